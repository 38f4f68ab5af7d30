// SPDX-License-Identifier: Apache-2.0

extension ToolCallFormat {
    /// What models' own names, and others' names for a format, stand for here.
    private static let aliases: [String: ToolCallFormat] = [
        "action": .action,
        "qwen25": .hermes, "qwen3": .hermes, "granite4": .hermes, "granite31": .hermes, "exaone4": .hermes,
        "ernie45": .hermes, "mimo": .hermes,
        "lmstudio_default": .lmStudio, "tool_request": .lmStudio,
        "llama3": .llama3JSON, "llama31": .llama3JSON, "llama32": .llama3JSON, "llama33": .llama3JSON,
        "llama31_function_tag": .functionTag, "functionary_v31": .functionTag,
        "functionary_v32": .functionary,
        "mistral_v3": .mistral, "mistral_v7": .mistral, "mistral_v11": .mistral, "mistral_v13": .mistral,
        "devstral": .mistral, "magistral": .mistral, "ministral3": .mistral,
        "granite": .granite, "granite30": .granite, "granite_20b": .graniteFunction,
        "internlm": .internLM,
        "jamba": .toolCallsTag, "hunyuan_a13b": .toolCallsTag, "apriel": .toolCallsTag,
        "minimax_m1": .toolCallsTag,
        "nemotron": .nemotron, "phi4_mini": .functools, "firefunction": .functools,
        "command_a": .command, "command": .command,
        "deepseek_v3": .deepSeek, "deepseek_r1": .deepSeek, "deepseek_v31": .deepSeek,
        "deepseek_v4": .deepSeekDSML, "dsml": .deepSeekDSML,
        "gigachat": .gigaChat, "gigachat31": .gigaChat, "gpt_oss": .harmony,
        "qwen35": .qwen3Coder, "nemotron3": .qwen3Coder, "step35": .qwen3Coder,
        "glm45": .glm, "glm46": .glm, "glm47": .glm, "glm5": .glm, "laguna": .glm, "poolside": .glm,
        "hunyuan3": .hunyuan3, "minimax": .miniMaxM2, "kimi": .kimiK2,
        "functiongemma": .gemma, "gemma4": .gemma,
        "llama4": .pythonic, "llama4_pythonic": .pythonic, "lfm2": .pythonic, "olmo3": .pythonic,
        "toolace": .pythonic, "gemma3": .pythonic,
    ]

    /// The format of that name, or of the model that has its own name for it: `hermes`, `glm45`.
    public init?(name: String) {
        guard let format = ToolCallFormat(rawValue: name) ?? Self.aliases[name] else { return nil }
        self = format
    }
}
