// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import Glibc

/// A command that runs as a process of its own: given its input, watched, and waited for.
///
/// It blocks its thread. The process leads a group of its own, so that one that takes too long is
/// stopped together with what it has started. It inherits no file but its input and output.
struct SpawnedCommand {
  private let process: pid_t
  private let inputEnd: Int32
  private let outputEnd: Int32
  private var rest: ArraySlice<UInt8>
  private var output: [UInt8] = []
  private var isInputOpen = true
  private var isOutputOpen = true

  /// How long to wait before looking whether the process has ended.
  private static let glance: Int32 = 50
  private static let environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"]

  /// Runs a command to its end.
  static func run(
    _ arguments: [String], input: [UInt8], timeLimit: Duration
  ) -> CommandReport {
    do throws(FileError) {
      var command = try SpawnedCommand(arguments, input: input)
      return command.wait(until: ContinuousClock.now + timeLimit)
    } catch {
      return CommandReport(ending: .notStarted(code: error.code), output: [])
    }
  }

  private init(_ arguments: [String], input: [UInt8]) throws(FileError) {
    // A socket, since writing to one whose reader is gone can be told to raise no signal.
    let input = (rest: input[...], ends: try Self.pair())
    let output: (Int32, Int32)
    do throws(FileError) {
      output = try Self.pair()
    } catch {
      Self.close(input.ends)
      throw error
    }
    do throws(FileError) {
      process = try Self.spawn(arguments, input: input.ends.1, output: output.1)
    } catch {
      Self.close(input.ends)
      Self.close(output)
      throw error
    }
    _ = Glibc.close(input.ends.1)
    _ = Glibc.close(output.1)
    (rest, inputEnd, outputEnd) = (input.rest, input.ends.0, output.0)
  }

  private static func pair() throws(FileError) -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else {
      throw FileError(call: "socketpair", path: "", code: errno)
    }
    return (ends[0], ends[1])
  }

  private static func close(_ ends: (Int32, Int32)) {
    _ = Glibc.close(ends.0)
    _ = Glibc.close(ends.1)
  }

  private static func spawn(
    _ arguments: [String], input: Int32, output: Int32
  ) throws(FileError) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 2)
    for file in inheritable { unsafe posix_spawn_file_actions_addclose(&actions, file) }
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe sigfillset(&signals)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    unsafe posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    guard let path = arguments.first else {
      throw FileError(call: "posix_spawn", path: "", code: ENOENT)
    }
    var process = pid_t()
    let code = unsafe withCStrings(arguments) { arguments in
      unsafe withCStrings(environment) { environment in
        unsafe posix_spawn(&process, path, &actions, &attributes, arguments, environment)
      }
    }
    guard code == 0 else {
      throw FileError(call: "posix_spawn", path: path, code: code)
    }
    return process
  }

  /// The open files, which the process shall not have even if somebody forgot to say so.
  private static var inheritable: [Int32] {
    // Without /proc there are those only that were opened close-on-exec, as all of ours are.
    let names = (try? DurableFiles().names(in: "/proc/self/fd")) ?? []
    return names.compactMap { Int32($0) }.filter { $0 > 2 }
  }

  private static func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = unsafe texts.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe pointers.withUnsafeMutableBufferPointer { buffer in
      // There is always the nil at the end.
      unsafe body(buffer.baseAddress.unsafelyUnwrapped)
    }
  }

  private mutating func wait(until deadline: ContinuousClock.Instant) -> CommandReport {
    defer { Self.close((inputEnd, outputEnd)) }
    while true {
      exchange()
      var status: Int32 = 0
      let found = unsafe waitpid(process, &status, WNOHANG)
      if found == process {
        receive()
        return CommandReport(ending: Self.ending(status), output: output)
      }
      // Somebody else has waited for it: nobody knows how it ended.
      if found < 0, errno == ECHILD {
        return CommandReport(ending: .notStarted(code: ECHILD), output: output)
      }
      if ContinuousClock.now >= deadline {
        kill(-process, SIGKILL)
        unsafe waitpid(process, &status, 0)
        return CommandReport(ending: .overtime, output: output)
      }
    }
  }

  private static func ending(_ status: Int32) -> CommandReport.Ending {
    let signal = status & 0x7F
    return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
  }

  /// Waits a moment for what can be read or written, and does it.
  private mutating func exchange() {
    var ends: [pollfd] = []
    if isOutputOpen { ends.append(pollfd(fd: outputEnd, events: Int16(POLLIN), revents: 0)) }
    if isInputOpen { ends.append(pollfd(fd: inputEnd, events: Int16(POLLOUT), revents: 0)) }
    unsafe poll(&ends, nfds_t(ends.count), Self.glance)
    receive()
    send()
  }

  private mutating func send() {
    while isInputOpen {
      guard !rest.isEmpty else { return closeInput() }
      let count = unsafe rest.withUnsafeBytes { buffer in
        unsafe Glibc.send(
          inputEnd, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        return
      } else if errno != EINTR {
        // The command has closed its input; its status tells whether that was right.
        return closeInput()
      }
    }
  }

  private mutating func closeInput() {
    isInputOpen = false
    rest = []
    shutdown(inputEnd, Int32(SHUT_WR))
  }

  /// Reads what there is; only the beginning is kept.
  private mutating func receive() {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while isOutputOpen {
      let count = unsafe recv(outputEnd, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      if count < 0, errno == EAGAIN || errno == EINTR { return }
      guard count > 0 else { return isOutputOpen = false }
      output += buffer.prefix(min(count, Limits.replyTextOctets - output.count))
    }
  }
}
