// SPDX-License-Identifier: Apache-2.0
#include "report/page_section.h"

#include "base/amount.h"
#include "report/duty_json.h"
#include "report/duty_text.h"
#include "report/history_text.h"

enum { MOST_PLACES = 6 }; // of one sentence

// ---------------------------------------------------------------- duties

static const struct {
    struct view title;
    enum style style;
} kinds[] = {
    [DUTY_MAY_NOT] = {VIEW_INIT("May not"), STYLE_BAD},
    [DUTY_MUST] = {VIEW_INIT("Must"), STYLE_UNSURE},
    [DUTY_KNOW] = {VIEW_INIT("To know"), STYLE_PLAIN},
};

// "LicenseRef-x section 1.b.iv LICENSE:55, found by phrase: read it"
static void write_source(struct page *p, const struct duty *d)
{
    struct text *t = p->out;

    html_raw(t, VIEW("<li>"));
    if (d->bound)
        HTML(t, "$ ", d->bound->license);
    if (d->section.len)
        HTML(t, "section $ ", d->section);
    place_link(t, &p->places, &d->place);
    if (d->bound && !d->bound->range)
        html_raw(t, VIEW(", where it is named"));
    if (d->bound && d->bound->from_base)
        html_raw(t, VIEW(", from the base"));
    if (d->bound && d->bound->disputed)
        html_raw(t, VIEW(", disputed"));
    if (d->bound && d->bound->choice)
        html_raw(t, VIEW(", if you choose it"));
    if (d->bound && d->bound->basis == BOUND_PHRASE)
        html_raw(t, VIEW(", found by phrase: read it"));
    if (d->note.len)
        HTML(t, " <small>$</small>", d->note);
    html_raw(t, VIEW("</li>"));
}

// Of the same role; the others repeat them.
static bool is_told(const struct duties *d, const struct duty *like, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (duty_is_like(&d->item[k], like) && d->item[k].role == like->role &&
            d->item[k].bound == d->item[n].bound &&
            view_eq(d->item[k].section, d->item[n].section))
            return true;
    return false;
}

static void write_duty(struct page *p, const struct duty *d)
{
    const struct duties *all = &p->i->duties;
    struct text *t = p->out;
    size_t said = 0, more = 0;

    HTML(t, "<li class=\"$\"><p>$ <span class=\"roles\">$</span></p><ul>",
         style_class(kinds[d->kind].style), d->says,
         duty_roles(t->arena, all, d));
    for (size_t n = 0; n < all->count; n++) {
        const struct duty *one = &all->item[n];

        if (!duty_is_like(one, d) || one->role != d->role || is_told(all, d, n))
            continue;
        if (said++ < MOST_PLACES)
            write_source(p, one);
        else
            more++;
    }
    html_raw(t, VIEW("</ul>"));
    html_more(t, more);
    html_raw(t, VIEW("</li>\n"));
}

static void write_kind(struct page *p, enum duty_kind kind)
{
    const struct duties *d = &p->i->duties;
    struct text *t = p->out;
    size_t said = 0, more = 0;

    for (size_t n = 0; n < d->count; n++) {
        if (d->item[n].kind != kind || !duty_is_first(d, n))
            continue;
        if (!said)
            HTML(t, "<h3>$</h3>\n<ul class=\"says\">\n", kinds[kind].title);
        if (said++ < PAGE_MOST)
            write_duty(p, &d->item[n]);
        else
            more++;
    }
    if (said)
        html_raw(t, VIEW("</ul>\n"));
    html_more(t, more);
}

// ---------------------------------------------------------------- questions

static void write_side(struct page *p, struct view value, struct view where,
                       const struct evidence *e)
{
    struct text *t = p->out;

    HTML(t, "<td>$ ", value);
    if (where.len && !view_eq(where, VIEW("-")))
        HTML(t, "<small>section $</small> ", where);
    place_link(t, &p->places, e);
    html_raw(t, VIEW("</td>"));
}

static void write_differences(struct page *p, const struct terms_flag *f)
{
    size_t count = f->differs.count < PAGE_MOST ? f->differs.count : PAGE_MOST;
    struct text *t = p->out;

    if (!count)
        return;
    HTML(t,
         "<details><summary>$ places where they differ</summary>\n"
         "<table class=\"flow\"><thead><tr><th scope=\"col\">Question</th>"
         "<th scope=\"col\">One</th><th scope=\"col\">The other</th></tr>"
         "</thead>\n<tbody>\n",
         amount_count(t->arena, f->differs.count));
    for (size_t n = 0; n < count; n++) {
        const struct license_difference *d = &f->differs.item[n];

        HTML(t, "<tr><th scope=\"row\"><code>$</code></th>", d->key);
        write_side(p, d->one, d->one_where, &d->one_place);
        write_side(p, d->other, d->other_where, &d->other_place);
        html_raw(t, VIEW("</tr>\n"));
    }
    html_raw(t, VIEW("</tbody></table>"));
    html_more(t, f->differs.count - count);
    html_raw(t, VIEW("</details>\n"));
}

static void write_flag(struct page *p, const struct terms_flag *f)
{
    bool is_met = view_eq(f->id, VIEW("naming-duty-met"));
    struct text *t = p->out;

    HTML(t, "<li class=\"$\"><p><span class=\"word\">$</span> ",
         style_class(is_met ? STYLE_GOOD : STYLE_UNSURE), f->id);
    place_sentence(t, &p->places, f->fact, &f->evidence);
    if (f->against.path.len) {
        html_raw(t, VIEW(", against "));
        place_link(t, &p->places, &f->against);
    }
    html_raw(t, VIEW("</p>\n"));
    write_differences(p, f);
    html_raw(t, VIEW("</li>\n"));
}

static void write_flags(struct page *p)
{
    const struct duties *d = &p->i->duties;
    size_t count = d->flag_count < PAGE_MOST ? d->flag_count : PAGE_MOST;

    if (!count)
        return;
    html_raw(p->out, VIEW("<h3>Open or wrong in the terms</h3>\n"
                          "<ul class=\"says\">\n"));
    for (size_t n = 0; n < count; n++)
        write_flag(p, &d->flag[n]);
    html_raw(p->out, VIEW("</ul>\n"));
    html_more(p->out, d->flag_count - count);
}

// ---------------------------------------------------------------- revisions

static void write_change(struct text *t, const struct terms_change *c)
{
    struct view keys = conflict_keys(t->arena, &c->differs);

    HTML(t,
         "<li class=\"$\"><p><span class=\"word\">$</span> <code>$</code>: $",
         style_class(STYLE_UNSURE), c->uncommitted ? VIEW("at hand") : c->date,
         c->was.len ? c->was : c->path, history_change_words(t->arena, c));
    if (c->was.len)
        HTML(t, ", now called <code>$</code>", c->path);
    if (keys.len)
        HTML(t, "; they differ in $", keys);
    if (c->commit.len)
        HTML(t, " <small>$</small>", commit_words(c->commit));
    html_raw(t, VIEW("</p></li>\n"));
}

static void write_history(struct page *p, const struct terms_history *h)
{
    struct text *t = p->out;
    size_t told = 0;

    HTML(t, "<p>$<code>$</code>$$: $</p>\n",
         p->i->history.count > 1
             ? arena_print(t->arena, VIEW_FMT " ", VIEW_ARG(h->root))
             : VIEW(""),
         commit_words(h->head), h->date.len ? VIEW(" of ") : VIEW(""), h->date,
         history_reach_words(t->arena, h));
    if (h->changed)
        html_raw(t, VIEW("<ul class=\"says\">\n"));
    for (size_t n = 0; n < h->change_count && told < PAGE_MOST; n++)
        if (h->change[n].changed) {
            write_change(t, &h->change[n]);
            told++;
        }
    if (h->changed)
        html_raw(t, VIEW("</ul>\n"));
    html_more(t, h->changed - told);
}

// When the terms became others.
static void write_revisions(struct page *p)
{
    if (!p->i->history.count)
        return;
    html_raw(p->out, VIEW("<h3>Revisions</h3>\n"));
    for (size_t i = 0; i < p->i->history.count; i++)
        write_history(p, &p->i->history.item[i]);
}

void page_duties(struct page *p)
{
    section_open(p, "duties", "What the terms ask");
    html_raw(
        p->out,
        VIEW("<p class=\"note\">For who runs, tunes, ships or serves it; "
             "each with the clause it comes from. No legal advice.</p>\n"));
    if (!p->i->duties.count)
        html_raw(p->out, VIEW("<p>No duty was found in terms that reach a "
                              "part that is here or linked.</p>\n"));
    for (enum duty_kind kind = 0; kind <= DUTY_KNOW; kind++)
        write_kind(p, kind);
    write_flags(p);
    write_revisions(p);
    section_close(p);
}

// ---------------------------------------------------------------- files

static void write_clause(struct page *p, const struct license_file *f,
                         const struct clause *c)
{
    const struct evidence place = {.path = f->path,
                                   .line = c->line,
                                   .has_bytes = true,
                                   .from = c->from,
                                   .to = c->to,
                                   .rule = VIEW("clause"),
                                   .shows = c->note};
    struct text *t = p->out;

    HTML(t,
         "<tr><th scope=\"row\"><code>$</code></th><td>$</td>"
         "<td data-h=\"section\">$</td><td>",
         c->key, c->value, c->where);
    if (c->line)
        place_link(t, &p->places, &place);
    if (c->note.len)
        HTML(t, "<small>$</small>", c->note);
    if (c->line && c->confidence != CONFIDENCE_CERTAIN)
        HTML(t, "<small>$: read it</small>", confidence_word(c->confidence));
    html_raw(t, VIEW("</td></tr>\n"));
}

static void write_clauses(struct page *p, const struct license_file *f,
                          const struct license_range *r)
{
    size_t count = r->clause_count < PAGE_MOST ? r->clause_count : PAGE_MOST;

    if (!count)
        return;
    html_raw(p->out,
             VIEW("<table class=\"flow\"><caption>Its clauses</caption>\n"
                  "<thead><tr><th scope=\"col\">Question</th>"
                  "<th scope=\"col\">Answer</th><th scope=\"col\">Section</th>"
                  "<th scope=\"col\">Place</th></tr></thead>\n<tbody>\n"));
    for (size_t n = 0; n < count; n++)
        write_clause(p, f, &r->clause[n]);
    html_raw(p->out, VIEW("</tbody></table>\n"));
    html_more(p->out, r->clause_count - count);
}

static void write_hunks(struct page *p, const struct license_range *r)
{
    size_t count = r->hunk_count < MOST_PLACES ? r->hunk_count : MOST_PLACES;
    struct text *t = p->out;

    if (!count)
        return;
    html_raw(t, VIEW("<h3>Where it differs from that text</h3>\n"
                     "<ul class=\"says\">\n"));
    for (size_t n = 0; n < count; n++) {
        const struct license_hunk *h = &r->hunk[n];

        HTML(t, "<li class=\"$\"><p>",
             style_class(h->material ? STYLE_BAD : STYLE_PLAIN));
        text_print(t, "line %u: ", h->line);
        if (h->words.len)
            HTML(t, "<q>$</q>", view_head(h->words, 600));
        if (h->lacks)
            HTML(t, " $ words of it are not here",
                 amount_count(t->arena, h->lacks));
        html_raw(t, VIEW("</p></li>\n"));
    }
    html_raw(t, VIEW("</ul>\n"));
    html_more(t, r->hunk_count - count);
}

static void write_range(struct page *p, const struct license_file *f,
                        const struct license_range *r)
{
    const struct evidence place = {.path = f->path,
                                   .line = r->line,
                                   .has_bytes = true,
                                   .from = r->from,
                                   .to = r->to,
                                   .rule = match_word(r->result),
                                   .shows = r->id};
    struct text *t = p->out;

    html_raw(t, VIEW("<p>"));
    HTML(t, "$ ", r->id.len ? r->id : match_word(r->result));
    place_link(t, &p->places, &place);
    HTML(t, ": $", match_word(r->result));
    if (r->nearest.len)
        HTML(t, ", nearest to $", r->nearest);
    if (r->info)
        HTML(t, "; $; OSI: $, FSF: $, OSD: $", r->info->category,
             answer_word(r->info->osi), answer_word(r->info->fsf),
             answer_word(r->info->osd));
    html_raw(t, VIEW("</p>\n"));
    write_hunks(p, r);
    write_clauses(p, f, r);
}

static void write_file(struct page *p, const struct license_file *f)
{
    size_t count = f->range_count < PAGE_MOST ? f->range_count : PAGE_MOST;
    struct text *t = p->out;

    HTML(t, "<details><summary><code>$</code> <b>$</b>", f->path,
         f->expression);
    for (size_t n = 0; n < f->flag_count && n < MOST_PLACES; n++)
        HTML(t, " <small>$</small>", f->flag[n]);
    html_raw(t, VIEW("</summary>\n"));
    for (size_t n = 0; n < f->part_count && n < PAGE_MOST; n++)
        HTML(t, "<p>of $: $</p>\n", f->part[n].kind, f->part[n].expression);
    for (size_t n = 0; n < count; n++)
        write_range(p, f, &f->range[n]);
    html_more(t, f->range_count - count);
    html_raw(t, VIEW("</details>\n"));
}

void page_licenses(struct page *p)
{
    const struct terms *terms = &p->i->terms;
    size_t count =
        terms->file_count < PAGE_MOST / 2 ? terms->file_count : PAGE_MOST / 2;

    if (!count)
        return;
    section_open(p, "licenses", "What the files say, clause by clause");
    for (size_t n = 0; n < count; n++)
        write_file(p, &terms->file[n]);
    html_more(p->out, terms->file_count - count);
    section_close(p);
}
