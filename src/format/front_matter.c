// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // memrchr
#include "format/front_matter.h"

#include "base/text.h"
#include "format/markdown.h"

// Keys by which a block that does not stand at the head of a file is known to
// be front matter of a card. Source: the hub's model card keys.
static const struct view card_key[] = {
    VIEW_INIT("license"),      VIEW_INIT("base_model"),
    VIEW_INIT("library_name"), VIEW_INIT("pipeline_tag"),
    VIEW_INIT("datasets"),     VIEW_INIT("language"),
    VIEW_INIT("tags"),
};

// What the open key's next lines may be.
enum front_state {
    STATE_CLOSED, // the value is complete
    STATE_VALUE,  // nothing yet: a list, a map or a scalar may follow
    STATE_LIST,   // items were seen
    STATE_BLOCK,  // | or >: every line until the next key
    STATE_SCALAR, // a scalar over several lines
    STATE_QUOTE,  // the same, inside quotes
    STATE_FLOW,   // [ without ] yet
};

struct front_reader {
    struct arena *arena;
    struct front_matter *out;
    struct front_key *key; // the open one: the last of `out`
    enum front_state state;
    struct text text; // of a value over several lines
    uint32_t text_line;
    char quote;
};

static bool is_rule(struct view line)
{
    struct view v = view_trim(line);

    return view_starts(line, v) && view_eq(v, VIEW("---"));
}

static bool is_end(struct view line)
{
    return is_rule(line) || view_eq(line, VIEW("..."));
}

// The key at column 0 of `line`, or the empty view; `*value` gets the rest.
static struct view key_of(struct view line, struct view *value)
{
    struct view name = view_cut(line, ':', value);

    *value = view_trim(*value);
    if (name.len == line.len || !name.len || name.len > 64 ||
        (value->len && line.at[name.len + 1] != ' ' &&
         line.at[name.len + 1] != '\t'))
        return (struct view){0};
    if (name.len > 2 && (name.at[0] == '"' || name.at[0] == '\'') &&
        name.at[name.len - 1] == name.at[0])
        return (struct view){name.at + 1, name.len - 2};
    for (size_t i = 0; i < name.len; i++)
        if (!ascii_alpha(name.at[i]) && !ascii_digit(name.at[i]) &&
            !byte_in(name.at[i], VIEW("_-.")))
            return (struct view){0};
    return name;
}

// A scalar without its quotes, or without the comment behind it.
static struct view unquoted(struct view v)
{
    v = view_trim(v);
    if (v.len && (v.at[0] == '"' || v.at[0] == '\'')) {
        const char *end =
            v.len > 1 ? memrchr(v.at + 1, v.at[0], v.len - 1) : NULL;
        return end ? (struct view){v.at + 1, (size_t)(end - v.at) - 1}
                   : view_from(v, 1);
    }
    size_t hash = view_find(v, VIEW(" #"));
    if (v.len && v.at[0] == '#')
        hash = 0;
    return view_trim(view_head(v, hash));
}

static void add_value(struct front_reader *r, struct view text, uint32_t line)
{
    struct front_key *k = r->key;

    *LIST_ADD(r->arena, k->value, k->value_count) =
        (struct front_value){text, line};
}

// Items of "a, b": commas inside quotes do not count.
static void add_flow(struct front_reader *r, struct view v, uint32_t line)
{
    size_t from = 0;
    char quote = 0;

    for (size_t i = 0; i <= v.len; i++) {
        char c = i < v.len ? v.at[i] : ',';

        if (quote && c == quote)
            quote = 0;
        else if (!quote && (c == '"' || c == '\''))
            quote = c;
        if (i < v.len && (quote || c != ','))
            continue;
        struct view item = unquoted(view_head(view_from(v, from), i - from));
        if (item.len)
            add_value(r, item, line);
        from = i + 1;
    }
}

// Ends the value that is open.
static void close_value(struct front_reader *r)
{
    struct view v = view_trim(text_view(&r->text));

    switch (r->state) {
    case STATE_BLOCK:
        add_value(r, v, r->text_line);
        break;
    case STATE_SCALAR:
    case STATE_QUOTE:
        add_value(r, unquoted(v), r->text_line);
        break;
    case STATE_FLOW:
        add_flow(r, view_head(v, view_find(v, VIEW("]"))), r->text_line);
        break;
    case STATE_CLOSED:
    case STATE_VALUE:
    case STATE_LIST:
        break;
    }
    r->state = STATE_CLOSED;
    r->text = (struct text){.arena = r->arena};
}

// Whether the quote that begins `v` also ends in it.
static bool quote_closes(struct view v, char quote)
{
    return v.len && v.at[v.len - 1] == quote;
}

// The value that stands on the line of its key.
static void start_value(struct front_reader *r, struct view v, uint32_t line)
{
    char c = v.len ? v.at[0] : '#';

    r->text_line = line;
    if (c == '#') {
        r->state = STATE_VALUE;
    } else if (c == '|' || c == '>') {
        r->state = STATE_BLOCK;
        r->key->block = true;
        r->text_line = line + 1;
    } else if (c == '[') {
        r->state = STATE_FLOW;
        text_add(&r->text, view_from(v, 1));
        if (view_has(v, VIEW("]")))
            close_value(r);
    } else if ((c == '"' || c == '\'') &&
               (v.len < 2 || !memchr(v.at + 1, c, v.len - 1))) {
        r->state = STATE_QUOTE;
        r->quote = c;
        text_add(&r->text, v);
    } else {
        r->state = STATE_SCALAR;
        text_add(&r->text, v);
    }
}

static bool is_item(struct view v)
{
    return view_starts(v, VIEW("- ")) || view_eq(v, VIEW("-"));
}

// A line that belongs to the open key; `v` is it without blanks.
static void take_more(struct front_reader *r, struct view line, struct view v,
                      uint32_t number)
{
    switch (r->state) {
    case STATE_BLOCK:
        text_add(&r->text, view_trim(line));
        text_byte(&r->text, '\n');
        break;
    case STATE_QUOTE:
        text_byte(&r->text, ' ');
        text_add(&r->text, v);
        if (quote_closes(v, r->quote))
            close_value(r);
        break;
    case STATE_FLOW:
        text_byte(&r->text, ' ');
        text_add(&r->text, v);
        if (view_has(v, VIEW("]")))
            close_value(r);
        break;
    case STATE_SCALAR:
        text_byte(&r->text, ' ');
        text_add(&r->text, v);
        break;
    case STATE_VALUE:
    case STATE_LIST:
        if (!v.len || v.at[0] == '#')
            break;
        r->state = STATE_LIST;
        add_value(r, unquoted(is_item(v) ? view_from(v, 1) : v), number);
        break;
    case STATE_CLOSED:
        break;
    }
}

// Takes one line; false: it can be no line of front matter.
static bool take_line(struct front_reader *r, struct view line, uint32_t number)
{
    struct view v = view_trim(line), value;
    bool indented = line.len && (line.at[0] == ' ' || line.at[0] == '\t');
    bool inside = r->state == STATE_QUOTE || r->state == STATE_FLOW;

    if (!inside && !indented && v.len && !is_item(v)) {
        struct view name = key_of(line, &value);

        if (!name.len)
            return v.at[0] == '#' || r->out->key_count > 0;
        close_value(r);
        r->key = LIST_ADD(r->arena, r->out->key, r->out->key_count);
        r->key->name = name;
        r->key->line = number;
        start_value(r, value, number);
        return true;
    }
    if (!r->out->key_count)
        return !v.len;
    take_more(r, line, v, number);
    return true;
}

// Reads the block after the rule that `l` stands on. False: it is not closed,
// or no front matter.
static bool read_block(struct arena *a, struct text_lines *l,
                       struct front_matter *out)
{
    struct front_reader r = {.arena = a, .out = out, .text = {.arena = a}};
    struct text_lines at = *l;

    *out = (struct front_matter){.first_line = l->number};
    while (text_line_next(&at)) {
        if (is_end(at.line)) {
            close_value(&r);
            out->last_line = at.number;
            out->end = at.at;
            out->present = out->key_count > 0;
            return out->present;
        }
        *l = at;
        if (!take_line(&r, at.line, at.number))
            return false;
    }
    *l = at;
    return false;
}

static bool has_card_key(const struct front_matter *f)
{
    for (size_t i = 0; i < sizeof card_key / sizeof *card_key; i++)
        if (front_get(f, card_key[i]))
            return true;
    return false;
}

// A rule, or a string of a program that begins with one.
static bool opens_inside(struct view line)
{
    struct view v = view_trim(line);

    return view_ends(v, VIEW("---")) &&
           (is_rule(line) || view_ends(v, VIEW("\"---")) ||
            view_ends(v, VIEW("'---")));
}

void front_matter_read(struct arena *a, struct view text,
                       struct front_matter *out)
{
    struct text_lines l = {.text = text};
    bool at_head = true;

    *out = (struct front_matter){0};
    if (!view_has(text, VIEW("---")))
        return; // no rule
    while (text_line_next(&l)) {
        if (at_head && !view_trim(l.line).len)
            continue;
        at_head = at_head && is_rule(l.line);
        if (opens_inside(l.line) && read_block(a, &l, out) &&
            (at_head || has_card_key(out))) {
            out->inside_text = !at_head;
            return;
        }
        at_head = false;
    }
    *out = (struct front_matter){0};
}

const struct front_key *front_get(const struct front_matter *f,
                                  struct view name)
{
    for (size_t i = f->key_count; i > 0; i--)
        if (view_eq(f->key[i - 1].name, name))
            return &f->key[i - 1];
    return NULL;
}

struct view front_text(const struct front_matter *f, struct view name)
{
    const struct front_key *k = front_get(f, name);

    return k && k->value_count ? k->value[0].text : (struct view){0};
}
