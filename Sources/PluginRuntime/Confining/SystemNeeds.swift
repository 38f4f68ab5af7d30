// SPDX-License-Identifier: Apache-2.0

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
        // Where /proc does not tell, the list above has to do.
        guard let text = ProcessFile.text(of: "/proc/self/maps", upTo: mapBytes) else { return [] }
        var folders: Set<String> = []
        for line in text.split(separator: "\n") {
            guard let start = line.firstIndex(of: "/"), line[start...].contains(".so"),
                let slash = line.lastIndex(of: "/"), slash > start
            else { continue }
            folders.insert(String(line[start..<slash]))
        }
        return folders.sorted()
    }

    /// The plugin itself, and the library that a manifest names.
    static func libraries(of path: String) -> [String] {
        let named = ManifestFile.isNamed(by: path) ? PluginManifest.libraryPath(namedIn: path) : nil
        return [path] + (named.map { [$0] } ?? [])
    }

    /// Enough for a thousand mappings.
    private static let mapBytes = 256 << 10
}
