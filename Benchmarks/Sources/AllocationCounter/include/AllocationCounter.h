// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

#include <stdint.h>

/// How often this process has asked for memory: calls of malloc and of its kin, by any thread.
uint64_t allocation_count(void);

#endif
