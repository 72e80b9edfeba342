// SPDX-License-Identifier: Apache-2.0
#include "safety/keras_file.h"

#include "format/hdf5.h"
#include "format/proto.h"

enum { LARGEST = 16 << 20, STEP = 16 << 10 };

// A text that may hold a configuration of the model or of its training (losses
// are functions too): one that is JSON but breaks off is not understood, and so
// not clean.
static void judge(struct arena *a, const struct keras_rules *rules,
                  struct view text, struct view path, uint64_t offset,
                  struct notes *n)
{
    size_t from = n->note_count;
    struct json_oddities odd;
    struct json json;

    if (!text.len || text.at[0] != '{')
        return;
    const struct error *e = json_inspect(a, text, path, &json, &odd);
    keras_scan(n, rules, json.root); // also what stands before a fault
    if (e)
        note_add(n, VIEW("keras.unread"), NOTE_REVIEW, e->at.offset,
                 "a configuration of the model is no JSON: " VIEW_FMT,
                 VIEW_ARG(e->message));
    for (size_t i = from; i < n->note_count; i++)
        n->note[i].offset += offset;
}

struct error *keras_hdf5(struct arena *a, const struct file *f,
                         const struct keras_rules *rules, struct notes *n,
                         uint64_t *end)
{
    struct hdf5 h;

    *end = 0;
    TRY(hdf5_read(a, f, n, &h));
    *end = h.end;
    for (size_t i = 0; i < h.text_count; i++)
        judge(a, rules, h.text[i].text, f->path, h.text[i].offset, n);
    return NULL;
}

// SavedMetadata: 1 nodes; each 5 the configuration.
struct error *keras_metadata(struct arena *a, const struct file *f,
                             const struct keras_rules *rules, struct notes *n)
{
    enum { NODE = 1, METADATA = 5 };
    struct window w = {.arena = a, .file = f, .step = STEP};
    struct proto p = proto_of(&w, f->size);

    while (proto_next(&p)) {
        if (p.number != NODE || p.wire != PROTO_BYTES)
            continue;
        struct proto node = proto_inside(&p);
        while (proto_next(&node)) {
            struct arena scratch = {0};

            if (node.number == METADATA && node.wire == PROTO_BYTES)
                judge(&scratch, rules, proto_bytes(&node, &scratch, LARGEST),
                      f->path, node.offset, n);
            arena_free(&scratch);
        }
        p.error = node.error;
        p.fault = node.fault;
    }
    if (p.fault)
        note_add(n, VIEW("tf.malformed"), NOTE_MALFORMED, p.at, "%s", p.fault);
    window_close(&w);
    return p.error;
}
