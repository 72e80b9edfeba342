// SPDX-License-Identifier: Apache-2.0
// torch_code.h - looks for what reaches beyond tensors in the programs of a
// TorchScript archive.
//
// Source: torch/csrc/jit/frontend/lexer.h for what stands between the tokens
// of a program, torch/csrc/jit/mobile/import.cpp for its byte code; threats.md
// 4.3. What is looked for is in knowledge/safety/torchscript.txt.
#ifndef FORMAT_TORCH_CODE_H
#define FORMAT_TORCH_CODE_H

#include "format/note.h"

struct torch_word;

struct torch_words {
    struct torch_word *word;
    size_t word_count;
};

struct error *torch_words_read(struct arena *a,
                               struct torch_words *out) MUST_USE;

// Looks into the text of a program: tells torch.torchscript once for each word.
// Blanks, comments, parentheses and ends of lines between the tokens of a word
// hide nothing; what is in quotes is text. Takes time by the length of `code`
// and the number of words, and no memory by either.
void torch_code_check(const struct torch_words *words, struct view code,
                      struct notes *n);

// Looks into a pickle of byte code for the names of operators.
void torch_bytecode_check(const struct torch_words *words, struct view pickle,
                          struct notes *n);

#endif
