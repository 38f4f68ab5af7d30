// SPDX-License-Identifier: Apache-2.0

import Diagnostics

extension PluginPermissions {
    /// Whether everything here may be done with `other` too.
    func isWithin(_ other: PluginPermissions) -> Bool {
        sandbox <= other.sandbox
            && readable.allSatisfy { path in (other.readable + other.writable).contains { $0.covers(path) } }
            && writable.allSatisfy { path in other.writable.contains { $0.covers(path) } }
            && (!network || other.network)
            && (!launchesPrograms || other.launchesPrograms)
            && (attributes == .none || attributes == other.attributes || other.attributes == .all)
            && Set(programs).isSubset(of: other.programs)
            && Set(environment).isSubset(of: other.environment)
            && limits.isWithin(other.limits)
    }

    /// What may be done, a line each, for a person to read; limits only where they are not the usual ones.
    var lines: [String] {
        var lines: [String] = []
        switch sandbox {
        case .none: lines.append("no access to the sandbox")
        case .read: lines.append("read the sandbox")
        case .write: lines.append("read and write the sandbox")
        }
        lines += readable.map { "read \($0) and all below it" }
        lines += writable.map { "read and write \($0) and all below it" }
        if network { lines.append("open network connections") }
        lines += programs.map { "start the program \($0)" }
        switch attributes {
        case .none: break
        case .opened: lines.append("change modes and times of files that it has open")
        case .all: lines.append("change modes and times of all your files")
        }
        lines += environment.map { "see the environment variable \($0)" }
        return lines + limits.lines
    }
}

extension PluginPermissions {
    /// What follows from these permissions, and may not be meant; a sentence each.
    func cautions(in settings: PluginSettings) -> [String] {
        func writes(_ path: String) -> Bool { writable.contains { $0.covers(path) } }

        var sentences: [String] = []
        if let trust = settings.trust, writes(trust.approvals) {
            sentences.append(
                "It could approve itself and others: the record of approvals is among its files.")
        }
        if settings.folders.contains(where: writes) {
            sentences.append("It could replace other plugins: their folder is among its files.")
        }
        if let trust = settings.trust, writes(trust.home) {
            sentences.append("It could change every file of yours, and what your shell runs.")
        }
        if network, sandbox != .none || !readable.isEmpty || !writable.isEmpty {
            sentences.append("What it can read it can also send away.")
        }
        return sentences
    }
}

extension PluginResourceLimits {
    /// What a call may take where nothing is said: the default of TOOL_TIMEOUT.
    private static let usualTimeout: Duration = .seconds(30)

    fileprivate func isWithin(_ other: PluginResourceLimits) -> Bool {
        memoryBytes <= other.memoryBytes && fileBytes <= other.fileBytes && descriptors <= other.descriptors
            && threads <= other.threads
            && (callTimeout ?? .zero) <= (other.callTimeout ?? Self.usualTimeout)
    }

    fileprivate var lines: [String] {
        let usual = PluginResourceLimits()
        var lines: [String] = []
        if memoryBytes != usual.memoryBytes {
            lines.append("use up to \(ByteCount(memoryBytes).text) of memory")
        }
        if fileBytes != usual.fileBytes { lines.append("write files of up to \(ByteCount(fileBytes).text)") }
        if descriptors != usual.descriptors { lines.append("have up to \(descriptors) files open") }
        if threads != usual.threads { lines.append("run up to \(threads) threads and processes") }
        if let callTimeout { lines.append("take up to \(callTimeout.formattedForPeople) a call") }
        return lines
    }
}

extension String {
    /// Whether a path is this one or below it.
    fileprivate func covers(_ path: String) -> Bool {
        self == "/" || path == self || path.hasPrefix(self + "/")
    }
}
