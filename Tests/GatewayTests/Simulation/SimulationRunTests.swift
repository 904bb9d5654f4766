// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaPHY
import Testing

struct SimulationRunTests {
  private struct NoFile: Error {}

  private func report(_ text: String, seed: UInt64 = 1) throws -> SimulationReport {
    var run = try SimulationRun(try Scenario(parsing: text, file: "f"), seed: seed) { name in
      guard name == "mail.eml" else { throw NoFile() }
      return Array("Subject: hello\r\n\r\n".utf8) + [UInt8](repeating: 0x61, count: 3000)
    }
    return try run.run { 0 }
  }

  private func message(bytes: Int, loss: Double, established: Bool = true) -> String {
    """
    [channel]
    loss = \(loss)
    [session]
    established = \(established)
    [[gateway]]
    name = "a"
    [[gateway]]
    name = "b"
    [[message]]
    from = "a"
    to = ["b"]
    bytes = \(bytes)
    """
  }

  @Test func `the same seed gives the same world, another one another`() throws {
    let text = message(bytes: 5000, loss: 0.3)
    let first = try report(text, seed: 5)
    #expect(try report(text, seed: 5) == first)
    #expect(try report(text, seed: 6) != first)
  }

  @Test func `a message over an open session costs its frames and one answer without loss`() throws
  {
    let world = try report(message(bytes: 10_000, loss: 0))
    let airtime = world.gateways.values.reduce(0) { $0 + $1.airtimeS }
    #expect(airtime <= 16.6)
    #expect(world.gateways["b"]?.frames == 1)
    #expect(world.messages.map(\.failed) == [false])
    #expect(world.messages.first?.deliveredS.keys.sorted() == ["b"])
    #expect(world.channel.lost + world.channel.collided + world.channel.deaf == 0)
  }

  @Test func `without open sessions the handshake comes first`() throws {
    let open = try report(message(bytes: 100, loss: 0))
    let fresh = try report(message(bytes: 100, loss: 0, established: false))
    #expect(fresh.gateways["a"]?.frames == (open.gateways["a"]?.frames ?? 0) + 1)
    #expect(fresh.gateways["b"]?.frames == (open.gateways["b"]?.frames ?? 0) + 1)
  }

  @Test func `a mail goes through the codec`() throws {
    let text = message(bytes: 1, loss: 0).replacing("bytes = 1", with: "file = \"mail.eml\"")
    let world = try report(text)
    let bytes = try #require(world.messages.first?.bytes)
    #expect((1..<200).contains(bytes))
  }

  @Test func `random traffic ends with the duration and what is late has failed`() throws {
    let text =
      "duration_s = 600.0\n" + message(bytes: 100, loss: 0.2) + """

        [[message]]
        at_s = 599.9
        from = "b"
        to = ["a"]
        bytes = 10000
        [[traffic]]
        from = "b"
        to = ["a"]
        mean_interval_s = 20.0
        bytes = 200
        """
    let world = try report(text)
    #expect(world.virtualS == 600)
    #expect((10...60).contains(world.messages.count))
    #expect(world.messages.last?.failed == true)
    #expect(world.messages.dropLast(2).allSatisfy { !$0.failed })
  }

  @Test func `a message to several gateways is proven when the last has it`() throws {
    let text = message(bytes: 300, loss: 0).replacing(
      "[[message]]", with: "[[gateway]]\nname = \"c\"\n[[message]]"
    ).replacing("to = [\"b\"]", with: "to = [\"b\", \"c\"]")
    let world = try report(text)
    let message = try #require(world.messages.first)
    #expect(message.deliveredS.keys.sorted() == ["b", "c"])
    let last = try #require(message.deliveredS.values.max())
    #expect((message.proofS ?? 0) >= last)
  }

  @Test func `no gateway uses more of an hour than its region allows`() throws {
    let text =
      message(bytes: 20_000, loss: 0.1)
      + "\n[radio]\nregion = \"EU868\"\nfrequency_mhz = 868.1\n"
    let hour = try report("duration_s = 3500.0\n" + text)
    #expect(hour.messages.map(\.failed) == [true])
    let airtime = try #require(hour.gateways["a"]?.airtimeS)
    #expect((20...36).contains(airtime), "\(airtime)")
    let day = try report("duration_s = 10000.0\n" + text)
    #expect(day.messages.map(\.failed) == [false])
  }
}
