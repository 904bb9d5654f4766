// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import SourceTree
import Testing

/// The description of the API and the code, held to each other.
@Suite struct OpenAPITests {
  private struct Flaw: Error { var what: String }

  private let document: [String: Any]
  private let schemas: [String: [String: Any]]

  init() throws {
    let data = Data(try SourceTree.text("docs/openapi.json").utf8)
    document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let components = try #require(document["components"] as? [String: Any])
    schemas = try #require(components["schemas"] as? [String: [String: Any]])
  }

  private func resolved(_ schema: [String: Any]) throws -> [String: Any] {
    guard let reference = schema["$ref"] as? String else { return schema }
    guard let name = reference.split(separator: "/").last, let found = schemas[String(name)] else {
      throw Flaw(what: reference)
    }
    return found
  }

  /// A value with every property that a schema names.
  private func instance(of schema: [String: Any]) throws -> Any {
    let schema = try resolved(schema)
    switch schema["type"] as? String {
    case "string": return (schema["enum"] as? [String])?.first ?? "failed"
    case "integer": return 1
    case "number": return 0.5
    case "boolean": return true
    case "array":
      guard let items = schema["items"] as? [String: Any] else { throw Flaw(what: "items") }
      return [try instance(of: items)]
    case "object":
      guard let properties = schema["properties"] as? [String: [String: Any]] else {
        throw Flaw(what: "properties")
      }
      return try properties.mapValues { try instance(of: $0) }
    default: throw Flaw(what: "\(schema)")
    }
  }

  /// Every property of the coded value is in the schema, and the other way round.
  private func expectSame(
    _ value: Any, as schema: [String: Any], _ path: String
  ) throws {
    let schema = try resolved(schema)
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
      let child = try #require(mirror.children.first, "\(path) has no value in the sample")
      try expectSame(child.value, as: schema, path)
    case .collection:
      let items = try #require(schema["items"] as? [String: Any])
      for child in mirror.children { try expectSame(child.value, as: items, path + "[]") }
    case .struct where schema["type"] as? String == "object":
      let properties = try #require(schema["properties"] as? [String: [String: Any]])
      let required = Set(try #require(schema["required"] as? [String]))
      var seen: Set<String> = []
      for child in mirror.children {
        let name = Self.snakeCase(try #require(child.label))
        let property = try #require(properties[name], "\(path).\(name) is not described")
        let isOptional = Mirror(reflecting: child.value).displayStyle == .optional
        #expect(required.contains(name) == !isOptional, "\(path).\(name) required or not")
        try expectSame(child.value, as: property, "\(path).\(name)")
        seen.insert(name)
      }
      #expect(seen == Set(properties.keys), "\(path)")
    default: break
    }
  }

  private static func snakeCase(_ label: String) -> String {
    label.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : String($1) }
  }

  /// The described value is read by the code, coded again, and is the same.
  private func check<Value: Codable>(_ type: Value.Type, _ name: String) throws {
    let schema = ["$ref": "#/components/schemas/\(name)"]
    let described = try instance(of: schema)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let value = try decoder.decode(
      type, from: try JSONSerialization.data(withJSONObject: described))
    let text = try ControlClient.json(value)
    let coded = try JSONSerialization.jsonObject(with: Data(text.utf8))
    #expect(
      NSDictionary(dictionary: try #require(coded as? [String: Any]))
        == NSDictionary(dictionary: try #require(described as? [String: Any])), "\(name)")
    try expectSame(value, as: schema, name)
  }

  @Test func `every property that is described is coded, and every coded one is described`() throws
  {
    try check(GatewayOverview.self, "GatewayOverview")
    try check(PingReport.self, "PingReport")
    try check(RekeyReport.self, "RekeyReport")
    try check(PeerReload.self, "PeerReload")
  }

  @Test func `the words an alarm or an event may use are all described`() throws {
    func words(_ schema: String, _ property: String) throws -> [String] {
      let properties = try #require(schemas[schema]?["properties"] as? [String: [String: Any]])
      return try #require(properties[property]?["enum"] as? [String])
    }
    #expect(try words("Alarm", "kind") == Alarm.Kind.allCases.map(\.rawValue))
    #expect(try words("Alarm", "severity") == GatewayEvent.Severity.allCases.map(\.rawValue))
    #expect(try words("GatewayEvent", "severity") == GatewayEvent.Severity.allCases.map(\.rawValue))
  }

  @Test func `every route that is described is there, and every one that is there is described`()
    throws
  {
    let paths = try #require(document["paths"] as? [String: [String: Any]])
    let described = Set(
      paths.flatMap { path, methods in methods.keys.map { "\($0.uppercased()) \(path)" } })
    #expect(described == Set(try StatusServer.sampleRoutes()))
  }

  @Test func `every schema is used`() throws {
    let text = try SourceTree.text("docs/openapi.json")
    for name in schemas.keys {
      #expect(text.contains("\"#/components/schemas/\(name)\""), "\(name)")
    }
  }
}
