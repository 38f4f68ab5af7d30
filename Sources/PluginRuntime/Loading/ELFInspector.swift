// SPDX-License-Identifier: Apache-2.0

/// Reads the head of a library before the dynamic linker maps it.
///
/// The linker trusts the program headers: a truncated file makes it touch memory behind the file's end, which
/// ends the process with SIGBUS. So this looks first.
enum ELFInspector {
    /// How much of a file is looked at, in bytes: program headers follow the file header, 56 bytes each.
    static let headBytes = 64 << 10

    /// What keeps the file from being loaded; nil when nothing was found.
    static func fault(inHead head: [UInt8], fileSize: Int) -> String? {
        guard head.count >= 4, head.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
            return fileSize == 0 ? "it is empty" : "it is no ELF file"
        }
        guard head.count >= fileHeaderBytes else { return "it is truncated" }
        guard head[4] == 2, head[5] == 1 else { return "it is not built for 64-bit little-endian systems" }
        guard number(head, 18, 2) == hostMachine.number else {
            return "it is built for another kind of processor than this host's \(hostMachine.name)"
        }
        guard number(head, 16, 2) == sharedObjectType else { return "it is no shared library" }
        return segmentFault(inHead: head, fileSize: fileSize)
    }

    private static let fileHeaderBytes = 64
    private static let programHeaderBytes = 56
    private static let sharedObjectType: UInt64 = 3
    private static let loadedSegment: UInt64 = 1
    private static let dynamicSegment: UInt64 = 2

    #if arch(x86_64)
        private static let hostMachine = (number: UInt64(62), name: "x86-64")
    #elseif arch(arm64)
        private static let hostMachine = (number: UInt64(183), name: "AArch64")
    #endif

    private static func segmentFault(inHead head: [UInt8], fileSize: Int) -> String? {
        let start = number(head, 32, 8)
        let entryBytes = number(head, 54, 2)
        let count = number(head, 56, 2)
        guard entryBytes == programHeaderBytes, count > 0 else { return "its program headers are damaged" }
        let end = start.addingReportingOverflow(count * entryBytes)
        guard !end.overflow, end.partialValue <= fileSize else { return "it is truncated" }
        guard end.partialValue <= head.count else { return "its program headers are not at its start" }
        var hasDynamicSection = false
        for index in 0..<count {
            let header = Int(start + index * entryBytes)
            let kind = number(head, header, 4)
            guard kind == loadedSegment || kind == dynamicSegment else { continue }
            if kind == dynamicSegment { hasDynamicSection = true }
            let end = number(head, header + 8, 8).addingReportingOverflow(number(head, header + 32, 8))
            guard !end.overflow, end.partialValue <= fileSize else { return "it is truncated" }
        }
        return hasDynamicSection ? nil : "it has no dynamic section"
    }

    /// A little-endian number of `width` bytes.
    private static func number(_ bytes: [UInt8], _ offset: Int, _ width: Int) -> UInt64 {
        var result: UInt64 = 0
        for index in (0..<width).reversed() {
            result = result << 8 | UInt64(bytes[offset + index])
        }
        return result
    }
}
