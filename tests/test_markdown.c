// SPDX-License-Identifier: Apache-2.0
// Expected values: by hand, from the examples of CommonMark 0.30 for headings,
// fences and links, and from how cards on the hub are written.
#include "check.h"

#include "format/markdown.h"

static struct markdown read(struct arena *a, struct view text)
{
    struct markdown md;

    markdown_read(a, text, &md);
    return md;
}

TEST(headings_are_known_in_all_their_shapes)
{
    static const struct {
        struct view text;
        size_t line; // index of the heading's line
        struct view words;
    } rows[] = {
        {VIEW_INIT("# One\ntext"), 0, VIEW_INIT("One")},
        {VIEW_INIT("### **One** #\ntext"), 0, VIEW_INIT("One")},
        {VIEW_INIT("##One\ntext"), 0, VIEW_INIT("One")},
        {VIEW_INIT("One\n===\ntext"), 0, VIEW_INIT("One")},
        {VIEW_INIT("One\n---\ntext"), 0, VIEW_INIT("One")},
        {VIEW_INIT("**One:**\ntext"), 0, VIEW_INIT("One")},
        {VIEW_INIT("__One__\ntext"), 0, VIEW_INIT("One")},
        {VIEW_INIT("<h1 align=\"center\">One</h1>\ntext"), 0, VIEW_INIT("One")},
        {VIEW_INIT("<h2>\n  <b>One</b>\n</h2>\ntext"), 1, VIEW_INIT("One")},
        {VIEW_INIT("  One Two\n~~~~~~~~~\ntext"), 0, VIEW_INIT("One Two")},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        struct markdown md = read(&a, rows[i].text);

        CHECK(md.line[rows[i].line].is_heading);
        CHECK_VIEW(md.line[rows[i].line].heading, rows[i].words);
        CHECK_VIEW(md.line[md.line_count - 1].heading, rows[i].words);
        CHECK(!md.line[md.line_count - 1].is_heading);
        arena_free(&a);
    }
}

TEST(what_only_looks_like_a_heading_is_none)
{
    static const struct view text[] = {
        VIEW_INIT("#1 model"),       VIEW_INIT("####### seven"),
        VIEW_INIT("```\n# x\n```"),  VIEW_INIT("**a** and **b**"),
        VIEW_INIT("| a |\n---"),     VIEW_INIT("text\n\n---"),
        VIEW_INIT("---\na: b\n---"),
    };

    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        struct arena a = {0};
        struct markdown md = read(&a, text[i]);

        for (size_t j = 0; j < md.line_count; j++)
            CHECK(!md.line[j].is_heading);
        arena_free(&a);
    }
}

TEST(fences_close_only_with_their_own_mark)
{
    struct arena a = {0};
    struct markdown md = read(&a, VIEW("a\n"
                                       "````python\n"
                                       "```\n"
                                       "~~~~\n"
                                       "````\n"
                                       "b\n"
                                       "> ~~~\n"
                                       "> x\n"
                                       "> ~~~\n"
                                       "``` code ``` span\n"));
    static const bool fenced[] = {false, true, true, true, true,
                                  false, true, true, true, false};

    CHECK_U64(md.line_count, 10);
    for (size_t i = 0; i < md.line_count; i++)
        CHECK(md.line[i].fenced == fenced[i]);
    arena_free(&a);
}

TEST(lines_have_numbers_and_offsets_whatever_ends_them)
{
    static const struct {
        struct view text;
        uint64_t offset;
    } rows[] = {
        {VIEW_INIT("a\nb | c\n"), 2},
        {VIEW_INIT("a\r\nb | c\r\n"), 3},
        {VIEW_INIT("a\rb | c"), 2},
        {VIEW_INIT("\xef\xbb\xbf"
                   "a\nb | c"),
         5},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        struct markdown md = read(&a, rows[i].text);

        CHECK_U64(md.line_count, 2);
        CHECK_TEXT(md.line[0].text, "a");
        CHECK_TEXT(md.line[1].text, "b | c");
        CHECK(md.line[1].is_table && !md.line[0].is_table);
        CHECK_U64(md.line[1].number, 2);
        CHECK_U64(md.line[1].offset, rows[i].offset);
        arena_free(&a);
    }
}

TEST(table_cells_are_not_taken_from_other_tags)
{
    struct arena a = {0};
    struct markdown md =
        read(&a, VIEW("<think>\n<TD align=x>1</TD>\n<th>\n<thead>\n"));

    CHECK(!md.line[0].is_table && md.line[1].is_table);
    CHECK(md.line[2].is_table && !md.line[3].is_table);
    arena_free(&a);
}

TEST(addresses_are_found_with_label_host_and_path)
{
    static const struct {
        struct view line, url, label, host, path;
        bool image;
    } rows[] = {
        {VIEW_INIT("see https://a.org/x/y?q=1#z."),
         VIEW_INIT("https://a.org/x/y?q=1#z"), VIEW_INIT(""),
         VIEW_INIT("a.org"), VIEW_INIT("/x/y"), false},
        {VIEW_INIT("[the **paper**](http://a.org/w_(b))."),
         VIEW_INIT("http://a.org/w_(b)"), VIEW_INIT("the **paper**"),
         VIEW_INIT("a.org"), VIEW_INIT("/w_(b)"), false},
        {VIEW_INIT("![logo](https://a.org/l.png \"title\")"),
         VIEW_INIT("https://a.org/l.png"), VIEW_INIT("logo"),
         VIEW_INIT("a.org"), VIEW_INIT("/l.png"), true},
        {VIEW_INIT("<a href=\"//hf.co/o/n\" target=x>Weights</a>"),
         VIEW_INIT("//hf.co/o/n"), VIEW_INIT("Weights"), VIEW_INIT("hf.co"),
         VIEW_INIT("/o/n"), false},
        {VIEW_INIT("<img src='https://a.org/i.svg'>"),
         VIEW_INIT("https://a.org/i.svg"), VIEW_INIT(""), VIEW_INIT("a.org"),
         VIEW_INIT("/i.svg"), true},
        {VIEW_INIT("[1]: https://u:p@a.org:8080/x"),
         VIEW_INIT("https://u:p@a.org:8080/x"), VIEW_INIT("1"),
         VIEW_INIT("a.org"), VIEW_INIT("/x"), false},
        {VIEW_INIT("(magnet:?xt=urn:btih:5f&tr=udp%3A//t)"),
         VIEW_INIT("magnet:?xt=urn:btih:5f&tr=udp%3A//t"), VIEW_INIT(""),
         VIEW_INIT(""), VIEW_INIT(""), false},
        {VIEW_INIT("`gs://bucket/ckpt/`"), VIEW_INIT("gs://bucket/ckpt/"),
         VIEW_INIT(""), VIEW_INIT("bucket"), VIEW_INIT("/ckpt/"), false},
        {VIEW_INIT("**https://a.org/x**,"), VIEW_INIT("https://a.org/x"),
         VIEW_INIT(""), VIEW_INIT("a.org"), VIEW_INIT("/x"), false},
        // A wide full stop ends a bare address in Chinese text.
        {VIEW_INIT("https://a.org/x\xe3\x80\x82\xe4\xb8\x8b"),
         VIEW_INIT("https://a.org/x"), VIEW_INIT(""), VIEW_INIT("a.org"),
         VIEW_INIT("/x"), false},
        {VIEW_INIT("<https://a.org>"), VIEW_INIT("https://a.org"),
         VIEW_INIT(""), VIEW_INIT("a.org"), VIEW_INIT(""), false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct md_link l = {.line = rows[i].line};

        CHECK(md_next_link(&l));
        CHECK_VIEW(l.url, rows[i].url);
        CHECK_VIEW(l.label, rows[i].label);
        CHECK_VIEW(l.host, rows[i].host);
        CHECK_VIEW(l.path, rows[i].path);
        CHECK(l.image == rows[i].image);
        CHECK(!md_next_link(&l));
    }
}

TEST(a_badge_gives_its_image_and_what_it_points_to)
{
    struct md_link l = {
        .line =
            VIEW("[![Paper](https://b.io/p.svg)](https://arxiv.org/abs/1)")};

    CHECK(md_next_link(&l) && l.image);
    CHECK_TEXT(l.label, "Paper");
    CHECK(md_next_link(&l) && !l.image);
    CHECK_TEXT(l.label, "![Paper](https://b.io/p.svg)");
    CHECK_TEXT(l.url, "https://arxiv.org/abs/1");
    CHECK(!md_next_link(&l));
}

TEST(comments_and_half_addresses_are_none)
{
    static const struct view line[] = {
        VIEW_INIT("a // b"),    VIEW_INIT("x(//y.z)"),  VIEW_INIT("http://"),
        VIEW_INIT("xhttp://a"), VIEW_INIT("https://)"), VIEW_INIT("[a](b.md)"),
        VIEW_INIT("](//)"),
    };

    for (size_t i = 0; i < sizeof line / sizeof *line; i++) {
        struct md_link l = {.line = line[i]};

        CHECK(!md_next_link(&l));
    }
}

TEST(every_shorter_text_is_read_without_a_fault)
{
    static const char text[] =
        "\xef\xbb\xbf---\nk: v\n---\n<h1>\nT\n===\n~~~\n\xff\xfe\n~~~\n"
        "[![a](//b.c/d)](<https://e.f/g>) <a href='http://h.i'>j</a>\n**k**\n";

    for (size_t len = 0; len < sizeof text; len++) {
        struct arena a = {0};
        struct markdown md = read(&a, arena_copy(&a, (struct view){text, len}));

        for (size_t i = 0; i < md.line_count; i++) {
            struct md_link l = {.line = md.line[i].text};

            while (md_next_link(&l))
                CHECK(l.from + l.url.len <= l.line.len);
        }
        arena_free(&a);
    }
}

TEST(hostile_text_takes_linear_time)
{
    static const struct view piece[] = {
        VIEW_INIT("["),      VIEW_INIT("]("),   VIEW_INIT("](//"),
        VIEW_INIT("<"),      VIEW_INIT("**"),   VIEW_INIT("```\n"),
        VIEW_INIT("<h1>\n"), VIEW_INIT("http"), VIEW_INIT("](http://a"),
        VIEW_INIT("#\n"),    VIEW_INIT("=\n"),  VIEW_INIT("\0"),
    };

    for (size_t p = 0; p < sizeof piece / sizeof *piece; p++) {
        struct arena a = {0};
        size_t len = (1 << 20) / piece[p].len * piece[p].len;
        char *bytes = arena_alloc(&a, len);
        size_t links = 0;

        for (size_t i = 0; i < len; i += piece[p].len)
            memcpy(bytes + i, piece[p].at, piece[p].len);
        struct markdown md = read(&a, (struct view){bytes, len});
        for (size_t i = 0; i < md.line_count; i++) {
            struct md_link l = {.line = md.line[i].text};

            while (md_next_link(&l))
                links++;
        }
        CHECK(md.line_count > 0 && links <= len);
        arena_free(&a);
    }
}

CHECK_MAIN(CHECK_CASE(headings_are_known_in_all_their_shapes),
           CHECK_CASE(what_only_looks_like_a_heading_is_none),
           CHECK_CASE(fences_close_only_with_their_own_mark),
           CHECK_CASE(lines_have_numbers_and_offsets_whatever_ends_them),
           CHECK_CASE(table_cells_are_not_taken_from_other_tags),
           CHECK_CASE(addresses_are_found_with_label_host_and_path),
           CHECK_CASE(a_badge_gives_its_image_and_what_it_points_to),
           CHECK_CASE(comments_and_half_addresses_are_none),
           CHECK_CASE(every_shorter_text_is_read_without_a_fault),
           CHECK_CASE(hostile_text_takes_linear_time))
