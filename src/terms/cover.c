// SPDX-License-Identifier: Apache-2.0
#include "terms/cover.h"

#include <stdlib.h>

enum {
    MOST_STRETCHES = 2 * COVER_MOST_PIECES + 1,
    LEAST_PERCENT = 80,  // of a license's words make a changed license
    CUT_PERCENT = 50,    // likewise, if its head and its end are there
    END_PERCENT = 10,    // of a license are its head and its end
    MOST_HOLDER = 40,    // words that name a holder
    SHORT_SNIPPET = 40,  // words; a shorter one must be telling
    SHORT_SIBLINGS = 16, // licenses that a telling one stands in at most
    MOST_WORK = 1 << 26, // hits looked at, over all stretches and candidates
};

struct candidate {
    uint32_t license;
    uint32_t shared; // words of the stretch at which a shared shingle begins
    uint32_t size;   // the smaller of license and stretch
};

struct coverer {
    struct arena *arena;
    const struct license_prints *prints;
    const struct normal *text;
    const uint32_t *word;
    const struct spans *spans;
    struct cover *out;
    uint32_t *shared, *last; // by license
    struct candidate *candidate;
    size_t work; // hits that may still be looked at
};

// ---- What may be missing ----------------------------------------------------

static bool may_be_missing(enum print_mark_kind kind)
{
    return kind == MARK_TITLE || kind == MARK_APPENDIX || kind == MARK_OPTIONAL;
}

bool cover_marked(const struct license_prints *p, enum print_mark_kind kind,
                  uint32_t license, uint32_t from, uint32_t to)
{
    struct print_license l = print_license(p, license);

    for (uint32_t i = print_mark_at(p, kind, l.from); i < p->marks; i++) {
        struct print_mark m = print_mark(p, i);

        if (m.kind != kind || m.from >= l.to)
            break;
        if (m.from <= from && to <= m.to)
            return true;
    }
    return false;
}

// Words of the license that may be missing (marks of one kind may overlap: the
// longest counts).
static uint32_t optional_words(const struct license_prints *p, uint32_t license)
{
    struct print_license l = print_license(p, license);
    uint32_t sum = 0;

    for (int kind = MARK_TITLE; kind <= MARK_OPTIONAL; kind++) {
        uint32_t most = 0;

        for (uint32_t i = print_mark_at(p, (enum print_mark_kind)kind, l.from);
             i < p->marks; i++) {
            struct print_mark m = print_mark(p, i);

            if (m.kind != (enum print_mark_kind)kind || m.from >= l.to)
                break;
            most = m.to - m.from > most ? m.to - m.from : most;
        }
        sum += may_be_missing((enum print_mark_kind)kind) ? most : 0;
    }
    return sum;
}

uint32_t piece_words(const struct license_prints *p, const struct piece *c)
{
    struct print_license l = print_license(p, c->al.license);
    uint32_t needed = l.to - l.from, optional;

    if (c->kind == PIECE_SPAN)
        return c->span.variant.to - c->span.variant.from;
    optional = optional_words(p, c->al.license);
    return needed > optional ? needed - optional : needed;
}

double piece_share(const struct license_prints *p, const struct piece *c)
{
    if (c->kind == PIECE_SPAN)
        return 1;
    double share = (double)c->al.same / (double)piece_words(p, c);
    return share < 1 ? share : 1;
}

// ---- Candidates -------------------------------------------------------------

static int by_containment(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    uint64_t left = (uint64_t)x->shared * y->size;
    uint64_t right = (uint64_t)y->shared * x->size;

    if (left != right)
        return left > right ? -1 : 1;
    if (x->shared != y->shared)
        return x->shared > y->shared ? -1 : 1;
    return (x->license > y->license) - (x->license < y->license);
}

static int by_shared(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;

    if (x->shared != y->shared)
        return x->shared > y->shared ? -1 : 1;
    return (x->license > y->license) - (x->license < y->license);
}

// Whether there is work left for one more look at [from, to).
static bool can_look(struct coverer *c, size_t from, size_t to)
{
    size_t cost = c->out->hits.first[to] - c->out->hits.first[from] + to - from;

    if (cost > c->work)
        return false;
    c->work -= cost;
    return true;
}

// Licenses that share shingles with words [from, to).
static size_t find_candidates(struct coverer *c, size_t from, size_t to)
{
    const struct license_prints *p = c->prints;
    const struct hits *h = &c->out->hits;
    size_t count = 0;

    if (!can_look(c, from, to))
        return 0;
    memset(c->shared, 0, p->licenses * sizeof *c->shared);
    memset(c->last, 0xff, p->licenses * sizeof *c->last);
    for (size_t at = from; at + SHINGLE <= to; at++)
        for (size_t i = h->first[at]; i < h->first[at + 1]; i++) {
            uint32_t license = h->item[i].license;

            c->shared[license] += c->last[license] != (uint32_t)at;
            c->last[license] = (uint32_t)at;
        }
    for (uint32_t i = 0; i < p->licenses; i++) {
        if (!c->shared[i])
            continue;
        struct print_license l = print_license(p, i);
        size_t size = l.to - l.from < to - from ? l.to - l.from : to - from;

        c->candidate[count++] =
            (struct candidate){i, c->shared[i], (uint32_t)size};
    }
    return count;
}

// ---- The best explanation of a stretch --------------------------------------

static const struct span *longest_span(const struct coverer *c, size_t from,
                                       size_t to)
{
    const struct span *best = NULL;

    for (size_t i = 0; i < c->spans->count; i++) {
        const struct span *s = &c->spans->item[i];

        if (s->from >= from && s->to <= to &&
            (!best || s->to - s->from > best->to - best->from))
            best = s;
    }
    return best;
}

// A line that names the holder, where the license has none.
static bool is_holder(const struct coverer *c, const struct align_hunk *h)
{
    return h->license_from == h->license_to && h->to > h->from &&
           h->to - h->from <= MOST_HOLDER &&
           view_eq(c->text->token[h->from].text, VIEW("copyright"));
}

// Words that are the same, less those that are changed; what may be missing is
// no change. But a title is told from a sibling's.
static long gain_of(const struct coverer *c, const struct alignment *al)
{
    long removed = 0, holders = 0;

    for (size_t i = 0; i < al->hunk_count; i++) {
        const struct align_hunk *h = &al->hunk[i];
        bool optional = false;

        for (int kind = MARK_APPENDIX; kind <= MARK_OPTIONAL && !optional;
             kind++)
            optional =
                h->from == h->to &&
                cover_marked(c->prints, (enum print_mark_kind)kind, al->license,
                             h->license_from, h->license_to);
        removed += optional ? 0 : (long)(h->license_to - h->license_from);
        holders += is_holder(c, h) ? (long)(h->to - h->from) : 0;
    }
    return (long)al->same - (long)al->added + holders - removed;
}

// Whether so much of the license is there that it is that license, changed.
static bool is_changed_text(const struct coverer *c, const struct piece *piece)
{
    const struct alignment *al = &piece->al;
    struct print_license l = print_license(c->prints, al->license);
    uint32_t size = l.to - l.from;
    double share = 100 * piece_share(c->prints, piece);
    bool ends = (al->license_from - l.from) * 100 <= size * END_PERCENT &&
                (l.to - al->license_to) * 100 <= size * END_PERCENT;

    return al->same >= SHINGLE &&
           (share >= LEAST_PERCENT || (ends && share >= CUT_PERCENT));
}

static struct piece text_piece(const struct alignment *al)
{
    return (struct piece){
        .kind = PIECE_TEXT, .from = al->from, .to = al->to, .al = *al};
}

// A license most of which is in [from, to); false: none is.
static bool best_text(struct coverer *c, size_t from, size_t to,
                      const struct span *span, struct piece *out)
{
    size_t count = find_candidates(c, from, to);
    long best = span ? (long)(span->to - span->from) : 0;
    bool found = false;

    if (count)
        qsort(c->candidate, count, sizeof *c->candidate, by_containment);
    if (count > COVER_MOST_CANDIDATES)
        count = COVER_MOST_CANDIDATES;
    for (size_t i = 0; i < count; i++) {
        struct candidate *one = &c->candidate[i];
        struct alignment al;

        // It cannot explain more than it shares.
        if ((long)one->shared + SHINGLE - 1 <= best &&
            (span || (uint64_t)one->shared * 20 < (uint64_t)best * 17))
            continue;
        if ((uint64_t)one->shared * 100 <
                (uint64_t)one->size * (100 - LEAST_PERCENT) ||
            !can_look(c, from, to) ||
            !align(c->arena, c->prints, &c->out->hits, c->word, from, to,
                   one->license, &al))
            continue;
        struct piece piece = text_piece(&al);
        long gain = gain_of(c, &al);
        if (!is_changed_text(c, &piece) || gain <= best)
            continue;
        best = gain;
        *out = piece;
        found = true;
    }
    return found;
}

static size_t longest_block(const struct alignment *al)
{
    size_t best = 0;

    for (size_t i = 0; i < al->block_count; i++)
        best = al->block[i].len > best ? al->block[i].len : best;
    return best;
}

static bool is_telling(const struct alignment *al, size_t siblings)
{
    if (al->same < SHORT_SNIPPET)
        return longest_block(al) >= COVER_LEAST_SNIPPET &&
               siblings <= SHORT_SIBLINGS;
    return al->same * 5 >= (size_t)(al->to - al->from) * 4;
}

// A part of one license or, word for word the same, of several.
static bool best_snippet(struct coverer *c, size_t from, size_t to,
                         struct piece *out)
{
    size_t count = find_candidates(c, from, to), siblings = 0;
    uint32_t *license = ARENA_NEW(c->arena, uint32_t, count + 1);
    struct alignment best = {0};

    if (count)
        qsort(c->candidate, count, sizeof *c->candidate, by_shared);
    for (size_t i = 0; i < count; i++) {
        struct alignment al;

        if (c->candidate[i].shared + SHINGLE - 1 < COVER_LEAST_SNIPPET ||
            c->candidate[i].shared + 64 < best.same ||
            i / 2 >= COVER_MOST_SIBLINGS)
            break;
        if (!can_look(c, from, to) ||
            !align(c->arena, c->prints, &c->out->hits, c->word, from, to,
                   c->candidate[i].license, &al) ||
            al.same < best.same)
            continue;
        if (al.same > best.same ||
            al.added < best.added) { // the better one stands alone
            best = al;
            siblings = 0;
        }
        if (al.added == best.added)
            license[siblings++] = al.license;
    }
    if (best.same < COVER_LEAST_SNIPPET || siblings > COVER_MOST_SIBLINGS ||
        !is_telling(&best, siblings))
        return false;
    *out = text_piece(&best);
    out->kind = PIECE_SNIPPET;
    out->license = license;
    out->license_count = siblings;
    return true;
}

// ---- All stretches ----------------------------------------------------------

static bool best_piece(struct coverer *c, size_t from, size_t to,
                       struct piece *out)
{
    const struct span *span = longest_span(c, from, to);

    *out = (struct piece){0};
    if (span && span->to - span->from + SHINGLE > to - from) {
        *out = (struct piece){.kind = PIECE_SPAN,
                              .from = (uint32_t)span->from,
                              .to = (uint32_t)span->to,
                              .span = *span};
        return true;
    }
    if (!c->out->hits_made) {
        hits_find(c->arena, c->prints, c->word, c->text->token_count,
                  &c->out->hits);
        c->out->hits_made = true;
    }
    if (best_text(c, from, to, span, out))
        return true;
    if (span) {
        *out = (struct piece){.kind = PIECE_SPAN,
                              .from = (uint32_t)span->from,
                              .to = (uint32_t)span->to,
                              .span = *span};
        return true;
    }
    return best_snippet(c, from, to, out);
}

static int by_place(const void *a, const void *b)
{
    const struct piece *x = a, *y = b;

    return (x->from > y->from) - (x->from < y->from);
}

struct stretch {
    size_t from, to;
};

// What stands word for word in [from, to), where no more is looked for.
static void take_spans(struct coverer *c, size_t from, size_t to)
{
    for (size_t i = 0; i < c->spans->count; i++) {
        const struct span *s = &c->spans->item[i];

        if (s->from >= from && s->to <= to)
            *LIST_ADD(c->arena, c->out->piece, c->out->count) =
                (struct piece){.kind = PIECE_SPAN,
                               .from = (uint32_t)s->from,
                               .to = (uint32_t)s->to,
                               .span = *s};
    }
}

void cover_text(struct arena *a, const struct license_prints *p,
                const struct normal *n, const uint32_t *word,
                const struct spans *spans, struct cover *out)
{
    struct coverer c = {.arena = a,
                        .prints = p,
                        .text = n,
                        .word = word,
                        .spans = spans,
                        .out = out,
                        .work = MOST_WORK,
                        .shared = ARENA_NEW(a, uint32_t, p->licenses + 1),
                        .last = ARENA_NEW(a, uint32_t, p->licenses + 1),
                        .candidate =
                            ARENA_NEW(a, struct candidate, p->licenses + 1)};
    struct stretch *left = ARENA_NEW(a, struct stretch, MOST_STRETCHES + 2);
    size_t count = 0;

    *out = (struct cover){0};
    left[count++] = (struct stretch){0, n->token_count};
    while (count && out->count < COVER_MOST_PIECES) {
        struct stretch s = left[--count];
        struct piece piece;

        if (s.to - s.from < SHINGLE || !best_piece(&c, s.from, s.to, &piece))
            continue;
        *LIST_ADD(a, out->piece, out->count) = piece;
        left[count++] = (struct stretch){s.from, piece.from};
        left[count++] = (struct stretch){piece.to, s.to};
    }
    for (size_t i = 0; i < count; i++)
        take_spans(&c, left[i].from, left[i].to);
    if (out->count)
        qsort(out->piece, out->count, sizeof *out->piece, by_place);
}
