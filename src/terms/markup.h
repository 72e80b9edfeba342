// SPDX-License-Identifier: Apache-2.0
// markup.h - what a file says that is no plain text: RTF and HTML pages as
// text, and the names of forms that hold none which is read here.
#ifndef TERMS_MARKUP_H
#define TERMS_MARKUP_H

#include "base/arena.h"

// "pdf", "docx", "zip" ... by the first bytes; empty: may be text. `binary`:
// what is no known form is called so ("binary").
struct view unreadable_form(struct view bytes, bool binary);

// Whether the first characters are those of an RTF or HTML document. A piece
// of Markdown with tags in it is none.
bool is_markup(struct view text);

// The words of an RTF or HTML document, paragraphs as lines. `*map` gets, for
// each byte of them and one past it, its place in `text`.
struct view markup_text(struct arena *a, struct view text, uint32_t **map);

// Whether bytes without a mark are UTF-16: in one byte order every character is
// one that texts have, and there are blanks, line ends or stops among them.
bool is_utf16(struct view front, bool *big);

#endif
