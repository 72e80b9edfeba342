// SPDX-License-Identifier: Apache-2.0
// template_scan.h - what a chat template does to the engine that renders it, or
// to whom it is rendered for.
//
// Read as Jinja (format/jinja.h), each expression folded where it is constant,
// the whole tried out on plain conversations within a budget: template.escape,
// template.limit, template.hidden, template.malformed, by
// knowledge/safety/template.txt. Source: threats.md 6.
#ifndef SAFETY_TEMPLATE_SCAN_H
#define SAFETY_TEMPLATE_SCAN_H

#include "format/json.h"
#include "format/note.h"
#include "knowledge/knowledge.h"

enum { TEMPLATE_CONVERSATIONS = 8 };

struct template_rules {
    const struct record *names;
    const struct json_value *conversation[TEMPLATE_CONVERSATIONS];
    size_t conversation_count;
};

struct error *template_rules_open(struct arena *a,
                                  struct template_rules *out) MUST_USE;

// `offset`: of the template in its file. `exact`: the template stands there
// byte for byte, so that places in it are places in the file; else they are
// told as lines of the template. `*spent`: steps that the templates of this
// file took before it, 0 at first; what is too much for one is too much for
// all.
void template_scan(struct notes *n, const struct template_rules *rules,
                   struct view text, uint64_t offset, bool exact,
                   uint64_t *spent);

#endif
