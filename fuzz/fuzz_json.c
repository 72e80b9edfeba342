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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a = {0};
    struct view v = arena_copy(&a, (struct view){(const char *)bytes, size});
    struct text t = {.arena = &a};
    struct json_writer w = {.out = &t};
    struct json j, again;

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
