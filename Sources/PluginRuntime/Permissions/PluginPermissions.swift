// SPDX-License-Identifier: Apache-2.0

/// What a plugin may do beyond computing: as it asks for it, or as it was granted.
///
/// What is not named is forbidden. The plugin's own data and cache folders are always its own to write in.
public struct PluginPermissions: Sendable, Hashable {
    /// How far tools reach into a folder.
    public enum Access: String, Sendable, Hashable, CaseIterable, Comparable {
        /// Not at all.
        case none
        /// Reading files and listing folders.
        case read
        /// Reading, and making, changing and removing files.
        case write

        /// By how far it reaches.
        public static func < (left: Access, right: Access) -> Bool {
            left.rank < right.rank
        }

        private var rank: Int {
            switch self {
            case .none: 0
            case .read: 1
            case .write: 2
            }
        }
    }

    /// Of which files tools may change modes and times; owners and other attributes stay as they are.
    public enum Attributes: String, Sendable, Hashable, CaseIterable {
        /// Of none: the kernel cannot keep such changes to the folders that may be written.
        case none
        /// Of those that they have open, be it only for reading.
        case opened
        /// Of all that belong to the user; and owners may be changed.
        case all
    }

    /// The sandbox folder.
    public var sandbox: Access
    /// Absolute paths of files and folders, with all below them, that it may read.
    public var readable: [String]
    /// The same, that it may write as well.
    public var writable: [String]
    /// Whether it may open sockets.
    public var network: Bool
    /// Absolute paths of the programs that it may start.
    public var programs: [String]
    /// Whether it starts its programs through `toolhost-launch`, which counts and ends them in the host's place.
    ///
    /// For the host's own plugins: nobody else may ask for it.
    public var launchesPrograms: Bool
    /// Of which files it may change modes and times.
    public var attributes: Attributes
    /// The names of the environment's variables that it sees.
    public var environment: [String]
    /// How much it may take.
    public var limits: PluginResourceLimits

    /// Permissions that name nothing but what is given.
    public init(
        sandbox: Access = .none, readable: [String] = [], writable: [String] = [], network: Bool = false,
        programs: [String] = [], launchesPrograms: Bool = false, attributes: Attributes = .none,
        environment: [String] = [],
        limits: PluginResourceLimits = PluginResourceLimits()
    ) {
        self.sandbox = sandbox
        self.readable = readable
        self.writable = writable
        self.network = network
        self.programs = programs
        self.launchesPrograms = launchesPrograms
        self.attributes = attributes
        self.environment = environment
        self.limits = limits
    }

    /// What a plugin gets that asks for nothing: the sandbox to read and write.
    public static let standard = PluginPermissions(sandbox: .write)
}
