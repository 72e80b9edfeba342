// SPDX-License-Identifier: Apache-2.0
// figure.h - numbers, amounts of money and quoted names in running text.
//
// "700 million", "1,000,000", "one hundred million (100,000,000)", "20M",
// "1亿", "US$10,000,000", "RMB 1 billion", "Built with Llama" in quotation
// marks. The words are data: the lists `digit`, `multiplier`, `currency` and
// `sign` of knowledge/licenses/finders.txt.
#ifndef TERMS_FIGURE_H
#define TERMS_FIGURE_H

#include "terms/pattern.h"

// Words at `at` that are a number; 0: none.
size_t figure_number(const struct window *w, size_t at, uint64_t *value);

// Words at `at` that are an amount with its currency, as "1000000USD".
size_t figure_money(const struct window *w, size_t at, struct view *value);

// Words at `at` that stand in quotation marks, as they are in the file.
size_t figure_name(const struct window *w, size_t at, struct view *value);

#endif
