#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# validate-reports.sh FREEHOLD [RELEASE...] - the documents that freehold writes
# of each release (CycloneDX, SPDX, SARIF also of scan, Markdown), against the official
# schemas, which come in packages (tools/validate-reports.txt). Without words:
# the examples, a folder of odd names, and the corpus if it is beside. The
# packages go to build/validate; where pip or its index cannot be reached, says
# so and ends well.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
freehold=$(realpath "${1:?which program?}") || exit 2
shift
venv=$here/../build/validate

skip() {
    echo "validate-reports: skipped, $1"
    exit 0
}

if ! cmp -s "$here/validate-reports.txt" "$venv/made-from"; then
    rm -rf "$venv"
    python3 -m venv "$venv" >/dev/null 2>&1 ||
        skip "python3 cannot make a virtual environment (package python3-venv)"
    timeout 60 "$venv/bin/pip" install -q --disable-pip-version-check \
        -r "$here/validate-reports.txt" >"$venv/log" 2>&1 ||
        skip "the packages cannot be had: $(tail -n 1 "$venv/log")"
    cp "$here/validate-reports.txt" "$venv/made-from"
fi

odd=$(mktemp -d) || exit 2
trap 'rm -rf "$odd"' EXIT
if [ $# = 0 ]; then
    cd "$here/.." || exit 2
    for name in $'a\xff.py' $'\e[2J.pkl' 'a|b`c.md' '[x](y).sh' 'c:d?#.json' $'n\nl.bin'; do
        printf 'cos\nsystem\n.' >"$odd/$name"
    done
    ln -s nowhere "$odd/broken"
    set -- examples/*/ examples/quartz-chat/quartz-chat.yaml "$odd"
    [ -d ../shared/corpus/releases ] && set -- "$@" ../shared/corpus/releases/*/
fi
"$venv/bin/python" -B "$here/validate-reports.py" "$freehold" "$@"
