#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run-cases.sh FREEHOLD - runs every case of tests/cases: a folder with
#
#   cmd       a shell script; $FREEHOLD is the program, $EXAMPLES the examples,
#             $TMP an empty folder of its own; it begins in the case's folder
#   expected  what it must print (standard output and error, in this order)
#   code      its exit code, if that is not 0
#
# A case that differs shows the difference. `run-cases.sh -u FREEHOLD` writes
# what the program prints into `expected`, for a person to read and commit.
set -u

update=
[ "$1" != -u ] || { update=1 && shift; }
FREEHOLD=$(realpath "$1")
EXAMPLES=$(realpath examples)
export FREEHOLD EXAMPLES LC_ALL=C.UTF-8
# Nobody's own licences and settings.
export XDG_DATA_HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent
unset NO_COLOR COLUMNS SOURCE_DATE_EPOCH

passed=0 failed=0
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
for case in tests/cases/*/; do
    name=$(basename "$case")
    want=0
    [ ! -f "$case/code" ] || want=$(cat "$case/code")
    (cd "$case" && TMP=$tmp/work && mkdir -p "$TMP" && export TMP && sh ./cmd >"$tmp/out" 2>"$tmp/err" </dev/null)
    code=$?
    rm -rf "$tmp/work"
    cat "$tmp/out" "$tmp/err" >"$tmp/all"
    [ -z "$update" ] || cp "$tmp/all" "$case/expected"
    if diff -u "$case/expected" "$tmp/all" && [ "$code" = "$want" ]; then
        passed=$((passed + 1))
    else
        echo "case $name: exit $code, wanted $want"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
