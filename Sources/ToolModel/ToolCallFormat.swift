// SPDX-License-Identifier: Apache-2.0

/// The wire text in which a model writes its calls.
public enum ToolCallFormat: String, Sendable, Hashable, CaseIterable {
    /// Every dialect at once when reading; the upstream's own `tools` when teaching, with one that suits the
    /// model as the fallback.
    case auto
    /// OpenAI's `tools` and `tool_calls`, outside the text.
    case native
    /// `{"action":"listFiles","params":{"path":"."}}`, bare objects in the text.
    case action = "action_json"
    /// `<tool_call>{"name":"f","arguments":{}}</tool_call>`: Hermes, Qwen 2.5 and 3, Granite 4, EXAONE, ERNIE, MiMo.
    case hermes
    /// `[TOOL_REQUEST]{"name":"f","arguments":{}}[END_TOOL_REQUEST]`: LM Studio, for models without a dialect.
    case lmStudio = "lmstudio"
    /// `{"name":"f","parameters":{}}`, bare or after `<|python_tag|>`: Llama 3.1 to 3.3.
    case llama3JSON = "llama3_json"
    /// `<function=f>{}</function>`: Llama 3.1's own, Functionary 3.1.
    case functionTag = "function_tag"
    /// `>>>f` and the arguments on the lines after it: Functionary 3.2.
    case functionary
    /// `[TOOL_CALLS]f[ARGS]{}`: Mistral and its kin; up to version 7 `[TOOL_CALLS] [{"name":"f","arguments":{}}]`.
    case mistral
    /// `<|tool_call|>[{"name":"f","arguments":{}}]`: Granite 3.
    case granite = "granite3"
    /// `<function_call> {"name":"f","arguments":{}}`: Granite 20b.
    case graniteFunction = "granite_20b_fc"
    /// `<|action_start|><|plugin|>{"name":"f","parameters":{}}<|action_end|>`: InternLM 2.
    case internLM = "internlm2"
    /// `<tool_calls>[{"name":"f","arguments":{}}]</tool_calls>`: Jamba, Hunyuan A13B, Apriel, MiniMax M1.
    case toolCallsTag = "tool_calls"
    /// `<TOOLCALL>[{"name":"f","arguments":{}}]</TOOLCALL>`: Nemotron Nano 2.
    case nemotron = "nemotron_nano_v2"
    /// `functools[{"name":"f","arguments":{}}]`: Phi-4 mini, FireFunction.
    case functools
    /// `[{"name":"f","arguments":{}}]`, bare or in any of several wrappers: xLAM.
    case xLAM = "xlam"
    /// `<|START_ACTION|>[{"tool_name":"f","parameters":{}}]<|END_ACTION|>`: Command R7B and A.
    case command = "command_r7b"
    /// `<｜tool▁call▁begin｜>f<｜tool▁sep｜>{}<｜tool▁call▁end｜>`: DeepSeek V3, R1, V3.1.
    case deepSeek = "deepseek"
    /// `<|tool_call_begin|>functions.f:0<|tool_call_argument_begin|>{}<|tool_call_end|>`: Kimi K2.
    case kimiK2 = "kimi_k2"
    /// `<|function_call|>{"name":"f","arguments":{}}`: GigaChat 3.
    case gigaChat = "gigachat3"
    /// `<|tools_prefix|>[{"f":{}}]<|tools_suffix|>`: Apertus.
    case apertus
    /// `<|tool_calls|>[{'name':'f','arguments':{}}]`: Sarashina.
    case sarashina
    /// `<|message_model|>f<|content_invoke_tool_json|>{"name":"f","args":{}}<|end_message|>`: Inkling.
    case inkling
    /// `<|channel|>commentary to=functions.f <|constrain|>json<|message|>{}<|call|>`: gpt-oss.
    case harmony
    /// `<tool_call><function=f><parameter=k>v</parameter></function></tool_call>`: Qwen3-Coder, Qwen3.5, Nemotron 3.
    case qwen3Coder = "qwen3_coder"
    /// `<seed:tool_call><function=f>…</function></seed:tool_call>`: Seed-OSS.
    case seedOSS = "seed_oss"
    /// `<tool_call>f<arg_key>k</arg_key><arg_value>v</arg_value></tool_call>`: GLM 4.5 to 5.
    case glm
    /// `<longcat_tool_call>f<longcat_arg_key>k</longcat_arg_key>…`: LongCat.
    case longCat = "longcat"
    /// `<tool_call:opensource>f<tool_sep:opensource>…`: Hunyuan 3.
    case hunyuan3 = "hy3"
    /// `<minimax:tool_call><invoke name="f"><parameter name="k">v</parameter></invoke></minimax:tool_call>`: MiniMax M2.
    case miniMaxM2 = "minimax_m2"
    /// `<atem:function_calls><atem:invoke name="f">…</atem:invoke></atem:function_calls>`: Muse.
    case muse
    /// `<｜DSML｜function_calls><｜DSML｜invoke name="f">…`: DeepSeek V3.2 and V4.
    case deepSeekDSML = "deepseek_v32"
    /// `<|open|>call tool="f" index="1"<|sep|>…<|close|>call<|sep|>`: Kimi K3.
    case kimiK3 = "kimi_k3"
    /// `<｜tool_call_begin｜>function<｜tool_sep｜><steptml:invoke name="f">…`: Step-3.
    case step3
    /// `<start_function_call>call:f{k:<escape>v<escape>}<end_function_call>`: FunctionGemma, Gemma 4.
    case gemma
    /// `[f(k='v')]`, bare or between markers: Llama 4, LFM2, OLMo 3, ToolACE, Gemma 3.
    case pythonic
}
