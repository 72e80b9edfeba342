// SPDX-License-Identifier: Apache-2.0
#include "format/tf_role.h"

#include "knowledge/knowledge.h"

static struct tf_role *role_at(struct arena *a, struct tf_roles *r,
                               struct view op)
{
    bool is_new;
    size_t *at = map_at(&r->index, op, &is_new);

    if (is_new) {
        *at = r->role_count;
        *LIST_ADD(a, r->role, r->role_count) = (struct tf_role){.op = op};
    }
    return &r->role[*at];
}

static void take_field(struct arena *a, struct tf_roles *all,
                       const struct field *f)
{
    bool path = view_eq(f->key, VIEW("path"));
    bool calls = view_eq(f->key, VIEW("calls"));
    struct view op = f->value;
    uint64_t inputs = 0;

    if (path || calls)
        view_u64(view_cut(f->value, ' ', &op), &inputs);
    struct tf_role *r = role_at(a, all, op);
    if (path)
        r->paths = (uint32_t)inputs;
    if (calls)
        r->before = (uint32_t)inputs;
    r->calls |= calls;
    r->always |= view_eq(f->key, VIEW("always"));
    r->address |= view_eq(f->key, VIEW("address"));
    r->carries |= view_eq(f->key, VIEW("carries"));
    r->fills |= view_eq(f->key, VIEW("fills"));
}

struct error *tf_roles_read(struct arena *a, struct tf_roles *out)
{
    struct records all;

    *out = (struct tf_roles){.index.arena = a};
    TRY(knowledge_read(a, VIEW("safety/tensorflow.txt"), &all));
    for (size_t i = 0; i < all.record_count; i++)
        for (size_t k = 0; k < all.record[i].field_count; k++)
            take_field(a, out, &all.record[i].field[k]);
    return NULL;
}

struct tf_role *tf_role_of(const struct tf_roles *r, struct view op)
{
    const size_t *at = map_find(&r->index, op);

    return at ? &r->role[*at] : NULL;
}

bool tf_leads_outside(struct view path)
{
    size_t start = 0;

    if (!path.len)
        return false;
    if (path.at[0] == '/' || path.at[0] == '\\' || path.at[0] == '~' ||
        view_has(path, VIEW("://")) ||
        (path.len > 2 && path.at[1] == ':' && ascii_alpha(path.at[0]) &&
         (path.at[2] == '\\' || path.at[2] == '/')))
        return true;
    for (size_t i = 0; i <= path.len; i++) {
        if (i < path.len && path.at[i] != '/' && path.at[i] != '\\')
            continue;
        if (i - start == 2 && memcmp(path.at + start, "..", 2) == 0)
            return true;
        start = i + 1;
    }
    return false;
}
