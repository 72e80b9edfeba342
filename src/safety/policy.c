// SPDX-License-Identifier: Apache-2.0
#include "safety/policy.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/map.h"
#include "base/option.h"
#include "base/search.h"
#include "release/scalar.h"

enum { SHOWN = 80, LARGEST = 4 << 20 };

static const char *const effect_names[] = {
    [EFFECT_ALLOW] = "allow",
    [EFFECT_REVIEW] = "review",
    [EFFECT_REFUSE] = "refuse",
};

enum { EFFECTS = sizeof effect_names / sizeof *effect_names };

const struct policy policy_plain = {
    .class_ =
        {
            [SAFETY_OK] = EFFECT_ALLOW,
            [SAFETY_NOTE] = EFFECT_ALLOW,
            [SAFETY_REVIEW] = EFFECT_REVIEW,
            [SAFETY_MALFORMED] = EFFECT_REFUSE,
            [SAFETY_LIMIT] = EFFECT_REFUSE,
            [SAFETY_DANGER] = EFFECT_REFUSE,
        },
};

struct view effect_word(enum effect e)
{
    return view_of(effect_names[e]);
}

// ---- Reading ----------------------------------------------------------------

struct reading {
    struct arena *a;
    struct view path;
    const struct safety_rules *rules;
    struct policy *out;
    bool schema;
};

static struct error *refuse(const struct reading *r, uint32_t line,
                            const char *what, struct view said)
{
    return error_new(r->a, ERROR_INPUT, (struct place){r->path, 0, line},
                     "%s: '" VIEW_FMT "'", what,
                     VIEW_ARG(view_head(said, SHOWN)));
}

static struct error *refuse_name(const struct reading *r, uint32_t line,
                                 const char *kind, struct view said,
                                 const char *const *name, size_t count,
                                 const char *more)
{
    struct error *e =
        no_such(r->a, kind, view_head(said, SHOWN), name, count, more);

    e->kind = ERROR_INPUT;
    e->at = (struct place){r->path, 0, line};
    return e;
}

static struct error *read_effect(const struct reading *r,
                                 const struct yaml_value *v, enum effect *out)
{
    for (size_t i = 0; i < EFFECTS; i++)
        if (v->kind == YAML_SCALAR &&
            view_eq(v->text, view_of(effect_names[i]))) {
            *out = (enum effect)i;
            return NULL;
        }
    return refuse_name(r, v->line, "effect", v->text, effect_names, EFFECTS,
                       NULL);
}

static struct error *read_schema(struct reading *r, const struct yaml_value *v)
{
    r->schema =
        v->kind == YAML_SCALAR && view_eq(v->text, VIEW("freehold-policy/1"));
    return r->schema ? NULL
                     : refuse(r, v->line, "the schema is not freehold-policy/1",
                              v->text);
}

static struct error *read_class(struct reading *r, const struct yaml_value *v)
{
    static const char *const names[] = {"note", "review", "malformed", "limit",
                                        "danger"};
    enum safety_verdict class_;
    enum effect effect;

    if (!safety_verdict_of(v->key, &class_) || class_ == SAFETY_OK)
        return refuse_name(r, v->key_line, "class", v->key, names,
                           sizeof names / sizeof *names, NULL);
    TRY(read_effect(r, v, &effect));
    if (class_ == SAFETY_DANGER && effect != EFFECT_REFUSE)
        return refuse(r, v->line, "danger is refused by every policy", v->text);
    r->out->class_[class_] = effect;
    r->out->class_line[class_] = v->key_line;
    return NULL;
}

static struct error *read_classes(struct reading *r, const struct yaml_value *v)
{
    if (v->kind != YAML_MAP)
        return yaml_refuse_type(r->a, r->path, v, v->key,
                                "a map of classes and effects");
    for (const struct yaml_value *c = v->child; c; c = c->next)
        TRY(read_class(r, c));
    return NULL;
}

static struct error *unknown_rule(const struct reading *r,
                                  const struct yaml_value *v)
{
    const char **name = ARENA_NEW(r->a, const char *, r->rules->count);

    for (size_t i = 0; i < r->rules->count; i++)
        name[i] = arena_copy(r->a, r->rules->rule[i].id).at;
    return refuse_name(r, v->key_line, "rule", v->key, name, r->rules->count,
                       "freehold scan --explain lists them");
}

static struct error *read_rule(struct reading *r, const struct yaml_value *v)
{
    const struct safety_rule *rule = safety_rules_find(r->rules, v->key);
    struct rule_effect *e = LIST_ADD(r->a, r->out->rule, r->out->rule_count);

    if (!rule)
        return unknown_rule(r, v);
    *e = (struct rule_effect){.rule = v->key, .line = v->key_line};
    TRY(read_effect(r, v, &e->effect));
    if (rule->classes == 1U << SAFETY_DANGER && e->effect != EFFECT_REFUSE)
        return refuse(r, v->line,
                      "the rule is always danger, which every policy refuses",
                      v->text);
    return NULL;
}

static struct error *read_rules(struct reading *r, const struct yaml_value *v)
{
    if (v->kind != YAML_MAP)
        return yaml_refuse_type(r->a, r->path, v, v->key,
                                "a map of rules and effects");
    for (const struct yaml_value *c = v->child; c; c = c->next)
        TRY(read_rule(r, c));
    return NULL;
}

static bool is_digest(struct view hex)
{
    for (size_t i = 0; i < hex.len; i++)
        if (!byte_in(hex.at[i], VIEW("0123456789abcdef")))
            return false;
    return hex.len == (size_t)SHA256_SIZE * 2;
}

static struct error *read_approval_key(struct reading *r,
                                       const struct yaml_value *v,
                                       struct approval *out)
{
    static const char *const names[] = {"digest", "by", "why"};

    if (scalar_type(v) != SCALAR_TEXT)
        return yaml_refuse_type(r->a, r->path, v, v->key, "text");
    if (!v->text.len)
        return refuse(r, v->line, "nothing stands behind the key", v->key);
    if (view_eq(v->key, VIEW("by"))) {
        out->by = v->text;
    } else if (view_eq(v->key, VIEW("why"))) {
        out->why = v->text;
    } else if (view_eq(v->key, VIEW("digest"))) {
        out->digest = view_from(v->text, VIEW("sha256:").len);
        if (!view_starts(v->text, VIEW("sha256:")) || !is_digest(out->digest))
            return refuse(r, v->line,
                          "a digest is sha256: and 64 digits of 0-9 and a-f",
                          v->text);
    } else {
        return refuse_name(r, v->key_line, "key of an approval", v->key, names,
                           sizeof names / sizeof *names, NULL);
    }
    return NULL;
}

static struct error *read_approvals(struct reading *r,
                                    const struct yaml_value *v)
{
    if (v->kind != YAML_LIST)
        return yaml_refuse_type(r->a, r->path, v, v->key,
                                "a list of approvals");
    for (const struct yaml_value *c = v->child; c; c = c->next) {
        struct approval *to =
            LIST_ADD(r->a, r->out->approval, r->out->approval_count);

        to->line = c->line;
        if (c->kind != YAML_MAP)
            return yaml_refuse_type(r->a, r->path, v, v->key,
                                    "a list of maps with digest and by");
        for (const struct yaml_value *k = c->child; k; k = k->next)
            TRY(read_approval_key(r, k, to));
        if (!to->digest.len || !to->by.len)
            return refuse(r, c->line, "an approval needs both",
                          VIEW("digest, by"));
    }
    return NULL;
}

static const struct {
    const char *name;
    struct error *(*read)(struct reading *r, const struct yaml_value *v);
} keys[] = {
    {"schema", read_schema},
    {"classes", read_classes},
    {"rules", read_rules},
    {"approvals", read_approvals},
};

enum { KEYS = sizeof keys / sizeof *keys };

static struct error *read_key(struct reading *r, const struct yaml_value *v)
{
    const char *name[KEYS];

    for (size_t i = 0; i < KEYS; i++) {
        if (view_eq(v->key, view_of(keys[i].name)))
            return keys[i].read(r, v);
        name[i] = keys[i].name;
    }
    return refuse_name(r, v->key_line, "key", v->key, name, KEYS, NULL);
}

struct error *policy_read(struct arena *a, struct view bytes, struct view path,
                          const struct safety_rules *rules, struct policy *out)
{
    struct reading r = {.a = a, .path = path, .rules = rules, .out = out};
    unsigned char sum[SHA256_SIZE];
    struct yaml yaml;

    *out = policy_plain;
    out->name = view_basename(path);
    sha256(bytes, sum);
    out->digest = hex_of(a, sum, sizeof sum);
    TRY(yaml_read(a, bytes, path, &yaml));
    if (!yaml.root || yaml.root->kind != YAML_MAP)
        return refuse(&r, 1, "a policy is a map with the key",
                      VIEW("schema: freehold-policy/1"));
    if (yaml.duplicate)
        return refuse(&r, yaml.duplicate->key_line, "the key stands twice",
                      yaml.duplicate->key);
    if (yaml.special_line)
        return refuse(&r, yaml.special_line, "not allowed in a policy",
                      VIEW("tags, anchors and aliases"));
    for (const struct yaml_value *v = yaml.root->child; v; v = v->next)
        TRY(read_key(&r, v));
    return r.schema ? NULL
                    : refuse(&r, 1, "a policy needs the key",
                             VIEW("schema: freehold-policy/1"));
}

struct error *policy_open(struct arena *a, struct view path,
                          const struct safety_rules *rules,
                          const struct policy **out)
{
    struct policy *read = ARENA_NEW(a, struct policy, 1);
    struct view bytes;

    *out = &policy_plain;
    if (!path.len)
        return NULL;
    *out = read;
    TRY(file_front(a, path, LARGEST + 1, &bytes));
    if (bytes.len > LARGEST)
        return error_new(a, ERROR_INPUT, (struct place){.path = path},
                         "is longer than a policy can be: %d bytes", LARGEST);
    return policy_read(a, bytes, path, rules, read);
}

// ---- Applying ---------------------------------------------------------------

struct policy_row policy_row(const struct policy *p,
                             const struct safety_finding *f)
{
    struct policy_row row = {.effect = p->class_[f->severity],
                             .line = p->class_line[f->severity],
                             .word = safety_word(f->severity)};

    for (size_t i = 0; i < p->rule_count && !row.is_rule; i++)
        if (view_eq(p->rule[i].rule, f->rule))
            row = (struct policy_row){.effect = p->rule[i].effect,
                                      .line = p->rule[i].line,
                                      .is_rule = true,
                                      .word = f->rule};
    row.overruled = f->severity == SAFETY_DANGER && row.effect != EFFECT_REFUSE;
    if (row.overruled)
        row.effect = EFFECT_REFUSE;
    return row;
}

enum effect policy_effect(const struct policy *p,
                          const struct safety_finding *f)
{
    return policy_row(p, f).effect;
}

struct policy_row policy_file_row(const struct policy *p,
                                  const struct safety *s, struct view path)
{
    struct policy_row worst = {.effect = EFFECT_ALLOW};
    struct search at = {.to = s->finding_count};

    while (search_next(&at))
        search_keep(&at, view_compare(s->finding[at.at].path, path) < 0);
    for (size_t i = at.from;
         i < s->finding_count && view_eq(s->finding[i].path, path); i++) {
        struct policy_row row = policy_row(p, &s->finding[i]);

        if (row.effect > worst.effect ||
            (row.effect == worst.effect && !worst.line))
            worst = row;
    }
    return worst;
}

const struct approval *policy_approval(const struct policy *p,
                                       struct view digest)
{
    for (size_t i = 0; digest.len && i < p->approval_count; i++)
        if (view_eq(p->approval[i].digest, digest))
            return &p->approval[i];
    return NULL;
}

// The worst effect of the findings of `path`, from `*at` on, which ends behind
// them. The findings of paths before it, which belong to no file, go to
// `*other`.
static enum effect effect_of(const struct policy *p, const struct safety *s,
                             struct view path, size_t *at, enum effect *other)
{
    enum effect worst = EFFECT_ALLOW;

    for (; *at < s->finding_count; ++*at) {
        const struct safety_finding *f = &s->finding[*at];
        int order = view_compare(f->path, path);
        enum effect effect = policy_effect(p, f);

        if (order > 0)
            break;
        if (order == 0)
            worst = effect > worst ? effect : worst;
        else
            *other = effect > *other ? effect : *other;
    }
    return worst;
}

enum effect policy_apply(const struct policy *p, const struct release *r,
                         const struct safety *s, struct safety_file *file)
{
    enum effect worst = EFFECT_ALLOW;
    size_t at = 0;

    for (size_t i = 0; i < r->entry_count; i++) {
        file[i].effect = effect_of(p, s, r->entry[i].path, &at, &worst);
        if (file[i].effect == EFFECT_REVIEW)
            file[i].approval = policy_approval(p, file[i].digest);
        if (file[i].approval)
            file[i].effect = EFFECT_ALLOW;
        worst = file[i].effect > worst ? file[i].effect : worst;
    }
    for (; at < s->finding_count; at++) {
        enum effect effect = policy_effect(p, &s->finding[at]);

        worst = effect > worst ? effect : worst;
    }
    return worst;
}

// ---- Approvals --------------------------------------------------------------

struct view approval_use_word(enum approval_use u)
{
    static const struct view words[APPROVAL_USES] = {
        [APPROVAL_LIFTS] = VIEW_INIT("lifts"),
        [APPROVAL_NEEDLESS] = VIEW_INIT("needless"),
        [APPROVAL_REFUSED] = VIEW_INIT("refused"),
        [APPROVAL_REPEATED] = VIEW_INIT("repeated"),
        [APPROVAL_ABSENT] = VIEW_INIT("absent"),
    };

    return words[u];
}

static enum approval_use use_of(const struct safety_file *f,
                                const struct approval *a)
{
    if (f->effect == EFFECT_REFUSE)
        return APPROVAL_REFUSED;
    if (f->approval)
        return f->approval == a ? APPROVAL_LIFTS : APPROVAL_REPEATED;
    return APPROVAL_NEEDLESS;
}

// Of files with the same bytes the one of which an approval can be said to lift
// something comes first: they may have other findings, by their names.
static void add_file(struct map *m, const struct safety_file *file, size_t i)
{
    bool is_new;
    size_t *at = map_at(m, file[i].digest, &is_new);

    if (is_new || (!file[*at].approval && file[i].approval))
        *at = i;
}

struct approval_used *policy_used(struct arena *a, const struct policy *p,
                                  const struct release *r,
                                  const struct safety_file *file)
{
    struct approval_used *out =
        ARENA_NEW(a, struct approval_used, p->approval_count);
    struct arena work = {0};
    struct map by_digest = {.arena = &work};

    for (size_t i = 0; p->approval_count && i < r->entry_count; i++)
        if (file[i].digest.len)
            add_file(&by_digest, file, i);
    for (size_t i = 0; i < p->approval_count; i++) {
        const size_t *at = map_find(&by_digest, p->approval[i].digest);

        out[i].use = at ? use_of(&file[*at], &p->approval[i]) : APPROVAL_ABSENT;
        out[i].entry = at ? *at : 0;
    }
    arena_free(&work);
    return out;
}
