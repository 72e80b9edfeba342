// SPDX-License-Identifier: Apache-2.0
#include "parts/lineage.h"

#include "format/json.h"
#include "parts/citation.h"
#include "parts/phrase.h"

enum {
    CONFIG_LIMIT = 400 << 10, // bytes of a configuration that are read
    NAME_TOKENS = 5,          // words of a name in prose
    NAME_BYTES = 96,          // of a name
    ARTICLES = 4,             // small words before a name
    SENTENCE = 240,           // bytes before a phrase
    PARENTS = 40,             // more are not kept
};

// clang-format off
static const struct view words[] = {
    [RELATION_UNKNOWN] = VIEW_INIT("unknown"),
    [RELATION_FINETUNE] = VIEW_INIT("finetune"),
    [RELATION_ADAPTER] = VIEW_INIT("adapter"),
    [RELATION_MERGE] = VIEW_INIT("merge"),
    [RELATION_QUANTIZED] = VIEW_INIT("quantized"),
    [RELATION_DISTILLED] = VIEW_INIT("distilled"),
    [RELATION_DELTA] = VIEW_INIT("delta"),
};
// clang-format on

enum { RELATIONS = sizeof words / sizeof *words };

struct view relation_word(enum relation r)
{
    return words[r];
}

static enum relation relation_find(struct view word)
{
    for (size_t i = 0; i < RELATIONS; i++)
        if (view_eq_nocase(words[i], word))
            return (enum relation)i;
    return RELATION_UNKNOWN;
}

struct lineage_reader {
    struct arena *arena;
    const struct release *release;
    const struct documents *documents;
    struct lineage *out;
    struct phrases relation[RELATIONS];
    struct phrases subject, not_subject, article, not_model, not_name, stop;
    struct phrases variant, weak_before;
    struct view own[8]; // plain names of the release itself
    size_t own_count;
};

static void read_lists(struct lineage_reader *r)
{
    static const struct view file = VIEW_INIT("parts/lineage.txt");
    struct arena *a = r->arena;
    struct records all;

    r->subject = phrases_named(a, file, VIEW("subject"));
    r->not_subject = phrases_named(a, file, VIEW("not-subject"));
    r->variant = phrases_named(a, file, VIEW("variant"));
    r->weak_before = phrases_named(a, file, VIEW("weak-before"));
    r->article = phrases_named(a, file, VIEW("article"));
    r->not_model = phrases_named(a, file, VIEW("not-model"));
    r->not_name = phrases_named(a, file, VIEW("not-name"));
    r->stop = phrases_named(a, VIEW("parts/claims.txt"), VIEW("name-stop"));
    if (knowledge_read(a, file, &all))
        return;
    for (size_t i = 0; i < RELATIONS; i++) {
        const struct record *one =
            records_find(&all, VIEW("relation"), words[i]);
        if (one)
            r->relation[i] = phrases_of(a, one, VIEW("phrase"));
    }
}

// ---- names

// Letters and digits of a name, without its owner: for comparing.
static struct view plain_name(struct arena *a, struct view name)
{
    struct view v = view_head(view_basename(name), 200);
    char *to = arena_alloc(a, v.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < v.len; i++)
        if (ascii_alnum(v.at[i]))
            to[len++] = ascii_lower(v.at[i]);
    return (struct view){to, len};
}

// owner/name as the hub has it; no local path, no address.
static bool is_hub_id(struct view v)
{
    size_t slashes = 0;

    if (v.len < 3 || v.len > NAME_BYTES || v.at[0] == '/' || v.at[0] == '.' ||
        v.at[0] == '~' || v.at[v.len - 1] == '/')
        return false;
    for (size_t i = 0; i < v.len; i++) {
        slashes += v.at[i] == '/' ? 1 : 0;
        if (!ascii_alpha(v.at[i]) && !ascii_digit(v.at[i]) &&
            !byte_in(v.at[i], VIEW("/._-")))
            return false;
    }
    return slashes == 1;
}

static void add_own(struct lineage_reader *r, struct view name)
{
    struct view plain = plain_name(r->arena, name);

    if (plain.len > 1 && r->own_count < sizeof r->own / sizeof *r->own)
        r->own[r->own_count++] = plain;
}

static bool is_own(const struct lineage_reader *r, struct view name)
{
    struct view plain = plain_name(r->arena, name);

    for (size_t i = 0; i < r->own_count; i++)
        if (view_eq(r->own[i], plain))
            return true;
    return false;
}

// The names in a title: "T5: Text ..", "T5 Model Card", "Model Card for T5".
static void add_title(struct lineage_reader *r, struct view title)
{
    struct view rest;

    add_own(r, title);
    struct view head = view_trim(view_cut(title, ':', &rest));
    add_own(r, head);
    struct view folded = phrase_fold(r->arena, head);
    if (view_ends(folded, VIEW(" model card")))
        add_own(r, view_head(head, head.len - 11));
    size_t at = view_find(title, VIEW(" for "));
    if (at != SIZE_MAX)
        add_own(r, view_from(title, at + 5));
}

// The release itself under a name that adds a version: "Ox-v0.1" for "Ox".
static bool is_own_version(const struct lineage_reader *r, struct view name)
{
    struct view plain = plain_name(r->arena, name);

    for (size_t i = 0; i < r->own_count; i++) {
        struct view more = view_from(plain, r->own[i].len);

        if (!view_starts(plain, r->own[i]))
            continue;
        if (view_ends(more, VIEW("hf")))
            more.len -= 2;
        if (view_starts(more, VIEW("v")))
            more = view_from(more, 1);
        while (more.len && ascii_digit(more.at[0]))
            more = view_from(more, 1);
        if (!more.len)
            return true;
    }
    return false;
}

static bool same_model(struct view a, struct view b)
{
    return a.len && b.len && (view_has(a, b) || view_has(b, a));
}

// ---- parents

static struct parent *add_parent(struct lineage_reader *r, struct view name,
                                 enum relation relation, struct evidence source)
{
    struct view plain = plain_name(r->arena, name);

    for (size_t i = 0; i < r->out->parent_count; i++) {
        struct parent *p = &r->out->parent[i];

        if (!view_eq(plain_name(r->arena, p->name), plain))
            continue;
        if (p->relation == RELATION_UNKNOWN)
            p->relation = relation;
        return p;
    }
    if (!plain.len || r->out->parent_count >= PARENTS)
        return NULL;
    struct parent *p = LIST_ADD(r->arena, r->out->parent, r->out->parent_count);
    p->name = name;
    p->relation = relation;
    p->source = source;
    return p;
}

static void read_front(struct lineage_reader *r)
{
    const struct document *d = r->documents->card;
    const struct front_key *k =
        d ? front_get(&d->front, VIEW("base_model")) : NULL;

    if (!k)
        return;
    enum relation relation =
        relation_find(front_text(&d->front, VIEW("base_model_relation")));
    if (relation == RELATION_UNKNOWN && k->value_count > 1)
        relation = RELATION_MERGE;
    for (size_t i = 0; i < k->value_count; i++) {
        struct view name = view_trim(k->value[i].text);

        if (!name.len || name.len > NAME_BYTES)
            continue;
        add_parent(r, name, relation,
                   (struct evidence){.path = d->entry->path,
                                     .line = k->value[i].line,
                                     .rule = VIEW("front-matter-base-model"),
                                     .shows = name});
    }
}

// ---- configuration files

// Reads a JSON file of the release; NULL if it is none.
static const struct json_value *read_json(struct lineage_reader *r,
                                          const struct entry *e,
                                          struct view *bytes)
{
    struct json j;

    *bytes = (struct view){0};
    if (e->kind != ENTRY_FILE || e->size > CONFIG_LIMIT ||
        entry_read(r->arena, e, CONFIG_LIMIT, bytes) ||
        json_read(r->arena, *bytes, e->path, &j))
        return NULL;
    return j.root;
}

static struct evidence json_evidence(struct lineage_reader *r,
                                     const struct entry *e, struct view bytes,
                                     const struct json_value *v,
                                     struct view rule)
{
    struct view text = v->text;

    if (v->kind == JSON_STRING || v->kind == JSON_NUMBER)
        text = arena_print(r->arena, VIEW_FMT ": " VIEW_FMT, VIEW_ARG(v->key),
                           VIEW_ARG(view_head(v->text, NAME_BYTES)));
    return (struct evidence){.path = e->path,
                             .line = json_line(bytes, v->offset),
                             .has_bytes = true,
                             .from = v->offset,
                             .to = v->end,
                             .rule = rule,
                             .shows = text};
}

static void read_adapter(struct lineage_reader *r, const struct entry *e)
{
    struct view bytes, name;
    const struct json_value *root = read_json(r, e, &bytes);
    const struct json_value *v =
        json_get(root, VIEW("base_model_name_or_path"));

    if (!json_string(v, &name) || !name.len || name.len > NAME_BYTES)
        return;
    if (!is_hub_id(name))
        name = view_basename(name); // a folder on the maker's machine
    add_parent(r, arena_copy(r->arena, name), RELATION_ADAPTER,
               json_evidence(r, e, bytes, v, VIEW("adapter-base")));
}

// The generation that a parent's name speaks of, or NULL.
static const struct record *generation_of(struct lineage_reader *r,
                                          const struct records *all,
                                          struct view name)
{
    struct view folded = phrase_fold(r->arena, name);

    for (size_t i = 0; i < all->record_count; i++) {
        struct phrases p = phrases_of(r->arena, &all->record[i], VIEW("name"));

        if (phrases_in(&p, folded))
            return &all->record[i];
    }
    return NULL;
}

static bool allows(const struct record *g, struct view key, struct view value)
{
    struct view one;
    size_t at = 0;
    bool any = false;

    while (record_next(g, key, &at, &one)) {
        any = true;
        if (view_eq(one, value))
            return true;
    }
    return !any;
}

// Adds a sentence; the evidence is that of the first one.
static void contradict(struct lineage_reader *r, struct parent *p,
                       struct view sentence, struct evidence evidence)
{
    if (p->has_contradiction) {
        p->contradicts =
            arena_print(r->arena, VIEW_FMT "; " VIEW_FMT,
                        VIEW_ARG(p->contradicts), VIEW_ARG(sentence));
        return;
    }
    p->has_contradiction = true;
    p->contradicts = sentence;
    p->contradiction = evidence;
}

// Compares config.json with what the named generation has.
static void compare_generation(struct lineage_reader *r, const struct entry *e,
                               struct view bytes, const struct json_value *root,
                               const struct record *g, struct parent *p)
{
    struct view generation = record_get(g, VIEW("generation"));
    const struct json_value *type = json_get(root, VIEW("model_type"));
    const struct json_value *vocabulary = json_get(root, VIEW("vocab_size"));
    const struct json_value *context =
        json_get(root, VIEW("max_position_embeddings"));
    const struct json_value *rope = json_get(root, VIEW("rope_scaling"));
    bool no_rope = !rope || rope->kind != JSON_OBJECT;
    uint64_t has, wanted;
    struct view word;

    if (json_string(type, &word) && !allows(g, VIEW("model_type"), word))
        contradict(r, p,
                   arena_print(r->arena,
                               "config.json says model_type " VIEW_FMT
                               ", which no model of " VIEW_FMT " has",
                               VIEW_ARG(view_head(word, NAME_BYTES)),
                               VIEW_ARG(generation)),
                   json_evidence(r, e, bytes, type, VIEW("base-type-differs")));
    if (record_get(g, VIEW("rope_type")).len && no_rope &&
        json_u64(context, &has) &&
        view_u64(record_get(g, VIEW("max_position_embeddings")), &wanted) &&
        has < wanted)
        contradict(
            r, p,
            arena_print(r->arena,
                        "config.json says max_position_embeddings %llu and "
                        "has no rope_scaling; " VIEW_FMT " has %llu and rope "
                        "type " VIEW_FMT,
                        (unsigned long long)has, VIEW_ARG(generation),
                        (unsigned long long)wanted,
                        VIEW_ARG(record_get(g, VIEW("rope_type")))),
            json_evidence(r, e, bytes, context, VIEW("base-context-differs")));
    if (json_u64(vocabulary, &has) &&
        view_u64(record_get(g, VIEW("vocab_size")), &wanted) && has < wanted)
        contradict(r, p,
                   arena_print(r->arena,
                               "config.json says vocab_size %llu; " VIEW_FMT
                               " has %llu, and tuning takes no tokens away",
                               (unsigned long long)has, VIEW_ARG(generation),
                               (unsigned long long)wanted),
                   json_evidence(r, e, bytes, vocabulary,
                                 VIEW("base-vocabulary-differs")));
}

// _name_or_path against the parents that the card names.
static void compare_path(struct lineage_reader *r, const struct entry *e,
                         struct view bytes, const struct json_value *v,
                         struct view name, size_t parents)
{
    struct view plain = plain_name(r->arena, name);

    for (size_t i = 0; i < parents; i++) {
        struct parent *p = &r->out->parent[i];

        if (p->relation == RELATION_MERGE ||
            same_model(plain_name(r->arena, p->name), plain))
            continue;
        contradict(r, p,
                   arena_print(r->arena,
                               "config.json says it was made from " VIEW_FMT,
                               VIEW_ARG(name)),
                   json_evidence(r, e, bytes, v, VIEW("base-path-differs")));
    }
}

static void read_config(struct lineage_reader *r, const struct entry *e)
{
    struct view bytes, name;
    struct records generations;
    const struct json_value *root = read_json(r, e, &bytes);
    const struct json_value *v = json_get(root, VIEW("_name_or_path"));
    size_t parents = r->out->parent_count;

    if (!root)
        return;
    if (json_string(v, &name) && is_hub_id(name) && !is_own_version(r, name)) {
        name = arena_copy(r->arena, name);
        compare_path(r, e, bytes, v, name, parents);
        add_parent(r, name, RELATION_UNKNOWN,
                   json_evidence(r, e, bytes, v, VIEW("config-name-or-path")));
    }
    if (knowledge_read(r->arena, VIEW("families/generations.txt"),
                       &generations))
        return;
    for (size_t i = 0; i < parents; i++) {
        struct parent *p = &r->out->parent[i];
        const struct record *g = generation_of(r, &generations, p->name);

        if (g)
            compare_generation(r, e, bytes, root, g, p);
    }
}

// ---- merges: "- model: owner/name" of a mergekit configuration

static bool merge_line(struct view line, struct view *name)
{
    static const struct view keys[] = {VIEW_INIT("model:"),
                                       VIEW_INIT("base_model:")};
    struct view v = view_trim(line);

    if (view_starts(v, VIEW("- ")))
        v = view_trim(view_from(v, 2));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (!view_starts(v, keys[i]))
            continue;
        v = view_trim(view_from(v, keys[i].len));
        if (v.len > 2 && (v.at[0] == '"' || v.at[0] == '\''))
            v = (struct view){v.at + 1, v.len - 2};
        *name = v;
        return is_hub_id(v);
    }
    return false;
}

static void read_merge_file(struct lineage_reader *r, const struct entry *e)
{
    struct text_lines l = {0};
    struct view name;

    if (e->kind != ENTRY_FILE || e->size > CONFIG_LIMIT ||
        entry_read(r->arena, e, CONFIG_LIMIT, &l.text))
        return;
    while (text_line_next(&l))
        if (merge_line(l.line, &name))
            add_parent(r, name, RELATION_MERGE,
                       (struct evidence){.path = e->path,
                                         .line = l.number,
                                         .rule = VIEW("merge-configuration"),
                                         .shows = view_trim(l.line)});
}

static void read_merge_card(struct lineage_reader *r, const struct document *d)
{
    struct view name;

    if (!view_has(d->folded, VIEW("mergekit")))
        return;
    for (size_t i = 0; i < d->md.line_count; i++) {
        const struct md_line *l = &d->md.line[i];

        if (l->fenced && merge_line(l->text, &name))
            add_parent(
                r, name, RELATION_MERGE,
                document_evidence(r->arena, d, l, VIEW("merge-in-card")));
    }
}

// ---- prose

static bool is_name_byte(char c)
{
    return ascii_alnum(c) || byte_in(c, VIEW("._-/+"));
}

static struct view next_token(struct view *rest)
{
    size_t i = 0;

    while (rest->len && byte_in(rest->at[0], VIEW(" *`[\"'")))
        *rest = view_from(*rest, 1);
    while (i < rest->len && is_name_byte(rest->at[i]))
        i++;
    struct view token = view_head(*rest, i);
    *rest = view_from(*rest, i);
    while (token.len && byte_in(token.at[token.len - 1], VIEW(".-/")))
        token.len--;
    return token;
}

// 7B, 1.5B, 350M: a size, not a name by itself.
static bool is_size(struct view v)
{
    if (v.len < 2 || !byte_in(v.at[v.len - 1], VIEW("bBmM")))
        return false;
    for (size_t i = 0; i + 1 < v.len; i++)
        if (!ascii_digit(v.at[i]) && v.at[i] != '.')
            return false;
    return true;
}

static bool has_capital_or_digit(struct view v)
{
    for (size_t i = 0; i < v.len; i++)
        if (ascii_digit(v.at[i]) || (v.at[i] >= 'A' && v.at[i] <= 'Z'))
            return true;
    return false;
}

// Steps over the 's of an owner: "Acme's Ox-7B".
static bool skip_owner(struct view *rest)
{
    static const struct view mark[] = {VIEW_INIT("'s "),
                                       VIEW_INIT("\xe2\x80\x99s ")};

    for (size_t i = 0; i < sizeof mark / sizeof *mark; i++)
        if (view_starts(*rest, mark[i])) {
            *rest = view_from(*rest, mark[i].len);
            return true;
        }
    return false;
}

static bool is_listed(const struct phrases *p, struct arena *a, struct view v)
{
    struct view folded = phrase_fold(a, v);

    for (size_t i = 0; i < p->count; i++)
        if (view_eq(p->item[i].text, folded))
            return true;
    return false;
}

static bool goes_on(char first, struct view token)
{
    return first == ' ' && token.len &&
           ((token.at[0] >= 'A' && token.at[0] <= 'Z') ||
            ascii_digit(token.at[0]) ||
            (token.at[0] == 'v' && token.len > 1 && ascii_digit(token.at[1])));
}

// The model's name that `v`, the words after a phrase, begins with; or the
// empty view. `*rest` gets what follows.
static struct view name_at(struct lineage_reader *r, struct view v,
                           struct view *rest)
{
    struct view token = next_token(&v);

    for (int i = 0; i < ARTICLES && token.len &&
                    (is_listed(&r->article, r->arena, token) ||
                     is_size(token) || skip_owner(&v));
         i++)
        token = next_token(&v);
    if (token.len < 2 || !has_capital_or_digit(token) || is_size(token) ||
        is_listed(&r->not_name, r->arena, token) ||
        (view_has(token, VIEW("/")) && !is_hub_id(token)))
        return (struct view){0};
    struct view name = token;
    for (int i = 0; i < NAME_TOKENS && v.len; i++) {
        char first = v.at[0];
        struct view more = v;

        if (token.at + token.len != v.at)
            break; // a full stop ended it

        token = next_token(&more);
        if (!goes_on(first, token))
            break;
        name.len = (size_t)(token.at + token.len - name.at);
        v = more;
    }
    *rest = v;
    return view_head(name, NAME_BYTES);
}

static bool is_no_model(struct lineage_reader *r, struct view rest)
{
    struct view folded = phrase_fold(r->arena, view_head(rest, 40));
    struct view v = folded;

    while (v.len && byte_in(v.at[0], VIEW(" *`\"')]")))
        v = view_from(v, 1);
    // [name](address) word
    if (v.len && v.at[0] == '(') {
        size_t close = view_find(rest, VIEW(")"));
        return close != SIZE_MAX && is_no_model(r, view_from(rest, close + 1));
    }
    for (size_t i = 0; i < r->not_model.count; i++)
        if (view_starts(v, r->not_model.item[i].text))
            return true;
    return false;
}

// The words of the sentence before byte `at`.
static struct view sentence_before(struct view folded, size_t at)
{
    size_t from = at;

    while (
        from > 0 && at - from < SENTENCE &&
        !(folded.at[from] == ' ' && byte_in(folded.at[from - 1], VIEW(".!?"))))
        from--;
    return (struct view){folded.at + from, at - from};
}

// What a name adds to a word of the title: sizes, versions, variants; then it
// is the release and not a sibling.
static bool adds_little(const struct lineage_reader *r, struct view more)
{
    while (more.len) {
        size_t step = ascii_digit(more.at[0]) || !ascii_alpha(more.at[0]);

        if (!step && (more.at[0] == 'b' || more.at[0] == 'm') &&
            (more.len == 1 || !ascii_alpha(more.at[1])))
            step = 1;
        for (size_t i = 0; !step && i < r->variant.count; i++)
            if (view_starts(more, r->variant.item[i].text))
                step = r->variant.item[i].text.len;
        if (!step)
            return false;
        more = view_from(more, step);
    }
    return true;
}

// Whether the name around `at`, where a word of the title stands, is that of
// the release.
static bool is_release_name(struct lineage_reader *r, struct view text,
                            size_t at, size_t len)
{
    size_t from = at, to = at + len;

    while (from > 0 && is_name_byte(text.at[from - 1]))
        from--;
    while (to < text.len && is_name_byte(text.at[to]))
        to++;
    struct view name = {text.at + from, to - from};
    struct view plain = plain_name(r->arena, name);
    for (size_t i = 0; i < r->own_count; i++)
        if (view_has(r->own[i], plain))
            return true;
    return from == at &&
           adds_little(r, phrase_fold(r->arena, view_from(name, len)));
}

static bool names_release(struct lineage_reader *r, const struct phrases *title,
                          struct view text, struct view folded)
{
    for (size_t i = 0; i < title->count; i++) {
        size_t at = 0, len = title->item[i].text.len;

        while ((at = phrase_next(&title->item[i], folded, at)) != SIZE_MAX) {
            if (is_release_name(r, text, at, len))
                return true;
            at += len;
        }
    }
    return false;
}

// `text` and `folded` are the words of the sentence before the phrase.
static bool speaks_of_release(struct lineage_reader *r,
                              const struct phrases *title, struct view text,
                              struct view folded, enum relation relation)
{
    bool bare = true;

    if (phrases_in(&r->not_subject, folded))
        return false;
    for (size_t i = 0; i < folded.len; i++)
        bare = bare && !phrase_is_word(folded.at[i]);
    if (bare)
        return true;
    bool behind = false;
    for (size_t i = 0; i < r->weak_before.count; i++)
        behind =
            behind || view_ends(view_trim(folded), r->weak_before.item[i].text);
    if (relation == RELATION_UNKNOWN && !behind)
        return false;
    return phrases_in(&r->subject, folded) ||
           names_release(r, title, text, folded);
}

// Prose names more loosely what is known already: "Llama 3.1" for
// meta-llama/Llama-3.1-8B. It may say how the one came from the other.
static bool is_known(struct lineage_reader *r, struct view name,
                     enum relation relation)
{
    struct view plain = plain_name(r->arena, name);

    for (size_t i = 0; i < r->out->parent_count; i++) {
        struct parent *p = &r->out->parent[i];

        if (!view_has(plain_name(r->arena, p->name), plain))
            continue;
        if (p->relation == RELATION_UNKNOWN)
            p->relation = relation;
        return true;
    }
    return false;
}

// The hub's id of the model whose name a link's label is: what is behind the
// name is `](https://huggingface.co/owner/name)`.
static struct view linked_id(struct view rest)
{
    static const struct view host[] = {VIEW_INIT("huggingface.co/"),
                                       VIEW_INIT("hf.co/")};
    size_t open = view_find(view_head(rest, 8), VIEW("]("));

    if (open == SIZE_MAX)
        return (struct view){0};
    struct view url = view_cut(view_from(rest, open + 2), ')', &rest);
    for (size_t i = 0; i < sizeof host / sizeof *host; i++) {
        size_t at = view_find(url, host[i]);
        struct view id =
            view_from(url, at == SIZE_MAX ? url.len : at + host[i].len);

        if (is_hub_id(id) && !view_starts(id, VIEW("datasets/")) &&
            !view_starts(id, VIEW("spaces/")) &&
            !view_starts(id, VIEW("collections/")))
            return id;
    }
    return (struct view){0};
}

static bool has_digit(struct view v)
{
    for (size_t i = 0; i < v.len; i++)
        if (ascii_digit(v.at[i]))
            return true;
    return false;
}

static void read_phrase(struct lineage_reader *r, const struct document *d,
                        const struct md_line *line, const struct phrases *title,
                        enum relation relation, const struct phrase *p)
{
    struct view folded = document_folded(d, line), rest;
    size_t at = 0;

    while ((at = phrase_next(p, folded, at)) != SIZE_MAX) {
        struct view before = sentence_before(folded, at);
        struct view said = {line->text.at + (before.at - folded.at),
                            before.len};
        size_t here = at;

        at += p->text.len;
        if (!speaks_of_release(r, title, said, before, relation))
            continue;
        struct view after = view_head(view_from(line->text, at), SENTENCE);
        struct view name = name_at(r, after, &rest);
        // Where no blank parts the words, only a size or a version tells a
        // model's name from any other.
        if (name.len && (unsigned char)p->text.at[0] >= 0x80 &&
            !has_digit(name))
            continue;
        struct view id = name.len ? linked_id(rest) : name;
        name = id.len ? id : name;
        if (!name.len || is_own(r, name) || is_no_model(r, rest) ||
            is_known(r, name, relation))
            continue;
        add_parent(r, name, relation,
                   document_evidence_at(r->arena, d, line, here,
                                        VIEW("parent-in-prose")));
        if (r->out->parent_count >= PARENTS)
            return;
    }
}

static void read_prose(struct lineage_reader *r, const struct document *d)
{
    struct phrases title = {0};

    title_words(r->arena, d->title, &r->stop, &title);
    for (size_t i = 0; i < d->md.line_count; i++) {
        const struct md_line *line = &d->md.line[i];

        if (line->front || line->fenced || line->is_table || line->is_heading)
            continue;
        for (size_t k = 0; k < RELATIONS; k++)
            for (size_t j = 0; j < r->relation[k].count; j++)
                read_phrase(r, d, line, &title, (enum relation)k,
                            &r->relation[k].item[j]);
    }
}

// The page that speaks for the release: a card, or README, at the top.
static bool speaks(const struct document *d)
{
    return d->is_card ||
           (d->entry->depth == 0 &&
            view_starts(entry_basename(d->entry), VIEW("readme")));
}

static bool is_top(const struct entry *e, struct view name)
{
    return e->depth == 0 && view_eq(entry_basename(e), name);
}

static void read_files(struct lineage_reader *r, struct view name,
                       void (*read)(struct lineage_reader *r,
                                    const struct entry *e))
{
    for (size_t i = 0; i < r->release->entry_count; i++)
        if (is_top(&r->release->entry[i], name))
            read(r, &r->release->entry[i]);
}

void lineage_read(struct arena *a, const struct release *r,
                  const struct documents *d, struct lineage *out)
{
    struct lineage_reader l = {
        .arena = a, .release = r, .documents = d, .out = out};

    *out = (struct lineage){0};
    read_lists(&l);
    add_own(&l, r->name);
    for (size_t i = 0; i < d->count; i++)
        if (speaks(&d->item[i]))
            add_title(&l, d->item[i].title);
    read_front(&l);
    read_files(&l, VIEW("adapter_config.json"), read_adapter);
    read_files(&l, VIEW("mergekit_config.yml"), read_merge_file);
    read_files(&l, VIEW("mergekit_config.yaml"), read_merge_file);
    for (size_t i = 0; i < d->count; i++) {
        if (!speaks(&d->item[i]))
            continue;
        read_merge_card(&l, &d->item[i]);
        read_prose(&l, &d->item[i]);
    }
    read_files(&l, VIEW("config.json"), read_config);
}
