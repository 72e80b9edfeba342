// SPDX-License-Identifier: Apache-2.0
// Expected values: the decisions of inventory.md 4.2 and 4.3, and its table of
// traps (section 9), worked out by hand for small made texts.
#include "check.h"

#include "base/text.h"
#include "parts/architecture.h"
#include "parts/rule.h"
#include "parts/signal.h"
#include "parts/words.h"

enum { MOST_TEXT = 2000 };

// What the rules say of a file: "code.train pretrain; code.arch", by the order
// of the rules; "-" for nothing.
static struct view shown(struct arena *a, struct rule_file f, const char *body)
{
    struct text out = {.arena = a};
    struct rules *rules;
    struct rule_hits hits;

    CHECK(!rules_open(a, &rules));
    f.size_known = true;
    if (!f.size)
        f.size = view_of(body).len;
    bool want = rules_want(rules, &f) > 0;
    rules_apply(a, rules, &f, want ? view_of(body) : (struct view){0}, &hits);
    for (size_t i = 0; i < hits.count; i++) {
        const struct rule_hit *h = &hits.item[i];

        if (!h->has_part)
            continue;
        text_print(&out, "%s" VIEW_FMT, out.len ? "; " : "",
                   VIEW_ARG(part_id(h->part)));
        if (h->stage != STAGE_NONE)
            text_print(&out, " " VIEW_FMT, VIEW_ARG(stage_word(h->stage)));
        if (h->presence != PRESENCE_PRESENT)
            text_print(&out, " " VIEW_FMT,
                       VIEW_ARG(presence_word(h->presence)));
    }
    return out.len ? text_view(&out) : VIEW("-");
}

struct example {
    const char *path, *text, *says;
};

static void check_examples(const struct example *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct arena a = {0};
        struct rule_file f = {.path = view_of(all[i].path)};
        struct view is = shown(&a, f, all[i].text);

        if (!view_eq(is, view_of(all[i].says)))
            check_fail(__FILE__, __LINE__,
                       "%s: says '" VIEW_FMT "', wanted '%s'", all[i].path,
                       VIEW_ARG(is), all[i].says);
        arena_free(&a);
    }
}

#define CHECK_EXAMPLES(...)                                                    \
    do {                                                                       \
        const struct example examples[] = {__VA_ARGS__};                       \
        check_examples(examples, sizeof examples / sizeof *examples);          \
    } while (0)

TEST(words_are_found_inside_each_other)
{
    struct arena a = {0};
    struct words w = {.arena = &a};
    struct word_seen seen[5];

    // The example of Aho and Corasick (1975), figure 1, and a repetition.
    words_add(&w, VIEW("he"));
    words_add(&w, VIEW("she"));
    words_add(&w, VIEW("his"));
    words_add(&w, VIEW("hers"));
    CHECK_U64(words_add(&w, VIEW("she")), 1);
    words_add(&w, VIEW("aa"));
    CHECK(words_make(&w));
    words_count(&w, VIEW("ushers aaaa"), seen);
    CHECK_U64(seen[0].times, 1);
    CHECK_U64(seen[0].first, 2);
    CHECK_U64(seen[1].times, 1);
    CHECK_U64(seen[1].first, 1);
    CHECK_U64(seen[2].times, 0);
    CHECK_U64(seen[3].times, 1);
    CHECK_U64(seen[4].times, 3);
    CHECK_U64(seen[4].first, 7);
    CHECK_U64(seen[4].last, 9);
    arena_free(&a);
}

TEST(words_agree_with_a_plain_search)
{
    struct arena a = {0};
    struct words w = {.arena = &a};
    struct view text = VIEW("abacabadabacabaeabacabadabacabaabba");
    struct word_seen seen[64];

    for (size_t from = 0; from < 8; from++)
        for (size_t len = 1; len < 8; len++)
            words_add(&w, (struct view){text.at + from * 3, len});
    CHECK(words_make(&w));
    words_count(&w, text, seen);
    for (size_t i = 0; i < w.word_count; i++) {
        uint32_t times = 0;
        for (size_t at = 0; at < text.len; at++)
            times += view_starts(view_from(text, at), w.word[i]);
        CHECK_U64(seen[i].times, times);
        CHECK_U64(seen[i].first, view_find(text, w.word[i]));
    }
    arena_free(&a);
}

TEST(a_loop_with_an_optimizer_is_training_code)
{
    CHECK_EXAMPLES(
        {"src/train.py", "loss.backward()\noptimizer.step()\nAdamW(p)\n",
         "code.train pretrain"},
        {"pretrain/gpt.py", "engine.backward(loss)\nlr_scheduler.step()\n",
         "code.train pretrain"},
        {"train.py", "loss.backward()\n", "-"},
        {"main.py", "import mesh_tensorflow\n", "code.train pretrain"},
        {"trainer/lit.py",
         "def training_step(self, b):\ndef configure_optimizers(self):\n",
         "code.train pretrain"},
        {"run.jl", "value_and_grad(f)\noptax.adamw\n", "code.train pretrain"});
}

TEST(a_fine_tune_is_no_pre_training)
{
    CHECK_EXAMPLES(
        {"train/finetune.py", "loss.backward()\noptimizer.step()\nAdamW(p)\n",
         "code.train finetune"},
        {"train.py",
         "m = AutoModelForCausalLM.from_pretrained(x)\nTrainer(m)\n"
         "TrainingArguments()\n",
         "code.train finetune"},
        {"train.py",
         "LlamaForCausalLM.from_pretrained(x)\nloss.backward()\nAdamW(p)\n",
         "code.train finetune"},
        {"train.py",
         "tok = AutoTokenizer.from_pretrained(x)\nloss.backward()\n"
         "AdamW(p)\nPackedDataset(y)\n",
         "code.train pretrain"},
        {"train.py",
         "p.add_argument('--model_name_or_path')\nloss.backward()\nAdamW(p)\n",
         "code.train finetune"});
}

TEST(what_trains_something_else_is_no_training_code)
{
    const char *loop = "loss.backward()\noptimizer.step()\nAdamW(p)\n";

    CHECK_EXAMPLES(
        // Traps 12, 13, 17, 18 of inventory.md 9.
        {"text/data/edu/train_edu.py", loop, "-"},
        {"train_quality_classifier.py", loop, "-"},
        {"tools/ocr/train.py", loop, "-"}, {"src/fp16_optimizer.py", loop, "-"},
        {"bench.py", loop, "-"}, {"model.py", loop, "-"},
        {"medusa/train.py", loop, "-"},
        {"train_tokenizer.py", "BpeTrainer(\nBpeTrainer(\n", "code.lib"},
        {"src/kernels/norm.py", "def _backward(\nbench(warmup=25)\n", "-"});
}

TEST(a_launcher_is_configuration)
{
    CHECK_EXAMPLES(
        {"pretrain.sh", "torchrun train.py --lr 3e-4\n", "config.train"},
        {"scripts/train.slurm", "srun python x.py --config a.yaml\n",
         "config.train"},
        {"scripts/eval_run.sh", "python x.py --batch_size 3\n", "code.eval"},
        {"scripts/install.sh", "python setup.py --lr\n", "-"});
}

TEST(names_and_markers_together_make_data_code)
{
    CHECK_EXAMPLES(
        {"prepare.py", "tokenizer.encode(x)\n", "code.data"},
        {"dedup/minhash.py", "import datasketch\n", "code.data"},
        {"download_data.sh", "wget http://x\n", "code.data"},
        // Trap 22: a script that asks a service to write training data.
        {"generate_instruction.py", "import openai\n.generate(\n", "code.data"},
        {"prepare.py", "print(1)\n", "-"},
        {"tokenization_x.py", "tokenizer\n.encode(x)\n", "code.lib"},
        {"src/preprocessor.py", "tokenizer\n", "-"});
}

TEST(evaluation_is_told_from_the_names_of_fields)
{
    CHECK_EXAMPLES(
        {"eval.py", "pass\n", "code.eval"},
        {"evaluation/run.py", "lm_eval.simple_evaluate(x)\n", "code.eval"},
        {"src/eval_model.py", ".generate(\n", "code.eval"},
        {"evaluation/util.py", "pass\n", "-"},
        // Trap 21: an API client.
        {"src/types/evals/create_eval.py", "top_p: float\n", "-"});
}

TEST(inference_calls_no_service)
{
    CHECK_EXAMPLES({"generate.py", "y = m.generate(x)\n", "code.infer"},
                   {"inference/main.py", "top_p = 1\n", "code.infer"},
                   {"chat.py", "import openai\ntop_p = 1\n", "-"},
                   {"data/chat.py", "top_p = 1\n", "-"});
    struct arena a = {0};
    struct rule_file f = {.path = VIEW("examples/chat.py"),
                          .scope = SCOPE_EXAMPLE};
    CHECK_TEXT(shown(&a, f, "m.generate(x)\n"), "code.infer");
    // Trap 11: recipes of others in examples/.
    f.path = VIEW("examples/train.py");
    CHECK_TEXT(shown(&a, f, "loss.backward()\nAdamW(p)\n"), "-");
    arena_free(&a);
}

TEST(tests_and_vendored_code_show_nothing)
{
    struct arena a = {0};
    struct rule_file f = {.path = VIEW("tests/train.py"), .scope = SCOPE_TEST};

    CHECK_TEXT(shown(&a, f, "loss.backward()\nAdamW(p)\n"), "-");
    f = (struct rule_file){.path = VIEW("vendor/tokenizer.json"),
                           .scope = SCOPE_VENDOR};
    CHECK_TEXT(shown(&a, f, "{}"), "-");
    arena_free(&a);
}

TEST(layers_under_a_model_s_name_are_the_architecture)
{
    CHECK_EXAMPLES(
        {"modeling_x.py", "nn.Module\nnn.Embedding\nRMSNorm\n", "code.arch"},
        {"model.py", "nn.Module\nRMSNorm\n", "-"},
        {"convert_model.py", "nn.Module\nnn.Embedding\nRMSNorm\n", "-"},
        {"util.py", "nn.Module\nnn.Embedding\nRMSNorm\n", "-"});
}

TEST(a_download_script_points_at_weights)
{
    CHECK_EXAMPLES(
        {"download.sh", "wget https://x/model.bin\n", "weights.final pointer"},
        {"download_dataset.sh", "wget https://x/model.bin\n", "code.data"},
        {"download.sh", "echo model\n", "-"});
}

TEST(settings_are_told_from_other_configuration)
{
    CHECK_EXAMPLES(
        {"configs/7b.yaml", "optimizer: x\nlearning_rate: 1\nwarmup: 2\n",
         "config.train"},
        {"configs/7b.yaml", "optimizer: x\nwarmup: 2\n", "-"},
        {"x.gin", "train_steps = 3\n", "config.train"},
        {"evals/x.yaml", "optimizer: x\nlearning_rate: 1\nwarmup: 2\n", "-"},
        {"config/train_gpt.py", "learning_rate = 1\nmax_iters = 3\nwarmup\n",
         "config.train"},
        {"config.json", "{\"architectures\": []}", "config.model"},
        {"config.json", "{\"model_type\": \"x\", \"hidden_size\": 1}",
         "config.model"},
        // Trap 19: configuration of an evaluation task.
        {"tasks/config.json", "{\"task\": \"x\"}", "-"});
}

TEST(results_data_and_logs_are_told_by_name_size_and_scores)
{
    struct arena a = {0};
    struct rule_file f = {.path = VIEW("alpaca_data.json"), .size = 22000000};

    CHECK_TEXT(shown(&a, f, ""), "data.train");
    f.path = VIEW("eval_data.json");
    CHECK_TEXT(shown(&a, f, ""), "-");
    f.path = VIEW("train.jsonl");
    f.size = 999999;
    CHECK_TEXT(shown(&a, f, ""), "-");
    f = (struct rule_file){
        .path = VIEW("a/b/c/vocab.json"), .depth = 3, .size = 99999};
    CHECK_TEXT(shown(&a, f, ""), "-");
    f.size = 100000;
    CHECK_TEXT(shown(&a, f, ""), "config.tokenizer");
    CHECK_EXAMPLES({"evals/7b.json", "{\"results\": {}}", "doc.evalresults"},
                   {"evals/task.json", "{\"name\": 1}", "-"},
                   {"runs/events.out.tfevents.17", "x", "doc.logs"},
                   {"train_log.txt", "x", "doc.logs"},
                   {"logs/logbook.md", "x", "doc.logs"},
                   {"train_dialogs.csv", "x", "-"},
                   {"tokenizer.json", "{}", "config.tokenizer"},
                   {"tokenizer_config.json", "{}", "-"});
    arena_free(&a);
}

TEST(a_submodule_named_after_a_trainer_is_a_pointer)
{
    struct arena a = {0};
    struct rule_file f = {.path = VIEW("utils/gpt-neox"),
                          .kind = ENTRY_SUBMODULE};

    CHECK_TEXT(shown(&a, f, ""), "code.train pretrain pointer");
    f.path = VIEW("third/clip");
    CHECK_TEXT(shown(&a, f, ""), "-");
    arena_free(&a);
}

TEST(evidence_names_line_and_markers)
{
    struct arena a = {0};
    struct rules *rules;
    struct rule_file f = {.path = VIEW("train.py")};
    struct rule_hits hits;

    CHECK(!rules_open(&a, &rules));
    rules_apply(&a, rules, &f,
                VIEW("import x\n\noptimizer.step()\nAdamW\nAdamW\n"
                     "optimizer.step()\n"),
                &hits);
    CHECK_U64(hits.count, 1);
    CHECK_TEXT(hits.item[0].rule, "training-loop");
    CHECK_U64(hits.item[0].line, 3);
    CHECK_VIEW(((struct view){hits.item[0].shows, hits.item[0].shows_len}),
               VIEW("optimizer.step( 2, AdamW 2"));
    arena_free(&a);
}

TEST(opens_no_file_that_no_rule_asks_for)
{
    struct arena a = {0};
    struct rules *rules;
    struct rule_file f = {.path = VIEW("a/picture.png"), .size_known = true};

    CHECK(!rules_open(&a, &rules));
    CHECK_U64(rules_want(rules, &f), 0);
    f.path = VIEW("a/notes.txt");
    CHECK_U64(rules_want(rules, &f), 0);
    f.path = VIEW("a/code.py");
    CHECK_U64(rules_want(rules, &f), RULE_TEXT_SIZE);
    f.size = RULE_TEXT_SIZE + 1;
    CHECK_U64(rules_want(rules, &f), 0);
    f.path = VIEW("results/scores.json");
    CHECK_U64(rules_want(rules, &f), 6000);
    f.kind = ENTRY_POINTER;
    CHECK_U64(rules_want(rules, &f), 0);
    arena_free(&a);
}

TEST(binary_files_show_no_markers)
{
    struct arena a = {0};
    struct rules *rules;
    struct rule_file f = {.path = VIEW("train.py")};
    struct rule_hits hits;
    char text[MOST_TEXT] = "loss.backward()\nAdamW\n";

    CHECK(!rules_open(&a, &rules));
    rules_apply(&a, rules, &f, (struct view){text, sizeof text}, &hits);
    CHECK_U64(hits.count, 0);
    arena_free(&a);
}

TEST(wrong_rules_are_refused_with_their_line)
{
    static const struct {
        struct view text;
        uint32_t line;
    } wrong[] = {
        {VIEW_INIT("rule: x\npart: code.nothing\n"), 2},
        {VIEW_INIT("rule: x\nif: what\n"), 2},
        {VIEW_INIT("rule: x\ngroup: what\n"), 2},
        {VIEW_INIT("rule: x\ncount: many upd\n"), 2},
        {VIEW_INIT("rule: x\nscope: moon\n"), 2},
        {VIEW_INIT("rule: x\n\nrule: y\nkolor: red\n"), 4},
        {VIEW_INIT("rule: x\nrule: y\n"), 2},
        {VIEW_INIT("part: code.arch\n"), 1},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct arena a = {0};
        struct records markers, records;
        struct rules *rules;

        CHECK(!records_read(&a, VIEW("group: upd\nmarker: x\n"), VIEW("m"),
                            &markers));
        CHECK(!records_read(&a, wrong[i].text, VIEW("r.txt"), &records));
        struct error *e = rules_read(&a, &markers, &records, &rules);
        CHECK(e && e->kind == ERROR_INPUT);
        CHECK_U64(e ? e->at.line : 0, wrong[i].line);
        arena_free(&a);
    }
}

TEST(a_configuration_names_a_family_we_know)
{
    struct arena a = {0};
    struct view name;
    uint32_t line;

    CHECK(architecture_of_config(
        &a, VIEW("{\n \"architectures\": [\"LlamaForCausalLM\"]}"),
        VIEW("config.json"), &name, &line));
    CHECK_TEXT(name, "LlamaForCausalLM");
    CHECK_U64(line, 2);
    CHECK(architecture_of_config(&a,
                                 VIEW("{\"architectures\": [\"OwnModel\"], "
                                      "\"model_type\": \"qwen3\"}"),
                                 VIEW("config.json"), &name, &line));
    CHECK_TEXT(name, "qwen3");
    CHECK(!architecture_of_config(&a, VIEW("{\"model_type\": \"own\"}"),
                                  VIEW("config.json"), &name, &line));
    CHECK(!architecture_of_config(&a, VIEW("{\"model_type\":"),
                                  VIEW("config.json"), &name, &line));
    arena_free(&a);
}

TEST(a_gguf_file_carries_configuration_and_tokenizer)
{
    // Layout of GGUF 3: magic, version, counts, then key, type 8, value.
    static const char gguf[] = "GGUF\3\0\0\0"
                               "\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0"
                               "\24\0\0\0\0\0\0\0general.architecture"
                               "\10\0\0\0\5\0\0\0\0\0\0\0llama"
                               "\24\0\0\0\0\0\0\0tokenizer.ggml.model"
                               "\10\0\0\0\4\0\0\0\0\0\0\0gpt2";
    struct arena a = {0};
    struct view name, all = {gguf, sizeof gguf - 1};
    bool tokenizer;

    CHECK(architecture_of_gguf(&a, all, &name, &tokenizer));
    CHECK_TEXT(name, "llama");
    CHECK(tokenizer);
    for (size_t len = 0; len < all.len; len++) {
        struct view cut = arena_copy(&a, view_head(all, len));
        architecture_of_gguf(&a, cut, &name, &tokenizer);
        CHECK(!tokenizer);
    }
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(words_are_found_inside_each_other),
           CHECK_CASE(words_agree_with_a_plain_search),
           CHECK_CASE(a_loop_with_an_optimizer_is_training_code),
           CHECK_CASE(a_fine_tune_is_no_pre_training),
           CHECK_CASE(what_trains_something_else_is_no_training_code),
           CHECK_CASE(a_launcher_is_configuration),
           CHECK_CASE(names_and_markers_together_make_data_code),
           CHECK_CASE(evaluation_is_told_from_the_names_of_fields),
           CHECK_CASE(inference_calls_no_service),
           CHECK_CASE(tests_and_vendored_code_show_nothing),
           CHECK_CASE(layers_under_a_model_s_name_are_the_architecture),
           CHECK_CASE(a_download_script_points_at_weights),
           CHECK_CASE(settings_are_told_from_other_configuration),
           CHECK_CASE(results_data_and_logs_are_told_by_name_size_and_scores),
           CHECK_CASE(a_submodule_named_after_a_trainer_is_a_pointer),
           CHECK_CASE(evidence_names_line_and_markers),
           CHECK_CASE(opens_no_file_that_no_rule_asks_for),
           CHECK_CASE(binary_files_show_no_markers),
           CHECK_CASE(wrong_rules_are_refused_with_their_line),
           CHECK_CASE(a_configuration_names_a_family_we_know),
           CHECK_CASE(a_gguf_file_carries_configuration_and_tokenizer))
