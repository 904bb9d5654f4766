// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY

/// A station with mails for several peers, under a duty cycle, on a channel it shares.
///
/// Frame by frame: bursts that the real ledger admits, losses, reports, repair, other stations in
/// between. Each mail gets an estimate when it comes, and is delivered at some time.
struct QueueWorld {
  /// The law and the channel.
  struct Conditions {
    var rule: AirtimeRule
    /// How the frames of each peer are lost.
    var losses: [LossProcess]
    /// The mean time other stations take before each burst, seconds.
    var waitSeconds = 0.0
    /// Mails come so often that they need this part of the budget.
    var load = 0.6
    /// The largest mail, symbols; sizes are evenly distributed over its logarithm.
    var largest = 205.0
    /// Whether the forecast is corrected by what came.
    var learns = true
  }

  /// What was said of a mail, and what came.
  struct Outcome {
    var median: Double
    var ninetieth: Double
    var actual: Double
  }

  private struct Mail {
    var need: Int
    var airtimeClass: AirtimeClass
    var arrival: Double
    var estimate: (median: Double, ninetieth: Double)?
  }

  private(set) var outcomes: [Outcome] = []
  private let conditions: Conditions
  private var losses: [LossProcess]
  private var estimates: [LossEstimate]
  private var queues: [[Mail]]
  private var ledger: DutyLedger
  private var share = ChannelShare()
  private var correction = ForecastCorrection()
  private var random: SplitMix64
  private var now = 0.0
  private var nextArrival = 0.0
  private var turn = 0

  private static let modulation = Modulation(
    spreadingFactor: .sf7, bandwidth: .kHz125, codingRate: .fourFifths)
  private static let frame = modulation.timeOnAir(payloadBytes: 252) + .microseconds(80)
  private static let request = modulation.timeOnAir(payloadBytes: 10) + .microseconds(80)
  private static let answer = request + .milliseconds(80)
  private static let burstFrames = 64

  init(_ conditions: Conditions, seed: UInt64) {
    self.conditions = conditions
    losses = conditions.losses
    estimates = conditions.losses.map { _ in LossEstimate() }
    queues = conditions.losses.map { _ in [] }
    ledger = DutyLedger(rule: conditions.rule, at: .zero)
    random = SplitMix64(seed: seed)
  }

  private var instant: Instant { Instant(microseconds: Int64(now * 1e6)) }

  /// Goes on for so many hours, and until what came is delivered.
  mutating func run(hours: Double) {
    while now < hours * 3600 || queues.contains(where: { !$0.isEmpty }) {
      while nextArrival <= now { arrive(before: hours * 3600) }
      guard let peer = nextPeer() else {
        now = max(now, nextArrival)
        continue
      }
      serve(peer)
      turn = peer + 1
    }
  }

  // MARK: - Mails

  private mutating func arrive(before end: Double) {
    let largest = conditions.largest
    let need = max(
      1, Int(ElementaryFunctions.exp(random.fraction() * ElementaryFunctions.log(largest))))
    let mean = (largest - 1) / ElementaryFunctions.log(largest)
    let budget = conditions.rule.budget.map { $0.seconds / 3600 } ?? 1
    let gap = mean * Self.frame.seconds / (budget * conditions.load)
    let mail = Mail(need: need, airtimeClass: need <= 16 ? .chat : .bulk, arrival: nextArrival)
    let isLate = nextArrival >= end
    nextArrival += -ElementaryFunctions.log(1 - random.fraction()) * gap
    if isLate {
      nextArrival = .infinity
      return
    }
    let peer = Int(random.next() % UInt64(queues.count))
    let place =
      mail.airtimeClass == .chat
      ? queues[peer].firstIndex { $0.airtimeClass == .bulk } ?? queues[peer].count
      : queues[peer].count
    queues[peer].insert(mail, at: place)
    let estimate = forecast().estimates()[peer][place]
    guard let median = estimate.median, let ninetieth = estimate.ninetieth else { return }
    let late = now - mail.arrival
    queues[peer][place].estimate = (median.seconds + late, ninetieth.seconds + late)
  }

  /// What the station can say of its queues now.
  func forecast() -> DeliveryForecast {
    let peers = queues.indices.map { index in
      var queue = PeerQueue(
        messages: queues[index].map { mail in
          QueuedMessage(
            symbols: mail.need, frameAirtime: Self.frame, airtimeClass: mail.airtimeClass)
        },
        loss: estimates[index].figure(at: .sf7, now: instant), burstFrames: Self.burstFrames)
      queue.answerTime = Self.answer
      return queue
    }
    return DeliveryForecast(
      queues: peers, ledger: ledger, share: share, correction: correction, now: instant)
  }

  // MARK: - Bursts

  private func nextPeer() -> Int? {
    let order = queues.indices.map { (turn + $0) % queues.count }
    return order.first { queues[$0].first?.airtimeClass == .chat }
      ?? order.first { !queues[$0].isEmpty }
  }

  private mutating func serve(_ peer: Int) {
    let begun = now
    now += -ElementaryFunctions.log(1 - random.fraction()) * conditions.waitSeconds
    var (waited, arrived) = (0.0, 0)
    let count = min(queues[peer][0].need, Self.burstFrames)
    for _ in 0..<count {
      let before = now
      send(Self.frame, for: queues[peer][0].airtimeClass)
      waited += now - before - Self.frame.seconds
      arrived += losses[peer].loses(at: now, random: &random) ? 0 : 1
    }
    estimates[peer].burstEnded(sent: count, arrived: arrived, at: .sf7, now: instant)
    now += Self.answer.seconds
    while losses[peer].loses(at: now, random: &random) {
      let before = now
      send(Self.request, for: .control)
      waited += now - before - Self.request.seconds
      now += Self.answer.seconds
    }
    let airtime = Self.frame * count + Self.answer
    share.exchanged(airtime: airtime, elapsed: .microseconds((now - begun - waited) * 1e6))
    queues[peer][0].need -= arrived
    guard queues[peer][0].need <= 0 else { return }
    let mail = queues[peer].removeFirst()
    guard let estimate = mail.estimate else { return }
    if conditions.learns {
      correction.delivered(
        after: .seconds(now - mail.arrival), ninetieth: .seconds(estimate.ninetieth))
    }
    outcomes.append(
      Outcome(
        median: estimate.median, ninetieth: estimate.ninetieth, actual: now - mail.arrival))
  }

  /// Sends one frame as soon as the ledger admits it.
  private mutating func send(_ airtime: Duration, for airtimeClass: AirtimeClass) {
    ledger.advance(to: instant)
    if let start = ledger.earliestStart(for: airtime, at: instant, for: airtimeClass) {
      now = max(now, start.seconds)
    }
    ledger.advance(to: instant)
    if let reservation = try? ledger.reserve(burst: [airtime], at: instant, for: airtimeClass) {
      if (try? ledger.charge(airtime, to: reservation, at: instant)) == nil { outcomes = [] }
      ledger.release(reservation, at: instant)
    }
    now += airtime.seconds
  }
}

extension Instant {
  fileprivate var seconds: Double { Double(microseconds) / 1e6 }
}
