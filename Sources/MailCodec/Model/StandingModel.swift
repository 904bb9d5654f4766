// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The model and what it has read: the dictionary, then perhaps a history.
///
/// Only one model is ever made. Histories are kept as the changes they make in it, one for what is
/// packed and one for what is unpacked, and exchanged; one that only grew is read on. What a mail
/// teaches is taken back after it.
struct StandingModel: ~Copyable {
  /// What a history is used for; each use has its own place.
  enum Use: Int, CaseIterable { case packing, unpacking }

  /// A history that was read.
  private struct Layer {
    var names: [[UInt8]]
    /// They lead to the history while the model does not stand on it, else back.
    var changes: ModelChanges
  }

  private var model: ContextModel?
  private var layers = [Layer?](repeating: nil, count: Use.allCases.count)
  /// The history that the model has read now.
  private var standing: Use?

  /// The memory of the model.
  private(set) var modelBytes = 0
  /// The memory of histories beside it.
  var historyBytes: Int { layers.reduce(0) { $0 + ($1?.changes.byteCount ?? 0) } }

  /// Makes the model if there is none, which takes some 0.5 s.
  mutating func prime() { model = takeModel() }

  /// Has `work` use the model after a history; what it teaches the model is forgotten.
  mutating func use<Result>(
    after history: MailHistory, for use: Use, _ work: (inout ContextModel) -> Result
  ) -> Result {
    var model = standing(on: history, for: use)
    if model.canGoBack { model.record() }
    model.beginMail()
    let result = work(&model)
    if model.canGoBack {
      model.takeBack()
      self.model = consume model
    } else {
      forgetModel()
    }
    return result
  }

  /// Reads on to what the next mail is likely to have been packed with.
  ///
  /// That is what the last one was packed with, and the mails since. `history` is all the reader
  /// has; nothing is done where that tells too little.
  mutating func prepareToUnpack(after history: MailHistory) {
    let names = history.entries.map(\.name)
    let last = layers[Use.unpacking.rawValue]?.names ?? []
    let start =
      names.indices.first { !last.isEmpty && names[$0...].starts(with: last) }
      ?? names.startIndex
    let expected = MailHistory(Array(history.entries[start...]))
    guard expected.entries.count <= HistoryLimits.mails,
      expected.textBytes <= HistoryLimits.textBytes
    else { return }
    var model = standing(on: expected, for: .unpacking)
    if model.canGoBack { self.model = consume model } else { forgetModel() }
  }

  /// Gives back the memory of histories.
  mutating func releaseHistories() {
    if var model = model.take() {
      step(&model, to: nil)
      self.model = consume model
    }
    for use in Use.allCases { layers[use.rawValue] = nil }
  }

  // MARK: - Histories

  /// The model when it has read a history; it cannot go back when that was too long to be kept.
  private mutating func standing(on history: MailHistory, for use: Use) -> ContextModel {
    var model = takeModel()
    let names = history.entries.map(\.name)
    let best = Use.allCases
      .filter { layers[$0.rawValue].map { names.starts(with: $0.names) } ?? false }
      .max { depth($0) < depth($1) }
    if names.isEmpty {
      step(&model, to: nil)
    } else if let best, depth(best) == names.count {
      step(&model, to: best)
    } else {
      if best != use {
        step(&model, to: nil)
        layers[use.rawValue] = best.flatMap { layers[$0.rawValue] }
      }
      let read = best.map { depth($0) } ?? 0
      if read > 0 { step(&model, to: use) }
      readOn(&model, history.entries.dropFirst(read), names, for: use)
    }
    return model
  }

  private mutating func readOn(
    _ model: inout ContextModel, _ entries: ArraySlice<MailHistory.Entry>, _ names: [[UInt8]],
    for use: Use
  ) {
    model.record(on: layers[use.rawValue]?.changes)
    layers[use.rawValue] = nil
    standing = use
    model.beginMail()
    for entry in entries {
      model.beginMail()
      model.learn(entry.text)
    }
    guard model.canGoBack else { return }
    layers[use.rawValue] = Layer(names: names, changes: model.keep())
    guard historyBytes > HistoryLimits.keptBytes else { return }
    for other in Use.allCases where other != use { layers[other.rawValue] = nil }
  }

  /// Moves the model to a history that is kept, or to none.
  private mutating func step(_ model: inout ContextModel, to use: Use?) {
    guard use != standing else { return }
    for place in [standing, use].compactMap(\.self) {
      if var layer = layers[place.rawValue].take() {
        model.exchange(&layer.changes)
        layers[place.rawValue] = layer
      }
    }
    standing = use
  }

  private func depth(_ use: Use) -> Int { layers[use.rawValue]?.names.count ?? 0 }

  // MARK: - The dictionary

  private mutating func takeModel() -> ContextModel {
    if let model = model.take() { return model }
    var model = ContextModel()
    for entry in MailDictionary.entries {
      model.beginMail()
      model.learn(entry.textStream)
    }
    modelBytes = model.byteCount
    return model
  }

  /// Lets a model go that cannot go back, and the history it stood on: only that model knew it.
  private mutating func forgetModel() {
    if let standing { layers[standing.rawValue] = nil }
    standing = nil
    modelBytes = 0
  }
}
