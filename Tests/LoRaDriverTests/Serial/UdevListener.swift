// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CLinuxIO
import LoRaDriver
import LoRaPHY

/// What the drivers watch devices with, as long as this lives.
@safe final class UdevListener {
  private let watch: OpaquePointer

  /// A watch for names in a directory, and for what udev tells; nil when there is none to be had.
  init?(directory: String) {
    var watch: OpaquePointer?
    guard unsafe clio_watch_open(directory, &watch) == 0, let watch = unsafe watch else {
      return nil
    }
    unsafe self.watch = watch
  }

  deinit { unsafe clio_watch_close(watch) }

  /// Whether udev is listened to.
  var hasUdev: Bool { unsafe clio_watch_uses_udev(watch) != 0 }

  /// Whether something is told within so long; takes all there is.
  func hears(within time: Duration) -> Bool {
    let descriptor = unsafe clio_watch_descriptor(watch)
    let ready = clio_serial_wait(-1, -1, 0, descriptor, time.wholeMicroseconds)
    unsafe clio_watch_take(watch)
    return ready & Int32(CLIO_SERIAL_WATCH) != 0
  }
}
