// SPDX-License-Identifier: Apache-2.0
// Suggests, never guesses; an error says what is the case and what to do.
#include "base/option.h"

#include "base/text.h"

const struct option option_help = {
    .name = "help", .letter = 'h', .help = "This text"};

// Names that are near

enum { LONGEST_NAME = 32 };

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

// Letters to put in, take out, change or swap with the next to make `b` of `a`,
// case aside (optimal string alignment); both at most LONGEST_NAME long.
static size_t distance(struct view a, struct view b)
{
    size_t row[LONGEST_NAME + 1][LONGEST_NAME + 1];

    for (size_t i = 0; i <= a.len; i++) {
        for (size_t k = 0; k <= b.len; k++) {
            if (!i || !k) {
                row[i][k] = i + k;
                continue;
            }
            size_t same =
                ascii_lower(a.at[i - 1]) == ascii_lower(b.at[k - 1]) ? 0 : 1;
            size_t best = row[i - 1][k - 1] + same;
            best = smaller(best, row[i - 1][k] + 1);
            best = smaller(best, row[i][k - 1] + 1);
            if (i > 1 && k > 1 && a.at[i - 1] == b.at[k - 2] &&
                a.at[i - 2] == b.at[k - 1])
                best = smaller(best, row[i - 2][k - 2] + 1);
            row[i][k] = best;
        }
    }
    return row[a.len][b.len];
}

const char *nearest_name(struct view said, const char *const *name,
                         size_t count)
{
    const char *best = NULL;
    size_t least = (said.len + 1) / 3 + 1;

    if (said.len > LONGEST_NAME || said.len < 2)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        struct view known = view_of(name[i]);

        if (known.len > LONGEST_NAME)
            continue;
        size_t away = view_starts(known, said) || view_starts(said, known)
                          ? 0
                          : distance(said, known);
        if (away < least) {
            least = away;
            best = name[i];
        }
    }
    return best;
}

enum { MOST_LISTED = 12 };

struct error *no_such(struct arena *a, const char *kind, struct view said,
                      const char *const *name, size_t count, const char *more)
{
    const char *near = nearest_name(said, name, count);
    struct text t = {.arena = a};

    text_print(&t, "no such %s: " VIEW_FMT ". ", kind, VIEW_ARG(said));
    if (near) {
        text_print(&t, "Did you mean %s?", near);
    } else if (more) {
        text_add(&t, view_of(more));
    } else {
        text_add(&t, VIEW("Known: "));
        for (size_t i = 0; i < count && i < MOST_LISTED; i++)
            text_print(&t, "%s%s", i ? ", " : "", name[i]);
        if (count > MOST_LISTED)
            text_print(&t, " and %zu more", count - MOST_LISTED);
    }
    return error_new(a, ERROR_USAGE, (struct place){0}, VIEW_FMT,
                     VIEW_ARG(text_view(&t)));
}

// Taking options

struct taker {
    struct arena *arena;
    const struct program *program;
    const struct command *command;
    char **argv; // the next argument
    unsigned char *choice;
    struct words *words;
    bool *help;
    uint64_t seen; // bit per row of the table
};

static MUST_USE struct error *usage_error(const struct taker *k,
                                          struct view message)
{
    return error_new(k->arena, ERROR_USAGE, (struct place){0}, VIEW_FMT,
                     VIEW_ARG(message));
}

// How the option was written or can be: "--format".
static struct view spelled(const struct taker *k, const struct option *o)
{
    return arena_print(k->arena, "--%s", o->name);
}

static const struct option *by_name(const struct taker *k, struct view name)
{
    for (const struct option *o = k->command->option; o && o->name; o++)
        if (view_eq(view_of(o->name), name))
            return o;
    return view_eq(name, view_of(option_help.name)) ? &option_help : NULL;
}

static const struct option *by_letter(const struct taker *k, char letter)
{
    for (const struct option *o = k->command->option; o && o->name; o++)
        if (o->letter == letter)
            return o;
    return letter == option_help.letter ? &option_help : NULL;
}

static struct error *no_such_option(const struct taker *k, struct view said)
{
    struct arena *a = k->arena;
    const char **name = NULL;
    size_t count = 0;

    for (const struct option *o = k->command->option; o && o->name; o++)
        *LIST_ADD(a, name, count) = spelled(k, o).at;
    *LIST_ADD(a, name, count) = spelled(k, &option_help).at;
    struct view more = arena_print(a, "%s %s -h lists them", k->program->name,
                                   k->command->name);
    return no_such(a, "option", said, name, count, more.at);
}

static struct error *check_choice(const struct taker *k, const struct option *o,
                                  struct view value)
{
    struct view left = view_of(o->choices), word;
    const char **name = NULL;
    size_t count = 0;

    while (left.len) {
        word = view_cut(left, ' ', &left);
        if (view_eq(word, value))
            return NULL;
        *LIST_ADD(k->arena, name, count) = arena_copy(k->arena, word).at;
    }
    if (!count)
        return NULL;
    struct view kind = arena_print(k->arena, "--%s %s", o->name, o->value);
    return no_such(k->arena, kind.at, value, name, count, NULL);
}

// An unset variable of a script must not switch off what it was to give:
// --policy "$POLICY".
static struct error *check_empty(const struct taker *k, const struct option *o,
                                 struct view value)
{
    if (value.len || o->kind == OPTION_NUMBER)
        return NULL;
    return usage_error(k, arena_print(k->arena,
                                      "--%s %s is empty: give one, or leave "
                                      "--%s out",
                                      o->name, o->value, o->name));
}

static struct error *set_value(struct taker *k, const struct option *o,
                               struct view value)
{
    unsigned char *slot = k->choice + o->slot;
    struct words list;
    uint64_t number;

    TRY(check_empty(k, o, value));
    TRY(check_choice(k, o, value));
    switch (o->kind) {
    case OPTION_TEXT:
        memcpy(slot, &value, sizeof value);
        break;
    case OPTION_LIST:
        memcpy(&list, slot, sizeof list);
        *LIST_ADD(k->arena, list.item, list.count) = value;
        memcpy(slot, &list, sizeof list);
        break;
    case OPTION_NUMBER:
        if (!view_u64(value, &number))
            return usage_error(
                k,
                arena_print(k->arena,
                            "--%s %s wants a whole number, not '" VIEW_FMT "'",
                            o->name, o->value, VIEW_ARG(value)));
        memcpy(slot, &number, sizeof number);
        break;
    case OPTION_FLAG:
        break;
    }
    return NULL;
}

// The argument after the option, as its value. What looks like an option is
// none: the user forgot the value.
static struct error *next_value(struct taker *k, const struct option *o,
                                struct view *out)
{
    struct view next = view_of(*k->argv);

    *out = (struct view){0};
    if (!*k->argv || (next.len > 1 && next.at[0] == '-'))
        return usage_error(k,
                           arena_print(k->arena, "--%s needs a value: --%s %s",
                                       o->name, o->name, o->value));
    k->argv++;
    *out = next;
    return NULL;
}

static struct error *check_once(struct taker *k, const struct option *o)
{
    uint64_t bit = (uint64_t)1 << (o - k->command->option) % 64;
    bool again = k->seen & bit;

    k->seen |= bit;
    if (!again || o->kind == OPTION_LIST)
        return NULL;
    return usage_error(
        k, arena_print(k->arena, "--%s stands twice: say it once", o->name));
}

// `value` is NULL if none stands behind a "=".
static struct error *take_option(struct taker *k, const struct option *o,
                                 const struct view *value)
{
    if (o->kind == OPTION_FLAG) {
        const bool yes = true;

        if (value)
            return usage_error(
                k, arena_print(k->arena, "--%s takes no value", o->name));
        if (o == &option_help)
            *k->help = true;
        else
            memcpy(k->choice + o->slot, &yes, sizeof yes);
        return NULL;
    }
    struct view next;
    TRY(check_once(k, o));
    if (!value) {
        TRY(next_value(k, o, &next));
        value = &next;
    }
    return set_value(k, o, *value);
}

static struct error *take_long(struct taker *k, struct view said)
{
    struct view value, name = view_cut(view_from(said, 2), '=', &value);
    bool has_value = name.len + 2 < said.len;
    const struct option *o = by_name(k, name);

    if (!o)
        return no_such_option(k, view_head(said, name.len + 2));
    return take_option(k, o, has_value ? &value : NULL);
}

static struct error *take_short(struct taker *k, struct view said)
{
    const struct option *o = by_letter(k, said.at[1]);

    if (o && said.len == 2)
        return take_option(k, o, NULL);
    if (o && o->value)
        return usage_error(
            k,
            arena_print(k->arena,
                        "-%c takes its value as the next word: -%c " VIEW_FMT,
                        o->letter, o->letter, VIEW_ARG(view_from(said, 2))));
    return no_such_option(k, said);
}

static struct error *take_arguments(struct taker *k)
{
    bool options = true;

    while (*k->argv) {
        struct view said = view_of(*k->argv++);

        if (!options || said.len < 2 || said.at[0] != '-')
            *LIST_ADD(k->arena, k->words->item, k->words->count) = said;
        else if (view_eq(said, VIEW("--")))
            options = false;
        else if (said.at[1] == '-')
            TRY(take_long(k, said));
        else
            TRY(take_short(k, said));
    }
    return NULL;
}

static struct error *check_words(const struct taker *k)
{
    const struct command *c = k->command;
    const char *name = k->program->name;

    if (k->words->count < c->least)
        return usage_error(
            k, arena_print(k->arena,
                           "a word is missing: %s %s %s. %s %s -h shows how",
                           name, c->name, c->usage, name, c->name));
    if (k->words->count > c->most)
        return usage_error(
            k, arena_print(k->arena,
                           "one word too many: '" VIEW_FMT "'. %s %s -h shows "
                           "how",
                           VIEW_ARG(k->words->item[c->most]), name, c->name));
    return NULL;
}

static bool asks_for_help(char **argv)
{
    for (; *argv && strcmp(*argv, "--") != 0; argv++)
        if (!strcmp(*argv, "-h") || !strcmp(*argv, "--help"))
            return true;
    return false;
}

struct error *options_take(struct arena *a, const struct program *p,
                           const struct command *c, char **argv, void *choice,
                           struct words *words, bool *help)
{
    struct taker k = {.arena = a,
                      .program = p,
                      .command = c,
                      .argv = argv,
                      .choice = choice,
                      .words = words,
                      .help = help};

    *words = (struct words){0};
    *help = asks_for_help(argv);
    if (*help)
        return NULL;
    TRY(take_arguments(&k));
    return check_words(&k);
}

struct error *command_find(struct arena *a, const struct program *p,
                           struct view name, const struct command **out)
{
    static const struct {
        struct view said, meant;
    } other[] = {
        // clang-format off
        {VIEW_INIT("-h"), VIEW_INIT("help")},
        {VIEW_INIT("--help"), VIEW_INIT("help")},
        {VIEW_INIT("--version"), VIEW_INIT("version")},
        // clang-format on
    };
    const char **known = NULL;
    size_t count = 0;
    struct view meant = name;

    *out = NULL;
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        if (view_eq(name, other[i].said))
            meant = other[i].meant;
    for (const struct command *c = p->command; c->name; c++) {
        *LIST_ADD(a, known, count) = c->name;
        if (view_eq(view_of(c->name), meant))
            *out = c;
    }
    if (*out)
        return NULL;
    struct view more = arena_print(a, "%s help lists them", p->name);
    return no_such(a, "command", name, known, count, more.at);
}
