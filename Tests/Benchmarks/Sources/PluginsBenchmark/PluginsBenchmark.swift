// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Logging
import PluginRuntime
import ToolModel

/// What many plugins cost until they are there, what looking one of their tools up costs, and what a call in the host's
/// own process costs above the function that it ends in.
///
/// Arguments: the path of `toolhost-worker`, of the plugin made of `measured.c`, and of a folder with a hundred plugins.
@main
struct PluginsBenchmark {
    let worker: String
    let plugin: String
    let plugins: String
    let folder: String

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4 else {
            print("usage: PluginsBenchmark WORKER PLUGIN FOLDER")
            exit(2)
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let benchmark = PluginsBenchmark(
            worker: arguments[1], plugin: arguments[2], plugins: arguments[3], folder: folder)
        // Calls come from the pool that a server's requests run on, not from the main thread.
        try await Task.detached { try await benchmark.run() }.value
    }

    private func run() async throws {
        try await starts("in processes of their own, first time", worker: worker, keepsStore: false)
        try await starts("in processes of their own", worker: worker, keepsStore: true)
        try await starts("in this process", worker: nil, keepsStore: true)
        try await calls()
    }

    private func settings(folders: [String], bundled: [String], worker: String?) -> PluginSettings {
        PluginSettings(
            bundled: bundled, folders: folders, sandbox: "\(folder)/sandbox", dataFolder: "\(folder)/data",
            cacheFolder: "\(folder)/cache", storeFolder: "\(folder)/store",
            worker: worker.map { WorkerSettings(executable: $0) })
    }

    // MARK: - Starts

    /// From a host that has nothing to one whose tools can be called; with the copies of the time before, or without.
    private func starts(_ name: String, worker: String?, keepsStore: Bool) async throws {
        var times: [Duration] = []
        for round in 0..<11 {
            if !keepsStore { try? FileManager.default.removeItem(atPath: "\(folder)/store") }
            let settings = settings(folders: [plugins], bundled: [], worker: worker)
            let host = PluginHost(settings: settings, logger: Logger(label: "benchmark"))
            let start = ContinuousClock.now
            await host.load()
            let time = start.duration(to: .now)
            let registry = host.registry
            precondition(registry.tools.count == 1000 && registry.quarantined.isEmpty, "a thousand tools")
            if round > 0 { times.append(time) }
            if round == 10, keepsStore, worker != nil { lookUps(registry) }
            await host.shutdown()
        }
        let milliseconds = times.sorted().map { Int($0 / .milliseconds(1)) }
        print(
            "1000 tools in 100 plugins, \(name): median \(milliseconds[5]) ms, least \(milliseconds[0]) ms,"
                + " most \(milliseconds[9]) ms")
    }

    private func lookUps(_ registry: ToolRegistry) {
        let names = registry.tools.map(\.definition.name)
        var found = 0
        let time = best { count in
            for index in 0..<count where registry[names[index % names.count]] != nil { found += 1 }
        }
        precondition(found > 0, "each name is found")
        print("registry, look-up of one of 1000 tools: \(nanoseconds(time)) ns")
    }

    // MARK: - Calls

    private typealias Length = @convention(c) (UnsafePointer<CChar>) -> Int

    /// The bare function is C's own `strlen`, of the same 64 bytes, through a pointer as the loader gives it.
    private func calls() async throws {
        let host = PluginHost(
            settings: settings(folders: [], bundled: [plugin], worker: nil),
            logger: Logger(label: "benchmark"))
        await host.load()
        let text = String(repeating: "x", count: 53)
        let arguments: JSONObject = ["text": .string(text)]
        precondition(JSONValue.object(arguments).jsonText().utf8.count == 64, "64 bytes")
        let length = unsafeBitCast(dlsym(nil, "strlen"), to: Length.self)
        var sum = 0
        let bare = text.withCString { bytes in best { for _ in 0..<$0 { sum += length(bytes) } } }
        precondition(sum > 0, "a length")
        var least = Duration.seconds(1)
        for _ in 0..<50 {
            let start = ContinuousClock.now
            for _ in 0..<2000 {
                let call = try await host.call("measure", arguments: arguments, id: "call")
                precondition(call.result.text == "53", "an answer")
            }
            least = min(least, start.duration(to: .now) / 2000)
        }
        await host.shutdown()
        print(
            "call of a tool in C in this process, 64 bytes: \(nanoseconds(least)) ns, the bare function"
                + " \(nanoseconds(bare)) ns: \(nanoseconds(least - bare)) ns above it")
    }

    // MARK: - Measuring

    /// The least time that one of many rounds took, for one of its turns.
    private func best(_ body: (_ count: Int) -> Void) -> Duration {
        let count = 20_000
        return (0..<50).reduce(Duration.seconds(1)) { least, _ in
            let start = ContinuousClock.now
            body(count)
            return min(least, start.duration(to: .now) / count)
        }
    }

    private func nanoseconds(_ duration: Duration) -> Int { Int(duration / .nanoseconds(1)) }
}
