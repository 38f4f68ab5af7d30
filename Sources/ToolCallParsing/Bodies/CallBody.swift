// SPDX-License-Identifier: Apache-2.0

/// Reads what stands between an opening marker and its end.
protocol CallBody: Sendable {
    /// Takes bytes until the body is over or they are used up.
    mutating func read(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) -> BodyProgress

    /// The stream has ended: takes what is complete and reports what is not.
    ///
    /// - Returns: the bytes since the opening marker when there was no body and all of it is text.
    mutating func finish(_ gate: inout CallGate) -> [UInt8]?
}

/// How far a body has been read.
enum BodyProgress: Sendable {
    case needsMore
    /// The body is over, its end marker consumed where there was one.
    case ended
    /// The body is over, and these bytes that were held are no part of it.
    case endedBefore([UInt8])
    /// There is no body here: these bytes and the opening marker are text.
    case refused([UInt8])
    /// The header led to something that is no call.
    case leads(to: Lead)
    /// The next call's opening marker ended it.
    case interrupted(Marker)
}

/// What a header can lead to beside a call.
enum Lead: Sendable {
    case text
    /// Reasoning that ends as the pair with that number in the grammar.
    case reasoning(Int)
}
