// SPDX-License-Identifier: Apache-2.0

/// A JSON text as read: its value, and what the value alone cannot tell.
public struct JSONDocument: Sendable, Hashable {
    /// The value that the text spells.
    public let value: JSONValue
    /// Members written more than once, the later ones in force; at most `JSONReader.reportedDuplicates` of
    /// them.
    public let duplicateKeys: [JSONPointer]
}

/// What to do about an object that has the same name twice.
public enum DuplicateKeys: Sendable, Hashable {
    /// Keep the last value and list the member in `JSONDocument.duplicateKeys`.
    case reported
    /// Fail with `json_duplicate_key`.
    case refused
}

extension JSONDocument {
    /// Reads one JSON text: UTF-8 without a byte order mark, nothing but white space around the value.
    ///
    /// - Throws: `JSONError` with the first fault and its place.
    /// - Complexity: O(bytes).
    public init(
        parsing bytes: Span<UInt8>, limits: JSONLimits = JSONLimits(),
        duplicateKeys: DuplicateKeys = .reported
    ) throws(JSONError) {
        var reader = JSONReader(limits: limits, duplicateKeys: duplicateKeys)
        value = try reader.read(bytes)
        self.duplicateKeys = reader.duplicates
    }
}

extension JSONValue {
    /// Reads one JSON text.
    ///
    /// See `JSONDocument.init(parsing:limits:duplicateKeys:)`.
    public init(
        parsing bytes: Span<UInt8>, limits: JSONLimits = JSONLimits(),
        duplicateKeys: DuplicateKeys = .reported
    ) throws(JSONError) {
        self = try JSONDocument(parsing: bytes, limits: limits, duplicateKeys: duplicateKeys).value
    }

    /// Reads one JSON text.
    ///
    /// See `JSONDocument.init(parsing:limits:duplicateKeys:)`.
    public init(
        parsing bytes: [UInt8], limits: JSONLimits = JSONLimits(), duplicateKeys: DuplicateKeys = .reported
    ) throws(JSONError) {
        try self.init(parsing: bytes.span, limits: limits, duplicateKeys: duplicateKeys)
    }

    /// Reads one JSON text.
    ///
    /// See `JSONDocument.init(parsing:limits:duplicateKeys:)`.
    public init(
        parsing text: String, limits: JSONLimits = JSONLimits(), duplicateKeys: DuplicateKeys = .reported
    ) throws(JSONError) {
        try self.init(parsing: text.utf8Span.span, limits: limits, duplicateKeys: duplicateKeys)
    }
}
