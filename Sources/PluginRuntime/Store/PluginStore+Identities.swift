// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Who the plugins are whose versions were started before, so that they need not be asked again.
///
/// A version always tells the same, and is held to it: what is remembered says no more than which folders its process
/// gets before it has told. It lies beside the copies, and is believed only where nobody else may write.
extension PluginStore {
    /// The ending of the file in which a version's identity is, after its hash.
    static let identityEnding = ".id"

    /// More than the longest texts take.
    private static let identityBytes = 4096

    /// What the version was the last time; nil when nobody knows, or others might have written it.
    func identity(of version: ContentHash) async -> PluginIdentity? {
        await onThread { store in
            guard let folder = try? OpenedFile.folder(at: store.folder), Self.isOwn(folder.entry, .folder),
                let file = try? folder.fileBeneath("\(version)\(Self.identityEnding)"),
                Self.isOwn(file.entry, .file),
                file.entry.size <= Self.identityBytes,
                let bytes = DescriptorSource(file).bytes(at: 0, count: file.entry.size),
                let identity = try? PluginIdentity(bytes), identity.fault == nil
            else { return nil }
            store.markUsed(file)
            return identity
        }
    }

    /// Remembers who a version is.
    ///
    /// Where that cannot be written, the plugin is asked again the next time.
    func remember(_ identity: PluginIdentity, of version: ContentHash) async {
        await onThread { store in
            guard (try? store.makeFolder()) != nil else { return }
            _ = try? store.makeFile(at: store.identityPath(of: version)) { new throws(FileSystem.Failure) in
                try new.write(identity.payload)
                return true
            }
        }
    }

    /// Forgets who a version is.
    func forgetIdentity(of version: ContentHash) async {
        _ = await onThread { store in unsafe unlink(store.identityPath(of: version)) }
    }

    private func identityPath(of version: ContentHash) -> String {
        "\(folder)/\(version)\(Self.identityEnding)"
    }
}
