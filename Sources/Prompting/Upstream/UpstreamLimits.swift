// SPDX-License-Identifier: Apache-2.0

/// What model servers take at the most; beyond it a part of the schema is not shown.
enum UpstreamLimits {
    /// The highest bound of a repetition: characters of a string, elements of an array, a pattern's `{n}`.
    ///
    /// llama.cpp refuses a grammar from 2000 on, and counts the rules of groups around a repetition too.
    static let repetitions = 1000
    /// The most values of an `enum`; OpenAI's servers count longer ones against a quota.
    static let enumValues = 250
    /// The longest `enum`, in bytes of its strings.
    static let enumBytes = 15_000
    /// The deepest nesting of schemas.
    ///
    /// llama.cpp refuses JSON that is nested over 128 deep, and versions before that check crashed. A level of schema
    /// is two or three of JSON.
    static let depth = 32
    /// The most schemas within that of one tool's arguments, those that references lead to included.
    ///
    /// More would fill a model's context by themselves.
    static let schemas = 5000
    /// The most times that a schema is gone through, again for what the changes of the time before brought about.
    static let rounds = 4
}
