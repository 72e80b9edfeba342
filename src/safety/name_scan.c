// SPDX-License-Identifier: Apache-2.0
#include "safety/name_scan.h"

#include "safety/page_scan.h"

#include <inttypes.h>

static const struct {
    struct view key;
    enum name_asks asks;
} keys[] = {
    {VIEW_INIT("where"), NAME_ASKS_WHERE},
    {VIEW_INIT("format"), NAME_ASKS_FORMAT},
    {VIEW_INIT("start"), NAME_ASKS_START},
    {VIEW_INIT("folder"), NAME_ASKS_FOLDER},
    {VIEW_INIT("begin"), NAME_ASKS_BEGIN},
    {VIEW_INIT("line"), NAME_ASKS_LINE},
    {VIEW_INIT("word"), NAME_ASKS_WORD},
    {VIEW_INIT("script"), NAME_ASKS_SCRIPT},
};

static unsigned asks_of(const struct record *r)
{
    unsigned asks = 0;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (record_get(r, keys[i].key).len)
            asks |= keys[i].asks;
    return asks;
}

static void take_names(struct arena *a, const struct record *r, struct view key,
                       struct name_rules *rules)
{
    struct view text;

    for (size_t at = 0; record_next(r, key, &at, &text);)
        *LIST_ADD(a, rules->rule, rules->rule_count) =
            (struct name_rule){.text = text,
                               .whole = view_eq(key, VIEW("name")),
                               .record = r,
                               .asks = asks_of(r)};
}

// A record that asks for no name is for all: each ends with nothing.
static void take_all(struct arena *a, const struct record *r,
                     struct name_rules *rules)
{
    size_t before = rules->rule_count;

    take_names(a, r, VIEW("name"), rules);
    take_names(a, r, VIEW("end"), rules);
    if (rules->rule_count == before)
        *LIST_ADD(a, rules->rule, rules->rule_count) =
            (struct name_rule){.record = r, .asks = asks_of(r)};
}

static unsigned char last_byte(struct view name)
{
    return (unsigned char)name.at[name.len - 1];
}

static void chain(struct name_rules *rules)
{
    for (size_t i = 0; i <= UCHAR_MAX; i++)
        rules->first[i] = rules->rule_count;
    rules->first_of_all = rules->rule_count;
    for (size_t i = rules->rule_count; i > 0; i--) {
        struct view text = rules->rule[i - 1].text;
        size_t *first =
            text.len ? &rules->first[last_byte(text)] : &rules->first_of_all;

        rules->rule[i - 1].next = *first;
        *first = i - 1;
    }
}

struct error *name_rules_open(struct arena *a, struct name_rules *out)
{
    *out = (struct name_rules){0};
    TRY(knowledge_read(a, VIEW("safety/files.txt"), &out->files));
    for (size_t i = 0; i < out->files.record_count; i++)
        take_all(a, &out->files.record[i], out);
    chain(out);
    return knowledge_read(a, VIEW("safety/passive.txt"), &out->passive);
}

static bool any_of(const struct record *r, struct view key,
                   bool (*holds)(struct view it, struct view value),
                   struct view it)
{
    struct view value;

    for (size_t at = 0; record_next(r, key, &at, &value);)
        if (holds(it, value))
            return true;
    return false;
}

// The same, or the record does not ask for it.
static bool agrees(const struct name_rule *r, enum name_asks asks,
                   struct view key,
                   bool (*holds)(struct view it, struct view value),
                   struct view it)
{
    return !(r->asks & asks) || any_of(r->record, key, holds, it);
}

static bool name_agrees(const struct name_rule *r, struct view name)
{
    return r->whole ? view_eq(name, r->text) : view_ends(name, r->text);
}

static bool folder_agrees(const struct name_rule *r, struct view path)
{
    if (!(r->asks & NAME_ASKS_FOLDER))
        return true;
    struct view base = view_basename(path);
    if (base.len == path.len)
        return false;
    return view_eq_nocase(
        view_basename(view_head(path, path.len - base.len - 1)),
        record_get(r->record, VIEW("folder")));
}

static bool begins(struct view front, struct view begin)
{
    while (front.len && memchr(" \t\r\n", front.at[0], 4))
        front = view_from(front, 1);
    return view_eq_nocase(view_head(front, begin.len), begin);
}

// The first line of `*text`, which keeps the rest. Where Python splits lines:
// also at a form feed, at separators of ASCII and of Unicode.
static struct view take_line(struct view *text)
{
    static const struct view wide[] = {
        VIEW_INIT("\xc2\x85"),
        VIEW_INIT("\xe2\x80\xa8"),
        VIEW_INIT("\xe2\x80\xa9"),
    };
    struct view all = *text;

    for (size_t i = 0; i < all.len; i++) {
        size_t end = byte_in(all.at[i], VIEW("\n\r\v\f\x1c\x1d\x1e"));

        for (size_t k = 0; !end && k < sizeof wide / sizeof *wide; k++)
            if (view_starts(view_from(all, i), wide[k]))
                end = wide[k].len;
        if (!end)
            continue;
        *text = view_from(all, i + end);
        return view_head(all, i);
    }
    *text = (struct view){0};
    return all;
}

static bool has_line(struct view text, struct view start)
{
    if (view_starts(text, VIEW("\xef\xbb\xbf"))) // Python skips it
        text = view_from(text, 3);
    while (text.len) {
        struct view line = take_line(&text);

        if (view_starts(line, start) && line.len > start.len &&
            (line.at[start.len] == ' ' || line.at[start.len] == '\t'))
            return true;
    }
    return false;
}

// In a line, but not in its comment, which a blank or nothing precedes.
static bool has_word(struct view text, struct view word)
{
    while (text.len) {
        struct view line = view_cut(text, '\n', &text);
        size_t end = 0;

        while (end < line.len &&
               (line.at[end] != '#' || (end && !ascii_blank(line.at[end - 1]))))
            end++;
        if (view_has(view_head(line, end), word))
            return true;
    }
    return false;
}

static enum note_severity severity_of(const struct record *r)
{
    enum note_severity is;

    return note_severity(record_get(r, VIEW("severity")), &is) ? is
                                                               : NOTE_REVIEW;
}

// How it begins, or all of it where lines and words count.
static struct view content_for(struct arena *scratch, struct notes *n,
                               const struct name_rule *r,
                               const struct named_file *f)
{
    enum {
        LARGEST = 16 << 20,
        ALL = NAME_ASKS_LINE | NAME_ASKS_WORD | NAME_ASKS_SCRIPT,
    };
    struct view all = f->front;

    if (!(r->asks & ALL) || f->file->size <= all.len ||
        memchr(all.at, '\0', all.len) ||
        file_read(scratch, f->file, 0, LARGEST, &all))
        return f->front;
    if (f->file->size > LARGEST)
        note_add(n, VIEW("limit.config"), NOTE_LIMIT, LARGEST,
                 "a text of %" PRIu64 " bytes; only up to %d are read",
                 f->file->size, LARGEST);
    return all;
}

static bool content_agrees(const struct name_rule *r, struct view content)
{
    return agrees(r, NAME_ASKS_BEGIN, VIEW("begin"), begins, content) &&
           agrees(r, NAME_ASKS_LINE, VIEW("line"), has_line, content) &&
           agrees(r, NAME_ASKS_WORD, VIEW("word"), has_word, content) &&
           (!(r->asks & NAME_ASKS_SCRIPT) || page_runs(content));
}

static bool place_agrees(const struct name_rule *r, const struct named_file *f)
{
    if (f->code && r->asks & NAME_ASKS_WHERE &&
        view_eq(record_get(r->record, VIEW("where")), VIEW("model")))
        return false;
    return agrees(r, NAME_ASKS_FORMAT, VIEW("format"), view_eq, f->format) &&
           agrees(r, NAME_ASKS_START, VIEW("start"), view_starts, f->name) &&
           folder_agrees(r, f->path);
}

// Whether `r` has nothing to add to `told`, the last record that spoke.
static bool is_told(const struct record *r, const struct record *told)
{
    return r == told || (told && record_get(r, VIEW("else")).len &&
                         view_eq(record_get(r, VIEW("rule")),
                                 record_get(told, VIEW("rule"))));
}

void name_scan(struct arena *scratch, struct notes *n,
               const struct name_rules *rules, const struct named_file *f)
{
    const struct record *told = NULL;
    size_t any = rules->first_of_all;
    size_t own =
        f->name.len ? rules->first[last_byte(f->name)] : rules->rule_count;

    // Both chains together in the order of the records.
    for (size_t i; (i = own < any ? own : any) < rules->rule_count;) {
        const struct name_rule *rule = &rules->rule[i];
        const struct record *r = rule->record;

        *(own < any ? &own : &any) = rule->next;
        if (!name_agrees(rule, f->name) || is_told(r, told) ||
            !place_agrees(rule, f) ||
            !content_agrees(rule, content_for(scratch, n, rule, f)))
            continue;
        told = r;
        note_add(n, record_get(r, VIEW("rule")), severity_of(r), 0, VIEW_FMT,
                 VIEW_ARG(record_get(r, VIEW("shows"))));
    }
}

bool name_is_told(const struct name_rules *rules, struct view name)
{
    for (size_t i = 0; i < rules->rule_count; i++)
        if (name_agrees(&rules->rule[i], name))
            return true;
    return false;
}

bool name_is_passive(const struct name_rules *rules, struct view name,
                     struct view content)
{
    for (size_t i = 0; i < rules->passive.record_count; i++) {
        const struct record *r = &rules->passive.record[i];

        if (any_of(r, VIEW("end"), view_ends, name) &&
            (!record_get(r, VIEW("holds")).len ||
             any_of(r, VIEW("holds"), view_eq, content)))
            return true;
    }
    return false;
}
