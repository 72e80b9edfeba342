// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // memrchr
#include "parts/claim.h"

#include "parts/citation.h"

enum {
    SENTENCE = 240,      // bytes before and after a hit that are looked at
    COMPARE_WITHIN = 45, // bytes before a hit in which a comparison counts
    STEPS = 4,           // small words that are stepped over
    LINE_LIMIT = 200,    // claims of one line
    KIND_WITHIN = 60,    // bytes after a hit in which the kind must be named
    LIMIT_WITHIN = 30,   // bytes around a hit in which its own limit may stand
};

// The lists of knowledge/parts/claims.txt.
enum list {
    LIST_BEFORE,
    LIST_BETWEEN,
    LIST_AFTER,
    LIST_SKIP,
    LIST_BE,
    LIST_LICENSE_NAME,
    LIST_COMPARE,
    LIST_BEST,
    LIST_MANY,
    LIST_BACK,
    LIST_LIMITED_BEFORE,
    LIST_LIMITED_AFTER,
    LIST_IS,
    LIST_KIND,
    LIST_NAME_STOP,
    LIST_END,
};

// clang-format off
static const struct view list_name[LIST_END] = {
    [LIST_BEFORE] = VIEW_INIT("before"),
    [LIST_BETWEEN] = VIEW_INIT("between"),
    [LIST_AFTER] = VIEW_INIT("after"),
    [LIST_SKIP] = VIEW_INIT("skip"),
    [LIST_BE] = VIEW_INIT("be"),
    [LIST_LICENSE_NAME] = VIEW_INIT("license-name"),
    [LIST_COMPARE] = VIEW_INIT("compare"),
    [LIST_BEST] = VIEW_INIT("best"),
    [LIST_MANY] = VIEW_INIT("many"),
    [LIST_BACK] = VIEW_INIT("back"),
    [LIST_LIMITED_BEFORE] = VIEW_INIT("limited-before"),
    [LIST_LIMITED_AFTER] = VIEW_INIT("limited-after"),
    [LIST_IS] = VIEW_INIT("is"),
    [LIST_KIND] = VIEW_INIT("kind"),
    [LIST_NAME_STOP] = VIEW_INIT("name-stop"),
};

static const struct view level_id[] = {
    [CLAIM_C0] = VIEW_INIT("C0"),
    [CLAIM_C1] = VIEW_INIT("C1"),
    [CLAIM_C2] = VIEW_INIT("C2"),
    [CLAIM_C3] = VIEW_INIT("C3"),
};
// clang-format on

enum line_kind {
    LINE_PROSE,
    LINE_CODE,  // in a fence
    LINE_ENTRY, // of a citation
    LINE_TITLE, // of the release's own citation
};

struct claim_reader {
    struct arena *arena;
    struct arena scratch; // of the document at hand
    struct phrases level[4];
    struct phrases list[LIST_END];
    const struct document *document;
    struct phrases title;
    unsigned char *kind; // enum line_kind of each line
    struct claims *out;
    size_t document_first; // index of the document's first claim
};

// A hit and the words around it, in its sentence, without marks.
struct hit {
    const struct md_line *line;
    size_t at, len;
    enum claim_level level;
    struct view before, after;
};

static void read_lists(struct claim_reader *r)
{
    static const struct view file = VIEW_INIT("parts/claims.txt");
    struct records all;

    for (enum list i = 0; i < LIST_END; i++)
        r->list[i] = phrases_named(r->arena, file, list_name[i]);
    if (knowledge_read(r->arena, file, &all))
        return;
    for (size_t i = 0; i < sizeof level_id / sizeof *level_id; i++) {
        const struct record *level =
            records_find(&all, VIEW("level"), level_id[i]);
        if (level)
            r->level[i] = phrases_of(r->arena, level, VIEW("phrase"));
    }
}

// ---- the text of a line, without what is not prose

// Blanks for the tags, marks and addresses of a line, byte for byte. Where
// marks are links of this document, their targets too: [words](target).
static struct view prose_of(struct arena *a, const struct document *d,
                            const struct md_line *line)
{
    struct view folded = document_folded(d, line);
    char *to = ARENA_NEW(a, char, folded.len + 1);
    struct md_link l = {.line = line->text};
    bool tag = false;

    memcpy(to, folded.at, folded.len);
    while (md_next_link(&l))
        memset(to + l.from, ' ', l.url.len);
    const char *last = folded.len ? memrchr(folded.at, '>', folded.len) : NULL;
    for (size_t i = 0; i < folded.len; i++) {
        char c = folded.at[i];

        tag = tag ||
              (c == '<' && last && folded.at + i < last && i + 1 < folded.len &&
               (ascii_alpha(folded.at[i + 1]) || folded.at[i + 1] == '/'));
        if (tag || byte_in(c, VIEW("*`[]()\"{}>")))
            to[i] = ' ';
        tag = tag && c != '>';
    }
    return (struct view){to, folded.len};
}

// ---- words around a hit

static struct view trim_right(struct view v)
{
    while (v.len && (v.at[v.len - 1] == ' ' || v.at[v.len - 1] == ','))
        v.len--;
    return v;
}

static struct view trim_left(struct view v)
{
    while (v.len && v.at[0] == ' ')
        v = view_from(v, 1);
    return v;
}

// Whether a sentence ends at byte `i`: a stop and a blank, or a wide stop.
static bool ends_sentence(struct view v, size_t i)
{
    if (byte_in(v.at[i], VIEW(".!?;")))
        return i + 1 == v.len || v.at[i + 1] == ' ';
    return view_starts(view_from(v, i), VIEW("\xe3\x80\x82")) ||
           view_starts(view_from(v, i), VIEW("\xef\xbc\x9b"));
}

static void take_sentence(struct view prose, struct hit *h)
{
    size_t from = h->at, to = h->at + h->len;

    while (from > 0 && h->at - from < SENTENCE &&
           !ends_sentence(prose, from - 1))
        from--;
    while (to < prose.len && to - h->at < SENTENCE && !ends_sentence(prose, to))
        to++;
    h->before = trim_right((struct view){prose.at + from, h->at - from});
    h->after = trim_left(
        (struct view){prose.at + h->at + h->len, to - h->at - h->len});
}

// Length of the phrase of `p` that `v` ends with, or 0.
static size_t ends_with(const struct phrases *p, struct view v)
{
    for (size_t i = 0; i < p->count; i++) {
        struct view w = p->item[i].text;
        size_t at = v.len - w.len;

        if (view_ends(v, w) &&
            (at == 0 || p->item[i].anywhere || !phrase_is_word(v.at[at - 1])))
            return w.len;
    }
    return 0;
}

// Length of the phrase that `v` begins with, or 0; `whole`: with its word.
static size_t starts_with(const struct phrases *p, struct view v, bool whole)
{
    for (size_t i = 0; i < p->count; i++) {
        struct view w = p->item[i].text;
        bool ended =
            v.len == w.len || (v.len > w.len && !phrase_is_word(v.at[w.len]));

        if (view_starts(v, w) && (ended || !(whole || p->item[i].whole)))
            return w.len;
    }
    return 0;
}

// Whether the words before the hit end with one of `which`, small words
// between.
static bool preceded(const struct claim_reader *r, const struct hit *h,
                     enum list which)
{
    struct view v = h->before;

    for (int i = 0; i < STEPS; i++) {
        if (ends_with(&r->list[which], v))
            return true;
        size_t step = ends_with(&r->list[LIST_BETWEEN], v);
        if (!step)
            return false;
        v = trim_right(view_head(v, v.len - step));
    }
    return false;
}

static bool followed(const struct claim_reader *r, const struct hit *h)
{
    struct view v = h->after;

    for (int i = 0; h->level != CLAIM_C0 && i < STEPS; i++) {
        if (starts_with(&r->list[LIST_AFTER], v, false))
            return true;
        size_t step = starts_with(&r->list[LIST_SKIP], v, true);
        if (!step)
            return false;
        v = trim_left(view_from(v, step));
    }
    return false;
}

static struct view last_word(struct view v)
{
    size_t from = v.len;

    while (from > 0 && phrase_is_word(v.at[from - 1]))
        from--;
    return view_from(v, from);
}

// "our tools are open-sourced": the subject is one of the things that `after`
// lists.
static bool is_said_of_thing(const struct claim_reader *r, const struct hit *h)
{
    struct view v = h->before;
    size_t step = 0;

    for (int i = 0; i < STEPS; i++) {
        size_t be = ends_with(&r->list[LIST_BE], v);
        if (!be)
            break;
        step += be;
        v = trim_right(view_head(v, v.len - be));
    }
    return step && starts_with(&r->list[LIST_AFTER], last_word(v), false);
}

static struct view last_bytes(struct view v, size_t len)
{
    return view_from(v, v.len > len ? v.len - len : 0);
}

// ---- self or other

// "best open-source model": one of them, so it is the release itself.
static bool is_best(const struct claim_reader *r, const struct hit *h)
{
    return preceded(r, h, LIST_BEST) &&
           !phrases_in(&r->list[LIST_MANY], view_head(h->after, KIND_WITHIN));
}

static bool is_about_others(const struct claim_reader *r, const struct hit *h)
{
    if (followed(r, h) || is_said_of_thing(r, h))
        return true;
    if (is_best(r, h))
        return false;
    return preceded(r, h, LIST_BEFORE) ||
           phrases_in(&r->list[LIST_COMPARE],
                      last_bytes(h->before, COMPARE_WITHIN));
}

static bool is_license_name(const struct claim_reader *r, struct view prose,
                            size_t at)
{
    return starts_with(&r->list[LIST_LICENSE_NAME], view_from(prose, at),
                       false) > 0;
}

// Part of an e-mail address, a file name or a path: "team_opensource@..".
static bool is_in_name(struct view text, const struct hit *h)
{
    size_t from = h->at, to = h->at + h->len;

    while (from > 0 && h->at - from < SENTENCE && text.at[from - 1] != ' ')
        from--;
    while (to < text.len && to - h->at < SENTENCE && text.at[to] != ' ')
        to++;
    struct view token = {text.at + from, to - from};
    return view_has(token, VIEW("@")) || view_has(token, VIEW(".png")) ||
           view_has(token, VIEW(".jpg")) || view_has(token, VIEW(".svg"));
}

static bool is_limited(const struct claim_reader *r, const struct hit *h)
{
    return h->level == CLAIM_C3 &&
           (phrases_in(&r->list[LIST_LIMITED_BEFORE],
                       last_bytes(h->before, LIMIT_WITHIN)) ||
            starts_with(&r->list[LIST_LIMITED_AFTER], h->after, false));
}

// "<name> is a .. open-source .. model", <name> from the document's title.
static bool describes_itself(const struct claim_reader *r, const struct hit *h)
{
    size_t is;

    return phrases_find(&r->list[LIST_IS], h->before, &is, NULL) &&
           phrases_in(&r->title, view_head(h->before, is)) &&
           phrases_in(&r->list[LIST_KIND], view_head(h->after, KIND_WITHIN));
}

static bool is_claim(const struct claim_reader *r, struct view prose,
                     const struct hit *h, enum line_kind kind)
{
    if (is_in_name(h->line->text, h) || is_license_name(r, prose, h->at) ||
        is_limited(r, h))
        return false;
    switch (kind) {
    case LINE_ENTRY:
        return false;
    case LINE_TITLE:
        return !followed(r, h);
    case LINE_CODE:
        return describes_itself(r, h) && !is_about_others(r, h);
    case LINE_PROSE:
        break;
    }
    return !is_about_others(r, h);
}

// ---- walking

// "These open models" promise what the claim before them did.
static enum claim_level level_of(const struct claim_reader *r,
                                 const struct hit *h)
{
    size_t count = r->out->count;

    if (h->level != CLAIM_C1 || count == r->document_first ||
        !preceded(r, h, LIST_BACK))
        return h->level;
    enum claim_level said = r->out->item[count - 1].level;
    return said < h->level ? said : h->level;
}

// The words that matched, to the end of the last: a rule may know only the stem
// of it ("openly releas").
static struct view whole_words(const struct hit *h)
{
    struct view line = h->line->text;
    size_t end = h->at + h->len;

    while (end && end < line.len && ascii_alpha(line.at[end - 1]) &&
           ascii_alpha(line.at[end]))
        end++;
    return (struct view){line.at + h->at, end - h->at};
}

static void add_claim(struct claim_reader *r, const struct hit *h)
{
    struct claim c = {
        .level = level_of(r, h),
        .phrase = whole_words(h),
        .text = document_excerpt(r->arena, h->line->text, h->at),
        .path = r->document->entry->path,
        .line = h->line->number,
    };

    if (r->out->said[c.level]++ < CLAIMS_MOST)
        *LIST_ADD(r->arena, r->out->item, r->out->count) = c;
}

// Finds the hits of one level; `taken` marks bytes of stronger or longer ones.
static void find_level(struct claim_reader *r, const struct md_line *line,
                       struct view prose, enum claim_level level, bool *taken,
                       enum line_kind kind)
{
    size_t found = 0;

    for (size_t i = 0; i < r->level[level].count; i++) {
        const struct phrase *p = &r->level[level].item[i];
        size_t at = 0;

        while (found < LINE_LIMIT &&
               (at = phrase_next(p, prose, at)) != SIZE_MAX) {
            struct hit h = {
                .line = line, .at = at, .len = p->text.len, .level = level};
            bool old = taken[at];

            memset(taken + at, true, h.len);
            at += h.len;
            if (old)
                continue;
            take_sentence(prose, &h);
            found++;
            if (is_claim(r, prose, &h, kind))
                add_claim(r, &h);
        }
    }
}

static void read_line(struct claim_reader *r, size_t i)
{
    const struct md_line *line = &r->document->md.line[i];
    struct view folded = document_folded(r->document, line);
    enum line_kind kind = (enum line_kind)r->kind[i];

    // Cheap first: every phrase has one of these in it.
    if (line->front || kind == LINE_ENTRY ||
        (!view_has(folded, VIEW("open")) && !view_has(folded, VIEW("开")) &&
         !view_has(folded, VIEW("available")) &&
         !view_has(folded, VIEW("開")) && !view_has(folded, VIEW("オープン"))))
        return;
    struct view prose = prose_of(&r->scratch, r->document, line);
    bool *taken = ARENA_NEW(&r->scratch, bool, prose.len + 1);
    for (int level = CLAIM_C3; level >= CLAIM_C0; level--)
        find_level(r, line, prose, (enum claim_level)level, taken, kind);
}

// Marks which lines are code, entries of citations and titles of own ones.
static void mark_lines(struct claim_reader *r)
{
    const struct markdown *md = &r->document->md;
    struct citation_walk w = {.document = r->document,
                              .title_words = &r->title};

    r->kind = ARENA_NEW(&r->scratch, unsigned char, md->line_count + 1);
    for (size_t i = 0; i < md->line_count; i++)
        r->kind[i] = md->line[i].fenced ? LINE_CODE : LINE_PROSE;
    while (citation_next(&w)) {
        for (size_t i = w.citation.from; i < w.citation.to; i++)
            r->kind[i] = LINE_ENTRY;
        if (w.citation.own)
            r->kind[w.citation.title - md->line] = LINE_TITLE;
    }
}

void claims_find(struct arena *a, const struct documents *d, struct claims *out)
{
    struct claim_reader r = {.arena = a, .out = out};

    *out = (struct claims){0};
    read_lists(&r);
    for (size_t i = 0; i < d->count; i++) {
        r.document = &d->item[i];
        r.document_first = out->count;
        r.title = (struct phrases){0};
        title_words(&r.scratch, r.document->title, &r.list[LIST_NAME_STOP],
                    &r.title);
        mark_lines(&r);
        for (size_t line = 0; line < r.document->md.line_count; line++)
            read_line(&r, line);
        arena_free(&r.scratch);
    }
}
