// SPDX-License-Identifier: Apache-2.0
#include "format/content.h"

#include "base/reader.h"
#include "format/npy.h"
#include "format/tar.h"
#include "format/unpack.h"

#include <inttypes.h>

enum {
    FRONT = 4096,
    SMALL = 1 << 20, // members up to here are read whole
    STREAM_FRONT = 64 << 10,
    ARRAY_FRONT = 128 << 10, // the longest header and more
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

static const struct {
    size_t offset;
    struct view magic;
    enum content_kind kind;
} magics[] = {
    {0, VIEW_INIT("PK\3\4"), CONTENT_ZIP},
    {0, VIEW_INIT("PK\5\6"), CONTENT_ZIP},
    {0, VIEW_INIT("\x93NUMPY"), CONTENT_NPY},
    {0, VIEW_INIT("\x89PNG\r\n\x1a\n"), CONTENT_PICTURE},
    {0, VIEW_INIT("7z\xbc\xaf\x27\x1c"), CONTENT_7Z},
    {0, VIEW_INIT("\x04\x22\x4d\x18"), CONTENT_PACKED}, // lz4
    {0, VIEW_INIT("Rar!\x1a\x07"), CONTENT_PACKED},
    {0,
     VIEW_INIT("\x7f"
               "ELF"),
     CONTENT_PROGRAM},
    {0, VIEW_INIT("\0asm"), CONTENT_PROGRAM},
    {0, VIEW_INIT("dex\n03"), CONTENT_PROGRAM},   // Android
    {0, VIEW_INIT("MZqFpD='"), CONTENT_PORTABLE}, // a llamafile
    {0, VIEW_INIT("jartsr='"), CONTENT_PORTABLE},
    {0, VIEW_INIT("\xfe\xed\xfa\xce"), CONTENT_PROGRAM}, // Mach-O
    {0, VIEW_INIT("\xfe\xed\xfa\xcf"), CONTENT_PROGRAM},
    {0, VIEW_INIT("\xce\xfa\xed\xfe"), CONTENT_PROGRAM},
    {0, VIEW_INIT("\xcf\xfa\xed\xfe"), CONTENT_PROGRAM},
    {0, VIEW_INIT("\xca\xfe\xba\xbe"), CONTENT_PROGRAM}, // fat, or Java
    {0, VIEW_INIT("\xca\xfe\xba\xbf"), CONTENT_PROGRAM}, // fat, 64 bits
    {257, VIEW_INIT("ustar"), CONTENT_TAR},
};

// `weak`: headers of a few bits, which other files have by chance. Such a
// stream is one if something comes out of it.
static const struct {
    enum content_kind kind;
    enum unpack_kind unpack;
    bool weak;
} streams[] = {
    {CONTENT_GZIP, UNPACK_GZIP, false}, {CONTENT_BZIP2, UNPACK_BZIP2, false},
    {CONTENT_XZ, UNPACK_XZ, false},     {CONTENT_ZSTD, UNPACK_ZSTD, false},
    {CONTENT_LZMA, UNPACK_LZMA, true},  {CONTENT_ZLIB, UNPACK_ZLIB, true},
};

// The older header of tar has no magic, but its checksum.
static bool is_old_tar(struct view v)
{
    return v.len && v.at[0] && tar_header_is(v);
}

static bool is_windows_program(struct view v)
{
    uint32_t at = 0;

    if (!view_starts(v, VIEW("MZ")) || v.len < 0x40)
        return false;
    for (size_t i = 4; i > 0; i--)
        at = at << 8 | (unsigned char)v.at[0x3c + i - 1];
    return view_starts(view_from(v, at), VIEW("PE\0\0"));
}

// What the first bytes say; pickles are told by more than that.
static enum content_kind kind_by_magic(struct view front)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (view_starts(view_from(front, magics[i].offset), magics[i].magic))
            return magics[i].kind;
    if (is_windows_program(front))
        return CONTENT_PROGRAM;
    if (is_old_tar(front))
        return CONTENT_TAR;
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
        if (unpack_begins(front, streams[i].unpack))
            return streams[i].kind;
    return CONTENT_PLAIN;
}

// Reads the pickle in front without telling; of it only numbers stay.
static void front_pickle(struct content *c, struct view front,
                         struct pickle *out)
{
    struct arena scratch = {0};
    struct notes silent = {.arena = &scratch};
    struct pickle_reader p = c->pickle;

    p.arena = &scratch;
    p.notes = &silent;
    pickle_read(&p, front, 0, out);
    arena_free(&scratch);
}

// Whether the front of a file could go on as a pickle.
static bool may_be_pickle(struct content *c, struct view front, uint64_t size)
{
    struct pickle found;

    if (front.len == size || !front.len)
        return pickle_is(&c->pickle, front);
    if ((unsigned char)front.at[0] == 0x80)
        return pickle_is(&c->pickle, front);
    front_pickle(c, front, &found);
    return found.whole || found.cut || found.danger || found.full;
}

static enum content_kind kind_by_front(struct content *c, struct view front,
                                       uint64_t size)
{
    enum content_kind kind = kind_by_magic(front);

    if (kind == CONTENT_PLAIN && may_be_pickle(c, front, size))
        kind = CONTENT_PICKLE;
    return kind;
}

struct error *content_kind(struct content *c, const struct file *f,
                           enum content_kind *out)
{
    struct view bytes;

    *out = CONTENT_PLAIN;
    TRY(file_read(c->arena, f, 0, FRONT, &bytes));
    *out = kind_by_front(c, bytes, f->size);
    if (*out != CONTENT_PICKLE || f->size <= FRONT)
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

// A Keras model: its configuration and what wrote it, at the top.
static bool is_keras(const struct zip *z)
{
    return zip_find(z, VIEW("config.json")) &&
           zip_find(z, VIEW("metadata.json"));
}

static struct error *scan_zip(struct content *c, const struct file *f)
{
    size_t from = c->notes->note_count;
    struct zip z;

    if (c->depth)
        tell_nested(c);
    struct error *e = zip_read(c->arena, f, c->notes, &z);
    if (e)
        return NULL; // told as a note
    if (zip_find(&z, VIEW("META-INF/MANIFEST.MF")))
        note_add(c->notes, VIEW("format.mismatch"), NOTE_REVIEW, 0,
                 "a Java archive: a program, which no loader of models needs");
    bool outer = c->in_checkpoint, outer_keras = c->in_keras;
    c->in_checkpoint = is_checkpoint(&z);
    c->in_keras = is_keras(&z);
    for (size_t i = 0; i < z.member_count && !e; i++)
        if (!z.member[i].folder)
            e = content_member(c, f, &z.member[i]);
    c->in_checkpoint = outer;
    c->in_keras = outer_keras;
    if (e)
        return e;
    if (c->depth)
        raise_if(c, from, VIEW("zip.nested"));
    return NULL;
}

static bool reader_wants(struct content *c, struct view path)
{
    return c->reader &&
           c->reader->wants(arena_lower(c->arena, view_basename(path)));
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
    c->depth++;
}

// `e`, if there is one, in the arena of the file that holds the member: its
// words are in one that ends with the member.
static struct error *outlive(struct arena *a, const struct file *f,
                             const struct error *e)
{
    return e ? error_new(a, e->kind, (struct place){.path = f->path}, VIEW_FMT,
                         VIEW_ARG(error_message(a, e)))
             : NULL;
}

static void come_out(struct content *c, struct inside *in)
{
    c->depth--;
    c->arena = in->arena;
    c->pickle.arena = in->pickle_arena;
    c->notes->member = in->member;
    arena_free(&in->scratch);
}

// How much may be read of a thing that claims `size` bytes.
static uint64_t may_read(struct content *c, uint64_t size)
{
    uint64_t most = c->left < CONTENT_LARGEST ? c->left : CONTENT_LARGEST;

    if (!c->left && !c->tired && size) {
        note_add(c->notes, VIEW("limit.size"), NOTE_LIMIT, 0,
                 "more than 1 GiB was looked into: the rest was not");
        c->tired = true;
    } else if (size > most) {
        note_add(c->notes, VIEW("limit.size"), NOTE_LIMIT, most,
                 "only the first %" PRIu64 " bytes were looked into", most);
    }
    return most;
}

static void was_read(struct content *c, uint64_t size)
{
    c->left -= size < c->left ? size : c->left;
}

static struct error *scan_tar_member(struct content *c, const struct file *f,
                                     const struct tar_walk *w)
{
    struct view bytes;

    if (w->size > SMALL && !reader_wants(c, w->name)) {
        TRY(file_read(c->arena, f, w->offset, FRONT, &bytes));
        if (kind_by_front(c, bytes, w->size) == CONTENT_PLAIN)
            return NULL;
    }
    uint64_t most = may_read(c, w->size);
    TRY(file_read(c->arena, f, w->offset, w->size < most ? w->size : most,
                  &bytes));
    was_read(c, bytes.len);
    struct file inner = file_of(bytes, w->name);
    return bytes.len ? content_scan(c, &inner) : NULL;
}

static struct error *scan_tar(struct content *c, const struct file *f)
{
    struct tar_walk w = {.arena = c->arena, .file = f, .notes = c->notes};
    size_t from = c->notes->note_count;
    struct inside in;

    if (c->notes->member.len) // in a compressed stream it is the usual form
        tell_nested(c);
    while (tar_next(&w)) {
        go_inside(c, w.name, &in);
        struct error *e = outlive(in.arena, f, scan_tar_member(c, f, &w));
        come_out(c, &in);
        if (e)
            return e;
    }
    if (c->notes->member.len)
        raise_if(c, from, VIEW("zip.nested"));
    return w.error || !w.rest ? w.error : content_behind(c, f, w.rest);
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

// What comes out of a stream, as far as it is worth unpacking.
struct content_stream {
    struct file file; // or its front, if only that is looked into
    enum unpack_kind kind;
    struct unpacked unpacked;
    struct arena kept; // holds its bytes
    uint64_t paged;    // bytes of a pickle that is read without that, or 0
};

// Whether a pickle with its magic number comes out.
static bool is_pickle_stream(struct content *c, const struct content_stream *s)
{
    struct arena scratch = {0};
    struct unpack *u = unpack_open(&scratch, &s->file, s->kind, FRONT);
    char *front = arena_alloc(&scratch, FRONT);
    size_t len = unpack_next(u, front, FRONT);
    bool is = len && (unsigned char)front[0] == 0x80 &&
              kind_by_front(c, (struct view){front, len}, UINT64_MAX) ==
                  CONTENT_PICKLE;

    unpack_close(u);
    arena_free(&scratch);
    return is;
}

// Such a pickle is read from a window, if it is large: then the stream is
// unpacked a second time. One that ends as an archive is kept as a whole.
static void unpack_pickle(struct content *c, struct content_stream *s,
                          uint64_t most)
{
    enum { KEPT = 16 << 20 };
    struct unpacked all;

    unpack_file(&s->kept, &s->file, s->kind, most < KEPT ? most : KEPT,
                &s->unpacked);
    if (s->unpacked.end != UNPACK_LIMIT || most <= KEPT)
        return;
    arena_free(&s->kept);
    uint64_t len = unpack_measure(c->arena, &s->file, s->kind, most, &all);
    struct file tail = file_of(all.bytes, s->file.path);
    if (zip_is(&tail)) {
        unpack_file(&s->kept, &s->file, s->kind, most, &s->unpacked);
        return;
    }
    s->unpacked = all;
    s->paged = len;
}

// Most streams are texts, which their front tells. Without bytes: nothing to
// look into.
static struct error *stream_bytes(struct content *c, struct content_stream *s)
{
    struct unpacked *i = &s->unpacked;
    struct view packed;

    TRY(file_read(c->arena, &s->file, 0, STREAM_FRONT, &packed));
    unpack_bytes(&s->kept, packed, s->kind, SMALL, i);
    if (i->end == UNPACK_LIMIT && i->used < i->bytes.len / UNPACK_RATIO)
        i->end = UNPACK_BOMB;
    bool front = packed.len < s->file.size;
    if (front && i->end != UNPACK_BROKEN && i->end != UNPACK_BOMB &&
        i->bytes.len >= FRONT &&
        kind_by_front(c, i->bytes, UINT64_MAX) == CONTENT_PLAIN) {
        i->end = UNPACK_WHOLE; // as far as it was read
        i->used = s->file.size;
        i->bytes = (struct view){0};
        return NULL;
    }
    bool goes_on = i->end == UNPACK_CUT ||
                   (i->end == UNPACK_WHOLE && i->used == packed.len);
    if (i->end == UNPACK_LIMIT || (front && goes_on)) {
        uint64_t in = may_read(c, s->file.size), most = may_read(c, 0);

        if (s->file.size > in)
            s->file.size = in;
        if (c->depth < CONTENT_DEEPEST && is_pickle_stream(c, s))
            unpack_pickle(c, s, most);
        else
            unpack_file(&s->kept, &s->file, s->kind, most, i);
    }
    return NULL;
}

static struct error *scan_paged(struct content *c,
                                const struct content_stream *s)
{
    struct pickle_reader *p = &c->pickle;
    struct pickle_hold hold;
    uint64_t base = p->base;
    bool container = p->container;

    p->base = 0;
    p->container = c->in_checkpoint;
    struct error *e =
        pickle_hold_unpacked(p, &s->file, s->kind, s->paged, &hold);
    if (!e)
        pickle_read_all(p, hold.bytes);
    pickle_let_go(p, &hold);
    p->base = base;
    p->container = container;
    return e;
}

static struct error *scan_unpacked(struct content *c,
                                   const struct content_stream *s)
{
    struct file inner = file_of(s->unpacked.bytes, s->file.path);

    if (s->paged)
        return scan_paged(c, s);
    return inner.size ? content_scan(c, &inner) : NULL;
}

// Tells how it ended, and looks into it.
static struct error *look_into_stream(struct content *c,
                                      const struct content_stream *s)
{
    const struct unpacked *i = &s->unpacked;
    size_t from = c->notes->note_count;

    bool front = i->end == UNPACK_WHOLE && !i->bytes.len && !s->paged;
    note_add(c->notes, VIEW("archive.compressed"), NOTE_PLAIN, 0, "%s",
             front ? "a compressed stream; its front is nothing that loaders "
                     "open, so that the rest was not unpacked"
                   : "a compressed stream, unpacked to look into it");
    was_read(c, s->paged ? s->paged : i->bytes.len);
    bool bomb = i->end == UNPACK_BOMB || i->end == UNPACK_LIMIT;
    if (i->end != UNPACK_WHOLE)
        note_add(c->notes,
                 bomb ? VIEW("archive.bomb") : VIEW("archive.malformed"),
                 broken_stream[i->end].severity, i->used, "%s",
                 broken_stream[i->end].shows);
    c->depth++;
    struct error *e = scan_unpacked(c, s);
    c->depth--;
    raise_if(c, from, VIEW("archive.compressed"));
    return e;
}

// Behind a stream stands nothing, or zeros that fill up a block. Python refuses
// anything else, while the tools of the format pass over it.
static struct error *look_behind_stream(struct content *c,
                                        const struct content_stream *s)
{
    enum { PADDING = 64 << 10 };
    uint64_t at = s->unpacked.used, end = s->file.size;
    size_t count = c->notes->note_count, zeros = 0;
    struct view rest;

    if (s->unpacked.end != UNPACK_WHOLE || at >= end)
        return NULL;
    TRY(file_read(c->arena, &s->file, at, PADDING, &rest));
    while (zeros < rest.len && !rest.at[zeros])
        zeros++;
    if (at + zeros == end)
        return NULL;
    TRY(content_behind(c, &s->file, at + zeros));
    if (c->notes->note_count == count)
        note_add(c->notes, VIEW("archive.malformed"), NOTE_MALFORMED,
                 at + zeros, "bytes follow the stream that are none of it");
    return NULL;
}

static struct error *scan_stream(struct content *c, const struct file *f,
                                 enum unpack_kind kind, bool weak)
{
    struct content_stream s = {.file = *f, .kind = kind};
    struct error *e = stream_bytes(c, &s);
    // A few bytes may happen to look like one.
    bool chance =
        weak && s.unpacked.end == UNPACK_BROKEN &&
        kind_by_front(c, s.unpacked.bytes, UINT64_MAX) == CONTENT_PLAIN;

    if (!e && !chance)
        e = look_into_stream(c, &s);
    if (!e && !chance)
        e = look_behind_stream(c, &s);
    arena_free(&s.kept);
    return e;
}

// Behind an array stands nothing, or the next one: numpy writes several into a
// file that is open.
static struct error *look_behind_array(struct content *c, const struct file *f,
                                       const struct npy_header *first)
{
    enum { MOST_ARRAYS = 1000 };
    struct npy_header h = *first;
    uint64_t at = 0;

    for (int i = 0; i < MOST_ARRAYS; i++) {
        struct notes silent = {.arena = c->arena};
        struct view front;
        uint64_t size = h.count * h.item_size; // fits, by npy_header

        at += h.data + size;
        if (at >= f->size)
            return NULL;
        TRY(file_read(c->arena, f, at, ARRAY_FRONT, &front));
        if (!npy_header(c->arena, front, f->size - at, &silent, &h) || h.object)
            break;
    }
    return content_behind(c, f, at);
}

// An array of objects: a pickle stands behind the header.
static struct error *scan_array(struct content *c, const struct file *f)
{
    struct npy_header h;
    struct view bytes;

    TRY(file_read(c->arena, f, 0, ARRAY_FRONT, &bytes));
    if (!npy_header(c->arena, bytes, f->size, c->notes, &h))
        return NULL;
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

static struct error *scan_picture(struct content *c, const struct file *f);

// A member that is nothing by its first bytes: a text, perhaps.
static struct error *scan_plain(struct content *c, const struct file *f)
{
    struct view bytes;

    if (!c->depth || !c->reader)
        return NULL;
    TRY(file_read(c->arena, f, 0, CONTENT_LARGEST, &bytes));
    c->reader->read(c, f->path, bytes);
    return NULL;
}

static struct error *scan_kind(struct content *c, const struct file *f,
                               enum content_kind kind)
{
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
        if (streams[i].kind == kind)
            return scan_stream(c, f, streams[i].unpack, streams[i].weak);
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
        return scan_zip(c, f);
    case CONTENT_TAR:
        return scan_tar(c, f);
    case CONTENT_PICTURE:
        return scan_picture(c, f);
    case CONTENT_NPY:
        return scan_array(c, f);
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
        note_add(c->notes, VIEW("format.executable"), NOTE_DANGER, 0,
                 "a program for a processor");
        return NULL;
    }
    return NULL;
}

// Whether a tail is of a kind that no chance makes: a header of more than a few
// bits, or a pickle that imports something.
static bool begins_anew(struct content *c, struct view front, uint64_t size)
{
    enum content_kind kind = kind_by_front(c, front, size);
    struct pickle found;

    if (kind != CONTENT_PICKLE)
        return kind != CONTENT_PLAIN && kind != CONTENT_ZLIB &&
               kind != CONTENT_LZMA;
    front_pickle(c, front, &found);
    return found.import_count > 0 || found.hides || found.full;
}

// A pickle that imports something, or an archive: what code that opens a
// storage by itself would load.
static bool begins_loadable(struct content *c, struct view front, uint64_t size)
{
    enum content_kind kind = kind_by_front(c, front, size);
    struct pickle found = {0};

    if (kind == CONTENT_PICKLE)
        front_pickle(c, front, &found);
    return kind == CONTENT_ZIP || found.import_count > 0 || found.hides;
}

struct error *content_numbers(struct content *c, const struct file *f,
                              const struct zip_member *m,
                              struct arena_store *store)
{
    struct arena scratch = {.store = store};
    struct arena *outer = c->pickle.arena;
    struct notes silent = {.arena = &scratch};
    struct view front;

    c->pickle.arena = &scratch;
    struct error *e = zip_content(&scratch, f, m, FRONT, &silent, &front);
    bool look = !e && begins_loadable(c, front, m->size);
    e = outlive(c->arena, f, e);
    c->pickle.arena = outer;
    arena_free(&scratch);
    return look ? content_member(c, f, m) : e;
}

struct error *content_behind(struct content *c, const struct file *f,
                             uint64_t offset)
{
    struct view bytes;
    size_t from = c->notes->note_count;

    TRY(file_read(c->arena, f, offset, FRONT, &bytes));
    if (!begins_anew(c, bytes, f->size - offset))
        return NULL;
    note_add(c->notes, VIEW("format.polyglot"), NOTE_DANGER, offset,
             "behind the end of the file's own format something else begins: "
             "what is read depends on the reader");
    TRY(file_read(c->arena, f, offset, may_read(c, f->size - offset), &bytes));
    was_read(c, bytes.len);
    struct file inner = file_of(bytes, f->path);
    c->depth++;
    struct error *e = content_scan(c, &inner);
    c->depth--;
    for (size_t i = from; i < c->notes->note_count; i++)
        if (!c->notes->note[i].member.len)
            c->notes->note[i].offset += i > from ? offset : 0;
    return e;
}

// A picture: chunks of a length, a name, data and a checksum, to IEND.
static struct error *scan_picture(struct content *c, const struct file *f)
{
    enum { MOST_CHUNKS = 4096, HEAD = 8, CHECKSUM = 4 };
    uint64_t at = 8;

    for (int i = 0; i < MOST_CHUNKS && at < f->size; i++) {
        struct arena scratch = {0};
        struct view v;
        struct error *e = file_read(&scratch, f, at, HEAD, &v);
        struct reader r = {.arena = &scratch, .bytes = v, .big_endian = true};
        uint64_t len = e ? 0 : reader_u32(&r);
        bool end = view_eq(view_from(v, 4), VIEW("IEND"));

        arena_free(&scratch);
        if (v.len < HEAD || len > f->size - at)
            return NULL;
        at += HEAD + len + CHECKSUM;
        if (end)
            return at < f->size ? content_behind(c, f, at) : NULL;
    }
    return NULL;
}

struct error *content_scan(struct content *c, const struct file *f)
{
    enum content_kind kind;

    if (c->depth > CONTENT_DEEPEST) {
        note_add(c->notes, VIEW("zip.nested"), NOTE_LIMIT, 0,
                 "archives are nested more than three deep: not looked into");
        return NULL;
    }
    TRY(content_kind(c, f, &kind));
    uint64_t base = c->pickle.base;
    bool container = c->pickle.container;
    c->pickle.base = 0; // offsets count from the start of a member
    c->pickle.container = c->in_checkpoint;
    struct error *e = scan_kind(c, f, kind);
    if (!e && kind == CONTENT_PORTABLE && zip_is(f)) {
        size_t from = c->notes->note_count;

        e = scan_zip(c, f);
        notes_lower(c->notes, from, VIEW("zip.prefix"), 0);
        notes_excuse(c->notes, from);
    } else if (!e && kind != CONTENT_ZIP && zip_is(f)) {
        note_add(c->notes, VIEW("format.polyglot"), NOTE_DANGER, 0,
                 "the file ends with a zip archive and begins as something "
                 "else: which of the two is read depends on the reader");
        e = scan_zip(c, f);
    }
    c->pickle.base = base;
    c->pickle.container = container;
    return e;
}

// The content of a member as far as it is looked into: small ones whole, large
// ones only if their front promises something.
static struct error *member_bytes(struct content *c, const struct file *f,
                                  const struct zip_member *m, struct view *out)
{
    struct notes silent = {.arena = c->arena};

    *out = (struct view){0};
    if (m->packed > SMALL && !reader_wants(c, m->name)) {
        TRY(zip_content(c->arena, f, m, FRONT, &silent, out));
        if (kind_by_front(c, *out, m->size) == CONTENT_PLAIN) {
            *out = (struct view){0};
            return NULL;
        }
    }
    TRY(zip_content(c->arena, f, m, may_read(c, m->packed), c->notes, out));
    was_read(c, out->len);
    return NULL;
}

static struct error *scan_member(struct content *c, const struct file *f,
                                 const struct zip_member *m)
{
    size_t from = c->notes->note_count;
    struct inside in;
    struct view bytes;

    go_inside(c, m->name, &in);
    struct error *e = member_bytes(c, f, m, &bytes);
    if (!e && bytes.len) {
        struct file inner = file_of(bytes, m->name);
        e = content_scan(c, &inner);
    }
    raise_if(c, from, VIEW("zip.crc"));
    e = outlive(in.arena, f, e);
    come_out(c, &in);
    return e;
}

struct error *content_member(struct content *c, const struct file *f,
                             const struct zip_member *m)
{
    struct zip_member local;

    TRY(scan_member(c, f, m));
    return zip_local(m, &local) ? scan_member(c, f, &local) : NULL;
}
