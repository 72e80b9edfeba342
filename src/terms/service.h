// SPDX-License-Identifier: Apache-2.0
// service.h - the terms of a service that a manifest names (manifest.md 3).
#ifndef TERMS_SERVICE_H
#define TERMS_SERVICE_H

#include "terms/terms.h"

// The terms of the endpoint of `m`: their text where it lies beside the
// manifest, else a file without ranges with the flag policy-text-absent. False
// if the manifest names none.
bool service_terms(struct arena *a, const struct licenses *l,
                   const struct manifest *m, struct license_file *out);

#endif
