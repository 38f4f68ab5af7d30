// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// What the host does for its own safety before it loads anything.
enum Precautions {
    /// Keeps a crash from leaving the memory of the host on the disk: keys and conversations are in it.
    static func forbidCoreDumps() {
        setCoreLimit { limit in limit.rlim_cur = 0 }
    }

    /// As large as the system allows, after `forbidCoreDumps`.
    static func allowCoreDumps() {
        setCoreLimit { limit in limit.rlim_cur = limit.rlim_max }
    }

    /// The first of `folders` into which others than `owner` may put plugins.
    ///
    /// A folder that does not exist is no danger.
    static func firstWritable(_ folders: [String], byOthersThan owner: uid_t) -> String? {
        folders.first { folder in
            let place = URL(filePath: folder).resolvingSymlinksInPath().path
            // One that cannot be looked at is not loaded from either.
            guard let found = try? FileManager.default.attributesOfItem(atPath: place),
                let user = found[.ownerAccountID] as? Int, let rights = found[.posixPermissions] as? Int
            else { return false }
            return user != Int(owner) || rights & 0o022 != 0
        }
    }

    /// Refuses to load, as root, what others may have put there.
    ///
    /// - Throws: `CommandFailure` with the folder and what to do.
    static func checkFolders(_ settings: HostSettings) throws {
        guard geteuid() == 0, !settings.allowsWritablePlugins,
            let folder = firstWritable(settings.pluginFolders, byOthersThan: 0)
        else { return }
        throw CommandFailure(
            .unusable, "plugins",
            "The host runs as root, and others than root may put plugins into \(folder).",
            hint:
                "Give the folder to root and take the others' right to write away, run the host as another user, "
                + "or set ALLOW_WRITABLE_PLUGINS to true.")
    }

    private static func setCoreLimit(_ change: (inout rlimit) -> Void) {
        let resource = __rlimit_resource_t(RLIMIT_CORE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return }
        change(&limit)
        setrlimit(resource, &limit)
    }
}
