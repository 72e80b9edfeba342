// SPDX-License-Identifier: Apache-2.0
// kept.h - the files that the runs of faults.c read: made with libcrypto and
// with our own `sign`, once.
#ifndef TESTS_KEPT_H
#define TESTS_KEPT_H

#include "base/view.h"

// Makes in the empty `folder`, or ends the process:
//
//   key.pem, key.pub, other.pub  keys of P-256
//   model, changed               two models of two files
//   model.sig                    of model, by the key
//   chain.sig                    the same, by a certificate for the key
//   root.crt, strange.crt        its root, and another one of the same name
//   models--a--b                 a hub's cache
void kept_make(struct view folder);

#endif
