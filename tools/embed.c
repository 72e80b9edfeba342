// SPDX-License-Identifier: Apache-2.0
// embed.c - writes assembler that carries the files of knowledge/:
//
//     embed FILE... >knowledge.s
//
// Each file byte for byte, a table of their names below knowledge/, and what
// records the text files hold, as the structs of knowledge/records.h: a wrong
// file stops the build, and a program that was built never reads one. The
// linker keeps it all read-only; nothing is copied at start.
#include "base/file.h"
#include "knowledge/records.h"

#include <inttypes.h>

enum { MOST_FILE = 64 << 20 };

struct source {
    struct view path; // as given, "knowledge/parts/rules.txt"
    struct view name; // "parts/rules.txt"
    struct view bytes;
    bool has_records;
    struct records records;
};

static struct error *read_source(struct arena *a, const char *path,
                                 struct source *s)
{
    const struct view folder = VIEW("knowledge/");

    *s = (struct source){.path = view_of(path), .name = view_of(path)};
    if (view_starts(s->name, folder))
        s->name = view_from(s->name, folder.len);
    s->has_records = view_ends(s->name, VIEW(".txt"));
    TRY(file_front(a, s->path, MOST_FILE, &s->bytes));
    return s->has_records ? records_read(a, s->bytes, s->path, &s->records)
                          : NULL;
}

static bool is_inside(struct view v, struct view of)
{
    return (uintptr_t)v.at >= (uintptr_t)of.at &&
           (uintptr_t)v.at + v.len <= (uintptr_t)of.at + of.len;
}

// ---- Bytes ------------------------------------------------------------------

static void write_string(struct view v)
{
    fputs("    .byte ", stdout);
    for (size_t i = 0; i < v.len; i++)
        printf("%u,", (unsigned char)v.at[i]);
    fputs("0\n", stdout);
}

// Values of several lines were joined and lie in no file.
static void write_joined(size_t n, const struct source *s)
{
    size_t number = 0;

    for (size_t r = 0; r < s->records.record_count; r++) {
        const struct record *record = &s->records.record[r];

        for (size_t f = 0; f < record->field_count; f++) {
            if (is_inside(record->field[f].value, s->bytes))
                continue;
            printf("joined_%zu_%zu:\n", n, number++);
            write_string(record->field[f].value);
        }
    }
}

static void write_bytes(size_t n, const struct source *s)
{
    printf("    .balign 64\nbytes_%zu:\n    .incbin \"" VIEW_FMT
           "\"\n    .byte 0\npath_%zu:\n",
           n, VIEW_ARG(s->path), n);
    write_string(s->path);
    printf("name_%zu:\n", n);
    write_string(s->name);
    write_joined(n, s);
}

// ---- Structs ----------------------------------------------------------------

static void write_value(size_t n, const struct source *s, struct view value,
                        size_t *joined)
{
    if (is_inside(value, s->bytes))
        printf("bytes_%zu + %zu, %zu", n, (size_t)(value.at - s->bytes.at),
               value.len);
    else
        printf("joined_%zu_%zu, %zu", n, (*joined)++, value.len);
}

static void write_fields(size_t n, const struct source *s)
{
    size_t joined = 0;

    printf("fields_%zu:\n", n);
    for (size_t r = 0; r < s->records.record_count; r++) {
        const struct record *record = &s->records.record[r];

        for (size_t f = 0; f < record->field_count; f++) {
            const struct field *field = &record->field[f];

            printf("    .quad bytes_%zu + %zu, %zu, ", n,
                   (size_t)(field->key.at - s->bytes.at), field->key.len);
            write_value(n, s, field->value, &joined);
            printf("\n    .long %" PRIu32 ", 0\n", field->line);
        }
    }
}

static void write_records(size_t n, const struct source *s)
{
    size_t before = 0; // fields

    write_fields(n, s);
    printf("records_%zu:\n", n);
    for (size_t r = 0; r < s->records.record_count; r++) {
        size_t count = s->records.record[r].field_count;

        printf("    .quad fields_%zu + %zu, %zu\n", n,
               before * sizeof(struct field), count);
        before += count;
    }
}

static void write_entry(size_t n, const struct source *s)
{
    printf("    .quad name_%zu, %zu, bytes_%zu, %zu, path_%zu, %zu, ", n,
           s->name.len, n, s->bytes.len, n, s->path.len);
    if (s->has_records)
        printf("records_%zu, %zu\n", n, s->records.record_count);
    else
        fputs("0, 0\n", stdout);
}

static void write_symbol(const char *name)
{
    printf("    .balign 8\n    .globl %s\n    .hidden %s\n%s:\n", name, name,
           name);
}

static void write_all(const struct source *s, size_t count)
{
    fputs("    .section .note.GNU-stack, \"\", %progbits\n"
          "    .section .rodata\n",
          stdout);
    for (size_t n = 0; n < count; n++)
        write_bytes(n, &s[n]);
    write_symbol("knowledge_table_count");
    printf("    .quad %zu\n", count);
    fputs("    .section .data.rel.ro, \"aw\"\n    .balign 8\n", stdout);
    for (size_t n = 0; n < count; n++)
        if (s[n].has_records)
            write_records(n, &s[n]);
    write_symbol("knowledge_table");
    for (size_t n = 0; n < count; n++)
        write_entry(n, &s[n]);
}

int main(int argc, char **argv)
{
    struct arena a = {0};
    struct source *source = ARENA_NEW(&a, struct source, (size_t)argc);
    struct error *e = NULL;

    for (int n = 1; n < argc && !e; n++)
        e = read_source(&a, argv[n], &source[n - 1]);
    if (e) {
        struct view line = error_line(&a, e);

        fwrite(line.at, 1, line.len, stderr);
    } else {
        write_all(source, (size_t)argc - 1);
    }
    int code = e ? (int)e->kind : fflush(stdout) ? (int)ERROR_SYSTEM : 0;
    arena_free(&a);
    return code;
}
