// SPDX-License-Identifier: Apache-2.0
// need.c - the needs vocabulary: its table of checks, and those that ask for
// parts or for proof.
#include "base/amount.h"
#include "verdict/needing.h"

#include <assert.h>

// ---- Words ------------------------------------------------------------------

static const struct view answer_words[] = {
    [NEED_MET] = VIEW_INIT("met"),
    [NEED_NOT_MET] = VIEW_INIT("not-met"),
    [NEED_UNKNOWN] = VIEW_INIT("unknown"),
    [NEED_COUNSEL] = VIEW_INIT("counsel"),
};

static const struct view level_words[] = {
    [LEVEL_MUST] = VIEW_INIT("must"),
    [LEVEL_PREFER] = VIEW_INIT("prefer"),
    [LEVEL_OPTIONAL] = VIEW_INIT("optional"),
    [LEVEL_FORBID] = VIEW_INIT("forbid"),
};

struct view need_answer_word(enum need_answer a)
{
    return answer_words[a];
}

struct view need_level_word(enum need_level l)
{
    return level_words[l];
}

enum need_outcome need_outcome(enum need_level l, enum need_answer a)
{
    if (a == NEED_UNKNOWN || a == NEED_COUNSEL)
        return OUTCOME_OPEN;
    return (a == NEED_MET) == (l != LEVEL_FORBID) ? OUTCOME_GOOD : OUTCOME_BAD;
}

void need_words_read(struct need_words *out)
{
    out->needs = knowledge_records(VIEW("needs/needs.txt"));
    out->profiles = knowledge_records(VIEW("needs/profiles.txt"));
    out->words = knowledge_records(VIEW("needs/words.txt"));
}

const struct record *need_record(const struct need_words *w, struct view id)
{
    for (size_t i = 0; i < w->needs.record_count; i++) {
        struct view known = record_get(&w->needs.record[i], VIEW("need"));

        if (view_eq(known, id))
            return &w->needs.record[i];
        if (known.len && view_ends(known, VIEW("*")) && id.len >= known.len &&
            view_starts(id, view_head(known, known.len - 1)))
            return &w->needs.record[i];
    }
    return NULL;
}

// ---- Weighing ---------------------------------------------------------------

static int badness(enum need_answer a)
{
    static const int rank[] = {[NEED_MET] = 0,
                               [NEED_COUNSEL] = 1,
                               [NEED_UNKNOWN] = 2,
                               [NEED_NOT_MET] = 3};

    return rank[a];
}

static void add_evidence(struct answered *out, const struct evidence *e)
{
    if (!e || !e->path.len || out->evidence_count == ANSWER_MAX_EVIDENCE)
        return;
    for (size_t i = 0; i < out->evidence_count; i++)
        if (view_eq(out->evidence[i].path, e->path) &&
            out->evidence[i].line == e->line &&
            out->evidence[i].from == e->from)
            return;
    out->evidence[out->evidence_count++] = *e;
}

void weigh(struct needing *n, enum need_answer answer, const struct evidence *e,
           struct view because)
{
    struct answered *out = n->out;

    if (n->weighed && badness(answer) < badness(out->answer))
        return;
    if (!n->weighed || badness(answer) > badness(out->answer)) {
        out->answer = answer;
        out->because = because;
        out->evidence_count = 0;
    }
    n->weighed = true;
    add_evidence(out, e);
}

void weigh_part(struct needing *n, enum need_answer answer,
                const struct part *p, const char *because)
{
    struct evidence e = part_evidence(p);

    weigh(n, answer, &e,
          arena_print(n->arena, VIEW_FMT " %s",
                      VIEW_ARG(words_part(&n->judge, p)), because));
}

// ---- Parts ------------------------------------------------------------------

static const struct part *part_of(const struct needing *n, enum part_kind kind)
{
    return kind == PART_CODE_TRAIN ? judge_training(&n->judge)
                                   : judge_part(&n->judge, kind, STAGE_NONE);
}

static bool is_cut(const struct part *p)
{
    return p->content == CONTENT_TRUNCATED || p->content == CONTENT_PARTIAL;
}

static void weigh_presence(struct needing *n, const struct part *p)
{
    switch (p->presence) {
    case PRESENCE_PRESENT:
        if (is_cut(p))
            weigh_part(n, NEED_UNKNOWN, p, "is not whole in this copy");
        else if (p->content == CONTENT_LFS_POINTER)
            weigh_part(n, NEED_UNKNOWN, p, "is named and not downloaded");
        else if (p->coverage == COVERAGE_PARTIAL)
            weigh_part(n, NEED_UNKNOWN, p, "is here in part");
        else
            weigh_part(n, NEED_MET, p, "is here");
        break;
    case PRESENCE_POINTER:
        weigh_part(n, NEED_UNKNOWN, p, "is only linked");
        break;
    case PRESENCE_MENTIONED:
        weigh_part(n, NEED_UNKNOWN, p, "is claimed and was not found");
        break;
    case PRESENCE_ABSENT:
        weigh_part(n, NEED_NOT_MET, p, "was looked for and is not here");
        break;
    case PRESENCE_UNKNOWN:
        weigh_part(n, NEED_UNKNOWN, p, "could not be looked for");
        break;
    }
}

static void weigh_level(struct needing *n, const struct part *p, int least)
{
    struct evidence e = part_evidence(p);
    int level = p->level < 0 ? 0 : p->level;

    if (level >= least)
        weigh_part(n, NEED_MET, p, "describes the data far enough");
    else
        weigh(n, level ? NEED_UNKNOWN : NEED_NOT_MET, &e,
              arena_print(n->arena,
                          "data.info reaches level %d of 3, and %d is needed",
                          level, least));
}

// The best of several parts that can stand for each other.
static void weigh_any(struct needing *n, struct view ids)
{
    const struct part *best = NULL;

    while (ids.len) {
        struct view id = view_cut(ids, ' ', &ids);
        enum part_kind kind;

        if (!part_id_find(id, &kind))
            continue;
        const struct part *p = part_of(n, kind);
        if (!best || p->presence < best->presence)
            best = p;
    }
    if (best)
        weigh_presence(n, best);
}

static void weigh_stated_terms(struct needing *n, const struct part *p)
{
    if (part_is_here(p) && !p->terms.expression.len)
        weigh_part(n, NEED_UNKNOWN, p, "has no terms stated");
}

static void check_parts(struct needing *n)
{
    struct view id, level = record_get(n->rule, VIEW("level"));
    bool terms = record_get(n->rule, VIEW("terms")).len != 0;
    enum part_kind kind;
    size_t at = 0;

    while (record_next(n->rule, VIEW("part"), &at, &id)) {
        if (!part_id_find(id, &kind))
            continue;
        const struct part *p = part_of(n, kind);
        if (kind == PART_DATA_INFO && level.len)
            weigh_level(n, p, level.at[0] - '0');
        else
            weigh_presence(n, p);
        if (terms)
            weigh_stated_terms(n, p);
    }
    weigh_any(n, record_get(n->rule, VIEW("any")));
}

static bool is_api(const struct needing *n)
{
    return n->i->category == CATEGORY_API_ONLY;
}

static void check_weights(struct needing *n)
{
    const struct part *p = part_of(n, PART_WEIGHTS_FINAL);
    const struct inventory *inv = &n->i->inventory;

    if (is_api(n))
        weigh_part(n, NEED_NOT_MET, p, "cannot be had: it is a service only");
    weigh_presence(n, p);
    if ((inv->is_adapter || inv->is_delta) &&
        part_of(n, PART_WEIGHTS_BASE)->presence != PRESENCE_PRESENT)
        weigh_part(n, NEED_NOT_MET, p,
                   "works only with its base, which is not here");
    for (size_t i = 0; i < n->i->safety.finding_count; i++) {
        const struct safety_finding *f = &n->i->safety.finding[i];

        if (f->severity == SAFETY_MALFORMED)
            weigh(n, NEED_UNKNOWN, &(struct evidence){.path = f->path},
                  arena_print(n->arena,
                              "a file is not what it claims: " VIEW_FMT,
                              VIEW_ARG(f->shows)));
    }
}

static void check_base(struct needing *n)
{
    const struct lineage *l = &n->i->inventory.lineage;
    const struct part *p = part_of(n, PART_WEIGHTS_BASE);

    if (part_is_here(p)) {
        weigh_presence(n, p);
        return;
    }
    for (size_t i = 0; i < l->parent_count; i++)
        weigh(n, NEED_UNKNOWN, &l->parent[i].source,
              arena_print(n->arena,
                          VIEW_FMT " is named as base and is not here; nothing "
                                   "pins its revision",
                          VIEW_SHORT(l->parent[i].name)));
    if (l->parent_count)
        return;
    if (n->i->inventory.is_adapter || n->i->inventory.is_delta ||
        n->i->inventory.is_finetune)
        weigh_part(n, NEED_NOT_MET, p, "is not named and not here");
    else if (part_is_here(part_of(n, PART_WEIGHTS_FINAL)))
        weigh_part(n, NEED_MET, part_of(n, PART_WEIGHTS_FINAL),
                   "is here, and nothing says that it was made from another");
    else
        weigh_presence(n, p);
}

static void weigh_remote_code(struct needing *n)
{
    for (size_t i = 0; i < n->i->safety.finding_count; i++) {
        const struct safety_finding *f = &n->i->safety.finding[i];

        if (view_starts(f->rule, VIEW("config.")))
            weigh(n, NEED_NOT_MET, &(struct evidence){.path = f->path},
                  arena_print(n->arena, VIEW_FMT, VIEW_ARG(f->shows)));
    }
}

static void check_infer(struct needing *n)
{
    const struct inventory *inv = &n->i->inventory;

    weigh_remote_code(n);
    if (inv->known_architecture)
        weigh(n, NEED_MET, &inv->architecture,
              VIEW("it names an architecture that open engines support"));
    else
        weigh(n, is_api(n) ? NEED_NOT_MET : NEED_UNKNOWN, NULL,
              is_api(n) ? VIEW("it is a service only, which its maker runs")
                        : VIEW("no architecture that is known is named"));
}

static void check_train(struct needing *n)
{
    const struct part *p = judge_training(&n->judge);
    const struct part *own =
        judge_part(&n->judge, PART_CODE_TRAIN, STAGE_FINETUNE);

    if (p->presence == PRESENCE_ABSENT && own->presence != PRESENCE_ABSENT)
        weigh_part(n, NEED_UNKNOWN, own, "is all there is of training code");
    else
        weigh_presence(n, p);
    if (!part_is_here(p))
        return;
    weigh_stated_terms(n, p);
    if (part_of(n, PART_CONFIG_TRAIN)->presence != PRESENCE_PRESENT)
        weigh_part(n, NEED_UNKNOWN, p, "is here, and its settings are not");
}

static void check_order(struct needing *n)
{
    const struct part *code = judge_training(&n->judge);
    const struct part *data = part_of(n, PART_DATA_TRAIN);

    if (!part_is_there(code) && !part_is_there(data))
        weigh_part(
            n, code->presence == PRESENCE_UNKNOWN ? NEED_UNKNOWN : NEED_NOT_MET,
            code, "is not here and no data is, so no order can be");
    else
        weigh_part(n, NEED_UNKNOWN, part_is_there(code) ? code : data,
                   "is there; whether it fixes the order has to be read");
}

static void check_checkpoints(struct needing *n)
{
    const struct part *p = part_of(n, PART_WEIGHTS_INTERMEDIATE);
    const struct weights *w = &n->i->inventory.weights;
    struct evidence e = part_evidence(p);
    size_t count = 0;

    for (size_t i = 0; i < w->set_count; i++)
        count += w->set[i].role == WEIGHTS_INTERMEDIATE && w->set[i].complete &&
                 w->set[i].file_count;
    if (count >= 2)
        weigh(n, NEED_MET, &e,
              arena_print(n->arena, "%zu checkpoints are here", count));
    else if (part_is_here(p))
        weigh_part(n, NEED_UNKNOWN, p,
                   "has fewer than two whole checkpoints here");
    else
        weigh_presence(n, p);
}

// A pointer does no harm; what it stands for was not looked at.
static enum need_answer answer_of_finding(const struct needing *n,
                                          const struct safety_finding *f)
{
    const struct entry *e = release_find(n->i->release, f->path);

    if (f->severity == SAFETY_LIMIT ||
        (f->severity == SAFETY_MALFORMED && e && e->kind == ENTRY_POINTER))
        return NEED_UNKNOWN;
    return f->severity == SAFETY_REVIEW ? NEED_COUNSEL : NEED_NOT_MET;
}

static void check_secure(struct needing *n)
{
    const struct safety *s = &n->i->safety;
    const struct part *p = part_of(n, PART_WEIGHTS_FINAL);

    for (size_t i = 0; i < s->finding_count; i++) {
        const struct safety_finding *f = &s->finding[i];
        struct evidence e = {.path = f->path, .rule = f->rule};

        if (f->severity <= SAFETY_NOTE)
            continue;
        weigh(n, answer_of_finding(n, f), &e,
              arena_print(n->arena, VIEW_FMT ": " VIEW_FMT,
                          VIEW_ARG(safety_word(f->severity)),
                          VIEW_ARG(f->shows)));
    }
    if (!part_is_here(p) || p->content == CONTENT_LFS_POINTER)
        weigh_part(n, NEED_UNKNOWN, p, "is not here, so it was not looked at");
    else
        weigh_part(n, NEED_MET, p,
                   "and all other files were looked at; nothing in them runs");
}

static void check_provenance(struct needing *n)
{
    const struct part *info = part_of(n, PART_DATA_INFO);
    const struct part *data = part_of(n, PART_DATA_TRAIN);

    weigh_level(n, info, 3);
    if (n->out->answer != NEED_MET)
        return;
    if (part_is_there(data) && data->terms.expression.len)
        weigh_part(n, NEED_MET, data, "is there, with terms");
    else
        weigh_part(n, NEED_UNKNOWN, info,
                   "names sources, and no license of the data is stated");
}

// ", at most 2 s to the first token", if the needs file has the figure.
static struct view budget_words(const struct needing *n)
{
    const struct {
        struct view key;
        double figure;
        const char *before, *behind;
    } figures[] = {
        {VIEW("max_memory_gib"), n->needs->max_memory_gib, "within", "GiB"},
        {VIEW("max_first_token_s"), n->needs->max_first_token_s, "at most",
         "s to the first token"},
        {VIEW("min_tokens_per_s"), n->needs->min_tokens_per_s, "at least",
         "tokens a second"},
    };
    struct view key = record_get(n->rule, VIEW("budget"));

    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        if (view_eq(figures[i].key, key) && figures[i].figure > 0)
            return arena_print(n->arena, ", %s %g %s", figures[i].before,
                               figures[i].figure, figures[i].behind);
    return (struct view){0};
}

static void weigh_proof(struct needing *n)
{
    weigh(n, NEED_UNKNOWN, NULL,
          arena_print(n->arena,
                      "no file can show it; what would: " VIEW_FMT VIEW_FMT,
                      VIEW_ARG(record_get(n->rule, VIEW("prove"))),
                      VIEW_ARG(budget_words(n))));
}

static void check_lineage(struct needing *n)
{
    const struct lineage *l = &n->i->inventory.lineage;

    for (size_t i = 0; i < l->parent_count; i++)
        if (l->parent[i].has_contradiction)
            weigh(n, NEED_NOT_MET, &l->parent[i].contradiction,
                  l->parent[i].contradicts);
    weigh_proof(n);
}

// ---- Proof ------------------------------------------------------------------

static void check_proof(struct needing *n)
{
    struct view id;
    enum part_kind kind;
    size_t at = 0;

    while (record_next(n->rule, VIEW("part"), &at, &id))
        if (part_id_find(id, &kind) &&
            (part_of(n, kind)->presence == PRESENCE_ABSENT ||
             (kind == PART_WEIGHTS_FINAL && is_api(n))))
            weigh_part(n, NEED_NOT_MET, part_of(n, kind),
                       "was looked for and is not here");
    weigh_proof(n);
}

// Bytes of the smallest whole copy of the weights; 0: none.
static uint64_t smallest_copy(const struct weights *w)
{
    uint64_t least = 0;

    for (size_t i = 0; i < w->set_count; i++) {
        const struct weights_set *s = &w->set[i];

        if ((s->role == WEIGHTS_FINAL || s->role == WEIGHTS_QUANTIZED) &&
            s->complete && s->size && (!least || s->size < least))
            least = s->size;
    }
    return least;
}

// The weights alone are the least that must be held; the rest is measured.
static void check_fits(struct needing *n)
{
    uint64_t size = smallest_copy(&n->i->inventory.weights);
    struct evidence e = part_evidence(part_of(n, PART_WEIGHTS_FINAL));
    double gib = (double)size / (1024.0 * 1024.0 * 1024.0);

    if (size && n->needs->has_memory && gib > n->needs->max_memory_gib)
        weigh(n, NEED_NOT_MET, &e,
              arena_print(n->arena,
                          "an estimate: the smallest whole copy of the weights "
                          "is " VIEW_FMT ", and the budget %.1f GiB",
                          VIEW_ARG(amount_size(n->arena, size)),
                          n->needs->max_memory_gib));
    check_proof(n);
}

static void check_support(struct needing *n)
{
    const struct needs *needs = n->needs;

    if (!needs->team.support.len) {
        weigh(n, NEED_UNKNOWN, NULL,
              VIEW("only the team can say it: no file shows a contract or who "
                   "answers"));
        return;
    }
    n->out->stated = true;
    weigh(
        n, NEED_MET,
        &(struct evidence){.path = needs->path,
                           .rule = VIEW("stated"),
                           .shows = view_head(needs->team.support, SHOWS_SIZE),
                           .by = BY_DECLARED},
        arena_print(n->arena, "stated in the needs file: " VIEW_FMT,
                    VIEW_SHORT(needs->team.support)));
}

// ---- The table --------------------------------------------------------------

static struct answered judge_record(struct needing *n,
                                    const struct record *rule);

// Every one of the needs that the record names; the worst decides.
static void check_all(struct needing *n)
{
    struct view id;
    size_t at = 0;

    while (record_next(n->rule, VIEW("all"), &at, &id)) {
        struct needing inner = *n;
        struct answered one = judge_record(&inner, need_record(n->words, id));

        weigh(n, one.answer, one.evidence_count ? &one.evidence[0] : NULL,
              arena_print(n->arena, VIEW_FMT ": " VIEW_FMT, VIEW_ARG(id),
                          VIEW_ARG(one.because)));
    }
}

static const struct {
    struct view name;
    void (*check)(struct needing *n);
} checks[] = {
    {VIEW_INIT("parts"), check_parts},
    {VIEW_INIT("weights"), check_weights},
    {VIEW_INIT("base"), check_base},
    {VIEW_INIT("infer"), check_infer},
    {VIEW_INIT("train"), check_train},
    {VIEW_INIT("order"), check_order},
    {VIEW_INIT("checkpoints"), check_checkpoints},
    {VIEW_INIT("secure"), check_secure},
    {VIEW_INIT("provenance"), check_provenance},
    {VIEW_INIT("lineage"), check_lineage},
    {VIEW_INIT("proof"), check_proof},
    {VIEW_INIT("fits"), check_fits},
    {VIEW_INIT("support"), check_support},
    {VIEW_INIT("all"), check_all},
    {VIEW_INIT("clauses"), need_clauses},
    {VIEW_INIT("approved"), need_approved},
    {VIEW_INIT("text"), need_text},
    {VIEW_INIT("consistent"), need_consistent},
    {VIEW_INIT("gate"), need_gate},
    {VIEW_INIT("compatible"), need_compatible},
    {VIEW_INIT("commercial"), need_commercial},
    {VIEW_INIT("uses"), need_uses},
    {VIEW_INIT("territory"), need_territory},
    {VIEW_INIT("law"), need_law},
};

static struct answered judge_record(struct needing *n,
                                    const struct record *rule)
{
    struct answered out = {.id = record_get(rule, VIEW("need")),
                           .answer = NEED_UNKNOWN,
                           .because =
                               VIEW("nothing was found that answers it")};
    struct view name = record_get(rule, VIEW("check"));

    n->rule = rule;
    n->out = &out;
    n->weighed = false;
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (view_eq(checks[i].name, name))
            checks[i].check(n);
    if (out.answer != NEED_MET)
        out.change = record_get(rule, VIEW("change"));
    return out;
}

struct answered need_judge(struct arena *a, const struct licenses *l,
                           const struct need_words *w,
                           const struct needs *needs, const struct candidate *c,
                           const struct record *rule)
{
    struct needing n = {.arena = a,
                        .words = w,
                        .needs = needs,
                        .candidate = c,
                        .i = c->inspection};

    judge_open(&n.judge, a, l, c->inspection);
    return judge_record(&n, rule);
}

// ---- Fit --------------------------------------------------------------------

static void count_answer(struct candidate *c, const struct answered *one)
{
    enum need_level level = one->wish->level;
    enum need_outcome outcome = need_outcome(level, one->answer);

    if (level == LEVEL_MUST || level == LEVEL_FORBID) {
        c->good_must += outcome == OUTCOME_GOOD;
        c->bad_must += outcome == OUTCOME_BAD;
        c->open_must += outcome == OUTCOME_OPEN;
    } else if (level == LEVEL_PREFER) {
        c->prefer++;
        c->good_prefer += outcome == OUTCOME_GOOD;
    }
}

// The same record answers for every wish that it stands for (N-QUAL-*), and
// 10,000 of them are answered once.
static void judge_candidate(struct arena *a, const struct licenses *l,
                            const struct need_words *w, const struct needs *n,
                            struct candidate *c)
{
    struct needing needing = {
        .arena = a, .words = w, .needs = n, .candidate = c, .i = c->inspection};
    struct answered *of_record =
        ARENA_NEW(a, struct answered, w->needs.record_count);

    judge_open(&needing.judge, a, l, c->inspection);
    c->answer = ARENA_NEW(a, struct answered, n->wish_count);
    for (size_t i = 0; i < n->wish_count; i++) {
        const struct wish *wish = &n->wish[i];
        struct answered *known = &of_record[wish->rule - w->needs.record];

        if (!known->id.len)
            *known = judge_record(&needing, wish->rule);
        c->answer[i] = *known;
        c->answer[i].id = wish->id;
        c->answer[i].wish = wish;
        count_answer(c, &c->answer[i]);
    }
    c->fits = !c->bad_must && !c->open_must;
}

static int compare_size(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

// needs.md, rule 4: no score, one thing after the other.
static int compare_worth(const struct candidate *a, const struct candidate *b)
{
    int apart = (a->bad_must != 0) - (b->bad_must != 0);

    if (!apart)
        apart = compare_size(a->open_must, b->open_must);
    return apart ? apart : compare_size(b->good_prefer, a->good_prefer);
}

static int by_worth(const void *one, const void *other)
{
    const struct candidate *a = one, *b = other;
    int apart = compare_worth(a, b);

    if (!apart)
        apart = view_compare(a->inspection->release->name,
                             b->inspection->release->name);
    if (!apart)
        apart = view_compare(a->inspection->release->tree_digest,
                             b->inspection->release->tree_digest);
    return apart ? apart : view_compare(a->named.given, b->named.given);
}

void fit_take(struct arena *a, const struct licenses *l,
              const struct need_words *w, struct fit *f)
{
    for (size_t i = 0; i < f->candidate_count; i++)
        judge_candidate(a, l, w, f->needs, &f->candidate[i]);
    qsort(f->candidate, f->candidate_count, sizeof *f->candidate, by_worth);
    for (size_t i = 0; i < f->candidate_count; i++) {
        struct candidate *c = &f->candidate[i];

        c->rank = i && !compare_worth(&c[-1], c) ? c[-1].rank : i + 1;
        f->any_fits = f->any_fits || c->fits;
        f->any_open = f->any_open || !c->bad_must;
    }
    f->any_open = f->any_open && !f->any_fits;
}
