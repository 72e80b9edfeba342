// SPDX-License-Identifier: Apache-2.0
#include "terms/markup.h"

#include "base/unicode.h"
#include "terms/normal.h"

enum { GROUPS_MOST = 64, TAG_MOST = 4096 };

// ---- Forms ------------------------------------------------------------------

struct view unreadable_form(struct view bytes, bool binary)
{
    static const struct {
        struct view magic, form;
    } forms[] = {
        // clang-format off
        {VIEW_INIT("%PDF-"), VIEW_INIT("pdf")},
        {VIEW_INIT("%!PS"), VIEW_INIT("postscript")},
        {VIEW_INIT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), VIEW_INIT("doc")},
        {VIEW_INIT("\x89PNG"), VIEW_INIT("image")},
        {VIEW_INIT("\xff\xd8\xff"), VIEW_INIT("image")},
        {VIEW_INIT("GIF8"), VIEW_INIT("image")},
        {VIEW_INIT("\x1f\x8b"), VIEW_INIT("gzip")},
        // clang-format on
    };
    // The names of the members of an archive stand in its first bytes.
    static const struct {
        struct view member, form;
    } archives[] = {
        // clang-format off
        {VIEW_INIT("word/"), VIEW_INIT("docx")},
        {VIEW_INIT("opendocument.text"), VIEW_INIT("odt")},
        {VIEW_INIT("[Content_Types].xml"), VIEW_INIT("docx")},
        {VIEW_INIT("epub+zip"), VIEW_INIT("epub")},
        // clang-format on
    };
    struct view front = view_head(bytes, 8192);

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (view_starts(bytes, forms[i].magic))
            return forms[i].form;
    if (view_starts(bytes, VIEW("PK\3\4"))) {
        for (size_t i = 0; i < sizeof archives / sizeof *archives; i++)
            if (view_has(front, archives[i].member))
                return archives[i].form;
        return VIEW("zip");
    }
    return binary ? VIEW("binary") : (struct view){0};
}

static bool is_texts(uint32_t unit, bool *pair)
{
    bool low = unit >= 0xdc00 && unit < 0xe000;
    bool was = *pair;

    *pair = unit >= 0xd800 && unit < 0xdc00;
    if (was || low)
        return was && low;
    return *pair || unit == '\t' || unit == '\n' || unit == '\r' ||
           unit == '\f' || !unicode_is_unsafe(unit);
}

// How many blanks, line ends and stops the text has in this byte order; 0: it
// is none.
static size_t stops_of(struct view front, bool big)
{
    size_t count = 0;
    bool pair = false;

    for (size_t i = 0; i + 1 < front.len; i += 2) {
        uint32_t first = (unsigned char)front.at[i];
        uint32_t second = (unsigned char)front.at[i + 1];
        uint32_t unit = big ? first << 8 | second : second << 8 | first;

        if (!is_texts(unit, &pair))
            return 0;
        count +=
            unit == ' ' || unit == '\n' || unit == 0x3001 || unit == 0x3002;
    }
    return count;
}

bool is_utf16(struct view front, bool *big)
{
    size_t little = stops_of(front, false), other = stops_of(front, true);

    *big = other > little;
    return front.len >= 8 && little + other > 0;
}

static struct view without_blanks(struct view text)
{
    while (text.len && byte_in(text.at[0], VIEW(" \t\r\n")))
        text = view_from(text, 1);
    return text;
}

static bool begins(struct view text, struct view word)
{
    return view_eq_nocase(view_head(text, word.len), word);
}

static bool is_html(struct view text)
{
    struct view rest = without_blanks(text);

    if (begins(rest, VIEW("<?xml "))) {
        size_t end = view_find(view_head(rest, TAG_MOST), VIEW("?>"));
        rest = end == SIZE_MAX ? (struct view){0}
                               : without_blanks(view_from(rest, end + 2));
    }
    return begins(rest, VIEW("<!doctype html")) ||
           begins(rest, VIEW("<html>")) || begins(rest, VIEW("<html "));
}

static bool is_rtf(struct view text)
{
    return view_starts(text, VIEW("{\\rtf"));
}

bool is_markup(struct view text)
{
    return is_rtf(text) || is_html(text);
}

// ---- Writing ----------------------------------------------------------------

// Without room nothing is written but how much it would be.
struct writer {
    struct view in;
    char *at;
    uint32_t *map;
    size_t len, room;
};

static struct writer writer_of(struct arena *a, struct view in, size_t room)
{
    return (struct writer){in, arena_alloc(a, room + 1),
                           ARENA_NEW(a, uint32_t, room + 1), 0, room};
}

static void put(struct writer *w, struct view v, size_t from)
{
    for (size_t i = 0; i < v.len && w->len + i < w->room; i++) {
        w->map[w->len + i] = (uint32_t)from;
        w->at[w->len + i] = v.at[i];
    }
    w->len += v.len;
}

static void put_point(struct writer *w, uint32_t point, size_t from)
{
    char out[4];

    if (point >= 0x110000 || (point >= 0xd800 && point < 0xe000) || !point)
        point = ' ';
    size_t len = utf8_put(out, point);
    put(w, (struct view){out, len}, from);
}

static struct view written(struct writer *w, uint32_t **map)
{
    w->map[w->len] = (uint32_t)w->in.len;
    *map = w->map;
    return (struct view){w->at, w->len};
}

// ---- HTML -------------------------------------------------------------------

// Elements that stand in a line; all others begin a new one.
static bool is_inline(struct view name)
{
    static const struct view names[] = {
        // clang-format off
        VIEW_INIT("a"), VIEW_INIT("abbr"), VIEW_INIT("b"), VIEW_INIT("cite"),
        VIEW_INIT("code"), VIEW_INIT("em"), VIEW_INIT("font"), VIEW_INIT("i"),
        VIEW_INIT("img"), VIEW_INIT("ins"), VIEW_INIT("mark"), VIEW_INIT("q"),
        VIEW_INIT("small"), VIEW_INIT("span"), VIEW_INIT("strong"),
        VIEW_INIT("sub"), VIEW_INIT("sup"), VIEW_INIT("tt"), VIEW_INIT("u"),
        VIEW_INIT("var"),
        // clang-format on
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (view_eq_nocase(name, names[i]))
            return true;
    return false;
}

static struct view tag_name(struct view tag)
{
    size_t from = 1, to;

    if (from < tag.len && tag.at[from] == '/')
        from++;
    to = from;
    while (to < tag.len && ascii_alnum(tag.at[to]))
        to++;
    return (struct view){tag.at + from, to - from};
}

// Where the tag, comment or declaration at `at` ends. A "<" that begins none
// is a character.
static size_t tag_end(struct view in, size_t at)
{
    struct view rest = view_from(in, at);
    bool comment = view_starts(rest, VIEW("<!--"));
    size_t end = view_find(comment ? rest : view_head(rest, TAG_MOST),
                           comment ? VIEW("-->") : VIEW(">"));

    if (rest.len < 2 || !(ascii_alpha(rest.at[1]) || rest.at[1] == '/' ||
                          rest.at[1] == '!' || rest.at[1] == '?'))
        return at;
    if (end == SIZE_MAX)
        return comment ? in.len : at;
    return at + end + (comment ? 3 : 1);
}

// What is in a style sheet or a program is no text.
static size_t element_end(struct view in, size_t at, struct view name)
{
    for (size_t i = at; i + name.len + 2 < in.len; i++)
        if (in.at[i] == '<' && in.at[i + 1] == '/' &&
            begins(view_from(in, i + 2), name))
            return i;
    return in.len;
}

static size_t take_tag(struct writer *w, size_t at)
{
    size_t end = tag_end(w->in, at);

    if (end == at)
        return at;
    struct view tag = {w->in.at + at, end - at}, name = tag_name(tag);
    if (view_starts(tag, VIEW("<!")) || view_starts(tag, VIEW("<?")))
        return end;
    if (!is_inline(name))
        put(w, VIEW("\n"), at);
    if (tag.at[1] != '/' && (view_eq_nocase(name, VIEW("script")) ||
                             view_eq_nocase(name, VIEW("style"))))
        end = element_end(w->in, end, name);
    return end;
}

static void write_html(struct writer *w)
{
    struct view in = w->in;

    for (size_t at = 0; at < in.len;) {
        uint32_t point;
        size_t next = in.at[at] == '<' ? take_tag(w, at) : at;

        if (next > at) {
            at = next;
            continue;
        }
        size_t len =
            in.at[at] == '&' ? entity_length(view_from(in, at), &point) : 0;
        if (len)
            put_point(w, point, at);
        else
            put(w, (struct view){in.at + at, 1}, at);
        at += len ? len : 1;
    }
}

// ---- RTF --------------------------------------------------------------------

struct rtf {
    struct writer *w;
    bool hidden[GROUPS_MOST]; // of each open group: fonts, colours, pictures
    size_t depth, too_deep;
    size_t skip;  // characters that may still come instead of a \u
    size_t stand; // how many stand for one, as \uc says
};

static const struct view rtf_hidden[] = {
    // clang-format off
    VIEW_INIT("fonttbl"), VIEW_INIT("colortbl"), VIEW_INIT("stylesheet"),
    VIEW_INIT("info"), VIEW_INIT("pict"), VIEW_INIT("header"),
    VIEW_INIT("footer"), VIEW_INIT("listtable"), VIEW_INIT("listoverridetable"),
    VIEW_INIT("fldinst"), VIEW_INIT("object"), VIEW_INIT("themedata"),
    VIEW_INIT("datastore"), VIEW_INIT("generator"), VIEW_INIT("xmlnstbl"),
    // clang-format on
};

static const struct {
    struct view word;
    uint32_t point;
} rtf_signs[] = {
    // clang-format off
    {VIEW_INIT("par"), '\n'}, {VIEW_INIT("line"), '\n'},
    {VIEW_INIT("row"), '\n'}, {VIEW_INIT("sect"), '\n'},
    {VIEW_INIT("page"), '\n'}, {VIEW_INIT("tab"), '\t'},
    {VIEW_INIT("cell"), '\t'}, {VIEW_INIT("emdash"), 0x2014},
    {VIEW_INIT("endash"), 0x2013}, {VIEW_INIT("bullet"), 0x2022},
    {VIEW_INIT("lquote"), 0x2018}, {VIEW_INIT("rquote"), 0x2019},
    {VIEW_INIT("ldblquote"), 0x201c}, {VIEW_INIT("rdblquote"), 0x201d},
    // clang-format on
};

static bool is_shown(const struct rtf *r)
{
    return !r->too_deep && !r->hidden[r->depth];
}

static void rtf_put(struct rtf *r, uint32_t point, size_t from)
{
    if (r->skip)
        r->skip--;
    else if (is_shown(r))
        put_point(r->w, point, from);
}

static void rtf_open(struct rtf *r)
{
    if (r->depth + 1 == GROUPS_MOST) {
        r->too_deep++;
        return;
    }
    r->depth++;
    r->hidden[r->depth] = r->hidden[r->depth - 1];
}

static void rtf_close(struct rtf *r)
{
    r->skip = 0;
    if (r->too_deep)
        r->too_deep--;
    else if (r->depth)
        r->depth--;
}

static void rtf_word(struct rtf *r, struct view word, int64_t number, size_t at)
{
    if (view_eq(word, VIEW("u"))) {
        r->skip = 0;
        rtf_put(r, (uint32_t)(number < 0 ? number + 65536 : number), at);
        r->skip = r->stand;
        return;
    }
    if (view_eq(word, VIEW("uc")))
        r->stand = number > 0 ? (size_t)number : 0;
    for (size_t i = 0; i < sizeof rtf_hidden / sizeof *rtf_hidden; i++)
        if (view_eq(word, rtf_hidden[i]))
            r->hidden[r->depth] = true;
    for (size_t i = 0; i < sizeof rtf_signs / sizeof *rtf_signs; i++)
        if (view_eq(word, rtf_signs[i].word))
            rtf_put(r, rtf_signs[i].point, at);
}

static int hex_value(char c)
{
    c = ascii_lower(c);
    if (ascii_digit(c))
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// "\'92": a byte of Windows-1252.
static size_t rtf_byte(struct rtf *r, size_t at)
{
    struct view v = view_from(r->w->in, at);

    if (v.len < 4 || hex_value(v.at[2]) < 0 || hex_value(v.at[3]) < 0)
        return at + 2;
    rtf_put(r,
            point_of_1252(
                (unsigned char)(hex_value(v.at[2]) * 16 + hex_value(v.at[3]))),
            at);
    return at + 4;
}

// A backslash and what belongs to it; the offset behind.
static size_t rtf_control(struct rtf *r, size_t at)
{
    struct view in = r->w->in;
    size_t end = at + 1;
    int64_t number = 0;

    if (end >= in.len)
        return in.len;
    char c = in.at[end];
    if (c == '\'')
        return rtf_byte(r, at);
    if (c == '*')
        r->hidden[r->depth] = true;
    if (!ascii_alpha(c)) {
        if (byte_in(c, VIEW("\\{}")))
            rtf_put(r, (unsigned char)c, at);
        else if (byte_in(c, VIEW("~\r\n")))
            rtf_put(r, c == '~' ? ' ' : '\n', at);
        else if (c == '_')
            rtf_put(r, '-', at);
        return end + 1;
    }
    while (end < in.len && ascii_alpha(in.at[end]))
        end++;
    struct view word = {in.at + at + 1, end - at - 1};
    bool minus =
        end + 1 < in.len && in.at[end] == '-' && ascii_digit(in.at[end + 1]);
    end += minus;
    for (; end < in.len && ascii_digit(in.at[end]); end++)
        number = number < 100000 ? number * 10 + (in.at[end] - '0') : number;
    rtf_word(r, word, minus ? -number : number, at);
    return end + (end < in.len && in.at[end] == ' ');
}

static void write_rtf(struct writer *w)
{
    struct rtf r = {.w = w, .stand = 1};
    struct view in = w->in;

    for (size_t at = 0; at < in.len;) {
        char c = in.at[at];

        if (c == '\\') {
            at = rtf_control(&r, at);
            continue;
        }
        if (c == '{')
            rtf_open(&r);
        else if (c == '}')
            rtf_close(&r);
        else if (c != '\r' && c != '\n' && (unsigned char)c < 0x80)
            rtf_put(&r, (unsigned char)c, at);
        else if ((unsigned char)c >= 0x80 && is_shown(&r))
            put(r.w, (struct view){in.at + at, 1}, at);
        at++;
    }
}

// Twice: its map takes four times the text, so that no more of both is made
// than is needed.
struct view markup_text(struct arena *a, struct view text, uint32_t **map)
{
    void (*write)(struct writer *) = is_rtf(text) ? write_rtf : write_html;
    struct writer w = {.in = text};

    write(&w);
    w = writer_of(a, text, w.len);
    write(&w);
    return written(&w, map);
}
