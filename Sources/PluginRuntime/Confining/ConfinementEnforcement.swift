// SPDX-License-Identifier: Apache-2.0

/// What a worker has put in place, told before any code of the plugin was in it.
struct ConfinementEnforcement: Sendable, Hashable {
    /// The version of Landlock; 0 when access to files is open.
    var landlock: Int
    /// Whether system calls are filtered.
    var filtersCalls: Bool
    /// Whether the host is asked about each new thread and process.
    var countsThreads: Bool

    var payload: [UInt8] {
        var writer = PayloadWriter()
        writer.number(UInt32(clamping: landlock))
        writer.byte(filtersCalls ? 1 : 0)
        writer.byte(countsThreads ? 1 : 0)
        return writer.bytes
    }

    init(landlock: Int, filtersCalls: Bool, countsThreads: Bool) {
        self.landlock = landlock
        self.filtersCalls = filtersCalls
        self.countsThreads = countsThreads
    }

    init(_ payload: [UInt8]) throws(PayloadReader.Fault) {
        var reader = PayloadReader(payload)
        landlock = Int(try reader.number32())
        filtersCalls = try reader.byte() == 1
        countsThreads = try reader.byte() == 1
        try reader.end()
    }
}
