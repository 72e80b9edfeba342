// SPDX-License-Identifier: Apache-2.0
#include "terms/beside.h"

#include "terms/slot.h"

#include "base/unicode.h"

enum {
    MOST_SENTENCE = 120,   // words; a longer run without a stop is cut
    SIGNS = 5,             // equal ones make a line that separates
    LEAST_TRANSLATED = 60, // words
};

// ---- Sentences --------------------------------------------------------------

static struct view between(const struct match *m, size_t before, size_t behind)
{
    size_t from = match_byte_to(m, before + 1);
    size_t to = match_byte_from(m, behind);

    return from < to && to <= m->bytes.len
               ? (struct view){m->bytes.at + from, to - from}
               : (struct view){0};
}

static bool ends_here(struct view gap)
{
    size_t lines = 0;

    for (size_t i = 0; i < gap.len; i++) {
        bool stop = byte_in(gap.at[i], VIEW(".;!?"));

        lines += gap.at[i] == '\n';
        // A stop inside a name ("v1.2", "a.b") is followed by no blank.
        if (stop && i + 1 < gap.len &&
            byte_in(gap.at[i + 1], VIEW(" \t\r\n\"')")))
            return true;
        if (view_starts(view_from(gap, i), VIEW("\xe3\x80\x82")))
            return true;
    }
    return lines > 1;
}

static size_t sentence_end(const struct match *m, size_t from, size_t to)
{
    size_t end = from + 1;

    while (end < to && end - from < MOST_SENTENCE &&
           !ends_here(between(m, end - 1, end)))
        end++;
    return end;
}

static bool names_license(const struct match *m, size_t from, size_t to)
{
    size_t start = match_byte_from(m, from), end = match_byte_to(m, to), len;

    if (m->text.encoding != ENCODING_UTF8 || start >= end)
        return false;
    struct view folded = license_fold(
        m->scratch, (struct view){m->bytes.at + start, end - start});
    while (folded.len) {
        if (license_alias_at(m->licenses, folded, &len).len)
            return true;
        view_cut(folded, ' ', &folded);
    }
    return false;
}

// "The parts in this folder are under X, except for the files listed below."
static bool is_listing(const struct match *m, const struct beside *b,
                       size_t from, size_t to)
{
    bool component = b->several;

    for (size_t i = from; i < to; i++) {
        struct view t = m->text.token[i].text;

        if (license_word_is(m->words, t, WORD_RULE) &&
            !license_word_any(m->words, t, WORD_NAMING | WORD_LISTING))
            return false;
        component = component || license_word_is(m->words, t, WORD_COMPONENT);
    }
    return component && (b->several || names_license(m, from, to));
}

// Words at `i` that are a phrase without a rule, such as "unless otherwise
// noted".
static size_t aside_at(const struct match *m, size_t i)
{
    size_t count = 0;

    for (size_t k = 0; k < m->words->aside_count && !count; k++)
        count = slot_words_at(&m->text, i, m->words->aside[k]);
    return count;
}

static bool is_condition(const struct match *m, const struct beside *b,
                         size_t from, size_t to)
{
    bool rule = false;

    for (size_t i = from; i < to && !rule; i++) {
        size_t aside = aside_at(m, i);

        if (aside) {
            i += aside - 1;
            continue;
        }
        struct view t = m->text.token[i].text;

        rule = license_word_is(m->words, t, WORD_RULE) &&
               !license_word_is(m->words, t, WORD_NAMING);
    }
    return rule && !is_listing(m, b, from, to);
}

size_t beside_conditions(const struct match *m, const struct beside *b,
                         struct word_range **out)
{
    size_t count = 0;

    *out = NULL;
    for (size_t at = b->from; at < b->to;) {
        size_t end = sentence_end(m, at, b->to);

        if (match_byte_from(m, at) >= b->code_at)
            break;
        if (is_condition(m, b, at, end)) {
            if (count && (*out)[count - 1].to == at)
                (*out)[count - 1].to = end;
            else
                *LIST_ADD(m->scratch, *out, count) =
                    (struct word_range){at, end};
        }
        at = end;
    }
    return count;
}

// ---- Comments ---------------------------------------------------------------

static size_t line_start(const struct match *m, size_t at)
{
    while (at && m->bytes.at[at - 1] != '\n')
        at--;
    return at;
}

// The comment sign that a line begins with: '#', '/' for "//", ';' ...; 0: none
static char line_sign(struct view line)
{
    line = view_trim(line);
    if (!line.len || !byte_in(line.at[0], VIEW("#/;%*-")))
        return 0;
    if ((line.at[0] == '/' || line.at[0] == '-') &&
        (line.len < 2 || line.at[1] != line.at[0]))
        return 0;
    return line.at[0];
}

// Whether a comment that `open` begins and `close` ends is still open behind
// `head`.
static bool is_open(struct view head, struct view open, struct view close)
{
    bool in = false;
    size_t at;

    while ((at = view_find(head, in ? close : open)) != SIZE_MAX) {
        head = view_from(head, at + (in ? close.len : open.len));
        in = !in;
    }
    return in;
}

// Whether nearly all lines of `text` begin with the sign: those of a
// text with headings ("# Scope") do not.
static bool all_signed(struct view text, char sign)
{
    size_t lines = 0, with = 0;

    while (text.len) {
        struct view line = view_cut(text, '\n', &text);

        lines += view_trim(line).len > 0;
        with += line_sign(line) == sign;
    }
    return with * 5 >= lines * 4;
}

size_t beside_comment_end(const struct match *m, size_t first, size_t token)
{
    static const struct {
        struct view open, close;
    } frames[] = {
        // clang-format off
        {VIEW_INIT("/*"), VIEW_INIT("*/")},
        {VIEW_INIT("<!--"), VIEW_INIT("-->")},
        {VIEW_INIT("\"\"\""), VIEW_INIT("\"\"\"")},
        // clang-format on
    };
    size_t start = match_byte_from(m, first), at = match_byte_to(m, token);
    struct view head = view_head(m->bytes, start);
    struct view tail = view_from(m->bytes, at), rest;

    if (start > m->bytes.len || at > m->bytes.len)
        return SIZE_MAX;
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        size_t end = view_find(tail, frames[i].close);

        if (end != SIZE_MAX && is_open(head, frames[i].open, frames[i].close))
            return at + end;
    }
    size_t line = line_start(m, start);
    char sign = line_sign(view_from(m->bytes, line));
    if (!sign || sign == '*' || sign == '-' ||
        !all_signed((struct view){m->bytes.at + line, at - line}, sign))
        return SIZE_MAX;
    view_cut(tail, '\n', &rest);
    while (rest.len) {
        size_t here = m->bytes.len - rest.len;
        struct view next = view_cut(rest, '\n', &rest);

        if (view_trim(next).len && line_sign(next) != sign)
            return here;
    }
    return SIZE_MAX;
}

// ---- Separators -------------------------------------------------------------

bool beside_is_separator(struct view line)
{
    size_t same = 0;

    line = view_trim(line);
    for (size_t i = 0; i < line.len; i++) {
        same = i && line.at[i] == line.at[i - 1] ? same + 1 : 1;
        if (same >= SIGNS && byte_in(line.at[i], VIEW("-=*#_~+")))
            return true;
    }
    return line.len > 1 && line.at[0] == '#' &&
           (line.at[1] == '#' || line.at[1] == ' ');
}

bool beside_separated(const struct match *m, size_t before, size_t behind)
{
    size_t from = match_byte_to(m, before), to = match_byte_from(m, behind);

    if (to > m->bytes.len || from >= to)
        return false;
    struct view gap = {m->bytes.at + from, to - from};
    while (gap.len)
        if (beside_is_separator(view_cut(gap, '\n', &gap)))
            return true;
    return false;
}

// ---- Translations -----------------------------------------------------------

static bool is_cjk_word(struct view word)
{
    uint32_t c = 0;

    utf8_next(word, &c);
    return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) ||
           (c >= 0xac00 && c <= 0xd7a3);
}

static size_t cjk_words(const struct match *m, size_t from, size_t to)
{
    size_t count = 0;

    for (size_t i = from; i < to; i++)
        count += is_cjk_word(m->text.token[i].text);
    return count;
}

// Bits of the numbers 1 to 63 that head sections among words [from, to).
static uint64_t numbered(const struct match *m, size_t from, size_t to)
{
    uint64_t seen = 0, number;

    for (size_t i = 0; i < m->text.label_count; i++) {
        const struct label *l = &m->text.label[i];

        if (l->token >= from && l->token < to && view_u64(l->text, &number) &&
            number && number < 64)
            seen |= (uint64_t)1 << number;
    }
    return seen;
}

bool beside_translates(const struct match *m, size_t from, size_t to,
                       size_t of_from, size_t of_to)
{
    size_t words = to - from, of = of_to - of_from;
    size_t cjk = cjk_words(m, from, to), of_cjk = cjk_words(m, of_from, of_to);

    if (words < LEAST_TRANSLATED || of < LEAST_TRANSLATED ||
        (cjk * 2 > words) == (of_cjk * 2 > of))
        return false;
    // A character of Chinese counts as a word: one and a half for each English
    // one. Half as many or twice as many are no translation.
    bool like = cjk * 2 > words ? words * 4 >= of * 3 && words <= of * 3
                                : of * 4 >= words * 3 && of <= words * 3;
    uint64_t here = numbered(m, from, to), there = numbered(m, of_from, of_to);
    return like && there && here == there;
}
