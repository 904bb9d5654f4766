// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CLibFuzzer
import Glibc

/// The decoders under test; `FUZZ_TARGET=NAME loragw-fuzz [libFuzzer's options] [corpus]` runs one.
///
/// The name is in the environment because libFuzzer starts this program again, with arguments of
/// its own, when it merges corpora. A trap is what libFuzzer finds; each target adds preconditions
/// for what must hold of any input.
@main
enum FuzzTarget: String, CaseIterable {
  case frame
  case station
  case hello
  case symbols
  case envelope
  case mail
  case pack
  case history
  case ether
  case lmtp
  case toml
  case content

  static func main() {
    let name = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) }
    guard let target = name.flatMap(Self.init(rawValue:)) else {
      print("FUZZ_TARGET must be one of: \(allCases.map(\.rawValue).joined(separator: " "))")
      exit(2)
    }
    target.drive()
  }

  private func drive() {
    switch self {
    case .frame: unsafe Self.start { unsafe FrameTarget.run(Self.bytes($0, $1)) }
    case .station: unsafe Self.start { unsafe StationTarget.run(Self.bytes($0, $1)) }
    case .hello: unsafe Self.start { unsafe HelloTarget.run(Self.bytes($0, $1)) }
    case .symbols: unsafe Self.start { unsafe SymbolsTarget.run(Self.bytes($0, $1)) }
    case .envelope: unsafe Self.start { unsafe EnvelopeTarget.run(Self.bytes($0, $1)) }
    case .mail:
      MailTarget.prepare()
      unsafe Self.start { unsafe MailTarget.run(Self.bytes($0, $1)) }
    case .pack:
      PackTarget.prepare()
      unsafe Self.start { unsafe PackTarget.run(Self.bytes($0, $1)) }
    case .history:
      HistoryTarget.prepare()
      unsafe Self.start { unsafe HistoryTarget.run(Self.bytes($0, $1)) }
    case .ether: unsafe Self.start { unsafe EtherTarget.run(Self.bytes($0, $1)) }
    case .lmtp: unsafe Self.start { unsafe LMTPTarget.run(Self.bytes($0, $1)) }
    case .toml: unsafe Self.start { unsafe TOMLTarget.run(Self.bytes($0, $1)) }
    case .content: unsafe Self.start { unsafe ContentTarget.run(Self.bytes($0, $1)) }
    }
  }

  private typealias Callback = @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32

  private static func start(_ callback: Callback) {
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
      unsafe CommandLine.unsafeArgv
    _ = unsafe LLVMFuzzerRunDriver(&count, &arguments, callback)
  }

  private static func bytes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    unsafe Array(UnsafeBufferPointer(start: start, count: count))
  }
}
