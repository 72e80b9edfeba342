// SPDX-License-Identifier: Apache-2.0
#include "terms/database.h"

#include "base/file.h"
#include "base/output.h"
#include "base/text.h"
#include "terms/finder.h"
#include "terms/print_make.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

enum {
    MOST_ADDED = 4096,                  // files of the folder
    MOST_FILE = NORMAL_MAX + (64 << 10) // bytes: a text and its record
};

static const struct view ending = VIEW_INIT(".license");
static const struct view form = VIEW_INIT("1"); // of the files
static const struct view prefix = VIEW_INIT("LicenseRef-");

struct added {
    struct record *record; // one for each file, without the lines on the text
    size_t record_count;
    struct records all; // the same, to read
    struct print_text *text;
    size_t text_count;
};

struct view database_folder(struct arena *a)
{
    struct view data = view_of(getenv("XDG_DATA_HOME"));
    struct view home = view_of(getenv("HOME"));

    // A relative path is to be ignored, as the XDG specification asks.
    if (view_starts(data, VIEW("/")))
        return arena_print(a, VIEW_FMT "/freehold/licenses", VIEW_ARG(data));
    if (!home.len)
        return (struct view){0};
    return arena_print(a, VIEW_FMT "/.local/share/freehold/licenses",
                       VIEW_ARG(home));
}

// ---- Reading ----------------------------------------------------------------

static struct error *damaged(struct arena *a, struct view path,
                             const char *what)
{
    return error_new(a, ERROR_INPUT, (struct place){.path = path},
                     "%s; remove the file or add the license again", what);
}

static bool is_about_text(struct view key)
{
    return view_eq(key, VIEW("form")) || view_eq(key, VIEW("text-size")) ||
           view_eq(key, VIEW("text-sha256"));
}

// Whether `text` is what the record says of it.
static bool is_whole(struct arena *a, const struct record *r, struct view text)
{
    unsigned char digest[SHA256_SIZE];
    uint64_t size;

    sha256(text, digest);
    return view_u64(record_get(r, VIEW("text-size")), &size) &&
           size == text.len &&
           view_eq(record_get(r, VIEW("text-sha256")),
                   hex_of(a, digest, sizeof digest));
}

static bool is_our_form(const struct record *r)
{
    return view_eq(record_get(r, VIEW("form")), form);
}

static void take_record(struct arena *a, const struct record *from,
                        struct record *to)
{
    struct field *field = NULL;

    *to = (struct record){0};
    for (size_t i = 0; i < from->field_count; i++)
        if (!is_about_text(from->field[i].key))
            *LIST_ADD(a, field, to->field_count) = from->field[i];
    to->field = field;
}

// No two files may say the same id, however it is written.
static struct error *check_id(struct arena *a, struct view path, struct view id,
                              const struct added *before)
{
    for (size_t i = 0; i < before->text_count; i++)
        if (view_eq_nocase(record_get(&before->record[i], VIEW("id")), id))
            return error_new(a, ERROR_INPUT, (struct place){.path = path},
                             "says the same id as " VIEW_FMT
                             "; remove one of them",
                             VIEW_ARG(before->text[i].path));
    return NULL;
}

static struct error *read_file(struct arena *a, struct view folder,
                               struct view name, struct added *out)
{
    struct view path =
        arena_print(a, VIEW_FMT "/" VIEW_FMT, VIEW_ARG(folder), VIEW_ARG(name));
    struct view bytes, id = view_head(name, name.len - ending.len);
    struct records one;

    TRY(file_front(a, path, MOST_FILE, &bytes));
    size_t end = view_find(bytes, VIEW("\n\n"));
    if (end == SIZE_MAX)
        return damaged(a, path, "holds no license");
    TRY(records_read(a, view_head(bytes, end + 1), path, &one));
    struct view text = view_from(bytes, end + 2);
    if (one.record_count == 1 && !is_our_form(&one.record[0]))
        return damaged(a, path, "was made by another version of freehold");
    if (one.record_count != 1 || !is_whole(a, &one.record[0], text))
        return damaged(a, path, "is cut or was changed");
    if (!view_eq(record_get(&one.record[0], VIEW("id")), id))
        return damaged(a, path, "says another id than its name");
    TRY(check_id(a, path, id, out));
    take_record(a, &one.record[0], LIST_ADD(a, out->record, out->record_count));
    *LIST_ADD(a, out->text, out->text_count) =
        (struct print_text){.path = path, .bytes = text};
    return NULL;
}

static int by_name(const void *a, const void *b)
{
    return view_compare(*(const struct view *)a, *(const struct view *)b);
}

static bool can_reach(struct view folder)
{
    struct stat is;

    return stat(folder.at, &is) == 0;
}

// The files of the folder by name; what begins with a dot is being written.
static struct error *list_files(struct arena *a, struct view folder,
                                struct view **out, size_t *count)
{
    folder = arena_copy(a, folder);
    DIR *dir = opendir(folder.at);
    const struct dirent *entry;
    struct error *e = NULL;

    *out = NULL;
    *count = 0;
    // A home that this user may not even enter is not where he added anything.
    if (!dir && (errno == ENOENT || errno == ENOTDIR ||
                 (errno == EACCES && !can_reach(folder))))
        return NULL;
    if (!dir)
        return error_new(a, ERROR_SYSTEM, (struct place){.path = folder}, "%s",
                         strerror(errno));
    while (!e && (entry = readdir(dir)) != NULL) {
        struct view name = view_of(entry->d_name);

        if (view_starts(name, VIEW(".")))
            continue;
        if (!view_ends(name, ending) || *count == MOST_ADDED)
            e = error_new(a, ERROR_INPUT, (struct place){.path = folder},
                          "'" VIEW_FMT "' is no license that was added",
                          VIEW_ARG(name));
        else
            *LIST_ADD(a, *out, *count) = arena_copy(a, name);
    }
    closedir(dir);
    if (*count)
        qsort(*out, *count, sizeof **out, by_name);
    return e;
}

static void tie_records(struct added *added)
{
    for (size_t i = 0; i < added->text_count; i++)
        added->text[i].record = &added->record[i];
    added->all.record = added->record;
    added->all.record_count = added->record_count;
}

static void drop_added(struct added *added, struct view id)
{
    size_t kept = 0;

    for (size_t i = 0; i < added->text_count; i++) {
        if (view_eq_nocase(record_get(&added->record[i], VIEW("id")), id))
            continue;
        added->record[kept] = added->record[i];
        added->text[kept++] = added->text[i];
    }
    added->record_count = added->text_count = kept;
    tie_records(added);
}

static struct error *read_added(struct arena *a, struct view folder,
                                struct added *out)
{
    struct view *name;
    size_t count;

    *out = (struct added){.all.path = folder};
    if (!folder.len)
        return NULL;
    TRY(list_files(a, folder, &name, &count));
    for (size_t i = 0; i < count; i++)
        TRY(read_file(a, folder, name[i], out));
    tie_records(out);
    return NULL;
}

static struct error *open_with(struct arena *a, const struct added *added,
                               struct view without, struct licenses **out)
{
    struct license_prints joined;
    struct view made;

    TRY(licenses_open_with(a, without, &added->all, out));
    if (!added->text_count && !without.len)
        return NULL;
    TRY(prints_join(a, license_words(*out), license_prints(*out), without,
                    added->text, added->text_count, &made));
    TRY(prints_open(a, made, &joined));
    licenses_take_prints(*out, &joined);
    return NULL;
}

// The same licenses have the same version, whatever made them known.
static struct view version_of(struct arena *a, const struct added *added,
                              struct view without)
{
    struct text t = {.arena = a};

    text_add(&t, VIEW(FREEHOLD_VERSION));
    if (added->text_count) {
        struct digest *d = digest_new();
        unsigned char digest[SHA256_SIZE] = {0};

        for (size_t i = 0; i < added->text_count; i++)
            digest_add(d, added->text[i].bytes);
        digest_end(d, digest);
        text_print(&t, "+%zu-" VIEW_FMT, added->text_count,
                   VIEW_ARG(hex_of(a, digest, 4)));
    }
    if (without.len)
        text_print(&t, " without " VIEW_FMT, VIEW_ARG(without));
    return text_view(&t);
}

struct error *database_open(struct arena *a, struct view folder,
                            struct view without, struct database *out)
{
    struct added added;

    *out = (struct database){0};
    TRY(read_added(a, folder, &added));
    if (without.len) {
        struct licenses *all;

        TRY(licenses_open_with(a, (struct view){0}, &added.all, &all));
        if (!license_find(all, without))
            return error_new(a, ERROR_USAGE, (struct place){0},
                             "no license is called '" VIEW_FMT "'",
                             VIEW_ARG(without));
        drop_added(&added, without);
    }
    TRY(error_while(a, open_with(a, &added, without, &out->licenses),
                    "reading the licenses, of which those that were added are "
                    "in " VIEW_FMT,
                    VIEW_ARG(folder)));
    out->version = version_of(a, &added, without);
    return NULL;
}

struct error *database_read_finders(struct arena *a, struct database *d)
{
    struct finders *finders;

    TRY(finders_open(a, license_words(d->licenses), &finders));
    licenses_take_finders(d->licenses, finders);
    return NULL;
}

// ---- Adding -----------------------------------------------------------------

static bool is_license_ref(struct view id)
{
    if (!view_starts(id, prefix) || id.len == prefix.len || id.len > 128)
        return false;
    for (size_t i = prefix.len; i < id.len; i++)
        if (!ascii_alpha(id.at[i]) && !ascii_digit(id.at[i]) &&
            !byte_in(id.at[i], VIEW("-.")))
            return false;
    return true;
}

static struct error *make_folders(struct arena *a, struct view folder)
{
    for (size_t i = 1; i <= folder.len; i++) {
        if (i < folder.len && folder.at[i] != '/')
            continue;
        struct view part = arena_copy(a, view_head(folder, i));
        if (mkdir(part.at, 0777) != 0 && errno != EEXIST)
            return error_new(a, ERROR_SYSTEM, (struct place){.path = part},
                             "cannot be made: %s", strerror(errno));
    }
    return NULL;
}

struct error *database_add(struct arena *a, struct view folder,
                           struct view record, struct view path,
                           struct view text)
{
    struct added added;
    struct licenses *known;
    struct records one;
    unsigned char digest[SHA256_SIZE];
    struct place nowhere = {0};

    TRY(records_read(a, record, VIEW("the new license"), &one));
    struct view id = one.record_count ? record_get(&one.record[0], VIEW("id"))
                                      : (struct view){0};
    if (!is_license_ref(id))
        return error_new(a, ERROR_USAGE, nowhere,
                         "an id of your own is 'LicenseRef-' and letters, "
                         "digits, '-' and '.': '" VIEW_FMT "' is not",
                         VIEW_ARG(id));
    if (!folder.len)
        return error_new(a, ERROR_USAGE, nowhere,
                         "neither XDG_DATA_HOME nor HOME says where to put it");
    if (text.len > NORMAL_MAX)
        return error_new(a, ERROR_INPUT, (struct place){.path = path},
                         "is too long for a license");
    TRY(read_added(a, folder, &added));
    TRY(open_with(a, &added, (struct view){0}, &known));
    if (license_find(known, id))
        return error_new(a, ERROR_USAGE, nowhere,
                         VIEW_FMT " is known already; choose another id",
                         VIEW_ARG(id));
    // Read back as it will be read: fails if the words are known already.
    *LIST_ADD(a, added.record, added.record_count) = one.record[0];
    *LIST_ADD(a, added.text, added.text_count) =
        (struct print_text){.path = path, .bytes = text};
    tie_records(&added);
    TRY(open_with(a, &added, (struct view){0}, &known));
    sha256(text, digest);
    struct text out = {.arena = a};
    text_print(&out, "form: " VIEW_FMT "\n", VIEW_ARG(form));
    text_add(&out, view_trim(record));
    text_print(&out, "\ntext-size: %zu\ntext-sha256: " VIEW_FMT "\n\n",
               text.len, VIEW_ARG(hex_of(a, digest, sizeof digest)));
    text_add(&out, text);
    TRY(make_folders(a, folder));
    return output_all(a,
                      arena_print(a, VIEW_FMT "/" VIEW_FMT VIEW_FMT,
                                  VIEW_ARG(folder), VIEW_ARG(id),
                                  VIEW_ARG(ending)),
                      text_view(&out));
}
