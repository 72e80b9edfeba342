// SPDX-License-Identifier: Apache-2.0
// html.h - HTML that strangers' words cannot take part in.
//
// Markup comes from literals of ours, with a $ for each value; every value goes
// in escaped, so no caller can forget it:
//
//     HTML(t, "<td class=\"$\">$</td>", class, words);
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "report/wording.h"

// clang-format off
#define HTML(t, form, ...)                                                     \
    html_fill((t), VIEW(form), (const struct view[]){__VA_ARGS__},             \
              sizeof((const struct view[]){__VA_ARGS__}) / sizeof(struct view))
// clang-format on

// Adds `form` with each $ replaced by the next value, escaped for text and for
// attributes in double quotes; controls and what reorders text are shown as
// text_escaped has them. As many $ as values.
void html_fill(struct text *t, struct view form, const struct view *value,
               size_t count);

// Markup of ours, as it is.
void html_raw(struct text *t, struct view markup);

// A count in words of our own: "12".
void html_count(struct text *t, size_t count);

// "<b class="bad">no</b>"; the word says it, the colour repeats it.
void html_said(struct text *t, struct said s);
struct view style_class(enum style s); // good, unsure, bad, plain

// "<p class="more">and 312 more: see the JSON</p>"; nothing for none.
void html_more(struct text *t, size_t more);

#endif
