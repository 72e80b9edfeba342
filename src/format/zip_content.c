// SPDX-License-Identifier: Apache-2.0
#include "format/zip_content.h"

#include "base/amount.h"
#include "format/unpack.h"
#include "format/window.h"

#include <inttypes.h>
#include <libdeflate.h>

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

bool zip_unpacks(uint16_t method)
{
    return method_of(method) != NULL;
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
    if (whole && libdeflate_crc32(0, out->at, out->len) != m->crc)
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
