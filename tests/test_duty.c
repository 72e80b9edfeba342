// SPDX-License-Identifier: Apache-2.0
// Duties that follow from terms. Expected values: the clauses and values of
// terms.md 3, the naming rule of terms.md 4, and texts that are written here;
// which sentence belongs to a clause is our own choice, so the tests look for
// ids of records.
#include "check.h"
#include "facts.h"

#include "terms/question.h"
#include "terms/value.h"

static struct duties *taken(struct facts *f)
{
    duties_take(&f->arena, f->licenses, &f->release, &f->i.inventory,
                &f->i.terms, &f->i.duties);
    return &f->i.duties;
}

static const struct duty *find(const struct duties *d, enum duty_role role,
                               const char *id)
{
    for (size_t n = 0; n < d->count; n++)
        if (d->item[n].role == role && view_eq(d->item[n].id, view_of(id)))
            return &d->item[n];
    return NULL;
}

static const struct terms_flag *flag(const struct duties *d, const char *id)
{
    for (size_t n = 0; n < d->flag_count; n++)
        if (view_eq(d->flag[n].id, view_of(id)))
            return &d->flag[n];
    return NULL;
}

// The release holds `text` as the file LICENSE, from which `part` has its
// terms.
static void with_text(struct facts *f, const char *text, enum part_kind part)
{
    struct license_file *file =
        LIST_ADD(&f->arena, f->i.terms.file, f->i.terms.file_count);

    terms_of_text(&f->arena, f->licenses, VIEW("LICENSE"), view_of(text), file);
    struct part *p = facts_set(f, part, STAGE_NONE, PRESENCE_PRESENT, "");
    p->terms.expression = file->expression;
    p->terms.scope = TERMS_RELEASE;
    p->terms.evidence = (struct evidence){.path = VIEW("LICENSE"), .line = 1};
}

// ---------------------------------------------------------------- values

TEST(a_pattern_fits_as_its_stars_say)
{
    static const struct {
        const char *pattern, *value, *star;
        bool fits;
    } rows[] = {
        {"none", "none", "", true},
        {"none", "none-stated", "", false},
        {"mau>*@release", "mau>700000000@release", "700000000", true},
        {"mau>*@release", "mau>700000000", "", false},
        {"prefix=\"*\"", "prefix=\"Llama 3\"", "Llama 3", true},
        {"embedded;items=*", "embedded;items=25", "25", true},
        {"*", "a,b", "", false},
        {"**", "a,b", "a,b", true},
        {"excludes:**", "excludes:EU,GB,KR", "EU,GB,KR", true},
        {"excludes:*(**)", "excludes:EU(multimodal-models)", "EU", true},
        {"**breach**", "at-will,breach-by-licensor", "at-will,", true},
        {"a*b*c", "axxbyyc", "xx", true},
        {"a*b*c", "axxbyy", "", false},
        {"", "", "", true},
        {"*", "", "", true},
        {"a", "", "", false},
    };

    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
        struct view star[VALUE_STARS] = {{0}};
        bool fits =
            value_fits(view_of(rows[n].pattern), view_of(rows[n].value), star);

        if (fits != rows[n].fits)
            check_fail(__FILE__, __LINE__, "%s on %s", rows[n].pattern,
                       rows[n].value);
        if (fits)
            CHECK_VIEW(star[0], view_of(rows[n].star));
    }
}

TEST(a_value_is_divided_outside_of_quotes_and_brackets)
{
    struct view rest = VIEW("prefix=\"A, B\";display=\"C;D\",x(1|2)|y"), one;
    static const struct view wanted[] = {VIEW_INIT("prefix=\"A, B\""),
                                         VIEW_INIT("display=\"C;D\""),
                                         VIEW_INIT("x(1|2)"), VIEW_INIT("y")};
    size_t n = 0;

    while (value_next(&rest, &one)) {
        CHECK(n < 4);
        CHECK_VIEW(one, wanted[n++ % 4]);
    }
    CHECK_U64(n, 4);
}

TEST(numbers_in_a_sentence_get_groups_of_three)
{
    struct arena a = {0};
    struct view star[VALUE_STARS] = {
        VIEW_INIT("700000000"), VIEW_INIT("20000000USD"), VIEW_INIT("2025")};

    CHECK_TEXT(value_fill(&a, VIEW("{1} or {2} in {3}, {4}{"), star),
               "700,000,000 or 20,000,000 USD in 2025, {4}{");
    arena_free(&a);
}

// ---------------------------------------------------------------- knowledge

static bool is_quiet(const struct records *rules, struct view value)
{
    struct view word;
    const struct record *nothing =
        records_find(rules, VIEW("duty"), VIEW("nothing"));

    for (size_t at = 0; record_next(nothing, VIEW("value"), &at, &word);)
        if (view_eq(word, value))
            return true;
    return false;
}

static bool has_rule(const struct records *rules, struct view key,
                     struct view value)
{
    struct view star[VALUE_STARS];

    for (size_t n = 0; n < rules->record_count; n++)
        if (record_fits(&rules->record[n], key, value, star))
            return true;
    return false;
}

// Values that give a right and ask nothing.
static bool asks_nothing(struct view key, struct view value)
{
    static const struct {
        struct view key, value;
    } rows[] = {
        {VIEW_INIT("use-commercial"), VIEW_INIT("yes")},
        {VIEW_INIT("use-commercial"), VIEW_INIT("policy")},
        {VIEW_INIT("redistribute"), VIEW_INIT("yes")},
        {VIEW_INIT("redistribute"), VIEW_INIT("policy")},
        {VIEW_INIT("derivatives"), VIEW_INIT("yes")},
        {VIEW_INIT("derivatives"), VIEW_INIT("policy")},
        {VIEW_INIT("state-changes"), VIEW_INIT("no")},
        {VIEW_INIT("terms-may-change"), VIEW_INIT("no")},
        {VIEW_INIT("revocable"), VIEW_INIT("irrevocable")},
        {VIEW_INIT("patent-grant"), VIEW_INIT("express")},
        {VIEW_INIT("dataset-specific"), VIEW_INIT("license-for-data")},
        {VIEW_INIT("dataset-specific"), VIEW_INIT("covers-data")},
        {VIEW_INIT("dataset-specific"), VIEW_INIT("covers-database-rights")},
    };

    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++)
        if (view_eq(rows[n].key, key) && view_eq(rows[n].value, value))
            return true;
    return false;
}

TEST(every_value_leads_to_a_duty_a_question_or_to_nothing)
{
    struct facts f;
    struct records rules, questions;
    const struct license_info *info;

    facts_open(&f);
    CHECK(!knowledge_read(&f.arena, VIEW("licenses/duties.txt"), &rules));
    CHECK(
        !knowledge_read(&f.arena, VIEW("licenses/questions.txt"), &questions));
    for (size_t at = 0; (info = license_next(f.licenses, &at));)
        for (size_t n = 0; n < info->clause_count; n++) {
            const struct license_clause *c = &info->clause[n];
            struct view rest = c->value, one;

            // What the members of a family differ in is told by a flag.
            if ((license_is_family(info) &&
                 view_eq(c->value, VIEW("unknown"))) ||
                is_quiet(&rules, c->value) ||
                has_rule(&rules, c->key, c->value))
                continue;
            while (value_next(&rest, &one))
                if (!is_quiet(&rules, one) && !asks_nothing(c->key, one) &&
                    !has_rule(&rules, c->key, one) &&
                    !has_rule(&questions, c->key, one))
                    check_fail(__FILE__, __LINE__,
                               VIEW_FMT ": " VIEW_FMT ": " VIEW_FMT,
                               VIEW_ARG(info->id), VIEW_ARG(c->key),
                               VIEW_ARG(one));
        }
    arena_free(&f.arena);
}

static void check_words(const struct record *r, struct view key,
                        const char *const *known, size_t count)
{
    struct view word;

    for (size_t at = 0; record_next(r, key, &at, &word);) {
        bool is_known = false;

        for (size_t n = 0; n < count; n++)
            is_known = is_known || view_eq(word, view_of(known[n]));
        if (!is_known)
            check_fail(__FILE__, __LINE__, VIEW_FMT " in " VIEW_FMT,
                       VIEW_ARG(word), VIEW_ARG(r->field[0].value));
    }
}

TEST(records_of_duties_and_questions_are_whole)
{
    static const char *const roles[] = {"run", "tune", "ship", "serve"};
    static const char *const kinds[] = {"may-not", "must", "know"};
    struct arena a = {0};
    struct records duties, questions;

    CHECK(!knowledge_read(&a, VIEW("licenses/duties.txt"), &duties));
    CHECK(!knowledge_read(&a, VIEW("licenses/questions.txt"), &questions));
    for (size_t n = 1; n < duties.record_count; n++) {
        const struct record *r = &duties.record[n];

        CHECK(record_get(r, VIEW("key")).len &&
              record_get(r, VIEW("says")).len);
        CHECK(record_get(r, VIEW("role")).len &&
              record_get(r, VIEW("kind")).len);
        check_words(r, VIEW("role"), roles, 4);
        check_words(r, VIEW("kind"), kinds, 3);
    }
    for (size_t n = 0; n < questions.record_count; n++) {
        const struct record *r = &questions.record[n];
        struct view fact;

        if (record_get(r, VIEW("fact-of-team")).len) {
            CHECK(record_get(r, VIEW("is")).len > 0);
            continue;
        }
        CHECK(view_starts(record_get(r, VIEW("need")), VIEW("N-")));
        CHECK(record_get(r, VIEW("asks")).len > 0);
        CHECK(!!record_get(r, VIEW("key")).len !=
              !!record_get(r, VIEW("flag")).len);
        for (size_t at = 0; record_next(r, VIEW("fact"), &at, &fact);)
            CHECK(records_find(&questions, VIEW("fact-of-team"), fact));
    }
    arena_free(&a);
}

// ---------------------------------------------------------------- duties

TEST(a_named_license_gives_duties_at_the_place_of_the_name)
{
    struct facts f;

    facts_open(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT,
              "Apache-2.0");
    const struct duties *d = taken(&f);
    const struct duty *keep = find(d, ROLE_SHIP, "keep-notices");

    CHECK(keep != NULL);
    if (keep) {
        CHECK_TEXT(keep->place.path, "LICENSE");
        CHECK_U64(keep->place.line, 1);
        CHECK_TEXT(keep->section, "4.c, 4.d"); // Apache License 2.0, section 4
        CHECK_TEXT(keep->part, "weights.final");
        CHECK(keep->bound->basis == BOUND_NAME);
        CHECK(keep->confidence == CONFIDENCE_LIKELY);
    }
    CHECK(!find(d, ROLE_RUN, "keep-notices"));
    CHECK(flag(d, "license-text-absent") != NULL);
    arena_free(&f.arena);
}

TEST(a_license_that_reaches_several_parts_is_one)
{
    struct facts f;

    facts_open(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    facts_set(&f, PART_CODE_INFER, STAGE_NONE, PRESENCE_PRESENT,
              "MIT AND Apache-2.0");
    facts_set(&f, PART_DOC_CARD, STAGE_NONE, PRESENCE_PRESENT, "CC-BY-4.0");
    const struct duties *d = taken(&f);

    CHECK_U64(d->bounds.count, 2);
    CHECK_TEXT(d->bounds.item[0].license, "MIT");
    CHECK_U64(d->bounds.item[0].part_count, 2);
    CHECK_TEXT(d->bounds.item[0].part[1], "code.infer");
    CHECK_TEXT(d->bounds.item[1].license, "Apache-2.0");
    arena_free(&f.arena);
}

TEST(a_choice_of_licenses_is_told_as_one)
{
    struct facts f;

    facts_open(&f);
    facts_set(&f, PART_CODE_INFER, STAGE_NONE, PRESENCE_PRESENT,
              "MIT OR Apache-2.0");
    const struct duties *d = taken(&f);

    CHECK_U64(d->bounds.count, 2);
    CHECK(d->bounds.item[0].choice && d->bounds.item[1].choice);
    arena_free(&f.arena);
}

TEST(an_unknown_text_gives_duties_by_phrase_at_their_bytes)
{
    static const char text[] =
        "HARBOR MODEL LICENSE AGREEMENT\n\n"
        "1. Grant. Subject to the terms of this Agreement, the licensor grants "
        "you a license to use, copy and modify the model.\n\n"
        "2. Limits. You may not use the model for any commercial purpose. You "
        "shall not use the model to harm anyone.\n\n"
        "3. Warranty. The model is provided \"as is\", without warranty of any "
        "kind; the licensor shall not be liable for damages.\n\n"
        "4. Law. This Agreement is governed by the laws of Denmark.\n";
    struct facts f;

    facts_open(&f);
    with_text(&f, text, PART_WEIGHTS_FINAL);
    const struct duties *d = taken(&f);
    const struct duty *sale = find(d, ROLE_SHIP, "no-commercial-use");

    CHECK(sale != NULL);
    if (sale) {
        struct view at = {text + sale->place.from,
                          (size_t)(sale->place.to - sale->place.from)};
        CHECK(sale->bound->basis == BOUND_PHRASE);
        CHECK(sale->confidence != CONFIDENCE_CERTAIN);
        CHECK_U64(sale->place.line, 5);
        CHECK(view_has(at, VIEW("any commercial purpose")));
    }
    CHECK(flag(d, "needs-human") != NULL);
    CHECK(!flag(d, "license-text-absent"));
    arena_free(&f.arena);
}

// terms.md 2.1: a license only in PDF is a finding of its own; rule 2: so is a
// title that is not that of the text.
TEST(a_license_that_cannot_be_read_and_a_false_title_are_findings)
{
    static const char pdf[] = "%PDF-1.7\n1 0 obj\n";
    static const char titled[] = "MIT License\n\nWhoever walks here must not "
                                 "carry a lamp, and no dog.\n";
    struct facts f;

    facts_open(&f);
    with_text(&f, pdf, PART_WEIGHTS_FINAL);
    const struct duties *d = taken(&f);
    const struct terms_flag *unread = flag(d, "license-not-machine-readable");
    CHECK(unread != NULL);
    if (unread)
        CHECK_TEXT(unread->evidence.path, "LICENSE");
    CHECK(!flag(d, "license-text-absent"));
    arena_free(&f.arena);
    facts_open(&f);
    with_text(&f, titled, PART_WEIGHTS_FINAL);
    CHECK(flag(taken(&f), "title-contradicts-text") != NULL);
    arena_free(&f.arena);
}

TEST(a_gate_and_terms_beside_the_license_are_duties)
{
    struct facts f;

    facts_open(&f);
    struct part *w =
        facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    w->has_gate = true;
    w->gate = GATE_FORM;
    facts_on_top(&f, w, "for research only");
    const struct duties *d = taken(&f);
    const struct duty *beside = find(d, ROLE_SERVE, "beside");

    CHECK(find(d, ROLE_RUN, "gate-form") != NULL);
    CHECK(beside && view_has(beside->says, VIEW("for research only")));
    CHECK(beside && !beside->bound);
    CHECK(beside && view_eq(beside->place.path, VIEW("USE_POLICY.md")));
    arena_free(&f.arena);
}

TEST(duties_stand_by_role_then_kind)
{
    struct facts f;

    facts_open(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT,
              "LicenseRef-llama-3.1-community");
    const struct duties *d = taken(&f);

    CHECK(d->count > 20);
    for (size_t n = 1; n < d->count; n++) {
        CHECK(d->item[n - 1].role <= d->item[n].role);
        if (d->item[n - 1].role == d->item[n].role)
            CHECK(d->item[n - 1].kind <= d->item[n].kind);
    }
    arena_free(&f.arena);
}

// ---------------------------------------------------------------- flags

// terms.md 4: a name that does not begin as the terms of the base demand.
TEST(a_derived_model_without_the_demanded_name_is_told)
{
    static const struct {
        const char *name, *flag;
    } rows[] = {
        {"cedar-7b", "naming-duty-not-met"},
        {"Llama-cedar-7b", "naming-duty-met"},
        {"Llamacedar-7b", "naming-duty-met"},
        {"models/llama-cedar", "naming-duty-met"},
    };

    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
        struct facts f;

        facts_open(&f);
        f.release.name = view_of(rows[n].name);
        facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, "MIT");
        facts_set(&f, PART_WEIGHTS_BASE, STAGE_NONE, PRESENCE_POINTER,
                  "LicenseRef-llama-3.1-community");
        const struct duties *d = taken(&f);
        const struct terms_flag *named = flag(d, rows[n].flag);

        CHECK(named != NULL);
        if (named)
            CHECK_TEXT(named->part, "weights.base");
        // "Built with Llama" stands in no document.
        CHECK(flag(d, "naming-duty-open") != NULL);
        arena_free(&f.arena);
    }
}

TEST(a_conflict_shows_both_places_and_the_clauses_that_differ)
{
    struct facts f;

    facts_open(&f);
    struct part *w = facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE,
                               PRESENCE_PRESENT, "Apache-2.0");
    facts_conflict(&f, w, "CC-BY-NC-4.0", BY_DETECTED);
    const struct duties *d = taken(&f);
    const struct terms_flag *c = flag(d, "license-conflict");
    bool sale = false;

    CHECK(c != NULL);
    if (c) {
        CHECK_TEXT(c->evidence.path, "LICENSE");
        CHECK_TEXT(c->against.path, "README.md");
        for (size_t n = 0; n < c->differs.count; n++)
            sale = sale ||
                   (view_eq(c->differs.item[n].key, VIEW("use-commercial")) &&
                    view_eq(c->differs.item[n].one, VIEW("yes")) &&
                    view_eq(c->differs.item[n].other, VIEW("no")));
    }
    CHECK(sale);
    // What the other source would ask is told too, as disputed.
    const struct duty *no = find(d, ROLE_RUN, "no-commercial-use");
    CHECK(no && no->bound->disputed);
    arena_free(&f.arena);
}

// terms.md 4: every pair of sources that disagree, each with both places.
TEST(every_pair_of_answers_is_a_conflict_with_places)
{
    struct facts f;
    size_t pairs = 0, placed = 0;

    facts_open(&f);
    struct part *w =
        facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    facts_conflict(&f, w, "CC-BY-NC-4.0", BY_DETECTED);
    facts_conflict(&f, w, "Apache-2.0", BY_DETECTED);
    // A name for a family that has one of them in it is no further answer.
    facts_conflict(&f, w, "LicenseRef-cc-by-nc", BY_DETECTED);
    const struct duties *d = taken(&f);
    for (size_t n = 0; n < d->flag_count; n++) {
        const struct terms_flag *one = &d->flag[n];

        if (!view_eq(one->id, VIEW("license-conflict")))
            continue;
        pairs++;
        CHECK(one->evidence.path.len && one->against.path.len);
        CHECK(view_has(one->fact, VIEW("they differ in")));
        for (size_t k = 0; k < one->differs.count; k++)
            placed += one->differs.item[k].one_place.path.len > 0 &&
                      one->differs.item[k].other_place.path.len > 0;
        CHECK(one->differs.count && placed);
        placed -= one->differs.count;
    }
    // MIT with the three others, CC-BY-NC-4.0 with Apache-2.0, and the family
    // with Apache-2.0.
    CHECK_U64(pairs, 5);
    CHECK_U64(placed, 0);
    arena_free(&f.arena);
}

TEST(a_family_tag_is_told_and_what_its_members_share_binds)
{
    struct facts f;
    struct questions q;

    facts_open(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT,
              "LicenseRef-cc-by-nc");
    const struct duties *d = taken(&f);
    CHECK(flag(d, "family-tag") != NULL);
    CHECK(find(d, ROLE_RUN, "no-commercial-use") != NULL);
    questions_take(&f.arena, d, &q);
    bool asked = false;
    for (size_t n = 0; n < q.count; n++)
        asked = asked || view_eq(q.item[n].id, VIEW("family"));
    CHECK(asked);
    arena_free(&f.arena);
}

TEST(a_policy_by_reference_without_its_text_is_told)
{
    struct facts f;

    facts_open(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT,
              "LicenseRef-llama-3.1-community");
    CHECK(flag(taken(&f), "policy-text-absent") != NULL);
    // How many uses it lists is not known without it (terms.md 4).
    const struct duty *uses =
        find(&f.i.duties, ROLE_RUN, "policy-uses-elsewhere");
    CHECK(uses && view_eq(uses->value, VIEW("by-reference;items=unknown")));
    facts_set(&f, PART_DOC_AUP, STAGE_NONE, PRESENCE_PRESENT, "");
    CHECK(!flag(taken(&f), "policy-text-absent"));
    arena_free(&f.arena);
}

TEST(silence_and_unknown_bases_are_told)
{
    struct facts f;

    facts_open(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, "");
    facts_parent(&f, "someone/other-7b", RELATION_FINETUNE, "");
    const struct duties *d = taken(&f);

    CHECK(flag(d, "license-not-stated") != NULL);
    CHECK(flag(d, "parent-license-unknown") != NULL);
    CHECK_U64(d->count, 0);
    arena_free(&f.arena);
}

// ---------------------------------------------------------------- questions

static const struct question *question(const struct questions *q,
                                       const char *need)
{
    for (size_t n = 0; n < q->count; n++)
        if (view_eq(q->item[n].need, view_of(need)))
            return &q->item[n];
    return NULL;
}

// The counsel column of needs.md 2, for a text with a threshold of users.
TEST(a_threshold_asks_for_the_facts_that_decide)
{
    struct facts f;
    struct questions q;
    bool users = false;

    facts_open(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT,
              "LicenseRef-llama-3.1-community");
    questions_take(&f.arena, taken(&f), &q);
    const struct question *sale = question(&q, "N-COMMERCIAL");
    CHECK(sale && sale->clause &&
          view_eq(sale->clause->key, VIEW("use-scale-threshold")));
    CHECK(question(&q, "N-NAMING") && question(&q, "N-ACCEPTABLE-USE"));
    CHECK(question(&q, "N-LIC-TEXT") && question(&q, "N-LAW"));
    CHECK(!question(&q, "N-TERRITORY"));
    for (size_t n = 0; n < q.fact_count; n++)
        users = users || view_eq(q.fact[n].key, VIEW("monthly_active_users"));
    CHECK(users);
    arena_free(&f.arena);
}

TEST(an_open_license_asks_little)
{
    struct facts f;
    struct questions q;

    facts_open(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT,
              "Apache-2.0");
    questions_take(&f.arena, taken(&f), &q);
    CHECK(!question(&q, "N-COMMERCIAL") && !question(&q, "N-LAW"));
    CHECK(!question(&q, "N-PATENT")); // section 3 of the text grants them
    CHECK(question(&q, "N-OUTPUT-OWN") != NULL); // the text is silent
    arena_free(&f.arena);
}

CHECK_MAIN(
    CHECK_CASE(a_pattern_fits_as_its_stars_say),
    CHECK_CASE(a_value_is_divided_outside_of_quotes_and_brackets),
    CHECK_CASE(numbers_in_a_sentence_get_groups_of_three),
    CHECK_CASE(every_value_leads_to_a_duty_a_question_or_to_nothing),
    CHECK_CASE(records_of_duties_and_questions_are_whole),
    CHECK_CASE(a_named_license_gives_duties_at_the_place_of_the_name),
    CHECK_CASE(a_license_that_reaches_several_parts_is_one),
    CHECK_CASE(a_choice_of_licenses_is_told_as_one),
    CHECK_CASE(an_unknown_text_gives_duties_by_phrase_at_their_bytes),
    CHECK_CASE(a_license_that_cannot_be_read_and_a_false_title_are_findings),
    CHECK_CASE(a_gate_and_terms_beside_the_license_are_duties),
    CHECK_CASE(duties_stand_by_role_then_kind),
    CHECK_CASE(a_derived_model_without_the_demanded_name_is_told),
    CHECK_CASE(a_conflict_shows_both_places_and_the_clauses_that_differ),
    CHECK_CASE(every_pair_of_answers_is_a_conflict_with_places),
    CHECK_CASE(a_family_tag_is_told_and_what_its_members_share_binds),
    CHECK_CASE(a_policy_by_reference_without_its_text_is_told),
    CHECK_CASE(silence_and_unknown_bases_are_told),
    CHECK_CASE(a_threshold_asks_for_the_facts_that_decide),
    CHECK_CASE(an_open_license_asks_little))
