// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation

/// Has clang read a header, and takes what it makes of it.
struct HeaderCompiler: Sendable {
    let header: String
    let folders: [String]

    /// The most that clang may say, in bytes: ten times what the largest headers of the system come to.
    static let outputBytes = 256 << 20

    /// The syntax tree as JSON; what clang complains of goes to stderr.
    ///
    /// - Throws: `CommandFailure` when there is no clang, or when it fails.
    func syntaxTree(for command: String) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<[UInt8], any Error>) in
            // Off the cooperative threads: it takes as long as the compiler does.
            DispatchQueue.global().async {
                done.resume(with: Result { try readSyntaxTree(for: command) })
            }
        }
    }

    private func readSyntaxTree(for command: String) throws -> [UInt8] {
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            [
                "clang", "-x", "c", "-std=gnu11", "-fsyntax-only", "-fparse-all-comments", "-Xclang",
                "-ast-dump=json",
            ]
            + folders.map { "-I\($0)" } + ["-"]
        process.standardInput = input
        process.standardOutput = output
        do {
            try process.run()
            let isPath = FileManager.default.fileExists(atPath: header)
            let name = isPath ? URL(filePath: header).standardizedFileURL.path(percentEncoded: false) : header
            try input.fileHandleForWriting.write(
                contentsOf: Data("#include \(isPath ? "\"\(name)\"" : "<\(name)>")\n".utf8))
            try input.fileHandleForWriting.close()
        } catch {
            throw CommandFailure(.failed, command, "clang cannot be started.", hint: Self.hint)
        }
        var bytes: [UInt8] = []
        while let chunk = try output.fileHandleForReading.read(upToCount: 1 << 20), !chunk.isEmpty {
            bytes += chunk
            guard bytes.count <= Self.outputBytes else {
                process.terminate()
                throw CommandFailure(
                    .failed, command,
                    "The header \(header) is too large: clang says over \(Self.outputBytes) bytes of it.")
            }
        }
        process.waitUntilExit()
        switch process.terminationStatus {
        case 0: return bytes
        case 127: throw CommandFailure(.failed, command, "There is no clang.", hint: Self.hint)
        default:
            throw CommandFailure(
                .failed, command, "clang cannot read the header \(header).",
                hint: "It has said above what is wrong; --include names a folder with headers.")
        }
    }

    private static let hint = "clang comes with Swift; put the toolchain's folder into PATH."
}
