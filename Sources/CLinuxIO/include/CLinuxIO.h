// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#ifndef CLINUXIO_H
#define CLINUXIO_H

#include <stdint.h>

/// Microseconds of CLOCK_BOOTTIME: since the machine started, suspend included.
int64_t clio_boottime_microseconds(void);

/// Opens (mode 0600) and locks a file for this process alone; a descriptor, or -errno.
/// -EWOULDBLOCK: another process holds the lock.
int clio_lock_file(const char *path);

/// Makes the names in a directory durable; 0, or -errno.
int clio_sync_directory(const char *path);

/// Columns of the terminal behind a descriptor; 0 when it is none.
int clio_terminal_columns(int descriptor);

#endif
