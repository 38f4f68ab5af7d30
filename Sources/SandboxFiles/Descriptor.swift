// SPDX-License-Identifier: Apache-2.0

internal import COpenAt

/// An open file descriptor, closed when its owner goes.
///
/// This file is the only one of the module that touches raw memory. Names are bytes, since a file system's
/// need not be UTF-8; they hold no NUL.
package struct Descriptor: ~Copyable, Sendable {
    /// What to open something for.
    package enum Purpose {
        /// To name it, whatever it is, without opening it.
        case naming
        /// To name the link itself when the last part is one.
        case namingLink
        case reading
        /// The same, where no part of the path may be a link.
        case readingWithoutLinks
        /// To list a folder or to change names in it.
        case folder
        /// The same, where no part of the path may be a link.
        case folderWithoutLinks
        /// To write a file that was not there before.
        case newFile(mode: UInt32)
    }

    private let number: Int32

    /// Opens a trusted folder by its absolute path, for everything beneath it.
    package init(root path: String) throws(SystemError) {
        number = try SystemError.check(unsafe copenat_open_root(path))
    }

    private init(number: Int32) {
        self.number = number
    }

    deinit {
        copenat_close(number)
    }

    /// Opens `path` beneath this folder, wherever links lead as long as they stay beneath it.
    package func open(_ path: [UInt8], for purpose: Purpose) throws(SystemError) -> Descriptor {
        let (flag, mode): (copenat_purpose, UInt32) =
            switch purpose {
            case .naming: (COPENAT_NAME, 0)
            case .namingLink: (COPENAT_LINK, 0)
            case .reading: (COPENAT_READ, 0)
            case .readingWithoutLinks: (COPENAT_READ_NO_LINKS, 0)
            case .folder: (COPENAT_FOLDER, 0)
            case .folderWithoutLinks: (COPENAT_FOLDER_NO_LINKS, 0)
            case .newFile(let mode): (COPENAT_NEW_FILE, mode)
            }
        let opened = unsafe Self.withName(path) { unsafe copenat_open(number, $0, flag, mode) }
        return Descriptor(number: try SystemError.check(opened))
    }

    // MARK: - What is open

    package func status() throws(SystemError) -> FileStatus {
        var raw = copenat_status()
        try SystemError.check(unsafe copenat_status_of(number, &raw))
        return FileStatus(raw)
    }

    /// Reads up to `count` bytes at `offset`; fewer only at the end of the file.
    package func read(_ count: Int, at offset: Int64) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let place = offset + Int64(bytes.count)
            let piece = try unsafe Self.filled(min(count - bytes.count, Self.readBytes)) {
                unsafe copenat_read(number, $0, $1, place)
            }
            if piece.isEmpty { break }
            bytes.append(contentsOf: piece)
        }
        return bytes
    }

    /// Fills the part `range` of `buffer` from `offset` on; returns how many bytes, fewer only at the end.
    package func read(
        into buffer: inout [UInt8], _ range: Range<Int>, at offset: Int64
    ) throws(SystemError) -> Int {
        var done = 0
        while done < range.count {
            let got = unsafe buffer.withUnsafeMutableBytes { room in
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: room[range].dropFirst(done))
                return unsafe copenat_read(number, rest.baseAddress, rest.count, offset + Int64(done))
            }
            let count = Int(try SystemError.check(got))
            if count == 0 { break }
            done += count
        }
        return done
    }

    /// Writes all bytes at the current position.
    package func write(_ bytes: [UInt8]) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
                return unsafe copenat_write(number, rest.baseAddress, rest.count)
            }
            done += Int(try SystemError.check(written))
        }
    }

    /// Copies up to `count` bytes from the current position of `source` to that of this file; returns how
    /// many.
    package func copy(_ count: Int, from source: borrowing Descriptor) throws(SystemError) -> Int {
        Int(try SystemError.check(copenat_copy(source.number, number, count)))
    }

    /// Waits until the contents, or a folder's names, are on the disk.
    package func synchronise() throws(SystemError) {
        try SystemError.check(copenat_sync(number))
    }

    package func setPermissions(_ permissions: UInt32) throws(SystemError) {
        try SystemError.check(copenat_set_mode(number, permissions))
    }

    /// Takes over the owner and group of another file.
    package func setOwner(of status: FileStatus) throws(SystemError) {
        try SystemError.check(copenat_set_owner(number, status.raw.owner, status.raw.group))
    }

    /// Takes over the access and modification times of another file.
    package func setTimes(of status: FileStatus) throws(SystemError) {
        var raw = status.raw
        try SystemError.check(unsafe copenat_set_times(number, &raw))
    }

    /// Sets the modification time; the access time becomes the same.
    package func setModified(seconds: Int64, nanoseconds: UInt32) throws(SystemError) {
        var raw = copenat_status()
        (raw.modified, raw.modified_nanoseconds) = (seconds, nanoseconds)
        (raw.accessed, raw.accessed_nanoseconds) = (seconds, nanoseconds)
        try SystemError.check(unsafe copenat_set_times(number, &raw))
    }

    /// How many bytes the file system has left for this process.
    package func freeBytes() throws(SystemError) -> Int64 {
        try SystemError.check(copenat_free_bytes(number))
    }

    /// Lends the descriptor's number to a C function, which must not close or keep it.
    package func withNumber<Result>(_ body: (Int32) -> Result) -> Result {
        body(number)
    }

    // MARK: - Names in this folder

    /// The next names as `linux_dirent64` records; empty at the end.
    package func nextEntries() throws(SystemError) -> [UInt8] {
        try unsafe Self.filled(Self.entryBufferBytes) { unsafe copenat_read_entries(number, $0, $1) }
    }

    /// The status of an object, of the link itself when it is one.
    package func status(of name: [UInt8]) throws(SystemError) -> FileStatus {
        var raw = copenat_status()
        try SystemError.check(unsafe Self.withName(name) { unsafe copenat_status_at(number, $0, &raw) })
        return FileStatus(raw)
    }

    /// The text of a link.
    package func target(ofLink name: [UInt8]) throws(SystemError) -> [UInt8] {
        try unsafe Self.filled(SandboxPath.pathBytes + 1) { buffer, capacity in
            unsafe Self.withName(name) { unsafe copenat_read_link(number, $0, buffer, capacity) }
        }
    }

    /// Whether this process may write to a file.
    package func checkWritable(_ name: [UInt8]) throws(SystemError) {
        try SystemError.check(unsafe Self.withName(name) { unsafe copenat_may_write(number, $0) })
    }

    package func makeFolder(_ name: [UInt8], permissions: UInt32 = 0o777) throws(SystemError) {
        try SystemError.check(
            unsafe Self.withName(name) { unsafe copenat_make_folder(number, $0, permissions) })
    }

    package func makeLink(_ name: [UInt8], to target: [UInt8]) throws(SystemError) {
        let result = unsafe Self.withName(name) { name in
            unsafe Self.withName(target) { unsafe copenat_make_link(number, name, $0) }
        }
        try SystemError.check(result)
    }

    /// Removes a file or link.
    package func removeFile(_ name: [UInt8]) throws(SystemError) {
        try SystemError.check(unsafe Self.withName(name) { unsafe copenat_remove(number, $0, 0) })
    }

    /// Removes an empty folder.
    package func removeFolder(_ name: [UInt8]) throws(SystemError) {
        try SystemError.check(unsafe Self.withName(name) { unsafe copenat_remove(number, $0, 1) })
    }

    /// Gives an object another name, here or in another folder.
    ///
    /// What has that name is replaced in one step, or stays and EEXIST is thrown.
    package func rename(
        _ name: [UInt8], to folder: borrowing Descriptor, _ newName: [UInt8], replaces: Bool
    ) throws(SystemError) {
        let other = folder.number
        let result = unsafe Self.withName(name) { name in
            unsafe Self.withName(newName) { unsafe copenat_rename(number, name, other, $0, replaces ? 1 : 0) }
        }
        try SystemError.check(result)
    }

    // MARK: - Raw memory

    /// The records of about a thousand names.
    private static let entryBufferBytes = 64 << 10
    /// A read goes in pieces, so that a short file never costs the memory of a large page.
    private static let readBytes = 256 << 10

    /// A number that no other caller gets.
    package static func randomNumber() throws(SystemError) -> UInt64 {
        var number: UInt64 = 0
        try SystemError.check(unsafe copenat_random(&number))
        return number
    }

    private static func withName<Result>(
        _ name: [UInt8], _ body: (UnsafePointer<CChar>?) -> Result
    ) -> Result {
        unsafe (name.map(CChar.init(bitPattern:)) + [0]).withUnsafeBufferPointer {
            unsafe body($0.baseAddress)
        }
    }

    private static func filled(
        _ capacity: Int, _ fill: (UnsafeMutableRawPointer?, Int) -> Int64
    ) throws(SystemError) -> [UInt8] {
        var failure: Int64 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            let result = unsafe fill(UnsafeMutableRawPointer(buffer.baseAddress), capacity)
            count = max(0, Int(result))
            failure = min(0, result)
        }
        try SystemError.check(failure)
        return bytes
    }
}
