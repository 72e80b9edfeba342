// SPDX-License-Identifier: Apache-2.0
// mutants COUNT NUMBER KEEP FOLDER... - gives COUNT damaged files to every
// reader that takes files of their kind.
//
// The readers are the fuzz targets, which the Makefile compiles under their own
// names. The seeds are the files in FOLDER/TARGET/, of at most 64 KiB; those in
// a folder that is no target's are read by content. Files of at most 4 KiB are
// first cut at each byte, then all are damaged as mutate.h says, or half of
// them as their target says; the same NUMBER gives the same mutants. A child
// process reads them, so that a crash ends the child and not the count; the
// mutant is then kept in KEEP.
//
// A mutant fails if it crashes, takes more than 100 ms of processor time, or
// more than 64 MiB of memory (not measured in the sanitizer builds). Ends with
// 1 if one failed.
// fork, mmap and resource limits are POSIX or Linux.
#define _GNU_SOURCE
#include "base/file.h"
#include "base/output.h"

#include "mutate.h"

#include <dirent.h>
#include <inttypes.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    LARGEST_SEED = 64 << 10,
    LARGEST_MUTANT = 128 << 10,
    CUT_WHOLE = 4 << 10, // up to here a seed is cut at each byte
    MOST_MICROSECONDS = 100000,
    MOST_MEMORY = 64 << 20,
    HANGS = 10, // seconds of processor time
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
static const bool sanitized = true;
#else
static const bool sanitized = false;
#endif

// The Makefile lists all of them: TARGET(json) TARGET(yaml) ...
#ifndef TARGETS
#define TARGETS TARGET(zip)
#endif

// Some bring a way to damage files of their kind and keep their form.
#define TARGET(name)                                                           \
    int fuzz_##name(const uint8_t *at, size_t len);                            \
    size_t change_##name(uint8_t *at, size_t len, size_t most, unsigned seed)  \
        __attribute__((weak));
TARGETS
#undef TARGET

// clang-format off
#define TARGET(name) {#name, fuzz_##name, change_##name},
static const struct {
    const char *name;
    int (*read)(const uint8_t *at, size_t len);
    size_t (*change)(uint8_t *at, size_t len, size_t most, unsigned seed);
} targets[] = {TARGETS};
#undef TARGET
// clang-format on

enum { TARGET_COUNT = sizeof targets / sizeof *targets };

struct seed {
    size_t target;
    struct view path, bytes;
};

struct seeds {
    struct arena *arena;
    struct seed *seed;
    size_t count;
    uint64_t cuts; // of all that are cut at each byte
};

// What the child tells its parent, also when it dies.
struct progress {
    uint64_t at;      // the mutant that is being read
    uint64_t slowest; // microseconds
    uint64_t slow, at_slowest;
    bool done;
};

struct run {
    struct seeds *seeds;
    uint64_t count, number, cut_share;
    struct view keep;
    struct progress *shared;
};

// ---- Seeds

static size_t target_of(struct view folder)
{
    size_t by_content = 0;

    for (size_t i = 0; i < TARGET_COUNT; i++) {
        if (view_eq(view_of(targets[i].name), folder))
            return i;
        if (view_eq(view_of(targets[i].name), VIEW("zip")))
            by_content = i;
    }
    return by_content;
}

static void add_seed(struct seeds *s, size_t target, struct view path)
{
    struct view bytes;

    if (file_front(s->arena, path, LARGEST_SEED + 1, &bytes) || !bytes.len ||
        bytes.len > LARGEST_SEED)
        return;
    *LIST_ADD(s->arena, s->seed, s->count) = (struct seed){target, path, bytes};
}

static int by_path(const void *a, const void *b)
{
    return view_compare(((const struct seed *)a)->path,
                        ((const struct seed *)b)->path);
}

// Files at any depth below `path`; `target` is known below the first.
static void take_folder(struct seeds *s, struct view path, size_t target,
                        unsigned depth)
{
    DIR *d = opendir(arena_copy(s->arena, path).at);

    for (struct dirent *e; d && (e = readdir(d));) {
        struct view name = view_of(e->d_name);
        struct view inner = arena_print(s->arena, VIEW_FMT "/" VIEW_FMT,
                                        VIEW_ARG(path), VIEW_ARG(name));

        if (view_starts(name, VIEW(".")))
            continue;
        if (e->d_type == DT_DIR)
            take_folder(s, inner, depth ? target : target_of(name), depth + 1);
        else if (depth)
            add_seed(s, target, inner);
    }
    if (d)
        closedir(d);
}

// ---- One mutant

// A number that is spread over all seeds and then over all their bytes.
static struct view cut_seed(struct arena *a, const struct seeds *s, uint64_t i,
                            size_t *seed)
{
    for (*seed = 0; *seed < s->count; ++*seed) {
        size_t len = s->seed[*seed].bytes.len;

        if (len > CUT_WHOLE)
            continue;
        if (i < len)
            return arena_copy(a, view_head(s->seed[*seed].bytes, (size_t)i));
        i -= len;
    }
    *seed = 0;
    return (struct view){0};
}

// What libFuzzer does where a target does not know better.
size_t LLVMFuzzerMutate(uint8_t *at, size_t len, size_t most);
size_t LLVMFuzzerMutate(uint8_t *at, size_t len, size_t most)
{
    struct arena a = {0};
    struct dice d = {len};
    struct view whole = {(const char *)at, len};

    for (size_t i = 0; i < len; i++)
        d.state = d.state * 31 + at[i];
    struct view changed = mutate(&a, &d, whole, whole, most);
    if (changed.len)
        memcpy(at, changed.at, changed.len);
    arena_free(&a);
    return changed.len;
}

static struct view change(struct arena *a, struct dice *d, const struct seed *s)
{
    uint8_t *at = arena_alloc(a, LARGEST_MUTANT);
    unsigned number = (unsigned)dice_roll(d);

    if (s->bytes.len)
        memcpy(at, s->bytes.at, s->bytes.len);
    size_t len =
        targets[s->target].change(at, s->bytes.len, LARGEST_MUTANT, number);
    return (struct view){(const char *)at, len};
}

static struct view make(struct arena *a, const struct run *r, uint64_t i,
                        size_t *seed)
{
    const struct seeds *s = r->seeds;
    struct dice d = {r->number * UINT64_C(0x100000001b3) + i};

    if (i < r->cut_share)
        return cut_seed(a, s, s->cuts * i / r->cut_share, seed);
    *seed = dice_below(&d, s->count);
    if (targets[s->seed[*seed].target].change && dice_below(&d, 2))
        return change(a, &d, &s->seed[*seed]);
    size_t near = *seed ? *seed - 1 : s->count - 1;
    size_t other = dice_below(&d, 2) ? near : dice_below(&d, s->count);
    return mutate(a, &d, s->seed[*seed].bytes, s->seed[other].bytes,
                  LARGEST_MUTANT);
}

static uint64_t microseconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void read_one(const struct run *r, uint64_t i)
{
    struct progress *p = r->shared;
    struct arena a = {0};
    size_t seed;
    struct view bytes = make(&a, r, i, &seed);
    uint64_t before = microseconds();

    targets[r->seeds->seed[seed].target].read((const uint8_t *)bytes.at,
                                              bytes.len);
    uint64_t took = microseconds() - before;
    if (took > p->slowest) {
        p->slowest = took;
        p->at_slowest = i;
    }
    p->slow += took > MOST_MICROSECONDS;
    arena_free(&a);
}

// ---- The child

static uint64_t memory_now(void)
{
    struct view text, rest;
    uint64_t pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    char line[64] = "";

    if (f && fgets(line, sizeof line, f)) {
        text = view_cut(view_of(line), ' ', &rest);
        (void)view_u64(text, &pages);
    }
    if (f)
        (void)fclose(f);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void limit_child(void)
{
    uint64_t most = memory_now() + MOST_MEMORY;

    if (!sanitized)
        setrlimit(RLIMIT_AS, &(struct rlimit){most, most});
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
}

static void work(const struct run *r)
{
    struct itimerval hang = {.it_value = {.tv_sec = HANGS}};

    limit_child();
    for (; r->shared->at < r->count; r->shared->at++) {
        if (r->shared->at % 64 == 0)
            setitimer(ITIMER_PROF, &hang, NULL);
        read_one(r, r->shared->at);
    }
    r->shared->done = true;
    _exit(0);
}

// ---- The parent

static void keep(const struct run *r, const char *why)
{
    struct arena a = {0};
    size_t seed;
    struct view bytes = make(&a, r, r->shared->at, &seed);
    const struct seed *s = &r->seeds->seed[seed];
    struct view path =
        arena_print(&a, VIEW_FMT "/%s-%" PRIu64, VIEW_ARG(r->keep),
                    targets[s->target].name, r->shared->at);
    struct error *e = output_all(&a, path, bytes);

    printf("mutants: %s: mutant %" PRIu64 " of " VIEW_FMT ", kept as " VIEW_FMT
           "\n",
           why, r->shared->at, VIEW_ARG(s->path), VIEW_ARG(path));
    if (e)
        printf("mutants: " VIEW_FMT, VIEW_ARG(error_line(&a, e)));
    arena_free(&a);
}

// Whether the child ended for a reason of its own making; counts it.
static void judge(const struct run *r, int status, uint64_t *crashes,
                  uint64_t *hungry)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == ERROR_SYSTEM) {
        ++*hungry;
        keep(r, "takes more than 64 MiB");
    } else {
        ++*crashes;
        keep(r, WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF
                    ? "does not end"
                    : "crashes");
    }
    r->shared->at++;
}

static int run_all(const struct run *r)
{
    uint64_t crashes = 0, hungry = 0;

    while (!r->shared->done && r->shared->at < r->count) {
        int status = 0;

        (void)fflush(stdout);
        pid_t child = fork();
        if (child < 0)
            return 4;
        if (child == 0)
            work(r);
        while (waitpid(child, &status, 0) < 0)
            ;
        if (!r->shared->done)
            judge(r, status, &crashes, &hungry);
    }
    printf("mutants: %" PRIu64 " of %zu seeds, number %" PRIu64 ": %" PRIu64
           " crashes, %" PRIu64 " over 64 MiB%s, %" PRIu64
           " over 100 ms (the slowest, %" PRIu64 ", took %" PRIu64 ".%" PRIu64
           " ms)\n",
           r->count, r->seeds->count, r->number, crashes, hungry,
           sanitized ? " (not measured)" : "", r->shared->slow,
           r->shared->at_slowest, r->shared->slowest / 1000,
           r->shared->slowest / 100 % 10);
    return crashes || hungry || (r->shared->slow && !sanitized) ? 1 : 0;
}

int main(int argc, char **argv)
{
    struct arena a = {0};
    struct seeds s = {.arena = &a};
    struct run r = {.seeds = &s};

    if (argc < 5 || !view_u64(view_of(argv[1]), &r.count) ||
        !view_u64(view_of(argv[2]), &r.number)) {
        fprintf(stderr, "mutants: how to call it stands at its head\n");
        return 2;
    }
    r.keep = view_of(argv[3]);
    for (int i = 4; i < argc; i++)
        take_folder(&s, view_of(argv[i]), 0, 0);
    if (!s.count) {
        fprintf(stderr, "mutants: there are no seeds\n");
        return 2;
    }
    qsort(s.seed, s.count, sizeof *s.seed, by_path);
    for (size_t i = 0; i < s.count; i++)
        s.cuts += s.seed[i].bytes.len <= CUT_WHOLE ? s.seed[i].bytes.len : 0;
    r.cut_share = s.cuts < r.count / 2 ? s.cuts : r.count / 2;
    r.shared = mmap(NULL, sizeof *r.shared, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (r.shared == MAP_FAILED)
        return 4;
    // What the targets read once is read here, and not by every child.
    for (size_t i = 0; i < TARGET_COUNT; i++)
        targets[i].read((const uint8_t *)"", 0);
    int code = run_all(&r);
    munmap(r.shared, sizeof *r.shared);
    arena_free(&a);
    return code;
}
