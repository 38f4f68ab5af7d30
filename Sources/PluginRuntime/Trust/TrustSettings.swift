// SPDX-License-Identifier: Apache-2.0

/// What decides whether a plugin may have more than the default.
public struct TrustSettings: Sendable, Hashable {
    /// The file that keeps approvals; its folder is made when the first one is given.
    public var approvals: String
    /// What `~/` stands for in the paths that plugins ask for.
    public var home: String

    /// Where hosts write which plugins they leave alone.
    var quarantineFolder: String { FileSystem.folder(of: approvals) + "/quarantine" }

    /// Settings for approvals in that file.
    public init(approvals: String, home: String) {
        self.approvals = approvals
        self.home = home
    }
}
