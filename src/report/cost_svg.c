// SPDX-License-Identifier: Apache-2.0
// The plot of `freehold cost`: both sides a month over the demand, whole
// machines as a staircase, the demands at which the cheaper side changes.
//
// SVG 1.1 and no script; the two lines differ by dash and by their label, not
// by colour alone. Colours: contrast of at least 4.5 to 1 with the ground, in
// light and in dark (WCAG 2.1, 1.4.3 and 1.4.11).
#include "report/cost.h"

#include "report/xml.h"

#include <math.h>

enum {
    WIDTH = 760,
    HEIGHT = 440,
    LEFT = 90,
    RIGHT = 740,
    TOP = 56,
    BOTTOM = 372,
    TICKS = 6, // at most about so many on an axis
};

struct plot {
    struct text *out;
    double most_x, most_y; // demand multiple; money a month
};

static const char style[] =
    "<style>\n"
    "svg{background:#fff;color:#1b1b1b;font:13px sans-serif}\n"
    ".axis{stroke:#5a5a5a;fill:none}.grid{stroke:#dcdcdc}\n"
    "text{fill:currentColor}\n"
    ".self{stroke:#0b5394;fill:none;stroke-width:2.5}\n"
    ".api{stroke:#9a3412;fill:none;stroke-width:2.5;stroke-dasharray:8 4}\n"
    ".now{stroke:#5a5a5a;stroke-dasharray:2 3}\n"
    ".cross{stroke:currentColor;fill:none;stroke-width:1.5}\n"
    "@media(prefers-color-scheme:dark){svg{background:#161616;color:#ececec}"
    ".axis,.now{stroke:#a8a8a8}.grid{stroke:#3a3a3a}"
    ".self{stroke:#7ab8f5}.api{stroke:#f5a26b}}\n"
    "</style>\n";

static double x_of(const struct plot *p, double times)
{
    return LEFT + (RIGHT - LEFT) * times / p->most_x;
}

static double y_of(const struct plot *p, double money)
{
    return BOTTOM - (BOTTOM - TOP) * money / p->most_y;
}

// The step of 1, 2 or 5 times a power of ten that gives at most TICKS steps.
static double nice_step(double most)
{
    static const double nice[] = {1, 2, 5, 10};
    double power = pow(10, floor(log10(most / TICKS)));

    for (size_t i = 0; i < sizeof nice / sizeof *nice; i++)
        if (most / (nice[i] * power) <= TICKS)
            return nice[i] * power;
    return 10 * power;
}

static void measure(struct plot *p, const struct cost *c)
{
    for (size_t i = 0; i < c->curve_count; i++) {
        const struct cost_piece *k = &c->curve[i];

        p->most_x = fmax(p->most_x, k->to);
        p->most_y = fmax(p->most_y, fmax(k->self_from, k->self_to));
        p->most_y = fmax(p->most_y, fmax(k->api_from, k->api_to));
    }
    if (!(p->most_x > 0) || !isfinite(p->most_x))
        p->most_x = 1;
    if (!(p->most_y > 0) || !isfinite(p->most_y))
        p->most_y = 1;
    p->most_y *= 1.05;
}

static void add_line(struct plot *p, const char *kind, double x1, double y1,
                     double x2, double y2)
{
    text_print(p->out,
               "<line class=\"%s\" x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" "
               "y2=\"%.2f\"/>\n",
               kind, x1, y1, x2, y2);
}

static void add_axes(struct plot *p, struct view currency)
{
    double step = nice_step(p->most_x);

    for (size_t n = 0; step * (double)n <= p->most_x; n++) {
        double at = step * (double)n, x = x_of(p, at);

        add_line(p, "grid", x, TOP, x, BOTTOM);
        text_print(p->out,
                   "<text x=\"%.2f\" y=\"%d\" text-anchor=\"middle\">%.6g"
                   "</text>\n",
                   x, BOTTOM + 20, at);
    }
    step = nice_step(p->most_y);
    for (size_t n = 0; step * (double)n <= p->most_y; n++) {
        double at = step * (double)n, y = y_of(p, at);

        add_line(p, "grid", LEFT, y, RIGHT, y);
        text_print(p->out,
                   "<text x=\"%d\" y=\"%.2f\" text-anchor=\"end\">%.6g"
                   "</text>\n",
                   LEFT - 8, y + 4, at);
    }
    text_print(p->out, "<path class=\"axis\" d=\"M%d %dV%dH%d\"/>\n", LEFT, TOP,
               BOTTOM, RIGHT);
    text_print(p->out,
               "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">times the demand"
               "</text>\n<text x=\"%d\" y=\"%d\">",
               (LEFT + RIGHT) / 2, BOTTOM + 44, 12, TOP - 10);
    xml_add(p->out, currency);
    text_add(p->out, VIEW(" a month</text>\n"));
}

// The pieces of one side, joined where one begins at the end of the other.
static void add_curve(struct plot *p, const struct cost *c, bool self)
{
    text_print(p->out, "<path class=\"%s\" d=\"", self ? "self" : "api");
    for (size_t i = 0; i < c->curve_count; i++) {
        const struct cost_piece *k = &c->curve[i];

        text_print(p->out, "%s%.2f %.2fL%.2f %.2f", i ? "L" : "M",
                   x_of(p, k->from), y_of(p, self ? k->self_from : k->api_from),
                   x_of(p, k->to), y_of(p, self ? k->self_to : k->api_to));
    }
    text_add(p->out, VIEW("\"/>\n"));
}

// The month's cost of own machines at a demand, from the piece it lies in.
static double self_at(const struct cost *c, double times)
{
    for (size_t i = 0; i < c->curve_count; i++) {
        const struct cost_piece *k = &c->curve[i];
        double width = k->to - k->from;

        if (times >= k->from && times <= k->to)
            return width > 0 ? k->self_from + (k->self_to - k->self_from) *
                                                  (times - k->from) / width
                             : k->self_from;
    }
    return 0;
}

static void add_crossings(struct plot *p, const struct cost *c)
{
    for (size_t i = 0; i < c->crossing_count; i++) {
        const struct cost_crossing *k = &c->crossing[i];

        text_print(p->out,
                   "<circle class=\"cross\" cx=\"%.2f\" cy=\"%.2f\" r=\"5\">"
                   "<title>%s cheaper from %.6g times the demand on</title>"
                   "</circle>\n",
                   x_of(p, k->at), y_of(p, self_at(c, k->at)),
                   k->self ? "own machines" : "the API", k->at);
    }
}

static void add_legend(struct plot *p, const struct cost *c)
{
    add_line(p, "self", LEFT, 18, LEFT + 36, 18);
    text_print(p->out, "<text x=\"%d\" y=\"22\">own machines</text>\n",
               LEFT + 44);
    add_line(p, "api", LEFT + 160, 18, LEFT + 196, 18);
    text_print(p->out, "<text x=\"%d\" y=\"22\">API</text>\n", LEFT + 204);
    text_print(p->out,
               "<circle class=\"cross\" cx=\"%d\" cy=\"18\" r=\"5\"/>"
               "<text x=\"%d\" y=\"22\">the cheaper side changes: %zu</text>\n",
               LEFT + 266, LEFT + 278, c->crossing_count);
    text_print(p->out,
               "<text x=\"%d\" y=\"22\" text-anchor=\"end\">dotted: the "
               "demand of the file</text>\n",
               RIGHT);
}

void cost_svg(const struct cost *c, struct text *out)
{
    struct plot p = {.out = out};

    measure(&p, c);
    text_print(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
        "role=\"img\" aria-labelledby=\"t d\">\n<title id=\"t\">Own "
        "machines or an API: cost a month over the demand</title>\n"
        "<desc id=\"d\">",
        WIDTH, HEIGHT);
    xml_add(out, c->verdict);
    text_print(out, "</desc>\n%s", style);
    add_axes(&p, c->in->currency);
    if (p.most_x >= 1)
        add_line(&p, "now", x_of(&p, 1), TOP, x_of(&p, 1), BOTTOM);
    add_curve(&p, c, true);
    add_curve(&p, c, false);
    add_crossings(&p, c);
    add_legend(&p, c);
    text_add(out, VIEW("</svg>\n"));
}
