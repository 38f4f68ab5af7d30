// SPDX-License-Identifier: Apache-2.0

public import JSON

/// A type that all the arguments of a tool are read as.
///
/// ```swift
/// struct Greeting: ToolInput {
///     static let who = Argument<String>("who", "Who is greeted.")
///     static let times = Argument("times", "How often.", default: 1, narrowed: ["minimum": 1])
///     static let schema = ToolSchema.object(who, times)
///
///     let who: String
///     let times: Int
///
///     init(_ arguments: ToolArguments) throws(ToolFailure) {
///         who = try Self.who.value(in: arguments)
///         times = try Self.times.value(in: arguments)
///     }
/// }
/// ```
public protocol ToolInput: Sendable {
    /// The JSON Schema (2020-12) of the arguments, of type object.
    static var schema: JSONValue { get }

    /// Reads the arguments, which have passed `schema`.
    ///
    /// - Throws: `ToolFailure` for what the schema allows and the type cannot take.
    init(_ arguments: ToolArguments) throws(ToolFailure)
}
