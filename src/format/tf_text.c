// SPDX-License-Identifier: Apache-2.0
#include "format/tf_text.h"

#include "base/unicode.h"

enum message {
    NOTHING, // that is looked at
    SAVED,
    META,
    GRAPH,
    LIBRARY,
    FUNCTION,
    SIGNATURE,
    ARGUMENT,
    RETURNED,
    NODE,
    ATTRIBUTE,
    VALUE,
    LIST,
    TENSOR,
    CALLED,
    ASSET,
    TENSOR_INFO,
    TEXT,      // in quotes
    DATA_TYPE, // a word or a number; only that of texts matters
};

struct field_row {
    enum message in;
    struct view name;
    unsigned number;
    enum message kind;
};

// clang-format off
static const struct field_row rows[] = {
    {SAVED, VIEW_INIT("meta_graphs"), 2, META},
    {META, VIEW_INIT("graph_def"), 2, GRAPH},
    {META, VIEW_INIT("asset_file_def"), 6, ASSET},
    {ASSET, VIEW_INIT("tensor_info"), 1, TENSOR_INFO},
    {TENSOR_INFO, VIEW_INIT("name"), 1, TEXT},
    {GRAPH, VIEW_INIT("node"), 1, NODE},
    {GRAPH, VIEW_INIT("library"), 2, LIBRARY},
    {LIBRARY, VIEW_INIT("function"), 1, FUNCTION},
    {FUNCTION, VIEW_INIT("signature"), 1, SIGNATURE},
    {FUNCTION, VIEW_INIT("node_def"), 3, NODE},
    {FUNCTION, VIEW_INIT("ret"), 4, RETURNED},
    {SIGNATURE, VIEW_INIT("name"), 1, TEXT},
    {SIGNATURE, VIEW_INIT("input_arg"), 2, ARGUMENT},
    {ARGUMENT, VIEW_INIT("name"), 1, TEXT},
    {ARGUMENT, VIEW_INIT("number_attr"), 5, TEXT},
    {ARGUMENT, VIEW_INIT("type_list_attr"), 6, TEXT},
    {RETURNED, VIEW_INIT("value"), 2, TEXT},
    {NODE, VIEW_INIT("name"), 1, TEXT},
    {NODE, VIEW_INIT("op"), 2, TEXT},
    {NODE, VIEW_INIT("input"), 3, TEXT},
    {NODE, VIEW_INIT("attr"), 5, ATTRIBUTE},
    {ATTRIBUTE, VIEW_INIT("value"), 2, VALUE},
    {VALUE, VIEW_INIT("list"), 1, LIST},
    {VALUE, VIEW_INIT("s"), 2, TEXT},
    {VALUE, VIEW_INIT("tensor"), 8, TENSOR},
    {VALUE, VIEW_INIT("placeholder"), 9, TEXT},
    {VALUE, VIEW_INIT("func"), 10, CALLED},
    {LIST, VIEW_INIT("s"), 2, TEXT},
    {LIST, VIEW_INIT("tensor"), 8, TENSOR},
    {LIST, VIEW_INIT("func"), 9, CALLED},
    {CALLED, VIEW_INIT("name"), 1, TEXT},
    {CALLED, VIEW_INIT("attr"), 2, ATTRIBUTE},
    {TENSOR, VIEW_INIT("dtype"), 1, DATA_TYPE},
    {TENSOR, VIEW_INIT("tensor_content"), 4, TEXT},
    {TENSOR, VIEW_INIT("string_val"), 8, TEXT},
};
// clang-format on

static const struct field_row unknown = {.kind = NOTHING};

enum { SIZE_BYTES = 5 }; // of a message, which is not known when it begins

struct open_message {
    enum message kind;
    size_t size_at;               // in the binary; 0: nothing is written
    const struct field_row *list; // that is open in it, or NULL
};

struct writing {
    struct arena *arena;
    struct tf_text *out;
    struct view all, left;
    struct open_message *open;
    size_t open_count, open_room;
    size_t mark_room;
};

struct view tf_text_blanks(struct view v)
{
    while (v.len && (ascii_blank(v.at[0]) || v.at[0] == '#')) {
        if (v.at[0] == '#')
            view_cut(v, '\n', &v);
        else
            v = view_from(v, 1);
    }
    return v;
}

// A number of at most `digits` of `base`.
static struct view read_number(struct view v, unsigned base, size_t digits,
                               uint32_t *out)
{
    size_t i = 0;

    *out = 0;
    for (; i < digits && i < v.len; i++) {
        int digit = ascii_hex(v.at[i]);

        if (digit < 0 || (unsigned)digit >= base)
            break;
        *out = *out * base + (uint32_t)digit;
    }
    return view_from(v, i);
}

// What stands behind a backslash.
static struct view read_escape(struct view v, struct text *out)
{
    static const struct view from = VIEW_INIT("abfnrtv"),
                             to = VIEW_INIT("\a\b\f\n\r\t\v");
    uint32_t number = 0;
    char utf8[4];
    char c = v.len ? v.at[0] : '\\';

    if (c >= '0' && c <= '7') {
        v = read_number(v, 8, 3, &number);
        text_byte(out, (char)number);
        return v;
    }
    v = view_from(v, 1);
    if (c == 'x' || c == 'X') {
        v = read_number(v, 16, 2, &number);
        text_byte(out, (char)number);
        return v;
    }
    if (c == 'u' || c == 'U') {
        v = read_number(v, 16, c == 'u' ? 4 : 8, &number);
        text_add(out, (struct view){utf8, utf8_put(utf8, number)});
        return v;
    }
    for (size_t i = 0; i < from.len; i++)
        if (from.at[i] == c)
            c = to.at[i];
    text_byte(out, c);
    return v;
}

struct view tf_text_quoted(struct view v, struct text *out)
{
    while (v.len && (v.at[0] == '"' || v.at[0] == '\'')) {
        char quote = v.at[0];

        for (v = view_from(v, 1); v.len && v.at[0] != quote;) {
            char c = v.at[0];

            v = view_from(v, 1);
            if (c == '\\')
                v = read_escape(v, out);
            else
                text_byte(out, c);
        }
        v = tf_text_blanks(view_from(v, 1));
    }
    return v;
}

// A size in SIZE_BYTES: a varint may have bytes that add nothing.
static void put_size(char *at, size_t size)
{
    for (size_t i = 0; i < SIZE_BYTES; i++)
        at[i] =
            (char)((size >> (7 * i) & 0x7f) | (i + 1 < SIZE_BYTES ? 0x80 : 0));
}

static size_t put_head(struct text *binary, unsigned number)
{
    text_byte(binary, (char)(number << 3 | 2));
    text_fill(binary, 0, SIZE_BYTES);
    return binary->len - SIZE_BYTES;
}

static void close_size(struct text *binary, size_t size_at)
{
    put_size(binary->at + size_at, binary->len - size_at - SIZE_BYTES);
}

static void open_message(struct writing *w, enum message kind, unsigned number)
{
    struct open_message *m =
        LIST_ADD_ROOM(w->arena, w->open, w->open_count, w->open_room);

    *m = (struct open_message){.kind = kind};
    if (kind == NOTHING || !number)
        return;
    size_t text = (size_t)(w->left.at - w->all.at);
    m->size_at = put_head(&w->out->binary, number);
    if (kind == NODE)
        *LIST_ADD_ROOM(w->arena, w->out->mark, w->out->mark_count,
                       w->mark_room) = (struct tf_mark){
            .binary = (uint32_t)w->out->binary.len, .text = (uint32_t)text};
}

static void close_message(struct writing *w)
{
    const struct open_message *m = &w->open[w->open_count - 1];

    if (m->size_at)
        close_size(&w->out->binary, m->size_at);
    w->open_count--;
}

static const struct field_row *row_of(enum message in, struct view name)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].in == in && view_eq(rows[i].name, name))
            return &rows[i];
    return &unknown;
}

// The word at the front of what is left; a bracketed name of an extension is
// one too, and a character that begins nothing is passed over.
static struct view take_word(struct writing *w)
{
    struct view v = w->left;
    size_t len = 0;

    while (len < v.len && !ascii_blank(v.at[len]) &&
           !byte_in(v.at[len], VIEW(":{}<>[],;#\"'")))
        len++;
    w->left = view_from(v, len ? len : 1);
    return view_head(v, len);
}

static void take_text(struct writing *w, const struct field_row *row)
{
    struct text *binary = &w->out->binary;
    size_t start = binary->len;
    size_t size_at = put_head(binary, row->number);

    w->left = tf_text_quoted(w->left, binary);
    close_size(binary, size_at);
    if (row->kind != TEXT)
        binary->len = start;
}

// tensor.proto, types.proto: DT_STRING is 7.
static void take_scalar(struct writing *w, const struct field_row *row)
{
    struct view word = take_word(w);

    if (row->kind == DATA_TYPE &&
        (view_eq(word, VIEW("DT_STRING")) || view_eq(word, VIEW("7"))))
        text_add(&w->out->binary, VIEW("\x08\x07"));
}

static void take_value(struct writing *w, const struct field_row *row)
{
    char c = w->left.len ? w->left.at[0] : 0;

    if (c == '{' || c == '<') {
        bool known = row->kind < TEXT;

        w->left = view_from(w->left, 1);
        open_message(w, known ? row->kind : NOTHING, row->number);
    } else if (c == '"' || c == '\'') {
        take_text(w, row);
    } else if (c != '}' && c != '>') {
        take_scalar(w, row);
    }
}

static void take_field(struct writing *w)
{
    struct open_message *m = &w->open[w->open_count - 1];
    struct view name = take_word(w);
    const struct field_row *row = row_of(m->kind, name);

    w->left = tf_text_blanks(w->left);
    if (w->left.len && w->left.at[0] == ':')
        w->left = tf_text_blanks(view_from(w->left, 1));
    if (name.len && w->left.len && w->left.at[0] == '[') {
        w->left = view_from(w->left, 1);
        m->list = row;
    } else if (name.len) {
        take_value(w, row);
    }
}

// One step of what is open.
static void take(struct writing *w)
{
    struct open_message *m = &w->open[w->open_count - 1];
    char c = w->left.at[0];

    if (c == '}' || c == '>' || c == ']' || c == ',' || c == ';')
        w->left = view_from(w->left, 1);
    if (c == ']')
        m->list = NULL;
    else if ((c == '}' || c == '>') && w->open_count > 1)
        close_message(w);
    else if (byte_in(c, VIEW("}>,;")))
        return;
    else if (m->list)
        take_value(w, m->list);
    else
        take_field(w);
}

void tf_text_read(struct arena *a, struct view text, enum tf_root root,
                  struct tf_text *out)
{
    static const enum message kinds[TF_ROOTS] = {
        [TF_ROOT_SAVED] = SAVED,
        [TF_ROOT_META] = META,
        [TF_ROOT_GRAPH] = GRAPH,
    };
    // Room for what a text of this length gives, nearly always: where nothing
    // is written it costs nothing, and growing would cost the old room each
    // time.
    enum { NODE_BYTES = 8 };
    struct writing w = {.arena = a,
                        .out = out,
                        .all = text,
                        .left = text,
                        .mark_room = text.len / NODE_BYTES};

    *out = (struct tf_text){.binary = {.arena = a,
                                       .at = arena_alloc(a, text.len),
                                       .room = text.len}};
    open_message(&w, kinds[root], 0);
    for (w.left = tf_text_blanks(w.left); w.left.len;
         w.left = tf_text_blanks(w.left))
        take(&w);
    while (w.open_count)
        close_message(&w);
}

uint64_t tf_text_place(const struct tf_text *t, uint64_t binary)
{
    size_t from = 0, to = t->mark_count;

    while (to - from > 1) {
        size_t middle = from + (to - from) / 2;

        if (t->mark[middle].binary <= binary)
            from = middle;
        else
            to = middle;
    }
    return t->mark_count ? t->mark[from].text : 0;
}
