// SPDX-License-Identifier: Apache-2.0
#include "base/amount.h"
#include "report/page_frame.h"
#include "report/portfolio.h"

enum { MOST_NEEDS = 60 }; // that are listed of a workload

struct portfolio_view {
    struct arena *a;
    struct text *out;
    const struct portfolio *p;
};

static struct view name_of(const struct portfolio *p)
{
    return p->file.name.len ? p->file.name : VIEW("portfolio");
}

static enum style answer_style(const struct answered_workload *one)
{
    return one->served ? STYLE_PLAIN : STYLE_UNSURE;
}

static void write_head(struct portfolio_view *v)
{
    const struct portfolio *p = v->p;

    HTML(v->out,
         "<header class=\"top\">\n<p class=\"kind\">Workloads of a team, and "
         "where each needs a model of its own, read by freehold</p>\n"
         "<h1>$</h1>\n<p>No winner is named, and a service is a legitimate "
         "answer. Quality and cost are what the team states.</p>\n"
         "<p class=\"meta\"><span>workloads: $</span><span>releases: $</span>"
         "<span><code>$</code> sha256:<code>$\xe2\x80\xa6</code></span>"
         "<span>rules $</span></p>\n</header>\n",
         name_of(p), amount_count(v->a, p->count),
         amount_count(v->a, p->candidate_count), p->file.path,
         view_head(p->file.digest, 8), rules_version());
}

static void write_overview(struct portfolio_view *v)
{
    struct text *t = v->out;

    frame_section(t, "answer", "The answer");
    html_raw(t, VIEW("<table class=\"flow\"><thead><tr>"
                     "<th scope=\"col\">Workload</th>"
                     "<th scope=\"col\">Answer</th>"
                     "<th scope=\"col\">Releases</th>"
                     "<th scope=\"col\">Cost</th></tr></thead>\n<tbody>\n"));
    for (size_t i = 0; i < v->p->count; i++) {
        const struct answered_workload *one = &v->p->item[i];

        HTML(t,
             "<tr><th scope=\"row\"><a href=\"#why-$\">$</a></th>"
             "<td class=\"state\">",
             amount_count(v->a, i + 1), one->workload->name);
        html_said(t, (struct said){workload_answer_word(one->answer),
                                   answer_style(one)});
        HTML(t,
             "</td><td data-h=\"releases\">$</td><td data-h=\"cost\">$</td>"
             "</tr>\n",
             portfolio_counts(v->a, &one->fit),
             one->cost ? portfolio_cost_word(one->cost->side) : VIEW("-"));
    }
    html_raw(t, VIEW("</tbody></table>\n"));
    frame_section_end(t);
}

static void write_reason(struct portfolio_view *v,
                         const struct workload_reason *r)
{
    struct text *t = v->out;

    HTML(t, "<li><p><code>$</code> ", r->id);
    if (r->side == SIDE_NEITHER)
        html_raw(t, VIEW("decides nothing"));
    else
        HTML(t, "for $", portfolio_side_word(r->side));
    HTML(t, "</p><p>$", r->says);
    if (r->evidence.path.len)
        HTML(t, " <code>$</code>", evidence_place(v->a, &r->evidence));
    html_raw(t, VIEW("</p></li>\n"));
}

static void write_names(struct portfolio_view *v, const struct who_has *c,
                        enum need_outcome o, struct said said)
{
    struct text *t = v->out;

    if (!c->count[o])
        return;
    html_raw(t, VIEW("<li>"));
    html_said(t, said);
    for (size_t k = 0; k < c->count[o]; k++)
        HTML(t, "$$", k ? VIEW(", ") : VIEW(": "), c->names[o][k]);
    html_raw(t, VIEW("</li>\n"));
}

static void write_coverage(struct portfolio_view *v,
                           const struct answered_workload *one)
{
    size_t shown =
        one->coverage_count < MOST_NEEDS ? one->coverage_count : MOST_NEEDS;
    struct text *t = v->out;

    if (!one->fit.candidate_count || !shown)
        return;
    HTML(t,
         "<details><summary>who has what: needs $, of which no release shows $"
         "</summary>\n<table class=\"flow beside\"><thead><tr>"
         "<th scope=\"col\">Need</th><th scope=\"col\">Releases</th></tr>"
         "</thead>\n<tbody>\n",
         amount_count(v->a, one->coverage_count),
         amount_count(v->a, one->nobody));
    for (size_t i = 0; i < shown; i++) {
        const struct who_has *c = &one->coverage[i];

        HTML(t,
             "<tr><th scope=\"row\"><code>$</code> <span class=\"roles\">$"
             "</span><small>$</small></th><td><ul class=\"alike\">",
             c->wish->id, need_level_word(c->wish->level),
             record_get(c->wish->rule, VIEW("says")));
        write_names(v, c, OUTCOME_GOOD,
                    (struct said){VIEW("has it"), STYLE_GOOD});
        write_names(v, c, OUTCOME_OPEN,
                    (struct said){VIEW("open"), STYLE_UNSURE});
        write_names(v, c, OUTCOME_BAD, (struct said){VIEW("not"), STYLE_BAD});
        html_raw(t, VIEW("</ul></td></tr>\n"));
    }
    html_raw(t, VIEW("</tbody></table>\n"));
    html_more(t, one->coverage_count - shown);
    html_raw(t, VIEW("</details>\n"));
}

static void write_workload(struct portfolio_view *v, size_t i)
{
    const struct answered_workload *one = &v->p->item[i];
    struct text *t = v->out;

    HTML(t, "<h3 id=\"why-$\">$: ", amount_count(v->a, i + 1),
         one->workload->name);
    html_said(
        t, (struct said){workload_answer_word(one->answer), answer_style(one)});
    html_raw(t, VIEW("</h3>\n<ul class=\"says\">\n"));
    for (size_t n = 0; n < one->reason_count; n++)
        write_reason(v, &one->reason[n]);
    html_raw(t, VIEW("</ul>\n"));
    html_more(t, one->more_reasons);
    if (one->cost)
        HTML(t, "<p>cost: $</p>\n", one->cost->verdict);
    if (!one->served)
        html_raw(t, VIEW("<p>No service can do it, and no release meets every "
                         "must yet: see who has what.</p>\n"));
    if (one->drill)
        html_raw(t, VIEW("<p>critical: N-EXIT-DRILL is required, a rehearsed "
                         "change to a substitute, which no file can show</p>"
                         "\n"));
    write_coverage(v, one);
}

void portfolio_page(const struct portfolio *p, struct text *out)
{
    struct portfolio_view v = {.a = out->arena, .out = out, .p = p};
    const struct frame_link link[] = {
        {VIEW("answer"), VIEW("The answer"), p->count},
        {VIEW("reasons"), VIEW("Reasons"), 0},
    };

    frame_open(out, name_of(p));
    write_head(&v);
    frame_sections(out, link, sizeof link / sizeof *link);
    write_overview(&v);
    frame_section(out, "reasons", "What decided, and who has what");
    for (size_t i = 0; i < p->count; i++)
        write_workload(&v, i);
    frame_section_end(out);
    frame_close(out);
}
