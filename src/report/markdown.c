// SPDX-License-Identifier: Apache-2.0
#include "report/markdown.h"

#include "base/amount.h"
#include "report/md.h"
#include "report/wording.h"

enum {
    LONGEST_WORDS = 600, // bytes of one value: escaped, at most 8 times that
    MOST_CHECKS = 6,     // of a verdict
};

// A section takes lines until the comment is full.
struct section {
    struct text *out;
    size_t most; // bytes of the comment when this section is done
    size_t left_out;
};

static void put_line(struct section *s, const struct text *line)
{
    if (s->left_out || s->out->len + line->len + 1 > s->most) {
        s->left_out++;
        return;
    }
    text_add(s->out, text_view(line));
    text_byte(s->out, '\n');
}

static void end_section(const struct section *s)
{
    if (s->left_out)
        text_print(s->out, "\n%zu more: `freehold inspect --full`\n",
                   s->left_out);
}

static void code(struct text *t, struct view v)
{
    md_code(t, view_head(v, LONGEST_WORDS));
}

static void words(struct text *t, struct view v)
{
    md_words(t, view_head(v, LONGEST_WORDS));
}

// In a row of a table a bar ends the cell, in code too.
static void cell(struct text *t, struct view v)
{
    struct text shown = {.arena = t->arena};

    code(&shown, v);
    for (size_t n = 0; n < shown.len; n++) {
        if (shown.at[n] == '|')
            text_byte(t, '\\');
        text_byte(t, shown.at[n]);
    }
}

static void place(struct text *t, const struct evidence *e)
{
    if (e->path.len)
        cell(t, evidence_place(t->arena, e));
    else
        text_byte(t, '-');
}

// ---------------------------------------------------------------- sections

static void write_head(const struct inspection *i, struct text *t)
{
    const struct release *r = i->release;

    text_add(t, VIEW("### freehold: "));
    code(t, r->name);
    text_print(t, "\n\n**" VIEW_FMT "**, %s files, " VIEW_FMT ", " VIEW_FMT " ",
               VIEW_ARG(category_words(i->category)),
               amount_count(t->arena, r->files).at,
               VIEW_ARG(amount_size(t->arena, r->size)),
               VIEW_ARG(tree_words(r)));
    code(t, r->tree_digest);
    text_print(t, ", rules " VIEW_FMT "\n", VIEW_ARG(rules_version()));
    for (size_t n = 0; n < i->category_why_count; n++) {
        text_add(t, VIEW("\n"));
        words(t, i->category_why[n]);
        text_byte(t, '\n');
    }
}

static void write_claims(const struct inspection *i, struct section *s)
{
    text_print(s->out, "\nClaims of openness: " VIEW_FMT "\n",
               VIEW_ARG(claim_verdict_word(i->claim_verdict)));
    for (size_t n = 0; n < i->claim_count; n++) {
        const struct judged_claim *c = &i->claim[n];
        struct text line = {.arena = s->out->arena};
        const struct evidence at = {.path = c->claim.path,
                                    .line = c->claim.line};

        text_add(&line, n ? VIEW("- ") : VIEW("\n- "));
        code(&line, c->claim.text);
        text_add(&line, VIEW(" at "));
        place(&line, &at);
        text_print(&line, ": " VIEW_FMT ". ",
                   VIEW_ARG(claim_verdict_word(c->verdict)));
        words(&line, c->fact);
        put_line(s, &line);
    }
}

static void part_line(const struct part *p, struct text *line)
{
    text_print(line, "| `" VIEW_FMT "`", VIEW_ARG(part_id(p->kind)));
    if (p->stage != STAGE_NONE)
        text_print(line, " " VIEW_FMT, VIEW_ARG(stage_word(p->stage)));
    text_print(line, " | " VIEW_FMT, VIEW_ARG(presence_word(p->presence)));
    if (p->content == CONTENT_LFS_POINTER || p->content == CONTENT_TRUNCATED ||
        p->content == CONTENT_PARTIAL)
        text_print(line, ", " VIEW_FMT, VIEW_ARG(content_word(p->content)));
    text_add(line, VIEW(" | "));
    cell(line, p->terms.expression);
    for (size_t n = 0; n < p->terms.conflict_count && n < 3; n++) {
        text_add(line, n ? VIEW(", ") : VIEW(" against "));
        cell(line, p->terms.conflict[n].expression);
    }
    text_add(line, VIEW(" | "));
    place(line, p->evidence_count ? &p->evidence[0] : &(struct evidence){0});
    text_add(line, VIEW(" |"));
}

static void write_parts(const struct inspection *i, struct section *s)
{
    size_t others = 0;

    text_add(s->out, VIEW("\n| Part | Presence | Terms | Evidence |\n"
                          "| --- | --- | --- | --- |\n"));
    for (size_t n = 0; n < i->inventory.part_count; n++) {
        const struct part *p = &i->inventory.part[n];
        struct text line = {.arena = s->out->arena};

        if (p->presence >= PRESENCE_ABSENT) {
            others++;
            continue;
        }
        part_line(p, &line);
        put_line(s, &line);
    }
    text_print(s->out, "\nAbsent or unknown: %zu", others);
    for (size_t n = 0, listed = 0; n < i->inventory.part_count; n++) {
        const struct part *p = &i->inventory.part[n];

        if (p->presence < PRESENCE_ABSENT)
            continue;
        text_print(s->out, "%s`" VIEW_FMT "`", listed++ ? ", " : ": ",
                   VIEW_ARG(part_id(p->kind)));
        if (p->stage != STAGE_NONE)
            text_print(s->out, " " VIEW_FMT, VIEW_ARG(stage_word(p->stage)));
        if (p->presence == PRESENCE_UNKNOWN)
            text_add(s->out, VIEW(" (unknown)"));
    }
    text_byte(s->out, '\n');
}

// Where a verdict has no line of its own: the checks that made it, the failed
// ones first, else those that are open.
static void write_deciding(const struct verdict *v, struct text *line)
{
    static const enum verdict_value worst[] = {VERDICT_NO,
                                               VERDICT_UNDETERMINED};
    size_t said = 0;

    if (v->summary.len)
        words(line, v->summary);
    for (size_t n = 0; !v->summary.len && !said && n < 2; n++)
        for (size_t c = 0; c < v->check_count; c++) {
            if (v->check[c].value != worst[n])
                continue;
            if (said++ < MOST_CHECKS) {
                text_print(line, "%s" VIEW_FMT " ", said > 1 ? "; " : "",
                           VIEW_ARG(v->check[c].id));
                words(line, v->check[c].why);
            }
        }
    if (said > MOST_CHECKS)
        text_print(line, "; %zu more", said - MOST_CHECKS);
}

static void write_verdicts(const struct inspection *i, struct section *s)
{
    text_add(s->out, VIEW("\n| Yardstick | Verdict | What decides |\n"
                          "| --- | --- | --- |\n"));
    for (size_t n = 0; n < i->verdict_count; n++) {
        const struct verdict *v = &i->verdict[n];
        struct text line = {.arena = s->out->arena};

        text_add(&line, VIEW("| "));
        words(&line, v->title);
        text_print(&line, " | " VIEW_FMT, VIEW_ARG(verdict_word(v->verdict)));
        if (v->label.len) {
            text_add(&line, VIEW(", "));
            words(&line, v->label);
        }
        if (v->qualifier.len) {
            text_add(&line, VIEW(" ("));
            words(&line, v->qualifier);
            text_byte(&line, ')');
        }
        text_add(&line, VIEW(" | "));
        write_deciding(v, &line);
        text_add(&line, VIEW(" |"));
        put_line(s, &line);
    }
}

static void write_flags(const struct inspection *i, struct section *s)
{
    if (!i->flag_count)
        return;
    text_add(s->out, VIEW("\n**Flags**\n\n"));
    for (size_t n = 0; n < i->flag_count; n++) {
        const struct flag *f = &i->flag[n];
        struct text line = {.arena = s->out->arena};

        text_print(&line, "- " VIEW_FMT " ", VIEW_ARG(f->id));
        words(&line, f->title);
        text_add(&line, VIEW(": "));
        words(&line, f->claim);
        text_add(&line, f->claim.len ? VIEW(", but ") : VIEW(""));
        words(&line, f->fact);
        text_add(&line, VIEW(" "));
        place(&line, &f->evidence);
        put_line(s, &line);
    }
}

static void write_safety(const struct inspection *i, struct section *s)
{
    text_print(s->out, "\n**Safety**: " VIEW_FMT "%s",
               VIEW_ARG(safety_word(i->safety.verdict)),
               i->safety.confined ? ", read in a sandbox" : "");
    if (i->policy) {
        text_print(s->out, "; " VIEW_FMT " by the policy ",
                   VIEW_ARG(effect_said(i->effect)));
        code(s->out, i->policy->name);
        text_print(s->out, " (sha256:" VIEW_FMT ")",
                   VIEW_ARG(i->policy->digest));
    }
    text_byte(s->out, '\n');
    for (int grade = SAFETY_DANGER; grade >= SAFETY_NOTE; grade--)
        for (size_t n = 0; n < i->safety.finding_count; n++) {
            const struct safety_finding *f = &i->safety.finding[n];
            struct text line = {.arena = s->out->arena};

            if ((int)f->severity != grade)
                continue;
            text_print(&line, "- " VIEW_FMT " `" VIEW_FMT "` ",
                       VIEW_ARG(safety_word(f->severity)), VIEW_ARG(f->rule));
            code(&line, f->path);
            text_add(&line, VIEW(": "));
            words(&line, f->shows);
            struct view made = finding_policy_words(line.arena, i, f);
            if (made.len) {
                text_add(&line, VIEW("; "));
                words(&line, made);
            }
            put_line(s, &line);
        }
}

static void write_duties(const struct inspection *i, struct section *s)
{
    enum duty_role role = ROLE_END;

    if (!i->duties.count)
        return;
    text_add(s->out, VIEW("\n**Duties** (no legal advice)\n"));
    for (size_t n = 0; n < i->duties.count; n++) {
        const struct duty *d = &i->duties.item[n];
        struct text line = {.arena = s->out->arena};

        if (d->role != role)
            text_print(&line, "\nWho %ss it:\n\n", duty_role_word(d->role).at);
        role = d->role;
        text_print(&line, "- " VIEW_FMT ": ",
                   VIEW_ARG(duty_kind_word(d->kind)));
        words(&line, d->says);
        text_byte(&line, ' ');
        place(&line, &d->place);
        put_line(s, &line);
    }
}

static void write_changes(const struct inspection *i, struct section *s)
{
    if (!i->change_count)
        return;
    text_add(s->out, VIEW("\n**Would change it**\n\n"));
    for (size_t n = 0; n < i->change_count; n++) {
        struct text line = {.arena = s->out->arena};

        text_add(&line, VIEW("- "));
        words(&line, i->change[n].yardstick);
        text_add(&line, VIEW(": "));
        words(&line, i->change[n].text);
        put_line(s, &line);
    }
}

// Each section may fill the comment up to its share, so that what comes last
// has room when a release has thousands of findings.
static const struct {
    void (*write)(const struct inspection *i, struct section *s);
    size_t most;
} sections[] = {
    {write_claims, 20000},  {write_parts, 32000},  {write_verdicts, 38000},
    {write_flags, 44000},   {write_safety, 52000}, {write_duties, 60000},
    {write_changes, 64000},
};

void report_markdown(const struct inspection *i, struct text *out)
{
    write_head(i, out);
    for (size_t n = 0; n < sizeof sections / sizeof *sections; n++) {
        struct section s = {.out = out, .most = sections[n].most};

        sections[n].write(i, &s);
        end_section(&s);
    }
}
