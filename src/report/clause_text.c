// SPDX-License-Identifier: Apache-2.0
#include "report/clause_text.h"

#include "base/amount.h"
#include "base/unicode.h"
#include "knowledge/clause_words.h"
#include "report/difference_text.h"
#include "report/line.h"
#include "terms/compare.h"

#include <inttypes.h>

enum {
    INDENT = 2,
    HANG = 4,         // of a line that goes on
    PLACE_WIDE = 22,  // columns of the place
    MARK_WIDE = 2,    // of the mark behind it
    KEY_WIDE = 22,    // of the key in a comparison
    QUOTE_MOST = 240, // bytes of a sentence that is quoted
    LEAST_WIDE = 72,
    MOST_WIDE = 100,
    USUAL_WIDE = 96,
    OSD_POINTS = 10 // of the Open Source Definition
};

struct page {
    struct arena *a;
    const struct clause_choice *choice;
    struct clause_words words;
    struct lines lines;
    bool point[OSD_POINTS + 1]; // of the definition that were marked
};

static struct error *page_open(struct arena *a,
                               const struct clause_choice *choice,
                               struct text *out, struct page *p)
{
    size_t wide = choice->width ? choice->width : USUAL_WIDE;

    wide = wide < LEAST_WIDE ? LEAST_WIDE : wide;
    wide = wide > MOST_WIDE ? MOST_WIDE : wide;
    *p = (struct page){.a = a, .choice = choice};
    p->lines =
        (struct lines){.out = out, .width = wide, .color = choice->color};
    return clause_words_open(a, &p->words);
}

static void say(struct page *p, enum style style, struct view text, size_t from)
{
    line_cell(&p->lines, style, text, from, SIZE_MAX);
}

static void end(struct page *p)
{
    line_end(&p->lines);
}

static struct view escaped(struct page *p, struct view v)
{
    struct text t = {.arena = p->a};

    text_escaped(&t, v);
    return text_view(&t);
}

// ---- Statements -------------------------------------------------------------

// A thing that a text says, ready to be printed.
struct statement_line {
    enum clause_heading heading;
    struct view words, place, quote;
    struct view point;
    bool found; // by a phrase
};

struct statement_lines {
    struct statement_line *item;
    size_t count;
};

static struct view whole_words(struct page *p, struct view words,
                               struct view note)
{
    if (!note.len)
        return words;
    return arena_print(p->a, VIEW_FMT " (" VIEW_FMT ")", VIEW_ARG(words),
                       VIEW_ARG(note));
}

// Adds what each part of a value says.
static void add_statements(struct page *p, struct statement_lines *all,
                           struct view key, struct view value,
                           struct statement_line as, struct view note)
{
    while (value.len) {
        struct view part = clause_part(&p->words, key, &value);
        struct clause_saying s = clause_say(p->a, &p->words, key, part);
        struct statement_line *l = LIST_ADD(p->a, all->item, all->count);

        *l = as;
        l->heading = s.heading;
        l->words = whole_words(p, s.words, value.len ? (struct view){0} : note);
        l->point = s.point;
    }
}

static void add_known(struct page *p, struct statement_lines *all,
                      const struct license_info *info)
{
    for (size_t i = 0; i < info->clause_count; i++) {
        const struct license_clause *c = &info->clause[i];
        struct statement_line as = {
            .place = view_eq(c->where, VIEW("-")) ? VIEW("text") : c->where};

        add_statements(p, all, c->key, c->value, as, c->note);
    }
}

// The sentence of a clause on one line, cut to a readable length.
static struct view quotation(struct page *p, const struct source_text *source,
                             const struct clause *c)
{
    struct text t = {.arena = p->a};
    struct view v = source_text_between(source, c->from, c->to);
    bool blank = true;

    for (size_t i = 0; i < v.len && t.len < QUOTE_MOST; i++) {
        bool is_blank = byte_in(v.at[i], VIEW(" \t\r\n"));

        if (!is_blank)
            text_byte(&t, v.at[i]);
        else if (!blank)
            text_byte(&t, ' ');
        blank = is_blank;
    }
    while (t.len && ((unsigned char)t.at[t.len - 1] & 0xc0) == 0x80 &&
           t.len >= QUOTE_MOST)
        t.len--;
    if (t.len >= QUOTE_MOST - 4 && t.len &&
        (unsigned char)t.at[t.len - 1] >= 0xc0)
        t.len--;
    return arena_print(p->a, "\"" VIEW_FMT "%s\"", VIEW_ARG(text_view(&t)),
                       v.len > QUOTE_MOST ? " \xe2\x80\xa6" : "");
}

static struct view place_words(struct page *p, const struct clause *c)
{
    struct view where = view_eq(c->where, VIEW("-")) ? VIEW("text") : c->where;

    return arena_print(p->a, "line %" PRIu32 ", " VIEW_FMT, c->line,
                       VIEW_ARG(where));
}

static void add_range(struct page *p, struct statement_lines *all,
                      const struct source_text *source,
                      const struct license_range *r)
{
    for (size_t i = 0; i < r->clause_count; i++) {
        const struct clause *c = &r->clause[i];
        struct statement_line as = {.place = place_words(p, c)};

        if (c->confidence != CONFIDENCE_CERTAIN) {
            as.found = true;
            as.quote = quotation(p, source, c);
        }
        add_statements(p, all, c->key, c->value, as, c->note);
    }
}

// ---- Printing them ----------------------------------------------------------

static void note_point(struct page *p, struct view point)
{
    uint64_t number;

    if (view_u64(point, &number) && number <= OSD_POINTS)
        p->point[number] = true;
}

// "5 and 6", and forgets them.
static struct view take_points(struct page *p)
{
    struct text t = {.arena = p->a};
    int last = 0;

    for (int i = 1; i <= OSD_POINTS; i++)
        last = p->point[i] ? i : last;
    for (int i = 1; i <= OSD_POINTS; i++) {
        if (p->point[i])
            text_print(&t, "%s%d", !t.len ? "" : i == last ? " and " : ", ", i);
        p->point[i] = false;
    }
    return text_view(&t);
}

// Words over several lines, with the place behind the last one.
static void print_statement(struct page *p, const struct statement_line *l)
{
    size_t place_at = p->lines.width - PLACE_WIDE - MARK_WIDE;
    struct view words = escaped(p, l->words);

    if (l->found)
        words = arena_print(p->a, VIEW_FMT " - found by phrase, read it",
                            VIEW_ARG(words));
    line_beside(&p->lines, words, INDENT, HANG, l->place, place_at,
                place_at + PLACE_WIDE);
    if (l->point.len) {
        line_cell(&p->lines, STYLE_BAD, VIEW("!"), place_at + PLACE_WIDE,
                  SIZE_MAX);
        note_point(p, l->point);
    }
    end(p);
    if (l->quote.len)
        line_wrap(&p->lines, l->quote, HANG);
}

static void print_heading(struct page *p, enum clause_heading h,
                          const struct statement_lines *all)
{
    bool any = false;

    for (size_t i = 0; i < all->count; i++) {
        if (all->item[i].heading != h)
            continue;
        if (!any) {
            end(p);
            say(p, STYLE_HEAD, clause_heading_word(h), 0);
            if (h == CLAUSE_MAY)
                say(p, STYLE_PLAIN, VIEW("WHERE"),
                    p->lines.width - PLACE_WIDE - MARK_WIDE);
            end(p);
        }
        any = true;
        print_statement(p, &all->item[i]);
    }
}

static void print_statements(struct page *p, const struct statement_lines *all)
{
    for (int h = CLAUSE_MAY; h <= CLAUSE_ALSO; h++)
        print_heading(p, (enum clause_heading)h, all);
    if (p->choice->full)
        print_heading(p, CLAUSE_SILENT, all);
    struct view points = take_points(p);
    if (!points.len)
        return;
    end(p);
    line_wrap(&p->lines,
              arena_print(p->a,
                          "! = what makes it restrictive by the Open Source "
                          "Definition, point%s " VIEW_FMT,
                          points.len > 2 ? "s" : "", VIEW_ARG(points)),
              INDENT);
}

// ---- Head -------------------------------------------------------------------

static struct view approval(const struct license_info *info)
{
    if (info->osi == ANSWER_YES)
        return VIEW("OSI-approved");
    return info->osi == ANSWER_NO ? VIEW("not OSI-approved")
                                  : VIEW("OSI approval unknown");
}

static void print_name(struct page *p, const struct license_info *info)
{
    struct view id = escaped(p, info->id);
    struct view title = info->title.len ? info->title : info->id;
    size_t at = p->lines.width > id.len + 4 ? p->lines.width - id.len : 0;

    line_cell(&p->lines, STYLE_HEAD, title, 0, at ? at - 1 : SIZE_MAX);
    if (!view_eq(info->id, title))
        line_cell(&p->lines, STYLE_PLAIN, info->id, at, SIZE_MAX);
    end(p);
    struct text facts = {.arena = p->a};
    if (info->version.len)
        text_print(&facts, VIEW_FMT "   ", VIEW_ARG(info->version));
    text_print(&facts, VIEW_FMT, VIEW_ARG(approval(info)));
    if (info->category.len)
        text_print(&facts, "   " VIEW_FMT, VIEW_ARG(info->category));
    text_add(&facts, VIEW("   not legal advice"));
    line_wrap(&p->lines, text_view(&facts), INDENT);
}

static void print_named(struct page *p, const struct license_info *info)
{
    struct statement_lines all = {0};

    print_name(p, info);
    if (!info->clause_count) {
        end(p);
        line_wrap(&p->lines,
                  VIEW("Nothing is known of its clauses. Those of a text are "
                       "looked for in it: freehold terms FILE"),
                  INDENT);
        return;
    }
    add_known(p, &all, info);
    print_statements(p, &all);
}

// ---- Files ------------------------------------------------------------------

static struct view percent(struct page *p, double share)
{
    // Cut, not rounded: what differs is never "100.0 %".
    unsigned tenths = (unsigned)(share * 1000);

    return arena_print(p->a, "%u.%u %%", tenths / 10, tenths % 10);
}

static struct view match_words(struct page *p, const struct license_range *r,
                               struct view name)
{
    struct view id = name.len ? name : r->id;
    struct view near = name.len ? name : r->nearest;

    switch (r->result) {
    case MATCH_EXACT:
        return arena_print(p->a, VIEW_FMT ", word for word", VIEW_ARG(id));
    case MATCH_EXACT_WITH_HEADER:
        return arena_print(p->a, VIEW_FMT ", word for word below its own title",
                           VIEW_ARG(id));
    case MATCH_EXACT_WITH_OPTIONAL_OMITTED:
        return arena_print(
            p->a, VIEW_FMT ", word for word but for parts that may be left out",
            VIEW_ARG(id));
    case MATCH_ADDED_TEXT:
        return arena_print(p->a, VIEW_FMT ", whole, with other text beside it",
                           VIEW_ARG(id));
    case MATCH_MODIFIED:
        return arena_print(
            p->a,
            "changed from " VIEW_FMT ": " VIEW_FMT " of its " VIEW_FMT
            " words are here, %zu place%s differ%s",
            VIEW_ARG(near), VIEW_ARG(percent(p, r->aligned)),
            VIEW_ARG(amount_count(p->a, r->words)), r->hunk_count,
            r->hunk_count == 1 ? "" : "s", r->hunk_count == 1 ? "s" : "");
    case MATCH_HEADER:
        return arena_print(p->a, "the notice of " VIEW_FMT ", not its text",
                           VIEW_ARG(id));
    case MATCH_REFERENCE:
        return arena_print(p->a, "names " VIEW_FMT ", no text", VIEW_ARG(id));
    case MATCH_TAG:
        return arena_print(p->a, "tagged " VIEW_FMT ", no text", VIEW_ARG(id));
    case MATCH_SNIPPET:
        return arena_print(p->a, "a piece of " VIEW_FMT,
                           VIEW_ARG(near.len ? near : id));
    case MATCH_UNKNOWN:
        if (!near.len)
            return VIEW("no known license");
        return arena_print(p->a,
                           "no known license; nearest " VIEW_FMT " (" VIEW_FMT
                           " of its words)",
                           VIEW_ARG(near), VIEW_ARG(percent(p, r->aligned)));
    case MATCH_OTHER_TEXT:
        break;
    }
    return VIEW("other text");
}

static enum style match_style(enum match_result r)
{
    if (r <= MATCH_ADDED_TEXT)
        return STYLE_GOOD;
    return r == MATCH_MODIFIED || r == MATCH_UNKNOWN ? STYLE_BAD : STYLE_UNSURE;
}

// A line of its own if it does not fit behind `from`.
static void print_long(struct page *p, enum style style, struct view text,
                       size_t from)
{
    struct view rest = escaped(p, text);

    while (rest.len) {
        struct view head = line_take(rest, p->lines.width - from, &rest);

        line_cell(&p->lines, style, head, from, SIZE_MAX);
        end(p);
    }
}

// `name` is what the license is called, or empty: by its id.
static void print_match(struct page *p, const struct license_range *r,
                        struct view name)
{
    line_cell(&p->lines, STYLE_PLAIN,
              arena_print(p->a, "line %" PRIu32, r->line), INDENT, SIZE_MAX);
    print_long(p, match_style(r->result), match_words(p, r, name), 14);
    struct view modifies = license_modifies(r);
    if (modifies.len && !name.len)
        print_long(p, STYLE_PLAIN,
                   arena_print(p->a,
                               "a changed " VIEW_FMT
                               "; what differs: freehold terms FILE " VIEW_FMT,
                               VIEW_ARG(modifies), VIEW_ARG(modifies)),
                   14);
    struct view later = license_or_later(p->a, r);
    if (later.len && !name.len)
        print_long(p, STYLE_PLAIN,
                   arena_print(p->a,
                               "or " VIEW_FMT
                               ": the text alone does not say; a notice, a "
                               "tag or a manifest does",
                               VIEW_ARG(later)),
                   14);
}

static void print_differences(struct page *p, const struct source_text *source,
                              const struct license_range *r,
                              const struct terms_comparison *c)
{
    differences_text(&p->lines, source, r,
                     &(struct difference_choice){
                         .two = c != NULL,
                         .turned = c && c->turned,
                         .full = p->choice->full,
                         .place_at = p->lines.width - PLACE_WIDE - MARK_WIDE});
}

static void print_flags(struct page *p, const struct license_file *f)
{
    struct text t = {.arena = p->a};

    for (size_t i = 0; i < f->flag_count; i++)
        text_print(&t, "%s" VIEW_FMT,
                   i ? ", " : "note: ", VIEW_ARG(f->flag[i]));
    if (t.len)
        line_wrap(&p->lines, text_view(&t), INDENT);
    if (f->prevails.language.len)
        line_wrap(&p->lines,
                  arena_print(p->a,
                              "of its languages `" VIEW_FMT
                              "` decides, says line %" PRIu32,
                              VIEW_ARG(f->prevails.language), f->prevails.line),
                  INDENT);
}

// What people call a form.
static const char *form_words(struct view form)
{
    static const struct {
        struct view form;
        const char *words;
    } forms[] = {
        // clang-format off
        {VIEW_INIT("pdf"), "a PDF document"},
        {VIEW_INIT("postscript"), "a PostScript document"},
        {VIEW_INIT("doc"), "a Word document"},
        {VIEW_INIT("docx"), "an Office document"},
        {VIEW_INIT("odt"), "an OpenDocument text"},
        {VIEW_INIT("epub"), "an EPUB book"},
        {VIEW_INIT("image"), "an image"},
        {VIEW_INIT("gzip"), "compressed"},
        {VIEW_INIT("zip"), "a ZIP archive"},
        // clang-format on
    };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (view_eq(form, forms[i].form))
            return forms[i].words;
    return "binary";
}

// Which bytes of a long text the page is about.
static void print_parts(struct page *p, const struct terms_subject *s)
{
    const struct license_file *f = s->file;
    struct text t = {.arena = p->a};

    for (size_t i = 0; i < f->read_count; i++)
        text_print(&t, "%s" VIEW_FMT "-" VIEW_FMT,
                   i ? ", " : "Only parts of this file were read: bytes ",
                   VIEW_ARG(amount_count(p->a, f->read[i].from)),
                   VIEW_ARG(amount_count(p->a, f->read[i].to)));
    if (!t.len)
        return;
    text_print(&t, " of " VIEW_FMT ". What stands elsewhere is unknown.",
               VIEW_ARG(amount_count(p->a, s->bytes.len)));
    line_wrap(&p->lines, text_view(&t), INDENT);
}

static void print_file(struct page *p, const struct terms_subject *s)
{
    const struct license_file *f = s->file;
    struct source_text source;

    source_text_open(p->a, s->bytes, &source);
    struct view path = escaped(p, f->path);
    bool fits = unicode_width(path) + 1 + f->expression.len <= p->lines.width;

    line_cell(&p->lines, STYLE_HEAD, f->path, 0, SIZE_MAX);
    if (!fits)
        end(p);
    print_long(p, STYLE_PLAIN, f->expression, fits ? 0 : INDENT);
    for (size_t i = 0; i < f->range_count; i++)
        print_match(p, &f->range[i], (struct view){0});
    if (f->form.len)
        line_wrap(&p->lines,
                  arena_print(p->a,
                              "No text that can be read here: the file is %s. "
                              "What it says is unknown; save it as text.",
                              form_words(f->form)),
                  INDENT);
    else if (!f->range_count)
        line_wrap(&p->lines, VIEW("no terms in this file"), INDENT);
    print_parts(p, s);
    print_flags(p, f);
    for (size_t i = 0; i < f->range_count; i++) {
        const struct license_range *r = &f->range[i];
        struct statement_lines all = {0};

        print_differences(p, &source, r, NULL);
        if (!r->clause_count)
            continue;
        end(p);
        bool known = r->info && r->result <= MATCH_ADDED_TEXT;
        if (known)
            print_name(p, r->info);
        if (!known || !r->info->clause_count) {
            line_wrap(&p->lines,
                      VIEW("What its phrases say; what is not found may still "
                           "be there. Not legal advice."),
                      INDENT);
        }
        add_range(p, &all, &source, r);
        print_statements(p, &all);
    }
}

// ---- Two together -----------------------------------------------------------

// The value, its words and places of a key.
struct cell_text {
    struct text value, words;
};

static void add_cell(struct page *p, struct cell_text *c, struct view key,
                     struct view value, struct view place)
{
    struct view rest = value;

    text_print(&c->value, "%s" VIEW_FMT, c->value.len ? "\n" : "",
               VIEW_ARG(value));
    while (rest.len) {
        struct view part = clause_part(&p->words, key, &rest);
        struct clause_saying s = clause_say(p->a, &p->words, key, part);
        const char *lead = s.heading == CLAUSE_MAY_NOT ? "may not "
                           : s.heading == CLAUSE_MUST  ? "must "
                           : s.heading == CLAUSE_ENDS  ? "ends "
                           : s.heading == CLAUSE_MAY   ? "may "
                                                       : "";
        text_print(&c->words, "%s%s" VIEW_FMT, c->words.len ? "; " : "", lead,
                   VIEW_ARG(s.words));
    }
    if (place.len && !view_eq(place, VIEW("-")))
        text_print(&c->words, " [" VIEW_FMT "]", VIEW_ARG(place));
}

static struct view cell_place(struct page *p, const struct terms_side *s,
                              const struct clause *c)
{
    struct view place = c->line ? place_words(p, c) : c->where;

    return s->by_phrase
               ? arena_print(p->a, VIEW_FMT "; by phrase", VIEW_ARG(place))
               : place;
}

static struct cell_text cell_of(struct page *p, const struct terms_side *s,
                                struct view key)
{
    struct cell_text c = {.value = {.arena = p->a}, .words = {.arena = p->a}};
    struct clause said;

    for (size_t at = 0; terms_side_next(s, key, &at, &said);)
        add_cell(p, &c, key, said.value, cell_place(p, s, &said));
    if (!c.words.len)
        text_add(&c.words,
                 s->by_phrase ? VIEW("not found") : VIEW("not known"));
    return c;
}

// Three columns, each as long as it needs.
static void print_row(struct page *p, struct view key, struct view left,
                      struct view right)
{
    size_t wide = (p->lines.width - KEY_WIDE) / 2;
    struct view a = escaped(p, left), b = escaped(p, right);
    bool first = true;

    while (a.len || b.len) {
        if (first)
            line_cell(&p->lines, STYLE_HEAD, key, 0, KEY_WIDE - 1);
        first = false;
        if (a.len)
            line_cell(&p->lines, STYLE_PLAIN, line_take(a, wide - 2, &a),
                      KEY_WIDE, KEY_WIDE + wide - 1);
        if (b.len)
            line_cell(&p->lines, STYLE_PLAIN, line_take(b, wide - 1, &b),
                      KEY_WIDE + wide, SIZE_MAX);
        end(p);
    }
}

// Three columns: the key, and what each of the two says.
static void compare_clauses(struct page *p, const struct terms_comparison *c)
{
    size_t equal = 0, differ = 0;

    print_row(p, VIEW("clause by clause"), c->left.name, c->right.name);
    end(p);
    for (size_t i = 0; i < p->words.all.record_count; i++) {
        struct view key = record_get(&p->words.all.record[i], VIEW("key"));
        struct cell_text left = cell_of(p, &c->left, key),
                         right = cell_of(p, &c->right, key);
        bool same = left.value.len &&
                    view_eq(text_view(&left.value), text_view(&right.value));

        if (!left.value.len && !right.value.len)
            continue;
        equal += same;
        differ += !same;
        if (!same || p->choice->full)
            print_row(p, key, text_view(&left.words), text_view(&right.words));
    }
    end(p);
    line_wrap(&p->lines,
              arena_print(
                  p->a,
                  "%zu clause%s differ%s, %zu say the same%s.%s "
                  "Not legal advice.",
                  differ, differ == 1 ? "" : "s", differ == 1 ? "s" : "", equal,
                  equal && !p->choice->full ? " (shown with --full)" : "",
                  c->left.by_phrase || c->right.by_phrase
                      ? " What is found by phrase has to be read; what is not "
                        "found may still be there."
                      : ""),
              0);
}

static void compare_words(struct page *p, const struct terms_comparison *c)
{
    const struct license_range *r = compared_range(c);
    struct source_text source;

    end(p);
    say(p, STYLE_HEAD, VIEW("word by word"), 0);
    end(p);
    if (!r) {
        line_wrap(&p->lines,
                  VIEW("The two texts share too few words to be told apart "
                       "place by place."),
                  INDENT);
        return;
    }
    print_match(p, r, c->turned ? c->right.name : c->left.name);
    source_text_open(p->a, c->text_bytes, &source);
    print_differences(p, &source, r, c);
}

static void compare(struct page *p, const struct terms_comparison *c)
{
    compare_clauses(p, c);
    if (c->text)
        compare_words(p, c);
}

// "PATH: EXPRESSION", for those who ask for nothing else.
static void print_line(struct page *p, const struct terms_subject *s)
{
    if (s->file)
        text_print(p->lines.out, VIEW_FMT ": ",
                   VIEW_ARG(escaped(p, s->file->path)));
    text_escaped(p->lines.out, s->file ? s->file->expression : s->info->id);
    end(p);
}

struct error *clause_text(struct arena *a, const struct terms_subject *subject,
                          size_t count, const struct clause_choice *choice,
                          struct text *out)
{
    struct page p;

    TRY(page_open(a, choice, out, &p));
    if (choice->quiet) {
        for (size_t i = 0; i < count; i++)
            print_line(&p, &subject[i]);
        return NULL;
    }
    if (count == 2) {
        struct terms_comparison two;

        TRY(terms_compare(a, &subject[0], &subject[1], &two));
        compare(&p, &two);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        if (i)
            end(&p);
        if (subject[i].file)
            print_file(&p, &subject[i]);
        else
            print_named(&p, subject[i].info);
    }
    return NULL;
}

// ---- Keys -------------------------------------------------------------------

static void explain(struct page *p, const struct record *r, bool values)
{
    struct view line;

    say(p, STYLE_HEAD, record_get(r, VIEW("key")), 0);
    end(p);
    line_wrap(&p->lines, record_get(r, VIEW("means")), INDENT);
    if (!values)
        return;
    line_wrap(&p->lines,
              arena_print(p->a, "asked for by " VIEW_FMT,
                          VIEW_ARG(record_get(r, VIEW("feeds")))),
              INDENT);
    end(p);
    for (size_t at = 0; record_next(r, VIEW("value"), &at, &line);) {
        size_t bar = view_find(line, VIEW(" | "));
        struct view value = view_head(line, bar);
        struct clause_saying s =
            clause_say(p->a, &p->words, record_get(r, VIEW("key")), value);

        line_cell(&p->lines, STYLE_PLAIN, value, INDENT, SIZE_MAX);
        end(p);
        line_wrap(&p->lines,
                  s.heading == CLAUSE_SILENT || s.heading == CLAUSE_ALSO
                      ? s.words
                      : arena_print(p->a, VIEW_FMT " " VIEW_FMT,
                                    VIEW_ARG(clause_heading_word(s.heading)),
                                    VIEW_ARG(s.words)),
                  INDENT + HANG);
    }
}

struct error *clause_explain(struct arena *a, struct view key,
                             const struct clause_choice *choice,
                             struct text *out)
{
    struct page p;

    TRY(page_open(a, choice, out, &p));
    if (key.len) {
        TRY(clause_key_check(a, &p.words, key));
        explain(&p, clause_key(&p.words, key), true);
        return NULL;
    }
    for (size_t i = 0; i < p.words.all.record_count; i++)
        explain(&p, &p.words.all.record[i], false);
    return NULL;
}

// What terms.md 5 calls the categories.
static const char categories[] =
    "permissive, copyleft, custom restrictions, non-commercial, research-only, "
    "source-available, public domain";

static bool is_category(struct view word)
{
    struct view rest = view_of(categories);

    while (rest.len) {
        size_t end = view_find(rest, VIEW(", "));

        if (view_eq(view_head(rest, end), word))
            return true;
        rest = end == SIZE_MAX ? (struct view){0} : view_from(rest, end + 2);
    }
    return false;
}

static struct error *field_check(struct arena *a,
                                 const struct clause_words *words,
                                 const struct field *f)
{
    if (view_eq(f->key, VIEW("category")) && !is_category(f->value))
        return error_new(a, ERROR_USAGE, (struct place){0},
                         "no such category: '" VIEW_FMT "'. Known: %s",
                         VIEW_SHORT(f->value), categories);
    if (license_plain_key(f->key))
        return NULL;
    TRY(clause_key_check(a, words, f->key));
    // "mau>5|revenue>7" is a value; " | " stands before the section.
    size_t bar = view_find(f->value, VIEW(" | "));
    return clause_value_check(a, words, f->key,
                              view_trim(view_head(f->value, bar)));
}

struct error *clause_record_check(struct arena *a, struct view record)
{
    struct clause_words words;
    struct records all;

    TRY(clause_words_open(a, &words));
    TRY(records_read(a, record, VIEW("the new license"), &all));
    if (all.record_count != 1)
        return error_new(a, ERROR_USAGE, (struct place){0},
                         "a license is one record, without an empty line");
    for (size_t i = 0; i < all.record[0].field_count; i++)
        TRY(field_check(a, &words, &all.record[0].field[i]));
    return NULL;
}
