// SPDX-License-Identifier: Apache-2.0
#include "report/fit.h"

enum { ACROSS = 4, NAME_AT = 27, MOST_ROWS = 60, SAYS_AT = 4, USE_AT = 46 };

struct table {
    const struct fit *fit;
    const struct text_choice *choice;
    struct lines lines;
    struct arena *arena;
};

struct view candidate_word(const struct candidate *c)
{
    return c->fits       ? VIEW("fits")
           : c->bad_must ? VIEW("excluded")
                         : VIEW("open");
}

enum style outcome_style(enum need_outcome o)
{
    static const enum style styles[] = {[OUTCOME_GOOD] = STYLE_GOOD,
                                        [OUTCOME_BAD] = STYLE_BAD,
                                        [OUTCOME_OPEN] = STYLE_UNSURE};

    return styles[o];
}

bool need_decides(enum need_level l)
{
    return l == LEVEL_MUST || l == LEVEL_FORBID;
}

int fit_row_class(const struct fit *f, size_t wish)
{
    bool must = need_decides(f->needs->wish[wish].level), open = false,
         bad = false;

    for (size_t i = 0; i < f->candidate_count; i++) {
        enum need_outcome o = need_outcome(f->needs->wish[wish].level,
                                           f->candidate[i].answer[wish].answer);
        bad = bad || o == OUTCOME_BAD;
        open = open || o == OUTCOME_OPEN;
    }
    if (!bad && !open)
        return 3;
    return must ? (bad ? 0 : 1) : 2;
}

static void put_row(struct table *t, size_t wish, size_t first, size_t count,
                    size_t wide)
{
    const struct wish *w = &t->fit->needs->wish[wish];

    line_cell(&t->lines, STYLE_PLAIN, w->id, 0, NAME_AT - 10);
    line_cell(&t->lines, STYLE_PLAIN, need_level_word(w->level), NAME_AT - 9,
              NAME_AT - 1);
    for (size_t i = 0; i < count; i++) {
        enum need_answer a = t->fit->candidate[first + i].answer[wish].answer;

        line_cell(&t->lines, outcome_style(need_outcome(w->level, a)),
                  need_answer_word(a), NAME_AT + i * wide,
                  NAME_AT + (i + 1) * wide - 1);
    }
    line_end(&t->lines);
}

static void put_head(struct table *t, size_t first, size_t count, size_t wide)
{
    for (size_t i = 0; i < count; i++)
        line_cell(&t->lines, STYLE_HEAD,
                  t->fit->candidate[first + i].inspection->release->name,
                  NAME_AT + i * wide, NAME_AT + (i + 1) * wide - 1);
    line_end(&t->lines);
    line_cell(&t->lines, STYLE_HEAD, VIEW("RESULT"), 0, NAME_AT);
    for (size_t i = 0; i < count; i++) {
        const struct candidate *c = &t->fit->candidate[first + i];

        line_cell(&t->lines,
                  c->fits       ? STYLE_GOOD
                  : c->bad_must ? STYLE_BAD
                                : STYLE_UNSURE,
                  arena_print(t->arena, "%zu. " VIEW_FMT, c->rank,
                              VIEW_ARG(candidate_word(c))),
                  NAME_AT + i * wide, NAME_AT + (i + 1) * wide - 1);
    }
    line_end(&t->lines);
}

// A block of at most four candidates: rows that exclude first. Returns how many
// rows were left out.
static size_t put_block(struct table *t, size_t first, size_t count)
{
    const struct fit *f = t->fit;
    size_t width = t->lines.width == SIZE_MAX ? 100 : t->lines.width;
    size_t wide = (width - NAME_AT) / count, shown = 0;

    put_head(t, first, count, wide);
    for (int class = 0; class <= 3; class ++)
        for (size_t w = 0; w < f->needs->wish_count; w++) {
            if (fit_row_class(f, w) != class)
                continue;
            if (!t->choice->full && shown == MOST_ROWS)
                continue;
            put_row(t, w, first, count, wide);
            shown++;
        }
    return f->needs->wish_count - shown;
}

// ---- Reasons ----------------------------------------------------------------

// Every item of the lists of forbidden uses, and what of ours it names.
static void put_uses(struct table *t, const struct answered *a)
{
    if (a->use_count)
        line_wrap(&t->lines,
                  VIEW("what the list forbids, and which of ours it names; an "
                       "item without a word of ours has to be read:"),
                  SAYS_AT);
    for (size_t i = 0; i < a->use_count; i++) {
        const struct met_use *u = &a->use[i];

        line_cell(&t->lines, STYLE_PLAIN,
                  evidence_place(t->arena, &u->evidence), SAYS_AT, NAME_AT - 1);
        line_cell(&t->lines,
                  !u->ours.len ? STYLE_PLAIN
                  : u->in_part ? STYLE_UNSURE
                               : STYLE_BAD,
                  !u->ours.len
                      ? VIEW("-")
                      : arena_print(t->arena, VIEW_FMT "%s", VIEW_ARG(u->ours),
                                    u->in_part ? " in part" : ""),
                  NAME_AT, USE_AT - 1);
        line_cell(&t->lines, STYLE_PLAIN, u->evidence.shows, USE_AT, SIZE_MAX);
        line_end(&t->lines);
    }
}

static void put_reason(struct table *t, const struct answered *a)
{
    enum need_outcome o = need_outcome(a->wish->level, a->answer);

    line_cell(&t->lines, STYLE_PLAIN, a->id, 2, NAME_AT - 1);
    line_cell(&t->lines, outcome_style(o), need_answer_word(a->answer), NAME_AT,
              NAME_AT + 8);
    for (size_t i = 0; i < a->evidence_count; i++)
        line_cell(&t->lines, STYLE_PLAIN,
                  evidence_place(t->arena, &a->evidence[i]),
                  i ? t->lines.at + 2 : NAME_AT + 9, SIZE_MAX);
    line_end(&t->lines);
    line_wrap(&t->lines, a->because, SAYS_AT);
    if (a->change.len && o != OUTCOME_GOOD)
        line_wrap(&t->lines,
                  arena_print(t->arena, "would change it: " VIEW_FMT,
                              VIEW_ARG(a->change)),
                  SAYS_AT);
    put_uses(t, a);
}

static bool is_told(const struct table *t, const struct answered *a)
{
    enum need_outcome o = need_outcome(a->wish->level, a->answer);

    return t->choice->full ||
           (o != OUTCOME_GOOD && need_decides(a->wish->level));
}

static void put_reasons(struct table *t, const struct candidate *c)
{
    size_t told = 0;

    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < t->fit->needs->wish_count; i++) {
            const struct answered *a = &c->answer[i];
            bool bad = need_outcome(a->wish->level, a->answer) == OUTCOME_BAD;

            if (bad != (pass == 0) || !is_told(t, a) ||
                (!t->choice->full && told == MOST_ROWS))
                continue;
            if (!told++) {
                line_end(&t->lines);
                line_cell(&t->lines, STYLE_HEAD, VIEW("WHY"), 0, 4);
                line_cell(&t->lines, STYLE_HEAD, c->inspection->release->name,
                          5, SIZE_MAX);
                line_end(&t->lines);
            }
            put_reason(t, a);
        }
}

// ---- The whole --------------------------------------------------------------

static void put_title(struct table *t)
{
    const struct needs *n = t->fit->needs;

    line_cell(&t->lines, STYLE_HEAD, n->name.len ? n->name : VIEW("fit"), 0,
              SIZE_MAX);
    line_cell(&t->lines, STYLE_PLAIN,
              arena_print(t->arena,
                          "%zu candidate%s, %zu need%s%s" VIEW_FMT
                          "    rules " VIEW_FMT,
                          t->fit->candidate_count,
                          t->fit->candidate_count == 1 ? "" : "s",
                          n->wish_count, n->wish_count == 1 ? "" : "s",
                          n->profile.len ? ", profile " : "",
                          VIEW_ARG(n->profile), VIEW_ARG(rules_version())),
              t->lines.at + 4, SIZE_MAX);
    line_end(&t->lines);
    line_end(&t->lines);
}

static void put_end(struct table *t, size_t left_out)
{
    line_end(&t->lines);
    if (left_out) {
        line_cell(&t->lines, STYLE_PLAIN,
                  arena_print(t->arena, "%zu more needs: --full", left_out), 0,
                  SIZE_MAX);
        line_end(&t->lines);
    }
    line_wrap(&t->lines,
              VIEW("Openness is not quality: quality, support and running are "
                   "needs of their own here. No legal advice."),
              0);
}

void fit_text(const struct fit *f, const struct text_choice *choice,
              struct text *out)
{
    struct table t = {
        .fit = f,
        .choice = choice,
        .arena = out->arena,
        .lines = {.out = out,
                  .width = choice->wide ? SIZE_MAX : choice->width,
                  .color = choice->color},
    };
    size_t left_out = 0;

    put_title(&t);
    for (size_t i = 0; i < f->candidate_count; i += ACROSS) {
        size_t rest = f->candidate_count - i;

        if (i)
            line_end(&t.lines);
        left_out = put_block(&t, i, rest < ACROSS ? rest : ACROSS);
    }
    for (size_t i = 0; i < f->candidate_count; i++)
        put_reasons(&t, &f->candidate[i]);
    put_end(&t, left_out);
}
