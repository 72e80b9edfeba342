// SPDX-License-Identifier: Apache-2.0
// plain.h - numbers with a decimal point, whatever locale the program that uses
// the library has set: the same facts are the same bytes everywhere.
#ifndef BASE_PLAIN_H
#define BASE_PLAIN_H

#include "base/attr.h"

#include <stdarg.h>
#include <stddef.h>

// As vsnprintf and strtod are in the locale "C".
int plain_vprint(char *to, size_t size, const char *format, va_list va)
    PRINTF_LIKE(3, 0);
double plain_number(const char *digits);

#endif
