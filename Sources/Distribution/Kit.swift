// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// The kit is written for these.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
    name: "toolkit",
    products: [.library(name: "ToolKit", targets: ["ToolKit", "ToolABI", "JSON"])],
    targets: [
        .target(name: "ToolABI", path: "Kit/ToolABI", exclude: ["plugin.map"]),
        .target(name: "OrderedCollections", path: "Kit/OrderedCollections"),
        .target(name: "Diagnostics", path: "Kit/Diagnostics", swiftSettings: settings),
        .target(
            name: "JSON", dependencies: ["Diagnostics", "OrderedCollections"], path: "Kit/JSON",
            swiftSettings: settings),
        .target(
            name: "ToolKit", dependencies: ["ToolABI", "JSON", "Diagnostics"], path: "Kit/ToolKit",
            swiftSettings: settings + [.strictMemorySafety()]),
    ],
    swiftLanguageModes: [.v6]
)
