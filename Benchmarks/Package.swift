// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import PackageDescription

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "loragw", path: "..")],
  targets: [
    .target(name: "AllocationCounter"),
    .target(name: "BenchmarkReport", swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "LinkBenchmark",
      dependencies: [
        "AllocationCounter", "BenchmarkReport",
        .product(name: "Fragmenter", package: "loragw"),
        .product(name: "LoRaDriver", package: "loragw"),
        .product(name: "LoRaPHY", package: "loragw"),
        .product(name: "MailCodec", package: "loragw"),
      ],
      swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "CodecBenchmark",
      dependencies: ["BenchmarkReport", .product(name: "MailCodec", package: "loragw")],
      swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "DaemonBenchmark", dependencies: ["BenchmarkReport"],
      swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "RadioPlots",
      dependencies: [
        .product(name: "Drawing", package: "loragw"),
        .product(name: "LoRaDriver", package: "loragw"),
        .product(name: "LoRaPHY", package: "loragw"),
      ],
      swiftSettings: [.treatAllWarnings(as: .error)]),
  ]
)
