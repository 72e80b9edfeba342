// SPDX-License-Identifier: Apache-2.0
// pickle.h - reads pickles without running anything.
//
// A symbolic machine follows all opcodes as CPython's own unpickler does, over
// values that are only described: a call is a record of what would be called.
// Source: pickletools.py for the opcodes; threats.md 3 for what is odd and what
// is dangerous. Every import is judged by the allow-list of pickle_names.h,
// called or not. Rules: pickle.import.danger, .unlisted and .dynamic,
// pickle.ext, pickle.persid, pickle.frame, pickle.nested, pickle.trailing,
// pickle.multi, pickle.limit, pickle.malformed.
//
// Time is linear. Memory is proportional to the input and bounded: the stack
// and the memo take up to four million entries each and 48 MiB together, what
// is kept of values at most 20 MiB of that; in checkpoints 40, and in large
// ones 128 and 96. Values that do not fit are followed without being kept,
// which is told where it matters; a stack or a memo that does not fit ends the
// reading (pickle.limit).
#ifndef FORMAT_PICKLE_H
#define FORMAT_PICKLE_H

#include "base/file.h"
#include "format/note.h"
#include "format/paged.h"
#include "format/pickle_names.h"

enum {
    PICKLE_IN_MEMORY = 4 << 20,     // files up to here are read whole
    PICKLE_MOST_OPCODES = 64 << 20, // in one file, of all pickles together
    PICKLE_LARGEST = 8 << 20, // bytes that are unpacked; the rest is not read
};

enum pickle_kind {
    PICKLE_NOTHING, // no value
    PICKLE_NONE,
    PICKLE_BOOL,
    PICKLE_INT,
    PICKLE_BIG,   // an int of more than 60 bits, of which no more is kept
    PICKLE_FLOAT, // the same
    PICKLE_TEXT,  // str, UTF-8
    PICKLE_BYTES,
    PICKLE_LIST,
    PICKLE_TUPLE,
    PICKLE_DICT, // key, value, key, value
    PICKLE_SET,
    PICKLE_GLOBAL,     // an import
    PICKLE_CALL,       // what a call of something would give
    PICKLE_PERSISTENT, // its id: the items of a tuple, or one item
};

struct pickle_import {
    struct view module, name;
    uint64_t offset; // of the first opcode that imports it
    uint64_t count;  // opcodes that do
    enum pickle_class class;
    unsigned traits; // bits of enum pickle_trait
    bool lasts;      // what it makes is asked for long after: types, tensors
                     // and what stands for arrays
    unsigned role;   // for one who judges calls; 0 at first
};

// The items of a call: what is called, its arguments (a tuple), the state given
// to it later (or none); then what was appended to it or set in it.
enum { CALL_FUNCTION, CALL_ARGUMENTS, CALL_STATE, CALL_ITEMS };

struct pickle_box;

// One of many millions, so it is small: the kind, then a number of 60 bits, or
// 12 bits and an address, which has 48 on the systems this is built for. A text
// of 4,095 bytes or more is behind a view in the arena.
struct pickle_value {
    uint64_t bits;
};

enum { PICKLE_LONG_TEXT = (1 << 12) - 1 };

struct pickle_box {
    struct pickle_value *item;
    uint64_t offset : 48; // of the opcode that made it
    uint64_t depth : 12;  // of nesting below, as far as that goes
    uint64_t walked : 1;  // for one who walks: was here
    uint64_t holds : 1;   // other boxes that are not settled, or is such a call
    uint64_t relied : 1;  // on a settled call: something holds it
    uint64_t lasts : 1;   // is never made thin, and takes no more
    uint32_t weight; // elements below, shared ones counted each time, as far as
                     // that goes
    uint32_t item_count;
};

struct pickle {
    struct pickle_value root; // of a bare pickle its kind alone; PICKLE_NOTHING
                              // if it is not whole
    bool whole;               // STOP was reached
    bool cut;                 // not whole, because the bytes ended
    bool full;                // not whole, because of a limit: anything follows
    bool danger;              // something dangerous was imported by a name
    bool numbered;    // something was imported by a code of the registry
    bool keeps;       // something is in its memo
    bool hides;       // a constant holds a pickle that imports
    bool deep;        // pickles in constants go on below the deepest
    bool unsettled;   // a settled call was given more after something held it:
                      // `holds` of the boxes around it is too little
    uint64_t end;     // offset of the byte behind it, or of the fault
    uint64_t opcodes; // that were read
    bool frames_broken; // readers disagree from `frame_fault` on
    uint64_t frame_fault;
    struct pickle_import **import;
    size_t import_count;
};

// One who looks on while a pickle is read, but for pickles in its constants.
struct pickle_onlooker {
    // Is told of each persistent id.
    void (*meets)(void *context, struct pickle_value id);
    // Of a call when it is made: true if it is settled, which means that
    // nothing of it need be looked at again. Asked only where the arguments are
    // settled: scalars, imports, ids and calls that are, and tuples of such.
    bool (*settles)(void *context, struct pickle_value function,
                    struct pickle_value arguments);
    void *context;
};

// What several reads share.
struct pickle_reader {
    struct arena *arena;
    struct notes *notes;
    struct pickle_names *names;
    bool container; // persistent ids are storages of a checkpoint
    const struct pickle_onlooker *onlooker; // or NULL: no call is settled
    unsigned depth;                         // of pickles in constants
    size_t held;      // bytes that the pickles around this one take
    uint64_t base;    // offset of the bytes in the file, for notes
    uint64_t work;    // bytes that tentative reads may still look at
    uint64_t opcodes; // that were followed in this file, but for those reads
    // Where the bytes lie that are read, or NULL: in memory. Texts of values
    // are then only there once paged_need was called for them, but for short
    // ones of checkpoints and names in what is unpacked, which are copied.
    struct paged *source;
    bool tired; // `work` is used up, and that was told
    // For tests. Runs every opcode by its row alone (see pickle_quick.h), which
    // gives the same and takes longer; keeps no values.
    bool slow, thin;
};

struct error *pickle_reader_open(struct arena *a, struct notes *n,
                                 struct pickle_reader *out) MUST_USE;
struct pickle_reader pickle_reader_with(struct arena *a, struct notes *n,
                                        struct pickle_names *names);

// Reads the pickle that begins at `at`; what is wrong with it becomes notes.
// One with a broken frame is read a second time, as loaders read it from a
// file: `import` and the notes are of both readings, all else of the first.
void pickle_read(struct pickle_reader *p, struct view bytes, uint64_t at,
                 struct pickle *out);

// Looks for pickles that import something in what follows one: the first MiB
// and the last 64 KiB of `bytes` from `at` on.
void pickle_search(struct pickle_reader *p, struct view bytes, uint64_t at);

// The same in bytes of another format, which hold constants of their own: only
// pickles with a magic number that import something dangerous.
void pickle_search_foreign(struct pickle_reader *p, struct view bytes);

// All pickles of `bytes`, one behind the other, and what hides behind them.
void pickle_read_all(struct pickle_reader *p, struct view bytes);

// Whether `bytes` would be read as a pickle, also one without a magic number:
// it begins like one and imports something, or ends well and builds something,
// or goes on for long and keeps something in its memo.
bool pickle_is(struct pickle_reader *p, struct view bytes);

// Bytes of a file for the readers above: in p->arena, or paged where they are
// many. Sets p->source, until pickle_let_go.
struct pickle_hold {
    struct paged paged;
    struct paged *outer;
    struct view bytes;
};
struct error *pickle_hold(struct pickle_reader *p, const struct file *f,
                          uint64_t offset, uint64_t len,
                          struct pickle_hold *out) MUST_USE;
void pickle_let_go(struct pickle_reader *p, struct pickle_hold *h);

// Reads a whole file (training_args.bin, .pkl, .joblib) for notes.
struct error *pickle_scan(struct arena *a, const struct file *f,
                          struct notes *n) MUST_USE;

// Without an address: up to PICKLE_FLOAT. `number` has 60 bits.
static inline struct pickle_value pickle_scalar(enum pickle_kind kind,
                                                int64_t number)
{
    return (struct pickle_value){(uint64_t)kind << 60 |
                                 ((uint64_t)number & UINT64_MAX >> 4)};
}

static inline enum pickle_kind pickle_kind(struct pickle_value v)
{
    return (enum pickle_kind)(v.bits >> 60);
}

// A value of the same kind, of which nothing else is known; no container is in
// a box then.
static inline struct pickle_value pickle_kind_of(struct pickle_value v)
{
    return pickle_scalar(pickle_kind(v), pickle_kind(v) >= PICKLE_LIST);
}

// The 12 bits beside an address, and the address.
static inline uint32_t pickle_beside(struct pickle_value v)
{
    return (uint32_t)(v.bits >> 48) & PICKLE_LONG_TEXT;
}

static inline void *pickle_address(struct pickle_value v)
{
    union {
        uint64_t bits;
        void *at;
    } address = {v.bits & UINT64_C(0xffffffffffff)};

    return address.at;
}

static inline struct view pickle_text(struct pickle_value v)
{
    if (pickle_kind(v) != PICKLE_TEXT && pickle_kind(v) != PICKLE_BYTES)
        return (struct view){0};
    if (pickle_beside(v) == PICKLE_LONG_TEXT)
        return *(const struct view *)pickle_address(v);
    return (struct view){pickle_address(v), pickle_beside(v)};
}

// Whether nothing of a container is kept, since too many are: no box has an odd
// address.
static inline bool pickle_is_thin(struct pickle_value v)
{
    return v.bits >> 63 && (v.bits & 1);
}

static inline bool pickle_is_boxed(struct pickle_value v)
{
    return pickle_kind(v) >= PICKLE_LIST && pickle_kind(v) != PICKLE_GLOBAL &&
           !pickle_is_thin(v);
}

// Whether it may be a container or a call: such kinds have the topmost bit.
static inline bool pickle_is_inner(struct pickle_value v)
{
    return v.bits >> 63;
}
_Static_assert(PICKLE_LIST == 8, "the first of the kinds with the topmost bit");

// Of a value that is boxed.
static inline struct pickle_box *pickle_box(struct pickle_value v)
{
    return pickle_address(v);
}

// Of a PICKLE_GLOBAL.
static inline struct pickle_import *pickle_imported(struct pickle_value v)
{
    return pickle_address(v);
}

// Of a PICKLE_INT or PICKLE_BOOL.
static inline int64_t pickle_int(struct pickle_value v)
{
    return (int64_t)(v.bits << 4) >> 4;
}

static inline bool pickle_u64(struct pickle_value v, uint64_t *out)
{
    bool fits = pickle_kind(v) == PICKLE_INT && pickle_int(v) >= 0;

    *out = fits ? (uint64_t)pickle_int(v) : 0;
    return fits;
}

// The items of a list, tuple, dict, set, call or persistent id; none of others.
static inline struct pickle_box pickle_items(struct pickle_value v)
{
    return pickle_is_boxed(v) ? *pickle_box(v) : (struct pickle_box){0};
}

// One of them, or nothing.
static inline struct pickle_value pickle_item(struct pickle_value v, size_t i)
{
    return pickle_is_boxed(v) && i < pickle_box(v)->item_count
               ? pickle_box(v)->item[i]
               : (struct pickle_value){0};
}

// Whether `v` is boxed, and one who walks finds no call that is not settled in
// it. What a list, dict or set holds may grow, a tuple's items do not.
static inline bool pickle_is_flat(struct pickle_value v)
{
    return pickle_is_boxed(v) && !pickle_box(v)->holds;
}

// Whether that stays so wherever `v` is held; of a call, if `relied` is set.
static inline bool pickle_is_settled(struct pickle_value v)
{
    if (pickle_kind(v) < PICKLE_LIST || pickle_kind(v) == PICKLE_GLOBAL)
        return true;
    return (pickle_kind(v) == PICKLE_TUPLE || pickle_kind(v) >= PICKLE_CALL) &&
           !pickle_is_thin(v) && !pickle_box(v)->holds;
}

// Whether `v` is the import of `name` from `module`.
static inline bool pickle_is_global(struct pickle_value v, struct view module,
                                    struct view name)
{
    return pickle_kind(v) == PICKLE_GLOBAL &&
           view_eq(pickle_imported(v)->module, module) &&
           view_eq(pickle_imported(v)->name, name);
}

#endif
