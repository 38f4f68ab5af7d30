// SPDX-License-Identifier: Apache-2.0

import JSON

/// Values by JSON name, told apart by bytes, in the author's order.
struct JSONDictionary<Value: Sendable>: Sendable {
    let keys: [String]
    private let values: [JSONKey: Value]

    init(_ pairs: [(name: String, value: Value)]) {
        keys = pairs.map(\.name)
        values = Dictionary(pairs.map { (JSONKey($0.name), $0.value) }) { _, last in last }
    }

    subscript(name: String) -> Value? {
        values[JSONKey(name)]
    }
}
