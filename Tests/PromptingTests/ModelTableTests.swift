// SPDX-License-Identifier: Apache-2.0

import Prompting
import Testing
import ToolModel

@Suite struct ModelTableTests {
    @Test(arguments: [
        ("qwen/qwen3-coder-30b", ToolCallFormat.qwen3Coder), ("Qwen2.5-7B-Instruct-GGUF", .hermes),
        ("qwen3-8b", .hermes), ("NousResearch/Hermes-3-Llama-3.1-8B", .hermes),
        ("meta-llama-3.1-8b-instruct", .llama3JSON), ("llama-4-scout-17b", .pythonic),
        ("mistralai/devstral-small-2507", .mistral), ("openai/gpt-oss-20b", .harmony),
        ("deepseek-r1-distill-qwen-7b", .action), ("gemma-3-12b-it", .action), ("toolhost-demo", .action),
        ("", .action),
    ])
    func `a model is taught in the dialect that it was trained on`(_ name: String, _ format: ToolCallFormat) {
        #expect(ToolCallFormat.taught(toModel: name) == format)
        #expect(PromptBuilder.taughtFormats.contains(format))
    }
}
