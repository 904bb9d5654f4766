// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why a radio cannot or must not send with a setting, and the nearest one that is legal.
public enum ModulationError: Error, Equatable, Sendable {
  /// The chip has no such spreading factor with this header; the nearest that it has.
  case noSpreadingFactor(SpreadingFactor, header: HeaderMode, nearest: SpreadingFactor)
  /// The chip has no such preamble.
  case noPreamble(symbols: Int, legal: ClosedRange<Int>)
  /// The smallest useful frame lasts longer than one transmission may.
  case frameTooLong(Overrun)

  /// A frame that lasts too long.
  public struct Overrun: Sendable, Equatable {
    /// The sub-band whose limit it is.
    public let subBand: String
    /// The spreading factor as set.
    public let spreadingFactor: SpreadingFactor
    /// The bandwidth as set.
    public let bandwidth: Bandwidth
    /// How long the smallest useful frame lasts.
    public let timeOnAir: Duration
    /// How long one transmission may last.
    public let limit: Duration
    /// The greatest spreading factor that is short enough at this bandwidth; nil for none.
    public let slowestFactor: SpreadingFactor?
    /// The narrowest legal bandwidth that is short enough at this spreading factor; nil for none.
    public let narrowestBandwidth: Bandwidth?
  }
}

extension ModulationError: CustomStringConvertible {
  /// What is wrong, and the nearest legal setting.
  public var description: String {
    switch self {
    case .noSpreadingFactor(let factor, let header, let nearest):
      "the chip has no SF\(factor.rawValue)\(header == .explicit ? " with explicit header" : "")"
        + "; nearest: SF\(nearest.rawValue)"
    case .noPreamble(let symbols, let legal):
      "the chip has no preamble of \(symbols) symbols"
        + "; legal: \(legal.lowerBound) to \(legal.upperBound)"
    case .frameTooLong(let overrun): overrun.description
    }
  }
}

extension ModulationError.Overrun: CustomStringConvertible {
  /// What is too long by how much, and the nearest legal settings.
  public var description: String {
    let setting = "SF\(spreadingFactor.rawValue) at \(bandwidth) kHz"
    return "\(setting): a frame of \(Modulation.smallestUsefulFrame) bytes lasts "
      + "\(milliseconds(timeOnAir)) ms, in \(subBand) at most \(milliseconds(limit)) ms are legal"
      + "; nearest legal: \(nearest)"
  }

  private var nearest: String {
    let factor = slowestFactor.map { "SF\($0.rawValue) at \(bandwidth) kHz" }
    let width = narrowestBandwidth.map { "SF\(spreadingFactor.rawValue) at \($0) kHz" }
    let settings = [factor, width].compactMap(\.self)
    return settings.isEmpty ? "none with this coding rate" : settings.joined(separator: " or ")
  }

  /// Exact to the microsecond, without needless zeros.
  private func milliseconds(_ duration: Duration) -> String {
    let (whole, rest) = duration.wholeMicroseconds.quotientAndRemainder(dividingBy: 1_000)
    var fraction = String(1_000 + rest).dropFirst()
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return fraction.isEmpty ? "\(whole)" : "\(whole).\(fraction)"
  }
}
