// SPDX-License-Identifier: Apache-2.0

import JSON

/// A call's arguments, as the value or the text that they came as; the other form is made when a tool asks for it.
struct CallArguments: Sendable {
    private enum Form {
        case value(JSONObject)
        case text(ArraySlice<UInt8>)
    }

    private let form: Form
    /// The value of a text, once it was asked for.
    private var read: JSONObject?

    init(_ value: JSONObject) {
        form = .value(value)
    }

    /// Arguments as JSON text, from a host that has checked them.
    init(text: ArraySlice<UInt8>) {
        form = .text(text)
    }

    /// One member.
    mutating func member(_ name: String) -> JSONValue? {
        switch form {
        case .value(let value): return value[name]
        case .text(let text):
            if read == nil {
                // The host wrote it, of a value that it had read within its limits.
                read = (try? JSONValue(parsing: text.span))?.object ?? [:]
            }
            return read?[name]
        }
    }

    /// All of them as JSON, for `body` to look at.
    func withText<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        switch form {
        case .value(let value): unsafe JSONValue.object(value).jsonBytes().withUnsafeBytes(body)
        case .text(let text): unsafe text.withUnsafeBytes(body)
        }
    }
}
