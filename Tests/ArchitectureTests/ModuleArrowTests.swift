// SPDX-License-Identifier: Apache-2.0

import Testing

/// Which modules of this package each module may import; what is not listed is forbidden.
private let allowed: [String: Set<String>] = {
    let model: Set = ["Diagnostics", "JSON", "ToolModel", "ChatModel"]
    let reading: Set = model.union(["JSONSchema"])
    let loop: Set = reading.union(["Prompting", "ToolCallParsing", "PluginRuntime"])
    let surface: Set = reading.union(["EventCoding", "ToolLoop", "PluginRuntime"])
    return [
        "Diagnostics": [],
        "JSON": ["Diagnostics"],
        "JSONSchema": ["Diagnostics", "JSON", "CPCRE2"],
        "ToolModel": ["Diagnostics", "JSON"],
        "ChatModel": ["Diagnostics", "JSON", "ToolModel"],
        "OpenAICoding": model,
        "EventCoding": model,
        "Prompting": model,
        "ToolCallParsing": reading,
        "ToolKit": ["Diagnostics", "JSON", "ToolABI"],
        "TypedCalls": ["Diagnostics", "JSON", "JSONSchema", "CFFI", "CLoader"],
        "PluginRuntime": [
            "Diagnostics", "JSON", "JSONSchema", "ToolModel", "TypedCalls", "ToolABI", "CDigest", "CLoader",
            "COpenAt", "CWorker", "Confinement", "CConfinement",
        ],
        "PluginAuthoring": reading.union(["PluginRuntime", "CKitFiles"]).subtracting(["ChatModel"]),
        "ToolABI": [],
        "LMStudio": model.union(["OpenAICoding"]),
        "DemoModel": model.union(["OpenAICoding", "Prompting"]),
        "ToolLoop": loop,
        "HTTPAPI": surface.union(["OpenAICoding"]),
        "REPL": surface.union(["CLineEditor"]),
        "Worker": ["PluginRuntime", "CMemory"],
        "Host": loop.union([
            "HTTPAPI", "REPL", "ToolLoop", "LMStudio", "DemoModel", "OpenAICoding", "EventCoding",
            "CMemory", "PluginAuthoring", "TypedCalls", "Confinement",
        ]),
        "SandboxFiles": ["Diagnostics", "COpenAt"],
        "Confinement": ["Diagnostics", "CConfinement"],
        "FileTools": ["Diagnostics", "JSON", "ToolKit", "SandboxFiles", "CByteScan", "CPCRE2"],
        "FileToolsEntry": ["FileTools", "ToolKit", "ToolABI"],
        "ArchiveTools": ["Diagnostics", "JSON", "ToolKit", "SandboxFiles", "CArchive"],
        "ArchiveToolsEntry": ["ArchiveTools", "ToolKit", "ToolABI"],
        "NetTools": ["Diagnostics", "JSON", "ToolKit", "CCurl", "CHTML"],
        "NetToolsEntry": ["NetTools", "ToolKit", "ToolABI"],
        "Utility": ["Diagnostics", "JSON", "ToolKit", "SandboxFiles", "Confinement"],
        "UtilityEntry": ["Utility", "ToolKit", "ToolABI"],
    ]
}()

/// Modules that are not ours and that only some of ours may use.
private let reserved: [String: Set<String>] = [
    "Hummingbird": ["HTTPAPI", "DemoModel"],
    "HummingbirdCore": ["HTTPAPI", "DemoModel"],
    "NIOSSL": ["LMStudio"],
    "ArgumentParser": ["Host"],
    "Configuration": ["Host"],
    "Yams": ["Host"],
    "BigInt": ["Utility"],
    "OrderedCollections": ["JSON"],
]

/// Modules that do no input or output, start no task and read no clock.
private let pure: Set = [
    "Diagnostics", "JSON", "JSONSchema", "ToolModel", "ChatModel", "OpenAICoding", "EventCoding", "Prompting",
    "ToolCallParsing",
]

@Suite struct ModuleArrowTests {
    @Test func `the sources are found`() {
        #expect(SourceFile.shipped.count > 50)
        #expect(Set(SourceFile.shipped.map(\.module)) == Set(allowed.keys))
    }

    @Test(arguments: SourceFile.shipped)
    func `a module imports only what lies below it`(file: SourceFile) {
        let ours = Set(allowed.keys).union([
            "CFFI", "CLibFFI", "CArchive", "CByteScan", "CKitFiles", "CConfinement", "CCurl", "CDigest",
            "CHTML",
            "CLoader", "CMemory",
            "CWorker",
            "COpenAt", "CPCRE2", "CLineEditor", "CLibEdit",
        ])
        let forbidden = file.imports.intersection(ours).subtracting(allowed[file.module] ?? [])
        #expect(forbidden.isEmpty, "\(file.path) must not import \(forbidden.sorted())")
    }

    @Test(arguments: SourceFile.shipped)
    func `a library stays where it was chosen for`(file: SourceFile) {
        let strangers = file.imports.filter { name in
            reserved[name].map { !$0.contains(file.module) } ?? false
        }
        #expect(strangers.isEmpty, "\(file.path) must not import \(strangers.sorted())")
    }

    @Test(arguments: SourceFile.shipped.filter { pure.contains($0.module) })
    func `a pure module knows neither files nor clocks nor tasks`(file: SourceFile) {
        let systems: Set = [
            "Foundation", "FoundationEssentials", "Glibc", "Musl", "Dispatch", "NIOCore", "NIOPosix",
        ]
        #expect(file.imports.isDisjoint(with: systems), "\(file.path)")
        for (number, text) in file.code {
            let words = ["Task {", "Task.detached", "ContinuousClock", "SuspendingClock", "Task.sleep"]
            #expect(!words.contains { text.contains($0) }, "\(file.path):\(number): \(text)")
        }
    }

    @Test(
        arguments: SourceFile.shipped.filter {
            $0.module.hasPrefix("ToolKit") || $0.path.hasPrefix("Plugins/")
        })
    func `a plugin needs no Foundation`(file: SourceFile) {
        #expect(file.imports.isDisjoint(with: ["Foundation", "FoundationEssentials"]), "\(file.path)")
    }
}
