// SPDX-License-Identifier: Apache-2.0
#include "format/pickle_names.h"

#include "base/map.h"
#include "knowledge/knowledge.h"

// Longer or deeper ones are on no list.
enum { LONGEST_NAME = 1024, DEEPEST_PATH = 8 };

struct pickle_names {
    struct map exact; // whole path -> enum pickle_class
    struct map tree;  // the path and all below it: danger
    struct map call;  // whole path, or module -> bits of enum pickle_trait
};

static const struct {
    struct view word;
    enum pickle_class class;
} classes[] = {
    {VIEW_INIT("allowed"), PICKLE_ALLOWED},
    {VIEW_INIT("review"), PICKLE_UNLISTED},
    {VIEW_INIT("danger"), PICKLE_DANGER},
};

static const struct {
    struct view word;
    enum pickle_trait trait;
} traits[] = {
    {VIEW_INIT("number"), PICKLE_ROOM_NUMBER},
    {VIEW_INIT("shape"), PICKLE_ROOM_SHAPE},
    {VIEW_INIT("items"), PICKLE_ROOM_ITEMS},
    {VIEW_INIT("encodes"), PICKLE_ENCODES},
    {VIEW_INIT("array"), PICKLE_ARRAY},
    {VIEW_INIT("type"), PICKLE_TYPE},
    {VIEW_INIT("tensor"), PICKLE_TENSOR},
    {VIEW_INIT("range"), PICKLE_RANGE},
};

static void add_path(struct pickle_names *n, struct view path,
                     enum pickle_class class)
{
    bool is_new;

    *map_at(class == PICKLE_DANGER ? &n->tree : &n->exact, path, &is_new) =
        class;
}

// Without a class: what matters of their calls.
static void add_names(struct arena *a, struct pickle_names *n,
                      struct view module, struct view names,
                      const enum pickle_class *class, unsigned trait)
{
    bool is_new;

    while (names.len) {
        struct view name = view_cut(names, ' ', &names);

        if (!name.len)
            continue;
        if (module.len)
            name = arena_print(a, VIEW_FMT "." VIEW_FMT, VIEW_ARG(module),
                               VIEW_ARG(name));
        if (class)
            add_path(n, name, *class);
        else
            *map_at(&n->call, name, &is_new) |= trait;
    }
}

static void add_modules(struct arena *a, struct pickle_names *n,
                        const struct record *r, const enum pickle_class *class,
                        unsigned trait)
{
    struct view names = record_get(r, VIEW("names")), module = {0};
    size_t at = 0, modules = 0;

    while (record_next(r, VIEW("module"), &at, &module)) {
        add_names(a, n, module, names, class, trait);
        modules++;
    }
    if (!modules)
        add_names(a, n, (struct view){0}, names, class, trait);
}

static struct error *add_record(struct arena *a, struct pickle_names *n,
                                const struct record *r, struct view path)
{
    struct view class = record_get(r, VIEW("class"));
    struct view call = record_get(r, VIEW("call"));

    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (view_eq(classes[i].word, class)) {
            add_modules(a, n, r, &classes[i].class, 0);
            return NULL;
        }
    for (size_t i = 0; i < sizeof traits / sizeof *traits; i++)
        if (view_eq(traits[i].word, call)) {
            add_modules(a, n, r, NULL, traits[i].trait);
            return NULL;
        }
    return error_new(a, ERROR_INPUT, (struct place){path, 0, r->field->line},
                     "no such class or call: '" VIEW_FMT VIEW_FMT "'",
                     VIEW_ARG(class), VIEW_ARG(call));
}

struct error *pickle_names_open(struct arena *a, struct pickle_names **out)
{
    struct pickle_names *n = ARENA_NEW(a, struct pickle_names, 1);
    struct records all;

    *out = n;
    n->exact.arena = n->tree.arena = n->call.arena = a;
    TRY(knowledge_read(a, VIEW("safety/pickle.txt"), &all));
    for (size_t i = 0; i < all.record_count; i++)
        TRY(add_record(a, n, &all.record[i], all.path));
    return NULL;
}

// Whether `path` or something it lies below is in the tree.
static bool in_tree(const struct pickle_names *n, struct view path)
{
    size_t deep = 0;

    for (size_t i = 1; i <= path.len && deep < DEEPEST_PATH; i++) {
        if (i < path.len && path.at[i] != '.')
            continue;
        if (map_find(&n->tree, view_head(path, i)))
            return true;
        deep++;
    }
    return false;
}

// "module.name" in `joined`, or nothing where it is longer than any known one.
static struct view path_to(char joined[static LONGEST_NAME], struct view module,
                           struct view name)
{
    size_t len = module.len + 1 + name.len;

    if (module.len > LONGEST_NAME || name.len > LONGEST_NAME ||
        len > LONGEST_NAME)
        return (struct view){0};
    if (module.len)
        memcpy(joined, module.at, module.len);
    joined[module.len] = '.';
    if (name.len)
        memcpy(joined + module.len + 1, name.at, name.len);
    return (struct view){joined, len};
}

enum pickle_class pickle_judge(const struct pickle_names *n, struct view module,
                               struct view name)
{
    char joined[LONGEST_NAME];

    if (name.len && memchr(name.at, '.', name.len))
        return PICKLE_DANGER;
    struct view path = path_to(joined, module, name);
    if (!path.len)
        return in_tree(n, view_head(module, LONGEST_NAME)) ? PICKLE_DANGER
                                                           : PICKLE_UNLISTED;
    const size_t *exact = map_find(&n->exact, path);
    if (exact)
        return (enum pickle_class) * exact;
    return in_tree(n, path) ? PICKLE_DANGER : PICKLE_UNLISTED;
}

unsigned pickle_traits_of(const struct pickle_names *n, struct view module,
                          struct view name)
{
    char joined[LONGEST_NAME];
    struct view path = path_to(joined, module, name);
    const size_t *of_name = path.len ? map_find(&n->call, path) : NULL,
                 *of_module = map_find(&n->call, module);

    return (unsigned)((of_name ? *of_name : 0) | (of_module ? *of_module : 0));
}
