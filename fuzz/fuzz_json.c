// SPDX-License-Identifier: Apache-2.0
// Reads JSON, asks each value what it says, and writes its text again.
#include "format/json.h"
#include "format/json_write.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void ask(struct json_writer *w, const struct json_value *v)
{
    for (; v; v = v->next) {
        uint64_t n;
        double d;

        if (json_u64(v, &n) && json_double(v, &d) && !(d >= 0))
            abort();
        if (v->end <= v->offset)
            abort();
        json_member(w, v->key, v->text);
        ask(w, v->child);
    }
}

static bool wants(const void *context, struct view key)
{
    (void)context;
    return key.len == 1;
}

// A reading of a part has to find what one of the whole does.
static void read_part(struct arena *a, struct view v)
{
    const struct json_filter filter = {wants, NULL};
    struct json_oddities odd, part_odd;
    struct json whole, part;
    struct error *e = json_inspect(a, v, VIEW("x"), &whole, &odd);

    if (!e != !json_inspect_part(a, v, VIEW("x"), &filter, &part, &part_odd) ||
        memcmp(&odd, &part_odd, sizeof odd) != 0 ||
        whole.duplicates != part.duplicates || !whole.root != !part.root ||
        (whole.root && (whole.root->count != part.root->count ||
                        whole.root->numbers != part.root->numbers)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a = {0};
    struct view v = arena_copy(&a, (struct view){(const char *)bytes, size});
    struct text t = {.arena = &a};
    struct json_writer w = {.out = &t};
    struct json j, again;

    read_part(&a, v);
    if (!json_read(&a, v, VIEW("x"), &j)) {
        json_begin(&w, '{');
        ask(&w, j.root);
        json_end(&w, '}');
        if (json_read(&a, text_view(&t), VIEW("y"), &again))
            abort();
    }
    arena_free(&a);
    return 0;
}
