// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What can tell about a running gateway.
package protocol GatewayReporter: Sendable {
  /// The gateway as a whole.
  ///
  /// - Throws: ``SpoolError`` when the spool cannot be read.
  func status() async throws(SpoolError) -> GatewayStatus
  /// Its mails.
  ///
  /// - Throws: ``SpoolError`` when the spool cannot be read.
  func queue() async throws(SpoolError) -> [QueueEntry]
  /// All that the status page shows.
  ///
  /// - Throws: ``SpoolError`` when the spool cannot be read.
  func overview() async throws(SpoolError) -> GatewayOverview
  /// What its radio hears from now on; who does not keep up loses the oldest.
  func heard() async -> AsyncStream<HeardFrame>
}
