// SPDX-License-Identifier: Apache-2.0
#include "format/safetensors.h"

#include "base/amount.h"
#include "base/reader.h"
#include "base/unicode.h"
#include "format/dtype.h"
#include "format/json.h"

#include <inttypes.h>

enum { LENGTH_SIZE = 8 }; // the u64 in front of the header

struct job {
    struct arena *arena;
    const struct file *file;
    struct view header;
    uint64_t data_start; // offset in the file of the tensors' bytes
    struct tensors *out;
    size_t odd_names, extra_fields, unaligned;
    struct view odd_name, extra_field;
};

#define FAIL(j, rule, offset, ...)                                             \
    error_sure(tensors_fail((j)->arena, (j)->out, (j)->file->path, VIEW(rule), \
                            NOTE_MALFORMED, (offset), __VA_ARGS__))
#define LIMIT(j, rule, offset, ...)                                            \
    error_sure(tensors_fail((j)->arena, (j)->out, (j)->file->path, VIEW(rule), \
                            NOTE_LIMIT, (offset), __VA_ARGS__))

// Offset in the file of something the JSON reader found.
static uint64_t place(uint64_t in_header)
{
    return LENGTH_SIZE + in_header;
}

static struct error *read_header(struct job *j)
{
    uint64_t size = j->file->size;
    struct view length;

    TRY(file_read(j->arena, j->file, 0, LENGTH_SIZE, &length));
    if (length.len < LENGTH_SIZE)
        return FAIL(j, "st.header.length", length.len,
                    "the file ends %zu bytes early: inside the length of the "
                    "header",
                    LENGTH_SIZE - length.len);
    struct reader r = {
        .arena = j->arena, .bytes = length, .path = j->file->path};
    uint64_t n = reader_u64(&r);
    if (n > SAFETENSORS_MAX_HEADER)
        return LIMIT(j, "st.header.limit", 0,
                     "the header is said to take %" PRIu64
                     " bytes; at most %d are allowed",
                     n, SAFETENSORS_MAX_HEADER);
    if (n > size - LENGTH_SIZE)
        return FAIL(j, "st.header.length", 0,
                    "the file ends %" PRIu64 " byte%s early: inside its header "
                    "of %" PRIu64 " byte%s",
                    n - (size - LENGTH_SIZE), plural(n - (size - LENGTH_SIZE)),
                    n, plural(n));
    if (n < 2)
        return FAIL(j, "st.header.json", 0,
                    "the header is said to take %" PRIu64
                    " byte%s, which cannot hold {}",
                    n, plural(n));
    TRY(file_read(j->arena, j->file, LENGTH_SIZE, n, &j->header));
    if (j->header.len < n)
        return FAIL(j, "st.header.length", place(j->header.len),
                    "the file became shorter while it was read");
    j->data_start = LENGTH_SIZE + n;
    return NULL;
}

static uint32_t hex_value(struct view digits)
{
    uint32_t n = 0;

    for (size_t i = 0; i < digits.len; i++)
        n = n << 4 | (uint32_t)ascii_hex(digits.at[i]);
    return n;
}

// Bytes of the escape at `at`; 0 for half a character, in whose place the JSON
// reader would put another one and so rename a tensor.
static size_t escape_len(struct view h, size_t at)
{
    struct view escape = view_from(h, at), low = view_from(h, at + 6);

    if (!view_starts(escape, VIEW("\\u")))
        return 2;
    uint32_t c = hex_value(view_head(view_from(escape, 2), 4));
    if (c < 0xd800 || c > 0xdfff)
        return 6;
    uint32_t d = hex_value(view_head(view_from(low, 2), 4));
    bool is_pair = c <= 0xdbff && view_starts(low, VIEW("\\u")) &&
                   d >= 0xdc00 && d <= 0xdfff;
    return is_pair ? 12 : 0;
}

// Bounds what the JSON reader will build, by a count of commas and brackets
// outside strings. Exact for well-formed JSON; the rest is refused later.
static struct error *check_bounds(struct job *j)
{
    size_t values = 0, depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < j->header.len; i++) {
        char c = j->header.at[i];

        if (quoted && c == '\\') {
            size_t len = escape_len(j->header, i);

            if (!len)
                return FAIL(j, "st.header.json", place(i),
                            "the header holds half of an escaped character");
            i += len - 1;
        } else if (c == '"')
            quoted = !quoted;
        else if (quoted)
            continue;
        else if (c == '{' || c == '[')
            depth++, values++;
        else if (c == '}' || c == ']')
            depth -= depth > 0;
        else if (c == ',')
            values++;
        if (depth > SAFETENSORS_MAX_DEPTH)
            return LIMIT(j, "st.header.json", place(i),
                         "the header nests more than %d levels deep",
                         SAFETENSORS_MAX_DEPTH);
    }
    if (values > SAFETENSORS_MAX_VALUES)
        return LIMIT(j, "st.limit", LENGTH_SIZE,
                     "the header holds %zu values; we read at most %d", values,
                     SAFETENSORS_MAX_VALUES);
    return NULL;
}

static struct error *parse_header(struct job *j, struct json *json)
{
    struct view h = j->header;
    size_t fault = utf8_fault(h), end = h.len;

    if (fault != SIZE_MAX)
        return FAIL(j, "st.header.utf8", place(fault),
                    "the header is not UTF-8");
    TRY(check_bounds(j));
    struct error *e = json_read(j->arena, h, j->file->path, json);
    if (e)
        return FAIL(j, "st.header.json", place(e->at.offset),
                    "the header is not JSON: " VIEW_FMT, VIEW_ARG(e->message));
    if (json->root->kind != JSON_OBJECT)
        return FAIL(j, "st.header.json", place(json->root->offset),
                    "the header is no JSON object");
    if (json->duplicates)
        return FAIL(j, "st.dup", place(json->duplicate->offset),
                    "the key \"" VIEW_FMT "\" stands twice; readers differ in "
                    "which one they take",
                    VIEW_SHORT(json->duplicate->key));
    if (json->root->offset)
        tensors_note(j->arena, j->out, VIEW("st.header.brace"), NOTE_PLAIN,
                     LENGTH_SIZE, "the header does not begin with {");
    while (end && h.at[end - 1] == ' ')
        end--;
    if (end && ascii_blank(h.at[end - 1]))
        tensors_note(j->arena, j->out, VIEW("st.header.pad"), NOTE_PLAIN,
                     place(end - 1),
                     "the header is padded with something else than blanks");
    return NULL;
}

static struct error *read_metadata(struct job *j, const struct json_value *v)
{
    if (v->kind == JSON_NULL) {
        tensors_note(j->arena, j->out, VIEW("st.metadata"), NOTE_PLAIN,
                     place(v->offset), "__metadata__ is null");
        return NULL;
    }
    if (v->kind != JSON_OBJECT)
        return FAIL(j, "st.metadata", place(v->offset),
                    "__metadata__ is no object");
    for (const struct json_value *m = v->child; m; m = m->next) {
        struct tensor_meta *meta =
            LIST_ADD(j->arena, j->out->meta, j->out->meta_count);

        if (!json_string(m, &meta->value))
            return FAIL(j, "st.metadata", place(m->offset),
                        "__metadata__ holds something else than text under "
                        "\"" VIEW_FMT "\"",
                        VIEW_SHORT(m->key));
        meta->key = m->key;
        meta->offset = place(m->offset);
    }
    return NULL;
}

// A number in decimal digits and nothing else: no sign, fraction or exponent.
static bool plain_u64(const struct json_value *v, uint64_t *out)
{
    return v->kind == JSON_NUMBER && view_u64(v->text, out);
}

// What a tensor may be called at all; what looks odd is only counted.
static struct error *check_name(struct job *j, const struct json_value *entry)
{
    struct view name = entry->key;
    bool odd = name.len == 0 || view_starts(name, VIEW("/")) ||
               view_has(name, VIEW("..")) || view_has(name, VIEW("\\"));

    if (name.len > SAFETENSORS_MAX_NAME)
        return LIMIT(j, "st.limit", place(entry->offset),
                     "the name of a tensor has %zu bytes; we read at most %d",
                     name.len, SAFETENSORS_MAX_NAME);
    if (name.len && memchr(name.at, 0, name.len))
        return FAIL(j, "st.name", place(entry->offset),
                    "the name of a tensor holds a zero byte");
    if ((odd || !utf8_is_safe(name)) && j->odd_names++ == 0)
        j->odd_name = name;
    return NULL;
}

static struct error *read_shape(struct job *j, const struct json_value *shape,
                                struct tensor *t)
{
    if (shape->kind != JSON_ARRAY)
        return FAIL(j, "st.shape", place(shape->offset),
                    "the tensor \"" VIEW_FMT "\" has no list as its shape",
                    VIEW_SHORT(t->name));
    if (shape->count > SAFETENSORS_MAX_RANK)
        return LIMIT(j, "st.limit", place(shape->offset),
                     "the tensor \"" VIEW_FMT "\" has %" PRIu32
                     " dimensions; we read at most %d",
                     VIEW_SHORT(t->name), shape->count, SAFETENSORS_MAX_RANK);
    uint32_t folded = shape->count > TENSOR_MAX_DIMS
                          ? shape->count - TENSOR_MAX_DIMS
                          : 0; // outermost ones that share t->dim[0]
    uint64_t all = 1;          // with zeros as ones
    uint32_t i = 0;
    t->dims = shape->count - folded;
    t->dim[0] = 1;
    for (const struct json_value *v = shape->child; v; v = v->next, i++) {
        uint64_t dim, *to = &t->dim[i > folded ? i - folded : 0];

        if (!plain_u64(v, &dim))
            return FAIL(j, "st.shape", place(v->offset),
                        "the shape of \"" VIEW_FMT
                        "\" holds something else than whole numbers",
                        VIEW_SHORT(t->name));
        if (__builtin_mul_overflow(all, dim ? dim : 1, &all))
            return FAIL(j, "st.shape", place(v->offset),
                        "the dimensions of \"" VIEW_FMT
                        "\" multiply to more than 64 bits",
                        VIEW_SHORT(t->name));
        *to = i > 0 && i <= folded ? *to * dim : dim;
    }
    return NULL;
}

// The two offsets; `at` is where they stand in the file.
static struct error *read_offsets(struct job *j, const struct json_value *list,
                                  struct tensor *t, uint64_t *begin,
                                  uint64_t *end)
{
    uint64_t at = place(list->offset);

    if (list->kind != JSON_ARRAY || list->count != 2 ||
        !plain_u64(list->child, begin) || !plain_u64(list->child->next, end))
        return FAIL(j, "st.offset", at,
                    "the data_offsets of \"" VIEW_FMT
                    "\" are not two whole numbers",
                    VIEW_SHORT(t->name));
    if (*begin > *end || *end > INT64_MAX - j->data_start)
        return FAIL(j, "st.offset", at,
                    "the data_offsets of \"" VIEW_FMT "\" are %" PRIu64
                    " to %" PRIu64 ", which no file can hold",
                    VIEW_SHORT(t->name), *begin, *end);
    return NULL;
}

// The members of an entry; NULL where one is missing.
struct fields {
    const struct json_value *dtype, *shape, *offsets;
};

static struct error *split_entry(struct job *j, const struct json_value *entry,
                                 struct fields *out)
{
    *out = (struct fields){0};
    for (const struct json_value *m = entry->child; m; m = m->next)
        if (view_eq(m->key, VIEW("dtype")))
            out->dtype = m;
        else if (view_eq(m->key, VIEW("shape")))
            out->shape = m;
        else if (view_eq(m->key, VIEW("data_offsets")))
            out->offsets = m;
        else if (j->extra_fields++ == 0)
            j->extra_field = m->key;
    if (entry->kind == JSON_OBJECT && out->dtype && out->shape && out->offsets)
        return NULL;
    return FAIL(j, "st.entry", place(entry->offset),
                "the tensor \"" VIEW_FMT
                "\" is no object with dtype, shape and data_offsets",
                VIEW_SHORT(entry->key));
}

static struct error *read_tensor(struct job *j, const struct json_value *entry,
                                 struct tensor *t)
{
    struct fields field;
    uint64_t begin = 0, end = 0, size = 0;
    struct view word = {0};

    TRY(check_name(j, entry));
    t->name = entry->key;
    TRY(split_entry(j, entry, &field));
    json_string(field.dtype, &word);
    const struct dtype_info *type = dtype_of_safetensors(word);
    if (!type)
        return FAIL(j, "st.dtype", place(field.dtype->offset),
                    "the tensor \"" VIEW_FMT
                    "\" has the unknown type \"" VIEW_FMT "\"",
                    VIEW_SHORT(t->name), VIEW_SHORT(word));
    t->dtype = type->name;
    TRY(read_shape(j, field.shape, t));
    if (!tensor_count(t) || t->count > UINT64_MAX / type->bits)
        return FAIL(j, "st.shape", place(field.shape->offset),
                    "the bytes of \"" VIEW_FMT "\" are more than 64 bits count",
                    VIEW_SHORT(t->name));
    TRY(read_offsets(j, field.offsets, t, &begin, &end));
    if (!dtype_size(type, t->count, &size) || size != end - begin)
        return FAIL(j, "st.size", place(field.offsets->offset),
                    "the tensor \"" VIEW_FMT "\" takes %" PRIu64
                    " byte%s by its shape and %" PRIu64 " by its data_offsets",
                    VIEW_SHORT(t->name), size, plural(size), end - begin);
    t->size = size;
    t->offset = j->data_start + begin;
    j->unaligned += type->bits > 8 && t->offset % (type->bits / 8) != 0;
    return NULL;
}

static int by_offset(const void *left, const void *right)
{
    const struct tensor *a = left, *b = right;

    if (a->offset != b->offset)
        return a->offset < b->offset ? -1 : 1;
    if (a->size != b->size)
        return a->size < b->size ? -1 : 1;
    return view_compare(a->name, b->name);
}

// Tensors must tile the rest of the file: a hole could hide something.
static struct error *check_tiling(struct job *j)
{
    uint64_t at = j->data_start;

    if (j->out->tensor_count)
        qsort(j->out->tensor, j->out->tensor_count, sizeof(struct tensor),
              by_offset);
    for (size_t i = 0; i < j->out->tensor_count; i++) {
        const struct tensor *t = &j->out->tensor[i];

        if (t->offset < at)
            return FAIL(j, "st.overlap", t->offset,
                        "the tensors \"" VIEW_FMT "\" and \"" VIEW_FMT
                        "\" share bytes",
                        VIEW_SHORT(j->out->tensor[i ? i - 1 : 0].name),
                        VIEW_SHORT(t->name));
        if (t->offset > at)
            return FAIL(j, "st.gap", at,
                        "%" PRIu64 " byte%s before the tensor \"" VIEW_FMT
                        "\" belong%s to none",
                        t->offset - at, plural(t->offset - at),
                        VIEW_SHORT(t->name), singular(t->offset - at));
        at += t->size;
    }
    if (at > j->file->size)
        return FAIL(j, "st.truncated", j->file->size,
                    "the file ends %" PRIu64 " byte%s early",
                    at - j->file->size, plural(at - j->file->size));
    uint64_t behind = j->file->size - at;
    if (behind)
        return FAIL(j, "st.trailing", at,
                    "%" PRIu64 " byte%s after the last tensor belong%s to none",
                    behind, plural(behind), singular(behind));
    return NULL;
}

static void note_oddities(struct job *j)
{
    struct tensors *t = j->out;

    if (j->odd_names)
        tensors_note(j->arena, t, VIEW("st.name"), NOTE_PLAIN, LENGTH_SIZE,
                     "%zu tensors have odd names; the first is \"" VIEW_FMT
                     "\"",
                     j->odd_names, VIEW_SHORT(j->odd_name));
    if (j->extra_fields)
        tensors_note(j->arena, t, VIEW("st.extra-field"), NOTE_PLAIN,
                     LENGTH_SIZE,
                     "%zu fields of tensors are not of the format; the first "
                     "is \"" VIEW_FMT "\"",
                     j->extra_fields, VIEW_SHORT(j->extra_field));
    if (j->unaligned)
        tensors_note(j->arena, t, VIEW("st.unaligned"), NOTE_PLAIN,
                     j->data_start,
                     "%zu tensors do not begin at a multiple of their "
                     "element's size",
                     j->unaligned);
}

// ---- values

// An element is no finite number where all bits of its exponent are set; e4m3
// has no infinities, and one NaN; e8m0 is all exponent.
static const struct {
    struct view dtype;
    size_t size;   // bytes of a part that has an exponent
    uint64_t bits; // of the exponent
} exponents[] = {
    {VIEW_INIT("f32"), 4, 0x7f800000}, {VIEW_INIT("f16"), 2, 0x7c00},
    {VIEW_INIT("bf16"), 2, 0x7f80},    {VIEW_INIT("f64"), 8, 0x7ffULL << 52},
    {VIEW_INIT("c64"), 4, 0x7f800000}, {VIEW_INIT("f8_e5m2"), 1, 0x7c},
    {VIEW_INIT("f8_e4m3"), 1, 0x7f},   {VIEW_INIT("f8_e8m0"), 1, 0xff},
};

// The offset of the first value in `v` that is none, or SIZE_MAX.
static size_t find_odd(struct view v, struct view dtype)
{
    for (size_t i = 0; i < sizeof exponents / sizeof *exponents; i++) {
        size_t size = exponents[i].size;

        if (!view_eq(exponents[i].dtype, dtype))
            continue;
        for (size_t at = 0; at + size <= v.len; at += size)
            if ((~view_little((struct view){v.at + at, size}) &
                 exponents[i].bits) == 0)
                return at;
    }
    return SIZE_MAX;
}

// Looks at the values in front, as far as they are read at once: a sample, so
// that a file of any size costs the same.
static struct error *check_values(struct job *j)
{
    struct arena scratch = {0};
    struct view front;
    struct error *e =
        file_read(&scratch, j->file, j->data_start, SAFETENSORS_VALUES, &front);

    for (size_t i = 0; !e && i < j->out->tensor_count; i++) {
        const struct tensor *t = &j->out->tensor[i];
        uint64_t at = t->offset - j->data_start;

        if (at >= front.len)
            break;
        size_t odd = find_odd(
            view_head(view_from(front, (size_t)at), (size_t)t->size), t->dtype);
        if (odd == SIZE_MAX)
            continue;
        tensors_note(j->arena, j->out, VIEW("st.nonfinite"), NOTE_PLAIN,
                     t->offset + odd,
                     "the tensor \"" VIEW_FMT
                     "\" holds a value that is no finite number",
                     VIEW_SHORT(t->name));
        break;
    }
    e = error_again(j->arena, j->file->path, e);
    arena_free(&scratch);
    return e;
}

struct error *safetensors_read(struct arena *a, const struct file *f,
                               struct tensors *out)
{
    struct job j = {.arena = a, .file = f, .out = out};
    struct json json;

    *out = (struct tensors){.format = VIEW("safetensors")};
    TRY(read_header(&j));
    TRY(parse_header(&j, &json));
    out->tensor = ARENA_NEW(a, struct tensor, json.root->count);
    for (const struct json_value *v = json.root->child; v; v = v->next) {
        if (view_eq(v->key, VIEW("__metadata__"))) {
            TRY(read_metadata(&j, v));
            continue;
        }
        struct tensor *t = &out->tensor[out->tensor_count];
        TRY(read_tensor(&j, v, t));
        out->tensor_count++;
        out->parameters += t->count;
    }
    TRY(check_tiling(&j));
    note_oddities(&j);
    return check_values(&j);
}
