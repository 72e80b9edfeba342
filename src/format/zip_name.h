// SPDX-License-Identifier: Apache-2.0
// zip_name.h - the name of a zip's member as file systems would take it.
//
// Source: APPNOTE 6.3.10, 4.4.17; threats.md 4.1.
#ifndef FORMAT_ZIP_NAME_H
#define FORMAT_ZIP_NAME_H

#include "format/note.h"

// Printable ASCII without anything that a file system reads as other than a
// letter, as most names are: zip_name_check cannot object, and zip_name_plain
// gives the same.
bool zip_name_is_plain(struct view name);

// Whether it ends as that of a folder.
bool zip_name_is_folder(struct view name);

// Notes what is wrong with the name that stands at `offset`: that it leads out,
// is absolute, empty, or holds what steers a terminal or ends a text.
void zip_name_check(struct notes *n, struct view name, uint64_t offset);

// A name as file systems take it, in `a`: one separator, no empty or "."
// components, letters composed.
struct view zip_name_plain(struct arena *a, struct view name);

#endif
