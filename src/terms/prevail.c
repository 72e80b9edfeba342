// SPDX-License-Identifier: Apache-2.0
#include "terms/prevail.h"

enum {
    VERB_WITHIN = 8,    // words from "version" to "prevails"
    VERSION_WITHIN = 4, // from the name of a language to "version"
};

// The word before `at` that is on `list`, at most `within` words away;
// SIZE_MAX: none.
static size_t word_before(const struct match *m, size_t at, size_t within,
                          unsigned list)
{
    for (size_t i = 1; i <= within && i <= at; i++)
        if (license_word_is(m->words, m->text.token[at - i].text, list))
            return at - i;
    return SIZE_MAX;
}

// "The Chinese version shall prevail": the name before "version" before the
// verb; SIZE_MAX: the word at `verb` does not say that.
static size_t language_before(const struct match *m, size_t verb)
{
    size_t version = word_before(m, verb, VERB_WITHIN, WORD_VERSION);

    return version == SIZE_MAX
               ? SIZE_MAX
               : word_before(m, version, VERSION_WITHIN, WORD_LANGUAGE);
}

void prevail_find(struct match *m)
{
    for (size_t i = 0; i < m->text.token_count; i++) {
        const struct token *t = &m->text.token[i];

        if (!license_hash_is(m->words, t->hash, t->text, WORD_PREVAIL))
            continue;
        size_t at = language_before(m, i);
        if (at == SIZE_MAX)
            continue;
        size_t from = m->text.token[at].from;
        m->out->prevails = (struct license_prevails){
            .language = license_word_language(m->words, m->text.token[at].text),
            .from = from,
            .to = t->to,
            .line = line_index_at(&m->lines, from)};
        return;
    }
}
