// SPDX-License-Identifier: Apache-2.0

internal import CConfinement
internal import Glibc

/// Where the launcher lies on the disk.
package enum LauncherPlace {
    /// The launcher's file name.
    package static let name = "toolhost-launch"

    /// The launcher, or nil where there is none.
    ///
    /// - Parameter given: What the host says; goes before every other place.
    /// - Returns: Its absolute path.
    package static func find(given: String?) -> String? {
        candidates(given: given, image: image).lazy.compactMap(absolute).first
    }

    /// The places in the order in which they are tried: what the host says, beside the program or library that this
    /// code is in (a build folder), and `libexec` as seen from `bin` and from `lib/toolhost/plugins`.
    static func candidates(given: String?, image: String?) -> [String] {
        var places: [String] = []
        if let given { places.append(given) }
        guard let image, let slash = image.lastIndex(of: "/") else { return places }
        let folder = image[..<slash]
        places.append("\(folder)/\(name)")
        places.append("\(folder)/../libexec/toolhost/\(name)")
        places.append("\(folder)/../../../libexec/toolhost/\(name)")
        return places
    }

    /// The path of a program that can be started, whatever folder it is started from; nil for anything else.
    private static func absolute(_ path: String) -> String? {
        guard unsafe access(path, X_OK) == 0 else { return nil }
        if path.hasPrefix("/") { return path }
        guard let found = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }

    private static var image: String? {
        unsafe confine_image_path().map { unsafe String(cString: $0) }
    }
}
