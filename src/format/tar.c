// SPDX-License-Identifier: Apache-2.0
#include "format/tar.h"

#include "base/unicode.h"
#include "format/member_name.h"

#include <inttypes.h>

enum {
    BLOCK = 512,
    LONGEST_FIELD = 64 << 10,
    MOST_MEMBERS = 1000000,
    MOST_EXTENSIONS = 64, // of one member
};

static bool malformed(struct tar_walk *w, const char *what)
{
    note_add(w->notes, VIEW("tar.malformed"), NOTE_MALFORMED, w->at, "%s",
             what);
    return false;
}

// A field up to its first zero byte.
static struct view field(struct view block, size_t at, size_t len)
{
    struct view v = view_head(view_from(block, at), len);
    const char *end = memchr(v.at, '\0', v.len);

    return end ? view_head(v, (size_t)(end - v.at)) : v;
}

// Base-256: the first bit is set, the number stands big-endian in the rest.
// False: negative, or beyond 63 bits.
static bool wide(struct view v, uint64_t *out)
{
    *out = (unsigned char)v.at[0] & 0x7f;
    for (size_t i = 1; i < v.len; i++) {
        if (*out >> 55)
            return false;
        *out = *out << 8 | (unsigned char)v.at[i];
    }
    return true;
}

// Octal digits between blanks and zeros, and whatever else Python's tarfile
// takes for a number: a sign, "0o", an underscore between two digits.
static bool octal(struct view v, uint64_t *out)
{
    *out = 0;
    v = view_trim(v);
    if (view_starts(v, VIEW("+")))
        v = view_from(v, 1);
    if (view_starts(v, VIEW("0o")) || view_starts(v, VIEW("0O")))
        v = view_from(v, 2);
    for (size_t i = 0; i < v.len; i++) {
        if (v.at[i] == '_' && i && i + 1 < v.len && v.at[i - 1] != '_')
            continue;
        if (v.at[i] < '0' || v.at[i] > '7' || *out >> 60)
            return false;
        *out = *out << 3 | (uint64_t)(v.at[i] - '0');
    }
    return true;
}

static bool number(struct view block, size_t at, size_t len, uint64_t *out)
{
    struct view v = view_head(view_from(block, at), len);

    return v.len && (unsigned char)v.at[0] & 0x80
               ? wide(v, out)
               : octal(field(block, at, len), out);
}

// Some writers summed signed bytes, so that readers take either sum. Weights
// may add up to zero by chance.
bool tar_header_is(struct view block)
{
    uint64_t said, sum = 0, negative = 0;

    if (block.len < BLOCK || !number(block, 148, 8, &said))
        return false;
    for (size_t i = 0; i < BLOCK; i++) {
        unsigned char byte =
            i >= 148 && i < 156 ? ' ' : (unsigned char)block.at[i];

        sum += byte;
        negative += byte >> 7;
    }
    return said == sum || (said && said + 256 * negative == sum);
}

static bool is_zero(struct view block)
{
    for (size_t i = 0; i < block.len; i++)
        if (block.at[i])
            return false;
    return true;
}

static void check_name(struct tar_walk *w, struct view name)
{
    if (utf8_steers(name))
        note_add(w->notes, VIEW("tar.name.control"), NOTE_DANGER, w->at,
                 "a member's name holds control characters: '" VIEW_FMT "'",
                 VIEW_ARG(view_head(name, 200)));
    if (member_climbs(name))
        note_add(w->notes, VIEW("tar.name.traversal"), NOTE_DANGER, w->at,
                 "a member's name leads out of the folder it is unpacked in: "
                 "'" VIEW_FMT "'",
                 VIEW_ARG(view_head(name, 200)));
    if (member_is_absolute(name))
        note_add(w->notes, VIEW("tar.name.absolute"), NOTE_DANGER, w->at,
                 "a member's name is an absolute path: '" VIEW_FMT "'",
                 VIEW_ARG(view_head(name, 200)));
}

// At most `len` bytes at `offset`, in w->kept.
static bool get(struct tar_walk *w, uint64_t offset, uint64_t len,
                struct view *out)
{
    w->error = error_again(w->arena, w->file->path,
                           file_read(&w->kept, w->file, offset, len, out));
    return !w->error;
}

// What is said of all members outlives the header that says it.
static void keep_for_all(struct tar_walk *w)
{
    struct arena next = {0};

    w->all_name = arena_copy(&next, w->all_name);
    w->all_link = arena_copy(&next, w->all_link);
    arena_free(&w->kept_for_all);
    w->kept_for_all = next;
}

// "LEN key=value\n" records, for the next member or for all.
static void read_pax(struct tar_walk *w, struct view v, bool all)
{
    while (v.len) {
        struct view rest, value;
        struct view number = view_cut(v, ' ', &rest);
        uint64_t len;

        if (!view_u64(number, &len) || len > v.len || len < number.len + 3) {
            malformed(w, "a pax header that does not add up");
            return;
        }
        struct view record =
            view_head(rest, (size_t)len - number.len - 2); // without newline
        struct view key = view_cut(record, '=', &value);
        bool path =
            view_eq(key, VIEW("path")) || view_eq(key, VIEW("GNU.sparse.name"));
        bool link = view_eq(key, VIEW("linkpath"));
        if ((path || link) && byte_in('\0', value))
            malformed(w, "a name with a zero byte in it");
        if (path)
            *(all ? &w->all_name : &w->pax_name) = value;
        else if (link)
            *(all ? &w->all_link : &w->pax_link) = value;
        else if (view_eq(key, VIEW("size")))
            w->pax_size = value;
        v = view_from(v, (size_t)len);
    }
}

static struct view without_zeros(struct view v)
{
    while (v.len && !v.at[v.len - 1])
        v.len--;
    return v;
}

// A header that speaks of the next one. False: it is a member of its own.
static bool take_extension(struct tar_walk *w, char type, uint64_t size)
{
    struct view v;

    if (!memchr("LKxgX", type, 5))
        return false;
    if (size > LONGEST_FIELD)
        note_add(w->notes, VIEW("limit.size"), NOTE_LIMIT, w->at,
                 "what is said of a member takes %" PRIu64
                 " bytes; only the first 64 KiB were read",
                 size);
    if (!get(w, w->at + BLOCK,
             size < LONGEST_FIELD ? size : (uint64_t)LONGEST_FIELD, &v))
        return true;
    if (type == 'L')
        w->long_name = without_zeros(v);
    else if (type == 'K')
        w->long_link = without_zeros(v);
    else
        read_pax(w, v, type == 'g');
    if (type == 'g')
        keep_for_all(w);
    w->names_next = type != 'g';
    return true;
}

static const struct {
    char type;
    struct view rule;
    const char *shows;
} specials[] = {
    {'1', VIEW_INIT("tar.link"), "a hard link"},
    {'2', VIEW_INIT("tar.link"), "a symbolic link"},
    {'3', VIEW_INIT("tar.device"), "a device"},
    {'4', VIEW_INIT("tar.device"), "a device"},
    {'6', VIEW_INIT("tar.device"), "a FIFO"},
};

static void check_type(struct tar_walk *w, char type, struct view link)
{
    for (size_t i = 0; i < sizeof specials / sizeof *specials; i++)
        if (specials[i].type == type)
            note_add(w->notes, specials[i].rule, NOTE_DANGER, w->at,
                     "'" VIEW_FMT "' is %s%s" VIEW_FMT,
                     VIEW_ARG(view_head(w->name, 200)), specials[i].shows,
                     link.len ? " to " : "", VIEW_ARG(view_head(link, 200)));
}

static struct view full_name(struct tar_walk *w, struct view block)
{
    struct view name = field(block, 0, 100), prefix = field(block, 345, 155);

    if (w->pax_name.len)
        return w->pax_name;
    if (w->long_name.len)
        return w->long_name;
    if (w->all_name.len)
        return w->all_name;
    if (prefix.len && view_starts(view_from(block, 257), VIEW("ustar\0")))
        return arena_print(&w->kept, VIEW_FMT "/" VIEW_FMT, VIEW_ARG(prefix),
                           VIEW_ARG(name));
    return name;
}

// Behind the end only zeros belong, but archives are put together by appending
// them: from the first block that holds something on it is read again. What is
// no header there is told, and no end of what was found.
static bool behind_end(struct tar_walk *w, bool *more)
{
    while (w->at < w->file->size) {
        struct arena scratch = {0};
        struct view v;

        w->error = file_read(&scratch, w->file, w->at, BLOCK, &v);
        bool zero = !w->error && is_zero(v);
        *more = !w->error && !zero && tar_header_is(v);
        if (!zero && !*more && !w->error)
            w->rest = w->at;
        w->error = error_again(w->arena, w->file->path, w->error);
        arena_free(&scratch);
        if (!zero)
            return false;
        w->at += BLOCK;
    }
    return false;
}

// One header; true: `w` stands at a regular file. `*more` is false at the end.
static bool read_header(struct tar_walk *w, bool *more)
{
    struct view block;
    uint64_t size;

    *more = false;
    if (w->over)
        arena_free(&w->kept);
    w->over = false;
    if (!get(w, w->at, BLOCK, &block))
        return false;
    if (block.len && block.len < BLOCK)
        return malformed(w, "the archive ends inside a header");
    if (w->names_next && is_zero(block))
        malformed(w, "a header speaks of a member that does not follow");
    w->names_next = false;
    if (!block.len)
        return false;
    if (is_zero(block))
        return behind_end(w, more);
    if (!tar_header_is(block))
        return malformed(w, "a header whose checksum is wrong");
    if (!number(block, 124, 12, &size) ||
        (w->pax_size.len && !view_u64(w->pax_size, &size)))
        return malformed(w, "a size that is no number");
    if (size > w->file->size - w->at - BLOCK)
        return malformed(w, "a member is longer than the archive");
    if (++w->members > MOST_MEMBERS)
        return malformed(w, "more than a million members");
    char type = block.at[156];
    if (type == '5' && size)
        malformed(w, "a folder with content, which some readers pass over and "
                     "some read as members");
    *more = true;
    bool extension = take_extension(w, type, size);
    if (!extension) {
        w->name = full_name(w, block);
        struct view link = w->pax_link.len    ? w->pax_link
                           : w->long_link.len ? w->long_link
                           : w->all_link.len  ? w->all_link
                                              : field(block, 157, 100);
        check_name(w, w->name);
        check_type(w, type, link);
        w->long_name = w->long_link = (struct view){0};
        w->pax_name = w->pax_link = w->pax_size = (struct view){0};
        w->over = true;
        w->extensions = 0;
    } else if (++w->extensions > MOST_EXTENSIONS) {
        *more = false;
        return malformed(w, "too many headers speak of one member");
    }
    w->offset = w->at + BLOCK;
    w->size = size;
    w->at += BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
    // A type that a reader does not know is a file to it. What is in a folder
    // is looked into, as some readers take it for members.
    return !extension && (!memchr("123456", type, 6) || (type == '5' && size));
}

bool tar_next(struct tar_walk *w)
{
    bool more = true;

    while (more && !w->error)
        if (read_header(w, &more))
            return true;
    return false;
}

void tar_close(struct tar_walk *w)
{
    arena_free(&w->kept);
    arena_free(&w->kept_for_all);
}
