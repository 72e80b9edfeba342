// SPDX-License-Identifier: Apache-2.0
// link_rule.h - what an address in a document stands for: the records of
// knowledge/parts/links.txt, ready to be compared.
#ifndef PARTS_LINK_RULE_H
#define PARTS_LINK_RULE_H

#include "parts/document.h"
#include "parts/phrase.h"

// The conditions whose values are phrases, then their negations in the same
// order.
enum link_text {
    LINK_HOST,
    LINK_FIRST,
    LINK_PATH,
    LINK_LINE,
    LINK_CONTEXT,
    LINK_HEADING,
    LINK_LABEL,
    LINK_NOT, // LINK_NOT + LINK_HOST is not-host
    LINK_TEXT_END = LINK_NOT * 2,
};

struct link_rule {
    struct view id;
    bool has_part;
    enum part_kind part;
    bool trainer;
    const struct record *record;
    const struct record *address; // another record with host, path, end
    bool has[LINK_TEXT_END];
    struct phrases text[LINK_TEXT_END];
    struct phrases also, also_path, badge, step, prose;
    struct phrases address_path;
    unsigned segments; // 0: any; 1: exactly one; 2: two or more
    bool title;        // the line must hold a word of the document's title
    bool own;          // so must the end of its path
    bool no_citation;  // holds for no entry of a bibliography
    struct phrases benchmark; // names that the end of the path must not hold,
    struct phrases unless;    // unless one of these stands around it
};

struct link_rules {
    struct records all;
    struct link_rule *rule;
    size_t count;
};

void link_rules_read(struct arena *a, struct link_rules *out);

// A link and what stands around it, all folded.
struct link_place {
    struct md_link link;
    struct view path;    // of the address
    struct view line;    // around the address; not the whole of a long line
    struct view prose;   // the same with blanks for its addresses
    struct view heading; // of the line
    struct view intro;   // of a table: the paragraph's line above it, or empty
    struct view label;
    bool in_citation;            // it stands in an entry of a bibliography
    const struct phrases *title; // words of the document's title
};

bool link_rule_holds(const struct link_rule *r, const struct link_place *p);

#endif
