// SPDX-License-Identifier: Apache-2.0
#include "safety/config_scan.h"

#include "safety/template_scan.h"

struct error *config_rules_open(struct arena *a, struct config_rules *out)
{
    TRY(knowledge_read(a, VIEW("safety/config.txt"), &out->keys));
    TRY(knowledge_read(a, VIEW("safety/template.txt"), &out->templates));
    TRY(keras_rules_open(a, &out->keras));
    return pickle_names_open(a, &out->names);
}

struct config_walk {
    struct notes *notes;
    const struct config_rules *rules;
    struct view name;
};

static bool key_agrees(const struct record *rule, struct view key)
{
    struct view exact = record_get(rule, VIEW("key"));
    struct view start = record_get(rule, VIEW("key-start"));
    struct view end = record_get(rule, VIEW("key-end"));

    if (exact.len)
        return view_eq(exact, key);
    return view_starts(key, start) && view_ends(key, end) &&
           (start.len || end.len);
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

// "os.system" as the import of system from os.
static enum pickle_class judge_path(const struct config_rules *rules,
                                    struct view path)
{
    size_t dot = path.len;

    while (dot && path.at[dot - 1] != '.')
        dot--;
    if (!dot)
        return pickle_judge(rules->names, path, VIEW(""));
    return pickle_judge(rules->names, view_head(path, dot - 1),
                        view_from(path, dot));
}

// How grave `v` is by `rule`; NOTE_PLAIN: it does not apply.
static enum note_severity weigh(const struct config_walk *w,
                                const struct record *rule,
                                const struct json_value *v)
{
    struct view when = record_get(rule, VIEW("when"));
    struct view harmless = record_get(rule, VIEW("unless-start"));
    bool danger = view_eq(record_get(rule, VIEW("severity")), VIEW("danger"));
    bool applies = false;

    if (view_eq(when, VIEW("present")))
        applies = !is_empty(v);
    else if (view_eq(when, VIEW("true")))
        applies = v->kind == JSON_TRUE;
    else if (view_eq(when, VIEW("false")))
        applies = v->kind == JSON_FALSE;
    else if (view_eq(when, VIEW("has")))
        applies = find_text(v, record_get(rule, VIEW("text"))) != NULL;
    else if (view_eq(when, VIEW("import")) && v->kind == JSON_STRING) {
        applies = !harmless.len || !view_starts(v->text, harmless);
        danger = judge_path(w->rules, v->text) == PICKLE_DANGER;
    }
    if (!applies)
        return NOTE_PLAIN;
    return danger ? NOTE_DANGER : NOTE_REVIEW;
}

static struct view value_text(const struct json_value *v)
{
    const struct json_value *text = find_text(v, VIEW(""));

    return text ? view_head(text->text, 100) : (struct view){0};
}

static void check_member(struct config_walk *w, const struct json_value *v,
                         struct view above)
{
    for (size_t i = 0; i < w->rules->keys.record_count; i++) {
        const struct record *rule = &w->rules->keys.record[i];
        struct view under = record_get(rule, VIEW("under"));
        struct view file = record_get(rule, VIEW("file"));

        if (!key_agrees(rule, v->key) ||
            (under.len && !view_eq(under, above)) ||
            (file.len && !view_eq(file, w->name)))
            continue;
        enum note_severity severity = weigh(w, rule, v);
        struct view value = value_text(v);
        if (severity != NOTE_PLAIN)
            note_add(w->notes, record_get(rule, VIEW("rule")), severity,
                     v->offset, VIEW_FMT ": " VIEW_FMT "%s" VIEW_FMT,
                     VIEW_ARG(record_get(rule, VIEW("shows"))),
                     VIEW_ARG(view_head(v->key, 100)), value.len ? " = " : "",
                     VIEW_ARG(value));
    }
}

// A template, a list of named ones, or an object of them.
static void check_templates(struct config_walk *w, const struct json_value *v)
{
    struct json_walk all = {.at = v};

    if (v->kind == JSON_STRING) {
        template_scan(w->notes, &w->rules->templates, v->text, v->offset);
        return;
    }
    while (json_walk_next(&all))
        if (all.at->kind == JSON_STRING)
            template_scan(w->notes, &w->rules->templates, all.at->text,
                          all.at->offset);
}

void config_scan(struct notes *n, const struct config_rules *rules,
                 const struct json_value *root, struct view name)
{
    struct config_walk w = {.notes = n, .rules = rules, .name = name};
    struct json_walk all = {.at = root};

    if (keras_is(root))
        keras_scan(n, &rules->keras, root);
    while (json_walk_next(&all)) {
        if (!all.at->key.len)
            continue;
        check_member(&w, all.at, all.above[all.depth - 1]->key);
        if (view_eq(all.at->key, VIEW("chat_template")))
            check_templates(&w, all.at);
    }
}
