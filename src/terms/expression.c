// SPDX-License-Identifier: Apache-2.0
#include "terms/expression.h"

#include "base/text.h"

struct parser {
    struct arena *arena;
    const struct licenses *licenses;
    struct view rest;
    unsigned depth, ids;
    bool wrong;
};

static bool in_id(char c)
{
    return ascii_alnum(c) || c == '.' || c == '-' || c == '+' || c == ':';
}

// The next word: an identifier, an operator, a bracket; empty at the end.
static struct view word_of(struct view *rest)
{
    *rest = view_trim(*rest);
    struct view v = *rest;
    size_t len = 0;

    if (v.len && (v.at[0] == '(' || v.at[0] == ')'))
        len = 1;
    else
        while (len < v.len && in_id(v.at[len]))
            len++;
    *rest = view_from(v, len);
    return view_head(v, len);
}

static bool is_word(struct view v, const char *upper, const char *lower)
{
    return view_eq(v, view_of(upper)) || view_eq(v, view_of(lower));
}

static bool is_operator(struct view v)
{
    return is_word(v, "AND", "and") || is_word(v, "OR", "or") ||
           is_word(v, "WITH", "with");
}

static struct view peek(const struct parser *p)
{
    struct view rest = p->rest;

    return word_of(&rest);
}

static const struct expression *read_or(struct parser *p);

static struct expression *node(struct parser *p, struct expression e)
{
    struct expression *out = ARENA_NEW(p->arena, struct expression, 1);

    *out = e;
    return out;
}

static struct view spelled(const struct parser *p, struct view id)
{
    struct view plus = {0}, bare = id;

    if (view_ends(id, VIEW("+"))) {
        bare.len--;
        plus = VIEW("+");
    }
    const struct license_info *info = license_find(p->licenses, id);
    if (info)
        return info->id;
    info = license_find(p->licenses, bare);
    return info ? arena_print(p->arena, VIEW_FMT VIEW_FMT, VIEW_ARG(info->id),
                              VIEW_ARG(plus))
                : id;
}

static const struct expression *read_id(struct parser *p)
{
    struct view id = word_of(&p->rest);

    if (!id.len || is_operator(id) || ++p->ids > EXPRESSION_MAX_IDS ||
        is_word(id, "NONE", "none") ||
        is_word(id, "NOASSERTION", "noassertion")) {
        p->wrong = true;
        return node(p, (struct expression){0});
    }
    struct view now = license_now(p->licenses, id);
    struct expression *e = node(p, (struct expression){.id = id});
    if (now.len) {
        e->id = word_of(&now);
        word_of(&now); // WITH
        e->exception = view_trim(now);
    } else {
        e->id = spelled(p, id);
    }
    if (is_word(peek(p), "WITH", "with")) {
        word_of(&p->rest);
        e->exception = word_of(&p->rest);
        p->wrong = p->wrong || !e->exception.len || is_operator(e->exception);
    }
    return e;
}

static const struct expression *read_primary(struct parser *p)
{
    if (!view_eq(peek(p), VIEW("(")))
        return read_id(p);
    word_of(&p->rest);
    if (++p->depth > EXPRESSION_MAX_DEPTH) {
        p->wrong = true;
        return node(p, (struct expression){0});
    }
    const struct expression *e = read_or(p);
    p->depth--;
    if (!view_eq(word_of(&p->rest), VIEW(")")))
        p->wrong = true;
    return e;
}

static const struct expression *read_and(struct parser *p)
{
    const struct expression *e = read_primary(p);

    while (!p->wrong && is_word(peek(p), "AND", "and")) {
        word_of(&p->rest);
        const struct expression *right = read_primary(p);
        e = node(p, (struct expression){EXPRESSION_AND, {0}, {0}, e, right});
    }
    return e;
}

static const struct expression *read_or(struct parser *p)
{
    const struct expression *e = read_and(p);

    while (!p->wrong && is_word(peek(p), "OR", "or")) {
        word_of(&p->rest);
        const struct expression *right = read_and(p);
        e = node(p, (struct expression){EXPRESSION_OR, {0}, {0}, e, right});
    }
    return e;
}

const struct expression *expression_read(struct arena *a,
                                         const struct licenses *l,
                                         struct view text)
{
    struct parser p = {.arena = a, .licenses = l, .rest = text};

    const struct expression *e = read_or(&p);
    return p.wrong || view_trim(p.rest).len ? NULL : e;
}

// ---- Writing ----------------------------------------------------------------

// At most EXPRESSION_MAX_IDS deep, as the parser made it.
static void write(struct text *t, const struct expression *e, bool inner_or)
{
    if (e->kind == EXPRESSION_ID) {
        text_add(t, e->id);
        if (e->exception.len)
            text_print(t, " WITH " VIEW_FMT, VIEW_ARG(e->exception));
        return;
    }
    bool bracket = e->kind == EXPRESSION_OR && inner_or;
    text_add(t, bracket ? VIEW("(") : VIEW(""));
    write(t, e->left, e->kind == EXPRESSION_AND);
    text_add(t, e->kind == EXPRESSION_AND ? VIEW(" AND ") : VIEW(" OR "));
    write(t, e->right, e->kind == EXPRESSION_AND);
    text_add(t, bracket ? VIEW(")") : VIEW(""));
}

struct view expression_canonical(struct arena *a, const struct licenses *l,
                                 struct view text)
{
    const struct expression *e = expression_read(a, l, text);
    struct text t = {.arena = a};

    if (!e)
        return (struct view){0};
    write(&t, e, false);
    return text_view(&t);
}

bool expression_next(struct view *rest, struct view *id)
{
    for (;;) {
        struct view before = *rest;

        *id = word_of(rest);
        if (!id->len) {
            if (!view_trim(*rest).len || rest->len == before.len)
                return false;
            *rest = view_from(*rest, 1);
            continue;
        }
        if (is_word(*id, "WITH", "with")) {
            word_of(rest);
            continue;
        }
        if (id->at[0] != '(' && id->at[0] != ')' && !is_operator(*id))
            return true;
    }
}

bool expression_known(struct arena *a, const struct licenses *l,
                      struct view text)
{
    struct view rest = expression_canonical(a, l, text), id;
    bool any = false;

    while (expression_next(&rest, &id)) {
        any = true;
        if (view_ends(id, VIEW("+")))
            id.len--;
        if (!license_find(l, id))
            return false;
    }
    return any;
}

bool expression_has(struct view expression, struct view wanted)
{
    struct view id;

    while (expression_next(&expression, &id))
        if (view_eq_nocase(id, wanted))
            return true;
    return false;
}

static bool is_choice(struct view v)
{
    return view_has(v, VIEW(" OR ")) || view_has(v, VIEW(" or "));
}

static size_t id_count(struct view expression)
{
    struct view id;
    size_t count = 0;

    while (expression_next(&expression, &id))
        count++;
    return count;
}

// What an expression has no room for is unknown, not free.
static struct view join_unknown(struct arena *a, struct view one)
{
    static const struct view unknown = VIEW_INIT("LicenseRef-unknown");

    if (expression_has(one, unknown))
        return one;
    return arena_print(a, "%s" VIEW_FMT "%s AND " VIEW_FMT,
                       is_choice(one) ? "(" : "", VIEW_ARG(one),
                       is_choice(one) ? ")" : "", VIEW_ARG(unknown));
}

// Where `word` stands outside all parentheses; SIZE_MAX: nowhere.
static size_t find_outside(struct view v, struct view word)
{
    size_t depth = 0;

    for (size_t i = 0; i < v.len; i++) {
        depth += v.at[i] == '(';
        depth -= v.at[i] == ')' && depth;
        if (!depth && view_starts(view_from(v, i), word))
            return i;
    }
    return SIZE_MAX;
}

// The first of what AND joins. A choice is one operand, with its parentheses
// if it has them.
static struct view take_operand(struct view *rest)
{
    size_t end = find_outside(*rest, VIEW(" OR ")) == SIZE_MAX
                     ? find_outside(*rest, VIEW(" AND "))
                     : SIZE_MAX;
    struct view operand = view_head(*rest, end);

    *rest = end == SIZE_MAX ? (struct view){0} : view_from(*rest, end + 5);
    return operand;
}

static bool has_operand(struct view joined, struct view operand)
{
    while (joined.len)
        if (view_eq_nocase(take_operand(&joined), operand))
            return true;
    return false;
}

// What `other` asks and `one` does not.
static struct view without_operands(struct arena *a, struct view one,
                                    struct view other)
{
    struct text more = {.arena = a};

    while (other.len) {
        struct view operand = take_operand(&other);

        if (has_operand(one, operand))
            continue;
        if (more.len)
            text_add(&more, VIEW(" AND "));
        text_add(&more, operand);
    }
    return text_view(&more);
}

static struct view join(struct arena *a, const struct licenses *l,
                        struct view one, struct view other)
{
    other = without_operands(a, one, other);
    if (!other.len)
        return one;
    if (id_count(one) + id_count(other) >= EXPRESSION_MAX_IDS)
        return join_unknown(a, one);
    struct view joined = arena_print(
        a, "%s" VIEW_FMT "%s AND %s" VIEW_FMT "%s", is_choice(one) ? "(" : "",
        VIEW_ARG(one), is_choice(one) ? ")" : "", is_choice(other) ? "(" : "",
        VIEW_ARG(other), is_choice(other) ? ")" : "");
    return expression_canonical(a, l, joined);
}

struct view expression_join(struct arena *a, const struct licenses *l,
                            struct view one, struct view other)
{
    struct arena own = arena_beside(a); // a file may join thousands

    if (!one.len || !other.len || view_eq(one, other))
        return one.len ? one : other;
    struct view joined = join(&own, l, one, other);
    if (joined.at != one.at)
        joined = arena_copy(a, joined);
    arena_free(&own);
    return joined;
}

// ---- Class ------------------------------------------------------------------

// A known limit weighs more than a text nobody could judge.
static int rank(enum terms_class c)
{
    static const int order[] = {
        [TERMS_CLASS_OSI] = 0,        [TERMS_CLASS_FREE] = 1,
        [TERMS_CLASS_NEAR_FREE] = 2,  [TERMS_CLASS_UNKNOWN] = 3,
        [TERMS_CLASS_RESTRICTED] = 4,
    };

    return order[c];
}

// The text that a LicenseRef-modified-NEAREST-HASH resembles, or NULL.
static const struct license_info *nearest_of(struct arena *a,
                                             const struct licenses *l,
                                             struct view id)
{
    struct view head = VIEW("LicenseRef-modified-");

    if (!view_starts(id, head) || id.len < head.len + 10)
        return NULL;
    struct view name = view_from(id, head.len);
    name.len -= 9; // "-" and eight digits
    const struct license_info *info = license_find(l, name);
    return info ? info
                : license_find(l, arena_print(a, "LicenseRef-" VIEW_FMT,
                                              VIEW_ARG(name)));
}

static enum terms_class class_of_id(struct arena *a, const struct licenses *l,
                                    struct view id)
{
    if (view_ends(id, VIEW("+")))
        id.len--;
    const struct license_info *info = license_find(l, id);
    if (info)
        return info->class_;
    // What is close to a text with limits has limits; what is close to a free
    // one may have got some.
    info = nearest_of(a, l, id);
    return info && info->class_ == TERMS_CLASS_RESTRICTED
               ? TERMS_CLASS_RESTRICTED
               : TERMS_CLASS_UNKNOWN;
}

static enum terms_class class_of(struct arena *a, const struct licenses *l,
                                 const struct expression *e)
{
    if (e->kind == EXPRESSION_ID)
        return class_of_id(a, l, e->id);
    enum terms_class left = class_of(a, l, e->left);
    enum terms_class right = class_of(a, l, e->right);
    bool worst = e->kind == EXPRESSION_AND;
    return (rank(left) > rank(right)) == worst ? left : right;
}

enum terms_class expression_class(struct arena *a, const struct licenses *l,
                                  struct view expression)
{
    const struct expression *e = expression_read(a, l, expression);

    return e ? class_of(a, l, e) : TERMS_CLASS_UNKNOWN;
}

// ---- Two expressions --------------------------------------------------------

static const struct license_info *first_of(const struct licenses *l,
                                           struct view expression)
{
    struct view rest = expression, id;

    return expression_next(&rest, &id) ? license_find(l, id) : NULL;
}

static bool has_member(const struct license_info *family, struct view id)
{
    struct view member;

    for (size_t at = 0;
         family->record &&
         record_next(family->record, VIEW("member"), &at, &member);)
        if (view_eq_nocase(member, id))
            return true;
    return false;
}

bool license_may_mean(const struct license_info *name,
                      const struct license_info *meant)
{
    struct view member;

    if (name == meant || has_member(name, meant->id) ||
        has_member(meant, name->id))
        return true;
    for (size_t at = 0;
         name->record &&
         record_next(name->record, VIEW("member"), &at, &member);)
        if (has_member(meant, member))
            return true;
    return false;
}

bool expressions_agree(const struct licenses *l, struct view one,
                       struct view other)
{
    const struct license_info *x = first_of(l, one), *y = first_of(l, other);
    struct view rest = other, id;
    bool inside = true;

    while (expression_next(&rest, &id))
        inside = inside && expression_has(one, id);
    return inside || (x && y && license_may_mean(x, y));
}
