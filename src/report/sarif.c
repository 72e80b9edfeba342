// SPDX-License-Identifier: Apache-2.0
#include "report/sarif.h"

#include "base/map.h"
#include "format/json_write.h"
#include "report/bom.h"
#include "report/wording.h"
#include "safety/rules.h"

struct sarif_rule {
    struct view id, name, help;
};

struct sarif {
    struct json_writer w;
    struct arena *arena;
    const struct inspection *i;
    struct map index; // id -> index in `rule`
    struct sarif_rule *rule;
    size_t rule_count;
};

// Of a rule that is new; else nothing happens.
static void add_rule(struct sarif *s, struct view id, struct view name,
                     struct view help)
{
    bool is_new = false;
    size_t *at = map_at(&s->index, id, &is_new);

    if (!is_new)
        return;
    *at = s->rule_count;
    *LIST_ADD(s->arena, s->rule, s->rule_count) =
        (struct sarif_rule){id, name, help};
}

static void take_rules(struct sarif *s)
{
    const struct inspection *i = s->i;
    struct safety_rules rules = {0};

    // A file of ours: a test reads them all. Without it ids stand for titles.
    (void)!safety_rules_open(s->arena, &rules);
    for (size_t n = 0; n < i->safety.finding_count; n++) {
        struct view id = i->safety.finding[n].rule;
        const struct safety_rule *rule = safety_rules_find(&rules, id);

        if (rule)
            add_rule(s, id, rule->title,
                     arena_print(s->arena, VIEW_FMT " " VIEW_FMT " " VIEW_FMT,
                                 VIEW_ARG(rule->why), VIEW_ARG(rule->loader),
                                 VIEW_ARG(rule->remedy)));
        else
            add_rule(s, id, id, VIEW("The message says what was seen."));
    }
    for (size_t n = 0; n < i->flag_count; n++)
        add_rule(s, i->flag[n].id, i->flag[n].title,
                 VIEW("What the release says of itself and what its files "
                      "show are not the same, or leave a question that its "
                      "maker can settle. The message gives both."));
    for (size_t n = 0; n < i->duties.flag_count; n++)
        add_rule(s, i->duties.flag[n].id, i->duties.flag[n].id,
                 VIEW("The terms of the release are incomplete, contradict "
                      "each other, or ask for something that its name or "
                      "files show. No legal advice: read the place named."));
}

// ---------------------------------------------------------------- results

// Brackets make links in a message (SARIF 2.1.0, 3.11.6), so those of a
// stranger are escaped.
static struct view plain(struct sarif *s, struct view v)
{
    struct text shown = {.arena = s->arena}, t = {.arena = s->arena};

    text_escaped(&shown, v);
    for (size_t n = 0; n < shown.len; n++) {
        if (byte_in(shown.at[n], VIEW("[]\\")))
            text_byte(&t, '\\');
        text_byte(&t, shown.at[n]);
    }
    return text_view(&t);
}

static void write_text(struct sarif *s, struct view key, struct view text)
{
    json_key(&s->w, key);
    json_begin(&s->w, '{');
    json_member(&s->w, VIEW("text"), text);
    json_end(&s->w, '}');
}

static void write_region(struct sarif *s, const struct evidence *e)
{
    if (!e->line && !e->has_bytes)
        return;
    json_key(&s->w, VIEW("region"));
    json_begin(&s->w, '{');
    if (e->line) {
        json_key(&s->w, VIEW("startLine"));
        json_number(&s->w, e->line);
    } else {
        json_key(&s->w, VIEW("byteOffset"));
        json_number(&s->w, e->from);
        if (e->to > e->from) {
            json_key(&s->w, VIEW("byteLength"));
            json_number(&s->w, e->to - e->from);
        }
    }
    json_end(&s->w, '}');
}

static void write_location(struct sarif *s, const struct evidence *e)
{
    if (!e->path.len)
        return;
    json_key(&s->w, VIEW("locations"));
    json_begin(&s->w, '[');
    json_begin(&s->w, '{');
    json_key(&s->w, VIEW("physicalLocation"));
    json_begin(&s->w, '{');
    json_key(&s->w, VIEW("artifactLocation"));
    json_begin(&s->w, '{');
    json_member(&s->w, VIEW("uri"), bom_uri(s->arena, e->path));
    if (release_find(s->i->release, e->path))
        json_member(&s->w, VIEW("uriBaseId"), VIEW("%SRCROOT%"));
    json_end(&s->w, '}');
    write_region(s, e);
    json_end(&s->w, '}');
    json_end(&s->w, '}');
    json_end(&s->w, ']');
}

// `lifted`: why the result counts no more, or empty.
static void write_lifted(struct sarif *s, struct view lifted)
{
    if (!lifted.len)
        return;
    json_key(&s->w, VIEW("suppressions"));
    json_begin(&s->w, '[');
    json_begin(&s->w, '{');
    json_member(&s->w, VIEW("kind"), VIEW("external"));
    json_member(&s->w, VIEW("status"), VIEW("accepted"));
    json_member(&s->w, VIEW("justification"), lifted);
    json_end(&s->w, '}');
    json_end(&s->w, ']');
}

static void write_result(struct sarif *s, struct view rule, struct view level,
                         struct view message, const struct evidence *e,
                         struct view lifted)
{
    const size_t *index = map_find(&s->index, rule);

    json_begin(&s->w, '{');
    json_member(&s->w, VIEW("ruleId"), rule);
    if (index) {
        json_key(&s->w, VIEW("ruleIndex"));
        json_number(&s->w, *index);
    }
    json_member(&s->w, VIEW("level"), level);
    write_text(s, VIEW("message"), plain(s, message));
    write_location(s, e);
    write_lifted(s, lifted);
    json_end(&s->w, '}');
}

// What becomes of a finding is its level; without a policy its class says so.
static const struct view level_of[] = {
    [EFFECT_ALLOW] = VIEW_INIT("note"),
    [EFFECT_REVIEW] = VIEW_INIT("warning"),
    [EFFECT_REFUSE] = VIEW_INIT("error"),
};

// An offset inside a member is no place in the file: it is said in words.
static void write_finding(struct sarif *s, const struct safety_finding *f)
{
    struct evidence at = {.path = f->path};
    struct text message = {.arena = s->arena};

    if (!f->member.len && f->has_offset) {
        at.has_bytes = true;
        at.from = f->offset;
    }
    text_add(&message, f->shows);
    if (f->member.len)
        text_print(&message, " (in member " VIEW_FMT, VIEW_ARG(f->member));
    if (f->member.len && f->has_offset)
        text_print(&message, ", byte %llu", (unsigned long long)f->offset);
    if (f->member.len)
        text_byte(&message, ')');
    const struct policy *policy = s->i->policy ? s->i->policy : &policy_plain;
    const struct approval *by = approval_of(s->i, f->path);
    struct policy_row row = policy_row(policy, f);
    struct view said = policy_row_words(s->arena, policy, &row);
    if (said.len)
        text_print(&message, "; " VIEW_FMT, VIEW_ARG(said));
    // Of a file that is approved no finding is refused.
    write_result(s, f->rule, level_of[by ? EFFECT_ALLOW : row.effect],
                 text_view(&message), &at,
                 by && row.effect == EFFECT_REVIEW
                     ? approval_words(s->arena, policy, by)
                     : (struct view){0});
}

static void write_flag(struct sarif *s, const struct flag *f)
{
    struct text message = {.arena = s->arena};

    if (f->claim.len)
        text_print(&message, VIEW_FMT ", but ", VIEW_ARG(f->claim));
    text_add(&message, f->fact);
    write_result(s, f->id, VIEW("warning"), text_view(&message), &f->evidence,
                 (struct view){0});
}

static void write_terms_flag(struct sarif *s, const struct terms_flag *f)
{
    write_result(s, f->id,
                 view_eq(f->id, VIEW("naming-duty-met")) ? VIEW("note")
                                                         : VIEW("warning"),
                 f->fact, &f->evidence, (struct view){0});
}

static void write_results(struct sarif *s)
{
    const struct inspection *i = s->i;

    json_key(&s->w, VIEW("results"));
    json_begin(&s->w, '[');
    for (size_t n = 0; n < i->safety.finding_count; n++)
        write_finding(s, &i->safety.finding[n]);
    for (size_t n = 0; n < i->flag_count; n++)
        write_flag(s, &i->flag[n]);
    for (size_t n = 0; n < i->duties.flag_count; n++)
        write_terms_flag(s, &i->duties.flag[n]);
    json_end(&s->w, ']');
}

static void write_driver(struct sarif *s)
{
    json_key(&s->w, VIEW("tool"));
    json_begin(&s->w, '{');
    json_key(&s->w, VIEW("driver"));
    json_begin(&s->w, '{');
    json_member(&s->w, VIEW("name"), VIEW("freehold"));
    json_member(&s->w, VIEW("version"), VIEW(FREEHOLD_VERSION));
    json_key(&s->w, VIEW("rules"));
    json_begin(&s->w, '[');
    for (size_t n = 0; n < s->rule_count; n++) {
        json_begin(&s->w, '{');
        json_member(&s->w, VIEW("id"), s->rule[n].id);
        write_text(s, VIEW("shortDescription"), s->rule[n].name);
        write_text(s, VIEW("help"), s->rule[n].help);
        json_end(&s->w, '}');
    }
    json_end(&s->w, ']');
    json_end(&s->w, '}');
    json_end(&s->w, '}');
}

void report_sarif(const struct inspection *i, struct text *out)
{
    struct sarif s = {.w = {.out = out},
                      .arena = out->arena,
                      .i = i,
                      .index = {.arena = out->arena}};

    take_rules(&s);
    json_begin(&s.w, '{');
    json_member(&s.w, VIEW("$schema"),
                VIEW("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/"
                     "os/schemas/sarif-schema-2.1.0.json"));
    json_member(&s.w, VIEW("version"), VIEW("2.1.0"));
    json_key(&s.w, VIEW("runs"));
    json_begin(&s.w, '[');
    json_begin(&s.w, '{');
    write_driver(&s);
    json_member(&s.w, VIEW("columnKind"), VIEW("unicodeCodePoints"));
    write_results(&s);
    json_end(&s.w, '}');
    json_end(&s.w, ']');
    json_end(&s.w, '}');
    text_byte(out, '\n');
}
