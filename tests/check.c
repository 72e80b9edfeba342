// SPDX-License-Identifier: Apache-2.0
#include "check.h"

#include <stdarg.h>

int check_faults;
int check_skipped;
static const char *running;

void check_fail(const char *file, int line, const char *format, ...)
{
    va_list va;

    check_faults++;
    printf("%s:%d: %s: ", file, line, running);
    va_start(va, format);
    vprintf(format, va);
    va_end(va);
    printf("\n");
}

void check_u64(const char *file, int line, const char *what, uint64_t is,
               uint64_t wanted)
{
    if (is != wanted)
        check_fail(file, line, "%s is %" PRIu64 ", wanted %" PRIu64, what, is,
                   wanted);
}

void check_view(const char *file, int line, const char *what, struct view is,
                struct view wanted)
{
    if (!view_eq(is, wanted))
        check_fail(file, line,
                   "%s is\n    '" VIEW_FMT "', wanted\n    '" VIEW_FMT "'",
                   what, VIEW_ARG(is), VIEW_ARG(wanted));
}

void check_skip(const char *why)
{
    printf("skipped: %s: %s\n", running, why);
    check_skipped++;
}

static bool chosen(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strstr(name, argv[i]))
            return true;
    return argc < 2;
}

struct view repeated(struct arena *a, const char *unit, size_t times)
{
    struct view v = view_of(unit);
    char *to = arena_alloc(a, v.len * times + 1);

    for (size_t i = 0; i < times; i++)
        memcpy(to + i * v.len, v.at, v.len);
    return (struct view){to, v.len * times};
}

int check_run(const struct check_case *cases, size_t count, int argc,
              char **argv)
{
    int passed = 0, failed = 0, skipped = 0;

    for (size_t i = 0; i < count; i++) {
        if (!chosen(cases[i].name, argc, argv))
            continue;
        running = cases[i].name;
        check_faults = 0;
        check_skipped = 0;
        cases[i].run();
        if (check_faults)
            failed++;
        else if (check_skipped)
            skipped++;
        else
            passed++;
    }
    if (skipped)
        printf("%d skipped\n", skipped);
    printf("%d passed, %d failed\n", passed, failed);
    return failed ? 1 : 0;
}
