// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // mkdtemp
// Expected values: by hand, on sentences and configurations made here; the
// contradiction has the shape of a case known from the hub (a card that names
// Llama 3.1 over a configuration of Llama 3). Files are made in a folder of
// their own below TMPDIR.
#include "check.h"

#include "parts/lineage.h"

#include <unistd.h>

// A release of up to four files in memory of the test's own.
struct made {
    struct arena a;
    char folder[64];
    struct release release;
    struct documents documents;
    struct lineage lineage;
};

static void add_file(struct made *m, const char *name, struct view bytes)
{
    struct entry *e = LIST_ADD(&m->a, m->release.entry, m->release.entry_count);

    e->path = view_of(name);
    e->lower = arena_lower(&m->a, e->path);
    e->file = arena_print(&m->a, "%s/%s", m->folder, name);
    e->size = bytes.len;
    e->size_known = true;
    FILE *f = fopen(e->file.at, "wb");
    if (!f)
        return;
    fwrite(bytes.at, 1, bytes.len, f);
    fclose(f);
}

static struct made *made_new(struct made *m)
{
    const char *tmp = getenv("TMPDIR");

    *m = (struct made){.release = {.name = VIEW("ox")}};
    snprintf(m->folder, sizeof m->folder, "%.30s/lineage-XXXXXX",
             tmp ? tmp : "/tmp");
    if (!mkdtemp(m->folder))
        check_fail(__FILE__, __LINE__, "no folder to write to");
    return m;
}

static void read_made(struct made *m)
{
    documents_read(&m->a, &m->release, 1, &m->documents);
    lineage_read(&m->a, &m->release, &m->documents, &m->lineage);
}

static void made_free(struct made *m)
{
    for (size_t i = 0; i < m->release.entry_count; i++)
        unlink(m->release.entry[i].file.at);
    rmdir(m->folder);
    arena_free(&m->a);
}

static const struct parent *parent(const struct made *m, size_t i)
{
    static const struct parent none = {0};

    return i < m->lineage.parent_count ? &m->lineage.parent[i] : &none;
}

TEST(front_matter_and_adapter_name_the_base_once)
{
    struct made m;

    made_new(&m);
    add_file(&m, "README.md",
             VIEW("---\nbase_model: elk/Elk-1B\n---\n# Ox\n\nThis model is a "
                  "fine-tuned version of [elk/Elk-1B](https://hf.co/elk).\n"));
    add_file(&m, "adapter_config.json",
             VIEW("{\n\"base_model_name_or_path\": \"elk/Elk-1B\"\n}"));
    read_made(&m);
    CHECK_U64(m.lineage.parent_count, 1);
    CHECK_TEXT(parent(&m, 0)->name, "elk/Elk-1B");
    CHECK(parent(&m, 0)->relation == RELATION_ADAPTER);
    CHECK_TEXT(parent(&m, 0)->source.path, "README.md");
    CHECK_U64(parent(&m, 0)->source.line, 2);
    made_free(&m);
}

TEST(several_bases_are_a_merge)
{
    struct made m;

    made_new(&m);
    add_file(&m, "README.md",
             VIEW("---\nbase_model:\n- elk/A-1B\n- elk/B-1B\n---\n# Ox\n"));
    read_made(&m);
    CHECK_U64(m.lineage.parent_count, 2);
    CHECK(parent(&m, 1)->relation == RELATION_MERGE);
    made_free(&m);
}

TEST(a_merge_configuration_lists_the_parents)
{
    struct made m;

    made_new(&m);
    add_file(&m, "mergekit_config.yml",
             VIEW("models:\n  - model: elk/A-1B\n  - model: \"elk/B-1B\"\n"
                  "  - model: /srv/x/local\n"));
    read_made(&m);
    CHECK_U64(m.lineage.parent_count, 2);
    CHECK_TEXT(parent(&m, 1)->name, "elk/B-1B");
    CHECK_U64(parent(&m, 1)->source.line, 3);
    made_free(&m);
}

TEST(prose_names_a_parent_only_of_the_release_itself)
{
    static const struct {
        struct view text;
        struct view parent; // empty: none
        enum relation relation;
    } rows[] = {
        {VIEW_INIT("# Ox\n\nOx is a fine-tuned version of the Elk-7B-v0.3."),
         VIEW_INIT("Elk-7B-v0.3"), RELATION_FINETUNE},
        {VIEW_INIT("# Ox Model Card\n\nOx models are finetuned from ELK "
                   "models."),
         VIEW_INIT("ELK"), RELATION_FINETUNE},
        {VIEW_INIT("# Ox\n\nBased on `elk-12b`, Ox is small."),
         VIEW_INIT("elk-12b"), RELATION_UNKNOWN},
        {VIEW_INIT("# Ox\n\nTrained from Elk 3.1 70B Instruct, you can"),
         VIEW_INIT("Elk 3.1 70B Instruct"), RELATION_FINETUNE},
        {VIEW_INIT("# Ox\n\nOx is a 4-bit version of elk/Elk-8B."),
         VIEW_INIT("elk/Elk-8B"), RELATION_QUANTIZED},
        {VIEW_INIT("# Ox\n\nThis repo contains GGUF format model files for "
                   "[Acme's Elk 2 7B](https://hf.co/acme/elk)."),
         VIEW_INIT("acme/elk"), RELATION_QUANTIZED},
        {VIEW_INIT("# Ox\n\nThese files are GPTQ 4bit model files for "
                   "[Acme's Elk](https://huggingface.co/acme/Elk-15B)."),
         VIEW_INIT("acme/Elk-15B"), RELATION_QUANTIZED},
        {VIEW_INIT("# Ox\n\n* **Base model**: [elk/Elk-8B](https://hf.co/"
                   "elk/Elk-8B)"),
         VIEW_INIT("elk/Elk-8B"), RELATION_FINETUNE},
        {VIEW_INIT("# Ox\n\nOx\xe5\x9f\xba\xe4\xba\x8e"
                   "Elk2-7B\xe9\x87\x87\xe7\x94\xa8"),
         VIEW_INIT("Elk2-7B"), RELATION_FINETUNE},
        {VIEW_INIT("# Ox\n\nOx was distilled from Elk-R1."),
         VIEW_INIT("Elk-R1"), RELATION_DISTILLED},
        // about something else: what has no size may be a company or a tool
        {VIEW_INIT("# Ox\n\nOx\xe5\x9f\xba\xe4\xba\x8e"
                   "Elk\xe9\x87\x87\xe7\x94\xa8"),
         VIEW_INIT(""), RELATION_UNKNOWN},
        {VIEW_INIT("# Ox\n\nOx\xe5\x9f\xba\xe4\xba\x8e bfloat16"),
         VIEW_INIT(""), RELATION_UNKNOWN},
        {VIEW_INIT("# Ox\n\nOx-Distill-8B is derived from Elk-8B."),
         VIEW_INIT(""), RELATION_UNKNOWN},
        {VIEW_INIT("# Ox\n\nYak is a fine-tune of Elk-8B."), VIEW_INIT(""),
         RELATION_UNKNOWN},
        {VIEW_INIT("# Ox\n\nThe codebase of Ox is based on Megatron-LM."),
         VIEW_INIT(""), RELATION_UNKNOWN},
        {VIEW_INIT("# Ox\n\nOx is based on the Elk architecture."),
         VIEW_INIT(""), RELATION_UNKNOWN},
        {VIEW_INIT("# Ox\n\nOx is based on a decoder-only transformer."),
         VIEW_INIT(""), RELATION_UNKNOWN},
        {VIEW_INIT("# Ox\n\nOx uses the tokenizer of Elk-8B."), VIEW_INIT(""),
         RELATION_UNKNOWN},
        {VIEW_INIT("# Ox\n\nThis is the chat version of Ox."), VIEW_INIT(""),
         RELATION_UNKNOWN},
        {VIEW_INIT("# Ox\n```\nOx is a fine-tune of Elk-8B\n```"),
         VIEW_INIT(""), RELATION_UNKNOWN},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct made m;

        made_new(&m);
        add_file(&m, "README.md", rows[i].text);
        read_made(&m);
        CHECK_U64(m.lineage.parent_count, rows[i].parent.len ? 1 : 0);
        CHECK_VIEW(parent(&m, 0)->name, rows[i].parent);
        CHECK(parent(&m, 0)->relation == rows[i].relation);
        made_free(&m);
    }
}

TEST(a_path_of_the_maker_s_machine_or_the_model_itself_is_no_parent)
{
    static const struct view config[] = {
        VIEW_INIT("{\"_name_or_path\": \"/srv/me/elk\"}"),
        VIEW_INIT("{\"_name_or_path\": \"./\"}"),
        VIEW_INIT("{\"_name_or_path\": \"elk_800b\"}"),
        VIEW_INIT("{\"_name_or_path\": \"maker/ox\"}"),
        VIEW_INIT("{\"_name_or_path\": \"maker/Ox-v0.1\"}"),
        VIEW_INIT("{\"_name_or_path\": 7}"),
        VIEW_INIT("{\"model_type\": \"llama\"}"),
        VIEW_INIT("{\"_name_or_path\": "),
    };

    for (size_t i = 0; i < sizeof config / sizeof *config; i++) {
        struct made m;

        made_new(&m);
        add_file(&m, "README.md", VIEW("---\ntags:\n- llama-3\n---\n# Ox\n"));
        add_file(&m, "config.json", config[i]);
        read_made(&m);
        CHECK_U64(m.lineage.parent_count, 0);
        made_free(&m);
    }
}

TEST(a_configuration_of_another_generation_contradicts_the_card)
{
    struct made m;

    made_new(&m);
    add_file(&m, "README.md",
             VIEW("---\nbase_model: m/Meta-Llama-3.1-70B\n---\n# Ox\n"));
    add_file(&m, "config.json",
             VIEW("{\n\"model_type\": \"llama\",\n\"vocab_size\": 128256,\n"
                  "\"max_position_embeddings\": 8192\n}"));
    read_made(&m);
    CHECK(parent(&m, 0)->has_contradiction);
    CHECK(view_has(parent(&m, 0)->contradicts, VIEW("8192")));
    CHECK(view_has(parent(&m, 0)->contradicts, VIEW("131072")));
    CHECK_TEXT(parent(&m, 0)->contradiction.path, "config.json");
    CHECK_U64(parent(&m, 0)->contradiction.line, 4);
    made_free(&m);
}

TEST(a_configuration_that_fits_contradicts_nothing)
{
    struct made m;

    made_new(&m);
    add_file(&m, "README.md",
             VIEW("---\nbase_model: m/Llama-3.1-8B\n---\n# Ox\n"));
    add_file(&m, "config.json",
             VIEW("{\"_name_or_path\": \"n/Meta-Llama-3.1-8B-bnb-4bit\","
                  "\"model_type\": \"llama\", \"vocab_size\": 128264,"
                  "\"max_position_embeddings\": 131072,"
                  "\"rope_scaling\": {\"rope_type\": \"llama3\"}}"));
    read_made(&m);
    CHECK(!parent(&m, 0)->has_contradiction);
    made_free(&m);
}

TEST(another_path_in_the_configuration_contradicts_the_card)
{
    struct made m;

    made_new(&m);
    add_file(&m, "README.md", VIEW("---\nbase_model: elk/Elk-8B\n---\n# Ox\n"));
    add_file(&m, "config.json", VIEW("{\"_name_or_path\": \"yak/Yak-8B\"}"));
    read_made(&m);
    CHECK_U64(m.lineage.parent_count, 2);
    CHECK(parent(&m, 0)->has_contradiction);
    CHECK(view_has(parent(&m, 0)->contradicts, VIEW("yak/Yak-8B")));
    made_free(&m);
}

CHECK_MAIN(
    CHECK_CASE(front_matter_and_adapter_name_the_base_once),
    CHECK_CASE(several_bases_are_a_merge),
    CHECK_CASE(a_merge_configuration_lists_the_parents),
    CHECK_CASE(prose_names_a_parent_only_of_the_release_itself),
    CHECK_CASE(a_path_of_the_maker_s_machine_or_the_model_itself_is_no_parent),
    CHECK_CASE(a_configuration_of_another_generation_contradicts_the_card),
    CHECK_CASE(a_configuration_that_fits_contradicts_nothing),
    CHECK_CASE(another_path_in_the_configuration_contradicts_the_card))
