// SPDX-License-Identifier: Apache-2.0
// template_hidden.h - text of its own that a template shows only for certain
// words of a message, or on certain days (threats.md 6: template.hidden).
//
// What a name holds is followed through sets and branches: content of a
// message, or a decision that was made by its words. Comparing with a control
// token, a role or a command of one word is what templates do, and no decision.
#ifndef SAFETY_TEMPLATE_HIDDEN_H
#define SAFETY_TEMPLATE_HIDDEN_H

#include "safety/template_look.h"

enum { TEMPLATE_PROSE = 3 }; // words that make a text prose

// A text of its own that a template can show: at least TEMPLATE_PROSE words,
// each run of blanks as one.
struct template_passage {
    struct view text;
    size_t offset; // in the template
};

struct template_prose {
    struct template_passage *item;
    size_t count;
};

// Adds what `t` can show to `out`.
void template_prose(struct arena *a, const struct jinja *t,
                    struct template_prose *out);

// After template_look, whose constants it uses.
void template_hidden(struct template_look *l, const struct jinja *t);

#endif
