// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaPHY
import MailRelay
import Testing

/// Processes that end at a commit, each commit of a course of events in turn.
struct CommitBoundaryTests {
  private static let recipients = ["now@b.test", "never@b.test"]

  /// Who ends, and what crosses: mails alone, in a bundle and in parts.
  enum Course: CaseIterable {
    /// The sender ends; a large mail is cut on a channel of short frames.
    case sender
    /// The receiver ends; a mail of few bytes comes in parts.
    case receiver

    var index: Int { self == .sender ? 0 : 1 }

    /// Mails handed over at the door.
    var mails: [[UInt8]] {
      (1...4).map { TestMail.text($0) }
        + (self == .sender ? [TestMail.noise(5, bytes: 32_500)] : [])
    }

    /// Every commit is the last one once, or where a course is long, every third.
    var stride: Int { self == .sender && !Proof.isAsked ? 3 : 1 }

    /// A world in which the course begins.
    func world(in directory: String) throws -> GatewayWorld {
      let world = try GatewayWorld(.disk(directory))
      world.setRelay(1, TestRelay { name, _ in name == "never@b.test" ? .never : .accepted })
      switch self {
      case .sender:
        try world.configure(0) { $0.link.longestFrameBytes = 60 }
        try world.restart(0)
      case .receiver:
        try world.ship(.part, PartTests.parts(5, count: 3, to: recipients).payloads)
      }
      return world
    }
  }

  /// Runs a course; the relay tries again until it is told 250.
  ///
  /// Returns how often the process ended.
  private func run(_ course: Course, _ world: GatewayWorld, endingAfter commits: Int) throws -> Int
  {
    try world.limitCommits(course.index, to: commits)
    var deaths = 0
    func revive() throws {
      guard try world.isSwitchedOff(course.index) else { return }
      deaths += 1
      try world.run(for: .seconds(1))
      try world.switchOn(course.index)
    }
    let envelope = try TestMail.envelope(to: Self.recipients)
    for mail in course.mails {
      while try world.accept(envelope, mail).map(\.code) != [250, 250] { try revive() }
      try revive()
    }
    let isThrough = try world.run(atMost: .seconds(100_000)) { world in
      try revive()
      return try world.sites[1].offered.count >= 5
        && world.committed(0, "SELECT count(*) FROM recipient WHERE status = '5.1.1'")
          == course.mails.count
    }
    #expect(isThrough, "\(course) ended after \(commits) commits")
    // The last confirmation may be the commit it ends at; it is asked for again then. Later the
    // time run is stored every few minutes.
    for _ in 0..<12 {
      try world.run(for: .seconds(660))
      try revive()
    }
    return deaths
  }

  @Test(arguments: Course.allCases)
  func `a process may end at any commit: every mail is stored once, every result counts once`(
    _ course: Course
  ) throws {
    let expected = Set(course.mails + [try PartTests.parts(5, count: 3).mail].prefix(course.index))
    var commits = 0
    var deaths = 1
    while deaths > 0 {
      try Sample.inDirectory { directory in
        let world = try course.world(in: directory)
        deaths = try run(course, world, endingAfter: commits)
        let delivered = world.sites[1].delivered.map(\.content)
        let place = "\(course) ended after \(commits) commits"
        #expect(Set(delivered) == expected, "\(place)")
        #expect(try world.committed(1, "SELECT count(*) FROM mail") == 5, "\(place)")
        // The relay may have one mail whose answer was not stored when the process ended.
        #expect(delivered.count <= 5 + deaths, "\(place)")
        #expect(
          try world.core(0).queue().map(\.state) == course.mails.map { _ in "refused" },
          "\(place)")
        for table in ["shipment", "cargo", "part", "result", "sealed", "symbol"] {
          let rows = try (0...1).map { try world.committed($0, "SELECT count(*) FROM \(table)") }
          #expect(rows == [0, 0], "\(table), \(place)")
        }
      }
      commits += course.stride
    }
    #expect(commits > 15)
  }
}
