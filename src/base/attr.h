// SPDX-License-Identifier: Apache-2.0
// attr.h - one name for each compiler attribute we use.
#ifndef BASE_ATTR_H
#define BASE_ATTR_H

#define MUST_USE               __attribute__((warn_unused_result))
#define NEVER_NULL             __attribute__((returns_nonnull))
#define ALWAYS_INLINE          inline __attribute__((always_inline))
#define NEVER_INLINE           __attribute__((noinline))
#define NO_RETURN              __attribute__((noreturn))
#define PRINTF_LIKE(text, arg) __attribute__((format(printf, text, arg)))

#endif
