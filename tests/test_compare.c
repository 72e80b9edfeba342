// SPDX-License-Identifier: Apache-2.0
// Releases side by side (interface.md 4). Expected values: the columns of the
// sample there, and needs.md 2 for the rows of clauses; the clauses of the
// licences are those of terms.md 3.
#include "check.h"
#include "facts.h"
#include "schema.h"

#include "api/inspect.h"
#include "base/file.h"
#include "report/compare_json.h"
#include "report/compare_text.h"
#include "terms/value.h"
#include "verdict/compare.h"

static void take_duties(struct facts *f)
{
    duties_take(&f->arena, f->licenses, &f->release, &f->i.inventory,
                &f->i.terms, &f->i.duties);
}

static void judged(struct facts *f)
{
    take_duties(f);
    facts_judge(f);
}

static const struct comparison_row *find(const struct comparison *c,
                                         const char *id)
{
    for (size_t n = 0; n < c->row_count; n++)
        if (view_eq(c->row[n].id, view_of(id)))
            return &c->row[n];
    return NULL;
}

// The answer to a row of a release with these terms for its weights.
static struct clause_answer answer(struct facts *f, const char *row)
{
    struct clause_rows rows;
    struct clause_answer out;

    take_duties(f);
    clause_rows_open(&rows);
    const struct record *r =
        records_find(&rows.rows, VIEW("row"), view_of(row));
    CHECK(r != NULL);
    if (!r)
        abort();
    clause_answer_take(&f->arena, &rows, r, &f->i, &out);
    return out;
}

// ---------------------------------------------------------------- clauses

TEST(the_rows_of_known_licences_answer_as_their_clauses_say)
{
    static const struct {
        const char *license, *row, *words;
        enum reply reply;
    } rows[] = {
        {"Apache-2.0", "commercial", "yes", REPLY_YES},
        {"Apache-2.0", "outputs-train", "yes", REPLY_YES},
        {"CC-BY-NC-4.0", "commercial", "no", REPLY_NO},
        {"LicenseRef-llama-3.1-community", "own-name", "no", REPLY_NO},
        {"LicenseRef-llama-3.1-community", "no-ceiling", "no", REPLY_NO},
        {"LicenseRef-llama-3.1-community", "no-policy", "no", REPLY_NO},
        {"LicenseRef-llama-3.1-community", "outputs-train", "yes, with name",
         REPLY_CONDITIONS},
        {"GPL-3.0-only", "own-terms", "no", REPLY_NO},
        {"CC-BY-ND-4.0", "tunes", "yes, not to be given out", REPLY_NO},
        // The taker may choose; both bind.
        {"CC-BY-NC-4.0 OR MIT", "commercial", "yes", REPLY_YES},
        {"CC-BY-NC-4.0 AND MIT", "commercial", "no", REPLY_NO},
        {"LicenseRef-nobody-knows-it", "commercial", "unknown", REPLY_UNKNOWN},
        {"LicenseRef-nobody-knows-it AND CC-BY-NC-4.0", "commercial", "no",
         REPLY_NO},
        {"", "commercial", "unknown", REPLY_UNKNOWN},
    };

    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
        struct facts f;

        facts_open(&f);
        facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT,
                  rows[n].license);
        struct clause_answer is = answer(&f, rows[n].row);
        if (is.reply != rows[n].reply ||
            !view_eq(is.words, view_of(rows[n].words)))
            check_fail(__FILE__, __LINE__, "%s, %s: " VIEW_FMT, rows[n].license,
                       rows[n].row, VIEW_ARG(is.words));
        CHECK(is.has_evidence && is.evidence.path.len);
        CHECK(is.reply != REPLY_UNKNOWN || is.why.len);
        arena_free(&f.arena);
    }
}

TEST(words_beside_a_licence_can_answer_no)
{
    struct facts f;

    facts_open(&f);
    struct part *p = facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE,
                               PRESENCE_PRESENT, "Apache-2.0");
    facts_on_top(&f, p, "For non-commercial use.");
    struct clause_answer is = answer(&f, "commercial");
    CHECK(is.reply == REPLY_NO);
    CHECK_TEXT(is.evidence.path, "USE_POLICY.md");
    CHECK(answer(&f, "no-territory").reply == REPLY_YES);
    arena_free(&f.arena);
}

TEST(a_tree_without_a_model_has_no_clauses_to_compare)
{
    struct facts f;

    facts_open(&f);
    facts_set(&f, PART_CODE_INFER, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    CHECK(answer(&f, "commercial").reply == REPLY_NOT_APPLICABLE);
    arena_free(&f.arena);
}

static bool is_known(const struct record *row, struct view value)
{
    static const char *const keys[] = {"yes", "conditions", "unknown", "no",
                                       "skip"};

    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        struct view field, star[VALUE_STARS];
        size_t at = 0;

        while (record_next(row, view_of(keys[k]), &at, &field)) {
            size_t end = view_find(field, VIEW(" | "));
            if (value_fits(view_head(field, end), value, star))
                return true;
        }
    }
    return false;
}

TEST(each_value_that_a_clause_may_have_is_answered)
{
    struct arena a = {0};
    struct records clauses;
    struct clause_rows rows;

    CHECK(!knowledge_read(&a, VIEW("licenses/clauses.txt"), &clauses));
    clause_rows_open(&rows);
    CHECK(rows.rows.record_count >= 5);
    for (size_t n = 0; n < rows.rows.record_count; n++) {
        const struct record *row = &rows.rows.record[n];
        const struct record *clause =
            records_find(&clauses, VIEW("key"), record_get(row, VIEW("key")));
        struct view value, limit;
        size_t at = 0;

        CHECK(clause != NULL);
        while (clause && record_next(clause, VIEW("value"), &at, &value)) {
            value = view_trim(view_head(value, view_find(value, VIEW(" |"))));
            if (!is_known(row, value))
                check_fail(
                    __FILE__, __LINE__, VIEW_FMT " does not know " VIEW_FMT,
                    VIEW_ARG(record_get(row, VIEW("row"))), VIEW_ARG(value));
        }
        for (at = 0; record_next(row, VIEW("limit"), &at, &limit);)
            CHECK(records_find(&rows.limits, VIEW("limit"), limit));
    }
    arena_free(&a);
}

// ---------------------------------------------------------------- the table

TEST(rows_that_differ_are_told_from_equal_ones_and_places_do_not_count)
{
    struct facts one, other;
    struct comparison c;

    facts_open(&one);
    facts_open(&other);
    facts_set(&one, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    struct part *p = facts_set(&other, PART_WEIGHTS_FINAL, STAGE_NONE,
                               PRESENCE_PRESENT, "MIT");
    p->evidence[0].line = 99;
    facts_set(&other, PART_CODE_EVAL, STAGE_NONE, PRESENCE_MENTIONED, "");
    judged(&one);
    judged(&other);
    const struct inspection *all[] = {&one.i, &other.i};
    compare_take(&one.arena, all, 2, &c);

    CHECK(!find(&c, "weights.final")->differs);
    CHECK(find(&c, "code.eval")->differs);
    CHECK_TEXT(find(&c, "code.eval")->cell[0].words, "absent");
    CHECK_TEXT(find(&c, "code.eval")->cell[1].words, "mentioned");
    CHECK_TEXT(find(&c, "weights.final")->cell[1].words, "present  MIT");
    CHECK(find(&c, "osaid") && find(&c, "category") && find(&c, "safety"));
    // The same name twice: the second is told apart.
    CHECK_TEXT(c.name[0], "cedar-7b");
    CHECK_TEXT(c.name[1], "cedar-7b (2)");
    size_t differing = 0;
    for (size_t n = 0; n < c.row_count; n++)
        differing += c.row[n].differs;
    CHECK_U64(c.differing, differing);
    arena_free(&one.arena);
    arena_free(&other.arena);
}

TEST(a_yardstick_is_a_row_with_its_own_word_and_a_dash_where_it_is_missing)
{
    struct facts one, other;
    struct comparison c;

    facts_open(&one);
    facts_open(&other);
    judged(&one);
    judged(&other);
    one.i.verdict[0].label = VIEW("Class III");
    other.i.verdict_count = 0;
    const struct inspection *all[] = {&one.i, &other.i};
    compare_take(&one.arena, all, 2, &c);
    const struct comparison_row *row = find(&c, "osaid");
    CHECK_TEXT(row->cell[0].words, "Class III");
    CHECK_TEXT(row->cell[1].words, "-");
    CHECK_TEXT(row->title, "OSAID 1.0");
    arena_free(&one.arena);
    arena_free(&other.arena);
}

// ---------------------------------------------------------------- reports

static const char *const examples[] = {
    "examples/cedar-1m",
    "examples/aurora-1m",
    "examples/harbor-8b-tune",
    "examples/pebble-pickle",
    "examples/quartz-chat/quartz-chat.yaml",
};
enum { EXAMPLES = sizeof examples / sizeof *examples };

static void compared(struct arena *a, size_t count, size_t threads,
                     struct comparison *c)
{
    struct release_choice choice = {.threads = threads};
    const struct inspection **all =
        ARENA_NEW(a, const struct inspection *, count);

    for (size_t n = 0; n < count; n++) {
        struct inspection *i = ARENA_NEW(a, struct inspection, 1);
        struct view path = view_of(examples[n]);

        CHECK(!inspect(a, NULL, &path, 1, &choice, i));
        all[n] = i;
    }
    compare_take(a, all, count, c);
}

static struct view json_of(struct arena *a, const struct comparison *c)
{
    struct text t = {.arena = a};

    compare_json(c, &t);
    return text_view(&t);
}

TEST(the_json_keeps_to_its_schema_and_any_thread_count_gives_the_same)
{
    struct arena a = {0};
    struct comparison one, nine;
    struct view bytes = {0};
    struct json schema, json;

    compared(&a, EXAMPLES, 1, &one);
    compared(&a, EXAMPLES, 9, &nine);
    struct view document = json_of(&a, &one);
    CHECK_VIEW(json_of(&a, &nine), document);
    CHECK(!file_front(&a, VIEW("docs/schema/compare.schema.json"), 1 << 20,
                      &bytes));
    CHECK(!json_read(&a, bytes, VIEW("schema"), &schema));
    CHECK(!json_read(&a, document, VIEW("compare"), &json));
    CHECK_TEXT(schema_fault(&a, &schema, json.root), "");
    arena_free(&a);
}

static size_t widest(struct view text)
{
    size_t most = 0;

    while (text.len) {
        struct view line = view_cut(text, '\n', &text);
        most = line.len > most ? line.len : most;
    }
    return most;
}

TEST(columns_and_blocks_fit_the_width_and_name_every_release)
{
    struct arena a = {0};

    for (size_t count = 2; count <= EXAMPLES; count++) {
        struct comparison c;

        compared(&a, count, 1, &c);
        for (unsigned width = 72; width <= 100; width += 14) {
            struct text_choice form = {.width = width, .full = true};
            struct text t = {.arena = &a};

            compare_text(&c, &form, &t);
            // Bytes; a cut cell ends with three that are one column.
            CHECK(widest(text_view(&t)) <= width + 2 * count);
            for (size_t n = 0; n < count; n++)
                CHECK(view_has(text_view(&t), view_head(c.name[n], 8)));
        }
    }
    arena_free(&a);
}

CHECK_MAIN(
    CHECK_CASE(the_rows_of_known_licences_answer_as_their_clauses_say),
    CHECK_CASE(words_beside_a_licence_can_answer_no),
    CHECK_CASE(a_tree_without_a_model_has_no_clauses_to_compare),
    CHECK_CASE(each_value_that_a_clause_may_have_is_answered),
    CHECK_CASE(
        rows_that_differ_are_told_from_equal_ones_and_places_do_not_count),
    CHECK_CASE(
        a_yardstick_is_a_row_with_its_own_word_and_a_dash_where_it_is_missing),
    CHECK_CASE(
        the_json_keeps_to_its_schema_and_any_thread_count_gives_the_same),
    CHECK_CASE(columns_and_blocks_fit_the_width_and_name_every_release))
