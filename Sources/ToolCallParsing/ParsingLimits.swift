// SPDX-License-Identifier: Apache-2.0

/// How much the parser holds back or keeps, and when it gives up on a call.
public struct ParsingLimits: Sendable, Hashable {
    /// The longest call, in bytes of its wire text; the rest of a longer one is skipped and it is malformed.
    ///
    /// Default 8 MiB: a file of that size written by a model would take hours.
    public var callBytes: Int
    /// The most calls taken from one message; those after it are errors.
    ///
    /// Default 128, OpenAI's own bound on tools in a request.
    public var calls: Int
    /// How far into a bare object its `action` key may begin, in bytes.
    ///
    /// Default 256: a thought before the action fits, a document does not.
    public var candidateBytes: Int
    /// How much follows an opening marker before it must look like a call, in bytes.
    ///
    /// Default 64, the longest tool name.
    public var openingBytes: Int
    /// The longest fence line that is held back, in bytes.
    ///
    /// Default 64: a fence and a language's name.
    public var fenceLineBytes: Int
    /// The most white space held back at the start of a segment, in bytes; with more of it, it is text.
    ///
    /// Default 4 KiB.
    public var leadingSpaceBytes: Int
    /// How much of a rejected call an error shows, in bytes.
    ///
    /// Default 512: enough to see the fault, short enough for an event.
    public var previewBytes: Int

    /// The defaults, each of which can be replaced.
    public init(
        callBytes: Int = 8 << 20, calls: Int = 128, candidateBytes: Int = 256, openingBytes: Int = 64,
        fenceLineBytes: Int = 64, leadingSpaceBytes: Int = 4096, previewBytes: Int = 512
    ) {
        self.callBytes = callBytes
        self.calls = calls
        self.candidateBytes = candidateBytes
        self.openingBytes = openingBytes
        self.fenceLineBytes = fenceLineBytes
        self.leadingSpaceBytes = leadingSpaceBytes
        self.previewBytes = previewBytes
    }
}
