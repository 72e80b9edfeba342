// SPDX-License-Identifier: Apache-2.0
#include "format/pickle_machine.h"

enum {
    // Of the memo, as CPython would reserve room for it; 22 bits.
    MOST_INDEX = 4 << 20,
    MOST_STACK = 4 << 20,    // entries
    MOST_ALL = 48 << 20,     // bytes of values, stack and memo
    LEAST_ROOM = 1 << 20,    // of stack and memo, wherever a pickle stands
    MOST_STEP = 256 << 10,   // entries by which stack and memo grow
    MOST_FAR = 4096,         // entries of the memo beyond its room
    MOST_TRACKED = 16 << 10, // different imports that are told from each other
    MOST_NAMES = 8 << 20,    // bytes of their names
    LONGEST_NAME = 2048,
    MOST_NUMBERS = 4096, // kept of a list of them in a checkpoint
    DEEPEST = 1000,      // containers in containers: CPython recurses
    DEEPEST_KNOWN = (1 << 12) - 1,
    LONGEST_SHOWN = 100,
};
#define MOST_OFFSET ((UINT64_C(1) << 48) - 1)

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
    machine_end(m);
    machine_note(m, VIEW("pickle.malformed"), NOTE_MALFORMED, shows);
}

void machine_limit(struct machine *m, const char *shows)
{
    if (m->ended)
        return;
    machine_end(m);
    m->out->full = true;
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

// A bare pickle has no tensors to be followed: it does not matter that nothing
// is kept, until it forgets.
bool machine_is_spent(struct machine *m)
{
    if (!m->thin && m->reader->container)
        machine_note(m, VIEW("pickle.limit"), NOTE_LIMIT,
                     "the values of this pickle take more memory than its size "
                     "warrants: they are followed, but no longer kept");
    m->thin = true;
    return true;
}

// See pickle_machine.h for the bits.
static struct pickle_value thin(enum pickle_kind kind, struct burden b,
                                uint64_t memo_bits)
{
    uint64_t moved = 0;

    for (; b.weight >> THIN_WEIGHT_BITS; moved++) // no less than it is
        b.weight = (b.weight >> 1) + (b.weight & 1);
    return (struct pickle_value){(uint64_t)kind << 60 |
                                 (uint64_t)b.depth << 48 |
                                 moved << (THIN_WEIGHT_AT + THIN_WEIGHT_BITS) |
                                 b.weight << THIN_WEIGHT_AT | memo_bits | 1};
}

static struct burden burden_of_thin(struct pickle_value v)
{
    uint64_t weight = thin_weight(v) & ((1 << THIN_WEIGHT_BITS) - 1);

    return (struct burden){weight << (thin_weight(v) >> THIN_WEIGHT_BITS),
                           pickle_beside(v)};
}

static inline struct burden heavier(struct burden a, struct burden b)
{
    return (struct burden){a.weight > b.weight ? a.weight : b.weight,
                           a.depth > b.depth ? a.depth : b.depth};
}

// A container may have grown since `v` was pushed: the memo knows.
static ALWAYS_INLINE struct burden burden_of(const struct machine *m,
                                             struct pickle_value v)
{
    if (pickle_is_boxed(v))
        return (struct burden){pickle_box(v)->weight, pickle_box(v)->depth};
    if (!pickle_is_thin(v))
        return (struct burden){1, 0};
    struct burden b = burden_of_thin(v);
    if (v.bits & THIN_IN_MEMO)
        b = heavier(b, burden_of_thin(m->memo.at[thin_index(v)]));
    return b;
}

// A box, not yet written, with room for items behind it; NULL: out of memory
// budget.
static ALWAYS_INLINE struct pickle_box *box_room(struct machine *m, size_t room)
{
    struct pickle_box *box;

    if (machine_spent(m))
        return NULL;
    return arena_room(m->boxes, sizeof *box + room * sizeof *box->item);
}

static ALWAYS_INLINE struct pickle_value *items_behind(struct pickle_box *box)
{
    return (struct pickle_value *)(box + 1);
}

struct pickle_value machine_box(struct machine *m, enum pickle_kind kind)
{
    struct pickle_box *box = box_room(m, 0);

    if (!box)
        return thin(kind, (struct burden){1, 0}, 0);
    *box = (struct pickle_box){
        .offset = (m->reader->base + m->start) & MOST_OFFSET, .weight = 1};
    return pickle_at(kind, 0, box);
}

struct pickle_value machine_empty_tuple(struct machine *m)
{
    if (pickle_kind(m->no_items) == PICKLE_NOTHING)
        m->no_items = machine_box(m, PICKLE_TUPLE);
    return m->no_items;
}

static const char too_deep[] =
    "containers are nested more than 1,000 deep: the loader would overflow its "
    "stack";

static const char too_heavy[] =
    "containers that hold each other many times expand to more than 2^31 "
    "elements";

static const char too_far[] =
    "a memo index beyond 4 million: the loader would reserve room up to there";

static void tell_limit(struct machine *m, const char *shows)
{
    if (!m->limit_told)
        machine_note(m, VIEW("pickle.limit"), NOTE_LIMIT, shows);
    m->limit_told = true;
}

// Whether `v` is settled, for one who holds it from now on.
static ALWAYS_INLINE bool rely_on(struct pickle_value v)
{
    if (!pickle_is_settled(v))
        return false;
    if (pickle_kind(v) == PICKLE_CALL)
        pickle_box(v)->relied = true;
    return true;
}

// What several values are to the container that holds them.
struct load {
    struct burden all;
    bool inner, settled;
};

static ALWAYS_INLINE void load_one(const struct machine *m, struct load *l,
                                   struct pickle_value v)
{
    if (!pickle_is_inner(v)) // most are none
        return;
    l->inner = true;
    if (pickle_kind(v) == PICKLE_GLOBAL) // weighs as much as a scalar
        return;
    struct burden one = burden_of(m, v);
    if (l->settled)
        l->settled = m->onlooker && rely_on(v);
    l->all.weight += one.weight - 1; // of 4 million at most
    l->all.depth = one.depth >= l->all.depth ? one.depth + 1 : l->all.depth;
}

static ALWAYS_INLINE struct load load_of(size_t count)
{
    return (struct load){.all = {count, count > 0}, .settled = true};
}

// What one weighs with what is put into it, and how deep it is.
static ALWAYS_INLINE struct burden add_burdens(struct machine *m,
                                               struct burden to,
                                               struct burden more)
{
    to.weight += more.weight;
    if (more.depth > to.depth)
        to.depth = more.depth < DEEPEST_KNOWN ? more.depth : DEEPEST_KNOWN;
    if (to.depth > DEEPEST || to.weight > PICKLE_HEAVIEST) {
        tell_limit(m, to.depth > DEEPEST ? too_deep : too_heavy);
        to.weight = to.weight < UINT32_MAX ? to.weight : UINT32_MAX;
    }
    return to;
}

// A call that is given more: what it is then was not judged.
static void unsettle(struct machine *m, struct pickle_box *call)
{
    m->out->unsettled |= !call->holds && call->relied;
    call->holds = true;
}

static ALWAYS_INLINE void put_load(struct machine *m, struct pickle_value *to,
                                   const struct load *l)
{
    struct burden b = add_burdens(m, burden_of(m, *to), l->all);

    if (pickle_is_boxed(*to)) {
        struct pickle_box *box = pickle_box(*to);

        box->weight = (uint32_t)b.weight;
        box->depth = b.depth & DEEPEST_KNOWN;
        if (pickle_kind(*to) != PICKLE_CALL)
            box->holds |= !l->settled;
        else if (l->inner)
            unsettle(m, box);
        return;
    }
    *to = thin(pickle_kind(*to), b, to->bits & THIN_MEMO_BITS);
    if (!(to->bits & THIN_IN_MEMO))
        return;
    struct pickle_value *kept = &m->memo.at[thin_index(*to)];
    if (pickle_is_thin(*kept) && pickle_kind(*kept) == pickle_kind(*to))
        *kept = *to; // unless another value took its place
}

// The same for scalars in what weighs little, which most are. False: it does
// not.
static ALWAYS_INLINE bool weigh_few(struct pickle_value to, size_t count)
{
    struct pickle_box *box = pickle_box(to);

    if (box->weight + count > PICKLE_HEAVIEST || box->depth > DEEPEST)
        return false;
    box->weight += (uint32_t)count;
    box->depth |= !box->depth;
    return true;
}

void machine_weigh(struct machine *m, struct pickle_value *to,
                   const struct pickle_value *from, size_t count)
{
    struct load l = load_of(count);

    for (size_t i = 0; i < count; i++)
        load_one(m, &l, from[i]);
    if (l.inner || !count ||
        !(pickle_is_boxed(*to) ? weigh_few(*to, count)
                               : machine_weigh_thin(m, to, count)))
        put_load(m, to, &l);
}

static const char lost[] =
    "the memo holds a container in two places, or forgets one, when no more of "
    "them are kept: what they expand to is not known";

struct pickle_value machine_remember(struct machine *m, struct pickle_value v,
                                     struct pickle_value before, uint64_t index)
{
    if (pickle_is_thin(before) ||
        (pickle_is_thin(v) && (v.bits & THIN_IN_MEMO)))
        tell_limit(m, lost);
    else if (pickle_is_thin(v))
        v.bits |= index << THIN_INDEX_AT | THIN_IN_MEMO;
    return v;
}

// Whether it matters that two places hold the same: one may grow.
static bool may_grow(struct pickle_value v)
{
    return pickle_kind(v) != PICKLE_TUPLE &&
           pickle_kind(v) != PICKLE_PERSISTENT;
}

// A value that is boxed as a thin one. What is seen for the second time, and is
// not known by its place in the memo, is lost.
static struct pickle_value faded(struct machine *m, struct pickle_value v,
                                 uint64_t memo_bits)
{
    struct pickle_box *box = pickle_box(v);

    if (box->walked && may_grow(v))
        tell_limit(m, lost);
    box->walked = true;
    return thin(pickle_kind(v), (struct burden){box->weight, box->depth},
                memo_bits);
}

// A box is read no more then: its count is its place in the memo, if `relied`.
static void fade_memo(struct machine *m)
{
    for (size_t i = 0; i < m->memo.count; i++) {
        struct pickle_value *v = &m->memo.at[i];
        struct pickle_box *box = pickle_is_boxed(*v) ? pickle_box(*v) : NULL;

        if (!box || box->lasts)
            continue;
        *v = faded(m, *v, i << THIN_INDEX_AT | THIN_IN_MEMO);
        box->relied = true;
        box->item_count = (uint32_t)i;
    }
}

static void fade_stack(struct machine *m)
{
    for (size_t i = 0; i < m->stack_count; i++) {
        struct pickle_value *v = &m->stack.at[i];

        if (!pickle_is_boxed(*v) || pickle_box(*v)->lasts)
            continue;
        const struct pickle_box *box = pickle_box(*v);
        const struct pickle_value *kept =
            box->relied ? &m->memo.at[box->item_count] : v;
        if (kept != v && pickle_kind(*kept) == pickle_kind(*v))
            *v = *kept;
        else
            *v = faded(m, *v, 0);
    }
}

// Where the memo is much larger than what would be forgotten, nothing is: each
// time goes through all of it.
static void forget(struct machine *m)
{
    if (m->far_count || machine_rooms(m) / 16 > m->own.used)
        return;
    fade_memo(m);
    fade_stack(m);
    m->no_items = (struct pickle_value){0};
    m->thin = true;
    arena_free(&m->own);
}

// Whether the state of what stands for an array in the stream is being made.
static bool array_is_due(const struct machine *m)
{
    enum { NEAR = 64 };
    size_t i = m->stack_count;
    size_t last = i > NEAR ? i - NEAR : 0;

    while (i-- > last) {
        struct pickle_value v = m->stack.at[i];

        if (pickle_kind(v) == PICKLE_CALL && pickle_is_boxed(v) &&
            pickle_makes_array(pickle_box(v)->item[CALL_FUNCTION]) &&
            pickle_kind(pickle_box(v)->item[CALL_STATE]) == PICKLE_NOTHING)
            return true;
    }
    return false;
}

void machine_make_room(struct machine *m, struct pickle_value v)
{
    if (!machine_is_watched(v))
        return;
    m->watches = true;
    if (machine_is_full(m) && !array_is_due(m))
        forget(m);
}

void machine_dup(struct machine *m)
{
    struct pickle_value *v = machine_top(m);

    if (!v)
        return;
    if (pickle_is_thin(*v) && !(v->bits & THIN_IN_MEMO))
        tell_limit(m, lost);
    machine_push(m, *v);
}

// Items of which all are kept, of one container.
static size_t most_kept(const struct machine *m)
{
    return m->reader->container ? MOST_NUMBERS : PICKLE_MOST_ITEMS;
}

// Numbers in long lists, pairs of scalars in long dicts, and all of long
// containers in bare pickles, are only counted: nobody asks for them.
static bool is_kept(enum pickle_kind kind, const struct pickle_value *from)
{
    if (kind == PICKLE_DICT)
        return pickle_is_inner(from[0]) || pickle_is_inner(from[1]);
    return pickle_kind(*from) >= PICKLE_TEXT;
}

// How many of the values in a row are kept.
static size_t kept_in_a_row(enum pickle_kind kind,
                            const struct pickle_value *from, size_t count)
{
    size_t i = 0, step = kind == PICKLE_DICT ? 2 : 1;

    while (i < count && is_kept(kind, from + i))
        i += step;
    return i;
}

// The room that `count` items have, but for those behind their box.
static size_t room_of(size_t count)
{
    if (!count)
        return 0;
    return count > PICKLE_LEAST_ITEMS
               ? (size_t)1 << (64 - __builtin_clzll(count - 1))
               : (size_t)PICKLE_LEAST_ITEMS;
}

bool machine_widen(struct machine *m, struct pickle_box *box)
{
    size_t have = box->item_count;

    if (machine_kept(m) > m->memory_most || m->own.used > m->own_most)
        return false;
    struct pickle_value *item =
        arena_room(m->boxes, room_of(have + 1) * sizeof *item);
    if (have)
        memcpy(item, box->item, have * sizeof *item);
    box->item = item;
    box->depth |= !box->depth; // of what holds items
    return true;
}

// More items, all of which are kept.
static void keep_all(struct machine *m, struct pickle_box *box,
                     const struct pickle_value *from, size_t count)
{
    size_t have = box->item_count, room = room_of(have + count);

    if (box->item == items_behind(box) || room > room_of(have)) {
        struct pickle_value *item =
            arena_room(m->boxes, room * sizeof *box->item);

        if (have)
            memcpy(item, box->item, have * sizeof *item);
        box->item = item;
    }
    for (size_t i = 0; i < count; i++)
        box->item[have + i] = from[i];
    box->item_count = (uint32_t)(have + count);
}

static void keep(struct machine *m, struct pickle_value to,
                 enum pickle_kind kind, const struct pickle_value *from,
                 size_t count)
{
    struct pickle_box *box = pickle_box(to);
    size_t most = most_kept(m), have = box->item_count;
    size_t step = kind == PICKLE_DICT ? 2 : 1;
    size_t i = have < most ? most - have : 0;

    if (i > count)
        i = count;
    i -= i % step;
    if (i)
        keep_all(m, box, from, i);
    while (i < count && m->reader->container && !machine_spent(m)) {
        size_t left = count - i < most ? count - i : most;
        size_t row = kept_in_a_row(kind, from + i, left);

        if (row)
            keep_all(m, box, from + i, row);
        i += row ? row : step;
    }
}

void machine_add(struct machine *m, struct pickle_value *to,
                 enum pickle_kind kind, const struct pickle_value *from,
                 size_t count)
{
    if (pickle_is_boxed(*to) && !pickle_box(*to)->lasts && !machine_spent(m))
        keep(m, *to, kind, from, count);
    machine_weigh(m, to, from, count);
}

// What does not grow, of a few values, as most are.
static ALWAYS_INLINE struct pickle_value gather_few(
    struct machine *m, enum pickle_kind kind, const struct pickle_value *from,
    size_t count)
{
    struct pickle_box *box = box_room(m, count);
    struct load l = load_of(count);

    if (!box) {
        struct pickle_value v = thin(kind, (struct burden){1, 0}, 0);
        machine_weigh(m, &v, from, count);
        return v;
    }
    for (size_t i = 0; i < count; i++) {
        items_behind(box)[i] = from[i];
        load_one(m, &l, from[i]);
    }
    struct burden b = add_burdens(m, (struct burden){1, 0}, l.all);
    *box = (struct pickle_box){.item = items_behind(box),
                               .offset =
                                   (m->reader->base + m->start) & MOST_OFFSET,
                               .depth = b.depth & DEEPEST_KNOWN,
                               .holds = !l.settled,
                               .weight = (uint32_t)b.weight,
                               .item_count = (uint32_t)count};
    return pickle_at(kind, 0, box);
}

struct pickle_value machine_gather(struct machine *m, enum pickle_kind kind,
                                   const struct pickle_value *from,
                                   size_t count)
{
    if (kind == PICKLE_TUPLE && count < PICKLE_MOST_ITEMS)
        return gather_few(m, kind, from, count);
    struct pickle_value v = machine_box(m, kind);
    machine_add(m, &v, kind, from, count);
    return v;
}

// ---- stack

// Room for more entries, at least up to `index`; false: the reading ends.
static bool grow(struct machine *m, struct pickle_room *r, size_t index)
{
    size_t count = r->count ? r->count : 32;

    while (count <= index || count == r->count)
        count += count < 1024        ? 3 * count
                 : count < MOST_STEP ? count
                                     : (size_t)MOST_STEP;
    if (count > MOST_STACK)
        count = MOST_STACK;
    size_t more = (count - r->count) * sizeof *r->at;
    if (count <= index || count == r->count ||
        (machine_size(m) + more > MOST_ALL &&
         machine_rooms(m) + more > LEAST_ROOM)) {
        machine_limit(m, "its stack and memo would take more than 4 million "
                         "entries or 48 MiB");
        return false;
    }
    pickle_room_grow(r, count);
    machine_budget(m);
    return true;
}

// Values are kept as long as stack and memo leave room for them.
void machine_budget(struct machine *m)
{
    size_t others = m->reader->held + machine_rooms(m);
    size_t left = others < MOST_ALL ? MOST_ALL - others : 0;

    if (m->memory_most > left)
        m->memory_most = left;
    m->own_most = m->memory_most / 5 * 2; // more of it would leave the caches
}

void machine_close(struct machine *m)
{
    pickle_room_free(&m->stack);
    pickle_room_free(&m->memo);
}

bool machine_grow_stack(struct machine *m)
{
    return grow(m, &m->stack, m->stack_count);
}

void machine_lacks_value(struct machine *m)
{
    machine_fault(m, "an opcode needs a value, and the stack is empty");
}

void machine_lacks_mark(struct machine *m)
{
    machine_fault(m, "an opcode needs a mark, and there is none");
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

bool pickle_is_name(struct view v)
{
    for (size_t i = 0; i < v.len; i++)
        if (!ascii_alnum(v.at[i]) && v.at[i] != '_' && v.at[i] != '.' &&
            v.at[i] >= 0)
            return false;
    return true;
}

// Whether an import gives something: what cannot be a name is imported in vain,
// and so is a path of attributes, up to protocol 3.
static bool is_found(const struct machine *m, const struct pickle_import *i)
{
    if (!pickle_is_name(i->name))
        return false;
    return m->attributes || !byte_in('.', i->name) ||
           pickle_judge(m->reader->names, i->module, VIEW("x")) ==
               PICKLE_DANGER;
}

static void tell_import(struct machine *m, const struct pickle_import *i)
{
    if (!import_notes[i->class].rule)
        return;
    m->out->danger |= i->class == PICKLE_DANGER && is_found(m, i);
    note_add(m->reader->notes, view_of(import_notes[i->class].rule),
             import_notes[i->class].severity, i->offset,
             "imports " VIEW_FMT "." VIEW_FMT ", %s",
             VIEW_ARG(view_head(i->module, LONGEST_SHOWN)),
             VIEW_ARG(view_head(i->name, LONGEST_SHOWN)),
             import_notes[i->class].shows);
}

static struct pickle_import *other_import(struct machine *m)
{
    if (!m->other) {
        m->other = ARENA_NEW(m->arena, struct pickle_import, 1);
        machine_note(m, VIEW("pickle.limit"), NOTE_LIMIT,
                     "more than 16,384 different imports, or 8 MiB of their "
                     "names: the rest is judged, but what it makes is not "
                     "followed");
    }
    return m->other;
}

struct pickle_value machine_import(struct machine *m, struct view module,
                                   struct view name)
{
    char bytes[2 * LONGEST_NAME + 2];

    module = view_head(module, LONGEST_NAME);
    name = view_head(name, LONGEST_NAME);
    machine_need(m, module.at, module.len);
    if (module.len)
        memcpy(bytes, module.at, module.len);
    bytes[module.len] = '\n';           // which stands in no name
    machine_need(m, name.at, name.len); // the module may go for it
    if (name.len)
        memcpy(bytes + module.len + 1, name.at, name.len);
    struct view key = {bytes, module.len + 1 + name.len};
    module = view_head(key, module.len);
    name = view_from(key, module.len + 1);
    size_t *index = map_find(&m->imports, key);
    struct pickle_import *i = index ? m->out->import[*index] : NULL;
    if (!i && m->out->import_count < MOST_TRACKED &&
        m->imports_size + key.len < MOST_NAMES) {
        bool is_new;
        struct view kept = arena_copy(m->arena, key);

        index = map_at(&m->imports, kept, &is_new);
        *index = m->out->import_count;
        m->imports_size += key.len;
        i = ARENA_NEW(m->arena, struct pickle_import, 1);
        module = view_head(kept, module.len);
        name = view_from(kept, module.len + 1);
        *LIST_ADD(m->arena, m->out->import, m->out->import_count) = i;
    } else if (!i) {
        i = other_import(m);
        i->count = 0;
    }
    if (!i->count) {
        *i = (struct pickle_import){
            .module = module,
            .name = name,
            .offset = m->reader->base + m->start,
            .class = pickle_judge(m->reader->names, module, name),
            .traits = pickle_traits_of(m->reader->names, module, name)};
        i->lasts = m->boxes == &m->own &&
                   i->traits & (PICKLE_ARRAY | PICKLE_TYPE | PICKLE_TENSOR);
        tell_import(m, i);
        if (i == m->other) // its names go
            i->module = i->name = (struct view){0};
    }
    i->count++;
    return pickle_at(PICKLE_GLOBAL, 0, i);
}

static bool settles(struct machine *m, struct pickle_value function,
                    struct pickle_value arguments)
{
    const struct pickle_onlooker *o = m->onlooker;

    return o && rely_on(arguments) &&
           o->settles(o->context, function, arguments);
}

// Something that would be there, and of which nothing is known. A call is no
// container: nesting in its arguments is over when it is made.
struct pickle_value machine_call(struct machine *m,
                                 struct pickle_value function,
                                 struct pickle_value arguments)
{
    struct pickle_box *box = box_room(m, CALL_ITEMS);

    if (!box)
        return thin(PICKLE_CALL, (struct burden){1, 0}, 0);
    struct pickle_value *item = items_behind(box);
    item[CALL_FUNCTION] = function;
    item[CALL_ARGUMENTS] = arguments;
    item[CALL_STATE] = (struct pickle_value){0};
    *box = (struct pickle_box){.item = item,
                               .offset =
                                   (m->reader->base + m->start) & MOST_OFFSET,
                               .holds = !settles(m, function, arguments),
                               .weight = 1,
                               .item_count = CALL_ITEMS};
    return pickle_at(PICKLE_CALL, 0, box);
}

// Texts and numbers alone are kept of what it is given.
struct pickle_value machine_lasting_call(struct machine *m,
                                         struct pickle_value function,
                                         struct pickle_value arguments)
{
    const struct pickle_box given = pickle_items(arguments);
    size_t count =
        given.item_count < CALL_ITEMS ? given.item_count : CALL_ITEMS;
    struct pickle_box *box = ARENA_NEW(m->arena, struct pickle_box, 2);

    box[1] = (struct pickle_box){
        .item = ARENA_NEW(m->arena, struct pickle_value, CALL_ITEMS),
        .offset = given.offset,
        .weight = 1,
        .item_count = (uint32_t)count};
    for (size_t i = 0; i < count; i++)
        if (!pickle_is_inner(given.item[i]))
            box[1].item[i] = given.item[i];
    box[0] = (struct pickle_box){
        .item = ARENA_NEW(m->arena, struct pickle_value, CALL_ITEMS),
        .offset = (m->reader->base + m->start) & MOST_OFFSET,
        .holds = true,
        .lasts = true,
        .weight = 1,
        .item_count = CALL_ITEMS};
    box[0].item[CALL_FUNCTION] = function;
    box[0].item[CALL_ARGUMENTS] = pickle_at(PICKLE_TUPLE, 0, &box[1]);
    return pickle_at(PICKLE_CALL, 0, box);
}

struct pickle_value machine_persistent(struct machine *m,
                                       struct pickle_value id)
{
    const struct pickle_onlooker *o = m->onlooker;
    struct pickle_value v =
        pickle_kind(id) == PICKLE_TUPLE && pickle_is_boxed(id)
            ? pickle_at(PICKLE_PERSISTENT, 0, pickle_box(id))
            : machine_gather(m, PICKLE_PERSISTENT, &id, 1);

    if (o && pickle_is_boxed(v))
        o->meets(o->context, v);
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
    if (pickle_is_thin(v))
        tell_limit(m, lost);
    m->far_value[*at] = v;
}

void machine_put_with_care(struct machine *m, uint64_t index)
{
    struct pickle_value *v = machine_top(m);

    if (!v)
        return;
    bool beyond = index >= MOST_INDEX, fits = m->far_count < MOST_FAR;
    if (beyond && fits) { // many a text has such an index: what comes of it?
        tell_limit(m, too_far);
    } else if (beyond) {
        machine_limit(m, too_far);
        return;
    }
    // Room is taken by what is there, not by what an index says.
    if (index >= m->memo.count && (beyond || is_far(m, index) ||
                                   (index / 2 > m->memo_count + 64 && fits))) {
        put_far(m, index, *v);
        return;
    }
    if (index >= m->memo.count && !grow(m, &m->memo, index))
        return;
    if (pickle_kind(m->memo.at[index]) == PICKLE_NOTHING && !is_far(m, index))
        m->memo_count++;
    *v = machine_remember(m, *v, m->memo.at[index], index);
    m->memo.at[index] = *v;
}

void machine_get(struct machine *m, uint64_t index)
{
    struct pickle_value v = {0};

    if (index < m->memo.count)
        v = m->memo.at[index];
    if (pickle_kind(v) == PICKLE_NOTHING && m->far_count) {
        struct view key = {(const char *)&index, sizeof index};
        size_t *at = map_find(&m->far, key);
        if (at)
            v = m->far_value[*at];
    }
    if (pickle_kind(v) == PICKLE_NOTHING)
        machine_fault(m, "a memo entry that was never made");
    else
        machine_push(m, v);
    machine_make_room(m, v);
}
