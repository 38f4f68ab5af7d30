// SPDX-License-Identifier: Apache-2.0

/// How many libraries a plugin may bring along, all of which are read whenever it is looked at.
struct NeighbourLimits: Sendable, Hashable {
    /// The most libraries.
    ///
    /// 64: a large plugin has a dozen.
    var count = 64
    /// How large they may be together, in bytes.
    ///
    /// 1 GiB: as large as one plugin.
    var bytes = 1 << 30
}
