// SPDX-License-Identifier: Apache-2.0
#include "report/line.h"

#include "base/unicode.h"

static const struct view ellipsis = VIEW_INIT("\xe2\x80\xa6");

static const struct view start_of[] = {
    [STYLE_PLAIN] = VIEW_INIT(""),
    [STYLE_HEAD] = VIEW_INIT("\033[1m"),
    [STYLE_GOOD] = VIEW_INIT("\033[32m"),
    [STYLE_UNSURE] = VIEW_INIT("\033[33m"),
    [STYLE_BAD] = VIEW_INIT("\033[31m"),
};

static struct view escaped(struct arena *a, struct view v)
{
    struct text t = {.arena = a};

    text_escaped(&t, v);
    return text_view(&t);
}

// The longest start of `v`, in whole characters, of at most `room` columns.
static struct view fitting(struct view v, size_t room)
{
    size_t len = 0, width = 0;

    while (len < v.len) {
        uint32_t c;
        size_t step = utf8_next(view_from(v, len), &c);

        if (!step)
            step = 1;
        width += unicode_width(view_head(view_from(v, len), step));
        if (width > room)
            break;
        len += step;
    }
    return view_head(v, len);
}

static void paint(struct lines *l, enum style style, struct view v)
{
    bool colored = l->color && style != STYLE_PLAIN && v.len;

    if (colored)
        text_add(l->out, start_of[style]);
    text_add(l->out, v);
    if (colored)
        text_add(l->out, VIEW("\033[0m"));
    l->at += unicode_width(v);
}

void line_cell(struct lines *l, enum style style, struct view text, size_t from,
               size_t to)
{
    size_t limit = to < l->width ? to : l->width;

    if (!text.len)
        return;
    size_t gap = from > l->at ? from - l->at : (l->at > 0);
    if (l->at + gap >= limit)
        return;
    text_fill(l->out, ' ', gap);
    l->at += gap;
    struct view shown = escaped(l->out->arena, text);
    size_t room = limit - l->at;
    if (unicode_width(shown) <= room) {
        paint(l, style, shown);
        return;
    }
    struct text cut = {.arena = l->out->arena};
    text_add(&cut, fitting(shown, room - 1));
    text_add(&cut, ellipsis);
    paint(l, style, text_view(&cut));
}

void line_end(struct lines *l)
{
    text_byte(l->out, '\n');
    l->at = 0;
}

// Signs of Chinese and Japanese that begin no line: 、 。 〉 》 」 』 】 〕 ！
// ） ， ： ； ？
static bool begins_no_line(uint32_t c)
{
    return c == 0x3001 || c == 0x3002 ||
           (c >= 0x3008 && c <= 0x3015 && c % 2 && c != 0x3013) ||
           c == 0xff01 || c == 0xff09 || c == 0xff0c || c == 0xff1a ||
           c == 0xff1b || c == 0xff1f;
}

// A line breaks at a blank, and between characters of which one is wide: those
// scripts have no blanks.
struct view line_take(struct view v, size_t room, struct view *rest)
{
    size_t end = 0, at = 0, width = 0;
    bool after_wide = false;

    while (at < v.len) {
        uint32_t c = ' ';
        size_t step = utf8_next(view_from(v, at), &c);
        size_t wide = unicode_width(view_head(view_from(v, at), step));

        if (v.at[at] == ' ' || ((wide > 1 || after_wide) && !begins_no_line(c)))
            end = at;
        width += step ? wide : 1;
        if (width > room)
            break;
        after_wide = wide > 1;
        at += step ? step : 1;
    }
    if (at >= v.len)
        end = v.len;
    if (end == 0)
        end = fitting(v, room).len;
    if (end == 0)
        end = v.len;
    struct view head = view_head(v, end);
    while (head.len && head.at[head.len - 1] == ' ')
        head.len--;
    *rest = view_trim(view_from(v, end));
    return head;
}

void line_beside(struct lines *l, struct view words, size_t from, size_t hang,
                 struct view place, size_t place_at, size_t place_to)
{
    struct view rest = words;

    while (rest.len) {
        struct view head = line_take(rest, place_at - from - 1, &rest);

        line_cell(l, STYLE_PLAIN, head, from, place_at);
        from = hang;
        if (rest.len)
            line_end(l);
    }
    line_cell(l, STYLE_PLAIN, place, place_at, place_to);
}

void line_whole(struct lines *l, struct view text, size_t from)
{
    size_t width = unicode_width(escaped(l->out->arena, text));
    size_t last = l->width > width ? l->width - width : 0;
    size_t at = from < last ? from : last;

    if (l->at && l->at + 1 > at)
        line_end(l);
    line_cell(l, STYLE_PLAIN, text, at, SIZE_MAX);
}

void line_wrap(struct lines *l, struct view text, size_t from)
{
    struct view rest = view_trim(escaped(l->out->arena, text));
    size_t room = l->width == SIZE_MAX ? SIZE_MAX : l->width - from;

    while (rest.len) {
        struct view head = line_take(rest, room, &rest);

        text_fill(l->out, ' ', from > l->at ? from - l->at : 0);
        text_add(l->out, head);
        line_end(l);
    }
}
