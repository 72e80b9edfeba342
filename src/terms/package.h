// SPDX-License-Identifier: Apache-2.0
// package.h - what the metadata of a software package says of its license:
// pyproject.toml, setup.cfg, setup.py, Cargo.toml, package.json, codemeta.json,
// CITATION.cff.
//
// Sources: PyPA "Core metadata" and "pyproject.toml specification" (tables
// project and tool.poetry), setuptools "Declarative config" (metadata), the
// Cargo manifest (package), npm's package.json, CodeMeta 3.0, Citation File
// Format 1.2. One line is read, no grammar: `license = "MIT"`, `license: MIT`,
// `license = {text = "MIT"}`, `"license": "MIT"`. Linear in the file.
#ifndef TERMS_PACKAGE_H
#define TERMS_PACKAGE_H

#include "base/view.h"

struct package_license {
    struct view value; // unquoted, in the bytes that were read
    uint64_t from, to; // bytes of its line
    uint32_t line;
    bool cites; // of a file that says how to cite, not of a package
};

// Whether `name`, the base name of a file in lower case, is one of these.
bool package_is(struct view name);

// False: it says nothing, or points to a file.
bool package_license_of(struct view name, struct view bytes,
                        struct package_license *out);

#endif
