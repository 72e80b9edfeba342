// SPDX-License-Identifier: Apache-2.0
// database.h - the licenses known on this machine: those that come with the
// program and those that a team has added.
//
// An added license is one file ID.license in the database's folder: the form of
// the file (`form: 1`), a record as in knowledge/licenses/known/ with the size
// and SHA-256 of the text, an empty line, and the text itself. A file that is
// damaged, of another form, or says another id than its name, stops the
// program: nothing is silently missing.
#ifndef TERMS_DATABASE_H
#define TERMS_DATABASE_H

#include "knowledge/license.h"

// The folder of added licenses: $XDG_DATA_HOME/freehold/licenses, else
// ~/.local/share/freehold/licenses; empty if neither is set.
struct view database_folder(struct arena *a);

struct database {
    struct licenses *licenses;
    struct view version; // "0.1.0"; with what was added or left out behind it
};

// Opens what comes with the program and what is in `folder` (may be empty or
// not there), but for the license `without` (may be empty). Fails with
// ERROR_USAGE if no license is called so.
struct error *database_open(struct arena *a, struct view folder,
                            struct view without, struct database *out) MUST_USE;

// Reads the finders once for the many texts that may need them; without it each
// text that nobody knows reads them for itself.
struct error *database_read_finders(struct arena *a,
                                    struct database *d) MUST_USE;

// Adds `text`, read from `path`, with the lines of `record` (id, title,
// category, clauses ...). The file appears whole or not at all. Fails with
// ERROR_USAGE if the id is known already or is no LicenseRef, with ERROR_INPUT
// if the words of the text are known already or are too few.
struct error *database_add(struct arena *a, struct view folder,
                           struct view record, struct view path,
                           struct view text) MUST_USE;

#endif
