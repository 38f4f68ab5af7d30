// SPDX-License-Identifier: Apache-2.0

/// What a new plugin is written in.
package enum PluginLanguage: String, Sendable, Hashable, CaseIterable {
    case c
    case cpp
    case rust
    case swift
    /// A library in C that knows nothing of toolhost, and a plugin that makes tools of its functions.
    case cLibrary = "c-library"

    /// The sets of files that its plugins are made of.
    var sets: [String] {
        switch self {
        case .c: ["header", "c"]
        case .cpp: ["header", "cpp-kit", "cpp"]
        case .rust: ["rust-kit", "rust"]
        case .swift: ["swift-kit", "swift"]
        case .cLibrary: ["header", "c-library"]
        }
    }

    /// Words that cannot name a file, function or module of such a plugin.
    var reservedWords: Set<String> {
        switch self {
        case .c, .cpp, .cLibrary:
            [
                "auto", "break", "case", "catch", "char", "class", "const", "continue", "default", "delete",
                "do",
                "double", "else", "enum", "explicit", "export", "extern", "false", "float", "for", "friend",
                "goto", "if", "inline", "int", "long", "main", "mutable", "namespace", "new", "operator",
                "plugin", "test",
                "private", "protected", "public", "register", "return", "short", "signed", "sizeof", "static",
                "std", "struct", "switch", "template", "this", "throw", "toolhost", "true", "try", "typedef",
                "typename", "union", "unsigned", "using", "virtual", "void", "volatile", "while",
            ]
        case .rust: ["core", "std", "alloc", "test", "toolhost", "build", "self", "super", "crate"]
        case .swift: ["json", "swift", "testing", "toolkit", "toolabi", "diagnostics", "foundation", "glibc"]
        }
    }
}
