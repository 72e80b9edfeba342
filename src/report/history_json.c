// SPDX-License-Identifier: Apache-2.0
#include "report/history_json.h"

// null: there was no such file.
static void write_state(struct json_writer *w, struct view key,
                        const struct terms_state *s)
{
    json_key(w, key);
    if (!s->blob.len) {
        json_null(w);
        return;
    }
    json_begin_inline(w, '{');
    json_member(w, VIEW("blob"), s->blob);
    json_key(w, VIEW("expression"));
    if (s->expression.len)
        json_text(w, s->expression);
    else
        json_null(w);
    json_member_if(w, VIEW("unread"), s->why);
    json_end(w, '}');
}

static void write_differences(struct json_writer *w,
                              const struct license_differences *d)
{
    json_key(w, VIEW("differs"));
    json_begin(w, '[');
    for (size_t i = 0; i < d->count; i++) {
        json_begin_inline(w, '{');
        json_member(w, VIEW("key"), d->item[i].key);
        json_member(w, VIEW("before"), d->item[i].one);
        json_member(w, VIEW("after"), d->item[i].other);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void write_change(struct json_writer *w, const struct terms_change *c)
{
    json_begin(w, '{');
    json_member_if(w, VIEW("commit"), c->commit);
    json_member_if(w, VIEW("date"), c->date);
    if (c->uncommitted) {
        json_key(w, VIEW("uncommitted"));
        json_truth(w, true);
    }
    json_member(w, VIEW("path"), c->path);
    json_member_if(w, VIEW("was"), c->was);
    json_key(w, VIEW("changed"));
    json_truth(w, c->changed);
    write_state(w, VIEW("before"), &c->before);
    write_state(w, VIEW("after"), &c->after);
    if (c->differs.count)
        write_differences(w, &c->differs);
    json_end(w, '}');
}

static void write_history(struct json_writer *w, const struct terms_history *h)
{
    json_begin(w, '{');
    json_member(w, VIEW("root"), h->root);
    json_member(w, VIEW("commit"), h->head);
    json_member_if(w, VIEW("date"), h->date);
    json_member_if(w, VIEW("since"), h->since);
    json_key(w, VIEW("commits"));
    json_number(w, h->commits);
    json_member_if(w, VIEW("oldest"), h->oldest);
    json_member_if(w, VIEW("oldest_date"), h->oldest_date);
    json_member(w, VIEW("end"), history_end_word(h->end));
    json_member_if(w, VIEW("why"), h->why);
    json_key(w, VIEW("changes"));
    json_begin(w, '[');
    for (size_t i = 0; i < h->change_count; i++)
        write_change(w, &h->change[i]);
    json_end(w, ']');
    json_end(w, '}');
}

void history_json(struct json_writer *w, const struct terms_histories *all)
{
    if (!all->count)
        return;
    json_key(w, VIEW("history"));
    json_begin(w, '[');
    for (size_t i = 0; i < all->count; i++)
        write_history(w, &all->item[i]);
    json_end(w, ']');
}
