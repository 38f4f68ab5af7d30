// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// Every Swift target is built with these; a warning is an error.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// For the few modules that touch raw pointers: each such place is marked `unsafe`.
let pointers: [SwiftSetting] = strict + [.strictMemorySafety()]

/// For our own C code where it is more than a wrapper; a warning is an error there too.
let strictC: [CSetting] = [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)]

/// Only the libraries that are called are loaded at the start, not all that a module imports somewhere.
///
/// Foundation and its tables alone take as long as all the rest. A file is the one way to say so to the linker before it
/// is told of the libraries.
let asNeeded: [LinkerSetting] = [
    .unsafeFlags(["-Xclang-linker", "--config=\(Context.packageDirectory)/Sources/ToolABI/as-needed.cfg"])
]

/// A plugin exports its entry function and nothing else.
let pluginExports: [LinkerSetting] =
    asNeeded + [
        .unsafeFlags([
            "-Xlinker", "--version-script=\(Context.packageDirectory)/Sources/ToolABI/plugin.map",
            "-Xlinker", "--gc-sections",
        ])
    ]

/// Set by `make dist` and `make install`: what is built then is to run elsewhere, with a Swift runtime of its own.
let isForDistribution = Context.environment["TOOLHOST_DISTRIBUTION"] != nil

/// Where a distributed file finds the Swift runtime, seen from its own folder; a build here has the toolchain's.
func runtime(at folder: String) -> [LinkerSetting] {
    guard isForDistribution else { return [] }
    return [
        .unsafeFlags(["-no-toolchain-stdlib-rpath", "-Xlinker", "-rpath", "-Xlinker", "$ORIGIN/\(folder)"])
    ]
}

/// A library without a name of its own gets the path that it was built at.
func named(_ name: String) -> [LinkerSetting] {
    isForDistribution ? [.unsafeFlags(["-Xlinker", "-soname", "-Xlinker", name])] : []
}

/// The launcher has no Swift in it, so in a distribution it starts without the runtime, in half the time.
let withoutRuntime: [LinkerSetting] =
    isForDistribution ? [.unsafeFlags(["-nostartfiles", "-static-stdlib"])] : []

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")

func module(
    _ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = strict
) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// A bundled plugin: its tools as a module that tests import, and the entry the dynamic library is made from.
func plugin(
    _ name: String, _ dependencies: [Target.Dependency], settings: [SwiftSetting] = strict
) -> [Target] {
    [
        .target(
            name: name,
            dependencies: ["ToolKit", "JSON"] + dependencies,
            path: "Plugins/\(name)/Tools",
            swiftSettings: settings
        ),
        .target(
            name: "\(name)Entry",
            dependencies: [.target(name: name), "ToolKit", "ToolABI"],
            path: "Plugins/\(name)/Entry",
            swiftSettings: pointers,
            linkerSettings: pluginExports + runtime(at: "../swift") + named("lib\(name).so")
        ),
    ]
}

let leaves: [Target] = [
    .target(name: "ToolABI", exclude: ["plugin.map", "as-needed.cfg", "Kits"]),
    .target(name: "CKitFiles", exclude: ["Templates"], cSettings: strictC),
    .target(name: "CLoader"),
    .target(name: "CWorker"),
    .target(name: "COpenAt"),
    .target(name: "CByteScan"),
    // Each start of the host reads all plugins through it, in a debug build too.
    .target(
        name: "CDigest", cSettings: strictC + [.unsafeFlags(["-O2"], .when(configuration: .debug))]),
    .target(name: "CConfinement", cSettings: strictC),
    .executableTarget(
        name: "Launcher", dependencies: ["CConfinement"], cSettings: strictC,
        linkerSettings: asNeeded + withoutRuntime),
    .target(name: "CMemory"),
    .target(name: "CFFI", dependencies: ["CLibFFI"], cSettings: strictC),
    .systemLibrary(name: "CLibFFI", pkgConfig: "libffi", providers: [.apt(["libffi-dev"])]),
    .target(name: "CPCRE2", dependencies: ["CLibPCRE2"]),
    .systemLibrary(name: "CLibPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .target(name: "CArchive", dependencies: ["CLibArchive"]),
    .systemLibrary(name: "CLibArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .target(name: "CCurl", dependencies: ["CLibCurl"]),
    .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(name: "CHTML", dependencies: ["CLibXML2"]),
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    module("Diagnostics"),
    module("JSON", ["Diagnostics", .product(name: "OrderedCollections", package: "swift-collections")]),
]

let pure: [Target] = [
    module("JSONSchema", ["JSON", "Diagnostics", "CPCRE2"], settings: pointers),
    module("ToolModel", ["JSON", "Diagnostics"]),
    module("ChatModel", ["ToolModel", "JSON", "Diagnostics"]),
    module("OpenAICoding", ["ChatModel", "ToolModel", "JSON", "Diagnostics"]),
    module("EventCoding", ["ChatModel", "ToolModel", "JSON", "Diagnostics"]),
    module("Prompting", ["ChatModel", "ToolModel", "JSON"]),
    module("ToolCallParsing", ["ChatModel", "ToolModel", "JSONSchema", "JSON", "Diagnostics"]),
]

let runtime: [Target] = [
    module("ToolKit", ["ToolABI", "JSON", "Diagnostics"], settings: pointers),
    module("SandboxFiles", ["COpenAt", "Diagnostics"], settings: pointers),
    module("Confinement", ["CConfinement", "Diagnostics"], settings: pointers),
    module("TypedCalls", ["CFFI", "CLoader", "JSONSchema", "JSON", "Diagnostics"], settings: pointers),
    module(
        "PluginRuntime",
        [
            "TypedCalls", "ToolABI", "CDigest", "CLoader", "COpenAt", "CWorker", "Confinement",
            "CConfinement",
            "JSONSchema", "ToolModel", "JSON", "Diagnostics", logging, nioPosix, nioCore,
        ],
        settings: pointers
    ),
    module(
        "PluginAuthoring",
        ["CKitFiles", "PluginRuntime", "ToolModel", "JSONSchema", "JSON", "Diagnostics", logging],
        settings: pointers
    ),
    module(
        "LMStudio",
        [
            "OpenAICoding", "ChatModel", "ToolModel", "JSON", "Diagnostics",
            logging, nioCore, nioPosix, .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
        ]
    ),
    module(
        "DemoModel",
        [
            "OpenAICoding", "ChatModel", "ToolModel", "JSON", "Diagnostics", "Prompting",
            logging, nioCore, lifecycle, hummingbird, httpTypes,
        ]
    ),
    module(
        "ToolLoop",
        [
            "Prompting", "ToolCallParsing", "PluginRuntime", "ChatModel", "ToolModel", "JSONSchema", "JSON",
            "Diagnostics", logging,
        ]
    ),
]

let surfaces: [Target] = [
    module(
        "HTTPAPI",
        [
            "EventCoding", "OpenAICoding", "ToolLoop", "PluginRuntime", "ChatModel", "ToolModel",
            "JSONSchema",
            "JSON", "Diagnostics", logging, nioCore, nioPosix, lifecycle, hummingbird, httpTypes,
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
        ]
    ),
    module(
        "REPL",
        [
            "EventCoding", "ToolLoop", "PluginRuntime", "ChatModel", "ToolModel", "JSONSchema", "JSON",
            "Diagnostics", "CLineEditor", logging,
        ]
    ),
    .target(name: "CLineEditor", dependencies: ["CLibEdit"]),
    .systemLibrary(
        name: "CLibEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]
    ),
    .executableTarget(
        name: "Worker", dependencies: ["PluginRuntime", "CMemory"], swiftSettings: strict,
        linkerSettings: asNeeded + runtime(at: "../../lib/toolhost/swift")),
    .executableTarget(
        name: "Host",
        dependencies: [
            "HTTPAPI", "REPL", "ToolLoop", "LMStudio", "DemoModel", "PluginRuntime", "PluginAuthoring",
            "TypedCalls", "Confinement",
            "Prompting", "ToolCallParsing",
            "OpenAICoding", "EventCoding", "ChatModel", "ToolModel", "JSONSchema", "JSON", "Diagnostics",
            "CMemory", logging, nioCore, nioPosix, lifecycle,
            .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "Configuration", package: "swift-configuration"),
            .product(name: "SystemPackage", package: "swift-system"),
            .product(name: "Yams", package: "Yams"),
        ],
        swiftSettings: strict,
        linkerSettings: asNeeded + runtime(at: "../lib/toolhost/swift")
    ),
]

let bundledPlugins: [Target] =
    plugin("FileTools", ["CByteScan", "CPCRE2", "SandboxFiles", "Diagnostics"], settings: pointers)
    + plugin("ArchiveTools", ["CArchive", "SandboxFiles", "Diagnostics"], settings: pointers)
    + plugin("NetTools", ["CCurl", "CHTML", "Diagnostics"], settings: pointers)
    + plugin(
        "Utility",
        ["Confinement", "SandboxFiles", "Diagnostics", .product(name: "BigInt", package: "BigInt")]
    )

let testTargets: [Target] = [
    .target(
        name: "TestSupport",
        dependencies: [
            "JSON", "ChatModel", "ToolModel", "Diagnostics", logging, nioCore, nioPosix,
            .product(name: "NIOHTTP1", package: "swift-nio"),
        ],
        path: "Tests/TestSupport",
        swiftSettings: strict
    ),
    tests("DiagnosticsTests", ["Diagnostics"]),
    tests("JSONTests", ["JSON", "Diagnostics"]),
    tests("JSONSchemaTests", ["JSONSchema", "JSON", "Diagnostics", "TestSupport"]),
    tests("ToolModelTests", ["ToolModel", "JSON"]),
    tests("ChatModelTests", ["ChatModel", "ToolModel", "JSON"]),
    tests("EventCodingTests", ["EventCoding", "ChatModel", "ToolModel", "JSON"]),
    tests("OpenAICodingTests", ["OpenAICoding", "ChatModel", "ToolModel", "JSON", "TestSupport"]),
    tests(
        "PromptingTests",
        ["Prompting", "ToolCallParsing", "ChatModel", "ToolModel", "JSONSchema", "JSON", "TestSupport"]),
    tests(
        "ToolCallParsingTests",
        ["ToolCallParsing", "OpenAICoding", "ChatModel", "ToolModel", "JSONSchema", "JSON", "TestSupport"]
    ),
    tests("ToolABITests", ["ToolABI", "PluginRuntime", "ToolModel", "JSON", "TestSupport", logging]),
    tests("ToolKitTests", ["ToolKit", "ToolABI", "JSON", "Diagnostics"]),
    tests("TypedCallsTests", ["TypedCalls", "JSONSchema", "JSON", "Diagnostics", "TestSupport"]),
    tests(
        "PluginRuntimeTests",
        [
            "PluginRuntime", "Confinement", "CDigest", "CLoader", "CWorker", "ToolModel", "JSONSchema",
            "JSON",
            "Diagnostics", "TestSupport", logging,
        ]),
    tests(
        "PluginAuthoringTests",
        [
            "PluginAuthoring", "PluginRuntime", "ToolModel", "JSONSchema", "JSON", "Diagnostics",
            "TestSupport", logging,
        ]),
    tests("FileToolsTests", ["FileTools", "SandboxFiles", "ToolKit", "JSONSchema", "JSON", "Diagnostics"]),
    tests(
        "ArchiveToolsTests",
        ["ArchiveTools", "SandboxFiles", "ToolKit", "JSONSchema", "JSON", "Diagnostics"]
    ),
    tests(
        "NetToolsTests",
        [
            "NetTools", "ToolKit", "JSONSchema", "JSON", "Diagnostics", "TestSupport", nioCore, nioPosix,
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
        ]
    ),
    tests("ConfinementTests", ["Confinement", "CConfinement", "Diagnostics", "TestSupport"]),
    tests(
        "UtilityTests",
        ["Utility", "Confinement", "ToolKit", "JSONSchema", "JSON", "Diagnostics", "TestSupport"]
    ),
    tests(
        "LMStudioTests",
        [
            "LMStudio", "OpenAICoding", "ChatModel", "ToolModel", "JSON", "TestSupport", logging, nioCore,
            nioPosix, .product(name: "NIOEmbedded", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
        ]
    ),
    tests(
        "DemoModelTests",
        [
            "DemoModel", "LMStudio", "Prompting", "OpenAICoding", "ChatModel", "ToolModel", "JSON",
            "TestSupport",
            logging, nioCore, httpClient, .product(name: "NIOHTTP1", package: "swift-nio"),
        ]
    ),
    tests(
        "ToolLoopTests",
        ["ToolLoop", "PluginRuntime", "ChatModel", "ToolModel", "JSONSchema", "JSON", "TestSupport", logging]
    ),
    tests(
        "HTTPAPITests",
        [
            "HTTPAPI", "ToolLoop", "PluginRuntime", "EventCoding", "ChatModel", "ToolModel", "JSON",
            "TestSupport",
            logging, nioCore, nioPosix, httpTypes, lifecycle, hummingbird,
            .product(name: "HummingbirdTesting", package: "hummingbird"),
        ]
    ),
    tests(
        "REPLTests",
        [
            "REPL", "ToolLoop", "PluginRuntime", "EventCoding", "ChatModel", "ToolModel", "JSONSchema",
            "JSON",
            "Diagnostics", "TestSupport", logging,
        ]
    ),
    tests(
        "HostTests",
        [
            "Host", "REPL", "LMStudio", "PluginRuntime", "Confinement", "ToolCallParsing", "ChatModel",
            "ToolModel", "JSON", "Diagnostics", "TestSupport", logging,
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ]
    ),
    tests("ContractTests", ["Host", "PluginRuntime", "ToolModel", "JSON", "TestSupport", logging]),
    tests("EndToEndTests", ["Confinement", "JSON", "TestSupport"]),
    tests("ArchitectureTests", []),
]

let package = Package(
    name: "toolhost",
    products: [
        .executable(name: "toolhost", targets: ["Host"]),
        .executable(name: "toolhost-launch", targets: ["Launcher"]),
        .executable(name: "toolhost-worker", targets: ["Worker"]),
        .library(name: "FileTools", type: .dynamic, targets: ["FileToolsEntry"]),
        .library(name: "ArchiveTools", type: .dynamic, targets: ["ArchiveToolsEntry"]),
        .library(name: "NetTools", type: .dynamic, targets: ["NetToolsEntry"]),
        .library(name: "Utility", type: .dynamic, targets: ["UtilityEntry"]),
        .library(name: "LMStudio", targets: ["LMStudio", "ChatModel", "ToolModel", "JSON"]),
        .library(
            name: "ToolCallParsing", targets: ["ToolCallParsing", "OpenAICoding", "Prompting", "JSONSchema"]),
        .library(name: "PluginRuntime", targets: ["PluginRuntime", "ToolModel", "JSON"]),
        .library(name: "TypedCalls", targets: ["TypedCalls", "JSON"]),
        .library(name: "ToolKit", targets: ["ToolKit", "ToolABI", "JSON"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0",
            traits: ["JSON", "YAML"]
        ),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/attaswift/BigInt", from: "6.0.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: leaves + pure + runtime + surfaces + bundledPlugins + testTargets,
    swiftLanguageModes: [.v6]
)
