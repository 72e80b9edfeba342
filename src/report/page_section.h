// SPDX-License-Identifier: Apache-2.0
// page_section.h - the sections of the page of one release, for page.c to put
// in order. Each writes itself, from <section> to </section>.
#ifndef REPORT_PAGE_SECTION_H
#define REPORT_PAGE_SECTION_H

#include "report/places.h"

enum { PAGE_MOST = 120 }; // lines of a list; more are counted

struct page {
    struct text *out;
    const struct inspection *i;
    struct places places;
};

// Opens the section `id` with its title; `places` are named in it from now on.
void section_open(struct page *p, const char *id, const char *title);
void section_close(struct page *p);

void page_map(struct page *p);      // the picture
void page_parts(struct page *p);    // each part with state, terms, evidence
void page_weights(struct page *p);  // sets of weights, lineage
void page_verdicts(struct page *p); // yardsticks side by side
void page_duties(struct page *p);   // what binds whom; questions in the terms
void page_licenses(struct page *p); // what the files say, clause by clause

#endif
