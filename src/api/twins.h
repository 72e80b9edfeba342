// SPDX-License-Identifier: Apache-2.0
// twins.h - files of the same name with the same bytes: what the first of them
// says the others say too.
//
// What a file says depends on its bytes and on the last component of its path,
// and on nothing else (terms.h). Trees of sources hold many such files: a
// header for each kind of machine, a library in each program that uses it. A
// bounded number of answers is kept; where one is not, it is made again and is
// the same.
#ifndef API_TWINS_H
#define API_TWINS_H

#include "base/digest.h"
#include "base/map.h"

#include <pthread.h>

// What a file says, apart from where it is.
struct twin_answer {
    struct view words;
    bool gives; // as struct terms_listed
    bool said;  // anything of terms
    bool open;  // what its terms are
};

struct twins {
    pthread_mutex_t lock; // guards what follows
    struct arena arena;
    struct map by_key; // index into `item`
    struct twin_answer *item;
    size_t count;
};

void twins_open(struct twins *t);
void twins_close(struct twins *t);

// What twins have in common, as a key for them.
struct twin_key {
    unsigned char sha256[SHA256_SIZE];
};

struct twin_key twins_key(struct view path, struct view bytes);

// The answer of a twin, copied to `a`; false: none is kept.
bool twins_find(struct twins *t, const struct twin_key *key, struct arena *a,
                struct twin_answer *out);

void twins_keep(struct twins *t, const struct twin_key *key,
                const struct twin_answer *is);

#endif
