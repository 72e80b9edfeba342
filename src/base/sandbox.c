// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // O_PATH, CLONE_THREAD with -std=c17
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

enum sandbox_want sandbox_want_of(struct view word)
{
    return view_eq(word, VIEW("require")) ? SANDBOX_REQUIRE
           : view_eq(word, VIEW("off"))   ? SANDBOX_OFF
                                          : SANDBOX_AUTO;
}

// ---- Landlock ---------------------------------------------------------------

enum {
    // Execution, writing, removing, making: all of the first version but
    // reading files and folders.
    LANDLOCK_FIRST =
        0x1fff & ~(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR),
    LANDLOCK_LINK = 1 << 13,     // into another folder, from version 2
    LANDLOCK_TRUNCATE = 1 << 14, // from version 3
};

static unsigned landlock_version(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
                           LANDLOCK_CREATE_RULESET_VERSION);

    return version > 0 ? (unsigned)version : 0;
}

// True: in force, or this kernel has none.
static bool landlock_enter(void)
{
    unsigned version = landlock_version();
    struct landlock_ruleset_attr rights = {
        .handled_access_fs = LANDLOCK_FIRST |
                             (version > 1 ? LANDLOCK_LINK : 0U) |
                             (version > 2 ? LANDLOCK_TRUNCATE : 0U),
    };

    if (!version)
        return true;
    int set =
        (int)syscall(SYS_landlock_create_ruleset, &rights, sizeof rights, 0);
    if (set < 0)
        return false;
    bool done = !syscall(SYS_landlock_restrict_self, set, 0);
    close(set);
    return done;
}

// ---- seccomp ----------------------------------------------------------------

#ifdef ARCHITECTURE

// Calls that are allowed whatever their arguments.
static const int allowed[] = {
    // Files that are open, and what is where.
    SYS_read,
    SYS_pread64,
    SYS_readv,
    SYS_preadv,
    SYS_write,
    SYS_writev,
    SYS_close,
    SYS_lseek,
    SYS_fstat,
    SYS_newfstatat,
    SYS_statx,
    SYS_statfs,
    SYS_fstatfs,
    SYS_getdents64,
    SYS_readlinkat,
    SYS_faccessat,
    SYS_getcwd,
    SYS_fadvise64,
    SYS_readahead,
    SYS_dup,
    SYS_ppoll,
#ifdef SYS_stat // the older architectures have both
    SYS_stat,
    SYS_lstat,
    SYS_readlink,
    SYS_access,
    SYS_poll,
#endif
#ifdef SYS_faccessat2
    SYS_faccessat2,
#endif
    // Memory and threads; new memory is never executable, see below.
    SYS_munmap,
    SYS_mremap,
    SYS_madvise,
    SYS_brk,
    SYS_futex,
    SYS_set_robust_list,
    SYS_sched_yield,
    SYS_sched_getaffinity,
    SYS_exit,
    SYS_exit_group,
    SYS_membarrier,
#ifdef SYS_rseq
    SYS_rseq,
#endif
    // Signals, time, facts about itself.
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_sigaltstack,
    SYS_restart_syscall,
    SYS_clock_gettime,
    SYS_clock_nanosleep,
    SYS_nanosleep,
    SYS_gettimeofday,
    SYS_getrandom,
    SYS_getpid,
    SYS_gettid,
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_uname,
    SYS_sysinfo,
    SYS_getrusage,
};

// Calls whose newer form glibc tries first and whose arguments lie in memory,
// where a filter cannot look: it falls back to the older one.
static const int absent[] = {
    SYS_clone3,
#ifdef SYS_openat2
    SYS_openat2,
#endif
};

enum test_kind {
    NONE_OF,  // no bit of `value` in the argument
    ALL_OF,   // a bit of `value`
    EQUAL_TO, // `value`
};

// Calls that are allowed if an argument agrees.
static const struct test {
    int call;
    unsigned argument;
    enum test_kind kind;
    uint32_t value;
} tests[] = {
    {SYS_openat, 2, NONE_OF, O_ACCMODE | O_CREAT | O_TRUNC},
#ifdef SYS_open
    {SYS_open, 1, NONE_OF, O_ACCMODE | O_CREAT | O_TRUNC},
#endif
    {SYS_mmap, 2, NONE_OF, PROT_EXEC},
    {SYS_mprotect, 2, NONE_OF, PROT_EXEC},
    {SYS_clone, 0, ALL_OF, CLONE_THREAD},
    {SYS_ioctl, 1, EQUAL_TO, TIOCGWINSZ},
    {SYS_ioctl, 1, EQUAL_TO, TCGETS},
    {SYS_fcntl, 1, EQUAL_TO, F_GETFL},
    {SYS_fcntl, 1, EQUAL_TO, F_GETFD},
    {SYS_fcntl, 1, EQUAL_TO, F_SETFD}, // fdopendir
    {SYS_fcntl, 1, EQUAL_TO, F_DUPFD_CLOEXEC},
    {SYS_prlimit64, 2, EQUAL_TO, 0}, // asking, not setting
};

enum {
    ALLOWED = sizeof allowed / sizeof *allowed,
    ABSENT = sizeof absent / sizeof *absent,
    TESTS = sizeof tests / sizeof *tests,
    MOST = 7 + 2 * (ALLOWED + ABSENT) + 5 * (TESTS + 2),
    X32 = 0x40000000, // the second table of calls on x86-64
};

struct filter {
    struct sock_filter line[MOST];
    unsigned short count;
};

static void add(struct filter *f, uint16_t code, uint32_t value, uint8_t yes,
                uint8_t no)
{
    assert(f->count < MOST);
    f->line[f->count++] = (struct sock_filter){code, yes, no, value};
}

static void add_load(struct filter *f, size_t offset)
{
    add(f, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void add_return(struct filter *f, uint32_t action)
{
    add(f, BPF_RET | BPF_K, action, 0, 0);
}

// Only a call on the process itself, for abort and raise.
static void add_self(struct filter *f, int call)
{
    const size_t first = offsetof(struct seccomp_data, args[0]);

    add(f, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 4);
    add_load(f, first);
    add(f, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)getpid(), 0, 1);
    add_return(f, SECCOMP_RET_ALLOW);
    add_return(f, SECCOMP_RET_ERRNO | EPERM);
}

// The low half of the argument decides: flags and descriptors have no other.
static void add_test(struct filter *f, const struct test *t)
{
    const uint16_t code = t->kind == EQUAL_TO ? BPF_JEQ : BPF_JSET;

    add(f, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)t->call, 0, 4);
    add_load(f, offsetof(struct seccomp_data, args[0]) +
                    t->argument * sizeof(uint64_t));
    add(f, BPF_JMP | code | BPF_K, t->value, t->kind == NONE_OF,
        t->kind != NONE_OF);
    add_return(f, SECCOMP_RET_ALLOW);
    add_load(f, offsetof(struct seccomp_data, nr)); // another test may agree
}

static void fill(struct filter *f)
{
    add_load(f, offsetof(struct seccomp_data, arch));
    add(f, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
    add_return(f, SECCOMP_RET_KILL_PROCESS);
    add_load(f, offsetof(struct seccomp_data, nr));
    add(f, BPF_JMP | BPF_JGE | BPF_K, X32, 0, 1);
    add_return(f, SECCOMP_RET_ERRNO | EPERM);
    for (size_t i = 0; i < ALLOWED; i++) {
        add(f, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)allowed[i], 0, 1);
        add_return(f, SECCOMP_RET_ALLOW);
    }
    for (size_t i = 0; i < ABSENT; i++) {
        add(f, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)absent[i], 0, 1);
        add_return(f, SECCOMP_RET_ERRNO | ENOSYS);
    }
    for (size_t i = 0; i < TESTS; i++)
        add_test(f, &tests[i]);
    add_self(f, SYS_tgkill);
    add_self(f, SYS_kill);
    add_return(f, SECCOMP_RET_ERRNO | EPERM);
}

static bool seccomp_enter(void)
{
    struct filter f = {.count = 0};

    fill(&f);
    const struct sock_fprog program = {f.count, f.line};
    return !syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                    SECCOMP_FILTER_FLAG_TSYNC, &program);
}

static bool has_seccomp(void)
{
    uint32_t action = SECCOMP_RET_ERRNO;

    return !syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action);
}

#else

static bool seccomp_enter(void)
{
    return false;
}

static bool has_seccomp(void)
{
    return false;
}

#endif

// ---- Both -------------------------------------------------------------------

struct sandbox sandbox_offers(void)
{
    struct sandbox s = {.seccomp = has_seccomp(),
                        .landlock = landlock_version()};

#ifdef SANITIZED
    s.why = "this build has a sanitizer, which needs more of the system";
#else
    if (!s.seccomp)
        s.why = "this kernel or container gives no seccomp filter";
#endif
    return s;
}

// What is read decides how much memory is used, and has its own limits; this
// one is for a fault in them. What the system has set lower stays.
static void limit_memory(void)
{
    static const rlim_t most = (rlim_t)4 << 30;
    struct rlimit now;

    if (getrlimit(RLIMIT_DATA, &now) ||
        (now.rlim_cur != RLIM_INFINITY && now.rlim_cur <= most))
        return;
    now.rlim_cur = most;
    if (now.rlim_max == RLIM_INFINITY || now.rlim_max > most)
        now.rlim_max = most;
    (void)setrlimit(RLIMIT_DATA, &now);
}

bool sandbox_enter(void)
{
    limit_memory();
    return !sandbox_offers().why && !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
           landlock_enter() && seccomp_enter();
}

enum {                // exit codes of a child
    NO_REPORT = 125,  // that could not hand on what it wrote
    NO_SANDBOX = 126, // that could not enter it
};

// The child: never comes back.
NO_RETURN static void run_inside(int (*work)(void *context, struct text *out),
                                 void *context, int pipe_, pid_t parent)
{
    struct arena a = {0};
    struct text out = {.arena = &a};

    // It must not outlive who waits for it.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent ||
        !sandbox_enter())
        _exit(NO_SANDBOX);
    int code = work(context, &out);
    for (size_t at = 0; at < out.len;) {
        ssize_t n = write(pipe_, out.at + at, out.len - at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            fprintf(stderr, "freehold: the answer cannot be handed on: %s\n",
                    strerrordesc_np(errno));
            code = NO_REPORT;
            break;
        }
        at += (size_t)n;
    }
    fflush(stderr);
    _exit(code);
}

// What the child wrote, until it closes its end; 0, or the errno of a failure.
static int take_text(int pipe_, struct text *out)
{
    char block[64 << 10];

    for (;;) {
        ssize_t n = read(pipe_, block, sizeof block);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? errno : 0;
        text_add(out, (struct view){block, (size_t)n});
    }
}

static struct error *ended(struct arena *a, int status, int failed, int *code)
{
    if (failed || (WIFEXITED(status) && WEXITSTATUS(status) == NO_REPORT))
        return error_new(a, ERROR_SYSTEM, (struct place){0},
                         "the answer of the process that read the files did "
                         "not arrive whole%s%s; nothing was judged",
                         failed ? ": " : "",
                         failed ? strerrordesc_np(failed) : "");
    if (WIFEXITED(status)) {
        *code = WEXITSTATUS(status);
        return NULL;
    }
    return error_new(a, ERROR_SYSTEM, (struct place){0},
                     "the process that read the files ended by signal %d; "
                     "nothing was judged. Please report it, with the file",
                     WTERMSIG(status));
}

static struct error *run_child(struct arena *a,
                               int (*work)(void *context, struct text *out),
                               void *context, struct text *out, int *code)
{
    int end[2], status, failed = 0;
    pid_t parent = getpid();

    *code = NO_SANDBOX;
    fflush(stdout);
    if (pipe2(end, O_CLOEXEC))
        return NULL;
    pid_t child = fork();
    if (child == 0) {
        close(end[0]);
        run_inside(work, context, end[1], parent);
    }
    close(end[1]);
    if (child > 0)
        failed = take_text(end[0], out);
    close(end[0]);
    while (child > 0 && waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return NULL;
    return child > 0 ? ended(a, status, failed, code) : NULL;
}

struct error *sandbox_run(struct arena *a, enum sandbox_want want,
                          int (*work)(void *context, struct text *out),
                          void *context, struct text *out, int *code)
{
    struct sandbox offers = sandbox_offers();
    const char *why = offers.why;

    if (want != SANDBOX_OFF && !why) {
        TRY(run_child(a, work, context, out, code));
        if (*code != NO_SANDBOX)
            return NULL;
        why = "the kernel refused it";
    }
    if (want == SANDBOX_REQUIRE)
        return error_new(a, ERROR_SYSTEM, (struct place){0},
                         "no sandbox can be had here: %s. Without one: "
                         "--sandbox auto",
                         why);
    *code = work(context, out);
    return NULL;
}
