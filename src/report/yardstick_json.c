// SPDX-License-Identifier: Apache-2.0
#include "report/yardstick_json.h"

#include "verdict/mof.h"
#include "verdict/osai.h"

enum { DECIMALS = 12 }; // of percent and scores: what a double holds

static void write_list(struct json_writer *w, struct view key,
                       const struct mof_result *r, const struct mof_list *list)
{
    json_key(w, key);
    json_begin(w, '[');
    for (size_t n = 0; n < list->count; n++)
        json_text(w, r->rules->component[list->at[n]].name);
    json_end(w, ']');
}

static void write_status(struct json_writer *w, struct view key,
                         const struct mof_result *r, enum mof_status status)
{
    json_key(w, key);
    json_begin(w, '{');
    for (unsigned k = 3; k >= 1; k--)
        write_list(w, mof_class_word(k), r, &r->list[k][status]);
    json_end(w, '}');
}

// Whole numbers without a fraction.
static void write_real(struct json_writer *w, double value)
{
    if (value == (double)(uint64_t)value)
        json_number(w, (uint64_t)value);
    else
        json_real(w, value, DECIMALS);
}

static void write_mof(struct json_writer *w, const struct mof_result *r)
{
    json_key(w, VIEW("class"));
    json_number(w, r->class_);
    json_key(w, VIEW("progress"));
    json_begin(w, '{');
    for (unsigned k = 3; k >= 1; k--) {
        json_key(w, mof_class_word(k));
        write_real(w, mof_percent(&r->progress[k]));
    }
    json_end(w, '}');
    write_status(w, VIEW("missing"), r, MOF_MISSING);
    write_status(w, VIEW("invalid"), r, MOF_INVALID);
    write_status(w, VIEW("unlicensed"), r, MOF_UNLICENSED);
    write_list(w, VIEW("open_but_not_type_appropriate"), r, &r->unfitting);
    json_member_if(w, VIEW("separates"), r->separates);
}

static void write_osai(struct json_writer *w, const struct osai_result *r)
{
    if (!r->applies)
        return;
    json_key(w, VIEW("score"));
    write_real(w, r->score);
    if (r->group_count) {
        json_key(w, VIEW("groups"));
        json_begin(w, '{');
        for (size_t n = 0; n < r->group_count; n++) {
            json_key(w, r->group[n].id);
            write_real(w, r->group[n].score);
        }
        json_end(w, '}');
    }
    json_key(w, VIEW("parameters"));
    json_begin(w, '{');
    for (size_t n = 0; n < r->count; n++)
        json_member(w, r->parameter[n].id, osai_word(r->parameter[n].value));
    json_end(w, '}');
}

void yardstick_members_json(struct json_writer *w, const struct verdict *v)
{
    if (v->mof)
        write_mof(w, v->mof);
    if (v->osai)
        write_osai(w, v->osai);
}
