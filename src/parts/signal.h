// SPDX-License-Identifier: Apache-2.0
// signal.h - what the files of a release show, each by itself.
//
// The rules are data (rule.h); here the files they ask for are opened, in
// parallel. Weights are weights.h's, documents document.h's.
#ifndef PARTS_SIGNAL_H
#define PARTS_SIGNAL_H

#include "parts/sighting.h"

struct signal_config { // a model's configuration
    const struct entry *entry;
    struct evidence evidence;
};

struct signals {
    size_t opened; // files that were read
    bool calls_api;
    struct evidence api; // the first one by path
    struct signal_config *config;
    size_t config_count;
};

// Reads what the rules ask for on up to `threads` threads. Sightings come in
// the order of the entries, whatever the number of threads.
void signals_find(struct arena *a, const struct release *r, size_t threads,
                  struct signals *out, struct sightings *sightings);

#endif
