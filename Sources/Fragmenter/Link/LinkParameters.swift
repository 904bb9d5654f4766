// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// What the link must know of radio, law and machine.
public struct LinkParameters: Sendable {
  /// The modulation frames are sent with.
  public var modulation: Modulation
  /// The longest frame that radio and law allow, bytes.
  public var longestFrameBytes = Limits.longestFrameBytes
  /// From the end of a frame to the first symbol of its answer, at most, on either side.
  public var turnaround = Duration.milliseconds(40)
  /// How long a commit may take before a waiting request is answered BUSY.
  public var commitPatience = Duration.milliseconds(20)

  /// What the law asks of the sub-band; unlimited in simulations and tests only.
  public var airtimeRule = AirtimeRule.unlimited
  /// What bulk and chat must leave to more urgent frames.
  public var airtimeReserve = DutyReserve.none
  /// The transmitter's ramps up and down, charged with every frame.
  public var rampTime = Duration.microseconds(80)

  /// Parameters for a modulation; the rest at their defaults.
  public init(modulation: Modulation) { self.modulation = modulation }

  /// The rule by which messages are cut.
  package var planner: SymbolPlanner {
    SymbolPlanner(modulation: modulation, longestFrameBytes: longestFrameBytes)
  }

  /// The time on air of a frame.
  package func timeOnAir(bytes: Int) -> Duration { modulation.timeOnAir(payloadBytes: bytes) }

  /// How long after a request its answer has certainly come, if it comes.
  package func answerTime(bytes: Int) -> Duration {
    timeOnAir(bytes: bytes) + turnaround + commitPatience
  }

  /// How long to stay silent after a frame that another one follows.
  package var burstGap: Duration { timeOnAir(bytes: longestFrameBytes) + turnaround * 2 }

  /// One slot of the contention window: two channel activity detections and a margin.
  package var backoffSlot: Duration { modulation.symbolDuration * 5 + .milliseconds(3) }

  /// The pause between two clear listenings: longer than the gaps inside a burst.
  package var senseSpacing: Duration { .milliseconds(14) }
}
