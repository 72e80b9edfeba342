// SPDX-License-Identifier: Apache-2.0
#include "parts/summary.h"

#include "knowledge/knowledge.h"
#include "parts/phrase.h"

#include <stdlib.h>

enum {
    HEADINGS_LEAST = 3, // below that it is a document about something else
    HEAD_SIZE = 160,    // of a line, where the words of a heading are
};

struct template_list {
    struct records all;
    struct phrases *heading; // of each record
    struct phrases declines; // what says that there is nothing to say
};

static void read_template(struct arena *a, struct template_list *out)
{
    *out = (struct template_list){0};
    // The file is compiled in, and the tests read it.
    if (knowledge_read(a, VIEW("parts/summary.txt"), &out->all))
        abort();
    out->heading = ARENA_NEW(a, struct phrases, out->all.record_count);
    for (size_t n = 0; n < out->all.record_count; n++) {
        const struct record *r = &out->all.record[n];

        out->heading[n] = phrases_of(a, r, VIEW("heading"));
        if (view_eq(record_get(r, VIEW("name")), VIEW("declines")))
            out->declines = phrases_of(a, r, VIEW("phrase"));
    }
}

// A heading, or a field of a list or table: "2.3 Crawled data: ..".
static bool can_open(const struct md_line *l)
{
    struct view text = view_trim(l->text);

    if (l->fenced || l->front || !text.len)
        return false;
    return l->is_heading || ascii_digit(text.at[0]) ||
           byte_in(text.at[0], VIEW("*-|"));
}

// The item whose words stand first in a line, of equal ones the longest;
// `*after` gets where they end. SIZE_MAX: none.
static size_t item_of(const struct template_list *t, struct view folded,
                      size_t *after)
{
    size_t best = SIZE_MAX, best_at = SIZE_MAX, best_len = 0;
    struct view head = view_head(folded, HEAD_SIZE);

    for (size_t n = 0; n < t->all.record_count; n++)
        for (size_t k = 0; k < t->heading[n].count; k++) {
            const struct phrase *p = &t->heading[n].item[k];
            size_t at = phrase_next(p, head, 0);

            if (at == SIZE_MAX || at > best_at ||
                (at == best_at && p->text.len <= best_len))
                continue;
            best = n;
            best_at = at;
            best_len = p->text.len;
        }
    *after = best == SIZE_MAX ? 0 : best_at + best_len;
    return best;
}

// What a line answers: nothing, that there is nothing, or something. Of a field
// what stands before its colon still belongs to the question.
static enum summary_state answer_of(const struct template_list *t,
                                    struct view folded, bool opens)
{
    size_t at = 0;

    if (opens) {
        at = view_find(folded, VIEW(":"));
        if (at == SIZE_MAX)
            at = view_find(folded, VIEW("|"));
        if (at == SIZE_MAX)
            return SUMMARY_EMPTY;
    }
    while (at < folded.len && !phrase_is_word(folded.at[at]))
        at++;
    if (at >= folded.len)
        return SUMMARY_EMPTY;
    return phrases_in(&t->declines, view_from(folded, at)) ? SUMMARY_DECLINED
                                                           : SUMMARY_ANSWERED;
}

static void take_answer(struct summary_item *item, enum summary_state state)
{
    if (item && state > item->state)
        item->state = state;
}

static size_t read_document(struct arena *a, const struct template_list *t,
                            const struct document *d,
                            struct training_summary *out)
{
    struct summary_item *open = NULL;
    size_t found = 0;

    for (size_t n = 0; n < d->md.line_count; n++) {
        const struct md_line *l = &d->md.line[n];
        struct view folded = document_folded(d, l);
        size_t after,
            which = can_open(l) ? item_of(t, folded, &after) : SIZE_MAX;

        if (which != SIZE_MAX) {
            open = &out->item[which];
            found += open->state == SUMMARY_NOT_FOUND;
            if (open->state == SUMMARY_NOT_FOUND)
                open->evidence =
                    document_evidence(a, d, l, VIEW("summary-heading"));
            take_answer(open, SUMMARY_EMPTY);
            take_answer(open,
                        l->is_heading
                            ? SUMMARY_EMPTY
                            : answer_of(t, view_from(folded, after), true));
        } else if (l->is_heading && !l->fenced && l->level <= 2)
            open = NULL;
        else if (!l->is_heading)
            take_answer(open, answer_of(t, folded, false));
    }
    return found;
}

// 2.2 is answered where 2.2.1 or 2.2.2 is.
static void take_parts(struct training_summary *s)
{
    for (size_t n = 0; n < s->count; n++)
        for (size_t m = 0; m < s->count; m++) {
            struct view id = s->item[n].id, other = s->item[m].id;

            if (n != m && id.len && view_starts(other, id) &&
                other.len > id.len && other.at[id.len] == '.' &&
                s->item[n].state != SUMMARY_NOT_FOUND)
                take_answer(&s->item[n], s->item[m].state);
        }
}

static void list_items(struct arena *a, const struct template_list *t,
                       struct training_summary *out)
{
    *out = (struct training_summary){0};
    out->item = ARENA_NEW(a, struct summary_item, t->all.record_count);
    out->count = t->all.record_count;
    for (size_t n = 0; n < out->count; n++)
        out->item[n] = (struct summary_item){
            .record = &t->all.record[n],
            .id = record_get(&t->all.record[n], VIEW("item"))};
}

void training_summary_find(struct arena *a, const struct documents *d,
                           struct training_summary *out)
{
    struct template_list t;
    size_t most = 0;

    *out = (struct training_summary){0};
    read_template(a, &t);
    for (size_t n = 0; n < d->count; n++) {
        struct training_summary one;

        if (!d->item[n].folded.len)
            continue;
        list_items(a, &t, &one);
        one.document = &d->item[n];
        size_t found = read_document(a, &t, &d->item[n], &one);
        if (found < HEADINGS_LEAST || found <= most)
            continue;
        most = found;
        *out = one;
    }
    take_parts(out);
}
