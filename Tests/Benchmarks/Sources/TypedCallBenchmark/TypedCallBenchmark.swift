// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import TypedCalls

/// What calling a C function with JSON costs above calling it.
@main
struct TypedCallBenchmark {
    static func main() throws {
        try hypotenuse()
        try checksum()
        try fraction()
    }

    private typealias Binary = @convention(c) (Double, Double) -> Double
    private typealias Checksum = @convention(c) (UInt, UnsafePointer<UInt8>?, UInt32) -> UInt
    private typealias Fraction = @convention(c) (Double, UnsafeMutablePointer<Int32>?) -> Double

    private static func hypotenuse() throws {
        let hypot = try bareFunction("hypot", "libm.so.6", as: Binary.self)
        let bare = best { count in
            var sum = 0.0
            for _ in 0..<count { sum += hypot(3.25, 4) }
            return sum > 0
        }
        let function = try TypedFunction("double hypot(double x, double y)", [:], library: "libm.so.6")
        let arguments: JSONObject = ["x": try JSONValue(parsing: "3.25"), "y": 4]
        report("hypot, two doubles", bare: bare, typed: try typed(function, arguments))
    }

    private static func checksum() throws {
        let text = String(repeating: "x", count: 64)
        let bytes = Array(text.utf8)
        let crc32 = try bareFunction("crc32", "libz.so.1", as: Checksum.self)
        let bare = best { count in
            var sum: UInt = 0
            for _ in 0..<count { sum &+= crc32(0, bytes, 64) }
            return sum != 0
        }
        let function = try TypedFunction(
            "unsigned long crc32(unsigned long crc, const unsigned char *buf, unsigned len)",
            ["parameters": ["buf": ["role": "bytes", "length": "len", "encoding": "text"]]],
            library: "libz.so.1")
        let arguments: JSONObject = ["crc": 0, "buf": .string(text)]
        report("crc32, 64 bytes of text", bare: bare, typed: try typed(function, arguments))
    }

    private static func fraction() throws {
        let frexp = try bareFunction("frexp", "libm.so.6", as: Fraction.self)
        let bare = best { count in
            var sum = 0.0
            var exponent: Int32 = 0
            for _ in 0..<count { sum += frexp(10, &exponent) }
            return sum > 0
        }
        let function = try TypedFunction(
            "double frexp(double x, int *exponent)", ["parameters": ["exponent": ["role": "out"]]],
            library: "libm.so.6")
        report("frexp, a double and an out pointer", bare: bare, typed: try typed(function, ["x": 10]))
    }

    private static func typed(_ function: TypedFunction, _ arguments: JSONObject) throws -> Duration {
        try best { count in
            for _ in 0..<count where try function.call(arguments).isEmpty { return false }
            return true
        }
    }

    private struct Missing: Error {}

    /// The function as the linker gives it.
    private static func bareFunction<Function>(
        _ name: String, _ library: String, as type: Function.Type
    ) throws -> Function {
        guard let handle = dlopen(library, RTLD_NOW), let address = dlsym(handle, name) else {
            throw Missing()
        }
        return unsafeBitCast(address, to: type)
    }

    // MARK: - Measuring

    /// The least time that one of many rounds took, for one call.
    private static func best(_ body: (_ count: Int) throws -> Bool) rethrows -> Duration {
        let count = 20_000
        var least = Duration.seconds(1)
        for _ in 0..<50 {
            let start = ContinuousClock.now
            guard try body(count) else { continue }
            least = min(least, start.duration(to: .now) / count)
        }
        return least
    }

    private static func report(_ name: String, bare: Duration, typed: Duration) {
        func nanoseconds(_ duration: Duration) -> Int { Int(duration / .nanoseconds(1)) }
        let overhead = typed - bare
        let verdict = overhead < .nanoseconds(1500) ? "within" : "over"
        print(
            "\(name): bare \(nanoseconds(bare)) ns, typed \(nanoseconds(typed)) ns, overhead "
                + "\(nanoseconds(overhead)) ns, \(verdict) the target of 1500 ns")
    }
}

extension TypedFunction {
    fileprivate convenience init(
        _ prototype: String, _ roles: JSONObject, library name: String
    ) throws(TypedCallError) {
        let library = try CLibrary(opening: name)
        let contract = try FunctionContract(CPrototype(parsing: prototype), roles: roles)
        try self.init(contract, at: library.function(contract.prototype.name)) {
            (name) throws(TypedCallError) in
            try library.functionAnywhere(name)
        }
    }
}
