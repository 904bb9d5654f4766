// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver

/// `loragw doctor --probe`: asks one serial device which modem's protocol it speaks.
public struct DongleProbe {
  private let device: String

  /// Makes ready to ask a device.
  public init(device: String) { self.device = device }

  /// The driver for what the device speaks; nil when it does not say, or cannot be had.
  ///
  /// Blocks, for 5 seconds at most.
  public var firmware: RadioDriver? {
    do throws(BusError) {
      let identity = try SerialProbe(path: device).identity()
      return identity.flatMap { RadioDriver(rawValue: $0.language.rawValue) }
    } catch {
      // A device that cannot be had tells nothing; who asks goes on without it.
      return nil
    }
  }

  /// What to write into the configuration, or what keeps the device from answering.
  ///
  /// Blocks, for 5 seconds at most.
  public func diagnosis() -> Diagnosis {
    do throws(BusError) {
      guard let identity = try SerialProbe(path: device).identity() else {
        return Diagnosis(
          Finding(
            .fault, "\(device): nothing answers that loragw knows",
            fix: "is RNode, MeshCore KISS or RUI3 firmware on it, or is it an RN2483 or RN2903?"))
      }
      return Diagnosis(
        Finding(
          .good, "\(device): \(identity)",
          fix: RadioDriver(rawValue: identity.language.rawValue).map {
            "write driver = \"\($0.rawValue)\" and device = \"\(device)\""
          }))
    } catch {
      return Diagnosis(Finding(.fault, error.description, fix: "then ask again"))
    }
  }
}
