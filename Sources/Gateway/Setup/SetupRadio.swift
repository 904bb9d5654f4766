// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver

/// A radio as an answer names it: its driver, and where it is.
struct SetupRadio: Equatable, Sendable {
  var driver: RadioDriver
  /// The board's id, or the path of a device or a socket.
  var place: String

  /// A radio of a driver.
  init(_ driver: RadioDriver, at place: String) {
    self.driver = driver
    self.place = place
  }

  /// The board, when it is one of the table's.
  func board(of boards: BoardTable) -> Board? {
    driver.attachmentKey == "board" ? boards.board(place) : nil
  }
}

/// What the text of an answer may mean.
enum SetupRadioAnswer: Equatable, Sendable {
  /// All is said.
  case radio(SetupRadio)
  /// A dongle of which is not known what it speaks.
  case dongle(device: String)

  /// Reads a board's id, `DRIVER:PLACE`, the path of a serial device, or `usb:` and a serial
  /// number.
  ///
  /// A board that nobody knows is one, too: the check of the configuration says what is wrong.
  init(_ text: String, boards: BoardTable) {
    if SerialDeviceName(text) != nil {
      self = .dongle(device: text)
      return
    }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2, let driver = RadioDriver(rawValue: String(parts[0])) {
      self = .radio(SetupRadio(driver, at: String(parts[1])))
    } else {
      let driver = boards.board(text)?.chip.driver ?? .sx127x
      self = .radio(SetupRadio(driver, at: text))
    }
  }
}

extension RadioDriver {
  /// The firmware of dongles.
  static let firmwares: [RadioDriver] = [.rnode, .meshcoreKISS, .rn2xx3, .rui3]
}
