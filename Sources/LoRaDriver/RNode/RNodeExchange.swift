// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// Commands that were written together, and the answers that are still to come.
struct RNodeExchange: Sendable, Equatable {
  /// What the exchange is for.
  enum Purpose: Sendable, Equatable {
    case detection(attempt: Int)
    case version
    /// All settings, with the radio off.
    case settings(RadioChannel)
    /// The radio on, and what its chip made of the frequency.
    case start(RadioChannel)
    /// Another channel while the radio is on.
    case retuning(RadioChannel)
    case checkup
  }

  /// A command with the answer that is right.
  struct Item: Sendable, Equatable {
    var command: RNodeCommand
    var data: [UInt8]
    /// Nil: any answer will do.
    var wanted: UInt64?
    /// How far the answer may be off.
    var tolerance: UInt64 = 0
  }

  var purpose: Purpose
  var items: [Item]
  var deadline: Instant
  var isRepeated = false

  init(_ purpose: Purpose, _ items: [Item], until deadline: Instant) {
    self.purpose = purpose
    self.items = items
    self.deadline = deadline
  }

  /// What is to be written.
  var bytes: [UInt8] { items.flatMap { $0.command.frame($0.data) } }

  /// Takes an answer; the item it belongs to, which is then done.
  mutating func take(_ command: RNodeCommand) -> Item? {
    guard let index = items.firstIndex(where: { $0.command == command }) else { return nil }
    return items.remove(at: index)
  }
}

extension RNodeExchange.Item {
  init(_ command: RNodeCommand, _ value: UInt8) {
    self.init(command: command, data: [value], wanted: UInt64(value))
  }

  init(_ command: RNodeCommand, word value: UInt16) {
    self.init(command: command, data: WireInteger.bigEndian(value), wanted: UInt64(value))
  }

  init(_ command: RNodeCommand, _ value: UInt32, tolerance: UInt64) {
    self.init(
      command: command, data: WireInteger.bigEndian(value), wanted: UInt64(value),
      tolerance: tolerance)
  }

  /// Whether a value in force is the one that was wanted.
  func accepts(_ value: UInt64) -> Bool {
    guard let wanted else { return true }
    return max(value, wanted) - min(value, wanted) <= tolerance
  }

  /// What to tell when another value is in force.
  func refusal(_ value: UInt64) -> String {
    let asked = wanted ?? 0
    switch command {
    case .power where value < asked:
      return "the RNode clamps the power: \(asked) dBm asked, \(value) dBm in force;"
        + " write power_dbm = \(value)"
    case .power: return "the RNode's power is \(value) dBm, \(asked) dBm asked"
    case .frequency: return "the RNode is on \(value) Hz, \(asked) Hz asked"
    case .bandwidth: return "the RNode's bandwidth is \(value) Hz, \(asked) Hz asked"
    case .spreadingFactor: return "the RNode is at SF\(value), SF\(asked) asked"
    case .codingRate: return "the RNode's coding rate is 4/\(value), 4/\(asked) asked"
    case .radioState: return "the RNode's radio does not start"
    case .promiscuous: return "the RNode has no promiscuous mode; update its firmware: rnodeconf -u"
    default: return "the RNode answers \(command) with \(value), \(asked) asked"
    }
  }
}

extension RNodeExchange {
  /// The settings of a channel, as far as they differ from a former one.
  static func tuning(_ channel: RadioChannel, from former: RadioChannel?) -> [Item] {
    let (new, old) = (channel.modulation, former?.modulation)
    var items: [Item] = []
    if channel.frequency != former?.frequency {
      // The chip's steps are 61 Hz.
      items.append(Item(.frequency, channel.frequency.hertz, tolerance: 100))
    }
    if new.bandwidth != old?.bandwidth {
      // The firmware's names of the narrow bandwidths are rounded otherwise.
      let hertz = new.bandwidth.rawValue
      items.append(Item(.bandwidth, hertz, tolerance: UInt64(hertz / 100)))
    }
    if new.spreadingFactor != old?.spreadingFactor {
      items.append(Item(.spreadingFactor, UInt8(new.spreadingFactor.rawValue)))
    }
    if new.codingRate != old?.codingRate {
      items.append(Item(.codingRate, UInt8(new.codingRate.rawValue + 4)))
    }
    return items
  }
}
