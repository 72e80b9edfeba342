// SPDX-License-Identifier: Apache-2.0
#include "format/gguf.h"

#include "base/amount.h"
#include "base/map.h"
#include "base/reader.h"
#include "base/unicode.h"
#include "format/dtype.h"

#include <inttypes.h>

enum value_type {
    TYPE_U8,
    TYPE_I8,
    TYPE_U16,
    TYPE_I16,
    TYPE_U32,
    TYPE_I32,
    TYPE_F32,
    TYPE_BOOL,
    TYPE_STRING,
    TYPE_ARRAY,
    TYPE_U64,
    TYPE_I64,
    TYPE_F64,
    TYPE_END,
};

static const struct {
    uint8_t least; // bytes that a value takes at least
    bool fixed;    // and at most
    bool whole;    // a whole number
    bool sign;
} types[TYPE_END] = {
    [TYPE_U8] = {1, true, true, false},
    [TYPE_I8] = {1, true, true, true},
    [TYPE_U16] = {2, true, true, false},
    [TYPE_I16] = {2, true, true, true},
    [TYPE_U32] = {4, true, true, false},
    [TYPE_I32] = {4, true, true, true},
    [TYPE_F32] = {4, true, false, true},
    [TYPE_BOOL] = {1, true, false, false},
    [TYPE_STRING] = {8, false, false, false},
    [TYPE_ARRAY] = {4 + 8, false, false, false},
    [TYPE_U64] = {8, true, true, false},
    [TYPE_I64] = {8, true, true, true},
    [TYPE_F64] = {8, true, false, true},
};

enum {
    // What an entry takes at least. A key takes five bytes more than its
    // length; a lie about that length is told better where it stands.
    LEAST_KEY = 8,
    LEAST_TENSOR = 8 + 4 + 4 + 8, // a length, dims, a type, an offset
};

// A value of the metadata, typed.
struct value {
    enum value_type type;
    uint64_t bits;      // of a number, sign-extended if it has a sign
    struct view text;   // of a string
    enum value_type of; // of an array's elements
    uint64_t count;     // elements of an array
    uint64_t at;        // of an array's first element in the file
};

struct job {
    struct arena *arena;
    const struct file *file;
    struct reader r; // over the front of the file
    struct tensors *out;
    struct map keys; // name -> index in `value`
    struct value *value;
    uint64_t alignment;
    size_t odd_names, long_names, empty_tensors;
    struct view odd_name, long_name, empty_tensor;
};

#define FAIL(j, rule, offset, ...)                                             \
    tensors_fail((j)->arena, (j)->out, (j)->file->path, VIEW(rule),            \
                 NOTE_MALFORMED, (offset), __VA_ARGS__)
#define LIMIT(j, rule, offset, ...)                                            \
    tensors_fail((j)->arena, (j)->out, (j)->file->path, VIEW(rule),            \
                 NOTE_LIMIT, (offset), __VA_ARGS__)
#define NOTE(j, rule, severity, offset, ...)                                   \
    tensors_note((j)->arena, (j)->out, VIEW(rule), (severity), (offset),       \
                 __VA_ARGS__)

// Bytes of the file, not of its front, behind the reader's place.
static uint64_t left_in_file(const struct job *j)
{
    return j->file->size - j->r.at;
}

// The reader ran out of bytes: of its window, or of the file.
static struct error *check_reader(struct job *j)
{
    if (!j->r.error)
        return NULL;
    if (j->r.bytes.len < j->file->size)
        return LIMIT(j, "gguf.limit", j->r.at,
                     "the metadata takes more than the %d bytes that we read",
                     GGUF_MAX_FRONT);
    return FAIL(j, "gguf.truncated", j->r.at,
                "the file ends early, inside its metadata: " VIEW_FMT,
                VIEW_ARG(j->r.error->message));
}

// Lengths above what the reference reader takes are lies; below, the file was
// cut. (`what` may be of any length in itself.)
static struct error *read_string(struct job *j, const char *what,
                                 struct view *out)
{
    uint64_t at = j->r.at, len = reader_u64(&j->r);

    *out = (struct view){0};
    TRY(check_reader(j));
    if (len > 1 << 30)
        return FAIL(j, "gguf.string", at,
                    "%s is said to have %" PRIu64 " bytes", what, len);
    if (len > left_in_file(j))
        return FAIL(j, "gguf.truncated", at,
                    "the file ends %" PRIu64 " byte%s early, inside %s",
                    len - left_in_file(j), plural(len - left_in_file(j)), what);
    *out = reader_bytes(&j->r, len);
    return check_reader(j);
}

static struct error *read_number(struct job *j, enum value_type type,
                                 uint64_t *bits)
{
    uint64_t at = j->r.at;

    switch (types[type].least) {
    case 1:
        *bits = reader_u8(&j->r);
        if (type == TYPE_I8)
            *bits = (uint64_t)(int8_t)*bits;
        break;
    case 2:
        *bits = reader_u16(&j->r);
        if (type == TYPE_I16)
            *bits = (uint64_t)(int16_t)*bits;
        break;
    case 4:
        *bits = reader_u32(&j->r);
        if (type == TYPE_I32)
            *bits = (uint64_t)(int32_t)*bits;
        break;
    default:
        *bits = reader_u64(&j->r);
        break;
    }
    if (type == TYPE_BOOL && *bits > 1)
        return FAIL(j, "gguf.type", at, "a truth value is %" PRIu64, *bits);
    return check_reader(j);
}

// The same error in `a`, where its place and message outlive their window.
static struct error *error_copy(struct arena *a, const struct error *e,
                                struct view path)
{
    if (!e)
        return NULL;
    return error_new(a, e->kind, (struct place){path, e->at.offset, 0},
                     VIEW_FMT, VIEW_ARG(e->message));
}

// Passes over the elements of an array; its values are not kept.
static struct error *skip_array(struct job *j, unsigned nesting,
                                struct value *v)
{
    uint64_t at = j->r.at;
    uint32_t type = reader_u32(&j->r);

    v->count = reader_u64(&j->r);
    v->at = j->r.at;
    TRY(check_reader(j));
    if (type >= TYPE_END)
        return FAIL(j, "gguf.array", at,
                    "an array has elements of the unknown type %" PRIu32, type);
    v->of = (enum value_type)type;
    if (v->count > left_in_file(j) / types[type].least)
        return FAIL(j, "gguf.array", at,
                    "an array is said to have %" PRIu64
                    " elements, more than the file has bytes for",
                    v->count);
    if (type == TYPE_ARRAY && nesting == GGUF_MAX_NESTING)
        return LIMIT(j, "gguf.array", at,
                     "arrays nest more than %d levels deep", GGUF_MAX_NESTING);
    if (type == TYPE_ARRAY && nesting == 1)
        NOTE(j, "gguf.array", NOTE_PLAIN, at,
             "an array of arrays, which the reference reader refuses");
    if (types[type].fixed && type != TYPE_BOOL) {
        reader_bytes(&j->r, v->count * types[type].least);
        return check_reader(j);
    }
    for (uint64_t i = 0; i < v->count; i++) {
        struct value inner = {0};

        if (type == TYPE_STRING)
            TRY(read_string(j, "a text in an array", &inner.text));
        else if (type == TYPE_ARRAY)
            TRY(skip_array(j, nesting + 1, &inner));
        else
            TRY(read_number(j, v->of, &inner.bits));
    }
    return NULL;
}

static double as_double(const struct value *v)
{
    double d;
    float f;
    uint32_t low = (uint32_t)v->bits;

    memcpy(&d, &v->bits, sizeof d);
    memcpy(&f, &low, sizeof f);
    return v->type == TYPE_F32 ? (double)f : d;
}

static struct view value_text(struct job *j, const struct value *v)
{
    if (v->type == TYPE_STRING)
        return view_head(v->text, GGUF_MAX_VALUE);
    if (v->type == TYPE_ARRAY)
        return arena_print(j->arena, "[%" PRIu64 " items]", v->count);
    if (v->type == TYPE_BOOL)
        return v->bits ? VIEW("true") : VIEW("false");
    if (!types[v->type].whole)
        return arena_print(j->arena, "%.9g", as_double(v));
    if (types[v->type].sign)
        return arena_print(j->arena, "%" PRId64, (int64_t)v->bits);
    return arena_print(j->arena, "%" PRIu64, v->bits);
}

static struct error *read_value(struct job *j, struct value *v)
{
    uint64_t at = j->r.at;
    uint32_t type = reader_u32(&j->r);

    TRY(check_reader(j));
    if (type >= TYPE_END)
        return FAIL(j, "gguf.type", at, "a value has the unknown type %" PRIu32,
                    type);
    v->type = (enum value_type)type;
    if (type == TYPE_STRING)
        return read_string(j, "a value", &v->text);
    if (type == TYPE_ARRAY)
        return skip_array(j, 1, v);
    return read_number(j, v->type, &v->bits);
}

static struct error *check_key(struct job *j, uint64_t at, struct view key)
{
    if (key.len == 0 || key.len > GGUF_MAX_KEY)
        return FAIL(j, "gguf.key", at, "a key of the metadata has %zu bytes",
                    key.len);
    for (size_t i = 0; i < key.len; i++)
        if (key.at[i] <= 0) // zero, or above ASCII
            return FAIL(j, "gguf.key", at,
                        "a key of the metadata holds the byte 0x%02x",
                        (unsigned)(unsigned char)key.at[i]);
    return NULL;
}

static bool is_template(struct view key)
{
    return view_eq(key, VIEW("tokenizer.chat_template")) ||
           view_starts(key, VIEW("tokenizer.chat_template."));
}

static struct error *read_key(struct job *j, size_t i)
{
    struct tensor_meta *meta = &j->out->meta[i];
    bool is_new;

    meta->offset = j->r.at;
    TRY(read_string(j, "a key of the metadata", &meta->key));
    TRY(check_key(j, meta->offset, meta->key));
    size_t *at = map_at(&j->keys, meta->key, &is_new);
    if (is_new)
        *at = i;
    else // some reader takes the second value: it is looked at too
        NOTE(j, "gguf.dup", NOTE_MALFORMED, meta->offset,
             "the key " VIEW_FMT " stands twice", VIEW_SHORT(meta->key));
    TRY(read_value(j, &j->value[i]));
    meta->value = value_text(j, &j->value[i]);
    if (is_template(meta->key) && j->value[i].type == TYPE_STRING)
        meta->value = j->value[i].text; // looked at to its end
    j->out->meta_count++;
    return NULL;
}

static const struct value *find(const struct job *j, struct view key)
{
    const size_t *i = map_find(&j->keys, key);

    return i ? &j->value[*i] : NULL;
}

// Counts in the header: no more than the file has bytes for.
static struct error *read_counts(struct job *j, uint64_t *tensors,
                                 uint64_t *keys)
{
    uint64_t at = j->r.at;

    *tensors = reader_u64(&j->r);
    *keys = reader_u64(&j->r);
    TRY(check_reader(j));
    if (*keys > left_in_file(j) / LEAST_KEY ||
        *tensors > left_in_file(j) / LEAST_TENSOR)
        return FAIL(j, "gguf.count", at,
                    "announces %" PRIu64 " tensors and %" PRIu64
                    " keys, more than the file has bytes for",
                    *tensors, *keys);
    if (*keys > GGUF_MAX_KEYS || *tensors > GGUF_MAX_TENSORS)
        return LIMIT(j, "gguf.count", at,
                     "announces %" PRIu64 " tensors and %" PRIu64
                     " keys; we read at most %d and %d",
                     *tensors, *keys, GGUF_MAX_TENSORS, GGUF_MAX_KEYS);
    return NULL;
}

static struct error *read_header(struct job *j)
{
    struct view magic = view_head(j->r.bytes, 4);

    if (!view_starts(VIEW("GGUF"), magic))
        return FAIL(j, "gguf.magic", 0, "the file does not begin with GGUF");
    reader_bytes(&j->r, 4);
    uint32_t version = reader_u32(&j->r);
    TRY(check_reader(j));
    if (version == 3U << 24) { // version 3, written with the high byte first
        NOTE(j, "gguf.endian", NOTE_PLAIN, 4, "the file is big-endian");
        j->r.big_endian = true;
        version = 3;
    }
    if (version == 1)
        return FAIL(j, "gguf.version", 4,
                    "GGUF version 1, whose counts have 32 bits; versions 2 and "
                    "3 are read");
    if (version != 2 && version != 3)
        return FAIL(j, "gguf.version", 4,
                    "GGUF version %" PRIu32 "; versions 2 and 3 are read",
                    version);
    return NULL;
}

static struct error *take_alignment(struct job *j)
{
    const struct value *v = find(j, VIEW("general.alignment"));

    j->alignment = v ? v->bits : 32;
    if (!v)
        return NULL;
    uint64_t at = j->out->meta[v - j->value].offset;
    if (v->type != TYPE_U32 || v->bits == 0 || (v->bits & (v->bits - 1)))
        return FAIL(j, "gguf.align", at,
                    "general.alignment is no power of two of 32 bits");
    if (v->bits > GGUF_MAX_ALIGN)
        return LIMIT(j, "gguf.align", at,
                     "general.alignment is %" PRIu64 "; we read at most %d",
                     v->bits, GGUF_MAX_ALIGN);
    return NULL;
}

static struct error *check_name(struct job *j, uint64_t at, struct view name)
{
    if (name.len == 0 || memchr(name.at, 0, name.len))
        return FAIL(j, "gguf.name", at,
                    "the name of a tensor is empty or holds a zero byte");
    if (!utf8_is_safe(name) && j->odd_names++ == 0)
        j->odd_name = name;
    if (name.len > GGUF_MAX_NAME && j->long_names++ == 0)
        j->long_name = name;
    return NULL;
}

// Dimensions stand innermost first in the file and outermost first in `t`.
static struct error *read_dims(struct job *j, struct tensor *t)
{
    uint64_t at = j->r.at;

    t->dims = reader_u32(&j->r);
    TRY(check_reader(j));
    if (t->dims > GGUF_MAX_DIMS)
        return FAIL(j, "gguf.dims", at,
                    "the tensor " VIEW_FMT " has %" PRIu32
                    " dimensions; at most %d are allowed",
                    VIEW_SHORT(t->name), t->dims, GGUF_MAX_DIMS);
    for (uint32_t i = t->dims; i > 0; i--)
        t->dim[i - 1] = reader_u64(&j->r);
    TRY(check_reader(j));
    if (!tensor_count(t))
        return FAIL(j, "gguf.dims", at,
                    "the dimensions of " VIEW_FMT
                    " multiply to more than 63 bits",
                    VIEW_SHORT(t->name));
    if ((t->dims == 0 || t->count == 0) && j->empty_tensors++ == 0)
        j->empty_tensor = t->name;
    return NULL;
}

static struct error *read_type(struct job *j, struct tensor *t)
{
    uint64_t at = j->r.at;
    uint32_t id = reader_u32(&j->r);
    uint64_t row = t->dims ? t->dim[t->dims - 1] : 1;

    TRY(check_reader(j));
    const struct dtype_info *type = dtype_of_ggml(id);
    if (!type)
        return FAIL(j, "gguf.tensor-type", at,
                    "the tensor " VIEW_FMT " has the %s type %" PRIu32,
                    VIEW_SHORT(t->name),
                    dtype_ggml_was_removed(id) ? "removed" : "unknown", id);
    t->dtype = type->name;
    if (row % type->block)
        return FAIL(j, "gguf.dims", at,
                    "a row of " VIEW_FMT " has %" PRIu64
                    " elements, no whole blocks of %" PRIu32,
                    VIEW_SHORT(t->name), row, type->block);
    if (!dtype_size(type, t->count, &t->size) || t->size > INT64_MAX)
        return FAIL(j, "gguf.dims", at,
                    "the bytes of " VIEW_FMT " are more than 63 bits count",
                    VIEW_SHORT(t->name));
    return NULL;
}

// Tensors follow one another, each padded to the alignment: `*next` is where
// the next one must begin.
static struct error *read_offset(struct job *j, struct tensor *t,
                                 uint64_t *next)
{
    uint64_t at = j->r.at;
    uint64_t pad = j->alignment - 1;

    t->offset = reader_u64(&j->r);
    TRY(check_reader(j));
    if (t->offset != *next)
        return FAIL(j, "gguf.offset", at,
                    "the tensor " VIEW_FMT " begins at %" PRIu64
                    " and not at %" PRIu64 ", where the one before it ends",
                    VIEW_SHORT(t->name), t->offset, *next);
    if (t->size > INT64_MAX - pad - t->offset)
        return FAIL(j, "gguf.offset", at,
                    "the tensor " VIEW_FMT " ends behind what 63 bits count",
                    VIEW_SHORT(t->name));
    *next = (t->offset + t->size + pad) & ~pad;
    return NULL;
}

static struct error *read_tensors(struct job *j, uint64_t count,
                                  uint64_t *padded_end)
{
    struct map names = {.arena = j->arena};
    bool is_new;

    *padded_end = 0;
    j->out->tensor = ARENA_NEW(j->arena, struct tensor, count);
    map_reserve(&names, count);
    for (uint64_t i = 0; i < count; i++) {
        struct tensor *t = &j->out->tensor[i];
        uint64_t at = j->r.at;

        TRY(read_string(j, "the name of a tensor", &t->name));
        TRY(check_name(j, at, t->name));
        map_at(&names, t->name, &is_new);
        if (!is_new)
            return FAIL(j, "gguf.dup", at,
                        "the tensor " VIEW_FMT " stands twice",
                        VIEW_SHORT(t->name));
        TRY(read_dims(j, t));
        TRY(read_type(j, t));
        TRY(read_offset(j, t, padded_end));
        j->out->tensor_count++;
        j->out->parameters += t->count;
    }
    return NULL;
}

// Offsets become those in the file, and the file must hold them all.
static struct error *place_tensors(struct job *j, uint64_t padded_end)
{
    uint64_t pad = j->alignment - 1, start = (j->r.at + pad) & ~pad,
             end = start;

    if (padded_end > INT64_MAX - start)
        return FAIL(j, "gguf.offset", j->r.at,
                    "the tensors end behind what 63 bits count");
    for (size_t i = 0; i < j->out->tensor_count; i++) {
        j->out->tensor[i].offset += start;
        end = j->out->tensor[i].offset + j->out->tensor[i].size;
    }
    if (j->out->tensor_count && end > j->file->size)
        return FAIL(j, "gguf.truncated", j->file->size,
                    "the file ends %" PRIu64 " byte%s early",
                    end - j->file->size, plural(end - j->file->size));
    uint64_t behind = j->file->size - start - padded_end;
    if (j->file->size > start + padded_end)
        NOTE(j, "gguf.trailing", NOTE_PLAIN, start + padded_end,
             "%" PRIu64 " byte%s after the last tensor belong%s to none",
             behind, plural(behind), singular(behind));
    return NULL;
}

// What the metadata must say of itself (the keys that every reader relies on).

static uint64_t offset_of(const struct job *j, const struct value *v)
{
    return j->out->meta[v - j->value].offset;
}

// Models that keep a state instead of attention have no heads.
static bool is_stateful(const struct job *j, struct view name)
{
    static const struct view parts[] = {
        VIEW_INIT(".ssm."),
        VIEW_INIT(".wkv."),
    };

    for (size_t i = 0; i < j->out->meta_count; i++)
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
            if (view_starts(j->out->meta[i].key, name) &&
                view_starts(view_from(j->out->meta[i].key, name.len), parts[k]))
                return true;
    return false;
}

static const struct value *find_of(struct job *j, struct view architecture,
                                   struct view key)
{
    return find(j, arena_print(j->arena, VIEW_FMT VIEW_FMT,
                               VIEW_SHORT(architecture), VIEW_ARG(key)));
}

// Readers divide the embedding by the heads where no length of a key is
// given.
static void check_heads(struct job *j, struct view architecture)
{
    const struct value *heads =
        find_of(j, architecture, VIEW(".attention.head_count"));
    const struct value *width =
        find_of(j, architecture, VIEW(".embedding_length"));

    if (!heads || !width || !types[heads->type].whole ||
        !types[width->type].whole || !heads->bits ||
        width->bits % heads->bits == 0 ||
        find_of(j, architecture, VIEW(".attention.key_length")))
        return;
    NOTE(j, "gguf.meta", NOTE_MALFORMED, offset_of(j, heads),
         "an embedding of %" PRIu64 " is not divided by %" PRIu64 " heads",
         width->bits, heads->bits);
}

// What is made for a model and is none, such as the statistics of a calibration
// (general.type = imatrix), has no architecture; a part of a model but the
// first may leave it to that one (llama-gguf-split writes no other metadata).
static bool needs_no_architecture(struct job *j)
{
    const struct value *type = find(j, VIEW("general.type"));
    const struct value *no = find(j, VIEW("split.no"));

    return (type && type->type == TYPE_STRING &&
            !view_eq(type->text, VIEW("model"))) ||
           (no && types[no->type].whole && no->bits);
}

static void check_architecture(struct job *j)
{
    static const struct {
        struct view key;
        uint64_t least, most;
    } counts[] = {
        {VIEW_INIT(".block_count"), 0, GGUF_MAX_BLOCKS},
        {VIEW_INIT(".context_length"), 0, 1 << 27},
        {VIEW_INIT(".embedding_length"), 1, INT32_MAX},
        {VIEW_INIT(".attention.head_count"), 1, INT32_MAX},
        {VIEW_INIT(".attention.head_count_kv"), 1, INT32_MAX},
    };
    const struct value *name = find(j, VIEW("general.architecture"));

    if (!name && needs_no_architecture(j))
        return;
    if (!name || name->type != TYPE_STRING) {
        NOTE(j, "gguf.meta", NOTE_MALFORMED, name ? offset_of(j, name) : 0,
             "general.architecture is missing or no text");
        return;
    }
    bool stateful = is_stateful(j, name->text);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct view key =
            arena_print(j->arena, VIEW_FMT VIEW_FMT, VIEW_SHORT(name->text),
                        VIEW_ARG(counts[i].key));
        const struct value *v = find(j, key);

        if (!v || v->type == TYPE_ARRAY) // a count for each layer
            continue;
        if (!types[v->type].whole || (v->bits < counts[i].least && !stateful) ||
            (types[v->type].sign && v->bits > INT64_MAX))
            NOTE(j, "gguf.meta", NOTE_MALFORMED, offset_of(j, v),
                 VIEW_FMT " is " VIEW_FMT ", no count", VIEW_ARG(key),
                 VIEW_SHORT(value_text(j, v)));
        else if (v->bits > counts[i].most)
            NOTE(j, "gguf.meta", NOTE_LIMIT, offset_of(j, v),
                 VIEW_FMT " is %" PRIu64 ", more than %" PRIu64, VIEW_ARG(key),
                 v->bits, counts[i].most);
    }
    check_heads(j, name->text);
}

// Writers say that a vocabulary has no such token by all bits set (-1).
static bool is_no_token(const struct value *v)
{
    return v->bits == UINT64_MAX || v->bits == UINT32_MAX;
}

static void check_vocabulary(struct job *j)
{
    static const struct view beside[] = {
        // arrays with an element for a token
        VIEW_INIT("tokenizer.ggml.scores"),
        VIEW_INIT("tokenizer.ggml.token_type"),
    };
    const struct value *tokens = find(j, VIEW("tokenizer.ggml.tokens"));

    if (!tokens || tokens->type != TYPE_ARRAY)
        return;
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        const struct value *v = find(j, beside[i]);

        if (v && v->count != tokens->count)
            NOTE(j, "gguf.meta", NOTE_MALFORMED, offset_of(j, v),
                 VIEW_FMT " has %" PRIu64 " elements for %" PRIu64 " tokens",
                 VIEW_ARG(beside[i]), v->count, tokens->count);
    }
    for (size_t i = 0; i < j->out->meta_count; i++) {
        struct view key = j->out->meta[i].key;
        const struct value *v = &j->value[i];

        if (view_starts(key, VIEW("tokenizer.ggml.")) &&
            view_ends(key, VIEW("_token_id")) && types[v->type].whole &&
            v->bits >= tokens->count && !is_no_token(v))
            NOTE(j, "gguf.meta", NOTE_MALFORMED, j->out->meta[i].offset,
                 VIEW_FMT " is " VIEW_FMT "; there are %" PRIu64 " tokens",
                 VIEW_SHORT(key), VIEW_ARG(value_text(j, v)), tokens->count);
    }
}

// The elements of an array again, whose bytes were all there.
static struct reader elements(const struct job *j, const struct value *v)
{
    struct reader r = j->r;

    r.at = v->at;
    return r;
}

// "<0x0A>": what a token of the kind "byte" must look like.
static bool is_byte_token(struct view text)
{
    return text.len == 6 && view_starts(text, VIEW("<0x")) &&
           ascii_hex(text.at[3]) >= 0 && ascii_hex(text.at[4]) >= 0 &&
           text.at[5] == '>';
}

// Token texts: each once, and those of bytes as the reader of bytes wants
// them.
static void check_texts(struct job *j, const struct value *tokens,
                        const struct value *kinds)
{
    enum { BYTE = 6 };
    struct reader text = elements(j, tokens), kind = text;
    struct map seen = {.arena = j->arena};
    struct view twice = {0}, no_byte = {0};
    size_t repeats = 0, broken = 0;

    if (tokens->count > GGUF_MAX_TOKENS) {
        NOTE(j, "gguf.meta", NOTE_LIMIT, offset_of(j, tokens),
             "a vocabulary of %" PRIu64 " tokens; we look at no more than %d",
             tokens->count, GGUF_MAX_TOKENS);
        return;
    }
    if (kinds)
        kind = elements(j, kinds);
    map_reserve(&seen, tokens->count);
    for (uint64_t i = 0; i < tokens->count; i++) {
        struct view is = reader_bytes(&text, reader_u64(&text));
        bool is_new;

        map_at(&seen, is, &is_new);
        if (!is_new && !repeats++)
            twice = is;
        if (kinds && reader_u32(&kind) == BYTE && !is_byte_token(is) &&
            !broken++)
            no_byte = is;
    }
    if (broken)
        NOTE(j, "gguf.meta", NOTE_MALFORMED, offset_of(j, tokens),
             "%zu tokens stand for bytes and do not say which; the first is "
             "\"" VIEW_FMT "\"",
             broken, VIEW_SHORT(no_byte));
    if (repeats)
        NOTE(j, "gguf.meta", NOTE_PLAIN, offset_of(j, tokens),
             "%zu tokens have the text of another one; the first is "
             "\"" VIEW_FMT "\"",
             repeats, VIEW_SHORT(twice));
}

// Arrays of the tokenizer whose elements must be of one type.
static bool check_array(struct job *j, struct view key, enum value_type a,
                        enum value_type b, const struct value **out)
{
    const struct value *v = find(j, key);

    *out = v;
    if (!v || (v->type == TYPE_ARRAY && (v->of == a || v->of == b)))
        return v != NULL;
    NOTE(j, "gguf.meta", NOTE_MALFORMED, offset_of(j, v),
         VIEW_FMT " is no array of the type that readers take it for",
         VIEW_ARG(key));
    return false;
}

static void check_tokens(struct job *j)
{
    const struct value *tokens, *kinds, *other;
    bool typed = check_array(j, VIEW("tokenizer.ggml.token_type"), TYPE_I32,
                             TYPE_U32, &kinds);

    check_array(j, VIEW("tokenizer.ggml.merges"), TYPE_STRING, TYPE_STRING,
                &other);
    check_array(j, VIEW("tokenizer.ggml.scores"), TYPE_F32, TYPE_F32, &other);
    if (check_array(j, VIEW("tokenizer.ggml.tokens"), TYPE_STRING, TYPE_STRING,
                    &tokens))
        check_texts(j, tokens,
                    typed && kinds->count == tokens->count ? kinds : NULL);
}

// A template that is no text is rendered by nobody, or by one reader alone.
static void check_templates(struct job *j)
{
    for (size_t i = 0; i < j->out->meta_count; i++) {
        const struct tensor_meta *m = &j->out->meta[i];

        if (j->value[i].type == TYPE_STRING || !is_template(m->key))
            continue;
        NOTE(j, "gguf.meta", NOTE_MALFORMED, m->offset, VIEW_FMT " is no text",
             VIEW_SHORT(m->key));
    }
}

static void check_split(struct job *j)
{
    const struct value *no = find(j, VIEW("split.no"));
    const struct value *count = find(j, VIEW("split.count"));

    if (no && count && count->bits && no->bits >= count->bits)
        NOTE(j, "gguf.meta", NOTE_MALFORMED, offset_of(j, no),
             "is part %" PRIu64 " of %" PRIu64 ", counted from 0", no->bits,
             count->bits);
}

static void note_oddities(struct job *j)
{
    if (j->odd_names)
        NOTE(j, "gguf.name", NOTE_PLAIN, 0,
             "%zu tensors have odd names; the first is \"" VIEW_FMT "\"",
             j->odd_names, VIEW_SHORT(j->odd_name));
    if (j->long_names)
        NOTE(j, "gguf.name", NOTE_MALFORMED, 0,
             "%zu tensors have names of more than %d bytes; the first is "
             "\"" VIEW_FMT "\"",
             j->long_names, GGUF_MAX_NAME, VIEW_SHORT(j->long_name));
    if (j->empty_tensors)
        NOTE(j, "gguf.dims", NOTE_PLAIN, 0,
             "%zu tensors have no elements or no dimensions; the first is "
             "\"" VIEW_FMT "\"",
             j->empty_tensors, VIEW_SHORT(j->empty_tensor));
}

static struct error *read_front(struct job *j)
{
    uint64_t tensors, keys, padded_end;

    *j->out = (struct tensors){.format = VIEW("gguf")};
    TRY(read_header(j));
    TRY(read_counts(j, &tensors, &keys));
    j->out->meta = ARENA_NEW(j->arena, struct tensor_meta, keys);
    j->value = ARENA_NEW(j->arena, struct value, keys);
    for (uint64_t i = 0; i < keys; i++)
        TRY(read_key(j, i));
    TRY(take_alignment(j));
    TRY(read_tensors(j, tensors, &padded_end));
    TRY(place_tensors(j, padded_end));
    check_architecture(j);
    check_vocabulary(j);
    check_tokens(j);
    check_templates(j);
    check_split(j);
    note_oddities(j);
    return NULL;
}

// The front has no stated length: of a disk it is read in windows that grow
// until the tensor list is whole. What a window gave lives with it and is
// copied.
struct error *gguf_read(struct arena *a, const struct file *f,
                        struct tensors *out)
{
    struct error *e;
    uint64_t window = f->memory.at ? GGUF_MAX_FRONT : 1 << 20;
    bool grow;

    do {
        struct arena front = {0};
        struct tensors found = {0};
        struct job j = {.arena = &front,
                        .file = f,
                        .r = {.arena = &front, .path = f->path},
                        .keys = {.arena = &front},
                        .out = &found};

        e = file_read(&front, f, 0, window, &j.r.bytes);
        if (!e)
            e = read_front(&j);
        grow =
            j.r.short_of_bytes && window < f->size && window < GGUF_MAX_FRONT;
        window *= 4;
        if (!grow) {
            tensors_copy(a, &found, out);
            e = error_copy(a, e, f->path);
        }
        arena_free(&front);
    } while (grow);
    return e;
}
