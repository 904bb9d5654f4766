// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver

/// Sends a frame until the other radio has it: on a busy machine it may still be turning to listen.
func deliver(
  _ frame: [UInt8], from sender: any Radio, to receiver: any Radio
) async -> ReceivedFrame? {
  let sending = Task {
    while !Task.isCancelled {
      // What fails is tried again; the receiver's events say whether it arrived.
      try? await sender.transmit(frame)
      try? await Task.sleep(for: .milliseconds(40))
    }
  }
  defer { sending.cancel() }
  for await event in receiver.events {
    guard case .received(let received) = event, received.bytes == frame else { continue }
    sending.cancel()
    await sending.value
    return received
  }
  return nil
}
