// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // memrchr
#include "format/zip.h"

#include "base/amount.h"
#include "base/map.h"
#include "base/reader.h"
#include "base/unicode.h"
#include "format/unpack.h"
#include "format/window.h"

#include <inttypes.h>
#include <libdeflate.h>

enum {
    END_SIZE = 22,
    END64_SIZE = 56,
    LOCATOR_SIZE = 20,
    CENTRAL_SIZE = 46,
    LOCAL_SIZE = 30,
    TAIL = END_SIZE + 65535, // the end record and the longest comment
    MOST_DIRECTORY = 256 << 20,
    STEP = 4096,
};

static const uint32_t end_magic = 0x06054b50, end64_magic = 0x06064b50,
                      locator_magic = 0x07064b50, central_magic = 0x02014b50,
                      local_magic = 0x04034b50, descriptor_magic = 0x08074b50;

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
    uint64_t end;   // offset of the end record
    uint64_t count; // entries it announces
    uint64_t directory, directory_size;
    uint64_t directory_end; // where the directory should stop
    uint64_t shift; // of all offsets: bytes in front that nobody counted
    struct map names;
    bool list_only; // no checks
};

// What some readers put up with: the members are looked at all the same.
static void tell_broken(struct archive *z, uint64_t offset, const char *what)
{
    note_add(z->notes, VIEW("zip.malformed"), NOTE_MALFORMED, offset, "%s",
             what);
}

static struct error *refuse(struct archive *z, uint64_t offset,
                            const char *what)
{
    tell_broken(z, offset, what);
    return error_new(z->arena, ERROR_INPUT,
                     (struct place){z->file->path, offset, 0}, "%s", what);
}

static uint32_t u32_at(struct view v, size_t at)
{
    return (uint32_t)view_little((struct view){v.at + at, 4});
}

static struct reader reader_of(struct archive *z, struct view bytes,
                               uint64_t base)
{
    return (struct reader){
        .arena = z->arena, .bytes = bytes, .path = z->file->path, .base = base};
}

// The last end record of `tail`, as Python's zipfile and PyTorch look for it;
// SIZE_MAX: there is none.
static size_t last_end(struct view tail)
{
    size_t left = tail.len < END_SIZE ? 0 : tail.len - END_SIZE + 1;
    const char *at;

    while (left && (at = memrchr(tail.at, 'P', left))) {
        left = (size_t)(at - tail.at);
        if (u32_at(tail, left) == end_magic)
            return left;
    }
    return SIZE_MAX;
}

static size_t end_comment(struct view tail, size_t at)
{
    return (size_t)view_little((struct view){tail.at + at + 20, 2});
}

// An earlier end record whose comment reaches to the end of the file: readers
// that search from the front of the comment see another archive.
static void check_second_end(struct archive *z, struct view tail, size_t last)
{
    const char *hit = tail.at;

    // `last` has END_SIZE bytes: all in front of it have more.
    for (; (hit = memchr(hit, 'P', (size_t)(tail.at + last - hit))); hit++) {
        size_t at = (size_t)(hit - tail.at);

        if (u32_at(tail, at) != end_magic ||
            at + END_SIZE + end_comment(tail, at) != tail.len)
            continue;
        note_add(z->notes, VIEW("zip.malformed"), NOTE_DANGER,
                 z->file->size - tail.len + at,
                 "two end records: which archive is read depends on the "
                 "reader");
        return;
    }
}

static bool tail_read(struct arena *a, const struct file *f, struct view *tail,
                      struct error **e)
{
    uint64_t len = f->size < TAIL ? f->size : (uint64_t)TAIL;

    *e = file_read(a, f, f->size - len, len, tail);
    return !*e;
}

bool zip_is(const struct file *f)
{
    struct arena scratch = {0};
    struct view tail;
    struct error *e;
    bool is = false;

    if (tail_read(&scratch, f, &tail, &e)) {
        size_t at = last_end(tail);
        is =
            at != SIZE_MAX && at + END_SIZE + end_comment(tail, at) == tail.len;
    }
    arena_free(&scratch);
    return is;
}

static struct error *magic_at(struct archive *z, uint64_t offset,
                              uint32_t magic, bool *is)
{
    struct view v;

    *is = false;
    TRY(window_read(&z->window, offset, 4, &v));
    *is = v.len == 4 && u32_at(v, 0) == magic;
    return NULL;
}

// Python's zipfile takes the record that stands right before the locator, at
// `at`, and goes by the end record where there is none; others go where the
// locator points. `count`, `size` and `offset` are the end record's.
static struct error *check_end64(struct archive *z, uint64_t record,
                                 uint64_t at, uint64_t count, uint64_t size,
                                 uint64_t offset)
{
    bool other = false;

    if (at >= END64_SIZE && record != at - END64_SIZE)
        TRY(magic_at(z, at - END64_SIZE, end64_magic, &other));
    if (other || (count != 0xffff && count != z->count) ||
        (size != UINT32_MAX && size != z->directory_size) ||
        (offset != UINT32_MAX && offset != z->directory))
        note_add(z->notes, VIEW("zip.mismatch"), NOTE_DANGER, record,
                 "the ZIP64 end record and the end record name different "
                 "directories: which archive is read depends on the reader");
    return NULL;
}

// The ZIP64 records in front of the end record, if there are any.
static struct error *read_end64(struct archive *z)
{
    uint64_t count = z->count, size = z->directory_size, offset = z->directory;
    struct view v;

    if (z->end < LOCATOR_SIZE)
        return NULL;
    uint64_t at = z->end - LOCATOR_SIZE;
    TRY(window_read(&z->window, at, LOCATOR_SIZE, &v));
    struct reader r = reader_of(z, v, at);
    if (reader_u32(&r) != locator_magic)
        return NULL;
    bool spread = reader_u32(&r) != 0; // the disk of the record
    uint64_t record = reader_u64(&r);
    spread |= reader_u32(&r) > 1; // disks in all
    TRY(window_read(&z->window, record, END64_SIZE, &v));
    r = reader_of(z, v, record);
    if (reader_u32(&r) != end64_magic || record >= at || v.len < END64_SIZE) {
        tell_broken(z, at,
                    "the ZIP64 end record is not where its locator says");
        return NULL; // Python goes by the end record then
    }
    reader_u64(&r); // its size
    reader_u32(&r); // versions
    uint32_t disk = reader_u32(&r), first_disk = reader_u32(&r);
    uint64_t here = reader_u64(&r);
    z->count = reader_u64(&r);
    if (spread || disk != 0 || first_disk != 0 || here != z->count)
        tell_broken(z, record, "the archive is spread over several disks");
    z->directory_size = reader_u64(&r);
    z->directory = reader_u64(&r);
    z->directory_end = record;
    return check_end64(z, record, at, count, size, offset);
}

static struct error *read_end(struct archive *z)
{
    struct view tail;
    struct error *e;

    if (!tail_read(z->arena, z->file, &tail, &e))
        return e;
    size_t at = last_end(tail);
    if (at == SIZE_MAX)
        return refuse(z, z->file->size,
                      "there is no end record: the archive is cut off, or no "
                      "zip file");
    uint64_t base = z->file->size - tail.len;
    size_t after = tail.len - at - END_SIZE, comment = end_comment(tail, at);
    if (comment > after)
        tell_broken(z, base + at, "the archive ends inside its comment");
    else if (comment < after)
        note_add(z->notes, VIEW("zip.trailing"), NOTE_DANGER,
                 base + at + END_SIZE + comment,
                 "%zu bytes follow the end of the archive", after - comment);
    check_second_end(z, tail, at);
    struct reader r = reader_of(z, view_from(tail, at + 4), base + at + 4);
    uint16_t disk = reader_u16(&r), first_disk = reader_u16(&r);
    uint16_t here = reader_u16(&r);
    z->count = reader_u16(&r);
    z->directory_size = reader_u32(&r);
    z->directory = reader_u32(&r);
    z->end = z->directory_end = base + at;
    bool spread = (disk && disk != 0xffff) ||
                  (first_disk && first_disk != 0xffff) || here != z->count;
    TRY(read_end64(z));
    // Numbers that are all ones stand in the ZIP64 record.
    if (spread || ((disk || first_disk) && z->directory_end == z->end))
        tell_broken(z, z->end, "the archive is spread over several disks");
    return NULL;
}

// Whether the directory stands `shift` bytes behind where it says, with the
// first member likewise.
static struct error *stands_at(struct archive *z, uint64_t shift, bool *is)
{
    struct view v;

    TRY(magic_at(z, z->directory + shift, central_magic, is));
    if (!*is)
        return NULL;
    TRY(window_read(&z->window, z->directory + shift, CENTRAL_SIZE, &v));
    *is = false;
    if (v.len < CENTRAL_SIZE)
        return NULL;
    uint32_t first = u32_at(v, 42);
    if (first == UINT32_MAX) { // in the ZIP64 field: not looked at here
        *is = true;
        return NULL;
    }
    return magic_at(z, first + shift, local_magic, is);
}

// Finds the directory, also behind bytes that were put in front of an archive
// (its offsets are then too small by as many).
static struct error *place_directory(struct archive *z)
{
    bool here, central;

    if (z->directory > z->directory_end)
        return refuse(z, z->end, "the directory would begin past its end");
    if (z->directory_size > z->directory_end - z->directory) {
        tell_broken(z, z->end, "the directory would reach past its end");
        z->directory_size = z->directory_end - z->directory;
    }
    uint64_t gap = z->directory_end - z->directory - z->directory_size;
    if (!z->directory_size && !z->count)
        return NULL;
    TRY(stands_at(z, 0, &here));
    TRY(magic_at(z, z->directory, central_magic, &central));
    if (!here && gap) {
        TRY(stands_at(z, gap, &here));
        if (here) {
            z->shift = gap;
            z->directory += gap;
            return NULL;
        }
    }
    if (!central)
        return refuse(z, z->directory,
                      "there is no directory where the end "
                      "record says");
    if (gap)
        note_add(z->notes, VIEW("zip.prefix"), NOTE_DANGER,
                 z->directory + z->directory_size,
                 "%" PRIu64 " bytes that nobody lists stand between the "
                 "directory and its end record",
                 gap);
    return NULL;
}

static bool is_separator(char c)
{
    return c == '/' || c == '\\';
}

static bool name_climbs(struct view name)
{
    size_t start = 0;

    for (size_t i = 0; i <= name.len; i++) {
        if (i < name.len && !is_separator(name.at[i]))
            continue;
        if (i - start == 2 && memcmp(name.at + start, "..", 2) == 0)
            return true;
        start = i + 1;
    }
    return false;
}

static bool name_is_absolute(struct view name)
{
    return name.len &&
           (is_separator(name.at[0]) ||
            (name.len > 1 && name.at[1] == ':' && ascii_alpha(name.at[0])));
}

static bool name_has_nul(struct view name)
{
    return name.len && memchr(name.at, '\0', name.len) != NULL;
}

static bool name_is_empty(struct view name)
{
    return name.len == 0;
}

static const struct {
    struct view rule;
    enum note_severity severity;
    bool (*is)(struct view name);
    const char *shows;
} name_checks[] = {
    {VIEW_INIT("zip.malformed"), NOTE_MALFORMED, name_is_empty,
     "a member without a name"},
    {VIEW_INIT("zip.name.nul"), NOTE_DANGER, name_has_nul,
     "a member's name holds a zero byte, where C programs stop reading it"},
    {VIEW_INIT("zip.name.control"), NOTE_DANGER, utf8_steers,
     "a member's name holds control characters"},
    {VIEW_INIT("zip.name.traversal"), NOTE_DANGER, name_climbs,
     "a member's name leads out of the folder it is unpacked in"},
    {VIEW_INIT("zip.name.absolute"), NOTE_DANGER, name_is_absolute,
     "a member's name is an absolute path"},
};

// Printable ASCII without anything that a file system reads as other than a
// letter, as most names are: none of the checks can object.
static bool name_is_plain(struct view name)
{
    size_t start = 0; // of a folder or of what is in it

    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];

        if (ascii_alnum(c))
            continue;
        if (c < ' ' || c > '~' || c == '\\' || c == ':' ||
            (i == start && (c == '/' || c == '.')))
            return false;
        if (c == '/')
            start = i + 1;
    }
    return start != name.len;
}

// Of a name that is not plain.
static void check_name(struct archive *z, struct view name, uint64_t offset)
{
    for (size_t i = 0; i < sizeof name_checks / sizeof *name_checks; i++)
        if (name_checks[i].is(name))
            note_add(z->notes, name_checks[i].rule, name_checks[i].severity,
                     offset, "%s: '" VIEW_FMT "'", name_checks[i].shows,
                     VIEW_ARG(view_head(name, 200)));
}

// A name as file systems take it: one separator, no empty or "." components,
// letters composed.
static struct view plain_name(struct archive *z, struct view name)
{
    struct view rest = name;
    size_t len = 0;
    char *at = arena_alloc(z->arena, name.len + 1);
    while (rest.len) {
        size_t end = 0;

        while (end < rest.len && !is_separator(rest.at[end]))
            end++;
        bool dot = end == 1 && rest.at[0] == '.';
        if (end && !dot) {
            if (len)
                at[len++] = '/';
            memcpy(at + len, rest.at, end);
            len += end;
        }
        rest = view_from(rest, end + 1);
    }
    struct view plain = {at, len};
    bool composes = !view_is_ascii(plain) && utf8_fault(plain) == SIZE_MAX;
    return composes ? unicode_compose(z->arena, plain) : plain;
}

// Two members that unpack to the same file: which one is read depends on the
// reader.
static void check_duplicate(struct archive *z, struct view name, bool plain,
                            uint64_t offset)
{
    bool is_new;

    map_at(&z->names, plain ? name : plain_name(z, name), &is_new);
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
    struct reader r = reader_of(z, extra, 0);
    bool taken = false;

    while (reader_left(&r) >= 4) {
        uint16_t id = reader_u16(&r), size = reader_u16(&r);

        if (size > reader_left(&r))
            return false;
        struct view field = reader_bytes(&r, size);
        if (id != 1 || taken)
            continue;
        taken = true;
        struct reader q = reader_of(z, field, 0);
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
    bool plain = name_is_plain(other);

    if (view_eq(other, name))
        return;
    if (!plain)
        check_name(z, other, offset);
    check_duplicate(z, other, plain, offset);
}

// A second name for readers that know the field (0x7075: version 1, CRC-32 of
// the plain name, the name in UTF-8; APPNOTE 4.6.9). It is for names that are
// not ASCII.
static void check_other_name(struct archive *z, struct view extra,
                             struct view name, uint64_t offset)
{
    struct reader r = reader_of(z, extra, 0);

    while (!r.error && reader_left(&r) >= 4) {
        uint16_t id = reader_u16(&r), size = reader_u16(&r);
        struct view field = reader_bytes(&r, size);
        struct reader q = reader_of(z, field, 0);

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

enum { METHOD_BZIP2 = 12, METHOD_LZMA = 14, METHOD_ZSTD = 93, METHOD_XZ = 95 };

// APPNOTE 4.4.5. Those that loaders do not know are unpacked all the same, to
// see what is in them.
static const struct method {
    uint16_t number;
    enum unpack_kind kind;
} methods[] = {
    {ZIP_DEFLATED, UNPACK_DEFLATE},
    {METHOD_BZIP2, UNPACK_BZIP2},
    {METHOD_LZMA, UNPACK_LZMA_IN_ZIP},
    {METHOD_ZSTD, UNPACK_ZSTD},
    {METHOD_XZ, UNPACK_XZ},
};

static const struct method *method_of(uint16_t number)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (methods[i].number == number)
            return &methods[i];
    return NULL;
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
                 method_of(m->method) ? NOTE_PLAIN : NOTE_MALFORMED, offset,
                 "'" VIEW_FMT "' is packed by method %u, which loaders do not "
                 "read%s",
                 VIEW_ARG(view_head(m->name, 200)), m->method,
                 method_of(m->method) ? "; it was unpacked to look into it"
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

    if (reader_left(r) < CENTRAL_SIZE || reader_u32(r) != central_magic)
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
    m->header += z->shift;
    m->folder = !m->size && !m->packed && m->name.len &&
                is_separator(m->name.at[m->name.len - 1]);
    bool plain = name_is_plain(m->name);
    if (!plain)
        check_name(z, m->name, start);
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
        map_reserve(&z->names, z->count < most ? (size_t)z->count : most);
}

static struct error *read_directory(struct archive *z)
{
    struct view v;

    if (z->directory_size > MOST_DIRECTORY)
        return refuse(z, z->directory, "the directory has more than 256 MiB");
    TRY(file_read(z->arena, z->file, z->directory, z->directory_size, &v));
    struct reader r = reader_of(z, v, z->directory);
    make_room(z, v.len / CENTRAL_SIZE);
    while (reader_left(&r) && z->zip->member_count < ZIP_MOST_MEMBERS) {
        struct zip_member m = {0};

        if (!read_central(z, &r, &m))
            break;
        z->zip->member[z->zip->member_count++] = m;
    }
    if (z->zip->member_count == ZIP_MOST_MEMBERS && reader_left(&r))
        note_add(z->notes, VIEW("zip.bomb"), NOTE_LIMIT, z->directory + r.at,
                 "the archive has more than %d members", ZIP_MOST_MEMBERS);
    else if (reader_left(&r) || r.error)
        note_add(z->notes, VIEW("zip.malformed"), NOTE_MALFORMED,
                 z->directory + r.at, "the directory breaks off");
    if (z->zip->member_count != z->count)
        note_add(z->notes, VIEW("zip.mismatch"), NOTE_DANGER, z->end,
                 "the end record counts %" PRIu64 " members, the directory "
                 "lists %zu",
                 z->count, z->zip->member_count);
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
    struct reader r = reader_of(z, v, m->header);
    if (reader_u32(&r) != local_magic || v.len < LOCAL_SIZE)
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
        struct reader r = reader_of(z, v, offset);
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
    if (what && !view_eq(l.name, m->name) && !name_is_plain(l.name))
        check_name(z, arena_copy(z->arena, l.name), m->header);
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
        uint64_t from = i < count ? span[i].from : z->directory;

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
    z->zip->front = count ? span[0].from : z->directory;
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
        note_add(z->notes, VIEW("zip.bomb"), NOTE_LIMIT, z->directory,
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
    TRY(read_end(z));
    TRY(place_directory(z));
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

struct error *zip_start(struct arena *a, const struct file *f, uint64_t end,
                        uint64_t *start)
{
    enum { ENDS = END64_SIZE + LOCATOR_SIZE + END_SIZE };
    uint64_t len = end < ENDS ? end : (uint64_t)ENDS, tail = END_SIZE;
    struct view v;

    *start = UINT64_MAX;
    TRY(file_read(a, f, end - len, len, &v));
    if (v.len < END_SIZE)
        return NULL;
    struct view last = {v.at + v.len - END_SIZE, END_SIZE};
    if (u32_at(last, 0) != end_magic || end_comment(last, 0))
        return NULL;
    uint64_t size = u32_at(last, 12), offset = u32_at(last, 16);
    if (v.len == ENDS && u32_at(v, 0) == end64_magic &&
        u32_at(v, END64_SIZE) == locator_magic) {
        size = view_little((struct view){v.at + 40, 8});
        offset = view_little((struct view){v.at + 48, 8});
        tail = ENDS;
    }
    if (tail > end || size > end - tail || offset > end - tail - size)
        return NULL;
    uint64_t at = end - tail - size - offset;
    TRY(file_read(a, f, at, 4, &v));
    if (v.len == 4 && u32_at(v, 0) == local_magic)
        *start = at;
    return NULL;
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

static const struct {
    const char *rule;
    enum note_severity severity;
    const char *shows;
} broken[] = {
    [UNPACK_WHOLE] = {0},
    [UNPACK_CUT] = {"zip.malformed", NOTE_MALFORMED,
                    "the packed data break off"},
    [UNPACK_BROKEN] = {"zip.malformed", NOTE_MALFORMED,
                       "the packed data cannot be unpacked"},
    [UNPACK_LIMIT] = {"zip.mismatch", NOTE_LIMIT,
                      "more comes out than the member claims"},
    [UNPACK_BOMB] = {"zip.bomb", NOTE_LIMIT,
                     "the member grows more than 200 times"},
};

// How many bytes may come out: a little more than claimed is taken, to see what
// a lie hides.
static uint64_t most_of(const struct zip_member *m, uint64_t limit)
{
    return m->size < limit ? m->size + UNPACK_FREE : limit;
}

// LZMA inside zip may do without a mark at its end: it then ends where the
// member claims to.
static bool ends_by_size(const struct zip_member *m, enum unpack_end end,
                         uint64_t len)
{
    return m->method == METHOD_LZMA && end == UNPACK_CUT && len >= m->size;
}

static void tell_lie(const struct zip_member *m, uint64_t len, struct notes *n)
{
    if (len != m->size)
        note_add(n, VIEW("zip.mismatch"),
                 len > m->size ? NOTE_LIMIT : NOTE_MALFORMED, m->offset,
                 "%" PRIu64 " bytes come out and %" PRIu64 " are claimed", len,
                 m->size);
}

// What is wrong with `len` bytes that came out, of which no more than `limit`
// were wanted.
static void tell_end(const struct zip_member *m, enum unpack_end end,
                     uint64_t len, uint64_t limit, struct notes *n)
{
    if (end == UNPACK_WHOLE)
        tell_lie(m, len, n);
    else if (end != UNPACK_LIMIT || m->size < limit)
        note_add(n, view_of(broken[end].rule), broken[end].severity, m->offset,
                 "%s", broken[end].shows);
}

// Readers pass over what stands behind the packed data of a member.
static void tell_left(const struct zip_member *m, enum unpack_end end,
                      uint64_t used, struct notes *n)
{
    uint64_t left = m->packed - used;

    if (end == UNPACK_WHOLE && used < m->packed)
        note_add(n, VIEW("zip.malformed"), NOTE_MALFORMED, m->offset + used,
                 "%" PRIu64
                 " byte%s behind the packed data belong%s to nothing",
                 left, plural(left), singular(left));
}

static void unpack(struct arena *a, const struct zip_member *m,
                   enum unpack_kind kind, struct view packed, uint64_t limit,
                   struct notes *n, struct view *out)
{
    struct unpacked i;

    unpack_bytes(a, packed, kind, most_of(m, limit), &i);
    tell_left(m, i.end, i.used, n);
    if (ends_by_size(m, i.end, i.bytes.len)) {
        i.end = UNPACK_WHOLE;
        i.bytes = view_head(i.bytes, (size_t)m->size);
    }
    *out = i.bytes;
    if (packed.len == m->packed) // else only the front was asked for
        tell_end(m, i.end, i.bytes.len, limit, n);
}

static void tell_crc(const struct zip_member *m, struct notes *n)
{
    note_add(n, VIEW("zip.crc"), NOTE_MALFORMED, m->offset,
             "the checksum is not that of the content");
}

struct error *zip_content(struct arena *a, const struct file *f,
                          const struct zip_member *m, uint64_t limit,
                          struct notes *n, struct view *out)
{
    struct view packed;

    *out = (struct view){0};
    const struct method *method = method_of(m->method);
    if (!m->readable || (m->method != ZIP_STORED && !method))
        return NULL;
    TRY(file_read(a, f, m->offset, m->packed < limit ? m->packed : limit,
                  &packed));
    if (method)
        unpack(a, m, method->kind, packed, limit, n, out);
    else
        *out = packed;
    bool whole = packed.len == m->packed && out->len == m->size;
    if (whole && crc_of(*out) != m->crc)
        tell_crc(m, n);
    return NULL;
}

struct error *zip_front(struct arena *a, const struct file *f,
                        const struct zip_member *m, uint64_t limit,
                        struct view *out)
{
    struct notes silent = {.arena = a};

    *out = (struct view){0};
    if (m->method != ZIP_STORED)
        return zip_content(a, f, m, limit, &silent, out);
    return m->readable ? file_read(a, f, m->offset,
                                   m->packed < limit ? m->packed : limit, out)
                       : NULL;
}

struct error *zip_check(struct arena *a, const struct file *f,
                        const struct zip_member *m, struct notes *n)
{
    enum { PIECE = 256 << 10 };
    struct window w = {.arena = a, .file = f, .step = PIECE};
    uint32_t crc = 0;
    struct error *e = NULL;
    struct view v;

    for (uint64_t at = 0; !e && at < m->packed; at += PIECE) {
        uint64_t left = m->packed - at;

        e = window_read(&w, m->offset + at,
                        left < PIECE ? left : (uint64_t)PIECE, &v);
        crc = libdeflate_crc32(crc, v.at, v.len);
    }
    window_close(&w);
    if (!e && crc != m->crc)
        tell_crc(m, n);
    return e;
}

static void stream_member(const struct file *f, const struct zip_member *m,
                          enum unpack_kind kind, uint64_t limit,
                          struct notes *n, struct stream_file *s,
                          struct file *out)
{
    const struct file packed = file_part(f, m->offset, m->packed, m->name);

    stream_open(&packed, kind, most_of(m, limit), s);
    *out = stream_bytes(s, m->name);
    tell_left(m, s->end, s->used, n);
    if (ends_by_size(m, s->end, s->size))
        *out = file_part(out, 0, m->size, m->name);
    else
        tell_end(m, s->end, s->size, limit, n);
    if (s->size == m->size && s->crc != m->crc)
        tell_crc(m, n);
}

struct error *zip_file(struct arena *a, const struct file *f,
                       const struct zip_member *m, uint64_t limit,
                       struct notes *n, struct stream_file *s, struct file *out)
{
    const struct method *method = method_of(m->method);

    *s = (struct stream_file){0};
    *out = file_of(VIEW(""), m->name);
    if (!m->readable || (m->method != ZIP_STORED && !method))
        return NULL;
    if (method) {
        stream_member(f, m, method->kind, limit, n, s, out);
        return NULL;
    }
    *out =
        file_part(f, m->offset, m->packed < limit ? m->packed : limit, m->name);
    bool whole = out->size == m->packed && m->packed == m->size;
    return whole ? zip_check(a, f, m, n) : NULL;
}
