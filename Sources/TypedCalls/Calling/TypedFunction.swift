// SPDX-License-Identifier: Apache-2.0

public import JSON

/// A C function that takes JSON and gives JSON.
///
/// Everything about the call is settled when this is made. The function's code runs in this process, so one with
/// pointers belongs into a process that may end.
public final class TypedFunction: Sendable {
    /// What the function is and does.
    public let contract: FunctionContract
    let address: FunctionAddress
    let signature: CallSignature
    let steps: [CallStep]
    let limits: TypedCallLimits
    /// How many arguments a call has.
    let argumentCount: Int
    /// What frees a returned text.
    let release: (address: FunctionAddress, signature: CallSignature)?

    /// Prepares calls of a function.
    ///
    /// - Parameters:
    ///   - contract: Its prototype and roles, which nobody can check against the code.
    ///   - address: Its code.
    ///   - limits: What one call may take.
    ///   - companion: Finds functions that the roles name: those that tell capacities or free texts.
    /// - Throws: `TypedCallError.signature`, or what `companion` throws.
    public init(
        _ contract: FunctionContract, at address: FunctionAddress,
        limits: TypedCallLimits = TypedCallLimits(),
        companion: (String) throws(TypedCallError) -> FunctionAddress
    ) throws(TypedCallError) {
        let prototype = contract.prototype
        self.contract = contract
        self.address = address
        self.limits = limits
        let signature = try CallSignature(
            function: prototype.name, arguments: prototype.parameters.map(\.type), result: prototype.result)
        self.signature = signature
        var steps: [CallStep] = []
        var counted: Set<String> = []
        for (index, parameter) in prototype.parameters.enumerated() {
            let role = contract.roles[index]
            var bound: BoundFunction?
            if let function = role.boundFunction {
                bound = try BoundFunction(
                    function, at: try companion(function.name), of: prototype, offsets: signature.offsets)
            }
            let counter = role.counter.flatMap { name in
                Self.counter(name, prototype, signature, isShared: !counted.insert(name).inserted)
            }
            steps.append(
                CallStep(
                    name: parameter.name, type: parameter.type, role: role,
                    offset: signature.offsets[index], counter: counter, bound: bound))
        }
        self.steps = steps
        argumentCount = contract.roles.filter(\.isArgument).count
        if case .text(_, .owned(let free), _) = contract.result {
            release = (
                try companion(free),
                try CallSignature(
                    function: free, arguments: [.pointer(to: .void, isConstant: false)], result: .void)
            )
        } else {
            release = nil
        }
    }

    private static func counter(
        _ name: String, _ prototype: CPrototype, _ signature: CallSignature, isShared: Bool
    ) -> CallStep.Counter? {
        guard let index = prototype.index(of: name) else { return nil }
        let offset = signature.offsets[index]
        switch prototype.parameters[index].type {
        case .integer(let integer):
            return CallStep.Counter(
                name: name, offset: offset, integer: integer, isPointer: false, isShared: isShared)
        case .pointer(.integer(let integer), _):
            return CallStep.Counter(
                name: name, offset: offset, integer: integer, isPointer: true, isShared: isShared)
        default: return nil
        }
    }

    /// Calls the function.
    ///
    /// Blocks for as long as the function takes, and cannot be stopped.
    ///
    /// - Parameter arguments: One for each parameter that is not hidden.
    /// - Returns: What the function returned and left behind, by name.
    /// - Throws: `TypedCallError.argument` and `.memory` before the function runs, `.failed` and `.result` after it.
    public func call(_ arguments: JSONObject) throws(TypedCallError) -> JSONObject {
        var memory = CallMemory(limits: limits)
        let frame = unsafe try memory.block(signature.frameBytes, alignment: 16)
        if arguments.count != argumentCount { try refuseStrangers(arguments) }
        for step in steps { unsafe try prepare(step, arguments, frame: frame, memory: &memory) }
        var capacities: [Int] = []
        for step in steps {
            if let capacity = unsafe try prepareBuffer(step, frame: frame, memory: &memory) {
                capacities.append(capacity)
            }
        }
        let errno = unsafe signature.invoke(address, frame: frame)
        return unsafe try results(frame: frame, capacities: capacities, errno: errno)
    }

    private func refuseStrangers(_ arguments: JSONObject) throws(TypedCallError) {
        for name in arguments.names
        where !steps.contains(where: { $0.name == name && $0.role.isArgument }) {
            throw .argument(name: name, reason: "is none of \(contract.prototype.name)")
        }
    }
}

extension ParameterRole {
    /// The parameter that counts this one.
    var counter: String? {
        switch self {
        case .bytes(let length, _), .array(let length): length
        case .outputBytes(let buffer, _, _), .outputText(let buffer): buffer.length
        case .value, .constant, .length, .text, .input, .output, .inputOutput: nil
        }
    }

    /// The function that tells its capacity.
    var boundFunction: CPrototype? {
        switch self {
        case .outputBytes(let buffer, _, _), .outputText(let buffer):
            if case .function(let prototype) = buffer.capacity { prototype } else { nil }
        default: nil
        }
    }
}
