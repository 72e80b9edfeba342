// SPDX-License-Identifier: Apache-2.0
#include "safety/file_kind.h"

#include "base/unicode.h"
#include "format/onnx.h"

enum { TEXT_FRONT = 4096 };

// What content_kind tells apart.
static const struct {
    enum content_kind kind;
    struct view word;
} kinds[] = {
    {CONTENT_PICKLE, VIEW_INIT("pickle")},
    {CONTENT_ZIP, VIEW_INIT("zip")},
    {CONTENT_TAR, VIEW_INIT("tar")},
    {CONTENT_GZIP, VIEW_INIT("gzip")},
    {CONTENT_ZLIB, VIEW_INIT("zlib")},
    {CONTENT_ZFILE, VIEW_INIT("zlib")},
    {CONTENT_BZIP2, VIEW_INIT("bzip2")},
    {CONTENT_XZ, VIEW_INIT("xz")},
    {CONTENT_LZMA, VIEW_INIT("lzma")},
    {CONTENT_ZSTD, VIEW_INIT("zstd")},
    {CONTENT_PACKED, VIEW_INIT("packed")},
    {CONTENT_7Z, VIEW_INIT("7z")},
    {CONTENT_NPY, VIEW_INIT("npy")},
    {CONTENT_PICTURE, VIEW_INIT("image")},
    {CONTENT_PROGRAM, VIEW_INIT("program")},
    {CONTENT_PORTABLE, VIEW_INIT("program")},
};

static const struct {
    struct view begin, word;
} fronts[] = {
    {VIEW_INIT("BZh"), VIEW_INIT("bzip2")},
    {VIEW_INIT("\xfd"
               "7zXZ\0"),
     VIEW_INIT("xz")},
    {VIEW_INIT("\x5d\0\0"), VIEW_INIT("lzma")},
    {VIEW_INIT("\x28\xb5\x2f\xfd"), VIEW_INIT("zstd")},
    {VIEW_INIT("\x89HDF\r\n\x1a\n"), VIEW_INIT("hdf5")},
    {VIEW_INIT("\x89PNG\r\n\x1a\n"), VIEW_INIT("image")},
    {VIEW_INIT("\xff\xd8\xff"), VIEW_INIT("image")},
    {VIEW_INIT("GIF8"), VIEW_INIT("image")},
    {VIEW_INIT("%PDF-"), VIEW_INIT("pdf")},
    // What macOS keeps beside a file under its name (RFC 1740)
    {VIEW_INIT("\0\5\x16\7\0\2\0\0"), VIEW_INIT("appledouble")},
};

// Formats that are read and have no beginning of their own.
static const struct {
    struct view end, word;
} names[] = {
    {VIEW_INIT(".onnx"), VIEW_INIT("onnx")},
    {VIEW_INIT(".pb"), VIEW_INIT("tensorflow")},
};

// The magic, then a version below 65,536 in either order of bytes (formats.md
// 2): a text may begin with the word.
static bool is_gguf(struct view front)
{
    return view_starts(front, VIEW("GGUF")) &&
           (front.len < 8 || !memcmp(front.at + 4, "\0\0", 2) ||
            !memcmp(front.at + 6, "\0\0", 2));
}

// Eight bytes of length, then a JSON object (formats.md 1).
static bool is_safetensors(struct view front)
{
    return front.len > 9 && front.at[8] == '{' &&
           memchr("\"} \t\r\n", front.at[9], 6) && front.at[7] == '\0' &&
           front.at[6] == '\0' && front.at[5] == '\0';
}

// Python's compiled code: a version that goes up by a few with each release,
// then a line end that texts would change (importlib, _bootstrap_external).
// Behind times, sizes and flags, which are 4, 8 or 12 bytes, a code object
// begins: its letter, which may be marked as shared, and how many arguments it
// takes.
static bool is_python_code(struct view front)
{
    enum { OLD = 20121, OLD_END = 62300, NEW = 3000, NEW_END = 4000 };

    if (!view_starts(view_from(front, 2), VIEW("\r\n")))
        return false;
    unsigned version =
        (unsigned char)front.at[0] | (unsigned)(unsigned char)front.at[1] << 8;
    if (version < NEW || version >= OLD_END ||
        (version >= NEW_END && version < OLD))
        return false;
    for (size_t at = 8; at <= 16 && at + 5 <= front.len; at += 4)
        if ((front.at[at] & 0x7f) == 'c' &&
            !memcmp(front.at + at + 2, "\0\0\0", 3))
            return true;
    return false;
}

// Without zero bytes, and UTF-8 but for a character that the front cuts.
static bool is_text(struct view front)
{
    front = view_head(front, TEXT_FRONT);
    size_t fault = utf8_fault(front);

    return !memchr(front.at, '\0', front.len) &&
           (fault == SIZE_MAX ||
            (front.len == TEXT_FRONT && fault + 4 > front.len));
}

struct view file_front_kind(struct view front)
{
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++)
        if (view_starts(front, fronts[i].begin))
            return fronts[i].word;
    if (is_gguf(front))
        return VIEW("gguf");
    if (is_safetensors(front))
        return VIEW("safetensors");
    return is_python_code(front) ? VIEW("pyc") : (struct view){0};
}

struct view file_kind(struct arena *a, enum content_kind kind, struct view name,
                      const struct file *f, struct view front)
{
    // The length of a header may look like a stream's two bytes.
    if ((kind == CONTENT_ZLIB || kind == CONTENT_LZMA) && is_safetensors(front))
        return VIEW("safetensors");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].kind == kind)
            return kinds[i].word;
    if (!front.len)
        return VIEW("empty");
    struct view word = file_front_kind(front);
    if (word.len)
        return word;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (view_ends(name, names[i].end))
            return names[i].word;
    if (onnx_is(a, f, front))
        return VIEW("onnx");
    return is_text(front) ? VIEW("text") : VIEW("unknown");
}
