// SPDX-License-Identifier: Apache-2.0
#include "format/torch_code.h"

#include "knowledge/knowledge.h"

#include <string.h>

enum {
    PIECE = 16 << 10, // of a program, without what stands between its tokens
    OVERLAP = 1 << 10,
    LAST = PIECE - 4, // of a name; behind it there is room for the end
    FULL = LAST - 4,  // before it there is room for a token
};

enum word_kind {
    WORD_CALL,     // a name, or more of a program
    WORD_HOLDER,   // a name of what holds operators
    WORD_OPERATOR, // of byte code
};

struct torch_word {
    enum word_kind kind;
    struct view said;
    struct view plain; // as the program is searched
};

static bool is_name(char c)
{
    return ascii_alnum(c) || c == '_';
}

// ---- a program without what stands between its tokens

// Two names keep one blank between them; a text in quotes is one quote.
// Parentheses are gone where they close before a dot or a call: what they hold
// is called all the same.
struct squeezed {
    struct view code;
    size_t at;    // in code
    size_t plain; // up to here quotes are no texts: one is never closed
    bool gap;     // blanks stand before `at`
    bool closes;  // a parenthesis does
    size_t close;
    size_t len;
    char text[PIECE];
    uint32_t place[PIECE]; // in code
};

static size_t line_end(struct view code, size_t at)
{
    const char *end =
        at < code.len ? memchr(code.at + at, '\n', code.len - at) : NULL;

    return end ? (size_t)(end - code.at) : code.len;
}

// The end of what means nothing at `at`, or `at`. The type in a comment is read
// as a program is.
static size_t skip_blank(struct view code, size_t at)
{
    static const struct view type = VIEW_INIT("# type:");
    struct view v = view_from(code, at);

    if (byte_in(code.at[at], VIEW(" \t\n\r\v\f")))
        return at + 1;
    if (view_starts(v, VIEW("\\\n")))
        return at + 2;
    if (view_starts(v, VIEW("\\\r\n")))
        return at + 3;
    if (code.at[at] != '#')
        return at;
    return view_starts(v, type) ? at + type.len : line_end(code, at);
}

// The end of the text in quotes at `at`. False: nothing closes it, and all up
// to `*end` was looked at.
static bool skip_quoted(struct view code, size_t at, size_t *end)
{
    char quote = code.at[at];
    const struct view three = {(const char[]){quote, quote, quote}, 3};
    bool tripled = view_starts(view_from(code, at), three);
    struct view closing = view_head(three, tripled ? 3 : 1);

    for (at += closing.len; at < code.len; at++) {
        if (view_starts(view_from(code, at), closing)) {
            *end = at + closing.len;
            return true;
        }
        if (code.at[at] == '\n' && !tripled)
            break;
        at += code.at[at] == '\\';
    }
    *end = at < code.len ? at : code.len;
    return false;
}

static void put(struct squeezed *s, char c, size_t place)
{
    s->text[s->len] = c;
    s->place[s->len++] = (uint32_t)place;
}

static void put_token(struct squeezed *s, char c, size_t place)
{
    if (s->closes && c != '.' && c != '(')
        put(s, ')', s->close);
    s->closes = false;
    if (s->gap && is_name(c) && s->len && is_name(s->text[s->len - 1]))
        put(s, ' ', place);
    s->gap = false;
    put(s, c, place);
}

// The rest of a name.
static void put_rest(struct squeezed *s)
{
    size_t most = s->code.len - s->at;

    if (most > LAST - s->len)
        most = LAST - s->len;
    for (size_t i = 0; i < most && is_name(s->code.at[s->at]); i++) {
        put(s, s->code.at[s->at], s->at);
        s->at++;
    }
}

static void take(struct squeezed *s)
{
    size_t at = s->at, end = skip_blank(s->code, at);
    char c = s->code.at[at];

    if (end > at) {
        s->gap = true;
        s->at = end;
        return;
    }
    s->at++;
    if (c == ')') {
        s->close = s->closes ? s->close : at;
        s->closes = true;
        return;
    }
    if ((c == '"' || c == '\'') && at >= s->plain) {
        if (skip_quoted(s->code, at, &end))
            s->at = end;
        else
            s->plain = end;
    }
    put_token(s, c, at);
    if (is_name(c))
        put_rest(s);
}

// The next piece, which begins with the end of the one before. False: that was
// the last.
static bool next_piece(struct squeezed *s)
{
    size_t kept = s->len < OVERLAP ? s->len : OVERLAP;

    if (s->at == s->code.len)
        return false;
    memmove(s->text, s->text + s->len - kept, kept);
    memmove(s->place, s->place + s->len - kept, kept * sizeof *s->place);
    s->len = kept;
    while (s->at < s->code.len && s->len < FULL)
        take(s);
    if (s->at == s->code.len)
        put_token(s, '\n', s->at);
    return true;
}

// ---- words

static struct view squeeze_word(struct arena *a, struct squeezed *s,
                                struct view said)
{
    *s = (struct squeezed){.code = said};
    if (!next_piece(s))
        return (struct view){0};
    return arena_copy(a, (struct view){s->text, s->len - 1}); // no '\n'
}

struct error *torch_words_read(struct arena *a, struct torch_words *out)
{
    static const struct view kinds[] = {
        [WORD_CALL] = VIEW_INIT("word"),
        [WORD_HOLDER] = VIEW_INIT("holder"),
        [WORD_OPERATOR] = VIEW_INIT("operator"),
    };
    struct arena scratch = {0};
    struct squeezed *s = ARENA_NEW(&scratch, struct squeezed, 1);
    struct records all = {0};
    struct error *e = knowledge_read(a, VIEW("safety/torchscript.txt"), &all);

    *out = (struct torch_words){0};
    for (size_t i = 0; i < all.record_count && !e; i++)
        for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++) {
            struct view said;

            for (size_t at = 0;
                 record_next(&all.record[i], kinds[kind], &at, &said);)
                *LIST_ADD(a, out->word, out->word_count) = (struct torch_word){
                    (enum word_kind)kind, said, squeeze_word(a, s, said)};
        }
    arena_free(&scratch);
    return e;
}

// Whether the name at `at` is one that the program gives or fetches itself, and
// none that it uses.
static bool is_own_name(struct view text, size_t at)
{
    static const struct view fronts[] = {
        VIEW_INIT("."),       VIEW_INIT("def "),  VIEW_INIT("class "),
        VIEW_INIT("import "), VIEW_INIT("from "),
    };

    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++)
        if (view_ends(view_head(text, at), fronts[i]))
            return true;
    return false;
}

// What holds operators, at `at`, and of which the program takes none: it goes
// on as a value under another name.
static bool is_handed_on(struct view text, size_t at, struct view word)
{
    static const struct view any = VIEW_INIT("*");
    bool within = view_ends(word, any);
    size_t end = at + word.len - (within ? any.len : 0);

    while (within && end < text.len && is_name(text.at[end]))
        end++;
    return end < text.len && !is_name(text.at[end]) && text.at[end] != '.' &&
           (within || !byte_in(text.at[end], VIEW(":="))) &&
           !is_own_name(text, at);
}

static bool is_whole(struct view text, size_t at, struct view word)
{
    size_t end = at + word.len;

    return end < text.len &&
           !(is_name(text.at[end]) && is_name(word.at[word.len - 1]));
}

// From `at` on; SIZE_MAX: it is not there.
static size_t find_word(struct view text, size_t at, const struct torch_word *w)
{
    bool holder = w->kind == WORD_HOLDER;
    struct view word = w->plain;
    struct view sought =
        view_ends(word, VIEW("*")) ? view_head(word, word.len - 1) : word;

    for (size_t hit; (hit = view_find(view_from(text, at), sought)) != SIZE_MAX;
         at += hit + 1) {
        size_t begin = at + hit;
        bool starts =
            !begin || !is_name(word.at[0]) || !is_name(text.at[begin - 1]);

        if (starts && (holder ? is_handed_on(text, begin, word)
                              : is_whole(text, begin, word)))
            return begin;
    }
    return SIZE_MAX;
}

static void tell(struct notes *n, const struct torch_word *w, size_t at)
{
    if (w->kind == WORD_HOLDER)
        note_add(n, VIEW("torch.torchscript"), NOTE_DANGER, at,
                 "the program takes '" VIEW_FMT
                 "' as a value, which hides what "
                 "it calls",
                 VIEW_ARG(w->said));
    else
        note_add(n, VIEW("torch.torchscript"), NOTE_DANGER, at,
                 "the program reaches beyond tensors: '" VIEW_FMT "'",
                 VIEW_ARG(w->said));
}

void torch_code_check(const struct torch_words *words, struct view code,
                      struct notes *n)
{
    enum { FRONT = 8 }; // of a piece: looked at with the one before
    struct arena scratch = {0};
    struct squeezed *s = ARENA_NEW(&scratch, struct squeezed, 1);
    bool *told = ARENA_NEW(&scratch, bool, words->word_count);

    s->code = code;
    for (bool first = true; next_piece(s); first = false) {
        struct view text = {s->text, s->len};

        for (size_t i = 0; i < words->word_count; i++) {
            const struct torch_word *w = &words->word[i];
            size_t hit = told[i] || w->kind == WORD_OPERATOR
                             ? SIZE_MAX
                             : find_word(text, first ? 0 : FRONT, w);

            if (hit == SIZE_MAX)
                continue;
            told[i] = true;
            tell(n, w, s->place[hit]);
        }
    }
    arena_free(&scratch);
}

// ---- byte code

// Whether a text of the pickle begins at `at`: its length, in one byte or in
// four, stands before it.
static bool is_text(struct view pickle, size_t at, size_t len)
{
    return (at >= 1 && (unsigned char)pickle.at[at - 1] == len) ||
           (at >= 4 &&
            view_little(view_head(view_from(pickle, at - 4), 4)) == len);
}

void torch_bytecode_check(const struct torch_words *words, struct view pickle,
                          struct notes *n)
{
    for (size_t i = 0; i < words->word_count; i++) {
        const struct torch_word *w = &words->word[i];
        size_t at = 0, hit = SIZE_MAX;

        while (w->kind == WORD_OPERATOR &&
               (hit = view_find(view_from(pickle, at), w->said)) != SIZE_MAX &&
               !is_text(pickle, at + hit, w->said.len))
            at += hit + 1;
        if (hit != SIZE_MAX)
            tell(n, w, at + hit);
    }
}
