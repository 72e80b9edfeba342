// SPDX-License-Identifier: Apache-2.0
#include "format/pickle_quick.h"

#include "base/quick.h"
#include "format/pickle_hidden.h"
#include "format/pickle_opcode.h"
#include "format/pickle_text.h"

// What of a machine the common opcodes work on. Nobody takes its address in the
// end, so that the compiler holds it in registers.
struct quick {
    const char *at, *end;            // of the bytes: m->at and m->quick
    struct pickle_value *top, *full; // behind the last value, and the room
    struct pickle_value *fence;      // above(mark)
    size_t *mark;                    // behind the last
    struct pickle_value *memo;
    size_t memo_room; // 0: all indexes need care
    size_t get_room;  // the same, for reading it
    size_t memo_count;
    uint64_t opcodes;
};

// Where the values above a mark begin, which is the last before `mark`.
static ALWAYS_INLINE struct pickle_value *above(struct machine *m,
                                                const size_t *mark)
{
    return m->stack.at + (mark > m->mark ? mark[-1] : 0);
}

static ALWAYS_INLINE void enter(struct machine *m, struct quick *q)
{
    q->at = m->bytes.at + m->at;
    q->end = m->bytes.at + m->quick;
    q->top = m->stack.at + m->stack_count;
    q->full = m->stack.at + m->stack.count;
    q->mark = m->mark + m->mark_count;
    q->fence = above(m, q->mark);
    q->memo = m->memo.at;
    q->memo_room = m->far_count ? 0 : m->memo.count;
    q->get_room = m->watches && machine_is_full(m) ? 0 : q->memo_room;
    q->memo_count = m->memo_count;
    q->opcodes = m->opcodes;
}

static ALWAYS_INLINE void note_place(struct machine *m, const struct quick *q)
{
    m->start = (uint64_t)(q->at - m->bytes.at);
}

static ALWAYS_INLINE void leave(struct machine *m, const struct quick *q)
{
    note_place(m, q);
    m->at = m->start;
    m->stack_count = (size_t)(q->top - m->stack.at);
    m->mark_count = (size_t)(q->mark - m->mark);
    m->fence = (size_t)(q->fence - m->stack.at);
    m->memo_count = q->memo_count;
    m->opcodes = q->opcodes;
}

// The opcode as its row says, which stands with what it takes in `size` bytes.
static ALWAYS_INLINE bool run_row(struct machine *m, struct quick *q,
                                  size_t size)
{
    unsigned char code = (unsigned char)*q->at;

    leave(m, q);
    m->at += size;
    pickle_opcode[code].run(m);
    enter(m, q);
    return true;
}

// Each of the following runs the opcode at q->at; false: it needs care, and
// nothing was done.

static ALWAYS_INLINE bool push(struct quick *q, struct pickle_value v,
                               size_t size)
{
    if (q->top == q->full)
        return false;
    *q->top++ = v;
    q->at += size;
    return true;
}

static ALWAYS_INLINE bool push_none(struct quick *q)
{
    return push(q, pickle_scalar(PICKLE_NONE, 0), 1);
}

static ALWAYS_INLINE bool push_bool(struct quick *q, bool value, size_t size)
{
    return push(q, pickle_scalar(PICKLE_BOOL, value), size);
}

static ALWAYS_INLINE bool push_int(struct quick *q, int64_t n, size_t size)
{
    return push(q, pickle_scalar(PICKLE_INT, n), size);
}

static ALWAYS_INLINE bool push_float(struct quick *q, size_t size)
{
    return push(q, pickle_scalar(PICKLE_FLOAT, 0), size);
}

// ---- texts

// Whether `len` bytes have no high bit. Eight more are at hand.
static ALWAYS_INLINE bool is_ascii(const char *at, size_t len)
{
    const uint64_t high = 0x8080808080808080u;
    uint64_t seen = 0;

    for (; len > 8; at += 8, len -= 8)
        seen |= quick_little(at);
    if (len)
        seen |= quick_little(at) << (64 - 8 * len);
    return !(seen & high);
}

static ALWAYS_INLINE bool may_nest(const char *at, size_t len)
{
    return len >= PICKLE_NESTED_LEAST &&
           pickle_may_nest((struct view){at, len});
}

// A constant of `len` bytes that is at hand, `size` bytes behind the opcode.
static ALWAYS_INLINE bool take_constant(struct machine *m, struct quick *q,
                                        enum pickle_kind kind, bool is_utf8,
                                        size_t size, size_t len)
{
    const char *at = q->at + size;

    if (len > (size_t)(q->end - q->at))
        return false;
    if (m->keeps || len >= PICKLE_LONG_TEXT || q->top == q->full ||
        (is_utf8 && !is_ascii(at, len)) || may_nest(at, len)) {
        m->text = (struct view){at, len};
        return run_row(m, q, size + len);
    }
    return push(q, pickle_at(kind, (uint32_t)len, at), size + len);
}

static ALWAYS_INLINE bool take_constant1(struct machine *m, struct quick *q,
                                         enum pickle_kind kind, bool is_utf8)
{
    return take_constant(m, q, kind, is_utf8, 2, (unsigned char)q->at[1]);
}

static ALWAYS_INLINE bool take_constant4(struct machine *m, struct quick *q,
                                         enum pickle_kind kind, bool is_utf8)
{
    return take_constant(m, q, kind, is_utf8, 5, quick_little4(q->at + 1));
}

// ---- containers

static ALWAYS_INLINE bool make_mark(struct machine *m, struct quick *q)
{
    if (q->mark == m->mark + PICKLE_MOST_MARKS)
        return false;
    *q->mark++ = (size_t)(q->top - m->stack.at);
    q->fence = q->top;
    q->at++;
    return true;
}

static ALWAYS_INLINE bool make_empty(struct machine *m, struct quick *q,
                                     enum pickle_kind kind)
{
    if (q->top == q->full)
        return false;
    note_place(m, q);
    return push(q, machine_box(m, kind), 1);
}

// As protocol 0 makes them: of what is above the mark, which is nothing.
static ALWAYS_INLINE bool marked_empty(struct machine *m, struct quick *q,
                                       enum pickle_kind kind)
{
    if (q->mark == m->mark || q->top != q->fence || q->top == q->full)
        return false;
    q->fence = above(m, --q->mark);
    return make_empty(m, q, kind);
}

static ALWAYS_INLINE bool make_empty_tuple(struct machine *m, struct quick *q)
{
    if (q->top == q->full)
        return false;
    note_place(m, q);
    return push(q, machine_empty_tuple(m), 1);
}

static ALWAYS_INLINE bool make_tuple(struct machine *m, struct quick *q,
                                     struct pickle_value *from)
{
    note_place(m, q);
    *from = machine_gather(m, PICKLE_TUPLE, from, (size_t)(q->top - from));
    q->top = from + 1;
    q->at++;
    return true;
}

static ALWAYS_INLINE bool short_tuple(struct machine *m, struct quick *q,
                                      ptrdiff_t count)
{
    return q->top - q->fence >= count && make_tuple(m, q, q->top - count);
}

static ALWAYS_INLINE bool marked_tuple(struct machine *m, struct quick *q)
{
    if (q->mark == m->mark || q->fence == q->full)
        return false;
    struct pickle_value *from = q->fence;
    q->fence = above(m, --q->mark);
    return make_tuple(m, q, from);
}

// The values from `from` on go into the container below, which must not lie
// below `fence`.
static ALWAYS_INLINE bool add(struct machine *m, struct quick *q,
                              struct pickle_value *from,
                              const struct pickle_value *fence,
                              enum pickle_kind kind)
{
    size_t count = (size_t)(q->top - from);

    if (from <= fence || pickle_kind(from[-1]) != kind ||
        (kind == PICKLE_DICT && count % 2))
        return false;
    note_place(m, q);
    machine_add(m, from - 1, kind, from, count);
    q->top = from;
    q->at++;
    return true;
}

static ALWAYS_INLINE bool add_last(struct machine *m, struct quick *q,
                                   ptrdiff_t count, enum pickle_kind kind)
{
    struct pickle_value *from = q->top - count;

    if (from <= q->fence)
        return false;
    if (pickle_kind(from[-1]) == kind &&
        machine_add_scalars(m, from - 1, from, (size_t)count)) {
        q->top = from;
        q->at++;
        return true;
    }
    return add(m, q, from, q->fence, kind);
}

static ALWAYS_INLINE bool add_marked(struct machine *m, struct quick *q,
                                     enum pickle_kind kind)
{
    if (q->mark == m->mark)
        return false;
    struct pickle_value *below = above(m, q->mark - 1);
    if (!add(m, q, q->fence, below, kind))
        return false;
    q->mark--;
    q->fence = below;
    return true;
}

static ALWAYS_INLINE bool call(struct machine *m, struct quick *q)
{
    if (q->top - q->fence < 2)
        return false;
    struct pickle_value function = q->top[-2];
    if (pickle_never_callable(function))
        return false;
    if (pickle_kind(function) == PICKLE_GLOBAL) {
        const struct pickle_import *i = pickle_imported(function);
        if (i->lasts ||
            (pickle_is_watched(i) && q->top[-1].bits != m->no_items.bits))
            return run_row(m, q, 1);
    }
    note_place(m, q);
    q->top[-2] = machine_call(m, function, q->top[-1]);
    q->top--;
    q->at++;
    return true;
}

static ALWAYS_INLINE bool persistent(struct machine *m, struct quick *q)
{
    if (q->top == q->fence || !m->reader->container)
        return false;
    note_place(m, q);
    q->top[-1] = machine_persistent(m, q->top[-1]);
    q->at++;
    return true;
}

// ---- memo

static ALWAYS_INLINE bool put(struct machine *m, struct quick *q,
                              uint64_t index, size_t size)
{
    if (index >= q->memo_room || q->top == q->fence)
        return false;
    struct pickle_value v = q->top[-1], before = q->memo[index];
    if (pickle_is_thin(v) || pickle_is_thin(before)) {
        note_place(m, q);
        q->top[-1] = v = machine_remember(m, v, before, index);
    }
    q->memo_count += pickle_kind(before) == PICKLE_NOTHING;
    q->memo[index] = v;
    q->at += size;
    return true;
}

// The value at an index that needs care; nothing if the value does, too.
static NEVER_INLINE struct pickle_value kept(const struct machine *m,
                                             uint64_t index)
{
    struct pickle_value v = {0};

    if (!m->far_count && index < m->memo.count)
        v = m->memo.at[index];
    return machine_is_watched(v) ? (struct pickle_value){0} : v;
}

static ALWAYS_INLINE bool get(const struct machine *m, struct quick *q,
                              uint64_t index, size_t size)
{
    struct pickle_value v =
        index < q->get_room ? q->memo[index] : kept(m, index);

    if (pickle_kind(v) == PICKLE_NOTHING || q->top == q->full)
        return false;
    return push(q, v, size);
}

// ---- lines

// Bytes of the line behind the opcode; SIZE_MAX: its end is not at hand, or
// there is a backslash in it.
static ALWAYS_INLINE size_t plain_line(const struct quick *q)
{
    for (const char *at = q->at + 1; at < q->end; at += 8) {
        uint64_t bytes = quick_little(at);
        uint64_t hit = quick_zeros(bytes ^ quick_each('\n'));
        uint64_t slash = quick_zeros(bytes ^ quick_each('\\'));

        if (slash & ((hit & -hit) - 1)) // in front of a newline, if any
            return SIZE_MAX;
        if (hit)
            return (size_t)(at - q->at) - 1 + (size_t)__builtin_ctzll(hit) / 8;
    }
    return SIZE_MAX;
}

// A number of few decimal digits, as nearly all are: the bytes of it, or 0.
static ALWAYS_INLINE size_t decimal(const char *at, uint64_t *n)
{
    // A sign and an "L" are around it.
    enum { FEW = 7, MOST = PICKLE_AHEAD - 3 };
    size_t len = quick_decimal(quick_little(at), n);

    for (; len > FEW && len < MOST && ascii_digit(at[len]); len++)
        *n = *n * 10 + (uint64_t)(at[len] - '0');
    return at[0] == '0' && len > 1 ? 0 : len;
}

// The size of an opcode with an index in a line; 0: it needs care.
static ALWAYS_INLINE size_t index_line(const struct quick *q, uint64_t *index)
{
    size_t len = decimal(q->at + 1, index);

    return len && q->at[1 + len] == '\n' ? len + 2 : 0;
}

static ALWAYS_INLINE bool put_line(struct machine *m, struct quick *q)
{
    uint64_t index;
    size_t size = index_line(q, &index);

    return size && put(m, q, index, size);
}

static ALWAYS_INLINE bool get_line(const struct machine *m, struct quick *q)
{
    uint64_t index;
    size_t size = index_line(q, &index);

    return size && get(m, q, index, size);
}

static ALWAYS_INLINE bool int_line(struct quick *q, bool is_long)
{
    const char *at = q->at + 1;
    uint64_t n;

    if (!is_long && at[0] == '0' && (at[1] | 1) == '1' && at[2] == '\n')
        return push_bool(q, at[1] == '1', 4);
    bool negative = at[0] == '-';
    at += negative;
    size_t len = decimal(at, &n);
    at += len;
    at += is_long && at[0] == 'L';
    return len && at[0] == '\n' &&
           push_int(q, negative ? -(int64_t)n : (int64_t)n,
                    (size_t)(at - q->at) + 1);
}

// Digits from `at` on; the first byte that is none.
static ALWAYS_INLINE const char *digits(const struct quick *q, const char *at)
{
    for (; at < q->end; at += 8) {
        uint64_t others = quick_others(quick_little(at));

        if (others)
            return at + __builtin_ctzll(others) / 8;
    }
    return at;
}

// As repr writes it: all but infinities and what is no number.
static ALWAYS_INLINE bool float_line(struct quick *q)
{
    const char *from = q->at + 1 + (q->at[1] == '-'), *at = digits(q, from);

    if (at == from)
        return false;
    if (*at == '.')
        at = digits(q, at + 1);
    if (*at == 'e') {
        from = at + 1 + (at[1] == '-' || at[1] == '+');
        at = digits(q, from);
        if (at == from)
            return false;
    }
    return *at == '\n' && push_float(q, (size_t)(at - q->at) + 1);
}

// Without what is escaped or quoted in another way.
static ALWAYS_INLINE bool text_line(struct machine *m, struct quick *q,
                                    size_t quotes)
{
    size_t len = plain_line(q);
    struct view v = {q->at + 1, len};

    if (len == SIZE_MAX || len < 2 * quotes || m->keeps)
        return false;
    if (quotes) {
        if (v.at[0] != v.at[len - 1] || (v.at[0] != '\'' && v.at[0] != '"'))
            return false;
        v = (struct view){v.at + 1, len - 2};
    }
    return v.len < PICKLE_LONG_TEXT && !may_nest(v.at, v.len) &&
           push(q, pickle_at(PICKLE_TEXT, (uint32_t)v.len, v.at), len + 2);
}

// ---- all others

static ALWAYS_INLINE bool run_other(struct machine *m, struct quick *q)
{
    unsigned char code = (unsigned char)*q->at;

    return pickle_opcode[code].takes == TAKES_NOTHING && run_row(m, q, 1);
}

// By the opcode: the name of its place, and what is done there.
// clang-format off
#define EACH_COMMON(X) \
    X('(', mark, make_mark(m, &q)) \
    X(')', empty_tuple, make_empty_tuple(m, &q)) \
    X('B', binbytes, take_constant4(m, &q, PICKLE_BYTES, false)) \
    X('C', short_binbytes, take_constant1(m, &q, PICKLE_BYTES, false)) \
    X('F', float_, float_line(&q)) \
    X('G', binfloat, push_float(&q, 9)) \
    X('I', int_, int_line(&q, false)) \
    X('J', binint, push_int(&q, (int32_t)quick_little4(q.at + 1), 5)) \
    X('K', binint1, push_int(&q, (unsigned char)q.at[1], 2)) \
    X('L', long_, int_line(&q, true)) \
    X('M', binint2, push_int(&q, quick_little4(q.at + 1) & UINT16_MAX, 3)) \
    X('N', none, push_none(&q)) \
    X('S', string, text_line(m, &q, 1)) \
    X('U', short_binstring, take_constant1(m, &q, PICKLE_TEXT, false)) \
    X('V', unicode, text_line(m, &q, 0)) \
    X('X', binunicode, take_constant4(m, &q, PICKLE_TEXT, true)) \
    X(']', empty_list, make_empty(m, &q, PICKLE_LIST)) \
    X('Q', binpersid, persistent(m, &q)) \
    X('R', reduce, call(m, &q)) \
    X('a', append, add_last(m, &q, 1, PICKLE_LIST)) \
    X('d', dict, marked_empty(m, &q, PICKLE_DICT)) \
    X('e', appends, add_marked(m, &q, PICKLE_LIST)) \
    X('g', get_, get_line(m, &q)) \
    X('h', binget, get(m, &q, (unsigned char)q.at[1], 2)) \
    X('j', long_binget, get(m, &q, quick_little4(q.at + 1), 5)) \
    X('l', list, marked_empty(m, &q, PICKLE_LIST)) \
    X('p', put_, put_line(m, &q)) \
    X('q', binput, put(m, &q, (unsigned char)q.at[1], 2)) \
    X('r', long_binput, put(m, &q, quick_little4(q.at + 1), 5)) \
    X('s', setitem, add_last(m, &q, 2, PICKLE_DICT)) \
    X('t', tuple, marked_tuple(m, &q)) \
    X('u', setitems, add_marked(m, &q, PICKLE_DICT)) \
    X('}', empty_dict, make_empty(m, &q, PICKLE_DICT)) \
    X(0x81, newobj, call(m, &q)) \
    X(0x85, tuple1, short_tuple(m, &q, 1)) \
    X(0x86, tuple2, short_tuple(m, &q, 2)) \
    X(0x87, tuple3, short_tuple(m, &q, 3)) \
    X(0x88, newtrue, push_bool(&q, true, 1)) \
    X(0x89, newfalse, push_bool(&q, false, 1)) \
    X(0x8c, short_binunicode, take_constant1(m, &q, PICKLE_TEXT, true)) \
    X(0x94, memoize, put(m, &q, q.memo_count, 1))
// clang-format on

// Every row goes on to the next from a place of its own: the processor foresees
// what follows which, and takes a fifth less time for pickles of small objects
// than in a switch. Labels as values, and rows in the place of others in a
// range, are extensions of gcc and clang.
#pragma GCC diagnostic ignored "-Wpedantic"
#ifdef __clang__
#pragma GCC diagnostic ignored "-Winitializer-overrides"
#else
#pragma GCC diagnostic ignored "-Woverride-init"
#endif
// NOLINTNEXTLINE(bugprone-macro-parentheses): a label takes none
#define PLACE(code, name, run) [code] = &&name,
#define RUN(code, name, run)                                                   \
    name:                                                                      \
    if (!(run))                                                                \
        goto care;                                                             \
    q.opcodes++;                                                               \
    if (q.at >= q.end)                                                         \
        goto care;                                                             \
    goto *place[(unsigned char)*q.at];

void opcodes_run_quickly(struct machine *m)
{
    static const void *const place[256] = {[0 ... 255] = &&other,
                                           EACH_COMMON(PLACE)};
    struct quick q;

    if (m->at >= m->quick || !m->stack.at) // nothing was pushed before
        return;
    enter(m, &q);
    goto *place[(unsigned char)*q.at];
    EACH_COMMON(RUN)
    RUN(, other, run_other(m, &q))
care:
    leave(m, &q);
}
