// SPDX-License-Identifier: Apache-2.0
// Places of clauses in texts that are written here; which section says what is
// seen by eye.
#include "check.h"

#include "terms/place.h"

static const char text[] =
    "CEDAR LICENSE\n\n"
    "1. Grant. You may use the model, for:\n"
    "   1. study,\n"
    "   2. work,\n"
    "   3. play.\n\n"
    "2. Name. You shall show \"Built with Cedar\" on your page.\n\n"
    "3. End. This license terminates if you break it.\n\n"
    "4. Law. The laws of Denmark govern it, and its courts have "
    "jurisdiction.\n\n"
    "ATTACHMENT A\n\n"
    "1. You will not harm anyone.\n\n"
    "2. You will not lie.\n";

struct placed {
    struct arena arena;
    struct clause clause;
    struct view words; // at its place
};

static void place(struct placed *p, const char *key, const char *value,
                  const char *where)
{
    struct clause_words words;
    struct outline o;

    *p = (struct placed){.clause = {.key = view_of(key),
                                    .value = view_of(value),
                                    .where = view_of(where)}};
    CHECK(!clause_words_open(&p->arena, &words));
    outline_read(&p->arena, VIEW(text), 0, sizeof text - 1, &o);
    outline_fold(&o);
    clause_place(&p->arena, &words, &o, &p->clause);
    CHECK(p->clause.from < p->clause.to && p->clause.to < sizeof text);
    p->words = (struct view){text + p->clause.from,
                             (size_t)(p->clause.to - p->clause.from)};
}

TEST(of_sections_with_one_number_the_one_that_speaks_of_it_counts)
{
    struct placed p;

    place(&p, "termination", "breach-auto", "3");
    CHECK(view_starts(p.words, VIEW("3. End.")));
    arena_free(&p.arena);
    place(&p, "naming", "display=\"Built with Cedar\"", "2");
    CHECK(view_starts(p.words, VIEW("2. Name.")));
    arena_free(&p.arena);
}

TEST(a_wrong_number_does_not_lead_to_a_wrong_place)
{
    struct placed p;

    place(&p, "governing-law", "DK", "3");
    CHECK(view_has(p.words, VIEW("laws of Denmark")));
    CHECK(!view_has(p.words, VIEW("terminates")));
    CHECK_TEXT(p.clause.where, "3"); // what is noted stays
    arena_free(&p.arena);
}

TEST(each_of_several_sections_is_a_place)
{
    struct placed p;

    place(&p, "use-field-limits", "embedded;items=2", "1, Attachment A");
    CHECK_U64(p.clause.span_count, 2);
    if (p.clause.span_count == 2) {
        CHECK_TEXT(p.clause.span[1].where, "Attachment A");
        CHECK(p.clause.span[0].to <= p.clause.span[1].from);
        CHECK_U64(p.clause.from, p.clause.span[0].from);
    }
    arena_free(&p.arena);
}

TEST(silence_has_the_whole_text_as_its_place)
{
    struct placed p;

    place(&p, "indemnity", "none", "-");
    CHECK_U64(p.clause.from, 0);
    CHECK_U64(p.clause.to, sizeof text - 1);
    CHECK_TEXT(p.clause.where, "-");
    arena_free(&p.arena);
    // What is said somewhere gets the name of the place.
    place(&p, "governing-law", "DK", "-");
    CHECK_TEXT(p.clause.where, "4");
    arena_free(&p.arena);
}

CHECK_MAIN(
    CHECK_CASE(of_sections_with_one_number_the_one_that_speaks_of_it_counts),
    CHECK_CASE(a_wrong_number_does_not_lead_to_a_wrong_place),
    CHECK_CASE(each_of_several_sections_is_a_place),
    CHECK_CASE(silence_has_the_whole_text_as_its_place))
