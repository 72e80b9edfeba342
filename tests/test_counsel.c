// SPDX-License-Identifier: Apache-2.0
// The pack for counsel and the draft of notices, on the examples and on a
// release that is made here to misbehave. What Markdown takes for markup: the
// CommonMark 0.30 specification, sections 2.4, 4.5 and 6.1, and GitHub's
// extension for addresses. Run from the project's folder.
#define _GNU_SOURCE // mkdtemp, nftw with -std=c17
#include "check.h"
#include "facts.h"
#include "schema.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/text.h"
#include "freehold.h"
#include "report/md.h"
#include "report/notices.h"
#include "terms/clauses.h"

#include <dirent.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static int remove_one(const char *path, const struct stat *s, int kind,
                      struct FTW *at)
{
    (void)s;
    (void)kind;
    (void)at;
    return remove(path);
}

static void remove_tree(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void put(struct arena *a, const char *folder, const char *name,
                struct view bytes)
{
    struct view path = arena_print(a, "%s/%s", folder, name);
    FILE *f = fopen(path.at, "w");

    CHECK(f != NULL);
    if (!f)
        return;
    CHECK_U64(fwrite(bytes.at, 1, bytes.len, f), bytes.len);
    CHECK(!fclose(f));
}

static struct view get(struct arena *a, const char *folder, const char *name)
{
    struct view bytes = {0};

    CHECK(
        !file_front(a, arena_print(a, "%s/%s", folder, name), 1 << 24, &bytes));
    return bytes;
}

static enum fh_result pack(const char *release, const char *folder)
{
    struct fh_inspection *i = fh_inspection_new();

    fh_inspection_add(i, release);
    CHECK(fh_inspection_run(i) == FH_DONE);
    enum fh_result result = fh_inspection_counsel(i, folder);
    fh_inspection_free(i);
    return result;
}

static struct view notices(struct arena *a, const char *release)
{
    struct fh_inspection *i = fh_inspection_new();
    size_t length = 0;

    fh_inspection_add(i, release);
    CHECK(fh_inspection_run(i) == FH_DONE);
    const char *text = fh_inspection_notices(i, &length);
    struct view copy = arena_copy(a, (struct view){text, length});
    fh_inspection_free(i);
    return copy;
}

static const char *const examples[] = {
    "examples/cedar-1m",       "examples/aurora-1m",
    "examples/harbor-8b-tune", "examples/quartz-chat/quartz-chat.yaml",
    "examples/pebble-pickle",
};
enum { EXAMPLES = sizeof examples / sizeof *examples };

// ---------------------------------------------------------------- Markdown

static struct view code(struct arena *a, const char *words)
{
    struct text t = {.arena = a};

    md_code(&t, view_of(words));
    return text_view(&t);
}

static struct view words(struct arena *a, const char *said)
{
    struct text t = {.arena = a};

    md_words(&t, view_of(said));
    return text_view(&t);
}

TEST(code_is_closed_by_more_ticks_than_it_holds)
{
    struct arena a = {0};

    CHECK_TEXT(code(&a, "plain"), "`plain`");
    CHECK_TEXT(code(&a, "a`b"), "`` a`b ``");
    CHECK_TEXT(code(&a, "```"), "```` ``` ````");
    CHECK_TEXT(code(&a, ""), "-");
    CHECK_TEXT(code(&a, "two\nlines"), "`two\\x0alines`");
    arena_free(&a);
}

TEST(words_hold_no_markup_and_no_address)
{
    struct arena a = {0};

    CHECK_TEXT(words(&a, "a <b> [c](d) *e*"), "a \\<b\\> \\[c\\](d) \\*e\\*");
    CHECK_TEXT(words(&a, "https://x www.y"), "https\\://x www\\.y");
    CHECK_TEXT(words(&a, "mail me@x.org"), "`mail me@x.org`");
    CHECK_TEXT(words(&a, "No. 1: it's so"), "No. 1: it's so");
    arena_free(&a);
}

TEST(a_quotation_cannot_leave_its_block)
{
    struct arena a = {0};
    struct text t = {.arena = &a};

    md_quote(&t, VIEW("one\r\n````\n<script>\n\ttwo\x1b[31m"), 2);
    CHECK_TEXT(text_view(&t), "  `````text\n  one\n  ````\n  <script>\n"
                              "      two\\x1b[31m\n  `````\n");
    arena_free(&a);
}

// ---------------------------------------------------------------- the folder

TEST(a_folder_appears_whole_or_not_at_all)
{
    struct arena a = {0};
    char top[] = "/tmp/freehold-test-XXXXXX";
    struct folder f;

    CHECK(mkdtemp(top) != NULL);
    struct view place = arena_print(&a, "%s/pack/", top);
    CHECK(!folder_open(&a, place, &f));
    CHECK(!folder_write(&a, &f, VIEW("deep/er/x"), VIEW("1")));
    CHECK(access(place.at, F_OK));
    struct error *e = error_new(&a, ERROR_SYSTEM, (struct place){0}, "no");
    CHECK(folder_close(&a, &f, e) == e);
    CHECK(!rmdir(top)); // nothing was left
    CHECK(!mkdir(top, 0700));
    CHECK(!folder_open(&a, place, &f));
    CHECK(!folder_write(&a, &f, VIEW("deep/er/x"), VIEW("1")));
    CHECK(!folder_close(&a, &f, NULL));
    CHECK_TEXT(get(&a, top, "pack/deep/er/x"), "1");
    // Not twice; and a file stays a file.
    e = folder_open(&a, place, &f);
    CHECK(e && e->kind == ERROR_USAGE);
    put(&a, top, "file", VIEW("x"));
    e = folder_open(&a, arena_print(&a, "%s/file", top), &f);
    CHECK(e && e->kind == ERROR_USAGE);
    CHECK_TEXT(get(&a, top, "file"), "x");
    remove_tree(top);
    arena_free(&a);
}

// ---------------------------------------------------------------- the pack

static void sums_are_right(struct arena *a, const char *folder)
{
    struct view sums = get(a, folder, "SHA256SUMS");

    CHECK(sums.len > 0);
    while (sums.len) {
        struct view line = view_cut(sums, '\n', &sums);
        unsigned char digest[SHA256_SIZE];

        CHECK(line.len > 66);
        struct view name = arena_copy(a, view_from(line, 66));
        sha256(get(a, folder, name.at), digest);
        CHECK_VIEW(view_head(line, 64), hex_of(a, digest, sizeof digest));
    }
}

static void keeps_to_schema(struct arena *a, const char *folder)
{
    struct view schema_bytes = get(a, "docs/schema", "counsel.schema.json");
    struct json schema, json;

    CHECK(!json_read(a, schema_bytes, VIEW("schema"), &schema));
    CHECK(!json_read(a, get(a, folder, "counsel.json"), VIEW("pack"), &json));
    struct view fault = schema_fault(a, &schema, json.root);
    if (fault.len)
        check_fail(__FILE__, __LINE__, "%s: " VIEW_FMT, folder,
                   VIEW_ARG(fault));
    CHECK_U64(json.duplicates, 0);
}

TEST(every_example_gives_a_pack_that_keeps_to_its_schema)
{
    struct arena a = {0};
    char top[] = "/tmp/freehold-test-XXXXXX";

    CHECK(mkdtemp(top) != NULL);
    for (size_t n = 0; n < EXAMPLES; n++) {
        struct view folder = arena_print(&a, "%s/%zu", top, n);

        CHECK(pack(examples[n], folder.at) == FH_DONE);
        sums_are_right(&a, folder.at);
        keeps_to_schema(&a, folder.at);
        CHECK(pack(examples[n], folder.at) == FH_USAGE);
    }
    remove_tree(top);
    arena_free(&a);
}

// What a lawyer checks first: that the words stand where the pack says.
struct quotations {
    struct arena *arena;
    const char *release, *folder;
    const struct json_value *texts;
    size_t count;
};

static struct view member(const struct json_value *v, const char *key)
{
    struct view text = {0};

    json_string(json_get(v, view_of(key)), &text);
    return text;
}

// The bytes of the copy of `path`, which are those of the release's own file.
static struct view copied(struct quotations *q, struct view path)
{
    for (const struct json_value *t = q->texts->child; t; t = t->next) {
        if (!view_eq(member(t, "path"), path))
            continue;
        struct view name = arena_copy(q->arena, member(t, "copy"));
        struct view copy = get(q->arena, q->folder, name.at);
        CHECK_VIEW(copy,
                   get(q->arena, q->release, arena_copy(q->arena, path).at));
        return copy;
    }
    check_fail(__FILE__, __LINE__, "no text " VIEW_FMT, VIEW_ARG(path));
    return (struct view){0};
}

static void check_quotations(struct quotations *q,
                             const struct json_value *list)
{
    CHECK(list != NULL);
    for (const struct json_value *one = list ? list->child : NULL; one;
         one = one->next, q->count++) {
        const struct json_value *bytes = json_get(one, VIEW("bytes"));
        struct view file = copied(q, member(one, "path"));
        uint64_t from = 0, to = 0;

        CHECK(bytes && json_u64(bytes->child, &from) &&
              json_u64(bytes->child->next, &to));
        CHECK(from < to && to <= file.len);
        if (to <= file.len)
            CHECK_VIEW(
                member(one, "text"),
                view_head(view_from(file, (size_t)from), (size_t)(to - from)));
    }
}

// No clause without a place; each one that its text says has its words.
static void check_clauses(struct quotations *q, const struct json_value *terms)
{
    bool here = json_get(terms, VIEW("text")) != NULL;

    check_quotations(q, json_get(terms, VIEW("stated")));
    for (const struct json_value *c = json_get(terms, VIEW("clauses"))->child;
         c; c = c->next) {
        struct view value = member(c, "value");
        const struct json_value *all = json_get(c, VIEW("quotations"));

        CHECK(member(json_get(c, VIEW("place")), "path").len > 0);
        check_quotations(q, all);
        if (here && !clause_is_silent(value) && !(all && all->child))
            check_fail(__FILE__, __LINE__, "%s: " VIEW_FMT " " VIEW_FMT,
                       q->release, VIEW_ARG(member(c, "key")), VIEW_ARG(value));
    }
}

TEST(every_quotation_is_the_bytes_at_its_place)
{
    struct arena a = {0};
    char top[] = "/tmp/freehold-test-XXXXXX";
    size_t count = 0;

    CHECK(mkdtemp(top) != NULL);
    for (size_t n = 0; n < EXAMPLES; n++) {
        struct view folder = arena_print(&a, "%s/%zu", top, n);
        struct view release = view_of(examples[n]);
        struct json json;

        CHECK(pack(examples[n], folder.at) == FH_DONE);
        CHECK(!json_read(&a, get(&a, folder.at, "counsel.json"), VIEW("pack"),
                         &json));
        if (view_ends(release, VIEW(".yaml")))
            release = arena_copy(&a, view_dirname(release));
        struct quotations q = {&a, release.at, folder.at,
                               json_get(json.root, VIEW("texts")), 0};
        const struct json_value *terms = json_get(json.root, VIEW("terms"));

        for (const struct json_value *t = terms->child; t; t = t->next)
            check_clauses(&q, t);
        count += q.count;
    }
    CHECK(count >= 15);
    remove_tree(top);
    arena_free(&a);
}

TEST(the_same_release_gives_the_same_bytes)
{
    struct arena a = {0};
    char top[] = "/tmp/freehold-test-XXXXXX";

    CHECK(mkdtemp(top) != NULL);
    struct view one = arena_print(&a, "%s/one", top);
    struct view two = arena_print(&a, "%s/two", top);
    CHECK(!mkdir(two.at, 0700)); // an empty folder will do
    CHECK(pack("examples/harbor-8b-tune", one.at) == FH_DONE);
    CHECK(pack("examples/harbor-8b-tune", two.at) == FH_DONE);
    CHECK_VIEW(get(&a, one.at, "SHA256SUMS"), get(&a, two.at, "SHA256SUMS"));
    CHECK_VIEW(get(&a, one.at, "counsel.md"), get(&a, two.at, "counsel.md"));
    remove_tree(top);
    arena_free(&a);
}

// A release whose words try to be markup, links and control codes.
static const char hostile[] =
    "HARBOR ``` MODEL LICENSE AGREEMENT\n\n"
    "1. Grant. Subject to the terms of this Agreement, the licensor grants you "
    "a license to use, copy and modify the model.\n\n"
    "2. Limits. You may not use the model for any commercial purpose.\n"
    "```\n<script>alert(1)</script>\n[click](javascript:x) \x1b[2J\n\n"
    "3. Warranty. The model is provided \"as is\", without warranty of any "
    "kind; the licensor shall not be liable for damages.\n";

// The lines of the page that are in no block of code.
static void page_is_plain(struct view page)
{
    size_t fence = 0; // ticks of the block we are in

    while (page.len) {
        struct view line = view_trim(view_cut(page, '\n', &page));
        size_t ticks = 0;

        while (ticks < line.len && line.at[ticks] == '`')
            ticks++;
        if (fence) {
            fence = ticks >= fence && ticks == line.len ? 0 : fence;
            continue;
        }
        if (ticks >= 3)
            fence = ticks;
        CHECK(!view_has(line, VIEW("<script")));
        CHECK(!view_has(line, VIEW("\x1b")));
        CHECK(!view_has(line, VIEW("[click](")));
    }
    CHECK_U64(fence, 0);
}

TEST(a_hostile_release_stays_words)
{
    struct arena a = {0};
    char top[] = "/tmp/freehold-test-XXXXXX";

    CHECK(mkdtemp(top) != NULL);
    struct view release = arena_print(&a, "%s/re*[x](y)`lease", top);
    struct view folder = arena_print(&a, "%s/pack", top);
    CHECK(!mkdir(release.at, 0700));
    put(&a, release.at, "LICENSE", VIEW(hostile));
    put(&a, release.at, "NOTICE<img src=x>", VIEW("by \x1b[31mus\n"));
    put(&a, release.at, "model.safetensors",
        get(&a, "examples/cedar-1m", "model.safetensors"));
    put(&a, release.at, "config.json",
        get(&a, "examples/cedar-1m", "config.json"));
    CHECK(pack(release.at, folder.at) == FH_DONE);
    struct view page = get(&a, folder.at, "counsel.md");
    page_is_plain(page);
    CHECK(view_has(page, VIEW("any commercial purpose")));
    sums_are_right(&a, folder.at);
    keeps_to_schema(&a, folder.at);
    struct view draft = notices(&a, release.at);
    CHECK(view_has(draft, VIEW("by \\x1b[31mus")));
    CHECK(!view_has(draft, VIEW("\x1b")));
    remove_tree(top);
    arena_free(&a);
}

// ---------------------------------------------------------------- notices

TEST(a_draft_names_licenses_texts_and_what_is_missing)
{
    struct arena a = {0};
    struct view cedar = notices(&a, "examples/cedar-1m");
    struct view harbor = notices(&a, "examples/harbor-8b-tune");

    CHECK(view_has(cedar, VIEW("Apache-2.0")));
    CHECK(view_has(cedar, VIEW("Text: LICENSE, from line")));
    // The blanks of the appendix name nobody.
    CHECK(!view_has(cedar, VIEW("[yyyy]")));
    CHECK(view_has(harbor, VIEW("NOT IN THE RELEASE")));
    CHECK(view_has(harbor, VIEW("Built with Llama")));
    CHECK(view_has(harbor, VIEW("naming-duty-not-met")));
    arena_free(&a);
}

// The lines that a text prescribes stand in the draft as they stand in the
// text, quotation marks inside them and all; what has to be done is no part of
// what is given on. By hand: two clauses of a text of ours.
static const char prescribing[] =
    "If you give it on, put a \"Notice\" file beside it, which says: "
    "\xe2\x80\x9cHarbor was made\n by the people of the harbor, the marks of "
    "\xe2\x80\x9cHarbor\xe2\x80\x9d are theirs.\xe2\x80\x9d\n"
    "Say which files you changed.\n";

TEST(lines_that_a_text_prescribes_stand_in_the_draft)
{
    struct facts f;
    struct view text = VIEW(prescribing);
    struct clause clause[] = {
        {.key = VIEW("attribution"),
         .value = VIEW("notice-file"),
         .where = VIEW("1"),
         .to = text.len,
         .line = 1},
        {.key = VIEW("naming"),
         .value = VIEW("prefix=\"Harbor\";display=\"Built with Harbor\""),
         .where = VIEW("2"),
         .to = text.len,
         .line = 3},
        {.key = VIEW("state-changes"), .value = VIEW("yes"), .line = 3},
    };
    struct license_range range = {.to = text.len, .line = 1};
    struct license_file file = {.path = VIEW("LICENSE")};
    struct view part = VIEW("weights.final");
    struct bound bound = {.license = VIEW("LicenseRef-harbor"),
                          .basis = BOUND_TEXT,
                          .file = &file,
                          .range = &range,
                          .part = &part,
                          .part_count = 1,
                          .clause = clause,
                          .clause_count = 3};
    struct quoted_file source = {.path = file.path, .bytes = text};
    struct quoted_files sources = {&source, 1};

    facts_open(&f);
    struct text out = {.arena = &f.arena};
    f.i.duties.bounds = (struct bounds){&bound, 1};
    notices_text(&f.i, &sources, &out);
    struct view draft = text_view(&out);
    struct view given = view_head(draft, view_find(draft, VIEW("=====")));
    CHECK(given.len < draft.len);
    CHECK(view_has(given, VIEW("      Harbor was made by the people of the "
                               "harbor, the marks of \xe2\x80\x9cHarbor"
                               "\xe2\x80\x9d are\n      theirs.\n")));
    CHECK(view_has(given, VIEW("      Built with Harbor\n")));
    CHECK(view_has(given, VIEW("Changes: [")));
    CHECK(!view_has(given, VIEW("      Notice\n")));
    arena_free(&f.arena);
}

TEST(duties_can_be_counted_through_the_library)
{
    struct fh_inspection *i = fh_inspection_new();
    struct fh_duty d;
    size_t ship = 0;

    CHECK_U64(fh_inspection_duty_count(i), 0);
    CHECK(fh_inspection_notices(i, NULL) == NULL);
    CHECK(fh_inspection_counsel(i, "nowhere") == FH_USAGE);
    fh_inspection_add(i, "examples/harbor-8b-tune");
    CHECK(fh_inspection_run(i) == FH_DONE);
    for (size_t n = 0; fh_inspection_duty(i, n, &d); n++)
        ship += view_eq(view_of(d.role), VIEW("ship")) &&
                view_eq(view_of(d.key), VIEW("naming"));
    CHECK_U64(ship, 2); // the name and the words to be shown
    CHECK(!fh_inspection_duty(i, fh_inspection_duty_count(i), &d));
    fh_inspection_free(i);
}

CHECK_MAIN(CHECK_CASE(code_is_closed_by_more_ticks_than_it_holds),
           CHECK_CASE(words_hold_no_markup_and_no_address),
           CHECK_CASE(a_quotation_cannot_leave_its_block),
           CHECK_CASE(a_folder_appears_whole_or_not_at_all),
           CHECK_CASE(every_example_gives_a_pack_that_keeps_to_its_schema),
           CHECK_CASE(every_quotation_is_the_bytes_at_its_place),
           CHECK_CASE(the_same_release_gives_the_same_bytes),
           CHECK_CASE(a_hostile_release_stays_words),
           CHECK_CASE(a_draft_names_licenses_texts_and_what_is_missing),
           CHECK_CASE(lines_that_a_text_prescribes_stand_in_the_draft),
           CHECK_CASE(duties_can_be_counted_through_the_library))
