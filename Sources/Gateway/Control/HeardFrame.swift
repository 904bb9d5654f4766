// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Foundation
import Fragmenter
package import LoRaDriver
import LoRaPHY

/// A frame that a radio heard, as `loragw listen` tells it.
public struct HeardFrame: Sendable, Codable, Equatable {
  /// When it ended, Unix seconds by the wall clock.
  public var unixSeconds: Double
  /// Signal to noise ratio, decibels.
  public var snrDecibels: Double
  /// Signal strength, dBm.
  public var rssiDbm: Double
  /// Its length.
  public var bytes: Int
  /// The carrier it was heard on, hertz.
  public var frequencyHertz: UInt32
  /// The spreading factor it was heard with.
  public var spreadingFactor: Int
  /// What it looks like, by the protocol's names; nil when it is no frame of loragw.
  public var kind: String?
  /// The call sign in it, for all to read and to forge.
  public var callSign: String?
  /// Whose it is; nil when that is not known.
  public var peer: String?
  /// Whether it is authentic.
  public var verdict: Verdict

  /// The length of the packet that this frame completes; nil unless it is the second half of a
  /// packet that an RNode in its normal mode has split.
  public var rnodePacketBytes: Int?

  /// What the link makes of a frame.
  public enum Verdict: String, Sendable, Codable {
    /// A peer's; no other can be told apart from it.
    case authentic
    /// It claims to be a peer's, and is not.
    case forged
    /// Of others, or noise.
    case foreign
    /// Nobody here has the keys, or the link rests.
    case unchecked
  }

  /// Describes a frame, after those that `packets` took; what only the link knows is added to it.
  package init(
    _ frame: ReceivedFrame, unixSeconds: Double, packets: inout RNodeSplitPackets
  ) {
    self.init(frame, unixSeconds: unixSeconds)
    rnodePacketBytes = packets.take(frame.bytes)?.count
  }

  /// Describes a frame by itself.
  package init(_ frame: ReceivedFrame, unixSeconds: Double) {
    self.unixSeconds = unixSeconds
    snrDecibels = frame.snr.decibels
    rssiDbm = frame.rssi.dBm
    bytes = frame.bytes.count
    frequencyHertz = frame.channel.frequency.hertz
    spreadingFactor = frame.channel.modulation.spreadingFactor.rawValue
    verdict = .unchecked
    do throws(FrameError) {
      let decoded = try Frame(decoding: frame.bytes)
      kind = decoded.name
      callSign = decoded.callSign
    } catch {
      // What is none of ours has no name here.
      kind = nil
    }
  }
}

extension HeardFrame: CustomStringConvertible {
  /// One line for people, with the time of day here.
  public var description: String { line(in: .current) }

  /// One line for people.
  package func line(in zone: TimeZone) -> String {
    let clock = DateFormatter()
    clock.locale = Locale(identifier: "en_US_POSIX")
    clock.timeZone = zone
    clock.dateFormat = "HH:mm:ss.SSS"
    let columns = [
      clock.string(from: Date(timeIntervalSince1970: unixSeconds)),
      String(format: "SNR %5.1f dB  RSSI %6.1f dBm  %3d bytes", snrDecibels, rssiDbm, bytes),
      (kind ?? "not loragw").padding(toLength: 15, withPad: " ", startingAt: 0),
      callSign ?? peer ?? (verdict == .unchecked ? "" : verdict.rawValue),
      rnodePacketBytes.map { "second half of an RNode's packet of \($0) bytes" } ?? "",
    ]
    return columns.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
  }
}
