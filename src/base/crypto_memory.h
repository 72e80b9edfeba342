// SPDX-License-Identifier: Apache-2.0
// crypto_memory.h - memory for libcrypto that is never refused.
//
// Without memory libcrypto takes other ways through its set-up, its decoders
// and its chains, and does not always say why: a signature that holds would be
// called false. With this it ends the process, as an arena does.
#ifndef BASE_CRYPTO_MEMORY_H
#define BASE_CRYPTO_MEMORY_H

// For a program, before anything is done with libcrypto; later it changes
// nothing. A library leaves this to the program it is part of.
void crypto_memory_set(void);

#endif
