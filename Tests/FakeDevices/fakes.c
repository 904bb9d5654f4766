// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#define _GNU_SOURCE
#include "CFakeDevices.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/gpio.h>
#include <linux/spi/spidev.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

enum kind { NONE, CHIP, SPI, HANDLE, EVENTS_1, LINE_2 };

enum { LARGEST_DESCRIPTOR = 4096, GPIO_MAJOR = 254 };

struct entry {
  enum kind kind;
  unsigned int number;  // of the line or device
  int far_end;          // where events are written
};

static const char chip_path[] = "/dev/gpiochip0";
static const char attribute_path[] = "/sys/bus/gpio/devices/gpiochip0/dev";
static const char subsystem_path[] = "/sys/dev/char/254:0/subsystem";

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct fake_handlers handlers;
static atomic_bool is_installed;
static struct entry entries[LARGEST_DESCRIPTOR];
// Whether a descriptor is one of ours: read without the lock, by every call of the whole process.
static atomic_bool is_ours[LARGEST_DESCRIPTOR];
static uint8_t spi_modes[FAKE_SPI_DEVICES];
static uint32_t spi_hertz[FAKE_SPI_DEVICES];
static uint32_t sequence;

// The C library's own, found once.
#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

void fake_install(struct fake_handlers new_handlers) {
  pthread_mutex_lock(&lock);
  handlers = new_handlers;
  is_installed = 1;
  pthread_mutex_unlock(&lock);
}

void fake_remove(void) {
  pthread_mutex_lock(&lock);
  is_installed = 0;
  pthread_mutex_unlock(&lock);
}

static struct fake_handlers current(int *present) {
  pthread_mutex_lock(&lock);
  struct fake_handlers copy = handlers;
  *present = is_installed;
  pthread_mutex_unlock(&lock);
  return copy;
}

static struct entry entry_of(int descriptor) {
  struct entry entry = {0};
  if (descriptor < 0 || descriptor >= LARGEST_DESCRIPTOR || !is_ours[descriptor]) return entry;
  pthread_mutex_lock(&lock);
  entry = entries[descriptor];
  pthread_mutex_unlock(&lock);
  return entry;
}

static int enter(int descriptor, struct entry entry) {
  if (descriptor >= LARGEST_DESCRIPTOR) {
    close(descriptor);
    errno = EMFILE;
    return -1;
  }
  if (descriptor < 0) return -1;
  pthread_mutex_lock(&lock);
  entries[descriptor] = entry;
  is_ours[descriptor] = 1;
  pthread_mutex_unlock(&lock);
  return descriptor;
}

int fake_line_is_requested(unsigned int line) {
  int found = 0;
  pthread_mutex_lock(&lock);
  for (int place = 0; place < LARGEST_DESCRIPTOR; place++) {
    enum kind kind = entries[place].kind;
    int is_line = kind == HANDLE || kind == EVENTS_1 || kind == LINE_2;
    found |= is_line && entries[place].number == line;
  }
  pthread_mutex_unlock(&lock);
  return found;
}

uint8_t fake_spi_mode(unsigned int device) { return spi_modes[device]; }
uint32_t fake_spi_hertz(unsigned int device) { return spi_hertz[device]; }

// MARK: - Edges

void fake_raise_edge(unsigned int line) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  uint64_t stamp = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
  pthread_mutex_lock(&lock);
  for (int place = 0; place < LARGEST_DESCRIPTOR; place++) {
    struct entry entry = entries[place];
    if (entry.number != line || entry.far_end <= 0) continue;
    ssize_t ignored = 0;
    if (entry.kind == EVENTS_1) {
      struct gpioevent_data event = {.timestamp = stamp, .id = GPIOEVENT_EVENT_RISING_EDGE};
      ignored = send(entry.far_end, &event, sizeof event, MSG_DONTWAIT);
    } else if (entry.kind == LINE_2) {
      struct gpio_v2_line_event event = {.timestamp_ns = stamp, .offset = line};
      event.id = GPIO_V2_LINE_EVENT_RISING_EDGE;
      event.seqno = event.line_seqno = ++sequence;
      ignored = send(entry.far_end, &event, sizeof event, MSG_DONTWAIT);
    }
    (void)ignored;
  }
  pthread_mutex_unlock(&lock);
}

// MARK: - ioctl

static int request_line(unsigned int line, enum kind kind) {
  if (line >= FAKE_LINES) {
    errno = EINVAL;
    return -1;
  }
  if (fake_line_is_requested(line)) {
    errno = EBUSY;
    return -1;
  }
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return -1;
  struct entry entry = {.kind = kind, .number = line, .far_end = ends[1]};
  return enter(ends[0], entry);
}

static int drive(unsigned int line, int level) {
  int present;
  struct fake_handlers to = current(&present);
  if (!present) {
    errno = ENODEV;
    return -1;
  }
  to.drive(to.context, line, level);
  return 0;
}

static int level_of(unsigned int line, int *level) {
  int present;
  struct fake_handlers to = current(&present);
  if (!present) {
    errno = ENODEV;
    return -1;
  }
  *level = to.level(to.context, line);
  return 0;
}

static int request_1(void *argument, int is_event) {
  if (is_event) {
    struct gpioevent_request *request = argument;
    request->fd = request_line(request->lineoffset, EVENTS_1);
    return request->fd < 0 ? -1 : 0;
  }
  struct gpiohandle_request *request = argument;
  request->fd = request_line(request->lineoffsets[0], HANDLE);
  if (request->fd < 0) return -1;
  if (!(request->flags & GPIOHANDLE_REQUEST_OUTPUT)) return 0;
  return drive(request->lineoffsets[0], request->default_values[0]);
}

static int request_2(struct gpio_v2_line_request *request) {
  request->fd = request_line(request->offsets[0], LINE_2);
  if (request->fd < 0) return -1;
  if (!(request->config.flags & GPIO_V2_LINE_FLAG_OUTPUT)) return 0;
  int level = 0;
  for (unsigned int place = 0; place < request->config.num_attrs; place++) {
    struct gpio_v2_line_config_attribute *attribute = &request->config.attrs[place];
    if (attribute->attr.id == GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES)
      level = attribute->attr.values & attribute->mask & 1;
  }
  return drive(request->offsets[0], level);
}

static int chip_ioctl(uint32_t code, void *argument) {
  if (code == GPIO_GET_CHIPINFO_IOCTL) {
    struct gpiochip_info *info = argument;
    *info = (struct gpiochip_info){.name = "gpiochip0", .label = "pinctrl-fake"};
    info->lines = FAKE_LINES;
    return 0;
  }
  if (code == GPIO_GET_LINEINFO_IOCTL) {
    struct gpioline_info *info = argument;
    info->flags = fake_line_is_requested(info->line_offset) ? GPIOLINE_FLAG_KERNEL : 0;
    snprintf(info->name, sizeof info->name, "GPIO%u", info->line_offset);
    return 0;
  }
  if (code == GPIO_V2_GET_LINEINFO_IOCTL) {
    struct gpio_v2_line_info *info = argument;
    unsigned int offset = info->offset;
    *info = (struct gpio_v2_line_info){.offset = offset, .flags = GPIO_V2_LINE_FLAG_INPUT};
    if (fake_line_is_requested(offset)) info->flags |= GPIO_V2_LINE_FLAG_USED;
    snprintf(info->name, sizeof info->name, "GPIO%u", offset);
    return 0;
  }
  if (code == GPIO_GET_LINEHANDLE_IOCTL) return request_1(argument, 0);
  if (code == GPIO_GET_LINEEVENT_IOCTL) return request_1(argument, 1);
  if (code == GPIO_V2_GET_LINE_IOCTL) return request_2(argument);
  errno = ENOTTY;
  return -1;
}

static int line_ioctl(unsigned int line, uint32_t code, void *argument) {
  int level = 0;
  if (code == GPIOHANDLE_GET_LINE_VALUES_IOCTL) {
    struct gpiohandle_data *data = argument;
    if (level_of(line, &level) != 0) return -1;
    data->values[0] = (uint8_t)level;
    return 0;
  }
  if (code == GPIOHANDLE_SET_LINE_VALUES_IOCTL)
    return drive(line, ((struct gpiohandle_data *)argument)->values[0]);
  if (code == GPIO_V2_LINE_GET_VALUES_IOCTL) {
    struct gpio_v2_line_values *values = argument;
    if (level_of(line, &level) != 0) return -1;
    values->bits = level ? values->mask & 1 : 0;
    return 0;
  }
  if (code == GPIO_V2_LINE_SET_VALUES_IOCTL)
    return drive(line, (int)(((struct gpio_v2_line_values *)argument)->bits & 1));
  errno = ENOTTY;
  return -1;
}

static int spi_ioctl(unsigned int device, uint32_t code, void *argument) {
  if (code == SPI_IOC_WR_MODE) {
    spi_modes[device] = *(uint8_t *)argument;
    return 0;
  }
  if (code == SPI_IOC_WR_BITS_PER_WORD) return 0;
  if (code == SPI_IOC_WR_MAX_SPEED_HZ) {
    spi_hertz[device] = *(uint32_t *)argument;
    return 0;
  }
  int present;
  struct fake_handlers to = current(&present);
  if (code != SPI_IOC_MESSAGE(1) || !present) {
    errno = present ? ENOTTY : ENODEV;
    return -1;
  }
  struct spi_ioc_transfer *transfer = argument;
  int moved = to.transfer(to.context, device, (const uint8_t *)(uintptr_t)transfer->tx_buf,
                          (uint8_t *)(uintptr_t)transfer->rx_buf, transfer->len);
  if (moved >= 0) return moved;
  errno = -moved;
  return -1;
}

int ioctl(int descriptor, unsigned long code, ...) {
  REAL(ioctl);
  va_list list;
  va_start(list, code);
  void *argument = va_arg(list, void *);
  va_end(list);
  struct entry entry = entry_of(descriptor);
  // The kernel looks at 32 bits; some callers extend the sign of theirs.
  uint32_t low = (uint32_t)code;
  switch (entry.kind) {
    case NONE: return real(descriptor, code, argument);
    case CHIP: return chip_ioctl(low, argument);
    case SPI: return spi_ioctl(entry.number, low, argument);
    case HANDLE:
    case EVENTS_1:
    case LINE_2: return line_ioctl(entry.number, low, argument);
  }
  return -1;
}

// MARK: - Files

static int spi_number(const char *path) {
  if (strcmp(path, "/dev/spidev0.0") == 0) return 0;
  return strcmp(path, "/dev/spidev0.1") == 0 ? 1 : -1;
}

static int is_fake(const char *path) {
  if (!is_installed) return 0;
  return strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/sys/", 5) == 0;
}

static int open_fake(const char *path) {
  struct entry entry = {.kind = NONE};
  if (strcmp(path, attribute_path) == 0) {
    int descriptor = memfd_create("dev", MFD_CLOEXEC);
    if (descriptor < 0) return -1;
    if (write(descriptor, "254:0\n", 6) != 6) return -1;
    lseek(descriptor, 0, SEEK_SET);
    return descriptor;
  }
  if (strcmp(path, chip_path) == 0) entry.kind = CHIP;
  int device = spi_number(path);
  if (device >= 0) entry = (struct entry){.kind = SPI, .number = (unsigned int)device};
  if (entry.kind == NONE) return -2;
  return enter(eventfd(0, EFD_CLOEXEC), entry);
}

int open(const char *path, int flags, ...) {
  REAL(open);
  va_list list;
  va_start(list, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
  va_end(list);
  if (is_fake(path)) {
    int descriptor = open_fake(path);
    if (descriptor != -2) return descriptor;
  }
  return real(path, flags, mode);
}

int close(int descriptor) {
  REAL(close);
  struct entry entry = entry_of(descriptor);
  if (entry.kind != NONE) {
    pthread_mutex_lock(&lock);
    entries[descriptor] = (struct entry){0};
    is_ours[descriptor] = 0;
    pthread_mutex_unlock(&lock);
    if (entry.far_end > 0) real(entry.far_end);
  }
  return real(descriptor);
}

int access(const char *path, int mode) {
  REAL(access);
  if (is_fake(path) && strcmp(path, attribute_path) == 0) return 0;
  return real(path, mode);
}

static int stat_fake(const char *path, struct stat *status) {
  if (!is_fake(path) || strcmp(path, chip_path) != 0) return -1;
  memset(status, 0, sizeof *status);
  status->st_mode = S_IFCHR | 0660;
  status->st_rdev = makedev(GPIO_MAJOR, 0);
  return 0;
}

int stat(const char *path, struct stat *status) {
  REAL(stat);
  return stat_fake(path, status) == 0 ? 0 : real(path, status);
}

int lstat(const char *path, struct stat *status) {
  REAL(lstat);
  return stat_fake(path, status) == 0 ? 0 : real(path, status);
}

char *realpath(const char *path, char *resolved) {
  REAL(realpath);
  if (!is_fake(path) || strcmp(path, subsystem_path) != 0) return real(path, resolved);
  if (!resolved) return strdup("/sys/bus/gpio");
  return strcpy(resolved, "/sys/bus/gpio");
}
