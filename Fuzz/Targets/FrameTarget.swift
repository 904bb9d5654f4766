// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter

/// Any bytes as a frame: what is read is written back the same.
enum FrameTarget {
  static func run(_ input: [UInt8]) -> Int32 {
    guard let frame = try? Frame(decoding: input) else { return -1 }
    let written: [UInt8]
    switch frame {
    case .single(let single): written = single.encoded
    case .hello(let hello): written = hello.encoded
    case .identification(let identification): written = identification.encoded
    case .symbol(let symbol): written = symbol.untagged + input.suffix(FrameTag.shortBytes)
    case .reservation(let reservation):
      written = reservation.untagged + input.suffix(FrameTag.shortBytes)
    case .control(let control):
      written = control.untagged + input.suffix(control.tagKind.tagBytes)
    }
    precondition(written == input, "the frame is written otherwise than it was read")
    return 0
  }
}
