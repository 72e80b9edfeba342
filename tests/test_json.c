// SPDX-License-Identifier: Apache-2.0
// Expected values: RFC 8259 (grammar and its examples) and by hand; doubles
// from Python 3's float().
#include "check.h"

#include "base/text.h"
#include "format/json.h"

static struct error *read_all(struct arena *a, struct view bytes,
                              struct json *out)
{
    // A copy of its own size, so that reading on would be caught.
    char *exact = arena_alloc(a, bytes.len);

    memcpy(exact, bytes.at, bytes.len);
    return json_read(a, (struct view){exact, bytes.len}, VIEW("x.json"), out);
}

TEST(reads_the_example_of_the_standard)
{
    struct arena a = {0};
    struct json j;
    struct view text;
    uint64_t n;
    struct view doc = VIEW("{\n  \"Image\": {\n    \"Width\":  800,\n"
                           "    \"Title\":  \"View from \\u0031\",\n"
                           "    \"Animated\" : false,\n"
                           "    \"IDs\": [116, 943, 234, 38793]\n  }\n}\n");

    CHECK(!read_all(&a, doc, &j));
    const struct json_value *image = json_get(j.root, VIEW("Image"));
    CHECK(image && image->count == 4);
    CHECK(json_u64(json_get(image, VIEW("Width")), &n) && n == 800);
    CHECK(json_string(json_get(image, VIEW("Title")), &text));
    CHECK_TEXT(text, "View from 1");
    const struct json_value *ids = json_get(image, VIEW("IDs"));
    CHECK(ids && ids->count == 4 && ids->child->next->next->next->next == NULL);
    CHECK(ids && json_u64(ids->child->next, &n) && n == 943);
    CHECK_U64(j.duplicates, 0);
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(reads_the_example_of_the_standard))
