// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles

/// What a zip archive's directory says of all its entries, read before anything is unpacked.
///
/// Follows APPNOTE.TXT 6.3.10. libarchive unpacks; this finds out beforehand what it does not tell: entries that
/// share their bytes, names with a NUL in them, and how much there is to come.
struct ZipDirectory {
    /// How many bytes all entries have when unpacked, if the directory is honest.
    private(set) var unpackedBytes: Int64 = 0
    private(set) var count = 0

    private let archive: SandboxPath
    /// Where the bytes of each entry begin and at least end.
    private var places: [Range<Int64>] = []

    private static let endSignature: UInt32 = 0x0605_4B50
    private static let locatorSignature: UInt32 = 0x0706_4B50
    private static let wideEndSignature: UInt32 = 0x0606_4B50
    private static let entrySignature: UInt32 = 0x0201_4B50
    private static let endBytes = 22
    private static let locatorBytes = 20
    private static let wideEndBytes = 56
    private static let entryBytes = 46
    private static let localHeaderBytes: Int64 = 30
    private static let commentBytes = 0xFFFF

    /// Reads the directory of `file`; nil when it has none and so is no zip archive.
    ///
    /// - Throws: `ArchiveError` when something in it must not be unpacked, `SystemError` when it cannot be read.
    init?(
        of file: borrowing OpenFile, at path: SandboxPath, limits: ArchiveLimits, isCancelled: () -> Bool
    ) throws {
        archive = path
        let size = file.status.size
        guard let bounds = try Self.bounds(in: file.descriptor, size, path) else { return nil }
        var window = ByteWindow(at: bounds.place.lowerBound)
        while window.position < bounds.place.upperBound {
            guard try window.fill(Self.entryBytes, from: file.descriptor),
                window.unsigned32(at: 0) == Self.entrySignature
            else { break }
            try add(&window, in: file.descriptor, prefix: bounds.prefix)
            if let refusal = limits.refusal(entries: count) { throw refusal }
            if let refusal = limits.refusal(unpacked: unpackedBytes, from: size) { throw refusal }
            if count.isMultiple(of: 1_000), isCancelled() { throw CancellationError() }
        }
        try checkOverlaps(upTo: bounds.place.lowerBound)
    }

    // MARK: - The end record

    /// Where the directory is, and how many bytes stand before the archive, as in one that unpacks itself.
    private struct Bounds {
        var place: Range<Int64>
        var prefix: Int64
    }

    private static func bounds(
        in file: borrowing Descriptor, _ size: Int64, _ path: SandboxPath
    ) throws -> Bounds? {
        let tailStart = max(0, size - Int64(endBytes + commentBytes))
        let tail = ByteWindow(at: tailStart, bytes: try file.read(Int(size - tailStart), at: tailStart))
        guard let end = tail.lastEndRecord(endSignature, endBytes) else { return nil }
        var (directoryEnd, length, offset) = (
            tailStart + Int64(end), Int64(tail.unsigned32(at: end + 12)), Int64(tail.unsigned32(at: end + 16))
        )
        let isWide =
            length == Int64(UInt32.max) || offset == Int64(UInt32.max)
            || tail.unsigned16(at: end + 10) == .max
        if isWide, let wide = try wideEnd(in: file, before: directoryEnd) {
            (directoryEnd, length, offset) = wide
        }
        let (start, overflow) = directoryEnd.subtractingReportingOverflow(length)
        guard !overflow, length >= 0, start >= 0, offset >= 0, offset <= start else {
            throw ArchiveError.damaged(path, "its directory is not where it should be")
        }
        return Bounds(place: start..<directoryEnd, prefix: start - offset)
    }

    /// The place, length and offset that zip64's own end record gives.
    private static func wideEnd(
        in file: borrowing Descriptor, before end: Int64
    ) throws(SystemError) -> (Int64, Int64, Int64)? {
        let place = end - Int64(locatorBytes) - Int64(wideEndBytes)
        guard place >= 0 else { return nil }
        let window = ByteWindow(at: place, bytes: try file.read(wideEndBytes + locatorBytes, at: place))
        guard window.count == wideEndBytes + locatorBytes,
            window.unsigned32(at: wideEndBytes) == locatorSignature,
            window.unsigned32(at: 0) == wideEndSignature
        else { return nil }
        return (place, window.signed64(at: 40), window.signed64(at: 48))
    }

    // MARK: - Entries

    private mutating func add(
        _ window: inout ByteWindow, in file: borrowing Descriptor, prefix: Int64
    ) throws {
        let nameBytes = Int(window.unsigned16(at: 28))
        let extraBytes = Int(window.unsigned16(at: 30))
        let length = Self.entryBytes + nameBytes + extraBytes + Int(window.unsigned16(at: 32))
        guard try window.fill(length, from: file) else {
            throw ArchiveError.damaged(archive, "its directory ends too early")
        }
        let name = window.bytes(at: Self.entryBytes, count: nameBytes)
        if name.contains(0) { _ = try EntryName(name) }
        if window.unsigned16(at: 8) & 0x41 != 0 { throw ArchiveError.encrypted(archive) }
        let sizes = Self.sizes(window, extra: Self.entryBytes + nameBytes, extraBytes)
        guard sizes.unpacked >= 0, sizes.packed >= 0, sizes.offset >= 0 else {
            throw ArchiveError.damaged(archive, "it states a size below zero")
        }
        count += 1
        // Sums that overflow are over every limit as well.
        unpackedBytes = unpackedBytes.saturatingSum(sizes.unpacked)
        let start = sizes.offset.saturatingSum(prefix)
        let end = start.saturatingSum(Self.localHeaderBytes + Int64(nameBytes)).saturatingSum(sizes.packed)
        places.append(start..<end)
        window.advance(by: length)
    }

    /// The sizes of an entry and the place of its header, zip64 regarded.
    private static func sizes(
        _ window: ByteWindow, extra: Int, _ extraBytes: Int
    ) -> (unpacked: Int64, packed: Int64, offset: Int64) {
        var values = [24, 20, 42].map { Int64(window.unsigned32(at: $0)) }
        var place = extra
        while place + 4 <= extra + extraBytes {
            let (kind, length) = (window.unsigned16(at: place), Int(window.unsigned16(at: place + 2)))
            let end = min(place + 4 + length, extra + extraBytes)
            place += 4
            if kind == 1 {
                for index in values.indices where values[index] == Int64(UInt32.max) && place + 8 <= end {
                    values[index] = window.signed64(at: place)
                    place += 8
                }
            }
            place = end
        }
        return (values[0], values[1], values[2])
    }

    /// Refuses entries that share bytes, which is how a small archive unpacks to petabytes.
    private func checkOverlaps(upTo directory: Int64) throws(ArchiveError) {
        var reached: Int64 = 0
        for place in places.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            guard place.lowerBound >= reached else {
                throw ArchiveError(
                    .overlappingEntries,
                    "Entries of \(archive.quoted) share the same bytes, as in archives made to fill a disk.",
                    hint: "Nothing was unpacked. Do not try again with this archive."
                )
            }
            reached = place.upperBound
        }
        guard reached <= directory else {
            throw .damaged(archive, "an entry reaches into its directory")
        }
    }
}

extension Int64 {
    /// The sum of two numbers that are not negative, or the largest number.
    func saturatingSum(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
