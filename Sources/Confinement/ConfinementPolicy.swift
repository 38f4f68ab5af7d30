// SPDX-License-Identifier: Apache-2.0

/// What a program may do, to the last detail: what is not named here is forbidden.
package struct ConfinementPolicy: Sendable, Hashable {
    /// What system calls are refused, beyond those that nobody confined gets.
    package struct Refusals: OptionSet, Sendable, Hashable {
        package let rawValue: UInt32

        package init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// Sockets, save connected pairs among the program's own processes.
        package static let network = Refusals(rawValue: 1)
        /// Changing modes, owners, times and extended attributes, which Landlock does not cover.
        package static let attributes = Refusals(rawValue: 8)

        fileprivate var names: [String] {
            [(Refusals.network, "network"), (.attributes, "attributes")].filter { contains($0.0) }.map(\.1)
        }
    }

    /// The program that runs: an absolute path.
    package var program: String
    /// What it is called with, its own name first.
    package var arguments: [String]
    /// All of its environment, each as `NAME=value`.
    package var environment: [String] = []
    /// Files and folders, with all below them, that may be read; those that do not exist are passed over.
    package var readable: [String] = []
    /// The same, that may be written besides.
    package var writable: [String] = []
    /// The programs that may be started, the first one and those that it starts itself.
    ///
    /// Their loaders and interpreters need no mention, and cannot be started by themselves.
    package var programs: [String] = []
    package var refusals: Refusals = []
    package var limits = ConfinementLimits()
    /// How long it may run; everything it has started ends with it.
    package var deadline: Duration
    /// Whether to fail where the kernel cannot enforce all of this.
    package var isStrict = false

    package init(program: String, arguments: [String], deadline: Duration) {
        self.program = program
        self.arguments = arguments
        self.deadline = deadline
    }
}

extension ConfinementPolicy {
    /// The launcher's own limit is 1 MiB; what is left is for the policy's other parts.
    static let argumentBytes = 512 << 10
    /// Each of the launcher's lists has room for 2,048 entries.
    static let entryCount = 2_000

    /// The policy as the launcher reads it: records that end with a NUL, the last of them empty.
    ///
    /// - Throws: `ConfinementError.unusableText` for a NUL in a text; `.tooLarge` over a limit.
    func encoded() throws(ConfinementError) -> [UInt8] {
        var records: [(key: String, value: String)] = [("run", program)]
        records += arguments.map { ("argument", $0) }
        records += environment.map { ("environment", $0) }
        records += readable.map { ("read", $0) } + writable.map { ("write", $0) }
        records += programs.map { ("program", $0) } + refusals.names.map { ("refuse", $0) }
        records += limits.records
        records.append(("deadline", String(max(1, deadline.milliseconds))))
        if isStrict { records.append(("strict", "1")) }
        let lists = [arguments.count, environment.count, readable.count + writable.count, programs.count]
        guard lists.allSatisfy({ $0 <= Self.entryCount }) else { throw .tooLarge }
        var bytes: [UInt8] = []
        for record in records {
            guard !record.value.utf8.contains(0) else { throw .unusableText }
            bytes += Array(record.key.utf8) + [UInt8(ascii: " ")] + Array(record.value.utf8) + [0]
            guard bytes.count <= Self.argumentBytes else { throw .tooLarge }
        }
        return bytes + [0]
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
