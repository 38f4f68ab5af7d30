// SPDX-License-Identifier: Apache-2.0

import JSON

/// Compares an answer with the part of it that a fixture states.
enum JSONSubset {
    /// Where `actual` lacks or differs from what `expected` states; nil when all of it is there.
    ///
    /// An object may have more members than stated; arrays have the same elements; the text `"<any>"` stands for anything.
    static func firstDifference(
        of expected: JSONValue, in actual: JSONValue, at pointer: JSONPointer = JSONPointer()
    ) -> String? {
        switch (expected, actual) {
        case (.string("<any>"), _):
            return nil
        case (.object(let members), .object(let others)):
            for (name, value) in members {
                guard let other = others[name] else { return "\(pointer.appending(name)) is missing" }
                if let found = firstDifference(of: value, in: other, at: pointer.appending(name)) {
                    return found
                }
            }
            return nil
        case (.array(let elements), .array(let others)):
            guard elements.count == others.count else { return "\(pointer) has \(others.count) elements" }
            for (index, pair) in zip(elements, others).enumerated() {
                if let found = firstDifference(of: pair.0, in: pair.1, at: pointer.appending(index)) {
                    return found
                }
            }
            return nil
        default:
            return expected == actual ? nil : "\(pointer) is \(actual), not \(expected)"
        }
    }
}

/// Reads what a client of `/chat` receives.
enum ServerSentEvents {
    /// The JSON of each `data:` line; comment lines are skipped.
    static func values(in text: String) throws -> [JSONValue] {
        try text.split(separator: "\n").compactMap { line in
            guard line.hasPrefix("data: ") else { return nil }
            return try JSONValue(parsing: String(line.dropFirst(6)))
        }
    }
}

extension [JSONValue] {
    /// The events with the text of neighbouring `chunk` events put together: where a stream is cut is nobody's promise.
    func joiningText() -> [JSONValue] {
        reduce(into: []) { kept, event in
            guard event["type"] == "chunk", let last = kept.last, last["type"] == "chunk",
                let text = last["data"]?.string, let more = event["data"]?.string
            else { return kept.append(event) }
            kept[kept.count - 1] = ["type": "chunk", "data": .string(text + more)]
        }
    }
}
