// SPDX-License-Identifier: Apache-2.0
#include "release/history.h"

#include "release/git.h"
#include "release/git_store.h"
#include "release/tree.h"

enum {
    MAX_SHALLOW = 8 << 20, // bytes of the file that lists the cuts
    MOST_TAGS = 10,        // tags of tags
    MOST_LIKE = 8,         // objects whose names begin alike
    MOST_NAMES = 2000000,  // of files that differ, asked for what they are
    PAIRED = 256, // files of one commit among which a renamed one is looked for
};
static const uint64_t most_work = (uint64_t)1 << 30; // bytes unpacked

struct history {
    struct arena *arena;
    struct view path; // of the root, as the user wrote it
    struct git_clone clone;
    struct git_store *store;
    struct git_id head;
    struct view shallow; // a line for each commit whose parents were left out
};

// ---- Opening ----------------------------------------------------------------

struct error *history_open(struct arena *a, const struct root *root,
                           struct history **out)
{
    struct git_clone clone;
    struct git_id head;

    *out = NULL;
    if (!root->commit.len || !git_id_read(root->commit, &head) ||
        !git_clone_find(a, root->path, &clone))
        return NULL;
    if (!clone.own)
        return error_new(a, ERROR_INPUT, (struct place){root->given, 0, 0},
                         "the repository lies elsewhere and does not name "
                         "this folder as its worktree: its history is not "
                         "read");
    struct history *h = ARENA_NEW(a, struct history, 1);
    *h = (struct history){
        .arena = a, .path = root->given, .clone = clone, .head = head};
    h->store = git_store_open(a, path_join(a, clone.shared, VIEW("objects")),
                              head.size, most_work);
    if (file_front(a, path_join(a, clone.shared, VIEW("shallow")), MAX_SHALLOW,
                   &h->shallow))
        h->shallow = (struct view){0};
    *out = h;
    return NULL;
}

void history_close(struct history *h)
{
    if (h)
        git_store_close(h->store);
}

// ---- Objects ----------------------------------------------------------------

static struct error *lacks(struct history *h, const struct git_id *id)
{
    struct view why = git_store_lacks(h->store);

    return error_new(h->arena, ERROR_INPUT, (struct place){h->path, 0, 0},
                     "the object " VIEW_FMT " is not here%s" VIEW_FMT,
                     VIEW_ARG(git_id_hex(h->arena, id)), why.len ? ": " : "",
                     VIEW_ARG(why));
}

static struct error *read_object(struct history *h, struct arena *a,
                                 const struct git_id *id, enum git_kind kind,
                                 struct view *out)
{
    struct git_object o;

    *out = (struct view){0};
    TRY(git_store_read(h->store, a, id, &o));
    if (o.kind == GIT_NONE)
        return lacks(h, id);
    if (o.kind != kind)
        return error_new(
            h->arena, ERROR_INPUT, (struct place){h->path, 0, 0},
            "the object " VIEW_FMT " is a " VIEW_FMT " and no " VIEW_FMT,
            VIEW_ARG(git_id_hex(h->arena, id)), VIEW_ARG(git_kind_word(o.kind)),
            VIEW_ARG(git_kind_word(kind)));
    *out = o.bytes;
    return NULL;
}

static struct error *read_commit(struct history *h, const struct git_id *id,
                                 struct git_commit *out)
{
    struct arena scratch = {0};
    struct view bytes;
    struct error *e = read_object(h, &scratch, id, GIT_COMMIT, &bytes);

    *out = (struct git_commit){.when = -1};
    if (!e && !git_commit_read(bytes, id->size, out))
        e = error_new(h->arena, ERROR_INPUT, (struct place){h->path, 0, 0},
                      "the commit " VIEW_FMT " has no tree",
                      VIEW_ARG(git_id_hex(h->arena, id)));
    arena_free(&scratch);
    return e;
}

struct error *history_blob(struct history *h, struct arena *a,
                           const struct git_id *blob, struct view *out)
{
    return read_object(h, a, blob, GIT_BLOB, out);
}

static bool is_cut(const struct history *h, const struct git_id *commit)
{
    struct git_id cut;

    for (struct view rest = h->shallow; rest.len;)
        if (git_id_read(view_trim(view_cut(rest, '\n', &rest)), &cut) &&
            git_id_eq(&cut, commit))
            return true;
    return false;
}

// ---- Naming a commit --------------------------------------------------------

// Follows tags to a commit; false: they lead to something else.
static bool peel(struct history *h, struct git_id *id)
{
    struct arena scratch = {0};
    bool is_commit = false;

    for (int i = 0; i < MOST_TAGS && !is_commit; i++) {
        struct git_object o;

        if (git_store_read(h->store, &scratch, id, &o))
            break;
        is_commit = o.kind == GIT_COMMIT;
        if (!is_commit &&
            (o.kind != GIT_TAG || !git_tag_read(o.bytes, id->size, id)))
            break;
    }
    arena_free(&scratch);
    return is_commit;
}

// As gitrevisions(7) looks for a name.
static bool find_ref(struct history *h, struct view name, struct git_id *out)
{
    static const struct view front[] = {
        VIEW_INIT(""), VIEW_INIT("refs/"), VIEW_INIT("refs/tags/"),
        VIEW_INIT("refs/heads/"), VIEW_INIT("refs/remotes/")};

    for (size_t i = 0; i < sizeof front / sizeof *front; i++) {
        struct view whole = arena_print(h->arena, VIEW_FMT VIEW_FMT,
                                        VIEW_ARG(front[i]), VIEW_ARG(name));

        if (git_id_read(git_clone_ref(h->arena, &h->clone, whole), out))
            return true;
    }
    *out = h->head;
    return view_eq(name, VIEW("HEAD"));
}

static MUST_USE struct error *find_name(struct history *h, struct view revision,
                                        struct git_id *out)
{
    struct git_id like[MOST_LIKE];
    size_t commits = 0;

    if ((git_id_read(revision, out) || find_ref(h, revision, out)) &&
        peel(h, out))
        return NULL;
    size_t count = git_store_like(h->store, revision, MOST_LIKE, like);
    for (size_t i = 0; i < count; i++)
        if (peel(h, &like[i]) && (!commits || !git_id_eq(out, &like[i]))) {
            *out = like[i];
            commits++;
        }
    if (commits == 1)
        return NULL;
    return error_new(
        h->arena, ERROR_USAGE, (struct place){h->path, 0, 0},
        commits ? "several commits begin with \"" VIEW_FMT
                  "\": give more digits%s"
                : "no commit, tag or branch is called \"" VIEW_FMT
                  "\": see `git log` and `git tag` there%s",
        VIEW_SHORT(revision),
        !commits && h->shallow.len
            ? "; the clone is shallow: `git fetch --unshallow` brings the rest"
            : "");
}

// "NAME~3": three commits before it, by first parents.
struct error *history_find(struct history *h, struct view revision,
                           struct git_id *out)
{
    struct view digits, name = view_cut(revision, '~', &digits);
    struct git_commit commit;
    uint64_t back = 0;

    if (name.len == revision.len || !view_u64(digits, &back))
        return find_name(h, revision, out);
    TRY(find_name(h, name, out));
    for (uint64_t i = 0; i < back; i++) {
        if (is_cut(h, out))
            return error_new(h->arena, ERROR_USAGE,
                             (struct place){h->path, 0, 0},
                             "the clone is cut before \"" VIEW_FMT
                             "\": `git fetch --unshallow` brings the rest",
                             VIEW_SHORT(revision));
        TRY(read_commit(h, out, &commit));
        if (!commit.parent.size)
            return error_new(h->arena, ERROR_USAGE,
                             (struct place){h->path, 0, 0},
                             "\"" VIEW_FMT "\" is before the first commit",
                             VIEW_SHORT(revision));
        *out = commit.parent;
    }
    return NULL;
}

// ---- Walking ----------------------------------------------------------------

struct folder { // a folder that is looked into
    struct view path;
    struct git_id tree; // of size 0: it is not there
    struct view bytes;
    struct arena arena; // of the bytes
};

struct walk {
    struct arena *arena;
    struct history *history;
    const struct history_choice *choice;
    struct history_line *out;
    struct folder *folder;
    struct git_commit commit; // at hand, whose parent comes next
    struct git_id id;
    size_t names; // asked for so far
};

// The entry called `name` of a tree that is a folder.
static bool find_folder(struct view tree, size_t id_size, struct view name,
                        struct git_id *out)
{
    struct git_entry e;

    while (git_tree_next(&tree, id_size, &e))
        if ((e.mode & GIT_MODE_TYPE) == GIT_MODE_FOLDER &&
            view_eq(e.name, name)) {
            *out = e.id;
            return true;
        }
    return false;
}

// The tree of the folder `path` below `root`, whose bytes are `top`.
static struct error *folder_tree(struct walk *w, const struct git_id *root,
                                 struct view top, struct view path,
                                 struct git_id *out)
{
    struct arena scratch = {0};
    struct error *e = NULL;

    *out = *root;
    while (!e && path.len) {
        struct view name = view_cut(path, '/', &path);

        if (!find_folder(top, root->size, name, out)) {
            *out = (struct git_id){0};
            break;
        }
        if (path.len)
            e = read_object(w->history, &scratch, out, GIT_TREE, &top);
    }
    arena_free(&scratch);
    return e;
}

// What kind of file an entry is, or 0.
static unsigned kind_of(struct walk *w, const struct git_entry *e)
{
    w->names++;
    return (e->mode & GIT_MODE_TYPE) == GIT_MODE_FILE
               ? w->choice->kind(w->choice->context, e->name)
               : 0;
}

static struct view path_in(struct walk *w, struct view folder, struct view name)
{
    return folder.len ? arena_print(w->arena, VIEW_FMT "/" VIEW_FMT,
                                    VIEW_ARG(folder), VIEW_ARG(name))
                      : arena_copy(w->arena, name);
}

// ---- Two states of a folder

// git's order of names: folders as if they ended with a slash.
static int compare_entries(const struct git_entry *a, const struct git_entry *b)
{
    size_t least = a->name.len < b->name.len ? a->name.len : b->name.len;
    int order = memcmp(a->name.at, b->name.at, least);
    const struct git_entry *e[] = {a, b};
    int next[2];

    for (int i = 0; i < 2; i++)
        next[i] = e[i]->name.len > least ? (unsigned char)e[i]->name.at[least]
                  : (e[i]->mode & GIT_MODE_TYPE) == GIT_MODE_FOLDER ? '/'
                                                                    : 0;
    return order ? order : next[0] - next[1];
}

static void add_change(struct walk *w, const struct folder *f,
                       const struct git_entry *before,
                       const struct git_entry *after)
{
    unsigned was = before ? kind_of(w, before) : 0;
    unsigned is = after ? kind_of(w, after) : 0;

    // The mode alone says nothing of terms.
    if ((!was && !is) || (was && is && git_id_eq(&before->id, &after->id)) ||
        w->out->change_count == HISTORY_MOST_CHANGES)
        return;
    struct history_change *c =
        LIST_ADD(w->arena, w->out->change, w->out->change_count);
    c->commit = w->id;
    c->parent = w->commit.parent;
    c->when = w->commit.when;
    c->kind = is ? is : was;
    c->path = path_in(w, f->path, is ? after->name : before->name);
    if (was)
        c->before = before->id;
    if (is)
        c->after = after->id;
}

// Steps through both trees together; what is equal is passed over.
static void compare_trees(struct walk *w, const struct folder *f,
                          struct view before, struct view after)
{
    size_t id_size = w->history->head.size;
    struct git_entry one, other;
    bool has_one = git_tree_next(&before, id_size, &one);
    bool has_other = git_tree_next(&after, id_size, &other);

    while (has_one || has_other) {
        int order = !has_other ? -1
                    : !has_one ? 1
                               : compare_entries(&one, &other);

        if (order || !git_id_eq(&one.id, &other.id))
            add_change(w, f, order <= 0 ? &one : NULL,
                       order >= 0 ? &other : NULL);
        if (order <= 0)
            has_one = git_tree_next(&before, id_size, &one);
        if (order >= 0)
            has_other = git_tree_next(&after, id_size, &other);
    }
}

// ---- What one commit did

static bool is_removal(const struct history_change *c)
{
    return c->before.size && !c->after.size;
}

static bool is_addition(const struct history_change *c)
{
    return !c->before.size && c->after.size;
}

static bool is_dropped(const struct history_change *c)
{
    return !c->before.size && !c->after.size;
}

static void drop(struct history_change *c)
{
    c->before = c->after = (struct git_id){0};
}

// A file that goes while one with the same bytes comes was moved, which changes
// no terms.
static void drop_move(struct history_change *gone, struct history_change *c,
                      size_t count)
{
    for (size_t i = 0; i < count && is_removal(gone); i++)
        if (is_addition(&c[i]) && git_id_eq(&gone->before, &c[i].after)) {
            drop(&c[i]);
            drop(gone);
        }
}

// The only one of `count` changes that `is` so, to a file of the kind and in
// the folder of `like`; or NULL.
static struct history_change *only(struct history_change *c, size_t count,
                                   const struct history_change *like,
                                   bool (*is)(const struct history_change *c))
{
    struct view folder = view_dirname(like->path);
    struct history_change *found = NULL;

    for (size_t i = 0; i < count; i++)
        if (is(&c[i]) && c[i].kind == like->kind &&
            view_eq(view_dirname(c[i].path), folder)) {
            if (found)
                return NULL;
            found = &c[i];
        }
    return found;
}

// The only file that goes and the only one that comes in a folder are one that
// was renamed and changed.
static void join_renamed(struct history_change *gone, struct history_change *c,
                         size_t count)
{
    struct history_change *come = only(c, count, gone, is_addition);

    if (!come || only(c, count, gone, is_removal) != gone)
        return;
    come->was = gone->path;
    come->before = gone->before;
    drop(gone);
}

// Of the changes from `first` on, which one commit made.
static void settle(struct history_line *l, size_t first)
{
    struct history_change *c = l->change ? &l->change[first] : NULL;
    size_t count = l->change_count - first;

    if (count > PAIRED)
        return;
    for (size_t i = 0; i < count; i++)
        drop_move(&c[i], c, count);
    for (size_t i = 0; i < count; i++)
        if (is_removal(&c[i]))
            join_renamed(&c[i], c, count);
    l->change_count = first;
    for (size_t i = 0; i < count; i++)
        if (!is_dropped(&c[i]))
            l->change[l->change_count++] = c[i];
}

// ---- From commit to commit

// Takes the state of the folders under the tree `root`, and, with `compare`,
// what differs from the state before, which is that of a newer commit.
static struct error *take_state(struct walk *w, const struct git_id *root,
                                bool compare)
{
    struct arena scratch = {0};
    size_t first = w->out->change_count;
    struct view top;
    struct error *e = read_object(w->history, &scratch, root, GIT_TREE, &top);

    for (size_t i = 0; !e && i < w->choice->folder_count; i++) {
        struct folder *f = &w->folder[i];
        struct folder next = {.path = f->path};

        e = folder_tree(w, root, top, f->path, &next.tree);
        if (e || git_id_eq(&next.tree, &f->tree))
            continue;
        if (next.tree.size)
            e = read_object(w->history, &next.arena, &next.tree, GIT_TREE,
                            &next.bytes);
        if (!e && compare)
            compare_trees(w, f, next.bytes, f->bytes);
        arena_free(&f->arena);
        *f = next;
    }
    arena_free(&scratch);
    settle(w->out, first);
    return e;
}

static void take_files(struct walk *w)
{
    for (size_t i = 0; i < w->choice->folder_count; i++) {
        struct view rest = w->folder[i].bytes;
        struct git_entry e;

        while (git_tree_next(&rest, w->history->head.size, &e)) {
            unsigned kind = kind_of(w, &e);

            if (kind)
                *LIST_ADD(w->arena, w->out->file, w->out->file_count) =
                    (struct history_file){
                        kind, path_in(w, w->folder[i].path, e.name), e.id};
        }
    }
}

static void stop(struct walk *w, struct error *e)
{
    w->out->end = HISTORY_BROKEN;
    w->out->why = error_message(w->arena, e);
}

// Whether the line ends at the commit at hand.
static bool is_last(struct walk *w)
{
    const struct git_id *since = &w->choice->since;

    if (since->size && git_id_eq(since, &w->id))
        w->out->end = HISTORY_SINCE;
    else if (is_cut(w->history, &w->id))
        w->out->end = HISTORY_SHALLOW;
    else if (!w->commit.parent.size)
        w->out->end = HISTORY_WHOLE;
    else if (w->out->commits == HISTORY_MOST || w->names > MOST_NAMES ||
             w->out->change_count == HISTORY_MOST_CHANGES)
        w->out->end = HISTORY_LIMIT;
    else
        return false;
    return true;
}

static struct error *step_back(struct walk *w)
{
    struct git_commit older;
    struct git_id id = w->commit.parent;

    TRY(read_commit(w->history, &id, &older));
    if (!git_id_eq(&older.tree, &w->commit.tree))
        TRY(take_state(w, &older.tree, true));
    w->commit = older;
    w->id = w->out->oldest = id;
    w->out->oldest_when = older.when;
    w->out->commits++;
    return NULL;
}

// The commit to end at is not on the line: what differs between it and HEAD.
static struct error *compare_beside(struct walk *w,
                                    const struct git_commit *head)
{
    const struct git_id *since = &w->choice->since;
    struct git_commit other;

    w->out->change_count = 0;
    TRY(take_state(w, &head->tree, false));
    TRY(read_commit(w->history, since, &other));
    w->id = (struct git_id){0};
    w->commit = (struct git_commit){.when = -1, .parent = *since};
    TRY(take_state(w, &other.tree, true));
    w->out->oldest = *since;
    w->out->oldest_when = other.when;
    w->out->end = HISTORY_BESIDE;
    return NULL;
}

static struct error *walk_line(struct walk *w)
{
    TRY(read_commit(w->history, &w->id, &w->commit));
    struct git_commit head = w->commit;
    w->out->when = w->out->oldest_when = head.when;
    w->out->commits = 1;
    TRY(take_state(w, &head.tree, false));
    take_files(w);
    while (!is_last(w))
        TRY(step_back(w));
    return w->choice->since.size && w->out->end != HISTORY_SINCE
               ? compare_beside(w, &head)
               : NULL;
}

void history_walk(struct arena *a, struct history *h,
                  const struct history_choice *choice, struct history_line *out)
{
    struct walk w = {a, h, choice, out, .id = h->head};

    *out = (struct history_line){
        .head = h->head, .oldest = h->head, .when = -1, .oldest_when = -1};
    w.folder = ARENA_NEW(a, struct folder, choice->folder_count);
    for (size_t i = 0; i < choice->folder_count; i++)
        w.folder[i].path = choice->folder[i];
    struct error *e = walk_line(&w);
    if (e)
        stop(&w, e);
    for (size_t i = 0; i < choice->folder_count; i++)
        arena_free(&w.folder[i].arena);
}
