// SPDX-License-Identifier: Apache-2.0
// flags.c - the open-washing flags W1 to W19 (yardsticks.md 10).
//
// A flag is a claim, with its place, and the fact against it. The numbers,
// titles and words to look for are records of knowledge/yardsticks/flags.txt;
// here is one condition for each number.
#include "verdict/judge.h"

#include "parts/phrase.h"

struct raiser {
    const struct judge *j;
    const struct record *rule; // of the flag being looked at
    struct view id;
    const struct verdict *osaid;
};

static void raise(struct raiser *r, struct view claim, struct view fact,
                  struct evidence e)
{
    struct inspection *i = r->j->inspection;

    *LIST_ADD(r->j->arena, i->flag, i->flag_count) =
        (struct flag){.id = r->id,
                      .title = record_get(r->rule, VIEW("title")),
                      .claim = claim,
                      .fact = fact,
                      .evidence = e};
}

static const struct part *part_of(const struct raiser *r, enum part_kind kind)
{
    return judge_part(r->j, kind, STAGE_NONE);
}

// ---------------------------------------------------------------- claims

static struct view claim_words(const struct raiser *r, const struct claim *c)
{
    return arena_print(r->j->arena, "\"" VIEW_FMT "\" (" VIEW_FMT ":%u)",
                       VIEW_ARG(c->phrase), VIEW_ARG(c->path),
                       (unsigned)c->line);
}

// The first claim of at least this level, in words, or nothing.
static struct view claim_of(const struct raiser *r, enum claim_level least)
{
    const struct inspection *i = r->j->inspection;

    for (size_t n = 0; n < i->claim_count; n++)
        if (i->claim[n].claim.level >= least)
            return claim_words(r, &i->claim[n].claim);
    return (struct view){0};
}

static void w1_restricted(struct raiser *r)
{
    const struct inspection *i = r->j->inspection;

    for (size_t n = 0; n < i->claim_count; n++)
        if (i->claim[n].claim.level >= CLAIM_C2 &&
            i->claim[n].verdict == CLAIM_WASHING_HARD) {
            raise(r, claim_words(r, &i->claim[n].claim), i->claim[n].fact,
                  i->claim[n].evidence);
            return;
        }
}

static void w2_weights_only(struct raiser *r)
{
    struct view claim = claim_of(r, CLAIM_C2);
    struct text fact = {.arena = r->j->arena};
    struct evidence e = {0};

    if (!claim.len || !part_is_there(part_of(r, PART_WEIGHTS_FINAL)))
        return;
    for (size_t c = 0; c < r->osaid->check_count; c++) {
        const struct check *one = &r->osaid->check[c];

        if (one->value != VERDICT_NO ||
            (!view_eq(one->id, VIEW("C2")) && !view_eq(one->id, VIEW("D1"))))
            continue;
        e = fact.len ? e : one->evidence;
        text_print(&fact, "%s" VIEW_FMT, fact.len ? "; " : "",
                   VIEW_ARG(one->why));
    }
    if (fact.len)
        raise(r, claim, text_view(&fact), e);
}

static void w6_gate(struct raiser *r)
{
    const struct part *p = part_of(r, PART_WEIGHTS_FINAL);
    const struct document_facts *f = &r->j->inspection->inventory.facts;
    struct evidence e =
        f->gate_evidence.path.len ? f->gate_evidence : part_evidence(p);

    // Where nothing can be downloaded, a login is that of a service.
    if (!p->has_gate || p->gate < GATE_LOGIN || p->presence == PRESENCE_ABSENT)
        return;
    raise(r, claim_of(r, CLAIM_C0),
          arena_print(r->j->arena, "%s stands before the download" VIEW_FMT,
                      p->gate == GATE_LOGIN  ? "a login"
                      : p->gate == GATE_FORM ? "a form"
                                             : "an agreement",
                      VIEW_ARG(words_at(r->j, &e))),
          e);
}

// ---------------------------------------------------------------- terms

static bool same_conflict(const struct part *a, const struct part *b)
{
    return a->terms.conflict_count && b->terms.conflict_count &&
           view_eq(a->terms.expression, b->terms.expression) &&
           view_eq(a->terms.conflict[0].expression,
                   b->terms.conflict[0].expression);
}

static void raise_conflict(struct raiser *r, const struct part *p,
                           const struct conflict *c)
{
    struct reach own = {.expression = p->terms.expression.len
                                          ? p->terms.expression
                                          : VIEW("no terms"),
                        .evidence = p->terms.evidence};
    struct reach other = {.expression = c->expression, .evidence = c->evidence};

    raise(r,
          arena_print(r->j->arena, VIEW_FMT ": " VIEW_FMT,
                      VIEW_ARG(words_part(r->j, p)),
                      VIEW_ARG(words_terms(r->j, &own))),
          arena_print(r->j->arena, "another source says " VIEW_FMT,
                      VIEW_ARG(words_terms(r->j, &other))),
          c->evidence);
}

// Settings go with the weights or with the code; between the terms of both they
// are no source of their own.
static bool has_own_terms(const struct part *p)
{
    return !view_starts(part_id(p->kind), VIEW("config"));
}

// The same pair of answers for several parts is one conflict. What a parent
// hands down is W8.
static void w3_conflict(struct raiser *r)
{
    const struct inventory *inv = &r->j->inspection->inventory;

    for (size_t n = 0; n < inv->part_count; n++) {
        const struct part *p = &inv->part[n];
        bool seen = !has_own_terms(p);

        for (size_t m = 0; m < n; m++)
            seen = seen || same_conflict(&inv->part[m], p);
        for (size_t c = 0; !seen && c < p->terms.conflict_count; c++)
            if (!evidence_is_of_base(&p->terms.conflict[c].evidence))
                raise_conflict(r, p, &p->terms.conflict[c]);
    }
}

static const struct part *open_code(const struct raiser *r)
{
    static const enum part_kind kinds[] = {PART_CODE_TRAIN, PART_CODE_INFER,
                                           PART_CODE_ARCH};

    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        const struct part *p = kinds[k] == PART_CODE_TRAIN
                                   ? judge_training(r->j)
                                   : part_of(r, kinds[k]);

        if (part_is_here(p) && judge_reach(r->j, p).standing <= STANDING_FREE)
            return p;
    }
    return NULL;
}

// What is linked has its terms where it is, unless a statement here speaks of
// the code alone.
static void w4_code_only(struct raiser *r)
{
    const struct part *w = part_of(r, PART_WEIGHTS_FINAL);
    const struct part *code = open_code(r);
    struct view claim = claim_of(r, CLAIM_C1);

    if (!code || !claim.len || !part_is_there(w) ||
        judge_reach(r->j, w).standing != STANDING_UNSTATED ||
        (!part_is_here(w) && code->terms.scope != TERMS_TYPE))
        return;
    struct reach t = judge_reach(r->j, code);
    raise(r, claim,
          arena_print(r->j->arena,
                      VIEW_FMT " reaches the code; for the weights no terms "
                               "are stated",
                      VIEW_ARG(words_terms(r->j, &t))),
          t.evidence);
}

static void w7_outside(struct raiser *r)
{
    const struct part *w = part_of(r, PART_WEIGHTS_FINAL);

    for (size_t n = 0; n < w->terms.on_top_count; n++) {
        const struct on_top *one = &w->terms.on_top[n];

        if (evidence_is_of_base(&one->evidence))
            continue;
        raise(r, w->terms.expression,
              arena_print(r->j->arena, "further terms" VIEW_FMT ": " VIEW_FMT,
                          VIEW_ARG(words_at(r->j, &one->evidence)),
                          VIEW_ARG(one->text)),
              one->evidence);
    }
}

// A parent that binds only some of the models a release speaks of.
static void raise_other_bases(struct raiser *r, const struct part *w)
{
    for (size_t c = 0; c < w->terms.conflict_count; c++) {
        const struct conflict *one = &w->terms.conflict[c];

        if (evidence_is_of_base(&one->evidence))
            raise(r, w->terms.expression,
                  arena_print(r->j->arena, VIEW_FMT VIEW_FMT,
                              VIEW_ARG(one->evidence.shows),
                              VIEW_ARG(words_at(r->j, &one->evidence))),
                  one->evidence);
    }
}

// An adapter or a delta does nothing without its base; a whole model does.
static bool lacks_base(const struct raiser *r, const struct base *b)
{
    const struct lineage *l = &r->j->inspection->inventory.lineage;
    bool lacks = b->needed;

    for (size_t n = 0; n < l->parent_count; n++)
        lacks = lacks || l->parent[n].relation == RELATION_ADAPTER ||
                l->parent[n].relation == RELATION_DELTA;
    return lacks;
}

static void w8_base(struct raiser *r)
{
    const struct lineage *l = &r->j->inspection->inventory.lineage;
    const struct part *w = part_of(r, PART_WEIGHTS_FINAL);
    struct reach own = judge_reach(r->j, w);
    struct base b = judge_base(r->j);

    for (size_t n = 0; n < l->parent_count; n++)
        if (l->parent[n].has_contradiction)
            raise(r, l->parent[n].name, l->parent[n].contradicts,
                  l->parent[n].contradiction);
    if (b.standing == BASE_RESTRICTED && !b.is_same)
        raise(
            r, words_terms(r->j, &own),
            arena_print(r->j->arena,
                        "its base " VIEW_FMT VIEW_FMT " is under " VIEW_FMT
                        ", which binds it too",
                        VIEW_ARG(b.name), VIEW_ARG(words_at(r->j, &b.evidence)),
                        VIEW_ARG(b.expression.len ? b.expression
                                                  : VIEW("terms of its own"))),
            b.evidence);
    else if (b.standing != BASE_RESTRICTED && w->terms.from_base)
        raise_other_bases(r, w);
    else if (b.standing == BASE_UNKNOWN && own.standing <= STANDING_NEAR &&
             lacks_base(r, &b))
        raise(r, words_terms(r->j, &own),
              arena_print(r->j->arena,
                          "it works only together with " VIEW_FMT VIEW_FMT
                          ", whose terms are not in what was given",
                          VIEW_ARG(b.name.len ? b.name
                                              : VIEW("a base that is "
                                                     "not named")),
                          VIEW_ARG(words_at(r->j, &b.evidence))),
              b.evidence);
}

// One license for everything, over a training set that lies elsewhere.
static void w9_stretched(struct raiser *r)
{
    const struct part *p = part_of(r, PART_DATA_TRAIN);
    struct evidence e = part_evidence(p);

    if (p->presence != PRESENCE_POINTER || p->terms.scope != TERMS_RELEASE ||
        !p->terms.expression.len)
        return;
    raise(r, p->terms.expression,
          arena_print(r->j->arena,
                      "it is said of the whole release; the training data is "
                      "linked from elsewhere" VIEW_FMT,
                      VIEW_ARG(words_at(r->j, &e))),
          e);
}

static void raise_like_open(struct raiser *r, const struct part *p)
{
    struct reach t = judge_reach(r->j, p);

    raise(r, t.expression,
          arena_print(r->j->arena,
                      "the text" VIEW_FMT
                      " is not the open license it is named after%s" VIEW_FMT,
                      VIEW_ARG(words_at(r->j, &t.evidence)),
                      t.limits ? ": it " : "",
                      VIEW_ARG(t.limits ? words_limits(r->j, t.limits)
                                        : (struct view){0})),
          t.evidence);
}

// "an MIT-style license", "modified Apache license"; `low`: in lower case.
static bool likens_license(struct raiser *r, struct view low)
{
    struct view open, like;
    size_t at = 0;

    if (!view_has(low, VIEW("license")) && !view_has(low, VIEW("licence")))
        return false;
    while (record_next(r->rule, VIEW("open"), &at, &open)) {
        size_t next = 0;

        while (record_next(r->rule, VIEW("phrase"), &next, &like)) {
            bool behind = view_starts(like, VIEW("-"));
            struct view words =
                arena_print(r->j->arena, VIEW_FMT "%s" VIEW_FMT,
                            VIEW_ARG(behind ? open : like), behind ? "" : " ",
                            VIEW_ARG(behind ? like : open));
            size_t found = view_find(low, words);

            if (found != SIZE_MAX && !(found && ascii_alnum(low.at[found - 1])))
                return true;
        }
    }
    return false;
}

static void likened_in(struct raiser *r, const struct document *d,
                       const struct reach *t)
{
    for (size_t n = 0; n < d->md.line_count; n++) {
        const struct md_line *line = &d->md.line[n];

        if (line->fenced ||
            !likens_license(r, arena_lower(r->j->arena, line->text)))
            continue;
        struct evidence e = {.path = d->entry->path,
                             .line = line->number,
                             .rule = VIEW("license-likened"),
                             .shows =
                                 view_head(view_trim(line->text), SHOWS_SIZE)};
        raise(r, e.shows,
              t->expression.len
                  ? arena_print(r->j->arena, "the weights are under " VIEW_FMT,
                                VIEW_ARG(words_terms(r->j, t)))
                  : VIEW("no text of such a license was found"),
              e);
        return;
    }
}

// A license that is only called like an open one; weights under the open one
// itself do no harm by it.
static void w18_likened(struct raiser *r)
{
    const struct documents *d = &r->j->inspection->inventory.documents;
    struct reach t = judge_reach(r->j, part_of(r, PART_WEIGHTS_FINAL));

    for (size_t n = 0; t.standing > STANDING_FREE && n < d->count; n++)
        likened_in(r, &d->item[n], &t);
}

static void w18_like_open(struct raiser *r)
{
    const struct inventory *inv = &r->j->inspection->inventory;
    bool raised = false;

    for (size_t n = 0; n < inv->part_count; n++) {
        const struct part *p = &inv->part[n];
        bool seen = !judge_reach(r->j, p).like_open;

        for (size_t m = 0; m < n; m++)
            seen = seen ||
                   view_eq(inv->part[m].terms.expression, p->terms.expression);
        if (!seen)
            raise_like_open(r, p);
        raised = raised || !seen;
    }
    if (!raised)
        w18_likened(r);
}

// ---------------------------------------------------------------- data

static bool raise_not_listed(struct raiser *r, const struct evidence *e)
{
    if (!record_phrase_in(r->j->arena, r->rule, e->shows))
        return false;
    raise(r,
          arena_print(r->j->arena, "\"" VIEW_FMT "\"" VIEW_FMT,
                      VIEW_ARG(e->shows), VIEW_ARG(words_at(r->j, e))),
          VIEW("no list of the training data was found"), *e);
    return true;
}

static void w5_not_listed(struct raiser *r)
{
    const struct inventory *inv = &r->j->inspection->inventory;
    const struct part *p = part_of(r, PART_DATA_INFO);
    const struct evidence *said =
        disclosure_of(&inv->disclosures, VIEW("public-data"));

    if (p->level < 0 || p->level > 1)
        return;
    for (size_t n = 0; n < p->evidence_count; n++)
        if (raise_not_listed(r, &p->evidence[n]))
            return;
    if (said)
        raise_not_listed(r, said);
}

static void w10_mix(struct raiser *r)
{
    const struct part *p = part_of(r, PART_DATA_TRAIN);
    const struct part *info = part_of(r, PART_DATA_INFO);
    struct evidence e = part_evidence(p);

    if (!part_is_there(p) || info->level >= 3 || info->level < 0 ||
        disclosure_of(&r->j->inspection->inventory.disclosures,
                      VIEW("data-mix")))
        return;
    raise(r,
          arena_print(r->j->arena, "training data is named" VIEW_FMT,
                      VIEW_ARG(words_at(r->j, &e))),
          VIEW("no words on the mix, shares or versions used were found"), e);
}

// ---------------------------------------------------------------- parts

static void w11_trainer(struct raiser *r)
{
    const struct document_facts *f = &r->j->inspection->inventory.facts;
    const struct part *train =
        judge_part(r->j, PART_CODE_TRAIN, STAGE_PRETRAIN);

    if (!f->trainer_linked || f->reproducible || part_is_here(train) ||
        part_is_there(part_of(r, PART_CONFIG_TRAIN)))
        return;
    raise(r,
          arena_print(r->j->arena, "a trainer is linked" VIEW_FMT,
                      VIEW_ARG(words_at(r->j, &f->trainer))),
          VIEW("settings of this model for it were not found"), f->trainer);
}

static void w13_checkpoints(struct raiser *r)
{
    const struct part *p = part_of(r, PART_WEIGHTS_INTERMEDIATE);
    struct evidence e = part_evidence(p);

    if (p->presence == PRESENCE_MENTIONED)
        raise(r, e.shows, VIEW("no checkpoint is here or linked"), e);
}

static void w14_empty(struct raiser *r)
{
    const struct inventory *inv = &r->j->inspection->inventory;

    for (size_t n = 0; n < inv->part_count; n++) {
        const struct part *p = &inv->part[n];
        struct evidence e = part_evidence(p);

        if (part_is_here(p) &&
            (p->content == CONTENT_TRUNCATED || p->content == CONTENT_PARTIAL))
            raise(r,
                  arena_print(r->j->arena, VIEW_FMT VIEW_FMT,
                              VIEW_ARG(words_part(r->j, p)),
                              VIEW_ARG(words_at(r->j, &e))),
                  p->coverage_why.len ? p->coverage_why
                  : p->content == CONTENT_TRUNCATED
                      ? VIEW("the file is empty or cut")
                      : VIEW("some of its files are missing"),
                  e);
    }
}

static void w15_results(struct raiser *r)
{
    const struct part *results = part_of(r, PART_DOC_EVALRESULTS);
    const struct part *code = part_of(r, PART_CODE_EVAL);
    struct evidence e = part_evidence(results);

    if (!part_is_there(results) || part_is_there(code) ||
        part_is_there(part_of(r, PART_DATA_EVAL)))
        return;
    raise(r,
          arena_print(r->j->arena, "evaluation results" VIEW_FMT,
                      VIEW_ARG(words_at(r->j, &e))),
          VIEW("no code or data to repeat them is here or linked"), e);
}

static void approval_in(struct raiser *r, const struct document *d)
{
    for (size_t n = 0; n < d->md.line_count; n++) {
        const struct md_line *line = &d->md.line[n];

        if (!line->fenced &&
            record_phrase_in(r->j->arena, r->rule, line->text)) {
            struct evidence e = {
                .path = d->entry->path,
                .line = line->number,
                .rule = VIEW("approval-claimed"),
                .shows = view_head(view_trim(line->text), SHOWS_SIZE)};
            raise(r, e.shows,
                  VIEW("no body certifies or approves single models"), e);
            return;
        }
    }
}

static void w17_approval(struct raiser *r)
{
    const struct documents *d = &r->j->inspection->inventory.documents;

    for (size_t n = 0; n < d->count; n++)
        approval_in(r, &d->item[n]);
}

// The number after the words of `name` in `text` (both folded): 2.1 of "cedar
// v2.1"; 0: none. A size, "cedar 7b", is none.
static double version_after(struct view text, struct view name)
{
    size_t at = view_find(text, name);
    double value = 0, unit = 1;
    bool point = false;

    if (at == SIZE_MAX || !text.at || (at && ascii_alnum(text.at[at - 1])))
        return 0;
    at += name.len;
    while (at < text.len && (text.at[at] == ' ' || text.at[at] == 'v'))
        at++;
    for (; at < text.len; at++) {
        if (text.at[at] == '.' && !point && at + 1 < text.len &&
            ascii_digit(text.at[at + 1]))
            point = true;
        else if (ascii_digit(text.at[at]) && value < 1e6) {
            value = value * 10 + (text.at[at] - '0');
            unit *= point ? 10 : 1;
        } else
            break;
    }
    return at < text.len && ascii_alpha(text.at[at]) ? 0 : value / unit;
}

// The name in front of the first number of a title: "cedar" of "cedar 2.1 7b".
static struct view name_in(struct view title)
{
    size_t at = 0, start;

    while (at < title.len && !ascii_digit(title.at[at]))
        at++;
    while (at && (title.at[at - 1] == ' ' || title.at[at - 1] == 'v'))
        at--;
    start = at;
    while (start && ascii_alpha(title.at[start - 1]))
        start--;
    return (struct view){title.at + start, at - start};
}

// Whether every place of a part that names the model names an older version.
static bool is_of_older(struct raiser *r, const struct part *p,
                        struct view name, double version, size_t *which)
{
    bool older = false;

    for (size_t n = 0; n < p->evidence_count; n++) {
        double other =
            version_after(phrase_fold(r->j->arena, p->evidence[n].shows), name);

        if (other >= version)
            return false;
        if (other > 0 && !older) {
            older = true;
            *which = n;
        }
    }
    return older;
}

// The card's title names a version, and the paper, report or code that it links
// is by its own words that of an older one.
static void w12_older(struct raiser *r)
{
    static const enum part_kind kinds[] = {PART_DOC_REPORT, PART_DOC_PAPER,
                                           PART_CODE_TRAIN, PART_CODE_INFER};
    enum { NAME_LEAST = 3 };
    const struct document *card = r->j->inspection->inventory.documents.card;
    struct view title =
        card ? phrase_fold(r->j->arena, card->title) : (struct view){0};
    struct view name = name_in(title);
    double version = version_after(title, name);

    if (name.len < NAME_LEAST || version <= 0)
        return;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        const struct part *p = kinds[k] == PART_CODE_TRAIN
                                   ? judge_training(r->j)
                                   : part_of(r, kinds[k]);
        size_t n = 0;

        if (p->presence == PRESENCE_POINTER &&
            is_of_older(r, p, name, version, &n))
            raise(r,
                  arena_print(r->j->arena, "\"" VIEW_FMT "\" (" VIEW_FMT ")",
                              VIEW_ARG(card->title),
                              VIEW_ARG(card->entry->path)),
                  arena_print(r->j->arena,
                              VIEW_FMT " is that of an older version" VIEW_FMT
                                       ": " VIEW_FMT,
                              VIEW_ARG(words_part(r->j, p)),
                              VIEW_ARG(words_at(r->j, &p->evidence[n])),
                              VIEW_ARG(p->evidence[n].shows)),
                  p->evidence[n]);
    }
}

// Made with the outputs of a model, or tuned from it, under terms that limit
// just that, and its own terms do not say so.
static void w19_distilled(struct raiser *r)
{
    const struct lineage *l = &r->j->inspection->inventory.lineage;
    struct base b = judge_base(r->j);
    uint32_t needed = 0;

    for (size_t n = 0; n < r->j->limit_count; n++)
        if (view_eq(r->j->limit[n].id, VIEW("outputs")) ||
            view_eq(r->j->limit[n].id, VIEW("derivatives")))
            needed |= UINT32_C(1) << n;
    if (b.is_same || !(b.limits & needed))
        return;
    for (size_t n = 0; n < l->parent_count; n++)
        if (view_eq(l->parent[n].name, b.name))
            raise(r,
                  arena_print(r->j->arena, "made from " VIEW_FMT,
                              VIEW_ARG(b.name)),
                  arena_print(r->j->arena, "its terms, " VIEW_FMT ": " VIEW_FMT,
                              VIEW_ARG(b.expression),
                              VIEW_ARG(words_limits(r->j, b.limits & needed))),
                  b.evidence);
}

// The release names as its license what several licenses are called.
static void w16_family(struct raiser *r)
{
    const struct duties *d = &r->j->inspection->duties;

    for (size_t n = 0; n < d->flag_count; n++) {
        const struct terms_flag *one = &d->flag[n];

        if (!view_eq(one->id, VIEW("family-tag")) ||
            !view_eq(one->part, part_id(PART_WEIGHTS_FINAL)))
            continue;
        raise(r,
              arena_print(r->j->arena, VIEW_FMT VIEW_FMT,
                          VIEW_ARG(one->license),
                          VIEW_ARG(words_at(r->j, &one->evidence))),
              one->fact, one->evidence);
    }
}

// ---------------------------------------------------------------- the table

static const struct {
    struct view id;
    void (*look)(struct raiser *r);
} flags[] = {
    {VIEW_INIT("W1"), w1_restricted},    {VIEW_INIT("W2"), w2_weights_only},
    {VIEW_INIT("W3"), w3_conflict},      {VIEW_INIT("W4"), w4_code_only},
    {VIEW_INIT("W5"), w5_not_listed},    {VIEW_INIT("W6"), w6_gate},
    {VIEW_INIT("W7"), w7_outside},       {VIEW_INIT("W8"), w8_base},
    {VIEW_INIT("W9"), w9_stretched},     {VIEW_INIT("W10"), w10_mix},
    {VIEW_INIT("W11"), w11_trainer},     {VIEW_INIT("W12"), w12_older},
    {VIEW_INIT("W13"), w13_checkpoints}, {VIEW_INIT("W14"), w14_empty},
    {VIEW_INIT("W15"), w15_results},     {VIEW_INIT("W16"), w16_family},
    {VIEW_INIT("W17"), w17_approval},    {VIEW_INIT("W18"), w18_like_open},
    {VIEW_INIT("W19"), w19_distilled},
};

void flags_raise(struct judge *j)
{
    struct raiser r = {.j = j,
                       .osaid = verdict_find(j->inspection, VIEW("osaid"))};

    for (size_t n = 0; n < sizeof flags / sizeof *flags; n++) {
        r.id = flags[n].id;
        r.rule = records_find(&j->flags, VIEW("flag"), r.id);
        if (r.rule)
            flags[n].look(&r);
    }
}
