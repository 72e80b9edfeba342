// SPDX-License-Identifier: Apache-2.0
// reply.h - a text that leaves the library.
#ifndef API_REPLY_H
#define API_REPLY_H

#include "base/attr.h"
#include "base/view.h"
#include "freehold.h"

// Goes to a sink, or is what free() takes, with a closing zero.
struct reply {
    char *at;
    size_t len, room;
    fh_sink sink; // or NULL
    void *context;
};

// False: out of memory, or the sink refused.
bool reply_add(struct reply *d, struct view v) MUST_USE;

// `v` as what free() takes; NULL: out of memory.
char *reply_string(struct view v);

#endif
