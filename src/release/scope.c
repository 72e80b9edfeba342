// SPDX-License-Identifier: Apache-2.0
#include "release/scope.h"

static const struct {
    struct view name;
    enum scope scope;
} scope_names[] = {
    {VIEW_INIT("example"), SCOPE_EXAMPLE},
    {VIEW_INIT("test"), SCOPE_TEST},
    {VIEW_INIT("vendor"), SCOPE_VENDOR},
};

// How the value of a rule meets a name.
enum { WHOLE, START, END };

struct rule_key {
    struct view key;
    int how;
};

static const struct rule_key folder_keys[] = {
    {VIEW_INIT("folder"), WHOLE},
    {VIEW_INIT("folder-start"), START},
    {VIEW_INIT("folder-end"), END},
    {{0}, 0},
};

static const struct rule_key file_keys[] = {
    {VIEW_INIT("file-start"), START},
    {VIEW_INIT("file-end"), END},
    {{0}, 0},
};

struct error *scopes_read(struct arena *a, struct scopes *out)
{
    *out = (struct scopes){0};
    return knowledge_read(a, VIEW("parts/scopes.txt"), &out->rules);
}

static bool meets(struct view name, int how, struct view value)
{
    switch (how) {
    case WHOLE:
        return view_eq(name, value);
    case START:
        return view_starts(name, value);
    default:
        return view_ends(name, value);
    }
}

static bool record_meets(const struct record *r, const struct rule_key *keys,
                         struct view lower)
{
    for (size_t i = 0; i < r->field_count; i++)
        for (const struct rule_key *k = keys; k->key.len; k++)
            if (view_eq(r->field[i].key, k->key) &&
                meets(lower, k->how, r->field[i].value))
                return true;
    return false;
}

static enum scope scope_named(struct view name)
{
    for (size_t i = 0; i < sizeof scope_names / sizeof *scope_names; i++)
        if (view_eq(scope_names[i].name, name))
            return scope_names[i].scope;
    return SCOPE_MAIN;
}

static enum scope stronger(enum scope a, enum scope b)
{
    return a > b ? a : b;
}

static enum scope scope_by(const struct scopes *s, const struct rule_key *keys,
                           struct view lower, enum scope outer)
{
    for (size_t i = 0; i < s->rules.record_count; i++) {
        const struct record *r = &s->rules.record[i];
        enum scope scope = scope_named(record_get(r, VIEW("scope")));

        if (scope > outer && record_meets(r, keys, lower))
            outer = stronger(outer, scope);
    }
    return outer;
}

static bool listed(const struct scopes *s, struct view key, struct view name)
{
    for (size_t i = 0; i < s->rules.record_count; i++) {
        struct view value;
        size_t at = 0;

        while (record_next(&s->rules.record[i], key, &at, &value))
            if (view_eq_nocase(value, name))
                return true;
    }
    return false;
}

bool scope_skips(const struct scopes *s, struct view name)
{
    return listed(s, VIEW("skip"), name);
}

bool scope_skips_path(const struct scopes *s, struct view path)
{
    return listed(s, VIEW("skip-path"), path);
}

enum scope scope_of_folder(const struct scopes *s, struct view lower,
                           enum scope outer)
{
    return scope_by(s, folder_keys, lower, outer);
}

enum scope scope_of_file(const struct scopes *s, struct view lower,
                         enum scope folder)
{
    return scope_by(s, file_keys, lower, folder);
}

enum scope scope_of_folders(const struct scopes *s, struct view path)
{
    struct arena scratch = {0};
    struct view rest = arena_lower(&scratch, path);
    enum scope scope = SCOPE_MAIN;

    while (rest.len) {
        struct view folder = view_cut(rest, '/', &rest);
        scope = scope_of_folder(s, folder, scope);
    }
    arena_free(&scratch);
    return scope;
}
