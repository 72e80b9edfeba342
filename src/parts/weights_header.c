// SPDX-License-Identifier: Apache-2.0
#include "parts/weights_header.h"

#include "base/text.h"
#include "format/content.h"
#include "format/dtype.h"
#include "format/gguf.h"
#include "format/npy.h"
#include "format/onnx.h"
#include "format/safetensors.h"
#include "format/torch.h"
#include "safety/file_kind.h"

#include <inttypes.h>

// By the name where its format's magic fits or it has none, else by content.
static const struct format_reader {
    struct view format;
    struct view magic; // first bytes, or empty
    struct error *(*read)(struct arena *a, const struct file *f,
                          struct tensors *out);
    // What to think of such a file under the name of another format: loaders
    // take those for passive, and one that unpickles is not.
    enum note_severity mismatch;
} readers[] = {
    // clang-format off
    {VIEW_INIT("gguf"), VIEW_INIT("GGUF"), gguf_read, NOTE_PLAIN},
    {VIEW_INIT("torch"), VIEW_INIT("PK\3\4"), torch_read, NOTE_REVIEW},
    {VIEW_INIT("npz"), VIEW_INIT("PK\3\4"), npz_read, NOTE_PLAIN},
    {VIEW_INIT("safetensors"), {0}, safetensors_read, NOTE_PLAIN},
    {VIEW_INIT("onnx"), {0}, onnx_read, NOTE_PLAIN},
    // clang-format on
};

enum {
    READER_COUNT = sizeof readers / sizeof *readers,
    FRONT = 16, // bytes that tell a format
};

// Rules that say that a file was cut off.
static const struct view cut_rules[] = {
    VIEW_INIT("st.truncated"),
    VIEW_INIT("st.header.length"),
    VIEW_INIT("gguf.truncated"),
};

// Keys of a file's own metadata, best first.
static const struct view license_keys[] = {
    VIEW_INIT("general.license"),
    VIEW_INIT("license"),
};
static const struct view license_link_keys[] = {
    VIEW_INIT("general.license.link"),
    VIEW_INIT("license_link"),
};
static const struct view base_keys[] = {
    VIEW_INIT("general.base_model.0.repo_url"),
    VIEW_INIT("general.base_model.0.name"),
    VIEW_INIT("base_model"),
};

static const struct format_reader *reader_of(struct view format)
{
    for (size_t i = 0; i < READER_COUNT; i++)
        if (view_eq(readers[i].format, format))
            return &readers[i];
    return NULL;
}

// NULL: by none of ours.
static const struct format_reader *choose(struct view front,
                                          const struct weights_header_job *job)
{
    const struct format_reader *named = reader_of(job->format);

    if (named && named->magic.len && view_starts(front, named->magic))
        return named;
    for (size_t i = 0; named && i < READER_COUNT; i++)
        if (readers[i].magic.len && view_starts(front, readers[i].magic))
            return &readers[i];
    const struct format_reader *other = reader_of(file_front_kind(front));
    if (named && named->magic.len && other)
        return other;
    // Checkpoints that are no archive begin with PROTO of a pickle.
    bool pickle = view_starts(front, VIEW("\x80"));
    return job->uncertain && !pickle ? NULL : named;
}

bool weights_header_reads(struct view format)
{
    return reader_of(format) != NULL;
}

static void add_share(struct weights_header *h, const struct tensor *t)
{
    for (size_t i = 0; i < h->share_count; i++)
        if (view_eq(h->share[i].dtype, t->dtype)) {
            h->share[i].parameters += t->count;
            return;
        }
    if (h->share_count < HEADER_MAX_DTYPES)
        h->share[h->share_count++] =
            (struct dtype_share){arena_copy(&h->arena, t->dtype), t->count};
}

static struct view shape_text(struct arena *a, const uint64_t *dim,
                              uint32_t dims)
{
    struct text t = {.arena = a};

    for (uint32_t i = 0; i < dims; i++)
        text_print(&t, "%s%" PRIu64, i ? " x " : "", dim[i]);
    return dims ? text_view(&t) : VIEW("a scalar");
}

// Types whose tensors have the shape of the weights they hold; quantised ones
// are packed into bytes or words of another shape.
static bool has_plain_shape(const struct tensor *t)
{
    static const struct view plain[] = {
        VIEW_INIT("f32"), VIEW_INIT("f16"),     VIEW_INIT("bf16"),
        VIEW_INIT("f64"), VIEW_INIT("f8_e4m3"), VIEW_INIT("f8_e5m2"),
    };

    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (view_eq(plain[i], t->dtype))
            return true;
    return false;
}

static void compare_shape(const struct model_shape *m, const struct tensor *t,
                          struct weights_header *h)
{
    uint64_t layer;
    const struct family_shape *want = model_shape_of(m, t->name, &layer);

    if (!want)
        return;
    if (layer < UINT32_MAX && layer + 1 > h->layers)
        h->layers = layer + 1;
    if (!want->dims || !has_plain_shape(t) ||
        (want->dims == t->dims &&
         memcmp(want->dim, t->dim, t->dims * sizeof *t->dim) == 0))
        return;
    if (h->other_shapes++)
        return;
    h->other_shape_at = t->offset;
    h->other_shape = arena_print(
        &h->arena,
        VIEW_FMT " is " VIEW_FMT "; config.json says " VIEW_FMT " (" VIEW_FMT
                 ")",
        VIEW_SHORT(t->name), VIEW_ARG(shape_text(&h->arena, t->dim, t->dims)),
        VIEW_ARG(shape_text(&h->arena, want->dim, want->dims)),
        VIEW_ARG(want->shape));
}

static struct view first_meta(struct arena *a, const struct tensors *t,
                              const struct view *key, size_t count,
                              uint64_t *offset)
{
    for (size_t k = 0; k < count; k++)
        for (size_t i = 0; i < t->meta_count; i++)
            if (t->meta[i].value.len && view_eq(t->meta[i].key, key[k])) {
                *offset = t->meta[i].offset;
                return arena_copy(a, t->meta[i].value);
            }
    return (struct view){0};
}

static void take_meta(const struct tensors *t, struct weights_header *h)
{
    uint64_t unused;

    h->license = first_meta(&h->arena, t, license_keys, 2, &h->license_at);
    h->license_link = first_meta(&h->arena, t, license_link_keys, 2, &unused);
    h->base_model = first_meta(&h->arena, t, base_keys, 3, &h->base_model_at);
}

static void take_notes(const struct tensors *t, struct weights_header *h)
{
    h->note = ARENA_NEW(&h->arena, struct tensor_note, t->note_count);
    for (h->note_count = 0; h->note_count < t->note_count; h->note_count++) {
        struct tensor_note *to = &h->note[h->note_count];

        *to = t->note[h->note_count];
        to->rule = arena_copy(&h->arena, to->rule);
        to->member = arena_copy(&h->arena, to->member);
        to->shows = arena_copy(&h->arena, to->shows);
    }
}

static void take_tensors(const struct weights_header_job *job,
                         const struct tensors *t, struct weights_header *h)
{
    h->tensor_count = t->tensor_count;
    h->parameters = t->parameters;
    if (job->keep_names)
        h->name = ARENA_NEW(&h->arena, struct view, t->tensor_count);
    for (size_t i = 0; i < t->tensor_count; i++) {
        h->data_size += t->tensor[i].size;
        add_share(h, &t->tensor[i]);
        if (job->shape)
            compare_shape(job->shape, &t->tensor[i], h);
        if (job->keep_names)
            h->name[h->name_count++] = arena_copy(&h->arena, t->tensor[i].name);
    }
}

// A reader that gave up without a note of its own gets one.
static void take_failure(const struct error *e, struct weights_header *h)
{
    bool has_note =
        h->note_count && h->note[h->note_count - 1].severity >= NOTE_REVIEW;

    for (size_t i = 0; i < h->note_count; i++)
        for (size_t k = 0; k < sizeof cut_rules / sizeof *cut_rules; k++)
            h->cut |= view_eq(h->note[i].rule, cut_rules[k]);
    if (has_note)
        return;
    struct tensor_note *note = LIST_ADD(&h->arena, h->note, h->note_count);
    *note = (struct tensor_note){
        .rule = h->tried ? arena_print(&h->arena, VIEW_FMT ".malformed",
                                       VIEW_ARG(h->format))
                         : VIEW("unreadable"),
        .severity = h->tried ? NOTE_MALFORMED : NOTE_LIMIT,
        .shows = arena_copy(&h->arena, error_message(&h->arena, e)),
        .offset = e->at.offset,
    };
}

// What follows the last tensor, and may be another file to another reader.
static void look_behind(struct arena *a, const struct file *f,
                        struct tensors *t)
{
    static const struct view tails[] = {
        VIEW_INIT("st.trailing"),
        VIEW_INIT("gguf.trailing"),
    };
    struct notes n = {.arena = a};
    struct content c;

    for (size_t i = 0; i < t->note_count; i++)
        for (size_t k = 0; k < sizeof tails / sizeof *tails; k++)
            if (view_eq(t->note[i].rule, tails[k]) && !content_open(a, &n, &c))
                (void)!content_behind(&c, f, t->note[i].offset);
    // In front: the last note says why a reader gave up.
    size_t count = t->note_count;
    notes_into(a, &n, t);
    if (count && n.note_count) {
        struct tensor_note last = t->note[count - 1];
        memmove(t->note + count - 1, t->note + count,
                n.note_count * sizeof *t->note);
        t->note[t->note_count - 1] = last;
    }
}

// What is needed of the file goes into `out`; `a` is scratch.
static void read_open(struct arena *a, const struct weights_header_job *job,
                      const struct file *f, struct weights_header *out)
{
    struct tensors t = {0};
    struct view front;

    struct error *e = file_read(a, f, 0, FRONT, &front);
    const struct format_reader *r = e ? NULL : choose(front, job);
    if (r) {
        out->tried = true;
        out->format = r->format;
        e = r->read(a, f, &t);
    }
    if (r)
        look_behind(a, f, &t);
    if (r && !view_eq(r->format, job->format))
        tensors_note(a, &t, VIEW("format.mismatch"), r->mismatch, 0,
                     "is named like " VIEW_FMT " and holds " VIEW_FMT,
                     VIEW_ARG(job->format), VIEW_ARG(r->format));
    out->read = r && !e;
    take_notes(&t, out);
    if (out->read) {
        take_tensors(job, &t, out);
        take_meta(&t, out);
    } else if (e) {
        take_failure(e, out);
    }
}

void weights_header_read_file(const struct weights_header_job *job,
                              const struct file *f, struct weights_header *out)
{
    struct arena a = {0};

    *out = (struct weights_header){0};
    read_open(&a, job, f, out);
    arena_free(&a);
}

void weights_header_read(const struct weights_header_job *job,
                         struct weights_header *out)
{
    struct arena a = {0};
    struct file f;

    *out = (struct weights_header){0};
    struct error *e = entry_open(&a, job->entry, &f);
    if (e)
        take_failure(e, out);
    else
        read_open(&a, job, &f, out);
    file_close(&f);
    arena_free(&a);
}
