// SPDX-License-Identifier: Apache-2.0
#include "report/page_section.h"

#include "base/amount.h"
#include "verdict/mof.h"

static void write_views(struct page *p, struct view label,
                        const struct view *item, size_t count)
{
    if (!count)
        return;
    HTML(p->out, "<div><dt>$</dt>", label);
    for (size_t n = 0; n < count && n < PAGE_MOST; n++)
        HTML(p->out, "<dd>$</dd>", item[n]);
    html_raw(p->out, VIEW("</div>\n"));
}

// ---------------------------------------------------------------- checks

static void write_check(struct page *p, const struct check *k)
{
    struct text *t = p->out;

    HTML(t, "<tr><th scope=\"row\">$</th><td data-h=\"part\">", k->id);
    if (k->has_part)
        HTML(t, "<code class=\"id\">$</code>", part_id(k->part));
    if (k->has_part && k->stage != STAGE_NONE)
        HTML(t, " <small>$</small>", stage_word(k->stage));
    html_raw(t, VIEW("</td><td>"));
    html_said(t, verdict_said(k->value));
    html_raw(t, VIEW("</td><td>"));
    place_sentence(t, &p->places, k->why,
                   k->has_evidence ? &k->evidence : NULL);
    html_raw(t, VIEW("</td></tr>\n"));
}

static void write_checks(struct page *p, const struct verdict *v)
{
    if (!v->check_count)
        return;
    HTML(p->out,
         "<table class=\"flow\"><caption>Checks of $</caption>\n<thead><tr>"
         "<th scope=\"col\">Check</th><th scope=\"col\">Part</th>"
         "<th scope=\"col\">Came out</th><th scope=\"col\">Why</th></tr>"
         "</thead>\n<tbody>\n",
         v->title);
    for (size_t c = 0; c < v->check_count; c++)
        write_check(p, &v->check[c]);
    html_raw(p->out, VIEW("</tbody></table>\n"));
}

static void write_item(struct page *p, const struct verdict_item *one)
{
    struct text *t = p->out;

    HTML(t,
         "<tr><th scope=\"row\">$</th><td>$</td><td data-h=\"state\"><b>$</b>"
         "</td><td>",
         one->id, one->title, one->state);
    place_sentence(t, &p->places, one->why,
                   one->has_evidence ? &one->evidence : NULL);
    html_raw(t, VIEW("</td></tr>\n"));
}

static void write_items(struct page *p, const struct verdict *v)
{
    if (!v->item_count)
        return;
    HTML(p->out,
         "<table class=\"flow\"><caption>The list of $</caption>\n<thead><tr>"
         "<th scope=\"col\">No.</th><th scope=\"col\">What it is</th>"
         "<th scope=\"col\">State</th><th scope=\"col\">Why</th></tr></thead>\n"
         "<tbody>\n",
         v->title);
    for (size_t n = 0; n < v->item_count; n++)
        write_item(p, &v->item[n]);
    html_raw(p->out, VIEW("</tbody></table>\n"));
}

// ---------------------------------------------------------------- MOF

static void write_components(struct page *p, const struct mof_result *r,
                             unsigned class_, enum mof_status status,
                             struct view words)
{
    const struct mof_list *list = &r->list[class_][status];

    if (!list->count)
        return;
    HTML(p->out, "<dd><b>$</b>: ", words);
    for (size_t n = 0; n < list->count; n++)
        HTML(p->out, "$$", n ? VIEW(", ") : VIEW(""),
             r->rules->component[list->at[n]].name);
    html_raw(p->out, VIEW("</dd>"));
}

static void write_mof(struct page *p, const struct mof_result *r)
{
    for (unsigned k = 3; k >= 1; k--) {
        HTML(p->out, "<div><dt>For Class $</dt>", mof_class_word(k));
        write_components(p, r, k, MOF_MISSING, VIEW("missing"));
        write_components(p, r, k, MOF_INVALID, VIEW("license not open"));
        write_components(p, r, k, MOF_UNLICENSED, VIEW("unlicensed"));
        html_raw(p->out, VIEW("</div>\n"));
    }
    if (r->separates.len)
        HTML(p->out, "<div><dt>What separates it</dt><dd>$</dd></div>\n",
             r->separates);
}

// ---------------------------------------------------------------- a verdict

// Whether "to decide it: ..." repeats what the verdict says would decide it.
static bool is_repeated(const struct verdict *v, struct view change)
{
    for (size_t n = 0; n < v->would_decide_count; n++)
        if (view_ends(change, v->would_decide[n]))
            return true;
    return false;
}

static void write_changes(struct page *p, const struct verdict *v)
{
    size_t said = 0;

    for (size_t n = 0; n < p->i->change_count; n++) {
        if (!view_eq(p->i->change[n].yardstick, v->yardstick) ||
            is_repeated(v, p->i->change[n].text))
            continue;
        if (!said++)
            html_raw(p->out, VIEW("<div><dt>Would change it</dt>"));
        HTML(p->out, "<dd>$</dd>", p->i->change[n].text);
    }
    if (said)
        html_raw(p->out, VIEW("</div>\n"));
}

static void write_facts(struct page *p, const struct verdict *v)
{
    html_raw(p->out, VIEW("<dl class=\"facts\">\n"));
    HTML(p->out, "<div><dt>Version</dt><dd>$</dd></div>\n", v->version);
    write_views(p, VIEW("Read it as"), &v->qualifier, v->qualifier.len != 0);
    if (v->mof)
        write_mof(p, v->mof);
    write_views(p, VIEW("Would decide"), v->would_decide,
                v->would_decide_count);
    write_changes(p, v);
    write_views(p, VIEW("Not judged"), v->not_judged, v->not_judged_count);
    html_raw(p->out, VIEW("</dl>\n"));
}

static struct said answer_of(const struct verdict *v)
{
    struct said s = verdict_said(v->verdict);

    if (v->label.len)
        s.words = v->label;
    return s;
}

static void write_verdict(struct page *p, const struct verdict *v)
{
    struct text *t = p->out;
    struct said answer = answer_of(v);

    HTML(t, "<details id=\"$\"><summary><b>$</b>", v->yardstick, v->title);
    HTML(t, "<b class=\"$\">$</b><span>$</span></summary>\n",
         style_class(answer.style), answer.words, verdict_reason(t->arena, v));
    write_facts(p, v);
    write_checks(p, v);
    write_items(p, v);
    html_raw(t, VIEW("</details>\n"));
}

void page_verdicts(struct page *p)
{
    section_open(p, "verdicts", "Yardsticks side by side");
    html_raw(p->out,
             VIEW("<p class=\"note\">Each measures something else, by rules "
                  "its authors published. Each opens: its checks, with the "
                  "places they rest on.</p>\n<div class=\"yard\">\n"));
    for (size_t v = 0; v < p->i->verdict_count; v++)
        write_verdict(p, &p->i->verdict[v]);
    html_raw(p->out, VIEW("</div>\n"));
    section_close(p);
}
