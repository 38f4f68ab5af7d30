// SPDX-License-Identifier: Apache-2.0

extension Tool {
    /// Hints about what a call may do, as in MCP (2025-11-25, tools): one of each pair, or neither to say nothing.
    ///
    /// The bits are those of `TH_HINT_…` in `toolhost.h`.
    public struct Annotations: OptionSet, Sendable, Hashable {
        /// The hints as bits.
        public let rawValue: UInt32

        /// Takes the bits as they are; the host refuses those it does not know.
        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// The tool changes nothing.
        public static let readOnly = Annotations(rawValue: 0x01)
        /// The tool changes something.
        public static let writes = Annotations(rawValue: 0x02)
        /// The tool may destroy or overwrite something.
        public static let destructive = Annotations(rawValue: 0x04)
        /// The tool only adds.
        public static let additive = Annotations(rawValue: 0x08)
        /// The same call twice has the effect of one.
        public static let idempotent = Annotations(rawValue: 0x10)
        /// Each call has an effect of its own.
        public static let notIdempotent = Annotations(rawValue: 0x20)
        /// The tool reaches things outside the host, such as the web.
        public static let openWorld = Annotations(rawValue: 0x40)
        /// The tool stays within the host's own folders and memory.
        public static let closedWorld = Annotations(rawValue: 0x80)
    }
}
