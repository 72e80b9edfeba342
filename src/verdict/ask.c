// SPDX-License-Identifier: Apache-2.0
#include "verdict/ask.h"

#include <assert.h>

enum { MOST_ANSWER = 200, MOST_DIGITS = 15 };

// ---- Kinds of answers -------------------------------------------------------

static bool is_yes(struct view v)
{
    return view_eq_nocase(v, VIEW("yes")) || view_eq_nocase(v, VIEW("y"));
}

static bool is_no(struct view v)
{
    return view_eq_nocase(v, VIEW("no")) || view_eq_nocase(v, VIEW("n"));
}

static bool is_yes_or_no(struct view v)
{
    return is_yes(v) || is_no(v);
}

static bool is_number(struct view v)
{
    uint64_t n;

    return v.len <= MOST_DIGITS && view_u64(v, &n);
}

static bool is_amount(struct view v)
{
    struct view rest, whole = view_cut(v, '.', &rest);

    return whole.len && is_number(whole) &&
           (whole.len == v.len || (rest.len && is_number(rest))) &&
           v.len <= MOST_DIGITS;
}

static bool is_place(struct view v)
{
    for (size_t i = 0; i < v.len; i++)
        if (v.at[i] < 'A' || v.at[i] > 'Z')
            return false;
    return v.len == 2 || view_eq(v, VIEW("EEA"));
}

static bool are_places(struct view v)
{
    while (v.len) {
        struct view one = view_cut(v, ' ', &v);

        if (one.len && !is_place(one))
            return false;
    }
    return true;
}

static bool are_words(struct view v)
{
    for (size_t i = 0; i < v.len; i++)
        if ((unsigned char)v.at[i] < ' ' || v.at[i] == '"' || v.at[i] == '\\')
            return false;
    return v.len <= MOST_ANSWER;
}

static const struct kind {
    struct view name;
    const char *form;
    bool (*fits)(struct view v);
} kinds[] = {
    {VIEW_INIT("yes-no"), "yes, no", is_yes_or_no},
    {VIEW_INIT("number"), "a whole number", is_number},
    {VIEW_INIT("amount"), "a number", is_amount},
    {VIEW_INIT("places"), "codes", are_places},
    {VIEW_INIT("words"), "words without quotes", are_words},
};

static const struct kind *kind_of(const struct record *r)
{
    size_t i = 0;

    while (!view_eq(kinds[i].name, record_get(r, VIEW("kind"))))
        i++;
    return &kinds[i];
}

// ---- Asking -----------------------------------------------------------------

void ask_open(struct arena *a, struct asking *out)
{
    struct records all = knowledge_records(VIEW("needs/questions.txt"));
    assert(all.record_count <= ASK_MOST);
    *out = (struct asking){.arena = a, .questions = all};
}

bool ask_next(const struct asking *k, struct view *question, const char **form)
{
    if (k->answered == k->questions.record_count)
        return false;
    const struct record *r = &k->questions.record[k->answered];
    *question = record_get(r, VIEW("ask"));
    *form = kind_of(r)->form;
    return true;
}

bool ask_take(struct asking *k, struct view answer)
{
    answer = view_trim(answer);
    if (answer.len && !kind_of(&k->questions.record[k->answered])->fits(answer))
        return false;
    k->answer[k->answered++] = arena_copy(k->arena, answer);
    return true;
}

// ---- The file ---------------------------------------------------------------

// Whether the answer asks for the needs of its question.
static bool asks(const struct record *r, struct view answer)
{
    bool turned = record_get(r, VIEW("no")).len != 0;
    uint64_t number;

    if (!answer.len)
        return false;
    if (view_eq(record_get(r, VIEW("kind")), VIEW("yes-no")))
        return is_yes(answer) != turned;
    return !view_u64(answer, &number) || number;
}

static bool list_has(struct view list, struct view id)
{
    while (list.len)
        if (view_eq(view_cut(list, ' ', &list), id))
            return true;
    return false;
}

// Whether an earlier question, or a must of any, asked for it.
static bool is_asked(const struct asking *k, size_t question, struct view id,
                     bool must)
{
    for (size_t i = 0; i < k->answered; i++) {
        const struct record *r = &k->questions.record[i];

        if (!asks(r, k->answer[i]))
            continue;
        if ((i < question || !must) &&
            list_has(record_get(r, VIEW("must")), id))
            return true;
        if (i < question && !must &&
            list_has(record_get(r, VIEW("prefer")), id))
            return true;
    }
    return false;
}

static void write_needs(const struct asking *k, size_t question, bool must,
                        struct text *out)
{
    const struct record *r = &k->questions.record[question];
    struct view level = need_level_word(must ? LEVEL_MUST : LEVEL_PREFER);
    struct view rest = record_get(r, level);

    if (!asks(r, k->answer[question]))
        return;
    while (rest.len) {
        struct view id = view_cut(rest, ' ', &rest);

        if (!is_asked(k, question, id, must))
            text_print(out,
                       "  - {id: " VIEW_FMT ", level: " VIEW_FMT
                       ", why: \"" VIEW_FMT " " VIEW_FMT "\"}\n",
                       VIEW_ARG(id), VIEW_ARG(level),
                       VIEW_ARG(record_get(r, VIEW("ask"))),
                       VIEW_ARG(k->answer[question]));
    }
}

static void write_places(struct view answer, struct text *out)
{
    const char *divider = "[";

    while (answer.len) {
        struct view one = view_cut(answer, ' ', &answer);

        if (one.len)
            text_print(out, "%s\"" VIEW_FMT "\"", divider, VIEW_ARG(one));
        divider = one.len ? ", " : divider;
    }
    text_add(out, VIEW("]"));
}

// The answers that are facts, or of the budget, below their head.
static void write_answers(const struct asking *k, const char *head,
                          struct view slot, struct text *out)
{
    bool any = false;

    for (size_t i = 0; i < k->answered; i++) {
        const struct record *r = &k->questions.record[i];
        struct view key = record_get(r, slot);

        if (!key.len || !k->answer[i].len)
            continue;
        text_print(out, "%s  " VIEW_FMT ": ", any ? "" : head, VIEW_ARG(key));
        any = true;
        if (kind_of(r)->fits == are_places)
            write_places(k->answer[i], out);
        else
            text_add(out, k->answer[i]);
        text_byte(out, '\n');
    }
}

void ask_write(const struct asking *k, struct text *out)
{
    text_add(out, VIEW("schema: freehold-needs/1\n"));
    write_answers(k, "facts:\n", VIEW("fact"), out);
    write_answers(k, "budget:\n", VIEW("budget"), out);
    text_add(out, VIEW("needs:\n"));
    for (size_t i = 0; i < k->answered; i++)
        write_needs(k, i, true, out);
    for (size_t i = 0; i < k->answered; i++)
        write_needs(k, i, false, out);
    text_add(out, VIEW("  - {id: N-LIC-TEXT, level: prefer}\n"));
}
