// SPDX-License-Identifier: Apache-2.0
#include "verdict/use_item.h"

#include "base/text.h"

enum style { STYLE_NONE, STYLE_BULLET, STYLE_LETTER, STYLE_NUMBER };

struct mark {
    enum style style;
    size_t indent;      // columns before it
    struct view before; // of "2.3": "2."; of "(b)": nothing
    uint32_t number;    // of a letter: 1 for a; of a bullet: 0
    size_t len;         // bytes of the line up to the text
    struct use_item *item;
};

// ---- Marks ------------------------------------------------------------------

static bool is_bullet(struct view v, size_t *len)
{
    static const struct view bullets[] = {
        VIEW_INIT("- "),
        VIEW_INIT("-\t"),
        VIEW_INIT("* "),
        VIEW_INIT("+ "),
        VIEW_INIT("\xe2\x80\xa2"),  // a round one
        VIEW_INIT("\xe2\x97\x8f"),  // a black circle
        VIEW_INIT("\xe2\x80\x93 "), // an en dash
        VIEW_INIT("\xc2\xb7"),      // a middle dot
    };

    for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
        if (view_starts(v, bullets[i])) {
            *len = bullets[i].len;
            return true;
        }
    return false;
}

// "12", "2.3": digits with points between them; `*last` gets the last number.
static size_t number_of(struct view v, uint32_t *last, size_t *before)
{
    size_t at = 0;

    *last = 0;
    *before = 0;
    while (at < v.len && at < 12) {
        size_t from = at;
        uint32_t n = 0;

        while (at < v.len && at - from < 3 && ascii_digit(v.at[at]))
            n = n * 10 + (uint32_t)(v.at[at++] - '0');
        if (at == from)
            break;
        *last = n;
        *before = from;
        if (at + 1 >= v.len || v.at[at] != '.' || !ascii_digit(v.at[at + 1]))
            return at;
        at++;
    }
    return at;
}

// (a) a) a. (1) 1) 1. 2.3: one sign behind it, and then a blank.
static bool read_mark(struct view line, struct mark *out)
{
    struct view v = line;
    size_t len = 0, before = 0;

    *out = (struct mark){0};
    while (v.len && (v.at[0] == ' ' || v.at[0] == '\t'))
        v = view_from(v, 1);
    out->indent = line.len - v.len;
    if (is_bullet(v, &len)) {
        out->style = STYLE_BULLET;
        out->len = out->indent + len;
        return true;
    }
    size_t open = view_starts(v, VIEW("(")) ? 1 : 0;
    struct view inner = view_from(v, open);
    len = number_of(inner, &out->number, &before);
    if (len) {
        out->style = STYLE_NUMBER;
        out->before = view_head(inner, before);
    } else if (inner.len && ascii_alpha(inner.at[0])) {
        out->style = STYLE_LETTER;
        out->number = (uint32_t)(ascii_lower(inner.at[0]) - 'a' + 1);
        len = 1;
    }
    struct view rest = view_from(inner, len);
    bool closed = rest.len && byte_in(rest.at[0], VIEW(").:"));
    bool several = before != 0; // 2.3 may have no sign behind it
    if (!len || (!closed && !several) ||
        (open && !view_starts(rest, VIEW(")"))))
        return false;
    rest = view_from(rest, closed ? 1 : 0);
    if (rest.len && rest.at[0] != ' ' && rest.at[0] != '\t')
        return false;
    out->len = line.len - rest.len;
    return true;
}

static bool follows(const struct mark *next, const struct mark *one)
{
    return next->style == one->style &&
           (one->style == STYLE_BULLET
                ? next->indent == one->indent
                : next->number == one->number + 1 &&
                      view_eq(next->before, one->before));
}

// ---- Items ------------------------------------------------------------------

struct finding {
    struct arena *a;
    struct mark *mark;
    size_t count;
};

static void open_item(struct finding *f, const struct mark *mark,
                      struct view line, uint32_t number)
{
    struct mark *m = LIST_ADD(f->a, f->mark, f->count);

    *m = *mark;
    m->item = ARENA_NEW(f->a, struct use_item, 1);
    *m->item = (struct use_item){.text = view_trim(view_from(line, mark->len)),
                                 .line = number};
}

static void find_marks(struct finding *f, struct view text)
{
    struct use_item *open = NULL;

    for (uint32_t number = 1; text.len; number++) {
        struct view line = view_cut(text, '\n', &text), words = view_trim(line);
        struct mark mark;

        if (read_mark(line, &mark) && f->count < USE_MAX_ITEMS) {
            open_item(f, &mark, line, number);
            open = f->mark[f->count - 1].item;
        } else if (!words.len) {
            open = open && open->text.len ? NULL : open;
        } else if (open && open->text.len) {
            open->text = arena_print(f->a, VIEW_FMT " " VIEW_FMT,
                                     VIEW_ARG(open->text), VIEW_ARG(words));
        } else if (open) {
            open->text = words; // the mark stands on a line of its own
        }
    }
}

static bool restarts(const struct mark *m, const struct mark *one)
{
    return m->style == one->style && m->style != STYLE_BULLET &&
           m->number == 1 && view_eq(m->before, one->before);
}

// The items that follow from mark `first` on, into `run`; others may stand
// between them, but no list of the same kind.
static size_t run_from(const struct finding *f, size_t first, size_t *run)
{
    size_t count = 0;

    run[count++] = first;
    for (size_t i = first + 1;
         i < f->count && !restarts(&f->mark[i], &f->mark[first]); i++)
        if (follows(&f->mark[i], &f->mark[run[count - 1]]))
            run[count++] = i;
    return count;
}

static bool begins_run(const struct finding *f, size_t at)
{
    const struct mark *m = &f->mark[at];

    return m->style != STYLE_BULLET ? m->number == 1
                                    : at == 0 || !follows(m, m - 1);
}

static void take(struct finding *f, const struct mark *m, struct use_item **out,
                 size_t *count)
{
    if (m->item->text.len)
        *LIST_ADD(f->a, *out, *count) = *m->item;
}

// How well a run is the list that stands near line `near`: the line is in the
// midst of it, or it begins there or behind, or ends there.
static int nearness(const struct finding *f, const size_t *run, size_t count,
                    uint32_t near)
{
    uint32_t first = f->mark[run[0]].item->line;
    uint32_t last = f->mark[run[count - 1]].item->line;

    if (first < near && near < last)
        return 3;
    return first >= near ? 2 : near == last;
}

void use_items_find(struct arena *a, struct view text, size_t wanted,
                    uint32_t near, struct use_item **out, size_t *count)
{
    struct finding f = {.a = a};
    size_t run[USE_MAX_ITEMS], best[USE_MAX_ITEMS], most = 0;
    int nearest = 0;

    *out = NULL;
    *count = 0;
    if (!wanted)
        return;
    find_marks(&f, text);
    for (size_t i = 0; i < f.count; i++) {
        size_t found = begins_run(&f, i) ? run_from(&f, i, run) : 0;

        if (found != wanted)
            continue;
        int is = nearness(&f, run, found, near);
        if (most && is <= nearest)
            continue;
        memcpy(best, run, found * sizeof *run);
        most = found;
        nearest = is;
    }
    for (size_t i = 0; i < most; i++)
        take(&f, &f.mark[best[i]], out, count);
    if (most)
        return;
    size_t from = 0;
    while (from < f.count && f.mark[from].item->line < near)
        from++;
    bool about = f.count - from >= wanted && f.count - from <= 2 * wanted;
    for (size_t i = from; about && i < f.count; i++)
        take(&f, &f.mark[i], out, count);
}
