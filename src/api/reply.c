// SPDX-License-Identifier: Apache-2.0
#include "api/reply.h"

#include <assert.h>
#include <stdlib.h>

bool reply_add(struct reply *d, struct view v)
{
    if (d->sink)
        return !v.len || !d->sink(d->context, v.at, v.len);
    if (d->room - d->len < v.len + 1) {
        size_t room = d->room ? d->room * 2 : 4096;

        while (room - d->len < v.len + 1 && room < SIZE_MAX / 4)
            room *= 2;
        char *at = realloc(d->at, room);
        if (!at)
            return false;
        d->at = at;
        d->room = room;
    }
    assert(d->at);
    if (v.len)
        memcpy(d->at + d->len, v.at, v.len);
    d->len += v.len;
    d->at[d->len] = '\0';
    return true;
}

char *reply_string(struct view v)
{
    struct reply d = {0};

    return reply_add(&d, v) ? d.at : NULL;
}
