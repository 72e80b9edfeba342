// SPDX-License-Identifier: Apache-2.0
#include "report/cost.h"

#include "report/line.h"

#include <math.h>

enum { VALUE_AT = 16, API_AT = 34, FLIP_AT = 62, SHOWN = 10 }; // columns, rows

static void row(struct lines *l, struct arena *a, const char *name, double self,
                double api)
{
    line_cell(l, STYLE_PLAIN, view_of(name), 2, VALUE_AT);
    if (isfinite(self))
        line_cell(l, STYLE_PLAIN, arena_print(a, "%15.2f", self), VALUE_AT,
                  SIZE_MAX);
    if (isfinite(api))
        line_cell(l, STYLE_PLAIN, arena_print(a, "%15.2f", api), API_AT,
                  SIZE_MAX);
    line_end(l);
}

static void head(struct lines *l, const char *words)
{
    line_end(l);
    line_cell(l, STYLE_HEAD, view_of(words), 0, SIZE_MAX);
    line_end(l);
}

static void month(struct lines *l, struct arena *a, const struct cost *c)
{
    const struct cost_month *m = &c->month;
    double none = (double)NAN;

    head(l, "FIRST MONTH               SELF               API");
    row(l, a, "tokens", none, m->api_tokens);
    row(l, a, "fixed", none, m->api_fixed);
    row(l, a, "hardware", m->hardware, none);
    row(l, a, "energy", m->energy, none);
    row(l, a, "other", m->other, none);
    row(l, a, "labour", m->labour, none);
    row(l, a, "setup", m->setup, none);
    row(l, a, "tune", m->tune, none);
    row(l, a, "license", m->fee, none);
    row(l, a, "outage", m->outage, m->api_outage);
    row(l, a, "in all", m->self, m->api);
    row(l, a, "per M tokens", m->self_per_million, m->api_per_million);
    head(l, "HORIZON");
    row(l, a, "in all", c->sum.self, c->sum.api);
    if (c->in->value[COST_DISCOUNT] > 0)
        row(l, a, "present value", c->sum.self_now, c->sum.api_now);
    line_wrap(l,
              arena_print(a,
                          "  %.0f month%s; machines %.0f at first, %.0f at the "
                          "end; load %.4f, %.1f busy hours a machine, "
                          "available %.6f",
                          c->in->value[COST_MONTHS],
                          c->in->value[COST_MONTHS] > 1 ? "s" : "",
                          c->sum.machines_first, c->sum.machines_last, m->load,
                          m->busy, m->availability),
              2);
}

static void demand(struct lines *l, struct arena *a, const struct cost *c,
                   bool full)
{
    head(l, "SELF IS CHEAPER AT THESE MULTIPLES OF THE DEMAND");
    for (size_t i = 0; i < c->cheaper_count && (full || i < 20); i++) {
        line_cell(l, STYLE_PLAIN,
                  arena_print(a, "%.4f to %.4f%s", c->cheaper[i].from,
                              c->cheaper[i].to,
                              c->cheaper[i].to >= c->searched_to
                                  ? ", where the search ended"
                                  : ""),
                  2, SIZE_MAX);
        line_end(l);
    }
    line_cell(l, STYLE_PLAIN,
              arena_print(a,
                          "%zu interval%s, %zu crossing%s, searched up to %.4g",
                          c->cheaper_count, c->cheaper_count == 1 ? "" : "s",
                          c->crossing_count, c->crossing_count == 1 ? "" : "s",
                          c->searched_to),
              2, SIZE_MAX);
    line_end(l);
}

static void sense(struct lines *l, struct arena *a, const struct cost *c,
                  bool full)
{
    static const char *const mark[] = {"default", "assumed", "measured"};

    head(l, "IF ONE INPUT CHANGES     IS         MARK     MOVES BY, A QUARTER "
            "OFF  FLIPS AT");
    for (size_t i = 0; i < (full ? (size_t)COST_IDS : SHOWN); i++) {
        const struct cost_sense *s = &c->sense[i];

        line_cell(l, STYLE_PLAIN, cost_name(a, s->id), 2, 25);
        line_cell(l, STYLE_PLAIN, arena_print(a, "%.6g", c->in->value[s->id]),
                  25, 36);
        line_cell(l, STYLE_PLAIN, view_of(mark[c->in->mark[s->id]]), 36, 45);
        line_cell(l, STYLE_PLAIN, arena_print(a, "%.2f", s->effect), 45,
                  SIZE_MAX);
        line_cell(l, STYLE_PLAIN,
                  s->flips ? arena_print(a, "%.6g", s->flip) : VIEW("-"),
                  FLIP_AT + 6, SIZE_MAX);
        line_end(l);
    }
    if (!full) {
        line_cell(l, STYLE_PLAIN,
                  arena_print(a, "%d more: --full", COST_IDS - SHOWN), 2,
                  SIZE_MAX);
        line_end(l);
    }
}

void cost_text(const struct cost *c, size_t width, bool color, bool full,
               struct text *out)
{
    struct lines l = {.out = out, .width = width, .color = color};
    struct arena *a = out->arena;

    line_cell(&l, STYLE_HEAD, VIEW("VERDICT"), 0, SIZE_MAX);
    line_wrap(&l, c->verdict, 10);
    month(&l, a, c);
    demand(&l, a, c, full);
    sense(&l, a, c, full);
    head(&l, "BESIDE THE COST");
    for (size_t i = 0; i < 4; i++)
        line_wrap(&l, c->beside[i], 2);
}
