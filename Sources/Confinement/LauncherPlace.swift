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
    /// - Returns: Its path.
    package static func find(given: String?) -> String? {
        candidates(given: given, image: image).first { unsafe access($0, X_OK) == 0 }
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

    private static var image: String? {
        unsafe confine_image_path().map { unsafe String(cString: $0) }
    }
}
