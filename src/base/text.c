// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include "base/unicode.h"

static char *text_room(struct text *t, size_t more)
{
    if (more > SIZE_MAX / 4 - t->len)
        more = SIZE_MAX / 4; // arena_alloc refuses it with the usual message
    if (t->room - t->len < more) {
        size_t room = t->room ? t->room * 2 : 256;
        if (room < t->len + more)
            room = t->len + more;
        char *at = arena_alloc(t->arena, room);
        if (t->len)
            memcpy(at, t->at, t->len);
        t->at = at;
        t->room = room;
    }
    return t->at + t->len;
}

void text_add(struct text *t, struct view v)
{
    if (!v.len)
        return;
    memcpy(text_room(t, v.len), v.at, v.len);
    t->len += v.len;
}

void text_byte(struct text *t, char c)
{
    *text_room(t, 1) = c;
    t->len++;
}

void text_fill(struct text *t, char c, size_t times)
{
    if (!times)
        return;
    memset(text_room(t, times), c, times);
    t->len += times;
}

void text_print(struct text *t, const char *format, ...)
{
    va_list va;

    va_start(va, format);
    text_add(t, arena_vprint(t->arena, format, va));
    va_end(va);
}

void text_escaped(struct text *t, struct view v)
{
    while (v.len) {
        uint32_t c;
        size_t len = utf8_next(v, &c);

        if (len == 0) {
            text_print(t, "\\x%02x", (unsigned char)v.at[0]);
            len = 1;
        } else if (unicode_is_unsafe(c)) {
            text_print(t, c < 0x100 ? "\\x%02x" : "\\u{%x}", c);
        } else {
            text_add(t, view_head(v, len));
        }
        v = view_from(v, len);
    }
}
