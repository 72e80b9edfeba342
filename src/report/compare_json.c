// SPDX-License-Identifier: Apache-2.0
#include "report/compare_json.h"

#include "report/json.h"

static void write_count(struct json_writer *w, struct view key, uint64_t count)
{
    json_key(w, key);
    json_number(w, count);
}

static void write_releases(struct json_writer *w, const struct comparison *c)
{
    json_key(w, VIEW("releases"));
    json_begin(w, '[');
    for (size_t n = 0; n < c->release_count; n++) {
        const struct release *r = c->release[n]->release;

        json_begin(w, '{');
        json_member(w, VIEW("name"), c->name[n]);
        json_member(w, VIEW("category"), category_id(c->release[n]->category));
        write_count(w, VIEW("files"), r->files);
        write_count(w, VIEW("size"), r->size);
        tree_digest_json(w, r);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void write_cell(struct json_writer *w,
                       const struct comparison_cell *cell)
{
    json_begin(w, '{');
    json_member(w, VIEW("words"), cell->words);
    json_member_if(w, VIEW("value"), cell->value);
    json_member_if(w, VIEW("section"), cell->section);
    json_member_if(w, VIEW("why"), cell->why);
    if (cell->has_evidence)
        evidence_json(w, VIEW("evidence"), &cell->evidence);
    json_end(w, '}');
}

static void write_rows(struct json_writer *w, const struct comparison *c)
{
    json_key(w, VIEW("rows"));
    json_begin(w, '[');
    for (size_t r = 0; r < c->row_count; r++) {
        const struct comparison_row *row = &c->row[r];

        json_begin(w, '{');
        json_member(w, VIEW("group"), row->group);
        json_member(w, VIEW("id"), row->id);
        json_member(w, VIEW("title"), row->title);
        json_key(w, VIEW("differs"));
        json_truth(w, row->differs);
        json_key(w, VIEW("cells"));
        json_begin(w, '[');
        for (size_t n = 0; n < c->release_count; n++)
            write_cell(w, &row->cell[n]);
        json_end(w, ']');
        json_end(w, '}');
    }
    json_end(w, ']');
}

void compare_json(const struct comparison *c, struct text *out)
{
    struct json_writer w = {.out = out};

    json_begin(&w, '{');
    json_member(&w, VIEW("schema"), VIEW("freehold-compare/1"));
    json_member(&w, VIEW("rules"), rules_version());
    write_releases(&w, c);
    write_rows(&w, c);
    write_count(&w, VIEW("row_count"), c->row_count);
    write_count(&w, VIEW("differing"), c->differing);
    json_end(&w, '}');
    text_byte(out, '\n');
}
