// SPDX-License-Identifier: Apache-2.0
// crypto.h - how a program of ours has libcrypto work.
//
// Its memory is never refused. Without memory libcrypto takes other ways
// through its set-up, its decoders and its chains, and does not always say why:
// a signature that holds would be called false. So it ends the process, as an
// arena does.
//
// It reads no configuration. The file that OPENSSL_CONF or the machine names
// could load modules and change what is computed; and it takes a millisecond.
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

// For a program, before anything is done with libcrypto; later it changes
// nothing. A library leaves this to the program it is part of.
void crypto_start(void);

#endif
