// SPDX-License-Identifier: Apache-2.0
#include "api/twins.h"

enum { KEPT = 1 << 19 }; // bytes of answers; then all are forgotten

static void forget(struct twins *t)
{
    arena_free(&t->arena);
    t->by_key = (struct map){.arena = &t->arena};
    t->item = NULL;
    t->count = 0;
}

void twins_open(struct twins *t)
{
    *t = (struct twins){.lock = PTHREAD_MUTEX_INITIALIZER};
    forget(t);
}

void twins_close(struct twins *t)
{
    forget(t);
    pthread_mutex_destroy(&t->lock);
}

struct twin_key twins_key(struct view path, struct view bytes)
{
    struct digest *d = digest_new();
    struct twin_key key;

    digest_add(d, view_basename(path));
    digest_add(d, VIEW("/")); // no name holds one
    digest_add(d, bytes);
    digest_end(d, key.sha256);
    return key;
}

static struct view view_of_key(const struct twin_key *key)
{
    return (struct view){(const char *)key->sha256, sizeof key->sha256};
}

bool twins_find(struct twins *t, const struct twin_key *key, struct arena *a,
                struct twin_answer *out)
{
    *out = (struct twin_answer){0};
    pthread_mutex_lock(&t->lock);
    const size_t *at = map_find(&t->by_key, view_of_key(key));
    if (at) {
        *out = t->item[*at];
        out->words = arena_copy(a, out->words);
    }
    pthread_mutex_unlock(&t->lock);
    return at != NULL;
}

static void keep(struct twins *t, struct view key, const struct twin_answer *is)
{
    bool is_new;

    if (map_find(&t->by_key, key)) // two were answered at the same time
        return;
    if (t->arena.used + is->words.len > KEPT)
        forget(t);
    *map_at(&t->by_key, arena_copy(&t->arena, key), &is_new) = t->count;
    struct twin_answer *kept = LIST_ADD(&t->arena, t->item, t->count);
    *kept = *is;
    kept->words = arena_copy(&t->arena, is->words);
}

void twins_keep(struct twins *t, const struct twin_key *key,
                const struct twin_answer *is)
{
    if (is->words.len > KEPT / 8)
        return; // rare, and it would drive out many
    pthread_mutex_lock(&t->lock);
    keep(t, view_of_key(key), is);
    pthread_mutex_unlock(&t->lock);
}
