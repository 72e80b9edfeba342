// SPDX-License-Identifier: Apache-2.0
// scan.h - what else lies in a release that would run, escape or mislead.
//
// Every file is looked at by its content (pickles, archives, programs under any
// name), and by its name where a loader goes by that: code, configuration that
// imports code, chat templates. Which names, keys and words count stands in
// knowledge/safety/; the reasons in threats.md 4 to 9. Weights files are read
// again here for what hides beside the weights; findings that parts/weights
// made too are the same ones and fall together in safety_settle.
#ifndef SAFETY_SCAN_H
#define SAFETY_SCAN_H

#include "safety/safety.h"
#include "safety/seen.h"

// What becomes of a file, rising; see policy.h.
enum effect {
    EFFECT_ALLOW,
    EFFECT_REVIEW, // waits until a person approves it
    EFFECT_REFUSE,
};

struct approval {
    struct view digest; // 64 hexadecimal digits
    struct view by, why;
    uint32_t line; // of the policy
};

// What was seen of a file.
struct safety_file {
    bool opened;
    enum safety_verdict verdict; // the worst of its findings
    // "pickle", "zip", "text": by its bytes; "unknown": nobody here could
    // interpret them. Empty: there are none.
    struct view format;
    struct view digest; // SHA-256 in hex of the bytes that were looked at
    enum effect effect; // after policy_apply
    const struct approval *approval; // that lifted a review, or NULL
};

struct safety_choice {
    size_t threads;
    bool digest; // hash each file
    // By entry: what torch_read tells is among the findings already. NULL: of
    // none.
    const bool *told;
    safety_also *also; // in the pool; may be NULL
    const void *context;
};

// Adds the findings to `s`, in the order of the release's entries, each of the
// class that its rule allows; the caller settles. Uses up to `threads` threads.
void safety_scan(struct arena *a, const struct release *r, size_t threads,
                 struct safety *s);

// The same, with what was seen of each entry, in `a`; its verdicts hold after
// safety_settle and safety_files_judge.
struct safety_file *safety_scan_files(struct arena *a, const struct release *r,
                                      const struct safety_choice *choice,
                                      struct safety *s);

// Gives each file the worst class of its findings; `s` is settled.
void safety_files_judge(const struct release *r, const struct safety *s,
                        struct safety_file *file);

// Adds what could not be read since the release was opened, by whomever: after
// all who read, and before safety_settle.
void safety_trouble(struct arena *a, const struct release *r, struct safety *s);

// Adds a finding for each folder that was named and holds no file: nothing of
// it was judged, which must not read as good.
void safety_empty(struct arena *a, const struct release *r, struct safety *s);

#endif
