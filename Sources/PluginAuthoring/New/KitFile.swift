// SPDX-License-Identifier: Apache-2.0

import CKitFiles

/// A file that new plugins are made of, as it is in the program.
package struct KitFile: Sendable, Hashable {
    /// What it belongs to: `cpp`, `cpp-kit`.
    package let set: String
    /// Where it goes; may hold placeholders.
    package let path: String
    /// May hold placeholders when the set is a template's.
    package let text: String

    /// All files, set by set.
    package static let all: [KitFile] = {
        var files: [KitFile] = []
        while let entry = unsafe kit_file_at(files.count) {
            files.append(
                unsafe KitFile(
                    set: String(cString: entry.pointee.set), path: String(cString: entry.pointee.path),
                    text: String(cString: entry.pointee.text)))
        }
        return files
    }()
}
