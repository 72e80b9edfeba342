// SPDX-License-Identifier: Apache-2.0
// What must not be possible inside is from threats.md 10.
#define _GNU_SOURCE // pipe2, memfd_create
#include "base/file.h"
#include "base/pool.h"
#include "base/sandbox.h"

#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char present[] = "/tmp/freehold-sandbox-XXXXXX";

static int make_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static int make_local_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0);
}

static int start_program(void)
{
    char *const words[] = {(char[]){"true"}, NULL};

    return execv("/bin/true", words);
}

static int start_process(void)
{
    pid_t child = fork();

    if (child == 0)
        _exit(0);
    return (int)child;
}

static int open_for_writing(void)
{
    return open(present, O_WRONLY);
}

static int make_file(void)
{
    return open("/tmp/freehold-sandbox-new", O_RDONLY | O_CREAT, 0600);
}

static int cut_file(void)
{
    return truncate(present, 0);
}

static int remove_file(void)
{
    return unlink(present);
}

static int rename_file(void)
{
    return rename(present, "/tmp/freehold-sandbox-other");
}

static int make_folder(void)
{
    return mkdir("/tmp/freehold-sandbox-folder", 0700);
}

static int change_rights(void)
{
    return chmod(present, 0777);
}

static int end_parent(void)
{
    return kill(getppid(), SIGKILL);
}

static int trace_parent(void)
{
    return (int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static int map_code(void)
{
    void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return at == MAP_FAILED ? -1 : 0;
}

static const struct {
    const char *what;
    int (*try)(void);
} forbidden[] = {
    {"a socket", make_socket},
    {"a local socket", make_local_socket},
    {"a program", start_program},
    {"a process", start_process},
    {"opening to write", open_for_writing},
    {"a new file", make_file},
    {"cutting a file", cut_file},
    {"removing a file", remove_file},
    {"renaming a file", rename_file},
    {"a new folder", make_folder},
    {"other rights", change_rights},
    {"a signal to the parent", end_parent},
    {"tracing the parent", trace_parent},
    {"executable memory", map_code},
};

enum { FORBIDDEN = sizeof forbidden / sizeof *forbidden };

static int try_all(void *context, struct text *out)
{
    int possible = 0;

    (void)context;
    for (size_t i = 0; i < FORBIDDEN; i++) {
        errno = 0;
        if (forbidden[i].try() >= 0 || errno != EPERM) {
            text_print(out, "%s: %d\n", forbidden[i].what, errno);
            possible++;
        }
    }
    return possible;
}

static bool there_is_none(void)
{
    struct sandbox s = sandbox_offers();

    if (s.why)
        check_skip(s.why);
    return s.why != NULL;
}

TEST(what_is_forbidden_fails_inside)
{
    struct arena a = {0};
    struct text out = {.arena = &a};
    int code = -1;

    if (there_is_none())
        return;
    // Each of them is possible outside, so that a failure means something.
    int fd = make_local_socket();
    CHECK(fd >= 0);
    close(fd);
    fd = open_for_writing();
    CHECK(fd >= 0);
    close(fd);
    CHECK(!sandbox_run(&a, SANDBOX_REQUIRE, try_all, NULL, &out, &code));
    CHECK_U64(code, 0);
    CHECK_VIEW(text_view(&out), VIEW(""));
    arena_free(&a);
}

struct sums {
    size_t of[8];
};

static void add_up(void *context, size_t i)
{
    struct sums *s = context;

    s->of[i] = i + 1;
}

static int read_on_threads(void *context, struct text *out)
{
    struct arena a = {0};
    struct sums sums = {{0}};
    struct view bytes;
    size_t sum = 0;

    pool_run(4, 8, add_up, &sums);
    for (size_t i = 0; i < 8; i++)
        sum += sums.of[i];
    if (file_front(&a, view_of(present), 100, &bytes))
        return 1;
    text_print(out, "%zu " VIEW_FMT "%s", sum, VIEW_ARG(bytes),
               (const char *)context);
    arena_free(&a);
    return 42;
}

static int take_much(void *context, struct text *out)
{
    (void)context;
    for (size_t gib = 1; gib < 8; gib++) {
        void *p = mmap(NULL, gib << 30, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

        if (p == MAP_FAILED)
            return (int)gib;
        munmap(p, gib << 30);
    }
    text_print(out, "no limit");
    return 0;
}

TEST(memory_is_limited_inside)
{
    struct arena a = {0};
    struct text out = {.arena = &a};
    int code = -1;

    if (there_is_none())
        return;
    CHECK(!sandbox_run(&a, SANDBOX_REQUIRE, take_much, NULL, &out, &code));
    CHECK_U64(code, 4); // 4 GiB and what the process has already
    CHECK_VIEW(text_view(&out), VIEW(""));
    arena_free(&a);
}

TEST(reading_and_threads_work_inside_and_what_was_written_comes_out)
{
    struct arena a = {0};
    char word[] = "!";

    for (int want = SANDBOX_AUTO; want <= SANDBOX_OFF; want++) {
        struct text out = {.arena = &a};
        int code = 0;

        if (want == SANDBOX_REQUIRE && sandbox_offers().why)
            continue;
        CHECK(!sandbox_run(&a, (enum sandbox_want)want, read_on_threads, word,
                           &out, &code));
        CHECK_U64(code, 42);
        CHECK_VIEW(text_view(&out), VIEW("36 hello!"));
    }
    arena_free(&a);
}

static int write_much(void *context, struct text *out)
{
    (void)context;
    text_fill(out, 'x', 3 << 20);
    return 0;
}

TEST(more_than_a_pipe_holds_comes_out)
{
    struct arena a = {0};
    struct text out = {.arena = &a};
    int code = -1;

    CHECK(!sandbox_run(&a, SANDBOX_AUTO, write_much, NULL, &out, &code));
    CHECK_U64(code, 0);
    CHECK_U64(out.len, 3 << 20);
    arena_free(&a);
}

static int crash(void *context, struct text *out)
{
    (void)context;
    text_add(out, VIEW("half"));
    abort();
}

TEST(a_crash_inside_is_an_error_here)
{
    struct arena a = {0};
    struct text out = {.arena = &a};
    int code = -1;

    if (there_is_none())
        return;
    struct error *e = sandbox_run(&a, SANDBOX_AUTO, crash, NULL, &out, &code);
    CHECK(e && e->kind == ERROR_SYSTEM);
    CHECK(e && view_has(e->message, VIEW("signal 6")));
    arena_free(&a);
}

TEST(the_file_of_these_tests_is_as_it_was)
{
    struct arena a = {0};
    struct view bytes;

    CHECK(!file_front(&a, view_of(present), 100, &bytes));
    CHECK_VIEW(bytes, VIEW("hello"));
    CHECK(!unlink(present));
    arena_free(&a);
}

TEST(a_file_is_made)
{
    int fd = mkstemp(present);

    CHECK(fd >= 0 && write(fd, "hello", 5) == 5);
    close(fd);
}

CHECK_MAIN(
    CHECK_CASE(a_file_is_made), CHECK_CASE(what_is_forbidden_fails_inside),
    CHECK_CASE(memory_is_limited_inside),
    CHECK_CASE(reading_and_threads_work_inside_and_what_was_written_comes_out),
    CHECK_CASE(more_than_a_pipe_holds_comes_out),
    CHECK_CASE(a_crash_inside_is_an_error_here),
    CHECK_CASE(the_file_of_these_tests_is_as_it_was))
