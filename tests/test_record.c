// SPDX-License-Identifier: Apache-2.0
// Records of the Model Openness Framework and of the European index. Expected
// values are read off the records by eye; the counts of the corpus are those of
// yardsticks.md 13.
#define _GNU_SOURCE // glob with -std=c17
#include "refusal.h"

#include "base/file.h"
#include "release/record.h"

#include <glob.h>

static const char mof[] =
    "framework:\n"
    "  name: 'Model Openness Framework'\n"
    "  version: '1.0'\n"
    "  date: '2024-12-15'\n"
    "release:\n"
    "  name: Cedar\n"
    "  version: '4.0'\n"
    "  date: '2025-05-22'\n"
    "  type: language\n"
    "  producer: 'Cedar Lab'\n"
    "  repository: 'https://example.org/cedar'\n"
    "  license:\n"
    "    distribution:\n"
    "      name: Apache-2.0\n"
    "      path: LICENSE\n"
    "  components:\n"
    "    -\n"
    "      name: Datasets\n"
    "      description: 'what it was trained on'\n"
    "      license: unlicensed\n"
    "    -\n"
    "      name: 'Model card'\n"
    "      license: null\n"
    "    - {name: 'Training code', license: 'Apache 2.0', license_path: L}\n";

static const char index_record[] =
    "---\n"
    "system:\n"
    "    name: Oak\n"
    "    link: https://example.org/oak\n"
    "    type: text, image\n"
    "    basemodelname: Acorn\n"
    "    endmodellicense: MIT\n"
    "    releasedate: 2024-05\n"
    "org:\n"
    "    name: Oak Institute\n"
    "weights_endmodel:\n"
    "    class: open\n"
    "    link: [\"https://example.org/a\", \"https://example.org/b\"]\n"
    "    notes: >\n"
    "        two\n"
    "        lines\n"
    "datasheet:\n"
    "    class: closed\n"
    "    link:\n"
    "    notes:\n";

static const char legacy[] = "project:\n"
                             "    name: Birch\n"
                             "    llmbase: Seed\n"
                             "    license: Apache 2.0\n"
                             "org:\n"
                             "    name: Birch Lab\n"
                             "opencode:\n"
                             "    class: partial\n"
                             "    link: https://example.org/birch\n"
                             "llmweights:\n"
                             "    class: open\n";

static struct error *read_text(struct arena *a, const char *text,
                               struct model_record *r)
{
    return record_read(a, arena_copy(a, view_of(text)), VIEW("r.yml"), r);
}

TEST(reads_a_framework_record)
{
    struct arena a = {0};
    struct model_record r;

    CHECK(!read_text(&a, mof, &r));
    CHECK_U64(r.kind, RECORD_MOF);
    CHECK_TEXT(r.name, "Cedar");
    CHECK_TEXT(r.producer, "Cedar Lab");
    CHECK_TEXT(r.version, "4.0");
    CHECK_TEXT(r.type, "language");
    CHECK_TEXT(r.framework_version, "1.0");
    CHECK_TEXT(r.repository, "https://example.org/cedar");
    CHECK_U64(r.license_count, 1);
    if (r.license_count) {
        CHECK_TEXT(r.license[0].key, "distribution");
        CHECK_TEXT(r.license[0].name, "Apache-2.0");
        CHECK_TEXT(r.license[0].path, "LICENSE");
        CHECK_U64(r.license[0].line, 13);
    }
    CHECK_U64(r.component_count, 3);
    if (r.component_count == 3) {
        CHECK_TEXT(r.component[0].name, "Datasets");
        CHECK_TEXT(r.component[0].license, "unlicensed");
        CHECK(r.component[0].has_license);
        CHECK_U64(r.component[0].line, 18);
        CHECK(!r.component[1].has_license);
        CHECK_TEXT(r.component[2].license, "Apache 2.0");
        CHECK_TEXT(r.component[2].license_path, "L");
    }
    arena_free(&a);
}

TEST(reads_an_index_record_as_it_stands)
{
    struct arena a = {0};
    struct model_record r;

    CHECK(!read_text(&a, index_record, &r));
    CHECK_U64(r.kind, RECORD_INDEX);
    CHECK_TEXT(r.name, "Oak");
    CHECK_TEXT(r.producer, "Oak Institute");
    CHECK_TEXT(r.type, "text, image");
    CHECK_TEXT(r.base, "Acorn");
    CHECK_TEXT(r.date, "2024-05");
    CHECK_U64(r.license_count, 1);
    CHECK_U64(r.parameter_count, 2);
    if (r.parameter_count == 2) {
        const struct record_parameter *p = r.parameter;
        CHECK_TEXT(p[0].name, "weights_endmodel");
        CHECK_TEXT(p[0].value, "open");
        CHECK_U64(p[0].link_count, 2);
        CHECK_TEXT(p[0].notes, "two lines\n");
        CHECK_U64(p[0].line, 11);
        CHECK_U64(p[1].link_count, 0);
        CHECK_TEXT(p[1].notes, "");
    }
    arena_free(&a);
}

TEST(reads_a_record_of_the_first_generation)
{
    struct arena a = {0};
    struct model_record r;

    CHECK(!read_text(&a, legacy, &r));
    CHECK_U64(r.kind, RECORD_INDEX_LEGACY);
    CHECK_TEXT(r.name, "Birch");
    CHECK_TEXT(r.base, "Seed");
    CHECK_U64(r.parameter_count, 2);
    arena_free(&a);
}

TEST(knows_a_record_from_other_yaml)
{
    enum record_kind kind;

    CHECK(record_is(view_of(mof), &kind) && kind == RECORD_MOF);
    CHECK(record_is(view_of(index_record), &kind) && kind == RECORD_INDEX);
    CHECK(record_is(view_of(legacy), &kind) && kind == RECORD_INDEX_LEGACY);
    CHECK(!record_is(VIEW("framework: x\n"), &kind));
    CHECK(!record_is(VIEW("a:\n  framework: x\n  release: y\n"), &kind));
    CHECK(!record_is(VIEW(""), &kind));
}

#define START "framework: {version: '1.0'}\nrelease:\n  name: n\n"

static const struct refusal refusals[] = {
    {"x: 1\n", 0, "is no record"},
    {"framework: 1\nrelease: {}\n", 1, "`framework` is a number"},
    {"framework: {}\nrelease: []\n", 2,
     "`release` is a list and must be a map"},
    {"framework: {}\nrelease: {producer: p}\n", 2, "`name` is missing or emp"},
    {START "  license: {}\n  components: []\n", 3, "`producer` is missing"},
    {START "  producer: p\n  components: []\n", 3, "there is no `license`"},
    {START "  producer: p\n  license: {}\n", 3, "`components` must be a list"},
    {START "  producer: p\n  license: {}\n  components: [x]\n", 6,
     "a component must be a map"},
    {START "  producer: p\n  license: {code: MIT}\n  components: []\n", 5,
     "a license must be a map of name and path"},
    {START "  producer: p\n  license: {}\n  components: [{license: MIT}]\n", 6,
     "`name` is missing or empty"},
    {START "  producer: p\n  license: {}\n  components: [{name: model card}]\n",
     6, "is called 'model card'; did you mean 'Model card'?"},
    {START "  producer: p\n  license: {}\n  components: [{name: Zzz}]\n", 6,
     "is called 'Zzz'"},
    {START "  producer: p\n  license: {}\n"
           "  components: [{name: Datasets, license: 2.0}]\n",
     6, "`license` is a number without quotes: '2.0'"},
    {START "  version: 4.0\n", 4,
     "`version` is a number without quotes: '4.0'"},
    {START "  date: 2025-01-01\n", 4, "`date` is a date without quotes"},
    {START "  producer: p\n  license: {}\n  components: [{name: a},{name: a},"
           "{name: a},{name: a},{name: a},{name: a},{name: a},{name: a},"
           "{name: a},{name: a},{name: a},{name: a},{name: a},{name: a},"
           "{name: a},{name: a},{name: a},{name: a}]\n",
     6, "`components` has 18 entries; the framework has 17"},
    {"system: {name: }\nweights_endmodel: {class: open}\n", 1,
     "`name` is missing or empty"},
    {"system: x\nweights_endmodel: {class: open}\n", 1, "must be a map"},
    {"framework: [\nrelease: {}\n", 0, ""},
};

TEST(refuses_what_is_no_record_with_the_line)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const struct refusal *r = &refusals[i];
        struct arena a = {0};
        struct model_record record;
        struct error *e = read_text(&a, r->text, &record);
        refusal_check(r, &a, e);
        arena_free(&a);
    }
}

TEST(survives_every_shorter_record)
{
    static const char *const text[] = {mof, index_record, legacy};

    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        for (size_t len = 0; len < view_of(text[i]).len; len++) {
            struct arena a = {0};
            struct view cut = arena_copy(&a, (struct view){text[i], len});
            struct model_record r;
            struct error *e = record_read(&a, cut, VIEW("r.yml"), &r);

            CHECK(!e || e->kind == ERROR_INPUT);
            arena_free(&a);
        }
}

// Reads the records of the corpus that match `pattern`; how many could be.
static size_t read_all(const char *pattern, enum record_kind kind,
                       size_t parameters)
{
    glob_t found;
    size_t count = 0;

    if (glob(pattern, 0, NULL, &found))
        return 0;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct arena a = {0};
        struct view path = view_of(found.gl_pathv[i]), bytes;
        struct model_record r;

        if (!file_front(&a, path, 1 << 20, &bytes) &&
            !record_read(&a, bytes, path, &r)) {
            count++;
            CHECK_U64(r.kind, kind);
            if (parameters && r.parameter_count + 1 < parameters)
                check_fail(__FILE__, __LINE__, VIEW_FMT " has %zu parameters",
                           VIEW_ARG(path), r.parameter_count);
        }
        arena_free(&a);
    }
    globfree(&found);
    return count;
}

TEST(reads_every_record_of_the_corpus)
{
    size_t count = read_all("../shared/corpus/mof/models/*.yml", RECORD_MOF, 0);

    if (!count) {
        check_skip("../shared/corpus is not here");
        return;
    }
    CHECK_U64(count, 205);
    // All but the empty template.
    CHECK_U64(
        read_all("../shared/corpus/osai/index-2026/*.yaml", RECORD_INDEX, 12),
        145);
    CHECK_U64(read_all("../shared/corpus/osai/legacy-2023-2025/*.yaml",
                       RECORD_INDEX_LEGACY, 14),
              34);
}

CHECK_MAIN(CHECK_CASE(reads_a_framework_record),
           CHECK_CASE(reads_an_index_record_as_it_stands),
           CHECK_CASE(reads_a_record_of_the_first_generation),
           CHECK_CASE(knows_a_record_from_other_yaml),
           CHECK_CASE(refuses_what_is_no_record_with_the_line),
           CHECK_CASE(survives_every_shorter_record),
           CHECK_CASE(reads_every_record_of_the_corpus))
