// SPDX-License-Identifier: Apache-2.0
// osai.h - the European Open Source AI Index (osai, 12 parameters) and its
// predecessor (osai14): the score of a record, or a proposal for a release.
//
// Parameters: knowledge/yardsticks/osai.txt. Rules: yardsticks.md 4.2 to 4.4.
#ifndef VERDICT_OSAI_H
#define VERDICT_OSAI_H

#include "verdict/inspection.h"

enum osai_value { OSAI_CLOSED, OSAI_PARTIAL, OSAI_OPEN };

enum { OSAI_MOST = 14, OSAI_GROUPS = 3 };

struct osai_parameter {
    struct view id, group;
    const struct record *record;
    enum osai_value value;
};

struct osai_group {
    struct view id;
    double score; // 0 to 1: the mean of its parameters
};

struct osai_result {
    struct osai_parameter parameter[OSAI_MOST];
    size_t count;
    bool applies; // the system is of a type that the parameters are for
    double score; // osai: mean, 0 to 1; osai14: sum, 0 to 14
    struct osai_group group[OSAI_GROUPS];
    size_t group_count; // 0 for osai14
};

struct view osai_word(enum osai_value v); // "open", "partial", "closed"

#endif
