// SPDX-License-Identifier: Apache-2.0

/// How much the store of plugin copies keeps, and for how long.
struct StoreLimits: Sendable, Hashable {
    /// The largest plugin file, in bytes.
    ///
    /// 1 GiB: a hundred times a large one with its debug symbols.
    var fileBytes = 1 << 30
    /// How long a copy stays that no host has used.
    ///
    /// 30 days: a version that was replaced may come back within that time.
    var unusedTime: Duration = .seconds(30 * 86_400)
    /// What the copies that this host does not use may take together, in bytes; those unused longest go first.
    ///
    /// 2 GiB: some hundred versions of plugins as they are built while one works on them.
    var totalBytes = 2 << 30
    /// How long a copy counts as used by another host, whatever the copies take together.
    ///
    /// A day: a host that runs longer marks its copies anew when it starts a process from them.
    var freshTime: Duration = .seconds(86_400)
    /// How long a copy may take to be made, before what there is of it counts as left behind.
    ///
    /// An hour.
    var makingTime: Duration = .seconds(3600)
    /// How often a file that changes while it is copied is tried anew.
    ///
    /// 3: the end of a longer write is an event that leads here again.
    var attempts = 3
    /// Of how many files that are loaded where they are the store remembers the hash; then it begins anew.
    ///
    /// 1000: as many as there may be plugins.
    var lookedFiles = 1000
}
