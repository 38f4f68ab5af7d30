// SPDX-License-Identifier: Apache-2.0

import CLoader

/// What every plugin reads of the system: libraries, time zones, devices that hold nothing.
///
/// Nothing of /proc, no home, and of /etc but the loader's cache and the time zone.
enum SystemNeeds {
    /// Read by the loader and by libc.
    static let readable = [
        "/lib", "/lib32", "/lib64", "/libx32", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32",
        "/usr/local/lib", "/etc/ld.so.cache", "/etc/localtime", "/etc/timezone", "/usr/share/zoneinfo",
        "/usr/share/locale", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom",
        // How many processors there are.
        "/sys/devices/system/cpu",
    ]
    static let writable = ["/dev/null"]

    /// The folders of the libraries that this process has loaded already, since plugins in Swift need others there.
    static func foldersOfLoadedLibraries() -> [String] {
        var paths = [CChar](repeating: 0, count: pathBytes)
        let count = unsafe cl_loaded_libraries(&paths, paths.count)
        var folders: Set<String> = []
        for bytes in paths[..<count].split(separator: 0) {
            let path = String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            // Where it was found may be a folder of links, and the kernel asks where a file is.
            for path in [path, try? FileSystem.absolute(path)] {
                if let folder = path.flatMap(FileSystem.parent), folder != "/" { folders.insert(folder) }
            }
        }
        return folders.sorted()
    }

    /// The plugin itself, and the library that a manifest names.
    static func libraries(of path: String) -> [String] {
        let named = ManifestFile.isNamed(by: path) ? PluginManifest.libraryPath(namedIn: path) : nil
        return [path] + (named.map { [$0] } ?? [])
    }

    /// Enough for a thousand libraries.
    private static let pathBytes = 64 << 10
}
