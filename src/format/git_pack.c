// SPDX-License-Identifier: Apache-2.0
#include "format/git_pack.h"

#include "base/search.h"
#include "format/unpack.h"

#include <inttypes.h>

enum {
    FANOUT = 256,
    FANOUT_SIZE = FANOUT * 4,
    INDEX_HEAD = 8,  // of version 2: magic number and version
    PACK_HEAD = 12,  // "PACK", version, count
    SHORT_SIZE = 4,  // of an offset or a checksum in the index
    LONG_SIZE = 8,   // of an offset beyond 2 GiB
    FIELD_HEAD = 64, // kind, size and base of an object take less
    NAMES_STEP = 4 << 10,
    OFFSETS_STEP = 64,
    OBJECTS_STEP = 8 << 10,
    NEAR = 64,       // names around the likely one, all in NAMES_STEP
    TYPE_OFFSET = 6, // a delta on an object so many bytes before
    TYPE_NAME = 7,   // a delta on an object of that name
};

static uint64_t big(struct view v)
{
    uint64_t n = 0;

    for (size_t i = 0; i < v.len; i++)
        n = n << 8 | (unsigned char)v.at[i];
    return n;
}

static struct error *pack_error(const struct git_pack *p, uint64_t offset,
                                const char *what)
{
    return error_new(p->arena, ERROR_INPUT,
                     (struct place){p->pack.path, offset, 0}, "%s", what);
}

static struct error *index_error(const struct git_pack *p, uint64_t offset,
                                 const char *what)
{
    return error_new(p->arena, ERROR_INPUT,
                     (struct place){p->index.path, offset, 0}, "%s", what);
}

// ---- The index --------------------------------------------------------------

// `len` bytes of the index, all of them, or the empty view.
static struct view read_index(struct window *w, uint64_t offset, size_t len)
{
    struct view v;

    if (window_read(w, offset, len, &v) || v.len != len)
        return (struct view){0};
    return v;
}

static struct view index_at(struct git_pack *p, uint64_t offset, size_t len)
{
    return read_index(&p->names, offset, len);
}

static size_t name_stride(const struct git_pack *p)
{
    return p->version == 1 ? SHORT_SIZE + p->id_size : p->id_size;
}

static uint64_t names_from(const struct git_pack *p)
{
    return p->version == 1 ? FANOUT_SIZE + SHORT_SIZE
                           : INDEX_HEAD + FANOUT_SIZE;
}

static struct view name_at(struct git_pack *p, uint32_t n)
{
    return index_at(p, names_from(p) + (uint64_t)n * name_stride(p),
                    p->id_size);
}

// What the index must at least hold for the objects that it counts.
static uint64_t least_size(const struct git_pack *p)
{
    uint64_t each = p->id_size + SHORT_SIZE;
    uint64_t head = FANOUT_SIZE;

    if (p->version != 1) {
        each += SHORT_SIZE;
        head += INDEX_HEAD;
    }
    return head + p->count * each + 2 * p->id_size;
}

static struct error *read_fanout(struct git_pack *p)
{
    static const struct view magic = VIEW_INIT("\377tOc");
    struct view head = index_at(p, 0, INDEX_HEAD);

    p->version = 1;
    if (view_starts(head, magic)) {
        p->version = (uint32_t)big(view_from(head, magic.len));
        if (p->version != 2)
            return index_error(p, magic.len,
                               "is an index of a version freehold does not "
                               "know");
    }
    uint64_t from = p->version == 1 ? 0 : INDEX_HEAD;
    struct view fanout = index_at(p, from, FANOUT_SIZE);
    if (!fanout.len)
        return index_error(p, from, "ends inside its first table");
    for (size_t i = 0; i < FANOUT; i++) {
        p->until[i] =
            (uint32_t)big(view_head(view_from(fanout, i * SHORT_SIZE), 4));
        if (p->until[i] < p->count)
            return index_error(p, from + i * SHORT_SIZE,
                               "counts fewer objects than before");
        p->count = p->until[i];
    }
    if (p->index.size < least_size(p))
        return index_error(p, from + FANOUT_SIZE,
                           "counts more objects than it has bytes for");
    return NULL;
}

// The pack's own head, and that both are of the same pack: the index ends with
// the checksum that the pack ends with, and its own.
static struct error *check_pack(struct git_pack *p)
{
    struct view head, tail;

    TRY(window_read(&p->objects, 0, PACK_HEAD, &head));
    uint64_t version = big(view_head(view_from(head, 4), 4));
    if (head.len < PACK_HEAD || !view_starts(head, VIEW("PACK")) ||
        (version != 2 && version != 3))
        return pack_error(p, 0, "is no pack of a version that freehold knows");
    if (big(view_from(head, 8)) != p->count)
        return pack_error(p, 8, "counts other objects than its index");
    if (p->pack.size < PACK_HEAD + p->id_size)
        return pack_error(p, PACK_HEAD, "ends before its checksum");
    uint64_t sum_at = p->pack.size - p->id_size;
    struct view named = index_at(p, p->index.size - 2 * p->id_size, p->id_size);
    TRY(window_read(&p->objects, sum_at, p->id_size, &tail));
    if (tail.len != p->id_size || !view_eq(tail, named))
        return pack_error(p, sum_at,
                          "has another checksum than its index "
                          "says");
    return NULL;
}

struct error *git_pack_open(struct arena *a, struct file index,
                            struct file pack, size_t id_size,
                            struct git_pack *out)
{
    // The windows hold the files' addresses: they must be those of `out`.
    *out = (struct git_pack){
        .arena = a, .index = index, .pack = pack, .id_size = id_size};
    out->names =
        (struct window){.arena = a, .file = &out->index, .step = NAMES_STEP};
    out->offsets =
        (struct window){.arena = a, .file = &out->index, .step = OFFSETS_STEP};
    out->objects =
        (struct window){.arena = a, .file = &out->pack, .step = OBJECTS_STEP};
    struct error *e = read_fanout(out);
    if (!e)
        e = check_pack(out);
    if (e)
        git_pack_close(out);
    else
        out->kept = ARENA_NEW(a, struct git_kept, GIT_KEPT);
    return e;
}

void git_pack_close(struct git_pack *p)
{
    for (size_t i = 0; p->kept && i < GIT_KEPT; i++)
        arena_free(&p->kept[i].arena);
    window_close(&p->names);
    window_close(&p->offsets);
    window_close(&p->objects);
    file_close(&p->index);
    file_close(&p->pack);
    *p = (struct git_pack){.index.fd = -1, .pack.fd = -1};
}

static int compare_name(struct git_pack *p, uint32_t n, const struct git_id *id)
{
    struct view name = name_at(p, n);

    return name.len ? memcmp(name.at, id->byte, p->id_size) : 1;
}

// Names are hashes: one stands about where its first bytes say. Narrows the
// range from..to to the names around there, if they hold the place of `id`.
static void guess(struct git_pack *p, const struct git_id *id, uint32_t *from,
                  uint32_t *to)
{
    uint64_t part = big(view_head(view_from(git_id_bytes(id), 1), 4));
    uint32_t likely = *from + (uint32_t)((*to - *from) * part >> 32);
    uint32_t low = likely - *from > NEAR ? likely - NEAR : *from;
    uint32_t high = *to - likely > NEAR ? likely + NEAR : *to;

    if (low > *from && compare_name(p, low, id) < 0)
        *from = low;
    if (high < *to && compare_name(p, high, id) >= 0)
        *to = high;
}

// The first object whose name is not before `id`.
static uint32_t lower_bound(struct git_pack *p, const struct git_id *id)
{
    unsigned char first = id->byte[0];
    uint32_t from = first ? p->until[first - 1] : 0, to = p->until[first];

    guess(p, id, &from, &to);
    struct search s = {.from = from, .to = to};
    while (search_next(&s))
        search_keep(&s, compare_name(p, (uint32_t)s.at, id) < 0);
    return (uint32_t)s.from;
}

static bool offset_of(struct git_pack *p, uint32_t n, uint64_t *offset)
{
    uint64_t names = names_from(p), count = p->count;
    struct view v;

    if (p->version == 1) {
        v = index_at(p, names + (uint64_t)n * name_stride(p) - SHORT_SIZE,
                     SHORT_SIZE);
        *offset = big(v);
        return v.len > 0;
    }
    // Names, checksums, offsets, offsets that need eight bytes.
    uint64_t offsets = names + count * (p->id_size + SHORT_SIZE);
    v = read_index(&p->offsets, offsets + (uint64_t)n * SHORT_SIZE, SHORT_SIZE);
    *offset = big(v);
    if (v.len && *offset >> 31) {
        uint64_t at = *offset & 0x7fffffff;

        v = read_index(&p->offsets,
                       offsets + count * SHORT_SIZE + at * LONG_SIZE,
                       LONG_SIZE);
        *offset = big(v);
    }
    return v.len > 0;
}

bool git_pack_find(struct git_pack *p, const struct git_id *id,
                   uint64_t *offset)
{
    *offset = 0;
    if (id->size != p->id_size)
        return false;
    uint32_t n = lower_bound(p, id);
    struct view name = n < p->count ? name_at(p, n) : (struct view){0};
    return view_eq(name, git_id_bytes(id)) && offset_of(p, n, offset);
}

// Whether the digits of `id` begin with those of `prefix`.
static bool is_like(const struct git_id *id, struct view prefix)
{
    for (size_t i = 0; i < prefix.len; i++) {
        int digit = i % 2 ? id->byte[i / 2] & 15 : id->byte[i / 2] >> 4;

        if (digit != ascii_hex(prefix.at[i]))
            return false;
    }
    return true;
}

size_t git_pack_like(struct git_pack *p, struct view prefix, size_t most,
                     struct git_id *out)
{
    struct git_id first = {.size = (uint8_t)p->id_size};
    size_t found = 0;

    if (prefix.len < 2 || prefix.len > 2 * p->id_size)
        return 0;
    for (size_t i = 0; i < prefix.len; i++) {
        int digit = ascii_hex(prefix.at[i]);

        if (digit < 0)
            return 0;
        first.byte[i / 2] |= (unsigned char)(i % 2 ? digit : digit << 4);
    }
    for (uint32_t n = lower_bound(p, &first); n < p->count && found < most;
         n++) {
        struct view name = name_at(p, n);
        struct git_id id;

        if (!git_id_take(&name, p->id_size, &id) || !is_like(&id, prefix))
            break;
        out[found++] = id;
    }
    return found;
}

// ---- Objects ----------------------------------------------------------------

struct packed { // an object as it is in the pack
    uint64_t offset;
    unsigned type;    // GIT_COMMIT to GIT_TAG, TYPE_OFFSET, TYPE_NAME
    uint64_t size;    // unpacked
    uint64_t base;    // offset of what a delta is on
    uint64_t content; // offset of the compressed bytes
};

// Seven bits in each byte, the lowest first; `bits` of it are there already.
static bool size_field(struct view *v, unsigned bits, uint64_t *value)
{
    for (; v->len; bits += 7) {
        unsigned char byte = (unsigned char)v->at[0];

        *v = view_from(*v, 1);
        if (bits > 56)
            return false;
        *value |= (uint64_t)(byte & 127) << bits;
        if (!(byte & 128))
            return true;
    }
    return false;
}

// The distance to the base: the highest bits first, each further byte adding
// one so that no distance can be written in two ways.
static bool distance_field(struct view *v, uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; v->len && i < 9; i++) {
        unsigned char byte = (unsigned char)v->at[0];

        *v = view_from(*v, 1);
        *value = (i ? *value + 1 : 0) << 7 | (byte & 127);
        if (!(byte & 128))
            return true;
    }
    return false;
}

static struct error *base_field(struct git_pack *p, struct view *v,
                                struct packed *out)
{
    uint64_t distance;

    if (out->type == TYPE_OFFSET) {
        if (!distance_field(v, &distance) || !distance ||
            distance > out->offset)
            return pack_error(p, out->offset,
                              "the base of the delta is not in the pack");
        out->base = out->offset - distance;
        return NULL;
    }
    struct git_id id;
    if (!git_id_take(v, p->id_size, &id))
        return pack_error(p, out->offset, "the pack ends inside a name");
    if (!git_pack_find(p, &id, &out->base))
        return pack_error(p, out->offset,
                          "the base of the delta is not in the pack");
    return NULL;
}

static struct error *read_head(struct git_pack *p, uint64_t offset,
                               struct packed *out)
{
    uint64_t end = p->pack.size - p->id_size;
    struct view v;

    *out = (struct packed){.offset = offset};
    if (offset < PACK_HEAD || offset >= end)
        return pack_error(p, offset, "no object can be at that offset");
    TRY(window_read(&p->objects, offset, FIELD_HEAD, &v));
    v = view_head(v, (size_t)(end - offset < v.len ? end - offset : v.len));
    size_t whole = v.len;
    unsigned char first = v.len ? (unsigned char)v.at[0] : 0;
    v = view_from(v, 1);
    out->type = first >> 4 & 7;
    out->size = first & 15;
    if ((first & 128) && !size_field(&v, 4, &out->size))
        return pack_error(p, offset, "the size of the object has no end");
    if (out->type == 0 || out->type == 5)
        return pack_error(p, offset, "an object of a kind that no pack holds");
    if (out->type > GIT_TAG)
        TRY(base_field(p, &v, out));
    if (out->size > GIT_LARGEST)
        return pack_error(p, offset,
                          "the object is larger than freehold reads");
    out->content = offset + (whole - v.len);
    return NULL;
}

static struct error *spend(const struct git_pack *p, uint64_t offset,
                           uint64_t size, uint64_t *work)
{
    if (size > *work)
        return pack_error(p, offset,
                          "more work than freehold does for one repository");
    *work -= size;
    return NULL;
}

// The compressed bytes of `k` unpacked.
static struct error *read_content(struct arena *a, struct git_pack *p,
                                  const struct packed *k, uint64_t *work,
                                  struct view *out)
{
    // What deflate makes of bytes that it cannot make smaller.
    uint64_t most = k->size + k->size / 16 + FIELD_HEAD;
    uint64_t end = p->pack.size - p->id_size;
    struct unpacked u;
    struct view v;

    *out = (struct view){0};
    TRY(spend(p, k->offset, k->size, work));
    if (k->content >= end)
        return pack_error(p, k->offset, "the pack ends inside an object");
    TRY(window_read(&p->objects, k->content,
                    most < end - k->content ? most : end - k->content, &v));
    unpack_bytes(a, v, UNPACK_ZLIB, k->size, &u);
    if (u.end != UNPACK_WHOLE || u.bytes.len != k->size)
        return pack_error(p, k->content,
                          "the compressed bytes are not those of an object "
                          "of its size");
    *out = u.bytes;
    return NULL;
}

// ---- Deltas -----------------------------------------------------------------

// A number of `count` bytes of which only those marked in `mask` are there.
static bool sparse_field(struct view *v, unsigned mask, unsigned count,
                         uint64_t *value)
{
    *value = 0;
    for (unsigned i = 0; i < count; i++) {
        if (!(mask >> i & 1))
            continue;
        if (!v->len)
            return false;
        *value |= (uint64_t)(unsigned char)v->at[0] << (8 * i);
        *v = view_from(*v, 1);
    }
    return true;
}

struct patch { // a delta at work
    struct view base, delta;
    char *to;
    uint64_t left; // bytes of the result that are still to come
};

static bool put(struct patch *d, struct view bytes)
{
    if (!bytes.at || bytes.len > d->left)
        return false;
    memcpy(d->to, bytes.at, bytes.len);
    d->to += bytes.len;
    d->left -= bytes.len;
    return true;
}

// One instruction: bytes of the base, or of the delta itself.
static bool step(struct patch *d)
{
    unsigned code = (unsigned char)d->delta.at[0];
    uint64_t from, size;

    d->delta = view_from(d->delta, 1);
    if (!(code & 128)) {
        if (!code || code > d->delta.len)
            return false;
        struct view bytes = view_head(d->delta, code);
        d->delta = view_from(d->delta, code);
        return put(d, bytes);
    }
    if (!sparse_field(&d->delta, code & 15, 4, &from) ||
        !sparse_field(&d->delta, code >> 4 & 7, 3, &size))
        return false;
    if (!size)
        size = 0x10000;
    if (from >= d->base.len || size > d->base.len - from)
        return false;
    return put(d, (struct view){d->base.at + from, (size_t)size});
}

// `base` changed as `delta` says, in `a`.
static struct error *apply(struct arena *a, const struct git_pack *p,
                           uint64_t offset, struct view base, struct view delta,
                           uint64_t *work, struct view *out)
{
    struct patch d = {.base = base, .delta = delta};
    uint64_t base_size = 0, size = 0;

    *out = (struct view){0};
    if (!size_field(&d.delta, 0, &base_size) || base_size != base.len ||
        !size_field(&d.delta, 0, &size) || size > GIT_LARGEST)
        return pack_error(p, offset,
                          "the delta is for another object or makes one "
                          "larger than freehold reads");
    TRY(spend(p, offset, size, work));
    char *at = arena_alloc(a, (size_t)size);
    d.to = at;
    d.left = size;
    while (d.delta.len)
        if (!step(&d))
            return pack_error(p, offset,
                              "an instruction of the delta leaves its bytes");
    if (d.left)
        return pack_error(p, offset, "the delta ends too early");
    *out = (struct view){at, (size_t)size};
    return NULL;
}

// ---- Chains of deltas -------------------------------------------------------

static struct git_kept *kept_slot(struct git_pack *p, uint64_t offset)
{
    return &p->kept[(offset ^ offset >> 6 ^ offset >> 12) % GIT_KEPT];
}

static void keep(struct git_pack *p, uint64_t offset,
                 const struct git_object *object)
{
    struct git_kept *k = kept_slot(p, offset);

    // Hardly any commit is one.
    if (object->kind == GIT_COMMIT || object->bytes.len > GIT_KEPT_SIZE)
        return;
    arena_free(&k->arena);
    k->offset = offset;
    k->object.kind = object->kind;
    k->object.bytes = arena_copy(&k->arena, object->bytes);
}

struct chain {
    struct packed *delta; // the outermost first
    size_t count;
    struct git_object base;
    struct arena arena; // of the base, then of what was made of it
};

// Goes down from the object at `offset` to one that is whole, or kept.
static struct error *find_base(struct arena *a, struct git_pack *p,
                               uint64_t offset, uint64_t *work, struct chain *c)
{
    for (;;) {
        const struct git_kept *k = kept_slot(p, offset);
        struct packed here;

        if (offset && k->offset == offset) {
            c->base.kind = k->object.kind;
            c->base.bytes = arena_copy(&c->arena, k->object.bytes);
            return NULL;
        }
        TRY(read_head(p, offset, &here));
        if (here.type <= GIT_TAG) {
            c->base.kind = (enum git_kind)here.type;
            TRY(read_content(&c->arena, p, &here, work, &c->base.bytes));
            keep(p, offset, &c->base);
            return NULL;
        }
        if (c->count == GIT_DEEPEST)
            return pack_error(p, offset, "deltas on deltas without an end");
        *LIST_ADD(a, c->delta, c->count) = here;
        offset = here.base;
    }
}

static struct error *apply_one(struct git_pack *p, const struct packed *k,
                               uint64_t *work, struct chain *c)
{
    struct arena next = {0};
    struct view delta, made = {0};
    struct error *e = read_content(&c->arena, p, k, work, &delta);

    if (!e)
        e = apply(&next, p, k->offset, c->base.bytes, delta, work, &made);
    arena_free(&c->arena);
    c->arena = next;
    c->base.bytes = made;
    if (!e)
        keep(p, k->offset, &c->base);
    return e;
}

struct error *git_pack_read(struct arena *a, struct git_pack *p,
                            uint64_t offset, uint64_t *work,
                            struct git_object *out)
{
    struct arena scratch = {0};
    struct chain c = {0};
    struct error *e = find_base(&scratch, p, offset, work, &c);

    *out = (struct git_object){0};
    for (size_t i = c.count; !e && i > 0; i--)
        e = apply_one(p, &c.delta[i - 1], work, &c);
    if (!e)
        *out = (struct git_object){c.base.kind, arena_copy(a, c.base.bytes)};
    arena_free(&c.arena);
    arena_free(&scratch);
    return e;
}
