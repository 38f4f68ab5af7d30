// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// The `toolhost` that this build made.
enum BuiltHost {
    static let executable = URL(filePath: BuiltProducts.host)
}

/// Places in the repository.
enum SourceTree {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let fixtures = root.appending(path: "Tests/Fixtures")
}
