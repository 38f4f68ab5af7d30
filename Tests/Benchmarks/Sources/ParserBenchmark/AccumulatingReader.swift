// SPDX-License-Identifier: Apache-2.0

import JSON

/// Reads calls as most servers do: all text so far is kept and read from its start with every chunk.
///
/// Per chunk it looks for the opening marker, then for what the call's JSON holds so far, and compares with
/// what it found before, to send the difference. It does nothing else: no other dialect, no validation.
struct AccumulatingReader {
    private static let opener = Array("<tool_call>".utf8)

    private var text: [UInt8] = []
    private(set) var sentText = 0
    private(set) var sentArguments: [UInt8] = []

    mutating func feed(_ chunk: ArraySlice<UInt8>) {
        text.append(contentsOf: chunk)
        guard let body = bodyStart else {
            sentText = text.count
            return
        }
        let arguments = self.arguments(from: body)
        let common = zip(arguments, sentArguments).prefix { $0 == $1 }.count
        sentArguments.replaceSubrange(common..., with: arguments.dropFirst(common))
    }

    /// Where the call's body begins.
    private var bodyStart: Int? {
        var index = 0
        while index + Self.opener.count <= text.count {
            if text[index] == Self.opener[0], text[index...].starts(with: Self.opener) {
                return index + Self.opener.count
            }
            index += 1
        }
        return nil
    }

    /// The bytes of the arguments so far: the second object to begin, up to where it ends.
    private func arguments(from body: Int) -> ArraySlice<UInt8> {
        var scanner = JSONScanner()
        var index = body
        var start: Int?
        while true {
            switch scanner.next(in: text.span, at: &index) {
            case .needsMore, .fault: return text[(start ?? text.count)...]
            case .objectStart where scanner.depth == 2: start = index - 1
            case .objectEnd where scanner.depth == 1: return text[(start ?? index)..<index]
            default: break
            }
        }
    }
}
