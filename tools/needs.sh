#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# needs.sh FILE - installs the Debian packages listed in FILE that are not here.
set -eu

# Elsewhere the compiler says what is missing.
command -v dpkg >/dev/null || exit 0

missing=
for package in $(sed 's/#.*//' "$1"); do
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
[ "$missing" ] || exit 0

echo "freehold: installing$missing" >&2
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
$as_root apt-get update -q >&2
# Package names hold no blanks: they are split on purpose.
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends $missing >&2
