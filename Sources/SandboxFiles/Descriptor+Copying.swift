// SPDX-License-Identifier: Apache-2.0

extension Descriptor {
    /// Appends all bytes of `source`, from its current position; false when cancelled before the end.
    ///
    /// Shares blocks where the file system can. `isCancelled` is asked after each 16 MiB.
    package func copyAll(from source: borrowing Descriptor, isCancelled: () -> Bool) throws(SystemError)
        -> Bool
    {
        while try copy(Self.copyBytes, from: source) > 0 {
            if isCancelled() { return false }
        }
        return true
    }

    private static let copyBytes = 16 << 20

    /// Takes over the permissions and times of the file or folder that this one is a copy of.
    package func resemble(_ original: FileStatus) throws(SystemError) {
        try setPermissions(original.permissions)
        try setTimes(of: original)
    }
}
