// SPDX-License-Identifier: Apache-2.0
#include "report/mof_record.h"

#include "report/bom.h"
#include "verdict/mof_component.h"

// A scalar in single quotes, in which nothing but the quote itself is special;
// bytes that YAML does not allow are shown as \xNN.
static void add_scalar(struct text *t, struct view v)
{
    struct text shown = {.arena = t->arena};
    struct view rest;

    text_escaped(&shown, bom_name(t->arena, v));
    rest = text_view(&shown);
    text_byte(t, '\'');
    for (size_t i = 0; i < rest.len; i++) {
        if (rest.at[i] == '\'')
            text_byte(t, '\'');
        text_byte(t, rest.at[i]);
    }
    text_byte(t, '\'');
}

static void add_line(struct text *t, const char *key, struct view value)
{
    text_print(t, "%s: ", key);
    add_scalar(t, value);
    text_byte(t, '\n');
}

// "# README.md:12: what it shows".
static void add_place(struct text *t, const char *what,
                      const struct evidence *e)
{
    if (!e->path.len)
        return;
    text_print(t, "    # %s ", what);
    text_escaped(t, bom_name(t->arena, e->path));
    if (e->line)
        text_print(t, ":%u", (unsigned)e->line);
    if (e->shows.len) {
        text_add(t, VIEW(": "));
        text_escaped(t, bom_name(t->arena, e->shows));
    }
    text_byte(t, '\n');
}

static void add_component(struct text *t, const struct mof_component *c,
                          const struct mof_entry *e,
                          const struct mof_sheet *sheet)
{
    static const struct view unlicensed = VIEW_INIT("unlicensed");

    add_place(t, "found at", &e->evidence);
    if (e->license.len)
        add_place(t, "license at", &e->license_evidence);
    text_add(t, VIEW("    -\n"));
    add_line(t, "      name", c->name);
    // Without the key the license of the release would be inherited.
    if (!e->license.len)
        add_line(t, "      license", unlicensed);
    else if (e->own || !view_eq(e->license, sheet->distribution))
        add_line(t, "      license", e->license);
    if (e->own && e->license_evidence.path.len)
        add_line(t, "      license_path", e->license_evidence.path);
    if (e->part && e->part->presence == PRESENCE_PRESENT &&
        e->evidence.path.len)
        add_line(t, "      component_path", e->evidence.path);
}

static void add_license(struct text *t, const struct mof_sheet *sheet)
{
    if (!sheet->distribution.len) {
        text_add(t, VIEW("  license: {}\n"));
        return;
    }
    text_add(t, VIEW("  license:\n"));
    add_place(t, "license at", &sheet->distribution_evidence);
    text_add(t, VIEW("    distribution:\n"));
    add_line(t, "      name", sheet->distribution);
    add_line(t, "      path", sheet->distribution_evidence.path);
}

void report_mof_record(const struct licenses *l, const struct inspection *i,
                       struct text *out)
{
    struct mof_rules rules;
    struct mof_sheet sheet;
    bool any = false;

    mof_rules_read(out->arena, &rules);
    mof_sheet_fill(out->arena, l, &rules, i, MOF_AS_TOOL, &sheet);
    text_add(
        out,
        VIEW("# Drafted from the files of a release: complete it before it is "
             "submitted.\n"
             "# A component that is not listed was not found here; that is no "
             "proof that it\n"
             "# does not exist. The lines above a component say where it was "
             "found.\n"
             "framework:\n"
             "  name: 'Model Openness Framework'\n"
             "  version: '1.0'\n"
             "  date: '2024-12-15'\n"
             "release:\n"));
    add_line(out, "  name", i->release->name);
    // A digest is no version that a person would give.
    if (!view_starts(bom_version(i), VIEW("sha256:")))
        add_line(out, "  version", bom_version(i));
    add_line(out, "  producer", bom_maker(i));
    add_license(out, &sheet);
    text_add(out, VIEW("  components:"));
    for (size_t n = 0; n < rules.count; n++) {
        if (!sheet.entry[n].included)
            continue;
        if (!any)
            text_byte(out, '\n');
        any = true;
        add_component(out, &rules.component[n], &sheet.entry[n], &sheet);
    }
    if (!any)
        text_add(out, VIEW(" []\n"));
}
