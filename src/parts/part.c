// SPDX-License-Identifier: Apache-2.0
#include "parts/part.h"

#include <inttypes.h>

// clang-format off
static const struct view parts[PART_END] = {
    [PART_WEIGHTS_FINAL] = VIEW_INIT("weights.final"),
    [PART_WEIGHTS_BASE] = VIEW_INIT("weights.base"),
    [PART_WEIGHTS_INTERMEDIATE] = VIEW_INIT("weights.intermediate"),
    [PART_WEIGHTS_OPTIMIZER] = VIEW_INIT("weights.optimizer"),
    [PART_CONFIG_MODEL] = VIEW_INIT("config.model"),
    [PART_CONFIG_TOKENIZER] = VIEW_INIT("config.tokenizer"),
    [PART_CONFIG_TRAIN] = VIEW_INIT("config.train"),
    [PART_CODE_ARCH] = VIEW_INIT("code.arch"),
    [PART_CODE_INFER] = VIEW_INIT("code.infer"),
    [PART_CODE_TRAIN] = VIEW_INIT("code.train"),
    [PART_CODE_DATA] = VIEW_INIT("code.data"),
    [PART_CODE_EVAL] = VIEW_INIT("code.eval"),
    [PART_CODE_HPO] = VIEW_INIT("code.hpo"),
    [PART_CODE_LIB] = VIEW_INIT("code.lib"),
    [PART_DATA_TRAIN] = VIEW_INIT("data.train"),
    [PART_DATA_INFO] = VIEW_INIT("data.info"),
    [PART_DATA_EVAL] = VIEW_INIT("data.eval"),
    [PART_DOC_CARD] = VIEW_INIT("doc.card"),
    [PART_DOC_REPORT] = VIEW_INIT("doc.report"),
    [PART_DOC_PAPER] = VIEW_INIT("doc.paper"),
    [PART_DOC_EVALRESULTS] = VIEW_INIT("doc.evalresults"),
    [PART_DOC_SAMPLES] = VIEW_INIT("doc.samples"),
    [PART_DOC_CODE] = VIEW_INIT("doc.code"),
    [PART_DOC_HARDWARE] = VIEW_INIT("doc.hardware"),
    [PART_DOC_USAGE] = VIEW_INIT("doc.usage"),
    [PART_DOC_SUMMARY53] = VIEW_INIT("doc.summary53"),
    [PART_DOC_COPYRIGHT] = VIEW_INIT("doc.copyright"),
    [PART_DOC_AUP] = VIEW_INIT("doc.aup"),
    [PART_DOC_LOGS] = VIEW_INIT("doc.logs"),
};

static const struct view stages[] = {
    [STAGE_NONE] = VIEW_INIT(""),
    [STAGE_PRETRAIN] = VIEW_INIT("pretrain"),
    [STAGE_MIDTRAIN] = VIEW_INIT("midtrain"),
    [STAGE_FINETUNE] = VIEW_INIT("finetune"),
    [STAGE_SFT] = VIEW_INIT("sft"),
    [STAGE_PREFERENCE] = VIEW_INIT("preference"),
    [STAGE_RL] = VIEW_INIT("rl"),
    [STAGE_DISTILL] = VIEW_INIT("distill"),
    [STAGE_QUANTIZE] = VIEW_INIT("quantize"),
    [STAGE_MERGE] = VIEW_INIT("merge"),
    [STAGE_EVAL] = VIEW_INIT("eval"),
};

static const struct view presences[] = {
    [PRESENCE_PRESENT] = VIEW_INIT("present"),
    [PRESENCE_POINTER] = VIEW_INIT("pointer"),
    [PRESENCE_MENTIONED] = VIEW_INIT("mentioned"),
    [PRESENCE_ABSENT] = VIEW_INIT("absent"),
    [PRESENCE_UNKNOWN] = VIEW_INIT("unknown"),
};

static const struct view contents[] = {
    [CONTENT_NONE] = VIEW_INIT(""),
    [CONTENT_BYTES] = VIEW_INIT("bytes"),
    [CONTENT_LFS_POINTER] = VIEW_INIT("lfs-pointer"),
    [CONTENT_TRUNCATED] = VIEW_INIT("truncated"),
    [CONTENT_PARTIAL] = VIEW_INIT("partial"),
};

static const struct view gates[] = {
    [GATE_UNKNOWN] = VIEW_INIT("unknown"),
    [GATE_NONE] = VIEW_INIT("none"),
    [GATE_LOGIN] = VIEW_INIT("login"),
    [GATE_FORM] = VIEW_INIT("form"),
    [GATE_AGREEMENT] = VIEW_INIT("agreement"),
};

static const struct view coverages[] = {
    [COVERAGE_UNKNOWN] = VIEW_INIT("unknown"),
    [COVERAGE_FULL] = VIEW_INIT("full"),
    [COVERAGE_PARTIAL] = VIEW_INIT("partial"),
};

static const struct view scopes[] = {
    [TERMS_NONE_STATED] = VIEW_INIT("none-stated"),
    [TERMS_OWN] = VIEW_INIT("own"),
    [TERMS_TYPE] = VIEW_INIT("type"),
    [TERMS_RELEASE] = VIEW_INIT("release"),
    [TERMS_ASSUMED] = VIEW_INIT("assumed"),
};
// clang-format on

struct view part_id(enum part_kind kind)
{
    return kind < PART_END ? parts[kind] : (struct view){0};
}

bool part_id_find(struct view id, enum part_kind *out)
{
    for (enum part_kind k = 0; k < PART_END; k++)
        if (view_eq(parts[k], id)) {
            *out = k;
            return true;
        }
    *out = PART_END;
    return false;
}

struct view stage_word(enum stage s)
{
    return stages[s];
}

bool stage_find(struct view word, enum stage *out)
{
    *out = STAGE_NONE;
    for (size_t s = 1; s < sizeof stages / sizeof *stages; s++)
        if (view_eq(stages[s], word)) {
            *out = (enum stage)s;
            return true;
        }
    return false;
}

struct view presence_word(enum presence p)
{
    return presences[p];
}

struct view content_word(enum content c)
{
    return contents[c];
}

struct view gate_word(enum gate g)
{
    return gates[g];
}

struct view coverage_word(enum coverage c)
{
    return coverages[c];
}

struct view scope_word(enum terms_scope s)
{
    return scopes[s];
}

struct view evidence_place(struct arena *a, const struct evidence *e)
{
    if (!e->path.len)
        return (struct view){0};
    if (e->line)
        return arena_print(a, VIEW_FMT ":%" PRIu32, VIEW_ARG(e->path), e->line);
    if (e->has_bytes)
        return arena_print(a, VIEW_FMT " at byte %" PRIu64, VIEW_ARG(e->path),
                           e->from);
    return e->path;
}
