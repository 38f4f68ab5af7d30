// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles

/// The folder that a search begins in, as the start of the paths it finds.
struct SearchPlace {
    /// Relative to the sandbox, with a slash at the end; empty for the sandbox itself.
    let prefix: [UInt8]

    init(_ path: SandboxPath) {
        prefix = path.isRoot ? [] : Array((path.components.joined(separator: "/") + "/").utf8)
    }
}
