// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaDriver
import LoRaPHY
import MailRelay
import Testing

/// A report is written in the transaction that stores what it tells: neither lost nor doubled by
/// any end of the process.
@Suite struct SenderReportCommitTests {
  /// How a mail fails.
  enum Failure: CaseIterable {
    case refusedThere
    case expired

    var recipient: String { self == .refusedThere ? "never@b.test" : "bob@b.test" }
  }

  private func run(_ failure: Failure, _ world: GatewayWorld, endingAfter commits: Int) throws
    -> Int
  {
    world.setRelay(1, SenderReportTests.relay())
    if failure == .expired { try world.switchOff(1) }
    try world.configure(0) { $0.lifetime = QueueLifetime(limit: .seconds(700), delayNotice: nil) }
    try world.restart(0)
    try world.limitCommits(0, to: commits)
    var deaths = 0
    func revive() throws {
      guard try world.isSwitchedOff(0) else { return }
      deaths += 1
      try world.run(for: .seconds(1))
      try world.switchOn(0)
    }
    let envelope = try TestMail.envelope(to: [failure.recipient])
    while try world.accept(envelope, TestMail.text(1)).map(\.code) != [250] { try revive() }
    let isTold = try world.run(atMost: .seconds(10_000)) { world in
      try revive()
      return try world.committed(0, "SELECT count(*) FROM report") == 1
        && world.committed(
          0, "SELECT count(*) FROM mail WHERE origin IS NOT NULL AND content IS NULL") == 1
    }
    #expect(isTold, "\(failure) ended after \(commits) commits")
    try world.run(for: .seconds(3000))
    try revive()
    try world.run(for: .seconds(3000))
    return deaths
  }

  @Test(arguments: Failure.allCases)
  func `a process may end at any commit: the sender is told once`(_ failure: Failure) throws {
    var commits = 0
    var deaths = 1
    while deaths > 0 {
      try Sample.inDirectory { directory in
        let world = try GatewayWorld(.disk(directory))
        deaths = try run(failure, world, endingAfter: commits)
        let place = "\(failure) ended after \(commits) commits"
        // One that the relay took right before the end is handed over again, as it was.
        #expect(Set(world.sites[0].delivered.map(\.content)).count == 1, "\(place)")
        #expect(world.sites[0].delivered.count <= 1 + deaths, "\(place)")
        #expect(try world.committed(0, "SELECT count(*) FROM report") == 1, "\(place)")
        let failed = "SELECT count(*) FROM recipient WHERE state IN ('refusedThere', 'failed')"
        #expect(try world.committed(0, failed) == 1, "\(place)")
      }
      commits += 1
    }
    #expect(commits > 4)
  }

  @Test func `the word of a refusal is acknowledged once the report about it is stored`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      world.setRelay(1, SenderReportTests.relay())
      var reports: [Int] = []
      try world.watch(0) { [unowned world] frame in
        guard frame.isDone else { return }
        reports.append(try world.committed(0, "SELECT count(*) FROM report"))
      }
      try world.accept(TestMail.envelope(to: ["never@b.test"]), TestMail.text(1))
      #expect(try world.run(atMost: .seconds(300)) { !$0.sites[0].delivered.isEmpty })
      #expect(reports == [1])
    }
  }

  @Test(arguments: DurabilityTests.Fault.allCases)
  func `a refusal whose report cannot be stored is neither stored nor acknowledged`(
    _ fault: DurabilityTests.Fault
  ) throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      world.setRelay(1, SenderReportTests.relay())
      try world.execute(0, fault.begin("INSERT ON report"))
      try world.accept(TestMail.envelope(to: ["never@b.test"]), TestMail.text(1))
      try world.run(for: .seconds(600))
      let refused = "SELECT count(*) FROM recipient WHERE state = 'refusedThere'"
      #expect(try world.committed(0, refused) == 0)
      #expect(world.network.users[0].sent.count(where: \.isDone) == 0)
      try world.execute(0, DurabilityTests.Fault.end)
      #expect(try world.run(atMost: .seconds(7200)) { !$0.sites[0].delivered.isEmpty })
      try world.run(for: .seconds(7200))
      #expect(world.sites[0].delivered.count == 1)
      #expect(try world.committed(0, refused) == 1)
    }
  }
}
