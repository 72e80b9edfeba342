#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fuzz.sh BUILD SECONDS NAME... - runs each fuzz target on its corpus in
# fuzz/NAME/, with the words of fuzz/NAME.dict, for SECONDS, FUZZ_JOBS (2)
# targets at a time. New inputs stay in the build folder. Says what a target
# found and ends with an error if one found something or did not run to its end.
#
# fuzz.sh --table BUILD NAME... - writes what the last run of each target did, as
# the table of docs/testing.md; refuses where one found something or did not run.
set -eu

# The last line of a target that ran to its end: "Done 1234 runs in 56 second(s)".
done_line() {
    sed -n 's/^Done \([0-9]*\) runs in \([0-9]*\) second(s)$/\1 \2/p' "$1" | tail -n 1
}

# Reads "NAME RUNS SECONDS" lines.
write_table() {
    awk '
    function commas(n,  out) {
        for (; length(n) > 3; n = substr(n, 1, length(n) - 3))
            out = "," substr(n, length(n) - 2) out
        return n out
    }
    function cells(i) {
        return i > NR ? "| | |" : "| " name[i] " | " commas(runs[i]) " | " seconds[i]
    }
    { name[NR] = $1; runs[NR] = $2; seconds[NR] = $3; all += $2; time += $3 }
    END {
        print "| target | executions | seconds | | target | executions | seconds |"
        print "|---|---|---|---|---|---|---|"
        half = int((NR + 1) / 2)
        for (i = 1; i <= half; i++)
            print cells(i) " | " cells(i + half) " |"
        printf "\nTogether %s executions in %.1f minutes of machine time.\n",
            commas(sprintf("%.0f", all)), time / 60
    }'
}

if [ "$1" = --table ]; then
    build=$2
    shift 2
    rows=''
    for name; do
        did=$([ ! -f "$build/$name.txt" ] || done_line "$build/$name.txt")
        if [ -z "$did" ]; then
            echo "fuzz $name: no table: see $build/$name.txt, its last run found something or there was none" >&2
            exit 1
        fi
        rows="$rows$name $did
"
    done
    printf %s "$rows" | LC_ALL=C sort | write_table
    exit 0
fi

if [ "$1" = -1 ]; then # one target, called by the other half
    build=$2 seconds=$3 name=$4
    mkdir -p "$build/corpus/$name"
    corpus='' words='' code=0
    [ ! -d "fuzz/$name" ] || corpus="fuzz/$name"
    [ ! -f "fuzz/$name.dict" ] || words="-dict=fuzz/$name.dict"
    # What is absent is no argument: it is left unquoted on purpose.
    # shellcheck disable=SC2086
    "$build/fuzz_$name" -max_total_time="$seconds" -timeout=10 \
        -rss_limit_mb=2048 -max_len=65536 $words \
        -artifact_prefix="$build/$name-" "$build/corpus/$name" $corpus \
        >"$build/$name.txt" 2>&1 || code=$?
    did=$(done_line "$build/$name.txt")
    if [ "$code" = 0 ] && [ -n "$did" ]; then
        echo "fuzz $name: nothing in ${did#* } s, ${did% *} executions"
    else
        # No table of a run with a report, whatever it says at its end.
        sed -i '/^Done /d' "$build/$name.txt"
        tail -n 60 "$build/$name.txt"
        echo "fuzz $name: a report stands above (exit $code)"
        exit 1
    fi
    exit 0
fi

build=$1 seconds=$2
shift 2
printf '%s\n' "$@" | xargs -P "${FUZZ_JOBS:-2}" -n 1 "$0" -1 "$build" "$seconds"
