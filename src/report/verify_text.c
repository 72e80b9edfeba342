// SPDX-License-Identifier: Apache-2.0
#include "base/amount.h"
#include "report/line.h"
#include "report/verify.h"

#include <inttypes.h>

enum {
    INDENT = 2,
    WORD_AT = 13,
    MORE_AT = 25,
    MOST_LEFT = 8,     // of what is left out, without --full
    MOST_FINDINGS = 12 // the same
};

struct page {
    struct arena *a;
    const struct verification *v;
    const struct text_choice *choice;
    struct lines lines;
};

static void row(struct page *p, const char *head, enum style style,
                struct view word, struct view more)
{
    line_cell(&p->lines, STYLE_HEAD, view_of(head), INDENT, WORD_AT);
    line_cell(&p->lines, style, word, WORD_AT, SIZE_MAX);
    line_cell(&p->lines, STYLE_PLAIN, more, MORE_AT, SIZE_MAX);
    line_end(&p->lines);
}

static void digest_row(struct page *p, const char *head, struct view hex)
{
    line_cell(&p->lines, STYLE_HEAD, view_of(head), INDENT, WORD_AT);
    line_whole(&p->lines, arena_print(p->a, "sha256:" VIEW_FMT, VIEW_ARG(hex)),
               WORD_AT);
    line_end(&p->lines);
}

static void write_signature(struct page *p)
{
    const struct verification *v = p->v;
    struct view how = v->curve;

    if (!v->signature.len)
        return;
    if (v->method == OMS_KEYLESS)
        how = VIEW("keyless: its certificate and log entry were not checked");
    row(p, "SIGNATURE", v->holds ? STYLE_GOOD : STYLE_BAD,
        v->holds ? VIEW("holds") : VIEW("not shown"), how);
    if (v->key.len) {
        row(p, "SIGNER", STYLE_PLAIN,
            v->owner.len ? arena_print(p->a, VIEW_FMT " (" VIEW_FMT ")",
                                       VIEW_ARG(v->owner), VIEW_ARG(v->signer))
                         : v->signer,
            (struct view){0});
        digest_row(p, "KEY", v->key);
    }
    if (v->subject.len)
        row(p, "SUBJECT", STYLE_PLAIN, v->subject, (struct view){0});
    if (v->root.len)
        digest_row(p, "ROOT", v->root);
}

static void write_files(struct page *p)
{
    const struct verification *v = p->v;
    bool all = v->listed && v->files == v->listed;
    struct view count = arena_print(p->a, VIEW_FMT " of " VIEW_FMT,
                                    VIEW_ARG(amount_count(p->a, v->files)),
                                    VIEW_ARG(amount_count(p->a, v->listed)));

    if (!v->listed)
        return;
    row(p, "FILES", all ? STYLE_GOOD : STYLE_BAD, count,
        arena_print(p->a, "are here with the content that was %s, " VIEW_FMT,
                    v->signature.len ? "signed" : "downloaded",
                    VIEW_ARG(amount_size(p->a, v->size))));
    for (size_t i = 0; i < v->left_count; i++) {
        if (i == MOST_LEFT && !p->choice->full) {
            row(p, "", STYLE_PLAIN,
                arena_print(p->a, "%zu more: --full", v->left_count - i),
                (struct view){0});
            break;
        }
        row(p, i ? "" : "LEFT OUT", STYLE_PLAIN,
            arena_print(p->a, VIEW_FMT ", %zu file%s",
                        VIEW_ARG(v->left[i].path), v->left[i].files,
                        v->left[i].files == 1 ? "" : "s"),
            (struct view){0});
    }
}

static enum style style_of(enum safety_verdict v)
{
    if (v <= SAFETY_NOTE)
        return STYLE_GOOD;
    return v == SAFETY_REVIEW ? STYLE_UNSURE : STYLE_BAD;
}

static void write_finding(struct page *p, const struct safety_finding *f)
{
    struct text place = {.arena = p->a};

    text_add(&place, f->path);
    if (f->member.len)
        text_print(&place, ":" VIEW_FMT, VIEW_ARG(f->member));
    if (f->has_offset)
        text_print(&place, " at byte %" PRIu64, f->offset);
    if (place.len)
        text_add(&place, VIEW(": "));
    line_cell(&p->lines, style_of(f->severity), safety_word(f->severity),
              INDENT, WORD_AT);
    line_cell(&p->lines, STYLE_PLAIN, f->rule, WORD_AT, SIZE_MAX);
    line_end(&p->lines);
    line_wrap(&p->lines,
              arena_print(p->a, VIEW_FMT VIEW_FMT, VIEW_ARG(text_view(&place)),
                          VIEW_ARG(f->shows)),
              WORD_AT);
}

// The worst first; the list itself is sorted by place.
static void write_findings(struct page *p)
{
    const struct safety *s = &p->v->safety;
    size_t told = 0;

    if (s->finding_count)
        line_end(&p->lines);
    for (int severity = SAFETY_DANGER; severity >= SAFETY_OK; severity--)
        for (size_t n = 0; n < s->finding_count; n++) {
            if ((int)s->finding[n].severity != severity)
                continue;
            if (p->choice->full || told < MOST_FINDINGS)
                write_finding(p, &s->finding[n]);
            told++;
        }
    if (!p->choice->full && told > MOST_FINDINGS) {
        line_cell(&p->lines, STYLE_PLAIN,
                  arena_print(p->a, "%zu more: --full", told - MOST_FINDINGS),
                  INDENT, SIZE_MAX);
        line_end(&p->lines);
    }
}

// Why it is refused, which is no more than is the case; each sentence fits into
// the narrowest line.
static const char *refusal_words(const struct verification *v)
{
    if (!v->signature.len && v->files < v->listed)
        return "refused: not every file is as it was downloaded";
    if (!v->signature.len)
        return "refused: it is not shown that every file is as it was "
               "downloaded";
    if (!v->holds)
        return "refused: it is not shown that somebody you trust released "
               "these files";
    if (!v->listed)
        return "refused: the signature holds, but over no usable list of files";
    if (v->files < v->listed)
        return "refused: the signature holds, but not every file is as it was "
               "signed";
    return "refused: the signature holds, but a finding is against these files";
}

static const char *verdict_words(const struct verification *v)
{
    if (v->safety.verdict > SAFETY_REVIEW)
        return refusal_words(v);
    if (v->safety.verdict == SAFETY_REVIEW)
        return "not verified: a person has to decide";
    return v->signature.len
               ? "verified: the files are as they were signed"
               : "unchanged: as they were downloaded; who made the files is "
                 "not shown";
}

static void write_report(struct page *p)
{
    line_cell(&p->lines, STYLE_HEAD, p->v->name, 0, p->lines.width / 2);
    line_cell(
        &p->lines, STYLE_PLAIN,
        arena_print(p->a, "   rules " VIEW_FMT, VIEW_ARG(rules_version())), 0,
        SIZE_MAX);
    line_end(&p->lines);
    line_end(&p->lines);
    write_signature(p);
    write_files(p);
    write_findings(p);
    line_end(&p->lines);
}

void verify_text(const struct verification *v, const struct text_choice *choice,
                 struct text *out)
{
    struct page p = {
        .a = out->arena,
        .v = v,
        .choice = choice,
        .lines = {.out = out,
                  .width = choice->wide ? SIZE_MAX : choice->width,
                  .color = choice->color},
    };

    if (!choice->quiet)
        write_report(&p);
    line_cell(&p.lines, style_of(v->safety.verdict), view_of(verdict_words(v)),
              0, SIZE_MAX);
    line_end(&p.lines);
}
