// SPDX-License-Identifier: Apache-2.0
#include "api/pack.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/map.h"
#include "report/counsel.h"

enum {
    MOST_BYTES = 4 << 20, // of one file
    MOST_FILES = 999,     // three digits in the names of copies
    NAME_SIZE = 60,       // bytes of the file's own name in that of its copy
    LOOK = 8192,          // bytes that tell a binary
};

struct gatherer {
    struct arena *arena;
    const struct inspection *i;
    struct map seen;
    struct view *path;
    size_t count;
};

// ---- Which files ------------------------------------------------------------

static void gather(struct gatherer *g, struct view path)
{
    bool is_new = false;

    if (!path.len || g->count == MOST_FILES)
        return;
    map_at(&g->seen, path, &is_new);
    if (is_new)
        *LIST_ADD(g->arena, g->path, g->count) = path;
}

static bool is_notice(struct view path)
{
    struct view name = view_basename(path);

    return name.len >= 6 &&
           view_eq_nocase(view_head(name, 6), VIEW("notice")) &&
           (name.len == 6 || !ascii_alnum(name.at[6]));
}

static void gather_all(struct gatherer *g)
{
    const struct duties *d = &g->i->duties;

    for (size_t n = 0; n < d->bounds.count; n++) {
        gather(g, d->bounds.item[n].evidence.path);
        if (d->bounds.item[n].file)
            gather(g, d->bounds.item[n].file->path);
    }
    for (size_t n = 0; n < d->count; n++)
        gather(g, d->item[n].place.path);
    for (size_t n = 0; n < d->flag_count; n++) {
        gather(g, d->flag[n].evidence.path);
        gather(g, d->flag[n].against.path);
    }
    for (size_t n = 0; n < g->i->terms.file_count; n++)
        if (!view_eq(g->i->terms.file[n].expression, VIEW("NONE")))
            gather(g, g->i->terms.file[n].path);
    for (size_t n = 0; n < g->i->release->entry_count; n++)
        if (is_notice(g->i->release->entry[n].path))
            gather(g, g->i->release->entry[n].path);
}

static int by_path(const void *a, const void *b)
{
    return view_compare(*(const struct view *)a, *(const struct view *)b);
}

// ---- What is in them --------------------------------------------------------

static bool is_license_file(const struct inspection *i, struct view path)
{
    for (size_t n = 0; n < i->terms.file_count; n++)
        if (view_eq(i->terms.file[n].path, path))
            return true;
    return false;
}

// The file to open for a path that is no entry of the release: a manifest, or
// the terms of a service that it names.
static struct view other_file(const struct inspection *i, struct view path)
{
    const struct manifest *m = i->release->manifest;

    if (m && view_eq(path, m->path))
        return m->path;
    if (m && i->terms.service && view_eq(path, i->terms.service->path))
        return m->endpoint_terms_file;
    return (struct view){0};
}

static void read_bytes(struct arena *a, const struct inspection *i,
                       struct quoted_file *q)
{
    const struct entry *e = release_find(i->release, q->path);
    struct view other = other_file(i, q->path);
    struct error *failed;

    if (e) {
        q->size = e->size;
        q->digest = e->digest;
        if (e->size > MOST_BYTES) {
            q->reason = VIEW("larger than 4 MiB");
            return;
        }
        failed = entry_read(a, e, UINT64_MAX, &q->bytes);
    } else if (other.len) {
        failed = file_front(a, other, MOST_BYTES, &q->bytes);
        q->size = q->bytes.len;
    } else {
        q->reason = VIEW("not a file of the release");
        return;
    }
    if (failed) {
        q->bytes = (struct view){0};
        q->reason = VIEW("its bytes are not here");
    }
}

static bool is_binary(struct view bytes)
{
    struct view front = view_head(bytes, LOOK);

    return front.len && memchr(front.at, '\0', front.len) != NULL;
}

static struct view sha256_hex(struct arena *a, struct view bytes)
{
    unsigned char digest[SHA256_SIZE];

    sha256(bytes, digest);
    return hex_of(a, digest, sizeof digest);
}

// A name that no system and no page takes for anything else: the number keeps
// the copies of one name apart, the rest is for people.
static struct view copy_name(struct arena *a, size_t number, struct view path)
{
    struct text t = {.arena = a};
    size_t from = path.len > NAME_SIZE ? path.len - NAME_SIZE : 0;

    text_print(&t, "texts/%03zu_", number);
    for (size_t n = from; n < path.len; n++) {
        bool plain = ascii_alnum(path.at[n]) || byte_in(path.at[n], VIEW(".-"));

        text_byte(&t, plain ? path.at[n] : '_');
    }
    return text_view(&t);
}

static void read_one(struct arena *a, const struct inspection *i, size_t number,
                     struct quoted_file *q)
{
    read_bytes(a, i, q);
    q->is_notice = is_notice(q->path);
    if (!q->reason.len && is_binary(q->bytes) && !is_license_file(i, q->path)) {
        q->bytes = (struct view){0};
        q->reason = VIEW("a binary file that only names a license");
    }
    if (q->reason.len)
        return;
    q->digest = sha256_hex(a, q->bytes);
    q->size = q->bytes.len;
    q->copy = copy_name(a, number, q->path);
}

void pack_read(struct arena *a, const struct inspection *i,
               struct quoted_files *out)
{
    struct gatherer g = {.arena = a, .i = i, .seen = {.arena = a}};

    *out = (struct quoted_files){0};
    gather_all(&g);
    if (g.count)
        qsort(g.path, g.count, sizeof *g.path, by_path);
    out->item = ARENA_NEW(a, struct quoted_file, g.count);
    out->count = g.count;
    for (size_t n = 0; n < g.count; n++) {
        out->item[n].path = g.path[n];
        read_one(a, i, n + 1, &out->item[n]);
    }
}

// ---- The folder -------------------------------------------------------------

static void add_sum(struct arena *a, struct text *sums, struct view name,
                    struct view bytes)
{
    text_print(sums, VIEW_FMT "  " VIEW_FMT "\n",
               VIEW_ARG(sha256_hex(a, bytes)), VIEW_ARG(name));
}

static struct error *write_file(struct arena *a, struct folder *f,
                                struct text *sums, struct view name,
                                struct view bytes)
{
    add_sum(a, sums, name, bytes);
    return folder_write(a, f, name, bytes);
}

static struct error *write_all(struct arena *a, struct folder *f,
                               const struct counsel *c)
{
    struct text page = {.arena = a}, json = {.arena = a}, sums = {.arena = a};

    counsel_markdown(c, &page);
    counsel_json(c, &json);
    TRY(write_file(a, f, &sums, VIEW("counsel.json"), text_view(&json)));
    TRY(write_file(a, f, &sums, VIEW("counsel.md"), text_view(&page)));
    for (size_t n = 0; n < c->sources->count; n++)
        if (c->sources->item[n].copy.len)
            TRY(write_file(a, f, &sums, c->sources->item[n].copy,
                           c->sources->item[n].bytes));
    return folder_write(a, f, VIEW("SHA256SUMS"), text_view(&sums));
}

struct error *pack_write(struct arena *a, const struct inspection *i,
                         struct view folder)
{
    struct quoted_files sources;
    struct questions questions;
    struct counsel c = {i, &sources, &questions};
    struct folder f;

    pack_read(a, i, &sources);
    questions_take(a, &i->duties, &questions);
    TRY(folder_open(a, folder, &f));
    return folder_close(a, &f, write_all(a, &f, &c));
}
