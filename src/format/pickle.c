// SPDX-License-Identifier: Apache-2.0
// The machine follows CPython's C unpickler (Modules/_pickle.c), not a
// textbook: where a scanner is stricter than the loader and stops, it does not
// see what comes behind.
#include "format/pickle.h"

#include "base/map.h"
#include "base/unicode.h"

#include <inttypes.h>

enum {
    MOST_ENTRIES = 4 << 20, // of stack and memo
    MOST_MARKS = 1000,
    DEEPEST = 1000,          // containers in containers: CPython recurses
    MOST_OPCODES = 64 << 20, // in one pickle
    LONGEST_DECODED = 4096,  // a name that is longer cannot be one
    LONGEST_SHOWN = 100,
    NESTED_DEEPEST = 3,
    NESTED_LEAST = 8, // bytes of a constant that may be a pickle
    SEARCH_FRONT = 1 << 20,
    SEARCH_BACK = 64 << 10,
    HIGHEST_PROTOCOL = 5,
    MEMORY_FREE = 1 << 20, // of values: this much, and so much a byte of input
    MEMORY_PER_BYTE = 48,
    WORK = 64 << 20,
};
static const uint64_t heaviest = UINT64_C(1) << 31;
static const uint64_t most_memory = UINT64_C(1) << 30;

struct argument {
    uint64_t number;
    struct view text, second; // bytes or lines, without their newline
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
    uint64_t frame_end;
    struct pickle_value *stack;
    size_t stack_count, fence; // what lies below the last mark is not reached
    size_t *mark;
    size_t mark_count;
    struct pickle_value *memo; // by index
    size_t memo_room, memo_count;
    struct map far; // entries whose index no honest writer would use
    struct pickle_value *far_value;
    size_t far_count;
    struct map imports;
    size_t memory_before, memory_most;
    bool thin;               // out of memory budget: values are no longer kept
    bool limit_told;         // of depth and weight
    struct pickle_box spare; // stands for all containers when thin
    struct pickle *out;
};

static void note_at(struct machine *m, struct view rule,
                    enum note_severity severity, const char *shows)
{
    note_add(m->reader->notes, rule, severity, m->reader->base + m->start, "%s",
             shows);
}

// Ends the pickle. Only the first fault is told.
static void fault(struct machine *m, const char *shows)
{
    if (m->ended)
        return;
    m->ended = true;
    note_at(m, VIEW("pickle.malformed"), NOTE_MALFORMED, shows);
}

static void limit(struct machine *m, const char *shows)
{
    if (m->ended)
        return;
    m->ended = true;
    note_at(m, VIEW("pickle.limit"), NOTE_LIMIT, shows);
}

static void break_frame(struct machine *m, const char *shows)
{
    m->in_frame = false;
    if (m->out->frames_broken)
        return;
    m->out->frames_broken = true;
    m->out->frame_fault = m->start;
    note_at(m, VIEW("pickle.frame"), NOTE_MALFORMED, shows);
}

// ---- values

static struct pickle_value scalar(enum pickle_kind kind, int64_t number)
{
    return (struct pickle_value){.kind = kind, .is.number = number};
}

static struct pickle_value text_value(enum pickle_kind kind, struct view v)
{
    return (struct pickle_value){
        .kind = kind, .len = (uint32_t)v.len, .is.text = v.at};
}

static bool is_boxed(struct pickle_value v)
{
    return v.kind >= PICKLE_LIST && v.kind != PICKLE_GLOBAL;
}

struct pickle_box pickle_items(struct pickle_value v)
{
    return is_boxed(v) ? *v.is.box : (struct pickle_box){0};
}

struct pickle_value pickle_item(struct pickle_value v, size_t i)
{
    return is_boxed(v) && i < v.is.box->item_count ? v.is.box->item[i]
                                                   : (struct pickle_value){0};
}

static bool out_of_memory(struct machine *m)
{
    if (!m->thin && m->arena->used - m->memory_before > m->memory_most) {
        m->thin = true;
        note_at(m, VIEW("pickle.limit"), NOTE_LIMIT,
                "the values of this pickle take more memory than its size "
                "warrants: they are followed, but no longer kept");
    }
    return m->thin;
}

static struct pickle_value boxed(struct machine *m, enum pickle_kind kind)
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
        note_at(m, VIEW("pickle.limit"), NOTE_LIMIT, shows);
    m->limit_told = true;
}

static void weigh(struct machine *m, struct pickle_box *box,
                  struct pickle_value v)
{
    uint64_t weight = is_boxed(v) ? v.is.box->weight : 1;
    uint32_t depth = is_boxed(v) ? v.is.box->depth + 1 : 1;

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

static void add_item(struct machine *m, struct pickle_value to,
                     struct pickle_value v)
{
    struct pickle_box *box = to.is.box;

    if (box == &m->spare || out_of_memory(m))
        return;
    *LIST_ADD(m->arena, box->item, box->item_count) = v;
    weigh(m, box, v);
}

// ---- stack

static void push(struct machine *m, struct pickle_value v)
{
    if (m->ended)
        return;
    if (m->stack_count >= MOST_ENTRIES) {
        limit(m, "the stack grows beyond 4 million entries");
        return;
    }
    *LIST_ADD(m->arena, m->stack, m->stack_count) = v;
}

static struct pickle_value *top(struct machine *m)
{
    if (m->stack_count <= m->fence) {
        fault(m, "an opcode needs a value, and the stack is empty");
        return NULL;
    }
    return &m->stack[m->stack_count - 1];
}

static struct pickle_value pop(struct machine *m)
{
    struct pickle_value *v = top(m);

    if (!v)
        return (struct pickle_value){0};
    m->stack_count--;
    return *v;
}

// Takes the last mark off; `*first` is where the values above it begin.
static bool pop_to_mark(struct machine *m, size_t *first)
{
    *first = m->stack_count;
    if (!m->mark_count) {
        fault(m, "an opcode needs a mark, and there is none");
        return false;
    }
    *first = m->mark[--m->mark_count];
    m->fence = m->mark_count ? m->mark[m->mark_count - 1] : 0;
    return true;
}

static void make_mark(struct machine *m, const struct argument *g)
{
    (void)g;
    if (m->mark_count >= MOST_MARKS) {
        limit(m, "more than 1,000 marks are open");
        return;
    }
    *LIST_ADD(m->arena, m->mark, m->mark_count) = m->stack_count;
    m->fence = m->stack_count;
}

static void run_pop(struct machine *m, const struct argument *g)
{
    size_t first;

    (void)g;
    if (m->mark_count && m->mark[m->mark_count - 1] == m->stack_count)
        (void)pop_to_mark(m, &first);
    else
        pop(m);
}

static void pop_mark(struct machine *m, const struct argument *g)
{
    size_t first;

    (void)g;
    if (pop_to_mark(m, &first))
        m->stack_count = first;
}

static void dup_top(struct machine *m, const struct argument *g)
{
    struct pickle_value *v = top(m);

    (void)g;
    if (v)
        push(m, *v);
}

static void stop(struct machine *m, const struct argument *g)
{
    struct pickle_value v = pop(m);

    (void)g;
    if (m->ended)
        return;
    m->ended = m->out->whole = true;
    m->out->root = v;
}

static void protocol(struct machine *m, const struct argument *g)
{
    if (g->number > HIGHEST_PROTOCOL)
        fault(m, "a pickle protocol above 5, which no loader knows");
}

static void frame(struct machine *m, const struct argument *g)
{
    if (m->out->frames_broken)
        return;
    if (m->in_frame) {
        break_frame(m, "a frame opens inside a frame");
    } else if (g->number > m->bytes.len - m->at) {
        break_frame(m, "a frame reaches past the end of the file");
    } else {
        m->in_frame = true;
        m->frame_end = m->at + g->number;
    }
}

// ---- imports

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

// The import of `name` from `module`, seen now or before.
static struct pickle_value import(struct machine *m, struct view module,
                                  struct view name)
{
    struct view key = arena_print(m->arena, "%zu ", module.len);
    bool is_new;
    char *at = arena_alloc(m->arena, key.len + module.len + name.len);

    memcpy(at, key.at, key.len);
    if (module.len)
        memcpy(at + key.len, module.at, module.len);
    if (name.len)
        memcpy(at + key.len + module.len, name.at, name.len);
    key = (struct view){at, key.len + module.len + name.len};
    size_t *index = map_at(&m->imports, key, &is_new);
    if (is_new) {
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
    return (struct pickle_value){.kind = PICKLE_GLOBAL, .is.import = i};
}

static void run_global(struct machine *m, const struct argument *g)
{
    if (!g->text.len || !g->second.len)
        fault(m, "an import without a name");
    else
        push(m, import(m, g->text, g->second));
}

// Something that would be there, and of which nothing is known.
static struct pickle_value call(struct machine *m, struct pickle_value function,
                                struct pickle_value arguments)
{
    struct pickle_value v = boxed(m, PICKLE_CALL);

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

static struct pickle_value unknown(struct machine *m)
{
    return call(m, (struct pickle_value){0}, (struct pickle_value){0});
}

static void stack_global(struct machine *m, const struct argument *g)
{
    struct pickle_value name = pop(m), module = pop(m);

    (void)g;
    if (m->ended)
        return;
    if (name.kind == PICKLE_TEXT && module.kind == PICKLE_TEXT) {
        push(m, import(m, pickle_text(module), pickle_text(name)));
    } else if (name.kind >= PICKLE_GLOBAL || module.kind >= PICKLE_GLOBAL) {
        note_at(m, VIEW("pickle.import.dynamic"), NOTE_DANGER,
                "imports a name that is computed while the file is loaded");
        m->out->danger = true;
        push(m, unknown(m));
    } else {
        fault(m, "an import whose name is no text");
    }
}

static void extension(struct machine *m, const struct argument *g)
{
    if (g->number == 0 || g->number > INT32_MAX) {
        fault(m, "an extension code that cannot exist");
        return;
    }
    note_at(m, VIEW("pickle.ext"), NOTE_DANGER,
            "imports by a registered number: what it stands for is not in "
            "this file");
    m->out->danger = true;
    push(m, unknown(m));
}

// ---- constants

// What a constant must begin with to be tried as a pickle: PROTO, or an import
// by two lines of identifiers, or a mark with a string or a mark behind it.
static bool identifier_line(struct view *v)
{
    enum { LONGEST_LINE = 256 };
    struct view near = view_head(*v, LONGEST_LINE);
    struct view rest, line = view_cut(near, '\n', &rest);

    if (!line.len || line.len == near.len || ascii_digit(line.at[0]))
        return false;
    for (size_t i = 0; i < line.len; i++)
        if (!ascii_alpha(line.at[i]) && !ascii_digit(line.at[i]) &&
            line.at[i] != '_' && line.at[i] != '.')
            return false;
    *v = view_from(*v, line.len + 1);
    return true;
}

static bool may_start(struct view v)
{
    if (v.len < 4)
        return false;
    unsigned char first = (unsigned char)v.at[0],
                  second = (unsigned char)v.at[1];
    if (first == 0x80)
        return second <= HIGHEST_PROTOCOL;
    if (first == '(')
        return byte_in((char)second, VIEW("(SUVTX\x8c\x8dic"));
    struct view rest = view_from(v, 1);
    return first == 'c' && identifier_line(&rest) && identifier_line(&rest);
}

static bool probe(struct pickle_reader *p, struct view bytes, uint64_t at,
                  struct pickle *out);

static void check_nested(struct machine *m, struct view constant)
{
    static const unsigned char starts[] = {0, 1, 2, 3, 4, 8};
    struct pickle_reader *p = m->reader;
    struct pickle inner;

    if (constant.len < NESTED_LEAST || p->depth >= NESTED_DEEPEST)
        return;
    for (size_t i = 0; i < sizeof starts; i++) {
        if (!may_start(view_from(constant, starts[i])) ||
            !probe(p, constant, starts[i], &inner) || !inner.whole ||
            !inner.import_count)
            continue;
        uint64_t base = p->base;
        note_at(m, VIEW("pickle.nested"), NOTE_DANGER,
                "a constant holds another pickle that imports something");
        p->base += (uint64_t)(constant.at - m->bytes.at);
        p->depth++;
        pickle_read(p, constant, starts[i], &inner);
        p->depth--;
        p->base = base;
        return;
    }
}

static void push_text(struct machine *m, enum pickle_kind kind, struct view v)
{
    push(m, text_value(kind, v));
    // A decoded text lies elsewhere and is too short to matter.
    if (v.at >= m->bytes.at && v.at < m->bytes.at + m->bytes.len)
        check_nested(m, v);
}

// Strict UTF-8, but for surrogates, which Python lets pass.
static bool python_utf8(struct view v)
{
    for (;;) {
        size_t at = utf8_fault(v);

        if (at == SIZE_MAX)
            return true;
        v = view_from(v, at);
        if (v.len < 3 || (unsigned char)v.at[0] != 0xed ||
            ((unsigned char)v.at[1] & 0xe0) != 0xa0 ||
            ((unsigned char)v.at[2] & 0xc0) != 0x80)
            return false;
        v = view_from(v, 3);
    }
}

static void push_unicode(struct machine *m, const struct argument *g)
{
    if (python_utf8(g->text))
        push_text(m, PICKLE_TEXT, g->text);
    else
        fault(m, "a text that is not UTF-8");
}

static void push_bytes(struct machine *m, const struct argument *g)
{
    push_text(m, PICKLE_BYTES, g->text);
}

// Python 2's strings: text to a loader, whatever bytes they hold.
static void push_string(struct machine *m, const struct argument *g)
{
    push_text(m, PICKLE_TEXT, g->text);
}

// `count` hexadecimal digits at the front of `v`.
static bool hex_number(struct view v, size_t count, uint32_t *out)
{
    *out = 0;
    if (v.len < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        int digit = ascii_hex(v.at[i]);
        if (digit < 0)
            return false;
        *out = *out << 4 | (uint32_t)digit;
    }
    return true;
}

// Latin-1 with \uXXXX and \UXXXXXXXX; a backslash before anything else stays.
static bool decode_unicode(struct view v, char *to, size_t *len)
{
    *len = 0;
    while (v.len) {
        uint32_t c = (unsigned char)v.at[0];
        size_t used = 1;

        if (c == '\\' && v.len > 1 && (v.at[1] == 'u' || v.at[1] == 'U')) {
            size_t digits = v.at[1] == 'u' ? 4 : 8;
            if (!hex_number(view_from(v, 2), digits, &c) || c > 0x10ffff)
                return false;
            used = 2 + digits;
        } else if (c == '\\' && v.len > 1) {
            to[(*len)++] = '\\';
            c = (unsigned char)v.at[1];
            used = 2;
        }
        *len += utf8_put(to + *len, c);
        v = view_from(v, used);
    }
    return true;
}

static void unicode_line(struct machine *m, const struct argument *g)
{
    size_t len;

    if (g->text.len > LONGEST_DECODED ||
        !memchr(g->text.at, '\\', g->text.len)) {
        push_text(m, PICKLE_TEXT, g->text);
        return;
    }
    // The longest output is two bytes for each Latin-1 letter.
    char *to = arena_alloc(m->arena, g->text.len * 2 + 4);
    if (decode_unicode(g->text, to, &len))
        push_text(m, PICKLE_TEXT, (struct view){to, len});
    else
        fault(m, "a broken escape in a text");
}

// One escape of a Python string at the front of `v`; bytes used, 0: broken.
static size_t decode_escape(struct view v, char *to, size_t *len)
{
    static const struct view letters = VIEW_INIT("\\'\"abfnrtv");
    static const char meaning[] = "\\'\"\a\b\f\n\r\t\v";
    uint32_t c;
    const char *hit =
        v.len > 1 ? memchr(letters.at, v.at[1], letters.len) : NULL;

    if (v.len < 2)
        return 0;
    if (hit) {
        to[(*len)++] = meaning[hit - letters.at];
        return 2;
    }
    if (v.at[1] == '\n')
        return 2;
    if (v.at[1] == 'x') {
        if (!hex_number(view_from(v, 2), 2, &c))
            return 0;
        to[(*len)++] = (char)c;
        return 4;
    }
    size_t digits = 0;
    for (c = 0; digits < 3 && 1 + digits < v.len && v.at[1 + digits] >= '0' &&
                v.at[1 + digits] <= '7';
         digits++)
        c = c << 3 | (uint32_t)(v.at[1 + digits] - '0');
    if (digits) {
        to[(*len)++] = (char)c;
        return 1 + digits;
    }
    to[(*len)++] = '\\';
    return 1;
}

static void string_line(struct machine *m, const struct argument *g)
{
    struct view v = g->text;
    size_t len = 0;

    while (v.len && (v.at[v.len - 1] == ' ' || v.at[v.len - 1] == '\r' ||
                     v.at[v.len - 1] == '\t'))
        v.len--;
    if (v.len < 2 || v.at[0] != v.at[v.len - 1] ||
        (v.at[0] != '\'' && v.at[0] != '"')) {
        fault(m, "a string without its quotes");
        return;
    }
    v = view_head(view_from(v, 1), v.len - 2);
    if (!v.len || v.len > LONGEST_DECODED || !memchr(v.at, '\\', v.len)) {
        push_text(m, PICKLE_TEXT, v);
        return;
    }
    char *to = arena_alloc(m->arena, v.len);
    while (v.len) {
        size_t used = 1;
        if (v.at[0] == '\\')
            used = decode_escape(v, to, &len);
        else
            to[len++] = v.at[0];
        if (!used) {
            fault(m, "a broken escape in a string");
            return;
        }
        v = view_from(v, used);
    }
    push_text(m, PICKLE_TEXT, (struct view){to, len});
}

static void push_number(struct machine *m, const struct argument *g)
{
    push(m, scalar(PICKLE_INT, (int64_t)g->number));
}

static void push_signed(struct machine *m, const struct argument *g)
{
    push(m, scalar(PICKLE_INT, (int32_t)(uint32_t)g->number));
}

// The base that the front of a number says, as Python's base 0; cuts it off.
static unsigned number_base(struct view *v)
{
    char second = v->len > 1 && v->at[0] == '0' ? ascii_lower(v->at[1]) : 0;
    unsigned base = second == 'x'                   ? 16
                    : second == 'o'                 ? 8
                    : second == 'b'                 ? 2
                    : second && ascii_digit(second) ? 8 // strtol's octal
                                                    : 10;

    if (second == 'x' || second == 'o' || second == 'b')
        *v = view_from(*v, 2);
    return base;
}

// A number as INT and LONG take it: blanks around, a sign, any base,
// underscores. `*fits` tells whether it fits 64 bits.
static bool read_number(struct view v, int64_t *out, bool *fits)
{
    bool negative = false, digits = false;
    uint64_t n = 0;

    v = view_trim(v);
    *fits = true;
    *out = 0;
    if (v.len && (v.at[0] == '-' || v.at[0] == '+')) {
        negative = v.at[0] == '-';
        v = view_from(v, 1);
    }
    unsigned base = number_base(&v);
    for (size_t i = 0; i < v.len; i++) {
        int digit = ascii_hex(v.at[i]);

        if (v.at[i] == '_' && digits)
            continue;
        if (digit < 0 || (unsigned)digit >= base)
            return false;
        digits = true;
        *fits = *fits && !__builtin_mul_overflow(n, base, &n) &&
                !__builtin_add_overflow(n, (uint64_t)digit, &n) &&
                n <= INT64_MAX;
    }
    if (*fits)
        *out = negative ? -(int64_t)n : (int64_t)n;
    return digits;
}

static void push_line_number(struct machine *m, struct view v)
{
    int64_t n;
    bool fits;

    if (!read_number(v, &n, &fits))
        fault(m, "a number that is none");
    else if (fits)
        push(m, scalar(PICKLE_INT, n));
    else
        push(m, text_value(PICKLE_BIG, v));
}

static void int_line(struct machine *m, const struct argument *g)
{
    if (view_eq(g->text, VIEW("00")) || view_eq(g->text, VIEW("01")))
        push(m, scalar(PICKLE_BOOL, g->text.at[1] == '1'));
    else
        push_line_number(m, g->text);
}

static void long_line(struct machine *m, const struct argument *g)
{
    struct view v = g->text;

    if (v.len && v.at[v.len - 1] == 'L')
        v.len--;
    push_line_number(m, v);
}

// Little-endian two's complement.
static void long_bytes(struct machine *m, const struct argument *g)
{
    struct view v = g->text;
    uint64_t n = v.len && v.at[v.len - 1] & 0x80 ? UINT64_MAX : 0;

    if (v.len > 8) {
        push(m, text_value(PICKLE_BIG, v));
        return;
    }
    for (size_t i = v.len; i > 0; i--)
        n = n << 8 | (unsigned char)v.at[i - 1];
    push(m, scalar(PICKLE_INT, (int64_t)n));
}

static void float_line(struct machine *m, const struct argument *g)
{
    struct view v = view_trim(g->text);
    bool good = v.len > 0;

    for (size_t i = 0; i < v.len; i++)
        good =
            good && v.at[i] && strchr("0123456789+-.eEinfatyINFATY", v.at[i]);
    if (good)
        push(m, scalar(PICKLE_FLOAT, 0));
    else
        fault(m, "a float that is none");
}

static void push_float(struct machine *m, const struct argument *g)
{
    struct pickle_value v = {.kind = PICKLE_FLOAT};

    memcpy(&v.is.real, &g->number, sizeof v.is.real);
    push(m, v);
}

static void push_none(struct machine *m, const struct argument *g)
{
    (void)g;
    push(m, scalar(PICKLE_NONE, 0));
}

static void push_true(struct machine *m, const struct argument *g)
{
    (void)g;
    push(m, scalar(PICKLE_BOOL, 1));
}

static void push_false(struct machine *m, const struct argument *g)
{
    (void)g;
    push(m, scalar(PICKLE_BOOL, 0));
}

// ---- containers

static void empty_list(struct machine *m, const struct argument *g)
{
    (void)g;
    push(m, boxed(m, PICKLE_LIST));
}

static void empty_dict(struct machine *m, const struct argument *g)
{
    (void)g;
    push(m, boxed(m, PICKLE_DICT));
}

static void empty_set(struct machine *m, const struct argument *g)
{
    (void)g;
    push(m, boxed(m, PICKLE_SET));
}

// Puts one value of `kind` in the place of those from `first` on.
static void gather(struct machine *m, enum pickle_kind kind, size_t first)
{
    struct pickle_value v = boxed(m, kind);

    for (size_t i = first; i < m->stack_count; i++)
        add_item(m, v, m->stack[i]);
    m->stack_count = first;
    push(m, v);
}

static void gather_marked(struct machine *m, enum pickle_kind kind)
{
    size_t first;

    if (pop_to_mark(m, &first))
        gather(m, kind, first);
}

static void empty_tuple(struct machine *m, const struct argument *g)
{
    (void)g;
    gather(m, PICKLE_TUPLE, m->stack_count);
}

static void marked_tuple(struct machine *m, const struct argument *g)
{
    (void)g;
    gather_marked(m, PICKLE_TUPLE);
}

static void marked_list(struct machine *m, const struct argument *g)
{
    (void)g;
    gather_marked(m, PICKLE_LIST);
}

static void frozenset(struct machine *m, const struct argument *g)
{
    (void)g;
    gather_marked(m, PICKLE_SET);
}

static void marked_dict(struct machine *m, const struct argument *g)
{
    size_t first;

    (void)g;
    if (!pop_to_mark(m, &first))
        return;
    if ((m->stack_count - first) % 2)
        fault(m, "a dict of an odd number of keys and values");
    else
        gather(m, PICKLE_DICT, first);
}

static void short_tuple(struct machine *m, size_t count)
{
    if (m->stack_count - m->fence < count)
        fault(m, "a tuple needs more values than the stack has");
    else
        gather(m, PICKLE_TUPLE, m->stack_count - count);
}

static void tuple1(struct machine *m, const struct argument *g)
{
    (void)g;
    short_tuple(m, 1);
}

static void tuple2(struct machine *m, const struct argument *g)
{
    (void)g;
    short_tuple(m, 2);
}

static void tuple3(struct machine *m, const struct argument *g)
{
    (void)g;
    short_tuple(m, 3);
}

// Whether a value may take items as a container of `kind` does. Objects may;
// tensors may not (writing into one as into a dict corrupted memory,
// CVE-2026-24747).
static bool takes_items(struct pickle_value v, enum pickle_kind kind)
{
    if (v.kind == kind)
        return true;
    if (v.kind != PICKLE_CALL || !v.is.box->item_count)
        return v.kind == PICKLE_CALL;
    struct pickle_value function = v.is.box->item[CALL_FUNCTION];
    return function.kind != PICKLE_GLOBAL ||
           !view_eq(function.is.import->module, VIEW("torch._utils"));
}

// Adds the values from `first` on to the container below them.
static void add_from(struct machine *m, size_t first, enum pickle_kind kind)
{
    if (m->ended)
        return;
    if (first <= m->fence) {
        fault(m, "items without a container to put them in");
        return;
    }
    struct pickle_value to = m->stack[first - 1];
    if (!takes_items(to, kind))
        fault(m, "items are put into something that cannot hold them");
    else if (kind == PICKLE_DICT && (m->stack_count - first) % 2)
        fault(m, "an odd number of keys and values");
    for (size_t i = first; i < m->stack_count && !m->ended; i++)
        add_item(m, to, m->stack[i]);
    m->stack_count = first;
}

static void add_last(struct machine *m, size_t count, enum pickle_kind kind)
{
    if (m->stack_count - m->fence <= count)
        fault(m, "items without a container to put them in");
    else
        add_from(m, m->stack_count - count, kind);
}

static void add_marked(struct machine *m, enum pickle_kind kind)
{
    size_t first;

    if (pop_to_mark(m, &first))
        add_from(m, first, kind);
}

static void append(struct machine *m, const struct argument *g)
{
    (void)g;
    add_last(m, 1, PICKLE_LIST);
}

static void appends(struct machine *m, const struct argument *g)
{
    (void)g;
    add_marked(m, PICKLE_LIST);
}

static void setitem(struct machine *m, const struct argument *g)
{
    (void)g;
    add_last(m, 2, PICKLE_DICT);
}

static void setitems(struct machine *m, const struct argument *g)
{
    (void)g;
    add_marked(m, PICKLE_DICT);
}

static void additems(struct machine *m, const struct argument *g)
{
    (void)g;
    add_marked(m, PICKLE_SET);
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

static void put(struct machine *m, uint64_t index)
{
    struct pickle_value *v = top(m);

    if (!v)
        return;
    if (index >= MOST_ENTRIES) {
        limit(m, "a memo index beyond 4 million: the loader would reserve room "
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

static void get(struct machine *m, uint64_t index)
{
    struct pickle_value v = {0};

    if (index < m->memo_room) {
        v = m->memo[index];
    } else if (m->far_count) {
        struct view key = {(const char *)&index, sizeof index};
        size_t *at = map_find(&m->far, key);
        if (at)
            v = m->far_value[*at];
    }
    if (v.kind == PICKLE_NOTHING)
        fault(m, "a memo entry that was never made");
    else
        push(m, v);
}

static void put_number(struct machine *m, const struct argument *g)
{
    put(m, g->number);
}

static void get_number(struct machine *m, const struct argument *g)
{
    get(m, g->number);
}

static bool line_index(struct machine *m, struct view line, uint64_t *index)
{
    if (view_u64(view_trim(line), index))
        return true;
    fault(m, "a memo index that is no number");
    return false;
}

static void put_line(struct machine *m, const struct argument *g)
{
    uint64_t index;

    if (line_index(m, g->text, &index))
        put(m, index);
}

static void get_line(struct machine *m, const struct argument *g)
{
    uint64_t index;

    if (line_index(m, g->text, &index))
        get(m, index);
}

static void memoize(struct machine *m, const struct argument *g)
{
    (void)g;
    put(m, m->memo_count);
}

// ---- calls

static void reduce(struct machine *m, const struct argument *g)
{
    struct pickle_value arguments = pop(m), function = pop(m);

    (void)g;
    push(m, call(m, function, arguments));
}

static void newobj_ex(struct machine *m, const struct argument *g)
{
    pop(m); // keyword arguments: what they import was seen
    reduce(m, g);
}

// The class and the arguments above the mark.
static void obj(struct machine *m, const struct argument *g)
{
    size_t first;

    (void)g;
    if (!pop_to_mark(m, &first))
        return;
    if (first == m->stack_count) {
        fault(m, "a call of nothing");
        return;
    }
    gather(m, PICKLE_TUPLE, first + 1);
    reduce(m, g);
}

static void inst(struct machine *m, const struct argument *g)
{
    size_t first;

    if (!pop_to_mark(m, &first))
        return;
    if (!g->text.len || !g->second.len) {
        fault(m, "an import without a name");
        return;
    }
    struct pickle_value function = import(m, g->text, g->second);
    gather(m, PICKLE_TUPLE, first);
    push(m, call(m, function, pop(m)));
}

// The value of `key` in a dict, or nothing.
static struct pickle_value dict_get(struct pickle_value dict, struct view key)
{
    struct pickle_box box = pickle_items(dict);

    for (size_t i = 0; dict.kind == PICKLE_DICT && i + 1 < box.item_count;
         i += 2)
        if (view_eq(pickle_text(box.item[i]), key))
            return box.item[i + 1];
    return (struct pickle_value){0};
}

// Bytes of an element of numpy.dtype(...) as numpy pickles it: "f4", "O8",
// "U10" (4 bytes a letter), "V16".
static bool dtype_bytes(struct pickle_value dtype, bool *object, uint64_t *size)
{
    struct pickle_box made = pickle_items(dtype);

    if (dtype.kind != PICKLE_CALL || made.item_count < CALL_ITEMS)
        return false;
    struct pickle_box arguments = pickle_items(made.item[CALL_ARGUMENTS]);
    struct view name = arguments.item_count ? pickle_text(arguments.item[0])
                                            : (struct view){0};
    if (name.len && strchr("<>|=", name.at[0]))
        name = view_from(name, 1);
    *object = name.len && name.at[0] == 'O';
    if (name.len < 2 || !view_u64(view_from(name, 1), size))
        return *object;
    return name.at[0] != 'U' || !__builtin_mul_overflow(*size, 4, size);
}

static bool shape_count(struct pickle_value shape, uint64_t *count)
{
    struct pickle_box box = pickle_items(shape);
    uint64_t n;

    *count = 1;
    if (shape.kind != PICKLE_TUPLE)
        return false;
    for (size_t i = 0; i < box.item_count; i++)
        if (!pickle_u64(box.item[i], &n) ||
            __builtin_mul_overflow(*count, n, count))
            return false;
    return true;
}

// joblib writes the bytes of an array into the stream, right behind the BUILD
// of its wrapper; an array of objects is a pickle there.
static void skip_array(struct machine *m, struct pickle_value state)
{
    uint64_t count, size = 0, bytes;
    bool object = false;
    struct pickle_value aligned =
        dict_get(state, VIEW("numpy_array_alignment_bytes"));

    if (!shape_count(dict_get(state, VIEW("shape")), &count) ||
        !dtype_bytes(dict_get(state, VIEW("dtype")), &object, &size) ||
        __builtin_mul_overflow(count, size, &bytes)) {
        fault(m, "an array in the stream whose size cannot be told");
        return;
    }
    if (object) {
        struct pickle inner = {0};
        if (m->reader->depth >= NESTED_DEEPEST) {
            limit(m, "arrays of objects nested more than three deep");
            return;
        }
        m->reader->depth++;
        pickle_read(m->reader, m->bytes, m->at, &inner);
        m->reader->depth--;
        m->at = inner.end;
        m->ended = !inner.whole;
        return;
    }
    if (aligned.kind > PICKLE_NONE && m->at < m->bytes.len)
        bytes += 1 + (uint64_t)(unsigned char)m->bytes.at[m->at];
    if (bytes > m->bytes.len - m->at)
        fault(m, "an array in the stream reaches past the end of the file");
    else
        m->at += bytes;
}

static void build(struct machine *m, const struct argument *g)
{
    struct pickle_value state = pop(m), *object = top(m);

    (void)g;
    if (!object || object->kind != PICKLE_CALL || !object->is.box->item_count)
        return;
    struct pickle_box *box = object->is.box;
    box->item[CALL_STATE] = state;
    weigh(m, box, state);
    if (pickle_is_global(box->item[CALL_FUNCTION], VIEW("joblib.numpy_pickle"),
                         VIEW("NumpyArrayWrapper")))
        skip_array(m, state);
}

static void persistent_value(struct machine *m, struct pickle_value id)
{
    struct pickle_value v = boxed(m, PICKLE_PERSISTENT);

    add_item(m, v, id);
    if (v.is.box->item_count)
        *LIST_ADD(m->arena, m->out->persistent, m->out->persistent_count) = v;
    push(m, v);
}

static void persid(struct machine *m, const struct argument *g)
{
    note_at(m, VIEW("pickle.persid"), NOTE_REVIEW,
            "a persistent id: what it stands for is up to the loader");
    persistent_value(m, text_value(PICKLE_TEXT, g->text));
}

static void binpersid(struct machine *m, const struct argument *g)
{
    struct pickle_value id = pop(m);

    (void)g;
    if (m->ended)
        return;
    if (!m->reader->container)
        note_at(m, VIEW("pickle.persid"), NOTE_REVIEW,
                "a persistent id outside a checkpoint: what it stands for is "
                "up to the loader");
    persistent_value(m, id);
}

static void next_buffer(struct machine *m, const struct argument *g)
{
    (void)g;
    note_at(m, VIEW("pickle.persid"), NOTE_REVIEW,
            "a buffer that is not in this file");
    push(m, text_value(PICKLE_BYTES, (struct view){0}));
}

static void readonly_buffer(struct machine *m, const struct argument *g)
{
    (void)g;
    top(m);
}

// ---- opcodes

enum takes { // what stands behind an opcode
    TAKES_NOTHING,
    TAKES_U1,
    TAKES_U2,
    TAKES_U4,
    TAKES_I4, // a number
    TAKES_U8,
    TAKES_FLOAT, // big-endian
    TAKES_LINE,
    TAKES_LINES, // two
    TAKES_BYTES1,
    TAKES_BYTES4,
    TAKES_BYTES_I4, // a length that may not be negative
    TAKES_BYTES8,
};

static const struct {
    void (*run)(struct machine *m, const struct argument *g);
    enum takes takes;
} opcodes[256] = {
    ['('] = {make_mark, TAKES_NOTHING},
    [')'] = {empty_tuple, TAKES_NOTHING},
    ['.'] = {stop, TAKES_NOTHING},
    ['0'] = {run_pop, TAKES_NOTHING},
    ['1'] = {pop_mark, TAKES_NOTHING},
    ['2'] = {dup_top, TAKES_NOTHING},
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
    fault(m, "the pickle breaks off");
}

static uint64_t take_number(struct machine *m, unsigned size, bool big_endian)
{
    uint64_t n = 0;

    if (m->bytes.len - m->at < size) {
        cut_off(m);
        return 0;
    }
    const char *at = m->bytes.at + m->at;
    for (unsigned i = 0; i < size; i++)
        n = n << 8 | (unsigned char)at[big_endian ? i : size - 1 - i];
    m->at += size;
    return n;
}

static struct view take_bytes(struct machine *m, uint64_t len)
{
    if (m->ended)
        return (struct view){0};
    if (len > m->bytes.len - m->at) {
        if (len > UINT32_MAX)
            limit(m, "a constant claims more than 4 GiB");
        else
            cut_off(m);
        return (struct view){0};
    }
    struct view v = {m->bytes.at + m->at, (size_t)len};
    m->at += len;
    return v;
}

static struct view take_line(struct machine *m)
{
    struct view left = view_from(m->bytes, (size_t)m->at);
    const char *end = left.len ? memchr(left.at, '\n', left.len) : NULL;

    if (!end || m->ended) {
        cut_off(m);
        return (struct view){0};
    }
    struct view v = {left.at, (size_t)(end - left.at)};
    m->at += v.len + 1;
    return v;
}

static void take_argument(struct machine *m, enum takes takes,
                          struct argument *g)
{
    static const struct {
        unsigned char number, length; // bytes
    } sizes[] = {
        [TAKES_NOTHING] = {0, 0}, [TAKES_U1] = {1, 0},
        [TAKES_U2] = {2, 0},      [TAKES_U4] = {4, 0},
        [TAKES_I4] = {4, 0},      [TAKES_U8] = {8, 0},
        [TAKES_FLOAT] = {8, 0},   [TAKES_LINE] = {0, 0},
        [TAKES_LINES] = {0, 0},   [TAKES_BYTES1] = {0, 1},
        [TAKES_BYTES4] = {0, 4},  [TAKES_BYTES_I4] = {0, 4},
        [TAKES_BYTES8] = {0, 8},
    };

    if (sizes[takes].number)
        g->number = take_number(m, sizes[takes].number, takes == TAKES_FLOAT);
    if (sizes[takes].length) {
        uint64_t len = take_number(m, sizes[takes].length, false);
        if (takes == TAKES_BYTES_I4 && len > INT32_MAX)
            fault(m, "a negative length");
        g->text = take_bytes(m, len);
    }
    if (takes == TAKES_LINE || takes == TAKES_LINES)
        g->text = take_line(m);
    if (takes == TAKES_LINES)
        g->second = take_line(m);
}

static void run_opcode(struct machine *m)
{
    struct argument g = {0};

    m->start = m->at;
    if (m->in_frame && m->at >= m->frame_end)
        m->in_frame = false;
    if (m->at >= m->bytes.len) {
        cut_off(m);
        return;
    }
    unsigned char code = (unsigned char)m->bytes.at[m->at++];
    if (!opcodes[code].run) {
        fault(m, "an opcode that does not exist");
        return;
    }
    if (++m->opcodes > MOST_OPCODES) {
        limit(m, "more than 64 million opcodes");
        return;
    }
    take_argument(m, opcodes[code].takes, &g);
    if (m->in_frame && m->at > m->frame_end)
        break_frame(m, "an opcode reaches past the end of its frame: readers "
                       "disagree about what follows");
    if (!m->ended)
        opcodes[code].run(m, &g);
}

void pickle_read(struct pickle_reader *p, struct view bytes, uint64_t at,
                 struct pickle *out)
{
    struct machine m = {.reader = p,
                        .arena = p->arena,
                        .bytes = bytes,
                        .at = at < bytes.len ? at : bytes.len,
                        .memory_before = p->arena->used,
                        .out = out};

    *out = (struct pickle){0};
    m.far.arena = m.imports.arena = p->arena;
    m.memory_most = MEMORY_FREE + MEMORY_PER_BYTE * (bytes.len - (size_t)m.at);
    if (m.memory_most > most_memory)
        m.memory_most = most_memory;
    while (!m.ended)
        run_opcode(&m);
    out->end = m.at;
}

// ---- more than one pickle

// Reads without telling anything, in memory of its own; false: no more of this
// is done for this file. `out` holds numbers only.
static bool probe(struct pickle_reader *p, struct view bytes, uint64_t at,
                  struct pickle *out)
{
    struct arena scratch = {0};
    struct notes silent = {.arena = &scratch};
    struct pickle_reader reader = *p;

    *out = (struct pickle){0};
    if (!p->work) {
        if (!p->tired)
            note_add(p->notes, VIEW("pickle.limit"), NOTE_LIMIT, p->base + at,
                     "too much of this file looks like pickles: the rest was "
                     "not searched");
        p->tired = true;
        return false;
    }
    reader.arena = &scratch;
    reader.notes = &silent;
    reader.depth++;
    pickle_read(&reader, bytes, at, out);
    uint64_t used = out->end - at + 64;
    p->work = reader.work > used ? reader.work - used : 0;
    p->tired = p->tired || reader.tired;
    out->root = (struct pickle_value){.kind = out->root.kind};
    out->import = NULL;
    out->persistent = NULL;
    arena_free(&scratch);
    return true;
}

static void search_span(struct pickle_reader *p, struct view bytes,
                        uint64_t from, uint64_t to)
{
    struct pickle found;

    for (uint64_t at = from; at < to; at++) {
        if (!may_start(view_from(bytes, (size_t)at)))
            continue;
        if (!probe(p, bytes, at, &found))
            return;
        if (!found.whole || !found.import_count)
            continue;
        note_add(p->notes, VIEW("pickle.trailing"), NOTE_DANGER, p->base + at,
                 "a pickle that imports something hides behind the end of "
                 "another");
        pickle_read(p, bytes, at, &found);
        at = found.end - 1;
    }
}

void pickle_search(struct pickle_reader *p, struct view bytes, uint64_t at)
{
    uint64_t len = bytes.len;

    if (at >= len)
        return;
    uint64_t front = len - at > SEARCH_FRONT ? at + SEARCH_FRONT : len;
    uint64_t back = len > SEARCH_BACK ? len - SEARCH_BACK : 0;
    search_span(p, bytes, at, front);
    search_span(p, bytes, back > front ? back : front, len);
}

void pickle_read_all(struct pickle_reader *p, struct view bytes)
{
    struct pickle one;
    uint64_t at = 0;
    bool first = true;

    do {
        struct pickle next;
        pickle_read(p, bytes, at, &one);
        if (one.frames_broken)
            pickle_search(p, bytes, one.frame_fault + 1);
        at = one.end;
        if (!one.whole || at >= bytes.len || !probe(p, bytes, at, &next) ||
            (!next.whole && !next.import_count))
            break;
        if (first)
            note_add(p->notes, VIEW("pickle.multi"), NOTE_PLAIN, p->base + at,
                     "several pickles stand one behind the other");
        first = false;
    } while (true);
    if (at < bytes.len)
        pickle_search(p, bytes, at);
}

bool pickle_is(struct pickle_reader *p, struct view bytes)
{
    struct pickle found;

    if (bytes.len < 2)
        return false;
    unsigned char first = (unsigned char)bytes.at[0];
    if (first == 0x80)
        return (unsigned char)bytes.at[1] <= HIGHEST_PROTOCOL;
    if (!opcodes[first].run || !probe(p, bytes, 0, &found))
        return false;
    if (found.danger)
        return true;
    return found.whole && found.end == bytes.len &&
           (found.import_count || found.root.kind >= PICKLE_LIST);
}

struct pickle_reader pickle_reader_with(struct arena *a, struct notes *n,
                                        struct pickle_names *names)
{
    return (struct pickle_reader){
        .arena = a, .notes = n, .names = names, .work = WORK};
}

struct error *pickle_reader_open(struct arena *a, struct notes *n,
                                 struct pickle_reader *out)
{
    *out = pickle_reader_with(a, n, NULL);
    return pickle_names_open(a, &out->names);
}

struct error *pickle_scan(struct arena *a, const struct file *f,
                          struct notes *n)
{
    struct pickle_reader p;
    struct view bytes;

    TRY(pickle_reader_open(a, n, &p));
    TRY(file_read(a, f, 0, PICKLE_LARGEST, &bytes));
    if (f->size > PICKLE_LARGEST)
        note_add(n, VIEW("pickle.limit"), NOTE_LIMIT, PICKLE_LARGEST,
                 "only the first 256 MiB were read");
    pickle_read_all(&p, bytes);
    return NULL;
}
