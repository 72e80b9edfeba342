// SPDX-License-Identifier: Apache-2.0
#include "terms/limits.h"

#include "base/text.h"

#include <assert.h>

enum { LIMITS_MAX_TEXT = 1 << 20 }; // of a licence file, terms.md 2.1

static bool is_word_byte(char c)
{
    return ascii_alnum(c) || (unsigned char)c >= 0x80;
}

// Dashes and quotes of the General Punctuation block: E2 80 xx.
static bool is_punctuation(struct view v)
{
    return view_starts(v, VIEW("\xe2\x80"));
}

// Words in lower case with one blank between, and one at both ends.
static struct view words_only(struct arena *a, struct view text)
{
    char *out = arena_alloc(a, text.len + 2);
    size_t n = 0;

    out[n++] = ' ';
    for (size_t at = 0; at < text.len; at++) {
        if (is_punctuation(view_from(text, at)))
            at += at + 2 < text.len ? 2 : 1;
        else if (is_word_byte(text.at[at])) {
            out[n++] = ascii_lower(text.at[at]);
            continue;
        }
        if (out[n - 1] != ' ')
            out[n++] = ' ';
    }
    if (out[n - 1] != ' ')
        out[n++] = ' ';
    return (struct view){out, n};
}

// Whether one of the record's words stands in `words`. Chinese is written
// without blanks, so its words need none around them.
static bool says_limit(struct arena *a, const struct record *r,
                       struct view words)
{
    struct view phrase;
    size_t at = 0;

    while (record_next(r, VIEW("words"), &at, &phrase)) {
        bool ascii = phrase.len && !((unsigned char)phrase.at[0] & 0x80);
        struct view whole =
            ascii ? arena_print(a, " " VIEW_FMT " ", VIEW_ARG(phrase)) : phrase;

        if (view_has(words, whole))
            return true;
    }
    return false;
}

const struct license_info *limits_of_text(struct arena *a, struct view id,
                                          struct view text)
{
    struct arena work = {0};
    struct view words = words_only(&work, view_head(text, LIMITS_MAX_TEXT));
    struct text reasons = {.arena = a};
    struct records limits;
    struct error *e =
        knowledge_read(&work, VIEW("yardsticks/limits.txt"), &limits);

    assert(!e); // compiled in; a test reads it
    (void)e;
    for (size_t n = 0; n < limits.record_count; n++)
        if (says_limit(&work, &limits.record[n], words))
            text_print(&reasons, "%s" VIEW_FMT, reasons.len ? "; " : "",
                       VIEW_ARG(record_get(&limits.record[n], VIEW("reason"))));
    arena_free(&work);
    if (!reasons.len)
        return NULL;
    struct license_info *info = ARENA_NEW(a, struct license_info, 1);
    *info = (struct license_info){.id = id,
                                  .title = VIEW("a text that is not known"),
                                  .category = VIEW("custom restrictions"),
                                  .osi = ANSWER_UNKNOWN,
                                  .fsf = ANSWER_UNKNOWN,
                                  .osd = ANSWER_UNKNOWN,
                                  .class_ = TERMS_CLASS_RESTRICTED,
                                  .why_not = text_view(&reasons)};
    return info;
}
