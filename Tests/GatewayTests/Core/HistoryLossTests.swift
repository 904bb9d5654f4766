// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaPHY
import MailRelay
import Testing

/// Histories that vanish while processes end and frames are lost.
struct HistoryLossTests {
  /// Whose process ends.
  enum Ending: Int, CaseIterable { case sender = 0, receiver = 1 }

  /// Mails cross while the receiver loses its history; a process ends after so many commits.
  ///
  /// Returns how often it ended.
  private func run(_ ending: Ending, endingAfter commits: Int, in directory: String) throws -> Int {
    let world = try GatewayWorld(.disk(directory))
    let place = "\(ending) ended after \(commits) commits"
    for number in 1...2 {
      try world.accept(TestMail.envelope(), TestMail.text(number))
      #expect(try world.run { try $0.core(0).queue().isEmpty }, "\(place)")
    }
    try world.execute(1, "DELETE FROM history")
    try world.limitCommits(ending.rawValue, to: commits)
    var deaths = 0
    func revive() throws {
      guard try world.isSwitchedOff(ending.rawValue) else { return }
      deaths += 1
      try world.run(for: .seconds(1))
      try world.switchOn(ending.rawValue)
    }
    for number in 3...5 {
      while try world.accept(TestMail.envelope(), TestMail.text(number)).map(\.code) != [250] {
        try revive()
      }
      try revive()
    }
    let isThrough = try world.run(atMost: .seconds(100_000)) { world in
      try revive()
      return world.sites[1].delivered.count >= 5
    }
    #expect(isThrough, "\(place)")
    // Ten minutes later the time run is stored.
    try world.run(for: .seconds(660))
    try revive()
    try world.run(for: .seconds(7200))
    let delivered = world.sites[1].delivered.map(\.content)
    #expect(Set(delivered) == Set((1...5).map { TestMail.text($0) }), "\(place)")
    // The relay may have one mail whose answer was not stored when the process ended.
    #expect(delivered.count <= 5 + deaths, "\(place)")
    #expect(try world.committed(1, "SELECT count(*) FROM mail") == 5, "\(place)")
    #expect(try world.core(0).queue().isEmpty, "\(place)")
    for table in ["shipment", "cargo", "sealed", "symbol"] {
      let rows = try (0...1).map { try world.committed($0, "SELECT count(*) FROM \(table)") }
      #expect(rows == [0, 0], "\(table), \(place)")
    }
    return deaths
  }

  @Test(arguments: Ending.allCases)
  func `a process may end at any commit while a history is refused`(_ ending: Ending) throws {
    var commits = 0
    var deaths = 1
    while deaths > 0 {
      try Sample.inDirectory { directory in
        deaths = try run(ending, endingAfter: commits, in: directory)
      }
      commits += Proof.isAsked ? 1 : 2
    }
    #expect(commits > 5)
  }

  @Test(arguments: Array(1...(Proof.isAsked ? 30 : 3)))
  func `every mail arrives once whatever is forgotten whenever`(_ seed: Int) throws {
    try Sample.inDirectory { directory in
      var random = SplitMix64(seed: UInt64(seed))
      let world = try GatewayWorld(
        .disk(directory), loss: .random(in: 0...0.3, using: &random), seed: UInt64(seed))
      let count = 14
      for number in 1...count {
        try world.accept(TestMail.envelope(), TestMail.text(number))
        try world.run(for: .milliseconds(Int.random(in: 0...9000, using: &random)))
        let index = Int.random(in: 0...1, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
          try world.execute(index, "DELETE FROM history WHERE id % 3 = \(number % 3)")
        case 1: try world.execute(index, "DELETE FROM history")
        case 2: try world.restart(index)
        default: break
        }
      }
      let isThrough = try world.run { world in
        try world.sites[1].delivered.count >= count && world.core(0).queue().isEmpty
      }
      #expect(isThrough, "seed \(seed)")
      try world.run(for: .seconds(7200))
      let delivered = world.sites[1].delivered.map(\.content)
      #expect(delivered.count == count, "seed \(seed)")
      #expect(Set(delivered) == Set((1...count).map { TestMail.text($0) }), "seed \(seed)")
    }
  }
}
