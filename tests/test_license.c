// SPDX-License-Identifier: Apache-2.0
// Expected values: knowledge/licenses/spdx-ids.txt stands after yardsticks.md
// 14.1 (144 ids); names by the "normalise these names" list there.
#include "check.h"

#include "knowledge/license.h"

enum { CLAUSE_KEYS = 32 };

static struct licenses *open(struct arena *a)
{
    struct licenses *l;
    struct error *e = licenses_open(a, &l);

    if (e)
        check_fail(__FILE__, __LINE__, VIEW_FMT, VIEW_ARG(error_message(a, e)));
    return l;
}

TEST(every_alias_means_its_own_record)
{
    struct arena a = {0};
    struct licenses *l = open(&a);
    const struct license_info *info;
    struct view alias;

    for (size_t at = 0; (info = license_next(l, &at));) {
        CHECK_VIEW(license_alias(l, info->id), info->id);
        for (size_t k = 0;
             record_next(info->record, VIEW("alias"), &k, &alias);) {
            struct view id = license_alias(l, alias);

            if (!view_eq(id, info->id))
                check_fail(__FILE__, __LINE__, VIEW_FMT " -> " VIEW_FMT,
                           VIEW_ARG(alias), VIEW_ARG(id));
        }
    }
    arena_free(&a);
}

TEST(every_id_of_the_osi_list_is_osi_approved)
{
    struct arena a = {0};
    struct licenses *l = open(&a);
    struct records all;
    struct view ids;
    size_t count = 0;

    CHECK(!knowledge_read(&a, VIEW("licenses/spdx-ids.txt"), &all));
    const struct record *osi = records_find(&all, VIEW("list"), VIEW("osi"));
    for (size_t at = 0; record_next(osi, VIEW("ids"), &at, &ids);)
        while (ids.len) {
            struct view id = view_cut(ids, ' ', &ids);
            const struct license_info *info = license_find(l, id);

            count++;
            if (!info || info->osi != ANSWER_YES ||
                info->class_ != TERMS_CLASS_OSI)
                check_fail(__FILE__, __LINE__, VIEW_FMT " is not OSI",
                           VIEW_ARG(id));
        }
    CHECK_U64(count, 144);
    arena_free(&a);
}

TEST(every_record_with_a_text_has_all_clauses_and_a_print)
{
    struct arena a = {0};
    struct licenses *l = open(&a);
    const struct license_prints *p = license_prints(l);
    const struct license_info *info;
    size_t texts = 0;

    for (size_t at = 0; (info = license_next(l, &at));) {
        bool printed = false;

        if (!record_get(info->record, VIEW("text")).len)
            continue;
        texts++;
        for (uint32_t i = 0; i < p->licenses; i++)
            printed = printed || view_eq(print_license(p, i).id, info->id);
        if (!printed || info->clause_count != CLAUSE_KEYS)
            check_fail(__FILE__, __LINE__, VIEW_FMT, VIEW_ARG(info->id));
    }
    CHECK_U64(texts, 175);
    arena_free(&a);
}

static struct view clause_value(const struct licenses *l, const char *id,
                                const char *key)
{
    const struct license_info *info = license_find(l, view_of(id));

    for (size_t i = 0; info && i < info->clause_count; i++)
        if (view_eq(info->clause[i].key, view_of(key)))
            return info->clause[i].value;
    return (struct view){0};
}

// terms.md 4: the clauses that all members share, the rest unknown. Values by
// hand from clauses.tsv of the corpus.
TEST(a_family_says_what_its_members_share)
{
    struct arena a = {0};
    struct licenses *l = open(&a);

    CHECK_TEXT(clause_value(l, "LicenseRef-cc-by-nc", "use-commercial"), "no");
    CHECK_TEXT(clause_value(l, "LicenseRef-cc-by-nc", "patent-grant"),
               "unknown");
    CHECK_TEXT(clause_value(l, "LicenseRef-cc", "use-commercial"), "unknown");
    CHECK_TEXT(clause_value(l, "LicenseRef-cc", "warranty"), "disclaimed");
    CHECK_TEXT(clause_value(l, "LicenseRef-bsd", "redistribute"), "unknown");
    CHECK_TEXT(clause_value(l, "GPL-3.0", "share-alike"), "work");
    CHECK(license_is_family(license_find(l, VIEW("GPL-3.0"))));
    CHECK(!license_is_family(license_find(l, VIEW("MIT"))));
    arena_free(&a);
}

TEST(every_member_of_a_family_is_known)
{
    struct arena a = {0};
    struct licenses *l = open(&a);
    const struct license_info *info;
    struct view id;
    size_t count = 0;

    for (size_t at = 0; (info = license_next(l, &at));)
        for (size_t k = 0; record_next(info->record, VIEW("member"), &k, &id);
             count++)
            if (!license_find(l, id))
                check_fail(__FILE__, __LINE__, VIEW_FMT, VIEW_ARG(id));
    CHECK(count > 50);
    arena_free(&a);
}

TEST(names_people_write_are_understood)
{
    static const struct {
        const char *name, *id;
    } names[] = {
        {"Apache 2.0", "Apache-2.0"},
        {"Apache license 2.0", "Apache-2.0"},
        {"Apache-2", "Apache-2.0"},
        {"Apache License, Version 2.0", "Apache-2.0"},
        {"MIT license", "MIT"},
        {"BSD-3", "BSD-3-Clause"},
        {"BSD 3-Clause", "BSD-3-Clause"},
        {"CC BY-SA 4.0", "CC-BY-SA-4.0"},
        {"Creative Commons Attribution Non Commercial 4.0", "CC-BY-NC-4.0"},
        {"ODC-PDDL-1.0", "PDDL-1.0"},
        {"llama3.1", "LicenseRef-llama-3.1-community"},
        {"gemma", "LicenseRef-gemma-terms"},
        {"cc-by-nc-4.0", "CC-BY-NC-4.0"},
        {"a licence nobody wrote", ""},
        {"other", ""},
        {"", ""},
    };
    struct arena a = {0};
    struct licenses *l = open(&a);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        CHECK_VIEW(license_alias(l, view_of(names[i].name)),
                   view_of(names[i].id));
    arena_free(&a);
}

TEST(ids_are_found_in_any_case)
{
    struct arena a = {0};
    struct licenses *l = open(&a);

    CHECK(license_find(l, VIEW("apache-2.0")) ==
          license_find(l, VIEW("Apache-2.0")));
    CHECK(!license_find(l, VIEW("apache")));
    arena_free(&a);
}

TEST(a_restricted_licence_says_why)
{
    struct arena a = {0};
    struct licenses *l = open(&a);
    const struct license_info *info;

    for (size_t at = 0; (info = license_next(l, &at));)
        if (info->class_ <= TERMS_CLASS_FREE && info->why_not.len)
            check_fail(__FILE__, __LINE__, VIEW_FMT, VIEW_ARG(info->id));
    info = license_find(l, VIEW("LicenseRef-llama-3.1-community"));
    CHECK(info && info->class_ == TERMS_CLASS_RESTRICTED && info->why_not.len);
    arena_free(&a);
}

TEST(damaged_fingerprints_are_refused)
{
    struct arena a = {0};
    struct view bytes;
    struct license_prints p;

    CHECK(knowledge_bytes(VIEW("licenses/fingerprints.bin"), &bytes));
    CHECK(!prints_open(&a, bytes, &p));
    for (size_t len = 1; len < bytes.len; len += bytes.len / 97) {
        struct error *e = prints_open(&a, view_head(bytes, len), &p);

        CHECK(e && e->kind == ERROR_INPUT);
        CHECK_U64(p.words, 0);
    }
    struct view copy = arena_copy(&a, bytes);
    char *damaged = arena_alloc(&a, copy.len);
    memcpy(damaged, copy.at, copy.len);
    memset(damaged + 8, 0xff, 4);
    CHECK(prints_open(&a, (struct view){damaged, copy.len}, &p));
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(every_alias_means_its_own_record),
           CHECK_CASE(every_id_of_the_osi_list_is_osi_approved),
           CHECK_CASE(every_record_with_a_text_has_all_clauses_and_a_print),
           CHECK_CASE(a_family_says_what_its_members_share),
           CHECK_CASE(every_member_of_a_family_is_known),
           CHECK_CASE(names_people_write_are_understood),
           CHECK_CASE(ids_are_found_in_any_case),
           CHECK_CASE(a_restricted_licence_says_why),
           CHECK_CASE(damaged_fingerprints_are_refused))
