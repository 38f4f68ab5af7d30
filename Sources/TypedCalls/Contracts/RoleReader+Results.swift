// SPDX-License-Identifier: Apache-2.0

import JSON

/// The words for the roles of returned values.
private enum ReturnWord: String, CaseIterable {
    case value
    case text
    case status
}

/// The words for who frees a returned text.
private enum OwnershipWord: String, CaseIterable {
    case borrowed
    case owned
}

extension RoleReader {
    /// What the returned value is for.
    mutating func readResult(_ value: JSONValue?, at pointer: JSONPointer) throws(TypedCallError) {
        let known: Set = ["role", "name", "description", "ownership", "free", "nullable"]
        let members = try RoleObject(value ?? .object([:]), at: pointer, known: known)
        let name = try members.text("name") ?? "result"
        try checkName(name, members)
        if let description = try members.text("description") {
            descriptions[Self.key(ofResult: name)] = description
        }
        let word = try members.choice("role", ReturnWord.self)
        if prototype.result == .void {
            guard value == nil else { throw members.fault(nil, "\(prototype.name) returns nothing") }
            return
        }
        if case .pointer(let target, _) = prototype.result {
            guard word == .text, target.integer?.bits == 8 else {
                throw members.fault(
                    nil,
                    "\(prototype.name) returns a pointer (\(prototype.resultSpelling)): only a text can be read, "
                        + "with {\"role\": \"text\", \"ownership\": \"borrowed\"}, or \"owned\" and \"free\"")
            }
            result = try text(name, members)
            return
        }
        guard word != .text else {
            throw members.fault(
                "role", "\(prototype.name) returns \(prototype.resultSpelling), which is no text")
        }
        for name in ["ownership", "free", "nullable"] where members[name] != nil {
            throw members.fault(name, "\"\(name)\" is for returned texts")
        }
        result = word == .status ? .status : .value(name: name)
    }

    /// The key of a description of the result's member.
    static func key(ofResult name: String) -> String { "-> \(name)" }

    private func text(_ name: String, _ members: RoleObject) throws(TypedCallError) -> ResultRole {
        let isNullable = try members.flag("nullable") ?? false
        switch try members.choice("ownership", OwnershipWord.self) {
        case .borrowed?:
            guard members["free"] == nil else {
                throw members.fault("free", "A borrowed text is not freed")
            }
            return .text(name: name, ownership: .borrowed, isNullable: isNullable)
        case .owned?:
            guard let free = try members.text("free"), Self.isIdentifier(free) else {
                throw members.fault(
                    "free", "An owned text needs \"free\": the name of the function that frees it")
            }
            return .text(name: name, ownership: .owned(free: free), isNullable: isNullable)
        case nil:
            throw members.fault(nil, "A returned text needs its \"ownership\": \"borrowed\" or \"owned\"")
        }
    }

    private func checkName(_ name: String, _ members: RoleObject) throws(TypedCallError) {
        guard Self.isIdentifier(name) else {
            throw members.fault(
                "name", "\"\(name)\" is no name for a member of the result; write one as in C")
        }
        for (index, parameter) in prototype.parameters.enumerated()
        where parameter.name == name && roles[index]?.isResult == true {
            throw members.fault(
                "name", "The parameter \"\(name)\" is a member of the result by that name already")
        }
    }

    private static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 64 else { return false }
        func isLetter(_ byte: UInt8) -> Bool {
            byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        return isLetter(first)
            && name.utf8.allSatisfy { isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    // MARK: - Failures

    /// Which returned values are failures.
    mutating func readFailure(_ value: JSONValue?, at pointer: JSONPointer) throws(TypedCallError) {
        guard let value else {
            if result == .status {
                throw .role(
                    JSONPointer(tokens: ["returns", "role"]),
                    reason: "A status is read by \"errors\", which is missing")
            }
            return
        }
        let members = try RoleObject(value, at: pointer, known: ["when", "errno", "messages"])
        let condition = try condition(members)
        var messages: [String: String] = [:]
        let place = pointer.appending("messages")
        if let texts = members["messages"] {
            guard case .object(let texts) = texts else {
                throw members.fault("messages", "\"messages\" is no object")
            }
            for (key, text) in texts {
                guard let number = JSONNumber(text: key), number.isInteger, let text = text.string else {
                    throw .role(
                        place.appending(key), reason: "\"\(key)\" is no whole number with a sentence for it")
                }
                messages[number.text] = text
            }
        }
        failure = FailureRule(
            condition: condition, explainsErrno: try members.flag("errno") ?? false, messages: messages)
    }

    private func condition(_ members: RoleObject) throws(TypedCallError) -> FailureRule.Condition {
        let words = "\"nonzero\", \"zero\", \"negative\", \"null\", \"errno\" or a list of whole numbers"
        let condition: FailureRule.Condition
        switch members["when"] {
        case "nonzero": condition = .nonzero
        case "zero": condition = .zero
        case "negative": condition = .negative
        case "null": condition = .null
        case "errno": condition = .errno
        case .array(let values)?:
            let numbers = values.compactMap(\.number)
            guard !numbers.isEmpty, numbers.count == values.count, numbers.allSatisfy(\.isInteger) else {
                throw members.fault("when", "\"when\" is \(words)")
            }
            condition = .values(numbers)
        default: throw members.fault(members["when"] == nil ? nil : "when", "\"when\" is \(words)")
        }
        let suits =
            switch (condition, prototype.result) {
            case (.errno, _), (.null, .pointer), (.nonzero, .integer), (.zero, .integer), (.values, .integer):
                true
            case (.nonzero, .bool), (.zero, .bool): true
            case (.negative, .integer(let integer)): integer.isSigned
            default: false
            }
        guard suits else {
            throw members.fault(
                "when",
                "\(prototype.name) returns \(prototype.resultSpelling), which is never \(members["when"]?.jsonText() ?? "")"
            )
        }
        return condition
    }
}
