// SPDX-License-Identifier: Apache-2.0

import JSON

/// Turns `{k:<escape>v<escape>,n:2}` into JSON text a byte at a time: what stands between tokens is a string.
struct GemmaText: Sendable {
    private static let tokens = ["<escape>", "<|\"|>"]
    private static let opening = MarkerTrie(tokens.map { Marker(text: $0, role: .inner) })
    private static let closing = tokens.map { MarkerTrie([Marker(text: $0, role: .closing)]) }

    /// The JSON text so far, save for the beginning of what may be a token.
    private(set) var output: [UInt8] = []
    private var isInString = false
    private var matcher = MarkerMatcher(opening)

    mutating func append(_ byte: UInt8) {
        switch matcher.step(byte) {
        case .partial:
            break
        case .marker(let marker):
            output.append(UInt8(ascii: "\""))
            isInString.toggle()
            let token = Self.tokens.firstIndex(of: marker.text) ?? 0
            matcher = MarkerMatcher(isInString ? Self.closing[token] : Self.opening)
        case .failed(let held):
            for byte in held { keep(byte) }
            // The byte that ended an attempt may begin another.
            if held.isEmpty { keep(byte) } else { append(byte) }
        }
    }

    /// Takes what was held, for nothing follows.
    mutating func finish() {
        for byte in matcher.release() { keep(byte) }
    }

    private mutating func keep(_ byte: UInt8) {
        let isPlain = byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
        guard isInString, !isPlain else { return output.append(byte) }
        let text = JSONValue.string(String(Unicode.Scalar(byte))).jsonBytes()
        output.append(contentsOf: text.dropFirst().dropLast())
    }
}
