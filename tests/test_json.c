// SPDX-License-Identifier: Apache-2.0
// Expected values: RFC 8259 (its grammar, its example of section 13) and by
// hand; doubles from Python 3's float(). The names y, n and i of the table's
// outcomes follow the custom of JSON test suites: must be taken, must be
// refused, the standard leaves it open (the row says what we do).
#define _GNU_SOURCE // clock_gettime with -std=c17
#include "check.h"

#include "base/text.h"
#include "format/json.h"

#include <time.h>

static struct error *read_all(struct arena *a, struct view bytes,
                              struct json *out)
{
    char *exact = arena_alloc(a, bytes.len); // reading on would be caught

    if (bytes.len)
        memcpy(exact, bytes.at, bytes.len);
    return json_read(a, (struct view){exact, bytes.len}, VIEW("x.json"), out);
}

static const struct view example =
    VIEW_INIT("{\n"
              "  \"Image\": {\n"
              "    \"Width\":  800,\n"
              "    \"Title\":  \"View from \\u0031\\u00e9 \xc3\xa9\",\n"
              "    \"Animated\" : false,\n"
              "    \"IDs\": [116, 943, -2.5e1, null, true, {}, []]\n"
              "  }\n"
              "}\n");

TEST(reads_the_example_of_the_standard)
{
    struct arena a = {0};
    struct json j;
    struct view text;
    uint64_t n;
    bool truth = true;

    CHECK(!read_all(&a, example, &j));
    const struct json_value *image = json_get(j.root, VIEW("Image"));
    CHECK(image && image->count == 4);
    CHECK(json_u64(json_get(image, VIEW("Width")), &n) && n == 800);
    CHECK(json_string(json_get(image, VIEW("Title")), &text));
    CHECK_TEXT(text, "View from 1\xc3\xa9 \xc3\xa9");
    CHECK(json_bool(json_get(image, VIEW("Animated")), &truth) && !truth);
    const struct json_value *ids = json_get(image, VIEW("IDs"));
    CHECK(ids && ids->count == 7);
    CHECK(ids && json_u64(ids->child->next, &n) && n == 943);
    CHECK(!json_u64(ids->child->next->next, &n));
    CHECK(!json_get(image, VIEW("width")));
    CHECK(!json_get(ids, VIEW("0")) && !json_get(NULL, VIEW("a")));
    CHECK_U64(j.duplicates, 0);
    arena_free(&a);
}

// Every value's bytes, from `offset` to `end`, are that value.
static void check_places(const struct json_value *v)
{
    for (; v; v = v->next) {
        struct arena a = {0};
        struct json alone;
        struct view bytes = {example.at + v->offset,
                             (size_t)(v->end - v->offset)};

        CHECK(!read_all(&a, bytes, &alone));
        CHECK(alone.root && alone.root->kind == v->kind &&
              alone.root->count == v->count &&
              view_eq(alone.root->text, v->text));
        CHECK(alone.root && alone.root->end == bytes.len);
        arena_free(&a);
        check_places(v->child);
    }
}

TEST(every_value_knows_its_bytes_and_line)
{
    struct arena a = {0};
    struct json j;

    CHECK(!read_all(&a, example, &j));
    check_places(j.root);
    const struct json_value *image = json_get(j.root, VIEW("Image"));
    const struct json_value *ids = json_get(image, VIEW("IDs"));
    CHECK_U64(json_line(example, image->offset), 2);
    CHECK_U64(json_line(example, ids->offset), 6);
    CHECK_U64(json_line(example, 0), 1);
    arena_free(&a);
}

TEST(refuses_every_shorter_file_and_says_where)
{
    for (size_t len = 0; len + 2 < example.len; len++) {
        struct arena a = {0};
        struct json j;
        struct error *e = read_all(&a, view_head(example, len), &j);

        CHECK(e && e->kind == ERROR_INPUT && e->at.offset <= len && !j.root);
        arena_free(&a);
    }
}

enum outcome { Y, N };

static const struct {
    enum outcome wanted;
    struct view doc;
} table[] = {
    // clang-format off
    // structure
    {Y, VIEW_INIT("[]")}, {Y, VIEW_INIT(" [ ] ")}, {Y, VIEW_INIT("{}")},
    {Y, VIEW_INIT("\t\r\n {\"a\"\n:\t1\r} \n")}, {Y, VIEW_INIT("null")},
    {Y, VIEW_INIT("[null, 1, \"1\", {}]")}, {Y, VIEW_INIT("{\"\":0}")},
    {Y, VIEW_INIT("[[[]]]")}, {Y, VIEW_INIT("{\"a\":{\"b\":[{}]}}")},
    {Y, VIEW_INIT("{\"a\":1,\"a\":2}")}, {Y, VIEW_INIT("\"\"")},
    {N, VIEW_INIT("")}, {N, VIEW_INIT(" ")}, {N, VIEW_INIT("[")},
    {N, VIEW_INIT("]")}, {N, VIEW_INIT("{")}, {N, VIEW_INIT("}")},
    {N, VIEW_INIT("[1,]")}, {N, VIEW_INIT("[,1]")}, {N, VIEW_INIT("[1,,2]")},
    {N, VIEW_INIT("[1 2]")}, {N, VIEW_INIT("[1:2]")}, {N, VIEW_INIT("[1}")},
    {N, VIEW_INIT("{\"a\":1]")}, {N, VIEW_INIT("{\"a\":1,}")},
    {N, VIEW_INIT("{,\"a\":1}")}, {N, VIEW_INIT("{\"a\" 1}")},
    {N, VIEW_INIT("{\"a\":}")}, {N, VIEW_INIT("{\"a\"}")},
    {N, VIEW_INIT("{\"a\",\"b\"}")}, {N, VIEW_INIT("{a:1}")},
    {N, VIEW_INIT("{'a':1}")}, {N, VIEW_INIT("{1:1}")},
    {N, VIEW_INIT("{null:1}")}, {N, VIEW_INIT("{\"a\"::1}")},
    {N, VIEW_INIT("{\"a\":1 \"b\":2}")}, {N, VIEW_INIT("{\"a\":1,,}")},
    {N, VIEW_INIT("[] []")}, {N, VIEW_INIT("[]]")}, {N, VIEW_INIT("{}}")},
    {N, VIEW_INIT("1 2")}, {N, VIEW_INIT("[]#")}, {N, VIEW_INIT("// a\n[]")},
    {N, VIEW_INIT("/* a */[]")}, {N, VIEW_INIT("[]\0")}, {N, VIEW_INIT("\0[]")},
    {N, VIEW_INIT("\xef\xbb\xbf[]")}, {N, VIEW_INIT("\xef\xbb\xbf")},
    {N, VIEW_INIT("[\x0c]")}, {N, VIEW_INIT("[\xc2\xa0]")},
    {N, VIEW_INIT("\xe2\x81\xa0[]")}, {N, VIEW_INIT("[\v1]")},
    {N, VIEW_INIT("\xff\xfe[\0]\0")}, {N, VIEW_INIT("*")},
    // words
    {Y, VIEW_INIT("[true,false,null]")},
    {N, VIEW_INIT("True")}, {N, VIEW_INIT("nul")}, {N, VIEW_INIT("truee")},
    {N, VIEW_INIT("[fals]")}, {N, VIEW_INIT("NaN")}, {N, VIEW_INIT("nan")},
    {N, VIEW_INIT("Infinity")}, {N, VIEW_INIT("-Infinity")},
    {N, VIEW_INIT("undefined")}, {N, VIEW_INIT("TRUE")},
    // numbers
    {Y, VIEW_INIT("0")}, {Y, VIEW_INIT("-0")}, {Y, VIEW_INIT("-0.0")},
    {Y, VIEW_INIT("1e5")}, {Y, VIEW_INIT("1E+05")}, {Y, VIEW_INIT("0e0")},
    {Y, VIEW_INIT("1.5e-400")}, {Y, VIEW_INIT("123456789012345678901234567890")},
    {Y, VIEW_INIT("1e99999999999999999999")}, {Y, VIEW_INIT(" 4 ")},
    {N, VIEW_INIT("01")}, {N, VIEW_INIT("-01")}, {N, VIEW_INIT("00")},
    {N, VIEW_INIT("-")}, {N, VIEW_INIT("+1")}, {N, VIEW_INIT(".5")},
    {N, VIEW_INIT("1.")}, {N, VIEW_INIT("1.e1")}, {N, VIEW_INIT("1e")},
    {N, VIEW_INIT("1e+")}, {N, VIEW_INIT("1e-")}, {N, VIEW_INIT("1e1.0")},
    {N, VIEW_INIT("1ea")}, {N, VIEW_INIT("0x1")}, {N, VIEW_INIT("1_000")},
    {N, VIEW_INIT("1,000")}, {N, VIEW_INIT("--1")}, {N, VIEW_INIT("- 1")},
    {N, VIEW_INIT("-a")}, {N, VIEW_INIT("1a")}, {N, VIEW_INIT("[1.]")},
    {N, VIEW_INIT("[-]")}, {N, VIEW_INIT("1 000")}, {N, VIEW_INIT("0e")},
    {N, VIEW_INIT("\xef\xbc\x91")}, {N, VIEW_INIT("2.e+3")},
    // strings
    {Y, VIEW_INIT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\"")},
    {Y, VIEW_INIT("\"\x7f\"")}, {Y, VIEW_INIT("\"\xf4\x8f\xbf\xbf\"")},
    {Y, VIEW_INIT("\"\\uD834\\uDD1E\"")}, {Y, VIEW_INIT("\"\\uaBcD\"")},
    {Y, VIEW_INIT("\"\\uD800\"")},  // open: we read U+FFFD
    {Y, VIEW_INIT("\"\\uDC00\\uD800\"")}, // open, too
    {Y, VIEW_INIT("\"\xe2\x80\xa8\"")}, {Y, VIEW_INIT("\"\xef\xbf\xbf\"")},
    {N, VIEW_INIT("\"")}, {N, VIEW_INIT("\"a")}, {N, VIEW_INIT("\"\\\"")},
    {N, VIEW_INIT("\"a\nb\"")}, {N, VIEW_INIT("\"\t\"")},
    {N, VIEW_INIT("\"\0\"")}, {N, VIEW_INIT("\"\x1f\"")},
    {N, VIEW_INIT("\"\\a\"")}, {N, VIEW_INIT("\"\\x41\"")},
    {N, VIEW_INIT("\"\\0\"")}, {N, VIEW_INIT("\"\\'\"")},
    {N, VIEW_INIT("\"\\\0\"")}, {N, VIEW_INIT("\"\\U0041\"")},
    {N, VIEW_INIT("\"\\u\"")}, {N, VIEW_INIT("\"\\u00\"")},
    {N, VIEW_INIT("\"\\u004\"")}, {N, VIEW_INIT("\"\\u004g\"")},
    {N, VIEW_INIT("\"\\u 041\"")}, {N, VIEW_INIT("\"\\u+041\"")},
    {N, VIEW_INIT("\"\\uD834\\uDd\"")}, {N, VIEW_INIT("\"\\uD800\\\"")},
    {N, VIEW_INIT("'a'")}, {N, VIEW_INIT("\"\\\xc3\xa9\"")},
    {N, VIEW_INIT("\"a\"b")}, {N, VIEW_INIT("\\u0022a\"")},
    // strict UTF-8
    {N, VIEW_INIT("\"\xff\"")}, {N, VIEW_INIT("\"\x80\"")},
    {N, VIEW_INIT("\"\xc3\"")}, {N, VIEW_INIT("\"\xc0\xaf\"")},
    {N, VIEW_INIT("\"\xe0\x80\xaf\"")}, {N, VIEW_INIT("\"\xed\xa0\x80\"")},
    {N, VIEW_INIT("\"\xf4\x90\x80\x80\"")}, {N, VIEW_INIT("\"\xf0\x80\x80\x80\"")},
    {N, VIEW_INIT("\"abcdefgh\xe4\xb8\"")}, {N, VIEW_INIT("\"\xfc\x80\x80\x80\x80\x80\"")},
    {N, VIEW_INIT("{\"\xff\":1}")}, {N, VIEW_INIT("\"\xe9\"")},
    // clang-format on
};

TEST(takes_what_the_standard_takes_and_refuses_what_it_refuses)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct arena a = {0};
        struct json j;
        struct error *e = read_all(&a, table[i].doc, &j);

        if (!e != (table[i].wanted == Y))
            check_fail(__FILE__, __LINE__, "'" VIEW_FMT "' is %s",
                       VIEW_ARG(table[i].doc), e ? "refused" : "taken");
        if (e)
            CHECK(e->at.offset <= table[i].doc.len && e->message.len);
        arena_free(&a);
    }
}

TEST(an_error_says_what_was_found_and_what_is_allowed)
{
    static const struct {
        struct view doc, line;
    } rows[] = {
        // clang-format off
        {VIEW_INIT("{\n \"a\": 1,\n}"),
         VIEW_INIT("freehold: x.json:3: found '}' where JSON wants a name in double quotes\n")},
        {VIEW_INIT("{\"a\": 1 \"b\": 2}"),
         VIEW_INIT("freehold: x.json at byte 8: found '\"' where JSON wants ',' or '}'\n")},
        {VIEW_INIT("[1, NaN]"),
         VIEW_INIT("freehold: x.json at byte 4: found 'N' where JSON wants a value\n")},
        {VIEW_INIT("[1] \033[0m"),
         VIEW_INIT("freehold: x.json at byte 4: found '\\x1b' where JSON wants nothing after the value\n")},
        {VIEW_INIT("[1"),
         VIEW_INIT("freehold: x.json at byte 2: the file ends where JSON wants ',' or ']'\n")},
        {VIEW_INIT("{\"abc"),
         VIEW_INIT("freehold: x.json at byte 5: the file ends inside the string that begins at byte 1\n")},
        {VIEW_INIT("[\"a\xff\"]"),
         VIEW_INIT("freehold: x.json at byte 3: the string that begins at byte 1 is not UTF-8 here\n")},
        // clang-format on
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        struct json j;
        struct error *e = read_all(&a, rows[i].doc, &j);

        CHECK(e != NULL);
        if (e)
            CHECK_VIEW(error_line(&a, e), rows[i].line);
        arena_free(&a);
    }
}

TEST(decodes_escapes)
{
    static const struct {
        struct view doc, text;
    } rows[] = {
        // clang-format off
        {VIEW_INIT("\"a\\\"\\\\\\/\\b\\f\\n\\r\\tz\""),
         VIEW_INIT("a\"\\/\b\f\n\r\tz")},
        {VIEW_INIT("\"\\u0000\""), VIEW_INIT("\0")},
        {VIEW_INIT("\"\\u007f\\u0080\\u07ff\\u0800\\uffff\""),
         VIEW_INIT("\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf")},
        {VIEW_INIT("\"\\ud834\\udd1e\""), VIEW_INIT("\xf0\x9d\x84\x9e")},
        {VIEW_INIT("\"\\uD834x\""), VIEW_INIT("\xef\xbf\xbdx")},
        {VIEW_INIT("\"\\ud834\\ud834\\udd1e\""),
         VIEW_INIT("\xef\xbf\xbd\xf0\x9d\x84\x9e")},
        {VIEW_INIT("\"\\udd1e\\n\""), VIEW_INIT("\xef\xbf\xbd\n")},
        // clang-format on
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        struct json j;
        struct view text;

        CHECK(!read_all(&a, rows[i].doc, &j));
        CHECK(json_string(j.root, &text));
        CHECK_VIEW(text, rows[i].text);
        arena_free(&a);
    }
}

TEST(whole_numbers_are_exact_however_they_are_written)
{
    static const struct {
        const char *doc;
        bool fits;
        uint64_t value;
    } rows[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"-0.0e7", true, 0},
        {"13731385408.0", true, 13731385408},
        {"9007199254740993", true, 9007199254740993},
        {"18446744073709551615", true, UINT64_MAX},
        {"18446744073709551615.000", true, UINT64_MAX},
        {"18446744073709551616", false, 0},
        {"1e3", true, 1000},
        {"1.5e1", true, 15},
        {"1.5", false, 0},
        {"15e-1", false, 0},
        {"1500e-2", true, 15},
        {"1e19", true, 10000000000000000000u},
        {"1e20", false, 0},
        {"0.000e99999999999999", true, 0},
        {"1e99999999999999999999", false, 0},
        {"1e-99999999999999999999", false, 0},
        {"-1", false, 0},
        {"100000000000000000000e-10", true, 10000000000},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        struct json j;
        uint64_t n = 7;

        CHECK(!read_all(&a, view_of(rows[i].doc), &j));
        if (json_u64(j.root, &n) != rows[i].fits || n != rows[i].value)
            check_fail(__FILE__, __LINE__, "%s gives %" PRIu64, rows[i].doc, n);
        arena_free(&a);
    }
}

TEST(doubles_are_the_nearest)
{
    static const struct {
        const char *doc;
        double value;
    } rows[] = {
        {"1e-05", 0x1.4f8b588e368f1p-17},
        {"-2.5E1", -25},
        {"0.1", 0x1.999999999999ap-4},
        {"1.7976931348623157e308", 0x1.fffffffffffffp+1023},
        {"5e-324", 0x1p-1074},
        {"1e-400", 0},
        {"9007199254740993", 9007199254740992},
        {"-0", 0},
        {"1000000.000", 1000000},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        struct json j;
        double d;

        CHECK(!read_all(&a, view_of(rows[i].doc), &j));
        CHECK(json_double(j.root, &d));
        if (d < rows[i].value || d > rows[i].value)
            check_fail(__FILE__, __LINE__, "%s gives %a", rows[i].doc, d);
        arena_free(&a);
    }
}

TEST(a_double_of_a_thousand_digits_is_right_in_its_last_bit)
{
    struct arena a = {0};
    struct text t = {.arena = &a};
    struct json j;
    double d = 0;

    // Half way between two doubles: 2^53 + 1, and a 1 at the thousandth place
    // tips it over.
    text_add(&t, VIEW("9007199254740993."));
    text_fill(&t, '0', 1000);
    CHECK(!read_all(&a, text_view(&t), &j) && json_double(j.root, &d));
    CHECK(d <= 0x1p53);
    text_byte(&t, '1');
    CHECK(!read_all(&a, text_view(&t), &j) && json_double(j.root, &d));
    CHECK(d > 0x1p53);
    CHECK(!read_all(&a, VIEW("1e309"), &j) && !json_double(j.root, &d));
    CHECK(!read_all(&a, VIEW("\"1\""), &j) && !json_double(j.root, &d));
    arena_free(&a);
}

TEST(a_name_that_stands_twice_is_counted_and_the_last_one_counts)
{
    struct arena a = {0};
    struct json j;
    struct view doc =
        VIEW("{\"a\":1,\"b\":{\"x\":1,\"x\":2},\"\\u0061\":3,\"a\":4}");
    uint64_t n;

    CHECK(!read_all(&a, doc, &j));
    CHECK_U64(j.duplicates, 3);
    CHECK(j.duplicate && j.duplicate->offset == view_find(doc, VIEW("2}")));
    CHECK(json_u64(json_get(j.root, VIEW("a")), &n) && n == 4);
    CHECK_U64(j.root->count, 4);
    arena_free(&a);
}

static bool wants_k(const void *context, struct view key)
{
    (void)context;
    return view_eq(key, VIEW("k"));
}

static const struct json_filter only_k = {wants_k, NULL};

// What is wanted, all below it, and what it stands in; by hand.
TEST(keeps_what_is_wanted_and_counts_the_rest)
{
    struct arena a = {0};
    struct json_oddities odd;
    struct json j;
    struct view doc =
        VIEW("{\"a\":[1,2,\"x\"],\"b\":{\"\\u006b\":[1,{\"c\":2}]},"
             "\"c\":[[[]],{\"d\":{}},[{\"k\":null}]],\"d\":1}");

    CHECK(!json_inspect_part(&a, doc, VIEW("x"), &only_k, &j, &odd));
    const struct json_value *b = j.root->child, *c = b->next;
    CHECK(j.root->count == 4 && j.root->numbers == 1);
    CHECK_TEXT(b->key, "b");
    CHECK(b->child && !b->child->next);
    CHECK_TEXT(b->child->key, "k");
    CHECK(b->child->count == 2 && b->child->child->kind == JSON_NUMBER);
    CHECK(json_get(b->child->child->next, VIEW("c")));
    CHECK_TEXT(c->key, "c");
    CHECK(!c->next && c->count == 3 && !c->child->next);
    CHECK(c->child->child->child->kind == JSON_NULL);
    CHECK(c->child->offset == view_find(doc, VIEW("[{\"k")));
    arena_free(&a);
}

static bool same_oddities(const struct json_oddities *a,
                          const struct json_oddities *b)
{
    const struct json_oddity of_a[] = {a->bom,     a->not_number, a->infinite,
                                       a->inexact, a->nul,        a->surrogate},
                             of_b[] = {b->bom,     b->not_number, b->infinite,
                                       b->inexact, b->nul,        b->surrogate};
    bool same = a->fault == b->fault;

    for (size_t i = 0; i < sizeof of_a / sizeof *of_a; i++)
        same = same && of_a[i].count == of_b[i].count &&
               of_a[i].offset == of_b[i].offset;
    return same;
}

// A reading of a part finds the same faults as one of the whole.
TEST(what_is_not_kept_is_read_with_the_same_care)
{
    static const struct view docs[] = {
        VIEW_INIT("{\"a\":{\"x\":1,\"\\u0078\":2},\"a\":1}"),
        VIEW_INIT("{\"\\\"a\\\"\":1,\"\\u0022a\\\"\" : 22}"),
        VIEW_INIT("{\"a\":[NaN,-Infinity,1e999,\"\\u0000\\ud800\"]}"),
        VIEW_INIT("{\"\\ud800\":12345678901234567891}"),
        VIEW_INIT("{\"a\":\"\xff\"}"),
        VIEW_INIT("{\"a\":[1,2}"),
        VIEW_INIT("{\"a\":{\"b\":[]}} 1"),
        VIEW_INIT("\xef\xbb\xbf[tru]"),
        VIEW_INIT("\"\\u0031\""),
    };

    for (size_t i = 0; i < sizeof docs / sizeof *docs; i++) {
        struct arena a = {0};
        struct json_oddities whole_odd, odd;
        struct json whole, j;
        struct error *e = json_inspect(&a, docs[i], VIEW("x"), &whole,
                                       &whole_odd),
                     *is = json_inspect_part(&a, docs[i], VIEW("x"), &only_k,
                                             &j, &odd);

        CHECK(!e == !is && same_oddities(&whole_odd, &odd));
        if (e && is) {
            CHECK_VIEW(is->message, e->message);
            CHECK_U64(is->at.offset, e->at.offset);
        }
        CHECK_U64(j.duplicates, whole.duplicates);
        CHECK(j.root->count == whole.root->count &&
              view_eq(j.root->text, whole.root->text));
        CHECK(!j.duplicate == !whole.duplicate);
        if (j.duplicate && whole.duplicate)
            CHECK(j.duplicate->offset == whole.duplicate->offset &&
                  view_eq(j.duplicate->key, whole.duplicate->key));
        arena_free(&a);
    }
}

// Where Python's re says that the second one begins.
TEST(tells_where_the_value_of_a_second_name_is)
{
    struct arena a = {0};
    struct json j;
    struct view doc = VIEW("{\"\\\"a\\\"\":1,\"\\u0022a\\\"\" :\n 22}");

    CHECK(!read_all(&a, doc, &j));
    CHECK_U64(j.duplicates, 1);
    if (j.duplicate) {
        CHECK_U64(j.duplicate->offset, view_find(doc, VIEW("22}")));
        CHECK_TEXT(j.duplicate->key, "\"a\"");
    }
    arena_free(&a);
}

// Three million values, as the logs of long runs hold.
TEST(what_is_not_kept_takes_no_memory)
{
    struct arena text_arena = {0}, a = {0};
    struct text t = {.arena = &text_arena};
    struct json_oddities odd;
    struct json j;

    text_byte(&t, '[');
    for (int i = 0; i < 600000; i++)
        text_add(&t, VIEW("{\"loss\":1.5,\"\\u0073tep\":2,\"l\":[3,4]},"));
    text_add(&t, VIEW("{\"k\":1}]"));
    CHECK(!json_inspect_part(&a, text_view(&t), VIEW("x"), &only_k, &j, &odd));
    CHECK(j.root->count == 600001 && j.root->child && !j.root->child->next);
    CHECK(a.used < 100000);
    arena_free(&text_arena);
    arena_free(&a);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

TEST(finds_duplicates_among_100000_names_at_once)
{
    struct arena a = {0};
    struct text t = {.arena = &a};
    struct json j;

    text_byte(&t, '{');
    for (int i = 0; i < 100000; i++)
        text_print(&t, "\"name %d\":%d,", i, i);
    text_add(&t, VIEW("\"name 777\":0}"));
    double start = seconds();
    CHECK(!json_read(&a, text_view(&t), VIEW("x"), &j));
    CHECK(seconds() - start < 2);
    CHECK_U64(j.duplicates, 1);
    CHECK(j.duplicate && j.duplicate->offset == t.len - 2);
    arena_free(&a);
}

TEST(takes_200_levels_and_no_more)
{
    struct arena a = {0};
    struct json j;
    char doc[2 * (JSON_MAX_DEPTH + 1)];

    memset(doc, '[', JSON_MAX_DEPTH);
    memset(doc + JSON_MAX_DEPTH, ']', JSON_MAX_DEPTH);
    CHECK(!read_all(&a, (struct view){doc, sizeof doc - 2}, &j));
    memset(doc, '[', JSON_MAX_DEPTH + 1);
    memset(doc + JSON_MAX_DEPTH + 1, ']', JSON_MAX_DEPTH + 1);
    struct error *e = read_all(&a, (struct view){doc, sizeof doc}, &j);
    CHECK(e && e->at.offset == JSON_MAX_DEPTH);
    arena_free(&a);
}

TEST(refuses_more_values_than_memory_is_set_aside_for)
{
    struct arena text_arena = {0}, a = {0};
    struct text t = {.arena = &text_arena};
    struct json j;

    text_add(&t, VIEW("[1"));
    for (size_t i = 0; i < JSON_MAX_VALUES; i++)
        text_add(&t, VIEW(",1"));
    text_add(&t, VIEW("]"));
    struct error *e = read_all(&a, text_view(&t), &j);
    CHECK(e && view_has(e->message, VIEW("more than 2000000 values")));
    CHECK(a.used < (size_t)200 << 20);
    arena_free(&text_arena);
    arena_free(&a);
}

TEST(a_million_brackets_or_digits_cost_next_to_nothing)
{
    static const char units[] = "[{9 \"-";

    for (size_t i = 0; i < sizeof units - 1; i++) {
        struct arena text_arena = {0}, a = {0};
        struct text t = {.arena = &text_arena};
        struct json j;

        text_fill(&t, units[i], 1000000);
        double start = seconds();
        struct error *e = json_read(&a, text_view(&t), VIEW("x"), &j);
        CHECK(!e == (units[i] == '9'));
        CHECK(seconds() - start < 1);
        CHECK(a.used < 100000);
        arena_free(&a);
        arena_free(&text_arena);
    }
}

CHECK_MAIN(
    CHECK_CASE(reads_the_example_of_the_standard),
    CHECK_CASE(every_value_knows_its_bytes_and_line),
    CHECK_CASE(refuses_every_shorter_file_and_says_where),
    CHECK_CASE(takes_what_the_standard_takes_and_refuses_what_it_refuses),
    CHECK_CASE(an_error_says_what_was_found_and_what_is_allowed),
    CHECK_CASE(decodes_escapes),
    CHECK_CASE(whole_numbers_are_exact_however_they_are_written),
    CHECK_CASE(doubles_are_the_nearest),
    CHECK_CASE(a_double_of_a_thousand_digits_is_right_in_its_last_bit),
    CHECK_CASE(a_name_that_stands_twice_is_counted_and_the_last_one_counts),
    CHECK_CASE(keeps_what_is_wanted_and_counts_the_rest),
    CHECK_CASE(what_is_not_kept_is_read_with_the_same_care),
    CHECK_CASE(tells_where_the_value_of_a_second_name_is),
    CHECK_CASE(what_is_not_kept_takes_no_memory),
    CHECK_CASE(finds_duplicates_among_100000_names_at_once),
    CHECK_CASE(takes_200_levels_and_no_more),
    CHECK_CASE(refuses_more_values_than_memory_is_set_aside_for),
    CHECK_CASE(a_million_brackets_or_digits_cost_next_to_nothing))
