// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Logging
import PluginRuntime
import TestSupport
import Testing

@testable import Host

/// A plugin that is built with the host.
struct BundledPlugin: Sendable, CustomTestStringConvertible {
    let name: String
    let id: String
    let tools: [String]

    var testDescription: String { name }

    static let all = [
        BundledPlugin(
            name: "ArchiveTools", id: "dev.toolhost.archivetools", tools: ["zipFiles", "unzipFile"]),
        BundledPlugin(
            name: "FileTools", id: "dev.toolhost.filetools",
            tools: [
                "listFiles", "files", "writeFile", "deleteFile", "createDirectory", "moveFile", "copyFile",
                "getFileInfo", "grep", "findFiles",
            ]),
        BundledPlugin(name: "NetTools", id: "dev.toolhost.nettools", tools: ["fetch", "search"]),
        BundledPlugin(name: "Utility", id: "dev.toolhost.utility", tools: ["executeCommand", "math"]),
    ]

    /// The library, beside the program that runs these tests.
    func path() throws -> String {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        var folder = URL(filePath: program).deletingLastPathComponent()
        // The tests run in the test bundle itself, or in a helper of the toolchain that is given its path.
        for argument in CommandLine.arguments where argument.hasSuffix(".xctest") {
            folder = URL(filePath: argument).deletingLastPathComponent()
        }
        let path = folder.appending(path: "lib\(name).so").path(percentEncoded: false)
        try #require(FileManager.default.fileExists(atPath: path), "swift build --build-tests makes it")
        return path
    }

    /// A host that has loaded these plugins, with a fresh sandbox and the settings of an operator; in processes of their
    /// own they are confined as the host confines them.
    static func withHost(
        _ plugins: [BundledPlugin] = all, values: [String: [String: String]] = [:],
        in home: PluginIsolation = .inProcess,
        body: (_ host: PluginHost, _ sandbox: String) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let paths = try plugins.map { try $0.path() }
            var settings = PluginSettings(
                bundled: paths, sandbox: "\(folder)/sandbox", dataFolder: "\(folder)/data",
                cacheFolder: "\(folder)/cache", values: values,
                known: BundledPermissions.known(
                    paths, launcher: BundledPlugins.launcher(executable: BuiltProducts.host), execAllow: nil),
                worker: home == .worker ? WorkerSettings(executable: BuiltProducts.worker) : nil)
            // No test is about how fast this machine is.
            settings.limits.loadTime = .seconds(120)
            settings.toolTimeout = .seconds(120)
            let host = PluginHost(
                settings: settings, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            await host.load()
            do {
                try await body(host, "\(folder)/sandbox")
                await host.shutdown()
            } catch {
                await host.shutdown()
                throw error
            }
        }
    }
}
