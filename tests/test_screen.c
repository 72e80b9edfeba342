// SPDX-License-Identifier: Apache-2.0
// Digests are from sha256sum; what is refused is from threats.md 1.
#define _GNU_SOURCE // mkdtemp
#include "api/screen.h"
#include "base/file.h"
#include "safety/held.h"

#include "check.h"
#include "schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct made {
    const char *name;
    struct view bytes;
};

static char folder[] = "/tmp/freehold-screen-XXXXXX";

static void put(const char *name, struct view bytes)
{
    char path[200];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    CHECK(f && fwrite(bytes.at, 1, bytes.len, f) == bytes.len);
    if (f)
        fclose(f);
}

static void take_away(const char *name)
{
    char path[200];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    unlink(path);
}

static const struct made files[] = {
    {"attack.bin", VIEW_INIT("cos\nsystem\n(S'true'\ntR.")},
    {"card.txt", VIEW_INIT("abc")},
    {"model.safetensors", VIEW_INIT("\2\0\0\0\0\0\0\0{}")},
    {"noise.dat", VIEW_INIT("\0\1\xfe\xff\7\3\0\0")},
    {"odd.pkl", VIEW_INIT("cmy.own\nThing\n)R.")},
    {"policy", VIEW_INIT("")},
};

enum { FILES = sizeof files / sizeof *files };

// Scans the folder under the policy `text`, or without one.
static struct error *scan(struct arena *a, const char *text, size_t threads,
                          struct screening *s)
{
    struct view path = view_of(folder);
    struct screen_choice choice = {.threads = threads, .digest = true};
    char policy[] = "/tmp/freehold-policy-XXXXXX";
    int fd = text ? mkstemp(policy) : -1;

    if (text) {
        CHECK(fd >= 0 &&
              write(fd, text, view_of(text).len) == (ssize_t)view_of(text).len);
        close(fd);
        choice.policy = arena_copy(a, view_of(policy));
    }
    struct error *e = screen(a, &path, 1, &choice, s);
    if (text)
        unlink(policy);
    return e;
}

static const struct safety_file *file_of_name(const struct screening *s,
                                              const char *name)
{
    for (size_t i = 0; i < s->release->entry_count; i++)
        if (view_eq(s->release->entry[i].path, view_of(name)))
            return &s->file[i];
    return NULL;
}

TEST(each_file_has_its_verdict_format_and_digest)
{
    struct arena a = {0};
    struct screening s;

    CHECK(!scan(&a, NULL, 2, &s));
    CHECK_U64(s.safety.verdict, SAFETY_DANGER);
    CHECK_U64(s.effect, EFFECT_REFUSE);
    CHECK_U64(file_of_name(&s, "attack.bin")->verdict, SAFETY_DANGER);
    CHECK_TEXT(file_of_name(&s, "attack.bin")->format, "pickle");
    CHECK_U64(file_of_name(&s, "odd.pkl")->verdict, SAFETY_REVIEW);
    CHECK_U64(file_of_name(&s, "odd.pkl")->effect, EFFECT_REVIEW);
    CHECK_U64(file_of_name(&s, "card.txt")->verdict, SAFETY_OK);
    CHECK_TEXT(file_of_name(&s, "card.txt")->format, "text");
    CHECK_TEXT(file_of_name(&s, "card.txt")->digest,
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015"
               "ad");
    CHECK_TEXT(file_of_name(&s, "policy")->digest,
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8"
               "55");
    CHECK_TEXT(file_of_name(&s, "model.safetensors")->format, "safetensors");
    CHECK_TEXT(file_of_name(&s, "noise.dat")->format, "unknown");
    arena_free(&a);
}

TEST(the_reports_are_the_same_for_any_number_of_threads)
{
    struct arena a = {0};
    struct text one = {.arena = &a}, many = {.arena = &a};
    struct screening s;

    CHECK(!scan(&a, NULL, 1, &s));
    screening_json(&s, &one);
    CHECK(!scan(&a, NULL, 7, &s));
    screening_json(&s, &many);
    CHECK_VIEW(text_view(&one), text_view(&many));
    arena_free(&a);
}

static void keeps_to(struct arena *a, struct view document, const char *path)
{
    struct json schema, json;
    struct view bytes;

    CHECK(!file_front(a, view_of(path), 1 << 20, &bytes));
    CHECK(!json_read(a, bytes, VIEW("schema"), &schema));
    CHECK(!json_read(a, document, VIEW("document"), &json));
    CHECK_TEXT(schema_fault(a, &schema, json.root), "");
}

TEST(the_documents_keep_to_their_schemas)
{
    struct arena a = {0};
    struct text report = {.arena = &a}, rules = {.arena = &a};
    struct screening s;

    CHECK(!scan(&a,
                "schema: freehold-policy/1\n"
                "rules: {pickle.import.unlisted: refuse}\n"
                "approvals:\n"
                "- {digest: \"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396"
                "177a9cb410ff61f20015ad\", by: Jane Doe, why: read}\n",
                2, &s));
    screening_json(&s, &report);
    keeps_to(&a, text_view(&report), "docs/schema/scan.schema.json");
    rules_json(&s.rules, &rules);
    keeps_to(&a, text_view(&rules), "docs/schema/rules.schema.json");
    arena_free(&a);
}

TEST(the_text_keeps_to_its_width)
{
    struct arena a = {0};
    struct screening s;

    CHECK(!scan(&a, NULL, 2, &s));
    for (unsigned width = 72; width <= 100; width += 14) {
        struct text_choice choice = {.width = width, .full = true};
        struct text t = {.arena = &a};

        screening_text(&s, &choice, &t);
        rules_text(&s.rules, &choice, &t);
        for (struct view rest = text_view(&t); rest.len;) {
            struct view line = view_cut(rest, '\n', &rest);
            size_t columns = 0;

            for (size_t i = 0; i < line.len; i++)
                columns += (line.at[i] & 0xc0) != 0x80;
            CHECK(columns <= width);
        }
    }
    arena_free(&a);
}

TEST(an_approval_counts_for_the_bytes_it_names)
{
    struct arena a = {0};
    struct screening s;

    CHECK(!scan(&a, NULL, 2, &s));
    struct view digest = file_of_name(&s, "odd.pkl")->digest;
    struct view danger = file_of_name(&s, "attack.bin")->digest;
    CHECK_U64(digest.len, 64);
    struct view text = arena_print(
        &a,
        "schema: freehold-policy/1\napprovals:\n"
        "- {digest: \"sha256:" VIEW_FMT "\", by: Jane Doe}\n"
        "- {digest: \"sha256:" VIEW_FMT "\", by: Jane Doe, why: harmless}\n",
        VIEW_ARG(digest), VIEW_ARG(danger));
    CHECK(!scan(&a, arena_copy(&a, text).at, 2, &s));
    CHECK_U64(file_of_name(&s, "odd.pkl")->effect, EFFECT_ALLOW);
    CHECK_TEXT(file_of_name(&s, "odd.pkl")->approval->by, "Jane Doe");
    // Danger is refused whoever approved it.
    CHECK_U64(file_of_name(&s, "attack.bin")->effect, EFFECT_REFUSE);
    put("odd.pkl", VIEW("cmy.own\nThink\n)R."));
    CHECK(!scan(&a, arena_copy(&a, text).at, 2, &s));
    CHECK_U64(file_of_name(&s, "odd.pkl")->effect, EFFECT_REVIEW);
    CHECK(!file_of_name(&s, "odd.pkl")->approval);
    put("odd.pkl", files[4].bytes);
    arena_free(&a);
}

TEST(a_policy_says_what_classes_and_rules_do)
{
    struct arena a = {0};
    struct screening s;

    CHECK(!scan(&a,
                "schema: freehold-policy/1\nclasses: {review: allow}\n"
                "rules: {pickle.import.unlisted: refuse}\n",
                2, &s));
    CHECK_U64(file_of_name(&s, "odd.pkl")->effect, EFFECT_REFUSE);
    CHECK(!scan(&a, "schema: freehold-policy/1\nclasses: {review: allow}\n", 2,
                &s));
    CHECK_U64(file_of_name(&s, "odd.pkl")->effect, EFFECT_ALLOW);
    CHECK_U64(s.policy->digest.len, 64);
    arena_free(&a);
}

// Which line decides about which file is by hand: a rule goes before its class,
// and nothing goes before danger.
TEST(the_line_of_the_policy_that_decides_is_named)
{
    static const struct {
        const char *file, *word;
        enum effect effect;
        uint32_t line;
        bool overruled;
    } cases[] = {
        {"attack.bin", "danger", EFFECT_REFUSE, 3, false},
        {"card.txt", "", EFFECT_ALLOW, 0, false},
        {"odd.pkl", "pickle.import.unlisted", EFFECT_REFUSE, 5, false},
    };
    const struct safety_finding zip = {.rule = VIEW_INIT("zip.mismatch"),
                                       .severity = SAFETY_DANGER};
    struct arena a = {0};
    struct screening s;

    CHECK(!scan(&a,
                "schema: freehold-policy/1\nclasses:\n  danger: refuse\n"
                "rules:\n  pickle.import.unlisted: refuse\n"
                "  zip.mismatch: allow\n",
                1, &s));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct policy_row row =
            policy_file_row(s.policy, &s.safety, view_of(cases[i].file));

        CHECK_U64(row.effect, cases[i].effect);
        CHECK_U64(row.line, cases[i].line);
        CHECK_VIEW(row.word, view_of(cases[i].word));
        CHECK(row.overruled == cases[i].overruled);
    }
    struct policy_row row = policy_row(s.policy, &zip);
    CHECK(row.overruled && row.effect == EFFECT_REFUSE && row.line == 6);
    arena_free(&a);
}

TEST(an_approval_without_effect_is_told)
{
    static const enum approval_use wanted[] = {
        APPROVAL_LIFTS, APPROVAL_NEEDLESS, APPROVAL_REFUSED, APPROVAL_REPEATED,
        APPROVAL_ABSENT};
    const char *const file[] = {"odd.pkl", "card.txt", "attack.bin", "odd.pkl",
                                NULL};
    struct arena a = {0};
    struct text t = {.arena = &a};
    struct screening s;

    CHECK(!scan(&a, NULL, 1, &s));
    text_add(&t, VIEW("schema: freehold-policy/1\napprovals:\n"));
    for (size_t i = 0; i < APPROVAL_USES; i++) {
        struct view digest =
            file[i]
                ? file_of_name(&s, file[i])->digest
                : VIEW("0000000000000000000000000000000000000000000000000000"
                       "000000000000");

        text_print(&t, "- {digest: \"sha256:" VIEW_FMT "\", by: Jane Doe}\n",
                   VIEW_ARG(digest));
    }
    CHECK(!scan(&a, arena_copy(&a, text_view(&t)).at, 1, &s));
    const struct approval_used *used =
        policy_used(&a, s.policy, s.release, s.file);
    for (size_t i = 0; i < APPROVAL_USES; i++) {
        CHECK_U64(used[i].use, wanted[i]);
        CHECK_U64(s.policy->approval[i].line, 3 + i);
        if (file[i])
            CHECK_VIEW(s.release->entry[used[i].entry].path, view_of(file[i]));
    }
    arena_free(&a);
}

TEST(a_policy_that_is_none_is_refused_with_its_line)
{
    static const struct {
        const char *text, *says;
        uint32_t line;
    } cases[] = {
        {"schema: freehold-policy/2\n", "the schema is not", 1},
        {"classes: {}\n", "a policy needs the key", 1},
        {"- schema: freehold-policy/1\n", "a policy is a map with the key", 1},
        {"schema: freehold-policy/1\nrules: [\n", "YAML", 3},
        {"schema: freehold-policy/1\nclasses: [danger]\n",
         "a map of classes and effects", 2},
        {"schema: freehold-policy/1\nclasses: {note: permit}\n",
         "no such effect: permit", 2},
        {"schema: freehold-policy/1\nclasses: {review: &a allow}\n",
         "tags, anchors and aliases", 2},
        {"schema: freehold-policy/1\nrules: [zip.dup]\n",
         "a map of rules and effects", 2},
        {"schema: freehold-policy/1\napprovals: {by: x}\n",
         "a list of approvals", 2},
        {"schema: freehold-policy/1\napprovals: [x]\n",
         "a list of maps with digest and by", 2},
        {"schema: freehold-policy/1\napprovals:\n- {by: [x]}\n", "text", 3},
        {"schema: freehold-policy/1\napprovals:\n- {bye: x}\n",
         "no such key of an approval: bye", 3},
        {"schema: freehold-policy/1\nclass: {}\n", "classes", 2},
        {"schema: freehold-policy/1\nclasses: {danger: review}\n",
         "every policy", 2},
        {"schema: freehold-policy/1\nclasses: {awful: review}\n", "awful", 2},
        {"schema: freehold-policy/1\nrules:\n  zip.dupp: allow\n", "zip.dup",
         3},
        {"schema: freehold-policy/1\nrules:\n  zip.dup: permit\n",
         "no such effect: permit", 3},
        {"schema: freehold-policy/1\nrules:\n  pickle.ext: review\n",
         "always danger", 3},
        {"schema: freehold-policy/1\napprovals:\n- {digest: \"sha256:AB\", "
         "by: x}\n",
         "64", 3},
        {"schema: freehold-policy/1\napprovals:\n- {by: x}\n", "both", 3},
        {"schema: freehold-policy/1\napprovals:\n- {by: \"\"}\n",
         "nothing stands behind the key: 'by'", 3},
        {"schema: freehold-policy/1\nrules: {}\nrules: {}\n", "twice", 3},
    };
    struct arena a = {0};
    struct screening s;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error *e = scan(&a, cases[i].text, 1, &s);

        CHECK(e && e->kind == ERROR_INPUT);
        if (!e)
            continue;
        CHECK_U64(e->at.line, cases[i].line);
        CHECK(view_has(error_message(&a, e), view_of(cases[i].says)));
    }
    arena_free(&a);
}

TEST(a_policy_that_is_not_there_or_too_long_is_refused)
{
    struct arena a = {0};
    struct view path = view_of(folder);
    struct screen_choice choice = {.threads = 1};
    struct screening s;
    char long_[] = "/tmp/freehold-policy-XXXXXX";
    int fd = mkstemp(long_);

    choice.policy = VIEW("/nonexistent/policy");
    struct error *e = screen(&a, &path, 1, &choice, &s);
    CHECK(e && e->kind == ERROR_INPUT);
    CHECK(e && view_has(error_message(&a, e), VIEW("No such file")));
    CHECK(fd >= 0 && !ftruncate(fd, (4 << 20) + 1));
    choice.policy = view_of(long_);
    e = screen(&a, &path, 1, &choice, &s);
    CHECK(e && e->kind == ERROR_INPUT);
    CHECK(e &&
          view_has(error_message(&a, e), VIEW("longer than a policy can be")));
    close(fd);
    unlink(long_);
    arena_free(&a);
}

TEST(a_file_that_changes_while_it_is_looked_at_is_told)
{
    struct arena a = {0};
    char path[200];
    struct held h;
    char *large = calloc(1, HELD_IN_MEMORY + 1);

    CHECK(large != NULL);
    put("large", (struct view){large, HELD_IN_MEMORY + 1});
    snprintf(path, sizeof path, "%s/large", folder);
    CHECK(!held_open(&a, view_of(path), &h));
    CHECK_U64(held_digest(&a, &h).len, 64);
    held_close(&h);
    CHECK(!h.changed);
    CHECK(!held_open(&a, view_of(path), &h));
    CHECK(!truncate(path, 7));
    CHECK(!held_digest(&a, &h).len); // what is gone cannot be hashed
    held_close(&h);
    CHECK(h.changed);
    free(large);
    take_away("large");
    arena_free(&a);
}

TEST(the_lists_of_shards_may_not_lead_out)
{
    struct arena a = {0};
    struct screening s;
    bool told = false;

    put("model.safetensors.index.json",
        VIEW("{\"weight_map\": {\"a\": \"../b.safetensors\"}}"));
    CHECK(!scan(&a, NULL, 2, &s));
    for (size_t i = 0; i < s.safety.finding_count; i++)
        told |= view_eq(s.safety.finding[i].rule, VIEW("config.index-path")) &&
                s.safety.finding[i].severity == SAFETY_DANGER;
    CHECK(told);
    take_away("model.safetensors.index.json");
    arena_free(&a);
}

// Makes the folder that the other tests share.
TEST(a_folder_is_made)
{
    CHECK(mkdtemp(folder) != NULL);
    for (size_t i = 0; i < FILES; i++)
        put(files[i].name, files[i].bytes);
}

TEST(the_folder_goes_again)
{
    for (size_t i = 0; i < FILES; i++)
        take_away(files[i].name);
    CHECK(!rmdir(folder));
}

// Findings of a path that is no file (a loop of links, a folder too deep) stand
// before, between and behind those of files.
TEST(a_finding_that_belongs_to_no_file_counts)
{
    static const struct view other[] = {VIEW_INIT("a"), VIEW_INIT("bb"),
                                        VIEW_INIT("d")};
    struct entry entry[] = {{.path = VIEW_INIT("b")}, {.path = VIEW_INIT("c")}};
    struct release r = {.entry = entry, .entry_count = 2};

    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        struct safety_finding finding = {.rule = VIEW_INIT("too-deep"),
                                         .severity = SAFETY_LIMIT,
                                         .path = other[i]};
        struct safety s = {.finding = &finding, .finding_count = 1};
        struct safety_file file[2] = {0};

        CHECK_U64(policy_apply(&policy_plain, &r, &s, file), EFFECT_REFUSE);
        CHECK_U64(file[0].effect, EFFECT_ALLOW);
        CHECK_U64(file[1].effect, EFFECT_ALLOW);
    }
}

CHECK_MAIN(CHECK_CASE(a_folder_is_made),
           CHECK_CASE(a_finding_that_belongs_to_no_file_counts),
           CHECK_CASE(each_file_has_its_verdict_format_and_digest),
           CHECK_CASE(the_reports_are_the_same_for_any_number_of_threads),
           CHECK_CASE(the_documents_keep_to_their_schemas),
           CHECK_CASE(the_text_keeps_to_its_width),
           CHECK_CASE(an_approval_counts_for_the_bytes_it_names),
           CHECK_CASE(a_policy_says_what_classes_and_rules_do),
           CHECK_CASE(the_line_of_the_policy_that_decides_is_named),
           CHECK_CASE(an_approval_without_effect_is_told),
           CHECK_CASE(a_policy_that_is_none_is_refused_with_its_line),
           CHECK_CASE(a_policy_that_is_not_there_or_too_long_is_refused),
           CHECK_CASE(a_file_that_changes_while_it_is_looked_at_is_told),
           CHECK_CASE(the_lists_of_shards_may_not_lead_out),
           CHECK_CASE(the_folder_goes_again))
