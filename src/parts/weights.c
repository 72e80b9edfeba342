// SPDX-License-Identifier: Apache-2.0
#include "parts/weights.h"

#include "base/amount.h"
#include "base/pool.h"
#include "parts/weights_header.h"
#include "parts/weights_index.h"
#include "parts/weights_name.h"

#include <inttypes.h>

enum {
    LEAST_WEIGHTS = 1000000, // bytes; smaller files are tests and examples
    CONFIG_SIZE = 4 << 20,   // bytes we read of a config.json
    MOST_ORIGINALS = 256,    // sets that others may be copies of
};

// A file whose name says weights.
struct candidate {
    const struct entry *entry;
    struct weights_name name;
    struct weights_header_job job;
    struct weights_header *header; // empty if `reads` is not set
    size_t set;                    // index, or SIZE_MAX: of no set
    size_t config; // index, or SIZE_MAX: no config.json beside it
    bool reads;    // its header is to be read
};

// A config.json and what it says of the tensors of its folder. It is read when
// a file beside it holds tensors.
struct folder_config {
    const struct entry *entry;
    struct model_shape shape;
    bool tried, read;
};

// The candidates of a set, in the order of their paths.
struct members {
    size_t *candidate; // indices
    size_t count;
};

struct job {
    struct arena *arena;
    struct arena scratch; // until weights_read returns
    const struct release *release;
    struct safety *safety;
    struct weights *out;
    struct weights_names *names;
    struct families *families;
    struct weights_header *unread; // of all files that are not read
    struct candidate *candidate;
    size_t candidate_count;
    struct folder_config *config;
    size_t config_count;
    struct map configs;      // folder -> index in `config`
    struct map indices;      // folders that hold an index
    struct map adapters;     // folders that hold an adapter_config.json
    struct map sets;         // key of a set -> its index
    struct members *members; // of each set, until the sets are sorted
    size_t members_count;
    struct index_shard *shard; // one for each candidate, for the indices
    struct pool_gate gate;
};

static void find(struct job *j, struct view rule, enum safety_verdict severity,
                 const struct entry *e, struct view shows)
{
    safety_add(j->arena, j->safety,
               (struct safety_finding){.rule = rule,
                                       .severity = severity,
                                       .path = e->path,
                                       .shows = shows});
}

static struct evidence evidence_of(const struct entry *e, struct view rule,
                                   struct view shows)
{
    return (struct evidence){
        .path = e->path, .digest = e->digest, .rule = rule, .shows = shows};
}

// A path without the name of its root: what a rule on folders may look at.
static struct view within_root(const struct job *j, const struct entry *e,
                               struct view path)
{
    if (j->release->root_count < 2)
        return path;
    return view_from(path, j->release->root[e->root].name.len + 1);
}

// --- finding the files

static void add_argument(struct job *j, const struct entry *e)
{
    sighting_add(&j->out->seen,
                 (struct sighting){
                     .part = PART_CONFIG_TRAIN,
                     .presence = PRESENCE_PRESENT,
                     .content = e->kind == ENTRY_FILE ? CONTENT_BYTES
                                                      : CONTENT_LFS_POINTER,
                     .evidence = evidence_of(e, VIEW("training-arguments"),
                                             VIEW("arguments of a training "
                                                  "run, pickled"))});
}

static void take_candidate(struct job *j, const struct entry *e)
{
    struct weights_name name;

    weights_name_read(&j->scratch, j->names, within_root(j, e, e->lower),
                      &name);
    if (name.kind == WEIGHTS_KIND_NONE)
        return;
    if (name.kind == WEIGHTS_KIND_ARGUMENTS)
        add_argument(j, e);
    struct candidate *c =
        LIST_ADD(&j->scratch, j->candidate, j->candidate_count);
    c->entry = e;
    c->name = name;
    c->set = SIZE_MAX;
    c->config = SIZE_MAX;
    c->reads = e->kind == ENTRY_FILE && weights_header_reads(name.format);
    c->header =
        c->reads ? ARENA_NEW(&j->scratch, struct weights_header, 1) : j->unread;
}

static void add_name(struct map *m, struct view name, size_t value)
{
    bool is_new;

    *map_at(m, name, &is_new) = value;
}

static void add_config(struct job *j, const struct entry *e)
{
    add_name(&j->configs, view_dirname(e->path), j->config_count);
    LIST_ADD(&j->scratch, j->config, j->config_count)->entry = e;
}

// A config.json that cannot be read says nothing of tensors; that it cannot is
// told where configurations are looked at.
static bool read_config(struct job *j, struct folder_config *c)
{
    struct arena own = {0};
    struct view bytes;
    struct json json;

    if (c->tried)
        return c->read;
    c->tried = true;
    c->read = !entry_read(&own, c->entry, CONFIG_SIZE, &bytes) &&
              !json_read(&own, bytes, c->entry->path, &json);
    if (c->read)
        model_shape_take(&j->scratch, j->families, json.root, &c->shape);
    arena_free(&own);
    return c->read;
}

static void find_files(struct job *j)
{
    const struct release *r = j->release;

    for (size_t i = 0; i < r->entry_count; i++) {
        const struct entry *e = &r->entry[i];
        struct view base = entry_basename(e);

        if (e->scope != SCOPE_MAIN || e->kind == ENTRY_SUBMODULE ||
            e->kind == ENTRY_UNREADABLE)
            continue;
        if (e->kind == ENTRY_FILE && view_eq(base, VIEW("config.json")))
            add_config(j, e);
        else if (view_eq(base, VIEW("adapter_config.json")))
            add_name(&j->adapters, view_dirname(e->path), 0);
        else if (e->kind == ENTRY_FILE && weights_index_is(e->lower))
            add_name(&j->indices, view_dirname(e->path), 0);
        else
            take_candidate(j, e);
    }
}

// --- reading headers

static void read_one(void *context, size_t i)
{
    struct job *j = context;
    struct candidate *c = &j->candidate[i];

    if (!c->reads)
        return;
    pool_gate_enter(&j->gate, c->entry->size);
    weights_header_read(&c->job, c->header);
    pool_gate_leave(&j->gate, c->entry->size);
}

static void read_headers(struct job *j, size_t threads)
{
    for (size_t i = 0; i < j->candidate_count; i++) {
        struct candidate *c = &j->candidate[i];
        struct view folder = view_dirname(c->entry->path);
        const size_t *config = map_find(&j->configs, folder);

        if (config && !read_config(j, &j->config[*config]))
            config = NULL;
        if (config)
            c->config = *config;
        c->job = (struct weights_header_job){
            .entry = c->entry,
            .format = c->name.format,
            .uncertain = c->name.uncertain,
            .shape = config ? &j->config[*config].shape : NULL,
            .keep_names = map_find(&j->indices, folder) != NULL,
        };
    }
    pool_run(threads, j->candidate_count, read_one, j);
}

static void tell_notes(struct job *j, const struct candidate *c)
{
    for (size_t i = 0; i < c->header->note_count; i++) {
        const struct tensor_note *n = &c->header->note[i];

        safety_add(j->arena, j->safety,
                   (struct safety_finding){
                       .rule = arena_copy(j->arena, n->rule),
                       // The words of notes are those of findings, but for ok.
                       .severity = (enum safety_verdict)(n->severity + 1),
                       .path = c->entry->path,
                       .member = arena_copy(j->arena, n->member),
                       .has_offset = n->offset > 0,
                       .offset = n->offset,
                       .shows = arena_copy(j->arena, n->shows)});
    }
}

static void tell_shapes(struct job *j, const struct candidate *c)
{
    const struct weights_header *h = c->header;

    if (h->other_shapes)
        safety_add(
            j->arena, j->safety,
            (struct safety_finding){
                .rule = VIEW("config-disagrees"),
                .severity = SAFETY_MALFORMED,
                .path = c->entry->path,
                .has_offset = h->other_shape_at > 0,
                .offset = h->other_shape_at,
                .shows = arena_print(
                    j->arena, "%zu tensors differ from config.json: " VIEW_FMT,
                    h->other_shapes, VIEW_ARG(h->other_shape))});
}

static void tell_headers(struct job *j)
{
    for (size_t i = 0; i < j->candidate_count; i++) {
        const struct candidate *c = &j->candidate[i];

        tell_notes(j, c);
        j->out->checkpoint[c->entry - j->release->entry] =
            c->header->tried && view_eq(c->header->format, VIEW("torch"));
        tell_shapes(j, c);
        if (c->entry->kind == ENTRY_FILE && c->entry->size_known &&
            c->entry->size == 0 && c->name.kind == WEIGHTS_KIND_TENSORS) {
            find(j, VIEW("weights-empty"), SAFETY_MALFORMED, c->entry,
                 VIEW("has no bytes"));
            sighting_add(&j->out->seen,
                         (struct sighting){
                             .part = PART_WEIGHTS_FINAL,
                             .presence = PRESENCE_ABSENT,
                             .content = CONTENT_TRUNCATED,
                             .evidence = evidence_of(
                                 c->entry, VIEW("weights-empty"),
                                 VIEW("named like weights, has no bytes"))});
        }
    }
}

// --- sets

static bool is_empty(const struct candidate *c)
{
    return c->entry->kind == ENTRY_FILE && c->entry->size == 0;
}

// Weights by name and size. What was cut off counts with what it should be,
// and a file that the user named counts whatever its size.
static bool is_weights(const struct job *j, const struct candidate *c)
{
    const struct entry *e = c->entry;

    if (c->name.kind == WEIGHTS_KIND_OPTIMIZER)
        return e->size > 0;
    return c->name.kind == WEIGHTS_KIND_TENSORS &&
           (e->size >= LEAST_WEIGHTS || c->header->cut ||
            j->release->root[e->root].kind == ROOT_FILE ||
            (e->kind == ENTRY_MISSING && !e->size_known));
}

static enum weights_role role_of(const struct job *j, const struct candidate *c)
{
    struct view folder = view_dirname(c->entry->path);

    if (c->name.kind == WEIGHTS_KIND_OPTIMIZER)
        return WEIGHTS_OPTIMIZER;
    if (c->name.is_adapter || map_find(&j->adapters, folder))
        return WEIGHTS_ADAPTER;
    if (c->name.has_step)
        return WEIGHTS_INTERMEDIATE;
    if (c->name.is_delta)
        return WEIGHTS_DELTA;
    return c->name.is_quantized ? WEIGHTS_QUANTIZED : WEIGHTS_FINAL;
}

// Files of one key are one set: same folder, format, name but for numbers of
// shards, and step of training.
static size_t *set_of(struct job *j, const struct candidate *c, bool *is_new)
{
    struct view folder = view_dirname(c->entry->path);
    struct view key = arena_print(
        &j->scratch,
        "%" PRIu32 "\n" VIEW_FMT "\n" VIEW_FMT "\n" VIEW_FMT "\n%d %" PRIu64,
        c->entry->root, VIEW_ARG(folder), VIEW_ARG(c->name.format),
        VIEW_ARG(c->name.stem), (int)c->name.kind,
        c->name.has_step ? c->name.step + 1 : 0);

    return map_at(&j->sets, key, is_new);
}

static size_t begin_set(struct job *j, const struct candidate *c)
{
    struct weights *w = j->out;

    *LIST_ADD(&j->scratch, j->members, j->members_count) = (struct members){0};
    *LIST_ADD(j->arena, w->set, w->set_count) = (struct weights_set){
        .role = role_of(j, c),
        .format = arena_copy(j->arena, c->name.format),
        .folder = within_root(j, c->entry, view_dirname(c->entry->path)),
        .complete = true,
        .in_copies = c->name.is_copy,
        .step = c->name.has_step ? c->name.step : 0};
    return w->set_count - 1;
}

static void add_to_set(struct job *j, struct candidate *c)
{
    struct weights_set *s = &j->out->set[c->set];
    struct members *m = &j->members[c->set];
    const struct weights_header *h = c->header;

    *LIST_ADD(&j->scratch, m->candidate, m->count) = (size_t)(c - j->candidate);
    *LIST_ADD(j->arena, s->file, s->file_count) = (struct weights_file){
        .entry = c->entry,
        .format = arena_copy(j->arena, h->tried ? h->format : c->name.format),
        .read = h->read,
        .empty = is_empty(c),
        .cut = h->cut,
        .tensor_count = h->tensor_count,
        .parameters = h->parameters,
        .license = arena_copy(j->arena, h->license),
        .license_offset = h->license_at,
        .license_link = arena_copy(j->arena, h->license_link),
        .base_model = arena_copy(j->arena, h->base_model),
        .base_model_offset = h->base_model_at,
    };
}

// A file that is too small for weights, or empty, is a shard if others of its
// set are large enough: the last shard may hold one norm.
static void make_sets(struct job *j)
{
    bool is_new;

    for (size_t i = 0; i < j->candidate_count; i++)
        if (!is_empty(&j->candidate[i]) && is_weights(j, &j->candidate[i])) {
            size_t *set = set_of(j, &j->candidate[i], &is_new);
            if (is_new)
                *set = begin_set(j, &j->candidate[i]);
        }
    for (size_t i = 0; i < j->candidate_count; i++) {
        struct candidate *c = &j->candidate[i];
        size_t *set = set_of(j, c, &is_new);

        if (is_new)
            *set = SIZE_MAX;
        if (is_new && !j->out->small && !is_empty(c) &&
            c->name.kind == WEIGHTS_KIND_TENSORS)
            j->out->small = c->entry;
        c->set = *set;
        if (c->set != SIZE_MAX)
            add_to_set(j, c);
    }
}

static const struct candidate *member(const struct job *j, size_t set, size_t i)
{
    return &j->candidate[j->members[set].candidate[i]];
}

static void add_shares(struct dtype_share *all, size_t *count,
                       const struct weights_header *h)
{
    for (size_t i = 0; i < h->share_count; i++) {
        size_t k = 0;

        while (k < *count && !view_eq(all[k].dtype, h->share[i].dtype))
            k++;
        if (k == HEADER_MAX_DTYPES)
            continue;
        if (k == *count)
            all[(*count)++].dtype = h->share[i].dtype;
        all[k].parameters += h->share[i].parameters;
    }
}

// Sums of a set; numbers stand only if every file of it was read.
static void sum_set(struct job *j, size_t set)
{
    struct weights_set *s = &j->out->set[set];
    struct dtype_share share[HEADER_MAX_DTYPES] = {0};
    size_t shares = 0, most = 0;
    bool all_read = true;

    for (size_t i = 0; i < j->members[set].count; i++) {
        const struct candidate *c = member(j, set, i);

        s->size += c->entry->size;
        s->tensor_count += c->header->tensor_count;
        s->parameters += c->header->parameters;
        all_read &= c->header->read;
        add_shares(share, &shares, c->header);
    }
    for (size_t i = 1; i < shares; i++)
        if (share[i].parameters > share[most].parameters)
            most = i;
    if (shares)
        s->dtype = arena_copy(j->arena, share[most].dtype);
    if (!all_read)
        s->tensor_count = s->parameters = 0;
}

// --- completeness

static void miss(struct weights_set *s, struct view why)
{
    if (s->complete)
        s->incomplete_why = why;
    s->complete = false;
}

static void check_files(struct job *j, struct weights_set *s)
{
    for (size_t i = 0; i < s->file_count; i++) {
        const struct weights_file *f = &s->file[i];
        const char *what = f->empty                          ? "has no bytes"
                           : f->cut                          ? "is cut off"
                           : f->entry->kind == ENTRY_MISSING ? "is not here"
                                                             : NULL;

        if (what)
            miss(s, arena_print(j->arena, VIEW_FMT " %s",
                                VIEW_ARG(view_basename(f->entry->path)), what));
    }
}

// The first of the numbers first .. first + total - 1 that no file of the set
// has. There are fewer files than numbers, so it is among the first ones.
static uint64_t missing_number(struct job *j, size_t set, uint64_t first)
{
    size_t count = j->members[set].count, at = 0;
    bool *seen = ARENA_NEW(&j->scratch, bool, count + 1);

    for (size_t i = 0; i < count; i++) {
        uint64_t number = member(j, set, i)->name.number;

        if (number >= first && number - first < count)
            seen[number - first] = true;
    }
    while (at < count && seen[at])
        at++;
    return first + at;
}

// Shards are counted from 1, rarely from 0. Names are unique, so with as many
// files as numbers all are there.
static void check_numbers(struct job *j, size_t set)
{
    struct weights_set *s = &j->out->set[set];
    uint64_t total = 0, first = 1;

    for (size_t i = 0; i < j->members[set].count; i++) {
        const struct weights_name *n = &member(j, set, i)->name;

        if (n->total > total)
            total = n->total;
        if (n->total && n->number == 0)
            first = 0;
    }
    if (total > s->file_count)
        miss(s, arena_print(j->arena,
                            "shard %" PRIu64 " of %" PRIu64 " is missing",
                            missing_number(j, set, first), total));
}

static void check_index(struct job *j, const struct entry *e)
{
    struct index_facts facts;

    weights_index_check(j->arena, e, j->shard, j->candidate_count, &facts,
                        j->safety);
    if (facts.named && facts.missing == facts.named)
        sighting_add(
            &j->out->seen,
            (struct sighting){
                .part = PART_WEIGHTS_FINAL,
                .presence = PRESENCE_ABSENT,
                .content = CONTENT_PARTIAL,
                .evidence = evidence_of(
                    e, VIEW("index-without-shards"),
                    arena_print(j->arena,
                                "names %zu shards, none of which is here",
                                facts.named))});
    if (!facts.shard || !facts.missing)
        return;
    size_t set = j->candidate[facts.shard - j->shard].set;
    if (set != SIZE_MAX)
        miss(&j->out->set[set], arena_print(j->arena, VIEW_FMT " is missing",
                                            VIEW_ARG(facts.first_missing)));
}

static void check_indices(struct job *j)
{
    j->shard = ARENA_NEW(&j->scratch, struct index_shard, j->candidate_count);
    for (size_t i = 0; i < j->candidate_count; i++) {
        const struct candidate *c = &j->candidate[i];

        j->shard[i] = (struct index_shard){c->entry, c->header,
                                           c->entry->kind != ENTRY_MISSING &&
                                               !is_empty(c)};
    }
    for (size_t i = 0; i < j->release->entry_count; i++) {
        const struct entry *e = &j->release->entry[i];

        if (e->kind == ENTRY_FILE && e->scope == SCOPE_MAIN &&
            weights_index_is(e->lower))
            check_index(j, e);
    }
}

// The layers that config.json counts and those whose tensors are there.
static void check_layers(struct job *j, size_t set)
{
    const struct weights_set *s = &j->out->set[set];
    const struct folder_config *config = NULL;
    uint64_t layers = 0;
    bool all_read = s->complete;

    for (size_t i = 0; i < j->members[set].count; i++) {
        const struct candidate *c = member(j, set, i);

        if (c->config != SIZE_MAX)
            config = &j->config[c->config];
        all_read &= c->header->read;
        if (c->header->layers > layers)
            layers = c->header->layers;
    }
    if (!config || !config->shape.layers || !layers || !all_read ||
        layers == config->shape.layers)
        return;
    find(j, VIEW("config-disagrees"), SAFETY_MALFORMED, config->entry,
         arena_print(j->arena,
                     "says %" PRIu64 " layers; the tensors in %s" VIEW_FMT
                     " are of %" PRIu64,
                     config->shape.layers,
                     s->file_count > 1 ? "the set of " : "",
                     VIEW_ARG(s->file[0].entry->path), layers));
}

// --- copies

static bool is_here(const struct weights_set *s)
{
    for (size_t i = 0; i < s->file_count; i++)
        if (s->file[i].entry->kind == ENTRY_FILE)
            return true;
    return false;
}

// Own weights first; of copies the one that tells most.
static int rank(const struct weights_set *s)
{
    static const struct view formats[] = {
        // best known first
        VIEW_INIT("safetensors"), VIEW_INIT("torch"), VIEW_INIT("gguf")};
    size_t format = 0;

    while (format < sizeof formats / sizeof *formats &&
           !view_eq(formats[format], s->format))
        format++;
    return (int)s->role * 100 + (s->complete ? 0 : 50) +
           (s->parameters ? 0 : 20) + (is_here(s) ? 0 : 10) + (int)format;
}

static int by_rank(const void *left, const void *right)
{
    const struct weights_set *a = left, *b = right;
    int order = rank(a) - rank(b);

    if (!order && a->role == WEIGHTS_INTERMEDIATE && a->step != b->step)
        return a->step > b->step ? -1 : 1; // the last one first
    return order ? order
                 : view_compare(a->file[0].entry->path, b->file[0].entry->path);
}

// Within one in a hundred.
static bool about(uint64_t a, uint64_t b)
{
    uint64_t more = a > b ? a : b, less = a > b ? b : a;

    return more - less <= more / 100;
}

// Whether two sizes are those of the same parameters in types of 4, 2 or 1
// bytes.
static bool same_by_size(uint64_t a, uint64_t b)
{
    for (uint64_t times = 1; times <= 4; times *= 2)
        if (about(a, b * times) || about(a * times, b))
            return true;
    return false;
}

static bool same_digests(const struct weights_set *a,
                         const struct weights_set *b)
{
    if (a->file_count != b->file_count)
        return false;
    for (size_t i = 0; i < a->file_count; i++)
        if (!a->file[i].entry->digest.len ||
            !view_eq(a->file[i].entry->digest, b->file[i].entry->digest))
            return false;
    return true;
}

// Other weights in the same format and another folder are other weights, even
// if there are as many: a base model and its fine-tune.
static bool may_be_copies(const struct weights_set *a,
                          const struct weights_set *b)
{
    return !view_eq(a->format, b->format) || view_eq(a->folder, b->folder);
}

static bool is_copy(const struct weights_set *a, const struct weights_set *of)
{
    if (a->file[0].entry->root != of->file[0].entry->root)
        return same_digests(a, of);
    if (a->role == WEIGHTS_QUANTIZED &&
        (of->role == WEIGHTS_QUANTIZED || of->role == WEIGHTS_FINAL))
        return true;
    if (a->role != of->role || a->role == WEIGHTS_INTERMEDIATE)
        return false;
    if (!a->in_copies && !of->in_copies && !may_be_copies(a, of))
        return same_digests(a, of);
    return a->parameters && of->parameters
               ? about(a->parameters, of->parameters)
               : same_by_size(a->size, of->size);
}

// Each set is compared with the first ones: a release has few, and a tree of
// thousands is not to cost the square of them.
static void mark_copies(struct weights *w)
{
    for (size_t i = 0; i < w->set_count; i++)
        for (size_t k = 0; k < i && k < MOST_ORIGINALS && !w->set[i].duplicate;
             k++)
            w->set[i].duplicate =
                !w->set[k].duplicate && is_copy(&w->set[i], &w->set[k]);
}

// A type of blocks says that the parameters were quantised, whatever the name.
static void refine_roles(struct job *j)
{
    static const struct view starts[] = {VIEW_INIT("q"), VIEW_INIT("iq"),
                                         VIEW_INIT("tq"), VIEW_INIT("mxfp4")};
    struct weights *w = j->out;
    bool has_final = false, has_step = false;

    for (size_t i = 0; i < w->set_count; i++) {
        struct weights_set *s = &w->set[i];

        for (size_t k = 0; k < sizeof starts / sizeof *starts; k++)
            if (s->role == WEIGHTS_FINAL && view_eq(s->format, VIEW("gguf")) &&
                view_starts(s->dtype, starts[k]))
                s->role = WEIGHTS_QUANTIZED;
        has_step |= s->role == WEIGHTS_INTERMEDIATE;
        has_final |=
            s->role != WEIGHTS_INTERMEDIATE && s->role != WEIGHTS_OPTIMIZER;
    }
    if (has_final || !has_step)
        return;
    // Only steps: the last one is what the release gives to use.
    struct weights_set *last = NULL;
    for (size_t i = 0; i < w->set_count; i++)
        if (w->set[i].role == WEIGHTS_INTERMEDIATE &&
            (!last || w->set[i].step > last->step))
            last = &w->set[i];
    last->role = WEIGHTS_FINAL;
}

static void add_up(struct weights *w)
{
    w->pointers_only = false;
    for (size_t i = 0; i < w->set_count; i++) {
        const struct weights_set *s = &w->set[i];

        if (s->role == WEIGHTS_OPTIMIZER || s->role == WEIGHTS_INTERMEDIATE)
            continue;
        w->pointers_only |= i == 0;
        w->pointers_only &= !is_here(s);
        if (s->duplicate)
            continue;
        w->parameters += s->parameters;
        w->size += s->size;
    }
}

// Branches and tags that are called like steps of training.
static void take_refs(struct job *j)
{
    size_t count = 0;
    struct view first = {0};
    const struct root *root = NULL;
    uint64_t step;

    for (size_t i = 0; i < j->release->root_count; i++)
        for (size_t k = 0; k < j->release->root[i].ref_count; k++) {
            struct view name = j->release->root[i].ref[k];

            if (!weights_name_step(j->names, arena_lower(&j->scratch, name),
                                   &step))
                continue;
            if (count++ == 0) {
                first = name;
                root = &j->release->root[i];
            }
        }
    if (!root)
        return;
    sighting_add(&j->out->seen,
                 (struct sighting){
                     .part = PART_WEIGHTS_INTERMEDIATE,
                     .presence = PRESENCE_POINTER,
                     .evidence = {.path = root->name,
                                  .rule = VIEW("step-branches"),
                                  .shows = arena_print(
                                      j->arena,
                                      "%zu branches or tags of steps, " VIEW_FMT
                                      " the first",
                                      count, VIEW_ARG(view_head(first, 60)))}});
}

static void make_all(struct job *j, size_t threads)
{
    find_files(j);
    read_headers(j, threads);
    tell_headers(j);
    make_sets(j);
    for (size_t i = 0; i < j->out->set_count; i++) {
        sum_set(j, i);
        check_files(j, &j->out->set[i]);
        check_numbers(j, i);
    }
    check_indices(j);
    for (size_t i = 0; i < j->out->set_count; i++)
        check_layers(j, i);
    take_refs(j);
    refine_roles(j);
    if (j->out->set_count)
        qsort(j->out->set, j->out->set_count, sizeof *j->out->set, by_rank);
    mark_copies(j->out);
    add_up(j->out);
}

void weights_read(struct arena *a, const struct release *r, size_t threads,
                  struct weights *out, struct safety *safety)
{
    struct job j = {.arena = a,
                    .release = r,
                    .safety = safety,
                    .out = out,
                    .gate = POOL_GATE};

    *out = (struct weights){.checkpoint = ARENA_NEW(a, bool, r->entry_count),
                            .seen = {.arena = a}};
    j.configs.arena = j.indices.arena = j.adapters.arena = j.sets.arena =
        &j.scratch;
    // The lists are compiled in and a test reads them all.
    if (weights_names_open(&j.scratch, &j.names) ||
        families_open(&j.scratch, &j.families))
        abort();
    j.unread = ARENA_NEW(&j.scratch, struct weights_header, 1);
    make_all(&j, threads);
    for (size_t i = 0; i < j.candidate_count; i++)
        arena_free(&j.candidate[i].header->arena);
    arena_free(&j.scratch);
}

// --- sightings

static enum part_kind part_of(enum weights_role role)
{
    switch (role) {
    case WEIGHTS_INTERMEDIATE:
        return PART_WEIGHTS_INTERMEDIATE;
    case WEIGHTS_OPTIMIZER:
        return PART_WEIGHTS_OPTIMIZER;
    case WEIGHTS_FINAL:
    case WEIGHTS_ADAPTER:
    case WEIGHTS_DELTA:
    case WEIGHTS_QUANTIZED:
        break;
    }
    return PART_WEIGHTS_FINAL;
}

// What the files of a set are together: the worst of them, but for a set that
// nobody downloaded.
static enum content content_of(const struct weights_set *s)
{
    if (!is_here(s))
        return CONTENT_LFS_POINTER;
    for (size_t i = 0; i < s->file_count; i++)
        if (s->file[i].cut || s->file[i].empty)
            return CONTENT_TRUNCATED;
    return s->complete ? CONTENT_BYTES : CONTENT_PARTIAL;
}

static struct view file_text(struct arena *a, const struct weights_set *s,
                             const struct weights_file *f)
{
    struct view size = amount_size(a, f->entry->size);

    if (f->entry->kind != ENTRY_FILE)
        return arena_print(a, VIEW_FMT ", " VIEW_FMT ", not downloaded",
                           VIEW_ARG(f->format), VIEW_ARG(size));
    if (!f->read)
        return arena_print(a, VIEW_FMT ", " VIEW_FMT, VIEW_ARG(f->format),
                           VIEW_ARG(size));
    return arena_print(a,
                       VIEW_FMT ", " VIEW_FMT ", %" PRIu64 " tensors, %" PRIu64
                                " parameters, mostly " VIEW_FMT,
                       VIEW_ARG(f->format), VIEW_ARG(size), f->tensor_count,
                       f->parameters, VIEW_ARG(s->dtype));
}

void weights_sightings(struct arena *a, const struct weights *w,
                       struct sightings *out)
{
    static const struct view rules[] = {
        [WEIGHTS_FINAL] = VIEW_INIT("weights-file"),
        [WEIGHTS_INTERMEDIATE] = VIEW_INIT("checkpoint-file"),
        [WEIGHTS_OPTIMIZER] = VIEW_INIT("optimizer-file"),
        [WEIGHTS_ADAPTER] = VIEW_INIT("adapter-file"),
        [WEIGHTS_DELTA] = VIEW_INIT("delta-file"),
        [WEIGHTS_QUANTIZED] = VIEW_INIT("quantized-file"),
    };

    for (size_t i = 0; i < w->set_count; i++)
        for (size_t k = 0; k < w->set[i].file_count; k++) {
            const struct weights_set *s = &w->set[i];
            const struct weights_file *f = &s->file[k];

            sighting_add(out,
                         (struct sighting){
                             .part = part_of(s->role),
                             .presence = f->empty ? PRESENCE_MENTIONED
                                                  : PRESENCE_PRESENT,
                             .content = content_of(s),
                             .weight = i == 0 ? 2 : !s->duplicate,
                             .evidence = evidence_of(f->entry, rules[s->role],
                                                     file_text(a, s, f))});
        }
    for (size_t i = 0; i < w->seen.count; i++)
        sighting_add(out, w->seen.item[i]);
}
