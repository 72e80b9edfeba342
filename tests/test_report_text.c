// SPDX-License-Identifier: Apache-2.0
// Expected values: tests/golden/report-*.txt, read by eye against interface.md
// 3; the laws (widths, escapes, colours) are those of its section "Rules of the
// text".
#include "check.h"
#include "facts.h"

#include "base/file.h"
#include "base/output.h"
#include "base/unicode.h"
#include "report/text.h"

// A tune of a restricted base that claims to be open source.
static void aurora(struct facts *f)
{
    struct part *w;

    facts_open(f);
    f->release = (struct release){
        .name = VIEW("aurora-8b-instruct"),
        .files = 14,
        .size = 16100000000,
        .tree_digest =
            VIEW("sha256:3f0a91c2aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                 "aaaaaaaaaaaaaaaaaaaa")};
    w = facts_set(f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT,
                  "Apache-2.0");
    w->summary = VIEW("4 safetensors, 291 tensors, 8.03 B, bf16");
    facts_conflict(f, w, "MIT", BY_DETECTED);
    facts_set(f, PART_WEIGHTS_BASE, STAGE_NONE, PRESENCE_POINTER,
              "LicenseRef-llama-3.1-community");
    facts_set(f, PART_CODE_INFER, STAGE_NONE, PRESENCE_MENTIONED, "");
    facts_set(f, PART_DOC_CARD, STAGE_NONE, PRESENCE_PRESENT, "")->summary =
        VIEW("README.md, 112 lines \xe2\x80\x94 a card with a very long "
             "description that no terminal of ordinary width can hold");
    facts_data(f, 1, "Apache-2.0");
    facts_part(f, PART_DATA_INFO, STAGE_NONE)->evidence[0].shows =
        VIEW("trained on publicly available data");
    f->i.inventory.is_finetune = true;
    f->i.inventory.known_architecture = true;
    facts_parent(f, "meridian/llama-3.1-8b", RELATION_FINETUNE,
                 "LicenseRef-llama-3.1-community");
    facts_claim(f, CLAIM_C3, "fully open source");
    facts_judge(f);
}

static struct view printed(struct facts *f, struct text_choice choice)
{
    struct text t = {.arena = &f->arena};

    report_text(&f->i, &choice, &t);
    return text_view(&t);
}

// With UPDATE_GOLDEN set the file is written anew, for a person to read.
static void is_golden(unsigned width)
{
    struct facts f;
    struct view golden = {0};

    aurora(&f);
    struct view path =
        arena_print(&f.arena, "tests/golden/report-%u.txt", width);
    if (getenv("UPDATE_GOLDEN"))
        CHECK(!output_all(&f.arena, path,
                          printed(&f, (struct text_choice){.width = width})));
    struct error *e = file_front(&f.arena, path, UINT64_MAX, &golden);
    CHECK(!e);
    CHECK_VIEW(printed(&f, (struct text_choice){.width = width}), golden);
    arena_free(&f.arena);
}

TEST(the_report_is_the_golden_one_at_72_columns)
{
    is_golden(72);
}

TEST(the_report_is_the_golden_one_at_96_columns)
{
    is_golden(96);
}

TEST(the_report_is_the_golden_one_at_100_columns)
{
    is_golden(100);
}

static void lines_fit(struct view text, size_t width)
{
    while (text.len) {
        struct view line = view_cut(text, '\n', &text);

        if (unicode_width(line) > width)
            check_fail(__FILE__, __LINE__, "%zu columns: " VIEW_FMT,
                       unicode_width(line), VIEW_ARG(line));
    }
}

TEST(no_line_is_wider_than_asked)
{
    struct facts f;

    aurora(&f);
    for (unsigned width = 72; width <= 100; width++) {
        lines_fit(printed(&f, (struct text_choice){.width = width}), width);
        lines_fit(
            printed(&f, (struct text_choice){.width = width, .full = true}),
            width);
    }
    arena_free(&f.arena);
}

TEST(wide_cuts_nothing)
{
    struct facts f;

    aurora(&f);
    struct view wide =
        printed(&f, (struct text_choice){.width = 72, .wide = true});
    CHECK(view_has(wide, VIEW("that no terminal of ordinary width can hold")));
    arena_free(&f.arena);
}

TEST(without_colour_there_is_no_escape_and_with_it_words_stay)
{
    struct facts f;

    aurora(&f);
    struct view plain = printed(&f, (struct text_choice){.width = 96});
    struct view color =
        printed(&f, (struct text_choice){.width = 96, .color = true});
    CHECK(!view_has(plain, VIEW("\033")));
    CHECK(view_has(color, VIEW("\033[")));
    CHECK(view_has(color, VIEW("open-weight, custom restrictions")));
    arena_free(&f.arena);
}

// Everything that a release can name, named with bytes that paint a terminal.
TEST(what_a_release_names_is_escaped_everywhere)
{
    static const char paint[] = "x\033]0;owned\007\033[31m\xe2\x80\xae\xff";
    struct facts f;

    facts_open(&f);
    f.release.name = view_of(paint);
    struct part *w =
        facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, paint);
    w->summary = w->evidence[0].path = w->terms.evidence.path = view_of(paint);
    facts_conflict(&f, w, paint, BY_DETECTED);
    facts_on_top(&f, w, paint);
    facts_parent(&f, paint, RELATION_FINETUNE, paint)->source.path =
        view_of(paint);
    facts_claim(&f, CLAIM_C3, paint);
    f.i.inventory.claims.item[0].path = view_of(paint);
    safety_add(&f.arena, &f.i.safety,
               (struct safety_finding){.rule = VIEW("r"),
                                       .severity = SAFETY_DANGER,
                                       .path = view_of(paint),
                                       .member = view_of(paint),
                                       .shows = view_of(paint)});
    facts_judge(&f);
    for (int full = 0; full < 2; full++) {
        struct view text =
            printed(&f, (struct text_choice){.width = 96, .full = full != 0});

        for (size_t n = 0; n < text.len; n++)
            if ((unsigned char)text.at[n] < 0x20 && text.at[n] != '\n')
                check_fail(__FILE__, __LINE__, "control byte at %zu", n);
        CHECK(!view_has(text, VIEW("\xe2\x80\xae")));
        CHECK_U64(utf8_fault(text), SIZE_MAX);
        lines_fit(text, 96);
    }
    arena_free(&f.arena);
}

TEST(quiet_is_one_line)
{
    struct facts f;

    aurora(&f);
    CHECK_TEXT(
        printed(&f, (struct text_choice){.width = 100, .quiet = true}),
        "aurora-8b-instruct: open-weight, custom restrictions; OSAID 1.0 no; 5 "
        "flags; safety ok\n");
    arena_free(&f.arena);
}

CHECK_MAIN(CHECK_CASE(the_report_is_the_golden_one_at_72_columns),
           CHECK_CASE(the_report_is_the_golden_one_at_96_columns),
           CHECK_CASE(the_report_is_the_golden_one_at_100_columns),
           CHECK_CASE(no_line_is_wider_than_asked),
           CHECK_CASE(wide_cuts_nothing),
           CHECK_CASE(without_colour_there_is_no_escape_and_with_it_words_stay),
           CHECK_CASE(what_a_release_names_is_escaped_everywhere),
           CHECK_CASE(quiet_is_one_line))
