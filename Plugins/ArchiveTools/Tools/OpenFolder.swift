// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles

/// A folder that is held open by whoever still needs it.
final class OpenFolder: Sendable {
    let descriptor: Descriptor

    init(_ descriptor: consuming Descriptor) {
        self.descriptor = descriptor
    }

    /// Opens a folder beneath this one, through no link; the folder itself again for an empty path.
    func folder(_ path: [UInt8]) throws(SystemError) -> OpenFolder {
        OpenFolder(
            try descriptor.open(path.isEmpty ? [UInt8(ascii: ".")] : path, for: .folderWithoutLinks))
    }

    /// What has that name here; nil when nothing has.
    func status(ofAny name: [UInt8]) throws(SystemError) -> FileStatus? {
        do {
            return try descriptor.status(of: name)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }
}
