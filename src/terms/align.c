// SPDX-License-Identifier: Apache-2.0
#include "terms/align.h"

#include <stdlib.h>

// ---- Hits -------------------------------------------------------------------

// At least as many hits as there will be: what shares a hash is counted too. A
// list that grows would leave its smaller selves behind.
static size_t most_hits(const struct license_prints *p, const uint32_t *word,
                        size_t words)
{
    size_t sum = 0, largest = 0; // of one shingle: the last may go beyond

    for (size_t at = 0; at + SHINGLE <= words; at++) {
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
    size_t count = 0;

    *out = (struct hits){
        .first = ARENA_NEW(a, uint32_t, words + 1),
        .item = ARENA_NEW(a, struct hit, most_hits(p, word, words) + 1),
        .words = words};
    for (size_t at = 0; at < words; at++) {
        struct print_walk w = {0};

        out->first[at] = (uint32_t)count;
        if (at + SHINGLE <= words && !out->cut)
            w = print_walk_of(p, word + at);
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
        out->balance = ARENA_NEW(a, int32_t, p->words + 1);
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
    const uint32_t *word;
    struct print_license l;
    struct link *link;
    size_t link_count;
    struct align_block *block;
    size_t block_count;
    uint32_t *trace;  // of Myers' algorithm, one row behind the other
    size_t rows;      // that it has room for
    int32_t *balance; // by word: the text's less the licence's, or 0
    size_t work;      // steps left
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
// from. Those of one word stand by falling place in the licence.
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
        size_t low = 0, high = len;

        if (len && al->link[end[len - 1]].license < at)
            low = len;
        while (low < high && low < len) {
            size_t middle = low + (high - low) / 2;

            if (al->link[end[middle]].license < at)
                low = middle + 1;
            else
                high = middle;
        }
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

// ---- Myers between the blocks -----------------------------------------------

static bool same_word(const struct aligner *al, size_t text, size_t license)
{
    return al->word[text] == print_token(al->prints, (uint32_t)license);
}

// Walks the trace back and adds the blocks it passed, first one first.
static void add_path(struct aligner *al, uint32_t text, uint32_t license,
                     size_t n, size_t m, size_t changes)
{
    struct align_block *found =
        ARENA_NEW(al->scratch, struct align_block, changes + 1);
    size_t count = 0;
    long x = (long)n, y = (long)m;

    for (size_t d = changes + 1; d-- > 0;) {
        // Row d holds diagonals -d..d in steps of two, behind rows 0..d-1.
        const uint32_t *row = d ? al->trace + (d - 1) * d / 2 : NULL;
        long k = x - y, from_x = 0, from_y = 0;

        if (d) {
            long index = (k + (long)d) / 2; // in this row
            bool down =
                index == 0 || (index != (long)d && row[index - 1] < row[index]);
            long before = down ? k + 1 : k - 1;

            from_x = row[(before + (long)d - 1) / 2];
            from_y = from_x - before;
            long start_x = down ? from_x : from_x + 1;
            if (x > start_x)
                found[count++] = (struct align_block){
                    text + (uint32_t)start_x, license + (uint32_t)(start_x - k),
                    (uint32_t)(x - start_x)};
        } else if (x > 0) {
            found[count++] = (struct align_block){text, license, (uint32_t)x};
        }
        x = from_x;
        y = from_y;
    }
    while (count--)
        add_block(al, found[count].text, found[count].license,
                  found[count].len);
}

// The trace's row `d`, of d + 1 numbers; those before it stay.
static uint32_t *trace_row(struct aligner *al, size_t d)
{
    if (d >= al->rows) {
        size_t rows = d < 16 ? 16 : 2 * d;
        uint32_t *larger =
            ARENA_NEW(al->scratch, uint32_t, rows * (rows + 1) / 2);

        if (d)
            memcpy(larger, al->trace, d * (d + 1) / 2 * sizeof *larger);
        al->trace = larger;
        al->rows = rows;
    }
    return al->trace + d * (d + 1) / 2;
}

// At least so many words must change: those that are on one side only. Counts
// no further than is more than `most`.
static size_t least_changes(struct aligner *al, uint32_t text, size_t n,
                            uint32_t license, size_t m, size_t most)
{
    size_t changes = n > m ? n - m : m - n;

    if (changes > most)
        return changes;
    changes = 0;
    for (size_t i = 0; i < n && changes <= most; i++)
        changes += al->word[text + i] == PRINT_NO_WORD;
    if (changes > most)
        return changes;
    for (size_t i = 0; i < n; i++)
        if (al->word[text + i] != PRINT_NO_WORD)
            al->balance[al->word[text + i]]++;
    for (size_t i = 0; i < m; i++) {
        int32_t *left =
            &al->balance[print_token(al->prints, license + (uint32_t)i)];

        changes += *left <= 0;
        --*left;
    }
    for (size_t i = 0; i < n; i++) {
        if (al->word[text + i] == PRINT_NO_WORD)
            continue;
        int32_t *left = &al->balance[al->word[text + i]];

        changes += *left > 0 ? (size_t)*left : 0;
        *left = 0;
    }
    for (size_t i = 0; i < m; i++)
        al->balance[print_token(al->prints, license + (uint32_t)i)] = 0;
    return changes;
}

// Adds the blocks among words [text, text + n) and [license, license + m).
static void compare(struct aligner *al, uint32_t text, size_t n,
                    uint32_t license, size_t m)
{
    size_t most = n + m < ALIGN_MOST_CHANGES ? n + m : ALIGN_MOST_CHANGES;

    if (!n || !m)
        return;
    // Too much differs, or all does: nothing would be found.
    size_t least = least_changes(al, text, n, license, m, most);
    bool hopeless = least > most || least == n + m;
    if (hopeless)
        for (size_t d = 0; d <= most && al->work > d; d++)
            al->work -= d; // as if it had been tried
    for (size_t d = 0; !hopeless && d <= most && al->work > d; d++) {
        uint32_t *row = trace_row(al, d);
        const uint32_t *before = d ? al->trace + (d - 1) * d / 2 : NULL;

        al->work -= d;
        for (size_t i = 0; i <= d; i++) {
            long k = 2 * (long)i - (long)d;
            long x = 0;

            if (d)
                x = i == 0 || (i != d && before[i - 1] < before[i])
                        ? (long)before[i]
                        : (long)before[i - 1] + 1;
            // Beyond the end on one side nothing is the same: such a path
            // never comes back, so it needs no test of its own.
            long y = x - k;
            while (x < (long)n && y < (long)m &&
                   same_word(al, text + (size_t)x, license + (size_t)y)) {
                x++;
                y++;
            }
            row[i] = (uint32_t)x;
            if (x == (long)n && y == (long)m) {
                add_path(al, text, license, n, m, d);
                return;
            }
        }
    }
    // Too much differs: what both begin with is the same at least.
    size_t same = 0;
    while (same < n && same < m && same_word(al, text + same, license + same))
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
                         .balance = hits->balance,
                         .work = 1 << 20};

    *out = (struct alignment){.license = license};
    collect_links(&al, hits, from, to, license);
    uint32_t last = longest_chain(&al);
    if (last != UINT32_MAX) {
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
