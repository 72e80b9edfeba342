// SPDX-License-Identifier: Apache-2.0
// Recognises one text: the known licences in it word for word, else what it
// resembles, names or states. A text that only resembles a licence never gets
// its id (terms.md, rule 1).
#include "terms/expression.h"
#include "terms/limits.h"
#include "terms/slot.h"
#include "terms/span.h"
#include "terms/statement.h"
#include "terms/terms.h"

enum {
    LEAST_TERMS = 6,        // different words of terms that make a text unknown
    MOST_STATEMENTS = 2000, // of one text; a list of them is longer
    MOST_HOLDERS = 2000,    // copyright lines that are kept
    SHORT_NOTICE = 150 // words up to which a text that names a licence is a
                       // notice and no licence
};

struct job {
    struct arena *arena; // of what is found
    struct arena work;   // of what is thrown away with the text
    const struct licenses *licenses;
    const struct license_words *words;
    const struct license_prints *prints;
    struct view bytes;
    struct normal text;
    struct license_file *out;
    bool named;     // the file's name says that it holds terms
    size_t line_at; // offset and line reached by line_of
    uint32_t line;
};

struct view match_word(enum match_result r)
{
    static const struct view word[] = {
        // clang-format off
        [MATCH_EXACT] = VIEW_INIT("exact"),
        [MATCH_EXACT_WITH_HEADER] = VIEW_INIT("exact-with-header"),
        [MATCH_EXACT_WITH_OPTIONAL_OMITTED] =
            VIEW_INIT("exact-with-optional-omitted"),
        [MATCH_ADDED_TEXT] = VIEW_INIT("added-text"),
        [MATCH_MODIFIED] = VIEW_INIT("modified"),
        [MATCH_HEADER] = VIEW_INIT("header"),
        [MATCH_REFERENCE] = VIEW_INIT("reference"),
        [MATCH_TAG] = VIEW_INIT("tag"),
        [MATCH_SNIPPET] = VIEW_INIT("snippet"),
        [MATCH_UNKNOWN] = VIEW_INIT("unknown"),
        [MATCH_OTHER_TEXT] = VIEW_INIT("other-text"),
        // clang-format on
    };

    return word[r];
}

static void add_flag(struct job *j, struct view flag)
{
    for (size_t i = 0; i < j->out->flag_count; i++)
        if (view_eq(j->out->flag[i], flag))
            return;
    *LIST_ADD(j->arena, j->out->flag, j->out->flag_count) = flag;
}

static void add_reference(struct job *j, struct view id)
{
    for (size_t i = 0; i < j->out->refers_to_count; i++)
        if (view_eq(j->out->refers_to[i], id))
            return;
    *LIST_ADD(j->arena, j->out->refers_to, j->out->refers_to_count) = id;
}

static void grant(struct job *j, struct view expression)
{
    const struct license_info *info = license_find(j->licenses, expression);

    // A use policy takes; it gives nothing.
    if (info && view_starts(info->category, VIEW("policy"))) {
        add_reference(j, expression);
        return;
    }
    j->out->expression =
        expression_join(j->arena, j->licenses, j->out->expression, expression);
}

// Line (from 1) of a byte; called with rising offsets.
static uint32_t line_of(struct job *j, size_t offset)
{
    if (offset < j->line_at || !j->line) {
        j->line_at = 0;
        j->line = 1;
    }
    for (; j->line_at < offset && j->line_at < j->bytes.len; j->line_at++)
        j->line += j->bytes.at[j->line_at] == '\n';
    return j->line;
}

static struct license_range *add_range(struct job *j, size_t from, size_t to,
                                       enum match_result result, struct view id)
{
    struct license_range *r =
        LIST_ADD(j->arena, j->out->range, j->out->range_count);

    *r = (struct license_range){.from = from,
                                .to = to,
                                .line = line_of(j, from),
                                .result = result,
                                .id = id,
                                .info = license_find(j->licenses, id)};
    return r;
}

static struct view modified_id(struct job *j, struct view nearest)
{
    unsigned char hash[SHA256_SIZE];
    struct view plain = nearest;

    if (view_starts(plain, VIEW("LicenseRef-")))
        plain = view_from(plain, 11);
    normal_digest(&j->text, 0, j->text.token_count, hash);
    struct view hex = hex_of(j->arena, hash, 4);
    return arena_print(j->arena, "LicenseRef-modified-" VIEW_FMT "-" VIEW_FMT,
                       VIEW_ARG(plain), VIEW_ARG(hex));
}

// ---- Known texts ------------------------------------------------------------

// Whether the words before `at`, back to `from`, are a title of the licence.
static bool is_own_title(struct job *j, struct view id, size_t from, size_t at)
{
    const struct license_info *info = license_find(j->licenses, id);
    struct view head;

    if (!info || !info->record)
        return false;
    for (size_t k = 0; record_next(info->record, VIEW("head"), &k, &head);) {
        struct normal title;
        size_t same = 0;

        normal_read(&j->work, j->words, head, &title);
        if (title.token_count != at - from)
            continue;
        while (same < title.token_count &&
               title.token[same].hash == j->text.token[from + same].hash)
            same++;
        if (same == title.token_count)
            return true;
    }
    return false;
}

// Whether words [from, to) could be a condition.
// Words at `i` that are a phrase without a rule, such as "unless otherwise
// noted".
static size_t aside_at(const struct job *j, size_t i)
{
    size_t count = 0;

    for (size_t k = 0; k < j->words->aside_count && !count; k++)
        count = slot_words_at(&j->text, i, j->words->aside[k]);
    return count;
}

static bool has_rule(struct job *j, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        struct view t = j->text.token[i].text;
        size_t aside = aside_at(j, i);

        if (aside) {
            i += aside - 1;
            continue;
        }
        if (license_word_is(j->words, t, WORD_RULE) &&
            !license_word_is(j->words, t, WORD_NAMING))
            return true;
    }
    return false;
}

static enum match_result result_of(enum print_kind kind)
{
    switch (kind) {
    case PRINT_WHOLE:
    case PRINT_NO_TITLE:
        return MATCH_EXACT;
    case PRINT_NO_APPENDIX:
    case PRINT_NO_BOTH:
        return MATCH_EXACT_WITH_OPTIONAL_OMITTED;
    case PRINT_NOTICE:
        return MATCH_HEADER;
    }
    return MATCH_UNKNOWN;
}

static size_t byte_from(struct job *j, size_t token)
{
    return token < j->text.token_count ? j->text.token[token].from
                                       : j->bytes.len;
}

static size_t byte_to(struct job *j, size_t token)
{
    return token ? j->text.token[token - 1].to : 0;
}

static void add_rest(struct job *j, size_t from, size_t to)
{
    if (from < to)
        add_range(j, byte_from(j, from), byte_to(j, to), MATCH_OTHER_TEXT,
                  (struct view){0});
}

static struct view span_id(struct job *j, const struct span *s)
{
    return print_license(j->prints, s->variant.license).id;
}

// Takes the title in front of a span into it; false: the words between could
// change what the text means.
static bool take_titles(struct job *j, struct spans *s)
{
    bool plain = true;
    size_t end = 0;

    for (size_t i = 0; i < s->count; i++) {
        struct span *one = &s->item[i];

        if (one->variant.kind != PRINT_NOTICE &&
            is_own_title(j, span_id(j, one), end, one->from))
            one->from = end;
        if (one->variant.kind != PRINT_NOTICE)
            plain = plain && !has_rule(j, end, one->from);
        end = one->to;
    }
    return plain && !has_rule(j, end, j->text.token_count);
}

static bool any_text(const struct spans *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->item[i].variant.kind != PRINT_NOTICE)
            return true;
    return false;
}

static void take_spans(struct job *j, struct spans *s)
{
    bool plain = take_titles(j, s) || !any_text(s);
    size_t end = 0;

    for (size_t i = 0; i < s->count; i++) {
        struct span *one = &s->item[i];
        struct view id = span_id(j, one);
        enum match_result result = result_of(one->variant.kind);

        if (!plain && result != MATCH_HEADER)
            result = MATCH_MODIFIED;
        add_rest(j, end, one->from);
        struct license_range *r =
            add_range(j, byte_from(j, one->from), byte_to(j, one->to), result,
                      result == MATCH_MODIFIED ? modified_id(j, id) : id);
        r->aligned = 1;
        if (result == MATCH_MODIFIED) {
            r->nearest = id;
            add_flag(j, VIEW("modified-permissive"));
        }
        grant(j, r->id);
        end = one->to;
    }
    add_rest(j, end, j->text.token_count);
    if (s->count > 1)
        add_flag(j, VIEW("multiple-licenses-one-file"));
}

// ---- Other texts ------------------------------------------------------------

static size_t terms_words(struct job *j)
{
    struct map seen = {.arena = &j->work};
    size_t count = 0;

    for (size_t i = 0; i < j->text.token_count; i++) {
        bool is_new = false;

        if (license_word_is(j->words, j->text.token[i].text, WORD_TERMS))
            map_at(&seen, j->text.token[i].text, &is_new);
        count += is_new;
    }
    return count;
}

// A text most of which is a known licence.
static bool take_modified(struct job *j, const struct likeness *near)
{
    if (near->contained < 0.8)
        return false;
    struct view nearest = print_license(j->prints, near->license).id;
    struct license_range *r =
        add_range(j, byte_from(j, 0), byte_to(j, j->text.token_count),
                  MATCH_MODIFIED, modified_id(j, nearest));
    const struct license_info *info = license_find(j->licenses, nearest);

    r->nearest = nearest;
    r->aligned = near->contained;
    if (!r->info)
        r->info = limits_of_text(j->arena, r->id, j->bytes);
    if (info && info->class_ <= TERMS_CLASS_NEAR_FREE)
        add_flag(j, VIEW("modified-permissive"));
    grant(j, r->id);
    return true;
}

static void take_unknown(struct job *j, const struct likeness *near)
{
    struct license_range *r =
        add_range(j, byte_from(j, 0), byte_to(j, j->text.token_count),
                  MATCH_UNKNOWN, VIEW("LicenseRef-unknown"));

    r->info = limits_of_text(j->arena, r->id, j->bytes);
    if (near->contained >= 0.15) {
        r->nearest = print_license(j->prints, near->license).id;
        r->aligned = near->contained;
    }
    add_flag(j, VIEW("needs-human"));
    grant(j, r->id);
}

static void add_part(struct job *j, struct view kind, struct view expression)
{
    struct license_file *f = j->out;

    for (size_t i = 0; i < f->part_count; i++)
        if (view_eq(f->part[i].kind, kind))
            return; // the first statement is the one that is about it all
    *LIST_ADD(j->arena, f->part, f->part_count) =
        (struct license_part){kind, expression};
}

static void add_parts(struct job *j, const struct statement *s)
{
    static const struct {
        unsigned part;
        struct view kind;
    } kinds[] = {
        // clang-format off
        {ABOUT_CODE, VIEW_INIT("code")}, {ABOUT_WEIGHTS, VIEW_INIT("weights")},
        {ABOUT_DATA, VIEW_INIT("data")}, {ABOUT_DOCS, VIEW_INIT("docs")},
        // clang-format on
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (s->parts & kinds[i].part)
            add_part(j, kinds[i].kind, s->expression);
}

// Names of licences and SPDX tags, line by line.
static bool take_statements(struct job *j)
{
    struct statements s;
    bool any = false;

    statements_of_text(&j->work, j->licenses, j->bytes, &s);
    if (s.count > MOST_STATEMENTS) {
        add_flag(j, VIEW("only-the-front-was-read"));
        grant(j, VIEW("LicenseRef-unknown"));
    }
    for (size_t i = 0; i < s.count && i < MOST_STATEMENTS; i++) {
        struct statement *one = &s.item[i];
        enum match_result result =
            one->kind == STATEMENT_TAG ? MATCH_TAG : MATCH_REFERENCE;

        any = true;
        one->expression = arena_copy(j->arena, one->expression);
        add_range(j, one->from, one->to, result, one->expression);
        add_reference(j, one->expression);
        if (one->kind != STATEMENT_MENTION)
            grant(j, one->expression);
        add_parts(j, one);
    }
    return any;
}

// The license keys of a card's front matter.
static bool take_front(struct job *j)
{
    struct front_matter m;
    struct front_value at;

    front_matter_read(&j->work, view_head(j->bytes, NORMAL_MAX), &m);
    if (!m.present)
        return false;
    struct view e = front_license(j->arena, j->licenses, &m, &at);
    if (!e.len)
        return false;
    size_t from =
        at.text.at >= j->bytes.at && at.text.at < j->bytes.at + j->bytes.len
            ? (size_t)(at.text.at - j->bytes.at)
            : 0;
    add_range(j, from, from ? from + at.text.len : m.end, MATCH_TAG, e);
    if (view_eq(e, VIEW("LicenseRef-unknown")))
        add_flag(j, VIEW("custom-name-missing"));
    add_part(j, VIEW("weights"), e);
    grant(j, e);
    return true;
}

static void copy_copyright(struct job *j)
{
    struct license_file *f = j->out;

    for (size_t i = 0; i < j->text.copyright_count && i < MOST_HOLDERS; i++) {
        const struct aside *c = &j->text.copyright[i];
        struct license_range *to = f->range_count ? &f->range[0] : NULL;

        for (size_t k = 1; k < f->range_count; k++)
            if (f->range[k].from <= c->from &&
                f->range[k].result != MATCH_OTHER_TEXT)
                to = &f->range[k];
        if (to)
            *LIST_ADD(j->arena, to->copyright, to->copyright_count) =
                arena_copy(j->arena, c->text);
    }
}

// Words outside the spans.
static size_t words_beside(const struct job *j, const struct spans *s)
{
    size_t count = j->text.token_count;

    for (size_t i = 0; i < s->count; i++)
        count -= s->item[i].to - s->item[i].from;
    return count;
}

// A standard notice, and what is said beside it.
static void take_notices(struct job *j, struct spans *notices)
{
    struct license_file *f = j->out;

    take_spans(j, notices);
    size_t before = f->range_count, kept = before;
    take_statements(j);
    for (size_t i = before; i < f->range_count; i++) {
        bool inside = false;

        for (size_t k = 0; k < before; k++)
            inside = inside || (f->range[k].result == MATCH_HEADER &&
                                f->range[i].from < f->range[k].to &&
                                f->range[k].from < f->range[i].to);
        if (!inside)
            f->range[kept++] = f->range[i];
    }
    f->range_count = kept;
}

// A text that holds no whole licence; a standard notice at most.
static void take_other(struct job *j, struct spans *notices,
                       const uint32_t *word, bool tagged)
{
    struct likeness near = span_nearest(&j->work, j->prints, &j->text, word);
    bool is_terms = terms_words(j) >= LEAST_TERMS;
    bool is_long = words_beside(j, notices) > SHORT_NOTICE;

    if (take_modified(j, &near))
        return;
    // A long document that names licences is about them; a file that is
    // called a licence is one.
    bool is_about = is_terms && is_long && (j->named || near.contained >= 0.5);

    if (!is_about && notices->count)
        take_notices(j, notices);
    else if (!is_about && (take_statements(j) || tagged))
        return;
    else if (is_terms)
        take_unknown(j, &near);
    else
        add_rest(j, 0, j->text.token_count);
}

static bool is_named(struct job *j, struct view path)
{
    const struct statement_words *w = license_statements(j->licenses);
    struct view base = arena_lower(&j->work, view_basename(path));

    return statement_file_is(w, VIEW("license-file"), base) ||
           statement_file_is(w, VIEW("policy-file"), base);
}

// The known texts in the text, as it stands and then with the names in their
// places taken for those of the known texts. Returns the numbers of its words.
static uint32_t *find_spans(struct job *j, struct spans *out)
{
    uint32_t *word = span_words(&j->work, j->prints, &j->text);

    spans_find(&j->work, j->prints, &j->text, word, out);
    bool *known = ARENA_NEW(&j->work, bool, j->text.token_count + 1);
    for (size_t i = 0; i < out->count; i++)
        for (size_t k = out->item[i].from; k < out->item[i].to; k++)
            known[k] = true;
    if (!slots_fill(&j->work, j->words, known, &j->text))
        return word;
    word = span_words(&j->work, j->prints, &j->text);
    spans_find(&j->work, j->prints, &j->text, word, out);
    return word;
}

void terms_of_text(struct arena *a, const struct licenses *l, struct view path,
                   struct view bytes, struct license_file *out)
{
    struct job j = {.arena = a,
                    .licenses = l,
                    .words = license_words(l),
                    .prints = license_prints(l),
                    .bytes = bytes,
                    .out = out};
    struct spans spans;

    *out = (struct license_file){.path = path};
    j.named = is_named(&j, path);
    normal_read(&j.work, j.words, bytes, &j.text);
    if (j.text.encoding == ENCODING_BINARY)
        add_flag(&j, VIEW("license-not-machine-readable"));
    if (j.text.cut)
        add_flag(&j, VIEW("only-the-front-was-read"));
    uint32_t *word = find_spans(&j, &spans);
    bool tagged = take_front(&j);
    if (any_text(&spans))
        take_spans(&j, &spans);
    else if (j.text.token_count)
        take_other(&j, &spans, word, tagged);
    copy_copyright(&j);
    if (!out->expression.len)
        out->expression = VIEW("NONE");
    arena_free(&j.work);
}
