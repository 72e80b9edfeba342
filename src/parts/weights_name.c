// SPDX-License-Identifier: Apache-2.0
#include "parts/weights_name.h"

#include "base/text.h"

struct weights_names {
    struct records lists;
    struct view *end; // of names of all formats: most files have none of them
    size_t end_count;
};

struct error *weights_names_open(struct arena *a, struct weights_names **out)
{
    struct weights_names *n = *out = ARENA_NEW(a, struct weights_names, 1);

    TRY(knowledge_read(a, VIEW("parts/weights.txt"), &n->lists));
    for (size_t i = 0; i < n->lists.record_count; i++) {
        const struct record *r = &n->lists.record[i];
        struct view end;

        if (!record_get(r, VIEW("format")).len)
            continue;
        for (size_t at = 0; record_next(r, VIEW("end"), &at, &end);)
            *LIST_ADD(a, n->end, n->end_count) = end;
    }
    return NULL;
}

static bool has_end(const struct weights_names *n, struct view base)
{
    for (size_t i = 0; i < n->end_count; i++)
        if (view_ends(base, n->end[i]))
            return true;
    return false;
}

// Whether `word` begins in `text` behind a character that is no letter or
// digit; with `whole` it also ends before such a one.
static bool has_word(struct view text, struct view word, bool whole)
{
    for (size_t from = 0; from < text.len;) {
        size_t hit = view_find(view_from(text, from), word);
        if (hit == SIZE_MAX)
            return false;
        hit += from;
        size_t end = hit + word.len;
        if ((hit == 0 || !ascii_alnum(text.at[hit - 1])) &&
            (!whole || end == text.len || !ascii_alnum(text.at[end])))
            return true;
        from = hit + 1;
    }
    return false;
}

// The parts of a path that the rules look at, in lower case.
struct name {
    struct view path, base, folder;
};

static bool in_folders(struct view folder, struct view word, bool whole)
{
    while (folder.len) {
        struct view component = view_cut(folder, '/', &folder);

        if (whole ? view_eq(component, word) : view_has(component, word))
            return true;
    }
    return false;
}

static bool field_matches(const struct field *f, const struct name *n)
{
    struct view v = f->value;

    if (view_eq(f->key, VIEW("end")))
        return view_ends(n->base, v);
    if (view_eq(f->key, VIEW("start")))
        return view_starts(n->base, v);
    if (view_eq(f->key, VIEW("name")))
        return view_eq(n->base, v);
    if (view_eq(f->key, VIEW("holds")))
        return view_has(n->base, v);
    if (view_eq(f->key, VIEW("word")))
        return has_word(n->path, v, true);
    if (view_eq(f->key, VIEW("word-start")))
        return has_word(n->path, v, false);
    if (view_eq(f->key, VIEW("folder")))
        return in_folders(n->folder, v, true);
    if (view_eq(f->key, VIEW("folder-holds")))
        return in_folders(n->folder, v, false);
    return false;
}

static bool record_matches(const struct record *r, const struct name *n)
{
    for (size_t i = 0; i < r->field_count; i++)
        if (field_matches(&r->field[i], n))
            return true;
    return false;
}

// A record of formats asks for one of its ends, and for one of its parts of a
// name if it lists any (which a name of kind optimizer need not have).
static struct view format_matches(const struct record *r, const struct name *n,
                                  bool any_name, struct view *end)
{
    struct view value;
    bool ends = false, holds = any_name || !record_get(r, VIEW("holds")).len;
    size_t at = 0;

    while (record_next(r, VIEW("end"), &at, &value))
        if (view_ends(n->base, value)) {
            ends = true;
            *end = value;
        }
    at = 0;
    while (record_next(r, VIEW("holds"), &at, &value))
        holds |= view_has(n->base, value);
    return ends && holds ? record_get(r, VIEW("format")) : (struct view){0};
}

static enum weights_kind kind_of(struct view word)
{
    static const struct {
        struct view word;
        enum weights_kind kind;
    } kinds[] = {
        {VIEW_INIT("optimizer"), WEIGHTS_KIND_OPTIMIZER},
        {VIEW_INIT("state"), WEIGHTS_KIND_STATE},
        {VIEW_INIT("arguments"), WEIGHTS_KIND_ARGUMENTS},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (view_eq(kinds[i].word, word))
            return kinds[i].kind;
    return WEIGHTS_KIND_NONE;
}

// The step behind `word` somewhere in `name`: "-step-50k-".
static bool step_behind(struct view name, struct view word, uint64_t *step)
{
    for (size_t from = 0; from < name.len;) {
        size_t hit = view_find(view_from(name, from), word);
        if (hit == SIZE_MAX)
            return false;
        hit += from;
        from = hit + 1;
        size_t at = hit + word.len;
        if (hit && ascii_alnum(name.at[hit - 1]))
            continue;
        if (at < name.len && (name.at[at] == '-' || name.at[at] == '_'))
            at++;
        size_t end = at;
        while (end < name.len && ascii_digit(name.at[end]))
            end++;
        struct view digits = {name.at + at, end - at};
        if (end < name.len && ascii_alpha(name.at[end]))
            end++; // k, m, b
        if ((end == name.len || !ascii_alnum(name.at[end])) &&
            view_u64(digits, step))
            return true;
    }
    return false;
}

static bool record_step(const struct record *r, struct view name,
                        uint64_t *step)
{
    struct view word;
    size_t at = 0;

    while (record_next(r, VIEW("step"), &at, &word))
        if (step_behind(name, word, step))
            return true;
    return false;
}

bool weights_name_step(const struct weights_names *n, struct view name,
                       uint64_t *step)
{
    const struct record *r =
        records_find(&n->lists, VIEW("role"), VIEW("intermediate"));

    return r && record_step(r, name, step);
}

// Every component of the path is asked; the innermost one that has a step wins.
static void read_step(const struct record *r, struct view path,
                      struct weights_name *out)
{
    uint64_t step;

    while (path.len) {
        struct view component = view_cut(path, '/', &path);

        if (record_step(r, component, &step)) {
            out->has_step = true;
            out->step = step;
        }
    }
}

static void read_role(const struct record *r, const struct name *n,
                      struct weights_name *out)
{
    struct view role = record_get(r, VIEW("role"));

    if (view_eq(role, VIEW("intermediate")))
        read_step(r, n->path, out);
    else if (view_eq(role, VIEW("adapter")))
        out->is_adapter |= record_matches(r, n);
    else if (view_eq(role, VIEW("delta")))
        out->is_delta |= record_matches(r, n);
    else if (view_eq(role, VIEW("quantized")))
        out->is_quantized |= record_matches(r, n);
    else if (view_eq(role, VIEW("copy")))
        out->is_copy |= record_matches(r, n);
}

// "model-00002-of-00004": what stands at `at`, a run of digits, if it is that.
static bool take_total(struct view stem, size_t end, struct weights_name *out)
{
    struct view rest = view_from(stem, end);
    size_t digits = 4;

    if (!view_starts(rest, VIEW("-of-")) && !view_starts(rest, VIEW("_of_")))
        return false;
    while (digits < rest.len && ascii_digit(rest.at[digits]))
        digits++;
    return view_u64(view_from(view_head(rest, digits), 4), &out->total);
}

// Writes the stem with "#" for numbers of shards: two digits, five or more, or
// a leading zero, between characters that are no letters or digits. Other
// numbers tell models apart (7, 130, 2024).
static void read_stem(struct arena *a, struct view stem,
                      struct weights_name *out)
{
    struct text t = {.arena = a};

    for (size_t i = 0; i < stem.len;) {
        size_t end = i;

        while (end < stem.len && ascii_digit(stem.at[end]))
            end++;
        bool free_standing = (i == 0 || !ascii_alnum(stem.at[i - 1])) &&
                             (end == stem.len || !ascii_alnum(stem.at[end]));
        struct view digits = {stem.at + i, end - i};
        bool is_shard =
            free_standing && digits.len >= 2 &&
            (digits.len == 2 || digits.len >= 5 || digits.at[0] == '0' ||
             view_starts(view_from(stem, end), VIEW("-of-")));
        if (is_shard && !out->number && take_total(stem, end, out))
            view_u64(digits, &out->number);
        if (is_shard)
            text_byte(&t, '#');
        else
            text_add(&t, end > i ? digits : (struct view){stem.at + i, 1});
        i = end > i ? end : i + 1;
        // A shard for each tensor: its name follows the number.
        if (is_shard && digits.len >= 5 && !out->total)
            break;
    }
    out->stem = text_view(&t);
}

void weights_name_read(struct arena *a, const struct weights_names *n,
                       struct view path, struct weights_name *out)
{
    struct name name = {path, view_basename(path), view_dirname(path)};
    struct view end = {0}, kind = {0};

    *out = (struct weights_name){0};
    if (!has_end(n, name.base))
        return;
    for (size_t i = 0; i < n->lists.record_count && !kind.len; i++) {
        const struct record *r = &n->lists.record[i];

        if (record_get(r, VIEW("kind")).len && record_matches(r, &name))
            kind = record_get(r, VIEW("kind"));
    }
    out->format = (struct view){0};
    for (size_t i = 0; i < n->lists.record_count && !out->format.len; i++) {
        const struct record *r = &n->lists.record[i];

        out->format = format_matches(r, &name, kind.len > 0, &end);
        out->uncertain = view_eq(record_get(r, VIEW("certain")), VIEW("no"));
    }
    if (!out->format.len)
        return;
    out->kind = kind.len ? kind_of(kind) : WEIGHTS_KIND_TENSORS;
    if (out->kind == WEIGHTS_KIND_NONE)
        return;
    read_stem(a, view_head(name.base, name.base.len - end.len), out);
    for (size_t i = 0; i < n->lists.record_count; i++)
        read_role(&n->lists.record[i], &name, out);
}
