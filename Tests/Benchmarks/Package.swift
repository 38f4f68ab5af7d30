// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
    name: "toolhost-benchmarks",
    dependencies: [
        // Without the name, a clone in a folder of another name would not be found.
        .package(name: "toolhost", path: "../.."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
    ],
    targets: [
        .target(name: "AllocationCount"),
        .executableTarget(
            name: "ParserBenchmark",
            dependencies: ["AllocationCount", .product(name: "ToolCallParsing", package: "toolhost")],
            swiftSettings: strict,
            // Rounding is in the mathematics library, which nothing else here brings in.
            linkerSettings: [.linkedLibrary("m")]
        ),
        .executableTarget(
            name: "StreamBenchmark",
            dependencies: [.product(name: "ToolCallParsing", package: "toolhost")],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "SchemaBenchmark",
            dependencies: [.product(name: "ToolCallParsing", package: "toolhost")],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "WorkerBenchmark",
            dependencies: [
                .product(name: "PluginRuntime", package: "toolhost"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "PluginsBenchmark",
            dependencies: [
                .product(name: "PluginRuntime", package: "toolhost"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "TypedCallBenchmark",
            dependencies: [.product(name: "TypedCalls", package: "toolhost")],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "BareRoute",
            dependencies: [.product(name: "Hummingbird", package: "hummingbird")],
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
