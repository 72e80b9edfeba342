// SPDX-License-Identifier: Apache-2.0
#include "format/git_object.h"

#include "base/digest.h"

static const struct view kinds[] = {
    [GIT_NONE] = VIEW_INIT("none"), [GIT_COMMIT] = VIEW_INIT("commit"),
    [GIT_TREE] = VIEW_INIT("tree"), [GIT_BLOB] = VIEW_INIT("blob"),
    [GIT_TAG] = VIEW_INIT("tag"),
};

struct view git_kind_word(enum git_kind kind)
{
    return kinds[kind];
}

bool git_id_read(struct view hex, struct git_id *out)
{
    *out = (struct git_id){0};
    if (hex.len != 2 * (size_t)GIT_SHA1 && hex.len != 2 * (size_t)GIT_SHA256)
        return false;
    for (size_t i = 0; i < hex.len; i += 2) {
        int high = ascii_hex(hex.at[i]), low = ascii_hex(hex.at[i + 1]);

        if (high < 0 || low < 0)
            return false;
        out->byte[i / 2] = (unsigned char)(high << 4 | low);
    }
    out->size = (uint8_t)(hex.len / 2);
    return true;
}

bool git_id_take(struct view *rest, size_t id_size, struct git_id *out)
{
    *out = (struct git_id){0};
    if (!rest->at || rest->len < id_size)
        return false;
    memcpy(out->byte, rest->at, id_size);
    out->size = (uint8_t)id_size;
    *rest = view_from(*rest, id_size);
    return true;
}

struct view git_id_hex(struct arena *a, const struct git_id *id)
{
    return hex_of(a, id->byte, id->size);
}

void git_id_of(enum git_kind kind, struct view bytes, size_t id_size,
               struct git_id *out)
{
    char head[32];
    unsigned char sum[DIGEST_MAX] = {0};
    int len = snprintf(head, sizeof head, VIEW_FMT " %zu",
                       VIEW_ARG(kinds[kind]), bytes.len);
    struct digest *d =
        digest_new_of(id_size == GIT_SHA1 ? DIGEST_SHA1 : DIGEST_SHA256);

    *out = (struct git_id){0};
    if (!d)
        return;
    digest_add(d, (struct view){head, (size_t)len + 1}); // and its zero byte
    digest_add(d, bytes);
    digest_take(d, sum);
    memcpy(out->byte, sum, id_size);
    out->size = (uint8_t)id_size;
}

// ---- Commits and tags -------------------------------------------------------

// The name in a line "KEY HEX"; false: it is another line.
static bool line_id(struct view line, struct view key, size_t id_size,
                    struct git_id *out)
{
    return view_starts(line, key) &&
           git_id_read(view_from(line, key.len), out) && out->size == id_size;
}

// "NAME <ADDRESS> SECONDS ZONE"; a name may hold anything but a line break.
static int64_t date_of(struct view person)
{
    static const uint64_t year_10000 = 253402300800;
    size_t at = person.len;
    struct view zone;
    uint64_t seconds;

    while (at && person.at[at - 1] != '>')
        at--;
    struct view digits = view_cut(view_trim(view_from(person, at)), ' ', &zone);
    return at && view_u64(digits, &seconds) && seconds < year_10000
               ? (int64_t)seconds
               : -1;
}

bool git_commit_read(struct view bytes, size_t id_size, struct git_commit *out)
{
    struct view line = view_cut(bytes, '\n', &bytes);
    struct git_id parent;

    *out = (struct git_commit){.when = -1};
    if (!line_id(line, VIEW("tree "), id_size, &out->tree))
        return false;
    // An empty line ends the head.
    while (bytes.len && (line = view_cut(bytes, '\n', &bytes)).len) {
        if (line_id(line, VIEW("parent "), id_size, &parent)) {
            if (!out->parents++)
                out->parent = parent;
        } else if (view_starts(line, VIEW("committer "))) {
            out->when = date_of(line);
        }
    }
    return true;
}

bool git_tag_read(struct view bytes, size_t id_size, struct git_id *out)
{
    *out = (struct git_id){0};
    return line_id(view_cut(bytes, '\n', &bytes), VIEW("object "), id_size,
                   out);
}

// ---- Trees ------------------------------------------------------------------

bool git_tree_next(struct view *rest, size_t id_size, struct git_entry *out)
{
    struct view after;
    struct view mode = view_cut(*rest, ' ', &after);
    const char *end = after.len ? memchr(after.at, '\0', after.len) : NULL;

    *out = (struct git_entry){0};
    if (!end || !mode.len || mode.len > 6)
        return false;
    size_t len = (size_t)(end - after.at);
    if (!len)
        return false;
    for (size_t i = 0; i < mode.len; i++) {
        if (mode.at[i] < '0' || mode.at[i] > '7')
            return false;
        out->mode = out->mode << 3 | (uint32_t)(mode.at[i] - '0');
    }
    out->name = view_head(after, len);
    after = view_from(after, len + 1);
    if (!git_id_take(&after, id_size, &out->id))
        return false;
    *rest = after;
    return true;
}

// ---- Loose objects ----------------------------------------------------------

bool git_loose_read(struct view loose, struct git_object *out)
{
    const char *end = loose.len ? memchr(loose.at, '\0', loose.len) : NULL;
    struct view size_digits;
    uint64_t size;

    *out = (struct git_object){0};
    if (!end)
        return false;
    size_t head = (size_t)(end - loose.at);
    struct view word = view_cut(view_head(loose, head), ' ', &size_digits);
    struct view bytes = view_from(loose, head + 1);
    if (!view_u64(size_digits, &size) || size != bytes.len)
        return false;
    for (enum git_kind k = GIT_COMMIT; k <= GIT_TAG; k++)
        if (view_eq(word, kinds[k]))
            *out = (struct git_object){k, bytes};
    return out->kind != GIT_NONE;
}
