// SPDX-License-Identifier: Apache-2.0
// Documents of a few bytes, and what threats.md 5 and 7 ask to be told of them.
#include "safety/document_scan.h"

#include "base/text.h"

#include "check.h"
#include "notes.h"

struct sample {
    const char *name;
    struct view bytes;
    const char *rule; // NULL: nothing is to be told
    enum note_severity worst;
};

static struct notes judge_as(struct arena *a, const struct sample *s,
                             bool strict)
{
    struct notes n = {.arena = a};
    struct config_rules rules;
    const struct document d = {
        .bytes = s->bytes,
        .path = view_of(s->name),
        .name = view_basename(view_of(s->name)),
        .strict = strict,
        .settings = view_ends(view_of(s->name), VIEW("config.json"))};

    CHECK(!config_rules_open(a, &rules));
    CHECK(document_is(d.name));
    document_scan(a, &n, &rules, &d);
    return n;
}

static struct notes judge(struct arena *a, const struct sample *s)
{
    return judge_as(a, s, true);
}

static void check(const struct sample *sample, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct arena a = {0};
        struct notes n = judge(&a, &sample[i]);
        bool right = sample[i].rule ? noted(&n, sample[i].rule) &&
                                          n.worst == sample[i].worst
                                    : n.note_count == 0;

        CHECK(right);
        if (!right)
            printf("    sample %zu: " VIEW_FMT "\n", i,
                   VIEW_ARG(sample[i].bytes));
        for (size_t k = 0; !right && k < n.note_count; k++)
            printf("        " VIEW_FMT ": " VIEW_FMT "\n",
                   VIEW_ARG(n.note[k].rule), VIEW_ARG(n.note[k].shows));
        arena_free(&a);
    }
}

#define CHECK_SAMPLES(s) check((s), sizeof(s) / sizeof *(s))

TEST(tells_what_readers_of_json_disagree_about)
{
    static const struct sample sample[] = {
        {"a.json", VIEW_INIT("{\"a\":1}"), NULL, NOTE_PLAIN},
        {"a.json", VIEW_INIT("[-Infinity]"), "json.number", NOTE_MALFORMED},
        {"a.json", VIEW_INIT("[Infinity, 1]"), "json.number", NOTE_MALFORMED},
        {"a.json", VIEW_INIT("[nan]"), "json.malformed", NOTE_MALFORMED},
        {"a.json", VIEW_INIT("[-1e400]"), "json.number", NOTE_PLAIN},
        // 2^64 - 1, which no double is
        {"a.json", VIEW_INIT("[18446744073709551615]"), "json.number",
         NOTE_PLAIN},
        // int(1e30) as Python writes it, which is that double
        {"a.json", VIEW_INIT("[1000000000000000019884624838656]"), NULL,
         NOTE_PLAIN},
        {"a.json", VIEW_INIT("[0.10000000000000000000000001]"), NULL,
         NOTE_PLAIN},
        {"a.json", VIEW_INIT("{\"a\\u0000b\":1}"), "json.nul", NOTE_PLAIN},
        {"a.json", VIEW_INIT("[\"\\udc00\"]"), "json.malformed",
         NOTE_MALFORMED},
        {"a.json", VIEW_INIT("[\"\\ud83d\\ude00\"]"), NULL, NOTE_PLAIN},
        {"a.json", VIEW_INIT("[\"\\ud83d\\u0041\"]"), "json.malformed",
         NOTE_MALFORMED},
        {"a.json", VIEW_INIT("\xef\xbb\xbf[1]"), "json.bom", NOTE_PLAIN},
        {"a.json", VIEW_INIT("\xef\xbb\xbf"), "json.malformed", NOTE_MALFORMED},
        {"a.json", VIEW_INIT("{\0\"\0a\0\"\0:\0001\0}\0"), "json.utf8",
         NOTE_MALFORMED},
        {"a.json", VIEW_INIT("\0{\0}"), "json.utf8", NOTE_MALFORMED},
        {"a.json", VIEW_INIT("{\"a\":\"\xc0\x80\"}"), "json.utf8",
         NOTE_MALFORMED},
        {"a.json", VIEW_INIT("\xff{}"), "json.utf8", NOTE_MALFORMED},
        {"a.json", VIEW_INIT("{\"a\":1}\0"), "json.trailing", NOTE_MALFORMED},
        {"a.json", VIEW_INIT("{}{}"), "json.trailing", NOTE_MALFORMED},
        {"a.json", VIEW_INIT("{'a':1}"), "json.malformed", NOTE_MALFORMED},
        {"a.json", VIEW_INIT("[01]"), "json.malformed", NOTE_MALFORMED},
        {"a.json", VIEW_INIT("[1,]"), "json.malformed", NOTE_MALFORMED},
        {"a.json", VIEW_INIT("{\"a\":{\"b\":1,\"\\u0062\":2}}"), "json.dup",
         NOTE_MALFORMED},
        {"config.json", VIEW_INIT("[]"), "json.malformed", NOTE_MALFORMED},
    };

    CHECK_SAMPLES(sample);
}

// What stands before the fault counts, and what a lenient reader takes.
TEST(keeps_what_was_found_before_a_fault)
{
    static const struct sample sample[] = {
        {"a.json", VIEW_INIT("{\"_target_\":\"os.system\",\"a\":["),
         "config.target", NOTE_DANGER},
        {"a.json", VIEW_INIT("{\"a\":NaN,\"_target_\":\"os.system\"}"),
         "config.target", NOTE_DANGER},
        {"a.json", VIEW_INIT("\xef\xbb\xbf{\"_target_\":\"os.system\"}"),
         "config.target", NOTE_DANGER},
        {"a.json", VIEW_INIT("{\"_target_\":\"os.system\"} x"), "config.target",
         NOTE_DANGER},
        {"a.yaml", VIEW_INIT("a: !!python/name:os.system\nb: [\n"), "yaml.tag",
         NOTE_DANGER},
        {"a.yaml", VIEW_INIT("b: ]\na: !!python/name:os.system\n"), "yaml.tag",
         NOTE_DANGER},
        {"a.yaml", VIEW_INIT("_target_: os.system\nb: [\n"), "config.target",
         NOTE_DANGER},
    };

    CHECK_SAMPLES(sample);
}

TEST(tells_tags_that_import)
{
    static const struct sample sample[] = {
        {"a.yaml", VIEW_INIT("!!python/module:os\n"), "yaml.tag", NOTE_DANGER},
        {"a.yaml", VIEW_INIT("a: !apply:os.system [x]\n"), "yaml.tag",
         NOTE_DANGER},
        {"a.yaml", VIEW_INIT("a: !new:subprocess.Popen\n  args: [x]\n"),
         "yaml.tag", NOTE_DANGER},
        {"a.yaml", VIEW_INIT("a: !module:os\n"), "yaml.tag", NOTE_DANGER},
        {"a.yaml", VIEW_INIT("a: !new:torch.nn.Linear\n  bias: true\n"),
         "yaml.tag", NOTE_PLAIN},
        {"a.yaml", VIEW_INIT("- !!python/tuple [1, 2]\n"), "yaml.tag",
         NOTE_DANGER},
        {"a.yaml", VIEW_INIT("? !!python/name:os.system x\n: 1\n"), "yaml.tag",
         NOTE_DANGER},
        {"a.yaml",
         VIEW_INIT("%TAG ! tag:yaml.org,2002:python/\n---\na: !name:os.x b\n"),
         "yaml.tag", NOTE_DANGER},
        {"a.yaml", VIEW_INIT("a: !!pyth%6fn/name:os.system x\n"), "yaml.tag",
         NOTE_DANGER},
        {"a.yaml", VIEW_INIT("a: 1\n---\nb: !!python/name:os.system x\n"),
         "yaml.tag", NOTE_DANGER},
        {"a.yml", VIEW_INIT("{a: [{b: !!python/object:x.Y {}}]}\n"), "yaml.tag",
         NOTE_DANGER},
        {"card.md",
         VIEW_INIT("---\na: !!python/name:os.system x\n---\n# Card\n"),
         "yaml.tag", NOTE_DANGER},
        {"a.yaml", VIEW_INIT("a: !Ref b\n"), "yaml.tag", NOTE_PLAIN},
        {"a.yaml", VIEW_INIT("a: !!str 1\nb: !!set {c}\nc: ! d\n"), NULL,
         NOTE_PLAIN},
        {"a.yaml", VIEW_INIT("a: '!!python/name:os.system'\n# !!python/x\n"),
         NULL, NOTE_PLAIN},
        {"card.md", VIEW_INIT("# Card\nload !!python/name:os.system\n"), NULL,
         NOTE_PLAIN},
    };

    CHECK_SAMPLES(sample);
}

TEST(tells_yaml_that_readers_do_not_survive)
{
    static const struct sample sample[] = {
        {"a.yaml", VIEW_INIT("a: &a {x: 1, y: &b [*a]}\n"), "yaml.bomb",
         NOTE_LIMIT},
        {"a.yaml",
         VIEW_INIT("a: &a [0,0,0,0,0,0,0,0,0,0]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a"
                   ",*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,"
                   "*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d"
                   ",*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n"),
         "yaml.bomb", NOTE_LIMIT},
        // a name that is anchored again stands for the new value
        {"a.yaml", VIEW_INIT("a: &a [1]\nb: &a [*a]\nc: *a\n"), "yaml.bomb",
         NOTE_LIMIT},
        {"a.yaml", VIEW_INIT("a: &a {x: 1}\nb: *a\nc: {<<: *a, y: 2}\n"), NULL,
         NOTE_PLAIN},
        {"a.yaml", VIEW_INIT("a: *b\n"), "yaml.malformed", NOTE_MALFORMED},
        {"a.yaml", VIEW_INIT("a: {b: 1, b: 2}\n"), "yaml.dup", NOTE_MALFORMED},
        {"a.yaml", VIEW_INIT("a: 1\n\"\\x61\": 2\n"), "yaml.dup",
         NOTE_MALFORMED},
        {"a.yaml", VIEW_INIT("a: 1\n---\nb: {c: 1, d: 2, c: 3}\n"), "yaml.dup",
         NOTE_MALFORMED},
        {"a.yaml", VIEW_INIT("a: \"\xc3\x28\"\n"), "yaml.utf8", NOTE_MALFORMED},
        {"a.yaml",
         VIEW_INIT("\xff\xfe"
                   "a\0:\0"),
         "yaml.utf8", NOTE_MALFORMED},
        {"a.yaml", VIEW_INIT("a: \"b\n"), "yaml.malformed", NOTE_MALFORMED},
        {"a.yaml", VIEW_INIT("a: b: c\n"), "yaml.malformed", NOTE_MALFORMED},
        {"runs/a.yaml", VIEW_INIT("a: b: c\n"), "yaml.malformed", NOTE_PLAIN},
        {"a.yaml", VIEW_INIT(""), NULL, NOTE_PLAIN},
        {"a.yaml", VIEW_INIT("? [a, b]\n: 1\n? {c: d}\n: 2\n"), NULL,
         NOTE_PLAIN},
    };

    CHECK_SAMPLES(sample);
}

TEST(reads_the_front_matter_of_cards_only)
{
    static const struct sample sample[] = {
        {"card.md", VIEW_INIT("---\nlicense: mit\n---\n# a: *b\n"), NULL,
         NOTE_PLAIN},
        {"card.md", VIEW_INIT("\xef\xbb\xbf---\nlicense: mit\nx: y\n"),
         "yaml.malformed", NOTE_PLAIN},
        {"card.md", VIEW_INIT("---\r\nlicense: mit\r\n...\r\ntext\r\n"), NULL,
         NOTE_PLAIN},
        {"card.md", VIEW_INIT("---\nlicense: mit\na: b: c\n---\n"),
         "yaml.malformed", NOTE_PLAIN},
        {"card.md", VIEW_INIT("---\na: 1\na: 2\n---\n"), "yaml.dup",
         NOTE_PLAIN},
        {"card.md", VIEW_INIT("---\n\nA text after a rule.\n"), NULL,
         NOTE_PLAIN},
        {"card.md", VIEW_INIT("text\n---\nlicense: mit\n"), NULL, NOTE_PLAIN},
    };

    CHECK_SAMPLES(sample);
}

TEST(judges_settings_in_yaml_as_in_json)
{
    static const struct sample sample[] = {
        {"a.yaml", VIEW_INIT("a:\n  - _target_: subprocess.run\n"),
         "config.target", NOTE_DANGER},
        {"a.yaml", VIEW_INIT("a: &f os.system\nb: {_target_: *f}\n"),
         "config.target", NOTE_DANGER},
        {"a.yaml", VIEW_INIT("a: &k _target_\nb: {*k : os.system}\n"),
         "config.target", NOTE_DANGER},
        {"a.yaml", VIEW_INIT("a: &m {_target_: os.system}\nb: {<<: *m}\n"),
         "config.target", NOTE_DANGER},
        {"a.yaml", VIEW_INIT("trust_remote_code: True\n"), "config.remote-code",
         NOTE_DANGER},
        {"a.yaml", VIEW_INIT("trust_remote_code: yes\n"), "config.remote-code",
         NOTE_DANGER},
        {"a.yaml", VIEW_INIT("weights_only: off\n"), "config.remote-code",
         NOTE_DANGER},
        {"a.yaml", VIEW_INIT("trust_remote_code: 'no'\nauto_map: {}\n"), NULL,
         NOTE_PLAIN},
        {"config.json", VIEW_INIT("{\"class_name\":\"Lambda\",\"config\":{}}"),
         "keras.lambda", NOTE_DANGER},
        {"model.yaml",
         VIEW_INIT("class_name: Sequential\nconfig:\n  layers:\n  - "
                   "{class_name: Lambda, config: {}}\n"),
         "keras.lambda", NOTE_DANGER},
    };

    CHECK_SAMPLES(sample);
}

TEST(judges_keys_where_and_as_they_count)
{
    static const struct sample sample[] = {
        {"model_index.json",
         VIEW_INIT("{\"_class_name\":[\"pipe\",\"P\"],\"_x\":\"0.1\"}"),
         "config.remote-code", NOTE_REVIEW},
        {"model_index.json",
         VIEW_INIT("{\"_class_name\":\"P\",\"unet\":[\"own\",\"U\"]}"),
         "config.remote-code", NOTE_REVIEW},
        {"model_index.json",
         VIEW_INIT("{\"_class_name\":\"P\",\"vae\":[\"diffusers\",\"V\"],"
                   "\"safety_checker\":[\"stable_diffusion\",\"S\"],"
                   "\"x\":[null,null],\"size\":[1,2]}"),
         NULL, NOTE_PLAIN},
        {"other.json", VIEW_INIT("{\"unet\":[\"own\",\"U\"]}"), NULL,
         NOTE_PLAIN},
        {"model_index.json", VIEW_INIT("{\"unet\":[\"os\",\"system\"]}"),
         "config.remote-code", NOTE_DANGER},
        {"model_index.json", VIEW_INIT("{\"_class_name\":[\"o/r--p\",\"P\"]}"),
         "config.remote-repo", NOTE_DANGER},
        {"config.json",
         VIEW_INIT("{\"custom_pipelines\":{\"a\":{\"impl\":\"o/r--p.P\"}}}"),
         "config.remote-repo", NOTE_DANGER},
        {"modules.json", VIEW_INIT("[{\"type\":\"o/r--m.Layer\"}]"),
         "config.remote-repo", NOTE_DANGER},
        {"router_config.json", VIEW_INIT("{\"types\":{\"a\":\"o/r--m.L\"}}"),
         "config.remote-repo", NOTE_DANGER},
        {"config.json", VIEW_INIT("{\"trust_remote_code\":1}"),
         "config.remote-code", NOTE_DANGER},
        {"config.json", VIEW_INIT("{\"trust_remote_code\":\"True\"}"),
         "config.remote-code", NOTE_DANGER},
        {"config.json", VIEW_INIT("{\"a\":[{\"weights_only\":0}]}"),
         "config.remote-code", NOTE_DANGER},
        {"config.json",
         VIEW_INIT("{\"trust_remote_code\":0,\"weights_only\":true,"
                   "\"safe_mode\":null}"),
         NULL, NOTE_PLAIN},
        // a vocabulary, where 0 and 1 could be answers
        {"vocab.json", VIEW_INIT("{\"auto_map\":1,\"trust_remote_code\":2}"),
         NULL, NOTE_PLAIN},
        {"a.json", VIEW_INIT("{\"port\":8000,\"trust_remote_code\":1}"),
         "config.remote-code", NOTE_DANGER},
        {"a.json", VIEW_INIT("{\"port\":8000,\"weights_only\":0}"),
         "config.remote-code", NOTE_DANGER},
        {"a.json", VIEW_INIT("{\"trust_remote_code\":2}"), "config.remote-code",
         NOTE_DANGER},
        {"config.json", VIEW_INIT("{\"custom_generate\":\"a/b\"}"),
         "config.remote-repo", NOTE_DANGER},
        {"config.json", VIEW_INIT("{\"custom_generate\":\"./b\"}"),
         "config.remote-code", NOTE_REVIEW},
        {"config.json",
         VIEW_INIT("{\"x\":{\"_experts_implementation_internal\":\"a/b\"}}"),
         "config.remote-repo", NOTE_DANGER},
        {"config.json",
         VIEW_INIT("{\"attn_implementation\":{\"text\":\"a/b@v1:fn\"}}"),
         "config.remote-repo", NOTE_REVIEW},
        {"config.json",
         VIEW_INIT("{\"attn_implementation\":\"flash_attention_2\"}"), NULL,
         NOTE_PLAIN},
        {"a.yaml", VIEW_INIT("model:\n  target: ldm.X\n  params: {a: 1}\n"),
         "config.target", NOTE_REVIEW},
        {"a.yaml", VIEW_INIT("- target: os.system\n  params: [a]\n"),
         "config.target", NOTE_DANGER},
        {"a.yaml", VIEW_INIT("target: os.system\n"), NULL, NOTE_PLAIN},
        {"a.yaml", VIEW_INIT("target: cpu\nparams: {}\n"), NULL, NOTE_PLAIN},
        {"a.json", VIEW_INIT("{\"_target_\":\"os:system\"}"), "config.target",
         NOTE_DANGER},
        {"adapter_config.json",
         VIEW_INIT("{\"base_model_name_or_path\":\"a/../../b\"}"),
         "config.path", NOTE_PLAIN},
        {"adapter_config.json",
         VIEW_INIT("{\"base_model_name_or_path\":\"C:\\\\m\"}"), "config.path",
         NOTE_PLAIN},
        {"adapter_config.json",
         VIEW_INIT("{\"base_model_name_or_path\":\"org/model..x\","
                   "\"megatron_core\":\"megatron.core\"}"),
         NULL, NOTE_PLAIN},
        {"adapter_config.json", VIEW_INIT("{\"megatron_core\":\"os\"}"),
         "config.dynamic-import", NOTE_DANGER},
    };

    CHECK_SAMPLES(sample);
}

// Much for their length: aliases of aliases, and templates without a number.
TEST(reads_large_documents_within_its_limits)
{
    struct arena a = {0};
    struct text yaml = {.arena = &a}, json = {.arena = &a};

    text_add(&yaml, VIEW("a: &a [["));
    for (size_t i = 0; i < 10000; i++)
        text_add(&yaml, VIEW("x,"));
    text_add(&yaml, VIEW("]]\nb: ["));
    for (size_t i = 0; i < 10000; i++)
        text_add(&yaml, VIEW("*a,"));
    text_add(&yaml, VIEW("]\n"));
    text_add(&json, VIEW("{\"chat_template\": [{\"template\":\"a\"}"));
    for (size_t i = 0; i < 20000; i++)
        text_add(&json, VIEW(", {\"template\":\"a\"}"));
    text_add(&json, VIEW("]}"));
    const struct sample samples[] = {
        {"a.yaml", text_view(&yaml), "yaml.bomb", NOTE_LIMIT},
        {"tokenizer_config.json", text_view(&json), "template.limit",
         NOTE_LIMIT},
    };
    for (size_t i = 0; i < 2; i++) {
        struct arena scratch = {0};
        struct notes n = judge(&scratch, &samples[i]);

        CHECK(noted(&n, samples[i].rule) && n.worst == samples[i].worst);
        CHECK(scratch.used < 64 << 20);
        arena_free(&scratch);
    }
    arena_free(&a);
}

TEST(stops_at_its_depth)
{
    static const struct {
        const char *name, *unit, *rule;
        size_t most;
    } deep[] = {
        {"a.json", "[", "json.depth", 128},
        {"a.json", "{\"a\":", "json.depth", 128},
        {"a.yaml", "[", "yaml.depth", 128},
        {"a.yaml", "- ", "yaml.depth", 128},
        {"a.yaml", "{a: ", "yaml.depth", 128},
    };

    for (size_t i = 0; i < sizeof deep / sizeof *deep; i++)
        for (size_t more = 0; more < 2; more++) {
            struct arena a = {0};
            const struct sample s = {
                deep[i].name, repeated(&a, deep[i].unit, deep[i].most + more),
                NULL, NOTE_PLAIN};
            struct notes n = judge(&a, &s), lenient = judge_as(&a, &s, false);

            CHECK_U64(noted(&n, deep[i].rule), more);
            CHECK_U64(noted(&lenient, deep[i].rule), more);
            CHECK_U64(lenient.note_count, more);
            arena_free(&a);
        }
}

// In a folder below too, where a text that is broken is only noted.
TEST(stops_at_its_count)
{
    enum { MORE_THAN_MOST = 1001 };
    struct arena a = {0};
    const struct sample sample[] = {
        {"conf/a.yaml", repeated(&a, "# %TAG\n", MORE_THAN_MOST), "yaml.limit",
         NOTE_LIMIT},
        {"conf/a.yaml", VIEW_INIT("a: ]"), "yaml.malformed", NOTE_PLAIN},
    };

    CHECK_SAMPLES(sample);
    arena_free(&a);
}

// As lines of one, and as a list of templates in which a text stands by chance:
// the second reaches out either way. Source: threats.md 6, template.escape.
TEST(reads_templates_in_lists)
{
    static const struct sample sample[] = {
        {"tokenizer_config.json",
         VIEW_INIT("{\"chat_template\":[\"{{ x.__cl\",\"ass__ }}\"]}"),
         "template.escape", NOTE_DANGER},
        {"tokenizer_config.json",
         VIEW_INIT("{\"chat_template\":[\"{{ x }}\",{\"name\":\"a\","
                   "\"template\":\"{{ x.__class__ }}\"}]}"),
         "template.escape", NOTE_DANGER},
    };

    CHECK_SAMPLES(sample);
}

CHECK_MAIN(CHECK_CASE(stops_at_its_count), CHECK_CASE(reads_templates_in_lists),
           CHECK_CASE(tells_what_readers_of_json_disagree_about),
           CHECK_CASE(keeps_what_was_found_before_a_fault),
           CHECK_CASE(tells_tags_that_import),
           CHECK_CASE(tells_yaml_that_readers_do_not_survive),
           CHECK_CASE(reads_the_front_matter_of_cards_only),
           CHECK_CASE(judges_settings_in_yaml_as_in_json),
           CHECK_CASE(judges_keys_where_and_as_they_count),
           CHECK_CASE(reads_large_documents_within_its_limits),
           CHECK_CASE(stops_at_its_depth))
