// SPDX-License-Identifier: Apache-2.0
// Manifests: the two examples of manifest.md, and one case for each thing it
// refuses. Expected lines are counted by hand.
#define _GNU_SOURCE // mkdtemp with -std=c17
#include "refusal.h"

#include "release/manifest.h"

#include <sys/stat.h>
#include <unistd.h>

static const char tree_example[] =
    "schema: freehold-release/1\n"
    "name: cedar-7b\n"
    "maker: Cedar Lab\n"
    "declared:\n"
    "  by: A. Adopter\n"
    "  on: \"2026-09-14\"\n"
    "  from: the model page of Cedar-7B, revision 0123abcd\n"
    "parts:\n"
    "  - part: weights.final\n"
    "    at: hf:cedar-lab/cedar-7b@0123abcd\n"
    "    license: Apache-2.0\n"
    "    gate: form\n"
    "    on_top: [\"Acceptable Use Policy 1.0 of 2026-02-01, linked from the "
    "form\"]\n"
    "  - part: weights.intermediate\n"
    "    at: hf:cedar-lab/cedar-7b\n"
    "    note: 154 branches, step0 to step143000\n"
    "  - part: data.train\n"
    "    at: [hf:datasets/cedar-lab/cedar-mix, "
    "https://example.org/cedar/mix]\n"
    "    license: ODC-By-1.0\n"
    "base: []\n"
    "notes: [\"the maker says that the form is answered within a day\"]\n";

static const char service_example[] =
    "schema: freehold-release/1\n"
    "name: quartz-chat\n"
    "maker: Quartz Inc.\n"
    "version: \"2026-08\"\n"
    "declared: {by: A. Buyer, on: \"2026-09-14\", from: "
    "https://example.com/quartz/docs}\n"
    "parts:\n"
    "  - part: weights.final\n"
    "    presence: absent\n"
    "    from: documentation, section Availability\n"
    "  - part: doc.card\n"
    "    at: https://example.com/quartz/card\n"
    "  - part: data.info\n"
    "    level: 1\n"
    "    from: the card, section Training\n"
    "endpoint:\n"
    "  at: https://api.example.com/v1\n"
    "  models: [quartz-large, quartz-small]\n"
    "  terms: quartz-terms-2026-07-01.txt\n"
    "  gate: login\n";

static struct error *read_text(struct arena *a, const char *text,
                               const char *path, struct manifest *m)
{
    return manifest_read(a, arena_copy(a, view_of(text)), view_of(path), m);
}

TEST(reads_the_example_of_facts_beside_a_tree)
{
    struct arena a = {0};
    struct manifest m;

    CHECK(!read_text(&a, tree_example, "facts.yaml", &m));
    CHECK_TEXT(m.name, "cedar-7b");
    CHECK_TEXT(m.maker, "Cedar Lab");
    CHECK_TEXT(m.by, "A. Adopter");
    CHECK_TEXT(m.on, "2026-09-14");
    CHECK_TEXT(m.from, "the model page of Cedar-7B, revision 0123abcd");
    CHECK_U64(m.part_count, 3);
    if (m.part_count == 3) {
        const struct manifest_part *p = m.part;
        CHECK_TEXT(p[0].part, "weights.final");
        CHECK_U64(p[0].line, 9);
        CHECK_U64(p[0].at_count, 1);
        CHECK_TEXT(p[0].at[0], "hf:cedar-lab/cedar-7b@0123abcd");
        CHECK_TEXT(p[0].license, "Apache-2.0");
        CHECK_TEXT(p[0].gate, "form");
        CHECK_U64(p[0].on_top_count, 1);
        CHECK(p[0].level == -1);
        CHECK_TEXT(p[1].note, "154 branches, step0 to step143000");
        CHECK_U64(p[2].at_count, 2);
        CHECK_TEXT(p[2].at[1], "https://example.org/cedar/mix");
        CHECK_U64(p[2].line, 17);
    }
    CHECK_U64(m.base_count, 0);
    CHECK_U64(m.note_count, 1);
    CHECK(!m.has_endpoint);
    // sha256sum of the text
    CHECK_TEXT(
        m.digest,
        "95c3cb96c416bbaecfb772ba33fe6b8212568ff01a7ccb07a87819b04599fbde");
    arena_free(&a);
}

TEST(reads_the_example_of_a_service_without_files)
{
    struct arena a = {0};
    struct manifest m;

    CHECK(!read_text(&a, service_example, "service.yaml", &m));
    CHECK_TEXT(m.version, "2026-08");
    CHECK_U64(m.part_count, 3);
    if (m.part_count == 3) {
        CHECK_TEXT(m.part[0].presence, "absent");
        CHECK_TEXT(m.part[0].from, "documentation, section Availability");
        CHECK(m.part[2].level == 1);
    }
    CHECK(m.has_endpoint);
    CHECK_U64(m.endpoint_line, 15);
    CHECK_TEXT(m.endpoint_at, "https://api.example.com/v1");
    CHECK_U64(m.model_count, 2);
    CHECK_TEXT(m.endpoint_terms, "quartz-terms-2026-07-01.txt");
    CHECK_TEXT(m.endpoint_terms_file, "");
    CHECK_TEXT(m.endpoint_gate, "login");
    arena_free(&a);
}

TEST(reads_the_same_facts_written_as_json)
{
    struct arena a = {0};
    struct manifest m;
    static const char text[] =
        "{\"name\": \"n\", \"schema\": \"freehold-release/1\",\n"
        " \"declared\": {\"by\": \"a\", \"on\": \"2026\", \"from\": \"b\"},\n"
        " \"parts\": [{\"part\": \"config\", \"at\": \"doi:10.1/x\"}],\n"
        " \"base\": [{\"model\": \"hf:o/m\", \"relation\": \"adapter\"}]}\n";

    CHECK(manifest_is(view_of(text)));
    CHECK(!read_text(&a, text, "m.json", &m));
    CHECK_U64(m.part_count, 1);
    CHECK_U64(m.base_count, 1);
    if (m.base_count == 1)
        CHECK_TEXT(m.base[0].relation, "adapter");
    arena_free(&a);
}

TEST(knows_a_manifest_from_other_yaml)
{
    CHECK(manifest_is(view_of(tree_example)));
    CHECK(manifest_is(VIEW("name: x\nschema: 'freehold-release/1'\n")));
    CHECK(manifest_is(VIEW("schema: freehold-release/2\n")));
    CHECK(manifest_is(VIEW("schema: freehold-release/1\nx: [\n")));
    CHECK(!manifest_is(VIEW("a:\n  schema: freehold-release/1\n")));
    CHECK(!manifest_is(VIEW("schema: other/1\n")));
    CHECK(!manifest_is(VIEW("- schema\n")));
    CHECK(!manifest_is(VIEW("")));
    CHECK(!manifest_is(VIEW("\0\xff\x80")));
}

#define HEAD                                                                   \
    "schema: freehold-release/1\n"                                             \
    "name: n\n"                                                                \
    "declared: {by: a, on: \"2026-09-14\", from: b}\n"
#define PART HEAD "parts:\n  - part: data.info\n"

static const struct refusal refusals[] = {
    {"", 1, "the manifest is empty"},
    {"- x\n", 1, "the manifest is a list and must be a map"},
    {"schema: freehold-release/2\n", 1, "allowed are: freehold-release/1"},
    {"name: n\ndeclared: {by: a, on: b, from: c}\n", 1, "has no `schema`"},
    {"schema: freehold-release/1\ndeclared: {by: a, on: b, from: c}\n", 1,
     "has no `name`"},
    {"schema: freehold-release/1\nname: n\n", 1, "has no `declared`"},
    {"schema: freehold-release/1\nname: n\ndeclared: {by: a, on: b}\n", 3,
     "`declared` has no `from`"},
    {HEAD "licence: MIT\n", 4,
     "unknown key 'licence' in the manifest; allowed are: schema, name, "},
    {PART "    licence: MIT\n", 6, "unknown key 'licence' in a part; allowed"},
    {HEAD "base: [{modell: x}]\n", 4, "unknown key 'modell'"},
    {HEAD "endpoint: {at: x, models: [], url: y}\n", 4, "unknown key 'url'"},
    {HEAD "name: again\n", 4, "the key 'name' stands twice"},
    {PART "    note: a\n    note: b\n", 7, "the key 'note' stands twice"},
    {HEAD "parts: {part: doc.card}\n", 4,
     "`parts` is a map and must be a list"},
    {HEAD "parts: [doc.card]\n", 4, "a part is text and must be a map"},
    {HEAD "parts:\n  - at: hf:a/b\n", 5, "a part has no `part`"},
    {HEAD "parts:\n  - part: weights\n", 5,
     "'weights' is no part; allowed are: weights.final, weights.base, "},
    {PART "    stage: warmup\n", 6, "`stage` is 'warmup'; allowed are: pretr"},
    {PART "    presence: present\n", 6, "allowed are: absent, mentioned"},
    {PART "    presence: absent\n    at: hf:a/b\n", 5, "both `at` and"},
    {PART "    gate: captcha\n", 6, "allowed are: none, login, form, agreemen"},
    {PART "    level: 4\n    from: x\n", 6, "allowed are: 0, 1, 2, 3"},
    {PART "    level: \"1\"\n    from: x\n", 6, "must be 0, 1, 2 or 3"},
    {PART "    level: 1\n", 5, "`level` needs `at` or `from`"},
    {HEAD "parts:\n  - part: doc.card\n    level: 1\n    from: x\n", 5,
     "only data.info has one"},
    {HEAD "version: 4.0\n", 4, "`version` is a number without quotes, '4.0'"},
    {HEAD "maker: true\n", 4, "`maker` is true or false without quotes"},
    {HEAD "maker:\n", 4, "`maker` is empty"},
    {HEAD "maker: ''\n", 4, "`maker` is empty"},
    {HEAD "maker: [a]\n", 4, "`maker` is a list and must be text"},
    {"schema: freehold-release/1\nname: n\n"
     "declared: {by: a, on: 2026-09-14, from: b}\n",
     3, "`on` is a date without quotes"},
    {HEAD "notes: {a: b}\n", 4, "`notes` is a map and must be text or a list"},
    {HEAD "notes: [1]\n", 4, "`notes` is a number without quotes"},
    {HEAD "base: [{relation: merge}]\n", 4, "has no `model`"},
    {HEAD "base: [{model: m, relation: cousin}]\n", 4,
     "allowed are: finetune, adapter, merge, quantized, distilled"},
    {HEAD "endpoint: {models: [a]}\n", 4, "`endpoint` has no `at`"},
    {PART "    at: ftp://example.org/x\n", 6, "allowed are addresses"},
    {PART "    at: \"hf:\"\n", 6, "allowed are addresses"},
    {PART "    at: ../x\n", 6, "leads out of the manifest's folder"},
    {PART "    at: /etc/passwd\n", 6, "leads out of the manifest's folder"},
    {PART "    at: \"a\\0b\"\n", 6, "leads out of the manifest's folder"},
    {PART "    license_file: ../../LICENSE\n", 6, "leads out of the manifest"},
    {PART "    license_file: nowhere.txt\n", 6, "there is no such file beside"},
    {HEAD "endpoint: {at: x, terms: ../t}\n", 4, "leads out of the manifest"},
    {HEAD "maker: &a x\n", 4, "no tags, anchors or aliases"},
    {HEAD "maker: &a x\nversion: *a\n", 4, "no tags, anchors or aliases"},
    {HEAD "maker: !!str x\n", 4, "no tags, anchors or aliases"},
};

TEST(refuses_what_a_manifest_may_not_hold_with_the_line)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const struct refusal *r = &refusals[i];
        struct arena a = {0};
        struct manifest m;
        struct error *e = read_text(&a, r->text, "m.yaml", &m);
        refusal_check(r, &a, e);
        arena_free(&a);
    }
}

TEST(refuses_more_than_a_thousand_facts_and_more_than_a_mebibyte)
{
    static char large[(1 << 20) + 1];
    struct arena a = {0};
    struct manifest m;
    struct view text = VIEW(HEAD "notes:\n");

    memset(large, '#', sizeof large);
    struct error *e = manifest_read(&a, (struct view){large, sizeof large},
                                    VIEW("m.yaml"), &m);
    CHECK(e && view_has(error_message(&a, e), VIEW("larger than 1 MiB")));
    for (int i = 0; i < 1000; i++)
        text = arena_print(&a, VIEW_FMT "- x\n", VIEW_ARG(text));
    CHECK(!manifest_read(&a, text, VIEW("m.yaml"), &m));
    CHECK_U64(m.note_count, 1000);
    text = arena_print(&a, VIEW_FMT "- x\n", VIEW_ARG(text));
    e = manifest_read(&a, text, VIEW("m.yaml"), &m);
    CHECK(e && view_has(error_message(&a, e), VIEW("has 1001 facts")));
    arena_free(&a);
}

TEST(opens_files_beside_it_and_none_that_a_link_leads_to_elsewhere)
{
    char folder[] = "/tmp/freehold-test-XXXXXX";
    struct arena a = {0};
    struct manifest m;

    CHECK(mkdtemp(folder) && !chdir(folder));
    CHECK(!mkdir("in", 0755) && !symlink("/etc/passwd", "in/away"));
    FILE *f = fopen("in/TERMS", "w");
    CHECK(f && !fclose(f));
    CHECK(!read_text(&a, PART "    license_file: ./TERMS\n", "in/m.yaml", &m));
    CHECK(m.part_count && view_ends(m.part[0].license_file, VIEW("/in/TERMS")));
    CHECK(!read_text(&a, HEAD "endpoint: {at: x, terms: TERMS}\n", "in/m.yaml",
                     &m));
    CHECK(view_ends(m.endpoint_terms_file, VIEW("/in/TERMS")));
    struct error *e =
        read_text(&a, PART "    license_file: away\n", "in/m.yaml", &m);
    CHECK(e && view_has(error_message(&a, e), VIEW("leads out of the")));
    CHECK(!remove("in/away") && !remove("in/TERMS") && !rmdir("in") &&
          !chdir("/") && !rmdir(folder));
    arena_free(&a);
}

TEST(survives_every_shorter_manifest)
{
    for (size_t len = 0; len < sizeof service_example; len++) {
        struct arena a = {0};
        struct view cut = arena_copy(&a, (struct view){service_example, len});
        struct manifest m;
        struct error *e = manifest_read(&a, cut, VIEW("m.yaml"), &m);

        CHECK(!e || e->kind == ERROR_INPUT);
        manifest_is(cut);
        arena_free(&a);
    }
}

CHECK_MAIN(
    CHECK_CASE(reads_the_example_of_facts_beside_a_tree),
    CHECK_CASE(reads_the_example_of_a_service_without_files),
    CHECK_CASE(reads_the_same_facts_written_as_json),
    CHECK_CASE(knows_a_manifest_from_other_yaml),
    CHECK_CASE(refuses_what_a_manifest_may_not_hold_with_the_line),
    CHECK_CASE(refuses_more_than_a_thousand_facts_and_more_than_a_mebibyte),
    CHECK_CASE(opens_files_beside_it_and_none_that_a_link_leads_to_elsewhere),
    CHECK_CASE(survives_every_shorter_manifest))
