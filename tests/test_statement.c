// SPDX-License-Identifier: Apache-2.0
// What sentences, tables and pointers say, with the licences that the program
// knows. All sentences are made up; what each must mean was read by hand, by
// the rules of terms.md 2.8 and 4 and inventory.md 6.
#include "check.h"

#include "terms/terms.h"

static struct arena all;
static struct licenses *licenses;

static struct license_file read_as(const char *name, const char *text)
{
    struct license_file f;

    if (!licenses)
        CHECK(!licenses_open(&all, &licenses));
    terms_of_text(&all, licenses, view_of(name), view_of(text), &f);
    return f;
}

static struct view part(const struct license_file *f, const char *kind)
{
    for (size_t i = 0; i < f->part_count; i++)
        if (view_eq(f->part[i].kind, view_of(kind)))
            return f->part[i].expression;
    return VIEW("-");
}

static bool flagged(const struct license_file *f, const char *flag)
{
    for (size_t i = 0; i < f->flag_count; i++)
        if (view_eq(f->flag[i], view_of(flag)))
            return true;
    return false;
}

static bool refers(const struct license_file *f, const char *to)
{
    for (size_t i = 0; i < f->refers_to_count; i++)
        if (view_eq(f->refers_to[i], view_of(to)))
            return true;
    return false;
}

struct said {
    const char *text, *code, *weights, *data;
};

static void check_said(const struct said *s)
{
    struct license_file f = read_as("README.md", s->text);
    const char *wanted[] = {s->code, s->weights, s->data};
    static const char *const kind[] = {"code", "weights", "data"};

    for (size_t i = 0; i < 3; i++)
        if (wanted[i] && !view_eq(part(&f, kind[i]), view_of(wanted[i])))
            check_fail(__FILE__, __LINE__, "%s: %s is " VIEW_FMT ", not %s",
                       s->text, kind[i], VIEW_ARG(part(&f, kind[i])),
                       wanted[i]);
}

#define CHECK_SAID(table)                                                      \
    for (size_t i = 0; i < sizeof(table) / sizeof *(table); i++)               \
    check_said(&(table)[i])

// "but" turns to another part, or takes back what was said of this one.
TEST(what_follows_but_is_about_what_it_names)
{
    static const struct said rows[] = {
        {"## License\nThe heron code is MIT licensed, but the weights it "
         "fetches are for non-commercial use only.\n",
         "MIT", "LicenseRef-unknown", NULL},
        {"## License\nOur code is MIT licensed, but you may not sell it.\n",
         "LicenseRef-unknown", "-", NULL},
        {"## License\nThe code is under the MIT license, but the code may not "
         "be sold.\n",
         "LicenseRef-unknown", "-", NULL},
        {"The weights are released under Apache-2.0, like their parent.\n", "-",
         "Apache-2.0", NULL},
        {"## License\nThe weights are released under an Apache-like license.\n",
         "-", "LicenseRef-unknown", NULL},
        {"The weights are subject to the Heron Model Weights License 1.0.\n",
         "-", "LicenseRef-unknown", NULL},
        {"NOTE: The project's CODE is MIT licensed, but the DATA is licensed "
         "under the Open Database License v1.0.\n",
         "MIT", "-", "ODbL-1.0"},
    };

    CHECK_SAID(rows);
}

// terms.md 4: use for gain that is denied or barred in any words is a limit.
TEST(a_use_for_gain_that_is_barred_limits_its_part)
{
    static const struct said rows[] = {
        {"## License\nThe code is under the BSD-3-Clause license. The heron "
         "checkpoints inherit the terms of the data they saw and may therefore "
         "not be used for commercial purposes.\n",
         "BSD-3-Clause", "LicenseRef-unknown", NULL},
        {"## License\nCode: MIT. Commercial use of the weights needs a written "
         "agreement with us.\n",
         "MIT", "LicenseRef-unknown", NULL},
        {"## License\nThe weights are under the MIT license and may be used "
         "commercially without asking for permission.\n",
         "-", "MIT", NULL},
        {"## License\nThe weights are under Apache-2.0, which is not only for "
         "commercial users.\n",
         "-", "Apache-2.0", NULL},
    };

    CHECK_SAID(rows);
    CHECK_VIEW(read_as("README.md", "**License:** commercial use requires a "
                                    "paid license.\n")
                   .expression,
               VIEW("LicenseRef-unknown"));
}

TEST(each_part_gets_the_licence_its_clause_names)
{
    static const struct said rows[] = {
        {"## License\nOur scripts are under the MIT license and the heron "
         "checkpoints are under CC BY-NC 4.0.\n",
         "MIT", "CC-BY-NC-4.0", NULL},
        {"## License\n\n### Code\n\nApache-2.0\n\n### Weights\n\nCC-BY-4.0\n",
         "Apache-2.0", "CC-BY-4.0", NULL},
        {"## License\nMIT for code; weights under CC BY-SA 4.0; dataset "
         "CC0-1.0.\n",
         "MIT", "CC-BY-SA-4.0", "CC0-1.0"},
        {"## License\nThe code, the models and the data are released under "
         "the MIT license.\n",
         "MIT", "MIT", "MIT"},
        {"## License\nYou may use the code under MIT or Apache-2.0. The code "
         "is available under MIT or Apache-2.0.\n",
         "MIT OR Apache-2.0", NULL, NULL},
        {"## 许可\n本仓库的代码依照 Apache-2.0 协议开源，"
         "模型权重的使用则需要遵循 CC-BY-NC-4.0 协议。\n",
         "Apache-2.0", "CC-BY-NC-4.0", NULL},
    };

    CHECK_SAID(rows);
}

// The text of the code's licence is here by name; that of the weights is not.
TEST(a_license_nobody_knows_is_not_that_of_the_code)
{
    static const struct said rows[] = {
        {"## License\nThis code repository is licensed under the MIT License. "
         "The use of Heron Base/Chat models is subject to [the Model "
         "License](LICENSE-MODEL).\n",
         "MIT", "LicenseRef-unknown", NULL},
        {"## License\nThe code is under the MIT License. The use of Heron "
         "models is subject to the Heron Model License.\n",
         "MIT", "LicenseRef-unknown", NULL},
        {"## License\nThe code is licensed under the MIT License. The model "
         "weights are subject to the Model License in LICENSE-MODEL.\n",
         "MIT", "LicenseRef-unknown", NULL},
        {"## License\nThe model is released under the following license: "
         "Apache-2.0. The code is under the MIT License.\n",
         "MIT", "Apache-2.0", NULL},
    };

    CHECK_SAID(rows);
}

TEST(what_is_denied_or_excepted_is_not_granted)
{
    static const struct said rows[] = {
        {"## License\nEverything except the weights is released under the MIT "
         "license.\n",
         "MIT", "-", NULL},
        {"## License\nThis project is licensed under the MIT license. The MIT "
         "license does not apply to the model weights.\n",
         "MIT", "LicenseRef-unknown", NULL},
        {"## License\nThis project is licensed under Apache 2.0. The weights "
         "are not covered by the Apache 2.0 license.\n",
         "Apache-2.0", "LicenseRef-unknown", NULL},
        {"## License\nThis project is under the MIT license. Model weights are "
         "subject to their respective licenses.\n",
         "MIT", "LicenseRef-unknown", NULL},
    };

    CHECK_SAID(rows);
}

TEST(a_limit_beside_a_free_licence_is_never_lost)
{
    static const struct said rows[] = {
        {"## License\nThe code is MIT licensed. The weights are for research "
         "use only.\n",
         "MIT", "LicenseRef-unknown", NULL},
        {"## License\nThe model is released under the Apache 2.0 license for "
         "non-commercial use only.\n",
         NULL, "Apache-2.0 AND LicenseRef-unknown", NULL},
        // the licence named is what limits
        {"## License\nThe weights are under CC BY-NC 4.0, for non-commercial "
         "use only.\n",
         NULL, "CC-BY-NC-4.0", NULL},
    };

    CHECK_SAID(rows);
}

TEST(a_changed_licence_does_not_get_the_name)
{
    static const struct said rows[] = {
        {"## License\nThe weights are released under a modified MIT license.\n",
         NULL, "LicenseRef-unknown", NULL},
        {"## License\nThe model is under the Apache 2.0 license with "
         "additional restrictions.\n",
         NULL, "LicenseRef-unknown", NULL},
    };

    CHECK_SAID(rows);
}

TEST(components_have_their_own_licences)
{
    struct license_file f = read_as(
        "README.md",
        "## License\n\n"
        "The code and the model weights are under the MIT license.\n"
        "- Heron-Small-8B is derived from another model and is originally "
        "licensed under the Apache 2.0 license.\n");

    CHECK_TEXT(part(&f, "weights"), "MIT");
    CHECK_TEXT(part(&f, "weights:Heron-Small-8B"), "MIT AND Apache-2.0");

    f = read_as("LICENSE.md", "# Licenses\n\n"
                              "| License | Component |\n| --- | --- |\n"
                              "| MIT | Code (excluding model weights) |\n"
                              "| CC-BY-NC-4.0 | Heron 7B (incl weights) |\n"
                              "| Apache 2.0 | Heron 1B (incl weights) |\n");
    CHECK_TEXT(part(&f, "code"), "MIT");
    CHECK_TEXT(part(&f, "weights:Heron 7B"), "CC-BY-NC-4.0");
    CHECK_TEXT(part(&f, "weights:Heron 1B"), "Apache-2.0");
    CHECK(flagged(&f, "pointer-only"));
    CHECK(flagged(&f, "non-commercial-part"));

    f = read_as("LICENSE", "Licenses of the datasets used in training\n\n"
                           "* Pond: Apache 2.0\n* Marsh: cc-by-nc-4.0\n");
    CHECK_TEXT(part(&f, "data"), "Apache-2.0 AND CC-BY-NC-4.0");
    CHECK_TEXT(part(&f, "data:Marsh"), "CC-BY-NC-4.0");
}

TEST(two_columns_of_licences_are_about_two_parts)
{
    struct license_file f =
        read_as("README.md", "| Model | Code license | Weights license |\n"
                             "| --- | --- | --- |\n"
                             "| Heron | MIT | Research use only |\n"
                             "| Stork | Apache-2.0 | CC-BY-4.0 |\n");

    CHECK_TEXT(part(&f, "code:Heron"), "MIT");
    CHECK_TEXT(part(&f, "weights:Heron"), "LicenseRef-unknown");
    CHECK_TEXT(part(&f, "weights:Stork"), "CC-BY-4.0");
    // a table anywhere says nothing of the file itself
    CHECK_TEXT(f.expression, "NONE");
}

TEST(a_pointer_grants_nothing)
{
    struct license_file f = read_as(
        "x.py", "# This source code is licensed under the license found in\n"
                "# the LICENSE file in the root directory.\n\nimport os\n");

    CHECK_TEXT(f.expression, "NONE");
    CHECK(refers(&f, "LICENSE"));
    CHECK(flagged(&f, "pointer-only"));

    f = read_as("x.go", "// Use of this source is governed by a BSD-style\n"
                        "// license that can be found in the LICENSE file.\n");
    CHECK_TEXT(f.expression, "NONE");
    CHECK(refers(&f, "LICENSE"));

    f = read_as("LICENSE", "https://example.org/terms.html\n");
    CHECK_TEXT(f.expression, "NONE");
    CHECK(refers(&f, "https://example.org/terms.html"));
    CHECK(flagged(&f, "pointer-only"));
}

TEST(a_header_speaks_of_its_file)
{
    struct license_file f = read_as(
        "x.py", "# Copyright A\n# Licensed under the MIT License.\n\nx = 1\n");

    CHECK_TEXT(f.expression, "MIT");
    f = read_as("x.py", "# Copyright A. All rights reserved.\n"
                        "# Any use without a license from A is strictly "
                        "prohibited.\n");
    CHECK_TEXT(f.expression, "LicenseRef-unknown");
    f = read_as("x.py", "import os\n\n# The parser is MIT licensed code.\n"
                        "# Its weights are licensed under CC-BY-NC.\n");
    CHECK_TEXT(part(&f, "weights"), "LicenseRef-cc-by-nc");
    CHECK(flagged(&f, "version-missing"));
}

TEST(a_header_may_be_one_line)
{
    struct license_file f = read_as(
        "a.py", "# This file is licensed under the CC-BY-NC-4.0 license.\n"
                "import os\n");

    CHECK_TEXT(f.expression, "CC-BY-NC-4.0");
    f = read_as("a.c", "// Licensed under the MIT license\nint x;\n");
    CHECK_TEXT(f.expression, "MIT");
    // an article is no name
    f = read_as("a.c", "// The code is governed by a license that is found in "
                       "the file LICENSE.\nint x;\n");
    CHECK_TEXT(f.expression, "NONE");
}

TEST(a_card_is_read_whole)
{
    struct license_file f = read_as(
        "README.md", "---\nlicense: apache-2.0\n---\n## License\nThe weights "
                     "are released under the CC BY-NC 4.0 license.\n");

    CHECK_TEXT(part(&f, "weights"), "Apache-2.0 AND CC-BY-NC-4.0");
    CHECK(flagged(&f, "license-conflict"));

    f = read_as("README.md", "---\nlicense: other\nlicense_name: heron-terms\n"
                             "license_link: https://example.org/t\n---\n");
    CHECK_TEXT(f.expression, "LicenseRef-heron-terms");
    CHECK(flagged(&f, "pointer-only"));
    CHECK(!flagged(&f, "custom-name-missing"));

    f = read_as("README.md", "---\nlicense: other\n---\n");
    CHECK(flagged(&f, "custom-name-missing"));
    f = read_as("README.md", "---\nlicense: openrail\n---\n");
    CHECK(flagged(&f, "family-tag"));
}

TEST(every_shorter_text_is_handled)
{
    static const char text[] =
        "## License\n<a href=\"LICENSE\">x</a> https://a.b/c\n"
        "| Model | License |\n|--|--|\n| [Heron](u) | MIT (see `LICENSE`) |\n"
        "- Heron-7B: MIT\n本代码遵循《x许可协议》。\n";
    struct arena a = {0};

    if (!licenses)
        CHECK(!licenses_open(&all, &licenses));
    for (size_t len = 0; len < sizeof text; len++) {
        struct arena own = {0};
        struct license_file f;

        terms_of_text(&own, licenses, VIEW("LICENSE"),
                      arena_copy(&own, (struct view){text, len}), &f);
        for (size_t i = 0; i < f.range_count; i++)
            CHECK(f.range[i].from <= f.range[i].to && f.range[i].to <= len);
        arena_free(&own);
    }
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(a_use_for_gain_that_is_barred_limits_its_part),
           CHECK_CASE(what_follows_but_is_about_what_it_names),
           CHECK_CASE(each_part_gets_the_licence_its_clause_names),
           CHECK_CASE(a_license_nobody_knows_is_not_that_of_the_code),
           CHECK_CASE(what_is_denied_or_excepted_is_not_granted),
           CHECK_CASE(a_limit_beside_a_free_licence_is_never_lost),
           CHECK_CASE(a_changed_licence_does_not_get_the_name),
           CHECK_CASE(components_have_their_own_licences),
           CHECK_CASE(two_columns_of_licences_are_about_two_parts),
           CHECK_CASE(a_pointer_grants_nothing),
           CHECK_CASE(a_header_speaks_of_its_file),
           CHECK_CASE(a_header_may_be_one_line),
           CHECK_CASE(a_card_is_read_whole),
           CHECK_CASE(every_shorter_text_is_handled))
