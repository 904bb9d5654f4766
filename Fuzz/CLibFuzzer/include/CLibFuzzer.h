// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#ifndef CLIBFUZZER_H
#define CLIBFUZZER_H

#include <stddef.h>
#include <stdint.h>

/// The entry of LLVM's libFuzzer for programs that have a main function of their own.
int LLVMFuzzerRunDriver(
  int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

/// How many marks there are.
enum { fuzz_mark_count = 512 };

/// Marks something that an input reached in code that is not watched, so that the fuzzer keeps the
/// input; the number is taken modulo fuzz_mark_count.
void fuzz_mark(uint32_t number);

#endif
