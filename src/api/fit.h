// SPDX-License-Identifier: Apache-2.0
// fit.h - from paths to a fit: reads the needs, inspects each candidate, reads
// the lists of forbidden uses that their terms have, judges and ranks; and the
// same for the workloads of a portfolio.
#ifndef API_FIT_H
#define API_FIT_H

#include "verdict/portfolio.h"

// `named[i]` is one candidate. Everything is in `a`.
struct error *fit_paths(struct arena *a, const struct named *named,
                        size_t count, struct view needs_path,
                        const struct release_choice *choice,
                        struct fit *out) MUST_USE;

// The portfolio at `path`, with the needs and cost files that it names; the
// candidates, which may be none, are inspected once.
struct error *portfolio_paths(struct arena *a, const struct named *named,
                              size_t count, struct view path,
                              const struct release_choice *choice,
                              struct portfolio *out) MUST_USE;

#endif
