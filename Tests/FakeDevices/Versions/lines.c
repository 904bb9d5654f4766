// SPDX-License-Identifier: Apache-2.0
// Part of loragw

// CLinuxIO on the fake devices, to be built with any version of libgpiod: see check-libgpiod.

#include "CFakeDevices.h"
#include "CLinuxIO.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static int levels[FAKE_LINES];
static int driven = -1;

// Turns all bits; messages of 7 bytes come out short.
static int transfer(void *context, unsigned int device, const uint8_t *sent, uint8_t *received,
                    uint32_t count) {
  (void)context;
  (void)device;
  for (uint32_t place = 0; place < count; place++) received[place] = sent[place] ^ 0xFF;
  return count == 7 ? 6 : (int)count;
}

static void drive(void *context, unsigned int line, int level) {
  (void)context;
  levels[line] = level;
  driven = (int)line;
}

static int level(void *context, unsigned int line) {
  (void)context;
  return levels[line];
}

#define CHECK(x) \
  do { \
    if (!(x)) { \
      printf("line %d failed: %s\n", __LINE__, #x); \
      return 1; \
    } \
  } while (0)
static int check_lines(void) {
  struct clio_line *reset = NULL, *interrupt = NULL, *none = NULL;
  CHECK(clio_line_open(NULL, "GPIO5", 0, CLIO_LINE_OUTPUT, "t", &reset) == 0);
  CHECK(driven == 5 && levels[5] == 1);
  CHECK(clio_line_set(reset, 0) == 0 && levels[5] == 0 && clio_line_level(reset) == 0);
  CHECK(clio_line_set(reset, 1) == 0 && levels[5] == 1);
  const char *label = "pinctrl-fake";
  CHECK(clio_line_open(label, "GPIO5", 0, CLIO_LINE_OUTPUT, "t", &none) == -EBUSY);
  CHECK(clio_line_open("other", "GPIO6", 0, CLIO_LINE_OUTPUT, "t", &none) == -ENODEV);
  CHECK(clio_line_open(label, "GPIO77", 0, CLIO_LINE_OUTPUT, "t", &none) == -ENODEV);
  CHECK(clio_line_open(label, NULL, 77, CLIO_LINE_OUTPUT, "t", &none) == -EINVAL);
  CHECK(clio_line_open(label, NULL, 6, CLIO_LINE_RISING_EDGES, "t", &interrupt) == 0);
  int64_t time = 0;
  CHECK(clio_line_take_edges(interrupt, &time) == 0);
  CHECK(clio_wait(clio_line_descriptor(interrupt), -1, 1000) == 0);
  for (unsigned int line = 6; line <= 7; line++) fake_raise_edge(line);
  fake_raise_edge(6);
  CHECK(clio_wait(clio_line_descriptor(interrupt), -1, 1000000) == 1);
  int64_t now = clio_boottime_microseconds();
  CHECK(clio_line_take_edges(interrupt, &time) == 2);
  CHECK(now - time < 1000000 && time <= now + 1000);
  levels[6] = 1;
  CHECK(clio_line_level(interrupt) == 1);
  clio_line_close(reset);
  clio_line_close(interrupt);
  CHECK(!fake_line_is_requested(5) && !fake_line_is_requested(6));
  return 0;
}

struct listing {
  int chips, lines, used;
};

static void note_chip(void *context, int number, const char *label) {
  struct listing *listing = context;
  listing->chips += number == 0 && label && strcmp(label, "pinctrl-fake") == 0;
}

static void note_line(void *context, const char *name, const char *consumer) {
  struct listing *listing = context;
  listing->lines += strncmp(name, "GPIO", 4) == 0;
  listing->used += consumer && strcmp(name, "GPIO5") == 0;
}

static int check_listing(void) {
  struct clio_line *reset = NULL;
  CHECK(clio_line_open(NULL, "GPIO5", 0, CLIO_LINE_OUTPUT, "t", &reset) == 0);
  for (int expected = 1; expected >= 0; expected--) {
    struct listing listing = {0};
    clio_list_lines(&listing, note_chip, note_line);
    CHECK(listing.chips == 1 && listing.lines == FAKE_LINES && listing.used == expected);
    if (expected) clio_line_close(reset);
  }
  return 0;
}

static int check_spi(void) {
  int spi = clio_spi_open("/dev/spidev0.1", 123456, 0);
  CHECK(spi >= 0 && fake_spi_mode(1) == 0x40 && fake_spi_hertz(1) == 123456);
  uint8_t bytes[256] = {1, 2};
  CHECK(clio_spi_transfer(spi, bytes, 256) == 0 && bytes[0] == 0xFE);
  CHECK(clio_spi_transfer(spi, bytes, 7) == -EIO);
  clio_close(spi);
  CHECK(clio_spi_open("/dev/spidev9.9", 1, 1) == -ENOENT);
  return 0;
}

int main(void) {
  struct clio_line *none = NULL;
  CHECK(clio_line_open(NULL, "GPIO5", 0, CLIO_LINE_OUTPUT, "t", &none) == -ENODEV);
  fake_install((struct fake_handlers){.transfer = transfer, .drive = drive, .level = level});
  if (check_lines() != 0 || check_listing() != 0 || check_spi() != 0) return 1;
  printf("libgpiod %d: all passed\n", clio_gpiod_major());
  return 0;
}
