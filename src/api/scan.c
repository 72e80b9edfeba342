// SPDX-License-Identifier: Apache-2.0
#include "api/scan.h"

#include "api/twins.h"
#include "base/file.h"
#include "base/pool.h"
#include "release/release.h"
#include "report/terms_json.h"

#include <sys/stat.h>

enum {
    FEW = 4,    // files, most of which are known texts
    MANY = 500, // files, for which an index of the known texts is worth making
    BATCH = 64, // files whose answers wait for their turn
    // Bytes of texts in work: their words and what is found at them take more
    // than ten times that.
    TEXT_IN_WORK = 1 << 19,
    STORE = 1 << 18, // bytes of memory that a thread keeps from file to file
};
static const size_t in_no_folder = SIZE_MAX;

struct scan_file {
    struct view path; // as shown
    struct view file; // what to open
    size_t folder;    // index, or in_no_folder
    uint64_t size;    // when it was listed
    bool twin;        // another one has its name and its size
};

// What became of a file: in an arena of its own until it is printed.
struct scan_answer {
    struct arena arena;
    struct twin_answer is;
    struct error *error;
};

struct scan {
    struct arena *arena;
    const struct licenses *licenses;
    const struct scan_choice *choice;
    struct scan_file *file;
    size_t file_count;
    struct terms_folder *folder;
    size_t folder_count;
    const struct license_info **license;
    size_t license_count;
    struct scan_answer answer[BATCH];
    struct twins twins;
    struct pool_budget budget;
    struct pool_stores stores;
    size_t from; // file of the first answer
    bool any;    // a file was printed
    bool *open;
    struct reply *out;
};

// ---- What the words mean ----------------------------------------------------

bool scan_is_folder(struct arena *a, struct view word)
{
    struct stat is;

    return word.len && !stat(arena_copy(a, word).at, &is) &&
           S_ISDIR(is.st_mode);
}

struct error *scan_license(struct arena *a, const struct licenses *l,
                           struct view word, struct error *e,
                           const struct license_info **out)
{
    if (view_eq(word, VIEW("-")))
        return e;
    *out = license_find(l, word);
    if (!*out)
        *out = license_find(l, license_alias(l, word));
    if (*out)
        return NULL;
    if (view_has(word, VIEW("/")) || view_has(word, VIEW(".")))
        return e;
    return error_while(a, e, "no license is called so, and as a file");
}

struct error *scan_read(struct arena *a, struct view word, struct view *out)
{
    return view_eq(word, VIEW("-")) ? file_input(a, SCAN_NAMED, out)
                                    : file_front(a, word, SCAN_NAMED, out);
}

bool scan_is_open(const struct license_file *f)
{
    for (size_t i = 0; i < f->flag_count; i++)
        if (view_eq(f->flag[i], VIEW("license-not-machine-readable")) ||
            view_eq(f->flag[i], VIEW("only-parts-were-read")))
            return true;
    for (size_t i = 0; i < f->range_count; i++)
        if (f->range[i].result == MATCH_MODIFIED ||
            f->range[i].result == MATCH_UNKNOWN)
            return true;
    return view_has(f->expression, VIEW("LicenseRef-unknown"));
}

static void count_unread(struct arena *a, struct terms_folder *f,
                         struct view path, struct view why)
{
    struct text t = {.arena = a};

    text_escaped(&t, path);
    text_add(&t, VIEW(": "));
    text_add(&t, why);
    if (!f->unreadable++)
        f->first = text_view(&t);
}

// Folders that could not be listed to their end have no entry.
static void count_cut_folders(struct scan *s, struct terms_folder *f,
                              const struct release *r)
{
    for (size_t i = 0; i < r->note_count; i++)
        if (view_eq(r->note[i].rule, VIEW("unreadable")) &&
            !release_find(r, r->note[i].path))
            count_unread(s->arena, f, r->note[i].path, r->note[i].shows);
}

static void take_entry(struct scan *s, struct terms_folder *f,
                       const struct entry *e)
{
    bool slash = view_ends(f->path, VIEW("/"));

    if (e->kind == ENTRY_UNREADABLE)
        count_unread(s->arena, f, e->path, e->reason);
    if (e->kind != ENTRY_FILE)
        return;
    f->files++;
    struct view path =
        arena_print(s->arena, VIEW_FMT "%s" VIEW_FMT, VIEW_ARG(f->path),
                    slash ? "" : "/", VIEW_ARG(e->path));
    struct view file =
        view_eq(path, e->file) ? path : arena_copy(s->arena, e->file);
    *LIST_ADD(s->arena, s->file, s->file_count) =
        (struct scan_file){path, file, s->folder_count - 1, e->size, false};
}

static MUST_USE struct error *take_history(struct scan *s,
                                           struct terms_folder *f,
                                           const struct release *r)
{
    struct view since = s->choice->since;

    if (since.len)
        return terms_history_since(s->arena, s->licenses, r, since,
                                   &f->history);
    terms_history_take(s->arena, s->licenses, r, &f->history);
    return NULL;
}

// Of what is known of the files of a folder only their names are kept.
static struct error *take_folder(struct scan *s, struct view word)
{
    struct terms_folder *f = LIST_ADD(s->arena, s->folder, s->folder_count);
    struct release_choice choice = {.threads = s->choice->threads};
    struct arena own = {0};
    struct release r;

    *f = (struct terms_folder){.path = word,
                               .history_only = s->choice->since.len > 0};
    struct error *e = release_open(&own, &word, 1, &choice, &r);
    if (!e)
        e = take_history(s, f, &r);
    for (size_t i = 0; !e && !s->choice->since.len && i < r.entry_count; i++)
        take_entry(s, f, &r.entry[i]);
    if (!e)
        count_cut_folders(s, f, &r);
    if (e)
        e = error_new(s->arena, e->kind,
                      (struct place){.path = arena_copy(s->arena, e->at.path),
                                     .offset = e->at.offset,
                                     .line = e->at.line},
                      VIEW_FMT, VIEW_ARG(error_message(s->arena, e)));
    arena_free(&own);
    return e;
}

static struct error *take_word(struct scan *s, struct view word)
{
    struct file f = {.fd = -1};
    const struct license_info *info;

    if (scan_is_folder(s->arena, word))
        return take_folder(s, word);
    if (s->choice->since.len)
        return error_new(s->arena, ERROR_USAGE, (struct place){.path = word},
                         "is no folder: --since asks about a release that is "
                         "a git clone");
    bool input = view_eq(word, VIEW("-"));
    struct error *e = input ? NULL : file_open(s->arena, word, &f);
    if (!e) {
        file_close(&f);
        *LIST_ADD(s->arena, s->file, s->file_count) =
            (struct scan_file){.path = word,
                               .file = word,
                               .folder = in_no_folder,
                               .size = input ? SCAN_NAMED : f.size};
        return NULL;
    }
    TRY(scan_license(s->arena, s->licenses, word, e, &info));
    *LIST_ADD(s->arena, s->license, s->license_count) = info;
    return NULL;
}

static int by_name_and_size(const void *a, const void *b)
{
    const struct scan_file *const *x = a, *const *y = b;

    if ((*x)->size != (*y)->size)
        return (*x)->size < (*y)->size ? -1 : 1;
    return view_compare(view_basename((*x)->path), view_basename((*y)->path));
}

// Only of these the bytes are worth a digest.
static void mark_twins(struct scan *s)
{
    struct arena own = {0};
    struct scan_file **file =
        ARENA_NEW(&own, struct scan_file *, s->file_count);
    size_t count = 0;

    for (size_t i = 0; i < s->file_count; i++)
        if (s->file[i].folder != in_no_folder)
            file[count++] = &s->file[i];
    if (count)
        qsort(file, count, sizeof *file, by_name_and_size);
    for (size_t i = 1; i < count; i++)
        if (by_name_and_size(&file[i - 1], &file[i]) == 0)
            file[i - 1]->twin = file[i]->twin = true;
    arena_free(&own);
}

// ---- Files ------------------------------------------------------------------

// The words in which an answer is told, in `a`: in one piece, as many of them
// wait for their turn.
static void tell(struct scan *s, struct arena *work,
                 const struct license_file *f, struct arena *a,
                 struct twin_answer *out)
{
    struct text members = {.arena = work};

    if (s->choice->json) {
        terms_json_members(f, &members);
        out->words = arena_copy(a, text_view(&members));
    } else {
        struct terms_listed is = terms_listed_of(work, f);

        out->words = arena_copy(a, is.words);
        out->gives = is.gives;
    }
}

// What a file says, with `work` for all that is not the answer.
static void answer_bytes(struct scan *s, size_t i, struct view bytes,
                         struct arena *work)
{
    const struct scan_file *f = &s->file[s->from + i];
    struct scan_answer *out = &s->answer[i];
    struct license_file is;

    terms_of_text_with(work, s->licenses, s->choice->texts, f->path, bytes,
                       &is);
    out->is.open = scan_is_open(&is);
    out->is.said = f->folder == in_no_folder || terms_said(s->licenses, &is);
    if (out->is.said)
        tell(s, work, &is, &out->arena, &out->is);
}

// The same for a file that may have a twin.
static void answer_twin(struct scan *s, size_t i, struct view bytes,
                        struct arena *work)
{
    struct scan_answer *out = &s->answer[i];
    struct twin_key key = twins_key(s->file[s->from + i].path, bytes);

    if (twins_find(&s->twins, &key, &out->arena, &out->is))
        return;
    answer_bytes(s, i, bytes, work);
    twins_keep(&s->twins, &key, &out->is);
}

static void answer_file(void *context, size_t i)
{
    struct scan *s = context;
    const struct scan_file *f = &s->file[s->from + i];
    struct scan_answer *out = &s->answer[i];
    struct view bytes;

    pool_budget_take(&s->budget, f->size);
    struct arena_store *store = pool_store_take(&s->stores);
    struct arena work = {.store = store};

    out->error = f->folder == in_no_folder
                     ? scan_read(&work, f->file, &bytes)
                     : file_front(&work, f->file, SCAN_LARGEST, &bytes);
    if (out->error) {
        work.store = NULL; // its blocks are the answer's
        out->arena = work;
        work = (struct arena){0};
    } else if (f->twin) {
        answer_twin(s, i, bytes, &work);
    } else {
        answer_bytes(s, i, bytes, &work);
    }
    arena_free(&work);
    pool_store_give(&s->stores, store);
    pool_budget_give(&s->budget, f->size);
}

static struct error *not_taken(const struct scan *s)
{
    return error_new(s->arena, ERROR_SYSTEM, (struct place){0},
                     s->out->sink ? "the answer was not taken"
                                  : "out of memory");
}

static struct error *print_said(struct scan *s, struct view path,
                                struct scan_answer *is)
{
    struct terms_listed listed = {is->is.gives, is->is.words};
    struct text t = {.arena = &is->arena};
    struct view rest = {0};

    if (s->choice->json) {
        terms_json_file(path, &t);
        rest = is->is.words;
    } else {
        terms_list_file(path, &listed, s->choice->text, &t);
    }
    bool comma = s->choice->json && !s->any; // none before the first
    s->any = true;
    return reply_add(s->out, view_from(text_view(&t), comma)) &&
                   reply_add(s->out, rest)
               ? NULL
               : not_taken(s);
}

// Prints an answer whose turn it is.
static struct error *print_answer(struct scan *s, size_t i)
{
    const struct scan_file *f = &s->file[s->from + i];
    struct scan_answer *is = &s->answer[i];

    if (is->error && f->folder == in_no_folder)
        return error_new(s->arena, is->error->kind,
                         (struct place){.path = f->path}, VIEW_FMT,
                         VIEW_ARG(error_message(s->arena, is->error)));
    if (f->folder != in_no_folder) {
        s->folder[f->folder].listed += is->is.said;
        if (is->error)
            count_unread(s->arena, &s->folder[f->folder], f->path,
                         error_message(s->arena, is->error));
        s->folder[f->folder].files -= is->error != NULL;
    }
    if (!is->is.said)
        return NULL;
    *s->open = *s->open || is->is.open;
    return print_said(s, f->path, is);
}

static struct error *scan_all(struct scan *s)
{
    struct error *e = NULL;

    while (!e && s->from < s->file_count) {
        size_t left = s->file_count - s->from;
        size_t count = left < BATCH ? left : (size_t)BATCH;

        memset(s->answer, 0, sizeof s->answer);
        pool_run(s->choice->threads, count, answer_file, s);
        for (size_t i = 0; i < count; i++) {
            if (!e)
                e = print_answer(s, i);
            arena_free(&s->answer[i].arena);
        }
        s->from += count;
    }
    return e;
}

// ---- The document -----------------------------------------------------------

static struct error *print_json(struct scan *s, struct view version)
{
    struct text t = {.arena = s->arena};
    struct json_writer w = {.out = &t};

    terms_json_begin(&w, version);
    if (!reply_add(s->out, text_view(&t)))
        return not_taken(s);
    TRY(scan_all(s));
    t.len = 0;
    terms_json_end(&w, s->any, s->folder, s->folder_count, s->license,
                   s->license_count);
    return reply_add(s->out, text_view(&t)) ? NULL : not_taken(s);
}

static struct error *print_list(struct scan *s)
{
    struct text t = {.arena = s->arena};

    TRY(scan_all(s));
    for (size_t i = 0; i < s->folder_count && !s->choice->text->quiet; i++)
        terms_list_folder(&s->folder[i], s->choice->text, &t);
    return reply_add(s->out, text_view(&t)) ? NULL : not_taken(s);
}

struct error *scan_words(struct arena *a, struct database *known,
                         const struct view *word, size_t count,
                         const struct scan_choice *choice, struct reply *out,
                         bool *open)
{
    struct scan *s = ARENA_NEW(a, struct scan, 1);

    s->arena = a;
    s->licenses = known->licenses;
    s->choice = choice;
    s->out = out;
    s->open = open;
    for (size_t i = 0; i < count; i++)
        TRY(take_word(s, word[i]));
    if (s->file_count > FEW)
        TRY(database_read_finders(a, known));
    if (s->file_count > MANY)
        licenses_index_prints(a, known->licenses);
    mark_twins(s);
    twins_open(&s->twins);
    pool_budget_open(&s->budget, TEXT_IN_WORK);
    pool_stores_open(&s->stores, STORE);
    struct error *e =
        choice->json ? print_json(s, known->version) : print_list(s);
    pool_stores_close(&s->stores);
    pool_budget_close(&s->budget);
    twins_close(&s->twins);
    return e;
}
