// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PluginRuntime

/// Permissions, and whether they lie within others.
private struct Pair: Sendable, CustomTestStringConvertible {
    let name: String
    let inner: PluginPermissions
    let outer: PluginPermissions
    let isWithin: Bool

    init(
        _ name: String, _ inner: PluginPermissions, in outer: PluginPermissions = .standard, _ isWithin: Bool
    ) {
        self.name = name
        self.inner = inner
        self.outer = outer
        self.isWithin = isWithin
    }

    var testDescription: String { name }
}

private func limits(_ change: (inout PluginResourceLimits) -> Void) -> PluginPermissions {
    var permissions = PluginPermissions.standard
    change(&permissions.limits)
    return permissions
}

private let pairs: [Pair] = [
    Pair("the default", .standard, true),
    Pair("nothing", PluginPermissions(), true),
    Pair("reading the sandbox", PluginPermissions(sandbox: .read), true),
    Pair("writing where reading was granted", .standard, in: PluginPermissions(sandbox: .read), false),
    Pair("a file", PluginPermissions(readable: ["/a"]), false),
    Pair("the same file", PluginPermissions(readable: ["/a"]), in: PluginPermissions(readable: ["/a"]), true),
    Pair(
        "a file below", PluginPermissions(readable: ["/a/b"]), in: PluginPermissions(readable: ["/a"]), true),
    Pair(
        "a file beside", PluginPermissions(readable: ["/ab"]), in: PluginPermissions(readable: ["/a"]), false),
    Pair("all files", PluginPermissions(readable: ["/"]), in: PluginPermissions(readable: ["/a"]), false),
    Pair("a file of all", PluginPermissions(readable: ["/a"]), in: PluginPermissions(readable: ["/"]), true),
    Pair(
        "reading what may be written", PluginPermissions(readable: ["/a"]),
        in: PluginPermissions(writable: ["/a"]), true),
    Pair(
        "writing what may be read", PluginPermissions(writable: ["/a"]),
        in: PluginPermissions(readable: ["/a"]), false),
    Pair("network", PluginPermissions(network: true), false),
    Pair(
        "a program", PluginPermissions(programs: ["/a"]), in: PluginPermissions(programs: ["/a", "/b"]), true),
    Pair(
        "another program", PluginPermissions(programs: ["/a/b"]), in: PluginPermissions(programs: ["/a"]),
        false),
    Pair("a variable", PluginPermissions(environment: ["A"]), false),
    Pair("more memory", limits { $0.memoryBytes += 1 }, false),
    Pair("larger files", limits { $0.fileBytes += 1 }, false),
    Pair("more descriptors", limits { $0.descriptors += 1 }, false),
    Pair("more threads", limits { $0.threads += 1 }, false),
    Pair(
        "less of all",
        limits { $0 = PluginResourceLimits(memoryBytes: 1, fileBytes: 1, descriptors: 1, threads: 1) }, true),
    Pair("a call of the usual length", limits { $0.callTimeout = .seconds(30) }, true),
    Pair("a longer call", limits { $0.callTimeout = .seconds(31) }, false),
    Pair(
        "a call as long as granted", limits { $0.callTimeout = .seconds(60) },
        in: limits { $0.callTimeout = .seconds(60) }, true),
]

@Suite struct PermissionOrderTests {
    @Test(arguments: pairs)
    private func `what was granted is held against what is asked for`(pair: Pair) {
        #expect(pair.inner.isWithin(pair.outer) == pair.isWithin)
        // Nobody exceeds what they have.
        #expect(pair.inner.isWithin(pair.inner))
    }

    @Test func `every permission has a line of its own`() {
        let all = PluginPermissions(
            sandbox: .read, readable: ["/a"], writable: ["/b"], network: true, programs: ["/c"],
            environment: ["D"],
            limits: PluginResourceLimits(
                memoryBytes: 1 << 30, fileBytes: 2 << 30, descriptors: 3, threads: 4, callTimeout: .seconds(5)
            ))
        #expect(
            all.lines == [
                "read the sandbox", "read /a and all below it", "read and write /b and all below it",
                "open network connections", "start the program /c", "see the environment variable D",
                "use up to 1 GiB of memory", "write files of up to 2 GiB", "have up to 3 files open",
                "run up to 4 threads and processes", "take up to 5 s a call",
            ])
        #expect(PluginPermissions.standard.lines == ["read and write the sandbox"])
        #expect(PluginPermissions().lines == ["no access to the sandbox"])
    }
}
