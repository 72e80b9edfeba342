// SPDX-License-Identifier: Apache-2.0
#include "base/amount.h"
#include "report/fit.h"
#include "report/page_frame.h"
#include "report/places.h"

enum {
    MOST_COLUMNS =
        4, // of the table; of more candidates those alike stand together
    MOST_ROWS = 60, // needs that are listed in one place
};

struct fit_view {
    struct arena *a;
    struct text *out;
    const struct fit *f;
    struct places *places; // of each candidate
};

static bool is_many(const struct fit *f)
{
    return f->candidate_count > MOST_COLUMNS;
}

static struct view release_name(const struct candidate *c)
{
    return c->inspection->release->name;
}

static struct said result_said(const struct candidate *c)
{
    return (struct said){candidate_word(c), c->fits       ? STYLE_GOOD
                                            : c->bad_must ? STYLE_BAD
                                                          : STYLE_UNSURE};
}

static struct said answer_said(const struct wish *w, const struct answered *a)
{
    return (struct said){need_answer_word(a->answer),
                         outcome_style(need_outcome(w->level, a->answer))};
}

static struct view says_of(const struct wish *w)
{
    return record_get(w->rule, VIEW("says"));
}

static struct view change_of(const struct wish *w)
{
    return record_get(w->rule, VIEW("change"));
}

// ---------------------------------------------------------------- head

static size_t count_results(const struct fit *f, struct view word)
{
    size_t count = 0;

    for (size_t n = 0; n < f->candidate_count; n++)
        count += view_eq(candidate_word(&f->candidate[n]), word);
    return count;
}

static void write_answer_line(struct fit_view *v)
{
    static const struct {
        struct view word;
        enum style style;
    } words[] = {{VIEW_INIT("fits"), STYLE_GOOD},
                 {VIEW_INIT("open"), STYLE_UNSURE},
                 {VIEW_INIT("excluded"), STYLE_BAD}};
    size_t said = 0;

    html_raw(v->out, VIEW("<p class=\"answer plain\">"));
    for (size_t n = 0; n < sizeof words / sizeof *words; n++) {
        size_t count = count_results(v->f, words[n].word);

        if (!count)
            continue;
        HTML(v->out, "$<span class=\"$\">$: $</span>",
             said ? VIEW(", ") : VIEW(""), style_class(words[n].style),
             words[n].word, amount_count(v->a, count));
        said++;
    }
    html_raw(v->out, VIEW("</p>\n"));
}

static void write_head(struct fit_view *v)
{
    const struct needs *n = v->f->needs;
    struct text *t = v->out;

    HTML(t,
         "<header class=\"top\">\n<p class=\"kind\">Releases against what a "
         "team needs, read by freehold</p>\n<h1>$</h1>\n",
         n->name.len ? n->name : VIEW("fit"));
    write_answer_line(v);
    HTML(t, "<p class=\"meta\"><span>candidates: $</span><span>needs: $</span>",
         amount_count(v->a, v->f->candidate_count),
         amount_count(v->a, n->wish_count));
    if (n->profile.len)
        HTML(t, "<span>profile $</span>", n->profile);
    HTML(t,
         "<span><code>$</code> sha256:<code>$\xe2\x80\xa6</code></span>"
         "<span>rules $</span></p>\n</header>\n",
         n->path, view_head(n->digest, 8), rules_version());
}

static bool any_evidence(const struct fit *f)
{
    for (size_t c = 0; c < f->candidate_count; c++)
        for (size_t w = 0; w < f->needs->wish_count; w++)
            if (f->candidate[c].answer[w].evidence_count)
                return true;
    return false;
}

static bool any_fact(const struct team *t)
{
    return t->organisation.len || t->support.len || t->number_count ||
           t->territories.count || t->uses.count || t->sectors.count ||
           t->laws.count;
}

static void write_links(struct fit_view *v)
{
    const struct fit *f = v->f;
    struct frame_link link[5];
    size_t count = 0;

    link[count++] = (struct frame_link){VIEW("answer"), VIEW("The answer"),
                                        f->candidate_count};
    link[count++] = (struct frame_link){
        VIEW("needs"), VIEW("Needs side by side"), f->needs->wish_count};
    link[count++] = (struct frame_link){VIEW("reasons"), VIEW("Reasons"), 0};
    if (any_fact(&f->needs->team))
        link[count++] = (struct frame_link){VIEW("team"), VIEW("The team"), 0};
    if (any_evidence(f))
        link[count++] =
            (struct frame_link){VIEW("evidence"), VIEW("Evidence"), 0};
    frame_sections(v->out, link, count);
}

// ---------------------------------------------------------------- the answer

static void write_candidate(struct fit_view *v, size_t n)
{
    const struct candidate *c = &v->f->candidate[n];
    struct text *t = v->out;

    HTML(t,
         "<tr><th scope=\"row\">$. <a href=\"#why-$\">$</a></th>"
         "<td class=\"state\">",
         amount_count(v->a, c->rank), amount_count(v->a, n + 1),
         release_name(c));
    html_said(t, result_said(c));
    HTML(t,
         "</td><td data-h=\"musts\">$ as asked, $ open, $ not</td>"
         "<td data-h=\"prefers\">$ of $</td>",
         amount_count(v->a, c->good_must), amount_count(v->a, c->open_must),
         amount_count(v->a, c->bad_must), amount_count(v->a, c->good_prefer),
         amount_count(v->a, c->prefer));
    HTML(t,
         "<td data-h=\"category\">$</td><td data-h=\"tree\">$ <code>$"
         "\xe2\x80\xa6</code></td></tr>\n",
         category_words(c->inspection->category),
         tree_words(c->inspection->release),
         view_head(c->inspection->release->tree_digest, 15));
}

static void write_answer(struct fit_view *v)
{
    frame_section(v->out, "answer", "The answer");
    html_raw(v->out,
             VIEW("<table class=\"flow\"><caption>What a must excludes stands "
                  "last; then fewer open musts, then more prefers. What ties "
                  "shares its rank</caption>\n<thead><tr>"
                  "<th scope=\"col\">Candidate</th><th scope=\"col\">Result"
                  "</th><th scope=\"col\">Musts</th><th scope=\"col\">Prefers"
                  "</th><th scope=\"col\">Category</th><th scope=\"col\">Tree"
                  "</th></tr></thead>\n<tbody>\n"));
    for (size_t n = 0; n < v->f->candidate_count; n++)
        write_candidate(v, n);
    html_raw(v->out,
             VIEW("</tbody></table>\n<p class=\"note\">Openness is not "
                  "quality: quality, support and running are needs of their "
                  "own here.</p>\n"));
    frame_section_end(v->out);
}

// ---------------------------------------------------------------- the needs

// Of many candidates, those of each answer together.
static void write_answers(struct fit_view *v, size_t w)
{
    const struct wish *wish = &v->f->needs->wish[w];
    struct text *t = v->out;

    html_raw(t, VIEW("<td><ul class=\"alike\">"));
    for (enum need_answer is = NEED_MET; is <= NEED_COUNSEL; is++) {
        size_t said = 0;

        for (size_t n = 0; n < v->f->candidate_count; n++) {
            const struct candidate *c = &v->f->candidate[n];

            if (c->answer[w].answer != is)
                continue;
            if (!said++) {
                html_raw(t, VIEW("<li>"));
                html_said(t, answer_said(wish, &c->answer[w]));
            }
            HTML(t, "$<a href=\"#why-$\">$</a>",
                 said == 1 ? VIEW(": ") : VIEW(", "), amount_count(v->a, n + 1),
                 release_name(c));
        }
        if (said)
            html_raw(t, VIEW("</li>\n"));
    }
    html_raw(t, VIEW("</ul></td>"));
}

static void write_row(struct fit_view *v, size_t w)
{
    const struct wish *wish = &v->f->needs->wish[w];
    struct text *t = v->out;

    HTML(t,
         "<tr><th scope=\"row\"><code>$</code> <span class=\"roles\">$</span>"
         "<small>$</small>",
         wish->id, need_level_word(wish->level), says_of(wish));
    if (wish->why.len)
        HTML(t, "<small>why: $</small>", wish->why);
    if (is_many(v->f) && change_of(wish).len && fit_row_class(v->f, w) < 2)
        HTML(t, "<small>would change it: $</small>", change_of(wish));
    html_raw(t, VIEW("</th>"));
    if (is_many(v->f))
        write_answers(v, w);
    for (size_t n = 0; !is_many(v->f) && n < v->f->candidate_count; n++) {
        const struct candidate *c = &v->f->candidate[n];

        HTML(t, "<td data-h=\"$\">", release_name(c));
        html_said(t, answer_said(wish, &c->answer[w]));
        html_raw(t, VIEW("</td>"));
    }
    html_raw(t, VIEW("</tr>\n"));
}

static void write_needs(struct fit_view *v)
{
    const struct fit *f = v->f;
    size_t shown = 0;

    frame_section(v->out, "needs", "Needs side by side");
    HTML(v->out,
         "<table class=\"flow beside$\"><caption>What excludes a candidate "
         "first, then what is open, last what all have</caption>\n<thead><tr>"
         "<th scope=\"col\">Need</th>",
         is_many(f) ? VIEW(" many") : VIEW(""));
    for (size_t n = 0; !is_many(f) && n < f->candidate_count; n++)
        HTML(v->out, "<th scope=\"col\">$</th>",
             release_name(&f->candidate[n]));
    if (is_many(f))
        html_raw(v->out, VIEW("<th scope=\"col\">Answer, and of which</th>"));
    html_raw(v->out, VIEW("</tr></thead>\n<tbody>\n"));
    for (int class = 0; class <= 3; class ++)
        for (size_t w = 0; w < f->needs->wish_count && shown < MOST_ROWS; w++)
            if (fit_row_class(f, w) == class) {
                write_row(v, w);
                shown++;
            }
    html_raw(v->out, VIEW("</tbody></table>\n"));
    html_more(v->out, f->needs->wish_count - shown);
    frame_section_end(v->out);
}

// ---------------------------------------------------------------- reasons

// Every item of the lists of forbidden uses; one that names none of ours is
// shown as well, for a person to read.
static void write_uses(struct fit_view *v, const struct answered *a)
{
    struct text *t = v->out;
    size_t shown = a->use_count < MOST_ROWS ? a->use_count : MOST_ROWS;
    size_t ours = 0;

    if (!a->use_count)
        return;
    for (size_t i = 0; i < a->use_count; i++)
        ours += a->use[i].ours.len != 0;
    HTML(t,
         "<details><summary>what the list forbids: $, of which $ name ours"
         "</summary>\n<ul class=\"says\">\n",
         amount_count(v->a, a->use_count), amount_count(v->a, ours));
    for (size_t i = 0; i < shown; i++) {
        const struct met_use *u = &a->use[i];

        HTML(t, "<li><code>$</code> $", evidence_place(v->a, &u->evidence),
             u->evidence.shows);
        if (u->ours.len)
            HTML(t, " <span class=\"$\">names $$</span>",
                 style_class(u->in_part ? STYLE_UNSURE : STYLE_BAD), u->ours,
                 u->in_part ? VIEW(", in part") : VIEW(""));
        html_raw(t, VIEW("</li>\n"));
    }
    html_raw(t, VIEW("</ul>\n"));
    html_more(t, a->use_count - shown);
    html_raw(t, VIEW("</details>\n"));
}

static void write_reason(struct fit_view *v, size_t n, const struct answered *a)
{
    struct said said = answer_said(a->wish, a);
    bool brief = is_many(v->f); // the table has what a need says, once
    struct text *t = v->out;

    HTML(t, "<li class=\"$\"><p>", style_class(said.style));
    html_said(t, said);
    HTML(t, " <code>$</code> <span class=\"roles\">$</span> $</p><p>", a->id,
         need_level_word(a->wish->level),
         brief ? (struct view){0} : says_of(a->wish));
    place_sentence(t, &v->places[n], a->because,
                   a->evidence_count ? &a->evidence[0] : NULL);
    for (size_t e = 1; e < a->evidence_count; e++) {
        text_byte(t, ' ');
        place_link(t, &v->places[n], &a->evidence[e]);
    }
    if (a->stated)
        html_raw(t, VIEW(" <small>stated in the needs file</small>"));
    html_raw(t, VIEW("</p>"));
    if (a->change.len && said.style != STYLE_GOOD &&
        !(brief && view_eq(a->change, change_of(a->wish))))
        HTML(t, "<p class=\"note\">Would change it: $</p>", a->change);
    write_uses(v, a);
    html_raw(t, VIEW("</li>\n"));
}

// What no file can show is the same for every candidate: it is said once.
static bool is_common(const struct fit *f, size_t w)
{
    const struct answered *first = &f->candidate[0].answer[w];

    for (size_t n = 0; n < f->candidate_count; n++) {
        const struct answered *a = &f->candidate[n].answer[w];

        if (a->answer != first->answer || a->evidence_count || a->use_count ||
            !view_eq(a->because, first->because) ||
            !view_eq(a->change, first->change))
            return false;
    }
    return f->candidate_count > 1;
}

static bool is_as_asked(const struct answered *a)
{
    return need_outcome(a->wish->level, a->answer) == OUTCOME_GOOD;
}

// Of one outcome, those that decide first.
static size_t write_outcome(struct fit_view *v, size_t n,
                            enum need_outcome outcome, size_t room)
{
    const struct candidate *c = &v->f->candidate[n];
    size_t shown = 0;

    for (int pass = 0; pass < 2; pass++)
        for (size_t w = 0; w < v->f->needs->wish_count && shown < room; w++) {
            const struct answered *a = &c->answer[w];

            if (need_outcome(a->wish->level, a->answer) != outcome ||
                need_decides(a->wish->level) != (pass == 0) ||
                is_common(v->f, w))
                continue;
            write_reason(v, n, a);
            shown++;
        }
    return shown;
}

static void write_as_asked(struct fit_view *v, size_t n, size_t count)
{
    if (!count)
        return;
    HTML(v->out, "<details><summary>as asked: $</summary>\n<ul class=\"says\">",
         amount_count(v->a, count));
    size_t shown = write_outcome(v, n, OUTCOME_GOOD, MOST_ROWS);
    html_raw(v->out, VIEW("</ul>\n"));
    html_more(v->out, count - shown);
    html_raw(v->out, VIEW("</details>\n"));
}

static void write_reasons_of(struct fit_view *v, size_t n)
{
    const struct candidate *c = &v->f->candidate[n];
    struct text *t = v->out;
    size_t good = 0, asked = 0, shown;

    for (size_t w = 0; w < v->f->needs->wish_count; w++) {
        good += is_as_asked(&c->answer[w]) && !is_common(v->f, w);
        asked += !is_common(v->f, w);
    }
    HTML(t, "<h3 id=\"why-$\">$: ", amount_count(v->a, n + 1), release_name(c));
    html_said(t, result_said(c));
    html_raw(t, VIEW("</h3>\n"));
    if (good < asked) {
        html_raw(t, VIEW("<ul class=\"says\">\n"));
        shown = write_outcome(v, n, OUTCOME_BAD, MOST_ROWS);
        shown += write_outcome(v, n, OUTCOME_OPEN, MOST_ROWS - shown);
        html_raw(t, VIEW("</ul>\n"));
        html_more(t, asked - good - shown);
    }
    write_as_asked(v, n, good);
}

static void write_common(struct fit_view *v)
{
    const struct fit *f = v->f;
    size_t count = 0, shown = 0;

    for (size_t w = 0; w < f->needs->wish_count; w++)
        count += is_common(f, w);
    if (!count)
        return;
    html_raw(v->out, VIEW("<h3>Every candidate</h3>\n<ul class=\"says\">\n"));
    for (size_t w = 0; w < f->needs->wish_count && shown < MOST_ROWS; w++)
        if (is_common(f, w)) {
            write_reason(v, 0, &f->candidate[0].answer[w]);
            shown++;
        }
    html_raw(v->out, VIEW("</ul>\n"));
    html_more(v->out, count - shown);
}

static void write_reasons(struct fit_view *v)
{
    frame_section(v->out, "reasons", "Reasons, and what would change them");
    write_common(v);
    for (size_t n = 0; n < v->f->candidate_count; n++) {
        v->places[n].section = "reasons";
        write_reasons_of(v, n);
    }
    frame_section_end(v->out);
}

// ---------------------------------------------------------------- the team

static void write_list(struct fit_view *v, struct view label,
                       const struct team_list *l)
{
    if (!l->count)
        return;
    HTML(v->out, "<div><dt>$</dt><dd>", label);
    for (size_t n = 0; n < l->count && n < MOST_ROWS; n++)
        HTML(v->out, "$$", n ? VIEW(", ") : VIEW(""), l->item[n]);
    html_raw(v->out, VIEW("</dd></div>\n"));
}

static void write_fact(struct fit_view *v, struct view label, struct view value)
{
    if (value.len)
        HTML(v->out, "<div><dt>$</dt><dd>$</dd></div>\n", label, value);
}

static void write_team(struct fit_view *v)
{
    const struct team *t = &v->f->needs->team;

    if (!any_fact(t))
        return;
    frame_section(v->out, "team", "The team, as its needs file has it");
    html_raw(v->out, VIEW("<dl class=\"facts\">\n"));
    write_fact(v, VIEW("organisation"), t->organisation);
    for (size_t n = 0; n < t->number_count; n++)
        write_fact(v, t->number[n].key, amount_count(v->a, t->number[n].value));
    write_list(v, VIEW("territories"), &t->territories);
    write_list(v, VIEW("sectors"), &t->sectors);
    write_list(v, VIEW("uses"), &t->uses);
    write_list(v, VIEW("laws"), &t->laws);
    write_fact(v, VIEW("support"), t->support);
    html_raw(v->out, VIEW("</dl>\n"));
    frame_section_end(v->out);
}

static void write_evidence(struct fit_view *v)
{
    if (!any_evidence(v->f))
        return;
    frame_section(v->out, "evidence", "Evidence");
    for (size_t n = 0; n < v->f->candidate_count; n++) {
        if (!v->places[n].count)
            continue;
        HTML(v->out, "<h3>$</h3>\n", release_name(&v->f->candidate[n]));
        places_list(v->out, &v->places[n], VIEW("h4"));
    }
    frame_section_end(v->out);
}

void fit_page(const struct fit *f, struct text *out)
{
    struct arena *a = out->arena;
    struct fit_view v = {.a = a, .out = out, .f = f};

    v.places = ARENA_NEW(a, struct places, f->candidate_count);
    for (size_t n = 0; n < f->candidate_count; n++)
        places_open(&v.places[n], a, arena_print(a, "c%zu-", n + 1));
    frame_open(out, f->needs->name.len ? f->needs->name : VIEW("fit"));
    write_head(&v);
    write_links(&v);
    write_answer(&v);
    write_needs(&v);
    write_reasons(&v);
    write_team(&v);
    write_evidence(&v);
    frame_close(out);
}
