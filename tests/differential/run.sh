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
numpy=
for python in python3 /usr/bin/python3; do # Debian's own has Debian's packages
    if "$python" -c 'import numpy' 2>/dev/null; then numpy=$python; fi
done
if [ "$numpy" ]; then
    "$numpy" "$here/arrays.py" "$seen" "$count" || faults=1
else
    echo "differential: arrays skipped, there is no numpy (Debian: python3-numpy)"
fi
python3 "$here/verdicts.py" "$freehold" || faults=1
python3 "$here/attacks.py" "$freehold" || faults=1
exit "$faults"
