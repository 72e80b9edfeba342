// SPDX-License-Identifier: Apache-2.0
// osaid_parts.c - the checks of OSAID 1.0 that ask for a part to be there.
#include "verdict/sheet.h"

static struct view at_part(const struct sheet *s, const struct part *p)
{
    struct evidence e = part_evidence(p);

    return words_at(s->j, &e);
}

// ---------------------------------------------------------------- presence

// For parts asked for only if they were used: absence does not tell.
static void optional_part(struct sheet *s, enum part_kind kind)
{
    const struct part *p = part_of(s, kind);

    if (!row_if_there(s, p))
        row_part(s, VERDICT_NOT_APPLICABLE, p, part_evidence(p),
                 arena_print(s->j->arena,
                             VIEW_FMT " was not found, and nothing here shows "
                                      "that it was used",
                             VIEW_ARG(words_part(s->j, p))));
}

// ---------------------------------------------------------------- data

struct evidence level_evidence(const struct sheet *s)
{
    const struct document_facts *f = &s->j->inspection->inventory.facts;
    const struct part *p = part_of(s, PART_DATA_INFO);

    return f->level_evidence.path.len ? f->level_evidence : part_evidence(p);
}

static struct view level_words(int level)
{
    static const struct view words[] = {
        VIEW_INIT("no statement on the training data was found"),
        VIEW_INIT("only the size or a general origin of the data is given"),
        VIEW_INIT(
            "some sources are named, others are unnamed or cannot be had"),
        VIEW_INIT("every source is named with a place to get it"),
    };

    return words[level < 0 || level > 3 ? 0 : level];
}

// Level 3 meets the check; from `some` on it is met for some sources only.
static void described(struct sheet *s, int some)
{
    const struct part *p = part_of(s, PART_DATA_INFO);
    struct evidence e = level_evidence(s);
    enum verdict_value value = VERDICT_NO;

    if (p->presence != PRESENCE_UNKNOWN && p->level >= 3)
        value = part_is_here(p) ? VERDICT_YES : VERDICT_YES_BY_LINKS;
    else if (p->presence == PRESENCE_UNKNOWN || p->level >= some)
        value = VERDICT_UNDETERMINED;
    row_part(s, value, p, e,
             arena_print(s->j->arena, VIEW_FMT VIEW_FMT,
                         VIEW_ARG(level_words(p->level)),
                         VIEW_ARG(words_at(s->j, &e))));
}

void check_sources_all(struct sheet *s)
{
    described(s, 3);
}

void check_sources_each(struct sheet *s)
{
    described(s, 2);
}

void check_not_shown(struct sheet *s)
{
    row(s, VERDICT_NOT_APPLICABLE, VIEW("nothing here shows such data"));
}

void check_data_shared(struct sheet *s)
{
    const struct part *p = part_of(s, PART_DATA_TRAIN);

    if (!row_if_there(s, p))
        row_part(s, VERDICT_NOT_APPLICABLE, p, part_evidence(p),
                 VIEW("no training set of the maker's own was found; D7 says "
                      "whether its sources are listed"));
}

// ---------------------------------------------------------------- code

void check_data_code(struct sheet *s)
{
    const struct part *code = part_of(s, PART_CODE_DATA);
    const struct part *data = part_of(s, PART_DATA_TRAIN);
    bool data_is_better = data->presence < code->presence;

    if (!row_if_there(s, data_is_better ? data : code))
        row_missing(s, code);
}

// A link to a trainer counts only with the settings of this model beside it.
void check_training_code(struct sheet *s)
{
    const struct part *p = judge_training(s->j);
    const struct part *settings = part_of(s, PART_CONFIG_TRAIN);

    if (p->presence == PRESENCE_POINTER && !part_is_there(settings))
        row_part(s, VERDICT_UNDETERMINED, p, part_evidence(p),
                 arena_print(
                     s->j->arena,
                     VIEW_FMT " is elsewhere" VIEW_FMT
                              " and the settings of this model were not found",
                     VIEW_ARG(words_part(s->j, p)), VIEW_ARG(at_part(s, p))));
    else if (!row_if_there(s, p))
        row_missing(s, p);
}

void check_evaluation_code(struct sheet *s)
{
    optional_part(s, PART_CODE_EVAL);
}

void check_supporting_code(struct sheet *s)
{
    const struct part *lib = part_of(s, PART_CODE_LIB);

    optional_part(s,
                  part_is_there(lib) ? PART_CODE_LIB : PART_CONFIG_TOKENIZER);
}

void check_search_code(struct sheet *s)
{
    optional_part(s, PART_CODE_HPO);
}

// The model can be built from its definition, from code that runs it, from the
// settings of an architecture that engines know, or from the trainer, which
// holds the definition. Weights linked from here bring their settings along.
static void runnable(struct sheet *s, const struct part *wanted,
                     const struct part *other)
{
    const struct inventory *inv = &s->j->inspection->inventory;
    const struct part *train =
        judge_part(s->j, PART_CODE_TRAIN, STAGE_PRETRAIN);
    const struct part *weights = part_of(s, PART_WEIGHTS_FINAL);

    if (part_is_here(wanted) || part_is_here(other))
        row_if_there(s, part_is_here(wanted) ? wanted : other);
    else if (inv->known_architecture)
        row_part(s, VERDICT_YES, wanted, inv->architecture,
                 arena_print(s->j->arena,
                             "the settings name an architecture that engines "
                             "know" VIEW_FMT,
                             VIEW_ARG(words_at(s->j, &inv->architecture))));
    else if (part_is_here(train))
        row_if_there(s, train);
    else if (!row_if_there(s, wanted) && !row_if_there(s, other) &&
             !row_if_there(s, train)) {
        if (part_is_here(weights))
            row_missing(s, wanted);
        else
            row_part(s, VERDICT_UNDETERMINED, wanted, part_evidence(weights),
                     VIEW("the settings of the model are where the weights "
                          "are, not in what was given"));
    }
}

void check_inference_code(struct sheet *s)
{
    runnable(s, part_of(s, PART_CODE_INFER), part_of(s, PART_CODE_ARCH));
}

void check_architecture(struct sheet *s)
{
    runnable(s, part_of(s, PART_CODE_ARCH), part_of(s, PART_CODE_INFER));
}

// ---------------------------------------------------------------- parameters

void check_parameters(struct sheet *s)
{
    const struct part *p = part_of(s, PART_WEIGHTS_FINAL);
    struct view at = at_part(s, p);

    if (p->presence == PRESENCE_PRESENT && p->content == CONTENT_LFS_POINTER)
        row_part(s, VERDICT_YES_BY_LINKS, p, part_evidence(p),
                 arena_print(s->j->arena,
                             "the weights are named with size and digest, not "
                             "downloaded" VIEW_FMT,
                             VIEW_ARG(at)));
    else if (p->presence == PRESENCE_PRESENT &&
             (p->content == CONTENT_TRUNCATED || p->content == CONTENT_PARTIAL))
        row_part(s, VERDICT_UNDETERMINED, p, part_evidence(p),
                 arena_print(s->j->arena,
                             "this copy of the weights is not whole" VIEW_FMT,
                             VIEW_ARG(at)));
    else if (!row_if_there(s, p))
        row_missing(s, p);
}

void check_checkpoints(struct sheet *s)
{
    optional_part(s, PART_WEIGHTS_INTERMEDIATE);
}

void check_optimizer(struct sheet *s)
{
    optional_part(s, PART_WEIGHTS_OPTIMIZER);
}
