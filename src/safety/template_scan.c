// SPDX-License-Identifier: Apache-2.0
#include "safety/template_scan.h"

#include "safety/template_hidden.h"
#include "safety/template_look.h"
#include "safety/template_taken.h"

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

// `guess`, `turn`: of the run. What a guess makes of a template need not end.
static uint64_t try_one(struct template_look *l, const struct json_value *talk,
                        const struct jinja *t, uint32_t guess, size_t turn)
{
    enum { GUESSED = 100000 };
    struct arena scratch = {0};
    struct template_run run = {.arena = &scratch,
                               .judge = template_judge,
                               .doubt = template_doubt,
                               .by_name = template_by_name,
                               .given = template_given,
                               .context = l,
                               .guess = guess,
                               .turn = turn,
                               .assume = guess && !turn,
                               .most_steps = guess ? GUESSED : 0};

    struct value data = value_of_json(&scratch, talk);
    template_render(&run, t->body, &data);
    if (!guess)
        template_tell_limit(l, &run);
    arena_free(&scratch);
    return run.steps;
}

// So many that two decisions are met in each way.
enum { GUESSES = 16 };

// Each branch in its turn, where the guesses may miss some.
static uint64_t try_branches(struct template_look *l,
                             const struct template_rules *rules,
                             const struct jinja *t)
{
    enum { GUESSED_BRANCHES = 4 };
    const struct template_run spent = {.limit = TEMPLATE_STEPS};
    uint64_t steps = 0;

    if (t->branches <= GUESSED_BRANCHES || !rules->conversation_count)
        return 0;
    for (size_t i = 0; i < t->branches; i++) {
        steps += try_one(l, rules->conversation[i % rules->conversation_count],
                         t, GUESSES + 1 + (uint32_t)i, i + 1);
        if (steps <= TEMPLATE_MOST_STEPS)
            continue;
        template_tell_limit(l, &spent);
        break;
    }
    return steps;
}

static uint64_t try_out(struct template_look *l,
                        const struct template_rules *rules,
                        const struct jinja *t)
{
    uint64_t steps = 0;

    for (size_t i = 0; i < rules->conversation_count && !l->limit_told; i++)
        steps += try_one(l, rules->conversation[i], t, 0, 0);
    for (uint32_t i = 0; i < GUESSES && rules->conversation_count; i++)
        steps += try_one(l, rules->conversation[i % rules->conversation_count],
                         t, i + 1, 0);
    return steps + try_branches(l, rules, t);
}

// Reading one, which is not counted, takes about as long.
enum { STEPS_A_TEMPLATE = 1000, MOST_SPENT = 16 * TEMPLATE_MOST_STEPS };

static bool may_spend(struct notes *n, uint64_t offset, uint64_t *spent)
{
    if (*spent > MOST_SPENT && *spent < UINT64_MAX) {
        *spent = UINT64_MAX; // told
        note_add(n, VIEW("template.limit"), NOTE_LIMIT, offset,
                 "too many templates in one file: the rest was not looked at");
    }
    return *spent <= MOST_SPENT;
}

void template_scan(struct notes *n, const struct template_rules *rules,
                   struct view text, uint64_t offset, bool exact,
                   uint64_t *spent)
{
    struct arena scratch = {0};
    struct template_look l = {.arena = &scratch,
                              .notes = n,
                              .names = rules->names,
                              .text = text,
                              .offset = offset,
                              .exact = exact};
    struct jinja t;

    if (!may_spend(n, offset, spent))
        return;
    struct error *e = jinja_read(&scratch, text, &t);

    if (e)
        tell_broken(&l, &t, e);
    template_look(&l, &t);
    template_hidden(&l, &t);
    if (e)
        search_broken(&l);
    else
        *spent += try_out(&l, rules, &t);
    template_taken(&l, &t);
    *spent += l.fold.steps + STEPS_A_TEMPLATE;
    arena_free(&scratch);
}
