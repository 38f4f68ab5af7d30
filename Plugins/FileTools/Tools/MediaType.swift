// SPDX-License-Identifier: Apache-2.0

/// The MIME type of a file, told from its first bytes and, for texts, from its name.
struct MediaType: Sendable, Hashable {
    /// Such as `image/png`, without parameters.
    let name: String
    /// Whether the bytes can be shown as text.
    let isText: Bool

    /// Of a folder, as file managers name it.
    static let folder = MediaType(name: "inode/directory", isText: false)

    private init(name: String, isText: Bool) {
        self.name = name
        self.isText = isText
    }

    /// - Parameters:
    ///   - sample: the first bytes of the file, up to `TextEncoding.sampleBytes`.
    ///   - name: the file's name; its extension only tells kinds of text and of ZIP archive apart.
    init(sample: [UInt8], name: String) {
        let ending = Self.ending(name)
        if let signature = Self.signatures.first(where: { $0.matches(sample) }) {
            let refined = signature.type == "application/zip" ? Self.zipTypes[ending] : nil
            self.init(name: refined ?? signature.type, isText: false)
        } else if TextEncoding(sample: sample) != nil {
            self.init(name: Self.textTypes[ending] ?? Self.sniffed(sample), isText: true)
        } else {
            self.init(name: "application/octet-stream", isText: false)
        }
    }

    private static func ending(_ name: String) -> String {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }

    private static func sniffed(_ sample: [UInt8]) -> String {
        sample.starts(with: "#!".utf8) ? "text/x-script" : "text/plain"
    }

    /// Bytes at a place that only files of one type have.
    private struct Signature: Sendable {
        let type: String
        let bytes: [UInt8]
        let offset: Int
        /// A second piece that must follow, for containers such as RIFF.
        var more: (bytes: [UInt8], offset: Int)?

        init(_ type: String, _ bytes: [UInt8], at offset: Int = 0) {
            self.type = type
            self.bytes = bytes
            self.offset = offset
        }

        init(
            _ type: String, _ text: String, at offset: Int = 0, then more: (text: String, offset: Int)? = nil
        ) {
            self.init(type, Array(text.utf8), at: offset)
            self.more = more.map { (Array($0.text.utf8), $0.offset) }
        }

        func matches(_ sample: [UInt8]) -> Bool {
            guard sample.dropFirst(offset).starts(with: bytes) else { return false }
            return more.map { sample.dropFirst($0.offset).starts(with: $0.bytes) } ?? true
        }
    }

    /// From the formats' own specifications; the more particular ones come first.
    private static let signatures: [Signature] = [
        Signature("image/png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
        Signature("image/jpeg", [0xFF, 0xD8, 0xFF]),
        Signature("image/gif", "GIF87a"),
        Signature("image/gif", "GIF89a"),
        Signature("image/webp", "RIFF", then: ("WEBP", 8)),
        Signature("audio/wav", "RIFF", then: ("WAVE", 8)),
        Signature("image/tiff", [0x49, 0x49, 0x2A, 0x00]),
        Signature("image/tiff", [0x4D, 0x4D, 0x00, 0x2A]),
        Signature("image/x-icon", [0x00, 0x00, 0x01, 0x00]),
        Signature("image/avif", "ftypavif", at: 4),
        Signature("image/heic", "ftypheic", at: 4),
        Signature("video/quicktime", "ftypqt", at: 4),
        Signature("audio/mp4", "ftypM4A", at: 4),
        Signature("video/mp4", "ftyp", at: 4),
        Signature("video/webm", [0x1A, 0x45, 0xDF, 0xA3]),
        Signature("audio/ogg", "OggS\u{0}"),
        Signature("audio/flac", "fLaC\u{0}"),
        Signature("audio/mpeg", "ID3\u{3}"),
        Signature("audio/mpeg", "ID3\u{4}"),
        Signature("application/pdf", "%PDF-"),
        Signature("application/zip", [0x50, 0x4B, 0x03, 0x04]),
        Signature("application/zip", [0x50, 0x4B, 0x05, 0x06]),
        Signature("application/gzip", [0x1F, 0x8B, 0x08]),
        Signature("application/x-bzip2", "BZh", then: ("1AY&SY", 4)),
        Signature("application/x-xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
        Signature("application/zstd", [0x28, 0xB5, 0x2F, 0xFD]),
        Signature("application/x-7z-compressed", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        Signature("application/vnd.rar", "Rar!\u{1A}\u{7}"),
        Signature("application/x-tar", "ustar", at: 257),
        Signature("application/x-executable", [0x7F, 0x45, 0x4C, 0x46]),
        Signature("application/vnd.microsoft.portable-executable", [0x4D, 0x5A, 0x90, 0x00]),
        Signature("application/wasm", [0x00, 0x61, 0x73, 0x6D]),
        Signature("application/vnd.sqlite3", "SQLite format 3\u{0}"),
        Signature("font/woff2", "wOF2\u{0}"),
        Signature("font/ttf", [0x00, 0x01, 0x00, 0x00, 0x00]),
        Signature("application/x-ole-storage", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
    ]

    private static let zipTypes = [
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt": "application/vnd.oasis.opendocument.text",
        "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "epub": "application/epub+zip",
        "jar": "application/java-archive",
    ]

    private static let textTypes = [
        "css": "text/css", "csv": "text/csv", "htm": "text/html", "html": "text/html",
        "js": "text/javascript",
        "json": "application/json", "jsonl": "application/jsonl", "markdown": "text/markdown",
        "md": "text/markdown",
        "mjs": "text/javascript", "sh": "application/x-sh", "svg": "image/svg+xml",
        "toml": "application/toml",
        "ts": "text/x-typescript", "tsv": "text/tab-separated-values", "xml": "application/xml",
        "yaml": "application/yaml", "yml": "application/yaml",
    ]
}
