// SPDX-License-Identifier: Apache-2.0
#include "format/json_write.h"
#include "report/counsel.h"
#include "report/duty_json.h"
#include "report/json.h"
#include "report/terms_json.h"

static void write_views(struct json_writer *w, struct view key,
                        const struct view *item, size_t count)
{
    json_key(w, key);
    json_begin_inline(w, '[');
    for (size_t n = 0; n < count; n++)
        json_text(w, item[n]);
    json_end(w, ']');
}

static void write_truth(struct json_writer *w, struct view key, bool value)
{
    json_key(w, key);
    json_truth(w, value);
}

static void write_release(struct json_writer *w, const struct release *r)
{
    json_key(w, VIEW("release"));
    json_begin(w, '{');
    json_member(w, VIEW("name"), r->name);
    json_key(w, VIEW("files"));
    json_number(w, r->files);
    json_key(w, VIEW("size"));
    json_number(w, r->size);
    tree_digest_json(w, r);
    json_key(w, VIEW("roots"));
    json_begin(w, '[');
    for (size_t n = 0; n < r->root_count; n++) {
        json_begin(w, '{');
        json_member(w, VIEW("name"), r->root[n].name);
        json_member_if(w, VIEW("commit"), r->root[n].commit);
        json_end(w, '}');
    }
    json_end(w, ']');
    json_end(w, '}');
}

static void write_sources(struct json_writer *w, const struct quoted_files *s)
{
    json_key(w, VIEW("texts"));
    json_begin(w, '[');
    for (size_t n = 0; n < s->count; n++) {
        const struct quoted_file *one = &s->item[n];

        json_begin(w, '{');
        json_member(w, VIEW("path"), one->path);
        json_key(w, VIEW("size"));
        json_number(w, one->size);
        json_member_if(w, VIEW("sha256"), one->digest);
        json_member_if(w, VIEW("copy"), one->copy);
        json_member_if(w, VIEW("no_copy"), one->reason);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void write_parts(struct json_writer *w, const struct inventory *inv)
{
    json_key(w, VIEW("parts"));
    json_begin(w, '[');
    for (size_t n = 0; n < inv->part_count; n++) {
        const struct part *p = &inv->part[n];

        if (p->presence > PRESENCE_POINTER)
            continue;
        json_begin(w, '{');
        json_member(w, VIEW("part"), part_id(p->kind));
        if (p->stage != STAGE_NONE)
            json_member(w, VIEW("stage"), stage_word(p->stage));
        json_member(w, VIEW("presence"), presence_word(p->presence));
        json_key(w, VIEW("expression"));
        if (p->terms.expression.len)
            json_text(w, p->terms.expression);
        else
            json_null(w);
        json_member(w, VIEW("scope"), scope_word(p->terms.scope));
        if (p->terms.evidence.path.len)
            evidence_json(w, VIEW("evidence"), &p->terms.evidence);
        json_end(w, '}');
    }
    json_end(w, ']');
}

// `where`: the section, or empty.
static void write_quotation(struct json_writer *w, const struct quoted_files *s,
                            const struct evidence *at, struct view where)
{
    struct quotation q = quotation_of(s, at);

    if (!q.words.len)
        return;
    json_begin(w, '{');
    json_member_if(w, VIEW("where"), where);
    json_member(w, VIEW("path"), at->path);
    json_key(w, VIEW("bytes"));
    json_begin_inline(w, '[');
    json_number(w, q.from);
    json_number(w, q.to);
    json_end(w, ']');
    json_member(w, VIEW("text"), q.words);
    write_truth(w, VIEW("cut"), q.cut);
    json_end(w, '}');
}

static void write_quotations(struct json_writer *w,
                             const struct quoted_files *s,
                             const struct bound *b, const struct clause *c)
{
    struct evidence at = bound_place(b, c);

    json_key(w, VIEW("quotations"));
    json_begin(w, '[');
    if (!c->span_count && counsel_quotes(b, c))
        write_quotation(w, s, &at, c->where);
    for (size_t i = 0; i < c->span_count; i++) {
        at = bound_span_place(b, c, i);
        write_quotation(w, s, &at, c->span[i].where);
    }
    json_end(w, ']');
}

static void write_clause(struct json_writer *w, const struct quoted_files *s,
                         const struct bound *b, const struct clause *c)
{
    struct evidence at = bound_place(b, c);

    json_begin(w, '{');
    json_member(w, VIEW("key"), c->key);
    json_member(w, VIEW("value"), c->value);
    json_member(w, VIEW("where"), c->where);
    json_member_if(w, VIEW("note"), c->note);
    json_member(w, VIEW("confidence"), confidence_word(c->confidence));
    evidence_json(w, VIEW("place"), &at);
    write_quotations(w, s, b, c);
    json_end(w, '}');
}

static void write_bound(struct json_writer *w, const struct quoted_files *s,
                        const struct bound *b)
{
    json_begin(w, '{');
    json_member(w, VIEW("license"), b->license);
    if (b->info) {
        json_member_if(w, VIEW("title"), b->info->title);
        json_member_if(w, VIEW("category"), b->info->category);
        json_member(w, VIEW("osi"), answer_word(b->info->osi));
        json_member(w, VIEW("fsf"), answer_word(b->info->fsf));
        json_member(w, VIEW("osd"), answer_word(b->info->osd));
    }
    json_member(w, VIEW("basis"), bound_basis_word(b->basis));
    write_views(w, VIEW("parts"), b->part, b->part_count);
    write_truth(w, VIEW("from_base"), b->from_base);
    write_truth(w, VIEW("disputed"), b->disputed);
    write_truth(w, VIEW("choice"), b->choice);
    evidence_json(w, VIEW("evidence"), &b->evidence);
    json_key(w, VIEW("stated"));
    json_begin(w, '[');
    write_quotation(w, s, &b->evidence, (struct view){0});
    json_end(w, ']');
    if (b->range) {
        struct evidence text = bound_text(b);

        json_member(w, VIEW("text"), b->file->path);
        evidence_json(w, VIEW("text_place"), &text);
    }
    json_key(w, VIEW("clauses"));
    json_begin(w, '[');
    for (size_t n = 0; n < b->clause_count; n++)
        write_clause(w, s, b, &b->clause[n]);
    json_end(w, ']');
    json_end(w, '}');
}

static void write_bounds(struct json_writer *w, const struct counsel *c)
{
    const struct bounds *all = &c->inspection->duties.bounds;

    json_key(w, VIEW("terms"));
    json_begin(w, '[');
    for (size_t n = 0; n < all->count; n++)
        write_bound(w, c->sources, &all->item[n]);
    json_end(w, ']');
}

static void write_questions(struct json_writer *w, const struct questions *q)
{
    json_key(w, VIEW("questions"));
    json_begin(w, '[');
    for (size_t n = 0; n < q->count; n++) {
        const struct question *one = &q->item[n];

        json_begin(w, '{');
        json_member(w, VIEW("id"), one->id);
        json_member(w, VIEW("need"), one->need);
        json_member(w, VIEW("question"), one->asks);
        write_views(w, VIEW("facts"), one->fact, one->fact_count);
        json_member_if(w, VIEW("part"), one->part);
        if (one->bound)
            json_member(w, VIEW("license"), one->bound->license);
        if (one->clause) {
            json_member(w, VIEW("key"), one->clause->key);
            json_member(w, VIEW("value"), one->clause->value);
            json_member(w, VIEW("where"), one->clause->where);
        }
        if (one->flag)
            json_member(w, VIEW("flag"), one->flag->id);
        evidence_json(w, VIEW("place"), &one->place);
        json_end(w, '}');
    }
    json_end(w, ']');
    json_key(w, VIEW("facts"));
    json_begin(w, '[');
    for (size_t n = 0; n < q->fact_count; n++) {
        json_begin(w, '{');
        json_member(w, VIEW("fact"), q->fact[n].key);
        json_member(w, VIEW("is"), q->fact[n].is);
        write_views(w, VIEW("questions"), q->fact[n].question,
                    q->fact[n].question_count);
        json_end(w, '}');
    }
    json_end(w, ']');
}

void counsel_json(const struct counsel *c, struct text *out)
{
    const struct inspection *i = c->inspection;
    struct json_writer w = {.out = out};

    json_begin(&w, '{');
    json_member(&w, VIEW("schema"), VIEW("freehold-counsel/1"));
    json_member(&w, VIEW("version"), VIEW(FREEHOLD_VERSION));
    json_member(&w, VIEW("rules"), rules_version());
    write_release(&w, i->release);
    json_member(&w, VIEW("category"), category_id(i->category));
    write_sources(&w, c->sources);
    write_parts(&w, &i->inventory);
    write_bounds(&w, c);
    duties_json(&w, &i->duties);
    write_questions(&w, c->questions);
    license_files_json(&w, i->terms.file, i->terms.file_count);
    json_end(&w, '}');
    text_byte(out, '\n');
}
