#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run-tests.sh COMMAND... - runs test programs (each word a command line), as
# many at a time as there are processors, four at most, and adds up their last
# lines. One that dies before its line counts as one failed.
set -u

if [ "$1" = -1 ]; then # one of them, called by the other half
    program=$3
    {
        echo "== ${program##*/}"
        # A command line is split into its words on purpose.
        # shellcheck disable=SC2086
        $program 2>&1
        code=$?
        echo "$code" >"$2.code"
    } >"$2.out"
    cat "$2.out"
    exit 0
fi

# Licences added on this machine are not part of any test.
XDG_DATA_HOME=/nonexistent
export XDG_DATA_HOME
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT
jobs=$(nproc)
[ "$jobs" -le 4 ] || jobs=4

number=0
for program in "$@"; do
    number=$((number + 1))
    printf '%s\0%s\0' "$dir/$number" "$program"
done | xargs -0 -P "$jobs" -n 2 "$0" -1

passed=0 failed=0 number=0
for program in "$@"; do
    number=$((number + 1))
    code=$(cat "$dir/$number.code")
    line=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$dir/$number.out" | tail -n 1)
    p=${line% *} f=${line#* }
    if [ -z "$line" ] || { [ "$code" != 0 ] && [ "$f" = 0 ]; }; then
        echo "$program ended with $code before it was done"
        p=${p:-0} f=1
    fi
    passed=$((passed + p)) failed=$((failed + f))
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
