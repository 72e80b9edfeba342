// SPDX-License-Identifier: Apache-2.0
#include "format/content.h"

#include "base/amount.h"
#include "base/reader.h"
#include "format/hdf5.h"
#include "format/npy.h"
#include "format/stream.h"
#include "format/tar.h"
#include "format/unpack.h"
#include "format/window.h"
#include "format/zip_content.h"
#include "format/zip_end.h"

#include <inttypes.h>

enum {
    SMALL = 1 << 20, // members up to here are read whole
    STREAM_FRONT = 64 << 10,
    ARRAY_FRONT = 128 << 10, // the longest header and more
    SHORT_HEADER = 1024,     // as most are
    // What c->depth grows by: a compressed archive is hardly more than one.
    DEPTH_STREAM = 1,
    DEPTH_ARCHIVE = 2,
};
static const uint64_t most_unpacked = UINT64_C(1) << 30;

struct content content_with(struct arena *a, struct notes *n,
                            struct pickle_names *names)
{
    return (struct content){.arena = a,
                            .notes = n,
                            .pickle = pickle_reader_with(a, n, names),
                            .left = most_unpacked};
}

struct error *content_open(struct arena *a, struct notes *n,
                           struct content *out)
{
    struct pickle_names *names;

    *out = (struct content){0};
    TRY(pickle_names_open(a, &names));
    *out = content_with(a, n, names);
    return NULL;
}

// Whether the header of a program of Windows lies far behind the front of `f`.
static bool is_far_program(struct content *c, const struct file *f,
                           struct view front)
{
    enum { HEADER = 4 };
    uint32_t at = content_front_windows(front);
    struct view bytes;

    return at >= front.len && !file_read(c->arena, f, at, HEADER, &bytes) &&
           content_windows_header(bytes);
}

struct error *content_kind(struct content *c, const struct file *f,
                           enum content_kind *out)
{
    struct view bytes;

    *out = CONTENT_PLAIN;
    TRY(file_read(c->arena, f, 0, CONTENT_FRONT, &bytes));
    *out = content_front_kind(&c->pickle, bytes, f->size);
    if (*out == CONTENT_PLAIN && is_far_program(c, f, bytes))
        *out = CONTENT_PROGRAM;
    if (*out != CONTENT_PICKLE || f->size <= CONTENT_FRONT)
        return NULL;
    // The front of many a text could go on as a pickle.
    struct pickle_hold hold;
    bool is = !pickle_hold(&c->pickle, f, 0, UINT64_MAX, &hold) &&
              pickle_is(&c->pickle, hold.bytes);
    pickle_let_go(&c->pickle, &hold);
    if (!is)
        *out = CONTENT_PLAIN;
    return NULL;
}

// More of a large file, once.
static void allow(struct content *c, const struct file *f)
{
    uint64_t more;

    if (!c->depth && !c->allowed &&
        (__builtin_mul_overflow(f->size, 4, &more) ||
         __builtin_add_overflow(c->left, more, &c->left)))
        c->left = UINT64_MAX;
    c->allowed = true;
}

static struct error *scan_pickle(struct content *c, const struct file *f,
                                 uint64_t offset)
{
    struct pickle_hold hold;
    struct error *e = pickle_hold(&c->pickle, f, offset, UINT64_MAX, &hold);

    if (!e)
        pickle_read_all(&c->pickle, hold.bytes);
    pickle_let_go(&c->pickle, &hold);
    return e;
}

// Raises notes told from `from` on, if something dangerous was found with
// them.
static void raise_if(struct content *c, size_t from, struct view rule)
{
    for (size_t i = from; i < c->notes->note_count; i++)
        if (c->notes->note[i].severity == NOTE_DANGER) {
            notes_raise(c->notes, from, rule);
            return;
        }
}

static void tell_nested(struct content *c)
{
    note_add(c->notes, VIEW("zip.nested"), NOTE_REVIEW, 0,
             "an archive inside an archive");
}

// PyTorch's archives hold a data.pkl in their folder.
static bool is_checkpoint(const struct zip *z)
{
    for (size_t i = 0; i < z->member_count; i++)
        if (view_eq_nocase(view_basename(z->member[i].name), VIEW("data.pkl")))
            return true;
    return false;
}

// A program that PyTorch exported (.pt2), or its own packages of code.
static bool is_program(const struct zip *z)
{
    for (size_t i = 0; i < z->member_count; i++)
        if (view_eq(view_basename(z->member[i].name), VIEW("archive_format")) ||
            view_ends(z->member[i].name, VIEW(".data/extern_modules")))
            return true;
    return false;
}

// A Keras model: its configuration and what wrote it, at the top.
static bool is_keras(const struct zip *z)
{
    return zip_find(z, VIEW("config.json")) &&
           zip_find(z, VIEW("metadata.json"));
}

// numpy's archives hold arrays and nothing else.
static bool is_arrays(const struct zip *z)
{
    for (size_t i = 0; i < z->member_count; i++)
        if (!view_ends(z->member[i].name, VIEW(".npy")))
            return false;
    return z->member_count > 0;
}

// A format of weights that happens to be an archive: where models are packed
// into one, these are its content.
static bool is_weights(const struct zip *z)
{
    return is_checkpoint(z) || is_keras(z) || is_arrays(z);
}

// `kind`: what the file is by its front.
static struct error *scan_zip(struct content *c, const struct file *f,
                              enum content_kind kind)
{
    size_t from = c->notes->note_count;
    struct error *e = NULL;
    struct zip z;

    if (c->depth && !c->joined)
        tell_nested(c);
    c->joined = false;
    bool broken = zip_read(c->arena, f, c->notes, &z) != NULL;
    if (broken && !z.member_count)
        return NULL; // told as a note
    const bool weights = is_weights(&z), in_weights = c->in_weights;
    // Keras writes its arrays as an archive in its own, if asked to
    // (saving_lib.py, model.weights.npz).
    bool own = c->in_keras && is_arrays(&z);
    if (!broken && weights && (!in_weights || own))
        notes_lower(c->notes, from, VIEW("zip.nested"), 0);
    bool java = zip_find(&z, VIEW("META-INF/MANIFEST.MF")) != NULL;
    if (java)
        note_add(c->notes, VIEW("format.mismatch"), NOTE_REVIEW, 0,
                 "a Java archive: a program, which no loader of models needs");
    if (is_program(&z))
        note_add(c->notes, VIEW("torch.torchscript"), NOTE_REVIEW, 0,
                 "an archive of PyTorch with a program, not only weights");
    bool outer = c->in_checkpoint, outer_keras = c->in_keras,
         outer_java = c->in_java;
    c->in_checkpoint = is_checkpoint(&z);
    c->in_java = java;
    c->in_keras = is_keras(&z);
    c->in_weights = weights;
    for (size_t i = 0; i < z.member_count && !e; i++)
        if (!z.member[i].folder)
            e = content_member(c, f, &z.member[i]);
    c->in_checkpoint = outer;
    c->in_keras = outer_keras;
    c->in_java = outer_java;
    c->in_weights = in_weights;
    if (e)
        return e;
    if (kind == CONTENT_PORTABLE) { // stands in front, and reads its members
        notes_lower(c->notes, from, VIEW("zip.prefix"), 0);
        notes_excuse(c->notes, from);
    }
    if (c->depth)
        raise_if(c, from, VIEW("zip.nested"));
    return NULL;
}

// What is read of one member lives until the next one; notes live longer.
struct inside {
    struct arena scratch;
    struct arena *arena, *pickle_arena;
    struct view member;
};

static void go_inside(struct content *c, struct view name, struct inside *in)
{
    struct arena *lasting = c->notes->arena;

    *in = (struct inside){.arena = c->arena,
                          .pickle_arena = c->pickle.arena,
                          .member = c->notes->member};
    c->notes->member = in->member.len
                           ? arena_print(lasting, VIEW_FMT "!" VIEW_FMT,
                                         VIEW_ARG(in->member), VIEW_ARG(name))
                           : arena_copy(lasting, name);
    c->arena = c->pickle.arena = &in->scratch;
    c->depth += DEPTH_ARCHIVE;
}

static void come_out(struct content *c, struct inside *in)
{
    c->depth -= DEPTH_ARCHIVE;
    c->arena = in->arena;
    c->pickle.arena = in->pickle_arena;
    c->notes->member = in->member;
    arena_free(&in->scratch);
}

// Where the archives begin that `f` consists of, last one first. `*count` is 1
// for an ordinary one, and 0 if something else stands among them.
static struct error *find_joined(struct arena *a, const struct file *f,
                                 uint64_t **start, size_t *count)
{
    uint64_t end = f->size;

    *start = NULL;
    *count = 0;
    while (end && *count < ZIP_MOST_MEMBERS) {
        struct arena scratch = {0};
        uint64_t at;
        struct error *e =
            error_again(a, f->path, zip_start(&scratch, f, end, &at));

        arena_free(&scratch);
        if (e || at >= end) {
            *count = 0;
            return e;
        }
        *LIST_ADD(a, *start, *count) = end = at;
    }
    if (end)
        *count = 0; // more than anybody writes
    return NULL;
}

// torch.distributed.checkpoint writes an archive for each tensor, one behind
// the other, and reads each where the metadata beside say that it begins.
// Anybody else takes the last for all.
static struct error *scan_joined(struct content *c, const struct file *f,
                                 const uint64_t *start, size_t count)
{
    struct error *e = NULL;

    note_add(c->notes, VIEW("zip.joined"), NOTE_REVIEW, start[0],
             "%zu checkpoints stand one behind the other: which one is read "
             "depends on the reader",
             count);
    for (size_t i = count; i-- > 0 && !e;) {
        uint64_t end = i ? start[i - 1] : f->size;
        struct file part = file_part(f, start[i], end - start[i], f->path);
        struct inside in;

        go_inside(c, arena_print(c->arena, "@%" PRIu64, start[i]), &in);
        c->joined = true;
        e = error_again(in.arena, f->path, content_scan(c, &part));
        come_out(c, &in);
    }
    return e;
}

// One archive, or several of which each is a checkpoint.
static struct error *scan_zips(struct content *c, const struct file *f)
{
    struct arena scratch = {0};
    uint64_t *start;
    size_t count, checkpoints = 0;
    struct error *e = find_joined(&scratch, f, &start, &count);

    for (size_t i = 0; i < count && count > 1 && checkpoints == i; i++) {
        uint64_t end = i ? start[i - 1] : f->size;
        struct file part = file_part(f, start[i], end - start[i], f->path);
        struct arena listed = {0};
        struct zip z;

        if (!zip_list(&listed, &part, &z) && is_checkpoint(&z))
            checkpoints++;
        arena_free(&listed);
    }
    if (!e)
        e = count > 1 && checkpoints == count ? scan_joined(c, f, start, count)
                                              : scan_zip(c, f, CONTENT_ZIP);
    e = error_again(c->arena, f->path, e);
    arena_free(&scratch);
    return e;
}

struct error *content_search(struct content *c, const struct file *f)
{
    enum { PIECE = 1 << 20, BACK = 64 << 10 };
    uint64_t back = f->size > PIECE + BACK ? f->size - BACK : PIECE;
    uint64_t base = c->pickle.base;
    struct error *e = NULL;

    for (uint64_t at = 0; at < f->size && !e; at = at ? f->size : back) {
        struct arena scratch = {0};
        struct view bytes;

        e = file_read(&scratch, f, at, PIECE, &bytes);
        c->pickle.base = at;
        if (!e)
            pickle_search_foreign(&c->pickle, bytes);
        e = error_again(c->arena, f->path, e);
        arena_free(&scratch);
    }
    c->pickle.base = base;
    return e;
}

// Whether what stands far behind the front makes something of a file. Of one
// that is packed (`all` is NULL) nobody knows before it is unpacked: then
// whether it could.
static bool is_far(struct content *c, const struct file *all, struct view front,
                   uint64_t size)
{
    uint32_t header = content_front_windows(front); // 0: none
    uint64_t start;

    if (all)
        return is_far_program(c, all, front) || hdf5_is(all, &start);
    return (header >= front.len && header < size) ||
           (front.len && memchr(front.at, '\0', front.len));
}

// Whether something large is nothing by its front, and nobody wants it. `all`
// is the whole of it where any place of it can be read, or NULL.
static bool is_dull(struct content *c, struct view path, const struct file *all,
                    struct view front, uint64_t size)
{
    return content_front_kind(&c->pickle, front, size) == CONTENT_PLAIN &&
           !is_far(c, all, front, size) &&
           (!c->reader ||
            !c->reader->wants(c->reader->context,
                              arena_lower(c->arena, view_basename(path)),
                              front));
}

// How much may be read of a thing that claims `size` bytes.
static uint64_t may_read(struct content *c, uint64_t size)
{
    if (!c->left && !c->tired && size) {
        note_add(c->notes, VIEW("limit.size"), NOTE_LIMIT, 0,
                 "more was looked into than 1 GiB and four times the size of "
                 "the file: the rest was not");
        c->tired = true;
    } else if (size > c->left) {
        note_add(c->notes, VIEW("limit.size"), NOTE_LIMIT, c->left,
                 "only %" PRIu64 " byte%s in front were looked into", c->left,
                 plural(c->left));
    }
    return c->left;
}

static void was_read(struct content *c, uint64_t size)
{
    c->left -= size < c->left ? size : c->left;
}

// As much of `size` bytes as may still be read, which they then are.
static uint64_t clipped(struct content *c, uint64_t size)
{
    uint64_t most = may_read(c, size);

    size = size < most ? size : most;
    was_read(c, size);
    return size;
}

static struct error *scan_tar_member(struct content *c, const struct file *f,
                                     const struct tar_walk *w)
{
    struct file inner = file_part(f, w->offset, w->size, w->name);
    struct view bytes = {0};

    if (inner.size > SMALL)
        TRY(file_read(c->arena, &inner, 0, CONTENT_FRONT, &bytes));
    if (bytes.len && is_dull(c, w->name, &inner, bytes, inner.size))
        return NULL;
    inner.size = clipped(c, inner.size);
    if (inner.size <= SMALL) {
        TRY(file_read(c->arena, &inner, 0, SMALL, &bytes));
        inner = file_of(bytes.len ? bytes : VIEW(""), w->name);
    }
    return inner.size ? content_scan(c, &inner) : NULL;
}

static struct error *scan_tar(struct content *c, const struct file *f)
{
    struct tar_walk w = {.arena = c->arena, .file = f, .notes = c->notes};
    size_t from = c->notes->note_count;
    struct error *e = NULL;
    struct inside in;

    if (c->notes->member.len) // in a compressed stream it is the usual form
        tell_nested(c);
    while (!e && tar_next(&w)) {
        go_inside(c, w.name, &in);
        e = error_again(in.arena, f->path, scan_tar_member(c, f, &w));
        come_out(c, &in);
    }
    tar_close(&w);
    if (c->notes->member.len)
        raise_if(c, from, VIEW("zip.nested"));
    e = e ? e : w.error;
    return e || !w.rest ? e : content_behind(c, f, w.rest);
}

static const struct {
    enum note_severity severity;
    const char *shows;
} broken_stream[] = {
    [UNPACK_WHOLE] = {NOTE_PLAIN, NULL},
    [UNPACK_CUT] = {NOTE_MALFORMED, "the compressed stream breaks off"},
    [UNPACK_BROKEN] = {NOTE_MALFORMED, "the compressed stream is broken"},
    [UNPACK_LIMIT] = {NOTE_LIMIT, "more comes out than is looked at"},
    [UNPACK_BOMB] = {NOTE_LIMIT, "the stream grows more than 200 times"},
};

// A small stream is unpacked at once, and a large one that is nothing by its
// front no further than that. Of others `whole` is false, and all is unknown.
struct front {
    struct arena kept; // holds its bytes
    struct unpacked unpacked;
    bool whole; // as far as it is worth unpacking
};

static struct error *unpack_front(struct content *c, const struct file *f,
                                  enum unpack_kind kind, struct front *out)
{
    struct unpacked *i = &out->unpacked;
    struct view packed;

    TRY(file_read(c->arena, f, 0, STREAM_FRONT, &packed));
    unpack_bytes(&out->kept, packed, kind, SMALL, i);
    if (i->end == UNPACK_LIMIT && i->used < i->bytes.len / UNPACK_RATIO)
        i->end = UNPACK_BOMB;
    bool front = packed.len < f->size;
    // A stream may end where the front does, and go on with another one.
    bool goes_on = i->end == UNPACK_CUT ||
                   (i->end == UNPACK_WHOLE && i->used == packed.len);
    bool more = i->end == UNPACK_LIMIT || (front && goes_on);
    out->whole = !more;
    if (front && i->end != UNPACK_BROKEN && i->end != UNPACK_BOMB &&
        i->bytes.len >= CONTENT_FRONT &&
        is_dull(c, f->path, NULL, i->bytes, UINT64_MAX)) {
        i->end = UNPACK_WHOLE; // as far as it was read
        i->used = f->size;
        i->bytes = (struct view){0};
        out->whole = true;
    }
    return NULL;
}

// Behind a stream stands nothing, or zeros that fill up a block. Python refuses
// anything else, while the tools of the format pass over it.
static struct error *look_behind_stream(struct content *c, const struct file *f,
                                        uint64_t at)
{
    enum { PADDING = 64 << 10 };
    size_t count = c->notes->note_count, zeros = 0;
    struct view rest;

    if (at >= f->size)
        return NULL;
    TRY(file_read(c->arena, f, at, PADDING, &rest));
    while (zeros < rest.len && !rest.at[zeros])
        zeros++;
    if (at + zeros == f->size)
        return NULL;
    TRY(content_behind(c, f, at + zeros));
    if (c->notes->note_count == count)
        note_add(c->notes, VIEW("archive.malformed"), NOTE_MALFORMED,
                 at + zeros, "bytes follow the stream that are none of it");
    return NULL;
}

// Tells how a stream ended, and looks into what came out.
static struct error *look_into_stream(struct content *c, const struct file *f,
                                      const struct file *inner,
                                      enum unpack_end end, uint64_t used)
{
    size_t from = c->notes->note_count;
    bool bomb = end == UNPACK_BOMB || end == UNPACK_LIMIT;

    bool front = end == UNPACK_WHOLE && !inner->size;
    note_add(c->notes, VIEW("archive.compressed"), NOTE_PLAIN, 0, "%s",
             front ? "a compressed stream; its front is nothing that loaders "
                     "open, so that the rest was not unpacked"
                   : "a compressed stream, unpacked to look into it");
    was_read(c, inner->size);
    if (end != UNPACK_WHOLE)
        note_add(
            c->notes, bomb ? VIEW("archive.bomb") : VIEW("archive.malformed"),
            broken_stream[end].severity, used, "%s", broken_stream[end].shows);
    bool outer = c->cut;
    c->depth += DEPTH_STREAM;
    c->cut = end != UNPACK_WHOLE;
    struct error *e = inner->size ? content_scan(c, inner) : NULL;
    c->cut = outer;
    c->depth -= DEPTH_STREAM;
    raise_if(c, from, VIEW("archive.compressed"));
    return e || end != UNPACK_WHOLE ? e : look_behind_stream(c, f, used);
}

// A few bytes may happen to look like a stream of which something came out.
static bool is_chance(struct content *c, const struct file *inner, bool weak,
                      enum unpack_end end)
{
    struct view front;
    bool is =
        weak && (end == UNPACK_BROKEN || (end == UNPACK_CUT && !inner->size)) &&
        !file_read(c->arena, inner, 0, CONTENT_FRONT, &front) &&
        content_front_kind(&c->pickle, front, UINT64_MAX) == CONTENT_PLAIN;

    c->chance |= is && !c->depth;
    return is;
}

static void tell_tired(struct content *c, const struct stream_file *s)
{
    if (s->tired)
        note_add(c->notes, VIEW("limit.size"), NOTE_LIMIT, 0,
                 "what is compressed would have to be unpacked again and "
                 "again: some of it was not seen");
}

static struct error *scan_large_stream(struct content *c, const struct file *f,
                                       enum unpack_kind kind, bool weak)
{
    struct stream_file s;
    struct error *e = NULL;

    stream_open(f, kind, may_read(c, 1), &s);
    const struct file inner = stream_bytes(&s, f->path);
    if (!is_chance(c, &inner, weak, s.end))
        e = look_into_stream(c, f, &inner, s.end, s.used);
    tell_tired(c, &s);
    stream_close(&s);
    return e;
}

static struct error *scan_stream(struct content *c, const struct file *f,
                                 enum unpack_kind kind, bool weak)
{
    struct front s = {0};
    struct error *e = unpack_front(c, f, kind, &s);
    const struct unpacked *i = &s.unpacked;
    struct view bytes = i->bytes.len ? i->bytes : VIEW("");
    const struct file inner = file_of(bytes, f->path);

    if (!e && s.whole && !is_chance(c, &inner, weak, i->end))
        e = look_into_stream(c, f, &inner, i->end, i->used);
    arena_free(&s.kept);
    return e || s.whole ? e : scan_large_stream(c, f, kind, weak);
}

// The header of the array at `at`; `*is`: it is one, of numbers.
static struct error *next_array(struct window *w, uint64_t at,
                                struct npy_header *h, bool *is)
{
    static const uint64_t fronts[] = {SHORT_HEADER, ARRAY_FRONT};

    *is = false;
    for (size_t i = 0; i < 2 && !*is; i++) {
        struct arena scratch = {0};
        struct notes silent = {.arena = &scratch};
        struct view front;
        struct error *e = window_read(w, at, fronts[i], &front);

        *is = !e &&
              npy_header(&scratch, front, w->file->size - at, &silent, h) &&
              !h->object;
        arena_free(&scratch);
        if (e)
            return e;
    }
    return NULL;
}

// Behind an array stands nothing, or the next one: numpy writes several into a
// file that is open.
static struct error *look_behind_array(struct content *c, const struct file *f,
                                       const struct npy_header *first)
{
    enum { MOST_ARRAYS = 100000 };
    struct window w = {.arena = c->arena, .file = f, .step = ARRAY_FRONT};
    struct npy_header h = *first;
    struct error *e = NULL;
    bool more = true;
    uint64_t at = 0;
    int arrays = 0;

    while (!e && more && arrays++ < MOST_ARRAYS) {
        at += h.data + h.count * h.item_size; // fits, by npy_header
        more = at < f->size;
        if (more)
            e = next_array(&w, at, &h, &more);
    }
    window_close(&w);
    if (e || at >= f->size)
        return e;
    if (!more)
        return content_behind(c, f, at);
    note_add(
        c->notes, VIEW("limit.size"), NOTE_LIMIT, at,
        "more than %d arrays follow each other: the rest was not looked at",
        MOST_ARRAYS);
    return NULL;
}

// An array of objects: a pickle stands behind the header.
static struct error *scan_array(struct content *c, const struct file *f)
{
    struct npy_header h;
    struct view bytes;

    TRY(file_read(c->arena, f, 0, ARRAY_FRONT, &bytes));
    // Of what was cut here nobody can say that it is too short.
    uint64_t size = c->cut ? UINT64_MAX : f->size;
    if (!npy_header(c->arena, bytes, size, c->notes, &h))
        return h.data ? content_behind(c, f, h.data) : NULL; // numpy may go on
    if (!h.object)
        return look_behind_array(c, f, &h);
    note_add(c->notes, VIEW("npy.object"), NOTE_REVIEW, 0,
             "an array of Python objects: reading it opens a pickle");
    uint64_t base = c->pickle.base;
    size_t from = c->notes->note_count - 1;
    c->pickle.base += h.data;
    struct error *e = scan_pickle(c, f, h.data);
    c->pickle.base = base;
    raise_if(c, from, VIEW("npy.object"));
    return e;
}

// A blank more stands in front of the stream where Python 2 wrote it.
static struct error *scan_zfile(struct content *c, const struct file *f)
{
    struct view blank;

    TRY(file_read(c->arena, f, CONTENT_ZFILE_HEAD, 1, &blank));
    const struct file inner =
        file_part(f, CONTENT_ZFILE_HEAD + (view_eq(blank, VIEW(" ")) ? 1 : 0),
                  f->size, f->path);
    return scan_stream(c, &inner, UNPACK_ZLIB, false);
}

static struct error *scan_picture(struct content *c, const struct file *f);

// A member that is nothing by its first bytes: a text, perhaps.
static struct error *scan_plain(struct content *c, const struct file *f)
{
    if (c->depth && c->reader)
        c->reader->read(c, f);
    return NULL;
}

// A class of Java: behind the magic number, which it shares with programs for
// several processors, a version of 45 or more, where those have the number of
// their parts. Of the archive that it belongs to it is told what it is.
static bool is_class(struct content *c, const struct file *f)
{
    enum { HEAD = 8, FIRST_VERSION = 45, LAST_VERSION = 255 };
    struct view v;

    if (file_read(c->arena, f, 0, HEAD, &v) || v.len < HEAD ||
        !view_starts(v, VIEW("\xca\xfe\xba\xbe")))
        return false;
    unsigned version =
        (unsigned)(unsigned char)v.at[6] << 8 | (unsigned char)v.at[7];
    return version >= FIRST_VERSION && version <= LAST_VERSION;
}

static struct error *scan_kind(struct content *c, const struct file *f,
                               enum content_kind kind)
{
    const struct content_stream *stream = content_stream_of(kind);

    if (stream)
        return scan_stream(c, f, stream->unpack, stream->weak);
    switch (kind) {
    case CONTENT_PLAIN:
        return scan_plain(c, f);
    case CONTENT_GZIP: // a stream: above
    case CONTENT_ZLIB:
    case CONTENT_BZIP2:
    case CONTENT_XZ:
    case CONTENT_LZMA:
    case CONTENT_ZSTD:
        return NULL;
    case CONTENT_PICKLE:
        return scan_pickle(c, f, 0);
    case CONTENT_ZIP:
        return scan_zips(c, f);
    case CONTENT_TAR:
        return scan_tar(c, f);
    case CONTENT_PICTURE:
        return scan_picture(c, f);
    case CONTENT_NPY:
        return scan_array(c, f);
    case CONTENT_ZFILE:
        return scan_zfile(c, f);
    case CONTENT_PACKED:
        note_add(c->notes, VIEW("archive.compressed"), NOTE_REVIEW, 0,
                 "compressed in a way that is not unpacked here: not "
                 "inspected");
        return NULL;
    case CONTENT_7Z:
        note_add(c->notes, VIEW("archive.7z"), NOTE_DANGER, 0,
                 "a 7-Zip archive: no loader needs it, and scanners do not "
                 "look into it");
        return NULL;
    case CONTENT_PORTABLE:
        note_add(c->notes, VIEW("format.executable"), NOTE_REVIEW, 0,
                 "a program for several systems that carries its files in an "
                 "archive behind it, as a llamafile does");
        return NULL;
    case CONTENT_PROGRAM:
        if (!c->in_java || !is_class(c, f))
            note_add(c->notes, VIEW("format.executable"), NOTE_DANGER, 0,
                     "a program for a processor");
        return NULL;
    }
    return NULL;
}

// Behind the zero bytes at `*offset`, no more than MOST_PADDING of them.
static struct error *skip_padding(struct content *c, const struct file *f,
                                  uint64_t *offset)
{
    enum { MOST_PADDING = 1 << 20 };
    struct window w = {.arena = c->arena, .file = f, .step = CONTENT_FRONT};
    struct error *e = NULL;
    uint64_t at = *offset, end = at + MOST_PADDING;
    struct view bytes = {0};
    size_t zeros = 0;

    do {
        e = window_read(&w, at, CONTENT_FRONT, &bytes);
        for (zeros = 0; zeros < bytes.len && !bytes.at[zeros];)
            zeros++;
        at += zeros;
    } while (!e && zeros && zeros == bytes.len && at < end);
    *offset = at;
    window_close(&w);
    return e;
}

struct error *content_behind(struct content *c, const struct file *f,
                             uint64_t offset)
{
    struct view bytes;
    size_t from = c->notes->note_count;

    TRY(file_read(c->arena, f, offset, CONTENT_FRONT, &bytes));
    if (!content_front_certain(&c->pickle, bytes, f->size - offset)) {
        TRY(skip_padding(c, f, &offset));
        TRY(file_read(c->arena, f, offset, CONTENT_FRONT, &bytes));
        if (!content_front_certain(&c->pickle, bytes, f->size - offset))
            return NULL;
    }
    note_add(c->notes, VIEW("format.polyglot"), NOTE_DANGER, offset,
             "behind the end of the file's own format something else begins: "
             "what is read depends on the reader");
    allow(c, f);
    const struct file inner =
        file_part(f, offset, clipped(c, f->size - offset), f->path);
    c->depth += DEPTH_ARCHIVE;
    struct error *e = content_scan(c, &inner);
    c->depth -= DEPTH_ARCHIVE;
    for (size_t i = from + 1; i < c->notes->note_count; i++)
        if (view_eq(c->notes->note[i].member, c->notes->member))
            c->notes->note[i].offset += offset;
    return e;
}

// A picture: chunks of a length, a name, data and a checksum, to IEND. `*end`
// is behind that, or 0: there is none.
static struct error *walk_chunks(struct content *c, const struct file *f,
                                 struct window *w, uint64_t *end)
{
    enum { MOST_CHUNKS = 1000000, HEAD = 8, CHECKSUM = 4 };
    uint64_t at = 8;

    *end = 0;
    for (int i = 0; at < f->size; i++) {
        struct view v;

        if (i == MOST_CHUNKS) {
            note_add(c->notes, VIEW("limit.size"), NOTE_LIMIT, at,
                     "a picture of more than %d parts: the rest was not looked "
                     "at",
                     MOST_CHUNKS);
            return NULL;
        }
        TRY(window_read(w, at, HEAD, &v));
        struct reader r = {.arena = c->arena, .bytes = v, .big_endian = true};
        uint64_t len = v.len < HEAD ? UINT64_MAX : reader_u32(&r);
        if (len > f->size - at)
            return NULL;
        at += HEAD + len + CHECKSUM;
        if (view_eq(view_from(v, 4), VIEW("IEND"))) {
            *end = at;
            return NULL;
        }
    }
    return NULL;
}

static struct error *scan_picture(struct content *c, const struct file *f)
{
    struct window w = {.arena = c->arena, .file = f, .step = CONTENT_FRONT};
    uint64_t end;
    struct error *e = walk_chunks(c, f, &w, &end);

    window_close(&w);
    return e || !end || end >= f->size ? e : content_behind(c, f, end);
}

// A tar archive begins with the name of a member, which may be a pickle.
static struct error *scan_name(struct content *c, const struct file *f)
{
    enum { LONGEST_NAME = 100 };
    struct view name;

    TRY(file_read(c->arena, f, 0, LONGEST_NAME, &name));
    if (!pickle_is(&c->pickle, name) ||
        !content_front_imports(&c->pickle, name))
        return NULL;
    note_add(c->notes, VIEW("format.polyglot"), NOTE_DANGER, 0,
             "the name of its first member is a pickle: which of the two is "
             "read depends on the reader");
    return scan_pickle(c, f, 0);
}

struct error *content_scan(struct content *c, const struct file *f)
{
    enum content_kind kind;

    if (c->depth > CONTENT_DEEPEST * DEPTH_ARCHIVE + DEPTH_STREAM) {
        note_add(c->notes, VIEW("zip.nested"), NOTE_LIMIT, 0,
                 "archives are nested more than three deep: not looked into");
        return NULL;
    }
    allow(c, f);
    TRY(content_kind(c, f, &kind));
    uint64_t base = c->pickle.base;
    bool container = c->pickle.container;
    c->pickle.base = 0; // offsets count from the start of a member
    c->pickle.container = c->in_checkpoint;
    struct error *e = scan_kind(c, f, kind);
    if (!e && kind == CONTENT_TAR)
        e = scan_name(c, f);
    if (!e && kind == CONTENT_PORTABLE && zip_is(f)) {
        e = scan_zip(c, f, kind);
    } else if (!e && kind != CONTENT_ZIP && zip_is(f)) {
        note_add(c->notes, VIEW("format.polyglot"), NOTE_DANGER, 0,
                 "the file ends with a zip archive and begins as something "
                 "else: which of the two is read depends on the reader");
        e = scan_zip(c, f, kind);
    }
    if (!e && kind != CONTENT_PLAIN && c->depth && c->reader)
        c->reader->met(c, f, kind);
    c->pickle.base = base;
    c->pickle.container = container;
    return e;
}

// What a member may hold, which may claim to hold nothing.
static uint64_t most_of(const struct zip_member *m)
{
    return m->size > m->packed ? m->size : m->packed;
}

// A large member is looked into if its front promises something.
static struct error *scan_large(struct content *c, const struct file *f,
                                const struct zip_member *m)
{
    struct stream_file s = {0};
    struct file inner;
    struct view front;
    const struct file stored = file_part(f, m->offset, m->packed, m->name);
    const struct file *all = m->method == ZIP_STORED ? &stored : NULL;

    TRY(zip_front(c->arena, f, m, CONTENT_FRONT, &front));
    if (is_dull(c, m->name, all, front, m->size))
        return NULL;
    struct error *e =
        zip_file(c->arena, f, m, may_read(c, most_of(m)), c->notes, &s, &inner);
    was_read(c, inner.size);
    bool outer = c->cut;
    c->cut = inner.size < m->size;
    if (!e && inner.size)
        e = content_scan(c, &inner);
    c->cut = outer;
    tell_tired(c, &s);
    stream_close(&s);
    return e;
}

static struct error *scan_small(struct content *c, const struct file *f,
                                const struct zip_member *m)
{
    struct view bytes;

    TRY(zip_content(c->arena, f, m, may_read(c, most_of(m)), c->notes, &bytes));
    was_read(c, bytes.len);
    struct file inner = file_of(bytes, m->name);
    return bytes.len ? content_scan(c, &inner) : NULL;
}

static struct error *scan_member(struct content *c, const struct file *f,
                                 const struct zip_member *m)
{
    size_t from = c->notes->note_count;
    bool large = m->packed > SMALL || m->size > SMALL;
    struct inside in;

    go_inside(c, m->name, &in);
    struct error *e = large ? scan_large(c, f, m) : scan_small(c, f, m);
    raise_if(c, from, VIEW("zip.crc"));
    e = error_again(in.arena, f->path, e);
    come_out(c, &in);
    return e;
}

struct error *content_numbers(struct content *c, const struct file *f,
                              const struct zip_member *m,
                              struct arena_store *store)
{
    struct arena scratch = {.store = store};
    struct arena *outer = c->pickle.arena;
    struct view front;

    c->pickle.arena = &scratch;
    struct error *e = zip_front(&scratch, f, m, CONTENT_FRONT, &front);
    enum content_kind kind =
        e ? CONTENT_PLAIN : content_front_kind(&c->pickle, front, m->size);
    const struct file stored = file_part(f, m->offset, m->packed, m->name);
    uint32_t header = content_front_windows(front);
    bool other =
        kind == CONTENT_PROGRAM || kind == CONTENT_ZIP || kind == CONTENT_7Z ||
        (header >= front.len && header < m->size &&
         (m->method != ZIP_STORED || is_far_program(c, &stored, front))) ||
        (kind == CONTENT_PICKLE && content_front_imports(&c->pickle, front));

    c->pickle.arena = outer;
    e = error_again(c->arena, f->path, e);
    arena_free(&scratch);
    return e || !other ? e : content_member(c, f, m);
}

struct error *content_member(struct content *c, const struct file *f,
                             const struct zip_member *m)
{
    struct zip_member local;

    allow(c, f);
    TRY(scan_member(c, f, m));
    return zip_local(m, &local) ? scan_member(c, f, &local) : NULL;
}
