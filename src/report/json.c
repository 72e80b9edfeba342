// SPDX-License-Identifier: Apache-2.0
#include "report/json.h"

#include "report/duty_json.h"
#include "report/history_json.h"
#include "report/safety_json.h"
#include "report/terms_json.h"
#include "report/wording.h"
#include "report/yardstick_json.h"

static void write_views(struct json_writer *w, struct view key,
                        const struct view *item, size_t count)
{
    json_key(w, key);
    json_begin(w, '[');
    for (size_t i = 0; i < count; i++)
        json_text(w, item[i]);
    json_end(w, ']');
}

void evidence_members_json(struct json_writer *w, const struct evidence *e)
{
    json_member(w, VIEW("path"), e->path);
    if (e->line) {
        json_key(w, VIEW("line"));
        json_number(w, e->line);
    }
    if (e->has_bytes) {
        json_key(w, VIEW("bytes"));
        json_begin_inline(w, '[');
        json_number(w, e->from);
        json_number(w, e->to);
        json_end(w, ']');
    }
    json_member_if(w, VIEW("digest"), e->digest);
    json_member(w, VIEW("rule"), e->rule);
    json_member(w, VIEW("shows"), e->shows);
    if (e->by == BY_DECLARED)
        json_member(w, VIEW("by"), VIEW("declared"));
}

void evidence_json(struct json_writer *w, struct view key,
                   const struct evidence *e)
{
    json_key(w, key);
    json_begin(w, '{');
    evidence_members_json(w, e);
    json_end(w, '}');
}

static bool has_evidence(const struct evidence *e)
{
    return e->path.len || e->shows.len;
}

// ---------------------------------------------------------------- the release

static const struct view root_word[] = {
    [ROOT_FOLDER] = VIEW_INIT("folder"),
    [ROOT_SNAPSHOT] = VIEW_INIT("snapshot"),
    [ROOT_CODE] = VIEW_INIT("code"),
    [ROOT_CACHE] = VIEW_INIT("hub-cache"),
    [ROOT_FILE] = VIEW_INIT("file"),
};

void tree_digest_json(struct json_writer *w, const struct release *r)
{
    json_member(w, VIEW("tree_digest"), r->tree_digest);
    json_member(w, VIEW("tree_digest_of"), tree_digest_of(r));
}

void release_json(struct json_writer *w, const struct release *r)
{
    json_key(w, VIEW("release"));
    json_begin(w, '{');
    json_member(w, VIEW("name"), r->name);
    json_key(w, VIEW("roots"));
    json_begin(w, '[');
    for (size_t i = 0; i < r->root_count; i++) {
        const struct root *root = &r->root[i];

        json_begin(w, '{');
        json_member(w, VIEW("name"), root->name);
        json_member(w, VIEW("kind"), root_word[root->kind]);
        json_member_if(w, VIEW("commit"), root->commit);
        json_end(w, '}');
    }
    json_end(w, ']');
    if (r->manifest)
        json_member(w, VIEW("manifest"), r->manifest->path);
    if (r->record)
        json_member(w, VIEW("record"), r->record->path);
    json_key(w, VIEW("files"));
    json_number(w, r->files);
    json_key(w, VIEW("size"));
    json_number(w, r->size);
    if (r->tree_digest.len) {
        tree_digest_json(w, r);
    } else {
        json_key(w, VIEW("tree_digest"));
        json_null(w);
    }
    json_end(w, '}');
}

static void write_rules(struct json_writer *w, const struct inspection *i)
{
    json_key(w, VIEW("rules"));
    json_begin(w, '{');
    json_member(w, VIEW("version"), rules_version());
    json_key(w, VIEW("yardsticks"));
    json_begin(w, '{');
    for (size_t v = 0; v < i->verdict_count; v++)
        json_member(w, i->verdict[v].yardstick, i->verdict[v].version);
    json_end(w, '}');
    json_end(w, '}');
}

// ---------------------------------------------------------------- parts

static void write_terms(struct json_writer *w, const struct part_terms *t)
{
    json_key(w, VIEW("terms"));
    json_begin(w, '{');
    json_key(w, VIEW("expression"));
    if (t->expression.len)
        json_text(w, t->expression);
    else
        json_null(w);
    json_member(w, VIEW("scope"), scope_word(t->scope));
    if (t->from_base) {
        json_key(w, VIEW("from_base"));
        json_truth(w, true);
    }
    if (t->conflict_count) {
        json_key(w, VIEW("conflict"));
        json_begin(w, '[');
        for (size_t i = 0; i < t->conflict_count; i++)
            json_text(w, t->conflict[i].expression);
        json_end(w, ']');
        json_key(w, VIEW("conflict_evidence"));
        json_begin(w, '[');
        for (size_t i = 0; i < t->conflict_count; i++) {
            json_begin(w, '{');
            json_member(w, VIEW("expression"), t->conflict[i].expression);
            evidence_members_json(w, &t->conflict[i].evidence);
            json_end(w, '}');
        }
        json_end(w, ']');
    }
    if (t->on_top_count) {
        json_key(w, VIEW("on_top"));
        json_begin(w, '[');
        for (size_t i = 0; i < t->on_top_count; i++)
            json_text(w, t->on_top[i].text);
        json_end(w, ']');
        json_key(w, VIEW("on_top_evidence"));
        json_begin(w, '[');
        for (size_t i = 0; i < t->on_top_count; i++) {
            json_begin(w, '{');
            evidence_members_json(w, &t->on_top[i].evidence);
            json_end(w, '}');
        }
        json_end(w, ']');
    }
    if (has_evidence(&t->evidence))
        evidence_json(w, VIEW("evidence"), &t->evidence);
    json_end(w, '}');
}

static void write_part(struct json_writer *w, const struct part *p)
{
    json_begin(w, '{');
    json_member(w, VIEW("part"), part_id(p->kind));
    if (p->stage != STAGE_NONE)
        json_member(w, VIEW("stage"), stage_word(p->stage));
    json_member(w, VIEW("presence"), presence_word(p->presence));
    if (p->content != CONTENT_NONE)
        json_member(w, VIEW("content"), content_word(p->content));
    if (p->has_gate)
        json_member(w, VIEW("gate"), gate_word(p->gate));
    if (p->coverage != COVERAGE_UNKNOWN || p->coverage_why.len) {
        json_member(w, VIEW("coverage"), coverage_word(p->coverage));
        json_member_if(w, VIEW("coverage_why"), p->coverage_why);
    }
    if (p->level >= 0) {
        json_key(w, VIEW("level"));
        json_number(w, (uint64_t)p->level);
    }
    json_member_if(w, VIEW("summary"), p->summary);
    write_terms(w, &p->terms);
    json_key(w, VIEW("evidence"));
    json_begin(w, '[');
    for (size_t i = 0; i < p->evidence_count; i++) {
        json_begin(w, '{');
        evidence_members_json(w, &p->evidence[i]);
        json_end(w, '}');
    }
    json_end(w, ']');
    if (p->evidence_total > p->evidence_count) {
        json_key(w, VIEW("evidence_total"));
        json_number(w, p->evidence_total);
    }
    json_end(w, '}');
}

static void write_parts(struct json_writer *w, const struct inventory *inv)
{
    json_key(w, VIEW("parts"));
    json_begin(w, '[');
    for (size_t i = 0; i < inv->part_count; i++)
        write_part(w, &inv->part[i]);
    json_end(w, ']');
}

static void write_set(struct json_writer *w, const struct weights_set *s)
{
    json_begin(w, '{');
    json_member(w, VIEW("role"), weights_role_word(s->role));
    json_member(w, VIEW("format"), s->format);
    json_member(w, VIEW("folder"), s->folder);
    json_key(w, VIEW("files"));
    json_begin(w, '[');
    for (size_t i = 0; i < s->file_count; i++)
        json_text(w, s->file[i].entry->path);
    json_end(w, ']');
    json_key(w, VIEW("size"));
    json_number(w, s->size);
    json_key(w, VIEW("tensors"));
    json_number(w, s->tensor_count);
    json_key(w, VIEW("parameters"));
    json_number(w, s->parameters);
    json_member_if(w, VIEW("dtype"), s->dtype);
    json_key(w, VIEW("complete"));
    json_truth(w, s->complete);
    json_member_if(w, VIEW("incomplete_why"), s->incomplete_why);
    json_key(w, VIEW("duplicate"));
    json_truth(w, s->duplicate);
    json_end(w, '}');
}

static void write_weights(struct json_writer *w, const struct weights *x)
{
    json_key(w, VIEW("weights"));
    json_begin(w, '{');
    json_key(w, VIEW("parameters"));
    json_number(w, x->parameters);
    json_key(w, VIEW("size"));
    json_number(w, x->size);
    json_key(w, VIEW("sets"));
    json_begin(w, '[');
    for (size_t i = 0; i < x->set_count; i++)
        write_set(w, &x->set[i]);
    json_end(w, ']');
    json_end(w, '}');
}

static void write_service(struct json_writer *w, const struct inspection *i)
{
    const struct manifest *m = i->release->manifest;

    if (!m || !m->has_endpoint)
        return;
    json_key(w, VIEW("service"));
    json_begin(w, '{');
    json_member(w, VIEW("at"), m->endpoint_at);
    write_views(w, VIEW("models"), m->model, m->model_count);
    json_member_if(w, VIEW("gate"), m->endpoint_gate);
    json_member_if(w, VIEW("note"), m->endpoint_note);
    if (i->terms.service) {
        json_member(w, VIEW("terms"), i->terms.service->path);
        json_key(w, VIEW("terms_here"));
        json_truth(w, i->terms.service->range_count > 0);
        json_member(w, VIEW("expression"), i->terms.service->expression);
    }
    json_member(w, VIEW("path"), m->path);
    json_key(w, VIEW("line"));
    json_number(w, m->endpoint_line);
    json_end(w, '}');
}

// ---------------------------------------------------------------- verdicts

static void write_freedoms(struct json_writer *w, const struct inspection *i)
{
    json_key(w, VIEW("freedoms"));
    json_begin(w, '[');
    for (size_t f = 0; f < sizeof i->freedom / sizeof *i->freedom; f++) {
        const struct freedom *one = &i->freedom[f];

        json_begin(w, '{');
        json_member(w, VIEW("freedom"), one->name);
        json_member(w, VIEW("granted"), granted_word(one->granted));
        json_member(w, VIEW("practicable"), practicable_word(one->practicable));
        json_key(w, VIEW("exercised"));
        json_null(w);
        write_views(w, VIEW("because"), one->because, one->because_count);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void write_check(struct json_writer *w, const struct check *c)
{
    json_begin(w, '{');
    json_member(w, VIEW("check"), c->id);
    if (c->has_part) {
        json_member(w, VIEW("part"), part_id(c->part));
        if (c->stage != STAGE_NONE)
            json_member(w, VIEW("stage"), stage_word(c->stage));
    }
    json_member(w, VIEW("value"), verdict_word(c->value));
    json_member(w, VIEW("why"), c->why);
    if (c->has_evidence)
        evidence_json(w, VIEW("evidence"), &c->evidence);
    json_end(w, '}');
}

static void write_checks(struct json_writer *w, struct view key,
                         const struct verdict *v, enum verdict_value value)
{
    json_key(w, key);
    json_begin(w, '[');
    for (size_t i = 0; i < v->check_count; i++)
        if (v->check[i].value == value)
            write_check(w, &v->check[i]);
    json_end(w, ']');
}

static void write_items(struct json_writer *w, const struct verdict *v)
{
    if (!v->item_count)
        return;
    json_key(w, VIEW("items"));
    json_begin(w, '[');
    for (size_t n = 0; n < v->item_count; n++) {
        const struct verdict_item *one = &v->item[n];

        json_begin(w, '{');
        json_member(w, VIEW("list"), one->list);
        json_member(w, VIEW("item"), one->id);
        json_member(w, VIEW("title"), one->title);
        json_member(w, VIEW("state"), one->state);
        json_member_if(w, VIEW("why"), one->why);
        if (one->has_evidence)
            evidence_json(w, VIEW("evidence"), &one->evidence);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void write_verdicts(struct json_writer *w, const struct inspection *i)
{
    json_key(w, VIEW("verdicts"));
    json_begin(w, '[');
    for (size_t n = 0; n < i->verdict_count; n++) {
        const struct verdict *v = &i->verdict[n];

        json_begin(w, '{');
        json_member(w, VIEW("yardstick"), v->yardstick);
        json_member(w, VIEW("title"), v->title);
        json_member(w, VIEW("version"), v->version);
        json_member(w, VIEW("verdict"), verdict_word(v->verdict));
        json_key(w, VIEW("strict"));
        json_truth(w, v->strict);
        json_member_if(w, VIEW("label"), v->label);
        json_member_if(w, VIEW("summary"), v->summary);
        json_member_if(w, VIEW("qualifier"), v->qualifier);
        if (v->proposal) {
            json_key(w, VIEW("proposal"));
            json_truth(w, true);
        }
        yardstick_members_json(w, v);
        write_checks(w, VIEW("failed"), v, VERDICT_NO);
        write_checks(w, VIEW("undetermined"), v, VERDICT_UNDETERMINED);
        write_views(w, VIEW("would_decide"), v->would_decide,
                    v->would_decide_count);
        write_views(w, VIEW("not_judged"), v->not_judged, v->not_judged_count);
        json_key(w, VIEW("checks"));
        json_begin(w, '[');
        for (size_t c = 0; c < v->check_count; c++)
            write_check(w, &v->check[c]);
        json_end(w, ']');
        write_items(w, v);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void write_claims(struct json_writer *w, const struct inspection *i)
{
    json_key(w, VIEW("claims"));
    json_begin(w, '[');
    for (size_t c = 0; c < i->claim_count; c++) {
        const struct judged_claim *one = &i->claim[c];

        json_begin(w, '{');
        json_member(w, VIEW("level"), claim_level_word(one->claim.level));
        json_member(w, VIEW("phrase"), one->claim.phrase);
        json_member(w, VIEW("text"), one->claim.text);
        json_member(w, VIEW("path"), one->claim.path);
        json_key(w, VIEW("line"));
        json_number(w, one->claim.line);
        json_member(w, VIEW("verdict"), claim_verdict_word(one->verdict));
        json_member(w, VIEW("fact"), one->fact);
        if (has_evidence(&one->evidence))
            evidence_json(w, VIEW("evidence"), &one->evidence);
        json_end(w, '}');
    }
    json_end(w, ']');
    size_t left = claims_left_out(&i->inventory.claims);
    if (left) {
        json_key(w, VIEW("claims_left_out"));
        json_number(w, left);
    }
    json_member(w, VIEW("claim_verdict"), claim_verdict_word(i->claim_verdict));
}

static void write_flags(struct json_writer *w, const struct inspection *i)
{
    json_key(w, VIEW("flags"));
    json_begin(w, '[');
    for (size_t f = 0; f < i->flag_count; f++) {
        const struct flag *one = &i->flag[f];

        json_begin(w, '{');
        json_member(w, VIEW("flag"), one->id);
        json_member(w, VIEW("title"), one->title);
        json_member(w, VIEW("claim"), one->claim);
        json_member(w, VIEW("fact"), one->fact);
        evidence_json(w, VIEW("evidence"), &one->evidence);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void write_lineage(struct json_writer *w, const struct lineage *l)
{
    json_key(w, VIEW("lineage"));
    json_begin(w, '[');
    for (size_t i = 0; i < l->parent_count; i++) {
        const struct parent *p = &l->parent[i];

        json_begin(w, '{');
        json_member(w, VIEW("parent"), p->name);
        json_member(w, VIEW("relation"), relation_word(p->relation));
        json_member_if(w, VIEW("license"), p->license);
        evidence_json(w, VIEW("source"), &p->source);
        if (p->has_contradiction) {
            json_member(w, VIEW("contradicts"), p->contradicts);
            evidence_json(w, VIEW("contradiction"), &p->contradiction);
        }
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void write_changes(struct json_writer *w, const struct inspection *i)
{
    json_key(w, VIEW("would_change"));
    json_begin(w, '[');
    for (size_t c = 0; c < i->change_count; c++) {
        json_begin(w, '{');
        json_member(w, VIEW("yardstick"), i->change[c].yardstick);
        json_member(w, VIEW("text"), i->change[c].text);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void write_all(struct json_writer *w, const struct inspection *i)
{
    release_json(w, i->release);
    write_service(w, i);
    write_rules(w, i);
    json_member(w, VIEW("category"), category_id(i->category));
    write_views(w, VIEW("category_why"), i->category_why,
                i->category_why_count);
    write_parts(w, &i->inventory);
    write_weights(w, &i->inventory.weights);
    license_files_json(w, i->terms.file, i->terms.file_count);
    duties_json(w, &i->duties);
    write_freedoms(w, i);
    write_verdicts(w, i);
    write_claims(w, i);
    write_flags(w, i);
    write_lineage(w, &i->inventory.lineage);
    history_json(w, &i->history);
    safety_json(w, &i->safety, NULL, i->policy);
    if (i->policy)
        policy_json(w, i->policy, i->effect, i->release, i->safety_file);
    write_changes(w, i);
}

void report_json(const struct inspection *i, const struct json_choice *choice,
                 struct text *out)
{
    struct json_writer w = {.out = out, .compact = choice->compact};

    json_begin(&w, '{');
    json_member(&w, VIEW("schema"), VIEW("freehold-inspection/1"));
    if (choice->quiet) {
        json_member(&w, VIEW("category"), category_id(i->category));
        write_verdicts(&w, i);
        write_flags(&w, i);
    } else {
        write_all(&w, i);
    }
    json_end(&w, '}');
    text_byte(out, '\n');
}
