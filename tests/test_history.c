// SPDX-License-Identifier: Apache-2.0
// The history of clones that git makes here: what `git log --first-parent`
// says of the same files, and by hand where the clone is damaged.
#define _GNU_SOURCE // mkdtemp, nftw, popen with -std=c17
#include "clone.h"

#include "release/history.h"

struct scene {
    struct view folder;
    struct arena arena;
    struct release release;
    struct history *history;
    struct history_line line;
};

static struct scene scene_new(void)
{
    struct scene s = {.folder = {0}};

    s.folder = scene_open(&s.arena);
    return s;
}

static void scene_end(struct scene *s)
{
    history_close(s->history);
    scene_close(s->folder);
    arena_free(&s->arena);
}

// 1: a licence, 2: a readme.
static unsigned kind(void *context, struct view name)
{
    (void)context;
    return view_starts(name, VIEW("LICENSE"))  ? 1
           : view_starts(name, VIEW("README")) ? 2
                                               : 0;
}

static struct error *open_clone(struct scene *s, const char *path)
{
    struct view given = view_of(path);
    struct release_choice choice = {.threads = 1};

    CHECK(!release_open(&s->arena, &given, 1, &choice, &s->release));
    return history_open(&s->arena, &s->release.root[0], &s->history);
}

static void walk_since(struct scene *s, const char *since)
{
    static const struct view folder[] = {VIEW_INIT(""), VIEW_INIT("a/b")};
    struct history_choice choice = {folder, 2, kind, NULL, {{0}, 0}};

    if (since[0])
        CHECK(!history_find(s->history, view_of(since), &choice.since));
    history_walk(&s->arena, s->history, &choice, &s->line);
}

static void walk(struct scene *s)
{
    CHECK(!open_clone(s, "m") && s->history);
    if (s->history)
        walk_since(s, "");
}

static struct view text_of(struct scene *s, const struct git_id *blob)
{
    struct view bytes = VIEW("-");

    if (blob->size)
        CHECK(!history_blob(s->history, &s->arena, blob, &bytes));
    return view_trim(bytes);
}

// "DAY PATH BEFORE AFTER" of each change; a dash: there was none.
static struct view changes(struct scene *s)
{
    struct text t = {.arena = &s->arena};

    for (size_t i = 0; i < s->line.change_count; i++) {
        const struct history_change *c = &s->line.change[i];

        text_print(
            &t, "%d " VIEW_FMT "%s" VIEW_FMT " " VIEW_FMT " " VIEW_FMT "\n",
            (int)((c->when - 1735689600) / 86400 + 1), VIEW_ARG(c->path),
            c->was.len ? "<" : "", VIEW_ARG(c->was),
            VIEW_ARG(text_of(s, &c->before)), VIEW_ARG(text_of(s, &c->after)));
    }
    return text_view(&t);
}

#define FIVE_DAYS                                                              \
    "echo apache >LICENSE; echo 1 >x; commit 1; echo 2 >x; commit 2; "         \
    "echo mit >LICENSE; commit 3; mkdir -p a/b; echo bsd >a/b/LICENSE; "       \
    "commit 4; echo odd >LICENSE; echo 3 >x; commit 5; "

TEST(tells_each_change_with_its_commit_and_date)
{
    struct scene s = scene_new();

    shell(&s.arena, FIVE_DAYS);
    walk(&s);
    CHECK_TEXT(changes(&s), "5 LICENSE mit odd\n"
                            "4 a/b/LICENSE - bsd\n"
                            "3 LICENSE apache mit\n");
    CHECK_U64(s.line.commits, 5);
    CHECK_U64(s.line.end, HISTORY_WHOLE);
    CHECK_U64(s.line.when, 1735689600 + 4 * 86400);
    CHECK_U64(s.line.oldest_when, 1735689600);
    CHECK_U64(s.line.file_count, 2);
    // The same commits as git tells.
    struct text own = {.arena = &s.arena};
    for (size_t i = 0; i < s.line.change_count; i++)
        if (view_eq(s.line.change[i].path, VIEW("LICENSE")))
            text_print(
                &own, VIEW_FMT "\n",
                VIEW_ARG(git_id_hex(&s.arena, &s.line.change[i].commit)));
    text_print(&own, VIEW_FMT "\n",
               VIEW_ARG(git_id_hex(&s.arena, &s.line.oldest)));
    CHECK_VIEW(
        text_view(&own),
        shell(&s.arena, "git log --first-parent --format=%H -- LICENSE"));
    scene_end(&s);
}

TEST(tells_the_same_of_packs_and_of_names_that_are_sha256)
{
    static const char *const how[] = {
        FIVE_DAYS "git gc -q --prune=now",
        "rm -rf .git; git init -q -b main --object-format=sha256 . "
        "2>/dev/null; " FIVE_DAYS,
    };

    for (size_t i = 0; i < sizeof how / sizeof *how; i++) {
        struct scene s = scene_new();

        shell(&s.arena, how[i]);
        walk(&s);
        CHECK_TEXT(changes(&s), "5 LICENSE mit odd\n"
                                "4 a/b/LICENSE - bsd\n"
                                "3 LICENSE apache mit\n");
        CHECK_U64(s.line.end, HISTORY_WHOLE);
        scene_end(&s);
    }
}

TEST(passes_over_moved_files_and_follows_changed_ones)
{
    struct scene s = scene_new();

    shell(&s.arena,
          "echo apache >LICENSE; echo one >README.md; commit 1; "
          "git mv LICENSE LICENSE.txt; commit 2; "
          "git mv LICENSE.txt LICENSE.md; echo mit >LICENSE.md; commit 3; "
          "git rm -q README.md; echo bsd >LICENSE-CODE; commit 4; "
          "git rm -q LICENSE.md; commit 5; chmod +x LICENSE-CODE; "
          "commit 6; ln -s LICENSE-CODE LICENSE; mkdir LICENSES; "
          "echo x >LICENSES/x; commit 7");
    walk(&s);
    CHECK_TEXT(changes(&s), "5 LICENSE.md mit -\n"
                            "4 LICENSE-CODE - bsd\n"
                            "4 README.md one -\n"
                            "3 LICENSE.md<LICENSE.txt apache mit\n");
    scene_end(&s);
}

TEST(tells_a_change_of_a_side_branch_at_the_merge)
{
    struct scene s = scene_new();

    shell(&s.arena,
          "echo apache >LICENSE; commit 1; git checkout -q -b side; "
          "echo gpl >LICENSE; commit 2; echo mit >LICENSE; commit 3; "
          "git checkout -q main; echo 1 >x; commit 4; "
          "git merge -q --no-commit side 2>/dev/null; commit 5; echo 2 >x; "
          "commit 6");
    walk(&s);
    CHECK_TEXT(changes(&s), "5 LICENSE apache mit\n");
    CHECK_U64(s.line.commits, 4);
    scene_end(&s);
}

TEST(ends_at_the_commit_that_is_asked_for)
{
    // A tag, an annotated tag, a branch, a whole name, its first digits.
    static const char *const names[] = {
        "git tag then HEAD~2; echo then",
        "git tag -am x then HEAD~2; echo then",
        "git tag -am x then HEAD~2; git pack-refs --all; echo refs/tags/then",
        "git branch then HEAD~2; echo then",
        "git update-ref refs/remotes/origin/then HEAD~2; echo origin/then",
        "git rev-parse HEAD~2",
        "git rev-parse --short=9 HEAD~2",
        "echo HEAD~2",
        "git tag x HEAD~1; echo x~1",
        "git rev-parse HEAD~2 | tr a-f A-F | cut -c 1-12",
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct scene s = scene_new();

        shell(&s.arena, FIVE_DAYS);
        struct view name = view_trim(shell(&s.arena, names[i]));
        CHECK(!open_clone(&s, "m") && s.history);
        walk_since(&s, arena_copy(&s.arena, name).at);
        CHECK_TEXT(changes(&s), "5 LICENSE mit odd\n"
                                "4 a/b/LICENSE - bsd\n");
        CHECK_U64(s.line.end, HISTORY_SINCE);
        CHECK_U64(s.line.commits, 3);
        scene_end(&s);
    }
}

TEST(compares_with_a_commit_that_is_not_on_the_line)
{
    struct scene s = scene_new();

    shell(&s.arena, "echo apache >LICENSE; commit 1; git checkout -q -b side; "
                    "echo gpl >LICENSE; commit 2; git checkout -q main; "
                    "echo mit >LICENSE; commit 3");
    CHECK(!open_clone(&s, "m") && s.history);
    walk_since(&s, "side");
    CHECK_U64(s.line.end, HISTORY_BESIDE);
    CHECK_U64(s.line.change_count, 1);
    if (s.line.change_count) {
        CHECK_TEXT(text_of(&s, &s.line.change[0].before), "gpl");
        CHECK_TEXT(text_of(&s, &s.line.change[0].after), "mit");
        CHECK_U64(s.line.change[0].commit.size, 0);
    }
    scene_end(&s);
}

TEST(says_what_it_was_not_given)
{
    static const struct {
        const char *name, *says;
    } rows[] = {
        {"nothing", "no commit, tag or branch is called \"nothing\""},
        {"../../HEAD", "no commit, tag or branch"},
        {"", "no commit, tag or branch"},
        {"0000000000000000000000000000000000000000", "no commit, tag"},
        {"to-a-blob", "no commit, tag or branch"},
        {"HEAD~5", "\"HEAD~5\" is before the first commit"},
        {"HEAD~99999999999999999999", "no commit, tag or branch"},
        {"HEAD~", "no commit, tag or branch"},
        {"nothing~1", "no commit, tag or branch is called \"nothing\""},
        {"\x1b[31m", "no commit, tag or branch"},
    };
    struct scene s = scene_new();
    struct git_id id;

    shell(&s.arena, FIVE_DAYS "git tag to-a-blob HEAD:LICENSE");
    CHECK(!open_clone(&s, "m") && s.history);
    for (size_t i = 0; s.history && i < sizeof rows / sizeof *rows; i++) {
        struct error *e = history_find(s.history, view_of(rows[i].name), &id);

        CHECK(e && e->kind == ERROR_USAGE);
        if (e)
            CHECK(view_has(e->message, view_of(rows[i].says)));
    }
    scene_end(&s);
}

TEST(says_where_a_shallow_clone_is_cut)
{
    struct scene s = scene_new();
    struct git_id id;

    shell(&s.arena, FIVE_DAYS "cd ..; git clone -q --depth 2 "
                              "\"file://$(pwd)/m\" shallow 2>/dev/null");
    CHECK(!open_clone(&s, "shallow") && s.history);
    walk_since(&s, "");
    CHECK_TEXT(changes(&s), "5 LICENSE mit odd\n");
    CHECK_U64(s.line.end, HISTORY_SHALLOW);
    CHECK_U64(s.line.commits, 2);
    struct error *e = history_find(s.history, VIEW("v1"), &id);
    CHECK(e && view_has(e->message, VIEW("unshallow")));
    CHECK(!history_find(s.history, VIEW("HEAD~1"), &id));
    e = history_find(s.history, VIEW("HEAD~2"), &id);
    CHECK(e && view_has(e->message, VIEW("is cut before \"HEAD~2\"")));
    scene_end(&s);
}

TEST(says_what_ends_a_damaged_history)
{
    static const struct {
        const char *how, *says;
        size_t commits;
    } rows[] = {
        {"o=$(git rev-parse HEAD~2); rm -f .git/objects/$(echo $o | "
         "sed 's|^..|&/|')",
         "is not here", 2},
        {"o=$(git rev-parse HEAD~3:); o=.git/objects/$(echo $o | "
         "sed 's|^..|&/|'); chmod u+w $o; echo >$o",
         "is no object of git", 3},
        {"o=$(git rev-parse HEAD~2); p=$(git rev-parse HEAD); "
         "o=.git/objects/$(echo $o | sed 's|^..|&/|'); chmod u+w $o; "
         "cp .git/objects/$(echo $p | sed 's|^..|&/|') $o",
         "not what its name says", 2},
        {"o=$(git rev-parse HEAD:); echo $o >.git/refs/heads/main",
         "is a tree and no commit", 0},
        {"echo 0123456789012345678901234567890123456789 >.git/refs/heads/main",
         "is not here", 0},
        {"git gc -q; chmod u+w .git/objects/pack/*; "
         "for p in .git/objects/pack/*.pack; do truncate -s 100 $p; done",
         "another checksum", 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene s = scene_new();

        shell(&s.arena, FIVE_DAYS);
        shell(&s.arena, rows[i].how);
        walk(&s);
        CHECK_U64(s.line.end, HISTORY_BROKEN);
        CHECK(view_has(s.line.why, view_of(rows[i].says)));
        CHECK_U64(s.line.commits, rows[i].commits);
        scene_end(&s);
    }
}

TEST(reads_a_worktree_and_no_other_repository)
{
    struct scene s = scene_new();

    shell(&s.arena, FIVE_DAYS "git worktree add -q ../w HEAD~1 2>/dev/null; "
                              "mkdir ../thief ../thief2 ../thief2/.git; "
                              "cp ../w/.git ../thief/.git; "
                              "cp .git/HEAD ../thief2/.git; "
                              "echo ../../m/.git >../thief2/.git/commondir");
    CHECK(!open_clone(&s, "w") && s.history);
    walk_since(&s, "");
    CHECK_TEXT(changes(&s), "4 a/b/LICENSE - bsd\n"
                            "3 LICENSE apache mit\n");
    history_close(s.history);
    struct error *e = open_clone(&s, "thief");
    CHECK(e && view_has(e->message, VIEW("lies elsewhere")));
    CHECK(!s.history);
    e = open_clone(&s, "thief2");
    CHECK(e && view_has(e->message, VIEW("lies elsewhere")));
    scene_end(&s);
}

TEST(knows_no_history_where_there_is_no_clone)
{
    struct scene s = scene_new();

    shell(&s.arena, "mkdir ../plain; echo x >../plain/LICENSE");
    CHECK(!open_clone(&s, "plain") && !s.history);
    CHECK(!open_clone(&s, "m") && !s.history); // no commit yet
    scene_end(&s);
}

CHECK_MAIN(CHECK_CASE(tells_each_change_with_its_commit_and_date),
           CHECK_CASE(tells_the_same_of_packs_and_of_names_that_are_sha256),
           CHECK_CASE(passes_over_moved_files_and_follows_changed_ones),
           CHECK_CASE(tells_a_change_of_a_side_branch_at_the_merge),
           CHECK_CASE(ends_at_the_commit_that_is_asked_for),
           CHECK_CASE(compares_with_a_commit_that_is_not_on_the_line),
           CHECK_CASE(says_what_it_was_not_given),
           CHECK_CASE(says_where_a_shallow_clone_is_cut),
           CHECK_CASE(says_what_ends_a_damaged_history),
           CHECK_CASE(reads_a_worktree_and_no_other_repository),
           CHECK_CASE(knows_no_history_where_there_is_no_clone))
