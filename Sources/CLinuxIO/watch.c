// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#define _GNU_SOURCE
#include "CLinuxIO.h"

#include <errno.h>
#include <libudev.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

struct clio_watch {
  // The directory in which the device's name appears.
  char directory[PATH_MAX];
  struct udev *udev;
  struct udev_monitor *monitor;
  int inotify;
  // Readable when one of the two is.
  int both;
};

enum { CHANGES = IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM | IN_ATTRIB | IN_DELETE_SELF };

// Notes the directory and the one above it, so far as they exist: /dev/serial comes and goes.
static void watch_directories(struct clio_watch *watch) {
  char path[PATH_MAX];
  strcpy(path, watch->directory);
  for (int above = 0; above < 3; above++) {
    inotify_add_watch(watch->inotify, path, CHANGES | IN_ONLYDIR);
    char *slash = strrchr(path, '/');
    if (!slash || slash == path) return;
    *slash = 0;
  }
}

static void add(struct clio_watch *watch, int descriptor) {
  struct epoll_event event = {.events = EPOLLIN};
  epoll_ctl(watch->both, EPOLL_CTL_ADD, descriptor, &event);
}

// Without netlink, as in a sandbox, the directories must do.
static void watch_udev(struct clio_watch *watch) {
  watch->udev = udev_new();
  if (!watch->udev) return;
  watch->monitor = udev_monitor_new_from_netlink(watch->udev, "udev");
  if (!watch->monitor) return;
  udev_monitor_filter_add_match_subsystem_devtype(watch->monitor, "tty", NULL);
  if (udev_monitor_enable_receiving(watch->monitor) < 0) {
    watch->monitor = udev_monitor_unref(watch->monitor);
    return;
  }
  add(watch, udev_monitor_get_fd(watch->monitor));
}

int clio_watch_open(const char *directory, struct clio_watch **result) {
  if (strlen(directory) >= PATH_MAX) return -ENAMETOOLONG;
  struct clio_watch *watch = calloc(1, sizeof *watch);
  if (!watch) return -ENOMEM;
  strcpy(watch->directory, directory);
  watch->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  watch->both = epoll_create1(EPOLL_CLOEXEC);
  if (watch->inotify < 0 || watch->both < 0) {
    int code = -errno;
    clio_watch_close(watch);
    return code;
  }
  add(watch, watch->inotify);
  watch_directories(watch);
  watch_udev(watch);
  *result = watch;
  return 0;
}

void clio_watch_close(struct clio_watch *watch) {
  if (watch->monitor) udev_monitor_unref(watch->monitor);
  if (watch->udev) udev_unref(watch->udev);
  if (watch->inotify >= 0) close(watch->inotify);
  if (watch->both >= 0) close(watch->both);
  free(watch);
}

int clio_watch_descriptor(struct clio_watch *watch) { return watch->both; }

int clio_watch_uses_udev(struct clio_watch *watch) { return watch->monitor != NULL; }

void clio_watch_take(struct clio_watch *watch) {
  char events[4096];
  while (read(watch->inotify, events, sizeof events) > 0) {
  }
  watch_directories(watch);
  if (!watch->monitor) return;
  struct pollfd waiting = {.fd = udev_monitor_get_fd(watch->monitor), .events = POLLIN};
  while (poll(&waiting, 1, 0) > 0) {
    struct udev_device *device = udev_monitor_receive_device(watch->monitor);
    if (!device) return;
    udev_device_unref(device);
  }
}
