// SPDX-License-Identifier: Apache-2.0
// Each release of these tests is a few files in a folder of its own; what must
// be found in them is from threats.md 4 to 9.
#define _GNU_SOURCE // mkdtemp
#include "safety/scan.h"

#include "check.h"

#include <unistd.h>

// zlib.compress(b"\x80\x02cos\nsystem\nX\4\0\0\0true\x85R.") of Python, behind
// its header.
#define ZFILE                                                                  \
    "\x6b\x60\x4a\xce\x2f\xe6\x2a\xae\x2c\x2e\x49\xcd"                         \
    "\xe5\x8a\x60\x61\x60\x60\x28\x29\x2a\x4d\x6d\x0d"                         \
    "\xd2\x03\x00\x66\x22\x07\xa2"

struct made {
    const char *name;
    struct view bytes;
};

static void put_file(struct arena *a, struct view folder,
                     const struct made *file)
{
    struct view path =
        arena_print(a, VIEW_FMT "/%s", VIEW_ARG(folder), file->name);
    FILE *f = fopen(path.at, "wb");

    CHECK(f &&
          fwrite(file->bytes.at, 1, file->bytes.len, f) == file->bytes.len);
    if (f)
        fclose(f);
}

// Scans a folder with `count` files, on `threads` threads.
static struct safety scan(struct arena *a, const struct made *file,
                          size_t count, size_t threads)
{
    char name[] = "/tmp/freehold-scan-XXXXXX";
    struct release_choice choice = {.threads = threads};
    struct safety s = {0};
    struct release r;

    CHECK(mkdtemp(name) != NULL);
    struct view folder = view_of(name);
    for (size_t i = 0; i < count; i++)
        put_file(a, folder, &file[i]);
    CHECK(!release_open(a, &folder, 1, &choice, &r));
    safety_scan(a, &r, threads, &s);
    safety_settle(&s);
    for (size_t i = 0; i < count; i++)
        unlink(arena_print(a, "%s/%s", name, file[i].name).at);
    rmdir(name);
    return s;
}

static const struct safety_finding *finding(const struct safety *s,
                                            const char *rule)
{
    for (size_t i = 0; i < s->finding_count; i++)
        if (view_eq(s->finding[i].rule, view_of(rule)))
            return &s->finding[i];
    return NULL;
}

// With it a folder is a model and no repository of code.
static const struct made weights = {"model.safetensors",
                                    VIEW_INIT("\2\0\0\0\0\0\0\0{}")};

// The front of py_compile.compile(), by CPython 3.11.7, of "import os".
#define PYTHON_CODE                                                            \
    VIEW_INIT("\xa7\r\r\n\0\0\0\0\x90\x18\x0b\x6b\n\0\0\0"                     \
              "\xe3\0\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\xf3\x0e\0\0\0")

// What zipfile of Python makes of metadata.json ("{}") and of config.json,
// which ends behind the first colon.
#define CUT_KERAS                                                              \
    VIEW_INIT(                                                                 \
        "PK\x03\x04\x14\0\0\0\0\0\0\0!\0"                                      \
        "C\xbf\xa6\xa3\x02\0\0\0\x02\0"                                        \
        "\0\0\x0d\0\0\0metadata.json{}PK\x03"                                  \
        "\x04\x14\0\0\0\0\0\0\0!\0\xf5\xa3\xc7\xd2\x0e\0\0\0\x0e\0\0\0\x0b"    \
        "\0\0\0"                                                               \
        "config.json{\"class_na"                                               \
        "me\":PK\x01\x02\x14\x03\x14\0\0\0\0\0\0\0!\0"                         \
        "C\xbf\xa6\xa3"                                                        \
        "\x02\0\0\0\x02\0\0\0\x0d\0\0\0\0\0\0\0\0\0\0\0\x80\x01\0\0"           \
        "\0\0metadata.jsonPK\x01\x02\x14\x03\x14\0\0"                          \
        "\0\0\0\0\0!\0\xf5\xa3\xc7\xd2\x0e\0\0\0\x0e\0\0\0\x0b\0\0\0\0"        \
        "\0\0\0\0\0\0\0\x80\x01-\0\0\0"                                        \
        "config.json"                                                          \
        "PK\x05\x06\0\0\0\0\x02\0\x02\0t\0\0\0"                                \
        "d\0\0\0\0\0")

#define MAGIC_ATTACK "\x80\2cos\nsystem\nX\4\0\0\0true\x85R."
#define ATTACK       VIEW_INIT("cos\nsystem\n(S'true'\ntR.")

TEST(finds_what_its_rule_asks_for_in_one_file)
{
    static const struct {
        struct made file;
        const char *rule;
        enum safety_verdict verdict;
    } sample[] = {
        {{"training_args.bin", ATTACK}, "pickle.import.danger", SAFETY_DANGER},
        {{"no_extension", ATTACK}, "pickle.import.danger", SAFETY_DANGER},
        {{"text", VIEW_INIT("S\"cos\\nsystem\\n(S'true'\\ntR.\"\n.")},
         "pickle.nested",
         SAFETY_DANGER},
        {{"notes.md", ATTACK}, "format.mismatch", SAFETY_DANGER},
        {{"config.json",
          VIEW_INIT("{\"a\":{\"auto_map\":{\"AutoModel\":\"modeling.X\"}}}")},
         "config.remote-code",
         SAFETY_REVIEW},
        {{"config.json", VIEW_INIT("{\"auto_map\":{\"A\":\"o/r--m.X\"}}")},
         "config.remote-repo",
         SAFETY_DANGER},
        {{"config.json", VIEW_INIT("{\"x\":{\"_target_\":\"os.system\"}}")},
         "config.target",
         SAFETY_DANGER},
        {{"config.json", VIEW_INIT("{\"_target_\":\"torch.nn.Linear\"}")},
         "config.target",
         SAFETY_REVIEW},
        {{"tokenizer_config.json",
          VIEW_INIT("{\"chat_template\":[{\"name\":\"a\",\"template\":"
                    "\"{{ ''.__class__ }}\"}]}")},
         "template.escape",
         SAFETY_DANGER},
        {{"chat_template.jinja", VIEW_INIT("a{% include 'x' %}b")},
         "template.escape",
         SAFETY_DANGER},
        {{"modeling.py", VIEW_INIT("print(1)\n")}, "repo.code", SAFETY_REVIEW},
        {{"requirements.txt", VIEW_INIT("--extra-index-url http://x\ny\n")},
         "repo.requirements",
         SAFETY_REVIEW},
        {{"requirements-gpu.txt", VIEW_INIT("torch\nx @ https://x/y.whl\n")},
         "repo.requirements",
         SAFETY_REVIEW},
        {{"conda.yaml", VIEW_INIT("- pip:\n  - --index-url http://x\n")},
         "repo.requirements",
         SAFETY_REVIEW},
        {{"install", VIEW_INIT("#!/bin/sh\ntrue\n")},
         "repo.code",
         SAFETY_REVIEW},
        {{"Dockerfile.gpu", VIEW_INIT("FROM x\n")}, "repo.code", SAFETY_REVIEW},
        {{"k.ptx", VIEW_INIT(".version 8.0\n")}, "repo.code", SAFETY_REVIEW},
        {{"weights.bin", PYTHON_CODE}, "repo.code", SAFETY_REVIEW},
        {{"notes.txt", PYTHON_CODE}, "repo.code", SAFETY_REVIEW},
        {{"index.html", VIEW_INIT("<!doctype html><SCRIPT>x()</SCRIPT>")},
         "repo.code",
         SAFETY_REVIEW},
        {{"logo.svg", VIEW_INIT("<svg>\n<g style='fill: #fff' OnLoad=x()/>")},
         "repo.code",
         SAFETY_REVIEW},
        {{"a.htm", VIEW_INIT("<a title=\"b>c\" href = ' javascript:x()'>")},
         "repo.code",
         SAFETY_REVIEW},
        {{"b.svg", VIEW_INIT("<!-- a --><svg:script href='x'/>")},
         "repo.code",
         SAFETY_REVIEW},
        {{"weights.bin", VIEW_INIT("\x89PNG\r\n\x1a\n")},
         "format.mismatch",
         SAFETY_REVIEW},
        {{"weights.bin", VIEW_INIT("")}, "weights-empty", SAFETY_MALFORMED},
        {{"package.json", VIEW_INIT("{\"scripts\":{\"postinstall\":\"x\"}}")},
         "repo.code",
         SAFETY_REVIEW},
        {{"net.xml", VIEW_INIT("<!DOCTYPE n [<!ENTITY x SYSTEM \"f\">]>")},
         "format.uninspected",
         SAFETY_REVIEW},
        {{"bom.pth", VIEW_INIT("\xef\xbb\xbfimport os\n")},
         "repo.python-pth",
         SAFETY_DANGER},
        {{"old.joblib", VIEW_INIT("ZF0x19               \x78\x9c" ZFILE)},
         "pickle.import.danger",
         SAFETY_DANGER},
        {{"config.json", VIEW_INIT("{\"activation_function\":\"os.system\"}")},
         "config.dynamic-import",
         SAFETY_DANGER},
        {{"model.json",
          VIEW_INIT("{\"modelTopology\":{\"model_config\":{\"module\":\"os\","
                    "\"class_name\":\"system\",\"config\":{}}}}")},
         "keras.module",
         SAFETY_DANGER},
        // msgpack-numpy: an array of objects; and behind zeros of float16.
        {{"flax_model.msgpack",
          VIEW_INIT("\x82\xc4\4kind\xc4\1O\xc4\4data\xc4\x19" MAGIC_ATTACK)},
         "pickle.nested",
         SAFETY_DANGER},
        {{"x.state",
          VIEW_INIT("\xff\xfe\0\x80\0\x80\0\x80\0\x80\0" MAGIC_ATTACK)},
         "pickle.nested",
         SAFETY_DANGER},
        {{"router_config.json",
          VIEW_INIT("{\"types\":{\"a\":\"subprocess.Popen\"}}")},
         "config.dynamic-import",
         SAFETY_DANGER},
        {{"model_config.yaml", VIEW_INIT("target: subprocess.Popen\n")},
         "config.target",
         SAFETY_DANGER},
        {{"start.pth", VIEW_INIT("import os\n")},
         "repo.python-pth",
         SAFETY_DANGER},
        {{"tools.iso", VIEW_INIT("x")}, "format.uninspected", SAFETY_REVIEW},
        {{"weights.bin", VIEW_INIT("<!DOCTYPE html><html>")},
         "format.html",
         SAFETY_MALFORMED},
        {{"weights.bin", VIEW_INIT("\177ELF\2\1\1\0\0\0\0\0")},
         "format.executable",
         SAFETY_DANGER},
        {{"weights.dat", VIEW_INIT("#!/bin/sh\ntrue\n")},
         "format.executable",
         SAFETY_DANGER},
        {{"config.json", VIEW_INIT("#!/bin/sh\ntrue\n")},
         "format.executable",
         SAFETY_DANGER},
        {{"weights.bin", VIEW_INIT("<?xml version=\"1.0\"?><Error/>")},
         "format.html",
         SAFETY_MALFORMED},
        // ONNX by its content: version, graph > initializer > external_data.
        {{"weights.bin", VIEW_INIT("\x08\x08\x3a\x1a\x2a\x18\x6a\x16\x0a\x08"
                                   "location\x12\x0a../secret.")},
         "onnx.external-path",
         SAFETY_DANGER},
        // Of a Keras model what it was trained with; and settings cut off.
        {{"keras_metadata.pb",
          VIEW_INIT("\x0a\x3a\x2a\x38{\"loss\":{\"class_name\":\"__lambda__\","
                    "\"config\":{\"code\":0}}}")},
         "keras.lambda",
         SAFETY_DANGER},
        {{"model.keras", CUT_KERAS}, "json.malformed", SAFETY_MALFORMED},
        {{"model.onnx", VIEW_INIT("\x0b\x0c")},
         "onnx.malformed",
         SAFETY_MALFORMED},
    };

    for (size_t i = 0; i < sizeof sample / sizeof *sample; i++) {
        struct arena a = {0};
        struct made release[] = {sample[i].file, weights};
        struct safety s = scan(&a, release, 2, 1);

        CHECK(finding(&s, sample[i].rule) != NULL);
        CHECK_U64(s.verdict, sample[i].verdict);
        if (!finding(&s, sample[i].rule) || s.verdict != sample[i].verdict)
            printf("    sample %zu, %s\n", i, sample[i].file.name);
        arena_free(&a);
    }
}

TEST(says_nothing_of_what_only_looks_alike)
{
    static const struct made harmless[] = {
        {"README.md", VIEW_INIT("---\nlicense: mit\n---\n# os.system\n")},
        {"LICENSE", VIEW_INIT("TII licence\nuse of auto_map\n")},
        {"vocab.txt", VIEW_INIT("could\nwould\nshould\n")},
        {"config.json",
         VIEW_INIT("{\"note\":\"auto_map\",\"trust_remote_code\":false,"
                   "\"auto_map\":{}}")},
        {"tokenizer_config.json",
         VIEW_INIT("{\"chat_template\":\"{% for m in messages %}<|{{ m.role "
                   "}}|> the __class__ {{ m['content'] }}{% endfor %}\"}")},
        {"chat_template.jinja", VIEW_INIT("{{ bos }}{% if x %}import{% endif "
                                          "%}")},
        {"requirements.txt", VIEW_INIT("torch>=2\n")},
        {"package.json", VIEW_INIT("{\"scripts\":{\"test\":\"x\"}}")},
        {"pyproject.toml", VIEW_INIT("[project.urls]\nhome = \"https://x\"\n")},
        {"router_config.json",
         VIEW_INIT("{\"types\":{\"a\":\"sentence_transformers.models.X\"}}")},
        {"tokenizer", VIEW_INIT("\x83\xadprefix_search\xa1x\xa1"
                                "a\xc0\xa1"
                                "b\xc0")},
        {"tokens.npy", VIEW_INIT("\1\0\2\0\3\0\4\0")},
        {"modules.json",
         VIEW_INIT("[{\"type\":\"sentence_transformers.models.Pooling\"}]")},
        {"data.bin", VIEW_INIT("\x80\x42\0\0\0\0\0\0")},
        // A version of Python, a line end, and no code object.
        {"lines.txt", VIEW_INIT("\xc4\x8f\r\nand a second line of text\r\n")},
        {"words.bin", VIEW_INIT("a text\n")},
        {"docker", VIEW_INIT("FROM x\n")},
        {"page.html",
         VIEW_INIT("<!doctype html><!-- <script>x()</script> -->\n"
                   "<p onward>1 < 2, onload=\"x()\" &lt;script> javascript:</p>"
                   "<script type='application/ld+json'>{}</script>")},
        {"plain.svg", VIEW_INIT("<svg xmlns='http://www.w3.org/2000/svg'>"
                                "<description one='1'/></svg>")},
    };
    struct arena a = {0};
    struct safety s = scan(&a, harmless, sizeof harmless / sizeof *harmless, 1);

    CHECK_U64(s.finding_count, 0);
    for (size_t i = 0; i < s.finding_count; i++)
        printf("    " VIEW_FMT ": " VIEW_FMT "\n", VIEW_ARG(s.finding[i].path),
               VIEW_ARG(s.finding[i].shows));
    arena_free(&a);
}

TEST(finds_the_same_on_any_number_of_threads)
{
    static const struct made file[] = {
        {"a.pkl", ATTACK},
        {"b.json", VIEW_INIT("{\"auto_map\":\"x.Y\"}")},
        {"c.py", VIEW_INIT("#")},
        {"d.txt", ATTACK},
        {"e.jinja", VIEW_INIT("{{ a.__init__ }}")},
        {"model.safetensors", VIEW_INIT("\2\0\0\0\0\0\0\0{}")},
    };
    static const size_t threads[] = {1, 2, 9};
    struct arena a = {0};
    struct safety s[3];

    for (size_t i = 0; i < 3; i++)
        s[i] = scan(&a, file, sizeof file / sizeof *file, threads[i]);
    CHECK(s[0].finding_count >= 6);
    for (size_t i = 1; i < 3; i++) {
        CHECK_U64(s[i].finding_count, s[0].finding_count);
        for (size_t k = 0; k < s[i].finding_count && k < s[0].finding_count;
             k++) {
            CHECK_VIEW(s[i].finding[k].path, s[0].finding[k].path);
            CHECK_VIEW(s[i].finding[k].rule, s[0].finding[k].rule);
            CHECK_VIEW(s[i].finding[k].shows, s[0].finding[k].shows);
        }
    }
    arena_free(&a);
}

// Behind an array of no elements (NumPy's format 1.0), and zero bytes behind
// it.
TEST(finds_what_stands_behind_padding)
{
    enum { HEAD = 128, PADDING = 9000 };
    static char bytes[HEAD + PADDING + 64];
    const struct made file = {"array.npy", {bytes, sizeof bytes}};
    struct arena a = {0};
    int len = snprintf(bytes, sizeof bytes, "%-127s\n",
                       "\x93NUMPY\1 v {'descr': '<f4', 'fortran_order': False, "
                       "'shape': (0,), }");

    CHECK_U64((uint64_t)len, HEAD);
    bytes[7] = bytes[9] = 0; // the minor version; the length is 'v'
    bytes[HEAD] = 0;
    struct safety s = scan(&a, &file, 1, 1);
    CHECK(!finding(&s, "format.polyglot"));
    memcpy(bytes + HEAD + PADDING, "\177ELF\2\1\1", 7);
    s = scan(&a, &file, 1, 1);
    CHECK(finding(&s, "format.polyglot"));
    CHECK_U64(s.verdict, SAFETY_DANGER);
    arena_free(&a);
}

// Behind a comment of two mebibytes, in the only key of a GGUF file: its name,
// the type 8 (text), a length of 64 bits, the text.
TEST(finds_what_stands_behind_much_of_a_template)
{
    enum { LONG = 2 << 20, KEY = 23, FRONT = 24, VALUE = FRONT + 8 + KEY + 12 };
    static const char attack[] = "#}{{ x.__class__ }}";
    struct arena a = {0};
    char *bytes = arena_alloc(&a, VALUE + LONG);
    struct made file = {"model.gguf", {bytes, VALUE + LONG}};

    memset(bytes, 0, VALUE);
    memset(bytes + VALUE, 'x', LONG);
    memcpy(bytes, "GGUF\3", 5);
    bytes[16] = 1;
    bytes[FRONT] = KEY;
    memcpy(bytes + FRONT + 8, "tokenizer.chat_template", KEY);
    bytes[FRONT + 8 + KEY] = 8;
    bytes[VALUE - 8 + 2] = LONG >> 16;
    memcpy(bytes + VALUE, "{#", 2);
    memcpy(bytes + VALUE + LONG - (sizeof attack - 1), attack,
           sizeof attack - 1);
    struct safety s = scan(&a, &file, 1, 1);
    CHECK(finding(&s, "template.escape"));
    CHECK_U64(s.verdict, SAFETY_DANGER);
    arena_free(&a);
}

// The header of a program of Windows may lie anywhere in its file.
TEST(finds_programs_whose_header_is_far_behind)
{
    enum { AT = 0x1800 };
    static char bytes[AT + 64] = "MZ";
    struct made file = {"weights.bin", {bytes, sizeof bytes}};
    struct arena a = {0};
    struct safety s;

    memcpy(bytes + 0x3c, "\0\x18\0\0", 4);
    s = scan(&a, &file, 1, 1);
    CHECK(!finding(&s, "format.executable"));
    memcpy(bytes + AT, "PE\0\0", 4);
    s = scan(&a, &file, 1, 1);
    CHECK(finding(&s, "format.executable"));
    CHECK_U64(s.verdict, SAFETY_DANGER);
    arena_free(&a);
}

// The weights of an ONNX model "in" a folder that is a link: no file there is
// one of the release.
TEST(tells_weights_behind_a_link_to_a_folder)
{
    static const struct made model = {
        "model.onnx",
        VIEW_INIT("\x3a\x1a\x2a\x18\x6a\x16\x0a\x08location\x12\x0a"
                  "d/hostname")};
    char name[] = "/tmp/freehold-scan-XXXXXX";
    struct release_choice choice = {.threads = 1};
    struct arena a = {0};
    struct safety s = {0};
    struct release r;

    CHECK(mkdtemp(name) != NULL);
    struct view folder = view_of(name);
    put_file(&a, folder, &model);
    CHECK(!symlink("/etc", arena_print(&a, "%s/d", name).at));
    CHECK(!release_open(&a, &folder, 1, &choice, &r));
    safety_scan(&a, &r, 1, &s);
    const struct safety_finding *f = finding(&s, "onnx.external-path");
    CHECK(f && f->severity == SAFETY_DANGER);
    unlink(arena_print(&a, "%s/d", name).at);
    unlink(arena_print(&a, "%s/model.onnx", name).at);
    rmdir(name);
    arena_free(&a);
}

// Somebody writes while we look: of a file that is not read at once.
static void write_more(const void *context, struct arena *scratch,
                       const struct safety_seen *seen, struct notes *n)
{
    (void)context;
    (void)scratch;
    (void)n;
    FILE *file = fopen(seen->entry->file.at, "ab");

    CHECK(file && fputs("more", file) >= 0);
    if (file)
        fclose(file);
}

TEST(a_file_that_changes_meanwhile_is_told)
{
    static const struct made file = {"a.txt", VIEW_INIT("words")};
    char name[] = "/tmp/freehold-scan-XXXXXX";
    struct release_choice opening = {.threads = 1};
    struct safety_choice choice = {
        .threads = 1, .digest = true, .also = write_more};
    struct arena a = {0};
    struct safety s = {0};
    struct release r;

    CHECK(mkdtemp(name) != NULL);
    struct view folder = view_of(name);
    put_file(&a, folder, &file);
    CHECK(!truncate(arena_print(&a, "%s/a.txt", name).at, 5 << 20));
    CHECK(!release_open(&a, &folder, 1, &opening, &r));
    safety_scan_files(&a, &r, &choice, &s);
    const struct safety_finding *f = finding(&s, "changed");
    CHECK(f && f->severity == SAFETY_REVIEW);
    unlink(arena_print(&a, "%s/a.txt", name).at);
    rmdir(name);
    arena_free(&a);
}

// Listed, and away when it is looked into.
TEST(a_file_that_goes_meanwhile_is_told)
{
    static const struct made file = {"a.txt", VIEW_INIT("words")};
    char name[] = "/tmp/freehold-scan-XXXXXX";
    struct release_choice opening = {.threads = 1};
    struct arena a = {0};
    struct safety s = {0};
    struct release r;

    CHECK(mkdtemp(name) != NULL);
    struct view folder = view_of(name);
    put_file(&a, folder, &file);
    CHECK(!release_open(&a, &folder, 1, &opening, &r));
    CHECK(!unlink(arena_print(&a, "%s/a.txt", name).at));
    safety_scan(&a, &r, 1, &s);
    safety_trouble(&a, &r, &s);
    const struct safety_finding *f = finding(&s, "vanished");
    CHECK(f && f->severity == SAFETY_LIMIT);
    CHECK(f && view_eq(f->path, VIEW("a.txt")));
    rmdir(name);
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(a_file_that_goes_meanwhile_is_told),
           CHECK_CASE(a_file_that_changes_meanwhile_is_told),
           CHECK_CASE(finds_what_its_rule_asks_for_in_one_file),
           CHECK_CASE(finds_programs_whose_header_is_far_behind),
           CHECK_CASE(finds_what_stands_behind_padding),
           CHECK_CASE(finds_what_stands_behind_much_of_a_template),
           CHECK_CASE(tells_weights_behind_a_link_to_a_folder),
           CHECK_CASE(says_nothing_of_what_only_looks_alike),
           CHECK_CASE(finds_the_same_on_any_number_of_threads))
