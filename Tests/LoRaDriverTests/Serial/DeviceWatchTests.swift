// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import LoRaDriver
import LoRaPHY
import Testing

/// Plugging in and out as udev tells it, played by umockdev, which must be there before the process
/// starts: so the test runs once more in a process of its own, and there for real.
@Suite(
  .serialized, .timeLimit(.minutes(1)),
  .enabled(
    if: FileManager.default.isExecutableFile(atPath: "/usr/bin/umockdev-wrapper"),
    "umockdev is not installed: scripts/install-dependencies test"))
struct DeviceWatchTests {
  /// A dongle with a number of its own, as udev describes it.
  private struct Node {
    var name: String
    var subsystem = "tty"

    var path: String { "/devices/pci0000:00/usb1/1-1/1-1:1.0/\(name)/\(subsystem)/\(name)" }

    var record: String {
      """
      P: \(path)
      E: SUBSYSTEM=\(subsystem)
      E: DEVNAME=/dev/\(name)
      E: DEVLINKS=/dev/serial/by-id/usb-Maker_Model_A10X7-if00-port0
      E: ID_BUS=usb
      E: ID_SERIAL_SHORT=A10X7
      E: ID_VENDOR_ID=10c4
      E: ID_MODEL_ID=ea60

      """
    }
  }

  /// Runs this suite where udev is played.
  private func runMocked() async throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/umockdev-wrapper")
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    process.arguments = [
      program, "--testing-library", "swift-testing", "--filter", "DeviceWatchTests",
    ]
    let log = NSTemporaryDirectory() + "loragw-" + UUID().uuidString
    #expect(FileManager.default.createFile(atPath: log, contents: nil))
    let output = FileHandle(forWritingAtPath: log)
    process.standardOutput = output
    process.standardError = output
    let status: Int32 = try await withCheckedThrowingContinuation { end in
      process.terminationHandler = { end.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { end.resume(throwing: error) }
    }
    let text = try String(contentsOfFile: log, encoding: .utf8)
    try FileManager.default.removeItem(atPath: log)
    #expect(status == 0, "\(text)")
    #expect(text.contains("Test run with 1 test"), "\(text)")
  }

  @Test func `udev tells of a serial device that comes and goes, and of no other`() async throws {
    guard MockedDevices.isPreloaded else { return try await runMocked() }
    let devices = try #require(MockedDevices())
    // No directory there is to be watched: only udev can tell.
    let listener = try #require(UdevListener(directory: "/nowhere/at/all"))
    #expect(listener.hasUdev)
    #expect(!listener.hears(within: .milliseconds(50)))
    for node in [Node(name: "ttyUSB3"), Node(name: "ttyACM0")] {
      #expect(devices.add(node.record))
      #expect(listener.hears(within: .seconds(5)), "\(node.name) came")
      #expect(!listener.hears(within: .milliseconds(50)))
      devices.remove("/sys" + node.path)
      #expect(listener.hears(within: .seconds(5)), "\(node.name) went")
    }
    #expect(devices.add(Node(name: "sda", subsystem: "block").record))
    #expect(!listener.hears(within: .milliseconds(200)))
  }
}
