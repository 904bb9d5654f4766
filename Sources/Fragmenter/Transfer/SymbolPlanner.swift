// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// The rule by which messages are cut: the layout with the least airtime, never padding more
/// than one symbol.
package struct SymbolPlanner: Sendable {
  /// The modulation the frames are sent with.
  package let modulation: Modulation
  /// The longest frame that radio and law allow, bytes.
  package let longestFrameBytes: Int

  package init(modulation: Modulation, longestFrameBytes: Int) {
    self.modulation = modulation
    self.longestFrameBytes = min(longestFrameBytes, Limits.longestFrameBytes)
  }

  /// The longest symbol, such that a polling repair frame still fits.
  package var longestSymbolBytes: Int {
    longestFrameBytes - SymbolFrame.pollingRepairOverheadBytes
  }

  /// The longest payload one message can carry.
  package var largestPayloadBytes: Int {
    Limits.sourceSymbols * longestSymbolBytes - InnerHeader.encodedBytes - MessageSeal.tagBytes
  }

  /// The layout of a payload; nil when it is larger than one message can be.
  package func layout(payloadBytes: Int) -> MessageLayout? {
    let inner = InnerHeader.encodedBytes + payloadBytes
    guard inner + SingleFrame.overheadBytes > longestFrameBytes else { return .single }
    guard longestSymbolBytes > 0 else { return nil }
    let sealed = inner + MessageSeal.tagBytes
    var best: (airtime: Duration, layout: MessageLayout)?
    let shortest = max(1, longestSymbolBytes / 2)
    for symbolBytes in stride(from: longestSymbolBytes, through: shortest, by: -1) {
      let count = (sealed + symbolBytes - 1) / symbolBytes
      guard count <= Limits.sourceSymbols else { break }
      let airtime = timeOnAir(symbolBytes: symbolBytes) * count
      if best.map({ airtime < $0.airtime }) ?? true {
        best = (airtime, .symbols(sourceCount: count, symbolBytes: symbolBytes))
      }
    }
    return best?.layout
  }

  /// The time on air of one frame that carries a symbol.
  package func timeOnAir(symbolBytes: Int) -> Duration {
    modulation.timeOnAir(payloadBytes: symbolBytes + SymbolFrame.overheadBytes)
  }

  /// The time on air of all frames of a message, without loss and answers.
  package func timeOnAir(_ layout: MessageLayout, payloadBytes: Int) -> Duration {
    switch layout {
    case .single:
      modulation.timeOnAir(
        payloadBytes: payloadBytes + InnerHeader.encodedBytes + SingleFrame.overheadBytes)
    case .symbols(let count, let bytes):
      timeOnAir(symbolBytes: bytes) * count
    }
  }

  /// The next frames of a message's burst, of which `remaining` are left from an id on.
  ///
  /// Lengths are exact: a frame counted longer than it is would make the next one wait.
  func plan(
    _ layout: MessageLayout, sealedBytes: Int, nextSymbolID: Int, remaining: Int,
    for messageClass: MessageClass
  ) -> AirtimeGate.Plan {
    let airtimeClass = messageClass.airtimeClass
    switch layout {
    case .single:
      return AirtimeGate.Plan(
        frameBytes: [sealedBytes + SingleFrame.overheadBytes - MessageSeal.tagBytes],
        airtimeClass: airtimeClass)
    case .symbols(let count, let bytes):
      let last = nextSymbolID + remaining - 1
      let frames = (nextSymbolID..<max(nextSymbolID, last) + 1).prefix(Limits.reservedFrames)
      let lengths = frames.map { id in
        id == last && id >= count
          ? bytes + SymbolFrame.pollingRepairOverheadBytes : bytes + SymbolFrame.overheadBytes
      }
      return AirtimeGate.Plan(frameBytes: lengths, airtimeClass: airtimeClass)
    }
  }
}
