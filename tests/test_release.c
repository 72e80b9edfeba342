// SPDX-License-Identifier: Apache-2.0
// Opening releases. The trees are made here, in a temporary folder; expected
// values are written by hand from inventory.md 2, conventions.md 12 and
// gitformat-index(5).
#define _GNU_SOURCE // mkdtemp, nftw, mkfifo with -std=c17
#include "check.h"

#include "base/text.h"
#include "release/git_index.h"
#include "release/release.h"
#include "release/tree.h"
#include "release/tree_digest.h"

#include <errno.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#define COMMIT_A "0123456789abcdef0123456789abcdef01234567"
#define COMMIT_B "89abcdef0123456789abcdef0123456789abcdef"
#define DIGEST                                                                 \
    "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"

struct scene { // a temporary folder and what was opened in it
    char folder[64];
    struct arena arena;
    struct release release;
    struct error *error;
};

static struct scene scene_new(void)
{
    struct scene s = {.folder = "/tmp/freehold-test-XXXXXX"};

    if (!mkdtemp(s.folder) || chdir(s.folder))
        check_fail(__FILE__, __LINE__, "no temporary folder");
    return s;
}

static int remove_one(const char *path, const struct stat *st, int flag,
                      struct FTW *walk)
{
    (void)st;
    (void)flag;
    (void)walk;
    return remove(path);
}

static void scene_end(struct scene *s)
{
    if (chdir("/") || nftw(s->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS))
        check_fail(__FILE__, __LINE__, "%s cannot be removed", s->folder);
    arena_free(&s->arena);
}

// Makes the folders above `path`.
static void make_folders(const char *path)
{
    char part[512];
    struct view all = view_of(path);

    for (size_t i = 1; i < all.len && i < sizeof part; i++)
        if (path[i] == '/') {
            snprintf(part, sizeof part, "%.*s", (int)i, path);
            if (mkdir(part, 0755) && errno != EEXIST)
                check_fail(__FILE__, __LINE__, "mkdir %s", part);
        }
}

static void put_bytes(const char *path, struct view bytes)
{
    make_folders(path);
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(bytes.at, 1, bytes.len, f) != bytes.len || fclose(f))
        check_fail(__FILE__, __LINE__, "%s cannot be written", path);
}

static void put(const char *path, const char *text)
{
    put_bytes(path, view_of(text));
}

static void put_link(const char *path, const char *target)
{
    make_folders(path);
    if (symlink(target, path))
        check_fail(__FILE__, __LINE__, "symlink %s", path);
}

static void put_folder(const char *path)
{
    make_folders(path);
    if (mkdir(path, 0755))
        check_fail(__FILE__, __LINE__, "mkdir %s", path);
}

// Opens the paths up to NULL.
static void open_with(struct scene *s, struct release_choice choice,
                      const char *const *path)
{
    struct view given[8];
    size_t count = 0;

    while (path[count]) {
        given[count] = view_of(path[count]);
        count++;
    }
    s->error = release_open(&s->arena, given, count, &choice, &s->release);
}

#define OPEN(s, ...)                                                           \
    open_with((s), (struct release_choice){0},                                 \
              (const char *const[]){__VA_ARGS__, NULL})

#define OPENED(s) CHECK(!(s)->error && shown((s)->error))

// Prints an error that should not be.
static bool shown(const struct error *e)
{
    struct arena a = {0};

    if (e)
        printf(VIEW_FMT, VIEW_ARG(error_line(&a, e)));
    arena_free(&a);
    return true;
}

static const struct entry *find(const struct scene *s, const char *path)
{
    static const struct entry none = {.kind = (enum entry_kind)99};
    const struct entry *e = release_find(&s->release, view_of(path));

    if (!e)
        check_fail(__FILE__, __LINE__, "no entry %s", path);
    return e ? e : &none;
}

static bool has(const struct scene *s, const char *path)
{
    return release_find(&s->release, view_of(path)) != NULL;
}

static bool noted(const struct scene *s, const char *rule, const char *path)
{
    for (size_t i = 0; i < s->release.note_count; i++)
        if (view_eq(s->release.note[i].rule, view_of(rule)) &&
            view_eq(s->release.note[i].path, view_of(path)))
            return true;
    return false;
}

static bool says(const struct scene *s, const char *words)
{
    struct arena a = {0};
    bool has_words =
        s->error && view_has(error_message(&a, s->error), view_of(words));

    if (!has_words && s->error)
        printf(VIEW_FMT, VIEW_ARG(error_line(&a, s->error)));
    arena_free(&a);
    return has_words;
}

// ------------------------------------------------------------------- folders

TEST(lists_files_sorted_with_size_depth_and_scope)
{
    struct scene s = scene_new();

    put("m/README.md", "# hello\n");
    put("m/a b/zebra.py", "x");
    put("m/a/y.py", "xx");
    put("m/a-b/y.py", "xx");
    put("m/Tests/deep/T.py", "");
    put("m/third_party/examples/x.c", "");
    put("m/examples/run.py", "");
    put("m/test_it.py", "");
    put("m/.git/HEAD", "x");
    put("m/sub/.github/w.yml", "x");
    put("m/.DS_Store", "x");
    OPEN(&s, "m/");
    OPENED(&s);
    CHECK_TEXT(s.release.name, "m");
    CHECK_U64(s.release.entry_count, 8);
    CHECK_U64(s.release.files, 8);
    CHECK_U64(s.release.size, 13);
    for (size_t i = 1; i < s.release.entry_count; i++)
        CHECK(view_compare(s.release.entry[i - 1].path,
                           s.release.entry[i].path) < 0);
    CHECK_U64(find(&s, "a b/zebra.py")->depth, 1);
    CHECK_U64(find(&s, "a b/zebra.py")->size, 1);
    CHECK_U64(find(&s, "README.md")->depth, 0);
    CHECK_U64(find(&s, "Tests/deep/T.py")->scope, SCOPE_TEST);
    CHECK_TEXT(find(&s, "Tests/deep/T.py")->lower, "tests/deep/t.py");
    CHECK_U64(find(&s, "third_party/examples/x.c")->scope, SCOPE_VENDOR);
    CHECK_U64(find(&s, "examples/run.py")->scope, SCOPE_EXAMPLE);
    CHECK_U64(find(&s, "test_it.py")->scope, SCOPE_TEST);
    CHECK_U64(find(&s, "a/y.py")->scope, SCOPE_MAIN);
    CHECK(!has(&s, "nothing"));
    scene_end(&s);
}

TEST(keeps_any_name_a_file_can_have)
{
    struct scene s = scene_new();

    put("m/with space", "1");
    put("m/\xc3\xbc\xe6\xa8\xa1\xe5\x9e\x8b.md", "1");
    put("m/esc\x1b[31m\nline", "1");
    put("m/bad\xff\xfe.bin", "1");
    put("m/back\\slash", "1");
    OPEN(&s, "m");
    OPENED(&s);
    CHECK_U64(s.release.entry_count, 5);
    CHECK_U64(find(&s, "bad\xff\xfe.bin")->kind, ENTRY_FILE);
    CHECK_U64(find(&s, "esc\x1b[31m\nline")->kind, ENTRY_FILE);
    scene_end(&s);
}

TEST(opens_an_empty_folder_as_a_release_of_nothing)
{
    struct scene s = scene_new();

    put_folder("m");
    OPEN(&s, "m");
    OPENED(&s);
    CHECK_U64(s.release.entry_count, 0);
    CHECK_U64(s.release.root_count, 1);
    CHECK_U64(s.release.tree_digest.len, 7 + 64);
    scene_end(&s);
}

TEST(refuses_a_path_that_is_not_there_and_says_which)
{
    struct scene s = scene_new();

    OPEN(&s, "nowhere");
    CHECK(s.error && s.error->kind == ERROR_INPUT);
    CHECK(says(&s, "there is no such file or folder"));
    CHECK_TEXT(s.error->at.path, "nowhere");
    scene_end(&s);
}

TEST(calls_the_dot_by_the_real_name_of_its_folder)
{
    struct scene s = scene_new();

    put("cedar/x", "1");
    CHECK(!chdir("cedar"));
    OPEN(&s, ".");
    OPENED(&s);
    CHECK_TEXT(s.release.name, "cedar");
    CHECK_TEXT(s.release.root[0].name, "cedar");
    OPEN(&s, "./");
    CHECK_TEXT(s.release.name, "cedar");
    scene_end(&s);
}

TEST(stops_at_a_folder_too_deep_and_says_so)
{
    struct scene s = scene_new();
    char path[1024] = "m";
    size_t len = 1;

    for (int i = 0; i < 300; i++)
        len += (size_t)snprintf(path + len, sizeof path - len, "/d");
    char part[1024];
    for (size_t i = 1; i <= len; i += 2) {
        snprintf(part, sizeof part, "%.*s", (int)i, path);
        CHECK(!mkdir(part, 0755));
    }
    put("m/top", "1");
    OPEN(&s, "m");
    OPENED(&s);
    CHECK_U64(s.release.entry_count, 2);
    CHECK_U64(s.release.note_count, 1);
    CHECK_TEXT(s.release.note[0].rule, "too-deep");
    CHECK_U64(find(&s, "top")->kind, ENTRY_FILE);
    scene_end(&s);
}

// 2,000,000 files are listed, by release.h; a tree that has them is made up.
TEST(stops_at_too_many_files_and_says_so_once)
{
    struct arena a = {0};
    struct tree t = {.arena = &a, .entry_count = 2000000};
    struct tree_root root = {.path = VIEW("m"), .prefix = VIEW("n/")};

    CHECK(!tree_add(&t, &root, VIEW("one"), SCOPE_MAIN));
    CHECK(!tree_add(&t, &root, VIEW("two"), SCOPE_MAIN));
    CHECK_U64(t.entry_count, 2000000);
    CHECK_U64(t.note_count, 1);
    CHECK_TEXT(t.note[0].rule, "too-many-files");
    CHECK_TEXT(t.note[0].path, "n/one");
    arena_free(&a);
}

TEST(lists_a_path_that_is_too_long_to_open)
{
    struct scene s = scene_new();
    char name[201];

    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    put_folder("m");
    CHECK(!chdir("m"));
    for (int i = 0; i < 25; i++)
        CHECK(!mkdir(name, 0755) && !chdir(name));
    put("leaf", "1");
    CHECK(!chdir(s.folder));
    OPEN(&s, "m");
    OPENED(&s);
    CHECK_U64(s.release.entry_count, 1);
    CHECK_U64(s.release.entry[0].kind, ENTRY_UNREADABLE);
    CHECK_U64(s.release.note_count, 1);
    // nftw cannot reach it either.
    CHECK(!chdir("m"));
    for (int i = 0; i < 25; i++)
        CHECK(!chdir(name));
    CHECK(!remove("leaf"));
    for (int i = 0; i < 25; i++)
        CHECK(!chdir("..") && !rmdir(name));
    scene_end(&s);
}

// --------------------------------------------------------------------- links

TEST(follows_a_link_to_a_file_inside)
{
    struct scene s = scene_new();

    put("m/real/w.bin", "12345");
    put_link("m/w.bin", "real/w.bin");
    OPEN(&s, "m");
    OPENED(&s);
    CHECK_U64(s.release.entry_count, 2);
    CHECK_U64(find(&s, "w.bin")->kind, ENTRY_FILE);
    CHECK_U64(find(&s, "w.bin")->size, 5);
    struct view bytes;
    CHECK(!entry_read(&s.arena, find(&s, "w.bin"), UINT64_MAX, &bytes));
    CHECK_TEXT(bytes, "12345");
    scene_end(&s);
}

TEST(never_follows_a_link_that_leads_outside)
{
    struct scene s = scene_new();
    struct view bytes;

    put("secret/key", "hush");
    put("m/x", "1");
    put_link("m/absolute", "/etc/passwd");
    put_link("m/up", "../secret/key");
    put_link("m/folder", "../secret");
    put_link("m/sub/gone", "../../nowhere/x");
    put_link("m/twice", "up");
    OPEN(&s, "m");
    OPENED(&s);
    const char *const outside[] = {"absolute", "up", "folder", "sub/gone",
                                   "twice"};
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        CHECK_U64(find(&s, outside[i])->kind, ENTRY_UNREADABLE);
        CHECK(noted(&s, "link-outside", outside[i]));
        CHECK(entry_read(&s.arena, find(&s, outside[i]), 9, &bytes) != NULL);
    }
    CHECK_U64(s.release.entry_count, 6);
    CHECK_U64(s.release.size, 1);
    scene_end(&s);
}

TEST(a_folder_whose_name_only_begins_alike_is_outside)
{
    struct scene s = scene_new();

    put("model-secret/key", "hush");
    put_link("model/x", "../model-secret/key");
    OPEN(&s, "model");
    OPENED(&s);
    CHECK_U64(find(&s, "x")->kind, ENTRY_UNREADABLE);
    CHECK(noted(&s, "link-outside", "x"));
    scene_end(&s);
}

TEST(ends_at_link_loops)
{
    struct scene s = scene_new();

    put_link("m/a", "b");
    put_link("m/b", "a");
    put("m/deep/x", "1");
    put_link("m/deep/up", "..");
    put_link("m/deep/here", ".");
    put_link("m/dangling", "not-here");
    OPEN(&s, "m");
    OPENED(&s);
    CHECK(noted(&s, "link-loop", "a") && noted(&s, "link-loop", "b"));
    CHECK(noted(&s, "link-loop", "deep/up"));
    CHECK(noted(&s, "link-loop", "deep/here"));
    CHECK(noted(&s, "link-broken", "dangling"));
    CHECK_U64(s.release.files, 1);
    scene_end(&s);
}

TEST(counts_the_files_of_a_linked_folder_once)
{
    struct scene s = scene_new();

    put("m/step-10/w.bin", "12345");
    put_link("m/latest", "step-10");
    OPEN(&s, "m");
    OPENED(&s);
    CHECK_U64(s.release.files, 1);
    CHECK(noted(&s, "link-folder", "latest"));
    scene_end(&s);
}

// A handful of folders, each with two links to the next, would be 2^n folders.
TEST(is_not_trapped_by_links_between_folders)
{
    struct scene s = scene_new();
    char path[64], target[64];

    for (int i = 0; i < 60; i++) {
        snprintf(path, sizeof path, "m/d%d", i);
        put_folder(path);
        for (int j = 0; j < 2; j++) {
            snprintf(path, sizeof path, "m/d%d/l%d", i, j);
            snprintf(target, sizeof target, "../d%d", i + 1);
            put_link(path, target);
        }
    }
    put("m/d60/x", "1");
    OPEN(&s, "m");
    OPENED(&s);
    CHECK_U64(s.release.files, 1);
    scene_end(&s);
}

TEST(follows_the_link_that_the_user_named)
{
    struct scene s = scene_new();

    put("real/x", "1");
    put_link("real/y", "x");
    put_link("named", "real");
    OPEN(&s, "named");
    OPENED(&s);
    CHECK_U64(s.release.files, 2);
    CHECK_TEXT(s.release.name, "named");
    scene_end(&s);
}

// ---------------------------------------------------------------- unreadable

TEST(lists_special_files_and_does_not_open_them)
{
    struct scene s = scene_new();

    put("m/x", "1");
    CHECK(!mkfifo("m/pipe.safetensors", 0644));
    put_link("m/null", "/dev/null");
    OPEN(&s, "m");
    OPENED(&s);
    CHECK_U64(find(&s, "pipe.safetensors")->kind, ENTRY_UNREADABLE);
    CHECK(noted(&s, "special-file", "pipe.safetensors"));
    CHECK_U64(find(&s, "null")->kind, ENTRY_UNREADABLE);
    OPEN(&s, "m/pipe.safetensors");
    CHECK(says(&s, "neither a file nor a folder"));
    scene_end(&s);
}

TEST(goes_on_past_files_and_folders_without_permission)
{
    if (geteuid() == 0) {
        check_skip("root may read everything");
        return;
    }
    struct scene s = scene_new();
    static char large[3000];

    put("m/x", "1");
    put("m/small", "12");
    put_bytes("m/large", (struct view){large, sizeof large});
    put("m/shut/y", "1");
    put_link("m/link", "large");
    CHECK(!chmod("m/small", 0) && !chmod("m/large", 0) && !chmod("m/shut", 0));
    OPEN(&s, "m");
    OPENED(&s);
    CHECK_U64(find(&s, "x")->kind, ENTRY_FILE);
    const char *const shut[] = {"small", "large", "shut", "link"};
    for (size_t i = 0; i < sizeof shut / sizeof *shut; i++) {
        CHECK_U64(find(&s, shut[i])->kind, ENTRY_UNREADABLE);
        CHECK_TEXT(find(&s, shut[i])->reason, "Permission denied");
        CHECK(noted(&s, "unreadable", shut[i]));
    }
    CHECK(!chmod("m/shut", 0755));
    scene_end(&s);
}

TEST(says_that_a_file_changed_or_went_between_listing_and_reading)
{
    struct scene s = scene_new();
    struct view bytes;

    put("m/grows", "1");
    put("m/goes", "1");
    OPEN(&s, "m");
    OPENED(&s);
    put("m/grows", "12");
    CHECK(!remove("m/goes"));
    s.error = entry_read(&s.arena, find(&s, "grows"), UINT64_MAX, &bytes);
    CHECK(says(&s, "its size changed while the release was read, from 1 to 2"));
    s.error = entry_read(&s.arena, find(&s, "goes"), UINT64_MAX, &bytes);
    CHECK(s.error && s.error->kind == ERROR_INPUT);
    scene_end(&s);
}

// ------------------------------------------------------ pointers, submodules

TEST(recognises_pointers_and_gives_their_real_size)
{
    struct scene s = scene_new();
    struct view bytes;

    put("m/w.safetensors", "version https://git-lfs.github.com/spec/v1\n"
                           "oid sha256:" DIGEST "\nsize 14483464192\n");
    put("m/notes.txt", "version https://git-lfs.github.com/spec/v1\n");
    put_link("m/annexed", ".git/annex/objects/aa/bb/SHA256E-s77--" DIGEST
                          ".bin/SHA256E-s77--" DIGEST ".bin");
    OPEN(&s, "m");
    OPENED(&s);
    const struct entry *e = find(&s, "w.safetensors");
    CHECK_U64(e->kind, ENTRY_POINTER);
    CHECK_U64(e->size, 14483464192);
    CHECK_TEXT(e->digest, DIGEST);
    CHECK(entry_read(&s.arena, e, 9, &bytes) != NULL);
    CHECK_U64(find(&s, "notes.txt")->kind, ENTRY_FILE);
    CHECK_U64(find(&s, "annexed")->kind, ENTRY_POINTER);
    CHECK_U64(find(&s, "annexed")->size, 77);
    CHECK_U64(s.release.files, 3);
    scene_end(&s);
}

TEST(lists_submodules_that_were_not_fetched)
{
    struct scene s = scene_new();

    put("m/.gitmodules", "[submodule \"utils/neox\"]\n"
                         "\tpath = utils/neox\n"
                         "\turl = https://example.org/neox.git\n"
                         "[submodule \"here\"]\n"
                         "\tpath = here\n"
                         "\turl = https://example.org/here.git\n"
                         "[submodule \"out\"]\n"
                         "\tpath = ../../etc\n"
                         "\turl = x\n"
                         "[submodule \"twice\"]\n"
                         "\tpath = utils/neox\n");
    put_folder("m/utils");
    put_folder("m/utils/neox");
    put_folder("m/third_party");
    put_folder("m/third_party/unnamed");
    put("m/here/train.py", "x");
    OPEN(&s, "m");
    OPENED(&s);
    CHECK_U64(s.release.entry_count, 4);
    const struct entry *e = find(&s, "utils/neox");
    CHECK_U64(e->kind, ENTRY_SUBMODULE);
    CHECK_TEXT(e->reason, "https://example.org/neox.git");
    CHECK_U64(e->depth, 1);
    CHECK_U64(find(&s, "third_party/unnamed")->kind, ENTRY_SUBMODULE);
    CHECK_U64(find(&s, "third_party/unnamed")->scope, SCOPE_VENDOR);
    CHECK_U64(find(&s, "here/train.py")->kind, ENTRY_FILE);
    scene_end(&s);
}

TEST(reading_many_lists_of_submodules_keeps_none_of_them)
{
    struct scene s = scene_new();
    struct text list = {.arena = &s.arena};

    text_add(&list, VIEW("[submodule \"a\"]\npath = a\nurl = u\n"));
    text_fill(&list, '#', 500000);
    for (int i = 0; i < 20; i++)
        put_bytes(arena_print(&s.arena, "m/d%d/.gitmodules", i).at,
                  text_view(&list));
    size_t before = s.arena.used;
    OPEN(&s, "m");
    OPENED(&s);
    CHECK(s.arena.used - before < 1000000);
    CHECK_TEXT(find(&s, "d3/a")->reason, "u");
    scene_end(&s);
}

TEST(an_empty_folder_is_nothing_where_there_are_no_submodules)
{
    struct scene s = scene_new();

    put("m/x", "1");
    put_folder("m/empty");
    OPEN(&s, "m");
    OPENED(&s);
    CHECK_U64(s.release.entry_count, 1);
    scene_end(&s);
}

// One file and one submodule. Version 2 pads entries to eight bytes, version 4
// shortens names by what they share.
static const char index_v2[] =
    "DIRC\0\0\0\2\0\0\0\2"
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x81\xa4"
    "\0\0\0\0\0\0\0\0\0\0\0\2"
    "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\0\5dir/f\0\0\0\0\0"
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xe0\0"
    "\0\0\0\0\0\0\0\0\0\0\0\0"
    "\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2\0\7dir/sub\0\0\0";
static const char index_v4[] =
    "DIRC\0\0\0\4\0\0\0\2"
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x81\xa4"
    "\0\0\0\0\0\0\0\0\0\0\0\2"
    "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\0\5\0dir/f\0"
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xe0\0"
    "\0\0\0\0\0\0\0\0\0\0\0\0"
    "\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2\0\7\1sub\0";

static void check_index(struct view bytes)
{
    for (size_t len = 0; len <= bytes.len; len++) {
        struct arena a = {0};
        struct view *path;
        size_t count;

        git_index_links(&a, arena_copy(&a, view_head(bytes, len)), &path,
                        &count);
        CHECK(count <= 1);
        if (len == bytes.len) {
            CHECK_U64(count, 1);
            if (count)
                CHECK_TEXT(path[0], "dir/sub");
        }
        arena_free(&a);
    }
}

TEST(reads_submodules_from_an_index_and_survives_every_shorter_one)
{
    check_index((struct view){index_v2, sizeof index_v2 - 1});
    check_index((struct view){index_v4, sizeof index_v4 - 1});
}

// ----------------------------------------------------------------------- git

TEST(reads_commit_branches_and_tags_of_a_clone)
{
    struct scene s = scene_new();

    put("m/train.py", "x");
    put("m/.git/HEAD", "ref: refs/heads/main\n");
    put("m/.git/packed-refs",
        "# pack-refs with: peeled fully-peeled sorted\n" COMMIT_A
        " refs/heads/main\n" COMMIT_B " refs/remotes/origin/step1000\n" COMMIT_B
        " refs/remotes/origin/HEAD\n" COMMIT_B " refs/tags/v1.0\n^" COMMIT_A
        "\n");
    put("m/.git/refs/heads/feature/x", COMMIT_B "\n");
    put("m/.git/refs/remotes/origin/main", COMMIT_A "\n");
    OPEN(&s, "m");
    OPENED(&s);
    const struct root *r = &s.release.root[0];
    CHECK_TEXT(r->commit, COMMIT_A);
    CHECK_U64(r->kind, ROOT_CODE);
    CHECK_U64(r->ref_count, 4);
    if (r->ref_count == 4) {
        CHECK_TEXT(r->ref[0], "feature/x");
        CHECK_TEXT(r->ref[1], "main");
        CHECK_TEXT(r->ref[2], "step1000");
        CHECK_TEXT(r->ref[3], "v1.0");
    }
    scene_end(&s);
}

TEST(reads_the_commit_of_a_worktree_and_of_a_detached_head)
{
    struct scene s = scene_new();

    put("main/.git/refs/heads/side", COMMIT_A "\n");
    put("main/.git/worktrees/w/HEAD", "ref: refs/heads/side\n");
    put("main/.git/worktrees/w/commondir", "../..\n");
    put("w/.git", "gitdir: ../main/.git/worktrees/w\n");
    put("d/.git/HEAD", COMMIT_B "\n");
    OPEN(&s, "w", "d");
    OPENED(&s);
    CHECK_U64(s.release.root_count, 2);
    if (s.release.root_count == 2) {
        CHECK_TEXT(s.release.root[0].commit, COMMIT_B);
        CHECK_TEXT(s.release.root[1].commit, COMMIT_A);
    }
    scene_end(&s);
}

TEST(takes_nothing_for_a_commit_that_is_none)
{
    struct scene s = scene_new();

    put("a/.git/HEAD", "ref: refs/../../../secret\n");
    put("secret", COMMIT_A "\n");
    put("b/.git/HEAD", "\x1b[31mhello\n");
    put("c/.git", "gitdir: \n");
    OPEN(&s, "a", "b", "c");
    OPENED(&s);
    for (size_t i = 0; i < s.release.root_count; i++)
        CHECK_TEXT(s.release.root[i].commit, "");
    scene_end(&s);
}

// --------------------------------------------------------------------- cache

#define REPO "hub/models--org--cedar/"
#define SNAP REPO "snapshots/" COMMIT_A "/"

static void make_cache(void)
{
    put(REPO "refs/main", COMMIT_A);
    put(REPO "refs/pr/1", COMMIT_B);
    put(REPO "blobs/" DIGEST, "foo");
    put(REPO "blobs/" COMMIT_B, "---\nlicense: mit\n---\n");
    put_link(SNAP "model-00001-of-00002.safetensors", "../../blobs/" DIGEST);
    put_link(SNAP "README.md", "../../blobs/" COMMIT_B);
    put_link(SNAP "evicted.bin", "../../blobs/gone");
    put_link(SNAP "outside", "../../../../secret");
    put_link(SNAP "later", "../../../../not-yet");
    put("secret", "hush");
    put(REPO ".no_exist/" COMMIT_A "/adapter_config.json", "");
    put(REPO "trees/" COMMIT_A ".json",
        "{\"format_version\":1,\"files\":{"
        "\"README.md\":{\"size\":21,\"blob_id\":\"" COMMIT_B "\"},"
        "\"model-00001-of-00002.safetensors\":{\"size\":3},"
        "\"../../../secret\":{\"size\":4},"
        "\".github/x.yml\":{\"size\":4},"
        "\"model-00002-of-00002.safetensors\":{\"size\":135,\"lfs_size\":9,"
        "\"lfs_sha256\":\"" DIGEST "\"}}}");
}

static void check_cache(const struct scene *s)
{
    OPENED(s);
    if (s->error)
        return;
    const struct root *r = &s->release.root[0];
    CHECK_TEXT(s->release.name, "org--cedar");
    CHECK_TEXT(r->name, "cedar");
    CHECK_TEXT(r->commit, COMMIT_A);
    CHECK_U64(r->kind, ROOT_CACHE);
    CHECK_U64(s->release.entry_count, 6);
    const struct entry *e = find(s, "model-00001-of-00002.safetensors");
    CHECK_U64(e->kind, ENTRY_FILE);
    CHECK_U64(e->size, 3);
    CHECK_TEXT(e->digest, DIGEST);
    CHECK_TEXT(find(s, "README.md")->digest, "");
    e = find(s, "model-00002-of-00002.safetensors");
    CHECK_U64(e->kind, ENTRY_MISSING);
    CHECK_U64(e->size, 9);
    CHECK_TEXT(e->digest, DIGEST);
    CHECK_U64(find(s, "evicted.bin")->kind, ENTRY_MISSING);
    CHECK_U64(find(s, "outside")->kind, ENTRY_UNREADABLE);
    CHECK(noted(s, "link-outside", "outside"));
    CHECK_U64(find(s, "later")->kind, ENTRY_UNREADABLE);
    CHECK(noted(s, "link-outside", "later"));
    CHECK_U64(s->release.files, 2);
}

TEST(opens_a_hub_cache_by_its_folder_its_snapshots_or_one_of_them)
{
    struct scene s = scene_new();

    make_cache();
    OPEN(&s, "hub/models--org--cedar");
    check_cache(&s);
    CHECK_U64(s.release.root[0].ref_count, 2);
    struct view digest = s.release.tree_digest;
    OPEN(&s, REPO "snapshots");
    check_cache(&s);
    CHECK_VIEW(s.release.tree_digest, digest);
    OPEN(&s, REPO "snapshots/" COMMIT_A "/");
    check_cache(&s);
    CHECK_VIEW(s.release.tree_digest, digest);
    scene_end(&s);
}

TEST(opens_a_folder_below_a_snapshot)
{
    struct scene s = scene_new();

    put("models--o--m/blobs/b", "x");
    put_link("models--o--m/snapshots/" COMMIT_A "/sub/x", "../../../blobs/b");
    put("models--o--m/trees/" COMMIT_A ".json",
        "{\"format_version\":1,\"files\":{\"sub/x\":{},\"sub/y\":{},"
        "\"sub\":{},\"subway/z\":{},\"top\":{}}}");
    OPEN(&s, "models--o--m/snapshots/" COMMIT_A "/sub");
    OPENED(&s);
    CHECK_U64(s.release.entry_count, 2);
    CHECK_U64(find(&s, "x")->kind, ENTRY_FILE);
    CHECK_U64(find(&s, "y")->kind, ENTRY_MISSING);
    scene_end(&s);
}

TEST(a_folder_that_is_only_called_like_a_cache_is_a_folder)
{
    struct scene s = scene_new();

    put("models--o--m/x", "1");
    OPEN(&s, "models--o--m");
    OPENED(&s);
    CHECK_U64(s.release.root[0].kind, ROOT_FOLDER);
    CHECK_U64(s.release.entry_count, 1);
    scene_end(&s);
}

TEST(names_the_models_of_a_cache_that_holds_several)
{
    struct scene s = scene_new();

    make_cache();
    put_folder("hub/models--other--oak");
    OPEN(&s, "hub");
    CHECK(s.error && s.error->kind == ERROR_USAGE);
    CHECK(says(&s, "models--org--cedar, models--other--oak"));
    scene_end(&s);
}

TEST(asks_which_snapshot_where_refs_main_does_not_say)
{
    struct scene s = scene_new();

    put("models--o--m/snapshots/" COMMIT_A "/x", "1");
    OPEN(&s, "models--o--m");
    OPENED(&s);
    CHECK_TEXT(s.release.root[0].commit, COMMIT_A);
    put("models--o--m/snapshots/" COMMIT_B "/x", "1");
    OPEN(&s, "models--o--m");
    CHECK(s.error && s.error->kind == ERROR_USAGE);
    CHECK(says(&s, COMMIT_A ", " COMMIT_B));
    put("models--o--empty/refs/main", COMMIT_A);
    OPEN(&s, "models--o--empty");
    CHECK(s.error && s.error->kind == ERROR_INPUT);
    scene_end(&s);
}

TEST(takes_the_commit_of_a_download_into_a_folder)
{
    struct scene s = scene_new();

    put("m/config.json", "{}");
    put("m/w.safetensors", "x");
    put("m/.cache/huggingface/download/config.json.metadata",
        COMMIT_A "\n" COMMIT_B "\n1700000000.5\n");
    put("m/.cache/huggingface/download/w.safetensors.metadata",
        COMMIT_A "\n" DIGEST "\n1700000000.5\n");
    put("m/.cache/huggingface/trees/" COMMIT_A ".json",
        "{\"format_version\":1,\"files\":{\"w2.safetensors\":{\"size\":1}}}");
    OPEN(&s, "m");
    OPENED(&s);
    CHECK_TEXT(s.release.root[0].commit, COMMIT_A);
    CHECK_U64(s.release.root[0].kind, ROOT_SNAPSHOT);
    CHECK_U64(s.release.entry_count, 3);
    CHECK_U64(find(&s, "w2.safetensors")->kind, ENTRY_MISSING);
    put("m/.cache/huggingface/download/other.metadata", COMMIT_B "\n");
    OPEN(&s, "m");
    CHECK_TEXT(s.release.root[0].commit, "");
    scene_end(&s);
}

// --------------------------------------------------------------------- roots

TEST(gives_the_same_result_whatever_the_order_of_the_roots)
{
    struct scene s = scene_new();

    put("x/hub/config.json", "{}");
    put("x/hub/w.safetensors", "1");
    put("code/train.py", "1");
    put("y/hub/config.json", "{}");
    OPEN(&s, "x/hub", "code", "y/hub/", "code/");
    OPENED(&s);
    CHECK_U64(s.release.root_count, 3);
    CHECK_TEXT(s.release.name, "code");
    struct view digest = s.release.tree_digest;
    CHECK_TEXT(s.release.root[0].name, "code");
    CHECK_TEXT(s.release.root[1].name, "hub");
    CHECK_TEXT(s.release.root[2].name, "hub-2");
    CHECK_U64(s.release.root[0].kind, ROOT_CODE);
    CHECK_U64(s.release.root[1].kind, ROOT_SNAPSHOT);
    CHECK_U64(find(&s, "hub/w.safetensors")->root, 1);
    CHECK_TEXT(find(&s, "hub/w.safetensors")->file, "x/hub/w.safetensors");
    CHECK_U64(find(&s, "hub/w.safetensors")->depth, 0);
    CHECK_U64(find(&s, "code/train.py")->root, 0);
    OPEN(&s, "y/hub", "code", "x/hub");
    OPENED(&s);
    CHECK_VIEW(s.release.tree_digest, digest);
    CHECK_U64(find(&s, "hub/w.safetensors")->root, 1);
    scene_end(&s);
}

TEST(opens_a_single_file)
{
    struct scene s = scene_new();
    struct view bytes;

    put("d/model.gguf", "GGUF");
    put("d/LICENSE", "text");
    put("d/plain.yaml", "a: 1\n");
    OPEN(&s, "d/model.gguf");
    OPENED(&s);
    CHECK_TEXT(s.release.name, "model.gguf");
    CHECK_U64(s.release.root[0].kind, ROOT_FILE);
    CHECK_U64(s.release.entry_count, 1);
    CHECK(!entry_read(&s.arena, find(&s, "model.gguf"), 2, &bytes));
    CHECK_TEXT(bytes, "GG");
    OPEN(&s, "d/LICENSE", "d/plain.yaml");
    OPENED(&s);
    CHECK_U64(s.release.entry_count, 2);
    CHECK_U64(find(&s, "LICENSE")->size, 4);
    scene_end(&s);
}

#define MANIFEST                                                               \
    "schema: freehold-release/1\nname: cedar\n"                                \
    "declared: {by: A, on: \"2026-09-14\", from: here}\n"

TEST(takes_one_manifest_beside_a_tree_and_one_alone)
{
    struct scene s = scene_new();

    put("m/x", "1");
    put("m/inside.yaml", MANIFEST);
    put("facts.yaml", MANIFEST);
    put("more.yaml", MANIFEST);
    OPEN(&s, "facts.yaml");
    OPENED(&s);
    CHECK_TEXT(s.release.name, "cedar");
    CHECK(s.release.manifest != NULL);
    CHECK_U64(s.release.root_count, 0);
    OPEN(&s, "facts.yaml", "m");
    OPENED(&s);
    CHECK_TEXT(s.release.name, "m");
    CHECK(s.release.manifest != NULL);
    CHECK_U64(find(&s, "inside.yaml")->kind, ENTRY_FILE);
    OPEN(&s, "m");
    CHECK(s.release.manifest == NULL);
    OPEN(&s, "facts.yaml", "more.yaml");
    CHECK(s.error && s.error->kind == ERROR_USAGE);
    put("facts.yaml", "schema: freehold-release/1\nname: [\n");
    OPEN(&s, "facts.yaml");
    CHECK(s.error && s.error->kind == ERROR_INPUT);
    scene_end(&s);
}

// -------------------------------------------------------------------- digest

// The lines of release.h for one file, hashed with sha256sum:
// printf 'file 3 - a\n' | sha256sum, and with the digest of "foo" for '-'.
TEST(the_tree_digest_is_that_of_its_lines)
{
    struct scene s = scene_new();

    put("one/a", "foo");
    put("far/away/one/a", "foo");
    OPEN(&s, "one");
    CHECK_TEXT(
        s.release.tree_digest,
        "sha256:"
        "ced138cb0414e7f14bf8b0773ba6ff8a267a77426ddffec9d5526f2f43bc7a9a");
    CHECK(!tree_is_hashed(&s.release)); // of names and sizes
    OPEN(&s, "far/away/one");
    CHECK_TEXT(
        s.release.tree_digest,
        "sha256:"
        "ced138cb0414e7f14bf8b0773ba6ff8a267a77426ddffec9d5526f2f43bc7a9a");
    open_with(&s, (struct release_choice){.digest = true},
              (const char *const[]){"one", NULL});
    CHECK(tree_is_hashed(&s.release));
    CHECK_TEXT(find(&s, "a")->digest, DIGEST);
    CHECK_TEXT(
        s.release.tree_digest,
        "sha256:"
        "7e138084391422a0ca301fd0fdfaab0effd9409882a85dbb8fa9ced45d71cad0");
    scene_end(&s);
}

static void count_progress(void *context, struct view path, uint64_t done,
                           uint64_t total)
{
    uint64_t *last = context;

    (void)path;
    CHECK(done <= total && done >= *last);
    *last = done;
}

TEST(is_the_same_with_one_thread_and_with_nine)
{
    struct scene s = scene_new();
    char path[64];
    static char large[1 << 20];
    struct view digest = {0};
    uint64_t done = 0;

    for (int i = 0; i < 200; i++) {
        snprintf(path, sizeof path, "m/d%d/f%d", i % 7, i);
        put(path, i % 3 ? "some text"
                        : "version https://git-lfs.github.com/"
                          "spec/v1\noid sha256:" DIGEST "\nsize 12\n");
    }
    put_bytes("m/large", (struct view){large, sizeof large});
    for (size_t threads = 1; threads <= 9; threads += 4) {
        struct release_choice choice = {threads, true, count_progress, &done,
                                        false};

        done = 0;
        open_with(&s, choice, (const char *const[]){"m", NULL});
        OPENED(&s);
        CHECK_U64(done, sizeof large + (size_t)133 * 9);
        if (digest.len)
            CHECK_VIEW(s.release.tree_digest, digest);
        digest = s.release.tree_digest;
    }
    CHECK_TEXT(find(&s, "large")->digest,
               "30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb5"
               "8");
    scene_end(&s);
}

TEST(notes_a_blob_whose_content_is_not_what_its_name_says)
{
    struct scene s = scene_new();

    put("models--o--m/blobs/" DIGEST, "bar");
    put_link("models--o--m/snapshots/" COMMIT_A "/w", "../../blobs/" DIGEST);
    open_with(&s, (struct release_choice){.digest = true},
              (const char *const[]){"models--o--m", NULL});
    OPENED(&s);
    CHECK(noted(&s, "digest-differs", "w"));
    scene_end(&s);
}

CHECK_MAIN(
    CHECK_CASE(lists_files_sorted_with_size_depth_and_scope),
    CHECK_CASE(keeps_any_name_a_file_can_have),
    CHECK_CASE(opens_an_empty_folder_as_a_release_of_nothing),
    CHECK_CASE(refuses_a_path_that_is_not_there_and_says_which),
    CHECK_CASE(calls_the_dot_by_the_real_name_of_its_folder),
    CHECK_CASE(stops_at_a_folder_too_deep_and_says_so),
    CHECK_CASE(stops_at_too_many_files_and_says_so_once),
    CHECK_CASE(lists_a_path_that_is_too_long_to_open),
    CHECK_CASE(follows_a_link_to_a_file_inside),
    CHECK_CASE(never_follows_a_link_that_leads_outside),
    CHECK_CASE(a_folder_whose_name_only_begins_alike_is_outside),
    CHECK_CASE(ends_at_link_loops),
    CHECK_CASE(counts_the_files_of_a_linked_folder_once),
    CHECK_CASE(is_not_trapped_by_links_between_folders),
    CHECK_CASE(follows_the_link_that_the_user_named),
    CHECK_CASE(lists_special_files_and_does_not_open_them),
    CHECK_CASE(goes_on_past_files_and_folders_without_permission),
    CHECK_CASE(says_that_a_file_changed_or_went_between_listing_and_reading),
    CHECK_CASE(recognises_pointers_and_gives_their_real_size),
    CHECK_CASE(lists_submodules_that_were_not_fetched),
    CHECK_CASE(reading_many_lists_of_submodules_keeps_none_of_them),
    CHECK_CASE(an_empty_folder_is_nothing_where_there_are_no_submodules),
    CHECK_CASE(reads_submodules_from_an_index_and_survives_every_shorter_one),
    CHECK_CASE(reads_commit_branches_and_tags_of_a_clone),
    CHECK_CASE(reads_the_commit_of_a_worktree_and_of_a_detached_head),
    CHECK_CASE(takes_nothing_for_a_commit_that_is_none),
    CHECK_CASE(opens_a_hub_cache_by_its_folder_its_snapshots_or_one_of_them),
    CHECK_CASE(opens_a_folder_below_a_snapshot),
    CHECK_CASE(a_folder_that_is_only_called_like_a_cache_is_a_folder),
    CHECK_CASE(names_the_models_of_a_cache_that_holds_several),
    CHECK_CASE(asks_which_snapshot_where_refs_main_does_not_say),
    CHECK_CASE(takes_the_commit_of_a_download_into_a_folder),
    CHECK_CASE(gives_the_same_result_whatever_the_order_of_the_roots),
    CHECK_CASE(opens_a_single_file),
    CHECK_CASE(takes_one_manifest_beside_a_tree_and_one_alone),
    CHECK_CASE(the_tree_digest_is_that_of_its_lines),
    CHECK_CASE(is_the_same_with_one_thread_and_with_nine),
    CHECK_CASE(notes_a_blob_whose_content_is_not_what_its_name_says))
