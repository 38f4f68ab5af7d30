// SPDX-License-Identifier: Apache-2.0

/// The wire text in which a model writes its calls.
public enum ToolCallFormat: String, Sendable, Hashable, CaseIterable {
    /// Every dialect at once when reading; the upstream's own `tools` when teaching, with `action` as the fallback.
    case auto
    /// OpenAI's `tools` and `tool_calls`, outside the text.
    case native
    /// `{"action":"listFiles","params":{"path":"."}}`
    case action
    /// `<tool_call>{"name":"listFiles","arguments":{"path":"."}}</tool_call>`
    case hermes
}
