// SPDX-License-Identifier: Apache-2.0
#include "format/pickle_machine.h"

#include "base/text.h"

enum {
    MOST_ENTRIES = 4 << 20, // of stack and memo
    DEEPEST = 1000,         // containers in containers: CPython recurses
    LONGEST_SHOWN = 100,
};
static const uint64_t heaviest = UINT64_C(1) << 31;

void machine_note(struct machine *m, struct view rule,
                  enum note_severity severity, const char *shows)
{
    note_add(m->reader->notes, rule, severity, m->reader->base + m->start, "%s",
             shows);
}

void machine_fault(struct machine *m, const char *shows)
{
    if (m->ended)
        return;
    m->ended = true;
    machine_note(m, VIEW("pickle.malformed"), NOTE_MALFORMED, shows);
}

void machine_limit(struct machine *m, const char *shows)
{
    if (m->ended)
        return;
    m->ended = true;
    machine_note(m, VIEW("pickle.limit"), NOTE_LIMIT, shows);
}

void machine_break_frame(struct machine *m, const char *shows)
{
    if (m->drops && m->in_frame)
        m->at = m->frame_end;
    m->in_frame = false;
    if (m->out->frames_broken)
        return;
    m->out->frames_broken = true;
    m->out->frame_fault = m->start;
    machine_note(m, VIEW("pickle.frame"), NOTE_MALFORMED, shows);
}

// ---- values

static bool out_of_memory(struct machine *m)
{
    if (!m->thin && m->arena->used - m->memory_before > m->memory_most) {
        m->thin = true;
        machine_note(m, VIEW("pickle.limit"), NOTE_LIMIT,
                     "the values of this pickle take more memory than its size "
                     "warrants: they are followed, but no longer kept");
    }
    return m->thin;
}

struct pickle_value machine_box(struct machine *m, enum pickle_kind kind)
{
    struct pickle_box *box = &m->spare;

    if (!out_of_memory(m)) {
        box = ARENA_NEW(m->arena, struct pickle_box, 1);
        box->offset = m->reader->base + m->start;
        box->weight = 1;
    }
    return (struct pickle_value){.kind = kind, .is.box = box};
}

static void tell_limit(struct machine *m, const char *shows)
{
    if (!m->limit_told)
        machine_note(m, VIEW("pickle.limit"), NOTE_LIMIT, shows);
    m->limit_told = true;
}

void machine_weigh(struct machine *m, struct pickle_box *box,
                   struct pickle_value v)
{
    uint64_t weight = pickle_is_boxed(v) ? v.is.box->weight : 1;
    uint32_t depth = pickle_is_boxed(v) ? v.is.box->depth + 1 : 1;

    if (__builtin_add_overflow(box->weight, weight, &box->weight))
        box->weight = UINT64_MAX;
    if (depth > box->depth)
        box->depth = depth;
    if (box->depth > DEEPEST)
        tell_limit(m, "containers are nested more than 1,000 deep: the loader "
                      "would overflow its stack");
    if (box->weight > heaviest)
        tell_limit(m, "containers that hold each other many times expand to "
                      "more than 2^31 elements");
}

void machine_add(struct machine *m, struct pickle_value to,
                 struct pickle_value v)
{
    struct pickle_box *box = to.is.box;

    if (box == &m->spare || out_of_memory(m))
        return;
    *LIST_ADD(m->arena, box->item, box->item_count) = v;
    machine_weigh(m, box, v);
}

// ---- stack

void machine_push(struct machine *m, struct pickle_value v)
{
    if (m->ended)
        return;
    if (m->stack_count >= MOST_ENTRIES) {
        machine_limit(m, "the stack grows beyond 4 million entries");
        return;
    }
    if (m->stack_count == m->stack_room) {
        size_t room = m->stack_room ? m->stack_room * 2 : 64;
        struct pickle_value *stack =
            ARENA_NEW(m->arena, struct pickle_value, room);

        if (m->stack_count)
            memcpy(stack, m->stack, m->stack_count * sizeof *stack);
        m->stack = stack;
        m->stack_room = room;
    }
    m->stack[m->stack_count++] = v;
}

struct pickle_value *machine_top(struct machine *m)
{
    if (m->stack_count <= m->fence) {
        machine_fault(m, "an opcode needs a value, and the stack is empty");
        return NULL;
    }
    return &m->stack[m->stack_count - 1];
}

struct pickle_value machine_pop(struct machine *m)
{
    struct pickle_value *v = machine_top(m);

    if (!v)
        return (struct pickle_value){0};
    m->stack_count--;
    return *v;
}

bool machine_pop_mark(struct machine *m, size_t *first)
{
    *first = m->stack_count;
    if (!m->mark_count) {
        machine_fault(m, "an opcode needs a mark, and there is none");
        return false;
    }
    *first = m->mark[--m->mark_count];
    m->fence = m->mark_count ? m->mark[m->mark_count - 1] : 0;
    return true;
}

// ---- imports and calls

static const struct {
    const char *rule;
    enum note_severity severity;
    const char *shows;
} import_notes[] = {
    [PICKLE_ALLOWED] = {NULL, NOTE_PLAIN, NULL},
    [PICKLE_UNLISTED] = {"pickle.import.unlisted", NOTE_REVIEW,
                         "which is not on the list of what weights need"},
    [PICKLE_DANGER] = {"pickle.import.danger", NOTE_DANGER,
                       "which can run code or reach files when it is loaded"},
};

static void tell_import(struct machine *m, const struct pickle_import *i)
{
    if (!import_notes[i->class].rule)
        return;
    m->out->danger |= i->class == PICKLE_DANGER;
    note_add(m->reader->notes, view_of(import_notes[i->class].rule),
             import_notes[i->class].severity, i->offset,
             "imports " VIEW_FMT "." VIEW_FMT ", %s",
             VIEW_ARG(view_head(i->module, LONGEST_SHOWN)),
             VIEW_ARG(view_head(i->name, LONGEST_SHOWN)),
             import_notes[i->class].shows);
}

struct pickle_value machine_import(struct machine *m, struct view module,
                                   struct view name)
{
    struct arena scratch = {0};
    struct text key = {.arena = &scratch};

    text_print(&key, "%zu ", module.len);
    text_add(&key, module);
    text_add(&key, name);
    size_t *index = map_find(&m->imports, text_view(&key));
    if (!index) {
        bool is_new;

        index =
            map_at(&m->imports, arena_copy(m->arena, text_view(&key)), &is_new);
        struct pickle_import *i = ARENA_NEW(m->arena, struct pickle_import, 1);
        *index = m->out->import_count;
        *i = (struct pickle_import){
            module, name, m->reader->base + m->start, 0,
            pickle_judge(m->reader->names, module, name)};
        *LIST_ADD(m->arena, m->out->import, m->out->import_count) = i;
        tell_import(m, i);
    }
    struct pickle_import *i = m->out->import[*index];
    i->count++;
    arena_free(&scratch);
    return (struct pickle_value){.kind = PICKLE_GLOBAL, .is.import = i};
}

// Something that would be there, and of which nothing is known.
struct pickle_value machine_call(struct machine *m,
                                 struct pickle_value function,
                                 struct pickle_value arguments)
{
    struct pickle_value v = machine_box(m, PICKLE_CALL);

    if (v.is.box == &m->spare)
        return v;
    v.is.box->item = ARENA_NEW(m->arena, struct pickle_value, CALL_ITEMS + 1);
    v.is.box->item_count = CALL_ITEMS;
    v.is.box->item[CALL_FUNCTION] = function;
    v.is.box->item[CALL_ARGUMENTS] = arguments;
    // A call is no container: nesting in its arguments is over when it is made.
    v.is.box->depth = 0;
    return v;
}

struct pickle_value machine_unknown(struct machine *m)
{
    return machine_call(m, (struct pickle_value){0}, (struct pickle_value){0});
}

// ---- memo

static struct view far_key(struct machine *m, uint64_t index)
{
    return arena_copy(m->arena,
                      (struct view){(const char *)&index, sizeof index});
}

static void put_far(struct machine *m, uint64_t index, struct pickle_value v)
{
    bool is_new;
    size_t *at = map_at(&m->far, far_key(m, index), &is_new);

    if (is_new) {
        *at = m->far_count;
        *LIST_ADD(m->arena, m->far_value, m->far_count) = v;
        m->memo_count++;
    }
    m->far_value[*at] = v;
}

void machine_put(struct machine *m, uint64_t index)
{
    struct pickle_value *v = machine_top(m);

    if (!v)
        return;
    if (index >= MOST_ENTRIES) {
        machine_limit(
            m, "a memo index beyond 4 million: the loader would reserve room "
               "up to there");
        return;
    }
    // Room is taken by what the input could fill, not by what an index says.
    if (index > m->bytes.len) {
        put_far(m, index, *v);
        return;
    }
    while (index >= m->memo_room) {
        size_t room = m->memo_room ? m->memo_room * 2 : 64;
        struct pickle_value *memo =
            ARENA_NEW(m->arena, struct pickle_value, room);
        if (m->memo_room)
            memcpy(memo, m->memo, m->memo_room * sizeof *memo);
        m->memo = memo;
        m->memo_room = room;
    }
    if (m->memo[index].kind == PICKLE_NOTHING)
        m->memo_count++;
    m->memo[index] = *v;
}

void machine_get(struct machine *m, uint64_t index)
{
    struct pickle_value v = {0};

    if (index < m->memo_room)
        v = m->memo[index];
    if (v.kind == PICKLE_NOTHING && m->far_count) {
        struct view key = {(const char *)&index, sizeof index};
        size_t *at = map_find(&m->far, key);
        if (at)
            v = m->far_value[*at];
    }
    if (v.kind == PICKLE_NOTHING)
        machine_fault(m, "a memo entry that was never made");
    else
        machine_push(m, v);
}
