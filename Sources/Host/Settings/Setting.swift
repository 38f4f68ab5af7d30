// SPDX-License-Identifier: Apache-2.0

import ToolModel

/// One thing that can be set: its names, what values it takes and what it means.
struct Setting: Sendable, Hashable {
    /// The key in `toolhost.yaml` and `.json`, nested at the dots: `lmStudio.connectTimeout`.
    let key: String
    /// The environment variable; the key in upper case with underscores.
    let variable: String
    /// The command-line option, without its dashes; nil where there is none.
    ///
    /// A secret has none, since other users see the command line.
    let flag: String?
    let kind: SettingKind
    /// The value when nothing sets it, written as in a file; nil when there is none.
    let fallback: String?
    /// How the default reads where it depends on the machine.
    let fallbackText: String?
    /// One or two sentences.
    let meaning: String
    /// The value never appears in messages.
    let isSecret: Bool

    init(
        _ key: String, _ variable: String, flag: String? = nil, _ kind: SettingKind,
        default fallback: String? = nil,
        shown fallbackText: String? = nil, isSecret: Bool = false, _ meaning: String
    ) {
        self.key = key
        self.variable = variable
        self.flag = flag
        self.kind = kind
        self.fallback = fallback
        self.fallbackText = fallbackText
        self.meaning = meaning
        self.isSecret = isSecret
    }
}

/// What values a setting takes.
enum SettingKind: Sendable, Hashable {
    case text
    case integer(ClosedRange<Int>)
    /// Written with a unit, such as `30s`.
    case duration
    /// A bare number of milliseconds, for variables that end in `_MS`.
    case milliseconds
    case boolean
    case choice([String])
    /// A file or folder; a leading `~` is the user's home folder.
    case path
    /// Folders separated by `:`.
    case paths
    /// Names separated by `,`.
    case names
    /// `http` or `https` URLs separated by commas, `demo` or `auto`.
    case upstream
    /// Hosts, addresses and ranges of addresses, separated by commas.
    case hosts
    /// One `http` or `https` URL.
    case url

    /// The unit or shape, as the documentation names it.
    var unit: String {
        switch self {
        case .text: "text"
        case .integer(let range): "\(range.lowerBound)–\(range.upperBound)"
        case .duration: "duration"
        case .milliseconds: "ms"
        case .boolean: "true or false"
        case .choice(let names): names.joined(separator: ", ")
        case .path: "path"
        case .paths: "paths, separated by `:`"
        case .names: "names, separated by `,`"
        case .upstream: "URLs, `demo` or `auto`"
        case .url: "URL"
        case .hosts: "hosts, addresses or ranges, separated by commas"
        }
    }

    /// What was expected, as an error message says it.
    var expectation: String {
        switch self {
        case .text: "expected text"
        case .integer(let range): "expected a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .duration: "expected a duration with its unit, such as 30s or 500ms, of at most 24h"
        case .milliseconds: "expected a whole number of milliseconds, at most 86400000"
        case .boolean: "expected true or false"
        case .choice(let names): "expected one of \(names.joined(separator: ", "))"
        case .path: "expected a path"
        case .paths: "expected paths separated by colons"
        case .names: "expected names separated by commas"
        case .upstream: "expected http or https URLs, demo or auto"
        case .url: "expected an http or https URL"
        case .hosts: "expected hosts, addresses or ranges such as nas.local:8080, 192.168.1.10 or 10.0.0.0/8"
        }
    }
}
