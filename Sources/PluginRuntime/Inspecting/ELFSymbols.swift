// SPDX-License-Identifier: Apache-2.0

/// The names that a library lends to others, found as the dynamic linker finds them: without sections.
struct ELFSymbols {
    /// One name that other libraries can use.
    struct Export: Hashable {
        let name: ArraySlice<UInt8>
        let isFunction: Bool
        let address: UInt64
    }

    /// The most symbols: the largest libraries have a hundred thousand.
    static let countLimit = 1 << 20
    /// The longest name, in bytes: those of C++ templates and of Swift run into thousands.
    static let nameBytes = 64 << 10

    private static let symbolBytes = 24
    /// The most symbols of one bucket: linkers make a bucket for every two to eight.
    private static let chainLimit: UInt64 = 1 << 16

    let exports: [Export]

    init(of file: ELFFile, _ dynamic: ELFDynamic) throws(PluginFinding) {
        guard let address = dynamic.symbolsAddress, dynamic.symbolBytes ?? 24 == UInt64(Self.symbolBytes)
        else {
            throw .damaged("its dynamic section names no symbols")
        }
        let range = try Self.range(of: file, dynamic)
        let bytes = Self.symbolBytes
        let start = address.addingReportingOverflow(UInt64(range.lowerBound * bytes))
        guard !start.overflow,
            let table = file.bytes(atAddress: start.partialValue, count: UInt64(range.count * bytes))
        else { throw .damaged("its symbols lie outside the file") }
        var exports: [Export] = []
        for offset in stride(from: 0, to: table.count, by: bytes) {
            guard Self.isExported(table, at: offset) else { continue }
            let place = Int(table.number(at: offset, width: 4))
            guard let name = dynamic.strings.terminated(at: place), name.count <= Self.nameBytes else {
                throw .damaged("its symbols have names that are not there")
            }
            exports.append(
                Export(
                    name: name, isFunction: table[offset + 4] & 0xF == 2,
                    address: table.number(at: offset + 8, width: 8)))
        }
        self.exports = exports
    }

    /// Defined here, for others too: global, weak or unique; visible; neither section nor file.
    private static func isExported(_ table: [UInt8], at offset: Int) -> Bool {
        let section = table.number(at: offset + 6, width: 2)
        let (binding, kind) = (table[offset + 4] >> 4, table[offset + 4] & 0xF)
        let visibility = table[offset + 5] & 3
        return section != 0 && [1, 2, 10].contains(binding) && kind != 3 && kind != 4
            && (visibility == 0 || visibility == 3)
    }

    // MARK: - How many there are

    /// The indices of the symbols that can be looked up.
    private static func range(of file: ELFFile, _ dynamic: ELFDynamic) throws(PluginFinding) -> Range<Int> {
        if let address = dynamic.gnuHashAddress { return try gnuRange(of: file, at: address) }
        guard let address = dynamic.hashAddress else {
            throw .damaged("it has no table to look its symbols up in")
        }
        guard let head = file.bytes(atAddress: address, count: 8) else {
            throw .damaged("its symbol table lies outside the file")
        }
        let count = head.number(at: 4, width: 4)
        guard count <= countLimit else { throw .tooLarge("dynamic symbols", count, limit: countLimit) }
        return 0..<Int(count)
    }

    /// GNU's table has the symbols of one bucket behind each other and marks the last; so the bucket that starts
    /// last leads to the end.
    private static func gnuRange(of file: ELFFile, at address: UInt64) throws(PluginFinding) -> Range<Int> {
        let outside = PluginFinding.damaged("its symbol table lies outside the file")
        guard let head = file.bytes(atAddress: address, count: 16) else { throw outside }
        let (buckets, first) = (head.number(at: 0, width: 4), head.number(at: 4, width: 4))
        let bloomWords = head.number(at: 8, width: 4)
        guard buckets <= countLimit else { throw .tooLarge("dynamic symbols", buckets, limit: countLimit) }
        guard first <= countLimit else { throw .tooLarge("dynamic symbols", first, limit: countLimit) }
        // All three are below 2³², so only the last addition can overflow.
        let bucketsStart = address.addingReportingOverflow(16 + bloomWords * 8)
        let chainsStart = bucketsStart.partialValue.addingReportingOverflow(buckets * 4)
        guard !bucketsStart.overflow, !chainsStart.overflow,
            let starts = file.bytes(atAddress: bucketsStart.partialValue, count: buckets * 4)
        else { throw outside }
        var last: UInt64 = 0
        for offset in stride(from: 0, to: starts.count, by: 4) {
            last = max(last, starts.number(at: offset, width: 4))
        }
        guard last > 0 else { return Int(first)..<Int(first) }
        guard last >= first else { throw .damaged("its symbol table is damaged") }
        let end = try chainEnd(of: file, chains: chainsStart.partialValue, first: first, from: last)
        return Int(first)..<Int(end)
    }

    private static func chainEnd(
        of file: ELFFile, chains: UInt64, first: UInt64, from last: UInt64
    ) throws(PluginFinding) -> UInt64 {
        var index = last
        while true {
            guard index < countLimit, index - last < chainLimit else {
                throw .tooLarge("dynamic symbols", index, limit: countLimit)
            }
            let place = chains.addingReportingOverflow((index - first) * 4)
            guard !place.overflow, let link = file.bytes(atAddress: place.partialValue, count: 4) else {
                throw .damaged("its symbol table has no end")
            }
            index += 1
            if link[0] & 1 == 1 { return index }
        }
    }
}
