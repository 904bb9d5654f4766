// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CLinuxIO
import MailCodec

extension GatewayEngine {
  /// A peer is near, so mail may come: the codec is made ready aside.
  func wakeCodec() {
    releaseWhenIdle()
    let codec = core.codec
    guard codec.modelBytes == 0 else { return }
    Task { await Self.prime(codec) }
  }

  @concurrent
  private static func prime(_ codec: MailCodec) async { codec.prime() }

  /// Gives back the codec's memory when no mail comes for a while.
  func releaseWhenIdle() {
    idle?.cancel()
    let (codec, time) = (core.codec, codecIdleTime)
    idle = Task {
      do { try await Task.sleep(for: time) } catch { return }
      codec.release()
      clio_return_freed_memory()
    }
  }
}
