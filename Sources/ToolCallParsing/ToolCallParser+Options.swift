// SPDX-License-Identifier: Apache-2.0

public import ToolModel

extension ToolCallParser {
    /// How a message is read.
    public struct Options: Sendable, Hashable {
        /// The dialect to look for; `auto` looks for all of them at once.
        public var format: ToolCallFormat
        /// The prompt ended inside a think block, so that the text begins as reasoning.
        public var reasoningOpen: Bool
        /// Whether `callStarted` and `argumentsDelta` events are wanted.
        public var emitsArgumentDeltas: Bool
        /// What ids made here begin with; a number follows.
        public var callIDPrefix: String
        /// What may be held and kept.
        public var limits: ParsingLimits

        /// Every dialect, no argument deltas, and the default limits unless told otherwise.
        public init(
            format: ToolCallFormat = .auto, reasoningOpen: Bool = false, emitsArgumentDeltas: Bool = false,
            callIDPrefix: String = "call_", limits: ParsingLimits = ParsingLimits()
        ) {
            self.format = format
            self.reasoningOpen = reasoningOpen
            self.emitsArgumentDeltas = emitsArgumentDeltas
            self.callIDPrefix = callIDPrefix
            self.limits = limits
        }
    }
}
