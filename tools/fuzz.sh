#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fuzz.sh BUILD SECONDS NAME... - runs each fuzz target on its corpus in
# fuzz/NAME/ for SECONDS. New inputs stay in the build folder.
set -eu
build=$1 seconds=$2
shift 2

for name in "$@"; do
    mkdir -p "$build/corpus/$name"
    corpus=
    [ ! -d "fuzz/$name" ] || corpus="fuzz/$name"
    echo "fuzz $name: $seconds s"
    # An absent corpus is no argument: it is left unquoted on purpose.
    # shellcheck disable=SC2086
    "$build/fuzz_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -max_len=65536 -print_final_stats=0 -verbosity=0 \
        -artifact_prefix="$build/$name-" "$build/corpus/$name" $corpus
done
