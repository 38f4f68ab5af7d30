// SPDX-License-Identifier: Apache-2.0

public import JSON
import ToolModel

/// A tool's schema as model servers can take it.
///
/// Servers turn the schemas of all tools into one grammar and render them through a chat template; one schema that
/// either cannot take fails the whole request. The copy leaves out or respells what LM Studio and llama.cpp refuse.
/// It may allow more than the original, or say less, so arguments are checked against the original.
public struct UpstreamSchema: Sendable, Hashable {
    /// What the model is shown; the original where there is nothing to change.
    public let schema: JSONValue
    /// What was changed, in the order of the original; empty where nothing was.
    public let changes: [UpstreamChange]

    /// Rewrites the schema of a tool's arguments, whose root describes an object.
    ///
    /// Equal schemas give equal copies, byte for byte, and a copy is rewritten to itself. What is no schema stays.
    ///
    /// - Complexity: O(size of the schema, and of what its references lead to, up to `UpstreamLimits.schemas`).
    public init(rewriting source: JSONValue) {
        guard let members = source.object, !UpstreamPlainness.isPlain(members) else {
            (schema, changes) = (source, [])
            return
        }
        var shown = members
        var changes: [UpstreamChange] = []
        // What one round leaves out may be what a reference leads to.
        for round in 1...UpstreamLimits.rounds {
            var rewriter = UpstreamRewriter(
                root: .object(shown), followsNoReference: round == UpstreamLimits.rounds)
            let rewritten = rewriter.rewrite(root: shown)
            guard !rewriter.changes.isEmpty else { break }
            shown = rewritten
            changes += rewriter.changes
        }
        schema = .object(shown)
        self.changes = changes
    }
}

/// One place in which a schema is not shown to the model as its author wrote it.
public struct UpstreamChange: Sendable, Hashable {
    /// The place in the original, or in the copy so far where an earlier change brought this one about.
    public let pointer: JSONPointer
    /// What was done and why, as said after the place: `left out: …`.
    public let reason: String

    /// A change with its reason.
    public init(pointer: JSONPointer, reason: String) {
        self.pointer = pointer
        self.reason = reason
    }
}

extension ToolDefinition {
    /// The tool with the schema of its arguments as model servers can take it.
    var shownUpstream: ToolDefinition {
        let upstream = UpstreamSchema(rewriting: inputSchema)
        guard !upstream.changes.isEmpty else { return self }
        var shown = self
        shown.inputSchema = upstream.schema
        return shown
    }
}
