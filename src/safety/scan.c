// SPDX-License-Identifier: Apache-2.0
#include "safety/scan.h"

#include "base/pool.h"
#include "base/unicode.h"
#include "format/content.h"
#include "format/hdf5.h"
#include "format/onnx.h"
#include "format/tf_graph.h"
#include "format/torch.h"
#include "safety/config_scan.h"
#include "safety/keras_file.h"
#include "safety/template_scan.h"

#include <inttypes.h>

enum {
    FRONT = 64 << 10,
    LARGEST_TEXT = 1 << 20, // of a configuration or template; longer ones hold
                            // vocabularies
    LARGEST_KERAS = 16 << 20,
};

struct rules { // read once, then only looked at
    struct config_rules config;
    struct records files;
    struct records passive;
};

struct found { // of one entry
    struct arena arena;
    struct notes notes;
};

struct scan {
    const struct release *release;
    const struct rules *rules;
    struct found *found; // by entry
    struct pool_gate gate;
};

struct look { // at one entry
    const struct rules *rules;
    const struct entry *entry;
    struct view name; // base name in lower case
    bool code_root;   // in a repository of code
    bool in_keras;    // in the archive of a Keras model
    struct arena *arena;
    struct notes *notes;
    struct file file;
    struct view front;
};

static bool any_end(const struct record *r, struct view name)
{
    struct view end;

    for (size_t at = 0; record_next(r, VIEW("end"), &at, &end);)
        if (view_ends(name, end))
            return true;
    return false;
}

static bool name_agrees(const struct record *r, struct view name)
{
    struct view exact;

    for (size_t at = 0; record_next(r, VIEW("name"), &at, &exact);)
        if (view_eq(name, exact))
            return true;
    return any_end(r, name);
}

static bool begins(struct view front, struct view begin)
{
    while (front.len && memchr(" \t\r\n", front.at[0], 4))
        front = view_from(front, 1);
    return view_eq_nocase(view_head(front, begin.len), begin);
}

static bool has_line(struct view text, struct view start)
{
    while (text.len) {
        struct view line = view_cut(text, '\n', &text);

        if (view_starts(line, start) && line.len > start.len &&
            (line.at[start.len] == ' ' || line.at[start.len] == '\t'))
            return true;
    }
    return false;
}

static bool has_word(struct view text, struct view word)
{
    return view_has(text, word);
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

// What the name promises, and how such a file begins.
static void look_at_name(struct look *l)
{
    for (size_t i = 0; i < l->rules->files.record_count; i++) {
        const struct record *r = &l->rules->files.record[i];
        bool model = view_eq(record_get(r, VIEW("where")), VIEW("model"));

        if ((model && (l->code_root || l->entry->scope != SCOPE_MAIN)) ||
            !name_agrees(r, l->name) || !content_agrees(r, l->front))
            continue;
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

// Reads the file as what its name says; false: the name says nothing.
static bool look_as_named(struct look *l, enum content_kind kind)
{
    struct tensors t;

    for (size_t i = 0; i < sizeof promised / sizeof *promised; i++) {
        if (l->entry->scope != SCOPE_MAIN || // stubs of tests promise nothing
            !view_ends(l->name, promised[i].end) ||
            (!promised[i].any && kind != CONTENT_PLAIN))
            continue;
        (void)!promised[i].read(l->arena, &l->file, &t);
        take_tensor_notes(l, &t);
        return true;
    }
    return false;
}

static void look_inside(struct look *l, struct content *c)
{
    struct tensors t;
    bool checkpoint;

    if (torch_is(l->arena, &l->file, &checkpoint))
        return;
    if (checkpoint) {
        (void)!torch_read(l->arena, &l->file, &t);
        take_tensor_notes(l, &t);
    } else {
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

// The settings that loaders read first, by name: config.json and its kin.
static bool is_settings(const struct look *l)
{
    return !l->code_root && l->entry->scope == SCOPE_MAIN &&
           view_ends(l->name, VIEW("config.json"));
}

// The configuration of a Keras model holds the whole model but its weights.
static uint64_t largest_text(const struct look *l)
{
    return l->in_keras ? (uint64_t)LARGEST_KERAS : (uint64_t)LARGEST_TEXT;
}

// Settings that no loader could use, told by what stands in the way.
static void check_settings(struct look *l, bool binary)
{
    if (!is_settings(l))
        return;
    if (l->file.size > largest_text(l))
        note_add(l->notes, VIEW("limit.config"), NOTE_LIMIT, 0,
                 "settings of %" PRIu64 " bytes; at most %" PRIu64 " are read",
                 l->file.size, largest_text(l));
    else if (binary)
        note_add(l->notes, VIEW("json.malformed"), NOTE_MALFORMED, 0,
                 "holds a zero byte, which JSON cannot");
}

static void look_at_config(struct look *l)
{
    struct view bytes;
    struct json json;

    if (file_read(l->arena, &l->file, 0, largest_text(l), &bytes))
        return;
    struct error *e = json_read(l->arena, bytes, l->entry->path, &json);
    if (e) {
        // In a repository of code, JSON may be broken on purpose.
        if (!l->code_root)
            note_add(l->notes,
                     utf8_fault(bytes) == SIZE_MAX ? VIEW("json.malformed")
                                                   : VIEW("json.utf8"),
                     NOTE_MALFORMED, e->at.offset, VIEW_FMT,
                     VIEW_ARG(error_message(l->arena, e)));
        return;
    }
    if (json.duplicates && !l->code_root)
        note_add(l->notes, VIEW("json.dup"), NOTE_MALFORMED,
                 json.duplicate->offset,
                 "the key '" VIEW_FMT "' stands twice: readers disagree about "
                 "which one holds",
                 VIEW_ARG(view_head(json.duplicate->key, 100)));
    if (is_settings(l) && json.root->kind != JSON_OBJECT)
        note_add(l->notes, VIEW("json.malformed"), NOTE_MALFORMED, 0,
                 "settings that are no object");
    config_scan(l->notes, &l->rules->config, json.root, l->name);
    if (l->in_keras && !keras_is(json.root))
        keras_scan(l->notes, &l->rules->config.keras, json.root);
}

static void look_at_template(struct look *l)
{
    struct view bytes;

    if (!file_read(l->arena, &l->file, 0, LARGEST_TEXT, &bytes))
        template_scan(l->notes, &l->rules->config.templates, bytes, 0);
}

static void look_at_text(struct look *l)
{
    if (l->entry->scope != SCOPE_MAIN || l->file.size > largest_text(l))
        return;
    if (view_ends(l->name, VIEW(".json")))
        look_at_config(l);
    else if (view_ends(l->name, VIEW(".jinja")))
        look_at_template(l);
}

// HDF5, and what Keras keeps in it. Behind a front of another format it is read
// by who looks further.
static void look_at_hdf5(struct look *l, enum content_kind kind)
{
    uint64_t start;

    if (!hdf5_is(&l->file, &start))
        return;
    if (start && kind != CONTENT_PLAIN)
        note_add(l->notes, VIEW("format.polyglot"), NOTE_DANGER, start,
                 "an HDF5 file stands behind something else: which of the two "
                 "is read depends on the reader");
    (void)!keras_hdf5(l->arena, &l->file, &l->rules->config.keras, l->notes);
}

static void look_at_metadata(struct look *l)
{
    if (view_eq(l->name, VIEW("keras_metadata.pb")))
        (void)!keras_metadata(l->arena, &l->file, &l->rules->config.keras,
                              l->notes);
}

// A member of an archive that is no container itself: as its name says.
static void look_at_member(struct content *c, const struct file *f)
{
    struct look l = *(const struct look *)c->owner;

    l.name = arena_lower(c->arena, view_basename(f->path));
    l.arena = c->arena;
    l.notes = c->notes;
    l.file = *f;
    l.in_keras = c->in_keras && view_eq(f->path, VIEW("config.json"));
    check_settings(&l, f->size && memchr(f->memory.at, '\0', f->size) != NULL);
    look_at_hdf5(&l, CONTENT_PLAIN);
    look_at_metadata(&l);
    if (!look_as_named(&l, CONTENT_PLAIN))
        look_at_text(&l);
}

// In a repository of code, what would be an attack among weights is a matter
// of course: programs, and configuration of what one's own code may load.
static void soften(struct look *l)
{
    static const struct view softer[] = {
        VIEW_INIT("config."),
        VIEW_INIT("format.executable"),
    };

    for (size_t i = 0; l->code_root && i < l->notes->note_count; i++)
        for (size_t k = 0; k < sizeof softer / sizeof *softer; k++)
            if (view_starts(l->notes->note[i].rule, softer[k]) &&
                l->notes->note[i].severity == NOTE_DANGER)
                l->notes->note[i].severity = NOTE_REVIEW;
}

static void look_at(struct look *l)
{
    struct content c = content_with(l->arena, l->notes, l->rules->config.names);
    enum content_kind kind;

    c.plain = look_at_member;
    c.owner = l;
    if (file_read(l->arena, &l->file, 0, FRONT, &l->front) ||
        content_kind(&c, &l->file, &kind))
        return;
    bool binary =
        l->front.len && memchr(l->front.at, '\0', l->front.len) != NULL;
    if (!look_as_named(l, kind) && l->front.len &&
        (kind != CONTENT_PLAIN || binary))
        look_inside(l, &c);
    if (binary || view_ends(l->name, VIEW(".h5")))
        look_at_hdf5(l, kind);
    if (l->entry->scope == SCOPE_MAIN)
        look_at_metadata(l);
    check_passive(l, kind);
    look_at_name(l);
    check_settings(l, binary);
    if (!binary)
        look_at_text(l);
    soften(l);
}

// Runs in the pool; touches the entry's slot only.
static void scan_entry(void *context, size_t i)
{
    struct scan *s = context;
    const struct entry *e = &s->release->entry[i];
    struct arena scratch = {0};
    struct notes notes = {.arena = &scratch};
    struct look l = {.rules = s->rules,
                     .entry = e,
                     .name = entry_basename(e),
                     .arena = &scratch,
                     .notes = &notes};
    struct found *found = &s->found[i];

    if (e->kind != ENTRY_FILE)
        return;
    l.code_root = s->release->root[e->root].kind == ROOT_CODE;
    pool_gate_enter(&s->gate, e->size);
    if (!file_open(&scratch, e->file, &l.file)) {
        look_at(&l);
        file_close(&l.file);
    }
    for (size_t k = 0; k < notes.note_count; k++) {
        struct tensor_note *to =
            LIST_ADD(&found->arena, found->notes.note, found->notes.note_count);

        *to = notes.note[k];
        to->rule = arena_copy(&found->arena, to->rule);
        to->member = arena_copy(&found->arena, to->member);
        to->shows = arena_copy(&found->arena, to->shows);
    }
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

static const struct record *rule_of(const struct records *all, struct view rule)
{
    for (size_t i = 0; i < all->record_count; i++) {
        struct view value;
        for (size_t at = 0;
             record_next(&all->record[i], VIEW("rule"), &at, &value);)
            if (view_eq(value, rule))
                return &all->record[i];
    }
    return NULL;
}

// What opening the release noticed.
static void take_notes(struct arena *a, const struct release *r,
                       const struct records *grave, struct safety *s)
{
    for (size_t i = 0; i < r->note_count; i++) {
        const struct record *rule = rule_of(grave, r->note[i].rule);
        enum note_severity severity = rule ? severity_of(rule) : NOTE_PLAIN;

        safety_add(a, s,
                   (struct safety_finding){
                       .rule = r->note[i].rule,
                       .severity = (enum safety_verdict)(severity + 1),
                       .path = r->note[i].path,
                       .shows = r->note[i].shows});
    }
}

static struct error *rules_open(struct arena *a, struct rules *rules,
                                struct records *grave)
{
    TRY(knowledge_read(a, VIEW("safety/files.txt"), &rules->files));
    TRY(knowledge_read(a, VIEW("safety/passive.txt"), &rules->passive));
    TRY(knowledge_read(a, VIEW("safety/release.txt"), grave));
    return config_rules_open(a, &rules->config);
}

void safety_scan(struct arena *a, const struct release *r, size_t threads,
                 struct safety *s)
{
    struct arena work = {0};
    struct rules rules;
    struct records grave;
    struct scan scan = {.release = r, .rules = &rules, .gate = POOL_GATE};

    struct error *e = rules_open(&work, &rules, &grave);
    if (e) { // a file of ours: a test reads them all
        safety_add(a, s,
                   (struct safety_finding){.rule = VIEW("limit.rules"),
                                           .severity = SAFETY_LIMIT,
                                           .shows = error_message(a, e)});
        arena_free(&work);
        return;
    }
    scan.found = ARENA_NEW(&work, struct found, r->entry_count);
    pool_run(threads, r->entry_count, scan_entry, &scan);
    for (size_t i = 0; i < r->entry_count; i++) {
        take_found(a, &r->entry[i], &scan.found[i], s);
        arena_free(&scan.found[i].arena);
    }
    take_notes(a, r, &grave, s);
    arena_free(&work);
}
