// SPDX-License-Identifier: Apache-2.0
// The files of these tests are the seeds of the fuzz target, written by h5py
// 3.7 with HDF5 1.10: "earliest" with the older forms of superblock, headers
// and groups, "latest" with the newer ones; "dense" keeps links and attributes
// in heaps. What they hold is known from how they were written.
#include "format/hdf5.h"

#include "base/text.h"
#include "check.h"

#define CONFIG "{\"class_name\":\"Lambda\",\"config\":{}}"

static const struct sample {
    const char *name;
    const char *rule; // or NULL: none
    enum note_severity severity;
    bool config; // has the attribute model_config
} samples[] = {
    {"config-earliest", NULL, NOTE_PLAIN, true},
    {"config-latest", NULL, NOTE_PLAIN, true},
    {"dense", "hdf5.external", NOTE_DANGER, true},
    {"link-earliest", "hdf5.external", NOTE_DANGER, false},
    {"link-latest", "hdf5.external", NOTE_DANGER, false},
    {"storage-earliest", "hdf5.external", NOTE_DANGER, false},
    {"storage-latest", "hdf5.external", NOTE_DANGER, false},
    {"virtual", "hdf5.external", NOTE_DANGER, false},
    {"vast", "hdf5.limit", NOTE_LIMIT, false}, // 50 million squared, by 3.16
    {"user-block", "hdf5.user-block", NOTE_PLAIN, true},
};

enum { SAMPLES = sizeof samples / sizeof *samples };

static struct view sample_bytes(struct arena *a, const struct sample *s)
{
    struct view bytes;

    CHECK(!file_front(a, arena_print(a, "fuzz/hdf5/%s", s->name), 1 << 20,
                      &bytes));
    return bytes;
}

static void read_bytes(struct arena *a, struct view bytes, struct notes *n,
                       struct hdf5 *h)
{
    struct file f = file_of(bytes, VIEW("t.h5"));

    *n = (struct notes){.arena = a};
    CHECK(!hdf5_read(a, &f, n, h));
}

TEST(finds_what_is_attached_and_what_leads_out)
{
    for (size_t i = 0; i < SAMPLES; i++) {
        const struct sample *s = &samples[i];
        struct arena a = {0};
        struct notes n;
        struct hdf5 h;
        bool config = false;

        read_bytes(&a, sample_bytes(&a, s), &n, &h);
        for (size_t k = 0; k < h.text_count; k++)
            config |= view_eq(h.text[k].name, VIEW("model_config")) &&
                      view_eq(h.text[k].text, VIEW(CONFIG));
        if (config != s->config || n.note_count != (s->rule ? 1 : 0))
            check_fail(__FILE__, __LINE__, "%s: %zu notes, config %d", s->name,
                       n.note_count, config);
        if (s->rule && n.note_count) {
            CHECK_VIEW(n.note[0].rule, view_of(s->rule));
            CHECK_U64(n.note[0].severity, s->severity);
        }
        arena_free(&a);
    }
}

// The attribute's text lies in one place in the file, wherever that is kept.
TEST(says_where_a_text_stands)
{
    for (size_t i = 0; i < SAMPLES; i++) {
        struct arena a = {0};
        struct notes n;
        struct hdf5 h;

        if (!samples[i].config)
            continue;
        struct view bytes = sample_bytes(&a, &samples[i]);
        read_bytes(&a, bytes, &n, &h);
        for (size_t k = 0; k < h.text_count; k++)
            CHECK(view_starts(view_from(bytes, (size_t)h.text[k].offset),
                              h.text[k].text));
        arena_free(&a);
    }
}

TEST(tells_a_file_that_was_cut)
{
    for (size_t i = 0; i < SAMPLES; i++) {
        struct arena a = {0};
        struct view bytes = sample_bytes(&a, &samples[i]);
        struct notes n;
        struct hdf5 h;

        // Between, the superblock of the file behind a user block is not there.
        for (size_t len = 30; len < bytes.len; len += 61) {
            if (len < 640 && !view_starts(bytes, VIEW("\x89HDF")))
                continue;
            struct arena one = {0};

            read_bytes(&one, arena_copy(&one, view_head(bytes, len)), &n, &h);
            CHECK(n.worst >= NOTE_MALFORMED);
            arena_free(&one);
        }
        arena_free(&a);
    }
}

// Places by the HDF5 file format specification, counted from the mark that the
// piece begins with or, of an attribute, from its name. What is not read may
// hold what Keras would run: a person has to look.
struct damage {
    const char *sample, *mark;
    int at;
    struct view bytes;
    const char *words;
};

static void check_unread(const struct damage *d, struct view behind)
{
    struct arena a = {0};
    struct view whole = sample_bytes(&a, &(struct sample){.name = d->sample});
    size_t mark = view_find(whole, view_of(d->mark));
    struct text t = {.arena = &a};
    struct notes n;
    struct hdf5 h;
    bool told = false;

    CHECK(mark != SIZE_MAX);
    size_t at = (size_t)((ptrdiff_t)mark + d->at);
    text_add(&t, view_head(whole, at));
    text_add(&t, d->bytes);
    text_add(&t, view_from(whole, at + d->bytes.len));
    text_add(&t, behind);
    read_bytes(&a, text_view(&t), &n, &h);
    for (size_t k = 0; k < n.note_count; k++)
        told |= view_eq(n.note[k].rule, VIEW("hdf5.unread")) &&
                n.note[k].severity == NOTE_REVIEW &&
                view_has(n.note[k].shows, view_of(d->words));
    if (!told)
        check_fail(__FILE__, __LINE__, "%s, %s%+d: not told: %s", d->sample,
                   d->mark, d->at, d->words);
    for (size_t k = 0; !told && k < n.note_count; k++)
        printf("    " VIEW_FMT "\n", VIEW_ARG(n.note[k].shows));
    arena_free(&a);
}

TEST(pieces_that_cannot_be_read_wait_for_a_person)
{
    static const struct damage row[] = {
        // B-tree node, symbol table node
        {"config-earliest", "TREE", 0, VIEW_INIT("X"), "without its list"},
        {"config-earliest", "SNOD", 6, VIEW_INIT("\xff\xff"),
         "list that breaks off"},
        // version 1 of attributes: the name stands at 8, the message at -8
        {"config-earliest", "model_config", -8, VIEW_INIT("\x09"),
         "an attribute"},
        {"config-earliest", "model_config", -14, VIEW_INIT("\xff\xff"),
         "a header that breaks off"},
        {"config-earliest", "model_config", -12, VIEW_INIT("\2"),
         "a message that is kept elsewhere"},
        // global heap, and the size of its collection
        {"config-earliest", "GCOL", 0, VIEW_INIT("X"),
         "a text that is not where"},
        {"config-earliest", "GCOL", 8, VIEW_INIT("\0\0\0\2"),
         "a heap of more than 16 MiB"},
        // version 2 of headers: flags at 5, the size of four bytes behind them
        {"config-latest", "OHDR", 5, VIEW_INIT("\2\xff\xff\xff\x7f"),
         "an object's header"},
        {"config-latest", "OCHK", 0, VIEW_INIT("X"),
         "goes on where there is none"},
        // fractal heap: bytes of filters at 7, address of huge objects at 22,
        // width at 110, address of the root block at 132, its rows at 140
        {"dense", "FRHP", 0, VIEW_INIT("X"), "a heap that is not there"},
        {"dense", "FRHP", 7, VIEW_INIT("\1"), "a heap that is packed"},
        {"dense", "FRHP", 22, VIEW_INIT("\x30\0\0\0\0\0\0\0"),
         "outside of their heap"},
        {"dense", "FRHP", 140, VIEW_INIT("\1"),
         "a heap's table that is not there"},
        {"dense", "FRHP", 140, VIEW_INIT("\x41"), "nested too deep"},
        {"dense", "FHDB", 0, VIEW_INIT("X"), "block that is not there"},
        // a continuation (message 16): the length of its block
        {"config-latest", "OHDR", 35, VIEW_INIT("\0\0\0\x7f"),
         "goes on too long"},
        // version of a link
        {"link-latest", "../secret", -8, VIEW_INIT("\2"), "a link"},
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        check_unread(&row[i], VIEW(""));
}

// Heaps of which something stands behind the file "dense", whose 3,615 bytes
// are 0x0e1f: a head, and tables of blocks. A table's children stand behind its
// mark, its version, the heap's address and an offset of five bytes.
TEST(heaps_that_cannot_be_read_wait_for_a_person)
{
#define TABLE "FHIB\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
    static const struct {
        struct damage damage;
        struct view behind;
    } row[] = {
        // attribute info: address of the heap
        {{"dense", "OHDR", 58, VIEW_INIT("\x1f\x0e"), "a heap that breaks off"},
         VIEW_INIT("FRHP")},
        // largest direct block at 120, root at 132, rows at 140
        {{"dense", "FRHP", 120,
          VIEW_INIT("\0\0\0\0\0\0\0\0\x28\0\1\0"
                    "\x1f\x0e\0\0\0\0\0\0\1"),
          "more than its direct blocks"},
         VIEW_INIT(TABLE "\1\0\0\0\0\0\0\0")},
        {{"dense", "FRHP", 132, VIEW_INIT("\x1f\x0e\0\0\0\0\0\0\1"),
          "a heap's table that breaks off"},
         VIEW_INIT(TABLE "\1\0\0\0")},
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        check_unread(&row[i].damage, row[i].behind);
}

static void put(struct text *t, uint64_t n, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        text_byte(t, (char)(n >> 8 * i & 0xff));
}

// A node of a group's tree (type 0), of version 1, with addresses of four
// bytes; the children stand `step` bytes apart.
static void put_tree(struct text *t, unsigned children, size_t first,
                     size_t step)
{
    text_add(t, VIEW("TREE\0\0"));
    put(t, children, 2);
    put(t, UINT32_MAX, 4); // neighbours
    put(t, UINT32_MAX, 4);
    put(t, 0, 4); // first key
    for (unsigned i = 0; i < children; i++) {
        put(t, first + i * step, 4);
        put(t, 0, 4); // next key
    }
}

// A group whose tree has 17 nodes with 65,535 nodes each, none of which leads
// on: more than 1,048,576 objects. By the HDF5 file format, version 0.
TEST(tells_a_file_of_more_objects_than_are_looked_into)
{
    enum { NODES = 17, CHILDREN = 65535, HEAD = 20, FIRST = 80 };
    struct arena a = {0};
    struct text t = {.arena = &a};
    size_t node = FIRST + HEAD + NODES * 8, size = HEAD + CHILDREN * 8;
    size_t leaves = node + NODES * size;
    struct notes n;
    struct hdf5 h;

    text_add(&t, VIEW("\x89HDF\r\n\x1a\n\0\0\0\0\0\4\4"));
    text_fill(&t, '\0', 9);
    put(&t, 0, 4);                             // base
    put(&t, UINT32_MAX, 4);                    // free space
    put(&t, leaves + (size_t)NODES * size, 4); // end
    put(&t, UINT32_MAX, 4);                    // driver
    put(&t, 0, 4);                             // name of the root
    put(&t, 48, 4);                            // its header: one message of 8
    text_add(&t, VIEW("\1\0\1\0\1\0\0\0\x10\0\0\0\0\0\0\0"));
    text_add(&t, VIEW("\x11\0\x8\0\0\0\0\0")); // a group of the older form
    put(&t, FIRST, 4);                         // its tree
    put(&t, UINT32_MAX, 4);                    // its names
    CHECK_U64(t.len, FIRST);
    put_tree(&t, NODES, node, size);
    for (size_t i = 0; i < NODES; i++)
        put_tree(&t, CHILDREN, leaves + i * CHILDREN * 8, 8);
    for (size_t i = 0; i < (size_t)NODES * CHILDREN; i++)
        text_add(&t, VIEW("TREE\1\0\0\0")); // of type 1, without children
    text_fill(&t, '\0', (size_t)NODES * HEAD);
    read_bytes(&a, text_view(&t), &n, &h);
    CHECK_U64(n.note_count, 1);
    CHECK(n.note_count && view_eq(n.note[0].rule, VIEW("hdf5.limit")));
    CHECK_U64(n.worst, NOTE_LIMIT);
    arena_free(&a);
}

TEST(leaves_other_files_alone)
{
    struct arena a = {0};
    struct file f = file_of(VIEW("\x89HDF\r\n\x1a"), VIEW("t.h5"));
    uint64_t start;

    CHECK(!hdf5_is(&f, &start));
    f = file_of(VIEW("x\x89HDF\r\n\x1a\n"), VIEW("t.h5"));
    CHECK(!hdf5_is(&f, &start));
    arena_free(&a);
}

// H5FD_locate_signature: at each power of two, however far.
TEST(finds_a_superblock_at_any_power_of_two)
{
    struct arena a = {0};
    const struct sample *external = &samples[3];
    struct view bytes = sample_bytes(&a, external);

    for (size_t front = 512; front <= 16 << 20; front *= 2)
        for (size_t off = 0; off < 2; off++) {
            struct arena one = {0};
            struct text t = {.arena = &one};
            struct notes n;
            struct hdf5 h;

            text_fill(&t, 'x', front + off);
            text_add(&t, bytes);
            read_bytes(&one, text_view(&t), &n, &h);
            CHECK_U64(n.worst, off ? NOTE_PLAIN : NOTE_DANGER);
            CHECK_U64(n.note_count, off ? 0 : 2); // and the user block
            arena_free(&one);
        }
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(finds_a_superblock_at_any_power_of_two),
           CHECK_CASE(finds_what_is_attached_and_what_leads_out),
           CHECK_CASE(says_where_a_text_stands),
           CHECK_CASE(tells_a_file_that_was_cut),
           CHECK_CASE(pieces_that_cannot_be_read_wait_for_a_person),
           CHECK_CASE(heaps_that_cannot_be_read_wait_for_a_person),
           CHECK_CASE(tells_a_file_of_more_objects_than_are_looked_into),
           CHECK_CASE(leaves_other_files_alone))
