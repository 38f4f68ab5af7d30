// SPDX-License-Identifier: Apache-2.0

/// The system's list of libraries, which `ldconfig` makes: `/etc/ld.so.cache`.
///
/// Its layout is that of glibc 2.2 and later: a head of 48 bytes, entries of 24 bytes in falling order of their names,
/// then the texts.
struct LinkerCache {
    static let path = "/etc/ld.so.cache"
    /// The largest file that is read, in bytes: a big desktop's has half a mebibyte.
    static let fileBytes = 16 << 20

    private let bytes: [UInt8]
    private let count: Int

    private static let headBytes = 48
    private static let entryBytes = 24
    private static let magic = Array("glibc-ld.so.cache1.1".utf8)
    /// The kind of entry that this system's programs use.
    #if arch(x86_64)
        private static let wantedFlags: UInt64 = 0x0303
    #elseif arch(arm64)
        private static let wantedFlags: UInt64 = 0x0A03
    #endif

    /// Reads the system's list; nil where there is none that can be read.
    static var ofThisSystem: LinkerCache? {
        // Without it the loader goes on to the default folders, and so does the search.
        guard let file = try? FileSource(path: path), file.count <= fileBytes,
            let bytes = file.bytes(at: 0, count: file.count)
        else { return nil }
        return LinkerCache(bytes)
    }

    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.headBytes, bytes.starts(with: Self.magic) else { return nil }
        let count = bytes.number(at: 20, width: 4)
        guard count <= UInt64((bytes.count - Self.headBytes) / Self.entryBytes) else { return nil }
        self.bytes = bytes
        self.count = Int(count)
    }

    /// The path of the library of that name.
    ///
    /// - Complexity: O(log entries).
    func path(of name: String) -> String? {
        let wanted = Array(name.utf8)
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            guard let found = text(at: middle, field: 4) else { return nil }
            let order = Self.compare(found, wanted[...])
            if order == 0 { return path(of: wanted[...], around: middle) }
            if order > 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// Entries of one name stand together: one for each kind of processor.
    private func path(of name: ArraySlice<UInt8>, around middle: Int) -> String? {
        func isWanted(_ index: Int) -> Bool {
            (0..<count).contains(index)
                && text(at: index, field: 4).map { Self.compare($0, name) == 0 } == true
        }
        var start = middle
        while isWanted(start - 1) { start -= 1 }
        var index = start
        while isWanted(index) {
            if field(0, of: index) == Self.wantedFlags, let path = text(at: index, field: 8) {
                return String(decoding: path, as: UTF8.self)
            }
            index += 1
        }
        return nil
    }

    private func field(_ offset: Int, of index: Int) -> UInt64 {
        bytes.number(at: Self.headBytes + index * Self.entryBytes + offset, width: 4)
    }

    private func text(at index: Int, field offset: Int) -> ArraySlice<UInt8>? {
        bytes.terminated(at: Int(field(offset, of: index)))
    }

    /// The order of the entries: numbers by their value, all else by bytes; digits come after other bytes.
    static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } == true }
        func number(_ text: inout ArraySlice<UInt8>) -> Int {
            var value = 0
            while let byte = text.first, isDigit(byte) {
                // A name with so many digits is none of a library; glibc's own numbers overflow earlier.
                value = value &* 10 &+ Int(byte - 0x30)
                text.removeFirst()
            }
            return value
        }
        var (left, right) = (left, right)
        while let byte = left.first {
            switch (isDigit(byte), isDigit(right.first)) {
            case (true, true):
                let (one, other) = (number(&left), number(&right))
                if one != other { return one < other ? -1 : 1 }
            case (true, false): return 1
            case (false, true): return -1
            case (false, false):
                guard byte == right.first else { return Int(byte) - Int(right.first ?? 0) }
                left.removeFirst()
                right.removeFirst()
            }
        }
        return right.isEmpty ? 0 : -1
    }
}
