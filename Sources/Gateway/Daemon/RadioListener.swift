// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import LoRaDriver
import LoRaPHY

/// Listens with a configured radio that no gateway uses; it never sends.
public struct RadioListener: Sendable {
  private let configuration: Configuration
  private let makeRadio: GatewayService.RadioMaker

  /// A listener on the radio of a configuration.
  public init(_ configuration: Configuration) {
    self.init(configuration) { try $0.open(clock: SystemClock.now) }
  }

  /// A listener with a radio of the caller's, whatever the configuration names.
  package init(
    _ configuration: Configuration, makeRadio: @escaping GatewayService.RadioMaker
  ) {
    self.configuration = configuration
    self.makeRadio = makeRadio
  }

  /// What is heard on the home channel, until `take` has enough or the task is cancelled.
  ///
  /// The state directory is held meanwhile, so that no gateway starts on the same radio.
  ///
  /// - Parameters:
  ///   - note: is told of a radio out of order, which mends itself.
  ///   - take: is given each frame.
  /// - Throws: ``SpoolError`` when another loragw uses the state directory, `GatewayServiceError`
  ///   or `RadioError` when the radio cannot be used, and what `take` throws.
  public func listen(
    note: (String) -> Void, _ take: (HeardFrame) async throws -> ListeningWish
  ) async throws {
    let lock = try heldDirectory()
    defer { withExtendedLifetime(lock) {} }
    let radio = try makeRadio(configuration.radio)
    do {
      try await radio.configure(configuration.radio.channel.radioChannel)
      try await follow(radio, note: note, take)
    } catch {
      await radio.shutdown()
      throw error
    }
    await radio.shutdown()
  }

  private func follow(
    _ radio: any Radio, note: (String) -> Void,
    _ take: (HeardFrame) async throws -> ListeningWish
  ) async throws {
    var packets = RNodeSplitPackets()
    for await event in radio.events {
      switch event {
      case .received(let frame):
        let age = max(SystemClock.now() - frame.at, .zero)
        let time = SystemClock.preciseUnixSeconds() - age.inSeconds
        let heard = HeardFrame(frame, unixSeconds: time, packets: &packets)
        if try await take(heard) == .enough { return }
      case .fault(let error): note("radio: \(error)")
      case .recovered: note("radio: in order again")
      }
    }
  }

  /// The lock of the state directory; nil where there is none yet, and so no gateway.
  private func heldDirectory() throws(SpoolError) -> StateLock? {
    let directory = configuration.gateway.stateDirectory
    guard FileManager.default.fileExists(atPath: directory) else { return nil }
    return try StateLock(path: directory + "/lock")
  }
}
