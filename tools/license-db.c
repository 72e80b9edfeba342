// SPDX-License-Identifier: Apache-2.0
// license-db.c - makes knowledge/licenses/fingerprints.bin anew:
//
//     make license-db TEXTS=DIR
//
// DIR holds the licence texts under the names that the records in
// knowledge/licenses/known/ give as `text` (several: other renderings). The
// texts themselves are not kept: the same texts give the same bytes.
#include "base/file.h"
#include "terms/print_make.h"

static struct error *read_record(struct arena *a, struct view folder,
                                 const struct record *r,
                                 struct print_text **out, size_t *count)
{
    struct view name;

    for (size_t k = 0; record_next(r, VIEW("text"), &k, &name);) {
        struct print_text *t = LIST_ADD(a, *out, *count);

        t->path = arena_print(a, VIEW_FMT "/" VIEW_FMT, VIEW_ARG(folder),
                              VIEW_ARG(name));
        t->record = r;
        TRY(file_front(a, t->path, NORMAL_MAX + 1, &t->bytes));
    }
    return NULL;
}

// The records are read here and not by licenses_open, which would want the
// fingerprints that are to be made.
static struct error *read_texts(struct arena *a, struct view folder,
                                struct print_text **out, size_t *count)
{
    struct view name;

    for (size_t at = 0; knowledge_next(VIEW("licenses/known/"), &at, &name);) {
        struct records *all = ARENA_NEW(a, struct records, 1);

        TRY(knowledge_read(a, name, all));
        for (size_t i = 0; i < all->record_count; i++)
            TRY(read_record(a, folder, &all->record[i], out, count));
    }
    return NULL;
}

static struct error *make_prints(struct arena *a, char **argv)
{
    struct license_words words;
    struct print_text *text = NULL;
    size_t count = 0;
    struct view made;

    TRY(license_words_open(a, &words));
    TRY(read_texts(a, view_of(argv[1]), &text, &count));
    TRY(prints_make(a, &words, text, count, &made));
    FILE *f = fopen(argv[2], "wb");
    if (!f || fwrite(made.at, 1, made.len, f) != made.len || fclose(f) != 0)
        return error_new(a, ERROR_SYSTEM,
                         (struct place){.path = view_of(argv[2])},
                         "cannot be written");
    printf("%zu texts, %zu bytes\n", count, made.len);
    return NULL;
}

int main(int argc, char **argv)
{
    struct arena a = {0};

    if (argc != 3) {
        fputs("usage: license-db DIR FILE\n", stderr);
        return ERROR_USAGE;
    }
    struct error *e = make_prints(&a, argv);
    if (e) {
        struct view line = error_line(&a, e);

        fwrite(line.at, 1, line.len, stderr);
    }
    int code = e ? (int)e->kind : 0;
    arena_free(&a);
    return code;
}
