// SPDX-License-Identifier: Apache-2.0

import Diagnostics
package import JSON

/// What a plugin costs.
package struct PluginBenchmarkReport: Sendable, Hashable {
    /// Where the plugin runs while its calls are measured.
    package enum Home: String, Sendable, Hashable {
        case worker
        case inProcess = "in_process"
    }

    /// The calls of one tool.
    package struct Row: Sendable, Hashable {
        package let tool: String
        package let home: Home
        package var outcome: Outcome
    }

    /// What came of a tool's calls.
    package enum Outcome: Sendable, Hashable {
        /// All were answered, `refused` of them by a refusal.
        case measured(alone: CallTimes, together: CallTimes, refused: Int)
        /// Why there was no call.
        case skipped(String)
        /// Why a call was not answered.
        case failed(String)
    }

    package let file: String
    /// From the file to tools that can be called: the median of a few.
    package let start: Duration
    /// What its process holds for itself before the first call, in bytes; nil when it cannot be read.
    package let idleBytes: Int?
    /// How many calls were made at a time, where many were.
    package let callers: Int
    package var rows: [Row] = []

    /// Whether each call was answered.
    package var isSound: Bool {
        !rows.contains { if case .failed = $0.outcome { true } else { false } }
    }
}

// MARK: - For people

extension PluginBenchmarkReport {
    /// Two lines on the plugin and the heads of the columns.
    package func heading(nameWidth: Int) -> String {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        let memory = idleBytes.map { "; \(ByteCount($0).text) of its own when idle" } ?? ""
        let columns = ["median", "99 %", "least", "calls/s", "\(callers) at once"]
        return "\(name): ready in \(Self.text(start))\(memory)\n"
            + "tool".padded(to: nameWidth) + "home".padded(to: Self.homeWidth)
            + columns.map { $0.leftPadded(to: Self.width) }.joined() + "\n"
    }

    /// One row; a tool that was not measured says why.
    package static func line(_ row: Row, nameWidth: Int) -> String {
        let home = row.home == .worker ? "worker" : "in-process"
        let head = row.tool.padded(to: nameWidth) + home.padded(to: homeWidth)
        switch row.outcome {
        case .skipped(let reason): return "\(head)  not called: \(reason)\n"
        case .failed(let reason): return "\(head)  failed: \(reason)\n"
        case .measured(let alone, let together, let refused):
            let cells = [
                text(alone.median), text(alone.slowest), text(alone.least),
                alone.perSecond.grouped, "\(together.perSecond.grouped)/s",
            ]
            let note = refused > 0 ? "  (\(refused.grouped) refused by the tool)" : ""
            return head + cells.map { $0.leftPadded(to: width) }.joined() + "\(note)\n"
        }
    }

    private static let width = 12
    private static let homeWidth = 11

    /// A time with three digits, in the unit that suits it.
    static func text(_ duration: Duration) -> String {
        let nanoseconds = duration / .nanoseconds(1)
        let units: [(name: String, size: Double)] = [("s", 1e9), ("ms", 1e6), ("µs", 1e3)]
        let unit = units.first { nanoseconds >= $0.size } ?? ("ns", 1)
        let value = nanoseconds / unit.size
        let tenths = Int((value * 10).rounded())
        let digits = value < 100 ? "\(tenths / 10).\(tenths % 10)" : "\(Int(value.rounded()))"
        return "\(digits) \(unit.name)"
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }

    fileprivate func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(1, width - count)) + self
    }
}

extension Int {
    /// With a space between thousands.
    fileprivate var grouped: String {
        var text = ""
        for (index, digit) in String(self).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { text.append(" ") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}

// MARK: - For programs

extension PluginBenchmarkReport {
    /// The whole report in a stable form; times are whole nanoseconds.
    package var json: JSONValue {
        [
            "file": .string(file), "start_ns": Self.json(start),
            "idle_bytes": idleBytes.map { JSONValue($0) } ?? .null, "sound": .bool(isSound),
            "tools": .array(rows.map { .object(json($0)) }),
        ]
    }

    private func json(_ row: Row) -> JSONObject {
        var members: JSONObject = ["tool": .string(row.tool), "home": .string(row.home.rawValue)]
        switch row.outcome {
        case .skipped(let reason): members["skipped"] = .string(reason)
        case .failed(let reason): members["failed"] = .string(reason)
        case .measured(let alone, let together, let refused):
            members["alone"] = .object(Self.json(alone))
            var atOnce = Self.json(together)
            atOnce["callers"] = JSONValue(callers)
            members["together"] = .object(atOnce)
            members["refused"] = JSONValue(refused)
        }
        return members
    }

    private static func json(_ times: CallTimes) -> JSONObject {
        [
            "calls": JSONValue(times.calls), "median_ns": json(times.median), "p99_ns": json(times.slowest),
            "least_ns": json(times.least), "calls_per_second": JSONValue(times.perSecond),
        ]
    }

    private static func json(_ duration: Duration) -> JSONValue {
        JSONValue(Int(duration / .nanoseconds(1)))
    }
}
