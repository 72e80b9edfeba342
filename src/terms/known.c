// SPDX-License-Identifier: Apache-2.0
#include "terms/known.h"

#include "terms/beside.h"
#include "terms/difference.h"
#include "terms/language.h"
#include "terms/limits.h"

// Whether words [from, to) are those of `name`.
static bool is_words(struct match *m, size_t from, size_t to, struct view name)
{
    struct normal n;
    size_t same = 0;

    normal_read(m->scratch, m->words, name, &n);
    if (n.token_count != to - from)
        return false;
    while (same < n.token_count &&
           n.token[same].hash == m->text.token[from + same].hash)
        same++;
    return same == n.token_count;
}

// Whether the words before `at`, back to `from`, are a title of the license.
static bool is_own_title(struct match *m, struct view id, size_t from,
                         size_t at)
{
    const struct license_info *info = license_find(m->licenses, id);
    static const struct view key[] = {VIEW_INIT("head"), VIEW_INIT("title"),
                                      VIEW_INIT("alias")};

    if (!info || !info->record || from == at)
        return false;
    for (size_t i = 0; i < sizeof key / sizeof *key; i++) {
        struct view name;

        for (size_t k = 0; record_next(info->record, key[i], &k, &name);)
            if (is_words(m, from, at, name))
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

static bool is_notice(const struct piece *c)
{
    return c->kind == PIECE_SPAN && c->span.variant.kind == PRINT_NOTICE;
}

static bool is_text(const struct piece *c)
{
    return c->kind != PIECE_SNIPPET && !is_notice(c);
}

static uint32_t piece_license(const struct piece *c)
{
    return c->kind == PIECE_SPAN ? c->span.variant.license : c->al.license;
}

static struct view piece_id(struct match *m, const struct piece *c)
{
    return arena_copy(m->arena, print_license(m->prints, piece_license(c)).id);
}

// A known text in the file, with what was found about it.
struct known {
    const struct piece *piece;
    size_t from, to; // words, with the title and the conditions beside it
    struct differences diff;
    bool before, behind; // other text stands there
    bool translated;
};

struct knowns {
    struct known *item; // by place
    size_t count;
    struct word_range *own; // texts of their own between them, by place
    size_t own_count;
};

static bool has_several(const struct knowns *all)
{
    return all->count + all->own_count > 1;
}

// Whether the words between two known texts are terms of their own, not some
// that change the text beside them: set apart, and longer than that.
static bool is_own_text(const struct match *m, const struct known *before,
                        const struct known *behind, size_t from, size_t to)
{
    size_t words = to - from;
    size_t left = before ? before->piece->to - before->piece->from : 0;
    size_t right = behind ? behind->piece->to - behind->piece->from : 0;

    return m->named && words > MATCH_SHORT_NOTICE && words > left &&
           words > right && beside_separated(m, from, to) &&
           match_has_terms(m, &(struct word_range){from, to}, 1);
}

// Conditions in front of a separator belong to the license before it, those
// behind it to the one that follows.
static struct known *owner_of(struct match *m, struct known *before,
                              struct known *behind, const struct word_range *s)
{
    if (!before || !behind)
        return before ? before : behind;
    return beside_separated(m, before->piece->to, s->from) ? behind : before;
}

static void take_conditions(struct match *m, struct known *before,
                            struct known *behind, const struct beside *beside)
{
    struct word_range *s;
    size_t count = beside_conditions(m, beside, &s);

    for (size_t i = 0; i < count; i++) {
        struct known *k = owner_of(m, before, behind, &s[i]);
        bool head = k == behind;
        uint32_t at = UINT32_MAX;

        if (!k)
            return;
        if (k->piece->kind == PIECE_SPAN)
            at = head ? k->piece->span.variant.from
                      : k->piece->span.variant.to - 1;
        else
            at = head ? k->piece->al.license_from : k->piece->al.license_to - 1;
        difference_add(m, s[i].from, s[i].to, at, &k->diff);
        if (s[i].from < k->from)
            k->from = s[i].from;
        if (s[i].to > k->to)
            k->to = s[i].to;
    }
}

// A part of a known text that only says that nothing is warranted.
static bool is_disclaimer(struct match *m, const struct piece *c)
{
    return c->kind == PIECE_SNIPPET &&
           c->al.same * 10 >= (size_t)(c->to - c->from) * 9 &&
           cover_marked(m->prints, MARK_DISCLAIMER, c->al.license,
                        c->al.license_from, c->al.license_to);
}

// Of a card only the value that holds the license is looked at: the next line
// that begins with a key ends it.
static size_t value_end(struct match *m, size_t from)
{
    struct view rest = view_from(m->bytes, from);

    if (!m->front_end || from >= m->front_end)
        return SIZE_MAX;
    view_cut(rest, '\n', &rest);
    while (rest.len) {
        size_t at = m->bytes.len - rest.len;
        struct view line = view_cut(rest, '\n', &rest);

        if (line.len && (ascii_alpha(line.at[0]) || line.at[0] == '-'))
            return at;
    }
    return SIZE_MAX;
}

// Looks at the words [from, to) between two known texts (or one and an end of
// the file), without the notices and disclaimers among them.
static void look_beside(struct match *m, struct knowns *all,
                        struct known *before, struct known *behind, size_t from,
                        size_t to)
{
    struct beside beside = {
        .from = from, .several = has_several(all), .code_at = SIZE_MAX};

    if (before && beside_translates(m, from, to, before->from, before->to)) {
        before->translated = before->behind = true;
        return;
    }
    if (before) {
        beside.code_at =
            beside_comment_end(m, before->piece->from, before->piece->to);
        size_t end = value_end(m, match_byte_to(m, before->piece->to));
        beside.code_at = end < beside.code_at ? end : beside.code_at;
    }
    if (!before && m->front_end &&
        match_byte_from(m, behind->piece->from) < m->front_end)
        return; // the other keys of a card
    for (size_t i = 0; i <= m->cover.count; i++) {
        const struct piece *c = i < m->cover.count ? &m->cover.piece[i] : NULL;

        if (c && (c->from < from || c->to > to ||
                  !(is_notice(c) || is_disclaimer(m, c))))
            continue;
        beside.to = c ? c->from : to;
        if (beside.from < beside.to)
            take_conditions(m, before, behind, &beside);
        if (c)
            beside.from = c->to;
    }
}

static void look_around(struct match *m, struct knowns *all)
{
    size_t end = 0;

    for (size_t i = 0; i <= all->count; i++) {
        struct known *before = i ? &all->item[i - 1] : NULL;
        struct known *behind = i < all->count ? &all->item[i] : NULL;
        size_t to = behind ? behind->piece->from : m->text.token_count;

        if (before)
            end = before->to +=
                match_remark(m, piece_id(m, before->piece), end, to);
        if (behind && is_own_title(m, piece_id(m, behind->piece), end, to))
            behind->from = end;
        else if (end < to && is_own_text(m, before, behind, end, to))
            *LIST_ADD(m->scratch, all->own, all->own_count) =
                (struct word_range){end, to};
        else if (end < to) {
            look_beside(m, all, before, behind, end, to);
            if (before && before->to < to)
                before->behind = true;
            if (behind && behind->from > end)
                behind->before = true;
        }
        end = behind ? behind->piece->to : to;
    }
}

static void find_known(struct match *m, struct knowns *all)
{
    *all = (struct knowns){0};
    for (size_t i = 0; i < m->cover.count; i++) {
        const struct piece *c = &m->cover.piece[i];

        if (!is_text(c))
            continue;
        struct known *k = LIST_ADD(m->scratch, all->item, all->count);
        k->piece = c;
        k->from = c->from;
        k->to = c->to;
        differences_of(m, c, &k->diff);
        if (!k->diff.count)
            difference_of_numbers(m, c, &k->diff);
    }
    if (all->count)
        look_around(m, all);
}

static enum match_result result_of_known(const struct knowns *all,
                                         const struct known *k)
{
    enum match_result result = MATCH_EXACT;

    if (k->diff.count)
        return MATCH_MODIFIED;
    if (k->piece->kind == PIECE_SPAN)
        result = result_of(k->piece->span.variant.kind);
    else if (k->diff.without_optional)
        result = MATCH_EXACT_WITH_OPTIONAL_OMITTED;
    else if (k->diff.other_title)
        result = MATCH_EXACT_WITH_HEADER;
    // In a file of several texts each has others beside it.
    if (!has_several(all) && k->behind)
        return MATCH_ADDED_TEXT;
    if (!has_several(all) && k->before && result == MATCH_EXACT)
        return MATCH_EXACT_WITH_HEADER;
    return result;
}

static void flag_known(struct match *m, const struct known *k, struct view id,
                       enum match_result result)
{
    const struct license_info *info = license_find(m->licenses, id);

    if (k->translated) {
        match_flag(m, VIEW("translation-appended"));
        match_flag(m, VIEW("needs-human"));
    }
    // A known text may itself be a permissive one with conditions put in.
    bool added = info && info->class_ > TERMS_CLASS_NEAR_FREE && info->record &&
                 record_get(info->record, VIEW("modifies")).len;
    if (added || (result == MATCH_MODIFIED && info &&
                  info->class_ <= TERMS_CLASS_NEAR_FREE))
        match_flag(m, VIEW("modified-permissive"));
}

// How much of the license is here: what may be missing and is, counts for
// nothing; so a word that is missing is always seen in the share.
static void count_words(const struct match *m, const struct known *k,
                        struct license_range *r)
{
    size_t lacks = 0, same = k->piece->al.same;

    r->aligned = 1;
    r->words = piece_words(m->prints, k->piece);
    if (k->piece->kind == PIECE_SPAN)
        return;
    for (size_t i = 0; i < r->hunk_count; i++)
        lacks += r->hunk[i].lacks;
    r->words = (uint32_t)(same + lacks);
    r->aligned = r->words ? (double)same / (double)r->words : 0;
}

static void take_known(struct match *m, const struct knowns *all,
                       struct known *k)
{
    struct view id = piece_id(m, k->piece);
    enum match_result result = result_of_known(all, k);
    struct view given = result == MATCH_MODIFIED
                            ? match_modified_id(m, id, k->from, k->to)
                            : id;
    struct license_range *r = match_range(
        m, match_byte_from(m, k->from), match_byte_to(m, k->to), result, given);

    differences_sort(&k->diff);
    r->hunk = k->diff.hunk;
    r->hunk_count = k->diff.count;
    count_words(m, k, r);
    if (result == MATCH_MODIFIED) {
        r->nearest = id;
        if (!r->info)
            r->info = limits_of_words(m->arena, m->licenses, r->id, m->bytes,
                                      &m->text, k->from, k->to);
    }
    flag_known(m, k, id, result);
    match_grant(m, r->id);
}

static void take_notice(struct match *m, const struct piece *c)
{
    struct view id = piece_id(m, c);
    struct license_range *r =
        match_range(m, match_byte_from(m, c->from), match_byte_to(m, c->to),
                    MATCH_HEADER, id);

    r->aligned = 1;
    match_grant(m, id);
}

// Words between two known texts: a text of its own, one in a language that is
// not read, or other text.
static void take_between(struct match *m, const struct knowns *all, size_t from,
                         size_t to)
{
    for (size_t i = 0; i < all->own_count; i++) {
        const struct word_range *own = &all->own[i];

        if (own->from < to && from < own->to) {
            match_unknown(m, from, to);
            return;
        }
    }
    if (m->named && language_is_unread(m, from, to))
        match_unknown(m, from, to);
    else
        match_rest(m, from, to);
}

// Ranges for all known texts and notices, and for what stands between.
static void take_all_known(struct match *m, struct knowns *all)
{
    size_t end = 0, n = 0;

    for (size_t i = 0; i < m->cover.count; i++) {
        const struct piece *c = &m->cover.piece[i];

        if (n < all->count && all->item[n].piece == c) {
            struct known *k = &all->item[n++];

            take_between(m, all, end, k->from > end ? k->from : end);
            take_known(m, all, k);
            end = k->to;
        } else if (is_notice(c) && c->from >= end &&
                   !(n < all->count && all->item[n].from < c->to)) {
            take_between(m, all, end, c->from);
            take_notice(m, c);
            end = c->to;
        }
    }
    take_between(m, all, end, m->text.token_count);
    if (has_several(all))
        match_flag(m, VIEW("multiple-licenses-one-file"));
}

bool known_take(struct match *m)
{
    struct knowns all;

    find_known(m, &all);
    if (all.count)
        take_all_known(m, &all);
    return all.count > 0;
}

void known_take_notices(struct match *m)
{
    struct knowns none = {0};

    take_all_known(m, &none);
}
