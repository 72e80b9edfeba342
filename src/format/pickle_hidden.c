// SPDX-License-Identifier: Apache-2.0
#include "format/pickle_hidden.h"

enum {
    SEARCH_FRONT = 1 << 20,
    SEARCH_BACK = 64 << 10,
    LONGEST_START = 1024, // bytes that tell whether a pickle may begin
};

const bool pickle_begins[256] = {[0x80] = true, ['('] = true, ['c'] = true};

static bool identifier_line(struct view *v)
{
    enum { LONGEST_LINE = 256 };
    struct view near = view_head(*v, LONGEST_LINE);
    size_t len = 0;

    while (len < near.len && (ascii_alnum(near.at[len]) ||
                              near.at[len] == '_' || near.at[len] == '.'))
        len++;
    if (!len || len == near.len || near.at[len] != '\n' ||
        ascii_digit(near.at[0]))
        return false;
    *v = view_from(*v, len + 1);
    return true;
}

static const char too_deep[] =
    "pickles stand in constants of each other more than three deep: the last "
    "was not looked at";

bool pickle_may_start(struct view v)
{
    if (v.len < 4)
        return false;
    unsigned char first = (unsigned char)v.at[0],
                  second = (unsigned char)v.at[1];
    if (first == 0x80)
        return second <= PICKLE_HIGHEST_PROTOCOL;
    if (first == '(')
        return byte_in((char)second, VIEW("(SUVTX\x8c\x8dic"));
    struct view rest = view_from(v, 1);
    return first == 'c' && identifier_line(&rest) && identifier_line(&rest);
}

bool pickle_probe(struct pickle_reader *p, struct view bytes, uint64_t at,
                  struct pickle *out)
{
    struct arena scratch = arena_beside(p->arena);
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
    pickle_forget(out);
    arena_free(&scratch);
    return true;
}

static const char beyond_limits[] =
    "what begins like a pickle goes on beyond the limits of this reader: the "
    "rest of it was not looked at";

// pickle_probe, and whether a loader would go on where we did not. Many a row
// of numbers opens a thousand marks, so that alone is not enough.
static bool probe(struct pickle_reader *p, struct view bytes, uint64_t at,
                  struct pickle *out, bool *beyond)
{
    bool magic = (unsigned char)bytes.at[at] == 0x80;
    bool done = pickle_probe(p, bytes, at, out);

    *beyond = out->full && (magic || out->import_count);
    return done;
}

// Where in a constant a pickle may begin.
static const unsigned char starts[] = {0, 1, 2, 3, 4, 8};

// Whether a pickle, or one in its constants, imports something.
static bool reaches_out(const struct pickle *p)
{
    return p->import_count || p->hides;
}

// Below the deepest that is looked into: what could be one is told. A mark in
// front is too common for that.
static void tell_deep(struct machine *m, struct view constant)
{
    for (size_t i = 0; i < sizeof starts; i++) {
        struct view v = view_from(constant, starts[i]);

        if (!pickle_may_start(v) || v.at[0] == '(')
            continue;
        m->out->deep = true;
        machine_note(m, VIEW("pickle.limit"), NOTE_LIMIT, too_deep);
        return;
    }
}

// Reads what was found to be a pickle once more, and tells.
static void read_constant(struct machine *m, struct view constant, size_t start)
{
    struct pickle_reader *p = m->reader;
    struct pickle inner;
    uint64_t base = p->base;

    machine_note(m, VIEW("pickle.nested"), NOTE_DANGER,
                 "a constant holds another pickle that imports something");
    bool decoded =
        constant.at < m->bytes.at || constant.at >= m->bytes.at + m->bytes.len;
    p->base += decoded ? m->start : (uint64_t)(constant.at - m->bytes.at);
    p->depth++;
    pickle_read_and_forget(p, constant, start, &inner);
    p->depth--;
    p->base = base;
}

bool pickle_begins_somewhere(struct view constant)
{
    bool may = false;

    for (size_t i = 0; i < sizeof starts && !may; i++)
        may = pickle_may_start(view_from(constant, starts[i]));
    return may;
}

// Where the first of the pickles in a row that imports something stands, from
// `at` on: the older checkpoints of PyTorch hold their weights in the fourth.
// SIZE_MAX: none of them does.
static size_t first_importing(struct machine *m, struct view constant,
                              size_t at)
{
    enum { MOST_IN_A_ROW = 16 };
    struct pickle inner;
    bool beyond;

    for (int i = 0; i < MOST_IN_A_ROW && at < constant.len; i++) {
        struct view near = view_head(view_from(constant, at), LONGEST_START);

        machine_need(m, near.at, near.len);
        if (!pickle_may_start(near))
            break;
        machine_look_again(m);
        if (!probe(m->reader, constant, at, &inner, &beyond))
            break;
        if (beyond)
            machine_note(m, VIEW("pickle.limit"), NOTE_LIMIT, beyond_limits);
        if (inner.deep) {
            m->out->deep = true;
            machine_note(m, VIEW("pickle.limit"), NOTE_LIMIT, too_deep);
        }
        if (!inner.whole)
            break;
        if (reaches_out(&inner))
            return at;
        at = (size_t)inner.end;
    }
    return SIZE_MAX;
}

void pickle_check_constant(struct machine *m, struct view constant)
{
    struct pickle_reader *p = m->reader;
    size_t held = p->held;

    machine_need(m, constant.at,
                 constant.len < LONGEST_START ? constant.len
                                              : (size_t)LONGEST_START);
    if (!pickle_may_nest(constant))
        return;
    if (p->depth >= PICKLE_NESTED_DEEPEST) {
        tell_deep(m, constant);
        return;
    }
    p->held = machine_size(m);
    for (size_t i = 0; i < sizeof starts; i++) {
        size_t at = first_importing(m, constant, starts[i]);

        if (at == SIZE_MAX)
            continue;
        m->out->hides = true;
        read_constant(m, constant, at);
        break;
    }
    p->held = held;
}

// `v` as Latin-1 in `to`, up to `most` bytes; 0: a letter is beyond. `*wide`:
// whether that is another thing than the text itself.
static size_t encode(struct machine *m, struct view v, char *to, size_t most,
                     bool *wide)
{
    size_t len = 0, ready = 0;

    for (size_t i = 0; i < v.len && len < most; i++) {
        unsigned char c;

        if (i >= ready) {
            ready = i + PAGED_PIECE / 2;
            machine_need(m, v.at + i,
                         v.len - i < PAGED_PIECE ? v.len - i
                                                 : (size_t)PAGED_PIECE);
        }
        c = (unsigned char)v.at[i];
        if (c >= 0x80) {
            if (c > 0xc3 || i + 1 == v.len)
                return 0;
            c = (unsigned char)((c & 3) << 6 |
                                ((unsigned char)v.at[++i] & 0x3f));
            *wide = true;
        }
        to[len++] = (char)c;
    }
    return len;
}

static bool begins_encoded(struct machine *m, struct view text, bool *wide)
{
    enum { FRONT = 1024 };
    char front[FRONT];
    struct view v = {front, encode(m, text, front, FRONT, wide)};
    bool begins = false;

    for (size_t i = 0; i <= 8; i++)
        begins |= pickle_may_start(view_from(v, i));
    *wide |= text.len > FRONT;
    return begins;
}

void pickle_check_encoded(struct machine *m, struct view text)
{
    enum { LARGEST = 4 << 20 };
    struct arena scratch = arena_beside(m->arena);
    bool wide = false;
    size_t len = text.len < LARGEST ? text.len : (size_t)LARGEST;

    if (begins_encoded(m, text, &wide) && wide) {
        char *all = arena_alloc(&scratch, len);

        wide = false;
        len = encode(m, text, all, len, &wide);
        if (wide)
            pickle_check_constant(m, (struct view){all, len});
        if (text.len > LARGEST)
            machine_note(m, VIEW("pickle.limit"), NOTE_LIMIT, beyond_limits);
    }
    arena_free(&scratch);
}

bool pickle_begins_decoded(struct machine *m, struct view front)
{
    bool wide = false;

    return pickle_begins_somewhere(front) || begins_encoded(m, front, &wide);
}

void pickle_check_decoded(struct machine *m, struct view text, bool more)
{
    if (text.len >= PICKLE_NESTED_LEAST)
        pickle_check_constant(m, text);
    pickle_check_encoded(m, text);
    if (more)
        machine_note(m, VIEW("pickle.limit"), NOTE_LIMIT, beyond_limits);
}

static void search_span(struct pickle_reader *p, struct view bytes,
                        uint64_t from, uint64_t to)
{
    struct pickle found;
    bool beyond;

    for (uint64_t at = from; at < to; at++) {
        paged_need(p->source, bytes.at + at, LONGEST_START);
        if (!pickle_may_start(view_from(bytes, (size_t)at)))
            continue;
        if (!probe(p, bytes, at, &found, &beyond))
            return;
        if (beyond)
            note_add(p->notes, VIEW("pickle.limit"), NOTE_LIMIT, p->base + at,
                     "%s", beyond_limits);
        if (!found.whole || !reaches_out(&found))
            continue;
        note_add(p->notes, VIEW("pickle.trailing"), NOTE_DANGER, p->base + at,
                 "a pickle that imports something hides behind the end of "
                 "another");
        pickle_read_and_forget(p, bytes, at, &found);
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

// Zeros of float16 and of quantised weights are row upon row of PROTO: what
// begins in the middle of such a row is what began in front of it.
static bool is_magic(struct view bytes, size_t at)
{
    return (unsigned char)bytes.at[at] == 0x80 &&
           (unsigned char)bytes.at[at + 1] <= PICKLE_HIGHEST_PROTOCOL &&
           (at < 2 || (unsigned char)bytes.at[at - 2] != 0x80 ||
            (unsigned char)bytes.at[at - 1] > PICKLE_HIGHEST_PROTOCOL);
}

void pickle_search_foreign(struct pickle_reader *p, struct view bytes)
{
    struct pickle found;

    for (size_t at = 0; at + 4 <= bytes.len; at++) {
        if (!is_magic(bytes, at))
            continue;
        if (!pickle_probe(p, bytes, at, &found))
            return;
        if (!found.whole || !found.import_count || !found.danger)
            continue;
        note_add(p->notes, VIEW("pickle.nested"), NOTE_DANGER, p->base + at,
                 "a pickle that runs something stands among other data");
        pickle_read_and_forget(p, bytes, at, &found);
        at = (size_t)found.end - 1;
    }
}
