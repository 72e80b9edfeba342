// SPDX-License-Identifier: Apache-2.0
// need.h - what a team asks of a release, and whether a release gives it.
//
// The vocabulary is data: knowledge/needs/needs.txt. Source: needs.md 1 to 4.
// A need is met only by what is in the files of the release, never by default;
// what files cannot show is unknown, and what a person has to read or a fact of
// the team decides is for counsel. Nothing here is legal advice.
#ifndef VERDICT_NEED_H
#define VERDICT_NEED_H

#include "release/named.h"
#include "verdict/inspection.h"

enum need_answer { NEED_MET, NEED_NOT_MET, NEED_UNKNOWN, NEED_COUNSEL };
enum need_level { LEVEL_MUST, LEVEL_PREFER, LEVEL_OPTIONAL, LEVEL_FORBID };

// Whether an answer is what its level asks for: `forbid` asks for the opposite.
enum need_outcome { OUTCOME_GOOD, OUTCOME_BAD, OUTCOME_OPEN };

struct view need_answer_word(enum need_answer a); // met, not-met ...
struct view need_level_word(enum need_level l);   // must, prefer ...
enum need_outcome need_outcome(enum need_level l, enum need_answer a);

// The knowledge, read once.
struct need_words {
    struct records needs, profiles, words, limits;
};

void need_words_read(struct need_words *out);

// The record for an id: itself, or that of N-QUAL-* for N-QUAL-X; or NULL.
const struct record *need_record(const struct need_words *w, struct view id);

// ---- The needs file ---------------------------------------------------------

struct team_number { // users, revenue, people ...
    struct view key; // "monthly_active_users", "revenue_eur"
    uint64_t value;
};

struct team_list {
    struct view *item;
    size_t count;
};

enum outlet { // what a team may give on (`distributes`)
    OUTLET_WEIGHTS,
    OUTLET_DERIVATIVES,
    OUTLET_API,
    OUTLET_OUTPUTS,
    OUTLET_DEVICE,
    OUTLET_END
};

struct view outlet_word(enum outlet o); // "weights"
struct view outlet_use(enum outlet o);  // the use that it is, or empty

enum outlet_said { SAID_NOTHING, SAID_NO, SAID_YES };

struct team { // who asks (needs.md 1, `facts`)
    struct view organisation;
    struct view support; // what is said of support, or empty
    struct team_number *number;
    size_t number_count;
    struct team_list territories, sectors, uses, laws;
    enum outlet_said distributes[OUTLET_END];
};

struct wish { // a need of the file, or of its profile
    struct view id;
    enum need_level level;
    struct view why; // or empty
    uint32_t line;   // in the file; 0: from the profile
    const struct record *rule;
};

struct needs {
    struct view path, digest; // of the file; SHA-256 in hex
    struct view name, profile;
    struct team team;
    struct wish *wish; // by level, then id: the order of the file is no matter
    size_t wish_count;
    bool has_memory;
    double max_memory_gib, max_first_token_s, min_tokens_per_s; // 0: not given
};

// Reads a needs file, YAML or JSON, of the schema freehold-needs/1. Fails with
// ERROR_INPUT and the line on an unknown key or id (the nearest one is named),
// a wrong type, a need or key twice, facts that contradict, more than 1 MiB or
// 10,000 needs.
struct error *needs_read(struct arena *a, const struct need_words *w,
                         struct view bytes, struct view path,
                         struct needs *out) MUST_USE;

// ---- Answers ----------------------------------------------------------------

enum { ANSWER_MAX_EVIDENCE = 4 };

struct met_use {              // an item of a list of forbidden uses
    struct evidence evidence; // its place, and its first words
    struct view ours;         // uses and sectors that it names, or empty
    bool in_part;             // it forbids less than it names
};

struct answered {
    const struct wish *wish;
    struct view id;
    enum need_answer answer;
    bool stated;         // rests on a statement of the needs file
    struct view because; // one sentence
    struct view change;  // what would change the answer; empty if it is met
    struct evidence evidence[ANSWER_MAX_EVIDENCE];
    size_t evidence_count;
    struct met_use *use; // N-ACCEPTABLE-USE: every item, in their order
    size_t use_count;
};

// The words of a list of forbidden uses, which reports and judgements cannot
// read: who calls fit_take read them before.
struct use_list {
    const struct clause *clause; // use-field-limits of a bound; NULL: a policy
    struct view path;            // of the policy's file, which nobody knows
    struct view text;            // as it stands in the file, from there on
    uint32_t line;               // of its first byte
    struct view whole;           // the license that it stands in
    uint32_t whole_line;
    uint64_t whole_from; // bytes of the file before it
};

struct candidate {
    struct named named;            // as the user named it
    struct inspection *inspection; // only read
    struct use_list *list;
    size_t list_count;
    struct answered *answer; // one a wish, in their order
    size_t bad_must, open_must, good_must, good_prefer, prefer;
    bool fits;   // every must and forbid is as asked
    size_t rank; // from 1; those that tie share it
};

struct fit {
    const struct needs *needs;
    struct candidate *candidate; // by rank, then name
    size_t candidate_count;
    bool any_fits; // at least one candidate does
    bool any_open; // none does, and one is not excluded
};

// Judges every candidate of `f` by its needs and ranks them: those that a must
// excludes last, then by open musts, then by prefers; ties stay ties.
void fit_take(struct arena *a, const struct licenses *l,
              const struct need_words *w, struct fit *f);

// One need of one candidate, for tests and for fit_take.
struct answered need_judge(struct arena *a, const struct licenses *l,
                           const struct need_words *w, const struct needs *n,
                           const struct candidate *c,
                           const struct record *rule);

#endif
