// SPDX-License-Identifier: Apache-2.0
#include "terms/language.h"

#include "base/unicode.h"

enum {
    LEAST_SMALL = 3,   // different small words that tell a language
    SMALL_SHARE = 6,   // one word in so many is small, at least
    LEAST_LETTERS = 8, // words in letters that are not read
};

// Letters of languages that are neither written as English is nor as Chinese.
static bool is_unread_letter(uint32_t c)
{
    static const struct {
        uint32_t from, to;
    } rows[] = {
        {0x0370, 0x1fff}, // Greek, Cyrillic, Arabic, Devanagari, Thai ...
        {0x3040, 0x30ff}, // Hiragana, Katakana
        {0xac00, 0xd7a3}, // Hangul
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (c >= rows[i].from && c <= rows[i].to)
            return !(c >= 0x1e00 && c <= 0x1eff); // Latin, as in Vietnamese
    return false;
}

struct language_signs {
    struct map seen;  // small words that are not read
    size_t different; // of them
    size_t unread;    // all of them
    size_t read;      // small words of English
    size_t letters;   // words in letters that are not read
};

static void count_word(const struct match *m, struct view word,
                       struct language_signs *s)
{
    uint32_t c = 0;
    bool is_new = false;

    utf8_next(word, &c);
    s->letters += is_unread_letter(c);
    s->read += license_word_is(m->words, word, WORD_SMALL);
    if (!license_word_is(m->words, word, WORD_UNREAD))
        return;
    map_at(&s->seen, word, &is_new);
    s->different += is_new;
    s->unread++;
}

static bool is_unread(const struct match *m, size_t from, size_t to)
{
    struct language_signs s = {.seen = {.arena = m->scratch}};

    for (size_t i = from; i < to; i++)
        count_word(m, m->text.token[i].text, &s);
    if (s.letters >= LEAST_LETTERS && s.letters * 2 > to - from)
        return true;
    return s.different >= LEAST_SMALL && s.unread > s.read &&
           s.unread * SMALL_SHARE >= to - from;
}

// Whether an empty line stands in front of word `at`.
static bool begins_paragraph(const struct match *m, size_t at)
{
    size_t lines = 0;

    for (size_t i = m->text.token[at - 1].to;
         i < m->text.token[at].from && lines < 2; i++)
        lines += m->bytes.at[i] == '\n';
    return lines > 1;
}

bool language_is_unread(const struct match *m, size_t from, size_t to)
{
    for (size_t at = from + 1; at <= to; at++)
        if (at == to || begins_paragraph(m, at)) {
            if (is_unread(m, from, at))
                return true;
            from = at;
        }
    return false;
}
