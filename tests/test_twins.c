// SPDX-License-Identifier: Apache-2.0
// Expected values follow from twins.h. That a twin's answer is the one it gives
// alone is held by tests/cases/terms-twins.
#include "check.h"

#include "api/twins.h"
#include "base/text.h"

static bool same_key(const char *path, const char *bytes, const char *path_2,
                     const char *bytes_2)
{
    struct twin_key a = twins_key(view_of(path), view_of(bytes));
    struct twin_key b = twins_key(view_of(path_2), view_of(bytes_2));

    return memcmp(a.sha256, b.sha256, sizeof a.sha256) == 0;
}

TEST(twins_have_one_name_and_the_same_bytes)
{
    CHECK(same_key("a/LICENSE", "MIT", "b/c/LICENSE", "MIT"));
    CHECK(!same_key("a/LICENSE", "MIT", "a/LICENSE", "ISC"));
    CHECK(!same_key("a/LICENSE", "MIT", "a/license", "MIT"));
    CHECK(!same_key("ab", "c", "a", "bc"));
}

TEST(what_was_kept_is_found_as_it_was)
{
    struct twin_key key = twins_key(VIEW("a"), VIEW("MIT"));
    struct twin_key other = twins_key(VIEW("a"), VIEW("ISC"));
    struct twin_answer is = {VIEW("MIT"), true, true, false}, found;
    struct arena a = {0};
    struct twins t;

    twins_open(&t);
    CHECK(!twins_find(&t, &key, &a, &found));
    CHECK_U64(found.words.len, 0);
    twins_keep(&t, &key, &is);
    twins_keep(&t, &key, &is); // as two threads may
    CHECK(!twins_find(&t, &other, &a, &found));
    CHECK(twins_find(&t, &key, &a, &found));
    twins_close(&t);
    CHECK_TEXT(found.words, "MIT");
    CHECK(found.gives && found.said && !found.open);
    arena_free(&a);
}

// More than is kept, in answers of all sizes.
TEST(what_is_kept_is_bounded_and_never_another_ones)
{
    struct arena a = {0};
    struct twins t;

    twins_open(&t);
    for (size_t i = 0; i < 3000; i++) {
        struct view name = arena_print(&a, "%zu", i);
        struct twin_key key = twins_key(name, VIEW(""));
        struct text words = {.arena = &a};
        struct twin_answer found;

        text_add(&words, name);
        text_fill(&words, '.', i == 7 ? 1 << 20 : i);
        twins_keep(&t, &key, &(struct twin_answer){.words = text_view(&words)});
        CHECK(t.arena.used < 3 << 20);
        bool kept = twins_find(&t, &key, &a, &found);
        CHECK(kept == (i != 7)); // one so large is not worth all others
        CHECK(!kept || view_eq(found.words, text_view(&words)));
    }
    CHECK(t.count < 3000);
    twins_close(&t);
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(twins_have_one_name_and_the_same_bytes),
           CHECK_CASE(what_was_kept_is_found_as_it_was),
           CHECK_CASE(what_is_kept_is_bounded_and_never_another_ones))
