// SPDX-License-Identifier: Apache-2.0
// pickle_room.h - an array of values that may grow very large, and back to
// nothing: the stack or the memo of a pickle.
//
// A large one comes from the system by itself: growing copies nothing, what was
// never written takes no memory, but for 2 MiB at the end, and giving it back
// gives it all back. Inside of the pickle reader only.
#ifndef FORMAT_PICKLE_ROOM_H
#define FORMAT_PICKLE_ROOM_H

#include "format/pickle.h"

struct pickle_room {
    struct pickle_value *at; // PICKLE_NOTHING until they are written
    size_t count;
};

// Makes room for `count` values, which is more than there was. Without memory
// the process ends with a message, as in an arena.
void pickle_room_grow(struct pickle_room *r, size_t count);
void pickle_room_free(struct pickle_room *r);

#endif
