// SPDX-License-Identifier: Apache-2.0
// notices.h - a draft of the notice file that has to go along when a release,
// or what was made from it, is given on: licenses by part, copyright lines,
// what the terms ask to be shown, notice files as they are.
//
// A draft: what was not found is not proof that there is nothing.
#ifndef REPORT_NOTICES_H
#define REPORT_NOTICES_H

#include "report/quoted.h"

void notices_text(const struct inspection *i, const struct quoted_files *s,
                  struct text *out);

#endif
