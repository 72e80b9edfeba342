// SPDX-License-Identifier: Apache-2.0
// The public calls, on the releases in examples/, whose answers are written in
// examples/README.md. Run from the project's folder.
#define _GNU_SOURCE // mkstemp
#include "check.h"
#include "schema.h"

#include "base/file.h"
#include "base/output.h"
#include "base/text.h"
#include "freehold.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct fh_inspection *inspected(const char *path, unsigned threads)
{
    struct fh_inspection *i = fh_inspection_new();

    fh_inspection_add(i, path);
    fh_inspection_threads(i, threads);
    CHECK(fh_inspection_run(i) == FH_DONE);
    CHECK_TEXT(view_of(fh_inspection_error(i)), "");
    return i;
}

static struct view report(struct fh_inspection *i, enum fh_format format)
{
    size_t length = 0;
    const char *text =
        fh_inspection_report(i, &(struct fh_report){.format = format}, &length);

    CHECK(text != NULL);
    return (struct view){text ? text : "", length};
}

static const struct {
    const char *path;
    struct view category, osaid, claim;
} examples[] = {
    {"examples/cedar-1m", VIEW_INIT("fully-open"), VIEW_INIT("yes-by-links"),
     VIEW_INIT("honest")},
    {"examples/aurora-1m", VIEW_INIT("open-weight-permissive"), VIEW_INIT("no"),
     VIEW_INIT("washing-soft")},
    {"examples/harbor-8b-tune", VIEW_INIT("open-weight-restricted"),
     VIEW_INIT("no"), VIEW_INIT("washing-hard")},
    {"examples/quartz-chat/quartz-chat.yaml", VIEW_INIT("api-only"),
     VIEW_INIT("not-applicable"), VIEW_INIT("none")},
    {"examples/pebble-pickle", VIEW_INIT("open-weight-permissive"),
     VIEW_INIT("no"), VIEW_INIT("honest")},
};

TEST(the_examples_are_what_their_readme_says)
{
    for (size_t n = 0; n < sizeof examples / sizeof *examples; n++) {
        struct fh_inspection *i = inspected(examples[n].path, 2);

        CHECK_VIEW(view_of(fh_inspection_category(i)), examples[n].category);
        CHECK_VIEW(view_of(fh_inspection_verdict(i, "osaid")),
                   examples[n].osaid);
        CHECK_VIEW(view_of(fh_inspection_claim(i)), examples[n].claim);
        fh_inspection_free(i);
    }
}

TEST(the_json_of_every_example_keeps_to_the_schema)
{
    struct arena a = {0};
    struct view bytes;
    struct json schema;

    CHECK(!file_front(&a, VIEW("docs/schema/inspection.schema.json"), 1 << 20,
                      &bytes));
    CHECK(!json_read(&a, bytes, VIEW("schema"), &schema));
    for (size_t n = 0; n < sizeof examples / sizeof *examples; n++) {
        struct fh_inspection *i = inspected(examples[n].path, 2);
        struct json document;

        CHECK(!json_read(&a, report(i, FH_JSON), VIEW("report"), &document));
        CHECK_TEXT(schema_fault(&a, &schema, document.root), "");
        CHECK_U64(document.duplicates, 0);
        fh_inspection_free(i);
    }
    arena_free(&a);
}

TEST(the_report_is_the_same_bytes_for_1_2_and_9_threads)
{
    for (size_t n = 0; n < sizeof examples / sizeof *examples; n++) {
        struct fh_inspection *one = inspected(examples[n].path, 1);

        for (unsigned threads = 2; threads <= 9; threads += 7) {
            struct fh_inspection *more = inspected(examples[n].path, threads);
            CHECK(view_eq(report(one, FH_JSON), report(more, FH_JSON)));
            CHECK(view_eq(report(one, FH_TEXT), report(more, FH_TEXT)));
            fh_inspection_free(more);
        }
        fh_inspection_free(one);
    }
}

TEST(parts_are_numbered_and_end)
{
    struct fh_inspection *i = inspected("examples/cedar-1m", 0);
    struct fh_part part;
    size_t count = fh_inspection_part_count(i);

    CHECK(count >= 29);
    CHECK(fh_inspection_part(i, 0, &part));
    CHECK_TEXT(view_of(part.part), "weights.final");
    CHECK_TEXT(view_of(part.presence), "present");
    CHECK_TEXT(view_of(part.license), "Apache-2.0");
    CHECK(!fh_inspection_part(i, count, &part));
    fh_inspection_free(i);
}

TEST(a_missing_path_is_an_input_error_that_names_it)
{
    struct fh_inspection *i = fh_inspection_new();

    CHECK(fh_inspection_run(i) == FH_USAGE);
    fh_inspection_add(i, "examples/no-such-release");
    CHECK(fh_inspection_run(i) == FH_INPUT);
    CHECK(view_has(view_of(fh_inspection_error(i)),
                   VIEW("examples/no-such-release")));
    CHECK(fh_inspection_report(i, &(struct fh_report){0}, NULL) == NULL);
    CHECK_TEXT(view_of(fh_inspection_category(i)), "");
    fh_inspection_free(i);
    fh_inspection_free(NULL);
}

static void *inspect_often(void *argument)
{
    const char **text = argument;

    for (int n = 0; n < 3; n++) {
        struct fh_inspection *i = fh_inspection_new();

        fh_inspection_add(i, text[0]);
        CHECK(fh_inspection_run(i) == FH_DONE);
        CHECK(view_eq(view_of(fh_inspection_category(i)), view_of(text[1])));
        fh_inspection_free(i);
    }
    return NULL;
}

TEST(several_inspections_run_side_by_side)
{
    static const char *one[] = {"examples/cedar-1m", "fully-open"},
                      *two[] = {"examples/aurora-1m", "open-weight-permissive"};
    pthread_t other;

    CHECK(pthread_create(&other, NULL, inspect_often, one) == 0);
    inspect_often(two);
    pthread_join(other, NULL);
}

TEST(calls_out_of_order_are_told_and_harmless)
{
    struct fh_inspection *i = fh_inspection_new();
    struct fh_part part;

    CHECK(fh_inspection_run(i) == FH_USAGE);
    CHECK(view_has(view_of(fh_inspection_error(i)), VIEW("no release")));
    CHECK(!fh_inspection_part(i, 0, &part) && !fh_inspection_part_count(i));
    CHECK_TEXT(view_of(fh_inspection_verdict(i, "osaid")), "");
    CHECK(!fh_inspection_report(i, NULL, NULL));
    fh_inspection_add(i, "examples/cedar-1m");
    CHECK(fh_inspection_run(i) == FH_DONE);
    CHECK(fh_inspection_report(i, NULL, NULL) != NULL);
    CHECK(fh_inspection_run(i) == FH_USAGE);
    CHECK_TEXT(view_of(fh_inspection_category(i)), "fully-open");
    fh_inspection_free(i);
}

TEST(a_path_of_null_is_an_input_error)
{
    const char *path = NULL;
    enum fh_result result;
    char *error;

    CHECK(!fh_terms_json(&path, 1, &result, &error) && error);
    CHECK(result == FH_INPUT);
    fh_free(error);
}

TEST(terms_of_a_file_come_as_a_document)
{
    const char *path = "LICENSE";
    enum fh_result result;
    char *error;
    char *document = fh_terms_json(&path, 1, &result, &error);

    CHECK(result == FH_DONE && document && !error);
    CHECK(view_has(view_of(document), VIEW("\"expression\": \"Apache-2.0\"")));
    fh_free(document);
}

static char *json_of(const char *path, unsigned threads)
{
    struct fh_terms choice = {.format = FH_JSON, .threads = threads};
    enum fh_result result;
    char *error;
    char *document = fh_terms(&path, 1, &choice, &result, &error);

    CHECK(result == FH_DONE && document && !error);
    fh_free(error);
    return document;
}

TEST(terms_of_a_folder_are_the_same_bytes_for_1_and_9_threads)
{
    char *one = json_of("examples", 1), *nine = json_of("examples", 9);

    CHECK(view_eq(view_of(one), view_of(nine)));
    CHECK(view_has(view_of(one), VIEW("\"folders\"")));
    fh_free(one);
    fh_free(nine);
}

struct taken {
    struct arena arena;
    struct text text;
    size_t least; // bytes, then no more
};

static int take(void *context, const char *bytes, size_t size)
{
    struct taken *t = context;

    if (t->text.len >= t->least)
        return 1;
    text_add(&t->text, (struct view){bytes, size});
    return 0;
}

TEST(terms_written_piece_by_piece_are_the_same_bytes)
{
    struct fh_terms choice = {.format = FH_JSON};
    const char *path = "examples";
    char *whole = json_of(path, 0), *error;
    struct taken all = {.least = SIZE_MAX}, some = {.least = 1000};

    all.text.arena = &all.arena;
    some.text.arena = &some.arena;
    CHECK(fh_terms_write(&path, 1, &choice, take, &all, &error) == FH_DONE);
    CHECK(!error && view_eq(text_view(&all.text), view_of(whole)));
    CHECK(fh_terms_write(&path, 1, &choice, take, &some, &error) == FH_SYSTEM);
    CHECK(error && view_starts(view_of(whole), text_view(&some.text)));
    fh_free(error);
    fh_free(whole);
    arena_free(&all.arena);
    arena_free(&some.arena);
}

// Writes `text` so many times into a new file; false: there is no room for it.
static bool write_file(const char *path, struct view text, size_t times)
{
    FILE *out = fopen(path, "wb");
    bool ok = out != NULL;

    for (size_t i = 0; ok && i < times; i++)
        ok = fwrite(text.at, 1, text.len, out) == text.len;
    return out && !fclose(out) && ok;
}

TEST(a_text_of_50_MB_is_read_in_front_and_says_so)
{
    char path[] = "/tmp/freehold-test-XXXXXX";
    int fd = mkstemp(path);
    struct arena a = {0};
    struct view bytes;

    CHECK(fd >= 0 && !close(fd));
    CHECK(!file_front(&a, VIEW("LICENSE"), UINT64_MAX, &bytes));
    CHECK(write_file(path, bytes, (50 << 20) / bytes.len));
    char *document = json_of(path, 0);
    CHECK(view_has(view_of(document), VIEW("only-parts-were-read")));
    CHECK(view_has(view_of(document), VIEW("\"id\": \"Apache-2.0\"")));
    fh_free(document);
    CHECK(!remove(path));
    arena_free(&a);
}

// UTF-16, low byte first, as Windows writes it.
TEST(a_text_in_utf_16_is_known_as_in_utf_8)
{
    char path[] = "/tmp/freehold-test-XXXXXX";
    int fd = mkstemp(path);
    struct arena a = {0};
    struct text wide = {.arena = &a};
    struct view bytes;

    CHECK(fd >= 0 && !close(fd));
    CHECK(!file_front(&a, VIEW("LICENSE"), UINT64_MAX, &bytes));
    text_add(&wide, VIEW("\xff\xfe"));
    for (size_t i = 0; i < bytes.len; i++) {
        text_byte(&wide, bytes.at[i]);
        text_byte(&wide, '\0');
    }
    CHECK(write_file(path, text_view(&wide), 1));
    char *document = json_of(path, 0);
    CHECK(view_has(view_of(document), VIEW("\"expression\": \"Apache-2.0\"")));
    fh_free(document);
    CHECK(!remove(path));
    arena_free(&a);
}

// A cache of one file, "abc"; its digest is from sha256sum.
#define ABC      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SNAPSHOT "/snapshots/0123456789abcdef0123456789abcdef01234567"

static void make_cache(struct arena *a, const char *folder, struct view bytes)
{
    static const char *const below[] = {"", "/blobs", "/snapshots", SNAPSHOT};

    for (size_t i = 0; i < sizeof below / sizeof *below; i++)
        CHECK(!mkdir(arena_print(a, "%s%s", folder, below[i]).at, 0700));
    CHECK(!output_all(a, arena_print(a, "%s/blobs/" ABC, folder), bytes));
    CHECK(!symlink("../../blobs/" ABC,
                   arena_print(a, "%s" SNAPSHOT "/LICENSE", folder).at));
}

static void remove_cache(struct arena *a, const char *folder)
{
    static const char *const all[] = {
        SNAPSHOT "/LICENSE", SNAPSHOT, "/snapshots",
        "/blobs/" ABC,       "/blobs", ""};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        CHECK(!remove(arena_print(a, "%s%s", folder, all[i]).at));
}

static void verify_cache(struct view bytes, enum fh_format format,
                         enum fh_result wanted, struct view says)
{
    struct arena a = {0};
    char top[] = "/tmp/freehold-api-XXXXXX";
    struct fh_verify choice = {.format = format};
    enum fh_result result;
    char *error;

    CHECK(mkdtemp(top) != NULL);
    const char *folder = arena_print(&a, "%s/models--a--b", top).at;
    make_cache(&a, folder, bytes);
    char *answer = fh_verify(folder, &choice, &result, &error);
    CHECK(result == wanted && answer && !error);
    CHECK(answer && view_has(view_of(answer), says));
    fh_free(answer);
    remove_cache(&a, folder);
    CHECK(!rmdir(top));
    arena_free(&a);
}

TEST(a_cache_is_verified_as_text_json_and_sarif)
{
    verify_cache(VIEW("abc"), FH_JSON, FH_DONE, VIEW("\"verdict\": \"ok\""));
    verify_cache(VIEW("abd"), FH_TEXT, FH_REFUSED, VIEW("cache.digest"));
    verify_cache(VIEW("abd"), FH_SARIF, FH_REFUSED,
                 VIEW("\"ruleId\": \"cache.digest\""));
}

TEST(a_verification_that_cannot_be_made_says_why)
{
    struct fh_verify choice = {.format = FH_HTML};
    enum fh_result result;
    char *error;

    CHECK(!fh_verify("examples", &choice, &result, &error));
    CHECK(result == FH_USAGE && error);
    fh_free(error);
    choice.format = FH_JSON;
    CHECK(!fh_verify("nowhere", &choice, &result, &error));
    CHECK(result == FH_INPUT && error &&
          view_has(view_of(error), VIEW("nowhere")));
    fh_free(error);
}

CHECK_MAIN(CHECK_CASE(the_examples_are_what_their_readme_says),
           CHECK_CASE(the_json_of_every_example_keeps_to_the_schema),
           CHECK_CASE(the_report_is_the_same_bytes_for_1_2_and_9_threads),
           CHECK_CASE(parts_are_numbered_and_end),
           CHECK_CASE(a_missing_path_is_an_input_error_that_names_it),
           CHECK_CASE(several_inspections_run_side_by_side),
           CHECK_CASE(calls_out_of_order_are_told_and_harmless),
           CHECK_CASE(a_path_of_null_is_an_input_error),
           CHECK_CASE(terms_of_a_file_come_as_a_document),
           CHECK_CASE(terms_of_a_folder_are_the_same_bytes_for_1_and_9_threads),
           CHECK_CASE(terms_written_piece_by_piece_are_the_same_bytes),
           CHECK_CASE(a_text_of_50_MB_is_read_in_front_and_says_so),
           CHECK_CASE(a_text_in_utf_16_is_known_as_in_utf_8),
           CHECK_CASE(a_cache_is_verified_as_text_json_and_sarif),
           CHECK_CASE(a_verification_that_cannot_be_made_says_why))
