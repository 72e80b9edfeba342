// SPDX-License-Identifier: Apache-2.0
#include "report/safety_json.h"

static void finding_effect_json(struct json_writer *w,
                                const struct safety_finding *f,
                                const struct policy *policy)
{
    struct policy_row row = policy_row(policy, f);

    json_member(w, VIEW("effect"), effect_word(row.effect));
    if (row.line) {
        json_key(w, VIEW("policy_line"));
        json_number(w, row.line);
    }
}

static void finding_json(struct json_writer *w, const struct safety_finding *f,
                         const struct safety_rules *rules,
                         const struct policy *policy)
{
    const struct safety_rule *rule =
        rules ? safety_rules_find(rules, f->rule) : NULL;

    json_begin(w, '{');
    json_member(w, VIEW("rule"), f->rule);
    json_member(w, VIEW("severity"), safety_word(f->severity));
    json_member(w, VIEW("path"), f->path);
    json_member_if(w, VIEW("member"), f->member);
    if (f->has_offset) {
        json_key(w, VIEW("offset"));
        json_number(w, f->offset);
    }
    json_member(w, VIEW("shows"), f->shows);
    if (rule)
        json_member(w, VIEW("loader"), rule->loader);
    if (policy && policy->name.len)
        finding_effect_json(w, f, policy);
    json_end(w, '}');
}

void safety_json(struct json_writer *w, const struct safety *s,
                 const struct safety_rules *rules, const struct policy *policy)
{
    json_key(w, VIEW("safety"));
    json_begin(w, '{');
    json_member(w, VIEW("verdict"), safety_word(s->verdict));
    if (s->confined)
        json_member(w, VIEW("sandbox"), VIEW("required"));
    json_key(w, VIEW("findings"));
    json_begin(w, '[');
    for (size_t i = 0; i < s->finding_count; i++)
        finding_json(w, &s->finding[i], rules, policy);
    json_end(w, ']');
    json_end(w, '}');
}

void digest_json(struct json_writer *w, struct view hex)
{
    json_key(w, VIEW("digest"));
    if (hex.len)
        json_text(
            w, arena_print(w->out->arena, "sha256:" VIEW_FMT, VIEW_ARG(hex)));
    else
        json_null(w);
}

static void approval_json(struct json_writer *w, const struct approval *by,
                          const struct approval_used *used,
                          const struct release *r)
{
    json_begin(w, '{');
    digest_json(w, by->digest);
    json_member(w, VIEW("by"), by->by);
    json_member_if(w, VIEW("why"), by->why);
    json_key(w, VIEW("line"));
    json_number(w, by->line);
    json_member(w, VIEW("use"), approval_use_word(used->use));
    if (used->use != APPROVAL_ABSENT)
        json_member(w, VIEW("file"), r->entry[used->entry].path);
    json_end(w, '}');
}

void policy_json(struct json_writer *w, const struct policy *p,
                 enum effect effect, const struct release *r,
                 const struct safety_file *file)
{
    struct approval_used *used = policy_used(w->out->arena, p, r, file);

    json_key(w, VIEW("policy"));
    json_begin(w, '{');
    digest_json(w, p->digest);
    json_member_if(w, VIEW("name"), p->name);
    json_member(w, VIEW("effect"), effect_word(effect));
    if (p->approval_count) {
        json_key(w, VIEW("approvals"));
        json_begin(w, '[');
        for (size_t i = 0; i < p->approval_count; i++)
            approval_json(w, &p->approval[i], &used[i], r);
        json_end(w, ']');
    }
    json_end(w, '}');
}

void safety_rule_json(struct json_writer *w, const struct safety_rule *r)
{
    json_begin(w, '{');
    json_member(w, VIEW("rule"), r->id);
    json_key(w, VIEW("severity"));
    json_begin_inline(w, '[');
    json_text(w, safety_word(r->usual)); // the usual one first
    for (int v = SAFETY_DANGER; v > SAFETY_OK; v--)
        if ((r->classes & 1U << v) && v != (int)r->usual)
            json_text(w, safety_word((enum safety_verdict)v));
    json_end(w, ']');
    json_member(w, VIEW("title"), r->title);
    json_member(w, VIEW("why"), r->why);
    json_member(w, VIEW("loader"), r->loader);
    json_member(w, VIEW("do"), r->remedy);
    json_end(w, '}');
}
