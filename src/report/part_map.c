// SPDX-License-Identifier: Apache-2.0
#include "report/part_map.h"

enum { // units of the picture
    WIDTH = 352,
    ACROSS = 3,
    CELL_WIDTH = 114,
    CELL_HEIGHT = 26,
    STEP_X = 119,
    STEP_Y = 30,
    HEAD = 22, // of a family
};

// The marks lie in a square of 12 units.
static const struct view mark_of[] = {
    [PRESENCE_PRESENT] =
        VIEW_INIT("<rect class=\"mark whole\" x=\"1\" y=\"1\" width=\"10\" "
                  "height=\"10\"/>"),
    [PRESENCE_POINTER] =
        VIEW_INIT("<path class=\"mark\" d=\"M2 10L10 2M4 2H10V8\"/>"),
    [PRESENCE_MENTIONED] =
        VIEW_INIT("<path class=\"mark\" d=\"M1 7Q3.5 2.5 6 6T11 5\"/>"),
    [PRESENCE_ABSENT] =
        VIEW_INIT("<circle class=\"mark\" cx=\"6\" cy=\"6\" r=\"4\"/>"),
    [PRESENCE_UNKNOWN] =
        VIEW_INIT("<path class=\"mark\" d=\"M3.5 4Q3.5 1.5 6 1.5T8.5 4Q8.5 5.5 "
                  "6 6.5V8M6 10V11.4\"/>"),
};

// Named with size and digest, cut, or some files of it missing.
static const struct view half_mark =
    VIEW_INIT("<path class=\"mark\" d=\"M1.8 1.8H10.2V10.2H1.8Z\"/>"
              "<path class=\"mark whole\" d=\"M1 1V11H11Z\"/>");

static bool is_half(const struct part *p)
{
    return p->presence == PRESENCE_PRESENT &&
           !view_eq(part_state_words(p), presence_word(p->presence));
}

static bool is_marked(const struct part *p)
{
    return part_is_held(p) && (p->terms.conflict_count ||
                               p->terms.on_top_count || p->terms.from_base);
}

void part_mark(struct text *t, enum presence p)
{
    HTML(t,
         "<svg class=\"key\" viewBox=\"0 0 12 12\" aria-hidden=\"true\" "
         "focusable=\"false\"><g class=\"$\">",
         presence_word(p));
    html_raw(t, mark_of[p]);
    html_raw(t, VIEW("</g></svg>"));
}

// "weights" of "weights.final"; "final".
static struct view family_of(const struct part *p, struct view *label)
{
    return view_cut(part_id(p->kind), '.', label);
}

static void write_cell(struct text *t, const struct part *p, int x, int y)
{
    struct view label;

    family_of(p, &label);
    HTML(t, "<g class=\"$\"><title>$: $</title>", presence_word(p->presence),
         part_words(t->arena, p), part_state_words(p));
    text_print(t,
               "<rect class=\"cell\" x=\"%d.5\" y=\"%d.5\" width=\"%d\" "
               "height=\"%d\" rx=\"3\"/><g transform=\"translate(%d %d)\">",
               x, y, CELL_WIDTH - 1, CELL_HEIGHT - 1, x + 8, y + 7);
    html_raw(t, is_half(p) ? half_mark : mark_of[p->presence]);
    text_print(t, "</g><text x=\"%d\" y=\"%d\">", x + 26, y + 17);
    HTML(t, "$", label);
    if (p->stage != STAGE_NONE)
        HTML(t, " $", stage_word(p->stage));
    html_raw(t, VIEW("</text>"));
    if (is_marked(p))
        text_print(t, "<text class=\"bang\" x=\"%d\" y=\"%d\">!</text>",
                   x + CELL_WIDTH - 11, y + 17);
    html_raw(t, VIEW("</g>\n"));
}

// The states, each with its parts, for who cannot see the picture.
static void write_description(struct text *t, const struct inventory *inv)
{
    for (enum presence state = 0; state <= PRESENCE_UNKNOWN; state++) {
        size_t said = 0;

        for (size_t n = 0; n < inv->part_count; n++) {
            const struct part *p = &inv->part[n];

            if (p->presence != state)
                continue;
            if (said++)
                HTML(t, ", $", part_words(t->arena, p));
            else
                HTML(t, "$: $", presence_word(state), part_words(t->arena, p));
        }
        if (said)
            html_raw(t, VIEW(". "));
    }
}

// Writes the cells of a family from `y` on, its name above them; the height it
// takes.
static int write_family(struct text *t, const struct inventory *inv,
                        struct view family, int y)
{
    int placed = 0;

    text_print(t, "<text class=\"row\" x=\"0\" y=\"%d\">", y + 16);
    HTML(t, "$</text>\n", family);
    for (size_t n = 0; n < inv->part_count; n++) {
        struct view label;

        if (!view_eq(family_of(&inv->part[n], &label), family))
            continue;
        write_cell(t, &inv->part[n], placed % ACROSS * STEP_X,
                   y + HEAD + placed / ACROSS * STEP_Y);
        placed++;
    }
    return HEAD + (placed + ACROSS - 1) / ACROSS * STEP_Y;
}

static bool is_first_of(const struct inventory *inv, size_t n)
{
    struct view label;
    struct view family = family_of(&inv->part[n], &label);

    for (size_t k = 0; k < n; k++)
        if (view_eq(family_of(&inv->part[k], &label), family))
            return false;
    return true;
}

void part_map(struct text *t, const struct inventory *inv, struct view id,
              struct view name)
{
    struct text cells = {.arena = t->arena};
    int y = 0;

    for (size_t n = 0; n < inv->part_count; n++) {
        struct view label;

        if (is_first_of(inv, n))
            y += write_family(&cells, inv, family_of(&inv->part[n], &label), y);
    }
    text_print(t, "<svg class=\"map\" viewBox=\"0 0 %d %d\" role=\"img\" ",
               WIDTH, y);
    HTML(
        t,
        "aria-labelledby=\"$-title $-desc\">\n<title id=\"$-title\">Map of the "
        "parts of $</title>\n<desc id=\"$-desc\">",
        id, id, id, name, id);
    write_description(t, inv);
    html_raw(t, VIEW("</desc>\n"));
    html_raw(t, text_view(&cells));
    html_raw(t, VIEW("</svg>\n"));
}

void part_map_key(struct text *t)
{
    static const struct view words[] = {
        [PRESENCE_PRESENT] = VIEW_INIT("present; half: not all of it is here"),
        [PRESENCE_POINTER] = VIEW_INIT("pointer: linked"),
        [PRESENCE_MENTIONED] = VIEW_INIT("mentioned"),
        [PRESENCE_ABSENT] = VIEW_INIT("absent"),
        [PRESENCE_UNKNOWN] = VIEW_INIT("unknown"),
    };

    html_raw(t, VIEW("<figcaption>"));
    for (enum presence p = 0; p <= PRESENCE_UNKNOWN; p++) {
        html_raw(t, VIEW("<span>"));
        part_mark(t, p);
        HTML(t, "$</span>\n", words[p]);
    }
    html_raw(t, VIEW("<span><b class=\"bad\">!</b> something stands "
                     "beside its terms</span></figcaption>\n"));
}
