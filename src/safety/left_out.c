// SPDX-License-Identifier: Apache-2.0
#include "safety/left_out.h"

#include "base/unicode.h"

enum { FRONT = 64 << 10 };

struct error *left_out_open(struct arena *a, struct left_out *out)
{
    *out = (struct left_out){0};
    TRY(knowledge_read(a, VIEW("safety/covered.txt"), &out->kinds));
    return pickle_names_open(a, &out->names);
}

static bool any(const struct record *r, struct view key, struct view name,
                bool (*holds)(struct view, struct view), bool *asked)
{
    struct view value;

    for (size_t at = 0; record_next(r, key, &at, &value);) {
        *asked = true;
        if (holds(name, value))
            return true;
    }
    return false;
}

// `path` and `name` in lower case.
static bool record_fits(const struct record *r, struct view path,
                        struct view name)
{
    bool folders = false, names = false;

    if (!any(r, VIEW("below"), path, path_lies_in, &folders) && folders)
        return false;
    return any(r, VIEW("end"), name, view_ends, &names) ||
           any(r, VIEW("name"), name, view_eq, &names) || !names;
}

static const struct view pictures[] = {
    VIEW_INIT("\x89PNG\r\n\x1a\n"),
    VIEW_INIT("\xff\xd8\xff"),
    VIEW_INIT("GIF8"),
    VIEW_INIT("%PDF-"),
};

static bool is_picture(struct view front)
{
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++)
        if (view_starts(front, pictures[i]))
            return true;
    return false;
}

// Text as far as it was read: the last character may be cut.
static bool is_text(struct view front)
{
    size_t fault = utf8_fault(front);

    return !(front.len && memchr(front.at, '\0', front.len)) &&
           (fault == SIZE_MAX || (front.len == FRONT && fault + 4 > front.len));
}

// What one of that kind is called; empty: nothing is lost by leaving it out.
static struct view word_of(enum content_kind kind)
{
    switch (kind) {
    case CONTENT_PICKLE:
        return VIEW("a pickle");
    case CONTENT_ZIP:
    case CONTENT_TAR:
    case CONTENT_7Z:
        return VIEW("an archive");
    case CONTENT_GZIP:
    case CONTENT_ZLIB:
    case CONTENT_BZIP2:
    case CONTENT_XZ:
    case CONTENT_LZMA:
    case CONTENT_ZSTD:
    case CONTENT_ZFILE:
    case CONTENT_PACKED:
        return VIEW("packed data");
    case CONTENT_NPY:
        return VIEW("an array");
    case CONTENT_PROGRAM:
    case CONTENT_PORTABLE:
        return VIEW("a program");
    case CONTENT_PLAIN:
    case CONTENT_PICTURE:
        break;
    }
    return (struct view){0};
}

static struct view kind_of_front(const struct left_out *l, struct view front,
                                 uint64_t size)
{
    struct arena scratch = {0};
    struct notes notes = {.arena = &scratch};
    struct content c = content_with(&scratch, &notes, l->names);
    struct file file = file_of(front, VIEW(""));
    enum content_kind kind = CONTENT_PLAIN;

    if (is_picture(front) || !size)
        return (struct view){0};
    if (view_starts(front, VIEW("#!")))
        return VIEW("a script");
    struct error *e = content_kind(&c, &file, &kind);
    arena_free(&scratch);
    if (e)
        return VIEW("data that cannot be read");
    if (kind != CONTENT_PLAIN)
        return word_of(kind);
    return is_text(front) ? (struct view){0} : VIEW("binary data");
}

// "weights.foo" has one, "LICENSE", ".mailmap" and "v1.2" have none.
static bool has_ending(struct view name)
{
    size_t at = name.len;
    bool letter = false;

    while (at > 0 &&
           (ascii_alpha(name.at[at - 1]) || ascii_digit(name.at[at - 1])))
        letter |= ascii_alpha(name.at[--at]);
    return letter && at > 1 && name.at[at - 1] == '.';
}

static struct view kind_of_content(const struct left_out *l,
                                   const struct model_files *m,
                                   const struct model_file *f)
{
    struct arena scratch = {0};
    char *front = arena_alloc(&scratch, FRONT);
    struct view kind = VIEW("data that cannot be read");
    size_t len;

    if (model_file_front(m, f, front, FRONT, &len))
        kind = kind_of_front(l, (struct view){front, len}, f->size);
    arena_free(&scratch);
    return kind;
}

struct view left_out_kind(const struct left_out *l, const struct model_files *m,
                          const struct model_file *f)
{
    struct arena scratch = {0};
    struct view path = arena_lower(&scratch, f->path);
    const struct record *r = NULL;

    for (size_t n = 0; n < l->kinds.record_count && !r; n++)
        if (record_fits(&l->kinds.record[n], path, view_basename(path)))
            r = &l->kinds.record[n];
    bool in_git = view_starts(path, VIEW(".git/"));
    arena_free(&scratch);
    if (r && !record_get(r, VIEW("look")).len)
        return record_get(r, VIEW("kind"));
    // Git's index and packs are binary; a special file loads nothing.
    if (in_git || f->kind == MODEL_SPECIAL)
        return (struct view){0};
    if (f->kind == MODEL_LINK)
        return VIEW("a link");
    struct view kind = kind_of_content(l, m, f);
    bool is_known = r || !has_ending(view_basename(f->path));
    return kind.len || is_known ? kind : VIEW("of a kind that is not known");
}
