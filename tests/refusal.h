// SPDX-License-Identifier: Apache-2.0
// refusal.h - a table of texts that a reader must refuse, each with the line at
// fault and words of what is said of it.
#ifndef TESTS_REFUSAL_H
#define TESTS_REFUSAL_H

#include "check.h"

#include "base/error.h"

struct refusal {
    const char *text;
    uint32_t line; // 0: any
    const char *words;
};

// `e` is what the reader says of r->text; what is printed of it goes to `a`.
static inline void refusal_check(const struct refusal *r, struct arena *a,
                                 const struct error *e)
{
    if (!e || e->kind != ERROR_INPUT || (r->line && e->at.line != r->line) ||
        !view_has(error_message(a, e), view_of(r->words)))
        check_fail(__FILE__, __LINE__, "%s\nwanted line %u, %s; got " VIEW_FMT,
                   r->text, r->line, r->words,
                   VIEW_ARG(e ? error_line(a, e) : VIEW("no error\n")));
}

#endif
