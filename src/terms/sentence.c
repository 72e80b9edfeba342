// SPDX-License-Identifier: Apache-2.0
#include "terms/sentence.h"

#include "parts/part.h"

enum {
    SUBJECT_REACH = 14, // words between a verb and what it speaks of
    JOIN_REACH = 6,     // words between the parts of one subject
    OBJECT_REACH = 20,
};

// ---- Words ------------------------------------------------------------------

static bool in_word(char c)
{
    return ascii_alnum(c) || c == '.' || c == '+' || (unsigned char)c >= 0x80;
}

// Marks that part what the words around them say; the last one counts, but a
// blank never hides another.
static char mark_of(char before, char c)
{
    if (c == '"' && byte_in(before, VIEW(":=|")))
        return before; // license = "X"
    return byte_in(c, VIEW(",;:()-/\"|=_")) ? c : before;
}

void sentence_split(struct arena *a, const struct statement_words *list,
                    struct sentence *s)
{
    char *out = arena_alloc(a, s->text.len + 2), mark = ' ';
    size_t len = 0, at = 0;

    s->list = list;
    s->words = 0;
    s->any_list = 0;
    while (at < s->text.len && s->words < MAX_SENTENCE) {
        size_t from = at;

        while (at < s->text.len && in_word(s->text.at[at]))
            at++;
        if (at == from) {
            mark = mark_of(mark, s->text.at[at++]);
            continue;
        }
        struct view source = {s->text.at + from, at - from};
        char *to = out + len + (len > 0); // there was a mark before it too
        struct view word = {to, license_fold_to(to, source)};
        if (!word.len)
            continue; // "the"
        if (len)
            out[len++] = ' ';
        s->word[s->words] = word;
        s->source[s->words] = source;
        s->excepted[s->words] = false;
        s->lists[s->words] = statement_word_lists(list, word);
        s->any_list |= s->lists[s->words];
        s->mark[s->words++] = mark;
        len += word.len;
        mark = ' ';
    }
    s->folded = (struct view){out, len};
}

struct view sentence_rest(const struct sentence *s, size_t i)
{
    size_t at =
        i < s->words ? (size_t)(s->word[i].at - s->folded.at) : s->folded.len;

    return view_from(s->folded, at);
}

size_t sentence_phrase(const struct sentence *s, struct view list, size_t i)
{
    if (i >= s->words || !s->lists[i] ||
        !(s->lists[i] >> statement_list(s->list, list) % 64 & 1))
        return 0;
    return statement_phrase_at(s->list, list, sentence_rest(s, i), s->word[i]);
}

size_t sentence_find(const struct sentence *s, struct view list, size_t from,
                     size_t to)
{
    size_t bit = statement_list(s->list, list) % 64;

    if (!(s->any_list >> bit & 1))
        return SIZE_MAX;
    for (size_t i = from; i < to && i < s->words; i++)
        if (s->lists[i] >> bit & 1 && sentence_phrase(s, list, i))
            return i;
    return SIZE_MAX;
}

bool sentence_word(const struct sentence *s, size_t i, struct view word)
{
    return i < s->words && view_eq(s->word[i], word);
}

bool sentence_licenses(const struct sentence *s, size_t i)
{
    return i < s->words && sentence_phrase(s, VIEW("license-word"), i);
}

static unsigned parts_at(const struct sentence *s, size_t i)
{
    return statement_word_parts(s->list, s->word[i]);
}

// ---- What a clause speaks of ------------------------------------------------

// "in this repository" says where, not what.
static bool is_place(const struct sentence *s, size_t i)
{
    for (size_t k = i; k-- > 0 && i - k <= 2;)
        if (sentence_word(s, k, VIEW("in")) ||
            sentence_word(s, k, VIEW("of")) ||
            sentence_word(s, k, VIEW("from")) ||
            sentence_word(s, k, VIEW("within")))
            return true;
    return false;
}

// "the weights, which are": the thing excepted before is what this is about.
static bool is_relative(const struct sentence *s, size_t end)
{
    return end && (sentence_word(s, end - 1, VIEW("which")) ||
                   sentence_word(s, end - 1, VIEW("that")));
}

static bool joins(const struct sentence *s, size_t from, size_t to)
{
    for (size_t k = from; k < to; k++)
        if (sentence_word(s, k, VIEW("and")) ||
            sentence_word(s, k, VIEW("or")) ||
            sentence_word(s, k, VIEW("as")) || s->mark[k + 1] == ',')
            return true;
    return false;
}

unsigned sentence_subject(const struct sentence *s, size_t end)
{
    unsigned found = 0, place = 0, excepted = 0;
    bool relative = is_relative(s, end);
    size_t last = end;

    // A verb in a script without blanks is part of a word with its subject.
    if (end < s->words && !view_is_ascii(s->word[end]))
        end++;
    for (size_t i = end; i-- > 0;) {
        size_t reach = found ? JOIN_REACH : SUBJECT_REACH;
        unsigned parts = parts_at(s, i);

        // "the code is X, but the weights": another statement
        if (last - i > reach || (found && sentence_phrase(s, VIEW("but"), i)))
            break;
        if (!parts)
            continue;
        if (s->excepted[i] && !relative) {
            excepted |= parts;
            last = found ? last : i;
            continue;
        }
        if (is_place(s, i)) {
            place = place ? place : parts;
            continue;
        }
        // "The code and weights of the X models": the same thing once more.
        if (found && !(parts & ~found) && last - i > 1) {
            last = i;
            continue;
        }
        // "model code", "weights repository": the later word says what it is,
        // but "software, documentation" are two things.
        bool parted = last < s->words && s->mark[last] == ',';
        if (found && last - i == 1 && !parted)
            continue;
        if (found && !parted && !joins(s, i, last))
            break;
        found |= parts;
        last = i;
        if (relative)
            break;
    }
    found = found ? found : place;
    return found & ~excepted ? found & ~excepted : found;
}

unsigned sentence_object(const struct sentence *s, size_t from)
{
    unsigned found = 0, here = 0;

    for (size_t i = from; i < s->words && i < from + OBJECT_REACH; i++) {
        unsigned last = s->mark[i] == ' ' ? here : 0;

        here = 0;
        // A place, unless nothing else is said: "applies to code in this repo"
        if (s->excepted[i] || (found && is_place(s, i)))
            continue;
        if (sentence_phrase(s, VIEW("but"), i))
            break;
        here = parts_at(s, i);
        // "project code": the later word says what it is
        found = here && last ? (found & ~last) | here : found | here;
    }
    return found;
}

// ---- Names of components ----------------------------------------------------

static bool has_digit(struct view word)
{
    for (size_t i = 0; i < word.len; i++)
        if (ascii_digit(word.at[i]))
            return true;
    return false;
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool has_inner_capital(struct view word)
{
    for (size_t i = 1; i < word.len; i++)
        if (is_capital(word.at[i]))
            return true;
    return false;
}

// A word that may be part of a name, as it is written.
static bool may_name(const struct sentence *s, size_t i, bool inside)
{
    struct view w = s->source[i];
    bool hyphen = inside && (s->mark[i] == '-' || s->mark[i] == '_');

    if (s->excepted[i] || sentence_licenses(s, i))
        return false;
    if (hyphen)
        return true;
    if (parts_at(s, i))
        return false;
    if (has_digit(w))
        return inside || !ascii_digit(w.at[0]) || !view_is_ascii(w);
    // A sentence begins with a capital letter anyway.
    bool goes_on = i + 1 < s->words &&
                   (s->mark[i + 1] == '-' || has_digit(s->source[i + 1]));
    return has_inner_capital(w) || (is_capital(w.at[0]) && (i > 0 || goes_on));
}

// "7B", "300M": how many parameters a model has.
static bool is_size(struct view word)
{
    char c = word.len > 1 ? ascii_lower(word.at[word.len - 1]) : 0;

    for (size_t i = 0; i + 1 < word.len; i++)
        if (!ascii_digit(word.at[i]) && word.at[i] != '.')
            return false;
    return c == 'b' || c == 'm';
}

// The parts of the thing named by words [from, to): those of the next word that
// says so before `end`.
static unsigned named_parts(const struct sentence *s, size_t from, size_t to,
                            size_t end)
{
    for (size_t i = to; i < end; i++)
        if (parts_at(s, i))
            return parts_at(s, i);
    for (size_t i = from; i < to; i++)
        if (is_size(s->source[i]))
            return ABOUT_WEIGHTS;
    return 0;
}

size_t sentence_components(const struct licenses *l, const struct sentence *s,
                           size_t from, size_t to,
                           struct component out[MAX_COMPONENTS])
{
    size_t count = 0;

    for (size_t i = from; i < to && count < MAX_COMPONENTS;) {
        size_t first = i, len;
        bool telling = false;

        while (i < to && may_name(s, i, i > first) &&
               (i == first || byte_in(s->mark[i], VIEW(" -/_")))) {
            telling = telling || has_digit(s->source[i]) ||
                      has_inner_capital(s->source[i]);
            i++;
        }
        if (i == first) {
            i++;
            continue;
        }
        struct view last = s->source[i - 1];
        while (last.len && last.at[last.len - 1] == '.')
            last.len--;
        // "Apache 2.0" is no component.
        bool known = license_alias_at(l, sentence_rest(s, first), &len).len;
        size_t all = (size_t)(s->word[i - 1].at + s->word[i - 1].len -
                              s->word[first].at);
        bool aside = first > from &&
                     sentence_phrase(s, VIEW("not-component"), first - 1);
        if (telling && !aside && !(known && len >= all))
            out[count++] = (struct component){
                {s->source[first].at,
                 (size_t)(last.at + last.len - s->source[first].at)},
                named_parts(s, first, i, to)};
    }
    return count;
}
