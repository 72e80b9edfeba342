// SPDX-License-Identifier: Apache-2.0
#include "format/tf_graph.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    for (int form = TF_SAVED_MODEL; form <= TF_TEXT; form++) {
        struct arena a = {0};
        struct file f = file_of(
            arena_copy(&a, (struct view){(const char *)at, len}), VIEW("pb"));
        struct notes n = {.arena = &a};

        (void)!tf_graph_read(&a, &f, (enum tf_form)form, &n);
        arena_free(&a);
    }
    return 0;
}
