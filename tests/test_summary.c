// SPDX-License-Identifier: Apache-2.0
// Expected values: the sections of the template as yardsticks.md 6.4 lists
// them, by hand.
#include "check.h"

#include "knowledge/knowledge.h"
#include "parts/summary.h"

struct looked {
    struct arena arena;
    struct document document;
    struct training_summary found;
};

static void look(struct looked *l, const char *text)
{
    static const struct entry card = {.path = VIEW_INIT("summary.md")};

    *l = (struct looked){.arena = {0}};
    document_of(&l->arena, &card, view_of(text), &l->document);
    struct documents all = {.item = &l->document, .count = 1};
    training_summary_find(&l->arena, &all, &l->found);
}

static const struct summary_item *item(const struct looked *l, const char *id)
{
    for (size_t n = 0; n < l->found.count; n++)
        if (view_eq(l->found.item[n].id, view_of(id)))
            return &l->found.item[n];
    return NULL;
}

static enum summary_state state(const struct looked *l, const char *id)
{
    const struct summary_item *one = item(l, id);

    CHECK(one != NULL);
    return one ? one->state : SUMMARY_NOT_FOUND;
}

TEST(headings_answered_declined_empty_and_missing)
{
    struct looked l;

    look(&l, "# Summary\n\n## 1.1 Provider identification\n\nCedar, Paris\n\n"
             "## 2.1 Publicly available datasets\n\n"
             "## 2.3 Data crawled and scraped from online sources\n\n"
             "Not applicable.\n\n## Contact\n\nWrite to us.\n");
    CHECK(l.found.document == &l.document);
    CHECK_U64(state(&l, "1.1"), SUMMARY_ANSWERED);
    CHECK_U64(state(&l, "2.1"), SUMMARY_EMPTY);
    CHECK_U64(state(&l, "2.3"), SUMMARY_DECLINED);
    CHECK_U64(state(&l, "3.2"), SUMMARY_NOT_FOUND);
    const struct summary_item *one = item(&l, "1.1");
    CHECK(one && one->evidence.line == 3);
    arena_free(&l.arena);
}

// Fields of a card, numbered in another way.
TEST(numbered_fields_are_headings_too)
{
    struct looked l;

    look(&l, "# Data summary\n\n"
             "- 1. Provider name: Cedar\n"
             "- 4. Synthetic data: n/a\n"
             "- 5. User data:\n"
             "- 6. Removal of illegal content: filters\n");
    CHECK_U64(state(&l, "1.1"), SUMMARY_ANSWERED);
    CHECK_U64(state(&l, "2.5"), SUMMARY_DECLINED);
    CHECK_U64(state(&l, "2.4"), SUMMARY_EMPTY);
    CHECK_U64(state(&l, "3.2"), SUMMARY_ANSWERED);
    arena_free(&l.arena);
}

TEST(a_section_is_answered_by_its_parts)
{
    struct looked l;

    look(&l,
         "## Provider identification\n\nCedar\n\n## User data\n\nno\n\n"
         "## 2.2 Private non-publicly available datasets\n\n"
         "### 2.2.1 Datasets commercially licensed\n\nNews of one press.\n");
    CHECK_U64(state(&l, "2.2.1"), SUMMARY_ANSWERED);
    CHECK_U64(state(&l, "2.2"), SUMMARY_ANSWERED);
    CHECK_U64(state(&l, "2.4"), SUMMARY_DECLINED);
    CHECK_U64(state(&l, "2.2.2"), SUMMARY_NOT_FOUND);
    arena_free(&l.arena);
}

TEST(a_card_that_speaks_of_data_is_no_summary)
{
    struct looked l;

    look(&l, "# Cedar 7B\n\n## Synthetic data\n\nSome.\n\n## User data\n\n"
             "None.\n\nIt uses publicly available datasets.\n");
    CHECK(!l.found.document);
    CHECK_U64(l.found.count, 0);
    arena_free(&l.arena);
}

TEST(each_item_has_a_title_and_its_section_once)
{
    struct arena a = {0};
    struct records all;
    size_t items = 0;

    CHECK(!knowledge_read(&a, VIEW("parts/summary.txt"), &all));
    for (size_t n = 0; n < all.record_count; n++) {
        struct view id = record_get(&all.record[n], VIEW("item"));

        if (!id.len)
            continue;
        items++;
        CHECK(record_get(&all.record[n], VIEW("title")).len > 0);
        CHECK(records_find(&all, VIEW("item"), id) == &all.record[n]);
    }
    CHECK_U64(items, 14); // 1.1-1.3, 2.1-2.6, 2.2.1, 2.2.2, 3.1-3.3
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(headings_answered_declined_empty_and_missing),
           CHECK_CASE(numbered_fields_are_headings_too),
           CHECK_CASE(a_section_is_answered_by_its_parts),
           CHECK_CASE(a_card_that_speaks_of_data_is_no_summary),
           CHECK_CASE(each_item_has_a_title_and_its_section_once))
