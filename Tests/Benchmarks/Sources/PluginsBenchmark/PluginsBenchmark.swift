// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Logging
@_spi(Benchmarks) import PluginRuntime
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
        bareStarts()
        try await starts("in processes of their own, never met", worker: worker, leaving: [])
        try await starts(
            "in processes of their own, in new versions", worker: worker, leaving: ["data", "cache"])
        try await starts("in processes of their own", worker: worker, leaving: ["data", "cache", "store"])
        try await starts("in this process", worker: nil, leaving: ["data", "cache", "store"])
        try await calls()
    }

    private func settings(folders: [String], bundled: [String], worker: String?) -> PluginSettings {
        PluginSettings(
            bundled: bundled, folders: folders, sandbox: "\(folder)/sandbox", dataFolder: "\(folder)/data",
            cacheFolder: "\(folder)/cache", storeFolder: "\(folder)/store",
            worker: worker.map { WorkerSettings(executable: $0) })
    }

    // MARK: - Starts

    /// As many processes of the same program as there will be, which end at once for want of arguments.
    private func bareStarts() {
        let starts = BareStarts(program: worker, count: 100, width: 8)
        starts.run()
        let times = (0..<10).map { _ in
            let start = ContinuousClock.now
            starts.run()
            return start.duration(to: .now)
        }
        print("100 processes of the worker that end at once: \(milliseconds(times))")
    }

    /// From a host that has nothing to one whose tools can be called, with those folders of the time before.
    private func starts(_ name: String, worker: String?, leaving kept: Set<String>) async throws {
        var times: [Duration] = []
        for round in 0..<11 {
            for name in Set(["data", "cache", "store"]).subtracting(kept) {
                // In the first round there is none.
                try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
            }
            let settings = settings(folders: [plugins], bundled: [], worker: worker)
            let host = PluginHost(settings: settings, logger: Logger(label: "benchmark"))
            let start = ContinuousClock.now
            await host.load()
            let time = start.duration(to: .now)
            let registry = host.registry
            precondition(registry.tools.count == 1000 && registry.quarantined.isEmpty, "a thousand tools")
            if round > 0 { times.append(time) }
            if round == 10, worker == nil { lookUps(registry) }
            await host.shutdown()
        }
        print("1000 tools in 100 plugins, \(name): \(milliseconds(times))")
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
        let near = try best { count in
            for _ in 0..<count {
                let answer = try host.callOnThisThread("measure", arguments: arguments)
                precondition(answer.text == "53", "an answer")
            }
        }
        await host.shutdown()
        for (what, time) in [("on its thread", near), ("with the change of thread", least)] {
            print(
                "call of a tool in C in this process, 64 bytes, \(what): \(nanoseconds(time)) ns, the bare"
                    + " function \(nanoseconds(bare)) ns: \(nanoseconds(time - bare)) ns above it")
        }
    }

    // MARK: - Measuring

    /// The least time that one of many rounds took, for one of its turns.
    private func best(_ body: (_ count: Int) throws -> Void) rethrows -> Duration {
        let count = 20_000
        return try (0..<50).reduce(Duration.seconds(1)) { least, _ in
            let start = ContinuousClock.now
            try body(count)
            return min(least, start.duration(to: .now) / count)
        }
    }

    private func milliseconds(_ times: [Duration]) -> String {
        let sorted = times.sorted().map { Int($0 / .milliseconds(1)) }
        return
            "median \(sorted[sorted.count / 2]) ms, least \(sorted[0]) ms, most \(sorted[sorted.count - 1]) ms"
    }

    private func nanoseconds(_ duration: Duration) -> Int { Int(duration / .nanoseconds(1)) }
}
