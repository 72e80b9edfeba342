// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // memmem
#include "base/view.h"

struct view view_of(const char *terminated)
{
    if (!terminated)
        return (struct view){0};
    return (struct view){terminated,
                         (size_t)(strchr(terminated, '\0') - terminated)};
}

int view_compare(struct view a, struct view b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len ? memcmp(a.at, b.at, len) : 0;

    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool view_eq_nocase(struct view a, struct view b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (ascii_lower(a.at[i]) != ascii_lower(b.at[i]))
            return false;
    return true;
}

size_t view_find(struct view v, struct view needle)
{
    if (needle.len == 0)
        return 0;
    if (v.len < needle.len)
        return SIZE_MAX;
    const char *hit = memmem(v.at, v.len, needle.at, needle.len);
    return hit ? (size_t)(hit - v.at) : SIZE_MAX;
}

size_t view_count(struct view v, char c)
{
    size_t count = 0;
    const char *end = v.at + v.len;

    for (const char *at = v.at;
         v.len && (at = memchr(at, c, (size_t)(end - at))); at++)
        count++;
    return count;
}

struct view view_trim(struct view v)
{
    while (v.len && ascii_blank(v.at[0]))
        v = (struct view){v.at + 1, v.len - 1};
    while (v.len && ascii_blank(v.at[v.len - 1]))
        v.len--;
    return v;
}

struct view view_unquote(struct view v)
{
    if (v.len >= 2 && v.at[0] == '"' && v.at[v.len - 1] == '"')
        return (struct view){v.at + 1, v.len - 2};
    return v;
}

static size_t last_slash(struct view path)
{
    for (size_t i = path.len; i > 0; i--)
        if (path.at[i - 1] == '/')
            return i - 1;
    return SIZE_MAX;
}

struct view view_basename(struct view path)
{
    size_t slash = last_slash(path);

    return slash == SIZE_MAX ? path : view_from(path, slash + 1);
}

struct view view_dirname(struct view path)
{
    size_t slash = last_slash(path);

    return slash == SIZE_MAX ? (struct view){0} : view_head(path, slash);
}

bool view_u64(struct view v, uint64_t *out)
{
    uint64_t n = 0;

    *out = 0;
    if (v.len == 0)
        return false;
    for (size_t i = 0; i < v.len; i++) {
        if (!ascii_digit(v.at[i]) || __builtin_mul_overflow(n, 10, &n) ||
            __builtin_add_overflow(n, (uint64_t)(v.at[i] - '0'), &n))
            return false;
    }
    *out = n;
    return true;
}

bool view_is_ascii(struct view v)
{
    for (size_t i = 0; i < v.len; i++)
        if ((unsigned char)v.at[i] >= 0x80)
            return false;
    return true;
}
