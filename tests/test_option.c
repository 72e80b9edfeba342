// SPDX-License-Identifier: Apache-2.0
// Expected values: by hand. The program of these tests exists only here.
#include "check.h"

#include "base/completion.h"
#include "base/help.h"
#include "base/manual.h"
#include "base/unicode.h"

struct choice {
    struct view form, path;
    uint64_t threads;
    struct words text;
    bool strict;
};

static const struct option options[] = {
    {"format", 'f', OPTION_TEXT, offsetof(struct choice, form), "FORM",
     "Form of the report", "text json"},
    {"output", 'o', OPTION_TEXT, offsetof(struct choice, path), "FILE",
     "Write there instead of standard output", NULL},
    {"threads", 0, OPTION_NUMBER, offsetof(struct choice, threads), "N",
     "How many at once; this text is so long that it does not fit into one "
     "line of the help and has to be wrapped",
     NULL},
    {"texts", 't', OPTION_LIST, offsetof(struct choice, text), "DIR",
     "Folder with the user's own [licence] texts", NULL},
    {"strict", 0, OPTION_FLAG, offsetof(struct choice, strict), NULL,
     "Exit 5 if a verdict is undetermined", NULL},
    {0},
};
static const char *const examples[] = {"freehold inspect ./Qwen3-8B", NULL};
static const char *const topics[] = {"evidence", "yardsticks", NULL};
static const struct command commands[] = {
    {.name = "inspect",
     .usage = "RELEASE [PATH...]",
     .summary = "what is open, under what terms",
     .about = "Says which parts of a model release are there, under what "
              "terms, and what that makes it by each yardstick.\n\n"
              ".Reads files only: runs nothing, sends nothing.",
     .example = examples,
     .option = options,
     .exits = "0 done, 2 usage, 3 unreadable input, 4 system, 5 undetermined "
              "and a few words more",
     .topic = topics,
     .least = 1,
     .most = 2,
     .common = true},
    {.name = "version",
     .usage = "",
     .summary = "which program this is",
     .about = "Prints the version."},
    {0},
};
static const struct note topic_notes[] = {
    {"evidence", "how a statement names its place"}, {0}};
static const struct program program = {.name = "freehold",
                                       .version = "1.2",
                                       .summary = "what is open in a release",
                                       .about = "It reads files.",
                                       .example = "freehold inspect X",
                                       .command = commands,
                                       .topic = topic_notes};

static struct error *take(struct arena *a, struct choice *choice,
                          struct words *words, char **argv)
{
    bool help;

    *choice = (struct choice){.threads = 7};
    return options_take(a, &program, commands, argv, choice, words, &help);
}

// A command line, cut at blanks.
static char **line(struct arena *a, const char *said)
{
    struct view left = view_of(said);
    char **argv = ARENA_NEW(a, char *, left.len + 2);

    for (size_t i = 0; left.len; i++) {
        struct view word = view_cut(left, ' ', &left);
        char *copy = arena_alloc(a, word.len + 1);
        memcpy(copy, word.at, word.len);
        argv[i] = copy;
    }
    return argv;
}

TEST(options_stand_before_or_after_the_words)
{
    static const char *const said[] = {
        "--format json a --threads 3 b --strict -t x -t y",
        "a -f json b --threads=3 --texts=x --strict --texts y",
        "-t x --strict --strict --texts=y --threads 3 --format=json -- a b",
    };

    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        struct arena a = {0};
        struct choice c;
        struct words w;

        CHECK(!take(&a, &c, &w, line(&a, said[i])));
        CHECK_TEXT(c.form, "json");
        CHECK_U64(c.threads, 3);
        CHECK(c.strict && !c.path.len);
        CHECK(c.text.count == 2 && view_eq(c.text.item[1], VIEW("y")));
        CHECK(w.count == 2 && view_eq(w.item[1], VIEW("b")));
        arena_free(&a);
    }
}

TEST(what_was_not_said_keeps_its_value)
{
    struct arena a = {0};
    struct choice c;
    struct words w;

    CHECK(!take(&a, &c, &w, line(&a, "- -- --strict")));
    CHECK_U64(c.threads, 7);
    CHECK(!c.strict && w.count == 2);
    CHECK_TEXT(w.item[0], "-");
    CHECK_TEXT(w.item[1], "--strict");
    CHECK(!take(&a, &c, &w, line(&a, "a -o -")));
    CHECK_TEXT(c.path, "-");
    arena_free(&a);
}

TEST(says_what_is_wrong_and_what_may_be_meant)
{
    static const struct {
        const char *said;
        struct view message;
    } rows[] = {
        // clang-format off
        {"a --fromat json", VIEW_INIT("no such option: --fromat. Did you mean --format?")},
        {"a --form=json", VIEW_INIT("no such option: --form. Did you mean --format?")},
        {"a --zzzzzzzz", VIEW_INIT("no such option: --zzzzzzzz. freehold inspect -h lists them")},
        {"a -x", VIEW_INIT("no such option: -x. freehold inspect -h lists them")},
        {"a -fjson", VIEW_INIT("-f takes its value as the next word: -f json")},
        {"a -f jsno", VIEW_INIT("no such --format FORM: jsno. Did you mean json?")},
        {"a -f pdf", VIEW_INIT("no such --format FORM: pdf. Known: text, json")},
        {"a -f", VIEW_INIT("--format needs a value: --format FORM")},
        {"a -o --strict", VIEW_INIT("--output needs a value: --output FILE")},
        {"a --strict=yes", VIEW_INIT("--strict takes no value")},
        {"a -f text --format json", VIEW_INIT("--format stands twice: say it once")},
        {"a --threads two", VIEW_INIT("--threads N wants a whole number, not 'two'")},
        {"a --threads 18446744073709551616", VIEW_INIT("--threads N wants a whole number, not '18446744073709551616'")},
        {"a --texts=", VIEW_INIT("--texts DIR is empty: give one, or leave --texts out")},
        {"a --format=", VIEW_INIT("--format FORM is empty: give one, or leave --format out")},
        {"", VIEW_INIT("a word is missing: freehold inspect RELEASE [PATH...]. freehold inspect -h shows how")},
        {"a b c", VIEW_INIT("one word too many: 'c'. freehold inspect -h shows how")},
        // clang-format on
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        struct choice c;
        struct words w;
        struct error *e = take(&a, &c, &w, line(&a, rows[i].said));

        CHECK(e && e->kind == ERROR_USAGE);
        if (e)
            CHECK_VIEW(error_message(&a, e), rows[i].message);
        arena_free(&a);
    }
}

TEST(help_is_given_whatever_else_is_said)
{
    struct arena a = {0};
    struct choice c;
    struct words w;
    bool help = false;

    CHECK(!options_take(&a, &program, commands, line(&a, "--nonsense -h"), &c,
                        &w, &help));
    CHECK(help);
    CHECK(!options_take(&a, &program, commands, line(&a, "a -- -h"), &c, &w,
                        &help));
    CHECK(!help);
    arena_free(&a);
}

TEST(finds_a_command_or_its_neighbour)
{
    struct arena a = {0};
    const struct command *c;
    struct error *e;

    CHECK(!command_find(&a, &program, VIEW("inspect"), &c) && c == commands);
    CHECK(!command_find(&a, &program, VIEW("--version"), &c) &&
          c == commands + 1);
    e = command_find(&a, &program, VIEW("inspekt"), &c);
    CHECK(e && !c);
    CHECK_TEXT(error_message(&a, e),
               "no such command: inspekt. Did you mean inspect?");
    e = command_find(&a, &program, VIEW("\033[1m"), &c);
    CHECK_TEXT(error_message(&a, e),
               "no such command: \\x1b[1m. freehold help lists them");
    arena_free(&a);
}

TEST(the_help_shows_the_example_first_and_fits_80_columns)
{
    struct arena a = {0};
    struct text t = {.arena = &a};

    help_print(&t, &program, commands);
    CHECK_TEXT(
        text_view(&t),
        "Usage: freehold inspect RELEASE [PATH...] [options]\n"
        "\n"
        "  freehold inspect ./Qwen3-8B\n"
        "\n"
        "Says which parts of a model release are there, under what terms, and "
        "what that\n"
        "makes it by each yardstick.\n"
        "\n"
        ".Reads files only: runs nothing, sends nothing.\n"
        "\n"
        "  -f, --format FORM        Form of the report: text, json\n"
        "  -o, --output FILE        Write there instead of standard output\n"
        "      --threads N          How many at once; this text is so long "
        "that it does\n"
        "                           not fit into one line of the help and has "
        "to be\n"
        "                           wrapped\n"
        "  -t, --texts DIR          Folder with the user's own [licence] "
        "texts\n"
        "      --strict             Exit 5 if a verdict is undetermined\n"
        "  -h, --help               This text\n"
        "\n"
        "Exit: 0 done, 2 usage, 3 unreadable input, 4 system, 5 undetermined "
        "and a few\n"
        "      words more\n"
        "More: freehold help evidence, freehold help yardsticks\n");
    arena_free(&a);
}

TEST(no_line_of_any_help_is_wider_than_80_columns)
{
    struct arena a = {0};
    struct text t = {.arena = &a};

    help_print(&t, &program, commands);
    help_print(&t, &program, commands + 1);
    overview_print(&t, &program, false);
    overview_print(&t, &program, true);
    struct view left = text_view(&t);
    while (left.len)
        CHECK(unicode_width(view_cut(left, '\n', &left)) <= HELP_WIDTH);
    arena_free(&a);
}

TEST(every_option_stands_in_help_manual_and_each_completion)
{
    struct arena a = {0};
    struct text help = {.arena = &a}, man = {.arena = &a};
    struct text shell[SHELL_END];

    help_print(&help, &program, commands);
    man_print(&man, &program, commands);
    for (enum shell s = SHELL_BASH; s < SHELL_END; s++) {
        shell[s] = (struct text){.arena = &a};
        completion_print(&shell[s], &program, s);
    }
    for (const struct option *o = options; o->name; o++) {
        struct view dashed = arena_print(&a, "--%s", o->name);

        CHECK(view_has(text_view(&help), dashed));
        CHECK(view_has(text_view(&man),
                       arena_print(&a, "\\fB\\-\\-%s\\fR", o->name)));
        CHECK(view_has(text_view(&shell[SHELL_BASH]), dashed));
        CHECK(view_has(text_view(&shell[SHELL_ZSH]), dashed));
        CHECK(view_has(text_view(&shell[SHELL_FISH]),
                       arena_print(&a, " -l %s ", o->name)));
    }
    CHECK(view_has(text_view(&shell[SHELL_ZSH]), VIEW("'(-t --texts)'")) ==
          false);
    CHECK(view_has(text_view(&shell[SHELL_ZSH]),
                   VIEW("the user'\\''s own \\[licence\\] texts")));
    CHECK(view_has(text_view(&shell[SHELL_FISH]),
                   VIEW("the user\\'s own [licence] texts")));
    arena_free(&a);
}

TEST(the_manual_protects_what_roff_would_take_for_a_request)
{
    struct arena a = {0};
    struct text t = {.arena = &a};

    man_print(&t, &program, commands);
    CHECK(view_has(text_view(&t), VIEW(".PP\n\\&.Reads files only")));
    CHECK(view_has(text_view(&t), VIEW(".TH \"freehold\\-inspect\" 1 \"\" ")));
    man_print(&t, &program, NULL);
    CHECK(view_has(text_view(&t), VIEW(".BR freehold\\-inspect (1),\n"
                                       ".BR freehold\\-version (1)\n")));
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(options_stand_before_or_after_the_words),
           CHECK_CASE(what_was_not_said_keeps_its_value),
           CHECK_CASE(says_what_is_wrong_and_what_may_be_meant),
           CHECK_CASE(help_is_given_whatever_else_is_said),
           CHECK_CASE(finds_a_command_or_its_neighbour),
           CHECK_CASE(the_help_shows_the_example_first_and_fits_80_columns),
           CHECK_CASE(no_line_of_any_help_is_wider_than_80_columns),
           CHECK_CASE(every_option_stands_in_help_manual_and_each_completion),
           CHECK_CASE(the_manual_protects_what_roff_would_take_for_a_request))
