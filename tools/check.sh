#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check.sh FLOORS - format, lint, floors and licence headers; `make check`.
set -u
floors=$1
faults=0

say() {
    echo "check: $1"
    faults=$((faults + 1))
}

c=$(git ls-files '*.c' '*.h' | grep -v '^examples/')
# File names of the project hold no blanks: they are split on purpose.
# shellcheck disable=SC2086
clang-format-14 --dry-run -Werror $c || say "run clang-format-14 -i on the files above"
tools/floors.sh "$floors" || say "a floor looks up"

# The flags stand in compile_flags.txt; large files first, so that both ends of
# the work finish together.
git ls-files -z 'src/*.c' 'src/*/*.c' 'tests/*.c' 'tools/*.c' 'bench/*.c' | xargs -0 ls -S |
    xargs -P 2 -n 1 clang-tidy-14 --quiet >build/tidy.txt 2>/dev/null || {
    grep -A 3 'error:' build/tidy.txt
    say "clang-tidy has a finding"
}
reuse lint >build/reuse.txt 2>&1 || {
    tail -n 20 build/reuse.txt
    say "reuse lint has a finding"
}
for tool in tools/*.sh .ci/run; do
    case $tool in
    .ci/run) bash -n "$tool" || say "$tool does not parse" ;;
    *) sh -n "$tool" || say "$tool does not parse" ;;
    esac
done
# Where this checkout lies and where its user lives say nothing to others.
# shellcheck disable=SC2046
if grep -nF -e "$PWD/" -e "$HOME/" $(git ls-files); then
    say "a path of this machine is in the files above"
fi
[ "$faults" = 0 ] && echo "check: nothing to say"
exit "$faults"
