// SPDX-License-Identifier: Apache-2.0
#include "report/cyclonedx.h"

#include "format/json_write.h"
#include "report/wording.h"

struct bom {
    struct json_writer w;
    struct arena *arena;
    const struct inspection *i;
    struct bom_data_list data;
};

static void write_property(struct bom *b, struct view name, struct view value)
{
    json_begin(&b->w, '{');
    json_member(&b->w, VIEW("name"), name);
    json_member(&b->w, VIEW("value"), bom_name(b->arena, value));
    json_end(&b->w, '}');
}

static void write_property_if(struct bom *b, struct view name,
                              struct view value)
{
    if (value.len)
        write_property(b, name, value);
}

static void write_place(struct bom *b, const struct evidence *e)
{
    write_property_if(b, VIEW("freehold:evidence"),
                      evidence_place(b->arena, e));
}

// ---------------------------------------------------------------- terms

// "Either a list of licenses, or exactly one expression". A conflict is not
// settled here: it is a property beside what is declared.
static void write_licenses(struct bom *b, const struct part_terms *t)
{
    enum bom_license kind = bom_license_of(t->expression);
    struct view how = t->from_base || t->scope == TERMS_ASSUMED
                          ? VIEW("concluded")
                          : VIEW("declared");

    if (kind == BOM_NOT_STATED)
        return;
    json_key(&b->w, VIEW("licenses"));
    json_begin(&b->w, '[');
    json_begin(&b->w, '{');
    if (kind == BOM_NAMED) {
        json_key(&b->w, VIEW("license"));
        json_begin(&b->w, '{');
        json_member(&b->w, VIEW("name"), bom_name(b->arena, t->expression));
    } else {
        json_member(&b->w, VIEW("expression"), t->expression);
    }
    json_member(&b->w, VIEW("acknowledgement"), how);
    if (kind == BOM_NAMED)
        json_end(&b->w, '}');
    json_end(&b->w, '}');
    json_end(&b->w, ']');
}

static void write_terms_properties(struct bom *b, const struct part_terms *t)
{
    write_property(b, VIEW("freehold:terms:scope"), scope_word(t->scope));
    if (t->evidence.path.len)
        write_property(b, VIEW("freehold:terms:evidence"),
                       evidence_place(b->arena, &t->evidence));
    for (size_t n = 0; n < t->conflict_count; n++) {
        const struct conflict *c = &t->conflict[n];
        struct view place = evidence_place(b->arena, &c->evidence);

        write_property(b, VIEW("freehold:terms:conflict"),
                       arena_print(b->arena, VIEW_FMT " (" VIEW_FMT ")",
                                   VIEW_ARG(c->expression), VIEW_ARG(place)));
    }
    for (size_t n = 0; n < t->on_top_count; n++)
        write_property_if(b, VIEW("freehold:terms:on-top"), t->on_top[n].text);
}

// ---------------------------------------------------------------- the model

static void write_reference(struct bom *b, struct view type, struct view path)
{
    json_begin(&b->w, '{');
    json_member(&b->w, VIEW("type"), type);
    json_member(&b->w, VIEW("url"), bom_uri(b->arena, path));
    json_end(&b->w, '}');
}

static void write_references(struct bom *b)
{
    const struct document *card = b->i->inventory.documents.card;
    const struct terms *t = &b->i->terms;

    json_key(&b->w, VIEW("externalReferences"));
    json_begin(&b->w, '[');
    if (card)
        write_reference(b, VIEW("model-card"), card->entry->path);
    for (size_t n = 0; n < t->file_count; n++)
        if (&t->file[n] != t->service &&
            release_find(b->i->release, t->file[n].path))
            write_reference(b, VIEW("license"), t->file[n].path);
    json_end(&b->w, ']');
}

static void write_ancestors(struct bom *b)
{
    const struct lineage *l = &b->i->inventory.lineage;

    if (!l->parent_count)
        return;
    json_key(&b->w, VIEW("pedigree"));
    json_begin(&b->w, '{');
    json_key(&b->w, VIEW("ancestors"));
    json_begin(&b->w, '[');
    for (size_t n = 0; n < l->parent_count; n++) {
        const struct parent *p = &l->parent[n];
        const struct part_terms *terms = bom_base_terms(b->arena, b->i, n);

        json_begin(&b->w, '{');
        json_member(&b->w, VIEW("type"), VIEW("machine-learning-model"));
        json_member(&b->w, VIEW("bom-ref"),
                    arena_print(b->arena, "base-%zu", n + 1));
        json_member(&b->w, VIEW("name"), bom_name(b->arena, p->name));
        if (terms)
            write_licenses(b, terms);
        json_key(&b->w, VIEW("properties"));
        json_begin(&b->w, '[');
        write_property(b, VIEW("freehold:relation"),
                       relation_word(p->relation));
        write_place(b, &p->source);
        json_end(&b->w, ']');
        json_end(&b->w, '}');
    }
    json_end(&b->w, ']');
    json_end(&b->w, '}');
}

static void write_parameters(struct bom *b)
{
    const struct inventory *inv = &b->i->inventory;
    struct view task =
        inv->documents.card
            ? front_text(&inv->documents.card->front, VIEW("pipeline_tag"))
            : (struct view){0};

    json_key(&b->w, VIEW("modelParameters"));
    json_begin(&b->w, '{');
    json_member_if(&b->w, VIEW("task"), bom_name(b->arena, task));
    if (inv->known_architecture)
        json_member_if(&b->w, VIEW("modelArchitecture"),
                       bom_name(b->arena, inv->architecture.shows));
    if (b->data.count) {
        json_key(&b->w, VIEW("datasets"));
        json_begin(&b->w, '[');
        for (size_t n = 0; n < b->data.count; n++) {
            json_begin(&b->w, '{');
            json_member(&b->w, VIEW("ref"),
                        arena_print(b->arena, "data-%zu", n + 1));
            json_end(&b->w, '}');
        }
        json_end(&b->w, ']');
    }
    json_end(&b->w, '}');
}

// What the card of CycloneDX asks and the files of a release do not settle.
static const struct view not_read[] = {
    VIEW_INIT("approach"), VIEW_INIT("performanceMetrics"),
    VIEW_INIT("energyConsumptions"), VIEW_INIT("fairnessAssessments"),
    VIEW_INIT("ethicalConsiderations")};

static void write_card(struct bom *b)
{
    const struct weights *w = &b->i->inventory.weights;

    json_key(&b->w, VIEW("modelCard"));
    json_begin(&b->w, '{');
    json_member(&b->w, VIEW("bom-ref"), VIEW("model-card"));
    write_parameters(b);
    json_key(&b->w, VIEW("properties"));
    json_begin(&b->w, '[');
    if (w->parameters)
        write_property(
            b, VIEW("freehold:parameters"),
            arena_print(b->arena, "%llu", (unsigned long long)w->parameters));
    if (w->set_count)
        write_property_if(b, VIEW("freehold:dtype"), w->set[0].dtype);
    for (size_t n = 0; n < sizeof not_read / sizeof *not_read; n++)
        write_property(
            b,
            arena_print(b->arena, "freehold:" VIEW_FMT, VIEW_ARG(not_read[n])),
            VIEW("unknown"));
    json_end(&b->w, ']');
    json_end(&b->w, '}');
}

static void write_part(struct bom *b, const struct part *p)
{
    struct text name = {.arena = b->arena}, value = {.arena = b->arena};

    text_print(&name, "freehold:part:" VIEW_FMT, VIEW_ARG(part_id(p->kind)));
    if (p->stage != STAGE_NONE)
        text_print(&name, ":" VIEW_FMT, VIEW_ARG(stage_word(p->stage)));
    text_add(&value, presence_word(p->presence));
    if (p->terms.expression.len)
        text_print(&value, ", " VIEW_FMT, VIEW_ARG(p->terms.expression));
    if (p->evidence_count)
        text_print(&value, ", " VIEW_FMT,
                   VIEW_ARG(evidence_place(b->arena, &p->evidence[0])));
    write_property(b, text_view(&name), text_view(&value));
}

static void write_verdict(struct bom *b, const struct verdict *v)
{
    struct text value = {.arena = b->arena};

    text_add(&value, verdict_word(v->verdict));
    if (v->label.len)
        text_print(&value, ", " VIEW_FMT, VIEW_ARG(v->label));
    if (v->qualifier.len)
        text_print(&value, " (" VIEW_FMT ")", VIEW_ARG(v->qualifier));
    if (v->summary.len)
        text_print(&value, ": " VIEW_FMT, VIEW_ARG(v->summary));
    write_property(b,
                   arena_print(b->arena,
                               "freehold:verdict:" VIEW_FMT ":" VIEW_FMT,
                               VIEW_ARG(v->yardstick), VIEW_ARG(v->version)),
                   text_view(&value));
}

static void write_model_properties(struct bom *b)
{
    const struct inspection *i = b->i;

    json_key(&b->w, VIEW("properties"));
    json_begin(&b->w, '[');
    write_property(b, VIEW("freehold:tree-digest"), i->release->tree_digest);
    write_property(b, VIEW("freehold:tree-digest-of"),
                   tree_digest_of(i->release));
    write_property(b, VIEW("freehold:rules"), rules_version());
    write_property(b, VIEW("freehold:category"), category_id(i->category));
    write_property(b, VIEW("freehold:claim"),
                   claim_verdict_word(i->claim_verdict));
    write_property(b, VIEW("freehold:safety"), safety_word(i->safety.verdict));
    write_terms_properties(b, bom_terms(i));
    for (size_t n = 0; n < i->inventory.part_count; n++)
        write_part(b, &i->inventory.part[n]);
    for (size_t n = 0; n < i->verdict_count; n++)
        write_verdict(b, &i->verdict[n]);
    for (size_t n = 0; n < i->flag_count; n++)
        write_property(b,
                       arena_print(b->arena, "freehold:flag:" VIEW_FMT,
                                   VIEW_ARG(i->flag[n].id)),
                       i->flag[n].fact);
    json_end(&b->w, ']');
}

static void write_model(struct bom *b)
{
    struct view maker = bom_maker(b->i);

    json_key(&b->w, VIEW("component"));
    json_begin(&b->w, '{');
    json_member(&b->w, VIEW("type"),
                bom_is_model(b->i) ? VIEW("machine-learning-model")
                                   : VIEW("application"));
    json_member(&b->w, VIEW("bom-ref"), VIEW("model"));
    if (maker.len) {
        json_key(&b->w, VIEW("supplier"));
        json_begin(&b->w, '{');
        json_member(&b->w, VIEW("name"), bom_name(b->arena, maker));
        json_end(&b->w, '}');
    }
    json_member(&b->w, VIEW("name"), bom_name(b->arena, b->i->release->name));
    json_member(&b->w, VIEW("version"), bom_name(b->arena, bom_version(b->i)));
    write_licenses(b, bom_terms(b->i));
    write_ancestors(b);
    write_references(b);
    if (bom_is_model(b->i))
        write_card(b);
    write_model_properties(b);
    json_end(&b->w, '}');
}

// ---------------------------------------------------------------- components

static void write_file(struct bom *b, const struct entry *e, size_t number)
{
    json_begin(&b->w, '{');
    json_member(&b->w, VIEW("type"), VIEW("file"));
    json_member(&b->w, VIEW("bom-ref"),
                arena_print(b->arena, "file-%zu", number));
    json_member(&b->w, VIEW("name"), bom_name(b->arena, e->path));
    if (e->digest.len == 64) {
        json_key(&b->w, VIEW("hashes"));
        json_begin(&b->w, '[');
        json_begin(&b->w, '{');
        json_member(&b->w, VIEW("alg"), VIEW("SHA-256"));
        json_member(&b->w, VIEW("content"), e->digest);
        json_end(&b->w, '}');
        json_end(&b->w, ']');
    }
    json_key(&b->w, VIEW("properties"));
    json_begin(&b->w, '[');
    write_property(b, VIEW("freehold:size"),
                   e->size_known ? arena_print(b->arena, "%llu",
                                               (unsigned long long)e->size)
                                 : VIEW("unknown"));
    write_property_if(b, VIEW("freehold:content"), bom_entry_word(e));
    json_end(&b->w, ']');
    json_end(&b->w, '}');
}

static void write_data(struct bom *b, const struct bom_data *d, size_t number)
{
    json_begin(&b->w, '{');
    json_member(&b->w, VIEW("type"), VIEW("data"));
    json_member(&b->w, VIEW("bom-ref"),
                arena_print(b->arena, "data-%zu", number));
    json_member(&b->w, VIEW("name"), bom_name(b->arena, d->name));
    if (d->terms)
        write_licenses(b, d->terms);
    json_key(&b->w, VIEW("properties"));
    json_begin(&b->w, '[');
    write_property(b, VIEW("freehold:part"), part_id(d->part->kind));
    write_property(b, VIEW("freehold:presence"),
                   presence_word(d->part->presence));
    write_place(b, &d->evidence);
    json_end(&b->w, ']');
    json_key(&b->w, VIEW("data"));
    json_begin(&b->w, '[');
    json_begin(&b->w, '{');
    json_member(&b->w, VIEW("type"), VIEW("dataset"));
    json_member(&b->w, VIEW("name"), bom_name(b->arena, d->name));
    json_end(&b->w, '}');
    json_end(&b->w, ']');
    json_end(&b->w, '}');
}

static void write_components(struct bom *b)
{
    const struct release *r = b->i->release;

    json_key(&b->w, VIEW("components"));
    json_begin(&b->w, '[');
    for (size_t n = 0; n < b->data.count; n++)
        write_data(b, &b->data.item[n], n + 1);
    for (size_t n = 0; n < r->entry_count; n++)
        write_file(b, &r->entry[n], n + 1);
    json_end(&b->w, ']');
}

static void write_compositions(struct bom *b)
{
    json_key(&b->w, VIEW("compositions"));
    json_begin(&b->w, '[');
    json_begin(&b->w, '{');
    json_member(&b->w, VIEW("aggregate"),
                !b->i->release->entry_count ? VIEW("unknown")
                : bom_is_whole(b->i)        ? VIEW("complete")
                                            : VIEW("incomplete"));
    json_key(&b->w, VIEW("assemblies"));
    json_begin(&b->w, '[');
    json_text(&b->w, VIEW("model"));
    json_end(&b->w, ']');
    json_end(&b->w, '}');
    json_end(&b->w, ']');
}

static void write_metadata(struct bom *b, const struct bom_choice *choice)
{
    json_key(&b->w, VIEW("metadata"));
    json_begin(&b->w, '{');
    if (choice->dated)
        json_member(&b->w, VIEW("timestamp"), bom_time(b->arena, choice->time));
    json_key(&b->w, VIEW("tools"));
    json_begin(&b->w, '{');
    json_key(&b->w, VIEW("components"));
    json_begin(&b->w, '[');
    json_begin(&b->w, '{');
    json_member(&b->w, VIEW("type"), VIEW("application"));
    json_member(&b->w, VIEW("name"), VIEW("freehold"));
    json_member(&b->w, VIEW("version"), VIEW(FREEHOLD_VERSION));
    json_end(&b->w, '}');
    json_end(&b->w, ']');
    json_end(&b->w, '}');
    write_model(b);
    json_end(&b->w, '}');
}

void report_cyclonedx(const struct inspection *i,
                      const struct bom_choice *choice, struct text *out)
{
    struct bom b = {.w = {.out = out}, .arena = out->arena, .i = i};

    bom_data_take(b.arena, i, &b.data);
    json_begin(&b.w, '{');
    json_member(&b.w, VIEW("bomFormat"), VIEW("CycloneDX"));
    json_member(&b.w, VIEW("specVersion"), VIEW("1.6"));
    json_member(&b.w, VIEW("serialNumber"),
                arena_print(b.arena, "urn:uuid:" VIEW_FMT,
                            VIEW_ARG(bom_uuid(b.arena, i, VIEW("cyclonedx")))));
    json_key(&b.w, VIEW("version"));
    json_number(&b.w, 1);
    write_metadata(&b, choice);
    write_components(&b);
    write_compositions(&b);
    json_end(&b.w, '}');
    text_byte(out, '\n');
}
