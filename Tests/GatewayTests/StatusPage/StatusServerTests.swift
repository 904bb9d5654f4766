// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Synchronization
import Testing

/// The status page's server over real sockets, asked by who keeps no rules.
@Suite(.serialized) struct StatusServerTests {
  /// Takes down what is logged.
  private final class Log: Sendable {
    let lines = Mutex<[String]>([])
  }

  private struct Handler: LogHandler {
    let log: Log
    var logLevel = Logger.Level.warning
    var metadata: Logger.Metadata = [:]
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }
    func log(event: LogEvent) { log.lines.withLock { $0.append("\(event.message)") } }
  }

  private static let secret = "0123456789abcdef0123"

  private static func served(
    token: Bool = false,
    _ body: @escaping @Sendable (_ port: Int, ToldGateway, Log) throws -> Void
  ) async throws {
    try await Sample.inDirectory { directory in
      let file = directory + "/token"
      #expect(
        FileManager.default.createFile(
          atPath: file, contents: Data(secret.utf8), attributes: [.posixPermissions: 0o600]))
      let more = token ? "\ntoken_file = \"\(file)\"" : ""
      let text = ConfigurationSample.changed("\"127.0.0.1:8624\"", "\"127.0.0.1:0\"" + more)
      let gateway = try ToldGateway()
      let log = Log()
      let logger = Logger(label: "test") { _ in Handler(log: log) }
      let (ports, running) = AsyncStream<Int>.makeStream()
      let made = try StatusServer(
        Configuration(parsing: text, file: "f").status, reporter: gateway, peers: gateway,
        logger: logger
      ) { running.yield($0 ?? 0) }
      let server = try #require(made)
      let task = Task { try await server.run() }
      defer { task.cancel() }
      var iterator = ports.makeAsyncIterator()
      let port = try #require(await iterator.next())
      // Sockets that wait must not hold the threads that answer them.
      try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
        Thread.detachNewThread {
          done.resume(with: Result { try body(port, gateway, log) })
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `every route answers with safe headers and without cookies`() async throws {
    try await Self.served(token: true) { port, _, _ in
      let fields = ["Host: localhost", "Authorization: Bearer \(Self.secret)"]
      for route in try StatusServer.sampleRoutes() where route != "GET /v1/stream" {
        let body = route.hasPrefix("POST") ? "{\"peer\": \"village\"}" : ""
        let answer = try HTTPConversation.ask(port, route, fields, body: body)
        #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(route): \(answer.prefix(200))")
        let head = (answer.components(separatedBy: "\r\n\r\n").first ?? "").lowercased()
        for field in [
          "content-security-policy: default-src 'none'", "frame-ancestors 'none'",
          "x-content-type-options: nosniff", "referrer-policy: no-referrer",
          "cache-control: no-store", "cross-origin-resource-policy: same-origin",
        ] {
          #expect(head.contains(field), "\(route): \(field)")
        }
        #expect(!head.contains("set-cookie") && !head.contains("access-control"), "\(route)")
      }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `another name, a missing token and a wish without a bearer's are refused, logged once`()
    async throws
  {
    try await Self.served(token: true) { port, _, log in
      let password = Data("me:\(Self.secret)".utf8).base64EncodedString()
      let right = "Authorization: Bearer \(Self.secret)"
      for (line, fields, status) in [
        ("GET /", ["Host: evil.example", right], "421"), ("GET /", [right], "400"),
        ("GET /", ["Host: localhost"], "401"), ("GET /metrics", ["Host: localhost"], "401"),
        ("GET /nowhere", ["Host: localhost"], "401"),
        ("GET /", ["Host: localhost", "Authorization: Basic \(password)"], "200"),
        ("POST /v1/peers/reload", ["Host: localhost", "Authorization: Basic \(password)"], "403"),
        ("POST /v1/peers/reload", ["Host: localhost", right], "200"),
        ("GET /nowhere", ["Host: localhost", right], "404"),
        ("GET /v1/listen", ["Host: localhost", right], "404"),
        ("DELETE /v1/status", ["Host: localhost", right], "404"),
      ] {
        let answer = try HTTPConversation.ask(port, line, fields)
        #expect(
          answer.hasPrefix("HTTP/1.1 \(status) ")
            || (status == "400" && answer.hasPrefix("HTTP/1.1 421 ")),
          "\(line) \(fields): \(answer.prefix(120))")
        #expect(answer.lowercased().contains("x-content-type-options: nosniff"), "\(line)")
      }
      let said = log.lines.withLock { $0.filter { $0.contains("without right") } }
      #expect(said.count == 1)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `what is not HTTP, or too big, is refused and the next one is served`() async throws {
    try await Self.served { port, _, log in
      let long = String(repeating: "x", count: 100_000)
      let many = (0..<500).map { "X-\($0): 1" }.joined(separator: "\r\n")
      for text in [
        "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\(long)\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nX: \(long)\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\n\(many)\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "GET /\(long) HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      ] {
        let conversation = try HTTPConversation(port: port)
        conversation.send(text)
        let answer = conversation.read(until: "\r\n\r\n")
        #expect(
          answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"),
          "\(text.prefix(40)): \(answer.prefix(80))")
      }
      let next = try HTTPConversation.ask(port, "GET /v1/status")
      #expect(next.hasPrefix("HTTP/1.1 200 "))
      #expect(log.lines.withLock { $0.filter { $0.contains("not HTTP") } }.count == 1)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a head that does not come is not waited for`() async throws {
    try await Self.served { port, _, _ in
      let slow = try HTTPConversation(port: port)
      slow.send("GET / HTTP/1.1\r\nHo")
      // It ends because the server closes, not because this side's patience does.
      let answer = slow.read()
      #expect(!answer.hasPrefix("HTTP/1.1 200") && !answer.hasSuffix(HTTPConversation.silence))
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `more connections than it takes are told so, and it recovers`() async throws {
    try await Self.served { port, _, log in
      var idle: [HTTPConversation] = []
      for _ in 0..<StatusLimits.connections { idle.append(try HTTPConversation(port: port)) }
      for conversation in idle { conversation.send("GET") }
      // As soon as the last of them is counted.
      var answer = ""
      while !answer.hasPrefix("HTTP/1.1 503 ") {
        answer = try HTTPConversation.ask(port, "GET /v1/status")
      }
      idle = []
      var status = ""
      while !status.hasPrefix("HTTP/1.1 200 ") {
        status = try HTTPConversation.ask(port, "GET /v1/status")
      }
      #expect(log.lines.withLock { $0.filter { $0.contains("too many connections") } }.count == 1)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `the gateway is asked rarely however often the page is`() async throws {
    try await Self.served { port, gateway, _ in
      for _ in 0..<200 {
        let answer = try HTTPConversation.ask(port, "GET /metrics")
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
      }
      #expect(gateway.asked.withLock { $0 } < 100)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `the stream tells the overview, and only so many may follow it`() async throws {
    try await Self.served { port, _, log in
      var followers: [HTTPConversation] = []
      for _ in 0..<StatusLimits.followers {
        let follower = try HTTPConversation(port: port)
        follower.send("GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let text = follower.read(until: "\"unix_seconds\":1770000000}\n\n")
        #expect(
          text.contains("content-type: text/event-stream")
            || text.contains("Content-Type: text/event-stream"))
        #expect(text.contains("event: overview\ndata: {"))
        followers.append(follower)
      }
      let last = try HTTPConversation.ask(port, "GET /v1/stream")
      #expect(last.hasPrefix("HTTP/1.1 503 "))
      #expect(log.lines.withLock { $0.filter { $0.contains("too many browsers") } }.count == 1)
      followers = []
      // Their places are free once their going is noticed.
      var answer = ""
      while !answer.hasPrefix("HTTP/1.1 200 ") {
        let next = try HTTPConversation(port: port)
        next.send("GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = next.read(until: "\r\n\r\n")
      }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a page that cannot be served is logged and stops nothing`() async throws {
    try await Self.served { port, gateway, _ in
      let text = ConfigurationSample.changed("127.0.0.1:8624", "127.0.0.1:\(port)")
      let log = Log()
      let logger = Logger(label: "test") { _ in Handler(log: log) }
      let server = try StatusServer(
        Configuration(parsing: text, file: "f").status, reporter: gateway, peers: gateway,
        logger: logger)
      let task = Task { try await server?.run() }
      while !log.lines.withLock({ $0.contains { $0.contains("goes on without it") } }) {
        usleep(10_000)
      }
      task.cancel()
    }
  }
}
