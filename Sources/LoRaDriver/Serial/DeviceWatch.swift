// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import CLinuxIO

/// Tells when serial devices come and go.
@safe struct DeviceWatch: ~Copyable {
  private let watch: OpaquePointer

  private init(watch: OpaquePointer) { unsafe self.watch = watch }

  /// Watches by udev, and for names in a directory.
  ///
  /// - Throws: ``BusError`` when the system has nothing left to watch with.
  static func open(directory: String) throws(BusError) -> DeviceWatch {
    var watch: OpaquePointer?
    let code = unsafe clio_watch_open(directory, &watch)
    guard code == 0, let watch = unsafe watch else {
      throw BusError("watching \(directory): \(BusError.text(of: code))")
    }
    return unsafe DeviceWatch(watch: watch)
  }

  deinit { unsafe clio_watch_close(watch) }

  /// Readable when something has changed.
  var descriptor: Int32 { unsafe clio_watch_descriptor(watch) }

  /// Takes note of all changes.
  borrowing func take() { unsafe clio_watch_take(watch) }
}
