// SPDX-License-Identifier: Apache-2.0

extension Tool {
    /// How many calls may run at a time.
    ///
    /// The values are those of `toolhost.h`.
    public enum Concurrency: UInt32, Sendable, Hashable, CaseIterable {
        /// One call of all the plugin's tools that say so.
        case serialInPlugin = 0
        /// One call of this tool.
        case serialInTool = 1
        /// Any number, on several threads at once.
        case reentrant = 2
    }
}
