#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# demo.sh FREEHOLD - inspects the releases in examples/ and prints the reports.
set -eu

for release in examples/cedar-1m examples/aurora-1m examples/harbor-8b-tune \
    examples/quartz-chat/quartz-chat.yaml examples/pebble-pickle; do
    echo "\$ freehold inspect $release"
    echo
    "$1" inspect "$release"
    echo
done
