// SPDX-License-Identifier: Apache-2.0
// Expected values: by hand from the layout that json_write.h promises; every
// output is also read again by our reader.
#include "check.h"

#include "format/json.h"
#include "format/json_write.h"

static void write_sample(struct json_writer *w)
{
    json_begin(w, '{');
    json_member(w, VIEW("name"), VIEW("a \"b\"\n"));
    json_member_if(w, VIEW("left_out"), VIEW(""));
    json_key(w, VIEW("bytes"));
    json_begin_inline(w, '[');
    json_number(w, 0);
    json_number(w, UINT64_MAX);
    json_end(w, ']');
    json_key(w, VIEW("words"));
    json_begin(w, '[');
    json_text(w, VIEW("x"));
    json_text(w, VIEW("y"));
    json_end(w, ']');
    json_key(w, VIEW("none"));
    json_begin(w, '[');
    json_end(w, ']');
    json_key(w, VIEW("empty"));
    json_begin(w, '{');
    json_end(w, '}');
    json_key(w, VIEW("rows"));
    json_begin(w, '[');
    json_begin(w, '{');
    json_key(w, VIEW("sure"));
    json_truth(w, true);
    json_key(w, VIEW("share"));
    json_real(w, 0.125, 2);
    json_end(w, '}');
    json_begin_inline(w, '{');
    json_key(w, VIEW("nothing"));
    json_null(w);
    json_key(w, VIEW("inner"));
    json_begin(w, '[');
    json_begin(w, '{');
    json_end(w, '}');
    json_end(w, ']');
    json_end(w, '}');
    json_end(w, ']');
    json_end(w, '}');
}

TEST(lays_out_by_two_blanks_and_scalars_on_one_line)
{
    struct arena a = {0};
    struct text t = {.arena = &a};
    struct json_writer w = {.out = &t};
    struct json j;

    write_sample(&w);
    CHECK_TEXT(text_view(&t), "{\n"
                              "  \"name\": \"a \\\"b\\\"\\n\",\n"
                              "  \"bytes\": [0, 18446744073709551615],\n"
                              "  \"words\": [\"x\", \"y\"],\n"
                              "  \"none\": [],\n"
                              "  \"empty\": {},\n"
                              "  \"rows\": [\n"
                              "    {\n"
                              "      \"sure\": true,\n"
                              "      \"share\": 0.12\n"
                              "    },\n"
                              "    {\"nothing\": null, \"inner\": [{}]}\n"
                              "  ]\n"
                              "}");
    CHECK(!json_read(&a, text_view(&t), VIEW("x"), &j));
    CHECK_U64(w.depth, 0);
    arena_free(&a);
}

TEST(compact_output_is_one_line)
{
    struct arena a = {0};
    struct text t = {.arena = &a};
    struct json_writer w = {.out = &t, .compact = true};

    write_sample(&w);
    CHECK_TEXT(text_view(&t),
               "{\"name\": \"a \\\"b\\\"\\n\", "
               "\"bytes\": [0, 18446744073709551615], "
               "\"words\": [\"x\", \"y\"], \"none\": [], \"empty\": {}, "
               "\"rows\": [{\"sure\": true, \"share\": 0.12}, "
               "{\"nothing\": null, \"inner\": [{}]}]}");
    arena_free(&a);
}

TEST(an_array_that_begins_with_a_scalar_stays_on_one_line)
{
    struct arena a = {0};
    struct text t = {.arena = &a};
    struct json_writer w = {.out = &t};

    json_begin(&w, '[');
    json_number(&w, 1);
    json_begin(&w, '{');
    json_member(&w, VIEW("a"), VIEW("b"));
    json_end(&w, '}');
    json_end(&w, ']');
    CHECK_TEXT(text_view(&t), "[1, {\"a\": \"b\"}]");
    arena_free(&a);
}

TEST(what_could_hide_or_paint_is_escaped_and_the_rest_is_not)
{
    static const struct {
        struct view from, to;
    } rows[] = {
        // clang-format off
        {VIEW_INIT("\xc3\xa9\xe4\xb8\xad"), VIEW_INIT("\"\xc3\xa9\xe4\xb8\xad\"")},
        {VIEW_INIT("\033[31m"), VIEW_INIT("\"\\u001b[31m\"")},
        {VIEW_INIT("\0a"), VIEW_INIT("\"\\u0000a\"")},
        {VIEW_INIT("\x7f"), VIEW_INIT("\"\\u007f\"")},
        {VIEW_INIT("\xc2\x85"), VIEW_INIT("\"\\u0085\"")},       // NEL
        {VIEW_INIT("\xe2\x80\xae\xe2\x80\xac"), VIEW_INIT("\"\\u202e\\u202c\"")}, // bidi
        {VIEW_INIT("\xe2\x80\x8b"), VIEW_INIT("\"\\u200b\"")},   // zero width
        {VIEW_INIT("\xf3\xa0\x80\x81"), VIEW_INIT("\"\\udb40\\udc01\"")},
        {VIEW_INIT("a\xff\xc3"), VIEW_INIT("\"a\xef\xbf\xbd\xef\xbf\xbd\"")},
        {VIEW_INIT("\b\f\r\t\\/"), VIEW_INIT("\"\\b\\f\\r\\t\\\\/\"")},
        {VIEW_INIT("\xf0\x9f\x98\x80"), VIEW_INIT("\"\xf0\x9f\x98\x80\"")},
        // clang-format on
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        struct text t = {.arena = &a};
        struct json_writer w = {.out = &t};
        struct json j;

        json_text(&w, rows[i].from);
        CHECK_VIEW(text_view(&t), rows[i].to);
        CHECK(!json_read(&a, text_view(&t), VIEW("x"), &j));
        arena_free(&a);
    }
}

TEST(any_bytes_make_valid_json_and_come_back_when_they_are_text)
{
    struct arena a = {0};

    for (uint32_t n = 0; n < 0x10000; n++) {
        char bytes[2] = {(char)(n >> 8), (char)n};
        struct arena each = {0};
        struct text t = {.arena = &each};
        struct json_writer w = {.out = &t};
        struct view text, v = {bytes, 2};
        struct json j;

        json_text(&w, v);
        if (json_read(&each, text_view(&t), VIEW("x"), &j))
            check_fail(__FILE__, __LINE__, "%04x gives no JSON", n);
        else if (json_string(j.root, &text) && n < 0x8000 && !(n & 0x80))
            CHECK_VIEW(text, v);
        arena_free(&each);
    }
    arena_free(&a);
}

TEST(what_is_no_number_is_written_as_null)
{
    struct arena a = {0};
    struct text t = {.arena = &a};
    struct json_writer w = {.out = &t, .compact = true};

    json_begin(&w, '[');
    json_real(&w, strtod("nan", NULL), 1);
    json_real(&w, strtod("-inf", NULL), 1);
    json_real(&w, -1.5, 1);
    json_end(&w, ']');
    CHECK_TEXT(text_view(&t), "[null, null, -1.5]");
    arena_free(&a);
}

CHECK_MAIN(
    CHECK_CASE(lays_out_by_two_blanks_and_scalars_on_one_line),
    CHECK_CASE(compact_output_is_one_line),
    CHECK_CASE(an_array_that_begins_with_a_scalar_stays_on_one_line),
    CHECK_CASE(what_could_hide_or_paint_is_escaped_and_the_rest_is_not),
    CHECK_CASE(any_bytes_make_valid_json_and_come_back_when_they_are_text),
    CHECK_CASE(what_is_no_number_is_written_as_null))
