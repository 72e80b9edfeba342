// SPDX-License-Identifier: Apache-2.0
// member_name.h - where the name of an archive's member leads, on any system.
//
// Source: threats.md 4.1, 4.2.
#ifndef FORMAT_MEMBER_NAME_H
#define FORMAT_MEMBER_NAME_H

#include "base/view.h"

static inline bool member_is_separator(char c)
{
    return c == '/' || c == '\\';
}

// Whether one of its parts is "..".
bool member_climbs(struct view name);

// Whether it begins with a separator or with the letter of a drive.
bool member_is_absolute(struct view name);

#endif
