// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#define _GNU_SOURCE
#include "CLinuxIO.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

int clio_wait(int first, int second, int64_t microseconds) {
  struct pollfd waiting[2] = {{.fd = first, .events = POLLIN}, {.fd = second, .events = POLLIN}};
  struct timespec limit = {.tv_sec = microseconds / 1000000,
                           .tv_nsec = microseconds % 1000000 * 1000};
  int count = ppoll(waiting, second < 0 ? 1 : 2, microseconds < 0 ? NULL : &limit, NULL);
  if (count < 0) return errno == EINTR ? 0 : -errno;
  return (waiting[0].revents ? 1 : 0) | (second >= 0 && waiting[1].revents ? 2 : 0);
}

void clio_pause(int64_t microseconds) {
  struct timespec time = {.tv_sec = microseconds / 1000000,
                          .tv_nsec = microseconds % 1000000 * 1000};
  // An early end by a signal does no harm.
  nanosleep(&time, NULL);
}

int clio_signal_open(void) {
  int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return descriptor < 0 ? -errno : descriptor;
}

void clio_signal_raise(int descriptor) {
  uint64_t one = 1;
  // Full means raised already.
  ssize_t ignored = write(descriptor, &one, sizeof one);
  (void)ignored;
}

int clio_signal_take(int descriptor) {
  uint64_t count;
  return read(descriptor, &count, sizeof count) == (ssize_t)sizeof count;
}
