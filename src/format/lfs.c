// SPDX-License-Identifier: Apache-2.0
#include "format/lfs.h"

// First lines of a pointer. The older address was used before the project was
// renamed, in 2015; both are valid.
static const struct view version[] = {
    VIEW_INIT("version https://git-lfs.github.com/spec/v1"),
    VIEW_INIT("version https://hawser.github.com/spec/v1"),
};

static bool is_digest(struct view v)
{
    if (v.len != 64)
        return false;
    for (size_t i = 0; i < v.len; i++)
        if (!ascii_digit(v.at[i]) && !(v.at[i] >= 'a' && v.at[i] <= 'f'))
            return false;
    return true;
}

// One line without its end; a CR, which git may have put there, is dropped.
static struct view cut_line(struct view *rest)
{
    struct view line = view_cut(*rest, '\n', rest);

    if (view_ends(line, VIEW("\r")))
        line.len--;
    return line;
}

// Keys we do not know (extensions: ext-0-name) are passed over.
static bool read_lfs(struct view rest, struct lfs_pointer *out)
{
    struct view first = cut_line(&rest);
    bool has_version = false, has_size = false;

    for (size_t i = 0; i < sizeof version / sizeof *version; i++)
        has_version |= view_eq(first, version[i]);
    if (!has_version)
        return false;
    while (rest.len) {
        struct view value, line = cut_line(&rest);
        struct view key = view_cut(line, ' ', &value);

        if (view_eq(key, VIEW("oid")) && view_starts(value, VIEW("sha256:")))
            out->oid = view_from(value, sizeof "sha256:" - 1);
        else if (view_eq(key, VIEW("size")))
            has_size = view_u64(value, &out->size);
    }
    return has_size && is_digest(out->oid);
}

// git-annex: "/annex/objects/SHA256E-s4096--<digest>.bin". The key is a
// backend, fields that begin with a letter, "--" and a name; -s is the size.
static bool read_annex(struct view text, struct lfs_pointer *out)
{
    struct view rest, line = cut_line(&text);
    size_t at = view_find(line, VIEW("annex/objects/"));

    if (at != 0 && !(at == 1 && line.at[0] == '/'))
        return false;
    struct view key =
        view_basename(view_from(line, at + sizeof "annex/objects/" - 1));
    size_t end = view_find(key, VIEW("--"));
    if (end == SIZE_MAX || end == 0 || end + 2 == key.len)
        return false;
    out->oid = key;
    view_cut(view_head(key, end), '-', &rest); // the backend
    while (rest.len) {
        struct view field = view_cut(rest, '-', &rest);

        if (view_starts(field, VIEW("s")) &&
            !view_u64(view_from(field, 1), &out->size))
            return false;
    }
    return true;
}

// The value of `name = value` in a pointer of Xet, without quotes.
static struct view xet_value(struct view text, struct view name)
{
    while (text.len) {
        struct view value, line = cut_line(&text);

        if (!view_eq(view_trim(view_cut(line, '=', &value)), name))
            continue;
        value = view_trim(value);
        if (value.len >= 2 && value.at[0] == '"' &&
            view_ends(value, VIEW("\"")))
            value = (struct view){value.at + 1, value.len - 2};
        return value;
    }
    return (struct view){0};
}

// Xet: "# xet version 0", then filesize = N and hash = '<64 hex>' in TOML.
static bool read_xet(struct view text, struct lfs_pointer *out)
{
    if (!view_starts(text, VIEW("# xet version ")))
        return false;
    struct view hash = xet_value(text, VIEW("hash"));
    if (hash.len >= 2 && hash.at[0] == '\'' && view_ends(hash, VIEW("'")))
        hash = (struct view){hash.at + 1, hash.len - 2};
    out->oid = hash;
    return is_digest(hash) &&
           view_u64(xet_value(text, VIEW("filesize")), &out->size);
}

bool lfs_read(struct view bytes, struct lfs_pointer *out)
{
    static bool (*const form[])(struct view, struct lfs_pointer *) = {
        read_lfs, read_annex, read_xet};

    for (size_t i = 0; i < sizeof form / sizeof *form; i++) {
        *out = (struct lfs_pointer){0};
        if (bytes.len <= LFS_MAX_POINTER && form[i](bytes, out))
            return true;
    }
    *out = (struct lfs_pointer){0};
    return false;
}

// A key of a pointer: lower case, digits, dots and hyphens.
static bool is_key(struct view key)
{
    for (size_t i = 0; i < key.len; i++)
        if (!(key.at[i] >= 'a' && key.at[i] <= 'z') &&
            !ascii_digit(key.at[i]) && !byte_in(key.at[i], VIEW(".-")))
            return false;
    return key.len > 0;
}

bool lfs_resembles(struct view bytes)
{
    static const struct view hosts[] = {VIEW_INIT("git-lfs.github.com/spec/"),
                                        VIEW_INIT("hawser.github.com/spec/")};
    struct view address, rest = bytes, first = cut_line(&rest);
    struct view word = view_cut(first, ' ', &address);
    bool known = false, says = false;

    view_cut(address, '/', &address);
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        known |= view_starts(view_from(address, 1), hosts[i]);
    if (bytes.len > LFS_MAX_POINTER || !view_eq(word, VIEW("version")) ||
        !known || byte_in(' ', address))
        return false;
    while (rest.len) {
        struct view value, line = cut_line(&rest);
        struct view key = view_cut(line, ' ', &value);

        if (!line.len)
            continue;
        if (!is_key(key) || byte_in(' ', value))
            return false;
        says |= view_eq(key, VIEW("oid")) || view_eq(key, VIEW("size"));
    }
    return says;
}
