// SPDX-License-Identifier: Apache-2.0
#include "knowledge/statement_words.h"

#include "base/map.h"
#include "base/quick.h"

struct phrase {
    struct view text;
    size_t words;
    bool ascii;
};

struct phrase_list {
    struct view name;
    struct phrase *phrase;
    size_t count;
    struct quick_filter first; // words that ASCII phrases begin with
    bool wide;                 // there are others
};

struct part_word {
    struct view word;
    unsigned parts;
};

enum { LIST_SLOTS = 256 };

struct statement_words {
    struct phrase_list *list;
    size_t list_count;
    uint8_t list_at[LIST_SLOTS]; // by the hash of a name: 1 + the first of them
    struct map begins;           // first words of phrases -> bits of lists
    struct quick_filter first;   // the words of `begins`
    uint64_t wide;               // the lists with phrases that are not ASCII
    struct map said;             // words of sentences -> parts
    struct view *said_word;
    size_t said_count;
    struct part_word *piece; // the same inside words without blanks
    size_t piece_count;
    struct part_word *file; // words of file names
    size_t file_count;
};

// ---- Reading ----------------------------------------------------------------

static unsigned parts_of(struct view name)
{
    static const struct {
        struct view name;
        unsigned parts;
    } part[] = {
        // clang-format off
        {VIEW_INIT("code"), ABOUT_CODE}, {VIEW_INIT("weights"), ABOUT_WEIGHTS},
        {VIEW_INIT("repository"), ABOUT_CODE | ABOUT_DOCS},
        {VIEW_INIT("data"), ABOUT_DATA}, {VIEW_INIT("docs"), ABOUT_DOCS},
        {VIEW_INIT("all"), ABOUT_ALL & ~(unsigned)ABOUT_DATA},
        // clang-format on
    };

    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        if (view_eq(part[i].name, name))
            return part[i].parts;
    return 0;
}

static void take_said(struct arena *a, struct statement_words *w,
                      struct view word, unsigned parts)
{
    bool is_new;

    if (view_is_ascii(word)) {
        *map_at(&w->said, word, &is_new) |= parts;
        *LIST_ADD(a, w->said_word, w->said_count) = word;
    } else
        *LIST_ADD(a, w->piece, w->piece_count) =
            (struct part_word){word, parts};
}

static void take_phrase(struct arena *a, struct phrase_list *list,
                        struct view text)
{
    struct phrase *p = LIST_ADD(a, list->phrase, list->count);

    struct view rest;

    *p = (struct phrase){text, 1, view_is_ascii(text)};
    if (p->ascii)
        quick_add(&list->first, view_cut(text, ' ', &rest));
    else
        list->wide = true;
    for (size_t i = 0; i < text.len; i++)
        p->words += text.at[i] == ' ';
}

// Notes by which words list `i` can be told to have a phrase.
static void take_beginnings(struct statement_words *w, size_t i)
{
    const struct phrase_list *l = &w->list[i];
    uint64_t bit = (uint64_t)1 << i % 64;

    w->wide |= l->wide ? bit : 0;
    for (size_t k = 0; k < l->count; k++) {
        struct view rest, word = view_cut(l->phrase[k].text, ' ', &rest);
        bool is_new;

        if (!l->phrase[k].ascii)
            continue;
        *map_at(&w->begins, word, &is_new) |= bit;
        quick_add(&w->first, word);
    }
}

static void take_record(struct arena *a, struct statement_words *w,
                        const struct record *r)
{
    struct view name = record_get(r, VIEW("list")), v;
    unsigned said = parts_of(record_get(r, VIEW("part")));
    unsigned file = parts_of(record_get(r, VIEW("file")));

    for (size_t at = 0; record_next(r, VIEW("word"), &at, &v);) {
        if (said)
            take_said(a, w, v, said);
        else
            *LIST_ADD(a, w->file, w->file_count) = (struct part_word){v, file};
    }
    if (!name.len)
        return;
    struct phrase_list *list = LIST_ADD(a, w->list, w->list_count);
    list->name = name;
    uint8_t *slot = &w->list_at[quick_hash(name) % LIST_SLOTS];
    if (!*slot)
        *slot = (uint8_t)w->list_count;
    for (size_t at = 0; record_next(r, VIEW("phrase"), &at, &v);)
        take_phrase(a, list, v);
    for (size_t at = 0; record_next(r, VIEW("name"), &at, &v);)
        take_phrase(a, list, v);
    take_beginnings(w, w->list_count - 1);
}

struct error *statement_words_open(struct arena *a,
                                   const struct statement_words **out)
{
    struct statement_words *w = ARENA_NEW(a, struct statement_words, 1);
    struct records all;

    *out = w;
    w->said = (struct map){.arena = a, .own = true};
    w->begins = (struct map){.arena = a, .own = true};
    TRY(knowledge_read(a, VIEW("licenses/statements.txt"), &all));
    for (size_t i = 0; i < all.record_count; i++)
        take_record(a, w, &all.record[i]);
    return NULL;
}

// ---- Asking -----------------------------------------------------------------

static const struct phrase_list *list_of(const struct statement_words *w,
                                         struct view name)
{
    static const struct phrase_list none = {0};

    size_t first = w->list_at[quick_hash(name) % LIST_SLOTS];

    for (size_t i = first ? first - 1 : w->list_count; i < w->list_count; i++)
        if (view_eq(w->list[i].name, name))
            return &w->list[i];
    return &none;
}

size_t statement_list(const struct statement_words *w, struct view list)
{
    const struct phrase_list *l = list_of(w, list);

    return l->count ? (size_t)(l - w->list) : w->list_count;
}

uint64_t statement_word_lists(const struct statement_words *w, struct view word)
{
    const size_t *begins =
        quick_may(&w->first, word) ? map_find(&w->begins, word) : NULL;

    return (begins ? *begins : 0) | (view_is_ascii(word) ? 0 : w->wide);
}

bool statement_file_is(const struct statement_words *w, struct view list,
                       struct view basename)
{
    const struct phrase_list *l = list_of(w, list);

    for (size_t i = 0; i < l->count; i++)
        if (view_has(basename, l->phrase[i].text))
            return true;
    return false;
}

unsigned statement_file_parts(const struct statement_words *w,
                              struct view basename)
{
    unsigned parts = 0;

    while (basename.len) {
        size_t len = 0;

        while (len < basename.len && ascii_alpha(basename.at[len]))
            len++;
        struct view word = view_head(basename, len);
        for (size_t i = 0; i < w->file_count; i++)
            if (view_eq_nocase(w->file[i].word, word))
                parts |= w->file[i].parts;
        basename = view_from(basename, len + 1);
    }
    return parts;
}

bool statement_holds(struct view folded, struct view phrase)
{
    bool ascii = view_is_ascii(phrase);
    size_t from = 0, at;

    while ((at = view_find(view_from(folded, from), phrase)) != SIZE_MAX) {
        at += from;
        size_t end = at + phrase.len;
        if (!ascii || ((at == 0 || folded.at[at - 1] == ' ') &&
                       (end == folded.len || folded.at[end] == ' ')))
            return true;
        from = at + 1;
    }
    return false;
}

bool statement_says(const struct statement_words *w, struct view list,
                    struct view folded)
{
    const struct phrase_list *l = list_of(w, list);

    for (size_t i = 0; i < l->count; i++)
        if (statement_holds(folded, l->phrase[i].text))
            return true;
    return false;
}

static bool begins(const struct phrase *p, struct view folded, struct view word)
{
    if (!p->ascii)
        return view_has(word, p->text);
    return view_starts(folded, p->text) &&
           (folded.len == p->text.len || folded.at[p->text.len] == ' ');
}

size_t statement_phrase_at(const struct statement_words *w, struct view list,
                           struct view folded, struct view word)
{
    const struct phrase_list *l = list_of(w, list);
    size_t best = 0;

    if (!quick_may(&l->first, word) && !(l->wide && !view_is_ascii(word)))
        return 0;
    for (size_t i = 0; i < l->count; i++)
        if (l->phrase[i].words > best && begins(&l->phrase[i], folded, word))
            best = l->phrase[i].words;
    return best;
}

unsigned statement_word_parts(const struct statement_words *w, struct view word)
{
    const size_t *said = map_find(&w->said, word);
    unsigned parts = said ? (unsigned)*said : 0;

    if (view_is_ascii(word))
        return parts;
    for (size_t i = 0; i < w->piece_count; i++)
        if (view_has(word, w->piece[i].word))
            parts |= w->piece[i].parts;
    return parts;
}

// ---- Triggers ---------------------------------------------------------------

void statement_words_avoid(const struct statement_words *w, struct triggers *t)
{
    const struct phrase_list *l = list_of(w, VIEW("frequent"));

    for (size_t i = 0; i < l->count; i++)
        triggers_avoid(t, l->phrase[i].text);
}

void statement_words_triggers(const struct statement_words *w,
                              struct triggers *t)
{
    static const struct {
        struct view list;
        enum trigger_kind kind;
    } told[] = {
        // clang-format off
        {VIEW_INIT("license-word"), TRIGGER_ALONE},
        {VIEW_INIT("own-license"), TRIGGER_ALONE},
        {VIEW_INIT("limit"), TRIGGER_ALONE},
        {VIEW_INIT("told-limit"), TRIGGER_ALONE},
        {VIEW_INIT("reserve"), TRIGGER_ALONE},
        {VIEW_INIT("not"), TRIGGER_NOT},
        {VIEW_INIT("verb"), TRIGGER_VERB},
        {VIEW_INIT("applies"), TRIGGER_VERB},
        // clang-format on
    };
    const struct phrase_list *files = list_of(w, VIEW("license-file"));

    triggers_add(t, VIEW("agreement"), TRIGGER_ALONE);
    triggers_add(t, VIEW("under"), TRIGGER_BESIDE);
    triggers_add(t, VIEW("href"), TRIGGER_BESIDE);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        const struct phrase_list *l = list_of(w, told[i].list);

        for (size_t k = 0; k < l->count; k++)
            triggers_add(t, l->phrase[k].text,
                         l->phrase[k].ascii ? told[i].kind : TRIGGER_ALONE);
    }
    for (size_t i = 0; i < w->said_count; i++)
        triggers_add(t, w->said_word[i], TRIGGER_PART);
    for (size_t i = 0; i < w->piece_count; i++)
        triggers_add(t, w->piece[i].word, TRIGGER_ALONE);
    for (size_t i = 0; i < files->count; i++)
        triggers_add_piece(t, files->phrase[i].text);
}
