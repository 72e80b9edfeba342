// SPDX-License-Identifier: Apache-2.0
// weights_scan.h - the headers of weights, for who scans files for harm.
//
// A file is weights by its name, or by its content whatever its name and folder
// (threats.md 1.3). The readers and lists are those of the inventory.
#ifndef API_WEIGHTS_SCAN_H
#define API_WEIGHTS_SCAN_H

#include "parts/weights_name.h"
#include "safety/scan.h"

struct weights_scan {
    struct weights_names *names;
    // The inventory was taken: it has read, and told of, what it counts.
    bool inventoried;
};

// For `also` of safety_choice, whose `context` is a struct weights_scan.
void weights_scan(const void *context, struct arena *scratch,
                  const struct safety_seen *seen, struct notes *n);

#endif
