// SPDX-License-Identifier: Apache-2.0

/// Where a plugin's code runs.
public enum PluginIsolation: String, Sendable, Hashable, CaseIterable {
    /// In the host itself: fast, and without protection against what the plugin does.
    case inProcess = "in-process"
    /// In a process of its own, which the host can end: a crash, a loop or a leak stays there.
    case worker
}
