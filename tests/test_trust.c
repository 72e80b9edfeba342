// SPDX-License-Identifier: Apache-2.0
// Trust files. Seconds since 1970: `date -u -d DAY +%s` of GNU coreutils.
#include "refusal.h"

#include "safety/trust.h"

#define HEAD "schema: freehold-trust/1\n"

static struct error *read(struct arena *a, const char *text, struct trust *out)
{
    *out = (struct trust){0};
    return trust_read(a, view_of(text), VIEW("at/trust.yaml"), out);
}

TEST(a_trust_file_is_read)
{
    struct arena a = {0};
    struct trust t;

    CHECK(!read(&a,
                HEAD "signers:\n"
                     "  - {key: k.pub, owner: Acme AI, from: 2026-01-01,"
                     " until: 2027-12-31}\n"
                     "  - {roots: /etc/r.pem}\n"
                     "  - {key: old.pub, revoked: lost}\n"
                     "revoked:\n"
                     "  - {root: \"sha256:"
                     "BA7816BF8F01CFEA414140DE5DAE2223"
                     "B00361A396177A9CB410FF61F20015AD\", why: withdrawn}\n",
                &t));
    CHECK_U64(t.signer_count, 3);
    CHECK_TEXT(t.signer[0].key, "at/k.pub");
    CHECK_TEXT(t.signer[0].owner, "Acme AI");
    CHECK_U64((uint64_t)t.signer[0].from, 1767225600);
    CHECK_U64((uint64_t)t.signer[0].until, 1830297600);
    CHECK_TEXT(t.signer[1].roots, "/etc/r.pem");
    CHECK(!trust_ended(&t.signer[1], INT64_MAX - 1).len);
    CHECK(!trust_ended(&t.signer[0], 1767225600).len);
    CHECK(!trust_ended(&t.signer[0], 1830297599).len);
    CHECK(trust_ended(&t.signer[0], 1767225599).len);
    CHECK(trust_ended(&t.signer[0], 1830297600).len);
    CHECK_TEXT(trust_ended(&t.signer[2], 0), "lost");
    const struct revoked_release *r =
        trust_revoked(&t, VIEW("ba7816bf8f01cfea414140de5dae2223"
                               "b00361a396177a9cb410ff61f20015ad"));
    CHECK(r != NULL);
    CHECK(r && view_eq(r->why, VIEW("withdrawn")));
    CHECK(!trust_revoked(&t, VIEW("")));
    arena_free(&a);
}

TEST(days_are_those_of_the_calendar)
{
    static const struct {
        const char *day;
        int64_t from; // INT64_MIN: there is no such day
    } rows[] = {
        {"1970-01-01", 0},          {"2000-02-29", 951782400},
        {"2026-02-28", 1772236800}, {"2028-02-29", 1835395200},
        {"2099-12-31", 4102358400}, {"1969-12-31", -86400},
        {"2027-02-29", INT64_MIN},  {"2100-02-29", INT64_MIN},
        {"2026-04-31", INT64_MIN},  {"2026-13-01", INT64_MIN},
        {"2026-00-01", INT64_MIN},  {"2026-01-00", INT64_MIN},
        {"2026-1-1", INT64_MIN},    {"26-01-01", INT64_MIN},
        {"2026/01/01", INT64_MIN},  {"2026-01-01T00:00:00Z", INT64_MIN},
        {"0000-01-01", INT64_MIN},  {"2026-01-+1", INT64_MIN},
    };
    struct arena a = {0};
    struct trust t;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct view text =
            arena_print(&a, HEAD "signers: [{key: k, from: %s}]", rows[i].day);
        bool good = !read(&a, text.at, &t);

        if (good != (rows[i].from != INT64_MIN) ||
            (good && t.signer[0].from != rows[i].from))
            check_fail(__FILE__, __LINE__, "read otherwise: %s", rows[i].day);
    }
    arena_free(&a);
}

TEST(what_is_none_is_an_error_with_its_line)
{
    static const struct refusal rows[] = {
        {"", 1, "a trust file is a map with the key"},
        {"signers: []\n", 1, "a trust file needs the key"},
        {"schema: freehold-trust/2\n", 1, "the schema is not"},
        {"schema: [freehold-trust/1]\n", 1, "the schema is not"},
        {HEAD "signer: []\n", 2, "no such key: signer"},
        {HEAD "signers: {key: k}\n", 2, "a list"},
        {HEAD "signers:\n  - k\n", 3, "a list of maps"},
        {HEAD "signers:\n  - {owner: x}\n", 3, "needs one of both"},
        {HEAD "signers:\n  - {key: k, roots: r}\n", 3, "needs one of both"},
        {HEAD "signers:\n  - {key: k, name: x}\n", 3, "no such key: name"},
        {HEAD "signers:\n  - {key: }\n", 3, "text"},
        {HEAD "signers:\n  - {key: [k]}\n", 3, "text"},
        {HEAD "signers:\n  - {key: k, revoked: true}\n", 3, "text"},
        {HEAD "signers:\n  - {key: k, from: soon}\n", 3, "a day is written"},
        {HEAD "signers:\n  - {key: k, from: 2027-01-01, until: 2026-12-31}\n",
         3, "it ends before it begins"},
        {HEAD "signers:\n  - key: k\n    key: l\n", 4, "stands twice: 'key'"},
        {HEAD "signers:\n  - &a {key: k}\n", 3, "tags, anchors and aliases"},
        {HEAD "revoked:\n  - {root: \"sha256:00\", why: x}\n", 3,
         "64 hexadecimal digits: 'sha256:00'"},
        {HEAD "revoked:\n  - {why: x}\n", 3, "needs both"},
        {HEAD "revoked:\n  - {rot: x, why: x}\n", 3, "no such key: rot"},
        {HEAD "signers: [\n", 3, ""},
    };
    struct arena a = {0};
    struct trust t;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        refusal_check(&rows[i], &a, read(&a, rows[i].text, &t));
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(a_trust_file_is_read),
           CHECK_CASE(days_are_those_of_the_calendar),
           CHECK_CASE(what_is_none_is_an_error_with_its_line))
