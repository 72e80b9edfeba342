#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# embed.sh FILE... - writes assembler that carries each FILE, byte for byte, and
# a table of their names below knowledge/. The linker keeps them read-only and
# the system maps them, so nothing is read or copied at start.
set -eu

number=0
echo '    .section .note.GNU-stack, "", %progbits'
echo '    .section .rodata'
for file in "$@"; do
    cat <<TEXT
    .balign 64
bytes_$number:
    .incbin "$file"
size_$number = . - bytes_$number
    .byte 0
name_$number:
    .asciz "${file#knowledge/}"
TEXT
    number=$((number + 1))
done
cat <<TEXT
    .balign 8
    .globl knowledge_table_count
    .hidden knowledge_table_count
knowledge_table_count:
    .quad $number
    .section .data.rel.ro, "aw"
    .balign 8
    .globl knowledge_table
    .hidden knowledge_table
knowledge_table:
TEXT
i=0
while [ "$i" -lt "$number" ]; do
    echo "    .quad name_$i, bytes_$i, size_$i"
    i=$((i + 1))
done
