// SPDX-License-Identifier: Apache-2.0

/// A piece of wire text that means something to the parser.
struct Marker: Sendable, Hashable {
    /// What a marker does when it is met.
    enum Role: Sendable, Hashable {
        /// Begins reasoning; the number is that of the pair in `ReasoningMarkers`.
        case reasoning(Int)
        /// Begins a call of the dialect with that number in the grammar.
        case opening(Int)
        /// Ends a call or a group of calls.
        case closing
        /// Stands around calls or text and means nothing by itself.
        case framing
        /// Begins an answer that is wrapped in tags of its own.
        case answer
        /// Means something to a body's reader alone.
        case inner
        /// A tag that tells, after a name, that a body is one.
        case pivot
        /// `{`, which may begin a bare object that is a call.
        case object
        /// `[`, which may begin a bare list of calls.
        case list
        /// A backtick or a tilde, which may begin a fence line.
        case fence
    }

    let text: String
    let role: Role
}
