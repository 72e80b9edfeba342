// SPDX-License-Identifier: Apache-2.0
#include "parts/declared.h"

#include "knowledge/knowledge.h"

static struct evidence declared(struct view path, struct view digest,
                                uint32_t line, struct view rule,
                                struct view shows)
{
    return (struct evidence){
        .path = path,
        .line = line,
        .digest = digest,
        .rule = rule,
        .shows = view_head(shows, SHOWS_SIZE),
        .by = BY_DECLARED,
    };
}

static struct view first_said(struct view one, struct view two,
                              struct view three)
{
    if (one.len)
        return one;
    return two.len ? two : three;
}

static struct evidence of_manifest(const struct manifest *m, uint32_t line,
                                   struct view shows)
{
    return declared(m->path, m->digest, line, VIEW("manifest"), shows);
}

static struct evidence of_part(const struct manifest *m,
                               const struct manifest_part *p)
{
    struct view at = p->at_count ? p->at[0] : (struct view){0};

    return of_manifest(m, p->line,
                       first_said(at, first_said(p->from, p->note, m->from),
                                  VIEW("declared")));
}

// What the fact says of the part being there; false: nothing.
static bool presence_of(const struct manifest_part *p, enum presence *out)
{
    *out = PRESENCE_POINTER;
    if (p->at_count)
        return true;
    *out = PRESENCE_ABSENT;
    if (view_eq(p->presence, VIEW("absent")))
        return true;
    *out = PRESENCE_MENTIONED;
    return p->presence.len > 0 || p->level > 0;
}

static void of_manifest_parts(const struct manifest *m, struct sightings *out)
{
    for (size_t i = 0; i < m->part_count; i++) {
        const struct manifest_part *p = &m->part[i];
        struct sighting s = {.evidence = of_part(m, p), .weight = -5};

        stage_find(p->stage, &s.stage);
        if (part_id_find(p->part, &s.part) && presence_of(p, &s.presence))
            sighting_add(out, s);
    }
}

// The record of records.txt that holds `key: name`, in lower case, or NULL.
static const struct record *meaning(struct arena *a, const struct records *all,
                                    struct view key, struct view name)
{
    struct view lower = arena_lower(a, view_trim(name)), value;

    for (size_t i = 0; i < all->record_count; i++) {
        size_t at = 0;
        while (record_next(&all->record[i], key, &at, &value))
            if (view_eq(value, lower))
                return &all->record[i];
    }
    return NULL;
}

static void add_meant(const struct record *meant, enum presence presence,
                      struct evidence evidence, struct sightings *out)
{
    struct sighting s = {
        .presence = presence, .weight = -5, .evidence = evidence};

    if (!meant || !part_id_find(record_get(meant, VIEW("part")), &s.part))
        return;
    stage_find(record_get(meant, VIEW("stage")), &s.stage);
    sighting_add(out, s);
}

static void of_components(struct arena *a, const struct model_record *m,
                          const struct records *all, struct sightings *out)
{
    for (size_t i = 0; i < m->component_count; i++) {
        const struct record_component *c = &m->component[i];
        bool linked = view_has(c->component_path, VIEW("://"));

        add_meant(
            meaning(a, all, VIEW("component"), c->name),
            linked ? PRESENCE_POINTER : PRESENCE_MENTIONED,
            declared(m->path, m->digest, c->line, VIEW("mof-record"),
                     first_said(c->component_path, c->description, c->name)),
            out);
    }
}

static enum presence presence_of_parameter(const struct record_parameter *p)
{
    struct view value = view_trim(p->value);

    if (view_eq_nocase(value, VIEW("closed")) || !value.len)
        return PRESENCE_ABSENT;
    for (size_t i = 0; i < p->link_count; i++)
        if (view_has(p->link[i], VIEW("://")))
            return PRESENCE_POINTER;
    return PRESENCE_MENTIONED;
}

static void of_parameters(struct arena *a, const struct model_record *m,
                          const struct records *all, struct sightings *out)
{
    for (size_t i = 0; i < m->parameter_count; i++) {
        const struct record_parameter *p = &m->parameter[i];
        struct view link = p->link_count ? p->link[0] : (struct view){0};

        add_meant(meaning(a, all, VIEW("parameter"), p->name),
                  presence_of_parameter(p),
                  declared(m->path, m->digest, p->line, VIEW("index-record"),
                           first_said(link, p->notes, p->value)),
                  out);
    }
}

void declared_sightings(struct arena *a, const struct release *r,
                        struct sightings *out)
{
    struct records all;

    if (r->manifest)
        of_manifest_parts(r->manifest, out);
    if (!r->record)
        return;
    // The file is compiled in, and the tests read it.
    if (knowledge_read(a, VIEW("parts/records.txt"), &all))
        abort();
    of_components(a, r->record, &all, out);
    of_parameters(a, r->record, &all, out);
}

static enum gate gate_of(struct view word)
{
    for (enum gate g = GATE_NONE; g <= GATE_AGREEMENT; g++)
        if (view_eq(gate_word(g), word))
            return g;
    return GATE_UNKNOWN;
}

void declared_facts(const struct release *r, struct declared_facts *out)
{
    const struct manifest *m = r->manifest;

    *out = (struct declared_facts){.level = -1};
    for (size_t i = 0; m && i < m->part_count; i++) {
        const struct manifest_part *p = &m->part[i];
        enum part_kind kind;

        if (!part_id_find(p->part, &kind))
            continue;
        if (kind == PART_DATA_INFO && p->level >= 0) {
            out->level = p->level;
            out->level_evidence = of_part(m, p);
        }
        if (kind == PART_WEIGHTS_FINAL && p->gate.len) {
            out->gate = gate_of(p->gate);
            out->gate_evidence = of_part(m, p);
        }
    }
    if (!m || !m->has_endpoint)
        return;
    out->endpoint = true;
    out->endpoint_evidence = of_manifest(m, m->endpoint_line, m->endpoint_at);
    if (out->gate == GATE_UNKNOWN)
        out->gate = gate_of(m->endpoint_gate);
}
