// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Numbers with a fixed count of decimals, the same on every machine.
public enum Decimals {
  /// The number with so many decimals, zero to six; what is no number is shown as a dash.
  public static func text(_ value: Double, places: Int) -> String {
    let places = min(max(places, 0), 6)
    let scale = (0..<places).reduce(1) { product, _ in product * 10 }
    let scaled = (value * Double(scale)).rounded()
    guard scaled.isFinite, abs(scaled) < 1e15 else { return "–" }
    let whole = Int(scaled)
    let sign = whole < 0 ? "-" : ""
    guard places > 0 else { return sign + "\(abs(whole))" }
    let digits = "\(abs(whole) % scale)"
    let zeros = String(repeating: "0", count: places - digits.count)
    return "\(sign)\(abs(whole) / scale).\(zeros)\(digits)"
  }
}
