// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import PluginRuntime

/// The libraries of this machine, read by other tools as well.
@Suite struct SystemLibraryTests {
    @Test(arguments: ["libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1"])
    func `a library's exports are those that nm lists`(library: String) throws {
        let search = LibrarySearch(origin: "/", folders: [])
        let path = try #require(search.path(of: library, in: LinkerCache.ofThisSystem))
        let file = try ELFFile(reading: try FileSource(path: path))
        let symbols = try ELFSymbols(of: file, try ELFDynamic(of: file))
        let names = Set(symbols.exports.map { String(decoding: $0.name, as: UTF8.self) })
        #expect(names == (try Self.listed(path)))
    }

    @Test func `the system's list leads where the loader finds libraries`() throws {
        guard let cache = LinkerCache.ofThisSystem else { return }
        let path = try #require(cache.path(of: "libc.so.6"))
        #expect(path.hasSuffix("/libc.so.6"))
        #expect(FileManager.default.fileExists(atPath: path))
        #expect(cache.path(of: "libc.so.5") == nil)
        #expect(cache.path(of: "") == nil)
    }

    @Test func `the loader's libraries of a program are found`() {
        let names = ProgramLibraries.names(of: "/bin/sh")
        #expect(names.contains("libc.so.6"))
        #expect(ProgramLibraries.names(of: "/nonexistent").isEmpty)
    }

    private static func listed(_ path: String) throws -> Set<String> {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["nm", "-D", "--defined-only", "--extern-only", "--format=posix", path]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Set(
            text.split(separator: "\n").compactMap { line in
                line.split(separator: " ").first?.split(separator: "@").first.map(String.init)
            })
    }
}
