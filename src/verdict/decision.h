// SPDX-License-Identifier: Apache-2.0
// decision.h - what was answered when a team decided, kept to be checked again.
//
// The record is JSON of the schema freehold-decision/1: the needs and each
// candidate with their digests, the version of the rules, every answer, and
// last the SHA-256 of all bytes before the line that holds it.
#ifndef VERDICT_DECISION_H
#define VERDICT_DECISION_H

#include "verdict/need.h"

struct decided { // an answer as it was
    struct view id;
    enum need_level level;
    enum need_answer answer;
};

struct decided_candidate {
    struct named named;
    struct view release, tree_digest;
    struct decided *answer;
    size_t answer_count;
};

struct decision {
    struct view path; // of the record
    struct view date; // or empty
    bool hashed;      // every file was, for the tree digests
    struct view rules;
    struct view needs_path, needs_digest;
    struct decided_candidate *candidate;
    size_t candidate_count;
};

// Reads a record. Fails with ERROR_INPUT if it is not one, or was changed after
// it was written.
struct error *decision_read(struct arena *a, struct view bytes,
                            struct view path, struct decision *out) MUST_USE;

// The line that ends a record whose bytes so far are `text`, up to and with
// the comma and line feed before it.
struct view decision_seal(struct arena *a, struct view text);

struct decision_change {
    struct view given; // of the candidate, or empty
    struct view id;    // of the need, or "needs", "rules", "files"
    struct view was, is;
    struct view because; // of the answer now, or empty
    bool worse;
};

struct decision_changes {
    struct decision_change *item;
    size_t count;
    size_t worse;
};

// What is other than it was; `f` was made from the same paths.
void decision_compare(struct arena *a, const struct decision *d,
                      const struct fit *f, struct decision_changes *out);

#endif
