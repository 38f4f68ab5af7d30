// SPDX-License-Identifier: Apache-2.0

/// The markers between which models think aloud.
enum ReasoningMarkers {
    /// What begins one kind of reasoning and what ends it.
    struct Pair: Sendable {
        /// Nil where a header that says more than a marker begins it.
        let opener: String?
        let closers: [String]
    }

    /// The first pair is the one that `reasoningOpen` stands for.
    static let pairs: [Pair] = [
        // Apriel's thoughts end where its answer is announced.
        Pair(opener: "<think>", closers: ["</think>", "[BEGIN FINAL RESPONSE]"]),
        Pair(opener: nil, closers: ["<|end|>", "<|return|>", "<|call|>"]),
        Pair(opener: "[THINK]", closers: ["[/THINK]"]),
        Pair(opener: "◁think▷", closers: ["◁/think▷"]),
        Pair(opener: "<seed:think>", closers: ["</seed:think>"]),
        Pair(opener: "<|START_THINKING|>", closers: ["<|END_THINKING|>"]),
        Pair(opener: "<|channel>thought\n", closers: ["<channel|>"]),
        Pair(opener: "<|open|>think<|sep|>", closers: ["<|close|>think<|sep|>"]),
        Pair(opener: "<|content_thinking|>", closers: ["<|end_message|>"]),
        Pair(opener: "<|inner_prefix|>", closers: ["<|inner_suffix|>"]),
    ]

    /// Harmony's analysis channel.
    static let harmony = 1
    /// Inkling's thinking messages.
    static let inkling = 8
    /// What some models put around the answer that follows their thoughts.
    static let answers = (openers: ["<response>", "<answer>"], closers: ["</response>", "</answer>"])
    /// The same where no thoughts need to come before it.
    static let framing = ["[BEGIN FINAL RESPONSE]", "[END FINAL RESPONSE]"]
}
