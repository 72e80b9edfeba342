// SPDX-License-Identifier: Apache-2.0
// Expected values: the columns of needs.md 2 by hand, the thresholds by the
// words of terms.md 3, the laws of needs.md 4.
#include "check.h"
#include "facts.h"
#include "schema.h"

#include "base/file.h"
#include "report/decision.h"
#include "report/fit.h"
#include "verdict/ask.h"
#include "verdict/need.h"
#include "verdict/use_item.h"

// ---- A release by hand ------------------------------------------------------

struct world { // facts, what binds, and what the team says
    struct facts f;
    struct need_words words;
    struct needs needs;
    struct candidate candidate;
    struct license_file file;
    struct license_range range;
    struct view copyright;
};

// A license whose text is here word for word and reaches the weights.
static struct bound *bind_text(struct world *w, const char *id)
{
    struct bounds *all = &w->f.i.duties.bounds;
    struct bound *b = LIST_ADD(&w->f.arena, all->item, all->count);
    struct view *part = ARENA_NEW(&w->f.arena, struct view, 1);

    *part = VIEW("weights.final");
    w->copyright = VIEW("Copyright 2026 A Holder");
    w->range = (struct license_range){
        .line = 1, .to = 100, .copyright = &w->copyright, .copyright_count = 1};
    w->file = (struct license_file){
        .path = VIEW("LICENSE"), .range = &w->range, .range_count = 1};
    w->f.i.terms = (struct terms){.file = &w->file, .file_count = 1};
    *b = (struct bound){.license = view_of(id),
                        .basis = BOUND_TEXT,
                        .info = license_find(w->f.licenses, view_of(id)),
                        .file = &w->file,
                        .range = &w->range,
                        .evidence = {.path = VIEW("LICENSE"), .line = 1},
                        .part = part,
                        .part_count = 1};
    b->clause_count = b->info->clause_count;
    b->clause = ARENA_NEW(&w->f.arena, struct clause, b->clause_count);
    for (size_t i = 0; i < b->clause_count; i++)
        b->clause[i] = (struct clause){.key = b->info->clause[i].key,
                                       .value = b->info->clause[i].value,
                                       .where = b->info->clause[i].where,
                                       .line = 1 + (uint32_t)i};
    return b;
}

static void set_clause(struct world *w, const char *said)
{
    struct bound *b = &w->f.i.duties.bounds.item[0];
    struct view value, key = view_cut(view_of(said), '=', &value);

    for (size_t i = 0; i < b->clause_count; i++)
        if (view_eq(b->clause[i].key, key))
            b->clause[i].value = value;
}

// Everything is here, whole, under one open license whose text is here.
static void whole(struct world *w)
{
    struct inventory *inv = &w->f.i.inventory;
    struct weights *weights = &inv->weights;

    *w = (struct world){0};
    facts_open(&w->f);
    need_words_read(&w->words);
    for (size_t i = 0; i < inv->part_count; i++)
        if (inv->part[i].kind != PART_WEIGHTS_BASE)
            facts_set(&w->f, inv->part[i].kind, inv->part[i].stage,
                      PRESENCE_PRESENT, "Apache-2.0");
    facts_data(&w->f, 3, "Apache-2.0");
    facts_part(&w->f, PART_WEIGHTS_FINAL, STAGE_NONE)->has_gate = true;
    facts_part(&w->f, PART_WEIGHTS_FINAL, STAGE_NONE)->gate = GATE_NONE;
    inv->known_architecture = true;
    for (size_t i = 0; i < 3; i++) {
        struct weights_set *s =
            LIST_ADD(&w->f.arena, weights->set, weights->set_count);
        *s = (struct weights_set){.role =
                                      i ? WEIGHTS_INTERMEDIATE : WEIGHTS_FINAL,
                                  .file_count = 1,
                                  .size = UINT64_C(16) << 30,
                                  .complete = true};
    }
    bind_text(w, "Apache-2.0");
}

static void named(struct world *w) // the license is a name only
{
    struct bound *b = w->f.i.duties.bounds.item;

    b->basis = BOUND_NAME;
    b->range = NULL;
    b->file = NULL;
}

static void phrased(struct world *w) // a text that nobody knows
{
    w->f.i.duties.bounds.item[0].basis = BOUND_PHRASE;
}

// A text that nobody knows, in which one phrase was found.
static void phrased_in_part(struct world *w)
{
    struct bound *b = w->f.i.duties.bounds.item;

    phrased(w);
    for (size_t i = 0; i < b->clause_count; i++)
        if (view_eq(b->clause[i].key, VIEW("use-commercial")))
            b->clause[0] = b->clause[i];
    b->clause_count = 1;
}

static void bare(struct world *w) // no terms anywhere
{
    struct inventory *inv = &w->f.i.inventory;

    w->f.i.duties.bounds.count = 0;
    for (size_t i = 0; i < inv->part_count; i++)
        inv->part[i].terms = (struct part_terms){0};
}

static void all_parts(struct world *w, enum presence p)
{
    struct inventory *inv = &w->f.i.inventory;

    for (size_t i = 0; i < inv->part_count; i++)
        inv->part[i].presence = p;
    inv->weights.set_count = 0;
    inv->known_architecture = false;
    facts_part(&w->f, PART_DATA_INFO, STAGE_NONE)->level =
        p == PRESENCE_ABSENT ? 0 : 1;
}

static void linked(struct world *w)
{
    all_parts(w, PRESENCE_POINTER);
}

static void absent(struct world *w)
{
    all_parts(w, PRESENCE_ABSENT);
}

static void service(struct world *w)
{
    absent(w);
    w->f.i.category = CATEGORY_API_ONLY;
}

static void parent(struct world *w)
{
    facts_parent(&w->f, "org/base", RELATION_FINETUNE, "");
}

static void orphan(struct world *w)
{
    w->f.i.inventory.is_finetune = true;
}

static void contradicted(struct world *w)
{
    struct parent *p = facts_parent(&w->f, "org/base", RELATION_FINETUNE, "");

    p->has_contradiction = true;
    p->contradicts = VIEW("its shapes are those of another");
}

static void flagged(struct world *w, const char *id)
{
    struct duties *d = &w->f.i.duties;

    *LIST_ADD(&w->f.arena, d->flag, d->flag_count) = (struct terms_flag){
        .id = view_of(id), .fact = VIEW("two sources differ")};
}

static void conflict(struct world *w)
{
    flagged(w, "license-conflict");
}

static void base_conflict(struct world *w)
{
    flagged(w, "license-conflict-with-base");
}

static void base_unknown(struct world *w)
{
    flagged(w, "parent-license-unknown");
}

static void beside(struct world *w)
{
    facts_on_top(&w->f, facts_part(&w->f, PART_WEIGHTS_FINAL, STAGE_NONE),
                 "for research purposes only");
}

static void no_holder(struct world *w)
{
    w->range.copyright_count = 0;
}

static void found(struct world *w, enum safety_verdict v, const char *rule)
{
    struct safety *s = &w->f.i.safety;

    *LIST_ADD(&w->f.arena, s->finding, s->finding_count) =
        (struct safety_finding){.rule = view_of(rule),
                                .severity = v,
                                .path = VIEW("model.bin"),
                                .shows = VIEW("os.system")};
}

static void danger(struct world *w)
{
    found(w, SAFETY_DANGER, "pickle.call");
}

static void review(struct world *w)
{
    found(w, SAFETY_REVIEW, "config.remote-code");
}

static void too_large(struct world *w)
{
    found(w, SAFETY_LIMIT, "too-deep");
}

static void gated(struct world *w)
{
    facts_part(&w->f, PART_WEIGHTS_FINAL, STAGE_NONE)->gate = GATE_FORM;
}

static void no_gate_seen(struct world *w)
{
    facts_part(&w->f, PART_WEIGHTS_FINAL, STAGE_NONE)->has_gate = false;
}

static void restricted(struct world *w)
{
    struct inventory *inv = &w->f.i.inventory;

    for (size_t i = 0; i < inv->part_count; i++)
        inv->part[i].terms.expression = VIEW("CC-BY-NC-4.0");
}

static void restricted_gate(struct world *w)
{
    restricted(w);
    gated(w);
}

static void strange(struct world *w)
{
    struct inventory *inv = &w->f.i.inventory;

    for (size_t i = 0; i < inv->part_count; i++)
        inv->part[i].terms.expression = VIEW("LicenseRef-unknown");
}

static void unconfigured(struct world *w)
{
    facts_part(&w->f, PART_CONFIG_TRAIN, STAGE_NONE)->presence =
        PRESENCE_ABSENT;
}

static void level_one(struct world *w)
{
    facts_part(&w->f, PART_DATA_INFO, STAGE_NONE)->level = 1;
}

static void add_list(struct world *w, struct view text)
{
    const struct bound *b = &w->f.i.duties.bounds.item[0];
    struct candidate *c = &w->candidate;

    for (size_t i = 0; i < b->clause_count; i++)
        if (view_eq(b->clause[i].key, VIEW("use-field-limits")))
            *LIST_ADD(&w->f.arena, c->list, c->list_count) =
                (struct use_list){.clause = &b->clause[i],
                                  .line = 40,
                                  .text = text,
                                  .whole = text,
                                  .whole_line = 40};
}

static void list_here(struct world *w)
{
    add_list(w, VIEW("You agree not to use it:\n(a) to harm anyone\n"
                     "(b) to give Medical advice\n"));
}

static void qualified_list(struct world *w)
{
    add_list(w, VIEW("You agree not to use it:\n(a) for the unlicensed "
                     "practice of medical professions\n"));
}

static void no_policy(struct world *w)
{
    facts_part(&w->f, PART_DOC_AUP, STAGE_NONE)->presence = PRESENCE_ABSENT;
}

// The weights are elsewhere; the text stands with the configuration.
static void only_config(struct world *w)
{
    struct bound *b = w->f.i.duties.bounds.item;

    facts_part(&w->f, PART_WEIGHTS_FINAL, STAGE_NONE)->presence =
        PRESENCE_MENTIONED;
    b->part[0] = VIEW("config.model");
}

// Another license beside it, which is copyleft.
static void with_copyleft(struct world *w)
{
    bind_text(w, "GPL-3.0-only");
}

// ---- The truth table --------------------------------------------------------

struct row {
    const char *need;
    void (*change)(struct world *w); // of the whole release; NULL: none
    const char *clause;              // KEY=VALUE of its license; NULL: none
    const char *team;                // lines of the needs file; NULL: none
    enum need_answer answer;
};

static struct answered judge_row(struct world *w, const struct row *r)
{
    struct text file = {.arena = &w->f.arena};

    whole(w);
    file.arena = &w->f.arena;
    if (r->clause)
        set_clause(w, r->clause);
    if (r->change)
        r->change(w);
    text_print(&file,
               "schema: freehold-needs/1\n"
               "needs: [{id: \"%s\", level: must}]\n%s",
               r->need, r->team ? r->team : "");
    struct error *e = needs_read(&w->f.arena, &w->words, text_view(&file),
                                 VIEW("needs.yaml"), &w->needs);
    CHECK(!e);
    w->candidate.inspection = &w->f.i;
    if (e)
        return (struct answered){0};
    return need_judge(&w->f.arena, w->f.licenses, &w->words, &w->needs,
                      &w->candidate, w->needs.wish[0].rule);
}

// clang-format off
#define M NEED_MET
#define N NEED_NOT_MET
#define U NEED_UNKNOWN
#define C NEED_COUNSEL
#define EU "facts: {territories: [DE]}\n"
#define US "facts: {territories: [US]}\n"
#define MEDICAL "facts: {uses: [medical]}\n"
#define CODE "facts: {uses: [code-assistant]}\n"

static const struct row rows[] = {
    {"N-WEIGHTS", NULL, NULL, NULL, M},
    {"N-WEIGHTS", service, NULL, NULL, N},
    {"N-WEIGHTS", linked, NULL, NULL, U},
    {"N-WEIGHTS-BASE", NULL, NULL, NULL, M},
    {"N-WEIGHTS-BASE", orphan, NULL, NULL, N},
    {"N-WEIGHTS-BASE", parent, NULL, NULL, U},
    {"N-INFER-CODE", NULL, NULL, NULL, M},
    {"N-INFER-CODE", review, NULL, NULL, N},
    {"N-INFER-CODE", linked, NULL, NULL, U},
    {"N-TRAIN-CODE", NULL, NULL, NULL, M},
    {"N-TRAIN-CODE", absent, NULL, NULL, N},
    {"N-TRAIN-CODE", unconfigured, NULL, NULL, U},
    {"N-DATA-CODE", NULL, NULL, NULL, M},
    {"N-DATA-CODE", absent, NULL, NULL, N},
    {"N-DATA-CODE", linked, NULL, NULL, U},
    {"N-DATA-INFO", NULL, NULL, NULL, M},
    {"N-DATA-INFO", absent, NULL, NULL, N},
    {"N-DATA-INFO", level_one, NULL, NULL, U},
    {"N-DATA", NULL, NULL, NULL, M},
    {"N-DATA", absent, NULL, NULL, N},
    {"N-DATA", bare, NULL, NULL, U},
    {"N-DATA-ORDER", absent, NULL, NULL, N},
    {"N-DATA-ORDER", NULL, NULL, NULL, U},
    {"N-CKPT", NULL, NULL, NULL, M},
    {"N-CKPT", absent, NULL, NULL, N},
    {"N-CKPT", linked, NULL, NULL, U},
    {"N-OPTIM", NULL, NULL, NULL, M},
    {"N-OPTIM", absent, NULL, NULL, N},
    {"N-OPTIM", linked, NULL, NULL, U},
    {"N-LOGS", NULL, NULL, NULL, M},
    {"N-LOGS", absent, NULL, NULL, N},
    {"N-LOGS", linked, NULL, NULL, U},
    {"N-EVAL-CODE", NULL, NULL, NULL, M},
    {"N-EVAL-CODE", absent, NULL, NULL, N},
    {"N-EVAL-CODE", linked, NULL, NULL, U},
    {"N-DOCS", NULL, NULL, NULL, M},
    {"N-DOCS", absent, NULL, NULL, N},
    {"N-DOCS", linked, NULL, NULL, U},
    {"N-TOKENIZER", NULL, NULL, NULL, M},
    {"N-TOKENIZER", absent, NULL, NULL, N},
    {"N-TOKENIZER", bare, NULL, NULL, U},

    {"N-OSI", NULL, NULL, NULL, M},
    {"N-OSI", restricted, NULL, NULL, N},
    {"N-OSI", named, NULL, NULL, U},
    {"N-OSI", strange, NULL, NULL, C},
    {"N-LIC-TEXT", NULL, NULL, NULL, M},
    {"N-LIC-TEXT", named, NULL, NULL, N},
    {"N-LIC-TEXT", bare, NULL, NULL, N},
    {"N-LIC-TEXT", no_holder, NULL, NULL, U},
    {"N-LIC-TEXT", phrased, NULL, NULL, C},
    {"N-LIC-CONSISTENT", NULL, NULL, NULL, M},
    {"N-LIC-CONSISTENT", conflict, NULL, NULL, N},
    {"N-LIC-CONSISTENT", bare, NULL, NULL, U},
    {"N-LIC-CONSISTENT", named, NULL, NULL, C},
    {"N-LIC-CONSISTENT", beside, NULL, NULL, C},
    {"N-COMMERCIAL", NULL, NULL, NULL, M},
    {"N-COMMERCIAL", NULL, "use-commercial=no", NULL, N},
    {"N-COMMERCIAL", named, NULL, NULL, U},
    {"N-COMMERCIAL", phrased, NULL, NULL, C},
    {"N-COMMERCIAL", phrased_in_part, NULL, NULL, U}, // use-competing is open
    {"N-COMMERCIAL", phrased_in_part, "use-commercial=no", NULL, N},
    {"N-OUTPUT-TRAIN", phrased, "output-training-limit=forbidden-except-family",
     NULL, C},
    {"N-COMMERCIAL", NULL, "use-commercial=conditional", NULL, C},
    {"N-COMMERCIAL", NULL, "use-competing=forbidden", NULL, C},
    {"N-COMMERCIAL", beside, NULL, NULL, C},
    {"N-COMMERCIAL", NULL, "use-scale-threshold=mau>1000", NULL, C},
    {"N-COMMERCIAL", NULL, "use-scale-threshold=mau>1000", "facts: {monthly_active_users: 1001}\n", N},
    {"N-COMMERCIAL", NULL, "use-scale-threshold=mau>1000", "facts: {monthly_active_users: 1000}\n", C},
    {"N-COMMERCIAL", NULL, "use-scale-threshold=mau>1000", "facts: {monthly_active_users: 899}\n", M},
    {"N-COMMERCIAL", NULL, "use-scale-threshold=mau>1000@release", "facts: {monthly_active_users: 1001}\n", C},
    {"N-COMMERCIAL", NULL, "use-scale-threshold=dau>=1000", "facts: {daily_active_users: 1000}\n", N},
    {"N-COMMERCIAL", NULL, "use-scale-threshold=revenue>=1000EUR/y", "facts: {revenue_eur: 1000}\n", N},
    {"N-COMMERCIAL", NULL, "use-scale-threshold=revenue>=1000EUR/y", "facts: {revenue_eur: 1}\n", M},
    {"N-COMMERCIAL", NULL, "use-scale-threshold=revenue>=1000USD/y", "facts: {revenue_eur: 1}\n", C},
    {"N-COMMERCIAL", NULL, "use-scale-threshold=revenue>=1000EUR/month", "facts: {revenue_eur: 2000}\n", M},
    {"N-COMMERCIAL", NULL, "use-scale-threshold=revenue>=1000EUR/month", "facts: {revenue_eur: 12000}\n", N},
    {"N-COMMERCIAL", NULL, "use-scale-threshold=mau>9000|revenue>=10EUR/y", "facts: {monthly_active_users: 1, revenue_eur: 10}\n", N},
    {"N-NO-THRESHOLD", NULL, NULL, NULL, M},
    {"N-NO-THRESHOLD", NULL, "use-scale-threshold=mau>1000", NULL, N},
    {"N-NO-THRESHOLD", named, NULL, NULL, U},
    {"N-NO-THRESHOLD", NULL, "use-scale-threshold=unclear", NULL, C},
    {"N-MODIFY", NULL, NULL, NULL, M},
    {"N-MODIFY", NULL, "derivatives=no", NULL, N},
    {"N-MODIFY", named, NULL, NULL, U},
    {"N-MODIFY", NULL, "guardrail-removal=forbidden", NULL, C},
    {"N-REDIST-WEIGHTS", NULL, NULL, NULL, M},
    {"N-REDIST-WEIGHTS", NULL, "redistribute=no", NULL, N},
    {"N-REDIST-WEIGHTS", named, NULL, NULL, U},
    {"N-REDIST-WEIGHTS", NULL, "redistribute=silent", NULL, C},
    {"N-DERIV-PUBLISH", NULL, NULL, NULL, M},
    {"N-DERIV-PUBLISH", NULL, "share-alike=same-license", NULL, N},
    {"N-DERIV-PUBLISH", NULL, "naming=prefix=\"X\"", NULL, N},
    {"N-DERIV-PUBLISH", named, NULL, NULL, U},
    {"N-DERIV-PUBLISH", NULL, "share-alike=network-copyleft", NULL, C},
    {"N-NAMING", NULL, NULL, NULL, M},
    {"N-NAMING", NULL, "naming=prefix=\"X\";display=\"Built with X\"", NULL, N},
    {"N-NAMING", named, NULL, NULL, U},
    {"N-NAMING", NULL, "naming=encouraged:display=\"X\"", NULL, C},
    {"N-FLOWDOWN", NULL, NULL, NULL, M},
    {"N-FLOWDOWN", NULL, "pass-on-terms=license-copy,use-limits", NULL, N},
    {"N-FLOWDOWN", named, NULL, NULL, U},
    {"N-FLOWDOWN", NULL, "pass-on-terms=same-license", NULL, C},
    {"N-ACCEPTABLE-USE", NULL, NULL, NULL, M},
    {"N-ACCEPTABLE-USE", list_here, "use-field-limits=embedded;items=2", MEDICAL, N},
    {"N-ACCEPTABLE-USE", list_here, "use-field-limits=embedded;items=2", CODE, M},
    {"N-ACCEPTABLE-USE", qualified_list, "use-field-limits=embedded;items=1", MEDICAL, C},
    {"N-COMMERCIAL", only_config, NULL, NULL, M},
    {"N-LIC-TEXT", only_config, NULL, NULL, M},
    {"N-ACCEPTABLE-USE", list_here, "use-field-limits=embedded;items=2+", CODE, C},
    {"N-ACCEPTABLE-USE", list_here, "use-field-limits=embedded;items=2", NULL, C},
    {"N-ACCEPTABLE-USE", list_here, "use-field-limits=embedded;items=2", "facts: {sectors: [beekeeping]}\n", C},
    {"N-ACCEPTABLE-USE", no_policy, "use-field-limits=by-reference;items=unknown", CODE, U},
    {"N-ACCEPTABLE-USE", NULL, "use-field-limits=by-reference;items=unknown", CODE, C},
    {"N-OUTPUT-OWN", NULL, "output-ownership=not-claimed", NULL, M},
    {"N-OUTPUT-OWN", NULL, "output-ownership=licensor", NULL, N},
    {"N-OUTPUT-OWN", bare, NULL, NULL, U},
    {"N-OUTPUT-OWN", NULL, "output-ownership=silent", NULL, C},
    {"N-OUTPUT-TRAIN", NULL, NULL, NULL, M},
    {"N-OUTPUT-TRAIN", NULL, "output-training-limit=forbidden", NULL, N},
    {"N-OUTPUT-TRAIN", named, NULL, NULL, U},
    {"N-OUTPUT-TRAIN", NULL, "output-training-limit=allowed-with-naming", NULL, C},
    {"N-MODEL-TRAIN", NULL, NULL, NULL, M},
    {"N-MODEL-TRAIN", NULL, "output-training-limit=forbidden", NULL, N},
    {"N-MODEL-TRAIN", named, NULL, NULL, U},
    {"N-MODEL-TRAIN", NULL, "derivatives=silent", NULL, C},
    {"N-TERRITORY", NULL, NULL, NULL, M},
    {"N-TERRITORY", NULL, "use-territory=excludes:EU,GB,KR", EU, N},
    {"N-TERRITORY", NULL, "use-territory=excludes:DE", "facts: {territories: [EEA]}\n", N},
    {"N-TERRITORY", NULL, "use-territory=excludes:EU,GB,KR", US, M},
    {"N-TERRITORY", named, NULL, NULL, U},
    {"N-TERRITORY", NULL, "use-territory=excludes:EU", NULL, C},
    {"N-TERRITORY", NULL, "use-territory=excludes:EU(multimodal-models)", EU, C},
    {"N-NO-UPDATE-DUTY", NULL, NULL, NULL, M},
    {"N-NO-UPDATE-DUTY", NULL, "remote-restriction=may-disable", NULL, N},
    {"N-NO-UPDATE-DUTY", named, NULL, NULL, U},
    {"N-NO-UPDATE-DUTY", NULL, "update-duty=reasonable-efforts", NULL, C},
    {"N-IRREVOCABLE", NULL, NULL, NULL, M},
    {"N-IRREVOCABLE", NULL, "termination=breach-auto,at-will", NULL, N},
    {"N-IRREVOCABLE", named, NULL, NULL, U},
    {"N-IRREVOCABLE", NULL, "termination=breach-auto", NULL, C},
    {"N-IRREVOCABLE", NULL, "revocable=silent", NULL, C},
    {"N-PATENT", NULL, NULL, NULL, M},
    {"N-PATENT", NULL, "patent-grant=excluded", NULL, N},
    {"N-PATENT", named, NULL, NULL, U},
    {"N-PATENT", NULL, "patent-grant=implied", NULL, C},
    {"N-NO-INDEMNITY", NULL, NULL, NULL, M},
    {"N-NO-INDEMNITY", NULL, "indemnity=user-indemnifies", NULL, N},
    {"N-NO-INDEMNITY", named, NULL, NULL, U},
    {"N-NO-INDEMNITY", NULL, "indemnity=may-be-added", NULL, C},
    {"N-LAW", NULL, "governing-law=US-CA", "facts: {laws: [US, DE]}\n", M},
    {"N-LAW", NULL, "governing-law=CN", "facts: {laws: [US, DE]}\n", N},
    {"N-LAW", bare, NULL, NULL, U},
    {"N-LAW", NULL, "governing-law=CN", NULL, C},
    {"N-NO-GATE", NULL, NULL, NULL, M},
    {"N-NO-GATE", restricted_gate, NULL, NULL, N},
    {"N-NO-GATE", NULL, "use-registration=register", NULL, N},
    {"N-NO-GATE", no_gate_seen, NULL, NULL, U},
    {"N-NO-GATE", gated, NULL, NULL, C},
    {"N-COMPAT", NULL, NULL, NULL, M},
    {"N-COMPAT", base_conflict, NULL, NULL, N},
    {"N-COMPAT", base_unknown, NULL, NULL, U},
    {"N-COMPAT", with_copyleft, NULL, NULL, C},
    {"N-DEVICE", NULL, NULL, NULL, M},
    {"N-DEVICE", NULL, "pass-on-terms=license-copy,use-limits", NULL, N},
    {"N-DEVICE", named, NULL, NULL, U},
    {"N-DEVICE", NULL, "pass-on-terms=same-license", NULL, C},

    {"N-LOCAL", service, NULL, NULL, N},
    {"N-LOCAL", NULL, NULL, NULL, U},
    {"N-NO-EGRESS", service, NULL, NULL, N},
    {"N-NO-EGRESS", NULL, NULL, NULL, U},
    {"N-FITS", NULL, NULL, "budget: {max_memory_gib: 15.9}\n", N},
    {"N-FITS", NULL, NULL, "budget: {max_memory_gib: 16}\n", U},
    {"N-LATENCY", NULL, NULL, NULL, U},
    {"N-THROUGHPUT", NULL, NULL, NULL, U},
    {"N-API", NULL, NULL, NULL, U},
    {"N-MONITOR", NULL, NULL, NULL, U},
    {"N-ACCESS", NULL, NULL, NULL, U},
    {"N-ABUSE", NULL, NULL, NULL, U},
    {"N-SECURE-ARTEFACT", NULL, NULL, NULL, M},
    {"N-SECURE-ARTEFACT", danger, NULL, NULL, N},
    {"N-SECURE-ARTEFACT", too_large, NULL, NULL, U},
    {"N-SECURE-ARTEFACT", review, NULL, NULL, C},
    {"N-SIGNED", NULL, NULL, NULL, U},
    {"N-REGISTRY", NULL, NULL, NULL, U},
    {"N-UPDATE", NULL, NULL, NULL, U},
    {"N-SUPPORT", NULL, NULL, "facts: {support: a contract}\n", M},
    {"N-SUPPORT", NULL, NULL, NULL, U},
    {"N-QUAL-*", NULL, NULL, NULL, U},
    {"N-QUAL-SUMMARIES", NULL, NULL, NULL, U},
    {"N-INSPECT", absent, NULL, NULL, N},
    {"N-INSPECT", NULL, NULL, NULL, U},
    {"N-COMPARE", absent, NULL, NULL, N},
    {"N-COMPARE", NULL, NULL, NULL, U},
    {"N-REPRO-EVAL", absent, NULL, NULL, N},
    {"N-REPRO-EVAL", NULL, NULL, NULL, U},
    {"N-REPRO-TRAIN", absent, NULL, NULL, N},
    {"N-REPRO-TRAIN", NULL, NULL, NULL, U},
    {"N-PROVENANCE", NULL, NULL, NULL, M},
    {"N-PROVENANCE", absent, NULL, NULL, N},
    {"N-PROVENANCE", bare, NULL, NULL, U},
    {"N-LINEAGE", contradicted, NULL, NULL, N},
    {"N-LINEAGE", parent, NULL, NULL, U},
    {"N-EXIT-WEIGHTS", NULL, NULL, NULL, M},
    {"N-EXIT-WEIGHTS", absent, NULL, NULL, N},
    {"N-EXIT-WEIGHTS", named, NULL, NULL, U},
    {"N-EXIT-WEIGHTS", NULL, "termination=breach-auto", NULL, C},
    {"N-EXIT-DRILL", NULL, NULL, NULL, U},
    {"N-EXIT-DATA", NULL, NULL, NULL, U},
    {"N-NO-LOCKIN-API", NULL, NULL, NULL, U},
};
// clang-format on

enum { ROWS = sizeof rows / sizeof *rows, MOST_NEEDS = 80 };

TEST(each_row_of_the_truth_table_holds)
{
    for (size_t i = 0; i < ROWS; i++) {
        struct world w;
        struct answered a = judge_row(&w, &rows[i]);

        if (a.answer != rows[i].answer)
            check_fail(__FILE__, __LINE__, "row %zu: %s is %s, wanted %s: %.*s",
                       i, rows[i].need, need_answer_word(a.answer).at,
                       need_answer_word(rows[i].answer).at, (int)a.because.len,
                       a.because.at);
        CHECK(a.because.len != 0);
        CHECK(a.answer == NEED_MET || a.change.len != 0);
        arena_free(&w.f.arena);
    }
}

// What answer `a` of record `r` is reached by some row.
static bool reached(const struct record *r, const struct need_words *w,
                    enum need_answer a)
{
    for (size_t i = 0; i < ROWS; i++)
        if (need_record(w, view_of(rows[i].need)) == r && rows[i].answer == a)
            return true;
    return false;
}

// Every answer that any need gives in any of the situations is one that the
// table has a row for: there are no others that nobody looked at.
TEST(the_table_has_a_row_for_each_answer_that_a_need_gives)
{
    size_t possible = 0, have = 0, needs = 0;
    unsigned given[MOST_NEEDS] = {0};
    struct world w;

    for (size_t i = 0; i < ROWS; i++) {
        judge_row(&w, &rows[i]);
        for (size_t k = 0; k < w.words.needs.record_count; k++) {
            const struct record *r = &w.words.needs.record[k];

            if (record_get(r, VIEW("need")).len)
                given[k] |= 1U << need_judge(&w.f.arena, w.f.licenses, &w.words,
                                             &w.needs, &w.candidate, r)
                                      .answer;
        }
        arena_free(&w.f.arena);
    }
    whole(&w);
    for (size_t k = 0; k < w.words.needs.record_count; k++) {
        const struct record *r = &w.words.needs.record[k];

        needs += record_get(r, VIEW("need")).len != 0;
        for (enum need_answer a = NEED_MET; a <= NEED_COUNSEL; a++) {
            if (!(given[k] & 1U << a))
                continue;
            possible++;
            have += reached(r, &w.words, a);
            if (!reached(r, &w.words, a))
                check_fail(__FILE__, __LINE__, "no row: %.*s is %s",
                           VIEW_ARG(record_get(r, VIEW("need"))),
                           need_answer_word(a).at);
        }
    }
    CHECK_U64(have, possible);
    CHECK_U64(needs, 62);
    arena_free(&w.f.arena);
}

// ---- Laws -------------------------------------------------------------------

static struct fit fit_of(struct world *w, const char *needs)
{
    struct fit f = {.needs = &w->needs};
    struct error *e = needs_read(&w->f.arena, &w->words, view_of(needs),
                                 VIEW("needs.yaml"), &w->needs);

    CHECK(!e);
    w->candidate.inspection = &w->f.i;
    if (e)
        return f;
    f.candidate = &w->candidate;
    f.candidate_count = 1;
    fit_take(&w->f.arena, w->f.licenses, &w->words, &f);
    return f;
}

static const char every_profile[] =
    "schema: freehold-needs/1\n"
    "profile: product-team\n"
    "facts: {monthly_active_users: %d}\n"
    "needs: [{id: N-PATENT, level: must}, {id: N-DEVICE, level: must}]\n";

TEST(crossing_a_threshold_flips_commercial_use_and_nothing_else)
{
    struct world a, b;

    whole(&a);
    whole(&b);
    set_clause(&a, "use-scale-threshold=mau>1000");
    set_clause(&b, "use-scale-threshold=mau>1000");
    struct fit below =
        fit_of(&a, arena_print(&a.f.arena, every_profile, 10).at);
    struct fit above =
        fit_of(&b, arena_print(&b.f.arena, every_profile, 1001).at);
    size_t flipped = 0;

    CHECK_U64(below.needs->wish_count, above.needs->wish_count);
    for (size_t i = 0; i < below.needs->wish_count; i++) {
        const struct answered *one = &below.candidate->answer[i];

        if (one->answer == above.candidate->answer[i].answer)
            continue;
        flipped++;
        CHECK_TEXT(one->id, "N-COMMERCIAL");
    }
    CHECK_U64(flipped, 1);
    arena_free(&a.f.arena);
    arena_free(&b.f.arena);
}

// Evidence: a part that was absent, linked, then here.
TEST(more_evidence_never_turns_met_into_not_met)
{
    for (enum part_kind k = 0; k < PART_END; k++) {
        if (k == PART_WEIGHTS_BASE)
            continue; // a base brings terms of its own
        struct world less, more;

        whole(&less);
        whole(&more);
        facts_part(&less.f, k,
                   k == PART_CODE_TRAIN ? STAGE_PRETRAIN : STAGE_NONE)
            ->presence = PRESENCE_ABSENT;
        more.candidate.inspection = &more.f.i;
        less.candidate.inspection = &less.f.i;
        for (size_t i = 0; i < less.words.needs.record_count; i++) {
            const struct record *r = &less.words.needs.record[i];

            if (!record_get(r, VIEW("need")).len)
                continue;
            struct answered a =
                need_judge(&less.f.arena, less.f.licenses, &less.words,
                           &less.needs, &less.candidate, r);
            struct answered b =
                need_judge(&more.f.arena, more.f.licenses, &more.words,
                           &more.needs, &more.candidate, r);
            CHECK(a.answer != NEED_MET || b.answer != NEED_NOT_MET);
        }
        arena_free(&less.f.arena);
        arena_free(&more.f.arena);
    }
}

TEST(tightening_a_level_never_makes_a_release_fit)
{
    static const char *const levels[] = {"optional", "prefer", "must"};

    for (size_t i = 0; i < ROWS; i++) {
        bool fitted = true;

        for (size_t l = 0; l < 3; l++) {
            struct world w;

            judge_row(&w, &rows[i]);
            struct fit f =
                fit_of(&w, arena_print(&w.f.arena,
                                       "schema: freehold-needs/1\n"
                                       "needs: [{id: \"%s\", level: %s}]\n",
                                       rows[i].need, levels[l])
                               .at);
            CHECK(fitted || !f.any_fits);
            fitted = f.any_fits;
            arena_free(&w.f.arena);
        }
    }
}

TEST(forbid_asks_for_the_opposite)
{
    CHECK_U64(need_outcome(LEVEL_FORBID, NEED_NOT_MET), OUTCOME_GOOD);
    CHECK_U64(need_outcome(LEVEL_FORBID, NEED_MET), OUTCOME_BAD);
    CHECK_U64(need_outcome(LEVEL_FORBID, NEED_UNKNOWN), OUTCOME_OPEN);
    CHECK_U64(need_outcome(LEVEL_MUST, NEED_MET), OUTCOME_GOOD);
    CHECK_U64(need_outcome(LEVEL_MUST, NEED_COUNSEL), OUTCOME_OPEN);
}

TEST(a_support_statement_says_that_it_is_one)
{
    struct world w;
    const struct row r = {"N-SUPPORT", NULL, NULL,
                          "facts: {support: contract 17}\n", NEED_MET};
    struct answered a = judge_row(&w, &r);

    CHECK(a.stated);
    CHECK_TEXT(a.because, "stated in the needs file: contract 17");
    CHECK_TEXT(a.evidence[0].path, "needs.yaml");
    arena_free(&w.f.arena);
}

TEST(a_use_is_found_in_the_line_of_the_list)
{
    struct world w;
    const struct row r = {"N-ACCEPTABLE-USE", list_here,
                          "use-field-limits=embedded;items=2", MEDICAL,
                          NEED_NOT_MET};
    struct answered a = judge_row(&w, &r);

    CHECK_U64(a.evidence[0].line, 42); // the third line of one at 40
    arena_free(&w.f.arena);
}

TEST(every_item_of_the_list_is_shown_with_its_place_and_what_it_names)
{
    struct world w;
    const struct row r = {"N-ACCEPTABLE-USE", list_here,
                          "use-field-limits=embedded;items=2", MEDICAL,
                          NEED_NOT_MET};
    struct answered a = judge_row(&w, &r);

    CHECK_U64(a.use_count, 2);
    CHECK_U64(a.use[0].evidence.line, 41);
    CHECK_TEXT(a.use[0].evidence.shows, "to harm anyone");
    CHECK_TEXT(a.use[0].ours, "");
    CHECK_U64(a.use[1].evidence.line, 42);
    CHECK_TEXT(a.use[1].ours, "medical");
    CHECK(!a.use[1].in_part);
    arena_free(&w.f.arena);
}

TEST(duties_of_those_who_give_on_are_met_by_who_states_that_it_does_not)
{
    static const struct {
        const char *facts;
        enum need_answer answer;
    } said[] = {
        {"", NEED_NOT_MET},
        {"facts: {distributes: {weights: false}}\n", NEED_NOT_MET},
        {"facts: {distributes: {weights: false, derivatives: false, api: "
         "false, outputs: true, device: false}}\n",
         NEED_NOT_MET},
        {"facts: {distributes: {weights: false, derivatives: false, api: "
         "false, outputs: false, device: false}}\n",
         NEED_MET},
    };

    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        struct world w;
        struct row r = {"N-FLOWDOWN", NULL, "pass-on-terms=use-limits",
                        said[i].facts, said[i].answer};
        struct answered a = judge_row(&w, &r);

        CHECK_U64(a.answer, said[i].answer);
        CHECK(a.stated == (said[i].answer == NEED_MET));
        arena_free(&w.f.arena);
        r.need = "N-DERIV-PUBLISH"; // wants to give on: no fact takes that back
        r.clause = "share-alike=same-license";
        a = judge_row(&w, &r);
        CHECK_U64(a.answer, NEED_NOT_MET);
        arena_free(&w.f.arena);
    }
}

TEST(a_proof_names_the_figure_of_the_budget)
{
    static const char budget[] =
        "budget: {max_first_token_s: 1.5, min_tokens_per_s: 8}\n";
    struct world w;
    struct row r = {"N-LATENCY", NULL, NULL, budget, NEED_UNKNOWN};
    struct answered a = judge_row(&w, &r);

    CHECK(view_has(a.because, VIEW("at most 1.5 s to the first token")));
    arena_free(&w.f.arena);
    r.need = "N-THROUGHPUT";
    a = judge_row(&w, &r);
    CHECK(view_has(a.because, VIEW("at least 8 tokens a second")));
    arena_free(&w.f.arena);
}

static void resale_list(struct world *w)
{
    add_list(w, VIEW("You agree not to use it:\n1. as a\n   Hosted\n   service "
                     "for gain\n2. to harm anyone\n"));
}

TEST(what_the_team_gives_on_is_a_use_too)
{
    struct world w;
    const struct row r = {"N-ACCEPTABLE-USE", resale_list,
                          "use-field-limits=embedded;items=2",
                          "facts: {uses: [classification], distributes: {api: "
                          "true, device: false}}\n",
                          NEED_NOT_MET};
    struct answered a = judge_row(&w, &r);

    CHECK(a.answer == NEED_NOT_MET);
    CHECK_TEXT(a.use[0].ours, "resale-as-api"); // over three lines of one item
    CHECK_U64(a.evidence[0].line, 41);
    arena_free(&w.f.arena);
}

static void add_policy(struct world *w, const char *text)
{
    *LIST_ADD(&w->f.arena, w->candidate.list, w->candidate.list_count) =
        (struct use_list){.path = VIEW("USE_POLICY.md"),
                          .text = view_of(text),
                          .line = 1,
                          .whole = view_of(text),
                          .whole_line = 1};
}

static void strict_policy(struct world *w)
{
    add_policy(w, "# Policy\n\nYou must not use it for:\n\n1. Bad things:\n"
                  "   a. military use\n   b. spam\n\nWrite to us.\n");
}

static void mild_policy(struct world *w)
{
    add_policy(w, "Think twice before:\n- military use\n- spam\n");
}

// needs.md, N-ACCEPTABLE-USE: the list names one of ours; and 3: an item that
// names none of ours is shown all the same.
TEST(a_policy_that_nobody_knows_is_read_item_by_item)
{
    struct world w;
    struct row r = {"N-ACCEPTABLE-USE", strict_policy, "use-field-limits=none",
                    "facts: {uses: [military]}\n", NEED_NOT_MET};
    struct answered a = judge_row(&w, &r);

    CHECK(a.answer == NEED_NOT_MET);
    CHECK_U64(a.use_count, 2);
    CHECK_TEXT(a.use[0].ours, "military");
    CHECK_TEXT(a.use[0].evidence.path, "USE_POLICY.md");
    CHECK_U64(a.use[0].evidence.line, 6);
    CHECK_TEXT(a.use[1].evidence.shows, "spam");
    CHECK_TEXT(a.use[1].ours, "");
    arena_free(&w.f.arena);
    r.team = "facts: {uses: [education]}\n";
    a = judge_row(&w, &r);
    CHECK(a.answer == NEED_COUNSEL); // it may change
    arena_free(&w.f.arena);
    r.change = mild_policy; // nothing says that it forbids
    r.team = "facts: {uses: [military]}\n";
    a = judge_row(&w, &r);
    CHECK(a.answer == NEED_COUNSEL);
    CHECK_TEXT(a.use[0].ours, "military");
    arena_free(&w.f.arena);
}

struct list_row {
    const char *text;
    size_t wanted, count;
    uint32_t near, line; // line: of the first item
    const char *first, *last;
};

// By hand; `near` is a span of one line, or 0: the text is all of the list.
static void check_lists(const struct list_row *row, size_t lists)
{
    for (size_t i = 0; i < lists; i++) {
        struct arena a = {0};
        struct use_place p = {.text = view_of(row[i].text),
                              .wanted = row[i].wanted,
                              .span = {{row[i].near, row[i].near}},
                              .span_count = row[i].near != 0};
        struct use_item *item;
        size_t count;

        use_items_find(&a, &p, &item, &count);
        CHECK_U64(count, row[i].count);
        if (count && count == row[i].count) {
            CHECK_U64(item[0].line, row[i].line);
            CHECK_VIEW(item[0].text, view_of(row[i].first));
            CHECK_VIEW(item[count - 1].text, view_of(row[i].last));
        }
        arena_free(&a);
    }
}

TEST(a_list_is_the_run_of_as_many_items_nearest_to_its_place)
{
    static const struct list_row lists[] = {
        {"1. One\n2. Two\nNot:\n1. Three\n2. Four\n", 2, 2, 5, 4, "Three",
         "Four"},
        {"1. One\n2. Two\nNot:\n1. Three\n2. Four\n", 2, 2, 1, 1, "One",
         "Two Not:"},
        {"1. One\n2. Two\nNot:\n1. Three\n2. Four\n", 2, 2, 3, 4, "Three",
         "Four"},
        {"- a\n- b\n- c\n  more\n", 3, 3, 1, 1, "a", "c more"},
        {"(a) a\n(1) x\n(2) y\n(3) z\n(b) b\n", 2, 2, 1, 1, "a", "b"},
        {"2.1 a\n2.2 b\n2.3 c\n", 3, 3, 2, 1, "a", "c"},
        {"(a)\n\nfirst\n(b)\nsecond\n", 2, 2, 1, 3, "first", "second"},
        {"-\ta\n-\tb\n", 2, 2, 1, 1, "a", "b"},
        {"1.One\nA. word\n", 1, 1, 1, 2, "word", "word"},
        {"", 3, 0, 1, 0, "", ""},
    };

    check_lists(lists, sizeof lists / sizeof *lists);
}

TEST(a_list_in_a_list_counts_its_leaves)
{
    static const struct list_row lists[] = {
        {"1. A:\n  a. x\n  b. y\n2. B\n", 3, 3, 1, 2, "x", "B"},
        {"(i) a\n(ii) b\n(iii) c\n(iv) d\n", 4, 4, 1, 1, "a", "d"},
        {"(g) a\n", 1, 1, 1, 1, "(g) a", "(g) a"}, // no list begins so
        // What is as far in is of the list, whatever its number.
        {"1. A\n  1. x\n    1. y\n    2. z\n  1. v\n2. B\n  8. w\n", 4, 4, 1, 3,
         "y", "w"},
        {"- a. one\n- b. two\n", 2, 2, 1, 1, "one", "two"},
        {"1.\xe4\xb8\x80\n2.\xe4\xba\x8c\n", 2, 2, 1, 1, "\xe4\xb8\x80",
         "\xe4\xba\x8c"},
        // Bullets behind other text are a list of their own.
        {"1. a\n2. b\n\nReport to:\n\n- x\n- y\n", 2, 2, 1, 1, "a", "b"},
    };

    check_lists(lists, sizeof lists / sizeof *lists);
}

TEST(a_list_without_marks_is_read_too)
{
    static const struct list_row lists[] = {
        {"You may not, (i) spy, (ii) hurt\nor (iii) lie.\n", 3, 3, 1, 1, "spy,",
         "lie."},
        {"Use.\n\na. use it for (1) war or (2) spying\nb. sell it\n", 2, 2, 3,
         3, "war or", "spying"},
        {"You agree not to:\nspy; hurt\nanyone; lie\n", 3, 3, 1, 2, "spy",
         "lie"},
        {"Uses\n\nNot for:\n\n  war;\n  spying; or\n  lies.\n", 3, 3, 1, 5,
         "war;", "lies."},
        // Nothing that lists: what speaks of it is shown.
        {"3. Limits\nYou may not use it for war.\n", 4, 1, 2, 2,
         "You may not use it for war.", "You may not use it for war."},
        // Not known how many: only what a colon leads to.
        {"You agree not to use it:\n- a\n- b\n", 0, 2, 1, 2, "a", "b"},
        {"1. One\n2. Two\n", 0, 1, 1, 1, "1. One", "1. One"},
        {"1. One\n2. Two\n", 9, 1, 1, 1, "1. One", "1. One"},
        // A text that is a list as a whole.
        {"Policy\n1. A:\n  a. x\n  b. y\n\n2. B\n", 0, 3, 0, 3, "x", "B"},
        {"Policy\n\nNever:\n\nwar\n\nspying\n", 0, 2, 0, 5, "war", "spying"},
        {"Be good.\n", 0, 0, 0, 0, "", ""},
    };

    check_lists(lists, sizeof lists / sizeof *lists);
}

static struct candidate *rank_of(const struct fit *f, const char *given)
{
    for (size_t i = 0; i < f->candidate_count; i++)
        if (view_eq(f->candidate[i].named.given, view_of(given)))
            return &f->candidate[i];
    return NULL;
}

TEST(order_is_by_exclusion_then_open_musts_then_prefers_and_ties_stay)
{
    static const char needs[] = "schema: freehold-needs/1\n"
                                "needs:\n"
                                "  - {id: N-WEIGHTS, level: must}\n"
                                "  - {id: N-PATENT, level: must}\n"
                                "  - {id: N-LOGS, level: prefer}\n";
    struct world w[5];
    struct candidate c[5];

    for (size_t i = 0; i < 5; i++)
        whole(&w[i]);
    facts_part(&w[1].f, PART_DOC_LOGS, STAGE_NONE)->presence = PRESENCE_ABSENT;
    named(&w[2]);
    absent(&w[3]);
    for (size_t i = 0; i < 5; i++)
        c[i] = (struct candidate){.inspection = &w[i].f.i};
    c[0].named.given = VIEW("all"), c[4].named.given = VIEW("all too");
    c[1].named.given = VIEW("no logs"), c[2].named.given = VIEW("named");
    c[3].named.given = VIEW("absent");
    for (size_t turn = 0; turn < 2; turn++) {
        struct candidate order[5];
        struct fit f = {
            .needs = &w[0].needs, .candidate = order, .candidate_count = 5};

        for (size_t i = 0; i < 5; i++)
            order[i] = c[turn ? 4 - i : i];
        CHECK(!needs_read(&w[0].f.arena, &w[0].words, VIEW(needs),
                          VIEW("n.yaml"), &w[0].needs));
        fit_take(&w[0].f.arena, w[0].f.licenses, &w[0].words, &f);
        CHECK_U64(rank_of(&f, "all")->rank, 1);
        CHECK_U64(rank_of(&f, "all too")->rank, 1);
        CHECK_U64(rank_of(&f, "no logs")->rank, 3);
        CHECK_U64(rank_of(&f, "named")->rank, 4);
        CHECK_U64(rank_of(&f, "absent")->rank, 5);
        CHECK(f.any_fits);
    }
    for (size_t i = 0; i < 5; i++)
        arena_free(&w[i].f.arena);
}

// ---- The file ---------------------------------------------------------------

TEST(json_and_yaml_say_the_same)
{
    struct world w;
    struct needs other;
    static const char json[] =
        "{\"schema\": \"freehold-needs/1\", \"needs\": ["
        "{\"id\": \"N-LOGS\", \"level\": \"prefer\", \"why\": \"w\"}],"
        "\"facts\": {\"uses\": [\"legal\"], \"revenue_chf\": 7}}";

    whole(&w);
    CHECK(
        !needs_read(&w.f.arena, &w.words, VIEW(json), VIEW("n.json"), &other));
    CHECK_U64(other.wish_count, 1);
    CHECK_U64(other.wish[0].level, LEVEL_PREFER);
    CHECK_TEXT(other.wish[0].why, "w");
    CHECK_TEXT(other.team.number[0].key, "revenue_chf");
    CHECK_U64(other.team.number[0].value, 7);
    arena_free(&w.f.arena);
}

TEST(what_the_file_says_wins_over_the_profile)
{
    struct world w;

    whole(&w);
    fit_of(&w, "schema: freehold-needs/1\nprofile: research\n"
               "needs: [{id: N-WEIGHTS, level: optional}]\n");
    size_t seen = 0;
    for (size_t i = 0; i < w.needs.wish_count; i++)
        if (view_eq(w.needs.wish[i].id, VIEW("N-WEIGHTS"))) {
            seen++;
            CHECK_U64(w.needs.wish[i].level, LEVEL_OPTIONAL);
        }
    CHECK_U64(seen, 1);
    CHECK_U64(w.needs.wish_count, 13); // needs.md 4: 7, 5 and 1
    arena_free(&w.f.arena);
}

TEST(each_id_of_a_profile_is_in_the_vocabulary)
{
    struct world w;
    size_t ids = 0;

    whole(&w);
    for (size_t i = 0; i < w.words.profiles.record_count; i++)
        for (enum need_level l = LEVEL_MUST; l <= LEVEL_OPTIONAL; l++) {
            struct view rest =
                record_get(&w.words.profiles.record[i], need_level_word(l));

            for (; rest.len; ids++)
                CHECK(need_record(&w.words, view_cut(rest, ' ', &rest)));
        }
    CHECK_U64(ids, 73); // needs.md 4: 16, 14, 13, 10, 8, 7 and 5
    arena_free(&w.f.arena);
}

TEST(ten_thousand_needs_are_read_and_one_more_is_refused)
{
    struct world w;

    whole(&w);
    for (size_t most = 10000; most <= 10001; most++) {
        struct text t = {.arena = &w.f.arena};
        struct needs needs;

        text_print(&t, "schema: freehold-needs/1\nneeds:\n");
        for (size_t i = 0; i < most; i++)
            text_print(&t, "- {id: N-QUAL-%zu, level: prefer}\n", i);
        struct error *e = needs_read(&w.f.arena, &w.words, text_view(&t),
                                     VIEW("n.yaml"), &needs);
        CHECK(most == 10000 ? !e : e && e->kind == ERROR_INPUT);
    }
    arena_free(&w.f.arena);
}

TEST(json_of_every_situation_keeps_to_its_schema)
{
    struct arena a = {0};
    struct view bytes;
    struct json schema;

    CHECK(
        !file_front(&a, VIEW("docs/schema/fit.schema.json"), 1 << 20, &bytes));
    CHECK(!json_read(&a, bytes, VIEW("schema"), &schema));
    for (size_t i = 0; i < ROWS; i++) {
        struct world w;

        judge_row(&w, &rows[i]);
        struct fit f = fit_of(&w, "schema: freehold-needs/1\n"
                                  "name: x\nprofile: product-team\n"
                                  "facts: {support: y, uses: [legal]}\n");
        struct text t = {.arena = &w.f.arena};
        struct json json;
        fit_json(&f, &t);
        CHECK(!json_read(&w.f.arena, text_view(&t), VIEW("out"), &json));
        struct view fault = schema_fault(&w.f.arena, &schema, json.root);
        CHECK_VIEW(fault, (struct view){0});
        arena_free(&w.f.arena);
    }
    arena_free(&a);
}

// ---- The record -------------------------------------------------------------

static const char two_needs[] = "schema: freehold-needs/1\n"
                                "needs:\n"
                                "  - {id: N-PATENT, level: must}\n"
                                "  - {id: N-LOGS, level: prefer}\n";

static struct view record_of(struct world *w, const char *date)
{
    struct text t = {.arena = &w->f.arena};
    struct fit f = fit_of(w, two_needs);

    f.candidate->named.given = VIEW("m");
    decision_record(&f, view_of(date), false, &t);
    return text_view(&t);
}

TEST(a_record_keeps_to_its_schema_and_has_the_same_bytes_each_time)
{
    struct world w, again;
    struct view bytes;
    struct json schema, json;

    whole(&w);
    whole(&again);
    struct view record = record_of(&w, "");
    CHECK_VIEW(record_of(&again, ""), record);
    CHECK(!file_front(&w.f.arena, VIEW("docs/schema/decision.schema.json"),
                      1 << 20, &bytes));
    CHECK(!json_read(&w.f.arena, bytes, VIEW("schema"), &schema));
    CHECK(!json_read(&w.f.arena, record, VIEW("r.json"), &json));
    CHECK_VIEW(schema_fault(&w.f.arena, &schema, json.root), (struct view){0});
    arena_free(&w.f.arena);
    arena_free(&again.f.arena);
}

TEST(a_record_that_was_changed_in_any_byte_is_refused)
{
    struct world w;
    struct decision d;

    whole(&w);
    struct view record = record_of(&w, "2026-11-28");
    CHECK(!decision_read(&w.f.arena, record, VIEW("r.json"), &d));
    CHECK_TEXT(d.date, "2026-11-28");
    CHECK_U64(d.candidate_count, 1);
    CHECK_U64(d.candidate[0].answer_count, 2);
    for (size_t i = 0; i < record.len; i++) {
        struct arena a = {0};
        struct view copy = arena_copy(&a, record);
        char *bytes = arena_array(&a, record.len, 1);

        memcpy(bytes, copy.at, copy.len);
        bytes[i] = bytes[i] == 'x' ? 'y' : 'x';
        struct error *e = decision_read(&a, (struct view){bytes, copy.len},
                                        VIEW("r.json"), &d);
        CHECK(e && e->kind == ERROR_INPUT);
        arena_free(&a);
    }
    arena_free(&w.f.arena);
}

TEST(a_recheck_names_what_changed_and_what_got_worse)
{
    struct world was, is;
    struct decision d;
    struct decision_changes c;

    whole(&was);
    whole(&is);
    facts_part(&was.f, PART_DOC_LOGS, STAGE_NONE)->presence = PRESENCE_ABSENT;
    CHECK(
        !decision_read(&was.f.arena, record_of(&was, ""), VIEW("r.json"), &d));
    set_clause(&is, "patent-grant=excluded");
    struct fit f = fit_of(&is, two_needs);
    f.candidate->named.given = VIEW("m");
    decision_compare(&is.f.arena, &d, &f, &c);
    CHECK_U64(c.count, 2);
    CHECK_U64(c.worse, 1);
    CHECK_TEXT(c.item[0].id, "N-PATENT");
    CHECK_TEXT(c.item[0].was, "met");
    CHECK_TEXT(c.item[0].is, "not-met");
    CHECK(c.item[0].worse);
    CHECK_TEXT(c.item[1].id, "N-LOGS");
    CHECK(!c.item[1].worse);
    arena_free(&was.f.arena);
    arena_free(&is.f.arena);
}

// ---- Asking -----------------------------------------------------------------

static void answer_all(struct world *w, const char *const answer[10])
{
    struct text t = {.arena = &w->f.arena};
    struct asking k;
    struct view question;
    const char *form;
    size_t asked = 0;

    ask_open(&w->f.arena, &k);
    for (; ask_next(&k, &question, &form) && asked < 10; asked++)
        CHECK(ask_take(&k, view_of(answer[asked])));
    CHECK_U64(asked, 10);
    CHECK_U64(k.questions.record_count, 10);
    ask_write(&k, &t);
    CHECK(!needs_read(&w->f.arena, &w->words, text_view(&t), VIEW("n.yaml"),
                      &w->needs));
}

TEST(ten_answers_make_a_needs_file_that_can_be_read)
{
    static const char *const strict[] = {
        "no", "yes", "5000", "y", "YES", "DE NO", "yes", "24", "Ms B", "23.5"};
    static const char *const open[] = {"", "", "", "", "", "", "", "", "", ""};
    struct world w;

    whole(&w);
    answer_all(&w, strict);
    CHECK_U64(w.needs.wish_count, 23);
    CHECK_U64(w.needs.team.number[0].value, 5000);
    CHECK_TEXT(w.needs.team.territories.item[1], "NO");
    CHECK(w.needs.max_memory_gib > 23.4 && w.needs.max_memory_gib < 23.6);
    answer_all(&w, open);
    CHECK_U64(w.needs.wish_count, 1);
    arena_free(&w.f.arena);
}

TEST(an_answer_of_another_kind_is_asked_for_again)
{
    struct world w;
    struct asking k;

    whole(&w);
    ask_open(&w.f.arena, &k);
    CHECK(!ask_take(&k, VIEW("perhaps")));
    CHECK(ask_take(&k, VIEW(" yes\r")));
    CHECK(ask_take(&k, VIEW("no")));
    CHECK(!ask_take(&k, VIEW("many")));
    CHECK(!ask_take(&k, VIEW("-1")));
    CHECK_U64(k.answered, 2);
    arena_free(&w.f.arena);
}

CHECK_MAIN(
    CHECK_CASE(ten_answers_make_a_needs_file_that_can_be_read),
    CHECK_CASE(an_answer_of_another_kind_is_asked_for_again),
    CHECK_CASE(a_record_keeps_to_its_schema_and_has_the_same_bytes_each_time),
    CHECK_CASE(a_record_that_was_changed_in_any_byte_is_refused),
    CHECK_CASE(a_recheck_names_what_changed_and_what_got_worse),
    CHECK_CASE(each_row_of_the_truth_table_holds),
    CHECK_CASE(the_table_has_a_row_for_each_answer_that_a_need_gives),
    CHECK_CASE(crossing_a_threshold_flips_commercial_use_and_nothing_else),
    CHECK_CASE(more_evidence_never_turns_met_into_not_met),
    CHECK_CASE(tightening_a_level_never_makes_a_release_fit),
    CHECK_CASE(forbid_asks_for_the_opposite),
    CHECK_CASE(a_support_statement_says_that_it_is_one),
    CHECK_CASE(a_use_is_found_in_the_line_of_the_list),
    CHECK_CASE(
        every_item_of_the_list_is_shown_with_its_place_and_what_it_names),
    CHECK_CASE(what_the_team_gives_on_is_a_use_too),
    CHECK_CASE(
        duties_of_those_who_give_on_are_met_by_who_states_that_it_does_not),
    CHECK_CASE(a_proof_names_the_figure_of_the_budget),
    CHECK_CASE(a_list_is_the_run_of_as_many_items_nearest_to_its_place),
    CHECK_CASE(a_list_in_a_list_counts_its_leaves),
    CHECK_CASE(a_list_without_marks_is_read_too),
    CHECK_CASE(a_policy_that_nobody_knows_is_read_item_by_item),
    CHECK_CASE(
        order_is_by_exclusion_then_open_musts_then_prefers_and_ties_stay),
    CHECK_CASE(json_and_yaml_say_the_same),
    CHECK_CASE(what_the_file_says_wins_over_the_profile),
    CHECK_CASE(each_id_of_a_profile_is_in_the_vocabulary),
    CHECK_CASE(ten_thousand_needs_are_read_and_one_more_is_refused),
    CHECK_CASE(json_of_every_situation_keeps_to_its_schema))
