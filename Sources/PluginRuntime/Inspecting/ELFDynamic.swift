// SPDX-License-Identifier: Apache-2.0

/// What a library tells the dynamic linker.
struct ELFDynamic {
    /// The most entries: a library has about thirty, and one more for each library that it needs.
    static let entryLimit = 4096
    /// The longest table of names, in bytes: that of LLVM, the largest known, has eight million.
    static let stringBytesLimit: UInt64 = 64 << 20
    /// The longest name of a library or list of folders, in bytes: the longest path that the system takes.
    static let textBytes = 4096

    private(set) var needed: [String] = []
    private(set) var runPath: String?
    /// The forerunner of `runPath`, which rules over the libraries of others as well.
    private(set) var oldRunPath: String?
    /// What `symbols` is read with.
    let strings: [UInt8]
    private let values: [UInt64: UInt64]

    private enum Tag {
        static let needed: UInt64 = 1
        static let hash: UInt64 = 4
        static let strings: UInt64 = 5
        static let symbols: UInt64 = 6
        static let stringBytes: UInt64 = 10
        static let symbolBytes: UInt64 = 11
        static let oldRunPath: UInt64 = 15
        static let textRelocations: UInt64 = 22
        static let runPath: UInt64 = 29
        static let flags: UInt64 = 30
        static let gnuHash: UInt64 = 0x6FFF_FEF5
        static let moreFlags: UInt64 = 0x6FFF_FFFB
    }

    /// Reads the table that the program headers name.
    init(of file: ELFFile) throws(PluginFinding) {
        let entries = try Self.entries(of: file)
        var values: [UInt64: UInt64] = [:]
        for (tag, value) in entries { values[tag] = value }
        self.values = values
        strings = try Self.strings(of: file, values)
        for (tag, value) in entries {
            switch tag {
            case Tag.needed: needed.append(try text(at: value))
            case Tag.runPath: runPath = try text(at: value)
            case Tag.oldRunPath: oldRunPath = try text(at: value)
            default: continue
            }
        }
    }

    private static func entries(of file: ELFFile) throws(PluginFinding) -> [(UInt64, UInt64)] {
        guard let segment = file.segments.first(where: { $0.kind == ELFFile.Segment.dynamic }),
            let bytes = file.bytes(
                atAddress: segment.address, count: min(segment.fileBytes, UInt64(entryLimit) * 16)),
            // The linker reads it from memory, other tools from the file: they must read the same.
            bytes == file.source.bytes(at: segment.offset, count: UInt64(bytes.count))
        else { throw .damaged("its dynamic section is damaged") }
        var entries: [(UInt64, UInt64)] = []
        for offset in stride(from: 0, to: bytes.count - bytes.count % 16, by: 16) {
            let tag = bytes.number(at: offset, width: 8)
            if tag == 0 { return entries }
            entries.append((tag, bytes.number(at: offset + 8, width: 8)))
        }
        throw .damaged("its dynamic section has no end")
    }

    private static func strings(
        of file: ELFFile, _ values: [UInt64: UInt64]
    ) throws(PluginFinding) -> [UInt8] {
        guard let address = values[Tag.strings], let count = values[Tag.stringBytes] else {
            throw .damaged("its dynamic section names no strings")
        }
        guard count <= stringBytesLimit else {
            throw .tooLarge("bytes of names", count, limit: Int(stringBytesLimit))
        }
        guard let strings = file.bytes(atAddress: address, count: count) else {
            throw .damaged("its dynamic strings lie outside the file")
        }
        return strings
    }

    private func text(at offset: UInt64) throws(PluginFinding) -> String {
        guard let offset = Int(exactly: offset), let bytes = strings.terminated(at: offset),
            bytes.count <= Self.textBytes
        else { throw .damaged("its dynamic section names a text that is not there") }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: - What it says

    /// The folders to search, as written; those of the forerunner count where there are no others.
    var searchedFolders: [String] {
        guard let list = runPath ?? oldRunPath else { return [] }
        return list.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }

    var hasTextRelocations: Bool {
        values[Tag.textRelocations] != nil || (values[Tag.flags] ?? 0) & 4 != 0
    }

    var needsStaticThreadStorage: Bool { (values[Tag.flags] ?? 0) & 0x10 != 0 }
    var isProgram: Bool { (values[Tag.moreFlags] ?? 0) & 0x0800_0000 != 0 }
    var forbidsOpening: Bool { (values[Tag.moreFlags] ?? 0) & 0x40 != 0 }

    var hashAddress: UInt64? { values[Tag.hash] }
    var gnuHashAddress: UInt64? { values[Tag.gnuHash] }
    var symbolsAddress: UInt64? { values[Tag.symbols] }
    var symbolBytes: UInt64? { values[Tag.symbolBytes] }
}
