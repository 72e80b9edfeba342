// SPDX-License-Identifier: Apache-2.0
#include "report/spdx.h"

#include "format/json_write.h"
#include "release/tree_digest.h"

#define NO_ELEMENT "https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement"
#define NO_LICENSE                                                             \
    "https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/NoAssertionLicense"
#define NO_TIME "1970-01-01T00:00:00Z"

struct ids {
    struct view *item;
    size_t count;
};

struct spdx {
    struct json_writer w;
    struct arena *arena;
    const struct inspection *i;
    struct view space; // what every id of the document begins with
    struct ids all;    // elements so far
    size_t relations;
    struct bom_data_list data;
};

// ---------------------------------------------------------------- elements

static struct view id_of(struct spdx *s, const char *kind, size_t number)
{
    return number
               ? arena_print(s->arena, VIEW_FMT "%s-%zu", VIEW_ARG(s->space),
                             kind, number)
               : arena_print(s->arena, VIEW_FMT "%s", VIEW_ARG(s->space), kind);
}

static void begin_element(struct spdx *s, struct view type, struct view id)
{
    *LIST_ADD(s->arena, s->all.item, s->all.count) = id;
    json_begin(&s->w, '{');
    json_member(&s->w, VIEW("type"), type);
    json_member(&s->w, VIEW("spdxId"), id);
    json_member(&s->w, VIEW("creationInfo"), VIEW("_:creation"));
}

static void write_ids(struct spdx *s, struct view key, const struct ids *ids)
{
    json_key(&s->w, key);
    json_begin(&s->w, '[');
    for (size_t n = 0; n < ids->count; n++)
        json_text(&s->w, ids->item[n]);
    json_end(&s->w, ']');
}

static void write_one(struct spdx *s, struct view key, struct view value)
{
    write_ids(s, key, &(struct ids){&value, 1});
}

// Nothing for an empty list, which SPDX does not allow.
static void relate(struct spdx *s, struct view from, struct view type,
                   const struct ids *to, struct view completeness)
{
    if (!to->count)
        return;
    begin_element(s, VIEW("Relationship"),
                  id_of(s, "relation", ++s->relations));
    json_member(&s->w, VIEW("from"), from);
    json_member(&s->w, VIEW("relationshipType"), type);
    write_ids(s, VIEW("to"), to);
    json_member_if(&s->w, VIEW("completeness"), completeness);
    json_end(&s->w, '}');
}

static void relate_one(struct spdx *s, struct view from, struct view type,
                       struct view to)
{
    relate(s, from, type, &(struct ids){&to, 1}, (struct view){0});
}

// ---------------------------------------------------------------- licenses

// An element for the terms, or the individual for none. A name that is no
// expression is a text that consists of the name.
static struct view write_license(struct spdx *s, const struct part_terms *t,
                                 struct view of)
{
    static const struct part_terms none = {0};
    enum bom_license kind = bom_license_of((t ? t : &none)->expression);
    struct view id;

    if (!t || kind == BOM_NOT_STATED)
        return VIEW(NO_LICENSE);
    id = arena_print(s->arena, VIEW_FMT "-license", VIEW_ARG(of));
    if (kind == BOM_NAMED && !view_starts(t->expression, VIEW("LicenseRef-"))) {
        begin_element(s, VIEW("simplelicensing_SimpleLicensingText"), id);
        json_member(&s->w, VIEW("name"), bom_name(s->arena, t->expression));
        json_member(&s->w, VIEW("simplelicensing_licenseText"),
                    bom_name(s->arena, t->expression));
    } else {
        begin_element(s, VIEW("simplelicensing_LicenseExpression"), id);
        json_member(&s->w, VIEW("simplelicensing_licenseExpression"),
                    bom_name(s->arena, t->expression));
    }
    json_end(&s->w, '}');
    return id;
}

// Exactly one declared and one concluded license (AI and Dataset profiles).
static void license_package(struct spdx *s, struct view package,
                            const struct part_terms *t)
{
    struct view license = write_license(s, t, package);

    relate_one(s, package, VIEW("hasDeclaredLicense"),
               t && t->scope != TERMS_ASSUMED ? license : VIEW(NO_LICENSE));
    relate_one(s, package, VIEW("hasConcludedLicense"),
               t && bom_concluded(t) ? license : VIEW(NO_LICENSE));
}

// ---------------------------------------------------------------- packages

static void write_comment(struct spdx *s, struct view known)
{
    json_member(&s->w, VIEW("comment"),
                arena_print(s->arena,
                            VIEW_FMT "Not stated: what is " NO_TIME
                                     ", NOASSERTION or NoAssertion here.",
                            VIEW_ARG(known)));
}

// "2026-01-15", perhaps with more behind it.
static bool is_date(struct view v)
{
    static const char shape[] = "dddd-dd-dd";
    struct view day = view_head(v, sizeof shape - 1);
    uint64_t month = 0, of_month = 0;

    for (size_t n = 0; n < sizeof shape - 1; n++)
        if (n >= day.len ||
            (shape[n] == 'd' ? !ascii_digit(day.at[n]) : day.at[n] != shape[n]))
            return false;
    return view_u64(view_head(view_from(day, 5), 2), &month) &&
           view_u64(view_from(day, 8), &of_month) && month >= 1 &&
           month <= 12 && of_month >= 1 && of_month <= 31;
}

// A record may say when the release came out.
static struct view release_time(struct spdx *s)
{
    const struct model_record *record = s->i->release->record;

    return record && is_date(record->date)
               ? arena_print(s->arena, VIEW_FMT "T00:00:00Z",
                             VIEW_ARG(view_head(record->date, 10)))
               : VIEW(NO_TIME);
}

static void write_package(struct spdx *s, struct view name, struct view version,
                          struct view purpose, struct view time)
{
    json_member(&s->w, VIEW("name"), bom_name(s->arena, name));
    if (version.len)
        json_member(&s->w, VIEW("software_packageVersion"),
                    bom_name(s->arena, version));
    json_member(&s->w, VIEW("software_downloadLocation"), VIEW(NO_ELEMENT));
    json_member(&s->w, VIEW("software_primaryPurpose"), purpose);
    json_member(&s->w, VIEW("releaseTime"), time);
}

static void write_entry(struct spdx *s, struct view key, struct view value)
{
    json_begin(&s->w, '{');
    json_member(&s->w, VIEW("type"), VIEW("DictionaryEntry"));
    json_member(&s->w, VIEW("key"), key);
    json_member(&s->w, VIEW("value"), value);
    json_end(&s->w, '}');
}

static struct view training_words(struct spdx *s)
{
    static const struct {
        enum part_kind kind;
        enum stage stage;
        const char *words;
    } row[] = {
        {PART_CODE_TRAIN, STAGE_PRETRAIN, "training code"},
        {PART_DATA_TRAIN, STAGE_NONE, "training data"},
        {PART_DATA_INFO, STAGE_NONE, "information about the data"},
        {PART_CONFIG_TRAIN, STAGE_NONE, "settings of the training"},
    };
    struct text t = {.arena = s->arena};

    for (size_t n = 0; n < sizeof row / sizeof *row; n++) {
        const struct part *p =
            inventory_part(&s->i->inventory, row[n].kind, row[n].stage);

        text_print(&t, "%s%s: " VIEW_FMT, n ? "; " : "", row[n].words,
                   VIEW_ARG(presence_word(p->presence)));
        if (p->evidence_count)
            text_print(&t, " (" VIEW_FMT ")",
                       VIEW_ARG(evidence_place(s->arena, &p->evidence[0])));
    }
    return bom_name(s->arena, text_view(&t));
}

static void write_ai_members(struct spdx *s)
{
    const struct inventory *inv = &s->i->inventory;

    json_member(&s->w, VIEW("ai_autonomyType"), VIEW("noAssertion"));
    json_member(&s->w, VIEW("ai_informationAboutTraining"), training_words(s));
    if (inv->known_architecture && inv->architecture.shows.len)
        write_one(s, VIEW("ai_typeOfModel"),
                  bom_name(s->arena, inv->architecture.shows));
    if (inv->weights.parameters) {
        json_key(&s->w, VIEW("ai_hyperparameter"));
        json_begin(&s->w, '[');
        write_entry(s, VIEW("parameters"),
                    arena_print(s->arena, "%llu",
                                (unsigned long long)inv->weights.parameters));
        if (inv->weights.set[0].dtype.len)
            write_entry(s, VIEW("dtype"), inv->weights.set[0].dtype);
        json_end(&s->w, ']');
    }
    json_member(&s->w, VIEW("ai_useSensitivePersonalInformation"),
                VIEW("noAssertion"));
}

static struct view facts_words(struct spdx *s)
{
    const struct inspection *i = s->i;
    struct text t = {.arena = s->arena};

    text_print(&t, "Category " VIEW_FMT ", safety " VIEW_FMT ".",
               VIEW_ARG(category_id(i->category)),
               VIEW_ARG(safety_word(i->safety.verdict)));
    for (size_t n = 0; n < i->verdict_count; n++)
        text_print(&t, " " VIEW_FMT ": " VIEW_FMT ".",
                   VIEW_ARG(i->verdict[n].title),
                   VIEW_ARG(verdict_word(i->verdict[n].verdict)));
    text_byte(&t, ' ');
    return text_view(&t);
}

static struct view write_model(struct spdx *s)
{
    struct view id = id_of(s, "model", 0);
    bool model = bom_is_model(s->i);

    begin_element(s, model ? VIEW("ai_AIPackage") : VIEW("software_Package"),
                  id);
    write_package(s, s->i->release->name, bom_version(s->i),
                  model ? VIEW("model") : VIEW("source"), release_time(s));
    json_member(&s->w, VIEW("suppliedBy"), id_of(s, "supplier", 0));
    write_comment(s, facts_words(s));
    json_key(&s->w, VIEW("externalIdentifier"));
    json_begin(&s->w, '[');
    json_begin(&s->w, '{');
    json_member(&s->w, VIEW("type"), VIEW("ExternalIdentifier"));
    json_member(&s->w, VIEW("externalIdentifierType"), VIEW("other"));
    json_member(&s->w, VIEW("identifier"), s->i->release->tree_digest);
    json_member(&s->w, VIEW("comment"),
                tree_is_hashed(s->i->release)
                    ? VIEW("freehold tree digest")
                    : VIEW("freehold tree digest, of names and sizes only"));
    json_end(&s->w, '}');
    json_end(&s->w, ']');
    if (model)
        write_ai_members(s);
    json_end(&s->w, '}');
    license_package(s, id, bom_terms(s->i));
    return id;
}

static struct view write_base(struct spdx *s, size_t n)
{
    const struct parent *p = &s->i->inventory.lineage.parent[n];
    struct view id = id_of(s, "base", n + 1);

    begin_element(s, VIEW("ai_AIPackage"), id);
    write_package(s, p->name, VIEW("NOASSERTION"), VIEW("model"),
                  VIEW(NO_TIME));
    json_member(&s->w, VIEW("suppliedBy"), id_of(s, "unknown", 0));
    write_comment(
        s, arena_print(s->arena, VIEW_FMT ", " VIEW_FMT ". ",
                       VIEW_ARG(relation_word(p->relation)),
                       VIEW_ARG(bom_name(
                           s->arena, evidence_place(s->arena, &p->source)))));
    json_end(&s->w, '}');
    license_package(s, id, bom_base_terms(s->arena, s->i, n));
    return id;
}

static struct view write_data(struct spdx *s, const struct bom_data *d,
                              size_t number)
{
    struct view id = id_of(s, "data", number);

    begin_element(s, VIEW("dataset_DatasetPackage"), id);
    write_package(s, d->name, (struct view){0}, VIEW("data"), VIEW(NO_TIME));
    json_member(&s->w, VIEW("builtTime"), VIEW(NO_TIME));
    write_one(s, VIEW("originatedBy"), id_of(s, "unknown", 0));
    write_one(s, VIEW("dataset_datasetType"), VIEW("noAssertion"));
    json_member(&s->w, VIEW("dataset_hasSensitivePersonalInformation"),
                VIEW("noAssertion"));
    write_comment(
        s, arena_print(s->arena, VIEW_FMT " " VIEW_FMT ", " VIEW_FMT ". ",
                       VIEW_ARG(part_id(d->part->kind)),
                       VIEW_ARG(presence_word(d->part->presence)),
                       VIEW_ARG(bom_name(
                           s->arena, evidence_place(s->arena, &d->evidence)))));
    json_end(&s->w, '}');
    license_package(s, id, d->terms);
    return id;
}

// ---------------------------------------------------------------- files

static struct view write_file(struct spdx *s, const struct entry *e,
                              size_t number)
{
    struct view id = id_of(s, "file", number), kind = bom_entry_word(e);

    begin_element(s, VIEW("software_File"), id);
    json_member(&s->w, VIEW("name"), bom_name(s->arena, e->path));
    if (e->size_known || kind.len)
        json_member(&s->w, VIEW("comment"),
                    !e->size_known
                        ? kind
                        : arena_print(s->arena, "%llu bytes%s" VIEW_FMT,
                                      (unsigned long long)e->size,
                                      kind.len ? ", " : "", VIEW_ARG(kind)));
    if (e->digest.len == 64) {
        json_key(&s->w, VIEW("verifiedUsing"));
        json_begin(&s->w, '[');
        json_begin(&s->w, '{');
        json_member(&s->w, VIEW("type"), VIEW("Hash"));
        json_member(&s->w, VIEW("algorithm"), VIEW("sha256"));
        json_member(&s->w, VIEW("hashValue"), e->digest);
        json_end(&s->w, '}');
        json_end(&s->w, ']');
    }
    json_end(&s->w, '}');
    return id;
}

// Weights are the model's data files; the rest it contains.
static void write_files(struct spdx *s, struct view model)
{
    const struct release *r = s->i->release;
    const struct weights *w = &s->i->inventory.weights;
    bool *is_weights = ARENA_NEW(s->arena, bool, r->entry_count + 1);
    struct ids data = {0}, rest = {0};

    for (size_t n = 0; n < w->set_count; n++)
        for (size_t f = 0; f < w->set[n].file_count; f++)
            is_weights[w->set[n].file[f].entry - r->entry] = true;
    for (size_t n = 0; n < r->entry_count; n++) {
        struct ids *to = is_weights[n] ? &data : &rest;
        struct view id = write_file(s, &r->entry[n], n + 1);

        *LIST_ADD(s->arena, to->item, to->count) = id;
    }
    relate(s, model, VIEW("hasDataFile"), &data,
           bom_is_whole(s->i) ? VIEW("complete") : VIEW("incomplete"));
    relate(s, model, VIEW("contains"), &rest,
           bom_is_whole(s->i) ? VIEW("complete") : VIEW("incomplete"));
}

// ---------------------------------------------------------------- document

static void write_creation(struct spdx *s, const struct bom_choice *choice)
{
    json_begin(&s->w, '{');
    json_member(&s->w, VIEW("type"), VIEW("CreationInfo"));
    json_member(&s->w, VIEW("@id"), VIEW("_:creation"));
    json_member(&s->w, VIEW("specVersion"), VIEW("3.0.1"));
    json_member(&s->w, VIEW("created"),
                choice->dated ? bom_time(s->arena, choice->time)
                              : VIEW(NO_TIME));
    write_one(s, VIEW("createdBy"), id_of(s, "creator", 0));
    write_one(s, VIEW("createdUsing"), id_of(s, "tool", 0));
    json_end(&s->w, '}');
}

static void write_named(struct spdx *s, struct view type, const char *id,
                        struct view name)
{
    begin_element(s, type, id_of(s, id, 0));
    json_member(&s->w, VIEW("name"), bom_name(s->arena, name));
    json_end(&s->w, '}');
}

static void write_agents(struct spdx *s)
{
    struct view maker = bom_maker(s->i);

    write_named(s, VIEW("SoftwareAgent"), "creator", VIEW("freehold"));
    write_named(s, VIEW("Tool"), "tool", VIEW("freehold " FREEHOLD_VERSION));
    write_named(s, VIEW("Agent"), "unknown", VIEW("NOASSERTION"));
    write_named(s, maker.len ? VIEW("Organization") : VIEW("Agent"), "supplier",
                maker.len ? maker : VIEW("NOASSERTION"));
    begin_element(s, VIEW("simplelicensing_LicenseExpression"),
                  id_of(s, "document-license", 0));
    json_member(&s->w, VIEW("simplelicensing_licenseExpression"),
                VIEW("CC0-1.0"));
    json_end(&s->w, '}');
}

static void write_related(struct spdx *s, struct view model)
{
    const struct lineage *l = &s->i->inventory.lineage;
    struct ids bases = {0}, train = {0}, eval = {0};

    for (size_t n = 0; n < l->parent_count; n++) {
        struct view id = write_base(s, n);

        *LIST_ADD(s->arena, bases.item, bases.count) = id;
    }
    for (size_t n = 0; n < s->data.count; n++) {
        const struct bom_data *d = &s->data.item[n];
        struct view id = write_data(s, d, n + 1);
        struct ids *to = d->part->kind == PART_DATA_EVAL ? &eval : &train;

        *LIST_ADD(s->arena, to->item, to->count) = id;
    }
    relate(s, model, VIEW("descendantOf"), &bases, VIEW("noAssertion"));
    if (!bom_is_model(s->i))
        return;
    relate(s, model, VIEW("trainedOn"), &train, VIEW("noAssertion"));
    relate(s, model, VIEW("testedOn"), &eval, VIEW("noAssertion"));
}

static void write_sbom(struct spdx *s, struct view model)
{
    const struct ids content = s->all;
    struct view id = id_of(s, "bom", 0);

    begin_element(s, VIEW("software_Sbom"), id);
    write_one(s, VIEW("rootElement"), model);
    write_ids(s, VIEW("element"), &content);
    write_one(s, VIEW("software_sbomType"), VIEW("analyzed"));
    json_end(&s->w, '}');
}

static void write_document(struct spdx *s)
{
    const struct ids content = s->all;
    bool ai = bom_is_model(s->i) || s->i->inventory.lineage.parent_count;

    begin_element(s, VIEW("SpdxDocument"), id_of(s, "document", 0));
    json_member(&s->w, VIEW("name"), bom_name(s->arena, s->i->release->name));
    json_key(&s->w, VIEW("profileConformance"));
    json_begin(&s->w, '[');
    json_text(&s->w, VIEW("core"));
    json_text(&s->w, VIEW("software"));
    json_text(&s->w, VIEW("simpleLicensing"));
    if (ai)
        json_text(&s->w, VIEW("ai"));
    if (s->data.count)
        json_text(&s->w, VIEW("dataset"));
    json_end(&s->w, ']');
    json_member(&s->w, VIEW("dataLicense"), id_of(s, "document-license", 0));
    write_one(s, VIEW("rootElement"), id_of(s, "bom", 0));
    write_ids(s, VIEW("element"), &content);
    json_end(&s->w, '}');
}

void report_spdx(const struct inspection *i, const struct bom_choice *choice,
                 struct text *out)
{
    struct spdx s = {.w = {.out = out}, .arena = out->arena, .i = i};

    s.space = arena_print(s.arena, "urn:uuid:" VIEW_FMT "#",
                          VIEW_ARG(bom_uuid(s.arena, i, VIEW("spdx"))));
    bom_data_take(s.arena, i, &s.data);
    json_begin(&s.w, '{');
    json_member(&s.w, VIEW("@context"),
                VIEW("https://spdx.org/rdf/3.0.1/spdx-context.jsonld"));
    json_key(&s.w, VIEW("@graph"));
    json_begin(&s.w, '[');
    write_creation(&s, choice);
    write_agents(&s);
    struct view model = write_model(&s);
    write_related(&s, model);
    write_files(&s, model);
    write_sbom(&s, model);
    write_document(&s);
    json_end(&s.w, ']');
    json_end(&s.w, '}');
    text_byte(out, '\n');
}
