// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CLinuxIO
import MailCodec

extension GatewayEngine {
  /// Has the codec read what the next mail of a peer is likely packed with.
  func prepare(forNextOf peer: String) {
    releaseWhenIdle()
    do throws(SpoolError) {
      guard let history = try core.historyToPrepare(from: peer) else { return }
      let codec = core.codec
      Task { await Self.prepare(codec, after: history) }
    } catch {
      failure.yield(error)
    }
  }

  @concurrent
  private static func prepare(_ codec: MailCodec, after history: MailHistory) async {
    codec.prepareToUnpack(after: history)
  }

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
