// SPDX-License-Identifier: Apache-2.0
// notes.h - whether a reader noted a rule, however often and of whatever.
#ifndef TESTS_NOTES_H
#define TESTS_NOTES_H

#include "format/note.h"

static inline bool tensors_noted(const struct tensors *t, const char *rule)
{
    for (size_t i = 0; i < t->note_count; i++)
        if (view_eq(t->note[i].rule, view_of(rule)))
            return true;
    return false;
}

static inline bool noted(const struct notes *n, const char *rule)
{
    const struct tensors t = {.note = n->note, .note_count = n->note_count};

    return tensors_noted(&t, rule);
}

#endif
