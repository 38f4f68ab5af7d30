// SPDX-License-Identifier: Apache-2.0

/// Why a plugin waits for a person's word.
public enum ApprovalNeed: Sendable, Hashable {
    /// It asks for more than the default, and nobody has approved any version of it.
    case never
    /// A version was approved, and its file is another one now.
    case fileChanged
    /// The file is the approved one, and it asks for more than it was given.
    case permissionsChanged
    /// Its tools are not those that were shown when it was approved.
    case toolsChanged
    /// The record of approvals cannot be believed.
    case recordDamaged(reason: String)

    /// The end of a sentence about the plugin.
    public var reason: String {
        switch self {
        case .never: "it asks for more than plugins may do by default"
        case .fileChanged: "its file has changed since it was approved"
        case .permissionsChanged: "it asks for other permissions than were approved"
        case .toolsChanged: "its tools are not those that were approved"
        case .recordDamaged(let reason): "the record of approvals does not count, since \(reason)"
        }
    }
}
