// SPDX-License-Identifier: Apache-2.0

public import JSON

/// What a parameter is for: C's types do not say it.
public enum ParameterRole: Sendable, Hashable {
    /// The argument of the same name.
    case value
    /// Always the same, and hidden from the model.
    case constant(JSONValue)
    /// The number of bytes or elements of another parameter, or its capacity; hidden.
    case length
    /// A NUL-terminated UTF-8 text.
    case text
    /// Bytes, whose number goes into the parameter `length`.
    case bytes(length: String, ByteEncoding)
    /// Values side by side, whose number goes into the parameter `length`.
    case array(length: String)
    /// One value behind a pointer, or as many as `count` says.
    case input(count: Int?)
    /// What the function leaves behind a pointer.
    case output(count: Int?)
    /// Both.
    case inputOutput(count: Int?)
    /// Bytes that the function writes into a buffer.
    case outputBytes(OutputBuffer, used: UsedLength, ByteEncoding)
    /// A NUL-terminated text that the function writes into a buffer.
    case outputText(OutputBuffer)

    /// Whether the model gives an argument for it.
    var isArgument: Bool {
        switch self {
        case .value, .text, .bytes, .array, .input, .inputOutput: true
        case .constant, .length, .output, .outputBytes, .outputText: false
        }
    }

    /// Whether the result has a member for it.
    var isResult: Bool {
        switch self {
        case .output, .inputOutput, .outputBytes, .outputText: true
        case .value, .constant, .length, .text, .bytes, .array, .input: false
        }
    }
}

/// A buffer that a function fills.
public struct OutputBuffer: Sendable, Hashable {
    /// How many bytes there are.
    let capacity: Capacity
    /// The parameter that the capacity goes into.
    let length: String?

    /// Where a capacity comes from.
    enum Capacity: Sendable, Hashable {
        case constant(Int)
        /// What this function says, whose parameters are some of the tool's own.
        case function(CPrototype)
    }
}

/// How many bytes of a buffer a function has filled.
public enum UsedLength: String, Sendable, Hashable {
    /// What it leaves behind the pointer to the length.
    case length
    /// What it returns.
    case result
    /// All of them, always.
    case all
}

/// What the returned value is for.
public enum ResultRole: Sendable, Hashable {
    /// Nothing is returned.
    case none
    /// A member of the result.
    case value(name: String)
    /// Read by the rule for failures, and not shown.
    case status
    /// A NUL-terminated text; null stands for none where `isNullable`.
    case text(name: String, ownership: Ownership, isNullable: Bool)

    /// Who frees a returned text.
    public enum Ownership: Sendable, Hashable {
        /// Nobody: it is the library's own.
        case borrowed
        /// The host, with the function of that name.
        case owned(free: String)
    }
}

/// Which returned values mean that the function failed.
public struct FailureRule: Sendable, Hashable {
    enum Condition: Sendable, Hashable {
        case nonzero
        case zero
        case negative
        case null
        /// `errno` is set.
        case errno
        case values([JSONNumber])
    }

    let condition: Condition
    /// Whether the message says what `errno` means.
    let explainsErrno: Bool
    /// What some values mean, by their decimal digits.
    let messages: [String: String]
}
