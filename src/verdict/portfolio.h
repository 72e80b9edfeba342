// SPDX-License-Identifier: Apache-2.0
// portfolio.h - several workloads of a team at once: where it needs models of
// its own, and where a service will do.
//
// Source: needs.md 4, Portfolio. A service is a legitimate answer. Each answer
// carries the needs and numbers that decided, at most three; what several
// releases leave open or give between them is shown and no winner is named.
#ifndef VERDICT_PORTFOLIO_H
#define VERDICT_PORTFOLIO_H

#include "verdict/cost.h"
#include "verdict/need.h"

enum { PORTFOLIO_MAX_WORKLOADS = 200, PORTFOLIO_MAX_REASONS = 3 };

// ---- The file ---------------------------------------------------------------

enum sensitivity {
    SENSITIVITY_UNSAID,
    SENSITIVITY_PUBLIC,
    SENSITIVITY_INTERNAL,
    SENSITIVITY_CONFIDENTIAL,
};

enum tolerance {
    TOLERANCE_UNSAID,
    TOLERANCE_ANY,
    TOLERANCE_SOME,
    TOLERANCE_NONE
};

struct view sensitivity_word(enum sensitivity s); // empty: unsaid
struct view tolerance_word(enum tolerance t);

struct quality_result { // stated by the team, of its own evaluation
    struct view of;     // name of a release, or "api"
    double value;
    uint32_t line;
};

struct workload {
    struct view name, provider; // provider of today, or empty
    uint32_t line;
    struct view needs_path, cost_path; // beside the portfolio; cost or empty
    enum sensitivity sensitivity;
    enum tolerance lock_in; // how much of it is bearable
    bool critical;
    bool has_least;
    double least; // quality that is required
    struct quality_result *result;
    size_t result_count;
};

struct portfolio_file {
    struct view path, digest; // SHA-256 in hex
    struct view name;
    struct workload *workload;
    size_t workload_count;
};

// Reads YAML or JSON of the schema freehold-portfolio/1. Fails with ERROR_INPUT
// and the line on an unknown key or word (the nearest one is named), a wrong
// type, a name twice, no workload or too many.
struct error *portfolio_read(struct arena *a, struct view bytes,
                             struct view path,
                             struct portfolio_file *out) MUST_USE;

// ---- Answers ----------------------------------------------------------------

enum workload_answer {
    WORKLOAD_OWN,           // a need excludes every service
    WORKLOAD_OWN_PREFERRED, // something speaks for it, nothing excludes another
    WORKLOAD_EITHER,        // decide on cost and quality
    WORKLOAD_API, // no release is left, or the cost clearly favours it
};

struct view workload_answer_word(enum workload_answer w);

enum workload_side { SIDE_NEITHER, SIDE_OWN, SIDE_API };

struct workload_reason {
    enum workload_side side; // what it speaks for
    struct view id;          // of a need, or "cost", "quality" ...
    struct view says;        // one sentence
    struct evidence evidence;
};

// Who has a need that decides: the candidates by outcome.
struct who_has {
    const struct wish *wish;
    size_t count[3];       // by enum need_outcome
    struct view *names[3]; // of releases
};

struct answered_workload {
    const struct workload *workload;
    struct fit fit;          // its candidates may be none
    const struct cost *cost; // or NULL
    enum workload_answer answer;
    struct workload_reason reason[PORTFOLIO_MAX_REASONS];
    size_t reason_count;
    size_t more_reasons; // that there was no room for
    bool served; // a release fits, a service may be used, or none was named
    bool drill;  // N-EXIT-DRILL is required
    struct who_has *coverage; // of every must and forbid, in their order
    size_t coverage_count;
    size_t nobody; // of these, no candidate has
};

struct portfolio {
    struct portfolio_file file;
    struct answered_workload *item; // as in the file
    size_t count;
    size_t candidate_count;
};

// Judges `w`, whose fit and cost are there. Pure.
void workload_take(struct arena *a, struct answered_workload *w);

#endif
