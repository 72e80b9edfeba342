// SPDX-License-Identifier: Apache-2.0
#include "format/zip_name.h"

#include "base/unicode.h"
#include "format/member_name.h"

static bool name_has_nul(struct view name)
{
    return name.len && memchr(name.at, '\0', name.len) != NULL;
}

static bool name_is_empty(struct view name)
{
    return name.len == 0;
}

bool zip_name_is_folder(struct view name)
{
    return name.len && member_is_separator(name.at[name.len - 1]);
}

static const struct {
    struct view rule;
    enum note_severity severity;
    bool (*is)(struct view name);
    const char *shows;
} name_checks[] = {
    {VIEW_INIT("zip.malformed"), NOTE_MALFORMED, name_is_empty,
     "a member without a name"},
    {VIEW_INIT("zip.name.nul"), NOTE_DANGER, name_has_nul,
     "a member's name holds a zero byte, where C programs stop reading it"},
    {VIEW_INIT("zip.name.control"), NOTE_DANGER, utf8_steers,
     "a member's name holds control characters"},
    {VIEW_INIT("zip.name.traversal"), NOTE_DANGER, member_climbs,
     "a member's name leads out of the folder it is unpacked in"},
    {VIEW_INIT("zip.name.absolute"), NOTE_DANGER, member_is_absolute,
     "a member's name is an absolute path"},
};

bool zip_name_is_plain(struct view name)
{
    size_t start = 0; // of a folder or of what is in it

    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];

        if (ascii_alnum(c))
            continue;
        if (c < ' ' || c > '~' || c == '\\' || c == ':' ||
            (i == start && (c == '/' || c == '.')))
            return false;
        if (c == '/')
            start = i + 1;
    }
    return start != name.len;
}

void zip_name_check(struct notes *n, struct view name, uint64_t offset)
{
    for (size_t i = 0; i < sizeof name_checks / sizeof *name_checks; i++)
        if (name_checks[i].is(name))
            note_add(n, name_checks[i].rule, name_checks[i].severity, offset,
                     "%s: '" VIEW_FMT "'", name_checks[i].shows,
                     VIEW_ARG(view_head(name, 200)));
}

struct view zip_name_plain(struct arena *a, struct view name)
{
    struct view rest = name;
    size_t len = 0;
    char *at = arena_alloc(a, name.len + 1);
    while (rest.len) {
        size_t end = 0;

        while (end < rest.len && !member_is_separator(rest.at[end]))
            end++;
        bool dot = end == 1 && rest.at[0] == '.';
        if (end && !dot) {
            if (len)
                at[len++] = '/';
            memcpy(at + len, rest.at, end);
            len += end;
        }
        rest = view_from(rest, end + 1);
    }
    struct view plain = {at, len};
    bool composes = !view_is_ascii(plain) && utf8_fault(plain) == SIZE_MAX;
    return composes ? unicode_compose(a, plain) : plain;
}
