// SPDX-License-Identifier: Apache-2.0
// Metadata of packages. Expected values: by hand from the specifications that
// package.h names, on lines as their documents show them.
#include "check.h"

#include "terms/package.h"

TEST(each_kind_of_file_says_its_license)
{
    static const struct {
        const char *name, *text, *value;
        uint32_t line;
    } rows[] = {
        {"pyproject.toml", "[project]\nname = \"x\"\nlicense = \"MIT\"\n",
         "MIT", 3},
        {"pyproject.toml", "[project]\nlicense = {text = \"BSD-3-Clause\"}\n",
         "BSD-3-Clause", 2},
        {"pyproject.toml", "[tool.poetry]\r\nlicense = 'MIT' # ours\r\n", "MIT",
         2},
        {"setup.cfg", "[metadata]\nlicense = Apache License 2.0\n",
         "Apache License 2.0", 2},
        {"setup.py", "setup(\n    name='x',\n    license='MIT',\n)\n", "MIT",
         3},
        {"cargo.toml", "[package]\nlicense = \"MIT OR Apache-2.0\"\n",
         "MIT OR Apache-2.0", 2},
        {"package.json", "{\n  \"license\": \"ISC\",\n  \"x\": 1\n}\n", "ISC",
         2},
        {"codemeta.json",
         "{\"@context\": 1,\n\"license\": "
         "\"https://spdx.org/licenses/MIT\"}",
         "https://spdx.org/licenses/MIT", 2},
        {"citation.cff", "cff-version: 1.2.0\nlicense: CC-BY-4.0\n",
         "CC-BY-4.0", 2},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct package_license found;
        struct view text = view_of(rows[i].text);

        CHECK(package_is(view_of(rows[i].name)));
        CHECK(package_license_of(view_of(rows[i].name), text, &found));
        CHECK_VIEW(found.value, view_of(rows[i].value));
        CHECK_U64(found.line, rows[i].line);
        CHECK(view_has(view_head(view_from(text, (size_t)found.from),
                                 (size_t)(found.to - found.from)),
                       found.value));
    }
}

TEST(what_is_no_name_of_a_license_is_not_taken)
{
    static const struct {
        const char *name, *text;
    } rows[] = {
        {"pyproject.toml", "[project]\nlicense = {file = \"LICENSE\"}\n"},
        {"pyproject.toml", "[tool.other]\nlicense = \"MIT\"\n"},
        {"pyproject.toml", "[project]\nlicense-files = [\"LICENSE\"]\n"},
        {"setup.cfg", "[metadata]\nlicense = file: LICENSE\n"},
        {"setup.cfg", "[metadata]\n    license = MIT\n"},
        {"setup.py", "license=read('LICENSE'),\n"},
        {"package.json", "\"license\": \"SEE LICENSE IN x\",\n"},
        {"citation.cff", "references:\n  - license: MIT\n"},
        {"readme.md", "license: MIT\n"},
        {"package.json", ""},
        {"package.json", "\"license\""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct package_license found;

        if (package_license_of(view_of(rows[i].name), view_of(rows[i].text),
                               &found))
            check_fail(__FILE__, __LINE__, "%s: %s", rows[i].name,
                       rows[i].text);
    }
    CHECK(!package_is(VIEW("readme.md")));
}

CHECK_MAIN(CHECK_CASE(each_kind_of_file_says_its_license),
           CHECK_CASE(what_is_no_name_of_a_license_is_not_taken))
