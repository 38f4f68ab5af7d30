// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles

/// A piece of a text file, cut at characters and, where more follows, after a line if one ends in its second
/// half.
struct TextPage: Sendable {
    /// What a page holds unless the caller says otherwise: about 60 000 tokens of English.
    static let defaultBytes = 256 << 10
    /// The largest page, in bytes of the file.
    static let maximumBytes = 1 << 20
    /// The smallest page: any character fits.
    static let minimumBytes = 16

    let text: String
    let encoding: TextEncoding
    /// Where in the file the page begins and how far it goes, in bytes of the file.
    let offset: Int64
    let bytes: Int
    /// The size of the whole file in bytes.
    let size: Int64

    /// Where the next page begins; nil at the end of the file, and where a file that shrank meanwhile ends now.
    var nextOffset: Int64? {
        bytes > 0 && offset + Int64(bytes) < size ? offset + Int64(bytes) : nil
    }

    /// Reads a page of the file at `path`; an offset within a character moves on to the next one.
    ///
    /// - Throws: `FileError` for anything but a text file, and for an offset past its end.
    init(_ path: SandboxPath, in sandbox: Sandbox, offset: Int64, limit: Int) throws(FileError) {
        let file = try sandbox.openFile(path)
        let sample = try sandbox.explaining("reading", path) { () throws(SystemError) in
            try file.descriptor.read(TextEncoding.sampleBytes, at: 0)
        }
        size = max(file.status.size, Int64(sample.count))
        let type = MediaType(sample: sample, name: path.name ?? "")
        guard type.isText, let sampleEncoding = TextEncoding(sample: sample) else {
            throw FileError(
                .binaryFile, "\(path.quoted) is not text: its type is \(type.name), its size \(size) bytes.",
                hint: "Use getFileInfo for what is known about it."
            )
        }
        guard offset <= size else {
            throw FileError(
                .pastEnd, "The offset \(offset) is past the end of \(path.quoted), which has \(size) bytes.")
        }
        let mark = sampleEncoding.markBytes(sample)
        var start = max(offset, Int64(mark))
        if sampleEncoding == .utf16LittleEndian || sampleEncoding == .utf16BigEndian { start += start % 2 }
        // A few bytes more, so that a character that begins before the border is whole.
        let place = start
        let raw = try sandbox.explaining("reading", path) { () throws(SystemError) in
            try file.descriptor.read(limit + 4, at: place)
        }
        let text = try Self.upToNUL(raw, sampleEncoding, path, at: place)
        encoding = Self.refined(sampleEncoding, sample, text)
        let skipped = start > Int64(mark) ? TextBorders.leading(text[...], encoding) : 0
        let piece = Self.cut(text.dropFirst(skipped), limit: limit, encoding)
        self.offset = start + Int64(skipped)
        bytes = piece.count
        self.text = encoding.decode(piece)
    }

    /// What comes before a NUL, which texts have only in UTF-16; a log may have a hole after a power cut.
    private static func upToNUL(
        _ bytes: [UInt8], _ encoding: TextEncoding, _ path: SandboxPath, at offset: Int64
    ) throws(FileError) -> [UInt8] {
        guard encoding != .utf16LittleEndian, encoding != .utf16BigEndian,
            let place = ByteScan.first(0, in: bytes.span, 0..<bytes.count)
        else { return bytes }
        guard place == 0 else { return Array(bytes[..<place]) }
        let end = offset + Int64(bytes.firstIndex { $0 != 0 } ?? bytes.count)
        throw FileError(
            .binaryFile, "\(path.quoted) is not text here: from byte \(offset) to \(end) it holds NUL bytes.",
            hint: "Choose an offset of \(end) or more."
        )
    }

    /// A file whose beginning is plain ASCII says nothing about what follows: then the page itself decides.
    private static func refined(
        _ encoding: TextEncoding, _ sample: [UInt8], _ page: [UInt8]
    ) -> TextEncoding {
        guard encoding == .utf8, !page.isEmpty, sample.allSatisfy({ $0 < 0x80 }) else { return encoding }
        let body = page.dropFirst(TextBorders.leading(page[...], .utf8))
        let whole = body.dropLast(TextBorders.unfinishedUTF8(body))
        if String(validating: whole, as: UTF8.self) != nil { return .utf8 }
        return TextEncoding(sample: page) ?? .utf8
    }

    private static func cut(
        _ bytes: ArraySlice<UInt8>, limit: Int, _ encoding: TextEncoding
    ) -> ArraySlice<UInt8> {
        guard bytes.count > limit else { return bytes }
        let page = bytes.prefix(limit)
        if let line = TextBorders.lastLine(page, encoding) { return page.prefix(line) }
        let whole = page.dropLast(TextBorders.trailing(page, encoding))
        return whole.isEmpty ? page : whole
    }
}
