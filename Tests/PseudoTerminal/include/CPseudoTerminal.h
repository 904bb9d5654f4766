// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#ifndef CPSEUDOTERMINAL_H
#define CPSEUDOTERMINAL_H

#include <stdint.h>

/// Opens a pseudo terminal: the descriptor of its far end, which never blocks, or -errno; the near
/// end's path.
int cpty_open(char *name, uint32_t room);

/// The baud that the near end is set to; 0 when it is none of the usual ones.
uint32_t cpty_speed(int master);

/// The calling thread's permissions are those of a user from now on.
void cpty_act_as(uint32_t user);

#endif
