// SPDX-License-Identifier: Apache-2.0
// Opening goes in steps: what each path is, the walk, what is known to be
// missing, which small files stand for large ones, digests.
#include "release/release.h"

#include "base/file.h"
#include "base/pool.h"
#include "base/search.h"
#include "format/lfs.h"
#include "release/git.h"
#include "release/root.h"
#include "release/root_kind.h"
#include "release/tree_digest.h"
#include "release/walk.h"

#include <errno.h>
#include <inttypes.h>

enum { MAX_DECLARED = (1 << 20) + 1 }; // bytes; a manifest has at most 1 MiB

struct opening {
    struct arena *arena;
    const struct release_choice *choice;
    struct opened *root;
    size_t root_count;
    struct tree_root *place; // of each root's entries
    struct tree tree;
    struct tree aside; // what says nothing of a release
    struct release *out;
};

// ----------------------------------------------------------- what was given

static bool may_declare(struct view path)
{
    static const struct view end[] = {VIEW_INIT(".yaml"), VIEW_INIT(".yml"),
                                      VIEW_INIT(".json")};

    for (size_t i = 0; i < sizeof end / sizeof *end; i++)
        if (path.len >= end[i].len &&
            view_eq_nocase(view_from(path, path.len - end[i].len), end[i]))
            return true;
    return false;
}

static struct error *second(struct opening *o, struct view given,
                            const char *what, struct view first)
{
    return error_new(o->arena, ERROR_USAGE, (struct place){.path = given},
                     "is a second %s beside " VIEW_FMT "; give one", what,
                     VIEW_ARG(first));
}

// Reads a manifest or a record. `*is` says whether it was one.
static struct error *take_declared(struct opening *o, struct view given,
                                   bool *is)
{
    struct arena *a = o->arena;
    struct view bytes;
    enum record_kind kind;

    *is = false;
    if (o->choice->all || !may_declare(given) ||
        file_front(a, given, MAX_DECLARED, &bytes))
        return NULL;
    if (manifest_is(bytes)) {
        struct manifest *m = ARENA_NEW(a, struct manifest, 1);

        *is = true;
        if (o->out->manifest)
            return second(o, given, "manifest", o->out->manifest->path);
        TRY(manifest_read(a, bytes, given, m));
        o->out->manifest = m;
    } else if (record_is(bytes, &kind)) {
        struct model_record *r = ARENA_NEW(a, struct model_record, 1);

        *is = true;
        if (o->out->record)
            return second(o, given, "record", o->out->record->path);
        TRY(record_read(a, bytes, given, r));
        o->out->record = r;
    }
    return NULL;
}

static struct error *take_paths(struct opening *o, const struct view *path,
                                size_t path_count)
{
    for (size_t i = 0; i < path_count; i++) {
        struct opened opened;
        bool is_declared;

        TRY(take_declared(o, path[i], &is_declared));
        if (is_declared)
            continue;
        TRY(root_open(o->arena, path[i], &opened));
        *LIST_ADD(o->arena, o->root, o->root_count) = opened;
    }
    return NULL;
}

static int by_root(const void *a, const void *b)
{
    const struct opened *left = a, *right = b;
    int names = view_compare(left->root.name, right->root.name);

    return names ? names : view_compare(left->real, right->real);
}

static bool is_taken(const struct opening *o, size_t count, struct view name)
{
    for (size_t i = 0; i < count; i++)
        if (view_eq(o->root[i].root.name, name))
            return true;
    return false;
}

// Sorts the roots, drops what was given twice and numbers namesakes.
static void order_roots(struct opening *o)
{
    size_t kept = 0;

    if (o->root_count)
        qsort(o->root, o->root_count, sizeof *o->root, by_root);
    for (size_t i = 0; i < o->root_count; i++)
        if (!kept || !view_eq(o->root[kept - 1].real, o->root[i].real))
            o->root[kept++] = o->root[i];
    o->root_count = kept;
    for (size_t i = 0; i < o->root_count; i++) {
        struct root *r = &o->root[i].root;
        struct view name = r->name;

        for (unsigned n = 2; is_taken(o, i, r->name); n++)
            r->name = arena_print(o->arena, VIEW_FMT "-%u", VIEW_ARG(name), n);
    }
}

static void place_roots(struct opening *o)
{
    o->place = ARENA_NEW(o->arena, struct tree_root, o->root_count);
    for (size_t i = 0; i < o->root_count; i++) {
        const struct opened *r = &o->root[i];

        o->place[i] = (struct tree_root){
            .path = r->root.path,
            .real = r->real,
            .inside = r->inside,
            .index = (uint32_t)i,
            .cache = r->root.kind == ROOT_CACHE,
        };
        if (o->root_count > 1)
            o->place[i].prefix =
                arena_print(o->arena, VIEW_FMT "/", VIEW_ARG(r->root.name));
    }
}

// ------------------------------------------------------------------- entries

static void add_file_root(struct opening *o, const struct opened *r,
                          const struct tree_root *place)
{
    struct tree_root beside = *place;

    beside.path = view_dirname(r->root.path);
    if (view_eq(r->root.name, view_basename(r->root.path)))
        beside.prefix = (struct view){0}; // it is called so already
    struct entry *e =
        tree_add(&o->tree, &beside, view_basename(r->root.path), SCOPE_MAIN);
    if (!e)
        return;
    e->file = r->file;
    e->scope = SCOPE_MAIN; // the user named it: it is no by-product
    e->size = r->size;
    e->size_known = true;
    e->digest = r->digest;
}

static struct error *list_entries(struct opening *o)
{
    for (size_t i = 0; i < o->root_count; i++) {
        if (o->root[i].root.kind == ROOT_FILE)
            add_file_root(o, &o->root[i], &o->place[i]);
        else
            TRY(walk_folder(&o->tree, o->choice->all ? NULL : &o->aside,
                            &o->place[i]));
    }
    tree_sort(&o->tree);
    tree_sort(&o->aside);
    for (size_t i = 0; i < o->root_count; i++) {
        if (o->root[i].root.kind == ROOT_FILE)
            continue;
        git_add_submodules(&o->tree, &o->place[i]);
        tree_sort(&o->tree);
        if (o->root[i].list.len)
            cache_add_missing(&o->tree, &o->place[i], o->root[i].list,
                              o->root[i].cache.below);
        tree_sort(&o->tree);
    }
    return NULL;
}

static void watch_entries(struct tree *t)
{
    atomic_int *trouble = ARENA_NEW(t->arena, atomic_int, t->entry_count);

    for (size_t i = 0; i < t->entry_count; i++)
        t->entry[i].trouble = &trouble[i];
}

// ------------------------------------------------------------------ pointers

struct small { // a file that is small enough to be a pointer
    uint32_t entry;
    bool is_pointer;
    bool changed;
    int number; // of the system's error
    bool has_digest;
    char digest[64];
    uint64_t size;
};

struct small_job {
    const struct tree *tree;
    struct small *small;
};

static void look_at_small(void *context, size_t i)
{
    const struct small_job *job = context;
    struct small *s = &job->small[i];
    const struct entry *e = &job->tree->entry[s->entry];
    char bytes[LFS_MAX_POINTER + 1];
    struct lfs_pointer pointer;
    size_t len = 0;

    s->number = read_small(e->file.at, bytes, sizeof bytes, &len);
    s->changed = !s->number && len != e->size;
    if (s->number || s->changed ||
        !lfs_read((struct view){bytes, len}, &pointer))
        return;
    s->is_pointer = true;
    s->size = pointer.size;
    s->has_digest = is_hex(pointer.oid, sizeof s->digest);
    if (s->has_digest)
        memcpy(s->digest, pointer.oid.at, sizeof s->digest);
}

static void note_entry(struct tree *t, const struct entry *e, const char *rule,
                       struct view shows)
{
    *LIST_ADD(t->arena, t->note, t->note_count) =
        (struct release_note){view_of(rule), e->path, shows};
}

static void take_small(struct tree *t, const struct small *s)
{
    struct entry *e = &t->entry[s->entry];

    if (s->number) {
        e->kind = ENTRY_UNREADABLE;
        e->reason = system_reason(s->number);
        note_entry(t, e, s->number == ENOENT ? "vanished" : "unreadable",
                   e->reason);
    } else if (s->changed) {
        note_entry(t, e, "changed",
                   VIEW("its size changed while the release was read"));
    } else if (s->is_pointer) {
        e->kind = ENTRY_POINTER;
        e->size = s->size;
        e->size_known = s->size > 0 || s->has_digest;
        if (s->has_digest)
            e->digest = arena_copy(t->arena,
                                   (struct view){s->digest, sizeof s->digest});
    }
}

static void find_pointers(struct opening *o)
{
    struct tree *t = &o->tree;
    struct arena scratch = {0};
    size_t count = 0;
    struct small *small = ARENA_NEW(&scratch, struct small, t->entry_count);

    for (size_t i = 0; i < t->entry_count; i++) {
        const struct entry *e = &t->entry[i];

        if (e->kind == ENTRY_FILE && e->size && e->size < LFS_MAX_POINTER)
            small[count++].entry = (uint32_t)i;
    }
    struct small_job job = {t, small};
    pool_run(o->choice->threads, count, look_at_small, &job);
    for (size_t i = 0; i < count; i++)
        take_small(t, &small[i]);
    arena_free(&scratch);
}

// ---------------------------------------------------------------------- open

static int by_note(const void *a, const void *b)
{
    const struct release_note *left = a, *right = b;
    int paths = view_compare(left->path, right->path);

    return paths ? paths : view_compare(left->rule, right->rule);
}

static void settle_tree(const struct tree *t, struct release *r)
{
    if (t->note_count)
        qsort(t->note, t->note_count, sizeof *t->note, by_note);
    r->note = t->note;
    r->note_count = t->note_count;
    r->entry = t->entry;
    r->entry_count = t->entry_count;
}

static void settle_aside(struct opening *o)
{
    struct release *aside = ARENA_NEW(o->arena, struct release, 1);

    if (!o->aside.entry_count && !o->aside.note_count)
        return;
    aside->root = o->out->root;
    aside->root_count = o->out->root_count;
    settle_tree(&o->aside, aside);
    o->out->aside = aside;
}

static void settle_release(struct opening *o)
{
    struct release *r = o->out;

    r->root = ARENA_NEW(o->arena, struct root, o->root_count);
    r->root_count = o->root_count;
    for (size_t i = 0; i < o->root_count; i++)
        r->root[i] = o->root[i].root;
    settle_tree(&o->tree, r);
    settle_aside(o);
    for (size_t i = 0; i < r->entry_count; i++) {
        const struct entry *e = &r->entry[i];

        if (e->kind != ENTRY_FILE && e->kind != ENTRY_POINTER)
            continue;
        r->files++;
        r->size += e->size;
    }
    if (o->root_count)
        r->name = o->root[0].title;
    else if (r->manifest)
        r->name = r->manifest->name;
    else if (r->record)
        r->name = r->record->name;
}

struct error *release_open(struct arena *a, const struct view *path,
                           size_t path_count,
                           const struct release_choice *choice,
                           struct release *out)
{
    struct opening o = {.arena = a, .choice = choice, .out = out};

    *out = (struct release){0};
    o.tree.arena = o.aside.arena = a;
    if (!path_count)
        return error_new(a, ERROR_USAGE, (struct place){0},
                         "name a folder or a file to look at");
    TRY(scopes_read(a, &o.tree.scopes));
    o.aside.scopes = o.tree.scopes;
    TRY(take_paths(&o, path, path_count));
    order_roots(&o);
    place_roots(&o);
    TRY(list_entries(&o));
    watch_entries(&o.tree);
    watch_entries(&o.aside);
    find_pointers(&o);
    TRY(settle_kinds(&o.tree, o.root, o.root_count));
    if (choice->digest)
        tree_hash_files(&o.tree, choice);
    settle_release(&o);
    out->tree_digest = tree_digest(a, out);
    return NULL;
}

// ------------------------------------------------------------------- entries

static struct view entry_state(const struct entry *e)
{
    switch (e->kind) {
    case ENTRY_POINTER:
        return VIEW("is a pointer to a file that is not here");
    case ENTRY_SUBMODULE:
        return VIEW("is a submodule that was not fetched");
    case ENTRY_MISSING:
        return VIEW("is missing");
    case ENTRY_UNREADABLE:
        return e->reason.len ? e->reason : VIEW("cannot be read");
    case ENTRY_FILE:
        break;
    }
    return (struct view){0};
}

struct error *entry_open(struct arena *a, const struct entry *e,
                         struct file *out)
{
    struct error *bad = file_open(a, e->file, out);

    if (bad)
        entry_met(e, bad);
    out->trouble = e->trouble;
    return bad;
}

void entry_met(const struct entry *e, const struct error *met)
{
    if (e->trouble)
        *e->trouble = met->number ? met->number : ENTRY_CHANGED;
}

struct error *entry_read(struct arena *a, const struct entry *e, uint64_t limit,
                         struct view *out)
{
    struct place at = {.path = e->path};
    struct view state = entry_state(e);
    struct file f;

    *out = (struct view){0};
    if (state.len)
        return error_new(a, ERROR_INPUT, at, VIEW_FMT, VIEW_ARG(state));
    TRY(entry_open(a, e, &f));
    f.path = e->path;
    struct error *bad = NULL;
    if (f.size != e->size) {
        if (e->trouble)
            *e->trouble = ENTRY_CHANGED;
        bad = error_new(a, ERROR_INPUT, at,
                        "its size changed while the release was read, from "
                        "%" PRIu64 " to %" PRIu64 " bytes",
                        e->size, f.size);
    } else {
        bad = file_read(a, &f, 0, limit, out);
    }
    file_close(&f);
    return bad;
}

bool entry_trouble(const struct entry *e, struct release_note *out)
{
    int number = e->trouble ? *e->trouble : 0;

    *out = (struct release_note){
        .rule = number == ENOENT          ? VIEW("vanished")
                : number == ENTRY_CHANGED ? VIEW("changed")
                                          : VIEW("unreadable"),
        .path = e->path,
        .shows = number == ENTRY_CHANGED
                     ? VIEW("its size changed while the release was read")
                     : system_reason(number)};
    return number != 0;
}

const struct entry *release_find(const struct release *r, struct view path)
{
    struct search s = {.to = r->entry_count};

    while (search_next(&s))
        search_keep(&s, view_compare(r->entry[s.at].path, path) < 0);
    bool found =
        s.from < r->entry_count && view_eq(r->entry[s.from].path, path);
    return found ? &r->entry[s.from] : NULL;
}

struct view entry_basename(const struct entry *e)
{
    return view_basename(e->lower);
}
