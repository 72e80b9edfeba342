// SPDX-License-Identifier: Apache-2.0
// terms_list.h - the terms of many files for people: a line for each file that
// says anything of terms.
#ifndef REPORT_TERMS_LIST_H
#define REPORT_TERMS_LIST_H

#include "report/clause_text.h"
#include "terms/terms_history.h"

struct terms_folder {
    struct view path;  // as given
    size_t files;      // that were read
    size_t unreadable; // links out of it, no permission, special files
    struct view first; // of them: "path: why"; empty: none
    size_t listed;     // files that say something of terms
    struct terms_histories history; // of a git clone
    bool history_only;              // nothing else was asked for
};

// Whether a file says anything of terms, so that it is listed.
bool terms_said(const struct licenses *l, const struct license_file *f);

// What a file gives, or else what it names or resembles.
struct terms_listed {
    bool gives;
    struct view words;
};

struct terms_listed terms_listed_of(struct arena *a,
                                    const struct license_file *f);

// "path  expression"
void terms_list_file(struct view path, const struct terms_listed *is,
                     const struct clause_choice *choice, struct text *out);

// "3 of 700 files of src say something of terms", and how they changed.
void terms_list_folder(const struct terms_folder *f,
                       const struct clause_choice *choice, struct text *out);

#endif
