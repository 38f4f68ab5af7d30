// SPDX-License-Identifier: Apache-2.0

public import JSON

/// A C function as a tool: its prototype, what each pointer is for, and when it has failed.
public struct FunctionContract: Sendable, Hashable {
    /// Name and types.
    public let prototype: CPrototype
    /// One for each parameter, in order.
    public let roles: [ParameterRole]
    /// What the returned value is for.
    public let result: ResultRole
    let failure: FailureRule?
    /// What the author says of parameters and members of the result, by name.
    let descriptions: [String: String]
    let declarations: CDeclarations

    /// The members that an object of roles may have.
    public static let members: Set<String> = ["parameters", "returns", "errors"]

    /// Reads roles as manifests and `th_typed.roles` write them.
    ///
    ///     {"parameters": {"buf": {"role": "bytes", "length": "len"}}, "returns": {"name": "checksum"}}
    ///
    /// A pointer without a role is refused: nothing is guessed.
    ///
    /// - Parameters:
    ///   - prototype: The function.
    ///   - roles: The object with `parameters`, `returns` and `errors`, each of which may be absent.
    ///   - declarations: The types that prototypes inside the roles may use.
    /// - Throws: `TypedCallError.role`, or `.prototype` for one inside the roles.
    public init(
        _ prototype: CPrototype, roles: JSONObject, declarations: CDeclarations = CDeclarations()
    ) throws(TypedCallError) {
        var reader = RoleReader(prototype: prototype, declarations: declarations)
        try reader.read(roles)
        self.prototype = prototype
        self.roles = reader.roles.map { $0 ?? .value }
        result = reader.result
        failure = reader.failure
        descriptions = reader.descriptions
        self.declarations = declarations
    }

    /// Whether a call hands pointers over, or takes one: such functions run in a process of their own only.
    public var usesPointers: Bool {
        func isPointer(_ type: CType) -> Bool { if case .pointer = type { true } else { false } }
        return isPointer(prototype.result) || prototype.parameters.contains { isPointer($0.type) }
    }

    /// The names of further functions that a call needs: those that give capacities, and the one that frees.
    var companions: [String] {
        var names: [String] = []
        for role in roles {
            switch role {
            case .outputBytes(let buffer, _, _), .outputText(let buffer):
                if case .function(let prototype) = buffer.capacity { names.append(prototype.name) }
            default: continue
            }
        }
        if case .text(_, .owned(let free), _) = result { names.append(free) }
        return names
    }
}
