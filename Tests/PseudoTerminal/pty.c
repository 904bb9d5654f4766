// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#define _GNU_SOURCE
#include "CPseudoTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/fsuid.h>
#include <termios.h>
#include <unistd.h>

int cpty_open(char *name, uint32_t room) {
  int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (master < 0) return -errno;
  struct termios settings;
  if (grantpt(master) == 0 && unlockpt(master) == 0 && ptsname_r(master, name, room) == 0 &&
      tcgetattr(master, &settings) == 0) {
    // No echo before the other side has set the line up.
    cfmakeraw(&settings);
    if (tcsetattr(master, TCSANOW, &settings) == 0) return master;
  }
  int code = -errno;
  close(master);
  return code;
}

uint32_t cpty_speed(int master) {
  struct termios settings;
  if (tcgetattr(master, &settings) != 0) return 0;
  switch (cfgetospeed(&settings)) {
    case B9600: return 9600;
    case B57600: return 57600;
    case B115200: return 115200;
    default: return 0;
  }
}

void cpty_act_as(uint32_t user) { setfsuid(user); }
