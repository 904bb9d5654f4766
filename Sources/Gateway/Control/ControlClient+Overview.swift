// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import NIOHTTP1

extension ControlClient {
  /// All that the status page shows.
  ///
  /// - Throws: ``ControlError`` when no gateway answers.
  public func overview() async throws(ControlError) -> GatewayOverview {
    try await ask(.GET, "/v1/overview")
  }
}
