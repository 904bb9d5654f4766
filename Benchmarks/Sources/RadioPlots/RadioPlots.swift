// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

/// Draws the pictures of docs/radio-model.md from the model and from what it is compared with.
@main enum RadioPlots {
  static func main() throws {
    let root = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    let measured = root.appending(path: "Tests/LoRaDriverTests/Vectors/per_curves_awgn.csv")
    let points = try MeasuredPoint.read(String(contentsOf: measured, encoding: .utf8))
    let picture = root.appending(path: "docs/error-curves.svg")
    try Data(ErrorCurves(measured: points).document.text.utf8).write(to: picture)
    print(picture.path)
  }
}
