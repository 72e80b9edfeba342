// SPDX-License-Identifier: Apache-2.0
// What is wrong, or open, with the terms of a release (terms.md 4): texts that
// are not here, sources that contradict, names that a license asks for.
#include "base/text.h"
#include "parts/phrase.h"
#include "terms/duty.h"
#include "terms/expression.h"
#include "terms/value.h"

struct raiser {
    struct arena *arena;
    const struct licenses *licenses;
    const struct release *release;
    const struct inventory *inv;
    const struct terms *terms;
    struct duties *out;
};

static struct terms_flag *raise(const struct raiser *r, struct view id,
                                struct view part, struct view license,
                                const struct evidence *at)
{
    struct terms_flag *f = LIST_ADD(r->arena, r->out->flag, r->out->flag_count);

    *f = (struct terms_flag){
        .id = id, .part = part, .license = license, .evidence = *at};
    return f;
}

static struct view at_words(const struct raiser *r, const struct evidence *e)
{
    return e->path.len ? evidence_place(r->arena, e) : VIEW("a statement");
}

// A license that reaches the model and its base is told of once.
static bool is_told(const struct raiser *r, struct view id,
                    const struct bound *b)
{
    for (size_t i = 0; i < r->out->flag_count; i++)
        if (view_eq(r->out->flag[i].id, id) &&
            view_eq(r->out->flag[i].license, b->license))
            return true;
    return false;
}

// ---- Texts that are not here ------------------------------------------------

// "other" and nothing more: told as what that tag lacks.
static bool is_only_other(const struct raiser *r, const struct bound *b)
{
    bool told = false;

    for (size_t i = 0; i < r->out->flag_count; i++)
        told = told || view_eq(r->out->flag[i].id, VIEW("custom-text-missing"));
    return told && view_eq(b->license, VIEW("LicenseRef-unknown"));
}

static bool has_flag(const struct license_file *f, struct view id)
{
    for (size_t i = 0; i < f->flag_count; i++)
        if (view_eq(f->flag[i], id))
            return true;
    return false;
}

// Whether a place is a file that holds terms and no text: told as that.
static bool is_unread(const struct raiser *r, const struct evidence *at)
{
    for (size_t i = 0; i < r->terms->file_count; i++)
        if (view_eq(r->terms->file[i].path, at->path))
            return r->terms->file[i].form.len > 0;
    return false;
}

static void check_text(const struct raiser *r, const struct bound *b)
{
    if (b->range || is_unread(r, &b->evidence) ||
        view_eq(b->part[0], VIEW("service")) ||
        is_told(r, VIEW("license-text-absent"), b) || is_only_other(r, b))
        return;
    raise(r, VIEW("license-text-absent"), b->part[0], b->license, &b->evidence)
        ->fact = arena_print(
        r->arena, VIEW_FMT " is named at " VIEW_FMT "; its text is not here%s",
        VIEW_SHORT(b->license), VIEW_SHORT(at_words(r, &b->evidence)),
        b->basis == BOUND_UNKNOWN
            ? ", and nobody here knows it: what it asks cannot be said"
        : b->info && license_is_family(b->info)
            ? ""
            : "; its clauses are those of the known license of that name");
}

// A name that leaves open which text is meant, unless the text is here.
static void check_family(const struct raiser *r, const struct bound *b)
{
    struct view id;
    size_t members = 0, open = 0;

    if (b->range || !b->info || !license_is_family(b->info) ||
        is_told(r, VIEW("family-tag"), b) ||
        is_told(r, VIEW("version-missing"), b))
        return;
    for (size_t at = 0; record_next(b->info->record, VIEW("member"), &at, &id);)
        members++;
    for (size_t i = 0; i < b->clause_count; i++)
        open += view_eq(b->clause[i].value, VIEW("unknown"));
    bool several = members > 1;
    raise(r, several ? VIEW("family-tag") : VIEW("version-missing"), b->part[0],
          b->license, &b->evidence)
        ->fact =
        several
            ? arena_print(r->arena,
                          VIEW_FMT
                          " is the name of %zu licenses known here; what "
                          "they share is told, %zu clauses in which they "
                          "differ are unknown",
                          VIEW_SHORT(b->license), members, open)
            : arena_print(r->arena,
                          VIEW_FMT " leaves its version open; the clauses are "
                                   "those of the one that is known here",
                          VIEW_SHORT(b->license));
}

// What the tag `other` of a card has to come with.
static void check_other(const struct raiser *r, const struct document *d)
{
    static const struct {
        struct view key, id;
        const char *is;
    } rows[] = {
        {VIEW_INIT("license_name"), VIEW_INIT("custom-name-missing"),
         "name of the license (license_name)"},
        {VIEW_INIT("license_link"), VIEW_INIT("custom-link-missing"),
         "link to its text (license_link)"},
    };
    const struct front_key *tag = front_get(&d->front, VIEW("license"));
    bool has_text = false;

    if (!tag || !tag->value_count ||
        !view_eq_nocase(tag->value[0].text, VIEW("other")))
        return;
    struct evidence at = {.path = d->entry->path,
                          .line = tag->value[0].line ? tag->value[0].line
                                                     : tag->line,
                          .digest = d->entry->digest,
                          .rule = VIEW("license-front-matter"),
                          .shows = VIEW("license: other")};
    struct view part = part_id(PART_WEIGHTS_FINAL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!front_text(&d->front, rows[i].key).len)
            raise(r, rows[i].id, part, (struct view){0}, &at)->fact =
                arena_print(r->arena, "the card says `other` and no %s",
                            rows[i].is);
    for (size_t i = 0; i < r->out->bounds.count; i++)
        has_text = has_text || r->out->bounds.item[i].range;
    if (!has_text)
        raise(r, VIEW("custom-text-missing"), part, (struct view){0}, &at)
            ->fact = VIEW("the card says `other` and no text of a license "
                          "is in the release");
}

static void check_reading(const struct raiser *r, const struct bound *b)
{
    struct view nearest = b->range ? b->range->nearest : (struct view){0};

    if (b->basis != BOUND_PHRASE || !b->range)
        return;
    raise(r, VIEW("needs-human"), b->part[0], b->license, &b->evidence)->fact =
        arena_print(r->arena,
                    "the text at " VIEW_FMT ":%u is no known license%s" VIEW_FMT
                    "; its clauses were found by phrase and have to be read",
                    VIEW_SHORT(b->file->path), b->range->line,
                    nearest.len ? ", the nearest is " : "",
                    VIEW_SHORT(nearest));
}

static void check_policy(const struct raiser *r, const struct bound *b)
{
    for (size_t i = 0; i < b->clause_count; i++) {
        const struct clause *c = &b->clause[i];

        if (!view_eq(c->key, VIEW("use-field-limits")) ||
            !view_has(c->value, VIEW("by-reference")) ||
            is_told(r, VIEW("policy-text-absent"), b) ||
            !bound_lacks_policy(b, &r->out->bounds, r->inv))
            continue;
        struct evidence at = bound_place(b, c);
        raise(r, VIEW("policy-text-absent"), b->part[0], b->license, &at)
            ->fact = arena_print(
            r->arena,
            VIEW_FMT " binds to a use policy that is not in the release",
            VIEW_SHORT(b->license));
        return;
    }
}

// Each kind of thing that is here and comes without a word on its terms.
static void check_stated(const struct raiser *r)
{
    static const enum part_kind asked[] = {
        PART_WEIGHTS_FINAL, PART_CODE_ARCH, PART_CODE_INFER, PART_CODE_TRAIN,
        PART_CODE_DATA,     PART_CODE_EVAL, PART_DATA_TRAIN};

    for (size_t i = 0; i < r->inv->part_count; i++) {
        const struct part *p = &r->inv->part[i];
        bool is_asked = false;

        for (size_t k = 0; k < sizeof asked / sizeof *asked; k++)
            is_asked = is_asked || asked[k] == p->kind;
        if (!is_asked || p->presence != PRESENCE_PRESENT ||
            p->terms.expression.len)
            continue;
        struct evidence none = {0};
        raise(r, VIEW("license-not-stated"), part_id(p->kind), (struct view){0},
              p->evidence_count ? &p->evidence[0] : &none)
            ->fact = arena_print(r->arena,
                                 "no terms are stated for " VIEW_FMT
                                 ": no right is given by silence",
                                 VIEW_ARG(part_id(p->kind)));
    }
}

// What was seen in a single file and is for those who look at the release.
static void check_file(const struct raiser *r, const struct license_file *f)
{
    static const struct {
        struct view id;
        const char *fact;
    } rows[] = {
        {VIEW_INIT("license-not-machine-readable"),
         "holds no text that can be read here: what it says is unknown"},
        {VIEW_INIT("title-contradicts-text"),
         "bears the title of another license than the one whose text it holds"},
        {VIEW_INIT("filename-misleading"),
         "is called by another license than the one whose text it holds"},
        {VIEW_INIT("only-parts-were-read"),
         "is so long that only parts of it were read"},
    };
    struct evidence at = {.path = f->path,
                          .line = f->range_count ? f->range[0].line : 1,
                          .rule = VIEW("license-file"),
                          .shows = f->expression};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (has_flag(f, rows[i].id))
            raise(r, rows[i].id, (struct view){0}, (struct view){0}, &at)
                ->fact = arena_print(r->arena, VIEW_FMT " %s",
                                     VIEW_SHORT(f->path), rows[i].fact);
}

// ---- Contradictions ---------------------------------------------------------

static bool is_raised(const struct raiser *r, struct view id, struct view fact)
{
    for (size_t i = 0; i < r->out->flag_count; i++)
        if (view_eq(r->out->flag[i].id, id) &&
            view_eq(r->out->flag[i].fact, fact))
            return true;
    return false;
}

// One conflict of two places; `base`: the second is that of what the model was
// made from.
static void raise_conflict(const struct raiser *r, const struct part *p,
                           const struct conflict *one,
                           const struct conflict *other, bool base)
{
    struct view id = base ? other->evidence.rule : VIEW("license-conflict");
    struct license_differences d;

    conflict_differences(r->arena, &r->out->bounds, one, other, &d);
    struct view keys = conflict_keys(r->arena, &d);
    struct view fact = arena_print(
        r->arena,
        VIEW_FMT " says " VIEW_FMT ", %s" VIEW_FMT " says " VIEW_FMT
                 "%s" VIEW_FMT,
        VIEW_SHORT(at_words(r, &one->evidence)), VIEW_SHORT(one->expression),
        base ? "the base named at " : "",
        VIEW_SHORT(at_words(r, &other->evidence)),
        VIEW_SHORT(other->expression), keys.len ? "; they differ in " : "",
        VIEW_ARG(keys));

    if (is_raised(r, id, fact))
        return;
    struct terms_flag *f =
        raise(r, id, part_id(p->kind), one->expression, &one->evidence);
    f->fact = fact;
    f->against = other->evidence;
    f->differs = d;
}

static bool is_of_base(const struct conflict *c)
{
    return view_eq(c->evidence.rule, VIEW("license-conflict-with-base"));
}

// Each pair of the answers for one part that cannot both be meant. Two parents
// may well be under different terms: both hold.
static void check_conflicts(const struct raiser *r, const struct part *p)
{
    const struct part_terms *t = &p->terms;
    struct conflict own = {t->expression, t->evidence};

    for (size_t i = 0; i < t->conflict_count; i++) {
        const struct conflict *c = &t->conflict[i];

        raise_conflict(r, p, &own, c, is_of_base(c));
        for (size_t k = 0; k < i; k++)
            if (!is_of_base(c) && !is_of_base(&t->conflict[k]) &&
                !expressions_agree(r->licenses, t->conflict[k].expression,
                                   c->expression))
                raise_conflict(r, p, &t->conflict[k], c, false);
    }
}

static void check_parents(const struct raiser *r)
{
    const struct lineage *l = &r->inv->lineage;

    for (size_t i = 0; i < l->parent_count; i++) {
        const struct parent *p = &l->parent[i];

        if (p->license.len || p->named.len || p->relation == RELATION_UNKNOWN)
            continue;
        raise(r, VIEW("parent-license-unknown"), part_id(PART_WEIGHTS_BASE),
              (struct view){0}, &p->source)
            ->fact = arena_print(r->arena,
                                 "it was made from " VIEW_FMT
                                 "; under what terms that is, is not said",
                                 VIEW_SHORT(p->name));
    }
}

// ---- Names ------------------------------------------------------------------

struct named { // what the release calls itself
    struct view *name;
    size_t count;
};

static void add_name(const struct raiser *r, struct named *n, struct view name)
{
    if (name.len)
        *LIST_ADD(r->arena, n->name, n->count) = license_fold(r->arena, name);
}

static struct named names_of(const struct raiser *r)
{
    const struct documents *d = &r->inv->documents;
    struct named n = {0};

    add_name(r, &n, view_basename(r->release->name));
    for (size_t i = 0; i < r->release->root_count; i++)
        add_name(r, &n, view_basename(r->release->root[i].name));
    for (size_t i = 0; i < d->count; i++)
        if (d->item[i].is_card)
            add_name(r, &n, d->item[i].title);
    return n;
}

// Whether one of the release's names begins with `wanted`, or has it anywhere;
// a name of the licensor's own product does too.
static bool is_named(const struct raiser *r, const struct named *n,
                     struct view wanted, bool anywhere,
                     const struct license_info *info)
{
    struct view folded = license_fold(r->arena, wanted), product;

    for (size_t i = 0; i < n->count; i++) {
        if (view_starts(n->name[i], folded) ||
            (anywhere && view_has(n->name[i], folded)))
            return true;
        for (size_t at = 0;
             info && info->record &&
             record_next(info->record, VIEW("product"), &at, &product);)
            if (view_starts(n->name[i], product))
                return true;
    }
    return false;
}

// Where a document shows `words`.
static bool find_words(const struct raiser *r, struct view words,
                       struct evidence *at)
{
    struct view folded = phrase_fold(r->arena, words);
    const struct documents *d = &r->inv->documents;

    for (size_t i = 0; i < d->count; i++)
        for (size_t k = 0; k < d->item[i].md.line_count; k++) {
            const struct md_line *line = &d->item[i].md.line[k];
            size_t found =
                view_find(document_folded(&d->item[i], line), folded);

            if (found == SIZE_MAX)
                continue;
            *at = document_evidence_at(r->arena, &d->item[i], line, found,
                                       VIEW("naming-duty"));
            return true;
        }
    return false;
}

static void say_named(const struct raiser *r, const struct bound *b,
                      const struct evidence *at, struct view id,
                      struct view fact)
{
    if (!is_raised(r, id, fact))
        raise(r, id, b->part[0], b->license, at)->fact = fact;
}

static void check_name(const struct raiser *r, const struct named *names,
                       const struct bound *b, const struct clause *c,
                       struct view words, bool anywhere)
{
    struct evidence at = bound_place(b, c);
    bool met = is_named(r, names, words, anywhere, b->info);

    say_named(
        r, b, &at, met ? VIEW("naming-duty-met") : VIEW("naming-duty-not-met"),
        arena_print(r->arena,
                    VIEW_FMT " asks for a name %s \"" VIEW_FMT "\": \"" VIEW_FMT
                             "\" %s",
                    VIEW_SHORT(b->license),
                    anywhere ? "that has" : "that begins with",
                    VIEW_SHORT(words), VIEW_SHORT(r->release->name),
                    met ? "does" : "does not, nor does the card's title"));
}

static void check_words(const struct raiser *r, const struct bound *b,
                        const struct clause *c, struct view words)
{
    struct evidence at = bound_place(b, c), shown;
    bool met = find_words(r, words, &shown);
    struct view where =
        met ? arena_print(r->arena, "shown at " VIEW_FMT,
                          VIEW_ARG(evidence_place(r->arena, &shown)))
            : VIEW("no document here does; it may stand elsewhere");

    say_named(r, b, met ? &shown : &at,
              met ? VIEW("naming-duty-met") : VIEW("naming-duty-open"),
              arena_print(r->arena,
                          VIEW_FMT " asks to show \"" VIEW_FMT "\": " VIEW_FMT,
                          VIEW_SHORT(b->license), VIEW_SHORT(words),
                          VIEW_ARG(where)));
}

// The licensor need not show its own badge: only what was made from another
// model is asked. A name binds by the license's own product names.
static void check_naming(const struct raiser *r, const struct named *names,
                         const struct bound *b, const struct clause *c)
{
    static const struct {
        struct view pattern;
        bool shown, anywhere;
    } rows[] = {
        {VIEW_INIT("prefix=\"*\""), false, false},
        {VIEW_INIT("include=\"*\""), false, true},
        {VIEW_INIT("display=\"*\""), true, false},
        {VIEW_INIT("statement=\"*\""), true, false},
    };
    struct view rest = c->value, one;

    while (value_next(&rest, &one))
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            struct view star[VALUE_STARS] = {{0}};

            if (!value_fits(rows[i].pattern, one, star))
                continue;
            if (rows[i].shown && b->from_base)
                check_words(r, b, c, star[0]);
            else if (!rows[i].shown)
                check_name(r, names, b, c, star[0], rows[i].anywhere);
        }
}

// ---- All --------------------------------------------------------------------

void terms_flags_raise(struct arena *a, const struct licenses *l,
                       const struct release *release,
                       const struct inventory *inv, const struct terms *terms,
                       struct duties *out)
{
    struct raiser r = {a, l, release, inv, terms, out};
    struct named names = names_of(&r);

    check_stated(&r);
    for (size_t i = 0; i < terms->file_count; i++)
        check_file(&r, &terms->file[i]);
    for (size_t i = 0; i < inv->documents.count; i++)
        if (inv->documents.item[i].entry->depth <= 1)
            check_other(&r, &inv->documents.item[i]);
    for (size_t i = 0; i < out->bounds.count; i++) {
        check_text(&r, &out->bounds.item[i]);
        check_family(&r, &out->bounds.item[i]);
        check_reading(&r, &out->bounds.item[i]);
        check_policy(&r, &out->bounds.item[i]);
    }
    for (size_t i = 0; i < inv->part_count; i++)
        check_conflicts(&r, &inv->part[i]);
    check_parents(&r);
    for (size_t i = 0; i < out->bounds.count; i++) {
        const struct bound *b = &out->bounds.item[i];

        for (size_t k = 0; k < b->clause_count; k++)
            if (view_eq(b->clause[k].key, VIEW("naming")) && !b->disputed)
                check_naming(&r, &names, b, &b->clause[k]);
    }
}
