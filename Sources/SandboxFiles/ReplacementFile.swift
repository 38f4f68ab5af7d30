// SPDX-License-Identifier: Apache-2.0

/// A new version of a file, written beside it and put in its place in one step.
///
/// Until `commit` the old file is untouched; a version that is not committed leaves nothing behind. Readers
/// see the old contents or the new, never a part. A hard link to the old file keeps the old contents.
package final class ReplacementFile {
    private let place: Place
    /// The new version, open for writing.
    package let descriptor: Descriptor
    private let temporaryName: [UInt8]
    private var isCommitted = false

    /// Starts a new version of the file at `place`, with the permissions and owner of the old one.
    package init(at place: Place) throws(SystemError) {
        self.place = place
        temporaryName = try Self.freshName()
        // Without an old file the process's umask decides. With one, nobody else may look before its mode is
        // set.
        descriptor = try place.folder.open(
            temporaryName, for: .newFile(mode: place.existing == nil ? 0o666 : 0o600)
        )
        if let existing = place.existing { try keepOwnerAndMode(existing) }
    }

    deinit {
        if !isCommitted {
            // Nothing more can be done about a temporary file that cannot be removed.
            try? place.folder.removeFile(temporaryName)
        }
    }

    /// A name for something temporary.
    ///
    /// It does not grow with the file's own, which may have 255 bytes
    /// already.
    package static func freshName() throws(SystemError) -> [UInt8] {
        Array(".toolhost-\(String(try Descriptor.randomNumber(), radix: 36)).tmp".utf8)
    }

    private func keepOwnerAndMode(_ existing: FileStatus) throws(SystemError) {
        if try !descriptor.status().hasOwner(of: existing) {
            // Only root may give files away; for anyone else the new version is their own, as with any
            // editor.
            try? descriptor.setOwner(of: existing)
        }
        try descriptor.setPermissions(existing.permissions)
    }

    /// Appends bytes to the new version.
    package func write(_ bytes: [UInt8]) throws(SystemError) {
        try descriptor.write(bytes)
    }

    /// Appends all bytes of another file, from its current position; false when cancelled before the end.
    package func copy(from source: borrowing Descriptor, isCancelled: () -> Bool) throws(SystemError) -> Bool
    {
        try descriptor.copyAll(from: source, isCancelled: isCancelled)
    }

    /// Takes over the permissions and times of the file that this one is a copy of.
    package func resemble(_ original: FileStatus) throws(SystemError) {
        try descriptor.resemble(original)
    }

    /// Waits for the disk, then puts the new version in its place; returns its status.
    ///
    /// Without `replaces`, an object of that name that is there by now is kept and EEXIST thrown. Without
    /// `isDurable` nobody waits: for what can be made again after a power cut.
    package func commit(replaces: Bool = true, isDurable: Bool = true) throws(SystemError) -> FileStatus {
        if isDurable { try descriptor.synchronise() }
        let status = try descriptor.status()
        try place.folder.rename(temporaryName, to: place.folder, place.name, replaces: replaces)
        isCommitted = true
        // The contents are safe and in place. Should the folder's own entry not be, a power cut brings back
        // the old file, whole; that is no reason to report a failure now.
        if isDurable { try? place.folder.synchronise() }
        return status
    }
}
