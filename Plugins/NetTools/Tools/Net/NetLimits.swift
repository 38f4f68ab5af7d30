// SPDX-License-Identifier: Apache-2.0

/// How much one call may take from the net.
struct NetLimits: Sendable {
    /// From the first connection to the last byte, all redirects included.
    ///
    /// A reader has long left by then; models wait no longer for a tool either.
    var total = Duration.seconds(45)
    /// To connect and to shake hands over TLS.
    var connect = Duration.seconds(15)
    /// Hops from one address to the next; browsers follow 20, honest sites need 3.
    var redirects = 10
    /// The longest body that is read, in bytes after decompression; what comes after it is left out.
    ///
    /// Pages have 2 MiB at most; what a tool may hold in memory is a few times this.
    var bodyBytes = 8 << 20
    /// How much is read of what is no text, in bytes: enough to see what it is.
    var sampleBytes = 4 << 10
    /// How much of the body of a refusal such as 404 is shown, in bytes.
    var refusalBytes = 1_000
    /// The longest URL, in bytes; servers take no more than 8 KiB.
    static let urlBytes = 8 << 10
    /// The largest request body, in bytes.
    static let requestBytes = 1 << 20

    /// How many elements, attributes and pieces of text of a page are read; large pages have 100,000.
    static let markupEvents: UInt32 = 500_000
    /// How deep elements may be nested; pages in use stay under 100.
    static let markupDepth: UInt32 = 400
}
