// SPDX-License-Identifier: Apache-2.0
// Expected values: by hand from the rules of inventory.md, for small trees that
// are written here.
#define _GNU_SOURCE // mkdtemp, nftw with -std=c17
#include "check.h"

#include "base/text.h"
#include "parts/inventory.h"

#include <ftw.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

struct made {
    const char *path, *text;
};

static void write_file(struct arena *a, struct view folder,
                       const struct made *m)
{
    struct view path =
        arena_print(a, VIEW_FMT "/%s", VIEW_ARG(folder), m->path);
    char *at = arena_alloc(a, path.len + 1);

    // The folders on the way; the first slash is the root's.
    for (size_t i = 0; i < path.len; i++) {
        if (path.at[i] == '/' && i) {
            memcpy(at, path.at, i);
            at[i] = '\0';
            mkdir(at, 0777);
        }
    }
    FILE *f = fopen(path.at, "wb");
    CHECK(f != NULL);
    if (!f)
        return;
    fputs(m->text, f);
    fclose(f);
}

static int remove_one(const char *path, const struct stat *st, int kind,
                      struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

struct tree {
    char folder[64];
    struct release release;
    struct safety safety;
};

static bool make_tree(struct arena *a, struct tree *t, const struct made *file,
                      size_t count)
{
    *t = (struct tree){.folder = "/tmp/freehold-test-XXXXXX"};
    if (!mkdtemp(t->folder))
        return false;
    for (size_t i = 0; i < count; i++)
        write_file(a, view_of(t->folder), &file[i]);
    return true;
}

static void remove_tree(const struct tree *t)
{
    nftw(t->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static bool take(struct arena *a, struct tree *t, const struct view *more,
                 size_t threads, struct inventory *out)
{
    struct view path[2] = {view_of(t->folder), more ? *more : (struct view){0}};
    struct release_choice choice = {.threads = threads};
    struct error *e = release_open(a, path, more ? 2 : 1, &choice, &t->release);

    if (e) {
        check_fail(__FILE__, __LINE__, VIEW_FMT, VIEW_ARG(error_line(a, e)));
        return false;
    }
    inventory_take(a, &t->release, threads, out, &t->safety);
    return true;
}

// Everything that is said of the parts, as text.
static struct view told(struct arena *a, const struct inventory *inv)
{
    struct text t = {.arena = a};

    for (size_t i = 0; i < inv->part_count; i++) {
        const struct part *p = &inv->part[i];

        text_print(&t, VIEW_FMT " " VIEW_FMT " " VIEW_FMT " %d " VIEW_FMT "\n",
                   VIEW_ARG(part_id(p->kind)), VIEW_ARG(stage_word(p->stage)),
                   VIEW_ARG(presence_word(p->presence)), p->level,
                   VIEW_ARG(p->summary));
        for (size_t k = 0; k < p->evidence_count; k++) {
            const struct evidence *e = &p->evidence[k];
            text_print(&t,
                       "  " VIEW_FMT ":%" PRIu32 " " VIEW_FMT " " VIEW_FMT "\n",
                       VIEW_ARG(e->path), e->line, VIEW_ARG(e->rule),
                       VIEW_ARG(e->shows));
        }
    }
    return text_view(&t);
}

static enum presence presence(const struct inventory *inv, enum part_kind kind,
                              enum stage stage)
{
    return inventory_part(inv, kind, stage)->presence;
}

static const struct made code_clone[] = {
    {"README.md", "# Cedar\n\nA model.\n"},
    {"train.py", "loss.backward()\noptimizer.step()\nAdamW(p)\n"},
    {"model.py", "nn.Module\nnn.Embedding\nRMSNorm\n"},
    {"finetune/sft.py", "AdamW\nloss.backward()\n"},
    {"configs/7b.yaml", "optimizer: a\nlearning_rate: 1\nwarmup: 2\n"},
    {"tests/test_x.py", "loss.backward()\nAdamW\n"},
    {"tokenizer.json", "{}"},
    {"data/prepare.py", "tokenizer.encode(x)\n"},
    {"LICENSE", "words"},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

TEST(lists_every_part_once_and_code_train_twice)
{
    struct arena a = {0};
    struct inventory inv;
    struct tree t;

    if (!make_tree(&a, &t, code_clone, COUNT(code_clone))) {
        check_skip("no folder for temporary files");
        return;
    }
    CHECK(take(&a, &t, NULL, 2, &inv));
    CHECK_U64(inv.part_count, PART_END + 1);
    for (enum part_kind k = 0; k < PART_END; k++) {
        size_t times = 0;
        for (size_t i = 0; i < inv.part_count; i++)
            times += inv.part[i].kind == k;
        CHECK_U64(times, k == PART_CODE_TRAIN ? 2 : 1);
        CHECK(inventory_part(&inv, k, STAGE_PRETRAIN)->kind == k);
        CHECK(inventory_part(&inv, k, STAGE_PRETRAIN)->summary.len > 0);
    }
    CHECK(inventory_part(&inv, PART_CODE_TRAIN, STAGE_SFT)->stage ==
          STAGE_FINETUNE);
    remove_tree(&t);
    arena_free(&a);
}

TEST(merges_what_files_show)
{
    struct arena a = {0};
    struct inventory inv;
    struct tree t;

    if (!make_tree(&a, &t, code_clone, COUNT(code_clone))) {
        check_skip("no folder for temporary files");
        return;
    }
    CHECK(take(&a, &t, NULL, 2, &inv));
    CHECK(presence(&inv, PART_CODE_TRAIN, STAGE_PRETRAIN) == PRESENCE_PRESENT);
    CHECK(presence(&inv, PART_CODE_TRAIN, STAGE_FINETUNE) == PRESENCE_PRESENT);
    CHECK(presence(&inv, PART_CODE_ARCH, STAGE_NONE) == PRESENCE_PRESENT);
    CHECK(presence(&inv, PART_CODE_DATA, STAGE_NONE) == PRESENCE_PRESENT);
    CHECK(presence(&inv, PART_CONFIG_TRAIN, STAGE_NONE) == PRESENCE_PRESENT);
    CHECK(presence(&inv, PART_CONFIG_TOKENIZER, STAGE_NONE) ==
          PRESENCE_PRESENT);
    CHECK(presence(&inv, PART_WEIGHTS_FINAL, STAGE_NONE) == PRESENCE_ABSENT);
    const struct part *p =
        inventory_part(&inv, PART_CODE_TRAIN, STAGE_PRETRAIN);
    CHECK_U64(p->evidence_count, 1); // the test's loop does not count
    CHECK_TEXT(p->evidence[0].path, "train.py");
    CHECK_U64(p->evidence[0].line, 1);
    CHECK_TEXT(p->evidence[0].rule, "training-loop");
    CHECK(p->content == CONTENT_BYTES);
    remove_tree(&t);
    arena_free(&a);
}

TEST(any_number_of_threads_gives_the_same_bytes)
{
    static const size_t threads[] = {1, 5, 9};
    struct arena a = {0};
    struct view first = {0};
    struct tree t;

    if (!make_tree(&a, &t, code_clone, COUNT(code_clone))) {
        check_skip("no folder for temporary files");
        return;
    }
    for (size_t i = 0; i < 200; i++) {
        struct view path = arena_print(&a, "many/train_%zu.py", i);
        write_file(&a, view_of(t.folder),
                   &(struct made){path.at, "AdamW\nloss.backward()\n"});
    }
    for (size_t i = 0; i < COUNT(threads); i++) {
        struct inventory inv;
        CHECK(take(&a, &t, NULL, threads[i], &inv));
        if (!i)
            first = told(&a, &inv);
        CHECK_VIEW(told(&a, &inv), first);
        const struct part *p =
            inventory_part(&inv, PART_CODE_TRAIN, STAGE_PRETRAIN);
        CHECK_U64(p->evidence_count, PART_MAX_EVIDENCE);
        CHECK_U64(p->evidence_total, 201);
    }
    remove_tree(&t);
    arena_free(&a);
}

TEST(a_license_changes_no_part)
{
    struct arena a = {0};
    struct inventory without, with;
    struct tree t;

    if (!make_tree(&a, &t, code_clone, COUNT(code_clone) - 1)) {
        check_skip("no folder for temporary files");
        return;
    }
    CHECK(take(&a, &t, NULL, 2, &without));
    write_file(&a, view_of(t.folder),
               &(struct made){"LICENSE", "Permission is granted.\n"});
    CHECK(take(&a, &t, NULL, 2, &with));
    for (size_t i = 0; i < with.part_count; i++) {
        CHECK(with.part[i].presence == without.part[i].presence);
        CHECK_U64(with.part[i].evidence_total, without.part[i].evidence_total);
    }
    remove_tree(&t);
    arena_free(&a);
}

TEST(an_empty_file_is_a_name_and_no_part)
{
    static const struct made files[] = {{"README.md", "# x\n"},
                                        {"tokenizer.json", ""}};
    struct arena a = {0};
    struct inventory inv;
    struct tree t;

    if (!make_tree(&a, &t, files, COUNT(files))) {
        check_skip("no folder for temporary files");
        return;
    }
    CHECK(take(&a, &t, NULL, 1, &inv));
    CHECK(presence(&inv, PART_CONFIG_TOKENIZER, STAGE_NONE) ==
          PRESENCE_MENTIONED);
    remove_tree(&t);
    arena_free(&a);
}

static const struct made manifest = {
    "facts.yaml",
    "schema: freehold-release/1\n"
    "name: cedar\n"
    "declared: {by: A. Adopter, on: \"2026-09-14\", from: the page}\n"
    "parts:\n"
    "  - part: weights.final\n"
    "    at: hf:cedar/cedar-7b\n"
    "    gate: form\n"
    "  - part: code.train\n"
    "    presence: absent\n"
    "  - part: data.info\n"
    "    level: 2\n"
    "    at: https://example.org/data\n"};

TEST(a_manifest_adds_and_never_overrides)
{
    struct arena a = {0};
    struct inventory inv;
    struct tree t, beside;

    if (!make_tree(&a, &t, code_clone, COUNT(code_clone)) ||
        !make_tree(&a, &beside, &manifest, 1)) {
        check_skip("no folder for temporary files");
        return;
    }
    struct view facts = arena_print(&a, "%s/facts.yaml", beside.folder);
    CHECK(take(&a, &t, &facts, 2, &inv));
    const struct part *w = inventory_part(&inv, PART_WEIGHTS_FINAL, STAGE_NONE);
    CHECK(w->presence == PRESENCE_POINTER);
    CHECK(w->has_gate && w->gate == GATE_FORM);
    CHECK(w->evidence[0].by == BY_DECLARED);
    CHECK(w->evidence[0].line >= 5);
    CHECK_U64(w->evidence[0].digest.len, 64);
    CHECK(presence(&inv, PART_CODE_TRAIN, STAGE_PRETRAIN) == PRESENCE_PRESENT);
    const struct part *d = inventory_part(&inv, PART_DATA_INFO, STAGE_NONE);
    CHECK_U64(d->level, 2);
    CHECK(d->presence == PRESENCE_POINTER);
    remove_tree(&t);
    remove_tree(&beside);
    arena_free(&a);
}

TEST(what_hides_in_a_folder_is_unknown_and_not_absent)
{
    static const struct made files[] = {
        {"README.md", "# x\n"}, {"shut", "-"}, {"train.py", "AdamW\n"}};
    struct arena a = {0};
    struct inventory inv;
    struct tree t;

    if (!make_tree(&a, &t, files, COUNT(files))) {
        check_skip("no folder for temporary files");
        return;
    }
    CHECK(take(&a, &t, NULL, 1, &inv));
    CHECK(presence(&inv, PART_CODE_TRAIN, STAGE_PRETRAIN) == PRESENCE_ABSENT);
    // As the release notes them when this user may not read them: root may.
    t.release.entry[2].kind = ENTRY_UNREADABLE;
    inventory_take(&a, &t.release, 1, &inv, &t.safety);
    CHECK(presence(&inv, PART_CODE_TRAIN, STAGE_PRETRAIN) == PRESENCE_UNKNOWN);
    CHECK(presence(&inv, PART_DATA_TRAIN, STAGE_NONE) == PRESENCE_ABSENT);
    t.release.entry[1].kind = ENTRY_UNREADABLE;
    inventory_take(&a, &t.release, 1, &inv, &t.safety);
    CHECK(presence(&inv, PART_DATA_TRAIN, STAGE_NONE) == PRESENCE_UNKNOWN);
    remove_tree(&t);
    arena_free(&a);
}

TEST(a_linked_trainer_counts_with_its_settings)
{
    static const struct made files[] = {
        {"README.md",
         "# Cedar\n\nWe train with the "
         "[GPT-NeoX library](https://github.com/EleutherAI/gpt-neox).\n"},
        {"configs/7b.yml", "optimizer: a\nlearning_rate: 1\nwarmup: 2\n"},
    };
    struct arena a = {0};
    struct inventory inv;
    struct tree t;

    if (!make_tree(&a, &t, files, 1)) {
        check_skip("no folder for temporary files");
        return;
    }
    CHECK(take(&a, &t, NULL, 1, &inv));
    CHECK(presence(&inv, PART_CODE_TRAIN, STAGE_PRETRAIN) ==
          PRESENCE_MENTIONED);
    write_file(&a, view_of(t.folder), &files[1]);
    CHECK(take(&a, &t, NULL, 1, &inv));
    CHECK(presence(&inv, PART_CODE_TRAIN, STAGE_PRETRAIN) == PRESENCE_POINTER);
    CHECK(presence(&inv, PART_CODE_TRAIN, STAGE_FINETUNE) == PRESENCE_ABSENT);
    remove_tree(&t);
    arena_free(&a);
}

TEST(pages_of_a_project_copied_into_the_release_say_nothing_of_it)
{
    static const struct made files[] = {
        {"README.md", "# Cedar\n\nA model.\n"},
        {"yak/LICENSE", "words"},
        {"yak/README.md", "| x | mmlu 1 | piqa 2 | boolq 3 |\n"},
        {"yak/setup.py", "setup()\n"},
    };
    struct arena a = {0};
    struct inventory inv;
    struct tree t;

    // Without a build file of its own it is a folder like any other.
    for (size_t count = 3; count <= 4; count++) {
        if (!make_tree(&a, &t, files, count)) {
            check_skip("no folder for temporary files");
            return;
        }
        CHECK(take(&a, &t, NULL, 1, &inv));
        CHECK(presence(&inv, PART_DOC_EVALRESULTS, STAGE_NONE) ==
              (count == 3 ? PRESENCE_PRESENT : PRESENCE_ABSENT));
        remove_tree(&t);
    }
    arena_free(&a);
}

TEST(small_weights_beside_code_are_samples_where_the_weights_are_linked)
{
    static const struct made files[] = {
        {"README.md", "# Cedar\n\nWeights: https://hf.co/cedar/cedar-7b\n"},
        {"demo_run/ring.pth", "x"},
        {"train.py", "x = 1\n"},
        {"demo_run/config.json", "{\"model_type\": \"x\"}"},
    };
    struct arena a = {0};
    struct inventory inv;
    struct tree t;

    // A configuration beside them says that they are a model.
    for (size_t count = 3; count <= 4; count++) {
        if (!make_tree(&a, &t, files, count)) {
            check_skip("no folder for temporary files");
            return;
        }
        struct view big = arena_print(&a, "%s/demo_run/ring.pth", t.folder);
        CHECK(truncate(big.at, 2000000) == 0);
        CHECK(take(&a, &t, NULL, 1, &inv));
        CHECK(presence(&inv, PART_WEIGHTS_FINAL, STAGE_NONE) ==
              (count == 3 ? PRESENCE_POINTER : PRESENCE_PRESENT));
        remove_tree(&t);
    }
    arena_free(&a);
}

TEST(many_mentions_are_still_mentions)
{
    struct arena a = {0};
    struct inventory inv;
    struct tree t;

    if (!make_tree(&a, &t, NULL, 0)) {
        check_skip("no folder for temporary files");
        return;
    }
    for (size_t i = 0; i < 20; i++) {
        struct view path = arena_print(&a, "docs/page%zu.md", i);
        write_file(&a, view_of(t.folder),
                   &(struct made){path.at, "Optimizer states are available "
                                           "on request.\n"});
    }
    CHECK(take(&a, &t, NULL, 3, &inv));
    CHECK(presence(&inv, PART_WEIGHTS_OPTIMIZER, STAGE_NONE) ==
          PRESENCE_MENTIONED);
    CHECK_U64(inventory_part(&inv, PART_WEIGHTS_OPTIMIZER, STAGE_NONE)
                  ->evidence_total,
              20);
    remove_tree(&t);
    arena_free(&a);
}

CHECK_MAIN(
    CHECK_CASE(lists_every_part_once_and_code_train_twice),
    CHECK_CASE(merges_what_files_show),
    CHECK_CASE(any_number_of_threads_gives_the_same_bytes),
    CHECK_CASE(a_license_changes_no_part),
    CHECK_CASE(an_empty_file_is_a_name_and_no_part),
    CHECK_CASE(a_manifest_adds_and_never_overrides),
    CHECK_CASE(what_hides_in_a_folder_is_unknown_and_not_absent),
    CHECK_CASE(a_linked_trainer_counts_with_its_settings),
    CHECK_CASE(pages_of_a_project_copied_into_the_release_say_nothing_of_it),
    CHECK_CASE(
        small_weights_beside_code_are_samples_where_the_weights_are_linked),
    CHECK_CASE(many_mentions_are_still_mentions))
