// SPDX-License-Identifier: Apache-2.0

/// The end of what a process printed.
struct LastLines: Sendable, Hashable {
    /// How many lines are kept: what a crash report of a runtime usually takes.
    static let count = 20
    /// What the lines may take together, in bytes: a log record that people still read.
    static let byteCount = 4 << 10

    private(set) var lines: [String] = []
    private var bytes = 0

    mutating func append(_ line: String) {
        let line = line.cut(toBytes: Self.byteCount)
        lines.append(line)
        bytes += line.utf8.count
        while lines.count > Self.count || bytes > Self.byteCount { bytes -= lines.removeFirst().utf8.count }
    }

    /// The lines as one text; nil when there are none.
    var text: String? { lines.isEmpty ? nil : lines.joined(separator: "\n") }
}
