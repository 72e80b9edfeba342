// SPDX-License-Identifier: Apache-2.0
#include "parts/disclosure.h"

#include "knowledge/knowledge.h"
#include "parts/phrase.h"

#include <stdlib.h>

// ---------------------------------------------------------------- places

struct subject {
    struct view name;
    struct phrases line, heading, front;
};

struct search { // of one document
    struct arena *arena;
    const struct document *document;
};

// The line that byte `at` of the document is in.
static const struct md_line *line_at(const struct document *d, size_t at)
{
    size_t low = 0, high = d->md.line_count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (d->md.line[middle].offset <= at)
            low = middle;
        else
            high = middle;
    }
    return high ? &d->md.line[low] : NULL;
}

enum spot { SPOT_LINE, SPOT_HEADING, SPOT_FRONT };

static bool is_place(const struct md_line *l, enum spot spot)
{
    if (spot == SPOT_FRONT)
        return l->front;
    if (l->front || l->fenced || document_is_citation(l))
        return false;
    return spot == SPOT_LINE || l->is_heading;
}

// The first line of the place that holds a phrase: the earliest of all phrases,
// so that their order in the list does not matter.
static const struct md_line *first_of(const struct search *s,
                                      const struct phrases *p, enum spot spot,
                                      size_t *where)
{
    const struct md_line *best = NULL;

    for (size_t i = 0; i < p->count; i++) {
        size_t at = phrase_next(&p->item[i], s->document->folded, 0);

        while (at != SIZE_MAX && (!best || at < *where)) {
            const struct md_line *l = line_at(s->document, at);

            if (l && is_place(l, spot)) {
                best = l;
                *where = at;
                break;
            }
            at = phrase_next(&p->item[i], s->document->folded, at + 1);
        }
    }
    return best;
}

static bool find_subject(const struct search *s, const struct subject *subject,
                         struct evidence *out)
{
    const struct phrases *lists[] = {[SPOT_LINE] = &subject->line,
                                     [SPOT_HEADING] = &subject->heading,
                                     [SPOT_FRONT] = &subject->front};
    static const enum spot order[] = {SPOT_FRONT, SPOT_HEADING, SPOT_LINE};

    for (size_t n = 0; n < sizeof order / sizeof *order; n++) {
        size_t at = 0;
        const struct md_line *l = first_of(s, lists[order[n]], order[n], &at);

        if (!l)
            continue;
        *out = document_evidence_at(s->arena, s->document, l,
                                    at - (size_t)l->offset, VIEW("disclosure"));
        return true;
    }
    return false;
}

// ---------------------------------------------------------------- tokens

static double scale_of(struct view word)
{
    static const struct {
        struct view word;
        double scale;
    } scales[] = {
        {VIEW_INIT("t"), 1e12},      {VIEW_INIT("trillion"), 1e12},
        {VIEW_INIT("b"), 1e9},       {VIEW_INIT("billion"), 1e9},
        {VIEW_INIT("bn"), 1e9},      {VIEW_INIT("m"), 1e6},
        {VIEW_INIT("million"), 1e6}, {VIEW_INIT("tn"), 1e12},
    };

    for (size_t n = 0; n < sizeof scales / sizeof *scales; n++)
        if (view_eq(word, scales[n].word))
            return scales[n].scale;
    return 0;
}

// "1.5" and "1,500" in front of `word`; `*rest` gets what follows the number.
static double number_of(struct view word, struct view *rest)
{
    double value = 0, unit = 1;
    size_t n = 0;
    bool point = false;

    while (n < word.len && n < 24 &&
           (ascii_digit(word.at[n]) || word.at[n] == ',' ||
            (word.at[n] == '.' && !point))) {
        if (word.at[n] == '.')
            point = true;
        else if (word.at[n] != ',') {
            value = value * 10 + (word.at[n] - '0');
            unit *= point ? 10 : 1;
        }
        n++;
    }
    *rest = view_from(word, n);
    return n ? value / unit : 0;
}

// The word before byte `*at`, without signs around it; moves `*at` before it.
static struct view word_before(struct view text, size_t *at)
{
    size_t end = *at, start;

    while (end && (text.at[end - 1] == ' ' ||
                   byte_in(text.at[end - 1], VIEW("*_+~(`"))))
        end--;
    start = end;
    while (start && text.at[start - 1] != ' ' && text.at[start - 1] != '\n')
        start--;
    *at = start;
    while (start < end && byte_in(text.at[start], VIEW("*_~(`$<>")))
        start++;
    return (struct view){text.at + start, end - start};
}

double tokens_before(struct view folded, size_t at)
{
    enum { WORDS = 4 };
    double scale = 0;

    for (size_t n = 0; n < WORDS && at; n++) {
        struct view word = word_before(folded, &at), rest;

        if (!word.len)
            return 0;
        double value = number_of(word, &rest);

        if (value > 0 && !rest.len)
            return value * scale;
        if (value > 0)
            return value * scale_of(rest);
        scale = scale_of(word) > 0 ? scale_of(word) : scale;
    }
    return 0;
}

static void add_tokens(const struct search *s, const struct md_line *l,
                       size_t at, double tokens, struct disclosures *out)
{
    for (size_t n = 0; n < out->token_count; n++)
        if (out->tokens[n].tokens <= tokens && out->tokens[n].tokens >= tokens)
            return;
    if (out->token_count == TOKEN_COUNTS_MOST)
        return;
    out->tokens[out->token_count++] = (struct token_count){
        tokens,
        document_evidence_at(s->arena, s->document, l, at - (size_t)l->offset,
                             VIEW("training-tokens"))};
}

// Numbers of tokens in lines that speak of training, and not of a window.
static void find_tokens(const struct search *s, const struct phrases *train,
                        const struct phrases *other, struct disclosures *out)
{
    const struct phrase word = {.text = VIEW("token")};
    struct view all = s->document->folded;

    for (size_t at = phrase_next(&word, all, 0); at != SIZE_MAX;
         at = phrase_next(&word, all, at + 1)) {
        const struct md_line *l = line_at(s->document, at);

        if (!l || !is_place(l, SPOT_LINE))
            continue;
        struct view folded = document_folded(s->document, l);
        double tokens = tokens_before(folded, at - (size_t)l->offset);

        if (tokens >= 1e6 && phrases_in(train, folded) &&
            !phrases_in(other, folded))
            add_tokens(s, l, at, tokens, out);
    }
}

// ---------------------------------------------------------------- all

static void search_document(const struct search *s,
                            const struct subject *subject, size_t count,
                            struct disclosures *out)
{
    for (size_t n = 0; n < count; n++) {
        struct disclosure *one = &out->item[n];

        if (!one->evidence.path.len)
            find_subject(s, &subject[n], &one->evidence);
    }
}

void disclosures_find(struct arena *a, const struct documents *d,
                      struct disclosures *out)
{
    struct records all;
    struct view file = VIEW("parts/disclosures.txt");
    struct phrases train = phrases_named(a, file, VIEW("tokens-of-training"));
    struct phrases other = phrases_named(a, file, VIEW("tokens-of-other"));

    *out = (struct disclosures){0};
    // The file is compiled in, and the tests read it.
    if (knowledge_read(a, file, &all))
        abort();
    struct subject *subject = ARENA_NEW(a, struct subject, all.record_count);
    for (size_t n = 0; n < all.record_count; n++) {
        struct view name = record_get(&all.record[n], VIEW("name"));

        subject[n] = (struct subject){
            .name = name,
            .line = phrases_of(a, &all.record[n], VIEW("line")),
            .heading = phrases_of(a, &all.record[n], VIEW("heading")),
            .front = phrases_of(a, &all.record[n], VIEW("front"))};
        *LIST_ADD(a, out->item, out->count) = (struct disclosure){.name = name};
    }
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t n = 0; n < d->count; n++) {
            struct search s = {a, &d->item[n]};

            if ((&d->item[n] == d->card) != (pass == 0) ||
                !d->item[n].folded.len)
                continue;
            search_document(&s, subject, all.record_count, out);
            find_tokens(&s, &train, &other, out);
        }
}

const struct evidence *disclosure_of(const struct disclosures *d,
                                     struct view name)
{
    for (size_t n = 0; n < d->count; n++)
        if (view_eq(d->item[n].name, name))
            return d->item[n].evidence.path.len ? &d->item[n].evidence : NULL;
    return NULL;
}
