// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // uselocale with -std=c17
#include "base/plain.h"

#include <langinfo.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

// Whether this thread's locale writes numbers as "C" does, as most do.
static bool is_plain(void)
{
    const char *radix = nl_langinfo(RADIXCHAR);

    return radix[0] == '.' && radix[1] == '\0';
}

// Takes the locale "C" for this thread, which for glibc takes no memory and
// cannot fail. Returns what has to be restored.
static locale_t take_plain(void)
{
    return uselocale(newlocale(LC_ALL_MASK, "C", (locale_t)0));
}

int plain_vprint(char *to, size_t size, const char *format, va_list va)
{
    if (is_plain())
        return vsnprintf(to, size, format, va);
    locale_t before = take_plain();
    int len = vsnprintf(to, size, format, va);
    uselocale(before);
    return len;
}

double plain_number(const char *digits)
{
    if (is_plain())
        return strtod(digits, NULL);
    locale_t before = take_plain();
    double number = strtod(digits, NULL);
    uselocale(before);
    return number;
}
