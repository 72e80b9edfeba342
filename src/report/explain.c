// SPDX-License-Identifier: Apache-2.0
#include "report/explain.h"

#include "report/json.h"
#include "report/line.h"

enum { INDENT = 2 };

static const struct view note =
    VIEW_INIT("Answers from the files at hand; no legal advice.");

void explain_text(const struct explanation *x, const struct text_choice *choice,
                  struct text *out)
{
    struct lines lines = {.out = out,
                          .width = choice->wide ? SIZE_MAX : choice->width,
                          .color = choice->color};

    line_cell(&lines, STYLE_HEAD, x->inspection->release->name, 0, SIZE_MAX);
    line_end(&lines);
    for (size_t n = 0; n < x->count; n++) {
        struct text says = {.arena = out->arena};

        for (size_t s = 0; s < x->answer[n].count; s++) {
            if (s)
                text_byte(&says, ' ');
            text_add(&says, x->answer[n].sentence[s].says);
        }
        line_end(&lines);
        line_cell(&lines, STYLE_HEAD, x->answer[n].asks, 0, SIZE_MAX);
        line_end(&lines);
        line_wrap(&lines, text_view(&says), INDENT);
    }
    line_end(&lines);
    line_cell(&lines, STYLE_PLAIN, note, 0, SIZE_MAX);
    line_end(&lines);
}

static void write_sentence(struct json_writer *w, const struct explained *s)
{
    json_begin(w, '{');
    json_member(w, VIEW("says"), s->says);
    json_member(w, VIEW("from"), s->from);
    json_member(w, VIEW("state"), s->state);
    if (s->has_evidence)
        evidence_json(w, VIEW("evidence"), &s->evidence);
    json_end(w, '}');
}

static void write_answer(struct json_writer *w,
                         const struct explanation_answer *answer)
{
    json_begin(w, '{');
    json_member(w, VIEW("question"), answer->id);
    json_member(w, VIEW("asks"), answer->asks);
    json_key(w, VIEW("answer"));
    json_begin(w, '[');
    for (size_t s = 0; s < answer->count; s++)
        write_sentence(w, &answer->sentence[s]);
    json_end(w, ']');
    json_end(w, '}');
}

void explain_json(const struct explanation *x, struct text *out)
{
    struct json_writer w = {.out = out};

    json_begin(&w, '{');
    json_member(&w, VIEW("schema"), VIEW("freehold-explanation/1"));
    json_member(&w, VIEW("rules"), rules_version());
    json_member(&w, VIEW("release"), x->inspection->release->name);
    tree_digest_json(&w, x->inspection->release);
    json_member(&w, VIEW("note"), note);
    json_key(&w, VIEW("questions"));
    json_begin(&w, '[');
    for (size_t n = 0; n < x->count; n++)
        write_answer(&w, &x->answer[n]);
    json_end(&w, ']');
    json_end(&w, '}');
    text_byte(out, '\n');
}
