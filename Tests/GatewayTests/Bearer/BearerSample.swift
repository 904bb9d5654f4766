// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import Gateway
import Logging
import MailRelay
import Synchronization
import Testing

/// Carries files at a test's command.
final class TestCarrier: ParcelCarrier {
  private struct State {
    var taken: [Parcel] = []
    var refusal: Reply?
    var fates: [String: ParcelFate] = [:]
  }

  private let state = Mutex(State())

  var taken: [Parcel] { state.withLock { $0.taken } }

  func refuse(_ reply: Reply?) { state.withLock { $0.refusal = reply } }

  func decide(_ id: String, _ fate: ParcelFate) { state.withLock { $0.fates[id] = fate } }

  func take(_ parcel: Parcel, of bearer: Bearer) async throws(ParcelRefusal) -> String {
    let refusal = state.withLock { state in
      if state.refusal == nil { state.taken.append(parcel) }
      return state.refusal
    }
    if let refusal { throw ParcelRefusal(refusal) }
    return "ID-" + parcel.name.text
  }

  func fate(ofParcel id: String) async -> ParcelFate { state.withLock { $0.fates[id] ?? .waiting } }
}

enum BearerSample {
  static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  static func peer(_ first: UInt8 = 1) throws -> PeerKey {
    try #require(PeerKey([UInt8](repeating: first, count: 32)))
  }

  static func files(_ directory: String, mostBytes: Int = 100) throws -> Bearer {
    Bearer(
      "files", .files(ParcelTerms(mostBytes: mostBytes, mailClass: .bulk)), peer: try peer(),
      out: directory + "/out", in: directory + "/in")
  }

  static func nncp(_ directory: String) throws -> Bearer {
    Bearer(
      "nncp",
      .nncp(try NNCPSample.route(), ParcelTerms(mostBytes: 1000, mailClass: .bulk)),
      peer: try peer(), out: directory, in: directory)
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  static func names(_ directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
  }
}
