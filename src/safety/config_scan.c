// SPDX-License-Identifier: Apache-2.0
#include "safety/config_scan.h"

#include "base/text.h"

static struct config_key key_of(const struct record *rule)
{
    struct config_key k = {.exact = record_get(rule, VIEW("key")),
                           .start = record_get(rule, VIEW("key-start")),
                           .end = record_get(rule, VIEW("key-end")),
                           .file = record_get(rule, VIEW("file")),
                           .beside = record_get(rule, VIEW("beside")),
                           .rule = rule};

    k.any = view_eq(k.exact, VIEW("*"));
    return k;
}

struct error *config_rules_open(struct arena *a, struct config_rules *out)
{
    struct records keys;

    *out = (struct config_rules){0};
    TRY(knowledge_read(a, VIEW("safety/config.txt"), &keys));
    out->key = ARENA_NEW(a, struct config_key, keys.record_count);
    out->key_count = keys.record_count;
    for (size_t i = 0; i < keys.record_count; i++)
        out->key[i] = key_of(&keys.record[i]);
    TRY(template_rules_open(a, &out->templates));
    TRY(knowledge_read(a, VIEW("safety/yaml.txt"), &out->yaml));
    TRY(keras_rules_open(a, &out->keras));
    return pickle_names_open(a, &out->names);
}

struct config_walk {
    struct notes *notes;
    const struct config_rules *rules;
    struct view name;
    uint64_t spent; // steps, by templates
};

static inline bool key_agrees(const struct config_key *k, struct view key)
{
    if (k->exact.len && !k->any)
        return view_eq(k->exact, key);
    if (k->any)
        return true;
    return view_starts(key, k->start) && view_ends(key, k->end);
}

static bool is_empty(const struct json_value *v)
{
    switch (v->kind) {
    case JSON_NULL:
    case JSON_FALSE:
        return true;
    case JSON_STRING:
        return v->text.len == 0;
    case JSON_ARRAY:
    case JSON_OBJECT:
        return v->count == 0;
    case JSON_TRUE:
    case JSON_NUMBER:
        break;
    }
    return false;
}

// The first text at or below `v` that holds `text`.
static const struct json_value *find_text(const struct json_value *v,
                                          struct view text)
{
    struct json_walk w = {.at = v};

    if (!v->child)
        return v->kind == JSON_STRING && view_has(v->text, text) ? v : NULL;
    while (json_walk_next(&w))
        if (w.at->kind == JSON_STRING && view_has(w.at->text, text))
            return w.at;
    return NULL;
}

enum pickle_class config_judge(const struct config_rules *rules,
                               struct view path)
{
    size_t dot = path.len;

    while (dot && path.at[dot - 1] != '.' && path.at[dot - 1] != ':')
        dot--;
    if (!dot)
        return pickle_judge(rules->names, path, VIEW(""));
    return pickle_judge(rules->names, view_head(path, dot - 1),
                        view_from(path, dot));
}

// What a rule may ask of a value

static bool is_word(const struct json_value *v, const struct view *word,
                    size_t count)
{
    for (size_t i = 0; v->kind == JSON_STRING && i < count; i++)
        if (view_eq_nocase(v->text, word[i]))
            return true;
    return false;
}

static bool is_number(const struct json_value *v, double wanted)
{
    double d;

    return v->kind == JSON_NUMBER && json_double(v, &d) && !(d < wanted) &&
           !(d > wanted);
}

static bool is_zero(const struct json_value *v)
{
    return is_number(v, 0);
}

static bool when_present(const struct config_walk *w, const struct record *rule,
                         const struct json_value *v)
{
    (void)w;
    (void)rule;
    return v->kind != JSON_NUMBER && !is_empty(v);
}

// As readers take them that ask "if value".
static bool when_true(const struct config_walk *w, const struct record *rule,
                      const struct json_value *v)
{
    static const struct view word[] = {VIEW_INIT("true"), VIEW_INIT("yes"),
                                       VIEW_INIT("on"), VIEW_INIT("1")};

    (void)w;
    (void)rule;
    return v->kind == JSON_TRUE || (v->kind == JSON_NUMBER && !is_zero(v)) ||
           is_word(v, word, sizeof word / sizeof *word);
}

static bool when_false(const struct config_walk *w, const struct record *rule,
                       const struct json_value *v)
{
    static const struct view word[] = {VIEW_INIT("false"), VIEW_INIT("no"),
                                       VIEW_INIT("off"), VIEW_INIT("0")};

    (void)w;
    (void)rule;
    return v->kind == JSON_FALSE || is_zero(v) ||
           is_word(v, word, sizeof word / sizeof *word);
}

static bool when_has(const struct config_walk *w, const struct record *rule,
                     const struct json_value *v)
{
    (void)w;
    return find_text(v, record_get(rule, VIEW("text"))) != NULL;
}

static bool when_list(const struct config_walk *w, const struct record *rule,
                      const struct json_value *v)
{
    (void)w;
    (void)rule;
    return v->kind == JSON_ARRAY && v->count;
}

// "owner/name", also with a branch or a part of it behind.
static bool is_repository(struct view text)
{
    struct view name, owner = view_cut(text, '/', &name);

    return owner.len && name.len && !byte_in('/', name) && owner.at[0] != '.' &&
           name.at[0] != '.' && !byte_in(' ', text);
}

static bool when_repository(const struct config_walk *w,
                            const struct record *rule,
                            const struct json_value *v)
{
    struct json_walk all = {.at = v};

    (void)w;
    (void)rule;
    do
        if (all.at->kind == JSON_STRING && is_repository(all.at->text))
            return true;
    while (json_walk_next(&all));
    return false;
}

static bool looks_dotted(struct view text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!ascii_alnum(text.at[i]) && !byte_in(text.at[i], VIEW("._:")))
            return false;
    return byte_in('.', text) || byte_in(':', text);
}

static bool when_import(const struct config_walk *w, const struct record *rule,
                        const struct json_value *v)
{
    struct view harmless = record_get(rule, VIEW("unless-start"));
    bool dotted = view_eq(record_get(rule, VIEW("only")), VIEW("dotted"));

    (void)w;
    return v->kind == JSON_STRING && v->text.len &&
           (!harmless.len || !view_starts(v->text, harmless)) &&
           (!dotted || looks_dotted(v->text));
}

// ["library", "Class"], and the library is none of `allowed`.
static bool when_component(const struct config_walk *w,
                           const struct record *rule,
                           const struct json_value *v)
{
    struct view names;

    (void)w;
    if (v->kind != JSON_ARRAY || v->count != 2 ||
        v->child->kind != JSON_STRING || v->child->next->kind != JSON_STRING)
        return false;
    for (size_t at = 0; record_next(rule, VIEW("allowed"), &at, &names);)
        while (names.len)
            if (view_eq(view_cut(names, ' ', &names), v->child->text))
                return false;
    return true;
}

// A text that is no path within the folder of the file.
static bool leaves_folder(struct view path)
{
    if (view_starts(path, VIEW("/")) || view_starts(path, VIEW("\\")) ||
        view_starts(path, VIEW("~")) ||
        (path.len > 1 && ascii_alpha(path.at[0]) && path.at[1] == ':') ||
        byte_in('\0', path))
        return true;
    while (path.len) {
        size_t len = 0;

        while (len < path.len && path.at[len] != '/' && path.at[len] != '\\')
            len++;
        if (view_eq(view_head(path, len), VIEW("..")))
            return true;
        path = view_from(path, len + 1);
    }
    return false;
}

static bool when_outside(const struct config_walk *w, const struct record *rule,
                         const struct json_value *v)
{
    (void)w;
    (void)rule;
    return v->kind == JSON_STRING && leaves_folder(v->text);
}

static const struct {
    struct view word;
    bool (*holds)(const struct config_walk *w, const struct record *rule,
                  const struct json_value *v);
} conditions[] = {
    // clang-format off
    {VIEW_INIT("present"), when_present},
    {VIEW_INIT("true"), when_true},
    {VIEW_INIT("false"), when_false},
    {VIEW_INIT("has"), when_has},
    {VIEW_INIT("list"), when_list},
    {VIEW_INIT("repository"), when_repository},
    {VIEW_INIT("import"), when_import},
    {VIEW_INIT("component"), when_component},
    {VIEW_INIT("outside"), when_outside},
    // clang-format on
};

static bool applies(const struct config_walk *w, const struct record *rule,
                    const struct json_value *v)
{
    struct view when = record_get(rule, VIEW("when"));

    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
        if (view_eq(conditions[i].word, when))
            return conditions[i].holds(w, rule, v);
    return false;
}

// Whether what `v` names by `rule` stands on the danger list of imports.
static bool names_danger(const struct config_walk *w, const struct record *rule,
                         const struct json_value *v)
{
    struct view when = record_get(rule, VIEW("when"));

    if (view_eq(when, VIEW("component")))
        return pickle_judge(w->rules->names, v->child->text,
                            v->child->next->text) == PICKLE_DANGER;
    return view_eq(when, VIEW("import")) &&
           config_judge(w->rules, v->text) == PICKLE_DANGER;
}

// How grave `v` is by `rule`, which applies.
static enum note_severity weigh(const struct config_walk *w,
                                const struct record *rule,
                                const struct json_value *v)
{
    struct view word = record_get(rule, VIEW("severity"));

    if (view_eq(word, VIEW("danger")) || names_danger(w, rule, v))
        return NOTE_DANGER;
    return view_eq(word, VIEW("note")) ? NOTE_PLAIN : NOTE_REVIEW;
}

static struct view value_text(const struct json_value *v)
{
    const struct json_value *text = find_text(v, VIEW(""));

    return text ? view_head(text->text, 100) : (struct view){0};
}

// `v` is a member of `object`.
static bool stands_right(const struct config_key *k,
                         const struct json_value *object)
{
    struct view under = record_get(k->rule, VIEW("under"));

    return (!under.len || view_eq(under, object->key)) &&
           (!k->beside.len || json_get(object, k->beside));
}

// Whether `object` has a number for each word, of which `v` is one: they name
// nothing that a loader would do. A few may be settings, where 0 and 1 are
// answers.
static bool is_of_vocabulary(const struct json_value *v,
                             const struct json_value *object)
{
    enum { FEWEST = 200 };

    bool answers = is_number(v, 0) || is_number(v, 1);
    return object->numbers == object->count && object->count > 1 &&
           (object->count >= FEWEST || !answers);
}

static void check_member(struct config_walk *w, const struct json_value *v,
                         const struct json_value *object)
{
    for (size_t i = 0; i < w->rules->key_count; i++) {
        const struct config_key *k = &w->rules->key[i];

        if (!key_agrees(k, v->key) ||
            (k->file.len && !view_eq(k->file, w->name)) ||
            !stands_right(k, object) || !applies(w, k->rule, v) ||
            is_of_vocabulary(v, object))
            continue;
        struct view value = value_text(v);
        note_add(w->notes, record_get(k->rule, VIEW("rule")),
                 weigh(w, k->rule, v), v->offset,
                 VIEW_FMT ": " VIEW_FMT "%s" VIEW_FMT,
                 VIEW_ARG(record_get(k->rule, VIEW("shows"))),
                 VIEW_ARG(view_head(v->key, 100)), value.len ? " = " : "",
                 VIEW_ARG(value));
    }
}

static const struct view template_key = VIEW_INIT("chat_template");

bool config_wants(const struct config_rules *rules, struct view name,
                  struct view key)
{
    for (size_t i = 0; i < rules->key_count; i++) {
        const struct config_key *k = &rules->key[i];

        bool is =
            key_agrees(k, key) || (k->beside.len && view_eq(k->beside, key));

        if (is && (!k->file.len || view_eq(k->file, name)))
            return true;
    }
    return view_eq(key, template_key);
}

// Whether a list holds nothing but texts: some programs let a template be
// written as its lines. They are put together in `out`.
static bool join_lines(struct arena *a, const struct json_value *v,
                       struct view *out)
{
    struct json_walk all = {.at = v};
    struct text t = {.arena = a};

    if (v->kind != JSON_ARRAY || !v->child)
        return false;
    while (json_walk_next(&all)) {
        if (all.at->kind != JSON_STRING)
            return false;
        text_add(&t, all.at->text);
    }
    *out = text_view(&t);
    return true;
}

// A template, the lines of one, a list of named ones, or an object of them.
static void check_templates(struct config_walk *w, const struct json_value *v)
{
    struct json_walk all = {.at = v};
    struct arena scratch = {0};
    struct view whole = v->text;

    if (v->kind == JSON_STRING || join_lines(&scratch, v, &whole)) {
        template_scan(w->notes, &w->rules->templates, whole, v->offset, false,
                      &w->spent);
        arena_free(&scratch);
        return;
    }
    arena_free(&scratch); // it may hold the first of the lines
    while (json_walk_next(&all))
        if (all.at->kind == JSON_STRING)
            template_scan(w->notes, &w->rules->templates, all.at->text,
                          all.at->offset, false, &w->spent);
}

void config_scan(struct notes *n, const struct config_rules *rules,
                 const struct json_value *root, struct view name)
{
    struct config_walk w = {.notes = n, .rules = rules, .name = name};
    struct json_walk all = {.at = root};

    while (json_walk_next(&all)) {
        if (!all.at->key.len)
            continue;
        check_member(&w, all.at, all.above[all.depth - 1]);
        if (view_eq(all.at->key, template_key))
            check_templates(&w, all.at);
    }
}
