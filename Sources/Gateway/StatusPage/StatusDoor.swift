// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import HTTPTypes
import Hummingbird

/// What every request to the status page passes: the rule of access on the way in, safe headers on
/// the way out.
struct StatusDoor: RouterMiddleware {
  let access: StatusAccess
  let connections: StatusConnections

  func handle(
    _ request: Request, context: BasicRequestContext,
    next: @concurrent (Request, BasicRequestContext) async throws -> Response
  ) async throws -> Response {
    var response = try await answer(request, context: context, next: next)
    for (name, value) in Self.headers where response.headers[name] == nil {
      response.headers[name] = value
    }
    return response
  }

  private func answer(
    _ request: Request, context: BasicRequestContext,
    next: @concurrent (Request, BasicRequestContext) async throws -> Response
  ) async throws -> Response {
    guard connections.count <= StatusLimits.connections else {
      connections.complain(.tooMany)
      var response = try ControlAnswer.refusal("too many connections", .serviceUnavailable)
      response.headers[.connection] = "close"
      return response
    }
    let isReading = request.method == .get || request.method == .head
    let refusal = access.refusal(
      to: isReading ? .reads : .changes, host: request.head.authority,
      authorization: request.headers[.authorization])
    if let refusal { return try refuse(refusal) }
    do {
      return try await next(request, context)
    } catch let error as any HTTPResponseError {
      return try ControlAnswer.refusal(error.status.reasonPhrase, error.status)
    } catch let error as SpoolError {
      return try ControlAnswer.refusal(error.description, .serviceUnavailable)
    }
  }

  private func refuse(_ refusal: StatusAccess.Refusal) throws -> Response {
    connections.complain(.refused)
    let status: HTTPResponse.Status =
      switch refusal {
      case .otherHost: .misdirectedRequest
      case .token: .unauthorized
      case .bearer: .forbidden
      }
    var response = try ControlAnswer.refusal(refusal.description, status)
    if refusal == .token {
      response.headers[.wwwAuthenticate] = "Basic realm=\"loragw\", charset=\"UTF-8\""
    }
    return response
  }

  /// Nothing here is for another site, a cache or a frame.
  private static let headers: [(HTTPField.Name, String)] = {
    let named = [
      ("Cross-Origin-Resource-Policy", "same-origin"),
      ("Cross-Origin-Opener-Policy", "same-origin"),
      ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY"),
    ]
    return [
      (.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'"),
      (.xContentTypeOptions, "nosniff"), (.cacheControl, "no-store"),
    ] + named.compactMap { name, value in HTTPField.Name(name).map { ($0, value) } }
  }()
}
