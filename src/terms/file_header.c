// SPDX-License-Identifier: Apache-2.0
#include "terms/file_header.h"

#include "terms/expression.h"

// ---- The comment ------------------------------------------------------------

static const struct {
    struct view open, shut;
} frames[] = {
    // clang-format off
    {VIEW_INIT("/*"), VIEW_INIT("*/")},
    {VIEW_INIT("\"\"\""), VIEW_INIT("\"\"\"")},
    {VIEW_INIT("'''"), VIEW_INIT("'''")},
    // clang-format on
};

static bool is_sign(struct view line)
{
    return !line.len || line.at[0] == '#' || view_starts(line, VIEW("//"));
}

// What stands behind the end of the frame that `line` opens; false: it opens
// none.
static bool skip_frame(struct view bytes, struct view line, struct view *rest)
{
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        if (!view_starts(line, frames[i].open))
            continue;
        size_t at = (size_t)(line.at - bytes.at) + frames[i].open.len;
        struct view inside = view_from(bytes, at);
        size_t end = view_find(inside, frames[i].shut);

        *rest = end == SIZE_MAX ? (struct view){0}
                                : view_from(inside, end + frames[i].shut.len);
        return true;
    }
    return false;
}

// The head of a file up to its first line of code.
static struct view comment_of(struct view bytes)
{
    struct view rest = bytes;

    while (rest.len) {
        struct view here = rest;
        struct view line = view_trim(view_cut(rest, '\n', &rest));

        if (line.len && skip_frame(bytes, line, &rest))
            continue;
        if (!is_sign(line))
            return view_head(bytes, (size_t)(here.at - bytes.at));
    }
    return bytes;
}

// ---- What it says -----------------------------------------------------------

static bool take_tag(struct file_headers *h, struct view comment,
                     struct file_header *out)
{
    struct arena own = {0};
    struct statements s = {0};
    bool found = false;

    if (view_has(comment, VIEW("SPDX-License-Identifier:")))
        statements_of_text(&own, h->licenses, comment, false, &s);
    for (size_t i = 0; i < s.count; i++) {
        const struct statement *tag = &s.item[i];

        if (tag->kind != STATEMENT_TAG)
            continue;
        if (!found)
            *out = (struct file_header){
                .from = tag->from, .to = tag->to, .line = tag->line};
        // Several tags are several licenses of the same file.
        struct view one = arena_copy(h->arena, tag->expression);
        out->expression =
            expression_join(h->arena, h->licenses, out->expression, one);
        found = true;
    }
    arena_free(&own);
    return found;
}

static void take_text(struct file_headers *h, struct view path,
                      struct view comment, struct file_header *out)
{
    struct arena own = {0};
    struct license_file f = {0};

    terms_of_text(&own, h->licenses, path, comment, &f);
    struct view said = f.expression;
    if (view_eq(said, VIEW("NONE")))
        said = (struct view){0};
    // A name; a pointer to a file or an address is none.
    for (size_t i = 0; !said.len && i < f.refers_to_count; i++)
        if (expression_known(&own, h->licenses, f.refers_to[i]) ||
            view_starts(f.refers_to[i], VIEW("LicenseRef-")))
            said = f.refers_to[i];
    if (said.len) {
        out->expression = arena_copy(h->arena, said);
        out->line = f.range_count ? f.range[0].line : 1;
        out->from = f.range_count ? f.range[0].from : 0;
        out->to = f.range_count ? f.range[f.range_count - 1].to : comment.len;
    }
    arena_free(&own);
}

struct file_header file_header_of(struct file_headers *h, struct view path,
                                  struct view bytes)
{
    struct view comment = comment_of(view_head(bytes, FILE_HEADER_SIZE));
    struct file_header none = {0};
    bool is_new;

    // "License", "licensed", "licence".
    if (!view_has(comment, VIEW("icen")) && !view_has(comment, VIEW("ICEN")))
        return none;
    comment = arena_copy(h->arena, comment);
    size_t *at = map_at(&h->seen, comment, &is_new);
    if (!is_new)
        return h->item[*at];
    *at = h->count;
    struct file_header *one = LIST_ADD(h->arena, h->item, h->count);
    if (!take_tag(h, comment, one))
        take_text(h, path, comment, one);
    return *one;
}
