// SPDX-License-Identifier: Apache-2.0
// architecture.h - whether a configuration names an architecture we know: then
// the architecture is there by reference (inventory.md 4.2, rule 8).
#ifndef PARTS_ARCHITECTURE_H
#define PARTS_ARCHITECTURE_H

#include "parts/signal.h"

struct architecture {
    bool known;
    struct evidence evidence; // the first file that names it
};

// Looks through the configurations and the GGUF files of a release; adds the
// configuration and the tokenizer that GGUF files carry.
void architecture_find(struct arena *a, const struct release *r,
                       const struct signals *s, struct architecture *out,
                       struct sightings *sightings);

// The name in the bytes of a config.json, and where it stands; false: none
// that is known.
bool architecture_of_config(struct arena *a, struct view bytes,
                            struct view path, struct view *name,
                            uint32_t *line);

// The same for the front of a GGUF file; `*tokenizer`: it holds its tokenizer.
bool architecture_of_gguf(struct arena *a, struct view front, struct view *name,
                          bool *tokenizer);

enum { ARCHITECTURE_GGUF_FRONT = 1 << 16 };

#endif
