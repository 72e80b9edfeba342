// SPDX-License-Identifier: Apache-2.0
#include "terms/evidence.h"

#include "base/map.h"
#include "base/text.h"
#include "terms/expression.h"
#include "terms/file_header.h"
#include "terms/package.h"

#include <stdlib.h>

enum {
    MAX_TEXT = 1 << 20,    // bytes of a license file
    MAX_PACKAGE = 1 << 16, // bytes of a package's metadata
    MAX_HEADERS = 400,     // code files looked at
    POINTER_SIZE = 200,    // bytes; a shorter file only points elsewhere
    MOST_SAID = 200,       // statements, and limits, taken of one document
    MODEL_WORDS = 6,       // "model" this often: the text licenses one
    STATEMENT_DEPTH = 2,   // folders above a document that may speak
};

struct collector {
    struct arena *arena;
    const struct licenses *licenses;
    const struct release *release;
    const struct inventory *inv;
    const struct statement_words *words;
    struct terms_found *out;
    struct map files; // path -> index in out->file
    size_t mapped;    // of out->file
    bool is_text; // the file at hand is a copy of a text, which says nothing of
                  // the release: what would be evidence goes to `aside`
    struct terms_evidence aside;
    struct file_headers headers;
};

static struct terms_evidence *add(struct collector *c, enum terms_source source,
                                  struct view expression, const struct entry *e)
{
    struct terms_evidence *t = &c->aside;

    if (c->is_text)
        *t = (struct terms_evidence){0};
    else
        t = LIST_ADD(c->arena, c->out->item, c->out->count);
    t->source = source;
    t->expression = expression;
    if (e) {
        t->root = e->root;
        t->depth = e->depth;
        t->folder = e->depth ? view_dirname(e->path) : (struct view){0};
        t->evidence.path = e->path;
        t->evidence.digest = e->digest;
    }
    return t;
}

// ---- License files ----------------------------------------------------------

// Names of code and data that hold the word by chance (license.py).
static bool is_text_name(struct view name)
{
    static const struct view other[] = {
        // clang-format off
        VIEW_INIT(".py"), VIEW_INIT(".c"), VIEW_INIT(".cc"), VIEW_INIT(".cpp"),
        VIEW_INIT(".h"), VIEW_INIT(".js"), VIEW_INIT(".ts"), VIEW_INIT(".rs"),
        VIEW_INIT(".go"), VIEW_INIT(".java"), VIEW_INIT(".sh"),
        VIEW_INIT(".json"), VIEW_INIT(".jsonl"), VIEW_INIT(".yaml"),
        VIEW_INIT(".yml"), VIEW_INIT(".csv"), VIEW_INIT(".tsv"),
        VIEW_INIT(".png"), VIEW_INIT(".svg"), VIEW_INIT(".jpg"),
        VIEW_INIT(".bin"), VIEW_INIT(".safetensors"), VIEW_INIT(".gguf"),
        VIEW_INIT(".toml"), VIEW_INIT(".ipynb"), VIEW_INIT(".parquet"),
        // clang-format on
    };

    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        if (view_ends(name, other[i]))
            return false;
    return name.len <= 80;
}

bool evidence_file_is(const struct statement_words *words, struct view name)
{
    return is_text_name(name) &&
           (statement_file_is(words, VIEW("policy-file"), name) ||
            statement_file_is(words, VIEW("license-file"), name));
}

static bool has_flag(const struct license_file *f, struct view flag)
{
    for (size_t i = 0; i < f->flag_count; i++)
        if (view_eq(f->flag[i], flag))
            return true;
    return false;
}

static void add_flag(struct collector *c, struct license_file *f,
                     struct view flag)
{
    if (!has_flag(f, flag))
        *LIST_ADD(c->arena, f->flag, f->flag_count) = flag;
}

// Whether the record is of a license written for models.
static bool is_model_license(const struct collector *c, struct view id)
{
    const struct license_info *info = license_find(c->licenses, id);

    return info && info->record &&
           view_eq(record_get(info->record, VIEW("subject")), VIEW("model"));
}

// Whether a text speaks of a model often enough to be about one.
static bool speaks_of_model(struct view bytes)
{
    static const struct view words[] = {VIEW_INIT("model"),
                                        VIEW_INIT("weights"),
                                        VIEW_INIT("\xe6\xa8\xa1\xe5\x9e\x8b")};
    struct arena own = {0};
    struct view lower = arena_lower(&own, view_head(bytes, MAX_TEXT));
    size_t times = 0;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (struct view rest = lower; times < MODEL_WORDS; times++) {
            size_t at = view_find(rest, words[i]);

            if (at == SIZE_MAX)
                break;
            rest = view_from(rest, at + words[i].len);
        }
    arena_free(&own);
    return times >= MODEL_WORDS;
}

static bool about_model(struct collector *c, const struct license_file *f,
                        struct view bytes)
{
    struct view rest = f->expression, id;
    bool known = true;

    while (expression_next(&rest, &id)) {
        if (is_model_license(c, id))
            return true;
        known = known && license_find(c->licenses, id);
    }
    return !known && speaks_of_model(bytes);
}

static bool is_modified(const struct license_file *f)
{
    for (size_t i = 0; i < f->range_count; i++)
        if (f->range[i].result == MATCH_MODIFIED ||
            f->range[i].result == MATCH_UNKNOWN)
            return true;
    return false;
}

// The title of a text that is no known one may name a license we have no text
// of. That is believed where it gives no more freedom than the unknown text.
static struct view named_by_title(struct collector *c,
                                  const struct license_file *f,
                                  struct view bytes)
{
    struct view rest = view_head(bytes, 4096), line = {0};
    size_t len;

    if (!is_modified(f) || f->range_count != 1)
        return (struct view){0};
    while (rest.len && !line.len)
        line = view_trim(view_cut(rest, '\n', &rest));
    line = license_fold(c->arena, line);
    struct view id = license_alias_at(c->licenses, line, &len);
    const struct license_info *info = license_find(c->licenses, id);
    bool fits = info && info->record && len == line.len &&
                info->class_ == TERMS_CLASS_RESTRICTED &&
                !record_get(info->record, VIEW("text")).len;
    return fits ? id : (struct view){0};
}

// The line of the first range that has one of the licenses.
static uint32_t line_of(const struct license_file *f, struct view expression)
{
    for (size_t i = 0; i < f->range_count; i++)
        if (expression_has(expression, f->range[i].id))
            return f->range[i].line;
    return 1;
}

// Whether each license of a file is said to be for some part.
static bool has_parts(const struct license_file *f)
{
    struct view rest = f->expression, id;

    while (expression_next(&rest, &id)) {
        bool said = false;

        for (size_t i = 0; i < f->part_count; i++)
            said = said || expression_has(f->part[i].expression, id);
        if (!said)
            return false;
    }
    return f->part_count > 0;
}

// Where a file says which of its licenses is for which part, each is told.
static bool take_license_parts(struct collector *c, const struct entry *e,
                               const struct license_file *f, bool modified)
{
    static const struct {
        struct view kind;
        unsigned part;
    } kinds[] = {
        // clang-format off
        {VIEW_INIT("code"), ABOUT_CODE}, {VIEW_INIT("weights"), ABOUT_WEIGHTS},
        {VIEW_INIT("data"), ABOUT_DATA}, {VIEW_INIT("docs"), ABOUT_DOCS},
        // clang-format on
    };
    bool any = false;

    for (size_t i = 0; i < f->part_count; i++)
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
            struct view is = f->part[i].expression;

            if (!view_eq(f->part[i].kind, kinds[k].kind))
                continue;
            struct terms_evidence *t = add(c, TERMS_TEXT_OWN, is, e);
            t->parts = kinds[k].part;
            t->about_model = kinds[k].part == ABOUT_WEIGHTS;
            t->modified = modified;
            t->evidence.line = line_of(f, is);
            t->evidence.rule = VIEW("license-file");
            t->evidence.shows = arena_print(
                c->arena, VIEW_FMT ": " VIEW_FMT " for " VIEW_FMT,
                VIEW_ARG(view_basename(e->path)), VIEW_ARG(view_head(is, 90)),
                VIEW_ARG(f->part[i].kind));
            any = true;
        }
    return any;
}

static void take_license_file(struct collector *c, const struct entry *e)
{
    struct license_file *f =
        LIST_ADD(c->arena, c->out->file, c->out->file_count);
    struct view bytes = {0};

    f->path = e->path;
    f->expression = VIEW("NONE");
    if (entry_read(c->arena, e, MAX_TEXT + 1, &bytes)) {
        add_flag(c, f, VIEW("license-not-read"));
        return;
    }
    terms_of_text(c->arena, c->licenses, e->path, bytes, f);
    struct view title = named_by_title(c, f, bytes);
    if (title.len) {
        *LIST_ADD(c->arena, f->refers_to, f->refers_to_count) = title;
        f->expression = title;
    }
    // A license that only a person can read is still one.
    bool unread = has_flag(f, VIEW("license-not-machine-readable"));
    bool says = !view_eq(f->expression, VIEW("NONE"));
    if (bytes.len < POINTER_SIZE && !says && !unread)
        add_flag(c, f, VIEW("pointer-only"));
    if (!says && !unread)
        return;
    struct view expression = says ? f->expression : VIEW("LicenseRef-unknown");
    unsigned parts = statement_file_parts(c->words, entry_basename(e));
    if (has_flag(f, VIEW("multiple-licenses-one-file")) && has_parts(f) &&
        take_license_parts(c, e, f, is_modified(f)))
        return;
    struct terms_evidence *t =
        add(c, parts ? TERMS_TEXT_OWN : TERMS_TEXT_RELEASE, expression, e);
    t->parts = parts;
    t->about_model = about_model(c, f, bytes);
    t->modified =
        is_modified(f) || has_flag(f, VIEW("license-not-machine-readable"));
    t->evidence.line = f->range_count ? f->range[0].line : 1;
    t->evidence.rule = VIEW("license-file");
    t->evidence.shows = arena_print(c->arena, VIEW_FMT ": " VIEW_FMT,
                                    VIEW_ARG(view_basename(e->path)),
                                    VIEW_ARG(view_head(expression, 90)));
}

static void take_policy_file(struct collector *c, const struct entry *e)
{
    struct license_file *f =
        LIST_ADD(c->arena, c->out->file, c->out->file_count);
    struct view bytes = {0};

    f->path = e->path;
    f->expression = VIEW("NONE");
    if (!entry_read(c->arena, e, MAX_TEXT + 1, &bytes))
        terms_of_text(c->arena, c->licenses, e->path, bytes, f);
    struct terms_limit *t =
        LIST_ADD(c->arena, c->out->limit, c->out->limit_count);
    t->parts = ABOUT_WEIGHTS;
    t->root = e->root;
    t->text = arena_print(c->arena, "use policy: " VIEW_FMT,
                          VIEW_ARG(view_basename(e->path)));
    t->evidence = (struct evidence){.path = e->path,
                                    .line = 1,
                                    .digest = e->digest,
                                    .rule = VIEW("use-policy-file"),
                                    .shows = t->text};
}

// A folder of texts for several models: attached by what the documents say.
static bool in_text_folder(const struct entry *e)
{
    struct view folder = view_basename(view_dirname(e->lower));

    return view_has(folder, VIEW("licenses")) ||
           view_has(folder, VIEW("licences"));
}

static void collect_files(struct collector *c)
{
    for (size_t i = 0; i < c->release->entry_count; i++) {
        const struct entry *e = &c->release->entry[i];
        struct view name = entry_basename(e);

        if (e->kind != ENTRY_FILE || !is_text_name(name) ||
            (e->scope != SCOPE_MAIN && e->scope != SCOPE_EXAMPLE))
            continue;
        if (statement_file_is(c->words, VIEW("policy-file"), name)) {
            take_policy_file(c, e);
        } else if (statement_file_is(c->words, VIEW("license-file"), name)) {
            c->is_text = in_text_folder(e);
            take_license_file(c, e);
            c->is_text = false;
        }
    }
}

// ---- Front matter -----------------------------------------------------------

// The entry of a document among the files, made if it is not there.
static struct license_file *document_file(struct collector *c,
                                          const struct document *d)
{
    struct terms_found *o = c->out;
    bool is_new;

    while (c->mapped < o->file_count) {
        size_t i = c->mapped++;
        size_t *index = map_at(&c->files, o->file[i].path, &is_new);

        *index = is_new ? i : *index;
    }
    size_t *index = map_find(&c->files, d->entry->path);
    if (index)
        return &o->file[*index];
    struct license_file *f = LIST_ADD(c->arena, o->file, o->file_count);
    f->path = d->entry->path;
    f->expression = VIEW("NONE");
    return f;
}

static void add_document_range(struct collector *c, const struct document *d,
                               struct license_range range)
{
    struct license_file *f = document_file(c, d);

    range.info = license_find(c->licenses, range.id);
    *LIST_ADD(c->arena, f->range, f->range_count) = range;
    size_t known = 0;
    while (known < f->refers_to_count &&
           !view_eq(f->refers_to[known], range.id))
        known++;
    if (known == f->refers_to_count)
        *LIST_ADD(c->arena, f->refers_to, f->refers_to_count) = range.id;
    // The first one speaks for the document; the others are in the ranges.
    if (view_eq(f->expression, VIEW("NONE")))
        f->expression = range.id;
}

static void add_front_file(struct collector *c, const struct document *d,
                           struct view expression, uint32_t line)
{
    struct license_range range = {
        .line = line, .result = MATCH_TAG, .id = expression};

    for (size_t i = 0; i < d->md.line_count; i++)
        if (d->md.line[i].number == line) {
            range.from = d->md.line[i].offset;
            range.to = range.from + d->md.line[i].text.len;
        }
    add_document_range(c, d, range);
    struct license_file *f = document_file(c, d);
    if (view_eq(expression, VIEW("LicenseRef-unknown")))
        add_flag(c, f, VIEW("custom-name-missing"));
}

static void take_gate(struct collector *c, const struct document *d)
{
    const struct front_key *prompt =
        front_get(&d->front, VIEW("extra_gated_prompt"));

    if (!prompt || !prompt->value_count)
        return;
    struct view rest,
        first = view_cut(view_trim(prompt->value[0].text), '\n', &rest);
    struct terms_limit *t =
        LIST_ADD(c->arena, c->out->limit, c->out->limit_count);
    t->parts = ABOUT_WEIGHTS;
    t->root = d->entry->root;
    t->text = VIEW("terms to accept before access (extra_gated_prompt)");
    t->evidence =
        (struct evidence){.path = d->entry->path,
                          .line = prompt->value[0].line,
                          .digest = d->entry->digest,
                          .rule = VIEW("gate-prompt"),
                          .shows = document_excerpt(c->arena, first, 0)};
}

static void take_front(struct collector *c, const struct document *d)
{
    struct front_value at = {0};

    if (!d->front.present || d->entry->depth > 1)
        return;
    take_gate(c, d);
    struct view expression =
        front_license(c->arena, c->licenses, &d->front, &at);
    if (!expression.len)
        return;
    struct terms_evidence *t = add(c, TERMS_FRONT_MATTER, expression, d->entry);
    t->evidence.line = at.line;
    t->evidence.rule = VIEW("license-front-matter");
    t->evidence.shows = arena_print(c->arena, "license: " VIEW_FMT,
                                    VIEW_ARG(view_head(at.text, 80)));
    add_front_file(c, d, expression, at.line);
}

// ---- Statements -------------------------------------------------------------

// How well path `path` is the one that a document in `folder` writes as `file`:
// 3 the very path from there, 2 the end of its path, 1 the file beside the
// document where the address is one of the release's home, 0 not at all.
static int is_linked(struct view path, struct view folder, struct view file)
{
    bool beside = view_eq(view_dirname(path), folder);
    bool plain = view_eq(view_basename(file), file);

    if (!view_eq(view_basename(path), view_basename(file)))
        return 0;
    if (view_ends(path, file)) {
        size_t before = path.len - file.len;

        if (before == (folder.len ? folder.len + 1 : 0) &&
            view_starts(path, folder))
            return 3;
        return !before || path.at[before - 1] == '/' ? 2 : 0;
    }
    return beside && (plain || view_has(file, VIEW("://")));
}

// The recognised file that a document links as `file`.
static const struct license_file *linked(struct collector *c,
                                         const struct document *d,
                                         struct view file)
{
    struct view folder = view_dirname(d->entry->path);
    const struct license_file *best = NULL;
    int most = 0;

    while (view_starts(file, VIEW("./")))
        file = view_from(file, 2);
    for (size_t i = 0; file.len && i < c->out->file_count; i++) {
        int is = is_linked(c->out->file[i].path, folder, file);

        if (is > most) {
            best = &c->out->file[i];
            most = is;
        }
    }
    return best;
}

static void take_statement(struct collector *c, const struct document *d,
                           const struct statement *s)
{
    // What names one of several things, says what the base was under, or only
    // points or limits is no claim on the release.
    static const bool is_claim[] = {
        [STATEMENT_GRANT] = true, [STATEMENT_LABEL] = true,
        [STATEMENT_TAG] = true,   [STATEMENT_BADGE] = true,
        [STATEMENT_OPEN] = false,
    };
    static const enum terms_source source_of[] = {
        [STATEMENT_GRANT] = TERMS_BADGE,
        [STATEMENT_LABEL] = TERMS_STATEMENT_RELEASE,
        [STATEMENT_TAG] = TERMS_STATEMENT_RELEASE,
        [STATEMENT_BADGE] = TERMS_BADGE,
    };
    if (!is_claim[s->kind])
        return;
    const struct license_file *f = linked(c, d, s->file);
    bool text = f && !view_eq(f->expression, VIEW("NONE"));
    struct view expression = text ? f->expression : s->expression;
    bool top = d->entry->depth == 0;

    // What a document deeper down says at large is about something else.
    if (!expression.len || (!top && !s->parts))
        return;
    enum terms_source source = source_of[s->kind];
    if (text && (s->parts || s->kind == STATEMENT_LABEL))
        source = TERMS_TEXT_LINKED;
    else if (s->parts)
        source = TERMS_STATEMENT_PART;
    struct terms_evidence *t = add(c, source, expression, d->entry);
    t->parts = s->parts;
    if (source == TERMS_TEXT_LINKED && !s->parts)
        t->parts = ABOUT_ALL & ~(unsigned)ABOUT_DATA;
    t->evidence.line = s->line;
    t->evidence.has_bytes = true;
    t->evidence.from = s->from;
    t->evidence.to = s->to;
    t->evidence.rule = s->kind == STATEMENT_BADGE ? VIEW("license-badge")
                                                  : VIEW("license-statement");
    t->evidence.shows = s->shows;
    add_document_range(c, d,
                       (struct license_range){.from = s->from,
                                              .to = s->to,
                                              .line = s->line,
                                              .result = MATCH_REFERENCE,
                                              .id = expression});
}

// Prose that limits what may be done with the model.
static void take_limits(struct collector *c, const struct document *d)
{
    size_t most = c->out->limit_count + MOST_SAID;

    for (size_t i = 0; i < d->md.line_count && c->out->limit_count < most;
         i++) {
        const struct md_line *line = &d->md.line[i];

        if (line->fenced || line->text.len > 2000 || line->text.len < 12)
            continue;
        struct arena own = {0};
        struct view folded = license_fold(&own, line->text);
        bool limits = statement_says(c->words, VIEW("limit"), folded) &&
                      (view_has(folded, VIEW("model")) ||
                       view_has(folded, VIEW("weights")) ||
                       view_has(folded, VIEW("\xe6\xa8\xa1\xe5\x9e\x8b")));
        arena_free(&own);
        if (!limits)
            continue;
        struct terms_limit *t =
            LIST_ADD(c->arena, c->out->limit, c->out->limit_count);
        t->parts = ABOUT_WEIGHTS;
        t->root = d->entry->root;
        t->text = view_head(view_trim(line->text), SHOWS_SIZE);
        t->evidence =
            document_evidence(c->arena, d, line, VIEW("limit-in-prose"));
    }
}

static void collect_documents(struct collector *c)
{
    const struct documents *all = &c->inv->documents;

    for (size_t i = 0; i < all->count; i++) {
        const struct document *d = &all->item[i];
        struct statements s;

        if (d->entry->scope != SCOPE_MAIN || d->entry->depth > STATEMENT_DEPTH)
            continue;
        take_front(c, d);
        statements_of_markdown(c->arena, c->licenses, &d->md, &s);
        for (size_t k = 0; k < s.count && k < MOST_SAID; k++)
            take_statement(c, d, &s.item[k]);
        if (s.count > MOST_SAID)
            add_flag(c, document_file(c, d), VIEW("more-statements"));
        if (d->entry->depth == 0)
            take_limits(c, d);
    }
}

// ---- Headers, metadata, declarations ----------------------------------------

static bool is_code_name(struct view name)
{
    static const struct view code[] = {
        VIEW_INIT(".py"), VIEW_INIT(".cpp"), VIEW_INIT(".cc"), VIEW_INIT(".c"),
        VIEW_INIT(".cu"), VIEW_INIT(".rs"),  VIEW_INIT(".h"),  VIEW_INIT(".js"),
        VIEW_INIT(".ts"), VIEW_INIT(".sh")};

    for (size_t i = 0; i < sizeof code / sizeof *code; i++)
        if (view_ends(name, code[i]))
            return true;
    return false;
}

struct header_count {
    struct file_header header;
    const struct entry *first;
    size_t count;
};

static struct file_header read_header(struct collector *c,
                                      const struct entry *e)
{
    struct arena own = {0};
    struct view bytes;
    struct file_header found = {0};

    if (!entry_read(&own, e, FILE_HEADER_SIZE, &bytes))
        found = file_header_of(&c->headers, e->path, bytes);
    arena_free(&own);
    return found;
}

static void add_header(struct collector *c, const struct header_count *one)
{
    struct terms_evidence *t =
        add(c, TERMS_HEADER, one->header.expression, one->first);

    t->folder = (struct view){0};
    t->depth = 0;
    t->parts = ABOUT_CODE;
    t->evidence.line = one->header.line;
    t->evidence.has_bytes = true;
    t->evidence.from = one->header.from;
    t->evidence.to = one->header.to;
    t->evidence.rule = VIEW("license-header");
    t->evidence.shows =
        arena_print(c->arena, "%zu code files carry " VIEW_FMT, one->count,
                    VIEW_ARG(view_head(one->header.expression, 60)));
}

// Whether it takes away what a header of most files gives. Files of others
// under free terms stand in many projects.
static bool is_stricter(struct collector *c, struct view expression)
{
    enum terms_class class =
        expression_class(c->arena, c->licenses, expression);

    return class >= TERMS_CLASS_RESTRICTED;
}

// The license that most code files of a root carry, and those that limit more.
static void collect_headers(struct collector *c, uint32_t root)
{
    struct header_count *all = NULL, *best = NULL;
    size_t count = 0, looked = 0;

    for (size_t i = 0; i < c->release->entry_count; i++) {
        const struct entry *e = &c->release->entry[i];

        if (e->root != root || e->kind != ENTRY_FILE ||
            e->scope != SCOPE_MAIN || !is_code_name(e->lower) ||
            looked >= MAX_HEADERS)
            continue;
        looked++;
        struct file_header header = read_header(c, e);
        size_t k = 0;
        while (header.expression.len && k < count &&
               !view_eq(all[k].header.expression, header.expression))
            k++;
        if (header.expression.len && k == count)
            *LIST_ADD(c->arena, all, count) =
                (struct header_count){header, e, 0};
        if (header.expression.len)
            all[k].count++;
    }
    for (size_t k = 0; k < count; k++)
        if (!best || all[k].count > best->count)
            best = &all[k];
    for (size_t k = 0; k < count; k++)
        if (&all[k] == best || is_stricter(c, all[k].header.expression))
            add_header(c, &all[k]);
}

// ---- Packages ---------------------------------------------------------------

static struct view package_expression(struct collector *c, struct view value)
{
    struct view alias = license_alias(c->licenses, value);

    if (expression_known(c->arena, c->licenses, value))
        return expression_canonical(c->arena, c->licenses, value);
    return alias.len ? alias : license_reference(c->arena, value);
}

static void take_package(struct collector *c, const struct entry *e)
{
    struct view bytes, name = view_basename(e->lower);
    struct package_license found;

    if (entry_read(c->arena, e, MAX_PACKAGE, &bytes) ||
        !package_license_of(name, bytes, &found))
        return;
    struct terms_evidence *t = add(c, found.cites ? TERMS_BADGE : TERMS_PACKAGE,
                                   package_expression(c, found.value), e);
    t->parts = found.cites ? 0 : ABOUT_CODE;
    t->evidence.line = found.line;
    t->evidence.has_bytes = true;
    t->evidence.from = found.from;
    t->evidence.to = found.to;
    t->evidence.rule = VIEW("package-metadata");
    t->evidence.shows = view_head(
        (struct view){bytes.at + found.from, (size_t)(found.to - found.from)},
        SHOWS_SIZE);
}

static void collect_packages(struct collector *c)
{
    for (size_t i = 0; i < c->release->entry_count; i++) {
        const struct entry *e = &c->release->entry[i];

        if (e->kind == ENTRY_FILE && e->scope == SCOPE_MAIN &&
            e->depth <= STATEMENT_DEPTH && package_is(view_basename(e->lower)))
            take_package(c, e);
    }
}

static void collect_metadata(struct collector *c)
{
    const struct weights *w = &c->inv->weights;

    for (size_t i = 0; i < w->set_count; i++)
        for (size_t k = 0; k < w->set[i].file_count; k++) {
            const struct weights_file *f = &w->set[i].file[k];

            if (!f->license.len)
                continue;
            struct view id = license_alias(c->licenses, f->license);
            struct terms_evidence *t =
                add(c, TERMS_METADATA,
                    id.len ? id : license_reference(c->arena, f->license),
                    f->entry);
            t->folder = (struct view){0};
            t->depth = 0;
            t->parts = ABOUT_WEIGHTS;
            t->evidence.has_bytes = true;
            t->evidence.from = f->license_offset;
            t->evidence.to = f->license_offset;
            t->evidence.rule = VIEW("weights-metadata");
            t->evidence.shows = view_head(f->license, 100);
        }
}

static void collect_record(struct collector *c)
{
    const struct model_record *m = c->release->record;

    for (size_t i = 0; m && i < m->license_count; i++) {
        const struct record_license *k = &m->license[i];
        struct view id = license_alias(c->licenses, k->name);
        unsigned parts = 0;

        if (!k->name.len)
            continue;
        if (view_eq(k->key, VIEW("code")))
            parts = ABOUT_CODE;
        else if (view_eq(k->key, VIEW("data")))
            parts = ABOUT_DATA | ABOUT_WEIGHTS;
        else if (view_eq(k->key, VIEW("document")))
            parts = ABOUT_DOCS;
        struct terms_evidence *t =
            add(c, parts ? TERMS_STATEMENT_PART : TERMS_STATEMENT_RELEASE,
                id.len ? id : license_reference(c->arena, k->name), NULL);
        t->parts = parts;
        t->evidence = (struct evidence){.path = m->path,
                                        .line = k->line,
                                        .digest = m->digest,
                                        .rule = VIEW("record-license"),
                                        .shows = view_head(k->name, 100),
                                        .by = BY_DECLARED};
    }
}

static int by_path(const void *a, const void *b)
{
    const struct license_file *x = a, *y = b;

    return view_compare(x->path, y->path);
}

void evidence_collect(struct arena *a, const struct licenses *l,
                      const struct release *r, const struct inventory *inv,
                      struct terms_found *out)
{
    struct collector c = {.arena = a,
                          .licenses = l,
                          .release = r,
                          .inv = inv,
                          .words = license_statements(l),
                          .out = out,
                          .files = {.arena = a},
                          .headers = {a, l, {.arena = a}, NULL, 0}};

    *out = (struct terms_found){0};
    collect_files(&c);
    collect_documents(&c);
    for (uint32_t i = 0; i < r->root_count; i++)
        collect_headers(&c, i);
    collect_packages(&c);
    collect_metadata(&c);
    collect_record(&c);
    if (out->file_count)
        qsort(out->file, out->file_count, sizeof *out->file, by_path);
}
