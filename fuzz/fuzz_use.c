// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "verdict/use_item.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

// The first two bytes say how many items are known and where the list is spoken
// of; 255: nowhere, all of the text is one.
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a = {0};
    struct use_item *item;
    size_t count;

    if (size < 2)
        return 0;
    struct use_place p = {
        .text = {(const char *)bytes + 2, size - 2},
        .wanted = bytes[0] % 32,
        .span = {{bytes[1] + 1U, bytes[1] + 1U + bytes[0]}},
        .span_count = bytes[1] != 255,
    };
    size_t lines = view_count(p.text, '\n') + 1;

    use_items_find(&a, &p, &item, &count);
    if (count > USE_MAX_ITEMS)
        abort();
    for (size_t i = 0; i < count; i++)
        if (!item[i].text.len || !item[i].line || item[i].line > lines)
            abort();
    arena_free(&a);
    return 0;
}
