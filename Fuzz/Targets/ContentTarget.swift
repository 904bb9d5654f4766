// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway

/// Any bytes as a bundle, a part, results and a file of a bearer: what is read is written back the
/// same.
enum ContentTarget {
  static func run(_ input: [UInt8]) -> Int32 {
    if let bundle = try? MailBundle(decoding: input) {
      precondition(bundle.encoded == input, "a bundle has two coded forms")
    }
    if let parcel = try? Parcel(decoding: input, arrivingBy: nil) {
      precondition(parcel.encoded(leavingBy: nil) == input, "a file has two coded forms")
    }
    if let part = try? MailPart(decoding: input) {
      precondition(part.encoded == input, "a part has two coded forms")
    }
    if let list = try? ResultList(decoding: input) {
      precondition(list.encoded == input, "results have two coded forms")
    }
    return 0
  }
}
