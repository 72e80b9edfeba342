// SPDX-License-Identifier: Apache-2.0
// note.h - collects what the readers of a file noticed (struct tensor_note).
//
// A note is data and stops nothing: a reader goes on and says what else it
// sees. The rule ids are those of threats.md and of the hostile corpus.
#ifndef FORMAT_NOTE_H
#define FORMAT_NOTE_H

#include "format/tensor.h"

// Per file. That more were found is told by one more; of those, the dangerous
// ones are listed all the same, up to as many again.
enum { NOTE_MOST = 10000, NOTE_MOST_DANGERS = 20000 };

struct notes {
    struct arena *arena;
    struct view member; // of the archive that is being read, or empty
    struct tensor_note *note;
    size_t note_count;
    enum note_severity worst; // of all notes, those beyond NOTE_MOST too
};

void note_add(struct notes *n, struct view rule, enum note_severity severity,
              uint64_t offset, const char *format, ...) PRINTF_LIKE(5, 6);

// What severity `word` ("note", "review", ...) names; false: none.
bool note_severity(struct view word, enum note_severity *out);

// Raises what `rule` reported to danger, where a finding beside it shows that
// the oddity hides something.
void notes_raise(struct notes *n, size_t from, struct view rule);

// Makes plain notes of what is malformed from `from` on, where nobody but its
// own program reads it.
void notes_excuse(struct notes *n, size_t from);

// Makes what `rule` reported from `from` on at `offset` a plain note, where
// what it tells is known to belong there.
void notes_lower(struct notes *n, size_t from, struct view rule,
                 uint64_t offset);

// Appends `n`'s notes to the ones of `t`.
void notes_into(struct arena *a, const struct notes *n, struct tensors *t);

#endif
