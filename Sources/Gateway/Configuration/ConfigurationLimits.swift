// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Bounds of what a configuration may hold.
public enum ConfigurationLimits {
  /// The largest configuration file, in bytes.
  public static let fileBytes = 1 << 20
  /// The largest number of peers.
  public static let peers = 1_024
  /// The longest name of a gateway or peer, in characters.
  public static let nameLength = 32
  /// The largest number of `[[policy]]` tables.
  public static let policyRules = 256
  /// The most texts in one condition of a rule.
  static let policyTexts = 256
  /// What `policy.max_bytes` and `policy.over_bytes` may be.
  static let policyBytes = 1...(32 << 20)
  /// The largest number of `[[bearer]]` tables.
  static let bearers = 64
  /// What `bearer.max_bytes` may be.
  static let bearerBytes = 1...(4 << 20)
  /// What `bearer.after_hours` may be.
  static let bearerHours = 0...720
  /// The most domains in one list.
  public static let domainsPerList = 64
  /// The characters of a value that an error message shows.
  public static let shownValueLength = 60
  /// Up to so many legal words are listed without a guess which one was meant.
  static let listedWithoutHint = 4
  /// The largest mail by default: 4 MiB.
  public static let defaultMailBytes = 4 << 20
  /// What `mail.in.max_mail_bytes` may be: 1 KiB to 32 MiB.
  public static let mailBytes = 1_024...(32 << 20)
  /// What `mail.out.keep_parts_days` may be.
  public static let partDays = 1...365
  /// What `mail.out.retry_days` may be.
  public static let retryDays = 1...30
  /// The frequencies that the chips reach, in MHz.
  public static let frequencyMHz = 137.0...1_020.0
  /// The chip's output power in dBm, over all drivers; each chip has narrower bounds.
  public static let powerDBm = -9...30
  /// The gain of an antenna over an isotropic one, in dBi.
  public static let antennaGainDBi = -20.0...30.0
  /// The loss between radio and antenna, in dB.
  public static let cableLossDB = 0.0...60.0
  /// What `radio.channel.frame_gap_ms` may be.
  public static let frameGapMilliseconds = 0...2_000
  /// What `radio.channel.turnaround_ms` may be.
  public static let turnaroundMilliseconds = 5...10_000
  /// The gain of an amplifier behind the chip, in dB.
  public static let amplifierGainDB = 0.0...40.0
}
