// SPDX-License-Identifier: Apache-2.0
#include "safety/signer.h"

#include "base/file.h"
#include "base/key.h"

struct checking {
    struct arena *arena;
    const struct oms_bundle *bundle;
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

// The trusted key with the hash `hint`, or NULL.
static struct error *find_key(struct checking *c, struct view hint,
                              struct key **out)
{
    size_t usable = 0;

    for (size_t i = 0; i < c->choice->key_count && !*out; i++) {
        struct view path = c->choice->key[i], pem;
        const char *why = NULL;

        TRY(file_front(c->arena, path, KEY_LARGEST + 1, &pem));
        struct key *k = key_of_pem(pem, &why);
        if (!k) {
            verify_find(c->rules, rule_key, path, "%s", why);
            continue;
        }
        usable++;
        if (view_eq(key_hint(c->arena, k), hint)) {
            c->out->signer = path;
            *out = k;
        } else {
            key_free(k);
        }
    }
    if (!c->choice->key_count)
        verify_find(c->rules, rule_key, c->choice->signature,
                    "a key made the signature, and none was given to check it "
                    "with: say --key FILE");
    else if (!*out && usable)
        verify_find(c->rules, rule_key, c->choice->signature,
                    "by its own account key " VIEW_FMT
                    " made the signature; it is not among those given",
                    VIEW_SHORT(hint));
    return NULL;
}

static struct error *find_certified(struct checking *c, struct key **out)
{
    struct view pem;
    const char *why = NULL;

    if (!c->choice->roots.len) {
        verify_find(c->rules, rule_key, c->choice->signature,
                    "certificates name the signer, and no root was given to "
                    "check them with: say --ca FILE");
        return NULL;
    }
    TRY(file_front(c->arena, c->choice->roots, OMS_LARGEST, &pem));
    *out = key_of_chain(c->bundle->certificate, c->bundle->certificate_count,
                        pem, c->choice->now, &why);
    if (*out)
        c->out->signer = c->choice->roots;
    else
        verify_find(c->rules, VIEW("oms.certificate"), c->choice->signature,
                    "%s", why);
    return NULL;
}

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
                           const struct verify_choice *choice,
                           struct verify_rules *rules, struct verification *out)
{
    struct checking c = {a, b, choice, rules, out};
    struct key *k = NULL;
    struct error *e = NULL;

    if (b->method == OMS_CERTIFICATE) {
        e = find_certified(&c, &k);
    } else {
        struct view hint = hint_of(&c);

        if (hint.len)
            e = find_key(&c, hint, &k);
    }
    if (k)
        check(&c, k);
    key_free(k);
    return e;
}
