// SPDX-License-Identifier: Apache-2.0
#include "format/content_front.h"

#include "format/tar.h"

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
    {0, VIEW_INIT("\x02\x21\x4c\x18"), CONTENT_PACKED}, // its older format
    {0, VIEW_INIT("\x1f\x9d\x90"), CONTENT_PACKED},     // compress, 16 bits
    {0, VIEW_INIT("\x1f\xa0"), CONTENT_PACKED},         // its oldest one
    {0, VIEW_INIT("Rar!\x1a\x07"), CONTENT_PACKED},
    {0, VIEW_INIT("MSCF\0\0\0\0"), CONTENT_PACKED},     // cab
    {0, VIEW_INIT("!<arch>\n"), CONTENT_PACKED},        // ar, deb
    {0, VIEW_INIT("\xed\xab\xee\xdb"), CONTENT_PACKED}, // rpm
    {0, VIEW_INIT("xar!\0"), CONTENT_PACKED},
    {0, VIEW_INIT("hsqs"), CONTENT_PACKED}, // squashfs
    {0, VIEW_INIT("LZIP\1"), CONTENT_PACKED},
    {0, VIEW_INIT("\x89LZO\0\r\n\x1a\n"), CONTENT_PACKED},
    {0, VIEW_INIT("\xff\6\0\0sNaPpY"), CONTENT_PACKED},
    {0, VIEW_INIT("MSWIM\0\0\0"), CONTENT_PACKED},
    {7, VIEW_INIT("**ACE**"), CONTENT_PACKED},
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

static const struct content_stream streams[] = {
    {CONTENT_GZIP, UNPACK_GZIP, false}, {CONTENT_BZIP2, UNPACK_BZIP2, false},
    {CONTENT_XZ, UNPACK_XZ, false},     {CONTENT_ZSTD, UNPACK_ZSTD, false},
    {CONTENT_LZMA, UNPACK_LZMA, true},  {CONTENT_ZLIB, UNPACK_ZLIB, true},
};

// The older header of tar has no magic, but its checksum.
static bool is_old_tar(struct view v)
{
    return v.len && v.at[0] && tar_header_is(v);
}

// cpio's newer header: a magic number that is text, then 13 numbers of eight
// hexadecimal digits.
static bool is_cpio(struct view v)
{
    enum { MAGIC = 6, DIGITS = 13 * 8 };

    if ((!view_starts(v, VIEW("070701")) && !view_starts(v, VIEW("070702"))) ||
        v.len < MAGIC + DIGITS)
        return false;
    for (size_t i = MAGIC; i < MAGIC + DIGITS; i++)
        if (ascii_hex(v.at[i]) < 0)
            return false;
    return true;
}

uint32_t content_front_windows(struct view front)
{
    uint32_t at = 0;

    if (!view_starts(front, VIEW("MZ")) || front.len < 0x40)
        return 0;
    for (size_t i = 4; i > 0; i--)
        at = at << 8 | (unsigned char)front.at[0x3c + i - 1];
    return at;
}

bool content_windows_header(struct view v)
{
    return view_starts(v, VIEW("PE\0\0"));
}

static bool is_windows_program(struct view v)
{
    uint32_t at = content_front_windows(v);

    return at && content_windows_header(view_from(v, at));
}

// What the first bytes say; pickles are told by more than that.
static enum content_kind kind_by_magic(struct view front)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
        size_t at = magics[i].offset;

        if (view_starts(at ? view_from(front, at) : front, magics[i].magic))
            return magics[i].kind;
    }
    if (is_windows_program(front))
        return CONTENT_PROGRAM;
    if (is_old_tar(front))
        return CONTENT_TAR;
    if (is_cpio(front))
        return CONTENT_PACKED;
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
        if (unpack_begins(front, streams[i].unpack))
            return streams[i].kind;
    return CONTENT_PLAIN;
}

// Reads the pickle in front without telling; of it only numbers stay.
static void front_pickle(const struct pickle_reader *reader, struct view front,
                         struct pickle *out)
{
    struct arena scratch = {0};
    struct notes silent = {.arena = &scratch};
    struct pickle_reader p = *reader;

    p.arena = &scratch;
    p.notes = &silent;
    p.opcodes = 0;
    pickle_read(&p, front, 0, out);
    arena_free(&scratch);
}

// Whether the front of a file could go on as a pickle.
static bool may_be_pickle(struct pickle_reader *p, struct view front,
                          uint64_t size)
{
    struct pickle found;

    if (front.len == size || !front.len || (unsigned char)front.at[0] == 0x80)
        return pickle_is(p, front);
    front_pickle(p, front, &found);
    return found.whole || found.cut || found.danger || found.full ||
           found.numbered;
}

static bool is_zfile(struct view front)
{
    return view_starts(front, VIEW("ZF0x")) && front.len > CONTENT_ZFILE_HEAD;
}

const struct content_stream *content_stream_of(enum content_kind kind)
{
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
        if (streams[i].kind == kind)
            return &streams[i];
    return NULL;
}

enum content_kind content_front_kind(struct pickle_reader *p, struct view front,
                                     uint64_t size)
{
    enum content_kind kind =
        is_zfile(front) ? CONTENT_ZFILE : kind_by_magic(front);
    const struct content_stream *stream = content_stream_of(kind);

    // Two bytes of a stream may be opcodes all the same.
    if ((kind == CONTENT_PLAIN || (stream && stream->weak)) &&
        may_be_pickle(p, front, size))
        kind = CONTENT_PICKLE;
    return kind;
}

bool content_front_imports(const struct pickle_reader *p, struct view front)
{
    struct pickle found;

    front_pickle(p, front, &found);
    return found.import_count > 0 || found.hides || found.full;
}

bool content_front_certain(struct pickle_reader *p, struct view front,
                           uint64_t size)
{
    enum content_kind kind = content_front_kind(p, front, size);

    if (kind == CONTENT_PICKLE)
        return content_front_imports(p, front);
    return kind != CONTENT_PLAIN && kind != CONTENT_ZLIB &&
           kind != CONTENT_LZMA;
}
