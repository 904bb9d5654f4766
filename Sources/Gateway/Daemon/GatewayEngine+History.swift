// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec

extension GatewayEngine {
  /// A peer is near, so mail may come: the codec is made ready aside.
  func wakeCodec() {
    releaseWhenIdle()
    guard core.codec.modelBytes == 0 else { return }
    Task { await codecThread.prime() }
  }

  /// Gives back the codec's memory when no mail comes for a while.
  func releaseWhenIdle() {
    idle?.cancel()
    let time = codecIdleTime
    idle = Task {
      do { try await Task.sleep(for: time) } catch { return }
      await codecThread.release()
    }
  }
}
