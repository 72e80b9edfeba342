// SPDX-License-Identifier: Apache-2.0
// REUSE-IgnoreStart: the tags below are what is tested
// Expected values: by hand from the rules of inventory.md 6, for small made-up
// releases that are written here.
#define _GNU_SOURCE // mkdtemp, nftw with -std=c17
#include "check.h"

#include "base/file.h"
#include "terms/terms.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static const char mit[] =
    "MIT License\n\nCopyright (c) 2024 Cedar\n\n"
    "SPDX-License-Identifier: MIT\n"; // a tag will do: no text is stored here

struct made {
    const char *path, *text;
};

struct world {
    struct arena arena;
    char folder[64];
    struct release release;
    struct inventory inv;
    struct terms terms;
};

static int remove_one(const char *path, const struct stat *st, int kind,
                      struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

static void write_file(struct world *w, const struct made *m)
{
    struct view path = arena_print(&w->arena, "%s/%s", w->folder, m->path);
    char *at = arena_alloc(&w->arena, path.len + 1);

    for (size_t i = 1; i < path.len; i++)
        if (path.at[i] == '/') {
            memcpy(at, path.at, i);
            at[i] = '\0';
            mkdir(at, 0777);
        }
    FILE *f = fopen(path.at, "wb");
    CHECK(f != NULL);
    if (!f)
        return;
    fputs(m->text, f);
    // Weights never need more than a sparse file.
    if (view_ends(path, VIEW(".bin")) && fseek(f, 2000000, SEEK_SET) == 0)
        fputc(0, f);
    fclose(f);
}

// A world of parts that are all absent but those the test sets.
static void world_open(struct world *w, const struct made *file, size_t count)
{
    struct licenses *l;
    struct release_choice choice = {.threads = 1};

    *w = (struct world){.folder = "/tmp/freehold-test-XXXXXX"};
    CHECK(mkdtemp(w->folder) != NULL);
    for (size_t i = 0; i < count; i++)
        write_file(w, &file[i]);
    struct view root = view_of(w->folder);
    struct safety safety = {0};
    CHECK(!licenses_open(&w->arena, &l));
    CHECK(!release_open(&w->arena, &root, 1, &choice, &w->release));
    inventory_take(&w->arena, &w->release, 1, &w->inv, &safety);
    CHECK(!terms_attach(&w->arena, l, &w->release, 1, &w->inv, &w->terms));
}

static void world_close(struct world *w)
{
    nftw(w->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(&w->arena);
}

static const struct part_terms *terms_of(const struct world *w,
                                         enum part_kind kind)
{
    enum stage stage = kind == PART_CODE_TRAIN ? STAGE_PRETRAIN : STAGE_NONE;

    return &inventory_part(&w->inv, kind, stage)->terms;
}

#define WORLD(w, ...)                                                          \
    const struct made files[] = {__VA_ARGS__};                                 \
    struct world w;                                                            \
    world_open(&w, files, sizeof files / sizeof *files)

#define WEIGHTS                                                                \
    {"config.json", "{\"architectures\": [\"X\"], \"hidden_size\": 8}"},       \
    {                                                                          \
        "pytorch_model.bin", ""                                                \
    }
#define CODE                                                                   \
    {                                                                          \
        "model.py", "import torch.nn as nn\nclass A(nn.Module):\n  pass\n"     \
                    "nn.Embedding\nRMSNorm\nLayerNorm\nrotary\n"               \
    }
#define LINK "Weights: https://huggingface.co/cedar/cedar-7b\n\n"

TEST(the_licence_of_code_does_not_fill_that_of_linked_weights)
{
    WORLD(w, {"LICENSE", mit}, {"README.md", "# Cedar\n\n" LINK}, CODE);

    CHECK_TEXT(terms_of(&w, PART_CODE_ARCH)->expression, "MIT");
    CHECK(terms_of(&w, PART_CODE_ARCH)->scope == TERMS_RELEASE);
    CHECK_U64(terms_of(&w, PART_WEIGHTS_FINAL)->expression.len, 0);
    world_close(&w);
}

// yardsticks.md 1.1: `type` is a statement for all code, all documents.
TEST(a_statement_that_agrees_says_how_far_a_licence_reaches)
{
    WORLD(w, {"LICENSE", mit},
          {"README.md",
           "# Cedar\n\nThe code and documentation are released under the MIT "
           "License. The data in data/ is released under CC-BY-4.0 (see "
           "data/LICENSE).\n\nWe trained it on https://huggingface.co/"
           "datasets/cedar/mix\n"},
          CODE, WEIGHTS);

    CHECK_TEXT(terms_of(&w, PART_CODE_ARCH)->expression, "MIT");
    CHECK(terms_of(&w, PART_CODE_ARCH)->scope == TERMS_TYPE);
    CHECK_TEXT(terms_of(&w, PART_CODE_ARCH)->evidence.path, "LICENSE");
    CHECK(view_ends(terms_of(&w, PART_CODE_ARCH)->evidence.shows,
                    VIEW("of such parts: README.md:3")));
    // data/LICENSE is not the LICENSE at the top.
    CHECK_TEXT(terms_of(&w, PART_DATA_TRAIN)->expression, "CC-BY-4.0");
    CHECK_U64(terms_of(&w, PART_DATA_TRAIN)->conflict_count, 0);
    world_close(&w);
}

TEST(a_project_s_licence_does_not_fill_that_of_linked_weights)
{
    WORLD(w,
          {"README.md", "# Cedar\n\n" LINK "## License\n\nThis project is "
                        "licensed under the MIT License.\n"},
          CODE);

    CHECK_TEXT(terms_of(&w, PART_CODE_ARCH)->expression, "MIT");
    CHECK_U64(terms_of(&w, PART_WEIGHTS_FINAL)->expression.len, 0);
    world_close(&w);
}

TEST(a_card_s_licence_reaches_the_weights_that_it_links)
{
    WORLD(w, {"README.md", "---\nlicense: mit\n---\n# Cedar\n\n" LINK},
          {"config.json", "{\"architectures\": [\"X\"]}"});

    CHECK_TEXT(terms_of(&w, PART_WEIGHTS_FINAL)->expression, "MIT");
    CHECK_U64(terms_of(&w, PART_DATA_TRAIN)->expression.len, 0);
    world_close(&w);
}

TEST(a_badge_beside_weights_is_theirs)
{
    WORLD(w,
          {"README.md", "# Cedar\n\n![l](https://img.shields.io/badge/"
                        "License-MIT-green.svg)\n"},
          WEIGHTS);

    CHECK_TEXT(terms_of(&w, PART_WEIGHTS_FINAL)->expression, "MIT");
    world_close(&w);
}

TEST(a_sentence_about_code_and_weights_reaches_both)
{
    WORLD(w, {"LICENSE", mit},
          {"README.md",
           "# Cedar\n\n" LINK "## License\n\nBoth the code and the model\n"
           "weights are released under the [MIT License](LICENSE).\n"},
          CODE);

    CHECK_TEXT(terms_of(&w, PART_WEIGHTS_FINAL)->expression, "MIT");
    CHECK(terms_of(&w, PART_WEIGHTS_FINAL)->scope == TERMS_TYPE);
    CHECK_U64(terms_of(&w, PART_WEIGHTS_FINAL)->conflict_count, 0);
    world_close(&w);
}

TEST(a_file_says_by_its_name_what_it_is_for)
{
    WORLD(w, {"LICENSE-CODE", mit},
          {"LICENSE-MODEL", "SPDX-License-Identifier: CC-BY-NC-4.0\n"},
          {"README.md", "# Cedar\n\n" LINK}, CODE);

    CHECK_TEXT(terms_of(&w, PART_CODE_ARCH)->expression, "MIT");
    CHECK_TEXT(terms_of(&w, PART_WEIGHTS_FINAL)->expression, "CC-BY-NC-4.0");
    CHECK(terms_of(&w, PART_WEIGHTS_FINAL)->scope == TERMS_OWN);
    world_close(&w);
}

// With the texts of ../shared/corpus, as none is stored here.
TEST(headings_in_one_file_say_which_licence_is_for_which_part)
{
    struct arena a = {0};
    struct world w;
    struct view one, other;

    if (file_front(&a, VIEW("../shared/corpus/licences/spdx-MIT.txt"), 1 << 16,
                   &one) ||
        file_front(&a, VIEW("../shared/corpus/licences/spdx-CC-BY-NC-4.0.txt"),
                   1 << 16, &other)) {
        check_skip("no ../shared/corpus/licences");
        arena_free(&a);
        return;
    }
    struct view both = arena_print(
        &a, "# License for the code\n\n" VIEW_FMT "\n# %s\n\n" VIEW_FMT,
        VIEW_ARG(one), "License for the model weights", VIEW_ARG(other));
    const struct made file[] = {{"LICENSE", both.at},
                                {"pytorch_model.bin", ""},
                                {"modeling.py", "import torch\n"}};
    world_open(&w, file, 3);
    CHECK_TEXT(terms_of(&w, PART_WEIGHTS_FINAL)->expression, "CC-BY-NC-4.0");
    world_close(&w);
    // A licence that no heading places is of everything.
    both = arena_print(&a,
                       "# License for the model weights\n\n" VIEW_FMT
                       "\n# Third\n\n" VIEW_FMT,
                       VIEW_ARG(one), VIEW_ARG(other));
    const struct made open[] = {{"LICENSE", both.at},
                                {"pytorch_model.bin", ""}};
    world_open(&w, open, 2);
    CHECK_TEXT(terms_of(&w, PART_WEIGHTS_FINAL)->expression,
               "MIT AND CC-BY-NC-4.0");
    world_close(&w);
    arena_free(&a);
}

TEST(a_file_and_a_tag_that_differ_are_a_conflict)
{
    WORLD(w, {"LICENSE", mit},
          {"README.md", "---\nlicense: cc-by-nc-4.0\n---\n# Cedar\n"}, WEIGHTS);
    const struct part_terms *t = terms_of(&w, PART_WEIGHTS_FINAL);

    CHECK_TEXT(t->expression, "MIT");
    CHECK_U64(t->conflict_count, 1);
    if (t->conflict_count) {
        CHECK_TEXT(t->conflict[0].expression, "CC-BY-NC-4.0");
        CHECK_U64(t->conflict[0].evidence.line, 2);
    }
    world_close(&w);
}

TEST(a_statement_on_weights_stands_against_an_unscoped_file)
{
    WORLD(w, {"LICENSE", mit},
          {"README.md", "# Cedar\n\n" LINK
                        "## License\n\nThe models are under Apache 2.0.\n"},
          CODE);
    const struct part_terms *t = terms_of(&w, PART_WEIGHTS_FINAL);

    CHECK_TEXT(t->expression, "Apache-2.0");
    CHECK_U64(t->conflict_count, 1);
    CHECK_U64(terms_of(&w, PART_CODE_ARCH)->conflict_count, 0);
    world_close(&w);
}

TEST(front_matter_that_says_other_takes_the_name)
{
    WORLD(w,
          {"README.md", "---\nlicense: other\nlicense_name: gemma\n---\n# C\n"},
          WEIGHTS);

    CHECK_TEXT(terms_of(&w, PART_WEIGHTS_FINAL)->expression,
               "LicenseRef-gemma-terms");
    world_close(&w);
}

TEST(a_badge_without_a_subject_says_nothing_of_weights)
{
    WORLD(w,
          {"README.md", "# Cedar\n\n![l](https://img.shields.io/badge/"
                        "License-MIT-green.svg)\n\n" LINK},
          CODE);

    CHECK_U64(terms_of(&w, PART_WEIGHTS_FINAL)->expression.len, 0);
    CHECK_TEXT(terms_of(&w, PART_CODE_ARCH)->expression, "MIT");
    world_close(&w);
}

TEST(a_vendored_licence_binds_nothing_else)
{
    WORLD(w, {"third_party/x/LICENSE", mit}, {"README.md", "# C\n\n" LINK},
          CODE);

    CHECK_U64(terms_of(&w, PART_CODE_ARCH)->expression.len, 0);
    CHECK_U64(w.terms.file_count, 0);
    world_close(&w);
}

TEST(what_others_have_is_not_taken_for_own_terms)
{
    WORLD(
        w,
        {"README.md",
         "# Cedar\n\n" LINK "Cedar is derived from Pine, originally licensed "
         "under the Apache 2.0 License. It is MIT-like and based on models.\n"},
        CODE);

    CHECK_U64(terms_of(&w, PART_WEIGHTS_FINAL)->expression.len, 0);
    world_close(&w);
}

TEST(policies_and_gates_are_terms_on_top)
{
    WORLD(w, {"USE_POLICY.md", "# Policy\n\nDo no harm.\n"},
          {"README.md", "---\nlicense: mit\nextra_gated_prompt: Agree to the "
                        "terms\n---\n# Cedar\n"},
          WEIGHTS);
    const struct part_terms *t = terms_of(&w, PART_WEIGHTS_FINAL);

    CHECK_TEXT(t->expression, "MIT");
    CHECK_U64(t->on_top_count, 2);
    world_close(&w);
}

TEST(a_permissive_tag_over_a_restricted_base_is_a_conflict)
{
    WORLD(w,
          {"README.md", "---\nlicense: apache-2.0\nbase_model: "
                        "meta-llama/Llama-3.1-8B\n---\n# Cedar\n"},
          WEIGHTS);
    const struct part_terms *t = terms_of(&w, PART_WEIGHTS_FINAL);

    CHECK_TEXT(t->expression, "Apache-2.0");
    CHECK(t->from_base);
    CHECK_U64(t->conflict_count, 1);
    if (t->conflict_count)
        CHECK_TEXT(t->conflict[0].expression, "LicenseRef-llama-3.1-community");
    world_close(&w);
}

TEST(headers_of_code_files_count_where_nothing_else_is_said)
{
    WORLD(w, {"model.py",
              "# SPDX-License-Identifier: BSD-3-Clause\nimport torch.nn as nn\n"
              "class A(nn.Module): nn.Embedding RMSNorm LayerNorm rotary\n"});

    CHECK_TEXT(terms_of(&w, PART_CODE_ARCH)->expression, "BSD-3-Clause");
    CHECK(terms_of(&w, PART_CODE_ARCH)->scope == TERMS_OWN);
    world_close(&w);
}

TEST(two_tags_of_one_file_both_hold)
{
    WORLD(w, {"model.py", "# SPDX-License-Identifier: MIT\n"
                          "# SPDX-License-Identifier: CC-BY-NC-4.0\n"
                          "import torch.nn as nn\n"
                          "class A(nn.Module): nn.Embedding RMSNorm "
                          "LayerNorm rotary\n"});

    CHECK_TEXT(terms_of(&w, PART_CODE_ARCH)->expression,
               "MIT AND CC-BY-NC-4.0");
    world_close(&w);
}

TEST(a_manifest_fills_what_the_files_leave_open)
{
    WORLD(w, {"LICENSE", mit}, {"README.md", "# Cedar\n\n" LINK}, CODE);
    struct view root[2] = {view_of(w.folder),
                           arena_print(&w.arena, "%s.yaml", w.folder)};
    FILE *f = fopen(root[1].at, "wb");

    CHECK(f != NULL);
    if (f) {
        fputs("schema: freehold-release/1\nname: cedar\n"
              "declared: {by: a person, on: \"2026-01-02\", from: letter}\n"
              "parts:\n  - {part: weights.final, license: CC0-1.0, "
              "on_top: [ask first]}\n",
              f);
        fclose(f);
    }
    struct licenses *l;
    struct release_choice choice = {.threads = 1};
    struct release r;
    struct inventory inv;
    struct safety safety = {0};
    struct terms terms;
    CHECK(!licenses_open(&w.arena, &l));
    struct error *e = release_open(&w.arena, root, 2, &choice, &r);
    CHECK(!e);
    if (!e) {
        inventory_take(&w.arena, &r, 1, &inv, &safety);
        CHECK(!terms_attach(&w.arena, l, &r, 1, &inv, &terms));
        const struct part_terms *t =
            &inventory_part(&inv, PART_WEIGHTS_FINAL, STAGE_NONE)->terms;
        CHECK_TEXT(t->expression, "CC0-1.0");
        CHECK(t->evidence.by == BY_DECLARED);
        CHECK_U64(t->on_top_count, 1);
    }
    unlink(root[1].at);
    world_close(&w);
}

static bool has_conflict(const struct part_terms *t, const char *license,
                         const char *rule)
{
    for (size_t i = 0; i < t->conflict_count; i++)
        if (view_eq(t->conflict[i].expression, view_of(license)) &&
            view_eq(t->conflict[i].evidence.rule, view_of(rule)) &&
            t->conflict[i].evidence.line)
            return true;
    return false;
}

TEST(metadata_of_a_package_speaks_of_its_code)
{
    WORLD(w, {"LICENSE", mit}, CODE, WEIGHTS,
          {"pyproject.toml", "[project]\nlicense = \"GPL-3.0-only\"\n"},
          {"CITATION.cff", "cff-version: 1.2.0\nlicense: Apache-2.0\n"});
    const struct part_terms *code = terms_of(&w, PART_CODE_ARCH);
    const struct part_terms *weights = terms_of(&w, PART_WEIGHTS_FINAL);

    CHECK_TEXT(code->expression, "MIT");
    CHECK(has_conflict(code, "GPL-3.0-only", "package-metadata"));
    CHECK(has_conflict(code, "Apache-2.0", "package-metadata"));
    // The package is the code; what is cited is all of it.
    CHECK(!has_conflict(weights, "GPL-3.0-only", "package-metadata"));
    CHECK(has_conflict(weights, "Apache-2.0", "package-metadata"));
    world_close(&w);
}

// terms.md 4: a header that names a stricter licence than the file LICENSE.
TEST(a_stricter_head_of_one_file_stands_against_the_license)
{
    WORLD(w, {"LICENSE", mit}, CODE,
          {"a.py", "# SPDX-License-Identifier: MIT\nimport torch\n"},
          {"b.py", "# SPDX-License-Identifier: MIT\nimport torch\n"},
          {"c.py", "# SPDX-License-Identifier: BSD-3-Clause\nimport torch\n"},
          {"d.py",
           "# Copyright 2024 Cedar\n#\n# Licensed under the CC BY-NC 4.0.\n"
           "import torch\n"});
    const struct part_terms *code = terms_of(&w, PART_CODE_ARCH);

    CHECK_TEXT(code->expression, "MIT");
    CHECK(has_conflict(code, "CC-BY-NC-4.0", "license-header"));
    // Others' files under free terms are no contradiction.
    CHECK_U64(code->conflict_count, 1);
    world_close(&w);
}

// terms.md 4: a merge has the terms of all its parents.
TEST(a_merge_has_the_terms_of_every_parent)
{
    WORLD(w, WEIGHTS,
          {"README.md",
           "---\nlicense: apache-2.0\nbase_model:\n- meta-llama/Llama-3.1-8B\n"
           "- google/gemma-2-9b\n- someone/thing\n"
           "base_model_relation: merge\n---\n# Merged\n"});
    const struct part_terms *base = terms_of(&w, PART_WEIGHTS_BASE);
    const struct part_terms *merged = terms_of(&w, PART_WEIGHTS_FINAL);

    CHECK_TEXT(base->expression,
               "LicenseRef-llama-3.1-community AND LicenseRef-gemma-terms");
    CHECK(has_conflict(merged, "LicenseRef-llama-3.1-community",
                       "license-conflict-with-base"));
    CHECK(has_conflict(merged, "LicenseRef-gemma-terms",
                       "license-conflict-with-base"));
    CHECK_U64(w.inv.lineage.parent_count, 3);
    if (w.inv.lineage.parent_count == 3)
        CHECK_U64(w.inv.lineage.parent[2].named.len, 0);
    world_close(&w);
}

CHECK_MAIN(CHECK_CASE(the_licence_of_code_does_not_fill_that_of_linked_weights),
           CHECK_CASE(a_statement_that_agrees_says_how_far_a_licence_reaches),
           CHECK_CASE(a_project_s_licence_does_not_fill_that_of_linked_weights),
           CHECK_CASE(a_card_s_licence_reaches_the_weights_that_it_links),
           CHECK_CASE(a_badge_beside_weights_is_theirs),
           CHECK_CASE(a_sentence_about_code_and_weights_reaches_both),
           CHECK_CASE(a_file_says_by_its_name_what_it_is_for),
           CHECK_CASE(headings_in_one_file_say_which_licence_is_for_which_part),
           CHECK_CASE(a_file_and_a_tag_that_differ_are_a_conflict),
           CHECK_CASE(a_statement_on_weights_stands_against_an_unscoped_file),
           CHECK_CASE(front_matter_that_says_other_takes_the_name),
           CHECK_CASE(a_badge_without_a_subject_says_nothing_of_weights),
           CHECK_CASE(a_vendored_licence_binds_nothing_else),
           CHECK_CASE(what_others_have_is_not_taken_for_own_terms),
           CHECK_CASE(policies_and_gates_are_terms_on_top),
           CHECK_CASE(a_permissive_tag_over_a_restricted_base_is_a_conflict),
           CHECK_CASE(headers_of_code_files_count_where_nothing_else_is_said),
           CHECK_CASE(two_tags_of_one_file_both_hold),
           CHECK_CASE(a_manifest_fills_what_the_files_leave_open),
           CHECK_CASE(metadata_of_a_package_speaks_of_its_code),
           CHECK_CASE(a_stricter_head_of_one_file_stands_against_the_license),
           CHECK_CASE(a_merge_has_the_terms_of_every_parent))
