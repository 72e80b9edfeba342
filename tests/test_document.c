// SPDX-License-Identifier: Apache-2.0
// Expected values: by hand, by the table of link and mention rules and the
// table of data levels of the design's page on the inventory.
#include "check.h"

#include "parts/document.h"

struct page {
    struct arena a;
    struct entry entry;
    struct document document;
    struct documents documents;
    struct release release;
    struct sightings seen;
    struct document_facts facts;
};

static void page_read(struct page *p, struct view text)
{
    *p = (struct page){
        .entry = {.path = VIEW("README.md"), .lower = VIEW("readme.md")}};
    document_of(&p->a, &p->entry, text, &p->document);
    p->documents = (struct documents){.item = &p->document, .count = 1};
    p->documents.card = documents_card(&p->documents);
    p->seen.arena = &p->a;
    documents_sightings(&p->a, &p->release, &p->documents, &p->seen);
    documents_facts(&p->a, &p->release, &p->documents, &p->seen, &p->facts);
}

// The best presence of a part on a page.
static enum presence presence_of(const struct page *p, enum part_kind part)
{
    enum presence best = PRESENCE_ABSENT;

    for (size_t i = 0; i < p->seen.count; i++)
        if (p->seen.item[i].part == part && p->seen.item[i].presence < best)
            best = p->seen.item[i].presence;
    return best;
}

struct row {
    struct view text;
    enum part_kind part;
    enum presence presence;
};

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct page p;

        page_read(&p, rows[i].text);
        enum presence is = presence_of(&p, rows[i].part);
        if (is != rows[i].presence)
            check_fail(
                __FILE__, __LINE__,
                VIEW_FMT " is " VIEW_FMT ", wanted " VIEW_FMT ": " VIEW_FMT,
                VIEW_ARG(part_id(rows[i].part)), VIEW_ARG(presence_word(is)),
                VIEW_ARG(presence_word(rows[i].presence)),
                VIEW_ARG(rows[i].text));
        for (size_t j = 0; j < p.seen.count; j++) {
            const struct evidence *e = &p.seen.item[j].evidence;

            CHECK(e->path.len && e->rule.len);
            CHECK(e->shows.len && e->shows.len <= DOCUMENT_EXCERPT);
        }
        arena_free(&p.a);
    }
}

#define ROWS(rows) check_rows((rows), sizeof(rows) / sizeof *(rows))
#define HUB        "https://huggingface.co/"

TEST(an_address_stands_for_weights_only_if_it_is_a_model_s)
{
    static const struct row rows[] = {
        {VIEW_INIT("[x](" HUB "ox/ox-7b)"), PART_WEIGHTS_FINAL,
         PRESENCE_POINTER},
        {VIEW_INIT("<a href=\"//hf.co/ox/ox-7b\">x</a>"), PART_WEIGHTS_FINAL,
         PRESENCE_POINTER},
        {VIEW_INIT("magnet:?xt=urn:btih:00&dn=x"), PART_WEIGHTS_FINAL,
         PRESENCE_POINTER},
        {VIEW_INIT("https://modelscope.cn/models/ox/ox"), PART_WEIGHTS_FINAL,
         PRESENCE_POINTER},
        {VIEW_INIT("Checkpoint: gs://ox/pretrained/small"), PART_WEIGHTS_FINAL,
         PRESENCE_POINTER},
        {VIEW_INIT("Please [request access](https://forms.gle/x) to the "
                   "weights."),
         PART_WEIGHTS_FINAL, PRESENCE_POINTER},
        {VIEW_INIT(HUB "datasets/ox/ox"), PART_WEIGHTS_FINAL, PRESENCE_ABSENT},
        {VIEW_INIT(HUB "spaces/ox/demo"), PART_WEIGHTS_FINAL, PRESENCE_ABSENT},
        {VIEW_INIT(HUB "docs/transformers"), PART_WEIGHTS_FINAL,
         PRESENCE_ABSENT},
        {VIEW_INIT(HUB "ox/ox-7b/blob/main/LICENSE"), PART_WEIGHTS_FINAL,
         PRESENCE_ABSENT},
        {VIEW_INIT("![x](https://cdn-uploads.huggingface.co/a/b.png)"),
         PART_WEIGHTS_FINAL, PRESENCE_ABSENT},
        {VIEW_INIT("https://nothuggingface.co/ox/ox-7b"), PART_WEIGHTS_FINAL,
         PRESENCE_ABSENT},
        {VIEW_INIT("https://dl.example.org/fasttext/lid.176.bin model"),
         PART_WEIGHTS_FINAL, PRESENCE_ABSENT},
    };

    ROWS(rows);
}

TEST(checkpoints_optimizer_states_and_logs_are_told_apart)
{
    static const struct row rows[] = {
        {VIEW_INIT(HUB "ox/ox/tree/step1000"), PART_WEIGHTS_INTERMEDIATE,
         PRESENCE_POINTER},
        {VIEW_INIT(HUB "ox/ox/tree/main"), PART_WEIGHTS_INTERMEDIATE,
         PRESENCE_ABSENT},
        {VIEW_INIT(HUB "ox/ox-intermediate"), PART_WEIGHTS_INTERMEDIATE,
         PRESENCE_POINTER},
        {VIEW_INIT("```\nload(\"ox\", revision=\"step3000\")\n```"),
         PART_WEIGHTS_INTERMEDIATE, PRESENCE_POINTER},
        {VIEW_INIT("```\nload(\"ox\", revision=\"main\")\n```"),
         PART_WEIGHTS_INTERMEDIATE, PRESENCE_ABSENT},
        {VIEW_INIT("We release intermediate checkpoints."),
         PART_WEIGHTS_INTERMEDIATE, PRESENCE_MENTIONED},
        {VIEW_INIT(HUB "ox/ox-optimizer-states"), PART_WEIGHTS_OPTIMIZER,
         PRESENCE_POINTER},
        {VIEW_INIT("Optimizer states are available on request."),
         PART_WEIGHTS_OPTIMIZER, PRESENCE_MENTIONED},
        {VIEW_INIT("With optimizer states:\n\n| [1k](https://a.org/1.pt) |"),
         PART_WEIGHTS_OPTIMIZER, PRESENCE_POINTER},
        {VIEW_INIT("[runs](https://wandb.ai/ox/ox)"), PART_DOC_LOGS,
         PRESENCE_POINTER},
        {VIEW_INIT("https://ox.wandb.io/a/b?accessToken=secret"), PART_DOC_LOGS,
         PRESENCE_POINTER},
        {VIEW_INIT("Run `pip install wandb`, see https://wandb.ai/site"),
         PART_DOC_LOGS, PRESENCE_ABSENT},
    };

    ROWS(rows);
}

TEST(a_data_set_is_training_data_only_in_its_context)
{
    static const struct row rows[] = {
        {VIEW_INIT("Trained on [x](" HUB "datasets/ox/x)."), PART_DATA_TRAIN,
         PRESENCE_POINTER},
        {VIEW_INIT("# Evaluation\n[x](" HUB "datasets/ox/x) train split"),
         PART_DATA_TRAIN, PRESENCE_ABSENT},
        {VIEW_INIT("# Evaluation\n[x](" HUB "datasets/ox/x)"), PART_DATA_EVAL,
         PRESENCE_POINTER},
        {VIEW_INIT("Data under [l](" HUB "datasets/choosealicense/licenses)"),
         PART_DATA_TRAIN, PRESENCE_ABSENT},
        {VIEW_INIT("---\ndatasets:\n- ox/x\n---\n"), PART_DATA_TRAIN,
         PRESENCE_POINTER},
        {VIEW_INIT("---\nmodel-index:\n- name: x\n  datasets: y\n---\n"),
         PART_DATA_TRAIN, PRESENCE_ABSENT},
        {VIEW_INIT("[Data](" HUB "datasets/ox/x)"), PART_DATA_TRAIN,
         PRESENCE_POINTER},
        {VIEW_INIT("| Ox data | [hub](" HUB "datasets/ox/x) |"),
         PART_DATA_TRAIN, PRESENCE_POINTER},
        {VIEW_INIT("\xe8\xae\xad\xe7\xbb\x83 [x](" HUB "datasets/ox/x)"),
         PART_DATA_TRAIN, PRESENCE_POINTER},
        // the word stands in every such address
        {VIEW_INIT("See [x](" HUB "datasets/ox/x)."), PART_DATA_TRAIN,
         PRESENCE_ABSENT},
        {VIEW_INIT("Look at " HUB "datasets/ox/x/resolve/main/cat.png, which "
                   "was no training data."),
         PART_DATA_TRAIN, PRESENCE_ABSENT},
    };

    ROWS(rows);
}

TEST(the_data_set_of_a_benchmark_is_training_data_only_if_somebody_says_so)
{
    static const struct row rows[] = {
        {VIEW_INIT("## Data\n[x](" HUB "datasets/ox/gsm8k)"), PART_DATA_TRAIN,
         PRESENCE_ABSENT},
        {VIEW_INIT("## Data\nFine-tuned on [x](" HUB "datasets/ox/gsm8k)"),
         PART_DATA_TRAIN, PRESENCE_POINTER},
        {VIEW_INIT("Trained by default on [x](" HUB "datasets/ox/x)"),
         PART_DATA_TRAIN, PRESENCE_ABSENT},
    };

    ROWS(rows);
}

TEST(what_a_bibliography_links_is_somebody_else_s_code)
{
    static const struct row rows[] = {
        {VIEW_INIT("https://github.com/yak/redpajama-data"), PART_CODE_DATA,
         PRESENCE_POINTER},
        {VIEW_INIT("```\n@software{yak,\n  url = "
                   "{https://github.com/yak/redpajama-data}\n}\n```"),
         PART_CODE_DATA, PRESENCE_ABSENT},
    };

    ROWS(rows);
}

TEST(weights_may_lie_on_any_site_that_a_line_sends_to)
{
    static const struct row rows[] = {
        {VIEW_INIT("The weights can be freely downloaded from "
                   "[here](https://ox.example/ox/)."),
         PART_WEIGHTS_FINAL, PRESENCE_POINTER},
        {VIEW_INIT("The training data of the checkpoint is downloaded from "
                   "[here](https://ox.example/ox/)."),
         PART_WEIGHTS_FINAL, PRESENCE_ABSENT},
        {VIEW_INIT("All the weights are on the [hub](" HUB "models?other=ox)."),
         PART_WEIGHTS_FINAL, PRESENCE_POINTER},
        {VIEW_INIT("See other [models](" HUB "models)."), PART_WEIGHTS_FINAL,
         PRESENCE_ABSENT},
        {VIEW_INIT("# Pre-trained models\n[Ox](https://storage.googleapis.com/"
                   "ox/ox.zip)"),
         PART_WEIGHTS_FINAL, PRESENCE_POINTER},
        {VIEW_INIT("[Full weights](https://ox.example/f/) (including "
                   "optimizer states)"),
         PART_WEIGHTS_OPTIMIZER, PRESENCE_POINTER},
        {VIEW_INIT("[Slim weights](https://ox.example/s/) (no optimizer "
                   "states, download)"),
         PART_WEIGHTS_OPTIMIZER, PRESENCE_MENTIONED},
    };

    ROWS(rows);
}

TEST(a_command_that_names_benchmarks_shows_no_results)
{
    static const struct row rows[] = {
        {VIEW_INIT("```\nlm_eval --tasks mmlu,piqa,boolq --batch_size 256\n"
                   "```"),
         PART_DOC_EVALRESULTS, PRESENCE_ABSENT},
        {VIEW_INIT("```\nmmlu 25.1\npiqa 61.0\nboolq 57.3\n```"),
         PART_DOC_EVALRESULTS, PRESENCE_PRESENT},
    };

    ROWS(rows);
}

TEST(papers_are_the_release_s_own)
{
    static const struct row rows[] = {
        {VIEW_INIT("See our [paper](https://arxiv.org/abs/1)."), PART_DOC_PAPER,
         PRESENCE_POINTER},
        {VIEW_INIT("[Technical Report](https://arxiv.org/abs/1)"),
         PART_DOC_REPORT, PRESENCE_POINTER},
        {VIEW_INIT("[![Paper](https://img.shields.io/badge/Paper-x)]"
                   "(https://arxiv.org/abs/1)"),
         PART_DOC_PAPER, PRESENCE_POINTER},
        {VIEW_INIT("# Ox\n```\n@article{a,\n title={Ox: Models},\n "
                   "eprint={1}\n}\n```"),
         PART_DOC_PAPER, PRESENCE_POINTER},
        {VIEW_INIT("# Ox\n```\n@article{a,\n title={Elk: Models},\n "
                   "eprint={1}\n}\n```"),
         PART_DOC_PAPER, PRESENCE_ABSENT},
        {VIEW_INIT("# Ox\n```\n@misc{a,\n title={Ox},\n journal={GitHub "
                   "repository}\n}\n```"),
         PART_DOC_PAPER, PRESENCE_ABSENT},
        {VIEW_INIT("RoPE ([Su et al., the paper](https://arxiv.org/abs/1))"),
         PART_DOC_PAPER, PRESENCE_ABSENT},
        {VIEW_INIT("Paper coming soon."), PART_DOC_PAPER, PRESENCE_ABSENT},
    };

    ROWS(rows);
}

TEST(tables_of_numbers_with_three_benchmarks_are_results)
{
    static const struct row rows[] = {
        {VIEW_INIT("| MMLU | GSM8K | HumanEval |\n|--|--|--|\n| 1 | 2 | 3 |"),
         PART_DOC_EVALRESULTS, PRESENCE_PRESENT},
        {VIEW_INIT("<td>MMLU</td>\n<td>61.0</td>\n<td>PIQA</td>\n<td>BBH</td>"),
         PART_DOC_EVALRESULTS, PRESENCE_PRESENT},
        {VIEW_INIT("| MMLU | GSM8K |\n|--|--|\n| 1 | 2 |"),
         PART_DOC_EVALRESULTS, PRESENCE_ABSENT},
        {VIEW_INIT("# Results\n| MMLU | pass |\n|--|--|\n| a | 2.5 |"),
         PART_DOC_EVALRESULTS, PRESENCE_PRESENT},
        {VIEW_INIT("| MMLU | ARC | PIQA |\n| ![a](b.png) | <img src=c> | |"),
         PART_DOC_EVALRESULTS, PRESENCE_ABSENT},
        {VIEW_INIT("We ran MMLU, GSM8K and HumanEval: 61.0."),
         PART_DOC_EVALRESULTS, PRESENCE_ABSENT},
        {VIEW_INIT("```\nlm_eval --tasks mmlu,piqa,boolq\n```"),
         PART_DOC_EVALRESULTS, PRESENCE_ABSENT},
    };

    ROWS(rows);
}

TEST(cards_have_front_matter_or_the_sections_of_a_card)
{
    static const struct row rows[] = {
        {VIEW_INIT("---\nlicense: mit\n---\n# Ox"), PART_DOC_CARD,
         PRESENCE_PRESENT},
        {VIEW_INIT("# Ox\n## Introduction\n## Evaluation\n## License\n"
                   "## Citation\n"),
         PART_DOC_CARD, PRESENCE_MENTIONED},
        {VIEW_INIT("# Ox\n## \xe6\xa8\xa1\xe5\x9e\x8b\xe4\xbb\x8b\xe7\xbb\x8d\n"
                   "## \xe8\xaf\x84\xe6\xb5\x8b\n## \xe5\x8d\x8f\xe8\xae\xae\n"
                   "## \xe5\xbc\x95\xe7\x94\xa8\n"),
         PART_DOC_CARD, PRESENCE_MENTIONED},
        {VIEW_INIT("# ox\n## Installation\n## Usage\n## License\n"),
         PART_DOC_CARD, PRESENCE_ABSENT},
    };

    ROWS(rows);
}

TEST(data_information_has_the_level_of_its_weakest_source)
{
    static const struct {
        struct view text;
        int level;
    } rows[] = {
        {VIEW_INIT("# Ox\n\nA model."), 0},
        {VIEW_INIT("Pre-trained on 15.5T tokens."), 1},
        {VIEW_INIT("Ox was trained on publicly available online data."), 1},
        {VIEW_INIT("## Training Data\n70K conversations from ShareGPT."), 2},
        {VIEW_INIT("## Training data\nThe Pile and internal data."), 2},
        {VIEW_INIT("## Training data\n[x](" HUB "datasets/ox/x) and curated "
                   "corpora of text."),
         2},
        {VIEW_INIT("## Training data\n[x](" HUB "datasets/ox/x), filtered."),
         3},
        {VIEW_INIT("---\ndatasets:\n- ox/x\n---\n# Ox"), 3},
        // another model's section does not take it away
        {VIEW_INIT("## Training data\n[x](" HUB "datasets/ox/x)\n## Training "
                   "details\nv0 was trained on internal datasets."),
         3},
        {VIEW_INIT("More on data in the technical report."), 0},
        {VIEW_INIT("## Training data\n- [x](" HUB "datasets/ox/x)\n- a "
                   "synthetically generated dataset"),
         2},
        {VIEW_INIT("Trained on 78k pairs; we adapt the Evol-Instruct method."),
         1},
        {VIEW_INIT("Tuning was performed on text about networks."), 1},
        {VIEW_INIT("Run the following command to clean the training dataset."),
         0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct page p;

        page_read(&p, rows[i].text);
        if (p.facts.data_level != rows[i].level)
            check_fail(__FILE__, __LINE__, "level %d, wanted %d: " VIEW_FMT,
                       p.facts.data_level, rows[i].level,
                       VIEW_ARG(rows[i].text));
        CHECK(p.facts.data_level == 0 || p.facts.level_evidence.path.len);
        arena_free(&p.a);
    }
}

TEST(gates_are_read_from_front_matter_and_prose)
{
    static const struct {
        struct view text;
        enum gate gate;
    } rows[] = {
        {VIEW_INIT("---\nextra_gated_prompt: >-\n  Agree\n---\n"),
         GATE_AGREEMENT},
        {VIEW_INIT("To get the model weights, request access here."),
         GATE_FORM},
        {VIEW_INIT("To download the weights, accept the license first."),
         GATE_AGREEMENT},
        {VIEW_INIT("For commercial use of the model, request access."),
         GATE_UNKNOWN},
        {VIEW_INIT("# Ox"), GATE_UNKNOWN},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct page p;

        page_read(&p, rows[i].text);
        if (p.facts.gate != rows[i].gate)
            check_fail(__FILE__, __LINE__, "gate " VIEW_FMT ": " VIEW_FMT,
                       VIEW_ARG(gate_word(p.facts.gate)),
                       VIEW_ARG(rows[i].text));
        arena_free(&p.a);
    }
}

TEST(a_linked_trainer_and_words_of_reproduction_are_facts)
{
    struct page p;

    page_read(&p, VIEW("Training uses [x](https://github.com/o/gpt-neox).\n"
                       "To reproduce training, run it.\n"));
    CHECK(p.facts.trainer_linked && p.facts.reproducible);
    CHECK_U64(p.facts.trainer.line, 1);
    CHECK_U64(p.facts.reproducible_evidence.line, 2);
    arena_free(&p.a);
    page_read(&p, VIEW("Serving uses [x](https://github.com/o/vllm).\n"));
    CHECK(!p.facts.trainer_linked && !p.facts.reproducible);
    arena_free(&p.a);
}

TEST(a_query_is_never_shown)
{
    struct page p;

    page_read(&p, VIEW("[log](https://ox.wandb.io/a?accessToken=s3cret) x"));
    for (size_t i = 0; i < p.seen.count; i++)
        CHECK(!view_has(p.seen.item[i].evidence.shows, VIEW("s3cret")));
    CHECK(p.seen.count > 0);
    arena_free(&p.a);
}

TEST(excerpts_hold_the_place_and_no_broken_character)
{
    struct arena a = {0};
    char text[400];

    for (size_t i = 0; i + 2 < sizeof text; i += 3)
        memcpy(text + i, "\xe5\xbc\x80", 3);
    for (size_t at = 0; at < 396; at += 7) {
        struct view v = document_excerpt(&a, (struct view){text, 399}, at);

        CHECK(v.len > 0 && v.len <= DOCUMENT_EXCERPT && v.len % 3 == 0);
    }
    arena_free(&a);
}

TEST(every_shorter_page_is_read_without_a_fault)
{
    static const char text[] =
        "---\ndatasets: [a/b]\nextra_gated_prompt: x\n---\n# Ox\n"
        "[![Paper](//b.c/d)](https://arxiv.org/abs/1) | MMLU | <img src=x>\n"
        "```\n@article{x,\n title={Ox},\n eprint={1}\n}\n```\nrevision=\"step1";

    for (size_t len = 0; len < sizeof text; len++) {
        struct page p;
        struct arena a = {0};

        page_read(&p, arena_copy(&a, (struct view){text, len}));
        CHECK(p.facts.data_level >= 0 && p.facts.data_level <= 3);
        arena_free(&p.a);
        arena_free(&a);
    }
}

TEST(hostile_pages_take_linear_time)
{
    static const struct view piece[] = {
        VIEW_INIT("[x](" HUB "datasets/a/b) train "),
        VIEW_INIT("| mmlu | 1 |\n"),
        VIEW_INIT("optimizer state release\n"),
        VIEW_INIT("@a{b=\n"),
        VIEW_INIT("# data\n"),
        VIEW_INIT("revision=\""),
        VIEW_INIT("the pile training data internal data "),
    };

    for (size_t i = 0; i < sizeof piece / sizeof *piece; i++) {
        struct arena a = {0};
        struct page p;
        size_t len = (1 << 20) / piece[i].len * piece[i].len;
        char *bytes = arena_alloc(&a, len);

        for (size_t j = 0; j < len; j += piece[i].len)
            memcpy(bytes + j, piece[i].at, piece[i].len);
        page_read(&p, (struct view){bytes, len});
        CHECK(p.seen.count < 20000);
        arena_free(&p.a);
        arena_free(&a);
    }
}

CHECK_MAIN(
    CHECK_CASE(an_address_stands_for_weights_only_if_it_is_a_model_s),
    CHECK_CASE(checkpoints_optimizer_states_and_logs_are_told_apart),
    CHECK_CASE(a_data_set_is_training_data_only_in_its_context),
    CHECK_CASE(
        the_data_set_of_a_benchmark_is_training_data_only_if_somebody_says_so),
    CHECK_CASE(what_a_bibliography_links_is_somebody_else_s_code),
    CHECK_CASE(weights_may_lie_on_any_site_that_a_line_sends_to),
    CHECK_CASE(a_command_that_names_benchmarks_shows_no_results),
    CHECK_CASE(papers_are_the_release_s_own),
    CHECK_CASE(tables_of_numbers_with_three_benchmarks_are_results),
    CHECK_CASE(cards_have_front_matter_or_the_sections_of_a_card),
    CHECK_CASE(data_information_has_the_level_of_its_weakest_source),
    CHECK_CASE(gates_are_read_from_front_matter_and_prose),
    CHECK_CASE(a_linked_trainer_and_words_of_reproduction_are_facts),
    CHECK_CASE(a_query_is_never_shown),
    CHECK_CASE(excerpts_hold_the_place_and_no_broken_character),
    CHECK_CASE(every_shorter_page_is_read_without_a_fault),
    CHECK_CASE(hostile_pages_take_linear_time))
