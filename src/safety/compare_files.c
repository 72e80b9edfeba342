// SPDX-License-Identifier: Apache-2.0
#include "safety/compare_files.h"

#include "base/map.h"
#include "release/walk.h"
#include "safety/left_out.h"

#include <errno.h>
#include <inttypes.h>

const struct view always_ignored[4] = {
    VIEW_INIT(".git"),
    VIEW_INIT(".gitattributes"),
    VIEW_INIT(".github"),
    VIEW_INIT(".gitignore"),
};

struct comparing {
    struct arena *arena;
    const struct oms_statement *s;
    struct model_files *m;
    const struct verify_choice *choice;
    struct verify_rules *rules;
    struct verification *out;
    bool single;
    const struct view *own;                   // two
    const struct oms_resource **sorted;       // by path, then start
    struct map file;                          // path -> index in m->file
    bool *signed_;                            // by file: it is listed
    struct model_hash *hash;                  // files to be hashed
    const struct oms_resource *const **first; // by hash: its resources
    size_t hash_count;
    struct map left; // path -> index in out->left
};

static int by_path(const void *left, const void *right)
{
    const struct oms_resource *const *a = left, *const *b = right;
    int order = view_compare((*a)->path, (*b)->path);

    if (order)
        return order;
    if ((*a)->start != (*b)->start)
        return (*a)->start < (*b)->start ? -1 : 1;
    return (*a)->end < (*b)->end ? -1 : (*a)->end > (*b)->end;
}

static void prepare(struct comparing *c)
{
    size_t count = c->s->resource_count;

    c->sorted = ARENA_NEW(c->arena, const struct oms_resource *, count);
    for (size_t i = 0; i < count; i++)
        c->sorted[i] = &c->s->resource[i];
    qsort(c->sorted, count, sizeof *c->sorted, by_path);
    c->file.arena = c->arena;
    map_reserve(&c->file, c->m->file_count);
    for (size_t i = 0; i < c->m->file_count; i++) {
        bool is_new;

        *map_at(&c->file, c->m->file[i].path, &is_new) = i;
    }
    c->signed_ = ARENA_NEW(c->arena, bool, c->m->file_count);
    c->hash = ARENA_NEW(c->arena, struct model_hash, count);
    c->first = ARENA_NEW(c->arena, const struct oms_resource *const *, count);
    c->left.arena = c->arena;
}

static void find_in_list(struct comparing *c, const struct oms_resource *r,
                         const char *what)
{
    verify_find_as(c->rules,
                   (struct safety_finding){
                       .rule = VIEW("oms.path"),
                       .severity = SAFETY_DANGER,
                       .path = c->choice->signature,
                       .member = VIEW("payload"),
                       .has_offset = true,
                       .offset = r->offset,
                       .shows = arena_print(c->arena, "\"" VIEW_FMT "\" %s",
                                            VIEW_SHORT(r->name), what)});
}

// Whether the ranges of a file can be hashed in one pass; what is wrong with
// them is told.
static bool check_ranges(struct comparing *c,
                         const struct oms_resource *const *r, size_t count)
{
    uint64_t at = 0;
    bool good = true;

    for (size_t i = 0; c->s->sharded && i < count; i++) {
        uint64_t len = r[i]->end - r[i]->start;

        if (r[i]->start < at) {
            find_in_list(c, r[i], "overlaps the range before it");
            good = false;
        } else if (r[i]->start > at) {
            find_in_list(c, r[i], "leaves a gap to the range before it");
        } else if (len > c->s->shard_size ||
                   (i + 1 < count && len != c->s->shard_size)) {
            find_in_list(c, r[i], "is not as long as its list says");
        }
        at = r[i]->end;
    }
    return good;
}

// The model is one file: named by its name, in older bundles ".".
static bool is_the_single(const struct comparing *c, struct view path)
{
    return c->single && c->m->file_count == 1 && view_eq(path, VIEW("."));
}

static const char *cannot_be_read(const struct comparing *c,
                                  const struct model_file *f)
{
    if (f->kind == MODEL_LINK && !c->s->links)
        return "a link stands where the signed file should be";
    if (f->kind == MODEL_SPECIAL)
        return "a FIFO, socket or device stands where the signed file should "
               "be";
    return NULL;
}

static void plan_hash(struct comparing *c, const struct model_file *f,
                      const struct oms_resource *const *r, size_t count)
{
    struct model_hash *h = &c->hash[c->hash_count];

    h->file = f;
    h->kind = c->s->hash;
    h->piece_count = count;
    h->piece = ARENA_NEW(c->arena, struct model_piece, count);
    for (size_t i = 0; i < count; i++)
        h->piece[i] =
            (struct model_piece){.start = r[i]->start, .end = r[i]->end};
    c->first[c->hash_count++] = r;
}

// A file of the list, with all its ranges.
static void take_listed(struct comparing *c,
                        const struct oms_resource *const *r, size_t count)
{
    struct view path = r[0]->path;
    const size_t *at = map_find(&c->file, path);
    const size_t first = 0;

    c->out->listed++;
    if (!at && is_the_single(c, path))
        at = &first;
    bool whole = check_ranges(c, r, count);
    if (!at) {
        verify_find(c->rules, VIEW("oms.missing"), path,
                    "it is signed, and not here");
        return;
    }
    const struct model_file *f = &c->m->file[*at];
    const char *why = cannot_be_read(c, f);
    c->signed_[*at] = true;
    if (why)
        verify_find(c->rules, VIEW("oms.missing"), path, "%s", why);
    else if (f->kind == MODEL_UNREADABLE)
        verify_find(c->rules, VIEW("oms.unread"), path,
                    "it cannot be read: " VIEW_FMT,
                    VIEW_ARG(system_reason(f->number)));
    else if (whole && c->s->hash_known)
        plan_hash(c, f, r, count);
}

static void take_list(struct comparing *c)
{
    size_t count = c->s->resource_count;

    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1;
             end < count && view_eq(c->sorted[end]->path, c->sorted[i]->path);)
            end++;
        take_listed(c, &c->sorted[i], end - i);
    }
    if (!c->s->hash_known)
        verify_find_as(c->rules, (struct safety_finding){
                                     .rule = VIEW("oms.hash"),
                                     .severity = SAFETY_REVIEW,
                                     .path = c->choice->signature,
                                     .member = VIEW("payload"),
                                     .shows = arena_print(
                                         c->arena,
                                         "the files are signed by " VIEW_FMT
                                         ", which is not computed here: their "
                                         "content was not compared",
                                         VIEW_SHORT(c->s->hash_name))});
}

// ------------------------------------------------------------------- content

// The first piece of `h` that is not as listed, or its count.
static size_t first_wrong(const struct model_hash *h,
                          const struct oms_resource *const *r)
{
    struct arena scratch = {0};
    size_t i = 0;

    for (; i < h->piece_count; i++) {
        const struct model_piece *p = &h->piece[i];

        if (!p->whole ||
            !view_eq(hex_of(&scratch, p->digest, p->size), r[i]->digest))
            break;
    }
    arena_free(&scratch);
    return i;
}

static void tell_content(struct comparing *c, const struct model_hash *h,
                         const struct oms_resource *const *r)
{
    struct view path = r[0]->path;
    size_t wrong = first_wrong(h, r);

    if (h->number == EXDEV) // by open_how.resolve
        verify_find(c->rules, VIEW("oms.missing"), path,
                    "the link in its place leads out of the model");
    else if (h->number)
        verify_find(c->rules, VIEW("oms.unread"), path,
                    "it cannot be read: " VIEW_FMT,
                    VIEW_ARG(system_reason(h->number)));
    else if (h->changed)
        verify_find(c->rules, VIEW("oms.unread"), path,
                    "it changed while it was read");
    else if (wrong < h->piece_count && !c->s->sharded)
        verify_find(c->rules, VIEW("oms.digest"), path,
                    "its content is not what was signed");
    else if (wrong < h->piece_count)
        verify_find(c->rules, VIEW("oms.digest"), path,
                    "bytes %" PRIu64 " to %" PRIu64 " are not what was signed",
                    r[wrong]->start, r[wrong]->end);
    else if (h->outside)
        verify_find(c->rules, VIEW("oms.digest"), path,
                    "%" PRIu64 " of its bytes are in no range that was signed",
                    h->outside);
    else {
        c->out->files++;
        c->out->size += h->size;
    }
}

static uint64_t bytes_to_hash(const struct comparing *c)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < c->hash_count; i++)
        sum += c->hash[i].file->size;
    return sum;
}

static void compare_content(struct comparing *c)
{
    struct progress *progress = c->choice->progress;

    if (progress)
        progress_start(progress, "hashing", bytes_to_hash(c), true);
    model_files_hash(c->m, c->hash, c->hash_count, c->choice->threads,
                     progress);
    if (progress)
        progress_end(progress);
    for (size_t i = 0; i < c->hash_count; i++)
        tell_content(c, &c->hash[i], c->first[i]);
}

// --------------------------------------------------------- beside the list

// The ignored path that `path` is or lies in, or the empty view.
static struct view ignored_by(const struct comparing *c, struct view path)
{
    for (size_t i = 0; i < sizeof always_ignored / sizeof *always_ignored; i++)
        if (path_lies_in(path, always_ignored[i]))
            return always_ignored[i];
    for (size_t i = 0; i < c->s->ignore_count; i++)
        if (path_lies_in(path, c->s->ignore[i]))
            return c->s->ignore[i];
    return (struct view){0};
}

static void add_left(struct comparing *c, struct view path)
{
    bool is_new = false;
    size_t *at = map_at(&c->left, path, &is_new);

    if (is_new) {
        *at = c->out->left_count;
        LIST_ADD(c->arena, c->out->left, c->out->left_count)->path = path;
    }
    c->out->left[*at].files++;
}

static void take_ignored(struct comparing *c, const struct left_out *kinds,
                         const struct model_file *f, struct view entry)
{
    struct view kind = left_out_kind(kinds, c->m, f);

    add_left(c, entry);
    if (kind.len)
        verify_find(c->rules, VIEW("oms.ignore"), f->path,
                    "the signature leaves it out by \"" VIEW_FMT
                    "\", and it is " VIEW_FMT,
                    VIEW_SHORT(entry), VIEW_ARG(kind));
}

static void take_extra(struct comparing *c, const struct left_out *kinds,
                       const struct model_file *f)
{
    struct view kind = c->choice->allow_extra ? left_out_kind(kinds, c->m, f)
                                              : (struct view){0};
    bool allowed = c->choice->allow_extra && !kind.len && f->kind == MODEL_FILE;

    verify_find_as(
        c->rules,
        (struct safety_finding){
            .rule = VIEW("oms.extra"),
            .severity = allowed ? SAFETY_NOTE : SAFETY_DANGER,
            .path = f->path,
            .shows = arena_print(
                c->arena, "%s here, and the signature does not cover it%s",
                f->kind == MODEL_LINK      ? "a link is"
                : f->kind == MODEL_SPECIAL ? "a FIFO, socket or device is"
                                           : "it is",
                kind.len ? "; what is loaded must be signed" : "")});
    if (allowed)
        add_left(c, f->path);
}

// The model itself has the empty path, where it cannot be read.
static bool is_own(const struct comparing *c, struct view path)
{
    return path.len && (view_eq(path, c->own[0]) || view_eq(path, c->own[1]));
}

static void take_unlisted(struct comparing *c, const struct left_out *kinds,
                          const struct model_file *f)
{
    struct view entry = ignored_by(c, f->path);

    if (is_own(c, f->path))
        return;
    if (f->kind == MODEL_UNREADABLE)
        verify_find(c->rules, VIEW("oms.unread"), f->path,
                    "it cannot be read: " VIEW_FMT,
                    VIEW_ARG(system_reason(f->number)));
    else if (entry.len)
        take_ignored(c, kinds, f, entry);
    // Ranges list no empty file.
    else if (!c->s->sharded || f->size || f->kind != MODEL_FILE)
        take_extra(c, kinds, f);
}

struct error *compare_files(struct arena *a, const struct oms_statement *s,
                            struct model_files *m, bool single,
                            const struct view own[2],
                            const struct verify_choice *choice,
                            struct verify_rules *rules,
                            struct verification *out)
{
    struct comparing c = {.arena = a,
                          .s = s,
                          .m = m,
                          .choice = choice,
                          .rules = rules,
                          .out = out,
                          .single = single,
                          .own = own};
    struct left_out kinds;

    TRY(left_out_open(a, &kinds));
    prepare(&c);
    take_list(&c);
    compare_content(&c);
    for (size_t i = 0; i < m->file_count; i++)
        if (!c.signed_[i])
            take_unlisted(&c, &kinds, &m->file[i]);
    return NULL;
}
