// SPDX-License-Identifier: Apache-2.0
#include "terms/value.h"

static bool is_divider(char c)
{
    return c == ',' || c == '|' || c == ';';
}

// ---- Patterns ---------------------------------------------------------------

struct star { // the last star of a pattern, to come back to
    bool seen, any;
    size_t pattern; // where the pattern goes on behind it
    size_t value;   // how far it reaches by now
    size_t index, from;
};

// Takes one byte more into the last star; false: it may not have it.
static bool lengthen(struct star *s, struct view value)
{
    if (!s->seen || s->value >= value.len ||
        (!s->any && is_divider(value.at[s->value])))
        return false;
    s->value++;
    return true;
}

// The usual matching with one point to come back to: the last star. It is
// right because a later star can do all that an earlier one could.
bool value_fits(struct view pattern, struct view value,
                struct view star[VALUE_STARS])
{
    struct star last = {0};
    size_t p = 0, v = 0, stars = 0;

    for (;;) {
        if (last.seen && last.index < VALUE_STARS)
            star[last.index] =
                (struct view){value.at + last.from, last.value - last.from};
        if (p < pattern.len && pattern.at[p] == '*') {
            bool any = p + 1 < pattern.len && pattern.at[p + 1] == '*';

            p += any ? 2 : 1;
            last = (struct star){true, any, p, v, stars++, v};
        } else if (p < pattern.len && v < value.len &&
                   pattern.at[p] == value.at[v]) {
            p++;
            v++;
        } else if (p == pattern.len && v == value.len) {
            return true;
        } else if (lengthen(&last, value)) {
            p = last.pattern;
            v = last.value;
        } else {
            return false;
        }
    }
}

bool record_fits(const struct record *r, struct view key, struct view value,
                 struct view star[VALUE_STARS])
{
    struct view pattern;
    size_t at = 0;

    if (!view_eq(record_get(r, VIEW("key")), key))
        return false;
    while (record_next(r, VIEW("value"), &at, &pattern)) {
        for (size_t i = 0; i < VALUE_STARS; i++)
            star[i] = (struct view){0};
        if (value_fits(pattern, value, star))
            return true;
    }
    return false;
}

// ---- Parts ------------------------------------------------------------------

bool value_next(struct view *rest, struct view *one)
{
    bool quoted = false;
    size_t depth = 0, i = 0;

    if (!rest->len)
        return false;
    for (; i < rest->len; i++) {
        char c = rest->at[i];

        quoted = c == '"' ? !quoted : quoted;
        if (!quoted && c == '(')
            depth++;
        if (!quoted && c == ')' && depth)
            depth--;
        if (!quoted && !depth && is_divider(c))
            break;
    }
    *one = view_trim(view_head(*rest, i));
    *rest = view_from(*rest, i + 1);
    return true;
}

// ---- Sentences --------------------------------------------------------------

static void add_star(struct text *t, struct view star)
{
    size_t digits = 0;

    while (digits < star.len && ascii_digit(star.at[digits]))
        digits++;
    for (size_t i = 0; i < star.len; i++) {
        if (i && i < digits && digits > 4 && (digits - i) % 3 == 0)
            text_byte(t, ',');
        if (i && i == digits && ascii_alpha(star.at[i]))
            text_byte(t, ' '); // 20,000,000 USD
        text_byte(t, star.at[i]);
    }
}

struct view value_fill(struct arena *a, struct view sentence,
                       const struct view star[VALUE_STARS])
{
    struct text t = {.arena = a};

    for (size_t i = 0; i < sentence.len; i++) {
        bool slot = i + 2 < sentence.len && sentence.at[i] == '{' &&
                    sentence.at[i + 1] >= '1' &&
                    sentence.at[i + 1] < '1' + VALUE_STARS &&
                    sentence.at[i + 2] == '}';

        if (!slot) {
            text_byte(&t, sentence.at[i]);
            continue;
        }
        add_star(&t, star[sentence.at[i + 1] - '1']);
        i += 2;
    }
    return text_view(&t);
}
