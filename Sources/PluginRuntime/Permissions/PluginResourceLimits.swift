// SPDX-License-Identifier: Apache-2.0

/// How much of the machine a plugin's process may take.
public struct PluginResourceLimits: Sendable, Hashable {
    /// Bytes of private writable memory; what is only reserved does not count.
    public var memoryBytes: Int64
    /// Bytes of one file that it writes; the largest result always fits.
    public var fileBytes: Int64
    /// Open descriptors.
    public var descriptors: Int
    /// Processes and threads at a time.
    public var threads: Int
    /// The longest a call may take; nil leaves that to the host's settings.
    public var callTimeout: Duration?

    /// Limits with the usual values.
    public init(
        memoryBytes: Int64 = 512 << 20, fileBytes: Int64 = 1 << 30, descriptors: Int = 256, threads: Int = 64,
        callTimeout: Duration? = nil
    ) {
        self.memoryBytes = memoryBytes
        self.fileBytes = fileBytes
        self.descriptors = descriptors
        self.threads = threads
        self.callTimeout = callTimeout
    }
}
