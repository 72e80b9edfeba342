// SPDX-License-Identifier: Apache-2.0
// Objects of git. Repositories are made by git itself, and what is in them is
// what `git cat-file` says; damaged packs are put together here, by hand, from
// gitformat-pack(5).
#define _GNU_SOURCE // mkdtemp, nftw, popen with -std=c17
#include "clone.h"

#include "base/digest.h"
#include "format/git_pack.h"
#include "release/git_store.h"

#include <zlib.h>

enum { WORK = 1 << 30 };

struct scene {
    struct arena arena;
    struct view folder;
};

static struct scene scene_new(void)
{
    struct scene s = {.folder = {0}};

    s.folder = scene_open(&s.arena);
    return s;
}

static void scene_end(struct scene *s)
{
    scene_close(s->folder);
    arena_free(&s->arena);
}

// A stream for git-fast-import(1): forty states of a long file and of a folder,
// then one file that no compression makes smaller, and a tag.
#define PERSON "x <x@example.org> 1700000000 +0200\n"
#define STREAM                                                                 \
    "i=0; while [ $i -lt 40 ]; do i=$((i + 1)); "                              \
    "printf 'commit refs/heads/main\ncommitter " PERSON "data 2\nx\n'; "       \
    "printf 'M 100644 inline long\ndata <<END\n'; "                            \
    "seq 1 400 | sed \"s/^$((i * 7))$/changed $i/\"; echo END; "               \
    "printf 'M 100755 inline sub/d%d/f\ndata <<END\n%d\nEND\n' $i $i; done; "  \
    "printf 'commit refs/heads/main\ncommitter " PERSON "data 2\nx\n'; "       \
    "printf 'M 100644 inline noise\ndata %d\n' "                               \
    "$(seq 1 40000 | gzip -n | wc -c); seq 1 40000 | gzip -n; "                \
    "printf '\ntag v1\nfrom refs/heads/main\ntagger " PERSON "data 2\nx\n'; "

// Loose, or in one pack as git-fast-import(1) writes it: each state of the long
// file is a delta on the one before.
static void make_repository(struct scene *s, const char *format, bool packed)
{
    shell(&s->arena, "(" STREAM ") >../stream");
    shell(&s->arena,
          arena_print(&s->arena,
                      "rm -rf .git; git init -q --object-format=%s -b main . "
                      "2>/dev/null; git -c fastimport.unpackLimit=%d "
                      "fast-import --quiet <../stream",
                      format, packed ? 0 : 1000)
              .at);
}

static void check_object(struct git_store *store, struct view id_hex,
                         struct view kind, struct view bytes)
{
    struct arena a = {0};
    struct git_object o;
    struct git_id id;

    CHECK(git_id_read(id_hex, &id));
    CHECK(!git_store_read(store, &a, &id, &o));
    CHECK_VIEW(git_kind_word(o.kind), kind);
    CHECK(view_eq(o.bytes, bytes));
    arena_free(&a);
}

// Each object of the repository against what git prints of it.
static void check_all(struct scene *s, size_t id_size)
{
    struct git_store *store =
        git_store_open(&s->arena, VIEW("m/.git/objects"), id_size, WORK);
    struct view rest =
        shell(&s->arena, "git cat-file --batch-all-objects --batch");
    size_t count = 0;

    while (rest.len && !check_faults) {
        struct view size_digits, head = view_cut(rest, '\n', &rest);
        struct view id = view_cut(head, ' ', &head);
        struct view kind = view_cut(head, ' ', &size_digits);
        uint64_t size = 0;

        CHECK(view_u64(size_digits, &size));
        check_object(store, id, kind, view_head(rest, (size_t)size));
        rest = view_from(rest, (size_t)size + 1);
        count++;
    }
    CHECK(count > 160);
    git_store_close(store);
}

TEST(reads_every_loose_object_as_git_does)
{
    struct scene s = scene_new();

    make_repository(&s, "sha1", false);
    check_all(&s, GIT_SHA1);
    scene_end(&s);
}

// How a pack was made, and that git says that it was.
static void check_packed(const char *format, size_t id_size, const char *repack)
{
    struct scene s = scene_new();

    make_repository(&s, format, true);
    shell(&s.arena, arena_print(&s.arena, "%s", repack).at);
    CHECK_TEXT(shell(&s.arena, "git count-objects -v | grep '^count'"),
               "count: 0\n");
    check_all(&s, id_size);
    scene_end(&s);
}

#define CHAINS                                                                 \
    "git verify-pack -v .git/objects/pack/*.idx | grep -q 'chain length = "    \
    "[1-9][0-9]'"

TEST(reads_a_pack_with_deltas_on_offsets)
{
    check_packed("sha1", GIT_SHA1, CHAINS);
}

TEST(reads_a_pack_with_deltas_on_names)
{
    check_packed("sha1", GIT_SHA1,
                 "git -c repack.useDeltaBaseOffset=false repack -qad; " CHAINS);
}

TEST(reads_the_older_index)
{
    check_packed("sha1", GIT_SHA1, "git -c pack.indexVersion=1 repack -qadf");
}

TEST(reads_offsets_of_eight_bytes)
{
    check_packed("sha1", GIT_SHA1,
                 "git repack -qadf; p=$(ls .git/objects/pack/*.pack); "
                 "rm -f ${p%pack}idx ${p%pack}rev; "
                 "git index-pack --index-version=2,0x100 $p >/dev/null");
}

TEST(reads_a_repository_whose_names_are_sha256)
{
    check_packed("sha256", GIT_SHA256, "git repack -qadf");
}

TEST(reads_several_packs_and_loose_objects_together)
{
    struct scene s = scene_new();

    make_repository(&s, "sha1", false);
    shell(&s.arena, "git repack -qd; git read-tree HEAD; "
                    "echo 2 >x; git add x; git commit -qm two; "
                    "git repack -qd; "
                    "echo 3 >x; git add x; git commit -qm three");
    CHECK_TEXT(shell(&s.arena, "ls .git/objects/pack/*.idx | wc -l"), "2\n");
    check_all(&s, GIT_SHA1);
    scene_end(&s);
}

TEST(reads_what_commits_trees_and_tags_say)
{
    struct scene s = scene_new();
    struct git_commit c;
    struct git_object o;
    struct git_entry entry;
    struct git_id id, tagged;

    make_repository(&s, "sha1", false);
    struct git_store *store =
        git_store_open(&s.arena, VIEW("m/.git/objects"), GIT_SHA1, WORK);
    struct view head = view_trim(shell(&s.arena, "git rev-parse HEAD"));
    CHECK(git_id_read(head, &id) && !git_store_read(store, &s.arena, &id, &o));
    CHECK(git_commit_read(o.bytes, GIT_SHA1, &c));
    CHECK_VIEW(git_id_hex(&s.arena, &c.tree),
               view_trim(shell(&s.arena, "git rev-parse 'HEAD^{tree}'")));
    CHECK_VIEW(git_id_hex(&s.arena, &c.parent),
               view_trim(shell(&s.arena, "git rev-parse HEAD^")));
    CHECK_U64(c.parents, 1);
    CHECK_U64(c.when, 1700000000);

    CHECK(!git_store_read(store, &s.arena, &c.tree, &o));
    struct text list = {.arena = &s.arena};
    for (struct view rest = o.bytes; git_tree_next(&rest, GIT_SHA1, &entry);)
        text_print(&list, "%06o " VIEW_FMT "\t" VIEW_FMT "\n", entry.mode,
                   VIEW_ARG(git_id_hex(&s.arena, &entry.id)),
                   VIEW_ARG(entry.name));
    CHECK_VIEW(text_view(&list),
               shell(&s.arena, "git ls-tree HEAD | sed 's/ [a-z]* / /'"));

    CHECK(git_id_read(view_trim(shell(&s.arena, "git rev-parse v1")), &id));
    CHECK(!git_store_read(store, &s.arena, &id, &o) && o.kind == GIT_TAG);
    CHECK(git_tag_read(o.bytes, GIT_SHA1, &tagged));
    CHECK_VIEW(git_id_hex(&s.arena, &tagged), head);
    git_store_close(store);
    scene_end(&s);
}

// git-commit-tree(1): the name of a person may hold what ends it elsewhere.
TEST(reads_damaged_commits_as_far_as_they_go)
{
#define TREE   "tree 0123456789012345678901234567890123456789\n"
#define PARENT "parent 9876543210987654321098765432109876543210\n"
    static const struct {
        struct view bytes;
        bool is;
        uint32_t parents;
        int64_t when;
    } rows[] = {
        {VIEW_INIT(TREE PARENT PARENT
                   "author a <a> 5 +0000\n"
                   "committer b > 7 <c> 12 +0200\n\ntext\n" PARENT),
         true, 2, 12},
        {VIEW_INIT(TREE "committer b 7\n"), true, 0, -1},
        {VIEW_INIT(TREE "committer b <c> -5 +0000\n"), true, 0, -1},
        {VIEW_INIT(TREE "committer b <c> 253402300799 +0000"), true, 0,
         253402300799},
        {VIEW_INIT(TREE "committer b <c> 253402300800 +0000"), true, 0, -1},
        {VIEW_INIT(TREE "committer b <c>"), true, 0, -1},
        {VIEW_INIT(TREE "\n" PARENT "committer b <c> 1 +0000\n"), true, 0, -1},
        {VIEW_INIT(TREE "parent 01\n"), true, 0, -1},
        {VIEW_INIT(PARENT TREE), false, 0, -1},
        {VIEW_INIT("tree 01\n"), false, 0, -1},
        {VIEW_INIT(""), false, 0, -1},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct git_commit c;

        CHECK(git_commit_read(rows[i].bytes, GIT_SHA1, &c) == rows[i].is);
        CHECK_U64(c.parents, rows[i].parents);
        CHECK_U64(c.when, rows[i].when);
        CHECK_U64(c.parent.size, rows[i].parents ? GIT_SHA1 : 0);
        CHECK(!git_commit_read(rows[i].bytes, GIT_SHA256, &c));
    }
}

TEST(ends_a_tree_where_it_is_damaged)
{
#define NAME20 "01234567890123456789"
    static const struct {
        struct view bytes;
        size_t entries;
    } rows[] = {
        {VIEW_INIT("100644 a\0" NAME20 "40000 b\0" NAME20), 2},
        {VIEW_INIT("100644 a\0" NAME20 "40000 b\0"
                   "0123456789012345678"),
         1},
        {VIEW_INIT("100644 \0" NAME20), 0},
        {VIEW_INIT("1006449 a\0" NAME20), 0},
        {VIEW_INIT("10064x a\0" NAME20), 0},
        {VIEW_INIT(" a\0" NAME20), 0},
        {VIEW_INIT("100644 a"), 0},
        {VIEW_INIT("100644"), 0},
        {VIEW_INIT(""), 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct view rest = rows[i].bytes;
        struct git_entry entry;
        size_t entries = 0;

        while (git_tree_next(&rest, GIT_SHA1, &entry))
            entries++;
        CHECK_U64(entries, rows[i].entries);
    }
}

TEST(refuses_loose_objects_whose_head_is_wrong)
{
    static const struct {
        struct view bytes;
        enum git_kind kind;
    } rows[] = {
        {VIEW_INIT("blob 2\0ab"), GIT_BLOB},
        {VIEW_INIT("tree 0\0"), GIT_TREE},
        {VIEW_INIT("blob 3\0ab"), GIT_NONE},
        {VIEW_INIT("blob 1\0ab"), GIT_NONE},
        {VIEW_INIT("none 2\0ab"), GIT_NONE},
        {VIEW_INIT("blob\0ab"), GIT_NONE},
        {VIEW_INIT("blob 2"), GIT_NONE},
        {VIEW_INIT("blob -1\0ab"), GIT_NONE},
        {VIEW_INIT(""), GIT_NONE},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct git_object o;

        CHECK(git_loose_read(rows[i].bytes, &o) == (rows[i].kind != GIT_NONE));
        CHECK_U64(o.kind, rows[i].kind);
    }
}

TEST(finds_objects_by_the_first_digits_of_their_names)
{
    static const char *const how[] = {"true", "git repack -qad"};

    for (size_t i = 0; i < 2; i++) {
        struct scene s = scene_new();
        struct git_id found[4];

        make_repository(&s, "sha1", false);
        shell(&s.arena, arena_print(&s.arena, "%s", how[i]).at);
        struct git_store *store =
            git_store_open(&s.arena, VIEW("m/.git/objects"), GIT_SHA1, WORK);
        struct view head = view_trim(shell(&s.arena, "git rev-parse HEAD"));
        CHECK_U64(git_store_like(store, view_head(head, 12), 4, found), 1);
        CHECK_VIEW(git_id_hex(&s.arena, &found[0]), head);
        CHECK_U64(git_store_like(store, view_head(head, 13), 4, found), 1);
        CHECK_U64(git_store_like(store, view_head(head, 3), 4, found), 0);
        CHECK_U64(git_store_like(store, VIEW("no digits"), 4, found), 0);
        CHECK_U64(git_store_like(store, VIEW("../../../"), 4, found), 0);
        git_store_close(store);
        scene_end(&s);
    }
}

// ---- Packs made by hand -----------------------------------------------------

enum { MOST_MADE = 8 };

struct maker {
    struct arena arena;
    struct text pack, index;
    struct git_id id[MOST_MADE]; // in order, as an index has them
    uint64_t offset[MOST_MADE];
    size_t count;
};

static struct view big32(struct arena *a, uint64_t n)
{
    char byte[4] = {(char)(n >> 24), (char)(n >> 16), (char)(n >> 8), (char)n};

    return arena_copy(a, (struct view){byte, 4});
}

static void make_begin(struct maker *m, uint64_t count)
{
    *m = (struct maker){0};
    m->pack.arena = m->index.arena = &m->arena;
    text_add(&m->pack, VIEW("PACK\0\0\0\2"));
    text_add(&m->pack, big32(&m->arena, count));
}

// An object called FIRST 00 .. 00, of `type`, which says that it has `size`
// bytes.
static void make_object(struct maker *m, unsigned char first, unsigned type,
                        uint64_t size, struct view base, struct view content)
{
    uLongf packed = compressBound((uLong)content.len);
    unsigned char *to = arena_alloc(&m->arena, packed);

    m->id[m->count] = (struct git_id){.byte = {first}, .size = GIT_SHA1};
    m->offset[m->count++] = m->pack.len;
    unsigned byte = type << 4 | (unsigned)(size & 15);
    for (size >>= 4; size; size >>= 7) {
        text_byte(&m->pack, (char)(byte | 128));
        byte = (unsigned)(size & 127);
    }
    text_byte(&m->pack, (char)byte);
    text_add(&m->pack, base);
    if (compress2(to, &packed, (const Bytef *)content.at, (uLong)content.len,
                  9) != Z_OK)
        check_fail(__FILE__, __LINE__, "zlib");
    text_add(&m->pack, (struct view){(const char *)to, packed});
}

static void add_sum(struct text *t, struct view bytes)
{
    unsigned char sum[DIGEST_MAX];
    struct digest *d = digest_new_of(DIGEST_SHA1);

    digest_add(d, bytes);
    size_t size = digest_take(d, sum);
    text_add(t, (struct view){(const char *)sum, size});
}

// Version 2, for names that differ in their first bytes.
static void make_index(struct maker *m, struct view pack_sum)
{
    static const char zeros[4];
    size_t n = 0;

    text_add(&m->index, VIEW("\377tOc\0\0\0\2"));
    for (unsigned byte = 0; byte < 256; byte++) {
        while (n < m->count && m->id[n].byte[0] <= byte)
            n++;
        text_add(&m->index, big32(&m->arena, n));
    }
    for (size_t i = 0; i < m->count; i++)
        text_add(&m->index, git_id_bytes(&m->id[i]));
    for (size_t i = 0; i < m->count; i++)
        text_add(&m->index, (struct view){zeros, 4});
    for (size_t i = 0; i < m->count; i++)
        text_add(&m->index, big32(&m->arena, m->offset[i]));
    text_add(&m->index, pack_sum);
    add_sum(&m->index, text_view(&m->index));
}

static void make_end(struct maker *m)
{
    add_sum(&m->pack, text_view(&m->pack));
    struct view pack = text_view(&m->pack);
    make_index(m, view_from(pack, pack.len - GIT_SHA1));
}

static struct error *made_open(struct maker *m, struct git_pack *p)
{
    return git_pack_open(
        &m->arena, file_of(text_view(&m->index), VIEW("m.idx")),
        file_of(text_view(&m->pack), VIEW("m.pack")), GIT_SHA1, p);
}

// The object called FIRST 00 .. 00.
static struct error *made_read(struct maker *m, struct git_pack *p,
                               unsigned char first, uint64_t *work,
                               struct git_object *o)
{
    struct git_id id = {.byte = {first}, .size = GIT_SHA1};
    uint64_t offset;

    CHECK(git_pack_find(p, &id, &offset));
    return git_pack_read(&m->arena, p, offset, work, o);
}

// Says why the object called 05 cannot be read.
static void check_refused(struct maker *m, const char *why)
{
    struct git_pack p;
    struct git_object o;
    uint64_t work = 1 << 24;

    make_end(m);
    CHECK(!made_open(m, &p));
    struct error *e = made_read(m, &p, 5, &work, &o);
    CHECK(e && e->kind == ERROR_INPUT && o.kind == GIT_NONE);
    if (e)
        CHECK(view_has(e->message, view_of(why)));
    git_pack_close(&p);
    arena_free(&m->arena);
}

static const char name_5[GIT_SHA1] = {5};
static const char name_6[GIT_SHA1] = {6};

TEST(applies_a_delta_made_by_hand)
{
    // gitformat-pack: base of 11 bytes, result of 14: all of "hello world"
    // from 6 on, five bytes; "! "; the base from 0, five; "?!".
    struct view delta = VIEW("\x0b\x0e\x91\x06\x05\x02! \x90\x05\x02?!");
    struct maker m;
    struct git_pack p;
    struct git_object o;
    uint64_t work = 1000;

    make_begin(&m, 2);
    make_object(&m, 5, 7, delta.len, (struct view){name_6, GIT_SHA1}, delta);
    make_object(&m, 6, GIT_BLOB, 11, VIEW(""), VIEW("hello world"));
    make_end(&m);
    CHECK(!made_open(&m, &p));
    CHECK(!made_read(&m, &p, 5, &work, &o));
    CHECK_TEXT(o.bytes, "world! hello?!");
    CHECK_U64(o.kind, GIT_BLOB);
    CHECK_U64(work, 1000 - 11 - delta.len - 14);
    git_pack_close(&p);
    arena_free(&m.arena);
}

TEST(refuses_deltas_that_leave_their_bytes)
{
    static const struct {
        struct view delta;
        const char *why;
    } rows[] = {
        {VIEW_INIT("\x0a\x05\x90\x05"), "another object"},
        {VIEW_INIT("\x0b\x05\x91\x07\x05"), "leaves its bytes"}, // 7 + 5 > 11
        {VIEW_INIT("\x0b\x05\x91\x0b\x01"), "leaves its bytes"},
        {VIEW_INIT("\x0b\x04\x90\x05"), "leaves its bytes"}, // 5 > 4
        {VIEW_INIT("\x0b\x05\x80"), "leaves its bytes"},     // 65,536 bytes
        {VIEW_INIT("\x0b\x05\x05"
                   "abcd"),
         "leaves its bytes"},
        {VIEW_INIT("\x0b\x05\x00"), "leaves its bytes"}, // reserved
        {VIEW_INIT("\x0b\x05\xff\x01"), "leaves its bytes"},
        {VIEW_INIT("\x0b\x06\x90\x05"), "too early"},
        {VIEW_INIT("\x0b"), "another object"},
        {VIEW_INIT("\x0b\xff\xff\xff\xff\x7f\x90\x05"), "larger than"},
        {VIEW_INIT("\x0b\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"),
         "larger than"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct maker m;

        make_begin(&m, 2);
        make_object(&m, 5, 7, rows[i].delta.len,
                    (struct view){name_6, GIT_SHA1}, rows[i].delta);
        make_object(&m, 6, GIT_BLOB, 11, VIEW(""), VIEW("hello world"));
        check_refused(&m, rows[i].why);
    }
}

TEST(refuses_deltas_that_run_in_a_circle)
{
    struct view delta = VIEW("\x0b\x05\x90\x05");
    struct maker m;

    make_begin(&m, 2);
    make_object(&m, 5, 7, delta.len, (struct view){name_6, GIT_SHA1}, delta);
    make_object(&m, 6, 7, delta.len, (struct view){name_5, GIT_SHA1}, delta);
    check_refused(&m, "without an end");
    make_begin(&m, 1);
    make_object(&m, 5, 7, delta.len, (struct view){name_5, GIT_SHA1}, delta);
    check_refused(&m, "without an end");
}

TEST(refuses_bases_that_are_not_in_the_pack)
{
    struct view delta = VIEW("\x0b\x05\x90\x05");
    struct maker m;

    make_begin(&m, 1);
    make_object(&m, 5, 7, delta.len, (struct view){name_6, GIT_SHA1}, delta);
    check_refused(&m, "base of the delta");
    make_begin(&m, 1); // 127 bytes before
    make_object(&m, 5, 6, delta.len, VIEW("\x7f"), delta);
    check_refused(&m, "base of the delta");
    make_begin(&m, 1); // itself
    make_object(&m, 5, 6, delta.len, VIEW("\0"), delta);
    check_refused(&m, "base of the delta");
    make_begin(&m, 1); // in the head of the pack
    make_object(&m, 5, 6, delta.len, VIEW("\x0b"), delta);
    check_refused(&m, "no object can be");
}

TEST(refuses_objects_that_are_not_of_the_size_they_say)
{
    static const uint64_t sizes[] = {0, 10, 12, 4000};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct maker m;

        make_begin(&m, 1);
        make_object(&m, 5, GIT_BLOB, sizes[i], VIEW(""), VIEW("hello world"));
        check_refused(&m, "of its size");
    }
    struct maker m;
    make_begin(&m, 1);
    make_object(&m, 5, GIT_BLOB, UINT64_MAX >> 4, VIEW(""), VIEW("hello"));
    check_refused(&m, "larger than");
    make_begin(&m, 1); // of ten bytes, which are more than 64 bits
    make_object(&m, 5, GIT_BLOB, UINT64_MAX, VIEW(""), VIEW("hello"));
    check_refused(&m, "has no end");
    make_begin(&m, 1);
    make_object(&m, 5, 5, 5, VIEW(""), VIEW("hello"));
    check_refused(&m, "of a kind");
}

TEST(refuses_objects_that_the_pack_ends_in)
{
    struct maker m;

    make_begin(&m, 1);
    make_object(&m, 5, GIT_BLOB, 5, VIEW(""), VIEW("hello"));
    m.pack.len = m.offset[0] + 1; // the head of five bytes, and nothing else
    check_refused(&m, "ends inside an object");
    make_begin(&m, 1); // ten bytes where a name of twenty should be
    make_object(&m, 5, 7, 1, VIEW(""), VIEW("a"));
    m.pack.len = m.offset[0] + 1 + 10;
    check_refused(&m, "ends inside a name");
}

// 11 bytes of the base, those of the delta, and 14 that it makes.
TEST(spends_no_more_work_than_there_is)
{
    struct view delta = VIEW("\x0b\x0e\x91\x06\x05\x02! \x90\x05\x02?!");
    const uint64_t all = 11 + delta.len + 14;
    struct maker m;
    struct git_pack p;
    struct git_object o;

    make_begin(&m, 2);
    make_object(&m, 5, 7, delta.len, (struct view){name_6, GIT_SHA1}, delta);
    make_object(&m, 6, GIT_BLOB, 11, VIEW(""), VIEW("hello world"));
    make_end(&m);
    for (uint64_t work = 0; work <= all; work++) {
        uint64_t left = work;

        CHECK(!made_open(&m, &p));
        struct error *e = made_read(&m, &p, 5, &left, &o);
        CHECK(work < all ? e && view_has(e->message, VIEW("more work")) : !e);
        CHECK(work < all ? o.kind == GIT_NONE : !left);
        left = work;
        git_pack_close(&p); // what it keeps costs nothing
        CHECK(!made_open(&m, &p));
        CHECK(!made_read(&m, &p, 6, &left, &o) == (work >= 11));
        git_pack_close(&p);
    }
    arena_free(&m.arena);
}

// Each delta says the base eight times over: a pack of some hundred bytes would
// make more than eight million times as much.
TEST(does_not_unpack_a_bomb_of_deltas)
{
    struct maker m;
    struct git_pack p;
    struct git_object o;
    uint64_t size = 4096, work = 1 << 22;
    char *base = NULL;

    make_begin(&m, 8);
    base = arena_alloc(&m.arena, (size_t)size);
    make_object(&m, 1, GIT_BLOB, size, VIEW(""), (struct view){base, size});
    for (unsigned char n = 2; n <= 8; n++, size *= 8) {
        struct text d = {.arena = &m.arena};
        char name[GIT_SHA1] = {(char)(n - 1)};

        for (unsigned k = 0; k < 2; k++) {
            uint64_t of = k ? size * 8 : size;

            for (; of >> 7; of >>= 7)
                text_byte(&d, (char)(of | 128));
            text_byte(&d, (char)of);
        }
        for (unsigned k = 0; k < 8; k++) {
            text_byte(&d, (char)0xf0);
            text_byte(&d, (char)size);
            text_byte(&d, (char)(size >> 8));
            text_byte(&d, (char)(size >> 16));
        }
        make_object(&m, n, 7, d.len, (struct view){name, GIT_SHA1},
                    text_view(&d));
    }
    make_end(&m);
    CHECK(m.pack.len < 1000);
    CHECK(!made_open(&m, &p));
    size_t before = m.arena.used;
    CHECK(made_read(&m, &p, 8, &work, &o));
    CHECK(m.arena.used - before < 1000);
    // What is within the bounds is read.
    CHECK(!made_read(&m, &p, 3, &work, &o));
    CHECK_U64(o.bytes.len, 4096 * 64);
    git_pack_close(&p);
    arena_free(&m.arena);
}

static void make_plain(struct maker *m)
{
    struct view delta = VIEW("\x0b\x05\x90\x05");

    make_begin(m, 2);
    make_object(m, 5, 7, delta.len, (struct view){name_6, GIT_SHA1}, delta);
    make_object(m, 6, GIT_BLOB, 11, VIEW(""), VIEW("hello world"));
    make_end(m);
}

TEST(refuses_every_shorter_pack_and_every_shorter_index)
{
    struct maker m;
    struct git_pack p;

    make_plain(&m);
    size_t pack = m.pack.len, index = m.index.len;
    for (m.pack.len = 0; m.pack.len < pack; m.pack.len++)
        CHECK(made_open(&m, &p));
    for (m.index.len = 0; m.index.len < index; m.index.len++) {
        struct error *e = made_open(&m, &p);

        CHECK(e && view_eq(e->at.path, VIEW("m.idx")));
        // A mark and a version, and what each first byte counts; the rest of
        // two objects is 96 bytes.
        bool table = m.index.len < 8 + 256 * 4;
        const char *why = table ? "ends inside its first table"
                                : "counts more objects than it has bytes for";
        CHECK(e && view_has(e->message, view_of(why)));
    }
    CHECK(!made_open(&m, &p));
    git_pack_close(&p);
    arena_free(&m.arena);
}

TEST(refuses_the_index_of_another_pack)
{
    struct maker one, other;
    struct git_pack p;

    make_plain(&one);
    make_begin(&other, 2);
    make_object(&other, 5, GIT_BLOB, 5, VIEW(""), VIEW("other"));
    make_object(&other, 6, GIT_BLOB, 11, VIEW(""), VIEW("hello world"));
    make_end(&other);
    one.index = other.index;
    struct error *e = made_open(&one, &p);
    CHECK(e && view_has(e->message, VIEW("another checksum")));
    arena_free(&one.arena);
    arena_free(&other.arena);
    make_begin(&one, 3); // of three objects, and its index of two
    make_object(&one, 5, GIT_BLOB, 5, VIEW(""), VIEW("other"));
    make_object(&one, 6, GIT_BLOB, 11, VIEW(""), VIEW("hello world"));
    make_end(&one);
    e = made_open(&one, &p);
    CHECK(e && view_has(e->message, VIEW("counts other objects")));
    arena_free(&one.arena);
}

TEST(refuses_an_index_of_a_version_that_is_not_known)
{
    struct maker m;
    struct git_pack p;

    make_plain(&m);
    char *bytes = arena_alloc(&m.arena, m.index.len);
    memcpy(bytes, text_view(&m.index).at, m.index.len);
    bytes[7] = 3;
    struct error *e = git_pack_open(
        &m.arena, file_of((struct view){bytes, m.index.len}, VIEW("m.idx")),
        file_of(text_view(&m.pack), VIEW("m.pack")), GIT_SHA1, &p);
    CHECK(e && view_has(e->message, VIEW("version freehold does not know")));
    arena_free(&m.arena);
}

TEST(refuses_an_index_that_counts_what_is_not_there)
{
    struct maker m;
    struct git_pack p;

    make_plain(&m);
    for (size_t at = 8; at < 8 + 256 * 4; at += 4) {
        struct arena a = {0};
        struct maker bad = m;
        char *byte = arena_alloc(&a, m.index.len);

        memcpy(byte, text_view(&m.index).at, m.index.len);
        byte[at] = 127;
        struct error *e = git_pack_open(
            &a, file_of((struct view){byte, m.index.len}, VIEW("m.idx")),
            file_of(text_view(&bad.pack), VIEW("m.pack")), GIT_SHA1, &p);
        bool last = at == 8 + 255 * 4;
        CHECK(e && e->kind == ERROR_INPUT);
        CHECK(e && view_has(e->message, last ? VIEW("counts more objects")
                                             : VIEW("counts fewer objects")));
        CHECK(a.used < m.index.len + 1000);
        arena_free(&a);
    }
    arena_free(&m.arena);
}

// ---- A store whose files lie ------------------------------------------------

TEST(gives_out_no_object_that_is_not_what_its_name_says)
{
    struct scene s = scene_new();
    struct git_object o;
    struct git_id id;

    // Two loose blobs in each other's place; one that is no object; one that
    // is a folder.
    shell(&s.arena,
          "o=.git/objects; "
          "one=$(echo one | git hash-object -w --stdin); "
          "two=$(echo two | git hash-object -w --stdin); "
          "p1=$o/${one%??????????????????????????????????????}/${one#??}; "
          "p2=$o/${two%??????????????????????????????????????}/${two#??}; "
          "mv $p1 x; mv $p2 $p1; mkdir $p2; "
          "mkdir -p $o/aa; echo text >$o/aa/$(printf %038d 0)");
    struct git_store *store =
        git_store_open(&s.arena, VIEW("m/.git/objects"), GIT_SHA1, WORK);
    // `echo one | git hash-object --stdin`, and of two
    CHECK(git_id_read(VIEW("5626abf0f72e58d7a153368ba57db4c673c0e171"), &id));
    struct error *e = git_store_read(store, &s.arena, &id, &o);
    CHECK(e && view_has(e->message, VIEW("not what its name says")));
    CHECK_U64(o.kind, GIT_NONE);
    CHECK(git_id_read(VIEW("f719efd430d52bcfc8566a43b2eb655688d38871"), &id));
    CHECK(git_store_read(store, &s.arena, &id, &o));
    CHECK(git_id_read(VIEW("aa00000000000000000000000000000000000000"), &id));
    CHECK(git_store_read(store, &s.arena, &id, &o));
    // One that is nowhere is no error.
    CHECK(git_id_read(VIEW("ab00000000000000000000000000000000000000"), &id));
    CHECK(!git_store_read(store, &s.arena, &id, &o) && o.kind == GIT_NONE);
    CHECK_TEXT(git_store_lacks(store), "");
    git_store_close(store);
    scene_end(&s);
}

TEST(does_not_say_that_an_object_is_missing_when_a_pack_is_damaged)
{
    struct scene s = scene_new();
    struct git_object o;
    struct git_id id;

    make_repository(&s, "sha1", false);
    struct view head = view_trim(shell(&s.arena, "git rev-parse HEAD"));
    shell(&s.arena, "git repack -qad; chmod u+w .git/objects/pack/*; "
                    "truncate -s -1 .git/objects/pack/*.pack");
    struct git_store *store =
        git_store_open(&s.arena, VIEW("m/.git/objects"), GIT_SHA1, WORK);
    CHECK(git_id_read(head, &id));
    struct error *e = git_store_read(store, &s.arena, &id, &o);
    CHECK(e && view_has(e->message, VIEW("another checksum")));
    git_store_close(store);
    scene_end(&s);
}

TEST(does_not_follow_a_clone_that_borrows)
{
    struct scene s = scene_new();
    struct git_object o;
    struct git_id id;

    make_repository(&s, "sha1", false);
    struct view head = view_trim(shell(&s.arena, "git rev-parse HEAD"));
    shell(&s.arena, "git clone -q --shared . ../borrower 2>/dev/null");
    struct git_store *store =
        git_store_open(&s.arena, VIEW("borrower/.git/objects"), GIT_SHA1, WORK);
    CHECK(git_id_read(head, &id));
    CHECK(!git_store_read(store, &s.arena, &id, &o) && o.kind == GIT_NONE);
    CHECK(view_has(git_store_lacks(store), VIEW("borrows")));
    git_store_close(store);
    scene_end(&s);
}

TEST(reads_no_more_than_it_may)
{
    struct scene s = scene_new();
    struct git_object o;
    struct git_id id;

    make_repository(&s, "sha1", false);
    struct view head = view_trim(shell(&s.arena, "git rev-parse HEAD"));
    struct git_store *store =
        git_store_open(&s.arena, VIEW("m/.git/objects"), GIT_SHA1, 300);
    CHECK(git_id_read(head, &id));
    CHECK(!git_store_read(store, &s.arena, &id, &o));
    struct error *e = git_store_read(store, &s.arena, &id, &o);
    CHECK(e && view_has(e->message, VIEW("more work")));
    git_store_close(store);
    scene_end(&s);
}

CHECK_MAIN(
    CHECK_CASE(reads_every_loose_object_as_git_does),
    CHECK_CASE(reads_a_pack_with_deltas_on_offsets),
    CHECK_CASE(reads_a_pack_with_deltas_on_names),
    CHECK_CASE(reads_the_older_index), CHECK_CASE(reads_offsets_of_eight_bytes),
    CHECK_CASE(reads_a_repository_whose_names_are_sha256),
    CHECK_CASE(reads_several_packs_and_loose_objects_together),
    CHECK_CASE(reads_what_commits_trees_and_tags_say),
    CHECK_CASE(reads_damaged_commits_as_far_as_they_go),
    CHECK_CASE(ends_a_tree_where_it_is_damaged),
    CHECK_CASE(refuses_loose_objects_whose_head_is_wrong),
    CHECK_CASE(finds_objects_by_the_first_digits_of_their_names),
    CHECK_CASE(applies_a_delta_made_by_hand),
    CHECK_CASE(refuses_deltas_that_leave_their_bytes),
    CHECK_CASE(refuses_deltas_that_run_in_a_circle),
    CHECK_CASE(refuses_bases_that_are_not_in_the_pack),
    CHECK_CASE(refuses_objects_that_are_not_of_the_size_they_say),
    CHECK_CASE(refuses_objects_that_the_pack_ends_in),
    CHECK_CASE(spends_no_more_work_than_there_is),
    CHECK_CASE(does_not_unpack_a_bomb_of_deltas),
    CHECK_CASE(refuses_every_shorter_pack_and_every_shorter_index),
    CHECK_CASE(refuses_the_index_of_another_pack),
    CHECK_CASE(refuses_an_index_of_a_version_that_is_not_known),
    CHECK_CASE(refuses_an_index_that_counts_what_is_not_there),
    CHECK_CASE(gives_out_no_object_that_is_not_what_its_name_says),
    CHECK_CASE(does_not_say_that_an_object_is_missing_when_a_pack_is_damaged),
    CHECK_CASE(does_not_follow_a_clone_that_borrows),
    CHECK_CASE(reads_no_more_than_it_may))
