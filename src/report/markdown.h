// SPDX-License-Identifier: Apache-2.0
// markdown.h - the report as a comment of a pull request: head line, parts,
// verdicts, flags, safety, duties, and what would change it.
//
// GitHub's Markdown; what comes out of the release is code (report/md.h). A
// comment holds 65,536 characters; this stays below MARKDOWN_MOST bytes,
// and says how many lines did not fit.
#ifndef REPORT_MARKDOWN_H
#define REPORT_MARKDOWN_H

#include "base/text.h"
#include "verdict/inspection.h"

enum { MARKDOWN_MOST = 65000 };

void report_markdown(const struct inspection *i, struct text *out);

#endif
