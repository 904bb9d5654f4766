// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway
import Glibc
import MailRelay

/// A process that hands in mail: whatever happens, it ends with a code of sysexits.h.
struct SubmitProcess {
  private let invocation: SubmissionInvocation

  init(_ invocation: SubmissionInvocation) {
    self.invocation = invocation
  }

  /// Hands in what stands on standard input, and ends the process.
  func run() async -> Never {
    Self.mapSignals()
    guard !invocation.wantsHelp else { Self.leave(.success, [Self.help]) }
    let report: SubmissionReport
    do throws(SubmissionError) {
      report = try await submit()
    } catch {
      report = SubmissionReport(error)
    }
    Self.leave(report.exit, report.lines)
  }

  private func submit() async throws(SubmissionError) -> SubmissionReport {
    let path = invocation.configuration ?? Configuration.defaultPath
    let configuration: Configuration
    do {
      configuration = try Configuration.load(path: path)
    } catch {
      let line = "\(error)".split(separator: "\n").first.map(String.init) ?? path
      return SubmissionReport(failure: "the radio gateway's configuration: \(line)")
    }
    let door = SubmissionDoor(configuration)
    let command = try SubmissionCommand(
      parsing: invocation.words, as: invocation.personality, defaultDomain: door.domain)
    switch command.input {
    case .mail: return try await submitMail(command, door)
    case .batch: return await submitBatch(door)
    }
  }

  private func submitMail(
    _ command: SubmissionCommand, _ door: SubmissionDoor
  ) async throws(SubmissionError) -> SubmissionReport {
    let input: [UInt8]
    do throws(StandardInput.Failure) {
      input = try StandardInput.read(upTo: door.octetsMax)
    } catch {
      return SubmissionReport(failure: error.description)
    }
    guard case .mail(let mail) = try Submission(command, input: input, defaults: door.defaults)
    else { return SubmissionReport() }
    var report = SubmissionReport()
    report.add(await door.hand(mail))
    return report
  }

  /// Hands in each mail as soon as it is read.
  private func submitBatch(_ door: SubmissionDoor) async -> SubmissionReport {
    var reader = BatchReader(octetsMax: door.octetsMax)
    var report = SubmissionReport()
    do throws(StandardInput.Failure) {
      while let piece = try StandardInput.readPiece() {
        reader.append(piece)
        while let item = reader.next() { await take(item, door, &report) }
      }
    } catch {
      return SubmissionReport(failure: error.description)
    }
    if let item = reader.finish() { await take(item, door, &report) }
    return report
  }

  private func take(
    _ item: BatchReader.Item, _ door: SubmissionDoor, _ report: inout SubmissionReport
  ) async {
    switch item {
    case .mail(let mail): report.add(await door.hand(mail))
    case .refused(let reply, line: _), .broken(let reply, line: _): report.add(refusal: reply)
    }
  }

  private static var help: String { SubmitCommand.helpMessage(includeHidden: false) }

  private static func leave(_ code: SystemExit, _ lines: [String]) -> Never {
    StandardOutput.write(lines.map { $0 + "\n" }.joined())
    exit(code.rawValue)
  }

  /// A caller that reads only the exit code must never take a signal, or a fault here, for a
  /// refusal of its mail.
  private static func mapSignals() {
    signal(SIGPIPE, SIG_IGN)
    let signals = [
      SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGUSR1, SIGUSR2,
      SIGALRM, SIGTERM, SIGXCPU, SIGXFSZ,
    ]
    for number in signals { signal(number) { _ in _exit(75) } }
  }
}
