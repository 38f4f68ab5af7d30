// SPDX-License-Identifier: Apache-2.0

import JSON

/// Numbers that a schema probably allows.
struct NumberValues {
    private let least: Double?
    private let most: Double?
    private let step: Double
    private let isInteger: Bool

    init(_ schema: JSONValue, isInteger: Bool) {
        let smallest = isInteger ? 1 : 0.5
        func bound(_ keyword: String, _ exclusive: String, _ inward: Double) -> Double? {
            let inclusive = schema[keyword]?.number?.double
            return inclusive ?? schema[exclusive]?.number.map { $0.double + inward }
        }
        least = bound("minimum", "exclusiveMinimum", smallest)
        most = bound("maximum", "exclusiveMaximum", -smallest)
        let multiple = schema["multipleOf"]?.number?.double
        step = multiple ?? (isInteger ? 1 : 0)
        self.isInteger = isInteger
    }

    /// The bounds and what lies beside them; without bounds, what types of C end at.
    var edges: [JSONValue] {
        var texts = ["1", "0", "-1"]
        if !isInteger { texts += ["0.5", "-0.1", "1e-300", "1.7976931348623157e308"] }
        if least == nil { texts += ["-2147483649", "-9223372036854775808", "-9223372036854775809"] }
        if most == nil {
            texts += ["2147483648", "9007199254740993", "9223372036854775807", "9223372036854775808"]
        }
        var values = texts.compactMap { JSONNumber(text: $0) }.map(JSONValue.number)
        let inner = [least.map { ($0 / max(step, 1)).rounded(.up) * max(step, 1) }, least, most].compactMap {
            $0
        }
        values = inner.compactMap(value) + values
        if let least { values += [value(least + max(step, 1))].compactMap { $0 } }
        if let most { values += [value(most - max(step, 1))].compactMap { $0 } }
        return values
    }

    func random(using numbers: inout RandomNumbers) -> JSONValue? {
        let low = least ?? (most.map { $0 - 1000 } ?? -1000)
        let high = max(low, most ?? low + 2000)
        // A double holds the whole range only up to 2^53; the edges are covered elsewhere.
        let found = Double.random(in: low...high, using: &numbers)
        return value(step > 0 ? (found / step).rounded() * step : found)
    }

    private func value(_ number: Double) -> JSONValue? {
        if isInteger, let exact = Int64(exactly: number.rounded()) { return JSONValue(exact) }
        return JSONNumber(number).map(JSONValue.number)
    }
}
