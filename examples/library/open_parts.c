// SPDX-License-Identifier: Apache-2.0
// open_parts.c - prints which parts of a release are there, and their terms.
//
//     cc -o open_parts open_parts.c $(pkg-config --cflags --libs freehold)
//     ./open_parts Qwen3-8B
#include <freehold.h>
#include <stdio.h>

// Names from a release can hold anything; only plain characters are shown.
static void print_plain(const char *text)
{
    for (; *text; text++)
        putchar(*text >= ' ' && *text <= '~' ? *text : '?');
}

int main(int argc, char **argv)
{
    struct fh_inspection *i = fh_inspection_new();

    for (int n = 1; n < argc; n++)
        fh_inspection_add(i, argv[n]);
    enum fh_result result = fh_inspection_run(i);
    if (result != FH_DONE) {
        fputs(fh_inspection_error(i), stderr);
        fh_inspection_free(i);
        return result;
    }
    printf("%s, OSAID %s\n", fh_inspection_category(i),
           fh_inspection_verdict(i, "osaid"));
    for (size_t n = 0; n < fh_inspection_part_count(i); n++) {
        struct fh_part part;

        if (!fh_inspection_part(i, n, &part) || part.presence[0] != 'p')
            continue; // absent, mentioned or unknown
        printf("%-22s %-8s ", part.part, part.presence);
        print_plain(part.license[0] ? part.license : "none stated");
        printf("  ");
        print_plain(part.path);
        printf("\n");
    }
    fh_inspection_free(i);
    return 0;
}
