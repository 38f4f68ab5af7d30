// SPDX-License-Identifier: Apache-2.0

/// Finds the libraries that a plugin is linked with, where the dynamic linker would look.
///
/// The order is that of ld.so(8): the plugin's own folders, the system's list, the default folders. What comes with the
/// host is looked for by `ProgramLibraries`.
struct LibrarySearch {
    /// The folder of the plugin, without links: what `$ORIGIN` stands for.
    let origin: String
    /// The plugin's own folders, as it writes them.
    let folders: [String]

    /// The most folders of one list.
    static let folderLimit = 64

    #if arch(x86_64)
        private static let triplet = "x86_64-linux-gnu"
        private static let platform = "x86_64"
    #elseif arch(arm64)
        private static let triplet = "aarch64-linux-gnu"
        private static let platform = "aarch64"
    #endif

    private static let defaultFolders = [
        "/lib/\(triplet)", "/usr/lib/\(triplet)", "/lib64", "/usr/lib64", "/lib", "/usr/lib",
    ]

    init(origin: String, folders: [String]) {
        self.origin = origin
        self.folders = Array(folders.prefix(Self.folderLimit))
    }

    /// The path of the library of that name; nil when it is nowhere.
    func path(of name: String, in cache: @autoclosure () -> LinkerCache?) -> String? {
        if name.contains("/") {
            let path = expanded(name)
            return Self.isLibrary(path) ? path : nil
        }
        if let path = ownPath(of: name) { return path }
        if let path = cache()?.path(of: name), Self.isLibrary(path) { return path }
        return Self.path(of: name, in: Self.defaultFolders)
    }

    /// The path of the library of that name in the folders that the file itself names.
    func ownPath(of name: String) -> String? {
        Self.path(of: name, in: folders.map(expanded))
    }

    static func path(of name: String, in folders: [String]) -> String? {
        folders.lazy.map { "\($0.isEmpty ? "." : $0)/\(name)" }.first(where: isLibrary)
    }

    /// Whether there is a library for this machine; the loader passes over others.
    private static func isLibrary(_ path: String) -> Bool {
        // What cannot be opened or read is no library to the loader either.
        guard let file = try? FileSource(path: path) else { return false }
        return (try? ELFFile(reading: file)) != nil
    }

    // MARK: - Folders

    /// The folder with the linker's variables replaced.
    func expanded(_ folder: String) -> String {
        guard folder.contains("$") else { return folder }
        var result = folder
        for (variable, value) in [
            ("ORIGIN", origin), ("LIB", "lib/\(Self.triplet)"), ("PLATFORM", Self.platform),
        ] {
            result = result.replacing("${\(variable)}", with: value).replacing("$\(variable)", with: value)
        }
        return result
    }

    /// Where a folder leads, when that is outside the plugin's own; nil when it stays inside.
    func outside(_ folder: String) -> String? {
        let path = expanded(folder)
        guard path.hasPrefix("/") else {
            return path.isEmpty ? "the working folder" : "\(path), a relative path"
        }
        let (whole, home) = (Self.parts(of: path), Self.parts(of: origin))
        return whole.starts(with: home) ? nil : "/" + whole.joined(separator: "/")
    }

    /// The names on the way, with `.` and `..` resolved by the text alone.
    private static func parts(of path: String) -> [Substring] {
        var parts: [Substring] = []
        for part in path.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": parts = parts.dropLast()
            default: parts.append(part)
            }
        }
        return parts
    }
}

/// The libraries that a program brings into its process before any plugin.
package enum ProgramLibraries {
    /// The most libraries of a program that are followed.
    private static let limit = 512

    /// The folder with the Swift runtime that a program is linked with, for the libraries of Swift that it does not use
    /// itself: a plugin's must come from the same place.
    ///
    /// - Returns: Its absolute path; nil for a program that has the runtime from the system, or has none.
    package static func swiftFolder(of program: String) -> String? {
        // A program that cannot be read is one without the runtime.
        guard let file = try? FileSource(path: program),
            let headers = try? ELFFile(reading: file, isProgram: true),
            let dynamic = try? ELFDynamic(of: headers), let path = try? FileSystem.absolute(program)
        else { return nil }
        let search = LibrarySearch(origin: FileSystem.folder(of: path), folders: dynamic.searchedFolders)
        guard let found = search.ownPath(of: "libswiftCore.so") else { return nil }
        // The loader takes both signs for the end of a folder's path.
        return (try? FileSystem.absolute(FileSystem.folder(of: found)))
            .flatMap { $0.contains(":") || $0.contains(";") ? nil : $0 }
    }

    /// The names of all that the program is linked with, directly or not.
    ///
    /// Reads a head of each file; a program that cannot be read has none.
    static func names(of program: String) -> Set<String> {
        var names: Set<String> = []
        var waiting = [program]
        let cache = LinkerCache.ofThisSystem
        while let path = waiting.popLast(), names.count < limit {
            // What cannot be read is skipped: the loader will name it.
            guard let file = try? FileSource(path: path),
                let headers = try? ELFFile(reading: file, isProgram: true),
                let dynamic = try? ELFDynamic(of: headers)
            else { continue }
            let origin = (try? FileSystem.absolute(path)).map { FileSystem.folder(of: $0) } ?? "/"
            let search = LibrarySearch(origin: origin, folders: dynamic.searchedFolders)
            for name in dynamic.needed where names.insert(name).inserted {
                if let found = search.path(of: name, in: cache) { waiting.append(found) }
            }
        }
        return names
    }
}

extension FileSystem {
    /// The folder that an absolute path's last name is in.
    static func folder(of path: String) -> String {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        return "/" + folder
    }
}
