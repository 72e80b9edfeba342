// SPDX-License-Identifier: Apache-2.0
#include "terms/normal.h"

#include "base/search.h"
#include "base/unicode.h"
#include "knowledge/license_print.h"
#include "terms/markup.h"

// ---- Bytes to text ----------------------------------------------------------

// Windows-1252, 0x80 to 0x9f; 0: not assigned.
static const uint16_t cp1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
    0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

uint32_t point_of_1252(unsigned char byte)
{
    if (byte < 0x80 || byte >= 0xa0)
        return byte;
    return cp1252[byte - 0x80] ? cp1252[byte - 0x80] : ' ';
}

struct converted {
    char *at;
    uint32_t *map;
    size_t len;
};

static void put(struct converted *c, uint32_t point, size_t from)
{
    char out[4];
    size_t len = 0;

    if (point < 0x80) {
        out[len++] = (char)point;
    } else if (point < 0x800) {
        out[len++] = (char)(0xc0 | point >> 6);
        out[len++] = (char)(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
        out[len++] = (char)(0xe0 | point >> 12);
        out[len++] = (char)(0x80 | (point >> 6 & 0x3f));
        out[len++] = (char)(0x80 | (point & 0x3f));
    } else {
        out[len++] = (char)(0xf0 | point >> 18);
        out[len++] = (char)(0x80 | (point >> 12 & 0x3f));
        out[len++] = (char)(0x80 | (point >> 6 & 0x3f));
        out[len++] = (char)(0x80 | (point & 0x3f));
    }
    for (size_t i = 0; i < len; i++) {
        c->map[c->len] = (uint32_t)from;
        c->at[c->len++] = out[i];
    }
}

static struct view from_1252(struct arena *a, struct view bytes, uint32_t **map)
{
    size_t room = bytes.len + 1;

    for (size_t i = 0; i < bytes.len; i++)
        room += (unsigned char)bytes.at[i] < 0x80 ? 0 : 2;
    struct converted c = {arena_alloc(a, room), ARENA_NEW(a, uint32_t, room),
                          0};
    for (size_t i = 0; i < bytes.len; i++)
        put(&c, point_of_1252((unsigned char)bytes.at[i]), i);
    c.map[c.len] = (uint32_t)bytes.len;
    *map = c.map;
    return (struct view){c.at, c.len};
}

static uint32_t unit16(struct view bytes, size_t at, bool big)
{
    uint32_t first = (unsigned char)bytes.at[at];
    uint32_t second = (unsigned char)bytes.at[at + 1];

    return big ? first << 8 | second : second << 8 | first;
}

static struct view from_utf16(struct arena *a, struct view bytes, bool big,
                              size_t mark, uint32_t **map)
{
    size_t room = bytes.len / 2 * 3 + 1; // of two bytes three at most
    struct converted c = {arena_alloc(a, room), ARENA_NEW(a, uint32_t, room),
                          0};

    for (size_t i = mark; i + 1 < bytes.len; i += 2) {
        uint32_t point = unit16(bytes, i, big);
        size_t from = i;

        if (point >= 0xd800 && point < 0xe000) {
            uint32_t low = i + 3 < bytes.len ? unit16(bytes, i + 2, big) : 0;
            bool pair = point < 0xdc00 && low >= 0xdc00 && low < 0xe000;

            point = pair ? 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00)
                         : ' ';
            i += pair ? 2 : 0;
        }
        put(&c, point, from);
    }
    c.map[c.len] = (uint32_t)bytes.len;
    *map = c.map;
    return (struct view){c.at, c.len};
}

// Text in any encoding, with the signs of its markup.
static struct view plain_text(struct arena *a, struct view bytes,
                              enum encoding *encoding, uint32_t **map,
                              uint32_t *shift)
{
    struct view front = view_head(bytes, 8192);
    bool zero = front.len && memchr(front.at, 0, front.len), big;

    *map = NULL;
    *shift = 0;
    if (view_starts(bytes, VIEW("\xff\xfe")) ||
        view_starts(bytes, VIEW("\xfe\xff"))) {
        *encoding = ENCODING_UTF16;
        return from_utf16(a, bytes, bytes.at[0] == '\xfe', 2, map);
    }
    if (zero && is_utf16(front, &big)) {
        *encoding = ENCODING_UTF16;
        return from_utf16(a, bytes, big, 0, map);
    }
    if (zero || unreadable_form(bytes, false).len) {
        *encoding = ENCODING_BINARY;
        return (struct view){0};
    }
    *encoding = ENCODING_UTF8;
    if (view_starts(bytes, VIEW("\xef\xbb\xbf"))) {
        *shift = 3;
        bytes = view_from(bytes, 3);
    }
    size_t fault = utf8_fault(bytes);
    // A character cut by the limit on the size is no other encoding.
    if (fault == SIZE_MAX || bytes.len - fault < 4)
        return view_head(bytes, fault);
    *encoding = ENCODING_1252;
    *shift = 0;
    return from_1252(a, bytes, map);
}

struct view text_of_bytes(struct arena *a, struct view bytes,
                          enum encoding *encoding, uint32_t **map,
                          uint32_t *shift)
{
    struct view text = plain_text(a, bytes, encoding, map, shift);
    uint32_t *places;

    if (!is_markup(text))
        return text;
    text = markup_text(a, text, &places);
    for (size_t i = 0; i <= text.len; i++)
        places[i] = *map ? (*map)[places[i]] : places[i] + *shift;
    *encoding = ENCODING_MARKUP;
    *map = places;
    *shift = 0;
    return text;
}

// ---- Characters -------------------------------------------------------------

struct scan {
    struct arena *arena;
    const struct license_words *words;
    struct view bytes; // of the file
    struct view text;
    struct view lower; // the same in lower case
    const uint32_t *map;
    uint32_t shift;      // of places, also of those in `map`
    struct view comment; // word in front of most lines: dnl, rem
    struct normal *out;
    bool paragraph; // a blank line or the end of a sentence was before
    bool fresh;     // a blank or a copyright line was before, or the head
    bool listed;    // a copyright line was before, and its list goes on
};

static uint32_t place_of(const struct scan *s, size_t at)
{
    return (s->map ? s->map[at] : (uint32_t)at) + s->shift;
}

static const struct {
    struct view name;
    uint32_t point;
} entities[] = {
    // clang-format off
    {VIEW_INIT("&amp;"), '&'}, {VIEW_INIT("&lt;"), '<'},
    {VIEW_INIT("&gt;"), '>'}, {VIEW_INIT("&quot;"), '"'},
    {VIEW_INIT("&apos;"), '\''}, {VIEW_INIT("&nbsp;"), ' '},
    {VIEW_INIT("&copy;"), 0xa9}, {VIEW_INIT("&ldquo;"), '"'},
    {VIEW_INIT("&rdquo;"), '"'}, {VIEW_INIT("&lsquo;"), '\''},
    {VIEW_INIT("&rsquo;"), '\''}, {VIEW_INIT("&ndash;"), 0x2013},
    {VIEW_INIT("&mdash;"), 0x2014}, {VIEW_INIT("&sect;"), 0xa7},
    {VIEW_INIT("&bull;"), 0x2022},
    // clang-format on
};

// "&#39;" and "&#x27;"; 0: none.
static size_t numeric_entity(struct view v, uint32_t *point)
{
    size_t at = 2;
    uint32_t value = 0;
    bool hex = v.len > 2 && (v.at[2] == 'x' || v.at[2] == 'X');

    for (at += hex; at < v.len && at < 10 && v.at[at] != ';'; at++) {
        char c = ascii_lower(v.at[at]);

        if (ascii_digit(c))
            value = value * (hex ? 16 : 10) + (uint32_t)(c - '0');
        else if (hex && c >= 'a' && c <= 'f')
            value = value * 16 + (uint32_t)(c - 'a' + 10);
        else
            return 0;
    }
    *point = value && value < 0x110000 ? value : ' ';
    return at < v.len && v.at[at] == ';' ? at + 1 : 0;
}

size_t entity_length(struct view v, uint32_t *point)
{
    size_t len = 0;

    if (v.len > 3 && v.at[1] == '#')
        return numeric_entity(v, point);
    for (size_t i = 0; i < sizeof entities / sizeof *entities && !len; i++)
        if (view_starts(v, entities[i].name)) {
            *point = entities[i].point;
            len = entities[i].name.len;
        }
    return len;
}

// The character at `at`, entities decoded; its length in bytes.
static size_t character(const struct scan *s, size_t at, uint32_t *point)
{
    struct view rest = view_from(s->text, at);
    size_t len = 0;

    if (rest.len && (unsigned char)rest.at[0] < 0x80 && rest.at[0] != '&') {
        *point = (unsigned char)rest.at[0];
        return 1;
    }
    if (rest.len && rest.at[0] == '&')
        len = entity_length(rest, point);
    if (!len)
        len = utf8_next(rest, point);
    if (!len) {
        *point = ' ';
        len = rest.len ? 1 : 0;
    }
    return len;
}

// Length of an HTML tag at `at`, its brackets plain or escaped, or 0.
static size_t tag_length(const struct scan *s, size_t at)
{
    uint32_t c;
    size_t from = at, len = 0;
    char name[12];

    at += character(s, at, &c);
    if (c != '<')
        return 0;
    if (at < s->text.len && s->text.at[at] == '/')
        at++;
    while (at < s->text.len && len < sizeof name && ascii_alnum(s->text.at[at]))
        name[len++] = ascii_lower(s->text.at[at++]);
    if (!license_word_is(s->words, (struct view){name, len}, WORD_MARKUP))
        return 0;
    while (at < s->text.len && at - from < 400) {
        at += character(s, at, &c);
        if (c == '<')
            return 0;
        if (c == '>')
            return at - from;
    }
    return 0;
}

enum { LONGEST_ADDRESS = 2048 }; // bytes, of a link that is looked at

// Length of "](address)" at `at` if the words in front of it are the address
// itself: a link that shows where it leads; else 0.
static size_t shown_link(const struct scan *s, size_t at, size_t end)
{
    struct view rest = view_from(view_head(s->text, end), at);
    size_t close = view_find(view_head(rest, LONGEST_ADDRESS), VIEW(")"));
    size_t from = at;

    if (close == SIZE_MAX || rest.at[1] != '(')
        return 0;
    struct view target = view_from(view_head(rest, close), 2);
    while (from && at - from < target.len && s->text.at[from - 1] != '[')
        from--;
    struct view shown = {s->text.at + from, at - from};
    size_t scheme = view_find(target, VIEW("://"));
    bool same =
        view_eq(shown, target) ||
        (scheme != SIZE_MAX && view_eq(shown, view_from(target, scheme + 3)));
    return same && from && s->text.at[from - 1] == '[' ? close + 1 : 0;
}

// ---- Words ------------------------------------------------------------------

bool is_cjk(uint32_t c)
{
    return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) ||
           (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
           (c >= 0x20000 && c <= 0x3ffff);
}

static bool is_hyphen(uint32_t c)
{
    return c == '-' || c == 0x2010 || c == 0x2011;
}

static void more_room(struct scan *s)
{
    struct normal *n = s->out;
    size_t room =
        n->token_room ? n->token_room * 2 : normal_most_words(s->text);
    struct token *token = ARENA_NEW(s->arena, struct token, room);

    if (n->token_count)
        memcpy(token, n->token, n->token_count * sizeof *token);
    n->token = token;
    n->token_room = room;
}

static void add_token(struct scan *s, struct view text, size_t from, size_t to)
{
    struct normal *n = s->out;

    uint64_t hash = print_word_hash(text);
    struct view same = license_word_same(s->words, hash, text);
    struct view copyright = VIEW("copyright");

    if (same.at != text.at) {
        text = same;
        hash = print_word_hash(text);
    }
    if (view_eq(text, copyright) && n->token_count &&
        view_eq(n->token[n->token_count - 1].text, copyright))
        return; // "Copyright (c)" and "Copyright ©" are "copyright"
    if (n->token_count == n->token_room)
        more_room(s);
    n->token[n->token_count++] =
        (struct token){text, hash, place_of(s, from), place_of(s, to)};
}

// Where the word goes on after a hyphen at `at` of length `len`: directly, or
// in the next line behind blanks and comment signs; SIZE_MAX: it does not.
static size_t after_hyphen(const struct scan *s, size_t at)
{
    size_t next = at, lines = 0;
    uint32_t c;

    while (next < s->text.len &&
           (s->text.at[next] == '\r' || s->text.at[next] == ' ' ||
            s->text.at[next] == '\t' || s->text.at[next] == '\n' ||
            (lines && byte_in(s->text.at[next], VIEW("*#/;%>"))))) {
        lines += s->text.at[next] == '\n';
        next++;
    }
    if (next > at && lines != 1)
        return SIZE_MAX;
    if (lines && s->comment.len &&
        view_eq_nocase(view_head(view_from(s->text, next), s->comment.len),
                       s->comment))
        next += s->comment.len + 1;
    size_t len = character(s, next, &c);
    return len && c < 0x250 && unicode_is_word(c) && !ascii_digit((char)c)
               ? next
               : SIZE_MAX;
}

static const uint64_t each_byte = 0x0101010101010101u;

enum { LONGEST_WORD = 92 }; // bytes; a longer one is cut into several

// The end of a plain word at `at`: ASCII letters and digits, and nothing behind
// them with which it might go on. SIZE_MAX: it needs a closer look.
static size_t plain_end(const struct scan *s, size_t at)
{
    struct view v = s->text;
    size_t to = at;

    while (to < v.len && to - at < LONGEST_WORD && ascii_alnum(v.at[to]))
        to++;
    if (to == at || to - at == LONGEST_WORD)
        return SIZE_MAX;
    unsigned char next = to < v.len ? (unsigned char)v.at[to] : ' ';
    char after = to + 1 < v.len ? v.at[to + 1] : ' ';
    bool punctuated = (unsigned char)after < 0x80 && !ascii_alpha(after) &&
                      !ascii_blank(after) && after != '&';
    if (next >= 0x80 || next == '&' || (next == '-' && !punctuated) ||
        (next == '.' && ascii_digit(v.at[to - 1]) && ascii_digit(after)))
        return SIZE_MAX;
    return to;
}

// Takes the word at `at`; returns the offset behind it.
static size_t take_word(struct scan *s, size_t at)
{
    size_t from = at, to = plain_end(s, at), len = 0;
    bool ascii = true;
    char word[LONGEST_WORD + 4];
    uint32_t c, last = 0;

    if (to != SIZE_MAX) {
        add_token(s, (struct view){s->lower.at + at, to - at}, at, to);
        return to;
    }
    to = at;
    while (len + 4 < sizeof word) {
        size_t size = character(s, at, &c);

        if (size && unicode_is_word(c) && !(is_cjk(c) && len)) {
            if (c < 0x80) {
                word[len++] = ascii_lower((char)c);
            } else {
                memcpy(word + len, s->text.at + at, size <= 4 ? size : 0);
                len += size <= 4 ? size : 0;
                ascii = false;
            }
            at += size;
            to = at;
            last = c;
            if (is_cjk(c))
                break;
        } else if (size && c == 0xad) {
            at += size; // soft hyphen
        } else if (c == '.' && last < 0x80 && ascii_digit((char)last) &&
                   at + 1 < s->text.len && ascii_digit(s->text.at[at + 1])) {
            word[len++] = '.';
            at++;
            last = c;
        } else if (size && is_hyphen(c) && last && last < 0x250 &&
                   !ascii_digit((char)last) &&
                   after_hyphen(s, at + size) != SIZE_MAX) {
            at = after_hyphen(s, at + size);
            last = 'a';
        } else {
            break;
        }
    }
    struct view text = {word, len};
    text = ascii ? arena_copy(s->arena, text) : unicode_fold(s->arena, text);
    if (text.len)
        add_token(s, text, from, to);
    return at > from ? at : from + 1;
}

// Whether "(c)" at `at` is the sign and no item of a list: "copyright" stands
// before it or a year behind it.
static bool copyright_sign(const struct scan *s, size_t at)
{
    const struct normal *n = s->out;
    struct view v = view_from(s->text, at);

    if (!view_eq_nocase(view_head(v, 3), VIEW("(c)")))
        return false;
    v = view_trim(view_head(view_from(v, 3), 8));
    return (v.len >= 4 && ascii_digit(v.at[0]) && ascii_digit(v.at[3])) ||
           (n->token_count &&
            view_eq(n->token[n->token_count - 1].text, VIEW("copyright")));
}

// Length of "(a)", "(iv)", "(12)" at `at`, or 0.
static size_t bracketed(struct view v)
{
    size_t at = 1;

    while (at < v.len && at < 6 && ascii_alnum(v.at[at]))
        at++;
    bool ends = at < v.len && v.at[at] == ')';
    if (!ends || at == 1)
        return 0;
    if (at == 2)
        return 3;
    bool digits = true, roman = true;
    for (size_t i = 1; i < at; i++) {
        digits = digits && ascii_digit(v.at[i]);
        roman = roman && byte_in(v.at[i], VIEW("ivxIVX"));
    }
    return digits || roman ? at + 1 : 0;
}

enum { REFERENCE_WORDS = 12 }; // "sections 2(a)(1) to 2(a)(5) and (6)"

// "2", "3.1", "b", "iv": what a section is called.
static bool is_place(struct view word)
{
    bool roman = true, number = true;

    for (size_t i = 0; i < word.len; i++) {
        roman = roman && byte_in(word.at[i], VIEW("ivx"));
        number = number && (ascii_digit(word.at[i]) || word.at[i] == '.');
    }
    return (word.len == 1 && ascii_alnum(word.at[0])) ||
           (word.len <= 5 && (roman || number));
}

// Whether the words from token `i` on stand in one sentence with what follows
// at `at`, and the first of them is no heading of it.
static bool in_sentence(const struct scan *s, size_t i, size_t at)
{
    const struct token *t = &s->out->token[i];
    size_t to = place_of(s, at), lines = 0, first = t->from;

    if (t->to > to || to > s->bytes.len)
        return false;
    for (size_t k = t->to; k < to; k++) {
        char c = s->bytes.at[k];
        bool ends =
            c == '.' && !(k + 1 < to && ascii_alnum(s->bytes.at[k + 1]));

        if (ends || byte_in(c, VIEW(";:!?")))
            return false;
        lines += c == '\n';
    }
    while (first && !ascii_alnum(s->bytes.at[first - 1]) &&
           s->bytes.at[first - 1] != '\n')
        first--;
    return !lines || (lines == 1 && first && s->bytes.at[first - 1] != '\n');
}

// Whether the sign of a section at `at` is what a sentence refers to: "under
// section 7.", "clauses (a) and (b)". Then it is a word.
static bool is_referred(const struct scan *s, size_t at)
{
    const struct normal *n = s->out;
    size_t i = n->token_count;

    while (i && n->token_count - i < REFERENCE_WORDS &&
           (is_place(n->token[i - 1].text) ||
            license_word_is(s->words, n->token[i - 1].text, WORD_JOINING)))
        i--;
    return i &&
           license_word_is(s->words, n->token[i - 1].text, WORD_REFERENCE) &&
           in_sentence(s, i - 1, at);
}

// Stands for itself, and is no part of a word.
static bool is_plain_sign(char c)
{
    return (unsigned char)c < 0x80 && !ascii_alnum(c) && c != '<' && c != '(' &&
           c != '&' && c != ']' && c != '$';
}

// Takes the words of the text between two offsets (of one line).
static size_t take_words(struct scan *s, size_t at, size_t end)
{
    bool blank = true; // before `at`
    uint32_t c;

    while (at < end) {
        char byte = s->text.at[at];
        size_t skip = 0;

        if (ascii_alnum(byte)) {
            at = take_word(s, at);
            blank = false;
            continue;
        }
        if (is_plain_sign(byte)) {
            at++;
            blank = byte == ' ' || byte == '\t' || byte == '"';
            continue;
        }
        if (byte == '<' || byte == '&')
            skip = tag_length(s, at);
        if (byte == ']')
            skip = shown_link(s, at, end);
        if (byte == '(' && copyright_sign(s, at)) {
            add_token(s, VIEW("copyright"), at, at + 3);
            skip = 3;
        } else if (byte == '(' && blank) {
            skip = bracketed(view_from(s->text, at));
            if (skip && is_referred(s, at))
                skip = 1; // the bracket only
        }
        if (skip) {
            at += skip;
            blank = true;
            continue;
        }
        size_t len = character(s, at, &c);
        if (c == 0xa9) {
            add_token(s, VIEW("copyright"), at, at + len);
            at += len;
        } else if (unicode_is_word(c)) {
            at = take_word(s, at);
        } else {
            at += len ? len : 1;
        }
        blank = c == ' ' || c == '\t' || c == '"';
    }
    return at;
}

// ---- Lines ------------------------------------------------------------------

static bool is_roman(struct view v)
{
    for (size_t i = 0; i < v.len; i++)
        if (!byte_in(v.at[i], VIEW("ivxIVX")))
            return false;
    return v.len > 0 && v.len <= 5;
}

// "$5.00." at the start of a line is a sum and no bullet.
static bool is_currency(uint32_t c)
{
    return c == '$' || c == 0xa3 || c == 0xa5 || c == 0x20ac;
}

// Offset behind blanks and the signs of comments, quotes and lists.
static size_t skip_marks(const struct scan *s, size_t at, size_t end)
{
    for (;;) {
        uint32_t c;

        while (at < end && is_plain_sign(s->text.at[at]))
            at++;
        size_t len = at < end ? character(s, at, &c) : 0;

        if (!len || c == '(' || c == '<' || c == 0xa9 || is_currency(c) ||
            unicode_is_word(c))
            break;
        at += len;
    }
    return at;
}

static size_t skip_signs(const struct scan *s, size_t at, size_t end)
{
    at = skip_marks(s, at, end);
    struct view rest = {s->text.at + at, end > at ? end - at : 0};
    if (s->comment.len && rest.len >= s->comment.len &&
        view_eq_nocase(view_head(rest, s->comment.len), s->comment) &&
        (rest.len == s->comment.len || rest.at[s->comment.len] == ' '))
        return skip_marks(s, at + s->comment.len, end);
    return at;
}

// Length of a bullet such as "a.", "1.2.", "iv)", "1\." at the start of a line.
static size_t bullet(struct view v, bool paragraph)
{
    size_t at = 0, dots = 0;

    while (at < v.len &&
           (ascii_alnum(v.at[at]) ||
            (v.at[at] == '.' && at + 1 < v.len && ascii_digit(v.at[at + 1])))) {
        dots += v.at[at] == '.';
        at++;
    }
    struct view word = view_head(v, at);
    bool ends = at < v.len &&
                (v.at[at] == '.' || v.at[at] == ')' ||
                 (v.at[at] == '\\' && at + 1 < v.len && v.at[at + 1] == '.'));
    size_t after = at;
    if (ends)
        after += v.at[at] == '\\' ? 2 : 1;
    bool alone = after == v.len || v.at[after] == ' ' || v.at[after] == '\t' ||
                 v.at[after] == '*' || v.at[after] == '\r' ||
                 view_starts(view_from(v, after), VIEW("\xe3\x80\x80"));
    bool number = word.len > 0 && ascii_digit(word.at[0]) && word.len <= 8;
    for (size_t i = 0; i < word.len; i++)
        number = number && !ascii_alpha(word.at[i]);

    if (!word.len || !alone)
        return 0;
    if (number && dots)
        return paragraph ? after : 0;
    if (ends && ((number && word.len <= 3) || is_roman(word) || word.len == 1))
        return after;
    return 0;
}

// Whether a quotation mark stands right before `at`: "A. Name" is no item "A".
static bool is_quoted(const struct scan *s, size_t at)
{
    static const struct view mark[] = {
        // clang-format off
        VIEW_INIT("\""), VIEW_INIT("'"), VIEW_INIT("`"), VIEW_INIT("&quot;"),
        VIEW_INIT("\xe2\x80\x98"), VIEW_INIT("\xe2\x80\x99"),
        VIEW_INIT("\xe2\x80\x9c"), VIEW_INIT("\xe2\x80\x9d"),
        VIEW_INIT("&#39;"), VIEW_INIT("&#x27;"),
        // clang-format on
    };

    // Each ends with one of these, or with no ASCII at all.
    if (!at || ((unsigned char)s->text.at[at - 1] < 0x80 &&
                !byte_in(s->text.at[at - 1], VIEW("\"'`;"))))
        return false;
    for (size_t i = 0; i < sizeof mark / sizeof *mark; i++)
        if (at >= mark[i].len &&
            view_eq((struct view){s->text.at + at - mark[i].len, mark[i].len},
                    mark[i]))
            return true;
    return false;
}

static bool is_year(struct view v)
{
    uint64_t year;

    return v.len == 4 && view_u64(v, &year) && year >= 1900 && year < 2200;
}

// The sign itself, or a blank to fill in.
static bool has_sign(struct view line)
{
    return memchr(line.at, '<', line.len) || memchr(line.at, '[', line.len) ||
           memchr(line.at, '{', line.len) || view_has(line, VIEW("&lt;")) ||
           view_has(line, VIEW("(c)")) || view_has(line, VIEW("(C)")) ||
           view_has(line, VIEW("\xc2\xa9"));
}

// A line that only names a holder: the sign among its first words, a year or a
// blank to fill in, and no word that could be a condition.
static bool is_copyright_line(const struct scan *s, size_t first,
                              struct view line)
{
    const struct normal *n = s->out;
    bool sign = false, dated = false, said = false;
    size_t count = n->token_count - first;

    if (!count || count > 40)
        return false;
    for (size_t i = first; i < n->token_count && i < first + 3; i++)
        sign = sign || view_eq(n->token[i].text, VIEW("copyright"));
    if (!sign && count != 3)
        return false;
    for (size_t i = first; i < n->token_count; i++) {
        struct view t = n->token[i].text;

        if (license_word_is(s->words, t, WORD_RULE))
            return false;
        said = said || view_eq(t, VIEW("reserved"));
        dated = dated || is_year(t);
    }
    if (!sign)
        return said && count == 3 && view_eq(n->token[first].text, VIEW("all"));
    return dated || has_sign(line);
}

// Whether a list of holders goes on behind this line.
static bool is_unfinished(const struct scan *s, struct view line)
{
    const struct normal *n = s->out;

    line = view_trim(line);
    return (line.len && byte_in(line.at[line.len - 1], VIEW(",&"))) ||
           (n->token_count &&
            view_eq(n->token[n->token_count - 1].text, VIEW("and")));
}

// More holders, from token `first` on: nothing that could be a condition.
static bool is_more_holders(const struct scan *s, size_t first)
{
    const struct normal *n = s->out;

    for (size_t i = first; i < n->token_count; i++)
        if (license_word_any(s->words, n->token[i].text,
                             WORD_RULE | WORD_TERMS))
            return false;
    return n->token_count > first && n->token_count - first <= 16;
}

static bool ends_sentence(struct view line)
{
    line = view_trim(line);
    return !line.len || byte_in(line.at[line.len - 1], VIEW(".:;,)*\""));
}

// The letters and digits of a bullet: "1.2." is "1.2", "(a)" is "a".
static void add_label(struct scan *s, struct view bullet)
{
    while (bullet.len && byte_in(bullet.at[0], VIEW("( \t")))
        bullet = view_from(bullet, 1);
    while (bullet.len && byte_in(bullet.at[bullet.len - 1], VIEW(").\\ \t")))
        bullet.len--;
    if (bullet.len)
        *LIST_ADD(s->arena, s->out->label, s->out->label_count) =
            (struct label){bullet, s->out->token_count};
}

// "Attachment A", "Section 3": a line whose words from `first` on begin so.
static void add_heading(struct scan *s, size_t first)
{
    struct normal *n = s->out;

    if (n->token_count < first + 2 || n->token_count > first + 14)
        return;
    struct view word = n->token[first].text, sign = n->token[first + 1].text;
    if (sign.len <= 4 && license_word_is(s->words, word, WORD_HEADING))
        *LIST_ADD(s->arena, n->label, n->label_count) =
            (struct label){arena_print(s->arena, VIEW_FMT " " VIEW_FMT,
                                       VIEW_ARG(word), VIEW_ARG(sign)),
                           first};
}

// The sign of an item at `word`, the first character of a line; or empty.
static struct view sign_of(const struct scan *s, size_t word, size_t end)
{
    struct view left = {s->text.at + word, end - word};
    bool bracket = left.len && left.at[0] == '(' && !copyright_sign(s, word);
    size_t sign = bracket ? bracketed(left) : bullet(left, s->paragraph);

    if (sign && ((!bracket && ascii_alpha(left.at[0]) && is_quoted(s, word)) ||
                 is_referred(s, word)))
        sign = 0;
    return view_head(left, sign);
}

// "Copyright 2024", "Copyright (c)": no "Copyright Treaty" in a broken
// sentence.
static bool is_sign(const struct scan *s, size_t first, struct view line)
{
    const struct normal *n = s->out;

    if (n->token_count < first + 2 ||
        !view_eq(n->token[first].text, VIEW("copyright")))
        return false;
    return is_year(n->token[first + 1].text) || has_sign(line);
}

// Whether the words from token `first` on, those of `line` at `word`, name a
// holder and nothing else. Where in the text it stands does not count: the same
// text may be the second in a file.
static bool is_holder(const struct scan *s, size_t first, struct view line,
                      size_t word)
{
    if (s->listed && is_more_holders(s, first))
        return true;
    bool leads = !is_quoted(s, word) && is_sign(s, first, line);
    return (leads || s->fresh) && is_copyright_line(s, first, line);
}

// Takes the line at `at`; returns the offset of the next one.
static size_t take_line(struct scan *s, size_t at)
{
    struct normal *n = s->out;
    struct view rest, line = view_cut(view_from(s->text, at), '\n', &rest);
    size_t end = at + line.len, first = n->token_count;
    size_t word = skip_signs(s, at, end);
    bool blank = !view_trim((struct view){s->text.at + word, end - word}).len;
    struct view sign = sign_of(s, word, end);

    add_label(s, sign);
    size_t next = take_words(s, word + sign.len, end);
    bool holder = is_holder(s, first, line, word);
    s->listed = holder && is_unfinished(s, line);
    if (holder) {
        struct view shown = view_trim(line);

        *LIST_ADD(s->arena, n->copyright, n->copyright_count) =
            (struct aside){place_of(s, at), place_of(s, end), shown, first};
        n->token_count = first;
    } else {
        add_heading(s, first);
    }
    s->paragraph = blank || ends_sentence(line);
    s->fresh = blank || holder;
    // A word that was broken at the line's end reached into the next one.
    return next > end ? next : end + 1;
}

// The word that stands in front of most lines, if it is a comment sign.
static struct view comment_word(struct arena *a, const struct license_words *w,
                                struct view text)
{
    size_t lines = 0, with = 0;
    struct view found = {0};
    char lower[8];

    while (text.len) {
        struct view rest, line = view_trim(view_cut(text, '\n', &text));
        struct view word = view_cut(line, ' ', &rest);

        if (!line.len)
            continue;
        lines++;
        if (word.len > sizeof lower)
            continue;
        for (size_t i = 0; i < word.len; i++)
            lower[i] = ascii_lower(word.at[i]);
        if (license_word_is(w, (struct view){lower, word.len}, WORD_COMMENT)) {
            found = word;
            with++;
        }
    }
    return with && with * 5 >= lines * 4 ? arena_lower(a, found)
                                         : (struct view){0};
}

// The top bits of those of eight bytes that are at least `from` and at most
// `to`, none of which has its own top bit set.
static uint64_t between(uint64_t bytes, unsigned char from, unsigned char to)
{
    return (bytes + each_byte * (0x80 - from)) &
           ~(bytes + each_byte * (0x7f - to)) & each_byte * 0x80;
}

// How many words begin in eight bytes: where a letter or digit is behind none,
// and with each character of a script that may have no blanks. `*inside`: the
// byte before them, and then their last, is a letter or digit.
static size_t words_begin(uint64_t bytes, uint64_t *inside)
{
    uint64_t top = bytes & each_byte * 0x80, low = bytes & ~top;
    uint64_t alnum =
        between(low | each_byte * 0x20, 'a', 'z') | between(low, '0', '9');
    uint64_t wide = top & bytes << 1; // the first of a character's bytes

    alnum &= ~top;
    uint64_t begin = alnum & ~(alnum << 8 | *inside);
    *inside = alnum >> 56;
    // A product with `each_byte` has the sum of all bytes in its top one.
    return (size_t)(((begin | wide) >> 7) * each_byte >> 56);
}

size_t normal_most_words(struct view text)
{
    size_t count = text.len / LONGEST_WORD + 1; // longer ones are cut
    uint64_t inside = 0;

    for (; text.len >= 8; text = view_from(text, 8))
        count += words_begin(quick_load(text.at, 8), &inside);
    return text.len
               ? count + words_begin(quick_load(text.at, text.len), &inside)
               : count;
}

void normal_read_part(struct arena *a, const struct license_words *w,
                      struct view bytes, size_t from, size_t to,
                      struct normal *out)
{
    struct scan s = {.arena = a,
                     .words = w,
                     .bytes = bytes,
                     .out = out,
                     .paragraph = true,
                     .fresh = true};
    struct view part = view_from(view_head(bytes, to), from);
    uint32_t *map;

    s.text = text_of_bytes(a, part, &out->encoding, &map, &s.shift);
    out->source = (struct source_text){s.text, map, s.shift};
    s.lower = arena_lower(a, s.text);
    s.map = map;
    s.shift += (uint32_t)from;
    s.comment = comment_word(a, w, s.text);
    for (size_t at = 0; at < s.text.len;)
        at = take_line(&s, at);
}

void normal_read(struct arena *a, const struct license_words *w,
                 struct view bytes, struct normal *out)
{
    *out = (struct normal){.cut = bytes.len > NORMAL_MAX};
    normal_read_part(a, w, bytes, 0, NORMAL_MAX, out);
}

size_t normal_word_at(const struct normal *n, uint64_t byte)
{
    struct search s = {.to = n->token_count};

    while (search_next(&s))
        search_keep(&s, n->token[s.at].from < byte);
    return s.from;
}

void normal_digest(const struct normal *n, size_t from, size_t to,
                   unsigned char out[SHA256_SIZE])
{
    struct digest *d = digest_new();

    // A word has at most 96 bytes; hashed one by one they take twice as long.
    char line[1024];
    size_t len = 0;

    memset(out, 0, SHA256_SIZE);
    for (size_t i = from; i < to && i < n->token_count; i++) {
        struct view word = n->token[i].text;

        if (word.len >= sizeof line - len) {
            digest_add(d, (struct view){line, len});
            len = 0;
        }
        if (word.len >= sizeof line) {
            digest_add(d, word);
        } else {
            memcpy(line + len, word.at, word.len);
            len += word.len;
        }
        line[len++] = '\n';
    }
    digest_add(d, (struct view){line, len});
    digest_end(d, out);
}
