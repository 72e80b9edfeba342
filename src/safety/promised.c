// SPDX-License-Identifier: Apache-2.0
#include "safety/promised.h"

#include "format/onnx.h"
#include "format/pickle.h"
#include "format/tf_graph.h"
#include "format/torch.h"

static struct error *scan_saved_model(struct arena *a, const struct file *f,
                                      struct notes *n)
{
    return tf_graph_read(a, f, TF_SAVED_MODEL, n);
}

static struct error *scan_graph(struct arena *a, const struct file *f,
                                struct notes *n)
{
    return tf_graph_read(a, f, TF_UNKNOWN, n);
}

static struct error *scan_graph_text(struct arena *a, const struct file *f,
                                     struct notes *n)
{
    return tf_graph_read(a, f, TF_TEXT, n);
}

static const struct promised promises[] = {
    // the first that fits holds
    {.end = VIEW_INIT(".onnx"), .read = onnx_read},
    {.end = VIEW_INIT(".pkl"), .scan = pickle_scan},
    {.end = VIEW_INIT(".pickle"), .scan = pickle_scan},
    {.end = VIEW_INIT(".pt"), .checkpoint = true, .read = torch_check},
    {.end = VIEW_INIT("saved_model.pb"), .scan = scan_saved_model},
    {.end = VIEW_INIT(".pb"), .scan = scan_graph},
    {.end = VIEW_INIT(".meta"), .scan = scan_graph},
    {.end = VIEW_INIT(".pbtxt"), .scan = scan_graph_text},
};

const struct promised *promised_by(struct view name, bool plain)
{
    for (size_t i = 0; i < sizeof promises / sizeof *promises; i++)
        if (view_ends(name, promises[i].end) &&
            (plain || promises[i].checkpoint))
            return &promises[i];
    return NULL;
}

struct error *promised_read(const struct promised *p, struct arena *a,
                            const struct file *f, struct tensors *out)
{
    struct notes n = {.arena = a};

    *out = (struct tensors){0};
    if (p->read)
        return p->read(a, f, out);
    struct error *e = p->scan(a, f, &n);
    notes_into(a, &n, out);
    return e;
}
