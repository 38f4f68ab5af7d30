// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles

/// Reads text files as chunks of whole lines in UTF-8, whatever their encoding, in one buffer.
///
/// A line that does not fit the buffer comes in several chunks.
struct LineChunks {
    /// Held by each thread that searches; the longest line that is searched in one piece, in bytes.
    static let bufferBytes = 256 << 10
    /// A NUL in so many bytes at the start means that a file is no text; as in GNU grep and ripgrep.
    private static let sampleBytes = 64 << 10

    /// What a file turned out to be.
    enum Kind {
        case text
        /// No text from the start, or from some place on.
        case binary
    }

    /// The bytes that were read last; `range` of them are the chunk.
    private(set) var bytes: [UInt8]
    private(set) var range = 0..<0
    private(set) var isASCII = true
    /// The number of the chunk's first line, from 1 on.
    private(set) var firstLine = 1
    private(set) var kind = Kind.text

    /// Where the file is read into; swapped with `bytes` unless that holds text in another encoding.
    private var buffer = [UInt8](repeating: 0, count: bufferBytes)
    private var filled = 0
    private var used = 0
    private var offset: Int64 = 0
    private var encoding = TextEncoding.utf8
    private var isAtEnd = false

    init() {
        bytes = []
    }

    /// Begins with another file.
    mutating func restart() {
        (range, isASCII, firstLine, kind) = (0..<0, true, 1, .text)
        (filled, used, offset, encoding, isAtEnd) = (0, 0, 0, .utf8, false)
    }

    /// Reads the next chunk of `file`; false at its end, and where it stops being text.
    mutating func next(of file: borrowing Descriptor) throws(SystemError) -> Bool {
        takeBack()
        if isAtEnd && used == filled { return false }
        let isFirst = offset == 0
        try fill(from: file)
        if isFirst { readMark() }
        guard checkText(isFirst: isFirst), used < filled else { return false }
        let end = chunkEnd()
        let chunk = used..<end
        used = end
        show(chunk)
        return true
    }

    /// Counts the lines of the last chunk and takes its buffer back.
    private mutating func takeBack() {
        firstLine += ByteScan.count(Self.lineEnd, in: bytes.span, range)
        range = 0..<0
        if bytes.count == Self.bufferBytes, buffer.isEmpty { swap(&bytes, &buffer) }
    }

    private static let lineEnd = UInt8(ascii: "\n")

    /// Moves what is left to the front and reads what there is room for.
    private mutating func fill(from file: borrowing Descriptor) throws(SystemError) {
        let left = filled - used
        if used > 0 {
            for index in 0..<left { buffer[index] = buffer[used + index] }
        }
        (used, filled) = (0, left)
        guard !isAtEnd else { return }
        let got = try file.read(into: &buffer, left..<Self.bufferBytes, at: offset)
        offset += Int64(got)
        filled += got
        isAtEnd = filled < Self.bufferBytes
    }

    private mutating func readMark() {
        let start = Array(buffer[..<min(filled, 4)])
        if start.starts(with: [0xFF, 0xFE]), !start.elementsEqual([0xFF, 0xFE, 0, 0]) {
            (encoding, used) = (.utf16LittleEndian, 2)
        } else if start.starts(with: [0xFE, 0xFF]) {
            (encoding, used) = (.utf16BigEndian, 2)
        } else if start.starts(with: [0xEF, 0xBB, 0xBF]) {
            used = 3
        }
    }

    /// Looks for a NUL, which text in UTF-16 has in each letter; false when nothing of the file is left.
    private mutating func checkText(isFirst: Bool) -> Bool {
        guard encoding == .utf8, let place = ByteScan.first(0, in: buffer.span, used..<filled) else {
            return true
        }
        kind = .binary
        // The text before it is searched, unless it is too short to call the file a text.
        filled = isFirst && place < Self.sampleBytes ? used : place
        isAtEnd = true
        return used < filled
    }

    private func chunkEnd() -> Int {
        if isAtEnd { return filled }
        let content = buffer[used..<filled]
        switch encoding {
        case .utf16LittleEndian, .utf16BigEndian:
            if let line = TextBorders.lastLine(content, encoding) { return used + line }
            return filled - TextBorders.trailing(content, encoding)
        case .utf8, .latin1, .windows1252:
            let end = ByteScan.afterLast(Self.lineEnd, in: buffer.span, used..<filled)
            return end > used ? end : filled - TextBorders.unfinishedUTF8(content)
        }
    }

    // MARK: - UTF-8

    private mutating func show(_ chunk: Range<Int>) {
        isASCII = encoding == .utf8 && ByteScan.isASCII(buffer.span, chunk)
        if isASCII || encoding == .utf8 && Self.isUTF8(buffer.span, chunk) {
            swap(&bytes, &buffer)
            buffer = []
            range = chunk
        } else if encoding == .utf8 {
            bytes = Self.repaired(buffer[chunk])
            range = 0..<bytes.count
        } else {
            bytes = Array(encoding.decode(buffer[chunk]).utf8)
            range = 0..<bytes.count
        }
    }

    private static func isUTF8(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        // What is wrong does not matter here.
        (try? UTF8Span(validating: bytes.extracting(range))) != nil
    }

    /// The lines in UTF-8; those that are not are taken for Latin-1 or Windows-1252.
    private static func repaired(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 3 / 2)
        var rest = bytes
        while !rest.isEmpty {
            let end = rest.firstIndex(of: lineEnd).map { $0 + 1 } ?? rest.endIndex
            let line = rest[..<end]
            rest = rest[end...]
            if String(validating: line, as: UTF8.self) != nil {
                text.append(contentsOf: line)
            } else {
                let hasMore = line.contains { (0x80...0x9F).contains($0) }
                text.append(contentsOf: (hasMore ? TextEncoding.windows1252 : .latin1).decode(line).utf8)
            }
        }
        return text
    }
}
