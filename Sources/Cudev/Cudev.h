// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#ifndef CUDEV_H
#define CUDEV_H

#include <libudev.h>

#endif
