// SPDX-License-Identifier: Apache-2.0
#include "format/markdown.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena a = {0};
    struct markdown md;

    markdown_read(&a, (struct view){(const char *)bytes, len}, &md);
    for (size_t i = 0; i < md.line_count; i++)
        for (struct md_link l = {.line = md.line[i].text}; md_next_link(&l);)
            ;
    arena_free(&a);
    return 0;
}
