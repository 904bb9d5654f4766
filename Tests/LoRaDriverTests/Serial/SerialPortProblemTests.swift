// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedModems
import Foundation
import Glibc
import LoRaDriver
import Testing

/// What is said of a device that cannot be had, with real devices where the machine has them.
@Suite(.timeLimit(.minutes(1)))
struct SerialPortProblemTests {
  private static let isRoot = geteuid() == 0

  /// What opening says; it blocks, on a thread of its own, as the user given.
  private func complaint(_ path: String, as user: UInt32? = nil) async -> String? {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        // Of this thread only: it takes the right to pass by permissions with it.
        if let user { PseudoTerminal.actOnThisThread(as: user) }
        do throws(BusError) {
          _ = try SerialProbe(path: path).identity()
          continuation.resume(returning: nil)
        } catch {
          continuation.resume(returning: error.description)
        }
      }
    }
  }

  private static func handle(_ path: String) -> FileHandle? {
    FileHandle(forUpdatingAtPath: path)
  }

  /// A program of that name which holds the device open.
  private func holder(named name: String, of path: String, in folder: String) throws -> Process {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let program = Process()
    program.executableURL = URL(filePath: folder + "/" + name)
    try FileManager.default.copyItem(
      at: URL(filePath: "/bin/sleep"), to: URL(filePath: folder + "/" + name))
    program.arguments = ["60"]
    program.standardInput = Self.handle(path)
    try program.run()
    return program
  }

  @Test(arguments: [
    ("picocom", "stop that program"), ("ModemManager", "install the udev rule"),
  ])
  func `who holds the device is named, with what to do about it`(
    name: String, fix: String
  ) async throws {
    let terminal = try #require(PseudoTerminal())
    let folder = NSTemporaryDirectory() + "loragw-" + UUID().uuidString
    let program = try holder(named: name, of: terminal.path, in: folder)
    // The file stays open here, too; this process does not stand in its own way.
    let text = await complaint(terminal.path)
    program.terminate()
    try FileManager.default.removeItem(atPath: folder)
    #expect(
      text
        == "\(terminal.path) is in use by \(name) (process \(program.processIdentifier)); \(rest(fix))"
    )
  }

  private func rest(_ fix: String) -> String {
    fix.hasPrefix("install") ? fix + " for configured dongles, and plug it in again" : fix
  }

  @Test func `a device that somebody unseen has locked is said to be in use`() async throws {
    let terminal = try #require(PseudoTerminal())
    let file = try #require(Self.handle(terminal.path))
    #expect(flock(file.fileDescriptor, LOCK_EX | LOCK_NB) == 0)
    let path = terminal.path
    let expected = "\(path) is in use by another program; stop it: sudo fuser -v \(path)"
    // A process that another test begins holds all files of this one until it runs its program.
    var text = await complaint(path)
    for _ in 0..<100 where text != expected { text = await complaint(path) }
    try file.close()
    #expect(text == expected)
    #expect(await complaint(path) == nil)
  }

  @Test(.enabled(if: isRoot, "only root can give a device to another group"))
  func `who may not use the device is told which group may`() async throws {
    let terminal = try #require(PseudoTerminal())
    let path = terminal.path
    for name in ["dialout", "plugdev"] {
      try FileManager.default.setAttributes(
        [.groupOwnerAccountName: name, .posixPermissions: 0o660], ofItemAtPath: path)
      let text = await complaint(path, as: 65_534)
      #expect(
        text
          == "\(path): this user may not use it; sudo usermod -aG \(name) USER, then log in again")
    }
    #expect(await complaint(path) == nil)
  }

  @Test(.enabled(if: !isRoot, "root may use everything"))
  func `a device without any rights is said to be forbidden`() async throws {
    let terminal = try #require(PseudoTerminal())
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: terminal.path)
    let text = try #require(await complaint(terminal.path))
    #expect(text.contains("this user may not use it; sudo usermod -aG "))
  }

  @Test func `what has no device behind it is said to be absent, and a file to be none`()
    async throws
  {
    let path = NSTemporaryDirectory() + "loragw-" + UUID().uuidString
    #expect(await complaint(path) == "\(path) does not exist; is the dongle plugged in?")
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    #expect(await complaint(path) == "\(path) is no serial device; see ls /dev/serial/by-id")
    try FileManager.default.removeItem(atPath: path)
  }

  @Test(arguments: [
    (ENOENT, SerialPortProblem.absent), (ENODEV, .absent), (ENXIO, .absent),
    (EACCES, .forbidden(group: "dialout")), (EPERM, .forbidden(group: "dialout")),
    (EBUSY, .locked), (ENOTTY, .noSerialDevice), (EINVAL, .speed(baud: 57_600)),
  ])
  func `each answer of the system has its problem`(code: Int32, problem: SerialPortProblem) {
    #expect(SerialPortProblem(code: -code, group: "dialout", baud: 57_600) == problem)
    #expect(problem.text(path: "/dev/ttyUSB7").contains("/dev/ttyUSB7"))
  }

  @Test func `a group that is not known is taken for the usual one`() {
    let problem = SerialPortProblem(code: -EACCES, group: nil, baud: 9_600)
    #expect(problem.text(path: "/dev/x").contains("usermod -aG dialout USER"))
    let nameless = SerialPortProblem.held(by: .init(name: "", process: 7))
    #expect(nameless.text(path: "/dev/x").contains("by a program (process 7)"))
    #expect(SerialPortProblem(code: -EIO, group: nil, baud: 9_600) == .other("Input/output error"))
  }
}
