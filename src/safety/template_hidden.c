// SPDX-License-Identifier: Apache-2.0
#include "safety/template_hidden.h"

#include "base/text.h"

#include <inttypes.h>

// What a value comes from.
enum source {
    FROM_ELSEWHERE,
    FROM_MESSAGES, // the conversation, or some of it
    FROM_MESSAGE,  // one message: its kind, and what somebody wrote
    FROM_CONTENT,  // what somebody wrote
    FROM_DAY,      // what day it is
    FROM_WORDS,    // a decision by the words of it
};

// A loop whose body is being walked.
struct loop_scope {
    const struct jinja_node *loop;
    const struct loop_scope *around;
};

struct hidden {
    struct template_look *look;
    struct map from;                // name or "namespace.name" -> enum source
    const struct loop_scope *loops; // the innermost
    struct map tables; // the same -> words in the texts of a dict kept there
    struct map texts;  // the same -> words of its own in what is kept there
    struct map macros; // name -> index into `macro`
    struct told_macro {
        const struct jinja_node *is;
        size_t words; // of its own
    } * macro;
    size_t macro_count;
    size_t called;    // words that some body of a call hands to a macro
    bool learnt;      // in this pass something new of a name
    bool tell;        // the last pass; those before it only follow names
    unsigned decided; // branches around, that words decide
    unsigned few;     // of them without prose
};

// Names

static bool is_target(const struct jinja_node *target, struct view name)
{
    if (target->kind == JINJA_NAME)
        return view_eq(target->text, name);
    for (const struct jinja_node *c = target->kind == JINJA_LIST ? target->child
                                                                 : NULL;
         c; c = c->next)
        if (is_target(c, name))
            return true;
    return false;
}

// `name` as `from` has it: what a loop walks with is another than the same name
// outside, and ends with the loop.
static struct view scoped(struct hidden *h, struct view name)
{
    for (const struct loop_scope *s = h->loops; s; s = s->around)
        if (is_target(s->loop->a, name))
            return arena_print(h->look->arena, "%" PRIu32 " " VIEW_FMT,
                               s->loop->offset, VIEW_SHORT(name));
    return name;
}

static struct view path_of(struct hidden *h, const struct jinja_node *n)
{
    if (n->kind == JINJA_NAME)
        return scoped(h, n->text);
    if (n->kind == JINJA_ATTR && n->a->kind == JINJA_NAME)
        return arena_print(h->look->arena, VIEW_FMT "." VIEW_FMT,
                           VIEW_ARG(scoped(h, n->a->text)),
                           VIEW_SHORT(n->text));
    return (struct view){0};
}

static enum source source_of_name(struct hidden *h, const struct jinja_node *n)
{
    struct view path = path_of(h, n);
    const size_t *from = path.len ? map_find(&h->from, path) : NULL;

    return from ? (enum source) * from : FROM_ELSEWHERE;
}

// What was ever put there counts: a later turn of a loop may bring it back.
static void mark(struct hidden *h, const struct jinja_node *target,
                 enum source from)
{
    struct view path = path_of(h, target);
    bool is_new;

    for (const struct jinja_node *c = target->kind == JINJA_LIST ? target->child
                                                                 : NULL;
         c; c = c->next)
        mark(h, c, from);
    if (!path.len || from == FROM_ELSEWHERE)
        return;
    size_t *is = map_at(&h->from, path, &is_new);
    if (*is >= (size_t)from)
        return;
    *is = (size_t)from;
    h->learnt = true;
}

static enum source later(enum source a, enum source b)
{
    return a > b ? a : b;
}

static enum source source_of(struct hidden *h, const struct jinja_node *n);

static enum source source_of_list(struct hidden *h, const struct jinja_node *n)
{
    enum source from = FROM_ELSEWHERE;

    for (; n; n = n->next)
        from = later(from, source_of(h, n->kind == JINJA_PAIR ? n->b : n));
    return from;
}

// The method that `n` calls, or the empty view.
static struct view method_of(const struct jinja_node *n)
{
    return n->kind == JINJA_CALL && n->a->kind == JINJA_ATTR ? n->a->text
                                                             : (struct view){0};
}

// The name of the member that `n` asks for, or the empty view: a.b, a['b'],
// a.get('b').
static struct view member_of(struct hidden *h, const struct jinja_node *n)
{
    const struct jinja_node *by = n->b;

    if (n->kind == JINJA_ATTR)
        return n->text;
    if (view_eq(method_of(n), VIEW("get")))
        by = n->child;
    if (!by || by->kind == JINJA_SLICE)
        return (struct view){0};
    struct value v = template_constant(h->look, by);
    return v.kind == VALUE_TEXT ? v.text : (struct view){0};
}

// What a part of `of` is that is asked for by a name that says nothing, or by
// none that is known.
static enum source source_of_part(const struct jinja_node *n, enum source of,
                                  bool named)
{
    bool slice = n->kind == JINJA_ITEM && n->b->kind == JINJA_SLICE;

    if (of == FROM_MESSAGES)
        return slice ? of : FROM_MESSAGE;
    if (of == FROM_MESSAGE)
        return named ? FROM_ELSEWHERE : FROM_CONTENT;
    return of;
}

static enum source source_of_member(struct hidden *h,
                                    const struct jinja_node *n)
{
    const struct jinja_node *of = n->kind == JINJA_CALL ? n->a->a : n->a;
    struct view member = member_of(h, n);
    enum source named = source_of_name(h, n);

    if (named != FROM_ELSEWHERE)
        return named;
    if (member.len && template_lists(h->look, VIEW("content"), member))
        return FROM_CONTENT;
    if (member.len && template_lists(h->look, VIEW("label"), member))
        return FROM_ELSEWHERE;
    return source_of_part(n, source_of(h, of), member.len > 0);
}

// What a method or a filter makes of the conversation, or of a message.
static enum source source_of_made(struct hidden *h, struct view name,
                                  enum source of)
{
    if (of != FROM_MESSAGES && of != FROM_MESSAGE)
        return of;
    if (template_lists(h->look, VIEW("written"), name) ||
        (of == FROM_MESSAGE && template_lists(h->look, VIEW("values"), name)))
        return FROM_CONTENT;
    if (template_lists(h->look, VIEW("counts"), name))
        return FROM_ELSEWHERE;
    return template_lists(h->look, VIEW("one"), name) ? FROM_MESSAGE : of;
}

// messages|map(attribute='content')
static enum source source_of_mapped(struct hidden *h,
                                    const struct jinja_node *n)
{
    const struct jinja_node *c = n->child;

    if (!c || c->kind != JINJA_PAIR || c->b->kind != JINJA_TEXT)
        return FROM_CONTENT;
    return template_lists(h->look, VIEW("content"), c->b->text)
               ? FROM_CONTENT
               : FROM_ELSEWHERE;
}

static enum source source_of_call(struct hidden *h, const struct jinja_node *n)
{
    struct view method = method_of(n),
                name = n->kind == JINJA_FILTER ? n->text : method;
    const struct jinja_node *on = method.len ? n->a->a : n->a;
    enum source of;

    if (view_eq(method, VIEW("get"))) {
        of = source_of_member(h, n);
    } else {
        of = on ? source_of(h, on) : FROM_ELSEWHERE;
        of = view_eq(name, VIEW("map")) && of == FROM_MESSAGES
                 ? source_of_mapped(h, n)
                 : source_of_made(h, name, of);
    }
    return later(of, source_of_list(h, n->child));
}

static enum source source_of_binary(struct hidden *h,
                                    const struct jinja_node *n)
{
    enum source of = later(source_of(h, n->a), source_of(h, n->b));
    bool whole = of == FROM_MESSAGES || of == FROM_MESSAGE;

    if (whole && view_eq(n->text, VIEW("~")))
        return FROM_CONTENT;
    return whole && byte_in(n->text.at[0], VIEW("=!<>in")) ? FROM_ELSEWHERE
                                                           : of;
}

static enum source source_of(struct hidden *h, const struct jinja_node *n)
{
    enum source named;

    switch (n->kind) {
    case JINJA_NAME:
        named = source_of_name(h, n);
        if (named == FROM_ELSEWHERE &&
            template_lists(h->look, VIEW("dates"), n->text))
            return FROM_DAY;
        if (named == FROM_ELSEWHERE &&
            template_lists(h->look, VIEW("messages"), n->text))
            return FROM_MESSAGES;
        return named;
    case JINJA_ATTR:
    case JINJA_ITEM:
        return source_of_member(h, n);
    case JINJA_TEST:
        // Of what kind it is, is no matter of its words.
        return source_of(h, n->a) == FROM_WORDS ? FROM_WORDS : FROM_ELSEWHERE;
    case JINJA_CALL:
    case JINJA_FILTER:
        return source_of_call(h, n);
    case JINJA_LIST:
    case JINJA_DICT:
        return source_of_list(h, n->child);
    case JINJA_BINARY:
        return source_of_binary(h, n);
    case JINJA_UNARY:
    case JINJA_IF_ELSE:
        named = later(source_of(h, n->a),
                      n->b ? source_of(h, n->b) : FROM_ELSEWHERE);
        return later(named, n->c ? source_of(h, n->c) : FROM_ELSEWHERE);
    case JINJA_NONE:
    case JINJA_TRUE:
    case JINJA_FALSE:
    case JINJA_INT:
    case JINJA_FLOAT:
    case JINJA_TEXT:
    case JINJA_PAIR:
    case JINJA_SLICE:
    case JINJA_OUTPUT:
    case JINJA_PRINT:
    case JINJA_FOR:
    case JINJA_IF:
    case JINJA_BRANCH:
    case JINJA_SET:
    case JINJA_MACRO:
    case JINJA_BLOCK:
    case JINJA_JUMP:
    case JINJA_REACH:
        break;
    }
    return FROM_ELSEWHERE;
}

// Words

static bool has_word(struct view v)
{
    for (size_t i = 0; i < v.len; i++)
        if (ascii_alnum(v.at[i]) || (unsigned char)v.at[i] >= 0x80)
            return true;
    return false;
}

// A text that templates look for in messages by their trade: a control token
// (<...>, [...]), a command (/word), a role, blanks and signs.
static bool is_control(struct hidden *h, struct view v)
{
    v = view_trim(v);
    if (!has_word(v) || template_lists(h->look, VIEW("role"), v))
        return true;
    if ((v.at[0] == '<' && v.at[v.len - 1] == '>') ||
        (v.at[0] == '[' && v.at[v.len - 1] == ']'))
        return true;
    return (v.at[0] == '/' || view_starts(v, VIEW("<|"))) && !byte_in(' ', v);
}

// Whether content that is compared with `v` is asked for words.
static bool has_words(struct hidden *h, struct value v)
{
    if (v.kind == VALUE_TEXT)
        return !is_control(h, v.text);
    if (v.kind == VALUE_INT)
        return v.number > 1; // longer than so many letters
    for (size_t i = 0; v.kind == VALUE_LIST && i < v.items->count; i++)
        if (v.items->value[i].kind == VALUE_TEXT &&
            !is_control(h, v.items->value[i].text))
            return true;
    return false;
}

// What `name`, a target of a loop around, walks through; or `name`.
static const struct jinja_node *walked(const struct hidden *h,
                                       const struct jinja_node *name)
{
    for (const struct loop_scope *s = h->loops; s && name->kind == JINJA_NAME;
         s = s->around)
        if (is_target(s->loop->a, name->text))
            return s->loop->b;
    return name;
}

// Whether comparing `of` with `n` asks for words of content, or for a day.
static bool asks_words(struct hidden *h, const struct jinja_node *of,
                       const struct jinja_node *n)
{
    const enum source from = source_of(h, of);

    if (from != FROM_CONTENT && from != FROM_DAY)
        return false;
    struct value v = template_constant(h->look, walked(h, n));
    bool counts = of->kind == JINJA_FILTER &&
                  template_lists(h->look, VIEW("counts"), of->text);
    return (from == FROM_DAY && v.kind == VALUE_INT && !counts) ||
           has_words(h, v);
}

// One behind the last `c`, or 0.
static size_t end_of_last(struct view v, char c)
{
    size_t end = v.len;

    while (end && v.at[end - 1] != c)
        end--;
    return end;
}

enum { SIGNS_A_WORD = 3 };

// The words of a text, but for those in <...> and [...], up to TEMPLATE_PROSE.
static size_t words_in(struct view v)
{
    size_t words = 0, letters = 0, signs = 0;
    const size_t angle = end_of_last(v, '>'), square = end_of_last(v, ']');
    char close = '\0';

    for (size_t i = 0; i < v.len && words < TEMPLATE_PROSE; i++) {
        char c = v.at[i];

        if (close) {
            close = c == close ? '\0' : close;
            continue;
        }
        if (c == '<' && i < angle)
            close = '>';
        if (c == '[' && i < square)
            close = ']';
        letters = ascii_alpha(c) || (unsigned char)c >= 0x80 ? letters + 1 : 0;
        words += letters == 2;
        // Chinese, Japanese and Korean leave no blanks between words: the first
        // byte of their characters from U+3000 on.
        if ((unsigned char)c >= 0xe3 && (unsigned char)c <= 0xed)
            words += ++signs % SIGNS_A_WORD == 0;
    }
    return words;
}

static bool decides(struct hidden *h, const struct jinja_node *n);

static bool any_decides(struct hidden *h, const struct jinja_node *n)
{
    for (; n; n = n->next)
        if (decides(h, n->kind == JINJA_PAIR ? n->b : n))
            return true;
    return false;
}

// A test by its name: messages|selectattr('content', 'equalto', words), and
// content|select('equalto', words).
static bool selects(struct hidden *h, const struct jinja_node *n)
{
    const struct jinja_node *first = n->child;
    const struct jinja_node *test = first ? first->next : NULL;

    if (view_eq(n->text, VIEW("select")) || view_eq(n->text, VIEW("reject")))
        return test && n->a && asks_words(h, n->a, test);
    return (view_eq(n->text, VIEW("selectattr")) ||
            view_eq(n->text, VIEW("rejectattr"))) &&
           test && test->next && first->kind == JINJA_TEXT &&
           template_lists(h->look, VIEW("content"), first->text) &&
           has_words(h, template_constant(h->look, test->next));
}

// Whether `n` asks what words are in a content.
static bool asks(struct hidden *h, const struct jinja_node *n)
{
    const struct jinja_node *with = NULL, *of = n->a;

    if (n->kind == JINJA_FILTER && selects(h, n))
        return true;
    if (n->kind == JINJA_BINARY && byte_in(n->text.at[0], VIEW("=!<>in"))) {
        if (asks_words(h, n->a, n->b))
            return true;
        with = n->a;
        of = n->b;
    } else if (n->kind == JINJA_CALL && n->a->kind == JINJA_ATTR &&
               template_lists(h->look, VIEW("asks"), n->a->text)) {
        with = n->child;
        of = n->a->a;
    } else if (n->kind == JINJA_TEST ||
               (n->kind == JINJA_FILTER &&
                template_lists(h->look, VIEW("asks"), n->text))) {
        with = n->child;
    }
    return with && of && asks_words(h, of, with);
}

static size_t words_of_table(struct hidden *h, const struct jinja_node *table)
{
    struct view path = path_of(h, table);
    const size_t *known = path.len ? map_find(&h->tables, path) : NULL;
    size_t words = 0;

    for (const struct jinja_node *c = table->kind == JINJA_DICT ? table->child
                                                                : NULL;
         c; c = c->next)
        if (c->kind == JINJA_PAIR && c->b->kind == JINJA_TEXT)
            words += words_in(c->b->text);
    return known ? *known : words;
}

// The words of tables in which a content is looked up, in `n` and below:
// {...}[content], {...}.get(content).
static size_t words_looked_up(struct hidden *h, const struct jinja_node *n)
{
    const struct jinja_node *table = NULL, *key = NULL;
    size_t words = 0;

    if (n->kind == JINJA_ITEM) {
        table = n->a;
        key = n->b;
    } else if (n->kind == JINJA_CALL && n->a->kind == JINJA_ATTR &&
               view_eq(n->a->text, VIEW("get"))) {
        table = n->a->a;
        key = n->child;
    }
    if (table && key && source_of(h, key) != FROM_ELSEWHERE)
        words = words_of_table(h, table);
    if (n->a)
        words += words_looked_up(h, n->a);
    if (n->b)
        words += words_looked_up(h, n->b);
    if (n->c)
        words += words_looked_up(h, n->c);
    for (const struct jinja_node *c = n->child; c; c = c->next)
        words += words_looked_up(h, c);
    return words;
}

static bool decides(struct hidden *h, const struct jinja_node *n)
{
    if ((n->kind == JINJA_NAME || n->kind == JINJA_ATTR) &&
        source_of_name(h, n) == FROM_WORDS)
        return true;
    return asks(h, n) || (n->a && decides(h, n->a)) ||
           (n->b && decides(h, n->b)) || (n->c && decides(h, n->c)) ||
           any_decides(h, n->child);
}

typedef void (*take_text)(void *context, struct view text, size_t offset);

// Texts of its own that an expression can give. What it compares with and what
// it says when it refuses are none.
static void each_own(const struct jinja_node *n, take_text take, void *context)
{
    if (n->kind == JINJA_TEXT)
        take(context, n->text, n->offset);
    if ((n->kind == JINJA_BINARY && byte_in(n->text.at[0], VIEW("=!<>in"))) ||
        n->kind == JINJA_TEST)
        return;
    if (n->kind == JINJA_ITEM) { // what it is taken from, not by which name
        if (n->a->kind == JINJA_TEXT || n->a->kind == JINJA_LIST)
            each_own(n->a, take, context);
        return;
    }
    if (n->kind == JINJA_CALL && n->a->kind == JINJA_NAME &&
        (view_eq(n->a->text, VIEW("raise_exception")) ||
         view_eq(n->a->text, VIEW("strftime_now"))))
        return;
    if (n->a)
        each_own(n->a, take, context);
    if (n->b)
        each_own(n->b, take, context);
    if (n->c)
        each_own(n->c, take, context);
    for (const struct jinja_node *c = n->child; c; c = c->next)
        each_own(c, take, context);
}

// The same of statements, whether they are printed or kept.
static void each_of_body(const struct jinja_node *n, take_text take,
                         void *context)
{
    for (; n; n = n->next) {
        if (n->kind == JINJA_OUTPUT)
            take(context, n->text, n->offset);
        else if (n->kind == JINJA_PRINT)
            each_own(n->a, take, context);
        else if (n->kind == JINJA_SET && n->b)
            each_own(n->b, take, context);
        each_of_body(n->child, take, context);
        if (n->kind != JINJA_BLOCK)
            each_of_body(n->other, take, context);
    }
}

static void count_words(void *context, struct view text, size_t offset)
{
    size_t *words = context;

    (void)offset;
    if (*words < TEMPLATE_PROSE)
        *words += words_in(text);
}

static size_t own_words(const struct jinja_node *n)
{
    size_t words = 0;

    each_own(n, count_words, &words);
    return words;
}

static size_t body_words(const struct jinja_node *n)
{
    size_t words = 0;

    each_of_body(n, count_words, &words);
    return words;
}

// The words of what `n` shows by a name: of a text that was kept, of a macro,
// of the body of a call.
static size_t named_words(struct hidden *h, const struct jinja_node *n)
{
    const bool call = n->kind == JINJA_CALL && n->a->kind == JINJA_NAME;
    const size_t *macro = call ? map_find(&h->macros, n->a->text) : NULL;
    struct view path = path_of(h, n);
    const size_t *text = path.len ? map_find(&h->texts, path) : NULL;

    if (macro)
        return h->macro[*macro].words;
    if (call && view_eq(n->a->text, VIEW("caller")))
        return h->called;
    if (n->kind == JINJA_FILTER)
        return named_words(h, n->a);
    if (n->kind == JINJA_IF_ELSE) {
        size_t one = named_words(h, n->a);
        return one < TEMPLATE_PROSE && n->c ? one + named_words(h, n->c) : one;
    }
    if (n->kind != JINJA_BINARY || byte_in(n->text.at[0], VIEW("=!<>in")))
        return text ? *text : 0;
    size_t words = named_words(h, n->a);
    return words < TEMPLATE_PROSE ? words + named_words(h, n->b) : words;
}

// The same of all that statements show.
static size_t shown_words(struct hidden *h, const struct jinja_node *n)
{
    size_t words = 0;

    for (; n && words < TEMPLATE_PROSE; n = n->next) {
        if (n->kind == JINJA_PRINT)
            words += named_words(h, n->a);
        words += shown_words(h, n->child);
        if (n->kind != JINJA_BLOCK)
            words += shown_words(h, n->other);
    }
    return words;
}

struct gathering {
    struct arena *arena;
    struct template_prose *out;
};

static void gather(void *context, struct view text, size_t offset)
{
    struct gathering *g = context;
    struct text t = {.arena = g->arena};

    if (words_in(text) < TEMPLATE_PROSE)
        return;
    for (size_t i = 0; i < text.len; i++)
        if (!ascii_blank(text.at[i]))
            text_byte(&t, text.at[i]);
        else if (t.len && t.at[t.len - 1] != ' ')
            text_byte(&t, ' ');
    *LIST_ADD(g->arena, g->out->item, g->out->count) =
        (struct template_passage){view_trim(text_view(&t)), offset};
}

void template_prose(struct arena *a, const struct jinja *t,
                    struct template_prose *out)
{
    struct gathering g = {a, out};

    each_of_body(t->body, gather, &g);
}

// Macros

static void collect_macros(struct hidden *h, const struct jinja_node *n)
{
    bool is_new;

    for (; n; n = n->next) {
        if (n->kind == JINJA_MACRO) {
            *map_at(&h->macros, n->text, &is_new) = h->macro_count;
            *LIST_ADD(h->look->arena, h->macro, h->macro_count) =
                (struct told_macro){n, body_words(n->child)};
        }
        if (n->kind == JINJA_BLOCK && view_eq(n->text, VIEW("call")))
            h->called += body_words(n->child);
        collect_macros(h, n->child);
        if (n->kind != JINJA_BLOCK)
            collect_macros(h, n->other);
    }
}

static void mark_parameter(struct hidden *h, const struct jinja_node *parameter,
                           enum source from)
{
    const struct jinja_node name = {.kind = JINJA_NAME,
                                    .text = parameter->text};

    mark(h, &name, from);
}

// The parameters of a macro hold what it is called with.
static void follow_call(struct hidden *h, const struct jinja_node *macro,
                        const struct jinja_node *call)
{
    const struct jinja_node *next = macro->a->child;

    for (const struct jinja_node *c = call->child; c; c = c->next) {
        const struct jinja_node *value = c->kind == JINJA_PAIR ? c->b : c;
        enum source from = decides(h, value) ? FROM_WORDS : source_of(h, value);

        const struct jinja_node *parameter =
            c->kind == JINJA_PAIR ? c : next; // a keyword is the name of one

        if (parameter)
            mark_parameter(h, parameter, from);
        if (next && c->kind != JINJA_PAIR)
            next = next->next;
    }
}

static void follow_calls(struct hidden *h, const struct jinja_node *n);

static void follow_parts(struct hidden *h, const struct jinja_node *n)
{
    const struct jinja_node *const part[] = {n->a, n->b, n->c};

    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        if (part[i])
            follow_calls(h, part[i]);
}

static void follow_calls(struct hidden *h, const struct jinja_node *n)
{
    const size_t *macro = n->kind == JINJA_CALL && n->a->kind == JINJA_NAME
                              ? map_find(&h->macros, n->a->text)
                              : NULL;

    if (macro)
        follow_call(h, h->macro[*macro].is, n);
    follow_parts(h, n);
    for (const struct jinja_node *c = n->child; c; c = c->next)
        follow_calls(h, c);
}

// The same of the expressions of a statement, but not of its body.
static void follow_statement(struct hidden *h, const struct jinja_node *n)
{
    if (h->macro_count && !h->tell && n->kind != JINJA_MACRO)
        follow_parts(h, n);
}

// The walk

static void tell(struct hidden *h, const struct jinja_node *n)
{
    struct view ignored,
        line = view_head(view_from(h->look->text, n->offset), 80);

    if (h->tell)
        template_tell(h->look, VIEW("template.hidden"), NOTE_REVIEW, n->offset,
                      "shows a text of its own only for certain words of a "
                      "message, or on certain days",
                      view_cut(line, '\n', &ignored));
}

static void walk(struct hidden *h, const struct jinja_node *n);

static void walk_decided(struct hidden *h, const struct jinja_node *n,
                         bool decided, bool few)
{
    h->decided += decided;
    h->few += few;
    walk(h, n);
    h->decided -= decided;
    h->few -= few;
}

// Whether a body is prose. Those inside of one that is none are not asked, so
// that no text is gone through as often as branches nest.
static bool is_prose(struct hidden *h, const struct jinja_node *body)
{
    return h->tell && !h->few &&
           (body_words(body) >= TEMPLATE_PROSE ||
            shown_words(h, body) >= TEMPLATE_PROSE);
}

static void look_at_print(struct hidden *h, const struct jinja_node *n,
                          const struct jinja_node *value)
{
    if ((decides(h, value) &&
         own_words(value) + named_words(h, value) >= TEMPLATE_PROSE) ||
        words_looked_up(h, value) >= TEMPLATE_PROSE)
        tell(h, n);
}

static void keep_table(struct hidden *h, const struct jinja_node *target,
                       const struct jinja_node *value)
{
    struct view path = path_of(h, target);
    size_t words = words_of_table(h, value);
    bool is_new;

    if (path.len && words)
        *map_at(&h->tables, path, &is_new) = words;
}

static void keep_text(struct hidden *h, const struct jinja_node *set)
{
    struct view path = path_of(h, set->a);
    size_t words = set->b ? own_words(set->b) : body_words(set->child);
    bool is_new;

    if (path.len && words)
        *map_at(&h->texts, path, &is_new) = words;
}

static void look_at_set(struct hidden *h, const struct jinja_node *n)
{
    enum source from = FROM_ELSEWHERE;

    if (!h->tell)
        keep_text(h, n);
    if (n->b) {
        keep_table(h, n->a, n->b);
        look_at_print(h, n, n->b);
        from = decides(h, n->b) ? FROM_WORDS : source_of(h, n->b);
    }
    walk(h, n->child);
    mark(h, n->a, h->decided ? FROM_WORDS : from);
}

// A condition that decides, decides about the branches behind it too.
static void look_at_branches(struct hidden *h, const struct jinja_node *n)
{
    bool decided = false, few = false; // those behind

    for (const struct jinja_node *b = n->child; b; b = b->next) {
        follow_statement(h, b);
        bool by = b->a && decides(h, b->a);
        bool one = by && is_prose(h, b->child),
             other = by && !decided && is_prose(h, b->next);

        if (one || other)
            tell(h, b);
        walk_decided(h, b->child, by, by && !one);
        if (!by || decided)
            continue;
        decided = true;
        few = !other;
        h->decided++;
        h->few += few;
    }
    h->decided -= decided;
    h->few -= few;
}

static void look_at_loop(struct hidden *h, const struct jinja_node *n)
{
    struct loop_scope scope = {n, h->loops};
    enum source from = source_of(h, n->b);
    bool decided = decides(h, n->b);

    if (from == FROM_MESSAGES)
        from = FROM_MESSAGE;
    else if (from == FROM_MESSAGE) // the names in it
        from = FROM_ELSEWHERE;
    h->loops = &scope;
    mark(h, n->a, from);
    decided = decided || (n->c && decides(h, n->c));
    bool prose = decided && is_prose(h, n->child);
    if (prose)
        tell(h, n);
    walk_decided(h, n->child, decided, decided && !prose);
    h->loops = scope.around;
    walk(h, n->other);
}

static void walk(struct hidden *h, const struct jinja_node *n)
{
    for (; n; n = n->next) {
        follow_statement(h, n);
        if (n->kind == JINJA_PRINT) {
            look_at_print(h, n, n->a);
        } else if (n->kind == JINJA_SET) {
            look_at_set(h, n);
        } else if (n->kind == JINJA_IF) {
            look_at_branches(h, n);
        } else if (n->kind == JINJA_FOR) {
            look_at_loop(h, n);
        } else {
            walk(h, n->child);
            if (n->kind != JINJA_BLOCK)
                walk(h, n->other);
        }
    }
}

void template_hidden(struct template_look *l, const struct jinja *t)
{
    enum { MOST_PASSES = 4 }; // macros call macros, which stand anywhere
    struct hidden h = {.look = l,
                       .from = {.arena = l->arena},
                       .tables = {.arena = l->arena},
                       .texts = {.arena = l->arena},
                       .macros = {.arena = l->arena}};

    collect_macros(&h, t->body);
    for (int i = 0; i < MOST_PASSES && (i == 0 || h.learnt); i++) {
        h.learnt = false;
        walk(&h, t->body);
        if (!h.macro_count)
            break;
    }
    h.tell = true;
    walk(&h, t->body);
}
