// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A plugin's process as the kernel describes it under /proc.
struct WorkerProcessView: Sendable {
    let process: Int32

    /// The process that has `mark` in its environment; nil when there is none, or it may not be looked at.
    init?(mark: String) {
        let wanted = "\(Trial.variable)=\(mark)"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        for process in names.compactMap({ Int32($0) }) {
            guard let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ"),
                String(decoding: environment, as: UTF8.self).contains(wanted)
            else { continue }
            self.process = process
            return
        }
        return nil
    }

    /// The memory that it has to itself, in bytes; nil when it cannot be read.
    var memoryBytes: Int? {
        // Sizes in pages: whole, resident, shared, …
        guard let text = text("statm") else { return nil }
        let pages = text.split(separator: " ").compactMap { Int($0) }
        guard pages.count > 2 else { return nil }
        return (pages[1] - pages[2]) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// What calls should leave as it was: the name of each thing, and how it stands.
    var surroundings: [String: String] {
        var found: [String: String] = [:]
        found["working directory"] = link("cwd")
        for line in (text("status") ?? "").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let name = Self.fields[String(parts[0])] else { continue }
            found[name] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd")) ?? []
        found["open descriptors"] = "\(descriptors.count)"
        return found
    }

    private static let fields = [
        "Umask": "file mode mask", "SigBlk": "blocked signals", "SigIgn": "ignored signals",
        "SigCgt": "signal handlers",
    ]

    private func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: "/proc/\(process)/\(name)").map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    private func link(_ name: String) -> String? {
        // Not to be read means not to be compared.
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/\(name)")
    }
}
