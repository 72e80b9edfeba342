// SPDX-License-Identifier: Apache-2.0
#include "terms/statement.h"

#include "base/text.h"
#include "parts/part.h"
#include "terms/expression.h"
#include "terms/normal.h"

enum {
    MAX_SENTENCE = 400, // words looked at
    MAX_LINKS = 32,     // of a paragraph
    NAME_REACH = 6,     // words between a verb and the licence's name
    SUBJECT_REACH = 14, // words between a verb and what it speaks of
    JOIN_REACH = 6,     // words between the parts of one subject
};

// ---- Sentences --------------------------------------------------------------

struct link {
    size_t at; // offset in the clean text
    struct view url, label;
};

struct sentence {
    struct view text;   // clean
    struct view folded; // one blank between words
    struct view word[MAX_SENTENCE];
    size_t words;
    struct view file;       // a licence file it links
    struct view file_label; // and under what words
    struct view url_id;     // the licence whose address it links
};

struct reader_of_md {
    struct arena *arena;
    const struct licenses *licenses;
    const struct statement_words *words;
    struct statements *out;
    struct view heading;    // the last one seen
    bool about_terms;       // that heading is about the terms
    unsigned heading_parts; // and says of what
    unsigned pending;       // a sentence said of what, and not yet what
    struct text clean;      // the paragraph
    struct link link[MAX_LINKS];
    size_t link_count;
    const struct md_line *first, *last;
    unsigned before; // parts the sentence before spoke of
    struct sentence sentence;
};

static unsigned word_parts(const struct reader_of_md *r, struct view word)
{
    return statement_word_parts(r->words, word);
}

// A licence file's name in an address: of this release or of its home.
static struct view license_file_of(const struct reader_of_md *r,
                                   struct view url)
{
    struct view rest, path = view_cut(url, '#', &rest);

    path = view_cut(path, '?', &rest);
    struct view base = view_basename(path);
    bool here = !view_has(path, VIEW("://")) || view_has(path, VIEW("/blob/"));
    bool named = statement_file_is(r->words, VIEW("license-file"),
                                   arena_lower(r->arena, base));

    return here && named && base.len ? path : (struct view){0};
}

static void split_words(struct reader_of_md *r, struct sentence *s)
{
    struct view rest = s->folded;

    s->words = 0;
    while (rest.len && s->words < MAX_SENTENCE)
        s->word[s->words++] = view_cut(rest, ' ', &rest);
    (void)r;
}

static struct view words_from(const struct sentence *s, size_t i)
{
    size_t at =
        i < s->words ? (size_t)(s->word[i].at - s->folded.at) : s->folded.len;

    return view_from(s->folded, at);
}

// Length in words of a phrase of `list` at word `i`, or 0.
static size_t phrase_at(const struct reader_of_md *r, const struct sentence *s,
                        struct view list, size_t i)
{
    if (i >= s->words)
        return 0;
    return statement_phrase_at(r->words, list, words_from(s, i), s->word[i]);
}

static bool word_is(const struct sentence *s, size_t i, struct view word)
{
    return i < s->words && view_eq(s->word[i], word);
}

static bool is_license_word(const struct sentence *s, size_t i)
{
    return word_is(s, i, VIEW("license")) || word_is(s, i, VIEW("licensed")) ||
           word_is(s, i, VIEW("licenses"));
}

// Whether a name of one word is meant as a licence's and not as another thing.
static bool meant_as_license(const struct reader_of_md *r,
                             const struct sentence *s, size_t from, size_t to)
{
    for (size_t i = to; i < to + 4; i++)
        if (is_license_word(s, i))
            return true;
    if (from && word_is(s, from - 1, VIEW("under")))
        return true;
    if (from && is_license_word(s, from - 1))
        return true;
    return r->about_terms && s->words <= 8;
}

struct name {
    struct view id;
    size_t from, to; // words
};

static bool names_terms(struct view alias)
{
    return view_has(alias, VIEW("license")) ||
           view_has(alias, VIEW("agreement")) || view_has(alias, VIEW("terms"));
}

// The first licence named at word `from` or later.
static bool next_name(const struct reader_of_md *r, const struct sentence *s,
                      size_t from, struct name *out)
{
    for (size_t i = from; i < s->words; i++) {
        size_t len, words = 1;
        struct view rest = words_from(s, i);
        struct view id = license_alias_at(r->licenses, rest, &len);

        if (!id.len)
            continue;
        struct view alias = view_head(rest, len);
        for (size_t c = 0; c < alias.len; c++)
            words += alias.at[c] == ' ';
        bool own = view_starts(id, VIEW("LicenseRef-"));
        bool plain = names_terms(alias) || (!own && words > 1);
        if (!plain && !meant_as_license(r, s, i, i + words))
            continue;
        if ((i && phrase_at(r, s, VIEW("not-before"), i - 1) == 1) ||
            (i > 1 && phrase_at(r, s, VIEW("not-before"), i - 2) == 2) ||
            phrase_at(r, s, VIEW("not-after"), i + words))
            continue;
        *out = (struct name){id, i, i + words};
        return true;
    }
    return false;
}

// "in this repository" says where, not what.
static bool is_place(const struct sentence *s, size_t i)
{
    for (size_t k = i; k-- > 0 && i - k <= 2;)
        if (word_is(s, k, VIEW("in")) || word_is(s, k, VIEW("of")) ||
            word_is(s, k, VIEW("from")) || word_is(s, k, VIEW("within")))
            return true;
    return false;
}

// The parts that the words before `end` speak of: the nearest, and those
// joined to it by "and".
static unsigned subject(const struct reader_of_md *r, const struct sentence *s,
                        size_t end)
{
    unsigned found = 0, place = 0;
    size_t last = end;

    // A verb in a script without blanks is part of a word with its subject.
    if (end < s->words && !view_is_ascii(s->word[end]))
        end++;
    for (size_t i = end; i-- > 0;) {
        size_t reach = found ? JOIN_REACH : SUBJECT_REACH;
        unsigned parts = word_parts(r, s->word[i]);

        if (last - i > reach)
            break;
        if (!parts)
            continue;
        if (is_place(s, i)) {
            place = place ? place : parts;
            continue;
        }
        // "The code and weights of the X models": the same thing once more.
        if (found && !(parts & ~found) && last - i > 1) {
            last = i;
            continue;
        }
        bool joined = !found || last - i == 1;
        for (size_t k = i; k < last && !joined; k++)
            joined = word_is(s, k, VIEW("and")) || word_is(s, k, VIEW("or")) ||
                     word_is(s, k, VIEW("as"));
        // "model code", "weights repository": the later word says what it is.
        if (found && last - i == 1)
            continue;
        if (!joined)
            break;
        found |= parts;
        last = i;
    }
    return found ? found : place;
}

static unsigned object(const struct reader_of_md *r, const struct sentence *s,
                       size_t from)
{
    unsigned found = 0;

    for (size_t i = from; i < s->words && i < from + 20; i++)
        found |= word_parts(r, s->word[i]);
    return found;
}

// The last verb before word `end` that reaches it; SIZE_MAX: none.
static size_t verb_before(const struct reader_of_md *r,
                          const struct sentence *s, size_t end, size_t reach)
{
    for (size_t i = end; i-- > 0 && end - i <= reach + 2;) {
        size_t len = phrase_at(r, s, VIEW("verb"), i);
        bool weak = word_is(s, i, VIEW("is")) || word_is(s, i, VIEW("are"));

        if (len && i + len <= end && (!weak || end - i <= 3) &&
            end - i - len <= reach)
            return i;
    }
    return SIZE_MAX;
}

static bool starts_with_pronoun(const struct reader_of_md *r,
                                const struct sentence *s)
{
    return s->words && phrase_at(r, s, VIEW("pronoun"), 0);
}

static void add(struct reader_of_md *r, enum statement_kind kind,
                unsigned parts, struct view expression, struct view file)
{
    *LIST_ADD(r->arena, r->out->item, r->out->count) = (struct statement){
        .kind = kind,
        .parts = parts,
        .expression = expression,
        .file = file,
        .from = r->first->offset,
        .to = r->last->offset + r->last->text.len,
        .line = r->first->number,
        .shows = view_head(view_trim(r->first->text), SHOWS_SIZE),
    };
}

// "License: X", "Model license: X": the words before the colon.
static bool label_parts(const struct reader_of_md *r, const struct sentence *s,
                        unsigned *parts)
{
    struct view rest, label = view_cut(s->text, ':', &rest);

    *parts = 0;
    if (label.len == s->text.len || label.len > 60)
        return false;
    struct view folded = license_fold(r->arena, label);
    if (!statement_says(r->words, VIEW("heading"), folded))
        return false;
    while (folded.len)
        *parts |= word_parts(r, view_cut(folded, ' ', &folded));
    return true;
}

// Which parts a name at words [from, to) is said of, and how.
static enum statement_kind classify(struct reader_of_md *r,
                                    const struct sentence *s,
                                    const struct name *n, unsigned *parts)
{
    size_t verb = verb_before(r, s, n->from, NAME_REACH);

    if (label_parts(r, s, parts)) {
        *parts = *parts ? *parts : r->heading_parts;
        return STATEMENT_LABEL;
    }
    for (size_t i = n->to; i < n->to + 3; i++) {
        size_t len = phrase_at(r, s, VIEW("applies"), i);

        if (len && (*parts = object(r, s, i + len)))
            return STATEMENT_GRANT;
    }
    if (verb != SIZE_MAX) {
        *parts = subject(r, s, verb);
        if (!*parts && (starts_with_pronoun(r, s) || verb <= 1))
            *parts = r->pending ? r->pending : r->before;
        if (!*parts)
            *parts = r->heading_parts;
        if (*parts || r->about_terms)
            return STATEMENT_GRANT;
    }
    if (r->about_terms && s->words <= 8) {
        *parts = r->heading_parts;
        return STATEMENT_LABEL;
    }
    return STATEMENT_MENTION;
}

// "under the NSCLv1 license", "[Health AI License](...)": a name nobody knows,
// between the verb and the word license.
static struct view unknown_name(const struct reader_of_md *r,
                                const struct sentence *s, size_t from)
{
    size_t to = from;

    while (to < s->words && to < from + 9 && !is_license_word(s, to) &&
           !word_is(s, to, VIEW("agreement")))
        to++;
    if (to == from || to == s->words || to == from + 9)
        return (struct view){0};
    size_t known;
    if (license_alias_at(r->licenses, words_from(s, from), &known).len)
        return (struct view){0};
    for (size_t i = from; i < to; i++)
        if (phrase_at(r, s, VIEW("no-name"), i) || word_parts(r, s->word[i]))
            return (struct view){0};
    struct view last = s->word[to - 1];
    return license_reference(
        r->arena, (struct view){s->word[from].at, (size_t)(last.at + last.len -
                                                           s->word[from].at)});
}

// Statements with names nobody knows among words [from, to).
static unsigned take_unknown_names(struct reader_of_md *r,
                                   const struct sentence *s, size_t from,
                                   size_t to)
{
    unsigned claimed = 0;

    for (size_t i = from; i < to; i++) {
        size_t verb = phrase_at(r, s, VIEW("verb"), i);
        unsigned parts = verb > 1 ? subject(r, s, i) : 0;
        struct view name = {0};

        if (parts)
            name = unknown_name(r, s, i + verb);
        // Not the name that follows: that one is known.
        if (!name.len || i + verb + 1 >= to)
            continue;
        add(r, STATEMENT_GRANT, parts, name, (struct view){0});
        claimed |= parts;
    }
    return claimed;
}

// A sentence that says of what, and leaves the licence to a file or to the
// next sentence.
static void take_nameless(struct reader_of_md *r, const struct sentence *s)
{
    unsigned parts = 0;
    bool grants = false;
    struct view name = {0};

    for (size_t i = 0; i < s->words && !parts; i++) {
        size_t len = phrase_at(r, s, VIEW("applies"), i);
        size_t verb = phrase_at(r, s, VIEW("verb"), i);
        bool weak = word_is(s, i, VIEW("is")) || word_is(s, i, VIEW("are"));

        if (len && i && is_license_word(s, i - 1)) {
            parts = object(r, s, i + len);
            grants = true;
        } else if (!weak && verb) {
            parts = subject(r, s, i);
            if (!parts && i <= 1)
                parts = r->before;
            grants = grants || parts;
            if (parts && verb > 1)
                name = unknown_name(r, s, i + verb);
        }
    }
    bool alone = s->file.len && s->file_label.len && r->about_terms &&
                 view_eq(license_fold(r->arena, s->file_label), s->folded) &&
                 !view_eq_nocase(s->file_label, view_basename(s->file));
    if (alone)
        add(r, STATEMENT_LABEL, r->heading_parts, (struct view){0}, s->file);
    else if ((s->file.len && (parts || r->pending)) || name.len)
        add(r, STATEMENT_GRANT, parts ? parts : r->pending, name, s->file);
    else if (grants && r->about_terms)
        r->pending = parts;
}

// "Creative Commons license (CC BY-SA 4.0)": the family, then the member.
static void prefer_member(const struct reader_of_md *r,
                          const struct sentence *s, struct name *n)
{
    const struct license_info *info = license_find(r->licenses, n->id);
    struct name next;

    if (info && info->record && !record_get(info->record, VIEW("text")).len &&
        next_name(r, s, n->to, &next) && next.from <= n->to + 2) {
        n->id = next.id;
        n->to = next.to;
    }
}

static void take_sentence(struct reader_of_md *r, const struct sentence *s)
{
    struct name n;
    size_t from = 0;
    bool any = false;
    unsigned claimed = 0;

    // Two statements may stand in one sentence: "A is under X, B under Y".
    while (next_name(r, s, from, &n)) {
        unsigned parts = 0;

        prefer_member(r, s, &n);
        claimed |= take_unknown_names(r, s, from, n.from);
        enum statement_kind kind = classify(r, s, &n, &parts);

        if (kind == STATEMENT_GRANT && !parts && r->pending)
            parts = r->pending;
        // "While the model is under X, everything is under Y."
        if (parts & ~claimed)
            parts &= ~claimed;
        claimed |= parts;
        add(r, kind, parts, n.id, s->file);
        any = any || kind != STATEMENT_MENTION;
        from = n.to;
    }
    if (any)
        r->pending = 0;
    if (from == 0)
        take_nameless(r, s);
    r->before = subject(r, s, s->words);
}

// ---- Paragraphs -------------------------------------------------------------

static void sentence_links(struct reader_of_md *r, size_t from, size_t to,
                           struct sentence *s)
{
    for (size_t i = 0; i < r->link_count; i++) {
        const struct link *k = &r->link[i];

        if (k->at < from || k->at > to)
            continue;
        struct view file = license_file_of(r, k->url);
        if (file.len && !s->file.len) {
            s->file = file;
            s->file_label = k->label;
        }
    }
}

static size_t sentence_end(struct view text, size_t from)
{
    for (size_t at = from; at < text.len; at++) {
        char c = text.at[at];
        bool stop = c == '.' || c == ';' || c == '!' || c == '?';

        if (stop && (at + 1 == text.len || text.at[at + 1] == ' '))
            return at + 1;
        if (c == '\xe3' &&
            view_starts(view_from(text, at), VIEW("\xe3\x80\x82")))
            return at + 3;
    }
    return text.len;
}

static void end_paragraph(struct reader_of_md *r)
{
    struct view text = text_view(&r->clean);
    struct sentence *s = &r->sentence;

    for (size_t at = 0; at < text.len;) {
        size_t end = sentence_end(text, at);

        s->text = (struct view){text.at + at, end - at};
        s->file = s->file_label = s->url_id = (struct view){0};
        s->folded = license_fold(r->arena, s->text);
        split_words(r, s);
        sentence_links(r, at, end, s);
        if (s->words)
            take_sentence(r, s);
        at = end;
    }
    r->clean.len = 0;
    r->link_count = 0;
    r->first = NULL;
}

// Length of `[label](url)` or `![..](..)` at the start of `v`; 0: none.
static size_t markdown_link(struct view v, struct view *label, struct view *url)
{
    size_t close = view_find(v, VIEW("]("));

    if (close == SIZE_MAX || close > 300)
        return 0;
    struct view rest = view_from(v, close + 2);
    const char *end = rest.len ? memchr(rest.at, ')', rest.len) : NULL;
    if (!end)
        return 0;
    *label = (struct view){v.at + 1, close - 1};
    *url = view_head(rest, (size_t)(end - rest.at));
    return close + 2 + url->len + 1;
}

// Bytes before the next link, image or tag.
static size_t plain_length(struct view line)
{
    size_t at = 0;

    while (at < line.len && line.at[at] != '<' && line.at[at] != '[' &&
           line.at[at] != '!')
        at++;
    return at;
}

// Adds a line without addresses and tags; its links are kept.
static void add_clean(struct reader_of_md *r, struct view line)
{
    if (r->clean.len)
        text_byte(&r->clean, ' ');
    while (line.len) {
        size_t plain = plain_length(line);

        text_add(&r->clean, view_head(line, plain));
        line = view_from(line, plain);
        if (!line.len)
            break;
        struct view label = {0}, url = {0};
        bool image = view_starts(line, VIEW("!["));
        size_t len = image || line.at[0] == '['
                         ? markdown_link(view_from(line, image), &label, &url)
                         : 0;

        if (len) {
            if (r->link_count < MAX_LINKS && !image)
                r->link[r->link_count++] =
                    (struct link){r->clean.len, url, label};
            if (!image)
                text_add(&r->clean, label);
            len += image;
        } else if (line.at[0] == '<' && memchr(line.at, '>', line.len)) {
            len = (size_t)((const char *)memchr(line.at, '>', line.len) -
                           line.at) +
                  1;
        } else {
            text_byte(&r->clean, line.at[0]);
            len = 1;
        }
        line = view_from(line, len);
    }
}

// ---- Badges -----------------------------------------------------------------

// "Code%20License-Apache_2.0-green.svg": label and message.
static bool badge_words(struct arena *a, struct view path, struct view *label,
                        struct view *message)
{
    struct text t = {.arena = a};
    size_t cut = 0;

    for (size_t i = 0; i < path.len; i++) {
        if (view_starts(view_from(path, i), VIEW("%20"))) {
            text_byte(&t, ' ');
            i += 2;
        } else if (path.at[i] == '_') {
            text_byte(&t, ' ');
        } else if (view_starts(view_from(path, i), VIEW("--"))) {
            text_byte(&t, '-');
            i++;
        } else if (path.at[i] == '-') {
            text_byte(&t, '\n');
            cut++;
        } else {
            text_byte(&t, path.at[i]);
        }
    }
    struct view rest = text_view(&t);
    *label = view_cut(rest, '\n', &rest);
    *message = view_cut(rest, '\n', &rest);
    // "BSD-3-Clause" written with single dashes: all but the colour.
    while (cut > 2 && rest.len && memchr(rest.at, '\n', rest.len)) {
        struct view more = view_cut(rest, '\n', &rest);

        *message = arena_print(a, VIEW_FMT "-" VIEW_FMT, VIEW_ARG(*message),
                               VIEW_ARG(more));
    }
    return label->len && message->len;
}

static void take_badges(struct reader_of_md *r, const struct md_line *line)
{
    static const struct view host = VIEW_INIT("img.shields.io");
    struct md_link k = {.line = line->text};

    if (!view_has(line->text, host))
        return;
    while (md_next_link(&k)) {
        size_t at = view_find(k.path, VIEW("/badge/"));
        struct view label, message;

        if (!view_eq(k.host, host) || at == SIZE_MAX ||
            !badge_words(r->arena, view_from(k.path, at + 7), &label, &message))
            continue;
        struct view folded = license_fold(r->arena, label);
        if (!statement_holds(folded, VIEW("license")))
            continue;
        struct view id = license_alias(r->licenses, message);
        unsigned parts = 0;
        while (folded.len)
            parts |= word_parts(r, view_cut(folded, ' ', &folded));
        r->first = r->last = line;
        if (id.len)
            add(r, STATEMENT_BADGE, parts, id, (struct view){0});
        r->first = NULL;
    }
}

// ---- Lines ------------------------------------------------------------------

static void take_heading(struct reader_of_md *r, struct view heading)
{
    if (view_eq(r->heading, heading))
        return;
    struct view folded = license_fold(r->arena, heading);

    r->heading = heading;
    r->about_terms = statement_says(r->words, VIEW("heading"), folded);
    r->heading_parts = 0;
    r->pending = 0;
    r->before = 0;
    while (r->about_terms && folded.len)
        r->heading_parts |= word_parts(r, view_cut(folded, ' ', &folded));
}

static bool starts_item(struct view line)
{
    line = view_trim(line);
    if (line.len > 1 && (line.at[0] == '-' || line.at[0] == '*' ||
                         line.at[0] == '+' || line.at[0] == '|'))
        return line.at[1] == ' ' || line.at[0] == '|';
    return line.len > 2 && ascii_digit(line.at[0]) && line.at[1] == '.';
}

static void take_line(struct reader_of_md *r, const struct md_line *line)
{
    bool blank = !view_trim(line->text).len;

    if (r->first && (blank || line->is_heading || starts_item(line->text) ||
                     !view_eq(r->heading, line->heading) ||
                     line->number > r->first->number + 12))
        end_paragraph(r);
    take_heading(r, line->heading);
    take_badges(r, line);
    if (blank || line->is_heading || line->text.len > 4000)
        return;
    if (!r->first)
        r->first = line;
    r->last = line;
    add_clean(r, line->text);
}

void statements_of_markdown(struct arena *a, const struct licenses *l,
                            const struct markdown *md, struct statements *out)
{
    struct reader_of_md *r = ARENA_NEW(a, struct reader_of_md, 1);

    *out = (struct statements){0};
    r->arena = a;
    r->licenses = l;
    r->words = license_statements(l);
    r->out = out;
    r->clean.arena = a;
    for (size_t i = 0; i < md->line_count; i++)
        take_line(r, &md->line[i]);
    if (r->first)
        end_paragraph(r);
}

static const struct view spdx = VIEW_INIT("SPDX-License-Identifier:");

// The expression behind "SPDX-License-Identifier:" in a line.
static struct view spdx_tag(struct arena *a, const struct licenses *l,
                            struct view line)
{
    size_t at = view_find(line, spdx);

    if (at == SIZE_MAX)
        return (struct view){0};
    struct view rest = view_trim(view_from(line, at + spdx.len));
    static const struct view closing[] = {VIEW_INIT("*/"), VIEW_INIT("-->"),
                                          VIEW_INIT("\""), VIEW_INIT("`")};
    for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
        rest = view_head(rest, view_find(rest, closing[i]));
    return expression_canonical(a, l, rest);
}

static bool is_comment_sign(char c)
{
    return c == '#' || c == '/' || c == '*' || c == ';' || c == '%';
}

static size_t comment_signs(struct view line)
{
    size_t at = 0;

    while (at < line.len && (line.at[at] == ' ' || line.at[at] == '\t'))
        at++;
    size_t from = at;
    while (at < line.len && is_comment_sign(line.at[at]))
        at++;
    return at > from ? at : 0;
}

// The text with blanks for the comment signs of its head: two such lines behind
// each other are no headings of a document but the header of a code file.
static struct view uncommented(struct arena *a, struct view text)
{
    size_t lines = 0, end = 0;

    while (end < text.len) {
        struct view rest;
        struct view line = view_cut(view_from(text, end), '\n', &rest);

        if (view_trim(line).len && !comment_signs(line))
            break;
        lines += comment_signs(line) > 0;
        end += line.len + 1;
    }
    if (lines < 2)
        return text;
    char *at = arena_alloc(a, text.len + 1);
    memcpy(at, text.at, text.len);
    for (size_t from = 0; from < end && from < text.len;) {
        struct view rest;
        struct view line = view_cut(view_from(text, from), '\n', &rest);
        size_t signs = comment_signs(line);

        for (size_t i = 0; i < signs; i++)
            at[from + i] = ' ';
        from += line.len + 1;
    }
    return (struct view){at, text.len};
}

void statements_of_text(struct arena *a, const struct licenses *l,
                        struct view bytes, struct statements *out)
{
    enum encoding encoding;
    uint32_t *map, shift;
    struct markdown md;
    struct statements prose;
    struct view text =
        text_of_bytes(a, view_head(bytes, NORMAL_MAX), &encoding, &map, &shift);

    *out = (struct statements){0};
    markdown_read(a, uncommented(a, text), &md);
    bool tagged = view_has(text, spdx);
    for (size_t i = 0; tagged && i < md.line_count; i++) {
        struct view e = spdx_tag(a, l, md.line[i].text);

        if (e.len)
            *LIST_ADD(a, out->item, out->count) = (struct statement){
                .kind = STATEMENT_TAG,
                .expression = e,
                .from = md.line[i].offset,
                .to = md.line[i].offset + md.line[i].text.len,
                .line = md.line[i].number,
                .shows = view_head(view_trim(md.line[i].text), SHOWS_SIZE)};
    }
    statements_of_markdown(a, l, &md, &prose);
    for (size_t i = 0; i < prose.count; i++)
        if (prose.item[i].expression.len)
            *LIST_ADD(a, out->item, out->count) = prose.item[i];
    for (size_t i = 0; i < out->count; i++) {
        struct statement *s = &out->item[i];

        s->from = map ? map[s->from] : s->from + shift;
        s->to = map ? map[s->to] : s->to + shift;
    }
}

// ---- Front matter -----------------------------------------------------------

// "falcon-llm-license" -> LicenseRef-falcon-llm-license
struct view license_reference(struct arena *a, struct view name)
{
    struct text t = {.arena = a};

    text_add(&t, VIEW("LicenseRef-"));
    for (size_t i = 0; i < name.len && i < 60; i++) {
        char c = ascii_lower(name.at[i]);
        bool plain = ascii_alnum(c) || c == '.';

        text_byte(&t, plain ? c : '-');
    }
    return text_view(&t);
}

static bool is_other(struct view tag)
{
    return view_eq_nocase(tag, VIEW("other")) ||
           view_eq_nocase(tag, VIEW("unknown"));
}

// What `license`, `license_name` and `license_link` say together.
static struct view front_expression(struct arena *a, const struct licenses *l,
                                    const struct front_matter *m,
                                    struct view tag)
{
    struct view name = front_text(m, VIEW("license_name"));
    struct view id = {0};

    if (!is_other(tag)) {
        id = license_alias(l, tag);
        if (!id.len)
            id = expression_known(a, l, tag) ? expression_canonical(a, l, tag)
                                             : license_reference(a, tag);
        return id;
    }
    if (name.len)
        id = license_alias(l, name);
    if (!id.len)
        id = license_alias(l, front_text(m, VIEW("license_link")));
    if (!id.len)
        id = name.len ? license_reference(a, name) : VIEW("LicenseRef-unknown");
    return id;
}

struct view front_license(struct arena *a, const struct licenses *l,
                          const struct front_matter *m,
                          struct front_value *where)
{
    const struct front_key *key = front_get(m, VIEW("license"));
    struct view expression = {0};

    *where = (struct front_value){0};
    for (size_t i = 0; key && i < key->value_count; i++) {
        if (!key->value[i].text.len)
            continue;
        if (!expression.len) {
            *where = key->value[i];
            where->line = where->line ? where->line : key->line;
        }
        expression = expression_join(
            a, l, expression, front_expression(a, l, m, key->value[i].text));
    }
    return expression;
}
