// SPDX-License-Identifier: Apache-2.0

/// A path as a caller wrote it, checked for form: relative, without NUL, not too long.
///
/// Whether it stays inside is for the kernel to say when the path is used; nothing here compares prefixes.
package struct SandboxPath: Sendable, Hashable {
    /// Linux's PATH_MAX without the terminating NUL, in bytes.
    package static let pathBytes = 4095
    /// A path in an error message is cut after so many characters.
    private static let quotedCharacters = 160

    /// The path as it was written; never empty.
    package let text: String
    /// The parts between slashes, without `.` and empty ones.
    package let components: [String]

    /// The path of something that is to come into being.
    ///
    /// - Throws: `FileError` as `init` does; for a backslash, which would make one odd name of several; and for
    ///   names that look like `..` without being it.
    package static func ofNew(_ given: String) throws(FileError) -> SandboxPath {
        let path = try SandboxPath(given)
        guard !given.contains("\\") else {
            throw FileError(
                .invalidPath, "\(path.quoted) holds a backslash.",
                hint: "Separate folders with /, not with \\."
            )
        }
        guard !path.components.contains(where: looksLikeDots) else {
            throw FileError(
                .invalidPath, "A part of \(path.quoted) looks like .. but is made of other characters.",
                hint: "Choose a name with letters or digits."
            )
        }
        return path
    }

    /// Whether a name is made of dots of which some are no full stops, such as U+FF0E.
    private static func looksLikeDots(_ name: String) -> Bool {
        let dots: Set<Unicode.Scalar> = [".", "\u{2024}", "\u{2025}", "\u{2026}", "\u{FE52}", "\u{FF0E}"]
        return name.unicodeScalars.allSatisfy(dots.contains) && name.unicodeScalars.contains { $0 != "." }
    }

    package static let root = SandboxPath(text: ".", components: [])

    private init(text: String, components: [String]) {
        self.text = text
        self.components = components
    }

    /// - Throws: `FileError` for an absolute path, one with a NUL and one of more than `pathBytes`.
    package init(_ given: String) throws(FileError) {
        let parts = given.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        self.init(text: given.isEmpty ? "." : given, components: parts.filter { $0 != "." })
        if given.utf8.contains(0) {
            throw FileError(.invalidPath, "The path \(quoted) holds a NUL character, which no name can.")
        }
        if given.utf8.count > Self.pathBytes {
            throw FileError(
                .nameTooLong,
                "The path has \(given.utf8.count) bytes; at most \(Self.pathBytes) are possible."
            )
        }
        if given.utf8.first == UInt8(ascii: "/") {
            throw FileError(.absolutePath, "\(quoted) is an absolute path.", hint: FileError.relativePaths)
        }
    }

    /// The path for the kernel.
    package var bytes: [UInt8] { Array(text.utf8) }

    /// Whether it names the sandbox folder itself.
    package var isRoot: Bool { components.isEmpty }

    /// Whether a part is `..`.
    package var climbs: Bool { components.contains("..") }

    /// The last part; nil for the sandbox itself and for a path that ends in `..`.
    package var name: String? {
        components.last.flatMap { $0 == ".." ? nil : $0 }
    }

    /// The path without its last part.
    package var parent: SandboxPath {
        Self.joined(components.dropLast())
    }

    /// The paths of the folders above, the outermost first.
    package var ancestors: [SandboxPath] {
        components.indices.dropFirst().map { Self.joined(components[..<$0]) }
    }

    /// The path of something in this folder.
    package func appending(_ parts: String) throws(FileError) -> SandboxPath {
        isRoot ? try SandboxPath(parts) : try SandboxPath(text + "/" + parts)
    }

    private static func joined(_ components: ArraySlice<String>) -> SandboxPath {
        components.isEmpty
            ? .root : SandboxPath(text: components.joined(separator: "/"), components: Array(components))
    }

    /// The path in quotation marks for a message, on one line and cut when long.
    package var quoted: String { Self.quote(text) }

    package static func quote(_ text: String) -> String {
        let shown = VisibleName(text).text
        guard shown.count > quotedCharacters else { return "'\(shown)'" }
        return "'\(shown.prefix(quotedCharacters))…'"
    }
}
