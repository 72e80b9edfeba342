// SPDX-License-Identifier: Apache-2.0
#include "format/npy.h"

#include "base/quick.h"
#include "format/content.h"
#include "format/dtype.h"
#include "format/zip_content.h"

#include <inttypes.h>

enum {
    MAGIC_SIZE = 6,
    LARGEST_HEADER = 64 << 10,
    FRONT = 12 + LARGEST_HEADER,
    DEEPEST = 32, // of a structured dtype
};
static const struct view magic = VIEW_INIT("\x93NUMPY");

static bool npy_is(struct view front)
{
    return view_starts(front, magic);
}

// The literal, taken apart from the front.
struct literal {
    struct view left;
    bool wrong;
};

static void skip_blanks(struct literal *l)
{
    size_t blanks = 0;

    // Up to 63 pad a header.
    while (l->left.len - blanks >= 8 &&
           quick_load(l->left.at + blanks, 8) == quick_each(' '))
        blanks += 8;
    while (blanks < l->left.len && ascii_blank(l->left.at[blanks]))
        blanks++;
    l->left = view_from(l->left, blanks);
}

static bool next_is(struct literal *l, char c)
{
    skip_blanks(l);
    return l->left.len && l->left.at[0] == c;
}

static bool take(struct literal *l, char c)
{
    if (l->wrong || !next_is(l, c))
        return false;
    l->left = view_from(l->left, 1);
    return true;
}

static void want(struct literal *l, char c)
{
    if (!take(l, c))
        l->wrong = true;
}

static bool take_word(struct literal *l, struct view word)
{
    skip_blanks(l);
    if (l->wrong || !view_starts(l->left, word))
        return false;
    l->left = view_from(l->left, word.len);
    return true;
}

// A string in quotes, its escapes left as they are.
static struct view take_string(struct literal *l)
{
    size_t at = 1;

    skip_blanks(l);
    if (l->wrong || l->left.len < 2 ||
        (l->left.at[0] != '\'' && l->left.at[0] != '"')) {
        l->wrong = true;
        return (struct view){0};
    }
    while (at < l->left.len && l->left.at[at] != l->left.at[0])
        at += l->left.at[at] == '\\' ? 2 : 1;
    if (at >= l->left.len) {
        l->wrong = true;
        return (struct view){0};
    }
    struct view v = {l->left.at + 1, at - 1};
    l->left = view_from(l->left, at + 1);
    return v;
}

static uint64_t take_size(struct literal *l)
{
    size_t digits = 0;
    uint64_t n = 0;

    skip_blanks(l);
    while (digits < l->left.len && ascii_digit(l->left.at[digits]))
        digits++;
    if (l->wrong || !view_u64(view_head(l->left, digits), &n))
        l->wrong = true;
    l->left = view_from(l->left, digits);
    take_word(l, VIEW("L")); // Python 2 wrote 3L
    return n;
}

// A tuple of sizes, or one size; their product in `*count`.
static void take_shape(struct literal *l, uint64_t *dim, uint32_t *dims,
                       uint64_t *count)
{
    enum { MOST_DIMS = 64 }; // of numpy 2; 32 before
    uint64_t all = 1; // with zeros as ones: the product must fit all the same
    uint32_t rank = 0;
    bool tuple = take(l, '(');

    *count = 1;
    *dims = 0;
    while (!l->wrong && !(tuple && next_is(l, ')'))) {
        uint64_t n = take_size(l);

        if (++rank > MOST_DIMS ||
            __builtin_mul_overflow(all, n ? n : 1, &all) || all > INT64_MAX) {
            l->wrong = true;
            return;
        }
        if (*dims == TENSOR_MAX_DIMS) { // the outermost ones share a place
            dim[0] *= dim[1];
            memmove(dim + 1, dim + 2, (--*dims - 1) * sizeof *dim);
        }
        dim[(*dims)++] = n;
        *count *= n;
        if (!tuple || !take(l, ','))
            break;
    }
    if (tuple)
        want(l, ')');
}

struct dtype { // numpy's
    struct view name;
    uint64_t size;
    bool object;
};

// Other words for objects, also in a list of types: "f4,O".
static bool names_object(struct view v)
{
    while (v.len) {
        struct view part = view_trim(view_cut(v, ',', &v));

        while (part.len && byte_in(part.at[0], VIEW("<>|=(0123456789,) ")))
            part = view_from(part, 1);
        if (view_eq(part, VIEW("O")) || view_starts(part, VIEW("object")))
            return true;
    }
    return false;
}

// "<f4", "|O", "<U10", "|V16", "<M8[ns]".
static void plain_dtype(struct literal *l, struct view descr, struct dtype *out)
{
    const struct dtype_info *known = dtype_of_descr(descr);
    struct view v = descr, rest;

    *out = (struct dtype){.name = known ? known->name : descr};
    if (v.len && byte_in(v.at[0], VIEW("<>|=")))
        v = view_from(v, 1);
    if (names_object(v)) {
        out->object = true;
        out->size = 8;
        return;
    }
    if (!v.len || !byte_in(v.at[0], VIEW("?bhilqpBHILQPefdgFDGSaUVOMmcu"))) {
        l->wrong = true;
        return;
    }
    out->object = v.at[0] == 'O';
    bool letters = v.at[0] == 'U';
    bool sized = byte_in(v.at[0], VIEW("biufcSaUVOmM"));
    v = view_cut(view_from(v, 1), '[', &rest);
    if (v.len && (!sized || !view_u64(v, &out->size)))
        l->wrong = true;
    if (out->object && !v.len)
        out->size = 8;
    if (letters && __builtin_mul_overflow(out->size, 4, &out->size))
        l->wrong = true;
}

static void take_dtype(struct literal *l, unsigned depth, struct dtype *out);

// The element type and how many of them make one.
static void sub_array(struct literal *l, struct dtype *out)
{
    uint64_t dim[TENSOR_MAX_DIMS], count;
    uint32_t dims;

    take_shape(l, dim, &dims, &count);
    if (__builtin_mul_overflow(out->size, count, &out->size))
        l->wrong = true;
}

// ('name', dtype) or (('title', 'name'), dtype, shape).
static void take_field(struct literal *l, unsigned depth, struct dtype *out)
{
    want(l, '(');
    if (take(l, '(')) {
        take_string(l);
        want(l, ',');
        take_string(l);
        want(l, ')');
    } else {
        take_string(l);
    }
    want(l, ',');
    take_dtype(l, depth + 1, out);
    if (take(l, ',') && !next_is(l, ')'))
        sub_array(l, out);
    take(l, ',');
    want(l, ')');
}

static void take_fields(struct literal *l, unsigned depth, struct dtype *out)
{
    out->name = VIEW("struct");
    while (!l->wrong && !next_is(l, ']')) {
        struct dtype field = {0};

        take_field(l, depth, &field);
        out->object |= field.object;
        if (__builtin_add_overflow(out->size, field.size, &out->size))
            l->wrong = true;
        if (!take(l, ','))
            break;
    }
    want(l, ']');
}

static void take_dtype(struct literal *l, unsigned depth, struct dtype *out)
{
    *out = (struct dtype){0};
    if (depth > DEEPEST) {
        l->wrong = true;
    } else if (take(l, '[')) {
        take_fields(l, depth, out);
    } else if (take(l, '(')) {
        take_dtype(l, depth + 1, out);
        want(l, ',');
        sub_array(l, out);
        take(l, ',');
        want(l, ')');
    } else {
        struct view descr = take_string(l);
        if (!l->wrong)
            plain_dtype(l, descr, out);
    }
}

enum { KEY_DESCR = 1, KEY_ORDER = 2, KEY_SHAPE = 4, KEYS = 7 };

// Reads one key and its value; which key it was.
static unsigned take_pair(struct literal *l, struct npy_header *h)
{
    struct view key = take_string(l);

    want(l, ':');
    if (view_eq(key, VIEW("descr"))) {
        struct dtype d;
        take_dtype(l, 0, &d);
        h->dtype = d.name;
        h->item_size = d.size;
        h->object = d.object;
        return KEY_DESCR;
    }
    if (view_eq(key, VIEW("shape"))) {
        if (!next_is(l, '('))
            l->wrong = true;
        take_shape(l, h->dim, &h->dims, &h->count);
        return KEY_SHAPE;
    }
    if (view_eq(key, VIEW("fortran_order"))) {
        h->fortran_order = take_word(l, VIEW("True"));
        if (!h->fortran_order && !take_word(l, VIEW("False")))
            l->wrong = true;
        return KEY_ORDER;
    }
    l->wrong = true;
    return 0;
}

static bool take_header(struct literal *l, struct npy_header *h)
{
    unsigned seen = 0;

    want(l, '{');
    while (!l->wrong && !next_is(l, '}')) {
        unsigned key = take_pair(l, h);

        if (seen & key)
            l->wrong = true;
        seen |= key;
        if (!take(l, ','))
            break;
    }
    want(l, '}');
    skip_blanks(l);
    return !l->wrong && seen == KEYS && !l->left.len;
}

static bool malformed(struct notes *n, uint64_t offset, const char *what)
{
    note_add(n, VIEW("npy.malformed"), NOTE_MALFORMED, offset, "%s", what);
    return false;
}

bool npy_header(struct arena *a, struct view front, uint64_t size,
                struct notes *n, struct npy_header *out)
{
    (void)a;
    *out = (struct npy_header){0};
    if (front.len < MAGIC_SIZE + 4 || !npy_is(front))
        return malformed(n, 0, "the file ends inside the header");
    unsigned char major = (unsigned char)front.at[MAGIC_SIZE];
    if (major < 1 || major > 3 || front.at[MAGIC_SIZE + 1] != 0)
        return malformed(n, MAGIC_SIZE,
                         "a version of the format other than "
                         "1.0, 2.0 and 3.0");
    size_t wide = major == 1 ? 2 : 4, start = MAGIC_SIZE + 2 + wide;
    struct view length = view_head(view_from(front, MAGIC_SIZE + 2), wide);
    uint64_t len = view_little(length);
    if (length.len < wide || len > LARGEST_HEADER || len > front.len - start)
        return malformed(n, MAGIC_SIZE + 2,
                         "the header is longer than the "
                         "file, or than 64 KiB");
    struct literal l = {view_head(view_from(front, start), (size_t)len), false};
    out->data = start + len;
    if (!take_header(&l, out))
        return malformed(n, start + (uint64_t)(len - l.left.len),
                         "the header is no plain literal with just descr, "
                         "fortran_order and shape");
    uint64_t bytes;
    if (__builtin_mul_overflow(out->count, out->item_size, &bytes))
        return malformed(n, start, "the shape does not fit 64 bits");
    if (!out->object && bytes > size - out->data)
        return malformed(n, out->data, "the data are shorter than the shape");
    return true;
}

static void add_tensor(struct arena *a, const struct npy_header *h,
                       struct view name, uint64_t offset, struct tensors *out)
{
    struct tensor *t = LIST_ADD(a, out->tensor, out->tensor_count);

    *t = (struct tensor){.name = name,
                         .dtype = h->object ? VIEW("object") : h->dtype,
                         .dims = h->dims,
                         .count = h->count,
                         .size = h->object ? 0 : h->count * h->item_size,
                         .offset = offset};
    memcpy(t->dim, h->dim, sizeof t->dim);
    out->parameters += h->count;
}

// The message for a file without the magic number: most are arrays of tokens
// as they lie in memory.
static struct error *no_magic(struct arena *a, const struct file *f,
                              struct tensors *out)
{
    const char *what =
        f->size == 0       ? "is empty"
        : f->size % 4 == 0 ? "has no .npy header: it may be a raw array of "
                             "16-bit or 32-bit tokens, whose type must be known"
        : f->size % 2 == 0 ? "has no .npy header: it may be a raw array of "
                             "16-bit tokens, whose type must be known"
                           : "has no .npy header and cannot be an array of "
                             "16-bit tokens either";
    return tensors_fail(a, out, f->path, VIEW("npy.malformed"), NOTE_MALFORMED,
                        0, "%s", what);
}

static struct error *first_note_as_error(struct arena *a, const struct file *f,
                                         const struct tensors *t)
{
    const struct tensor_note *n = &t->note[0];

    return error_new(a, ERROR_INPUT, (struct place){f->path, n->offset, 0},
                     VIEW_FMT, VIEW_ARG(n->shows));
}

static struct error *read_array(struct content *c, const struct file *f,
                                struct tensors *out)
{
    struct npy_header h;
    struct view front;

    TRY(file_read(c->arena, f, 0, FRONT, &front));
    if (!npy_is(front)) {
        // numpy.load opens a pickle under this name without a word.
        TRY(content_scan(c, f));
        notes_into(c->arena, c->notes, out);
        if (!c->notes->note_count)
            return no_magic(c->arena, f, out);
        out->format = VIEW("pickle");
        return NULL;
    }
    bool good = npy_header(c->arena, front, f->size, c->notes, &h);
    if (good && h.object)
        TRY(content_scan(c, f));
    else if (!good && h.data)
        TRY(content_behind(c, f, h.data));
    notes_into(c->arena, c->notes, out);
    if (!good)
        return first_note_as_error(c->arena, f, out);
    add_tensor(c->arena, &h, VIEW("array"), h.data, out);
    return NULL;
}

struct error *npy_read(struct arena *a, const struct file *f,
                       struct tensors *out)
{
    struct notes notes = {.arena = a};
    struct content c;

    *out = (struct tensors){.format = VIEW("npy")};
    TRY(content_open(a, &notes, &c));
    return read_array(&c, f, out);
}

// One member: an array's header gives a tensor, all else is looked into. What
// is read of it goes with c->arena.
static struct error *read_member(struct content *c, const struct file *f,
                                 const struct zip_member *m,
                                 struct tensors *out)
{
    struct arena *lasting = c->notes->arena;
    struct notes silent = {.arena = c->arena};
    struct npy_header h;
    struct view front;

    TRY(zip_content(c->arena, f, m, FRONT, &silent, &front));
    bool good =
        npy_is(front) && npy_header(c->arena, front, m->size, &silent, &h);
    if (!good || h.object)
        TRY(content_member(c, f, m));
    if (!good)
        return NULL;
    struct view name = m->name;
    if (view_ends(name, VIEW(".npy")))
        name.len -= 4;
    bool stored = m->method == ZIP_STORED;
    h.dtype = arena_copy(lasting, h.dtype);
    add_tensor(lasting, &h, name, stored ? m->offset + h.data : 0, out);
    return NULL;
}

static struct error *read_members(struct content *c, const struct file *f,
                                  const struct zip *z, struct tensors *out)
{
    enum { KEPT = 256 << 10 };
    struct arena_store store = {.most = KEPT};
    struct arena *lasting = c->arena, scratch = {.store = &store};
    struct error *e = NULL;

    for (size_t i = 0; i < z->member_count && !e; i++) {
        if (z->member[i].folder)
            continue;
        c->arena = &scratch;
        e = error_again(lasting, f->path,
                        read_member(c, f, &z->member[i], out));
        c->arena = lasting;
        arena_free(&scratch);
    }
    arena_store_free(&store);
    return e;
}

struct error *npz_read(struct arena *a, const struct file *f,
                       struct tensors *out)
{
    struct notes notes = {.arena = a};
    struct content c;
    struct zip z;

    *out = (struct tensors){.format = VIEW("npz")};
    TRY(content_open(a, &notes, &c));
    c.in_weights = true;
    struct error *e = zip_read(a, f, &notes, &z);
    struct error *inside = read_members(&c, f, &z, out);
    notes_into(a, &notes, out);
    return e ? e : inside;
}
