// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#include "CLinuxIO.h"

#include <malloc.h>

void clio_return_freed_blocks(int bytes) {
  mallopt(M_MMAP_THRESHOLD, bytes);
  mallopt(M_ARENA_MAX, 2);
}
