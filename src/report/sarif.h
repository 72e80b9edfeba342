// SPDX-License-Identifier: Apache-2.0
// sarif.h - findings as SARIF 2.1.0, for code scanning: what the files could do
// (safety), flags, and what is open or wrong with the terms.
//
// A path is a relative reference under %SRCROOT%; of several roots the root's
// name stands in front. Levels: what is refused (danger, limit, malformed) is
// an error, review a warning, a note a note; a flag is a warning; of the terms,
// what is met is a note.
#ifndef REPORT_SARIF_H
#define REPORT_SARIF_H

#include "base/text.h"
#include "verdict/inspection.h"

void report_sarif(const struct inspection *i, struct text *out);

#endif
