// SPDX-License-Identifier: Apache-2.0
// Figures of V0-V3 and the relations: needs.md 5.4.
#include "check.h"
#include "schema.h"

#include "base/file.h"
#include "report/cost.h"

#include <math.h>

static void near(int line, double is, double wanted, double share)
{
    if (!(fabs(is - wanted) <= share * fabs(wanted)))
        check_fail(__FILE__, line, "%.15g, wanted %.15g", is, wanted);
}
#define CHECK_NEAR(is, wanted) near(__LINE__, (is), (wanted), 1e-9)

static struct cost_input blank(void)
{
    struct cost_input in = {0};

    for (enum cost_id i = 0; i < COST_IDS; i++)
        in.value[i] = cost_rows[i].standard;
    return in;
}

static struct cost_input v1(void)
{
    struct cost_input in = blank();
    double *v = in.value;

    v[COST_REQUESTS] = 300000;
    v[COST_INPUT_TOKENS] = 1500;
    v[COST_OUTPUT_TOKENS] = 350;
    v[COST_CACHED_SHARE] = 0.3;
    v[COST_API_INPUT] = 2.5;
    v[COST_API_OUTPUT] = 10;
    v[COST_API_CACHED] = 1.25;
    v[COST_PREFILL] = 2500;
    v[COST_DECODE] = 400;
    v[COST_PEAK_RATIO] = 4;
    v[COST_SPARES] = 1;
    v[COST_PRICE] = 9000;
    v[COST_RESIDUAL] = 900;
    v[COST_IDLE_WATTS] = 90;
    v[COST_BUSY_WATTS] = 450;
    v[COST_PUE] = 1.3;
    v[COST_KWH] = 0.25;
    v[COST_OTHER] = 120;
    v[COST_LABOUR_HOURS] = 25;
    v[COST_LABOUR_RATE] = 80;
    return in;
}

static struct cost_input v2(void)
{
    struct cost_input in = v1();

    in.value[COST_SPARES] = in.value[COST_OTHER] = 0;
    in.value[COST_LABOUR_HOURS] = 0;
    in.value[COST_API_INPUT] = 0.375;
    in.value[COST_API_OUTPUT] = 1.5;
    in.value[COST_API_CACHED] = 0.1875;
    return in;
}

TEST(v0_a_rented_machine_against_a_published_case)
{
    struct arena a = {0};
    struct cost_input in = blank();
    double *v = in.value;
    struct cost c;

    v[COST_REQUESTS] = 40000;
    v[COST_INPUT_TOKENS] = 3000;
    v[COST_OUTPUT_TOKENS] = 1000;
    v[COST_PEAK_RATIO] = 1;
    v[COST_API_INPUT] = v[COST_API_CACHED] = 0.25;
    v[COST_API_OUTPUT] = 2;
    v[COST_PREFILL] = v[COST_DECODE] = 1e9; // one machine is enough
    v[COST_RENT] = 1.19;
    v[COST_MONTH_HOURS] = 729.6;
    v[COST_OTHER] = 1.19 * 729.6 * 0.15;
    cost_of(&a, &in, 16, &c);
    CHECK_NEAR(c.month.api, 110);
    CHECK_NEAR(c.month.self, 998.4576);
    CHECK_U64(c.crossing_count, 1);
    near(__LINE__, c.crossing[0].at * 160, 1452.30196, 1e-8); // as rounded
    CHECK(c.side == COST_API);
    arena_free(&a);
}

TEST(v1_bought_machines_with_a_spare)
{
    struct arena a = {0};
    struct cost_input in = v1();
    struct cost c;

    cost_of(&a, &in, 8, &c);
    CHECK_NEAR(c.month.api, 2006.25);
    CHECK_NEAR(c.month.load, 0.5909315956750196);
    CHECK_NEAR(c.month.needed, 1);
    CHECK_NEAR(c.month.machines, 2);
    CHECK_NEAR(c.month.busy, 53.958333333333336);
    CHECK_NEAR(c.month.hardware, 450);
    CHECK_NEAR(c.month.energy, 55.3596225);
    CHECK_NEAR(c.month.labour, 2000);
    CHECK_NEAR(c.month.self, 2625.3596225);
    near(__LINE__, c.month.self_per_million, 4.730377698, 1e-9);
    near(__LINE__, c.month.api_per_million, 3.614864865, 1e-9);
    CHECK(c.crossing_count == 1 && c.crossing[0].self);
    near(__LINE__, c.crossing[0].at, 1.435, 1e-3);
    CHECK_TEXT(view_head(c.verdict, 21), "API cheaper by 619.11");
    arena_free(&a);
}

TEST(v2_a_staircase_crosses_eleven_times)
{
    static const double at[] = {0.855,  1.0155, 1.7095, 2.031, 2.564, 3.0465,
                                3.4185, 4.0615, 4.273,  5.077, 5.1275};
    struct arena a = {0};
    struct cost_input in = v2();
    struct cost c;

    cost_of(&a, &in, 8, &c);
    CHECK_NEAR(c.month.self, 258.99293625);
    CHECK_NEAR(c.month.api, 300.9375);
    CHECK_U64(c.crossing_count, 11);
    for (size_t i = 0; i < c.crossing_count && i < 11; i++) {
        // The grid of 0.0005 shows the first point behind the crossing.
        CHECK(c.crossing[i].at <= at[i] + 1e-9 &&
              c.crossing[i].at > at[i] - 0.0005 - 1e-9);
        CHECK(c.crossing[i].self == (i % 2 == 0));
        CHECK(c.crossing[i].step == (i % 2 == 1));
    }
    CHECK_U64(c.cheaper_count, 6);
    CHECK_NEAR(c.cheaper[0].from, c.crossing[0].at);
    CHECK_NEAR(c.cheaper[0].to, c.crossing[1].at);
    CHECK_NEAR(c.cheaper[5].to, 8);
    // u may fall by 1.51 % only; R may rise by 1.53 %.
    CHECK(c.side == COST_CLOSE && c.decided_by == COST_ALLOWED_LOAD);
    arena_free(&a);
}

// By hand, on top of V1: one tune is 100 x 3 + 2000 + 500 = 2800, made once and
// twice a year, 700 a month over a year; 40 hours of setup are 3200 / 12.
TEST(tunes_setup_and_a_fee_are_added)
{
    struct arena a = {0};
    struct cost_input in = v1();
    double *v = in.value;
    struct cost c;

    v[COST_SETUP_HOURS] = 40;
    v[COST_TUNE_HOURS] = 100;
    v[COST_TUNE_HOUR_PRICE] = 3;
    v[COST_TUNE_LABELS] = 2000;
    v[COST_TUNE_EVALUATION] = 500;
    v[COST_TUNES_YEARLY] = 2;
    v[COST_FEE] = 900;
    v[COST_FEE_FROM] = 5e6;
    v[COST_FEE_COUNTED] = 6e6;
    cost_of(&a, &in, 1, &c);
    CHECK_NEAR(c.month.tune, 700);
    CHECK_NEAR(c.month.setup, 3200.0 / 12);
    CHECK_NEAR(c.month.fee, 900);
    CHECK_NEAR(c.month.self, 2625.3596225 + 700 + 3200.0 / 12 + 900);
    v[COST_FEE_COUNTED] = 4e6; // below the threshold of the clause
    cost_of(&a, &in, 1, &c);
    CHECK_NEAR(c.month.fee, 0);
    CHECK_NEAR(c.month.self, 2625.3596225 + 700 + 3200.0 / 12);
    arena_free(&a);
}

TEST(v3_availability)
{
    CHECK_NEAR(cost_available(1, 1, 0.995), 0.995);
    CHECK_NEAR(cost_available(1, 2, 0.995), 0.999975);
    CHECK_NEAR(cost_available(2, 3, 0.995), 0.99992525);
    CHECK_NEAR(cost_available(4, 5, 0.995), 0.9997524906375);
    for (int k = 4; k < 24; k++)
        CHECK(cost_available(4, k, 0.9) <= cost_available(4, k + 1, 0.9));
}

TEST(cost_never_falls_with_a_price_nor_rises_with_speed)
{
    for (enum cost_id id = 0; id < COST_IDS; id++) {
        struct cost_input in = v1(), dear = v1();

        if (!cost_rows[id].money || id == COST_RESIDUAL)
            continue;
        dear.value[id] = in.value[id] * 1.5 + 1;
        struct cost_month x = cost_month_of(&in, 1);
        struct cost_month y = cost_month_of(&dear, 1);
        CHECK(y.self >= x.self && y.api >= x.api);
    }
    for (int step = 1; step < 54; step++) {
        struct cost_input in = v2(), fast = v2();
        double times = 0.37 * step;

        fast.value[COST_PREFILL] *= 2;
        fast.value[COST_DECODE] *= 2;
        CHECK(cost_month_of(&fast, times).self <=
              cost_month_of(&in, times).self);
    }
}

TEST(without_requests_the_fixed_price_and_one_machine_are_left)
{
    struct cost_input in = v1();

    in.value[COST_REQUESTS] = 0;
    in.value[COST_API_FIXED] = 77;
    struct cost_month m = cost_month_of(&in, 1);
    CHECK_NEAR(m.api, 77);
    CHECK_NEAR(m.needed, 1);
    CHECK(isnan(m.self_per_million));
}

TEST(currency_is_a_label)
{
    struct arena a = {0};
    struct cost_input in = v2(), yen = v2();
    struct cost c, d;

    for (enum cost_id id = 0; id < COST_IDS; id++)
        if (cost_rows[id].money)
            yen.value[id] *= 160;
    cost_of(&a, &in, 8, &c);
    cost_of(&a, &yen, 8, &d);
    CHECK_NEAR(d.gap, c.gap * 160);
    CHECK_U64(d.crossing_count, c.crossing_count);
    for (size_t i = 0; i < c.crossing_count; i++)
        CHECK_NEAR(d.crossing[i].at, c.crossing[i].at);
    arena_free(&a);
}

TEST(over_a_horizon_bought_machines_stay_and_prices_fall)
{
    struct cost_input in = v2();

    // By hand: demand halves each month: 4, 2, 1 of what fills 2.364 steps.
    in.value[COST_GROWTH] = -0.5;
    in.value[COST_MONTHS] = 3;
    in.value[COST_KWH] = 0;
    struct cost_sum s = cost_sum_of(&in, 4);
    CHECK_NEAR(s.machines_first, 4); // 4 x 0.5909 / 0.6 = 3.94
    CHECK_NEAR(s.machines_last, 4);
    CHECK_NEAR(s.self, 3 * 4 * 225.0);
    CHECK_NEAR(s.api, 300.9375 * 7);
    in.value[COST_API_FALL] = 0.5;
    double month = pow(0.5, 1.0 / 12);
    CHECK_NEAR(cost_sum_of(&in, 4).api,
               300.9375 * (4 + 2 * month + month * month));
}

TEST(net_present_value_is_the_sum_where_the_rate_is_small)
{
    struct cost_input in = v1();

    in.value[COST_MONTHS] = 50; // beyond the life of 36 months
    in.value[COST_GROWTH] = 0.03;
    struct cost_sum flat = cost_sum_of(&in, 1);
    CHECK_NEAR(flat.self_now, flat.self);
    CHECK_NEAR(flat.api_now, flat.api);
    in.value[COST_DISCOUNT] = 1e-9;
    near(__LINE__, cost_sum_of(&in, 1).self_now, flat.self, 1e-7);
    in.value[COST_DISCOUNT] = 0.1;
    CHECK(cost_sum_of(&in, 1).self_now < flat.self);
    // By hand: one month, one machine of 9000, 900 after 36 months.
    struct cost_input one = v2();
    one.value[COST_MONTHS] = 1;
    one.value[COST_KWH] = 0;
    one.value[COST_DISCOUNT] = 0.12;
    CHECK_NEAR(cost_sum_of(&one, 1).self_now,
               9000 - (9000 - 225) / pow(1.12, 1.0 / 12));
}

TEST(the_side_changes_at_the_flip_of_every_input)
{
    struct arena a = {0};
    struct cost_input in = v1();
    struct cost c;
    size_t flips = 0;

    cost_of(&a, &in, 8, &c);
    for (size_t i = 0; i < COST_IDS; i++) {
        const struct cost_sense *s = &c.sense[i];
        struct cost_input there = in;

        CHECK(i == 0 || c.sense[i - 1].effect >= s->effect);
        there.value[s->id] = s->flip;
        struct cost_sum sum = cost_sum_of(&there, 1);
        CHECK(!s->flips || (sum.self < sum.api) != (c.gap < 0));
        flips += s->flips;
        // By hand: (2625.3596225 - 2006.25) is 7.7389 h of 80.
        if (s->id == COST_LABOUR_HOURS)
            CHECK_NEAR(s->flip, 25 - 619.1096225 / 80);
        if (s->id == COST_REQUESTS)
            CHECK_NEAR(s->flip / 300000, c.crossing[0].at);
    }
    CHECK(flips >= 8);
    arena_free(&a);
}

// ------------------------------------------------------------------ the file

#define REST                                                                   \
    "api: {input_price: 2.5, output_price: 10}\n"                              \
    "machine: {prefill_rate: {value: 2500, by: measured}, decode_rate: 400, "  \
    "price: 9000}\nlabour: {hours: 25, rate: 80}\n"
#define HEAD "schema: freehold-cost-input/1\n"
#define DEMAND                                                                 \
    "demand: {requests: 3e5, input_tokens: 1500, output_tokens: 350, "         \
    "peak_ratio: 4}\n"

static void refused(int line, const char *file, const char *why)
{
    struct arena a = {0};
    struct cost_input in;
    struct error *e = cost_input_read(&a, view_of(file), VIEW("c.yaml"), &in);

    if (!e || !view_has(error_line(&a, e), view_of(why)))
        check_fail(__FILE__, line, "%s: %s", why,
                   e ? arena_copy(&a, error_line(&a, e)).at : "taken");
    else
        CHECK(e->kind == ERROR_INPUT && e->at.line > 0);
    arena_free(&a);
}
#define REFUSED(file, why) refused(__LINE__, file, why)

TEST(a_file_gives_values_marks_and_what_it_is_silent_on)
{
    struct arena a = {0};
    struct cost_input in;

    CHECK(!cost_input_read(&a, VIEW(HEAD DEMAND REST), VIEW("c"), &in));
    CHECK_NEAR(in.value[COST_REQUESTS], 300000);
    CHECK(in.mark[COST_PREFILL] == COST_MEASURED);
    CHECK(in.mark[COST_DECODE] == COST_ASSUMED);
    CHECK(in.mark[COST_PUE] == COST_DEFAULT);
    CHECK_NEAR(in.value[COST_API_CACHED], 2.5);
    arena_free(&a);
}

TEST(refuses_what_cannot_be_and_says_where)
{
    REFUSED("", "a cost file is a map");
    REFUSED(DEMAND REST, "`schema: freehold-cost-input/1` is missing");
    REFUSED(HEAD REST, "`demand.requests` is missing");
    REFUSED(HEAD "demnd: {}\n", "c.yaml:2: no such key: demnd. Did you mean "
                                "demand?");
    REFUSED(HEAD "machine:\n  gpu: H100\n", "c.yaml:3: no such key of machine");
    REFUSED(HEAD "machine: {prefil_rate: 1}\n", "Did you mean prefill_rate?");
    REFUSED(HEAD "demand:\n  requests: -1\n", "c.yaml:3: `demand.requests` is "
                                              "-1 and must be from 0");
    REFUSED(HEAD "demand: {requests: .nan}\n", "finite decimal number");
    REFUSED(HEAD "demand: {requests: .inf}\n", "finite decimal number");
    REFUSED(HEAD "demand: {requests: 1e999}\n", "must be from");
    REFUSED(HEAD "demand: {requests: 0x10}\n", "finite decimal number");
    REFUSED(HEAD "demand: {requests: \"5\"}\n", "without quotes");
    REFUSED(HEAD "demand: {requests: 1e15}\n", "must be from");
    REFUSED(HEAD "demand: {requests: {by: measured}}\n", "has no `value`");
    REFUSED(HEAD "machine: {allowed_load: 1}\n", "must be from");
    REFUSED(HEAD "machine: {spares: 1.5}\n", "must be whole");
    REFUSED(HEAD "demand: {growth: 0}\ndemand: {growth: 0}\n", "stands twice");
    REFUSED(HEAD "api: &x {fixed: 1}\n", "aliases");
    REFUSED(HEAD DEMAND "api: {input_price: 1, output_price: 1}\n"
                        "machine: {prefill_rate: 1, decode_rate: 1}\n"
                        "labour: {hours: 0, rate: 0}\n",
            "neither `machine.price` nor `machine.rent`");
    REFUSED(HEAD DEMAND "api: {input_price: 1, output_price: 1}\n"
                        "machine: {prefill_rate: 1, decode_rate: 1, rent: 1}\n",
            "`labour.hours` is missing");
}

TEST(json_keeps_to_its_schema)
{
    struct arena a = {0};
    struct text out = {.arena = &a};
    struct cost_input in = v2();
    struct view bytes = {0};
    struct json schema, json;
    struct cost c;

    cost_of(&a, &in, 8, &c);
    cost_json(&c, &out);
    CHECK(
        !file_front(&a, VIEW("docs/schema/cost.schema.json"), 1 << 20, &bytes));
    CHECK(!json_read(&a, bytes, VIEW("schema"), &schema));
    CHECK(!json_read(&a, text_view(&out), VIEW("answer"), &json));
    CHECK_TEXT(schema_fault(&a, &schema, json.root), "");
    arena_free(&a);
}

CHECK_MAIN(
    CHECK_CASE(json_keeps_to_its_schema),

    CHECK_CASE(v0_a_rented_machine_against_a_published_case),
    CHECK_CASE(v1_bought_machines_with_a_spare),
    CHECK_CASE(v2_a_staircase_crosses_eleven_times),
    CHECK_CASE(tunes_setup_and_a_fee_are_added), CHECK_CASE(v3_availability),
    CHECK_CASE(cost_never_falls_with_a_price_nor_rises_with_speed),
    CHECK_CASE(without_requests_the_fixed_price_and_one_machine_are_left),
    CHECK_CASE(currency_is_a_label),
    CHECK_CASE(over_a_horizon_bought_machines_stay_and_prices_fall),
    CHECK_CASE(net_present_value_is_the_sum_where_the_rate_is_small),
    CHECK_CASE(the_side_changes_at_the_flip_of_every_input),
    CHECK_CASE(a_file_gives_values_marks_and_what_it_is_silent_on),
    CHECK_CASE(refuses_what_cannot_be_and_says_where))
