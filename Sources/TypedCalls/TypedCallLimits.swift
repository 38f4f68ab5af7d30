// SPDX-License-Identifier: Apache-2.0

/// How much memory calls of C functions may take.
public struct TypedCallLimits: Sendable, Hashable {
    /// The largest block behind one pointer, in bytes.
    ///
    /// Default 16 MiB: the largest result that the host takes.
    public var blockBytes: Int
    /// All blocks of one call together, in bytes.
    ///
    /// Default 64 MiB: what the host lends to a call of any tool.
    public var callBytes: Int
    /// The longest text that a function may return a pointer to, in bytes.
    ///
    /// Default 1 MiB: where no NUL byte stands by then, there was none.
    public var textBytes: Int

    /// Limits with the usual values.
    public init(blockBytes: Int = 16 << 20, callBytes: Int = 64 << 20, textBytes: Int = 1 << 20) {
        self.blockBytes = blockBytes
        self.callBytes = callBytes
        self.textBytes = textBytes
    }
}
