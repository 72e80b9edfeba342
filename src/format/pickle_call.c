// SPDX-License-Identifier: Apache-2.0
#include "format/pickle_call.h"

#include "format/pickle_hidden.h"

static const uint64_t most_room = UINT64_C(1) << 31; // elements, of one call

// The product of the numbers among `v`; 0: there are none, or a 0.
static uint64_t product(struct pickle_value v)
{
    struct pickle_box box = pickle_items(v);
    uint64_t n, all = 1;
    bool any = false;

    for (size_t i = 0; i < box.item_count; i++) {
        if (pickle_kind(box.item[i]) == PICKLE_BIG)
            n = UINT64_MAX;
        else if (!pickle_u64(box.item[i], &n))
            continue;
        any = true;
        if (__builtin_mul_overflow(all, n, &all))
            all = UINT64_MAX;
    }
    return any ? all : 0;
}

// How many numbers a call of range goes through.
static uint64_t range_count(struct pickle_value v)
{
    int64_t from = 0, to, step = 1;

    if (!pickle_makes(v, PICKLE_RANGE))
        return 0;
    struct pickle_value given = pickle_item(v, CALL_ARGUMENTS);
    size_t count = pickle_items(given).item_count;
    for (size_t i = 0; i < count; i++)
        if (pickle_kind(pickle_item(given, i)) == PICKLE_BIG)
            return UINT64_MAX;
    to = pickle_int(pickle_item(given, count > 1));
    from = count > 1 ? pickle_int(pickle_item(given, 0)) : 0;
    step = count > 2 ? pickle_int(pickle_item(given, 2)) : 1;
    if (!step || (step > 0 ? to <= from : to >= from))
        return 0;
    return (uint64_t)(step > 0 ? to - from : from - to) /
           (uint64_t)(step > 0 ? step : -step);
}

// What the call of an import would take.
static uint64_t room_for(unsigned traits, struct pickle_value given)
{
    struct pickle_box box = pickle_items(given);
    uint64_t most = traits & PICKLE_ROOM_NUMBER ? product(given) : 0;

    for (size_t i = 0; i < box.item_count; i++) {
        uint64_t n = 0;

        if (traits & PICKLE_ROOM_SHAPE &&
            pickle_kind(box.item[i]) == PICKLE_TUPLE)
            n = pickle_is_thin(box.item[i]) ? UINT64_MAX : product(box.item[i]);
        else if (traits & PICKLE_ROOM_ITEMS)
            n = range_count(box.item[i]);
        most = n > most ? n : most;
    }
    return most;
}

// What was not kept, or a text that was not.
static bool is_unknown(const struct machine *m, struct pickle_value given)
{
    struct pickle_value first = pickle_item(given, 0);

    return (pickle_is_thin(given) && given.bits != m->no_items.bits) ||
           (pickle_is_thin(first) && pickle_kind(first) == PICKLE_CALL);
}

void pickle_check_call(struct machine *m, struct pickle_value function,
                       struct pickle_value given)
{
    if (pickle_kind(function) != PICKLE_GLOBAL)
        return;
    const struct pickle_import *i = pickle_imported(function);
    if (!pickle_is_watched(i))
        return;
    if (is_unknown(m, given))
        machine_note(m, VIEW("pickle.limit"), NOTE_LIMIT,
                     "what a call is given is not known, since too much stands "
                     "before it");
    if (room_for(i->traits, given) > most_room)
        machine_note(m, VIEW("pickle.limit"), NOTE_LIMIT,
                     "a call asks for more than 2^31 elements");
    // Protocols before 3 have no bytes: they are letters, to be encoded.
    if (i->traits & (PICKLE_ENCODES | PICKLE_ROOM_NUMBER) &&
        pickle_kind(pickle_item(given, 0)) == PICKLE_TEXT)
        pickle_check_encoded(m, pickle_text(pickle_item(given, 0)));
}
