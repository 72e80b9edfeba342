// SPDX-License-Identifier: Apache-2.0
// ntia.c - whether the public can have the weights, and how large they are: the
// one fact of the NTIA report on open model weights (yardsticks.md 7).
#include "verdict/judge.h"

#include <inttypes.h>

static struct view parameter_words(const struct judge *j)
{
    uint64_t count = j->inspection->inventory.weights.parameters;

    if (!count)
        return VIEW("the number of parameters was not read");
    return arena_print(j->arena, "%" PRIu64 " parameters", count);
}

static struct view gate_words(const struct judge *j, const struct part *p)
{
    const struct document_facts *f = &j->inspection->inventory.facts;
    struct evidence e =
        f->gate_evidence.path.len ? f->gate_evidence : part_evidence(p);

    if (!p->has_gate || p->gate == GATE_UNKNOWN)
        return VIEW("no gate before the download was found");
    if (p->gate == GATE_NONE)
        return VIEW("no gate stands before the download");
    return arena_print(j->arena, "%s stands before the download" VIEW_FMT,
                       p->gate == GATE_LOGIN  ? "a login"
                       : p->gate == GATE_FORM ? "a form"
                                              : "an agreement",
                       VIEW_ARG(words_at(j, &e)));
}

void ntia_judge(struct judge *j)
{
    struct verdict *v = verdict_begin(j, VIEW("ntia"));
    const struct part *p = judge_part(j, PART_WEIGHTS_FINAL, STAGE_NONE);
    struct view parameters = parameter_words(j);

    if (!part_is_there(p)) {
        v->verdict = p->presence == PRESENCE_UNKNOWN ? VERDICT_UNDETERMINED
                                                     : VERDICT_NOT_APPLICABLE;
        v->qualifier = VIEW("there are no parameters here or linked");
        return;
    }
    v->verdict = p->has_gate && p->gate >= GATE_LOGIN ? VERDICT_NO
                 : part_is_here(p)                    ? VERDICT_YES
                                                      : VERDICT_YES_BY_LINKS;
    v->label = v->verdict == VERDICT_NO ? VIEW("behind a gate")
                                        : VIEW("without a gate");
    v->summary = arena_print(j->arena, VIEW_FMT "; " VIEW_FMT,
                             VIEW_ARG(parameters), VIEW_ARG(gate_words(j, p)));
}
