// SPDX-License-Identifier: Apache-2.0
#include "format/torch.h"

#include "base/map.h"
#include "base/unicode.h"
#include "format/content.h"
#include "format/dtype.h"
#include "format/torch_sparse.h"
#include "knowledge/knowledge.h"

#include <inttypes.h>

enum {
    FRONT = 512,
    DEEPEST = 64, // dicts in dicts
    MOST_TENSORS = 1000000,
    LEGACY_PICKLES = 5, // magic number, version, system, object, storage keys
    OBJECT = 3,
    NAMES_FREE = 1 << 20,
    LONGEST_LIST = 64 << 10, // bytes of a list of paths
    STORAGE_PARTS = 5,       // of a persistent id that names a storage
};

// What torch.save of the older kind puts in front: a pickle of the number
// 0x1950a86a20f9469cfc6c, as each protocol writes it; from the fourth on in a
// frame.
// clang-format off
static const struct view legacy_magics[] = {
    VIEW_INIT("L119547037146038801333356L\n."),
    VIEW_INIT("\x80\2\x8a\nl\xfc\x9c" "F\xf9 j\xa8P\x19."),
    VIEW_INIT("\x80\3\x8a\nl\xfc\x9c" "F\xf9 j\xa8P\x19."),
    VIEW_INIT("\x80\4\x95\r\0\0\0\0\0\0\0\x8a\nl\xfc\x9c" "F\xf9 j\xa8P\x19."),
    VIEW_INIT("\x80\5\x95\r\0\0\0\0\0\0\0\x8a\nl\xfc\x9c" "F\xf9 j\xa8P\x19."),
};
// clang-format on

struct storage { // of one key, as the tensors name it
    struct view key;
    const struct pickle_import *class;
    const struct dtype_info *type; // of the class
    uint64_t count;                // elements
    uint64_t offset, size;         // of its bytes in the file
    bool found, used, stored;
    bool counted;                   // one tensor of it at least was
    uint64_t first_at, first_count; // that one, in elements
};

struct checkpoint {
    struct arena *arena;
    const struct file *file;
    struct tensors *out;
    struct notes notes;
    struct content content;
    struct storage *storage;
    size_t storage_count, storage_room;
    size_t tensor_room;
    size_t storage_last;         // the one that was asked for
    struct storage **storage_in; // each member of the archive, or NULL
    struct map storages;         // by key
    struct map seen; // tensors already counted, but for the first of a storage
    struct torch_sparse sparse;
    uint64_t name_bytes, name_most;
    uint64_t taken; // tensors that were walked to
    uint64_t built; // and that were seen being made
    bool older;     // see read_legacy
    bool lists;     // they go to out->tensor
    bool full;      // a limit was told
    bool all;       // also what is flat is walked through
    struct pickle_value id[STORAGE_PARTS]; // whose storage was taken last
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

static unsigned find_role(struct pickle_value function)
{
    for (unsigned i = 0; i < sizeof rebuilds / sizeof *rebuilds; i++)
        if (pickle_is_global(function, VIEW("torch._utils"), rebuilds[i].name))
            return ROLE_REBUILD + i;
    if (pickle_is_global(function, VIEW("torch._tensor"),
                         VIEW("_rebuild_from_type_v2")))
        return ROLE_SUBCLASS;
    return torch_sparse_is(function) ? ROLE_SPARSE : ROLE_OTHER;
}

// ROLE_REBUILD and more: builds a tensor as that row of `rebuilds` says.
static unsigned role_of(struct pickle_value function)
{
    if (pickle_kind(function) != PICKLE_GLOBAL)
        return ROLE_OTHER;
    struct pickle_import *i = pickle_imported(function);
    if (i->role == ROLE_UNKNOWN)
        i->role = find_role(function);
    return i->role;
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

static void bad_storage(struct checkpoint *c, uint64_t offset,
                        const struct path *tensor, const char *what)
{
    char room[200];

    note_add(&c->notes, VIEW("torch.storage"), NOTE_MALFORMED, offset,
             "the tensor '" VIEW_FMT "' %s",
             VIEW_ARG(write_name(tensor, room, sizeof room)), what);
}

static bool is_storage(const struct checkpoint *c, size_t i, struct view key)
{
    return i < c->storage_count && view_eq(c->storage[i].key, key);
}

// The storage called `key`, or NULL. Most are asked for in the order in which
// they were first met, or several times in a row.
static struct storage *storage_named(struct checkpoint *c, struct view key)
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

static struct storage *storage_of(struct checkpoint *c, struct pickle_value v)
{
    struct pickle_box id = pickle_items(v);

    if (pickle_kind(v) != PICKLE_PERSISTENT || id.item_count < STORAGE_PARTS)
        return NULL;
    return storage_named(c, pickle_text(id.item[2]));
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
static bool is_new_place(struct checkpoint *c, struct storage *s,
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
static void count_parameters(struct checkpoint *c, struct storage *s,
                             uint64_t offset, uint64_t count)
{
    if (is_new_place(c, s, offset, count) &&
        __builtin_add_overflow(c->out->parameters, count, &c->out->parameters))
        c->out->parameters = UINT64_MAX;
}

static void place_tensor(const struct storage *s, uint64_t offset,
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

static struct view dtype_word(const struct storage *s, struct pickle_value v)
{
    const struct dtype_info *type = dtype_given(v);

    type = type ? type : s->type;
    return type ? type->name : VIEW("u8"); // UntypedStorage
}

// Whether the element `last` behind `offset` is in `s`. Of a storage without a
// type the bytes are counted, and the tensor says what they are.
static bool holds(const struct storage *s, uint64_t offset, uint64_t last,
                  const struct dtype_info *type)
{
    uint64_t bytes;

    if (last >= s->count || offset >= s->count - last)
        return false;
    // Types of less than a byte take a whole one each.
    return s->type || !type || !type->block_size ||
           (dtype_size(type, offset + last + 1, &bytes) && bytes <= s->count);
}

static void tell_full(struct checkpoint *c, const char *what)
{
    if (!c->full)
        note_add(&c->notes, VIEW("pickle.limit"), NOTE_LIMIT, 0, "%s", what);
    c->full = true;
}

// False: the names of all tensors together are longer than may be.
static bool has_name_room(struct checkpoint *c, const struct path *name)
{
    c->name_bytes += name->len + 1;
    if (c->name_bytes > c->name_most)
        tell_full(c, "the names of the tensors take more memory than the "
                     "size of the file warrants");
    return !c->full;
}

static void list_tensor(struct checkpoint *c, const struct path *name,
                        struct tensor t)
{
    t.name = write_name(name, arena_alloc(c->arena, name->len + 1), name->len);
    *LIST_ADD_ROOM(c->arena, c->out->tensor, c->out->tensor_count,
                   c->tensor_room) = t;
}

// The tensor that a call as row `how` of `rebuilds` says makes.
struct built {
    struct tensor tensor;      // its shape
    struct storage *in;        // NULL: it is none
    uint64_t offset;           // in there, in elements
    struct pickle_value dtype; // given beside the storage, or nothing
};

// What is wrong with it, or NULL.
static const char *build(struct checkpoint *c, struct pickle_box arguments,
                         size_t how, struct built *b)
{
    unsigned shape = rebuilds[how].shape, dtype = rebuilds[how].dtype;
    uint64_t last;

    b->in = NULL;
    if (!arguments.item || arguments.item_count < shape + 2)
        return "is built from too few values";
    struct storage *s = storage_of(c, arguments.item[0]);
    if (!s)
        return "has no storage";
    if (!pickle_u64(arguments.item[rebuilds[how].offset], &b->offset) ||
        !take_shape(pickle_items(torch_size(arguments.item[shape])),
                    pickle_items(torch_size(arguments.item[shape + 1])),
                    &b->tensor, &last))
        return "has a shape, stride or offset that cannot be";
    b->in = s;
    b->dtype = dtype && dtype < arguments.item_count ? arguments.item[dtype]
                                                     : (struct pickle_value){0};
    if (b->tensor.count && !holds(s, b->offset, last, dtype_given(b->dtype)))
        return "reaches past the end of its storage";
    return NULL;
}

static void add_tensor(struct checkpoint *c, struct pickle_box arguments,
                       size_t how, const struct path *name, uint64_t at)
{
    struct built b;
    const char *fault = build(c, arguments, how, &b);

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

static void walk_box(struct checkpoint *c, struct pickle_value v,
                     const struct path *name, unsigned depth);

static ALWAYS_INLINE void walk(struct checkpoint *c, struct pickle_value v,
                               const struct path *name, unsigned depth)
{
    if (pickle_is_boxed(v) && (c->all || !pickle_is_flat(v)))
        walk_box(c, v, name, depth);
}

// An item of a container: its name has a part more.
static void walk_below(struct checkpoint *c, struct pickle_value v,
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
static void walk_pairs(struct checkpoint *c, const struct pickle_box *box,
                       size_t from, const struct path *name, unsigned depth)
{
    for (size_t i = from; i < box->item_count && !c->full; i += 2) {
        walk(c, box->item[i], name, depth);
        if (i + 1 < box->item_count)
            walk_below(c, box->item[i + 1], name, box->item[i], depth);
    }
}

static void walk_items(struct checkpoint *c, const struct pickle_box *box,
                       const struct path *name, unsigned depth)
{
    for (size_t i = 0; i < box->item_count && !c->full; i++)
        walk_below(c, box->item[i], name, pickle_scalar(PICKLE_INT, (int64_t)i),
                   depth);
}

// All arguments but that of the number `but`, under the name of the call.
static void walk_arguments(struct checkpoint *c, struct pickle_value arguments,
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

static bool take_call(struct checkpoint *c, struct pickle_value v,
                      const struct path *name, unsigned depth);

static bool find_indices(void *checkpoint, struct pickle_value storage,
                         struct torch_place *out)
{
    static const struct view whole[] = {VIEW_INIT("i64"), VIEW_INIT("i32")};
    const struct storage *s = storage_of(checkpoint, storage);

    if (!s)
        return false;
    *out = (struct torch_place){.offset = s->offset, .count = s->count};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (s->stored && s->type && view_eq(s->type->name, whole[i]))
            out->width = s->type->bits / 8;
    return true;
}

static void check_sparse(struct checkpoint *c, const struct call *call)
{
    const char *fault = torch_sparse_fault(&c->sparse, call->arguments);

    if (c->sparse.tired)
        tell_full(c, "sparse tensors have more indices than the file warrants");
    else if (fault)
        bad_storage(c, call->offset, call->name, fault);
}

// Adds the tensor that `call` builds, under its name. False: it builds none.
// A parameter holds a tensor, and a subclass wraps the call of one.
static bool take_tensor(struct checkpoint *c, struct call call)
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

static bool take_call(struct checkpoint *c, struct pickle_value v,
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
static void take_state(struct checkpoint *c, const struct pickle_box *box,
                       const struct path *name)
{
    static const size_t as_tensor = 0; // _rebuild_tensor has these arguments
    struct pickle_box state = pickle_items(box->item[CALL_STATE]);

    if (state.item_count && pickle_kind(state.item[0]) == PICKLE_PERSISTENT)
        add_tensor(c, state, as_tensor, name, box->offset);
}

// What lies below a call that is walked for the first time.
static void walk_call(struct checkpoint *c, const struct pickle_box *box,
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
static void walk_box(struct checkpoint *c, struct pickle_value v,
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

static bool storage_size(const struct storage *s, uint64_t *size)
{
    if (!s->type) { // UntypedStorage counts bytes
        *size = s->count;
        return true;
    }
    return dtype_size(s->type, s->count, size);
}

// Another id of a storage: PyTorch goes by the first, others may not.
static void take_again(struct checkpoint *c, struct storage *s,
                       const struct storage *again, uint64_t offset)
{
    uint64_t size, other;

    if (!storage_size(s, &size) || !storage_size(again, &other) ||
        size != other)
        note_add(&c->notes, VIEW("torch.storage"), NOTE_MALFORMED, offset,
                 "the storage '" VIEW_FMT "' is given two sizes: which one "
                 "counts depends on the reader",
                 VIEW_ARG(s->key));
    if (s->count < again->count)
        s->count = again->count;
}

static bool names_storage(struct pickle_box id, uint64_t *count)
{
    return id.item_count >= STORAGE_PARTS &&
           view_eq(pickle_text(id.item[0]), VIEW("storage")) &&
           pickle_kind(id.item[1]) == PICKLE_GLOBAL &&
           pickle_kind(id.item[2]) == PICKLE_TEXT && // bytes are another key
           key_is_plain(pickle_text(id.item[2])) &&
           pickle_u64(id.item[4], count);
}

// One persistent id: ("storage", class, key, location, count). What is not of
// that shape is told and left out.
static void take_storage(struct checkpoint *c, struct pickle_box id)
{
    uint64_t count;
    bool is_new;

    if (id.item_count >= STORAGE_PARTS &&
        !memcmp(id.item, c->id, sizeof c->id)) // most tensors share theirs
        return;
    if (!names_storage(id, &count)) {
        note_add(&c->notes, VIEW("torch.storage"), NOTE_MALFORMED, id.offset,
                 "a persistent id that does not name a storage");
        return;
    }
    memcpy(c->id, id.item, sizeof c->id);
    struct storage s = {.key = pickle_text(id.item[2]),
                        .class = pickle_imported(id.item[1]),
                        .count = count};
    struct storage *last =
        c->storage_count ? &c->storage[c->storage_count - 1] : NULL;
    s.type = last && last->class == s.class ? last->type
                                            : dtype_of_storage(s.class->name);
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

static void meets(void *checkpoint, struct pickle_value id)
{
    struct checkpoint *c = checkpoint;

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
// wants a list walks to all of them: see take_tensors.
static bool settles(void *checkpoint, struct pickle_value function,
                    struct pickle_value arguments)
{
    struct checkpoint *c = checkpoint;
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
    if (c->built >= MOST_TENSORS || build(c, given, how, &b))
        return false;
    b.in->used = true;
    c->built++;
    return !c->lists;
}

static void check_storage(struct checkpoint *c, const struct storage *s)
{
    uint64_t size;
    const char *what = NULL;

    if (!s->found)
        what = "is not in the file";
    else if (!storage_size(s, &size) || size > s->size)
        what = "is shorter than its elements need";
    if (what)
        note_add(&c->notes, VIEW("torch.storage"), NOTE_MALFORMED, s->offset,
                 "the storage '" VIEW_FMT "' %s", VIEW_ARG(s->key), what);
}

static void take_tensors(struct checkpoint *c, const struct pickle *p,
                         uint64_t size)
{
    const struct path root = {0};

    c->name_most = NAMES_FREE + 16 * size;
    c->all = p->unsettled;
    walk(c, p->root, &root, 0);
    for (size_t i = 0; i < c->storage_count; i++)
        check_storage(c, &c->storage[i]);
}

// ---- the zip form

// "archive/data.pkl" gives "archive/". PyTorch looks without regard to case.
static bool is_data_pkl(struct view name, struct view *folder)
{
    static const struct view tail = VIEW_INIT("data.pkl");

    if (name.len < tail.len ||
        !view_eq_nocase(view_from(name, name.len - tail.len), tail))
        return false;
    *folder = view_head(name, name.len - tail.len);
    return !folder->len || folder->at[folder->len - 1] == '/';
}

// PyTorch looks below the folder that the first name of the directory begins
// with. Where there is none, the first of any folder.
static const struct zip_member *data_pkl(const struct zip *z,
                                         struct view *folder)
{
    const struct zip_member *found = NULL;
    struct view under, rest;

    for (size_t i = 0; i < z->member_count; i++) {
        const struct zip_member *m = &z->member[i];
        struct view first = view_cut(z->member[0].name, '/', &rest);

        if (!is_data_pkl(m->name, &under))
            continue;
        bool own = under.len && view_eq(view_head(under, under.len - 1), first);
        if (!found || own) {
            found = m;
            *folder = under;
        }
        if (own)
            break;
    }
    return found;
}

// The part of `name` behind `folder` and `under`, or the empty view.
static struct view name_under(struct view name, struct view folder,
                              struct view under)
{
    if (!view_starts(name, folder))
        return (struct view){0};
    name = view_from(name, folder.len);
    return view_starts(name, under) ? view_from(name, under.len)
                                    : (struct view){0};
}

static void find_storages(struct checkpoint *c, const struct zip *z,
                          struct view folder)
{
    c->storage_in = ARENA_NEW(c->arena, struct storage *, z->member_count);
    for (size_t i = 0; i < z->member_count; i++) {
        const struct zip_member *m = &z->member[i];
        struct view key = name_under(m->name, folder, VIEW("data/"));
        struct storage *s = key.len ? storage_named(c, key) : NULL;

        if (!s)
            continue;
        c->storage_in[i] = s;
        if (s->found)
            continue;
        s->found = true;
        s->stored = m->method == ZIP_STORED;
        s->offset = m->offset;
        s->size = m->size;
    }
}

// Neither as the end nor as the beginning of a longer name.
static size_t find_call(struct view code, struct view word)
{
    size_t from = 0, hit;

    while ((hit = view_find(view_from(code, from), word)) != SIZE_MAX) {
        size_t at = from + hit, end = at + word.len;
        bool before =
            at && (ascii_alnum(code.at[at - 1]) || code.at[at - 1] == '_');
        bool behind = end < code.len && ascii_alnum(code.at[end]) &&
                      ascii_alnum(code.at[end - 1]);

        if (!before && !behind)
            return at;
        from = end;
    }
    return SIZE_MAX;
}

static void judge_script(struct checkpoint *c, const struct zip_member *m,
                         const struct records *words, struct view code)
{
    for (size_t i = 0; i < words->record_count; i++) {
        struct view word;
        for (size_t at = 0;
             record_next(&words->record[i], VIEW("word"), &at, &word);) {
            size_t hit = find_call(code, word);
            if (hit == SIZE_MAX)
                continue;
            c->notes.member = m->name;
            note_add(&c->notes, VIEW("torch.torchscript"), NOTE_DANGER, hit,
                     "the program reaches beyond tensors: '" VIEW_FMT "'",
                     VIEW_ARG(word));
            c->notes.member = (struct view){0};
        }
    }
}

struct scripts {
    struct records words; // that reach beyond tensors
    uint64_t left;        // bytes that are still looked at
    bool full;            // there are more, and that was told
};

// There may be many: each is let go before the next one.
static struct error *check_script(struct checkpoint *c,
                                  const struct zip_member *m, struct scripts *s)
{
    struct arena scratch = {0};
    struct notes silent = {.arena = &scratch};
    struct view code;
    struct error *e =
        zip_content(&scratch, c->file, m, s->left + 1, &silent, &code);

    if (!e) {
        judge_script(c, m, &s->words, code);
        s->full = code.len > s->left;
        if (s->full)
            note_add(&c->notes, VIEW("limit.size"), NOTE_LIMIT, m->header,
                     "the programs take more than %d bytes: the rest was not "
                     "looked at",
                     CONTENT_LARGEST);
        s->left -= s->full ? s->left : code.len;
    }
    e = error_again(c->arena, c->file->path, e);
    arena_free(&scratch);
    return e;
}

static struct error *check_scripts(struct checkpoint *c, const struct zip *z,
                                   struct view folder)
{
    const struct zip_member *first = NULL;
    struct scripts s = {.left = CONTENT_LARGEST};

    TRY(knowledge_read(c->arena, VIEW("safety/torchscript.txt"), &s.words));
    for (size_t i = 0; i < z->member_count; i++) {
        const struct zip_member *m = &z->member[i];
        bool code = name_under(m->name, folder, VIEW("code/")).len > 0 ||
                    view_ends(m->name, VIEW(".data/extern_modules"));

        if (code && !m->folder && !s.full)
            TRY(check_script(c, m, &s));
        if (!first && (code || view_eq(view_from(m->name, folder.len),
                                       VIEW("constants.pkl"))))
            first = m;
    }
    if (first)
        note_add(&c->notes, VIEW("torch.torchscript"), NOTE_REVIEW,
                 first->header,
                 "a TorchScript archive: a program, not only weights");
    return NULL;
}

static struct error *read_byte_order(struct checkpoint *c, const struct zip *z,
                                     struct view folder)
{
    enum { LONGEST = 16 };
    struct notes silent = {.arena = c->arena};
    struct view order;

    for (size_t i = 0; i < z->member_count; i++) {
        const struct zip_member *m = &z->member[i];
        if (!view_starts(m->name, folder) ||
            !view_eq(view_from(m->name, folder.len), VIEW("byteorder")))
            continue;
        TRY(zip_content(c->arena, c->file, m, LONGEST, &silent, &order));
        *LIST_ADD(c->arena, c->out->meta, c->out->meta_count) =
            (struct tensor_meta){VIEW("byteorder"), order, m->offset};
        if (!view_eq(order, VIEW("little")))
            note_add(&c->notes, VIEW("torch.byteorder"), NOTE_PLAIN, m->offset,
                     "the weights are not little-endian: '" VIEW_FMT "'",
                     VIEW_ARG(order));
        return NULL;
    }
    return NULL;
}

static bool has_capital(struct view v)
{
    for (size_t i = 0; i < v.len; i++)
        if (v.at[i] != ascii_lower(v.at[i]))
            return true;
    return false;
}

// Whether names can differ in case only: all the same folder in front and no
// capital letter behind it means no.
static bool may_fold(const struct zip *z, struct view folder)
{
    for (size_t i = 0; i < z->member_count; i++)
        if (!view_starts(z->member[i].name, folder) ||
            has_capital(view_from(z->member[i].name, folder.len)))
            return true;
    return false;
}

static void check_folded(struct checkpoint *c, const struct zip *z,
                         struct view folder)
{
    struct map folded = {.arena = c->arena};
    bool is_new;

    if (!may_fold(z, folder))
        return;
    for (size_t i = 0; i < z->member_count; i++) {
        const struct zip_member *m = &z->member[i];
        size_t *first =
            map_at(&folded, arena_lower(c->arena, m->name), &is_new);

        if (!is_new && !view_eq(z->member[*first].name, m->name))
            note_add(&c->notes, VIEW("zip.dup"), NOTE_DANGER, m->header,
                     "two members whose names differ only in case: PyTorch "
                     "takes the first");
        if (is_new)
            *first = i;
    }
}

// Every member is looked into, whatever its name: loaders can be made to open
// any of them. Of storages of tensors the beginning tells.
static struct error *scan_members(struct checkpoint *c, const struct zip *z,
                                  const struct zip_member *done)
{
    struct arena_store store = {.most = 64 << 10};
    struct error *e = NULL;

    for (size_t i = 0; i < z->member_count && !e; i++) {
        const struct zip_member *m = &z->member[i];
        const struct storage *in = c->storage_in ? c->storage_in[i] : NULL;
        struct zip_member local;

        if (m == done && zip_local(m, &local))
            e = content_member(&c->content, c->file, &local);
        else if (m != done && !m->folder)
            e = in && in->used
                    ? content_numbers(&c->content, c->file, m, &store)
                    : content_member(&c->content, c->file, m);
    }
    arena_store_free(&store);
    return e;
}

// A large one that is stored is read where it is; others are unpacked.
static struct error *hold_data_pkl(struct checkpoint *c,
                                   const struct zip_member *m,
                                   struct pickle_hold *out)
{
    if (m->readable && m->method == ZIP_STORED &&
        m->packed > PICKLE_IN_MEMORY) {
        TRY(zip_check(c->arena, c->file, m, &c->notes));
        return pickle_hold(&c->content.pickle, c->file, m->offset, m->packed,
                           out);
    }
    *out = (struct pickle_hold){0};
    TRY(zip_content(c->arena, c->file, m, PICKLE_LARGEST, &c->notes,
                    &out->bytes));
    if (m->size > PICKLE_LARGEST)
        note_add(&c->notes, VIEW("pickle.limit"), NOTE_LIMIT, PICKLE_LARGEST,
                 "only the first 8 MiB were unpacked");
    return NULL;
}

// Every storage is a member of the archive, and most hold one tensor.
static void make_room(struct checkpoint *c, size_t members, size_t size)
{
    enum { TENSOR = 64 }; // bytes of a pickle
    size_t most = size / TENSOR < members ? size / TENSOR : members;

    c->storage_room = c->tensor_room = most;
    map_reserve(&c->storages, most);
}

static struct error *read_data_pkl(struct checkpoint *c, const struct zip *z,
                                   const struct zip_member *m,
                                   struct view folder)
{
    const struct pickle_onlooker onlooker = {meets, settles, c};
    struct pickle_reader *p = &c->content.pickle;
    size_t from = c->notes.note_count;
    struct pickle_hold hold;
    struct pickle pickle;

    c->notes.member = m->name;
    struct error *e = hold_data_pkl(c, m, &hold);
    if (e) {
        pickle_let_go(p, &hold);
        return e;
    }
    p->container = true;
    p->onlooker = &onlooker;
    make_room(c, z->member_count, hold.bytes.len);
    pickle_read(p, hold.bytes, 0, &pickle);
    p->onlooker = NULL;
    if (pickle.end < hold.bytes.len)
        pickle_search(p, hold.bytes, pickle.end);
    p->container = false;
    find_storages(c, z, folder);
    take_tensors(c, &pickle, hold.bytes.len);
    pickle_let_go(p, &hold);
    if (c->notes.note_count > from && c->notes.worst == NOTE_DANGER)
        notes_raise(&c->notes, from, VIEW("zip.crc"));
    c->notes.member = (struct view){0};
    return NULL;
}

static struct error *refuse(struct checkpoint *c, struct view rule,
                            enum note_severity severity, const char *what)
{
    note_add(&c->notes, rule, severity, 0, "%s", what);
    return error_new(c->arena, ERROR_INPUT,
                     (struct place){.path = c->file->path}, "%s", what);
}

// TorchScript packs its code, which says nothing of the weights.
static bool any_packed(const struct checkpoint *c,
                       const struct zip_member *data)
{
    if (data->method != ZIP_STORED)
        return true;
    for (size_t i = 0; i < c->storage_count; i++)
        if (c->storage[i].found && !c->storage[i].stored)
            return true;
    return false;
}

// What torch.package writes beside its pickles and their code.
static const struct zip_member *package_list(const struct zip *z)
{
    for (size_t i = 0; i < z->member_count; i++)
        if (view_ends(z->member[i].name, VIEW("/.data/extern_modules")))
            return &z->member[i];
    return NULL;
}

static struct error *read_zip(struct checkpoint *c)
{
    struct view folder = {0};
    struct zip z;

    c->out->format = VIEW("torch");
    c->content.in_weights = true;
    struct error *e = zip_read(c->arena, c->file, &c->notes, &z);
    if (e) {
        TRY(scan_members(c, &z, NULL));
        return e;
    }
    const struct zip_member *data = data_pkl(&z, &folder);
    if (data)
        TRY(read_data_pkl(c, &z, data, folder));
    TRY(check_scripts(c, &z, folder));
    TRY(read_byte_order(c, &z, folder));
    check_folded(c, &z, folder);
    TRY(scan_members(c, &z, data));
    if (data && any_packed(c, data))
        note_add(&c->notes, VIEW("torch.packed"), NOTE_PLAIN, data->header,
                 "members are compressed, so the weights cannot be mapped");
    const struct zip_member *list = data ? NULL : package_list(&z);
    if (list)
        note_add(&c->notes, VIEW("torch.torchscript"), NOTE_REVIEW,
                 list->header,
                 "an archive of torch.package: its loader imports the code "
                 "that comes with it");
    return data || list ? NULL
                        : refuse(c, VIEW("zip.malformed"), NOTE_MALFORMED,
                                 "the archive holds no data.pkl, as a PyTorch "
                                 "checkpoint does");
}

// ---- the older form

struct stream {
    struct view bytes; // the front of the file
    struct pickle pickle[LEGACY_PICKLES];
    unsigned whole;
    uint64_t end;
};

// Reads the pickles of the front; stops at the first that is not whole.
static void read_stream(struct checkpoint *c, struct stream *s)
{
    const struct pickle_onlooker onlooker = {meets, settles, c};
    struct pickle_reader *p = &c->content.pickle;

    p->container = true;
    s->whole = 0;
    s->end = 0;
    while (s->whole < LEGACY_PICKLES) {
        struct pickle *one = &s->pickle[s->whole];

        p->onlooker = s->whole == OBJECT ? &onlooker : NULL;
        pickle_read(p, s->bytes, s->end, one);
        if (!one->whole)
            break;
        s->end = one->end;
        s->whole++;
    }
    p->onlooker = NULL;
    p->container = false;
}

// Behind the pickles: for each key a count of 8 bytes and the elements.
static struct error *find_streamed(struct checkpoint *c,
                                   struct pickle_value keys, uint64_t *at)
{
    struct pickle_box list = pickle_items(keys);

    for (size_t i = 0; i < list.item_count; i++) {
        struct storage *s = storage_named(c, pickle_text(list.item[i]));
        struct view count;
        uint64_t size;

        if (!s) {
            note_add(&c->notes, VIEW("torch.storage"), NOTE_MALFORMED, *at,
                     "a storage that no tensor names");
            return NULL;
        }
        TRY(file_read(c->arena, c->file, *at, 8, &count));
        if (count.len < 8 || view_little(count) != s->count ||
            !storage_size(s, &size)) {
            note_add(&c->notes, VIEW("torch.storage"), NOTE_MALFORMED, *at,
                     "the storage '" VIEW_FMT "' does not have the %" PRIu64
                     " elements that the tensors say",
                     VIEW_ARG(s->key), s->count);
            return NULL;
        }
        s->found = s->stored = true;
        s->offset = *at + 8;
        s->size =
            size < c->file->size - s->offset ? size : c->file->size - s->offset;
        *at = s->offset + s->size;
    }
    return NULL;
}

// Looks behind the storages, where no loader looks, but an attacker might make
// one.
static struct error *search_behind(struct checkpoint *c, uint64_t at)
{
    enum { FRONT_SEARCH = 1 << 20, BACK_SEARCH = 64 << 10 };
    uint64_t left = c->file->size - at;
    uint64_t most = FRONT_SEARCH + BACK_SEARCH;
    struct view v;

    TRY(file_read(c->arena, c->file, at, left < most ? left : most, &v));
    c->content.pickle.base = at;
    pickle_search(&c->content.pickle, v, 0);
    if (left > most) {
        at = c->file->size - BACK_SEARCH;
        TRY(file_read(c->arena, c->file, at, BACK_SEARCH, &v));
        c->content.pickle.base = at;
        pickle_search(&c->content.pickle, v, 0);
    }
    c->content.pickle.base = 0;
    return NULL;
}

static struct error *take_stream(struct checkpoint *c, struct stream *s)
{
    if (s->whole < LEGACY_PICKLES) {
        pickle_search(&c->content.pickle, s->bytes, s->pickle[s->whole].end);
        return error_new(c->arena, ERROR_INPUT,
                         (struct place){c->file->path, s->end, 0},
                         "the checkpoint breaks off in its pickles");
    }
    const struct pickle *object = &s->pickle[OBJECT],
                        *keys = &s->pickle[OBJECT + 1];
    uint64_t at = s->end;
    TRY(find_streamed(c, keys->root, &at));
    take_tensors(c, object, (size_t)s->end);
    return at < c->file->size ? search_behind(c, at) : NULL;
}

static struct error *read_legacy(struct checkpoint *c)
{
    struct pickle_reader *p = &c->content.pickle;
    struct pickle_hold hold;
    struct stream s = {0};

    c->older = true;
    c->out->format = VIEW("torch");
    note_add(&c->notes, VIEW("torch.legacy"), NOTE_PLAIN, 0,
             "the checkpoint format of PyTorch before 1.6");
    struct error *e = pickle_hold(p, c->file, 0, UINT64_MAX, &hold);
    if (!e) {
        s.bytes = hold.bytes;
        read_stream(c, &s);
        e = take_stream(c, &s);
    }
    pickle_let_go(p, &hold);
    return e;
}

// ---- which form

static struct error *read_pickle(struct checkpoint *c)
{
    c->out->format = VIEW("pickle");
    return content_scan(&c->content, c->file);
}

static struct error *read_tar(struct checkpoint *c)
{
    c->out->format = VIEW("torch");
    TRY(content_scan(&c->content, c->file));
    bool danger = c->notes.worst == NOTE_DANGER;
    return refuse(c, VIEW("torch.legacy-tar"),
                  danger ? NOTE_DANGER : NOTE_MALFORMED,
                  "the tar checkpoints of PyTorch 0.1 are not read: save the "
                  "model again with a newer version");
}

// Whether a file holds nothing but paths, one a line: what Python reads from a
// .pth at its start, and what has the name by chance in common with
// checkpoints.
static bool is_path_list(struct view v)
{
    bool any = false;

    if (utf8_fault(v) != SIZE_MAX)
        return false;
    while (v.len) {
        struct view line = view_trim(view_cut(v, '\n', &v));
        bool path = byte_in('/', line) || byte_in('\\', line);

        for (size_t i = 0; i < line.len; i++)
            if ((unsigned char)line.at[i] < ' ' ||
                (ascii_blank(line.at[i]) && !path && line.at[0] != '#'))
                return false;
        any |= path;
    }
    return any;
}

static struct error *read_other(struct checkpoint *c)
{
    struct view bytes;

    TRY(content_scan(&c->content, c->file));
    if (c->notes.worst == NOTE_DANGER)
        return NULL;
    TRY(file_read(c->arena, c->file, 0, LONGEST_LIST, &bytes));
    if (c->file->size <= LONGEST_LIST &&
        view_ends(arena_lower(c->arena, c->file->path), VIEW(".pth")) &&
        is_path_list(bytes)) {
        note_add(&c->notes, VIEW("format.mismatch"), NOTE_PLAIN, 0,
                 "is named like a checkpoint and holds paths, which Python "
                 "adds to its own when it starts");
        return NULL;
    }
    return refuse(c, VIEW("format.mismatch"), NOTE_MALFORMED,
                  "is no PyTorch checkpoint: neither a zip archive nor a "
                  "pickle");
}

// A whole archive behind a pickle: which of the two is loaded depends on the
// reader. (content_scan says so of all other kinds.)
static void check_polyglot(struct checkpoint *c)
{
    if (zip_is(c->file))
        note_add(&c->notes, VIEW("format.polyglot"), NOTE_DANGER, 0,
                 "the file is a pickle in front and a zip archive at its end");
}

static bool is_legacy(struct view front)
{
    for (size_t i = 0; i < sizeof legacy_magics / sizeof *legacy_magics; i++)
        if (view_starts(front, legacy_magics[i]))
            return true;
    return false;
}

static struct error *read_checkpoint(struct checkpoint *c)
{
    enum content_kind kind;
    struct view front;

    TRY(content_open(c->arena, &c->notes, &c->content));
    TRY(file_read(c->arena, c->file, 0, FRONT, &front));
    if (is_legacy(front)) {
        check_polyglot(c);
        return read_legacy(c);
    }
    TRY(content_kind(&c->content, c->file, &kind));
    if (kind == CONTENT_PICKLE)
        return read_pickle(c);
    if (kind == CONTENT_TAR)
        return read_tar(c);
    if (kind == CONTENT_ZIP)
        return read_zip(c);
    return read_other(c);
}

struct error *torch_is(struct arena *a, const struct file *f, bool *out)
{
    struct view front, folder;
    uint64_t start;
    struct zip z;

    *out = false;
    TRY(file_read(a, f, 0, FRONT, &front));
    TRY(zip_start(a, f, f->size, &start));
    bool one = !start || start == UINT64_MAX; // not the last of several
    if (is_legacy(front))
        *out = true;
    else if (one && view_starts(front, VIEW("PK\3\4")) && !zip_list(a, f, &z))
        *out = data_pkl(&z, &folder) != NULL;
    return NULL;
}

static struct error *read(struct arena *a, const struct file *f, bool lists,
                          struct tensors *out)
{
    struct checkpoint c = {.arena = a, .file = f, .out = out, .lists = lists};

    *out = (struct tensors){.format = VIEW("torch")};
    c.notes.arena = c.storages.arena = c.seen.arena = a;
    c.sparse = (struct torch_sparse){.arena = a,
                                     .file = f,
                                     .find = find_indices,
                                     .context = &c,
                                     .left = 4 * f->size};
    struct error *e = read_checkpoint(&c);
    notes_into(a, &c.notes, out);
    return e;
}

struct error *torch_read(struct arena *a, const struct file *f,
                         struct tensors *out)
{
    return read(a, f, true, out);
}

struct error *torch_check(struct arena *a, const struct file *f,
                          struct tensors *out)
{
    return read(a, f, false, out);
}
