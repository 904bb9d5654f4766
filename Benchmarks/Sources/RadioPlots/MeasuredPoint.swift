// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// A point of a reference demodulator's error curve.
struct MeasuredPoint {
  /// The table does not have the form it should.
  struct BadTable: Error, CustomStringConvertible {
    let line: String
    var description: String { "no row of per_curves_awgn.csv: \(line)" }
  }

  let factor: SpreadingFactor
  let rate: CodingRate
  let payloadBytes: Int
  let snr: Double
  let frames: Int
  let lost: Int

  /// The share of frames lost.
  var errorRate: Double { Double(lost) / Double(max(frames, 1)) }

  /// Where the true share lies with 95 % probability.
  ///
  /// Source: Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
  var interval: ClosedRange<Double> {
    let (n, p, z) = (Double(max(frames, 1)), errorRate, 1.96)
    let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    return max(middle - half, 0)...min(middle + half, 1)
  }

  /// Reads the table: a line of names, then
  /// `kind,sf,bw_hz,cr,payload_bytes,soft_decision,snr_db,frames,headers_decoded,frames_ok,per`.
  static func read(_ text: String) throws(BadTable) -> [MeasuredPoint] {
    var points: [MeasuredPoint] = []
    for line in text.split(separator: "\n").filter({ !$0.hasPrefix("#") }).dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard cells.count == 11,
        let factor = Int(cells[1]).flatMap(SpreadingFactor.init(rawValue:)),
        let rate = Int(cells[3]).flatMap(CodingRate.init(rawValue:)),
        let bytes = Int(cells[4]), let snr = Double(cells[6]), let frames = Int(cells[7]),
        let arrived = Int(cells[9])
      else { throw BadTable(line: String(line)) }
      points.append(
        MeasuredPoint(
          factor: factor, rate: rate, payloadBytes: bytes, snr: snr, frames: frames,
          lost: frames - arrived))
    }
    return points
  }
}
