// SPDX-License-Identifier: Apache-2.0
#include "format/torch_state.h"

#include "format/dtype.h"

#include <inttypes.h>

enum {
    DEEPEST = 64, // dicts in dicts
    MOST_TENSORS = 1000000,
    NAMES_FREE = 1 << 20,
};

// Where a value stands: the keys down to it. A name is made of them, with a dot
// between two, only where one is wanted.
struct path {
    const struct path *up;
    struct pickle_value key;
    size_t len; // bytes of the name
};

// ---- tensors out of the state dict

static const struct {
    struct view name;
    unsigned shape;  // index of the size argument
    unsigned inner;  // 1 + index of the argument that is the tensor itself
    unsigned dtype;  // index of a dtype argument, or 0
    unsigned offset; // index of the storage offset; the storage stands first
} rebuilds[] = {
    {VIEW_INIT("_rebuild_tensor"), 2, 0, 0, 1},
    {VIEW_INIT("_rebuild_tensor_v2"), 2, 0, 0, 1},
    {VIEW_INIT("_rebuild_tensor_v3"), 2, 0, 6, 1},
    {VIEW_INIT("_rebuild_qtensor"), 2, 0, 0, 1},
    {VIEW_INIT("_rebuild_parameter"), 0, 1, 0, 0},
    {VIEW_INIT("_rebuild_parameter_with_state"), 0, 1, 0, 0},
};

// What calls of an import do: see role_of.
enum role {
    ROLE_UNKNOWN,
    ROLE_OTHER,
    ROLE_SPARSE,
    ROLE_SUBCLASS,
    ROLE_REBUILD
};

static unsigned role_by_name(struct pickle_value function)
{
    for (unsigned i = 0; i < sizeof rebuilds / sizeof *rebuilds; i++)
        if (pickle_is_global(function, VIEW("torch._utils"), rebuilds[i].name))
            return ROLE_REBUILD + i;
    if (pickle_is_global(function, VIEW("torch._tensor"),
                         VIEW("_rebuild_from_type_v2")))
        return ROLE_SUBCLASS;
    return torch_sparse_is(function) ? ROLE_SPARSE : ROLE_OTHER;
}

static NEVER_INLINE unsigned find_role(struct pickle_value function)
{
    struct pickle_import *i = pickle_imported(function);

    i->role = role_by_name(function);
    return i->role;
}

// ROLE_REBUILD and more: builds a tensor as that row of `rebuilds` says.
static inline unsigned role_of(struct pickle_value function)
{
    if (pickle_kind(function) != PICKLE_GLOBAL)
        return ROLE_OTHER;
    unsigned role = pickle_imported(function)->role;
    return role == ROLE_UNKNOWN ? find_role(function) : role;
}

enum { LONGEST_NUMBER = 20 };

// The part of a name that a key gives; numbers stand in `room`.
static struct view key_text(struct pickle_value key, char room[LONGEST_NUMBER])
{
    if (pickle_kind(key) != PICKLE_INT)
        return pickle_text(key);
    int64_t number = pickle_int(key);
    uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;
    size_t at = LONGEST_NUMBER;

    do
        room[--at] = (char)('0' + left % 10);
    while (left /= 10);
    if (number < 0)
        room[--at] = '-';
    return (struct view){room + at, LONGEST_NUMBER - at};
}

static struct path below(const struct path *up, struct pickle_value key)
{
    char room[LONGEST_NUMBER];
    size_t len = key_text(key, room).len;

    return (struct path){up, key, up->len + len + (up->len && len)};
}

// Up to `most` bytes of the name, into `out`.
static struct view write_name(const struct path *p, char *out, size_t most)
{
    char room[LONGEST_NUMBER];
    struct view name = {out, p->len < most ? p->len : most};

    for (; p; p = p->up) {
        struct view part = key_text(p->key, room);
        size_t from = p->len - part.len;

        if (!part.len)
            continue;
        if (from < name.len)
            memcpy(out + from, part.at,
                   part.len < name.len - from ? part.len : name.len - from);
        if (from && from - 1 < name.len)
            out[from - 1] = '.';
    }
    return name;
}

static void bad_storage(struct torch_state *c, uint64_t offset,
                        const struct path *tensor, const char *what)
{
    char room[200];

    note_add(c->notes, VIEW("torch.storage"), NOTE_MALFORMED, offset,
             "the tensor '" VIEW_FMT "' %s",
             VIEW_ARG(write_name(tensor, room, sizeof room)), what);
}

static bool is_storage(const struct torch_state *c, size_t i, struct view key)
{
    return i < c->storage_count && view_eq(c->storage[i].key, key);
}

// The storage called `key`, or NULL. Most are asked for in the order in which
// they were first met, or several times in a row.
struct torch_storage *torch_state_storage(struct torch_state *c,
                                          struct view key)
{
    size_t i = c->storage_last;

    if (!c->storage || !key.at)
        return NULL;
    if (!is_storage(c, i, key) && !is_storage(c, ++i, key)) {
        size_t *at = map_find(&c->storages, key);

        if (!at)
            return NULL;
        i = *at;
    }
    c->storage_last = i;
    return &c->storage[i];
}

static struct torch_storage *storage_of(struct torch_state *c,
                                        struct pickle_value v)
{
    struct pickle_box id = pickle_items(v);

    if (pickle_kind(v) != PICKLE_PERSISTENT ||
        id.item_count < TORCH_STORAGE_PARTS)
        return NULL;
    return torch_state_storage(c, pickle_text(id.item[2]));
}

// Size and stride; `*last` is the last element reached, from the offset on. Of
// more than eight dimensions the outermost share t->dim[0].
static bool take_shape(struct pickle_box shape, struct pickle_box stride,
                       struct tensor *t, uint64_t *last)
{
    size_t folded = shape.item_count > TENSOR_MAX_DIMS
                        ? shape.item_count - TENSOR_MAX_DIMS
                        : 0;
    uint64_t all = 1; // with zeros as ones

    *last = 0;
    if (shape.item_count != stride.item_count)
        return false;
    t->dims = (uint32_t)(shape.item_count - folded);
    t->dim[0] = 1;
    for (size_t i = 0; i < shape.item_count; i++) {
        uint64_t dim, step, reach, *to = &t->dim[i > folded ? i - folded : 0];

        if (!pickle_u64(shape.item[i], &dim) ||
            !pickle_u64(stride.item[i], &step) ||
            __builtin_mul_overflow(all, dim ? dim : 1, &all) ||
            (dim && (__builtin_mul_overflow(dim - 1, step, &reach) ||
                     __builtin_add_overflow(*last, reach, last))))
            return false;
        *to = i > 0 && i <= folded ? *to * dim : dim;
    }
    return tensor_count(t);
}

// Whether no tensor was counted yet at this place of its storage. Most storages
// hold one tensor.
static bool is_new_place(struct torch_state *c, struct torch_storage *s,
                         uint64_t offset, uint64_t count)
{
    const uint64_t place[] = {(uint64_t)(s - c->storage), offset, count};
    bool is_new;

    if (!s->counted) {
        s->counted = true;
        s->first_at = offset;
        s->first_count = count;
        return true;
    }
    if (s->first_at == offset && s->first_count == count)
        return false;
    struct view name = {(const char *)place, sizeof place};
    map_at(&c->seen, arena_copy(c->arena, name), &is_new);
    return is_new;
}

// Tied tensors, and views of the same place, are one set of parameters.
static void count_parameters(struct torch_state *c, struct torch_storage *s,
                             uint64_t offset, uint64_t count)
{
    if (is_new_place(c, s, offset, count) &&
        __builtin_add_overflow(c->out->parameters, count, &c->out->parameters))
        c->out->parameters = UINT64_MAX;
}

static void place_tensor(const struct torch_storage *s, uint64_t offset,
                         struct tensor *t)
{
    uint64_t bytes;

    if (!s->type || !dtype_size(s->type, t->count, &t->size))
        t->size = 0;
    if (s->stored && s->type && dtype_size(s->type, offset, &bytes))
        t->offset = s->offset + bytes;
}

static const struct dtype_info *dtype_given(struct pickle_value v)
{
    return pickle_kind(v) == PICKLE_GLOBAL
               ? dtype_of_torch(pickle_imported(v)->name)
               : NULL;
}

static struct view dtype_word(const struct torch_storage *s,
                              struct pickle_value v)
{
    const struct dtype_info *type = dtype_given(v);

    type = type ? type : s->type;
    return type ? type->name : VIEW("u8"); // UntypedStorage
}

// Whether the element `last` behind `offset` is in `s`. Of a storage without a
// type the bytes are counted, and the tensor says what they are.
static bool holds(const struct torch_storage *s, uint64_t offset, uint64_t last,
                  const struct dtype_info *type)
{
    uint64_t bytes;

    if (last >= s->count || offset >= s->count - last)
        return false;
    if (s->type || !type || !type->block_size)
        return true;
    // The last byte may be filled in part.
    uint64_t blocks = (offset + last) / type->block + 1;
    return !__builtin_mul_overflow(blocks, type->block_size, &bytes) &&
           bytes <= s->count;
}

static void tell_full(struct torch_state *c, const char *what)
{
    if (!c->full)
        note_add(c->notes, VIEW("pickle.limit"), NOTE_LIMIT, 0, "%s", what);
    c->full = true;
}

// False: the names of all tensors together are longer than may be.
static bool has_name_room(struct torch_state *c, const struct path *name)
{
    c->name_bytes += name->len + 1;
    if (c->name_bytes > c->name_most)
        tell_full(c, "the names of the tensors take more memory than the "
                     "size of the file warrants");
    return !c->full;
}

static void list_tensor(struct torch_state *c, const struct path *name,
                        struct tensor t)
{
    t.name = write_name(name, arena_alloc(c->arena, name->len + 1), name->len);
    *LIST_ADD_ROOM(c->arena, c->out->tensor, c->out->tensor_count,
                   c->tensor_room) = t;
}

// The tensor that a call as row `how` of `rebuilds` says makes.
struct built {
    struct tensor tensor;      // its shape
    struct torch_storage *in;  // NULL: it is none
    uint64_t offset;           // in there, in elements
    struct pickle_value dtype; // given beside the storage, or nothing
};

// What is wrong with it, or NULL.
static const char *build(struct torch_state *c,
                         const struct pickle_box *arguments, size_t how,
                         struct built *b)
{
    unsigned shape = rebuilds[how].shape, dtype = rebuilds[how].dtype;
    uint64_t last;

    b->in = NULL;
    if (!arguments->item || arguments->item_count < shape + 2)
        return "is built from too few values";
    struct torch_storage *s = storage_of(c, arguments->item[0]);
    if (!s)
        return "has no storage";
    if (!pickle_u64(arguments->item[rebuilds[how].offset], &b->offset) ||
        !take_shape(pickle_items(torch_size(arguments->item[shape])),
                    pickle_items(torch_size(arguments->item[shape + 1])),
                    &b->tensor, &last))
        return "has a shape, stride or offset that cannot be";
    b->in = s;
    b->dtype = dtype && dtype < arguments->item_count
                   ? arguments->item[dtype]
                   : (struct pickle_value){0};
    if (b->tensor.count && !holds(s, b->offset, last, dtype_given(b->dtype)))
        return "reaches past the end of its storage";
    return NULL;
}

static void add_tensor(struct torch_state *c, struct pickle_box arguments,
                       size_t how, const struct path *name, uint64_t at)
{
    struct built b;
    const char *fault = build(c, &arguments, how, &b);

    if (fault)
        bad_storage(c, at, name, fault);
    if (!b.in)
        return;
    b.in->used = true;
    c->taken++;
    if (!has_name_room(c, name) || !c->lists)
        return;
    count_parameters(c, b.in, b.offset, b.tensor.count);
    b.tensor.dtype = dtype_word(b.in, b.dtype);
    place_tensor(b.in, b.offset, &b.tensor);
    list_tensor(c, name, b.tensor);
}

static void walk_box(struct torch_state *c, struct pickle_value v,
                     const struct path *name, unsigned depth);

static ALWAYS_INLINE void walk(struct torch_state *c, struct pickle_value v,
                               const struct path *name, unsigned depth)
{
    if (pickle_is_boxed(v) && (c->all || !pickle_is_flat(v)))
        walk_box(c, v, name, depth);
}

// An item of a container: its name has a part more.
static void walk_below(struct torch_state *c, struct pickle_value v,
                       const struct path *up, struct pickle_value key,
                       unsigned depth)
{
    if (!pickle_is_boxed(v) || (!c->all && pickle_is_flat(v)))
        return;
    struct path name = below(up, key);
    walk_box(c, v, &name, depth);
}

// Pairs of key and value from `from` on; keys may hold tensors too, and what
// was appended to an object has none.
static void walk_pairs(struct torch_state *c, const struct pickle_box *box,
                       size_t from, const struct path *name, unsigned depth)
{
    for (size_t i = from; i < box->item_count && !c->full; i += 2) {
        walk(c, box->item[i], name, depth);
        if (i + 1 < box->item_count)
            walk_below(c, box->item[i + 1], name, box->item[i], depth);
    }
}

static void walk_items(struct torch_state *c, const struct pickle_box *box,
                       const struct path *name, unsigned depth)
{
    for (size_t i = 0; i < box->item_count && !c->full; i++)
        walk_below(c, box->item[i], name, pickle_scalar(PICKLE_INT, (int64_t)i),
                   depth);
}

// All arguments but that of the number `but`, under the name of the call.
static void walk_arguments(struct torch_state *c, struct pickle_value arguments,
                           size_t but, const struct path *name, unsigned depth)
{
    struct pickle_box box = pickle_items(arguments);

    for (size_t i = 0; i < box.item_count && !c->full; i++)
        if (i != but)
            walk(c, box.item[i], name, depth);
}

struct call {
    struct pickle_value function, arguments;
    const struct path *name;
    uint64_t offset;
    unsigned depth;
    bool again; // its other arguments were walked
};

static bool take_call(struct torch_state *c, struct pickle_value v,
                      const struct path *name, unsigned depth);

static bool find_indices(void *state, struct pickle_value storage,
                         struct torch_place *out)
{
    static const struct view whole[] = {VIEW_INIT("i64"), VIEW_INIT("i32")};
    const struct torch_storage *s = storage_of(state, storage);

    if (!s)
        return false;
    *out = (struct torch_place){.offset = s->offset, .count = s->count};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (s->stored && s->type && view_eq(s->type->name, whole[i]))
            out->width = s->type->bits / 8;
    return true;
}

static void check_sparse(struct torch_state *c, const struct call *call)
{
    const char *fault = torch_sparse_fault(&c->sparse, call->arguments);

    if (c->sparse.tired)
        tell_full(c, "sparse tensors have more indices than the file warrants");
    else if (fault)
        bad_storage(c, call->offset, call->name, fault);
}

// Adds the tensor that `call` builds, under its name. False: it builds none.
// A parameter holds a tensor, and a subclass wraps the call of one.
static bool take_tensor(struct torch_state *c, struct call call)
{
    enum { INNER_FUNCTION, INNER_TYPE, INNER_ARGUMENTS };
    struct pickle_box arguments = pickle_items(call.arguments);
    unsigned role = role_of(call.function), how = role - ROLE_REBUILD;
    size_t inner = SIZE_MAX;
    bool taken = role >= ROLE_REBUILD;

    if (call.depth > DEEPEST) {
        tell_full(c, "tensors are wrapped more than 64 deep");
        return true;
    }
    if (role == ROLE_SUBCLASS && arguments.item_count > INNER_ARGUMENTS) {
        struct call wrapped = call;
        wrapped.function = arguments.item[INNER_FUNCTION];
        wrapped.arguments = arguments.item[inner = INNER_ARGUMENTS];
        wrapped.depth++;
        taken = take_tensor(c, wrapped);
    } else if (taken && rebuilds[how].inner) {
        inner = rebuilds[how].inner - 1;
        taken = inner < arguments.item_count &&
                take_call(c, arguments.item[inner], call.name, call.depth + 1);
    } else if (taken) {
        add_tensor(c, arguments, how, call.name, call.offset);
    }
    if (!taken && !call.again && role == ROLE_SPARSE)
        check_sparse(c, &call);
    if (taken && !call.again)
        walk_arguments(c, call.arguments, inner, call.name, call.depth + 1);
    return taken;
}

static bool take_call(struct torch_state *c, struct pickle_value v,
                      const struct path *name, unsigned depth)
{
    if (pickle_kind(v) != PICKLE_CALL || pickle_box(v)->item_count < CALL_ITEMS)
        return false;
    struct pickle_box *box = pickle_box(v);
    struct call call = {box->item[CALL_FUNCTION],
                        box->item[CALL_ARGUMENTS],
                        name,
                        box->offset,
                        depth,
                        box->walked};
    box->walked = true;
    if (take_tensor(c, call))
        return true;
    box->walked = call.again;
    return false;
}

// A state that begins with a storage is what Tensor.set_ takes.
static void take_state(struct torch_state *c, const struct pickle_box *box,
                       const struct path *name)
{
    static const size_t as_tensor = 0; // _rebuild_tensor has these arguments
    struct pickle_box state = pickle_items(box->item[CALL_STATE]);

    if (state.item_count && pickle_kind(state.item[0]) == PICKLE_PERSISTENT)
        add_tensor(c, state, as_tensor, name, box->offset);
}

// What lies below a call that is walked for the first time.
static void walk_call(struct torch_state *c, const struct pickle_box *box,
                      bool tensor, const struct path *name, unsigned depth)
{
    if (box->item_count < CALL_ITEMS)
        return;
    if (!tensor)
        walk_arguments(c, box->item[CALL_ARGUMENTS], SIZE_MAX, name, depth);
    walk_pairs(c, box, CALL_ITEMS, name, depth);
    take_state(c, box, name);
    walk(c, box->item[CALL_STATE], name, depth);
}

// Every container is walked once; a tensor is listed under each of its names.
static void walk_box(struct torch_state *c, struct pickle_value v,
                     const struct path *name, unsigned depth)
{
    if (c->full)
        return;
    if (c->taken >= MOST_TENSORS) {
        tell_full(c, "more than a million tensors");
        return;
    }
    enum pickle_kind kind = pickle_kind(v);
    struct pickle_box *box = pickle_box(v);
    bool again = box->walked, tensor = take_call(c, v, name, depth);
    if (again || kind == PICKLE_PERSISTENT)
        return;
    box->walked = true;
    if (depth > DEEPEST) {
        tell_full(c, "dicts are nested more than 64 deep: what is below was "
                     "not listed");
        return;
    }
    if (kind == PICKLE_DICT)
        walk_pairs(c, box, 0, name, depth + 1);
    else if (kind == PICKLE_CALL)
        walk_call(c, box, tensor, name, depth + 1);
    else
        walk_items(c, box, name, depth + 1);
}

// ---- storages

static bool key_is_plain(struct view key)
{
    for (size_t i = 0; i < key.len; i++)
        if (!ascii_alpha(key.at[i]) && !ascii_digit(key.at[i]) &&
            !byte_in(key.at[i], VIEW("_.-")))
            return false;
    return key.len > 0;
}

bool torch_storage_size(const struct torch_storage *s, uint64_t *size)
{
    if (!s->type) { // UntypedStorage counts bytes
        *size = s->count;
        return true;
    }
    return dtype_size(s->type, s->count, size);
}

// Another id of a storage: PyTorch goes by the first, others may not.
static void take_again(struct torch_state *c, struct torch_storage *s,
                       const struct torch_storage *again, uint64_t offset)
{
    uint64_t size, other;

    if (!torch_storage_size(s, &size) || !torch_storage_size(again, &other) ||
        size != other)
        note_add(c->notes, VIEW("torch.storage"), NOTE_MALFORMED, offset,
                 "the storage '" VIEW_FMT "' is given two sizes: which one "
                 "counts depends on the reader",
                 VIEW_ARG(s->key));
    if (s->count < again->count)
        s->count = again->count;
}

static bool names_storage(struct pickle_box id, uint64_t *count)
{
    return id.item_count >= TORCH_STORAGE_PARTS &&
           view_eq(pickle_text(id.item[0]), VIEW("storage")) &&
           pickle_kind(id.item[1]) == PICKLE_GLOBAL &&
           pickle_kind(id.item[2]) == PICKLE_TEXT && // bytes are another key
           key_is_plain(pickle_text(id.item[2])) &&
           pickle_u64(id.item[4], count);
}

// Whether it is the one of before, as that of most tensors.
static bool is_last_id(const struct torch_state *c, struct pickle_box id)
{
    uint64_t differs = 0;

    if (id.item_count < TORCH_STORAGE_PARTS)
        return false;
    for (size_t i = 0; i < TORCH_STORAGE_PARTS; i++)
        differs |= id.item[i].bits ^ c->id[i].bits;
    return !differs;
}

// One persistent id: ("storage", class, key, location, count). What is not of
// that shape is told and left out.
static void take_storage(struct torch_state *c, struct pickle_box id)
{
    uint64_t count;
    bool is_new;

    if (is_last_id(c, id))
        return;
    if (!names_storage(id, &count)) {
        note_add(c->notes, VIEW("torch.storage"), NOTE_MALFORMED, id.offset,
                 "a persistent id that does not name a storage");
        return;
    }
    memcpy(c->id, id.item, sizeof c->id);
    struct torch_storage s = {.key = pickle_text(id.item[2]),
                              .class = pickle_imported(id.item[1]),
                              .count = count};
    struct torch_storage *last =
        c->storage_count ? &c->storage[c->storage_count - 1] : NULL;
    s.type = last && last->class == s.class ? last->type
                                            : dtype_of_storage(s.class->name);
    // It counts what is packed together as one.
    if (s.type && __builtin_mul_overflow(s.count, s.type->block, &s.count))
        s.count = UINT64_MAX;
    if (last && view_eq(last->key, s.key)) {
        take_again(c, last, &s, id.offset);
        return;
    }
    size_t *at = map_at(&c->storages, s.key, &is_new);
    if (!is_new) {
        take_again(c, &c->storage[*at], &s, id.offset);
        return;
    }
    *at = c->storage_count;
    *LIST_ADD_ROOM(c->arena, c->storage, c->storage_count, c->storage_room) = s;
}

// The id of a module's class in the older form: ("module", class, file of its
// code, its code), both texts or None. The class is an import like others.
static bool is_module(struct pickle_box id)
{
    if (id.item_count != 4 ||
        !view_eq(pickle_text(id.item[0]), VIEW("module")) ||
        pickle_kind(id.item[1]) != PICKLE_GLOBAL)
        return false;
    for (size_t i = 2; i < 4; i++) {
        enum pickle_kind kind = pickle_kind(id.item[i]);

        if (kind != PICKLE_TEXT && kind != PICKLE_NONE)
            return false;
    }
    return true;
}

static void meets(void *state, struct pickle_value id)
{
    struct torch_state *c = state;

    if (!c->older || !is_module(pickle_items(id)))
        take_storage(c, pickle_items(id));
}

// Whether `v`, which is settled, is a tensor.
static bool is_tensor(struct pickle_value v)
{
    unsigned role = pickle_kind(v) == PICKLE_CALL
                        ? role_of(pickle_item(v, CALL_FUNCTION))
                        : ROLE_OTHER;

    return role >= ROLE_REBUILD && !rebuilds[role - ROLE_REBUILD].inner;
}

// Holds a tensor against its storage as soon as it is made, when all of it is
// at hand. What is wrong with one is left to be told under a name, and who
// wants a list walks to all of them: see torch_state_take.
static bool settles(void *state, struct pickle_value function,
                    struct pickle_value arguments)
{
    struct torch_state *c = state;
    unsigned role = role_of(function), how = role - ROLE_REBUILD;
    struct pickle_box given = pickle_items(arguments);
    struct built b;

    if (role == ROLE_SPARSE || role == ROLE_SUBCLASS)
        return false;
    if (role < ROLE_REBUILD)
        return true;
    if (rebuilds[how].inner)
        return given.item_count >= rebuilds[how].inner &&
               is_tensor(given.item[rebuilds[how].inner - 1]);
    if (c->built >= MOST_TENSORS || build(c, &given, how, &b))
        return false;
    b.in->used = true;
    c->built++;
    return !c->lists;
}

static void check_storage(struct torch_state *c, const struct torch_storage *s)
{
    uint64_t size;
    const char *what = NULL;

    if (!s->found)
        what = "is not in the file";
    else if (!torch_storage_size(s, &size) || size > s->size)
        what = "is shorter than its elements need";
    if (what)
        note_add(c->notes, VIEW("torch.storage"), NOTE_MALFORMED, s->offset,
                 "the storage '" VIEW_FMT "' %s", VIEW_ARG(s->key), what);
}

void torch_state_take(struct torch_state *c, const struct pickle *p,
                      uint64_t size)
{
    const struct path root = {0};

    c->name_most = NAMES_FREE + 16 * size;
    c->all = p->unsettled;
    walk(c, p->root, &root, 0);
    for (size_t i = 0; i < c->storage_count; i++)
        check_storage(c, &c->storage[i]);
}

void torch_state_expect(struct torch_state *c, size_t storages)
{
    c->storage_room = c->tensor_room = storages;
    map_reserve(&c->storages, storages);
}

struct torch_state torch_state_of(struct arena *a, const struct file *f,
                                  struct notes *n, struct tensors *out)
{
    return (struct torch_state){
        .arena = a,
        .out = out,
        .notes = n,
        .storages = {.arena = a},
        .seen = {.arena = a},
        .sparse = {.arena = a,
                   .file = f,
                   .find = find_indices,
                   .left = 4 * f->size},
    };
}

struct pickle_onlooker torch_state_onlooker(struct torch_state *c)
{
    c->sparse.context = c;
    return (struct pickle_onlooker){meets, settles, c};
}
