// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Synchronization

/// The model after it has read the dictionary: made when it is needed first, until ``release()``.
final class PrimedModel: Sendable {
  private let kept = Mutex<ModelSnapshot?>(nil)

  /// The model; the first time it is made, which takes some 0.5 s, while others wait for it.
  var snapshot: ModelSnapshot {
    kept.withLock { kept in
      let snapshot = kept ?? Self.make()
      kept = snapshot
      return snapshot
    }
  }

  /// Gives the memory back; who still works with the model keeps it until then.
  func release() { kept.withLock { $0 = nil } }

  /// The memory it takes now.
  var byteCount: Int { kept.withLock { $0?.byteCount ?? 0 } }

  /// Reads the dictionary, mail by mail, as the packer would write each.
  private static func make() -> ModelSnapshot {
    var model = ContextModel()
    for entry in MailDictionary.entries {
      model.beginMail()
      model.learn(entry.textStream)
    }
    return model.snapshot
  }
}
