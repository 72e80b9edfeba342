// SPDX-License-Identifier: Apache-2.0
// inspect.h - the walk from paths to an inspection: each step has its floor.
#ifndef API_INSPECT_H
#define API_INSPECT_H

#include "terms/database.h"
#include "verdict/inspection.h"

// Opens `path`, takes the inventory, looks for what could do harm, attaches the
// terms and judges. Everything is in `a`. `known`: the licenses, which must
// live as long; NULL: those of this machine are opened.
struct error *inspect(struct arena *a, const struct database *known,
                      const struct view *path, size_t path_count,
                      const struct release_choice *choice,
                      struct inspection *out) MUST_USE;

// The same under the policy in the file `policy`.
struct error *inspect_policy(struct arena *a, const struct database *known,
                             const struct view *path, size_t path_count,
                             const struct release_choice *choice,
                             struct view policy,
                             struct inspection *out) MUST_USE;

// The same without the judgement: verdicts_take is still to be called. `known`
// is not NULL.
struct error *inspect_facts(struct arena *a, const struct database *known,
                            const struct view *path, size_t path_count,
                            const struct release_choice *choice,
                            struct inspection *out) MUST_USE;

// For documents that do not show the safety findings: a line for each file
// that was listed and could not be read, as for standard error; else empty.
struct view inspection_unread(struct arena *a, const struct inspection *i);

#endif
