// SPDX-License-Identifier: Apache-2.0
#include "report/safety_json.h"

static void finding_json(struct json_writer *w, const struct safety_finding *f,
                         const struct safety_rules *rules)
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
    json_end(w, '}');
}

void safety_json(struct json_writer *w, const struct safety *s,
                 const struct safety_rules *rules)
{
    json_key(w, VIEW("safety"));
    json_begin(w, '{');
    json_member(w, VIEW("verdict"), safety_word(s->verdict));
    if (s->confined)
        json_member(w, VIEW("sandbox"), VIEW("required"));
    json_key(w, VIEW("findings"));
    json_begin(w, '[');
    for (size_t i = 0; i < s->finding_count; i++)
        finding_json(w, &s->finding[i], rules);
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

void policy_json(struct json_writer *w, const struct policy *p,
                 enum effect effect)
{
    json_key(w, VIEW("policy"));
    json_begin(w, '{');
    digest_json(w, p->digest);
    json_member(w, VIEW("effect"), effect_word(effect));
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
