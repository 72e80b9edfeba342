// SPDX-License-Identifier: Apache-2.0
#include "safety/template_compare.h"

#include "format/gguf.h"
#include "format/json.h"
#include "safety/template_hidden.h"

enum { LARGEST = 16 << 20 }; // bytes of a settings file that is read

// The templates of a folder.
struct beside {
    struct view folder;
    uint32_t root;
    struct template_prose prose;
};

struct comparing {
    struct arena arena; // until it is done
    struct beside *beside;
    size_t beside_count;
    size_t templates; // that were read
};

static void take_template(struct comparing *c, struct view text,
                          struct template_prose *out)
{
    struct jinja t;

    if (jinja_read(&c->arena, text, &t))
        return;
    template_prose(&c->arena, &t, out);
    c->templates++;
}

// A text, a list of objects with a `template`, or an object of texts.
static void take_value(struct comparing *c, const struct json_value *v,
                       struct template_prose *out)
{
    struct view text;

    if (!v)
        return;
    if (v->kind == JSON_STRING && json_string(v, &text))
        take_template(c, text, out);
    if (v->kind != JSON_ARRAY && v->kind != JSON_OBJECT)
        return;
    for (const struct json_value *i = v->child; i; i = i->next) {
        const struct json_value *inner =
            i->kind == JSON_OBJECT ? json_get(i, VIEW("template")) : i;

        if (inner && json_string(inner, &text))
            take_template(c, text, out);
    }
}

static bool is_template(const struct entry *e)
{
    static const struct view names[] = {
        VIEW_INIT("tokenizer_config.json"), VIEW_INIT("chat_template.json"),
        VIEW_INIT("processor_config.json"), VIEW_INIT("chat_template.jinja")};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (e->kind == ENTRY_FILE && view_eq(view_basename(e->lower), names[i]))
            return true;
    return false;
}

static void take_entry(struct comparing *c, const struct entry *e)
{
    struct template_prose prose = {0};
    struct view bytes;
    struct json json;
    size_t before = c->templates;

    if (entry_read(&c->arena, e, LARGEST, &bytes))
        return; // told as trouble of that entry
    if (view_ends(e->lower, VIEW(".jinja")))
        take_template(c, bytes, &prose);
    else if (!json_read(&c->arena, bytes, e->path, &json))
        take_value(c, json_get(json.root, VIEW("chat_template")), &prose);
    if (c->templates > before)
        *LIST_ADD(&c->arena, c->beside, c->beside_count) =
            (struct beside){view_dirname(e->path), e->root, prose};
}

// Whether `folder` is the file's or one above it.
static bool lies_below(struct view path, struct view folder)
{
    return !folder.len || (view_starts(path, folder) && path.len > folder.len &&
                           path.at[folder.len] == '/');
}

// Whether a template beside the entry says `passage`; `*any`: there is one.
static bool says(const struct comparing *c, const struct entry *e,
                 struct view passage, bool *any)
{
    for (size_t i = 0; i < c->beside_count; i++) {
        const struct beside *b = &c->beside[i];

        if (b->root != e->root || !lies_below(e->path, b->folder))
            continue;
        *any = true;
        for (size_t k = 0; k < b->prose.count; k++)
            if (view_has(b->prose.item[k].text, passage))
                return true;
    }
    return false;
}

static void compare_one(struct arena *a, struct comparing *c,
                        const struct entry *e, const struct tensor_meta *m,
                        struct safety *s)
{
    struct template_prose prose = {0};

    take_template(c, m->value, &prose);
    for (size_t i = 0; i < prose.count; i++) {
        struct view text = prose.item[i].text;
        bool any = false;

        if (says(c, e, text, &any) || !any)
            continue;
        safety_add(a, s,
                   (struct safety_finding){
                       .rule = VIEW("template.hidden"),
                       .severity = SAFETY_REVIEW,
                       .path = e->path,
                       .has_offset = true,
                       .offset = m->offset,
                       .shows = arena_print(
                           a,
                           "the template in this file can say what those of "
                           "the release do not: '" VIEW_FMT "'",
                           VIEW_SHORT(text))});
        return;
    }
}

static void compare_entry(struct arena *a, struct comparing *c,
                          const struct entry *e, struct safety *s)
{
    struct tensors t;
    struct view front;
    struct file f;

    if (entry_open(&c->arena, e, &f))
        return;
    if (!file_read(&c->arena, &f, 0, 4, &front) && view_eq(front, VIEW("GGUF")))
        (void)!gguf_read(&c->arena, &f, &t); // told by parts/weights
    else
        t = (struct tensors){0};
    file_close(&f);
    for (size_t i = 0; i < t.meta_count; i++)
        if (view_starts(t.meta[i].key, VIEW("tokenizer.chat_template")))
            compare_one(a, c, e, &t.meta[i], s);
}

void templates_compare(struct arena *a, const struct release *r,
                       struct safety *s)
{
    struct comparing c = {0};

    for (size_t i = 0; i < r->entry_count; i++)
        if (r->root[r->entry[i].root].kind != ROOT_CODE &&
            is_template(&r->entry[i]))
            take_entry(&c, &r->entry[i]);
    for (size_t i = 0; c.beside_count && i < r->entry_count; i++)
        if (r->entry[i].kind == ENTRY_FILE &&
            view_ends(r->entry[i].lower, VIEW(".gguf")))
            compare_entry(a, &c, &r->entry[i], s);
    arena_free(&c.arena);
}
