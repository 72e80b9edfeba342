// SPDX-License-Identifier: Apache-2.0
#include "report/html.h"

#include "base/amount.h"
#include "report/xml.h"

#include <assert.h>

void html_fill(struct text *t, struct view form, const struct view *value,
               size_t count)
{
    struct view rest = form;
    size_t filled = 0;

    while (rest.len) {
        bool is_place = memchr(rest.at, '$', rest.len) != NULL;

        text_add(t, view_cut(rest, '$', &rest));
        if (!is_place)
            break;
        assert(filled < count);
        xml_add(t, value[filled++]);
    }
    assert(filled == count);
}

void html_raw(struct text *t, struct view markup)
{
    text_add(t, markup);
}

void html_count(struct text *t, size_t count)
{
    text_add(t, amount_count(t->arena, count));
}

struct view style_class(enum style s)
{
    static const struct view name[] = {
        [STYLE_PLAIN] = VIEW_INIT("plain"),
        [STYLE_HEAD] = VIEW_INIT("plain"),
        [STYLE_GOOD] = VIEW_INIT("good"),
        [STYLE_UNSURE] = VIEW_INIT("unsure"),
        [STYLE_BAD] = VIEW_INIT("bad"),
    };

    return name[s];
}

void html_said(struct text *t, struct said s)
{
    HTML(t, "<b class=\"$\">$</b>", style_class(s.style), s.words);
}

void html_more(struct text *t, size_t more)
{
    if (more)
        HTML(t, "<p class=\"more\">and $ more: see the JSON</p>\n",
             amount_count(t->arena, more));
}
