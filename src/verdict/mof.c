// SPDX-License-Identifier: Apache-2.0
#include "verdict/mof.h"

#include "base/text.h"

#include <assert.h>

struct view mof_class_word(unsigned class_)
{
    static const struct view words[MOF_CLASSES] = {
        VIEW_INIT(""), VIEW_INIT("I"), VIEW_INIT("II"), VIEW_INIT("III")};

    assert(class_ < MOF_CLASSES);
    return words[class_];
}

double mof_percent(const struct mof_progress *p)
{
    return 100.0 * p->met / p->needed;
}

enum mof_status mof_status(const struct mof_result *r, size_t component)
{
    const struct mof_entry *e = &r->sheet.entry[component];

    if (!e->included)
        return MOF_MISSING;
    if (!e->license.len)
        return MOF_UNLICENSED;
    return mof_license_open(r->rules, e->license) ? MOF_INCLUDED : MOF_INVALID;
}

static bool has(const struct mof_list *l, size_t component)
{
    for (size_t n = 0; n < l->count; n++)
        if (l->at[n] == component)
            return true;
    return false;
}

static void add(struct mof_list *l, size_t component)
{
    if (!has(l, component))
        l->at[l->count++] = (uint8_t)component;
}

static void drop(struct mof_list *l, size_t component)
{
    size_t kept = 0;

    for (size_t n = 0; n < l->count; n++)
        if (l->at[n] != component)
            l->at[kept++] = l->at[n];
    l->count = kept;
}

// The component of the tool's number `id`.
static size_t numbered(const struct mof_rules *rules, struct view id)
{
    size_t n = 0;

    while (n + 1 < rules->count && !view_eq(rules->component[n].id, id))
        n++;
    return n;
}

// One component into the lists of a class. An optional one that is not there is
// not missing, and one that is there does not count.
static void judge(struct mof_result *r, unsigned class_, size_t n)
{
    const struct mof_component *c = &r->rules->component[n];
    enum mof_status s = mof_status(r, n);

    if (c->required || s == MOF_INVALID || s == MOF_UNLICENSED)
        add(&r->list[class_][s], n);
    if (s == MOF_INCLUDED &&
        !mof_license_fits(r->rules, r->sheet.entry[n].license, c->type))
        add(&r->unfitting, n);
}

// The required components of the classes from III to `class_`, then the
// optional ones.
static void judge_class(struct mof_result *r, unsigned class_)
{
    for (int optional = 0; optional < 2; optional++)
        for (unsigned k = 3; k >= class_; k--)
            for (size_t n = 0; n < r->rules->count; n++)
                if (r->rules->component[n].class_ == k &&
                    r->rules->component[n].required == !optional)
                    judge(r, class_, n);
}

// A technical report may be left out when there is a paper, whatever terms the
// paper has: then it stands in the report's place.
static void take_paper(struct mof_result *r, size_t report, size_t paper)
{
    enum mof_status s = mof_status(r, paper);

    if (has(&r->list[3][MOF_INCLUDED], report) || s == MOF_MISSING)
        return;
    for (unsigned k = 1; k <= 3; k++)
        drop(&r->list[k][MOF_MISSING], report);
    for (unsigned k = 2; k <= 3; k++)
        add(&r->list[k][s], paper);
}

static unsigned required_of(const struct mof_rules *rules, unsigned class_)
{
    unsigned count = 0;

    for (size_t n = 0; n < rules->count; n++)
        count += rules->component[n].required &&
                 rules->component[n].class_ == class_;
    return count;
}

static struct mof_progress progress_to(const struct mof_result *r,
                                       unsigned class_, size_t report,
                                       size_t paper)
{
    const struct mof_list *in = &r->list[class_][MOF_INCLUDED];
    unsigned needed = 0;

    for (unsigned k = 3; k >= class_; k--) {
        needed += required_of(r->rules, k);
        if (k > class_ && r->list[k][MOF_INCLUDED].count < needed)
            return (struct mof_progress){0, 1};
    }
    if (class_ == 1 && !has(in, report) && has(in, paper))
        needed--;
    return (struct mof_progress){
        in->count < needed ? (unsigned)in->count : needed, needed};
}

void mof_class(struct mof_result *r)
{
    size_t report = numbered(r->rules, VIEW("11"));
    size_t paper = numbered(r->rules, VIEW("21"));

    for (unsigned k = 3; k >= 1; k--)
        judge_class(r, k);
    take_paper(r, report, paper);
    r->class_ = 0;
    for (unsigned k = 3; k >= 1; k--) {
        r->progress[k] = progress_to(r, k, report, paper);
        if (r->progress[k].met == r->progress[k].needed)
            r->class_ = k;
    }
}

bool mof_blocks(const struct mof_result *r, unsigned class_, size_t component)
{
    const struct mof_component *c = &r->rules->component[component];
    size_t report = numbered(r->rules, VIEW("11"));
    size_t paper = numbered(r->rules, VIEW("21"));

    if (!c->required)
        return false;
    if (component == report && has(&r->list[3][MOF_INCLUDED], paper))
        return false;
    return has(&r->list[class_][MOF_MISSING], component) ||
           has(&r->list[class_][MOF_INVALID], component) ||
           has(&r->list[class_][MOF_UNLICENSED], component);
}

static void list_blockers(struct text *t, const struct mof_result *r,
                          unsigned class_, bool missing, const char *head)
{
    bool first = true;

    for (size_t n = 0; n < r->rules->count; n++) {
        if (!mof_blocks(r, class_, n) ||
            (mof_status(r, n) == MOF_MISSING) != missing)
            continue;
        text_print(t, "%s" VIEW_FMT, first ? head : ", ",
                   VIEW_ARG(r->rules->component[n].name));
        first = false;
    }
}

struct view mof_next(struct arena *a, const struct mof_result *r)
{
    struct text t = {.arena = a};
    unsigned next = r->class_ ? r->class_ - 1 : 3;

    text_print(&t, "for Class " VIEW_FMT, VIEW_ARG(mof_class_word(next)));
    list_blockers(&t, r, next, true, ", publish: ");
    list_blockers(&t, r, next, false, "; state open terms that reach: ");
    return text_view(&t);
}
