// SPDX-License-Identifier: Apache-2.0
// Part of loragw

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

  /// Gives back what the codec keeps to be quick, when no mail comes for a while.
  func releaseWhenIdle() {
    idle?.cancel()
    let codec = core.codec
    idle = Task {
      do { try await Task.sleep(for: GatewayLimits.codecIdleTime) } catch { return }
      codec.releaseHistories()
    }
  }
}
