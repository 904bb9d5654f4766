// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#ifndef CFAKEDEVICES_H
#define CFAKEDEVICES_H

#include <stdint.h>

/// A kernel's spidev and GPIO character devices inside the test's own process: the calls of C
/// library and libgpiod come here first, and pass on whatever is not about these devices.
///
/// There are `/dev/spidev0.0`, `/dev/spidev0.1` and `/dev/gpiochip0`, labelled `pinctrl-fake`, with
/// 28 lines named GPIO0 to GPIO27.

enum { FAKE_LINES = 28, FAKE_SPI_DEVICES = 2 };

/// What stands behind the devices; called on the thread that makes the call.
struct fake_handlers {
  void *context;
  /// Moves bytes in one assertion of chip select; how many were moved, or -errno.
  int (*transfer)(void *context, unsigned int device, const uint8_t *sent, uint8_t *received,
                  uint32_t count);
  /// A line was driven.
  void (*drive)(void *context, unsigned int line, int level);
  /// The level of a line.
  int (*level)(void *context, unsigned int line);
};

/// Makes the devices appear.
void fake_install(struct fake_handlers handlers);

/// Makes them disappear; descriptors that are open stay, and fail.
void fake_remove(void);

/// A line has risen; whoever asked for its edges is told.
void fake_raise_edge(unsigned int line);

/// Whether a line has been requested.
int fake_line_is_requested(unsigned int line);

/// The SPI mode that was set for a device.
uint8_t fake_spi_mode(unsigned int device);

/// The speed that was set for a device, in hertz.
uint32_t fake_spi_hertz(unsigned int device);

#endif
