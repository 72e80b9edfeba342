// SPDX-License-Identifier: Apache-2.0
// Runs the readers over the hostile corpus: what its index expects of each
// sample (effect and rules), the readers must say. The columns of the index
// are explained in the corpus' make.py. Skipped where the corpus is not there.
#include "format/content.h"
#include "format/npy.h"
#include "format/onnx.h"
#include "format/torch.h"

#include "check.h"

#define CORPUS "../shared/corpus/hostile/"

static struct error *read_pickle(struct arena *a, const struct file *f,
                                 struct tensors *t)
{
    struct notes n = {.arena = a};
    struct error *e = pickle_scan(a, f, &n);

    *t = (struct tensors){0};
    notes_into(a, &n, t);
    return e;
}

static struct error *read_content(struct arena *a, const struct file *f,
                                  struct tensors *t)
{
    struct notes n = {.arena = a};
    struct content c;
    struct error *e = content_open(a, &n, &c);

    *t = (struct tensors){0};
    if (!e)
        e = content_scan(&c, f);
    notes_into(a, &n, t);
    return e;
}

static const struct {
    struct view folder;
    struct view tail;
    struct error *(*read)(struct arena *a, const struct file *f,
                          struct tensors *t);
} readers[] = {
    {VIEW_INIT("pickle/"), {"", 0}, read_pickle},
    {VIEW_INIT("torch/"), {"", 0}, torch_read},
    {VIEW_INIT("zip/"), {"", 0}, read_content},
    {VIEW_INIT("compressed/"), {"", 0}, read_content},
    {VIEW_INIT("npy/"), VIEW_INIT(".npz"), npz_read},
    {VIEW_INIT("npy/"), VIEW_INIT(".npy"), npy_read},
    {VIEW_INIT("onnx/"), {"", 0}, onnx_read},
};

enum effect { USABLE, APPROVAL, REFUSED };

static const struct {
    struct view word;
    enum effect effect;
} classes[] = {
    {VIEW_INIT("ok"), USABLE},         {VIEW_INIT("note"), USABLE},
    {VIEW_INIT("review"), APPROVAL},   {VIEW_INIT("danger"), REFUSED},
    {VIEW_INIT("malformed"), REFUSED}, {VIEW_INIT("limit"), REFUSED},
};

static enum effect expected_effect(struct view word)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (view_eq(classes[i].word, word))
            return classes[i].effect;
    check_fail(__FILE__, __LINE__, "no such class: " VIEW_FMT, VIEW_ARG(word));
    return USABLE;
}

static enum note_severity worst(const struct tensors *t, const struct error *e)
{
    enum note_severity worst = e ? NOTE_MALFORMED : NOTE_PLAIN;

    for (size_t i = 0; i < t->note_count; i++)
        if (t->note[i].severity > worst)
            worst = t->note[i].severity;
    return worst;
}

static bool has_rule(const struct tensors *t, struct view rule)
{
    for (size_t i = 0; i < t->note_count; i++)
        if (view_eq(t->note[i].rule, rule))
            return true;
    return false;
}

static bool has_rules(const struct tensors *t, struct view rules)
{
    bool all = true;

    while (rules.len) {
        struct view rule = view_cut(rules, ',', &rules);
        all = all && (view_eq(rule, VIEW("-")) || has_rule(t, rule));
    }
    return all;
}

static void check_sample(struct arena *a, const struct file *f,
                         struct error *(*read)(struct arena *a,
                                               const struct file *f,
                                               struct tensors *t),
                         struct view class, struct view rules)
{
    struct tensors t = {0};
    struct error *e = read(a, f, &t);
    enum note_severity got = worst(&t, e);
    enum effect effect = got == NOTE_PLAIN    ? USABLE
                         : got == NOTE_REVIEW ? APPROVAL
                                              : REFUSED;

    if (effect != expected_effect(class) || !has_rules(&t, rules) ||
        (view_eq(class, VIEW("danger")) && got != NOTE_DANGER))
        check_fail(__FILE__, __LINE__,
                   VIEW_FMT ": wanted " VIEW_FMT " (" VIEW_FMT
                            "), got severity %d",
                   VIEW_ARG(f->path), VIEW_ARG(class), VIEW_ARG(rules), got);
}

static size_t check_line(struct view line)
{
    struct view path = view_cut(line, '\t', &line), rest;
    struct arena a = {0};
    struct file f;

    view_cut(line, '\t', &rest); // format
    struct view class = view_cut(rest, '\t', &rest);
    struct view rules = view_cut(rest, '\t', &rest);
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        if (!view_starts(path, readers[i].folder) ||
            !view_ends(path, readers[i].tail))
            continue;
        struct view full = arena_print(&a, CORPUS VIEW_FMT, VIEW_ARG(path));
        if (file_open(&a, full, &f)) {
            check_fail(__FILE__, __LINE__, "cannot open " VIEW_FMT,
                       VIEW_ARG(full));
        } else {
            check_sample(&a, &f, readers[i].read, class, rules);
            file_close(&f);
        }
        arena_free(&a);
        return 1;
    }
    return 0;
}

TEST(every_sample_of_the_corpus_gets_its_effect_and_its_rules)
{
    struct arena a = {0};
    struct view index;
    size_t samples = 0;

    if (file_front(&a, VIEW(CORPUS "index.tsv"), UINT64_MAX, &index)) {
        check_skip("the hostile corpus is not here");
        return;
    }
    while (index.len) {
        struct view line = view_cut(index, '\n', &index);

        if (line.len && line.at[0] != '#')
            samples += check_line(line);
    }
    CHECK(samples > 300);
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(every_sample_of_the_corpus_gets_its_effect_and_its_rules))
