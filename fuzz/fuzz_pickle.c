// SPDX-License-Identifier: Apache-2.0
// Pickles, read in two ways that must tell the same, a third of them without
// room for values; a third has so little that values are forgotten soon, which
// need not be at the same opcode in both ways; and damage that leaves them
// whole opcodes: what is cut, put in, exchanged or wrapped here are opcodes
// with arguments that a loader takes (pickletools.py), so that it is the
// reading that goes wrong and not the first length.
#include "format/pickle.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);
size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t len, size_t most,
                               unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *at, size_t len, size_t most);

enum { ALL_ROOM, NO_ROOM, LITTLE_ROOM, ROOMS };

static void read_all(struct arena *a, struct view bytes, bool slow,
                     struct notes *out)
{
    enum { MOST_HELD = (48 << 20) - 4096 }; // of 48 MiB
    static struct arena kept;
    static struct pickle_names *names; // read once: only looked at afterwards

    if (!names && pickle_names_open(&kept, &names))
        abort();
    struct pickle_reader p = pickle_reader_with(a, out, names);
    p.slow = slow;
    p.thin = bytes.len % ROOMS == NO_ROOM;
    p.held = bytes.len % ROOMS == LITTLE_ROOM ? MOST_HELD : 0;
    pickle_read_all(&p, bytes);
}

static bool same(const struct notes *a, const struct notes *b)
{
    bool is = a->note_count == b->note_count;

    for (size_t i = 0; i < a->note_count && is; i++)
        is = view_eq(a->note[i].rule, b->note[i].rule) &&
             view_eq(a->note[i].shows, b->note[i].shows) &&
             a->note[i].offset == b->note[i].offset &&
             a->note[i].severity == b->note[i].severity;
    return is;
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena a = {0};
    struct view bytes = arena_copy(&a, (struct view){(const char *)at, len});
    struct notes quick = {.arena = &a}, slow = {.arena = &a};

    read_all(&a, bytes, false, &quick);
    read_all(&a, bytes, true, &slow);
    if (len % ROOMS != LITTLE_ROOM && !same(&quick, &slow))
        abort();
    arena_free(&a);
    return 0;
}

// ---- Opcodes

// By what stands behind them: a number, lines, or a length and bytes.
static const struct {
    struct view codes;
    size_t number, lines, length; // bytes, lines, bytes
} kinds[] = {
    // clang-format off
    {VIEW_INIT("()012NQRabdelostu}].\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x92"
               "\x93\x94\x97\x98"), 0, 0, 0},
    {VIEW_INIT("Khq\x80\x82"), 1, 0, 0},
    {VIEW_INIT("M\x83"), 2, 0, 0},
    {VIEW_INIT("Jjr\x84"), 4, 0, 0},
    {VIEW_INIT("G\x95"), 8, 0, 0},
    {VIEW_INIT("FILPSVgp"), 0, 1, 0},
    {VIEW_INIT("ci"), 0, 2, 0},
    {VIEW_INIT("CU\x8a\x8c"), 0, 0, 1},
    {VIEW_INIT("BTX\x8b"), 0, 0, 4},
    {VIEW_INIT("\x8d\x8e\x96"), 0, 0, 8},
    // clang-format on
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static size_t kind_of(char code)
{
    size_t i = 0;

    while (i < KINDS && !byte_in(code, kinds[i].codes))
        i++;
    return i;
}

// Bytes of the opcode at the front; 0: none, or not the whole of it.
static size_t opcode_length(struct view v)
{
    size_t i = v.len ? kind_of(v.at[0]) : KINDS;

    if (i == KINDS)
        return 0;
    size_t len = 1 + kinds[i].number + kinds[i].length;
    for (size_t n = 0; n < kinds[i].lines; n++) {
        struct view left = view_from(v, len);
        const char *end = left.len ? memchr(left.at, '\n', left.len) : NULL;

        if (!end)
            return 0;
        len = (size_t)(end - v.at) + 1;
    }
    if (len > v.len)
        return 0;
    uint64_t bytes = view_little(view_head(view_from(v, 1), kinds[i].length));
    return bytes <= v.len - len ? len + (size_t)bytes : 0;
}

// ---- Damage

struct mutant {
    uint64_t dice;
    char *at;
    size_t len, most;
    size_t place[1024]; // of opcodes, and the end of the last one
    size_t places;
};

// Marsaglia 2003, xorshift64.
static size_t below(struct mutant *m, size_t sides)
{
    m->dice ^= m->dice << 13;
    m->dice ^= m->dice >> 7;
    m->dice ^= m->dice << 17;
    return sides ? (size_t)(m->dice % sides) : 0;
}

static void find_opcodes(struct mutant *m)
{
    enum { MOST = sizeof m->place / sizeof *m->place };
    size_t at = 0, len = 1;

    for (m->places = 0; len && m->places < MOST; at += len) {
        m->place[m->places++] = at;
        len = opcode_length((struct view){m->at + at, m->len - at});
    }
}

static size_t some_place(struct mutant *m)
{
    return m->place[below(m, m->places)];
}

static void cut(struct mutant *m, size_t from, size_t len)
{
    memmove(m->at + from, m->at + from + len, m->len - from - len);
    m->len -= len;
}

static void put(struct mutant *m, size_t to, struct view piece)
{
    if (piece.len > m->most - m->len)
        return;
    memmove(m->at + to + piece.len, m->at + to, m->len - to);
    memcpy(m->at + to, piece.at, piece.len);
    m->len += piece.len;
}

static struct view little(char bytes[8], uint64_t n, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(n >> (8 * i) & 0xff);
    return (struct view){bytes, size};
}

// An opcode of any kind with something that it takes.
static void put_opcode(struct mutant *m)
{
    static const struct view lines[] = {
        VIEW_INIT("1\n"),      VIEW_INIT("0\n"),   VIEW_INIT("01\n"),
        VIEW_INIT("'os'\n"),   VIEW_INIT("0x1\n"), VIEW_INIT("-1\n"),
        VIEW_INIT("system\n"), VIEW_INIT("os\n"),  VIEW_INIT("\\u006fs\n"),
    };
    static const struct view texts[] = {
        VIEW_INIT(""),         VIEW_INIT("os"),
        VIEW_INIT("system"),   VIEW_INIT("storage"),
        VIEW_INIT("f4"),       VIEW_INIT("cos\nsystem\n)R."),
        VIEW_INIT("\x80\2N."), VIEW_INIT("\xff\xff\xff\xff\xff\xff\xff\x7f"),
    };
    struct text_room {
        char bytes[64];
        size_t len;
    } t = {.len = 1};
    size_t i = below(m, KINDS), to = some_place(m);
    struct view text = texts[below(m, sizeof texts / sizeof *texts)];
    uint64_t n = below(m, 2) ? below(m, 4) : below(m, 70000);

    t.bytes[0] = kinds[i].codes.at[below(m, kinds[i].codes.len)];
    little(t.bytes + t.len, kinds[i].length ? text.len : n, 8);
    t.len += kinds[i].number + kinds[i].length;
    for (size_t k = 0; k < kinds[i].lines; k++) {
        struct view line = lines[below(m, sizeof lines / sizeof *lines)];

        memcpy(t.bytes + t.len, line.at, line.len);
        t.len += line.len;
    }
    if (kinds[i].length) {
        memcpy(t.bytes + t.len, text.at, text.len);
        t.len += text.len;
    }
    put(m, to, (struct view){t.bytes, t.len});
}

static void cut_opcode(struct mutant *m)
{
    size_t i = below(m, m->places - 1);

    cut(m, m->place[i], m->place[i + 1] - m->place[i]);
}

// A few opcodes to another place, or there as well.
static void move_opcodes(struct mutant *m)
{
    char bytes[256];
    size_t i = below(m, m->places - 1), from = m->place[i];
    size_t left = m->places - 1 - i;
    size_t to = m->place[i + 1 + below(m, left < 8 ? left : 8)];
    size_t len = to - from < sizeof bytes ? to - from : sizeof bytes;

    memcpy(bytes, m->at + from, len);
    if (below(m, 2)) {
        cut(m, from, len);
        find_opcodes(m);
    }
    put(m, some_place(m), (struct view){bytes, len});
}

// Another opcode that takes the same.
static void exchange(struct mutant *m)
{
    size_t at = m->place[below(m, m->places - 1)];
    struct view codes = kinds[kind_of(m->at[at])].codes;

    m->at[at] = codes.at[below(m, codes.len)];
}

// What is between two opcodes in a frame or in a constant.
static void wrap(struct mutant *m)
{
    size_t from = some_place(m), to = some_place(m);
    char head[9] = {below(m, 2) ? '\x95' : '\x8e'};

    if (from > to) {
        size_t other = from;
        from = to;
        to = other;
    }
    little(head + 1, to - from, 8);
    put(m, from, (struct view){head, sizeof head});
}

size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t len, size_t most,
                               unsigned seed)
{
    static void (*const changes[])(struct mutant * m) = {
        put_opcode, put_opcode, cut_opcode, move_opcodes, exchange, wrap,
    };
    struct mutant m = {.dice = seed + UINT64_C(0x9e3779b97f4a7c15),
                       .at = (char *)at,
                       .len = len,
                       .most = most};

    if (below(&m, 3) == 0)
        return LLVMFuzzerMutate(at, len, most);
    for (size_t i = 1 + below(&m, 4); i > 0; i--) {
        find_opcodes(&m);
        if (m.places > 1)
            changes[below(&m, sizeof changes / sizeof *changes)](&m);
        else
            put_opcode(&m);
    }
    return m.len;
}
