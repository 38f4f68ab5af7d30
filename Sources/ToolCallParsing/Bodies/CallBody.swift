// SPDX-License-Identifier: Apache-2.0

/// Reads what stands between an opening marker and its end.
protocol CallBody: Sendable {
    /// Takes bytes until the body is over or they are used up.
    mutating func read(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) -> BodyProgress

    /// An object begins: what it is read with, and what sends its arguments meanwhile.
    mutating func beginObject(_ gate: inout CallGate) -> (CallObject, ArgumentStreaming)

    /// Takes back the object, complete or broken, or cut because the stream has ended.
    mutating func endObject(
        _ object: CallObject, _ streaming: ArgumentStreaming, isCut: Bool, _ gate: inout CallGate
    ) -> BodyProgress

    /// The stream has ended: takes what is complete and reports what is not.
    ///
    /// - Returns: the bytes since the opening marker when there was no body and all of it is text.
    mutating func finish(_ gate: inout CallGate) -> [UInt8]?
}

extension CallBody {
    /// A body that says of no object that it begins is not asked.
    mutating func beginObject(_ gate: inout CallGate) -> (CallObject, ArgumentStreaming) {
        (CallObject(limit: 0), ArgumentStreaming())
    }

    mutating func endObject(
        _ object: CallObject, _ streaming: ArgumentStreaming, isCut: Bool, _ gate: inout CallGate
    ) -> BodyProgress {
        .needsMore
    }
}

/// How far a body has been read.
enum BodyProgress: Sendable {
    case needsMore
    /// An object begins with the next byte. The machine reads it, for most bytes of a call are in one, and
    /// gives it back.
    case object
    /// The body is over, its end marker consumed where there was one.
    case ended
    /// The body is over, and these bytes that were held are no part of it; its end marker may still come.
    case endedBefore([UInt8], owesEnd: Bool = false)
    /// There is no body here: these bytes and the opening marker are text.
    case refused([UInt8])
    /// The header led to something that is no call.
    case leads(to: Lead)
    /// The next call's opening marker ended it; the rest of what was held follows that.
    case interrupted(Marker, rest: [UInt8] = [])
}

/// What a header can lead to beside a call.
enum Lead: Sendable {
    case text
    /// Reasoning that ends as the pair with that number in the grammar.
    case reasoning(Int)
}
