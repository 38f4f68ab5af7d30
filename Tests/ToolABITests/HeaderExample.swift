// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// The plugin that stands in the first comment of the header.
enum HeaderExample {
    static func header() throws -> String {
        try String(contentsOfFile: "\(PluginCompiler.headerFolder)/toolhost.h", encoding: .utf8)
    }

    /// The lines of the first comment that are indented by four spaces, with the empty ones between them.
    static func source() throws -> String {
        let lines = try header().split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0 == " *     #include \"toolhost.h\"" })
        let code = lines[start...].prefix { $0 == " *" || $0.hasPrefix(" *     ") }
        return code.map { $0.dropFirst(7) }.joined(separator: "\n")
    }
}

/// What a library exports.
enum ExportedSymbols {
    /// What some linkers add by themselves.
    private static let marks: Set = ["__bss_start", "_edata", "_end"]

    /// The names of the dynamic symbols that its author defines, as `nm` lists them.
    static func of(_ library: String) throws -> [String] {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["nm", "-D", "--defined-only", "--extern-only", "--format=posix", library]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let names = text.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
        return names.filter { !marks.contains($0) }
    }
}
