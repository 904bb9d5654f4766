// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import LoRaPHY
import MailRelay
import Synchronization
import Testing

struct ParcelCollectorTests {
  private struct Site {
    let bearer: Bearer
    let carrier = TestCarrier()
    let collector: ParcelCollector
    var out: String { bearer.leaving?.new ?? "" }

    init(_ bearer: Bearer, clock: @escaping @Sendable () -> Instant = { .zero }) throws {
      self.bearer = bearer
      try bearer.prepare()
      collector = try #require(
        ParcelCollector(bearer, carrier: carrier, logger: BearerSample.logger, clock: clock))
    }

    func failure() throws -> String {
      let name = try BearerSample.names(out + "/failed").first { $0.hasSuffix(".why") }
      return try String(contentsOfFile: out + "/failed/" + (name ?? ""), encoding: .utf8)
    }
  }

  @Test func `a file stays until the peer has it`() async throws {
    try await Sample.inDirectory { directory in
      let site = try Site(BearerSample.files(directory))
      try BearerSample.write([1, 2], to: site.out + "/a.fspl")
      await site.collector.collect()
      await site.collector.collect()
      #expect(site.carrier.taken.map(\.bytes) == [[1, 2]])
      #expect(try BearerSample.names(site.out) == ["a.fspl", "failed"])
      site.carrier.decide("ID-a.fspl", .crossed)
      await site.collector.collect()
      #expect(try BearerSample.names(site.out) == ["failed"])
      #expect(try BearerSample.names(site.out + "/failed").isEmpty)
    }
  }

  @Test func `a file that crossed before a restart goes at once`() async throws {
    try await Sample.inDirectory { directory in
      let site = try Site(BearerSample.files(directory))
      try BearerSample.write([1], to: site.out + "/a")
      site.carrier.decide("ID-a", .crossed)
      await site.collector.collect()
      #expect(try BearerSample.names(site.out) == ["failed"])
    }
  }

  @Test func `what was given up goes aside with the reason`() async throws {
    try await Sample.inDirectory { directory in
      let site = try Site(BearerSample.files(directory))
      try BearerSample.write([1], to: site.out + "/a")
      await site.collector.collect()
      site.carrier.decide("ID-a", .stopped("554 5.4.7 given up"))
      await site.collector.collect()
      #expect(try site.failure() == "file: a\nID-a: 554 5.4.7 given up\n")
      #expect(try BearerSample.names(site.out + "/failed").count == 2)
      // The same name may be used again.
      try BearerSample.write([2], to: site.out + "/a")
      await site.collector.collect()
      #expect(site.carrier.taken.map(\.bytes) == [[1], [2]])
    }
  }

  @Test func `what is refused for good goes aside, what is put off stays`() async throws {
    try await Sample.inDirectory { directory in
      let time = Mutex(Instant.zero)
      let site = try Site(BearerSample.files(directory)) { time.withLock { $0 } }
      try BearerSample.write([1], to: site.out + "/a")
      site.carrier.refuse(Reply(452, .init(4, 3, 1), "full"))
      await site.collector.collect()
      site.carrier.refuse(Reply(550, .init(5, 7, 1), "no"))
      await site.collector.collect()
      #expect(try BearerSample.names(site.out) == ["a", "failed"])
      time.withLock { $0 = $0 + ParcelCollector.pause }
      await site.collector.collect()
      #expect(try site.failure() == "file: a\n550 5.7.1 no\n")
      #expect(site.carrier.taken.isEmpty)
    }
  }

  @Test func `what is too large, unfinished, hidden, linked or a directory is left alone`()
    async throws
  {
    try await Sample.inDirectory { directory in
      let site = try Site(BearerSample.files(directory, mostBytes: 3))
      for (name, count) in [("large", 4), ("fits", 3), (".hidden", 1), ("x.tmp", 1)] {
        try BearerSample.write([UInt8](repeating: 1, count: count), to: site.out + "/" + name)
      }
      try BearerSample.write([1], to: directory + "/elsewhere")
      try FileManager.default.createSymbolicLink(
        atPath: site.out + "/link", withDestinationPath: directory + "/elsewhere")
      await site.collector.collect()
      #expect(site.carrier.taken.map(\.name.text) == ["fits"])
      #expect(try BearerSample.names(site.out + "/failed").isEmpty)
      #expect(try BearerSample.names(site.out).count == 6)
    }
  }

  @Test func `packets of NNCP are found below the two nodes`() async throws {
    try await Sample.inDirectory { directory in
      let site = try Site(BearerSample.nncp(directory + "/x"))
      #expect(site.out == "\(directory)/x/\(NNCPSample.peer)/\(NNCPSample.own)")
      let packet = try NNCPSample.packet()
      try BearerSample.write(packet.bytes, to: site.out + "/" + NNCPSample.name)
      await site.collector.collect()
      #expect(site.carrier.taken == [packet])
    }
  }
}
