// SPDX-License-Identifier: Apache-2.0
#include "safety/document_scan.h"

#include "base/unicode.h"
#include "safety/yaml_scan.h"

struct job {
    struct arena *scratch;
    struct notes *notes;
    const struct config_rules *rules;
    const struct document *document;
};

// JSON

static const struct {
    struct view rule;
    enum note_severity severity;
} faults[] = {
    [JSON_WHOLE] = {VIEW_INIT(""), NOTE_PLAIN},
    [JSON_GRAMMAR] = {VIEW_INIT("json.malformed"), NOTE_MALFORMED},
    [JSON_TRAILING] = {VIEW_INIT("json.trailing"), NOTE_MALFORMED},
    [JSON_ENCODING] = {VIEW_INIT("json.utf8"), NOTE_MALFORMED},
    [JSON_DEEP] = {VIEW_INIT("json.depth"), NOTE_LIMIT},
    [JSON_MANY] = {VIEW_INIT("json.limit"), NOTE_LIMIT},
};

static void tell_oddity(struct job *j, const struct json_oddity *odd,
                        struct view rule, enum note_severity severity,
                        const char *shows)
{
    if (odd->count)
        note_add(j->notes, rule, severity, odd->offset, "%s", shows);
}

// What a trainer writes down of a run; only Python reads it again.
static bool is_log(struct view name)
{
    static const struct view ends[] = {
        VIEW_INIT("_results.json"),
        VIEW_INIT("-summary.json"), // of wandb
        VIEW_INIT("metrics.json"),
        VIEW_INIT("trainer_state.json"),
    };

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (view_ends(name, ends[i]))
            return true;
    return false;
}

// What readers take differently, or some of them not at all. Python writes NaN
// and Infinity: in its logs, and as a bound in the settings of some models.
static void tell_oddities(struct job *j, const struct json_oddities *odd)
{
    bool log = is_log(j->document->name);
    bool bound = log || j->document->settings;

    tell_oddity(j, &odd->bom, VIEW("json.bom"), NOTE_PLAIN,
                "begins with a byte order mark, which some readers refuse");
    tell_oddity(j, &odd->not_number, VIEW("json.number"),
                log ? NOTE_PLAIN : NOTE_MALFORMED,
                "NaN stands for a number, which JSON does not have");
    tell_oddity(j, &odd->infinite, VIEW("json.number"),
                bound ? NOTE_PLAIN : NOTE_MALFORMED,
                "Infinity stands for a number, which JSON does not have");
    tell_oddity(j, &odd->inexact, VIEW("json.number"), NOTE_PLAIN,
                "a number that readers with doubles cannot hold: they read "
                "another one");
    tell_oddity(j, &odd->nul, VIEW("json.nul"), NOTE_PLAIN,
                "a zero character in a text, where some programs end it");
    tell_oddity(j, &odd->surrogate, VIEW("json.malformed"), NOTE_MALFORMED,
                "half a surrogate pair, which is no character");
}

// Whether each line is an object or an array by itself: data, and no settings.
static bool is_lines(const struct document *d)
{
    struct view rest = d->bytes;
    size_t lines = 0;

    while (rest.len) {
        struct arena scratch = {0};
        struct json json;
        struct view line = view_trim(view_cut(rest, '\n', &rest));
        bool is = !line.len || (!json_read(&scratch, line, d->path, &json) &&
                                json.root->kind >= JSON_ARRAY);

        arena_free(&scratch);
        if (!is)
            return false;
        lines += line.len > 0;
    }
    return lines > 1;
}

static void tell_fault(struct job *j, const struct json_oddities *odd,
                       const struct error *e)
{
    if (odd->fault == JSON_TRAILING && !j->document->settings &&
        is_lines(j->document))
        note_add(j->notes, VIEW("json.trailing"), NOTE_PLAIN, e->at.offset,
                 "holds a value in each line (JSON Lines); readers of JSON "
                 "refuse it");
    else
        note_add(j->notes, faults[odd->fault].rule, faults[odd->fault].severity,
                 e->at.offset, VIEW_FMT, VIEW_ARG(e->message));
}

static void tell_json(struct job *j, const struct json *json,
                      const struct json_oddities *odd, const struct error *e)
{
    tell_oddities(j, odd);
    if (e)
        tell_fault(j, odd, e);
    if (json->duplicates)
        note_add(j->notes, VIEW("json.dup"), NOTE_MALFORMED,
                 json->duplicate->offset,
                 "the key '" VIEW_FMT "' stands twice: readers disagree about "
                 "which one holds",
                 VIEW_ARG(view_head(json->duplicate->key, 100)));
    if (j->document->settings && json->root && !e &&
        json->root->kind != JSON_OBJECT)
        note_add(j->notes, VIEW("json.malformed"), NOTE_MALFORMED, 0,
                 "settings that are no object");
}

// Texts in other encodings hold zero bytes among the first four.
static bool is_wide(struct view bytes)
{
    struct view front = view_head(bytes, 4);

    return view_starts(bytes, VIEW("\xff\xfe")) ||
           view_starts(bytes, VIEW("\xfe\xff")) ||
           (front.len >= 2 && byte_in('\0', front));
}

// The configuration of a Keras model: the document, or what TensorFlow.js keeps
// of it beside the list of its weights.
static const struct json_value *keras_in(const struct json_value *root)
{
    const struct json_value *topology = json_get(root, VIEW("modelTopology"));
    const struct json_value *config = json_get(topology, VIEW("model_config"));

    return config ? config : topology ? topology : root;
}

static bool wants(const void *context, struct view key)
{
    const struct job *j = context;

    return config_wants(j->rules, j->document->name, key) || keras_wants(key);
}

static void scan_json(struct job *j)
{
    struct json json;
    struct json_oddities odd;
    const struct document *d = j->document;
    const struct json_filter filter = {wants, j};
    const struct error *e =
        json_inspect_part(j->scratch, d->bytes, d->path, &filter, &json, &odd);

    if (e && is_wide(d->bytes))
        odd.fault = JSON_ENCODING;
    // Where others may keep broken documents, what was not read to its end is
    // told all the same: what is behind could say anything.
    if (d->strict)
        tell_json(j, &json, &odd, e);
    else if (e && (odd.fault == JSON_DEEP || odd.fault == JSON_MANY))
        tell_fault(j, &odd, e);
    if (!json.root)
        return;
    config_scan(j->notes, j->rules, json.root, d->name);
    if (keras_is(keras_in(json.root)))
        keras_scan(j->notes, &j->rules->keras, keras_in(json.root));
}

// YAML

static void scan_yaml_bytes(struct job *j, struct view bytes, uint64_t offset,
                            enum yaml_strictness strict)
{
    const struct json_value *all =
        yaml_scan(j->scratch, j->notes, j->rules, bytes, offset, strict);

    if (!all)
        return;
    config_scan(j->notes, j->rules, all, j->document->name);
    for (const struct json_value *v = all->child; v; v = v->next)
        if (keras_is(v)) // as to_yaml() wrote it
            keras_scan(j->notes, &j->rules->keras, v);
}

// Loaders read the YAML at the root of a release; in the folders below lie
// records of training and other programs' settings, which nobody may have read
// with care.
static void scan_yaml(struct job *j)
{
    bool below = byte_in('/', j->document->path);
    enum yaml_strictness strict = !j->document->strict ? YAML_LENIENT
                                  : below              ? YAML_CARD
                                                       : YAML_STRICT;

    scan_yaml_bytes(j, j->document->bytes, 0, strict);
}

static struct view cut_line(struct view *rest)
{
    return view_trim(view_cut(*rest, '\n', rest));
}

// The first line after an open fence is a key, so that a card which only
// begins with a rule is none.
static bool begins_with_key(struct view text)
{
    struct view line = cut_line(&text);
    size_t len = 0;

    while (len < line.len &&
           (ascii_alnum(line.at[len]) || byte_in(line.at[len], VIEW("_-"))))
        len++;
    return len && len < line.len && line.at[len] == ':';
}

// A card: only the block between two `---` at its head is YAML.
static void scan_card(struct job *j)
{
    struct view text = j->document->bytes, rest = text;

    if (view_starts(rest, VIEW("\xef\xbb\xbf")))
        rest = view_from(rest, 3);
    if (!view_eq(cut_line(&rest), VIEW("---")))
        return;
    struct view inside = rest;
    while (rest.len) {
        size_t at = inside.len - rest.len;
        struct view line = cut_line(&rest);

        if (!view_eq(line, VIEW("---")) && !view_eq(line, VIEW("...")))
            continue;
        scan_yaml_bytes(j, view_head(inside, at),
                        (uint64_t)(inside.at - text.at), YAML_CARD);
        return;
    }
    if (j->document->strict && begins_with_key(inside))
        note_add(j->notes, VIEW("yaml.malformed"), NOTE_PLAIN, 0,
                 "the front matter is never closed: readers see none, or take "
                 "the whole card for it");
}

static void scan_template(struct job *j)
{
    size_t fault = utf8_fault(j->document->bytes);
    uint64_t spent = 0;

    if (j->document->strict && fault != SIZE_MAX)
        note_add(j->notes, VIEW("template.malformed"), NOTE_MALFORMED, fault,
                 "a template that is not UTF-8, which loaders refuse and we "
                 "read only in part");
    template_scan(j->notes, &j->rules->templates, j->document->bytes, 0, true,
                  &spent);
}

static const struct {
    struct view end;
    void (*scan)(struct job *j);
} kinds[] = {
    // clang-format off
    {VIEW_INIT(".json"), scan_json},
    {VIEW_INIT(".yaml"), scan_yaml},
    {VIEW_INIT(".yml"), scan_yaml},
    {VIEW_INIT(".md"), scan_card},
    {VIEW_INIT(".jinja"), scan_template},
    {VIEW_INIT(".jinja2"), scan_template},
    {VIEW_INIT(".j2"), scan_template},
    // clang-format on
};

enum { KINDS = sizeof kinds / sizeof *kinds };

static size_t kind_of(struct view name)
{
    size_t i = 0;

    while (i < KINDS && !view_ends(name, kinds[i].end))
        i++;
    return i;
}

bool document_is(struct view name)
{
    return kind_of(name) < KINDS;
}

void document_scan(struct arena *scratch, struct notes *n,
                   const struct config_rules *rules, const struct document *d)
{
    struct job j = {
        .scratch = scratch, .notes = n, .rules = rules, .document = d};
    size_t kind = kind_of(d->name);

    if (kind < KINDS)
        kinds[kind].scan(&j);
}
