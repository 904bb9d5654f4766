// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Glibc

/// The devices of umockdev, in a process that was started by `umockdev-wrapper`.
///
/// The library is loaded, not linked: the tests build without it.
@safe final class MockedDevices {
  /// Where it keeps its `/dev` and `/sys`.
  let root: String

  private let library: UnsafeMutableRawPointer
  private let testbed: OpaquePointer

  private typealias Make = @convention(c) () -> OpaquePointer?
  private typealias Add =
    @convention(c) (OpaquePointer, UnsafePointer<CChar>, UnsafeMutableRawPointer?) -> Int32
  private typealias Tell =
    @convention(c) (OpaquePointer, UnsafePointer<CChar>, UnsafePointer<CChar>) -> Void
  private typealias Remove = @convention(c) (OpaquePointer, UnsafePointer<CChar>) -> Void
  private typealias Root = @convention(c) (OpaquePointer) -> UnsafePointer<CChar>?

  /// Whether this process was started so that it sees them.
  static var isPreloaded: Bool {
    ProcessInfo.processInfo.environment["LD_PRELOAD"]?.contains("umockdev") ?? false
  }

  /// A machine without devices; nil where the library is missing.
  init?() {
    guard let library = unsafe dlopen("libumockdev.so.0", RTLD_NOW),
      let make = unsafe dlsym(library, "umockdev_testbed_new"),
      let testbed = unsafe unsafeBitCast(make, to: Make.self)(),
      let root = unsafe dlsym(library, "umockdev_testbed_get_root_dir"),
      let path = unsafe unsafeBitCast(root, to: Root.self)(testbed)
    else { return nil }
    unsafe (self.library, self.testbed) = (library, testbed)
    self.root = unsafe String(cString: path)
  }

  /// Adds a device as `umockdev-record` writes it, and has udev tell of it.
  func add(_ record: String) -> Bool {
    guard let add = unsafe dlsym(library, "umockdev_testbed_add_from_string") else { return false }
    return unsafe unsafeBitCast(add, to: Add.self)(testbed, record, nil) != 0
  }

  /// Has udev tell that a device goes, and removes it.
  func remove(_ path: String) {
    guard let tell = unsafe dlsym(library, "umockdev_testbed_uevent"),
      let remove = unsafe dlsym(library, "umockdev_testbed_remove_device")
    else { return }
    unsafe unsafeBitCast(tell, to: Tell.self)(testbed, path, "remove")
    unsafe unsafeBitCast(remove, to: Remove.self)(testbed, path)
  }
}
