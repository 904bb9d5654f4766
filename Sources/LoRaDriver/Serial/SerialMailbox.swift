// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the callers of a serial radio leave for its thread.
typealias SerialMailbox = RadioMailbox<SerialRequest, SerialAnswer>
