// SPDX-License-Identifier: Apache-2.0

import JSON
import TestSupport
import TypedCalls

/// `Tests/Fixtures/Libraries/everything.c`, built and loaded once.
enum EverythingLibrary {
    private static let loaded = Task {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/libeverything.so"
            try await PluginCompiler.build(
                [Repository.fixturePath("Libraries/everything.c")], output: path,
                flags: ["-fvisibility=default", "-D_DEFAULT_SOURCE"])
            // It stays loaded without its file.
            return try CLibrary(opening: path)
        }
    }

    static func library() async throws -> CLibrary {
        try await loaded.value
    }

    /// The declarations of its structs.
    static let declarations = """
        struct point { double x, y; };
        struct tagged { int8_t tag; double value; };
        struct wide { int64_t values[4]; struct point where; bool isSet; };
        """

    /// One of its functions as a tool.
    static func function(
        _ prototype: String, _ roles: JSONValue = [:], limits: TypedCallLimits = TypedCallLimits()
    ) async throws -> TypedFunction {
        let library = try await library()
        return try TypedFunction(prototype, roles, of: library, declarations: declarations, limits: limits)
    }
}

extension TypedFunction {
    /// A function of a library, by what a manifest says of it.
    convenience init(
        _ prototype: String, _ roles: JSONValue = [:], of library: CLibrary, declarations text: String = "",
        limits: TypedCallLimits = TypedCallLimits()
    ) throws(TypedCallError) {
        var declarations = CDeclarations()
        try declarations.add(text)
        let contract = try FunctionContract(
            CPrototype(parsing: prototype, declarations: declarations), roles: roles.object ?? [:],
            declarations: declarations)
        try self.init(contract, at: library.function(contract.prototype.name), limits: limits) {
            (name) throws(TypedCallError) in
            try library.functionAnywhere(name)
        }
    }

    /// The error that a call ends with; nil when it does not.
    func error(_ arguments: JSONObject) -> TypedCallError? {
        do throws(TypedCallError) {
            _ = try call(arguments)
            return nil
        } catch {
            return error
        }
    }
}
