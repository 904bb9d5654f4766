// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#include "CLibFuzzer.h"

// libFuzzer finds its extra counters by the name of their section, and clears them.
__attribute__((section("__libfuzzer_extra_counters"))) static uint8_t marks[fuzz_mark_count];

void fuzz_mark(uint32_t number) { marks[number % fuzz_mark_count] = 1; }
