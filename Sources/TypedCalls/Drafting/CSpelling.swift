// SPDX-License-Identifier: Apache-2.0

/// Puts types and names together as C writes them.
enum CSpelling {
    /// `double x`, `const char *name`, `int values[3]`.
    static func declaration(of name: String, type: String) -> String {
        if let bracket = type.utf8.firstIndex(of: UInt8(ascii: "[")) {
            let element = type[..<bracket]
            return "\(element.last == " " ? element.dropLast() : element) \(name)\(type[bracket...])"
        }
        return type.hasSuffix("*") ? "\(type)\(name)" : "\(type) \(name)"
    }
}
