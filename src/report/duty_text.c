// SPDX-License-Identifier: Apache-2.0
#include "report/duty_text.h"

enum { ROLES_AT = 2, KIND_AT = 18, SAYS_AT = 27, MOST_PLACES = 3 };
enum { ALL_ROLES = (1 << ROLE_END) - 1 };

static const struct {
    struct view words;
    enum style style;
} kinds[] = {
    [DUTY_MAY_NOT] = {VIEW_INIT("may not"), STYLE_BAD},
    [DUTY_MUST] = {VIEW_INIT("must"), STYLE_UNSURE},
    [DUTY_KNOW] = {VIEW_INIT("know"), STYLE_PLAIN},
};

struct view duty_place_words(struct arena *a, const struct duty *d)
{
    struct text t = {.arena = a};
    struct view place = evidence_place(a, &d->place);
    bool named = d->bound && !d->bound->range;

    if (named)
        text_add(&t, d->bound->license);
    else if (d->place.line)
        text_print(&t, VIEW_FMT ":%u", VIEW_ARG(d->place.path), d->place.line);
    else
        text_add(&t, place);
    if (d->section.len)
        text_print(&t, " section " VIEW_FMT, VIEW_ARG(d->section));
    if (named && place.len)
        text_print(&t, ", named at " VIEW_FMT, VIEW_ARG(place));
    if (d->bound && d->bound->disputed)
        text_add(&t, VIEW(", disputed"));
    if (d->bound && d->bound->choice)
        text_add(&t, VIEW(", if you choose it"));
    if (d->bound && d->bound->basis == BOUND_PHRASE)
        text_add(&t, VIEW(", found by phrase: read it"));
    return text_view(&t);
}

bool duty_is_like(const struct duty *one, const struct duty *other)
{
    return one->kind == other->kind && view_eq(one->says, other->says);
}

bool duty_is_first(const struct duties *d, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (duty_is_like(&d->item[i], &d->item[n]))
            return false;
    return true;
}

struct view duty_roles(struct arena *a, const struct duties *d,
                       const struct duty *like)
{
    struct text t = {.arena = a};
    unsigned roles = 0;

    for (size_t i = 0; i < d->count; i++)
        if (duty_is_like(&d->item[i], like))
            roles |= 1U << d->item[i].role;
    if (roles == ALL_ROLES)
        return VIEW("all");
    for (enum duty_role r = 0; r < ROLE_END; r++)
        if (roles & 1U << r)
            text_print(&t, "%s" VIEW_FMT, t.len ? " " : "",
                       VIEW_ARG(duty_role_word(r)));
    return text_view(&t);
}

// The places of all licenses that say so, each once.
static struct view places_words(struct arena *a, const struct duties *d,
                                const struct duty *like)
{
    struct view told[MOST_PLACES];
    struct text t = {.arena = a};
    size_t count = 0, more = 0;

    for (size_t i = 0; i < d->count; i++) {
        bool is_told = !duty_is_like(&d->item[i], like);
        struct view place;

        if (is_told || d->item[i].role != like->role)
            continue;
        place = duty_place_words(a, &d->item[i]);
        for (size_t k = 0; k < count; k++)
            is_told = is_told || view_eq(told[k], place);
        if (is_told || !place.len)
            continue;
        if (count == MOST_PLACES) {
            more++;
            continue;
        }
        told[count++] = place;
        text_print(&t, "%s" VIEW_FMT, t.len ? "; " : "", VIEW_ARG(place));
    }
    if (more)
        text_print(&t, "; %zu more", more);
    return text_view(&t);
}

static void write_duty(struct lines *l, const struct duties *d,
                       const struct duty *one, bool full)
{
    struct arena *a = l->out->arena;
    struct view note = full ? one->note : (struct view){0};

    line_cell(l, STYLE_PLAIN, duty_roles(a, d, one), ROLES_AT, SIZE_MAX);
    line_cell(l, kinds[one->kind].style, kinds[one->kind].words, KIND_AT,
              SIZE_MAX);
    line_wrap(l,
              arena_print(a, VIEW_FMT "%s" VIEW_FMT " (" VIEW_FMT ")",
                          VIEW_ARG(one->says), note.len ? ": " : "",
                          VIEW_ARG(note), VIEW_ARG(places_words(a, d, one))),
              SAYS_AT);
}

// "LICENSE:3 section 2", "section 2, named at README.md:3"
static struct view side_place(struct arena *a, const struct evidence *e,
                              struct view where, bool here)
{
    bool placed = where.len && !view_eq(where, VIEW("-"));
    struct view place =
        e->line ? arena_print(a, VIEW_FMT ":%u", VIEW_ARG(e->path), e->line)
                : e->path;

    if (!placed)
        return here ? place
                    : arena_print(a, "named at " VIEW_FMT, VIEW_ARG(place));
    return here ? arena_print(a, VIEW_FMT " section " VIEW_FMT, VIEW_ARG(place),
                              VIEW_ARG(where))
                : arena_print(a, "section " VIEW_FMT ", named at " VIEW_FMT,
                              VIEW_ARG(where), VIEW_ARG(place));
}

struct view conflict_line(struct arena *a, const struct license_difference *d)
{
    return arena_print(
        a,
        VIEW_FMT ": " VIEW_FMT " (" VIEW_FMT ") against " VIEW_FMT " (" VIEW_FMT
                 ")",
        VIEW_ARG(d->key), VIEW_ARG(d->one),
        VIEW_ARG(side_place(a, &d->one_place, d->one_where, d->one_here)),
        VIEW_ARG(d->other),
        VIEW_ARG(
            side_place(a, &d->other_place, d->other_where, d->other_here)));
}

static void write_flag(struct lines *l, const struct terms_flag *f, bool full)
{
    struct arena *a = l->out->arena;
    struct view place = evidence_place(a, &f->evidence);
    struct view words = arena_print(a, VIEW_FMT ": " VIEW_FMT, VIEW_ARG(f->id),
                                    VIEW_ARG(f->fact));

    if (place.len && !view_has(words, place))
        words = arena_print(a, VIEW_FMT " (" VIEW_FMT ")", VIEW_ARG(words),
                            VIEW_ARG(place));
    line_cell(l, STYLE_BAD, VIEW("!"), ROLES_AT, SIZE_MAX);
    line_wrap(l, words, ROLES_AT + 2);
    for (size_t i = 0; full && i < f->differs.count; i++)
        line_wrap(l, conflict_line(a, &f->differs.item[i]), KIND_AT);
}

void duty_text(struct lines *l, const struct duties *d, bool full)
{
    size_t known = 0;

    for (enum duty_kind kind = 0; kind <= DUTY_KNOW; kind++)
        for (size_t i = 0; i < d->count; i++) {
            if (d->item[i].kind != kind || !duty_is_first(d, i))
                continue;
            if (kind == DUTY_KNOW && !full)
                known++;
            else
                write_duty(l, d, &d->item[i], full);
        }
    for (size_t i = 0; i < d->flag_count; i++)
        if (full || !view_eq(d->flag[i].id, VIEW("naming-duty-met")))
            write_flag(l, &d->flag[i], full);
    if (!known)
        return;
    line_cell(l, STYLE_PLAIN,
              arena_print(l->out->arena, "%zu more to know: --full", known),
              ROLES_AT, SIZE_MAX);
    line_end(l);
}
