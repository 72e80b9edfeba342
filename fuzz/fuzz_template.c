// SPDX-License-Identifier: Apache-2.0
#include "safety/config_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static struct arena kept; // the rules are read once
    static struct config_rules rules;
    struct arena a = {0};
    struct notes n = {.arena = &a};
    uint64_t spent = 0;

    if (!rules.names && config_rules_open(&kept, &rules))
        abort();
    template_scan(&n, &rules.templates,
                  arena_copy(&a, (struct view){(const char *)at, len}), 0,
                  len % 2, &spent);
    arena_free(&a);
    return 0;
}
