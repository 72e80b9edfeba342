// SPDX-License-Identifier: Apache-2.0
#include "report/text.h"

#include "report/duty_text.h"
#include "report/history_text.h"
#include "report/wording.h"

#include <inttypes.h>

// Columns where the cells of the blocks begin.
enum {
    INDENT = 2,
    HEAD_AT = 13, // what stands beside CATEGORY, CLAIM, WHY
    PRESENCE_AT = 23,
    TERMS_AT = 35,
    EVIDENCE_AT = 56,
    VERDICT_AT = 23,
    REASON_AT = 40,
    FLAG_AT = 7,
    MOST_FINDINGS = 6, // of safety, without --full
    DIGEST_SHOWN = 8,
};

struct page {
    struct arena *a;
    const struct inspection *i;
    const struct text_choice *choice;
    struct lines lines;
};

static void say(struct page *p, enum style style, struct view text, size_t from,
                size_t to)
{
    line_cell(&p->lines, style, text, from, to);
}

static void end(struct page *p)
{
    line_end(&p->lines);
}

static void head(struct page *p, struct view word)
{
    end(p);
    say(p, STYLE_HEAD, word, 0, SIZE_MAX);
}

static struct view evidence_words(struct page *p, const struct evidence *e)
{
    struct view place = evidence_place(p->a, e);

    if (!e->shows.len || view_eq(e->shows, e->path))
        return place;
    if (!place.len)
        return e->shows;
    return arena_print(p->a, VIEW_FMT " " VIEW_FMT, VIEW_ARG(place),
                       VIEW_ARG(e->shows));
}

// ---------------------------------------------------------------- head

static void write_title(struct page *p)
{
    const struct release *r = p->i->release;
    struct view digest = r->tree_digest;

    say(p, STYLE_HEAD, r->name, 0, p->lines.width / 2);
    say(p, STYLE_PLAIN,
        arena_print(p->a, "   " VIEW_FMT,
                    VIEW_ARG(extent_words(p->a, p->i->release))),
        0, SIZE_MAX);
    // Fifteen bytes: "sha256:" and eight digits.
    say(p, STYLE_PLAIN,
        arena_print(p->a, "   " VIEW_FMT " " VIEW_FMT "\xe2\x80\xa6",
                    VIEW_ARG(tree_words(r)), VIEW_ARG(view_head(digest, 15))),
        0, SIZE_MAX);
    say(p, STYLE_PLAIN,
        arena_print(p->a, "   rules " VIEW_FMT, VIEW_ARG(rules_version())), 0,
        SIZE_MAX);
    end(p);
}

static void write_claim(struct page *p, const struct judged_claim *c,
                        struct view label)
{
    struct view quoted =
        arena_print(p->a, "\"" VIEW_FMT "\"", VIEW_ARG(c->claim.phrase));
    struct view place = arena_print(p->a, VIEW_FMT ":%" PRIu32,
                                    VIEW_ARG(c->claim.path), c->claim.line);

    say(p, STYLE_HEAD, label, INDENT, HEAD_AT);
    say(p, STYLE_PLAIN, quoted, HEAD_AT, HEAD_AT + 28);
    say(p, claim_said(c->verdict).style, claim_said(c->verdict).words,
        HEAD_AT + 30, SIZE_MAX);
    say(p, STYLE_PLAIN, place, p->lines.at + 2, SIZE_MAX);
    end(p);
    if (c->fact.len)
        line_wrap(&p->lines, c->fact, HEAD_AT);
}

static void write_claims(struct page *p)
{
    const struct judged_claim *worst = worst_claim(p->i);

    if (!worst) {
        say(p, STYLE_HEAD, VIEW("CLAIM"), INDENT, HEAD_AT);
        say(p, STYLE_PLAIN, VIEW("none found about its own openness"), HEAD_AT,
            SIZE_MAX);
        end(p);
        return;
    }
    write_claim(p, worst, VIEW("CLAIM"));
    if (p->choice->full) {
        for (size_t c = 0; c < p->i->claim_count; c++)
            if (&p->i->claim[c] != worst)
                write_claim(p, &p->i->claim[c], VIEW(""));
        size_t left = claims_left_out(&p->i->inventory.claims);
        if (left) {
            say(p, STYLE_PLAIN,
                arena_print(p->a, "%zu more of these levels are not listed",
                            left),
                HEAD_AT, SIZE_MAX);
            end(p);
        }
    } else if (p->i->claim_count > 1) {
        say(p, STYLE_PLAIN,
            arena_print(p->a, "%zu more claim%s: --full", p->i->claim_count - 1,
                        p->i->claim_count > 2 ? "s" : ""),
            HEAD_AT, SIZE_MAX);
        end(p);
    }
}

static void write_why(struct page *p)
{
    struct text why = {.arena = p->a};

    for (size_t n = 0; n < p->i->category_why_count; n++) {
        if (n)
            text_byte(&why, ' ');
        text_add(&why, p->i->category_why[n]);
    }
    if (!why.len)
        return;
    say(p, STYLE_HEAD, VIEW("WHY"), INDENT, HEAD_AT);
    line_wrap(&p->lines, text_view(&why), HEAD_AT);
}

static void write_head(struct page *p)
{
    write_title(p);
    end(p);
    say(p, STYLE_HEAD, VIEW("CATEGORY"), INDENT, HEAD_AT);
    say(p, category_style(p->i->category), category_words(p->i->category),
        HEAD_AT, SIZE_MAX);
    end(p);
    write_claims(p);
    write_why(p);
}

// ---------------------------------------------------------------- parts

// Whether a verdict that --strict goes by failed or hangs on the part.
static bool decides(const struct inspection *i, const struct part *part)
{
    for (size_t v = 0; v < i->verdict_count; v++)
        for (size_t c = 0;
             i->verdict[v].strict && c < i->verdict[v].check_count; c++) {
            const struct check *k = &i->verdict[v].check[c];

            if (k->has_part && k->part == part->kind &&
                (k->stage == STAGE_NONE || k->stage == part->stage) &&
                (k->value == VERDICT_NO || k->value == VERDICT_UNDETERMINED))
                return true;
        }
    return false;
}

static struct view terms_words(struct page *p, const struct part *part,
                               enum style *style)
{
    const struct part_terms *t = &part->terms;
    bool marked = t->conflict_count || t->on_top_count || t->from_base;

    *style = STYLE_PLAIN;
    if (!part_is_held(part))
        return VIEW("-");
    if (t->conflict_count)
        *style = STYLE_BAD;
    else if (!t->expression.len || marked)
        *style = STYLE_UNSURE;
    struct view name = t->expression.len ? t->expression : VIEW("none stated");
    return marked ? arena_print(p->a, VIEW_FMT " !", VIEW_ARG(name)) : name;
}

static struct view why_words(struct page *p, const struct part *part)
{
    if (part->summary.len)
        return part->summary;
    if (part->evidence_count)
        return evidence_words(p, &part->evidence[0]);
    return part->coverage_why;
}

static void write_part(struct page *p, const struct part *part)
{
    enum style style;
    struct view terms = terms_words(p, part, &style);

    say(p, STYLE_PLAIN, part_words(p->a, part), INDENT, PRESENCE_AT - 1);
    say(p, presence_style(part->presence), part_state_words(part), PRESENCE_AT,
        TERMS_AT - 1);
    say(p, style, terms, TERMS_AT, EVIDENCE_AT - 1);
    say(p, STYLE_PLAIN, why_words(p, part), EVIDENCE_AT, SIZE_MAX);
    end(p);
    for (size_t e = 0; p->choice->full && e < part->evidence_count; e++) {
        struct view words = evidence_words(p, &part->evidence[e]);

        say(p, STYLE_PLAIN, words, INDENT + 2, SIZE_MAX);
        end(p);
    }
}

static void write_parts(struct page *p)
{
    const struct inventory *inv = &p->i->inventory;
    size_t hidden = 0;

    head(p, VIEW("PARTS"));
    say(p, STYLE_HEAD, VIEW("PRESENCE"), PRESENCE_AT, SIZE_MAX);
    say(p, STYLE_HEAD, VIEW("TERMS"), TERMS_AT, SIZE_MAX);
    say(p, STYLE_HEAD, VIEW("EVIDENCE"), EVIDENCE_AT, SIZE_MAX);
    end(p);
    for (size_t n = 0; n < inv->part_count; n++) {
        const struct part *part = &inv->part[n];

        if (p->choice->full || part_is_held(part) ||
            part->presence == PRESENCE_MENTIONED || decides(p->i, part))
            write_part(p, part);
        else
            hidden++;
    }
    if (hidden) {
        say(p, STYLE_PLAIN,
            arena_print(p->a, "%zu %spart%s absent or unknown: --full", hidden,
                        hidden < inv->part_count ? "more " : "",
                        hidden == 1 ? "" : "s"),
            INDENT, SIZE_MAX);
        end(p);
    }
}

// ---------------------------------------------------------------- service

static void service_line(struct page *p, struct view label, struct view words)
{
    if (!words.len)
        return;
    say(p, STYLE_PLAIN, label, INDENT, HEAD_AT - 1);
    say(p, STYLE_PLAIN, words, HEAD_AT, SIZE_MAX);
    end(p);
}

static struct view service_terms_words(struct page *p)
{
    const struct license_file *f = p->i->terms.service;

    if (!f)
        return VIEW("none stated");
    if (!f->range_count)
        return arena_print(p->a, VIEW_FMT "  by reference: no text here",
                           VIEW_ARG(f->path));
    return arena_print(p->a, VIEW_FMT "  " VIEW_FMT, VIEW_ARG(f->path),
                       VIEW_ARG(f->expression));
}

static void write_service(struct page *p)
{
    const struct manifest *m = p->i->release->manifest;
    struct text models = {.arena = p->a};

    if (!m || !m->has_endpoint)
        return;
    for (size_t n = 0; n < m->model_count; n++)
        text_print(&models, "%s" VIEW_FMT, n ? ", " : "",
                   VIEW_ARG(m->model[n]));
    head(p, VIEW("SERVICE"));
    say(p, STYLE_PLAIN, m->endpoint_at, HEAD_AT, SIZE_MAX);
    end(p);
    service_line(p, VIEW("models"), text_view(&models));
    service_line(p, VIEW("terms"), service_terms_words(p));
    service_line(p, VIEW("gate"), m->endpoint_gate);
    service_line(p, VIEW("note"), m->endpoint_note);
}

// ---------------------------------------------------------------- licenses

static void write_licenses(struct page *p)
{
    if (!p->choice->full || !p->i->terms.file_count)
        return;
    head(p, VIEW("LICENSES"));
    end(p);
    for (size_t f = 0; f < p->i->terms.file_count; f++) {
        const struct license_file *file = &p->i->terms.file[f];

        say(p, STYLE_PLAIN, file->path, INDENT, REASON_AT - 1);
        say(p, STYLE_PLAIN, file->expression, REASON_AT, SIZE_MAX);
        end(p);
    }
}

// ---------------------------------------------------------------- verdicts

// Whether the checks of a verdict are called by long names.
static bool is_named(const struct verdict *v)
{
    for (size_t c = 0; c < v->check_count; c++)
        if (v->check[c].id.len > (size_t)PRESENCE_AT - HEAD_AT)
            return true;
    return false;
}

// A check with a short id beside its part; one that is called by a name has the
// columns of the reason.
static void write_check(struct page *p, const struct check *k, bool named)
{
    size_t value_at = named ? REASON_AT : VERDICT_AT;
    size_t why_at = named ? EVIDENCE_AT : REASON_AT;

    say(p, STYLE_PLAIN, k->id, INDENT + 2, named ? value_at - 1 : SIZE_MAX);
    if (k->has_part && !named)
        say(p, STYLE_PLAIN, part_id(k->part), INDENT + 6, value_at - 1);
    say(p, verdict_said(k->value).style, verdict_said(k->value).words, value_at,
        why_at - 1);
    say(p, STYLE_PLAIN, k->why, why_at, SIZE_MAX);
    end(p);
}

static void write_views(struct page *p, struct view label,
                        const struct view *item, size_t count)
{
    for (size_t n = 0; n < count; n++)
        line_wrap(&p->lines,
                  arena_print(p->a, VIEW_FMT VIEW_FMT, VIEW_ARG(label),
                              VIEW_ARG(item[n])),
                  VERDICT_AT);
}

// "53(1)(c)        remains  a policy on copyright, ...; it is not here".
static void write_item(struct page *p, const struct verdict_item *one)
{
    say(p, STYLE_PLAIN, one->id, INDENT + 2, VERDICT_AT - 1);
    say(p, STYLE_PLAIN, one->state, VERDICT_AT, REASON_AT - 1);
    say(p, STYLE_PLAIN,
        arena_print(p->a, VIEW_FMT "%s" VIEW_FMT, VIEW_ARG(one->title),
                    one->why.len ? ": " : "", VIEW_ARG(one->why)),
        REASON_AT, SIZE_MAX);
    end(p);
}

// A label that is too long for its column stands before the reason.
static void write_verdict(struct page *p, const struct verdict *v)
{
    bool fits = v->label.len && v->label.len < REASON_AT - VERDICT_AT;
    struct view reason = verdict_reason(p->a, v);

    if (v->label.len && !fits)
        reason = arena_print(p->a, VIEW_FMT "%s" VIEW_FMT, VIEW_ARG(v->label),
                             reason.len ? ": " : "", VIEW_ARG(reason));
    say(p, STYLE_PLAIN, v->title, INDENT, VERDICT_AT - 1);
    say(p, verdict_said(v->verdict).style,
        fits ? v->label : verdict_said(v->verdict).words, VERDICT_AT,
        REASON_AT - 1);
    say(p, STYLE_PLAIN, reason, REASON_AT, SIZE_MAX);
    end(p);
    for (size_t c = 0; p->choice->full && c < v->check_count; c++)
        write_check(p, &v->check[c], is_named(v));
    for (size_t n = 0; p->choice->full && n < v->item_count; n++)
        write_item(p, &v->item[n]);
    if (p->choice->full)
        write_views(p, VIEW("would decide: "), v->would_decide,
                    v->would_decide_count);
    if (p->choice->full)
        write_views(p, VIEW("not judged: "), v->not_judged,
                    v->not_judged_count);
}

static void write_verdicts(struct page *p)
{
    head(p, VIEW("VERDICTS"));
    end(p);
    for (size_t v = 0; v < p->i->verdict_count; v++)
        write_verdict(p, &p->i->verdict[v]);
}

static void write_freedoms(struct page *p)
{
    enum { PRACTICABLE_AT = 23, EXERCISED_AT = 36, BECAUSE_AT = 48 };

    head(p, VIEW("FREEDOMS"));
    say(p, STYLE_HEAD, VIEW("GRANTED"), 11, SIZE_MAX);
    say(p, STYLE_HEAD, VIEW("PRACTICABLE"), PRACTICABLE_AT, SIZE_MAX);
    say(p, STYLE_HEAD, VIEW("EXERCISED"), EXERCISED_AT, SIZE_MAX);
    end(p);
    for (size_t n = 0; n < sizeof p->i->freedom / sizeof *p->i->freedom; n++) {
        const struct freedom *f = &p->i->freedom[n];

        say(p, STYLE_PLAIN, f->name, INDENT, SIZE_MAX);
        say(p, granted_said(f->granted).style, granted_word(f->granted), 11,
            SIZE_MAX);
        say(p, practicable_said(f->practicable).style,
            practicable_word(f->practicable), PRACTICABLE_AT, SIZE_MAX);
        say(p, STYLE_PLAIN, VIEW("not tried"), EXERCISED_AT, SIZE_MAX);
        if (f->because_count)
            say(p, STYLE_PLAIN, f->because[0], BECAUSE_AT, SIZE_MAX);
        end(p);
        for (size_t b = 1; p->choice->full && b < f->because_count; b++) {
            say(p, STYLE_PLAIN, f->because[b], BECAUSE_AT, SIZE_MAX);
            end(p);
        }
    }
}

// ---------------------------------------------------------------- the rest

static void write_lineage(struct page *p)
{
    const struct lineage *l = &p->i->inventory.lineage;

    if (!l->parent_count)
        return;
    head(p, VIEW("LINEAGE"));
    end(p);
    for (size_t n = 0; n < l->parent_count; n++) {
        const struct parent *parent = &l->parent[n];

        say(p, STYLE_PLAIN,
            parent->relation == RELATION_UNKNOWN
                ? VIEW("made from")
                : relation_word(parent->relation),
            INDENT, HEAD_AT + 1);
        say(p, STYLE_PLAIN, parent->name, HEAD_AT + 2, SIZE_MAX);
        say(p, STYLE_PLAIN, evidence_place(p->a, &parent->source),
            p->lines.at + 3, SIZE_MAX);
        end(p);
        if (parent->has_contradiction)
            line_wrap(&p->lines, parent->contradicts, HEAD_AT + 2);
    }
}

static void write_history(struct page *p)
{
    if (!p->i->history.count)
        return;
    head(p, VIEW("REVISIONS"));
    end(p);
    history_text(&p->lines, &p->i->history, p->choice->full);
}

static void write_duties(struct page *p)
{
    if (!p->i->duties.count && !p->i->duties.flag_count)
        return;
    head(p, VIEW("DUTIES"));
    say(p, STYLE_PLAIN,
        VIEW("for who runs, tunes, ships or serves it; no legal advice"),
        HEAD_AT, SIZE_MAX);
    end(p);
    duty_text(&p->lines, &p->i->duties, p->choice->full);
}

static void write_flags(struct page *p)
{
    if (!p->i->flag_count)
        return;
    head(p, VIEW("FLAGS"));
    end(p);
    for (size_t n = 0; n < p->i->flag_count; n++) {
        const struct flag *f = &p->i->flag[n];
        struct view place = evidence_place(p->a, &f->evidence);
        struct view words =
            arena_print(p->a, VIEW_FMT ": " VIEW_FMT "%s" VIEW_FMT,
                        VIEW_ARG(f->title), VIEW_ARG(f->claim),
                        f->claim.len ? ", but " : "", VIEW_ARG(f->fact));

        if (place.len && !view_has(words, place))
            words = arena_print(p->a, VIEW_FMT " (" VIEW_FMT ")",
                                VIEW_ARG(words), VIEW_ARG(place));
        say(p, STYLE_BAD, f->id, INDENT, FLAG_AT - 1);
        line_wrap(&p->lines, words, FLAG_AT);
    }
}

static size_t count_alike(const struct safety *s,
                          const struct safety_finding *f)
{
    size_t count = 0;

    for (size_t n = 0; n < s->finding_count; n++)
        count += finding_is_like(&s->finding[n], f);
    return count;
}

// `more`: findings like it that this line stands for.
static void write_finding(struct page *p, const struct safety_finding *f,
                          size_t more)
{
    struct text place = {.arena = p->a};

    text_add(&place, f->path);
    if (f->member.len)
        text_print(&place, ":" VIEW_FMT, VIEW_ARG(f->member));
    if (f->has_offset)
        text_print(&place, " at byte %" PRIu64, f->offset);
    if (more)
        text_print(&place, " and %zu more", more);
    say(p, safety_said(f->severity).style, safety_word(f->severity), INDENT,
        HEAD_AT - 1);
    line_wrap(&p->lines,
              arena_print(p->a, VIEW_FMT ": " VIEW_FMT,
                          VIEW_ARG(text_view(&place)), VIEW_ARG(f->shows)),
              HEAD_AT);
}

// The worst first; the list itself is sorted by place. Without --full findings
// alike fall together and only the first lines come. Returns how many of the
// findings were told.
static size_t write_findings(struct page *p, const struct safety *s)
{
    const struct safety_finding *shown[MOST_FINDINGS];
    size_t lines = 0, told = 0;

    for (int severity = SAFETY_DANGER; severity >= SAFETY_OK; severity--)
        for (size_t n = 0; n < s->finding_count; n++) {
            const struct safety_finding *f = &s->finding[n];
            size_t alike = 0;

            if ((int)f->severity != severity)
                continue;
            if (p->choice->full) {
                write_finding(p, f, 0);
                told++;
                continue;
            }
            for (size_t l = 0; l < lines; l++)
                alike += finding_is_like(shown[l], f);
            if (alike || lines == MOST_FINDINGS)
                continue;
            shown[lines++] = f;
            alike = count_alike(s, f);
            write_finding(p, f, alike - 1);
            told += alike;
        }
    return told;
}

static void write_policy(struct page *p)
{
    say(p, STYLE_PLAIN, effect_word(p->i->effect), INDENT, SIZE_MAX);
    say(p, STYLE_PLAIN,
        arena_print(p->a,
                    "by the policy sha256:" VIEW_FMT
                    "…; what it says of each file: freehold scan --policy",
                    VIEW_ARG(view_head(p->i->policy->digest, DIGEST_SHOWN))),
        HEAD_AT, SIZE_MAX);
    end(p);
}

static void write_safety(struct page *p)
{
    const struct safety *s = &p->i->safety;

    head(p, VIEW("SAFETY"));
    say(p, safety_said(s->verdict).style, safety_word(s->verdict), HEAD_AT,
        SIZE_MAX);
    say(p, STYLE_PLAIN,
        arena_print(p->a, "%zu finding%s", s->finding_count,
                    s->finding_count == 1 ? "" : "s"),
        p->lines.at + 2, SIZE_MAX);
    if (s->confined)
        say(p, STYLE_PLAIN, VIEW("read in a sandbox"), p->lines.at + 2,
            SIZE_MAX);
    end(p);
    if (p->i->policy)
        write_policy(p);
    size_t told = write_findings(p, s);
    if (told < s->finding_count) {
        say(p, STYLE_PLAIN,
            arena_print(p->a, "%zu more: --full", s->finding_count - told),
            INDENT, SIZE_MAX);
        end(p);
    }
}

static void write_changes(struct page *p)
{
    size_t left_out = 0;

    if (!p->i->change_count)
        return;
    head(p, VIEW("WOULD CHANGE IT"));
    end(p);
    for (size_t n = 0; n < p->i->change_count; n++) {
        if (!p->i->change[n].brief && !p->choice->full) {
            left_out++;
            continue;
        }
        say(p, STYLE_PLAIN, VIEW("-"), INDENT, SIZE_MAX);
        line_wrap(&p->lines,
                  arena_print(p->a, VIEW_FMT ": " VIEW_FMT,
                              VIEW_ARG(yardstick_title(
                                  p->i, p->i->change[n].yardstick)),
                              VIEW_ARG(p->i->change[n].text)),
                  INDENT + 2);
    }
    if (left_out) {
        say(p, STYLE_PLAIN, arena_print(p->a, "%zu more: --full", left_out),
            INDENT, SIZE_MAX);
        end(p);
    }
}

static size_t undetermined_count(const struct inspection *i)
{
    size_t count = 0;

    for (size_t v = 0; v < i->verdict_count; v++)
        count += i->verdict[v].strict &&
                 i->verdict[v].verdict == VERDICT_UNDETERMINED;
    return count;
}

static void write_closing(struct page *p)
{
    end(p);
    say(p, STYLE_PLAIN,
        arena_print(p->a, "%zu flag%s, %zu undetermined.", p->i->flag_count,
                    p->i->flag_count == 1 ? "" : "s", undetermined_count(p->i)),
        0, SIZE_MAX);
    end(p);
}

// What --strict goes by; the increment alone is a second line to it. Of a
// record also what the record is written for.
static bool is_quiet_verdict(const struct inspection *i,
                             const struct verdict *v)
{
    if ((v->mof || v->osai) && i->release->record && !i->release->root_count)
        return true;
    return v->strict && !view_ends(v->yardstick, VIEW("-increment"));
}

static void write_quiet(struct page *p)
{
    struct text t = {.arena = p->a};

    text_print(&t, VIEW_FMT ": " VIEW_FMT, VIEW_ARG(p->i->release->name),
               VIEW_ARG(category_words(p->i->category)));
    for (size_t v = 0; v < p->i->verdict_count; v++) {
        const struct verdict *one = &p->i->verdict[v];

        if (is_quiet_verdict(p->i, one))
            text_print(&t, "; " VIEW_FMT " " VIEW_FMT, VIEW_ARG(one->title),
                       VIEW_ARG(one->label.len
                                    ? one->label
                                    : verdict_said(one->verdict).words));
    }
    text_print(&t, "; %zu flag%s; safety " VIEW_FMT, p->i->flag_count,
               p->i->flag_count == 1 ? "" : "s",
               VIEW_ARG(safety_word(p->i->safety.verdict)));
    say(p, STYLE_PLAIN, text_view(&t), 0, SIZE_MAX);
    end(p);
}

void report_text(const struct inspection *i, const struct text_choice *choice,
                 struct text *out)
{
    struct page p = {
        .a = out->arena,
        .i = i,
        .choice = choice,
        .lines = {.out = out,
                  .width = choice->wide ? SIZE_MAX : choice->width,
                  .color = choice->color},
    };

    if (choice->quiet) {
        write_quiet(&p);
        return;
    }
    write_head(&p);
    write_parts(&p);
    write_service(&p);
    write_licenses(&p);
    write_verdicts(&p);
    write_freedoms(&p);
    write_lineage(&p);
    write_history(&p);
    write_duties(&p);
    write_flags(&p);
    write_safety(&p);
    write_changes(&p);
    write_closing(&p);
}
