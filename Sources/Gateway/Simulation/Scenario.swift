// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import Fragmenter
public import LoRaDriver
public import LoRaPHY

/// A network to be simulated, as its TOML file describes it.
///
/// | table | keys |
/// |---|---|
/// | `[channel]` | model: "independent" (loss), "bursty" (mean_good_s, mean_bad_s, good_loss, bad_loss), "physical" (path_loss, exponent, reference_m, reference_loss_db, shadowing_db, fading_coherence_s, rice_factor), "lorasim" (rules) |
/// | `[radio]` | region ("lab", or a real one), frequency_mhz, spreading_factor, bandwidth_khz, coding_rate, rescue_spreading_factor |
/// | `[[radio.extra_channel]]` | frequency_mhz, spreading_factor, bandwidth_khz, use |
/// | `[session]` | established |
/// | `[[gateway]]` | name, count, position_m, within_m, antenna_height_m, eirp_dbm, receive_gain_db, noise_figure_db, crystal_ppm |
/// | `[[message]]` | at_s, from, to, bytes or file |
/// | `[[traffic]]` | kind: "mail" or "unacknowledged"; from, to, mean_interval_s, bytes |
/// | top | duration_s: how long it runs; required with traffic |
public struct Scenario: Sendable, Equatable {
  /// How the air treats frames.
  public var model: ChannelModel
  /// The region's id; `lab` has no limits.
  public var region: String
  /// The channel all radios are tuned to.
  public var channel: RadioChannel
  /// Where announced bursts may take place besides.
  public var extraChannels: [ExtraChannel] = []
  /// Where both ends of a link meet after silence; nil: frames are sent with one rate only.
  public var rescue: SpreadingFactor?
  /// Whether all neighbours begin with an open session.
  public var hasEstablishedSessions: Bool
  /// The gateways' names, in the order of the file.
  public var gateways: [String]
  /// Where each of them stands; counts in the physical model.
  public var sites: [StationSite]
  /// How far, in metres, each may be from there at random; nil for not at all.
  public var scatterMetres: [Double?]
  /// Messages handed over at set times.
  public var messages: [Message]
  /// Random traffic.
  public var traffic: [Traffic]
  /// When the simulation ends; nil: when all messages have arrived.
  public var duration: Duration?

  /// A channel besides the one where all listen.
  public struct ExtraChannel: Sendable, Equatable {
    /// Where it is.
    public var channel: RadioChannel
    /// What it is for.
    public var use: Fragmenter.ExtraChannel.Use
  }

  /// A message from one gateway to others.
  public struct Message: Sendable, Equatable {
    /// When it is handed over.
    public var at: Instant
    /// The sender, an index of `gateways`.
    public var from: Int
    /// The receivers.
    public var to: [Int]
    /// What is sent.
    public var content: Content

    /// Random bytes, or a mail that goes through the codec.
    public enum Content: Sendable, Equatable {
      case random(bytes: Int)
      case mail(file: String)
    }
  }

  /// Messages or frames with random intervals (a Poisson process).
  public struct Traffic: Sendable, Equatable {
    /// What is sent.
    public var kind: Kind
    /// The sender, an index of `gateways`.
    public var from: Int
    /// The receivers; a message goes to each of them alone, a frame to all at once.
    public var to: [Int]
    /// The mean interval between messages.
    public var meanInterval: Duration
    /// The size of each.
    public var bytes: Int

    /// How it is sent.
    public enum Kind: Sendable, Equatable, CaseIterable {
      /// Messages over the link: sealed, coded, acknowledged.
      case mail
      /// One bare frame each, sent at once: no listening, no acknowledgement, no link.
      case unacknowledged
    }
  }
}
