// SPDX-License-Identifier: Apache-2.0

import Glibc
import JSON

extension TypedFunction {
    /// What the function returned and left behind.
    func results(
        frame: UnsafeMutableRawPointer, capacities: [Int], errno: Int32
    ) throws(TypedCallError) -> JSONObject {
        let place = unsafe frame + signature.resultOffset
        let returned = unsafe try returned(place)
        for step in steps { unsafe try checkFence(step, frame: frame) }
        try checkFailure(returned, errno: errno)
        var results = JSONObject()
        switch contract.result {
        case .none, .status: break
        case .value(let name):
            guard case .value(let value) = returned else { throw notANumber(nil) }
            results[name] = value
        case .text(let name, _, let isNullable):
            guard case .value(let value) = returned, isNullable || !value.isNull else {
                throw .failed(function: contract.prototype.name, reason: "returned no text")
            }
            results[name] = value
        }
        var buffer = 0
        for step in steps where step.role.isResult {
            let isBuffer = if case .outputText = step.role { true } else { step.role.usedLength != nil }
            let capacity = isBuffer ? capacities[buffer] : 0
            if isBuffer { buffer += 1 }
            results[step.name] = unsafe try value(of: step, frame: frame, capacity: capacity, returned)
        }
        return results
    }

    // MARK: - The returned value

    /// What the function returned.
    private enum Returned {
        case nothing
        /// NaN, or infinite.
        case notANumber
        case value(JSONValue)
    }

    private func returned(_ place: UnsafeMutableRawPointer) throws(TypedCallError) -> Returned {
        switch contract.prototype.result {
        case .void: return .nothing
        case .pointer:
            guard let text = unsafe place.load(as: UnsafeMutablePointer<CChar>?.self) else {
                return .value(.null)
            }
            defer { unsafe free(text) }
            let length = unsafe strnlen(text, limits.textBytes + 1)
            guard length <= limits.textBytes else {
                throw broken("the text that it returned has no end within \(limits.textBytes) bytes")
            }
            guard
                let string = unsafe String(
                    validating: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
            else { throw broken("the text that it returned is not UTF-8") }
            return .value(.string(string))
        case let type: return unsafe CValue.read(type, from: place).map(Returned.value) ?? .notANumber
        }
    }

    private func free(_ text: UnsafeMutablePointer<CChar>) {
        guard let release else { return }
        var memory = CallMemory(limits: limits)
        // The function has run: without memory for one more frame, the text is lost.
        guard let frame = unsafe try? memory.block(release.signature.frameBytes, alignment: 16) else {
            return
        }
        unsafe (frame + release.signature.offsets[0]).storeBytes(of: UInt(bitPattern: text), as: UInt.self)
        _ = unsafe release.signature.invoke(release.address, frame: frame)
    }

    private func checkFailure(_ returned: Returned, errno: Int32) throws(TypedCallError) {
        guard let rule = contract.failure else { return }
        var number: JSONNumber?
        var isNull = false
        if case .value(let value) = returned {
            number = value.bool.map { $0 ? 1 : 0 } ?? value.number
            isNull = value.isNull
        }
        let isFailure =
            switch rule.condition {
            case .nonzero: number != 0
            case .zero: number == 0
            case .negative: number.map { $0 < 0 } ?? false
            case .null: isNull
            case .errno: errno != 0
            case .values(let values): number.map(values.contains) ?? false
            }
        guard isFailure else { return }
        var reason = number.map { "failed with \($0.text)" } ?? "failed"
        if let message = number.flatMap({ rule.messages[$0.text] }) {
            reason += ": \(message.hasSuffix(".") ? String(message.dropLast()) : message)"
        }
        if errno != 0, rule.explainsErrno || rule.condition == .errno {
            reason += ": \(unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)")"
        }
        throw .failed(function: contract.prototype.name, reason: reason)
    }

    // MARK: - What it left behind

    private func checkFence(_ step: CallStep, frame: UnsafeMutableRawPointer) throws(TypedCallError) {
        guard step.role.isResult else { return }
        guard let block = unsafe (frame + step.offset).load(as: UnsafeMutableRawPointer?.self),
            unsafe CallMemory.isIntact(before: block)
        else { throw broken("it wrote in front of \"\(step.name)\"") }
    }

    private func value(
        of step: CallStep, frame: UnsafeMutableRawPointer, capacity: Int, _ returned: Returned
    ) throws(TypedCallError) -> JSONValue {
        guard let block = unsafe (frame + step.offset).load(as: UnsafeMutableRawPointer?.self) else {
            return .null
        }
        switch step.role {
        case .outputBytes(_, let used, let encoding):
            let count = unsafe try usedBytes(step, used, frame: frame, capacity: capacity, returned)
            let bytes = unsafe Array(UnsafeRawBufferPointer(start: block, count: count))
            guard let text = encoding.text(of: bytes) else {
                throw .failed(
                    function: contract.prototype.name,
                    reason: "wrote bytes to \"\(step.name)\" that are not UTF-8")
            }
            return .string(text)
        case .outputText:
            let bytes = unsafe UnsafeRawBufferPointer(start: block, count: capacity)
            guard let end = unsafe bytes.firstIndex(of: 0) else {
                throw broken("the text in \"\(step.name)\" does not end within its \(capacity) bytes")
            }
            guard
                let text = unsafe String(
                    validating: UnsafeRawBufferPointer(start: block, count: end), as: UTF8.self)
            else { throw broken("the text in \"\(step.name)\" is not UTF-8") }
            return .string(text)
        case .output(let count), .inputOutput(let count):
            let value =
                if let count {
                    unsafe CValue.read(step.target, count: count, from: block)
                } else {
                    unsafe CValue.read(step.target, from: block)
                }
            guard let value else { throw notANumber(step.name) }
            return value
        default: return .null
        }
    }

    /// How many bytes of a buffer the function says it filled.
    private func usedBytes(
        _ step: CallStep, _ used: UsedLength, frame: UnsafeMutableRawPointer, capacity: Int,
        _ returned: Returned
    ) throws(TypedCallError) -> Int {
        let number: JSONNumber?
        switch used {
        case .all: return capacity
        case .result:
            number = if case .value(let value) = returned { value.number } else { nil }
        case .length:
            guard let counter = step.counter,
                let length = unsafe (frame + counter.offset).load(as: UnsafeRawPointer?.self)
            else { return 0 }
            number = counter.integer.number(unsafe CValue.load(counter.integer, from: length))
        }
        guard let number, let count = number.exactly(Int.self), (0...capacity).contains(count) else {
            throw broken(
                "it says that it wrote \(number?.text ?? "no") bytes to \"\(step.name)\", which has \(capacity)"
            )
        }
        return count
    }

    private func notANumber(_ name: String?) -> TypedCallError {
        .failed(
            function: contract.prototype.name,
            reason: name.map { "has no finite number for \"\($0)\" with these arguments" }
                ?? "has no finite result for these arguments")
    }

    private func broken(_ reason: String) -> TypedCallError {
        .result(function: contract.prototype.name, reason: reason)
    }
}

extension ParameterRole {
    /// How the bytes of a buffer are counted; nil when it is none of bytes.
    fileprivate var usedLength: UsedLength? {
        if case .outputBytes(_, let used, _) = self { used } else { nil }
    }
}
