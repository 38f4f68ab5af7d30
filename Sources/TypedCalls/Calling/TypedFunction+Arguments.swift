// SPDX-License-Identifier: Apache-2.0

import JSON

extension TypedFunction {
    /// Puts one argument into the frame, and what it points to into memory of the call.
    func prepare(
        _ step: CallStep, _ arguments: JSONObject, frame: UnsafeMutableRawPointer, memory: inout CallMemory
    ) throws(TypedCallError) {
        let place = unsafe frame + step.offset
        switch step.role {
        case .value:
            unsafe try CValue.write(argument(step, arguments), as: step.type, to: place, name: step.name)
        case .constant(let value):
            guard case .pointer = step.type else {
                unsafe try CValue.write(value, as: step.type, to: place, name: step.name)
                return
            }
            // Null stands in the zeroed frame already.
            if let text = value.string { unsafe try put(Self.terminated(text), at: place, &memory) }
        case .text: unsafe try put(Self.terminated(text(step, arguments)), at: place, &memory)
        case .bytes(_, let encoding):
            let text = try text(step, arguments)
            guard let bytes = encoding.bytes(of: text) else {
                throw .argument(name: step.name, reason: "is not in \(encoding.rawValue)")
            }
            unsafe try put(bytes, at: place, &memory)
            unsafe try count(bytes.count, of: step, unit: "bytes", frame: frame)
        case .array:
            let values = try list(step, arguments)
            unsafe try put(values, of: step, at: place, &memory)
            unsafe try count(values.count, of: step, unit: "elements", frame: frame)
        case .input(let count), .inputOutput(let count):
            guard let count else {
                let block = unsafe try memory.block(step.target.size, alignment: step.target.alignment)
                unsafe try CValue.write(
                    argument(step, arguments), as: step.target, to: block, name: step.name)
                unsafe place.storeBytes(of: UInt(bitPattern: block), as: UInt.self)
                return
            }
            let values = try list(step, arguments)
            guard values.count == count else {
                throw .argument(
                    name: step.name, reason: "has \(values.count) elements, and must have \(count)")
            }
            unsafe try put(values, of: step, at: place, &memory)
        case .output(let count):
            let block = unsafe try memory.block(
                step.target.size * (count ?? 1), alignment: step.target.alignment)
            unsafe place.storeBytes(of: UInt(bitPattern: block), as: UInt.self)
        case .length, .outputBytes, .outputText: break
        }
    }

    /// Makes a buffer for what the function writes, when every argument has its place.
    ///
    /// - Returns: The buffer's capacity in bytes; nil when the parameter is no buffer.
    func prepareBuffer(
        _ step: CallStep, frame: UnsafeMutableRawPointer, memory: inout CallMemory
    ) throws(TypedCallError) -> Int? {
        let buffer: OutputBuffer
        switch step.role {
        case .outputBytes(let found, _, _), .outputText(let found): buffer = found
        default: return nil
        }
        var capacity = 0
        switch buffer.capacity {
        case .constant(let count): capacity = count
        case .function:
            if let bound = step.bound { capacity = unsafe try bound.capacity(frame: frame, memory: &memory) }
        }
        let block = unsafe try memory.block(capacity)
        unsafe (frame + step.offset).storeBytes(of: UInt(bitPattern: block), as: UInt.self)
        if let counter = step.counter {
            guard let pattern = counter.integer.pattern(of: capacity) else {
                throw .result(
                    function: contract.prototype.name,
                    reason: "the capacity \(capacity) of \"\(step.name)\" does not fit \"\(counter.name)\"")
            }
            if counter.isPointer {
                let size = counter.integer.bits / 8
                let length = unsafe try memory.block(size, alignment: size)
                unsafe CValue.store(pattern, counter.integer, to: length)
                unsafe (frame + counter.offset).storeBytes(of: UInt(bitPattern: length), as: UInt.self)
            } else {
                unsafe CValue.store(pattern, counter.integer, to: frame + counter.offset)
            }
        }
        return capacity
    }

    // MARK: - Parts

    private func argument(_ step: CallStep, _ arguments: JSONObject) throws(TypedCallError) -> JSONValue {
        guard let value = arguments[step.name] else { throw .argument(name: step.name, reason: "is missing") }
        return value
    }

    private func text(_ step: CallStep, _ arguments: JSONObject) throws(TypedCallError) -> String {
        let value = try argument(step, arguments)
        guard let text = value.string else {
            throw .argument(name: step.name, reason: "is \(value.kindWithArticle), and must be a string")
        }
        if case .text = step.role, text.utf8.contains(0) {
            throw .argument(name: step.name, reason: "has a NUL character, where a text of C ends")
        }
        return text
    }

    private func list(_ step: CallStep, _ arguments: JSONObject) throws(TypedCallError) -> [JSONValue] {
        let value = try argument(step, arguments)
        guard let values = value.array else {
            throw .argument(name: step.name, reason: "is \(value.kindWithArticle), and must be a list")
        }
        return values
    }

    private static func terminated(_ text: String) -> [UInt8] {
        Array(text.utf8) + [0]
    }

    private func put(
        _ bytes: [UInt8], at place: UnsafeMutableRawPointer, _ memory: inout CallMemory
    ) throws(TypedCallError) {
        let block = unsafe try memory.block(bytes.count)
        unsafe block.copyMemory(from: bytes, byteCount: bytes.count)
        unsafe place.storeBytes(of: UInt(bitPattern: block), as: UInt.self)
    }

    private func put(
        _ values: [JSONValue], of step: CallStep, at place: UnsafeMutableRawPointer,
        _ memory: inout CallMemory
    ) throws(TypedCallError) {
        let block = unsafe try memory.block(values.count * step.target.size, alignment: step.target.alignment)
        unsafe try CValue.write(values, as: step.target, to: block, name: step.name)
        unsafe place.storeBytes(of: UInt(bitPattern: block), as: UInt.self)
    }

    /// Fills in how many bytes or elements there are.
    private func count(
        _ count: Int, of step: CallStep, unit: String, frame: UnsafeMutableRawPointer
    ) throws(TypedCallError) {
        guard let counter = step.counter else { return }
        let place = unsafe frame + counter.offset
        guard let pattern = counter.integer.pattern(of: count) else {
            throw .argument(
                name: step.name,
                reason:
                    "has \(count) \(unit), more than \(counter.integer.maximum.text), which \"\(counter.name)\" can count"
            )
        }
        if counter.isShared {
            let other = unsafe CValue.load(counter.integer, from: place)
            guard other == pattern else {
                throw .argument(
                    name: step.name,
                    reason:
                        "has \(count) \(unit), and must have \(counter.integer.number(other).text) like what is counted with it"
                )
            }
        }
        unsafe CValue.store(pattern, counter.integer, to: place)
    }
}
