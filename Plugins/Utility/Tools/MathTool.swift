// SPDX-License-Identifier: Apache-2.0

internal import JSON
internal import ToolKit

/// `math`: the value of an expression.
enum MathTool {
    static let tool = Tool(
        name: "math",
        title: "Calculate",
        description: """
            Computes a mathematical expression; use it for any arithmetic instead of working it out \
            yourself. Integers of any size, fractions and decimals are exact (0.1 + 0.2 is 0.3); roots, \
            logarithms and angles give 15 digits. Operators: + - * / ^ ! % // mod = != < <= > >= and or not \
            & | xor ~ << >>; 50% of 80 is 40, 200 + 10% is 220. Constants: pi e tau phi. Functions: sqrt \
            cbrt root exp ln log log2 abs round floor ceil min max sin cos tan asin acos atan (radians, or \
            30 deg) gcd lcm powmod isprime primefactors factorial binomial permutations fibonacci sum product mean \
            median mode variance stdev percentile(list, p) fraction(x) decimal(x, places) hex bin oct \
            base(n, radix) frombase("ff", 16). Lists: mean([1, 2, 4]). No variables, no units; results of up \
            to \(MathLimits.shownDigits) digits. \
            Example: {"expr": "2 + 2 * 3"}
            """,
        input: [
            "type": "object",
            "properties": [
                "expr": [
                    "type": "string", "minLength": 1, "maxLength": JSONValue(MathLimits.characters),
                    "description": "The expression, such as (1 + 0.19) * 49.90 or factorial(20) / 2^10.",
                ]
            ],
            "required": ["expr"],
            "additionalProperties": false,
        ],
        output: [
            "type": "object",
            "properties": [
                "result": [
                    "type": ["number", "boolean", "array", "string"],
                    "description": "The value; a text for fractions and for bases other than ten.",
                ],
                "text": ["type": "string", "description": "The value as it is shown."],
                "exact": ["type": "boolean", "description": "Whether nothing was rounded."],
                "fraction": [
                    "type": "string", "description": "The exact value of a number that is shown rounded.",
                ],
            ],
            "required": ["result", "text", "exact"],
            "additionalProperties": false,
        ],
        annotations: [.readOnly, .idempotent, .closedWorld],
        concurrency: .reentrant
    ) { arguments, _ in
        let result = try MathResult(MathEvaluator.value(of: arguments.require("expr")))
        var answer: JSONObject = [
            "result": result.json, "text": .string(result.text), "exact": .bool(result.isExact),
        ]
        if let fraction = result.fraction { answer["fraction"] = .string(fraction) }
        return ToolOutput(text: result.text, structured: .object(answer))
    }
}
