// SPDX-License-Identifier: Apache-2.0

import Confinement
import Foundation
import TestSupport
import Testing

/// Programs of this machine, run in a folder of their own.
struct Confined {
    /// The folder that the program may write to and starts in.
    let folder: String

    /// What programs need to run, and nothing that belongs to anybody.
    static let system = ["/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache"]

    static func withFolder<Result>(_ body: (Confined) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { try await body(Confined(folder: $0)) }
    }

    func policy(_ arguments: [String], programs: [String] = []) -> ConfinementPolicy {
        let program = arguments[0]
        var policy = ConfinementPolicy(
            program: program,
            arguments: [String(program.split(separator: "/").last ?? "")] + arguments.dropFirst(),
            deadline: .seconds(60))
        policy.environment = ["PATH=/usr/bin:/bin", "LC_ALL=C"]
        policy.readable = Self.system
        policy.writable = [folder, "/dev/null"]
        policy.programs = [program] + programs
        policy.refusals = [.network, .attributes]
        return policy
    }

    func run(
        _ policy: ConfinementPolicy, input: [UInt8]? = nil, cancelDescriptor: Int32? = nil,
        isCancelled: () -> Bool = { false }
    ) throws -> ProgramOutcome {
        let launcher = try #require(LauncherPlace.find(given: nil), "swift build --build-tests makes it")
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try #require(directory >= 0)
        defer { close(directory) }
        return try ConfinedProgram(policy: policy, launcher: launcher, keptHalfBytes: 4096)
            .run(in: directory, input: input, cancelDescriptor: cancelDescriptor, isCancelled: isCancelled)
    }

    /// A shell that may start the programs given by name.
    func shell(_ script: String, _ programs: String...) throws -> ProgramOutcome {
        try run(policy(["/bin/sh", "-c", script], programs: programs.map { "/usr/bin/\($0)" }))
    }

    /// Whether the kernel confines access to files; where it does not, tests expect what is left.
    static let hasLandlock = KernelFeatures.current.landlock > 0
    /// Whether decisions can be asked for, which a container's own supervisor may stand in the way of.
    static let supervises: Bool = {
        let outcome = try? Confined(folder: NSTemporaryDirectory()).shell("exit 0")
        return outcome?.enforcement.supervisesCalls ?? false
    }()
}

extension ProgramOutcome {
    var text: String { String(decoding: output.beginning + output.ending, as: UTF8.self) }
    var errorText: String { String(decoding: errors.beginning + errors.ending, as: UTF8.self) }
}
