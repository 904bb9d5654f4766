// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// One frame at one receiver of the physical channel, with all that disturbs it there.
struct PhysicalReception {
  let channel: PhysicalChannel
  let seed: UInt64
  let receiver: AirStation
  let signal: Signal
  /// The frame's power at the receiver without fading, in milliwatts.
  private let meanPower: Double
  private let luck: Luck

  init(channel: PhysicalChannel, seed: UInt64, receiver: AirStation, signal: Signal) {
    self.channel = channel
    self.seed = seed
    self.receiver = receiver
    self.signal = signal
    meanPower = channel.meanPower(of: signal, at: receiver, seed: seed)
    luck = Luck(seed: seed, signal: signal, receiver: receiver.id)
  }

  /// What is left to chance, each evenly distributed over 0..<1 and its own for each reception.
  private struct Luck {
    let lock, contest, capture, decoding: Double

    init(seed: UInt64, signal: Signal, receiver: StationID) {
      var chance = Chance(seed: seed, .reception, signal.serial, receiver.rawValue)
      lock = chance.fraction()
      contest = chance.fraction()
      capture = chance.fraction()
      decoding = chance.fraction()
    }
  }

  /// How it came out.
  enum Outcome { case received, drowned, collided, outOfReach }

  // MARK: - Hearing

  /// Whether the frame is one the receiver's chirps and carrier match.
  var isInTune: Bool { Self.match(signal, receiver.channel, receiver.site.crystalPPM) }

  /// The frame as something to lock on when it begins; nil when it is too weak for that.
  func candidate(among others: [Signal]) -> LoRaReceiver.Candidate? {
    guard isInTune else { return nil }
    let now = signal.start
    let power = power(at: now)
    let disturbance = disturbance(by: arrivals(of: others), at: now)
    let ratio = (power / disturbance.noise).ratioAsDecibels
    let model = PacketErrorModel(modulation: signal.channel.modulation, payloadBytes: 0)
    guard ratio > model.lockThreshold(luck: luck.lock).decibels else { return nil }
    return LoRaReceiver.Candidate(
      signal: signal, powerDBm: power.ratioAsDecibels, luck: luck.contest)
  }

  private static func match(_ signal: Signal, _ other: RadioChannel, _ ppm: Double) -> Bool {
    guard signal.channel.hasChirps(of: other) else { return false }
    let offset =
      signal.channel.carrier(crystalPPM: signal.site.crystalPPM) - other.carrier(crystalPPM: ppm)
    let width = Double(other.modulation.bandwidth.rawValue)
    return abs(offset) <= PhysicalChannel.carrierTolerance * width
  }

  // MARK: - Disturbance

  private struct Disturbance {
    /// Noise and everything that acts as noise, in milliwatts.
    var noise: Double
    /// What may capture the receiver, in milliwatts.
    var capturing = 0.0
  }

  /// Another signal as it arrives.
  private struct Arrival {
    let signal: Signal
    /// The part of its power that acts on this frame, without fading, in milliwatts.
    let meanPower: Double
    /// The part of that which may capture the receiver.
    let capturing: Double
  }

  private func arrivals(of others: [Signal]) -> [Arrival] {
    others.compactMap { other in
      guard other.station != receiver.id, other.overlaps(signal) else { return nil }
      let share = share(of: other)
      guard share > 0 else { return nil }
      return Arrival(
        signal: other,
        meanPower: channel.meanPower(of: other, at: receiver, seed: seed) * share,
        capturing: captures(other) ? despread(other) : 0)
    }
  }

  private func disturbance(by arrivals: [Arrival], at now: Instant) -> Disturbance {
    var sum = Disturbance(noise: channel.noise(at: receiver))
    for arrival in arrivals where arrival.signal.start <= now && now < arrival.signal.end {
      let power = arrival.meanPower * gain(of: arrival.signal, at: now)
      sum.noise += power
      sum.capturing += power * arrival.capturing
    }
    return sum
  }

  private func gain(of signal: Signal, at now: Instant) -> Double {
    channel.fading?.gain(signal.station, receiver.id, at: now, seed: seed) ?? 1
  }

  private func power(at now: Instant) -> Double { meanPower * gain(of: signal, at: now) }

  private func captures(_ other: Signal) -> Bool {
    Self.match(other, signal.channel, signal.site.crystalPPM)
  }

  /// The part of another signal's power that acts on this one; all of it when it may capture.
  private func share(of other: Signal) -> Double {
    guard !captures(other) else { return 1 }
    let width = Double(signal.channel.modulation.bandwidth.rawValue)
    let otherWidth = Double(other.channel.modulation.bandwidth.rawValue)
    let offset = abs(
      signal.channel.carrier(crystalPPM: signal.site.crystalPPM)
        - other.channel.carrier(crystalPPM: other.site.crystalPPM))
    let common = min((width + otherWidth) / 2 - offset, min(width, otherWidth))
    guard common > 0 else { return 0 }
    let suppression = CaptureModel.suppression(
      of: other.channel.modulation.spreadingFactor,
      in: signal.channel.modulation.spreadingFactor)
    return common / otherWidth * (-suppression).decibelsAsRatio
  }

  /// An overlap shorter than a symbol fills a bin with its part of the amplitude only.
  private func despread(_ other: Signal) -> Double {
    let overlap = min(signal.end, other.end) - max(decodingStart, other.start)
    let part = overlap / signal.channel.modulation.symbolDuration
    return part >= 1 ? 1 : max(part, 0) * max(part, 0)
  }

  // MARK: - Judging

  private var decodingStart: Instant { signal.symbols(signal.preambleSymbols) }
  private var payloadStart: Instant {
    let modulation = signal.channel.modulation
    let payload = modulation.payloadSymbols(payloadBytes: PHYLimits.frameBytes) - 8
    let longest = modulation.timeOnAir(payloadBytes: PHYLimits.frameBytes)
    return signal.start + (longest - modulation.symbolDuration * payload)
  }

  /// What becomes of a frame the receiver may hold, once it has ended.
  func judge(_ payloadBytes: Int, others: [Signal], isHeld: Bool) -> (Outcome, SNR, RSSI) {
    let model = PacketErrorModel(
      modulation: signal.channel.modulation, payloadBytes: payloadBytes)
    let disturbers = arrivals(of: others)
    let course = course(under: disturbers, model: model)
    let (snr, rssi) = (course.whole.snr, RSSI(dBm: course.meanPower.ratioAsDecibels))
    let outcome: Outcome =
      if course.isCaptured {
        .collided
      } else if isHeld,
        course.lock.snr.decibels > model.lockThreshold(luck: luck.lock).decibels,
        luck.decoding < ElementaryFunctions.exp(course.logSurvival)
      {
        .received
      } else if isOutOfReach(course.meanPower, model) {
        .outOfReach
      } else {
        disturbers.isEmpty ? .drowned : .collided
      }
    return (outcome, snr, rssi)
  }

  private func isOutOfReach(_ power: Double, _ model: PacketErrorModel) -> Bool {
    let snr = (power / channel.noise(at: receiver)).ratioAsDecibels
    return snr < model.lockMidpoint.decibels - PhysicalChannel.reachDecibels
  }

  /// Signal and noise energy over some time.
  private struct Energies {
    var signal = 0.0
    var noise = 0.0
    var snr: SNR { SNR(decibels: (signal / noise).ratioAsDecibels) }

    mutating func add(_ power: Double, _ noisePower: Double, weight: Double) {
      signal += power * weight
      noise += noisePower * weight
    }
  }

  /// What a frame met from its start to its end.
  private struct Course {
    var lock = Energies()
    var whole = Energies()
    var seconds = 0.0
    var logSurvival = 0.0
    var isCaptured = false
    var meanPower: Double { whole.signal / seconds }
  }

  /// Goes through the stretches in which no power changes.
  private func course(under arrivals: [Arrival], model: PacketErrorModel) -> Course {
    var course = Course()
    let payloadStart = min(payloadStart, signal.end)
    let payloadTime = (signal.end - payloadStart) / .seconds(1)
    let edges = edges(under: arrivals, payloadStart: payloadStart)
    for (start, end) in zip(edges, edges.dropFirst()) {
      let weight = (end - start) / .seconds(1)
      let power = power(at: start)
      let disturbance = disturbance(by: arrivals, at: start)
      course.seconds += weight
      course.whole.add(power, disturbance.noise, weight: weight)
      if start < payloadStart {
        course.lock.add(power, disturbance.noise, weight: weight)
      } else if payloadTime > 0 {
        let snr = SNR(decibels: (power / disturbance.noise).ratioAsDecibels)
        course.logSurvival += model.logPayloadSurvival(at: snr) * weight / payloadTime
      }
      guard start >= decodingStart, disturbance.capturing > 0 else { continue }
      let margin = (power / disturbance.capturing).ratioAsDecibels
      if luck.capture >= CaptureModel.survives(margin: margin) { course.isCaptured = true }
    }
    return course
  }

  private func edges(under arrivals: [Arrival], payloadStart: Instant) -> [Instant] {
    var edges =
      arrivals.flatMap { [$0.signal.start, $0.signal.end] } + [decodingStart, payloadStart]
    edges += channel.fading?.edges(from: signal.start, to: signal.end) ?? []
    edges = edges.filter { signal.start < $0 && $0 < signal.end }
    edges += [signal.start, signal.end]
    edges.sort()
    return edges.enumerated().filter { $0 == 0 || edges[$0 - 1] != $1 }.map(\.element)
  }

  // MARK: - Listening before sending

  /// The probability that a channel activity detection at an instant notices the frame.
  ///
  /// It needs a whole symbol of the frame, and finds the right bin of it as a demodulator does.
  func noticing(at now: Instant, others: [Signal]) -> Double {
    guard isInTune, signal.symbols(1) <= now, now < signal.end else { return 0 }
    let others = others.filter { $0.serial != signal.serial }
    let noise = disturbance(by: arrivals(of: others), at: now).noise
    let model = PacketErrorModel(modulation: signal.channel.modulation, payloadBytes: 0)
    let found = 1 - model.symbolError(at: SNR(decibels: (power(at: now) / noise).ratioAsDecibels))
    return now < decodingStart + signal.channel.modulation.symbolDuration
      ? found : found * channel.activityDetection.payloadShare
  }
}
