// SPDX-License-Identifier: Apache-2.0
#include "safety/signer.h"

#include "base/file.h"
#include "base/key.h"

struct checking {
    struct arena *arena;
    const struct oms_bundle *bundle;
    const struct trust *trust;
    const struct verify_choice *choice;
    struct verify_rules *rules;
    struct verification *out;
};

static const struct view rule_key = VIEW_INIT("oms.key");

// The hash of the key that the bundle says is the signer's; empty if it does
// not say, or says two.
static struct view hint_of(struct checking *c)
{
    const struct oms_bundle *b = c->bundle;
    struct view signature = c->choice->signature;
    const char *why = NULL;

    if (!b->key.len && !b->hint.len)
        verify_find(c->rules, rule_key, signature,
                    "the bundle does not say which key made the signature");
    if (!b->key.len)
        return b->hint;
    struct key *k = view_starts(b->key, VIEW("-----BEGIN"))
                        ? key_of_pem(b->key, &why)
                        : key_of_der(b->key, &why);
    struct view hint = k ? key_hint(c->arena, k) : (struct view){0};
    key_free(k);
    if (!k)
        verify_find(c->rules, rule_key, signature,
                    "the key in the bundle is of no use: %s", why);
    else if (b->hint.len && !view_eq(b->hint, hint))
        verify_find(c->rules, rule_key, signature,
                    "the bundle names one key and holds another");
    else
        return hint;
    return (struct view){0};
}

// ------------------------------------------------------------------- whose key

struct search {
    const struct trusted *chosen; // the entry that counts
    struct key *key;              // of the signer, once it is found
    size_t given;                 // entries that could name the signer
    size_t usable;
    const char *why; // the last chain of certificates does not hold
};

// Whether of two entries for one signer `a` counts rather than `b`: what is
// revoked stays so, and an old key may have got new days.
static bool counts_more(const struct checking *c, const struct trusted *a,
                        const struct trusted *b)
{
    if (!b || b->revoked.len)
        return !b;
    return a->revoked.len || trust_ended(b, c->choice->now).len;
}

// `k`, which is taken over, is the signer's key by the entry `t`.
static void take(const struct checking *c, struct search *s,
                 const struct trusted *t, struct key *k)
{
    if (counts_more(c, t, s->chosen))
        s->chosen = t;
    if (s->key)
        key_free(k);
    else
        s->key = k;
}

static struct error *try_key(struct checking *c, const struct trusted *t,
                             struct view hint, struct search *s)
{
    struct view pem;
    const char *why = NULL;

    TRY(file_front(c->arena, t->key, KEY_LARGEST + 1, &pem));
    struct key *k = key_of_pem(pem, &why);
    s->given++;
    if (!k) {
        verify_find(c->rules, rule_key, t->key, "%s", why);
        return NULL;
    }
    s->usable++;
    if (view_eq(key_hint(c->arena, k), hint))
        take(c, s, t, k);
    else
        key_free(k);
    return NULL;
}

static struct error *try_roots(struct checking *c, const struct trusted *t,
                               struct search *s)
{
    const struct oms_bundle *b = c->bundle;
    struct view pem;

    TRY(file_front(c->arena, t->roots, OMS_LARGEST, &pem));
    struct key *k = key_of_chain(b->certificate, b->certificate_count, pem,
                                 c->choice->now, &s->why);
    s->given++;
    if (k)
        take(c, s, t, k);
    return NULL;
}

// By the hash of the key, or if that is empty by certificates.
static struct error *search(struct checking *c, struct view hint,
                            struct search *s)
{
    for (size_t i = 0; i < c->trust->signer_count; i++) {
        const struct trusted *t = &c->trust->signer[i];

        if (hint.len && t->key.len)
            TRY(try_key(c, t, hint, s));
        else if (!hint.len && t->roots.len)
            TRY(try_roots(c, t, s));
    }
    return NULL;
}

// Whether the key of the certificates found is one that was revoked.
static struct error *search_revoked(struct checking *c, struct search *s)
{
    struct view hint = key_hint(c->arena, s->key);

    for (size_t i = 0; i < c->trust->signer_count; i++) {
        const struct trusted *t = &c->trust->signer[i];

        if (t->key.len && t->revoked.len)
            TRY(try_key(c, t, hint, s));
    }
    return NULL;
}

static void tell_unknown(struct checking *c, struct view hint,
                         const struct search *s)
{
    struct view signature = c->choice->signature;
    struct view file = c->choice->trust;

    if (file.len && !s->given)
        verify_find(c->rules, rule_key, signature,
                    "%s the signature, and among the signers that " VIEW_FMT
                    " trusts is no %s",
                    hint.len ? "a key made" : "certificates name who made",
                    VIEW_SHORT(view_basename(file)), hint.len ? "key" : "root");
    else if (hint.len && !s->given)
        verify_find(c->rules, rule_key, signature,
                    "a key made the signature, and none was given to check it "
                    "with: say --key FILE or --trust FILE");
    else if (hint.len && s->usable)
        verify_find(c->rules, rule_key, signature,
                    "by its own account key " VIEW_FMT
                    " made the signature; it is not among those given",
                    VIEW_SHORT(hint));
    else if (!hint.len && !s->given)
        verify_find(c->rules, rule_key, signature,
                    "certificates name the signer, and no root was given to "
                    "check them with: say --ca FILE");
    else if (!hint.len)
        verify_find(c->rules, VIEW("oms.certificate"), signature, "%s", s->why);
}

// Whether the signer by the entry `t` is to be believed now.
static bool is_believed(struct checking *c, const struct trusted *t)
{
    struct view ended = trust_ended(t, c->choice->now);

    c->out->signer = t->key.len ? t->key : t->roots;
    c->out->owner = t->owner;
    if (t->revoked.len)
        verify_find(c->rules, VIEW("oms.revoked"), c->out->signer,
                    "what it signed counts no more: " VIEW_FMT,
                    VIEW_SHORT(ended));
    else if (ended.len)
        verify_find(c->rules, rule_key, c->out->signer,
                    VIEW_FMT ", by the days of the trust file",
                    VIEW_ARG(ended));
    return !ended.len;
}

// ------------------------------------------------------------------- checking

static void check(struct checking *c, const struct key *k)
{
    const struct oms_bundle *b = c->bundle;
    struct view part[2];

    oms_signed_bytes(c->arena, b->payload_type, b->payload, part);
    c->out->key = key_hint(c->arena, k);
    c->out->curve = key_words(k);
    c->out->holds = key_verifies(k, part, 2, b->signature);
    if (!c->out->holds)
        verify_find_as(
            c->rules,
            (struct safety_finding){
                .rule = VIEW("oms.sig"),
                .severity = SAFETY_DANGER,
                .path = c->choice->signature,
                .has_offset = true,
                .offset = b->signature_at,
                .shows = arena_print(c->arena,
                                     "the signature is not that of this key "
                                     "(" VIEW_FMT ") over the payload",
                                     VIEW_ARG(c->out->curve))});
}

struct error *signer_check(struct arena *a, const struct oms_bundle *b,
                           const struct trust *trust,
                           const struct verify_choice *choice,
                           struct verify_rules *rules, struct verification *out)
{
    struct checking c = {a, b, trust, choice, rules, out};
    struct search s = {0};
    struct view hint = b->method == OMS_KEY ? hint_of(&c) : (struct view){0};

    if (b->method == OMS_KEY && !hint.len)
        return NULL;
    struct error *e = search(&c, hint, &s);
    if (!e && !hint.len && s.key)
        e = search_revoked(&c, &s);
    if (!e && !s.chosen)
        tell_unknown(&c, hint, &s);
    else if (!e && is_believed(&c, s.chosen))
        check(&c, s.key);
    key_free(s.key);
    return e;
}
