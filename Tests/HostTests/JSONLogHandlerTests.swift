// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Logging
import Synchronization
import Testing

@testable import Host

@Suite struct JSONLogHandlerTests {
    @Test func `a record is one line of JSON`() throws {
        try withLines { write, read in
            var handler = JSONLogHandler(
                label: "toolhost", now: { Date(timeIntervalSince1970: 0.25) }, write: write)
            handler[metadataKey: "plugin.id"] = "files"
            let logger = Logger(label: "test") { _ in handler }
            logger.warning(
                "two\nlines \u{1B}[31m",
                metadata: ["level": "kept apart", "sizes": ["1", "2"], "inner": ["b": "2", "a": "1"]]
            )
            let written = read()
            #expect(written.count == 1)
            #expect(written[0].filter { $0 == UInt8(ascii: "\n") }.count == 1)
            let record = try JSONValue(parsing: Array(written[0].dropLast()))
            #expect(
                record == [
                    "time": "1970-01-01T00:00:00.250Z", "level": "warning", "label": "toolhost",
                    "message": "two\nlines \u{1B}[31m", "inner": ["a": "1", "b": "2"],
                    "metadata.level": "kept apart",
                    "plugin.id": "files", "sizes": ["1", "2"],
                ]
            )
        }
    }

    @Test func `a record below the level is not written`() throws {
        try withLines { write, read in
            var handler = JSONLogHandler(label: "toolhost", write: write)
            handler.logLevel = .error
            Logger(label: "test") { _ in handler }.warning("quiet")
            #expect(read().isEmpty)
        }
    }

    private func withLines(
        _ body: (@escaping @Sendable ([UInt8]) -> Void, () -> [[UInt8]]) throws -> Void
    ) throws {
        let lines = Kept()
        try body({ line in lines.add(line) }, { lines.all })
    }
}

/// Lines in the order in which they were written.
private final class Kept: Sendable {
    private let lines = Mutex<[[UInt8]]>([])

    var all: [[UInt8]] { lines.withLock(\.self) }

    func add(_ line: [UInt8]) {
        lines.withLock { $0.append(line) }
    }
}
