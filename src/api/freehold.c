// SPDX-License-Identifier: Apache-2.0
// The public calls of include/freehold.h on top of the floors below.
#include "freehold.h"

#include "api/inspect.h"
#include "api/pack.h"
#include "report/cyclonedx.h"
#include "report/json.h"
#include "report/markdown.h"
#include "report/mof_record.h"
#include "report/notices.h"
#include "report/page.h"
#include "report/sarif.h"
#include "report/spdx.h"
#include "report/terms_json.h"
#include "report/text.h"

#include <pthread.h>

enum { DEFAULT_WIDTH = 96, LEAST_WIDTH = 72, MOST_WIDTH = 100 };

struct fh_inspection {
    struct arena arena;
    struct view *path;
    size_t path_count;
    struct view policy; // path of one, or empty
    struct release_choice choice;
    struct database known;        // its own, once it was opened
    const struct database *using; // another inspection's, or its own
    void (*progress)(void *context, const char *path, uint64_t done,
                     uint64_t total);
    void *context;
    pthread_mutex_t talking; // progress comes from many threads, one at a time
    bool has_run;
    bool done;
    const char *error;
    struct inspection found;
};

const char *fh_version(void)
{
    return FREEHOLD_VERSION;
}

const char *fh_rules_version(void)
{
    return rules_version().at;
}

struct fh_inspection *fh_inspection_new(void)
{
    struct arena first = {0};
    struct fh_inspection *i = ARENA_NEW(&first, struct fh_inspection, 1);

    i->arena = first; // the inspection lies in its own arena
    i->error = "";
    pthread_mutex_init(&i->talking, NULL);
    return i;
}

void fh_inspection_free(struct fh_inspection *i)
{
    if (!i)
        return;
    pthread_mutex_destroy(&i->talking);
    struct arena arena = i->arena;
    arena_free(&arena);
}

// A view of the inspection as a terminated string.
static const char *string_of(struct fh_inspection *i, struct view v)
{
    return v.len ? arena_copy(&i->arena, v).at : "";
}

void fh_inspection_add(struct fh_inspection *i, const char *path)
{
    *LIST_ADD(&i->arena, i->path, i->path_count) =
        arena_copy(&i->arena, view_of(path));
}

void fh_inspection_threads(struct fh_inspection *i, unsigned threads)
{
    i->choice.threads = threads;
}

void fh_inspection_policy(struct fh_inspection *i, const char *path)
{
    i->policy = arena_copy(&i->arena, view_of(path));
}

int fh_inspection_refused(const struct fh_inspection *i)
{
    return i->done && i->found.effect != EFFECT_ALLOW;
}

void fh_inspection_share(struct fh_inspection *i,
                         const struct fh_inspection *other)
{
    i->using = other->using;
}

static void tell_progress(void *context, struct view path, uint64_t done,
                          uint64_t total)
{
    struct fh_inspection *i = context;
    struct arena a = {0};

    pthread_mutex_lock(&i->talking);
    i->progress(i->context, arena_copy(&a, path).at, done, total);
    pthread_mutex_unlock(&i->talking);
    arena_free(&a);
}

void fh_inspection_digest(struct fh_inspection *i,
                          void (*progress)(void *context, const char *path,
                                           uint64_t done, uint64_t total),
                          void *context)
{
    i->choice.digest = true;
    i->progress = progress;
    i->context = context;
    i->choice.progress = progress ? tell_progress : NULL;
    i->choice.context = i;
}

static enum fh_result fail(struct fh_inspection *i, const struct error *e)
{
    i->error = error_line(&i->arena, e).at;
    return (enum fh_result)e->kind;
}

static struct error *run(struct fh_inspection *i)
{
    struct arena *a = &i->arena;

    if (!i->using) {
        TRY(database_open(a, database_folder(a), (struct view){0}, &i->known));
        i->using = &i->known;
    }
    if (i->policy.len)
        return inspect_policy(a, i->using, i->path, i->path_count, &i->choice,
                              i->policy, &i->found);
    return inspect(a, i->using, i->path, i->path_count, &i->choice, &i->found);
}

enum fh_result fh_inspection_run(struct fh_inspection *i)
{
    struct place nowhere = {0};

    if (!i->path_count)
        return fail(i, error_new(&i->arena, ERROR_USAGE, nowhere,
                                 "no release was named"));
    if (i->has_run)
        return fail(i, error_new(&i->arena, ERROR_USAGE, nowhere,
                                 "this inspection was run before"));
    i->has_run = true;
    struct error *e = run(i);
    if (e)
        return fail(i, e);
    i->done = true;
    return FH_DONE;
}

const char *fh_inspection_error(const struct fh_inspection *i)
{
    return i->error;
}

const char *fh_inspection_unread(struct fh_inspection *i)
{
    return i->done ? string_of(i, inspection_unread(&i->arena, &i->found)) : "";
}

const char *fh_inspection_category(const struct fh_inspection *i)
{
    return i->done ? category_id(i->found.category).at : "";
}

const char *fh_inspection_claim(const struct fh_inspection *i)
{
    return i->done ? claim_verdict_word(i->found.claim_verdict).at : "";
}

size_t fh_inspection_part_count(const struct fh_inspection *i)
{
    return i->done ? i->found.inventory.part_count : 0;
}

int fh_inspection_part(struct fh_inspection *i, size_t n, struct fh_part *out)
{
    *out = (struct fh_part){"", "", "", "", "", "", 0};
    if (n >= fh_inspection_part_count(i))
        return 0;
    const struct part *p = &i->found.inventory.part[n];
    out->part = part_id(p->kind).at;
    out->stage = p->stage == STAGE_NONE ? "" : stage_word(p->stage).at;
    out->presence = presence_word(p->presence).at;
    out->license = string_of(i, p->terms.expression);
    out->scope = scope_word(p->terms.scope).at;
    if (p->evidence_count) {
        out->path = string_of(i, p->evidence[0].path);
        out->line = p->evidence[0].line;
    }
    return 1;
}

const char *fh_inspection_verdict(const struct fh_inspection *i,
                                  const char *yardstick)
{
    for (size_t v = 0; i->done && v < i->found.verdict_count; v++)
        if (view_eq(i->found.verdict[v].yardstick, view_of(yardstick)))
            return verdict_word(i->found.verdict[v].verdict).at;
    return "";
}

int fh_inspection_undetermined(const struct fh_inspection *i)
{
    for (size_t v = 0; i->done && v < i->found.verdict_count; v++)
        if (i->found.verdict[v].strict &&
            i->found.verdict[v].verdict == VERDICT_UNDETERMINED)
            return 1;
    return 0;
}

static unsigned report_width(unsigned asked)
{
    if (!asked)
        return DEFAULT_WIDTH;
    if (asked < LEAST_WIDTH)
        return LEAST_WIDTH;
    return asked > MOST_WIDTH ? MOST_WIDTH : asked;
}

// A time that has no place on a calendar of four digits is none.
static struct bom_choice bom_choice_of(const struct fh_report *report)
{
    return (struct bom_choice){
        .dated =
            report->dated && report->time >= 0 && report->time <= BOM_LAST_TIME,
        .time = report->time,
    };
}

static void write_report(const struct licenses *l, const struct inspection *i,
                         const struct fh_report *report, struct text *t)
{
    const struct bom_choice bom = bom_choice_of(report);

    switch (report->format) {
    case FH_TEXT:
        report_text(i,
                    &(struct text_choice){
                        .width = report_width(report->width),
                        .color = report->color != 0,
                        .full = report->full != 0,
                        .wide = report->wide != 0,
                        .quiet = report->quiet != 0,
                    },
                    t);
        return;
    case FH_MARKDOWN:
        report_markdown(i, t);
        return;
    case FH_SARIF:
        report_sarif(i, t);
        return;
    case FH_CYCLONEDX:
        report_cyclonedx(i, &bom, t);
        return;
    case FH_SPDX:
        report_spdx(i, &bom, t);
        return;
    case FH_HTML:
        report_page(i, t);
        return;
    case FH_MOF:
        report_mof_record(l, i, t);
        return;
    case FH_JSON:
    case FH_JSON_LINE:
        report_json(i,
                    &(struct json_choice){
                        .compact = report->format == FH_JSON_LINE,
                        .quiet = report->quiet != 0,
                    },
                    t);
    }
}

const char *fh_inspection_report(struct fh_inspection *i,
                                 const struct fh_report *report, size_t *length)
{
    static const struct fh_report plain = {.format = FH_TEXT};
    struct text t = {.arena = &i->arena};

    if (length)
        *length = 0;
    if (!i->done)
        return NULL;
    if (!report)
        report = &plain;
    i->found.safety.confined = report->confined != 0;
    write_report(i->using->licenses, &i->found, report, &t);
    if (length)
        *length = t.len;
    text_byte(&t, '\0');
    return t.at;
}

size_t fh_inspection_duty_count(const struct fh_inspection *i)
{
    return i->done ? i->found.duties.count : 0;
}

int fh_inspection_duty(struct fh_inspection *i, size_t n, struct fh_duty *out)
{
    *out = (struct fh_duty){"", "", "", "", "", "", "", "", "", 0};
    if (n >= fh_inspection_duty_count(i))
        return 0;
    const struct duty *d = &i->found.duties.item[n];
    out->role = duty_role_word(d->role).at;
    out->kind = duty_kind_word(d->kind).at;
    out->duty = string_of(i, d->says);
    out->key = string_of(i, d->key);
    out->value = string_of(i, d->value);
    if (d->bound)
        out->license = string_of(i, d->bound->license);
    out->part = string_of(i, d->part);
    out->section = string_of(i, d->section);
    out->path = string_of(i, d->place.path);
    out->line = d->place.line;
    return 1;
}

const char *fh_inspection_notices(struct fh_inspection *i, size_t *length)
{
    struct text t = {.arena = &i->arena};
    struct quoted_files files;

    if (length)
        *length = 0;
    if (!i->done)
        return NULL;
    pack_read(&i->arena, &i->found, &files);
    notices_text(&i->found, &files, &t);
    if (length)
        *length = t.len;
    text_byte(&t, '\0');
    return t.at;
}

enum fh_result fh_inspection_counsel(struct fh_inspection *i,
                                     const char *folder)
{
    if (!i->done)
        return fail(i, error_new(&i->arena, ERROR_USAGE, (struct place){0},
                                 "the release was not inspected"));
    struct error *e = pack_write(&i->arena, &i->found, view_of(folder));
    return e ? fail(i, e) : FH_DONE;
}
