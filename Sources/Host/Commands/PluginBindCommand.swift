// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Diagnostics
import JSON
import TypedCalls

/// `toolhost plugin bind`: a manifest for functions of a library, drafted from its header.
struct PluginBindCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bind", abstract: "Draft a manifest for functions of a C library, from its header.",
        discussion: """
            Needs clang, which comes with Swift, and the library's header. The draft proposes what pointers are for; \
            what to look at is said on stderr. A host takes it once its examples are complete:

              toolhost plugin bind --header zlib.h --symbol crc32 --library libz.so.1 > zlib.plugin.json
            """
    )

    @Option(help: "The header, as #include <…> finds it, or a path.")
    var header: String

    @Option(name: .customLong("symbol"), help: "A function; may be given more than once.")
    var symbols: [String]

    @Option(help: "The library, as the system finds it: libz.so.1. [lib and the header's name]")
    var library: String?

    @Option(name: .customLong("include"), help: "A folder with headers; may be given more than once.")
    var folders: [String] = []

    private static let what = "plugin bind"

    func run() async throws {
        let bytes = try await HeaderCompiler(header: header, folders: folders).syntaxTree(for: Self.what)
        let tree: JSONValue
        do {
            tree = try JSONValue(
                parsing: bytes, limits: JSONLimits(bytes: HeaderCompiler.outputBytes))
        } catch {
            throw CommandFailure(
                .failed, Self.what, "What clang says of \(header) cannot be read: \(error.message)")
        }
        let draft = HeaderDraft(syntaxTree: tree)
        let manifest: HeaderDraft.Manifest
        do throws(TypedCallError) {
            manifest = try draft.manifest(for: symbols, library: library ?? Self.library(of: header))
        } catch {
            throw CommandFailure(
                .failed, Self.what, error.message, hint: Self.hint(error, among: draft.names))
        }
        try await Console.answer(JSONValue.object(manifest.members).jsonText(.pretty) + "\n")
        if library == nil {
            try await Console.remark(
                "\(Self.what): is the library \(Self.library(of: header))? --library names it.")
        }
        for note in manifest.notes { try await Console.remark("\(Self.what): \(note)") }
    }

    /// A name that a library of such a header may have.
    private static func library(of header: String) -> String {
        let name = header.split(separator: "/").last.map(String.init) ?? header
        return "lib\(name.hasSuffix(".h") ? String(name.dropLast(2)) : name).so"
    }

    private static func hint(_ error: TypedCallError, among names: some Sequence<String>) -> String? {
        guard case .symbol(let name, _) = error else { return error.hint }
        return NearestNames.hint(for: name, among: names)
    }
}
