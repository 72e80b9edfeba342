// SPDX-License-Identifier: Apache-2.0
// pattern.h - a phrase to look for: words, stems, lists, gaps and figures.
//
//     word         this word (as the words of a license are compared)
//     a|b          one of these
//     stem*        words that begin so
//     ...          any words, up to the end of the sentence
//     ..5          at most 5 words
//     <place>      a phrase of the list `place`; its value is kept
//     <place>+     several of them, joined by words of the list `between`
//     {number}     a number in figures or words; {money} one with a currency;
//                  {name} words in quotation marks
//     {name}+      several of them, joined by words of the list `either`; they
//                  are kept as A"|"B
//     x?           may be missing
//
// A text of n words is tried in n times the pattern's length steps.
#ifndef TERMS_PATTERN_H
#define TERMS_PATTERN_H

#include "base/quick.h"
#include "knowledge/license_words.h"
#include "terms/normal.h"

enum { PATTERN_MOST = 24, WINDOW_MOST = 640, CAPTURES_MOST = 6 };

struct list_item {
    const uint32_t *word; // numbers in the vocabulary
    size_t count;
    struct view value;
};

struct list {
    struct view name;
    struct list_item *item;
    size_t item_count;
};

struct vocabulary { // the words and lists that patterns are made of
    struct arena *arena;
    const struct license_words *words;
    struct map word;         // number of a word, from 1
    struct quick_filter any; // the words of `word`
    struct list *list;
    size_t list_count;
};

enum element_kind {
    ELEMENT_WORD,
    ELEMENT_LIST,
    ELEMENT_GAP,
    ELEMENT_NUMBER,
    ELEMENT_MONEY,
    ELEMENT_NAME,
};

struct choice {
    uint32_t word;    // or 0
    struct view stem; // or empty
};

struct element {
    enum element_kind kind;
    bool optional, many;
    struct choice *choice;
    size_t choice_count;
    size_t list; // index
    uint32_t gap;
};

struct pattern {
    struct element *element;
    size_t count; // at most PATTERN_MOST
};

// What a window must have for a pattern to be looked at: few bytes, so that
// those of many patterns are passed over fast.
struct gate {
    uint64_t lists; // of which phrases begin in it
    uint32_t word;  // or 0
    bool figures;
};

// A sentence with the words that lead into it: its tokens in reading order.
struct window {
    const struct vocabulary *vocabulary;
    struct view bytes; // of the file
    const struct token *token;
    const uint32_t *id;     // of each token: its number, or 0
    const uint32_t *index;  // tokens of the window
    size_t count;           // at most WINDOW_MOST
    const uint64_t *begins; // by number of a word: as vocabulary_begins
    const uint32_t *seen;   // by number of a word: the last window it is in
    uint32_t number;        // of this window
    uint64_t lists;         // bit i % 64: a phrase of list i begins here
    bool figures;           // a word here begins with a figure
    unsigned char *scratch; // (PATTERN_MOST + 1) * (WINDOW_MOST + 1)
    struct arena *arena;
};

struct capture {
    struct view name, value;
};

struct match {
    size_t from, to; // words of the window
    struct capture capture[CAPTURES_MOST];
    size_t capture_count;
};

// Adds the lists among `all`: records with `list` and `item: phrase = value`.
void vocabulary_lists(struct vocabulary *v, const struct records *all);
const struct list *vocabulary_list(const struct vocabulary *v,
                                   struct view name);

// The number of a word that a pattern or list uses, or 0.
uint32_t vocabulary_word(const struct vocabulary *v, struct view word);

// For each word of the vocabulary the lists (bit i % 64) that have a phrase
// which begins with it.
uint64_t *vocabulary_begins(const struct vocabulary *v);

// Fails with ERROR_INPUT on an unknown list or figure, or too many elements.
struct error *pattern_read(struct vocabulary *v, struct view text,
                           struct place at, struct pattern *out) MUST_USE;

struct gate pattern_gate(const struct pattern *p);

static inline bool gate_open(const struct gate *g, const struct window *w)
{
    return (w->lists & g->lists) == g->lists &&
           (!g->word || w->seen[g->word] == w->number) &&
           (!g->figures || w->figures);
}

// The first place where `p` stands in the window.
bool pattern_match(const struct pattern *p, const struct window *w,
                   struct match *out);

// Words of the phrase of `l` that stands at `at`, the longest; 0: none.
size_t list_at(const struct list *l, const struct window *w, size_t at,
               struct view *value);

// The bytes between word `at` - 1 and word `at` of the window.
struct view window_between(const struct window *w, size_t at);

#endif
