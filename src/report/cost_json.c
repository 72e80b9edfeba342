// SPDX-License-Identifier: Apache-2.0
#include "report/cost.h"

#include "format/json_write.h"

#include <math.h>

static void real(struct json_writer *w, struct view key, double value)
{
    json_key(w, key);
    if (isfinite(value))
        json_real(w, value, 9);
    else
        json_null(w);
}

static void month(struct json_writer *w, const struct cost_month *m)
{
    json_key(w, VIEW("month"));
    json_begin(w, '{');
    real(w, VIEW("load"), m->load);
    real(w, VIEW("needed"), m->needed);
    real(w, VIEW("machines"), m->machines);
    real(w, VIEW("busy_hours"), m->busy);
    real(w, VIEW("availability"), m->availability);
    real(w, VIEW("api_tokens"), m->api_tokens);
    real(w, VIEW("api_fixed"), m->api_fixed);
    real(w, VIEW("api_outage"), m->api_outage);
    real(w, VIEW("api"), m->api);
    real(w, VIEW("hardware"), m->hardware);
    real(w, VIEW("energy"), m->energy);
    real(w, VIEW("other"), m->other);
    real(w, VIEW("labour"), m->labour);
    real(w, VIEW("setup"), m->setup);
    real(w, VIEW("tune"), m->tune);
    real(w, VIEW("license"), m->fee);
    real(w, VIEW("outage"), m->outage);
    real(w, VIEW("self"), m->self);
    real(w, VIEW("api_per_million"), m->api_per_million);
    real(w, VIEW("self_per_million"), m->self_per_million);
    json_end(w, '}');
}

static void horizon(struct json_writer *w, const struct cost *c)
{
    json_key(w, VIEW("horizon"));
    json_begin(w, '{');
    real(w, VIEW("months"), c->in->value[COST_MONTHS]);
    real(w, VIEW("self"), c->sum.self);
    real(w, VIEW("api"), c->sum.api);
    real(w, VIEW("self_present_value"), c->sum.self_now);
    real(w, VIEW("api_present_value"), c->sum.api_now);
    real(w, VIEW("machines_first"), c->sum.machines_first);
    real(w, VIEW("machines_last"), c->sum.machines_last);
    json_end(w, '}');
}

static void demand(struct json_writer *w, const struct cost *c)
{
    real(w, VIEW("searched_to"), c->searched_to);
    json_key(w, VIEW("crossings"));
    json_begin(w, '[');
    for (size_t i = 0; i < c->crossing_count; i++) {
        json_begin(w, '{');
        real(w, VIEW("at"), c->crossing[i].at);
        json_member(w, VIEW("cheaper"),
                    c->crossing[i].self ? VIEW("self") : VIEW("api"));
        json_key(w, VIEW("step"));
        json_truth(w, c->crossing[i].step);
        json_end(w, '}');
    }
    json_end(w, ']');
    json_key(w, VIEW("self_cheaper"));
    json_begin(w, '[');
    for (size_t i = 0; i < c->cheaper_count; i++) {
        json_begin(w, '{');
        real(w, VIEW("from"), c->cheaper[i].from);
        real(w, VIEW("to"), c->cheaper[i].to);
        json_end(w, '}');
    }
    json_end(w, ']');
    json_key(w, VIEW("curve"));
    json_begin(w, '[');
    for (size_t i = 0; i < c->curve_count; i++) {
        json_begin(w, '{');
        real(w, VIEW("from"), c->curve[i].from);
        real(w, VIEW("to"), c->curve[i].to);
        real(w, VIEW("self_from"), c->curve[i].self_from);
        real(w, VIEW("self_to"), c->curve[i].self_to);
        real(w, VIEW("api_from"), c->curve[i].api_from);
        real(w, VIEW("api_to"), c->curve[i].api_to);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void inputs(struct json_writer *w, struct arena *a, const struct cost *c)
{
    static const char *const mark[] = {"default", "assumed", "measured"};

    json_key(w, VIEW("inputs"));
    json_begin(w, '[');
    for (size_t i = 0; i < COST_IDS; i++) {
        const struct cost_sense *s = &c->sense[i];

        json_begin(w, '{');
        json_member(w, VIEW("input"), cost_name(a, s->id));
        real(w, VIEW("value"), c->in->value[s->id]);
        json_member(w, VIEW("by"), view_of(mark[c->in->mark[s->id]]));
        json_member(w, VIEW("unit"), view_of(cost_rows[s->id].unit));
        real(w, VIEW("less"), s->less);
        real(w, VIEW("less_gap"), s->less_gap);
        real(w, VIEW("more"), s->more);
        real(w, VIEW("more_gap"), s->more_gap);
        real(w, VIEW("effect"), s->effect);
        real(w, VIEW("flips_at"), s->flips ? s->flip : (double)NAN);
        json_end(w, '}');
    }
    json_end(w, ']');
}

void cost_json(const struct cost *c, struct text *out)
{
    static const char *const side[] = {"self", "api", "too-close"};
    struct json_writer w = {.out = out};

    json_begin(&w, '{');
    json_member(&w, VIEW("schema"), VIEW("freehold-cost/1"));
    json_member(&w, VIEW("verdict"), view_of(side[c->side]));
    json_member(&w, VIEW("summary"), c->verdict);
    json_member(&w, VIEW("currency"), c->in->currency);
    real(&w, VIEW("gap"), c->gap);
    real(&w, VIEW("range_low"), c->range_low);
    real(&w, VIEW("range_high"), c->range_high);
    json_key(&w, VIEW("assumed"));
    json_truth(&w, c->assumed);
    month(&w, &c->month);
    horizon(&w, c);
    demand(&w, c);
    inputs(&w, out->arena, c);
    json_key(&w, VIEW("beside"));
    json_begin(&w, '[');
    for (size_t i = 0; i < 4; i++)
        json_text(&w, c->beside[i]);
    json_end(&w, ']');
    json_end(&w, '}');
    text_byte(out, '\n');
}
