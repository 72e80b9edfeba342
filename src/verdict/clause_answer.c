// SPDX-License-Identifier: Apache-2.0
#include "verdict/clause_answer.h"

#include "terms/value.h"
#include "verdict/judge.h"

#include <assert.h>

static const struct view reply_words[] = {
    [REPLY_NOT_APPLICABLE] = VIEW_INIT("not-applicable"),
    [REPLY_YES] = VIEW_INIT("yes"),
    [REPLY_CONDITIONS] = VIEW_INIT("conditions"),
    [REPLY_UNKNOWN] = VIEW_INIT("unknown"),
    [REPLY_NO] = VIEW_INIT("no"),
};

struct view reply_word(enum reply r)
{
    return reply_words[r];
}

void clause_rows_open(struct clause_rows *out)
{
    out->rows = knowledge_records(VIEW("yardsticks/clause_rows.txt"));
    out->limits = knowledge_records(VIEW("yardsticks/limits.txt"));
}

// ---- One value --------------------------------------------------------------

// "PATTERN | words"
static struct view pattern_of(struct view field, struct view *words)
{
    size_t at = view_find(field, VIEW(" | "));

    *words =
        at == SIZE_MAX ? (struct view){0} : view_trim(view_from(field, at + 3));
    return view_trim(view_head(field, at));
}

// The worst answer of the record whose pattern fits; false: none does.
static bool reply_of(const struct record *row, struct view value,
                     enum reply *reply, struct view *words)
{
    for (int r = REPLY_NO; r >= REPLY_NOT_APPLICABLE; r--) {
        struct view field, said, star[VALUE_STARS];
        struct view key =
            r == REPLY_NOT_APPLICABLE ? VIEW("skip") : reply_words[r];
        size_t at = 0;

        while (record_next(row, key, &at, &field)) {
            if (!value_fits(pattern_of(field, &said), value, star))
                continue;
            *reply = (enum reply)r;
            *words = said.len ? said : reply_words[r];
            return true;
        }
    }
    return false;
}

// The whole value, or the worst of its parts. One that the record does not know
// is unknown: it may say anything.
static enum reply value_reply(const struct record *row, struct view value,
                              struct view *words)
{
    struct view rest = value, one, said;
    enum reply worst = REPLY_NOT_APPLICABLE, reply;
    bool fits = reply_of(row, value, &worst, words);

    if (fits)
        return worst;
    while (value_next(&rest, &one)) {
        if (!reply_of(row, one, &reply, &said))
            continue;
        fits = true;
        if (reply > worst) {
            worst = reply;
            *words = said;
        }
    }
    if (!fits)
        *words = VIEW("unknown");
    return fits ? worst : REPLY_UNKNOWN;
}

// ---- One license ------------------------------------------------------------

static bool is_of_model(const struct bound *b)
{
    for (size_t n = 0; n < b->part_count; n++)
        if (view_starts(b->part[n], VIEW("weights.")) ||
            view_eq(b->part[n], VIEW("service")))
            return true;
    return false;
}

static struct clause_answer clause_reply(const struct record *row,
                                         const struct bound *b,
                                         const struct clause *c)
{
    struct clause_answer one = {.license = b->license,
                                .value = c->value,
                                .by_name = b->basis == BOUND_NAME,
                                .has_evidence = true,
                                .evidence = bound_place(b, c)};

    one.reply = value_reply(row, c->value, &one.words);
    if (c->where.len && !view_eq(c->where, VIEW("-")))
        one.section = c->where;
    if (one.reply > REPLY_YES && c->confidence == CONFIDENCE_HINT) {
        one.reply = REPLY_UNKNOWN;
        one.words = VIEW("unknown");
        one.why = VIEW("words of the text hint at a limit; a person has to "
                       "read them");
    }
    if (one.reply == REPLY_UNKNOWN && !one.why.len)
        one.why = VIEW("the text leaves it open");
    return one;
}

static struct clause_answer bound_reply(const struct record *row,
                                        const struct bound *b)
{
    struct view key = record_get(row, VIEW("key"));
    struct clause_answer worst = {.reply = REPLY_NOT_APPLICABLE};
    bool found = false;

    for (size_t n = 0; n < b->clause_count; n++) {
        if (!view_eq(b->clause[n].key, key))
            continue;
        struct clause_answer one = clause_reply(row, b, &b->clause[n]);
        found = true;
        if (one.reply > worst.reply)
            worst = one;
    }
    if (found || b->is_policy)
        return worst;
    return (struct clause_answer){
        .reply = REPLY_UNKNOWN,
        .words = VIEW("unknown"),
        .license = b->license,
        .has_evidence = true,
        .evidence = b->evidence,
        .why = b->basis == BOUND_UNKNOWN
                   ? VIEW("nobody here knows these terms")
                   : VIEW("nothing on it was found in a text that is not "
                          "known"),
    };
}

// ---- What stands beside a license, or in its place --------------------------

static bool beside_limits(struct arena *a, const struct clause_rows *rows,
                          const struct record *row, const struct on_top *top)
{
    struct view limit;
    size_t at = 0;

    while (record_next(row, VIEW("limit"), &at, &limit)) {
        const struct record *r =
            records_find(&rows->limits, VIEW("limit"), limit);
        if (r && record_phrase_in(a, r, top->text))
            return true;
    }
    return false;
}

static void take_weights(struct arena *a, const struct clause_rows *rows,
                         const struct record *row, const struct inspection *i,
                         struct clause_answer *worst)
{
    const struct part *p =
        inventory_part(&i->inventory, PART_WEIGHTS_FINAL, STAGE_NONE);

    if (p->presence > PRESENCE_POINTER)
        return;
    if (!p->terms.expression.len && worst->reply < REPLY_UNKNOWN)
        *worst = (struct clause_answer){
            .reply = REPLY_UNKNOWN,
            .words = VIEW("unknown"),
            .has_evidence = p->evidence_count > 0,
            .evidence = part_evidence(p),
            .why = VIEW("no terms are stated for the weights"),
        };
    for (size_t n = 0; n < p->terms.on_top_count; n++) {
        const struct on_top *top = &p->terms.on_top[n];

        if (worst->reply == REPLY_NO || !beside_limits(a, rows, row, top))
            continue;
        *worst = (struct clause_answer){
            .reply = REPLY_NO,
            .words = VIEW("no"),
            .value = top->text,
            .has_evidence = true,
            .evidence = top->evidence,
        };
    }
}

void clause_answer_take(struct arena *a, const struct clause_rows *rows,
                        const struct record *row, const struct inspection *i,
                        struct clause_answer *out)
{
    const struct bounds *all = &i->duties.bounds;
    struct clause_answer choice = {.reply = REPLY_NOT_APPLICABLE};

    *out = (struct clause_answer){.words = VIEW("-")};
    for (size_t n = 0; n < all->count; n++) {
        if (!is_of_model(&all->item[n]))
            continue;
        struct clause_answer one = bound_reply(row, &all->item[n]);
        if (one.reply == REPLY_NOT_APPLICABLE)
            continue;
        if (all->item[n].choice) {
            if (choice.reply == REPLY_NOT_APPLICABLE ||
                one.reply < choice.reply)
                choice = one;
        } else if (one.reply > out->reply) {
            *out = one;
        }
    }
    if (choice.reply > out->reply)
        *out = choice;
    take_weights(a, rows, row, i, out);
}
