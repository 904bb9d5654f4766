// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// What a probe wants done.
package enum ModemProbeAction: Sendable, Equatable {
  /// Set the line to this speed, 8N1, and forget what has come so far.
  case speed(Int)
  case write([UInt8])
  /// The device said who it is; the probe is over.
  case found(ModemIdentity)
  /// It did not, though it said so many bytes; the probe is over.
  case nothing(heardBytes: Int)
}

/// Asks a serial device which modem protocol it speaks, without a frame on the air; pure.
///
/// Each question is harmless to those who speak another protocol, as read in their sources:
///
/// | baud | question | answer | then | answer |
/// | --- | --- | --- | --- | --- |
/// | 115200 | `C0 08 73 C0` | `C0 08 46 C0` | `C0 50 00 C0` | `C0 50 MAJOR MINOR C0` |
/// | 115200 | `C0 06 17 C0` | `C0 06 97 C0` | `C0 06 11 C0` | `C0 06 91 VERSION 00 C0` |
/// | 115200 | `AT` | `OK` | `AT+VER=?` | `AT+VER=RUI_4.0.6_RAK3172-E` |
/// | 57600 | `sys get ver` | `RN2483 1.0.5 Oct 31 2018 15:06:52` | | |
/// | 9600 | `C1 00 09` | `C1 00 09` and nine bytes | | |
///
/// All are asked twice: a board that restarts when its device is opened misses the first round.
/// Sources: RNode_Firmware 1.86; MeshCore docs/kiss_modem_protocol.md; for the others as in their
/// drivers; Ebyte E22 manual, unverified.
package struct ModemProbe: Sendable {
  private enum Stage: Sendable {
    case asking(Int)
    /// Which question was answered; its version is awaited.
    case identified(Int)
    case over
  }

  /// How long an answer may take.
  static let patience = Duration.milliseconds(500)
  /// What is kept of what a device says.
  private static let memoryBytes = 1_024

  private var stage = Stage.over
  private var heard: [UInt8] = []
  private var heardBytes = 0
  private var baudRate = 0
  /// When ``timeout(at:)`` must be called.
  package private(set) var nextDeadline: Instant?

  /// A probe that has not begun.
  package init() {}

  /// Begins.
  package mutating func start(at now: Instant) -> [ModemProbeAction] { ask(0, at: now) }

  /// Takes what the device says.
  package mutating func take(_ bytes: [UInt8], at now: Instant) -> [ModemProbeAction] {
    heardBytes += bytes.count
    heard = (heard + bytes).suffix(Self.memoryBytes)
    switch stage {
    case .asking(let index):
      let question = ModemQuestion.at(index)
      guard question.isAnswered(by: heard) else { return [] }
      guard let next = question.versionQuestion else { return finish(question) }
      stage = .identified(index)
      heard = []
      nextDeadline = now + Self.patience
      return [.write(next)]
    case .identified(let index):
      let question = ModemQuestion.at(index)
      return question.version(in: heard) == nil ? [] : finish(question)
    case .over: return []
    }
  }

  /// An answer did not come in time.
  package mutating func timeout(at now: Instant) -> [ModemProbeAction] {
    guard let due = nextDeadline, due <= now else { return [] }
    switch stage {
    case .asking(let index): return ask(index + 1, at: now)
    case .identified(let index):
      // `OK` is what other devices say, too.
      let question = ModemQuestion.at(index)
      return question.language == .rui3 ? ask(index + 1, at: now) : finish(question)
    case .over: return []
    }
  }

  private mutating func ask(_ index: Int, at now: Instant) -> [ModemProbeAction] {
    guard index < 2 * ModemQuestion.all.count else {
      stage = .over
      nextDeadline = nil
      return [.nothing(heardBytes: heardBytes)]
    }
    let question = ModemQuestion.at(index)
    stage = .asking(index)
    heard = []
    nextDeadline = now + Self.patience
    guard question.baudRate != baudRate else { return [.write(question.bytes)] }
    baudRate = question.baudRate
    return [.speed(baudRate), .write(question.bytes)]
  }

  private mutating func finish(_ question: ModemQuestion) -> [ModemProbeAction] {
    stage = .over
    nextDeadline = nil
    let identity = ModemIdentity(
      language: question.language, firmware: question.version(in: heard), baudRate: baudRate)
    return [.found(identity)]
  }
}
