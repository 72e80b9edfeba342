// SPDX-License-Identifier: Apache-2.0
#include "report/screening.h"

#include "base/amount.h"
#include "report/line.h"
#include "report/wording.h"

enum {
    WORD_AT = 2,
    WHAT_AT = 13,
    FORMAT_AT = 13,
    DIGEST_AT = 26,
    SIZE_AT = 37,
    PATH_AT = 49,
    MOST_USABLE = 10,   // files without findings that are listed
    MOST_FINDINGS = 40, // without --full
    MOST_WAITING = 10,  // the same
    DIGEST_SHOWN = 8,
};

struct page {
    struct arena *a;
    struct lines lines;
    const struct screening *s;
    const struct text_choice *choice;
};

static void say(struct page *p, enum style style, struct view v, size_t from)
{
    line_cell(&p->lines, style, v, from, SIZE_MAX);
}

static void head(struct page *p, const char *words)
{
    line_end(&p->lines);
    say(p, STYLE_HEAD, view_of(words), 0);
    line_end(&p->lines);
}

static struct view count_words(struct page *p, size_t count, const char *one,
                               const char *many)
{
    return arena_print(p->a, VIEW_FMT " %s",
                       VIEW_ARG(amount_count(p->a, count)),
                       count == 1 ? one : many);
}

static void write_title(struct page *p)
{
    const struct release *r = p->s->release;

    say(p, STYLE_HEAD, r->name, 0);
    say(p, STYLE_PLAIN, extent_words(p->a, r), p->lines.at + 4);
    say(p, STYLE_PLAIN,
        r->tree_digest.len
            ? arena_print(
                  p->a, "tree " VIEW_FMT "…",
                  VIEW_ARG(view_head(r->tree_digest,
                                     VIEW("sha256:").len + DIGEST_SHOWN)))
            : VIEW("not hashed"),
        p->lines.at + 4);
    line_end(&p->lines);
    line_end(&p->lines);
}

// Where there is nothing, nothing waits and nothing can be used.
static struct view whole_words(const struct screening *s)
{
    return s->release->entry_count ? effect_said(s->effect)
                                   : VIEW("nothing was here to look at");
}

static void write_verdict(struct page *p)
{
    struct said said = safety_said(p->s->safety.verdict);

    say(p, STYLE_HEAD, VIEW("SAFETY"), 0);
    say(p, said.style, safety_word(p->s->safety.verdict), WHAT_AT);
    say(p, STYLE_PLAIN, whole_words(p->s), p->lines.at + 4);
    if (p->s->safety.confined)
        say(p, STYLE_PLAIN, VIEW("read in a sandbox"), p->lines.at + 4);
    line_end(&p->lines);
    if (!p->s->policy->digest.len)
        return;
    say(p, STYLE_HEAD, VIEW("POLICY"), 0);
    line_whole(
        &p->lines,
        arena_print(p->a, "sha256:" VIEW_FMT, VIEW_ARG(p->s->policy->digest)),
        WHAT_AT);
    line_end(&p->lines);
}

// "a.zip!b/data.pkl at byte 12"
static struct view place_of(struct page *p, const struct safety_finding *f)
{
    struct text t = {.arena = p->a};

    text_add(&t, f->path);
    if (f->member.len)
        text_print(&t, "!" VIEW_FMT, VIEW_ARG(f->member));
    if (f->has_offset)
        text_print(&t, " at byte %llu", (unsigned long long)f->offset);
    return text_view(&t);
}

static void write_finding(struct page *p, const struct safety_finding *f)
{
    const struct safety_rule *rule = safety_rules_find(&p->s->rules, f->rule);
    struct said said = safety_said(f->severity);

    say(p, said.style, safety_word(f->severity), WORD_AT);
    line_wrap(&p->lines, place_of(p, f), WHAT_AT);
    line_wrap(&p->lines,
              arena_print(p->a, VIEW_FMT ": " VIEW_FMT, VIEW_ARG(f->rule),
                          VIEW_ARG(f->shows)),
              WHAT_AT);
    if (rule)
        line_wrap(&p->lines, rule->loader, WHAT_AT);
    struct policy_row row = policy_row(p->s->policy, f);
    line_wrap(&p->lines, policy_row_words(p->a, p->s->policy, &row), WHAT_AT);
}

static void write_findings(struct page *p)
{
    const struct safety *s = &p->s->safety;
    size_t left = p->choice->full ? SIZE_MAX : MOST_FINDINGS, told = 0;

    if (!s->finding_count)
        return;
    head(p, "FINDINGS");
    for (int v = SAFETY_DANGER; v > SAFETY_OK; v--)
        for (size_t i = 0; i < s->finding_count && told < left; i++)
            if ((int)s->finding[i].severity == v) {
                write_finding(p, &s->finding[i]);
                told++;
            }
    if (told < s->finding_count) {
        say(p, STYLE_PLAIN,
            arena_print(p->a, "%zu more: --full", s->finding_count - told),
            WORD_AT);
        line_end(&p->lines);
    }
}

static void write_file(struct page *p, const struct entry *e,
                       const struct safety_file *f)
{
    struct said said = safety_said(f->verdict);

    say(p, said.style, safety_word(f->verdict), WORD_AT);
    say(p, STYLE_PLAIN, f->format.len ? f->format : VIEW("not read"),
        FORMAT_AT);
    if (f->digest.len)
        say(p, STYLE_PLAIN,
            arena_print(p->a, VIEW_FMT "…",
                        VIEW_ARG(view_head(f->digest, DIGEST_SHOWN))),
            DIGEST_AT);
    if (e->size_known)
        say(p, STYLE_PLAIN, amount_size(p->a, e->size), SIZE_AT);
    say(p, STYLE_PLAIN, e->path, PATH_AT);
    line_end(&p->lines);
    struct policy_row row =
        policy_file_row(p->s->policy, &p->s->safety, e->path);
    line_wrap(&p->lines,
              f->approval ? approval_words(p->a, p->s->policy, f->approval)
                          : policy_row_words(p->a, p->s->policy, &row),
              FORMAT_AT);
}

// Every file; of those without a finding the first ones, unless all are asked
// for.
static void write_files(struct page *p)
{
    const struct release *r = p->s->release;
    size_t usable = 0;

    if (!r->entry_count)
        return;
    head(p, "FILES");
    for (size_t i = 0; i < r->entry_count; i++) {
        bool plain = p->s->file[i].verdict == SAFETY_OK;

        usable += plain;
        if (!plain || usable <= MOST_USABLE || p->choice->full)
            write_file(p, &r->entry[i], &p->s->file[i]);
    }
    if (usable > MOST_USABLE && !p->choice->full) {
        say(p, STYLE_PLAIN,
            arena_print(p->a, VIEW_FMT " without a finding: --full",
                        VIEW_ARG(count_words(p, usable - MOST_USABLE,
                                             "more file", "more files"))),
            WORD_AT);
        line_end(&p->lines);
    }
}

// Whose approval a policy can give, with the digest that it has to name.
static void write_waiting(struct page *p)
{
    const struct screening *s = p->s;
    size_t count = 0, nameless = 0;

    for (size_t i = 0; i < s->release->entry_count; i++) {
        const struct safety_file *f = &s->file[i];
        bool waits = f->effect == EFFECT_REVIEW;

        nameless += waits && !f->digest.len;
        if (!waits || !f->digest.len)
            continue;
        if (!count++)
            head(p, "TO APPROVE");
        if (count > MOST_WAITING && !p->choice->full)
            continue;
        line_wrap(&p->lines, s->release->entry[i].path, WORD_AT);
        line_whole(&p->lines,
                   arena_print(p->a, "sha256:" VIEW_FMT, VIEW_ARG(f->digest)),
                   WHAT_AT);
        line_end(&p->lines);
    }
    if (count > MOST_WAITING && !p->choice->full) {
        say(p, STYLE_PLAIN,
            arena_print(p->a, "%zu more: --full", count - MOST_WAITING),
            WORD_AT);
        line_end(&p->lines);
    }
    if (nameless && !count)
        head(p, "TO APPROVE");
    if (nameless)
        line_wrap(
            &p->lines,
            arena_print(p->a, VIEW_FMT " not hashed: no approval can name %s",
                        VIEW_ARG(count_words(p, nameless, "file", "files")),
                        nameless == 1 ? "it" : "them"),
            WORD_AT);
    if (count)
        line_wrap(&p->lines,
                  VIEW("How a person approves a digest: freehold help policy"),
                  WORD_AT);
}

static void write_unused(struct page *p, const struct approval *by,
                         const struct approval_used *used)
{
    static const char *const why[APPROVAL_USES] = {
        [APPROVAL_LIFTS] = "",
        [APPROVAL_NEEDLESS] = " can be used without it",
        [APPROVAL_REFUSED] = " is refused, which no approval lifts",
        [APPROVAL_REPEATED] = " is approved in a line before it",
        [APPROVAL_ABSENT] = "no file here has its digest",
    };
    bool absent = used->use == APPROVAL_ABSENT;

    line_wrap(
        &p->lines,
        arena_print(p->a, VIEW_FMT ":%u of " VIEW_FMT ": " VIEW_FMT "%s",
                    VIEW_ARG(p->s->policy->name), by->line, VIEW_ARG(by->by),
                    VIEW_ARG(absent ? VIEW("")
                                    : p->s->release->entry[used->entry].path),
                    why[used->use]),
        WORD_AT);
}

// A team's policy has the approvals of all its releases: those of other files
// are only counted.
static void write_without_effect(struct page *p)
{
    const struct policy *policy = p->s->policy;
    const struct approval_used *used =
        policy_used(p->a, policy, p->s->release, p->s->file);
    bool hashed = p->s->release->tree_digest.len > 0;
    bool all = hashed && p->choice->full;
    size_t absent = 0, told = 0;

    for (size_t i = 0; i < policy->approval_count; i++) {
        bool away = used[i].use == APPROVAL_ABSENT;

        absent += away;
        if (used[i].use == APPROVAL_LIFTS || (away && !all))
            continue;
        if (!told++)
            head(p, "APPROVALS WITHOUT EFFECT");
        write_unused(p, &policy->approval[i], &used[i]);
    }
    if (!absent || all)
        return;
    if (!told)
        head(p, "APPROVALS WITHOUT EFFECT");
    line_wrap(
        &p->lines,
        arena_print(p->a, VIEW_FMT "%s",
                    VIEW_ARG(count_words(p, absent, "approval", "approvals")),
                    hashed ? " of no file that is here: --full"
                           : ": no file was hashed (--no-digest)"),
        WORD_AT);
}

// Files whose bytes nobody here could interpret, and what was not opened.
static void write_blind(struct page *p)
{
    const struct release *r = p->s->release;
    size_t blind = 0, unread = 0;
    uint64_t bytes = 0;

    for (size_t i = 0; i < r->entry_count; i++) {
        bool unknown = view_eq(p->s->file[i].format, VIEW("unknown"));

        blind += unknown;
        bytes += unknown ? r->entry[i].size : 0;
        unread += !p->s->file[i].opened;
    }
    if (!blind && !unread)
        return;
    head(p, "NOT LOOKED INTO");
    if (blind)
        line_wrap(&p->lines,
                  arena_print(p->a,
                              VIEW_FMT
                              " (" VIEW_FMT ") of an unknown kind: "
                              "neither begins or ends as a pickle, an archive "
                              "or a program, and nothing else is known of it",
                              VIEW_ARG(count_words(p, blind, "file", "files")),
                              VIEW_ARG(amount_size(p->a, bytes))),
                  WORD_AT);
    if (unread)
        line_wrap(
            &p->lines,
            arena_print(p->a,
                        VIEW_FMT " not opened: a pointer, missing or "
                                 "unreadable",
                        VIEW_ARG(count_words(p, unread, "file", "files"))),
            WORD_AT);
}

static void write_limits(struct page *p)
{
    head(p, "WHAT THIS MEANS");
    for (size_t i = 0; i < SCREENING_LIMITS; i++)
        line_wrap(&p->lines, screening_limits[i], WORD_AT);
}

// Behind what stands in the line, or in the next one.
static void write_hint(struct page *p, struct view hint)
{
    bool fits = p->lines.at + 3 + hint.len <= p->lines.width;

    if (!fits)
        line_end(&p->lines);
    say(p, STYLE_PLAIN, hint, fits ? p->lines.at + 3 : 0);
}

static void write_end(struct page *p)
{
    const struct screening *s = p->s;
    size_t count[EFFECT_REFUSE + 1] = {0};

    for (size_t i = 0; i < s->release->entry_count; i++)
        count[s->file[i].effect]++;
    line_end(&p->lines);
    say(p, STYLE_PLAIN,
        arena_print(
            p->a, VIEW_FMT " refused, %zu for review, %zu usable.",
            VIEW_ARG(count_words(p, count[EFFECT_REFUSE], "file", "files")),
            count[EFFECT_REVIEW], count[EFFECT_ALLOW]),
        0);
    if (s->safety.finding_count)
        write_hint(p, VIEW("What a rule means: freehold scan --explain RULE"));
    line_end(&p->lines);
}

static struct page page_of(const struct text_choice *choice, struct text *out)
{
    return (struct page){
        .a = out->arena,
        .lines = {.out = out,
                  .width = choice->wide ? SIZE_MAX : choice->width,
                  .color = choice->color},
        .choice = choice};
}

void screening_text(const struct screening *s, const struct text_choice *choice,
                    struct text *out)
{
    struct page p = page_of(choice, out);

    p.s = s;
    if (choice->quiet) {
        say(&p, safety_said(s->safety.verdict).style,
            s->policy->digest.len ? whole_words(s)
                                  : safety_word(s->safety.verdict),
            0);
        line_end(&p.lines);
        return;
    }
    write_title(&p);
    write_verdict(&p);
    write_findings(&p);
    write_files(&p);
    write_waiting(&p);
    write_without_effect(&p);
    write_blind(&p);
    write_limits(&p);
    write_end(&p);
}

// ---- Rules ------------------------------------------------------------------

// The classes that the rule may have beside its usual one: "limit or note".
static struct view other_classes(struct page *p, const struct safety_rule *r)
{
    struct text t = {.arena = p->a};

    for (int v = SAFETY_DANGER; v > SAFETY_OK; v--)
        if ((r->classes & 1U << v) && v != (int)r->usual)
            text_print(&t, "%s" VIEW_FMT, t.len ? " or " : "",
                       VIEW_ARG(safety_word((enum safety_verdict)v)));
    return text_view(&t);
}

static void write_rule(struct page *p, const struct safety_rule *r)
{
    const struct {
        const char *name;
        struct view text;
    } rows[] = {{"Why", r->why}, {"Loader", r->loader}, {"Do", r->remedy}};
    struct view others = other_classes(p, r);

    say(p, STYLE_HEAD, r->id, 0);
    say(p, safety_said(r->usual).style, safety_word(r->usual), p->lines.at + 4);
    if (others.len)
        say(p, STYLE_PLAIN, arena_print(p->a, "or " VIEW_FMT, VIEW_ARG(others)),
            p->lines.at + 1);
    say(p, STYLE_PLAIN, r->title, p->lines.at + 4);
    line_end(&p->lines);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        say(p, STYLE_PLAIN, view_of(rows[i].name), WORD_AT);
        line_wrap(&p->lines, rows[i].text, WHAT_AT);
    }
}

static void list_rule(struct page *p, const struct safety_rule *r)
{
    struct view others = other_classes(p, r);

    say(p, safety_said(r->usual).style, safety_word(r->usual), 0);
    say(p, STYLE_PLAIN, r->id, WHAT_AT - WORD_AT);
    say(p, STYLE_PLAIN,
        others.len ? arena_print(p->a, VIEW_FMT " (or " VIEW_FMT ")",
                                 VIEW_ARG(r->title), VIEW_ARG(others))
                   : r->title,
        PATH_AT - WHAT_AT);
    line_end(&p->lines);
}

void rules_text(const struct safety_rules *rules,
                const struct text_choice *choice, struct text *out)
{
    struct page p = page_of(choice, out);

    if (rules->count == 1) {
        write_rule(&p, rules->rule);
        return;
    }
    for (size_t i = 0; i < rules->count; i++)
        list_rule(&p, &rules->rule[i]);
    line_end(&p.lines);
    say(&p, STYLE_PLAIN, VIEW("More of one: freehold scan --explain RULE"), 0);
    line_end(&p.lines);
}
