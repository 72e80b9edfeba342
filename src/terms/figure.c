// SPDX-License-Identifier: Apache-2.0
#include "terms/figure.h"

#include <inttypes.h>

enum { NAME_MOST = 12 }; // words of a name in quotation marks

static const struct list *list_of(const struct window *w, struct view name)
{
    return vocabulary_list(w->vocabulary, name);
}

// ---- Numbers ----------------------------------------------------------------

// The figures at the start of `v`, without a decimal point; how many.
static size_t digits_of(struct view v, uint64_t *value, uint64_t *scale)
{
    size_t at = 0;
    bool behind_point = false;

    *value = 0;
    *scale = 1;
    for (; at < v.len && at < 18; at++) {
        if (v.at[at] == '.' && !behind_point) {
            behind_point = true;
            continue;
        }
        if (!ascii_digit(v.at[at]))
            break;
        *value = *value * 10 + (uint64_t)(v.at[at] - '0');
        *scale *= behind_point ? 10 : 1;
    }
    return at;
}

// What multiplies a number and stands at word `at`; 0: nothing does.
static size_t multiplier_at(const struct window *w, size_t at, uint64_t *times)
{
    const struct list *l = list_of(w, VIEW("multiplier"));
    struct view value = {0};
    size_t len = l && at < w->count ? list_at(l, w, at, &value) : 0;

    return len && view_u64(value, times) ? len : 0;
}

// "20M": the letters behind the figures of one word.
static bool suffix_of(const struct window *w, struct view letters,
                      uint64_t *times)
{
    const struct list *l = list_of(w, VIEW("multiplier"));
    uint32_t id = vocabulary_word(w->vocabulary, letters);

    for (size_t i = 0; l && id && i < l->item_count; i++)
        if (l->item[i].count == 1 && l->item[i].word[0] == id)
            return view_u64(l->item[i].value, times);
    return false;
}

static struct view word_text(const struct window *w, size_t at)
{
    return w->token[w->index[at]].text;
}

static bool is_group(const struct window *w, size_t at)
{
    struct view v = at < w->count ? word_text(w, at) : (struct view){0};
    struct view gap = window_between(w, at);

    return v.len == 3 && ascii_digit(v.at[0]) && ascii_digit(v.at[1]) &&
           ascii_digit(v.at[2]) &&
           (view_eq(gap, VIEW(",")) || view_eq(gap, VIEW("\xef\xbc\x8c")) ||
            view_eq(gap, VIEW("'")));
}

// Words at `at` that are figures, with the groups behind commas.
static size_t figures_at(const struct window *w, size_t at, uint64_t *value,
                         uint64_t *scale)
{
    struct view word = word_text(w, at);
    size_t len = 1, used = digits_of(word, value, scale);
    uint64_t group, one, times;

    if (!used)
        return 0;
    if (used < word.len) { // "20m"; "3rd" is no number
        if (!suffix_of(w, view_from(word, used), &times) ||
            __builtin_mul_overflow(*value, times, value))
            return 0;
        return 1;
    }
    for (; is_group(w, at + len) && *scale == 1; len++) {
        digits_of(word_text(w, at + len), &group, &one);
        if (__builtin_mul_overflow(*value, 1000, value) ||
            __builtin_add_overflow(*value, group, value))
            return 0;
    }
    return len;
}

// "one": a word that is a figure.
static size_t spelled_at(const struct window *w, size_t at, uint64_t *value)
{
    const struct list *l = list_of(w, VIEW("digit"));
    struct view v = {0};
    size_t len = l ? list_at(l, w, at, &v) : 0;

    return len && view_u64(v, value) ? len : 0;
}

// "(100,000,000)" behind the same in words: the figures count.
static size_t repeated_at(const struct window *w, size_t at, uint64_t *value)
{
    struct view gap = window_between(w, at);
    uint64_t again, scale;
    size_t len;

    if (at >= w->count ||
        !(view_has(gap, VIEW("(")) || view_has(gap, VIEW("\xef\xbc\x88"))))
        return 0;
    len = figures_at(w, at, &again, &scale);
    if (len && scale == 1)
        *value = again;
    return scale == 1 ? len : 0;
}

size_t figure_number(const struct window *w, size_t at, uint64_t *value)
{
    uint64_t scale = 1, times;
    size_t len = figures_at(w, at, value, &scale), more;

    if (!len) {
        scale = 1;
        len = spelled_at(w, at, value);
    }
    if (!len)
        return 0;
    while ((more = multiplier_at(w, at + len, &times)) > 0) {
        if (__builtin_mul_overflow(*value, times, value))
            return 0;
        len += more;
    }
    *value /= scale;
    return len + repeated_at(w, at + len, value);
}

// ---- Money ------------------------------------------------------------------

// The currency whose sign stands between word `at` - 1 and `at`.
static bool sign_at(const struct window *w, size_t at, struct view *code)
{
    // clang-format off
    static const struct {
        struct view sign, code;
    } signs[] = {
        {VIEW_INIT("$"), VIEW_INIT("USD")},
        {VIEW_INIT("\xe2\x82\xac"), VIEW_INIT("EUR")},
        {VIEW_INIT("\xc2\xa3"), VIEW_INIT("GBP")},
        {VIEW_INIT("\xc2\xa5"), VIEW_INIT("CNY")},
        {VIEW_INIT("\xef\xbf\xa5"), VIEW_INIT("CNY")},
    };
    // clang-format on
    struct view gap = window_between(w, at);

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (view_has(gap, signs[i].sign)) {
            *code = signs[i].code;
            return true;
        }
    return false;
}

size_t figure_money(const struct window *w, size_t at, struct view *value)
{
    const struct list *l = list_of(w, VIEW("currency"));
    struct view code = {0};
    uint64_t number;
    size_t before = l ? list_at(l, w, at, &code) : 0, len, behind = 0;

    if (at + before >= w->count)
        return 0;
    len = figure_number(w, at + before, &number);
    if (!len)
        return 0;
    if (!before && at + len < w->count && l)
        behind = list_at(l, w, at + len, &code);
    if (!before && !behind && !sign_at(w, at, &code))
        return 0;
    if (value)
        *value =
            arena_print(w->arena, "%" PRIu64 VIEW_FMT, number, VIEW_ARG(code));
    return before + len + behind;
}

// ---- Names ------------------------------------------------------------------

// Whether `gap` ends with a mark that opens, or begins with one that closes.
static bool opens(struct view gap)
{
    // clang-format off
    static const struct view marks[] = {
        VIEW_INIT("\""), VIEW_INIT("\xe2\x80\x9c"), VIEW_INIT("\xe2\x80\x98"),
        VIEW_INIT("\xe3\x80\x8c"), VIEW_INIT("\xe3\x80\x8a"),
        VIEW_INIT("\xc2\xab"), VIEW_INIT(" '"), VIEW_INIT("&quot;"),
    };
    // clang-format on

    if (!gap.len || gap.at[gap.len - 1] == ' ')
        return false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (view_ends(gap, marks[i]))
            return true;
    return false;
}

static bool closes(struct view gap)
{
    // clang-format off
    static const struct view marks[] = {
        VIEW_INIT("\""), VIEW_INIT("\xe2\x80\x9d"), VIEW_INIT("\xe2\x80\x99"),
        VIEW_INIT("\xe3\x80\x8d"), VIEW_INIT("\xe3\x80\x8b"),
        VIEW_INIT("\xc2\xbb"), VIEW_INIT("' "), VIEW_INIT("&quot;"),
    };
    // clang-format on

    while (gap.len && byte_in(gap.at[0], VIEW(".,;:)")))
        gap = view_from(gap, 1);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (view_starts(gap, marks[i]))
            return true;
    return false;
}

// `(the "Software")` and `（以下统称"标识"）` say what a word means here.
static bool is_definition(const struct window *w, size_t at)
{
    size_t back = at > 8 ? at - 8 : 0;

    for (size_t i = at; i > back; i--) {
        struct view gap = window_between(w, i);

        if (view_has(gap, VIEW(")")))
            return false;
        if (view_has(gap, VIEW("(")) || view_has(gap, VIEW("\xef\xbc\x88")))
            return i + 2 > at || view_eq(word_text(w, i), VIEW("the")) ||
                   (unsigned char)word_text(w, i).at[0] >= 0xe0;
    }
    return false;
}

size_t figure_name(const struct window *w, size_t at, struct view *value)
{
    if (!opens(window_between(w, at)) || is_definition(w, at))
        return 0;
    for (size_t len = 1; len <= NAME_MOST && at + len <= w->count; len++) {
        const struct token *first = &w->token[w->index[at]];
        const struct token *last = &w->token[w->index[at + len - 1]];

        // The last word of a window: its mark stands behind the window.
        struct view gap = at + len < w->count
                              ? window_between(w, at + len)
                              : view_head(view_from(w->bytes, last->to), 8);
        if (!closes(gap))
            continue;
        if (value)
            *value = view_head(view_from(w->bytes, first->from),
                               last->to - first->from);
        return len;
    }
    return 0;
}
