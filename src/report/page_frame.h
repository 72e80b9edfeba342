// SPDX-License-Identifier: Apache-2.0
// page_frame.h - what every page has around its sections: the head with its
// policy and its look, the list of sections, the end.
//
// One file: nothing is fetched, no script runs. The Content-Security-Policy
// allows the one style sheet, by its SHA-256, and nothing else. The look is
// knowledge/report/page.css.
#ifndef REPORT_PAGE_FRAME_H
#define REPORT_PAGE_FRAME_H

#include "report/html.h"

// From the first byte to the open <body>. `title` is escaped here.
void frame_open(struct text *t, struct view title);

struct frame_link {
    struct view id;    // of the section
    struct view words; // its name
    size_t count;      // of what is in it; 0: not told
};

// The list of sections, and the beginning of <main>.
void frame_sections(struct text *t, const struct frame_link *link,
                    size_t count);

// <section> with its title; ends with frame_section_end.
void frame_section(struct text *t, const char *id, const char *title);
void frame_section_end(struct text *t);

// The end of <main>, what the page is and what it is not, and the last byte.
void frame_close(struct text *t);

#endif
