// SPDX-License-Identifier: Apache-2.0
// template_look.h - goes through the tree of a template: names that reach out,
// calls, and what is too large already as it is written.
#ifndef SAFETY_TEMPLATE_LOOK_H
#define SAFETY_TEMPLATE_LOOK_H

#include "base/map.h"
#include "format/note.h"
#include "knowledge/knowledge.h"
#include "safety/template_run.h"

struct template_look {
    struct arena *arena;
    struct notes *notes;
    const struct record *names; // of template.txt
    struct view text;
    uint64_t offset;
    bool exact;
    bool limit_told;
    struct template_run fold; // with what names are constant so far
    struct map own;           // names that the template itself sets
    struct map made;          // those made of constants, in a way that we do
                              // not follow
    struct map texts;         // those that hold a text somebody wrote
    struct map taken;         // nodes, by where they are, that reach for a
                              // method that formats: template_taken.h
    struct map told; // "rule severity offset", so that each is told once
    size_t told_count[NOTE_DANGER + 1], recursions;
    const struct jinja_node *macro; // that is being looked at, or NULL
    const struct jinja_node *loop;  // the same
};

// Whether `name` is in the lists called `key` of template.txt.
bool template_lists(const struct template_look *l, struct view key,
                    struct view name);

// Tells `rule` of the place `at` in the template: "shows: 'what'".
void template_tell(struct template_look *l, struct view rule,
                   enum note_severity severity, size_t at, const char *shows,
                   struct view what);

// Tells template.escape, danger, of the place `at`.
void template_escape(struct template_look *l, const struct jinja_node *at,
                     const char *shows, struct view what);

// The text of the template from `at` to the end of its line, or a part of it.
struct view template_line(const struct template_look *l, size_t at);

// Tells what limit `run` met, if any.
void template_tell_limit(struct template_look *l,
                         const struct template_run *run);

// A name that reaches into a value: template_run.judge, with a look as context.
void template_judge(void *look, const struct jinja_node *at, struct view name);

// template_run.doubt, given and by_name likewise.
void template_doubt(void *look, const struct jinja_node *at);
void template_given(void *look, const struct jinja_node *at);
size_t template_by_name(void *look, struct view filter);

// What `n` is where it is made of constants.
struct value template_constant(struct template_look *l,
                               const struct jinja_node *n);

// Whether `n` is the method format by another way than a.format: a['format'],
// a|attr('format').
bool template_takes_format(struct template_look *l, const struct jinja_node *n);

// The walk; l->fold and l->own are filled by it.
void template_look(struct template_look *l, const struct jinja *t);

#endif
