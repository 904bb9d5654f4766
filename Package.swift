// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import PackageDescription

let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
]

let crypto: [Target.Dependency] = [
  .product(name: "Crypto", package: "swift-crypto"),
  .product(name: "CryptoExtras", package: "swift-crypto"),
]

let nio: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
]

let package = Package(
  name: "loragw",
  products: [
    .executable(name: "loragw", targets: ["loragw"]),
    .library(name: "LoRaPHY", targets: ["LoRaPHY"]),
    .library(name: "LoRaDriver", targets: ["LoRaDriver"]),
    .library(name: "Fragmenter", targets: ["Fragmenter"]),
    .library(name: "MailCodec", targets: ["MailCodec"]),
    .library(name: "Drawing", targets: ["Drawing"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    // Floor 1: facts and system calls.
    .target(name: "LoRaPHY", swiftSettings: settings),
    .target(name: "CLinuxIO", dependencies: ["Cgpiod", "Cudev"]),
    .systemLibrary(name: "Cgpiod", pkgConfig: "libgpiod", providers: [.apt(["libgpiod-dev"])]),
    .systemLibrary(name: "Cudev", pkgConfig: "libudev", providers: [.apt(["libudev-dev"])]),
    .target(name: "Drawing", swiftSettings: settings),
    .systemLibrary(
      name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),

    // Floor 2: four rooms that do not know each other.
    .target(
      name: "LoRaDriver", dependencies: ["LoRaPHY", "CLinuxIO"] + nio, swiftSettings: settings),
    .target(name: "Fragmenter", dependencies: ["LoRaPHY"] + crypto, swiftSettings: settings),
    .target(name: "MailCodec", dependencies: crypto, swiftSettings: settings),
    .target(
      name: "MailRelay",
      dependencies: nio + [.product(name: "Logging", package: "swift-log")],
      swiftSettings: settings),

    // Floor 3: the wiring.
    .target(
      name: "Gateway",
      dependencies: [
        "LoRaPHY", "CLinuxIO", "CQREncode", "Drawing", "LoRaDriver", "Fragmenter", "MailCodec",
        "MailRelay",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "TOMLKit", package: "TOMLKit"),
      ] + nio + crypto,
      resources: [
        .embedInCode("Demo/Mails"), .embedInCode("Hardware/boards.toml"),
        .embedInCode("Setup/Reference"), .embedInCode("StatusPage/Page"),
      ],
      swiftSettings: settings),

    // Floor 4: the commands.
    .executableTarget(
      name: "loragw",
      dependencies: [
        "Gateway", "LoRaPHY", "LoRaDriver", "MailCodec", "MailRelay", "CLinuxIO",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),

    // The files of the package, for the tests that hold them against the code.
    .target(name: "SourceTree", path: "Tests/SourceTree", swiftSettings: settings),
    .testTarget(
      name: "LoRaPHYTests", dependencies: ["LoRaPHY", "SourceTree"], resources: [.copy("Vectors")],
      swiftSettings: settings),
    // Chips without silicon, for the tests of drivers and of all above them.
    .target(
      name: "EmulatedChips", dependencies: ["LoRaDriver", "LoRaPHY", "CLinuxIO"],
      path: "Tests/EmulatedChips", swiftSettings: settings),
    // Dongles without USB: their firmware, on the emulated chips' air and behind pseudo terminals.
    .target(name: "CPseudoTerminal", path: "Tests/PseudoTerminal"),
    .target(
      name: "EmulatedModems",
      dependencies: ["CLinuxIO", "CPseudoTerminal", "EmulatedChips", "LoRaDriver", "LoRaPHY"],
      path: "Tests/EmulatedModems", swiftSettings: settings),
    // A kernel's spidev and GPIO devices inside the process that tests them.
    .target(name: "CFakeDevices", path: "Tests/FakeDevices", exclude: ["Versions"]),
    .testTarget(
      name: "LoRaDriverTests",
      dependencies: [
        "CFakeDevices", "CLinuxIO", "EmulatedChips", "EmulatedModems", "LoRaDriver", "LoRaPHY",
        "SourceTree",
      ] + nio,
      resources: [.copy("Vectors")],
      swiftSettings: settings),
    .testTarget(name: "DrawingTests", dependencies: ["Drawing"], swiftSettings: settings),
    .testTarget(
      name: "FragmenterTests",
      dependencies: ["Fragmenter", "LoRaDriver", "LoRaPHY", "SourceTree"] + crypto,
      resources: [.copy("Vectors")],
      swiftSettings: settings),
    .testTarget(
      name: "MailCodecTests", dependencies: ["MailCodec", "SourceTree"],
      resources: [.copy("Vectors")],
      swiftSettings: settings),
    .testTarget(
      name: "MailRelayTests",
      dependencies: ["MailRelay", .product(name: "Logging", package: "swift-log")] + nio,
      swiftSettings: settings),
    .testTarget(
      name: "GatewayTests",
      dependencies: [
        "Gateway", "Drawing", "EmulatedChips", "EmulatedModems", "Fragmenter", "LoRaDriver",
        "LoRaPHY", "MailCodec", "MailRelay", "SourceTree",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ] + crypto,
      swiftSettings: settings),
    .testTarget(
      name: "loragwTests", dependencies: ["loragw", "Gateway", "LoRaPHY"],
      swiftSettings: settings),
  ]
)
