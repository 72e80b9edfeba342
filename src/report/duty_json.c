// SPDX-License-Identifier: Apache-2.0
#include "report/duty_json.h"

#include "report/json.h"

struct view confidence_word(enum confidence c)
{
    static const struct view word[] = {
        [CONFIDENCE_CERTAIN] = VIEW_INIT("certain"),
        [CONFIDENCE_LIKELY] = VIEW_INIT("likely"),
        [CONFIDENCE_HINT] = VIEW_INIT("hint"),
    };

    return word[c];
}

static void write_truth_if(struct json_writer *w, struct view key, bool value)
{
    if (!value)
        return;
    json_key(w, key);
    json_truth(w, true);
}

static void write_parts(struct json_writer *w, const struct duty *d)
{
    json_member(w, VIEW("part"), d->part);
    json_key(w, VIEW("parts"));
    json_begin_inline(w, '[');
    for (size_t i = 0; i < d->part_count; i++)
        json_text(w, d->parts[i]);
    json_end(w, ']');
}

static void write_duty(struct json_writer *w, const struct duty *d)
{
    const struct bound *b = d->bound;

    json_begin(w, '{');
    json_member(w, VIEW("role"), duty_role_word(d->role));
    json_member(w, VIEW("kind"), duty_kind_word(d->kind));
    json_member(w, VIEW("duty"), d->says);
    json_member(w, VIEW("id"), d->id);
    json_member(w, VIEW("key"), d->key);
    json_member(w, VIEW("value"), d->value);
    json_member_if(w, VIEW("note"), d->note);
    json_key(w, VIEW("license"));
    if (b)
        json_text(w, b->license);
    else
        json_null(w);
    if (b)
        json_member(w, VIEW("basis"), bound_basis_word(b->basis));
    json_member(w, VIEW("confidence"), confidence_word(d->confidence));
    write_truth_if(w, VIEW("from_base"), b && b->from_base);
    write_truth_if(w, VIEW("disputed"), b && b->disputed);
    write_truth_if(w, VIEW("choice"), b && b->choice);
    write_parts(w, d);
    json_member_if(w, VIEW("section"), d->section);
    evidence_json(w, VIEW("place"), &d->place);
    json_end(w, '}');
}

static void write_difference(struct json_writer *w,
                             const struct license_difference *d)
{
    json_begin(w, '{');
    json_member(w, VIEW("key"), d->key);
    json_member(w, VIEW("one"), d->one);
    json_member(w, VIEW("other"), d->other);
    json_member_if(w, VIEW("one_where"), d->one_where);
    json_member_if(w, VIEW("other_where"), d->other_where);
    evidence_json(w, VIEW("one_place"), &d->one_place);
    evidence_json(w, VIEW("other_place"), &d->other_place);
    json_end(w, '}');
}

static void write_flag(struct json_writer *w, const struct terms_flag *f)
{
    json_begin(w, '{');
    json_member(w, VIEW("flag"), f->id);
    json_member_if(w, VIEW("part"), f->part);
    json_member_if(w, VIEW("license"), f->license);
    json_member(w, VIEW("fact"), f->fact);
    evidence_json(w, VIEW("evidence"), &f->evidence);
    if (f->against.path.len)
        evidence_json(w, VIEW("against"), &f->against);
    if (f->differs.count) {
        json_key(w, VIEW("differs"));
        json_begin(w, '[');
        for (size_t i = 0; i < f->differs.count; i++)
            write_difference(w, &f->differs.item[i]);
        json_end(w, ']');
    }
    json_end(w, '}');
}

void terms_flags_json(struct json_writer *w, const struct duties *d)
{
    json_key(w, VIEW("terms_flags"));
    json_begin(w, '[');
    for (size_t i = 0; i < d->flag_count; i++)
        write_flag(w, &d->flag[i]);
    json_end(w, ']');
}

void duties_json(struct json_writer *w, const struct duties *d)
{
    json_key(w, VIEW("duties"));
    json_begin(w, '[');
    for (size_t i = 0; i < d->count; i++)
        write_duty(w, &d->item[i]);
    json_end(w, ']');
    terms_flags_json(w, d);
}
