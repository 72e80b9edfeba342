// SPDX-License-Identifier: Apache-2.0
// Sections of made-up texts; where each stands was counted by hand.
#include "check.h"

#include "terms/outline.h"

static const struct view agreement = VIEW_INIT(
    "LARCH LICENSE\n"
    "\n"
    "By using it you agree to what follows here, all of it.\n"
    "\n"
    "1. Grant\n"
    "   a. You may use it.\n"
    "   b. Passing on.\n"
    "      i. If you pass it on, you shall (A) give a copy; and (B) show it.\n"
    "      ii. See section 1(a) above.\n"
    "2. Limits\n"
    "   (a) \"Commercial Entity\" means a firm.\n"
    "   (h) eight\n"
    "   (i) nine\n"
    "3. The end, which stands in the last paragraph of this made-up text.\n"
    "\n"
    "Attachment A\n"
    "\n"
    "1. Do no harm\n"
    "2. Do not lie\n");

static struct view at_place(struct arena *a, struct view text,
                            struct view where)
{
    struct outline o;
    struct outline_span span;

    outline_read(a, text, 0, text.len, &o);
    if (!outline_find(&o, where, &span))
        return VIEW("nowhere");
    return view_trim(view_head(view_from(text, (size_t)span.from),
                               (size_t)(span.to - span.from)));
}

static const struct {
    struct view where, text;
} places[] = {
    // clang-format off
    {VIEW_INIT("1.a"), VIEW_INIT("a. You may use it.")},
    {VIEW_INIT("1.b.i (A)"), VIEW_INIT("(A) give a copy; and")},
    {VIEW_INIT("1.b.i(B)"), VIEW_INIT("(B) show it.")},
    {VIEW_INIT("1.b.ii"), VIEW_INIT("ii. See section 1(a) above.")},
    {VIEW_INIT("2(i)"), VIEW_INIT("(i) nine")},
    {VIEW_INIT("7, 2.h"), VIEW_INIT("(h) eight")},
    {VIEW_INIT("Attachment A 2"), VIEW_INIT("2. Do not lie")},
    {VIEW_INIT("1.a-b"), VIEW_INIT("a. You may use it.\n   b. Passing on.\n"
        "      i. If you pass it on, you shall (A) give a copy; and (B) show "
        "it.\n      ii. See section 1(a) above.")},
    {VIEW_INIT("paragraph 1"),
     VIEW_INIT("By using it you agree to what follows here, all of it.")},
    {VIEW_INIT("9.z"), VIEW_INIT("nowhere")},
    {VIEW_INIT("-"), VIEW_INIT("nowhere")},
    {VIEW_INIT(""), VIEW_INIT("nowhere")},
    // clang-format on
};

TEST(a_section_number_becomes_a_place)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct arena a = {0};

        CHECK_VIEW(at_place(&a, agreement, places[i].where), places[i].text);
        arena_free(&a);
    }
}

TEST(a_place_becomes_a_section_number)
{
    static const struct {
        struct view words, name;
    } named[] = {
        // clang-format off
        {VIEW_INIT("You may use"), VIEW_INIT("1.a")},
        {VIEW_INIT("show it"), VIEW_INIT("1.b.i.B")},
        {VIEW_INIT("nine"), VIEW_INIT("2.i")},
        {VIEW_INIT("By using"), VIEW_INIT("paragraph 1")},
        {VIEW_INIT("lie"), VIEW_INIT("Attachment A 2")},
        // clang-format on
    };

    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        struct arena a = {0};
        struct outline o;

        outline_read(&a, agreement, 0, agreement.len, &o);
        CHECK_VIEW(outline_name(&o, view_find(agreement, named[i].words)),
                   named[i].name);
        arena_free(&a);
    }
}

TEST(decimal_roman_markdown_and_chinese_numbers_are_read)
{
    struct arena a = {0};
    struct view decimal = VIEW("2.1 First\n2.2 Second (a) x; (b) y\n3.1 Third");
    struct view roman = VIEW("I. One\nIV.a skipped\nII. Two\n  a. letters\n");
    struct view mark = VIEW("## 1. One\n\n#### 2. Two\n- item\n");
    struct view chinese =
        VIEW("\xe7\xac\xac\xe4\xb8\x80\xe6\x9d\xa1 \xe7\x94\xb2\n"
             "\xef\xbc\x88\xe4\xb8\x80\xef\xbc\x89\xe4\xb9\x99\n"
             "\xe7\xac\xac\xe4\xba\x8c\xe6\x9d\xa1 \xe4\xb8\x99\n");

    CHECK_TEXT(at_place(&a, decimal, VIEW("2.2(b)")), "(b) y");
    CHECK_TEXT(at_place(&a, decimal, VIEW("2.1")), "2.1 First");
    CHECK_TEXT(at_place(&a, roman, VIEW("II.a")), "a. letters");
    CHECK_TEXT(at_place(&a, mark, VIEW("2")), "2. Two\n- item");
    CHECK_TEXT(at_place(&a, chinese, VIEW("2")),
               "\xe7\xac\xac\xe4\xba\x8c\xe6\x9d\xa1 \xe4\xb8\x99");
    CHECK_TEXT(at_place(&a, chinese, VIEW("1.1")),
               "\xef\xbc\x88\xe4\xb8\x80\xef\xbc\x89\xe4\xb9\x99");
    arena_free(&a);
}

TEST(places_lie_in_the_range_that_was_read_whatever_is_cut)
{
    for (size_t len = 0; len <= agreement.len; len++) {
        struct arena a = {0};
        struct outline o;

        outline_read(&a, view_head(agreement, len), len / 3, len, &o);
        for (size_t i = 0; i < o.item_count; i++)
            CHECK(o.item[i].from >= len / 3 && o.item[i].to <= len &&
                  o.item[i].from <= o.item[i].to);
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            struct outline_span span;

            outline_find(&o, places[i].where, &span);
            CHECK(span.from >= len / 3 && span.to <= len &&
                  span.from <= span.to);
        }
        arena_free(&a);
    }
}

CHECK_MAIN(CHECK_CASE(a_section_number_becomes_a_place),
           CHECK_CASE(a_place_becomes_a_section_number),
           CHECK_CASE(decimal_roman_markdown_and_chinese_numbers_are_read),
           CHECK_CASE(places_lie_in_the_range_that_was_read_whatever_is_cut))
