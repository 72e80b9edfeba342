// SPDX-License-Identifier: Apache-2.0
// Builds values from libyaml's events. Lines and byte offsets are counted by
// us: libyaml counts characters, and takes NEL, LS and PS for line ends.
#include "format/yaml.h"

#include "base/abandon.h"
#include "base/map.h"
#include "base/unicode.h"

#include <yaml.h>

// An open list or map.
struct level {
    struct yaml_value *container;
    struct yaml_value *last; // its newest element
    bool has_key;            // of a map: the key of the next value was read
    struct view key;
    uint32_t key_line;
    bool is_key;    // it stands where a key belongs (yaml_inspect)
    size_t anchor;  // its number in `anchored` from 1, or 0
    uint64_t nodes; // values in it, those of aliases counted each time
};

// A value that aliases may name.
struct anchored {
    const struct yaml_value *value;
    uint64_t nodes;
    bool open; // not yet read to its end
};

// A character of the input: its number, as libyaml counts, and its place.
struct cursor {
    size_t index;
    size_t byte;
    uint32_t line; // from 1
};

struct builder {
    struct arena *arena;
    struct view bytes, path;
    struct cursor cursor;
    struct yaml *out;
    struct yaml_oddities *odd; // NULL: the strict reading
    yaml_parser_t parser;
    size_t depth, most_depth;
    bool done;                    // all that is wanted was read
    struct yaml_value *last_root; // of the newest document
    struct map anchors;           // name -> number in `anchored`
    struct anchored *anchored;
    size_t anchored_count;
    struct level level[YAML_INSPECT_DEPTH];
};

// Places

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

static void step_on(struct cursor *c, struct view bytes)
{
    if (bytes.at[c->byte++] == '\n')
        c->line++;
    while (c->byte < bytes.len && is_continuation(bytes.at[c->byte]))
        c->byte++;
    c->index++;
}

static void step_back(struct cursor *c, struct view bytes)
{
    do
        c->byte--;
    while (c->byte && is_continuation(bytes.at[c->byte]));
    if (bytes.at[c->byte] == '\n')
        c->line--;
    c->index--;
}

// Events come nearly in order, so that all moves together take linear time.
static void move_to(struct builder *b, size_t index)
{
    while (b->cursor.index < index && b->cursor.byte < b->bytes.len)
        step_on(&b->cursor, b->bytes);
    while (b->cursor.index > index && b->cursor.byte)
        step_back(&b->cursor, b->bytes);
}

static struct place here(const struct builder *b)
{
    return (struct place){b->path, b->cursor.byte, b->cursor.line};
}

// What is wrong, for one who inspects; `e` says it.
static struct error *at_fault(struct builder *b, enum yaml_fault fault,
                              struct error *e)
{
    if (b->odd)
        b->odd->fault = fault;
    return e;
}

// What libyaml has to complain about.
// As in an arena: a text that stays unread for want of memory is not to look
// like one that says nothing.
static void must_have_memory(bool has)
{
    if (!has)
        abandon("freehold: out of memory, in YAML. Close other programs or "
                "inspect fewer files at once\n");
}

static struct error *not_yaml(struct builder *b)
{
    const yaml_parser_t *p = &b->parser;

    must_have_memory(p->error != YAML_MEMORY_ERROR);
    move_to(b, p->problem_mark.index);
    if (p->error == YAML_READER_ERROR) // counts bytes, after the BOM
        while (b->cursor.byte < b->bytes.len &&
               b->cursor.byte < p->problem_offset)
            step_on(&b->cursor, b->bytes);
    return at_fault(
        b, YAML_GRAMMAR,
        error_new(b->arena, ERROR_INPUT, here(b), "is not YAML: %s%s%s",
                  p->context ? p->context : "", p->context ? ", " : "",
                  p->problem ? p->problem : "cannot be read"));
}

// Values

// The first name of `map` that stood before, by the way of json.c.
enum { FEW_MEMBERS = 16 };

static bool stood_before(const struct yaml_value *map,
                         const struct yaml_value *v)
{
    for (const struct yaml_value *m = map->child; m != v; m = m->next)
        if (view_eq(m->key, v->key))
            return true;
    return false;
}

static void find_duplicate(struct yaml *out, const struct yaml_value *map)
{
    struct arena scratch = {0};
    struct map names = {.arena = &scratch};

    for (const struct yaml_value *v = map->child; v; v = v->next) {
        bool is_new = true;

        // Merging may be asked for twice; a container as a key has no name.
        if (!v->key.len || view_eq(v->key, VIEW("<<")))
            continue;
        if (map->count > FEW_MEMBERS)
            map_at(&names, v->key, &is_new);
        else
            is_new = !stood_before(map, v);
        if (is_new)
            continue;
        if (!out->duplicate || v->offset < out->duplicate->offset)
            out->duplicate = v;
        break;
    }
    arena_free(&scratch);
}

static void count_nodes(struct builder *b, uint64_t nodes)
{
    struct level *l = b->depth ? &b->level[b->depth - 1] : NULL;

    if (l && __builtin_add_overflow(l->nodes, nodes, &l->nodes))
        l->nodes = UINT64_MAX;
}

static struct yaml_value *add_root(struct builder *b, struct yaml_value *v)
{
    if (!b->out->root)
        b->out->root = v;
    else if (b->last_root)
        b->last_root->next = v;
    b->last_root = v;
    return v;
}

// A new value at the cursor, in its place below the innermost container.
static struct yaml_value *add_value(struct builder *b, enum yaml_kind kind)
{
    struct yaml_value *v = ARENA_NEW(b->arena, struct yaml_value, 1);

    v->kind = kind;
    v->line = b->cursor.line;
    v->offset = b->cursor.byte;
    if (!b->depth)
        return add_root(b, v);
    struct level *l = &b->level[b->depth - 1];
    v->key = l->key;
    v->key_line = l->key_line;
    l->key = (struct view){0};
    l->key_line = 0;
    l->has_key = false;
    if (l->last)
        l->last->next = v;
    else
        l->container->child = v;
    l->last = v;
    l->container->count++;
    count_nodes(b, 1);
    return v;
}

// Anchors and aliases, where they count. The number of an anchor, or 0.
static size_t add_anchor(struct builder *b, const unsigned char *name,
                         const struct yaml_value *value)
{
    bool is_new;

    if (!b->odd || !name)
        return 0;
    struct view copy = arena_copy(b->arena, view_of((const char *)name));
    *LIST_ADD(b->arena, b->anchored, b->anchored_count) =
        (struct anchored){.value = value, .nodes = 1};
    *map_at(&b->anchors, copy, &is_new) = b->anchored_count;
    return b->anchored_count;
}

static bool wants_key(const struct builder *b)
{
    const struct level *l = b->depth ? &b->level[b->depth - 1] : NULL;

    return l && l->container->kind == YAML_MAP && !l->has_key;
}

static struct error *open_container(struct builder *b, enum yaml_kind kind,
                                    const unsigned char *anchor)
{
    bool is_key = wants_key(b);

    if (is_key && !b->odd)
        return error_new(b->arena, ERROR_INPUT, here(b),
                         "a %s stands where the name of a member belongs: only "
                         "text can be a name",
                         kind == YAML_MAP ? "map" : "list");
    if (b->depth == b->most_depth)
        return at_fault(
            b, YAML_DEEP,
            error_new(b->arena, ERROR_INPUT, here(b),
                      "lists and maps are nested deeper than %zu levels",
                      b->most_depth));
    struct yaml_value *v = add_value(b, kind);
    size_t number = add_anchor(b, anchor, v);
    if (number)
        b->anchored[number - 1].open = true;
    b->level[b->depth++] =
        (struct level){.container = v, .is_key = is_key, .anchor = number};
    return NULL;
}

static void close_container(struct builder *b)
{
    struct level l = b->level[--b->depth];

    if (l.container->kind == YAML_MAP)
        find_duplicate(b->out, l.container);
    count_nodes(b, l.nodes);
    if (l.is_key)
        b->level[b->depth - 1].has_key = true;
    if (!l.anchor)
        return;
    struct anchored *is = &b->anchored[l.anchor - 1];
    is->open = false;
    is->nodes = l.nodes == UINT64_MAX ? UINT64_MAX : l.nodes + 1;
}

static struct yaml_value *add_scalar(struct builder *b, struct view text,
                                     bool plain)
{
    struct view copy = arena_copy(b->arena, text);

    if (wants_key(b)) {
        struct level *l = &b->level[b->depth - 1];

        l->key = copy;
        l->key_line = b->cursor.line;
        l->has_key = true;
        return NULL;
    }
    struct yaml_value *v = add_value(b, YAML_SCALAR);
    v->text = copy;
    v->plain = plain;
    return v;
}

// A name can be an alias later, even that of a member's name.
static void anchor_scalar(struct builder *b, const unsigned char *anchor,
                          const struct yaml_value *v, struct view text)
{
    if (!b->odd || !anchor)
        return;
    if (!v) {
        struct yaml_value *name = ARENA_NEW(b->arena, struct yaml_value, 1);

        name->text = arena_copy(b->arena, text);
        v = name;
    }
    add_anchor(b, anchor, v);
}

static struct error *take_alias(struct builder *b, const unsigned char *name)
{
    const struct anchored *is = NULL;
    const size_t *number =
        b->odd ? map_find(&b->anchors, view_of((const char *)name)) : NULL;

    if (b->odd && !number)
        return at_fault(b, YAML_GRAMMAR,
                        error_new(b->arena, ERROR_INPUT, here(b),
                                  "an alias names what stands nowhere before"));
    if (number)
        is = &b->anchored[*number - 1];
    struct yaml_value *v =
        add_scalar(b, is ? is->value->text : VIEW(""), false);
    if (!is)
        return NULL;
    if (is->open && !b->odd->recursive) {
        b->odd->recursive = true;
        b->odd->recursion = b->cursor.byte;
    }
    if (v && !is->open) {
        v->alias = is->value;
        v->plain = is->value->plain;
    }
    count_nodes(b, is->nodes);
    if (__builtin_add_overflow(b->odd->gained, is->nodes, &b->odd->gained))
        b->odd->gained = UINT64_MAX;
    return NULL;
}

static void count_special(struct builder *b, size_t *counter, const void *is)
{
    if (!is)
        return;
    (*counter)++;
    if (!b->out->special_line)
        b->out->special_line = b->cursor.line;
}

static void count_properties(struct builder *b, const void *anchor,
                             const unsigned char *tag)
{
    count_special(b, &b->out->anchors, anchor);
    count_special(b, &b->out->tags, tag);
    if (b->odd && tag)
        *LIST_ADD(b->arena, b->odd->tag, b->odd->tag_count) = (struct yaml_tag){
            arena_copy(b->arena, view_of((const char *)tag)), b->cursor.byte};
}

static void take_scalar(struct builder *b, const yaml_event_t *event)
{
    const yaml_char_t *anchor = event->data.scalar.anchor;
    struct view text = {(const char *)event->data.scalar.value,
                        event->data.scalar.length};

    count_properties(b, anchor, event->data.scalar.tag);
    const struct yaml_value *v = add_scalar(
        b, text, event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE);
    anchor_scalar(b, anchor, v, text);
}

static struct error *take_event(struct builder *b, const yaml_event_t *event)
{
    move_to(b, event->start_mark.index);
    switch (event->type) {
    case YAML_SEQUENCE_START_EVENT:
        count_properties(b, event->data.sequence_start.anchor,
                         event->data.sequence_start.tag);
        return open_container(b, YAML_LIST, event->data.sequence_start.anchor);
    case YAML_MAPPING_START_EVENT:
        count_properties(b, event->data.mapping_start.anchor,
                         event->data.mapping_start.tag);
        return open_container(b, YAML_MAP, event->data.mapping_start.anchor);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        close_container(b);
        break;
    case YAML_SCALAR_EVENT:
        take_scalar(b, event);
        break;
    case YAML_ALIAS_EVENT:
        count_special(b, &b->out->aliases, event);
        return take_alias(b, event->data.alias.anchor);
    case YAML_DOCUMENT_END_EVENT:
        b->done = !b->odd;
        b->anchors = (struct map){.arena = b->arena};
        break;
    case YAML_STREAM_END_EVENT:
        b->done = true;
        break;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_START_EVENT:
        break;
    }
    return NULL;
}

static struct error *take_events(struct builder *b)
{
    const size_t most = b->odd ? YAML_INSPECT_EVENTS : YAML_MAX_EVENTS;

    for (size_t count = 0; !b->done; count++) {
        yaml_event_t event;

        if (count == most)
            return at_fault(b, YAML_MANY,
                            error_new(b->arena, ERROR_INPUT, here(b),
                                      "holds more than %zu values, marks and "
                                      "ends: too much for YAML",
                                      most));
        if (!yaml_parser_parse(&b->parser, &event))
            return not_yaml(b);
        struct error *e = take_event(b, &event);
        yaml_event_delete(&event);
        TRY(e);
    }
    return NULL;
}

// libyaml compares each %TAG line with all before it, without an event of which
// we could keep count: 100,000 of them would take 14 seconds.
static struct error *check_tag_lines(struct builder *b)
{
    enum { MOST = 1000 };
    struct view left = b->bytes, tag = VIEW("%TAG");
    size_t hit, count = 0;

    while ((hit = view_find(left, tag)) != SIZE_MAX) {
        left = view_from(left, hit + tag.len);
        if (++count > MOST)
            return at_fault(b, YAML_MANY,
                            error_new(b->arena, ERROR_INPUT, here(b),
                                      "says %%TAG more than %d times: too much "
                                      "for YAML",
                                      MOST));
    }
    return NULL;
}

// Steps over a byte order mark; refuses what is not UTF-8.
static struct error *check_encoding(struct builder *b)
{
    if (view_starts(b->bytes, VIEW("\xff\xfe")) ||
        view_starts(b->bytes, VIEW("\xfe\xff")))
        return at_fault(b, YAML_ENCODING,
                        error_new(b->arena, ERROR_INPUT, here(b),
                                  "is UTF-16: save it as UTF-8"));
    size_t fault = utf8_fault(b->bytes);
    if (fault != SIZE_MAX) {
        while (b->cursor.byte < fault)
            step_on(&b->cursor, b->bytes);
        return at_fault(b, YAML_ENCODING,
                        error_new(b->arena, ERROR_INPUT, here(b),
                                  "is not UTF-8 at byte %zu", fault));
    }
    if (view_starts(b->bytes, VIEW("\xef\xbb\xbf")))
        b->cursor.byte = 3;
    return NULL;
}

// `odd`: NULL for the strict reading.
static struct error *read_bytes(struct arena *a, struct view bytes,
                                struct view path, struct yaml *out,
                                struct yaml_oddities *odd)
{
    struct builder *b = ARENA_NEW(a, struct builder, 1);

    *out = (struct yaml){0};
    *b = (struct builder){.arena = a,
                          .bytes = bytes,
                          .path = path,
                          .cursor = {.line = 1},
                          .out = out,
                          .odd = odd,
                          .anchors = {.arena = a},
                          .most_depth =
                              odd ? YAML_INSPECT_DEPTH : YAML_MAX_DEPTH};
    TRY(check_encoding(b));
    TRY(check_tag_lines(b));
    must_have_memory(yaml_parser_initialize(&b->parser));
    struct view rest = view_from(bytes, b->cursor.byte);
    if (!rest.at)
        rest.at = ""; // libyaml asserts that it is set
    yaml_parser_set_encoding(&b->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&b->parser, (const unsigned char *)rest.at,
                                 rest.len);
    struct error *e = take_events(b);
    yaml_parser_delete(&b->parser);
    return e;
}

struct error *yaml_read(struct arena *a, struct view bytes, struct view path,
                        struct yaml *out)
{
    struct error *e = read_bytes(a, bytes, path, out, NULL);

    if (e)
        *out = (struct yaml){0};
    return e;
}

struct error *yaml_inspect(struct arena *a, struct view bytes, struct view path,
                           struct yaml *out, struct yaml_oddities *odd)
{
    *odd = (struct yaml_oddities){0};
    return read_bytes(a, bytes, path, out, odd);
}

// Answers

const struct yaml_value *yaml_get(const struct yaml_value *map, struct view key)
{
    const struct yaml_value *last = NULL;

    if (!map || map->kind != YAML_MAP)
        return NULL;
    for (const struct yaml_value *v = map->child; v; v = v->next)
        if (view_eq(v->key, key))
            last = v;
    return last;
}

bool yaml_string(const struct yaml_value *v, struct view *out)
{
    *out = v && v->kind == YAML_SCALAR ? v->text : (struct view){0};
    return v && v->kind == YAML_SCALAR;
}

// Source: YAML 1.2.2, section 10.3.2 (core schema).
bool yaml_is_null(const struct yaml_value *v)
{
    static const struct view words[] = {
        // clang-format off
        VIEW_INIT(""), VIEW_INIT("~"),
        VIEW_INIT("null"), VIEW_INIT("Null"), VIEW_INIT("NULL"),
        // clang-format on
    };

    if (!v)
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (v->kind == YAML_SCALAR && v->plain && view_eq(v->text, words[i]))
            return true;
    return false;
}
