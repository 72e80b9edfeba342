// SPDX-License-Identifier: Apache-2.0
// How terms changed in clones that git makes here: expected values are those
// that were committed; names of licences by tags, since no text of one is here
// but this project's own.
#define _GNU_SOURCE // mkdtemp, nftw, popen with -std=c17
#include "clone.h"

#include "freehold.h"
#include "page_laws.h"
#include "schema.h"
#include "terms/database.h"
#include "terms/terms_history.h"

struct scene {
    struct arena arena;
    struct view folder;
    struct database known;
    struct release release;
    struct terms_histories all;
    struct duties duties;
};

static struct scene scene_new(void)
{
    struct scene s = {.folder = {0}};

    s.folder = scene_open(&s.arena);
    CHECK(
        !database_open(&s.arena, (struct view){0}, (struct view){0}, &s.known));
    return s;
}

static void scene_end(struct scene *s)
{
    scene_close(s->folder);
    arena_free(&s->arena);
}

static void open_release(struct scene *s, const char *const *path)
{
    struct release_choice choice = {.threads = 1};
    struct view given[4];
    size_t count = 0;

    for (; path[count]; count++)
        given[count] = view_of(path[count]);
    CHECK(!release_open(&s->arena, given, count, &choice, &s->release));
}

#define OPEN(s, ...) open_release((s), (const char *const[]){__VA_ARGS__, NULL})

static void take(struct scene *s)
{
    terms_history_take(&s->arena, s->known.licenses, &s->release, &s->all);
    terms_history_flag(&s->arena, &s->all, &s->duties);
}

static struct view said(const struct terms_state *state)
{
    return state->blob.len
               ? state->expression.len ? state->expression : VIEW("unread")
               : VIEW("-");
}

// "DATE PATH BEFORE AFTER KEYS", marked where only the words changed.
static struct view changes(struct scene *s)
{
    struct text t = {.arena = &s->arena};

    for (size_t i = 0; i < s->all.count; i++)
        for (size_t n = 0; n < s->all.item[i].change_count; n++) {
            const struct terms_change *c = &s->all.item[i].change[n];

            text_print(&t,
                       VIEW_FMT " " VIEW_FMT "%s" VIEW_FMT " " VIEW_FMT
                                " " VIEW_FMT "%s\n",
                       VIEW_ARG(c->uncommitted ? VIEW("here") : c->date),
                       VIEW_ARG(c->path), c->was.len ? "<" : "",
                       VIEW_ARG(c->was), VIEW_ARG(said(&c->before)),
                       VIEW_ARG(said(&c->after)), c->changed ? "" : " (words)");
        }
    return text_view(&t);
}

static struct view flags(struct scene *s)
{
    struct text t = {.arena = &s->arena};

    for (size_t i = 0; i < s->duties.flag_count; i++) {
        CHECK_TEXT(s->duties.flag[i].id, "license-changed");
        text_print(&t, VIEW_FMT "\n", VIEW_ARG(s->duties.flag[i].fact));
    }
    return text_view(&t);
}

#define CARD(license)                                                          \
    "printf -- '---\\nlicense: %s\\n---\\n# Cedar\\n' " license " >README.md;" \
    " "
#define TAG(file, id) "echo 'SPDX-License-Identifier: " id "' >" file "; "

TEST(tells_when_a_file_came_to_say_something_else)
{
    struct scene s = scene_new();

    shell(&s.arena, CARD("apache-2.0") TAG("LICENSE", "MIT") "commit 1; " CARD(
                        "mit") "commit 2; echo text >>README.md; commit 3; "
                               "echo >>LICENSE; commit 4; " CARD(
                                   "cc-by-nc-4.0") "commit 5");
    OPEN(&s, "m");
    take(&s);
    CHECK_TEXT(changes(&s), "2025-01-05 README.md MIT CC-BY-NC-4.0\n"
                            "2025-01-04 LICENSE MIT MIT (words)\n"
                            "2025-01-02 README.md Apache-2.0 MIT\n");
    CHECK_U64(s.all.count, 1);
    if (s.all.count) {
        CHECK_U64(s.all.item[0].changed, 2);
        CHECK_U64(s.all.item[0].commits, 5);
        CHECK_VIEW(s.all.item[0].head,
                   view_trim(shell(&s.arena, "git rev-parse HEAD")));
        CHECK_TEXT(s.all.item[0].date, "2025-01-05");
        CHECK_TEXT(s.all.item[0].oldest_date, "2025-01-01");
    }
    // Both say of selling: yes, then no (knowledge/licenses/known).
    const struct license_differences *d = &s.all.item[0].change[0].differs;
    bool sells = false;
    for (size_t i = 0; i < d->count; i++)
        if (view_eq(d->item[i].key, VIEW("use-commercial"))) {
            sells = true;
            CHECK_TEXT(d->item[i].one, "yes");
            CHECK_TEXT(d->item[i].other, "no");
        }
    CHECK(sells);
    CHECK_U64(s.duties.flag_count, 1);
    CHECK(view_has(flags(&s), VIEW("README.md said MIT until commit ")));
    CHECK(view_has(flags(&s), VIEW(" of 2025-01-05 and says CC-BY-NC-4.0 "
                                   "since; they differ in ")));
    CHECK(view_has(flags(&s), VIEW("; it changed 1 time before that\n")));
    scene_end(&s);
}

TEST(flags_what_was_taken_away_and_nothing_that_was_added)
{
    struct scene s = scene_new();

    shell(&s.arena,
          "echo x >x; commit 1; " TAG("LICENSE", "MIT") "commit 2; " TAG(
              "LICENSE-DATA", "CC0-1.0") "commit 3; "
                                         "git mv LICENSE COPYING; commit 4; "
                                         "git rm -q COPYING; commit 5");
    OPEN(&s, "m");
    take(&s);
    CHECK_TEXT(changes(&s), "2025-01-05 COPYING MIT -\n"
                            "2025-01-03 LICENSE-DATA - CC0-1.0\n"
                            "2025-01-02 LICENSE - MIT\n");
    CHECK_U64(s.duties.flag_count, 1);
    CHECK(view_has(flags(&s), VIEW("COPYING said MIT until commit ")));
    CHECK(view_has(flags(&s), VIEW(" and is gone since\n")));
    scene_end(&s);
}

TEST(follows_a_file_through_its_names)
{
    struct scene s = scene_new();

    shell(&s.arena,
          TAG("LICENSE", "MIT") "commit 1; " TAG(
              "LICENSE",
              "ISC") "commit 2; git rm -q LICENSE; " TAG("LICENSE.txt",
                                                         "Zlib") "commit 3");
    OPEN(&s, "m");
    take(&s);
    CHECK_TEXT(changes(&s), "2025-01-03 LICENSE.txt<LICENSE ISC Zlib\n"
                            "2025-01-02 LICENSE MIT ISC\n");
    CHECK_U64(s.duties.flag_count, 1);
    CHECK(view_has(flags(&s), VIEW("it changed 1 time before that")));
    scene_end(&s);
}

TEST(tells_a_file_at_hand_from_the_one_committed)
{
    struct scene s = scene_new();

    shell(&s.arena,
          TAG("LICENSE", "MIT") CARD("mit") "commit 1; " TAG(
              "LICENSE", "GPL-3.0-only") "sed -i 's/$/\\r/' README.md");
    OPEN(&s, "m");
    take(&s);
    CHECK_TEXT(changes(&s), "here LICENSE MIT GPL-3.0-only\n");
    CHECK(view_starts(flags(&s),
                      VIEW("LICENSE says MIT in the newest commit, and the one "
                           "here says GPL-3.0-only; they differ in ")));
    scene_end(&s);
}

TEST(looks_where_the_release_has_its_licenses)
{
    struct scene s = scene_new();

    shell(&s.arena, "mkdir -p a/b vendor/c; " TAG("a/b/LICENSE", "MIT")
                        TAG("vendor/c/LICENSE",
                            "MIT") "commit 1; " TAG("a/b/LICENSE", "ISC")
                            TAG("vendor/c/LICENSE", "ISC") "commit 2");
    OPEN(&s, "m");
    take(&s);
    CHECK_TEXT(changes(&s), "2025-01-02 a/b/LICENSE MIT ISC\n");
    scene_end(&s);
}

TEST(tells_each_clone_of_a_release_by_its_name)
{
    struct scene s = scene_new();

    shell(&s.arena, TAG("LICENSE", "MIT") "commit 1; " TAG(
                        "LICENSE",
                        "ISC") "commit 2; git clone -q . ../n; mkdir ../plain; "
                               "echo x >../plain/x");
    OPEN(&s, "m", "n", "plain");
    take(&s);
    CHECK_TEXT(changes(&s), "2025-01-02 m/LICENSE MIT ISC\n"
                            "2025-01-02 n/LICENSE MIT ISC\n");
    CHECK_U64(s.all.count, 2);
    scene_end(&s);
}

TEST(says_of_a_text_that_is_not_here_that_it_was_not_read)
{
    struct scene s = scene_new();

    shell(&s.arena,
          TAG("LICENSE", "MIT") "commit 1; " TAG(
              "LICENSE",
              "ISC") "commit 2; o=$(git rev-parse HEAD~1:LICENSE); "
                     "rm -f .git/objects/$(echo $o | sed 's|^..|&/|')");
    OPEN(&s, "m");
    take(&s);
    CHECK_TEXT(changes(&s), "2025-01-02 LICENSE unread ISC\n");
    CHECK(view_has(s.all.item[0].change[0].before.why, VIEW("is not here")));
    CHECK_U64(s.duties.flag_count, 0);
    scene_end(&s);
}

TEST(calls_no_text_unchanged_that_it_has_not_read)
{
    struct scene s = scene_new();

    shell(&s.arena,
          TAG("LICENSE", "MIT") "commit 1; " TAG(
              "LICENSE",
              "ISC") "commit 2; " TAG("LICENSE",
                                      "Zlib") "commit 3; "
                                              "git config "
                                              "uploadpack.allowFilter true; "
                                              "git clone -q --filter=blob:none "
                                              "--no-checkout "
                                              "\"file://$(pwd)\" ../partial "
                                              "2>/dev/null");
    OPEN(&s, "partial");
    take(&s);
    CHECK_TEXT(changes(&s), "2025-01-03 LICENSE unread unread\n"
                            "2025-01-02 LICENSE unread unread\n");
    CHECK(view_has(s.all.item[0].change[0].after.why,
                   VIEW("it is a partial clone")));
    CHECK_U64(s.duties.flag_count, 0);
    scene_end(&s);
}

TEST(asks_only_for_what_came_after)
{
    struct scene s = scene_new();

    shell(&s.arena,
          TAG("LICENSE", "MIT") "commit 1; " TAG(
              "LICENSE",
              "ISC") "commit 2; git tag v2; " TAG("LICENSE",
                                                  "Zlib") "commit 3; mkdir "
                                                          "../plain; echo x "
                                                          ">../plain/x");
    OPEN(&s, "m");
    CHECK(!terms_history_since(&s.arena, s.known.licenses, &s.release,
                               VIEW("v2"), &s.all));
    CHECK_TEXT(changes(&s), "2025-01-03 LICENSE ISC Zlib\n");
    struct error *e = terms_history_since(&s.arena, s.known.licenses,
                                          &s.release, VIEW("v3"), &s.all);
    CHECK(e && e->kind == ERROR_USAGE);
    OPEN(&s, "plain");
    e = terms_history_since(&s.arena, s.known.licenses, &s.release, VIEW("v2"),
                            &s.all);
    CHECK(e && view_has(e->message, VIEW("is no clone")));
    scene_end(&s);
}

// conventions.md 12: a snapshot of a hub's cache is named by its commit.
TEST(says_of_a_cache_that_it_keeps_no_history)
{
#define COMMIT "0123456789abcdef0123456789abcdef01234567"
    struct scene s = scene_new();

    shell(&s.arena, "c=../models--org--cedar; "
                    "mkdir -p $c/snapshots/" COMMIT " $c/refs $c/blobs; "
                    "printf " COMMIT " >$c/refs/main; "
                    "echo x >$c/snapshots/" COMMIT "/README.md");
    OPEN(&s, "models--org--cedar");
    take(&s);
    CHECK_U64(s.all.count, 1);
    if (s.all.count) {
        CHECK_U64(s.all.item[0].end, HISTORY_ABSENT);
        CHECK_TEXT(s.all.item[0].head, COMMIT);
    }
    CHECK(terms_history_since(&s.arena, s.known.licenses, &s.release,
                              VIEW("main"), &s.all));
    scene_end(&s);
}

// ---- Documents --------------------------------------------------------------

static void keeps_to(struct arena *a, struct view document, const char *schema,
                     struct view schema_bytes)
{
    struct json rules, json;

    CHECK(!json_read(a, schema_bytes, view_of(schema), &rules));
    CHECK(!json_read(a, document, VIEW("json"), &json));
    CHECK_TEXT(schema_fault(a, &rules, json.root), "");
    CHECK(view_has(document, VIEW("\"history\"")));
}

static const char *inspected(struct fh_inspection *i, unsigned threads,
                             size_t *length)
{
    fh_inspection_add(i, "m");
    fh_inspection_threads(i, threads);
    CHECK_U64(fh_inspection_run(i), FH_DONE);
    return fh_inspection_report(i, &(struct fh_report){.format = FH_JSON},
                                length);
}

TEST(documents_keep_to_their_schemas_and_are_the_same_in_any_packing)
{
    struct arena a = {0};
    struct view inspection_schema, terms_schema;
    const char *word = "m", *since[] = {NULL, "HEAD"};
    size_t one, other;
    char *error;

    CHECK(!file_front(&a, VIEW("docs/schema/inspection.schema.json"), 1 << 20,
                      &inspection_schema));
    CHECK(!file_front(&a, VIEW("docs/schema/terms.schema.json"), 1 << 20,
                      &terms_schema));
    struct scene s = scene_new();
    shell(&s.arena,
          TAG("LICENSE", "MIT") CARD("mit") "commit 1; " CARD("cc-by-nc-4.0")
              TAG("LICENSE", "ISC") "commit 2; git rm -q LICENSE; " TAG(
                  "LICENSE.md", "Zlib") "commit 3; rm README.md; "
                                        "commit 4; " TAG("LICENSE.md",
                                                         "CC0-1.0"));
    struct fh_inspection *i = fh_inspection_new(), *k = fh_inspection_new();
    const char *loose = inspected(i, 1, &one);
    keeps_to(&a, (struct view){loose, one}, "inspection", inspection_schema);
    shell(&s.arena, "git gc -q --prune=now");
    const char *packed = inspected(k, 8, &other);
    CHECK_VIEW(((struct view){packed, other}), ((struct view){loose, one}));
    struct text words = {.arena = &a};
    page_keeps_laws(view_of(fh_inspection_report(
                        k, &(struct fh_report){.format = FH_HTML}, &other)),
                    "m", &words);
    CHECK(view_has(text_view(&words), VIEW("LICENSE.md")));
    for (size_t n = 0; n < 2; n++) {
        struct fh_terms choice = {.format = FH_JSON, .since = since[n]};
        enum fh_result result;
        char *document = fh_terms(&word, 1, &choice, &result, &error);

        CHECK_U64(result, FH_DONE);
        keeps_to(&a, view_of(document), "terms", terms_schema);
        fh_free(document);
    }
    fh_inspection_free(i);
    fh_inspection_free(k);
    scene_end(&s);
    arena_free(&a);
}

TEST(names_out_of_a_history_paint_no_report)
{
    struct scene s = scene_new();
    const char *word = "m";

    shell(&s.arena,
          "n=$(printf 'LICENSE\\033[2J\\342\\200\\256\\377<script>'); "
          "echo 'SPDX-License-Identifier: MIT' >\"$n\"; commit 1; "
          "echo 'SPDX-License-Identifier: ISC' >\"$n\"; commit 2; "
          "git rm -q \"$n\"; echo 'SPDX-License-Identifier: Zlib' >LICENSE; "
          "commit 3");
    for (int format = FH_TEXT; format <= FH_JSON; format++) {
        struct fh_terms choice = {.format = (enum fh_format)format, .full = 1};
        enum fh_result result;
        char *error;
        char *document = fh_terms(&word, 1, &choice, &result, &error);
        struct view v = view_of(document);

        CHECK(result == FH_DONE && view_has(v, VIEW("LICENSE")));
        CHECK(view_has(v, VIEW("ISC")));
        for (size_t i = 0; i < v.len; i++)
            CHECK((unsigned char)v.at[i] >= ' ' || v.at[i] == '\n');
        CHECK(!view_has(v, VIEW("\xe2\x80\xae")));
        CHECK(!view_has(v, VIEW("\377")));
        fh_free(document);
    }
    scene_end(&s);
}

// The first reads the schemas, from the folder where the tests begin.
CHECK_MAIN(
    CHECK_CASE(documents_keep_to_their_schemas_and_are_the_same_in_any_packing),
    CHECK_CASE(tells_when_a_file_came_to_say_something_else),
    CHECK_CASE(flags_what_was_taken_away_and_nothing_that_was_added),
    CHECK_CASE(follows_a_file_through_its_names),
    CHECK_CASE(tells_a_file_at_hand_from_the_one_committed),
    CHECK_CASE(looks_where_the_release_has_its_licenses),
    CHECK_CASE(tells_each_clone_of_a_release_by_its_name),
    CHECK_CASE(says_of_a_text_that_is_not_here_that_it_was_not_read),
    CHECK_CASE(calls_no_text_unchanged_that_it_has_not_read),
    CHECK_CASE(says_of_a_cache_that_it_keeps_no_history),
    CHECK_CASE(names_out_of_a_history_paint_no_report),
    CHECK_CASE(asks_only_for_what_came_after))
