// SPDX-License-Identifier: Apache-2.0
#include "format/pickle_machine.h"

#include "base/abandon.h"

enum {
    MOST_INDEX = 4 << 20,   // of the memo, as CPython would reserve room for it
    MOST_ENTRIES = 3 << 19, // of stack and memo together
    MOST_TRACKED = 16 << 10, // different imports that are told from each other
    LONGEST_NAME = 2048,
    MOST_ITEMS = 256,    // kept of a container in a bare pickle
    MOST_NUMBERS = 4096, // kept of a list of them in a checkpoint
    DEEPEST = 1000,      // containers in containers: CPython recurses
    LONGEST_SHOWN = 100,
    MOST_ALL = 36 << 20, // bytes of values, stack and memo
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

static size_t values_size(const struct machine *m)
{
    size_t size = m->arena->used - m->memory_before;

    return size < MOST_ALL ? size : (size_t)MOST_ALL;
}

// A bare pickle has no tensors to be followed: that nothing is kept any more
// matters only where a container is used again, whose weight is then unknown.
bool machine_spent(struct machine *m)
{
    if (m->thin || values_size(m) <= m->memory_most)
        return m->thin;
    m->thin = true;
    if (m->reader->container)
        machine_note(m, VIEW("pickle.limit"), NOTE_LIMIT,
                     "the values of this pickle take more memory than its size "
                     "warrants: they are followed, but no longer kept");
    return true;
}

struct pickle_value machine_box(struct machine *m, enum pickle_kind kind)
{
    struct pickle_box *box = &m->spare;

    if (!machine_spent(m)) {
        box = ARENA_NEW(m->arena, struct pickle_box, 1);
        box->offset = m->reader->base + m->start;
        box->weight = 1;
    }
    return (struct pickle_value){.kind = kind, .is.box = box};
}

static const char too_deep[] =
    "containers are nested more than 1,000 deep: the loader would overflow its "
    "stack";

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
        tell_limit(m, too_deep);
    if (box->weight > heaviest)
        tell_limit(m, "containers that hold each other many times expand to "
                      "more than 2^31 elements");
}

// The depth of a container that is not kept stands in its `len`, as far as it
// is known on the stack.
static uint32_t depth_of(const struct machine *m, struct pickle_value v)
{
    if (!pickle_is_boxed(v))
        return 0;
    return v.is.box == &m->spare ? v.len : v.is.box->depth;
}

void machine_deepen(struct machine *m, struct pickle_value *to,
                    struct pickle_value v)
{
    uint32_t depth = depth_of(m, v) + 1;

    if (!pickle_is_boxed(*to) || depth <= depth_of(m, *to))
        return;
    *(to->is.box == &m->spare ? &to->len : &to->is.box->depth) = depth;
    if (depth > DEEPEST)
        tell_limit(m, too_deep);
}

void machine_again(struct machine *m, struct pickle_value v)
{
    if (!m->thin || !pickle_is_boxed(v))
        return;
    uint64_t weight = v.is.box == &m->spare ? heaviest : v.is.box->weight;
    if (__builtin_add_overflow(m->again, weight, &m->again) ||
        m->again >= heaviest)
        tell_limit(m, "containers are used again when no more of them are "
                      "kept: what they expand to is not known");
}

// Numbers in long lists, and all of long containers in bare pickles, are only
// counted: nobody asks for them.
static bool is_kept(const struct machine *m, struct pickle_value to,
                    struct pickle_value v)
{
    size_t most = m->reader->container ? MOST_NUMBERS : MOST_ITEMS;

    if (to.is.box->item_count < most)
        return true;
    return m->reader->container &&
           (v.kind >= PICKLE_TEXT || to.kind == PICKLE_DICT);
}

void machine_add(struct machine *m, struct pickle_value to,
                 struct pickle_value v)
{
    struct pickle_box *box = to.is.box;

    if (box == &m->spare || machine_spent(m))
        return;
    if (!is_kept(m, to, v)) {
        machine_weigh(m, box, v);
        return;
    }
    *LIST_ADD(m->arena, box->item, box->item_count) = v;
    machine_weigh(m, box, v);
}

struct pickle_value machine_gather(struct machine *m, enum pickle_kind kind,
                                   size_t first)
{
    struct pickle_value v = machine_box(m, kind);
    struct pickle_box *box = v.is.box;
    size_t count = m->stack_count - first, room = 1;

    while (room < count && room < MOST_ITEMS) // what LIST_ADD expects to find
        room *= 2;
    if (box != &m->spare && count)
        box->item = ARENA_NEW(m->arena, struct pickle_value, room);
    for (size_t i = first; i < m->stack_count; i++) {
        if (box != &m->spare && box->item_count < room) {
            box->item[box->item_count++] = m->stack[i];
            machine_weigh(m, box, m->stack[i]);
        } else if (box != &m->spare && !m->thin) {
            machine_add(m, v, m->stack[i]);
        }
        if (m->thin)
            machine_deepen(m, &v, m->stack[i]);
    }
    return v;
}

// ---- stack

// Room for more entries, zeroed; false: the reading ends.
static bool more_entries(struct machine *m, struct pickle_value **entry,
                         size_t *room, size_t others)
{
    size_t left = MOST_ENTRIES - others, wanted = *room ? *room * 2 : 64;
    size_t budget = (MOST_ALL - values_size(m)) / sizeof **entry;

    budget -= others < budget ? others : budget;
    if (left > budget)
        left = budget;
    if (wanted > left)
        wanted = left;
    if (wanted <= *room) {
        machine_limit(m, "its stack and memo would take more than 24 MiB");
        return false;
    }
    struct pickle_value *more = calloc(wanted, sizeof *more);
    if (!more) // a limit of the machine is none of the file
        abandon("freehold: out of memory, in a pickle. Close other programs or "
                "inspect fewer files at once\n");
    if (*room)
        memcpy(more, *entry, *room * sizeof *more);
    free(*entry);
    *entry = more;
    *room = wanted;
    return true;
}

void machine_close(struct machine *m)
{
    free(m->stack);
    free(m->memo);
    m->stack = m->memo = NULL;
    m->stack_room = m->memo_room = 0;
}

void machine_push(struct machine *m, struct pickle_value v)
{
    if (m->ended)
        return;
    if (m->stack_count == m->stack_room &&
        !more_entries(m, &m->stack, &m->stack_room, m->memo_room))
        return;
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

static bool is_name(struct view v)
{
    for (size_t i = 0; i < v.len; i++)
        if (!ascii_alnum(v.at[i]) && v.at[i] != '_' && v.at[i] != '.' &&
            v.at[i] >= 0)
            return false;
    return true;
}

static void tell_import(struct machine *m, const struct pickle_import *i)
{
    if (!import_notes[i->class].rule)
        return;
    // What cannot be a name is imported in vain.
    m->out->danger |= i->class == PICKLE_DANGER && is_name(i->name);
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
    char bytes[2 * LONGEST_NAME + 2];

    machine_need(m, module.at, module.len);
    machine_need(m, name.at, name.len);
    module = view_head(module, LONGEST_NAME);
    name = view_head(name, LONGEST_NAME);
    if (module.len)
        memcpy(bytes, module.at, module.len);
    bytes[module.len] = '\n'; // which stands in no name
    if (name.len)
        memcpy(bytes + module.len + 1, name.at, name.len);
    struct view key = {bytes, module.len + 1 + name.len};
    size_t *index = map_find(&m->imports, key);
    struct pickle_import *i = index ? m->out->import[*index] : NULL;
    if (!i && m->out->import_count < MOST_TRACKED) {
        bool is_new;
        struct view kept = arena_copy(m->arena, key);

        index = map_at(&m->imports, kept, &is_new);
        *index = m->out->import_count;
        i = ARENA_NEW(m->arena, struct pickle_import, 1);
        module = view_head(kept, module.len);
        name = view_from(kept, module.len + 1);
        *LIST_ADD(m->arena, m->out->import, m->out->import_count) = i;
    } else if (!i) {
        i = &m->other;
        i->count = 0;
    }
    if (!i->count) {
        *i = (struct pickle_import){
            module, name, m->reader->base + m->start, 0,
            pickle_judge(m->reader->names, module, name)};
        tell_import(m, i);
        if (i == &m->other) // its names go
            i->module = i->name = (struct view){0};
    }
    i->count++;
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

static bool is_far(const struct machine *m, uint64_t index)
{
    struct view key = {(const char *)&index, sizeof index};

    return m->far_count && map_find(&m->far, key) != NULL;
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
    if (index >= MOST_INDEX) {
        machine_limit(
            m, "a memo index beyond 4 million: the loader would reserve room "
               "up to there");
        return;
    }
    // Room is taken by what is there, not by what an index says.
    if (index >= m->memo_room &&
        (is_far(m, index) || index / 2 > m->memo_count + 64)) {
        put_far(m, index, *v);
        return;
    }
    struct pickle_value kept = *v;
    while (index >= m->memo_room)
        if (!more_entries(m, &m->memo, &m->memo_room, m->stack_room))
            return;
    if (m->memo[index].kind == PICKLE_NOTHING && !is_far(m, index))
        m->memo_count++;
    m->memo[index] = kept;
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
    machine_again(m, v);
    if (v.kind == PICKLE_NOTHING)
        machine_fault(m, "a memo entry that was never made");
    else
        machine_push(m, v);
}
