// SPDX-License-Identifier: Apache-2.0
#include "format/note.h"

enum { LONGEST_TEXT = 400 };

void note_add(struct notes *n, struct view rule, enum note_severity severity,
              uint64_t offset, const char *format, ...)
{
    va_list va;

    if (severity > n->worst)
        n->worst = severity;
    if (n->note_count == NOTE_MOST)
        *LIST_ADD(n->arena, n->note, n->note_count) = (struct tensor_note){
            VIEW("limit.findings"),
            NOTE_LIMIT,
            {0},
            VIEW("there are more findings in this file than are listed"),
            offset};
    bool danger = severity == NOTE_DANGER && n->note_count <= NOTE_MOST_DANGERS;
    if (n->note_count > NOTE_MOST && !danger)
        return;
    va_start(va, format);
    struct view shows = arena_vprint(n->arena, format, va);
    va_end(va);
    *LIST_ADD(n->arena, n->note, n->note_count) = (struct tensor_note){
        rule, severity,
        // The name may lie in memory that goes before the notes do.
        arena_copy(n->arena, view_head(n->member, LONGEST_TEXT)),
        view_head(shows, LONGEST_TEXT), offset};
}

bool note_severity(struct view word, enum note_severity *out)
{
    static const struct view words[] = {
        [NOTE_PLAIN] = VIEW_INIT("note"),
        [NOTE_REVIEW] = VIEW_INIT("review"),
        [NOTE_MALFORMED] = VIEW_INIT("malformed"),
        [NOTE_LIMIT] = VIEW_INIT("limit"),
        [NOTE_DANGER] = VIEW_INIT("danger"),
    };

    *out = NOTE_PLAIN;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (view_eq(words[i], word)) {
            *out = (enum note_severity)i;
            return true;
        }
    return false;
}

void notes_raise(struct notes *n, size_t from, struct view rule)
{
    for (size_t i = from; i < n->note_count; i++) {
        if (view_eq(n->note[i].rule, rule))
            n->note[i].severity = n->worst = NOTE_DANGER;
    }
}

static void settle_worst(struct notes *n)
{
    enum note_severity worst = NOTE_PLAIN;

    for (size_t i = 0; i < n->note_count; i++)
        if (n->note[i].severity > worst)
            worst = n->note[i].severity;
    if (n->note_count <= NOTE_MOST) // else some are not listed
        n->worst = worst;
}

void notes_excuse(struct notes *n, size_t from)
{
    for (size_t i = from; i < n->note_count; i++)
        if (n->note[i].severity == NOTE_MALFORMED)
            n->note[i].severity = NOTE_PLAIN;
    settle_worst(n);
}

void notes_lower(struct notes *n, size_t from, struct view rule,
                 uint64_t offset)
{
    for (size_t i = from; i < n->note_count; i++)
        if (n->note[i].offset == offset && view_eq(n->note[i].rule, rule))
            n->note[i].severity = NOTE_PLAIN;
    settle_worst(n);
}

void notes_into(struct arena *a, const struct notes *n, struct tensors *t)
{
    for (size_t i = 0; i < n->note_count; i++)
        *LIST_ADD(a, t->note, t->note_count) = n->note[i];
}
