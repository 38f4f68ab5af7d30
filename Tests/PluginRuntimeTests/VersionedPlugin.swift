// SPDX-License-Identifier: Apache-2.0

import Foundation
import PluginRuntime
import TestSupport
import ToolModel

/// Versions of `versioned.c`, put into place as their author would.
enum VersionedPlugin {
    /// Builds a version at `path`.
    static func build(_ version: String, at path: String, hasMore: Bool = false) async throws {
        try await PluginCompiler.build(
            [Repository.fixturePath("Plugins/versioned.c")], output: path,
            flags: ["-DVERSION=\"\(version)\""] + (hasMore ? ["-DMORE"] : []))
    }

    /// Builds a version elsewhere and puts it at `path` in one step.
    static func install(_ version: String, at path: String, hasMore: Bool = false) async throws {
        try await withTemporaryFolder { folder in
            try await build(version, at: "\(folder)/new.so", hasMore: hasMore)
            try replace(path, by: "\(folder)/new.so")
        }
    }

    /// Puts a copy of a file at `path` in one step, as package managers and `install` do.
    static func replace(_ path: String, by file: String) throws {
        let beside = "\(path).\(UUID().uuidString)"
        try FileManager.default.copyItem(atPath: file, toPath: beside)
        guard rename(beside, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}

extension PluginFixture {
    /// Runs `body` while the host watches its folders.
    func watching(_ body: () async throws -> Void) async throws {
        async let _: Void = host.watch()
        try await body()
    }

    /// Waits until the registry is as it should be.
    @discardableResult
    func registry(where isExpected: (ToolRegistry) -> Bool) async throws -> ToolRegistry {
        for await registry in host.registries() where isExpected(registry) { return registry }
        throw CancellationError()
    }

    /// Waits until the plugin `versioned` is there in that version.
    func version(_ version: String) async throws {
        try await registry { registry in
            registry.plugins.contains { $0.name == "versioned" && $0.version == version && $0.refusal == nil }
        }
    }
}

extension ToolRegistry {
    /// The names of the tools that can be called.
    var names: [String] { tools.map(\.definition.name) }
}
