// SPDX-License-Identifier: Apache-2.0
#include "verdict/decision.h"

#include "base/digest.h"
#include "format/json.h"

static const struct view seal_key = VIEW_INIT("  \"sha256\": \"");

// ---- The seal ---------------------------------------------------------------

static struct view hex_sha256(struct arena *a, struct view bytes)
{
    unsigned char digest[SHA256_SIZE];

    sha256(bytes, digest);
    return hex_of(a, digest, sizeof digest);
}

struct view decision_seal(struct arena *a, struct view text)
{
    return arena_print(a, VIEW_FMT VIEW_FMT "\"\n}\n", VIEW_ARG(seal_key),
                       VIEW_ARG(hex_sha256(a, text)));
}

// Whether the file ends with the seal of what stands before it.
static bool is_sealed(struct arena *a, struct view bytes)
{
    size_t size = seal_key.len + (size_t)SHA256_SIZE * 2 + sizeof "\"\n}\n" - 1;

    if (bytes.len < size)
        return false;
    struct view text = view_head(bytes, bytes.len - size);
    return view_eq(view_from(bytes, text.len), decision_seal(a, text));
}

// ---- Reading ----------------------------------------------------------------

struct reading {
    struct arena *a;
    struct view bytes;
    struct decision *out;
};

static struct error *refuse(const struct reading *r,
                            const struct json_value *at, const char *what)
{
    return error_new(r->a, ERROR_INPUT,
                     (struct place){r->out->path, at ? at->offset : 0,
                                    at ? json_line(r->bytes, at->offset) : 0},
                     "%s", what);
}

static struct error *take(const struct reading *r, const struct json_value *map,
                          const char *key, struct view *out)
{
    if (json_string(json_get(map, view_of(key)), out))
        return NULL;
    return refuse(
        r, map, arena_print(r->a, "the record has no text `%s` here", key).at);
}

static bool take_words(struct view level, struct view answer,
                       struct decided *out)
{
    for (out->level = LEVEL_MUST; !view_eq(need_level_word(out->level), level);
         out->level++)
        if (out->level == LEVEL_FORBID)
            return false;
    for (out->answer = NEED_MET;
         !view_eq(need_answer_word(out->answer), answer); out->answer++)
        if (out->answer == NEED_COUNSEL)
            return false;
    return true;
}

static struct error *read_answer(const struct reading *r,
                                 const struct json_value *v,
                                 struct decided *out)
{
    struct view level, answer;

    TRY(take(r, v, "id", &out->id));
    TRY(take(r, v, "level", &level));
    TRY(take(r, v, "answer", &answer));
    return take_words(level, answer, out)
               ? NULL
               : refuse(r, v, "no such level or answer in the record");
}

// A release of one root is named by it alone.
static struct error *read_named(const struct reading *r,
                                const struct json_value *v, struct named *out)
{
    const struct json_value *all = json_get(v, VIEW("roots"));
    struct view *root = NULL;
    size_t count = 0;

    *out = (struct named){0};
    for (const struct json_value *c = all ? all->child : NULL; c; c = c->next)
        if (!json_string(c, LIST_ADD(r->a, root, count)))
            return refuse(r, c, "a root in the record is no text");
    if (!count)
        TRY(take(r, v, "given", LIST_ADD(r->a, root, count)));
    *out = named_of(r->a, root, count);
    return NULL;
}

static struct error *read_candidate(const struct reading *r,
                                    const struct json_value *v,
                                    struct decided_candidate *out)
{
    const struct json_value *answers = json_get(v, VIEW("answers"));

    TRY(read_named(r, v, &out->named));
    TRY(take(r, v, "release", &out->release));
    TRY(take(r, v, "tree_digest", &out->tree_digest));
    if (!answers || answers->kind != JSON_ARRAY)
        return refuse(r, v, "the record has no list `answers` here");
    for (const struct json_value *c = answers->child; c; c = c->next)
        TRY(read_answer(r, c, LIST_ADD(r->a, out->answer, out->answer_count)));
    return NULL;
}

struct error *decision_read(struct arena *a, struct view bytes,
                            struct view path, struct decision *out)
{
    struct reading r = {a, bytes, out};
    struct view schema = {0};
    struct json json;

    *out = (struct decision){.path = path};
    TRY(json_read(a, bytes, path, &json));
    json_string(json_get(json.root, VIEW("schema")), &schema);
    if (!view_eq(schema, VIEW("freehold-decision/1")))
        return refuse(&r, json.root,
                      "not a record of a decision: `schema` must be "
                      "freehold-decision/1");
    if (!is_sealed(a, bytes))
        return refuse(&r, json.root,
                      "the record was changed after it was written: its "
                      "sha256 is not that of its text");
    TRY(take(&r, json.root, "rules", &out->rules));
    TRY(take(&r, json.root, "needs", &out->needs_path));
    TRY(take(&r, json.root, "needs_digest", &out->needs_digest));
    json_string(json_get(json.root, VIEW("date")), &out->date);
    json_bool(json_get(json.root, VIEW("hashed")), &out->hashed);
    const struct json_value *all = json_get(json.root, VIEW("candidates"));
    for (const struct json_value *c = all ? all->child : NULL; c; c = c->next)
        TRY(read_candidate(&r, c,
                           LIST_ADD(a, out->candidate, out->candidate_count)));
    return out->candidate_count
               ? NULL
               : refuse(&r, json.root, "the record has no candidates");
}

// ---- Comparing --------------------------------------------------------------

struct comparing {
    struct arena *a;
    struct decision_changes *out;
};

static void note(struct comparing *c, struct decision_change change)
{
    *LIST_ADD(c->a, c->out->item, c->out->count) = change;
    c->out->worse += change.worse;
}

static void note_if(struct comparing *c, struct view given, struct view id,
                    struct view was, struct view is)
{
    if (!view_eq(was, is))
        note(c, (struct decision_change){
                    .given = given, .id = id, .was = was, .is = is});
}

static int outcome_rank(enum need_level l, enum need_answer a)
{
    static const int rank[] = {
        [OUTCOME_GOOD] = 0, [OUTCOME_OPEN] = 1, [OUTCOME_BAD] = 2};

    return rank[need_outcome(l, a)];
}

static const struct answered *answer_now(const struct fit *f,
                                         const struct candidate *c,
                                         struct view id)
{
    for (size_t i = 0; i < f->needs->wish_count; i++)
        if (view_eq(c->answer[i].id, id))
            return &c->answer[i];
    return NULL;
}

static bool was_asked(const struct decided_candidate *was, struct view id)
{
    for (size_t i = 0; i < was->answer_count; i++)
        if (view_eq(was->answer[i].id, id))
            return true;
    return false;
}

static void compare_answer(struct comparing *c, const struct fit *f,
                           const struct candidate *now,
                           const struct decided *was, struct view given)
{
    const struct answered *is = answer_now(f, now, was->id);

    if (!is)
        note(c, (struct decision_change){.given = given,
                                         .id = was->id,
                                         .was = need_answer_word(was->answer),
                                         .is = VIEW("not asked")});
    else if (is->answer != was->answer)
        note(c, (struct decision_change){
                    .given = given,
                    .id = was->id,
                    .was = need_answer_word(was->answer),
                    .is = need_answer_word(is->answer),
                    .because = is->because,
                    .worse = outcome_rank(is->wish->level, is->answer) >
                             outcome_rank(was->level, was->answer)});
}

static void compare_candidate(struct comparing *c, const struct fit *f,
                              const struct candidate *now,
                              const struct decided_candidate *was)
{
    note_if(c, was->named.given, VIEW("files"), was->tree_digest,
            now->inspection->release->tree_digest);
    for (size_t i = 0; i < was->answer_count; i++)
        compare_answer(c, f, now, &was->answer[i], was->named.given);
    for (size_t i = 0; i < f->needs->wish_count; i++)
        if (!was_asked(was, now->answer[i].id))
            note(c, (struct decision_change){
                        .given = was->named.given,
                        .id = now->answer[i].id,
                        .was = VIEW("not asked"),
                        .is = need_answer_word(now->answer[i].answer),
                        .because = now->answer[i].because});
}

void decision_compare(struct arena *a, const struct decision *d,
                      const struct fit *f, struct decision_changes *out)
{
    struct comparing c = {a, out};

    *out = (struct decision_changes){0};
    note_if(&c, (struct view){0}, VIEW("rules"), d->rules, rules_version());
    note_if(&c, (struct view){0}, VIEW("needs"), d->needs_digest,
            f->needs->digest);
    for (size_t i = 0; i < d->candidate_count; i++)
        for (size_t k = 0; k < f->candidate_count; k++)
            if (view_eq(d->candidate[i].named.given,
                        f->candidate[k].named.given)) {
                compare_candidate(&c, f, &f->candidate[k], &d->candidate[i]);
                break;
            }
}
