// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension Link {
  /// Gives up a message that its owner wants no more: one that is sealed is aborted, and comes back
  /// once the peer knows.
  mutating func withdraw(_ handle: MessageHandle, step: inout LinkStep) {
    if let place = queue.firstIndex(where: { $0.handle == handle }) {
      queue.remove(at: place)
      step.actions.append(.returned(handle, peer))
    }
    for index in sessions.indices {
      for (number, transfer) in sessions[index].outgoing
      where transfer.message.handle == handle && transfer.purpose == .delivery {
        sessions[index].outgoing[number]?.abort()
      }
    }
  }
}
