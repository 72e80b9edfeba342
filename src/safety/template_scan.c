// SPDX-License-Identifier: Apache-2.0
#include "safety/template_scan.h"

#include "safety/template_hidden.h"
#include "safety/template_look.h"

struct error *template_rules_open(struct arena *a, struct template_rules *out)
{
    struct records names, talks;

    *out = (struct template_rules){0};
    TRY(knowledge_read(a, VIEW("safety/template.txt"), &names));
    TRY(knowledge_read(a, VIEW("safety/conversations.txt"), &talks));
    out->names = names.record;
    for (size_t i = 0; i < talks.record_count && i < TEMPLATE_CONVERSATIONS;
         i++) {
        struct json json;

        TRY(json_read(a, record_get(&talks.record[i], VIEW("data")), talks.path,
                      &json));
        out->conversation[out->conversation_count++] = json.root;
    }
    return NULL;
}

static void tell_broken(struct template_look *l, const struct jinja *t,
                        const struct error *e)
{
    bool deep = t->fault == JINJA_DEEP;

    template_tell(l, deep ? VIEW("template.limit") : VIEW("template.malformed"),
                  deep ? NOTE_LIMIT : NOTE_MALFORMED, (size_t)e->at.offset,
                  "the template cannot be read", e->message);
}

// What our reader did not understand another one may render.
static void search_broken(struct template_look *l)
{
    struct view words, text = l->text;

    for (size_t at = 0; record_next(l->names, VIEW("word"), &at, &words);)
        while (words.len) {
            struct view word = view_cut(words, ' ', &words);
            size_t hit = view_find(text, word);

            if (hit == SIZE_MAX || view_eq(word, VIEW("import")) ||
                view_eq(word, VIEW("include")))
                continue;
            template_tell(l, VIEW("template.escape"), NOTE_DANGER, hit,
                          "a template that is broken reaches for more than the "
                          "conversation",
                          word);
            return;
        }
}

static void try_out(struct template_look *l, const struct template_rules *rules,
                    const struct jinja *t)
{
    for (size_t i = 0; i < rules->conversation_count && !l->limit_told; i++) {
        struct arena scratch = {0};
        struct template_run run = {.arena = &scratch};

        run.judge = template_judge;
        run.context = l;
        struct value data = value_of_json(&scratch, rules->conversation[i]);
        template_render(&run, t->body, &data);
        template_tell_limit(l, &run);
        arena_free(&scratch);
    }
}

void template_scan(struct notes *n, const struct template_rules *rules,
                   struct view text, uint64_t offset, bool exact)
{
    struct arena scratch = {0};
    struct template_look l = {.arena = &scratch,
                              .notes = n,
                              .names = rules->names,
                              .text = text,
                              .offset = offset,
                              .exact = exact};
    struct jinja t;
    struct error *e = jinja_read(&scratch, text, &t);

    if (e)
        tell_broken(&l, &t, e);
    template_look(&l, &t);
    template_hidden(&l, &t);
    if (e)
        search_broken(&l);
    else
        try_out(&l, rules, &t);
    arena_free(&scratch);
}
