// SPDX-License-Identifier: Apache-2.0
// Reads YAML; every value stands inside the file.
#include "format/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void ask(const struct yaml_value *v, size_t size)
{
    for (; v; v = v->next) {
        if (v->offset > size || !v->line)
            abort();
        (void)yaml_is_null(v);
        ask(v->child, size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a = {0};
    struct view v = arena_copy(&a, (struct view){(const char *)bytes, size});
    struct yaml y;

    struct error *e = yaml_read(&a, v, VIEW("x"), &y);
    if (e ? e->at.offset > size : (ask(y.root, size), false))
        abort();
    arena_free(&a);
    return 0;
}
