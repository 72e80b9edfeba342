// SPDX-License-Identifier: Apache-2.0
// pickle_machine.h - the state that opcodes work on: a stack with marks, a
// memo, values that are only described, imports that are judged when they are
// seen.
//
// Source: Modules/_pickle.c of CPython; threats.md 3. Inside of the pickle
// reader only: others use pickle.h.
//
// The machine has ended after a STOP, a fault or a limit; then pushes do
// nothing and pops give nothing, so that an opcode is written straight down.
#ifndef FORMAT_PICKLE_MACHINE_H
#define FORMAT_PICKLE_MACHINE_H

#include "base/map.h"
#include "format/pickle.h"

enum {
    PICKLE_HIGHEST_PROTOCOL = 5,
    PICKLE_NESTED_DEEPEST = 3,
    PICKLE_MOST_MARKS = 1000,
};

struct machine {
    struct pickle_reader *reader;
    struct arena *arena;
    struct view bytes;
    uint64_t at;    // the next byte
    uint64_t start; // of the opcode being run
    uint64_t opcodes;
    bool ended; // by STOP or a fault
    bool in_frame;
    bool drops; // what is left of a frame, when an opcode wants more than that
    uint64_t frame_end;
    // Allocated apart, since they grow large and are of no use behind STOP.
    struct pickle_value *stack;
    size_t stack_count, stack_room;
    size_t fence; // what lies below the last mark is not reached
    size_t mark[PICKLE_MOST_MARKS];
    size_t mark_count;
    struct pickle_value *memo; // by index
    size_t memo_room, memo_count;
    struct map far; // entries whose index no honest writer would use
    struct pickle_value *far_value;
    size_t far_count;
    struct map imports;
    struct pickle_import other; // stands for imports beyond the tracked ones
    size_t memory_before, memory_most;
    bool thin;               // out of memory budget: values are no longer kept
    bool limit_told;         // of depth and weight
    uint64_t again;          // weight of what was used again since then
    struct pickle_box spare; // stands for all containers when thin
    struct pickle *out;
};

// Gives back what the arena does not.
void machine_close(struct machine *m);

// Notes at the opcode that is being run.
void machine_note(struct machine *m, struct view rule,
                  enum note_severity severity, const char *shows);

// Both end the pickle, with a note. Only the first is told.
void machine_fault(struct machine *m, const char *shows);
void machine_limit(struct machine *m, const char *shows);

// From here on readers disagree about what the bytes are. A machine that drops
// goes on behind the frame.
void machine_break_frame(struct machine *m, const char *shows);

// Whether the budget for values is used up, which is told then.
bool machine_spent(struct machine *m);

// A container without items, and one more in it. Out of memory budget all
// containers are one, and adding does nothing.
struct pickle_value machine_box(struct machine *m, enum pickle_kind kind);

// One with the values from `first` on in it.
struct pickle_value machine_gather(struct machine *m, enum pickle_kind kind,
                                   size_t first);
void machine_add(struct machine *m, struct pickle_value to,
                 struct pickle_value v);

// When values are no longer kept: counts `v`, which `to` now holds, into its
// depth (see pickle_machine.c); and a container that is used again.
void machine_deepen(struct machine *m, struct pickle_value *to,
                    struct pickle_value v);
void machine_again(struct machine *m, struct pickle_value v);

// Counts `v`, which `box` now holds, into its weight and depth.
void machine_weigh(struct machine *m, struct pickle_box *box,
                   struct pickle_value v);

// The value on top above the last mark, or NULL and a fault.
struct pickle_value *machine_top(struct machine *m);
struct pickle_value machine_pop(struct machine *m);
void machine_push(struct machine *m, struct pickle_value v);

// Takes the last mark off; `*first` is where the values above it begin.
bool machine_pop_mark(struct machine *m, size_t *first);

// The import of `name` from `module`, seen now or before.
struct pickle_value machine_import(struct machine *m, struct view module,
                                   struct view name);

// Something that would be there: the result of a call, or of what we cannot
// know.
struct pickle_value machine_call(struct machine *m,
                                 struct pickle_value function,
                                 struct pickle_value arguments);
struct pickle_value machine_unknown(struct machine *m);

// The memo: keeps the value on top as `index`; pushes what was kept.
void machine_put(struct machine *m, uint64_t index);
void machine_get(struct machine *m, uint64_t index);

// Brings in bytes that are looked at next.
static inline void machine_need(const struct machine *m, const char *at,
                                size_t len)
{
    paged_need(m->reader->source, at, len);
}

static inline struct pickle_value pickle_scalar(enum pickle_kind kind,
                                                int64_t number)
{
    return (struct pickle_value){.kind = kind, .is.number = number};
}

static inline struct pickle_value pickle_of_text(enum pickle_kind kind,
                                                 struct view v)
{
    return (struct pickle_value){
        .kind = kind, .len = (uint32_t)v.len, .is.text = v.at};
}

static inline bool pickle_is_boxed(struct pickle_value v)
{
    return v.kind >= PICKLE_LIST && v.kind != PICKLE_GLOBAL;
}

#endif
