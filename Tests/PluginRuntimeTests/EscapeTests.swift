// SPDX-License-Identifier: Apache-2.0

import Confinement
import Foundation
import Glibc
import PluginRuntime
import TestSupport
import Testing
import ToolModel

/// A kernel that does less has less to show; what it then reports is the business of `ConfinementReportTests`.
private let confinesAll =
    KernelFeatures.current.landlock >= 6 && KernelFeatures.current.filtersCalls
    && KernelFeatures.current.supervisesCalls

/// A plugin that tries to get out.
private struct Fugitive: Sendable, CustomTestStringConvertible {
    let fixture: String
    let escapes: [Escape]

    var testDescription: String { fixture }

    static let all = [
        Fugitive(fixture: "escapes_files", escapes: Escape.files),
        Fugitive(fixture: "escapes_network", escapes: Escape.network),
        Fugitive(fixture: "escapes_processes", escapes: Escape.processes),
        Fugitive(fixture: "escapes_bombs", escapes: Escape.bombs),
    ]
}

@Suite(.timeLimit(.minutes(10)), .enabled(if: confinesAll, "needs Landlock 6 and supervised seccomp filters"))
struct EscapeTests {
    @Test(arguments: Fugitive.all)
    private func `nothing leads out under the default permissions, and others go on`(fugitive: Fugitive)
        async throws
    {
        // There is one name, so one test has it.
        let listener = fugitive.fixture == "escapes_network" ? try AbstractListener() : nil
        defer { listener?.close() }
        try await PluginFixture.with(fugitive.fixture, "hello", in: .worker) { fixture async throws in
            let names = fixture.host.registry.tools.map(\.definition.name).filter { $0 != "hello" }
            #expect(names == fugitive.escapes.map(\.tool), "each attempt stands in the table")
            let outside = "\(fixture.folder)/outside"
            try "kept".write(toFile: outside, atomically: false, encoding: .utf8)
            for escape in fugitive.escapes {
                let answer = try await fixture.call(escape.tool).text
                #expect(answer == escape.errno, "\(escape.tool)")
                #expect(try await fixture.call("hello").text == "hello")
            }
            #expect(try String(contentsOfFile: outside, encoding: .utf8) == "kept")
            #expect(!FileManager.default.fileExists(atPath: "\(fixture.folder)/made"))
        }
    }

    @Test func `the documentation lists what is refused, and with which error`() throws {
        let page = try String(
            contentsOfFile: Repository.root + "/Sources/Host/Documentation.docc/Isolation.md", encoding: .utf8
        )
        for escape in Escape.all {
            #expect(page.contains("| \(escape.about) | `\(escape.errno)` |\n"), "\(escape.tool)")
        }
        let rows = page.components(separatedBy: "` |\n").count - 1
        #expect(rows == Escape.all.count, "no row without an attempt")
    }
}

/// A socket of this process with an abstract name that plugins can guess.
private struct AbstractListener {
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        try #require(descriptor >= 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array("toolhost-test-\(getpid())".utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { path in
            // The first byte stays 0, which makes the name abstract.
            for (index, byte) in name.enumerated() { path[index + 1] = byte }
        }
        let size = socklen_t(MemoryLayout<sa_family_t>.size + 1 + name.count)
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) == 0 }
        }
        try #require(isBound)
        try #require(listen(descriptor, 1) == 0)
    }

    func close() {
        Glibc.close(descriptor)
    }
}
