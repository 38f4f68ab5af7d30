// SPDX-License-Identifier: Apache-2.0

/// How much a JSON text may ask of its reader.
public struct JSONLimits: Sendable, Hashable {
    /// The longest text, in bytes.
    ///
    /// Default 64 MiB: four times the largest tool result the host accepts.
    public var bytes: Int
    /// The deepest nesting of arrays and objects.
    ///
    /// Default 512: the reader recurses, and so many levels take half a mebibyte of stack, two in a debug
    /// build. Threads on Linux have eight.
    public var depth: Int

    /// The limits; by default those that suit texts from a network.
    public init(bytes: Int = 64 << 20, depth: Int = 512) {
        self.bytes = bytes
        self.depth = depth
    }
}
