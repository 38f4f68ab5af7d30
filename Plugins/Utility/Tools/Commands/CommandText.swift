// SPDX-License-Identifier: Apache-2.0

internal import Confinement
internal import SandboxFiles

/// Bytes and names of a command as text for people and models.
enum CommandText {
    /// A name in quotation marks, on one line and cut when long.
    static func quoted(_ name: String) -> String { SandboxPath.quote(name) }

    /// An output as text, with a line in place of what is missing in the middle.
    ///
    /// Bytes that are no UTF-8 become U+FFFD; a character that the cut has split is left out.
    static func text(of output: CappedBytes) -> String {
        guard output.omittedBytes > 0 else { return String(decoding: output.beginning, as: UTF8.self) }
        let head = withoutSplitEnd(output.beginning[...])
        let tail = output.ending.drop { $0 & 0xC0 == 0x80 }
        return String(decoding: head, as: UTF8.self) + "\n[… \(output.omittedBytes) bytes left out …]\n"
            + String(decoding: tail, as: UTF8.self)
    }

    /// The end of what was printed, for a message.
    static func ending(of outputs: [CappedBytes]) -> String {
        let printed = outputs.map(text).joined().suffix(CommandLimits.shownWhenStopped)
        return String(printed.hasSuffix("\n") ? printed.dropLast() : printed)
    }

    /// Whether all that is kept of an output is UTF-8, splits by the cut aside.
    static func isText(_ output: CappedBytes) -> Bool {
        guard output.omittedBytes > 0 else {
            return String(validating: output.beginning, as: UTF8.self) != nil
        }
        let tail = Array(output.ending.drop { $0 & 0xC0 == 0x80 })
        return String(validating: withoutSplitEnd(output.beginning[...]), as: UTF8.self) != nil
            && String(validating: tail, as: UTF8.self) != nil
    }

    /// Without the beginning of a character whose end is not there.
    private static func withoutSplitEnd(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        // A character has four bytes at most, so its first one is among the last three when it is split.
        for back in 1...3 where bytes.count >= back {
            let byte = bytes[bytes.endIndex - back]
            if byte & 0xC0 == 0x80 { continue }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return length > back ? bytes.dropLast(back) : bytes
        }
        return bytes
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
