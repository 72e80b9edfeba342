// SPDX-License-Identifier: Apache-2.0
// seen FORMAT FILE - what our readers see in many small inputs, for the scripts
// beside this file, which ask another program the same.
//
// FILE holds inputs, each behind its length (4 bytes, lowest first). Of each
// one line is printed: words in hexadecimal, of which the first letter says
// what they are.
//
//   pickle  i: module, ':', name of an import; d: a computed name was told; x:
//           an extension code was told; l: a limit was told
//   zip     n: a member's name, ':', the SHA-256 of its content; r: the file
//           would be refused
//   npy     a: "ITEM ORDER DATA DIM DIM ..." of an array: the size of an
//   element,
//           F or C, the offset of the first; o: its elements are objects; r:
//           the file would be refused
//   torch   t: "TYPE OFFSET SIZE DIM DIM ..." of a tensor: the offset of its
//           first element in the file, or 0; r: the file would be refused
#include "base/digest.h"
#include "base/text.h"
#include "format/content.h"
#include "format/npy.h"
#include "format/torch.h"
#include "format/zip_content.h"

#include <inttypes.h>

static void print_hex(struct view v)
{
    for (size_t i = 0; i < v.len; i++)
        printf("%02x", (unsigned char)v.at[i]);
}

static void print_pair(char letter, struct view first, struct view second)
{
    printf(" %c", letter);
    print_hex(first);
    printf(":");
    print_hex(second);
}

static bool was_told(const struct notes *n, struct view rule)
{
    for (size_t i = 0; i < n->note_count; i++)
        if (view_eq(n->note[i].rule, rule))
            return true;
    return false;
}

// Imports that were found by a search stand in the notes only.
static void print_found(const struct notes *n)
{
    static const struct view head = VIEW_INIT("imports ");

    for (size_t i = 0; i < n->note_count; i++) {
        struct view shows = n->note[i].shows;

        if (!view_starts(n->note[i].rule, VIEW("pickle.import.")) ||
            !view_starts(shows, head))
            continue;
        shows = view_from(shows, head.len);
        size_t end = view_find(shows, VIEW(", which "));
        struct view path = view_head(shows, end), name;
        struct view module = view_cut(path, '.', &name);
        print_pair('i', module, name);
    }
}

static void look_at_pickle(struct arena *a, struct pickle_names *names,
                           struct view bytes)
{
    struct notes n = {.arena = a};
    struct pickle_reader p = pickle_reader_with(a, &n, names);
    struct pickle one = {.whole = true};

    while (one.whole && one.end < bytes.len) {
        uint64_t at = one.end;

        pickle_read(&p, bytes, at, &one);
        for (size_t i = 0; i < one.import_count; i++)
            print_pair('i', one.import[i]->module, one.import[i]->name);
    }
    // The same again as the scanner does it, for what is searched.
    struct pickle_reader again = pickle_reader_with(a, &n, names);
    pickle_read_all(&again, bytes);
    print_found(&n);
    printf("%s%s%s", was_told(&n, VIEW("pickle.import.dynamic")) ? " d" : "",
           was_told(&n, VIEW("pickle.ext")) ? " x" : "",
           was_told(&n, VIEW("pickle.limit")) ? " l" : "");
}

static void look_at_zip(struct arena *a, struct pickle_names *names,
                        struct view bytes)
{
    struct notes n = {.arena = a};
    struct file f = file_of(bytes, VIEW("zip"));
    struct zip z = {0};

    (void)names;
    bool refused = zip_read(a, &f, &n, &z) != NULL;
    if (!refused)
        for (size_t i = 0; i < z.member_count; i++) {
            struct view content;
            unsigned char digest[SHA256_SIZE];

            if (zip_content(a, &f, &z.member[i], CONTENT_LARGEST, &n, &content))
                continue;
            sha256(content, digest);
            print_pair('n', z.member[i].name,
                       (struct view){(const char *)digest, sizeof digest});
        }
    printf("%s", refused || n.worst >= NOTE_MALFORMED ? " r" : "");
}

static void look_at_npy(struct arena *a, struct pickle_names *names,
                        struct view bytes)
{
    struct notes n = {.arena = a};
    struct text t = {.arena = a};
    struct npy_header h;

    (void)names;
    if (!npy_header(a, bytes, bytes.len, &n, &h)) {
        printf(" r");
        return;
    }
    text_print(&t, "%" PRIu64 " %c %" PRIu64, h.item_size,
               h.fortran_order ? 'F' : 'C', h.data);
    for (uint32_t i = 0; i < h.dims; i++)
        text_print(&t, " %" PRIu64, h.dim[i]);
    printf(" a");
    print_hex(text_view(&t));
    printf("%s%s", h.object ? " o" : "", n.worst >= NOTE_MALFORMED ? " r" : "");
}

static void look_at_torch(struct arena *a, struct pickle_names *names,
                          struct view bytes)
{
    struct file f = file_of(bytes, VIEW("torch"));
    struct tensors t;

    (void)names;
    bool refused = torch_read(a, &f, &t) != NULL;
    for (size_t i = 0; i < t.note_count; i++)
        refused |= t.note[i].severity >= NOTE_MALFORMED;
    for (size_t i = 0; i < t.tensor_count; i++) {
        const struct tensor *one = &t.tensor[i];
        struct text words = {.arena = a};

        text_print(&words, VIEW_FMT " %" PRIu64 " %" PRIu64,
                   VIEW_ARG(one->dtype), one->offset, one->size);
        for (uint32_t k = 0; k < one->dims; k++)
            text_print(&words, " %" PRIu64, one->dim[k]);
        printf(" t");
        print_hex(text_view(&words));
    }
    printf("%s", refused ? " r" : "");
}

static const struct {
    const char *format;
    void (*look)(struct arena *a, struct pickle_names *names,
                 struct view bytes);
} looks[] = {
    {"pickle", look_at_pickle},
    {"zip", look_at_zip},
    {"npy", look_at_npy},
    {"torch", look_at_torch},
};

static void look_at_all(size_t format, struct pickle_names *names,
                        struct view inputs)
{
    for (size_t i = 0; inputs.len >= 4; i++) {
        size_t len = (size_t)view_little(view_head(inputs, 4));
        struct arena a = {0};

        inputs = view_from(inputs, 4);
        printf("%zu", i);
        looks[format].look(&a, names, arena_copy(&a, view_head(inputs, len)));
        printf("\n");
        inputs = view_from(inputs, len);
        arena_free(&a);
    }
}

int main(int argc, char **argv)
{
    struct arena a = {0};
    struct pickle_names *names;
    struct view inputs;
    struct error *e = NULL;
    size_t format = 0, known = sizeof looks / sizeof *looks;

    while (argc == 3 && format < known &&
           strcmp(looks[format].format, argv[1]) != 0)
        format++;
    if (argc != 3 || format == known) {
        fprintf(stderr, "seen: how to call it stands at its head\n");
        return 2;
    }
    if ((e = pickle_names_open(&a, &names)) ||
        (e = file_front(&a, view_of(argv[2]), UINT32_MAX, &inputs))) {
        fprintf(stderr, VIEW_FMT, VIEW_ARG(error_line(&a, e)));
        return 3;
    }
    look_at_all(format, names, inputs);
    arena_free(&a);
    return 0;
}
