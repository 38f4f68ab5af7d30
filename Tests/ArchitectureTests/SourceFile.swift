// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A Swift file of the repository, as the rules see it.
struct SourceFile: Sendable, CustomTestStringConvertible {
    /// Relative to the repository's root.
    let path: String
    /// The module the file belongs to: the folder under `Sources`, or the plugin's name (with `Entry`).
    let module: String
    let lines: [Substring]

    var testDescription: String { path }

    /// The modules named in `import` lines, whatever their access or kind.
    var imports: Set<String> {
        var names: Set<String> = []
        for line in lines {
            let words = line.split(separator: " ").map(String.init)
            guard let keyword = words.firstIndex(of: "import"), keyword <= 3 else { continue }
            let modifiers = words[..<keyword]
            guard modifiers.allSatisfy({ Self.importModifiers.contains($0) || $0.hasPrefix("@") }) else {
                continue
            }
            let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
            guard let name = words[(keyword + 1)...].first(where: { !kinds.contains($0) }) else { continue }
            names.insert(String(name.prefix { $0 != "." && $0 != "/" }))
        }
        return names
    }

    private static let importModifiers: Set = [
        "public", "package", "internal", "private", "fileprivate", "unsafe",
    ]

    /// The lines outside comments, with their numbers from 1 on.
    var code: [(number: Int, text: Substring)] {
        lines.enumerated().compactMap { index, line in
            let trimmed = line.drop { $0 == " " }
            return trimmed.hasPrefix("//") ? nil : (index + 1, trimmed)
        }
    }
}

extension SourceFile {
    /// The repository's root, from the place of this file.
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift file that ends up in a product.
    static let shipped: [SourceFile] = sources.filter { !$0.isManifest }

    /// Every Swift file, tests and benchmarks included.
    static let all: [SourceFile] = sources + files(under: "Tests")

    private static let sources: [SourceFile] = files(under: "Sources") + files(under: "Plugins")

    /// Whether it describes a package, and is in none.
    var isManifest: Bool { lines.first?.hasPrefix("// swift-tools-version") ?? false }

    private static func files(under folder: String) -> [SourceFile] {
        let base = root.appending(path: folder).path
        guard let names = FileManager.default.enumerator(atPath: base) else { return [] }
        var files: [SourceFile] = []
        for case let name as String in names where name.hasSuffix(".swift") && !name.contains(".build") {
            guard let text = try? String(contentsOfFile: "\(base)/\(name)", encoding: .utf8) else { continue }
            let parts = name.split(separator: "/").map(String.init)
            let isEntry = folder == "Plugins" && parts.count > 1 && parts[1] == "Entry"
            files.append(
                SourceFile(
                    path: "\(folder)/\(name)",
                    module: parts[0] + (isEntry ? "Entry" : ""),
                    lines: text.split(separator: "\n", omittingEmptySubsequences: false)
                )
            )
        }
        return files.sorted { $0.path < $1.path }
    }
}
