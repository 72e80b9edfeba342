// SPDX-License-Identifier: Apache-2.0
#include "report/page_section.h"

#include "base/amount.h"
#include "report/part_map.h"

void page_map(struct page *p)
{
    section_open(p, "map", "Map of parts");
    html_raw(p->out, VIEW("<figure>\n"));
    part_map(p->out, &p->i->inventory, VIEW("map"), p->i->release->name);
    part_map_key(p->out);
    html_raw(p->out, VIEW("</figure>\n"));
    section_close(p);
}

// ---------------------------------------------------------------- parts

static void write_state(struct page *p, const struct part *part)
{
    struct text *t = p->out;

    html_raw(t, VIEW("<td class=\"state\" data-h=\"presence\">"));
    part_mark(t, part->presence);
    html_said(t, (struct said){part_state_words(part),
                               presence_style(part->presence)});
    if (part->level >= 0)
        text_print(t, "<small>level %d of 3</small>", part->level);
    if (part->has_gate && part->gate != GATE_NONE)
        HTML(t, "<small>gate: $</small>", gate_word(part->gate));
    html_raw(t, VIEW("</td>"));
}

static void write_against(struct page *p, const struct part_terms *terms)
{
    struct text *t = p->out;

    if (!terms->conflict_count && !terms->on_top_count)
        return;
    html_raw(t, VIEW("<ul>"));
    for (size_t n = 0; n < terms->conflict_count && n < PAGE_MOST; n++) {
        HTML(t, "<li><b class=\"bad\">against</b> $ ",
             terms->conflict[n].expression);
        place_link(t, &p->places, &terms->conflict[n].evidence);
        html_raw(t, VIEW("</li>"));
    }
    for (size_t n = 0; n < terms->on_top_count && n < PAGE_MOST; n++) {
        HTML(t, "<li><b class=\"unsure\">on top</b> $ ", terms->on_top[n].text);
        place_link(t, &p->places, &terms->on_top[n].evidence);
        html_raw(t, VIEW("</li>"));
    }
    html_raw(t, VIEW("</ul>"));
}

static void write_terms(struct page *p, const struct part *part)
{
    const struct part_terms *terms = &part->terms;
    struct text *t = p->out;

    if (!part_is_held(part) && !terms->expression.len) {
        html_raw(t, VIEW("<td></td>"));
        return;
    }
    html_raw(t, VIEW("<td data-h=\"terms\">"));
    if (terms->expression.len)
        HTML(t, "$ ", terms->expression);
    else
        html_raw(t, VIEW("<b class=\"unsure\">none stated</b>"));
    if (terms->expression.len)
        place_link(t, &p->places, &terms->evidence);
    if (terms->expression.len)
        HTML(t, "<small>reach: $</small>", scope_word(terms->scope));
    if (terms->from_base)
        html_raw(t, VIEW("<small>its base's terms bind it too</small>"));
    write_against(p, terms);
    html_raw(t, VIEW("</td>"));
}

static void write_evidence(struct page *p, const struct part *part)
{
    struct text *t = p->out;

    html_raw(t, VIEW("<td data-h=\"evidence\">"));
    place_sentence(t, &p->places, part->summary,
                   part->evidence_count ? &part->evidence[0] : NULL);
    for (size_t e = 1; e < part->evidence_count; e++) {
        html_raw(t, VIEW(" \xc2\xb7 "));
        place_link(t, &p->places, &part->evidence[e]);
    }
    if (part->evidence_total > part->evidence_count)
        HTML(t, "<small>and $ more places</small>",
             amount_count(t->arena,
                          part->evidence_total - part->evidence_count));
    if (part->coverage == COVERAGE_PARTIAL || part->coverage_why.len)
        HTML(t, "<small>coverage $ $</small>", coverage_word(part->coverage),
             part->coverage_why);
    html_raw(t, VIEW("</td>"));
}

static void write_part(struct page *p, const struct part *part)
{
    struct text *t = p->out;

    HTML(t, "<tr id=\"$", part_id(part->kind));
    if (part->stage != STAGE_NONE)
        HTML(t, "-$", stage_word(part->stage));
    HTML(t, "\"><th scope=\"row\"><code class=\"id\">$</code>",
         part_id(part->kind));
    if (part->stage != STAGE_NONE)
        HTML(t, " <small>$</small>", stage_word(part->stage));
    html_raw(t, VIEW("</th>"));
    write_state(p, part);
    write_terms(p, part);
    write_evidence(p, part);
    html_raw(t, VIEW("</tr>\n"));
}

static bool is_listed(const struct part *part)
{
    return part_is_held(part) || part->presence == PRESENCE_MENTIONED;
}

static void write_table(struct page *p, bool listed, struct view caption)
{
    const struct inventory *inv = &p->i->inventory;

    HTML(p->out,
         "<table class=\"flow\"><caption>$</caption>\n<thead><tr>"
         "<th scope=\"col\">Part</th><th scope=\"col\">Presence</th>"
         "<th scope=\"col\">Terms</th><th scope=\"col\">Evidence</th></tr>"
         "</thead>\n<tbody>\n",
         caption);
    for (size_t n = 0; n < inv->part_count; n++)
        if (is_listed(&inv->part[n]) == listed)
            write_part(p, &inv->part[n]);
    html_raw(p->out, VIEW("</tbody></table>\n"));
}

void page_parts(struct page *p)
{
    const struct inventory *inv = &p->i->inventory;
    size_t listed = 0;

    section_open(p, "parts", "Parts and their terms");
    for (size_t n = 0; n < inv->part_count; n++)
        listed += is_listed(&inv->part[n]);
    if (listed)
        write_table(p, true, VIEW("What is here, linked or mentioned"));
    if (listed < inv->part_count) {
        HTML(p->out, "<details><summary>$ absent or unknown</summary>\n",
             amount_count(p->out->arena, inv->part_count - listed));
        write_table(p, false,
                    VIEW("Absent: looked for and not found. Unknown: could "
                         "not be looked for"));
        html_raw(p->out, VIEW("</details>\n"));
    }
    section_close(p);
}

// ---------------------------------------------------------------- weights

static void write_set(struct page *p, const struct weights_set *s)
{
    struct text *t = p->out;
    struct arena *a = t->arena;

    HTML(t,
         "<tr><th scope=\"row\">$</th><td data-h=\"format\">$</td>"
         "<td data-h=\"files\">$, $</td><td data-h=\"tensors\">",
         weights_role_word(s->role), s->format, amount_count(a, s->file_count),
         amount_size(a, s->size));
    if (s->tensor_count)
        HTML(t, "$", amount_count(a, s->tensor_count));
    html_raw(t, VIEW("</td><td data-h=\"parameters\">"));
    if (s->parameters)
        HTML(t, "$ $", amount_count(a, s->parameters), s->dtype);
    html_raw(t, VIEW("</td><td data-h=\"folder\">"));
    if (s->folder.len)
        HTML(t, "<code>$</code>", s->folder);
    else
        html_raw(t, VIEW("the top"));
    if (!s->complete)
        HTML(t, "<small class=\"bad\">not whole: $</small>", s->incomplete_why);
    if (s->duplicate)
        html_raw(t, VIEW("<small>the same parameters as a set above</small>"));
    html_raw(t, VIEW("</td></tr>\n"));
}

static void write_sets(struct page *p, const struct weights *w)
{
    size_t count = w->set_count < PAGE_MOST ? w->set_count : PAGE_MOST;

    if (!w->set_count)
        return;
    html_raw(p->out,
             VIEW("<table class=\"flow\"><caption>Sets of weights, read from "
                  "their headers</caption>\n<thead><tr>"
                  "<th scope=\"col\">Role</th><th scope=\"col\">Format</th>"
                  "<th scope=\"col\">Files</th><th scope=\"col\">Tensors</th>"
                  "<th scope=\"col\">Parameters</th>"
                  "<th scope=\"col\">Folder</th></tr></thead>\n<tbody>\n"));
    for (size_t n = 0; n < count; n++)
        write_set(p, &w->set[n]);
    html_raw(p->out, VIEW("</tbody></table>\n"));
    html_more(p->out, w->set_count - count);
}

static void write_parent(struct page *p, const struct parent *parent)
{
    struct text *t = p->out;

    HTML(t, "<li><p><b>$</b> ",
         parent->relation == RELATION_UNKNOWN
             ? VIEW("made from")
             : relation_word(parent->relation));
    HTML(t, "$ ", parent->name);
    place_link(t, &p->places, &parent->source);
    if (parent->license.len)
        HTML(t, ", declared under $", parent->license);
    html_raw(t, VIEW("</p>"));
    if (parent->has_contradiction) {
        html_raw(t, VIEW("<p class=\"note\">"));
        place_sentence(t, &p->places, parent->contradicts,
                       &parent->contradiction);
        html_raw(t, VIEW("</p>"));
    }
    html_raw(t, VIEW("</li>\n"));
}

static void write_lineage(struct page *p, const struct lineage *l)
{
    size_t count = l->parent_count < PAGE_MOST ? l->parent_count : PAGE_MOST;

    if (!l->parent_count)
        return;
    html_raw(p->out, VIEW("<h3>Made from</h3>\n<ul class=\"says\">\n"));
    for (size_t n = 0; n < count; n++)
        write_parent(p, &l->parent[n]);
    html_raw(p->out, VIEW("</ul>\n"));
    html_more(p->out, l->parent_count - count);
}

void page_weights(struct page *p)
{
    const struct inventory *inv = &p->i->inventory;

    if (!inv->weights.set_count && !inv->lineage.parent_count)
        return;
    section_open(p, "weights", "Weights and lineage");
    write_sets(p, &inv->weights);
    write_lineage(p, &inv->lineage);
    section_close(p);
}
