// SPDX-License-Identifier: Apache-2.0
// spdx.h - the release as SPDX 3.0.1 with the AI and Dataset profiles
// (provenance.md 5).
//
// The profiles ask for values a release often does not hold. Then stands: as
// supplier or maker an agent called NOASSERTION; as address the individual
// NoAssertionElement; as license the individual NoAssertionLicense; as time the
// first second of 1970, with a comment that says so. The version is the commit,
// or else the tree digest.
#ifndef REPORT_SPDX_H
#define REPORT_SPDX_H

#include "base/text.h"
#include "report/bom.h"

void report_spdx(const struct inspection *i, const struct bom_choice *choice,
                 struct text *out);

#endif
