#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# floors.sh FLOORS - each folder of src/ includes only itself and the floors
# below it. The order is the Makefile's FLOORS, lowest first.
set -eu
floors=${1:?floors, lowest first}

broken=$(
    for file in src/*/*.[ch]; do
        here=${file#src/}
        here=${here%%/*}
        case " $floors " in
        *" $here "*) ;;
        *) echo "$file: $here/ is no floor of the Makefile" && continue ;;
        esac
        for used in $(sed -n 's|^#include "\([a-z_]*\)/.*|\1|p' "$file" | sort -u); do
            below=" ${floors%%"$here"*} $here "
            case $below in
            *" $used "*) ;;
            *) echo "$file: $here may not include $used/" ;;
            esac
        done
    done
)
[ -z "$broken" ] || { echo "$broken" && exit 1; }
