// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import Logging

/// Writes each event of the log as one line, within the bounds of ``LogRateLimit``.
public struct LineLogHandler: LogHandler {
  /// Takes a line, without its end.
  public typealias Writer = @Sendable (String) -> Void

  /// How much a line must weigh to be written.
  public var logLevel: Logger.Level
  /// Fields of every line.
  public var metadata: Logger.Metadata = [:]
  /// Gives further fields at the time of a line.
  public var metadataProvider: Logger.MetadataProvider?
  private let log: LimitedLog

  /// Writes as the operator wants it, in the form that standard error asks for.
  public init(_ configuration: LogConfiguration, write: @escaping Writer) {
    self.init(configuration, form: .ofThisProcess, write: write)
  }

  /// Writes in this form.
  package init(_ configuration: LogConfiguration, form: LogForm, write: @escaping Writer) {
    logLevel = configuration.level
    log = LimitedLog { line in
      write(
        line.text(form, showing: configuration.addresses, unixSeconds: SystemClock.unixSeconds()))
    }
  }

  /// Tells how many lines were withheld up to now, see ``LogRateLimit``; for the end of the log.
  public func end() { log.end() }

  /// One of the fields of every line.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes a line; fields of the event win over those of every line.
  public func log(event: LogEvent) {
    var fields = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }
    fields.merge(event.metadata ?? [:]) { $1 }
    if let error = event.error { fields["error"] = "\(error)" }
    log.take(LogLine(event.level, "\(event.message)", fields: fields.mapValues { "\($0)" }))
  }
}
