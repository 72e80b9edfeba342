// SPDX-License-Identifier: Apache-2.0
#include "parts/inventory.h"

#include "base/amount.h"
#include "parts/architecture.h"
#include "parts/declared.h"
#include "parts/heading.h"
#include "parts/rule.h"
#include "parts/signal.h"

#include <inttypes.h>

enum { SLOT_FINETUNE = PART_CODE_TRAIN + 1, SLOTS = PART_END + 1 };
enum { SUMMARY_SIZE = 60 };

// --- places of the list: one a part kind, and one more for code.train

static bool is_tuning(enum stage s)
{
    switch (s) {
    case STAGE_FINETUNE:
    case STAGE_SFT:
    case STAGE_PREFERENCE:
    case STAGE_RL:
    case STAGE_DISTILL:
        return true;
    case STAGE_NONE:
    case STAGE_PRETRAIN:
    case STAGE_MIDTRAIN:
    case STAGE_QUANTIZE:
    case STAGE_MERGE:
    case STAGE_EVAL:
        break;
    }
    return false;
}

static size_t slot_of(enum part_kind kind, enum stage stage)
{
    if (kind < PART_CODE_TRAIN)
        return kind;
    if (kind == PART_CODE_TRAIN)
        return is_tuning(stage) ? SLOT_FINETUNE : PART_CODE_TRAIN;
    return (size_t)kind + 1;
}

struct part *inventory_part(const struct inventory *inv, enum part_kind kind,
                            enum stage stage)
{
    return &inv->part[slot_of(kind, stage)];
}

static void make_parts(struct arena *a, struct inventory *inv)
{
    inv->part = ARENA_NEW(a, struct part, SLOTS);
    inv->part_count = SLOTS;
    for (enum part_kind k = 0; k < PART_END; k++)
        *inventory_part(inv, k, STAGE_NONE) =
            (struct part){.kind = k, .presence = PRESENCE_ABSENT, .level = -1};
    inv->part[PART_CODE_TRAIN].stage = STAGE_PRETRAIN;
    inv->part[SLOT_FINETUNE] = inv->part[PART_CODE_TRAIN];
    inv->part[SLOT_FINETUNE].stage = STAGE_FINETUNE;
}

// --- what could not be looked at

// A document could link to any part, and so could what hides in a folder.
static bool could_hold_all(const struct entry *e)
{
    struct view base = entry_basename(e);
    bool link = view_has(e->reason, VIEW("link"));

    return view_ends(base, VIEW(".md")) || view_ends(base, VIEW(".rst")) ||
           (!link && !view_has(base, VIEW(".")));
}

static bool is_weights_name(struct view base)
{
    static const struct view ends[] = {
        VIEW_INIT(".safetensors"), VIEW_INIT(".gguf"), VIEW_INIT(".bin"),
        VIEW_INIT(".pt"),          VIEW_INIT(".pth"),  VIEW_INIT(".ckpt"),
        VIEW_INIT(".h5"),          VIEW_INIT(".npz"),  VIEW_INIT(".msgpack"),
        VIEW_INIT(".onnx"),
    };

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (view_ends(base, ends[i]))
            return true;
    return false;
}

static bool is_source_name(struct view base)
{
    return view_ends(base, VIEW(".py")) || view_ends(base, VIEW(".sh"));
}

static void unknown_range(struct inventory *inv, enum part_kind from,
                          enum part_kind to)
{
    for (size_t i = slot_of(from, STAGE_NONE); i <= slot_of(to, STAGE_NONE);
         i++)
        inv->part[i].presence = PRESENCE_UNKNOWN;
}

// Not looked at is not absent (yardsticks.md 1.1, rule 2).
static void doubt(const struct release *r, struct inventory *inv)
{
    bool all = r->entry_count == 0 || inv->documents.unread > 0;

    for (size_t i = 0; i < r->note_count; i++)
        all |= view_starts(r->note[i].rule, VIEW("too-many"));
    for (size_t i = 0; i < r->entry_count; i++) {
        const struct entry *e = &r->entry[i];

        if (e->kind != ENTRY_UNREADABLE || e->scope != SCOPE_MAIN)
            continue;
        all |= could_hold_all(e);
        if (is_weights_name(entry_basename(e)))
            unknown_range(inv, PART_WEIGHTS_FINAL, PART_WEIGHTS_OPTIMIZER);
        if (is_source_name(entry_basename(e)))
            unknown_range(inv, PART_CODE_ARCH, PART_CODE_LIB);
    }
    if (all)
        unknown_range(inv, 0, PART_DOC_LOGS);
}

// --- samples of weights

enum { SAMPLE_SIZE = 20000000 }; // bytes of a set that may be a demonstration

// A small set in a tree of code, with no configuration beside it.
static bool is_sample(struct arena *a, const struct release *r,
                      const struct weights_set *s)
{
    const struct entry *e = s->file[0].entry;
    enum root_kind kind = r->root[e->root].kind;
    struct view folder = view_dirname(e->path);
    struct view config = arena_print(a, VIEW_FMT "%sconfig.json",
                                     VIEW_ARG(folder), folder.len ? "/" : "");

    return s->size < SAMPLE_SIZE &&
           (kind == ROOT_CODE || kind == ROOT_FOLDER) &&
           !release_find(r, config);
}

// Where documents link the weights of the release and the tree holds nothing
// but small files beside code, these show the code at work: they are no
// weights of the release.
static void demote_samples(struct arena *a, const struct release *r,
                           const struct weights *w, struct sightings *all)
{
    bool linked = false;

    for (size_t i = 0; i < all->count; i++)
        linked |= all->item[i].part == PART_WEIGHTS_FINAL &&
                  all->item[i].presence == PRESENCE_POINTER;
    for (size_t i = 0; i < w->set_count && linked; i++)
        linked = is_sample(a, r, &w->set[i]);
    for (size_t i = 0; i < all->count && linked && w->set_count; i++)
        if (all->item[i].part == PART_WEIGHTS_FINAL &&
            all->item[i].presence == PRESENCE_PRESENT)
            all->item[i].presence = PRESENCE_MENTIONED;
}

// --- merging

// Best presence first, then the heavier, then by place.
static int compare_sightings(const void *left, const void *right)
{
    const struct sighting *x = left, *y = right;

    if (x->presence != y->presence)
        return x->presence < y->presence ? -1 : 1;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    int path = view_compare(x->evidence.path, y->evidence.path);
    if (path)
        return path;
    if (x->evidence.line != y->evidence.line)
        return x->evidence.line < y->evidence.line ? -1 : 1;
    int rule = view_compare(x->evidence.rule, y->evidence.rule);
    return rule ? rule : view_compare(x->evidence.shows, y->evidence.shows);
}

static bool same_place(const struct evidence *x, const struct evidence *y)
{
    return x->line == y->line && view_eq(x->path, y->path);
}

// How much of a part its best file holds: bytes are worth more than a name.
static int content_rank(enum content c)
{
    static const int rank[] = {
        [CONTENT_NONE] = 0,    [CONTENT_TRUNCATED] = 1,
        [CONTENT_PARTIAL] = 2, [CONTENT_LFS_POINTER] = 3,
        [CONTENT_BYTES] = 4,
    };

    return rank[c];
}

static void add_evidence(struct part *p, const struct evidence *e)
{
    for (size_t i = 0; i < p->evidence_count; i++)
        if (same_place(&p->evidence[i], e))
            return;
    if (p->evidence_count < PART_MAX_EVIDENCE)
        p->evidence[p->evidence_count++] = *e;
    p->evidence_total++;
}

// Takes a sighting, the best ones of the part first.
static void merge(struct part *p, const struct sighting *s)
{
    if (s->presence < p->presence)
        p->presence = s->presence;
    if (s->presence == PRESENCE_PRESENT &&
        content_rank(s->content) > content_rank(p->content))
        p->content = s->content;
    add_evidence(p, &s->evidence);
}

static void merge_all(struct inventory *inv, struct sightings *all)
{
    if (all->count)
        qsort(all->item, all->count, sizeof *all->item, compare_sightings);
    for (size_t i = 0; i < all->count; i++)
        merge(inventory_part(inv, all->item[i].part, all->item[i].stage),
              &all->item[i]);
}

// --- rules that need several sightings

static bool has_present(const struct sightings *all, enum part_kind part)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->item[i].part == part &&
            all->item[i].presence == PRESENCE_PRESENT)
            return true;
    return false;
}

// A trainer that a document links is this model's trainer if the settings are
// here or the document speaks of repeating the training; else a library was
// named (inventory.md 4.2, end).
static void add_trainer(const struct document_facts *f, struct sightings *all)
{
    bool settings = has_present(all, PART_CONFIG_TRAIN);

    if (f->trainer_linked)
        sighting_add(all,
                     (struct sighting){.part = PART_CODE_TRAIN,
                                       .stage = STAGE_PRETRAIN,
                                       .presence = settings || f->reproducible
                                                       ? PRESENCE_POINTER
                                                       : PRESENCE_MENTIONED,
                                       .evidence = f->trainer});
}

static void add_parents(const struct lineage *l, struct sightings *all)
{
    for (size_t i = 0; i < l->parent_count; i++)
        sighting_add(all, (struct sighting){.part = PART_WEIGHTS_BASE,
                                            .presence = PRESENCE_POINTER,
                                            .evidence = l->parent[i].source});
}

// A statement on the data is a document that is here; level 0 is none.
static void add_level(const struct document_facts *f, struct sightings *all)
{
    if (f->data_level > 0 && f->level_evidence.path.len)
        sighting_add(all, (struct sighting){.part = PART_DATA_INFO,
                                            .presence = PRESENCE_PRESENT,
                                            .content = CONTENT_BYTES,
                                            .weight = 5,
                                            .evidence = f->level_evidence});
}

static void set_level(struct inventory *inv, const struct declared_facts *d)
{
    struct part *p = inventory_part(inv, PART_DATA_INFO, STAGE_NONE);

    p->level =
        inv->facts.data_level > d->level ? inv->facts.data_level : d->level;
    if (p->level < 0)
        p->level = 0;
}

// --- gate, coverage, lineage

// A form is answered by a person, an agreement by oneself.
static int gate_rank(enum gate g)
{
    static const int rank[] = {
        [GATE_UNKNOWN] = 0, [GATE_NONE] = 1,      [GATE_LOGIN] = 2,
        [GATE_FORM] = 4,    [GATE_AGREEMENT] = 3,
    };

    return rank[g];
}

static void set_gate(struct inventory *inv, const struct declared_facts *d)
{
    struct part *p = inventory_part(inv, PART_WEIGHTS_FINAL, STAGE_NONE);
    enum gate found = inv->facts.gate;

    p->gate = gate_rank(d->gate) > gate_rank(found) ? d->gate : found;
    p->has_gate = p->gate != GATE_UNKNOWN;
    if (inv->facts.gate_evidence.path.len && found > GATE_NONE)
        add_evidence(p, &inv->facts.gate_evidence);
    if (d->gate_evidence.path.len)
        add_evidence(p, &d->gate_evidence);
}

static void set_coverage(struct inventory *inv)
{
    struct part *p = inventory_part(inv, PART_WEIGHTS_FINAL, STAGE_NONE);

    if (p->presence != PRESENCE_PRESENT)
        return;
    for (size_t i = 0; i < inv->weights.set_count; i++) {
        const struct weights_set *s = &inv->weights.set[i];

        if (s->role != WEIGHTS_FINAL || p->coverage == COVERAGE_FULL)
            continue;
        p->coverage = s->complete ? COVERAGE_FULL : COVERAGE_PARTIAL;
        p->coverage_why = s->complete ? (struct view){0} : s->incomplete_why;
    }
}

static bool has_role(const struct weights *w, enum weights_role role)
{
    for (size_t i = 0; i < w->set_count; i++)
        if (w->set[i].role == role)
            return true;
    return false;
}

// Whether every set of parameters that is here has this role.
static bool only_role(const struct weights *w, enum weights_role role)
{
    bool other = false;

    for (size_t i = 0; i < w->set_count; i++)
        other |= w->set[i].role != role &&
                 w->set[i].role != WEIGHTS_OPTIMIZER &&
                 w->set[i].role != WEIGHTS_INTERMEDIATE;
    return has_role(w, role) && !other;
}

static bool has_relation(const struct lineage *l, enum relation relation)
{
    for (size_t i = 0; i < l->parent_count; i++)
        if (l->parent[i].relation == relation)
            return true;
    return false;
}

// A kind is a relation to a parent: what a document says of adapters or deltas
// counts if a parent is named, else it speaks of what others may make. A parent
// whose relation nobody stated was most likely fine-tuned, as the hub takes it.
static void set_kind(struct inventory *inv)
{
    const struct lineage *l = &inv->lineage;
    const struct document_facts *f = &inv->facts;
    bool parent = l->parent_count > 0;

    inv->is_adapter = (f->is_adapter && parent) ||
                      has_relation(l, RELATION_ADAPTER) ||
                      only_role(&inv->weights, WEIGHTS_ADAPTER);
    inv->is_delta = (f->is_delta && parent) ||
                    has_relation(l, RELATION_DELTA) ||
                    only_role(&inv->weights, WEIGHTS_DELTA);
    inv->is_merge = (f->is_merge && parent) || has_relation(l, RELATION_MERGE);
    inv->is_quantized = (f->is_quantized && parent) ||
                        has_relation(l, RELATION_QUANTIZED) ||
                        only_role(&inv->weights, WEIGHTS_QUANTIZED);
    inv->is_finetune = inv->is_adapter || inv->is_delta ||
                       has_relation(l, RELATION_FINETUNE) ||
                       has_relation(l, RELATION_UNKNOWN);
}

// --- words for the text report

// A manifest is named as the user wrote it: its folders would fill the line.
static struct view place_words(struct arena *a, struct evidence e)
{
    if (e.by == BY_DECLARED)
        e.path = view_basename(e.path);
    return evidence_place(a, &e);
}

static struct view count_words(struct arena *a, uint64_t parameters)
{
    if (parameters >= 1000000000)
        return arena_print(a, ", %.2f B", (double)parameters / 1e9);
    if (parameters >= 100000)
        return arena_print(a, ", %.1f M", (double)parameters / 1e6);
    if (parameters)
        return arena_print(a, ", " VIEW_FMT " parameters",
                           VIEW_ARG(amount_count(a, parameters)));
    return (struct view){0};
}

// "4 safetensors, 291 tensors, 8.03 B, bf16"; of pointers "72 safetensors,
// 352 GB, not downloaded"
static struct view weights_words(struct arena *a, const struct weights_set *s,
                                 enum content content)
{
    struct view tensors = {0}, count = count_words(a, s->parameters);

    if (s->tensor_count)
        tensors = arena_print(a, ", %" PRIu64 " tensor%s", s->tensor_count,
                              s->tensor_count == 1 ? "" : "s");
    else
        tensors =
            arena_print(a, ", " VIEW_FMT, VIEW_ARG(amount_size(a, s->size)));
    return arena_print(
        a, "%zu " VIEW_FMT VIEW_FMT VIEW_FMT "%s" VIEW_FMT "%s", s->file_count,
        VIEW_ARG(s->format), VIEW_ARG(tensors), VIEW_ARG(count),
        s->dtype.len ? ", " : "", VIEW_ARG(s->dtype),
        content == CONTENT_LFS_POINTER ? ", not downloaded" : "");
}

static const struct weights_set *first_set(const struct weights *w,
                                           enum part_kind kind)
{
    for (size_t i = 0; i < w->set_count; i++) {
        enum weights_role role = w->set[i].role;
        enum part_kind part =
            role == WEIGHTS_INTERMEDIATE ? PART_WEIGHTS_INTERMEDIATE
            : role == WEIGHTS_OPTIMIZER  ? PART_WEIGHTS_OPTIMIZER
                                         : PART_WEIGHTS_FINAL;
        if (part == kind)
            return &w->set[i];
    }
    return NULL;
}

// "tokenizer.json, 3 more"
static struct view present_words(struct arena *a, const struct part *p,
                                 size_t files)
{
    struct view first = p->evidence[0].path;

    if (files > 1)
        return arena_print(a, VIEW_FMT ", %zu more", VIEW_ARG(first),
                           files - 1);
    return first;
}

// Files among the sightings that make the part present. They stand together,
// by weight and then by path.
static size_t present_files(const struct sightings *all, const struct part *p)
{
    struct view last = {0};
    size_t files = 0;

    for (size_t i = 0; i < all->count; i++) {
        const struct sighting *s = &all->item[i];

        if (s->presence != PRESENCE_PRESENT ||
            slot_of(s->part, s->stage) != slot_of(p->kind, p->stage) ||
            view_eq(s->evidence.path, last))
            continue;
        last = s->evidence.path;
        files++;
    }
    return files;
}

static void summarize(struct arena *a, const struct inventory *inv,
                      const struct sightings *all, uint64_t files,
                      struct part *p)
{
    const struct weights_set *set = first_set(&inv->weights, p->kind);
    const struct evidence *e = &p->evidence[0];

    if (p->presence == PRESENCE_PRESENT && set)
        p->summary = weights_words(a, set, p->content);
    else if (p->presence == PRESENCE_PRESENT && p->evidence_count)
        p->summary = present_words(a, p, present_files(all, p));
    else if (p->evidence_count)
        p->summary =
            arena_print(a, VIEW_FMT " " VIEW_FMT, VIEW_ARG(place_words(a, *e)),
                        VIEW_ARG(view_head(e->shows, SUMMARY_SIZE)));
    else if (!files)
        p->summary = VIEW("no file to look in");
    else
        p->summary =
            arena_print(a, "looked in %" PRIu64 " file%s, %zu document%s",
                        files, files == 1 ? "" : "s", inv->documents.count,
                        inv->documents.count == 1 ? "" : "s");
}

// What was not read may say otherwise.
static void tell_unread(struct arena *a, size_t unread, struct safety *safety)
{
    if (unread)
        safety_add(a, safety,
                   (struct safety_finding){
                       .rule = VIEW("limit.documents"),
                       .severity = SAFETY_LIMIT,
                       .shows = arena_print(
                           a,
                           "%zu document%s not read, or not to the end: there "
                           "is more text here than is looked at",
                           unread, unread == 1 ? " was" : "s were")});
}

void inventory_take(struct arena *a, const struct release *r, size_t threads,
                    struct inventory *out, struct safety *safety)
{
    struct sightings all = {.arena = a};
    struct signals signals;
    struct declared_facts declared;
    struct architecture architecture;

    *out = (struct inventory){0};
    make_parts(a, out);
    documents_read(a, r, threads, &out->documents);
    tell_unread(a, out->documents.unread, safety);
    doubt(r, out);
    documents_sightings(a, r, &out->documents, &all);
    documents_facts(a, r, &out->documents, &all, &out->facts);
    headings_sightings(a, &out->documents, &all);
    claims_find(a, &out->documents, &out->claims);
    disclosures_find(a, &out->documents, &out->disclosures);
    training_summary_find(a, &out->documents, &out->summary);
    lineage_read(a, r, &out->documents, &out->lineage);
    weights_read(a, r, threads, &out->weights, safety);
    weights_sightings(a, &out->weights, &all);
    demote_samples(a, r, &out->weights, &all);
    signals_find(a, r, threads, &signals, &all);
    architecture_find(a, r, &signals, &architecture, &all);
    declared_sightings(a, r, &all);
    declared_facts(r, &declared);

    add_trainer(&out->facts, &all);
    add_parents(&out->lineage, &all);
    add_level(&out->facts, &all);
    merge_all(out, &all);
    set_level(out, &declared);
    set_gate(out, &declared);
    set_coverage(out);
    set_kind(out);
    out->calls_api = signals.calls_api || declared.endpoint;
    out->api = declared.endpoint ? declared.endpoint_evidence : signals.api;
    out->known_architecture = architecture.known;
    out->architecture = architecture.evidence;
    for (size_t i = 0; i < out->part_count; i++)
        summarize(a, out, &all, r->files, &out->part[i]);
}
