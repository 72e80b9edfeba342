// SPDX-License-Identifier: Apache-2.0
// faults STEP FOLDER [CASE] - lets every call fail once that the program makes
// of the system and of libraries (see wrap.h), each STEPth of them in its turn,
// until no failure fires any more. FOLDER is for what the program writes.
//
// What must hold each time: the program ends by itself, with one of its exit
// codes, and nothing leaks (in the sanitizer build); a file it writes is the
// old one or the new one whole, with nothing beside it; and its answer is the
// answer without a fault, or it names the cause. A call that was interrupted,
// or did less than asked, changes nothing at all. What is refused without a
// fault is refused with each.
//
// In the runs that check and make signatures, allocations inside of libcrypto
// fail as well. FOLDER-kept is made once, see kept.h.
#define _GNU_SOURCE // fork and the like with -std=c17
#include "base/file.h"
#include "base/output.h"
#include "base/text.h"
#include "cmd/cmd.h"

#include "kept.h"
#include "wrap.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    LARGEST_OUTPUT = 16 << 20,
    MOST_WORDS = 12,
    SHOWN = 40,
    FILE_LEFT_OPEN = 97, // exit code
};

// In the words @ is the folder for output and = the one that is kept. `code`:
// without a fault.
static const struct {
    const char *name;
    int code;
    const char *word[MOST_WORDS];
} cases[] = {
    {"inspect",
     0,
     {"inspect", "--threads", "1", "-f", "json", "examples/pebble-pickle"}},
    {"inspect-digest",
     0,
     {"inspect", "--threads", "1", "--digest", "-f", "json",
      "examples/cedar-1m", "-o", "@/out"}},
    {"inspect-formats", 0, {"inspect", "--threads", "1", "-f", "json", "fuzz"}},
    {"inspect-threads", 0, {"inspect", "--threads", "3", "examples/aurora-1m"}},
    {"terms", 0, {"terms", "examples/cedar-1m/LICENSE", "-o", "@/out"}},
    {"terms-folder", 0, {"terms", "examples/cedar-1m"}},
    {"counsel",
     0,
     {"terms", "examples/quartz-chat", "--counsel", "-o", "@/pack"}},
    {"bom",
     0,
     {"bom", "--threads", "1", "examples/harbor-8b-tune", "-o", "@/out"}},
    {"compare", 0, {"compare", "examples/aurora-1m", "examples/cedar-1m"}},
    {"scan",
     0,
     {"scan", "--threads", "1", "-f", "json", "examples/aurora-1m", "-o",
      "@/out"}},
    {"cost", 0, {"cost", "examples/cost.yaml"}},
    {"sign",
     0,
     {"sign", "--threads", "1", "=/model", "-k", "=/key.pem", "-o", "@/out"}},
    {"verify",
     0,
     {"verify", "--threads", "1", "=/model", "-s", "=/model.sig", "-k",
      "=/key.pub", "-o", "@/out"}},
    {"verify-json",
     1,
     {"verify", "--threads", "1", "=/changed", "-s", "=/model.sig", "-k",
      "=/key.pub", "-f", "json"}},
    {"verify-other",
     1,
     {"verify", "--threads", "1", "=/model", "-s", "=/model.sig", "-k",
      "=/other.pub"}},
    {"verify-chain",
     0,
     {"verify", "--threads", "1", "=/model", "-s", "=/chain.sig", "--ca",
      "=/root.crt", "-f", "json"}},
    {"verify-strange",
     1,
     {"verify", "--threads", "1", "=/model", "-s", "=/chain.sig", "--ca",
      "=/strange.crt"}},
    {"verify-cache", 0, {"verify", "--threads", "1", "=/models--a--b"}},
    {"verify-trust",
     1,
     {"verify", "--threads", "1", "=/model", "-s", "=/model.sig", "--trust",
      "=/trust.yaml"}},
    {"scan-packed", 1, {"scan", "--threads", "1", "fuzz/unpack"}},
};

enum { CASE_COUNT = sizeof cases / sizeof *cases };

// What a run left.
struct left {
    struct arena arena;
    struct view out, err; // standard output and error
    struct view file;     // @/out
    bool has_file, has_pack;
    size_t others; // that nobody asked for
    int status;    // of waitpid
};

struct test {
    size_t which; // of cases
    struct view folder, kept;
    struct fault *fault; // shared with the child
    struct left whole;   // without a fault
    uint64_t runs, failed;
};

static const struct view old = VIEW_INIT("the file of before\n");

// ---- One run

// Whether nothing stands at @/out before: `sign` replaces only signatures.
static bool is_fresh(const struct test *t)
{
    return strcmp(cases[t->which].word[0], "sign") == 0;
}

static struct view in_folder(struct arena *a, const struct test *t,
                             const char *name)
{
    return arena_print(a, VIEW_FMT "%s", VIEW_ARG(t->folder), name);
}

static struct view in_kept(struct arena *a, const struct test *t,
                           const char *name)
{
    return arena_print(a, VIEW_FMT "%s", VIEW_ARG(t->kept), name);
}

static void send_to(struct view path, int fd)
{
    int to = open(path.at, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (to < 0 || dup2(to, fd) < 0)
        _exit(99);
    close(to);
}

static size_t open_files(void)
{
    DIR *d = opendir("/proc/self/fd");
    size_t count = 0;

    while (d && readdir(d))
        count++;
    if (d)
        closedir(d);
    return count;
}

static char *text_of(struct arena *a, struct view v)
{
    char *text = arena_alloc(a, v.len + 1);

    memcpy(text, v.at, v.len);
    return text;
}

static NO_RETURN void be_the_program(const struct test *t)
{
    struct arena a = {0};
    static char name[] = "freehold";
    char *argv[MOST_WORDS + 2] = {name};

    for (size_t i = 0; i < MOST_WORDS && cases[t->which].word[i]; i++) {
        const char *word = cases[t->which].word[i];
        struct view v = word[0] == '@'   ? in_folder(&a, t, word + 1)
                        : word[0] == '=' ? in_kept(&a, t, word + 1)
                                         : arena_copy(&a, view_of(word));
        argv[i + 1] = text_of(&a, v);
    }
    send_to(in_folder(&a, t, "/.stdout"), STDOUT_FILENO);
    send_to(in_folder(&a, t, "/.stderr"), STDERR_FILENO);
    output_prepare();
    size_t before = open_files();
    fault_of_now = t->fault;
    int code = freehold_main(argv);
    fault_of_now = NULL;
    arena_free(&a);
    exit(open_files() > before ? FILE_LEFT_OPEN : code);
}

static void remove_below(struct view path)
{
    struct arena a = {0};
    DIR *d = opendir(arena_copy(&a, path).at);

    for (struct dirent *e; d && (e = readdir(d));) {
        struct view inner =
            arena_print(&a, VIEW_FMT "/%s", VIEW_ARG(path), e->d_name);

        if (view_eq(view_of(e->d_name), VIEW(".")) ||
            view_eq(view_of(e->d_name), VIEW("..")))
            continue;
        if (e->d_type == DT_DIR)
            remove_below(inner);
        (void)remove(inner.at);
    }
    if (d)
        closedir(d);
    arena_free(&a);
}

static void look_around(const struct test *t, struct left *l)
{
    DIR *d = opendir(t->folder.at);

    for (struct dirent *e; d && (e = readdir(d));) {
        struct view name = view_of(e->d_name);

        l->has_file = l->has_file || view_eq(name, VIEW("out"));
        l->has_pack = l->has_pack || view_eq(name, VIEW("pack"));
        l->others += !view_eq(name, VIEW("out")) &&
                     !view_eq(name, VIEW("pack")) &&
                     !view_eq(name, VIEW(".")) && !view_eq(name, VIEW("..")) &&
                     !view_starts(name, VIEW(".std"));
    }
    if (d)
        closedir(d);
}

static struct view bytes_at(struct arena *a, const struct test *t,
                            const char *name)
{
    struct view bytes = {0};

    if (file_front(a, in_folder(a, t, name), LARGEST_OUTPUT, &bytes))
        return (struct view){0};
    return bytes;
}

static void run_once(struct test *t, enum fault_kind kind, size_t at,
                     struct left *l)
{
    struct arena a = {0};

    *l = (struct left){0};
    *t->fault = (struct fault){.kind = kind, .at = at};
    remove_below(t->folder);
    if (!is_fresh(t) && output_all(&a, in_folder(&a, t, "/out"), old))
        abort();
    (void)fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        be_the_program(t);
    while (child > 0 && waitpid(child, &l->status, 0) < 0)
        ;
    l->out = bytes_at(&l->arena, t, "/.stdout");
    l->err = bytes_at(&l->arena, t, "/.stderr");
    l->file = bytes_at(&l->arena, t, "/out");
    look_around(t, l);
    arena_free(&a);
}

// ---- What must hold

// A file but for the signature in it, which is another one each time.
static struct view but_signature(struct view file)
{
    size_t at = view_find(file, VIEW("\"sig\":"));

    return at == SIZE_MAX ? file : view_head(file, at);
}

static bool is_same_file(const struct left *l, const struct left *whole)
{
    return l->has_file == whole->has_file &&
           view_eq(but_signature(l->file), but_signature(whole->file));
}

static bool is_same(const struct left *l, const struct left *whole)
{
    return l->status == whole->status && view_eq(l->out, whole->out) &&
           view_eq(l->err, whole->err) && is_same_file(l, whole) &&
           l->has_pack == whole->has_pack;
}

// Whether the words of `what` stand in `text`, also across lines.
static bool tells(struct view text, struct view what)
{
    struct arena a = {0};
    struct text t = {.arena = &a};

    for (size_t i = 0; i < text.len; i++)
        if (!ascii_blank(text.at[i]) || !t.len || t.at[t.len - 1] != ' ')
            text_byte(&t, ascii_blank(text.at[i]) ? ' ' : text.at[i]);
    bool has = view_has(text_view(&t), what);
    arena_free(&a);
    return has;
}

// The words of the system for what went wrong. Memory is told in words of our
// own, random numbers in those of libcrypto, and a stat that only asks for the
// kind of a path may give way to the next message.
static bool names_cause(const struct test *t, const struct left *l)
{
    struct view cause = t->fault->number == ENOMEM ? VIEW("emory")
                        : !strcmp(t->fault->call, "getentropy")
                            ? VIEW("entropy")
                            : view_of(strerrordesc_np(t->fault->number));

    return tells(l->err, cause) || tells(l->out, cause) ||
           tells(l->file, cause) ||
           (l->status && l->err.len && !strcmp(t->fault->call, "stat"));
}

static const char *wrong(const struct test *t, const struct left *l,
                         enum fault_kind kind)
{
    if (!WIFEXITED(l->status))
        return "the program was killed";
    int code = WEXITSTATUS(l->status);
    if (code == FILE_LEFT_OPEN)
        return "a file is left open";
    if (code > ERROR_SYSTEM + 1)
        return "no exit code of the program (a leak has 23)";
    if (l->others)
        return "something is left beside the output";
    bool fresh = is_fresh(t);
    bool is_old = fresh ? !l->has_file : view_eq(l->file, old);
    if ((!fresh && !l->has_file) ||
        (!is_old && !is_same_file(l, &t->whole) && code > 1))
        return "the output is neither the old one nor the new one";
    if (!code && cases[t->which].code)
        return "what is refused was let through";
    if (is_same(l, &t->whole))
        return NULL;
    if (kind == FAULT_INTERRUPT || kind == FAULT_SHORT)
        return "what should change nothing changed the answer";
    if (!names_cause(t, l))
        return code ? "the message does not name the cause"
                    : "the answer is another one and does not say why";
    return NULL;
}

static void tell(struct test *t, const struct left *l, const char *why)
{
    if (++t->failed > SHOWN)
        return;
    printf("faults: %s, call %zu, %s: %s (status %d)\n    " VIEW_FMT "\n",
           cases[t->which].name, t->fault->at, t->fault->call, why, l->status,
           VIEW_ARG(view_head(l->err, 400)));
}

// Lets each `step`th call fail from the first one on.
static void run_kind(struct test *t, enum fault_kind kind, size_t step)
{
    bool fired = true;

    for (size_t at = 0; fired; at += step) {
        struct left l;

        run_once(t, kind, at, &l);
        fired = t->fault->call != NULL;
        const char *why = fired ? wrong(t, &l, kind) : NULL;
        t->runs += fired;
        if (why)
            tell(t, &l, why);
        arena_free(&l.arena);
    }
}

static bool uses_keys(const struct test *t)
{
    const char *command = cases[t->which].word[0];

    return !strcmp(command, "sign") || !strcmp(command, "verify");
}

static void run_case(struct test *t, size_t step)
{
    uint64_t before = t->runs;

    run_once(t, FAULT_FAILS, SIZE_MAX, &t->whole);
    if (t->whole.status != cases[t->which].code << 8 || t->whole.others) {
        t->fault->call = "none";
        tell(t, &t->whole, "does not run without a fault");
    } else {
        run_kind(t, FAULT_FAILS, step);
        run_kind(t, FAULT_INTERRUPT, step);
        run_kind(t, FAULT_SHORT, step);
        if (uses_keys(t))
            run_kind(t, FAULT_MEMORY, step);
    }
    printf("faults: %s: %" PRIu64 " runs\n", cases[t->which].name,
           t->runs - before);
    arena_free(&t->whole.arena);
}

// In a process of its own: what libcrypto sets up once is then set up in each
// run, as it is in the program.
static bool make_kept(struct view folder)
{
    struct arena a = {0};
    int status = 1;

    remove_below(folder);
    (void)fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        if (mkdir(arena_copy(&a, folder).at, 0700) && errno != EEXIST)
            exit(1);
        kept_make(folder);
        exit(0);
    }
    while (child > 0 && waitpid(child, &status, 0) < 0)
        ;
    arena_free(&a);
    return status == 0;
}

int main(int argc, char **argv)
{
    struct arena a = {0};
    struct test t = {0};
    uint64_t step = 0;

    if (argc < 3 || !view_u64(view_of(argv[1]), &step) || !step) {
        fprintf(stderr, "faults: how to call it stands at its head\n");
        return 2;
    }
    t.folder = view_of(argv[2]);
    t.kept = arena_print(&a, "%s-kept", argv[2]);
    if (!make_kept(t.kept))
        return 4;
    t.fault = mmap(NULL, sizeof *t.fault, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (t.fault == MAP_FAILED)
        return 4;
    for (t.which = 0; t.which < CASE_COUNT; t.which++)
        if (argc < 4 || strcmp(argv[3], cases[t.which].name) == 0)
            run_case(&t, (size_t)step);
    printf("faults: %" PRIu64 " runs, %" PRIu64 " failed\n", t.runs, t.failed);
    munmap(t.fault, sizeof *t.fault);
    arena_free(&a);
    return t.failed || !t.runs ? 1 : 0;
}
