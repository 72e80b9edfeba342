// SPDX-License-Identifier: Apache-2.0
// The machine follows CPython's C unpickler (Modules/_pickle.c), not a
// textbook: where a scanner is stricter than the loader and stops, it does not
// see what comes behind.
#include "format/pickle.h"

#include "base/amount.h"
#include "base/unicode.h"
#include "format/pickle_hidden.h"
#include "format/pickle_opcode.h"

#include <inttypes.h>

enum {
    MEMORY_FREE = 1 << 20, // of values: this much, and so much a byte of input
    MEMORY_PER_BYTE = 48,
    WORK = 64 << 20,
    LONGEST_START = 4096, // looked at to tell a pickle from other bytes
    LONG = 64 << 10,      // of nothing but opcodes is no chance
    FEW = 8,              // opcodes stand in a row among weights
};

// How much memory a pickle may take: of values, and with its stack and memo.
// Large checkpoints, of a hundred thousand tensors, take what their size
// warrants; of a bare pickle little is looked into.
static void set_budget(struct machine *m)
{
    enum { MIB = 1 << 20, PER_BYTE = 6, BARE = 20, LEAST = 40, MOST = 96 };
    size_t left = m->bytes.len - (size_t)m->at;
    size_t most = (size_t)LEAST * MIB;

    if (!m->reader->container)
        most = (size_t)BARE * MIB;
    else if (left > most / PER_BYTE)
        most = left < (size_t)MOST * MIB / PER_BYTE ? left * PER_BYTE
                                                    : (size_t)MOST * MIB;
    m->all_most = (size_t)(LEAST + 8) * MIB;
    if (m->all_most < most / 3 * 4)
        m->all_most = most / 3 * 4;
    m->memory_most = MEMORY_FREE + MEMORY_PER_BYTE * left;
    if (m->memory_most > most || m->reader->thin)
        m->memory_most = m->reader->thin ? 0 : most;
    machine_budget(m);
}

static void read_one(struct pickle_reader *p, struct view bytes, uint64_t at,
                     bool drops, struct pickle *out)
{
    size_t mark[PICKLE_MOST_MARKS]; // large, and zero is of no use
    struct machine m = {.reader = p,
                        .onlooker = p->depth || drops ? NULL : p->onlooker,
                        .arena = p->arena,
                        .own = arena_beside(p->arena),
                        .bytes = bytes,
                        .at = at < bytes.len ? at : bytes.len,
                        .drops = drops,
                        .opcodes = p->depth ? 0 : p->opcodes,
                        .keeps = p->source &&
                                 (p->container || p->source->file->source),
                        .memory_before = p->arena->used,
                        .mark = mark,
                        .out = out};

    *out = (struct pickle){0};
    m.boxes = p->container ? p->arena : &m.own;
    m.far.arena = m.imports.arena = p->arena;
    set_budget(&m);
    opcodes_run(&m);
    out->end = m.at;
    out->opcodes = m.opcodes - (p->depth ? 0 : p->opcodes);
    out->keeps = m.memo_count > 0;
    if (!p->depth)
        p->opcodes = m.opcodes;
    machine_close(&m);
    // What it holds may go with the source, or goes with `own`.
    if ((p->source && pickle_text(out->root).len) ||
        (!p->container && pickle_is_boxed(out->root)))
        out->root = pickle_kind_of(out->root);
    arena_free(&m.own);
}

struct error *pickle_hold(struct pickle_reader *p, const struct file *f,
                          uint64_t offset, uint64_t len,
                          struct pickle_hold *out)
{
    *out = (struct pickle_hold){.outer = p->source};
    uint64_t left = offset < f->size ? f->size - offset : 0;
    if (len > left)
        len = left;
    p->source = NULL;
    if (f->memory.at || len <= PICKLE_IN_MEMORY) {
        TRY(file_read(p->arena, f, offset, len, &out->bytes));
        return NULL;
    }
    TRY(paged_open(p->arena, f, offset, len, &out->paged));
    out->bytes = out->paged.bytes;
    p->source = &out->paged;
    return NULL;
}

void pickle_let_go(struct pickle_reader *p, struct pickle_hold *h)
{
    p->source = h->outer;
    paged_close(&h->paged);
}

// Given all bytes at once, CPython's unpickler before 3.13.15 and 3.14.7 hardly
// looks at frames. From a file it reads a frame as a whole, and an opcode that
// reaches past its end is read from behind it: what was left of the frame is
// dropped, so that other imports come to light.
void pickle_read(struct pickle_reader *p, struct view bytes, uint64_t at,
                 struct pickle *out)
{
    struct pickle other;

    read_one(p, bytes, at, false, out);
    if (!out->frames_broken)
        return;
    read_one(p, bytes, at, true, &other);
    out->danger = out->danger || other.danger;
    out->numbered = out->numbered || other.numbered;
    out->hides = out->hides || other.hides;
    out->deep = out->deep || other.deep;
    for (size_t i = 0; i < other.import_count; i++)
        *LIST_ADD(p->arena, out->import, out->import_count) = other.import[i];
}

void pickle_read_and_forget(struct pickle_reader *p, struct view bytes,
                            uint64_t at, struct pickle *out)
{
    struct arena *outer = p->arena, own = arena_beside(outer);

    p->arena = &own;
    pickle_read(p, bytes, at, out);
    p->arena = outer;
    pickle_forget(out);
    arena_free(&own);
}

// Behind a whole pickle all that is no pickle is told, whatever it is.
static void search_rest(struct pickle_reader *p, struct view bytes, uint64_t at,
                        bool whole)
{
    size_t count = p->notes->note_count;

    pickle_search(p, bytes, at);
    if (whole && p->notes->note_count == count)
        note_add(p->notes, VIEW("pickle.trailing"), NOTE_PLAIN, p->base + at,
                 "%" PRIu64 " byte%s behind the end: no pickle", bytes.len - at,
                 plural(bytes.len - at));
}

// What follows a pickle is another one if it is whole, imports something or is
// beyond our limits; else what was noted of it was noted of something else.
void pickle_read_all(struct pickle_reader *p, struct view bytes)
{
    struct arena_store store = {.most = 1 << 20};
    struct arena *outer = p->arena;
    struct arena work = {.store = outer->store ? outer->store : &store};
    uint64_t at = 0;
    bool whole = false;

    p->arena = &work;
    for (size_t count = 0;; count++) {
        const struct notes before = *p->notes;
        const bool tired = p->tired;
        struct pickle one;

        pickle_read_and_forget(p, bytes, at, &one);
        if (count && !one.whole && !one.import_count && !one.full) {
            *p->notes = before;
            p->tired = tired;
            break;
        }
        if (count == 1)
            note_add(p->notes, VIEW("pickle.multi"), NOTE_PLAIN, p->base + at,
                     "several pickles stand one behind the other");
        if (one.frames_broken)
            pickle_search(p, bytes, one.frame_fault + 1);
        at = one.end;
        whole = one.whole;
        if (!whole || at >= bytes.len)
            break;
    }
    if (at < bytes.len)
        search_rest(p, bytes, at, whole);
    p->arena = outer;
    arena_free(&work);
    arena_store_free(&store);
}

// An opcode of the registry with its code.
static bool is_extension(unsigned char opcode)
{
    return opcode >= 0x82 && opcode <= 0x84;
}

// So does a map in MessagePack, whose first key is a short text.
static bool is_map(struct view bytes)
{
    enum { TEXT = 0xa0, LONGEST = 0x1f };
    unsigned char key = (unsigned char)bytes.at[1];
    struct view text = view_head(view_from(bytes, 2), key & LONGEST);

    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] < ' ' || text.at[i] > '~')
            return false;
    return (key & ~LONGEST) == TEXT && text.len;
}

enum { NUMBER = 8 }; // bytes of a number in front of other files

// The two bytes of PROTO begin other files too, as a number whose next bytes
// are zero: a pickle goes on behind them.
static bool goes_on(struct pickle_reader *p, struct view front)
{
    struct pickle found;

    return !pickle_probe(p, front, 0, &found) || found.whole || found.cut ||
           found.import_count || found.end > NUMBER;
}

// Bytes that no text has: those of numbers, of opcodes of protocol 2 and later.
static bool is_text(struct view front)
{
    static const char blanks[] = "\t\n\v\f\r";

    for (size_t i = 0; i < front.len; i++)
        if ((unsigned char)front.at[i] < ' ' && !strchr(blanks, front.at[i]))
            return false;
    // The last letter may be cut.
    return utf8_fault(front) >= front.len - (front.len < 4 ? front.len : 4);
}

// Whether `bytes`, of which a pickle reader gets an import, are none of the
// texts and numbers in which two lines look like one.
static bool truly_imports(struct pickle_reader *p, struct view bytes)
{
    struct view front = view_head(bytes, LONGEST_START);

    paged_need(p->source, front.at, front.len);
    return !is_text(front) && (front.at[0] != 'c' || pickle_may_start(front));
}

// Whether another pickle stands behind the first, and one of them imports
// something. One alone with other bytes behind it is a text as often.
static bool others_follow(struct pickle_reader *p, struct view bytes,
                          struct pickle last)
{
    enum { MOST = 8 }; // a checkpoint of the older form has five
    bool imports = last.import_count > 0, follows = false;

    for (unsigned i = 1; i < MOST && last.whole && last.end < bytes.len; i++) {
        struct view rest = view_from(bytes, last.end);

        if (!pickle_probe(p, bytes, last.end, &last))
            break;
        imports |= last.import_count > 0;
        follows |= last.whole || last.danger ||
                   (last.import_count && truly_imports(p, rest));
    }
    return imports && follows;
}

// Whether a pickle is so long that it need not be read to its end to know.
static bool is_long(struct pickle_reader *p, struct view bytes)
{
    struct pickle found;

    return bytes.len > LONG &&
           pickle_probe(p, view_head(bytes, LONG), 0, &found) && found.cut &&
           found.keeps;
}

bool pickle_is(struct pickle_reader *p, struct view bytes)
{
    struct pickle found;

    if (bytes.len < 2)
        return false;
    paged_need(p->source, bytes.at, 2);
    unsigned char first = (unsigned char)bytes.at[0];
    if (first == 0x80)
        return (unsigned char)bytes.at[1] <= PICKLE_HIGHEST_PROTOCOL &&
               goes_on(p, view_head(bytes, LONGEST_START));
    if (!opcode_exists(first))
        return false;
    if (is_long(p, bytes))
        return true;
    if (!pickle_probe(p, bytes, 0, &found))
        return false;
    // The length of a safetensors header may look like a code of the registry.
    if (!found.import_count && is_extension(first) &&
        (found.end <= NUMBER || is_map(bytes)))
        return found.whole && found.end == bytes.len;
    if (found.full || found.danger || (found.hides && found.whole))
        return true;
    // Of weights one in a thousand has such a code by chance.
    if (found.numbered &&
        (found.whole || (is_extension(first) && found.opcodes > FEW)))
        return true;
    if (found.whole && found.end == bytes.len)
        return found.import_count || pickle_kind(found.root) >= PICKLE_LIST;
    return (found.import_count && truly_imports(p, bytes)) ||
           others_follow(p, bytes, found);
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
    struct pickle_hold hold;

    TRY(pickle_reader_open(a, n, &p));
    struct error *e = pickle_hold(&p, f, 0, UINT64_MAX, &hold);
    if (!e)
        pickle_read_all(&p, hold.bytes);
    pickle_let_go(&p, &hold);
    return e;
}
