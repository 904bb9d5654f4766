// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#define _GNU_SOURCE
#include "CLinuxIO.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static speed_t speed_of(uint32_t baud) {
  switch (baud) {
    case 9600: return B9600;
    case 19200: return B19200;
    case 38400: return B38400;
    case 57600: return B57600;
    case 115200: return B115200;
    case 230400: return B230400;
    default: return B0;
  }
}

static int set_up(int descriptor, speed_t speed) {
  // Whoever comes later is refused; an advisory lock is seen by programs that run as root, too.
  if (ioctl(descriptor, TIOCEXCL) < 0) return -errno;
  if (flock(descriptor, LOCK_EX | LOCK_NB) < 0) return errno == EWOULDBLOCK ? -EBUSY : -errno;
  struct termios settings;
  if (tcgetattr(descriptor, &settings) < 0) return -errno;
  cfmakeraw(&settings);
  settings.c_cflag &= ~(tcflag_t)(HUPCL | CRTSCTS | PARENB | CSTOPB);
  settings.c_cflag |= CLOCAL | CREAD | CS8;
  settings.c_iflag &= ~(tcflag_t)(IXON | IXOFF | IXANY);
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  if (cfsetspeed(&settings, speed) < 0) return -errno;
  if (tcsetattr(descriptor, TCSANOW, &settings) < 0) return -errno;
  struct termios in_force;
  if (tcgetattr(descriptor, &in_force) < 0) return -errno;
  if (cfgetospeed(&in_force) != speed) return -EINVAL;
  tcflush(descriptor, TCIOFLUSH);
  return 0;
}

int clio_serial_open(const char *path, uint32_t baud) {
  speed_t speed = speed_of(baud);
  if (speed == B0) return -EINVAL;
  int descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return -errno;
  int result = isatty(descriptor) ? set_up(descriptor, speed) : -ENOTTY;
  if (result == 0) return descriptor;
  close(descriptor);
  return result;
}

int clio_serial_read(int descriptor, uint8_t *bytes, uint32_t room) {
  ssize_t count = read(descriptor, bytes, room);
  if (count > 0) return (int)count;
  // Nothing to read without an error: the line was hung up.
  if (count == 0) return -ENODEV;
  return errno == EAGAIN || errno == EINTR ? 0 : -errno;
}

int clio_serial_write(int descriptor, const uint8_t *bytes, uint32_t count) {
  ssize_t written = write(descriptor, bytes, count);
  if (written >= 0) return (int)written;
  return errno == EAGAIN || errno == EINTR ? 0 : -errno;
}

int clio_serial_wait(int signal, int device, int wants_to_write, int watch,
                     int64_t microseconds) {
  // poll() leaves negative descriptors alone.
  struct pollfd waiting[3] = {
      {.fd = signal, .events = POLLIN},
      {.fd = device, .events = (short)(POLLIN | (wants_to_write ? POLLOUT : 0))},
      {.fd = watch, .events = POLLIN}};
  struct timespec limit = {.tv_sec = microseconds / 1000000,
                           .tv_nsec = microseconds % 1000000 * 1000};
  int count = ppoll(waiting, 3, microseconds < 0 ? NULL : &limit, NULL);
  if (count < 0) return errno == EINTR ? 0 : -errno;
  int result = waiting[0].revents ? CLIO_SERIAL_SIGNAL : 0;
  if (waiting[1].revents & ~POLLOUT) result |= CLIO_SERIAL_READABLE;
  if (waiting[1].revents & POLLOUT) result |= CLIO_SERIAL_WRITABLE;
  if (waiting[2].revents) result |= CLIO_SERIAL_WATCH;
  return result;
}

// Whether a process has the device open.
static int holds(const char *process, dev_t device) {
  char directory[64];
  snprintf(directory, sizeof directory, "/proc/%.20s/fd", process);
  DIR *descriptors = opendir(directory);
  if (!descriptors) return 0;
  int found = 0;
  struct dirent *entry;
  while (!found && (entry = readdir(descriptors))) {
    struct stat facts;
    if (fstatat(dirfd(descriptors), entry->d_name, &facts, 0) != 0) continue;
    found = S_ISCHR(facts.st_mode) && facts.st_rdev == device;
  }
  closedir(descriptors);
  return found;
}

static void name_of(const char *process, char *name, uint32_t room) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%.20s/comm", process);
  FILE *file = fopen(path, "re");
  if (!file || !fgets(name, (int)room, file)) name[0] = 0;
  name[strcspn(name, "\n")] = 0;
  if (file) fclose(file);
}

int clio_serial_holder(const char *path, char *name, uint32_t room) {
  struct stat facts;
  if (stat(path, &facts) != 0 || !S_ISCHR(facts.st_mode)) return 0;
  DIR *processes = opendir("/proc");
  if (!processes) return 0;
  int found = 0;
  struct dirent *entry;
  while (!found && (entry = readdir(processes))) {
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    int process = atoi(entry->d_name);
    if (process == getpid() || !holds(entry->d_name, facts.st_rdev)) continue;
    found = process;
    name_of(entry->d_name, name, room);
  }
  closedir(processes);
  return found;
}

int clio_device_group(const char *path, char *name, uint32_t room) {
  struct stat facts;
  if (stat(path, &facts) != 0) return -errno;
  struct group entry;
  struct group *found = NULL;
  char texts[4096];
  int code = getgrgid_r(facts.st_gid, &entry, texts, sizeof texts, &found);
  if (!found) return code ? -code : -ENOENT;
  snprintf(name, room, "%s", entry.gr_name);
  return 0;
}

int clio_find_name(const char *directory, const char *part, char *name, uint32_t room) {
  DIR *entries = opendir(directory);
  if (!entries) return -errno;
  name[0] = 0;
  struct dirent *entry;
  while ((entry = readdir(entries))) {
    if (!strstr(entry->d_name, part) || strlen(entry->d_name) >= room) continue;
    // Of several interfaces the first one, whatever the order of the directory.
    if (!name[0] || strcmp(entry->d_name, name) < 0) strcpy(name, entry->d_name);
  }
  closedir(entries);
  return name[0] ? 0 : -ENOENT;
}
