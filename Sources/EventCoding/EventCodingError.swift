// SPDX-License-Identifier: Apache-2.0

import Diagnostics
package import JSON

/// Why a JSON value is no event.
package enum EventCodingError: UserFacingError, Hashable {
    /// A member is missing.
    case missing(JSONPointer)
    /// A member has another kind of value than is due.
    case wrongKind(JSONPointer, expected: String, found: String)
    /// A member has a value that means nothing here.
    case unexpectedValue(JSONPointer, String)

    package var code: String { "invalid_event" }

    package var message: String {
        switch self {
        case .missing(let pointer): "The event has no member \(pointer)."
        case .wrongKind(let pointer, let expected, let found):
            "The event's member \(Self.place(pointer)) is of kind \(found), \(expected) is due."
        case .unexpectedValue(let pointer, let value):
            "The event's member \(pointer) has the value \"\(value.prefix(64))\", which means nothing here."
        }
    }

    private static func place(_ pointer: JSONPointer) -> String {
        pointer.tokens.isEmpty ? "(the whole)" : pointer.description
    }
}
