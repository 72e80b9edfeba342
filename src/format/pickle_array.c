// SPDX-License-Identifier: Apache-2.0
#include "format/pickle_array.h"

#include "format/pickle_hidden.h"

static struct view near_text(struct machine *m, struct pickle_value v)
{
    struct view text = pickle_text(v);

    machine_need(m, text.at, text.len);
    return text;
}

// The value of `key` in a dict, the last of several; nothing where it has none,
// or so many items that some may not be kept.
static struct pickle_value dict_get(struct machine *m, struct pickle_value dict,
                                    struct view key)
{
    struct pickle_box box = pickle_items(dict);
    struct pickle_value v = {0};

    if (pickle_kind(dict) != PICKLE_DICT || box.item_count >= PICKLE_MOST_ITEMS)
        return v;
    for (size_t i = 0; i + 1 < box.item_count; i += 2)
        if (pickle_kind(box.item[i]) == PICKLE_TEXT &&
            view_eq(near_text(m, box.item[i]), key))
            v = box.item[i + 1];
    return v;
}

// An element of an array.
struct element {
    uint64_t bytes;
    bool object; // one that is pickled
    bool odd;    // name and state are not as numpy writes them
};

// What the name that numpy.dtype is given says: "f4", "O8", "U10" (4 bytes a
// letter), "V16".
static bool element_of_name(struct view name, struct element *e)
{
    enum { POINTER = 8 };

    if (name.len && name.at[0] == 'O') {
        *e = (struct element){.bytes = POINTER, .object = true};
        return true;
    }
    if (name.len < 2 || !view_u64(view_from(name, 1), &e->bytes))
        return false;
    return name.at[0] != 'U' || !__builtin_mul_overflow(e->bytes, 4, &e->bytes);
}

// And what its state changes: the size of texts and records, and since version
// 3 whether an element is an object, which no state says of one that its name
// does not call so, but for records. Source: arraydescr_setstate in numpy.
// False: numpy writes no such state.
static bool apply_state(struct view name, struct pickle_value state,
                        struct element *e)
{
    enum { FLAGS = 7, SIZE = 5, OBJECT = 1 };
    struct pickle_value flags = pickle_item(state, FLAGS);
    uint64_t version, size;

    if (pickle_kind(state) != PICKLE_TUPLE ||
        pickle_kind(flags) != PICKLE_INT || // also below zero
        !pickle_u64(pickle_item(state, 0), &version) || version < 3)
        return false;
    bool named = e->object, object = pickle_int(flags) & OBJECT;
    e->object |= object;
    if (byte_in(name.at[0], VIEW("SUVa"))) {
        if (!pickle_u64(pickle_item(state, SIZE), &size))
            return false;
        e->bytes = size;
    }
    return object == named || (object && name.at[0] == 'V');
}

static bool element_of(struct machine *m, struct pickle_value dtype,
                       struct pickle_value state, struct element *e)
{
    struct view name =
        near_text(m, pickle_item(pickle_item(dtype, CALL_ARGUMENTS), 0));

    *e = (struct element){0};
    if (!pickle_makes(dtype, PICKLE_TYPE))
        return false;
    if (name.len && strchr("<>|=", name.at[0]))
        name = view_from(name, 1);
    if (!element_of_name(name, e))
        return false;
    e->odd =
        pickle_kind(state) != PICKLE_NOTHING && !apply_state(name, state, e);
    return true;
}

struct pickle_value pickle_lasting_state(struct machine *m,
                                         struct pickle_value call,
                                         struct pickle_value state)
{
    const uint64_t most = UINT64_C(1) << 56;
    struct element e;

    if (!element_of(m, call, state, &e) || e.bytes > most)
        return pickle_scalar(PICKLE_NONE, 0);
    return pickle_scalar(PICKLE_INT,
                         (int64_t)(e.bytes << 2 | (e.odd ? 2 : 0) | e.object));
}

static bool element_of_dtype(struct machine *m, struct pickle_value dtype,
                             struct element *e)
{
    struct pickle_value state = pickle_item(dtype, CALL_STATE);
    uint64_t n;

    if (!pickle_u64(state, &n))
        return element_of(m, dtype, state, e);
    *e = (struct element){n / 4, n % 2, n / 2 % 2};
    return pickle_makes(dtype, PICKLE_TYPE);
}

static bool shape_count(struct pickle_value shape, uint64_t *count)
{
    struct pickle_box box = pickle_items(shape);
    uint64_t n;

    *count = 1;
    if (pickle_kind(shape) != PICKLE_TUPLE)
        return false;
    for (size_t i = 0; i < box.item_count; i++)
        if (!pickle_u64(box.item[i], &n) ||
            __builtin_mul_overflow(*count, n, count))
            return false;
    return true;
}

static void read_objects(struct machine *m)
{
    struct pickle_reader *p = m->reader;
    struct pickle inner = {0};
    size_t held = p->held;

    if (p->depth >= PICKLE_NESTED_DEEPEST) {
        machine_limit(m, "arrays of objects nested more than three deep");
        return;
    }
    p->held = machine_size(m);
    p->depth++;
    machine_look_again(m);
    pickle_read_and_forget(p, m->bytes, m->at, &inner);
    p->depth--;
    p->held = held;
    m->out->hides |= inner.import_count || inner.hides;
    m->at = inner.end;
    if (!inner.whole)
        machine_end(m);
}

// A byte in front of them says how many more stand there to align them.
static uint64_t padding(struct machine *m, struct pickle_value state)
{
    struct pickle_value aligned =
        dict_get(m, state, VIEW("numpy_array_alignment_bytes"));

    machine_need(m, m->bytes.at + m->at, 1);
    return pickle_kind(aligned) > PICKLE_NONE && m->at < m->bytes.len
               ? 1 + (uint64_t)(unsigned char)m->bytes.at[m->at]
               : 0;
}

static void skip_bytes(struct machine *m, uint64_t front, uint64_t bytes)
{
    uint64_t left = m->bytes.len - m->at;

    if (front > left || bytes > left - front)
        machine_fault(
            m, "an array in the stream reaches past the end of the file");
    else
        m->at += front + bytes;
}

void pickle_lose_array(struct machine *m)
{
    machine_limit(m, "an array in the stream, when no more of what stands for "
                     "them are kept: what follows was not read");
}

void pickle_skip_array(struct machine *m, struct pickle_value state)
{
    uint64_t count, bytes;
    struct element e;

    if (machine_spent(m)) { // then not all of the state is kept
        pickle_lose_array(m);
        return;
    }
    if (!shape_count(dict_get(m, state, VIEW("shape")), &count) ||
        !element_of_dtype(m, dict_get(m, state, VIEW("dtype")), &e) ||
        __builtin_mul_overflow(count, e.bytes, &bytes)) {
        machine_fault(m, "an array in the stream whose size cannot be told");
        return;
    }
    if (e.odd)
        machine_note(m, VIEW("pickle.malformed"), NOTE_MALFORMED,
                     "an array in the stream of a type that numpy does not "
                     "write: its versions disagree where it ends");
    if (e.object)
        read_objects(m);
    else
        skip_bytes(m, padding(m, state), bytes);
}
