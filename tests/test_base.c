// SPDX-License-Identifier: Apache-2.0
// Expected values: SHA-256 of "abc" from FIPS 180-4, appendix B.1; the rest by
// hand.
#include "check.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/reader.h"
#include "base/search.h"
#include "base/text.h"
#include "base/unicode.h"

#include <sched.h>
#include <stdatomic.h>

TEST(view_cut_gives_head_and_rest)
{
    struct view rest, head = view_cut(VIEW("a:b:c"), ':', &rest);

    CHECK_TEXT(head, "a");
    CHECK_TEXT(rest, "b:c");
    head = view_cut(VIEW("abc"), ':', &rest);
    CHECK_TEXT(head, "abc");
    CHECK_U64(rest.len, 0);
}

TEST(view_u64_takes_what_fits_and_nothing_else)
{
    uint64_t n;

    CHECK(view_u64(VIEW("18446744073709551615"), &n) && n == UINT64_MAX);
    CHECK(!view_u64(VIEW("18446744073709551616"), &n));
    CHECK(!view_u64(VIEW(""), &n));
    CHECK(!view_u64(VIEW("1x"), &n));
    CHECK(!view_u64(VIEW("-1"), &n));
}

// Rows are 0, 2, 4 and so on: N and N - 1 belong where N / 2 rows are smaller.
TEST(a_search_ends_at_the_first_row_that_is_not_before)
{
    for (size_t count = 0; count < 20; count++)
        for (size_t wanted = 0; wanted < 2 * count + 2; wanted++) {
            struct search s = {.to = count};
            size_t smaller = (wanted + 1) / 2, asked = 0;

            for (; search_next(&s); asked++)
                search_keep(&s, 2 * s.at < wanted);
            CHECK_U64(s.from, smaller < count ? smaller : count);
            CHECK(asked <= 5); // 2^5 > 20
        }
}

TEST(lists_grow_and_keep_what_they_hold)
{
    struct arena a = {0};
    size_t *item = NULL, count = 0;

    for (size_t i = 0; i < 1000; i++)
        *LIST_ADD(&a, item, count) = i;
    CHECK_U64(count, 1000);
    for (size_t i = 0; i < 1000; i++)
        CHECK_U64(item[i], i);
    arena_free(&a);
}

TEST(a_store_hands_memory_on_as_zeros)
{
    struct arena_store store = {.most = 64 << 10};
    size_t zeros = 0;

    for (size_t round = 0; round < 50; round++) {
        struct arena a = {.store = &store};
        struct arena b = arena_beside(&a);

        for (size_t i = 1; i <= 200; i++) {
            size_t size = i * (round % 7 + 1);
            char *at = arena_alloc(i % 3 ? &a : &b, size);

            for (size_t k = 0; k < size; k++)
                zeros += !at[k];
            memset(at, 'x', size);
        }
        arena_free(&a);
        arena_free(&b);
        CHECK(store.kept > 0 && store.kept <= store.most);
    }
    // 200 things of 1, 2, ... 200 bytes, times 1 to 7 in seven rounds, and once
    // more times 1: 7 * 28 + 1 times their sum, which is 20100.
    CHECK_U64(zeros, (7 * 28 + 1) * 20100);
    arena_store_free(&store);
    CHECK_U64(store.kept, 0);
}

// More than the steps and a few huge pages hold, with things too large for
// either among them.
TEST(a_large_arena_holds_zeros_that_nobody_else_has)
{
    enum { COUNT = 3000, LARGEST = 3 << 20 };
    struct arena a = {0};
    unsigned char *thing[COUNT];
    size_t size[COUNT], other = 0, used = 0;

    for (size_t i = 0; i < COUNT; i++) {
        size[i] = i % 1000 == 999 ? LARGEST : i * 7919 % 9000 + 1;
        thing[i] = arena_alloc(&a, size[i]);
        used += size[i];
        for (size_t k = 0; k < size[i]; k++)
            other += thing[i][k] != 0;
        memset(thing[i], (int)(i % 255 + 1), size[i]);
    }
    for (size_t i = 0; i < COUNT; i++)
        for (size_t k = 0; k < size[i]; k++)
            other += thing[i][k] != i % 255 + 1;
    CHECK_U64(other, 0);
    CHECK(a.used >= used);
    arena_free(&a);
    CHECK(!a.blocks && !a.used);
}

TEST(capital_letters_of_ascii_alone_become_small)
{
    struct arena a = {0};
    char all[256 + 3];

    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (char)(i * 7); // each byte, at each place of eight
    for (size_t from = 0; from < 8; from++) {
        struct view v = {all + from, sizeof all - from};
        struct view low = arena_lower(&a, v);

        CHECK_U64(low.len, v.len);
        for (size_t i = 0; i < v.len; i++)
            CHECK(low.at[i] ==
                  (v.at[i] >= 'A' && v.at[i] <= 'Z' ? v.at[i] + 32 : v.at[i]));
    }
    arena_free(&a);
}

TEST(maps_find_every_name_again)
{
    struct arena a = {0};
    struct map m = {.arena = &a};
    bool is_new;

    for (size_t i = 0; i < 5000; i++)
        *map_at(&m, arena_print(&a, "name %zu", i), &is_new) = i;
    CHECK_U64(m.count, 5000);
    for (size_t i = 0; i < 5000; i++) {
        size_t *value = map_find(&m, arena_print(&a, "name %zu", i));
        CHECK(value && *value == i);
    }
    CHECK(!map_find(&m, VIEW("name 5000")));
    map_at(&m, VIEW("name 7"), &is_new);
    CHECK(!is_new);
    arena_free(&a);
}

TEST(a_reader_stays_inside_its_bytes)
{
    struct arena a = {0};
    struct reader r = {
        .arena = &a, .bytes = VIEW("\1\2\3\4\5"), .path = VIEW("x")};

    CHECK_U64(reader_u32(&r), 0x04030201);
    CHECK_U64(reader_u16(&r), 0);
    CHECK(r.error && r.error->kind == ERROR_INPUT && r.error->at.offset == 4);
    CHECK(r.short_of_bytes);
    CHECK_U64(reader_u8(&r), 0);
    arena_free(&a);
}

TEST(a_reader_takes_either_order_of_bytes)
{
    static const char bytes[] =
        "\1\2\3\4\5\6\7\x88\x99\xaa\xbb\xcc\xdd\xee\xff";
    struct reader r = {.bytes = {bytes, 15}, .path = VIEW("x")};

    CHECK_U64(reader_u8(&r), 1);
    CHECK_U64(reader_u16(&r), 0x0302);
    CHECK_U64(reader_u32(&r), 0x07060504);
    CHECK_U64(reader_u64(&r), 0xffeeddccbbaa9988);
    r.at = 0;
    r.big_endian = true;
    CHECK_U64(reader_u8(&r), 1);
    CHECK_U64(reader_u16(&r), 0x0203);
    CHECK_U64(reader_u32(&r), 0x04050607);
    CHECK_U64(reader_u64(&r), 0x8899aabbccddeeff);
    CHECK(!r.error);
}

TEST(a_count_larger_than_the_file_is_refused)
{
    struct arena a = {0};
    struct reader r = {.arena = &a,
                       .path = VIEW("x"),
                       .bytes = VIEW("\377\377\377\377\377\377\377\377ab")};

    CHECK_U64(reader_count(&r, 1), 0);
    CHECK(r.error != NULL);
    CHECK(a.used < 2000);
    arena_free(&a);
}

TEST(what_comes_from_a_release_cannot_paint_the_terminal)
{
    struct arena a = {0};
    struct text t = {.arena = &a};

    text_escaped(&t, VIEW("a\033[31m\x7f\xff\xc2\x9b\xe2\x80\xae\xc3\xa9\n"));
    CHECK_TEXT(text_view(&t),
               "a\\x1b[31m\\x7f\\xff\\x9b\\u{202e}\xc3\xa9\\x0a");
    arena_free(&a);
}

// Each byte at each place of a name of each length, against the byte alone.
TEST(a_name_is_safe_if_each_of_its_characters_is)
{
    char name[20];

    for (size_t len = 1; len <= sizeof name; len++)
        for (size_t at = 0; at < len; at++)
            for (int byte = 0; byte < 256; byte++) {
                memset(name, '~', len);
                name[at] = (char)byte;
                bool safe = byte >= ' ' && byte < 0x7f;
                if (utf8_is_safe((struct view){name, len}) != safe)
                    CHECK_U64((uint64_t)byte, 256 * len + at);
            }
    CHECK(utf8_is_safe(VIEW("")));
    CHECK(utf8_is_safe(VIEW("model.layers.\xc3\xa9.weight")));
    CHECK(!utf8_is_safe(VIEW("model.layers.\xe2\x80\xae.weight"))); // bidi
    CHECK(!utf8_is_safe(VIEW("model.weight\xc3"))); // breaks off
}

TEST(errors_say_what_was_being_done)
{
    struct arena a = {0};
    struct error *e =
        error_new(&a, ERROR_INPUT,
                  (struct place){.path = VIEW("model.gguf"), .offset = 37},
                  "the tensor has more than %d dimensions", 4);

    e = error_while(&a, e, "reading the weights");
    CHECK_TEXT(error_line(&a, e),
               "freehold: model.gguf at byte 37: reading the weights: the "
               "tensor has more than 4 dimensions\n");
    CHECK(error_while(&a, NULL, "nothing") == NULL);
    arena_free(&a);
}

TEST(sha256_is_that_of_the_standard)
{
    struct arena a = {0};
    unsigned char sum[SHA256_SIZE];

    sha256(VIEW("abc"), sum);
    CHECK_TEXT(
        hex_of(&a, sum, sizeof sum),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    struct digest *d = digest_new();
    CHECK(d != NULL);
    digest_add(d, VIEW("a"));
    digest_add(d, VIEW("bc"));
    unsigned char again[SHA256_SIZE];
    digest_end(d, again);
    CHECK(memcmp(sum, again, sizeof sum) == 0);
    arena_free(&a);
}

TEST(folding_makes_compatible_text_equal)
{
    struct arena a = {0};

    // U+FF21 (fullwidth A) is A by compatibility; sharp s folds to ss.
    CHECK_TEXT(unicode_fold(&a, VIEW("\xef\xbc\xa1Stra\xc3\x9f"
                                     "e\xff")),
               "astrasse");
    CHECK_U64(unicode_width(VIEW("a\xe5\xbc\x80")), 3);
    arena_free(&a);
}

static void square(void *context, size_t i)
{
    ((size_t *)context)[i] = i * i;
}

TEST(the_pool_does_each_item_once_on_any_number_of_threads)
{
    for (size_t threads = 1; threads <= 9; threads += 4) {
        size_t slot[500] = {0};

        pool_run(threads, 500, square, slot);
        for (size_t i = 0; i < 500; i++)
            CHECK_U64(slot[i], i * i);
    }
}

static void store_and_free(void *context, size_t i)
{
    struct pool_stores *stores = context;
    struct arena_store *store = pool_store_take(stores);
    struct arena a = {.store = store};
    const size_t size = 1 + i * 61 % 100000;
    const unsigned char *at = arena_alloc(&a, size);

    for (size_t k = 0; k < size; k += 97)
        CHECK_U64(at[k], 0);
    memset(arena_alloc(&a, size), 0xff, size);
    arena_free(&a);
    pool_store_give(stores, store);
}

TEST(stores_go_from_item_to_item_and_hand_memory_on_as_zeros)
{
    for (size_t threads = 1; threads <= 9; threads += 4) {
        struct pool_stores stores;

        pool_stores_open(&stores, (1 << 20) / pool_width(threads, 500));
        pool_run(threads, 500, store_and_free, &stores);
        size_t kept = 0;
        for (const struct arena_store *s = stores.idle; s; s = s->next)
            kept += s->kept;
        CHECK(kept > 0 && kept <= 1 << 20);
        pool_stores_close(&stores);
    }
}

struct budgeted {
    struct pool_budget budget;
    atomic_size_t items, bytes; // in work
    atomic_bool over;
};

static size_t size_of_item(size_t i)
{
    return i % 50 == 0 ? 300 : 1 + i % 40;
}

static void work_in_budget(void *context, size_t i)
{
    struct budgeted *b = context;
    size_t size = size_of_item(i);

    pool_budget_take(&b->budget, size);
    size_t bytes = atomic_fetch_add(&b->bytes, size) + size;
    size_t items = atomic_fetch_add(&b->items, 1) + 1;
    if (bytes > 100 && (items > 1 || size <= 100))
        b->over = true;
    sched_yield();
    atomic_fetch_sub(&b->items, 1);
    atomic_fetch_sub(&b->bytes, size);
    pool_budget_give(&b->budget, size);
}

TEST(a_budget_holds_what_is_in_work_and_lets_the_largest_go_alone)
{
    struct budgeted b = {.items = 0};

    pool_budget_open(&b.budget, 100);
    pool_run(8, 2000, work_in_budget, &b);
    CHECK(!b.over);
    CHECK_U64(b.budget.taken, 0);
    pool_budget_close(&b.budget);
}

CHECK_MAIN(
    CHECK_CASE(view_cut_gives_head_and_rest),
    CHECK_CASE(view_u64_takes_what_fits_and_nothing_else),
    CHECK_CASE(a_search_ends_at_the_first_row_that_is_not_before),
    CHECK_CASE(lists_grow_and_keep_what_they_hold),
    CHECK_CASE(a_store_hands_memory_on_as_zeros),
    CHECK_CASE(a_large_arena_holds_zeros_that_nobody_else_has),
    CHECK_CASE(capital_letters_of_ascii_alone_become_small),
    CHECK_CASE(maps_find_every_name_again),
    CHECK_CASE(a_reader_stays_inside_its_bytes),
    CHECK_CASE(a_reader_takes_either_order_of_bytes),
    CHECK_CASE(a_count_larger_than_the_file_is_refused),
    CHECK_CASE(what_comes_from_a_release_cannot_paint_the_terminal),
    CHECK_CASE(a_name_is_safe_if_each_of_its_characters_is),
    CHECK_CASE(errors_say_what_was_being_done),
    CHECK_CASE(sha256_is_that_of_the_standard),
    CHECK_CASE(folding_makes_compatible_text_equal),
    CHECK_CASE(the_pool_does_each_item_once_on_any_number_of_threads),
    CHECK_CASE(stores_go_from_item_to_item_and_hand_memory_on_as_zeros),
    CHECK_CASE(a_budget_holds_what_is_in_work_and_lets_the_largest_go_alone))
