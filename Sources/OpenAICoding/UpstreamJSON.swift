// SPDX-License-Identifier: Apache-2.0

public import JSON

/// Reads JSON that a model server wrote, in spite of two faults that a token-wise server cannot always avoid:
/// surrogate halves in escapes and bytes that are no UTF-8.
public enum UpstreamJSON {
    /// The value of a whole body, with U+FFFD in the place of what is no character.
    ///
    /// - Parameter bytes: the body.
    /// - Returns: the value.
    /// - Throws: `JSONError` when it is not JSON in any other way.
    public static func value(of bytes: [UInt8]) throws(JSONError) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: bytes)
        } catch {
            switch error.reason {
            case .loneSurrogate: return try value(of: SurrogateHalves.replaced(bytes))
            case .invalidUTF8: return try value(of: Array(String(decoding: bytes, as: UTF8.self).utf8))
            default: throw error
            }
        }
    }

    /// The value of one event, halves marked so that neighbouring events can be put together.
    static func read(_ bytes: [UInt8]) throws(JSONError) -> (value: JSONValue, halves: SurrogateHalves?) {
        do throws(JSONError) {
            return (try JSONValue(parsing: bytes), nil)
        } catch {
            guard error.reason == .loneSurrogate, let halves = SurrogateHalves(for: bytes) else {
                return (try value(of: bytes), nil)
            }
            return (try value(of: halves.marked(bytes)), halves)
        }
    }
}
