// SPDX-License-Identifier: Apache-2.0
#include "safety/look.h"

#include "format/content.h"
#include "format/gguf.h"
#include "format/hdf5.h"
#include "format/lfs.h"
#include "format/tf_graph.h"
#include "format/torch.h"
#include "format/zip_end.h"
#include "safety/document_scan.h"
#include "safety/external.h"
#include "safety/file_kind.h"
#include "safety/keras_file.h"
#include "safety/name_scan.h"
#include "safety/promised.h"

#include <inttypes.h>

enum {
    FRONT = 64 << 10,
    LARGEST = 64 << 20, // bytes read of a document
};

struct softer {         // a record of code.txt
    struct view begins; // the rule
    enum note_severity from, to;
    bool aside;
};

struct look_rules {
    struct config_rules config;
    struct name_rules names;
    struct records settings;
    struct softer *softer;
    size_t softer_count;
};

static struct error *read_softer(struct arena *a, struct look_rules *out)
{
    struct records all;

    TRY(knowledge_read(a, VIEW("safety/code.txt"), &all));
    out->softer = ARENA_NEW(a, struct softer, all.record_count);
    out->softer_count = all.record_count;
    for (size_t i = 0; i < all.record_count; i++) {
        const struct record *r = &all.record[i];
        struct softer *s = &out->softer[i];

        s->begins = record_get(r, VIEW("begins"));
        s->aside = view_eq(record_get(r, VIEW("aside")), VIEW("yes"));
        if (!note_severity(record_get(r, VIEW("from")), &s->from) ||
            !note_severity(record_get(r, VIEW("to")), &s->to))
            return error_new(a, ERROR_INPUT,
                             (struct place){all.path, 0, r->field->line},
                             "no such severity");
    }
    return NULL;
}

struct error *look_rules_open(struct arena *a, const struct look_rules **out)
{
    struct look_rules *rules = ARENA_NEW(a, struct look_rules, 1);

    *out = rules;
    TRY(name_rules_open(a, &rules->names));
    TRY(knowledge_read(a, VIEW("safety/settings.txt"), &rules->settings));
    TRY(read_softer(a, rules));
    return config_rules_open(a, &rules->config);
}

static void take_tensor_notes(struct look *l, const struct tensors *t)
{
    for (size_t i = 0; i < t->note_count; i++) {
        const struct tensor_note *n = &t->note[i];
        struct view outer = l->notes->member;

        if (n->member.len && !outer.len)
            l->notes->member = n->member;
        note_add(l->notes, n->rule, n->severity, n->offset, VIEW_FMT,
                 VIEW_ARG(n->shows));
        l->notes->member = outer;
    }
}

// What a Mac keeps beside "model.pt" as "._model.pt": no loader reads it, and
// nobody here knows what is in it.
static bool is_beside(const struct look *l)
{
    return view_eq(l->format, VIEW("appledouble"));
}

// The name of what comes out of a stream: model.gguf.gz holds model.gguf.
static struct view unpacked_name(struct view name)
{
    static const struct view ends[] = {
        VIEW_INIT(".gz"),  VIEW_INIT(".bz2"),  VIEW_INIT(".xz"),
        VIEW_INIT(".zst"), VIEW_INIT(".lzma"),
    };

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (view_ends(name, ends[i]) && name.len > ends[i].len)
            return view_head(name, name.len - ends[i].len);
    return name;
}

// Reads the file as what its name says. False: the name says nothing, or
// another format may stand in the same file.
static bool look_as_named(struct look *l, enum content_kind kind)
{
    const bool plain = kind == CONTENT_PLAIN;
    const struct promised *p =
        promised_by(plain ? unpacked_name(l->name) : l->name, plain);
    struct tensors t;

    if (!p && view_eq(l->format, VIEW("onnx"))) // by its content
        p = promised_by(VIEW(".onnx"), true);
    if (!p || is_beside(l))
        return false;
    l->checkpoint |= p->checkpoint;
    if (p->checkpoint && l->told)
        return true;
    struct arena own = arena_beside(l->arena); // there may be many tensors
    (void)!promised_read(p, &own, &l->file, &t);
    take_tensor_notes(l, &t);
    if (!l->notes->member.len)
        external_check(l->arena, l->release, l->entry, &t, l->notes);
    arena_free(&own);
    return p->checkpoint;
}

// HDF5, and what Keras keeps in it. Behind a front of another format it is read
// by who looks further.
static void look_at_hdf5(struct look *l, enum content_kind kind,
                         struct content *c)
{
    uint64_t start, end;

    if (!hdf5_is(&l->file, &start))
        return;
    if (kind == CONTENT_PLAIN)
        l->format = VIEW("hdf5"); // also behind a user block
    if (start && kind != CONTENT_PLAIN)
        note_add(l->notes, VIEW("format.polyglot"), NOTE_DANGER, start,
                 "an HDF5 file stands behind something else: which of the two "
                 "is read depends on the reader");
    (void)!keras_hdf5(l->arena, &l->file, &l->rules->config.keras, l->notes,
                      &end);
    if (end && end < l->file.size)
        (void)!content_behind(c, &l->file, end);
}

static void look_at_metadata(struct look *l)
{
    if (view_eq(l->name, VIEW("keras_metadata.pb")))
        (void)!keras_metadata(l->arena, &l->file, &l->rules->config.keras,
                              l->notes);
}

// The configuration of a Keras archive, whatever its shape.
static void look_at_keras(struct look *l, struct view bytes)
{
    struct json_oddities odd;
    struct json json;

    (void)!json_inspect(l->arena, bytes, l->entry->path, &json, &odd);
    if (!keras_is(json.root))
        keras_scan(l->notes, &l->rules->config.keras, json.root);
}

static void look_inside(struct look *l, struct content *c)
{
    struct tensors t;
    bool checkpoint;

    if (torch_is(l->arena, &l->file, &checkpoint))
        return;
    l->checkpoint |= checkpoint;
    if (checkpoint && !l->told) {
        struct arena own = arena_beside(l->arena);

        (void)!torch_check(&own, &l->file, &t);
        take_tensor_notes(l, &t);
        arena_free(&own);
    } else if (!checkpoint) {
        (void)!content_scan(c, &l->file); // told in the notes, or unreadable
    }
}

static void check_passive(struct look *l, enum content_kind kind)
{
    bool pickle = kind == CONTENT_PICKLE;
    bool archive =
        kind == CONTENT_ZIP || kind == CONTENT_TAR || kind == CONTENT_7Z;

    if ((pickle || archive) &&
        name_is_passive(&l->rules->names, l->name,
                        pickle ? VIEW("pickle") : VIEW("archive")))
        note_add(l->notes, VIEW("format.mismatch"), NOTE_DANGER, 0,
                 "%s under the name of something harmless",
                 pickle ? "a pickle" : "an archive");
}

// Whether a value of `key` in settings.txt is `name`, or what it starts with.
static bool is_listed(const struct look *l, struct view key, struct view name,
                      bool starts)
{
    struct view value;

    for (size_t i = 0; i < l->rules->settings.record_count; i++)
        for (size_t at = 0;
             record_next(&l->rules->settings.record[i], key, &at, &value);)
            if (starts ? view_starts(name, value) : view_eq(name, value))
                return true;
    return false;
}

static bool is_settings(const struct look *l)
{
    return !l->code_root && is_listed(l, VIEW("name"), l->name, false);
}

// Of an editor or a compiler: what breaks the grammar of JSON there is meant.
static bool is_of_tool(const struct look *l)
{
    struct view folder = view_basename(view_dirname(l->entry->path));

    return is_listed(l, VIEW("tool"), l->name, false) ||
           is_listed(l, VIEW("tool-start"), l->name, true) ||
           is_listed(l, VIEW("tool-folder"), folder, false);
}

// Of a larger document the part that is not read could say anything. Gives what
// was read.
static struct view look_at_document(struct look *l, struct document d)
{
    d.name = l->name;
    if (!document_is(l->name) || is_beside(l))
        return d.bytes;
    if (l->file.size > LARGEST)
        note_add(l->notes, VIEW("limit.config"), NOTE_LIMIT, 0,
                 "a document of %" PRIu64 " bytes; only up to %d are read",
                 l->file.size, LARGEST);
    else if (!file_read(l->arena, &l->file, 0, LARGEST, &d.bytes))
        document_scan(l->arena, l->notes, &l->rules->config, &d);
    return d.bytes;
}

static void soften_note(const struct look_rules *rules, struct tensor_note *n,
                        bool aside)
{
    for (size_t i = 0; i < rules->softer_count; i++) {
        const struct softer *s = &rules->softer[i];

        if (n->severity != s->from || (s->aside && !aside) ||
            !view_starts(n->rule, s->begins))
            continue;
        n->severity = s->to;
        return;
    }
}

// "mmm_core.S.j2"
static bool is_source_template(const struct look *l)
{
    struct view value, rest = l->name;

    while (rest.len && rest.at[rest.len - 1] != '.')
        rest.len--;
    rest.len -= rest.len > 0; // the point

    for (size_t i = 0; i < l->rules->settings.record_count; i++)
        for (size_t at = 0; record_next(&l->rules->settings.record[i],
                                        VIEW("source"), &at, &value);)
            if (view_ends(rest, value))
                return true;
    return false;
}

static void soften(struct look *l)
{
    bool source = is_source_template(l);

    for (size_t i = 0; i < l->notes->note_count; i++) {
        struct tensor_note *n = &l->notes->note[i];

        if (l->code_root || (source && view_starts(n->rule, VIEW("template."))))
            soften_note(l->rules, n, l->aside);
    }
}

// Every template that a GGUF file carries for its engine. What else is wrong
// with the file is told by parts/weights.
static void look_at_gguf(struct look *l)
{
    struct view key = VIEW("tokenizer.chat_template");
    struct tensors t;
    uint64_t spent = 0;

    if (!view_starts(l->front, VIEW("GGUF")))
        return;
    (void)!gguf_read(l->arena, &l->file, &t);
    for (size_t i = 0; i < t.meta_count; i++)
        if (view_starts(t.meta[i].key, key))
            template_scan(l->notes, &l->rules->config.templates,
                          t.meta[i].value, t.meta[i].offset, false, &spent);
}

// A graph of TensorFlow under a name that promises none; loaders of frozen
// graphs go by no name.
static void look_at_graph(struct look *l)
{
    (void)!tf_graph_read(l->arena, &l->file, TF_UNKNOWN, l->notes);
}

// A stand-in for a file that was not fetched. In a repository of code nobody
// may miss it.
static void tell_pointer(struct look *l, const char *shows)
{
    note_add(l->notes, VIEW("lfs.pointer"),
             l->code_root ? NOTE_PLAIN : NOTE_MALFORMED, 0, "%s", shows);
}

void look_at_pointer(struct look *l)
{
    tell_pointer(l, "a pointer stands for the file, whose content was never "
                    "fetched");
}

static void look_at_name(struct look *l)
{
    const struct named_file named = {
        .name = l->name,
        .path = l->inside ? l->file.path : l->entry->path,
        .file = &l->file,
        .front = l->front,
        .format = l->format,
        .code = l->code_root,
    };

    name_scan(l->arena, l->notes, &l->rules->names, &named);
}

// What every file may be, and a member of an archive too.
static void look_at_content(struct look *l, enum content_kind kind)
{
    const struct safety_seen seen = {
        .entry = l->inside ? NULL : l->entry,
        .path = l->inside ? l->name : l->entry->lower,
        .file = &l->file,
        .format = l->format,
        .checkpoint = l->checkpoint,
    };

    look_at_name(l);
    look_at_gguf(l);
    if (kind == CONTENT_PLAIN && (view_eq(l->format, VIEW("unknown")) ||
                                  view_eq(l->format, VIEW("text"))))
        look_at_graph(l);
    if (l->also)
        l->also(l->context, l->arena, &seen, l->notes);
}

static struct look look_at_member(struct content *c, const struct file *f)
{
    struct look l = *(const struct look *)c->reader->context;

    l.arena = c->arena;
    l.notes = c->notes;
    l.file = *f;
    l.file.path = unpacked_name(f->path);
    l.name = arena_lower(c->arena, view_basename(l.file.path));
    l.inside = true;
    l.checkpoint = l.told = false;
    return l;
}

// A member of an archive that is no container itself: as its name says. Others
// than the loader of the archive may keep broken documents there, so of those
// only what they would do is told.
static void read_member(struct content *c, const struct file *f)
{
    struct look l = look_at_member(c, f);

    if (file_read(c->arena, &l.file, 0, FRONT, &l.front))
        return;
    l.format = file_kind(c->arena, CONTENT_PLAIN, l.name, &l.file, l.front);
    if (view_eq(l.format, VIEW("unknown")) || is_beside(&l))
        (void)!content_search(c, &l.file);
    look_at_hdf5(&l, CONTENT_PLAIN, c);
    look_at_metadata(&l);
    (void)look_as_named(&l, CONTENT_PLAIN);
    look_at_content(&l, CONTENT_PLAIN);
    bool keras = c->in_keras && view_eq(l.file.path, VIEW("config.json"));
    struct view bytes = look_at_document(
        &l, (struct document){.path = l.file.path, .strict = keras});
    if (keras)
        look_at_keras(&l, bytes);
}

static bool is_told(const struct notes *n, struct view rule)
{
    for (size_t i = 0; i < n->note_count; i++)
        if (view_eq(n->note[i].rule, rule) &&
            view_eq(n->note[i].member, n->member))
            return true;
    return false;
}

// A container in an archive: what its loader would do besides unpickling.
static void meet_member(struct content *c, const struct file *f,
                        enum content_kind kind)
{
    struct look l = look_at_member(c, f);
    struct tensors t;
    bool checkpoint = false;

    check_passive(&l, kind);
    look_at_hdf5(&l, kind, c);
    if (kind != CONTENT_ZIP || torch_is(c->arena, &l.file, &checkpoint) ||
        !checkpoint)
        return;
    (void)!torch_check(c->arena, &l.file, &t);
    // Names that only PyTorch takes for the same one are told by its reader.
    bool dup = is_told(c->notes, VIEW("zip.dup"));
    for (size_t i = 0; i < t.note_count; i++)
        if (view_starts(t.note[i].rule, VIEW("torch.")) ||
            (!dup && view_eq(t.note[i].rule, VIEW("zip.dup"))))
            note_add(c->notes, t.note[i].rule, t.note[i].severity,
                     t.note[i].offset, VIEW_FMT, VIEW_ARG(t.note[i].shows));
}

// Settings, and weights by their content or by a name that promises them.
static bool wants(const void *context, struct view name, struct view front)
{
    const struct look *l = context;
    static const struct view formats[] = {
        VIEW_INIT("gguf"),
        VIEW_INIT("safetensors"),
        VIEW_INIT("hdf5"),
    };
    // HDF5 may stand behind anything (a user block).
    static const struct view ends[] = {VIEW_INIT(".h5"), VIEW_INIT(".hdf5")};
    struct view format = file_front_kind(front);

    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (view_eq(formats[i], format))
            return true;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (view_ends(name, ends[i]))
            return true;
    return promised_by(name, true) || document_is(name) ||
           name_is_told(&l->rules->names, name);
}

// What the reader of checkpoints looks into itself is not told twice.
static void aloud(struct content *c, const struct file *f,
                  enum content_kind kind)
{
    struct notes *silent = c->notes,
                 *loud = ((const struct look *)c->reader->context)->notes;
    struct view outer = loud->member;

    loud->member = silent->member;
    c->notes = c->pickle.notes = loud;
    if (kind == CONTENT_PLAIN)
        read_member(c, f);
    else
        meet_member(c, f, kind);
    c->notes = c->pickle.notes = silent;
    loud->member = outer;
}

static void read_aloud(struct content *c, const struct file *f)
{
    aloud(c, f, CONTENT_PLAIN);
}

// What torch.save writes: "archive/data.pkl", "archive/data/12", and some that
// hold a word. The reader of checkpoints knows them.
static bool is_own(struct view name)
{
    static const struct view words[] = {
        VIEW_INIT("data.pkl"),        VIEW_INIT("version"),
        VIEW_INIT("byteorder"),       VIEW_INIT("serialization_id"),
        VIEW_INIT(".format_version"), VIEW_INIT(".storage_alignment"),
    };
    struct view key = view_basename(name);
    size_t digits = 0;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (view_eq(key, words[i]))
            return true;
    while (digits < key.len && ascii_digit(key.at[digits]))
        digits++;
    return key.len && digits == key.len &&
           view_ends(view_head(name, name.len - key.len), VIEW("/data/"));
}

static bool is_other(const struct zip_member *m)
{
    return !m->folder && !is_own(m->name);
}

// Of a checkpoint's archive what is no part of the checkpoint: as in any
// archive, others may be made to open it.
static void look_beside_weights(struct look *l)
{
    const struct content_reader reader = {wants, read_aloud, aloud, l};
    struct notes silent = {.arena = l->arena};
    struct content c = content_with(l->arena, &silent, l->rules->config.names);
    struct zip z = {0};
    size_t others = 0;

    c.reader = &reader;
    if (!view_starts(l->front, VIEW("PK\3\4")) ||
        zip_list(l->arena, &l->file, &z))
        return;
    for (size_t i = 0; i < z.member_count; i++)
        others += is_other(&z.member[i]);
    if (!others || zip_read(l->arena, &l->file, &silent, &z))
        return;
    for (size_t i = 0; i < z.member_count; i++)
        if (is_other(&z.member[i]) &&
            content_member(&c, &l->file, &z.member[i]))
            return;
}

void look_at(struct look *l)
{
    const struct content_reader reader = {wants, read_member, meet_member, l};
    struct content c = content_with(l->arena, l->notes, l->rules->config.names);
    enum content_kind kind;

    c.reader = &reader;
    if (file_read(l->arena, &l->file, 0, FRONT, &l->front) ||
        content_kind(&c, &l->file, &kind))
        return;
    bool binary =
        l->front.len && memchr(l->front.at, '\0', l->front.len) != NULL;
    l->format = file_kind(l->arena, kind, l->name, &l->file, l->front);
    // Readers of archives start at the end, whatever stands before it.
    bool looks = kind != CONTENT_PLAIN || binary || zip_is(&l->file);
    if (!look_as_named(l, kind) && l->front.len && looks)
        look_inside(l, &c);
    if (c.chance) {
        kind = CONTENT_PLAIN;
        l->format = file_kind(l->arena, kind, l->name, &l->file, l->front);
        (void)look_as_named(l, kind);
    }
    if (l->checkpoint)
        look_beside_weights(l);
    bool shown = kind == CONTENT_PLAIN && (view_eq(l->format, VIEW("image")) ||
                                           view_eq(l->format, VIEW("pdf")));
    if (view_eq(l->format, VIEW("unknown")) || shown || is_beside(l) ||
        is_told(l->notes, VIEW("onnx.malformed")))
        (void)!content_search(&c, &l->file);
    look_at_hdf5(l, kind, &c);
    look_at_metadata(l);
    check_passive(l, kind);
    look_at_content(l, kind);
    if (lfs_resembles(l->front))
        tell_pointer(l, "a broken pointer of Git LFS stands for the file, "
                        "whose content was never fetched");
    if (kind == CONTENT_PLAIN)
        look_at_document(l, (struct document){.path = l->entry->path,
                                              .strict = !l->code_root &&
                                                        !l->aside &&
                                                        !is_of_tool(l),
                                              .settings = is_settings(l)});
    soften(l);
}
