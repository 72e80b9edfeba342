// SPDX-License-Identifier: Apache-2.0
// Metadata of packages: the first byte chooses the kind of file.
#include "terms/package.h"

#include <stdint.h>

static const struct view names[] = {
    VIEW_INIT("pyproject.toml"), VIEW_INIT("setup.cfg"),
    VIEW_INIT("setup.py"),       VIEW_INIT("package.json"),
    VIEW_INIT("citation.cff"),
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct package_license found;
    struct view bytes = {(const char *)data, size};

    if (!size)
        return 0;
    size_t kind = data[0] % (sizeof names / sizeof *names);
    if (package_license_of(names[kind], view_from(bytes, 1), &found) &&
        (found.to > size || found.from > found.to || !found.line))
        __builtin_trap();
    return 0;
}
