// SPDX-License-Identifier: Apache-2.0
// cost_input.h - what a team says of its demand, an API and its own machines.
//
// Source: needs.md 5.2. Each input is a row of a table: where it stands in the
// file, its symbol there, its unit, what it may be. A file is YAML, or JSON,
// which is YAML as well. Money is in whatever currency the file names.
#ifndef RELEASE_COST_INPUT_H
#define RELEASE_COST_INPUT_H

#include "base/error.h"

#define COST_INPUT_SCHEMA "freehold-cost-input/1"

enum cost_id { // order of the rows, of messages and of reports
    COST_REQUESTS,
    COST_INPUT_TOKENS,
    COST_OUTPUT_TOKENS,
    COST_CACHED_SHARE,
    COST_PEAK_RATIO,
    COST_GROWTH,
    COST_MONTHS,
    COST_API_INPUT,
    COST_API_OUTPUT,
    COST_API_CACHED,
    COST_API_FIXED,
    COST_API_RETRY,
    COST_API_AVAILABILITY,
    COST_API_FALL,
    COST_PREFILL,
    COST_DECODE,
    COST_ALLOWED_LOAD,
    COST_SPARES,
    COST_PRICE,
    COST_LIFE,
    COST_RESIDUAL,
    COST_RENT,
    COST_IDLE_WATTS,
    COST_BUSY_WATTS,
    COST_PUE,
    COST_KWH,
    COST_OTHER,
    COST_AVAILABILITY,
    COST_LABOUR_HOURS,
    COST_LABOUR_RATE,
    COST_SETUP_HOURS,
    COST_OUTAGE,
    COST_DISCOUNT,
    COST_MONTH_HOURS,
    COST_TUNE_HOURS,
    COST_TUNE_HOUR_PRICE,
    COST_TUNE_LABELS,
    COST_TUNE_EVALUATION,
    COST_TUNES_YEARLY,
    COST_FEE,
    COST_FEE_COUNTED,
    COST_FEE_FROM,
    COST_IDS,
};

enum cost_mark {
    COST_DEFAULT,  // the file does not say it
    COST_ASSUMED,  // the file says it
    COST_MEASURED, // and that it was measured
};

struct cost_row {
    const char *section, *key;
    const char *symbol; // of needs.md 5.2; "": an addition to it
    const char *unit;
    double standard;  // if the file is silent
    double low, high; // what it may be, both included; beyond is absurd
    double step;      // a small amount of it, where it stands at 0
    bool needed, whole, money;
};

extern const struct cost_row cost_rows[COST_IDS];

struct cost_input {
    double value[COST_IDS];
    enum cost_mark mark[COST_IDS];
    struct view currency; // a label
    // What no sum shows, in the team's words; empty: nothing was said.
    struct view excludes_self, excludes_api, patching, quality, clause;
};

// "machine.spares", in `a`.
struct view cost_name(struct arena *a, enum cost_id id);

// Reads `bytes`, a whole file called `path`; views of `out` are in `a`. Fails
// with ERROR_INPUT and the line: not YAML, an unknown key (with the nearest),
// a needed one missing, a value that is no number or cannot be.
struct error *cost_input_read(struct arena *a, struct view bytes,
                              struct view path,
                              struct cost_input *out) MUST_USE;

#endif
