// SPDX-License-Identifier: Apache-2.0
// The order of the steps is that of provenance.md 2.5; after a step that fails
// nothing is said about what it was to prove.
#define _GNU_SOURCE // realpath with -std=c17
#include "safety/verify.h"

#include "base/file.h"
#include "safety/compare_files.h"
#include "safety/signer.h"
#include "safety/verify_cache.h"

#include <limits.h>

struct verifying {
    struct arena *arena;
    struct view path; // of the model
    const struct verify_choice *choice;
    struct trust trust;
    struct opened root; // once the files are looked at
    struct verify_rules rules;
    struct verification *out;
};

static void tell_faults(struct verifying *v, const struct oms_faults *f,
                        const char *member)
{
    for (size_t i = 0; i < f->fault_count; i++)
        verify_find_as(&v->rules,
                       (struct safety_finding){.rule = f->fault[i].rule,
                                               .severity = verify_class(
                                                   &v->rules, f->fault[i].rule),
                                               .path = v->choice->signature,
                                               .member = view_of(member),
                                               .has_offset = true,
                                               .offset = f->fault[i].offset,
                                               .shows = f->fault[i].shows});
}

static struct error *read_bundle(struct verifying *v, struct oms_bundle *out)
{
    struct view bytes;
    struct file f;

    *out = (struct oms_bundle){0};
    TRY(file_open(v->arena, v->choice->signature, &f));
    if (f.size > OMS_LARGEST) {
        file_close(&f);
        verify_find(&v->rules, VIEW("oms.json"), v->choice->signature,
                    "a signature of more than 256 MiB is not read");
        return NULL;
    }
    struct error *e = file_read(v->arena, &f, 0, f.size, &bytes);
    file_close(&f);
    if (e)
        return e;
    oms_bundle_read(v->arena, bytes, out);
    tell_faults(v, &out->faults, NULL);
    return NULL;
}

// The paths of the signature below the model, where it is in it: as it was
// named (a cache has a link there), and where that leads.
static void find_own(struct verifying *v, struct view own[2])
{
    char real[PATH_MAX];
    struct view path = v->choice->signature;

    own[0] = model_path_of(v->arena, &v->root, path);
    own[1] = (struct view){0};
    if (realpath(arena_copy(v->arena, path).at, real))
        own[1] = model_path_of(v->arena, &v->root,
                               arena_copy(v->arena, view_of(real)));
}

static void check_root(struct verifying *v, const struct oms_statement *s)
{
    struct view root = oms_root(v->arena, s->resource, s->resource_count);

    if (!view_eq(root, s->root))
        verify_find(&v->rules, VIEW("oms.root"), v->choice->signature,
                    "the digest of the whole is said to be sha256:" VIEW_FMT
                    "; that of the list is sha256:" VIEW_FMT,
                    VIEW_ARG(s->root), VIEW_ARG(root));
}

// `s`: NULL without a signature.
static struct error *check_files(struct verifying *v,
                                 const struct oms_statement *s)
{
    struct model_files m;
    struct view own[2];

    TRY(root_open(v->arena, v->path, &v->root));
    v->out->name = v->root.title;
    find_own(v, own);
    struct error *e = model_files_open(v->arena, &v->root, s && s->links, &m);
    if (!e && !s)
        e = verify_cache(v->arena, &v->root, &m, v->choice, &v->rules, v->out);
    else if (!e)
        e = compare_files(v->arena, s, &m, v->root.root.kind == ROOT_FILE, own,
                          v->choice, &v->rules, v->out);
    if (m.full)
        verify_find(&v->rules, VIEW("oms.unread"), VIEW(""),
                    "there are more files than are listed here");
    model_files_close(&m);
    return e;
}

// A release that was withdrawn is so whoever signed it, and whether or not that
// can be checked here.
static void check_revoked(struct verifying *v, struct view root)
{
    const struct revoked_release *r = trust_revoked(&v->trust, root);

    if (r)
        verify_find(
            &v->rules, VIEW("oms.revoked"), v->choice->trust,
            "the release with this root is revoked%s" VIEW_FMT ": " VIEW_FMT,
            r->by.len ? " by " : "", VIEW_SHORT(r->by), VIEW_SHORT(r->why));
}

static struct error *check_statement(struct verifying *v, struct view payload)
{
    struct oms_statement s;

    oms_statement_read(v->arena, payload, &s);
    tell_faults(v, &s.faults, "payload");
    if (!s.usable)
        return NULL;
    v->out->subject = s.subject;
    v->out->root = s.root;
    check_root(v, &s);
    check_revoked(v, s.root);
    return check_files(v, &s);
}

// Why a signature does not hold: those of the early form cover other bytes.
static void tell_predicate(struct verifying *v, struct view payload)
{
    struct oms_statement s;
    struct oms_faults *f = &s.faults;
    size_t kept = 0;

    oms_statement_read(v->arena, payload, &s);
    for (size_t i = 0; i < f->fault_count; i++)
        if (view_eq(f->fault[i].rule, VIEW("oms.predicate")))
            f->fault[kept++] = f->fault[i];
    f->fault_count = kept;
    tell_faults(v, f, "payload");
}

static struct error *read_trust(struct verifying *v)
{
    const struct verify_choice *c = v->choice;

    for (size_t i = 0; i < c->key_count; i++)
        trust_add_key(v->arena, &v->trust, c->key[i]);
    if (c->roots.len)
        trust_add_roots(v->arena, &v->trust, c->roots);
    return c->trust.len ? trust_open(v->arena, c->trust, &v->trust) : NULL;
}

static struct error *check_bundle(struct verifying *v)
{
    struct oms_bundle b;

    TRY(read_trust(v));
    TRY(read_bundle(v, &b));
    v->out->method = b.method;
    if (v->out->safety.finding_count)
        return NULL;
    if (b.method == OMS_KEYLESS)
        verify_find_as(
            &v->rules,
            (struct safety_finding){
                .rule = VIEW("oms.method"),
                .severity = SAFETY_REVIEW,
                .path = v->choice->signature,
                .shows = VIEW("a keyless signature is not verified here: that "
                              "takes the trust root of its log and the "
                              "identity you expect")});
    else
        TRY(signer_check(v->arena, &b, &v->trust, v->choice, &v->rules,
                         v->out));
    if (b.method == OMS_KEYLESS || v->out->holds)
        return check_statement(v, b.payload);
    if (v->out->key.len)
        tell_predicate(v, b.payload);
    return NULL;
}

// A cache's own digests need no key; who gives one means a signature.
static struct error *check_choice(struct arena *a,
                                  const struct verify_choice *c)
{
    bool means_signature = c->key_count || c->roots.len || c->trust.len;

    return c->signature.len || !means_signature
               ? NULL
               : error_new(a, ERROR_USAGE, (struct place){0},
                           "keys and roots check a signature, and none is "
                           "given: say --signature FILE");
}

struct error *verify(struct arena *a, struct view path,
                     const struct verify_choice *choice,
                     struct verification *out)
{
    struct verifying v = {
        .arena = a, .path = path, .choice = choice, .out = out};

    *out = (struct verification){.signature = choice->signature};
    TRY(check_choice(a, choice));
    TRY(verify_rules_open(a, &out->safety, &v.rules));
    out->name = view_basename(path);
    TRY(choice->signature.len ? check_bundle(&v) : check_files(&v, NULL));
    verify_rules_end(&v.rules);
    return NULL;
}
