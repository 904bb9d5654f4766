// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Testing

/// What runs on the devices of ``FakeMachine``: there is one such machine in a process, so its
/// tests take turns.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct DeviceTests {}
