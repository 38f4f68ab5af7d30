// SPDX-License-Identifier: Apache-2.0

import JSON

/// One parameter of a call, with everything that is known before the call.
struct CallStep: Sendable {
    let name: String
    let type: CType
    let role: ParameterRole
    /// Where its argument stands in the frame.
    let offset: Int
    /// The parameter that counts it, or takes its capacity.
    let counter: Counter?
    /// Who tells its capacity, unless it is a constant.
    let bound: BoundFunction?

    /// A parameter that is filled in with a count.
    struct Counter: Sendable {
        let name: String
        let offset: Int
        let integer: CInteger
        /// Whether the count stands behind a pointer.
        let isPointer: Bool
        /// Whether another parameter, before this one, is counted by it too.
        let isShared: Bool
    }

    /// What the pointer leads to; the type itself when it is none.
    var target: CType {
        if case .pointer(let target, _) = type { target } else { type }
    }
}

/// A function that tells how large a buffer has to be, from some of the arguments of the call.
struct BoundFunction: Sendable {
    let name: String
    let address: FunctionAddress
    let signature: CallSignature
    let result: CInteger
    /// For each of its parameters: its type, and where and what the same argument of the call is.
    let sources: [(type: CInteger, offset: Int, from: CInteger)]

    init(_ prototype: CPrototype, at address: FunctionAddress, of call: CPrototype, offsets: [Int])
        throws(TypedCallError)
    {
        guard let result = prototype.result.integer else {
            throw .signature(function: prototype.name, reason: "it returns no integer")
        }
        name = prototype.name
        self.address = address
        self.result = result
        signature = try CallSignature(
            function: prototype.name, arguments: prototype.parameters.map(\.type), result: prototype.result)
        var sources: [(CInteger, Int, CInteger)] = []
        for parameter in prototype.parameters {
            guard let index = call.index(of: parameter.name), let type = parameter.type.integer,
                let from = call.parameters[index].type.integer
            else { throw .signature(function: name, reason: "its parameters are not those of \(call.name)") }
            sources.append((type, offsets[index], from))
        }
        self.sources = sources
    }

    /// Asks it, with what stands in the frame of the call.
    func capacity(frame: UnsafeMutableRawPointer, memory: inout CallMemory) throws(TypedCallError) -> Int {
        let own = unsafe try memory.block(signature.frameBytes, alignment: 16)
        for (index, source) in sources.enumerated() {
            let number = source.from.number(unsafe CValue.load(source.from, from: frame + source.offset))
            guard let pattern = source.type.pattern(of: number) else {
                throw .result(function: name, reason: "\(number.text) does not fit its parameter")
            }
            unsafe CValue.store(pattern, source.type, to: own + signature.offsets[index])
        }
        _ = unsafe signature.invoke(address, frame: own)
        let pattern = unsafe CValue.load(result, from: own + signature.resultOffset)
        guard let count = result.count(pattern) else {
            throw .result(function: name, reason: "it tells the capacity \(result.number(pattern).text)")
        }
        return count
    }
}
