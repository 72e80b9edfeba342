// SPDX-License-Identifier: Apache-2.0
#include "report/wording.h"

#include "base/amount.h"
#include "base/map.h"
#include "release/tree_digest.h"

struct said claim_said(enum claim_verdict v)
{
    static const struct said said[] = {
        [CLAIM_NONE] = {VIEW_INIT("none"), STYLE_PLAIN},
        [CLAIM_HONEST] = {VIEW_INIT("holds"), STYLE_GOOD},
        [CLAIM_UNVERIFIABLE] = {VIEW_INIT("cannot be checked here"),
                                STYLE_UNSURE},
        [CLAIM_WASHING_SOFT] = {VIEW_INIT("overstated"), STYLE_BAD},
        [CLAIM_WASHING_HARD] = {VIEW_INIT("contradicted by the terms"),
                                STYLE_BAD},
    };

    return said[v];
}

struct said verdict_said(enum verdict_value v)
{
    static const struct said said[] = {
        [VERDICT_YES] = {VIEW_INIT("yes"), STYLE_GOOD},
        [VERDICT_YES_BY_LINKS] = {VIEW_INIT("yes, by links"), STYLE_GOOD},
        [VERDICT_NO] = {VIEW_INIT("no"), STYLE_BAD},
        [VERDICT_UNDETERMINED] = {VIEW_INIT("undetermined"), STYLE_UNSURE},
        [VERDICT_NOT_APPLICABLE] = {VIEW_INIT("not applicable"), STYLE_PLAIN},
    };

    return said[v];
}

struct said granted_said(enum granted g)
{
    static const enum style style[] = {
        [GRANTED_YES] = STYLE_GOOD,
        [GRANTED_CONDITIONS] = STYLE_UNSURE,
        [GRANTED_NO] = STYLE_BAD,
        [GRANTED_UNKNOWN] = STYLE_UNSURE,
    };

    return (struct said){granted_word(g), style[g]};
}

struct said practicable_said(enum practicable p)
{
    static const enum style style[] = {
        [PRACTICABLE_YES] = STYLE_GOOD,
        [PRACTICABLE_PARTLY] = STYLE_UNSURE,
        [PRACTICABLE_NO] = STYLE_BAD,
        [PRACTICABLE_UNKNOWN] = STYLE_UNSURE,
    };

    return (struct said){practicable_word(p), style[p]};
}

struct said safety_said(enum safety_verdict v)
{
    enum style style = v <= SAFETY_NOTE ? STYLE_GOOD
                       : v == SAFETY_MALFORMED || v == SAFETY_DANGER
                           ? STYLE_BAD
                           : STYLE_UNSURE;

    return (struct said){safety_word(v), style};
}

enum style category_style(enum category c)
{
    if (c == CATEGORY_FULLY_OPEN)
        return STYLE_GOOD;
    return c == CATEGORY_OPEN_WEIGHT_PERMISSIVE ? STYLE_HEAD : STYLE_UNSURE;
}

enum style presence_style(enum presence presence)
{
    static const enum style style[] = {
        [PRESENCE_PRESENT] = STYLE_GOOD,     [PRESENCE_POINTER] = STYLE_PLAIN,
        [PRESENCE_MENTIONED] = STYLE_UNSURE, [PRESENCE_ABSENT] = STYLE_BAD,
        [PRESENCE_UNKNOWN] = STYLE_UNSURE,
    };

    return style[presence];
}

struct view extent_words(struct arena *a, const struct release *r)
{
    if (!r->root_count && r->manifest)
        return VIEW("a manifest, no files");
    if (!r->root_count && r->record)
        return VIEW("a record, no files");
    return arena_print(
        a, VIEW_FMT " file%s, " VIEW_FMT, VIEW_ARG(amount_count(a, r->files)),
        r->files == 1 ? "" : "s", VIEW_ARG(amount_size(a, r->size)));
}

struct view tree_digest_of(const struct release *r)
{
    return tree_is_hashed(r) ? VIEW("contents") : VIEW("names and sizes");
}

struct view tree_words(const struct release *r)
{
    return tree_is_hashed(r) ? VIEW("tree") : tree_digest_of(r);
}

const struct judged_claim *worst_claim(const struct inspection *i)
{
    for (size_t c = 0; c < i->claim_count; c++)
        if (i->claim[c].verdict == i->claim_verdict)
            return &i->claim[c];
    return NULL;
}

// ---------------------------------------------------------------- parts

bool part_is_held(const struct part *part)
{
    return part->presence == PRESENCE_PRESENT ||
           part->presence == PRESENCE_POINTER;
}

struct view part_words(struct arena *a, const struct part *part)
{
    if (part->stage == STAGE_NONE)
        return part_id(part->kind);
    return arena_print(a, VIEW_FMT " " VIEW_FMT, VIEW_ARG(part_id(part->kind)),
                       VIEW_ARG(stage_word(part->stage)));
}

struct view part_state_words(const struct part *part)
{
    if (part->content == CONTENT_LFS_POINTER ||
        part->content == CONTENT_TRUNCATED || part->content == CONTENT_PARTIAL)
        return content_word(part->content);
    return presence_word(part->presence);
}

struct view weights_role_word(enum weights_role r)
{
    static const struct view word[] = {
        [WEIGHTS_FINAL] = VIEW_INIT("final"),
        [WEIGHTS_INTERMEDIATE] = VIEW_INIT("intermediate"),
        [WEIGHTS_OPTIMIZER] = VIEW_INIT("optimizer"),
        [WEIGHTS_ADAPTER] = VIEW_INIT("adapter"),
        [WEIGHTS_DELTA] = VIEW_INIT("delta"),
        [WEIGHTS_QUANTIZED] = VIEW_INIT("quantized"),
    };

    return word[r];
}

// ---------------------------------------------------------------- verdicts

// What a check asks of, in words: "code.train", "terms of weights.base".
static struct view subject_words(struct arena *a, const struct check *k)
{
    static const struct view of_terms[] = {VIEW_INIT("DT"), VIEW_INIT("CT"),
                                           VIEW_INIT("PT"), VIEW_INIT("PA"),
                                           VIEW_INIT("F")};

    if (!k->has_part)
        return k->id;
    for (size_t n = 0; n < sizeof of_terms / sizeof *of_terms; n++)
        if (view_eq(k->id, of_terms[n]))
            return arena_print(a, "terms of " VIEW_FMT,
                               VIEW_ARG(part_id(k->part)));
    return part_id(k->part);
}

// The subjects of the checks that came out as `value`, each once.
static struct view check_words(struct arena *a, const struct verdict *v,
                               enum verdict_value value)
{
    struct text t = {.arena = a};
    struct map seen = {.arena = a};

    for (size_t c = 0; c < v->check_count; c++) {
        bool is_new = false;

        if (v->check[c].value != value)
            continue;
        struct view subject = subject_words(a, &v->check[c]);
        map_at(&seen, subject, &is_new);
        if (is_new)
            text_print(&t, "%s" VIEW_FMT, t.len ? ", " : "", VIEW_ARG(subject));
    }
    return text_view(&t);
}

struct view verdict_reason(struct arena *a, const struct verdict *v)
{
    if (v->summary.len)
        return v->summary;
    if (v->verdict == VERDICT_NO || v->verdict == VERDICT_UNDETERMINED)
        return check_words(a, v, v->verdict);
    return v->qualifier;
}

struct view yardstick_title(const struct inspection *i, struct view id)
{
    for (size_t v = 0; v < i->verdict_count; v++)
        if (view_eq(i->verdict[v].yardstick, id))
            return i->verdict[v].title;
    return id;
}

// ---------------------------------------------------------------- safety

bool finding_is_like(const struct safety_finding *a,
                     const struct safety_finding *b)
{
    return a->severity == b->severity && view_eq(a->rule, b->rule) &&
           view_eq(a->shows, b->shows);
}

struct view policy_row_words(struct arena *a, const struct policy *p,
                             const struct policy_row *row)
{
    static const char *const words[] = {
        [EFFECT_ALLOW] = "allowed by",
        [EFFECT_REVIEW] = "for review by",
        [EFFECT_REFUSE] = "refused by",
    };

    if (!row->line)
        return (struct view){0};
    return arena_print(
        a, "%s " VIEW_FMT ":%u (%s " VIEW_FMT ")%s",
        row->overruled ? "refused as danger, which" : words[row->effect],
        VIEW_ARG(p->name), row->line, row->is_rule ? "rule" : "class",
        VIEW_ARG(row->word), row->overruled ? " cannot change" : "");
}

struct view approval_words(struct arena *a, const struct policy *p,
                           const struct approval *by)
{
    return arena_print(a,
                       "approved by " VIEW_FMT " (" VIEW_FMT ":%u)%s" VIEW_FMT,
                       VIEW_ARG(by->by), VIEW_ARG(p->name), by->line,
                       by->why.len ? ": " : "", VIEW_ARG(by->why));
}

const struct approval *approval_of(const struct inspection *i, struct view path)
{
    const struct entry *e =
        i->safety_file ? release_find(i->release, path) : NULL;

    return e ? i->safety_file[e - i->release->entry].approval : NULL;
}

struct view finding_policy_words(struct arena *a, const struct inspection *i,
                                 const struct safety_finding *f)
{
    const struct policy *p = i->policy ? i->policy : &policy_plain;
    const struct approval *by = approval_of(i, f->path);
    struct policy_row row = policy_row(p, f);

    return by && row.effect == EFFECT_REVIEW ? approval_words(a, p, by)
                                             : policy_row_words(a, p, &row);
}

struct view effect_said(enum effect e)
{
    static const struct view words[] = {
        [EFFECT_ALLOW] = VIEW_INIT("can be used"),
        [EFFECT_REVIEW] = VIEW_INIT("waits for a person's approval"),
        [EFFECT_REFUSE] = VIEW_INIT("refused"),
    };

    return words[e];
}
