// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

/// One boot of the machine: as long as this is the same, CLOCK_BOOTTIME runs on and never jumps.
public struct BootID: Sendable, Hashable {
  /// The text by which it is known again.
  public let text: String

  /// Takes a text that is another one after each boot.
  public init(_ text: String) { self.text = text }

  /// The boot this process lives in; nil where the kernel does not tell.
  ///
  /// The kernel's random boot id, and the time namespace: a container may have a clock of its own.
  public static var current: BootID? {
    let kernel = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    guard let id = kernel?.trimmingCharacters(in: .whitespacesAndNewlines), !id.isEmpty else {
      return nil
    }
    // Kernels without time namespaces have no such link.
    let clock = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/time")
    return BootID(clock.map { "\(id) \($0)" } ?? id)
  }
}
