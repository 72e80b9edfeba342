// SPDX-License-Identifier: Apache-2.0
// banned.h - functions that trust their input, turned into compile errors.
//
// They rely on a terminating zero or on room nobody measured. Views, arenas
// and struct text take their place. Included by view.h, after the system
// headers that declare them.
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#define BANNED(name) freehold_does_not_use_##name

#undef strlen
#undef strcpy
#undef strncpy
#undef strcat
#undef strncat
#undef strtok
#undef sprintf
#undef vsprintf
#undef atoi
#undef atol
#undef gets

// clang-format off
#define strlen(s)               BANNED(strlen)
#define strcpy(to, from)        BANNED(strcpy)
#define strncpy(to, from, n)    BANNED(strncpy)
#define strcat(to, from)        BANNED(strcat)
#define strncat(to, from, n)    BANNED(strncat)
#define strtok(s, by)           BANNED(strtok)
#define sprintf(...)            BANNED(sprintf)
#define vsprintf(to, form, va)  BANNED(vsprintf)
#define atoi(s)                 BANNED(atoi)
#define atol(s)                 BANNED(atol)
#define gets(s)                 BANNED(gets)
// clang-format on

#endif
