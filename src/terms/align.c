// SPDX-License-Identifier: Apache-2.0
#include "terms/align.h"

#include "base/search.h"

#include <stdlib.h>

// ---- Hits -------------------------------------------------------------------

// At least as many hits as there will be: what shares a hash is counted too. A
// list that grows would leave its smaller selves behind.
static size_t most_hits(const struct license_prints *p, const uint32_t *word,
                        size_t words)
{
    size_t sum = 0, largest = 0; // of one shingle: the last may go beyond

    for (size_t at = 0; at + SHINGLE <= words; at++) {
        if (word[at + SHINGLE - 1] == PRINT_NO_WORD) {
            at += SHINGLE - 1; // it is in those behind too
            continue;
        }
        struct print_walk w = print_walk_of(p, word + at);
        size_t count = w.end - w.at;

        sum += count;
        largest = count > largest ? count : largest;
    }
    return sum < ALIGN_MOST_HITS + largest ? sum : ALIGN_MOST_HITS + largest;
}

void hits_find(struct arena *a, const struct license_prints *p,
               const uint32_t *word, size_t words, struct hits *out)
{
    struct print_license l = {0};
    uint32_t license = 0;
    size_t count = 0, known = 0; // from there on no word is unknown

    *out = (struct hits){
        .first = ARENA_NEW(a, uint32_t, words + 1),
        .item = ARENA_NEW(a, struct hit, most_hits(p, word, words) + 1),
        .words = words};
    for (size_t at = 0; at < words; at++) {
        out->first[at] = (uint32_t)count;
        if (at + SHINGLE > words || out->cut)
            continue;
        if (word[at + SHINGLE - 1] == PRINT_NO_WORD)
            known = at + SHINGLE;
        if (at < known)
            continue;
        struct print_walk w = print_walk_of(p, word + at);
        while (print_next(p, &w)) {
            if (w.token < l.from || w.token >= l.to) {
                license = print_license_at(p, w.token);
                if (license == p->licenses)
                    continue;
                l = print_license(p, license);
            }
            out->item[count++] = (struct hit){w.token, license};
        }
        out->cut = count >= ALIGN_MOST_HITS;
    }
    out->first[words] = (uint32_t)count;
    if (count)
        out->number = ARENA_NEW(a, int32_t, p->words + 1);
}

// ---- The longest chain of shared shingles -----------------------------------

struct link {
    uint32_t text, license;
    uint32_t before; // index, or UINT32_MAX
    uint32_t length; // of the longest chain that ends here
};

struct aligner {
    struct arena *arena;   // of the answer
    struct arena *scratch; // of the search, freed at its end
    const struct license_prints *prints;
    const uint32_t *word; // of the text
    struct print_license l;
    struct link *link;
    size_t link_count;
    struct align_block *block;
    size_t block_count;
    uint32_t *license_word; // all of it
    int32_t *number;        // room for one by word, all 0
    size_t work;            // steps left
};

static void collect_links(struct aligner *al, const struct hits *hits,
                          size_t from, size_t to, uint32_t license)
{
    size_t room = 0;

    for (size_t i = hits->first[from]; i < hits->first[to]; i++)
        room += hits->item[i].license == license;
    al->link = ARENA_NEW(al->scratch, struct link, room + 1);
    for (size_t at = from; at + SHINGLE <= to; at++)
        // Of one shingle at several places, the last first: at most one of
        // them joins a chain.
        for (size_t i = hits->first[at + 1]; i-- > hits->first[at];)
            if (hits->item[i].license == license)
                al->link[al->link_count++] = (struct link){
                    (uint32_t)at, hits->item[i].token, UINT32_MAX, 0};
}

// The links of the word before, which a chain that goes on word by word comes
// from. Those of one word stand by falling place in the license.
struct words_before {
    size_t first, at; // of this word and, from `at` on, of the word before
};

// The link one word before link `i` on both sides, or UINT32_MAX.
static uint32_t link_before(const struct aligner *al, struct words_before *w,
                            size_t i)
{
    const struct link *link = al->link;

    if (i && link[i].text != link[i - 1].text) {
        w->at = link[i].text == link[i - 1].text + 1 ? w->first : i;
        w->first = i;
    }
    while (w->at < w->first && link[w->at].license >= link[i].license)
        w->at++;
    return w->at < w->first && link[w->at].license + 1 == link[i].license
               ? (uint32_t)w->at
               : UINT32_MAX;
}

// The longest chain that rises on both sides; its last link, or UINT32_MAX. Of
// several the one that goes on word by word.
static uint32_t longest_chain(struct aligner *al)
{
    // The link that ends the chain of each length at the earliest place.
    uint32_t *end = ARENA_NEW(al->scratch, uint32_t, al->link_count + 1);
    struct words_before words = {0, 0};
    size_t len = 0;

    for (size_t i = 0; i < al->link_count; i++) {
        uint32_t at = al->link[i].license;
        uint32_t before = link_before(al, &words, i);
        struct search s = {.to = len};

        if (len && al->link[end[len - 1]].license < at)
            s.from = len; // as it mostly is
        while (search_next(&s))
            search_keep(&s, al->link[end[s.at]].license < at);
        size_t low = s.from;
        bool goes_on =
            before != UINT32_MAX && al->link[before].length == (uint32_t)low;
        al->link[i].before = goes_on ? before : low ? end[low - 1] : UINT32_MAX;
        al->link[i].length = (uint32_t)low + 1;
        end[low] = (uint32_t)i;
        len = low + 1 > len ? low + 1 : len;
    }
    return len ? end[len - 1] : UINT32_MAX;
}

static void add_block(struct aligner *al, uint32_t text, uint32_t license,
                      uint32_t len)
{
    struct align_block *last =
        al->block_count ? &al->block[al->block_count - 1] : NULL;

    if (last && last->text + last->len == text &&
        last->license + last->len == license) {
        last->len += len;
        return;
    }
    if (len)
        *LIST_ADD(al->arena, al->block, al->block_count) =
            (struct align_block){text, license, len};
}

// The chain's shingles as blocks that overlap on neither side.
static void chain_blocks(struct aligner *al, uint32_t last)
{
    size_t count = 0;

    for (uint32_t i = last; i != UINT32_MAX; i = al->link[i].before)
        count++;
    struct link *chain = ARENA_NEW(al->scratch, struct link, count + 1);
    for (uint32_t i = last, k = (uint32_t)count; i != UINT32_MAX;
         i = al->link[i].before)
        chain[--k] = al->link[i];
    for (size_t i = 0; i < count; i++) {
        uint32_t text = 0, license = 0, skip = 0;

        if (al->block_count) {
            const struct align_block *b = &al->block[al->block_count - 1];
            text = b->text + b->len;
            license = b->license + b->len;
        }
        if (text > chain[i].text)
            skip = text - chain[i].text;
        if (license > chain[i].license && license - chain[i].license > skip)
            skip = license - chain[i].license;
        if (skip < SHINGLE)
            add_block(al, chain[i].text + skip, chain[i].license + skip,
                      SHINGLE - skip);
    }
}

// ---- Words between the blocks -----------------------------------------------

enum { BITS = 64 }; // of a number

// What is compared: words of the text with words of the license.
struct sides {
    const uint32_t *text, *license;
    size_t n, m;
    // After each number of words of the text, a bit for each word of the
    // license: 0 where one more is common than before it.
    const uint64_t **row;
    size_t width; // numbers of a row
};

// At least so many words must change: those that are on one side only. Counts
// no further than is more than `most`.
static size_t least_changes(struct aligner *al, const struct sides *s,
                            size_t most)
{
    size_t changes = s->n > s->m ? s->n - s->m : s->m - s->n;

    if (changes > most)
        return changes;
    changes = 0;
    for (size_t i = 0; i < s->n && changes <= most; i++)
        changes += s->text[i] == PRINT_NO_WORD;
    if (changes > most)
        return changes;
    for (size_t i = 0; i < s->n; i++)
        if (s->text[i] != PRINT_NO_WORD)
            al->number[s->text[i]]++;
    for (size_t i = 0; i < s->m; i++)
        changes += al->number[s->license[i]]-- <= 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->text[i] == PRINT_NO_WORD)
            continue;
        int32_t *left = &al->number[s->text[i]];

        changes += *left > 0 ? (size_t)*left : 0;
        *left = 0;
    }
    for (size_t i = 0; i < s->m; i++)
        al->number[s->license[i]] = 0;
    return changes;
}

// The row behind `before` for a word of the text that stands in the license at
// the bits of `mask`.
static void next_row(const uint64_t *before, const uint64_t *mask, size_t width,
                     uint64_t *out)
{
    bool carry = false;

    for (size_t i = 0; i < width; i++) {
        uint64_t both = before[i] & mask[i], sum;
        bool over = __builtin_add_overflow(before[i], both, &sum);

        over = __builtin_add_overflow(sum, (uint64_t)carry, &sum) || over;
        carry = over;
        out[i] = sum | (before[i] & ~mask[i]);
    }
}

// Makes all rows (Hyyro, "Bit-parallel LCS-length computation revisited",
// 2004). A word that is not in the license changes nothing.
static void make_rows(struct aligner *al, struct sides *s)
{
    size_t size = s->width * sizeof(uint64_t);
    uint32_t *before = ARENA_NEW(al->scratch, uint32_t, s->m);
    uint64_t *mask = ARENA_NEW(al->scratch, uint64_t, s->width);
    uint64_t *row = ARENA_NEW(al->scratch, uint64_t, s->width);

    // By word the last place, and by place the one before: 1 + index, or 0.
    for (size_t y = 0; y < s->m; y++) {
        before[y] = (uint32_t)al->number[s->license[y]];
        al->number[s->license[y]] = (int32_t)y + 1;
    }
    memset(row, 0xff, size);
    s->row = ARENA_NEW(al->scratch, const uint64_t *, s->n + 1);
    s->row[0] = row;
    for (size_t x = 0; x < s->n; x++) {
        uint32_t word = s->text[x];
        uint32_t y = word == PRINT_NO_WORD ? 0 : (uint32_t)al->number[word];

        s->row[x + 1] = s->row[x];
        if (!y)
            continue;
        memset(mask, 0, size);
        for (; y; y = before[y - 1])
            mask[(y - 1) / BITS] |= (uint64_t)1 << (y - 1) % BITS;
        row = ARENA_NEW(al->scratch, uint64_t, s->width);
        next_row(s->row[x], mask, s->width, row);
        s->row[x + 1] = row;
    }
    for (size_t y = 0; y < s->m; y++)
        al->number[s->license[y]] = 0;
}

// How many words the first x of the text and the first y of the license have in
// common, in order.
static size_t common(const struct sides *s, size_t x, size_t y)
{
    const uint64_t *row = s->row[x];
    size_t changed = 0;

    for (size_t i = 0; i < y / BITS; i++)
        changed += (size_t)__builtin_popcountll(~row[i]);
    if (y % BITS)
        changed +=
            (size_t)__builtin_popcountll(~row[y / BITS] << (BITS - y % BITS));
    return changed;
}

// Walks back from the end and adds the blocks it passed, first one first. Of
// several ways the one of Myers' greedy algorithm: a word of the license is
// left out as late as can be, then one of the text.
static void add_common(struct aligner *al, const struct sides *s, uint32_t text,
                       uint32_t license)
{
    size_t x = s->n, y = s->m, left = common(s, x, y), count = 0;
    struct align_block *found =
        ARENA_NEW(al->scratch, struct align_block, left + 1);

    while (left) {
        struct align_block *last = count ? &found[count - 1] : NULL;

        if (s->row[x][(y - 1) / BITS] >> (y - 1) % BITS & 1) {
            y--;
            continue;
        }
        x--;
        if (s->row[x] == s->row[x + 1] || common(s, x, y) == left)
            continue;
        y--;
        left--;
        if (last && last->text == text + x + 1 &&
            last->license == license + y + 1) {
            last->text--;
            last->license--;
            last->len++;
        } else {
            found[count++] = (struct align_block){text + (uint32_t)x,
                                                  license + (uint32_t)y, 1};
        }
    }
    while (count--)
        add_block(al, found[count].text, found[count].license,
                  found[count].len);
}

// Whether so few words differ that it can be told which; then the rows are
// made.
static bool is_alike(struct aligner *al, struct sides *s)
{
    size_t sum = s->n + s->m;
    size_t most = sum < ALIGN_MOST_CHANGES ? sum : ALIGN_MOST_CHANGES;

    s->width = (s->m + BITS - 1) / BITS;
    if (least_changes(al, s, most) > most || s->n * s->width > al->work)
        return false;
    al->work -= s->n * s->width;
    make_rows(al, s);
    return sum - 2 * common(s, s->n, s->m) <= most;
}

// Adds the blocks among words [text, text + n) and [license, license + m).
static void compare(struct aligner *al, uint32_t text, size_t n,
                    uint32_t license, size_t m)
{
    struct sides s = {.text = al->word + text,
                      .license = al->license_word + (license - al->l.from),
                      .n = n,
                      .m = m};
    size_t same = 0;

    if (!n || !m)
        return;
    if (is_alike(al, &s)) {
        add_common(al, &s, text, license);
        return;
    }
    // Too much differs: what both begin with is the same at least.
    while (same < n && same < m && s.text[same] == s.license[same])
        same++;
    add_block(al, text, license, (uint32_t)same);
}

// All blocks, with what stands between, before and behind those of the chain.
static void fill(struct aligner *al, size_t from, size_t to)
{
    struct align_block *chain = al->block;
    size_t count = al->block_count;
    struct align_block first = chain[0], last = chain[count - 1];
    size_t head = first.license - al->l.from;
    size_t room = head + head / 4 + 8;

    al->block = NULL;
    al->block_count = 0;
    if (room > first.text - from)
        room = first.text - from;
    compare(al, first.text - (uint32_t)room, room, al->l.from, head);
    for (size_t i = 0; i < count; i++) {
        if (i) {
            uint32_t text = chain[i - 1].text + chain[i - 1].len;
            uint32_t license = chain[i - 1].license + chain[i - 1].len;

            compare(al, text, chain[i].text - text, license,
                    chain[i].license - license);
        }
        add_block(al, chain[i].text, chain[i].license, chain[i].len);
    }
    uint32_t text = last.text + last.len, license = last.license + last.len;
    size_t tail = al->l.to - license;
    room = tail + tail / 4 + 8;
    if (room > to - text)
        room = to - text;
    compare(al, text, room, license, tail);
}

// ---- Extent and hunks -------------------------------------------------------

static long smaller(size_t a, size_t b)
{
    return (long)(a < b ? a : b);
}

// Keeps the stretch of blocks that explains most: words that are the same
// count for it, words between them against it.
static void keep_densest(struct aligner *al)
{
    long sum = 0, best = 0;
    size_t start = 0, from = 0, to = 0;

    for (size_t i = 0; i < al->block_count; i++) {
        const struct align_block *b = &al->block[i];
        const struct align_block *before = i ? b - 1 : b;

        if (i)
            sum -= 2 * smaller(b->text - before->text - before->len, 4000) +
                   smaller(b->license - before->license - before->len, 200);
        if (i == 0 || sum <= 0) {
            sum = 0;
            start = i;
        }
        sum += 4 * (long)b->len;
        if (sum > best) {
            best = sum;
            from = start;
            to = i + 1;
        }
    }
    al->block += from;
    al->block_count = to - from;
}

// A word or two that happen to be the same inside a changed passage make it
// harder to read, not easier.
static void drop_islands(struct aligner *al)
{
    size_t kept = 0;

    for (size_t i = 0; i < al->block_count; i++) {
        struct align_block b = al->block[i];

        if (kept && i + 1 < al->block_count && b.len <= 2) {
            const struct align_block *left = &al->block[kept - 1],
                                     *right = &al->block[i + 1];
            size_t before = b.text - left->text - left->len + b.license -
                            left->license - left->len;
            size_t behind = right->text - b.text - b.len + right->license -
                            b.license - b.len;

            size_t twice = 2 * (size_t)b.len;
            if (before > twice && behind > twice)
                continue;
        }
        al->block[kept++] = b;
    }
    al->block_count = kept;
}

static void add_hunk(struct aligner *al, struct alignment *out, uint32_t from,
                     uint32_t to, uint32_t license_from, uint32_t license_to)
{
    if (from == to && license_from == license_to)
        return;
    out->added += to - from;
    out->removed += license_to - license_from;
    if (out->hunk_count < ALIGN_MOST_HUNKS)
        *LIST_ADD(al->arena, out->hunk, out->hunk_count) =
            (struct align_hunk){from, to, license_from, license_to};
}

static void take_result(struct aligner *al, struct alignment *out)
{
    const struct align_block *b = al->block;
    const struct align_block *last = b + al->block_count - 1;

    out->block = al->block;
    out->block_count = al->block_count;
    out->from = b->text;
    out->to = last->text + last->len;
    out->license_from = b->license;
    out->license_to = last->license + last->len;
    add_hunk(al, out, out->from, out->from, al->l.from, b->license);
    for (; b <= last; b++) {
        out->same += b->len;
        if (b < last)
            add_hunk(al, out, b->text + b->len, b[1].text, b->license + b->len,
                     b[1].license);
    }
    add_hunk(al, out, out->to, out->to, out->license_to, al->l.to);
}

bool align(struct arena *a, const struct license_prints *p,
           const struct hits *hits, const uint32_t *word, size_t from,
           size_t to, uint32_t license, struct alignment *out)
{
    struct arena scratch = arena_beside(a);
    struct aligner al = {.arena = a,
                         .scratch = &scratch,
                         .prints = p,
                         .word = word,
                         .l = print_license(p, license),
                         .number = hits->number,
                         .work = 1 << 20};

    *out = (struct alignment){.license = license};
    collect_links(&al, hits, from, to, license);
    uint32_t last = longest_chain(&al);
    if (last != UINT32_MAX) {
        al.license_word =
            ARENA_NEW(al.scratch, uint32_t, al.l.to - al.l.from + 1);
        for (uint32_t i = al.l.from; i < al.l.to; i++)
            al.license_word[i - al.l.from] = print_token(p, i);
        chain_blocks(&al, last);
        keep_densest(&al);
        fill(&al, from, to);
        keep_densest(&al);
        drop_islands(&al);
        take_result(&al, out);
    }
    arena_free(&scratch);
    return last != UINT32_MAX;
}
