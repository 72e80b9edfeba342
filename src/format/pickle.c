// SPDX-License-Identifier: Apache-2.0
// The machine follows CPython's C unpickler (Modules/_pickle.c), not a
// textbook: where a scanner is stricter than the loader and stops, it does not
// see what comes behind.
#include "format/pickle.h"

#include "format/pickle_hidden.h"
#include "format/pickle_opcode.h"

enum {
    MEMORY_FREE = 1 << 20, // of values: this much, and so much a byte of input
    MEMORY_PER_BYTE = 48,
    WORK = 64 << 20,
};
static const uint64_t most_memory = UINT64_C(256) << 20;

struct pickle_box pickle_items(struct pickle_value v)
{
    return pickle_is_boxed(v) ? *v.is.box : (struct pickle_box){0};
}

struct pickle_value pickle_item(struct pickle_value v, size_t i)
{
    return pickle_is_boxed(v) && i < v.is.box->item_count
               ? v.is.box->item[i]
               : (struct pickle_value){0};
}

static void read_one(struct pickle_reader *p, struct view bytes, uint64_t at,
                     bool drops, struct pickle *out)
{
    struct machine m = {.reader = p,
                        .arena = p->arena,
                        .bytes = bytes,
                        .at = at < bytes.len ? at : bytes.len,
                        .drops = drops,
                        .memory_before = p->arena->used,
                        .out = out};

    *out = (struct pickle){0};
    m.far.arena = m.imports.arena = p->arena;
    m.memory_most = MEMORY_FREE + MEMORY_PER_BYTE * (bytes.len - (size_t)m.at);
    if (m.memory_most > most_memory)
        m.memory_most = most_memory;
    while (!m.ended)
        opcode_run(&m);
    out->end = m.at;
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
    for (size_t i = 0; i < other.import_count; i++)
        *LIST_ADD(p->arena, out->import, out->import_count) = other.import[i];
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
        if (!one.whole || at >= bytes.len ||
            !pickle_probe(p, bytes, at, &next) ||
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
        return (unsigned char)bytes.at[1] <= PICKLE_HIGHEST_PROTOCOL;
    if (!opcode_exists(first) || !pickle_probe(p, bytes, 0, &found))
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
                 "only the first 64 MiB were read");
    pickle_read_all(&p, bytes);
    return NULL;
}
