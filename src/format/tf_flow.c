// SPDX-License-Identifier: Apache-2.0
#include "format/tf_flow.h"

enum { MOST_PLACES = 1 << 19, MOST_LINKS = 1 << 21 };

struct flow_place {
    uint32_t text[FLOW_KINDS]; // index + 1, or 0
    uint32_t link;             // the first that leads on: index + 1, or 0
};

struct flow_link {
    uint32_t to;
    uint32_t next; // of the same place: index + 1, or 0
};

uint32_t flow_place(struct flow *f)
{
    if (!f->place_count)
        LIST_ADD(f->arena, f->place, f->place_count);
    if (f->place_count > MOST_PLACES) {
        f->full = true;
        return 0;
    }
    LIST_ADD(f->arena, f->place, f->place_count);
    return (uint32_t)f->place_count - 1;
}

void flow_link(struct flow *f, uint32_t from, uint32_t to)
{
    if (!from || !to)
        return;
    if (f->link_count >= MOST_LINKS) {
        f->full = true;
        return;
    }
    *LIST_ADD(f->arena, f->link, f->link_count) =
        (struct flow_link){.to = to, .next = f->place[from].link};
    f->place[from].link = (uint32_t)f->link_count;
}

void flow_say(struct flow *f, uint32_t place, enum flow_kind kind,
              struct view text)
{
    if (!place || f->place[place].text[kind])
        return;
    *LIST_ADD(f->arena, f->text, f->text_count) = text;
    f->place[place].text[kind] = (uint32_t)f->text_count;
}

// Whether something came to `to` that was not there.
static bool pass(const struct flow_place *from, struct flow_place *to)
{
    bool came = false;

    for (size_t k = 0; k < FLOW_KINDS; k++)
        if (from->text[k] && !to->text[k]) {
            to->text[k] = from->text[k];
            came = true;
        }
    return came;
}

void flow_run(struct flow *f)
{
    // A place is looked at once for each kind at most, and once at first.
    size_t room = f->place_count * (FLOW_KINDS + 1), count = 0;
    uint32_t *todo = ARENA_NEW(f->arena, uint32_t, room + 1);

    for (size_t i = f->place_count; i-- > 1;)
        if (f->place[i].text[FLOW_PLAIN] || f->place[i].text[FLOW_ASSET])
            todo[count++] = (uint32_t)i;
    while (count) {
        const struct flow_place *from = &f->place[todo[--count]];
        for (uint32_t at = from->link; at; at = f->link[at - 1].next)
            if (pass(from, &f->place[f->link[at - 1].to]))
                todo[count++] = f->link[at - 1].to;
    }
}

struct view flow_at(const struct flow *f, uint32_t place, enum flow_kind kind)
{
    uint32_t text = place ? f->place[place].text[kind] : 0;

    return text ? f->text[text - 1] : (struct view){0};
}
