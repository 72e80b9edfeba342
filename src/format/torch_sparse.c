// SPDX-License-Identifier: Apache-2.0
#include "format/torch_sparse.h"

#include "format/window.h"

enum { PIECE = 64 << 10 };

static const char *const unknown =
    "is sparse, and its indices cannot be read here";
static const char *const outside = "is sparse, and an index is outside of it";

struct pickle_value torch_size(struct pickle_value v)
{
    if (pickle_kind(v) != PICKLE_CALL ||
        !pickle_is_global(pickle_item(v, CALL_FUNCTION), VIEW("torch"),
                          VIEW("Size")))
        return v;
    return pickle_item(pickle_item(v, CALL_ARGUMENTS), 0);
}

bool torch_sparse_is(struct pickle_value function)
{
    return pickle_is_global(function, VIEW("torch._utils"),
                            VIEW("_rebuild_sparse_tensor")) ||
           pickle_is_global(function, VIEW("torch._utils"),
                            VIEW("_rebuild_sparse_csr_tensor"));
}

// "sparse_coo" of torch.sparse_coo, or of _get_layout("torch.sparse_coo").
static struct view layout_of(struct pickle_value v)
{
    static const struct view front = VIEW_INIT("torch.");
    struct view name =
        pickle_text(pickle_item(pickle_item(v, CALL_ARGUMENTS), 0));

    if (pickle_kind(v) == PICKLE_GLOBAL)
        return pickle_imported(v)->name;
    return view_starts(name, front) ? view_from(name, front.len)
                                    : (struct view){0};
}

// A tensor of whole numbers.
struct indices {
    struct torch_place place;
    uint64_t first; // number of the storage
    struct pickle_box size, stride;
};

static bool take_indices(struct torch_sparse *s, struct pickle_value v,
                         struct indices *out)
{
    enum { STORAGE, OFFSET, SIZE, STRIDE, ITEMS };
    struct pickle_value function = pickle_item(v, CALL_FUNCTION);
    struct pickle_box given = pickle_items(pickle_item(v, CALL_ARGUMENTS));

    // What is set later may be other numbers.
    if (pickle_kind(pickle_item(v, CALL_STATE)) > PICKLE_NONE ||
        pickle_kind(v) != PICKLE_CALL || given.item_count < ITEMS ||
        (!pickle_is_global(function, VIEW("torch._utils"),
                           VIEW("_rebuild_tensor_v2")) &&
         !pickle_is_global(function, VIEW("torch._utils"),
                           VIEW("_rebuild_tensor"))) ||
        !s->find(s->context, given.item[STORAGE], &out->place) ||
        !pickle_u64(given.item[OFFSET], &out->first))
        return false;
    out->size = pickle_items(torch_size(given.item[SIZE]));
    out->stride = pickle_items(torch_size(given.item[STRIDE]));
    return out->size.item_count == out->stride.item_count;
}

// Of `count` numbers from that of the number `from` on, `step` apart, the first
// that is more than `most`; or NULL.
static const char *check_run(struct torch_sparse *s,
                             const struct torch_place *place, uint64_t from,
                             uint64_t count, uint64_t step, uint64_t most)
{
    struct window w = {.arena = s->arena, .file = s->file, .step = PIECE};
    const char *fault = NULL;
    uint64_t last;

    if (!count)
        return NULL;
    if (__builtin_mul_overflow(count - 1, step, &last) ||
        __builtin_add_overflow(last, from, &last) || last >= place->count ||
        !place->width)
        return unknown;
    if (place->width == sizeof(int32_t) && most > INT32_MAX)
        most = INT32_MAX;
    uint64_t bytes = (step ? last - from + 1 : count) * place->width;
    s->tired |= bytes > s->left;
    if (s->tired)
        return NULL;
    s->left -= bytes;
    for (uint64_t i = 0; i < count && !fault; i++) {
        struct view v;
        struct error *e =
            window_read(&w, place->offset + (from + i * step) * place->width,
                        place->width, &v);

        if (e || v.len < place->width)
            fault = unknown;
        else if (view_little(v) > most) // negative ones too
            fault = outside;
    }
    window_close(&w);
    return fault;
}

// indices[d][i] is an index into dimension d of `size`.
static const char *check_coordinates(struct torch_sparse *s,
                                     struct pickle_value v,
                                     struct pickle_box size)
{
    struct indices is;
    uint64_t rows, count, over, step;

    if (!take_indices(s, v, &is) || is.size.item_count != 2 ||
        !pickle_u64(is.size.item[0], &rows) ||
        !pickle_u64(is.size.item[1], &count) ||
        !pickle_u64(is.stride.item[0], &over) ||
        !pickle_u64(is.stride.item[1], &step) || rows > size.item_count)
        return unknown;
    for (uint64_t d = 0; d < rows && count; d++) {
        uint64_t dim, from;

        if (!pickle_u64(size.item[d], &dim) ||
            __builtin_mul_overflow(d, over, &from) ||
            __builtin_add_overflow(from, is.first, &from))
            return unknown;
        const char *fault =
            dim ? check_run(s, &is.place, from, count, step, dim - 1) : outside;
        if (fault)
            return fault;
    }
    return NULL;
}

// Numbers that lie without a gap, as those of compressed layouts do; in
// `*count`, how many.
static bool take_whole(struct torch_sparse *s, struct pickle_value v,
                       struct indices *out, uint64_t *count)
{
    uint64_t dim, step;

    *count = 1;
    if (!take_indices(s, v, out) || !out->size.item_count)
        return false;
    for (size_t i = out->size.item_count; i-- > 0;) {
        if (!pickle_u64(out->size.item[i], &dim) ||
            !pickle_u64(out->stride.item[i], &step) ||
            (dim > 1 && step != *count) ||
            __builtin_mul_overflow(*count, dim, count))
            return false;
    }
    return true;
}

// How many rows or columns the dimension `at` of `size` has, or blocks of them
// where `block` is a dimension of the values.
static bool take_dimension(struct pickle_box size, size_t at,
                           struct pickle_box values, size_t block,
                           uint64_t *out)
{
    uint64_t each = 1;

    if (at >= size.item_count || !pickle_u64(size.item[at], out) ||
        (block && (block >= values.item_count ||
                   !pickle_u64(values.item[block], &each) || !each)))
        return false;
    *out /= each;
    return true;
}

// Rows (or columns) begin and end at places of the plain indices, which are
// those of columns (or rows). In front of both dimensions stand those of a
// batch; the values have the number of indices between, and then the blocks.
static const char *check_compressed(struct torch_sparse *s,
                                    struct pickle_box data, bool columns,
                                    bool blocks)
{
    enum { COMPRESSED, PLAIN, VALUES, SIZE, ITEMS };
    struct indices compressed, plain, values;
    uint64_t starts, count, each, begins, across, down;

    if (data.item_count < ITEMS ||
        !take_whole(s, data.item[COMPRESSED], &compressed, &starts) ||
        !take_whole(s, data.item[PLAIN], &plain, &count) ||
        !take_indices(s, data.item[VALUES], &values))
        return unknown;
    struct pickle_box size = pickle_items(torch_size(data.item[SIZE]));
    size_t batch = compressed.size.item_count - 1;
    size_t row = batch + columns, column = batch + !columns;
    if (!pickle_u64(compressed.size.item[batch], &begins) ||
        !pickle_u64(plain.size.item[plain.size.item_count - 1], &each) ||
        !take_dimension(size, row, values.size, blocks ? row + 1 : 0, &down) ||
        !take_dimension(size, column, values.size, blocks ? column + 1 : 0,
                        &across))
        return unknown;
    if (begins != down + 1)
        return outside;
    const char *fault =
        check_run(s, &compressed.place, compressed.first, starts, 1, each);
    if (fault || !count)
        return fault;
    return across
               ? check_run(s, &plain.place, plain.first, count, 1, across - 1)
               : outside;
}

const char *torch_sparse_fault(struct torch_sparse *s,
                               struct pickle_value arguments)
{
    enum { LAYOUT, DATA, INDICES = 0, SIZE = 2 };
    static const struct {
        struct view name;
        bool columns, blocks;
    } compressed[] = {
        {VIEW_INIT("sparse_csr"), false, false},
        {VIEW_INIT("sparse_csc"), true, false},
        {VIEW_INIT("sparse_bsr"), false, true},
        {VIEW_INIT("sparse_bsc"), true, true},
    };
    struct view layout = layout_of(pickle_item(arguments, LAYOUT));
    struct pickle_value list = pickle_item(arguments, DATA);
    struct pickle_box data = pickle_items(list);

    if (view_eq(layout, VIEW("sparse_coo")))
        return check_coordinates(
            s, pickle_item(list, INDICES),
            pickle_items(torch_size(pickle_item(list, SIZE))));
    for (size_t i = 0; i < sizeof compressed / sizeof *compressed; i++)
        if (view_eq(layout, compressed[i].name))
            return check_compressed(s, data, compressed[i].columns,
                                    compressed[i].blocks);
    return unknown;
}
