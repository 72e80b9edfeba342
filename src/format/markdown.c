// SPDX-License-Identifier: Apache-2.0
#include "format/markdown.h"

#include "base/text.h"

enum {
    LABEL_LIMIT = 400,   // bytes looked back for the [ of a link
    HEADING_LIMIT = 300, // bytes of a heading's words that are kept
    BOLD_LIMIT = 160,    // a longer bold line is a paragraph
};

// ---- lines

bool text_line_next(struct text_lines *l)
{
    if (!l->end) {
        l->end =
            l->text.len && memchr(l->text.at, '\n', l->text.len) ? '\n' : '\r';
        l->at = view_starts(l->text, VIEW("\xef\xbb\xbf")) ? 3 : 0;
    }
    if (l->at >= l->text.len)
        return false;
    struct view rest = view_from(l->text, l->at);
    const char *hit = memchr(rest.at, l->end, rest.len);

    l->offset = l->at;
    l->line = view_head(rest, hit ? (size_t)(hit - rest.at) : rest.len);
    l->at += l->line.len + (hit ? 1 : 0);
    if (l->end == '\n' && view_ends(l->line, VIEW("\r")))
        l->line.len--;
    l->number++;
    return true;
}

// ---- headings and fences

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct view trim_left(struct view v)
{
    while (v.len && is_blank(v.at[0]))
        v = view_from(v, 1);
    return v;
}

static size_t run_of(struct view v, char c)
{
    size_t n = 0;

    while (n < v.len && v.at[n] == c)
        n++;
    return n;
}

// `v` is nothing but `c`, at least `least` times.
static bool is_run(struct view v, char c, size_t least)
{
    v = view_trim(v);
    return v.len >= least && run_of(v, c) == v.len;
}

struct view markdown_untagged(struct arena *a, struct view text)
{
    struct text t = {.arena = a};

    if (!text.len || !memchr(text.at, '<', text.len))
        return text;
    // With no closing bracket anywhere there is no tag: looked for once.
    size_t last = text.len;
    while (last > 0 && text.at[last - 1] != '>')
        last--;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '<' && i + 1 < last &&
            (ascii_alpha(text.at[i + 1]) || text.at[i + 1] == '/')) {
            while (text.at[i] != '>')
                i++;
            continue;
        }
        text_byte(&t, text.at[i]);
    }
    return view_trim(text_view(&t));
}

static struct view without_marks(struct arena *a, struct view v)
{
    struct text t = {.arena = a};

    v = view_trim(view_head(v, HEADING_LIMIT));
    v = markdown_untagged(a, v);
    if (!view_has(v, VIEW("**")) && !view_has(v, VIEW("__")))
        return v;
    for (size_t i = 0; i < v.len; i++) {
        struct view two = view_head(view_from(v, i), 2);

        if (view_eq(two, VIEW("**")) || view_eq(two, VIEW("__")))
            i++;
        else
            text_byte(&t, v.at[i]);
    }
    return view_trim(text_view(&t));
}

// "## Words ##": the level and the words. A single # needs a blank (it is also
// how hash tags and numbers begin), more of them do not, as cards are written.
static unsigned hash_heading(struct view line, struct view *words)
{
    struct view v = trim_left(line);
    size_t level = run_of(v, '#');

    if (!level || level > 6 || line.len - v.len > 3)
        return 0;
    struct view rest = view_from(v, level);
    if (rest.len && !is_blank(rest.at[0]) && level == 1)
        return 0;
    rest = view_trim(rest);
    while (rest.len && rest.at[rest.len - 1] == '#')
        rest.len--;
    *words = view_trim(rest);
    return (unsigned)level;
}

static unsigned bold_heading(struct view line, struct view *words)
{
    static const struct view mark[] = {VIEW_INIT("**"), VIEW_INIT("__")};
    struct view v = view_trim(line);

    if (!v.len || !byte_in(v.at[0], VIEW("*_")))
        return 0;
    for (size_t i = 0; i < sizeof mark / sizeof *mark; i++) {
        struct view w = v;

        if (view_ends(w, VIEW(":")))
            w.len--;
        if (w.len < 5 || w.len > BOLD_LIMIT || !view_starts(w, mark[i]) ||
            !view_ends(w, mark[i]))
            continue;
        w = view_trim((struct view){w.at + 2, w.len - 4});
        if (view_has(w, mark[i]))
            continue;
        if (view_ends(w, VIEW(":")))
            w.len--;
        *words = w;
        return 6;
    }
    return 0;
}

// <h2 ..>Words</h2>; the words may stand on the next line.
static unsigned html_heading(struct arena *a, struct view line,
                             struct view *words)
{
    struct view v = trim_left(line);

    if (v.len < 4 || v.at[0] != '<' || ascii_lower(v.at[1]) != 'h' ||
        v.at[2] < '1' || v.at[2] > '6' || (v.at[3] != '>' && v.at[3] != ' '))
        return 0;
    *words = markdown_untagged(a, view_head(v, HEADING_LIMIT));
    return (unsigned)(v.at[2] - '0');
}

struct fence {
    char mark; // 0: none is open
    size_t len;
};

// Steps over blanks and quote marks that may stand before a fence.
static struct view fence_start(struct view line)
{
    while (line.len && (is_blank(line.at[0]) || line.at[0] == '>'))
        line = view_from(line, 1);
    return line;
}

static bool opens_fence(struct view line, struct view before, struct fence *f)
{
    struct view v = fence_start(line);
    char mark = v.len ? v.at[0] : 0;

    if (mark != '`' && mark != '~')
        return false;
    size_t len = run_of(v, mark);
    if (len < 3)
        return false;
    if (mark == '`' && memchr(v.at + len, '`', v.len - len))
        return false; // a code span
    if (v.at == line.at && before.len > 3 && is_run(v, '~', before.len))
        return false; // the underline of a title in .rst
    *f = (struct fence){mark, len};
    return true;
}

static bool closes_fence(struct view line, struct fence f)
{
    return is_run(fence_start(line), f.mark, f.len);
}

// Whether `line` underlines the line before it: the heading's level, or 0.
static unsigned underline_level(struct view line, const struct md_line *before)
{
    static const struct {
        char mark;
        unsigned level;
    } rows[] = {{'=', 1}, {'-', 2}, {'~', 3}, {'^', 4}};
    struct view run = view_trim(line), words = view_trim(before->text);

    if (!run.len || !byte_in(run.at[0], VIEW("=-~^")))
        return 0;
    if (!words.len || before->fenced || before->front || before->is_heading ||
        before->is_table || words.at[0] == '>' ||
        view_starts(words, VIEW("- ")) || view_starts(words, VIEW("* ")) ||
        words.len > HEADING_LIMIT)
        return 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (is_run(line, rows[i].mark, 3) &&
            (rows[i].level <= 2 || run.len >= words.len))
            return rows[i].level;
    return 0;
}

static bool holds_cell(struct view v)
{
    if (v.len && memchr(v.at, '|', v.len))
        return true;
    while (v.len > 3) {
        const char *tag = memchr(v.at, '<', v.len - 3);

        if (!tag)
            return false;
        char c = ascii_lower(tag[1]) == 't' ? ascii_lower(tag[2]) : 0;
        if ((c == 'd' || c == 'h') && (tag[3] == '>' || is_blank(tag[3])))
            return true;
        v = view_from(v, (size_t)(tag - v.at) + 1);
    }
    return false;
}

static bool is_front_rule(struct view line)
{
    return view_starts(line, VIEW("---")) && is_run(line, '-', 3);
}

// What is carried from line to line.
struct md_state {
    struct arena *arena;
    struct fence fence;
    struct view heading;
    bool front;
    bool heading_open; // <h1> without words: the next line has them
};

static void set_heading(struct md_state *s, struct md_line *l, unsigned level,
                        struct view words)
{
    l->level = (uint8_t)level;
    l->is_heading = true;
    s->heading = without_marks(s->arena, words);
    s->heading_open = !s->heading.len;
}

static void find_heading(struct md_state *s, struct md_line *l)
{
    struct view words = {0};
    unsigned level;

    if ((level = hash_heading(l->text, &words)) ||
        (level = html_heading(s->arena, l->text, &words)) ||
        (level = bold_heading(l->text, &words)))
        set_heading(s, l, level, words);
    else if (s->heading_open && view_trim(l->text).len)
        set_heading(s, l, 1, l->text);
}

// `before` is the line above, or NULL.
static void read_line(struct md_state *s, struct md_line *l,
                      struct md_line *before)
{
    unsigned level;

    if (s->front) {
        l->front = true;
        s->front = before == NULL || !is_front_rule(l->text);
    } else if (s->fence.mark) {
        l->fenced = true;
        if (closes_fence(l->text, s->fence))
            s->fence.mark = 0;
    } else if (opens_fence(l->text,
                           before ? view_trim(before->text) : l->heading,
                           &s->fence)) {
        l->fenced = true;
    } else if (before && (level = underline_level(l->text, before))) {
        set_heading(s, before, level, before->text);
        before->heading = s->heading;
    } else {
        find_heading(s, l);
    }
    l->is_table = holds_cell(l->text);
    l->heading = s->heading;
}

// The head is front matter only if a key follows and it is closed; a lone ---
// is a rule.
static bool has_front(struct view text)
{
    struct text_lines l = {.text = text};

    if (!text_line_next(&l) || !is_front_rule(l.line) || !text_line_next(&l) ||
        !view_has(l.line, VIEW(":")))
        return false;
    while (text_line_next(&l))
        if (is_front_rule(l.line))
            return true;
    return false;
}

// At least as many as there are lines.
static size_t most_lines(struct view text)
{
    struct text_lines l = {.text = text};

    return text_line_next(&l) ? view_count(text, l.end) + 1 : 0;
}

void markdown_read(struct arena *a, struct view text, struct markdown *out)
{
    struct md_state s = {.arena = a, .front = has_front(text)};
    struct text_lines l = {.text = text};

    *out = (struct markdown){0};
    out->line = ARENA_NEW(a, struct md_line, most_lines(text));
    while (text_line_next(&l)) {
        struct md_line *line = &out->line[out->line_count++];

        line->text = l.line;
        line->offset = l.offset;
        line->number = l.number;
        read_line(&s, line, out->line_count > 1 ? line - 1 : NULL);
    }
}

// ---- addresses

// Where an address stands decides where it ends.
enum link_place {
    PLACE_BARE,
    PLACE_ROUND,     // [label](url)
    PLACE_ATTRIBUTE, // href="url", src='url'
    PLACE_ANGLE,     // <url>
};

static size_t scheme_len(struct view v)
{
    static const struct view scheme[] = {
        VIEW_INIT("https://"), VIEW_INIT("http://"), VIEW_INIT("magnet:?"),
        VIEW_INIT("gs://"), VIEW_INIT("s3://")};

    for (size_t i = 0; i < sizeof scheme / sizeof *scheme; i++)
        if (v.len > scheme[i].len &&
            view_eq_nocase(view_head(v, scheme[i].len), scheme[i]))
            return scheme[i].len;
    return 0;
}

// The byte before `at`, or 0.
static char byte_before(struct view line, size_t at)
{
    return at ? line.at[at - 1] : 0;
}

static enum link_place place_of(struct view line, size_t at)
{
    struct view head = view_head(line, at);

    switch (byte_before(line, at)) {
    case '(':
        return view_ends(head, VIEW("](")) ? PLACE_ROUND : PLACE_BARE;
    case '"':
    case '\'':
        return at > 1 && line.at[at - 2] == '=' ? PLACE_ATTRIBUTE : PLACE_BARE;
    case '<':
        return PLACE_ANGLE;
    default:
        return PLACE_BARE;
    }
}

// "//host.tld/..": only where an address must stand, or every comment of code
// would be one.
static bool is_relative(struct view line, size_t at)
{
    struct view v = view_from(line, at);
    bool dot = false;

    if (!view_starts(v, VIEW("//")) || place_of(line, at) == PLACE_BARE ||
        place_of(line, at) == PLACE_ANGLE)
        return false;
    for (size_t i = 2; i < v.len && i < 256 && v.at[i] != '/'; i++) {
        if (!ascii_alpha(v.at[i]) && !ascii_digit(v.at[i]) && v.at[i] != '.' &&
            v.at[i] != '-')
            break;
        dot = dot || (v.at[i] == '.' && i > 2);
    }
    return dot;
}

static bool ends_bare(char c)
{
    return (unsigned char)c >= 0x80 || byte_in(c, VIEW("'|]}{[\\^"));
}

static size_t url_len(struct view line, size_t at, enum link_place place)
{
    char quote = place == PLACE_ATTRIBUTE ? line.at[at - 1] : 0;
    size_t open = 0, i = at;

    for (; i < line.len; i++) {
        char c = line.at[i];

        if ((unsigned char)c <= ' ' || c == '<' || c == '>' || c == '"' ||
            c == '`' || c == '\x7f' || (quote && c == quote))
            break;
        if (place == PLACE_BARE && ends_bare(c))
            break;
        if (view_starts(view_head(view_from(line, i), 3),
                        VIEW("\xef\xbc\x89"))) // a wide )
            break;
        if (c == '(')
            open++;
        if (c == ')' && place != PLACE_ATTRIBUTE && open-- == 0)
            break;
    }
    return i - at;
}

static struct view without_tail(struct view url, enum link_place place)
{
    if (place == PLACE_ATTRIBUTE)
        return url;
    while (url.len && byte_in(url.at[url.len - 1], VIEW(".,;:!?*")))
        url.len--;
    return url;
}

// The text of [text](url) whose `](` ends at `at`; `*image` for ![..].
static struct view round_label(struct view line, size_t at, bool *image)
{
    size_t end = at - 2, depth = 1, i = end;

    while (i > 0 && end - i < LABEL_LIMIT) {
        i--;
        if (line.at[i] == ']')
            depth++;
        if (line.at[i] == '[' && --depth == 0) {
            *image = byte_before(line, i) == '!';
            return (struct view){line.at + i + 1, end - i - 1};
        }
    }
    return (struct view){0};
}

// The text of <a href="url">text</a> whose url ends at `at`.
static struct view anchor_label(struct view line, size_t at)
{
    struct view v = view_head(view_from(line, at), LABEL_LIMIT);
    size_t open = v.len && v.at ? view_find(v, VIEW(">")) : SIZE_MAX;

    if (open == SIZE_MAX)
        return (struct view){0};
    v = view_from(v, open + 1);
    size_t close = view_find(v, VIEW("</"));
    return view_trim(close == SIZE_MAX ? (struct view){0}
                                       : view_head(v, close));
}

// The name of "[name]: url".
static struct view definition_label(struct view line, size_t at)
{
    struct view head = view_trim(view_head(line, at));

    if (view_ends(head, VIEW("<")))
        head = view_trim(view_head(head, head.len - 1));
    if (head.len < 4 || head.len > LABEL_LIMIT || head.at[0] != '[' ||
        !view_ends(head, VIEW("]:")))
        return (struct view){0};
    return (struct view){head.at + 1, head.len - 3};
}

static void split_url(struct md_link *l, size_t scheme)
{
    struct view v = view_from(l->url, scheme);
    struct view host = v;

    if (l->url.at[0] == 'm' || l->url.at[0] == 'M')
        return;
    for (size_t i = 0; i < host.len; i++)
        if (byte_in(host.at[i], VIEW("/?#"))) {
            host.len = i;
            break;
        }
    l->path = view_from(v, host.len);
    for (size_t i = 0; i < l->path.len; i++)
        if (l->path.at[i] == '?' || l->path.at[i] == '#') {
            l->path.len = i;
            break;
        }
    const char *user = host.len ? memchr(host.at, '@', host.len) : NULL;
    if (user)
        host = view_from(host, (size_t)(user - host.at) + 1);
    struct view port;
    l->host = view_cut(host, ':', &port);
}

static void take_link(struct md_link *l, size_t at, size_t scheme)
{
    struct view line = l->line;
    enum link_place place = place_of(line, at);
    size_t len = url_len(line, at, place);

    l->from = at;
    l->url = without_tail((struct view){line.at + at, len}, place);
    l->at = at + (len ? len : 1);
    if (place == PLACE_ROUND) {
        l->label = round_label(line, at, &l->image);
    } else if (place == PLACE_ATTRIBUTE) {
        l->image =
            at >= 5 &&
            view_eq_nocase(view_head(view_from(line, at - 5), 4), VIEW("src="));
        if (!l->image)
            l->label = anchor_label(line, at + len);
    } else {
        l->label = definition_label(line, at);
    }
    split_url(l, scheme);
}

bool md_next_link(struct md_link *l)
{
    struct view line = l->line;
    size_t at = l->at;

    *l = (struct md_link){.line = line};
    for (; at < line.len; at++) {
        char c = line.at[at];

        if (c == '/' && is_relative(line, at)) {
            take_link(l, at, 2);
            return true;
        }
        if (!byte_in(c, VIEW("hHmMgGsS")) || ascii_alpha(byte_before(line, at)))
            continue;
        size_t scheme = scheme_len(view_from(line, at));
        if (!scheme)
            continue;
        take_link(l, at, scheme);
        if (l->url.len > scheme)
            return true;
        at = l->at;
        *l = (struct md_link){.line = line};
    }
    l->at = line.len;
    return false;
}
