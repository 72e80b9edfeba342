// SPDX-License-Identifier: Apache-2.0
#include "safety/scan.h"

#include "base/pool.h"
#include "safety/held.h"
#include "safety/look.h"
#include "safety/rules.h"
#include "safety/template_compare.h"

enum { MOST_STORED = 16 << 20 }; // bytes of memory that wait for the next file

struct found { // of one entry
    struct arena arena;
    struct notes notes;
    struct safety_file file;
};

struct scan {
    const struct safety_choice *choice;
    const struct release *release;
    const struct look_rules *rules;
    struct found *found; // by entry
    struct pool_gate gate;
    struct pool_stores stores;
};

static void keep_notes(const struct notes *notes, struct found *found)
{
    for (size_t k = 0; k < notes->note_count; k++) {
        struct tensor_note *to =
            LIST_ADD(&found->arena, found->notes.note, found->notes.note_count);

        *to = notes->note[k];
        to->rule = arena_copy(&found->arena, to->rule);
        to->member = arena_copy(&found->arena, to->member);
        to->shows = arena_copy(&found->arena, to->shows);
    }
}

// Looks at the file, hashes it if that is asked for, and lets it go.
static void look_and_hash(const struct scan *s, struct look *l, struct held *h,
                          struct found *found)
{
    const struct safety_choice *choice = s->choice;

    l->file = h->file;
    look_at(l);
    found->file.opened = true;
    found->file.format = l->format;
    if (choice->digest)
        found->file.digest = held_digest(&found->arena, h);
    held_close(h);
    if (h->changed)
        note_add(l->notes, VIEW("changed"), NOTE_REVIEW, 0,
                 "it changed while it was looked at");
}

static void open_and_look(const struct scan *s, struct look *l,
                          struct found *found)
{
    struct held held;
    struct error *e = held_open(l->arena, l->entry->file, &held);

    if (e) {
        entry_met(l->entry, e);
        return;
    }
    held.file.trouble = l->entry->trouble;
    look_and_hash(s, l, &held, found);
}

// Runs in the pool; touches the entry's slot only.
static void scan_entry(void *context, size_t i)
{
    struct scan *s = context;
    const struct entry *e = &s->release->entry[i];
    const struct root *root = &s->release->root[e->root];
    struct arena scratch = {0};
    struct notes notes = {.arena = &scratch};
    struct arena_store *store;
    struct look l = {.rules = s->rules,
                     .also = s->choice->also,
                     .context = s->choice->context,
                     .release = s->release,
                     .entry = e,
                     .name = entry_basename(e),
                     .arena = &scratch,
                     .notes = &notes};

    if (e->kind != ENTRY_FILE && e->kind != ENTRY_POINTER)
        return;
    // Beside a model's configuration code is the model's, also without weights.
    l.code_root = root->kind == ROOT_CODE && !root->config;
    l.aside = e->scope != SCOPE_MAIN && root->kind != ROOT_SNAPSHOT;
    l.told = s->choice->told && s->choice->told[i];
    pool_gate_enter(&s->gate, e->size);
    scratch.store = store = pool_store_take(&s->stores);
    if (e->kind == ENTRY_POINTER)
        look_at_pointer(&l);
    else
        open_and_look(s, &l, &s->found[i]);
    keep_notes(&notes, &s->found[i]);
    arena_free(&scratch);
    pool_store_give(&s->stores, store);
    pool_gate_leave(&s->gate, e->size);
}

static void take_found(struct arena *a, const struct entry *e,
                       const struct found *f, struct safety *s)
{
    for (size_t i = 0; i < f->notes.note_count; i++) {
        const struct tensor_note *n = &f->notes.note[i];

        safety_add(a, s,
                   (struct safety_finding){
                       .rule = arena_copy(a, n->rule),
                       // The words of notes are those of findings, but for ok.
                       .severity = (enum safety_verdict)(n->severity + 1),
                       .path = e->path,
                       .member = arena_copy(a, n->member),
                       .has_offset = n->offset > 0,
                       .offset = n->offset,
                       .shows = arena_copy(a, n->shows)});
    }
}

static void take_note(struct arena *a, const struct release_note *n,
                      const struct safety_rules *rules, struct safety *s)
{
    const struct safety_rule *rule = safety_rules_find(rules, n->rule);

    safety_add(
        a, s,
        (struct safety_finding){.rule = n->rule,
                                .severity = rule ? rule->usual : SAFETY_NOTE,
                                .path = n->path,
                                .shows = n->shows});
}

// What opening the release noticed.
static void take_notes(struct arena *a, const struct release *r,
                       const struct safety_rules *rules, struct safety *s)
{
    for (size_t i = 0; i < r->note_count; i++)
        take_note(a, &r->note[i], rules, s);
}

struct safety_file *safety_scan_files(struct arena *a, const struct release *r,
                                      const struct safety_choice *choice,
                                      struct safety *s)
{
    struct safety_file *file = ARENA_NEW(a, struct safety_file, r->entry_count);
    struct arena work = {0};
    struct safety_rules rules;
    struct scan scan = {.choice = choice, .release = r, .gate = POOL_GATE};

    // The files are compiled in, and the tests read them all.
    if (safety_rules_open(&work, &rules) || look_rules_open(&work, &scan.rules))
        abort();
    scan.found = ARENA_NEW(&work, struct found, r->entry_count);
    pool_stores_open(&scan.stores,
                     MOST_STORED /
                         pool_width(choice->threads, r->entry_count + 1));
    pool_run(choice->threads, r->entry_count, scan_entry, &scan);
    pool_stores_close(&scan.stores);
    for (size_t i = 0; i < r->entry_count; i++) {
        take_found(a, &r->entry[i], &scan.found[i], s);
        file[i] = scan.found[i].file;
        file[i].digest = arena_copy(a, file[i].digest);
        arena_free(&scan.found[i].arena);
    }
    take_notes(a, r, &rules, s);
    templates_compare(a, r, s);
    safety_classify(&rules, s);
    arena_free(&work);
    return file;
}

void safety_scan(struct arena *a, const struct release *r, size_t threads,
                 struct safety *s)
{
    const struct safety_choice choice = {.threads = threads};

    safety_scan_files(a, r, &choice, s);
}

// Both are sorted by path.
void safety_files_judge(const struct release *r, const struct safety *s,
                        struct safety_file *file)
{
    size_t at = 0;

    for (size_t i = 0; i < r->entry_count; i++) {
        while (at < s->finding_count &&
               view_compare(s->finding[at].path, r->entry[i].path) < 0)
            at++;
        for (; at < s->finding_count &&
               view_eq(s->finding[at].path, r->entry[i].path);
             at++)
            if (s->finding[at].severity > file[i].verdict)
                file[i].verdict = s->finding[at].severity;
    }
}

void safety_trouble(struct arena *a, const struct release *r, struct safety *s)
{
    struct arena work = {0};
    struct safety_rules rules;
    struct release_note n;
    bool read = false;

    for (size_t i = 0; i < r->entry_count; i++) {
        if (!entry_trouble(&r->entry[i], &n))
            continue;
        if (!read && safety_rules_open(&work, &rules))
            abort();
        read = true;
        take_note(a, &n, &rules, s);
    }
    arena_free(&work);
}

static void mark_roots(const struct release *r, bool *holds)
{
    for (size_t i = 0; r && i < r->entry_count; i++)
        holds[r->entry[i].root] = true;
}

void safety_empty(struct arena *a, const struct release *r, struct safety *s)
{
    bool *holds = ARENA_NEW(a, bool, r->root_count);

    mark_roots(r, holds);
    mark_roots(r->aside, holds);
    for (size_t i = 0; i < r->root_count; i++)
        if (!holds[i])
            safety_add(a, s,
                       (struct safety_finding){
                           .rule = VIEW("release.empty"),
                           .severity = SAFETY_REVIEW,
                           .path = r->root[i].name,
                           .shows = VIEW("no file of a release is here, so "
                                         "nothing was looked at")});
}
