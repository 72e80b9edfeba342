// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // memrchr
#include "format/zip_end.h"

#include <inttypes.h>

enum {
    END_SIZE = 22,
    END64_SIZE = 56,
    LOCATOR_SIZE = 20,
    TAIL = END_SIZE + 65535, // the end record and the longest comment
};

static const uint32_t end_magic = 0x06054b50, end64_magic = 0x06064b50,
                      locator_magic = 0x07064b50;

// What some readers put up with: the members are looked at all the same.
static void tell_broken(struct zip_end *z, uint64_t offset, const char *what)
{
    note_add(z->notes, VIEW("zip.malformed"), NOTE_MALFORMED, offset, "%s",
             what);
}

struct error *zip_end_refuse(struct zip_end *z, uint64_t offset,
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
static void check_second_end(struct zip_end *z, struct view tail, size_t last)
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

static struct error *magic_at(struct zip_end *z, uint64_t offset,
                              uint32_t magic, bool *is)
{
    struct view v;

    *is = false;
    TRY(window_read(z->window, offset, 4, &v));
    *is = v.len == 4 && u32_at(v, 0) == magic;
    return NULL;
}

// Python's zipfile takes the record that stands right before the locator, at
// `at`, and goes by the end record where there is none; others go where the
// locator points. `count`, `size` and `offset` are the end record's.
static struct error *check_end64(struct zip_end *z, uint64_t record,
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
static struct error *read_end64(struct zip_end *z)
{
    uint64_t count = z->count, size = z->directory_size, offset = z->directory;
    struct view v;

    if (z->at < LOCATOR_SIZE)
        return NULL;
    uint64_t at = z->at - LOCATOR_SIZE;
    TRY(window_read(z->window, at, LOCATOR_SIZE, &v));
    struct reader r = zip_reader(z, v, at);
    if (reader_u32(&r) != locator_magic)
        return NULL;
    bool spread = reader_u32(&r) != 0; // the disk of the record
    uint64_t record = reader_u64(&r);
    spread |= reader_u32(&r) > 1; // disks in all
    TRY(window_read(z->window, record, END64_SIZE, &v));
    r = zip_reader(z, v, record);
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

struct error *zip_end_read(struct zip_end *z)
{
    struct view tail;
    struct error *e;

    if (!tail_read(z->arena, z->file, &tail, &e))
        return e;
    size_t at = last_end(tail);
    if (at == SIZE_MAX)
        return zip_end_refuse(
            z, z->file->size,
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
    struct reader r = zip_reader(z, view_from(tail, at + 4), base + at + 4);
    uint16_t disk = reader_u16(&r), first_disk = reader_u16(&r);
    uint16_t here = reader_u16(&r);
    z->count = reader_u16(&r);
    z->directory_size = reader_u32(&r);
    z->directory = reader_u32(&r);
    z->at = z->directory_end = base + at;
    bool spread = (disk && disk != 0xffff) ||
                  (first_disk && first_disk != 0xffff) || here != z->count;
    TRY(read_end64(z));
    // Numbers that are all ones stand in the ZIP64 record.
    if (spread || ((disk || first_disk) && z->directory_end == z->at))
        tell_broken(z, z->at, "the archive is spread over several disks");
    return NULL;
}

// Whether the directory stands `shift` bytes behind where it says, with the
// first member likewise.
static struct error *stands_at(struct zip_end *z, uint64_t shift, bool *is)
{
    struct view v;

    TRY(magic_at(z, z->directory + shift, ZIP_CENTRAL_MAGIC, is));
    if (!*is)
        return NULL;
    TRY(window_read(z->window, z->directory + shift, ZIP_CENTRAL_SIZE, &v));
    *is = false;
    if (v.len < ZIP_CENTRAL_SIZE)
        return NULL;
    uint32_t first = u32_at(v, 42);
    if (first == UINT32_MAX) { // in the ZIP64 field: not looked at here
        *is = true;
        return NULL;
    }
    return magic_at(z, first + shift, ZIP_LOCAL_MAGIC, is);
}

struct error *zip_end_place(struct zip_end *z)
{
    bool here, central;

    if (z->directory > z->directory_end)
        return zip_end_refuse(z, z->at,
                              "the directory would begin past its end");
    if (z->directory_size > z->directory_end - z->directory) {
        tell_broken(z, z->at, "the directory would reach past its end");
        z->directory_size = z->directory_end - z->directory;
    }
    uint64_t gap = z->directory_end - z->directory - z->directory_size;
    if (!z->directory_size && !z->count)
        return NULL;
    TRY(stands_at(z, 0, &here));
    TRY(magic_at(z, z->directory, ZIP_CENTRAL_MAGIC, &central));
    if (!here && gap) {
        TRY(stands_at(z, gap, &here));
        if (here) {
            z->shift = gap;
            z->directory += gap;
            return NULL;
        }
    }
    if (!central)
        return zip_end_refuse(z, z->directory,
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
    if (v.len == 4 && u32_at(v, 0) == ZIP_LOCAL_MAGIC)
        *start = at;
    return NULL;
}
