// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#include "CLinuxIO.h"

#include <malloc.h>

void clio_limit_arenas(int count) { mallopt(M_ARENA_MAX, count); }

void clio_return_freed_memory(void) { malloc_trim(0); }
