// SPDX-License-Identifier: Apache-2.0
// content.h - looks into bytes of which only the content says what they are.
//
// Members of archives, streams that were unpacked, files under any name:
// pickles, archives in archives, arrays of objects, programs (threats.md 3.6,
// 4, 9). What is found becomes notes; nothing is written, nothing is run.
#ifndef FORMAT_CONTENT_H
#define FORMAT_CONTENT_H

#include "format/content_front.h"
#include "format/zip.h"

enum {
    CONTENT_LARGEST = 64 << 20, // bytes of a text, or of a program's code
    CONTENT_DEEPEST = 3,        // archives in archives
};

struct content;

// Reads the members, and what comes out of streams. Notes get the member's
// place; what is made on the way is in c->arena.
struct content_reader {
    // Whether large ones that nobody here looks into are wanted, by the base
    // name in lower case and the first bytes.
    bool (*wants)(const void *context, struct view name, struct view front);
    // One that nobody here looks into, such as a configuration.
    void (*read)(struct content *c, const struct file *f);
    // One that is looked into here, after that.
    void (*met)(struct content *c, const struct file *f,
                enum content_kind kind);
    const void *context;
};

struct content {
    struct arena *arena;
    struct notes *notes;
    struct pickle_reader pickle;
    unsigned depth;
    bool in_checkpoint; // persistent ids of pickles are storages
    uint64_t left;      // bytes that may still be unpacked, or read of members
    bool allowed;       // and what the size of the file adds is in it
    bool tired;         // `left` is used up, and that was told
    bool cut;           // the file went on where its last bytes are now
    bool in_keras;      // the archive is a Keras model
    bool in_java;       // the archive is one of Java: classes belong in it
    bool chance;        // the file is no stream, but for its first two bytes
    bool joined;        // what comes is one of several in a row
    bool in_weights;    // the archive is weights: no other belongs in it
    const struct content_reader *reader; // NULL: nobody reads them
};

struct error *content_open(struct arena *a, struct notes *n,
                           struct content *out) MUST_USE;

// The same with the names at hand, for one who looks into many files.
struct content content_with(struct arena *a, struct notes *n,
                            struct pickle_names *names);

// What `f` is by its bytes.
struct error *content_kind(struct content *c, const struct file *f,
                           enum content_kind *out) MUST_USE;

// Looks into `f`.
struct error *content_scan(struct content *c, const struct file *f) MUST_USE;

// Looks into what stands at `offset` of `f`, behind the end of another format.
// Whatever is a kind of its own there is told (format.polyglot) and looked
// into.
struct error *content_behind(struct content *c, const struct file *f,
                             uint64_t offset) MUST_USE;

// Looks for pickles that run something in `f`, which is nothing that anybody
// here can read: in its first MiB and its last 64 KiB.
struct error *content_search(struct content *c, const struct file *f) MUST_USE;

// Looks into one member of the archive `f`.
struct error *content_member(struct content *c, const struct file *f,
                             const struct zip_member *m) MUST_USE;

// The same for one that holds the numbers of a tensor: only if it begins as
// something that no chance makes. There are many; what is read to know comes
// from `store`.
struct error *content_numbers(struct content *c, const struct file *f,
                              const struct zip_member *m,
                              struct arena_store *store) MUST_USE;

#endif
