// SPDX-License-Identifier: Apache-2.0
#include "safety/keras_scan.h"

struct error *keras_rules_open(struct arena *a, struct keras_rules *out)
{
    struct records all;

    *out = (struct keras_rules){0};
    TRY(knowledge_read(a, VIEW("safety/keras.txt"), &all));
    if (all.record_count)
        out->names = all.record[0];
    return NULL;
}

struct walk {
    struct notes *notes;
    const struct record *names;
};

static bool listed(const struct walk *w, struct view key, struct view name)
{
    struct view value;

    for (size_t at = 0; record_next(w->names, key, &at, &value);)
        if (name.len && view_eq(value, name))
            return true;
    return false;
}

// Whether `name` is among the words of the rows of `key`.
static bool among(const struct walk *w, struct view key, struct view name)
{
    struct view words;

    for (size_t at = 0; record_next(w->names, key, &at, &words);)
        while (words.len)
            if (view_eq(view_cut(words, ' ', &words), name))
                return true;
    return false;
}

// `package` itself, or something below it.
static bool is_within(struct view module, struct view package)
{
    return view_starts(module, package) &&
           (module.len == package.len || module.at[package.len] == '.');
}

static bool is_trusted(const struct walk *w, struct view module)
{
    struct view package;

    for (size_t at = 0; record_next(w->names, VIEW("trusted"), &at, &package);)
        if (is_within(module, package))
            return true;
    return false;
}

// "keras.src.utils.file_utils": utils.
static struct view area_of(const struct walk *w, struct view module)
{
    struct view part;

    do
        part = view_cut(module, '.', &module);
    while (module.len && listed(w, VIEW("wrapper"), part));
    return listed(w, VIEW("wrapper"), part) ? (struct view){0} : part;
}

// A name by which packages register their own: "keras_hub>Backbone".
static struct view registered_name(struct view name)
{
    size_t at = view_find(name, VIEW(">"));

    return at == SIZE_MAX ? name : view_from(name, at + 1);
}

#define TELL(w, rule, v, ...)                                                  \
    note_add((w)->notes, VIEW(rule), NOTE_DANGER, (v)->offset, __VA_ARGS__)

struct object {
    const struct json_value *at;
    struct view class, module, function; // function: its name, or empty
    bool bare; // a function that is written as one of Python's own
};

// An object that the loader would make: it has a class.
static bool object_of(const struct json_value *v, struct object *o)
{
    struct view config;

    *o = (struct object){.at = v};
    if (!json_string(json_get(v, VIEW("class_name")), &o->class))
        return false;
    json_string(json_get(v, VIEW("module")), &o->module);
    json_string(json_get(v, VIEW("config")), &config);
    o->class = registered_name(o->class);
    if (view_eq(o->class, VIEW("function"))) {
        o->function = config.len ? config : o->class;
        o->bare = view_eq(o->module, VIEW("builtins"));
    } else if (o->class.len && o->class.at[0] >= 'a' && o->class.at[0] <= 'z') {
        o->function = o->class; // no class of Keras begins in lower case
    }
    return true;
}

// A function with no place but its name. Loaders look for it in their own
// modules and in what the user's program has registered; older ones then take
// it from Python itself.
static void check_bare(const struct walk *w, const struct object *o)
{
    struct view name = o->function;

    if (among(w, VIEW("own"), name))
        return;
    bool python = name.at[0] == '_' || among(w, VIEW("python"), name);
    note_add(w->notes, VIEW("keras.module"), python ? NOTE_DANGER : NOTE_REVIEW,
             o->at->offset,
             python ? "the loader is to import " VIEW_FMT
                      " from builtins, which is no package of Keras"
                    : "names the function " VIEW_FMT ", which is none of Keras",
             VIEW_SHORT(name));
}

static void check_module(const struct walk *w, const struct object *o)
{
    if (!o->module.len)
        return;
    if (o->bare) {
        check_bare(w, o);
        return;
    }
    if (!is_trusted(w, o->module)) {
        TELL(w, "keras.module", o->at,
             "the loader is to import " VIEW_FMT " from " VIEW_FMT
             ", which is no package of Keras",
             VIEW_SHORT(o->function.len ? o->function : o->class),
             VIEW_SHORT(o->module));
        return;
    }
    if (o->function.len && !listed(w, VIEW("computes"), area_of(w, o->module)))
        TELL(w, "keras.api", o->at,
             "the loader is to call " VIEW_FMT "." VIEW_FMT
             ", which does more than compute",
             VIEW_SHORT(o->module), VIEW_SHORT(o->function));
}

static void check_name(const struct walk *w, const struct object *o)
{
    struct view registered;

    json_string(json_get(o->at, VIEW("registered_name")), &registered);
    const struct view name[] = {o->class, o->function,
                                registered_name(registered)};
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        if (listed(w, VIEW("lambda"), name[i])) {
            TELL(w, "keras.lambda", o->at,
                 "the class " VIEW_FMT " carries code that runs on loading",
                 VIEW_SHORT(name[i]));
            return;
        }
        if (listed(w, VIEW("reaches"), name[i])) {
            TELL(w, "keras.api", o->at,
                 VIEW_FMT " reaches for files or programs when the model is "
                          "loaded",
                 VIEW_SHORT(name[i]));
            return;
        }
    }
}

static bool leaves_archive(struct view path)
{
    return view_has(path, VIEW("/")) || view_has(path, VIEW("\\")) ||
           view_has(path, VIEW(":")) || view_starts(path, VIEW(".."));
}

// Layers that take the name of a file where a list could stand.
static void check_reads(const struct walk *w, const struct object *o)
{
    const struct json_value *config = json_get(o->at, VIEW("config"));
    struct view row, path;

    for (size_t at = 0; record_next(w->names, VIEW("reads"), &at, &row);) {
        struct view key, class = view_cut(row, ' ', &key);
        const struct json_value *v = json_get(config, view_trim(key));

        if (!view_eq(class, o->class) || !json_string(v, &path) || !path.len)
            continue;
        note_add(w->notes, VIEW("keras.api"),
                 leaves_archive(path) ? NOTE_DANGER : NOTE_REVIEW, v->offset,
                 VIEW_FMT " is to read the file " VIEW_FMT,
                 VIEW_SHORT(o->class), VIEW_SHORT(path));
    }
}

bool keras_wants(struct view key)
{
    static const struct view members[] = {
        VIEW_INIT("class_name"),
        VIEW_INIT("module"),
        VIEW_INIT("config"),
        VIEW_INIT("registered_name"),
    };

    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (view_eq(members[i], key))
            return true;
    return false;
}

bool keras_is(const struct json_value *root)
{
    struct object o;

    return object_of(root, &o) && json_get(root, VIEW("config"));
}

void keras_scan(struct notes *n, const struct keras_rules *rules,
                const struct json_value *root)
{
    struct walk w = {.notes = n, .names = &rules->names};
    struct json_walk all = {.at = root};

    if (!root)
        return;
    do {
        struct object o;

        if (!object_of(all.at, &o))
            continue;
        check_name(&w, &o);
        check_module(&w, &o);
        check_reads(&w, &o);
    } while (json_walk_next(&all));
}
