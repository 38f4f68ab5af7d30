// SPDX-License-Identifier: Apache-2.0

import ToolModel

/// A wire text for calls that begins with markers of its own.
struct CallDialect: Sendable {
    /// What a dialect is given to make a body's reader of.
    struct Place: Sendable {
        let opener: String
        /// The body's first byte that is not white space.
        let byte: UInt8
        /// No white space stands between the opening marker and that byte.
        let isAdjacent: Bool
        /// Every marker that ends the body or begins the next call.
        let ends: MarkerTrie
        let limits: ParsingLimits
    }

    /// The formats that it is read for, beside `auto`.
    var formats: Set<ToolCallFormat>
    /// The markers that begin a call or a group of calls.
    var openers: [String]
    /// Openers that count only at the start of a segment.
    var lateOpeners: [String] = []
    /// The markers that end one.
    var closers: [String] = []
    /// Markers around calls or text that mean nothing by themselves.
    var framing: [String] = []
    /// Markers within a body that its reader needs to see.
    var inner: [String] = []
    /// Tags that tell, after a name, that the body is one.
    var pivots: [String] = []
    /// What reads the body; nil when none can begin with that byte.
    var body: @Sendable (Place) -> (any CallBody)?
    /// What reads a body whose name and first tag are known.
    var pivotBody: (@Sendable (_ name: String, _ tag: String, Place) -> any CallBody)?
    /// A declared tool's bare name between the markers is a call without arguments.
    var takesBareNames = false
}
