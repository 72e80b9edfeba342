// SPDX-License-Identifier: Apache-2.0
// Where the cheaper side changes, over demand and over each input, and what
// that comes to in words.
#include "base/text.h"
#include "verdict/cost.h"

#include <math.h>

static double months_of(const struct cost_input *in)
{
    return in->value[COST_MONTHS];
}

static double gap_at(const struct cost_input *in, double times)
{
    struct cost_sum sum = cost_sum_of(in, times);

    return (sum.self - sum.api) / months_of(in);
}

// --------------------------------------------------------------- over demand

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

// Demand multiples at which a month of the horizon takes one machine more, or
// comes under the fee: between two of them both sides are straight lines.
struct steps {
    double at[COST_MOST_STEPS + 2];
    size_t count;
    double end; // searched up to here
};

// How far, at most `end`, the steps of all months can be kept.
static double reach_of(const struct cost_input *in, double load, double end)
{
    double growth = 1 + in->value[COST_GROWTH], scale = 1, all = 0;

    for (size_t t = 0; t < (size_t)months_of(in); t++) {
        all += load * scale / in->value[COST_ALLOWED_LOAD] + 1;
        scale *= growth;
    }
    return all * end < COST_MOST_STEPS ? end : COST_MOST_STEPS / all;
}

static void step_add(struct steps *s, double at)
{
    if (at > 0 && at < s->end && s->count < COST_MOST_STEPS)
        s->at[s->count++] = at;
}

static void steps_find(const struct cost_input *in, double end, struct steps *s)
{
    const double *v = in->value;
    struct cost_month m = cost_month_of(in, 1);
    double scale = 1, months = v[COST_GROWTH] == 0 ? 1 : months_of(in);

    s->count = 0;
    s->end = months > 1 || m.load * end > COST_MOST_STEPS / 4.0
                 ? reach_of(in, m.load, end)
                 : end;
    step_add(s, v[COST_FEE] > 0 && v[COST_FEE_COUNTED] > 0
                    ? v[COST_FEE_FROM] / v[COST_FEE_COUNTED]
                    : 0);
    for (size_t t = 0; t < (size_t)months; t++) {
        double one = v[COST_ALLOWED_LOAD] / (m.load * scale);

        for (size_t n = 1; m.load > 0 && (double)n * one < s->end &&
                           s->count < COST_MOST_STEPS;
             n++)
            step_add(s, (double)n * one);
        scale *= 1 + v[COST_GROWTH];
    }
    qsort(s->at, s->count, sizeof *s->at, by_size);
    s->at[s->count++] = s->end;
}

// The straight piece over [from, to], from two points well inside it.
static struct cost_piece piece_over(const struct cost_input *in, double from,
                                    double to)
{
    double wide = to - from, months = months_of(in);
    struct cost_sum a = cost_sum_of(in, from + wide / 4),
                    b = cost_sum_of(in, from + wide * 3 / 4);
    double self = (b.self - a.self) / months, api = (b.api - a.api) / months;

    return (struct cost_piece){
        .from = from,
        .to = to,
        .self_from = a.self / months - self / 2,
        .self_to = b.self / months + self / 2,
        .api_from = a.api / months - api / 2,
        .api_to = b.api / months + api / 2,
    };
}

static void cross(struct arena *a, struct cost *c, double at, bool self,
                  bool step)
{
    *LIST_ADD(a, c->crossing, c->crossing_count) =
        (struct cost_crossing){at, self, step};
    if (self)
        *LIST_ADD(a, c->cheaper, c->cheaper_count) =
            (struct cost_span){at, c->searched_to};
    else if (c->cheaper_count)
        c->cheaper[c->cheaper_count - 1].to = at;
}

static void curve_add(struct arena *a, struct cost *c, struct cost_piece p)
{
    if (c->curve_count < COST_MOST_CURVE)
        *LIST_ADD(a, c->curve, c->curve_count) = p;
}

static void search(struct arena *a, double end, struct cost *c)
{
    struct steps *s = arena_alloc(a, sizeof *s);
    bool self = false, begun = false;

    steps_find(c->in, end, s);
    c->searched_to = s->end;
    for (size_t i = 0; i < s->count; i++) {
        double from = i ? s->at[i - 1] : 0;

        if (s->at[i] - from <= 1e-12 * s->at[i])
            continue; // two steps at one place
        struct cost_piece p = piece_over(c->in, from, s->at[i]);
        double low = p.self_from - p.api_from, high = p.self_to - p.api_to;

        if (!begun && low < 0)
            *LIST_ADD(a, c->cheaper, c->cheaper_count) =
                (struct cost_span){0, c->searched_to};
        else if (begun && self != (low < 0))
            cross(a, c, from, low < 0, true);
        if ((low < 0) != (high < 0))
            cross(a, c, from + (s->at[i] - from) * low / (low - high), high < 0,
                  false);
        self = high < 0;
        begun = true;
        if (s->count <= COST_MOST_CURVE)
            curve_add(a, c, p);
    }
    // Too many steps to draw: points at equal distances.
    double part = s->end / COST_MOST_CURVE;
    for (size_t i = 0; s->count > COST_MOST_CURVE && i < COST_MOST_CURVE; i++)
        curve_add(a, c,
                  piece_over(c->in, part * (double)i, part * (double)(i + 1)));
}

// ---------------------------------------------------------- over every input

static double held(enum cost_id id, double value)
{
    const struct cost_row *row = &cost_rows[id];

    if (row->whole)
        value = round(value);
    return fmin(fmax(value, row->low), row->high);
}

static double gap_with(const struct cost_input *in, enum cost_id id,
                       double value)
{
    struct cost_input other = *in;

    other.value[id] = value;
    return gap_at(&other, 1);
}

// The place between `a` and `b`, where the sign differs, nearest to a change.
static double flip_between(const struct cost_input *in, enum cost_id id,
                           double a, double b, bool self)
{
    for (int i = 0; i < 60; i++) {
        double mid = (a + b) / 2;

        if ((gap_with(in, id, mid) < 0) == self)
            a = mid;
        else
            b = mid;
    }
    return b;
}

// The nearest value above (or below) at which the cheaper side changes.
static bool flip_find(const struct cost_input *in, enum cost_id id, bool up,
                      bool self, double *out)
{
    enum { TRIES = 400 };
    const struct cost_row *row = &cost_rows[id];
    double from = in->value[id], step = row->step, edge;

    edge = up ? row->high : row->low;
    if (from != 0)
        step = fabs(from) / 100;
    if (row->whole)
        step = fmax(1, round(step));
    for (int i = 0; i < TRIES && from != edge; i++) {
        double to = held(id, from + (up ? step : -step));

        if (to == from)
            break;
        if ((gap_with(in, id, to) < 0) != self) {
            *out = row->whole ? to : flip_between(in, id, from, to, self);
            return true;
        }
        from = to;
        if (row->whole ? i > 40 : i > 100)
            step *= 1.05;
        if (row->whole)
            step = round(step + 0.4);
    }
    return false;
}

static struct cost_sense sense_of(const struct cost_input *in, enum cost_id id,
                                  double gap)
{
    double v = in->value[id], off = fabs(v) / 4, up = 0, down = 0;
    struct cost_sense s = {.id = id, .shift = (double)INFINITY};

    if (cost_rows[id].whole)
        off = fmax(1, round(off));
    s.less = held(id, v - off);
    s.more = held(id, v + off);
    s.less_gap = gap_with(in, id, s.less);
    s.more_gap = gap_with(in, id, s.more);
    s.effect = fmax(fabs(s.less_gap - gap), fabs(s.more_gap - gap));
    bool above = flip_find(in, id, true, gap < 0, &up);
    bool below = flip_find(in, id, false, gap < 0, &down);
    s.flips = above || below;
    s.flip = above && (!below || up - v <= v - down) ? up : down;
    if (s.flips && v != 0)
        s.shift = fabs(s.flip - v) / fabs(v);
    return s;
}

static int by_effect(const void *a, const void *b)
{
    const struct cost_sense *x = a, *y = b;

    if (x->effect != y->effect)
        return x->effect < y->effect ? 1 : -1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static void sense_all(struct cost *c)
{
    const struct cost_sense *near = NULL;

    c->range_low = c->range_high = c->gap;
    for (enum cost_id id = 0; id < COST_IDS; id++) {
        struct cost_sense *s = &c->sense[id];

        *s = sense_of(c->in, id, c->gap);
        c->range_low = fmin(c->range_low, fmin(s->less_gap, s->more_gap));
        c->range_high = fmax(c->range_high, fmax(s->less_gap, s->more_gap));
        bool turns = (s->less_gap < 0) != (c->gap < 0) ||
                     (s->more_gap < 0) != (c->gap < 0) || s->shift <= 0.25;
        // The length of a month is a convention and decides nothing.
        if (turns && id != COST_MONTH_HOURS &&
            (!near || s->shift < near->shift))
            near = s;
    }
    c->side = near ? COST_CLOSE : c->gap < 0 ? COST_SELF : COST_API;
    if (near)
        c->decided_by = near->id;
    qsort(c->sense, COST_IDS, sizeof *c->sense, by_effect);
}

// ------------------------------------------------------------------ in words

static const char *gap_word(const struct cost_input *in)
{
    return in->currency.len ? " " : "";
}

static struct view verdict_words(struct arena *a, const struct cost *c)
{
    struct text t = {.arena = a};
    bool self = c->gap < 0;

    if (c->side == COST_CLOSE)
        text_print(&t, "too close: decided by " VIEW_FMT,
                   VIEW_ARG(cost_name(a, c->decided_by)));
    else
        text_print(&t, "%s cheaper by %.2f%s" VIEW_FMT " a month",
                   self ? "self" : "API", fabs(c->gap), gap_word(c->in),
                   VIEW_ARG(c->in->currency));
    text_print(&t, " (range %.2f to %.2f", self ? -c->range_high : c->range_low,
               self ? -c->range_low : c->range_high);
    if (c->side == COST_CLOSE)
        text_print(&t, " for %s", self ? "self" : "the API");
    text_add(&t, VIEW(")"));
    if (c->assumed)
        text_add(&t, VIEW(", on assumed throughput"));
    return text_view(&t);
}

static void beside_words(struct arena *a, struct cost *c)
{
    const struct cost_input *in = c->in;

    c->beside[0] = in->excludes_self.len
                       ? arena_print(a, "excludes own machines: " VIEW_FMT,
                                     VIEW_ARG(in->excludes_self))
                       : VIEW("no need that excludes own machines was named");
    c->beside[1] = in->excludes_api.len
                       ? arena_print(a, "excludes the API: " VIEW_FMT,
                                     VIEW_ARG(in->excludes_api))
                       : VIEW("no need that excludes the API was named");
    c->beside[2] =
        in->patching.len
            ? arena_print(a, "patching, monitoring, abuse: " VIEW_FMT,
                          VIEW_ARG(in->patching))
            : VIEW("patching, monitoring and abuse: carried by the team on own "
                   "machines, by the provider on an API");
    c->beside[3] = in->quality.len ? arena_print(a, "quality: " VIEW_FMT,
                                                 VIEW_ARG(in->quality))
                                   : VIEW("quality was not compared");
}

void cost_of(struct arena *a, const struct cost_input *in, double times,
             struct cost *out)
{
    *out = (struct cost){
        .in = in, .month = cost_month_of(in, 1), .sum = cost_sum_of(in, 1)};
    out->gap = (out->sum.self - out->sum.api) / months_of(in);
    out->assumed = in->mark[COST_PREFILL] != COST_MEASURED ||
                   in->mark[COST_DECODE] != COST_MEASURED ||
                   in->mark[COST_REQUESTS] != COST_MEASURED;
    search(a, times, out);
    sense_all(out);
    out->verdict = verdict_words(a, out);
    beside_words(a, out);
}
