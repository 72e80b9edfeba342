// SPDX-License-Identifier: Apache-2.0
// release_terms.h - the two forms of `freehold terms` that take a release.
#ifndef CMD_RELEASE_TERMS_H
#define CMD_RELEASE_TERMS_H

#include "cmd/cmd.h"

// The notice file of the release to `output`; the exit code.
int release_notices(struct arena *a, const struct words *words,
                    struct view output);

// The counsel pack of the release to `folder`; the exit code.
int release_counsel(struct arena *a, const struct words *words,
                    struct view folder);

#endif
