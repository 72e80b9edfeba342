// SPDX-License-Identifier: Apache-2.0
#include "safety/yaml_scan.h"

#include "format/yaml.h"

struct job {
    struct arena *scratch;
    struct notes *notes;
    const struct config_rules *rules;
    const struct record *tags;
    struct view bytes;
    uint64_t offset; // of `bytes` in the file
    enum yaml_strictness strict;
    size_t inside; // of how many aliases we copy what they stand for
    size_t copies; // of values there, still allowed
};

static bool is_core(const struct job *j, struct view tag)
{
    struct view core;

    for (size_t at = 0; record_next(j->tags, VIEW("core"), &at, &core);)
        if (view_eq(core, tag))
            return true;
    return false;
}

// "!new:os.system", of a reader that imports the rest.
static bool calls_danger(const struct job *j, struct view tag)
{
    struct view start;

    for (size_t at = 0; record_next(j->tags, VIEW("calls"), &at, &start);)
        if (view_starts(tag, start) &&
            config_judge(j->rules, view_from(tag, start.len)) == PICKLE_DANGER)
            return true;
    return false;
}

// Tags of a reader's own objects run code; of others we cannot know.
static void tell_tag(const struct job *j, const struct yaml_tag *tag)
{
    struct view object;

    if (is_core(j, tag->name))
        return;
    for (size_t at = 0; record_next(j->tags, VIEW("object"), &at, &object);) {
        if (!view_starts(tag->name, object))
            continue;
        note_add(j->notes, VIEW("yaml.tag"), NOTE_DANGER,
                 j->offset + tag->offset,
                 "the tag makes a reader import and call what it names: "
                 "" VIEW_FMT,
                 VIEW_SHORT(tag->name));
        return;
    }
    if (calls_danger(j, tag->name)) {
        note_add(j->notes, VIEW("yaml.tag"), NOTE_DANGER,
                 j->offset + tag->offset,
                 "the tag makes some readers import what it names: " VIEW_FMT,
                 VIEW_SHORT(tag->name));
        return;
    }
    note_add(j->notes, VIEW("yaml.tag"), NOTE_PLAIN, j->offset + tag->offset,
             "a tag that YAML itself does not define: " VIEW_FMT,
             VIEW_SHORT(tag->name));
}

// Our reader gave up; another may go on and meet a tag.
static void search_rest(const struct job *j)
{
    struct view word;

    for (size_t at = 0; record_next(j->tags, VIEW("word"), &at, &word);) {
        size_t hit = view_find(j->bytes, word);

        if (hit == SIZE_MAX)
            continue;
        note_add(j->notes, VIEW("yaml.tag"), NOTE_DANGER, j->offset + hit,
                 "the text is broken, and a tag in it makes a reader import "
                 "and call what it names");
        return;
    }
}

static void tell_bomb(const struct job *j, const struct yaml_oddities *odd)
{
    if (odd->recursive)
        note_add(j->notes, VIEW("yaml.bomb"), NOTE_LIMIT,
                 j->offset + odd->recursion,
                 "an alias stands inside what it stands for: copying it has no "
                 "end");
    if (odd->gained > YAML_MOST_GAINED)
        note_add(j->notes, VIEW("yaml.bomb"), NOTE_LIMIT, j->offset,
                 "aliases blow the text up to more than %d values",
                 YAML_MOST_GAINED);
}

static const struct {
    struct view rule;
    enum note_severity severity;
} faults[] = {
    [YAML_WHOLE] = {VIEW_INIT(""), NOTE_PLAIN},
    [YAML_GRAMMAR] = {VIEW_INIT("yaml.malformed"), NOTE_MALFORMED},
    [YAML_ENCODING] = {VIEW_INIT("yaml.utf8"), NOTE_MALFORMED},
    [YAML_DEEP] = {VIEW_INIT("yaml.depth"), NOTE_LIMIT},
    [YAML_MANY] = {VIEW_INIT("yaml.limit"), NOTE_LIMIT},
};

static void tell_fault(const struct job *j, enum yaml_fault fault,
                       const struct error *e)
{
    bool budget = fault == YAML_DEEP || fault == YAML_MANY;
    bool wide = view_starts(j->bytes, VIEW("\xff\xfe")) ||
                view_starts(j->bytes, VIEW("\xfe\xff"));
    // Python reads UTF-16, in which nobody here has seen what is asked for.
    bool note = j->strict == YAML_CARD && !budget && !wide;

    if ((j->strict == YAML_LENIENT && !budget) || fault == YAML_WHOLE || !e)
        return;
    note_add(j->notes, faults[fault].rule,
             note ? NOTE_PLAIN : faults[fault].severity,
             j->offset + e->at.offset, VIEW_FMT, VIEW_ARG(e->message));
}

static void tell_duplicate(const struct job *j, const struct yaml *y)
{
    if (j->strict == YAML_LENIENT || !y->duplicate)
        return;
    note_add(j->notes, VIEW("yaml.dup"),
             j->strict == YAML_CARD ? NOTE_PLAIN : NOTE_MALFORMED,
             j->offset + y->duplicate->offset,
             "the key '" VIEW_FMT "' stands twice: readers disagree about "
             "which one holds",
             VIEW_SHORT(y->duplicate->key));
}

// Values for config_scan

// Plain words that readers of YAML 1.1 take for truth values.
static const struct {
    struct view word;
    enum json_kind kind;
} typed[] = {
    {VIEW_INIT("true"), JSON_TRUE}, {VIEW_INIT("yes"), JSON_TRUE},
    {VIEW_INIT("on"), JSON_TRUE},   {VIEW_INIT("false"), JSON_FALSE},
    {VIEW_INIT("no"), JSON_FALSE},  {VIEW_INIT("off"), JSON_FALSE},
};

static enum json_kind scalar_kind(const struct yaml_value *v)
{
    if (yaml_is_null(v))
        return JSON_NULL;
    for (size_t i = 0; v->plain && i < sizeof typed / sizeof *typed; i++)
        if (view_eq_nocase(v->text, typed[i].word))
            return typed[i].kind;
    return JSON_STRING;
}

static void copy_value(struct job *j, const struct yaml_value *v,
                       struct json_value *to, size_t depth);

// The elements of `from` below `to`.
static void copy_children(struct job *j, const struct yaml_value *from,
                          struct json_value *to, size_t depth)
{
    const struct json_value **link = &to->child;

    if (depth == JSON_MAX_DEPTH)
        return;
    for (const struct yaml_value *v = from->child; v; v = v->next) {
        struct json_value *is;

        if (j->inside && !j->copies)
            return;
        j->copies -= j->inside > 0;
        is = ARENA_NEW(j->scratch, struct json_value, 1);
        copy_value(j, v, is, depth + 1);
        is->key = v->key;
        *link = is;
        link = &is->next;
        to->count++;
    }
}

// Depth is bounded: JSON_MAX_DEPTH levels are copied. What an alias stands for
// is copied as long as `copies` lasts; it is looked at where it stands anyway.
static void copy_value(struct job *j, const struct yaml_value *v,
                       struct json_value *to, size_t depth)
{
    const struct yaml_value *is = v->alias ? v->alias : v;

    to->offset = j->offset + v->offset;
    to->kind = is->kind == YAML_MAP    ? JSON_OBJECT
               : is->kind == YAML_LIST ? JSON_ARRAY
                                       : scalar_kind(is);
    to->text = is->text;
    j->inside += v->alias != NULL;
    copy_children(j, is, to, depth);
    j->inside -= v->alias != NULL;
}

static const struct json_value *copy_documents(struct job *j,
                                               const struct yaml_value *root)
{
    struct yaml_value all = {.kind = YAML_LIST, .child = root};
    struct json_value *to = ARENA_NEW(j->scratch, struct json_value, 1);

    if (!root)
        return NULL;
    copy_value(j, &all, to, 0);
    return to;
}

const struct json_value *yaml_scan(struct arena *scratch, struct notes *n,
                                   const struct config_rules *rules,
                                   struct view bytes, uint64_t offset,
                                   enum yaml_strictness strict)
{
    struct job j = {.scratch = scratch,
                    .notes = n,
                    .rules = rules,
                    .tags = rules->yaml.record,
                    .bytes = bytes,
                    .offset = offset,
                    .strict = strict,
                    .copies = YAML_MOST_COPIED};
    struct yaml_oddities odd;
    struct yaml y;
    const struct error *e = yaml_inspect(scratch, bytes, VIEW(""), &y, &odd);

    for (size_t i = 0; i < odd.tag_count; i++)
        tell_tag(&j, &odd.tag[i]);
    if (e)
        search_rest(&j);
    tell_bomb(&j, &odd);
    tell_fault(&j, odd.fault, e);
    tell_duplicate(&j, &y);
    return copy_documents(&j, y.root);
}
