// SPDX-License-Identifier: Apache-2.0

/// How much a confined program may take.
package struct ConfinementLimits: Sendable, Hashable {
    /// Processes and threads at a time, all together: enough for a parallel build, and no fork bomb.
    ///
    /// The count may be over by those that start in the moment of counting.
    package var processes = 256
    /// Bytes of private writable memory of one process; what is only reserved does not count.
    package var memoryBytes: Int64 = 1 << 30
    /// Bytes of one file that is written.
    package var fileBytes: Int64 = 1 << 30
    /// Open descriptors of one process.
    package var descriptors = 256
    /// Processor time of one process; nil leaves that to the deadline.
    package var processorSeconds: Int?

    package init() {}

    var records: [(key: String, value: String)] {
        var records = [
            ("processes", String(processes)), ("memory", String(memoryBytes)), ("file", String(fileBytes)),
            ("descriptors", String(descriptors)),
        ]
        if let processorSeconds { records.append(("processor", String(processorSeconds))) }
        return records
    }
}
