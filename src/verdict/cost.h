// SPDX-License-Identifier: Apache-2.0
// cost.h - what a demand costs on own machines and on an API.
//
// Source: needs.md 5. Whole machines make a staircase of the one side, so there
// can be many demands at which the cheaper side changes; all of them are found.
// Pure functions of the input; money is in its currency, `_month` is the mean
// of a month over the horizon.
#ifndef VERDICT_COST_H
#define VERDICT_COST_H

#include "release/cost_input.h"

enum { COST_MOST_STEPS = 4000, COST_MOST_CURVE = 400 };

// The first month, as the formulas of 5.3 say it.
struct cost_month {
    double load;     // machines' worth of work in the busy hour
    double needed;   // machines: n
    double machines; // with spares: N
    double busy;     // hours a machine
    double availability;
    double api_tokens, api_fixed, api_outage, api;
    double hardware, energy, other, labour, setup, tune, fee, outage, self;
    double api_per_million, self_per_million; // NAN without tokens
};

struct cost_sum { // over the horizon
    double api, self;
    double api_now, self_now; // net present values, of cash
    double machines_first, machines_last;
};

struct cost_span { // demand multiples
    double from, to;
};

struct cost_crossing {
    double at; // demand multiple
    bool self; // self is the cheaper one from here on
    bool step; // because a machine, or a fee, is added
};

struct cost_piece { // a straight piece of both curves
    double from, to;
    double self_from, self_to, api_from, api_to; // a month
};

struct cost_sense {
    enum cost_id id;
    double less, more;         // the values a quarter off, as far as allowed
    double less_gap, more_gap; // self - api a month, there
    double effect;             // the larger move of the two
    bool flips;
    double flip;  // the nearest value at which the cheaper side changes
    double shift; // how far that is, as a share; INFINITY from 0
};

enum cost_side { COST_SELF, COST_API, COST_CLOSE };

struct cost {
    const struct cost_input *in;
    struct cost_month month;
    struct cost_sum sum;
    double gap;                   // self - api, a month
    double range_low, range_high; // of it, one input a quarter off
    enum cost_side side;
    enum cost_id decided_by; // with COST_CLOSE
    bool assumed;            // prefill, decode or requests were not measured
    double searched_to;      // demand multiple
    struct cost_crossing *crossing;
    size_t crossing_count;
    struct cost_span *cheaper; // where self is
    size_t cheaper_count;
    struct cost_piece *curve;
    size_t curve_count;
    struct cost_sense sense[COST_IDS]; // by effect, largest first
    struct view verdict;               // in words
    struct view beside[4];             // what no sum shows
};

// Probability that at least `needed` of `machines` are up if each is with `a`.
double cost_available(double needed, double machines, double a);

// The first month at `times` the demand of `in`.
struct cost_month cost_month_of(const struct cost_input *in, double times);
struct cost_sum cost_sum_of(const struct cost_input *in, double times);

// Everything; demand is searched up to `times` what it is.
void cost_of(struct arena *a, const struct cost_input *in, double times,
             struct cost *out);

#endif
