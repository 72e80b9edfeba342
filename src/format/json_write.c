// SPDX-License-Identifier: Apache-2.0
// The layout is made by one function, before_item; the rest says what an item
// is. Escapes: RFC 8259, section 7.
#include "format/json_write.h"

#include "base/unicode.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>

static uint64_t level_bit(const struct json_writer *w)
{
    return (uint64_t)1 << w->depth;
}

static bool stays_inline(const struct json_writer *w)
{
    return w->compact || (w->inline_ & level_bit(w));
}

static void new_line(struct json_writer *w)
{
    text_byte(w->out, '\n');
    text_fill(w->out, ' ', (size_t)w->depth * 2);
}

// What stands between two items of a level: a comma, a new line. A value after
// its key follows at once.
static void before_item(struct json_writer *w)
{
    bool first = w->first & level_bit(w);

    if (w->after_key || !w->depth) {
        w->after_key = false;
        return;
    }
    w->first &= ~level_bit(w);
    if (!first)
        text_byte(w->out, ',');
    if (!stays_inline(w))
        new_line(w);
    else if (!first && !w->dense)
        text_byte(w->out, ' ');
}

// An array whose first item is a scalar stays on one line.
static void before_scalar(struct json_writer *w)
{
    if (w->depth && !w->after_key && (w->first & level_bit(w)))
        w->inline_ |= level_bit(w);
    before_item(w);
}

static void open_level(struct json_writer *w, char bracket, bool on_one_line)
{
    before_item(w);
    on_one_line = on_one_line || stays_inline(w);
    text_byte(w->out, bracket);
    w->depth++;
    assert(w->depth < 64);
    w->first |= level_bit(w);
    if (on_one_line)
        w->inline_ |= level_bit(w);
    else
        w->inline_ &= ~level_bit(w);
}

void json_begin(struct json_writer *w, char bracket)
{
    open_level(w, bracket, false);
}

void json_begin_inline(struct json_writer *w, char bracket)
{
    open_level(w, bracket, true);
}

void json_end(struct json_writer *w, char bracket)
{
    bool empty = w->first & level_bit(w), on_one_line = stays_inline(w);

    w->depth--;
    if (!empty && !on_one_line)
        new_line(w);
    text_byte(w->out, bracket);
}

// Escapes

static void escape_unit(struct text *t, uint32_t unit)
{
    text_print(t, "\\u%04" PRIx32, unit);
}

static void escaped_character(struct text *t, uint32_t c)
{
    static const char letter[] = "\"\\bfnrt", meaning[] = "\"\\\b\f\n\r\t";
    const char *hit = c && c < 0x80 ? strchr(meaning, (int)c) : NULL;

    if (hit) {
        text_byte(t, '\\');
        text_byte(t, letter[hit - meaning]);
    } else if (c >= 0x10000) {
        escape_unit(t, 0xd800 + ((c - 0x10000) >> 10));
        escape_unit(t, 0xdc00 + ((c - 0x10000) & 0x3ff));
    } else {
        escape_unit(t, c);
    }
}

static bool is_plain(char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

static void quoted(struct text *t, struct view v)
{
    text_byte(t, '"');
    while (v.len) {
        uint32_t c;
        size_t plain = 0;

        while (plain < v.len && is_plain(v.at[plain]))
            plain++;
        text_add(t, view_head(v, plain));
        v = view_from(v, plain);
        if (!v.len)
            break;
        size_t len = utf8_next(v, &c);
        if (!len)
            text_add(t, VIEW("\xef\xbf\xbd")); // U+FFFD
        else if (c == '"' || c == '\\' || unicode_is_unsafe(c))
            escaped_character(t, c);
        else
            text_add(t, view_head(v, len));
        v = view_from(v, len ? len : 1);
    }
    text_byte(t, '"');
}

// Items

void json_key(struct json_writer *w, struct view key)
{
    before_item(w);
    quoted(w->out, key);
    text_add(w->out, w->dense ? VIEW(":") : VIEW(": "));
    w->after_key = true;
}

void json_text(struct json_writer *w, struct view value)
{
    before_scalar(w);
    quoted(w->out, value);
}

void json_number(struct json_writer *w, uint64_t value)
{
    before_scalar(w);
    text_print(w->out, "%" PRIu64, value);
}

// The digits are those of printf in the C locale; another locale's decimal mark
// becomes a point.
void json_real(struct json_writer *w, double value, int decimals)
{
    size_t from;

    before_scalar(w);
    if (!isfinite(value)) {
        text_add(w->out, VIEW("null"));
        return;
    }
    from = w->out->len;
    text_print(w->out, "%.*f", decimals, value);
    for (size_t i = from; i < w->out->len; i++)
        if (w->out->at[i] == ',')
            w->out->at[i] = '.';
}

void json_truth(struct json_writer *w, bool value)
{
    before_scalar(w);
    text_add(w->out, value ? VIEW("true") : VIEW("false"));
}

void json_null(struct json_writer *w)
{
    before_scalar(w);
    text_add(w->out, VIEW("null"));
}

void json_member(struct json_writer *w, struct view key, struct view value)
{
    json_key(w, key);
    json_text(w, value);
}

void json_member_if(struct json_writer *w, struct view key, struct view value)
{
    if (value.len)
        json_member(w, key, value);
}
