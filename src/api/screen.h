// SPDX-License-Identifier: Apache-2.0
// screen.h - the safety part of an inspection alone: no licenses, no
// yardsticks, nothing read that it does not need.
#ifndef API_SCREEN_H
#define API_SCREEN_H

#include "release/release.h"
#include "report/screening.h"

struct screen_choice {
    size_t threads;     // 0: as many as there are cores; the same bytes for any
    bool digest;        // hash every file
    struct view policy; // path of one, or empty
};

// Scans `path` as the roots of one release. Fails as release_open
// and policy_read do.
struct error *screen(struct arena *a, const struct view *path, size_t count,
                     const struct screen_choice *choice,
                     struct screening *out) MUST_USE;

#endif
