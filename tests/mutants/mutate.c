// SPDX-License-Identifier: Apache-2.0
#include "mutate.h"

// Sebastiano Vigna's splitmix64 (2015), which is in the public domain.
uint64_t dice_roll(struct dice *d)
{
    uint64_t z = d->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

size_t dice_below(struct dice *d, size_t sides)
{
    return sides ? (size_t)(dice_roll(d) % sides) : 0;
}

struct mutant {
    struct dice *dice;
    struct view other;
    char *at; // with room for `limit` bytes
    size_t len, limit;
};

static void flip_bit(struct mutant *m)
{
    m->at[dice_below(m->dice, m->len)] ^= (char)(1 << dice_below(m->dice, 8));
}

static void set_byte(struct mutant *m)
{
    static const struct view bytes =
        VIEW_INIT("\0\1\x7f\x80\xff\n\"'\\/.{}[](),:-09 \xc3");

    m->at[dice_below(m->dice, m->len)] =
        bytes.at[dice_below(m->dice, bytes.len)];
}

static void cut_end(struct mutant *m)
{
    m->len = dice_below(m->dice, m->len);
}

static void cut_out(struct mutant *m)
{
    size_t from = dice_below(m->dice, m->len);
    size_t count = 1 + dice_below(m->dice, m->len - from);

    memmove(m->at + from, m->at + from + count, m->len - from - count);
    m->len -= count;
}

static void insert(struct mutant *m, size_t to, struct view piece)
{
    piece = view_head(piece, m->limit - m->len);
    if (!piece.len)
        return;
    memmove(m->at + to + piece.len, m->at + to, m->len - to);
    memcpy(m->at + to, piece.at, piece.len);
    m->len += piece.len;
}

static void repeat(struct mutant *m)
{
    char piece[256];
    size_t from = dice_below(m->dice, m->len);
    size_t most = m->len - from < sizeof piece ? m->len - from : sizeof piece;
    size_t len = 1 + dice_below(m->dice, most);

    memcpy(piece, m->at + from, len);
    for (size_t i = 1 + dice_below(m->dice, 40); i > 0; i--)
        insert(m, from, (struct view){piece, len});
}

// A number in either order of bytes, and what a writer of lies makes of it.
static void set_number(struct mutant *m)
{
    static const size_t sizes[] = {2, 4, 8};
    size_t size = sizes[dice_below(m->dice, 3)];
    bool big = dice_below(m->dice, 4) == 0;
    uint64_t n;

    if (m->len < size)
        return;
    char *at = m->at + dice_below(m->dice, m->len - size + 1);
    uint64_t old = view_little((struct view){at, size});
    const uint64_t lies[] = {
        0,          1,          old + 1, old - 1,   old * 2,   m->len,
        m->len + 1, m->len - 1, ~old,    INT32_MAX, INT64_MAX, UINT64_MAX,
    };
    n = lies[dice_below(m->dice, sizeof lies / sizeof *lies)];
    for (size_t i = 0; i < size; i++)
        at[big ? size - 1 - i : i] = (char)(n >> (8 * i) & 0xff);
}

static void set_digits(struct mutant *m)
{
    static const struct view numbers[] = {
        VIEW_INIT("0"),      VIEW_INIT("-1"),
        VIEW_INIT("1e999"),  VIEW_INIT("4294967296"),
        VIEW_INIT("0.0001"), VIEW_INIT("9223372036854775807"),
        VIEW_INIT(""),       VIEW_INIT("99999999999999999999999"),
    };
    size_t from = dice_below(m->dice, m->len), to;

    while (from < m->len && !ascii_digit(m->at[from]))
        from++;
    for (to = from; to < m->len && ascii_digit(m->at[to]);)
        to++;
    if (from == to)
        return;
    memmove(m->at + from, m->at + to, m->len - to);
    m->len -= to - from;
    insert(m, from, numbers[dice_below(m->dice, 8)]);
}

static void splice(struct mutant *m)
{
    size_t from = dice_below(m->dice, m->other.len);
    struct view piece = view_from(m->other, from);
    size_t to = dice_below(m->dice, m->len);

    if (dice_below(m->dice, 2))
        m->len = to; // the rest is the other's
    else
        piece = view_head(piece, 1 + dice_below(m->dice, 200));
    insert(m, to, piece);
}

static void insert_noise(struct mutant *m)
{
    char noise[8];
    size_t len = 1 + dice_below(m->dice, sizeof noise);

    for (size_t i = 0; i < len; i++)
        noise[i] = (char)(dice_roll(m->dice) & 0xff);
    insert(m, dice_below(m->dice, m->len), (struct view){noise, len});
}

struct view mutate(struct arena *a, struct dice *d, struct view whole,
                   struct view other, size_t limit)
{
    static void (*const changes[])(struct mutant * m) = {
        flip_bit,   set_byte,   cut_end, cut_out,      repeat,
        set_number, set_number, splice,  insert_noise, set_digits,
    };
    struct mutant m = {d, other, arena_alloc(a, limit), 0, limit};

    insert(&m, 0, whole);
    for (size_t i = 1 + dice_below(d, 4); i > 0 && m.len; i--)
        changes[dice_below(d, sizeof changes / sizeof *changes)](&m);
    return (struct view){m.at, m.len};
}
