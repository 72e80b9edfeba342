// SPDX-License-Identifier: Apache-2.0
#include "verdict/cost.h"

#include <math.h>

double cost_available(double needed, double machines, double a)
{
    // Of so many the share that is up is the same every hour.
    const double many = 1e6;
    double spare = machines - needed, mode = floor(machines * (1 - a));

    if (machines > many)
        return spare >= mode ? 1 : 0;
    // j machines are down with the weight C(N, j) (1 - a)^j a^(N - j), here as
    // a share of the likeliest j's, so that none of the powers vanishes.
    double sum = 0, all = 0, odds = (1 - a) / a, w = 1;
    for (size_t down = (size_t)mode + 1; down-- > 0 && w > 1e-30;) {
        double j = (double)down;

        all += w;
        sum += j <= spare ? w : 0;
        w *= j / (machines - j + 1) / odds;
    }
    w = 1;
    for (size_t down = (size_t)mode + 1; down <= (size_t)machines && w > 1e-30;
         down++) {
        double j = (double)down;

        w *= (machines - j + 1) / j * odds;
        all += w;
        sum += j <= spare ? w : 0;
    }
    return sum / all;
}

// ------------------------------------------------------------------- a month

static double machines_for(double load, double allowed)
{
    double n = ceil(load / allowed);

    return n > 1 ? n : 1;
}

static double load_of(const double *v, double times)
{
    double second = 3600 * v[COST_MONTH_HOURS];
    double r = v[COST_REQUESTS] * times;

    return v[COST_PEAK_RATIO] *
           (r * v[COST_INPUT_TOKENS] * (1 - v[COST_CACHED_SHARE]) /
                (second * v[COST_PREFILL]) +
            r * v[COST_OUTPUT_TOKENS] / (second * v[COST_DECODE]));
}

static double api_tokens(const double *v, double times)
{
    double r = v[COST_REQUESTS] * times, c = v[COST_CACHED_SHARE];
    double in = r * v[COST_INPUT_TOKENS] *
                ((1 - c) * v[COST_API_INPUT] + c * v[COST_API_CACHED]);
    double out = r * v[COST_OUTPUT_TOKENS] * v[COST_API_OUTPUT];

    return (in + out) * v[COST_API_RETRY] / 1e6;
}

static double one_tune(const double *v)
{
    return v[COST_TUNE_HOURS] * v[COST_TUNE_HOUR_PRICE] + v[COST_TUNE_LABELS] +
           v[COST_TUNE_EVALUATION];
}

// A month at `times` the demand, with `owned` machines at least, the prices of
// tokens at `price` of what they are.
static struct cost_month month_with(const double *v, double times, double owned,
                                    double price)
{
    struct cost_month m = {.load = load_of(v, times)};
    double h = v[COST_MONTH_HOURS];
    double tokens = v[COST_REQUESTS] * times *
                    (v[COST_INPUT_TOKENS] + v[COST_OUTPUT_TOKENS]) / 1e6;

    m.needed = machines_for(m.load, v[COST_ALLOWED_LOAD]);
    m.machines = fmax(m.needed + v[COST_SPARES], owned);
    m.busy = m.load / v[COST_PEAK_RATIO] * h / m.machines;
    m.availability = cost_available(m.needed, m.machines, v[COST_AVAILABILITY]);
    m.api_tokens = api_tokens(v, times) * price;
    m.api_fixed = v[COST_API_FIXED];
    m.api_outage = (1 - v[COST_API_AVAILABILITY]) * h * v[COST_OUTAGE];
    m.api = m.api_tokens + m.api_fixed + m.api_outage;
    m.hardware =
        m.machines *
        ((v[COST_PRICE] - v[COST_RESIDUAL]) / v[COST_LIFE] + v[COST_RENT] * h);
    m.energy =
        m.machines *
        (v[COST_IDLE_WATTS] * (h - m.busy) + v[COST_BUSY_WATTS] * m.busy) /
        1000 * v[COST_PUE] * v[COST_KWH];
    m.other = v[COST_OTHER];
    m.labour = v[COST_LABOUR_HOURS] * v[COST_LABOUR_RATE];
    m.setup = v[COST_SETUP_HOURS] * v[COST_LABOUR_RATE] / v[COST_MONTHS];
    m.tune = one_tune(v) * (1 / v[COST_MONTHS] + v[COST_TUNES_YEARLY] / 12);
    m.fee = v[COST_FEE_COUNTED] * times >= v[COST_FEE_FROM] ? v[COST_FEE] : 0;
    m.outage = (1 - m.availability) * h * v[COST_OUTAGE];
    m.self = m.hardware + m.energy + m.other + m.labour + m.setup + m.tune +
             m.fee + m.outage;
    m.api_per_million = tokens > 0 ? m.api / tokens : (double)NAN;
    m.self_per_million = tokens > 0 ? m.self / tokens : (double)NAN;
    return m;
}

struct cost_month cost_month_of(const struct cost_input *in, double times)
{
    return month_with(in->value, times, 0, 1);
}

// --------------------------------------------------------------- the horizon

// What one machine costs in cash from month `t` on, as of now: bought at the
// start, replaced at the end of its life, worth its book value at the end of
// the horizon. Without a rate this is what was written off.
static double bought(const double *v, double t, double rate)
{
    double left = v[COST_MONTHS] - t, life = v[COST_LIFE];
    double cash = 0, age = left;

    for (size_t lives = 0; (double)lives * life < left; lives++) {
        double at = (double)lives * life;

        cash += (at > 0 ? v[COST_PRICE] - v[COST_RESIDUAL] : v[COST_PRICE]) *
                pow(1 + rate, -(t + at) / 12);
        age = left - at;
    }
    double book =
        v[COST_PRICE] - (v[COST_PRICE] - v[COST_RESIDUAL]) * age / life;
    return cash - book * pow(1 + rate, -v[COST_MONTHS] / 12);
}

struct cost_sum cost_sum_of(const struct cost_input *in, double times)
{
    const double *v = in->value;
    double rate = v[COST_DISCOUNT], owned = 0, price = 1;
    double fall =
        v[COST_API_FALL] > 0 ? pow(1 - v[COST_API_FALL], 1.0 / 12) : 1;
    double month = rate > 0 ? pow(1 + rate, -1.0 / 12) : 1, now = month;
    double once = v[COST_SETUP_HOURS] * v[COST_LABOUR_RATE] + one_tune(v);
    struct cost_sum sum = {.self_now = once};

    for (size_t i = 0; i < (size_t)v[COST_MONTHS]; i++) {
        double t = (double)i;
        struct cost_month m = month_with(v, times, owned, price);
        double written_off =
            m.machines * (v[COST_PRICE] - v[COST_RESIDUAL]) / v[COST_LIFE];

        sum.api += m.api;
        sum.self += m.self;
        sum.api_now += m.api * now;
        sum.self_now += (m.self - written_off - once / v[COST_MONTHS]) * now;
        if (v[COST_PRICE] > 0) {
            if (rate > 0)
                sum.self_now += (m.machines - owned) * bought(v, t, rate);
            else
                sum.self_now += written_off;
            owned = m.machines; // bought machines stay
        }
        sum.machines_first = t > 0 ? sum.machines_first : m.machines;
        sum.machines_last = m.machines;
        times *= 1 + v[COST_GROWTH];
        price *= fall;
        now *= month;
    }
    return sum;
}
