// SPDX-License-Identifier: Apache-2.0
// template_run.h - tries a template out on plain data, within a budget.
//
// For an inspector, not for a server: what we do not compute is unknown, both
// branches behind an unknown condition are gone through, and an unknown list is
// walked once. A name that is computed is handed to `judge` when it is used to
// reach into a value, so that no way of putting it together hides it.
// Source of the budget: threats.md 6.
#ifndef SAFETY_TEMPLATE_RUN_H
#define SAFETY_TEMPLATE_RUN_H

#include "safety/template_value.h"

enum {
    TEMPLATE_MOST_STEPS = 1000000,
    TEMPLATE_MOST_OUTPUT = 1 << 20, // bytes, of the whole and of each text
    TEMPLATE_MOST_DEPTH = 64,       // macros that call macros
    TEMPLATE_MOST_ITEMS = 100000,   // of a list or a range
};

enum template_limit {
    TEMPLATE_NO_LIMIT,
    TEMPLATE_STEPS,
    TEMPLATE_OUTPUT,
    TEMPLATE_TEXT, // one text, or all that were made
    TEMPLATE_DEPTH,
    TEMPLATE_ITEMS,
};

struct template_frame;
struct variable;

enum { TEMPLATE_COUNTED = 8 }; // arguments of a macro that are followed down

// A call of a macro that is being run.
struct template_call {
    const struct jinja_node *macro;
    const struct template_call *around;
    const struct jinja_node *block; // its caller, or NULL,
    struct template_frame *outside; // and the names there
    // Of each argument that nobody knows: 1 + how far it lies below what the
    // template was given; 0 of others.
    int64_t below[TEMPLATE_COUNTED];
};

struct template_run {
    struct arena *arena;
    // Told of each name that reaches into a value; NULL: nobody asks.
    void (*judge)(void *context, const struct jinja_node *at, struct view name);
    // Told of each that is put together of constants in a way that is not
    // followed, or NULL.
    void (*doubt)(void *context, const struct jinja_node *at);
    // By which of its arguments, from 1, a filter reaches into each element; 0:
    // by none. NULL: nobody asks. With it `given`, told of each such name that
    // the template was given.
    size_t (*by_name)(void *context, struct view filter);
    void (*given)(void *context, const struct jinja_node *at);
    void *context;
    uint64_t most_steps; // 0: TEMPLATE_MOST_STEPS
    bool assume;         // names that nobody set are unknown, not undefined
    // Not 0: each condition is taken to hold or not by a guess of this number,
    // whatever it says, so that what waits for certain data is gone through.
    uint32_t guess;
    // Not 0: of an {% if %} with more than two branches the one is gone through
    // whose turn it is; each has one in as many turns as there are branches.
    // Guessed is then only what nobody knows.
    size_t turn;

    enum template_limit limit; // the first that was met
    uint32_t limit_offset;     // of what met it, in the template
    uint64_t steps, output, made;
    size_t depth, nesting;
    size_t loops;   // of the same statement, one in another
    bool data;      // in what was evaluated for the value at hand
    bool unwritten; // in the text at hand something is missing
    bool stopped;   // a limit, or the template raised an exception
    bool broke, continued;
    struct template_frame *top;
    const struct template_call *calls; // the innermost
    struct variable *spare;            // of turns of loops that are over
    struct text *capture; // of a macro or a block that is set, or NULL
};

// What `n` gives where the names of `run` stand for what was set.
struct value template_eval(struct template_run *run,
                           const struct jinja_node *n);

// Whether `v`, the condition of `n`, holds: 1, 0; -1 where nobody knows.
int template_truth(struct template_run *run, const struct jinja_node *n,
                   const struct value *v);

// What `name` stands for, or NULL. Looking through the names is charged at `n`.
const struct value *template_get(struct template_run *run,
                                 const struct jinja_node *n, struct view name);

// Sets a name in the innermost frame; charged at `n` likewise.
void template_set(struct template_run *run, const struct jinja_node *n,
                  struct view name, struct value v);

// What `macro` gives where `call`, a JINJA_CALL, calls it: its text. `block`:
// the JINJA_BLOCK that the call stands in, which the macro knows as `caller`,
// or NULL.
struct value template_macro(struct template_run *run,
                            const struct jinja_node *call,
                            const struct jinja_node *macro,
                            const struct jinja_node *block);

// What caller() gives in the innermost macro, if that was called by a block;
// false: it was not.
bool template_caller(struct template_run *run, const struct jinja_node *call,
                     struct value *out);

// What loop(...) gives: the body of the loop for what stands in parentheses.
struct value template_again(struct template_run *run,
                            const struct jinja_node *call,
                            const struct jinja_node *loop);

// Renders `body` with the members of `data` as names.
void template_render(struct template_run *run, const struct jinja_node *body,
                     const struct value *data);

#endif
