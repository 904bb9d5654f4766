// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Synchronization

/// The one model of a codec, lent to one user at a time; others wait.
final class SharedModel: Sendable {
  typealias Use = StandingModel.Use

  private let model = Mutex<StandingModel?>(nil)
  private let bytes = Atomic(0)
  private let historyBytes = Atomic(0)

  /// The memory that the model takes, without waiting for its user.
  var modelBytes: Int { bytes.load(ordering: .relaxed) }

  /// The memory that histories take beside it, without waiting for its user.
  var historyModelBytes: Int { historyBytes.load(ordering: .relaxed) }

  /// Makes the model if there is none, which takes some 0.5 s.
  func prime() { withModel { $0.prime() } }

  /// Has `work` use the model after a history; what it teaches the model is forgotten.
  func lend<Result: Sendable>(
    after history: MailHistory = MailHistory(), for use: Use,
    _ work: (inout ContextModel) -> Result
  ) -> Result {
    withModel { $0.use(after: history, for: use, work) }
  }

  /// Reads on to what the next mail is likely to have been packed with.
  func prepareToUnpack(after history: MailHistory) {
    withModel { $0.prepareToUnpack(after: history) }
  }

  /// Gives back the memory of histories.
  func releaseHistories() { withModel { $0.releaseHistories() } }

  /// Gives back all memory.
  func release() {
    model.withLock {
      $0 = nil
      bytes.store(0, ordering: .relaxed)
      historyBytes.store(0, ordering: .relaxed)
    }
  }

  private func withModel<Result: Sendable>(
    _ body: (inout StandingModel) -> Result
  ) -> Result {
    model.withLock { place in
      var model = place.take() ?? StandingModel()
      let result = body(&model)
      bytes.store(model.modelBytes, ordering: .relaxed)
      historyBytes.store(model.historyBytes, ordering: .relaxed)
      place = consume model
      return result
    }
  }
}
