// SPDX-License-Identifier: Apache-2.0
// The form of a record is that of knowledge/records.h; what the build made of
// the files of knowledge/ is compared with the files read here.
#include "check.h"

#include "knowledge/knowledge.h"

static void same_record(const struct record *is, const struct record *wanted)
{
    CHECK_U64(is->field_count, wanted->field_count);
    for (size_t f = 0; f < is->field_count && f < wanted->field_count; f++) {
        CHECK_VIEW(is->field[f].key, wanted->field[f].key);
        CHECK_VIEW(is->field[f].value, wanted->field[f].value);
        CHECK_U64(is->field[f].line, wanted->field[f].line);
    }
}

TEST(what_was_built_in_is_what_the_files_say)
{
    struct arena a = {0};
    struct view name, bytes;
    size_t files = 0, joined = 0;

    for (size_t at = 0; knowledge_next(VIEW(""), &at, &name);) {
        struct records built, read;

        if (!view_ends(name, VIEW(".txt")))
            continue;
        CHECK(knowledge_bytes(name, &bytes));
        CHECK(!knowledge_read(&a, name, &built));
        CHECK(!records_read(&a, bytes, built.path, &read));
        CHECK_VIEW(built.path,
                   arena_print(&a, "knowledge/" VIEW_FMT, VIEW_ARG(name)));
        CHECK(built.record_count > 0);
        CHECK_U64(built.record_count, read.record_count);
        for (size_t r = 0; r < read.record_count; r++) {
            const struct record *record = &built.record[r];

            same_record(record, &read.record[r]);
            for (size_t f = 0; f < record->field_count; f++)
                joined += record->field[f].value.at < bytes.at ||
                          record->field[f].value.at > bytes.at + bytes.len;
        }
        files++;
    }
    CHECK(files > 60);
    CHECK(joined > 10); // values of several lines lie in no file
    arena_free(&a);
}

TEST(a_file_that_is_no_text_has_no_records)
{
    struct arena a = {0};
    struct records none;

    CHECK(!knowledge_read(&a, VIEW("licenses/fingerprints.bin"), &none));
    CHECK_U64(none.record_count, 0);
    arena_free(&a);
}

TEST(a_name_that_is_not_there_is_an_error_that_says_it)
{
    struct arena a = {0};
    struct records none;
    struct error *e = knowledge_read(&a, VIEW("parts/ruels.txt"), &none);

    CHECK(e && e->kind == ERROR_INPUT);
    if (e)
        CHECK_TEXT(e->at.path, "knowledge/parts/ruels.txt");
    CHECK_U64(none.record_count, 0);
    arena_free(&a);
}

static const char written[] = "# A comment.\n"
                              "\n"
                              "license: one\n"
                              "means:   some\n"
                              "  words\n"
                              "\tmore\n"
                              "kept:    \" a \"\n"
                              "license: two\n"
                              "\n"
                              "\n"
                              "license: three";

TEST(reads_values_of_several_lines_lists_and_quotes)
{
    struct arena a = {0};
    struct records all;
    struct view value;
    size_t at = 0;

    CHECK(!records_read(&a, view_of(written), VIEW("x"), &all));
    CHECK_U64(all.record_count, 2);
    CHECK_U64(all.record[0].field_count, 4);
    CHECK_TEXT(record_get(&all.record[0], VIEW("means")), "some words more");
    CHECK_TEXT(record_get(&all.record[0], VIEW("kept")), " a ");
    CHECK(record_next(&all.record[0], VIEW("license"), &at, &value));
    CHECK(record_next(&all.record[0], VIEW("license"), &at, &value));
    CHECK_TEXT(value, "two");
    CHECK(!record_next(&all.record[0], VIEW("license"), &at, &value));
    CHECK_U64(all.record[1].field[0].line, 11);
    CHECK(records_find(&all, VIEW("license"), VIEW("three")) == &all.record[1]);
    arena_free(&a);
}

static void refused_at(const char *text, uint32_t line)
{
    struct arena a = {0};
    struct records all;
    struct error *e = records_read(&a, view_of(text), VIEW("x"), &all);

    CHECK(e && e->kind == ERROR_INPUT);
    if (e)
        CHECK_U64(e->at.line, line);
    arena_free(&a);
}

TEST(refuses_a_wrong_line_and_says_which)
{
    refused_at("a: 1\nb\n", 2);
    refused_at("a: 1\n: 2\n", 2);
    refused_at("a: 1\n\n  continues nothing\n", 3);
}

CHECK_MAIN(CHECK_CASE(what_was_built_in_is_what_the_files_say),
           CHECK_CASE(a_file_that_is_no_text_has_no_records),
           CHECK_CASE(a_name_that_is_not_there_is_an_error_that_says_it),
           CHECK_CASE(reads_values_of_several_lines_lists_and_quotes),
           CHECK_CASE(refuses_a_wrong_line_and_says_which))
