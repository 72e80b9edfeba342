// SPDX-License-Identifier: Apache-2.0
#include "format/pickle_opcode.h"

#include "base/quick.h"
#include "base/unicode.h"
#include "format/pickle_array.h"
#include "format/pickle_call.h"
#include "format/pickle_hidden.h"
#include "format/pickle_quick.h"
#include "format/pickle_text.h"

enum {
    LONGEST_DECODED = 4096, // a name that is longer cannot be one
};

// Texts of checkpoints are looked at when the pickle was read, and its source
// is gone. None that matters is longer.
static struct view of_checkpoint(struct machine *m, struct view v)
{
    enum { LONGEST_KEPT = 1024 };

    if (machine_spent(m))
        return v;
    v = view_head(v, LONGEST_KEPT);
    machine_need(m, v.at, v.len);
    return arena_copy(m->arena, v);
}

// The name of a module stands in front and is used to the end. What it could
// be is kept where going back is dear.
static struct view of_stream(struct machine *m, struct view v)
{
    enum { LONGEST_KEPT = 128, MOST_KEPT = 1 << 20 };

    if (v.len > LONGEST_KEPT || m->names_kept > MOST_KEPT)
        return v;
    machine_need(m, v.at, v.len);
    if (!pickle_is_name(v))
        return v;
    m->names_kept += v.len + sizeof(max_align_t);
    return arena_copy(m->arena, v);
}

static inline struct view lasting(struct machine *m, struct view v)
{
    if (!m->keeps)
        return v;
    return m->reader->container ? of_checkpoint(m, v) : of_stream(m, v);
}

// ---- stack

static void make_mark(struct machine *m)
{
    if (m->mark_count >= PICKLE_MOST_MARKS) {
        machine_limit(m, "more than 1,000 marks are open");
        return;
    }
    m->mark[m->mark_count++] = m->stack_count;
    m->fence = m->stack_count;
}

static void run_pop(struct machine *m)
{
    size_t first;

    if (m->mark_count && m->mark[m->mark_count - 1] == m->stack_count)
        (void)machine_pop_mark(m, &first);
    else
        machine_pop(m);
}

static void pop_mark(struct machine *m)
{
    size_t first;

    if (machine_pop_mark(m, &first))
        m->stack_count = first;
}

static void stop(struct machine *m)
{
    struct pickle_value v = machine_pop(m);

    if (m->ended)
        return;
    machine_end(m);
    m->out->whole = true;
    m->out->root = v;
}

static void protocol(struct machine *m)
{
    if (m->number > PICKLE_HIGHEST_PROTOCOL)
        machine_fault(m, "a pickle protocol above 5, which no loader knows");
    m->attributes = m->number >= 4;
}

static void frame(struct machine *m)
{
    if (m->out->frames_broken && !m->drops)
        return;
    if (m->in_frame) {
        if (m->drops && m->number <= m->frame_end - m->at)
            return; // what was read already is not read again
        machine_break_frame(m, "a frame opens inside a frame");
        if (!m->drops)
            return;
    }
    if (m->number > m->bytes.len - m->at) {
        machine_break_frame(m, "a frame reaches past the end of the file");
        return;
    }
    m->in_frame = true;
    m->frame_end = m->at + m->number;
}

// ---- imports

// Whether the two lines are names; `is_name` tells what Python takes for one.
// Two lines of weights look like an import, but seldom like text.
static bool are_names(struct machine *m, bool is_name(struct view))
{
    if (!m->text.len || !m->second.len)
        machine_fault(m, "an import without a name");
    else if (!is_name(m->text) || !is_name(m->second))
        machine_fault(m, "an import whose name is no text");
    return !m->ended;
}

// Unlike in constants, a surrogate is an error here.
static bool is_strict_utf8(struct view v)
{
    return utf8_fault(v) == SIZE_MAX;
}

// What it is given comes behind it: for that there must be room.
static void push_import(struct machine *m, struct view module, struct view name)
{
    struct pickle_value v = machine_import(m, module, name);

    machine_push(m, v);
    machine_make_room(m, v);
}

static void run_global(struct machine *m)
{
    if (are_names(m, is_strict_utf8))
        push_import(m, m->text, m->second);
}

static void stack_global(struct machine *m)
{
    struct pickle_value name = machine_pop(m), module = machine_pop(m);

    if (m->ended)
        return;
    if (pickle_kind(name) == PICKLE_TEXT &&
        pickle_kind(module) == PICKLE_TEXT) {
        push_import(m, pickle_text(module), pickle_text(name));
    } else if (pickle_kind(name) >= PICKLE_GLOBAL ||
               pickle_kind(module) >= PICKLE_GLOBAL) {
        machine_note(
            m, VIEW("pickle.import.dynamic"), NOTE_DANGER,
            "imports a name that is computed while the file is loaded");
        m->out->danger = true;
        machine_push(m, machine_unknown(m));
    } else {
        machine_fault(m, "an import whose name is no text");
    }
}

static void extension(struct machine *m)
{
    if (m->number == 0 || m->number > INT32_MAX) {
        machine_fault(m, "an extension code that cannot exist");
        return;
    }
    machine_note(m, VIEW("pickle.ext"), NOTE_DANGER,
                 "imports by a registered number: what it stands for is not in "
                 "this file");
    m->out->numbered = true;
    machine_push(m, machine_unknown(m));
}

// ---- constants

static void push_text(struct machine *m, enum pickle_kind kind, struct view v)
{
    machine_push(m, pickle_of_text(m, kind, lasting(m, v)));
    if (v.len >= PICKLE_NESTED_LEAST)
        pickle_check_constant(m, v);
}

// Piece by piece, each cut where a letter begins.
static bool is_utf8(struct machine *m, struct view v)
{
    enum { PIECE = PAGED_PIECE };

    if (v.len <= 8) {
        machine_need(m, v.at, v.len);
        return !v.len || !(quick_some(v) & UINT64_C(0x8080808080808080)) ||
               pickle_is_utf8(v);
    }
    while (v.len) {
        size_t len = v.len < PIECE ? v.len : (size_t)PIECE;

        machine_need(m, v.at, len + 1);
        for (int i = 0;
             i < 3 && len < v.len && ((unsigned char)v.at[len] & 0xc0) == 0x80;
             i++)
            len--;
        if (!pickle_is_utf8(view_head(v, len)))
            return false;
        v = view_from(v, len);
    }
    return true;
}

static void push_unicode(struct machine *m)
{
    if (is_utf8(m, m->text))
        push_text(m, PICKLE_TEXT, m->text);
    else
        machine_fault(m, "a text that is not UTF-8");
}

static void push_bytes(struct machine *m)
{
    push_text(m, PICKLE_BYTES, m->text);
}

// Python 2's strings: text to a loader, whatever bytes they hold.
static void push_string(struct machine *m)
{
    push_text(m, PICKLE_TEXT, m->text);
}

// A text that was decoded, and is kept if there is room. Else it is looked at
// here, and no one knows it later.
static void push_decoded(struct machine *m, struct view v)
{
    if (!machine_is_crowded(m)) {
        push_text(m, PICKLE_TEXT, arena_copy(m->arena, v));
        return;
    }
    machine_push(m, machine_unknown(m));
    if (v.len >= PICKLE_NESTED_LEAST)
        pickle_check_constant(m, v);
}

// Where `c` stands in `v`, or NULL.
static const char *find_byte(struct machine *m, struct view v, char c)
{
    const char *hit = NULL;

    while (v.len && !hit) {
        struct view near = view_head(v, PAGED_PIECE);

        machine_need(m, near.at, near.len);
        hit = memchr(near.at, c, near.len);
        v = view_from(v, near.len);
    }
    return hit;
}

// `v` decoded, with `more` of the line behind it; nothing, and a fault, where
// an escape is broken.
static struct view decode_line(struct machine *m, struct arena *a,
                               struct view v, bool more,
                               pickle_unescape *unescape)
{
    enum { PIECE = PAGED_PIECE / 2 };
    char *to = arena_alloc(a, v.len * 2 + 4);
    size_t len = 0, got;

    while (v.len > (more ? (size_t)PICKLE_LONGEST_ESCAPE : 0)) {
        struct view near = view_head(v, PIECE), left = near;

        machine_need(m, near.at, near.len);
        if (!unescape(&left, more || near.len < v.len, to + len, &got)) {
            machine_fault(m, "a broken escape in a text");
            return (struct view){0};
        }
        len += got;
        v = view_from(v, near.len - left.len);
    }
    return (struct view){to, len};
}

// A long line with escapes: nobody asks for more than whether a pickle hides in
// it, as it is or encoded.
static void check_long_line(struct machine *m, struct view v,
                            pickle_unescape *unescape)
{
    enum { LARGEST = 2 << 20 };
    struct arena scratch = arena_beside(m->arena);
    struct view front =
        decode_line(m, &scratch, view_head(v, LONGEST_DECODED), true, unescape);

    if (!m->ended && pickle_begins_decoded(m, front)) {
        bool more = v.len > LARGEST;
        struct view all =
            decode_line(m, &scratch, view_head(v, LARGEST), more, unescape);
        pickle_check_decoded(m, all, more);
    }
    arena_free(&scratch);
}

// What is given to a loader as text, with escapes.
static void push_line(struct machine *m, struct view v,
                      pickle_unescape *unescape)
{
    // The longest output is two bytes for each Latin-1 letter.
    char to[LONGEST_DECODED * 2 + 4];
    size_t len;

    if (!find_byte(m, v, '\\')) {
        push_text(m, PICKLE_TEXT, v);
    } else if (v.len > LONGEST_DECODED) {
        check_long_line(m, v, unescape);
        push_text(m, PICKLE_TEXT, v);
    } else if (unescape(&v, false, to, &len)) {
        push_decoded(m, (struct view){to, len});
    } else {
        machine_fault(m, "a broken escape in a text");
    }
}

static void unicode_line(struct machine *m)
{
    push_line(m, m->text, pickle_unescape_text);
}

static void string_line(struct machine *m)
{
    struct view v = m->text;

    while (v.len && (v.at[v.len - 1] == ' ' || v.at[v.len - 1] == '\r' ||
                     v.at[v.len - 1] == '\t'))
        v.len--;
    if (v.len < 2 || v.at[0] != v.at[v.len - 1] ||
        (v.at[0] != '\'' && v.at[0] != '"'))
        machine_fault(m, "a string without its quotes");
    else
        push_line(m, view_head(view_from(v, 1), v.len - 2),
                  pickle_unescape_bytes);
}

static void push_int(struct machine *m, int64_t n)
{
    const int64_t most = INT64_MAX >> 4;
    bool fits = n <= most && n >= -most;

    machine_push(m,
                 pickle_scalar(fits ? PICKLE_INT : PICKLE_BIG, fits ? n : 0));
}

static void push_number(struct machine *m)
{
    machine_push(m, pickle_scalar(PICKLE_INT, (int64_t)m->number));
}

static void push_signed(struct machine *m)
{
    machine_push(m, pickle_scalar(PICKLE_INT, (int32_t)(uint32_t)m->number));
}

// Of a number in a longer line not all bytes may be at hand.
static bool is_at_hand(struct machine *m, struct view line)
{
    if (line.len <= PAGED_PIECE)
        return true;
    machine_limit(m, "a number of more than 128 KiB in a line");
    return false;
}

static void push_line_number(struct machine *m, struct view v)
{
    int64_t n;
    bool fits;

    if (!is_at_hand(m, v))
        return;
    if (!pickle_number(v, &n, &fits))
        machine_fault(m, "not a number where one must stand");
    else if (fits)
        push_int(m, n);
    else
        machine_push(m, pickle_scalar(PICKLE_BIG, 0));
}

static void int_line(struct machine *m)
{
    if (view_eq(m->text, VIEW("00")) || view_eq(m->text, VIEW("01")))
        machine_push(m, pickle_scalar(PICKLE_BOOL, m->text.at[1] == '1'));
    else if (m->text.len && !m->text.at[0]) // strtol needs no digit at all
        machine_push(m, pickle_scalar(PICKLE_INT, 0));
    else
        push_line_number(m, m->text);
}

static void long_line(struct machine *m)
{
    struct view v = m->text;

    if (v.len && v.at[v.len - 1] == 'L')
        v.len--;
    push_line_number(m, v);
}

// Little-endian two's complement.
static void long_bytes(struct machine *m)
{
    struct view v = m->text;
    uint64_t n;

    if (v.len > 8) {
        machine_push(m, pickle_scalar(PICKLE_BIG, 0));
        return;
    }
    machine_need(m, v.at, v.len);
    n = v.len && v.at[v.len - 1] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = v.len; i > 0; i--)
        n = n << 8 | (unsigned char)v.at[i - 1];
    push_int(m, (int64_t)n);
}

static void float_line(struct machine *m)
{
    if (pickle_is_float(m->text))
        machine_push(m, pickle_scalar(PICKLE_FLOAT, 0));
    else
        machine_fault(m, "not a float where one must stand");
}

static void push_float(struct machine *m)
{
    machine_push(m, pickle_scalar(PICKLE_FLOAT, 0));
}

static void push_none(struct machine *m)
{
    machine_push(m, pickle_scalar(PICKLE_NONE, 0));
}

static void push_true(struct machine *m)
{
    machine_push(m, pickle_scalar(PICKLE_BOOL, 1));
}

static void push_false(struct machine *m)
{
    machine_push(m, pickle_scalar(PICKLE_BOOL, 0));
}

// ---- containers

static void empty_list(struct machine *m)
{
    machine_push(m, machine_box(m, PICKLE_LIST));
}

static void empty_dict(struct machine *m)
{
    machine_push(m, machine_box(m, PICKLE_DICT));
}

static void empty_set(struct machine *m)
{
    machine_push(m, machine_box(m, PICKLE_SET));
}

// Puts one value of `kind` in the place of those from `first` on.
static void gather(struct machine *m, enum pickle_kind kind, size_t first)
{
    size_t count = m->stack_count - first;
    struct pickle_value v =
        machine_gather(m, kind, count ? m->stack.at + first : NULL, count);

    m->stack_count = first;
    machine_push(m, v);
}

static void gather_marked(struct machine *m, enum pickle_kind kind)
{
    size_t first;

    if (machine_pop_mark(m, &first))
        gather(m, kind, first);
}

static void empty_tuple(struct machine *m)
{
    machine_push(m, machine_empty_tuple(m));
}

static void marked_tuple(struct machine *m)
{
    gather_marked(m, PICKLE_TUPLE);
}

static void marked_list(struct machine *m)
{
    gather_marked(m, PICKLE_LIST);
}

static void frozenset(struct machine *m)
{
    gather_marked(m, PICKLE_SET);
}

static void marked_dict(struct machine *m)
{
    size_t first;

    if (!machine_pop_mark(m, &first))
        return;
    if ((m->stack_count - first) % 2)
        machine_fault(m, "a dict of an odd number of keys and values");
    else
        gather(m, PICKLE_DICT, first);
}

static void short_tuple(struct machine *m, size_t count)
{
    if (m->stack_count - m->fence < count)
        machine_fault(m, "a tuple needs more values than the stack has");
    else
        gather(m, PICKLE_TUPLE, m->stack_count - count);
}

static void tuple1(struct machine *m)
{
    short_tuple(m, 1);
}

static void tuple2(struct machine *m)
{
    short_tuple(m, 2);
}

static void tuple3(struct machine *m)
{
    short_tuple(m, 3);
}

// Whether a value may take items as a container of `kind` does. Objects may;
// tensors may not (writing into one as into a dict corrupted memory,
// CVE-2026-24747).
static bool takes_items(struct pickle_value v, enum pickle_kind kind)
{
    if (pickle_kind(v) == kind)
        return true;
    if (pickle_kind(v) != PICKLE_CALL || !pickle_is_boxed(v))
        return pickle_kind(v) == PICKLE_CALL;
    struct pickle_value function = pickle_box(v)->item[CALL_FUNCTION];
    return pickle_kind(function) != PICKLE_GLOBAL ||
           !(pickle_imported(function)->traits & PICKLE_TENSOR);
}

// Adds the values from `first` on to the container below them.
static void add_from(struct machine *m, size_t first, enum pickle_kind kind)
{
    if (m->ended)
        return;
    if (first <= m->fence) {
        machine_fault(m, "items without a container to put them in");
        return;
    }
    struct pickle_value to = m->stack.at[first - 1];
    if (first == m->stack_count) // nothing, which everything can hold
        return;
    bool takes = takes_items(to, kind);
    // A loader may go on: a list takes items by number, a bytearray too.
    if (!takes)
        machine_note(m, VIEW("pickle.malformed"), NOTE_MALFORMED,
                     "items are put into something that cannot hold them");
    else if (kind == PICKLE_DICT && (m->stack_count - first) % 2)
        machine_fault(m, "an odd number of keys and values");
    if (takes && !m->ended)
        machine_add(m, &m->stack.at[first - 1], kind, m->stack.at + first,
                    m->stack_count - first);
    m->stack_count = first;
}

static void add_last(struct machine *m, size_t count, enum pickle_kind kind)
{
    if (m->stack_count - m->fence <= count)
        machine_fault(m, "items without a container to put them in");
    else
        add_from(m, m->stack_count - count, kind);
}

static void add_marked(struct machine *m, enum pickle_kind kind)
{
    size_t first;

    if (machine_pop_mark(m, &first))
        add_from(m, first, kind);
}

static void append(struct machine *m)
{
    add_last(m, 1, PICKLE_LIST);
}

static void appends(struct machine *m)
{
    add_marked(m, PICKLE_LIST);
}

static void setitem(struct machine *m)
{
    add_last(m, 2, PICKLE_DICT);
}

static void setitems(struct machine *m)
{
    add_marked(m, PICKLE_DICT);
}

static void additems(struct machine *m)
{
    add_marked(m, PICKLE_SET);
}

// ---- memo

static void put_number(struct machine *m)
{
    machine_put(m, m->number);
}

static void get_number(struct machine *m)
{
    machine_get(m, m->number);
}

static bool line_index(struct machine *m, struct view line, uint64_t *index)
{
    if (is_at_hand(m, line) && pickle_index(line, index))
        return true;
    machine_fault(m, "a memo index that is no number");
    return false;
}

static void put_line(struct machine *m)
{
    uint64_t index;

    if (line_index(m, m->text, &index))
        machine_put(m, index);
}

static void get_line(struct machine *m)
{
    uint64_t index;

    if (line_index(m, m->text, &index))
        machine_get(m, index);
}

static void memoize(struct machine *m)
{
    machine_put(m, m->memo_count);
}

// ---- calls

static void call(struct machine *m, struct pickle_value function,
                 struct pickle_value given)
{
    if (m->ended)
        return;
    if (pickle_never_callable(function)) {
        machine_fault(m, "a call of something that cannot be called");
        return;
    }
    pickle_check_call(m, function, given);
    bool lasts = pickle_kind(function) == PICKLE_GLOBAL &&
                 pickle_imported(function)->lasts && !machine_is_crowded(m);
    if (!lasts && pickle_makes_array(function) && !m->reader->container) {
        pickle_lose_array(m);
        return;
    }
    machine_push(m, lasts ? machine_lasting_call(m, function, given)
                          : machine_call(m, function, given));
}

static void reduce(struct machine *m)
{
    struct pickle_value arguments = machine_pop(m), function = machine_pop(m);

    call(m, function, arguments);
}

static void newobj_ex(struct machine *m)
{
    machine_pop(m); // keyword arguments: what they import was seen
    reduce(m);
}

// The class and the arguments above the mark.
static void obj(struct machine *m)
{
    size_t first;

    if (!machine_pop_mark(m, &first))
        return;
    if (first == m->stack_count) {
        machine_fault(m, "a call of nothing");
        return;
    }
    gather(m, PICKLE_TUPLE, first + 1);
    reduce(m);
}

static void inst(struct machine *m)
{
    size_t first;

    if (!machine_pop_mark(m, &first))
        return;
    if (!are_names(m, view_is_ascii))
        return;
    struct pickle_value function = machine_import(m, m->text, m->second);
    gather(m, PICKLE_TUPLE, first);
    call(m, function, machine_pop(m));
}

static void build(struct machine *m)
{
    struct pickle_value state = machine_pop(m), *object = machine_top(m);

    if (!object || pickle_kind(*object) != PICKLE_CALL)
        return;
    if (!pickle_is_boxed(*object)) {
        machine_add(m, object, PICKLE_LIST, &state, 1);
        return;
    }
    struct pickle_box *box = pickle_box(*object);
    // The state of before may still be there, as in a dict that is updated.
    const struct pickle_value before = box->item[CALL_STATE];
    if (pickle_kind(before) != PICKLE_NOTHING)
        machine_add(m, object, PICKLE_LIST, &before, 1);
    box->item[CALL_STATE] =
        box->lasts ? pickle_lasting_state(m, *object, state) : state;
    machine_weigh(m, object, &state, 1);
    if (pickle_makes_array(box->item[CALL_FUNCTION]))
        pickle_skip_array(m, state);
}

static void persid(struct machine *m)
{
    machine_note(m, VIEW("pickle.persid"), NOTE_REVIEW,
                 "a persistent id: what it stands for is up to the loader");
    machine_push(m, machine_persistent(m, pickle_of_text(m, PICKLE_TEXT,
                                                         lasting(m, m->text))));
}

static void binpersid(struct machine *m)
{
    struct pickle_value id = machine_pop(m);

    if (m->ended)
        return;
    if (!m->reader->container)
        machine_note(
            m, VIEW("pickle.persid"), NOTE_REVIEW,
            "a persistent id outside a checkpoint: what it stands for is "
            "up to the loader");
    machine_push(m, machine_persistent(m, id));
}

static void next_buffer(struct machine *m)
{
    machine_note(m, VIEW("pickle.persid"), NOTE_REVIEW,
                 "a buffer that is not in this file");
    machine_push(m, pickle_of_text(m, PICKLE_BYTES, (struct view){0}));
}

static void readonly_buffer(struct machine *m)
{
    machine_top(m);
}

// ---- the table

const struct pickle_opcode pickle_opcode[256] = {
    ['('] = {make_mark, TAKES_NOTHING},
    [')'] = {empty_tuple, TAKES_NOTHING},
    ['.'] = {stop, TAKES_NOTHING},
    ['0'] = {run_pop, TAKES_NOTHING},
    ['1'] = {pop_mark, TAKES_NOTHING},
    ['2'] = {machine_dup, TAKES_NOTHING},
    ['B'] = {push_bytes, TAKES_BYTES4},
    ['C'] = {push_bytes, TAKES_BYTES1},
    ['F'] = {float_line, TAKES_LINE},
    ['G'] = {push_float, TAKES_FLOAT},
    ['I'] = {int_line, TAKES_LINE},
    ['J'] = {push_signed, TAKES_I4},
    ['K'] = {push_number, TAKES_U1},
    ['L'] = {long_line, TAKES_LINE},
    ['M'] = {push_number, TAKES_U2},
    ['N'] = {push_none, TAKES_NOTHING},
    ['P'] = {persid, TAKES_LINE},
    ['Q'] = {binpersid, TAKES_NOTHING},
    ['R'] = {reduce, TAKES_NOTHING},
    ['S'] = {string_line, TAKES_LINE},
    ['T'] = {push_string, TAKES_BYTES_I4},
    ['U'] = {push_string, TAKES_BYTES1},
    ['V'] = {unicode_line, TAKES_LINE},
    ['X'] = {push_unicode, TAKES_BYTES4},
    [']'] = {empty_list, TAKES_NOTHING},
    ['a'] = {append, TAKES_NOTHING},
    ['b'] = {build, TAKES_NOTHING},
    ['c'] = {run_global, TAKES_LINES},
    ['d'] = {marked_dict, TAKES_NOTHING},
    ['e'] = {appends, TAKES_NOTHING},
    ['g'] = {get_line, TAKES_LINE},
    ['h'] = {get_number, TAKES_U1},
    ['i'] = {inst, TAKES_LINES},
    ['j'] = {get_number, TAKES_U4},
    ['l'] = {marked_list, TAKES_NOTHING},
    ['o'] = {obj, TAKES_NOTHING},
    ['p'] = {put_line, TAKES_LINE},
    ['q'] = {put_number, TAKES_U1},
    ['r'] = {put_number, TAKES_U4},
    ['s'] = {setitem, TAKES_NOTHING},
    ['t'] = {marked_tuple, TAKES_NOTHING},
    ['u'] = {setitems, TAKES_NOTHING},
    ['}'] = {empty_dict, TAKES_NOTHING},
    [0x80] = {protocol, TAKES_U1},
    [0x81] = {reduce, TAKES_NOTHING}, // NEWOBJ
    [0x82] = {extension, TAKES_U1},
    [0x83] = {extension, TAKES_U2},
    [0x84] = {extension, TAKES_U4},
    [0x85] = {tuple1, TAKES_NOTHING},
    [0x86] = {tuple2, TAKES_NOTHING},
    [0x87] = {tuple3, TAKES_NOTHING},
    [0x88] = {push_true, TAKES_NOTHING},
    [0x89] = {push_false, TAKES_NOTHING},
    [0x8a] = {long_bytes, TAKES_BYTES1},
    [0x8b] = {long_bytes, TAKES_BYTES_I4},
    [0x8c] = {push_unicode, TAKES_BYTES1},
    [0x8d] = {push_unicode, TAKES_BYTES8},
    [0x8e] = {push_bytes, TAKES_BYTES8},
    [0x8f] = {empty_set, TAKES_NOTHING},
    [0x90] = {additems, TAKES_NOTHING},
    [0x91] = {frozenset, TAKES_NOTHING},
    [0x92] = {newobj_ex, TAKES_NOTHING},
    [0x93] = {stack_global, TAKES_NOTHING},
    [0x94] = {memoize, TAKES_NOTHING},
    [0x95] = {frame, TAKES_U8},
    [0x96] = {push_bytes, TAKES_BYTES8},
    [0x97] = {next_buffer, TAKES_NOTHING},
    [0x98] = {readonly_buffer, TAKES_NOTHING},
};

static void cut_off(struct machine *m)
{
    if (!m->ended)
        m->out->cut = true;
    machine_fault(m, "the pickle breaks off");
}

// Before `size` bytes are read: they should all lie in the frame.
static void stay_in_frame(struct machine *m, uint64_t size)
{
    if (m->in_frame && size > m->frame_end - m->at)
        machine_break_frame(
            m, "an opcode reaches past the end of its frame: readers "
               "disagree about what follows");
}

static uint64_t take_number(struct machine *m, unsigned size)
{
    stay_in_frame(m, size);
    if (m->bytes.len - m->at < size) {
        cut_off(m);
        return 0;
    }
    m->at += size;
    return view_little((struct view){m->bytes.at + m->at - size, size});
}

static struct view take_bytes(struct machine *m, uint64_t len)
{
    if (m->ended)
        return (struct view){0};
    stay_in_frame(m, len);
    if (len > m->bytes.len - m->at) {
        if (len <= UINT32_MAX) {
            cut_off(m);
            return (struct view){0};
        }
        machine_limit(m, "a constant claims more than 4 GiB");
        m->out->full = false; // nobody has the bytes to go on
        return (struct view){0};
    }
    struct view v = {m->bytes.at + m->at, (size_t)len};
    m->at += len;
    return v;
}

// SIZE_MAX: no line ends.
static size_t line_length(struct machine *m)
{
    struct view left = view_from(m->bytes, (size_t)m->at);
    const char *end = find_byte(m, left, '\n');

    return end ? (size_t)(end - left.at) : SIZE_MAX;
}

static struct view take_line(struct machine *m)
{
    uint64_t before = m->at;
    size_t len = line_length(m);

    stay_in_frame(m, len == SIZE_MAX ? len : len + 1);
    if (m->at != before)
        len = line_length(m);
    if (len == SIZE_MAX || m->ended) {
        cut_off(m);
        return (struct view){0};
    }
    struct view v = {m->bytes.at + m->at, len};
    m->at += len + 1;
    machine_need(m, v.at, v.len);
    return v;
}

static void take_argument(struct machine *m, enum pickle_takes takes)
{
    static const struct {
        unsigned char number, length; // bytes
    } sizes[] = {
        [TAKES_CARE] = {0, 0},     [TAKES_NOTHING] = {0, 0},
        [TAKES_U1] = {1, 0},       [TAKES_U2] = {2, 0},
        [TAKES_U4] = {4, 0},       [TAKES_I4] = {4, 0},
        [TAKES_U8] = {8, 0},       [TAKES_FLOAT] = {8, 0},
        [TAKES_LINE] = {0, 0},     [TAKES_LINES] = {0, 0},
        [TAKES_BYTES1] = {0, 1},   [TAKES_BYTES4] = {0, 4},
        [TAKES_BYTES_I4] = {0, 4}, [TAKES_BYTES8] = {0, 8},
    };

    if (sizes[takes].number)
        m->number = take_number(m, sizes[takes].number);
    if (sizes[takes].length) {
        uint64_t len = take_number(m, sizes[takes].length);
        if (takes == TAKES_BYTES_I4 && len > INT32_MAX)
            machine_fault(m, "a negative length");
        m->text = take_bytes(m, len);
    }
    if (takes == TAKES_LINE || takes == TAKES_LINES)
        m->text = take_line(m);
    if (takes == TAKES_LINES)
        m->second = take_line(m);
}

bool opcode_exists(unsigned char code)
{
    return pickle_opcode[code].run != NULL;
}

// ---- the loop

// One opcode, wherever it stands.
static void run_one(struct machine *m)
{
    m->start = m->at;
    if (m->in_frame && m->at >= m->frame_end)
        m->in_frame = false;
    if (m->at >= m->bytes.len) {
        cut_off(m);
        return;
    }
    machine_need(m, m->bytes.at + m->at, PICKLE_AHEAD);
    unsigned char code = (unsigned char)m->bytes.at[m->at++];
    if (!pickle_opcode[code].run) {
        machine_fault(m, "an opcode that does not exist");
        return;
    }
    if (m->opcodes >= PICKLE_MOST_OPCODES) {
        machine_limit(m, "more than 64 million opcodes in the file");
        return;
    }
    m->opcodes++;
    take_argument(m, pickle_opcode[code].takes);
    if (!m->ended)
        pickle_opcode[code].run(m);
}

// How far the next opcodes need no care: the rest of their piece and frame.
static void look_ahead(struct machine *m)
{
    uint64_t end = m->bytes.len;

    if (m->reader->source) {
        m->near = paged_near(m->reader->source, m->bytes.at + m->at);
        end = m->at + m->near.len;
    } else {
        m->near = m->bytes;
    }
    if (m->in_frame && m->frame_end < end)
        end = m->frame_end;
    if (end - m->at > PAGED_PIECE) // then it may forget
        end = m->at + PAGED_PIECE;
    end = end > PICKLE_AHEAD ? end - PICKLE_AHEAD : 0;
    uint64_t most =
        m->at + (PICKLE_MOST_OPCODES - m->opcodes); // a byte each, or more
    m->quick = m->ended || m->reader->slow ? 0 : end < most ? end : most;
}

void opcodes_run(struct machine *m)
{
    while (!m->ended) {
        run_one(m);
        look_ahead(m);
        opcodes_run_quickly(m);
    }
}
