// SPDX-License-Identifier: Apache-2.0

/// Where a scanner stands within a string, for callers that look at its content themselves.
extension JSONScanner {
    /// Whether the last byte was inside a string or a name.
    public var isInString: Bool {
        switch state {
        case .string, .escape, .hexadecimal: true
        default: false
        }
    }

    /// Whether the next byte is content of a string or a name, or ends it: not within an escape.
    @inlinable public var isInContent: Bool {
        if case .string = state { true } else { false }
    }

    /// Whether an escape has begun of which only the backslash has come.
    @inlinable public var isAtEscapedByte: Bool {
        if case .escape = state { true } else { false }
    }

    /// Passes over content of the string that is open, which the caller has looked at.
    ///
    /// To be called where the next byte is content, or the letter of an escape; the content's own escapes are sound.
    ///
    /// - Parameter endsInEscape: whether its last byte is the backslash of an escape whose letter is to come.
    @inlinable public mutating func passContent(endsInEscape: Bool) {
        state = endsInEscape ? .escape : .string
    }
}
