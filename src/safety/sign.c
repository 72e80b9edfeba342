// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // realpath with -std=c17
#include "safety/sign.h"

#include "base/file.h"
#include "base/key.h"
#include "base/output.h"
#include "base/unicode.h"
#include "release/walk.h"
#include "safety/compare_files.h"
#include "safety/left_out.h"

#include <limits.h>
#include <sys/stat.h>

enum { DEFAULTS = sizeof always_ignored / sizeof *always_ignored };

struct signing_job {
    struct arena *arena;
    const struct sign_choice *choice;
    struct opened root;
    struct model_files m;
    struct view own; // path of the signature below the model, or empty
    struct model_hash *hash;
    size_t hash_count;
    struct oms_statement s;
};

static struct error *refuse(struct arena *a, enum error_kind kind,
                            struct view path,
                            const char *what) MUST_USE NEVER_NULL;

static struct error *refuse(struct arena *a, enum error_kind kind,
                            struct view path, const char *what)
{
    return error_new(a, kind, (struct place){.path = path}, "%s", what);
}

// What stands at the place of the signature is replaced only if it is one.
static struct error *check_output(struct signing_job *j)
{
    struct view path = j->choice->output, bytes;
    struct oms_bundle b;
    struct stat st;

    if (stat(arena_copy(j->arena, path).at, &st))
        return NULL;
    if (!S_ISREG(st.st_mode))
        return refuse(j->arena, ERROR_USAGE, path,
                      "is a folder or device. Name a file for the signature");
    TRY(file_front(j->arena, path, OMS_LARGEST, &bytes));
    oms_bundle_read(j->arena, bytes, &b);
    return b.faults.fault_count
               ? refuse(j->arena, ERROR_USAGE, path,
                        "is there and is no signature: it is not replaced")
               : NULL;
}

static bool is_ignored(const struct signing_job *j, struct view path)
{
    for (size_t i = 0; i < j->s.ignore_count; i++)
        if (path_lies_in(path, j->s.ignore[i]))
            return true;
    return false;
}

// A secret inside of the model would be listed, and given away with it.
static struct error *check_secret(struct signing_job *j, struct view path)
{
    char real[PATH_MAX];

    if (!path.len || !realpath(arena_copy(j->arena, path).at, real))
        return NULL;
    struct view inside = model_path_of(j->arena, &j->root, view_of(real));
    return !inside.len || is_ignored(j, inside)
               ? NULL
               : refuse(j->arena, ERROR_USAGE, path,
                        "is a secret, and lies in the model that is to be "
                        "given to others: keep it elsewhere");
}

static int by_bytes(const void *a, const void *b)
{
    const struct view *left = a, *right = b;

    return view_compare(*left, *right);
}

// What the statement says that it leaves out, sorted.
static struct error *take_ignored(struct signing_job *j)
{
    struct oms_statement *s = &j->s;

    for (size_t i = 0; i < DEFAULTS; i++)
        *LIST_ADD(j->arena, s->ignore, s->ignore_count) = always_ignored[i];
    if (j->own.len)
        *LIST_ADD(j->arena, s->ignore, s->ignore_count) = j->own;
    for (size_t i = 0; i < j->choice->ignore_count; i++) {
        struct view path = j->choice->ignore[i];

        if (!oms_path_is_plain(path) || utf8_fault(path) != SIZE_MAX)
            return refuse(j->arena, ERROR_USAGE, path,
                          "is not a plain path inside the model");
        for (size_t n = 0; n < path.len; n++)
            if (byte_in(path.at[n], VIEW("*?[")))
                return refuse(j->arena, ERROR_USAGE, path,
                              "is a pattern; say each path to leave out");
        *LIST_ADD(j->arena, s->ignore, s->ignore_count) = path;
    }
    qsort(s->ignore, s->ignore_count, sizeof *s->ignore, by_bytes);
    return NULL;
}

static struct error *check_file(struct signing_job *j,
                                const struct model_file *f)
{
    const char *why = NULL;

    if (f->kind == MODEL_UNREADABLE)
        return error_new(j->arena, ERROR_INPUT, (struct place){.path = f->path},
                         "cannot be read: " VIEW_FMT,
                         VIEW_ARG(system_reason(f->number)));
    if (f->kind == MODEL_LINK)
        why = "is a link, which can lead elsewhere tomorrow: put the file in "
              "its place";
    else if (f->kind == MODEL_SPECIAL)
        why = "is a FIFO, socket or device, not a file";
    else if (utf8_fault(f->path) != SIZE_MAX)
        why = "its name is not UTF-8";
    return why ? refuse(j->arena, ERROR_INPUT, f->path, why) : NULL;
}

static struct error *check_left_out(struct signing_job *j,
                                    const struct left_out *kinds,
                                    const struct model_file *f)
{
    struct view kind = left_out_kind(kinds, &j->m, f);

    if (!kind.len || view_eq(f->path, j->own))
        return NULL;
    return error_new(j->arena, ERROR_USAGE, (struct place){.path = f->path},
                     "would be left out, and it is " VIEW_FMT
                     ": such a signature is refused by who verifies it",
                     VIEW_ARG(kind));
}

// Which of the names to ignore are those of nothing.
static bool *find_absent(const struct signing_job *j)
{
    bool *absent = ARENA_NEW(j->arena, bool, j->choice->ignore_count);

    for (size_t n = 0; n < j->choice->ignore_count; n++) {
        absent[n] = true;
        for (size_t i = 0; i < j->m.file_count && absent[n]; i++)
            absent[n] = !path_lies_in(j->m.file[i].path, j->choice->ignore[n]);
    }
    return absent;
}

static struct error *choose_files(struct signing_job *j)
{
    struct left_out kinds;

    TRY(left_out_open(j->arena, &kinds));
    j->hash = ARENA_NEW(j->arena, struct model_hash, j->m.file_count);
    for (size_t i = 0; i < j->m.file_count; i++) {
        const struct model_file *f = &j->m.file[i];

        if (is_ignored(j, f->path)) {
            TRY(check_left_out(j, &kinds, f));
            continue;
        }
        TRY(check_file(j, f));
        j->hash[j->hash_count++] = (struct model_hash){
            .file = f,
            .kind = DIGEST_SHA256,
            .piece = ARENA_NEW(j->arena, struct model_piece, 1),
            .piece_count = 1};
    }
    if (!j->hash_count || j->m.full)
        return refuse(j->arena, ERROR_INPUT, j->root.root.path,
                      j->m.full ? "holds more files than are listed here"
                                : "holds no file to sign");
    return NULL;
}

static struct error *hash_files(struct signing_job *j, struct signing *out)
{
    struct progress *progress = j->choice->progress;
    uint64_t size = 0;

    for (size_t i = 0; i < j->hash_count; i++) {
        j->hash[i].piece->end = UINT64_MAX;
        size += j->hash[i].file->size;
    }
    if (progress)
        progress_start(progress, "hashing", size, true);
    model_files_hash(&j->m, j->hash, j->hash_count, j->choice->threads,
                     progress);
    if (progress)
        progress_end(progress);
    for (size_t i = 0; i < j->hash_count; i++) {
        const struct model_hash *h = &j->hash[i];
        struct oms_resource *r =
            LIST_ADD(j->arena, j->s.resource, j->s.resource_count);

        if (h->number)
            return error_new(j->arena, ERROR_INPUT,
                             (struct place){.path = h->file->path},
                             "cannot be read: " VIEW_FMT,
                             VIEW_ARG(system_reason(h->number)));
        if (h->changed)
            return refuse(j->arena, ERROR_INPUT, h->file->path,
                          "changed while it was read");
        r->name = h->file->path;
        r->digest = hex_of(j->arena, h->piece->digest, h->piece->size);
        out->size += h->size;
    }
    return NULL;
}

// Reads the signature back as a stranger would.
static struct error *check_written(struct signing_job *j, const struct key *k,
                                   struct view hint)
{
    struct view bytes, part[2];
    struct oms_bundle b;
    struct oms_statement s;

    TRY(file_front(j->arena, j->choice->output, OMS_LARGEST, &bytes));
    oms_bundle_read(j->arena, bytes, &b);
    oms_statement_read(j->arena, b.payload, &s);
    oms_signed_bytes(j->arena, b.payload_type, b.payload, part);
    if (!b.faults.fault_count && !s.faults.fault_count &&
        view_eq(b.hint, hint) && key_verifies(k, part, 2, b.signature))
        return NULL;
    return refuse(j->arena, ERROR_SYSTEM, j->choice->output,
                  "the signature as written does not hold; do not use it");
}

static struct error *write_bundle(struct signing_job *j, const struct key *k,
                                  struct signing *out)
{
    struct view part[2], signature;

    j->s.subject = j->root.title;
    j->s.hash_name = VIEW("sha256");
    j->s.root = oms_root(j->arena, j->s.resource, j->s.resource_count);
    struct view payload = oms_statement_text(j->arena, &j->s);
    oms_signed_bytes(j->arena, oms_payload_type, payload, part);
    TRY(key_sign(j->arena, k, part, 2, &signature));
    out->name = j->s.subject;
    out->files = j->s.resource_count;
    out->root = j->s.root;
    out->key = key_hint(j->arena, k);
    out->curve = key_words(k);
    TRY(output_all(j->arena, j->choice->output,
                   oms_bundle_text(j->arena, out->key, payload, signature)));
    return check_written(j, k, out->key);
}

static struct error *sign_with(struct signing_job *j, struct view path,
                               const struct key *k, struct signing *out)
{
    TRY(root_open(j->arena, path, &j->root));
    TRY(check_output(j));
    j->own = model_path_of(j->arena, &j->root, j->choice->output);
    TRY(take_ignored(j));
    TRY(check_secret(j, j->choice->key));
    TRY(check_secret(j, j->choice->passphrase));
    struct error *e = model_files_open(j->arena, &j->root, false, &j->m);
    out->absent = e ? NULL : find_absent(j);
    if (!e)
        e = choose_files(j);
    if (!e)
        e = hash_files(j, out);
    if (!e)
        e = write_bundle(j, k, out);
    model_files_close(&j->m);
    return e;
}

struct error *sign(struct arena *a, struct view path,
                   const struct sign_choice *choice, struct signing *out)
{
    struct signing_job j = {.arena = a, .choice = choice};
    struct key *k = NULL;

    *out = (struct signing){0};
    TRY(key_open_private(a, choice->key, choice->passphrase, &k));
    struct error *e = sign_with(&j, path, k, out);
    key_free(k);
    return e;
}
