// SPDX-License-Identifier: Apache-2.0
#include "safety/template_look.h"

#include "safety/template_budget.h"
#include "safety/template_filter.h"
#include "safety/template_function.h"
#include "safety/template_reach.h"
#include "safety/template_taken.h"

bool template_lists(const struct template_look *l, struct view key,
                    struct view name)
{
    struct view names;

    for (size_t at = 0; record_next(l->names, key, &at, &names);)
        while (names.len)
            if (view_eq(view_cut(names, ' ', &names), name))
                return true;
    return false;
}

static uint32_t line_of(const struct template_look *l, size_t at)
{
    return (uint32_t)view_count(view_head(l->text, at), '\n') + 1;
}

enum {
    MOST_TOLD = 50, // of one severity
    FOLD_STEPS = 8 * TEMPLATE_MOST_STEPS,
};

void template_tell(struct template_look *l, struct view rule,
                   enum note_severity severity, size_t at, const char *shows,
                   struct view what)
{
    char id[64];
    bool is_new;
    int len = snprintf(id, sizeof id, VIEW_FMT " %d %zu", VIEW_ARG(rule),
                       severity, at);
    const struct view key = {id, (size_t)len};

    if (l->told_count[severity] == MOST_TOLD || map_find(&l->told, key))
        return;
    l->told.arena = l->arena;
    map_at(&l->told, arena_copy(l->arena, key), &is_new);
    l->told_count[severity]++;
    if (l->exact)
        note_add(l->notes, rule, severity, l->offset + at, "%s: '" VIEW_FMT "'",
                 shows, VIEW_SHORT(what));
    else
        note_add(l->notes, rule, severity, l->offset,
                 "in line %u of the template %s: '" VIEW_FMT "'",
                 line_of(l, at), shows, VIEW_SHORT(what));
}

void template_escape(struct template_look *l, const struct jinja_node *at,
                     const char *shows, struct view what)
{
    template_tell(l, VIEW("template.escape"), NOTE_DANGER, at->offset, shows,
                  what);
}

static void doubt(struct template_look *l, const struct jinja_node *at,
                  const char *shows, struct view what)
{
    template_tell(l, VIEW("template.escape"), NOTE_REVIEW, at->offset, shows,
                  what);
}

static const char *const limits[] = {
    [TEMPLATE_NO_LIMIT] = "",
    [TEMPLATE_STEPS] = "rendering takes more than a million steps",
    [TEMPLATE_OUTPUT] = "rendering writes more than a mebibyte",
    [TEMPLATE_TEXT] = "rendering makes texts that are too large",
    [TEMPLATE_DEPTH] = "macros or expressions nest too deep",
    [TEMPLATE_ITEMS] = "a list or a range has more than 100,000 elements",
};

struct view template_line(const struct template_look *l, size_t at)
{
    struct view ignored, rest = view_head(view_from(l->text, at), 60);

    return view_cut(rest, '\n', &ignored);
}

static void tell_limit(struct template_look *l, size_t at, const char *shows)
{
    l->limit_told = true;
    template_tell(l, VIEW("template.limit"), NOTE_LIMIT, at, shows,
                  template_line(l, at));
}

void template_tell_limit(struct template_look *l,
                         const struct template_run *run)
{
    if (run->limit)
        tell_limit(l, run->limit_offset, limits[run->limit]);
}

void template_judge(void *look, const struct jinja_node *at, struct view name)
{
    struct template_look *l = look;

    if (view_starts(name, VIEW("_")) ||
        template_lists(l, VIEW("reaches"), name))
        template_escape(l, at, "reaches for more than the conversation", name);
    if (template_lists(l, VIEW("pattern"), name))
        taken_note(l, at);
}

void template_given(void *look, const struct jinja_node *at)
{
    struct template_look *l = look;

    template_escape(l, at,
                    "reaches for a name that is only known when it is "
                    "rendered",
                    template_line(l, at->offset));
}

void template_doubt(void *look, const struct jinja_node *at)
{
    struct template_look *l = look;

    doubt(l, at,
          "reaches for a name that is put together in a way we do not follow",
          template_line(l, at->offset));
}

size_t template_by_name(void *look, struct view filter)
{
    if (template_lists(look, VIEW("by-third"), filter))
        return 3;
    if (template_lists(look, VIEW("by-second"), filter))
        return 2;
    return template_lists(look, VIEW("by-name"), filter);
}

// Tells the limit that a fold met; the next goes on.
static void settle(struct template_look *l)
{
    struct template_run *r = &l->fold;

    template_tell_limit(l, r);
    r->limit = TEMPLATE_NO_LIMIT;
    r->stopped = r->broke = r->continued = false;
}

// All folds of a template share one budget.
struct value template_constant(struct template_look *l,
                               const struct jinja_node *n)
{
    struct value v = template_eval(&l->fold, n);

    settle(l);
    return v;
}

// Expressions

static void look_at(struct template_look *l, const struct jinja_node *n);

static void look_at_list(struct template_look *l, const struct jinja_node *n)
{
    for (; n; n = n->next)
        look_at(l, n);
}

// The name at the left end of a.b[c](d)|e.
static struct view root_of(const struct jinja_node *n)
{
    while (n && (n->kind == JINJA_ATTR || n->kind == JINJA_ITEM ||
                 n->kind == JINJA_CALL || n->kind == JINJA_FILTER))
        n = n->a;
    return n && n->kind == JINJA_NAME ? n->text : (struct view){0};
}

// Whether anything in the list `n` is data and not written in the template.
static bool has_data(const struct template_look *l, const struct jinja_node *n)
{
    for (; n; n = n->next)
        if ((n->kind == JINJA_NAME && !map_find(&l->made, n->text)) ||
            (n->a && has_data(l, n->a)) || (n->b && has_data(l, n->b)) ||
            (n->c && has_data(l, n->c)) || (n->child && has_data(l, n->child)))
            return true;
    return false;
}

// The same of `n` without its neighbours.
static bool is_data(const struct template_look *l, const struct jinja_node *n)
{
    if (n->kind == JINJA_NAME)
        return !map_find(&l->made, n->text);
    return (n->a && has_data(l, n->a)) || (n->b && has_data(l, n->b)) ||
           (n->c && has_data(l, n->c)) || (n->child && has_data(l, n->child));
}

// Whether a text in `n` or below has what names that lead out begin with.
static bool has_reach(const struct template_look *l, const struct jinja_node *n)
{
    if (n->kind == JINJA_TEXT && (view_has(n->text, VIEW("__")) ||
                                  template_lists(l, VIEW("reaches"), n->text)))
        return true;
    for (const struct jinja_node *c = n->child; c; c = c->next)
        if (has_reach(l, c))
            return true;
    return (n->a && has_reach(l, n->a)) || (n->b && has_reach(l, n->b)) ||
           (n->c && has_reach(l, n->c));
}

// Whether anything in the list `n` is what the template was given, other than
// what its loops and macros go through, which is known when it is tried out.
static bool has_given(struct template_look *l, const struct jinja_node *n)
{
    for (; n; n = n->next) {
        const struct value *v =
            n->kind == JINJA_NAME ? template_get(&l->fold, n, n->text) : NULL;

        if ((v && v->data) ||
            (n->kind == JINJA_NAME && !v && !map_find(&l->own, n->text) &&
             !template_lists(l, VIEW("function"), n->text)) ||
            (n->a && has_given(l, n->a)) || (n->b && has_given(l, n->b)) ||
            (n->c && has_given(l, n->c)) ||
            (n->child && has_given(l, n->child)))
            return true;
    }
    return false;
}

// By what a filter reaches into its elements. What was given may say any name,
// other than a name that nobody sets.
static bool is_given(struct template_look *l, const struct jinja_node *by)
{
    struct jinja_node alone = *by;

    alone.next = NULL;
    bool is =
        (by->kind != JINJA_NAME || template_get(&l->fold, by, by->text)) &&
        has_given(l, &alone);
    settle(l);
    return is;
}

enum reach {
    REACH_ITEM, // a[name], which may be any data
    REACH_EACH, // map(attribute=name) and the like
    REACH_ATTR, // attr(name)
};

// A name that is reached for; only that which `by` is made of can be known.
static void look_at_reach(struct template_look *l, const struct jinja_node *at,
                          const struct jinja_node *by, enum reach how)
{
    struct value v = template_constant(l, by);

    if (v.kind == VALUE_TEXT) {
        template_judge(l, at, v.text);
        reach_by(&l->fold, at, &v);
    } else if (how == REACH_ATTR) {
        template_given(l, at);
    } else if (v.kind == VALUE_UNKNOWN && by->kind != JINJA_SLICE &&
               by->kind != JINJA_FLOAT) {
        if (has_reach(l, by))
            template_escape(l, at,
                            "reaches for a name that is put together from one "
                            "that leads out",
                            template_line(l, at->offset));
        else if (!is_data(l, by))
            template_doubt(l, at);
        else if (how == REACH_EACH && is_given(l, by))
            template_given(l, at);
    }
}

// A width that is given beside the pattern: "%*d", "{:{}}".
static void look_at_given_width(struct template_look *l,
                                const struct jinja_node *at,
                                const struct jinja_node *values)
{
    for (const struct jinja_node *c = values->child; c; c = c->next) {
        struct value v = template_constant(l, c->kind == JINJA_PAIR ? c->b : c);

        if (v.kind != VALUE_INT || v.number <= TEMPLATE_MOST_OUTPUT)
            continue;
        tell_limit(l, at->offset, "formats to a width of millions");
        return;
    }
}

// A pattern whose places reach into what is put there.
static void look_at_pattern(struct template_look *l,
                            const struct jinja_node *at,
                            const struct jinja_node *pattern)
{
    struct value v = template_constant(l, pattern);

    if (v.kind == VALUE_TEXT && !budget_steps(&l->fold, at, v.text.len / 32)) {
        settle(l);
        return;
    }
    if (v.kind == VALUE_TEXT &&
        (view_has(v.text, VIEW("*")) || view_has(v.text, VIEW(":{"))))
        look_at_given_width(l, at, at->kind == JINJA_BINARY ? at->b : at);
    if (v.kind != VALUE_TEXT)
        template_escape(l, at,
                        "formats by a pattern that is only known when it is "
                        "rendered",
                        template_line(l, at->offset));
    else if (view_has(v.text, VIEW("._")) || view_has(v.text, VIEW("[_")))
        template_escape(l, at,
                        "formats by a pattern that reaches for more than the "
                        "conversation",
                        v.text);
    size_t digits = 0; // of a width
    for (size_t i = 0; v.kind == VALUE_TEXT && i < v.text.len; i++) {
        digits = ascii_digit(v.text.at[i]) ? digits + 1 : 0;
        if (digits == 7) {
            tell_limit(l, at->offset, "formats to a width of millions");
            return;
        }
    }
}

static void look_at_width(struct template_look *l, const struct jinja_node *n,
                          struct view name)
{
    if (!template_lists(l, VIEW("wide"), name))
        return;
    // What is indented or has tabs becomes so wide in many places.
    const struct value of =
        template_constant(l, n->kind == JINJA_CALL ? n->a->a : n->a);
    int64_t places = 1;
    if (of.kind == VALUE_TEXT && budget_steps(&l->fold, n, of.text.len / 32))
        places += (int64_t)view_count(of.text, '\n') +
                  (int64_t)view_count(of.text, '\t');
    settle(l);
    for (const struct jinja_node *c = n->child; c; c = c->next) {
        struct value v = template_constant(l, c->kind == JINJA_PAIR ? c->b : c);

        if (v.kind == VALUE_INT && v.number > TEMPLATE_MOST_OUTPUT / places)
            tell_limit(l, n->offset, "makes a text of millions of characters");
    }
}

// What the filter `n`, or the one that it applies to each element by its name,
// reaches for.
static void look_at_applied(struct template_look *l, const struct jinja_node *n)
{
    size_t skip;
    const struct view name = filter_applied(&l->fold, n, &skip);
    const struct jinja_node *by;

    settle(l);
    if (!name.len)
        doubt(l, n, "applies a filter that is only known when it is rendered",
              template_line(l, n->offset));
    if (view_eq(name, VIEW("attr")) &&
        (by = argument_find(n, skip, VIEW("name"))))
        look_at_reach(l, n, by, REACH_ATTR);
    if (template_by_name(l, name) &&
        (by = argument_find(n, skip + template_by_name(l, name) - 1,
                            VIEW("attribute"))))
        look_at_reach(l, n, by, REACH_EACH);
    if (view_eq(name, VIEW("format")) && skip)
        template_escape(l, n,
                        "formats by a pattern that is only known when it is "
                        "rendered",
                        name);
    else if (view_eq(name, VIEW("format")) && n->a)
        look_at_pattern(l, n, n->a);
    look_at_width(l, n, name);
}

static void look_at_filter(struct template_look *l, const struct jinja_node *n)
{
    if (!template_lists(l, VIEW("filter"), n->text))
        template_tell(l, VIEW("template.malformed"), NOTE_REVIEW, n->offset,
                      "uses a filter that Jinja does not have", n->text);
    look_at_applied(l, n);
}

// Names that a body sets from parts: targets of its loops and of its sets. Is
// asked for every name in a call, hence within the budget of the folds.
static bool sets_name(struct template_look *l, const struct jinja_node *body,
                      struct view name)
{
    for (const struct jinja_node *n = body; n; n = n->next) {
        if (!budget_steps(&l->fold, n, 1))
            return true;
        const struct jinja_node *target =
            n->kind == JINJA_FOR || n->kind == JINJA_SET ? n->a : NULL;

        if (target && target->kind == JINJA_NAME && view_eq(target->text, name))
            return true;
        for (const struct jinja_node *c =
                 target && target->kind == JINJA_LIST ? target->child : NULL;
             c; c = c->next)
            if (c->kind == JINJA_NAME && view_eq(c->text, name))
                return true;
        if (sets_name(l, n->child, name) || sets_name(l, n->other, name))
            return true;
    }
    return false;
}

// Whether what a macro calls itself with may be less than what it was given: a
// part of it, something made from it, or what its body sets. What is the same
// or grows has no end.
static bool gets_less(struct template_look *l, const struct jinja_node *macro,
                      const struct jinja_node *n)
{
    for (; n; n = n->next) {
        bool minus = n->kind == JINJA_BINARY && view_eq(n->text, VIEW("-"));

        if (n->kind == JINJA_ATTR || n->kind == JINJA_ITEM ||
            n->kind == JINJA_FILTER || n->kind == JINJA_CALL || minus ||
            (n->kind == JINJA_NAME && sets_name(l, macro->child, n->text)) ||
            (n->a && gets_less(l, macro, n->a)) ||
            (n->b && gets_less(l, macro, n->b)) ||
            (n->c && gets_less(l, macro, n->c)) ||
            (n->child && gets_less(l, macro, n->child)))
            return true;
    }
    return false;
}

// A loop goes into itself with what one of its elements is, or less than that.
static bool goes_round(struct template_look *l, const struct jinja_node *n)
{
    return l->loop && view_eq(n->a->text, VIEW("loop")) && n->child &&
           n->child->kind != JINJA_NAME && l->recursions++ < MOST_TOLD &&
           !gets_less(l, l->loop, n->child);
}

static void look_at_recursion(struct template_look *l,
                              const struct jinja_node *n)
{
    const struct jinja_node *m = l->macro;

    if (m && view_eq(n->a->text, m->text) && l->recursions++ < MOST_TOLD &&
        !gets_less(l, m, n->child))
        tell_limit(l, n->offset, "a macro calls itself with what it was given");
    if (goes_round(l, n))
        tell_limit(l, n->offset, "a loop goes into itself without an end");
    settle(l);
}

bool template_takes_format(struct template_look *l, const struct jinja_node *n)
{
    const struct jinja_node *name = NULL;

    if (n->kind == JINJA_ITEM && n->b->kind != JINJA_SLICE)
        name = n->b;
    else if (n->kind == JINJA_FILTER && view_eq(n->text, VIEW("attr")))
        name = argument_find(n, 0, VIEW("name"));
    if (!name)
        return false;
    struct value v = template_constant(l, name);
    return v.kind == VALUE_TEXT && template_lists(l, VIEW("pattern"), v.text);
}

static void look_at_call(struct template_look *l, const struct jinja_node *n)
{
    struct view root = root_of(n->a);
    const struct jinja_node *a = n->a;

    if (template_lists(l, VIEW("object"), root) && !map_find(&l->own, root))
        template_escape(l, n, "calls an object of the engine", root);
    if (a->kind == JINJA_NAME) {
        look_at_recursion(l, n);
        if (!template_lists(l, VIEW("function"), a->text) &&
            !template_lists(l, VIEW("object"), a->text) &&
            !map_find(&l->own, a->text))
            doubt(l, n, "calls a function that templates do not have", a->text);
    } else if (a->kind == JINJA_ATTR) {
        if (!template_lists(l, VIEW("method"), a->text) &&
            !map_find(&l->own, a->text))
            doubt(l, n, "calls a method that data does not have", a->text);
        if (template_lists(l, VIEW("pattern"), a->text))
            look_at_pattern(l, n, a->a);
        look_at_width(l, n, a->text);
    } else if (template_takes_format(l, a)) {
        look_at_pattern(l, n, a->a);
    } else {
        doubt(l, n, "calls what is only known when it is rendered",
              template_line(l, n->offset));
    }
}

// Whether `n` is what somebody wrote: message.content, message['content'].
static bool is_written(const struct template_look *l,
                       const struct jinja_node *n)
{
    if (n->kind == JINJA_ATTR)
        return template_lists(l, VIEW("content"), n->text);
    return n->kind == JINJA_ITEM && n->b->kind == JINJA_TEXT &&
           template_lists(l, VIEW("content"), n->b->text);
}

// Whether `n` is a text, by what somebody wrote or by how it is made.
static bool is_text(const struct template_look *l, const struct jinja_node *n)
{
    if (n->kind == JINJA_BINARY)
        return view_eq(n->text, VIEW("~")) ||
               (view_eq(n->text, VIEW("+")) &&
                (is_text(l, n->a) || is_text(l, n->b)));
    if (n->kind == JINJA_FILTER && n->a)
        return template_lists(l, VIEW("text"), n->text) && is_text(l, n->a);
    if (n->kind == JINJA_CALL && n->a->kind == JINJA_ATTR)
        return template_lists(l, VIEW("text"), n->a->text) &&
               is_text(l, n->a->a);
    if (n->kind == JINJA_NAME)
        return map_find(&l->texts, n->text) != NULL;
    return is_written(l, n);
}

// "pattern" % values. A remainder has numbers on both sides.
static void look_at_percent(struct template_look *l, const struct jinja_node *n)
{
    struct value v = template_constant(l, n->a);

    if (v.kind == VALUE_TEXT || n->b->kind == JINJA_LIST ||
        n->b->kind == JINJA_DICT || is_text(l, n->a))
        look_at_pattern(l, n, n->a);
}

// What is directly below an object of an engine. A call on it is told as that.
static void look_at_object(struct template_look *l, const struct jinja_node *n)
{
    struct view name = n->a->kind == JINJA_NAME ? n->a->text : VIEW("");

    if (template_lists(l, VIEW("object"), name) && !map_find(&l->own, name))
        doubt(l, n, "reaches into an object that only some engines have", name);
}

// An object of the engine under another name is called where nobody knows it.
static void look_at_handed(struct template_look *l, const struct jinja_node *n)
{
    if (n && n->kind == JINJA_NAME &&
        template_lists(l, VIEW("given"), n->text) &&
        !map_find(&l->own, n->text))
        template_escape(l, n, "hands on an object of the engine", n->text);
}

// What `n` keeps, passes or chooses, other than what it asks and prints.
static void look_at_hands(struct template_look *l, const struct jinja_node *n)
{
    bool chooses = n->kind == JINJA_IF_ELSE ||
                   (n->kind == JINJA_BINARY && (view_eq(n->text, VIEW("or")) ||
                                                view_eq(n->text, VIEW("and"))));

    if (chooses)
        look_at_handed(l, n->a);
    if (chooses || n->kind == JINJA_PAIR)
        look_at_handed(l, n->b);
    if (n->kind == JINJA_IF_ELSE)
        look_at_handed(l, n->c);
    if (n->kind == JINJA_TEST)
        return;
    for (const struct jinja_node *c = n->child; c; c = c->next)
        look_at_handed(l, c);
}

static void look_at(struct template_look *l, const struct jinja_node *n)
{
    if (n->kind == JINJA_ATTR || n->kind == JINJA_ITEM)
        look_at_object(l, n);
    look_at_hands(l, n);
    if (n->kind == JINJA_ATTR)
        template_judge(l, n, n->text);
    else if (n->kind == JINJA_ITEM)
        look_at_reach(l, n, n->b, REACH_ITEM);
    else if (n->kind == JINJA_FILTER)
        look_at_filter(l, n);
    else if (n->kind == JINJA_CALL)
        look_at_call(l, n);
    else if (n->kind == JINJA_NAME && view_starts(n->text, VIEW("__")))
        template_escape(l, n, "names what only the interpreter has", n->text);
    else if (n->kind == JINJA_BINARY && view_eq(n->text, VIEW("%")))
        look_at_percent(l, n);
    else if (n->kind == JINJA_UNARY && view_eq(n->text, VIEW("*")))
        doubt(l, n, "calls with as many arguments as a list has",
              template_line(l, n->offset));
    else if (n->kind == JINJA_TEST && !template_lists(l, VIEW("test"), n->text))
        template_tell(l, VIEW("template.malformed"), NOTE_REVIEW, n->offset,
                      "uses a test that Jinja does not have", n->text);
    if (n->a)
        look_at(l, n->a);
    if (n->b)
        look_at(l, n->b);
    if (n->c)
        look_at(l, n->c);
    look_at_list(l, n->child);
}

// Statements

static void own_name(struct template_look *l, struct view name)
{
    bool is_new;

    map_at(&l->own, name, &is_new);
}

static void own_targets(struct template_look *l, const struct jinja_node *n)
{
    for (; n; n = n->next)
        if (n->kind == JINJA_PAIR && n->a && n->a->kind == JINJA_LIST)
            own_targets(l, n->a->child); // {% with a, b = c %}
        else if (n->kind == JINJA_NAME || n->kind == JINJA_PAIR)
            own_name(l, n->text);
        else if (n->kind == JINJA_LIST)
            own_targets(l, n->child);
}

// Which names the template sets, wherever it does.
static void collect_own(struct template_look *l, const struct jinja_node *n)
{
    for (; n; n = n->next) {
        bool sets = n->kind == JINJA_FOR || n->kind == JINJA_SET;
        bool with = n->kind == JINJA_BLOCK && view_eq(n->text, VIEW("with"));

        if (n->kind == JINJA_MACRO)
            own_name(l, n->text);
        if (sets && n->a->kind == JINJA_NAME)
            own_name(l, n->a->text);
        else if ((sets || n->kind == JINJA_MACRO || with) && n->a &&
                 n->a->kind == JINJA_LIST)
            own_targets(l, n->a->child);
        if (n->kind == JINJA_BLOCK) // the parameters of a call
            own_targets(l, n->other);
        else
            collect_own(l, n->other);
        collect_own(l, n->child);
    }
}

static void fold(struct template_look *l, const struct jinja_node *n)
{
    if (n)
        look_at(l, n);
    if (n && n->kind != JINJA_LIST)
        template_constant(l, n);
}

static void walk(struct template_look *l, const struct jinja_node *n,
                 uint64_t turns);

// `turns`: how often it is gone through by the loops around it.
static void walk_for(struct template_look *l, const struct jinja_node *n,
                     uint64_t turns)
{
    struct value of = template_constant(l, n->b);
    int64_t count = value_bound(&of);

    const struct jinja_node *outer = l->loop;

    fold(l, n->b);
    fold(l, n->c);
    if (count > 1 && (uint64_t)count > TEMPLATE_MOST_STEPS / turns)
        tell_limit(l, n->offset, "loops take more than a million turns");
    else if (count > 1)
        turns *= (uint64_t)count;
    l->loop = n;
    walk(l, n->child, turns);
    l->loop = outer;
    walk(l, n->other, turns);
}

static void walk_macro(struct template_look *l, const struct jinja_node *n)
{
    const struct jinja_node *outer = l->macro;

    l->macro = n;
    look_at_list(l, n->a->child);
    walk(l, n->child, 1);
    l->macro = outer;
}

static void walk_set(struct template_look *l, const struct jinja_node *n,
                     uint64_t turns)
{
    struct value v = {.kind = VALUE_UNKNOWN};
    bool is_new;

    if (n->b)
        look_at_handed(l, n->b);
    fold(l, n->b);
    fold(l, n->c);
    look_at(l, n->a);
    walk(l, n->child, turns);
    if (n->b)
        v = template_constant(l, n->b);
    if (n->a->kind != JINJA_NAME)
        return;
    template_set(&l->fold, n, n->a->text, v);
    if (n->b && is_text(l, n->b))
        map_at(&l->texts, n->a->text, &is_new);
    if (n->b && v.kind == VALUE_UNKNOWN && !is_data(l, n->b))
        map_at(&l->made, n->a->text, &is_new);
}

static void walk_statement(struct template_look *l, const struct jinja_node *n,
                           uint64_t turns)
{
    if (n->kind == JINJA_FOR) {
        walk_for(l, n, turns);
    } else if (n->kind == JINJA_MACRO) {
        walk_macro(l, n);
    } else if (n->kind == JINJA_SET) {
        walk_set(l, n, turns);
    } else if (n->kind == JINJA_REACH) {
        template_escape(l, n, "reads another file", n->text);
    } else { // an expression at most, and a body
        fold(l, n->a);
        walk(l, n->child, turns);
        if (n->kind != JINJA_BLOCK)
            walk(l, n->other, turns);
    }
}

static void walk(struct template_look *l, const struct jinja_node *n,
                 uint64_t turns)
{
    for (; n; n = n->next)
        walk_statement(l, n, turns);
}

void template_look(struct template_look *l, const struct jinja *t)
{
    l->own.arena = l->made.arena = l->texts.arena = l->arena;
    l->fold = (struct template_run){.arena = l->arena,
                                    .judge = template_judge,
                                    .context = l,
                                    .assume = true,
                                    .most_steps = FOLD_STEPS};
    collect_own(l, t->body);
    walk(l, t->body, 1);
}
