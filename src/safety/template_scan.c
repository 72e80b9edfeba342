// SPDX-License-Identifier: Apache-2.0
#include "safety/template_scan.h"

// The first "{{" or "{%" at or after `from`; SIZE_MAX: none.
static size_t block_start(struct view text, size_t from)
{
    while (from + 1 < text.len) {
        const char *hit = memchr(text.at + from, '{', text.len - from - 1);

        if (!hit)
            return SIZE_MAX;
        from = (size_t)(hit - text.at);
        if (hit[1] == '{' || hit[1] == '%')
            return from;
        from++;
    }
    return SIZE_MAX;
}

// The first word of a statement, behind the sign that trims blanks.
static struct view first_word(struct view inside)
{
    size_t len = 0;

    inside = view_trim(inside);
    if (inside.len && (inside.at[0] == '-' || inside.at[0] == '+'))
        inside = view_trim(view_from(inside, 1));
    while (len < inside.len && ascii_alpha(inside.at[len]))
        len++;
    return view_head(inside, len);
}

static void tell(struct notes *n, const struct record *rule, uint64_t offset,
                 struct view what)
{
    note_add(n, record_get(rule, VIEW("rule")),
             view_eq(record_get(rule, VIEW("severity")), VIEW("danger"))
                 ? NOTE_DANGER
                 : NOTE_REVIEW,
             offset, VIEW_FMT ": '" VIEW_FMT "'",
             VIEW_ARG(record_get(rule, VIEW("shows"))), VIEW_ARG(what));
}

static void check_block(struct notes *n, const struct record *rule,
                        struct view inside, bool statement, uint64_t offset)
{
    struct view word;

    for (size_t at = 0; record_next(rule, VIEW("word"), &at, &word);) {
        size_t hit = view_find(inside, word);

        if (hit != SIZE_MAX)
            tell(n, rule, offset + hit, word);
    }
    for (size_t at = 0;
         statement && record_next(rule, VIEW("statement"), &at, &word);)
        if (view_eq(first_word(inside), word))
            tell(n, rule, offset, word);
}

void template_scan(struct notes *n, const struct records *rules,
                   struct view text, uint64_t offset)
{
    size_t at = 0;

    while ((at = block_start(text, at)) != SIZE_MAX) {
        bool statement = text.at[at + 1] == '%';
        struct view inside = view_from(text, at + 2);
        size_t end = view_find(inside, statement ? VIEW("%}") : VIEW("}}"));

        if (end != SIZE_MAX)
            inside = view_head(inside, end);
        for (size_t i = 0; i < rules->record_count; i++)
            check_block(n, &rules->record[i], inside, statement,
                        offset + at + 2);
        at += 2 + inside.len;
    }
}
