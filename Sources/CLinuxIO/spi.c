// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#include "CLinuxIO.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/spi/spidev.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int spi_set_up(int descriptor, uint32_t hertz, int has_chip_select) {
  uint8_t mode = SPI_MODE_0 | (has_chip_select ? 0 : SPI_NO_CS);
  uint8_t bits = 8;
  if (ioctl(descriptor, SPI_IOC_WR_MODE, &mode) < 0) return -errno;
  if (ioctl(descriptor, SPI_IOC_WR_BITS_PER_WORD, &bits) < 0) return -errno;
  if (ioctl(descriptor, SPI_IOC_WR_MAX_SPEED_HZ, &hertz) < 0) return -errno;
  return 0;
}

int clio_spi_open(const char *path, uint32_t hertz, int has_chip_select) {
  int descriptor = open(path, O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return -errno;
  int result = spi_set_up(descriptor, hertz, has_chip_select);
  if (result == 0) return descriptor;
  close(descriptor);
  return result;
}

int clio_spi_transfer(int descriptor, uint8_t *bytes, uint32_t count) {
  struct spi_ioc_transfer transfer = {
      .tx_buf = (uintptr_t)bytes, .rx_buf = (uintptr_t)bytes, .len = count};
  int moved = ioctl(descriptor, SPI_IOC_MESSAGE(1), &transfer);
  if (moved < 0) return -errno;
  return (uint32_t)moved == count ? 0 : -EIO;
}

void clio_close(int descriptor) { close(descriptor); }
