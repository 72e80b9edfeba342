// SPDX-License-Identifier: Apache-2.0
#include "parts/section.h"

// clang-format off
static const struct view names[SECTION_END] = {
    [SECTION_USE] = VIEW_INIT("use"),
    [SECTION_LIMITATIONS] = VIEW_INIT("limitations"),
    [SECTION_TRAINING] = VIEW_INIT("training"),
    [SECTION_EVALUATION] = VIEW_INIT("evaluation"),
    [SECTION_LICENSE] = VIEW_INIT("license"),
    [SECTION_CITATION] = VIEW_INIT("citation"),
    [SECTION_HOW_TO] = VIEW_INIT("how-to"),
    [SECTION_ENVIRONMENT] = VIEW_INIT("environment"),
    [SECTION_DESCRIPTION] = VIEW_INIT("description"),
};
// clang-format on

void sections_read(struct arena *a, struct sections *out)
{
    *out = (struct sections){0};
    for (enum section s = 0; s < SECTION_END; s++)
        out->heading[s] =
            phrases_named(a, VIEW("parts/sections.txt"), names[s]);
}

unsigned sections_of(const struct sections *s, struct view heading)
{
    unsigned bits = 0;

    for (enum section i = 0; i < SECTION_END; i++)
        if (phrases_in(&s->heading[i], heading))
            bits |= 1U << i;
    return bits;
}

unsigned section_count(unsigned bits)
{
    return (unsigned)__builtin_popcount(bits);
}
