// SPDX-License-Identifier: Apache-2.0

import JSON

/// A tool as plugins have them: eight properties of the usual kinds.
enum SampleTool {
    static let description = """
        Searches the documents of a project and lists those that match, newest first. Use it before reading a file whose \
        name you do not know.
        """

    /// The number makes schemas of different tools differ.
    static func schema(number: Int) -> JSONValue {
        [
            "type": "object",
            "properties": [
                "query": ["type": "string", "minLength": 1, "description": "What to look for."],
                "path_\(number)": ["type": "string", "description": "The folder.", "default": "."],
                "limit": ["type": "integer", "minimum": 1, "maximum": 100, "default": 20],
                "order": ["type": "string", "enum": ["newest", "oldest", "name", "size"]],
                "recursive": ["type": "boolean", "default": true],
                "since": ["type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"],
                "extensions": ["type": "array", "items": ["type": "string"], "maxItems": 20],
                "threshold": ["type": "number", "minimum": 0, "maximum": 1],
            ],
            "required": ["query", "limit"],
            "additionalProperties": false,
        ]
    }

    static let arguments: JSONValue = [
        "query": "benchmark results", "path_0": "Sources", "limit": 25, "order": "newest", "recursive": true,
        "since": "2026-01-31", "extensions": ["swift", "md"], "threshold": 1,
    ]

    static let faultyArguments: JSONValue = [
        "query": "benchmark results", "path_0": "Sources", "limit": "ten", "order": "newst",
        "recursive": true,
        "since": "31.1.2026", "extensions": ["swift", "md"], "threshold": 1,
    ]
}

/// JSON as services answer with: records of short names, numbers, flags, some text and some nesting.
enum SampleJSON {
    static func text(bytes: Int) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes + 1024)
        var number = 0
        text.append(UInt8(ascii: "["))
        while text.count < bytes {
            if number > 0 { text.append(UInt8(ascii: ",")) }
            text += record(number).utf8
            number += 1
        }
        text.append(UInt8(ascii: "]"))
        return text
    }

    private static func record(_ number: Int) -> String {
        let hash = number &* 2_654_435_761 % 1_000_000_007
        return """

              {"id": \(number), "name": "User \(hash % 9973)", "email": "user\(number)@example.org", \
            "active": \(number % 3 == 0), "score": \(Double(hash % 100_000) / 1000), "balance": -\(hash % 5000).50,
               "tags": ["alpha", "beta-\(hash % 17)", "\(number % 2 == 0 ? "naïve" : "plain")"], "manager": null,
               "address": {"street": "\(hash % 400) Elm Street", "city": "Springfield", "zip": "0\(hash % 9000)", \
            "geo": {"lat": \(Double(hash % 180_000) / 1000 - 90), "lon": \(Double(hash % 360_000) / 1000 - 180)}},
               "note": "Called twice;\\n said \\"maybe\\" and asked for the report of the last quarter, again."}
            """
    }
}
