// SPDX-License-Identifier: Apache-2.0
#include "terms/told.h"

#include "base/text.h"
#include "terms/expression.h"
#include "terms/known.h"
#include "terms/normal.h"
#include "terms/statement.h"

static const struct {
    unsigned part;
    struct view kind;
} kinds[] = {
    // clang-format off
    {ABOUT_CODE, VIEW_INIT("code")}, {ABOUT_WEIGHTS, VIEW_INIT("weights")},
    {ABOUT_DATA, VIEW_INIT("data")}, {ABOUT_DOCS, VIEW_INIT("docs")},
    // clang-format on
};

// ---- Parts ------------------------------------------------------------------

static struct license_part *find_part(struct match *m, struct view kind)
{
    for (size_t i = 0; i < m->out->part_count; i++)
        if (view_eq(m->out->part[i].kind, kind))
            return &m->out->part[i];
    return NULL;
}

// Whether an expression has terms that limit, or that nobody knows.
static bool is_limiting(struct match *m, struct view expression)
{
    return expression_class(m->scratch, m->licenses, expression) >
           TERMS_CLASS_NEAR_FREE;
}

// The first statement is the one that is about it all; but where one limits and
// another does not, both hold.
static void add_part(struct match *m, struct view kind, struct view expression)
{
    struct license_file *f = m->out;
    struct license_part *p = find_part(m, kind);

    if (!p)
        *LIST_ADD(m->arena, f->part, f->part_count) =
            (struct license_part){kind, expression};
    else if (is_limiting(m, expression) != is_limiting(m, p->expression))
        p->expression =
            expression_join(m->arena, m->licenses, p->expression, expression);
}

static bool names_kind(const struct statement *s, unsigned kind)
{
    for (size_t i = 0; i < s->component_count; i++)
        if (s->component[i].parts & kind)
            return true;
    return false;
}

static bool speaks(const struct statement *s)
{
    return s->expression.len && s->kind != STATEMENT_MENTION &&
           s->kind != STATEMENT_POINTER && s->kind != STATEMENT_TAG;
}

// "This project": said of everything, so that what is said of a part beats it.
static bool is_broad(const struct statement *s)
{
    unsigned most = ABOUT_CODE | ABOUT_WEIGHTS | ABOUT_DOCS;

    return (s->parts & most) == most;
}

enum { SAID_OF_IT, SAID_OPEN, SAID_BROADLY, SAID_BY_BADGE, SAID_END };

static int said_how(const struct statement *s)
{
    if (s->kind == STATEMENT_BADGE)
        return SAID_BY_BADGE;
    if (s->kind == STATEMENT_OPEN)
        return SAID_OPEN;
    return is_broad(s) ? SAID_BROADLY : SAID_OF_IT;
}

// What is said of all of a kind: without a name, in order. What is said of the
// kind itself beats what is said of everything, and badges come last.
static void add_general(struct match *m, const struct statements *all,
                        struct view kind, unsigned part)
{
    bool said = false;

    for (int how = 0; how < SAID_END && !said; how++)
        for (size_t i = 0; i < all->count; i++) {
            const struct statement *s = &all->item[i];

            if (!speaks(s) || said_how(s) != how || !(s->parts & part) ||
                s->kind == STATEMENT_ORIGIN ||
                (s->kind != STATEMENT_OPEN && names_kind(s, part)) ||
                (s->kind == STATEMENT_ENTRY && !s->about))
                continue;
            add_part(m, kind, s->expression);
            said = true;
        }
}

struct named {
    struct view name, expression;
    bool counts; // for the kind as a whole
};

struct nameds {
    struct named *item;
    size_t count;
};

static void add_named(struct match *m, struct nameds *n, struct view name,
                      struct view expression, bool counts)
{
    for (size_t i = 0; i < n->count; i++)
        if (view_eq_nocase(n->item[i].name, name)) {
            n->item[i].expression = expression_join(
                m->arena, m->licenses, n->item[i].expression, expression);
            return;
        }
    *LIST_ADD(m->scratch, n->item, n->count) =
        (struct named){name, expression, counts};
}

static void collect_named(struct match *m, const struct statements *all,
                          unsigned part, struct view general, struct nameds *n)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct statement *s = &all->item[i];

        for (size_t k = 0;
             speaks(s) && s->kind != STATEMENT_OPEN && k < s->component_count;
             k++) {
            const struct component *c = &s->component[k];
            struct view e = s->expression;

            if (!(c->parts & part))
                continue;
            if (s->kind == STATEMENT_ORIGIN && general.len)
                e = expression_join(m->arena, m->licenses, general, e);
            add_named(m, n, arena_copy(m->arena, c->name), e,
                      s->kind != STATEMENT_ENTRY || s->about);
        }
    }
}

// "weights:Heron-7B" where components differ; where none speaks for all of
// them, all of them together do.
static void add_components(struct match *m, const struct statements *all,
                           struct view kind, unsigned part)
{
    const struct license_part *p = find_part(m, kind);
    struct view general = p ? p->expression : (struct view){0};
    struct view together = general;
    struct nameds n = {0};
    bool differ = false;

    collect_named(m, all, part, general, &n);
    for (size_t i = 0; i < n.count; i++) {
        if (!p && n.item[i].counts)
            together = expression_join(m->arena, m->licenses, together,
                                       n.item[i].expression);
        differ = differ || n.count > 1 ||
                 (general.len && !view_eq(general, n.item[i].expression));
    }
    if (!p && together.len)
        add_part(m, kind, together);
    for (size_t i = 0; differ && i < n.count; i++)
        *LIST_ADD(m->arena, m->out->part, m->out->part_count) =
            (struct license_part){arena_print(m->arena, VIEW_FMT ":" VIEW_FMT,
                                              VIEW_ARG(kind),
                                              VIEW_ARG(n.item[i].name)),
                                  n.item[i].expression};
}

static void add_parts(struct match *m, const struct statements *all)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        add_general(m, all, kinds[i].kind, kinds[i].part);
        add_components(m, all, kinds[i].kind, kinds[i].part);
    }
}

// ---- Statements -------------------------------------------------------------

static void take_statement(struct match *m, const struct statement *s)
{
    static const enum match_result result_of[] = {
        [STATEMENT_GRANT] = MATCH_REFERENCE,
        [STATEMENT_LABEL] = MATCH_REFERENCE,
        [STATEMENT_TAG] = MATCH_TAG,
        [STATEMENT_BADGE] = MATCH_REFERENCE,
        [STATEMENT_MENTION] = MATCH_REFERENCE,
        [STATEMENT_ENTRY] = MATCH_REFERENCE,
        [STATEMENT_ORIGIN] = MATCH_REFERENCE,
        [STATEMENT_LIMIT] = MATCH_UNKNOWN,
        [STATEMENT_POINTER] = MATCH_REFERENCE,
        [STATEMENT_OPEN] = MATCH_REFERENCE,
    };
    bool open = s->kind == STATEMENT_OPEN;

    match_range(m, s->from, s->to, result_of[s->kind],
                open ? (struct view){0} : s->expression);
    if (s->kind != STATEMENT_LIMIT && !open && s->expression.len)
        match_reference(m, s->expression);
    if (s->file.len &&
        (s->kind == STATEMENT_POINTER || open || !s->expression.len))
        match_reference(m, arena_copy(m->arena, s->file));
    bool unread = s->kind == STATEMENT_TAG &&
                  view_eq(s->expression, VIEW("LicenseRef-unknown"));
    if (s->kind == STATEMENT_LIMIT || open || unread)
        match_flag(m, VIEW("needs-human"));
    if ((speaks(s) && !open) || s->kind == STATEMENT_TAG)
        if (s->kind != STATEMENT_ORIGIN &&
            (s->kind != STATEMENT_ENTRY || s->about))
            match_grant(m, s->expression);
}

// The parts of a limit that a license named for them explains; all of them if
// it says of none.
static unsigned explained(struct match *m, const struct statements *all,
                          const struct statement *limit)
{
    unsigned parts = 0;

    for (size_t i = 0; i < all->count; i++) {
        const struct statement *s = &all->item[i];

        if (!speaks(s) || s->kind == STATEMENT_LIMIT ||
            s->kind == STATEMENT_OPEN ||
            expression_class(m->scratch, m->licenses, s->expression) !=
                TERMS_CLASS_RESTRICTED)
            continue;
        parts |= limit->parts && s->parts ? s->parts : ABOUT_ALL;
    }
    return parts;
}

// "The code is under X, the model under the agreement in FILE": that part has
// terms of its own, which stand elsewhere and are not known here.
static void open_files(struct statements *all)
{
    bool named = false;

    for (size_t i = 0; i < all->count; i++)
        named = named || speaks(&all->item[i]);
    for (size_t i = 0; named && i < all->count; i++) {
        struct statement *s = &all->item[i];

        if (s->kind != STATEMENT_GRANT || s->expression.len || !s->file.len ||
            !s->parts || is_broad(s))
            continue;
        s->kind = STATEMENT_OPEN;
        s->expression = VIEW("LicenseRef-unknown");
    }
}

// In an arena of their own: what a long text is read into is not needed once
// they are taken.
static void read_statements(struct match *m, struct arena *own,
                            struct statements *all)
{
    size_t kept = 0;

    if (m->text.cut)
        statements_of_text(own, m->licenses, m->bytes, m->tells, all);
    else
        statements_of_source(own, m->licenses, &m->text.source, m->tells, all);
    open_files(all);
    for (size_t i = 0; i < all->count; i++)
        all->item[i].expression = arena_copy(m->arena, all->item[i].expression);
    for (size_t i = 0; i < all->count; i++) {
        struct statement *s = &all->item[i];
        unsigned by = s->kind == STATEMENT_LIMIT ? explained(m, all, s) : 0;

        if (by && !(s->parts & ~by))
            continue;
        s->parts &= ~by;
        all->item[kept++] = *s;
    }
    all->count = kept;
}

// Whether statements are more than a limit alone, which is for the reader of
// whole texts, if it is one.
static bool tells_terms(const struct statements *all, bool is_terms,
                        bool only_lists)
{
    size_t entries = 0;
    bool told = false;

    for (size_t i = 0; i < all->count; i++) {
        told = told || !is_terms || all->item[i].kind != STATEMENT_LIMIT;
        entries += all->item[i].kind == STATEMENT_ENTRY;
    }
    return told && (!only_lists || entries >= 2);
}

bool told_take(struct match *m, bool is_terms, bool only_lists)
{
    struct arena own = arena_beside(m->scratch);
    struct statements all;

    read_statements(m, &own, &all);
    bool told = tells_terms(&all, is_terms, only_lists);
    for (size_t i = 0; told && i < all.count; i++)
        take_statement(m, &all.item[i]);
    if (told)
        add_parts(m, &all);
    arena_free(&own);
    return told;
}

bool told_names(struct match *m, struct view id)
{
    struct arena own = arena_beside(m->scratch);
    struct statements all;
    bool named = false;

    read_statements(m, &own, &all);
    for (size_t i = 0; i < all.count && !named; i++)
        named = expression_has(all.item[i].expression, id);
    arena_free(&own);
    return named;
}

// The known text or notice among the first `count` ranges in which a statement
// stands, or NULL.
static const struct license_range *range_of(const struct license_file *f,
                                            size_t count,
                                            const struct statement *s)
{
    for (size_t i = 0; i < count; i++) {
        const struct license_range *r = &f->range[i];

        if (r->result != MATCH_OTHER_TEXT && r->result != MATCH_TAG &&
            s->from < r->to && r->from < s->to)
            return r;
    }
    return NULL;
}

// "X-or-later", where the text alone says "X-only".
static bool is_later(struct view text, struct view tag)
{
    static const struct view only = VIEW_INIT("-only"),
                             later = VIEW_INIT("-or-later");

    return view_ends(text, only) && view_ends(tag, later) &&
           view_eq(view_head(text, text.len - only.len),
                   view_head(tag, tag.len - later.len));
}

// A tag beside a text: where it is not of that text, both are terms of the file
// (rule 2 of terms.md); whether later versions may be used it decides (2.10).
static void take_tag(struct match *m, const struct statement *s)
{
    struct view text = m->out->expression;

    match_range(m, s->from, s->to, MATCH_TAG, s->expression);
    if (is_later(text, s->expression))
        m->out->expression = s->expression;
    if (!s->expression.len || is_later(text, s->expression) ||
        expressions_agree(m->licenses, text, s->expression))
        return;
    match_flag(m, VIEW("license-conflict"));
    match_reference(m, s->expression);
    match_grant(m, s->expression);
}

void told_take_notices(struct match *m)
{
    struct license_file *f = m->out;
    struct arena own = arena_beside(m->scratch);
    struct statements all;
    size_t kept = 0;

    known_take_notices(m);
    size_t count = f->range_count;
    read_statements(m, &own, &all);
    for (size_t i = 0; i < all.count; i++) {
        struct statement *one = &all.item[i];
        const struct license_range *notice = range_of(f, count, one);
        struct view is = notice ? notice->id : (struct view){0};

        if (!notice && one->kind == STATEMENT_TAG)
            take_tag(m, one);
        else if (!notice)
            take_statement(m, one);
        // "The License" of a notice is the one that it names.
        if (notice && view_eq(one->expression, VIEW("LicenseRef-unknown")))
            one->expression = is;
        // The notice itself says it; that it speaks of the code is told.
        if (!notice || speaks(one))
            all.item[kept++] = *one;
    }
    all.count = kept;
    add_parts(m, &all);
    arena_free(&own);
}

static bool has_rest(const struct license_file *f)
{
    for (size_t i = 0; i < f->range_count; i++)
        if (f->range[i].result == MATCH_OTHER_TEXT)
            return true;
    return false;
}

void told_take_beside(struct match *m)
{
    struct arena own = arena_beside(m->scratch);
    struct statements all;
    size_t kept = 0, count = m->out->range_count;

    if (!has_rest(m->out))
        return;
    read_statements(m, &own, &all);
    for (size_t i = 0; i < all.count; i++)
        if (all.item[i].kind == STATEMENT_TAG &&
            !range_of(m->out, count, &all.item[i]))
            take_tag(m, &all.item[i]);
    for (size_t i = 0; i < all.count; i++) {
        const struct statement *s = &all.item[i];

        if (!speaks(s) || !s->parts || is_broad(s) ||
            s->kind == STATEMENT_LIMIT || s->kind == STATEMENT_BADGE ||
            range_of(m->out, count, s))
            continue;
        take_statement(m, s);
        all.item[kept++] = *s;
    }
    all.count = kept;
    add_parts(m, &all);
    arena_free(&own);
}

// ---- Front matter -----------------------------------------------------------

// Where a value of the front matter stands: by its bytes, else in its line; the
// line is what it is not written in as it is read ("" or a block).
static void place_value(const struct match *m, const struct front_value *v,
                        size_t *from, size_t *to)
{
    struct text_lines lines = {.text = m->bytes};

    while (text_line_next(&lines) && lines.number < v->line)
        ;
    if (lines.number != v->line)
        return;
    size_t at = view_find(lines.line, v->text);
    *from = (size_t)lines.offset + (at == SIZE_MAX ? 0 : at);
    *to = at == SIZE_MAX ? (size_t)lines.offset + lines.line.len
                         : *from + v->text.len;
}

bool told_take_front(struct match *m)
{
    struct front_matter front;
    struct front_value at;

    front_matter_read(m->scratch, view_head(m->bytes, NORMAL_MAX), &front);
    if (!front.present)
        return false;
    m->front_end = (size_t)front.end;
    struct view e = front_license(m->scratch, m->licenses, &front, &at);
    if (!e.len)
        return false;
    e = arena_copy(m->arena, e);
    size_t from = 0, to = 3; // without its line: that of the first "---"
    place_value(m, &at, &from, &to);
    match_range(m, from, to, MATCH_TAG, e);
    if (view_eq(e, VIEW("LicenseRef-unknown")))
        match_flag(m, VIEW("custom-name-missing"));
    struct view link = front_text(&front, VIEW("license_link"));
    if (link.len) {
        match_reference(m, arena_copy(m->arena, link));
        match_flag(m, VIEW("pointer-only"));
    }
    add_part(m, VIEW("weights"), e);
    match_grant(m, e);
    return true;
}

// Words of the text in bytes [from, to).
static size_t words_between(const struct match *m, size_t from, size_t to)
{
    size_t count = 0;

    for (size_t i = 0; i < m->text.token_count; i++)
        count += m->text.token[i].from >= from && m->text.token[i].to <= to;
    return count;
}

void told_take_prompt(struct match *m, size_t words)
{
    struct front_matter front;

    if (!m->front_end)
        return;
    front_matter_read(m->scratch, view_head(m->bytes, NORMAL_MAX), &front);
    const struct front_key *key = front_get(&front, VIEW("extra_gated_prompt"));
    if (!key || !key->value_count)
        return;
    // A block's text is joined anew; it stands between its key and the next.
    size_t from = 0, to = m->front_end;
    struct text_lines lines = {.text = m->bytes};
    while (text_line_next(&lines) && lines.offset < m->front_end) {
        if (lines.number == key->line)
            from = (size_t)lines.offset;
        else if (from && lines.line.len &&
                 (ascii_alpha(lines.line.at[0]) || lines.line.at[0] == '-')) {
            to = (size_t)lines.offset;
            break;
        }
    }
    if (words_between(m, from, to) <= words)
        return;
    match_range(m, from, to, MATCH_UNKNOWN, VIEW("LicenseRef-unknown"));
    match_flag(m, VIEW("license-text-in-front-matter"));
    match_flag(m, VIEW("needs-human"));
    match_grant(m, VIEW("LicenseRef-unknown"));
}

// ---- Flags ------------------------------------------------------------------

static bool is_text(enum match_result r)
{
    return r != MATCH_REFERENCE && r != MATCH_TAG && r != MATCH_OTHER_TEXT;
}

static bool has_text(const struct match *m)
{
    for (size_t i = 0; i < m->out->range_count; i++)
        if (is_text(m->out->range[i].result) &&
            m->out->range[i].result != MATCH_UNKNOWN)
            return true;
    return false;
}

// A file that says where the terms are and holds none.
static void flag_pointer(struct match *m)
{
    const struct license_file *f = m->out;
    bool points = false;
    size_t kept = 0;

    // A name does not point away from what the file itself demands; a link
    // does.
    for (size_t i = 0; i < f->range_count; i++)
        points = points || (f->range[i].result == MATCH_REFERENCE &&
                            !(m->demands && f->range[i].id.len));
    if (!has_text(m) && points &&
        (m->named || view_eq(f->expression, VIEW("NONE")) ||
         !f->expression.len)) {
        match_flag(m, VIEW("pointer-only"));
        return;
    }
    // A link in a card whose text is here all the same.
    for (size_t i = 0; has_text(m) && i < f->flag_count; i++)
        if (!view_eq(f->flag[i], VIEW("pointer-only")))
            f->flag[kept++] = f->flag[i];
    if (has_text(m))
        m->out->flag_count = kept;
}

static bool is_noncommercial(const struct license_info *info)
{
    return info && (view_has(info->category, VIEW("non-commercial")) ||
                    view_has(info->category, VIEW("research")));
}

struct id_counts {
    size_t all, limited; // identifiers; for no commercial use
};

static void count_ids(struct match *m, struct view expression,
                      struct id_counts *c)
{
    struct view id;

    while (expression_next(&expression, &id)) {
        const struct license_info *info = license_find(m->licenses, id);

        // An unknown text beside the name of a known one is what limits it.
        if (view_starts(id, VIEW("LicenseRef-modified-")))
            for (size_t i = 0; i < m->out->range_count; i++)
                if (view_eq(m->out->range[i].id, id))
                    info = license_find(m->licenses, m->out->range[i].nearest);
        c->all++;
        c->limited += is_noncommercial(info);
    }
}

// Whether the text itself limits a part; terms that are not known limit nothing
// that could be named.
static bool is_told_limit(const struct match *m)
{
    bool part = false, limit = false;

    for (size_t i = 0; i < m->out->part_count; i++)
        part = part ||
               view_has(m->out->part[i].expression, VIEW("LicenseRef-unknown"));
    for (size_t i = 0; i < m->out->range_count; i++)
        limit = limit || m->out->range[i].result == MATCH_UNKNOWN;
    return part && limit;
}

// Some of what the file speaks of may not be used commercially, some may.
static void flag_noncommercial(struct match *m)
{
    struct id_counts c = {0};

    count_ids(m, m->out->expression, &c);
    for (size_t i = 0; i < m->out->part_count; i++)
        count_ids(m, m->out->part[i].expression, &c);
    if ((c.limited && c.limited < c.all) ||
        (c.all > 1 && !has_text(m) && is_told_limit(m)))
        match_flag(m, VIEW("non-commercial-part"));
}

// A name that leaves a version, or the member of a family, open.
static void flag_open_name(struct match *m, struct view expression)
{
    struct view id;

    while (expression_next(&expression, &id)) {
        const struct license_info *info = license_find(m->licenses, id);
        struct view open = info && info->record
                               ? record_get(info->record, VIEW("open"))
                               : (struct view){0};

        if (view_eq(open, VIEW("version")))
            match_flag(m, VIEW("version-missing"));
        else if (view_eq(open, VIEW("member")))
            match_flag(m, VIEW("family-tag"));
    }
}

// Whether a license goes by the words `name`.
static bool goes_by(struct match *m, const struct license_info *info,
                    struct view name)
{
    struct view alias;

    if (statement_holds(license_fold(m->scratch, info->title), name) ||
        statement_holds(license_fold(m->scratch, info->id), name))
        return true;
    for (size_t at = 0;
         info->record && record_next(info->record, VIEW("alias"), &at, &alias);)
        if (statement_holds(license_fold(m->scratch, alias), name))
            return true;
    return false;
}

// "llama_license.txt" that holds another one's text.
static void flag_name(struct match *m, struct view path)
{
    const struct license_file *f = m->out;
    struct view rest = license_fold(m->scratch, view_basename(path)), id;
    const struct license_info *named = NULL;
    struct view name = {0};
    bool fits = false, texts = false;

    while (rest.len && !named) {
        size_t len;

        id = license_alias_at(m->licenses, rest, &len);
        named = id.len ? license_find(m->licenses, id) : NULL;
        name = view_head(rest, len);
        view_cut(rest, ' ', &rest);
    }
    for (size_t i = 0; named && i < f->range_count; i++) {
        const struct license_range *r = &f->range[i];
        struct view known = r->nearest.len ? r->nearest : r->id;
        const struct license_info *info =
            is_text(r->result) && r->result != MATCH_UNKNOWN &&
                    r->result != MATCH_SNIPPET && r->result != MATCH_HEADER
                ? license_find(m->licenses, known)
                : NULL;

        texts = texts || info;
        fits = fits || (info && (info == named || goes_by(m, info, name)));
    }
    if (texts && !fits)
        match_flag(m, VIEW("filename-misleading"));
}

// A card's tag that says another thing than its text.
static void flag_conflict(struct match *m)
{
    const struct license_file *f = m->out;
    struct view tag = {0}, id;

    for (size_t i = 0; m->front_end && i < f->range_count; i++) {
        const struct license_range *r = &f->range[i];
        bool front = r->result == MATCH_TAG && r->from < m->front_end;

        tag = front && !tag.len ? r->id : tag;
    }
    const struct license_part *p = find_part(m, VIEW("weights"));
    struct view rest = p && tag.len ? p->expression : (struct view){0};
    while (expression_next(&rest, &id))
        if (!expression_has(tag, id))
            match_flag(m, VIEW("license-conflict"));
}

void told_flags(struct match *m, struct view path)
{
    flag_pointer(m);
    flag_noncommercial(m);
    flag_open_name(m, m->out->expression);
    for (size_t i = 0; i < m->out->part_count; i++)
        flag_open_name(m, m->out->part[i].expression);
    flag_name(m, path);
    flag_conflict(m);
}
