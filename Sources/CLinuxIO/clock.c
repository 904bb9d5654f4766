// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#include "CLinuxIO.h"

#include <time.h>

int64_t clio_boottime_microseconds(void) {
  struct timespec now;
  // CLOCK_BOOTTIME exists since Linux 2.6.39 and cannot fail with a valid pointer.
  clock_gettime(CLOCK_BOOTTIME, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
