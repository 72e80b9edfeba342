#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fuzz.sh BUILD SECONDS NAME... - runs each fuzz target on its corpus in
# fuzz/NAME/, with the words of fuzz/NAME.dict, for SECONDS, two targets at a
# time. New inputs stay in the build folder. Says what a target found and ends
# with 1 if one found something.
set -eu

if [ "$1" = -1 ]; then # one target, called by the other half
    build=$2 seconds=$3 name=$4
    mkdir -p "$build/corpus/$name"
    corpus='' words=''
    [ ! -d "fuzz/$name" ] || corpus="fuzz/$name"
    [ ! -f "fuzz/$name.dict" ] || words="-dict=fuzz/$name.dict"
    # What is absent is no argument: it is left unquoted on purpose.
    # shellcheck disable=SC2086
    if "$build/fuzz_$name" -max_total_time="$seconds" -timeout=10 \
        -rss_limit_mb=2048 -max_len=65536 -verbosity=0 $words \
        -artifact_prefix="$build/$name-" "$build/corpus/$name" $corpus \
        >"$build/$name.txt" 2>&1; then
        echo "fuzz $name: nothing in $seconds s"
    else
        tail -n 60 "$build/$name.txt"
        echo "fuzz $name: a report stands above"
        exit 1
    fi
    exit 0
fi

build=$1 seconds=$2
shift 2
printf '%s\n' "$@" | xargs -P 2 -n 1 "$0" -1 "$build" "$seconds"
