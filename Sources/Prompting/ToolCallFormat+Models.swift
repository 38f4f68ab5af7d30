// SPDX-License-Identifier: Apache-2.0

public import ToolModel

extension ToolCallFormat {
    /// What stands in a model's name, the more telling first, and the dialect that it was trained on.
    private static let models: [(part: String, format: ToolCallFormat)] = [
        // Distilled from a model that reasons, they have unlearnt the calls of the one that they were made from.
        ("distill", .action),
        ("gpt-oss", .harmony),
        ("qwen3-coder", .qwen3Coder), ("qwen3.5", .qwen3Coder), ("nemotron-3", .qwen3Coder),
        ("step-3.5", .qwen3Coder),
        ("hermes", .hermes), ("qwen", .hermes), ("qwq", .hermes), ("granite-4", .hermes),
        ("exaone-4", .hermes),
        ("ernie-4.5", .hermes), ("mimo", .hermes),
        ("llama-4", .pythonic), ("lfm2", .pythonic), ("olmo-3", .pythonic), ("toolace", .pythonic),
        ("llama-3", .llama3JSON), ("llama3", .llama3JSON),
        ("mistral", .mistral), ("mixtral", .mistral), ("devstral", .mistral), ("magistral", .mistral),
        ("ministral", .mistral), ("codestral", .mistral),
    ]

    /// The dialect in which a model is best taught tools by text, by its name: `qwen/qwen3-coder-30b`.
    ///
    /// A model that is not known gets `action`, which needs no training.
    ///
    /// - Complexity: O(length of the name).
    public static func taught(toModel name: String) -> ToolCallFormat {
        let name = name.lowercased()
        return models.first { name.contains($0.part) }?.format ?? .action
    }
}
