// SPDX-License-Identifier: Apache-2.0
// Expected values: by hand, by the rules of YAML 1.2 for the shapes that cards
// use (checked against PyYAML 6 where it reads the block at all).
#include "check.h"

#include "format/front_matter.h"

static struct front_matter read(struct arena *a, struct view text)
{
    struct front_matter f;

    front_matter_read(a, text, &f);
    return f;
}

TEST(reads_scalars_lists_and_flow_lists_with_their_lines)
{
    struct arena a = {0};
    struct front_matter f = read(&a, VIEW("---\n"
                                          "license: apache-2.0 # ours\n"
                                          "base_model: \"org/name\"\n"
                                          "language: [en, 'zh', \"a, b\"]\n"
                                          "datasets:\n"
                                          "- org/one\n"
                                          "- 'org/two'\n"
                                          "tags:\n"
                                          "  - text: x\n"
                                          "empty:\n"
                                          "---\n"
                                          "# Title\n"));

    CHECK(f.present && !f.inside_text);
    CHECK_U64(f.key_count, 6);
    CHECK_TEXT(front_text(&f, VIEW("license")), "apache-2.0");
    CHECK_TEXT(front_text(&f, VIEW("base_model")), "org/name");
    const struct front_key *k = front_get(&f, VIEW("language"));
    CHECK_U64(k->value_count, 3);
    CHECK_TEXT(k->value[2].text, "a, b");
    k = front_get(&f, VIEW("datasets"));
    CHECK_U64(k->value_count, 2);
    CHECK_TEXT(k->value[1].text, "org/two");
    CHECK_U64(k->value[1].line, 7);
    CHECK_TEXT(front_text(&f, VIEW("tags")), "text: x");
    CHECK_U64(front_get(&f, VIEW("empty"))->value_count, 0);
    CHECK_U64(f.first_line, 1);
    CHECK_U64(f.last_line, 11);
    CHECK_U64(f.end, 144);
    CHECK(!front_get(&f, VIEW("Title")));
    arena_free(&a);
}

TEST(an_agreement_in_a_block_scalar_hides_the_keys_it_holds)
{
    struct arena a = {0};
    struct front_matter f = read(&a, VIEW("---\n"
                                          "extra_gated_prompt: >-\n"
                                          "  ### AGREEMENT\n"
                                          "\n"
                                          "  license: none of yours\n"
                                          "extra_gated_fields:\n"
                                          "  Name: text\n"
                                          "  I agree: checkbox\n"
                                          "license: other\n"
                                          "---\n"));

    CHECK_TEXT(front_text(&f, VIEW("license")), "other");
    CHECK(front_get(&f, VIEW("extra_gated_prompt"))->block);
    CHECK_TEXT(front_text(&f, VIEW("extra_gated_prompt")),
               "### AGREEMENT\n\nlicense: none of yours");
    CHECK_U64(front_get(&f, VIEW("extra_gated_fields"))->value_count, 2);
    arena_free(&a);
}

TEST(scalars_over_several_lines_are_joined)
{
    struct arena a = {0};
    struct front_matter f = read(&a, VIEW("---\n"
                                          "one: \"a\n"
                                          "  b\"\n"
                                          "two: c\n"
                                          "  d\n"
                                          "three: [x,\n"
                                          "  y]\n"
                                          "---\n"));

    CHECK_TEXT(front_text(&f, VIEW("one")), "a b");
    CHECK_TEXT(front_text(&f, VIEW("two")), "c d");
    CHECK_U64(front_get(&f, VIEW("three"))->value_count, 2);
    arena_free(&a);
}

TEST(line_ends_and_marks_of_other_systems_are_read)
{
    static const struct view text[] = {
        VIEW_INIT("\xef\xbb\xbf---\r\nlicense: mit\r\n---\r\n"),
        VIEW_INIT("---\rlicense: mit\r---\r"),
        VIEW_INIT("\n\n---\nlicense: mit\n---"),
        VIEW_INIT("---\nlicense:\tmit\n...\n"),
    };

    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        struct arena a = {0};
        struct front_matter f = read(&a, text[i]);

        CHECK(f.present && !f.inside_text);
        CHECK_TEXT(front_text(&f, VIEW("license")), "mit");
        arena_free(&a);
    }
}

TEST(a_card_inside_a_program_is_found_and_said_to_be_inside)
{
    struct arena a = {0};
    struct front_matter f = read(&a, VIEW("card = \"\"\"---\n"
                                          "base_model: org/name\n"
                                          "license: apache-2.0\n"
                                          "---\n"));

    CHECK(f.present && f.inside_text);
    CHECK_TEXT(front_text(&f, VIEW("license")), "apache-2.0");
    arena_free(&a);
}

TEST(rules_between_paragraphs_are_no_front_matter)
{
    static const struct view text[] = {
        VIEW_INIT(""),
        VIEW_INIT("---"),
        VIEW_INIT("---\n---\n"),
        VIEW_INIT("---\nlicense: mit\n"), // never closed
        VIEW_INIT("# Title\n\n---\n\nSome words.\n\n---\n"),
        VIEW_INIT("# Title\n---\nNote: words\n---\n"),
        VIEW_INIT("---\n- a\n---\n"),
    };

    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        struct arena a = {0};

        CHECK(!read(&a, text[i]).present);
        arena_free(&a);
    }
}

TEST(every_shorter_file_is_read_without_a_fault)
{
    static const char card[] = "---\na: \"x\n  y\"\nb: [1, '2]', 3\n ]\nc: >\n"
                               "  d\n- e\nlicense: 'mit'\n---\ntext";

    for (size_t len = 0; len < sizeof card; len++) {
        struct arena a = {0};
        struct view cut = arena_copy(&a, (struct view){card, len});
        struct front_matter f = read(&a, cut);

        CHECK(!f.present || f.end <= len);
        arena_free(&a);
    }
}

TEST(a_million_brackets_take_no_longer_than_other_text)
{
    struct arena a = {0};
    size_t len = 1 << 20;
    char *bytes = arena_alloc(&a, len);

    memcpy(bytes, "---\na: ", 7);
    memset(bytes + 7, '[', len - 7);
    struct front_matter f = read(&a, (struct view){bytes, len});
    CHECK(!f.present);
    for (size_t i = 0; i + 4 <= len; i += 4)
        memcpy(bytes + i, "---\n", 4);
    f = read(&a, (struct view){bytes, len});
    CHECK(!f.present);
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(reads_scalars_lists_and_flow_lists_with_their_lines),
           CHECK_CASE(an_agreement_in_a_block_scalar_hides_the_keys_it_holds),
           CHECK_CASE(scalars_over_several_lines_are_joined),
           CHECK_CASE(line_ends_and_marks_of_other_systems_are_read),
           CHECK_CASE(a_card_inside_a_program_is_found_and_said_to_be_inside),
           CHECK_CASE(rules_between_paragraphs_are_no_front_matter),
           CHECK_CASE(every_shorter_file_is_read_without_a_fault),
           CHECK_CASE(a_million_brackets_take_no_longer_than_other_text))
