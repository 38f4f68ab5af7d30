// SPDX-License-Identifier: Apache-2.0

/// What a plugin may do, and who sees to it that it does no more.
public struct ConfinementReport: Sendable, Hashable {
    /// What something is enforced on.
    public enum Subject: String, Sendable, Hashable, CaseIterable {
        /// Its crash, its end and its memory are its own.
        case process
        case memory
        case fileSize
        case descriptors
        case threads
        /// Reading, writing and listing files by name.
        case files
        case network
        /// Starting programs and processes.
        case programs
        /// Signals to other processes.
        case signals
        /// Tracing, mounts, namespaces, keys and the like.
        case system
    }

    /// What the plugin asks for; the standard where it does not say.
    public let asked: PluginPermissions
    /// What it was granted.
    public let granted: PluginPermissions
    /// What is enforced, each with the part of the kernel that does it.
    public let enforced: [Subject: String]
    /// What is not enforced, a sentence each, the gravest first.
    public let shortfalls: [String]

    /// A plugin in a process of its own.
    init(_ grant: PluginGrant, enforced: ConfinementEnforcement?) {
        asked = grant.asked
        granted = grant.granted
        let enforced =
            enforced ?? ConfinementEnforcement(landlock: 0, filtersCalls: false, countsThreads: false)
        self.enforced = Self.enforced(grant.granted, enforced)
        shortfalls = Self.shortfalls(grant.granted, enforced)
    }

    /// A plugin inside the host.
    init(inProcess grant: PluginGrant) {
        asked = grant.asked
        granted = grant.granted
        enforced = [:]
        shortfalls = [Self.inProcessShortfall]
    }

    /// What running inside the host gives up.
    static let inProcessShortfall =
        "It runs inside the host and may do whatever the host may; its crash, exit or endless loop is the host's."

    private static func enforced(
        _ granted: PluginPermissions, _ found: ConfinementEnforcement
    ) -> [Subject: String] {
        var enforced: [Subject: String] = [
            .process: "a process of its own", .memory: "rlimit", .fileSize: "rlimit", .descriptors: "rlimit",
        ]
        let landlock = "landlock \(found.landlock)"
        let startsNothing = granted.programs.isEmpty
        if found.landlock > 0 { enforced[.files] = landlock }
        if found.landlock >= 6 { enforced[.signals] = landlock }
        if found.filtersCalls {
            enforced[.network] = "seccomp"
            enforced[.system] = "seccomp"
            if startsNothing, enforced[.signals] == nil { enforced[.signals] = "seccomp" }
        }
        switch (found.landlock > 0, found.filtersCalls && startsNothing) {
        case (true, true): enforced[.programs] = "\(landlock), seccomp"
        case (true, false): enforced[.programs] = landlock
        case (false, true): enforced[.programs] = "seccomp"
        case (false, false): break
        }
        if found.countsThreads { enforced[.threads] = "seccomp, counted by the host" }
        if granted.launchesPrograms { enforced[.threads] = "toolhost-launch" }
        return enforced
    }

    private static func shortfalls(
        _ granted: PluginPermissions, _ found: ConfinementEnforcement
    ) -> [String] {
        var sentences: [String] = []
        if found.landlock == 0 {
            sentences.append(
                "It can read and write the user's files: the kernel has no Landlock (Linux 5.13).")
        }
        if !found.filtersCalls {
            sentences.append("It can open sockets and start programs: the kernel has no seccomp.")
        }
        if found.landlock < 6, !found.filtersCalls || !granted.programs.isEmpty {
            sentences.append(
                "It can end other programs of the user: Landlock 6 keeps signals in (Linux 6.12).")
        }
        if !found.countsThreads {
            sentences.append(
                granted.launchesPrograms
                    ? "Nobody counts its own threads; toolhost-launch counts those of its programs."
                    : "Nobody counts its threads and processes: the kernel does not ask the host (Linux 5.5)."
            )
        }
        return sentences
    }
}
