// SPDX-License-Identifier: Apache-2.0
#include "release/git_index.h"

#include "base/reader.h"
#include "base/text.h"

enum {
    MODE_TYPE = 0170000,
    MODE_COMMIT = 0160000,
    FLAG_EXTENDED = 0x4000, // a second word of flags follows
    STAT_BEFORE_MODE = 24,  // bytes: times, device, inode
    STAT_AFTER_MODE = 12,   // owner, group, size
    SHA1_SIZE = 20,
    MAX_NAME = 4096, // bytes
};

// The offset encoding of git: each further byte counts from one more.
static uint64_t read_offset(struct reader *r)
{
    uint8_t byte = reader_u8(r);
    uint64_t value = byte & 127;

    while (byte & 128 && value <= UINT32_MAX) {
        byte = reader_u8(r);
        value = (value + 1) << 7 | (byte & 127);
    }
    return value;
}

static struct view read_name(struct reader *r)
{
    struct view rest = view_from(r->bytes, (size_t)r->at);
    const char *end = rest.len ? memchr(rest.at, '\0', rest.len) : NULL;

    if (!end || end - rest.at > MAX_NAME) {
        reader_fail(r, "the name of an entry has no end");
        return (struct view){0};
    }
    struct view name = reader_bytes(r, (uint64_t)(end - rest.at));
    reader_u8(r);
    return name;
}

// Version 4 writes only how a name differs from the one before, which is in
// `name`.
static void read_packed_name(struct reader *r, struct text *name)
{
    uint64_t cut = read_offset(r);

    if (cut > name->len || name->len > MAX_NAME)
        reader_fail(r, "a name is shortened by more than it has");
    if (r->error)
        return;
    name->len -= (size_t)cut;
    text_add(name, read_name(r));
}

static void read_entry(struct reader *r, uint32_t version, struct text *name,
                       uint32_t *mode)
{
    uint64_t start = r->at;

    reader_bytes(r, STAT_BEFORE_MODE);
    *mode = reader_u32(r);
    reader_bytes(r, STAT_AFTER_MODE + SHA1_SIZE);
    if (reader_u16(r) & FLAG_EXTENDED)
        reader_u16(r);
    if (version == 4) {
        read_packed_name(r, name);
        return;
    }
    name->len = 0;
    text_add(name, read_name(r));
    // One to eight zero bytes make its length a multiple of eight.
    uint64_t over = (r->at - start) % 8;
    if (over)
        reader_bytes(r, 8 - over);
}

void git_index_links(struct arena *a, struct view bytes, struct view **path,
                     size_t *count)
{
    struct arena scratch = {0};
    struct reader r = {.arena = &scratch, .bytes = bytes, .big_endian = true};
    struct text name = {.arena = &scratch};
    uint32_t mode;

    *path = NULL;
    *count = 0;
    struct view magic = reader_bytes(&r, 4);
    uint32_t version = reader_u32(&r);
    uint32_t entries = reader_u32(&r);
    if (!view_eq(magic, VIEW("DIRC")) || version < 2 || version > 4)
        entries = 0;
    while (entries--) {
        read_entry(&r, version, &name, &mode);
        if (r.error)
            break;
        if ((mode & MODE_TYPE) == MODE_COMMIT)
            *LIST_ADD(a, *path, *count) = arena_copy(a, text_view(&name));
    }
    arena_free(&scratch);
}
