// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#include "CLibFuzzer.h"
