// SPDX-License-Identifier: Apache-2.0

import JSON

/// Roles that a function's types and names suggest, each with a note for its author.
struct RoleDraft {
    private(set) var roles: JSONObject = [:]
    private(set) var notes: [String] = []
    private let prototype: CPrototype

    /// Endings of names that count something.
    private static let counterNames = [
        "len", "length", "size", "count", "n", "num", "bytes", "cap", "capacity",
    ]
    /// A capacity to begin with, in bytes.
    private static let capacity: JSONValue = 4096

    init(_ prototype: CPrototype) {
        self.prototype = prototype
        var parameters: JSONObject = [:]
        for (index, parameter) in prototype.parameters.enumerated() {
            guard case .pointer(let target, let isConstant) = parameter.type, !isCounter(index) else {
                continue
            }
            let counter =
                index + 1 < prototype.parameters.count && counts(index + 1)
                ? prototype.parameters[index + 1] : nil
            guard let role = isConstant ? Self.input(target, counter) : Self.output(target, counter) else {
                continue
            }
            parameters[parameter.name] = .object(role)
            let what = JSONValue.object(role).jsonText()
            notes.append("\(prototype.name): is the role of \"\(parameter.name)\" \(what)?")
        }
        if !parameters.isEmpty { roles["parameters"] = .object(parameters) }
        if case .pointer(let target, _) = prototype.result, target.integer?.bits == 8 {
            roles["returns"] = ["role": "text", "ownership": "borrowed"]
            notes.append("\(prototype.name): who frees the text that it returns? It is drafted as borrowed.")
        }
    }

    /// Whether the parameter counts the one before it.
    private func isCounter(_ index: Int) -> Bool {
        guard index > 0, case .pointer(let target, _) = prototype.parameters[index - 1].type else {
            return false
        }
        return (target.isBytewise || target.isPlain) && counts(index)
    }

    private func counts(_ index: Int) -> Bool {
        let parameter = prototype.parameters[index]
        let isInteger =
            switch parameter.type {
            case .integer(let integer): integer.bits >= 16
            case .pointer(.integer(let integer), isConstant: false): integer.bits >= 32
            default: false
            }
        let name = parameter.name.lowercased()
        return isInteger
            && Self.counterNames.contains { name == $0 || ($0.utf8.count > 1 && name.hasSuffix($0)) }
    }

    private static func input(_ target: CType, _ counter: CPrototype.Parameter?) -> JSONObject? {
        let length = counter.flatMap { $0.type.integer == nil ? nil : $0.name }
        if target.isBytewise {
            if let length { return ["role": "bytes", "length": .string(length)] }
            return target == .void ? nil : ["role": "text"]
        }
        guard target.isPlain else { return nil }
        return length.map { ["role": "array", "length": .string($0)] } ?? ["role": "in"]
    }

    private static func output(_ target: CType, _ counter: CPrototype.Parameter?) -> JSONObject? {
        guard target.isBytewise else { return target.isPlain ? ["role": "out"] : nil }
        var role: JSONObject = ["role": "out_bytes", "capacity": capacity]
        let isText = target.integer == .character && counter?.type.integer != nil
        if isText { role["role"] = "out_text" }
        if let counter { role["length"] = .string(counter.name) }
        if !isText, counter?.type.integer != nil || counter == nil { role["used"] = "all" }
        return role
    }
}
