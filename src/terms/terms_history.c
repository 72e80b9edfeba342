// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // gmtime_r with -std=c17
#include "terms/terms_history.h"

#include "base/map.h"
#include "parts/document.h"
#include "terms/evidence.h"

#include <time.h>

enum {
    MAX_TEXT = 1 << 20,   // bytes of a license file
    MOST_TEXTS = 500,     // that are recognised
    MOST_BYTES = 8 << 20, // of them
    COMMIT_SHOWN = 12,    // digits
};

enum { KIND_LICENSE = 1, KIND_CARD };

struct known_names { // what a file's name says it is
    const struct statement_words *words;
    const struct document_names *documents;
};

struct taker {
    struct arena *arena;
    const struct licenses *licenses;
    const struct release *release;
    uint32_t root;
    struct history *history;
    struct terms_history *out;
    struct map blobs; // "BLOB PATH" -> index in state
    struct terms_state *state;
    size_t state_count;
    struct map texts; // "HASH PATH" -> index in file
    struct license_file **file;
    size_t file_count;
    uint64_t size; // bytes of texts that were recognised
};

struct view commit_words(struct view commit)
{
    return view_head(commit, COMMIT_SHOWN);
}

struct view history_end_word(enum history_end end)
{
    static const struct view word[] = {
        [HISTORY_WHOLE] = VIEW_INIT("whole"),
        [HISTORY_SINCE] = VIEW_INIT("since"),
        [HISTORY_BESIDE] = VIEW_INIT("beside"),
        [HISTORY_SHALLOW] = VIEW_INIT("shallow"),
        [HISTORY_LIMIT] = VIEW_INIT("limit"),
        [HISTORY_BROKEN] = VIEW_INIT("broken"),
        [HISTORY_ABSENT] = VIEW_INIT("absent"),
    };

    return word[end];
}

static struct view date_words(struct arena *a, int64_t when)
{
    char shown[] = "YYYY-MM-DD";
    time_t seconds = (time_t)when;
    struct tm utc = {0};

    if (when < 0 || !gmtime_r(&seconds, &utc) ||
        !strftime(shown, sizeof shown, "%Y-%m-%d", &utc))
        return (struct view){0};
    return arena_copy(a, view_of(shown));
}

static struct view id_words(struct arena *a, const struct git_id *id)
{
    return id->size ? git_id_hex(a, id) : (struct view){0};
}

// ---- Which files ------------------------------------------------------------

static unsigned kind_of(void *context, struct view name)
{
    const struct known_names *n = context;
    struct arena own = {0};
    struct view lower = arena_lower(&own, name);
    unsigned kind = 0;

    if (evidence_file_is(n->words, lower))
        kind = KIND_LICENSE;
    else if (n->documents && document_may_be_card(n->documents, lower))
        kind = KIND_CARD;
    arena_free(&own);
    return kind;
}

// A path of the release without its root's name.
static struct view path_within(const struct taker *t, struct view path)
{
    return t->release->root_count > 1
               ? view_from(path, t->release->root[t->root].name.len + 1)
               : path;
}

static struct view path_shown(const struct taker *t, struct view path)
{
    return t->release->root_count > 1 && path.len
               ? arena_print(t->arena, VIEW_FMT "/" VIEW_FMT,
                             VIEW_ARG(t->release->root[t->root].name),
                             VIEW_ARG(path))
               : path;
}

static void add_folder(const struct taker *t, struct map *known,
                       struct view folder, struct view **list, size_t *count)
{
    bool is_new;

    map_at(known, folder, &is_new);
    if (is_new)
        *LIST_ADD(t->arena, *list, *count) = folder;
}

// The top, and where the release has such files now.
static size_t folders_of(const struct taker *t, const struct known_names *n,
                         struct view **out)
{
    struct map known = {.arena = t->arena};
    size_t count = 0;

    *out = NULL;
    add_folder(t, &known, VIEW(""), out, &count);
    for (size_t i = 0; i < t->release->entry_count; i++) {
        const struct entry *e = &t->release->entry[i];

        if (e->root == t->root && e->kind == ENTRY_FILE &&
            (e->scope == SCOPE_MAIN || e->scope == SCOPE_EXAMPLE) &&
            evidence_file_is(n->words, entry_basename(e)))
            add_folder(t, &known, view_dirname(path_within(t, e->path)), out,
                       &count);
    }
    return count;
}

// ---- What they said ---------------------------------------------------------

static struct view key_of(const struct taker *t, const struct git_id *id,
                          struct view path)
{
    return arena_print(t->arena, VIEW_FMT " " VIEW_FMT,
                       VIEW_ARG(git_id_hex(t->arena, id)), VIEW_ARG(path));
}

// Of a card the front matter alone.
static struct view text_of(struct arena *a, unsigned kind, struct view bytes)
{
    struct front_matter front;

    if (kind == KIND_LICENSE)
        return view_head(bytes, MAX_TEXT + 1);
    front_matter_read(a, view_head(bytes, MAX_TEXT), &front);
    return front.present && !front.inside_text
               ? view_head(bytes, (size_t)front.end)
               : (struct view){0};
}

// What is said by the text of a file, whose `bytes` need not last.
static const struct license_file *recognise(struct taker *t, unsigned kind,
                                            struct view path, struct view bytes)
{
    struct arena scratch = {0};
    struct view text = text_of(&scratch, kind, bytes);
    struct git_id id;
    bool is_new;

    git_id_of(GIT_BLOB, text, GIT_SHA256, &id);
    size_t *at = map_at(&t->texts, key_of(t, &id, path), &is_new);
    if (is_new) {
        struct license_file *f = ARENA_NEW(t->arena, struct license_file, 1);

        f->path = path;
        f->expression = VIEW("NONE");
        if (text.len)
            terms_of_text(t->arena, t->licenses, path,
                          arena_copy(t->arena, text), f);
        *at = t->file_count;
        *LIST_ADD(t->arena, t->file, t->file_count) = f;
        t->size += text.len;
    }
    arena_free(&scratch);
    return t->file[*at];
}

static void read_blob(struct taker *t, unsigned kind, struct view path,
                      const struct git_id *blob, struct terms_state *out)
{
    struct arena scratch = {0};
    struct view bytes;

    if (t->file_count > MOST_TEXTS || t->size > MOST_BYTES) {
        out->why = VIEW("more texts than freehold reads of one history");
        return;
    }
    struct error *e = history_blob(t->history, &scratch, blob, &bytes);
    if (e) {
        out->why = error_message(t->arena, e);
    } else {
        out->file = recognise(t, kind, path, bytes);
        out->expression = out->file->expression;
    }
    arena_free(&scratch);
}

static struct terms_state state_of(struct taker *t, unsigned kind,
                                   struct view path, const struct git_id *blob,
                                   const struct git_id *commit)
{
    bool is_new;

    if (!blob->size)
        return (struct terms_state){.expression = VIEW("NONE")};
    size_t *at = map_at(&t->blobs, key_of(t, blob, path), &is_new);
    if (is_new) {
        struct terms_state s = {.blob = git_id_hex(t->arena, blob)};

        *at = t->state_count;
        read_blob(t, kind, path, blob, &s);
        *LIST_ADD(t->arena, t->state, t->state_count) = s;
    }
    struct terms_state s = t->state[*at];
    s.place =
        commit->size
            ? arena_print(t->arena, VIEW_FMT ":" VIEW_FMT,
                          VIEW_ARG(commit_words(id_words(t->arena, commit))),
                          VIEW_ARG(path))
            : path;
    return s;
}

// ---- What became of it ------------------------------------------------------

static bool gives(const struct terms_state *s)
{
    return s->file && s->expression.len &&
           !view_eq(s->expression, VIEW("NONE"));
}

// A text that nobody knows: other words may be other terms.
static bool is_unknown(const struct terms_state *s)
{
    for (size_t i = 0; s->file && i < s->file->range_count; i++)
        if (s->file->range[i].result == MATCH_UNKNOWN)
            return true;
    return false;
}

// The licenses of a state, told apart from those of another by the place.
static struct conflict bind_state(struct taker *t, const struct terms_state *s,
                                  struct bounds *all)
{
    struct license_file *f = ARENA_NEW(t->arena, struct license_file, 1);
    struct terms terms = {.file = f, .file_count = 1};
    struct conflict c = {s->expression, {.path = s->place}};

    if (s->file)
        *f = *s->file;
    f->path = s->place;
    bounds_of_expression(t->arena, t->licenses, &terms, s->expression,
                         &c.evidence, all);
    return c;
}

static void compare(struct taker *t, struct terms_change *c)
{
    struct bounds all = {0};

    // Of a text that was not read it cannot be said that it is the same.
    c->changed = !view_eq(c->before.expression, c->after.expression) ||
                 !c->after.expression.len ||
                 (is_unknown(&c->before) && is_unknown(&c->after));
    if (!gives(&c->before) || !gives(&c->after))
        return;
    struct conflict before = bind_state(t, &c->before, &all);
    struct conflict after = bind_state(t, &c->after, &all);
    conflict_differences(t->arena, &all, &before, &after, &c->differs);
    c->changed = c->changed || c->differs.count;
}

// Of a card only what it says of terms counts, and most edits are none.
static void keep(struct taker *t, unsigned kind, const struct terms_change *c)
{
    struct terms_history *h = t->out;

    h->changed += c->changed;
    if (c->changed || kind == KIND_LICENSE)
        *LIST_ADD(t->arena, h->change, h->change_count) = *c;
}

static void take_change(struct taker *t, const struct history_change *from)
{
    struct terms_change c = {.commit = id_words(t->arena, &from->commit),
                             .date = date_words(t->arena, from->when),
                             .path = path_shown(t, from->path),
                             .was = path_shown(t, from->was)};
    struct view was = from->was.len ? from->was : from->path;
    const struct git_id *newer =
        from->commit.size ? &from->commit : &(struct git_id){0};

    c.before = state_of(t, from->kind, was, &from->before, &from->parent);
    c.after = state_of(t, from->kind, from->path, &from->after, newer);
    compare(t, &c);
    keep(t, from->kind, &c);
}

// A file that is not as the newest commit has it says something else than what
// was published under that name.
static void take_uncommitted(struct taker *t, const struct history_file *f,
                             const struct git_id *head)
{
    const struct entry *e = release_find(t->release, path_shown(t, f->path));
    struct terms_change c = {.uncommitted = true,
                             .path = path_shown(t, f->path)};
    struct git_id is;
    struct view bytes;

    if (!e || e->kind != ENTRY_FILE || e->size > MAX_TEXT ||
        entry_read(t->arena, e, MAX_TEXT, &bytes))
        return;
    git_id_of(GIT_BLOB, bytes, f->blob.size, &is);
    if (git_id_eq(&is, &f->blob))
        return;
    c.before = state_of(t, f->kind, f->path, &f->blob, head);
    c.after.blob = git_id_hex(t->arena, &is);
    c.after.place = c.path;
    c.after.file = recognise(t, f->kind, f->path, bytes);
    c.after.expression = c.after.file->expression;
    compare(t, &c);
    // Line ends may differ as git was told to write them.
    if (c.changed)
        keep(t, f->kind, &c);
}

// ---- One root ---------------------------------------------------------------

static void take_line(struct taker *t, const struct git_id *since)
{
    struct known_names names = {license_statements(t->licenses),
                                document_names(t->arena)};
    struct history_line line;
    struct view *folder;
    struct history_choice choice = {
        .kind = kind_of, .context = &names, .since = *since};

    choice.folder_count = folders_of(t, &names, &folder);
    choice.folder = folder;
    history_walk(t->arena, t->history, &choice, &line);
    t->out->head = id_words(t->arena, &line.head);
    t->out->date = date_words(t->arena, line.when);
    t->out->oldest = id_words(t->arena, &line.oldest);
    t->out->oldest_date = date_words(t->arena, line.oldest_when);
    t->out->commits = line.commits;
    t->out->end = line.end;
    t->out->why = line.why;
    for (size_t i = 0; i < line.file_count; i++)
        take_uncommitted(t, &line.file[i], &line.head);
    for (size_t i = 0; i < line.change_count; i++)
        take_change(t, &line.change[i]);
}

static struct error *take_root(struct arena *a, const struct licenses *l,
                               const struct release *r, uint32_t root,
                               struct view since, struct terms_histories *out)
{
    struct taker t = {.arena = a,
                      .licenses = l,
                      .release = r,
                      .root = root,
                      .blobs = {.arena = a},
                      .texts = {.arena = a}};
    struct git_id id = {.size = 0};

    TRY(history_open(a, &r->root[root], &t.history));
    if (!t.history)
        return NULL;
    struct error *e = since.len ? history_find(t.history, since, &id) : NULL;
    if (!e) {
        t.out = LIST_ADD(a, out->item, out->count);
        t.out->root = arena_copy(a, r->root[root].name);
        t.out->since = since;
        take_line(&t, &id);
    }
    history_close(t.history);
    return e;
}

void terms_history_take(struct arena *a, const struct licenses *l,
                        const struct release *r, struct terms_histories *out)
{
    *out = (struct terms_histories){0};
    for (uint32_t i = 0; i < r->root_count; i++) {
        size_t before = out->count;
        struct error *e = take_root(a, l, r, i, (struct view){0}, out);

        if (out->count > before || !r->root[i].commit.len)
            continue;
        *LIST_ADD(a, out->item, out->count) = (struct terms_history){
            .root = arena_copy(a, r->root[i].name),
            .head = arena_copy(a, r->root[i].commit),
            .end = e ? HISTORY_BROKEN : HISTORY_ABSENT,
            .why = e ? error_message(a, e) : (struct view){0}};
    }
}

struct error *terms_history_since(struct arena *a, const struct licenses *l,
                                  const struct release *r, struct view since,
                                  struct terms_histories *out)
{
    *out = (struct terms_histories){0};
    for (uint32_t i = 0; i < r->root_count; i++)
        TRY(take_root(a, l, r, i, since, out));
    if (out->count)
        return NULL;
    return error_new(
        a, ERROR_USAGE,
        (struct place){r->root_count ? r->root[0].given : (struct view){0}, 0,
                       0},
        "is no clone with commits, so nothing is known of "
        "earlier terms: clone the repository with its history "
        "and ask there");
}

// ---- The flag ---------------------------------------------------------------

// "LICENSE said MIT until commit 0123 of 2025-10-21 and says X since"
static struct view change_words(struct arena *a, const struct terms_change *c)
{
    struct view path = c->was.len ? c->was : c->path;
    struct view now =
        gives(&c->after)
            ? arena_print(a, "says " VIEW_FMT, VIEW_SHORT(c->after.expression))
        : c->after.blob.len ? VIEW("says nothing of terms")
                            : VIEW("is gone");

    if (c->uncommitted)
        return arena_print(
            a,
            VIEW_FMT " says " VIEW_FMT
                     " in the newest commit, and the one here " VIEW_FMT,
            VIEW_SHORT(path), VIEW_SHORT(c->before.expression), VIEW_ARG(now));
    return arena_print(a,
                       VIEW_FMT " said " VIEW_FMT " until commit " VIEW_FMT
                                "%s" VIEW_FMT " and " VIEW_FMT " since",
                       VIEW_SHORT(path), VIEW_SHORT(c->before.expression),
                       VIEW_ARG(commit_words(c->commit)),
                       c->date.len ? " of " : "", VIEW_ARG(c->date),
                       VIEW_ARG(now));
}

static void raise(struct arena *a, const struct terms_change *c, size_t more,
                  struct duties *out)
{
    struct terms_flag *f = LIST_ADD(a, out->flag, out->flag_count);
    struct view keys = conflict_keys(a, &c->differs);

    f->id = VIEW("license-changed");
    f->license = gives(&c->after) ? c->after.expression : (struct view){0};
    f->evidence = (struct evidence){.path = c->path,
                                    .rule = VIEW("license-history"),
                                    .shows = c->after.place};
    f->against = (struct evidence){.path = c->path,
                                   .rule = VIEW("license-history"),
                                   .shows = c->before.place};
    f->differs = c->differs;
    f->fact =
        arena_print(a, VIEW_FMT "%s" VIEW_FMT, VIEW_ARG(change_words(a, c)),
                    keys.len ? "; they differ in " : "", VIEW_ARG(keys));
    if (more)
        f->fact = arena_print(a, VIEW_FMT "; it changed %zu time%s before that",
                              VIEW_ARG(f->fact), more, more == 1 ? "" : "s");
}

// Whether a change took from somebody terms that there were.
static bool is_other(const struct terms_change *c)
{
    return c->changed && gives(&c->before) && c->after.expression.len;
}

struct told { // a file whose terms became others
    const struct terms_change *last;
    size_t more; // changes before that one
};

struct tells {
    struct arena *arena;
    struct map now;    // earlier name -> index in name
    struct view *name; // as the file is called now
    size_t name_count;
    struct map files; // name now -> index in told
    struct told *told;
    size_t told_count;
};

// What the file of a change is called now; changes come newest first.
static struct view name_now(struct tells *t, const struct terms_change *c)
{
    const size_t *at = map_find(&t->now, c->path);
    struct view name = at && t->name ? t->name[*at] : c->path;
    bool is_new;

    if (c->was.len) {
        *map_at(&t->now, c->was, &is_new) = t->name_count;
        *LIST_ADD(t->arena, t->name, t->name_count) = name;
    }
    return name;
}

static void tell(struct tells *t, const struct terms_change *c)
{
    struct view name = name_now(t, c);
    bool is_new;

    if (!is_other(c))
        return;
    size_t *at = map_at(&t->files, name, &is_new);
    if (!is_new) {
        t->told[*at].more++;
        return;
    }
    *at = t->told_count;
    *LIST_ADD(t->arena, t->told, t->told_count) = (struct told){c, 0};
}

void terms_history_flag(struct arena *a, const struct terms_histories *all,
                        struct duties *out)
{
    for (size_t i = 0; i < all->count; i++) {
        struct tells t = {
            .arena = a, .now = {.arena = a}, .files = {.arena = a}};

        for (size_t n = 0; n < all->item[i].change_count; n++)
            tell(&t, &all->item[i].change[n]);
        for (size_t n = 0; n < t.told_count; n++)
            raise(a, t.told[n].last, t.told[n].more, out);
    }
}
