// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#ifndef CLIBFUZZER_H
#define CLIBFUZZER_H

#include <stddef.h>
#include <stdint.h>

/// The entry of LLVM's libFuzzer for programs that have a main function of their own.
int LLVMFuzzerRunDriver(
  int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

#endif
