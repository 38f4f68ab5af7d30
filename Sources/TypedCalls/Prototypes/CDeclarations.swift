// SPDX-License-Identifier: Apache-2.0

/// The names that prototypes may use beside C's own: type names and structs.
public struct CDeclarations: Sendable, Hashable {
    var types: [String: CType] = [:]
    /// Structs by their tags.
    var structures: [String: CStructure] = [:]

    /// The most names: a header's worth.
    static let limit = 256

    /// No names beside C's own.
    public init() {}

    /// Adds what one or more declarations of C say: `typedef unsigned long uLong;`, `struct point { int x, y; };`.
    ///
    /// - Throws: `TypedCallError.declaration` with the first fault.
    public mutating func add(_ text: String) throws(TypedCallError) {
        do throws(CFault) {
            var parser = try CParser(text, declarations: self)
            try parser.readDeclarations()
            self = parser.declarations
        } catch {
            throw .declaration(text: text, reason: error.reason, column: error.offset + 1)
        }
    }
}
