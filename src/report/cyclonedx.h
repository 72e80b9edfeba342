// SPDX-License-Identifier: Apache-2.0
// cyclonedx.h - the release as a CycloneDX 1.6 ML-BOM (provenance.md 4).
//
// The model is metadata.component with a model card, each entry a component of
// type file, each data set one of type data, each base model an ancestor. The
// objects of CycloneDX are closed: what it has no member for is a property
// "freehold:...". Nothing known: no member.
#ifndef REPORT_CYCLONEDX_H
#define REPORT_CYCLONEDX_H

#include "base/text.h"
#include "report/bom.h"

void report_cyclonedx(const struct inspection *i,
                      const struct bom_choice *choice, struct text *out);

#endif
