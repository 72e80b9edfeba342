// SPDX-License-Identifier: Apache-2.0
// Small releases are built in a temporary folder; weights are headers followed
// by a hole. Sizes and counts expected are worked out by hand.
#define _GNU_SOURCE // nftw
#include "base/text.h"
#include "check.h"
#include "parts/family.h"
#include "parts/weights.h"
#include "parts/weights_name.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGE = 2000000 };

struct place_of_test {
    struct arena arena;
    struct view folder;
    struct release release;
    struct weights weights;
    struct safety safety;
    struct sightings seen;
};

static void begin(struct place_of_test *p)
{
    char name[] = "/tmp/freehold-weights-XXXXXX";

    *p = (struct place_of_test){0};
    p->seen.arena = &p->arena;
    CHECK(mkdtemp(name) != NULL);
    p->folder = arena_copy(&p->arena, view_of(name));
}

static int remove_one(const char *path, const struct stat *st, int kind,
                      struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

static void end(struct place_of_test *p)
{
    nftw(p->folder.at, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    arena_free(&p->arena);
}

// Writes a file of `bytes`, followed by a hole up to `size`.
static void put(struct place_of_test *p, const char *name, struct view bytes,
                uint64_t size)
{
    struct view path =
        arena_print(&p->arena, VIEW_FMT "/%s", VIEW_ARG(p->folder), name);
    struct view folder = arena_copy(&p->arena, view_dirname(path));

    mkdir(folder.at, 0700);
    int fd = open(path.at, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    CHECK(fd >= 0);
    CHECK(write(fd, bytes.at, bytes.len) == (ssize_t)bytes.len);
    if (size > bytes.len)
        CHECK(ftruncate(fd, (off_t)size) == 0);
    close(fd);
}

// A safetensors file of bf16 matrices [rows][width], given by name.
static struct view header_of(struct place_of_test *p, const char *const *name,
                             size_t count, uint64_t rows, uint64_t width,
                             uint64_t *size)
{
    struct text t = {.arena = &p->arena};
    uint64_t each = rows * width * 2;

    text_fill(&t, 0, 8);
    for (size_t i = 0; i < count; i++)
        text_print(&t,
                   "%s\"%s\":{\"dtype\":\"BF16\",\"shape\":[%" PRIu64
                   ",%" PRIu64 "],\"data_offsets\":[%" PRIu64 ",%" PRIu64 "]}",
                   i ? "," : "{", name[i], rows, width, i * each,
                   (i + 1) * each);
    text_byte(&t, '}');
    for (unsigned i = 0; i < 8; i++)
        t.at[i] = (char)((t.len - 8) >> 8 * i & 0xff);
    *size = t.len + count * each;
    return text_view(&t);
}

static void put_tensors(struct place_of_test *p, const char *file,
                        const char *const *name, size_t count, uint64_t rows,
                        uint64_t width)
{
    uint64_t size;
    struct view header = header_of(p, name, count, rows, width, &size);

    put(p, file, header, size);
}

// Two shards of one matrix of 1000 x 1000 each, 4 MB together.
static void put_shards(struct place_of_test *p)
{
    static const char *const first[] = {"model.embed_tokens.weight"};
    static const char *const second[] = {"lm_head.weight"};

    put_tensors(p, "model-00001-of-00002.safetensors", first, 1, 1000, 1000);
    put_tensors(p, "model-00002-of-00002.safetensors", second, 1, 1000, 1000);
}

static void inspect(struct place_of_test *p, size_t threads)
{
    struct release_choice choice = {.threads = threads};
    struct error *e =
        release_open(&p->arena, &p->folder, 1, &choice, &p->release);

    CHECK(!e);
    if (e)
        exit(1);
    p->safety = (struct safety){0};
    p->seen = (struct sightings){.arena = &p->arena};
    weights_read(&p->arena, &p->release, threads, &p->weights, &p->safety);
    weights_sightings(&p->arena, &p->weights, &p->seen);
    safety_settle(&p->safety);
}

static const struct safety_finding *found(const struct place_of_test *p,
                                          struct view rule)
{
    for (size_t i = 0; i < p->safety.finding_count; i++)
        if (view_eq(p->safety.finding[i].rule, rule))
            return &p->safety.finding[i];
    return NULL;
}

static const struct sighting *seen(const struct place_of_test *p,
                                   enum part_kind part, enum presence presence)
{
    for (size_t i = 0; i < p->seen.count; i++)
        if (p->seen.item[i].part == part &&
            p->seen.item[i].presence == presence)
            return &p->seen.item[i];
    return NULL;
}

TEST(shards_are_one_set_and_copies_are_counted_once)
{
    struct place_of_test p;

    begin(&p);
    put_shards(&p);
    put(&p, "pytorch_model.bin", VIEW(""), 4000300); // the same in 16 bits
    inspect(&p, 2);
    CHECK_U64(p.weights.set_count, 2);
    const struct weights_set *s = &p.weights.set[0];
    CHECK_TEXT(s->format, "safetensors");
    CHECK_U64(s->file_count, 2);
    CHECK_U64(s->tensor_count, 2);
    CHECK_U64(s->parameters, 2000000);
    CHECK_TEXT(s->dtype, "bf16");
    CHECK(s->complete && !s->duplicate);
    CHECK(p.weights.set[1].duplicate);
    CHECK_U64(p.weights.parameters, 2000000);
    const struct sighting *here =
        seen(&p, PART_WEIGHTS_FINAL, PRESENCE_PRESENT);
    CHECK(here && here->content == CONTENT_BYTES);
    end(&p);
}

TEST(a_small_last_shard_belongs_to_its_set)
{
    static const char *const one[] = {"model.norm.weight"};
    struct place_of_test p;

    begin(&p);
    put_shards(&p);
    put_tensors(&p, "model-00003-of-00003.safetensors", one, 1, 1, 1000);
    put_tensors(&p, "tiny.safetensors", one, 1, 1, 1000);
    inspect(&p, 2);
    CHECK_U64(p.weights.set_count, 1);
    CHECK_U64(p.weights.set[0].file_count, 3);
    CHECK(p.weights.set[0].complete);
    end(&p);
}

TEST(a_missing_number_makes_a_set_incomplete)
{
    static const char *const one[] = {"w"};
    struct place_of_test p;

    begin(&p);
    put_tensors(&p, "model-00001-of-00003.safetensors", one, 1, 1000, 1000);
    put_tensors(&p, "model-00003-of-00003.safetensors", one, 1, 1000, 1000);
    inspect(&p, 1);
    CHECK(!p.weights.set[0].complete);
    CHECK_TEXT(p.weights.set[0].incomplete_why, "shard 2 of 3 is missing");
    const struct sighting *here =
        seen(&p, PART_WEIGHTS_FINAL, PRESENCE_PRESENT);
    CHECK(here && here->content == CONTENT_PARTIAL);
    end(&p);
}

TEST(an_index_is_held_against_the_shards)
{
    struct place_of_test p;

    begin(&p);
    put_shards(&p);
    put(&p, "model.safetensors.index.json",
        VIEW("{\"metadata\":{\"total_size\":4000000.0},\"weight_map\":{"
             "\"model.embed_tokens.weight\":"
             "\"model-00001-of-00002.safetensors\","
             "\"lm_head.weight\":\"model-00002-of-00002.safetensors\"}}"),
        0);
    inspect(&p, 2);
    CHECK(p.weights.set[0].complete);
    CHECK_U64(p.safety.verdict, SAFETY_NOTE); // unaligned data at most
    CHECK(!found(&p, VIEW("index-total-size")));
    put(&p, "model.safetensors.index.json",
        VIEW("{\"metadata\":{\"total_size\":5000000},\"weight_map\":{"
             "\"model.embed_tokens.weight\":"
             "\"model-00002-of-00002.safetensors\","
             "\"ghost\":\"model-00001-of-00002.safetensors\"}}"),
        0);
    inspect(&p, 2);
    CHECK(found(&p, VIEW("index-disagrees")) != NULL);
    CHECK(found(&p, VIEW("index-total-size")) != NULL);
    // One is in the other shard, one in none; a third is in no map.
    static const char *const words[] = {"2 tensors are not in the shard",
                                        "1 tensors of the shards are not in",
                                        "1 tensors are in another shard"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t told = 0;

        for (size_t k = 0; k < p.safety.finding_count; k++)
            told += view_has(p.safety.finding[k].shows, view_of(words[i]));
        if (told != 1)
            check_fail(__FILE__, __LINE__, "%zu times: %s", told, words[i]);
    }
    end(&p);
}

TEST(an_index_that_leaves_its_folder_is_a_danger)
{
    static const char *const outside[] = {"../x.safetensors", "/x.safetensors",
                                          "a/x.safetensors", "..", ""};

    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        struct place_of_test p;

        begin(&p);
        put(&p, "model.safetensors.index.json",
            arena_print(&p.arena, "{\"weight_map\":{\"w\":\"%s\"}}",
                        outside[i]),
            0);
        inspect(&p, 1);
        const struct safety_finding *f = found(&p, VIEW("config.index-path"));
        CHECK(f && f->severity == SAFETY_DANGER);
        end(&p);
    }
}

TEST(an_index_that_names_no_file_for_a_tensor_disagrees)
{
    static const char *const value[] = {"[\"../x\"]", "{\"f\":\"/x\"}", "5",
                                        "null"};

    for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
        struct place_of_test p;

        begin(&p);
        put(&p, "model.safetensors.index.json",
            arena_print(&p.arena, "{\"weight_map\":{\"w\":%s}}", value[i]), 0);
        inspect(&p, 1);
        const struct safety_finding *f = found(&p, VIEW("index-disagrees"));
        CHECK(f && f->severity == SAFETY_MALFORMED);
        end(&p);
    }
}

TEST(an_index_without_shards_is_no_weights)
{
    struct place_of_test p;

    begin(&p);
    put(&p, "model.safetensors.index.json",
        VIEW("{\"weight_map\":{\"w\":\"model-00001-of-00001.safetensors\"}}"),
        0);
    inspect(&p, 1);
    CHECK_U64(p.weights.set_count, 0);
    CHECK(!seen(&p, PART_WEIGHTS_FINAL, PRESENCE_PRESENT));
    CHECK(seen(&p, PART_WEIGHTS_FINAL, PRESENCE_ABSENT) != NULL);
    CHECK(found(&p, VIEW("index-missing-shard")) != NULL);
    end(&p);
}

TEST(shapes_are_held_against_config_json)
{
    struct place_of_test p;

    begin(&p);
    put_shards(&p);
    put(&p, "config.json",
        VIEW("{\"architectures\":[\"LlamaForCausalLM\"],\"vocab_size\":1000,"
             "\"hidden_size\":1000,\"num_attention_heads\":10}"),
        0);
    inspect(&p, 2);
    CHECK(!found(&p, VIEW("config-disagrees")));
    put(&p, "config.json",
        VIEW("{\"architectures\":[\"LlamaForCausalLM\"],\"vocab_size\":1024,"
             "\"hidden_size\":1000,\"num_attention_heads\":10}"),
        0);
    inspect(&p, 2);
    const struct safety_finding *f = found(&p, VIEW("config-disagrees"));
    CHECK(f && view_has(f->shows, VIEW("1000 x 1000")) &&
          view_has(f->shows, VIEW("1024 x 1000")));
    end(&p);
}

TEST(layers_are_held_against_config_json)
{
    static const char *const names[] = {
        "model.layers.0.self_attn.q_proj.weight",
        "model.layers.1.self_attn.q_proj.weight"};
    struct place_of_test p;

    begin(&p);
    put_tensors(&p, "model.safetensors", names, 2, 1000, 1000);
    put(&p, "config.json",
        VIEW("{\"model_type\":\"llama\",\"num_hidden_layers\":3}"), 0);
    inspect(&p, 1);
    const struct safety_finding *f = found(&p, VIEW("config-disagrees"));
    CHECK(f && view_has(f->shows, VIEW("says 3 layers")));
    end(&p);
}

TEST(files_without_bytes_are_no_weights)
{
    struct place_of_test p;

    begin(&p);
    put(&p, "model.safetensors", VIEW(""), 0);
    inspect(&p, 1);
    CHECK(!seen(&p, PART_WEIGHTS_FINAL, PRESENCE_PRESENT));
    const struct sighting *gone = seen(&p, PART_WEIGHTS_FINAL, PRESENCE_ABSENT);
    CHECK(gone && gone->content == CONTENT_TRUNCATED);
    CHECK(found(&p, VIEW("weights-empty")) != NULL);
    end(&p);
}

TEST(a_cut_file_is_told_even_if_little_is_left)
{
    static const char *const one[] = {"w"};
    struct place_of_test p;
    uint64_t size;

    begin(&p);
    struct view header = header_of(&p, one, 1, 1000, 1000, &size);
    put(&p, "model.safetensors", header, 5000);
    inspect(&p, 1);
    const struct sighting *here =
        seen(&p, PART_WEIGHTS_FINAL, PRESENCE_PRESENT);
    CHECK(here && here->content == CONTENT_TRUNCATED);
    CHECK(found(&p, VIEW("st.truncated")) != NULL);
    CHECK_TEXT(p.weights.set[0].incomplete_why, "model.safetensors is cut off");
    end(&p);
}

TEST(zeros_named_like_weights_are_malformed_and_here)
{
    struct place_of_test p;

    begin(&p);
    put(&p, "model.safetensors", VIEW(""), LARGE);
    inspect(&p, 1);
    CHECK(seen(&p, PART_WEIGHTS_FINAL, PRESENCE_PRESENT) != NULL);
    const struct safety_finding *f = found(&p, VIEW("st.header.json"));
    CHECK(f && f->severity == SAFETY_MALFORMED);
    end(&p);
}

// Both are passive: a loader fails at worst (threats.md 9).
TEST(a_tensor_format_under_the_name_of_another_is_read_and_told)
{
    static const char *const name[] = {"a.weight"};
    struct place_of_test p;

    begin(&p);
    put_tensors(&p, "model.gguf", name, 1, 1000, 1000);
    inspect(&p, 1);
    CHECK_U64(p.weights.parameters, 1000000);
    const struct safety_finding *f = found(&p, VIEW("format.mismatch"));
    CHECK(f && f->severity == SAFETY_NOTE);
    CHECK_U64(p.safety.finding_count, 1);
    end(&p);
}

// Fields by onnx.proto3: ir_version 8; graph (7) with name "g" and one
// initializer (5): dims 600, 600, data_type 1 (f32), name "w", raw_data of
// 1,440,000 bytes, which the hole behind these bytes is.
TEST(the_initializers_of_an_onnx_model_are_its_parameters)
{
    static const char model[] =
        "\010\010\022\004\155\141\144\145\072\226\362\127\022\001\147"
        "\052\217\362\127\010\330\004\010\330\004\020\001\102\001\167\112\200"
        "\362\127";
    struct place_of_test p;

    begin(&p);
    put(&p, "model.onnx", VIEW(model), sizeof model - 1 + 1440000);
    inspect(&p, 1);
    CHECK_U64(p.weights.parameters, 360000);
    CHECK_TEXT(p.weights.set[0].dtype, "f32");
    CHECK_U64(p.safety.finding_count, 0);
    end(&p);
}

TEST(pointers_stand_for_weights_that_nobody_downloaded)
{
    struct place_of_test p;

    begin(&p);
    put(&p, "model.safetensors",
        VIEW(
            "version https://git-lfs.github.com/spec/v1\n"
            "oid sha256:"
            "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"
            "size 5000000000\n"),
        0);
    inspect(&p, 1);
    CHECK(p.weights.pointers_only);
    CHECK_U64(p.weights.size, 5000000000);
    const struct sighting *here =
        seen(&p, PART_WEIGHTS_FINAL, PRESENCE_PRESENT);
    CHECK(here && here->content == CONTENT_LFS_POINTER);
    end(&p);
}

TEST(traces_of_training_are_told_apart_from_weights)
{
    static const char *const one[] = {"w"};
    struct place_of_test p;

    begin(&p);
    put_tensors(&p, "model.safetensors", one, 1, 1000, 1000);
    put_tensors(&p, "checkpoint-500/model.safetensors", one, 1, 1000, 1000);
    put(&p, "checkpoint-500/optimizer.pt", VIEW("x"), 100);
    put(&p, "checkpoint-500/scheduler.pt", VIEW("x"), LARGE);
    put(&p, "training_args.bin", VIEW("x"), 3000);
    put(&p, "tokenizer.bin", VIEW("x"), LARGE);
    inspect(&p, 2);
    CHECK_U64(p.weights.set_count, 3);
    CHECK(p.weights.set[0].role == WEIGHTS_FINAL);
    CHECK_U64(p.weights.parameters, 1000000);
    CHECK(seen(&p, PART_WEIGHTS_INTERMEDIATE, PRESENCE_PRESENT) != NULL);
    CHECK(seen(&p, PART_WEIGHTS_OPTIMIZER, PRESENCE_PRESENT) != NULL);
    CHECK(seen(&p, PART_CONFIG_TRAIN, PRESENCE_PRESENT) != NULL);
    end(&p);
}

TEST(the_last_of_nothing_but_steps_is_what_the_release_gives)
{
    static const char *const one[] = {"w"};
    struct place_of_test p;

    begin(&p);
    put_tensors(&p, "step1000/model.safetensors", one, 1, 1000, 1000);
    put_tensors(&p, "step20000/model.safetensors", one, 1, 1000, 1000);
    inspect(&p, 1);
    CHECK_U64(p.weights.set_count, 2);
    CHECK(p.weights.set[0].role == WEIGHTS_FINAL);
    CHECK_TEXT(p.weights.set[0].folder, "step20000");
    CHECK(p.weights.set[1].role == WEIGHTS_INTERMEDIATE);
    end(&p);
}

static struct view told(struct place_of_test *p, size_t threads)
{
    struct text t = {.arena = &p->arena};

    inspect(p, threads);
    for (size_t i = 0; i < p->safety.finding_count; i++)
        text_print(&t, VIEW_FMT " " VIEW_FMT "\n",
                   VIEW_ARG(p->safety.finding[i].path),
                   VIEW_ARG(p->safety.finding[i].shows));
    for (size_t i = 0; i < p->seen.count; i++)
        text_print(&t, VIEW_FMT " " VIEW_FMT "\n",
                   VIEW_ARG(p->seen.item[i].evidence.path),
                   VIEW_ARG(p->seen.item[i].evidence.shows));
    return text_view(&t);
}

TEST(says_the_same_on_any_number_of_threads)
{
    static const char *const one[] = {"w"};
    struct place_of_test p;

    begin(&p);
    for (int i = 0; i < 12; i++) {
        char name[64];

        snprintf(name, sizeof name, "model-%05d-of-00014.safetensors", i + 1);
        put_tensors(&p, name, one, 1, 1000, 1000 + (uint64_t)i);
        snprintf(name, sizeof name, "zeros-%c.safetensors", 'a' + i);
        put(&p, name, VIEW(""), LARGE);
    }
    struct view once = told(&p, 1);
    CHECK(once.len > 1000);
    CHECK_VIEW(told(&p, 5), once);
    CHECK_VIEW(told(&p, 9), once);
    end(&p);
}

TEST(names_say_what_a_file_holds)
{
    static const struct {
        const char *path;
        enum weights_kind kind;
        const char *stem;
        uint64_t number, total;
    } names[] = {
        {"model-00002-of-00004.safetensors", WEIGHTS_KIND_TENSORS,
         "model-#-of-#", 2, 4},
        {"model_00072-of-00072.safetensors", WEIGHTS_KIND_TENSORS,
         "model_#-of-#", 72, 72},
        {"original/consolidated.03.pth", WEIGHTS_KIND_TENSORS, "consolidated.#",
         0, 0},
        {"model-00007-model.layers.0.mlp.safetensors", WEIGHTS_KIND_TENSORS,
         "model-#", 0, 0},
        {"llama-2-13b.q4_0.gguf", WEIGHTS_KIND_TENSORS, "llama-2-13b.q4_0", 0,
         0},
        {"pytorch_model.bin", WEIGHTS_KIND_TENSORS, "pytorch_model", 0, 0},
        {"train.bin", WEIGHTS_KIND_NONE, "", 0, 0},
        {"tokenizer.bin", WEIGHTS_KIND_NONE, "", 0, 0},
        {"assets/model.onnx", WEIGHTS_KIND_NONE, "", 0, 0},
        {"model.py", WEIGHTS_KIND_NONE, "", 0, 0},
        {"training_args.bin", WEIGHTS_KIND_ARGUMENTS, "training_args", 0, 0},
        {"optimizer.bin", WEIGHTS_KIND_OPTIMIZER, "optimizer", 0, 0},
        {"rng_state_0.pth", WEIGHTS_KIND_STATE, "rng_state_0", 0, 0},
    };
    struct arena a = {0};
    struct weights_names *lists;

    CHECK(!weights_names_open(&a, &lists));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct weights_name n;

        weights_name_read(&a, lists, view_of(names[i].path), &n);
        CHECK_U64(n.kind, names[i].kind);
        CHECK_VIEW(n.stem, view_of(names[i].stem));
        CHECK_U64(n.number, names[i].number);
        CHECK_U64(n.total, names[i].total);
    }
    arena_free(&a);
}

TEST(steps_of_training_are_read_from_names)
{
    static const struct {
        const char *name;
        uint64_t step; // UINT64_MAX: none
    } names[] = {
        {"checkpoint-500", 500},     {"global_step143000", 143000},
        {"step-50k-105b", 50},       {"iter_0001000", 1000},
        {"step1000-tokens4b", 1000}, {"stage1-step2000", 2000},
        {"main", UINT64_MAX},        {"checkpoints", UINT64_MAX},
        {"stepwise-3", UINT64_MAX},  {"checkpoint-best", UINT64_MAX},
        {"footstep-3", UINT64_MAX},
    };
    struct arena a = {0};
    struct weights_names *lists;

    CHECK(!weights_names_open(&a, &lists));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        uint64_t step = UINT64_MAX;

        CHECK(weights_name_step(lists, view_of(names[i].name), &step) ==
              (names[i].step != UINT64_MAX));
        CHECK(names[i].step == UINT64_MAX || step == names[i].step);
    }
    arena_free(&a);
}

// Shapes of a published configuration: 32 heads of 128, 8 of them for keys.
TEST(families_work_out_shapes_from_a_config)
{
    static const char text[] =
        "{\"architectures\":[\"LlamaForCausalLM\"],\"hidden_size\":4096,"
        "\"num_attention_heads\":32,\"num_key_value_heads\":8,"
        "\"intermediate_size\":14336,\"vocab_size\":128256,"
        "\"num_hidden_layers\":32}";
    struct arena a = {0};
    struct families *families;
    struct model_shape m;
    struct json json;
    uint64_t layer;

    CHECK(!families_open(&a, &families));
    CHECK(!json_read(&a, view_of(text), VIEW("config.json"), &json));
    model_shape_take(&a, families, json.root, &m);
    CHECK_U64(m.layers, 32);
    const struct family_shape *k = model_shape_of(
        &m, VIEW("model.layers.31.self_attn.k_proj.weight"), &layer);
    CHECK(k && k->dims == 2 && k->dim[0] == 1024 && k->dim[1] == 4096);
    CHECK_U64(layer, 31);
    const struct family_shape *head =
        model_shape_of(&m, VIEW("lm_head.weight"), &layer);
    CHECK(head && head->dim[0] == 128256 && layer == UINT64_MAX);
    CHECK(!model_shape_of(&m, VIEW("vision.layers.0.mlp.up_proj.weight"),
                          &layer));
    arena_free(&a);
}

// A config.json can be anything; nothing follows from it then.
TEST(families_bear_configs_that_say_nothing)
{
    static const char *const texts[] = {
        "[]",
        "null",
        "{\"architectures\":{}}",
        "{\"architectures\":[\"LlamaForCausalLM\"]}",
        "{\"model_type\":\"llama\",\"hidden_size\":\"x\",\"vocab_size\":-1}",
        ("{\"model_type\":\"llama\",\"hidden_size\":18446744073709551615,"
         "\"num_attention_heads\":0,\"intermediate_size\":0}"),
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct arena a = {0};
        struct families *families;
        struct model_shape m;
        struct json json;
        uint64_t layer;

        CHECK(!families_open(&a, &families));
        CHECK(!json_read(&a, view_of(texts[i]), VIEW("config.json"), &json));
        model_shape_take(&a, families, json.root, &m);
        const struct family_shape *k = model_shape_of(
            &m, VIEW("model.layers.0.self_attn.k_proj.weight"), &layer);
        CHECK(!k || k->dims == 0);
        arena_free(&a);
    }
}

CHECK_MAIN(
    CHECK_CASE(shards_are_one_set_and_copies_are_counted_once),
    CHECK_CASE(a_small_last_shard_belongs_to_its_set),
    CHECK_CASE(a_missing_number_makes_a_set_incomplete),
    CHECK_CASE(an_index_is_held_against_the_shards),
    CHECK_CASE(an_index_that_leaves_its_folder_is_a_danger),
    CHECK_CASE(an_index_that_names_no_file_for_a_tensor_disagrees),
    CHECK_CASE(an_index_without_shards_is_no_weights),
    CHECK_CASE(shapes_are_held_against_config_json),
    CHECK_CASE(layers_are_held_against_config_json),
    CHECK_CASE(files_without_bytes_are_no_weights),
    CHECK_CASE(a_cut_file_is_told_even_if_little_is_left),
    CHECK_CASE(zeros_named_like_weights_are_malformed_and_here),
    CHECK_CASE(a_tensor_format_under_the_name_of_another_is_read_and_told),
    CHECK_CASE(the_initializers_of_an_onnx_model_are_its_parameters),
    CHECK_CASE(pointers_stand_for_weights_that_nobody_downloaded),
    CHECK_CASE(traces_of_training_are_told_apart_from_weights),
    CHECK_CASE(the_last_of_nothing_but_steps_is_what_the_release_gives),
    CHECK_CASE(says_the_same_on_any_number_of_threads),
    CHECK_CASE(names_say_what_a_file_holds),
    CHECK_CASE(steps_of_training_are_read_from_names),
    CHECK_CASE(families_work_out_shapes_from_a_config),
    CHECK_CASE(families_bear_configs_that_say_nothing))
