// SPDX-License-Identifier: Apache-2.0
#include "format/pickle_text.h"

#include "base/unicode.h"

bool pickle_is_utf8(struct view v)
{
    for (;;) {
        size_t at = utf8_fault(v);

        if (at == SIZE_MAX)
            return true;
        v = view_from(v, at);
        if (v.len < 3 || (unsigned char)v.at[0] != 0xed ||
            ((unsigned char)v.at[1] & 0xe0) != 0xa0 ||
            ((unsigned char)v.at[2] & 0xc0) != 0x80)
            return false;
        v = view_from(v, 3);
    }
}

// `count` hexadecimal digits at the front of `v`.
static bool hex_number(struct view v, size_t count, uint32_t *out)
{
    *out = 0;
    if (v.len < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        int digit = ascii_hex(v.at[i]);
        if (digit < 0)
            return false;
        *out = *out << 4 | (uint32_t)digit;
    }
    return true;
}

// One letter at the front of `v`; bytes used, 0: broken.
static size_t decode_letter(struct view v, char *to, size_t *len)
{
    uint32_t c = (unsigned char)v.at[0];
    size_t used = 1;

    if (c == '\\' && v.len > 1 && (v.at[1] == 'u' || v.at[1] == 'U')) {
        size_t digits = v.at[1] == 'u' ? 4 : 8;
        if (!hex_number(view_from(v, 2), digits, &c) || c > 0x10ffff)
            return 0;
        used = 2 + digits;
    } else if (c == '\\' && v.len > 1) {
        to[(*len)++] = '\\';
        c = (unsigned char)v.at[1];
        used = 2;
    }
    *len += utf8_put(to + *len, c);
    return used;
}

bool pickle_unescape_text(struct view *v, bool more, char *to, size_t *len)
{
    size_t left = more ? PICKLE_LONGEST_ESCAPE : 0;

    *len = 0;
    while (v->len > left) {
        size_t used = decode_letter(*v, to, len);

        if (!used)
            return false;
        *v = view_from(*v, used);
    }
    return true;
}

// One escape of a Python string at the front of `v`; bytes used, 0: broken.
static size_t decode_escape(struct view v, char *to, size_t *len)
{
    static const struct view letters = VIEW_INIT("\\'\"abfnrtv");
    static const char meaning[] = "\\'\"\a\b\f\n\r\t\v";
    uint32_t c;
    const char *hit =
        v.len > 1 ? memchr(letters.at, v.at[1], letters.len) : NULL;

    if (v.len < 2)
        return 0;
    if (hit) {
        to[(*len)++] = meaning[hit - letters.at];
        return 2;
    }
    if (v.at[1] == '\n')
        return 2;
    if (v.at[1] == 'x') {
        if (!hex_number(view_from(v, 2), 2, &c))
            return 0;
        to[(*len)++] = (char)c;
        return 4;
    }
    size_t digits = 0;
    for (c = 0; digits < 3 && 1 + digits < v.len && v.at[1 + digits] >= '0' &&
                v.at[1 + digits] <= '7';
         digits++)
        c = c << 3 | (uint32_t)(v.at[1 + digits] - '0');
    if (digits) {
        to[(*len)++] = (char)c;
        return 1 + digits;
    }
    to[(*len)++] = '\\';
    return 1;
}

bool pickle_unescape_bytes(struct view *v, bool more, char *to, size_t *len)
{
    size_t left = more ? PICKLE_LONGEST_ESCAPE : 0;

    *len = 0;
    while (v->len > left) {
        size_t used = 1;
        if (v->at[0] == '\\')
            used = decode_escape(*v, to, len);
        else
            to[(*len)++] = v->at[0];
        if (!used)
            return false;
        *v = view_from(*v, used);
    }
    return true;
}

// What is left of a line for C, which ends at a zero byte and skips all that
// isspace is true for.
static struct view number_text(struct view line)
{
    static const struct view blanks = VIEW_INIT(" \t\n\v\f\r");
    struct view rest, v = view_cut(line, '\0', &rest);

    while (v.len && byte_in(v.at[0], blanks))
        v = view_from(v, 1);
    while (v.len && byte_in(v.at[v.len - 1], blanks))
        v.len--;
    return v;
}

static bool take_sign(struct view *v)
{
    bool negative = v->len && v->at[0] == '-';

    if (negative || (v->len && v->at[0] == '+'))
        *v = view_from(*v, 1);
    return negative;
}

// The base that the front of a number says, as Python's base 0; cuts it off.
static unsigned number_base(struct view *v)
{
    char second = v->len > 1 && v->at[0] == '0' ? ascii_lower(v->at[1]) : 0;
    unsigned base = second == 'x'                   ? 16
                    : second == 'o'                 ? 8
                    : second == 'b'                 ? 2
                    : second && ascii_digit(second) ? 8 // strtol's octal
                                                    : 10;

    if (second == 'x' || second == 'o' || second == 'b') {
        *v = view_from(*v, 2);
        if (v->len > 1 && v->at[0] == '_')
            *v = view_from(*v, 1);
    }
    return base;
}

// Digits to the end of `v`, with single underscores between them.
static bool number_digits(struct view v, unsigned base, uint64_t *n, bool *fits)
{
    char before = '_'; // none may stand first

    *n = 0;
    *fits = true;
    for (size_t i = 0; i < v.len; i++) {
        int digit = ascii_hex(v.at[i]);

        if (v.at[i] == '_' ? before == '_'
                           : digit < 0 || (unsigned)digit >= base)
            return false;
        before = v.at[i];
        if (before == '_')
            continue;
        *fits = *fits && !__builtin_mul_overflow(*n, base, n) &&
                !__builtin_add_overflow(*n, (uint64_t)digit, n) &&
                *n <= INT64_MAX;
    }
    return before != '_';
}

bool pickle_number(struct view v, int64_t *out, bool *fits)
{
    uint64_t n;

    v = number_text(v);
    bool negative = take_sign(&v);
    unsigned base = number_base(&v);
    bool is = number_digits(v, base, &n, fits);

    *out = !is || !*fits ? 0 : negative ? -(int64_t)n : (int64_t)n;
    return is;
}

bool pickle_index(struct view v, uint64_t *out)
{
    bool fits;

    v = number_text(v);
    bool negative = take_sign(&v);
    return number_digits(v, 10, out, &fits) && fits && (!negative || !*out);
}

// Digits at the front of `*v`, with single underscores between them.
static bool take_digits(struct view *v)
{
    size_t len = 0;

    while (len < v->len &&
           (ascii_digit(v->at[len]) ||
            (v->at[len] == '_' && len && v->at[len - 1] != '_')))
        len++;
    bool any = len && v->at[len - 1] != '_';
    *v = view_from(*v, len);
    return any;
}

// As Python's isspace() for bytes.
static struct view without_blanks(struct view v)
{
    const struct view blanks = VIEW("\t\n\v\f\r ");

    while (v.len && byte_in(v.at[0], blanks))
        v = view_from(v, 1);
    while (v.len && byte_in(v.at[v.len - 1], blanks))
        v.len--;
    return v;
}

bool pickle_is_float(struct view v)
{
    static const struct view words[] = {VIEW_INIT("inf"), VIEW_INIT("infinity"),
                                        VIEW_INIT("nan")};
    struct view rest;

    v = without_blanks(view_cut(v, '\0', &rest));
    take_sign(&v);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (view_eq_nocase(v, words[i]))
            return true;
    bool any = v.len && v.at[0] != '.';
    if (any && !take_digits(&v))
        return false;
    if (v.len && v.at[0] == '.') {
        bool behind = v.len > 1 && (ascii_digit(v.at[1]) || v.at[1] == '_');

        v = view_from(v, 1);
        if (behind && !take_digits(&v))
            return false;
        any |= behind;
    }
    if (!any || !v.len)
        return any;
    bool exponent = v.at[0] == 'e' || v.at[0] == 'E';
    v = view_from(v, 1);
    take_sign(&v);
    return exponent && take_digits(&v) && !v.len;
}
