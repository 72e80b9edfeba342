// SPDX-License-Identifier: Apache-2.0
// lfs.h - recognises a small file that stands for a large one.
//
// Source: Git LFS pointer specification (v1, and the older hawser address);
// git-annex and Xet pointers are recognised likewise (formats.md 9).
#ifndef FORMAT_LFS_H
#define FORMAT_LFS_H

#include "base/arena.h"

enum { LFS_MAX_POINTER = 1024 }; // bytes; a larger file is no pointer

struct lfs_pointer {
    struct view oid; // 64 hexadecimal digits of SHA-256, or the annex key
    uint64_t size;   // of the real file; 0 if the pointer does not say
};

// Whether `bytes`, a whole file, is a pointer.
bool lfs_read(struct view bytes, struct lfs_pointer *out);

// Whether `bytes`, a whole file that lfs_read refuses, was meant as a pointer
// of Git LFS: its first line is that of a pointer and the others are keys and
// values, among them what the pointer is there for.
bool lfs_resembles(struct view bytes);

#endif
