// SPDX-License-Identifier: Apache-2.0
#include "report/md.h"

static size_t longest_run(struct view v, char of)
{
    size_t longest = 0, run = 0;

    for (size_t i = 0; i < v.len; i++) {
        run = v.at[i] == of ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static struct view escaped(struct arena *a, struct view v)
{
    struct text t = {.arena = a};

    text_escaped(&t, v);
    return text_view(&t);
}

void md_code(struct text *t, struct view v)
{
    struct view shown = escaped(t->arena, v);
    size_t ticks = longest_run(shown, '`') + 1;
    bool padded =
        ticks > 1 ||
        (shown.len && (shown.at[0] == ' ' || shown.at[shown.len - 1] == ' '));

    if (!view_trim(shown).len) {
        text_byte(t, '-');
        return;
    }
    text_fill(t, '`', ticks);
    text_fill(t, ' ', padded);
    text_add(t, shown);
    text_fill(t, ' ', padded);
    text_fill(t, '`', ticks);
}

// Whether the byte at `i` means something to Markdown inside a line: a full
// stop only in "www.", a colon only in "http://".
static bool is_sign(struct view v, size_t i)
{
    if (v.at[i] == '.')
        return i > 0 && ascii_lower(v.at[i - 1]) == 'w';
    if (v.at[i] == ':')
        return i + 1 < v.len && v.at[i + 1] == '/';
    return byte_in(v.at[i], VIEW("\\`*_[]<>#|~&$!"));
}

// An address of mail is made a link after the escapes are gone, so words with
// one are code as a whole.
void md_words(struct text *t, struct view v)
{
    struct view shown = escaped(t->arena, v);

    if (view_has(shown, VIEW("@"))) {
        md_code(t, v);
        return;
    }
    for (size_t i = 0; i < shown.len; i++) {
        if (is_sign(shown, i))
            text_byte(t, '\\');
        text_byte(t, shown.at[i]);
    }
}

void md_quote(struct text *t, struct view v, size_t indent)
{
    size_t ticks = longest_run(v, '`') + 1;

    ticks = ticks < 3 ? 3 : ticks;
    text_fill(t, ' ', indent);
    text_fill(t, '`', ticks);
    text_add(t, VIEW("text\n"));
    while (v.len) {
        struct view line = view_cut(v, '\n', &v);

        if (line.len && line.at[line.len - 1] == '\r')
            line.len--;
        text_fill(t, ' ', indent);
        while (line.len) {
            bool tab = memchr(line.at, '\t', line.len) != NULL;

            text_escaped(t, view_cut(line, '\t', &line));
            text_fill(t, ' ', tab ? 4 : 0);
        }
        text_byte(t, '\n');
    }
    text_fill(t, ' ', indent);
    text_fill(t, '`', ticks);
    text_byte(t, '\n');
}
