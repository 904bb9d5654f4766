// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import PackageDescription

// The sources are those of loragw itself, reached through the link Library: only within one package
// may the targets use what is not public, and only here are they instrumented.
let plain: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
]

let instrumented = plain + [.unsafeFlags(["-sanitize=fuzzer"])]

let crypto: [Target.Dependency] = [
  .product(name: "Crypto", package: "swift-crypto"),
  .product(name: "CryptoExtras", package: "swift-crypto"),
]

let nio: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
]

let package = Package(
  name: "Fuzz",
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
  ],
  targets: [
    .target(name: "LoRaPHY", path: "Library/LoRaPHY", swiftSettings: instrumented),
    .systemLibrary(
      name: "Cgpiod", path: "Library/Cgpiod", pkgConfig: "libgpiod",
      providers: [.apt(["libgpiod-dev"])]),
    .systemLibrary(
      name: "Cudev", path: "Library/Cudev", pkgConfig: "libudev",
      providers: [.apt(["libudev-dev"])]),
    .target(name: "CLinuxIO", dependencies: ["Cgpiod", "Cudev"], path: "Library/CLinuxIO"),
    .target(
      name: "LoRaDriver", dependencies: ["LoRaPHY", "CLinuxIO"] + nio, path: "Library/LoRaDriver",
      swiftSettings: instrumented),
    .target(
      name: "Fragmenter", dependencies: ["LoRaPHY"] + crypto, path: "Library/Fragmenter",
      swiftSettings: instrumented),
    // Its inner loops are so short that watching them makes them a hundred times slower: its inputs
    // are mutated without looking.
    .target(
      name: "MailCodec", dependencies: crypto, path: "Library/MailCodec", swiftSettings: plain),
    .target(
      name: "MailRelay", dependencies: nio + [.product(name: "Logging", package: "swift-log")],
      path: "Library/MailRelay", swiftSettings: instrumented),
    // Of the gateway only what reads configuration files and payloads: the rest needs many more
    // packages.
    .target(
      name: "Gateway",
      dependencies: [
        "LoRaPHY", "CLinuxIO", "LoRaDriver", "Fragmenter", "MailCodec", "MailRelay",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "TOMLKit", package: "TOMLKit"),
      ] + crypto,
      path: "Library/Gateway",
      exclude: [
        "Bearer/BatchCarrier.swift", "Bearer/BatchLeaver.swift", "Bearer/Bearer+Folders.swift",
        "Bearer/BearerService.swift", "Bearer/ParcelCollector.swift", "Bearer/ParcelStore.swift",
        "Control", "Core", "Daemon", "Demo", "Doctor", "Drop",
        "Hardware/RadioConfiguration+Opening.swift", "Identity/QRCode.swift", "Log", "Setup",
        "Simulation", "Spool", "StatusPage",
      ],
      resources: [.embedInCode("Hardware/boards.toml")],
      swiftSettings: instrumented),
    .target(name: "CLibFuzzer", path: "CLibFuzzer"),
    .executableTarget(
      name: "loragw-fuzz",
      dependencies: [
        "CLibFuzzer", "Fragmenter", "Gateway", "LoRaDriver", "LoRaPHY", "MailCodec", "MailRelay",
      ] + crypto,
      path: "Targets", swiftSettings: instrumented,
      linkerSettings: [
        .unsafeFlags([
          "-sanitize=fuzzer", "-use-ld=lld",
        ])
      ]),
  ]
)
