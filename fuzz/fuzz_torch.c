// SPDX-License-Identifier: Apache-2.0
// Checkpoints, with a list of their tensors and without: both must tell the
// same, but for the limits of the list.
#include "format/torch.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static bool limited(const struct tensors *t)
{
    for (size_t i = 0; i < t->note_count; i++)
        if (t->note[i].severity == NOTE_LIMIT)
            return true;
    return false;
}

static bool same(const struct tensors *t, const struct tensors *u)
{
    bool is = t->note_count == u->note_count;

    for (size_t i = 0; i < t->note_count && is; i++)
        is = view_eq(t->note[i].rule, u->note[i].rule) &&
             view_eq(t->note[i].shows, u->note[i].shows) &&
             t->note[i].offset == u->note[i].offset &&
             t->note[i].severity == u->note[i].severity;
    return is;
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena a = {0};
    struct file f = file_of(
        arena_copy(&a, (struct view){(const char *)at, len}), VIEW("torch"));
    struct tensors listed, checked;
    bool fails = torch_read(&a, &f, &listed) != NULL;

    if (fails != (torch_check(&a, &f, &checked) != NULL) ||
        (!same(&listed, &checked) && !limited(&listed)))
        abort();
    arena_free(&a);
    return 0;
}
