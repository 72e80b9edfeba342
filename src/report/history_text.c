// SPDX-License-Identifier: Apache-2.0
#include "report/history_text.h"

enum {
    HEAD_AT = 2,
    DATE_AT = 4,
    SAYS_AT = 16,
    CLAUSE_AT = 18,
    MOST_CHANGES = 12, // without `full`
};

static struct view of_date(struct arena *a, struct view date)
{
    return date.len ? arena_print(a, " of " VIEW_FMT, VIEW_ARG(date))
                    : VIEW("");
}

static struct view count_words(struct arena *a, size_t count, const char *one)
{
    return arena_print(a, "%zu %s%s", count, one, count == 1 ? "" : "s");
}

// As it was asked for; of a whole name its first digits.
static struct view since_words(const struct terms_history *h)
{
    return view_starts(h->oldest, h->since) ? commit_words(h->since) : h->since;
}

struct view history_reach_words(struct arena *a, const struct terms_history *h)
{
    struct view commits = count_words(a, h->commits, "commit");
    struct view oldest = of_date(a, h->oldest_date);

    switch (h->end) {
    case HISTORY_WHOLE:
        return arena_print(a, VIEW_FMT " back to the first" VIEW_FMT,
                           VIEW_ARG(commits), VIEW_ARG(oldest));
    case HISTORY_SINCE:
        return arena_print(a, VIEW_FMT " since " VIEW_FMT VIEW_FMT,
                           VIEW_ARG(count_words(a, h->commits - 1, "commit")),
                           VIEW_SHORT(since_words(h)), VIEW_ARG(oldest));
    case HISTORY_BESIDE:
        return arena_print(a,
                           "compared with " VIEW_FMT VIEW_FMT
                           ", which is not on its line of first parents",
                           VIEW_SHORT(since_words(h)), VIEW_ARG(oldest));
    case HISTORY_SHALLOW:
        return arena_print(a,
                           VIEW_FMT " back to " VIEW_FMT VIEW_FMT
                                    ", where the clone is cut: nothing is "
                                    "known of earlier terms",
                           VIEW_ARG(commits), VIEW_ARG(commit_words(h->oldest)),
                           VIEW_ARG(oldest));
    case HISTORY_LIMIT:
        return arena_print(a,
                           VIEW_FMT " back to " VIEW_FMT VIEW_FMT
                                    "; older ones were not looked at",
                           VIEW_ARG(commits), VIEW_ARG(commit_words(h->oldest)),
                           VIEW_ARG(oldest));
    case HISTORY_ABSENT:
        return VIEW("the cache of a hub keeps no history: nothing is known of "
                    "earlier terms");
    case HISTORY_BROKEN:
        break;
    }
    return arena_print(
        a, VIEW_FMT "%s" VIEW_FMT ": nothing is known of earlier terms",
        VIEW_ARG(h->commits ? commits : VIEW("")), h->commits ? ", then " : "",
        VIEW_SHORT(h->why));
}

static struct view state_words(const struct terms_state *s)
{
    if (!s->blob.len)
        return VIEW("no such file");
    if (!s->expression.len)
        return VIEW("a text that was not read");
    return view_eq(s->expression, VIEW("NONE")) ? VIEW("nothing")
                                                : s->expression;
}

struct view history_change_words(struct arena *a, const struct terms_change *c)
{
    struct view before = state_words(&c->before);
    struct view after = state_words(&c->after);

    if (!c->changed)
        return arena_print(a, "other words, still " VIEW_FMT, VIEW_ARG(after));
    if (view_eq(before, after) && !c->differs.count && c->after.expression.len)
        return arena_print(a, "other words, which nobody here knows: " VIEW_FMT,
                           VIEW_ARG(after));
    return arena_print(a, VIEW_FMT " -> " VIEW_FMT, VIEW_ARG(before),
                       VIEW_ARG(after));
}

static void write_change(struct lines *l, const struct terms_change *c,
                         bool full)
{
    struct arena *a = l->out->arena;
    struct view keys = conflict_keys(a, &c->differs);
    struct view path = c->was.len
                           ? arena_print(a, VIEW_FMT ", now " VIEW_FMT,
                                         VIEW_ARG(c->was), VIEW_ARG(c->path))
                           : c->path;
    struct view by = c->commit.len
                         ? arena_print(a, " (" VIEW_FMT ")",
                                       VIEW_ARG(commit_words(c->commit)))
                         : VIEW("");

    line_cell(l, STYLE_PLAIN,
              c->date.len      ? c->date
              : c->uncommitted ? VIEW("at hand")
                               : VIEW("-"),
              DATE_AT, SAYS_AT - 1);
    line_wrap(l,
              arena_print(a, VIEW_FMT ": " VIEW_FMT VIEW_FMT "%s" VIEW_FMT,
                          VIEW_ARG(path), VIEW_ARG(history_change_words(a, c)),
                          VIEW_ARG(by),
                          keys.len && !full ? "; they differ in " : "",
                          VIEW_ARG(full ? VIEW("") : keys)),
              SAYS_AT);
    for (size_t i = 0; full && i < c->differs.count; i++)
        line_wrap(l,
                  arena_print(a, VIEW_FMT ": " VIEW_FMT " -> " VIEW_FMT,
                              VIEW_ARG(c->differs.item[i].key),
                              VIEW_ARG(c->differs.item[i].one),
                              VIEW_ARG(c->differs.item[i].other)),
                  CLAUSE_AT);
}

static void say_count(struct lines *l, struct view count, const char *what)
{
    line_cell(l, STYLE_PLAIN,
              arena_print(l->out->arena, VIEW_FMT " %s", VIEW_ARG(count), what),
              DATE_AT, SIZE_MAX);
    line_end(l);
}

static void write_history(struct lines *l, const struct terms_history *h,
                          bool named, bool full)
{
    struct arena *a = l->out->arena;
    size_t told = 0, left = h->change_count - h->changed;

    line_wrap(l,
              arena_print(a, VIEW_FMT VIEW_FMT "%s" VIEW_FMT ": " VIEW_FMT,
                          VIEW_ARG(commit_words(h->head)),
                          VIEW_ARG(of_date(a, h->date)), named ? " in " : "",
                          VIEW_ARG(named ? h->root : VIEW("")),
                          VIEW_ARG(history_reach_words(a, h))),
              HEAD_AT);
    for (size_t i = 0; i < h->change_count; i++)
        if (full || (h->change[i].changed && told < MOST_CHANGES)) {
            write_change(l, &h->change[i], full);
            told += h->change[i].changed;
        }
    if (!h->changed && h->commits)
        say_count(l, VIEW("no file of terms"), "came to say anything else");
    if (told < h->changed)
        say_count(l, count_words(a, h->changed - told, "older change"),
                  "of terms: --full");
    if (left && !full)
        say_count(l, count_words(a, left, "other change"),
                  "left the terms as they were: --full");
}

void history_text(struct lines *l, const struct terms_histories *all, bool full)
{
    for (size_t i = 0; i < all->count; i++)
        write_history(l, &all->item[i], all->count > 1, full);
}
