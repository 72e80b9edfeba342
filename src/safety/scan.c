// SPDX-License-Identifier: Apache-2.0
#include "safety/scan.h"

#include "base/pool.h"
#include "base/unicode.h"
#include "format/content.h"
#include "format/gguf.h"
#include "format/hdf5.h"
#include "format/lfs.h"
#include "format/onnx.h"
#include "format/tf_graph.h"
#include "format/torch.h"
#include "safety/document_scan.h"
#include "safety/external.h"
#include "safety/file_kind.h"
#include "safety/held.h"
#include "safety/keras_file.h"
#include "safety/rules.h"
#include "safety/template_compare.h"

#include <inttypes.h>

enum { FRONT = 64 << 10 };

// A name, or how one ends, that a record of safety/files.txt asks for.
struct name_rule {
    struct view text;
    bool whole;
    const struct record *record;
};

struct rules { // read once, then only looked at
    struct config_rules config;
    struct records files;
    struct name_rule *name; // in the order of the records
    size_t name_count;
    struct records passive;
    struct safety_rules all;
};

struct found { // of one entry
    struct arena arena;
    struct notes notes;
    struct safety_file file;
};

struct scan {
    const struct safety_choice *choice;
    const struct release *release;
    const struct rules *rules;
    struct found *found; // by entry
    struct pool_gate gate;
};

struct look { // at one entry, or at a member of it
    const struct safety_choice *choice;
    const struct rules *rules;
    const struct release *release;
    const struct entry *entry;
    struct view name; // base name in lower case
    bool code_root;   // in a repository of code
    bool aside;       // among tests, examples or others' code, beside one's own
    struct arena *arena;
    struct notes *notes;
    struct file file;
    struct view front;
    struct view format; // what it is
    bool checkpoint;    // torch_read has read it
    bool inside;        // a member of an archive, or out of a stream
    bool told;          // and that before, for the same findings
};

static bool any_of(const struct record *r, struct view key,
                   bool (*holds)(struct view name, struct view value),
                   struct view name)
{
    struct view value;

    for (size_t at = 0; record_next(r, key, &at, &value);)
        if (holds(name, value))
            return true;
    return false;
}

static bool any_end(const struct record *r, struct view name)
{
    return any_of(r, VIEW("end"), view_ends, name);
}

static bool format_agrees(const struct record *r, struct view format)
{
    return !record_get(r, VIEW("format")).len ||
           any_of(r, VIEW("format"), view_eq, format);
}

static bool name_agrees(const struct name_rule *r, struct view name)
{
    return r->whole ? view_eq(name, r->text) : view_ends(name, r->text);
}

static bool folder_agrees(const struct record *r, struct view path)
{
    struct view folder = record_get(r, VIEW("folder"));
    struct view base = view_basename(path);

    if (!folder.len)
        return true;
    if (base.len == path.len)
        return false;
    return view_eq_nocase(
        view_basename(view_head(path, path.len - base.len - 1)), folder);
}

static bool begins(struct view front, struct view begin)
{
    while (front.len && memchr(" \t\r\n", front.at[0], 4))
        front = view_from(front, 1);
    return view_eq_nocase(view_head(front, begin.len), begin);
}

static bool has_line(struct view text, struct view start)
{
    if (view_starts(text, VIEW("\xef\xbb\xbf"))) // Python skips it
        text = view_from(text, 3);
    while (text.len) {
        struct view line = view_cut(text, '\n', &text);

        if (view_starts(line, start) && line.len > start.len &&
            (line.at[start.len] == ' ' || line.at[start.len] == '\t'))
            return true;
    }
    return false;
}

// In a line, but not in its comment, which a blank or nothing precedes.
static bool has_word(struct view text, struct view word)
{
    while (text.len) {
        struct view line = view_cut(text, '\n', &text);
        size_t end = 0;

        while (end < line.len &&
               (line.at[end] != '#' || (end && !ascii_blank(line.at[end - 1]))))
            end++;
        if (view_has(view_head(line, end), word))
            return true;
    }
    return false;
}

static const struct {
    struct view key;
    bool (*holds)(struct view front, struct view value);
} conditions[] = {
    {VIEW_INIT("begin"), begins},
    {VIEW_INIT("line"), has_line},
    {VIEW_INIT("word"), has_word},
};

static bool content_agrees(const struct record *r, struct view front)
{
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
        struct view value;
        bool asked = false, holds = false;

        for (size_t at = 0;
             record_next(r, conditions[i].key, &at, &value) && !holds;) {
            asked = true;
            holds = conditions[i].holds(front, value);
        }
        if (asked && !holds)
            return false;
    }
    return true;
}

static const struct {
    struct view word;
    enum note_severity severity;
} severities[] = {
    {VIEW_INIT("note"), NOTE_PLAIN},
    {VIEW_INIT("review"), NOTE_REVIEW},
    {VIEW_INIT("limit"), NOTE_LIMIT},
    {VIEW_INIT("malformed"), NOTE_MALFORMED},
    {VIEW_INIT("danger"), NOTE_DANGER},
};

static enum note_severity severity_of(const struct record *r)
{
    struct view word = record_get(r, VIEW("severity"));

    for (size_t i = 0; i < sizeof severities / sizeof *severities; i++)
        if (view_eq(severities[i].word, word))
            return severities[i].severity;
    return NOTE_REVIEW;
}

// How it begins, or all of it where lines and words count.
static struct view content_for(struct look *l, const struct record *r)
{
    enum { LARGEST = 16 << 20 };
    struct view all = l->front;

    if ((!record_get(r, VIEW("line")).len &&
         !record_get(r, VIEW("word")).len) ||
        l->file.size <= all.len || memchr(all.at, '\0', all.len) ||
        file_read(l->arena, &l->file, 0, LARGEST, &all))
        return l->front;
    if (l->file.size > LARGEST)
        note_add(l->notes, VIEW("limit.config"), NOTE_LIMIT, LARGEST,
                 "a text of %" PRIu64 " bytes; only up to %d are read",
                 l->file.size, LARGEST);
    return all;
}

// What the name promises, and how such a file begins.
static void look_at_name(struct look *l)
{
    struct view path = l->inside ? l->file.path : l->entry->path;
    const struct record *told = NULL;

    for (size_t i = 0; i < l->rules->name_count; i++) {
        const struct record *r = l->rules->name[i].record;

        if (r == told || !name_agrees(&l->rules->name[i], l->name))
            continue;
        bool model = view_eq(record_get(r, VIEW("where")), VIEW("model"));

        if ((model && l->code_root) || !format_agrees(r, l->format) ||
            !view_starts(l->name, record_get(r, VIEW("start"))) ||
            !folder_agrees(r, path) || !content_agrees(r, content_for(l, r)))
            continue;
        told = r;
        note_add(l->notes, record_get(r, VIEW("rule")), severity_of(r), 0,
                 VIEW_FMT, VIEW_ARG(record_get(r, VIEW("shows"))));
    }
}

static bool is_passive(const struct look *l, struct view content)
{
    for (size_t i = 0; i < l->rules->passive.record_count; i++) {
        const struct record *r = &l->rules->passive.record[i];
        struct view holds = record_get(r, VIEW("holds"));

        if (any_end(r, l->name) && (!holds.len || view_eq(holds, content)))
            return true;
    }
    return false;
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

static struct error *read_pickle(struct arena *a, const struct file *f,
                                 struct tensors *out)
{
    struct notes n = {.arena = a};
    struct error *e = pickle_scan(a, f, &n);

    *out = (struct tensors){0};
    notes_into(a, &n, out);
    return e;
}

static struct error *read_tf(struct arena *a, const struct file *f,
                             enum tf_form form, struct tensors *out)
{
    struct notes n = {.arena = a};
    struct error *e = tf_graph_read(a, f, form, &n);

    *out = (struct tensors){0};
    notes_into(a, &n, out);
    return e;
}

static struct error *read_saved_model(struct arena *a, const struct file *f,
                                      struct tensors *out)
{
    return read_tf(a, f, TF_SAVED_MODEL, out);
}

static struct error *read_graph(struct arena *a, const struct file *f,
                                struct tensors *out)
{
    return read_tf(a, f, TF_UNKNOWN, out);
}

static struct error *read_graph_text(struct arena *a, const struct file *f,
                                     struct tensors *out)
{
    return read_tf(a, f, TF_TEXT, out);
}

// Names that promise a format to every loader: such a file is read as that
// format, so that one that breaks it is told too.
static const struct {
    struct view end;
    struct error *(*read)(struct arena *a, const struct file *f,
                          struct tensors *out);
    bool any; // whatever the content looks like
} promised[] = {
    {VIEW_INIT(".onnx"), onnx_read, false},
    {VIEW_INIT(".pkl"), read_pickle, false},
    {VIEW_INIT(".pickle"), read_pickle, false},
    {VIEW_INIT(".pt"), torch_read, true},
    {VIEW_INIT("saved_model.pb"), read_saved_model, false},
    {VIEW_INIT(".pb"), read_graph, false},
    {VIEW_INIT(".meta"), read_graph, false},
    {VIEW_INIT(".pbtxt"), read_graph_text, false},
};

// What a Mac keeps beside "model.pt" as "._model.pt": no loader reads it, and
// nobody here knows what is in it.
static bool is_beside(const struct look *l)
{
    return view_eq(l->format, VIEW("appledouble"));
}

// Reads the file as what its name says. False: the name says nothing, or
// another format may stand in the same file.
static bool look_as_named(struct look *l, enum content_kind kind)
{
    struct tensors t;

    if (is_beside(l))
        return false;
    for (size_t i = 0; i < sizeof promised / sizeof *promised; i++) {
        if (!view_ends(l->name, promised[i].end) ||
            (!promised[i].any && kind != CONTENT_PLAIN))
            continue;
        bool torch = promised[i].read == torch_read;
        l->checkpoint |= torch;
        if (torch && l->told)
            return true;
        (void)!promised[i].read(l->arena, &l->file, &t);
        take_tensor_notes(l, &t);
        if (!l->notes->member.len)
            external_check(l->arena, l->release, l->entry, &t, l->notes);
        return promised[i].any;
    }
    return false;
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
    struct json json;

    if (!json_read(l->arena, bytes, l->entry->path, &json) &&
        !keras_is(json.root))
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
        (void)!torch_read(l->arena, &l->file, &t);
        take_tensor_notes(l, &t);
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
        is_passive(l, pickle ? VIEW("pickle") : VIEW("archive")))
        note_add(l->notes, VIEW("format.mismatch"), NOTE_DANGER, 0,
                 "%s under the name of something harmless",
                 pickle ? "a pickle" : "an archive");
}

// The settings that loaders read as an object. Others of a like name are lists
// (data_config.json of Sentence Transformers).
static bool is_settings(const struct look *l)
{
    static const struct view names[] = {
        VIEW_INIT("config.json"),
        VIEW_INIT("tokenizer_config.json"),
        VIEW_INIT("generation_config.json"),
        VIEW_INIT("adapter_config.json"),
        VIEW_INIT("preprocessor_config.json"),
        VIEW_INIT("processor_config.json"),
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (view_eq(l->name, names[i]))
            return !l->code_root;
    return false;
}

// Of a larger document the part that is not read could say anything.
static void refuse_large(struct look *l)
{
    note_add(l->notes, VIEW("limit.config"), NOTE_LIMIT, 0,
             "a document of %" PRIu64 " bytes; only up to %d are read",
             l->file.size, SCAN_LARGEST);
}

static void look_at_text(struct look *l)
{
    struct document d = {.path = l->entry->path,
                         .name = l->name,
                         .strict = !l->code_root && !l->aside,
                         .settings = is_settings(l)};

    if (!document_is(l->name) || is_beside(l))
        return;
    if (l->file.size > SCAN_LARGEST)
        refuse_large(l);
    else if (!file_read(l->arena, &l->file, 0, SCAN_LARGEST, &d.bytes))
        document_scan(l->arena, l->notes, &l->rules->config, &d);
}

// In a repository of code, what would be an attack among weights is a matter
// of course: programs, and settings and templates of what one's own code loads.
// What is aside there may be broken on purpose.
static const struct {
    struct view rule; // its beginning
    enum note_severity from, to;
    bool aside;
} softer[] = {
    {{0}, NOTE_MALFORMED, NOTE_PLAIN, true},
    {VIEW_INIT("json."), NOTE_LIMIT, NOTE_PLAIN, false},
    {VIEW_INIT("yaml.depth"), NOTE_LIMIT, NOTE_PLAIN, false},
    {VIEW_INIT("yaml.limit"), NOTE_LIMIT, NOTE_PLAIN, false},
    {{0}, NOTE_LIMIT, NOTE_REVIEW, true},
    {VIEW_INIT("config."), NOTE_DANGER, NOTE_REVIEW, false},
    {VIEW_INIT("config.target"), NOTE_REVIEW, NOTE_PLAIN, false},
    {VIEW_INIT("format.executable"), NOTE_DANGER, NOTE_REVIEW, false},
    {VIEW_INIT("limit.config"), NOTE_LIMIT, NOTE_PLAIN, false},
    {VIEW_INIT("yaml."), NOTE_DANGER, NOTE_PLAIN, false},
    {VIEW_INIT("yaml.depth"), NOTE_LIMIT, NOTE_PLAIN, false},
    {VIEW_INIT("yaml.limit"), NOTE_LIMIT, NOTE_PLAIN, false},
    {VIEW_INIT("template."), NOTE_MALFORMED, NOTE_PLAIN, false},
    {VIEW_INIT("template."), NOTE_LIMIT, NOTE_PLAIN, false},
    {VIEW_INIT("template."), NOTE_REVIEW, NOTE_PLAIN, false},
    {VIEW_INIT("template."), NOTE_DANGER, NOTE_REVIEW, false},
};

static void soften_note(struct tensor_note *n, bool aside)
{
    for (size_t i = 0; i < sizeof softer / sizeof *softer; i++) {
        if (n->severity != softer[i].from || (softer[i].aside && !aside) ||
            !view_starts(n->rule, softer[i].rule))
            continue;
        n->severity = softer[i].to;
        return;
    }
}

static void soften(struct look *l)
{
    for (size_t i = 0; l->code_root && i < l->notes->note_count; i++)
        soften_note(&l->notes->note[i], l->aside);
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

// What every file may be, and a member of an archive too.
static void look_at_content(struct look *l, enum content_kind kind)
{
    const struct safety_choice *choice = l->choice;
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
    if (choice->also)
        choice->also(choice->context, l->arena, &seen, l->notes);
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

static void read_document(struct look *l, struct content *c)
{
    struct document d = {.path = l->file.path, .name = l->name};

    if (!document_is(l->name) || is_beside(l))
        return;
    if (l->file.size > SCAN_LARGEST)
        refuse_large(l);
    else if (!file_read(c->arena, &l->file, 0, SCAN_LARGEST, &d.bytes))
        document_scan(c->arena, c->notes, &l->rules->config, &d);
    if (c->in_keras && view_eq(l->file.path, VIEW("config.json")))
        look_at_keras(l, d.bytes);
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
    read_document(&l, c);
}

// A container in an archive: what its loader would do besides unpickling.
static void meet_member(struct content *c, const struct file *f,
                        enum content_kind kind)
{
    struct look l = look_at_member(c, f);
    struct tensors t;
    bool checkpoint = false;

    check_passive(&l, kind);
    if (kind != CONTENT_ZIP || torch_is(c->arena, &l.file, &checkpoint) ||
        !checkpoint)
        return;
    (void)!torch_read(c->arena, &l.file, &t);
    for (size_t i = 0; i < t.note_count; i++)
        if (view_starts(t.note[i].rule, VIEW("torch.")))
            note_add(c->notes, t.note[i].rule, t.note[i].severity,
                     t.note[i].offset, VIEW_FMT, VIEW_ARG(t.note[i].shows));
}

// Settings, and weights by their content or by a name that promises them.
static bool wants(struct view name, struct view front)
{
    static const struct view formats[] = {
        VIEW_INIT("gguf"),
        VIEW_INIT("safetensors"),
        VIEW_INIT("hdf5"),
    };
    struct view format = file_front_kind(front);

    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (view_eq(formats[i], format))
            return true;
    for (size_t i = 0; i < sizeof promised / sizeof *promised; i++)
        if (view_ends(name, promised[i].end))
            return true;
    return document_is(name);
}

static void look_at(struct look *l)
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
    if (!look_as_named(l, kind) && l->front.len &&
        (kind != CONTENT_PLAIN || binary))
        look_inside(l, &c);
    if (view_eq(l->format, VIEW("unknown")) || is_beside(l))
        (void)!content_search(&c, &l->file);
    if (binary || view_ends(l->name, VIEW(".h5")) ||
        view_ends(l->name, VIEW(".hdf5")))
        look_at_hdf5(l, kind, &c);
    look_at_metadata(l);
    check_passive(l, kind);
    look_at_content(l, kind);
    if (lfs_resembles(l->front))
        tell_pointer(l, "a broken pointer of Git LFS stands for the file, "
                        "whose content was never fetched");
    if (kind == CONTENT_PLAIN)
        look_at_text(l);
    soften(l);
}

static void keep_notes(const struct notes *notes, struct found *found)
{
    for (size_t k = 0; k < notes->note_count; k++) {
        struct tensor_note *to =
            LIST_ADD(&found->arena, found->notes.note, found->notes.note_count);

        *to = notes->note[k];
        to->rule = arena_copy(&found->arena, to->rule);
        to->member = arena_copy(&found->arena, to->member);
        to->shows = arena_copy(&found->arena, to->shows);
    }
}

// Looks at the file, hashes it if that is asked for, and lets it go.
static void look_and_hash(const struct scan *s, struct look *l, struct held *h,
                          struct found *found)
{
    const struct safety_choice *choice = s->choice;

    l->file = h->file;
    look_at(l);
    found->file.opened = true;
    found->file.format = l->format;
    if (choice->digest)
        found->file.digest = held_digest(&found->arena, h);
    held_close(h);
    if (h->changed)
        note_add(l->notes, VIEW("changed"), NOTE_REVIEW, 0,
                 "it changed while it was looked at");
}

static void open_and_look(const struct scan *s, struct look *l,
                          struct found *found)
{
    struct held held;
    struct error *e = held_open(l->arena, l->entry->file, &held);

    if (e) {
        entry_met(l->entry, e);
        return;
    }
    held.file.trouble = l->entry->trouble;
    look_and_hash(s, l, &held, found);
}

// Runs in the pool; touches the entry's slot only.
static void scan_entry(void *context, size_t i)
{
    struct scan *s = context;
    const struct entry *e = &s->release->entry[i];
    const enum root_kind root = s->release->root[e->root].kind;
    struct arena scratch = {0};
    struct notes notes = {.arena = &scratch};
    struct look l = {.choice = s->choice,
                     .rules = s->rules,
                     .release = s->release,
                     .entry = e,
                     .name = entry_basename(e),
                     .arena = &scratch,
                     .notes = &notes};

    if (e->kind != ENTRY_FILE && e->kind != ENTRY_POINTER)
        return;
    l.code_root = root == ROOT_CODE;
    l.aside = e->scope != SCOPE_MAIN && root != ROOT_SNAPSHOT;
    l.told = s->choice->told && s->choice->told[i];
    pool_gate_enter(&s->gate, e->size);
    if (e->kind == ENTRY_POINTER)
        tell_pointer(&l, "a pointer stands for the file, whose content was "
                         "never fetched");
    else
        open_and_look(s, &l, &s->found[i]);
    keep_notes(&notes, &s->found[i]);
    arena_free(&scratch);
    pool_gate_leave(&s->gate, e->size);
}

static void take_found(struct arena *a, const struct entry *e,
                       const struct found *f, struct safety *s)
{
    for (size_t i = 0; i < f->notes.note_count; i++) {
        const struct tensor_note *n = &f->notes.note[i];

        safety_add(a, s,
                   (struct safety_finding){
                       .rule = arena_copy(a, n->rule),
                       // The words of notes are those of findings, but for ok.
                       .severity = (enum safety_verdict)(n->severity + 1),
                       .path = e->path,
                       .member = arena_copy(a, n->member),
                       .has_offset = n->offset > 0,
                       .offset = n->offset,
                       .shows = arena_copy(a, n->shows)});
    }
}

static void take_note(struct arena *a, const struct release_note *n,
                      const struct safety_rules *rules, struct safety *s)
{
    const struct safety_rule *rule = safety_rules_find(rules, n->rule);

    safety_add(
        a, s,
        (struct safety_finding){.rule = n->rule,
                                .severity = rule ? rule->usual : SAFETY_NOTE,
                                .path = n->path,
                                .shows = n->shows});
}

// What opening the release noticed.
static void take_notes(struct arena *a, const struct release *r,
                       const struct safety_rules *rules, struct safety *s)
{
    for (size_t i = 0; i < r->note_count; i++)
        take_note(a, &r->note[i], rules, s);
}

static void take_names(struct arena *a, const struct record *r, struct view key,
                       struct rules *rules)
{
    struct view text;

    for (size_t at = 0; record_next(r, key, &at, &text);)
        *LIST_ADD(a, rules->name, rules->name_count) =
            (struct name_rule){text, view_eq(key, VIEW("name")), r};
}

static struct error *rules_open(struct arena *a, struct rules *rules)
{
    *rules = (struct rules){0};
    TRY(knowledge_read(a, VIEW("safety/files.txt"), &rules->files));
    for (size_t i = 0; i < rules->files.record_count; i++) {
        take_names(a, &rules->files.record[i], VIEW("name"), rules);
        take_names(a, &rules->files.record[i], VIEW("end"), rules);
    }
    TRY(knowledge_read(a, VIEW("safety/passive.txt"), &rules->passive));
    TRY(safety_rules_open(a, &rules->all));
    return config_rules_open(a, &rules->config);
}

// A file of ours that cannot be read: a test reads them all.
static void tell_rules(struct arena *a, const struct error *e, struct safety *s)
{
    safety_add(a, s,
               (struct safety_finding){.rule = VIEW("limit.rules"),
                                       .severity = SAFETY_LIMIT,
                                       .shows = error_message(a, e)});
}

struct safety_file *safety_scan_files(struct arena *a, const struct release *r,
                                      const struct safety_choice *choice,
                                      struct safety *s)
{
    struct safety_file *file = ARENA_NEW(a, struct safety_file, r->entry_count);
    struct arena work = {0};
    struct rules rules;
    struct scan scan = {
        .choice = choice, .release = r, .rules = &rules, .gate = POOL_GATE};

    struct error *e = rules_open(&work, &rules);
    if (e) {
        tell_rules(a, e, s);
        arena_free(&work);
        return file;
    }
    scan.found = ARENA_NEW(&work, struct found, r->entry_count);
    pool_run(choice->threads, r->entry_count, scan_entry, &scan);
    for (size_t i = 0; i < r->entry_count; i++) {
        take_found(a, &r->entry[i], &scan.found[i], s);
        file[i] = scan.found[i].file;
        file[i].digest = arena_copy(a, file[i].digest);
        arena_free(&scan.found[i].arena);
    }
    take_notes(a, r, &rules.all, s);
    templates_compare(a, r, s);
    safety_classify(&rules.all, s);
    arena_free(&work);
    return file;
}

void safety_scan(struct arena *a, const struct release *r, size_t threads,
                 struct safety *s)
{
    const struct safety_choice choice = {.threads = threads};

    safety_scan_files(a, r, &choice, s);
}

// Both are sorted by path.
void safety_files_judge(const struct release *r, const struct safety *s,
                        struct safety_file *file)
{
    size_t at = 0;

    for (size_t i = 0; i < r->entry_count; i++) {
        while (at < s->finding_count &&
               view_compare(s->finding[at].path, r->entry[i].path) < 0)
            at++;
        for (; at < s->finding_count &&
               view_eq(s->finding[at].path, r->entry[i].path);
             at++)
            if (s->finding[at].severity > file[i].verdict)
                file[i].verdict = s->finding[at].severity;
    }
}

void safety_trouble(struct arena *a, const struct release *r, struct safety *s)
{
    struct arena work = {0};
    struct safety_rules rules;
    struct release_note n;
    bool read = false;

    for (size_t i = 0; i < r->entry_count; i++) {
        if (!entry_trouble(&r->entry[i], &n))
            continue;
        struct error *e = read ? NULL : safety_rules_open(&work, &rules);
        if (e) {
            tell_rules(a, e, s);
            break;
        }
        read = true;
        take_note(a, &n, &rules, s);
    }
    arena_free(&work);
}
