// SPDX-License-Identifier: Apache-2.0
#include "knowledge/trigger.h"

enum {
    MOST_RUN = 64,        // letters and digits of a trigger
    LONGEST_ADDRESS = 400 // bytes; what follows a longer one is words
};

void triggers_open(struct arena *a, struct triggers *t)
{
    *t = (struct triggers){.word = {.arena = a, .own = true},
                           .frequent = {.arena = a, .own = true}};
    for (size_t c = 0; c < sizeof t->letter; c++)
        t->letter[c] = ascii_alnum((char)c) ? (unsigned char)(c | 0x20) : 0;
}

void triggers_avoid(struct triggers *t, struct view word)
{
    bool is_new;

    *map_at(&t->frequent, word, &is_new) = 1;
}

// ---- Choosing ---------------------------------------------------------------

static void keep(struct triggers *t, struct view run, enum trigger_kind kind)
{
    bool is_new;

    *map_at(&t->word, run, &is_new) |= (size_t)kind;
    quick_add(&t->first, run);
}

// The next run of letters and digits of `*rest`; false: there is none.
static bool next_run(struct view *rest, struct view *run)
{
    size_t from = 0, len = 0;

    while (from < rest->len && !ascii_alnum(rest->at[from]))
        from++;
    while (from + len < rest->len && ascii_alnum(rest->at[from + len]))
        len++;
    *run = view_head(view_from(*rest, from), len);
    *rest = view_from(*rest, from + len);
    return len > 0;
}

static bool is_kept(const struct triggers *t, struct view run,
                    enum trigger_kind kind)
{
    const size_t *kinds = map_find(&t->word, run);

    return kinds && (*kinds & (size_t)kind);
}

// Folding drops the "v" of "v2", and spells "licence" with an "s".
static void keep_spellings(struct triggers *t, struct view run,
                           enum trigger_kind kind)
{
    keep(t, run, kind);
    if (ascii_digit(run.at[0]))
        keep(t, arena_print(t->word.arena, "v" VIEW_FMT, VIEW_ARG(run)), kind);
    if (view_eq(run, VIEW("license")))
        keep(t, VIEW("licence"), kind);
}

// The first byte of a character of three bytes and more, or 0: marks have
// others, and letters of scripts with blanks.
static unsigned char wide_byte(struct view phrase)
{
    for (size_t i = 0; i < phrase.len; i++)
        if ((unsigned char)phrase.at[i] >= 0xe3)
            return (unsigned char)phrase.at[i];
    return 0;
}

// Whether a phrase is better found by `run` than by `best`: words that are in
// any text are bad, numbers too, and the longer a word, the rarer.
static bool is_better(const struct triggers *t, struct view run,
                      struct view best)
{
    bool often = map_find(&t->frequent, run),
         was = map_find(&t->frequent, best);
    bool letter = !ascii_digit(run.at[0]);

    if (!best.len || often != was)
        return !best.len || was;
    return letter && (ascii_digit(best.at[0]) || run.len >= best.len);
}

void triggers_add(struct triggers *t, struct view phrase,
                  enum trigger_kind kind)
{
    struct view rest = phrase, run, best = {0};
    unsigned char wide = wide_byte(phrase);

    while (next_run(&rest, &run)) {
        if (is_kept(t, run, kind))
            return;
        if (run.len <= MOST_RUN && is_better(t, run, best))
            best = run;
    }
    if (best.len)
        keep_spellings(t, best, kind);
    else if (wide)
        t->byte[wide] = true;
    else
        t->all = true;
}

static uint32_t piece_of(const char *at)
{
    uint32_t piece = 0;

    for (size_t i = 0; i < TRIGGER_PIECE; i++)
        piece = piece << 8 | (unsigned char)at[i];
    return piece;
}

void triggers_add_piece(struct triggers *t, struct view name)
{
    struct view run, best = {0};

    while (next_run(&name, &run))
        best = run.len > best.len ? run : best;
    if (best.len < TRIGGER_PIECE || t->piece_count == TRIGGER_MOST_PIECES) {
        t->all = true;
        return;
    }
    // Endings and beginnings are those of many words, the middle is not.
    uint32_t piece = piece_of(best.at + (best.len - TRIGGER_PIECE + 1) / 2);
    for (size_t i = 0; i < t->piece_count; i++)
        if (t->piece[i] == piece)
            return;
    t->piece_end[piece & 0xff] |= (uint16_t)(1u << t->piece_count);
    t->piece_pair[piece >> 8 & 31] |= (uint32_t)1 << (piece & 31);
    t->piece[t->piece_count++] = piece;
}

// ---- Looking ----------------------------------------------------------------

struct look {
    const struct triggers *t;
    struct view line;
    char run[MOST_RUN + 1]; // lower case; a longer one is cut behind the room
    size_t len;
    size_t from;    // of the part of the run behind a mark that is taken away
    uint32_t piece; // its last bytes
    char before;    // the last byte that stays; 0: none
    bool glued;     // a tag began behind a letter
    unsigned kinds;
};

static unsigned kinds_of(const struct triggers *t, struct view run)
{
    const size_t *kinds = NULL;

    if (run.len && run.len <= MOST_RUN && quick_may(&t->first, run))
        kinds = map_find(&t->word, run);
    return kinds ? (unsigned)*kinds : 0;
}

// Whether the last four bytes that were seen are a piece.
static bool has_piece(const struct triggers *t, uint32_t last)
{
    if (!(t->piece_pair[last >> 8 & 31] >> (last & 31) & 1))
        return false; // most
    for (unsigned left = t->piece_end[last & 0xff]; left; left &= left - 1)
        if (t->piece[__builtin_ctz(left)] == last)
            return true;
    return false;
}

// Takes the letters and digits from `at` on; the offset behind them.
static size_t take_letters(struct look *k, size_t at)
{
    const struct triggers *t = k->t;
    const struct view line = k->line;
    uint32_t piece = k->piece;
    size_t len = k->len;
    unsigned char c;

    // "MI<b>T</b>"
    if (k->before == '>' && k->glued)
        k->kinds |= TRIGGER_ALONE;
    for (; at < line.len && (c = t->letter[(unsigned char)line.at[at]]); at++) {
        if (len <= MOST_RUN)
            k->run[len++] = (char)c;
        piece = piece << 8 | c;
        if (has_piece(t, piece))
            k->kinds |= TRIGGER_ALONE;
    }
    k->piece = piece;
    k->len = len;
    k->before = k->run[len - 1];
    return at;
}

static void end_run(struct look *k)
{
    k->kinds |=
        kinds_of(k->t, (struct view){k->run + k->from, k->len - k->from});
    if (k->from)
        k->kinds |= kinds_of(k->t, (struct view){k->run, k->len});
    if (!byte_in(k->run[0], VIEW("tvhw"))) // "the", "version", "www"
        k->kinds |= TRIGGER_WORD;
}

// An address, which is taken away, right behind letters: "MIThttp://...".
static bool is_glued_address(const struct look *k)
{
    struct view run = {k->run, k->len};

    return k->line.len > LONGEST_ADDRESS || k->len > MOST_RUN ||
           (view_ends(run, VIEW("http")) && run.len > 4) ||
           (view_ends(run, VIEW("https")) && run.len > 5);
}

// Takes the byte at `at`, no letter or digit.
static void take_mark(struct look *k, size_t at)
{
    char c = k->line.at[at];

    if (k->len)
        end_run(k);
    switch (c) {
    case '*': // emphasis: what is around it is one word
    case '`':
        k->from = k->len;
        return;
    case ':':
        if (view_starts(view_from(k->line, at), VIEW("://")))
            k->kinds |= is_glued_address(k) ? TRIGGER_ALONE
                                            : TRIGGER_MARKUP | TRIGGER_BESIDE;
        break;
    case '<':
        k->kinds |= TRIGGER_MARKUP;
        k->glued = ascii_alnum(k->before) || (k->before == '>' && k->glued);
        break;
    case '(':
        k->kinds |= k->before == ']' ? TRIGGER_ALONE : 0;
        break;
    default:
        k->kinds |= k->t->byte[(unsigned char)c] ? TRIGGER_ALONE : 0;
    }
    k->before = c;
    k->len = k->from = 0;
    k->piece = 0;
}

unsigned triggers_in(const struct triggers *t, struct view line)
{
    struct look k = {.t = t, .line = line, .kinds = t->all ? TRIGGER_ALONE : 0};

    for (size_t i = 0; i < line.len && !(k.kinds & TRIGGER_ALONE);) {
        if (t->letter[(unsigned char)line.at[i]]) {
            i = take_letters(&k, i);
            continue;
        }
        take_mark(&k, i++);
        while (i < line.len && line.at[i] == ' ' && k.before == ' ')
            i++; // more of them change nothing
    }
    if (k.len)
        end_run(&k);
    return k.kinds;
}

bool triggers_tell(unsigned kinds)
{
    const unsigned together = TRIGGER_NOT | TRIGGER_PART | TRIGGER_VERB;

    const unsigned named = TRIGGER_NAME | TRIGGER_BESIDE;

    return kinds & TRIGGER_ALONE || (kinds & together) == together ||
           (kinds & named) == named;
}
