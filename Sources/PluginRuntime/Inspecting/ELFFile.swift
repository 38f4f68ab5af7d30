// SPDX-License-Identifier: Apache-2.0

/// A shared library's headers, after all checks that need nothing else.
///
/// The dynamic linker trusts them: it touches memory behind the end of a truncated file, which ends the process with
/// SIGBUS. Follows the System V ABI, chapter 5 (generic) and its supplements for x86-64 and AArch64.
struct ELFFile {
    /// One program header.
    struct Segment: Hashable {
        let kind: UInt64
        let flags: UInt64
        /// In the file.
        let offset: UInt64
        /// In memory, from where the library is loaded.
        let address: UInt64
        let fileBytes: UInt64
        let memoryBytes: UInt64

        static let loaded: UInt64 = 1
        static let dynamic: UInt64 = 2
        static let stack: UInt64 = 0x6474_E551

        var isExecutable: Bool { flags & 1 != 0 }
        var isWritable: Bool { flags & 2 != 0 }
    }

    let source: any ByteSource
    let segments: [Segment]

    /// The most program headers: linkers write about a dozen.
    static let segmentLimit: UInt64 = 1024

    private static let headerBytes = 64
    private static let segmentBytes = 56
    private static let programKind: UInt64 = 2

    #if arch(x86_64)
        private static let hostMachine: UInt64 = 62
        private static let hostTarget = "x86_64-linux-gnu"
    #elseif arch(arm64)
        private static let hostMachine: UInt64 = 183
        private static let hostTarget = "aarch64-linux-gnu"
    #endif

    private static let machines: [UInt64: String] = [
        3: "x86", 8: "MIPS", 20: "PowerPC", 21: "PowerPC64", 22: "S390", 40: "Arm", 62: "x86-64",
        183: "AArch64", 243: "RISC-V", 258: "LoongArch",
    ]

    /// Reads the headers of a library, or of a program where one is meant.
    ///
    /// - Throws: The first thing that keeps the file from being loaded.
    init(reading source: any ByteSource, isProgram: Bool = false) throws(PluginFinding) {
        self.source = source
        let header = try Self.header(of: source)
        let kind = header.number(at: 16, width: 2)
        if !isProgram || kind != Self.programKind { try Self.checkKind(kind) }
        let start = header.number(at: 32, width: 8)
        let count = header.number(at: 56, width: 2)
        guard header.number(at: 54, width: 2) == UInt64(Self.segmentBytes), count > 0 else {
            throw .damaged("its program headers are damaged")
        }
        guard count <= Self.segmentLimit else {
            throw .damaged("it has \(count) program headers, over the limit of \(Self.segmentLimit)")
        }
        guard let table = source.bytes(at: start, count: count * UInt64(Self.segmentBytes)) else {
            throw .truncated
        }
        segments = (0..<Int(count)).map { Segment(in: table, at: $0 * Self.segmentBytes) }
        try checkSegments()
    }

    private static func header(of source: any ByteSource) throws(PluginFinding) -> [UInt8] {
        guard source.count > 0 else {
            throw PluginFinding(
                .empty, "it is empty", advice: "Build it again; a build that failed leaves an empty file.")
        }
        guard source.bytes(at: 0, count: 4) == [0x7F, 0x45, 0x4C, 0x46] else {
            throw PluginFinding(
                .noELF, "it is no ELF file",
                advice: "A plugin is a shared library for Linux: build it with -shared -fPIC.")
        }
        guard let header = source.bytes(at: 0, count: headerBytes) else { throw .truncated }
        guard header[4] == 2, header[5] == 1 else {
            throw PluginFinding(
                .wrongClass, "it is not built for 64-bit little-endian systems",
                advice: "Build it for \(hostTarget).")
        }
        let machine = header.number(at: 18, width: 2)
        guard machine == hostMachine else {
            let host = machines[hostMachine] ?? "", other = machines[machine] ?? "number \(machine)"
            throw PluginFinding(
                .wrongMachine,
                "it is built for another kind of processor than this host's \(host): \(other)",
                advice: "Build it on a machine like this one, or for the target \(hostTarget).")
        }
        return header
    }

    private static func checkKind(_ kind: UInt64) throws(PluginFinding) {
        switch kind {
        case 3: return
        case 1: throw .noLibrary("an object file", advice: "Link it: cc -shared -o NAME.so NAME.o")
        case programKind: throw .noLibrary("a program", advice: "Link it with -shared.")
        case 4: throw .noLibrary("a core dump", advice: "Build the plugin with -shared -fPIC.")
        default: throw .noLibrary("of the type \(kind)", advice: "Build the plugin with -shared -fPIC.")
        }
    }

    private func checkSegments() throws(PluginFinding) {
        var end: UInt64 = 0
        for segment in segments where segment.kind == Segment.loaded || segment.kind == Segment.dynamic {
            let fileEnd = segment.offset.addingReportingOverflow(segment.fileBytes)
            guard !fileEnd.overflow, fileEnd.partialValue <= UInt64(source.count) else { throw .truncated }
            let memoryEnd = segment.address.addingReportingOverflow(segment.memoryBytes)
            guard !memoryEnd.overflow, segment.memoryBytes >= segment.fileBytes else {
                throw .damaged("its segments are damaged")
            }
            guard segment.kind == Segment.loaded else { continue }
            guard segment.address >= end else { throw .damaged("its segments are out of order") }
            end = memoryEnd.partialValue
        }
        guard segments.contains(where: { $0.kind == Segment.loaded }) else {
            throw .damaged("it has nothing to load")
        }
        guard segments.contains(where: { $0.kind == Segment.dynamic }) else {
            throw .damaged("it has no dynamic section")
        }
    }

    /// The bytes that are in memory at `address` when the library is loaded; nil when not all are from the file.
    func bytes(atAddress address: UInt64, count: UInt64) -> [UInt8]? {
        for segment in segments where segment.kind == Segment.loaded && address >= segment.address {
            let distance = address - segment.address
            guard distance <= segment.fileBytes, count <= segment.fileBytes - distance else { continue }
            return source.bytes(at: segment.offset + distance, count: count)
        }
        return nil
    }

    /// Whether there is code at `address`.
    func isCode(atAddress address: UInt64) -> Bool {
        segments.contains { segment in
            segment.kind == Segment.loaded && segment.isExecutable && address >= segment.address
                && address - segment.address < segment.fileBytes
        }
    }
}

extension ELFFile.Segment {
    fileprivate init(in table: [UInt8], at offset: Int) {
        kind = table.number(at: offset, width: 4)
        flags = table.number(at: offset + 4, width: 4)
        self.offset = table.number(at: offset + 8, width: 8)
        address = table.number(at: offset + 16, width: 8)
        fileBytes = table.number(at: offset + 32, width: 8)
        memoryBytes = table.number(at: offset + 40, width: 8)
    }
}

extension PluginFinding {
    static func noLibrary(_ what: String, advice: String) -> PluginFinding {
        PluginFinding(.noLibrary, "it is no shared library but \(what)", advice: advice)
    }
}
