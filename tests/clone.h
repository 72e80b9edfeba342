// SPDX-License-Identifier: Apache-2.0
// clone.h - repositories for tests, made by git itself in a temporary folder.
//
// The file that includes it defines _GNU_SOURCE before, for mkdtemp, nftw and
// popen.
#ifndef TESTS_CLONE_H
#define TESTS_CLONE_H

#include "check.h"

#include "base/text.h"

#include <ftw.h>
#include <unistd.h>

// Makes a temporary folder the working one; its path is in `arena`.
static inline struct view scene_open(struct arena *a)
{
    char folder[] = "/tmp/freehold-test-XXXXXX";

    if (!mkdtemp(folder) || chdir(folder))
        check_fail(__FILE__, __LINE__, "no temporary folder");
    return arena_copy(a, view_of(folder));
}

static inline int scene_remove(const char *path, const struct stat *st,
                               int flag, struct FTW *walk)
{
    (void)st;
    (void)flag;
    (void)walk;
    return remove(path);
}

static inline void scene_close(struct view folder)
{
    if (chdir("/") || nftw(folder.at, scene_remove, 16, FTW_DEPTH | FTW_PHYS))
        check_fail(__FILE__, __LINE__, "%s cannot be removed", folder.at);
}

// What a shell prints, in the folder m, which is a repository. It ends at the
// first command that fails, and so does the test. `commit N` commits what is
// there as of day N of the year 2025, in UTC.
static inline struct view shell(struct arena *a, const char *command)
{
    struct text t = {.arena = a};
    char piece[4096];
    size_t n;
    // Nobody's settings, and the same names each time.
    FILE *f = popen( // NOLINT(cert-env33-c): our own words
        arena_print(
            a,
            "export HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a "
            "GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=b "
            "GIT_COMMITTER_EMAIL=b@example.org; set -e; mkdir -p m; cd m; "
            "[ -e .git ] || git init -q -b main .; "
            "commit() { git add -A; export "
            "GIT_AUTHOR_DATE=\"$((1735689600 + 86400 * ($1 - 1))) +0000\"; "
            "GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE "
            "git commit -q --allow-empty -m \"day $1\"; }; %s",
            command)
            .at,
        "r");

    while (f && (n = fread(piece, 1, sizeof piece, f)) > 0)
        text_add(&t, (struct view){piece, n});
    if (!f || pclose(f))
        check_fail(__FILE__, __LINE__, "%s", command);
    return text_view(&t);
}

#endif
