// SPDX-License-Identifier: Apache-2.0

public import Diagnostics
public import JSON

/// Why a C function cannot be a tool, or why a call of one has no result.
///
/// The first group is for the function's author and comes when the tool is registered; the second is for the model
/// that called it, and for the author again where the function does not do what its roles say.
public enum TypedCallError: Error, Sendable, Hashable {
    // MARK: About a function

    /// The text is no prototype of the subset of C.
    case prototype(text: String, reason: String, column: Int)
    /// The text declares no type.
    case declaration(text: String, reason: String, column: Int)
    /// A role is missing, or does not suit its parameter; the pointer leads into the object of roles.
    case role(JSONPointer, reason: String)
    /// The author's schema allows what the prototype does not.
    case schema(JSONPointer, reason: String)
    /// libffi cannot call a function of these types.
    case signature(function: String, reason: String)
    /// The library has no such function.
    case symbol(name: String, reason: String)

    /// The library cannot be loaded.
    case library(name: String, reason: String)

    // MARK: About a call

    /// An argument is missing, of another kind, out of its type's range, or too large.
    case argument(name: String, reason: String)
    /// The function says that it failed, or has no answer for these arguments.
    case failed(function: String, reason: String)
    /// What the function left behind contradicts its roles.
    case result(function: String, reason: String)
    /// There is no memory for the arguments and buffers of the call.
    case memory(bytes: Int)
}

extension TypedCallError: UserFacingError {
    /// A stable name of the case.
    public var code: String {
        switch self {
        case .prototype: "invalid_prototype"
        case .declaration: "invalid_declaration"
        case .role: "invalid_role"
        case .schema: "schema_not_narrower"
        case .signature: "signature_unsupported"
        case .symbol: "symbol_missing"
        case .library: "library_not_loadable"
        case .argument: "invalid_argument"
        case .failed: "function_failed"
        case .result: "function_broke_contract"
        case .memory: "out_of_memory"
        }
    }

    /// What failed and on what, as one sentence.
    public var message: String {
        switch self {
        case .prototype(let text, let reason, let column):
            "The prototype \"\(Self.shown(text))\" cannot be used: at column \(column), \(reason)."
        case .declaration(let text, let reason, let column):
            "The declaration \"\(Self.shown(text))\" cannot be used: at column \(column), \(reason)."
        case .role(_, let reason), .schema(_, let reason): "\(reason)."
        case .signature(let function, let reason): "\(function) cannot be called: \(reason)."
        case .symbol(let name, let reason): "There is no function \(name) to call: \(reason)."
        case .library(let name, let reason): "The library \(name) cannot be loaded: \(reason)."
        case .argument(let name, let reason): "The argument \"\(name)\" \(reason)."
        case .failed(let function, let reason): "\(function) \(reason)."
        case .result(let function, let reason): "\(function) broke its contract: \(reason)."
        case .memory(let bytes): "There is no memory for the \(bytes) bytes that the call needs."
        }
    }

    /// Where in the object of roles, or in the author's schema, the fault is.
    public var pointer: JSONPointer? {
        switch self {
        case .role(let pointer, _), .schema(let pointer, _): pointer
        case .prototype, .declaration, .signature, .symbol, .library, .argument, .failed, .result, .memory:
            nil
        }
    }

    /// The longest piece of an author's text that is shown, in bytes.
    private static let shownBytes = 160

    private static func shown(_ text: String) -> String {
        guard text.utf8.count > shownBytes else { return text }
        return String(decoding: text.utf8.prefix(shownBytes), as: UTF8.self) + "…"
    }
}
