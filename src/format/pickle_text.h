// SPDX-License-Identifier: Apache-2.0
// pickle_text.h - texts and numbers as pickles write them in lines.
//
// Source: Lib/pickletools.py and Objects/ of CPython, where they are read back.
#ifndef FORMAT_PICKLE_TEXT_H
#define FORMAT_PICKLE_TEXT_H

#include "base/view.h"

// Strict UTF-8, but for surrogates, which Python lets pass.
bool pickle_is_utf8(struct view v);

enum { PICKLE_LONGEST_ESCAPE = 10 }; // bytes: \U0010ffff

// Decodes the front of `*v` and cuts it off: all, or with `more` to come all
// but what may be the front of an escape. `*len` bytes. False: a broken escape.
typedef bool pickle_unescape(struct view *v, bool more, char *to, size_t *len);

// Latin-1 with \uXXXX and \UXXXXXXXX; a backslash before anything else stays.
// `to` takes 2 * v->len + 4 bytes.
pickle_unescape pickle_unescape_text;

// What stands between the quotes of a Python string; `to` takes v->len bytes.
pickle_unescape pickle_unescape_bytes;

// A number as INT and LONG take it: blanks around, a sign, any base,
// underscores, anything behind a zero byte. `*fits` tells whether it fits 64
// bits. False: no number.
bool pickle_number(struct view v, int64_t *out, bool *fits);

// A place of the memo as PUT and GET take it: the same, but decimal.
bool pickle_index(struct view v, uint64_t *out);

// A float as FLOAT takes it: what PyOS_string_to_double (the C unpickler)
// reads, up to a zero byte, or float() (the one in Python), with blanks around
// and underscores between digits.
bool pickle_is_float(struct view v);

#endif
