// SPDX-License-Identifier: Apache-2.0
#include "report/json.h"
#include "report/safety_json.h"
#include "report/screening.h"

const struct view screening_limits[SCREENING_LIMITS] = {
    VIEW_INIT("Clean means: no known way to run code while loading these "
              "bytes, and their structure is sound."),
    VIEW_INIT("It does not mean that the weights have no back door, that the "
              "data are clean or that the model is safe to talk to."),
    VIEW_INIT("Code of the release is listed and not analysed. Names that "
              "pickles may import are trusted for what they do in today's "
              "versions."),
    VIEW_INIT("Formats that are said not to be inspected are exactly that."),
};

static const struct view kind_words[] = {
    [ENTRY_FILE] = VIEW_INIT("file"),
    [ENTRY_POINTER] = VIEW_INIT("pointer"),
    [ENTRY_SUBMODULE] = VIEW_INIT("submodule"),
    [ENTRY_MISSING] = VIEW_INIT("missing"),
    [ENTRY_UNREADABLE] = VIEW_INIT("unreadable"),
};

static void file_json(struct json_writer *w, const struct entry *e,
                      const struct safety_file *f)
{
    json_begin(w, '{');
    json_member(w, VIEW("path"), e->path);
    json_member(w, VIEW("kind"), kind_words[e->kind]);
    json_member(w, VIEW("verdict"), safety_word(f->verdict));
    json_member(w, VIEW("effect"), effect_word(f->effect));
    if (f->approval)
        json_member(w, VIEW("approved_by"), f->approval->by);
    if (f->approval)
        json_member_if(w, VIEW("approved_why"), f->approval->why);
    json_key(w, VIEW("size"));
    if (e->size_known)
        json_number(w, e->size);
    else
        json_null(w);
    digest_json(w, f->digest);
    json_member(w, VIEW("format"), f->format.len ? f->format : VIEW("unread"));
    json_end(w, '}');
}

static void files_json(struct json_writer *w, const struct screening *s)
{
    json_key(w, VIEW("files"));
    json_begin(w, '[');
    for (size_t i = 0; i < s->release->entry_count; i++)
        file_json(w, &s->release->entry[i], &s->file[i]);
    json_end(w, ']');
}

// The rules that were reported, each once.
static void told_json(struct json_writer *w, const struct screening *s)
{
    json_key(w, VIEW("rules_reported"));
    json_begin(w, '[');
    for (size_t i = 0; i < s->rules.count; i++) {
        bool told = false;

        for (size_t f = 0; f < s->safety.finding_count && !told; f++)
            told = view_eq(s->safety.finding[f].rule, s->rules.rule[i].id);
        if (told)
            safety_rule_json(w, &s->rules.rule[i]);
    }
    json_end(w, ']');
}

void screening_json(const struct screening *s, struct text *out)
{
    struct json_writer w = {.out = out};

    json_begin(&w, '{');
    json_member(&w, VIEW("schema"), VIEW("freehold-scan/1"));
    release_json(&w, s->release);
    json_key(&w, VIEW("rules"));
    json_begin(&w, '{');
    json_member(&w, VIEW("version"), rules_version());
    json_end(&w, '}');
    policy_json(&w, s->policy, s->effect, s->release, s->file);
    safety_json(&w, &s->safety, &s->rules, s->policy);
    files_json(&w, s);
    told_json(&w, s);
    json_key(&w, VIEW("limits"));
    json_begin(&w, '[');
    for (size_t i = 0; i < SCREENING_LIMITS; i++)
        json_text(&w, screening_limits[i]);
    json_end(&w, ']');
    json_end(&w, '}');
    text_byte(out, '\n');
}

void rules_json(const struct safety_rules *rules, struct text *out)
{
    struct json_writer w = {.out = out};

    json_begin(&w, '{');
    json_member(&w, VIEW("schema"), VIEW("freehold-rules/1"));
    json_member(&w, VIEW("version"), rules_version());
    json_key(&w, VIEW("rules"));
    json_begin(&w, '[');
    for (size_t i = 0; i < rules->count; i++)
        safety_rule_json(&w, &rules->rule[i]);
    json_end(&w, ']');
    json_end(&w, '}');
    text_byte(out, '\n');
}
