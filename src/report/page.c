// SPDX-License-Identifier: Apache-2.0
#include "report/page.h"

#include "base/amount.h"
#include "report/page_frame.h"
#include "report/page_section.h"

#include <inttypes.h>

enum { MOST_ALIKE = 12 }; // places of findings that differ in nothing else

void section_open(struct page *p, const char *id, const char *title)
{
    p->places.section = id;
    frame_section(p->out, id, title);
}

void section_close(struct page *p)
{
    frame_section_end(p->out);
}

// ---------------------------------------------------------------- head

static void write_claim_line(struct page *p)
{
    const struct judged_claim *worst = worst_claim(p->i);
    struct text *t = p->out;

    if (!worst) {
        html_raw(t, VIEW("<p>Says nothing of its own openness.</p>\n"));
        return;
    }
    const struct evidence at = {.path = worst->claim.path,
                                .line = worst->claim.line,
                                .rule = VIEW("claim"),
                                .shows = worst->claim.text};
    HTML(t, "<p>Calls itself <q>$</q> ", worst->claim.phrase);
    place_link(t, &p->places, &at);
    html_raw(t, VIEW(": "));
    html_said(t, claim_said(worst->verdict));
    html_raw(t, VIEW(".</p>\n"));
}

static void write_head(struct page *p)
{
    const struct release *r = p->i->release;
    struct text *t = p->out;

    p->places.section = "the head";
    HTML(t,
         "<header class=\"top\">\n<p class=\"kind\">A model release, read by "
         "freehold</p>\n<h1>$</h1>\n<p class=\"answer $\">$</p>\n",
         r->name, style_class(category_style(p->i->category)),
         category_words(p->i->category));
    write_claim_line(p);
    // Fifteen bytes: "sha256:" and eight digits.
    HTML(t,
         "<p class=\"meta\"><span>$</span><span>$ <code>$\xe2\x80\xa6"
         "</code></span><span>rules $</span></p>\n</header>\n",
         extent_words(t->arena, r), tree_words(r),
         view_head(r->tree_digest, 15), rules_version());
}

// ---------------------------------------------------------------- a minute

static void list_parts(struct page *p, enum presence state, struct view words)
{
    const struct inventory *inv = &p->i->inventory;
    struct text *t = p->out;
    size_t said = 0;

    for (size_t n = 0; n < inv->part_count; n++) {
        if (inv->part[n].presence != state)
            continue;
        if (said++)
            HTML(t, ", <code>$</code>", part_words(t->arena, &inv->part[n]));
        else
            HTML(t, "<dd><b>$</b> <code>$</code>", words,
                 part_words(t->arena, &inv->part[n]));
    }
    if (said)
        html_raw(t, VIEW("</dd>\n"));
}

static void count_parts(struct page *p, enum presence state)
{
    const struct inventory *inv = &p->i->inventory;
    struct text *t = p->out;
    size_t count = 0;

    for (size_t n = 0; n < inv->part_count; n++)
        count += inv->part[n].presence == state;
    if (count)
        HTML(t, "<dd>$: $ of $ <a href=\"#parts\">parts</a></dd>\n",
             presence_word(state), amount_count(t->arena, count),
             amount_count(t->arena, inv->part_count));
}

static void write_get(struct page *p)
{
    const struct part *final =
        inventory_part(&p->i->inventory, PART_WEIGHTS_FINAL, STAGE_NONE);

    html_raw(p->out, VIEW("<div><dt>What you get</dt>"));
    if (final->presence == PRESENCE_PRESENT && final->summary.len)
        HTML(p->out, "<dd>Weights: $</dd>\n", final->summary);
    list_parts(p, PRESENCE_PRESENT, VIEW("Here:"));
    list_parts(p, PRESENCE_POINTER, VIEW("By link:"));
    html_raw(p->out, VIEW("</div>\n"));
}

static bool is_same_terms(const struct part *one, const struct part *other)
{
    return part_is_held(one) && part_is_held(other) &&
           view_eq(one->terms.expression, other->terms.expression);
}

// The terms of what is here or linked, each once with its parts.
static void write_binds(struct page *p)
{
    const struct inventory *inv = &p->i->inventory;
    struct text *t = p->out;

    html_raw(t, VIEW("<div><dt>Under what terms</dt>"));
    for (size_t n = 0; n < inv->part_count; n++) {
        const struct part *first = &inv->part[n];
        bool is_new = part_is_held(first);

        for (size_t k = 0; k < n; k++)
            is_new = is_new && !is_same_terms(&inv->part[k], first);
        if (!is_new)
            continue;
        HTML(t, "<dd><b class=\"$\">$</b>:",
             style_class(first->terms.expression.len ? STYLE_PLAIN
                                                     : STYLE_UNSURE),
             first->terms.expression.len ? first->terms.expression
                                         : VIEW("none stated"));
        for (size_t k = n; k < inv->part_count; k++)
            if (is_same_terms(&inv->part[k], first))
                HTML(t, "$ <code>$</code>", k > n ? VIEW(",") : VIEW(""),
                     part_words(t->arena, &inv->part[k]));
        html_raw(t, VIEW("</dd>\n"));
    }
    html_raw(t, VIEW("</div>\n"));
}

static void write_missing(struct page *p)
{
    html_raw(p->out, VIEW("<div><dt>What is missing</dt>"));
    list_parts(p, PRESENCE_MENTIONED, VIEW("Only mentioned:"));
    count_parts(p, PRESENCE_ABSENT);
    count_parts(p, PRESENCE_UNKNOWN);
    html_raw(p->out, VIEW("</div>\n"));
}

// The changes that short reports show; all of them stand further down.
static void write_next(struct page *p)
{
    size_t said = 0;

    for (size_t n = 0; n < p->i->change_count; n++) {
        if (!p->i->change[n].brief)
            continue;
        if (!said++)
            html_raw(p->out, VIEW("<div><dt>Would change it</dt>"));
        HTML(p->out, "<dd>$: $</dd>\n",
             yardstick_title(p->i, p->i->change[n].yardstick),
             p->i->change[n].text);
    }
    if (said)
        html_raw(p->out, VIEW("</div>\n"));
}

static bool any_part(const struct page *p, bool held)
{
    for (size_t n = 0; n < p->i->inventory.part_count; n++)
        if (part_is_held(&p->i->inventory.part[n]) == held)
            return true;
    return false;
}

static void write_minute(struct page *p)
{
    struct text *t = p->out;

    section_open(p, "minute", "In one minute");
    html_raw(t, VIEW("<dl class=\"facts\">\n"));
    if (p->i->category_why_count)
        html_raw(t, VIEW("<div><dt>What decides</dt>"));
    for (size_t n = 0; n < p->i->category_why_count; n++)
        HTML(t, "<dd>$</dd>\n", p->i->category_why[n]);
    if (p->i->category_why_count)
        html_raw(t, VIEW("</div>\n"));
    if (any_part(p, true)) {
        write_get(p);
        write_binds(p);
    }
    if (any_part(p, false))
        write_missing(p);
    write_next(p);
    html_raw(t, VIEW("</dl>\n"));
    section_close(p);
}

// ---------------------------------------------------------------- freedoms

static void write_freedom(struct page *p, const struct freedom *f)
{
    struct text *t = p->out;

    HTML(t, "<div class=\"card\"><h3>$</h3>\n<dl><div><dt>granted</dt><dd>",
         f->name);
    html_said(t, granted_said(f->granted));
    html_raw(t, VIEW("</dd></div>\n<div><dt>practicable</dt><dd>"));
    html_said(t, practicable_said(f->practicable));
    html_raw(t, VIEW("</dd></div>\n<div><dt>exercised</dt><dd>not tried</dd>"
                     "</div></dl>\n"));
    if (f->because_count)
        html_raw(t, VIEW("<ul>"));
    for (size_t n = 0; n < f->because_count && n < PAGE_MOST; n++)
        HTML(t, "<li>$</li>\n", f->because[n]);
    if (f->because_count)
        html_raw(t, VIEW("</ul>"));
    html_raw(t, VIEW("</div>\n"));
}

static void write_freedoms(struct page *p)
{
    section_open(p, "freedoms", "Four freedoms");
    html_raw(p->out,
             VIEW("<p class=\"note\">Granted: the terms that reach each part "
                  "allow it. Practicable: the parts it needs are here, whole "
                  "and readable. Exercised: it was tried, and worked.</p>\n"
                  "<div class=\"cards\">\n"));
    for (size_t n = 0; n < sizeof p->i->freedom / sizeof *p->i->freedom; n++)
        write_freedom(p, &p->i->freedom[n]);
    html_raw(p->out, VIEW("</div>\n"));
    section_close(p);
}

// ---------------------------------------------------------------- claims

static void write_quote(struct page *p, const struct judged_claim *c)
{
    const struct evidence at = {.path = c->claim.path,
                                .line = c->claim.line,
                                .rule = VIEW("claim"),
                                .shows = c->claim.text};

    HTML(p->out, "<li><q>$</q> ", c->claim.text);
    place_link(p->out, &p->places, &at);
    html_raw(p->out, VIEW("</li>\n"));
}

static bool is_same_answer(const struct judged_claim *a,
                           const struct judged_claim *b)
{
    return a->verdict == b->verdict && view_eq(a->fact, b->fact) &&
           view_eq(a->evidence.path, b->evidence.path) &&
           a->evidence.line == b->evidence.line;
}

static bool is_answered(const struct inspection *i, size_t c)
{
    for (size_t k = 0; k < c; k++)
        if (is_same_answer(&i->claim[k], &i->claim[c]))
            return true;
    return false;
}

// One answer, and every claim that it answers. Returns how many are listed.
static size_t write_answer(struct page *p, size_t c, size_t room)
{
    const struct judged_claim *first = &p->i->claim[c];
    struct said said = claim_said(first->verdict);
    struct text *t = p->out;
    size_t listed = 0;

    HTML(t, "<li class=\"$\"><p>", style_class(said.style));
    html_said(t, said);
    if (first->fact.len) {
        html_raw(t, VIEW(": "));
        place_sentence(t, &p->places, first->fact,
                       first->evidence.path.len ? &first->evidence : NULL);
    }
    html_raw(t, VIEW("</p>\n<ul>\n"));
    for (size_t k = c; k < p->i->claim_count && listed < room; k++)
        if (is_same_answer(&p->i->claim[k], first)) {
            write_quote(p, &p->i->claim[k]);
            listed++;
        }
    html_raw(t, VIEW("</ul></li>\n"));
    return listed;
}

// The worst answers first; what is answered alike stands together.
static void write_claims(struct page *p)
{
    size_t listed = 0;

    if (!worst_claim(p->i))
        return;
    section_open(p, "claims", "Claims against facts");
    html_raw(p->out, VIEW("<ul class=\"says\">\n"));
    for (int grade = CLAIM_WASHING_HARD; grade >= CLAIM_NONE; grade--)
        for (size_t c = 0; c < p->i->claim_count && listed < PAGE_MOST; c++)
            if ((int)p->i->claim[c].verdict == grade && !is_answered(p->i, c))
                listed += write_answer(p, c, PAGE_MOST - listed);
    html_raw(p->out, VIEW("</ul>\n"));
    html_more(p->out, p->i->claim_count - listed +
                          claims_left_out(&p->i->inventory.claims));
    section_close(p);
}

static void write_flag(struct page *p, const struct flag *f, size_t number)
{
    struct text *t = p->out;

    text_print(t, "<article id=\"flag-%zu\" class=\"bad\">\n", number);
    HTML(t, "<h3><span class=\"word\">$</span> $</h3>\n<p>", f->id, f->title);
    if (f->claim.len)
        HTML(t, "$, but ", f->claim);
    place_sentence(t, &p->places, f->fact, &f->evidence);
    html_raw(t, VIEW("</p></article>\n"));
}

static void write_flags(struct page *p)
{
    size_t count = p->i->flag_count < PAGE_MOST ? p->i->flag_count : PAGE_MOST;

    if (!count)
        return;
    section_open(p, "flags", "Flags");
    html_raw(p->out, VIEW("<p class=\"note\">Where what is said and what is "
                          "here part.</p>\n<div class=\"says\">\n"));
    for (size_t n = 0; n < count; n++)
        write_flag(p, &p->i->flag[n], n + 1);
    html_raw(p->out, VIEW("</div>\n"));
    html_more(p->out, p->i->flag_count - count);
    section_close(p);
}

// ---------------------------------------------------------------- service

static void write_service_terms(struct page *p)
{
    const struct license_file *f = p->i->terms.service;
    struct text *t = p->out;

    html_raw(t, VIEW("<div><dt>Terms</dt><dd>"));
    if (!f)
        html_raw(t, VIEW("<b class=\"unsure\">none stated</b>"));
    else
        HTML(t, "<code>$</code> $", f->path,
             f->range_count ? f->expression
                            : VIEW("by reference: no text here"));
    html_raw(t, VIEW("</dd></div>\n"));
}

static void write_service(struct page *p)
{
    const struct manifest *m = p->i->release->manifest;
    struct text *t = p->out;

    if (!m || !m->has_endpoint)
        return;
    section_open(p, "service", "Service");
    const struct evidence at = {.path = m->path,
                                .line = m->endpoint_line,
                                .rule = VIEW("service"),
                                .shows = m->endpoint_at,
                                .by = BY_DECLARED};
    HTML(t, "<dl class=\"facts\">\n<div><dt>At</dt><dd>$ ", m->endpoint_at);
    place_link(t, &p->places, &at);
    html_raw(t, VIEW("</dd></div>\n"));
    for (size_t n = 0; n < m->model_count && n < PAGE_MOST; n++)
        HTML(t, "<div><dt>Model</dt><dd>$</dd></div>\n", m->model[n]);
    write_service_terms(p);
    if (m->endpoint_gate.len)
        HTML(t, "<div><dt>Gate</dt><dd>$</dd></div>\n", m->endpoint_gate);
    if (m->endpoint_note.len)
        HTML(t, "<div><dt>Note</dt><dd>$</dd></div>\n", m->endpoint_note);
    html_raw(t, VIEW("</dl>\n"));
    section_close(p);
}

// ---------------------------------------------------------------- safety

static void write_finding_place(struct page *p, const struct safety_finding *f)
{
    struct text *t = p->out;
    const struct evidence at = {.path = f->path,
                                .has_bytes = f->has_offset && !f->member.len,
                                .from = f->offset,
                                .to = f->offset,
                                .rule = f->rule,
                                .shows = f->shows};

    text_byte(t, ' ');
    place_link(t, &p->places, &at);
    if (f->member.len)
        HTML(t, " member <code>$</code>", f->member);
    if (f->has_offset && f->member.len)
        text_print(t, " at byte %" PRIu64, f->offset);
}

// The finding number `n` and those like it, the first of their places listed.
static void write_finding(struct page *p, size_t n, size_t alike)
{
    const struct safety *s = &p->i->safety;
    struct text *t = p->out;
    struct said said = safety_said(s->finding[n].severity);
    size_t named = 0;

    HTML(t, "<li class=\"$\"><p>", style_class(said.style));
    html_said(t, said);
    HTML(t, " $", s->finding[n].shows);
    for (size_t k = n; k < s->finding_count && named < MOST_ALIKE; k++)
        if (finding_is_like(&s->finding[k], &s->finding[n])) {
            write_finding_place(p, &s->finding[k]);
            named++;
        }
    if (alike > named)
        HTML(t, " and $ more alike", amount_count(t->arena, alike - named));
    html_raw(t, VIEW("</p></li>\n"));
}

static bool is_first_alike(const struct safety *s, size_t n, size_t *alike)
{
    *alike = 0;
    for (size_t k = 0; k < s->finding_count; k++) {
        if (!finding_is_like(&s->finding[k], &s->finding[n]))
            continue;
        if (k < n)
            return false;
        ++*alike;
    }
    return true;
}

// The worst first; findings that differ in the file alone are one line.
static void write_findings(struct page *p, const struct safety *s)
{
    size_t lines = 0, told = 0;

    html_raw(p->out, VIEW("<ul class=\"says\">\n"));
    for (int grade = SAFETY_DANGER; grade >= SAFETY_OK; grade--)
        for (size_t n = 0; n < s->finding_count && lines < PAGE_MOST; n++) {
            size_t alike;

            if ((int)s->finding[n].severity != grade ||
                !is_first_alike(s, n, &alike))
                continue;
            write_finding(p, n, alike);
            told += alike;
            lines++;
        }
    html_raw(p->out, VIEW("</ul>\n"));
    html_more(p->out, s->finding_count - told);
}

static void write_safety(struct page *p)
{
    const struct safety *s = &p->i->safety;

    section_open(p, "safety", "Safety");
    html_raw(p->out, VIEW("<p>What the files could do to who loads them: "));
    html_said(p->out, safety_said(s->verdict));
    HTML(p->out, ", $ finding$.</p>\n",
         amount_count(p->out->arena, s->finding_count),
         s->finding_count == 1 ? VIEW("") : VIEW("s"));
    if (p->i->policy)
        HTML(
            p->out,
            "<p>By the policy <code>$</code> (<code>sha256:$</code>): $.</p>\n",
            p->i->policy->name, p->i->policy->digest,
            effect_said(p->i->effect));
    if (s->confined)
        html_raw(p->out, VIEW("<p>They were read in a sandbox.</p>\n"));
    if (s->finding_count)
        write_findings(p, s);
    section_close(p);
}

// ---------------------------------------------------------------- the end

static void write_changes(struct page *p)
{
    if (!p->i->change_count)
        return;
    section_open(p, "changes", "What would change it");
    html_raw(p->out, VIEW("<dl class=\"facts\">\n"));
    for (size_t n = 0; n < p->i->change_count; n++) {
        const struct change *c = &p->i->change[n];
        bool is_new =
            !n || !view_eq(c->yardstick, p->i->change[n - 1].yardstick);

        if (is_new && n)
            html_raw(p->out, VIEW("</div>\n"));
        if (is_new)
            HTML(p->out, "<div><dt>$</dt>",
                 yardstick_title(p->i, c->yardstick));
        HTML(p->out, "<dd>$</dd>\n", c->text);
    }
    html_raw(p->out, VIEW("</div>\n</dl>\n"));
    section_close(p);
}

static void write_evidence(struct page *p)
{
    section_open(p, "evidence", "Evidence");
    html_raw(p->out, VIEW("<p class=\"note\">Every place this page rests on, "
                          "by file: what stands there, the rule that read it, "
                          "the sections that name it.</p>\n"));
    places_list(p->out, &p->places, VIEW("h3"));
    section_close(p);
}

static void write_sections(struct page *p)
{
    const struct inspection *i = p->i;
    const struct manifest *m = i->release->manifest;
    const struct {
        const char *id, *words;
        bool is_there;
        size_t count;
    } all[] = {
        {"minute", "In one minute", true, 0},
        {"map", "Map of parts", true, 0},
        {"verdicts", "Yardsticks", true, i->verdict_count},
        {"freedoms", "Four freedoms", true, 0},
        {"claims", "Claims", worst_claim(i) != NULL, i->claim_count},
        {"flags", "Flags", i->flag_count != 0, i->flag_count},
        {"parts", "Parts and terms", true, i->inventory.part_count},
        {"service", "Service", m && m->has_endpoint, 0},
        {"duties", "What the terms ask", true, 0},
        {"licenses", "License files", i->terms.file_count != 0,
         i->terms.file_count},
        {"weights", "Weights, lineage",
         i->inventory.weights.set_count || i->inventory.lineage.parent_count,
         0},
        {"safety", "Safety", true, i->safety.finding_count},
        {"changes", "What would change it", i->change_count != 0, 0},
        {"evidence", "Evidence", true, 0},
    };
    struct frame_link link[sizeof all / sizeof *all];
    size_t count = 0;

    for (size_t n = 0; n < sizeof all / sizeof *all; n++)
        if (all[n].is_there)
            link[count++] = (struct frame_link){
                view_of(all[n].id), view_of(all[n].words), all[n].count};
    frame_sections(p->out, link, count);
}

void report_page(const struct inspection *i, struct text *out)
{
    struct page p = {.out = out, .i = i};
    struct arena *a = out->arena;

    places_open(&p.places, a, VIEW(""));
    frame_open(out, arena_print(a, VIEW_FMT ": " VIEW_FMT,
                                VIEW_ARG(i->release->name),
                                VIEW_ARG(category_words(i->category))));
    write_head(&p);
    write_sections(&p);
    write_minute(&p);
    html_raw(out, VIEW("<div class=\"pair\">\n"));
    page_map(&p);
    page_verdicts(&p);
    html_raw(out, VIEW("</div>\n"));
    write_freedoms(&p);
    write_claims(&p);
    write_flags(&p);
    page_parts(&p);
    write_service(&p);
    page_duties(&p);
    page_licenses(&p);
    page_weights(&p);
    write_safety(&p);
    write_changes(&p);
    write_evidence(&p);
    frame_close(out);
}
