// SPDX-License-Identifier: Apache-2.0
#include "terms/statement.h"

#include "base/text.h"
#include "parts/part.h"
#include "terms/expression.h"
#include "terms/normal.h"
#include "terms/telling.h"

enum {
    MAX_LINKS = 32,    // of a paragraph
    MAX_LEVELS = 8,    // of headings
    MAX_ADDRESS = 400, // bytes
    MAX_PASSED = 8,    // paragraphs
    MAX_LINES = 256    // of the paragraph at hand, and of those passed over
};

struct link {
    size_t at; // offset in the clean text
    struct view url, label;
};

struct level { // a heading that still holds, and what it says
    uint8_t level;
    bool about_terms;
    unsigned parts;
};

struct reader_of_md {
    struct teller tell;
    struct view heading; // the last one seen
    struct level level[MAX_LEVELS];
    size_t levels;
    bool named;  // the whole text is about terms
    bool badges; // it may have some
    // Lines of paragraphs passed over, where they end, then those of the one at
    // hand.
    const struct md_line *line[MAX_LINES];
    size_t line_count;
    size_t passed[MAX_PASSED], passed_count;
    bool begun;        // lines of the one at hand are among `clean` already
    struct text clean; // the paragraph
    struct link link[MAX_LINKS];
    size_t link_count;
    struct sentence sentence;
};

// ---- Paragraphs -------------------------------------------------------------

// A license file's name in an address: of this release or of its home.
static struct view license_file_of(const struct reader_of_md *r,
                                   struct view url)
{
    struct view rest, path = view_cut(url, '#', &rest);

    path = view_cut(path, '?', &rest);
    struct view base = view_basename(path);
    bool here = !view_has(path, VIEW("://")) || view_has(path, VIEW("/blob/"));
    bool named = statement_file_is(r->tell.words, VIEW("license-file"),
                                   arena_lower(r->tell.arena, base));

    return here && named && base.len ? path : (struct view){0};
}

// Whether a link's words say that it leads to a license: "this license",
// "here", or the bare address.
static bool is_about(const struct reader_of_md *r, struct view label)
{
    struct view folded = license_fold(r->tell.arena, label);

    return !folded.len || view_eq(folded, VIEW("here")) ||
           statement_says(r->tell.words, VIEW("license-word"), folded);
}

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
        if (!s->url.len && view_has(k->url, VIEW("//")))
            s->url = k->url;
        if (!s->url_id.len && is_about(r, k->label))
            s->url_id = license_alias(r->tell.licenses, k->url);
    }
}

// A file's name among the words: "see the accompanying LICENSE file". Capital
// letters, or an ending, tell it from the word.
static void sentence_file(const struct reader_of_md *r, struct sentence *s)
{
    bool points = sentence_find(s, VIEW("point"), 0, s->words) != SIZE_MAX;

    for (size_t i = 0; i < s->words && points && !s->file.len; i++) {
        struct view name = s->source[i];
        size_t k = i;

        while (k + 1 < s->words &&
               (s->source[k + 1].at == name.at + name.len + 1) &&
               byte_in(name.at[name.len], VIEW("-_/"))) {
            k++;
            name.len = (size_t)(s->source[k].at + s->source[k].len - name.at);
        }
        while (name.len && name.at[name.len - 1] == '.')
            name.len--;
        struct view lower = arena_lower(r->tell.arena, name);
        bool capital = false;
        for (size_t c = 1; c < name.len; c++)
            capital = capital || (name.at[c] >= 'A' && name.at[c] <= 'Z');
        bool ending =
            view_ends(lower, VIEW(".txt")) || view_ends(lower, VIEW(".md"));
        if ((capital || ending) && view_is_ascii(name) &&
            statement_file_is(r->tell.words, VIEW("license-file"), lower))
            s->file = arena_copy(r->tell.arena, name);
        i = k;
    }
}

// "all but the weights": from the exception to the next mark or verb.
static void mark_exceptions(struct sentence *s)
{
    for (size_t i = 0; i < s->words; i++) {
        size_t len = sentence_phrase(s, VIEW("except"), i);

        for (size_t k = i + len; len && k < s->words; k++) {
            if ((k > i + len && byte_in(s->mark[k], VIEW(",;:)"))) ||
                sentence_phrase(s, VIEW("verb"), k))
                break;
            s->excepted[k] = true;
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

static void tell_paragraph(struct reader_of_md *r)
{
    struct view text = text_view(&r->clean);
    struct sentence *s = &r->sentence;

    for (size_t at = 0; at < text.len || (!at && r->link_count);) {
        size_t end = sentence_end(text, at);

        s->text = view_head(view_from(text, at), end - at);
        s->file = s->file_label = s->url = s->url_id = (struct view){0};
        sentence_split(r->tell.arena, r->tell.words, s);
        mark_exceptions(s);
        sentence_links(r, at, end, s);
        if (!s->file.len)
            sentence_file(r, s);
        if (s->words || s->url.len)
            tell_sentence(&r->tell, s);
        at = end > at ? end : at + 1;
    }
    r->clean.len = 0;
    r->link_count = 0;
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

static void add_link(struct reader_of_md *r, struct view url, struct view label)
{
    if (r->link_count < MAX_LINKS && url.len)
        r->link[r->link_count++] = (struct link){r->clean.len, url, label};
}

// Length of an address at the start of `v`, without what closes it; 0: none.
static size_t address(struct view v)
{
    size_t len = 0;

    if (!view_starts(v, VIEW("http://")) && !view_starts(v, VIEW("https://")))
        return 0;
    while (len < v.len && len < MAX_ADDRESS && (unsigned char)v.at[len] > ' ' &&
           (unsigned char)v.at[len] < 0x80 &&
           !byte_in(v.at[len], VIEW("<>\"`)|")))
        len++;
    while (len && byte_in(v.at[len - 1], VIEW(".,;:'")))
        len--;
    return len;
}

// An address among the words: one of a license stays as its name.
static void add_address(struct reader_of_md *r, struct view url)
{
    if (license_alias(r->tell.licenses, url).len)
        text_add(&r->clean, url);
    add_link(r, url, (struct view){0});
}

// <a href="LICENSE">: kept as a link; other tags are dropped.
static size_t add_tag(struct reader_of_md *r, struct view v)
{
    const char *end = memchr(v.at, '>', v.len);

    if (!end)
        return 0;
    struct view tag = view_head(v, (size_t)(end - v.at));
    size_t at = view_find(tag, VIEW("href=\""));
    if (view_starts(tag, VIEW("<br"))) {
        text_add(&r->clean, VIEW("; ")); // ends what the line says
    } else if (at != SIZE_MAX) {
        struct view rest;

        add_link(r, view_cut(view_from(tag, at + 6), '"', &rest),
                 (struct view){0});
    } else if (address(view_from(tag, 1)) == tag.len - 1) {
        add_address(r, view_from(tag, 1));
    }
    return tag.len + 1;
}

// Marks of East Asian scripts as those of ours, so that both part words.
static struct view plain_mark(struct view v, size_t *len)
{
    static const struct {
        struct view mark, plain;
    } table[] = {
        // clang-format off
        {VIEW_INIT("\xef\xbc\x8c"), VIEW_INIT(", ")},
        {VIEW_INIT("\xef\xbc\x9a"), VIEW_INIT(": ")},
        {VIEW_INIT("\xef\xbc\x9b"), VIEW_INIT("; ")},
        {VIEW_INIT("\xef\xbc\x88"), VIEW_INIT(" (")},
        {VIEW_INIT("\xef\xbc\x89"), VIEW_INIT(") ")},
        {VIEW_INIT("\xe3\x80\x81"), VIEW_INIT(", ")},
        {VIEW_INIT("\xe3\x80\x82"), VIEW_INIT(". ")},
        {VIEW_INIT("\xe3\x80\x8a"), VIEW_INIT(" \"")},
        {VIEW_INIT("\xe3\x80\x8b"), VIEW_INIT("\" ")},
        {VIEW_INIT("\xe2\x80\x9c"), VIEW_INIT(" \"")},
        {VIEW_INIT("\xe2\x80\x9d"), VIEW_INIT("\" ")},
        {VIEW_INIT("\xe2\x80\x93"), VIEW_INIT("-")},
        {VIEW_INIT("\xe2\x80\x94"), VIEW_INIT("-")},
        {VIEW_INIT("\xe2\x80\x99"), VIEW_INIT("'")},
        // clang-format on
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (view_starts(v, table[i].mark)) {
            *len = table[i].mark.len;
            return table[i].plain;
        }
    return (struct view){0};
}

// Whether a script without blanks stands beside one with them: letters and
// digits of ours are words of their own there.
static bool parts_scripts(char a, char b)
{
    return ((unsigned char)a >= 0x80 && ascii_alnum(b)) ||
           (ascii_alnum(a) && (unsigned char)b >= 0xe3 &&
            (unsigned char)b <= 0xed);
}

static void add_plain(struct reader_of_md *r, struct view text)
{
    for (size_t i = 0; i < text.len;) {
        size_t len = 1;
        struct view mark = {0};

        if ((unsigned char)text.at[i] >= 0x80)
            mark = plain_mark(view_from(text, i), &len);
        if (mark.len) {
            text_add(&r->clean, mark);
        } else if (text.at[i] != '*' && text.at[i] != '`') { // emphasis
            if (r->clean.len &&
                parts_scripts(r->clean.at[r->clean.len - 1], text.at[i]))
                text_byte(&r->clean, ' ');
            text_byte(&r->clean, text.at[i]);
        }
        i += len;
    }
}

// Adds a line without addresses and tags; its links are kept.
static void add_clean(struct reader_of_md *r, struct view line)
{
    if (r->clean.len)
        text_byte(&r->clean, ' ');
    while (line.len) {
        struct view label = {0}, url = {0};
        bool image = view_starts(line, VIEW("!["));
        size_t len = image || line.at[0] == '['
                         ? markdown_link(view_from(line, image), &label, &url)
                         : 0;

        if (len) {
            if (!image) {
                add_link(r, url, label);
                add_plain(r, label);
            }
            len += image;
        } else if (line.at[0] == '<' && (len = add_tag(r, line))) {
            ;
        } else if ((len = address(line))) {
            add_address(r, view_head(line, len));
        } else {
            len = 1;
            while (len < line.len && !byte_in(line.at[len], VIEW("[!<hH")))
                len++;
            add_plain(r, view_head(line, len));
        }
        line = view_from(line, len);
    }
}

// ---- Paragraphs passed over -------------------------------------------------

// Where the lines of the paragraph at hand begin.
static size_t own_lines(const struct reader_of_md *r)
{
    return r->passed_count ? r->passed[r->passed_count - 1] : 0;
}

static void clean_lines(struct reader_of_md *r, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        add_clean(r, r->line[i]->text);
}

// Drops what was passed over.
static void forget_passed(struct reader_of_md *r)
{
    size_t from = own_lines(r);

    r->line_count -= from;
    memmove(r->line, r->line + from, r->line_count * sizeof *r->line);
    r->passed_count = 0;
}

// Tells what was passed over after all: it says nothing itself, but what comes
// next may go on about it.
static void tell_passed(struct reader_of_md *r)
{
    struct teller *t = &r->tell;
    const struct md_line *first = t->first, *last = t->last;
    size_t from = 0;

    for (size_t i = 0; i < r->passed_count; i++) {
        size_t to = r->passed[i];

        t->first = r->line[from];
        t->last = r->line[to - 1];
        clean_lines(r, from, to);
        tell_paragraph(r);
        from = to;
    }
    t->first = first;
    t->last = last;
    forget_passed(r);
}

static unsigned triggers_of(const struct reader_of_md *r)
{
    unsigned kinds = 0;

    for (size_t i = own_lines(r); i < r->line_count; i++)
        kinds |=
            triggers_in(license_triggers(r->tell.licenses), r->line[i]->text);
    return kinds;
}

// Only the last paragraph with words matters to the next one.
static void pass_over(struct reader_of_md *r, unsigned kinds)
{
    if ((kinds & TRIGGER_WORD) && !(kinds & TRIGGER_MARKUP))
        forget_passed(r);
    r->passed[r->passed_count++] = r->line_count;
    if (r->passed_count == MAX_PASSED)
        tell_passed(r);
}

static void end_paragraph(struct reader_of_md *r)
{
    unsigned kinds = 0;
    bool tells = r->begun || r->tell.about_terms;

    if (!tells) {
        kinds = triggers_of(r);
        tells = triggers_tell(kinds);
    }
    if (tells) {
        tell_passed(r);
        clean_lines(r, 0, r->line_count);
        tell_paragraph(r);
        r->line_count = 0;
        r->begun = false;
    } else if (r->line_count > own_lines(r)) {
        pass_over(r, kinds);
    }
    r->tell.first = NULL;
}

static void add_line(struct reader_of_md *r, const struct md_line *line)
{
    if (r->line_count == MAX_LINES)
        tell_passed(r);
    if (r->line_count == MAX_LINES) { // of one paragraph
        clean_lines(r, 0, r->line_count);
        r->line_count = 0;
        r->begun = true;
    }
    r->line[r->line_count++] = line;
}

// ---- Badges -----------------------------------------------------------------

static const struct view badge_host = VIEW_INIT("img.shields.io");

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

// The parts that a heading or badge speaks of; the words of a license's name
// ("Foo Source Code License") are not among them.
static unsigned parts_of_words(const struct reader_of_md *r, struct view folded)
{
    unsigned parts = 0;
    size_t len;

    while (folded.len)
        if (license_alias_at(r->tell.licenses, folded, &len).len && len)
            folded = view_from(folded, len + 1);
        else
            parts |= statement_word_parts(r->tell.words,
                                          view_cut(folded, ' ', &folded));
    return parts;
}

static void take_badges(struct reader_of_md *r, const struct md_line *line)
{
    struct md_link k = {.line = line->text};

    if (!r->badges || !view_has(line->text, badge_host))
        return;
    while (md_next_link(&k)) {
        size_t at = view_find(k.path, VIEW("/badge/"));
        struct view label, message;

        if (!view_eq(k.host, badge_host) || at == SIZE_MAX ||
            !badge_words(r->tell.arena, view_from(k.path, at + 7), &label,
                         &message))
            continue;
        struct view folded = license_fold(r->tell.arena, label);
        if (!statement_holds(folded, VIEW("license")))
            continue;
        struct view id = license_alias(r->tell.licenses, message);
        r->tell.first = r->tell.last = line;
        if (id.len)
            tell_add(&r->tell, STATEMENT_BADGE, parts_of_words(r, folded), id,
                     (struct view){0});
        r->tell.first = NULL;
    }
}

// ---- Lines ------------------------------------------------------------------

// What stands under a heading is about what the headings above it say, unless
// it says something else itself.
static void take_heading(struct reader_of_md *r, const struct md_line *line)
{
    struct teller *t = &r->tell;
    struct level *above;

    while (r->levels && r->level[r->levels - 1].level >= line->level)
        r->levels--;
    above = r->levels ? &r->level[r->levels - 1] : NULL;
    struct view folded = license_fold(t->arena, line->heading);
    struct level own = {line->level,
                        statement_says(t->words, VIEW("heading"), folded), 0};
    bool inherits = above ? above->about_terms : r->named;
    if (own.about_terms || inherits)
        own.parts = parts_of_words(r, folded);
    if (inherits && !own.parts && above)
        own.parts = above->parts;
    bool named = inherits && !own.about_terms && !parts_of_words(r, folded);
    t->heading_name = named ? line->heading : (struct view){0};
    own.about_terms = own.about_terms || inherits;
    if (r->levels < MAX_LEVELS)
        r->level[r->levels++] = own;
    r->heading = line->heading;
    t->about_terms = own.about_terms;
    t->heading_parts = own.parts;
    t->pending = t->before = 0;
    forget_passed(r);
    if (!t->about_terms)
        return;
    t->first = t->last = line;
    r->sentence = (struct sentence){.text = line->heading};
    sentence_split(t->arena, t->words, &r->sentence);
    tell_heading(t, &r->sentence);
    t->first = NULL;
}

static bool starts_item(struct view line)
{
    line = view_trim(line);
    if (line.len > 1 && (line.at[0] == '-' || line.at[0] == '*' ||
                         line.at[0] == '+' || line.at[0] == '|'))
        return line.at[1] == ' ' || line.at[0] == '|';
    return line.len > 2 && ascii_digit(line.at[0]) && line.at[1] == '.';
}

// A line of marks alone parts paragraphs as an empty one does.
static bool has_words(struct view line)
{
    for (size_t i = 0; i < line.len; i++)
        if (ascii_alnum(line.at[i]) || (unsigned char)line.at[i] >= 0x80)
            return true;
    return false;
}

static void take_line(struct reader_of_md *r, const struct md_line *line)
{
    struct teller *t = &r->tell;
    // A card's front matter is read by its keys.
    bool blank = line->front || !has_words(line->text);

    if (t->first && (blank || line->is_heading || starts_item(line->text) ||
                     !view_eq(r->heading, line->heading) ||
                     line->number > t->first->number + 12))
        end_paragraph(r);
    if (line->is_heading)
        take_heading(r, line);
    take_badges(r, line);
    if (blank || line->is_heading || line->text.len > 4000)
        return;
    if (!t->first)
        t->first = line;
    t->last = line;
    add_line(r, line);
    // "Copyright A" ends without a full stop.
    if (view_eq_nocase(view_head(view_trim(line->text), 9), VIEW("copyright")))
        end_paragraph(r);
}

// What is known of a text before it is read.
struct about_text {
    bool named, badges;
};

static void read_markdown(struct arena *a, const struct licenses *l,
                          const struct markdown *md, struct about_text about,
                          struct statements *out)
{
    struct reader_of_md *r = ARENA_NEW(a, struct reader_of_md, 1);

    *out = (struct statements){0};
    r->tell = (struct teller){.arena = a,
                              .licenses = l,
                              .words = license_statements(l),
                              .out = out,
                              .about_terms = about.named};
    r->named = about.named;
    r->badges = about.badges;
    r->clean.arena = a;
    for (size_t i = 0; i < md->line_count; i++) {
        size_t end = r->tell.first ? i : tell_table(&r->tell, md, i);

        if (end == i && md->line[i].is_table && r->tell.first) {
            end_paragraph(r);
            end = tell_table(&r->tell, md, i);
        }
        if (end == i)
            take_line(r, &md->line[i]);
        else
            i = end - 1;
    }
    if (r->tell.first)
        end_paragraph(r);
}

void statements_of_markdown(struct arena *a, const struct licenses *l,
                            const struct markdown *md, struct statements *out)
{
    read_markdown(a, l, md, (struct about_text){.badges = true}, out);
}

static const struct view spdx = VIEW_INIT("SPDX-License-Identifier:");

// Whether nothing but comment signs stands in front of a tag, and words behind
// it: it was meant to be one.
static bool is_meant(struct view front, struct view rest)
{
    for (size_t i = 0; i < front.len; i++)
        if (ascii_alnum(front.at[i]) || (unsigned char)front.at[i] >= 0x80)
            return false;
    return rest.len && (ascii_alnum(rest.at[0]) || rest.at[0] == '(') &&
           !view_eq(rest, VIEW("NONE")) && !view_eq(rest, VIEW("NOASSERTION"));
}

// The expression behind "SPDX-License-Identifier:" in a line; where there is
// none to be read, a name, else terms that are not known.
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
    struct view e = expression_canonical(a, l, rest);
    rest = view_trim(rest);
    if (e.len || !is_meant(view_head(line, at), rest))
        return e;
    struct view named = license_alias(l, rest);
    return named.len ? named : VIEW("LicenseRef-unknown");
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

// Whether `line` is one of a run of comment lines: its sign stands before the
// next or the last line too. A list has "*" as well, so that is not asked.
static bool in_run(struct view last, struct view line, struct view next,
                   size_t signs)
{
    if (!signs || line.at[signs - 1] == '*')
        return false;
    struct view sign = view_head(line, signs);
    return view_starts(next, sign) || view_starts(last, sign);
}

// Whether a line alone is a comment and no heading: by its sign, or as it ends
// like a sentence.
static bool is_comment(struct view line, size_t signs)
{
    line = view_trim(line);
    return signs && (line.at[0] != '#' || line.at[line.len - 1] == '.');
}

// The text with blanks for the comment signs of its head, and of comment lines
// behind each other: those are no headings of a document.
static struct view uncommented(struct arena *a, struct view text)
{
    char *at = NULL; // a copy, once there is something to blank
    struct view rest, last = {0}, line = view_cut(text, '\n', &rest);
    bool head = true;

    for (size_t from = 0; from < text.len;) {
        struct view next = view_cut(rest, '\n', &rest);
        size_t signs = comment_signs(line);

        head = head && (signs || !view_trim(line).len);
        bool run = head ? comment_signs(next) || comment_signs(last) ||
                              is_comment(line, signs)
                        : in_run(last, line, next, signs);
        if (run && signs && !at) {
            at = arena_alloc(a, text.len);
            memcpy(at, text.at, text.len);
        }
        for (size_t i = 0; run && i < signs; i++)
            at[from + i] = ' ';
        from += line.len + 1;
        last = line;
        line = next;
    }
    return (struct view){at ? at : text.at, text.len};
}

// Where the next tag stands in `text` from byte `at` on, or SIZE_MAX.
static size_t next_tag(struct view text, size_t at)
{
    size_t more = view_find(view_from(text, at), spdx);

    return more == SIZE_MAX ? more : at + more;
}

// The tags of `text`, whose lines are those of `md`.
static void take_tags(struct arena *a, const struct licenses *l,
                      struct view text, const struct markdown *md,
                      struct statements *out)
{
    size_t next = next_tag(text, 0);

    for (size_t i = 0; next != SIZE_MAX && i < md->line_count; i++) {
        const struct md_line *line = &md->line[i];
        uint64_t end = line->offset + line->text.len;

        if (end <= next)
            continue;
        struct view e = spdx_tag(a, l, line->text);
        if (e.len)
            *LIST_ADD(a, out->item, out->count) = (struct statement){
                .kind = STATEMENT_TAG,
                .expression = e,
                .from = line->offset,
                .to = end,
                .line = line->number,
                .shows = view_head(view_trim(line->text), SHOWS_SIZE)};
        next = next_tag(text, (size_t)end);
    }
}

void statements_of_source(struct arena *a, const struct licenses *l,
                          const struct source_text *source, bool named,
                          struct statements *out)
{
    const uint32_t *map = source->map;
    struct view text = source->text;
    struct markdown md;
    struct statements prose;

    *out = (struct statements){0};
    markdown_read(a, uncommented(a, text), &md);
    take_tags(a, l, text, &md, out);
    read_markdown(a, l, &md,
                  (struct about_text){.named = named,
                                      .badges = view_has(text, badge_host)},
                  &prose);
    for (size_t i = 0; i < prose.count; i++)
        *LIST_ADD(a, out->item, out->count) = prose.item[i];
    for (size_t i = 0; i < out->count; i++) {
        struct statement *s = &out->item[i];

        s->from = map ? map[s->from] : s->from + source->shift;
        s->to = map ? map[s->to] : s->to + source->shift;
    }
}

void statements_of_text(struct arena *a, const struct licenses *l,
                        struct view bytes, bool named, struct statements *out)
{
    struct source_text source;

    source_text_open(a, view_head(bytes, NORMAL_MAX), &source);
    statements_of_source(a, l, &source, named, out);
}

// ---- Front matter -----------------------------------------------------------

// "falcon-llm-license" -> LicenseRef-falcon-llm-license
struct view license_reference(struct arena *a, struct view name)
{
    static const struct view head_of_own = VIEW_INIT("LicenseRef-");

    if (view_eq_nocase(view_head(name, head_of_own.len), head_of_own))
        name = view_from(name, head_of_own.len);
    struct text t = {.arena = a};

    text_add(&t, VIEW("LicenseRef-"));
    size_t head = t.len;
    for (size_t i = 0; i < name.len && i < 60; i++) {
        char c = ascii_lower(name.at[i]);

        if (ascii_alnum(c) || c == '.')
            text_byte(&t, c);
        else if (t.len > head && t.at[t.len - 1] != '-')
            text_byte(&t, '-');
    }
    while (t.len > head && t.at[t.len - 1] == '-')
        t.len--;
    return t.len > head ? text_view(&t) : VIEW("LicenseRef-unknown");
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
