// SPDX-License-Identifier: Apache-2.0
// The first line is the name of the file.
#include "safety/config_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static struct arena kept; // the rules are read once
    static struct config_rules rules;
    struct arena a = {0};
    struct notes n = {.arena = &a};
    struct view text,
        name = view_cut((struct view){(const char *)at, len}, '\n', &text);
    struct json json;

    if (!rules.names && config_rules_open(&kept, &rules))
        abort();
    if (!json_read(&a, arena_copy(&a, text), name, &json))
        config_scan(&n, &rules, json.root, arena_lower(&a, name));
    arena_free(&a);
    return 0;
}
