// SPDX-License-Identifier: Apache-2.0
// Expected values: YAML 1.2.2 (section 10.3 for types) and by hand.
#define _GNU_SOURCE // clock_gettime with -std=c17
#include "check.h"

#include "base/text.h"
#include "format/yaml.h"

#include <time.h>

static struct error *read_all(struct arena *a, struct view bytes,
                              struct yaml *out)
{
    char *exact = arena_alloc(a, bytes.len); // reading on would be caught

    if (bytes.len)
        memcpy(exact, bytes.at, bytes.len);
    return yaml_read(a, (struct view){exact, bytes.len}, VIEW("x.yaml"), out);
}

static struct view text_of(const struct yaml_value *v)
{
    struct view text;

    return yaml_string(v, &text) ? text : VIEW("(no scalar)");
}

TEST(reads_the_front_matter_of_a_card)
{
    struct arena a = {0};
    struct yaml y;
    struct view doc = VIEW("license: apache-2.0\n"
                           "language:\n- en\n- no\n"
                           "base_model: [a/b, 'c/d']\n"
                           "model-index:\n"
                           "  - name: x\n"
                           "    results: ~\n"
                           "note: \"\"\n");

    CHECK(!read_all(&a, doc, &y));
    CHECK_U64(y.root->count, 5);
    CHECK_TEXT(text_of(yaml_get(y.root, VIEW("license"))), "apache-2.0");
    const struct yaml_value *language = yaml_get(y.root, VIEW("language"));
    CHECK(language && language->kind == YAML_LIST && language->count == 2);
    CHECK(language && language->key_line == 2 && language->line == 3);
    CHECK_TEXT(text_of(language->child->next), "no");
    CHECK_U64(language->child->next->line, 4);
    const struct yaml_value *base = yaml_get(y.root, VIEW("base_model"));
    CHECK(base->child->plain && !base->child->next->plain);
    CHECK_U64(base->child->next->offset, view_find(doc, VIEW("'c/d'")));
    const struct yaml_value *index = yaml_get(y.root, VIEW("model-index"));
    CHECK(yaml_is_null(yaml_get(index->child, VIEW("results"))));
    CHECK(!yaml_is_null(yaml_get(y.root, VIEW("note"))));
    CHECK(yaml_is_null(yaml_get(y.root, VIEW("absent"))));
    arena_free(&a);
}

TEST(an_empty_file_has_no_root)
{
    struct arena a = {0};
    struct yaml y;

    CHECK(!read_all(&a, VIEW(""), &y) && !y.root);
    CHECK(!read_all(&a, VIEW("# only a comment\n"), &y) && !y.root);
    CHECK(!read_all(&a, VIEW("\xef\xbb\xbf"), &y) && !y.root);
    CHECK(!read_all(&a, VIEW("---\n"), &y) && yaml_is_null(y.root));
    arena_free(&a);
}

TEST(counts_bytes_and_lines_as_an_editor_does)
{
    struct arena a = {0};
    struct yaml y;
    // A byte order mark, two-byte and four-byte characters, a next-line
    // character and CR LF stand before `b`.
    struct view doc = VIEW("\xef\xbb\xbf\xc3\xa9: \"\xf0\x9f\x98\x80\"\r\n"
                           "# \xc2\x85\nb: c\n");

    CHECK(!read_all(&a, doc, &y));
    const struct yaml_value *b = yaml_get(y.root, VIEW("b"));
    CHECK(b != NULL);
    CHECK_U64(b->offset, view_find(doc, VIEW("c\n")));
    CHECK_U64(b->line, 3);
    CHECK_U64(yaml_get(y.root, VIEW("\xc3\xa9"))->offset, 7);
    arena_free(&a);
}

TEST(keeps_the_last_of_a_name_that_stands_twice_and_shows_it)
{
    struct arena a = {0};
    struct yaml y;
    struct text t = {.arena = &a};

    CHECK(!read_all(&a, VIEW("a: 1\nb: 2\na: 3\n"), &y));
    CHECK_TEXT(text_of(yaml_get(y.root, VIEW("a"))), "3");
    CHECK(y.duplicate && y.duplicate->key_line == 3);
    for (int i = 0; i < 100; i++)
        text_print(&t, "k%d: %d\n", i, i);
    text_print(&t, "k7: x\n");
    CHECK(!read_all(&a, text_view(&t), &y));
    CHECK(y.duplicate && y.duplicate->key_line == 101);
    CHECK(!read_all(&a, VIEW("a: 1\nb: {a: 1}\n"), &y) && !y.duplicate);
    arena_free(&a);
}

TEST(counts_anchors_aliases_and_tags_and_expands_nothing)
{
    struct arena a = {0};
    struct yaml y;

    CHECK(!read_all(&a, VIEW("a: 1\nb: &x {c: 1}\nd: *x\ne: !!str 7\n<<: *x\n"),
                    &y));
    CHECK(y.anchors == 1 && y.aliases == 2 && y.tags == 1);
    CHECK_U64(y.special_line, 2);
    const struct yaml_value *d = yaml_get(y.root, VIEW("d"));
    CHECK(d && d->kind == YAML_SCALAR && !d->text.len && !yaml_is_null(d));
    arena_free(&a);
}

TEST(reads_only_the_first_document)
{
    struct arena a = {0};
    struct yaml y;

    CHECK(!read_all(&a, VIEW("---\na: b\n---\n[[[ not yaml"), &y));
    CHECK_TEXT(text_of(yaml_get(y.root, VIEW("a"))), "b");
    arena_free(&a);
}

TEST(says_in_which_line_the_fault_is)
{
    static const struct {
        struct view doc;
        uint32_t line;
    } rows[] = {
        // clang-format off
        {VIEW_INIT("a: 1\nb: [1, 2\nc: 3\n"), 3},
        {VIEW_INIT("a: 1\n\tb: 2\n"), 2},
        {VIEW_INIT("a: 1\nb: \x01\n"), 2},
        {VIEW_INIT("a: 1\nb: 2\n? [x]\n: 3\n"), 3},
        {VIEW_INIT("a: 1\nb: \xff\n"), 2},
        {VIEW_INIT("\xff\xfe" "a\0"), 1},
        {VIEW_INIT("a: b: c\n"), 1},
        {VIEW_INIT("\xef\xbb\xbf" "a: 1\nb: @\n"), 2},
        // clang-format on
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        struct yaml y;
        struct error *e = read_all(&a, rows[i].doc, &y);

        CHECK(e && e->kind == ERROR_INPUT);
        CHECK_U64(e ? e->at.line : 0, rows[i].line);
        CHECK(e && e->at.offset <= rows[i].doc.len && !y.root);
        arena_free(&a);
    }
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

TEST(refuses_what_would_keep_libyaml_busy_for_minutes)
{
    static const struct view unit[] = {
        // clang-format off
        VIEW_INIT("["), VIEW_INIT("{"), VIEW_INIT("- "), VIEW_INIT("? "),
        VIEW_INIT("[a,"), VIEW_INIT("{a: "), VIEW_INIT("a\n"),
        VIEW_INIT("*a\n"), VIEW_INIT("&a "), VIEW_INIT("!a "),
        VIEW_INIT("- a\n"), VIEW_INIT("\"\"\n"), VIEW_INIT("%A\n"),
        VIEW_INIT("[]:"), VIEW_INIT("#"), VIEW_INIT("|\n"),
        // clang-format on
    };

    for (size_t i = 0; i < sizeof unit / sizeof *unit; i++) {
        struct arena a = {0};
        struct text t = {.arena = &a};
        struct yaml y;

        for (int n = 0; n < 200000; n++)
            text_add(&t, unit[i]);
        double start = seconds();
        struct error *e = yaml_read(&a, text_view(&t), VIEW("x"), &y);
        double took = seconds() - start;
        if (took > 2)
            check_fail(__FILE__, __LINE__, "200,000 x '" VIEW_FMT "': %.1f s",
                       VIEW_ARG(unit[i]), took);
        CHECK(i > 5 || (e && e->kind == ERROR_INPUT));
        arena_free(&a);
    }
}

TEST(refuses_thousands_of_tag_lines_at_once)
{
    struct arena a = {0};
    struct text t = {.arena = &a};
    struct yaml y;

    for (int n = 0; n < 100000; n++)
        text_print(&t, "%%TAG !e%d! x\n", n);
    text_add(&t, VIEW("---\na: b\n"));
    double start = seconds();
    CHECK(yaml_read(&a, text_view(&t), VIEW("x"), &y));
    CHECK(seconds() - start < 2);
    CHECK(!read_all(&a, VIEW("%TAG !e! x\n---\na: !e!b c\n"), &y));
    CHECK_U64(y.tags, 1);
    arena_free(&a);
}

TEST(takes_64_levels_and_no_more)
{
    struct arena a = {0};
    struct yaml y;
    char doc[2 * (YAML_MAX_DEPTH + 1)];

    memset(doc, '[', YAML_MAX_DEPTH);
    memset(doc + YAML_MAX_DEPTH, ']', YAML_MAX_DEPTH);
    CHECK(!read_all(&a, (struct view){doc, sizeof doc - 2}, &y));
    memset(doc, '[', YAML_MAX_DEPTH + 1);
    memset(doc + YAML_MAX_DEPTH + 1, ']', YAML_MAX_DEPTH + 1);
    CHECK(read_all(&a, (struct view){doc, sizeof doc}, &y));
    arena_free(&a);
}

TEST(every_shorter_file_is_read_or_refused_with_its_place)
{
    struct view doc = VIEW("\xef\xbb\xbf"
                           "a: &x [1, \"b\\u00e9\", 'c']\n"
                           "? d\n: |\n  text\n  more\ne: {f: *x, g: !!int 3}\n"
                           "h: \xe4\xb8\xad\xe6\x96\x87\n...\n");

    for (size_t len = 0; len <= doc.len; len++) {
        struct arena a = {0};
        struct yaml y;
        struct error *e = read_all(&a, view_head(doc, len), &y);

        CHECK(!e || (e->at.line >= 1 && e->at.offset <= len));
        CHECK(!e || !y.root);
        arena_free(&a);
    }
}

CHECK_MAIN(CHECK_CASE(reads_the_front_matter_of_a_card),
           CHECK_CASE(an_empty_file_has_no_root),
           CHECK_CASE(counts_bytes_and_lines_as_an_editor_does),
           CHECK_CASE(keeps_the_last_of_a_name_that_stands_twice_and_shows_it),
           CHECK_CASE(counts_anchors_aliases_and_tags_and_expands_nothing),
           CHECK_CASE(reads_only_the_first_document),
           CHECK_CASE(says_in_which_line_the_fault_is),
           CHECK_CASE(refuses_what_would_keep_libyaml_busy_for_minutes),
           CHECK_CASE(refuses_thousands_of_tag_lines_at_once),
           CHECK_CASE(takes_64_levels_and_no_more),
           CHECK_CASE(every_shorter_file_is_read_or_refused_with_its_place))
