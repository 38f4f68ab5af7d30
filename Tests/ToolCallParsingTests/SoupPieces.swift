// SPDX-License-Identifier: Apache-2.0

import ChatModel
import ToolModel

@testable import ToolCallParsing

/// What dialects are made of, and bytes that are nothing at all, to put streams together from.
enum SoupPieces {
    static let all: [[UInt8]] = {
        let markers = Grammar.of(.auto).afterCall.markers.map { Array($0.text.utf8) }
        let texts = [
            "{", "}", "[", "]", "\"", "'", ":", ",", "(", ")", "\n", " ", "\t", "\r\n", "\\", "\\u00e9",
            "\\ud83d", "```json\n",
            "```\n", "~~~\n", "`", "</think>", "<think>", "</tool_call>", "</function>", "</parameter>",
            "[ARGS]",
            "<|message|>", "functions.math:0", "\"action\"", "\"params\"", "\"name\"", "\"arguments\"",
            "math", "\"math\"",
            "{\"action\":\"math\",\"params\":{\"expr\":\"1\"}}",
            "{\"name\":\"math\",\"arguments\":{\"expr\":\"é\"}}",
            "{\"action\":\"nothing\",\"params\":{}}", "{\"params\":{\"expr\":\"2\"},\"action\":\"math\"}",
            "<function=math>", "<parameter=expr>", "math(expr='1')", "[math(expr=\"1\")]", "expr", "text",
            "é", "北", "😀",
            "True", "null", "-1.5e3", "01", "<", "</", "<|", "<tool_", ";", "to=functions.math", "analysis",
            "<arg_key>",
            "<response>", "</response>", "<answer>", "</answer>", ">>>math\n", ">>>all\n", ">>>",
            "```tool_code\n",
            "**{'expr': '2'}", "math.call(", "expr=\"a\\n", "\\x41", "\\ud83d\\ude00", "assistant", "all\n",
            "either",
            "<parameter=either>\n", "</invoke>", "<invoke name=\"math\">", "<parameter name=\"expr\">",
            "<|content_text|>", "<|content_thinking|>",
            "</arg_key>", "<arg_value>", "</arg_value>", "call:math{expr:<escape>1<escape>}", "<escape>",
        ]
        let broken: [[UInt8]] = [
            [0xFF], [0xE2], [0xE2, 0x82], [0xF0, 0x9F], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0x80], [0],
        ]
        return markers + texts.map { Array($0.utf8) } + broken
    }()
}

extension ChatEvent {
    var isDone: Bool { if case .done = self { true } else { false } }
}
