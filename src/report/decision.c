// SPDX-License-Identifier: Apache-2.0
#include "report/decision.h"

#include "format/json_write.h"
#include "report/fit.h"
#include "report/line.h"

// ---- The record -------------------------------------------------------------

static void write_answers(struct json_writer *w, const struct needs *n,
                          const struct candidate *c)
{
    json_key(w, VIEW("answers"));
    json_begin(w, '[');
    for (size_t i = 0; i < n->wish_count; i++) {
        json_begin_inline(w, '{');
        json_member(w, VIEW("id"), c->answer[i].id);
        json_member(w, VIEW("level"), need_level_word(n->wish[i].level));
        json_member(w, VIEW("answer"), need_answer_word(c->answer[i].answer));
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void write_roots(struct json_writer *w, const struct named *n)
{
    json_key(w, VIEW("roots"));
    json_begin_inline(w, '[');
    for (size_t i = 0; i < n->root_count; i++)
        json_text(w, n->root[i]);
    json_end(w, ']');
}

static void write_candidates(struct json_writer *w, const struct fit *f)
{
    json_key(w, VIEW("candidates"));
    json_begin(w, '[');
    for (size_t i = 0; i < f->candidate_count; i++) {
        const struct candidate *c = &f->candidate[i];

        json_begin(w, '{');
        json_member(w, VIEW("given"), c->named.given);
        if (c->named.root_count > 1)
            write_roots(w, &c->named);
        json_member(w, VIEW("release"), c->inspection->release->name);
        json_member(w, VIEW("tree_digest"),
                    c->inspection->release->tree_digest);
        json_member(w, VIEW("result"), candidate_word(c));
        write_answers(w, f->needs, c);
        json_end(w, '}');
    }
    json_end(w, ']');
}

void decision_record(const struct fit *f, struct view date, bool hashed,
                     struct text *out)
{
    struct text body = {.arena = out->arena};
    struct json_writer w = {.out = &body};

    json_begin(&w, '{');
    json_member(&w, VIEW("schema"), VIEW("freehold-decision/1"));
    json_member_if(&w, VIEW("date"), date);
    json_member(&w, VIEW("rules"), rules_version());
    json_key(&w, VIEW("hashed"));
    json_truth(&w, hashed);
    json_member(&w, VIEW("needs"), f->needs->path);
    json_member(&w, VIEW("needs_digest"), f->needs->digest);
    write_candidates(&w, f);
    text_add(&body, VIEW(",\n"));
    text_add(out, text_view(&body));
    text_add(out, decision_seal(out->arena, text_view(&body)));
}

// ---- What changed -----------------------------------------------------------

void changes_json(const struct decision *d, const struct decision_changes *c,
                  struct text *out)
{
    struct json_writer w = {.out = out};

    json_begin(&w, '{');
    json_member(&w, VIEW("schema"), VIEW("freehold-recheck/1"));
    json_member(&w, VIEW("record"), d->path);
    json_member_if(&w, VIEW("date"), d->date);
    json_key(&w, VIEW("worse"));
    json_number(&w, c->worse);
    json_key(&w, VIEW("changes"));
    json_begin(&w, '[');
    for (size_t i = 0; i < c->count; i++) {
        json_begin(&w, '{');
        json_member_if(&w, VIEW("given"), c->item[i].given);
        json_member(&w, VIEW("id"), c->item[i].id);
        json_member(&w, VIEW("was"), c->item[i].was);
        json_member(&w, VIEW("is"), c->item[i].is);
        json_member_if(&w, VIEW("because"), c->item[i].because);
        json_key(&w, VIEW("worse"));
        json_truth(&w, c->item[i].worse);
        json_end(&w, '}');
    }
    json_end(&w, ']');
    json_end(&w, '}');
    text_byte(out, '\n');
}

enum { WAS_AT = 20, SAYS_AT = 4 };

// Digests are shown by their first digits.
static struct view short_of(struct arena *a, struct view v)
{
    struct view hex = view_starts(v, VIEW("sha256:")) ? view_from(v, 7) : v;

    if (hex.len != 64)
        return v;
    return arena_print(a, VIEW_FMT "\xe2\x80\xa6", VIEW_ARG(view_head(hex, 8)));
}

void changes_text(const struct decision *d, const struct decision_changes *c,
                  const struct text_choice *choice, struct text *out)
{
    struct lines l = {.out = out,
                      .width = choice->wide ? SIZE_MAX : choice->width,
                      .color = choice->color};
    struct arena *a = out->arena;

    line_cell(&l, STYLE_HEAD, d->path, 0, SIZE_MAX);
    line_cell(&l, STYLE_PLAIN,
              arena_print(a, "%zu changed, %zu worse%s" VIEW_FMT, c->count,
                          c->worse, d->date.len ? ", decided " : "",
                          VIEW_ARG(d->date)),
              l.at + 4, SIZE_MAX);
    line_end(&l);
    for (size_t i = 0; i < c->count; i++) {
        const struct decision_change *one = &c->item[i];
        bool first = !i || !view_eq(one->given, c->item[i - 1].given);

        if (first && one->given.len) {
            line_cell(&l, STYLE_HEAD, one->given, 0, SIZE_MAX);
            line_end(&l);
        }
        line_cell(&l, STYLE_PLAIN, one->id, 2, WAS_AT - 1);
        line_cell(&l, one->worse ? STYLE_BAD : STYLE_PLAIN,
                  arena_print(a, "was " VIEW_FMT ", is " VIEW_FMT "%s",
                              VIEW_ARG(short_of(a, one->was)),
                              VIEW_ARG(short_of(a, one->is)),
                              one->worse ? "    worse" : ""),
                  WAS_AT, SIZE_MAX);
        line_end(&l);
        if (one->because.len)
            line_wrap(&l, one->because, SAYS_AT);
    }
}
