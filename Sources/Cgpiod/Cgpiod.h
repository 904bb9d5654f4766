// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#ifndef CGPIOD_H
#define CGPIOD_H

#include <gpiod.h>

#endif
