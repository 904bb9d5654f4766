// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// What the link must know of radio, law and machine.
public struct LinkParameters: Sendable {
  /// The modulation with which stations listen for each other.
  public var modulation: Modulation
  /// The frequency on which they do.
  public var frequency = Frequency(hertz: 0)
  /// What bursts may be sent with after an announcement; empty: nothing is announced.
  public var spreadingFactors: [SpreadingFactor] = []
  /// Where both ends meet after silence; nil: where they always meet.
  public var rescueSpreadingFactor: SpreadingFactor?
  /// How long a radio takes to change its channel, at most.
  public var retuneTime = Duration.milliseconds(10)
  /// The modulation the radio is tuned to.
  package var tuned: Modulation
  /// The longest frame that radio and law allow, bytes.
  public var longestFrameBytes = Limits.longestFrameBytes
  /// From the end of a frame to the first symbol of its answer, at most, on either side.
  public var turnaround = Duration.milliseconds(40)
  /// The pause after each frame of ours before the next: some radios are deaf after each frame that
  /// they received.
  public var frameGap = Duration.zero
  /// How long a commit may take before a waiting request is answered BUSY.
  public var commitPatience = Duration.milliseconds(20)

  /// Whether all frames are encrypted or, as amateurs must, in clear.
  public var mode = PayloadMode.encrypted
  /// The call sign, without which nothing is sent in clear; nil where frames are encrypted.
  public var callSign: CallSign?
  /// The longest time in which the call sign must be sent while other frames are.
  public var identificationInterval = Duration.seconds(600)
  /// Peers with whom nothing may be exchanged in clear: in clear mode they are not spoken with.
  public var encryptedPeers: Set<PeerKey> = []

  /// Whether the station may send at all; one that may not still takes what it hears.
  public var transmission = TransmitPermission.allowed
  /// What the law asks of the sub-band; unlimited in simulations and tests only.
  public var airtimeRule = AirtimeRule.unlimited
  /// What bulk and chat must leave to more urgent frames.
  public var airtimeReserve = DutyReserve.none
  /// The legal band of the home channel; channels in one band share one ledger.
  public var bandName = RowName.unnamed
  /// Where announced bursts may take place besides home.
  public var extraChannels: [ExtraChannel] = []
  /// The transmitter's ramps up and down, charged with every frame.
  public var rampTime = Duration.microseconds(80)

  /// Parameters for a modulation; the rest at their defaults.
  public init(modulation: Modulation) {
    self.modulation = modulation
    tuned = modulation
  }

  /// Whether the station may send: the law lets it, and in clear it can name itself.
  package var maySend: Bool {
    transmission == .allowed && (mode == .clear) == (callSign != nil)
  }

  /// The channel on which stations listen for each other.
  package var homeChannel: RadioChannel {
    RadioChannel(frequency: frequency, modulation: modulation)
  }

  /// The channel of a meeting place.
  package func channel(of place: MeetingPlace) -> RadioChannel {
    var channel = homeChannel
    if place == .rescue, let rescueSpreadingFactor {
      channel.modulation.spreadingFactor = rescueSpreadingFactor
    }
    return channel
  }

  /// The channel of an announced burst.
  package func channel(of plan: BurstPlan) -> RadioChannel {
    var channel = plan.channel ?? homeChannel
    channel.modulation.spreadingFactor = plan.spreadingFactor
    return channel
  }

  /// Whether this station may go to a channel that a peer names.
  package func mayListen(on channel: RadioChannel) -> Bool {
    if let index = extraIndex(of: channel) {
      return extraChannels[index].spreadingFactors.contains(channel.modulation.spreadingFactor)
    }
    guard spreadingFactors.contains(channel.modulation.spreadingFactor) else { return false }
    var home = homeChannel
    home.modulation.spreadingFactor = channel.modulation.spreadingFactor
    return channel == home
  }

  /// What the choice of the rate must know; nil when there is nothing to choose.
  package var rate: RateParameters? {
    let rescue = rescueSpreadingFactor ?? modulation.spreadingFactor
    guard
      spreadingFactors.count > 1 || rescue != modulation.spreadingFactor || !extraChannels.isEmpty
    else { return nil }
    var rate = RateParameters(home: modulation, rescue: rescue, allowed: spreadingFactors)
    rate.frameBytes = longestFrameBytes
    rate.turnaround = turnaround
    return rate
  }

  /// The rule by which messages are cut.
  package var planner: SymbolPlanner {
    SymbolPlanner(modulation: modulation, longestFrameBytes: longestFrameBytes)
  }

  /// The time on air of a frame.
  package func timeOnAir(bytes: Int) -> Duration { tuned.timeOnAir(payloadBytes: bytes) }

  /// How long after a request its answer has certainly come, if it comes.
  package func answerTime(bytes: Int) -> Duration {
    timeOnAir(bytes: bytes) + turnaround + commitPatience
  }

  /// How long to stay silent after a frame that another one follows.
  package var burstGap: Duration {
    timeOnAir(bytes: longestFrameBytes) + frameGap + turnaround * 2
  }

  /// How long a station that went to a burst channel waits for the first frame there.
  package func windowPatience(_ modulation: Modulation, frames: Int) -> Duration {
    let frame = modulation.timeOnAir(payloadBytes: longestFrameBytes) + frameGap + turnaround * 2
    return retuneTime + frame * BurstPlan.framesWaitedFor(of: frames) + Self.slot(modulation) * 16
  }

  private static func slot(_ modulation: Modulation) -> Duration {
    modulation.symbolDuration * 5 + .milliseconds(3)
  }

  /// One slot of the contention window: two channel activity detections and a margin.
  package var backoffSlot: Duration { Self.slot(tuned) }

  /// The pause between two clear listenings: longer than the gaps inside a burst.
  package var senseSpacing: Duration { .milliseconds(14) }
}
