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

struct view line_take(struct view v, size_t room, struct view *rest)
{
    size_t end = 0;

    for (size_t i = 0; i <= v.len; i++) {
        if (i < v.len && v.at[i] != ' ')
            continue;
        if (unicode_width(view_head(v, i)) > room)
            break;
        end = i;
    }
    if (end == 0)
        end = fitting(v, room).len;
    if (end == 0)
        end = v.len;
    struct view head = view_head(v, end);
    *rest = view_trim(view_from(v, end));
    return head;
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
