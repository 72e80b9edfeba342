#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# pkg-config.sh PREFIX VERSION - writes freehold.pc.
set -eu
cat <<TEXT
prefix=$1
includedir=\${prefix}/include
libdir=\${prefix}/lib

Name: freehold
Description: what is open in an AI model release, under what terms, to what extent
Version: $2
Libs: -L\${libdir} -lfreehold
Libs.private: -lcrypto -lyaml -lz -ldeflate -lbz2 -llzma -lzstd -lutf8proc -lm -pthread
Cflags: -I\${includedir}
TEXT
