#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh SEEN COUNT FREEHOLD - asks other programs about COUNT generated inputs
# what SEEN (seen.c) is asked too, and FREEHOLD about files of a known verdict.
# What a machine does not have is skipped, with a message.
set -u
seen=$1 count=$2 freehold=$3
here=$(dirname "$0")

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "differential: skipped, there is no python3 of version 3.11 or later"
    exit 0
fi
faults=0
python3 "$here/pickles.py" "$seen" "$count" || faults=1
python3 "$here/zips.py" "$seen" "$count" || faults=1

# python_with MODULE - the python3 that has it, if one has.
python_with() {
    for python in /usr/bin/python3 python3; do # Debian's own has Debian's packages
        if "$python" -c "import $1" 2>/dev/null; then
            echo "$python"
            return
        fi
    done
}

numpy=$(python_with numpy)
if [ "$numpy" ]; then
    "$numpy" "$here/arrays.py" "$seen" "$count" || faults=1
else
    echo "differential: arrays skipped, there is no numpy (Debian: python3-numpy)"
fi
torch=$(python_with torch)
if [ "$torch" ]; then
    "$torch" "$here/checkpoints.py" "$seen" "$freehold" "$((count / 5))" || faults=1
else
    echo "differential: checkpoints skipped, there is no PyTorch (Debian: python3-torch)"
fi
jinja=$(python_with jinja2)
if [ "$jinja" ]; then
    "$jinja" -W ignore "$here/templates.py" "$freehold" "$((count / 10))" || faults=1
else
    echo "differential: templates skipped, there is no Jinja (Debian: python3-jinja2)"
fi
python3 "$here/verdicts.py" "$freehold" || faults=1
python3 "$here/attacks.py" "$freehold" || faults=1
if command -v openssl >/dev/null; then
    python3 "$here/signatures.py" "$freehold" || faults=1
else
    echo "differential: signatures skipped, there is no openssl"
fi
exit "$faults"
