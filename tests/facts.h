// SPDX-License-Identifier: Apache-2.0
// facts.h - an inspection filled by hand, for tests of what is made of facts.
//
// Every part of the list is there and absent; a test sets what it needs:
//
//     struct facts f;
//     facts_open(&f);
//     facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT,
//               "Apache-2.0");
//     verdicts_take(&f.arena, f.licenses, &f.i);
#ifndef TESTS_FACTS_H
#define TESTS_FACTS_H

#include "verdict/inspection.h"

struct facts {
    struct arena arena;
    struct licenses *licenses;
    struct release release;
    struct inspection i;
};

static inline void facts_open(struct facts *f)
{
    static struct arena kept; // the licenses are read once
    static struct licenses *licenses;
    struct inventory *inv = &f->i.inventory;

    if (!licenses && licenses_open(&kept, &licenses))
        abort();
    *f = (struct facts){.licenses = licenses};
    f->release.name = VIEW("cedar-7b");
    f->i.release = &f->release;
    for (enum part_kind k = 0; k < PART_END; k++) {
        struct part *p = LIST_ADD(&f->arena, inv->part, inv->part_count);

        *p = (struct part){.kind = k, .presence = PRESENCE_ABSENT, .level = -1};
        if (k != PART_CODE_TRAIN)
            continue;
        p->stage = STAGE_PRETRAIN;
        p = LIST_ADD(&f->arena, inv->part, inv->part_count);
        *p = (struct part){.kind = k,
                           .stage = STAGE_FINETUNE,
                           .presence = PRESENCE_ABSENT,
                           .level = -1};
    }
    inventory_part(inv, PART_DATA_INFO, STAGE_NONE)->level = 0;
}

static inline struct part *facts_part(struct facts *f, enum part_kind kind,
                                      enum stage stage)
{
    return inventory_part(&f->i.inventory, kind, stage);
}

// `license` is an SPDX expression, or "" for none stated.
static inline struct part *facts_set(struct facts *f, enum part_kind kind,
                                     enum stage stage, enum presence presence,
                                     const char *license)
{
    struct part *p = facts_part(f, kind, stage);

    p->presence = presence;
    p->content = presence == PRESENCE_PRESENT ? CONTENT_BYTES : CONTENT_NONE;
    p->evidence[0] = (struct evidence){.path = VIEW("README.md"),
                                       .line = 10 + (uint32_t)kind,
                                       .rule = VIEW("by-hand")};
    p->evidence_count = p->evidence_total = 1;
    p->terms = (struct part_terms){.expression = view_of(license)};
    if (p->terms.expression.len) {
        p->terms.scope = TERMS_OWN;
        p->terms.evidence =
            (struct evidence){.path = VIEW("LICENSE"), .line = 1};
    }
    return p;
}

// Documents describe the data to `level`, under `license`.
static inline void facts_data(struct facts *f, int level, const char *license)
{
    struct part *p =
        facts_set(f, PART_DATA_INFO, STAGE_NONE,
                  level ? PRESENCE_PRESENT : PRESENCE_ABSENT, license);

    p->level = level;
}

static inline struct parent *facts_parent(struct facts *f, const char *name,
                                          enum relation relation,
                                          const char *license)
{
    struct lineage *l = &f->i.inventory.lineage;
    struct parent *p = LIST_ADD(&f->arena, l->parent, l->parent_count);

    *p = (struct parent){.name = view_of(name),
                         .relation = relation,
                         .license = view_of(license),
                         .source = {.path = VIEW("README.md"), .line = 3}};
    return p;
}

static inline void facts_claim(struct facts *f, enum claim_level level,
                               const char *phrase)
{
    struct claims *c = &f->i.inventory.claims;

    *LIST_ADD(&f->arena, c->item, c->count) =
        (struct claim){.level = level,
                       .phrase = view_of(phrase),
                       .text = view_of(phrase),
                       .path = VIEW("README.md"),
                       .line = 5};
}

static inline void facts_on_top(struct facts *f, struct part *p,
                                const char *text)
{
    *LIST_ADD(&f->arena, p->terms.on_top, p->terms.on_top_count) =
        (struct on_top){view_of(text),
                        {.path = VIEW("USE_POLICY.md"), .line = 1}};
}

static inline void facts_conflict(struct facts *f, struct part *p,
                                  const char *license, enum source by)
{
    *LIST_ADD(&f->arena, p->terms.conflict, p->terms.conflict_count) =
        (struct conflict){view_of(license),
                          {.path = VIEW("README.md"), .line = 2, .by = by}};
}

static inline void facts_judge(struct facts *f)
{
    verdicts_take(&f->arena, f->licenses, &f->i);
}

#endif
