// SPDX-License-Identifier: Apache-2.0
#include "report/xml.h"

void xml_add(struct text *out, struct view v)
{
    struct text clean = {.arena = out->arena};

    text_escaped(&clean, v);
    for (size_t i = 0; i < clean.len; i++) {
        char c = clean.at[i];

        if (c == '&')
            text_add(out, VIEW("&amp;"));
        else if (c == '<')
            text_add(out, VIEW("&lt;"));
        else if (c == '>')
            text_add(out, VIEW("&gt;"));
        else if (c == '"')
            text_add(out, VIEW("&quot;"));
        else
            text_byte(out, c);
    }
}

void xml_attribute(struct text *out, const char *name, struct view value)
{
    text_print(out, " %s=\"", name);
    xml_add(out, value);
    text_byte(out, '"');
}
