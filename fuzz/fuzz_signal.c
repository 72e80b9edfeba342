// SPDX-License-Identifier: Apache-2.0
// The first line is a path, the rest the file.
#include "parts/architecture.h"
#include "parts/rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct arena kept; // the rules are read once
    static struct rules *rules;
    struct arena a = {0};
    struct rule_hits hits;
    struct view text, name, path;
    struct rule_file f = {.size = size, .size_known = true};
    uint32_t line;
    bool tokenizer;

    path = view_cut((struct view){(const char *)bytes, size}, '\n', &text);
    f.path = arena_lower(&a, path);
    f.depth = (uint32_t)(size % 4);
    if (!rules && rules_open(&kept, &rules))
        abort();
    if (!rules_want(rules, &f))
        text = (struct view){0};
    rules_apply(&a, rules, &f, text, &hits);
    architecture_of_config(&a, text, f.path, &name, &line);
    architecture_of_gguf(&a, text, &name, &tokenizer);
    arena_free(&a);
    return 0;
}
