// SPDX-License-Identifier: Apache-2.0

/// A text that comes in pieces, which may end within a character.
struct StreamedText: Sendable {
    private var bytes: [UInt8] = []
    /// How many bytes at the end begin a character that is not complete.
    private var openBytes = 0

    /// Whether no character is left unfinished.
    var isComplete: Bool { openBytes == 0 }

    /// The complete characters so far.
    var text: String {
        String(decoding: bytes.dropLast(openBytes), as: UTF8.self)
    }

    /// Takes the next piece; false, with nothing taken, when it cannot be UTF-8.
    mutating func append(_ piece: [UInt8]) -> Bool {
        let candidate = bytes.suffix(openBytes) + piece
        let open = Self.openSuffix(of: candidate)
        guard String(validating: candidate.dropLast(open), as: UTF8.self) != nil else { return false }
        bytes += piece
        openBytes = open
        return true
    }

    /// How many bytes at the end begin a character without completing it: 0 to 3.
    private static func openSuffix(of bytes: ArraySlice<UInt8>) -> Int {
        for count in 1...3 {
            guard bytes.count >= count else { return 0 }
            let byte = bytes[bytes.endIndex - count]
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            if length > 1 { return length > count && isPossible(bytes.suffix(count)) ? count : 0 }
            // A continuation byte: the start is further left.
            guard byte & 0xC0 == 0x80 else { return 0 }
        }
        return 0
    }

    /// Whether a beginning can still become a character: by completing it with the smallest or the largest rest.
    private static func isPossible(_ start: ArraySlice<UInt8>) -> Bool {
        guard let first = start.first else { return false }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        return [UInt8(0x80), 0x90, 0xBF].contains { filler in
            let whole = Array(start) + [UInt8](repeating: filler, count: length - start.count)
            return String(validating: whole, as: UTF8.self) != nil
        }
    }
}
