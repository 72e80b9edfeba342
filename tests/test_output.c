// SPDX-License-Identifier: Apache-2.0
// Expected values: by hand; exit states as a shell sees them (128 + signal).
#define _GNU_SOURCE // mkdtemp, fork and the like with -std=c17
#include "check.h"

#include "base/output.h"
#include "base/terminal.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// A folder of its own for each test.
static struct view folder(struct arena *a)
{
    const char *base = getenv("TMPDIR");
    struct view name =
        arena_print(a, "%s/freehold-test-XXXXXX", base ? base : "/tmp");
    char *writable = arena_alloc(a, name.len + 1);

    memcpy(writable, name.at, name.len);
    if (!mkdtemp(writable))
        abort();
    return view_of(writable);
}

static struct view in(struct arena *a, struct view dir, const char *name)
{
    return arena_print(a, VIEW_FMT "/%s", VIEW_ARG(dir), name);
}

static bool is_dot(const struct dirent *e)
{
    struct view name = view_of(e->d_name);

    return view_eq(name, VIEW(".")) || view_eq(name, VIEW(".."));
}

static size_t entries(struct view dir)
{
    DIR *d = opendir(dir.at);
    size_t count = 0;

    if (!d)
        return 0;
    for (struct dirent *e; (e = readdir(d));)
        count += !is_dot(e);
    closedir(d);
    return count;
}

static struct view bytes_of(struct arena *a, struct view path)
{
    char *buffer = arena_alloc(a, 1000);
    int fd = open(path.at, O_RDONLY);
    ssize_t len = fd < 0 ? 0 : read(fd, buffer, 1000);

    if (fd < 0)
        return VIEW("(no file)");
    close(fd);
    return (struct view){buffer, len < 0 ? 0 : (size_t)len};
}

static unsigned mode_of(struct view path)
{
    struct stat st;

    return lstat(path.at, &st) ? 0 : st.st_mode & 07777;
}

static void clean(struct arena *a, struct view dir)
{
    DIR *d = opendir(dir.at);

    for (struct dirent *e; d && (e = readdir(d));)
        if (!is_dot(e))
            remove(in(a, dir, e->d_name).at);
    if (d)
        closedir(d);
    rmdir(dir.at);
    arena_free(a);
}

TEST(a_file_appears_whole_and_alone)
{
    struct arena a = {0};
    struct view dir = folder(&a), path = in(&a, dir, "r.json");
    struct output o;

    CHECK(!output_open(&a, path, &o));
    CHECK(!output_write(&a, &o, VIEW("one ")));
    CHECK_TEXT(bytes_of(&a, path), "(no file)");
    CHECK(!output_write(&a, &o, VIEW("two\n")));
    CHECK(!output_close(&a, &o, NULL));
    CHECK_TEXT(bytes_of(&a, path), "one two\n");
    CHECK_U64(entries(dir), 1);
    clean(&a, dir);
}

TEST(an_old_file_keeps_its_mode_and_stays_as_it_was_after_an_error)
{
    struct arena a = {0};
    struct view dir = folder(&a), path = in(&a, dir, "r");
    struct output o;

    CHECK(!output_all(&a, path, VIEW("old")));
    chmod(path.at, 0640);
    CHECK(!output_all(&a, path, VIEW("new")));
    CHECK_TEXT(bytes_of(&a, path), "new");
    CHECK_U64(mode_of(path), 0640);

    struct error *e =
        error_new(&a, ERROR_INPUT, (struct place){0}, "something else");
    CHECK(!output_open(&a, path, &o) && !output_write(&a, &o, VIEW("half")));
    CHECK(output_close(&a, &o, e) == e);
    CHECK_TEXT(bytes_of(&a, path), "new");
    CHECK_U64(entries(dir), 1);
    clean(&a, dir);
}

TEST(a_symbolic_link_stays_and_what_it_names_is_replaced)
{
    struct arena a = {0};
    struct view dir = folder(&a), link = in(&a, dir, "link");
    struct view file = in(&a, dir, "file");

    CHECK(!output_all(&a, file, VIEW("old")));
    CHECK(!symlink("file", link.at));
    CHECK(!output_all(&a, link, VIEW("new")));
    CHECK_TEXT(bytes_of(&a, file), "new");
    CHECK(readlink(link.at, (char[9]){0}, 9) == 4);
    unlink(file.at);
    struct error *e = output_all(&a, link, VIEW("x"));
    CHECK(e && e->kind == ERROR_USAGE);
    CHECK_U64(entries(dir), 1);
    clean(&a, dir);
}

TEST(refuses_a_folder_and_a_place_that_is_not_there)
{
    struct arena a = {0};
    struct view dir = folder(&a);
    struct error *e = output_all(&a, dir, VIEW("x"));

    CHECK(e && e->kind == ERROR_USAGE);
    e = output_all(&a, in(&a, dir, "new/"), VIEW("x"));
    CHECK(e && e->kind == ERROR_USAGE);
    e = output_all(&a, in(&a, dir, "no/r"), VIEW("x"));
    CHECK(e && e->kind == ERROR_SYSTEM);
    if (e)
        CHECK_TEXT(error_message(&a, e), "cannot be made: No such file or "
                                         "directory. Make the folder first");
    CHECK_U64(entries(dir), 0);
    clean(&a, dir);
}

TEST(a_full_disk_is_an_error_that_says_what_to_do)
{
    struct arena a = {0};
    struct error *e;

    if (access("/dev/full", W_OK)) {
        check_skip("there is no /dev/full here");
        return;
    }
    e = output_all(&a, VIEW("/dev/full"), VIEW("x"));
    CHECK(e && e->kind == ERROR_SYSTEM);
    if (e)
        CHECK_TEXT(error_line(&a, e),
                   "freehold: /dev/full: cannot be written: No space left on "
                   "device. Free some space, or write elsewhere with -o "
                   "FILE\n");
    CHECK(!output_all(&a, VIEW("/dev/null"), VIEW("x")));
    arena_free(&a);
}

// Runs `child` in a process of its own; gives its state as waitpid does.
static int in_child(void (*child)(const char *), const char *word)
{
    int state = 0;

    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        child(word);
        _exit(99);
    }
    waitpid(pid, &state, 0);
    return state;
}

static void exceed_the_limit(const char *path)
{
    struct arena a = {0};
    struct rlimit limit = {4096, 4096};
    char *many = arena_alloc(&a, 10000);

    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    struct error *e = output_all(&a, view_of(path), (struct view){many, 10000});
    bool right = e && e->kind == ERROR_SYSTEM;
    arena_free(&a);
    _exit(right ? 0 : 1);
}

TEST(a_write_that_stops_half_way_leaves_the_old_file)
{
    struct arena a = {0};
    struct view dir = folder(&a), path = in(&a, dir, "r");

    CHECK(!output_all(&a, path, VIEW("old")));
    CHECK(in_child(exceed_the_limit, path.at) == 0);
    CHECK_TEXT(bytes_of(&a, path), "old");
    CHECK_U64(entries(dir), 1);
    clean(&a, dir);
}

static void write_to_closed_pipe(const char *ignored)
{
    struct arena a = {0};
    struct output o;
    int ends[2];

    (void)ignored;
    output_prepare();
    if (pipe(ends) || dup2(ends[1], 1) != 1)
        _exit(98);
    close(ends[0]);
    if (output_open(&a, VIEW("-"), &o) || output_write(&a, &o, VIEW("x")) ||
        output_write(&a, &o, VIEW("y")) || output_close(&a, &o, NULL))
        _exit(1);
    bool gone = o.reader_gone;
    arena_free(&a);
    _exit(gone ? 0 : 2);
}

TEST(a_closed_pipe_ends_quietly)
{
    CHECK(in_child(write_to_closed_pipe, NULL) == 0);
}

static void write_to_closed_output(const char *ignored)
{
    struct arena a = {0};

    (void)ignored;
    close(1);
    output_prepare();
    struct error *e = output_all(&a, VIEW(""), VIEW("x"));
    bool right = e && e->kind == ERROR_SYSTEM;
    arena_free(&a);
    _exit(right ? 0 : 1);
}

TEST(closed_standard_output_is_an_error)
{
    CHECK(in_child(write_to_closed_output, NULL) == 0);
}

static void wait_with_half_a_file(const char *path)
{
    struct arena a = {0};
    struct output o;

    // Whoever started the tests may ignore signals: a job in the background.
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_IGN); // as nohup does
    output_prepare();
    if (output_open(&a, view_of(path), &o) ||
        output_write(&a, &o, VIEW("half")))
        _exit(98);
    raise(SIGHUP);
    for (;;)
        pause();
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

TEST(a_signal_removes_the_half_file_and_ends_the_process_at_once)
{
    static const int signals[] = {SIGINT, SIGTERM};

    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct arena a = {0};
        struct view dir = folder(&a), path = in(&a, dir, "r");
        const struct timespec a_moment = {0, 1000000};
        int state = 0;

        fflush(stdout);
        pid_t pid = fork();
        if (pid == 0) {
            wait_with_half_a_file(path.at);
            _exit(99);
        }
        for (int n = 0; n < 5000 && entries(dir) == 0; n++)
            nanosleep(&a_moment, NULL);
        CHECK_U64(entries(dir), 1);
        double start = seconds();
        kill(pid, signals[i]);
        waitpid(pid, &state, 0);
        CHECK(seconds() - start < 1);
        CHECK(WIFSIGNALED(state) && WTERMSIG(state) == signals[i]);
        CHECK_U64(entries(dir), 0);
        clean(&a, dir);
    }
}

static void write_slowly_read(const char *ignored)
{
    struct arena a = {0};
    int ends[2], state = 0;
    const size_t size = 1 << 20;
    char *many = arena_alloc(&a, size);

    (void)ignored;
    if (pipe(ends))
        _exit(98);
    pid_t reader = fork();
    if (reader == 0) {
        size_t got = 0;

        close(ends[1]);
        for (ssize_t n; (n = read(ends[0], many, size)) > 0;)
            got += (size_t)n;
        _exit(got == size ? 0 : 1);
    }
    close(ends[0]);
    dup2(ends[1], 1);
    close(ends[1]);
    // A pipe that does not wait takes 64 KiB at most at once.
    fcntl(1, F_SETFL, O_WRONLY | O_NONBLOCK);
    if (output_all(&a, VIEW("-"), (struct view){many, size}))
        _exit(1);
    close(1);
    waitpid(reader, &state, 0);
    arena_free(&a);
    _exit(WEXITSTATUS(state));
}

TEST(writes_that_take_only_a_part_are_continued)
{
    CHECK(in_child(write_slowly_read, NULL) == 0);
}

TEST(colour_is_for_terminals_unless_asked_for)
{
    int fd = open("/dev/null", O_WRONLY);
    enum color_choice choice;

    CHECK(!terminal_is(fd));
    CHECK(!terminal_color(fd, COLOR_AUTO));
    CHECK(terminal_color(fd, COLOR_ALWAYS));
    CHECK(!terminal_color(fd, COLOR_NEVER));
    CHECK(color_choice_of(VIEW("never"), &choice) && choice == COLOR_NEVER);
    CHECK(!color_choice_of(VIEW("sometimes"), &choice));
    close(fd);
}

TEST(a_terminal_is_coloured_unless_the_environment_forbids)
{
    static const struct {
        const char *no_color, *term;
        bool wanted;
    } rows[] = {
        {NULL, "xterm", true}, {"", "xterm", true}, {"1", "xterm", false},
        {NULL, "dumb", false}, {NULL, NULL, false},
    };
    int fd = posix_openpt(O_RDWR | O_NOCTTY);

    if (fd < 0 || !terminal_is(fd)) {
        check_skip("there are no pseudo terminals here");
        return;
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsetenv("NO_COLOR");
        unsetenv("TERM");
        if (rows[i].no_color)
            setenv("NO_COLOR", rows[i].no_color, 1);
        if (rows[i].term)
            setenv("TERM", rows[i].term, 1);
        CHECK(terminal_color(fd, COLOR_AUTO) == rows[i].wanted);
    }
    setenv("COLUMNS", "72", 1);
    CHECK_U64(terminal_width(fd), 72);
    setenv("COLUMNS", "x", 1);
    CHECK_U64(terminal_width(fd), 0);
    close(fd);
}

TEST(the_progress_line_fits_and_says_how_long)
{
    static const struct {
        uint64_t done, total, elapsed_ms;
        unsigned width;
        struct view line;
    } rows[] = {
        // clang-format off
        {6200000000, 10000000000, 4769, 79,
         VIEW_INIT("hashing  model-00003.safetensors   62 %   1.3 GB/s   3 s left")},
        {50, 100, 600, 79, VIEW_INIT("hashing  model-00003.safetensors   50 %")},
        {1000000, 0, 2000, 79, VIEW_INIT("hashing  model-00003.safetensors   500 kB/s")},
        {50, 100, 600, 24, VIEW_INIT("hashing  \u2026tensors   50 %")},
        {50, 100, 600, 12, VIEW_INIT("hashing   50")},
        {1, 1000000000, 1000, 79, VIEW_INIT("hashing  model-00003.safetensors   0 %   1 B/s")},
        // clang-format on
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        struct progress p;

        progress_start(&p, "hashing", rows[i].total, false);
        progress_add(&p, VIEW("x"), rows[i].done);
        CHECK_VIEW(progress_line(&a, &p, VIEW("model-00003.safetensors"),
                                 rows[i].elapsed_ms, rows[i].width),
                   rows[i].line);
        progress_end(&p);
        arena_free(&a);
    }
}

CHECK_MAIN(
    CHECK_CASE(a_file_appears_whole_and_alone),
    CHECK_CASE(an_old_file_keeps_its_mode_and_stays_as_it_was_after_an_error),
    CHECK_CASE(a_symbolic_link_stays_and_what_it_names_is_replaced),
    CHECK_CASE(refuses_a_folder_and_a_place_that_is_not_there),
    CHECK_CASE(a_full_disk_is_an_error_that_says_what_to_do),
    CHECK_CASE(a_write_that_stops_half_way_leaves_the_old_file),
    CHECK_CASE(a_closed_pipe_ends_quietly),
    CHECK_CASE(closed_standard_output_is_an_error),
    CHECK_CASE(a_signal_removes_the_half_file_and_ends_the_process_at_once),
    CHECK_CASE(writes_that_take_only_a_part_are_continued),
    CHECK_CASE(colour_is_for_terminals_unless_asked_for),
    CHECK_CASE(a_terminal_is_coloured_unless_the_environment_forbids),
    CHECK_CASE(the_progress_line_fits_and_says_how_long))
