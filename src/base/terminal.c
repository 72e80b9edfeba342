// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // clock_gettime, TIOCGWINSZ with -std=c17
#include "base/terminal.h"

#include "base/unicode.h"

#include <inttypes.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

bool color_choice_of(struct view word, enum color_choice *out)
{
    static const struct view words[] = {[COLOR_AUTO] = VIEW_INIT("auto"),
                                        [COLOR_ALWAYS] = VIEW_INIT("always"),
                                        [COLOR_NEVER] = VIEW_INIT("never")};

    *out = COLOR_AUTO;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (view_eq(word, words[i])) {
            *out = (enum color_choice)i;
            return true;
        }
    }
    return false;
}

bool terminal_is(int fd)
{
    return isatty(fd) == 1;
}

unsigned terminal_width(int fd)
{
    struct winsize size;
    uint64_t columns;

    if (view_u64(view_of(getenv("COLUMNS")), &columns) && columns &&
        columns < 10000)
        return (unsigned)columns;
    if (terminal_is(fd) && !ioctl(fd, TIOCGWINSZ, &size))
        return size.ws_col;
    return 0;
}

bool terminal_color(int fd, enum color_choice choice)
{
    struct view type = view_of(getenv("TERM"));

    if (choice != COLOR_AUTO)
        return choice == COLOR_ALWAYS;
    return terminal_is(fd) && !view_of(getenv("NO_COLOR")).len && type.len &&
           !view_eq(type, VIEW("dumb"));
}

// Progress

enum { FIRST_MS = 500, EVERY_MS = 100, SPEED_AFTER_MS = 1000 };

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void progress_start(struct progress *p, const char *doing, uint64_t total,
                    bool wanted)
{
    struct view type = view_of(getenv("TERM"));

    p->doing = doing;
    p->total = total;
    p->on = wanted && terminal_is(STDERR_FILENO) && type.len &&
            !view_eq(type, VIEW("dumb"));
    p->begin_ms = now_ms();
    atomic_init(&p->done, 0);
    atomic_init(&p->drawn_ms, 0);
    atomic_flag_clear(&p->drawing);
}

// "1.3 GB/s", in powers of ten.
static void print_speed(struct text *t, double per_second)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    size_t unit = 0;

    while (per_second >= 1000 && unit < 4) {
        per_second /= 1000;
        unit++;
    }
    text_print(t, "   %.*f %s/s", unit && per_second < 10 ? 1 : 0, per_second,
               units[unit]);
}

// "9 s left", "4 min left", "2 h left".
static void print_left(struct text *t, double seconds)
{
    if (seconds < 100)
        text_print(t, "   %.0f s left", seconds);
    else if (seconds < 100 * 60)
        text_print(t, "   %.0f min left", seconds / 60);
    else if (seconds < 100 * 3600)
        text_print(t, "   %.0f h left", seconds / 3600);
}

static struct view numbers(struct arena *a, const struct progress *p,
                           uint64_t elapsed_ms)
{
    struct text t = {.arena = a};
    double done = (double)p->done, total = (double)p->total;

    if (p->total)
        text_print(&t, "   %.0f %%", done < total ? done * 100 / total : 100.);
    if (elapsed_ms < SPEED_AFTER_MS || p->done == 0)
        return text_view(&t);
    double per_second = done * 1000 / (double)elapsed_ms;
    print_speed(&t, per_second);
    if (done < total)
        print_left(&t, (total - done) / per_second);
    return text_view(&t);
}

// `v` made harmless, its front left out where it is wider than `width`: the end
// of a path tells more.
static struct view fitted(struct arena *a, struct view v, size_t width)
{
    struct text t = {.arena = a};

    text_escaped(&t, v);
    v = text_view(&t);
    size_t columns = unicode_width(v);
    if (columns <= width)
        return v;
    while (v.len && columns + 1 > width) {
        uint32_t c;
        size_t len = utf8_next(v, &c); // never 0: escaped text is UTF-8

        columns -= unicode_width(view_head(v, len));
        v = view_from(v, len);
    }
    return width ? arena_print(a, "\u2026" VIEW_FMT, VIEW_ARG(v)) : v;
}

struct view progress_line(struct arena *a, const struct progress *p,
                          struct view name, uint64_t elapsed_ms, unsigned width)
{
    struct view tail = numbers(a, p, elapsed_ms);
    struct view doing = view_of(p->doing);
    size_t taken = doing.len + 2 + tail.len;

    if (taken + 4 > width) // no room for a name
        return view_head(
            arena_print(a, VIEW_FMT VIEW_FMT, VIEW_ARG(doing), VIEW_ARG(tail)),
            width);
    name = fitted(a, name, width - taken);
    return arena_print(a, VIEW_FMT "  " VIEW_FMT VIEW_FMT, VIEW_ARG(doing),
                       VIEW_ARG(name), VIEW_ARG(tail));
}

static void draw(struct progress *p, struct view name, uint64_t elapsed_ms)
{
    struct arena a = {0};
    unsigned width = terminal_width(STDERR_FILENO);

    // The last column stays free: some terminals wrap after it.
    struct view line =
        progress_line(&a, p, name, elapsed_ms, width > 1 ? width - 1 : 79);
    line = arena_print(&a, "\r\033[K" VIEW_FMT, VIEW_ARG(line));
    (void)!write(STDERR_FILENO, line.at, line.len);
    arena_free(&a);
}

void progress_add(struct progress *p, struct view name, uint64_t bytes)
{
    atomic_fetch_add(&p->done, bytes);
    if (!p->on)
        return;
    uint64_t elapsed = now_ms() - p->begin_ms;
    if (elapsed < FIRST_MS || elapsed < p->drawn_ms + EVERY_MS)
        return;
    if (atomic_flag_test_and_set(&p->drawing))
        return; // another thread is at it
    p->drawn_ms = elapsed;
    draw(p, name, elapsed);
    atomic_flag_clear(&p->drawing);
}

void progress_end(struct progress *p)
{
    if (p->on && p->drawn_ms)
        (void)!write(STDERR_FILENO, "\r\033[K", 4);
    p->on = false;
}
