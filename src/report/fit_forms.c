// SPDX-License-Identifier: Apache-2.0
// SARIF: Static Analysis Results Interchange Format 2.1.0 (OASIS). JUnit XML:
// the elements that CI servers read (testsuites, testsuite, testcase, failure,
// skipped).
#include "base/unicode.h"
#include "format/json_write.h"
#include "report/fit.h"
#include "report/xml.h"

// ---- SARIF ------------------------------------------------------------------

static const char *sarif_level(enum need_level l, enum need_outcome o)
{
    if (o == OUTCOME_OPEN || l == LEVEL_OPTIONAL)
        return "note";
    return l == LEVEL_PREFER ? "warning" : "error";
}

static void write_message(struct json_writer *w, struct view key,
                          struct view text)
{
    json_key(w, key);
    json_begin(w, '{');
    json_member(w, VIEW("text"), text);
    json_end(w, '}');
}

static void write_rules(struct json_writer *w, const struct needs *n)
{
    json_key(w, VIEW("rules"));
    json_begin(w, '[');
    for (size_t i = 0; i < n->wish_count; i++) {
        json_begin(w, '{');
        json_member(w, VIEW("id"), n->wish[i].id);
        write_message(w, VIEW("shortDescription"),
                      record_get(n->wish[i].rule, VIEW("says")));
        write_message(w, VIEW("help"),
                      record_get(n->wish[i].rule, VIEW("change")));
        json_end(w, '}');
    }
    json_end(w, ']');
}

// A path as a URI reference (RFC 3986): what is no path byte is escaped.
static struct view uri_of(struct arena *a, struct view path)
{
    static const char hex[] = "0123456789ABCDEF";
    struct text t = {.arena = a};

    for (size_t i = 0; i < path.len; i++) {
        char c = path.at[i];

        if (ascii_alnum(c) || byte_in(c, VIEW("-._~/!$&'()*+,;=@"))) {
            text_byte(&t, c);
        } else {
            text_byte(&t, '%');
            text_byte(&t, hex[(unsigned char)c >> 4]);
            text_byte(&t, hex[(unsigned char)c & 15]);
        }
    }
    return text_view(&t);
}

static void write_region(struct json_writer *w, const struct evidence *e)
{
    if (!e->line && !e->has_bytes)
        return;
    json_key(w, VIEW("region"));
    json_begin(w, '{');
    if (e->line) {
        json_key(w, VIEW("startLine"));
        json_number(w, e->line);
    } else {
        json_key(w, VIEW("byteOffset"));
        json_number(w, e->from);
        json_key(w, VIEW("byteLength"));
        json_number(w, e->to - e->from);
    }
    json_end(w, '}');
}

static void write_locations(struct json_writer *w, const struct answered *a)
{
    json_key(w, VIEW("locations"));
    json_begin(w, '[');
    for (size_t i = 0; i < a->evidence_count; i++) {
        json_begin(w, '{');
        json_key(w, VIEW("physicalLocation"));
        json_begin(w, '{');
        json_key(w, VIEW("artifactLocation"));
        json_begin(w, '{');
        json_member(w, VIEW("uri"), uri_of(w->out->arena, a->evidence[i].path));
        json_end(w, '}');
        write_region(w, &a->evidence[i]);
        json_end(w, '}');
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void write_result(struct json_writer *w, const struct candidate *c,
                         size_t wish)
{
    const struct answered *a = &c->answer[wish];
    enum need_outcome o = need_outcome(a->wish->level, a->answer);

    if (o == OUTCOME_GOOD)
        return;
    json_begin(w, '{');
    json_member(w, VIEW("ruleId"), a->id);
    json_key(w, VIEW("ruleIndex"));
    json_number(w, wish);
    json_member(w, VIEW("level"), view_of(sarif_level(a->wish->level, o)));
    write_message(w, VIEW("message"),
                  arena_print(w->out->arena,
                              VIEW_FMT ": " VIEW_FMT ", " VIEW_FMT,
                              VIEW_ARG(c->inspection->release->name),
                              VIEW_ARG(need_answer_word(a->answer)),
                              VIEW_ARG(a->because)));
    write_locations(w, a);
    json_end(w, '}');
}

void fit_sarif(const struct fit *f, struct text *out)
{
    struct json_writer w = {.out = out};

    json_begin(&w, '{');
    json_member(&w, VIEW("version"), VIEW("2.1.0"));
    json_key(&w, VIEW("runs"));
    json_begin(&w, '[');
    json_begin(&w, '{');
    json_key(&w, VIEW("tool"));
    json_begin(&w, '{');
    json_key(&w, VIEW("driver"));
    json_begin(&w, '{');
    json_member(&w, VIEW("name"), VIEW("freehold"));
    json_member(&w, VIEW("version"), rules_version());
    write_rules(&w, f->needs);
    json_end(&w, '}');
    json_end(&w, '}');
    json_key(&w, VIEW("results"));
    json_begin(&w, '[');
    for (size_t i = 0; i < f->candidate_count; i++)
        for (size_t k = 0; k < f->needs->wish_count; k++)
            write_result(&w, &f->candidate[i], k);
    json_end(&w, ']');
    json_end(&w, '}');
    json_end(&w, ']');
    json_end(&w, '}');
    text_byte(out, '\n');
}

// ---- JUnit ------------------------------------------------------------------

static void write_case(struct text *out, const struct candidate *c,
                       const struct answered *a)
{
    enum need_outcome o = need_outcome(a->wish->level, a->answer);
    bool decides =
        a->wish->level == LEVEL_MUST || a->wish->level == LEVEL_FORBID;

    text_add(out, VIEW("    <testcase"));
    xml_attribute(out, "classname", c->inspection->release->name);
    xml_attribute(out, "name", a->id);
    if (o == OUTCOME_GOOD) {
        text_add(out, VIEW("/>\n"));
        return;
    }
    text_add(out, VIEW(">\n"));
    bool fails = o == OUTCOME_BAD && decides;
    text_print(out, "      <%s", fails ? "failure" : "skipped");
    xml_attribute(out, "message",
                  arena_print(out->arena, VIEW_FMT " (" VIEW_FMT "): " VIEW_FMT,
                              VIEW_ARG(need_answer_word(a->answer)),
                              VIEW_ARG(need_level_word(a->wish->level)),
                              VIEW_ARG(a->because)));
    text_byte(out, '>');
    for (size_t i = 0; i < a->evidence_count; i++) {
        xml_add(out, evidence_place(out->arena, &a->evidence[i]));
        text_byte(out, '\n');
    }
    xml_add(out, a->change);
    text_print(out, "</%s>\n    </testcase>\n", fails ? "failure" : "skipped");
}

static void write_suite(struct text *out, const struct needs *n,
                        const struct candidate *c)
{
    size_t skipped = 0;

    for (size_t i = 0; i < n->wish_count; i++)
        skipped +=
            need_outcome(n->wish[i].level, c->answer[i].answer) != OUTCOME_GOOD;
    text_add(out, VIEW("  <testsuite"));
    xml_attribute(out, "name", c->inspection->release->name);
    text_print(out, " tests=\"%zu\" failures=\"%zu\" skipped=\"%zu\">\n",
               n->wish_count, c->bad_must, skipped - c->bad_must);
    for (size_t i = 0; i < n->wish_count; i++)
        write_case(out, c, &c->answer[i]);
    text_add(out, VIEW("  </testsuite>\n"));
}

void fit_junit(const struct fit *f, struct text *out)
{
    text_add(out, VIEW("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                       "<testsuites>\n"));
    for (size_t i = 0; i < f->candidate_count; i++)
        write_suite(out, f->needs, &f->candidate[i]);
    text_add(out, VIEW("</testsuites>\n"));
}
