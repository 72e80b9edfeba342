// SPDX-License-Identifier: Apache-2.0
#include "report/difference_text.h"

#include "base/amount.h"

#include <inttypes.h>

enum {
    INDENT = 2,
    HANG = 4,
    BESIDE = 48, // bytes of the text shown before and behind a change
    FEW = 25,    // places of a kind that are shown without --full
};

static const struct view more = VIEW_INIT("\xe2\x80\xa6"); // an ellipsis

struct printer {
    struct arena *a;
    struct lines *l;
    const struct source_text *source;
    const struct license_range *range;
    size_t place_at;
};

// ---- Words of the file ------------------------------------------------------

static bool is_blank(char c)
{
    return byte_in(c, VIEW(" \t\r\n\f\v"));
}

// On one line, with one blank between words.
static void add_flat(struct text *t, struct view v)
{
    for (size_t i = 0; i < v.len; i++) {
        if (!is_blank(v.at[i]))
            text_byte(t, v.at[i]);
        else if (t->len && t->at[t->len - 1] != ' ')
            text_byte(t, ' ');
    }
}

static bool inside_character(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

// The last words of `v`, from a word's start on if there is one.
static struct view last_words(struct view v)
{
    size_t from = v.len > BESIDE ? v.len - BESIDE : 0, blank = from;

    while (blank < v.len && blank && !is_blank(v.at[blank - 1]))
        blank++;
    if (blank < v.len)
        from = blank;
    while (from < v.len && inside_character(v.at[from]))
        from++;
    return view_from(v, from);
}

static struct view first_words(struct view v)
{
    size_t to = v.len > BESIDE ? BESIDE : v.len, blank = to;

    while (blank && blank < v.len && !is_blank(v.at[blank]))
        blank--;
    if (blank)
        to = blank;
    while (to && to < v.len && inside_character(v.at[to]))
        to--;
    return view_head(v, to);
}

static struct view missing_words(struct printer *p,
                                 const struct license_hunk *h)
{
    if (h->missing.words.len)
        return h->missing.words;
    return arena_print(p->a, VIEW_FMT " word%s",
                       VIEW_ARG(amount_count(p->a, h->lacks)),
                       h->lacks == 1 ? "" : "s");
}

// "... before [-what the license says-] {+what the file says+} behind ..."
static struct view word_diff(struct printer *p, const struct license_hunk *h)
{
    const struct license_range *r = p->range;
    struct text t = {.arena = p->a};
    struct view whole = source_text_between(p->source, r->from, h->from);
    struct view before = last_words(whole);

    if (before.len < whole.len)
        text_print(&t, VIEW_FMT " ", VIEW_ARG(more));
    add_flat(&t, before);
    if (t.len && t.at[t.len - 1] != ' ' && !(h->words.len && !h->lacks))
        text_byte(&t, ' ');
    if (h->lacks) {
        text_add(&t, VIEW("[-"));
        add_flat(&t, missing_words(p, h));
        text_add(&t, VIEW("-]"));
    }
    if (h->words.len) {
        text_add(&t, h->lacks ? VIEW(" {+") : VIEW("{+"));
        add_flat(&t, source_text_between(p->source, h->from, h->to));
        text_add(&t, VIEW("+}"));
    }
    whole = source_text_between(p->source, h->to, r->to);
    struct view behind = first_words(whole);
    if (!h->words.len && source_text_between(p->source, h->from, h->to).len)
        text_byte(&t, ' ');
    add_flat(&t, behind);
    while (t.len && t.at[t.len - 1] == ' ')
        t.len--;
    if (behind.len < whole.len)
        text_print(&t, " " VIEW_FMT, VIEW_ARG(more));
    return text_view(&t);
}

// ---- Lines ------------------------------------------------------------------

static void print_hunk(struct printer *p, const struct license_hunk *h)
{
    struct text place = {.arena = p->a}, words = {.arena = p->a};

    text_print(&place, "line %" PRIu32, h->line);
    if (h->section.len)
        text_print(&place, ", " VIEW_FMT, VIEW_ARG(h->section));
    text_escaped(&words, word_diff(p, h));
    line_beside(p->l, text_view(&words), INDENT, HANG, text_view(&place),
                p->place_at, SIZE_MAX);
    line_end(p->l);
}

static void print_kind(struct printer *p, bool material, bool full,
                       const char *heading)
{
    size_t count = 0;

    for (size_t i = 0; i < p->range->hunk_count; i++) {
        const struct license_hunk *h = &p->range->hunk[i];

        if (h->material != material)
            continue;
        if (!count) {
            line_end(p->l);
            line_cell(p->l, STYLE_HEAD, view_of(heading), 0, p->place_at - 1);
            line_cell(p->l, STYLE_PLAIN, VIEW("WHERE"), p->place_at, SIZE_MAX);
            line_end(p->l);
        }
        if (++count <= FEW || full)
            print_hunk(p, h);
    }
    if (count > FEW && !full)
        line_wrap(
            p->l,
            arena_print(p->a, "%zu more of this kind: --full", count - FEW),
            INDENT);
}

// Whether words are missing that nobody can quote here.
static bool lacks_words(const struct license_range *r)
{
    for (size_t i = 0; i < r->hunk_count; i++)
        if (r->hunk[i].lacks && !r->hunk[i].missing.words.len)
            return true;
    return false;
}

void differences_text(struct lines *l, const struct source_text *source,
                      const struct license_range *r,
                      const struct difference_choice *choice)
{
    struct printer p = {l->out->arena, l, source, r, choice->place_at};

    if (!r->hunk_count)
        return;
    print_kind(&p, true, choice->full, "CHANGES THAT MAY MATTER");
    print_kind(&p, false, choice->full, "CHANGES OF WORDING");
    line_end(l);
    line_wrap(l,
              arena_print(p.a, "%s%s",
                          choice->turned
                              ? "[-only in the second-] {+only in the first+}"
                          : choice->two
                              ? "[-only in the first-] {+only in the second+}"
                              : "[-only in the license-] {+only in this file+}",
                          lacks_words(r) ? "; words that are missing here are "
                                           "quoted with --texts DIR"
                                         : ""),
              INDENT);
}
