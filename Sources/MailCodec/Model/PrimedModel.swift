// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The model after it has read the dictionary.
enum PrimedModel {
  /// Reads the dictionary, mail by mail, as the packer would write each.
  static func make() -> ModelSnapshot {
    var model = ContextModel()
    for entry in MailDictionary.entries {
      model.beginMail()
      model.learn(entry.textStream)
    }
    return model.snapshot
  }
}
