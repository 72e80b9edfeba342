#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run-tests.sh COMMAND... - runs test programs (each word a command line) and
# adds up their last lines. One that dies before its line counts as one failed.
set -u
# Licences added on this machine are not part of any test.
XDG_DATA_HOME=/nonexistent
export XDG_DATA_HOME

passed=0 failed=0
for program in "$@"; do
    echo "== ${program##*/}"
    # A command line is split into its words on purpose.
    # shellcheck disable=SC2086
    out=$($program 2>&1)
    code=$?
    echo "$out"
    line=$(printf '%s\n' "$out" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' | tail -n 1)
    p=${line% *} f=${line#* }
    if [ -z "$line" ] || { [ "$code" != 0 ] && [ "$f" = 0 ]; }; then
        echo "$program ended with $code before it was done"
        p=${p:-0} f=1
    fi
    passed=$((passed + p)) failed=$((failed + f))
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
