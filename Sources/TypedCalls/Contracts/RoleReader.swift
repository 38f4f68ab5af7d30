// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON

/// The words for roles, as authors write them.
enum RoleWord: String, CaseIterable {
    case value
    case constant = "const"
    case text
    case bytes
    case array
    case input = "in"
    case output = "out"
    case inputOutput = "inout"
    case outputBytes = "out_bytes"
    case outputText = "out_text"

    /// The members that say more about it.
    var members: Set<String> {
        switch self {
        case .value, .text: []
        case .constant: ["value"]
        case .bytes: ["length", "encoding"]
        case .array: ["length"]
        case .input, .output, .inputOutput: ["count"]
        case .outputBytes: ["capacity", "length", "used", "encoding"]
        case .outputText: ["capacity", "length"]
        }
    }
}

/// Reads an object of roles against a prototype.
struct RoleReader {
    let prototype: CPrototype
    let declarations: CDeclarations
    var roles: [ParameterRole?]
    var result = ResultRole.none
    var failure: FailureRule?
    var descriptions: [String: String] = [:]

    /// The most elements of a fixed count.
    static let countLimit = 65536
    /// The largest constant capacity, in bytes: that of `TypedCallLimits.blockBytes`.
    static let capacityLimit = 16 << 20

    init(prototype: CPrototype, declarations: CDeclarations) {
        self.prototype = prototype
        self.declarations = declarations
        roles = prototype.parameters.map { _ in nil }
    }

    mutating func read(_ members: JSONObject) throws(TypedCallError) {
        let whole = try RoleObject(
            .object(members), at: JSONPointer(), known: FunctionContract.members)
        let place = JSONPointer().appending("parameters")
        if let value = whole["parameters"] {
            guard case .object(let parameters) = value else {
                throw .role(
                    place, reason: "\"parameters\" is \(value.kindWithArticle), where an object is due")
            }
            for (name, value) in parameters {
                try readParameter(name, value, at: place.appending(name))
            }
        }
        try checkAllHaveRoles()
        try readResult(whole["returns"], at: JSONPointer().appending("returns"))
        try readFailure(whole["errors"], at: JSONPointer().appending("errors"))
        try checkUsedLengths(place)
    }

    // MARK: - Parameters

    private mutating func readParameter(
        _ name: String, _ value: JSONValue, at pointer: JSONPointer
    ) throws(TypedCallError) {
        guard let index = prototype.index(of: name) else {
            let hint = NearestNames.hint(for: name, among: prototype.parameters.map(\.name))
            throw .role(
                pointer,
                reason: "\(prototype.name) has no parameter \"\(name)\""
                    + (hint.map { ". \($0.dropLast())" } ?? ""))
        }
        let type = prototype.parameters[index].type
        let named = try RoleObject(value, at: pointer, known: Self.allMembers).choice("role", RoleWord.self)
        let word: RoleWord
        if let named {
            word = named
        } else if type.isPlain || roles[index] == .length {
            word = .value
        } else {
            throw missingRole(index, at: pointer)
        }
        let members = try RoleObject(value, at: pointer, known: word.members.union(["role", "description"]))
        descriptions[name] = try members.text("description")
        if roles[index] == .length {
            guard named == nil else {
                throw members.fault(
                    "role", "\"\(name)\" counts another parameter, so it has no role of its own")
            }
            return
        }
        roles[index] = try role(word, of: index, members)
    }

    private static let allMembers = RoleWord.allCases.reduce(into: Set(["role", "description"])) {
        $0.formUnion($1.members)
    }

    private mutating func role(
        _ word: RoleWord, of index: Int, _ members: RoleObject
    ) throws(TypedCallError) -> ParameterRole {
        if word == .value {
            guard prototype.parameters[index].type.isPlain else { throw misfit(index, "value", members) }
            return .value
        }
        if word == .constant { return .constant(try constant(of: index, members)) }
        let target = try target(of: index, word, members)
        switch word {
        case .value, .constant: return .value
        case .text: return .text
        case .bytes:
            let length = try length(for: index, members, isRequired: true)
            return .bytes(length: length ?? "", try members.choice("encoding", ByteEncoding.self) ?? .base64)
        case .array: return .array(length: try length(for: index, members, isRequired: true) ?? "")
        case .input: return .input(count: try members.count("count", in: 1...Self.countLimit))
        case .output: return .output(count: try members.count("count", in: 1...Self.countLimit))
        case .inputOutput: return .inputOutput(count: try members.count("count", in: 1...Self.countLimit))
        case .outputBytes:
            let buffer = try buffer(for: index, members)
            let used = try used(of: buffer, members)
            return .outputBytes(
                buffer, used: used, try members.choice("encoding", ByteEncoding.self) ?? .base64)
        case .outputText:
            guard target.integer != nil else { throw misfit(index, word.rawValue, members) }
            return .outputText(try buffer(for: index, members))
        }
    }

    /// What the pointer leads to, when it suits the role.
    private func target(
        of index: Int, _ word: RoleWord, _ members: RoleObject
    ) throws(TypedCallError) -> CType {
        let parameter = prototype.parameters[index]
        guard case .pointer(let target, let isConstant) = parameter.type else {
            throw misfit(index, word.rawValue, members)
        }
        let isBytewise =
            switch word {
            case .bytes, .outputBytes: target.isBytewise
            case .text, .outputText: target.integer?.bits == 8
            case .array, .input, .output, .inputOutput, .value, .constant: target.isPlain
            }
        guard isBytewise else { throw misfit(index, word.rawValue, members) }
        let writes = [.output, .inputOutput, .outputBytes, .outputText].contains(word)
        guard writes != isConstant else {
            throw members.fault(
                "role",
                writes
                    ? "\"\(parameter.name)\" is a \(parameter.spelling), which the function only reads: "
                        + "the role \"\(word.rawValue)\" is for what it writes"
                    : "\"\(parameter.name)\" is a \(parameter.spelling), which the function may write to: "
                        + "the role \"\(word.rawValue)\" is for a pointer to const")
        }
        return target
    }

    private func constant(of index: Int, _ members: RoleObject) throws(TypedCallError) -> JSONValue {
        let parameter = prototype.parameters[index]
        guard let value = members["value"] else {
            throw members.fault(nil, "The constant \"\(parameter.name)\" lacks its \"value\"")
        }
        let suits =
            switch (parameter.type, value) {
            case (.bool, .bool), (.pointer, .null): true
            case (.integer(let integer), .number(let number)): integer.pattern(of: number) != nil
            case (.double, .number(let number)): number.double.isFinite
            case (.float, .number(let number)): Float(number.double).isFinite
            case (.pointer(let target, true), .string(let text)):
                target.integer?.bits == 8 && !text.utf8.contains(0)
            default: false
            }
        guard suits else {
            throw members.fault(
                "value", "\(value.jsonText()) is no \(parameter.spelling), which \"\(parameter.name)\" is")
        }
        return value
    }

    // MARK: - Lengths and capacities

    /// The parameter that `length` names, which is hidden from now on.
    private mutating func length(
        for index: Int, _ members: RoleObject, isRequired: Bool
    ) throws(TypedCallError) -> String? {
        let owner = prototype.parameters[index].name
        guard let name = try members.text("length") else {
            guard !isRequired else {
                throw members.fault(nil, "\"\(owner)\" needs \"length\": the parameter that counts it")
            }
            return nil
        }
        guard let place = prototype.index(of: name), place != index else {
            throw members.fault(
                "length", "The length of \"\(owner)\" is \"\(name)\", which is no other parameter")
        }
        let isOutput = members["capacity"] != nil
        let isCounter =
            switch prototype.parameters[place].type {
            case .integer: true
            case .pointer(.integer, isConstant: false): isOutput
            default: false
            }
        guard isCounter else {
            throw members.fault(
                "length",
                "The length of \"\(owner)\" is \"\(name)\" of type \(prototype.parameters[place].spelling), which counts nothing"
            )
        }
        guard roles[place] == nil || roles[place] == .length || roles[place] == .value else {
            throw members.fault(
                "length", "The length of \"\(owner)\" is \"\(name)\", which has a role of its own")
        }
        roles[place] = .length
        return name
    }

    private mutating func buffer(for index: Int, _ members: RoleObject) throws(TypedCallError) -> OutputBuffer
    {
        let owner = prototype.parameters[index].name
        let capacity: OutputBuffer.Capacity
        switch members["capacity"] {
        case .number?:
            capacity = .constant(try members.count("capacity", in: 1...Self.capacityLimit) ?? 1)
        case .object(let function)?:
            let place = members.pointer.appending("capacity")
            let object = try RoleObject(.object(function), at: place, known: ["prototype"])
            capacity = .function(try boundFunction(object, owner: owner))
        default:
            throw members.fault(
                members["capacity"] == nil ? nil : "capacity",
                "\"\(owner)\" needs \"capacity\": a number of bytes, or an object with the \"prototype\" of a "
                    + "function that tells it")
        }
        return OutputBuffer(capacity: capacity, length: try length(for: index, members, isRequired: false))
    }

    private func boundFunction(_ object: RoleObject, owner: String) throws(TypedCallError) -> CPrototype {
        guard let text = try object.text("prototype") else {
            throw object.fault(nil, "The capacity of \"\(owner)\" lacks the \"prototype\" of its function")
        }
        let bound = try CPrototype(parsing: text, declarations: declarations)
        guard bound.result.integer != nil else {
            throw object.fault("prototype", "\(bound.name) returns no integer, so it tells no capacity")
        }
        for parameter in bound.parameters {
            let same = prototype.index(of: parameter.name).map { prototype.parameters[$0].type }
            guard parameter.type.integer != nil, same?.integer != nil else {
                throw object.fault(
                    "prototype",
                    "\(bound.name) takes \"\(parameter.name)\", which is no integer parameter of \(prototype.name)"
                )
            }
        }
        return bound
    }

    private func used(of buffer: OutputBuffer, _ members: RoleObject) throws(TypedCallError) -> UsedLength {
        let word = try members.text("used")
        guard let word else {
            if let length = buffer.length, isPointer(length) { return .length }
            throw members.fault(
                nil,
                "Nothing says how many bytes are used: set \"used\" to \"all\" or \"result\", or let \"length\" name a pointer to the length"
            )
        }
        guard let used = UsedLength(rawValue: word) else {
            throw members.fault(
                "used", "\"used\" is \"\(word)\", where one of \"all\", \"length\", \"result\" is due")
        }
        if used == .length, buffer.length.map(isPointer) != true {
            throw members.fault(
                "used", "\"length\" names no pointer, so the function cannot say there what it used")
        }
        return used
    }

    private func isPointer(_ name: String) -> Bool {
        guard let index = prototype.index(of: name) else { return false }
        if case .pointer = prototype.parameters[index].type { return true }
        return false
    }

    // MARK: - The whole

    private mutating func checkAllHaveRoles() throws(TypedCallError) {
        for (index, parameter) in prototype.parameters.enumerated() where roles[index] == nil {
            guard parameter.type.isPlain else {
                throw missingRole(index, at: JSONPointer(tokens: ["parameters", parameter.name]))
            }
            roles[index] = .value
        }
    }

    private func checkUsedLengths(_ place: JSONPointer) throws(TypedCallError) {
        for (index, role) in roles.enumerated() {
            guard case .outputBytes(_, .result, _)? = role, prototype.result.integer == nil else { continue }
            throw .role(
                place.appending(prototype.parameters[index].name).appending("used"),
                reason: "\(prototype.name) returns no integer, so it cannot say how many bytes it used")
        }
    }

    private func missingRole(_ index: Int, at pointer: JSONPointer) -> TypedCallError {
        let parameter = prototype.parameters[index]
        let words = RoleWord.allCases.filter { $0 != .value }.map(\.rawValue).joined(separator: ", ")
        return .role(
            pointer,
            reason:
                "\"\(parameter.name)\" is a pointer (\(parameter.spelling)) and needs a role; the roles are \(words)"
        )
    }

    private func misfit(_ index: Int, _ word: String, _ members: RoleObject) -> TypedCallError {
        let parameter = prototype.parameters[index]
        return members.fault(
            "role", "The role \"\(word)\" does not suit \"\(parameter.name)\" of type \(parameter.spelling)")
    }
}
