// SPDX-License-Identifier: Apache-2.0
// The bills of materials: what the AI and Dataset profiles of SPDX 3.0.1 ask
// and the JSON Schema does not enforce (the tables below, from the profiles'
// pages of the specification), what CycloneDX's schema does not see, and the
// small makers of ids, times and addresses. On the examples, on the corpus if
// it is beside this folder, and on names that no one would choose.
#define _GNU_SOURCE // mkdtemp with -std=c17
#include "check.h"

#include "base/file.h"
#include "base/text.h"
#include "format/json.h"
#include "freehold.h"
#include "report/bom.h"
#include "report/markdown.h"

#include <dirent.h>
#include <unistd.h>

static const char *const examples[] = {
    "examples/cedar-1m",       "examples/aurora-1m",
    "examples/harbor-8b-tune", "examples/quartz-chat/quartz-chat.yaml",
    "examples/quartz-chat",    "examples/pebble-pickle",
};
enum { EXAMPLES = sizeof examples / sizeof *examples };

static struct view report(struct fh_inspection *i, struct fh_report how)
{
    size_t length = 0;
    const char *text = fh_inspection_report(i, &how, &length);

    CHECK(text != NULL);
    return (struct view){text ? text : "", length};
}

static struct fh_inspection *inspected(const char *path, unsigned threads)
{
    struct fh_inspection *i = fh_inspection_new();

    fh_inspection_add(i, path);
    fh_inspection_threads(i, threads);
    CHECK(fh_inspection_run(i) == FH_DONE);
    return i;
}

static struct view text_of(const struct json_value *object, struct view key)
{
    struct view v = {0};

    json_string(json_get(object, key), &v);
    return v;
}

// ---------------------------------------------------------------- profiles

enum member_kind { ONE_TEXT, ONE_TIME, ONE_ELEMENT, LIST, LIST_OF_ONE };

// SPDX 3.0.1, "AI profile" and "Dataset profile": the properties with a
// minimum of 1 there, and the value of the purpose.
static const struct {
    struct view type, member;
    enum member_kind kind;
    struct view value; // or empty: any
} profile[] = {
    {VIEW_INIT("ai_AIPackage"), VIEW_INIT("name"), ONE_TEXT, {0}},
    {VIEW_INIT("ai_AIPackage"), VIEW_INIT("suppliedBy"), ONE_ELEMENT, {0}},
    {VIEW_INIT("ai_AIPackage"),
     VIEW_INIT("software_downloadLocation"),
     ONE_TEXT,
     {0}},
    {VIEW_INIT("ai_AIPackage"),
     VIEW_INIT("software_packageVersion"),
     ONE_TEXT,
     {0}},
    {VIEW_INIT("ai_AIPackage"), VIEW_INIT("software_primaryPurpose"), ONE_TEXT,
     VIEW_INIT("model")},
    {VIEW_INIT("ai_AIPackage"), VIEW_INIT("releaseTime"), ONE_TIME, {0}},
    {VIEW_INIT("dataset_DatasetPackage"), VIEW_INIT("name"), ONE_TEXT, {0}},
    {VIEW_INIT("dataset_DatasetPackage"),
     VIEW_INIT("dataset_datasetType"),
     LIST,
     {0}},
    {VIEW_INIT("dataset_DatasetPackage"),
     VIEW_INIT("builtTime"),
     ONE_TIME,
     {0}},
    {VIEW_INIT("dataset_DatasetPackage"),
     VIEW_INIT("releaseTime"),
     ONE_TIME,
     {0}},
    {VIEW_INIT("dataset_DatasetPackage"),
     VIEW_INIT("originatedBy"),
     LIST_OF_ONE,
     {0}},
    {VIEW_INIT("dataset_DatasetPackage"),
     VIEW_INIT("software_downloadLocation"),
     ONE_TEXT,
     {0}},
    {VIEW_INIT("dataset_DatasetPackage"), VIEW_INIT("software_primaryPurpose"),
     ONE_TEXT, VIEW_INIT("data")},
};
enum { PROFILE_RULES = sizeof profile / sizeof *profile };

static bool is_time(struct view v)
{
    static const char shape[] = "dddd-dd-ddTdd:dd:ddZ";

    for (size_t n = 0; n < sizeof shape - 1; n++)
        if (n >= v.len ||
            (shape[n] == 'd' ? !ascii_digit(v.at[n]) : v.at[n] != shape[n]))
            return false;
    return v.len == sizeof shape - 1;
}

static const struct json_value *element(const struct json_value *graph,
                                        struct view id)
{
    for (const struct json_value *e = graph->child; e; e = e->next)
        if (view_eq(text_of(e, VIEW("spdxId")), id))
            return e;
    return NULL;
}

static bool keeps_rule(const struct json_value *graph,
                       const struct json_value *e, size_t rule)
{
    const struct json_value *v = json_get(e, profile[rule].member);
    struct view text = {0};

    switch (profile[rule].kind) {
    case LIST:
        return v && v->kind == JSON_ARRAY && v->count >= 1;
    case LIST_OF_ONE:
        return v && v->kind == JSON_ARRAY && v->count == 1 &&
               element(graph, v->child->text);
    case ONE_ELEMENT:
        return json_string(v, &text) && element(graph, text);
    case ONE_TIME:
        return json_string(v, &text) && is_time(text);
    case ONE_TEXT:
        return json_string(v, &text) && text.len &&
               (!profile[rule].value.len || view_eq(text, profile[rule].value));
    }
    return false;
}

static size_t relations(const struct json_value *graph, struct view from,
                        struct view type)
{
    size_t count = 0;

    for (const struct json_value *e = graph->child; e; e = e->next)
        if (view_eq(text_of(e, VIEW("relationshipType")), type) &&
            view_eq(text_of(e, VIEW("from")), from))
            count++;
    return count;
}

// The first rule that the document breaks, or the empty view.
static struct view profile_fault(struct arena *a, struct view document)
{
    struct json json;

    if (json_read(a, document, VIEW("spdx"), &json))
        return VIEW("no JSON");
    const struct json_value *graph = json_get(json.root, VIEW("@graph"));
    for (const struct json_value *e = graph->child; e; e = e->next) {
        struct view type = text_of(e, VIEW("type")),
                    id = text_of(e, VIEW("spdxId"));
        bool is_package = false;

        for (size_t n = 0; n < PROFILE_RULES; n++) {
            if (!view_eq(type, profile[n].type))
                continue;
            is_package = true;
            if (!keeps_rule(graph, e, n))
                return arena_print(a, VIEW_FMT " " VIEW_FMT, VIEW_ARG(type),
                                   VIEW_ARG(profile[n].member));
        }
        if (is_package &&
            (relations(graph, id, VIEW("hasDeclaredLicense")) != 1 ||
             relations(graph, id, VIEW("hasConcludedLicense")) != 1))
            return arena_print(a, VIEW_FMT " licenses", VIEW_ARG(id));
    }
    return (struct view){0};
}

static void keeps_profiles(const char *path)
{
    struct fh_inspection *i = inspected(path, 0);
    struct arena a = {0};
    struct view fault =
        profile_fault(&a, report(i, (struct fh_report){.format = FH_SPDX}));

    if (fault.len)
        check_fail(__FILE__, __LINE__, "%s: " VIEW_FMT, path, VIEW_ARG(fault));
    arena_free(&a);
    fh_inspection_free(i);
}

TEST(spdx_keeps_the_rules_of_the_ai_and_dataset_profiles)
{
    static const char corpus[] = "../shared/corpus/releases";
    DIR *folder = opendir(corpus);
    struct arena a = {0};

    for (size_t n = 0; n < EXAMPLES; n++)
        keeps_profiles(examples[n]);
    for (struct dirent *e; folder && (e = readdir(folder));)
        if (e->d_type == DT_DIR && e->d_name[0] != '.')
            keeps_profiles(arena_print(&a, "%s/%s", corpus, e->d_name).at);
    if (folder)
        closedir(folder);
    arena_free(&a);
}

// `v` with the first `from` behind `after` replaced, so that a member is gone.
static struct view damaged(struct arena *a, struct view v, struct view after,
                           struct view from)
{
    size_t begin = view_find(v, after);
    size_t at =
        begin == SIZE_MAX ? SIZE_MAX : view_find(view_from(v, begin), from);
    struct text t = {.arena = a};

    CHECK(at != SIZE_MAX);
    if (at == SIZE_MAX)
        return v;
    text_add(&t, view_head(v, begin + at));
    text_byte(&t, '"');
    text_byte(&t, '_');
    text_add(&t, view_from(v, begin + at + 1));
    return text_view(&t);
}

TEST(the_check_of_the_profiles_misses_no_member_that_is_gone)
{
    struct fh_inspection *i = inspected("examples/cedar-1m", 0);
    struct view whole = report(i, (struct fh_report){.format = FH_SPDX});

    for (size_t n = 0; n < PROFILE_RULES; n++) {
        struct arena a = {0};
        struct view cut = damaged(
            &a, whole,
            arena_print(&a, "\"" VIEW_FMT "\"", VIEW_ARG(profile[n].type)),
            arena_print(&a, "\"" VIEW_FMT "\"", VIEW_ARG(profile[n].member)));

        CHECK(profile_fault(&a, cut).len > 0);
        arena_free(&a);
    }
    fh_inspection_free(i);
}

// ---------------------------------------------------------------- CycloneDX

TEST(cyclonedx_names_every_entry_once_and_refers_only_to_what_is_there)
{
    for (size_t n = 0; n < EXAMPLES; n++) {
        struct fh_inspection *i = inspected(examples[n], 0);
        struct arena a = {0};
        struct json json;

        CHECK(!json_read(&a,
                         report(i, (struct fh_report){.format = FH_CYCLONEDX}),
                         VIEW("bom"), &json));
        const struct json_value *all = json_get(json.root, VIEW("components"));
        for (const struct json_value *c = all->child; c; c = c->next)
            for (const struct json_value *o = c->next; o; o = o->next)
                CHECK(!view_eq(text_of(c, VIEW("bom-ref")),
                               text_of(o, VIEW("bom-ref"))));
        const struct json_value *model =
            json_get(json_get(json.root, VIEW("metadata")), VIEW("component"));
        const struct json_value *sets =
            json_get(json_get(json_get(model, VIEW("modelCard")),
                              VIEW("modelParameters")),
                     VIEW("datasets"));
        for (const struct json_value *s = sets ? sets->child : NULL; s;
             s = s->next) {
            bool found = false;

            for (const struct json_value *c = all->child; c; c = c->next)
                found = found || view_eq(text_of(c, VIEW("bom-ref")),
                                         text_of(s, VIEW("ref")));
            CHECK(found);
        }
        arena_free(&a);
        fh_inspection_free(i);
    }
}

// A folder with a file of three bytes, whose SHA-256 is that of FIPS 180-2,
// appendix B.1.
TEST(digests_stand_there_when_files_are_hashed)
{
    static const char wanted[] =
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    char folder[] = "/tmp/freehold-test-XXXXXX";
    struct arena a = {0};

    CHECK(mkdtemp(folder) != NULL);
    const char *path = arena_print(&a, "%s/abc.txt", folder).at;
    FILE *f = fopen(path, "wb");
    CHECK(f && fwrite("abc", 1, 3, f) == 3 && !fclose(f));
    struct fh_inspection *i = fh_inspection_new();
    fh_inspection_add(i, folder);
    fh_inspection_digest(i, NULL, NULL);
    CHECK(fh_inspection_run(i) == FH_DONE);
    CHECK(view_has(report(i, (struct fh_report){.format = FH_CYCLONEDX}),
                   view_of(wanted)));
    CHECK(view_has(report(i, (struct fh_report){.format = FH_SPDX}),
                   view_of(wanted)));
    fh_inspection_free(i);
    i = inspected(folder, 0);
    CHECK(!view_has(report(i, (struct fh_report){.format = FH_SPDX}),
                    view_of(wanted)));
    fh_inspection_free(i);
    unlink(path);
    rmdir(folder);
    arena_free(&a);
}

// ---------------------------------------------------------------- all forms

TEST(every_form_is_the_same_bytes_on_any_number_of_threads)
{
    for (size_t n = 0; n < EXAMPLES; n++) {
        struct fh_inspection *one = inspected(examples[n], 1),
                             *nine = inspected(examples[n], 9);

        for (enum fh_format f = FH_MARKDOWN; f <= FH_SPDX; f++)
            CHECK_VIEW(report(one, (struct fh_report){.format = f}),
                       report(nine, (struct fh_report){.format = f}));
        fh_inspection_free(one);
        fh_inspection_free(nine);
    }
}

// Names that would be markup, links, or a broken document; more of them than a
// comment has room for.
TEST(odd_names_break_no_form_and_a_comment_has_room)
{
    static const char *const odd[] = {"a|b`c`.pkl",      "[x](javascript:y).py",
                                      "\xff\xfe.pkl",    "\033[2Jz.py",
                                      "<img src=x>.pkl", "q\"u\\o\n.py"};
    char folder[] = "/tmp/freehold-test-XXXXXX";
    struct arena a = {0};
    struct view name[1200];
    size_t count = sizeof name / sizeof *name;

    CHECK(mkdtemp(folder) != NULL);
    for (size_t n = 0; n < count; n++) {
        name[n] = arena_print(&a, "%s/%04zu%s", folder, n,
                              odd[n % (sizeof odd / sizeof *odd)]);
        FILE *f = fopen(name[n].at, "wb");
        if (f) // not every file system takes every name
            fwrite("cos\nsystem\n.", 1, 12, f), fclose(f);
    }
    struct fh_inspection *i = inspected(folder, 0);
    for (enum fh_format f = FH_SARIF; f <= FH_SPDX; f++) {
        struct json json;
        struct view text = report(i, (struct fh_report){.format = f});

        CHECK(!json_read(&a, text, VIEW("document"), &json));
        CHECK(!view_has(text, VIEW("\033")));
    }
    CHECK(!profile_fault(&a, report(i, (struct fh_report){.format = FH_SPDX}))
               .len);
    struct view comment = report(i, (struct fh_report){.format = FH_MARKDOWN});
    CHECK(comment.len < MARKDOWN_MOST);
    CHECK(!view_has(comment, VIEW("\033")));
    CHECK(view_has(comment, VIEW(" more: `freehold inspect --full`")));
    fh_inspection_free(i);
    for (size_t n = 0; n < count; n++)
        unlink(name[n].at);
    rmdir(folder);
    arena_free(&a);
}

// ---------------------------------------------------------------- makers

// By `date -u -d @N`.
TEST(writes_times_as_spdx_asks)
{
    struct arena a = {0};

    CHECK_TEXT(bom_time(&a, 0), "1970-01-01T00:00:00Z");
    CHECK_TEXT(bom_time(&a, 951827696), "2000-02-29T12:34:56Z");
    CHECK_TEXT(bom_time(&a, BOM_LAST_TIME), "9999-12-31T23:59:59Z");
    arena_free(&a);
}

TEST(a_time_is_there_only_when_it_is_asked_for)
{
    struct fh_inspection *i = inspected("examples/cedar-1m", 0);
    struct fh_report dated = {
        .format = FH_CYCLONEDX, .dated = 1, .time = 951827696};

    CHECK(view_has(report(i, dated),
                   VIEW("\"timestamp\": \"2000-02-29T12:34:56Z\"")));
    dated.dated = 0;
    CHECK(!view_has(report(i, dated), VIEW("timestamp")));
    dated.format = FH_SPDX;
    CHECK(view_has(report(i, dated),
                   VIEW("\"created\": \"1970-01-01T00:00:00Z\"")));
    dated.dated = 1;
    CHECK(view_has(report(i, dated),
                   VIEW("\"created\": \"2000-02-29T12:34:56Z\"")));
    dated.time = BOM_LAST_TIME + 1; // is none
    CHECK(view_has(report(i, dated),
                   VIEW("\"created\": \"1970-01-01T00:00:00Z\"")));
    fh_inspection_free(i);
}

// RFC 3986, 2.3: the unreserved characters stay; a colon in the first part of
// a relative reference would be a scheme.
TEST(an_address_holds_no_byte_that_means_something)
{
    struct arena a = {0};

    CHECK_TEXT(bom_uri(&a, VIEW("data/a-b_c.d~1")), "data/a-b_c.d~1");
    CHECK_TEXT(bom_uri(&a, VIEW("a b:c?#%\xff\n")), "a%20b%3Ac%3F%23%25%FF%0A");
    arena_free(&a);
}

// SPDX specification 2.3, annex D.
TEST(tells_an_expression_from_a_name)
{
    static const struct {
        struct view text;
        enum bom_license is;
    } row[] = {
        {VIEW_INIT(""), BOM_NOT_STATED},
        {VIEW_INIT("MIT"), BOM_EXPRESSION},
        {VIEW_INIT("GPL-2.0+"), BOM_EXPRESSION},
        {VIEW_INIT("MIT AND (Apache-2.0 OR BSD-3-Clause)"), BOM_EXPRESSION},
        {VIEW_INIT("GPL-2.0-only WITH Classpath-exception-2.0"),
         BOM_EXPRESSION},
        {VIEW_INIT("Apache-2.0 AND LicenseRef-x"), BOM_EXPRESSION},
        {VIEW_INIT("LicenseRef-x"), BOM_NAMED},
        {VIEW_INIT("Apache 2.0"), BOM_NAMED},
        {VIEW_INIT("MIT AND"), BOM_NAMED},
        {VIEW_INIT("AND MIT"), BOM_NAMED},
        {VIEW_INIT("(MIT"), BOM_NAMED},
        {VIEW_INIT("MIT)"), BOM_NAMED},
        {VIEW_INIT("MIT (BSD)"), BOM_NAMED},
        {VIEW_INIT("a\033b"), BOM_NAMED},
        {VIEW_INIT("()"), BOM_NAMED},
    };

    for (size_t n = 0; n < sizeof row / sizeof *row; n++)
        if (bom_license_of(row[n].text) != row[n].is)
            check_fail(__FILE__, __LINE__, "" VIEW_FMT, VIEW_ARG(row[n].text));
}

CHECK_MAIN(
    CHECK_CASE(spdx_keeps_the_rules_of_the_ai_and_dataset_profiles),
    CHECK_CASE(the_check_of_the_profiles_misses_no_member_that_is_gone),
    CHECK_CASE(
        cyclonedx_names_every_entry_once_and_refers_only_to_what_is_there),
    CHECK_CASE(digests_stand_there_when_files_are_hashed),
    CHECK_CASE(every_form_is_the_same_bytes_on_any_number_of_threads),
    CHECK_CASE(odd_names_break_no_form_and_a_comment_has_room),
    CHECK_CASE(writes_times_as_spdx_asks),
    CHECK_CASE(a_time_is_there_only_when_it_is_asked_for),
    CHECK_CASE(an_address_holds_no_byte_that_means_something),
    CHECK_CASE(tells_an_expression_from_a_name))
