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

/// Tells the service manager behind a datagram socket (sd_notify(3)); never blocks. 0, or -errno.
int clio_notify(const char *path, const char *text);

/// Keeps freed memory small: threads share so many pools, large blocks go back to the system at
/// once. To be called before there are threads.
void clio_bound_memory(int pools);

/// Gives memory that was freed back to the system.
void clio_return_freed_memory(void);

/// Lets go of the program's own pages, of which a start touches far more than the work after it;
/// those needed again are there again without a copy.
void clio_release_program_pages(void);

/// Columns of the terminal behind a descriptor; 0 when it is none.
int clio_terminal_columns(int descriptor);

/// Its rows; 0 when it is none.
int clio_terminal_rows(int descriptor);

/// Opens a spidev: mode 0, 8 bits, so many hertz; without chip select when a line of ours does it.
/// A descriptor, or -errno.
int clio_spi_open(const char *path, uint32_t hertz, int has_chip_select);

/// Sends bytes and puts those that come back in their place, in one assertion of chip select.
/// 0, or -errno; -EIO when fewer were moved.
int clio_spi_transfer(int descriptor, uint8_t *bytes, uint32_t count);

/// Closes a descriptor.
void clio_close(int descriptor);

/// A requested GPIO line.
struct clio_line;

enum clio_line_use {
  /// Driven; high at first.
  CLIO_LINE_OUTPUT,
  /// Read; its rising edges are noted.
  CLIO_LINE_RISING_EDGES,
  /// Read.
  CLIO_LINE_INPUT
};

/// The major version of libgpiod this was built with: 1 or 2.
int clio_gpiod_major(void);

/// Requests a line, by its name on the chip with the label (NULL: on whichever chip has it), or
/// without a name by its offset on the chip with the label. Chips are not told by number, since
/// numbers differ by kernel.
/// 0, or -errno; -ENODEV: no such chip or line, -ENOTUNIQ: on several chips, -EBUSY: in use.
int clio_line_open(const char *label, const char *name, unsigned int offset,
                   enum clio_line_use use, const char *consumer, struct clio_line **result);

/// Gives a line back.
void clio_line_close(struct clio_line *line);

/// The level of a line, 0 or 1, or -errno.
int clio_line_level(struct clio_line *line);

/// Drives a line; 0, or -errno.
int clio_line_set(struct clio_line *line, int level);

/// A descriptor that is readable when an edge waits.
int clio_line_descriptor(struct clio_line *line);

/// Takes the edges that wait: their number, or -errno; the kernel's time of the last one, in
/// microseconds of CLOCK_BOOTTIME.
int clio_line_take_edges(struct clio_line *line, int64_t *boottime_microseconds);

/// Tells all GPIO chips, by rising number of /dev/gpiochipN, each followed by its lines in order.
/// The label is NULL when this process may not use the chip, the consumer when a line is free; a
/// name is never NULL, but may be empty. The texts last as long as the call.
void clio_list_lines(void *context,
                     void (*chip)(void *context, int number, const char *label),
                     void (*line)(void *context, const char *name, const char *consumer));

/// Waits until one of two descriptors is readable (the second may be -1), or so long; negative: for
/// ever. Bit 0 and bit 1 for the descriptors, 0 when the time is over, or -errno.
int clio_wait(int first, int second, int64_t microseconds);

/// Waits so long.
void clio_pause(int64_t microseconds);

/// Opens a signal between threads; a descriptor, or -errno.
int clio_signal_open(void);

/// Raises a signal.
void clio_signal_raise(int descriptor);

/// Lowers a signal; 1 when it was raised.
int clio_signal_take(int descriptor);

/// Opens a serial line for this process alone: raw, 8N1, without flow control or modem control; at
/// 9,600, 19,200, 38,400, 57,600, 115,200 or 230,400 baud. What waits unread is dropped.
/// A descriptor that never blocks, or -errno; -EBUSY: another process has it, -ENOTTY: no serial
/// line, -EINVAL: not at this speed.
int clio_serial_open(const char *path, uint32_t baud);

/// Reads what is there: bytes read, 0 when nothing is, or -errno; -ENODEV or -EIO: it went away.
int clio_serial_read(int descriptor, uint8_t *bytes, uint32_t room);

/// Writes what there is room for: bytes written, or -errno.
int clio_serial_write(int descriptor, const uint8_t *bytes, uint32_t count);

enum {
  CLIO_SERIAL_SIGNAL = 1,
  /// Bytes, or the end.
  CLIO_SERIAL_READABLE = 2,
  CLIO_SERIAL_WRITABLE = 4,
  CLIO_SERIAL_WATCH = 8
};

/// Waits until a signal, a serial line or a watch (-1: none) has something, or so long; negative:
/// for ever. A set of CLIO_SERIAL_…, 0 when the time is over, or -errno.
int clio_serial_wait(int signal, int device, int wants_to_write, int watch, int64_t microseconds);

/// The process other than this one that has a device open, and its name; 0 when there is none, or
/// when this process may not know.
int clio_serial_holder(const char *path, char *name, uint32_t room);

/// The group that a device belongs to; 0, or -errno.
int clio_device_group(const char *path, char *name, uint32_t room);

/// The alphabetically first name in a directory that has a part; 0, or -errno.
int clio_find_name(const char *directory, const char *part, char *name, uint32_t room);

/// A look-out for devices that come and go.
struct clio_watch;

/// Watches for serial devices by udev, and where that is not allowed, for names in a directory and
/// in the two above it alone. 0, or -errno.
int clio_watch_open(const char *directory, struct clio_watch **result);

/// Ends a watch.
void clio_watch_close(struct clio_watch *watch);

/// A descriptor that is readable when something has changed.
int clio_watch_descriptor(struct clio_watch *watch);

/// Whether udev tells it, 0 or 1.
int clio_watch_uses_udev(struct clio_watch *watch);

/// Takes note of all changes.
void clio_watch_take(struct clio_watch *watch);

#endif
