// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// What a LoRa chip and its driver went through.
public struct ChipHealth: Sendable, Equatable {
  /// Frames sent to their end.
  public var framesSent = 0
  /// Time on air of all frames keyed, those included that never ended.
  public var airtime = Duration.zero
  /// Frames sent with less power, because the high power setting needs rest.
  public var poweredDown = 0
  /// Frames handed up.
  public var framesReceived = 0
  /// Headers that were read.
  public var validHeaders = 0
  /// Frames with a wrong CRC.
  public var crcErrors = 0
  /// Frames without CRC where there should be one: damaged headers, mostly.
  public var crcAbsent = 0
  /// Frames without a byte.
  public var emptyFrames = 0
  /// Frames overwritten by later ones before they could be read.
  public var overruns = 0
  /// Events whose interrupt never came, found by looking.
  public var missedEdges = 0
  /// Services in which the line stayed high though there was nothing to do.
  public var stuckLines = 0
  /// Readings and writings that were not what they should be.
  public var corruptTransfers = 0
  /// Transfers that the system failed.
  public var failedTransfers = 0
  /// Registers found changed by the idle self-check, or by a look at the chip.
  public var lostRegisters = 0
  /// Frames, searches and receptions that never ended.
  public var deadlinesMissed = 0
  /// Calibrations because the chip had warmed or cooled since the last.
  public var recalibrations = 0
  /// Attempts to start the chip anew.
  public var resets = 0
  /// The strength on the channel at the last look.
  public var channelRSSI: RSSI?
  /// How far the last frame was above the receiver's frequency, in hertz.
  public var frequencyErrorHertz: Int?
  /// By how many hertz the receiver follows its peers.
  public var correctionHertz = 0

  /// A clean slate.
  public init() {}
}
