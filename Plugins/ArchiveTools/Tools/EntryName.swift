// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles

/// The name of an entry, checked: a relative path that climbs nowhere, in UTF-8.
struct EntryName: Sendable, Hashable {
    /// The parts between slashes; empty for the top folder itself.
    let components: [String]
    /// Whether the bytes were no UTF-8 and were read as code page 437, zip's own.
    let isTranslated: Bool

    /// Linux's NAME_MAX, in bytes.
    private static let componentBytes = 255

    /// - Throws: `ArchiveError` for a name that is empty, absolute, too long, or leads anywhere but down.
    init(_ bytes: [UInt8]) throws(ArchiveError) {
        let utf8 = String(validating: bytes, as: UTF8.self)
        let text = utf8 ?? CodePage437.text(bytes)
        isTranslated = utf8 == nil
        let parts = text.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        components = parts.filter { $0 != "." }
        if let why = Self.fault(text, components) {
            throw ArchiveError(
                .unsafeName, "The archive has an entry named \(SandboxPath.quote(text)), which \(why).",
                hint: "Nothing was unpacked. Ask for an archive whose names are plain relative paths."
            )
        }
    }

    private static func fault(_ text: String, _ components: [String]) -> String? {
        let bytes = text.utf8
        if bytes.isEmpty { return "is no name" }
        if bytes.contains(0) { return "holds a NUL character" }
        if bytes.first == UInt8(ascii: "/") { return "is an absolute path" }
        if components.contains("..") { return "leads out of its folder" }
        if bytes.contains(UInt8(ascii: "\\")) { return "holds a backslash" }
        if let first = components.first?.utf8, first.dropFirst().first == UInt8(ascii: ":"),
            first.first.map(Self.isLetter) == true
        {
            return "begins with a drive letter"
        }
        if bytes.count > SandboxPath.pathBytes {
            return "is longer than the \(SandboxPath.pathBytes) bytes that a path may have"
        }
        if components.contains(where: { $0.utf8.count > componentBytes }) {
            return "has a part of more than \(componentBytes) bytes"
        }
        return nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }

    var text: String { components.isEmpty ? "." : components.joined(separator: "/") }
    var bytes: [UInt8] { Array(text.utf8) }
    /// For a message: in quotation marks, on one line, cut when long.
    var quoted: String { SandboxPath.quote(text) }

    /// The last part; nil for the top folder.
    var last: [UInt8]? { components.last.map { Array($0.utf8) } }
    /// The path of the folder it is in; empty for the top folder.
    var folder: [UInt8] { Array(components.dropLast().joined(separator: "/").utf8) }
}
