// SPDX-License-Identifier: Apache-2.0
// mof.h - the classes of the Model Openness Framework, as its tool works them
// out (yardsticks.md 3.4), from a sheet of components.
#ifndef VERDICT_MOF_H
#define VERDICT_MOF_H

#include "verdict/mof_component.h"

enum mof_status { MOF_MISSING, MOF_INCLUDED, MOF_INVALID, MOF_UNLICENSED };

struct mof_list { // components, in the tool's order
    uint8_t at[MOF_MOST + 1];
    size_t count;
};

struct mof_progress { // met of needed; 0 of 1 where a class before is open
    unsigned met, needed;
};

enum { MOF_CLASSES = 4 }; // [1] to [3] are used, by class

struct mof_result {
    const struct mof_rules *rules;
    struct mof_sheet sheet;
    unsigned class_; // 1 to 3, the lower the more open; 0: none
    struct mof_progress progress[MOF_CLASSES];
    struct mof_list list[MOF_CLASSES][4]; // cumulative, by enum mof_status
    struct mof_list unfitting; // open, and not an open license for the type
    struct view separates;     // by evidence only: what makes the tool's class
                               // another one; empty if it is the same
};

// Works out everything but `separates` from `rules` and `sheet`.
void mof_class(struct mof_result *r);

enum mof_status mof_status(const struct mof_result *r, size_t component);

// Whether a required component keeps the release from a class.
bool mof_blocks(const struct mof_result *r, unsigned class_, size_t component);

// Exact, so that 5 of 6 is 83.33...
double mof_percent(const struct mof_progress *p);

// What to do for the next class, in words; class I has none.
struct view mof_next(struct arena *a, const struct mof_result *r);

struct view mof_class_word(unsigned class_); // "III", "II", "I"

#endif
