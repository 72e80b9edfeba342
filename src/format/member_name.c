// SPDX-License-Identifier: Apache-2.0
#include "format/member_name.h"

bool member_climbs(struct view name)
{
    size_t start = 0;

    for (size_t i = 0; i <= name.len; i++) {
        if (i < name.len && !member_is_separator(name.at[i]))
            continue;
        if (i - start == 2 && memcmp(name.at + start, "..", 2) == 0)
            return true;
        start = i + 1;
    }
    return false;
}

bool member_is_absolute(struct view name)
{
    return name.len &&
           (member_is_separator(name.at[0]) ||
            (name.len > 1 && name.at[1] == ':' && ascii_alpha(name.at[0])));
}
