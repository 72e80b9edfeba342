// SPDX-License-Identifier: Apache-2.0
#include "report/counsel.h"

#include "base/amount.h"
#include "report/duty_json.h"
#include "report/duty_text.h"
#include "report/md.h"
#include "report/wording.h"
#include "terms/clauses.h"

#include <inttypes.h>

struct page {
    struct arena *a;
    const struct counsel *c;
    const struct inspection *i;
    struct text *out;
};

static void add(struct page *p, struct view words)
{
    text_add(p->out, words);
}

static void head(struct page *p, struct view words)
{
    text_print(p->out, "\n## " VIEW_FMT "\n\n", VIEW_ARG(words));
}

// " at `LICENSE:3`, bytes 10 to 200, section `2`"
static void place(struct page *p, const struct evidence *e, struct view section)
{
    if (e->path.len) {
        add(p, VIEW(" at "));
        if (e->line)
            md_code(p->out, arena_print(p->a, VIEW_FMT ":%u", VIEW_ARG(e->path),
                                        e->line));
        else
            md_code(p->out, e->path);
        if (e->has_bytes)
            text_print(p->out, ", bytes %" PRIu64 " to %" PRIu64, e->from,
                       e->to);
    }
    if (section.len && !view_eq(section, VIEW("-"))) {
        add(p, VIEW(", section "));
        md_code(p->out, section);
    }
}

// ---- The release ------------------------------------------------------------

static void write_head(struct page *p)
{
    const struct release *r = p->i->release;

    add(p, VIEW("# Terms of "));
    md_code(p->out, r->name);
    add(p,
        VIEW("\n\nA pack for counsel: what the files say, where they say it, "
             "and what they leave open. Made by a program from the files "
             "named below; it is no legal advice, and clauses that were "
             "found by phrase have to be read.\n\n- "));
    add(p, tree_words(r));
    add(p, VIEW(": "));
    md_code(p->out, r->tree_digest);
    text_print(p->out, "\n- files: %" PRIu64 ", bytes: %" PRIu64 "\n", r->files,
               r->size);
    for (size_t n = 0; n < r->root_count; n++)
        if (r->root[n].commit.len) {
            add(p, VIEW("- commit of "));
            md_code(p->out, r->root[n].name);
            add(p, VIEW(": "));
            md_code(p->out, r->root[n].commit);
            add(p, VIEW("\n"));
        }
    text_print(p->out,
               "- category: " VIEW_FMT "\n- rules: " VIEW_FMT ", freehold %s\n",
               VIEW_ARG(category_words(p->i->category)),
               VIEW_ARG(rules_version()), FREEHOLD_VERSION);
}

static void write_sources(struct page *p)
{
    head(p, VIEW("Files quoted"));
    for (size_t n = 0; n < p->c->sources->count; n++) {
        const struct quoted_file *s = &p->c->sources->item[n];

        add(p, VIEW("- "));
        md_code(p->out, s->path);
        text_print(p->out, ", %" PRIu64 " byte%s", s->size, plural(s->size));
        if (s->copy.len)
            text_print(p->out, ", copy: [" VIEW_FMT "](" VIEW_FMT ")",
                       VIEW_ARG(s->copy), VIEW_ARG(s->copy));
        if (s->reason.len) {
            add(p, VIEW(", no copy: "));
            md_words(p->out, s->reason);
        }
        if (s->digest.len)
            text_print(p->out, ", SHA-256 `" VIEW_FMT "`", VIEW_ARG(s->digest));
        add(p, VIEW("\n"));
    }
    if (!p->c->sources->count)
        add(p, VIEW("None: no file of the release speaks of its terms.\n"));
}

static void write_parts(struct page *p)
{
    head(p, VIEW("Which terms reach which part"));
    for (size_t n = 0; n < p->i->inventory.part_count; n++) {
        const struct part *one = &p->i->inventory.part[n];

        if (one->presence > PRESENCE_POINTER)
            continue;
        struct view stage = {0};

        if (one->stage != STAGE_NONE)
            stage = stage_word(one->stage);
        text_print(p->out, "- " VIEW_FMT "%s", VIEW_ARG(part_id(one->kind)),
                   stage.len ? ", " : "");
        add(p, stage);
        text_print(p->out,
                   " (" VIEW_FMT "): ", VIEW_ARG(presence_word(one->presence)));
        if (!one->terms.expression.len) {
            add(p, VIEW("none stated\n"));
            continue;
        }
        md_code(p->out, one->terms.expression);
        place(p, &one->terms.evidence, (struct view){0});
        text_print(p->out, ", scope " VIEW_FMT "\n",
                   VIEW_ARG(scope_word(one->terms.scope)));
    }
}

// ---- Clauses ----------------------------------------------------------------

bool counsel_quotes(const struct bound *b, const struct clause *c)
{
    return b->range && !(c->from == b->range->from && c->to == b->range->to);
}

// The text says nothing of it.
static bool is_silent(const struct bound *b, const struct clause *c)
{
    bool placed = b->range ? counsel_quotes(b, c)
                           : c->where.len && !view_eq(c->where, VIEW("-"));

    return !placed && clause_is_silent(c->value);
}

static void write_quotation(struct page *p, const struct evidence *at,
                            size_t indent)
{
    struct quotation q = quotation_of(p->c->sources, at);

    if (!q.words.len)
        return;
    add(p, VIEW("\n"));
    md_quote(p->out, q.words, indent);
    if (q.cut)
        text_print(p->out,
                   "\n%*s(cut at byte %" PRIu64 "; the rest stands in the "
                   "copy)\n",
                   (int)indent, "", q.to);
    add(p, VIEW("\n"));
}

// The key under which the clauses before `n` quote the same bytes, or empty.
static struct view quoted_before(const struct bound *b, size_t n, uint64_t from,
                                 uint64_t to)
{
    for (size_t i = 0; i < n; i++) {
        const struct clause *c = &b->clause[i];

        if (is_silent(b, c))
            continue;
        if (!c->span_count && c->from == from && c->to == to)
            return c->key;
        for (size_t k = 0; k < c->span_count; k++)
            if (c->span[k].from == from && c->span[k].to == to)
                return c->key;
    }
    return (struct view){0};
}

static void write_place(struct page *p, const struct bound *b, size_t n,
                        const struct evidence *at)
{
    struct view before = quoted_before(b, n, at->from, at->to);

    if (!before.len) {
        write_quotation(p, at, 2);
        return;
    }
    add(p, VIEW("  (quoted above, under "));
    md_words(p->out, before);
    add(p, VIEW(")\n"));
}

static void write_clause(struct page *p, const struct bound *b, size_t n)
{
    const struct clause *c = &b->clause[n];
    struct evidence at = bound_place(b, c);

    add(p, VIEW("- **"));
    md_words(p->out, c->key);
    add(p, VIEW("**: "));
    md_code(p->out, c->value);
    if (!c->span_count) {
        place(p, &at, c->where);
        if (b->range && !counsel_quotes(b, c))
            add(p, VIEW(" (the whole text)"));
    }
    text_print(p->out, "; " VIEW_FMT, VIEW_ARG(confidence_word(c->confidence)));
    if (c->note.len) {
        add(p, VIEW("; "));
        md_words(p->out, c->note);
    }
    add(p, VIEW("\n"));
    if (!c->span_count && counsel_quotes(b, c))
        write_place(p, b, n, &at);
    for (size_t i = 0; i < c->span_count; i++) {
        at = bound_span_place(b, c, i);
        add(p, VIEW("\n "));
        place(p, &at, c->span[i].where);
        add(p, VIEW("\n"));
        write_place(p, b, n, &at);
    }
}

// What the text does not speak of: the place of that is all of it.
static void write_silent(struct page *p, const struct bound *b)
{
    bool begun = false;

    for (size_t n = 0; n < b->clause_count; n++) {
        if (!is_silent(b, &b->clause[n]))
            continue;
        if (!begun) {
            struct evidence at = b->range ? bound_text(b) : b->evidence;

            add(p, b->range ? VIEW("\nThe whole text")
                            : VIEW("\nThe license as known, named"));
            place(p, &at, (struct view){0});
            add(p, VIEW(", has nothing on: "));
        }
        add(p, begun ? VIEW(", ") : (struct view){0});
        begun = true;
        md_words(p->out, b->clause[n].key);
        add(p, VIEW(" "));
        md_code(p->out, b->clause[n].value);
    }
    if (begun)
        add(p, VIEW("\n"));
}

static const struct {
    struct view words;
} basis_words[] = {
    [BOUND_TEXT] = {VIEW_INIT("its text is in the release, word for word")},
    [BOUND_PHRASE] = {VIEW_INIT(
        "a text that is not known, or was changed; the clauses below were "
        "found by phrase and are not all that it says")},
    [BOUND_NAME] = {VIEW_INIT(
        "only named; the clauses below are those of the known license of that "
        "name, whose text is not in the release")},
    [BOUND_UNKNOWN] = {VIEW_INIT(
        "only named, and not known: nothing can be said of its clauses")},
};

static void write_list(struct page *p, struct view words,
                       const struct view *item, size_t count)
{
    add(p, words);
    for (size_t n = 0; n < count; n++) {
        add(p, n ? VIEW(", ") : VIEW(""));
        md_code(p->out, item[n]);
    }
    add(p, VIEW("\n"));
}

// Where the release says so in words of its own, and where the text is.
static void write_statement(struct page *p, const struct bound *b)
{
    struct evidence text;

    if (!b->range || !view_eq(b->file->path, b->evidence.path))
        write_quotation(p, &b->evidence, 2);
    if (!b->range)
        return;
    text = bound_text(b);
    add(p, VIEW("- text"));
    place(p, &text, (struct view){0});
    text_print(p->out, "; " VIEW_FMT "\n",
               VIEW_ARG(match_word(b->range->result)));
}

static void write_bound(struct page *p, const struct bound *b, size_t number)
{
    text_print(p->out, "\n### %zu. ", number);
    md_code(p->out, b->license);
    add(p, VIEW("\n\n"));
    if (b->info && b->info->title.len) {
        add(p, VIEW("- title: "));
        md_words(p->out, b->info->title);
        add(p, VIEW("\n"));
    }
    write_list(p, VIEW("- for: "), b->part, b->part_count);
    text_print(p->out, "- basis: " VIEW_FMT "\n- stated",
               VIEW_ARG(basis_words[b->basis].words));
    place(p, &b->evidence, (struct view){0});
    add(p, VIEW("\n"));
    write_statement(p, b);
    if (b->from_base)
        add(p, VIEW("- these are terms of what the model was made from\n"));
    if (b->disputed)
        add(p, VIEW("- disputed: the release states other terms for the same "
                    "part too\n"));
    if (b->choice)
        add(p, VIEW("- one of several that the taker may choose\n"));
    if (b->info)
        text_print(p->out,
                   "- OSI-approved: " VIEW_FMT ", FSF: " VIEW_FMT
                   ", conforms to the Open Source Definition: " VIEW_FMT "\n",
                   VIEW_ARG(answer_word(b->info->osi)),
                   VIEW_ARG(answer_word(b->info->fsf)),
                   VIEW_ARG(answer_word(b->info->osd)));
    add(p, VIEW("\n"));
    for (size_t n = 0; n < b->clause_count; n++)
        if (!is_silent(b, &b->clause[n]))
            write_clause(p, b, n);
    write_silent(p, b);
}

static void write_bounds(struct page *p)
{
    head(p, VIEW("Clauses"));
    for (size_t n = 0; n < p->i->duties.bounds.count; n++)
        write_bound(p, &p->i->duties.bounds.item[n], n + 1);
    if (!p->i->duties.bounds.count)
        add(p, VIEW("No terms are stated.\n"));
}

// Texts that reach no part of the list, third parties' for example.
static void write_others(struct page *p)
{
    bool begun = false;

    for (size_t f = 0; f < p->i->terms.file_count; f++)
        for (size_t n = 0; n < p->i->terms.file[f].range_count; n++) {
            const struct license_file *file = &p->i->terms.file[f];
            const struct license_range *r = &file->range[n];

            if (bounds_have(&p->i->duties.bounds, r) || !range_is_text(r))
                continue;
            if (!begun)
                head(p, VIEW("Texts that reach no part of the list"));
            begun = true;
            add(p, VIEW("- "));
            md_code(p->out, r->id.len ? r->id : file->expression);
            place(p,
                  &(struct evidence){.path = file->path,
                                     .line = r->line,
                                     .has_bytes = true,
                                     .from = r->from,
                                     .to = r->to},
                  (struct view){0});
            text_print(p->out, "; " VIEW_FMT "\n",
                       VIEW_ARG(match_word(r->result)));
        }
}

// ---- What follows -----------------------------------------------------------

static void write_duties(struct page *p)
{
    static const struct view kinds[] = {
        [DUTY_MAY_NOT] = VIEW_INIT("may not"),
        [DUTY_MUST] = VIEW_INIT("must"),
        [DUTY_KNOW] = VIEW_INIT("know"),
    };
    enum duty_role role = ROLE_END;

    head(p, VIEW("What follows, by what one does"));
    for (size_t n = 0; n < p->i->duties.count; n++) {
        const struct duty *d = &p->i->duties.item[n];

        if (d->role != role)
            text_print(p->out, "%s### " VIEW_FMT "\n\n", n ? "\n" : "",
                       VIEW_ARG(duty_role_word(d->role)));
        role = d->role;
        text_print(p->out, "- **" VIEW_FMT "** ", VIEW_ARG(kinds[d->kind]));
        md_words(p->out, d->says);
        add(p, VIEW(" ("));
        md_code(p->out, duty_place_words(p->a, d));
        add(p, VIEW(")\n"));
    }
}

static void write_flags(struct page *p)
{
    head(p, VIEW("Contradictions and gaps"));
    for (size_t n = 0; n < p->i->duties.flag_count; n++) {
        const struct terms_flag *f = &p->i->duties.flag[n];

        text_print(p->out, "- **" VIEW_FMT "** ", VIEW_ARG(f->id));
        md_words(p->out, f->fact);
        place(p, &f->evidence, (struct view){0});
        add(p, VIEW("\n"));
        if (f->against.path.len) {
            write_quotation(p, &f->evidence, 2);
            add(p, VIEW("  and, against it,"));
            place(p, &f->against, (struct view){0});
            add(p, VIEW("\n"));
            write_quotation(p, &f->against, 2);
        }
        for (size_t k = 0; k < f->differs.count; k++) {
            add(p, VIEW("  - "));
            md_code(p->out, conflict_line(p->a, &f->differs.item[k]));
            add(p, VIEW("\n"));
        }
    }
    if (!p->i->duties.flag_count)
        add(p, VIEW("None found.\n"));
}

// ---- What is open -----------------------------------------------------------

static void write_question(struct page *p, const struct question *q,
                           size_t number)
{
    text_print(p->out, "%zu. **" VIEW_FMT "** ", number, VIEW_ARG(q->need));
    md_words(p->out, q->asks);
    add(p, VIEW("\n   - because of "));
    if (q->clause) {
        md_code(p->out, q->bound->license);
        add(p, VIEW(", "));
        md_words(p->out, q->clause->key);
        add(p, VIEW(" "));
        md_code(p->out, q->clause->value);
    } else if (q->flag) {
        md_words(p->out, q->flag->fact);
    } else {
        md_words(p->out, q->duty->says);
    }
    place(p, &q->place, q->clause ? q->clause->where : (struct view){0});
    add(p, VIEW("\n"));
    if (q->fact_count)
        write_list(p, VIEW("   - decided by: "), q->fact, q->fact_count);
    add(p, VIEW("   - answer:\n"));
}

static void write_questions(struct page *p)
{
    const struct questions *q = p->c->questions;

    head(p, VIEW("Open questions"));
    for (size_t n = 0; n < q->count; n++)
        write_question(p, &q->item[n], n + 1);
    if (!q->count)
        add(p, VIEW("None from the files.\n"));
    head(p, VIEW("Facts of the team that decide"));
    for (size_t n = 0; n < q->fact_count; n++) {
        add(p, VIEW("- "));
        md_code(p->out, q->fact[n].key);
        add(p, VIEW(": "));
        md_words(p->out, q->fact[n].is);
        write_list(p, VIEW("\n  - for: "), q->fact[n].question,
                   q->fact[n].question_count);
        add(p, VIEW("  - answer:\n"));
    }
    if (!q->fact_count)
        add(p, VIEW("None.\n"));
}

void counsel_markdown(const struct counsel *c, struct text *out)
{
    struct page p = {out->arena, c, c->inspection, out};

    write_head(&p);
    write_parts(&p);
    write_flags(&p);
    write_questions(&p);
    write_bounds(&p);
    write_others(&p);
    write_duties(&p);
    write_sources(&p);
    add(&p, VIEW("\nDigests of all files of this pack stand in `SHA256SUMS`; "
                 "`sha256sum -c SHA256SUMS` checks them.\n"));
}
