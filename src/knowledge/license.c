// SPDX-License-Identifier: Apache-2.0
#include "knowledge/license.h"

#include "knowledge/license_family.h"

#include "base/map.h"
#include "base/quick.h"

enum { AMBIGUOUS = 0x7fffffff, MAX_ALIAS_WORDS = 16, ALIAS_STARTS = 1 << 12 };

struct licenses {
    struct license_info *info;
    size_t info_count;
    struct map id;    // folded id -> index
    struct map alias; // folded name -> index, or AMBIGUOUS
    // By the hash of a word: the most words of a name that begins with it.
    unsigned char alias_words[ALIAS_STARTS];
    struct view *name; // the folded names
    size_t name_count;
    struct triggers triggers;
    struct license_prints prints;
    struct license_words words;
    const struct statement_words *statements;
    struct records deprecated;
    struct clause_words clauses;
    const struct finders *finders; // or NULL
};

// ---- Names ------------------------------------------------------------------

// Words that people put into a name or leave out.
static bool is_filler(struct view word)
{
    static const struct view filler[] = {
        // clang-format off
        VIEW_INIT("the"), VIEW_INIT("version"), VIEW_INIT("v"),
        VIEW_INIT("v."), VIEW_INIT("ver"), VIEW_INIT("http"),
        VIEW_INIT("https"), VIEW_INIT("www."), VIEW_INIT("www"),
        // clang-format on
    };

    if (word.len > 7 || !byte_in(word.at[0], VIEW("tvhw")))
        return false;
    for (size_t i = 0; i < sizeof filler / sizeof *filler; i++)
        if (view_eq(filler[i], word))
            return true;
    return false;
}

static bool in_name(char c)
{
    return ascii_alnum(c) || c == '.' || c == '+' || (unsigned char)c >= 0x80;
}

// Writes `word` behind `*len` bytes of `out`, unless it is a filler.
static void add_word(char *out, size_t *len, struct view word)
{
    while (word.len && word.at[word.len - 1] == '.')
        word.len--;
    if (word.len > 1 && word.at[0] == 'v' && ascii_digit(word.at[1]))
        word = view_from(word, 1);
    if (view_starts(word, VIEW("www.")))
        word = view_from(word, 4);
    if (!word.len || is_filler(word))
        return;
    if (*len)
        out[(*len)++] = ' ';
    if (view_eq(word, VIEW("licence")))
        word = VIEW("license");
    memmove(out + *len, word.at, word.len);
    *len += word.len;
}

size_t license_fold_to(char *out, struct view name)
{
    size_t len = 0, at = 0;

    while (at < name.len) {
        size_t from = at;

        for (; at < name.len && in_name(name.at[at]); at++)
            out[at] = ascii_lower(name.at[at]);
        // Over the lower-case copy: what is written is never longer.
        if (at > from)
            add_word(out, &len, (struct view){out + from, at - from});
        else
            at++;
    }
    return len;
}

struct view license_fold(struct arena *a, struct view name)
{
    char *out = arena_alloc(a, name.len + 2);

    return (struct view){out, license_fold_to(out, name)};
}

static size_t start_of(struct view folded)
{
    struct view rest;

    return quick_hash(view_cut(folded, ' ', &rest)) % ALIAS_STARTS;
}

static void add_alias(struct arena *a, struct licenses *l, struct view name,
                      size_t index)
{
    bool is_new;
    struct view folded = license_fold(a, name);

    if (!folded.len)
        return;
    size_t *at = map_at(&l->alias, folded, &is_new);
    if (is_new) {
        *at = index;
        *LIST_ADD(a, l->name, l->name_count) = folded;
    } else if (*at != index)
        *at = AMBIGUOUS;
    size_t words = 1;
    for (size_t i = 0; i < folded.len; i++)
        words += folded.at[i] == ' ';
    unsigned char *most = &l->alias_words[start_of(folded)];
    if (words > MAX_ALIAS_WORDS)
        words = MAX_ALIAS_WORDS;
    if (words > *most)
        *most = (unsigned char)words;
}

struct view license_alias(const struct licenses *l, struct view name)
{
    struct arena own = {0};
    const size_t *at = map_find(&l->alias, license_fold(&own, name));
    struct view id = {0};

    if (at && *at != AMBIGUOUS)
        id = l->info[*at].id;
    arena_free(&own);
    return id;
}

struct view license_alias_at(const struct licenses *l, struct view folded,
                             size_t *len)
{
    struct view found = {0};
    int most = l->alias_words[start_of(folded)];
    size_t end = 0;

    *len = 0;
    for (int words = 0; words < most && end < folded.len; words++) {
        while (end < folded.len && folded.at[end] != ' ')
            end++;
        const size_t *at = map_find(&l->alias, view_head(folded, end));
        if (at && *at != AMBIGUOUS) {
            found = l->info[*at].id;
            *len = end;
        }
        end++;
    }
    return found;
}

// ---- Reading records --------------------------------------------------------

static enum answer answer_of(struct view word)
{
    if (view_eq(word, VIEW("yes")))
        return ANSWER_YES;
    return view_eq(word, VIEW("no")) ? ANSWER_NO : ANSWER_UNKNOWN;
}

struct view answer_word(enum answer a)
{
    static const struct view word[] = {
        [ANSWER_NO] = VIEW_INIT("no"),
        [ANSWER_YES] = VIEW_INIT("yes"),
        [ANSWER_UNKNOWN] = VIEW_INIT("unknown"),
    };

    return word[a];
}

static enum terms_class class_of(struct view word)
{
    static const struct view name[] = {
        [TERMS_CLASS_OSI] = VIEW_INIT("osi"),
        [TERMS_CLASS_FREE] = VIEW_INIT("free"),
        [TERMS_CLASS_NEAR_FREE] = VIEW_INIT("near-free"),
        [TERMS_CLASS_RESTRICTED] = VIEW_INIT("restricted"),
    };

    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        if (view_eq(name[i], word))
            return (enum terms_class)i;
    return TERMS_CLASS_UNKNOWN;
}

bool license_is_family(const struct license_info *info)
{
    return info->record && record_get(info->record, VIEW("member")).len;
}

bool license_plain_key(struct view key)
{
    static const struct view plain[] = {
        // clang-format off
        VIEW_INIT("id"), VIEW_INIT("title"), VIEW_INIT("version"),
        VIEW_INIT("category"), VIEW_INIT("osi"), VIEW_INIT("fsf"),
        VIEW_INIT("osd"), VIEW_INIT("class"), VIEW_INIT("why-not"),
        VIEW_INIT("text"), VIEW_INIT("head"), VIEW_INIT("appendix"),
        VIEW_INIT("optional"), VIEW_INIT("notice-from"),
        VIEW_INIT("notice-to"), VIEW_INIT("preamble-to"),
        VIEW_INIT("annex"), VIEW_INIT("remark"), VIEW_INIT("closing-from"), VIEW_INIT("disclaimer-from"),
        VIEW_INIT("field"), VIEW_INIT("alias"),
        VIEW_INIT("product"), VIEW_INIT("modifies"),
        VIEW_INIT("subject"), VIEW_INIT("policy"), VIEW_INIT("open"),
        VIEW_INIT("member"),
        // clang-format on
    };

    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (view_eq(plain[i], key))
            return true;
    return false;
}

// The part of `*rest` before " | ", and `*rest` behind it.
static struct view cell(struct view *rest)
{
    size_t at = view_find(*rest, VIEW(" | "));
    struct view head = view_head(*rest, at);

    *rest = at == SIZE_MAX ? (struct view){0} : view_from(*rest, at + 3);
    return head;
}

static void read_clauses(struct arena *a, const struct record *r,
                         struct license_info *info)
{
    info->clause = ARENA_NEW(a, struct license_clause, r->field_count);
    for (size_t i = 0; i < r->field_count; i++) {
        struct view rest = r->field[i].value;

        if (license_plain_key(r->field[i].key))
            continue;
        struct license_clause *c = &info->clause[info->clause_count++];
        c->key = r->field[i].key;
        c->value = cell(&rest);
        c->where = cell(&rest);
        c->note = rest;
    }
}

static struct error *add_license(struct arena *a, struct licenses *l,
                                 const struct records *all, size_t number,
                                 struct view family)
{
    const struct record *r = &all->record[number];
    struct view id = record_get(r, VIEW("id")), name;
    bool is_new;

    if (!id.len)
        return error_new(a, ERROR_INPUT,
                         (struct place){all->path, 0, r->field[0].line},
                         "the record has no id");
    size_t index = l->info_count;
    *map_at(&l->id, arena_lower(a, id), &is_new) = index;
    if (!is_new)
        return error_new(a, ERROR_INPUT,
                         (struct place){all->path, 0, r->field[0].line},
                         "'" VIEW_FMT "' has a record already", VIEW_ARG(id));
    struct license_info *info = LIST_ADD(a, l->info, l->info_count);
    *info = (struct license_info){
        .id = id,
        .title = record_get(r, VIEW("title")),
        .version = record_get(r, VIEW("version")),
        .family = family,
        .category = record_get(r, VIEW("category")),
        .osi = answer_of(record_get(r, VIEW("osi"))),
        .fsf = answer_of(record_get(r, VIEW("fsf"))),
        .osd = answer_of(record_get(r, VIEW("osd"))),
        .class_ = class_of(record_get(r, VIEW("class"))),
        .why_not = record_get(r, VIEW("why-not")),
        .record = r,
    };
    read_clauses(a, r, info);
    add_alias(a, l, id, index);
    for (size_t at = 0; record_next(r, VIEW("alias"), &at, &name);)
        add_alias(a, l, name, index);
    return NULL;
}

static struct error *add_records(struct arena *a, struct licenses *l,
                                 const struct records *all)
{
    struct view family = view_basename(all->path);

    if (view_ends(family, VIEW(".txt")))
        family.len -= 4;
    for (size_t i = 0; i < all->record_count; i++)
        TRY(add_license(a, l, all, i, family));
    return NULL;
}

static void add_bare_id(struct arena *a, struct licenses *l, struct view id,
                        struct view list)
{
    bool is_new, is_osi = view_eq(list, VIEW("osi"));
    size_t *at = map_at(&l->id, arena_lower(a, id), &is_new);

    if (!is_new)
        return;
    *at = l->info_count;
    *LIST_ADD(a, l->info, l->info_count) = (struct license_info){
        .id = id,
        .title = id,
        .osi = is_osi ? ANSWER_YES : ANSWER_NO,
        .fsf = view_eq(list, VIEW("fsf")) ? ANSWER_YES : ANSWER_UNKNOWN,
        .osd = ANSWER_YES,
        .class_ = is_osi ? TERMS_CLASS_OSI : TERMS_CLASS_FREE,
    };
    // Where a record has taken the name, the record knows better.
    if (!map_find(&l->alias, license_fold(a, id)))
        add_alias(a, l, id, l->info_count - 1);
}

// A family has the clauses that its members share. Members come first: a family
// is no member of another one.
static void share_clauses(struct arena *a, struct licenses *l)
{
    for (size_t i = 0; i < l->info_count; i++)
        if (license_is_family(&l->info[i]))
            license_family_clauses(a, l, &l->info[i]);
}

static struct error *add_bare_ids(struct arena *a, struct licenses *l)
{
    struct records all;
    struct view ids;

    TRY(knowledge_read(a, VIEW("licenses/spdx-ids.txt"), &all));
    for (size_t i = 0; i < all.record_count; i++) {
        const struct record *r = &all.record[i];
        struct view list = record_get(r, VIEW("list"));

        for (size_t at = 0; record_next(r, VIEW("ids"), &at, &ids);)
            while (ids.len)
                add_bare_id(a, l, view_cut(ids, ' ', &ids), list);
    }
    return NULL;
}

static struct licenses *empty(struct arena *a)
{
    struct licenses *l = ARENA_NEW(a, struct licenses, 1);

    l->id = l->alias = (struct map){.arena = a};
    l->alias.own = true;
    return l;
}

bool license_names_terms(struct view alias)
{
    return view_has(alias, VIEW("license")) ||
           view_has(alias, VIEW("agreement")) || view_has(alias, VIEW("terms"));
}

// Whether a name is one of a license wherever it stands (terms/telling.c), or
// is an address.
static bool is_plain_name(const struct licenses *l, struct view name,
                          size_t index)
{
    bool own = view_starts(l->info[index].id, VIEW("LicenseRef-"));
    bool words = memchr(name.at, ' ', name.len) != NULL;

    return license_names_terms(name) || (words && !own) ||
           memchr(name.at, '.', name.len);
}

// Names of one word first: they leave no choice, and are in many of the others.
static void find_triggers(struct arena *a, struct licenses *l)
{
    struct triggers *t = &l->triggers;

    triggers_open(a, t);
    statement_words_avoid(l->statements, t);
    for (int longer = 0; longer < 2; longer++) {
        for (size_t i = 0; i < l->name_count; i++) {
            struct view name = l->name[i];
            const size_t *at = map_find(&l->alias, name);
            bool words = memchr(name.at, ' ', name.len) != NULL;

            if (at && *at != AMBIGUOUS && words == (longer != 0))
                triggers_add(t, name,
                             is_plain_name(l, name, *at) ? TRIGGER_ALONE
                                                         : TRIGGER_NAME);
        }
        if (!longer)
            statement_words_triggers(l->statements, t);
    }
}

static struct error *open_words(struct arena *a, struct licenses *l)
{
    TRY(license_words_open(a, &l->words));
    TRY(clause_words_open(a, &l->clauses));
    TRY(statement_words_open(a, &l->statements));
    find_triggers(a, l);
    return knowledge_read(a, VIEW("licenses/deprecated.txt"), &l->deprecated);
}

struct error *licenses_open(struct arena *a, struct licenses **out)
{
    return licenses_open_with(a, (struct view){0}, NULL, out);
}

// `all` without the record of the license `without`.
static void leave_out(struct arena *a, struct records *all, struct view without)
{
    struct record *kept = NULL;
    size_t count = 0;

    if (!without.len)
        return;
    for (size_t i = 0; i < all->record_count; i++)
        if (!view_eq_nocase(record_get(&all->record[i], VIEW("id")), without))
            *LIST_ADD(a, kept, count) = all->record[i];
    all->record = kept;
    all->record_count = count;
}

struct error *licenses_open_with(struct arena *a, struct view without,
                                 const struct records *own,
                                 struct licenses **out)
{
    struct licenses *l = empty(a);
    struct view name, print;

    *out = l;
    for (size_t at = 0; knowledge_next(VIEW("licenses/known/"), &at, &name);) {
        struct records *all = ARENA_NEW(a, struct records, 1);

        TRY(knowledge_read(a, name, all));
        leave_out(a, all, without);
        TRY(add_records(a, l, all));
    }
    if (own)
        TRY(add_records(a, l, own));
    share_clauses(a, l);
    TRY(add_bare_ids(a, l));
    TRY(open_words(a, l));
    if (knowledge_bytes(VIEW("licenses/fingerprints.bin"), &print))
        TRY(prints_open(a, print, &l->prints));
    return NULL;
}

void licenses_take_prints(struct licenses *l, const struct license_prints *p)
{
    l->prints = *p;
}

void licenses_index_prints(struct arena *a, struct licenses *l)
{
    prints_index(a, &l->prints);
}

void licenses_take_finders(struct licenses *l, const struct finders *f)
{
    l->finders = f;
}

struct error *licenses_read(struct arena *a, struct view known,
                            struct view print, struct licenses **out)
{
    struct licenses *l = empty(a);
    struct records *all = ARENA_NEW(a, struct records, 1);

    *out = l;
    TRY(records_read(a, known, VIEW("own.txt"), all));
    TRY(add_records(a, l, all));
    TRY(open_words(a, l));
    return prints_open(a, print, &l->prints);
}

// ---- Asking -----------------------------------------------------------------

const struct license_info *license_find(const struct licenses *l,
                                        struct view id)
{
    struct arena own = {0};
    const size_t *at = map_find(&l->id, arena_lower(&own, id));

    arena_free(&own);
    return at ? &l->info[*at] : NULL;
}

struct view license_now(const struct licenses *l, struct view id)
{
    for (size_t i = 0; i < l->deprecated.record_count; i++) {
        const struct record *r = &l->deprecated.record[i];

        if (view_eq_nocase(record_get(r, VIEW("deprecated")), id))
            return record_get(r, VIEW("now"));
    }
    return (struct view){0};
}

const struct license_info *license_next(const struct licenses *l, size_t *at)
{
    while (*at < l->info_count) {
        const struct license_info *info = &l->info[(*at)++];

        if (info->record)
            return info;
    }
    return NULL;
}

const struct license_prints *license_prints(const struct licenses *l)
{
    return &l->prints;
}

const struct license_words *license_words(const struct licenses *l)
{
    return &l->words;
}

const struct triggers *license_triggers(const struct licenses *l)
{
    return &l->triggers;
}

void licenses_trigger_always(struct licenses *l)
{
    l->triggers.all = true;
}

const struct clause_words *license_clause_words(const struct licenses *l)
{
    return &l->clauses;
}

const struct finders *license_finders(const struct licenses *l)
{
    return l->finders;
}

const struct statement_words *license_statements(const struct licenses *l)
{
    return l->statements;
}
