// SPDX-License-Identifier: Apache-2.0
#include "format/zip.h"

#include "base/map.h"
#include "base/unicode.h"
#include "format/unpack.h"
#include "format/zip_content.h"
#include "format/zip_end.h"
#include "format/zip_name.h"

#include <inttypes.h>
#include <libdeflate.h>

enum {
    LOCAL_SIZE = 30,
    MOST_DIRECTORY = 256 << 20,
    STEP = 4096,
};

static const uint32_t descriptor_magic = 0x08074b50;

enum { // general purpose bits
    FLAG_ENCRYPTED = 1 << 0,
    FLAG_DESCRIPTOR = 1 << 3, // sizes and checksum follow the data
    FLAG_PATCHED = 1 << 5,
    FLAG_STRONG = 1 << 6,
    FLAG_UTF8 = 1 << 11,
    FLAGS_THAT_AGREE =
        FLAG_ENCRYPTED | FLAG_DESCRIPTOR | FLAG_STRONG | FLAG_UTF8,
};

struct archive { // one zip_read
    struct arena *arena;
    const struct file *file;
    struct notes *notes;
    struct window window;
    struct zip *zip;
    struct zip_end end;
    struct map names;
    bool list_only; // no checks
};

// Two members that unpack to the same file: which one is read depends on the
// reader.
static void check_duplicate(struct archive *z, struct view name, bool plain,
                            uint64_t offset)
{
    bool is_new;

    map_at(&z->names, plain ? name : zip_name_plain(z->arena, name), &is_new);
    if (!is_new)
        note_add(z->notes, VIEW("zip.dup"), NOTE_DANGER, offset,
                 "two members have the same name: '" VIEW_FMT "'",
                 VIEW_ARG(view_head(name, 200)));
}

static void check_mode(struct archive *z, const struct zip_member *m,
                       uint32_t attributes, uint64_t offset)
{
    enum {
        DOS_FOLDER = 1 << 4,
        TYPE = 0170000,
        FIFO = 0010000,
        CHAR = 0020000,
        FOLDER = 0040000,
        BLOCK = 0060000,
        LINK = 0120000,
        SOCKET = 0140000,
        SET_USER = 0004000,
        SET_GROUP = 0002000
    };
    uint32_t type = attributes >> 16 & TYPE;

    if (attributes & DOS_FOLDER && m->size)
        note_add(z->notes, VIEW("zip.mismatch"), NOTE_MALFORMED, offset,
                 "'" VIEW_FMT "' is marked as a folder and holds bytes, which "
                 "only some readers give",
                 VIEW_ARG(view_head(m->name, 200)));
    if (type == LINK || type == CHAR || type == BLOCK || type == FIFO ||
        type == SOCKET)
        note_add(z->notes, VIEW("zip.symlink"), NOTE_DANGER, offset,
                 "'" VIEW_FMT "' would be unpacked as a link or a device",
                 VIEW_ARG(view_head(m->name, 200)));
    else if (type != FOLDER && attributes >> 16 & (SET_USER | SET_GROUP))
        note_add(z->notes, VIEW("zip.symlink"), NOTE_PLAIN, offset,
                 "'" VIEW_FMT "' would be unpacked with the rights of its "
                 "owner for whoever runs it",
                 VIEW_ARG(view_head(m->name, 200)));
}

// Takes the ZIP64 field of `extra`, the first if there are several, as readers
// do: the values whose 32-bit places were full, in the order size, packed,
// offset. False: the fields overrun their record.
static bool take_extra(struct archive *z, struct view extra, uint64_t **wide,
                       size_t wide_count)
{
    struct reader r = zip_reader(&z->end, extra, 0);
    bool taken = false;

    while (reader_left(&r) >= 4) {
        uint16_t id = reader_u16(&r), size = reader_u16(&r);

        if (size > reader_left(&r))
            return false;
        struct view field = reader_bytes(&r, size);
        if (id != 1 || taken)
            continue;
        taken = true;
        struct reader q = zip_reader(&z->end, field, 0);
        for (size_t i = 0; i < wide_count; i++) {
            if (reader_left(&q) < 8)
                return false;
            *wide[i] = reader_u64(&q);
        }
    }
    return true;
}

static uint32_t crc_of(struct view v)
{
    return libdeflate_crc32(0, v.at, v.len);
}

// The name in UTF-8 of one in another code is a name all the same.
static void check_in_utf8(struct archive *z, struct view other,
                          struct view name, uint64_t offset)
{
    bool plain = zip_name_is_plain(other);

    if (view_eq(other, name))
        return;
    if (!plain)
        zip_name_check(z->notes, other, offset);
    check_duplicate(z, other, plain, offset);
}

// A second name for readers that know the field (0x7075: version 1, CRC-32 of
// the plain name, the name in UTF-8; APPNOTE 4.6.9). It is for names that are
// not ASCII.
static void check_other_name(struct archive *z, struct view extra,
                             struct view name, uint64_t offset)
{
    struct reader r = zip_reader(&z->end, extra, 0);

    while (!r.error && reader_left(&r) >= 4) {
        uint16_t id = reader_u16(&r), size = reader_u16(&r);
        struct view field = reader_bytes(&r, size);
        struct reader q = zip_reader(&z->end, field, 0);

        if (id != 0x7075 || r.error || reader_u8(&q) != 1 ||
            reader_u32(&q) != crc_of(name))
            continue;
        if (!view_is_ascii(name))
            check_in_utf8(z, view_from(field, 5), name, offset);
        else if (!view_eq(view_from(field, 5), name))
            note_add(z->notes, VIEW("zip.mismatch"), NOTE_DANGER, offset,
                     "'" VIEW_FMT "' is called '" VIEW_FMT
                     "' by another field: "
                     "which of the two counts depends on the reader",
                     VIEW_ARG(view_head(name, 200)),
                     VIEW_SHORT(view_from(field, 5)));
    }
}

static void check_claims(struct archive *z, const struct zip_member *m,
                         uint64_t offset)
{
    if (m->flags & (FLAG_ENCRYPTED | FLAG_STRONG))
        note_add(z->notes, VIEW("zip.encrypted"), NOTE_DANGER, offset,
                 "'" VIEW_FMT "' is marked as encrypted: what a loader sees "
                 "cannot be read",
                 VIEW_ARG(view_head(m->name, 200)));
    if (m->method != ZIP_STORED && m->method != ZIP_DEFLATED)
        note_add(z->notes, VIEW("zip.method"),
                 zip_unpacks(m->method) ? NOTE_PLAIN : NOTE_MALFORMED, offset,
                 "'" VIEW_FMT "' is packed by method %u, which loaders do not "
                 "read%s",
                 VIEW_ARG(view_head(m->name, 200)), m->method,
                 zip_unpacks(m->method) ? "; it was unpacked to look into it"
                                        : "");
    if (m->method == ZIP_STORED && m->size != m->packed &&
        !(m->flags & (FLAG_ENCRYPTED | FLAG_STRONG)))
        note_add(z->notes, VIEW("zip.mismatch"), NOTE_MALFORMED, offset,
                 "'" VIEW_FMT "' is stored plainly, but claims %" PRIu64
                 " bytes and holds %" PRIu64,
                 VIEW_ARG(view_head(m->name, 200)), m->size, m->packed);
    if (m->method != ZIP_STORED && m->size > UNPACK_FREE &&
        m->size / UNPACK_RATIO > m->packed)
        note_add(z->notes, VIEW("zip.bomb"), NOTE_LIMIT, offset,
                 "'" VIEW_FMT "' would grow from %" PRIu64 " to %" PRIu64
                 " bytes",
                 VIEW_ARG(view_head(m->name, 200)), m->packed, m->size);
}

// What no reader follows: data of another file (APPNOTE 4.4.4, bit 5) or disk.
static void check_place(struct archive *z, const struct zip_member *m,
                        uint16_t disk, uint64_t offset)
{
    if (m->flags & FLAG_UTF8 && utf8_fault(m->name) != SIZE_MAX)
        note_add(z->notes, VIEW("zip.malformed"), NOTE_MALFORMED, offset,
                 "a member's name is said to be UTF-8 and is not");
    if (m->flags & FLAG_PATCHED)
        note_add(z->notes, VIEW("zip.malformed"), NOTE_MALFORMED, offset,
                 "'" VIEW_FMT "' is marked as a patch of other data",
                 VIEW_ARG(view_head(m->name, 200)));
    if (disk)
        note_add(z->notes, VIEW("zip.malformed"), NOTE_MALFORMED, offset,
                 "'" VIEW_FMT "' stands on another disk",
                 VIEW_ARG(view_head(m->name, 200)));
}

// One record of the directory; false: there is none at the reader's place.
static bool read_central(struct archive *z, struct reader *r,
                         struct zip_member *m)
{
    uint64_t start = r->base + r->at;

    if (reader_left(r) < ZIP_CENTRAL_SIZE || reader_u32(r) != ZIP_CENTRAL_MAGIC)
        return false;
    reader_u32(r); // versions
    m->flags = reader_u16(r);
    m->method = reader_u16(r);
    reader_u32(r); // time
    m->crc = reader_u32(r);
    m->packed = reader_u32(r);
    m->size = reader_u32(r);
    uint16_t name = reader_u16(r), extra = reader_u16(r);
    uint16_t comment = reader_u16(r);
    uint16_t disk = reader_u16(r);
    reader_u16(r); // internal attributes
    uint32_t attributes = reader_u32(r);
    m->header = reader_u32(r);
    m->name = reader_bytes(r, name);
    struct view fields = reader_bytes(r, extra);
    reader_bytes(r, comment);
    if (r->error)
        return false;
    uint64_t *wide[3];
    size_t wide_count = 0;
    uint64_t *full[] = {&m->size, &m->packed, &m->header};
    for (size_t i = 0; i < 3; i++)
        if (*full[i] == UINT32_MAX)
            wide[wide_count++] = full[i];
    bool whole = take_extra(z, fields, wide, wide_count);
    if (z->list_only)
        return true;
    if (!whole)
        note_add(z->notes, VIEW("zip.malformed"), NOTE_MALFORMED, start,
                 "the extra fields of '" VIEW_FMT "' overrun their record",
                 VIEW_ARG(view_head(m->name, 200)));
    m->header += z->end.shift;
    m->folder = !m->size && !m->packed && zip_name_is_folder(m->name);
    bool plain = zip_name_is_plain(m->name);
    if (!plain)
        zip_name_check(z->notes, m->name, start);
    check_other_name(z, fields, m->name, start);
    check_duplicate(z, m->name, plain, start);
    check_mode(z, m, attributes, start);
    check_claims(z, m, start);
    check_place(z, m, disk, start);
    return true;
}

// For as many members as a directory can hold, at the least bytes for each.
// What is not used of it is never touched.
static void make_room(struct archive *z, size_t most)
{
    if (most > ZIP_MOST_MEMBERS)
        most = ZIP_MOST_MEMBERS;
    z->zip->member = ARENA_NEW(z->arena, struct zip_member, most);
    if (!z->list_only)
        map_reserve(&z->names,
                    z->end.count < most ? (size_t)z->end.count : most);
}

static struct error *read_directory(struct archive *z)
{
    struct view v;

    if (z->end.directory_size > MOST_DIRECTORY)
        return zip_end_refuse(&z->end, z->end.directory,
                              "the directory has more than 256 MiB");
    TRY(file_read(z->arena, z->file, z->end.directory, z->end.directory_size,
                  &v));
    struct reader r = zip_reader(&z->end, v, z->end.directory);
    make_room(z, v.len / ZIP_CENTRAL_SIZE);
    while (reader_left(&r) && z->zip->member_count < ZIP_MOST_MEMBERS) {
        struct zip_member m = {0};

        if (!read_central(z, &r, &m))
            break;
        z->zip->member[z->zip->member_count++] = m;
    }
    if (z->zip->member_count == ZIP_MOST_MEMBERS && reader_left(&r))
        note_add(z->notes, VIEW("zip.bomb"), NOTE_LIMIT,
                 z->end.directory + r.at,
                 "the archive has more than %d members", ZIP_MOST_MEMBERS);
    else if (reader_left(&r) || r.error)
        note_add(z->notes, VIEW("zip.malformed"), NOTE_MALFORMED,
                 z->end.directory + r.at, "the directory breaks off");
    if (z->zip->member_count != z->end.count)
        note_add(z->notes, VIEW("zip.mismatch"), NOTE_DANGER, z->end.at,
                 "the end record counts %" PRIu64 " members, the directory "
                 "lists %zu",
                 z->end.count, z->zip->member_count);
    return NULL;
}

// What the local header says of its member.
struct local {
    uint16_t flags, method;
    uint32_t crc;
    uint64_t packed, size;
    struct view name;
    uint64_t offset; // of the data
};

static struct error *read_local(struct archive *z, const struct zip_member *m,
                                struct local *l, bool *is)
{
    struct view v;

    *l = (struct local){0};
    *is = false;
    TRY(window_read(&z->window, m->header, LOCAL_SIZE, &v));
    struct reader r = zip_reader(&z->end, v, m->header);
    if (reader_u32(&r) != ZIP_LOCAL_MAGIC || v.len < LOCAL_SIZE)
        return NULL;
    reader_u16(&r); // version
    l->flags = reader_u16(&r);
    l->method = reader_u16(&r);
    reader_u32(&r); // time
    l->crc = reader_u32(&r);
    l->packed = reader_u32(&r);
    l->size = reader_u32(&r);
    uint16_t name = reader_u16(&r), extra = reader_u16(&r);
    l->offset = m->header + LOCAL_SIZE + name + extra;
    TRY(window_read(&z->window, m->header + LOCAL_SIZE, (uint64_t)name + extra,
                    &v));
    if (v.len < (size_t)name + extra)
        return NULL;
    l->name = view_head(v, name);
    uint64_t *wide[2];
    size_t wide_count = 0;
    if (l->size == UINT32_MAX)
        wide[wide_count++] = &l->size;
    if (l->packed == UINT32_MAX)
        wide[wide_count++] = &l->packed;
    // PyTorch pads with fields of its own; those that overrun are seen in the
    // directory's copy.
    take_extra(z, view_from(v, name), wide, wide_count);
    if (view_is_ascii(l->name))
        check_other_name(z, view_from(v, name), l->name, m->header);
    *is = true;
    return NULL;
}

// Whether a data descriptor in one of its four forms stands at `offset`; its
// length in bytes, or 0.
static struct error *descriptor_size(struct archive *z,
                                     const struct zip_member *m,
                                     uint64_t offset, uint64_t *size)
{
    struct view v;

    *size = 0;
    TRY(window_read(&z->window, offset, 24, &v));
    for (int form = 0; form < 4 && !*size; form++) {
        struct reader r = zip_reader(&z->end, v, offset);
        bool wide = form & 2;

        if (form & 1 && reader_u32(&r) != descriptor_magic)
            continue;
        if (reader_u32(&r) != m->crc)
            continue;
        uint64_t packed = wide ? reader_u64(&r) : reader_u32(&r);
        uint64_t plain = wide ? reader_u64(&r) : reader_u32(&r);
        if (!r.error && packed == m->packed && plain == m->size)
            *size = r.at;
    }
    return NULL;
}

static const char *difference(const struct zip_member *m, const struct local *l)
{
    if (!view_eq(m->name, l->name))
        return "name";
    if (m->method != l->method)
        return "method";
    if ((m->flags ^ l->flags) & FLAGS_THAT_AGREE)
        return "flags";
    if (l->flags & FLAG_DESCRIPTOR) {
        if ((l->crc && l->crc != m->crc) ||
            (l->packed && l->packed != m->packed) ||
            (l->size && l->size != m->size))
            return "sizes";
        return NULL;
    }
    if (m->crc != l->crc)
        return "checksum";
    return m->packed != l->packed || m->size != l->size ? "sizes" : NULL;
}

// Compares `m` with its local header; `*end` is where its bytes end.
static struct error *check_local(struct archive *z, struct zip_member *m,
                                 uint64_t *end)
{
    struct local l;
    bool is;

    *end = m->header;
    TRY(read_local(z, m, &l, &is));
    m->readable = is && l.offset <= z->file->size;
    uint64_t rest = m->readable ? z->file->size - l.offset : 0;
    m->offset = l.offset;
    if (!m->readable || m->packed > rest) {
        note_add(z->notes, VIEW("zip.malformed"), NOTE_MALFORMED, m->header,
                 "'" VIEW_FMT "' is not where the directory says",
                 VIEW_ARG(view_head(m->name, 200)));
        m->packed = rest; // readers of streams give out what is there
        return NULL;
    }
    const char *what = difference(m, &l);
    bool sizes = !(l.flags & FLAG_DESCRIPTOR) &&
                 (m->packed != l.packed || m->size != l.size);
    m->differs = (m->method != l.method || sizes) &&
                 l.packed <= z->file->size - l.offset;
    m->local_method = l.method;
    m->local_packed = sizes ? l.packed : m->packed;
    m->local_size = sizes ? l.size : m->size;
    if (what)
        note_add(z->notes, VIEW("zip.mismatch"), NOTE_DANGER, m->header,
                 "directory and local header of '" VIEW_FMT
                 "' differ in their %s: readers see different files",
                 VIEW_ARG(view_head(m->name, 200)), what);
    // The local name may be another file to another reader.
    if (what && !view_eq(l.name, m->name) && !zip_name_is_plain(l.name))
        zip_name_check(z->notes, arena_copy(z->arena, l.name), m->header);
    uint64_t tail = 0;
    if (m->flags & FLAG_DESCRIPTOR) {
        TRY(descriptor_size(z, m, m->offset + m->packed, &tail));
        if (!tail && !what && !(l.size == m->size && l.crc == m->crc))
            note_add(z->notes, VIEW("zip.mismatch"), NOTE_DANGER,
                     m->offset + m->packed,
                     "the data descriptor of '" VIEW_FMT
                     "' does not say what the directory says",
                     VIEW_ARG(view_head(m->name, 200)));
    }
    *end = m->offset + m->packed + tail;
    return NULL;
}

struct span {
    uint64_t from, to;
};

static int by_start(const void *one, const void *two)
{
    const struct span *a = one, *b = two;

    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return (a->to > b->to) - (a->to < b->to);
}

// The members in the order of the file: they may not share bytes, and between
// them may not be any that the directory does not list.
static void check_spans(struct archive *z, struct span *span, size_t count)
{
    bool all = count == z->zip->member_count, sorted = true;
    uint64_t at = 0;

    for (size_t i = 1; i < count && sorted; i++)
        sorted = by_start(&span[i - 1], &span[i]) <= 0;
    if (!sorted)
        qsort(span, count, sizeof *span, by_start);
    for (size_t i = 0; i <= count; i++) {
        uint64_t from = i < count ? span[i].from : z->end.directory;

        if (from > at && all)
            note_add(z->notes, VIEW("zip.prefix"), NOTE_DANGER, at,
                     "%" PRIu64 " bytes that the directory does not list "
                     "stand %s",
                     from - at,
                     i == 0 ? "before the first member" : "between members");
        if (from < at)
            note_add(z->notes, VIEW("zip.overlap"), NOTE_MALFORMED, from,
                     "two members share bytes");
        if (i < count && span[i].to > at)
            at = span[i].to;
    }
    z->zip->front = count ? span[0].from : z->end.directory;
}

static struct error *check_members(struct archive *z)
{
    size_t count = z->zip->member_count, spans = 0;
    struct span *span = ARENA_NEW(z->arena, struct span, count);
    uint64_t total = 0;

    for (size_t i = 0; i < count; i++) {
        struct zip_member *m = &z->zip->member[i];

        struct view outer = z->notes->member;
        if (!outer.len)
            z->notes->member = m->name;
        struct error *e = check_local(z, m, &span[spans].to);
        z->notes->member = outer;
        if (e)
            return e;
        span[spans].from = m->header;
        if (span[spans].to > m->header) // else it reaches past the end
            spans++;
        if (__builtin_add_overflow(total, m->size, &total))
            total = UINT64_MAX;
        if (m->size > INT64_MAX)
            note_add(z->notes, VIEW("zip.malformed"), NOTE_MALFORMED, m->header,
                     "'" VIEW_FMT "' claims %" PRIu64 " bytes",
                     VIEW_ARG(view_head(m->name, 200)), m->size);
    }
    check_spans(z, span, spans);
    if (total / 4 > z->file->size + (256u << 20))
        note_add(z->notes, VIEW("zip.bomb"), NOTE_LIMIT, z->end.directory,
                 "the members would unpack to %" PRIu64 " bytes", total);
    return NULL;
}

// What can still be found of an archive without a directory, by the headers of
// its members from the front of the file on: tools that repair archives, and
// readers of streams, go by them. Of a member whose size nobody says the data
// are all the rest.
static struct error *read_front(struct archive *z)
{
    uint64_t at = 0;

    z->zip->member = NULL;
    z->zip->member_count = 0;
    while (z->zip->member_count < ZIP_MOST_MEMBERS) {
        struct zip_member m = {.header = at, .readable = true};
        struct local l;
        bool is;

        TRY(read_local(z, &m, &l, &is));
        if (!is || l.offset > z->file->size)
            break;
        uint64_t rest = z->file->size - l.offset;
        bool unsaid = l.flags & FLAG_DESCRIPTOR && !l.packed;
        m.name = arena_copy(z->arena, l.name);
        m.offset = l.offset;
        m.method = l.method;
        m.crc = l.crc;
        m.packed = unsaid || l.packed > rest ? rest : l.packed;
        m.size = unsaid ? INT64_MAX : l.size;
        *LIST_ADD(z->arena, z->zip->member, z->zip->member_count) = m;
        at = m.offset + m.packed;
    }
    return NULL;
}

static struct error *read_archive(struct archive *z)
{
    z->end = (struct zip_end){.arena = z->arena,
                              .file = z->file,
                              .notes = z->notes,
                              .window = &z->window};
    TRY(zip_end_read(&z->end));
    TRY(zip_end_place(&z->end));
    TRY(read_directory(z));
    return z->list_only ? NULL : check_members(z);
}

struct error *zip_read(struct arena *a, const struct file *f, struct notes *n,
                       struct zip *out)
{
    struct archive z = {.arena = a, .file = f, .notes = n, .zip = out};
    struct view outer = n->member;

    *out = (struct zip){0};
    z.window = (struct window){.arena = a, .file = f, .step = STEP};
    z.names.arena = a;
    struct error *e = read_archive(&z), *other = e ? read_front(&z) : NULL;
    n->member = outer;
    window_close(&z.window);
    return other ? other : e;
}

struct error *zip_list(struct arena *a, const struct file *f, struct zip *out)
{
    struct notes silent = {.arena = a};
    struct archive z = {.arena = a,
                        .file = f,
                        .notes = &silent,
                        .window = {.arena = a, .file = f, .step = STEP},
                        .zip = out,
                        .names = {.arena = a},
                        .list_only = true};

    *out = (struct zip){0};
    struct error *e = read_archive(&z);
    window_close(&z.window);
    return e;
}

bool zip_local(const struct zip_member *m, struct zip_member *out)
{
    *out = *m;
    out->differs = false;
    out->method = m->local_method;
    out->packed = m->local_packed;
    out->size = m->local_size;
    return m->readable && m->differs;
}

const struct zip_member *zip_find(const struct zip *z, struct view name)
{
    for (size_t i = 0; i < z->member_count; i++)
        if (view_eq(z->member[i].name, name))
            return &z->member[i];
    return NULL;
}
