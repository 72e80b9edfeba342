// SPDX-License-Identifier: Apache-2.0
// The first line is the name of the file, which says what is read.
#include "safety/document_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static struct arena kept; // the rules are read once
    static struct config_rules rules;
    struct arena a = {0};
    struct notes n = {.arena = &a};
    struct view text,
        name = view_cut((struct view){(const char *)at, len}, '\n', &text);
    const struct document d = {.bytes = arena_copy(&a, text),
                               .path = name,
                               .name = arena_lower(&a, view_basename(name)),
                               .strict = true,
                               .settings =
                                   view_ends(name, VIEW("config.json"))};

    if (!rules.names && config_rules_open(&kept, &rules))
        abort();
    document_scan(&a, &n, &rules, &d);
    arena_free(&a);
    return 0;
}
