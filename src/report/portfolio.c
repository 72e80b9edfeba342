// SPDX-License-Identifier: Apache-2.0
#include "report/portfolio.h"

#include "report/fit.h"
#include "report/json.h"
#include "report/line.h"

struct view portfolio_side_word(enum workload_side s)
{
    static const struct view words[] = {
        [SIDE_NEITHER] = VIEW_INIT("neither"),
        [SIDE_OWN] = VIEW_INIT("own"),
        [SIDE_API] = VIEW_INIT("api"),
    };

    return words[s];
}

// By enum need_outcome.
static const struct view outcome_words[] = {
    [OUTCOME_GOOD] = VIEW_INIT("good"),
    [OUTCOME_BAD] = VIEW_INIT("bad"),
    [OUTCOME_OPEN] = VIEW_INIT("open"),
};
enum { OUTCOMES = sizeof outcome_words / sizeof *outcome_words };

struct view portfolio_cost_word(enum cost_side s)
{
    static const struct view words[] = {[COST_SELF] = VIEW_INIT("self"),
                                        [COST_API] = VIEW_INIT("api"),
                                        [COST_CLOSE] = VIEW_INIT("close")};

    return words[s];
}

// ---- JSON -------------------------------------------------------------------

static void number(struct json_writer *w, const char *key, uint64_t value)
{
    json_key(w, view_of(key));
    json_number(w, value);
}

static void truth(struct json_writer *w, const char *key, bool value)
{
    json_key(w, view_of(key));
    json_truth(w, value);
}

static void begin_list(struct json_writer *w, const char *key)
{
    json_key(w, view_of(key));
    json_begin(w, '[');
}

static void write_asked(struct json_writer *w, const struct workload *asked)
{
    json_member_if(w, VIEW("provider"), asked->provider);
    json_member_if(w, VIEW("sensitivity"),
                   sensitivity_word(asked->sensitivity));
    json_member_if(w, VIEW("lock_in"), tolerance_word(asked->lock_in));
    truth(w, "critical", asked->critical);
    if (!asked->has_least)
        return;
    json_key(w, VIEW("quality"));
    json_begin(w, '{');
    json_key(w, VIEW("least"));
    json_real(w, asked->least, 4);
    begin_list(w, "results");
    for (size_t i = 0; i < asked->result_count; i++) {
        json_begin_inline(w, '{');
        json_member(w, VIEW("of"), asked->result[i].of);
        json_key(w, VIEW("value"));
        json_real(w, asked->result[i].value, 4);
        json_end(w, '}');
    }
    json_end(w, ']');
    json_end(w, '}');
}

static void write_reasons(struct json_writer *w,
                          const struct answered_workload *one)
{
    begin_list(w, "because");
    for (size_t i = 0; i < one->reason_count; i++) {
        const struct workload_reason *r = &one->reason[i];

        json_begin(w, '{');
        json_member(w, VIEW("for"), portfolio_side_word(r->side));
        json_member(w, VIEW("by"), r->id);
        json_member(w, VIEW("says"), r->says);
        if (r->evidence.path.len)
            evidence_json(w, VIEW("evidence"), &r->evidence);
        json_end(w, '}');
    }
    json_end(w, ']');
    number(w, "more_reasons", one->more_reasons);
}

static void write_candidates(struct json_writer *w, const struct fit *f)
{
    begin_list(w, "candidates");
    for (size_t i = 0; i < f->candidate_count; i++) {
        const struct candidate *c = &f->candidate[i];

        json_begin_inline(w, '{');
        json_member(w, VIEW("release"), c->inspection->release->name);
        json_member(w, VIEW("result"), candidate_word(c));
        number(w, "must_not", c->bad_must);
        number(w, "must_open", c->open_must);
        number(w, "must_met", c->good_must);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void write_coverage(struct json_writer *w,
                           const struct answered_workload *one)
{
    begin_list(w, "coverage");
    for (size_t i = 0; i < one->coverage_count; i++) {
        const struct who_has *c = &one->coverage[i];

        json_begin(w, '{');
        json_member(w, VIEW("id"), c->wish->id);
        json_member(w, VIEW("level"), need_level_word(c->wish->level));
        json_member(w, VIEW("says"), record_get(c->wish->rule, VIEW("says")));
        for (size_t o = 0; o < OUTCOMES; o++) {
            json_key(w, outcome_words[o]);
            json_begin_inline(w, '[');
            for (size_t k = 0; k < c->count[o]; k++)
                json_text(w, c->names[o][k]);
            json_end(w, ']');
        }
        json_end(w, '}');
    }
    json_end(w, ']');
    number(w, "given_by_none", one->nobody);
}

static void write_workload(struct json_writer *w,
                           const struct answered_workload *one)
{
    json_begin(w, '{');
    json_member(w, VIEW("name"), one->workload->name);
    json_member(w, VIEW("needs"), one->workload->needs_path);
    json_member(w, VIEW("needs_digest"), one->fit.needs->digest);
    write_asked(w, one->workload);
    json_member(w, VIEW("answer"), workload_answer_word(one->answer));
    write_reasons(w, one);
    truth(w, "served", one->served);
    truth(w, "drill", one->drill);
    if (one->cost) {
        json_key(w, VIEW("cost"));
        json_begin(w, '{');
        json_member(w, VIEW("path"), one->workload->cost_path);
        json_member(w, VIEW("verdict"), portfolio_cost_word(one->cost->side));
        json_member(w, VIEW("summary"), one->cost->verdict);
        json_end(w, '}');
    }
    write_candidates(w, &one->fit);
    write_coverage(w, one);
    json_end(w, '}');
}

void portfolio_json(const struct portfolio *p, struct text *out)
{
    struct json_writer w = {.out = out};

    json_begin(&w, '{');
    json_member(&w, VIEW("schema"), VIEW("freehold-portfolio-answer/1"));
    json_member(&w, VIEW("rules"), rules_version());
    json_member(&w, VIEW("path"), p->file.path);
    json_member(&w, VIEW("digest"), p->file.digest);
    json_member_if(&w, VIEW("name"), p->file.name);
    begin_list(&w, "workloads");
    for (size_t i = 0; i < p->count; i++)
        write_workload(&w, &p->item[i]);
    json_end(&w, ']');
    json_end(&w, '}');
    text_byte(out, '\n');
}

// ---- Text -------------------------------------------------------------------

enum { ANSWER_AT = 26, COUNTS_AT = 41, COST_AT = 72, BY_AT = 20, SAYS_AT = 4 };

struct page {
    struct lines lines;
    struct arena *arena;
    const struct text_choice *choice;
};

static enum style style_of(enum workload_answer w)
{
    return w == WORKLOAD_OWN || w == WORKLOAD_API ? STYLE_HEAD : STYLE_PLAIN;
}

struct view portfolio_counts(struct arena *a, const struct fit *f)
{
    size_t fits = 0, open = 0;

    for (size_t i = 0; i < f->candidate_count; i++) {
        fits += f->candidate[i].fits;
        open += !f->candidate[i].fits && !f->candidate[i].bad_must;
    }
    return arena_print(a, "%zu fit, %zu open, %zu excluded", fits, open,
                       f->candidate_count - fits - open);
}

static void put_overview(struct page *p, const struct portfolio *all)
{
    line_cell(&p->lines, STYLE_HEAD, VIEW("WORKLOAD"), 0, SIZE_MAX);
    line_cell(&p->lines, STYLE_HEAD, VIEW("ANSWER"), ANSWER_AT, SIZE_MAX);
    line_cell(&p->lines, STYLE_HEAD, VIEW("RELEASES"), COUNTS_AT, SIZE_MAX);
    line_cell(&p->lines, STYLE_HEAD, VIEW("COST"), COST_AT, SIZE_MAX);
    line_end(&p->lines);
    for (size_t i = 0; i < all->count; i++) {
        const struct answered_workload *one = &all->item[i];

        line_cell(&p->lines, STYLE_PLAIN, one->workload->name, 0,
                  ANSWER_AT - 1);
        line_cell(&p->lines, style_of(one->answer),
                  workload_answer_word(one->answer), ANSWER_AT, COUNTS_AT - 1);
        line_cell(&p->lines, STYLE_PLAIN, portfolio_counts(p->arena, &one->fit),
                  COUNTS_AT, COST_AT - 1);
        line_cell(&p->lines, STYLE_PLAIN,
                  one->cost ? portfolio_cost_word(one->cost->side) : VIEW("-"),
                  COST_AT, SIZE_MAX);
        line_end(&p->lines);
    }
}

static void put_reason(struct page *p, const struct workload_reason *r)
{
    line_cell(&p->lines, STYLE_PLAIN, r->id, 2, BY_AT - 1);
    line_cell(&p->lines, STYLE_PLAIN,
              r->side == SIDE_NEITHER
                  ? VIEW("decides nothing")
                  : arena_print(p->arena, "for " VIEW_FMT,
                                VIEW_ARG(portfolio_side_word(r->side))),
              BY_AT, SIZE_MAX);
    if (r->evidence.path.len)
        line_cell(&p->lines, STYLE_PLAIN,
                  evidence_place(p->arena, &r->evidence), p->lines.at + 2,
                  SIZE_MAX);
    line_end(&p->lines);
    line_wrap(&p->lines, r->says, SAYS_AT);
}

static void put_names(struct page *p, const struct who_has *c,
                      enum need_outcome o, const char *word)
{
    struct text t = {.arena = p->arena};

    if (!c->count[o])
        return;
    text_print(&t, "%s ", word);
    for (size_t k = 0; k < c->count[o]; k++)
        text_print(&t, "%s" VIEW_FMT, k ? ", " : "", VIEW_ARG(c->names[o][k]));
    line_cell(&p->lines,
              o == OUTCOME_GOOD  ? STYLE_GOOD
              : o == OUTCOME_BAD ? STYLE_BAD
                                 : STYLE_UNSURE,
              text_view(&t),
              p->lines.at < BY_AT ? (size_t)BY_AT : p->lines.at + 2, SIZE_MAX);
}

// What every release has is not shown, unless all is asked for.
static void put_coverage(struct page *p, const struct answered_workload *one)
{
    size_t left_out = 0;

    for (size_t i = 0; i < one->coverage_count; i++) {
        const struct who_has *c = &one->coverage[i];

        if (!one->fit.candidate_count)
            continue;
        if (!p->choice->full &&
            c->count[OUTCOME_GOOD] == one->fit.candidate_count) {
            left_out++;
            continue;
        }
        line_cell(&p->lines, STYLE_PLAIN, c->wish->id, 2, BY_AT - 1);
        put_names(p, c, OUTCOME_GOOD, "has it:");
        put_names(p, c, OUTCOME_OPEN, "open:");
        put_names(p, c, OUTCOME_BAD, "not:");
        line_end(&p->lines);
    }
    if (left_out)
        line_wrap(&p->lines,
                  arena_print(p->arena,
                              "%zu more that every release has: "
                              "--full",
                              left_out),
                  2);
    if (one->nobody)
        line_wrap(
            &p->lines,
            arena_print(p->arena, "%zu that no release shows", one->nobody), 2);
}

static void put_workload(struct page *p, const struct answered_workload *one)
{
    line_end(&p->lines);
    line_cell(&p->lines, STYLE_HEAD, one->workload->name, 0, SIZE_MAX);
    line_cell(&p->lines, style_of(one->answer),
              workload_answer_word(one->answer), p->lines.at + 4, SIZE_MAX);
    line_end(&p->lines);
    for (size_t i = 0; i < one->reason_count; i++)
        put_reason(p, &one->reason[i]);
    if (one->more_reasons)
        line_wrap(&p->lines,
                  arena_print(p->arena, "and %zu more", one->more_reasons), 2);
    if (!one->served)
        line_wrap(&p->lines,
                  VIEW("no service can do it, and no release meets every must "
                       "yet: see who has what, and freehold fit for the "
                       "reasons"),
                  2);
    if (one->drill)
        line_wrap(&p->lines,
                  VIEW("critical: N-EXIT-DRILL is required, a rehearsed change "
                       "to a substitute, which no file can show"),
                  2);
    put_coverage(p, one);
}

void portfolio_text(const struct portfolio *p, const struct text_choice *choice,
                    struct text *out)
{
    struct page page = {
        .arena = out->arena,
        .choice = choice,
        .lines = {.out = out,
                  .width = choice->wide ? SIZE_MAX : choice->width,
                  .color = choice->color},
    };

    line_cell(&page.lines, STYLE_HEAD,
              p->file.name.len ? p->file.name : VIEW("portfolio"), 0, SIZE_MAX);
    line_cell(
        &page.lines, STYLE_PLAIN,
        arena_print(
            out->arena, "%zu workload%s, %zu release%s    rules " VIEW_FMT,
            p->count, p->count == 1 ? "" : "s", p->candidate_count,
            p->candidate_count == 1 ? "" : "s", VIEW_ARG(rules_version())),
        page.lines.at + 4, SIZE_MAX);
    line_end(&page.lines);
    line_end(&page.lines);
    put_overview(&page, p);
    for (size_t i = 0; i < p->count; i++)
        put_workload(&page, &p->item[i]);
    line_end(&page.lines);
    line_wrap(&page.lines,
              VIEW("No winner is named, and a service is a legitimate answer. "
                   "Quality and cost are what the team states. No legal "
                   "advice."),
              0);
}
