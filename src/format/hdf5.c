// SPDX-License-Identifier: Apache-2.0
#include "format/hdf5.h"

#include "base/amount.h"
#include "base/map.h"
#include "base/reader.h"
#include "format/window.h"

#include <inttypes.h>

enum {
    STEP = 16 << 10,
    MOST_OBJECTS = 1 << 20, // headers, nodes of trees and blocks of heaps
    LARGEST_PIECE = 16 << 20,
    LARGEST_BLOCK = 4 << 20, // of a heap, or of an object header
    SIGNATURE = 8,
};

static const struct view signature = VIEW_INIT("\x89HDF\r\n\x1a\n");

enum message { // types of header messages
    MESSAGE_SPACE = 1,
    MESSAGE_LINK_INFO = 2,
    MESSAGE_TYPE = 3,
    MESSAGE_LINK = 6,
    MESSAGE_EXTERNAL = 7,
    MESSAGE_LAYOUT = 8,
    MESSAGE_ATTRIBUTE = 12,
    MESSAGE_CONTINUATION = 16,
    MESSAGE_SYMBOLS = 17,
    MESSAGE_ATTRIBUTE_INFO = 21,
};

enum piece { // what stands at an address that is still to be read
    PIECE_OBJECT,
    PIECE_TREE,
    PIECE_LINKS,      // a heap of them
    PIECE_ATTRIBUTES, // the same
};

struct todo {
    enum piece piece;
    uint64_t address;
};

struct dataset { // the object that is being read, as far as it is one
    uint64_t elements, size; // of an element
    bool layout;
};

struct walk {
    struct dataset dataset;
    struct arena *arena;
    const struct file *file;
    struct notes *notes;
    struct hdf5 *out;
    struct window window;
    struct map seen; // addresses
    struct todo *todo;
    size_t todo_count, todo_room, objects;
    uint64_t base;        // of all addresses, in the file
    unsigned wide, long_; // bytes of an address and of a length
    bool unread, bomb;    // told
    struct error *error;
};

// ---- bytes

static bool is_none(const struct walk *w, uint64_t address)
{
    return address ==
           (w->wide == 8 ? UINT64_MAX : (UINT64_C(1) << 8 * w->wide) - 1);
}

// Something that is not understood; told once.
static void unread(struct walk *w, uint64_t address, const char *what)
{
    if (!w->unread)
        note_add(w->notes, VIEW("hdf5.unread"), NOTE_REVIEW, w->base + address,
                 "a part of the file was not looked into: %s", what);
    w->unread = true;
}

// `len` bytes at an address of the file, until the next call. Shorter where the
// file ends.
static struct view bytes_at(struct walk *w, uint64_t address, uint64_t len)
{
    struct view v = {0};

    if (!w->error && address <= UINT64_MAX - w->base && len <= LARGEST_PIECE)
        w->error = window_read(&w->window, w->base + address, len, &v);
    return v;
}

static struct reader reader_at(struct walk *w, uint64_t address, uint64_t len)
{
    return (struct reader){.arena = w->arena,
                           .bytes = bytes_at(w, address, len),
                           .path = w->file->path,
                           .base = w->base + address};
}

static uint64_t take(struct reader *r, unsigned size)
{
    return view_little(reader_bytes(r, size));
}

static uint64_t take_address(const struct walk *w, struct reader *r)
{
    return take(r, w->wide);
}

static uint64_t take_length(const struct walk *w, struct reader *r)
{
    return take(r, w->long_);
}

// A copy of what the window holds now, since reading on would move it.
static struct reader kept(struct walk *w, struct arena *scratch, struct view v,
                          uint64_t address)
{
    return (struct reader){.arena = w->arena,
                           .bytes = arena_copy(scratch, v),
                           .path = w->file->path,
                           .base = w->base + address};
}

static void visit(struct walk *w, enum piece piece, uint64_t address)
{
    bool is_new;

    if (is_none(w, address) || w->error)
        return;
    struct view key = {(const char *)&address, sizeof address};
    if (map_find(&w->seen, key))
        return;
    if (w->objects >= MOST_OBJECTS) {
        if (w->objects++ == MOST_OBJECTS)
            note_add(w->notes, VIEW("hdf5.limit"), NOTE_LIMIT,
                     w->base + address,
                     "the file has more than %d objects: the rest was not "
                     "looked into",
                     MOST_OBJECTS);
        return;
    }
    w->objects++;
    map_at(&w->seen, arena_copy(w->arena, key), &is_new);
    if (w->todo_count == w->todo_room) {
        size_t room = w->todo_room ? w->todo_room * 2 : 64;
        struct todo *todo = ARENA_NEW(w->arena, struct todo, room);

        if (w->todo_count)
            memcpy(todo, w->todo, w->todo_count * sizeof *todo);
        w->todo = todo;
        w->todo_room = room;
    }
    w->todo[w->todo_count++] = (struct todo){piece, address};
}

static void tell_external(struct walk *w, uint64_t offset, const char *what,
                          struct view path)
{
    note_add(w->notes, VIEW("hdf5.external"), NOTE_DANGER, offset,
             "%s '" VIEW_FMT "': a reader opens it", what,
             VIEW_ARG(view_head(path, 200)));
}

// ---- links

// One link message; false: it is none. `r` stands behind it then.
static bool read_link(struct walk *w, struct reader *r)
{
    enum { HARD = 0, SOFT = 1, EXTERNAL = 64 };
    uint64_t offset = r->base + r->at;
    uint8_t version = reader_u8(r), flags = reader_u8(r);
    uint8_t type = flags & 8 ? reader_u8(r) : HARD;

    if (version != 1 || flags & ~0x1f)
        return false;
    if (flags & 4)
        reader_u64(r); // when it was made
    if (flags & 16)
        reader_u8(r); // letters of the name
    uint64_t len = take(r, 1u << (flags & 3));
    struct view name = reader_bytes(r, len);
    if (!name.len || memchr(name.at, '\0', name.len))
        return false;
    if (type == HARD) {
        uint64_t object = take_address(w, r);
        if (!r->error)
            visit(w, PIECE_OBJECT, object);
        return !r->error;
    }
    struct view value = reader_bytes(r, reader_u16(r)), rest;
    if (!r->error && type == EXTERNAL)
        tell_external(w, offset, "a link into another file,",
                      view_cut(view_from(value, 1), '\0', &rest));
    return !r->error;
}

// ---- attributes

static uint64_t padded(uint64_t size, bool pad)
{
    return pad ? (size + 7) & ~UINT64_C(7) : size;
}

// The text of an element that is kept in a global heap.
static struct view heap_text(struct walk *w, uint64_t collection,
                             uint64_t index, uint64_t *offset)
{
    enum { HEAD = 16 };
    struct reader r = reader_at(w, collection, HEAD);

    if (!view_eq(reader_bytes(&r, 4), VIEW("GCOL")))
        return (struct view){0};
    reader_u32(&r);
    uint64_t size = take_length(w, &r);
    if (size > LARGEST_PIECE) {
        unread(w, collection, "a heap of more than 16 MiB");
        return (struct view){0};
    }
    r = reader_at(w, collection, size);
    reader_bytes(&r, 8 + w->long_);
    while (!r.error && reader_left(&r) >= 8) {
        uint64_t number = reader_u16(&r);
        reader_u16(&r);
        reader_u32(&r);
        uint64_t len = take_length(w, &r);
        if (number == index && number) {
            *offset = r.base + r.at;
            return reader_bytes(&r, len);
        }
        if (!number)
            break;
        reader_bytes(&r, padded(len, true));
    }
    return (struct view){0};
}

static bool holds_one(struct view space)
{
    return space.len > 1 && space.at[1] == 0;
}

// The value of an attribute, if it is one text.
static void take_value(struct walk *w, struct view name, struct view type,
                       struct view space, struct view value, uint64_t offset)
{
    enum { STRING = 3, VARIABLE = 9 };
    unsigned class = type.len ? type.at[0] & 15 : 0;

    if (type.len < 8 || !holds_one(space))
        return;
    if (class == VARIABLE && (type.at[1] & 15) == 1 &&
        value.len >= 4u + w->wide + 4) {
        uint64_t len = view_little(view_head(value, 4));
        uint64_t heap = view_little(view_head(view_from(value, 4), w->wide));
        uint64_t index =
            view_little(view_head(view_from(value, 4 + w->wide), 4));
        value = view_head(heap_text(w, heap, index, &offset), (size_t)len);
        if (value.len < len)
            unread(w, heap, "a text that is not where its attribute says");
    } else if (class == STRING) {
        uint64_t len = view_little(view_head(view_from(type, 4), 4));
        value = view_head(value, len < value.len ? (size_t)len : value.len);
        while (value.len && !value.at[value.len - 1])
            value.len--;
    } else {
        return;
    }
    *LIST_ADD(w->arena, w->out->text, w->out->text_count) = (struct hdf5_text){
        arena_copy(w->arena, name), arena_copy(w->arena, value), offset};
}

// One attribute message; false: it is none. `r` holds a copy, since values lie
// elsewhere, and stands at its value then.
static bool read_attribute(struct walk *w, struct reader *r)
{
    struct view rest;
    uint8_t version = reader_u8(r), flags = reader_u8(r);

    if (version < 1 || version > 3 || flags > 3)
        return false;
    uint64_t name_size = reader_u16(r), type_size = reader_u16(r);
    uint64_t space_size = reader_u16(r);
    if (version == 3)
        reader_u8(r); // letters of the name
    struct view name = reader_bytes(r, padded(name_size, version == 1));
    struct view type = reader_bytes(r, padded(type_size, version == 1));
    struct view space = reader_bytes(r, padded(space_size, version == 1));
    name = view_head(name, (size_t)name_size);
    if (r->error || !name.len || name.at[name.len - 1])
        return false;
    name = view_cut(name, '\0', &rest);
    if (rest.len)
        return false;
    take_value(w, name, type, space, view_from(r->bytes, (size_t)r->at),
               r->base + r->at);
    return true;
}

// ---- object headers

static void read_link_info(struct walk *w, struct reader *r, bool of_links)
{
    reader_u8(r); // version
    uint8_t flags = reader_u8(r);

    if (flags & 1)
        reader_bytes(r, of_links ? 8 : 2);
    uint64_t heap = take_address(w, r);
    if (!r->error)
        visit(w, of_links ? PIECE_LINKS : PIECE_ATTRIBUTES, heap);
}

// The shape of a dataset: elements as many as 64 bits count.
static void read_space(struct walk *w, struct reader *r)
{
    uint8_t version = reader_u8(r), rank = reader_u8(r);
    uint64_t all = 1;

    reader_bytes(r, version == 1 ? 6 : 2);
    for (unsigned i = 0; i < rank && !r->error; i++)
        if (__builtin_mul_overflow(all, take_length(w, r), &all))
            all = UINT64_MAX;
    if (!r->error)
        w->dataset.elements = all;
}

static void read_type(struct walk *w, struct reader *r)
{
    reader_u32(r); // class and its bits
    uint32_t size = reader_u32(r);
    if (!r->error)
        w->dataset.size = size;
}

// A reader of the whole makes room for what the shape says, however little is
// stored of it.
static void check_dataset(struct walk *w, uint64_t address)
{
    enum { RATIO = 200, FREE = 1 << 30 };
    const struct dataset *d = &w->dataset;
    uint64_t size, most = w->file->size * RATIO;

    if (__builtin_mul_overflow(d->elements, d->size, &size))
        size = UINT64_MAX;
    if (d->layout && size > FREE && size > most && !w->bomb) {
        note_add(w->notes, VIEW("hdf5.limit"), NOTE_LIMIT, w->base + address,
                 "a dataset of %" PRIu64 " elements, more than 200 times what "
                 "the file can hold",
                 d->elements);
        w->bomb = true;
    }
}

// A layout of class 3 puts a dataset together from those of other files.
static void read_layout(struct walk *w, struct reader *r, uint64_t offset)
{
    enum { VIRTUAL = 3 };
    uint8_t version = reader_u8(r), class = reader_u8(r);

    w->dataset.layout = true;
    if (version == 4 && class == VIRTUAL)
        tell_external(w, offset, "a dataset is put together from others,",
                      VIEW("virtual"));
}

static void read_symbols(struct walk *w, struct reader *r)
{
    uint64_t tree = take_address(w, r);

    if (!r->error)
        visit(w, PIECE_TREE, tree);
}

static void read_header_block(struct walk *w, struct reader r, bool old,
                              uint8_t flags, unsigned depth);

static void read_continuation(struct walk *w, struct reader *r, bool old,
                              uint8_t flags, unsigned depth)
{
    enum { DEEPEST = 64 };
    struct arena scratch = {0};
    uint64_t address = take_address(w, r), size = take_length(w, r);

    if (r->error)
        return;
    if (depth > DEEPEST || size > LARGEST_BLOCK) {
        unread(w, address, "a header that goes on too long");
        return;
    }
    struct view v = bytes_at(w, address, size);
    struct reader block = kept(w, &scratch, v, address);
    if (!old) { // a signature in front, a checksum behind
        if (!view_eq(reader_bytes(&block, 4), VIEW("OCHK")))
            unread(w, address, "a header that goes on where there is none");
        block.bytes.len -= block.bytes.len >= 8 ? 4 : 0;
    }
    read_header_block(w, block, old, flags, depth + 1);
    arena_free(&scratch);
}

static void read_message(struct walk *w, enum message type, struct reader r,
                         bool old, uint8_t flags, unsigned depth)
{
    uint64_t offset = r.base;

    switch ((int)type) {
    case MESSAGE_SPACE:
        read_space(w, &r);
        break;
    case MESSAGE_TYPE:
        read_type(w, &r);
        break;
    case MESSAGE_LINK_INFO:
        read_link_info(w, &r, true);
        break;
    case MESSAGE_ATTRIBUTE_INFO:
        read_link_info(w, &r, false);
        break;
    case MESSAGE_LINK:
        if (!read_link(w, &r))
            unread(w, offset - w->base, "a link");
        break;
    case MESSAGE_EXTERNAL:
        tell_external(w, offset, "a dataset is stored in another file,",
                      VIEW("external storage"));
        break;
    case MESSAGE_LAYOUT:
        read_layout(w, &r, offset);
        break;
    case MESSAGE_ATTRIBUTE:
        if (!read_attribute(w, &r))
            unread(w, offset - w->base, "an attribute");
        break;
    case MESSAGE_SYMBOLS:
        read_symbols(w, &r);
        break;
    case MESSAGE_CONTINUATION:
        read_continuation(w, &r, old, flags, depth);
        break;
    default:
        break;
    }
}

// The messages of a block, in the older form or the newer one.
static void read_header_block(struct walk *w, struct reader r, bool old,
                              uint8_t flags, unsigned depth)
{
    uint64_t least = old ? 8 : flags & 4 ? 6 : 4;

    while (!r.error && !w->error && reader_left(&r) >= least) {
        uint32_t type = old ? reader_u16(&r) : reader_u8(&r);
        uint64_t size = reader_u16(&r);
        uint8_t message_flags = reader_u8(&r);
        reader_bytes(&r, old ? 3 : flags & 4 ? 2 : 0);
        struct reader inner = {.arena = w->arena, .path = r.path};
        inner.base = r.base + r.at;
        inner.bytes = reader_bytes(&r, size);
        if (r.error)
            break;
        if (!(message_flags & 2))
            read_message(w, (enum message)type, inner, old, flags, depth);
        else if (type == MESSAGE_ATTRIBUTE || type == MESSAGE_LINK)
            unread(w, inner.base - w->base, "a message that is kept elsewhere");
    }
    if (r.error)
        unread(w, r.base - w->base, "a header that breaks off");
}

static void read_object(struct walk *w, uint64_t address)
{
    enum { HEAD = 64 };
    struct arena scratch = {0};
    struct reader r = reader_at(w, address, HEAD);
    bool old = !view_starts(r.bytes, VIEW("OHDR"));
    uint8_t flags = 0;
    uint64_t size;

    if (old) {
        bool first = reader_u8(&r) == 1;
        reader_bytes(&r, 7);
        size = reader_u32(&r);
        reader_u32(&r); // padding
        if (!first) {
            unread(w, address, "an object without a header");
            return;
        }
    } else {
        reader_bytes(&r, 5);
        flags = reader_u8(&r);
        reader_bytes(&r, (flags & 0x20 ? 16u : 0) + (flags & 0x10 ? 4u : 0));
        size = take(&r, 1u << (flags & 3));
    }
    if (r.error || size > LARGEST_BLOCK) {
        unread(w, address, "an object's header");
        return;
    }
    uint64_t at = address + r.at;
    r = kept(w, &scratch, bytes_at(w, at, size), at);
    w->dataset = (struct dataset){0};
    read_header_block(w, r, old, flags, 0);
    check_dataset(w, address);
    arena_free(&scratch);
}

// ---- groups of the older form

static void read_leaf(struct walk *w, struct reader *r)
{
    enum { CACHE = 4 + 4 + 16 };
    uint16_t count;

    reader_bytes(r, 2);
    count = reader_u16(r);
    for (uint16_t i = 0; i < count && !r->error; i++) {
        take_address(w, r); // of the name
        uint64_t object = take_address(w, r);
        reader_bytes(r, CACHE);
        if (!r->error)
            visit(w, PIECE_OBJECT, object);
    }
}

static void read_branch(struct walk *w, struct reader *r)
{
    uint8_t type = reader_u8(r);

    reader_u8(r); // level
    uint16_t count = reader_u16(r);
    take_address(w, r); // neighbours
    take_address(w, r);
    take_length(w, r); // first key
    for (uint16_t i = 0; type == 0 && i < count && !r->error; i++) {
        uint64_t child = take_address(w, r);
        take_length(w, r);
        if (!r->error)
            visit(w, PIECE_TREE, child);
    }
}

static void read_tree(struct walk *w, uint64_t address)
{
    enum { LARGEST_NODE = 1 << 20 };
    struct arena scratch = {0};
    struct reader r = kept(w, &scratch, bytes_at(w, address, 8), address);
    uint64_t count = view_little(view_head(view_from(r.bytes, 6), 2));
    uint64_t size =
        8 + 2 * w->wide + w->long_ + count * (2 * w->wide + w->long_ + 24);

    r = kept(w, &scratch,
             bytes_at(w, address, size < LARGEST_NODE ? size : LARGEST_NODE),
             address);
    struct view magic = reader_bytes(&r, 4);
    if (view_eq(magic, VIEW("SNOD")))
        read_leaf(w, &r);
    else if (view_eq(magic, VIEW("TREE")))
        read_branch(w, &r);
    else
        unread(w, address, "a group without its list");
    if (r.error)
        unread(w, address, "a group's list that breaks off");
    arena_free(&scratch);
}

// ---- groups of the newer form: a heap of links, or of attributes

struct heap {
    uint64_t width, start, most; // of the doubling table
    unsigned offset_size;
    bool checksums, packed;
    bool (*read)(struct walk *w, struct reader *r); // one of its things
};

// Whatever in a block reads as a link (an attribute) is one: they stand one
// behind the other, with holes where some were taken out.
static void read_managed(struct walk *w, const struct heap *h, uint64_t address,
                         uint64_t size)
{
    struct arena scratch = {0};
    uint64_t head = 5 + w->wide + h->offset_size + (h->checksums ? 4u : 0);

    if (size > LARGEST_BLOCK || h->packed) {
        unread(w, address, "a heap that is packed, or too large");
        return;
    }
    struct reader r = kept(w, &scratch, bytes_at(w, address, size), address);
    if (!view_starts(r.bytes, VIEW("FHDB"))) {
        unread(w, address, "a heap's block that is not there");
        arena_free(&scratch);
        return;
    }
    for (r.at = head; r.at < r.bytes.len && !w->error;) {
        struct arena errors = {0};
        struct reader one = r;

        one.arena = &errors;
        r.at = h->read(w, &one) ? one.at : r.at + 1;
        arena_free(&errors);
    }
    arena_free(&scratch);
}

static uint64_t row_size(const struct heap *h, uint64_t row)
{
    return row < 2 ? h->start : row > 40 ? UINT64_MAX : h->start << (row - 1);
}

// A table of blocks, whose sizes double from row to row.
static void read_indirect(struct walk *w, const struct heap *h,
                          uint64_t address, uint64_t rows, unsigned depth)
{
    enum { DEEPEST = 8, MOST_ROWS = 64, MOST_WIDTH = 1024 };
    struct arena scratch = {0};
    uint64_t size = 5 + w->wide + h->offset_size + rows * h->width * w->wide;

    if (depth > DEEPEST || rows > MOST_ROWS || h->width > MOST_WIDTH) {
        unread(w, address, "a heap that is nested too deep");
        return;
    }
    struct reader r = kept(w, &scratch, bytes_at(w, address, size), address);
    if (!view_eq(reader_bytes(&r, 4), VIEW("FHIB")))
        unread(w, address, "a heap's table that is not there");
    reader_bytes(&r, 1 + w->wide + h->offset_size);
    for (uint64_t i = 0; i < rows * h->width && !r.error && !w->error; i++) {
        uint64_t child = take_address(w, &r), row = i / h->width;

        if (r.error || is_none(w, child))
            continue;
        if (row_size(h, row) <= h->most)
            read_managed(w, h, child, row_size(h, row));
        else
            unread(w, child, "a heap of more than its direct blocks");
    }
    if (r.error)
        unread(w, address, "a heap's table that breaks off");
    arena_free(&scratch);
}

static void read_heap(struct walk *w, uint64_t address,
                      bool (*read)(struct walk *w, struct reader *r))
{
    enum { HEAD = 256 };
    struct arena scratch = {0};
    struct heap h = {.read = read};
    struct reader r = kept(w, &scratch, bytes_at(w, address, HEAD), address);

    if (!view_eq(reader_bytes(&r, 4), VIEW("FRHP")))
        unread(w, address, "a heap that is not there");
    reader_u8(&r);  // version
    reader_u16(&r); // length of an id
    h.packed = reader_u16(&r) > 0;
    h.checksums = reader_u8(&r) & 2;
    reader_u32(&r);     // largest managed object
    take_length(w, &r); // next id of a huge object
    uint64_t huge = take_address(w, &r);
    take_length(w, &r); // free space, and its manager
    take_address(w, &r);
    for (int i = 0; i < 8; i++) // managed space, counts of objects
        take_length(w, &r);
    h.width = reader_u16(&r);
    h.start = take_length(w, &r);
    h.most = take_length(w, &r);
    h.offset_size = (reader_u16(&r) + 7u) / 8;
    reader_u16(&r); // rows at first
    uint64_t root = take_address(w, &r), rows = reader_u16(&r);
    if (r.error)
        unread(w, address, "a heap that breaks off");
    else if (!is_none(w, huge))
        unread(w, huge, "attributes that are kept outside of their heap");
    if (!r.error && !is_none(w, root) && rows == 0)
        read_managed(w, &h, root, h.start);
    else if (!r.error && !is_none(w, root))
        read_indirect(w, &h, root, rows, 0);
    arena_free(&scratch);
}

static void read_links(struct walk *w, uint64_t address)
{
    read_heap(w, address, read_link);
}

static void read_attributes(struct walk *w, uint64_t address)
{
    read_heap(w, address, read_attribute);
}

// ---- the file

// As H5FD_locate_signature of HDF5 1.14 does: at each power of two from 512 on
// that is inside of the file.
bool hdf5_is(const struct file *f, uint64_t *start)
{
    char bytes[SIGNATURE];
    int number;

    *start = 0;
    for (uint64_t at = 0; at < f->size && SIGNATURE <= f->size - at;
         at = at ? at * 2 : 512) {
        size_t len = file_get(f, at, bytes, SIGNATURE, &number);

        if (number && f->trouble)
            *f->trouble = number;
        if (view_eq((struct view){bytes, len}, signature)) {
            *start = at;
            return true;
        }
        if (at > UINT64_MAX / 2)
            break;
    }
    return false;
}

static bool size_exists(unsigned size)
{
    return size == 2 || size == 4 || size == 8;
}

// The superblock: sizes, and the root group's header. False: told.
static bool read_superblock(struct walk *w, uint64_t start, uint64_t *root)
{
    enum { HEAD = 128 };
    struct reader r = reader_at(w, start, HEAD);

    reader_bytes(&r, SIGNATURE);
    uint8_t version = reader_u8(&r);
    if (version < 2)
        reader_bytes(&r, 4);
    w->wide = reader_u8(&r);
    w->long_ = reader_u8(&r);
    if (version > 3 || !size_exists(w->wide) || !size_exists(w->long_)) {
        note_add(w->notes, VIEW("hdf5.malformed"), NOTE_MALFORMED, start,
                 "the superblock is of no version that exists");
        return false;
    }
    reader_bytes(&r, version >= 2 ? 1 : version == 1 ? 13 : 9);
    uint64_t base = take_address(w, &r);
    take_address(w, &r); // free space, or the superblock's extension
    uint64_t end = take_address(w, &r);
    if (version < 2) {
        take_address(w, &r); // driver
        take_address(w, &r); // name of the root
    }
    *root = take_address(w, &r);
    if (!r.error && !is_none(w, end) && end > w->file->size) {
        note_add(w->notes, VIEW("hdf5.truncated"), NOTE_MALFORMED,
                 w->file->size, "the file ends %" PRIu64 " byte%s early",
                 end - w->file->size, plural(end - w->file->size));
        return false;
    }
    w->out->end = is_none(w, end) ? w->file->size : end;
    // Readers that find the file elsewhere than it says go by where it is.
    w->base = base == start || start == 0 ? base : start;
    if (!r.error)
        return true;
    note_add(w->notes, VIEW("hdf5.malformed"), NOTE_MALFORMED, start,
             "the superblock breaks off");
    return false;
}

static void read_all(struct walk *w)
{
    static void (*const reads[])(struct walk * w, uint64_t address) = {
        [PIECE_OBJECT] = read_object,
        [PIECE_TREE] = read_tree,
        [PIECE_LINKS] = read_links,
        [PIECE_ATTRIBUTES] = read_attributes,
    };

    while (w->todo_count && !w->error) {
        struct todo next = w->todo[--w->todo_count];

        reads[next.piece](w, next.address);
    }
}

// A signature and nothing else.
static bool is_blank(struct walk *w, uint64_t start)
{
    struct view v = view_from(bytes_at(w, start, STEP), SIGNATURE);

    for (size_t i = 0; i < v.len; i++)
        if (v.at[i])
            return false;
    return w->file->size - start <= STEP;
}

struct error *hdf5_read(struct arena *a, const struct file *f, struct notes *n,
                        struct hdf5 *out)
{
    struct walk w = {.arena = a, .file = f, .notes = n, .out = out};
    uint64_t start, root;

    *out = (struct hdf5){0};
    w.window = (struct window){.arena = a, .file = f, .step = STEP};
    w.seen.arena = a;
    if (!hdf5_is(f, &start))
        return NULL;
    if (start)
        note_add(n, VIEW("hdf5.user-block"), NOTE_PLAIN, 0,
                 "%" PRIu64 " bytes of something else stand in front", start);
    if (!is_blank(&w, start) && read_superblock(&w, start, &root)) {
        visit(&w, PIECE_OBJECT, root);
        read_all(&w);
    }
    window_close(&w.window);
    return w.error;
}
