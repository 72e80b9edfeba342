// SPDX-License-Identifier: Apache-2.0
// Four bytes, the length of the index, lowest first; the index; the pack.
#include "format/git_pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

// What the object says of others; none of it may leave its bytes.
static void look_into(const struct git_object *o, size_t id_size)
{
    struct git_commit commit;
    struct git_entry entry;
    struct git_object inner;
    struct git_id id;
    struct view rest = o->bytes;

    (void)git_commit_read(o->bytes, id_size, &commit);
    (void)git_tag_read(o->bytes, id_size, &id);
    (void)git_loose_read(o->bytes, &inner);
    while (git_tree_next(&rest, id_size, &entry))
        if (!entry.name.len || rest.len >= o->bytes.len)
            abort();
}

static void read_all(struct arena *a, struct git_pack *p, size_t size)
{
    enum { WORK = 4 << 20 };
    uint64_t work = WORK, offset;
    struct git_id id[2];
    struct git_object o;
    struct view prefix[] = {VIEW_INIT("00"), VIEW_INIT("5a3"), VIEW_INIT("ff")};

    for (size_t i = 0; i < sizeof prefix / sizeof *prefix; i++)
        for (size_t n = git_pack_like(p, prefix[i], 2, id); n > 0; n--)
            if (git_pack_find(p, &id[n - 1], &offset))
                (void)!git_pack_read(a, p, offset, &work, &o);
    for (uint64_t at = 0; at < size && at < 4096; at++)
        if (!git_pack_read(a, p, at, &work, &o)) {
            if (o.bytes.len > WORK)
                abort();
            look_into(&o, p->id_size);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct view v = {(const char *)at, len};

    if (len < 4)
        return 0;
    size_t index = (size_t)view_little(view_head(v, 4));
    v = view_from(v, 4);
    for (size_t id_size = GIT_SHA1; id_size <= GIT_SHA256; id_size += 12) {
        struct arena a = {0};
        struct git_pack p;
        // Copies: a read beyond their end is then seen.
        struct file i = file_of(arena_copy(&a, view_head(v, index)), VIEW("i"));
        struct file f = file_of(arena_copy(&a, view_from(v, index)), VIEW("p"));

        if (!git_pack_open(&a, i, f, id_size, &p)) {
            read_all(&a, &p, f.memory.len);
            git_pack_close(&p);
        }
        arena_free(&a);
    }
    return 0;
}
