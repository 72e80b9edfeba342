// SPDX-License-Identifier: Apache-2.0
// pickle_machine.h - the state that opcodes work on: a stack with marks, a
// memo, values that are only described, imports that are judged when they are
// seen.
//
// Source: Modules/_pickle.c of CPython; threats.md 3. Inside of the pickle
// reader only: others use pickle.h.
//
// The machine has ended after a STOP, a fault or a limit; then nobody looks at
// what is pushed, so that an opcode is written straight down.
#ifndef FORMAT_PICKLE_MACHINE_H
#define FORMAT_PICKLE_MACHINE_H

#include "base/map.h"
#include "format/pickle_room.h"

enum {
    PICKLE_HIGHEST_PROTOCOL = 5,
    PICKLE_NESTED_DEEPEST = 3,
    PICKLE_MOST_MARKS = 1000,
    PICKLE_AHEAD = 16,       // bytes that are at hand behind m->quick
    PICKLE_MOST_ITEMS = 256, // kept of a container in a bare pickle
    PICKLE_LEAST_ITEMS = 8, // that a container has room for which grew; then it
                            // doubles
};
// What a container may weigh: see below.
#define PICKLE_HEAVIEST (UINT64_C(1) << 31)

// What a container weighs: its elements and those below, shared ones counted
// each time; and how deep its containers are nested.
struct burden {
    uint64_t weight;
    uint32_t depth;
};

struct machine {
    struct pickle_reader *reader;
    const struct pickle_onlooker *onlooker; // of this pickle, or NULL
    struct arena *arena;                    // of texts and imports
    struct arena *boxes; // of containers and calls: the same, or `own`
    struct arena own;    // of a bare pickle: see machine_make_room
    struct view bytes;
    uint64_t at;    // the next byte
    uint64_t start; // of the opcode being run
    // What stands behind it: a number, bytes, or lines without their newline.
    uint64_t number;
    struct view text, second;
    // Up to here opcodes are at hand, and PICKLE_AHEAD bytes behind: in memory,
    // in the frame and before the end of the bytes.
    uint64_t quick;
    struct view near; // the bytes that are in memory without asking
    uint64_t opcodes;
    bool keeps;      // some texts, whose source goes or is dear to ask again
    bool ended;      // by STOP or a fault: see machine_end
    bool attributes; // names are paths of them: since protocol 4
    bool in_frame;
    bool drops; // what is left of a frame, when an opcode wants more than that
    uint64_t frame_end;
    struct pickle_room stack, memo; // of values; the memo is by index
    size_t stack_count, memo_count;
    size_t fence; // what lies below the last mark is not reached
    size_t *mark; // PICKLE_MOST_MARKS
    size_t mark_count;
    struct map far; // entries whose index no honest writer would use
    struct pickle_value *far_value;
    size_t far_count;
    struct map imports;
    size_t imports_size;  // bytes of their names
    size_t names_kept;    // bytes of what could be names
    size_t memory_before; // of the arena
    size_t memory_most;   // of both arenas: what is beyond is not kept
    size_t own_most;      // of `own`, of that
    bool thin;            // there are values that are not kept
    bool watches;         // a function whose calls are looked into
    bool limit_told;      // of depth and weight
    // Values refer to it, so it lasts as long as the arena.
    struct pickle_import *other;  // stands for imports beyond the tracked ones
    struct pickle_value no_items; // the tuple: all of them are one
    struct pickle *out;
};

// Gives back what the arena does not.
void machine_close(struct machine *m);

static inline void machine_end(struct machine *m)
{
    m->ended = true;
    m->quick = 0;
}

// Notes at the opcode that is being run.
void machine_note(struct machine *m, struct view rule,
                  enum note_severity severity, const char *shows);

// Both end the pickle, with a note. Only the first is told. Behind a limit the
// loader goes on: what is there is not known.
void machine_fault(struct machine *m, const char *shows);
void machine_limit(struct machine *m, const char *shows);

// From here on readers disagree about what the bytes are. A machine that drops
// goes on behind the frame.
void machine_break_frame(struct machine *m, const char *shows);

// Bytes of values.
static inline size_t machine_kept(const struct machine *m)
{
    return m->arena->used - m->memory_before + m->own.used;
}

// Whether the budget for values is used up, which is told then.
bool machine_is_spent(struct machine *m);
static inline bool machine_spent(struct machine *m)
{
    return (machine_kept(m) > m->memory_most || m->own.used > m->own_most) &&
           machine_is_spent(m);
}

// The same for what does not lie in `own`.
static inline bool machine_is_crowded(struct machine *m)
{
    return machine_kept(m) > m->memory_most && machine_is_spent(m);
}

// Of a bare pickle nothing is looked into but what is given to the calls that
// are watched, right after their function is pushed. When half of `own` is used
// by then, all that stack and memo hold is made thin, and the room is there for
// what comes. `v`: what was pushed last.
void machine_make_room(struct machine *m, struct pickle_value v);

static inline bool machine_is_full(const struct machine *m)
{
    return m->own.used > m->own_most / 2;
}

// Makes that budget as small as what else is held asks for.
void machine_budget(struct machine *m);

// A container without items, and `count` more in it. Out of memory budget no
// more is known of one than what it weighs and how deep it is, in `*to` itself
// (see pickle_is_thin).
struct pickle_value machine_box(struct machine *m, enum pickle_kind kind);
struct pickle_value machine_empty_tuple(struct machine *m);

// One with `count` values in it.
struct pickle_value machine_gather(struct machine *m, enum pickle_kind kind,
                                   const struct pickle_value *from,
                                   size_t count);

// Adds them as to one of `kind`, which an object may be taken for.
void machine_add(struct machine *m, struct pickle_value *to,
                 enum pickle_kind kind, const struct pickle_value *from,
                 size_t count);

// A container that is not kept (pickle_is_thin): its depth stands beside the
// address, and in place of that
//     bit 0        1
//     bit 1        whether it is in the memo
//     bits 2-23    where
//     bits 24-47   its weight: 20 bits, and 4 of how far they are moved
enum {
    THIN_IN_MEMO = 2,
    THIN_INDEX_AT = 2,
    THIN_MEMO_BITS = (1 << 24) - 1, // the above
    THIN_WEIGHT_AT = 24,
    THIN_WEIGHT_BITS = 20,
};

// How far it is moved, and the 20 bits.
static inline uint64_t thin_weight(struct pickle_value v)
{
    return v.bits >> THIN_WEIGHT_AT & ((1 << (THIN_WEIGHT_BITS + 4)) - 1);
}

static inline size_t thin_index(struct pickle_value v)
{
    return (v.bits & THIN_MEMO_BITS) >> THIN_INDEX_AT;
}

// Adds `count` scalars to what a thin container weighs, where that is soon
// done. False: nothing was. The memo knows whether it has grown since.
static ALWAYS_INLINE bool machine_weigh_thin(const struct machine *m,
                                             struct pickle_value *to,
                                             size_t count)
{
    struct pickle_value *kept =
        to->bits & THIN_IN_MEMO ? &m->memo.at[thin_index(*to)] : NULL;

    if ((thin_weight(*to) + count) >> THIN_WEIGHT_BITS ||
        (kept && kept->bits != to->bits))
        return false;
    to->bits += (uint64_t)count << THIN_WEIGHT_AT;
    if (!pickle_beside(*to))
        to->bits += UINT64_C(1) << 48; // of its depth
    if (kept)
        *kept = *to;
    return true;
}

// Makes room in a list or dict that holds nothing or as much as it has room
// for. False: out of budget, and not told.
bool machine_widen(struct machine *m, struct pickle_box *box);

// The same as machine_add for one or two scalars and a list or dict, where that
// is soon done. False: nothing was.
static ALWAYS_INLINE bool machine_add_scalars(struct machine *m,
                                              struct pickle_value *to,
                                              const struct pickle_value *from,
                                              size_t count)
{
    if (pickle_is_inner(from[0]) || pickle_is_inner(from[count - 1]))
        return false;
    if (pickle_is_thin(*to))
        return machine_weigh_thin(m, to, count);
    struct pickle_box *box = pickle_box(*to);
    size_t have = box->item_count;
    bool roomy = have & (have - 1) || (have && have < PICKLE_LEAST_ITEMS);
    if (have % count || have > PICKLE_MOST_ITEMS - count ||
        box->weight > PICKLE_HEAVIEST - count ||
        (!roomy && !machine_widen(m, box)))
        return false;
    box->item[have] = from[0];
    box->item[have + count - 1] = from[count - 1];
    box->item_count += (uint32_t)count;
    box->weight += (uint32_t)count;
    return true;
}

// Only counts them into its weight and depth.
void machine_weigh(struct machine *m, struct pickle_value *to,
                   const struct pickle_value *from, size_t count);

// Pushes the value on top once more.
void machine_dup(struct machine *m);

// The value on top above the last mark, or NULL and a fault.
void machine_lacks_value(struct machine *m);
static inline struct pickle_value *machine_top(struct machine *m)
{
    if (m->stack_count > m->fence)
        return &m->stack.at[m->stack_count - 1];
    machine_lacks_value(m);
    return NULL;
}

static inline struct pickle_value machine_pop(struct machine *m)
{
    struct pickle_value *v = machine_top(m);

    if (!v)
        return (struct pickle_value){0};
    m->stack_count--;
    return *v;
}

bool machine_grow_stack(struct machine *m);
static inline void machine_push(struct machine *m, struct pickle_value v)
{
    if (m->stack_count == m->stack.count && !machine_grow_stack(m))
        return;
    m->stack.at[m->stack_count++] = v;
}

// Takes the last mark off; `*first` is where the values above it begin.
void machine_lacks_mark(struct machine *m);
static inline bool machine_pop_mark(struct machine *m, size_t *first)
{
    *first = m->stack_count;
    if (!m->mark_count) {
        machine_lacks_mark(m);
        return false;
    }
    *first = m->mark[--m->mark_count];
    m->fence = m->mark_count ? m->mark[m->mark_count - 1] : 0;
    return true;
}

// The import of `name` from `module`, seen now or before.
struct pickle_value machine_import(struct machine *m, struct view module,
                                   struct view name);

// Something that would be there: the result of a call, or of what we cannot
// know.
struct pickle_value machine_call(struct machine *m,
                                 struct pickle_value function,
                                 struct pickle_value arguments);
struct pickle_value machine_unknown(struct machine *m);

// The same for what is asked for long after it was made.
struct pickle_value machine_lasting_call(struct machine *m,
                                         struct pickle_value function,
                                         struct pickle_value arguments);

// What stands for `id` with the loader.
struct pickle_value machine_persistent(struct machine *m,
                                       struct pickle_value id);

// `v` as the memo keeps it at `index`, in the place of `before`.
struct pickle_value machine_remember(struct machine *m, struct pickle_value v,
                                     struct pickle_value before,
                                     uint64_t index);

// The memo: keeps the value on top as `index`; pushes what was kept.
void machine_put_with_care(struct machine *m, uint64_t index);
static inline void machine_put(struct machine *m, uint64_t index)
{
    if (index >= m->memo.count || m->far_count || m->thin ||
        m->stack_count <= m->fence) {
        machine_put_with_care(m, index);
        return;
    }
    m->memo_count += pickle_kind(m->memo.at[index]) == PICKLE_NOTHING;
    m->memo.at[index] = m->stack.at[m->stack_count - 1];
}
void machine_get(struct machine *m, uint64_t index);

// What is at hand has changed.
static inline void machine_look_again(struct machine *m)
{
    m->near = (struct view){0};
    m->quick = 0;
}

// The bytes that a pickle takes, and its neighbours around it.
static inline size_t machine_rooms(const struct machine *m)
{
    return (m->stack.count + m->memo.count) * sizeof(struct pickle_value);
}

static inline size_t machine_size(const struct machine *m)
{
    return m->reader->held + machine_rooms(m) + machine_kept(m);
}

// Brings in bytes that are looked at next.
static inline void machine_need(struct machine *m, const char *at, size_t len)
{
    if (!m->reader->source ||
        (at >= m->near.at && at < m->near.at + m->near.len &&
         len <= (size_t)(m->near.at + m->near.len - at)))
        return;
    paged_need(m->reader->source, at, len);
    machine_look_again(m);
}

// The address must have no more than 48 bits.
static inline struct pickle_value pickle_at(enum pickle_kind kind,
                                            uint32_t beside, const void *at)
{
    union {
        const void *at;
        uint64_t bits;
    } address = {at};

    return (struct pickle_value){(uint64_t)kind << 60 | (uint64_t)beside << 48 |
                                 address.bits};
}

// Whether a value is a function that makes what an array follows in the stream.
static inline bool pickle_makes_array(struct pickle_value v)
{
    return pickle_kind(v) == PICKLE_GLOBAL &&
           (pickle_imported(v)->traits & PICKLE_ARRAY);
}

// Whether a value is a call of a function that has the trait.
static inline bool pickle_makes(struct pickle_value call,
                                enum pickle_trait trait)
{
    struct pickle_value function = pickle_item(call, CALL_FUNCTION);

    return pickle_kind(call) == PICKLE_CALL &&
           pickle_kind(function) == PICKLE_GLOBAL &&
           pickle_imported(function)->traits & trait;
}

// Whether it matters what its calls are given.
static inline bool pickle_is_watched(const struct pickle_import *i)
{
    return i->traits & ~(unsigned)(PICKLE_TENSOR | PICKLE_RANGE);
}

// Whether a value is a function whose calls are looked into.
static inline bool machine_is_watched(struct pickle_value v)
{
    return pickle_kind(v) == PICKLE_GLOBAL &&
           pickle_is_watched(pickle_imported(v));
}

// Whether a value is surely nothing that can be called: a loader stops there.
static inline bool pickle_never_callable(struct pickle_value v)
{
    enum pickle_kind kind = pickle_kind(v);

    return kind > PICKLE_NOTHING && kind < PICKLE_GLOBAL;
}

static inline struct pickle_value pickle_of_text(struct machine *m,
                                                 enum pickle_kind kind,
                                                 struct view v)
{
    if (v.len < PICKLE_LONG_TEXT)
        return pickle_at(kind, (uint32_t)v.len, v.at);
    struct view *text = ARENA_NEW(m->arena, struct view, 1);
    *text = v;
    return pickle_at(kind, PICKLE_LONG_TEXT, text);
}

// Whether `v` could stand in a name: letters, digits, "_", "." and what is no
// ASCII.
bool pickle_is_name(struct view v);

#endif
