// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // lstat with -std=c17
#include "safety/external.h"

#include "base/text.h"

#include <inttypes.h>
#include <sys/stat.h>

// `path` behind the folder, without "." and empty components.
static struct view joined(struct arena *a, struct view folder, struct view path)
{
    struct text t = {.arena = a};

    text_add(&t, folder);
    while (path.len) {
        struct view part = view_cut(path, '/', &path);

        if (!part.len || view_eq(part, VIEW(".")))
            continue;
        if (t.len)
            text_byte(&t, '/');
        text_add(&t, part);
    }
    return text_view(&t);
}

// Whether something else than a file stands there.
static bool is_no_file(struct arena *a, const struct entry *e)
{
    struct stat st;

    return e->kind == ENTRY_UNREADABLE &&
           !lstat(arena_copy(a, e->file).at, &st) && !S_ISREG(st.st_mode);
}

// Whether the file has other names on its disk, one of which may be anywhere.
static bool has_other_names(struct arena *a, const struct entry *e)
{
    struct file f;
    struct stat st;

    if (entry_open(a, e, &f))
        return false; // told as trouble of that entry
    bool has = !fstat(f.fd, &st) && st.st_nlink > 1;
    file_close(&f);
    return has;
}

static void check_one(struct arena *a, const struct entry *e,
                      const struct tensor_external *x, struct notes *n)
{
    if (is_no_file(a, e))
        note_add(n, VIEW("onnx.external-path"), NOTE_DANGER, x->offset,
                 "the file of weights '" VIEW_FMT "' is no file of the model: "
                 "a link or a device stands there",
                 VIEW_SHORT(x->path));
    else if (e->kind == ENTRY_FILE && has_other_names(a, e))
        note_add(n, VIEW("onnx.external-path"), NOTE_DANGER, x->offset,
                 "the file of weights '" VIEW_FMT "' has a second name on this "
                 "disk (a hard link): it may be any file of the machine",
                 VIEW_SHORT(x->path));
    if (e->size_known && x->end > e->size)
        note_add(n, VIEW("onnx.malformed"), NOTE_MALFORMED, x->offset,
                 "weights end at byte %" PRIu64 " of '" VIEW_FMT "', which has "
                 "%" PRIu64,
                 x->end, VIEW_SHORT(x->path), e->size);
}

// What stands where `path` needs a folder: a link, which nobody walked into.
static const struct entry *folder_on_way(const struct release *r,
                                         struct view path)
{
    for (size_t len = 0; len < path.len; len++) {
        const struct entry *e =
            path.at[len] == '/' ? release_find(r, view_head(path, len)) : NULL;

        if (e)
            return e;
    }
    return NULL;
}

void external_check(struct arena *a, const struct release *r,
                    const struct entry *e, const struct tensors *t,
                    struct notes *n)
{
    for (size_t i = 0; i < t->external_count; i++) {
        struct view path =
            joined(a, view_dirname(e->path), t->external[i].path);
        const struct entry *to = release_find(r, path);

        if (!to)
            to = folder_on_way(r, path);
        if (to)
            check_one(a, to, &t->external[i], n);
    }
}
