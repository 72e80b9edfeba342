// SPDX-License-Identifier: Apache-2.0
// check.h - the test framework: a test's name is the sentence it proves.
//
//     TEST(refuses_an_empty_file) { CHECK(e && e->kind == ERROR_INPUT); }
//     CHECK_MAIN(CHECK_CASE(refuses_an_empty_file))
//
// A failed check prints its place and both sides, and the test goes on. The
// program ends with "N passed, N failed" and exits 1 if any test failed. With
// words on the command line only tests whose names hold one of them run.
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include "base/arena.h"

#include <inttypes.h>

struct check_case {
    const char *name;
    void (*run)(void);
};

extern int check_faults;  // failed checks of the running test
extern int check_skipped; // tests that could not run here

#define TEST(name)       static void name(void)
#define CHECK_CASE(test) ((struct check_case){#test, test})
#define CHECK_MAIN(...)                                                        \
    int main(int argc, char **argv)                                            \
    {                                                                          \
        const struct check_case cases[] = {__VA_ARGS__};                       \
        return check_run(cases, sizeof cases / sizeof *cases, argc, argv);     \
    }

#define CHECK(what)                                                            \
    ((what) ? (void)0 : check_fail(__FILE__, __LINE__, "%s", #what))
#define CHECK_U64(is, wanted)                                                  \
    check_u64(__FILE__, __LINE__, #is, (uint64_t)(is), (uint64_t)(wanted))
// A view against a literal or another view's bytes.
#define CHECK_VIEW(is, wanted)                                                 \
    check_view(__FILE__, __LINE__, #is, (is), (wanted))
#define CHECK_TEXT(is, literal) CHECK_VIEW((is), VIEW(literal))

void check_fail(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void check_u64(const char *file, int line, const char *what, uint64_t is,
               uint64_t wanted);
void check_view(const char *file, int line, const char *what, struct view is,
                struct view wanted);
void check_skip(const char *why); // counts the running test as skipped
// `unit` so often as `times` says, in `a`.
struct view repeated(struct arena *a, const char *unit, size_t times);
int check_run(const struct check_case *cases, size_t count, int argc,
              char **argv);

#endif
