// SPDX-License-Identifier: Apache-2.0

/// A C function's name and types: `double hypot(double x, double y)`.
public struct CPrototype: Sendable, Hashable {
    /// A parameter with the name that C gives it.
    public struct Parameter: Sendable, Hashable {
        /// A C identifier.
        public let name: String
        /// As C declares it; an array is a pointer.
        public let type: CType
        /// The type as it was written, for messages.
        let spelling: String
    }

    /// The function's name, which is that of its symbol.
    public let name: String
    /// In C's order, with unique names.
    public let parameters: [Parameter]
    /// What the function returns.
    public let result: CType
    let resultSpelling: String

    /// Reads a prototype, with declarations before it where it needs some.
    ///
    /// The subset of C: integers by their ordinary and `stdint.h` names, `size_t`, `float`, `double`, `bool`, `void`,
    /// structs that are declared in full, pointers to these, and names of `declarations`.
    ///
    /// - Throws: `TypedCallError.prototype` with the first fault and its column.
    public init(
        parsing text: String, declarations: CDeclarations = CDeclarations()
    ) throws(TypedCallError) {
        do throws(CFault) {
            var parser = try CParser(text, declarations: declarations)
            self = try parser.readPrototype()
        } catch {
            throw .prototype(text: text, reason: error.reason, column: error.offset + 1)
        }
    }

    init(name: String, parameters: [Parameter], result: CType, resultSpelling: String) {
        self.name = name
        self.parameters = parameters
        self.result = result
        self.resultSpelling = resultSpelling
    }

    /// The place of the parameter of that name.
    func index(of name: String) -> Int? {
        parameters.firstIndex { $0.name == name }
    }
}
