// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import JSON

/// What one override may be.
struct OverrideRule: Sendable {
    /// The kinds of values, with the range where there is one.
    enum Kind: Sendable {
        case string
        case stringOrStrings
        case object
        case stringOrObject
        /// Any number in the range, its ends included.
        case number(ClosedRange<Int>)
        /// Any number over 0.
        case positive
        /// A whole number of at least that.
        case integer(atLeast: Int?)
    }

    let name: String
    let kind: Kind

    /// All overrides, in the order of the documentation.
    static let all: [OverrideRule] = [
        OverrideRule(name: "model", kind: .string),
        OverrideRule(name: "temperature", kind: .number(0...2)),
        OverrideRule(name: "max_tokens", kind: .integer(atLeast: 1)),
        OverrideRule(name: "top_p", kind: .number(0...1)),
        OverrideRule(name: "frequency_penalty", kind: .number(-2...2)),
        OverrideRule(name: "presence_penalty", kind: .number(-2...2)),
        OverrideRule(name: "stop", kind: .stringOrStrings),
        OverrideRule(name: "user", kind: .string),
        OverrideRule(name: "seed", kind: .integer(atLeast: nil)),
        OverrideRule(name: "response_format", kind: .object),
        OverrideRule(name: "top_k", kind: .integer(atLeast: 0)),
        OverrideRule(name: "min_p", kind: .number(0...1)),
        OverrideRule(name: "repeat_penalty", kind: .positive),
        OverrideRule(name: "logit_bias", kind: .object),
        OverrideRule(name: "reasoning_effort", kind: .string),
        OverrideRule(name: "ttl", kind: .integer(atLeast: 1)),
        OverrideRule(name: "tool_choice", kind: .stringOrObject),
    ]

    static func named(_ name: String) -> OverrideRule? {
        all.first { $0.name == name }
    }

    /// - Throws: `invalid_request` for the wrong kind, `override_out_of_range`.
    func check(_ value: JSONValue, at pointer: JSONPointer) throws(HTTPFailure) {
        let isRightKind: Bool
        switch kind {
        case .string: isRightKind = value.string != nil
        case .stringOrStrings:
            isRightKind = value.string != nil || value.array?.allSatisfy { $0.string != nil } == true
        case .object: isRightKind = value.object != nil
        case .stringOrObject: isRightKind = value.string != nil || value.object != nil
        case .number, .positive: isRightKind = value.number != nil
        case .integer: isRightKind = value.number?.isInteger == true
        }
        guard isRightKind else {
            throw .invalidRequest("\(pointer) must be \(wanted), not \(value.shortText).", at: pointer)
        }
        if let number = value.number, !allows(number) {
            throw HTTPFailure(
                .badRequest, code: "override_out_of_range",
                "\(pointer) must be \(wanted), not \(number.text.prefix(64)).",
                details: [
                    "pointer": .string(pointer.description), "override": .string(name),
                    "range": .string(range),
                ])
        }
    }

    private func allows(_ number: JSONNumber) -> Bool {
        switch kind {
        case .number(let range):
            number >= JSONNumber(range.lowerBound) && number <= JSONNumber(range.upperBound)
        case .positive: number > 0
        case .integer(let least): least.map { number >= JSONNumber($0) } ?? true
        case .string, .stringOrStrings, .object, .stringOrObject: true
        }
    }

    private var wanted: String {
        switch kind {
        case .string: "a string"
        case .stringOrStrings: "a string or an array of strings"
        case .object: "an object"
        case .stringOrObject: "a string or an object"
        case .number, .positive: "a number \(range)"
        case .integer(let least): least == nil ? "a whole number" : "a whole number \(range)"
        }
    }

    /// The range in words.
    private var range: String {
        switch kind {
        case .number(let range): "from \(range.lowerBound) to \(range.upperBound)"
        case .positive: "over 0"
        case .integer(let least): least.map { "of at least \($0)" } ?? "of any size"
        case .string, .stringOrStrings, .object, .stringOrObject: "of any size"
        }
    }
}

extension JSONValue {
    /// The value for a message: short scalars as they are, others by their kind.
    fileprivate var shortText: String {
        switch self {
        case .null, .bool: jsonText()
        case .number(let number): String(number.text.prefix(64))
        case .string(let text): "the string \"\(text.prefix(32))\""
        case .array: "an array"
        case .object: "an object"
        }
    }
}
