// SPDX-License-Identifier: Apache-2.0
#include "report/terms_json.h"

#include "knowledge/clause_words.h"
#include "report/duty_json.h"
#include "report/history_json.h"
#include "terms/compare.h"

static void write_list(struct json_writer *w, struct view key,
                       const struct view *item, size_t count)
{
    json_key(w, key);
    json_begin_inline(w, '[');
    for (size_t i = 0; i < count; i++)
        json_text(w, item[i]);
    json_end(w, ']');
}

static void write_pair(struct json_writer *w, uint64_t from, uint64_t to)
{
    json_begin_inline(w, '[');
    json_number(w, from);
    json_number(w, to);
    json_end(w, ']');
}

static void write_bytes(struct json_writer *w, struct view key, uint64_t from,
                        uint64_t to)
{
    json_key(w, key);
    write_pair(w, from, to);
}

// A clause of a license that was asked for by name has no bytes.
static void write_clause(struct json_writer *w, const struct clause *c)
{
    json_begin_inline(w, '{');
    json_member(w, VIEW("key"), c->key);
    json_member(w, VIEW("value"), c->value);
    json_member(w, VIEW("where"), c->where);
    if (c->line) {
        write_bytes(w, VIEW("bytes"), c->from, c->to);
        json_key(w, VIEW("line"));
        json_number(w, c->line);
    }
    json_member_if(w, VIEW("note"), c->note);
    if (c->line)
        json_member(w, VIEW("confidence"), confidence_word(c->confidence));
    json_end(w, '}');
}

static void write_clauses(struct json_writer *w, const struct license_range *r)
{
    json_key(w, VIEW("clauses"));
    json_begin(w, '[');
    for (size_t i = 0; i < r->clause_count; i++)
        write_clause(w, &r->clause[i]);
    json_end(w, ']');
}

static void write_hunks(struct json_writer *w, const struct license_range *r)
{
    json_key(w, VIEW("hunks"));
    if (!r->hunk_count) {
        json_begin_inline(w, '[');
        json_end(w, ']');
        return;
    }
    json_begin(w, '[');
    for (size_t i = 0; i < r->hunk_count; i++) {
        const struct license_hunk *h = &r->hunk[i];

        json_begin_inline(w, '{');
        json_key(w, VIEW("material"));
        json_truth(w, h->material);
        write_bytes(w, VIEW("file_bytes"), h->from, h->to);
        json_key(w, VIEW("line"));
        json_number(w, h->line);
        json_member_if(w, VIEW("license_section"), h->section);
        json_member(w, VIEW("words"), h->words);
        if (h->lacks) {
            json_key(w, VIEW("license_words"));
            json_number(w, h->lacks);
        }
        if (h->missing.words.len) {
            json_member(w, VIEW("missing"), h->missing.words);
            json_member(w, VIEW("license_path"), h->missing.path);
            write_bytes(w, VIEW("license_bytes"), h->missing.from,
                        h->missing.to);
        }
        json_end(w, '}');
    }
    json_end(w, ']');
}

// The other license that the text alone may be of.
static void write_or_later(struct json_writer *w, const struct license_range *r)
{
    struct arena own = {0};

    json_member_if(w, VIEW("or_later"), license_or_later(&own, r));
    arena_free(&own);
}

// Words that were left out of the comparison.
static void write_ignored(struct json_writer *w, const struct license_range *r)
{
    if (!r->ignored_count)
        return;
    json_key(w, VIEW("ignored"));
    json_begin_inline(w, '[');
    for (size_t i = 0; i < r->ignored_count; i++) {
        json_begin_inline(w, '{');
        json_member(w, VIEW("what"), r->ignored[i].what);
        write_bytes(w, VIEW("bytes"), r->ignored[i].from, r->ignored[i].to);
        json_end(w, '}');
    }
    json_end(w, ']');
}

// Which of its languages decides, where the text says so.
static void write_prevails(struct json_writer *w,
                           const struct license_prevails *p)
{
    if (!p->language.len)
        return;
    json_key(w, VIEW("prevails"));
    json_begin_inline(w, '{');
    json_member(w, VIEW("language"), p->language);
    write_bytes(w, VIEW("bytes"), p->from, p->to);
    json_key(w, VIEW("line"));
    json_number(w, p->line);
    json_end(w, '}');
}

static void write_range(struct json_writer *w, const struct license_range *r)
{
    const struct license_info *info = r->info;

    json_begin(w, '{');
    write_bytes(w, VIEW("bytes"), r->from, r->to);
    json_key(w, VIEW("line"));
    json_number(w, r->line);
    json_member(w, VIEW("result"), match_word(r->result));
    json_member_if(w, VIEW("id"), r->id);
    write_or_later(w, r);
    json_member_if(w, VIEW("modifies"), license_modifies(r));
    json_member_if(w, VIEW("nearest"), r->nearest);
    if (r->aligned > 0) {
        json_key(w, VIEW("aligned"));
        json_real(w, r->aligned, 3);
    }
    if (r->words) {
        json_key(w, VIEW("license_words"));
        json_number(w, r->words);
    }
    write_hunks(w, r);
    write_ignored(w, r);
    write_list(w, VIEW("copyright"), r->copyright, r->copyright_count);
    if (info) {
        json_member_if(w, VIEW("category"), info->category);
        json_member(w, VIEW("osi"), answer_word(info->osi));
        json_member(w, VIEW("fsf"), answer_word(info->fsf));
        json_member(w, VIEW("osd"), answer_word(info->osd));
    }
    // A name or a tag says nothing of the clauses of the text in use.
    if (r->clause_count)
        write_clauses(w, r);
    json_end(w, '}');
}

// All that does not depend on where the file is.
static void write_members(struct json_writer *w, const struct license_file *f)
{
    json_member(w, VIEW("expression"), f->expression);
    json_member_if(w, VIEW("form"), f->form);
    write_list(w, VIEW("refers_to"), f->refers_to, f->refers_to_count);
    json_key(w, VIEW("parts"));
    json_begin(w, '{');
    for (size_t i = 0; i < f->part_count; i++)
        json_member(w, f->part[i].kind, f->part[i].expression);
    json_end(w, '}');
    write_list(w, VIEW("flags"), f->flag, f->flag_count);
    write_prevails(w, &f->prevails);
    if (f->read_count) {
        json_key(w, VIEW("read"));
        json_begin_inline(w, '[');
        for (size_t i = 0; i < f->read_count; i++)
            write_pair(w, f->read[i].from, f->read[i].to);
        json_end(w, ']');
    }
    json_key(w, VIEW("ranges"));
    json_begin(w, '[');
    for (size_t i = 0; i < f->range_count; i++)
        write_range(w, &f->range[i]);
    json_end(w, ']');
}

static void write_file(struct json_writer *w, const struct license_file *f)
{
    json_begin(w, '{');
    json_member(w, VIEW("path"), f->path);
    write_members(w, f);
    json_end(w, '}');
}

static void write_files(struct json_writer *w, const struct license_file *file,
                        size_t count)
{
    json_begin(w, '[');
    for (size_t i = 0; i < count; i++)
        write_file(w, &file[i]);
    json_end(w, ']');
}

void license_files_json(struct json_writer *w, const struct license_file *file,
                        size_t count)
{
    json_key(w, VIEW("licenses"));
    write_files(w, file, count);
}

// A license that was asked for by name: no text, so no bytes.
static void write_license(struct json_writer *w, const struct license_info *l)
{
    json_begin(w, '{');
    json_member(w, VIEW("id"), l->id);
    json_member(w, VIEW("title"), l->title);
    json_member_if(w, VIEW("version"), l->version);
    json_member_if(w, VIEW("category"), l->category);
    json_member(w, VIEW("osi"), answer_word(l->osi));
    json_member(w, VIEW("fsf"), answer_word(l->fsf));
    json_member(w, VIEW("osd"), answer_word(l->osd));
    json_key(w, VIEW("clauses"));
    json_begin(w, '[');
    for (size_t i = 0; i < l->clause_count; i++) {
        const struct license_clause *c = &l->clause[i];

        write_clause(w, &(struct clause){.key = c->key,
                                         .value = c->value,
                                         .where = c->where,
                                         .note = c->note});
    }
    json_end(w, ']');
    json_end(w, '}');
}

static void write_counts(struct json_writer *w, const struct terms_folder *f)
{
    json_key(w, VIEW("files"));
    json_number(w, f->files);
    json_key(w, VIEW("unreadable"));
    json_number(w, f->unreadable);
    json_key(w, VIEW("listed"));
    json_number(w, f->listed);
}

static void write_folders(struct json_writer *w,
                          const struct terms_folder *folder, size_t count)
{
    if (!count)
        return;
    json_key(w, VIEW("folders"));
    json_begin(w, '[');
    for (size_t i = 0; i < count; i++) {
        json_begin(w, '{');
        json_member(w, VIEW("path"), folder[i].path);
        if (!folder[i].history_only)
            write_counts(w, &folder[i]);
        history_json(w, &folder[i].history);
        json_end(w, '}');
    }
    json_end(w, ']');
}

enum { FILES_DEPTH = 2 }; // the document, "files"

void terms_json_begin(struct json_writer *w, struct view db_version)
{
    json_begin(w, '{');
    json_member(w, VIEW("schema"), VIEW("freehold-terms/1"));
    json_member(w, VIEW("db_version"), db_version);
    json_key(w, VIEW("files"));
    json_begin(w, '[');
}

void terms_json_file(struct view path, struct text *out)
{
    struct json_writer w = {.out = out, .depth = FILES_DEPTH};

    json_begin(&w, '{');
    json_member(&w, VIEW("path"), path);
}

void terms_json_members(const struct license_file *f, struct text *out)
{
    struct json_writer w = {.out = out, .depth = FILES_DEPTH + 1};

    write_members(&w, f);
    json_end(&w, '}');
}

static void write_licenses(struct json_writer *w,
                           const struct license_info *const *license,
                           size_t count)
{
    if (!count)
        return;
    json_key(w, VIEW("licenses"));
    json_begin(w, '[');
    for (size_t i = 0; i < count; i++)
        write_license(w, license[i]);
    json_end(w, ']');
}

void terms_json_end(struct json_writer *w, bool any_file,
                    const struct terms_folder *folder, size_t folder_count,
                    const struct license_info *const *license,
                    size_t license_count)
{
    if (any_file)
        w->first &= ~((uint64_t)1 << FILES_DEPTH);
    json_end(w, ']');
    write_folders(w, folder, folder_count);
    write_licenses(w, license, license_count);
    json_end(w, '}');
    text_byte(w->out, '\n');
}

// ---- Two together -----------------------------------------------------------

static void write_side(struct json_writer *w, struct view name,
                       const struct terms_side *s, struct view key,
                       struct text *values)
{
    struct clause c;

    json_key(w, name);
    json_begin_inline(w, '[');
    for (size_t at = 0; terms_side_next(s, key, &at, &c);) {
        write_clause(w, &c);
        text_print(values, VIEW_FMT "\n", VIEW_ARG(c.value));
    }
    json_end(w, ']');
}

static bool says(const struct terms_side *s, struct view key)
{
    struct clause c;
    size_t at = 0;

    return terms_side_next(s, key, &at, &c);
}

static void write_compared(struct json_writer *w, struct arena *a,
                           const struct clause_words *words,
                           const struct terms_comparison *two)
{
    json_key(w, VIEW("clauses"));
    json_begin(w, '[');
    for (size_t i = 0; i < words->all.record_count; i++) {
        struct view key = record_get(&words->all.record[i], VIEW("key"));
        struct text left = {.arena = a}, right = {.arena = a};

        if (!says(&two->left, key) && !says(&two->right, key))
            continue;
        json_begin(w, '{');
        json_member(w, VIEW("key"), key);
        write_side(w, VIEW("left"), &two->left, key, &left);
        write_side(w, VIEW("right"), &two->right, key, &right);
        json_key(w, VIEW("same"));
        json_truth(w, view_eq(text_view(&left), text_view(&right)));
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void write_name(struct json_writer *w, struct view key,
                       const struct terms_side *s)
{
    json_key(w, key);
    json_begin_inline(w, '{');
    json_member(w, VIEW("name"), s->name);
    json_key(w, VIEW("found_by_phrase"));
    json_truth(w, s->by_phrase);
    json_end(w, '}');
}

static struct error *write_comparison(struct json_writer *w, struct arena *a,
                                      const struct terms_subject *subject)
{
    struct terms_comparison two;
    struct clause_words words;

    TRY(clause_words_open(a, &words));
    TRY(terms_compare(a, &subject[0], &subject[1], &two));
    json_key(w, VIEW("comparison"));
    json_begin(w, '{');
    write_name(w, VIEW("left"), &two.left);
    write_name(w, VIEW("right"), &two.right);
    write_compared(w, a, &words, &two);
    if (two.text) {
        const struct license_range *r = compared_range(&two);

        json_key(w, VIEW("words_differ"));
        json_truth(w, !r || r->hunk_count);
        if (two.turned) {
            json_key(w, VIEW("turned"));
            json_truth(w, true);
        }
        if (r)
            write_hunks(w, r);
    }
    json_end(w, '}');
    return NULL;
}

struct error *terms_json(struct arena *a, const struct terms_subject *subject,
                         size_t count, struct view db_version, struct text *out)
{
    const struct license_info **license =
        ARENA_NEW(a, const struct license_info *, count);
    size_t licenses = 0;
    struct json_writer w = {.out = out};

    terms_json_begin(&w, db_version);
    for (size_t i = 0; i < count; i++)
        if (subject[i].file)
            write_file(&w, subject[i].file);
        else
            license[licenses++] = subject[i].info;
    json_end(&w, ']');
    write_licenses(&w, license, licenses);
    if (count == 2)
        TRY(write_comparison(&w, a, subject));
    json_end(&w, '}');
    text_byte(out, '\n');
    return NULL;
}
