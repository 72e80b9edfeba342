// SPDX-License-Identifier: Apache-2.0
#include "parts/words.h"

size_t words_add(struct words *w, struct view word)
{
    bool is_new;

    w->number.arena = w->arena;
    size_t *number = map_at(&w->number, word, &is_new);
    if (is_new) {
        *number = w->word_count;
        *LIST_ADD(w->arena, w->word, w->word_count) = word;
    }
    return *number;
}

// Bytes that no word holds share class 0.
static size_t make_classes(struct words *w)
{
    size_t states = 1;

    w->class_count = 1;
    for (size_t i = 0; i < w->word_count; i++) {
        states += w->word[i].len;
        for (size_t k = 0; k < w->word[i].len; k++) {
            unsigned char *c = &w->class_of[(unsigned char)w->word[i].at[k]];
            if (!*c && w->class_count < 256)
                *c = (unsigned char)w->class_count++;
        }
    }
    return states;
}

static void add_path(struct words *w, size_t number)
{
    struct view word = w->word[number];
    size_t state = 0;

    for (size_t k = 0; k < word.len; k++) {
        uint16_t *next = &w->step[state * w->class_count +
                                  w->class_of[(unsigned char)word.at[k]]];
        if (!*next)
            *next = (uint16_t)w->state_count++;
        state = *next;
    }
    if (word.len)
        w->ends[state] = (uint16_t)(number + 1);
}

// Fills the steps that leave the words, nearest states first: where a state has
// no step of its own, it does what its longest proper suffix does.
static void fill_steps(struct words *w)
{
    uint16_t *queue = ARENA_NEW(w->arena, uint16_t, w->state_count);
    uint16_t *suffix = ARENA_NEW(w->arena, uint16_t, w->state_count);
    size_t tail = 1; // queue[0] is the root

    for (size_t head = 0; head < tail; head++) {
        size_t state = queue[head], fall = suffix[state];

        w->shorter[state] = w->ends[fall] ? (uint16_t)fall : w->shorter[fall];
        for (size_t c = 0; c < w->class_count; c++) {
            uint16_t *next = &w->step[state * w->class_count + c];
            uint16_t other = w->step[fall * w->class_count + c];

            if (!*next) {
                *next = other;
                continue;
            }
            // A step of the root falls back to the root itself.
            suffix[*next] = state ? other : 0;
            queue[tail++] = *next;
        }
    }
}

bool words_make(struct words *w)
{
    size_t most = make_classes(w);

    if (most > WORDS_MOST_STATES || w->word_count > WORDS_MOST_STATES)
        return false;
    w->step = ARENA_NEW(w->arena, uint16_t, most * w->class_count);
    w->ends = ARENA_NEW(w->arena, uint16_t, most);
    w->shorter = ARENA_NEW(w->arena, uint16_t, most);
    w->state_count = 1;
    for (size_t i = 0; i < w->word_count; i++)
        add_path(w, i);
    fill_steps(w);
    return true;
}

static void see(const struct words *w, size_t number, size_t end,
                struct word_seen *seen)
{
    struct word_seen *s = &seen[number];

    s->last = (uint32_t)(end - w->word[number].len);
    if (!s->times++)
        s->first = s->last;
}

void words_count(const struct words *w, struct view text,
                 struct word_seen *seen)
{
    size_t state = 0;

    memset(seen, 0, w->word_count * sizeof *seen);
    for (size_t i = 0; i < text.len; i++) {
        state = w->step[state * w->class_count +
                        w->class_of[(unsigned char)text.at[i]]];
        size_t at = w->ends[state] ? state : w->shorter[state];
        for (; at; at = w->shorter[at])
            see(w, w->ends[at] - 1U, i + 1, seen);
    }
}
