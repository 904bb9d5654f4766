// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// Whoever uses a simulated radio: a gateway's core, or the bare link in benchmarks and tests.
public protocol RadioUser {
  /// Takes what the radio or the clock did; returns what the radio shall do.
  mutating func handle(_ event: RadioUserEvent, at now: Instant) throws -> [RadioCommand]
  /// The next instant at which `.deadline` must be handled.
  var nextDeadline: Instant? { get }
}

/// What a simulated radio reports to its user.
public enum RadioUserEvent: Sendable {
  /// A frame arrived.
  case received(ReceivedFrame)
  /// The user's frame has left the antenna.
  case transmitted
  /// What listening found.
  case sensed(ChannelActivity)
  /// The user's deadline has come.
  case deadline
}

/// What a user asks of its simulated radio.
public enum RadioCommand: Sendable {
  /// Send a frame.
  case transmit([UInt8])
  /// Listen on another channel from now on.
  case tune(RadioChannel)
  /// Listen whether the channel is in use.
  case sense
}

/// Several users on one simulated air, in virtual time: nothing waits, nothing runs by itself.
///
/// Each command takes effect a turnaround after its event, as a real radio's does. The same calls
/// with the same seed give the same world, bit for bit.
public struct SimulatedNetwork<User: RadioUser> {
  /// The channel model and its counters.
  public var air: SimulatedAir
  /// The users, in the order they joined.
  public private(set) var users: [User] = []
  /// The virtual time.
  public private(set) var now: Instant
  private let channel: RadioChannel
  private let turnaround: Duration
  private var stations: [StationID] = []
  private var places: [StationID: Int] = [:]
  /// The users' next deadlines, asked again only after something happened to them.
  private var deadlines: [Instant] = []
  private var touched: Set<Int> = []
  private var keyed: [(at: Instant, user: Int, frame: [UInt8])] = []

  /// An empty network; all its radios are tuned to one channel.
  public init(
    air: SimulatedAir, channel: RadioChannel, turnaround: Duration = .milliseconds(5),
    startingAt start: Instant = .zero
  ) {
    self.air = air
    self.channel = channel
    self.turnaround = turnaround
    now = start
  }

  /// Adds a user whose radio stands at a site; the result is its place in `users`.
  public mutating func join(_ user: User, site: StationSite = StationSite()) -> Int {
    let station = air.join(tunedTo: channel, site: site, at: now)
    places[station] = users.count
    stations.append(station)
    users.append(user)
    deadlines.append(user.nextDeadline ?? .never)
    return users.count - 1
  }

  /// The instant of the next event; nil when nothing will ever happen by itself.
  public var nextEvent: Instant? {
    var next = air.nextDeadline ?? .never
    for deadline in deadlines where deadline < next { next = deadline }
    for frame in keyed where frame.at < next { next = frame.at }
    return next == .never ? nil : max(next, now)
  }

  /// Lets the time run to an instant, through all events on the way.
  ///
  /// - Throws: whatever a user throws.
  public mutating func run(until end: Instant) throws {
    while let next = nextEvent, next <= end { try step() }
    now = max(now, end)
  }

  /// Lets the time run until a condition holds; false when the end came first.
  ///
  /// - Throws: whatever a user throws.
  public mutating func run(
    until end: Instant, or condition: (borrowing Self) -> Bool
  ) throws -> Bool {
    while !condition(self) {
      guard let next = nextEvent, next <= end else { return false }
      try step()
    }
    return true
  }

  /// Lets the next event happen.
  ///
  /// - Throws: whatever a user throws.
  public mutating func step() throws {
    guard let next = nextEvent else { return }
    now = next
    for event in air.advance(to: now) {
      switch event {
      case .transmitted(let station, _): try tell(station, .transmitted)
      case .received(let station, let frame): try tell(station, .received(frame))
      }
    }
    try key()
    for index in users.indices where deadlines[index] <= now { try tell(index, .deadline) }
  }

  /// Does something with a user outside its events; its commands take effect as always.
  ///
  /// - Throws: whatever the body throws.
  public mutating func with<Result>(
    _ index: Int, _ body: (inout User, Instant) throws -> (Result, [RadioCommand])
  ) throws -> Result {
    let (result, commands) = try body(&users[index], now)
    try obey(commands, of: index)
    look(at: index)
    return result
  }

  /// Changes a user without commands, outside the course of events.
  package mutating func change<Result>(
    _ index: Int, _ body: (inout User) -> Result
  ) -> Result {
    defer { deadlines[index] = users[index].nextDeadline ?? .never }
    return body(&users[index])
  }

  /// Changes two users at once, without commands.
  package mutating func pair(
    _ first: Int, _ second: Int, _ body: (inout User, inout User, Instant) -> Void
  ) {
    var other = users[second]
    body(&users[first], &other, now)
    users[second] = other
    look(at: first)
    look(at: second)
  }

  /// The place in `users` of whoever uses a station.
  package func user(of station: StationID) -> Int? { places[station] }

  /// What happened on the air to a user's station.
  package func counters(of index: Int) -> AirCounters {
    air.counters(of: stations[index]) ?? AirCounters()
  }

  /// The users to whom something happened since the last call, in their order.
  package mutating func takeTouched() -> [Int] {
    defer { touched = [] }
    return touched.sorted()
  }

  private mutating func look(at index: Int) {
    deadlines[index] = users[index].nextDeadline ?? .never
    touched.insert(index)
  }

  private mutating func tell(_ station: StationID, _ event: RadioUserEvent) throws {
    guard let index = places[station] else { return }
    try tell(index, event)
  }

  private mutating func tell(_ index: Int, _ event: RadioUserEvent) throws {
    try obey(users[index].handle(event, at: now), of: index)
    look(at: index)
  }

  private mutating func obey(_ commands: [RadioCommand], of index: Int) throws {
    for command in commands {
      switch command {
      case .tune(let channel): air.tune(stations[index], to: channel, at: now)
      case .transmit(let frame): keyed.append((now + turnaround, index, frame))
      case .sense:
        try tell(index, .sensed(air.activity(at: stations[index], now: now)))
      }
    }
  }

  private mutating func key() throws {
    let due = keyed.filter { $0.at <= now }
    keyed.removeAll { $0.at <= now }
    for (_, user, frame) in due {
      _ = try air.transmit(stations[user], frame: frame, at: now)
    }
  }
}

extension Instant {
  /// Later than anything that happens.
  fileprivate static let never = Instant(microseconds: .max)
}
