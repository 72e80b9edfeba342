// SPDX-License-Identifier: Apache-2.0
#include "report/terms_json.h"

#include "report/duty_json.h"

static void write_list(struct json_writer *w, struct view key,
                       const struct view *item, size_t count)
{
    json_key(w, key);
    json_begin_inline(w, '[');
    for (size_t i = 0; i < count; i++)
        json_text(w, item[i]);
    json_end(w, ']');
}

static void write_clauses(struct json_writer *w, const struct license_range *r)
{
    json_key(w, VIEW("clauses"));
    json_begin(w, '[');
    for (size_t i = 0; i < r->clause_count; i++) {
        const struct clause *c = &r->clause[i];

        json_begin_inline(w, '{');
        json_member(w, VIEW("key"), c->key);
        json_member(w, VIEW("value"), c->value);
        json_member(w, VIEW("where"), c->where);
        json_key(w, VIEW("bytes"));
        json_begin_inline(w, '[');
        json_number(w, c->from);
        json_number(w, c->to);
        json_end(w, ']');
        json_key(w, VIEW("line"));
        json_number(w, c->line);
        json_member_if(w, VIEW("note"), c->note);
        json_member(w, VIEW("confidence"), confidence_word(c->confidence));
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void write_bytes(struct json_writer *w, struct view key, uint64_t from,
                        uint64_t to)
{
    json_key(w, key);
    json_begin_inline(w, '[');
    json_number(w, from);
    json_number(w, to);
    json_end(w, ']');
}

static void write_hunks(struct json_writer *w, const struct license_range *r)
{
    json_key(w, VIEW("hunks"));
    if (!r->hunk_count) {
        json_begin_inline(w, '[');
        json_end(w, ']');
        return;
    }
    json_begin(w, '[');
    for (size_t i = 0; i < r->hunk_count; i++) {
        const struct license_hunk *h = &r->hunk[i];

        json_begin_inline(w, '{');
        json_key(w, VIEW("material"));
        json_truth(w, h->material);
        write_bytes(w, VIEW("file_bytes"), h->from, h->to);
        json_member_if(w, VIEW("license_section"), h->section);
        json_member(w, VIEW("words"), h->words);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void write_range(struct json_writer *w, const struct license_range *r)
{
    const struct license_info *info = r->info;

    json_begin(w, '{');
    write_bytes(w, VIEW("bytes"), r->from, r->to);
    json_key(w, VIEW("line"));
    json_number(w, r->line);
    json_member(w, VIEW("result"), match_word(r->result));
    json_member_if(w, VIEW("id"), r->id);
    json_member_if(w, VIEW("nearest"), r->nearest);
    if (r->aligned > 0) {
        json_key(w, VIEW("aligned"));
        json_real(w, r->aligned, 3);
    }
    write_hunks(w, r);
    write_list(w, VIEW("copyright"), r->copyright, r->copyright_count);
    if (info) {
        json_member_if(w, VIEW("category"), info->category);
        json_member(w, VIEW("osi"), answer_word(info->osi));
        json_member(w, VIEW("fsf"), answer_word(info->fsf));
        json_member(w, VIEW("osd"), answer_word(info->osd));
    }
    // A name or a tag says nothing of the clauses of the text in use.
    if (r->clause_count)
        write_clauses(w, r);
    json_end(w, '}');
}

static void write_file(struct json_writer *w, const struct license_file *f)
{
    json_begin(w, '{');
    json_member(w, VIEW("path"), f->path);
    json_member(w, VIEW("expression"), f->expression);
    write_list(w, VIEW("refers_to"), f->refers_to, f->refers_to_count);
    json_key(w, VIEW("parts"));
    json_begin(w, '{');
    for (size_t i = 0; i < f->part_count; i++)
        json_member(w, f->part[i].kind, f->part[i].expression);
    json_end(w, '}');
    write_list(w, VIEW("flags"), f->flag, f->flag_count);
    json_key(w, VIEW("ranges"));
    json_begin(w, '[');
    for (size_t i = 0; i < f->range_count; i++)
        write_range(w, &f->range[i]);
    json_end(w, ']');
    json_end(w, '}');
}

static void write_files(struct json_writer *w, const struct license_file *file,
                        size_t count)
{
    json_begin(w, '[');
    for (size_t i = 0; i < count; i++)
        write_file(w, &file[i]);
    json_end(w, ']');
}

void license_files_json(struct json_writer *w, const struct license_file *file,
                        size_t count)
{
    json_key(w, VIEW("licenses"));
    write_files(w, file, count);
}

// A licence that was asked for by name: no text, so no bytes.
static void write_license(struct json_writer *w, const struct license_info *l)
{
    json_begin(w, '{');
    json_member(w, VIEW("id"), l->id);
    json_member(w, VIEW("title"), l->title);
    json_member_if(w, VIEW("version"), l->version);
    json_member_if(w, VIEW("category"), l->category);
    json_member(w, VIEW("osi"), answer_word(l->osi));
    json_member(w, VIEW("fsf"), answer_word(l->fsf));
    json_member(w, VIEW("osd"), answer_word(l->osd));
    json_key(w, VIEW("clauses"));
    json_begin(w, '[');
    for (size_t i = 0; i < l->clause_count; i++) {
        json_begin_inline(w, '{');
        json_member(w, VIEW("key"), l->clause[i].key);
        json_member(w, VIEW("value"), l->clause[i].value);
        json_member(w, VIEW("where"), l->clause[i].where);
        json_member_if(w, VIEW("note"), l->clause[i].note);
        json_end(w, '}');
    }
    json_end(w, ']');
    json_end(w, '}');
}

static void write_folders(struct json_writer *w,
                          const struct terms_folder *folder, size_t count)
{
    if (!count)
        return;
    json_key(w, VIEW("folders"));
    json_begin(w, '[');
    for (size_t i = 0; i < count; i++) {
        json_begin(w, '{');
        json_member(w, VIEW("path"), folder[i].path);
        json_key(w, VIEW("files"));
        json_number(w, folder[i].files);
        json_key(w, VIEW("unreadable"));
        json_number(w, folder[i].unreadable);
        json_key(w, VIEW("listed"));
        json_number(w, folder[i].listed);
        json_end(w, '}');
    }
    json_end(w, ']');
}

enum { FILES_DEPTH = 2 }; // the document, "files"

void terms_json_begin(struct json_writer *w, struct view db_version)
{
    json_begin(w, '{');
    json_member(w, VIEW("schema"), VIEW("freehold-terms/1"));
    json_member(w, VIEW("db_version"), db_version);
    json_key(w, VIEW("files"));
    json_begin(w, '[');
}

void terms_json_file(const struct license_file *f, struct text *out)
{
    struct json_writer w = {.out = out, .depth = FILES_DEPTH};

    write_file(&w, f);
}

void terms_json_end(struct json_writer *w, bool any_file,
                    const struct terms_folder *folder, size_t folder_count,
                    const struct license_info *const *license,
                    size_t license_count)
{
    if (any_file)
        w->first &= ~((uint64_t)1 << FILES_DEPTH);
    json_end(w, ']');
    write_folders(w, folder, folder_count);
    if (license_count) {
        json_key(w, VIEW("licenses"));
        json_begin(w, '[');
        for (size_t i = 0; i < license_count; i++)
            write_license(w, license[i]);
        json_end(w, ']');
    }
    json_end(w, '}');
    text_byte(w->out, '\n');
}
