// SPDX-License-Identifier: Apache-2.0
#include "terms/telling.h"

#include "base/text.h"
#include "parts/part.h"
#include "terms/expression.h"

enum {
    NAME_REACH = 6,   // words between a verb and the license's name
    LABEL_WORDS = 8,  // before a colon
    SHORT = 8,        // words of an entry that is little more than a name
    UNKNOWN_WORDS = 9 // of a name nobody knows
};

static const struct view unknown_id = VIEW_INIT("LicenseRef-unknown");

struct statement *tell_add(struct teller *t, enum statement_kind kind,
                           unsigned parts, struct view expression,
                           struct view file)
{
    struct statement *s = LIST_ADD(t->arena, t->out->item, t->out->count);

    *s = (struct statement){
        .kind = kind,
        .parts = parts,
        .expression = expression,
        .file = file,
        .about = t->about_terms,
        .from = t->first->offset,
        .to = t->last->offset + t->last->text.len,
        .line = t->first->number,
        .shows = view_head(view_trim(t->first->text), SHOWS_SIZE),
    };
    return s;
}

static void add_components(struct teller *t, struct statement *to,
                           const struct component *c, size_t count)
{
    to->component = ARENA_NEW(t->arena, struct component, count ? count : 1);
    to->component_count = count;
    for (size_t i = 0; i < count; i++) {
        // "Heron-7B: the project's code" is code, whatever a project may be
        unsigned parts = c[i].parts & to->parts ? c[i].parts & to->parts
                         : c[i].parts           ? c[i].parts
                                                : to->parts;

        to->component[i] =
            (struct component){arena_copy(t->arena, c[i].name), parts};
    }
}

// ---- Names ------------------------------------------------------------------

// Whether a name of one word is meant as a license's and not as another thing.
static bool meant_as_license(const struct teller *t, const struct sentence *s,
                             size_t from, size_t to)
{
    // "X license", "X licensed", "X is our license", but no verb in between:
    // "X weights are licensed" speaks of a thing named X
    for (size_t i = to; i < to + 4 && i < s->words; i++) {
        bool verb = sentence_word(s, i, VIEW("licensed"));

        if (sentence_licenses(s, i) && (i == to || !verb))
            return true;
    }
    if (from && sentence_word(s, from - 1, VIEW("under")))
        return true;
    if (from && sentence_licenses(s, from - 1))
        return true;
    if (!t->about_terms || to - from == s->words)
        return t->about_terms;
    // Not "fair dealing": a name among other words is written like one.
    bool written = false;
    for (size_t i = 0; i < s->source[from].len; i++) {
        char c = s->source[from].at[i];

        written = written || ascii_digit(c) || (c >= 'A' && c <= 'Z');
    }
    return written && s->words <= SHORT;
}

static bool stands_before(const struct sentence *s, struct view list, size_t at)
{
    for (size_t words = 1; words <= 2 && words <= at; words++)
        if (sentence_phrase(s, list, at - words) == words)
            return true;
    return false;
}

// "the code is X licensed, but the weights are not": what follows `at` turns to
// another part than the words before the name spoke of.
static bool turns_away(const struct sentence *s, size_t name, size_t at)
{
    unsigned of = sentence_subject(s, name), other = 0;

    if (!sentence_phrase(s, VIEW("but"), at))
        return false;
    for (size_t i = at + 1; i < s->words && i <= at + SHORT; i++) {
        if (sentence_phrase(s, VIEW("verb"), i))
            break;
        other |= statement_word_parts(s->list, s->word[i]);
    }
    return of && other && !(of & other);
}

// "MIT-like", but not "X, like its parent".
static bool is_likened(const struct sentence *s, size_t at)
{
    return sentence_phrase(s, VIEW("not-after"), at) &&
           !byte_in(s->mark[at], VIEW(",;"));
}

bool tell_name(const struct teller *t, const struct sentence *s, size_t from,
               struct told_name *out)
{
    for (size_t i = from; i < s->words; i++) {
        size_t len, words = 1;
        struct view rest = sentence_rest(s, i);
        struct view id = license_alias_at(t->licenses, rest, &len);

        if (!id.len)
            continue;
        struct view alias = view_head(rest, len);
        for (size_t c = 0; c < alias.len; c++)
            words += alias.at[c] == ' ';
        bool own = view_starts(id, VIEW("LicenseRef-"));
        bool plain = license_names_terms(alias) || (!own && words > 1);
        if (!plain && !meant_as_license(t, s, i, i + words))
            continue;
        if (stands_before(s, VIEW("not-before"), i) || is_likened(s, i + words))
            continue;
        size_t end = i + words;
        while (sentence_licenses(s, end))
            end++;
        bool changed = stands_before(s, VIEW("changed-before"), i) ||
                       (sentence_phrase(s, VIEW("changed-after"), end) &&
                        !turns_away(s, i, end));
        *out = (struct told_name){id, i, i + words, changed};
        return true;
    }
    return false;
}

// "Creative Commons license (CC BY-SA 4.0)": the family, then the member.
static void prefer_member(const struct teller *t, const struct sentence *s,
                          struct told_name *n)
{
    const struct license_info *info = license_find(t->licenses, n->id);
    struct told_name next;

    if (info && info->record && !record_get(info->record, VIEW("text")).len &&
        tell_name(t, s, n->to, &next) && next.from <= n->to + 2) {
        n->id = next.id;
        n->to = next.to;
    }
}

// "under the Foo v1 license", "[Health AI License](...)": a name nobody knows,
// between the verb and the word license, which stand before word `end`.
static struct view unknown_name(const struct teller *t,
                                const struct sentence *s, size_t from,
                                size_t end)
{
    size_t to, known;

    while (from < end && sentence_phrase(s, VIEW("article"), from))
        from++;
    to = from;
    while (to < end && to < from + UNKNOWN_WORDS && !sentence_licenses(s, to) &&
           !sentence_word(s, to, VIEW("agreement")))
        to++;
    if (to == from || to >= end || to == from + UNKNOWN_WORDS)
        return (struct view){0};
    if (license_alias_at(t->licenses, sentence_rest(s, from), &known).len ||
        sentence_phrase(s, VIEW("not-after"), to - 1))
        return (struct view){0};
    bool lettered = false; // "4.0 license" names nothing
    for (size_t i = from; i < to; i++) {
        if (sentence_phrase(s, VIEW("no-name"), i) ||
            statement_word_parts(s->list, s->word[i]))
            return (struct view){0};
        lettered = lettered || !ascii_digit(s->word[i].at[0]);
    }
    if (!lettered)
        return (struct view){0};
    struct view last = s->word[to - 1];
    return license_reference(
        t->arena, (struct view){s->word[from].at, (size_t)(last.at + last.len -
                                                           s->word[from].at)});
}

// "under the Foo Model Weights License": a license of that name, which cannot
// be told from what it is of.
static bool names_some_license(const struct sentence *s, size_t from)
{
    size_t to;

    while (from < s->words && sentence_phrase(s, VIEW("article"), from))
        from++;
    for (to = from; to < s->words && to < from + UNKNOWN_WORDS; to++) {
        char first = s->source[to].len ? s->source[to].at[0] : ' ';

        if (!ascii_digit(first) && !(first >= 'A' && first <= 'Z'))
            return false;
        if (sentence_licenses(s, to))
            return to > from;
    }
    return false;
}

// "its own license", "the Model License", where the sentence names a product
// that comes under one license alone: that license.
static struct view product_license(const struct teller *t,
                                   const struct sentence *s, size_t at)
{
    const struct license_info *info;
    struct view found = {0}, product;
    size_t best = 0;

    if (!sentence_phrase(s, VIEW("own-license"), at))
        return found;
    for (size_t i = 0; (info = license_next(t->licenses, &i));)
        for (size_t k = 0;
             record_next(info->record, VIEW("product"), &k, &product);)
            for (size_t w = 0; w < at; w++) {
                struct view rest = sentence_rest(s, w);

                // as the sentence is folded: "v3" is "3"
                if (w == 0)
                    product = license_fold(t->arena, product);
                if (!view_starts(rest, product) || product.len < best ||
                    (rest.len > product.len && rest.at[product.len] != ' '))
                    continue;
                bool same = product.len == best && !view_eq(found, info->id);
                found = same ? (struct view){0} : info->id;
                best = product.len;
            }
    return found;
}

// ---- Clauses ----------------------------------------------------------------

struct clause_told {
    struct told_name name;
    size_t start, verb; // words; verb SIZE_MAX: none
    unsigned parts;
    enum statement_kind kind;
};

// The last verb before word `end` that reaches it; SIZE_MAX: none.
static size_t verb_before(const struct sentence *s, size_t start, size_t end,
                          size_t reach)
{
    bool other = false; // something else is spoken of: "A is X, the code Y"

    for (size_t i = end; i-- > start && end - i <= reach + 2;) {
        size_t len = sentence_phrase(s, VIEW("verb"), i);
        bool weak =
            sentence_word(s, i, VIEW("is")) || sentence_word(s, i, VIEW("are"));

        if (len && i + len <= end && (!weak || end - i <= 3) &&
            end - i - len <= reach)
            // "licensed under" rather than its "under"
            return i > start && sentence_phrase(s, VIEW("verb"), i - 1) > 1
                       ? i - 1
                       : i;
        other = other || statement_word_parts(s->list, s->word[i]);
        if (other && byte_in(s->mark[i], VIEW(",;")))
            break;
    }
    return SIZE_MAX;
}

// "is not licensed under": whether words [from, to) deny.
static bool is_denied(const struct sentence *s, size_t from, size_t to)
{
    for (size_t i = from; i < to && i < s->words; i++)
        if (sentence_phrase(s, VIEW("not"), i) &&
            !sentence_word(s, i + 1, VIEW("only")))
            return true;
    return false;
}

static size_t back(size_t at, size_t words)
{
    return at > words ? at - words : 0;
}

static bool is_field_mark(char c)
{
    return c == ':' || c == '=' || c == '|';
}

// The word behind the mark that ends a label before word `at`: "License: X",
// "license = X"; 0: there is none.
static size_t label_end(const struct sentence *s, size_t at)
{
    for (size_t i = at; i > 0 && i + NAME_REACH > at; i--)
        if (i < s->words && is_field_mark(s->mark[i]))
            return i;
    return 0;
}

// "License: X", "Model license: X", "Name: Foo, License: X": the words before
// the last colon, and no verb behind it.
static bool label_parts(const struct teller *t, const struct sentence *s,
                        const struct told_name *n, size_t verb, unsigned *parts)
{
    size_t end = label_end(s, n->from), from;

    *parts = 0;
    // "Permissive X license: do what you want"
    for (size_t i = n->to; !end && i <= n->to + 2 && i < s->words; i++)
        end = is_field_mark(s->mark[i]) ? i : 0;
    for (from = end; from > 0 && end - from < LABEL_WORDS; from--)
        if (from < end && is_field_mark(s->mark[from]))
            break;
    if (!end || (verb != SIZE_MAX && verb >= end) ||
        sentence_find(s, VIEW("point"), from, end) != SIZE_MAX)
        return false;
    struct view label = {s->word[from].at,
                         (size_t)(s->word[end - 1].at + s->word[end - 1].len -
                                  s->word[from].at)};
    if (!statement_says(t->words, VIEW("heading"), label))
        return false;
    for (size_t i = from; i < end; i++)
        if (i < n->from || i >= n->to)
            *parts |= statement_word_parts(t->words, s->word[i]);
    return true;
}

// "Name: Foo, Files: foo/, License: X": Foo.
static struct view name_field(const struct sentence *s)
{
    size_t to = 1;

    if (s->words < 3 || !is_field_mark(s->mark[1]) ||
        !sentence_phrase(s, VIEW("name-label"), 0))
        return (struct view){0};
    while (to + 1 < s->words && !is_field_mark(s->mark[to + 1]) &&
           !byte_in(s->mark[to], VIEW(",;")))
        to++;
    struct view last = s->source[to > 1 ? to - 1 : 1];
    return (struct view){s->source[1].at,
                         (size_t)(last.at + last.len - s->source[1].at)};
}

// "code is MIT licensed", "MIT-licensed code", "X applies to the code".
static bool behind(const struct sentence *s, struct clause_told *c)
{
    for (size_t i = c->name.to; i < c->name.to + 8 && i < s->words; i++) {
        size_t len = sentence_phrase(s, VIEW("applies"), i);

        if (sentence_phrase(s, VIEW("verb"), i) &&
            !sentence_phrase(s, VIEW("applies"), i))
            return false;
        // "X for the code", but "X. See there for the code"
        if (!len || (sentence_word(s, i, VIEW("for")) && i > c->name.to + 1))
            continue;
        c->parts = sentence_object(s, i + len);
        c->kind = STATEMENT_GRANT;
        if (is_denied(s, c->name.to, i))
            c->kind = c->parts ? STATEMENT_OPEN : STATEMENT_MENTION;
        return c->parts || c->kind == STATEMENT_MENTION;
    }
    return false;
}

static bool starts_with_pronoun(const struct sentence *s)
{
    return s->words && sentence_phrase(s, VIEW("pronoun"), 0);
}

static void classify_verb(const struct teller *t, const struct sentence *s,
                          struct clause_told *c)
{
    c->kind = STATEMENT_MENTION;
    c->parts = sentence_subject(s, c->verb);
    if (is_denied(s, back(c->verb, 2), c->name.from)) {
        c->kind = c->parts ? STATEMENT_OPEN : STATEMENT_MENTION;
        return;
    }
    if (!c->parts && (starts_with_pronoun(s) || c->verb <= 1))
        c->parts = t->pending ? t->pending : t->before;
    if (!c->parts)
        c->parts = t->heading_parts;
    if (sentence_find(s, VIEW("origin"), back(c->verb, 3), c->name.from) !=
        SIZE_MAX)
        c->kind = STATEMENT_ORIGIN;
    else if (c->parts || t->about_terms ||
             (c->verb == 0 && !sentence_word(s, 0, VIEW("under"))) ||
             (sentence_word(s, 0, VIEW("this")) && c->verb <= SHORT))
        c->kind = STATEMENT_GRANT; // "Licensed under X": this very thing
}

// Which parts a name is said of, and how.
static void classify(const struct teller *t, const struct sentence *s,
                     struct clause_told *c)
{
    c->verb = verb_before(s, c->start, c->name.from, NAME_REACH);
    if (label_parts(t, s, &c->name, c->verb, &c->parts)) {
        c->parts = c->parts ? c->parts : t->heading_parts;
        c->kind = STATEMENT_LABEL;
        return;
    }
    if (behind(s, c))
        return;
    if (c->verb != SIZE_MAX) {
        classify_verb(t, s, c);
        if (c->kind != STATEMENT_MENTION ||
            is_denied(s, back(c->verb, 2), c->name.from))
            return;
    }
    if (t->pending && c->name.from <= 1) { // "... under:", and then the name
        c->parts = t->pending;
        c->kind = STATEMENT_GRANT;
        return;
    }
    // "documentation CC-BY-4.0"
    c->parts = sentence_subject(s, c->name.from);
    c->parts = c->parts ? c->parts : t->heading_parts;
    c->kind = t->about_terms && s->words <= SHORT ? STATEMENT_LABEL
                                                  : STATEMENT_MENTION;
    if (c->kind == STATEMENT_MENTION)
        c->parts = 0;
}

// The components that a clause speaks of: those before its first verb.
static void clause_components(struct teller *t, const struct sentence *s,
                              const struct clause_told *c, struct statement *to)
{
    struct component found[MAX_COMPONENTS];
    size_t end = c->verb == SIZE_MAX ? c->name.from : c->verb;

    for (size_t i = c->start; i < end; i++)
        if (sentence_phrase(s, VIEW("verb"), i) ||
            sentence_phrase(s, VIEW("made-from"), i)) {
            end = i;
            break;
        }
    add_components(t, to, found,
                   sentence_components(t->licenses, s, c->start, end, found));
}

// ---- Lists ------------------------------------------------------------------

// "Heron-7B: Apache 2.0", "Heron-7B (Apache 2.0)", "Heron-7B - Apache 2.0": a
// name, a mark, a license and little else, where terms are told.
static bool take_entry(struct teller *t, const struct sentence *s,
                       const struct told_name *n)
{
    bool marked = n->from && byte_in(s->mark[n->from], VIEW(":(-|"));

    // "License: X", "License type: X" are labels
    bool label = marked && s->mark[n->from] == ':' &&
                 sentence_find(s, VIEW("license-word"), 0, n->from) != SIZE_MAX;
    if (!t->about_terms || !marked || label || n->from > SHORT ||
        s->words > n->to + SHORT ||
        sentence_find(s, VIEW("verb"), 0, n->from) != SIZE_MAX ||
        sentence_find(s, VIEW("point"), 0, n->from) != SIZE_MAX)
        return false;
    struct view last = s->source[n->from - 1];
    struct component one = {
        {s->source[0].at, (size_t)(last.at + last.len - s->source[0].at)}, 0};
    unsigned parts = 0;
    bool named = false;

    for (size_t i = 0; i < n->from; i++) {
        unsigned here = statement_word_parts(s->list, s->word[i]);

        named = named || (!here && !sentence_licenses(s, i));
        parts |= here;
    }
    parts = parts ? parts : t->heading_parts ? t->heading_parts : t->before;
    // One thing among many is code unless something else is said.
    if (named && (!parts || (parts & (ABOUT_CODE | ABOUT_WEIGHTS)) ==
                                (ABOUT_CODE | ABOUT_WEIGHTS)))
        parts = ABOUT_CODE;
    struct statement *to = tell_add(t, STATEMENT_ENTRY, parts,
                                    n->changed ? unknown_id : n->id, s->file);
    if (named)
        add_components(t, to, &one, 1);
    return true;
}

// ---- Limits and pointers ----------------------------------------------------

// "may not be used for commercial purposes", "commercial use needs a license":
// a use for gain that is denied before or barred behind; SIZE_MAX: there is
// none.
static size_t find_gain_limit(const struct sentence *s)
{
    for (size_t i = 0; i < s->words; i++) {
        size_t len = sentence_phrase(s, VIEW("gain"), i), end = i + len + 6;

        // "non-commercial" is told by the other lists
        if (!len || (i && sentence_word(s, i - 1, VIEW("non"))))
            continue;
        size_t denied = sentence_find(s, VIEW("not"), back(i, 6), i);
        if (denied != SIZE_MAX && !sentence_word(s, denied + 1, VIEW("only")))
            return denied;
        if (sentence_find(s, VIEW("barred"), i + len, end) != SIZE_MAX)
            return i;
        size_t demand = sentence_find(s, VIEW("demands"), i + len, end);
        if (demand != SIZE_MAX && sentence_find(s, VIEW("consent"), demand + 1,
                                                demand + 6) != SIZE_MAX)
            return i;
    }
    return SIZE_MAX;
}

// "License: free for academic use only."
static bool is_license_label(const struct sentence *s)
{
    return s->words > 1 && is_field_mark(s->mark[1]) && sentence_licenses(s, 0);
}

// "for research only", "use without a license is strictly prohibited": the
// words before say of what.
static bool take_limit(struct teller *t, const struct sentence *s)
{
    size_t at = sentence_find(s, VIEW("limit"), 0, s->words);
    size_t told = sentence_find(s, VIEW("told-limit"), 0, s->words);
    size_t reserve = sentence_find(s, VIEW("reserve"), 0, s->words);
    size_t gain = find_gain_limit(s);

    at = at < told ? at : told;
    at = at < reserve ? at : reserve;
    if (at != SIZE_MAX && is_denied(s, back(at, 3), at))
        return false;
    at = at < gain ? at : gain;
    if (at == SIZE_MAX)
        return false;
    unsigned parts = sentence_subject(s, at);
    if (!parts)
        parts = sentence_object(s, at);
    parts = parts ? parts : t->heading_parts;
    if (!parts && reserve == SIZE_MAX && !t->about_terms &&
        !is_license_label(s))
        return false;
    struct clause_told c = {.verb = at, .name = {.from = at}};
    struct statement *to =
        tell_add(t, STATEMENT_LIMIT, parts, unknown_id, (struct view){0});
    clause_components(t, s, &c, to);
    return true;
}

static void take_pointer(struct teller *t, const struct sentence *s)
{
    bool says = sentence_find(s, VIEW("license-word"), 0, s->words) != SIZE_MAX;
    bool points = sentence_find(s, VIEW("point"), 0, s->words) != SIZE_MAX ||
                  sentence_find(s, VIEW("verb"), 0, s->words) != SIZE_MAX;
    struct view file = s->file.len ? s->file : s->url;

    if (!file.len || !(t->about_terms || (says && points)) ||
        (!s->file.len && !says && s->words > 2))
        return;
    tell_add(t, STATEMENT_POINTER, 0, s->url_id, file);
}

// ---- Sentences --------------------------------------------------------------

// Statements with names nobody knows among words [from, to).
static unsigned take_unknown_names(struct teller *t, const struct sentence *s,
                                   size_t from, size_t to)
{
    unsigned claimed = 0;

    for (size_t i = from; i < to; i++) {
        size_t verb = sentence_phrase(s, VIEW("verb"), i);
        bool strong = verb > 1 || (verb && !view_is_ascii(s->word[i]));
        unsigned parts =
            strong && !is_denied(s, back(i, 2), i) ? sentence_subject(s, i) : 0;
        struct view name = {0};

        if (parts)
            name = unknown_name(t, s, i + verb, to);
        // Not the name that follows: that one is known.
        if (!name.len || i + verb + 1 >= to)
            continue;
        tell_add(t, STATEMENT_GRANT, parts, name, (struct view){0});
        claimed |= parts;
    }
    return claimed;
}

// "A is under X, B under its own terms": what is said behind the last name, of
// parts that nothing was said of before.
static void take_rest(struct teller *t, const struct sentence *s, size_t from,
                      unsigned claimed)
{
    unsigned parts = 0;

    for (size_t i = from; i < s->words; i++) {
        size_t verb = sentence_phrase(s, VIEW("verb"), i);
        bool strong = verb > 1 || (verb && !view_is_ascii(s->word[i]));

        parts |= s->excepted[i] ? 0 : statement_word_parts(s->list, s->word[i]);
        if (!strong || !(parts & ~claimed))
            continue;
        struct view name = unknown_name(t, s, i + verb, s->words);
        if (!name.len && sentence_find(s, VIEW("license-word"), i + verb,
                                       i + verb + NAME_REACH) == SIZE_MAX)
            continue;
        tell_add(t, name.len ? STATEMENT_GRANT : STATEMENT_OPEN,
                 parts & ~claimed, name.len ? name : unknown_id,
                 (struct view){0});
        return;
    }
}

struct nameless { // a sentence without the name of a known license
    unsigned parts, denied;
    bool grants;
    struct view name; // made up from its words, or of a product
    size_t verb;
};

static void read_nameless(struct teller *t, const struct sentence *s,
                          struct nameless *n)
{
    for (size_t i = 0; i < s->words && !n->parts; i++) {
        size_t len = sentence_phrase(s, VIEW("applies"), i);
        size_t verb = sentence_phrase(s, VIEW("verb"), i);
        bool weak =
            sentence_word(s, i, VIEW("is")) || sentence_word(s, i, VIEW("are"));

        if ((len || (verb && !weak)) &&
            is_denied(s, back(i, 3), i + (verb ? verb : 1))) {
            n->denied |=
                len ? sentence_object(s, i + len) : sentence_subject(s, i);
            continue;
        }
        if (len && i && sentence_licenses(s, i - 1)) {
            n->parts = sentence_object(s, i + len);
            n->grants = true;
        } else if (!weak && verb) {
            n->parts = sentence_subject(s, i);
            if (!n->parts && i <= 1)
                n->parts = t->before;
            n->grants = n->grants || n->parts;
            n->verb = i;
            if (n->parts)
                n->name = product_license(t, s, i + verb);
            bool strong = verb > 1 || !view_is_ascii(s->word[i]);
            if (n->parts && strong && !n->name.len)
                n->name = unknown_name(t, s, i + verb, s->words);
            if (n->parts && !n->name.len)
                n->name = s->url_id;
            if (n->parts && strong && !n->name.len && !s->file.len &&
                names_some_license(s, i + verb))
                n->name = unknown_id;
        }
    }
}

// A sentence that says of what, and leaves the license to a file or to the
// next sentence.
static void take_nameless(struct teller *t, const struct sentence *s)
{
    struct nameless n = {0};

    read_nameless(t, s, &n);
    bool alone = s->file.len && s->file_label.len && t->about_terms &&
                 view_eq(license_fold(t->arena, s->file_label), s->folded) &&
                 !view_eq_nocase(s->file_label, view_basename(s->file));
    bool limited = take_limit(t, s);
    if (alone) {
        tell_add(t, STATEMENT_LABEL, t->heading_parts, (struct view){0},
                 s->file);
    } else if ((s->file.len && (n.parts || t->pending)) || n.name.len) {
        struct statement *to =
            tell_add(t, STATEMENT_GRANT, n.parts ? n.parts : t->pending, n.name,
                     s->file);
        struct clause_told c = {.verb = n.verb, .parts = n.parts};

        clause_components(t, s, &c, to);
    } else if (n.grants && t->about_terms && !limited) {
        t->pending = n.parts;
        // "under the Model License": one that nobody here knows, unless the
        // next sentence says which.
        if (sentence_find(s, VIEW("elsewhere"), 0, s->words) != SIZE_MAX ||
            sentence_phrase(s, VIEW("verb"), n.verb) > 1)
            n.denied |= n.parts;
    }
    if (n.denied)
        tell_add(t, STATEMENT_OPEN, n.denied, unknown_id, (struct view){0});
    take_pointer(t, s);
}

// "either A or B", "dual licensed under A and B": one may choose.
static bool is_choice(const struct sentence *s, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (sentence_word(s, i, VIEW("or")))
            return true;
    return sentence_find(s, VIEW("choice"), 0, s->words) != SIZE_MAX;
}

// Further names that nothing but a conjunction parts from the first.
static struct view joined_names(struct teller *t, const struct sentence *s,
                                struct told_name *n)
{
    struct view id = n->changed ? unknown_id : n->id;
    struct told_name next;

    while (tell_name(t, s, n->to, &next)) {
        for (size_t i = n->to; i < next.from; i++)
            if (!sentence_phrase(s, VIEW("conjunction"), i) &&
                !sentence_licenses(s, i))
                return id;
        if (next.from == n->to)
            return id;
        prefer_member(t, s, &next);
        struct view other = next.changed ? unknown_id : next.id;
        if (view_eq(id, other)) {
            n->to = next.to;
            continue;
        }
        id = is_choice(s, n->to, next.from)
                 ? expression_canonical(
                       t->arena, t->licenses,
                       arena_print(t->arena, VIEW_FMT " OR " VIEW_FMT,
                                   VIEW_ARG(id), VIEW_ARG(other)))
                 : expression_join(t->arena, t->licenses, id, other);
        n->to = next.to;
    }
    return id;
}

// One license named in the sentence; gives whether it is more than a mention.
static bool take_name(struct teller *t, const struct sentence *s,
                      struct clause_told *c, unsigned *claimed)
{
    classify(t, s, c);
    struct view id = joined_names(t, s, &c->name);
    if (c->kind == STATEMENT_GRANT && !c->parts && t->pending)
        c->parts = t->pending;
    // "While the model is under X, everything is under Y."
    if (c->parts & ~*claimed && c->kind != STATEMENT_ORIGIN)
        c->parts &= ~*claimed;
    *claimed |= c->parts;
    struct statement *to =
        tell_add(t, c->kind, c->parts,
                 c->kind == STATEMENT_OPEN ? unknown_id : id, s->file);
    struct view field = name_field(s);
    struct component heading = {field.len ? field : t->heading_name,
                                t->heading_parts};
    if (c->kind == STATEMENT_GRANT || c->kind == STATEMENT_ORIGIN)
        clause_components(t, s, c, to);
    else if (c->kind == STATEMENT_LABEL && heading.name.len)
        add_components(t, to, &heading, 1);
    return c->kind != STATEMENT_MENTION && c->kind != STATEMENT_OPEN;
}

void tell_sentence(struct teller *t, const struct sentence *s)
{
    struct clause_told c = {0};
    bool any = false;
    unsigned claimed = 0;

    if (tell_name(t, s, 0, &c.name) && take_entry(t, s, &c.name))
        return;
    // Two statements may stand in one sentence: "A is under X, B under Y".
    while (tell_name(t, s, c.start, &c.name)) {
        prefer_member(t, s, &c.name);
        claimed |= take_unknown_names(t, s, c.start, c.name.from);
        any = take_name(t, s, &c, &claimed) || any;
        c.start = c.name.to;
        c.parts = 0;
    }
    if (any)
        t->pending = 0;
    if (c.start == 0)
        take_nameless(t, s);
    else
        take_rest(t, s, c.start, claimed);
    if (c.start)
        take_limit(t, s);
    t->before = sentence_subject(s, s->words);
}

void tell_heading(struct teller *t, const struct sentence *s)
{
    struct told_name n;

    if (t->heading_parts && tell_name(t, s, 0, &n))
        tell_add(t, STATEMENT_LABEL, t->heading_parts,
                 n.changed ? unknown_id : n.id, (struct view){0});
}
