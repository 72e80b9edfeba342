// SPDX-License-Identifier: Apache-2.0
#include "terms/reference.h"

#include "base/file.h"
#include "terms/span.h"

#include <dirent.h>
#include <errno.h>

enum {
    MOST_FILES = 4096,
    MOST_WORDS = 600, // bytes quoted
};

struct place_of_word {
    uint32_t from, to; // bytes
};

struct reference {
    struct view path, bytes;
    uint32_t from, to; // words of the known texts
    struct place_of_word *word;
};

struct references {
    struct reference *item;
    size_t count;
};

// ---- Texts ------------------------------------------------------------------

static void take_span(struct arena *a, const struct normal *n,
                      const struct span *s, struct reference *to)
{
    to->from = s->variant.from;
    to->to = s->variant.to;
    to->word = ARENA_NEW(a, struct place_of_word, s->to - s->from);
    for (size_t i = s->from; i < s->to; i++)
        to->word[i - s->from] =
            (struct place_of_word){n->token[i].from, n->token[i].to};
}

// The known texts in a file; only those whose words can be shown as they are.
static void take_text(struct arena *a, const struct licenses *l,
                      struct view path, struct view bytes,
                      struct references *out)
{
    struct arena scratch = arena_beside(a);
    struct normal n;
    struct spans spans;

    normal_read(&scratch, license_words(l), bytes, &n);
    spans_find(&scratch, license_prints(l), &n,
               span_words(&scratch, license_prints(l), &n), &spans);
    for (size_t i = 0; i < spans.count; i++) {
        const struct span *s = &spans.item[i];

        if (s->variant.kind == PRINT_NOTICE || n.encoding != ENCODING_UTF8)
            continue;
        struct reference *r = LIST_ADD(a, out->item, out->count);
        *r = (struct reference){.path = path, .bytes = arena_copy(a, bytes)};
        take_span(a, &n, s, r);
    }
    arena_free(&scratch);
}

void references_of(struct arena *a, const struct licenses *l, struct view path,
                   struct view bytes, struct references **out)
{
    *out = ARENA_NEW(a, struct references, 1);
    take_text(a, l, path, bytes, *out);
}

// ---- Folder -----------------------------------------------------------------

static int by_name(const void *a, const void *b)
{
    return view_compare(*(const struct view *)a, *(const struct view *)b);
}

static struct error *bad_folder(struct arena *a, struct view folder,
                                const char *what)
{
    return error_new(a, ERROR_USAGE, (struct place){.path = folder},
                     "%s; --texts takes a folder of license texts", what);
}

static struct error *list_names(struct arena *a, struct view folder,
                                struct view **out, size_t *count)
{
    const struct dirent *entry;
    DIR *dir = opendir(folder.at);

    *out = NULL;
    *count = 0;
    if (!dir)
        return bad_folder(a, folder, strerror(errno));
    while ((entry = readdir(dir)) != NULL && *count < MOST_FILES)
        if (entry->d_name[0] != '.')
            *LIST_ADD(a, *out, *count) = arena_copy(a, view_of(entry->d_name));
    bool more = entry != NULL;
    closedir(dir);
    if (*count)
        qsort(*out, *count, sizeof **out, by_name);
    return more ? bad_folder(a, folder, "holds more than 4096 files") : NULL;
}

// A folder, a device or a file that may not be read is no text.
static void read_one(struct arena *a, const struct licenses *l,
                     struct view path, struct references *out)
{
    struct arena scratch = arena_beside(a);
    struct view bytes;
    const struct error *e =
        file_front(&scratch, path, (uint64_t)NORMAL_MAX + 1, &bytes);

    if (!e && bytes.len <= NORMAL_MAX)
        take_text(a, l, path, bytes, out);
    arena_free(&scratch);
}

struct error *references_read(struct arena *a, const struct licenses *l,
                              struct view folder, struct references **out)
{
    struct view *name;
    size_t count;

    *out = ARENA_NEW(a, struct references, 1);
    folder = arena_copy(a, folder);
    while (folder.len > 1 && folder.at[folder.len - 1] == '/')
        folder.len--;
    TRY(list_names(a, arena_copy(a, folder), &name, &count));
    for (size_t i = 0; i < count; i++)
        read_one(a, l,
                 arena_print(a, VIEW_FMT "/" VIEW_FMT, VIEW_ARG(folder),
                             VIEW_ARG(name[i])),
                 *out);
    if (!(*out)->count)
        return bad_folder(a, folder, "no file here is a license known here");
    return NULL;
}

// ---- Finding ----------------------------------------------------------------

static struct view quoted(struct arena *a, struct view v)
{
    size_t len = MOST_WORDS;

    if (v.len <= MOST_WORDS)
        return v;
    while (len && ((unsigned char)v.at[len] & 0xc0) == 0x80)
        len--;
    return arena_print(a, VIEW_FMT " [...]", VIEW_ARG(view_head(v, len)));
}

struct reference_words reference_find(struct arena *a,
                                      const struct references *r, uint32_t from,
                                      uint32_t to)
{
    struct reference_words found = {0};

    for (size_t i = 0; r && i < r->count && from < to; i++) {
        const struct reference *one = &r->item[i];

        if (from < one->from || to > one->to)
            continue;
        found.path = one->path;
        found.from = one->word[from - one->from].from;
        found.to = one->word[to - 1 - one->from].to;
        found.words = quoted(a, (struct view){one->bytes.at + found.from,
                                              (size_t)(found.to - found.from)});
        break;
    }
    return found;
}
