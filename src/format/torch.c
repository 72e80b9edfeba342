// SPDX-License-Identifier: Apache-2.0
#include "format/torch.h"

#include "base/unicode.h"
#include "format/content.h"
#include "format/dtype.h"
#include "format/torch_code.h"
#include "format/torch_state.h"
#include "format/zip_content.h"
#include "format/zip_end.h"

#include <inttypes.h>

enum {
    FRONT = 512,
    LEGACY_PICKLES = 5, // magic number, version, system, object, storage keys
    OBJECT = 3,         // the one of them that is loaded
    LONGEST_LIST = 64 << 10, // bytes of a list of paths
    TENSOR = 64,             // bytes that one takes in a pickle
};

// What torch.save of the older kind puts in front: a pickle of the number
// 0x1950a86a20f9469cfc6c, as each protocol writes it; from the fourth on in a
// frame.
// clang-format off
static const struct view legacy_magics[] = {
    VIEW_INIT("L119547037146038801333356L\n."),
    VIEW_INIT("\x80\2\x8a\nl\xfc\x9c" "F\xf9 j\xa8P\x19."),
    VIEW_INIT("\x80\3\x8a\nl\xfc\x9c" "F\xf9 j\xa8P\x19."),
    VIEW_INIT("\x80\4\x95\r\0\0\0\0\0\0\0\x8a\nl\xfc\x9c" "F\xf9 j\xa8P\x19."),
    VIEW_INIT("\x80\5\x95\r\0\0\0\0\0\0\0\x8a\nl\xfc\x9c" "F\xf9 j\xa8P\x19."),
};
// clang-format on

struct checkpoint {
    struct arena *arena;
    const struct file *file;
    struct tensors *out;
    struct notes notes;
    struct content content;
    struct torch_state state;
    struct torch_storage **storage_in; // each member of the archive, or NULL
};

// ---- the zip form

// "archive/data.pkl" gives "archive/". PyTorch looks without regard to case.
static bool is_data_pkl(struct view name, struct view *folder)
{
    static const struct view tail = VIEW_INIT("data.pkl");

    if (name.len < tail.len ||
        !view_eq_nocase(view_from(name, name.len - tail.len), tail))
        return false;
    *folder = view_head(name, name.len - tail.len);
    return !folder->len || folder->at[folder->len - 1] == '/';
}

// PyTorch looks below the folder that the first name of the directory begins
// with. Where there is none, the first of any folder.
static const struct zip_member *data_pkl(const struct zip *z,
                                         struct view *folder)
{
    const struct zip_member *found = NULL;
    struct view under, rest;

    for (size_t i = 0; i < z->member_count; i++) {
        const struct zip_member *m = &z->member[i];
        struct view first = view_cut(z->member[0].name, '/', &rest);

        if (!is_data_pkl(m->name, &under))
            continue;
        bool own = under.len && view_eq(view_head(under, under.len - 1), first);
        if (!found || own) {
            found = m;
            *folder = under;
        }
        if (own)
            break;
    }
    return found;
}

static bool starts_nocase(struct view v, struct view head)
{
    return view_eq_nocase(view_head(v, head.len), head);
}

// The part of `name` behind `folder` and `under`, or the empty view. PyTorch
// looks without regard to case.
static struct view name_under(struct view name, struct view folder,
                              struct view under)
{
    if (!starts_nocase(name, folder))
        return (struct view){0};
    name = view_from(name, folder.len);
    return starts_nocase(name, under) ? view_from(name, under.len)
                                      : (struct view){0};
}

static void find_storages(struct checkpoint *c, const struct zip *z,
                          struct view folder)
{
    c->storage_in =
        ARENA_NEW(c->arena, struct torch_storage *, z->member_count);
    for (size_t i = 0; i < z->member_count; i++) {
        const struct zip_member *m = &z->member[i];
        struct view key = name_under(m->name, folder, VIEW("data/"));
        struct torch_storage *s =
            key.len ? torch_state_storage(&c->state, key) : NULL;

        if (!s)
            continue;
        c->storage_in[i] = s;
        if (s->found)
            continue;
        s->found = true;
        s->stored = m->method == ZIP_STORED;
        s->offset = m->offset;
        s->size = m->size;
    }
}

struct scripts {
    struct torch_words words; // that reach beyond tensors
    uint64_t left;            // bytes that are still looked at
    bool full;                // there are more, and that was told
};

// There may be many: each is let go before the next one.
static struct error *check_script(struct checkpoint *c,
                                  const struct zip_member *m, bool bytecode,
                                  struct scripts *s)
{
    struct arena scratch = {0};
    struct notes silent = {.arena = &scratch};
    struct view code;
    struct error *e =
        zip_content(&scratch, c->file, m, s->left + 1, &silent, &code);

    if (!e) {
        c->notes.member = m->name;
        (bytecode ? torch_bytecode_check : torch_code_check)(&s->words, code,
                                                             &c->notes);
        c->notes.member = (struct view){0};
        s->full = code.len > s->left;
        if (s->full)
            note_add(&c->notes, VIEW("limit.size"), NOTE_LIMIT, m->header,
                     "the programs take more than %d bytes: the rest was not "
                     "looked at",
                     CONTENT_LARGEST);
        s->left -= s->full ? s->left : code.len;
    }
    e = error_again(c->arena, c->file->path, e);
    arena_free(&scratch);
    return e;
}

static struct error *check_scripts(struct checkpoint *c, const struct zip *z,
                                   struct view folder)
{
    const struct zip_member *first = NULL;
    struct scripts s = {.left = CONTENT_LARGEST};

    TRY(torch_words_read(c->arena, &s.words));
    for (size_t i = 0; i < z->member_count; i++) {
        const struct zip_member *m = &z->member[i];
        struct view name = name_under(m->name, folder, VIEW(""));
        bool code = name_under(m->name, folder, VIEW("code/")).len > 0;
        bool bytecode = view_eq_nocase(name, VIEW("bytecode.pkl"));
        // What a program was written from, for messages: no loader runs it.
        bool debug = view_ends(m->name, VIEW(".debug_pkl"));

        if ((code || bytecode) && !m->folder && !debug && !s.full)
            TRY(check_script(c, m, bytecode, &s));
        if (!first &&
            (code || bytecode || view_eq_nocase(name, VIEW("constants.pkl"))))
            first = m;
    }
    if (first)
        note_add(&c->notes, VIEW("torch.torchscript"), NOTE_REVIEW,
                 first->header,
                 "a TorchScript archive: a program, not only weights");
    return NULL;
}

static struct error *read_byte_order(struct checkpoint *c, const struct zip *z,
                                     struct view folder)
{
    enum { LONGEST = 16 };
    struct notes silent = {.arena = c->arena};
    struct view order;

    for (size_t i = 0; i < z->member_count; i++) {
        const struct zip_member *m = &z->member[i];
        if (!view_starts(m->name, folder) ||
            !view_eq(view_from(m->name, folder.len), VIEW("byteorder")))
            continue;
        TRY(zip_content(c->arena, c->file, m, LONGEST, &silent, &order));
        *LIST_ADD(c->arena, c->out->meta, c->out->meta_count) =
            (struct tensor_meta){VIEW("byteorder"), order, m->offset};
        if (!view_eq(order, VIEW("little")))
            note_add(&c->notes, VIEW("torch.byteorder"), NOTE_PLAIN, m->offset,
                     "the weights are not little-endian: '" VIEW_FMT "'",
                     VIEW_ARG(order));
        return NULL;
    }
    return NULL;
}

static bool has_capital(struct view v)
{
    for (size_t i = 0; i < v.len; i++)
        if (v.at[i] != ascii_lower(v.at[i]))
            return true;
    return false;
}

// Whether names can differ in case only: all the same folder in front and no
// capital letter behind it means no.
static bool may_fold(const struct zip *z, struct view folder)
{
    for (size_t i = 0; i < z->member_count; i++)
        if (!view_starts(z->member[i].name, folder) ||
            has_capital(view_from(z->member[i].name, folder.len)))
            return true;
    return false;
}

static void check_folded(struct checkpoint *c, const struct zip *z,
                         struct view folder)
{
    struct map folded = {.arena = c->arena};
    bool is_new;

    if (!may_fold(z, folder))
        return;
    for (size_t i = 0; i < z->member_count; i++) {
        const struct zip_member *m = &z->member[i];
        size_t *first =
            map_at(&folded, arena_lower(c->arena, m->name), &is_new);

        if (!is_new && !view_eq(z->member[*first].name, m->name))
            note_add(&c->notes, VIEW("zip.dup"), NOTE_DANGER, m->header,
                     "two members whose names differ only in case: PyTorch "
                     "takes the first");
        if (is_new)
            *first = i;
    }
}

// Every member is looked into, whatever its name: loaders can be made to open
// any of them. Of storages of tensors the beginning tells.
static struct error *scan_members(struct checkpoint *c, const struct zip *z,
                                  const struct zip_member *done)
{
    struct arena_store store = {.most = 64 << 10};
    struct error *e = NULL;

    for (size_t i = 0; i < z->member_count && !e; i++) {
        const struct zip_member *m = &z->member[i];
        const struct torch_storage *in =
            c->storage_in ? c->storage_in[i] : NULL;
        struct zip_member local;

        if (m == done && zip_local(m, &local))
            e = content_member(&c->content, c->file, &local);
        else if (m != done && !m->folder)
            e = in && in->used
                    ? content_numbers(&c->content, c->file, m, &store)
                    : content_member(&c->content, c->file, m);
    }
    arena_store_free(&store);
    return e;
}

// A large one that is stored is read where it is; others are unpacked.
static struct error *hold_data_pkl(struct checkpoint *c,
                                   const struct zip_member *m,
                                   struct pickle_hold *out)
{
    if (m->readable && m->method == ZIP_STORED &&
        m->packed > PICKLE_IN_MEMORY) {
        TRY(zip_check(c->arena, c->file, m, &c->notes));
        return pickle_hold(&c->content.pickle, c->file, m->offset, m->packed,
                           out);
    }
    *out = (struct pickle_hold){0};
    TRY(zip_content(c->arena, c->file, m, PICKLE_LARGEST, &c->notes,
                    &out->bytes));
    if (m->size > PICKLE_LARGEST)
        note_add(&c->notes, VIEW("pickle.limit"), NOTE_LIMIT, PICKLE_LARGEST,
                 "only the first 8 MiB were unpacked");
    return NULL;
}

static struct error *read_data_pkl(struct checkpoint *c, const struct zip *z,
                                   const struct zip_member *m,
                                   struct view folder)
{
    const struct pickle_onlooker onlooker = torch_state_onlooker(&c->state);
    struct pickle_reader *p = &c->content.pickle;
    size_t from = c->notes.note_count;
    struct pickle_hold hold;
    struct pickle pickle;

    c->notes.member = m->name;
    struct error *e = hold_data_pkl(c, m, &hold);
    if (e) {
        pickle_let_go(p, &hold);
        return e;
    }
    p->container = true;
    p->onlooker = &onlooker;
    // Every storage is a member, and most hold one tensor.
    uint64_t most = hold.bytes.len / TENSOR;
    torch_state_expect(&c->state,
                       most < z->member_count ? most : z->member_count);
    pickle_read(p, hold.bytes, 0, &pickle);
    p->onlooker = NULL;
    if (pickle.end < hold.bytes.len)
        pickle_search(p, hold.bytes, pickle.end);
    p->container = false;
    find_storages(c, z, folder);
    torch_state_take(&c->state, &pickle, hold.bytes.len);
    pickle_let_go(p, &hold);
    if (c->notes.note_count > from && c->notes.worst == NOTE_DANGER)
        notes_raise(&c->notes, from, VIEW("zip.crc"));
    c->notes.member = (struct view){0};
    return NULL;
}

static struct error *refuse(struct checkpoint *c, struct view rule,
                            enum note_severity severity, const char *what)
{
    note_add(&c->notes, rule, severity, 0, "%s", what);
    return error_new(c->arena, ERROR_INPUT,
                     (struct place){.path = c->file->path}, "%s", what);
}

// TorchScript packs its code, which says nothing of the weights.
static bool any_packed(const struct checkpoint *c,
                       const struct zip_member *data)
{
    if (data->method != ZIP_STORED)
        return true;
    for (size_t i = 0; i < c->state.storage_count; i++)
        if (c->state.storage[i].found && !c->state.storage[i].stored)
            return true;
    return false;
}

// What torch.package writes beside its pickles and their code.
static const struct zip_member *package_list(const struct zip *z)
{
    for (size_t i = 0; i < z->member_count; i++)
        if (view_ends(z->member[i].name, VIEW("/.data/extern_modules")))
            return &z->member[i];
    return NULL;
}

static struct error *read_zip(struct checkpoint *c)
{
    struct view folder = {0};
    struct zip z;

    c->out->format = VIEW("torch");
    c->content.in_weights = true;
    struct error *e = zip_read(c->arena, c->file, &c->notes, &z);
    if (e) {
        TRY(scan_members(c, &z, NULL));
        return e;
    }
    const struct zip_member *data = data_pkl(&z, &folder);
    if (data)
        TRY(read_data_pkl(c, &z, data, folder));
    TRY(check_scripts(c, &z, folder));
    TRY(read_byte_order(c, &z, folder));
    check_folded(c, &z, folder);
    TRY(scan_members(c, &z, data));
    if (data && any_packed(c, data))
        note_add(
            &c->notes, VIEW("torch.packed"), NOTE_PLAIN, data->header,
            "members are compressed: all weights have to be unpacked before "
            "they can be used");
    const struct zip_member *list = data ? NULL : package_list(&z);
    if (list)
        note_add(&c->notes, VIEW("torch.torchscript"), NOTE_REVIEW,
                 list->header,
                 "an archive of torch.package: its loader imports the code "
                 "that comes with it");
    return data || list ? NULL
                        : refuse(c, VIEW("zip.malformed"), NOTE_MALFORMED,
                                 "the archive holds no data.pkl, as a PyTorch "
                                 "checkpoint does");
}

// ---- the older form

struct stream {
    struct view bytes; // the front of the file
    struct pickle pickle[LEGACY_PICKLES];
    unsigned whole;
    uint64_t end;
};

// Reads the pickles of the front; stops at the first that is not whole.
static void read_stream(struct checkpoint *c, struct stream *s)
{
    const struct pickle_onlooker onlooker = torch_state_onlooker(&c->state);
    struct pickle_reader *p = &c->content.pickle;

    p->container = true;
    s->whole = 0;
    s->end = 0;
    while (s->whole < LEGACY_PICKLES) {
        struct pickle *one = &s->pickle[s->whole];

        p->onlooker = s->whole == OBJECT ? &onlooker : NULL;
        pickle_read(p, s->bytes, s->end, one);
        if (!one->whole)
            break;
        s->end = one->end;
        s->whole++;
    }
    p->onlooker = NULL;
    p->container = false;
}

// Behind the pickles: for each key a count of 8 bytes and the elements.
static struct error *find_streamed(struct checkpoint *c,
                                   struct pickle_value keys, uint64_t *at)
{
    struct pickle_box list = pickle_items(keys);

    for (size_t i = 0; i < list.item_count; i++) {
        struct torch_storage *s =
            torch_state_storage(&c->state, pickle_text(list.item[i]));
        struct view count;
        uint64_t size;

        if (!s) {
            note_add(&c->notes, VIEW("torch.storage"), NOTE_MALFORMED, *at,
                     "a storage that no tensor names");
            return NULL;
        }
        // What is packed together counts as one.
        uint64_t units = s->count / (s->type ? s->type->block : 1);
        TRY(file_read(c->arena, c->file, *at, 8, &count));
        if (count.len < 8 || view_little(count) != units ||
            !torch_storage_size(s, &size)) {
            note_add(&c->notes, VIEW("torch.storage"), NOTE_MALFORMED, *at,
                     "the storage '" VIEW_FMT "' does not have the %" PRIu64
                     " elements that the tensors say",
                     VIEW_ARG(s->key), units);
            return NULL;
        }
        s->found = s->stored = true;
        s->offset = *at + 8;
        s->size =
            size < c->file->size - s->offset ? size : c->file->size - s->offset;
        *at = s->offset + s->size;
    }
    return NULL;
}

// Looks behind the storages, where no loader looks, but an attacker might make
// one.
static struct error *search_behind(struct checkpoint *c, uint64_t at)
{
    enum { FRONT_SEARCH = 1 << 20, BACK_SEARCH = 64 << 10 };
    uint64_t left = c->file->size - at;
    uint64_t most = FRONT_SEARCH + BACK_SEARCH;
    struct view v;

    TRY(file_read(c->arena, c->file, at, left < most ? left : most, &v));
    c->content.pickle.base = at;
    pickle_search(&c->content.pickle, v, 0);
    if (left > most) {
        at = c->file->size - BACK_SEARCH;
        TRY(file_read(c->arena, c->file, at, BACK_SEARCH, &v));
        c->content.pickle.base = at;
        pickle_search(&c->content.pickle, v, 0);
    }
    c->content.pickle.base = 0;
    return NULL;
}

static struct error *take_stream(struct checkpoint *c, struct stream *s)
{
    if (s->whole < LEGACY_PICKLES) {
        pickle_search(&c->content.pickle, s->bytes, s->pickle[s->whole].end);
        return error_new(c->arena, ERROR_INPUT,
                         (struct place){c->file->path, s->end, 0},
                         "the checkpoint breaks off in its pickles");
    }
    const struct pickle *object = &s->pickle[OBJECT],
                        *keys = &s->pickle[OBJECT + 1];
    uint64_t at = s->end;
    TRY(find_streamed(c, keys->root, &at));
    torch_state_take(&c->state, object, (size_t)s->end);
    return at < c->file->size ? search_behind(c, at) : NULL;
}

static struct error *read_legacy(struct checkpoint *c)
{
    struct pickle_reader *p = &c->content.pickle;
    struct pickle_hold hold;
    struct stream s = {0};

    c->state.older = true;
    c->out->format = VIEW("torch");
    note_add(&c->notes, VIEW("torch.legacy"), NOTE_PLAIN, 0,
             "the checkpoint format of PyTorch before 1.6");
    struct error *e = pickle_hold(p, c->file, 0, UINT64_MAX, &hold);
    if (!e) {
        s.bytes = hold.bytes;
        read_stream(c, &s);
        e = take_stream(c, &s);
    }
    pickle_let_go(p, &hold);
    return e;
}

// ---- which form

static struct error *read_pickle(struct checkpoint *c)
{
    c->out->format = VIEW("pickle");
    return content_scan(&c->content, c->file);
}

static struct error *read_tar(struct checkpoint *c)
{
    c->out->format = VIEW("torch");
    TRY(content_scan(&c->content, c->file));
    bool danger = c->notes.worst == NOTE_DANGER;
    return refuse(c, VIEW("torch.legacy-tar"),
                  danger ? NOTE_DANGER : NOTE_MALFORMED,
                  "the tar checkpoints of PyTorch 0.1 are not read: save the "
                  "model again with a newer version");
}

// Whether a file holds nothing but paths, one a line: what Python reads from a
// .pth at its start, and what has the name by chance in common with
// checkpoints.
static bool is_path_list(struct view v)
{
    bool any = false;

    if (utf8_fault(v) != SIZE_MAX)
        return false;
    while (v.len) {
        struct view line = view_trim(view_cut(v, '\n', &v));
        bool path = byte_in('/', line) || byte_in('\\', line);

        for (size_t i = 0; i < line.len; i++)
            if ((unsigned char)line.at[i] < ' ' ||
                (ascii_blank(line.at[i]) && !path && line.at[0] != '#'))
                return false;
        any |= path;
    }
    return any;
}

static struct error *read_other(struct checkpoint *c)
{
    struct view bytes;

    TRY(content_scan(&c->content, c->file));
    if (c->notes.worst == NOTE_DANGER)
        return NULL;
    TRY(file_read(c->arena, c->file, 0, LONGEST_LIST, &bytes));
    if (c->file->size <= LONGEST_LIST &&
        view_ends(arena_lower(c->arena, c->file->path), VIEW(".pth")) &&
        is_path_list(bytes)) {
        note_add(&c->notes, VIEW("format.mismatch"), NOTE_PLAIN, 0,
                 "is named like a checkpoint and holds paths, which Python "
                 "adds to its own when it starts");
        return NULL;
    }
    return refuse(c, VIEW("format.mismatch"), NOTE_MALFORMED,
                  "is no PyTorch checkpoint: neither a zip archive nor a "
                  "pickle");
}

// A whole archive behind a pickle: which of the two is loaded depends on the
// reader. (content_scan says so of all other kinds.)
static void check_polyglot(struct checkpoint *c)
{
    if (zip_is(c->file))
        note_add(&c->notes, VIEW("format.polyglot"), NOTE_DANGER, 0,
                 "the file is a pickle in front and a zip archive at its end");
}

static bool is_legacy(struct view front)
{
    for (size_t i = 0; i < sizeof legacy_magics / sizeof *legacy_magics; i++)
        if (view_starts(front, legacy_magics[i]))
            return true;
    return false;
}

static struct error *read_checkpoint(struct checkpoint *c)
{
    enum content_kind kind;
    struct view front;

    TRY(content_open(c->arena, &c->notes, &c->content));
    TRY(file_read(c->arena, c->file, 0, FRONT, &front));
    if (is_legacy(front)) {
        check_polyglot(c);
        return read_legacy(c);
    }
    TRY(content_kind(&c->content, c->file, &kind));
    if (kind == CONTENT_PICKLE)
        return read_pickle(c);
    if (kind == CONTENT_TAR)
        return read_tar(c);
    if (kind == CONTENT_ZIP)
        return read_zip(c);
    return read_other(c);
}

struct error *torch_is(struct arena *a, const struct file *f, bool *out)
{
    struct view front, folder;
    uint64_t start;
    struct zip z;

    *out = false;
    TRY(file_read(a, f, 0, FRONT, &front));
    TRY(zip_start(a, f, f->size, &start));
    bool one = !start || start == UINT64_MAX; // not the last of several
    if (is_legacy(front))
        *out = true;
    else if (one && view_starts(front, VIEW("PK\3\4")) && !zip_list(a, f, &z))
        *out = data_pkl(&z, &folder) != NULL;
    return NULL;
}

static struct error *read(struct arena *a, const struct file *f, bool lists,
                          struct tensors *out)
{
    struct checkpoint c = {.arena = a, .file = f, .out = out};

    *out = (struct tensors){.format = VIEW("torch")};
    c.notes.arena = a;
    c.state = torch_state_of(a, f, &c.notes, out);
    c.state.lists = lists;
    struct error *e = read_checkpoint(&c);
    notes_into(a, &c.notes, out);
    return e;
}

struct error *torch_read(struct arena *a, const struct file *f,
                         struct tensors *out)
{
    return read(a, f, true, out);
}

struct error *torch_check(struct arena *a, const struct file *f,
                          struct tensors *out)
{
    return read(a, f, false, out);
}
