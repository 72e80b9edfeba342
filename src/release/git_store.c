// SPDX-License-Identifier: Apache-2.0
#include "release/git_store.h"

#include "format/git_pack.h"
#include "format/unpack.h"
#include "release/names.h"
#include "release/tree.h"

#include <errno.h>

enum {
    HEAD_ROOM = 32,    // "commit 123" in front of a loose object
    FOLDER_DIGITS = 2, // of a loose object's name that are its folder
    LEAST_DIGITS = 4,
};

struct git_store {
    struct arena *arena;
    struct view folder;
    size_t id_size;
    uint64_t work;
    struct git_pack *pack;
    size_t pack_count;
    struct error *fault; // why the first pack that is not open is not
    bool partial, borrows;
};

// ---- Packs ------------------------------------------------------------------

static struct error *open_files(struct arena *a, struct view index_path,
                                struct view pack_path, struct file *index,
                                struct file *pack)
{
    TRY(file_open(a, index_path, index));
    struct error *e = file_open(a, pack_path, pack);
    if (e)
        file_close(index);
    return e;
}

// The first failure is the one that is told.
static void keep_fault(struct git_store *s, struct error *e)
{
    if (!s->fault)
        s->fault = e;
}

// The pack of the index called `name`.
static void open_pack(struct git_store *s, struct view folder, struct view name)
{
    struct arena *a = s->arena;
    struct view stem = view_head(name, name.len - VIEW(".idx").len);
    struct view pack_name = arena_print(a, VIEW_FMT ".pack", VIEW_ARG(stem));
    struct file index, pack;

    if (s->pack_count == GIT_MOST_PACKS) {
        keep_fault(s, error_new(a, ERROR_INPUT, (struct place){folder, 0, 0},
                                "more packs than freehold opens"));
        return;
    }
    struct error *e =
        open_files(a, path_join(a, folder, name),
                   path_join(a, folder, pack_name), &index, &pack);
    if (!e)
        e = git_pack_open(a, index, pack, s->id_size, &s->pack[s->pack_count]);
    if (!e)
        s->pack_count++;
    else
        keep_fault(s, e);
}

static void open_packs(struct git_store *s)
{
    struct view folder = path_join(s->arena, s->folder, VIEW("pack")), *name;
    size_t count;

    s->pack = ARENA_NEW(s->arena, struct git_pack, GIT_MOST_PACKS);
    keep_fault(s, folder_names(s->arena, folder, &name, &count));
    for (size_t i = 0; i < count; i++) {
        if (view_ends(name[i], VIEW(".promisor")))
            s->partial = true;
        if (view_ends(name[i], VIEW(".idx")))
            open_pack(s, folder, name[i]);
    }
}

struct git_store *git_store_open(struct arena *a, struct view folder,
                                 size_t id_size, uint64_t work)
{
    struct git_store *s = ARENA_NEW(a, struct git_store, 1);
    struct view alternates;

    *s = (struct git_store){
        .arena = a, .folder = folder, .id_size = id_size, .work = work};
    open_packs(s);
    s->borrows = !file_front(a, path_join(a, folder, VIEW("info/alternates")),
                             1, &alternates);
    return s;
}

void git_store_close(struct git_store *s)
{
    for (size_t i = 0; i < s->pack_count; i++)
        git_pack_close(&s->pack[i]);
    s->pack_count = 0;
}

struct view git_store_lacks(const struct git_store *s)
{
    if (s->borrows)
        return VIEW("the clone borrows from another repository, which is not "
                    "read");
    if (s->partial)
        return VIEW("it is a partial clone");
    return (struct view){0};
}

// ---- Loose objects ----------------------------------------------------------

static struct error *loose_error(const struct git_store *s, struct view path,
                                 const char *what)
{
    return error_new(s->arena, ERROR_INPUT,
                     (struct place){arena_copy(s->arena, path), 0, 0}, "%s",
                     what);
}

static struct error *unpack_loose(struct git_store *s, struct arena *a,
                                  struct view path, struct view packed,
                                  struct git_object *out)
{
    struct unpacked u;

    unpack_bytes(a, packed, UNPACK_ZLIB, GIT_LARGEST + HEAD_ROOM, &u);
    if (u.end == UNPACK_LIMIT || u.end == UNPACK_BOMB)
        return loose_error(s, path, "the object is larger than freehold reads");
    if (u.bytes.len > s->work)
        return loose_error(s, path,
                           "more work than freehold does for one "
                           "repository");
    s->work -= u.bytes.len;
    if (u.end != UNPACK_WHOLE || !git_loose_read(u.bytes, out))
        return loose_error(s, path, "is no object of git");
    return NULL;
}

static struct error *read_loose(struct git_store *s, struct arena *a,
                                const struct git_id *id, struct git_object *out)
{
    struct arena scratch = {0};
    struct view hex = git_id_hex(&scratch, id), packed;
    struct view path = arena_print(&scratch, VIEW_FMT "/" VIEW_FMT "/" VIEW_FMT,
                                   VIEW_ARG(s->folder),
                                   VIEW_ARG(view_head(hex, FOLDER_DIGITS)),
                                   VIEW_ARG(view_from(hex, FOLDER_DIGITS)));
    struct error *e = file_front(&scratch, path, GIT_LARGEST, &packed);

    if (e && e->number == ENOENT)
        e = NULL;
    else if (e)
        e = error_new(s->arena, e->kind, (struct place){0}, VIEW_FMT,
                      VIEW_ARG(error_message(&scratch, e)));
    else
        e = unpack_loose(s, a, path, packed, out);
    arena_free(&scratch);
    return e;
}

// ---- By name ----------------------------------------------------------------

static struct error *find(struct git_store *s, struct arena *a,
                          const struct git_id *id, struct git_object *out)
{
    uint64_t offset;

    for (size_t i = 0; i < s->pack_count; i++)
        if (git_pack_find(&s->pack[i], id, &offset))
            return git_pack_read(a, &s->pack[i], offset, &s->work, out);
    TRY(read_loose(s, a, id, out));
    return out->kind == GIT_NONE ? s->fault : NULL;
}

struct error *git_store_read(struct git_store *s, struct arena *a,
                             const struct git_id *id, struct git_object *out)
{
    struct git_id is;

    *out = (struct git_object){0};
    if (id->size != s->id_size)
        return NULL;
    TRY(find(s, a, id, out));
    if (out->kind == GIT_NONE)
        return NULL;
    git_id_of(out->kind, out->bytes, s->id_size, &is);
    if (git_id_eq(&is, id))
        return NULL;
    *out = (struct git_object){0};
    return error_new(s->arena, ERROR_INPUT, (struct place){s->folder, 0, 0},
                     "the object " VIEW_FMT " is not what its name says",
                     VIEW_ARG(git_id_hex(s->arena, id)));
}

static size_t add_id(struct git_id *out, size_t count, size_t most,
                     const struct git_id *id)
{
    for (size_t i = 0; i < count; i++)
        if (git_id_eq(&out[i], id))
            return count;
    if (count < most)
        out[count++] = *id;
    return count;
}

static size_t loose_like(struct git_store *s, struct view prefix, size_t most,
                         size_t count, struct git_id *out)
{
    struct arena scratch = {0};
    struct view head = view_head(prefix, FOLDER_DIGITS), *name;
    size_t names;

    struct view folder = path_join(s->arena, s->folder, head);
    keep_fault(s, folder_names(s->arena, folder, &name, &names));
    for (size_t i = 0; i < names; i++) {
        struct view hex = arena_print(&scratch, VIEW_FMT VIEW_FMT,
                                      VIEW_ARG(head), VIEW_ARG(name[i]));
        struct git_id id;

        if (view_starts(hex, prefix) && git_id_read(hex, &id) &&
            id.size == s->id_size)
            count = add_id(out, count, most, &id);
    }
    arena_free(&scratch);
    return count;
}

size_t git_store_like(struct git_store *s, struct view prefix, size_t most,
                      struct git_id *out)
{
    struct arena scratch = {0};
    struct git_id *found = ARENA_NEW(&scratch, struct git_id, most);
    size_t count = 0;

    if (prefix.len >= LEAST_DIGITS && is_hex(prefix, prefix.len)) {
        prefix = arena_lower(&scratch, prefix);
        for (size_t i = 0; i < s->pack_count; i++) {
            size_t here = git_pack_like(&s->pack[i], prefix, most, found);

            for (size_t k = 0; k < here; k++)
                count = add_id(out, count, most, &found[k]);
        }
        count = loose_like(s, prefix, most, count, out);
    }
    arena_free(&scratch);
    return count;
}
