// SPDX-License-Identifier: Apache-2.0
#include "report/fit.h"
#include "report/json.h"

static void number(struct json_writer *w, struct view key, uint64_t value)
{
    json_key(w, key);
    json_number(w, value);
}

static void truth(struct json_writer *w, struct view key, bool value)
{
    json_key(w, key);
    json_truth(w, value);
}

static void list(struct json_writer *w, struct view key,
                 const struct team_list *l)
{
    if (!l->count)
        return;
    json_key(w, key);
    json_begin_inline(w, '[');
    for (size_t i = 0; i < l->count; i++)
        json_text(w, l->item[i]);
    json_end(w, ']');
}

static void write_outlets(struct json_writer *w, const struct team *t)
{
    bool open = false;

    for (enum outlet o = OUTLET_WEIGHTS; o < OUTLET_END; o++) {
        if (t->distributes[o] == SAID_NOTHING)
            continue;
        if (!open) {
            json_key(w, VIEW("distributes"));
            json_begin_inline(w, '{');
        }
        open = true;
        truth(w, outlet_word(o), t->distributes[o] == SAID_YES);
    }
    if (open)
        json_end(w, '}');
}

static void write_facts(struct json_writer *w, const struct team *t)
{
    json_key(w, VIEW("facts"));
    json_begin(w, '{');
    json_member_if(w, VIEW("organisation"), t->organisation);
    for (size_t i = 0; i < t->number_count; i++)
        number(w, t->number[i].key, t->number[i].value);
    list(w, VIEW("territories"), &t->territories);
    list(w, VIEW("sectors"), &t->sectors);
    list(w, VIEW("uses"), &t->uses);
    list(w, VIEW("laws"), &t->laws);
    write_outlets(w, t);
    json_member_if(w, VIEW("support"), t->support);
    json_end(w, '}');
}

static void write_needs(struct json_writer *w, const struct needs *n)
{
    json_key(w, VIEW("needs"));
    json_begin(w, '{');
    json_member(w, VIEW("path"), n->path);
    json_member(w, VIEW("digest"), n->digest);
    json_member_if(w, VIEW("name"), n->name);
    json_member_if(w, VIEW("profile"), n->profile);
    write_facts(w, &n->team);
    json_key(w, VIEW("asked"));
    json_begin(w, '[');
    for (size_t i = 0; i < n->wish_count; i++) {
        json_begin_inline(w, '{');
        json_member(w, VIEW("id"), n->wish[i].id);
        json_member(w, VIEW("level"), need_level_word(n->wish[i].level));
        json_member_if(w, VIEW("why"), n->wish[i].why);
        if (n->wish[i].line)
            number(w, VIEW("line"), n->wish[i].line);
        json_end(w, '}');
    }
    json_end(w, ']');
    json_end(w, '}');
}

static void write_uses(struct json_writer *w, const struct answered *a)
{
    json_key(w, VIEW("uses"));
    json_begin(w, '[');
    for (size_t i = 0; i < a->use_count; i++) {
        json_begin(w, '{');
        evidence_members_json(w, &a->use[i].evidence);
        json_member(w, VIEW("meets"), a->use[i].ours);
        truth(w, VIEW("in_part"), a->use[i].in_part);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void write_answer(struct json_writer *w, const struct answered *a)
{
    static const struct view outcomes[] = {[OUTCOME_GOOD] = VIEW_INIT("good"),
                                           [OUTCOME_BAD] = VIEW_INIT("bad"),
                                           [OUTCOME_OPEN] = VIEW_INIT("open")};

    json_begin(w, '{');
    json_member(w, VIEW("id"), a->id);
    json_member(w, VIEW("level"), need_level_word(a->wish->level));
    json_member(w, VIEW("answer"), need_answer_word(a->answer));
    json_member(w, VIEW("outcome"),
                outcomes[need_outcome(a->wish->level, a->answer)]);
    json_member(w, VIEW("rule"), record_get(a->wish->rule, VIEW("checks")));
    json_member(w, VIEW("rules"), rules_version());
    json_member(w, VIEW("says"), record_get(a->wish->rule, VIEW("says")));
    json_member(w, VIEW("because"), a->because);
    json_member_if(w, VIEW("change"), a->change);
    if (a->stated)
        truth(w, VIEW("stated"), true);
    json_key(w, VIEW("evidence"));
    json_begin(w, '[');
    for (size_t i = 0; i < a->evidence_count; i++) {
        json_begin(w, '{');
        evidence_members_json(w, &a->evidence[i]);
        json_end(w, '}');
    }
    json_end(w, ']');
    if (a->use_count)
        write_uses(w, a);
    json_end(w, '}');
}

static void write_candidate(struct json_writer *w, const struct needs *n,
                            const struct candidate *c)
{
    json_begin(w, '{');
    json_member(w, VIEW("release"), c->inspection->release->name);
    tree_digest_json(w, c->inspection->release);
    json_member(w, VIEW("category"), category_id(c->inspection->category));
    json_member(w, VIEW("result"), candidate_word(c));
    number(w, VIEW("rank"), c->rank);
    number(w, VIEW("must_not"), c->bad_must);
    number(w, VIEW("must_open"), c->open_must);
    number(w, VIEW("must_met"), c->good_must);
    number(w, VIEW("prefer_met"), c->good_prefer);
    number(w, VIEW("prefer"), c->prefer);
    json_key(w, VIEW("answers"));
    json_begin(w, '[');
    for (size_t i = 0; i < n->wish_count; i++)
        write_answer(w, &c->answer[i]);
    json_end(w, ']');
    json_end(w, '}');
}

void fit_json(const struct fit *f, struct text *out)
{
    struct json_writer w = {.out = out};

    json_begin(&w, '{');
    json_member(&w, VIEW("schema"), VIEW("freehold-fit/1"));
    json_member(&w, VIEW("rules"), rules_version());
    truth(&w, VIEW("fits"), f->any_fits);
    truth(&w, VIEW("undecided"), f->any_open);
    write_needs(&w, f->needs);
    json_key(&w, VIEW("candidates"));
    json_begin(&w, '[');
    for (size_t i = 0; i < f->candidate_count; i++)
        write_candidate(&w, f->needs, &f->candidate[i]);
    json_end(&w, ']');
    json_end(&w, '}');
    text_byte(out, '\n');
}
