// SPDX-License-Identifier: Apache-2.0

import Glibc
import JSON
import TypedCalls

/// A `NAME.plugin.json` as bytes: found, read, and told apart from the file that only asks for permissions.
enum ManifestFile {
    /// How such a file's name ends.
    static let ending = ".plugin.json"
    /// The largest file, in bytes: a thousand functions with all that is said of them.
    static let fileBytes = 1 << 20
    /// The deepest nesting; schemas stand in it.
    static let depth = 64

    static func isNamed(by path: String) -> Bool { path.hasSuffix(ending) }

    /// The whole file; it must be a regular one.
    ///
    /// - Throws: The end of a sentence that says why it cannot be read.
    static func bytes(at path: String) throws(ManifestFault) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw ManifestFault(reason: FileSystem.Failure.last.reason) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= fileBytes {
            let count = unsafe read(file, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ManifestFault(reason: FileSystem.Failure.last.reason) }
            if count == 0 { return bytes }
            bytes += piece[..<count]
        }
        throw ManifestFault(reason: "it has over \(fileBytes) bytes")
    }

    /// The object that the file spells, strictly read.
    static func object(of bytes: [UInt8]) throws(ManifestFault) -> JSONObject {
        let value: JSONValue
        do {
            value = try JSONValue(
                parsing: bytes, limits: JSONLimits(bytes: fileBytes, depth: depth), duplicateKeys: .refused)
        } catch {
            throw ManifestFault(reason: error.message.droppingFullStop)
        }
        guard let members = value.object else { throw ManifestFault(reason: "it is no JSON object") }
        return members
    }

    /// The manifests among the files of a folder, and the libraries in it that they name: those are no plugins.
    ///
    /// A file that names no functions asks for permissions for the plugin beside it. One that cannot be read, or
    /// beside which there is no plugin, counts as a manifest, so that it is reported.
    static func manifests(in folder: String, names: [String]) -> (names: Set<String>, libraries: Set<String>)
    {
        let all = Set(names)
        var found: (names: Set<String>, libraries: Set<String>) = ([], [])
        for name in names where isNamed(by: name) {
            // What is wrong with it is said when it is loaded.
            let members = try? object(of: try bytes(at: "\(folder)/\(name)"))
            let hasFunctions = PluginManifest.functionMembers.contains { members?[$0] != nil }
            let stem = name.dropLast(ending.utf8.count)
            guard hasFunctions || !(all.contains("\(stem).so") || all.contains("lib\(stem).so")) else {
                continue
            }
            found.names.insert(name)
            guard let library = members?["library"]?.string, library.hasPrefix("./") else { continue }
            found.libraries.insert(String(library.dropFirst(2)))
        }
        return found
    }
}

/// What is wrong with a manifest, and where.
struct ManifestFault: Error, Hashable {
    var pointer = JSONPointer()
    /// The end of a sentence, or a whole one without its full stop.
    let reason: String
    var code = ToolFault.Code.invalidManifest

    /// With its place, as the end of a sentence about the file.
    var text: String { pointer.tokens.isEmpty ? reason : "at \(pointer), \(reason)" }
}

extension ManifestFault {
    /// A fault of a C function, whose own place is below `pointer`.
    init(_ error: TypedCallError, at pointer: JSONPointer) {
        self.init(
            pointer: JSONPointer(tokens: pointer.tokens + (error.pointer?.tokens ?? [])),
            reason: error.message.droppingFullStop, code: ToolFault(error).code)
    }
}

extension ToolFault {
    /// A fault of one function of a manifest.
    init(_ fault: ManifestFault) {
        let sentence = fault.reason.prefix(1).uppercased() + fault.reason.dropFirst()
        self.init(
            code: fault.code, reason: sentence.hasSuffix("?") ? sentence : "\(sentence).",
            pointer: fault.pointer)
    }

    /// A fault of a C function that was to be a tool.
    init(_ error: TypedCallError) {
        self.init(
            code: Code(rawValue: error.code) ?? .invalidDescriptor, reason: error.message,
            pointer: error.pointer)
    }
}
